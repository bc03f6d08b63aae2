"""Twenty clerks number twenty signed decisions at the same moment, each in a thread with its own connection; with
``--failing`` every third fails after its number was taken.

Run by test_concurrency.py in a process of its own, on a database of its own (DATABASE_URL, MEDIA_ROOT); prints the
numbers given, sorted, and how the book stands.
"""

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402

from paperwork.blocks import PaperError  # noqa: E402
from thidua.decisions import paper  # noqa: E402
from thidua.decisions.actions import issue_decision  # noqa: E402
from thidua.decisions.models import Decision, DecisionLine  # noqa: E402
from thidua.papers.models import NumberSeries  # noqa: E402
from thidua.papers.queries import book_of  # noqa: E402
from thidua.shared import audit, clock  # noqa: E402
from thidua.shared.denied import Denied  # noqa: E402
from thidua.shared.models import AuditEvent  # noqa: E402
from thidua.units import actions as units  # noqa: E402

COUNT = 20
AT = clock.at_hour(date(2025, 12, 20))


def prepare() -> list[tuple[int, int]]:
    """(decision, clerk) pairs, every decision signed."""
    root, officer = units.found_installation(
        code="22", name="Tỉnh Quảng Ninh", kind="province", valid_from=date(2025, 7, 1),
        agency_name="Ủy ban nhân dân tỉnh Quảng Ninh", symbol="UBND", head_title="Chủ tịch", place="Quảng Ninh",
        officer_username="officer", officer_name="Chuyên viên", officer_password=None, at=AT,
    )  # fmt: skip
    pairs = []
    for n in range(COUNT):
        clerk = units.open_account(
            username=f"clerk{n}", display_name=f"Văn thư {n}", password=None, under=root, by=officer, at=AT
        )
        units.grant_role(user=clerk, role="clerk", unit=root, by=officer, at=AT)
        decision = Decision.objects.create(
            unit=root, year=2025, award_code="advanced_worker", title=f"Quyết định thử {n}", state="signed",
            proposal="Theo đề nghị của Hội đồng", signer_name="A", signer_title="Chủ tịch",
            drafted_at=AT, drafted_by=officer, signed_at=AT, signed_by=officer,
        )  # fmt: skip
        DecisionLine.objects.create(
            decision=decision, ordinal=1, unit=root, of_unit=root, recipient_name=root.name, ground="Thành tích"
        )
        pairs.append((decision.pk, clerk.pk))
    return pairs


def main() -> None:
    from thidua.accounts.models import User

    call_command("migrate", verbosity=0)
    pairs = prepare()
    together = Barrier(COUNT)
    failing = {pair[0] for pair in pairs[::3]} if "--failing" in sys.argv else set()
    usual = paper.render

    def render(decision, *rest):
        if decision.pk in failing:
            raise PaperError("máy in hỏng")
        return usual(decision, *rest)

    paper.render = render

    def work(pair: tuple[int, int]) -> int | None:
        try:
            decision, clerk = Decision.objects.get(pk=pair[0]), User.objects.get(pk=pair[1])
            # The pool holds fewer connections than there are clerks: nobody may keep one while waiting for the others.
            connections.close_all()
            together.wait(timeout=60)
            issue_decision(decision=decision, by=clerk, at=AT)
            return decision.number
        except Denied:
            return None
        finally:
            connections.close_all()

    with ThreadPoolExecutor(COUNT) as pool:
        numbers = list(pool.map(work, pairs))
    given = sorted(number for number in numbers if number is not None)
    book = [line.state for line in book_of(NumberSeries.objects.get())]
    result = {"numbers": given, "book": book, "break": audit.first_break(AuditEvent.objects.all().iterator())}
    sys.stdout.write(json.dumps(result) + "\n")


if __name__ == "__main__":
    main()
