"""What the jobs of an import write: what was found, what was done, how it ended. Called by :mod:`thidua.imports.work`."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from thidua.imports.models import Import, ImportChunk, ImportEffect
from thidua.imports.planning import NEW, REFUSED, SAME, VERDICTS, Effect, Line, Typed, in_words, masked
from thidua.imports.queries import PAGE
from thidua.imports.shapes import Field
from thidua.shared import audit
from thidua.shared.gate import pass_gate, stamp
from thidua.shared.text import fold

MOST_GROUPS = 30
EFFECT_ROWS = 1000
GROUPED = "grouped"  # refused lines once more, one problem after the other, for narrowing the list to one
_PARTICULAR = re.compile(r"“[^”]*”|\"[^\"]*\"|\([^)]*\)|\d[\d./]*")


def keep_preview(
    *,
    imported: Import,
    lines: Sequence[Line],
    typed: Typed,
    notes: list[str],
    digest: str,
    by,
    at: datetime,
    resolved: Callable[[Line], Mapping[str, str]] = lambda line: {},
) -> None:
    """Keep what a check found, in pages, and lead the import on. ``resolved``: see ``Planner.resolved``."""
    ImportChunk.objects.filter(imported=imported).delete()
    sorted_lines: dict[str, list[Line]] = {verdict: [] for verdict in VERDICTS}
    for line in lines:
        sorted_lines[line.verdict].append(line)
    groups = _groups(sorted_lines[REFUSED], typed)
    told = _Told(typed, resolved)
    chunks: list[ImportChunk] = []
    lists = [(verdict, some, None) for verdict, some in sorted_lines.items()]
    for verdict, some, by_group in [*lists, (GROUPED, sorted_lines[REFUSED], groups)]:
        for ordinal, (group, part) in enumerate(_parts(some, by_group, typed)):
            plain = [_plain(line, typed, told) for line in part]
            chunks.append(
                ImportChunk(
                    imported=imported, verdict=verdict, group=group, ordinal=ordinal, count=len(part), lines=plain
                )
            )
    ImportChunk.objects.bulk_create(chunks, batch_size=200)
    counts = {verdict: len(some) for verdict, some in sorted_lines.items()}
    reasons = [[name, count] for name, count in groups.values()]
    pass_gate(
        imported,
        "end_check",
        counts=counts,
        reasons=reasons,
        plan_hash=digest,
        notes=notes,
        **stamp("checked", by=by, at=at),
    )
    audit.record("import_checked", imported, by=by, at=at, detail=counts)


def _group_of(line: Line, typed: Typed) -> str:
    """What refused rows have in common: the field and the general part of the first reason."""
    first = line.problems[0]
    general = re.split("[:;]", _PARTICULAR.sub("…", first.reason))[0].strip(" ,.") or first.reason
    return f"{typed.kind.by_key[first.key].label}: {general}"[:120]


def _groups(lines: Iterable[Line], typed: Typed) -> dict[str, tuple[str, int]]:
    """{name: (name, how many)}, the most frequent first; past thirty the rest is one group."""
    counts: dict[str, int] = {}
    for line in lines:
        name = _group_of(line, typed)
        counts[name] = counts.get(name, 0) + 1
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    kept = dict(ordered[:MOST_GROUPS])
    if len(ordered) > MOST_GROUPS:
        kept["Lý do khác"] = sum(count for _, count in ordered[MOST_GROUPS:])
    return {name: (name, count) for name, count in kept.items()}


def _parts(
    lines: list[Line], groups: dict[str, tuple[str, int]] | None, typed: Typed
) -> Iterator[tuple[int, list[Line]]]:
    """Pages of lines in the order of the sheet; where groups are given, group by group."""
    if groups is None:
        for start in range(0, len(lines), PAGE):
            yield 0, lines[start : start + PAGE]
        return
    places = {name: place for place, name in enumerate(groups)}
    by_group: dict[int, list[Line]] = {}
    for line in lines:
        by_group.setdefault(places.get(_group_of(line, typed), len(groups) - 1), []).append(line)
    for group in sorted(by_group):
        some = by_group[group]
        for start in range(0, len(some), PAGE):
            yield group, some[start : start + PAGE]


class _Told:
    """What a line says, in words, as it was read: of a new line what will be written, of one that stays what it said."""

    _NAMED_BY_TITLE = ("full_name", "name")

    def __init__(self, typed: Typed, resolved: Callable[[Line], Mapping[str, str]]) -> None:
        self._resolved = resolved
        self._places = {number: place for place, number in enumerate(typed.numbers)}
        self._columns = []
        for each in typed.kind.fields:
            if (each.key in typed.letters or each.key == "gender") and each.key not in self._NAMED_BY_TITLE:
                if not each.is_only_read:
                    self._columns.append((each, typed.values[each.key], typed.cells.get(each.key)))
        self._shown = {each.key for each, _, _ in self._columns}
        self._labels = {each.key: each.label for each in typed.kind.fields}
        self._words: dict[tuple[str, Any, Any], str] = {}

    def of(self, line: Line) -> list[list[str]]:
        place, found = self._places[line.number], self._resolved(line)
        told = []
        for each, values, cells in self._columns:
            value = values[place]
            if each.key in found:
                told.append([each.label, found[each.key]])
            elif value is not None:
                cell = cells[place] if cells is not None and each.kind in ("choice", "person_number") else None
                key = (each.key, value, cell)
                if key not in self._words:
                    self._words[key] = _said(each, value, cell)
                told.append([each.label, self._words[key]])
        labels = self._labels
        return told + [[labels.get(key, key), text] for key, text in found.items() if key not in self._shown]


def _said(each: Field, value: Any, cell: Any) -> str:
    """A value in words; of a word that was written otherwise, and of a number that lost its zeros, how it was read."""
    if each.is_sensitive:
        lost = " (đã thêm số 0 ở đầu)" if isinstance(cell, int | float) and str(value).startswith("0") else ""
        return masked(str(value)) + lost
    words = in_words(each, value)
    written = str(cell).strip() if cell is not None else words
    return words if fold(written) == fold(words) else f"{words} (tệp ghi “{written[:60]}”)"


def _plain(line: Line, typed: Typed, told: _Told) -> dict[str, Any]:
    """A line as the preview keeps it: n number, t title, c changes, p problems (where, value, reason), w what it says."""
    kept: dict[str, Any] = {"n": line.number, "t": line.title}
    if line.changes:
        kept["c"] = [list(change) for change in line.changes]
    if line.verdict in (NEW, SAME):
        kept["w"] = told.of(line)
    if line.problems:
        kept["p"] = [[_where(p.key, typed), p.value, p.reason] for p in line.problems]
    return kept


def _where(key: str, typed: Typed) -> str:
    letter = typed.letters.get(key)
    return f"Cột {letter} – {typed.kind.by_key[key].label}" if letter else typed.kind.by_key[key].label


def keep_effects(*, imported: Import, effects: Sequence[Effect], by, at: datetime) -> None:
    """Keep what was written, so that it can be taken back, and lead the import on; in the transaction of the writing."""
    rows = [
        ImportEffect(
            imported=imported, act=effect.act, table=effect.table, rows=_json(effect.rows[start : start + EFFECT_ROWS])
        )
        for effect in effects
        for start in range(0, len(effect.rows), EFFECT_ROWS)
    ]
    ImportEffect.objects.bulk_create(rows, batch_size=100)
    pass_gate(imported, "end_write", **stamp("written", by=by, at=at))
    audit.record("import_written", imported, by=by, at=at, detail=dict(imported.counts))


def _json(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _json(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_json(each) for each in value]
    return value.isoformat() if isinstance(value, date) else str(value) if isinstance(value, Decimal) else value


def end_undo(*, imported: Import, by, at: datetime) -> None:
    """Mark an import as taken back; in the transaction that takes it back."""
    pass_gate(imported, "end_undo", **stamp("undone", by=by, at=at))
    audit.record("import_undone", imported, by=by, at=at, detail={"reason": imported.undone_reason})


def step_back(*, imported: Import, act: str) -> None:
    """The job did not get through: the import stands where it stood before (``stop_check``, ``stop_write``, ``stop_undo``)."""
    pass_gate(imported, act)
