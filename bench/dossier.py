"""A list dossier of 2,000 nominees: how long its verdict table, its papers and a report take to open.

    python bench/dossier.py [nominees]

Everybody is entered, nominated, reported on, sent and received by the acts of the screens, on a database of its own that
is thrown away afterwards: SQLite in memory, or a test database on the server of DATABASE_URL.
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

GOAL = 1.0  # seconds to open the verdict table
ROUNDS = 5


def measure(count: int) -> dict[str, float]:
    """{what: seconds}: acts once, pages as the median of five."""
    begin()
    with site():
        return _walk(count)


def _walk(count: int) -> dict[str, float]:
    from django.test import Client
    from django.urls import reverse

    from tests.conftest import START, small_province
    from tests.nominations.conftest import RECEIVED, SENT, clear_records
    from thidua.nominations import actions, actions_reports
    from thidua.people.actions import enter_people
    from thidua.people.models import Person, Post

    province = small_province()
    office = province.ha_long
    names = ["An", "Bình", "Chi", "Dung", "Giang", "Hà", "Lan", "Mai", "Nga", "Phương"]
    pairs = [
        (
            Person(
                code=f"ds-{n}", full_name=f"Trần Thị {names[n // 10 % 10]} {names[n % 10]}", gender="female", subject="civil_servant",
                born_on=date(1985, 1, 1 + n % 28), recruited_on=date(2015, 1, 1),
            ),
            Post(unit=office.unit, title="Công chức", starts_on=START),
        )
        for n in range(count)
    ]  # fmt: skip
    enter_people(people=pairs, under=office.unit, by=office.officer, at=province.at)
    people = [person for person, _ in pairs]
    clear_records(office, people, province.at)
    found: dict[str, float] = {}

    def timed(what: str, act, **given):
        begun = time.perf_counter()
        result = act(**given)
        found[what] = time.perf_counter() - begun
        return result

    sender, desk = {"by": office.officer, "at": SENT}, {"by": office.appraiser, "at": RECEIVED}
    dossier = actions.draft_nomination(unit=office.unit, award_code="advanced_worker", year=2025, **sender)
    timed("add_nominees", actions.add_nominees, nomination=dossier, people=people, **sender)
    timed("draft_reports", actions_reports.draft_reports, nomination=dossier, form="merit_individual", **sender)
    timed("send", actions.send_nomination, nomination=dossier, **sender)
    timed("receive", actions.receive_nomination, nomination=dossier, **desk)
    client = Client()
    client.force_login(office.appraiser)
    line = dossier.lines.order_by("ordinal").first()
    pages = {
        "open_table": reverse("nominations:detail", args=[dossier.pk]),
        "open_table_filtered": reverse("nominations:detail", args=[dossier.pk]) + "?outcome=may_be_proposed&q=lan",
        "open_papers": reverse("nominations:papers", args=[dossier.pk]),
        "open_line": reverse("nominations:line", args=[line.pk]),
        "open_report": reverse("nominations:report", args=[line.pk]),
        "open_desk": reverse("nominations:desk"),
    }
    for what, address in pages.items():
        seconds = []
        for _ in range(ROUNDS):
            begun = time.perf_counter()
            answer = client.get(address)
            seconds.append(time.perf_counter() - begun)
            if answer.status_code != 200:
                raise AssertionError(f"{address}: {answer.status_code}")
        found[what] = statistics.median(seconds)
    return found


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    found = measure(count)
    for what, seconds in found.items():
        print(f"{what:22} {seconds:8.3f} s")
    figures = {"nominees": count, "seconds": {what: round(seconds, 4) for what, seconds in found.items()}}
    write_report("dossier", round(found["open_table"] / GOAL, 3), GOAL, figures)
    print(f"  the verdict table of {count} nominees opens in {found['open_table']:.2f} s (goal {GOAL:.1f} s)")
    return 0 if found["open_table"] < GOAL else 1


if __name__ == "__main__":
    raise SystemExit(main())
