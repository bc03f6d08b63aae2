"""What a rule may know: columns, one row per person or collective.

Three-valued columns hold -1 (unknown), 0 (no), 1 (yes). The window is a number of years that ends with the award year:
the last column is the award year, the one before it the year before. Nothing here decides anything.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np

from .facts_base import (
    COLLECTIVE_GROUPS,
    FORMS,
    PERSON_GROUPS,
    SUBJECTS,
    UNKNOWN,
    YEARS,
    FactError,
)
from .facts_common import Facts, unknown
from .facts_rows import COUNTS, DISCIPLINE, DISCIPLINE_VI, collective_columns, person_columns
from .planes import NONE, Largest, Levels

# Titles of the yearly ladder: they suppose employment, certificates and diplomas do not.
LADDER = ("advanced_worker", "grassroots_emulation_fighter", "ministry_province_emulation_fighter")
INITIATIVES = ("initiatives_unit", "initiatives_province", "initiatives_nation")  # by scope, the narrowest first
_ORDINAL_1970 = date(1970, 1, 1).toordinal()


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
