"""What a rule may know: columns, one row per person or collective.

Three-valued columns hold -1 (unknown), 0 (no), 1 (yes). The window is a number of years that ends with the award year:
the last column is the award year, the one before it the year before. Nothing here decides anything.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any, ClassVar, Self

import numpy as np

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

# Titles of the yearly ladder: they suppose employment, certificates and diplomas do not.
LADDER = ("advanced_worker", "grassroots_emulation_fighter", "ministry_province_emulation_fighter")
_FLAGS = ("pending_case", "movement_result", "registered")


def unknown(n: int, window: int | None = None) -> np.ndarray:
    """A column (or a column a year) of "not known" that takes no room."""
    return np.broadcast_to(np.int8(UNKNOWN), (n,) if window is None else (n, window))


@dataclass(frozen=True, eq=False)
class Facts:
    """Columns common to people and collectives; ``n`` rows, ``window`` years.

    Columns left ``None`` are unknown. Raises ``FactError`` when a column cannot be true.
    """

    keys: tuple[str, ...]
    award_year: int
    ratings: np.ndarray  # n × window, codes of RATINGS
    titles: dict[str, np.ndarray]  # award code → n × window; awards left out are as ``absent_titles`` says
    pending_case: Any = None  # n, open disciplinary, inspection or complaint case
    movement_result: Any = None  # n, chosen as outstanding in a movement of the ministry or province
    registered: Any = None  # n, registered for emulation for the award year
    measures: dict[str, np.ndarray] = field(default_factory=dict)  # key of MEASURES → n whole numbers
    attestations: dict[str, np.ndarray] = field(default_factory=dict)  # key → n, judgement or finding of a person
    records: dict[tuple[int, str], str] = field(default_factory=dict)  # (row, fact name) → label of the record
    absent_titles: Any = None  # window, what an award without a column means in each year

    KIND: ClassVar[str] = ""
    GROUPS: ClassVar[dict[str, tuple[int, ...]]] = {}

    @property
    def n(self) -> int:
        return len(self.keys)

    @property
    def window(self) -> int:
        """How many years the columns reach back, the award year included."""
        return self.ratings.shape[1]

    def years(self) -> range:
        return range(self.award_year - self.window + 1, self.award_year + 1)

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
            elif each.name in ("titles", "attestations", "measures"):
                value = {key: column[index] for key, column in value.items()}
            elif each.name == "keys":
                value = tuple(self.keys[i] for i in index)
            elif each.name == "records":
                found = self._records_by_row
                value = {(new, n): label for new, i in enumerate(index) for n, label in found.get(int(i), {}).items()}
            values[each.name] = value
        return type(self)(**values)

    def _check_common(self) -> None:
        if not isinstance(self.award_year, int) or not 1900 <= self.award_year <= 2200:
            raise FactError(f"award_year is {self.award_year!r}, a year is needed")
        if len(set(self.keys)) != len(self.keys):
            seen: set[str] = set()
            twice = next(key for key in self.keys if key in seen or seen.add(key))  # type: ignore[func-returns-value]
            raise FactError(f"{twice}: the key stands in two rows")
        n = self.n
        given = np.asarray(self.ratings)
        window = given.shape[1] if given.ndim == 2 and given.shape[1] > 0 else YEARS
        self._set("ratings", check_column("ratings", given, (n, window), -1, 3))
        absent = self.absent_titles
        absent = np.full(window, UNKNOWN, np.int8) if absent is None else absent
        self._set("absent_titles", check_column("absent_titles", absent, (window,), -1, 1))
        strange = sorted(set(self.titles) - award_codes())
        if strange:
            raise FactError(f"titles has the unknown award {strange[0]!r}")
        self._set("titles", {c: check_column(f"titles.{c}", v, (n, window), -1, 1) for c, v in self.titles.items()})
        for name in _FLAGS:
            self._set_checked(name, -1, 1)
        strange = sorted(set(self.measures) - set(MEASURES))
        if strange:
            raise FactError(f"measures has the unknown figure {strange[0]!r}")
        for field_name, high in (("measures", MANY), ("attestations", 1)):
            given = getattr(self, field_name)
            checked = {key: check_column(f"{field_name}.{key}", v, (n,), -1, high) for key, v in given.items()}
            self._set(field_name, checked)

    def _set_checked(self, name: str, low: int, high: int, by_year: bool = False) -> None:
        shape = (self.n, self.window) if by_year else (self.n,)
        given = getattr(self, name)
        self._set(name, unknown(*shape) if given is None else check_column(name, given, shape, low, high))

    def _set(self, name: str, value: Any) -> None:
        object.__setattr__(self, name, value)


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

    def __post_init__(self) -> None:
        self._check_common()
        n = self.n
        for name in ("initiatives_unit", "initiatives_province", "initiatives_nation"):
            self._set_checked(name, -1, 100, by_year=True)
        self._set_checked("absence_days", -1, 366)
        self._set_checked("discipline", -1, len(DISCIPLINE) - 1)
        self._set_checked("subject", -1, len(SUBJECTS) - 1)
        self._set_checked("is_leader", -1, 1)
        given = self.recruited_on
        recruited = np.full(n, np.datetime64("NaT", "D")) if given is None else np.asarray(given)
        if recruited.shape != (n,) or recruited.dtype.kind != "M":
            raise FactError("column recruited_on must hold one datetime64 per row")
        self._set("recruited_on", recruited.astype("datetime64[D]"))
        self._refuse_titles_before_recruitment()

    def group_codes(self) -> np.ndarray:
        return self.subject

    def _refuse_titles_before_recruitment(self) -> None:
        held_codes = [code for code in LADDER if code in self.titles]
        if not held_codes:
            return
        year = self.recruited_on.astype("datetime64[Y]").astype(np.int64) + 1970
        known = ~np.isnat(self.recruited_on)
        for code in held_codes:
            for column, in_year in enumerate(self.years()):
                bad = known & (year > in_year) & (self.titles[code][:, column] == 1)
                if bad.any():
                    row = int(np.argmax(bad))
                    raise FactError(
                        f"{self.keys[row]}: titles.{code} in {in_year} is earlier than the recruitment in {year[row]}"
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

    def __post_init__(self) -> None:
        self._check_common()
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
