"""``python -m bench._portal_rows COUNT``: honours and articles of a practice province many times over; one JSON line.

Copies of rows that real acts made, as the sweep of long lists makes them: what is measured is the reading. ``slug``: of an
article among them.
"""

import json
import os
import sys
from collections.abc import Iterable
from typing import Any

import django
from django.db.models import Model


def copies(original: Model, changes: Iterable[dict[str, Any]]) -> None:
    fields = [field.attname for field in original._meta.concrete_fields if not field.primary_key]
    common = {name: getattr(original, name) for name in fields}
    type(original)._base_manager.bulk_create((type(original)(**common | each) for each in changes), batch_size=500)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from thidua.honours.models import Honour
    from thidua.portal.models import Article

    count = int(sys.argv[1])
    article = Article.objects.filter(state="published").earliest("pk")
    copies(article, ({"slug": f"tin-{n}", "conference_id": None} for n in range(count)))
    award = Honour.objects.filter(entry="award").earliest("pk")
    copies(
        award, ({"decision_number": f"{n}/QĐ-CT", "check_code": f"NHAN-{n:06d}", "ordinal": 1} for n in range(count))
    )
    print(json.dumps({"slug": f"tin-{count // 2}"}))


if __name__ == "__main__":
    main()
