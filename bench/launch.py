"""Launching a movement to 3,500 units, with their tasks and notices, against storing the same rows barely.

    python bench/launch.py

Through the act the screen calls, on a database of its own that is thrown away: SQLite in memory, or a test database on the
server of DATABASE_URL. The rival stores just as many tasks and letters by ``bulk_create`` in one transaction and nothing
else: no right checked, no plan printed, no audit. The printing of the plan is told apart, for its time does not grow with
the number of units. Both are repeated in one run; the launch must also stay below five seconds.
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

GOAL = 2.0  # times the bare rows, without the paper
MOST_SECONDS = 5.0
UNITS, RUNS = 3_500, 3
SINCE = date(2025, 7, 1)


def _province():
    """The root with its officer and head, and every unit below it with an officer of its own; all by the acts."""
    from tests.conftest import DAY as AT
    from tests.conftest import Role
    from thidua.units import actions as units
    from thidua.units.actions import NewAccount
    from thidua.units.models import Unit

    root, officer = units.found_installation(
        code="22", name="Tỉnh Quảng Ninh", kind="province", valid_from=SINCE, agency_name="Ủy ban nhân dân tỉnh",
        symbol="UBND", head_title="Chủ tịch", place="Quảng Ninh", officer_username="officer", officer_name="Chuyên viên",
        officer_password=None, at=AT,
    )  # fmt: skip
    below = units.enter_units(
        parent=root,
        units=[
            Unit(
                code=f"{n:05}", name=f"Xã số {n}", kind="commune", valid_from=SINCE, agency_name=f"Ủy ban nhân dân xã số {n}",
                symbol="UBND", head_title="Chủ tịch", place="Quảng Ninh",
            )
            for n in range(UNITS)
        ],
        by=officer,
        at=AT,
    )  # fmt: skip
    accounts = [NewAccount("chair", "Nguyễn Văn Nam", ((Role.HEAD, root),))]
    accounts += [NewAccount(f"xa{n}", f"Chuyên viên xã {n}", ((Role.OFFICER, unit),)) for n, unit in enumerate(below)]
    head, *_ = units.open_accounts(accounts=accounts, under=root, by=officer, at=AT)
    return root, officer, head, AT


def _rival(movement, head, at) -> float:
    """Seconds for as many tasks and letters, stored and nothing more."""
    from django.db import transaction

    from thidua.movements.models import Movement, MovementCall
    from thidua.shared.models import Letter

    copy = Movement.objects.create(
        unit=movement.unit, year=2025, title="Đối chứng", drafted_at=at, drafted_by=movement.drafted_by
    )
    units = list(movement.calls.values_list("unit_id", flat=True))
    [letter] = Letter.objects.filter(subject__startswith="Phong trào")[:1]
    people = list(Letter.objects.filter(subject=letter.subject).values_list("to_id", flat=True)[: len(units)])
    start = time.perf_counter()
    with transaction.atomic():
        MovementCall.objects.bulk_create(
            [MovementCall(movement=copy, unit_id=unit, due_on=movement.answer_by) for unit in units]
        )
        Letter.objects.bulk_create(
            [
                Letter(
                    dispatch_id=letter.dispatch_id, key=f"bare-{copy.pk}-{to}", to_id=to, subject=letter.subject,
                    body=letter.body, queued_at=at, queued_by=head,
                )
                for to in people
            ]
        )  # fmt: skip
    return time.perf_counter() - start


def _launch(root, officer, head, at, number: int) -> tuple[float, float, object]:
    """(seconds of the whole act, seconds of them for the paper, the movement)."""
    from tests.movements.samples import CONTENT
    from thidua.movements import actions

    content = CONTENT | {"title": f"Phong trào số {number}"}
    movement = actions.draft_movement(unit=root, year=2025, by=officer, at=at, **content)
    printing = actions.render_plan
    took = []

    def timed(*args, **kwargs) -> bytes:
        begun = time.perf_counter()
        made = printing(*args, **kwargs)
        took.append(time.perf_counter() - begun)
        return made

    actions.render_plan = timed
    try:
        start = time.perf_counter()
        actions.launch_movement(movement=movement, by=head, at=at)
        whole = time.perf_counter() - start
    finally:
        actions.render_plan = printing
    return whole, sum(took), movement


def measure() -> dict:
    begin()
    from django.db import connection

    with site():
        from thidua.movements.models import MovementCall
        from thidua.shared.models import Letter

        root, officer, head, at = _province()
        wholes, papers, bare = [], [], []
        for number in range(RUNS + 1):
            before = Letter.objects.count()
            whole, paper, movement = _launch(root, officer, head, at, number)
            made = MovementCall.objects.filter(movement=movement).count(), Letter.objects.count() - before
            if made != (UNITS, UNITS):
                raise AssertionError(f"{made} tasks and letters instead of {UNITS} each")
            rival = _rival(movement, head, at)
            if number:  # the first one warms
                wholes.append(whole)
                papers.append(paper)
                bare.append(rival)
        rest = [whole - paper for whole, paper in zip(wholes, papers, strict=True)]
        return {
            "units": UNITS,
            "tasks_and_letters": 2 * UNITS,
            "database": connection.vendor,
            "launch_s": statistics.median(wholes),
            "launch_s_most": max(wholes),
            "of_which_paper_s": statistics.median(papers),
            "without_paper_s": statistics.median(rest),
            "bare_rows_s": statistics.median(bare),
        }


def main() -> int:
    figures = measure()
    figures = {key: round(value, 3) if isinstance(value, float) else value for key, value in figures.items()}
    for key, value in figures.items():
        print(f"  {key:24}{value:>12}")
    ratio = figures["without_paper_s"] / figures["bare_rows_s"]
    write_report("launch", round(ratio, 3), GOAL, figures)  # without the paper, to the bare rows
    return 0 if ratio <= GOAL and figures["launch_s"] < MOST_SECONDS else 1


if __name__ == "__main__":
    sys.exit(main())
