"""What a list is made of: its columns and filters as declared, its rows and cells as drawn."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from thidua.shared.wording import show


@dataclass(frozen=True)
class Column:
    """One column.

    ``key``: attribute path of the row ("person.full_name"); a method is called. ``value``: a function of the row
    instead of the path. ``sort``: field or fields of the queryset, "" when the column cannot be sorted. ``link``:
    function row → address. ``format``: function value → text (default: Vietnamese dates, numbers, yes/no). ``badge``:
    function row → code of a state, drawn as a badge. ``primary``: the column that names the row (row header, the
    title of the card on a phone, fixed when the table scrolls). ``nowrap``: stays on one line (numbers of papers).
    ``export``: stands in CSV and XLSX, with its raw value; ``shown``: stands on the screen.
    """

    key: str
    label: str
    sort: str | tuple[str, ...] = ""
    numeric: bool = False
    nowrap: bool = False
    primary: bool = False
    value: Callable[[Any], Any] | None = None
    link: Callable[[Any], str] | None = None
    format: Callable[[Any], str] | None = None
    badge: Callable[[Any], str] | None = None
    export: bool = True
    shown: bool = True

    @property
    def sort_fields(self) -> tuple[str, ...]:
        return (self.sort,) if isinstance(self.sort, str) and self.sort else tuple(self.sort)

    def raw(self, row: Any) -> Any:
        """The value of this column for ``row``; None where the path leads nowhere."""
        if self.value is not None:
            return self.value(row)
        found = row
        for part in self.key.split("."):
            found = found.get(part) if isinstance(found, dict) else getattr(found, part, None)
            if callable(found) and not hasattr(found, "all"):
                found = found()
            if found is None:
                return None
        return found

    def text(self, row: Any) -> str:
        value = self.raw(row)
        return self.format(value) if self.format else show(value)


@dataclass(frozen=True)
class Filter:
    """One list of the filter row: ``choices`` (value, label); ``field`` to filter by, or ``apply(queryset, value)``."""

    key: str
    label: str
    choices: Sequence[tuple[Any, str]]
    field: str = ""
    apply: Callable[[QuerySet, str], QuerySet] | None = None

    def narrow(self, queryset: QuerySet, value: str) -> QuerySet:
        return self.apply(queryset, value) if self.apply else queryset.filter(**{self.field or self.key: value})


@dataclass(frozen=True)
class Cell:
    text: str
    label: str
    url: str = ""
    badge: str = ""
    tone: str = ""
    css: str = ""
    numeric: bool = False
    primary: bool = False


@dataclass(frozen=True)
class Row:
    cells: list[Cell]
    css: str = ""
    record: Any = field(default=None, repr=False)
