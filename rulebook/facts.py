"""What a rule may know: columns, one row per person or collective.

Three-valued columns hold -1 (unknown), 0 (no), 1 (yes). The window is a number of years that ends with the award year:
the last column is the award year, the one before it the year before. Nothing here decides anything.
"""

from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass, field, fields
from datetime import date
from functools import cached_property
from typing import Any, ClassVar, Self

import numpy as np

from .facts_asked import AskedColumns
from .facts_base import (
    COLLECTIVE_GROUPS,
    FORMS,
    MANY,
    MEASURES,
    PERSON_GROUPS,
    SUBJECTS,
    UNKNOWN,
    YEARS,
    FactError,
    award_codes,
    check_column,
)
from .facts_rows import COUNTS, DISCIPLINE, DISCIPLINE_VI, collective_columns, person_columns
from .facts_titles import Answers, Titles, kept_as_planes
from .planes import NONE, Largest, Levels

# Titles of the yearly ladder: they suppose employment, certificates and diplomas do not.
LADDER = ("advanced_worker", "grassroots_emulation_fighter", "ministry_province_emulation_fighter")
_FLAGS = ("pending_case", "movement_result", "registered")
INITIATIVES = ("initiatives_unit", "initiatives_province", "initiatives_nation")  # by scope, the narrowest first
_ORDINAL_1970 = date(1970, 1, 1).toordinal()


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


@dataclass(frozen=True, eq=False, kw_only=True)
class PersonFacts(Facts):
    """One row per person."""

    initiatives_unit: Any = None  # n × window, initiatives recognised by the unit and not yet used up
    initiatives_province: Any = None  # n × window, those whose effect and scope the ministry or province recognised
    initiatives_nation: Any = None  # n × window, those recognised as effective nationwide
    recruited_on: Any = None  # n, datetime64[D]; NaT = unknown
    absence_days: Any = None  # n, working days absent in the award year, without what counts as worked
    discipline: Any = None  # n, codes of DISCIPLINE, heaviest of the award year
    subject: Any = None  # n, codes of SUBJECTS
    is_leader: Any = None  # n

    KIND = "person"
    GROUPS = PERSON_GROUPS
    OF_THE_YEAR = (*Facts.OF_THE_YEAR, "absence_days", "discipline", "subject", "is_leader")

    def __post_init__(self) -> None:
        self._check_register()
        n = self.n
        for name in INITIATIVES:
            self._set_checked(name, -1, 100, by_year=True)
        given = self.recruited_on
        recruited = np.full(n, np.datetime64("NaT", "D")) if given is None else np.asarray(given)
        if recruited.shape != (n,) or recruited.dtype.kind != "M":
            raise FactError("column recruited_on must hold one datetime64 per row")
        self._set("recruited_on", recruited.astype("datetime64[D]"))
        self._check_titles(self.titles, self.years())
        self._check_award_year()

    def group_codes(self) -> np.ndarray:
        return self.subject

    @property
    def group(self) -> Levels:
        return self.now("subject")

    def recognised(self, scope: str, year: int) -> Largest | Levels:
        """Initiatives of ``year`` recognised for ``scope``; one of wider scope counts for the narrower ones too."""
        return self._in_year(f"recognised.{scope}", year, self._widest)

    def _widest(self, name: str, year: int) -> Largest:
        narrowest = ("unit", "ministry_province", "national").index(name.removeprefix("recognised."))
        return Largest([self._in_year(each, year, self._counted) for each in INITIATIVES[narrowest:]])

    @cached_property
    def recruited(self) -> Levels:
        """The day of recruitment as its ordinal (``date.toordinal``)."""
        days = self.recruited_on.view(np.int64) + _ORDINAL_1970
        return Levels(np.where(np.isnat(self.recruited_on), UNKNOWN, np.maximum(days, 0)).astype(np.int32))

    def _check_award_year(self) -> None:
        super()._check_award_year()
        self._set_checked("absence_days", -1, 366)
        self._set_checked("discipline", -1, len(DISCIPLINE) - 1)
        self._set_checked("subject", -1, len(SUBJECTS) - 1)
        self._set_checked("is_leader", -1, 1)

    def _check_titles(self, codes: Iterable[str], years: Iterable[int]) -> None:
        ladder = [code for code in LADDER if code in codes]
        for year in years:
            not_yet = self.recruited.at_least(date(year + 1, 1, 1).toordinal()) if ladder else NONE
            for code in ladder:
                early = (not_yet & self.held(code, year).yes).bools(self.n)
                if early.any():
                    row = int(np.argmax(early))
                    since = self.recruited_on[row].astype("datetime64[Y]")
                    raise FactError(
                        f"{self.keys[row]}: titles.{code} in {year} is earlier than the recruitment in {since}"
                    )

    @classmethod
    def from_rows(
        cls,
        rows: Iterable[Mapping],
        award_year: int,
        register_complete_from: int | None = None,
        initiatives_complete_from: int | None = None,
        window: int = YEARS,
    ) -> "PersonFacts":
        """Facts from one dict per person.

        Keys of a row: ``key`` (needed), ``ratings`` {year: word}, ``titles`` {award: [years] or {year: bool}},
        ``initiatives_unit``, ``initiatives_province`` and ``initiatives_nation`` {year: count}, ``recruited_on``,
        ``absence_days``, ``discipline``, ``subject``, ``is_leader``, ``pending_case``, ``movement_result``,
        ``registered``, ``measures`` {key of MEASURES: number}, ``attestations`` {key: bool}, ``records`` {fact name:
        label}. Whatever is left out stays unknown; a title left out is "no" from ``register_complete_from`` on, a year
        without initiatives is 0 from ``initiatives_complete_from`` on. Raises ``FactError`` naming the row.
        """
        allowed = {f.name for f in fields(cls)} - {"keys", "award_year", "absent_titles"} | {"key"}
        return cls(
            **person_columns(rows, award_year, window, register_complete_from, initiatives_complete_from, allowed)
        )


