"""What a rule may know: columns, one row per person or collective.

Three-valued columns hold -1 (unknown), 0 (no), 1 (yes). The window of years is ``award_year-4 .. award_year``; column
4 is the award year. Nothing here decides anything.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any, ClassVar, Self

import numpy as np

from .facts_base import (
    COLLECTIVE_TITLES,
    PERSON_TITLES,
    RATINGS,
    UNKNOWN,
    YEARS,
    FactError,
    absent_from,
    check_column,
    choice,
    day_of,
    flag,
    pairs_of,
    titles_of,
    whole,
    year_column,
)

SUBJECTS = {"cadre": 0, "civil_servant": 1, "public_employee": 2, "worker": 3, "outside_agencies": 4, "foreign": 5}
SUBJECTS_VI = (
    "cán bộ",
    "công chức",
    "viên chức",
    "người lao động theo hợp đồng",
    "công nhân, nông dân, người lao động ngoài cơ quan",
    "người nước ngoài, người Việt Nam ở nước ngoài",
)
DISCIPLINE = {
    "none": 0,
    "reprimand": 1,
    "warning": 2,
    "salary_reduction": 3,
    "demotion": 4,
    "removal": 5,
    "dismissal": 6,
}
DISCIPLINE_VI = ("không", "khiển trách", "cảnh cáo", "hạ bậc lương", "giáng chức", "cách chức", "buộc thôi việc")
MANY = 1_000_000_000


@dataclass(frozen=True, eq=False)
class Facts:
    """Columns common to people and collectives; ``n`` rows. Raises ``FactError`` when a column cannot be true."""

    keys: tuple[str, ...]
    award_year: int
    ratings: np.ndarray  # n × 5, codes of RATINGS
    titles: dict[str, np.ndarray]  # award code → n × 5
    pending_case: np.ndarray  # n, open disciplinary, inspection or complaint case
    movement_result: np.ndarray  # n, chosen as outstanding in a movement of the ministry or province
    attestations: dict[str, np.ndarray] = field(default_factory=dict)  # key → n, judgement of a person
    records: dict[tuple[int, str], str] = field(default_factory=dict)  # (row, fact name) → label of the record

    KIND: ClassVar[str] = ""
    TITLES: ClassVar[tuple[str, ...]] = ()

    @property
    def n(self) -> int:
        return len(self.keys)

    def years(self) -> range:
        return range(self.award_year - YEARS + 1, self.award_year + 1)

    def attested(self, key: str) -> np.ndarray:
        """Recorded judgement for ``key``; unknown for every row when nobody recorded it."""
        found = self.attestations.get(key)
        return np.full(self.n, UNKNOWN, np.int8) if found is None else found

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
            if isinstance(value, np.ndarray):
                value = value[index]
            elif each.name in ("titles", "attestations"):
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
            twice = next(key for key in self.keys if self.keys.count(key) > 1)
            raise FactError(f"{twice}: the key stands in two rows")
        n = self.n
        self._set("ratings", check_column("ratings", self.ratings, (n, YEARS), -1, 3))
        unknown = set(self.titles) - set(self.TITLES)
        if unknown:
            raise FactError(f"titles has the unknown award {sorted(unknown)[0]!r}")
        titles = {
            code: check_column(f"titles.{code}", self.titles[code], (n, YEARS), -1, 1)
            if code in self.titles
            else np.full((n, YEARS), UNKNOWN, np.int8)
            for code in self.TITLES
        }
        self._set("titles", titles)
        for name in ("pending_case", "movement_result"):
            self._set(name, check_column(name, getattr(self, name), (n,), -1, 1))
        checked = {key: check_column(f"attestations.{key}", v, (n,), -1, 1) for key, v in self.attestations.items()}
        self._set("attestations", checked)

    def _set(self, name: str, value: Any) -> None:
        object.__setattr__(self, name, value)


@dataclass(frozen=True, eq=False, kw_only=True)
class PersonFacts(Facts):
    """One row per person."""

    initiatives_unit: np.ndarray  # n × 5, initiatives recognised by the unit and not yet used up
    initiatives_province: np.ndarray  # n × 5, those whose effect and scope the ministry or province recognised
    recruited_on: np.ndarray  # n, datetime64[D]; NaT = unknown
    absence_days: np.ndarray  # n, working days absent in the award year, without what counts as worked
    discipline: np.ndarray  # n, codes of DISCIPLINE, heaviest of the award year
    subject: np.ndarray  # n, codes of SUBJECTS
    is_leader: np.ndarray  # n

    KIND = "person"
    TITLES = PERSON_TITLES

    def __post_init__(self) -> None:
        self._check_common()
        n = self.n
        for name in ("initiatives_unit", "initiatives_province"):
            self._set(name, check_column(name, getattr(self, name), (n, YEARS), -1, 10_000))
        self._set("absence_days", check_column("absence_days", self.absence_days, (n,), -1, 366))
        self._set("discipline", check_column("discipline", self.discipline, (n,), -1, len(DISCIPLINE) - 1))
        self._set("subject", check_column("subject", self.subject, (n,), -1, len(SUBJECTS) - 1))
        self._set("is_leader", check_column("is_leader", self.is_leader, (n,), -1, 1))
        recruited = np.asarray(self.recruited_on)
        if recruited.shape != (n,) or recruited.dtype.kind != "M":
            raise FactError("column recruited_on must hold one datetime64 per row")
        self._set("recruited_on", recruited.astype("datetime64[D]"))
        self._refuse_titles_before_recruitment()

    def _refuse_titles_before_recruitment(self) -> None:
        year = self.recruited_on.astype("datetime64[Y]").astype(np.int64) + 1970
        known = ~np.isnat(self.recruited_on)
        before = known[:, None] & (np.asarray(self.years())[None, :] < year[:, None])
        # Certificates and diplomas reward anybody; only titles of the yearly ladder suppose employment.
        for code in PERSON_TITLES[:3]:
            bad = np.argwhere(before & (self.titles[code] == 1))
            if len(bad):
                row, column = map(int, bad[0])
                raise FactError(
                    f"{self.keys[row]}: titles.{code} in {self.years()[column]} is earlier than the recruitment in "
                    f"{year[row]}"
                )

    @classmethod
    def from_rows(
        cls,
        rows: Iterable[Mapping],
        award_year: int,
        register_complete_from: int | None = None,
        initiatives_complete_from: int | None = None,
    ) -> "PersonFacts":
        """Facts from one dict per person.

        Keys of a row: ``key`` (needed), ``ratings`` {year: word}, ``titles`` {award: [years] or {year: bool}},
        ``initiatives_unit`` and ``initiatives_province`` {year: count}, ``recruited_on``, ``absence_days``,
        ``discipline``, ``subject``, ``is_leader``, ``pending_case``, ``movement_result``, ``attestations``
        {key: bool}, ``records`` {fact name: label}. Whatever is left out stays unknown; a title left out is "no" from
        ``register_complete_from`` on, a year without initiatives is 0 from ``initiatives_complete_from`` on. Raises
        ``FactError`` naming the row.
        """
        allowed = {f.name for f in fields(cls)} - {"keys", "award_year"} | {"key"}
        common, columns = _common_from_rows(rows, award_year, cls.TITLES, register_complete_from, allowed)
        extra: dict[str, list] = {name: [] for name in ("initiatives_unit", "initiatives_province")}
        extra |= {name: [] for name in ("recruited_on", "absence_days", "discipline", "subject", "is_leader")}
        for key, row in columns:
            for name in ("initiatives_unit", "initiatives_province"):
                counts = absent_from(initiatives_complete_from, award_year)
                for year, count in pairs_of(row.get(name), key, name):
                    counts[year_column(year, award_year, key, name)] = whole(count, key, f"{name}.{year}", 0, 10_000)
                extra[name].append(counts)
            extra["recruited_on"].append(day_of(row.get("recruited_on"), key, "recruited_on"))
            extra["absence_days"].append(whole(row.get("absence_days"), key, "absence_days", 0, 366))
            extra["discipline"].append(choice(row.get("discipline"), key, "discipline", DISCIPLINE))
            extra["subject"].append(choice(row.get("subject"), key, "subject", SUBJECTS))
            extra["is_leader"].append(flag(row.get("is_leader"), key, "is_leader"))
        n = len(columns)
        arrays: dict[str, Any] = {
            name: np.array(v, dtype=np.int64) for name, v in extra.items() if name != "recruited_on"
        }
        for name in ("initiatives_unit", "initiatives_province"):
            arrays[name] = arrays[name].reshape(n, YEARS)
        arrays["recruited_on"] = np.array(extra["recruited_on"], dtype="datetime64[D]")
        return cls(**common, **arrays)


@dataclass(frozen=True, eq=False, kw_only=True)
class CollectiveFacts(Facts):
    """One row per collective. Member counts are of the award year."""

    members_total: np.ndarray  # n
    members_completed: np.ndarray  # n, rated at least "completed"
    members_advanced_worker: np.ndarray  # n, holders of LĐTT
    members_grassroots_fighter: np.ndarray  # n, holders of CSTĐ cơ sở
    members_disciplined: np.ndarray  # n, disciplined at cảnh cáo or heavier
    cluster_rank: np.ndarray  # n, 1 = first
    cluster_size: np.ndarray  # n
    targets_exceeded: np.ndarray  # n
    dissolved: np.ndarray  # n

    KIND = "collective"
    TITLES = COLLECTIVE_TITLES
    COUNTS = (
        "members_total",
        "members_completed",
        "members_advanced_worker",
        "members_grassroots_fighter",
        "members_disciplined",
        "cluster_rank",
        "cluster_size",
    )

    def __post_init__(self) -> None:
        self._check_common()
        n = self.n
        for name in self.COUNTS:
            self._set(name, check_column(name, getattr(self, name), (n,), -1, MANY))
        for name in ("targets_exceeded", "dissolved"):
            self._set(name, check_column(name, getattr(self, name), (n,), -1, 1))
        for name in ("members_total", "cluster_rank", "cluster_size"):
            self._refuse(getattr(self, name) == 0, f"{name} is 0, at least 1 is needed")
        for name in self.COUNTS[1:5]:
            part = getattr(self, name)
            over = (part > self.members_total) & (self.members_total >= 0)
            self._refuse(over, f"{name} is larger than members_total")
        over = (self.cluster_rank > self.cluster_size) & (self.cluster_size >= 0)
        self._refuse(over, "cluster_rank is larger than cluster_size")

    def _refuse(self, bad: np.ndarray, why: str) -> None:
        if bad.any():
            raise FactError(f"{self.keys[int(np.argmax(bad))]}: {why}")

    @classmethod
    def from_rows(
        cls, rows: Iterable[Mapping], award_year: int, register_complete_from: int | None = None
    ) -> "CollectiveFacts":
        """Facts from one dict per collective; keys as the columns of this class, see ``PersonFacts.from_rows``.

        ``dissolved`` left out means the unit exists: a unit register lists living units.
        """
        allowed = {f.name for f in fields(cls)} - {"keys", "award_year"} | {"key"}
        common, columns = _common_from_rows(rows, award_year, cls.TITLES, register_complete_from, allowed)
        arrays: dict[str, Any] = {
            name: np.array([whole(row.get(name), key, name, 0, MANY) for key, row in columns], dtype=np.int64)
            for name in cls.COUNTS
        }
        for name, absent in (("targets_exceeded", None), ("dissolved", False)):
            values = [flag(row.get(name, absent), key, name) for key, row in columns]
            arrays[name] = np.array(values, dtype=np.int64)
        return cls(**common, **arrays)


def _common_from_rows(
    rows: Iterable[Mapping], award_year: int, known: tuple[str, ...], complete_from: int | None, allowed: set[str]
) -> tuple[dict[str, Any], list[tuple[str, Mapping]]]:
    keyed: list[tuple[str, Mapping]] = []
    seen: set[str] = set()
    ratings, pending, movement = [], [], []
    titles: dict[str, list] = {code: [] for code in known}
    attested: list[Mapping] = []
    records: dict[tuple[int, str], str] = {}
    for number, row in enumerate(rows):
        key = row.get("key") if isinstance(row, Mapping) else None
        if not isinstance(key, str) or not key:
            raise FactError(f"row {number}: a text key is needed")
        if key in seen:
            raise FactError(f"{key}: the key stands in two rows")
        seen.add(key)
        strange = set(row) - allowed
        if strange:
            raise FactError(f"{key}: unknown field {sorted(map(str, strange))[0]!r}")
        codes = [UNKNOWN] * YEARS
        for year, word in pairs_of(row.get("ratings"), key, "ratings"):
            codes[year_column(year, award_year, key, "ratings")] = choice(word, key, f"ratings.{year}", RATINGS)
        ratings.append(codes)
        for code, held in titles_of(row, key, award_year, known, complete_from).items():
            titles[code].append(held)
        pending.append(flag(row.get("pending_case"), key, "pending_case"))
        movement.append(flag(row.get("movement_result"), key, "movement_result"))
        attested.append({k: flag(v, key, f"attestations.{k}") for k, v in (row.get("attestations") or {}).items()})
        records |= {(number, str(name)): str(label) for name, label in (row.get("records") or {}).items()}
        keyed.append((key, row))
    n = len(keyed)
    names = sorted({name for each in attested for name in each})
    common = {
        "keys": tuple(key for key, _ in keyed),
        "award_year": award_year,
        "ratings": np.array(ratings, dtype=np.int64).reshape(n, YEARS),
        "titles": {code: np.array(held, dtype=np.int64).reshape(n, YEARS) for code, held in titles.items()},
        "pending_case": np.array(pending, dtype=np.int64),
        "movement_result": np.array(movement, dtype=np.int64),
        "attestations": {k: np.array([each.get(k, UNKNOWN) for each in attested], dtype=np.int64) for k in names},
        "records": records,
    }
    return common, keyed
