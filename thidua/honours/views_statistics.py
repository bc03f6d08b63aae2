"""Figures over the register; every figure opens the lines behind it."""

from collections.abc import Sequence
from typing import ClassVar
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from thidua.accounts.queries import signed_in
from thidua.honours import queries
from thidua.honours.counting import COLUMNS, DIMENSIONS, Line, figures
from thidua.honours.tables import IN_FORCE, HonourTable, register_filters
from thidua.shared import clock
from thidua.shared.exports import xlsx_response
from thidua.shared.ui import Crumb


class _Narrowed(HonourTable):
    """The register's own filters, without its rows, sort and search: what is counted is what the list would show."""

    search_fields: ClassVar[Sequence[str]] = ()
    plain_search_fields: ClassVar[Sequence[str]] = ()
    default_sort = ""
    export_name = ""


def statistics(request: HttpRequest) -> HttpResponseBase:
    on = clock.today()
    by = request.GET.get("theo", "")
    by = by if by in DIMENSIONS else "award"
    seen = queries.visible_to(signed_in(request), on)
    filters = [each for each in register_filters(seen, queries.years(seen), on) if each.key != "state"]
    table = _Narrowed(seen.filter(~queries.taken_away()), request, filters=filters, kept=("theo",))
    lines = figures(table.queryset, by, on)
    heads = [DIMENSIONS[by], *(head for _, head, _ in COLUMNS)]
    sums = tuple(sum(line.counts[place] for line in lines) for place in range(len(COLUMNS)))
    if request.GET.get("xuat") == "xlsx":
        rows = [(line.label, *line.counts) for line in lines]
        return xlsx_response(f"thong-ke-so-vang-{by}", heads, [*rows, ("Cộng", *sums)])
    chosen = table.chosen_filters | {"state": IN_FORCE}
    most = max((line.total for line in lines), default=1)
    shown = [
        {
            "label": line.label,
            "cells": [
                (count, _opened(chosen, by, line, narrower) if count else "")
                for count, (_, _, narrower) in zip(line.counts, COLUMNS, strict=True)
            ],
            "width": f"{100 * line.total / most:.1f}",
        }
        for line in lines
    ]
    asked = {**table.chosen_filters}
    context = {
        "table": table,
        "by": by,
        "heading": DIMENSIONS[by],
        "dimensions": [
            {"label": label, "url": f"?{urlencode(asked | {'theo': key})}", "current": key == by}
            for key, label in DIMENSIONS.items()
        ],
        "heads": heads,
        "lines": shown,
        "sums": sums,
        "xlsx_url": f"?{urlencode(asked | {'theo': by, 'xuat': 'xlsx'})}",
        "crumbs": [Crumb("Sổ vàng", reverse("honours:list")), Crumb("Thống kê")],
    }
    return render(request, "honours/statistics.html", context)


def _opened(chosen: dict[str, str], by: str, line: Line, narrower: dict[str, str]) -> str:
    """The list with exactly the lines that were counted; "" where no filter says it."""
    asked = dict(chosen)
    for key, value in [*([(by, line.value)] if line.value else []), *narrower.items()]:
        if asked.get(key, value) != value:
            return ""
        asked[key] = value
    return "" if not line.value else f"{reverse('honours:list')}?{urlencode(asked)}"
