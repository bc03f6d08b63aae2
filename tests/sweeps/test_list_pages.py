"""Every page that shows many rows asks the same few questions at 50 rows and at 5,000, and reads only its own page."""

import inspect
import re

import pytest
from django.urls import resolve, reverse

from tests.sweeps.list_pages import MOST_ROWS, NO_LIST, PAGES, few_and_many
from tests.sweeps.test_every_address import ADDRESSES

NAMES = [page.name for page in PAGES]
# What a view that shows a list is built from.
LIST_MAKERS = re.compile(r"\b\w*Table\(|\btable_page\(|\bPaginator\(")


@pytest.mark.django_db
def test_the_cost_of_every_list_stays_the_same_from_50_rows_to_5000():
    found = few_and_many()
    over = {
        name: (few.queries, many.queries)
        for name, (page, few, many) in found.items()
        if max(few.queries, many.queries) > page.most
    }
    grown = {name: (few.queries, many.queries) for name, (_, few, many) in found.items() if many.queries > few.queries}
    read = {name: many.rows for name, (page, _, many) in found.items() if many.rows > MOST_ROWS and not page.whole}
    exports = {
        name: (few.export_queries, many.export_queries)
        for name, (_, few, many) in found.items()
        if few.export_queries is not None and many.export_queries > few.export_queries
    }
    assert {"over the limit": over, "grown": grown, "rows read for one page": read, "exports grown": exports} == {
        "over the limit": {},
        "grown": {},
        "rows read for one page": {},
        "exports grown": {},
    }


def test_every_address_is_a_measured_page_an_act_or_explained(client, province):
    """An address that answers a GET and stands in neither list is a page somebody forgot to enter."""
    client.force_login(province.root.officer)
    entered = {*NAMES, *NO_LIST}
    only_post = {
        name
        for name, kwargs in ADDRESSES
        if name not in entered and client.get(reverse(name, kwargs=kwargs)).status_code == 405
    }
    everything = {name for name, _ in ADDRESSES}
    assert {"forgotten": everything - entered - only_post, "gone": entered - everything} == {
        "forgotten": set(),
        "gone": set(),
    }
    assert len(NAMES) + len(NO_LIST) == len(entered), "an address stands in the list twice"


@pytest.mark.parametrize("name", sorted(NO_LIST))
def test_a_page_explained_as_no_list_builds_none(name):
    view = resolve(reverse(name, kwargs=dict(ADDRESSES)[name])).func
    source = inspect.getsource(getattr(view, "view_class", None) or inspect.unwrap(view))
    assert LIST_MAKERS.findall(source) == []
