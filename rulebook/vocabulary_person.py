"""Conditions on people only: initiatives, subject, service, absence, discipline."""

from datetime import date
from typing import Literal

import numpy as np
from pydantic import Field

from .conditions import Condition, Outcome, tested
from .facts import DISCIPLINE_VI, SUBJECTS, SUBJECTS_VI, Facts, PersonFacts
from .facts_base import UNKNOWN, YEARS


class InitiativeCount(Condition):
    """At least ``min_count`` recognised initiatives of a scope within the last ``years`` years.

    An initiative of ministry or province scope counts for the unit scope too. ``older``: what an initiative of an
    earlier year inside the window means where the law names no period.
    """

    type: Literal["initiative_count"]
    scope: Literal["unit", "ministry_province"]
    min_count: int = Field(ge=1)
    years: int = Field(ge=1, le=YEARS)
    older: Literal["not_counted", "needs_judgement"] = "not_counted"
    KIND = "person"

    def _counts(self, facts: PersonFacts) -> np.ndarray:
        province = facts.initiatives_province
        return province if self.scope == "ministry_province" else np.maximum(facts.initiatives_unit, province)

    def outcomes(self, facts: Facts, on: date) -> np.ndarray:
        assert isinstance(facts, PersonFacts)
        counts = self._counts(facts)
        recent = counts[:, YEARS - self.years :]
        total = np.maximum(recent, 0).sum(axis=1)
        result = tested(total >= self.min_count, (total >= self.min_count) | (recent != UNKNOWN).all(axis=1))
        if self.older == "needs_judgement":
            ever = np.maximum(counts, 0).sum(axis=1) >= self.min_count
            result = np.where((result == Outcome.NOT_MET) & ever, np.int8(Outcome.NEEDS_JUDGEMENT), result)
        return result.astype(np.int8)

    def fact_vi(self, facts: Facts, row: int, on: date) -> str:
        assert isinstance(facts, PersonFacts)
        counts = self._counts(facts)[row]
        years = facts.years()
        name = "initiatives_province" if self.scope == "ministry_province" else "initiatives_unit"
        shown = []
        for column in range(YEARS - self.years, YEARS):
            number = "chưa rõ" if counts[column] == UNKNOWN else str(int(counts[column]))
            record = facts.record(row, f"{name}.{years[column]}")
            shown.append(f"{years[column]}: {number}" + (f", {record}" if record else ""))
        return f"Số sáng kiến được công nhận ({'; '.join(shown)})"

    def change_vi(self, facts: Facts, row: int, on: date) -> str:
        where = "bộ, tỉnh" if self.scope == "ministry_province" else "cơ sở"
        return f"Cần ít nhất {self.min_count} sáng kiến được công nhận phạm vi {where}"

    def earliest_year(self, facts: Facts, row: int, on: date) -> int | None:
        return facts.award_year + 1


class SubjectIn(Condition):
    """The person belongs to one of ``subjects``; with ``not_covered`` such people fall outside our data."""

    type: Literal["subject_in"]
    subjects: tuple[Literal["cadre", "civil_servant", "public_employee", "worker", "outside_agencies", "foreign"], ...]
    not_covered: bool = False
    KIND = "person"

    def outcomes(self, facts: Facts, on: date) -> np.ndarray:
        assert isinstance(facts, PersonFacts)
        inside = np.isin(facts.subject, [SUBJECTS[name] for name in self.subjects])
        result = tested(inside, facts.subject != UNKNOWN)
        if self.not_covered:
            result = np.where(inside, np.int8(Outcome.NOT_COVERED), result)
        return result.astype(np.int8)

    def settled(self, facts: Facts, on: date) -> np.ndarray:
        # Who belongs to the group is certain even where the standard of the group is not.
        return self.outcomes(facts, on) if self.not_covered else super().settled(facts, on)

    def fact_vi(self, facts: Facts, row: int, on: date) -> str:
        assert isinstance(facts, PersonFacts)
        code = int(facts.subject[row])
        return "Chưa rõ đối tượng" if code == UNKNOWN else f"Đối tượng: {SUBJECTS_VI[code]}"


