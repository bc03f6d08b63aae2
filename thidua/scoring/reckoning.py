"""What new figures of some criteria do to their card: read and reckoned, nothing written and nothing locked.

To reckon is the long part of saving a cell and to write it the short one. So an act reads which card it reckons with
(:class:`Basis`), reckons, and writes only where the basis still stands; where somebody was faster it reckons again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Sum

from rulebook.scoring import UnitScore
from thidua.scoring import marking, queries
from thidua.scoring.models import Scorecard, ScoreEntry, Season
from thidua.shared.denied import Denied, Stale

Inputs = dict[str, Mapping[str, Any] | None]


class Moved(Stale):
    """What was reckoned with changed before it could be written: reckon again."""


@dataclass(frozen=True)
class Basis:
    """The card, its season and, where points compare units, every card of the season, as they stood before anything else
    was read. Every change of an entry raises the version of its card, so equal versions mean equal figures.

    ``stated``: what formulas read of the other cards, ``others``: number and sum of the versions of all cards of the
    season; both None where the points of a card depend on no other.
    """

    state: str
    version: int
    season_version: int
    stated: queries.Stated | None = None
    others: tuple[int, int] | None = None


def basis_of(card: Scorecard) -> Basis:
    """Read afresh, which puts ``card`` and its season where they stand now. One query, three where units are compared."""
    rows = Scorecard.objects.filter(pk=card.pk)
    season = card.season
    card.state, card.version, season.state, season.version = rows.values_list(
        "state", "version", "season__state", "season__version"
    ).get()
    if season.state == "self_scoring" or not marking.compares_units(queries.rubric_of(season)):
        return Basis(card.state, card.version, season.version)
    cards = Scorecard.objects.filter(season=season.pk).order_by().values_list("pk", "state", "version")
    known = list(cards)
    # The card itself may have moved between the two reads: what it was in the first one counts.
    total = sum(card.version if pk == card.pk else version for pk, _, version in known)
    # After the versions: what changes between the two reads is seen to have changed.
    stated = queries.stated_by_others(card, [pk for pk, state, _ in known if state != "closed"])
    return Basis(card.state, card.version, season.version, stated, (len(known), total))


def take(card: Scorecard, basis: Basis, **fields: Any) -> None:
    """The card changes from its basis, saving ``fields``; Moved where it no longer stands there. One statement, which
    also makes whoever else writes into this card wait."""
    seasons = Season.objects.filter(pk=card.season_id, version=basis.season_version)
    rows = Scorecard.objects.filter(
        pk=card.pk, state=basis.state, version=basis.version, season__in=seasons.values("pk")
    )
    if rows.update(version=F("version") + 1, **fields) != 1:
        raise Moved()
    card.version = basis.version + 1
    for name, value in fields.items():
        setattr(card, name, value)


def check_unmoved(card: Scorecard, basis: Basis) -> None:
    """After :func:`take` and the record of the act, which lets one act after the other pass: no other card was changed in
    what this one's points depend on. At most three queries, one where nobody was faster."""
    if basis.others is None:
        return
    found = Scorecard.objects.filter(season=card.season_id).aggregate(n=Count("pk"), total=Sum("version"))
    if (found["n"], found["total"]) == (basis.others[0], basis.others[1] + 1):
        return
    if queries.stated_by_others(card) != basis.stated:
        raise Moved()


def hold(card: Scorecard) -> None:
    """For whoever was overtaken too often: nobody changes a card of the season until the transaction ends."""
    list(Scorecard.objects.select_for_update().filter(season=card.season_id).order_by("pk").values_list("pk"))


@dataclass(frozen=True)
class Side:
    """Which of the two columns of an entry is meant."""

    given: str
    points: str
    verified: bool

    @property
    def names(self) -> tuple[str, ...]:
        return ("id", "card_id", "criterion_code", self.given, self.points, "version")


OWN = Side("self_input", "self_points", verified=False)
VERIFIED = Side("verified_input", "verified_points", verified=True)


@dataclass
class Reckoned:
    """A card as it will stand. ``wanted``: the criteria that were given figures; ``entries``: the rows that change, those
    first, then what followed; they hold the columns of the side and read anything else when asked. ``before``: the points
    of these; ``because``: which wanted criterion a changed figure came from; ``inputs``: every figure of the card."""

    wanted: tuple[str, ...]
    entries: dict[str, ScoreEntry]
    before: dict[str, Decimal | None]
    because: dict[str, str]
    inputs: Inputs
    score: UnitScore


def rows_of(card: Scorecard, side: Side) -> dict[str, tuple[Any, ...]]:
    """{criterion code: the columns ``side.names``}. One query; a hundred objects would cost more than the reckoning."""
    return {row[2]: row for row in card.entries.order_by("pk").values_list(*side.names)}


def reckon(
    card: Scorecard,
    rows: Mapping[str, tuple[Any, ...]],
    given: Mapping[str, Mapping[str, Any]],
    side: Side,
    stated: queries.Stated | None = None,
) -> Reckoned:
    """The card with the cleaned figures ``given`` of some criteria. Where criteria of a sent card share a figure the
    others follow. Denied when the rules refuse the figures."""
    inputs: Inputs = {code: row[3] for code, row in rows.items()}
    because: dict[str, str] = {}
    for code, figures in given.items():
        inputs[code] = figures
        if side.verified:
            for other, carried in marking.carried_over(queries.lines_of(card.season), inputs, code).items():
                if other not in given:
                    inputs[other] = carried
                    because.setdefault(other, code)
    try:
        score = queries.score_of_inputs(card, inputs, first_stands=side.verified, stated=stated)
    except marking.BadFigure as error:
        raise Denied(str(error)) from error
    items = queries.items_of(card.season)
    points = {code: marking.mark_of(score, items[code]) for code in inputs}
    old = {code: row[4] for code, row in rows.items()}
    follow = [code for code in rows if code not in given and (code in because or points[code] != old[code])]
    changed = {code: _entry(card, side, rows.get(code), code) for code in [*given, *follow]}
    for code, entry in changed.items():
        setattr(entry, side.given, inputs[code])
        setattr(entry, side.points, points[code])
    return Reckoned(tuple(given), changed, {code: old.get(code) for code in changed}, because, inputs, score)


def _entry(card: Scorecard, side: Side, row: tuple[Any, ...] | None, code: str) -> ScoreEntry:
    if row is None:
        return ScoreEntry(card=card, criterion_code=code, version=0)
    entry = ScoreEntry.from_db(card._state.db, side.names, row)
    entry.card = card
    return entry
