"""A tree of 15,000 units: its first page and one opened node against the whole tree at once.

    python bench/units.py

Through the site's own client, signed in as an officer, on a database of its own that is thrown away: SQLite in memory, or
a test database on the server of DATABASE_URL. The rival draws the same nodes with the same template, all of them, from one
query. Beside it: what a question about rights costs an officer of one unit now that only the rows below are read, against
reading the whole tree for it.
"""

from __future__ import annotations

import statistics
import sys
import time
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench._database import begin, site  # noqa: E402 - the root stands in the path only now
from bench._rival import write_report  # noqa: E402

GOAL = 0.10
AGENCIES, ROOMS = 150, 99  # with the root and one ended unit a room: a little over 15,000
RUNS = 7


def timed(work, runs: int = RUNS) -> float:
    """Median seconds of ``work``, once warmed up."""
    work()
    took = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        took.append(time.perf_counter() - start)
    return statistics.median(took)


def _tree():
    """The root's officer, the agencies, an officer of the first agency; every unit by the acts."""
    from tests.conftest import DAY, Role
    from thidua.units import actions as units
    from thidua.units.actions import NewAccount
    from thidua.units.models import Unit

    since = date(2025, 7, 1)
    root, officer = units.found_installation(
        code="22", name="Tỉnh Quảng Ninh", kind="province", valid_from=since, agency_name="Ủy ban nhân dân tỉnh",
        symbol="UBND", head_title="Chủ tịch", place="Quảng Ninh", officer_username="officer", officer_name="Chuyên viên",
        officer_password=None, at=DAY,
    )  # fmt: skip

    def unit(code: str, name: str, kind: str) -> Unit:
        return Unit(
            code=code, name=name, kind=kind, valid_from=since, agency_name=name, symbol="CQ", head_title="Thủ trưởng",
            place="Quảng Ninh",
        )  # fmt: skip

    agencies = units.enter_units(
        parent=root,
        units=[unit(f"A{n:03}", f"Cơ quan số {n}", "department") for n in range(AGENCIES)],
        by=officer,
        at=DAY,
    )
    for n, agency in enumerate(agencies):
        rooms = [unit(f"A{n:03}.{m:02}", f"Phòng số {m}", "section") for m in range(ROOMS)]
        units.enter_units(parent=agency, units=rooms, by=officer, at=DAY)
    [local] = units.open_accounts(
        accounts=[NewAccount("local", "Chuyên viên cơ quan", ((Role.OFFICER, agencies[0]),))],
        under=root,
        by=officer,
        at=DAY,
    )
    return officer, agencies, local


def _rights(local, agencies) -> tuple[float, float]:
    """(seconds now, seconds reading the whole tree) of "may this officer see that room?"."""
    from thidua.units.models import Unit
    from thidua.units.queries import unit_ids_visible_to

    room = Unit.objects.filter(parent=agencies[0]).first()

    def now() -> None:
        assert room.pk in unit_ids_visible_to(local, date(2025, 7, 8))

    def whole_tree() -> None:
        rows = Unit.objects.without_tree_fields().order_by().values_list("pk", "parent_id", "kind")
        parents = {pk: (parent, kind) for pk, parent, kind in rows}
        children: dict[int, list[int]] = {}
        for pk, (parent, _) in parents.items():
            if parent is not None:
                children.setdefault(parent, []).append(pk)
        assert room.pk in children[agencies[0].pk]

    return timed(now), timed(whole_tree)


def _register(officer) -> tuple[float, float]:
    """(seconds now, seconds with every key in the query) of the first page of the register for the root's officer."""
    from django.db.models import Q

    from thidua.honours.queries import award_lines, visible_to
    from thidua.units.queries import unit_ids_visible_to

    def now() -> None:
        list(visible_to(officer, date(2025, 7, 8))[:50])

    def by_keys() -> None:
        keys = list(unit_ids_visible_to(officer, date(2025, 7, 8)))
        whose = Q(of_unit__in=keys) | Q(unit__in=keys) | Q(issuer__in=keys)
        list(award_lines().filter(whose)[:50])

    return timed(now), timed(by_keys)


def measure() -> dict:
    begin()
    from django.db import connection
    from django.template.base import Template
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    plain_render = Template._render
    with site():
        Template._render = plain_render  # the test client would copy the context of every node it draws
        from django.template.loader import render_to_string
        from django.urls import reverse

        from thidua.units.models import Unit

        officer, agencies, local = _tree()
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        client = Client()
        client.force_login(officer)
        branch = reverse("units:branch", args=[agencies[70].pk])
        htmx = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": f"u-{agencies[70].pk}"}

        def get(address: str, **headers) -> None:
            answer = client.get(address, **headers)
            assert answer.status_code == 200, answer.status_code

        def everything() -> None:
            units = list(Unit.objects.without_tree_fields().order_by("code"))
            below: dict[int | None, list[Unit]] = {}
            for unit in units:
                below.setdefault(unit.parent_id, []).append(unit)
            for unit in units:
                mine = below.get(unit.pk, [])
                unit.children_there = len(mine)
                if mine:
                    unit.level = {"parent": unit, "units": mine, "next": 0}
            level = {"parent": None, "units": below[None], "next": 0}
            html = render_to_string("units/_level.html", {"level": level, "day_query": "", "on": date(2025, 7, 8)})
            assert html.count("<li") == len(units)

        address = reverse("units:tree")
        figures = {
            "nodes": Unit.objects.count(),
            "first_page_ms": timed(lambda: get(address)) * 1000,
            "one_node_ms": timed(lambda: get(branch, **htmx)) * 1000,
            "unit_page_ms": timed(lambda: get(reverse("units:detail", args=[agencies[70].pk]))) * 1000,
            "search_ms": timed(lambda: get(f"{address}?q=phong+so+77")) * 1000,
            "whole_tree_ms": timed(everything, 3) * 1000,
        }
        with CaptureQueriesContext(connection) as asked:
            get(address)
        figures["first_page_queries"] = len(asked)
        now, before = _rights(local, agencies)
        figures |= {"right_of_one_unit_ms": now * 1000, "right_by_whole_tree_ms": before * 1000}
        now, before = _register(officer)
        figures |= {"register_of_the_root_ms": now * 1000, "register_by_keys_ms": before * 1000}
        return figures


def main() -> int:
    figures = {key: round(value, 2) for key, value in measure().items()}
    for key, value in figures.items():
        print(f"  {key:24}{value:>10}")
    opened = max(figures["first_page_ms"], figures["one_node_ms"])
    ratio = opened / figures["whole_tree_ms"]
    write_report("units", round(ratio, 3), GOAL, figures)  # first page or one node to the whole tree
    return 0 if ratio <= GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
