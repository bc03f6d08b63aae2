"""Reads of the ranking: scores and places from the verified entries, the recomputation anybody can repeat, the export."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from rulebook.scoring import RankedUnit, UnitScore
from thidua.accounts.models import User
from thidua.scoring import marking, ties
from thidua.scoring.models import Scorecard, Season, Standing, TieDecision
from thidua.scoring.queries import cards_with_entries, inputs_of, rubric_of, sheets_of
from thidua.shared.certain import certain
from thidua.shared.models import AuditEvent
from thidua.units.models import RoleGrant, Unit
from thidua.units.queries import in_force

Role = RoleGrant.Role
FLAG = "ministry_province_emulation_flag"


def ranks_by_ballot(season: Season) -> bool:
    """Whether the table orders the first units by a secret vote; else the vote stands beside the ranking."""
    return rubric_of(season).ranking.basis == "total_then_ballot"


def nominees_of(season: Season) -> list[str]:
    """Codes of the units that go to the secret vote by the table, best first; [] where it does not rank by a vote."""
    rubric = rubric_of(season)
    if not ranks_by_ballot(season):
        return []
    _, ranked = marking.rank(rubric, sheets_of(season))
    most = rubric.ranking.nominees
    return [row.key for row in ranked if row.rank is not None and (most is None or row.rank <= most)]


def vote_is_stale(season: Season) -> bool:
    """Whether points have changed since a vote that counts, so that other units stand at the top now."""
    votes = ballots_of(season)
    return votes is not None and ranks_by_ballot(season) and set(votes) != set(nominees_of(season))


def waits_for_vote(season: Season) -> bool:
    """Whether the table ranks by a secret vote that is not counted yet."""
    return ranks_by_ballot(season) and ballots_of(season) is None


def compute(season: Season, cards: Iterable[Scorecard] | None = None) -> tuple[dict[str, UnitScore], list[RankedUnit]]:
    """Scores and ranking from the verified entries as they stand now, with what the meeting decided about ties. BadFigure
    when the secret vote was about other units than those now at the top. ``cards``: as
    :func:`thidua.scoring.queries.cards_with_entries` gives them."""
    if vote_is_stale(season):
        raise marking.BadFigure(
            "Điểm đã đổi sau khi kiểm phiếu kín, các đơn vị dẫn đầu không còn như trong phiếu: bỏ phiếu lại."
        )
    scores, ranked = marking.rank(rubric_of(season), sheets_of(season, cards), ballots_of(season))
    return scores, ties.decided(ranked, decisions_of(season))


def voters_of_members(season: Season, on: date) -> dict[int, tuple[User, list[Unit]]]:
    """{account: (it, the members it could vote for)}: their officers and heads, by unit and name. One query."""
    members = season.scorecards.exclude(state="closed").values("unit")
    grants = RoleGrant.objects.filter(
        in_force(on), unit__in=members, role__in=(Role.HEAD, Role.OFFICER), user__is_active=True
    )
    found: dict[int, tuple[User, list[Unit]]] = {}
    for grant in grants.select_related("user", "unit").order_by("unit__name_fold", "user__name_fold", "pk"):
        user, unit = certain(grant.user), certain(grant.unit)
        units = found.setdefault(user.pk, (user, []))[1]
        if unit not in units:
            units.append(unit)
    return found


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


def barred_vi(score: UnitScore) -> str:
    """Why the table gives the unit no place at all; "" where it has one."""
    return "; ".join(score.disqualified_vi) if score.barred("ranking") else ""


def unsettled(season: Season) -> list[list[Standing]]:
    """Places that give the flag to some of their units and not to others though nothing tells them apart, best first."""
    standings = [s for s in season.standings.select_related("unit") if s.is_open]
    if not any(s.proposed_award == FLAG for s in standings):
        return []
    scores, _ = compute(season)
    groups: dict[int, list[Standing]] = {}
    for standing in standings:
        if not scores[standing.unit.code].disqualified_vi:
            groups.setdefault(standing.rank, []).append(standing)
    return [
        group for _, group in sorted(groups.items()) if 0 < sum(s.proposed_award == FLAG for s in group) < len(group)
    ]


def recompute(season: Season, cards: Iterable[Scorecard] | None = None) -> list[tuple[str, Decimal, int, str]]:
    """[(unit code, total, rank, note)] computed again from the entries; equals the stored standings."""
    scores, ranked = compute(season, cards)
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
    cards = cards_with_entries(season)
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


@dataclass(frozen=True)
class Earlier:
    """A ranking that was published and no longer holds. ``places``: (place, unit, total) as text; ``why``: what ended it."""

    ranked_at: datetime
    by: str
    places: tuple[tuple[int, str, Decimal], ...]
    paper_id: int | None
    ended_at: datetime
    why: str


# What ends a published ranking, and how that is told where the act carries no reason of its own.
_ENDS = {
    "season_reopened": "Thẩm định lại",
    "ranking_recalled": "Sửa điểm theo kiến nghị",
    "tie_decided": "Cụm, khối quyết định thứ hạng của các đơn vị bằng điểm",
}


def earlier_rankings(season: Season) -> list[Earlier]:
    """The rankings before the present one, newest first, from the records nobody can change. Two queries."""
    events = AuditEvent.objects.filter(
        thing_kind="season", thing_id=str(season.pk), act__in=["season_ranked", *_ENDS]
    ).select_related("by")
    ended: list[tuple[AuditEvent, AuditEvent]] = []
    standing: AuditEvent | None = None
    for event in events.order_by("seq"):
        if event.act == "season_ranked":
            standing = event
            continue
        if standing is None:
            continue
        ended.append((standing, event))
        standing = None
    names = dict(season.scorecards.values_list("unit__code", "unit__name")) if ended else {}
    return [_earlier(standing, event, names) for standing, event in reversed(ended)]


def _earlier(standing: AuditEvent, end: AuditEvent, names: Mapping[str, str]) -> Earlier:
    reason = end.detail.get("reason", "")
    return Earlier(
        ranked_at=standing.at,
        by=standing.by.display_name if standing.by else "",
        places=tuple((rank, names.get(code, code), Decimal(total)) for code, total, rank in standing.detail["ranking"]),
        paper_id=standing.detail.get("paper"),
        ended_at=end.at,
        why=f"{_ENDS[end.act]}: {reason}" if reason else _ENDS[end.act],
    )
