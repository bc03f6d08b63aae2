import pytest, time, traceback
from django.test.utils import CaptureQueriesContext
from django.db import connection
from tests.sweeps.many_rows import build, grow
from tests.sweeps.list_pages import PAGES, cost, reader

@pytest.mark.django_db
def test_try():
    w=build(); grow(w,50)
    c=reader(w)
    def run():
        out={}
        for p in PAGES:
            t=time.time()
            try: out[p.name]=cost(p,w,c)
            except Exception as e: out[p.name]=repr(e)[:150]
            out[p.name]=(out[p.name],round(time.time()-t,2))
        return out
    a=run(); grow(w,5000); b=run()
    for p in PAGES: print(p.name, a[p.name], b[p.name])
    print(sum(x[1] for x in b.values()))
