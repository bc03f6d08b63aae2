"""One cell of the grid saved by itself (requirement S6)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F

from thidua.scoring import marking, permissions, queries
from thidua.scoring.actions import ENTERED, correct_score
from thidua.scoring.actions_points import BATCH, clean_rows, put_points
from thidua.scoring.models import Scorecard, ScoreEntry
from thidua.shared import audit
from thidua.shared.denied import Denied, Stale

# What a card's other entries hold that no point depends on: two thirds of what would be read for one cell.
UNREAD = ("evidence", "sent_input", "verified_input", "verified_points")


class CellConflict(Stale):
    """Somebody else wrote the cell since the page showed it. ``entry``: as it stands now."""

    def __init__(self, entry: ScoreEntry):
        super().__init__("Ô này vừa được người khác ghi.")
        self.entry = entry


@dataclass(frozen=True)
class Saved:
    """``entry`` with its points; ``total`` of the card, None while something is missing; ``others``: further criteria
    whose points followed."""

    entry: ScoreEntry
    total: Decimal | None
    others: tuple[ScoreEntry, ...]


def _locked(card: Scorecard) -> None:
    """Cells of one card are saved one after the other, so that no total misses a neighbour's figures."""
    now = Scorecard.objects.select_for_update().only("state", "version").get(pk=card.pk)
    card.state, card.version = now.state, now.version


@transaction.atomic
def save_cell(
    *, card: Scorecard, criterion_code: str, data: Mapping[str, Any], seen_version: int, by, at: datetime
) -> Saved:
    """Enter one criterion of the own open card where it still stands as the page showed it (``seen_version``, 0 for an
    empty cell). Other cells of the card may have changed meanwhile. About six queries."""
    permissions.check_can_enter(by, card, at.date())
    _locked(card)
    permissions.check_card_is_open(card)
    cleaned = clean_rows(card, [(criterion_code, data, "")])[criterion_code][0]
    entries = {entry.criterion_code: entry for entry in card.entries.defer(*UNREAD)}
    entry = entries.get(criterion_code)
    if (entry.version if entry else 0) != seen_version:
        raise CellConflict(entry) if entry else Stale()
    if entry is None:
        entry = entries[criterion_code] = ScoreEntry(card=card, criterion_code=criterion_code, version=0)
    if entry.self_input != cleaned:
        entry.source = entry.source_quarter = None
    entry.self_input, entry.version = cleaned, entry.version + 1
    entry.entered_at, entry.entered_by = at, by
    before = {code: each.self_points for code, each in entries.items()}
    try:
        score = queries.score_of(card, entries.values(), verified=False)
    except marking.BadFigure as error:
        raise Denied(str(error)) from error
    put_points(card.season, entries.values(), score, "self_points")
    others = [each for code, each in entries.items() if each is not entry and each.self_points != before[code]]
    if entry.pk is None:
        entry.save(force_insert=True)
    else:
        entry.save(update_fields=[name for name in ENTERED if name not in UNREAD])
    ScoreEntry.objects.bulk_update(others, ["self_points"], batch_size=BATCH)
    Scorecard.objects.filter(pk=card.pk).update(version=F("version") + 1, self_total=score.total)
    audit.record("scores_entered", card, by=by, at=at, detail={"criteria": [criterion_code], "count": 1})
    return Saved(entry, score.total, tuple(others))


@transaction.atomic
def correct_cell(
    *, card: Scorecard, criterion_code: str, data: Mapping[str, Any], seen_version: int, reason: str, by, at: datetime
) -> Saved:
    """:func:`correct_score` of one cell of a sent card where it still stands as the page showed it."""
    permissions.check_can_verify(by, card, at.date(), "sửa điểm")
    permissions.check_can_see_marks(by, card, at.date())
    _locked(card)
    entry = card.entries.filter(criterion_code=criterion_code).first()
    if (entry.version if entry else 0) != seen_version:
        raise CellConflict(entry) if entry else Stale()
    changes = correct_score(card=card, criterion_code=criterion_code, data=data, reason=reason, by=by, at=at)
    entries = [change.entry for change in changes]
    return Saved(entries[0], card.verified_total, tuple(entries[1:]))
