"""Figures checked and points put in force: steps of acts that have checked the right already."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from rulebook.scoring import UnitScore
from thidua.scoring import marking, queries, reckoning
from thidua.scoring.models import Scorecard, ScoreChange, ScoreEntry, Season
from thidua.scoring.reckoning import Reckoned
from thidua.shared import audit
from thidua.shared.denied import Denied
from thidua.shared.gate import stamp, touch
from thidua.shared.text import nfc

BATCH = 500


def clean_rows(card: Scorecard, rows: Iterable[tuple[str, Mapping[str, Any], str]]) -> dict[str, tuple[dict, str]]:
    """{criterion code: (figures as stored, text)}; Denied for what cannot be, with the criterion named."""
    items = queries.items_of(card.season)
    cleaned = {}
    for code, data, evidence in rows:
        item = items.get(code)
        if item is None:
            raise Denied(f"Bảng tiêu chí không có mục “{code}”.")
        try:
            cleaned[code] = (marking.clean_data(item, data), nfc(evidence)[:300])
        except marking.BadFigure as error:
            raise Denied(f"Mục {item.spoken}: {error}") from error
    return cleaned


def score_card(card: Scorecard, entries: Iterable[ScoreEntry], verified: bool) -> UnitScore:
    try:
        return queries.score_of(card, list(entries), verified)
    except marking.BadFigure as error:
        raise Denied(str(error)) from error


def put_points(season: Season, entries: Iterable[ScoreEntry], score: UnitScore, name: str) -> None:
    """Set the field ``name`` of each entry to what the rubric gives; None where it has no points or they are undefined."""
    items = queries.items_of(season)
    for entry in entries:
        setattr(entry, name, marking.mark_of(score, items[entry.criterion_code]))


def change_verified(
    card: Scorecard, inputs: Mapping[str, Mapping[str, Any]], reasons: Mapping[str, str], by, at: datetime
) -> list[ScoreChange]:
    """Put cleaned figures of some criteria in force, with what follows from them; part of an act that has checked the
    right. ``reasons`` by criterion. Returns the new sentences, those asked for first; none when nothing changes."""
    made = reckon_verified(card, inputs)
    if made is None:
        return []
    touch(card, verified_total=made.score.total)
    return write_verified(card, made, reasons, by, at)


def reckon_verified(
    card: Scorecard,
    inputs: Mapping[str, Mapping[str, Any]],
    stated: queries.Stated | None = None,
    rows: Mapping[str, tuple[Any, ...]] | None = None,
) -> Reckoned | None:
    """The card with other verified figures; None where they are those it has. Nothing is written. ``rows``: those of
    :func:`thidua.scoring.reckoning.rows_of`, where at hand."""
    rows = reckoning.rows_of(card, reckoning.VERIFIED) if rows is None else rows
    wanted = {code: given for code, given in inputs.items() if code not in rows or rows[code][3] != given}
    return reckoning.reckon(card, rows, wanted, reckoning.VERIFIED, stated) if wanted else None


def write_verified(card: Scorecard, made: Reckoned, reasons: Mapping[str, str], by, at: datetime) -> list[ScoreChange]:
    """Save what was reckoned, with a sentence for each criterion and the record; the card itself has been changed."""
    wanted = made.wanted
    fresh = [entry for entry in made.entries.values() if entry.pk is None]
    for entry in made.entries.values():
        entry.version += 1
    for entry in fresh:
        # Only a figure for ties can be missing on a sent card.
        entry.version += 1
        entry.save(force_insert=True)
    old = [entry for entry in made.entries.values() if entry not in fresh]
    put(old, ("verified_input", "verified_points", "version"))
    changes = [
        ScoreChange(
            entry=entry,
            old_points=made.before[code],
            new_points=entry.verified_points,
            reason=(
                reasons[code] if code in wanted else _following(card.season, made.because.get(code, wanted[0]), reasons)
            )[:300],
            **stamp("changed", by=by, at=at),
        )
        for code, entry in made.entries.items()
    ]
    ScoreChange.objects.bulk_create(changes)
    detail = {"criteria": list(made.entries), "total": text_of(made.score.total)}
    audit.record("score_corrected", card, by=by, at=at, detail=detail)
    return changes


def _following(season: Season, code: str, reasons: Mapping[str, str]) -> str:
    return f"Theo mục {queries.mention(season, code)}: {reasons[code]}"


def recompute_cards(season: Season, reason: str, *, by, at: datetime) -> None:
    """Points of every ranked card anew, where formulas compare units: one unit's figures change the others'.

    Part of an act that has checked the right. A point that changes is a sentence of the history.
    """
    rubric = queries.rubric_of(season)
    if season.state == "self_scoring" or not marking.compares_units(rubric):
        return
    cards = list(season.scorecards.exclude(state="closed").select_related("unit").prefetch_related("entries"))
    try:
        scores, _ = marking.rank(rubric, queries.sheets_of(season))
    except marking.BadFigure as error:
        raise Denied(str(error)) from error
    changes, entries = [], []
    for card in cards:
        score, mine = scores[card.unit.code], list(card.entries.all())
        before = {entry.pk: entry.verified_points for entry in mine}
        put_points(season, mine, score, "verified_points")
        moved = [entry for entry in mine if entry.verified_points != before[entry.pk]]
        if not moved and card.verified_total == score.total:
            continue
        touch(card, verified_total=score.total)
        entries += moved
        changes += [
            ScoreChange(
                entry=entry,
                old_points=before[entry.pk],
                new_points=entry.verified_points,
                reason=reason[:300],
                **stamp("changed", by=by, at=at),
            )
            for entry in moved
        ]
    ScoreEntry.objects.bulk_update(entries, ["verified_points"], batch_size=BATCH)
    ScoreChange.objects.bulk_create(changes, batch_size=BATCH)


def text_of(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"


def put(entries: Iterable[ScoreEntry], names: tuple[str, ...]) -> None:
    """Save the named columns of entries that exist: one row as itself, several in one statement."""
    rows = list(entries)
    if len(rows) == 1:
        ScoreEntry.objects.filter(pk=rows[0].pk).update(**{name: getattr(rows[0], name) for name in names})
    elif rows:
        ScoreEntry.objects.bulk_update(rows, names, batch_size=500)
