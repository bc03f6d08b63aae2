"""Reads of the seasons: who sees whose points, sheets with entries, rankings, the recomputation anybody can repeat."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db.models import Count, Q, QuerySet, TextField
from django.db.models.functions import Cast

from rulebook.compiled import compiled
from rulebook.rubrics import Rubric
from rulebook.scoring import UnitScore
from thidua.ballots.permissions import RUNS
from thidua.scoring import marking
from thidua.scoring.models import (
    Objection,
    Scorecard,
    ScoreChange,
    ScoreEntry,
    ScoreEvidence,
    Season,
    SeasonDeadline,
)
from thidua.scoring.models_marks import LeadDuty
from thidua.units.models import Cluster, ClusterMembership, RoleGrant, Unit
from thidua.units.queries import (
    grants_of,
    has_role,
    in_force,
    unit_ids_above,
    unit_ids_visible_to,
    unit_ids_with_roles,
    users_with_roles_in,
)

Role = RoleGrant.Role
# Who works for the organiser and takes part in no ranking of the cluster.
_ORGANISER_ROLES = {Role.OFFICER, Role.APPRAISER, Role.AUDITOR}


@dataclass(frozen=True)
class Sight:
    """What one account is in one season: its own cards, whether it organises, whether it heads the cluster."""

    own_units: frozenset[int]
    organises: bool
    heads: bool
    own_card_sent: bool


def visible_to(user, on: date) -> QuerySet[Season]:
    """Seasons in which a unit the account may see takes part or marks the criteria of its field, that it organises or
    heads."""
    units = unit_ids_visible_to(user, on)
    clusters = RoleGrant.objects.filter(in_force(on), user=user, cluster__isnull=False).values("cluster")
    return Season.objects.filter(
        Q(pk__in=Scorecard.objects.filter(unit__in=units).values("season"))
        | Q(pk__in=LeadDuty.objects.filter(unit__in=units).values("season"))
        | Q(cluster__in=clusters)
        | Q(cluster__organiser__in=units)
    )


def clusters_to_open(user, on: date) -> QuerySet[Cluster]:
    """Clusters for which the account may open a season: it heads them, or is officer of their organiser or above."""
    grants = grants_of(user, on)
    units = unit_ids_with_roles(user, on, {Role.OFFICER})
    heads = [g.cluster_id for g in grants if g.role == Role.CLUSTER_HEAD and g.cluster_id]
    return Cluster.objects.filter(Q(organiser__in=units) | Q(pk__in=heads)).order_by("code")


@dataclass(frozen=True, eq=False)
class _Read:
    """A frozen rubric, read once a process: to know it by its content costs milliseconds each time.

    Nothing here can grow old: it is found by the hash of the content, which is checked when it is read. ``compared``: the
    items whose figures the points of other units depend on.
    """

    rubric: Rubric
    lines: tuple[marking.Item | marking.Heading, ...]
    items: dict[str, marking.Item]
    compared: tuple[marking.Item, ...]


_KNOWN: dict[str, _Read] = {}
_MOST_KNOWN = 64


def _read(season: Season) -> _Read:
    """A row that was fetched without its rubric is not asked for it where the process knows the hash."""
    plain, digest = season.__dict__.get("rubric"), season.rubric_hash
    checked = season.__dict__.get("_read_rubric")
    if checked is not None and checked[0] is plain and checked[1] == digest:
        return checked[2]
    known = _KNOWN.get(digest)
    if known is None or plain is not None:
        plain = season.rubric
        lines = marking.lines_of(plain, digest)
        known = known or _KNOWN.setdefault(digest, _read_anew(marking.rubric_from(plain, digest), lines))
        while len(_KNOWN) > _MOST_KNOWN:
            _KNOWN.pop(next(iter(_KNOWN)), None)
    season.__dict__["_read_rubric"] = (plain, digest, known)
    return known


def _read_anew(rubric: Rubric, lines: tuple[marking.Item | marking.Heading, ...]) -> _Read:
    items = {line.code: line for line in lines if isinstance(line, marking.Item)}
    wanted = compiled(rubric).compared_keys
    compared = tuple(item for item in items.values() if any(field.figure in wanted for field in item.fields))
    return _Read(rubric, lines, items, compared)


def rubric_of(season: Season) -> Rubric:
    """The rubric as frozen at opening."""
    return _read(season).rubric


def lines_of(season: Season) -> tuple[marking.Item | marking.Heading, ...]:
    return _read(season).lines


def items_of(season: Season) -> dict[str, marking.Item]:
    return _read(season).items


def mention(season: Season, code: str) -> str:
    """What a criterion is called in a sentence, after "mục"."""
    item = items_of(season).get(code)
    return item.mention if item else code


def head_unit_id(season: Season) -> int | None:
    """The unit that heads the cluster in the season's year."""
    return (
        ClusterMembership.objects.filter(
            cluster_id=season.cluster_id, year=season.year, role=ClusterMembership.Role.HEAD
        )
        .values_list("unit_id", flat=True)
        .first()
    )


