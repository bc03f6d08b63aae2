"""What facts of people and of collectives have in common: a register of many years, and what speaks of one year."""

from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any, ClassVar, Self

import numpy as np

from .facts_asked import AskedColumns
from .facts_base import (
    MANY,
    MEASURES,
    UNKNOWN,
    YEARS,
    FactError,
    award_codes,
    check_column,
)
from .facts_titles import Answers, Titles, kept_as_planes
from .planes import NONE, Levels

_FLAGS = ("pending_case", "movement_result", "registered")


def unknown(n: int, window: int | None = None) -> np.ndarray:
    """A column (or a column a year) of "not known" that takes no room."""
    return np.broadcast_to(np.int8(UNKNOWN), (n,) if window is None else (n, window))


def _check_award_codes(titles: Iterable[str]) -> None:
    strange = sorted(set(titles) - award_codes())
    if strange:
        raise FactError(f"titles has the unknown award {strange[0]!r}")


@dataclass(frozen=True, eq=False)
class Facts(AskedColumns):
    """Columns common to people and collectives; ``n`` rows, ``window`` years.

    Columns left ``None`` are unknown. Raises ``FactError`` when a column cannot be true.
    """

    keys: tuple[str, ...]
    award_year: int
    ratings: np.ndarray  # n × window, codes of RATINGS
    titles: Any  # award code → n × window; awards left out are as ``absent_titles`` says
    pending_case: Any = None  # n, open disciplinary, inspection or complaint case
    movement_result: Any = None  # n, chosen as outstanding in a movement of the ministry or province
    registered: Any = None  # n, registered for emulation for the award year
    measures: dict[str, np.ndarray] = field(default_factory=dict)  # key of MEASURES → n whole numbers
    attestations: Mapping[str, np.ndarray] = field(default_factory=dict)  # key → n, judgement or finding of a person
    records: dict[tuple[int, str], str] = field(default_factory=dict)  # (row, fact name) → label of the record
    absent_titles: Any = None  # window, what an award without a column means in each year

    KIND: ClassVar[str] = ""
    GROUPS: ClassVar[dict[str, tuple[int, ...]]] = {}
    # Columns that speak of the award year alone; the others speak of many years or of the row itself.
    OF_THE_YEAR: ClassVar[tuple[str, ...]] = (*_FLAGS, "measures", "attestations")

    def title(self, code: str) -> np.ndarray:
        """n × window: whether the award ``code`` was received in each year."""
        found = self.titles.get(code)
        return np.broadcast_to(self.absent_titles, (self.n, self.window)) if found is None else found

    def measure(self, key: str) -> np.ndarray:
        found = self.measures.get(key)
        return unknown(self.n) if found is None else found

    def attested(self, key: str) -> np.ndarray:
        """Recorded judgement for ``key``; unknown for every row when nobody recorded it."""
        found = self.attestations.get(key)
        return unknown(self.n) if found is None else found

    def group_codes(self) -> np.ndarray:
        """n codes of who the row is about: SUBJECTS of people, FORMS of collectives."""
        raise NotImplementedError

    def record(self, row: int, name: str) -> str:
        return self.records.get((row, name), "")

    @cached_property
    def _records_by_row(self) -> dict[int, dict[str, str]]:
        by_row: dict[int, dict[str, str]] = {}
        for (row, name), label in self.records.items():
            by_row.setdefault(row, {})[name] = label
        return by_row

    def take(self, rows: Iterable[int]) -> Self:
        """The same facts for the given rows, in the given order."""
        index = np.asarray(list(rows), dtype=np.intp)
        values: dict[str, Any] = {}
        for each in fields(self):
            value = getattr(self, each.name)
            if each.name == "absent_titles":
                pass
            elif isinstance(value, np.ndarray):
                value = value[index]
            elif isinstance(value, Answers | Titles):
                value = value.take(index)
            elif each.name == "measures":
                value = {key: column[index] for key, column in value.items()}
            elif each.name == "keys":
                value = tuple(self.keys[i] for i in index)
            elif each.name == "records":
                found = self._records_by_row
                value = {(new, n): label for new, i in enumerate(index) for n, label in found.get(int(i), {}).items()}
            values[each.name] = value
        return type(self)(**values)

    def ending(self, year: int, window: int | None = None, **of_the_year: Any) -> Self:
        """A register as it stood for the award year ``year``: later years are cut off, ``window`` years are left.

        The columns of years are the same ones, checked once and packed once for all views. Columns that speak of the
        award year alone are given anew as to the constructor, else unknown (kept where the year stays the same). Raises
        ``FactError`` for a year outside the register or a column that cannot be true, ``TypeError`` for another name.
        """
        if year not in self.years():
            raise FactError(f"award_year is {year}, outside {self.years()[0]}..{self.award_year}")
        strange = sorted(set(of_the_year) - set(self.OF_THE_YEAR))
        if strange:
            raise TypeError(f"{strange[0]} is no column of the award year")
        stop = self.window - (self.award_year - year)
        cut = slice(max(0, stop - (window or stop)), stop)
        other = copy(self)
        shared = {"_by_year": self._by_year, "_bounds": self._bounds}
        for worked_out in ("_by_name", "_records_by_row", "_first_year", "_rated"):
            other.__dict__.pop(worked_out, None)
        for each in fields(self):
            value = getattr(self, each.name)
            if each.name == "titles":
                value = value.cut(cut)
            elif each.name == "absent_titles":
                value = value[cut]
            elif isinstance(value, np.ndarray) and value.ndim == 2:
                value = value[:, cut]
            elif each.name == "records" and year != self.award_year:
                value = {(row, name): text for (row, name), text in value.items() if name[-4:].isdigit()}
            elif each.name in self.OF_THE_YEAR and (each.name in of_the_year or year != self.award_year):
                value = of_the_year.get(each.name, {} if isinstance(value, Mapping) else None)
            other._set(each.name, value)
        other._set("award_year", year)
        other.__dict__.update(shared)
        other._check_award_year()
        return other

    def with_titles(self, year: int, titles: Mapping[str, Levels]) -> Self:
        """The same facts with awards of one year decided: {award: held in ``year``}. Raises ``FactError`` for a year
        outside the facts, an unknown award or a title before the recruitment.
        """
        if year not in self.years():
            raise FactError(f"titles has year {year}, outside {self.years()[0]}..{self.award_year}")
        _check_award_codes(titles)
        for code, held in titles.items():
            if len(held) != self.n:
                raise FactError(f"titles.{code} has {len(held)} rows, {self.n} are needed")
            if held.at_least(2) is not NONE:
                raise FactError(f"titles.{code} is not yes, no or unknown in every row")
        other = copy(self)
        other._set("titles", self.titles.decided(year - self.years()[0], titles))
        other._set("_by_year", self._by_year)
        other._set("_by_name", self._by_name)
        other._check_titles(titles, [year])
        return other

    def _check_register(self) -> None:
        """The columns of years, and the keys."""
        if not isinstance(self.award_year, int) or not 1900 <= self.award_year <= 2200:
            raise FactError(f"award_year is {self.award_year!r}, a year is needed")
        if len(set(self.keys)) != len(self.keys):
            seen: set[str] = set()
            twice = next(key for key in self.keys if key in seen or seen.add(key))  # type: ignore[func-returns-value]
            raise FactError(f"{twice}: the key stands in two rows")
        n = self.n
        given = np.asarray(self.ratings)
        window = given.shape[1] if given.ndim == 2 and given.shape[1] > 0 else YEARS
        self._set("ratings", self._checked("ratings", given, (n, window), -1, 3))
        absent = self.absent_titles
        absent = np.full(window, UNKNOWN, np.int8) if absent is None else absent
        self._set("absent_titles", check_column("absent_titles", absent, (window,), -1, 1).codes)
        _check_award_codes(self.titles)
        checked = {c: check_column(f"titles.{c}", v, (n, window), -1, 1) for c, v in self.titles.items()}
        kept = {code: kept_as_planes(each) for code, each in checked.items()}
        self._set("titles", Titles(kept, self.absent_titles, n))

    def _check_award_year(self) -> None:
        """The columns that speak of the award year alone."""
        for name in _FLAGS:
            self._set_checked(name, -1, 1)
        strange = sorted(set(self.measures) - set(MEASURES))
        if strange:
            raise FactError(f"measures has the unknown figure {strange[0]!r}")
        self._set(
            "measures", {k: self._checked(f"measures.{k}", v, (self.n,), -1, MANY) for k, v in self.measures.items()}
        )
        self._set("attestations", Answers({key: self._answers(key) for key in self.attestations}))

    def _answers(self, key: str) -> Levels:
        """The judgement ``key``, checked and kept as planes."""
        if isinstance(self.attestations, Answers):
            found = self.attestations.kept[key]  # checked when the facts for the same year were made
        else:
            checked = check_column(f"attestations.{key}", self.attestations[key], (self.n,), -1, 1)
            found = Levels.three_valued(checked.codes, (checked.lows[0], checked.highs[0]))
        self._by_name[f"attestations.{key}"] = found
        return found

    def _check_titles(self, codes: Iterable[str], years: Iterable[int]) -> None:
        """Titles that could not be held by such a row."""

    def _set_checked(self, name: str, low: int, high: int, by_year: bool = False) -> None:
        shape = (self.n, self.window) if by_year else (self.n,)
        given = getattr(self, name)
        self._set(name, self._checked(name, unknown(*shape) if given is None else given, shape, low, high))

    def _checked(self, name: str, given: Any, shape: tuple[int, ...], low: int, high: int) -> np.ndarray:
        checked = check_column(name, given, shape, low, high)
        if len(shape) == 1:
            self._by_name[name] = Levels(checked.codes, (checked.lows[0], checked.highs[0]))
        else:
            self._bounds[name] = (self.award_year - shape[1] + 1, checked)
        return checked.codes

    def _set(self, name: str, value: Any) -> None:
        self.__dict__[name] = value