@dataclass(frozen=True, eq=False, kw_only=True)
class CollectiveFacts(Facts):
    """One row per collective, household or place. Member counts are of the award year."""

    members_total: Any = None  # n
    members_completed: Any = None  # n, rated at least "completed"
    members_advanced_worker: Any = None  # n, holders of LĐTT or, in the armed forces, CSTT
    members_grassroots_fighter: Any = None  # n, holders of CSTĐ cơ sở
    members_disciplined: Any = None  # n, disciplined at cảnh cáo or heavier
    cluster_rank: Any = None  # n, 1 = first
    cluster_size: Any = None  # n
    targets_exceeded: Any = None  # n
    dissolved: Any = None  # n
    form: Any = None  # n, codes of FORMS; left out: a collective

    KIND = "collective"
    GROUPS = COLLECTIVE_GROUPS
    COUNTS = COUNTS
    OF_THE_YEAR = (*Facts.OF_THE_YEAR, *COUNTS, "targets_exceeded", "dissolved", "form")

    def __post_init__(self) -> None:
        self._check_register()
        self._check_award_year()

    def _check_award_year(self) -> None:
        super()._check_award_year()
        for name in self.COUNTS:
            self._set_checked(name, -1, 1_000_000_000)
        for name in ("targets_exceeded", "dissolved"):
            self._set_checked(name, -1, 1)
        if self.form is None:
            self._set("form", np.broadcast_to(np.int8(FORMS["collective"]), (self.n,)))
        self._set_checked("form", -1, len(FORMS) - 1)
        for name in ("members_total", "cluster_rank", "cluster_size"):
            self._refuse(getattr(self, name) == 0, f"{name} is 0, at least 1 is needed")
        for name in self.COUNTS[1:5]:
            part = getattr(self, name)
            over = (part > self.members_total) & (self.members_total >= 0)
            self._refuse(over, f"{name} is larger than members_total")
        over = (self.cluster_rank > self.cluster_size) & (self.cluster_size >= 0)
        self._refuse(over, "cluster_rank is larger than cluster_size")

    def group_codes(self) -> np.ndarray:
        return self.form

    @property
    def group(self) -> Levels:
        return self.now("form")

    def _refuse(self, bad: np.ndarray, why: str) -> None:
        if bad.any():
            raise FactError(f"{self.keys[int(np.argmax(bad))]}: {why}")

    @classmethod
    def from_rows(
        cls,
        rows: Iterable[Mapping],
        award_year: int,
        register_complete_from: int | None = None,
        window: int = YEARS,
    ) -> "CollectiveFacts":
        """Facts from one dict per collective; keys as the columns of this class, see ``PersonFacts.from_rows``.

        ``dissolved`` left out means the unit exists: a unit register lists living units. ``form`` left out means a
        collective.
        """
        allowed = {f.name for f in fields(cls)} - {"keys", "award_year", "absent_titles"} | {"key"}
        return cls(**collective_columns(rows, award_year, window, register_complete_from, allowed))


__all__ = ["DISCIPLINE", "DISCIPLINE_VI", "LADDER", "CollectiveFacts", "Facts", "PersonFacts", "unknown"]
