"""What signed pledges say for the criteria of a season, and where they say nothing (requirement S3)."""

from collections.abc import Iterable
from dataclasses import dataclass

from thidua.pledges.achievement import plan_and_actual
from thidua.pledges.models import PledgeTarget
from thidua.scoring import marking
from thidua.scoring.models import Scorecard, Season
from thidua.scoring.queries import lines_of


@dataclass(frozen=True)
class PledgeFigure:
    """What a pledge says for a criterion: input as stored, where it comes from in words, the target and the quarter."""

    data: dict[str, str]
    note: str
    target: PledgeTarget
    quarter: int


def fillable_codes(season: Season) -> set[str]:
    """Criteria that compare a result with a plan, and whose figures no other criterion reads: a percentage of the pledge
    must not stand beside a head count of the sheet."""
    lines = lines_of(season)
    shared = marking.shared_figures(lines)
    return {
        item.code
        for item in lines
        if isinstance(item, marking.Item)
        and [f.key for f in item.fields] == ["actual", "plan"]
        and not {f.figure for f in item.fields} & shared
    }


def pledge_figures_of(season: Season, units: Iterable[int]) -> dict[int, dict[str, PledgeFigure]]:
    """{unit: {criterion code: figure}} from the signed pledges of the year: last value against goal. Two queries whatever
    the number of units."""
    targets = PledgeTarget.objects.filter(
        pledge__unit__in=list(units),
        pledge__year=season.year,
        pledge__state__in=("signed", "settled"),
        criterion_code__in=fillable_codes(season),
    )
    found: dict[int, dict[str, PledgeFigure]] = {}
    for target in (
        targets.select_related("pledge__movement").prefetch_related("progress").order_by("pledge_id", "ordinal")
    ):
        mine = found.setdefault(target.pledge.unit_id, {})
        reached = max(target.progress.all(), key=lambda p: p.quarter, default=None)
        if reached is None or target.criterion_code in mine:
            continue
        actual, plan, is_percent = plan_and_actual(target)
        data = {"actual": f"{actual.normalize():f}", "plan": f"{plan.normalize():f}"}
        note = f"Giao ước “{target.pledge.movement.title}”, chỉ tiêu {target.ordinal}, quý {reached.quarter}"
        note += ", quy ra % mục tiêu" if is_percent else ""
        note = (f"{note}: {reached.evidence}" if reached.evidence else note)[:300]
        mine[target.criterion_code] = PledgeFigure(data, note, target, reached.quarter)
    return found


def pledge_figures(card: Scorecard) -> dict[str, PledgeFigure]:
    """:func:`pledge_figures_of` for one card."""
    return pledge_figures_of(card.season, [card.unit_id]).get(card.unit_id, {})
