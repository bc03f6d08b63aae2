"""The distribution list of a paper as acts leave it: who stands in it by default, what is delivered at once.

Parts of the acts in ``actions*.py``, which check the right and keep the audit.
"""

from collections.abc import Iterable
from datetime import datetime

from thidua.decisions.models import Decision, DecisionCopy
from thidua.decisions.paper import all_of, content_of
from thidua.shared.gate import pass_gate_all, stamp
from thidua.units.models import Unit

Way = DecisionCopy.Way


def list_copies(decision: Decision) -> None:
    """The usual list: the printed lines, and behind them every unit of the recipients, told in the system. A later paper
    goes to everybody who got the one it is about."""
    lines = content_of(decision).lines
    units: dict[int, Unit] = {line.of_unit_id: line.of_unit for line in lines}
    first = "Như trên" if decision.is_letter else "Như Điều 3"
    everybody = f"Các đơn vị có {all_of(lines)} được khen thưởng"
    if decision.refers_to is not None:
        sent = decision.refers_to.copies.exclude(unit=None).select_related("unit")
        units = {copy.unit.pk: copy.unit for copy in sent if copy.unit is not None}
        everybody = "Các cơ quan, đơn vị đã nhận văn bản"
    rows = [DecisionCopy(decision=decision, name=name, way=Way.NONE, state="listed") for name in (first, everybody)] + [
        DecisionCopy(
            decision=decision, name=unit.agency_name[:200], way=Way.SYSTEM, unit=unit, is_printed=False, state="listed"
        )
        for unit in units.values()
        if unit.pk != decision.unit_id
    ]
    write_copies(decision, rows)


def write_copies(decision: Decision, rows: Iterable[DecisionCopy]) -> None:
    """Number and save rows of a draft's list in the place of the old ones."""
    decision.copies.all().delete()
    numbered = list(rows)
    for ordinal, row in enumerate(numbered, start=1):
        row.ordinal = ordinal
    DecisionCopy.objects.bulk_create(numbered, batch_size=500)


def deliver_in_system(decision: Decision, copies: Iterable[DecisionCopy], *, by, at: datetime) -> None:
    """Copies to units with an account are delivered the moment the paper is issued; one statement."""
    mine = DecisionCopy.objects.filter(decision=decision, way=Way.SYSTEM)
    pass_gate_all(mine, "deliver", **stamp("delivered", by=by, at=at))
