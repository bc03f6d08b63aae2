"""Conditions on people only: initiatives, service, absence, discipline."""

from calendar import monthrange
from datetime import date
from typing import Literal

import numpy as np
from pydantic import Field

from .conditions import Condition
from .facts import DISCIPLINE, DISCIPLINE_VI, Facts, PersonFacts
from .facts_base import UNKNOWN
from .outcomes import Outcomes, barred, bounded
from .planes import NONE, Plane, Tally, intersection
from .vocabulary_history import SCOPES_VI, Scope, initiatives


class InitiativeCount(Condition):
    """At least ``min_count`` recognised initiatives of a scope within the last ``years`` years.

    An initiative of wider scope counts for the narrower ones too. ``older``: what an initiative of an earlier year
    inside the window means where the law names no period.
    """

    type: Literal["initiative_count"]
    scope: Scope
    min_count: int = Field(ge=1)
    years: int = Field(ge=1, le=30)
    older: Literal["not_counted", "needs_judgement"] = "not_counted"
    KIND = "person"

    def years_back(self) -> int:
        return self.years

    def outcomes(self, facts: Facts, on: date) -> Outcomes:
        assert isinstance(facts, PersonFacts)
        counted = range(facts.award_year - self.years + 1, facts.award_year + 1)
        recognised = [facts.recognised(self.scope, year) for year in counted]
        tally = Tally(self.min_count)
        tally.add_columns(recognised)
        enough, with_older = tally.at_least(self.min_count), NONE
        possibly = enough | ~intersection(each.known for each in recognised)
        if self.older == "needs_judgement":
            tally.add_columns(facts.recognised(self.scope, year) for year in facts.years()[: -self.years])
            with_older = tally.at_least(self.min_count)
        return bounded(enough, possibly, facts.n, arguable=with_older)

    def fact_vi(self, facts: Facts, row: int, on: date) -> str:
        assert isinstance(facts, PersonFacts)
        counts = initiatives(facts, self.scope)[row, -self.years :]
        name = {"unit": "initiatives_unit", "ministry_province": "initiatives_province"}.get(
            self.scope, "initiatives_nation"
        )
        shown = []
        for year, count in zip(facts.years()[-self.years :], counts, strict=True):
            number = "chưa rõ" if count == UNKNOWN else str(int(count))
            record = facts.record(row, f"{name}.{year}")
            shown.append(f"{year}: {number}" + (f", {record}" if record else ""))
        return f"Số sáng kiến được công nhận ({'; '.join(shown)})"

    def change_vi(self, facts: Facts, row: int, on: date) -> str:
        return f"Cần ít nhất {self.min_count} sáng kiến được công nhận phạm vi {SCOPES_VI[self.scope]}"

    def earliest_year(self, facts: Facts, row: int, on: date) -> int | None:
        return facts.award_year + 1


def last_recruitment(day: date, months: int) -> int:
    """The ordinal of the last day of recruitment from which ``months`` of service are full on ``day``.

    Recruited on the 31st, a month without one is full on its last day: so the last day of a month stands for all days of
    recruitment that its own month does not have.
    """
    count = day.year * 12 + day.month - 1 - months
    year, month = count // 12, count % 12 + 1
    length = monthrange(year, month)[1]
    is_last = day.day == monthrange(day.year, day.month)[1]
    return date(year, month, length if is_last else min(day.day, length)).toordinal()


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

    def outcomes(self, facts: Facts, on: date) -> Outcomes:
        assert isinstance(facts, PersonFacts)
        first, last = sorted((on, date(facts.award_year, 12, 31)))
        recruited = facts.recruited
        early, late = (recruited.at_least(last_recruitment(day, self.months) + 1) for day in (first, last))
        return barred(late, recruited.known, facts.n, arguable=early)

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

    def outcomes(self, facts: Facts, on: date) -> Outcomes:
        assert isinstance(facts, PersonFacts)
        absent = facts.now("absence_days")
        return barred(absent.at_least(self.days + 1), absent.known, facts.n)

    def safe(self, facts: Facts, on: date) -> Plane:
        return facts.now("absence_days").no

    def fact_vi(self, facts: Facts, row: int, on: date) -> str:
        assert isinstance(facts, PersonFacts)
        days = int(facts.absence_days[row])
        return "Chưa có số ngày nghỉ" if days == UNKNOWN else f"Nghỉ {days} ngày làm việc trong năm"

    def change_vi(self, facts: Facts, row: int, on: date) -> str:
        assert isinstance(facts, PersonFacts)
        if facts.absence_days[row] == UNKNOWN:
            return "Bổ sung số ngày nghỉ trong năm"
        if not self.status.decides:
            return f"Ngưỡng {self.days} ngày chưa đối chiếu văn bản hiện hành; người có thẩm quyền xác nhận"
        return f"Cần nghỉ không quá {self.days} ngày làm việc trong năm"

    def earliest_year(self, facts: Facts, row: int, on: date) -> int | None:
        return facts.award_year + 1


class NoDiscipline(Condition):
    """No discipline of the form ``level`` or heavier in the award year.

    ``then`` says what a disciplined row means: refused outright, or to be weighed by a person because only achievement
    after the discipline counts.
    """

    type: Literal["no_discipline"]
    level: Literal["reprimand", "warning", "salary_reduction", "demotion", "removal", "dismissal"] = "reprimand"
    then: Literal["needs_judgement", "not_met"] = "needs_judgement"
    KIND = "person"

    def outcomes(self, facts: Facts, on: date) -> Outcomes:
        assert isinstance(facts, PersonFacts)
        discipline = facts.now("discipline")
        disciplined = discipline.at_least(DISCIPLINE[self.level])
        if self.then == "not_met":
            return barred(disciplined, discipline.known, facts.n)
        return barred(NONE, discipline.known, facts.n, arguable=disciplined)

    def fact_vi(self, facts: Facts, row: int, on: date) -> str:
        assert isinstance(facts, PersonFacts)
        form = int(facts.discipline[row])
        return "Chưa rõ về kỷ luật" if form == UNKNOWN else f"Kỷ luật trong năm: {DISCIPLINE_VI[form]}"

    def change_vi(self, facts: Facts, row: int, on: date) -> str:
        assert isinstance(facts, PersonFacts)
        if facts.discipline[row] == UNKNOWN:
            return "Xác nhận không bị kỷ luật trong năm"
        if self.then == "not_met":
            return "Xét lại từ năm sau, khi không còn bị kỷ luật trong năm"
        return "Xác nhận không bị kỷ luật, hoặc thành tích được tính sau khi chấm dứt kỷ luật"

    def earliest_year(self, facts: Facts, row: int, on: date) -> int | None:
        return facts.award_year + 1
