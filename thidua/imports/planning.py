"""What an import would do, row by row: the frame every kind fills."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol

from paperwork.tables import RawTable, column_letter
from paperwork.values import read_column
from thidua.imports.shapes import Field, Kind
from thidua.scoring.models import Season
from thidua.shared.wording import show
from thidua.units.models import Unit

NEW, CHANGED, SAME, REFUSED = "new", "changed", "same", "refused"
VERDICTS = {NEW: "Thêm mới", CHANGED: "Thay đổi", SAME: "Giữ nguyên", REFUSED: "Bị từ chối"}


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row is refused: the field, what stood there, the reason in Vietnamese."""

    key: str
    value: str
    reason: str


@dataclass(slots=True)
class Line:
    """One row with its verdict. ``number`` as the spreadsheet shows it; ``changes``: (label, before, after) in words;
    ``payload``: what the kind needs to write it."""

    number: int
    verdict: str
    title: str
    changes: tuple[tuple[str, str, str], ...] = ()
    problems: tuple[Problem, ...] = ()
    payload: Any = None


@dataclass(slots=True)
class Typed:
    """A table read by a kind: the values of its fields, the problems of its cells, the cells as they stood."""

    kind: Kind
    numbers: list[int]
    values: dict[str, list]
    cells: dict[str, list]
    problems: dict[int, list[Problem]]
    letters: dict[str, str] = field(default_factory=dict)

    @property
    def count(self) -> int:
        return len(self.numbers)

    def row(self, place: int) -> dict[str, Any]:
        return {key: column[place] for key, column in self.values.items()}

    def shown(self, key: str, place: int) -> str:
        """A cell as it stood, short enough for a message; sensitive ones masked."""
        cell = self.cells[key][place] if key in self.cells else None
        if cell is None:
            return ""
        text = f"{cell:%d/%m/%Y}" if isinstance(cell, date) else str(cell)
        return masked(text) if self.kind.by_key[key].is_sensitive else text[:80]


@dataclass(frozen=True)
class Scene:
    """For whom and when an import is planned."""

    unit: Unit
    by: Any
    at: datetime
    season: Season | None = None

    @property
    def today(self) -> date:
        return self.at.date()


Tell = Callable[[int, int, str], None]


class Planner(Protocol):
    """A kind at work. ``plan`` reads only; ``write`` goes through the stages' acts and gives what it did;
    ``resolved`` says of a new line, in words, what the register made of a cell ({field: text}; other keys are labels of
    their own); ``blockers`` says what now builds on it; ``undo`` takes it back; ``rows`` are those the register holds."""

    def plan(self, typed: Typed, scene: Scene, tell: Tell) -> list[Line]: ...
    def resolved(self, line: Line) -> Mapping[str, str]: ...
    def write(self, lines: Sequence[Line], scene: Scene) -> "list[Effect]": ...
    def blockers(self, effects: "Sequence[Effect]", scene: Scene) -> list[str]: ...
    def undo(self, effects: "Sequence[Effect]", scene: Scene, reason: str) -> None: ...
    def rows(self, scene: Scene) -> Iterable[Mapping[str, Any]]: ...


@dataclass(frozen=True)
class Effect:
    """What was done to rows of one table: see ImportEffect."""

    act: str
    table: str
    rows: list


def masked(text: str) -> str:
    """All but the last three signs hidden."""
    return "•" * max(0, len(text) - 3) + text[-3:] if text else ""


def typed_table(kind: Kind, table: RawTable, mapping: Mapping[str, int]) -> Typed:
    """The matched columns read by the shapes of their fields, a column at a time."""
    values: dict[str, list] = {}
    cells: dict[str, list] = {}
    problems: dict[int, list[Problem]] = defaultdict(list)
    typed = Typed(kind, table.numbers, values, cells, problems)
    for each in kind.fields:
        place = mapping.get(each.key)
        if place is None or place >= len(table.columns):
            values[each.key] = [None] * table.count
            continue
        cells[each.key] = table.columns[place]
        typed.letters[each.key] = column_letter(place)
        column, wrong = read_column(table.columns[place], each.shape, each.is_required)
        values[each.key] = column
        for row, reason in wrong.items():
            problems[row].append(Problem(each.key, typed.shown(each.key, row), reason))
    return typed


def refused(typed: Typed, place: int, title: str, problems: Sequence[Problem]) -> Line:
    return Line(typed.numbers[place], REFUSED, title, (), tuple(problems))


def repeated(keys: Sequence[Any]) -> dict[Any, list[int]]:
    """{key: places} of the keys that occur more than once; None never counts."""
    counts = Counter(key for key in keys if key is not None)
    many = {key for key, count in counts.items() if count > 1}
    found: dict[Any, list[int]] = defaultdict(list)
    if many:
        for place, key in enumerate(keys):
            if key in many:
                found[key].append(place)
    return found


def others_of(typed: Typed, places: Sequence[int], place: int) -> str:
    """The other rows of a group, by the numbers people see: "dòng 5, 9"."""
    numbers = [str(typed.numbers[other]) for other in places if other != place]
    return f"dòng {', '.join(numbers[:5])}{'…' if len(numbers) > 5 else ''}"


def changes_of(
    fields: Iterable[Field], before: Mapping[str, Any], after: Mapping[str, Any]
) -> tuple[tuple[str, str, str], ...]:
    """(label, before, after) in words of the fields that a row gives and that differ from the register."""
    return tuple(
        (each.label, in_words(each, before[each.key]), in_words(each, after[each.key]))
        for each in fields
        if each.key in before and after.get(each.key) is not None and after[each.key] != before[each.key]
    )


def in_words(each: Field, value: Any) -> str:
    if value is None or value == "":
        return "–"
    if each.kind == "choice":
        return each.word(value)
    if each.kind == "year":
        return str(value)
    if isinstance(value, Decimal | float):
        return show(value)
    return show(value) if isinstance(value, date | bool) else str(value)


def plan_hash(lines: Iterable[Line]) -> str:
    """One fingerprint of everything a plan says: the preview and the run must agree on it."""
    digest = hashlib.sha256()
    for line in lines:
        # Numbers, texts and tuples of texts only: their repr is the same in every process.
        more = (
            repr((line.changes, [(p.key, p.value, p.reason) for p in line.problems]))
            if line.changes or line.problems
            else ""
        )
        digest.update(f"{line.number} {line.verdict} {line.title!r} {more}\n".encode())
    return digest.hexdigest()