class MinServiceMonths(Condition):
    """Recruited at least ``months`` ago, at the end of the award year and at the rule date.

    The source does not say which of the two days counts. Where they disagree a person decides.
    """

    type: Literal["min_service_months"]
    months: int = Field(ge=1)
    KIND = "person"

    def anniversary(self, facts: PersonFacts) -> np.ndarray:
        month = facts.recruited_on.astype("datetime64[M]")
        day = facts.recruited_on - month.astype("datetime64[D]")
        target = month + np.timedelta64(self.months, "M")
        last = (target + np.timedelta64(1, "M")).astype("datetime64[D]") - np.timedelta64(1, "D")
        return np.minimum(target.astype("datetime64[D]") + day, last)

    def outcomes(self, facts: Facts, on: date) -> np.ndarray:
        assert isinstance(facts, PersonFacts)
        reached = self.anniversary(facts)
        year_end = np.datetime64(date(facts.award_year, 12, 31), "D")
        days = (np.datetime64(on, "D"), year_end)
        early, late = reached <= min(days), reached <= max(days)
        result = tested(early, ~np.isnat(facts.recruited_on))
        return np.where(late & ~early, np.int8(Outcome.NEEDS_JUDGEMENT), result).astype(np.int8)

    def fact_vi(self, facts: Facts, row: int, on: date) -> str:
        assert isinstance(facts, PersonFacts)
        if np.isnat(facts.recruited_on[row]):
            return "Chưa có ngày tuyển dụng"
        return f"Tuyển dụng ngày {facts.recruited_on[row].item():%d/%m/%Y}"

    def change_vi(self, facts: Facts, row: int, on: date) -> str:
        assert isinstance(facts, PersonFacts)
        if np.isnat(facts.recruited_on[row]):
            return "Bổ sung ngày tuyển dụng"
        return f"Đủ {self.months} tháng từ ngày {self.anniversary(facts)[row].item():%d/%m/%Y}"

    def earliest_year(self, facts: Facts, row: int, on: date) -> int | None:
        assert isinstance(facts, PersonFacts)
        if np.isnat(facts.recruited_on[row]):
            return None
        return max(facts.award_year + 1, self.anniversary(facts)[row].item().year)


class MaxAbsenceDays(Condition):
    """Not absent more than ``days`` working days in the award year; no absence at all is safe."""

    type: Literal["max_absence_days"]
    days: int = Field(ge=0)
    KIND = "person"

    def outcomes(self, facts: Facts, on: date) -> np.ndarray:
        assert isinstance(facts, PersonFacts)
        return tested(facts.absence_days <= self.days, facts.absence_days != UNKNOWN)

    def safe(self, facts: Facts, on: date) -> np.ndarray:
        assert isinstance(facts, PersonFacts)
        return facts.absence_days == 0

    def fact_vi(self, facts: Facts, row: int, on: date) -> str:
        assert isinstance(facts, PersonFacts)
        days = int(facts.absence_days[row])
        return "Chưa có số ngày nghỉ" if days == UNKNOWN else f"Nghỉ {days} ngày làm việc trong năm"

    def change_vi(self, facts: Facts, row: int, on: date) -> str:
        return "Bổ sung số ngày nghỉ; người có thẩm quyền xem xét ngưỡng ngày nghỉ theo quy định hiện hành"

    def earliest_year(self, facts: Facts, row: int, on: date) -> int | None:
        return facts.award_year + 1


class NoDiscipline(Condition):
    """No discipline in the award year. After one, only later achievement counts: a person must weigh it."""

    type: Literal["no_discipline"]
    KIND = "person"

    def outcomes(self, facts: Facts, on: date) -> np.ndarray:
        assert isinstance(facts, PersonFacts)
        result = tested(facts.discipline == 0, facts.discipline != UNKNOWN)
        return np.where(result == Outcome.NOT_MET, np.int8(Outcome.NEEDS_JUDGEMENT), result).astype(np.int8)

    def fact_vi(self, facts: Facts, row: int, on: date) -> str:
        assert isinstance(facts, PersonFacts)
        form = int(facts.discipline[row])
        return "Chưa rõ về kỷ luật" if form == UNKNOWN else f"Kỷ luật trong năm: {DISCIPLINE_VI[form]}"

    def change_vi(self, facts: Facts, row: int, on: date) -> str:
        return "Xác nhận không bị kỷ luật, hoặc thành tích được tính sau khi chấm dứt kỷ luật"
