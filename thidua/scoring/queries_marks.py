"""Reads of the marks of others: whose desk a sheet is on, who sees it when, where marks differ."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, QuerySet

from rulebook import fairness
from thidua.scoring import marking
from thidua.scoring.models import Scorecard, ScoreChange, ScoreEntry, Season
from thidua.scoring.models_marks import CheckPlan, Mark, MarkSheet, Settlement
from thidua.scoring.queries import Sight, items_of, own_units, sight_of


def sheets_of_desk(user, on: date) -> QuerySet[MarkSheet]:
    """The sheets the account gives for its units, those set aside left out."""
    return (
        MarkSheet.objects.filter(unit__in=own_units(user, on))
        .exclude(state="set_aside")
        .select_related("card__unit", "card__season__cluster", "unit")
    )


def with_progress(sheets: QuerySet[MarkSheet]) -> QuerySet[MarkSheet]:
    """Adds ``marked``: how many criteria have a mark, and ``season_year``."""
    return sheets.annotate(marked=Count("marks"), season_year=F("card__season__year"))


def sheets_on(card: Scorecard) -> list[MarkSheet]:
    """The sheets that count on a card, with units and marks. Two queries."""
    rows = card.mark_sheets.exclude(state="set_aside").select_related("unit", "given_by")
    return list(rows.prefetch_related("marks"))


def looked_at(card: Scorecard) -> set[str]:
    """Codes of the criteria that somebody has marked on a sheet that was given, or whose points were changed or settled.
    One query."""
    marked = Mark.objects.filter(sheet__card=card, sheet__state="given").values_list("criterion_code", flat=True)
    changed = ScoreChange.objects.filter(entry__card=card).values_list("entry__criterion_code", flat=True)
    settled = Settlement.objects.filter(card=card).values_list("criterion_code", flat=True)
    return set(marked.order_by().union(changed.order_by(), settled.order_by()))


def is_blind(user, card: Scorecard, on: date) -> bool:
    """Whether the account still has to give its own marks on this card: till then it sees nobody else's."""
    return card.mark_sheets.filter(unit__in=own_units(user, on), state="open").exists()


def may_see_marks(
    sight: Sight, card: Scorecard, season: Season, *, own_open: bool, own_given: bool, all_given: bool
) -> bool:
    """The one place that says who sees the marks of others on a card (requirement S5).

    Nobody whose own marks on the card are still missing. Who organises or heads: what has been given. Who marked the card
    as well: once every sheet of the card is given. The unit itself: once the card is verified. All others: once ranked.
    """
    if own_open:
        return False
    if sight.organises or sight.heads:
        return True
    if own_given:
        return all_given
    if card.unit_id in sight.own_units:
        return card.state == "verified"
    return season.state in ("ranked", "confirmed")


def sees_marks(user, card: Scorecard, on: date) -> bool:
    """:func:`may_see_marks` for an account and a card."""
    mine = own_units(user, on)
    sheets = list(card.mark_sheets.exclude(state="set_aside").values_list("unit_id", "state"))
    own = {state for unit, state in sheets if unit in mine}
    return may_see_marks(
        sight_of(user, card.season, on),
        card,
        card.season,
        own_open="open" in own,
        own_given="given" in own,
        all_given=all(state == "given" for _, state in sheets),
    )


@dataclass(frozen=True)
class Given:
    """One given mark of a criterion: whose, in what role, figures, points, why."""

    sheet: MarkSheet
    input: Mapping[str, Any]
    points: Decimal | None
    comment: str


@dataclass(frozen=True)
class Difference:
    """A criterion of one card on which what was claimed and what was given are not the same.

    ``claim``: the unit's own figures and points; ``settled``: what was agreed since, None while open; ``spread``: the
    largest distance of two points among claim and marks, where known.
    """

    card: Scorecard
    item: marking.Item
    claim: Mapping[str, Any]
    claim_points: Decimal | None
    given: tuple[Given, ...]
    settled: Settlement | None
    must_settle: bool

    @property
    def is_open(self) -> bool:
        return self.must_settle and self.settled is None

    @property
    def spread(self) -> Decimal | None:
        known = [p for p in (self.claim_points, *(each.points for each in self.given)) if p is not None]
        return max(known) - min(known) if len(known) > 1 else None


