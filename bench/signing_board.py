"""The live board of 200 parties: one refresh of the hall's screen against the same rows read bare.

    python bench/signing_board.py

Through the site's own client, signed in as the province's officer, on a database of its own that is thrown away: SQLite in
memory, or a test database on the server of DATABASE_URL. The rival reads the same signatures in one SQL question and joins
their texts: no rights, no page. Beside it: a poll that is answered 304, and how many questions each asks.
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

PARTIES, FEW, RUNS = 200, 20, 15
GOAL = 1.0  # questions at 200 parties to questions at 20: one query set whatever the number

BARE = """
SELECT u.name, p.state, s.side, s.way, s.signed_at, a.display_name FROM thidua_movementcall c
JOIN thidua_unit u ON u.id = c.unit_id
LEFT JOIN thidua_pledge p ON p.unit_id = c.unit_id AND p.movement_id = c.movement_id
LEFT JOIN thidua_pledgesignature s ON s.pledge_id = p.id LEFT JOIN thidua_user a ON a.id = s.signer_id
WHERE c.movement_id = %s ORDER BY u.code
"""


def timed(work) -> float:
    """Median seconds of ``work``, once warmed up."""
    work()
    took = []
    for _ in range(RUNS):
        start = time.perf_counter()
        work()
        took.append(time.perf_counter() - start)
    return statistics.median(took)


def _province(parties: int):
    """A province of ``parties`` wards, all called to one movement, their pledges signed by both sides."""
    from types import SimpleNamespace as Office

    from tests.conftest import DAY, Role
    from tests.movements.samples import launched
    from tests.pledges.samples import drafted
    from thidua.pledges import actions
    from thidua.units import actions as units
    from thidua.units.actions import NewAccount
    from thidua.units.models import Unit

    since = date(2025, 7, 1)
    root, officer = units.found_installation(
        code="22", name="Tỉnh Quảng Ninh", kind="province", valid_from=since, agency_name="Ủy ban nhân dân tỉnh",
        symbol="UBND", head_title="Chủ tịch", place="Quảng Ninh", officer_username="officer", officer_name="Chuyên viên",
        officer_password=None, at=DAY,
    )  # fmt: skip
    wards = units.enter_units(
        parent=root, by=officer, at=DAY,
        units=[
            Unit(code=f"{n:05d}", name=f"Phường {n}", kind="ward", valid_from=since, agency_name=f"UBND phường {n}",
                 symbol="UBND", head_title="Chủ tịch", place="Quảng Ninh")
            for n in range(parties)
        ],
    )  # fmt: skip
    accounts = [NewAccount("chair", "Chủ tịch tỉnh", ((Role.HEAD, root),))]
    for n, ward in enumerate(wards):
        accounts += [
            NewAccount(f"o{n}", f"Chuyên viên {n}", ((Role.OFFICER, ward),)),
            NewAccount(f"h{n}", f"Chủ tịch phường {n}", ((Role.HEAD, ward),)),
        ]
    chair, *others = units.open_accounts(accounts=accounts, under=root, by=officer, at=DAY)
    province = Office(root=Office(unit=root, officer=officer, head=chair), at=DAY)
    movement = launched(province)
    pledges = []
    for n, ward in enumerate(wards):
        office = Office(unit=ward, officer=others[2 * n], head=others[2 * n + 1])
        pledge = drafted(province, office, movement)
        actions.propose_pledge(pledge=pledge, by=office.officer, at=DAY)
        actions.sign_pledge(pledge=pledge, by=office.head, at=DAY)
        pledges.append(pledge)
    actions.sign_pledges(pledges=pledges, by=chair, at=DAY)
    return movement, officer


def measure(parties: int) -> dict[str, float]:
    from django.db import connection, transaction
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    found: dict[str, float] = {}
    with transaction.atomic():
        movement, officer = _province(parties)
        client = Client()
        client.force_login(officer)
        address = reverse("pledges:live-board", args=[movement.pk])
        mark = client.get(address)["ETag"]
        unchanged = {"HTTP_HX_REQUEST": "true", "HTTP_IF_NONE_MATCH": mark}
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(address, HTTP_HX_REQUEST="true")
        found["queries"] = len(asked)
        if answer.content.decode().count("<li") != parties or client.get(address, **unchanged).status_code != 304:
            raise SystemExit("the board does not show what it should")
        with CaptureQueriesContext(connection) as asked:
            client.get(address, **unchanged)
        found["queries_of_an_unchanged_poll"] = len(asked)

        def bare() -> str:
            with connection.cursor() as cursor:
                cursor.execute(BARE, [movement.pk])
                return "\n".join(" ".join(map(str, row)) for row in cursor.fetchall())

        found["refresh_s"] = timed(lambda: client.get(address, HTTP_HX_REQUEST="true"))
        found["unchanged_poll_s"] = timed(lambda: client.get(address, **unchanged))
        found["bare_s"] = timed(bare)
        transaction.set_rollback(True)
    return found


def main() -> int:
    begin()
    with site():
        few, many = measure(FEW), measure(PARTIES)
    ratio = many["queries"] / few["queries"]
    beside = many["refresh_s"] / many["bare_s"]
    print(f"  {PARTIES} parties: refresh {1000 * many['refresh_s']:.1f} ms in {many['queries']} queries, unchanged poll "
          f"{1000 * many['unchanged_poll_s']:.1f} ms in {many['queries_of_an_unchanged_poll']}, the same rows bare "
          f"{1000 * many['bare_s']:.1f} ms ({beside:.1f} x)")  # fmt: skip
    figures = {"few": few, "many": many, "refresh_to_bare": round(beside, 1)}
    write_report("signing_board", round(ratio, 2), GOAL, figures)  # queries at 200 parties to 20
    return 0


if __name__ == "__main__":
    sys.exit(main())
