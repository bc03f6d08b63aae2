"""One cell of the grid saved by itself (requirement S6).

Twenty people save at once into one database that lets one of them write at a time, so what is long is done before: the
right, the figures, the points of the whole card. The transaction only writes, on condition that everything stands as it
was reckoned with (:mod:`thidua.scoring.reckoning`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from thidua.scoring import permissions, reckoning
from thidua.scoring.actions_points import clean_rows, put, reckon_verified, write_verified
from thidua.scoring.models import Scorecard, ScoreEntry
from thidua.scoring.reckoning import Basis, Inputs, Moved, Reckoned
from thidua.shared import audit, memo
from thidua.shared.denied import Denied, Stale
from thidua.shared.text import nfc

TRIES = 4  # then the cards of the season are held while one reckons
OWN_COLUMNS = ("self_input", "self_points", "version", "entered_at", "entered_by")


class CellConflict(Stale):
    """Somebody else wrote the cell since the page showed it. ``entry``: as it stands now."""

    def __init__(self, entry: ScoreEntry):
        super().__init__("Ô này vừa được người khác ghi.")
        self.entry = entry


@dataclass(frozen=True)
class Saved:
    """``entry`` with its points; ``total`` of the card, None while something is missing; ``others``: further criteria
    whose points followed; ``inputs``: every figure of the card, the unit's own or the verified ones."""

    entry: ScoreEntry
    total: Decimal | None
    others: tuple[ScoreEntry, ...]
    inputs: Inputs


def _in_turn(
    card: Scorecard, reckon: Callable[[Basis], Reckoned], write: Callable[[Basis, Reckoned], None]
) -> Reckoned:
    """Reckon without a lock and write under it, again where somebody was faster; the last time held throughout."""
    for _ in range(TRIES):
        basis = reckoning.basis_of(card)
        made = reckon(basis)
        try:
            with transaction.atomic():
                write(basis, made)
            return made
        except Moved:
            continue
    with transaction.atomic():
        reckoning.hold(card)
        basis = reckoning.basis_of(card)
        made = reckon(basis)
        write(basis, made)
    return made


def _check_seen(card: Scorecard, code: str, row: tuple[Any, ...] | None, seen_version: int) -> None:
    if (row[-1] if row else 0) == seen_version:
        return
    entry = card.entries.filter(criterion_code=code).first()
    raise CellConflict(entry) if entry else Stale()


def _saved(made: Reckoned) -> Saved:
    entry, *others = made.entries.values()
    return Saved(entry, made.score.total, tuple(others), made.inputs)


def save_cell(
    *, card: Scorecard, criterion_code: str, data: Mapping[str, Any], seen_version: int, by, at: datetime
) -> Saved:
    """Enter one criterion of the own open card where it still stands as the page showed it (``seen_version``, 0 for an
    empty cell). Other cells of the card may have changed meanwhile. Nine queries, five of them in the transaction."""
    permissions.check_can_enter(by, card, at.date())

    def reckon(basis: Basis) -> Reckoned:
        permissions.check_card_is_open(card)
        figures = clean_rows(card, [(criterion_code, data, "")])[criterion_code][0]
        rows = reckoning.rows_of(card, reckoning.OWN)
        row = rows.get(criterion_code)
        _check_seen(card, criterion_code, row, seen_version)
        made = reckoning.reckon(card, rows, {criterion_code: figures}, reckoning.OWN, basis.stated)
        entry = made.entries[criterion_code]
        if row is None or row[3] != figures:
            entry.source = entry.source_quarter = None
        entry.version, entry.entered_at, entry.entered_by = entry.version + 1, at, by
        return made

    def write(basis: Basis, made: Reckoned) -> None:
        reckoning.take(card, basis, self_total=made.score.total)
        entry, *others = made.entries.values()
        if entry.pk is None:
            entry.save(force_insert=True)
        else:
            stays = "source_id" in entry.get_deferred_fields()  # the same figures keep where they came from
            put([entry], OWN_COLUMNS if stays else (*OWN_COLUMNS, "source", "source_quarter"))
        put(others, ("self_points",))
        detail = {"criteria": [criterion_code], "count": 1}
        audit.record("scores_entered", card, by=by, at=at, detail=detail)
        reckoning.check_unmoved(card, basis)

    return _saved(_in_turn(card, reckon, write))


def correct_cell(
    *, card: Scorecard, criterion_code: str, data: Mapping[str, Any], seen_version: int, reason: str, by, at: datetime
) -> Saved:
    """:func:`thidua.scoring.actions.correct_score` of one cell of a sent card where it still stands as the page showed
    it. Seven statements in the transaction, whatever follows from the cell."""
    reason = nfc(reason)

    def reckon(basis: Basis) -> Reckoned:
        with memo.one_reading():  # four checks ask for the same grants; each try asks afresh
            permissions.check_can_verify(by, card, at.date(), "sửa điểm")
            permissions.check_can_see_marks(by, card, at.date())
        if card.state != "sent":
            raise Denied(f"Chưa sửa điểm được: bảng điểm đang ở bước “{card.state_label}”.")
        rows = reckoning.rows_of(card, reckoning.VERIFIED)
        _check_seen(card, criterion_code, rows.get(criterion_code), seen_version)
        if not reason:
            raise Denied("Hãy ghi lý do sửa điểm.")
        figures = clean_rows(card, [(criterion_code, data, "")])[criterion_code][0]
        made = reckon_verified(card, {criterion_code: figures}, basis.stated, rows)
        if made is None:
            raise Denied("Số liệu mới giống số liệu đang có; không có gì để sửa.")
        return made

    def write(basis: Basis, made: Reckoned) -> None:
        reckoning.take(card, basis, verified_total=made.score.total)
        write_verified(card, made, {criterion_code: reason}, by, at)
        reckoning.check_unmoved(card, basis)

    return _saved(_in_turn(card, reckon, write))