def _differences(
    card: Scorecard,
    season: Season,
    entries: Iterable[ScoreEntry],
    sheets: Iterable[MarkSheet],
    settlements: Iterable[Settlement],
) -> list[Difference]:
    given: dict[str, list[tuple[Given, Mark]]] = {}
    for sheet in sheets:
        if sheet.state != "given":
            continue
        for mark in sheet.marks.all():
            if mark.criterion_code in sheet.codes:
                one = Given(sheet, mark.input, mark.points, mark.comment)
                given.setdefault(mark.criterion_code, []).append((one, mark))
    newest = {each.criterion_code: each for each in settlements}
    known = {entry.criterion_code: entry for entry in entries}
    found = []
    for code, item in items_of(season).items():
        if code not in given or code not in known:
            continue
        entry, marks = known[code], given[code]
        settled = newest.get(code)
        if settled is not None and settled.settled_at < max(mark.given_at for _, mark in marks):
            settled = None
        rows = tuple(one for one, _ in marks)
        if not any(row.input != entry.self_input for row in rows):
            continue
        found.append(
            Difference(
                card,
                item,
                entry.self_input or {},
                entry.self_points,
                rows,
                settled,
                _must_settle(season, entry, rows),
            )
        )
    return found


def _must_settle(season: Season, entry: ScoreEntry, rows: Iterable[Given]) -> bool:
    rule = season.mark_rule
    if rule == Season.MarkRule.ADVICE:
        return False
    rows = list(rows)
    base = entry.self_input
    if rule == Season.MarkRule.LEAD:
        lead = next((row.input for row in rows if row.sheet.role == MarkSheet.Role.LEAD), None)
        base = base if lead is None else lead
        rows = [row for row in rows if row.sheet.role != MarkSheet.Role.LEAD]
    return any(row.input != base for row in rows)


def differences_of(card: Scorecard) -> list[Difference]:
    """Where marks on one card differ, in printed order. Four queries."""
    return _differences(card, card.season, card.entries.all(), sheets_on(card), card.settlements.all())


def marked_cards(season: Season) -> list[Scorecard]:
    """The ranked cards with entries, settlements, sheets and marks. Six queries whatever the size."""
    rows = season.scorecards.exclude(state="closed").select_related("unit")
    return list(rows.prefetch_related("entries", "settlements", "mark_sheets__marks", "mark_sheets__unit"))


def sheets_in(cards: Iterable[Scorecard]) -> list[MarkSheet]:
    """The sheets that count on :func:`marked_cards`. No query."""
    return [sheet for card in cards for sheet in card.mark_sheets.all() if sheet.state != "set_aside"]


def differences_in(season: Season, cards: Iterable[Scorecard] | None = None) -> list[Difference]:
    """Where marks differ on any card of the season, by unit; ``cards`` as :func:`marked_cards` gives them."""
    found: list[Difference] = []
    for card in marked_cards(season) if cards is None else cards:
        found += _differences(card, season, card.entries.all(), sheets_in([card]), card.settlements.all())
    return found


def plan_of(season: Season) -> CheckPlan | None:
    """The cross-check plan in force."""
    return season.check_plans.filter(replaced_at=None).select_related("confirmed_by").first()


def plan_given_up(season: Season) -> CheckPlan | None:
    """The newest plan of the season that holds no more."""
    return season.check_plans.exclude(replaced_at=None).order_by("-replaced_at", "-pk").first()


def last_plan(season: Season) -> CheckPlan | None:
    """The plan of the cluster's season before this one, whose pairs should not come again."""
    rows = CheckPlan.objects.filter(
        season__cluster_id=season.cluster_id, season__year__lt=season.year, replaced_at=None
    ).select_related("season")
    return rows.order_by("-season__year").first()


def sheet_counts(season: Season) -> dict[int, tuple[int, int]]:
    """{card: (sheets given, sheets)} of those that count. One query."""
    rows = MarkSheet.objects.filter(card__season=season).exclude(state="set_aside").values_list("card_id", "state")
    found: dict[int, tuple[int, int]] = {}
    for card, state in rows:
        done, all_ = found.get(card, (0, 0))
        found[card] = (done + (state == "given"), all_ + 1)
    return found


def given_sheets(season: Season) -> list[MarkSheet]:
    """The sheets that have been given in a season, with marks. Two queries."""
    rows = MarkSheet.objects.filter(card__season=season, state="given").exclude(card__state="closed")
    return list(rows.select_related("unit", "card__unit").prefetch_related("marks"))


def fairness_marks(season: Season) -> tuple[list[fairness.Mark], list[str]]:
    """(marks as the statistics read them, criteria that occur): every given mark that has points, of criteria with a
    maximum; what the unit claims is no mark of a checker and stays out. Two queries."""
    items = items_of(season)
    found, codes = [], []
    for sheet in given_sheets(season):
        for mark in sheet.marks.all():
            item = items.get(mark.criterion_code)
            if item is None or item.max is None or mark.points is None or mark.criterion_code not in sheet.codes:
                continue
            value = min(max(mark.points, Decimal(0)), item.max)
            # A department may lead a criterion and check the card as well: two marks, one hand.
            checker = sheet.unit.code if sheet.role == MarkSheet.Role.CHECK else f"{sheet.unit.code} (chủ trì)"
            found.append(fairness.Mark(sheet.card.unit.code, item.code, checker, value, item.max))
            if item.code not in codes:
                codes.append(item.code)
    return found, codes
