"""What signed pledges say for the criteria of a season, and where they say nothing (requirement S3)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from thidua.pledges.achievement import plan_and_actual
from thidua.pledges.models import PledgeTarget
from thidua.scoring import marking
from thidua.scoring.models import Scorecard, Season
from thidua.scoring.queries import lines_of


@dataclass(frozen=True)
class PledgeFigure:
    """What a pledge says for a criterion: input as stored, where it comes from in words, the target and the quarter."""

    data: dict[str, Any]
    note: str
    target: PledgeTarget
    quarter: int


@dataclass(frozen=True)
class Pledged:
    """One unit: ``figures`` by criterion code; ``gaps`` {criterion code: why the pledge says nothing}."""

    figures: dict[str, PledgeFigure]
    gaps: dict[str, str]


def fillable(season: Season) -> dict[str, marking.Item]:
    """Criteria that compare a result with a plan, and whose figures no other criterion reads: a percentage of the pledge
    must not stand beside a head count of the sheet. A condition is for the unit to state, so what has one is left out."""
    lines = lines_of(season)
    shared = marking.shared_figures(lines)
    return {
        item.code: item
        for item in lines
        if isinstance(item, marking.Item)
        and [f.key for f in item.fields if f.key != "assigned"] == ["actual", "plan"]
        and not {f.figure for f in item.fields} & shared
    }


def _signed(season: Season, units: Any, codes: Iterable[str]) -> QuerySet[PledgeTarget]:
    """``units``: keys, or a query of them."""
    return PledgeTarget.objects.filter(
        pledge__unit__in=units,
        pledge__year=season.year,
        pledge__state__in=("signed", "settled"),
        criterion_code__in=list(codes),
    )


def pledged_of(season: Season, units: Iterable[int]) -> dict[int, Pledged]:
    """{unit: what its signed pledges of the year say}: last value against goal. Three queries whatever the number of units.

    A criterion that some member of the season has pledged and the unit has not, or of which no result is known yet, is a
    gap with its reason: it is flagged and never taken for zero.
    """
    items, units = fillable(season), list(units)
    targets = _signed(season, units, items).select_related("pledge__movement").prefetch_related("progress")
    found = {unit: Pledged({}, {}) for unit in units}
    for target in targets.order_by("pledge_id", "ordinal"):
        code, mine = target.criterion_code, found[target.pledge.unit_id]
        reached = max(target.progress.all(), key=lambda p: p.quarter, default=None)
        if code in mine.figures:
            continue
        if reached is None:
            why = f"Chỉ tiêu {target.ordinal} của giao ước “{target.pledge.movement.title}” chưa có kết quả quý nào."
            mine.gaps.setdefault(code, why)
            continue
        actual, plan, is_percent = plan_and_actual(target)
        data: dict[str, Any] = {"actual": f"{actual.normalize():f}", "plan": f"{plan.normalize():f}"}
        if any(field.key == "assigned" for field in items[code].fields):
            data = {"assigned": True, **data}
        note = f"Giao ước “{target.pledge.movement.title}”, chỉ tiêu {target.ordinal}, quý {reached.quarter}"
        note += ", quy ra % mục tiêu" if is_percent else ""
        note = (f"{note}: {reached.evidence}" if reached.evidence else note)[:300]
        mine.figures[code] = PledgeFigure(data, note, target, reached.quarter)
        mine.gaps.pop(code, None)
    members = season.scorecards.exclude(state="closed").order_by().values("unit")
    pledged = set(_signed(season, members, items).order_by().values_list("criterion_code", flat=True))
    for mine in found.values():
        for code in (code for code in items if code in pledged and code not in mine.figures):
            optional = any(field.key == "assigned" for field in items[code].fields)
            mine.gaps.setdefault(code, _NOT_PLEDGED + (_PERHAPS_NOT_GIVEN if optional else ""))
    return found


_NOT_PLEDGED = "Giao ước của đơn vị không có chỉ tiêu gắn với mục này, các đơn vị khác có."
_PERHAPS_NOT_GIVEN = " Nếu không được giao nhiệm vụ này thì chọn “Không”; không ghi 0."


def pledged(card: Scorecard) -> Pledged:
    """:func:`pledged_of` for one card."""
    return pledged_of(card.season, [card.unit_id])[card.unit_id]