def sight_of(user, season: Season, on: date) -> Sight:
    """Three to five queries; use it once for a page."""
    grants = grants_of(user, on)
    heads = any(g.role == Role.CLUSTER_HEAD and g.cluster_id == season.cluster_id for g in grants)
    mine = {g.unit_id for g in grants if g.unit_id}
    if heads and (unit := head_unit_id(season)):
        mine.add(unit)
    above = {g.unit_id for g in grants if g.role in _ORGANISER_ROLES and g.unit_id}
    organiser = season.cluster.organiser_id
    reaching = {organiser, *unit_ids_above(organiser)} if above else set()
    cards = dict(season.scorecards.filter(unit__in=mine).values_list("unit_id", "state"))
    sent = [state in ("sent", "verified") for state in cards.values() if state != "closed"]
    return Sight(frozenset(cards), bool(above & reaching), heads, bool(sent) and all(sent))


def may_see_card(sight: Sight, card: Scorecard, season: Season) -> bool:
    """The one place that says whose points are seen when (requirement S5).

    The own card always; the organiser sees what has been sent; members and the head see the others' sent cards only
    after their own is sent; when the season is ranked everybody in it sees all.
    """
    if card.unit_id in sight.own_units:
        return True
    if card.state not in ("sent", "verified", "closed"):
        return False
    if sight.organises or season.state in ("ranked", "confirmed"):
        return True
    return sight.own_card_sent


def people_of_members(season: Season, on: date, units: Iterable[int] | None = None) -> list:
    """Officers and heads of the given member units (all when None), each once. One query."""
    members = season.scorecards.values_list("unit", flat=True) if units is None else units
    return users_with_roles_in((Role.OFFICER, Role.HEAD), members, on)


def cluster_heads(season: Season, on: date) -> list:
    grants = RoleGrant.objects.filter(in_force(on), cluster=season.cluster_id, role=Role.CLUSTER_HEAD)
    return [g.user for g in grants.select_related("user").order_by("id")]


def leaders_of(season: Season, on: date) -> list:
    """Heads of the cluster and the organiser's appraisers, each once. One query."""
    grants = RoleGrant.objects.filter(in_force(on)).filter(
        Q(cluster=season.cluster_id, role=Role.CLUSTER_HEAD) | Q(unit=season.cluster.organiser_id, role=Role.APPRAISER)
    )
    return list({g.user_id: g.user for g in grants.select_related("user").order_by("id")}.values())


def open_objections(season: Season) -> QuerySet[Objection]:
    return Objection.objects.filter(card__season=season, state="open")


def objections_of(season: Season) -> QuerySet[Objection]:
    return Objection.objects.filter(card__season=season).select_related("card__unit", "unit")


def own_units(user, on: date) -> set[int]:
    """Units in which the account is officer or head itself."""
    return {g.unit_id for g in grants_of(user, on) if g.unit_id and g.role in (Role.OFFICER, Role.HEAD)}


def unit_of_box(season: Season, user, on: date) -> Unit:
    """Whose ballot the cluster's vote is: the organiser's where the account runs ballots there, else the heading unit's."""
    organiser = season.cluster.organiser
    if has_role(user, RUNS, organiser, on):
        return organiser
    head = head_unit_id(season)
    return Unit.objects.get(pk=head) if head else organiser


def inputs_of(entries: Iterable[ScoreEntry], verified: bool) -> dict[str, dict[str, Any] | None]:
    """{criterion code: stored input}, as the unit entered it or as it stood after verification."""
    return {e.criterion_code: e.verified_input if verified else e.self_input for e in entries}


def cards_with_entries(season: Season) -> list[Scorecard]:
    """Every card of the season with unit and entries. Two queries."""
    return list(season.scorecards.select_related("unit").prefetch_related("entries"))


def sheets_of(season: Season, cards: Iterable[Scorecard] | None = None) -> dict[str, marking.Sheet]:
    """The verified sheets of all units that are ranked, by unit code; ``cards`` as :func:`cards_with_entries` gives them."""
    lines = lines_of(season)
    return {
        card.unit.code: marking.sheet_of(lines, inputs_of(card.entries.all(), True))
        for card in (cards_with_entries(season) if cards is None else cards)
        if card.state != "closed"
    }


# {card: ((criterion, stored text), …)} of other units, in the order of the criteria.
Stated = Mapping[int, tuple[tuple[str, str | None], ...]]


def stated_by_others(card: Scorecard, cards: Collection[int] | None = None) -> Stated:
    """What the formulas that compare units read of every other unit that is ranked, and nothing else, as verified: one cell
    of a grid is reckoned without the thousands of others. ``cards``: the keys of all cards that are ranked, where known.
    Two queries, else one."""
    if cards is None:
        cards = set(card.season.scorecards.exclude(state="closed").order_by().values_list("pk", flat=True))
    stated: dict[int, list[tuple[str, str | None]]] = {pk: [] for pk in cards if pk != card.pk}
    compared = [item.code for item in _read(card.season).compared]
    rows = ScoreEntry.objects.filter(card__season=card.season_id, criterion_code__in=compared)
    as_text = Cast("verified_input", TextField())
    for pk, code, given in rows.annotate(stated=as_text).values_list("card_id", "criterion_code", "stated"):
        if pk in stated:
            stated[pk].append((code, given))
    return {pk: tuple(sorted(each)) for pk, each in stated.items()}


