"""Reads of the ranking: scores and places from the verified entries, the recomputation anybody can repeat, the export."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from rulebook.scoring import RankedUnit, UnitScore
from thidua.scoring import marking, ties
from thidua.scoring.models import Season, Standing, TieDecision
from thidua.scoring.queries import inputs_of, rubric_of, sheets_of
from thidua.units.models import Unit


def compute(season: Season) -> tuple[dict[str, UnitScore], list[RankedUnit]]:
    """Scores and ranking from the verified entries as they stand now, with what the meeting decided about ties."""
    scores, ranked = marking.rank(rubric_of(season), sheets_of(season), ballots_of(season))
    return scores, ties.decided(ranked, decisions_of(season))


def ballots_of(season: Season) -> dict[str, int] | None:
    """{unit code: agreeing votes} of the cluster's secret vote once it is counted."""
    ballot = season.ballot
    if ballot is None or ballot.state != "counted":
        return None
    return {key: count["yes"] for key, count in (ballot.counts or {}).items()}


def decisions_of(season: Season) -> list[ties.Decision]:
    """What the meeting decided about units on one place, oldest first."""
    return [ties.Decision(tuple(row.units), decision_words(row)) for row in season.tie_decisions.all()]


def decision_words(decision: TieDecision) -> str:
    return f"{decision.get_way_display().lower()}: {decision.reason}"


def tie_note(row: RankedUnit, score: UnitScore) -> str:
    parts = [row.how_vi] if row.tie_group or row.needs_vote else []
    return "; ".join([*parts, *score.disqualified_vi])[:300]


def recompute(season: Season) -> list[tuple[str, Decimal, int, str]]:
    """[(unit code, total, rank, note)] computed again from the entries; equals the stored standings."""
    scores, ranked = compute(season)
    rows = [
        (r.key, r.total, r.rank, tie_note(r, scores[r.key]))
        for r in ranked
        if r.total is not None and r.rank is not None
    ]
    return sorted(rows, key=lambda row: (row[2], row[0]))


def stored(season: Season) -> list[tuple[str, Decimal, int, str]]:
    """The stored standings in the shape of :func:`recompute`."""
    return as_rows(season.standings.select_related("unit"))


def as_rows(standings: Iterable[Standing]) -> list[tuple[str, Decimal, int, str]]:
    """Stored standings in the shape of :func:`recompute`."""
    return sorted(((s.unit.code, s.total, s.rank, s.tie_note) for s in standings), key=lambda row: (row[2], row[0]))


def export(season: Season) -> dict[str, Any]:
    """A season as plain values, for anybody who wants to compute the ranking again
    (:func:`thidua.scoring.marking.standings_of_export`, or the formulas printed in the rubric, by hand)."""
    cards = list(season.scorecards.select_related("unit").prefetch_related("entries"))
    return {
        "cluster": season.cluster.name,
        "year": season.year,
        "state": season.state,
        "rubric_code": season.rubric_code,
        "rubric_hash": season.rubric_hash,
        "rubric": season.rubric,
        "units": [
            {
                "code": card.unit.code,
                "name": card.unit.name,
                "inputs": {code: given for code, given in inputs_of(card.entries.all(), True).items() if given},
            }
            for card in cards
            if card.state != "closed"
        ],
        "ballots": ballots_of(season),
        "tie_decisions": [{"units": list(each.units), "how": each.how_vi} for each in decisions_of(season)],
        "left": [
            {"code": card.unit.code, "name": card.unit.name, "reason": card.closed_reason}
            for card in cards
            if card.state == "closed"
        ],
        "standings": [
            {
                "unit": s.unit.code,
                "total": f"{s.total.normalize():f}",
                "rank": s.rank,
                "note": s.tie_note,
                "proposed_award": s.proposed_award,
            }
            for s in season.standings.select_related("unit")
        ],
    }


def leaders(unit: Unit, year: int) -> Standing | None:
    """The unit's place in its confirmed season of a year, for dossiers; None while there is none."""
    rows = Standing.objects.filter(unit=unit, season__year=year, season__state="confirmed")
    return rows.select_related("season").first()