def peers_of(
    card: Scorecard, own: Mapping[str, Mapping[str, Any] | None], stated: Stated | None = None
) -> list[marking.Sheet]:
    """The sheets that formulas which compare units read: the others' as verified, the card itself with ``own``. ``stated``:
    what :func:`stated_by_others` gave, where at hand; else it is asked."""
    read = _read(card.season)
    others = stated_by_others(card) if stated is None else stated
    return [*(_peer(read, each) for each in others.values()), marking.sheet_of(read.compared, own)]


@lru_cache(maxsize=8192)
def _peer(read: _Read, stated: tuple[tuple[str, str | None], ...]) -> marking.Sheet:
    """The sheet of what one unit states, (criterion, stored text), once for each content: most of a cluster stays as it
    was from one cell to the next."""
    return marking.sheet_of(read.compared, {code: json.loads(given) if given else None for code, given in stated})


def score_of(card: Scorecard, entries: Iterable[ScoreEntry], verified: bool) -> UnitScore:
    """Points of one card from its entries, with the explanation of every line. As the unit entered it, a figure that two
    criteria state differently gives no points to either."""
    return score_of_inputs(card, inputs_of(entries, verified), first_stands=verified)


def score_of_inputs(
    card: Scorecard,
    inputs: Mapping[str, Mapping[str, Any] | None],
    *,
    first_stands: bool = True,
    stated: Stated | None = None,
) -> UnitScore:
    """Points of one card from ``{criterion code: stored input}``. ``first_stands``: of two values for one figure the first
    is read, in printed order; otherwise neither. ``stated`` as for :func:`peers_of`."""
    season = card.season
    peers: list[marking.Sheet] = []
    rubric = rubric_of(season)
    if marking.compares_units(rubric):
        # Before the others have sent, their figures stay unseen even through a formula.
        peers = peers_of(card, inputs, stated) if season.state != "self_scoring" else []
    sheet = marking.sheet_of(lines_of(season), inputs)
    return marking.score(rubric, sheet if first_stands else marking.undisputed(rubric, sheet), peers)


def missing_items(card: Scorecard, entries: Iterable[ScoreEntry]) -> list[marking.Item]:
    """Criteria, bonuses and deductions without an entry, in printed order. Figures for ties may stay empty."""
    given = {e.criterion_code for e in entries if e.self_input}
    return [item for code, item in items_of(card.season).items() if item.part != "tie" and code not in given]


def deadlines_of(season: Season) -> dict[str, date]:
    """{step: last day}, the steps that have one."""
    return dict(season.deadlines.values_list("step", "due_on"))


def late_days(season: Season, step: SeasonDeadline.Step, on: date) -> int:
    """Days past the deadline of the step; 0 in time or without a deadline."""
    due_on = season.deadlines.filter(step=step).values_list("due_on", flat=True).first()
    return max((on - due_on).days, 0) if due_on else 0


def proofs_of(card: Scorecard) -> dict[str, list[ScoreEvidence]]:
    """{criterion code: files and links in force}. One query."""
    found: dict[str, list[ScoreEvidence]] = {}
    for proof in card.evidence_files.filter(removed_at=None):
        found.setdefault(proof.criterion_code, []).append(proof)
    return found


def without_proof(card: Scorecard) -> list[marking.Item]:
    """Criteria that need a file or a link and have none, in printed order."""
    wanted = set(card.season.evidence_codes)
    if not wanted:
        return []
    proved = set(card.evidence_files.filter(removed_at=None).values_list("criterion_code", flat=True))
    return [item for code, item in items_of(card.season).items() if code in wanted - proved]


def history(card: Scorecard) -> QuerySet[ScoreChange]:
    """Every change of a point of this card, oldest first."""
    return ScoreChange.objects.filter(entry__card=card).select_related("entry", "changed_by")


def sentence(change: ScoreChange, items: dict[str, marking.Item]) -> str:
    """A change as a Vietnamese sentence."""
    item = items.get(change.entry.criterion_code)
    name = item.spoken if item else change.entry.criterion_code
    if item and change.old_points is None and change.new_points is None and item.max is None:
        return f"Mục {name}: số liệu đã sửa"
    return f"Mục {name}: {_points(change.old_points)} sửa thành {_points(change.new_points)}"


def _points(value: Decimal | None) -> str:
    if value is None:
        return "chưa xác định"
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return f"{text.replace('.', ',')} điểm"


def seasons_with_counts(seasons: QuerySet[Season]) -> QuerySet[Season]:
    """Adds ``members``, ``sent`` and ``verified`` to each row; members that left are not counted."""
    done = Q(scorecards__state__in=("sent", "verified"))
    return seasons.annotate(
        members=Count("scorecards", filter=~Q(scorecards__state="closed")),
        sent=Count("scorecards", filter=done),
        verified=Count("scorecards", filter=Q(scorecards__state="verified")),
    )
