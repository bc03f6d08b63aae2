"""The closed vocabulary of conditions. Data names a ``type``; nothing outside this file can be computed."""

from datetime import date
from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from .conditions import Condition, Node, Outcome, judged, tested, three_valued
from .facts import DISCIPLINE_VI, SUBJECTS, SUBJECTS_VI, CollectiveFacts, Facts, PersonFacts
from .facts_base import RATINGS, RATINGS_VI, UNKNOWN, YEARS

THIS = YEARS - 1  # column of the award year
Rating = Literal["completed", "good", "excellent"]
Text = str


def _yes_no(value: int, yes: Text, no: Text, unknown: Text) -> Text:
    return {1: yes, 0: no}.get(int(value), unknown)


class TaskRating(Condition):
    """Rating of the award year at least ``min``."""

    type: Literal["task_rating"]
    min: Rating

    def outcomes(self, facts: Facts, on: date) -> np.ndarray:
        rating = facts.ratings[:, THIS]
        return tested(rating >= RATINGS[self.min], rating != UNKNOWN)

    def fact_vi(self, facts: Facts, row: int, on: date) -> Text:
        rating = int(facts.ratings[row, THIS])
        if rating == UNKNOWN:
            return f"Chưa có kết quả xếp loại năm {facts.award_year}"
        return f"Xếp loại năm {facts.award_year}: {RATINGS_VI[rating]}"

    def change_vi(self, facts: Facts, row: int, on: date) -> Text:
        if facts.ratings[row, THIS] == UNKNOWN:
            return f"Bổ sung kết quả xếp loại năm {facts.award_year}"
        return f"Cần được xếp loại từ mức {RATINGS_VI[RATINGS[self.min]]} trở lên"

    def earliest_year(self, facts: Facts, row: int, on: date) -> int | None:
        return facts.award_year + 1


class _Streak(Condition):
    count: int = Field(ge=1, le=YEARS - 1)

    def _met(self, facts: Facts) -> np.ndarray:
        raise NotImplementedError

    def _known(self, facts: Facts) -> np.ndarray:
        raise NotImplementedError

    def _year_vi(self, facts: Facts, row: int, column: int) -> Text:
        raise NotImplementedError

    def _runs(self, facts: Facts) -> list[np.ndarray]:
        """Outcomes for the run that ends with the award year, and for the one that ends a year earlier."""
        each = tested(self._met(facts), self._known(facts))
        return [each[:, end - self.count : end].max(axis=1) for end in (YEARS, YEARS - 1)]

    def outcomes(self, facts: Facts, on: date) -> np.ndarray:
        return np.minimum(*self._runs(facts)).astype(np.int8)

    def used_years(self, facts: Facts, row: int) -> range:
        """The run relied upon: ending with the award year when that one holds, else ending a year earlier."""
        runs = self._runs(facts)
        last = facts.award_year - (1 if runs[1][row] == Outcome.MET and runs[0][row] != Outcome.MET else 0)
        return range(last - self.count + 1, last + 1)

    def fact_vi(self, facts: Facts, row: int, on: date) -> Text:
        used = self.used_years(facts, row)
        first = facts.award_year - YEARS + 1
        seen = "; ".join(f"{year}: {self._year_vi(facts, row, year - first)}" for year in used)
        return f"Xét các năm {used[0]}–{used[-1]} ({seen})"

    def earliest_year(self, facts: Facts, row: int, on: date) -> int | None:
        run = 0
        for held in self._met(facts)[row, ::-1]:
            if not held:
                break
            run += 1
        return facts.award_year + max(1, self.count - run)


class TitleStreak(_Streak):
    """``count`` consecutive years with a title, ending with the award year or the year before."""

    type: Literal["title_streak"]
    title: str
    title_vi: str

    def _met(self, facts: Facts) -> np.ndarray:
        return facts.titles[self.title] == 1

    def _known(self, facts: Facts) -> np.ndarray:
        return facts.titles[self.title] != UNKNOWN

    def _year_vi(self, facts: Facts, row: int, column: int) -> Text:
        year = facts.award_year - THIS + column
        record = facts.record(row, f"titles.{self.title}.{year}")
        held = _yes_no(facts.titles[self.title][row, column], "có", "không", "chưa rõ")
        return f"{held}, {record}" if record else held

    def change_vi(self, facts: Facts, row: int, on: date) -> Text:
        return f"Cần {self.count} năm liên tục được tặng danh hiệu {self.title_vi}"


class RatingStreak(_Streak):
    """``count`` consecutive years rated at least ``min``."""

    type: Literal["rating_streak"]
    min: Rating

    def _met(self, facts: Facts) -> np.ndarray:
        return facts.ratings >= RATINGS[self.min]

    def _known(self, facts: Facts) -> np.ndarray:
        return facts.ratings != UNKNOWN

    def _year_vi(self, facts: Facts, row: int, column: int) -> Text:
        rating = int(facts.ratings[row, column])
        return "chưa rõ" if rating == UNKNOWN else RATINGS_VI[rating]

    def change_vi(self, facts: Facts, row: int, on: date) -> Text:
        return f"Cần {self.count} năm liên tục được xếp loại {RATINGS_VI[RATINGS[self.min]]}"


class TitleThisYear(Condition):
    """Holds a title of the award year. Not holding it is no bar elsewhere, so 0 is simply not met."""

    type: Literal["title_this_year"]
    title: str
    title_vi: str

    def outcomes(self, facts: Facts, on: date) -> np.ndarray:
        return three_valued(facts.titles[self.title][:, THIS])

    def fact_vi(self, facts: Facts, row: int, on: date) -> Text:
        held = facts.titles[self.title][row, THIS]
        year = facts.award_year
        record = facts.record(row, f"titles.{self.title}.{year}")
        text = _yes_no(held, "đã được tặng", "không có trong sổ", "chưa rõ")
        return f"Danh hiệu {self.title_vi} năm {year}: {text}" + (f" ({record})" if record else "")

    def earliest_year(self, facts: Facts, row: int, on: date) -> int | None:
        return facts.award_year + 1


class NoOverlapWithEarlier(Condition):
    """The years counted were not already counted for the same award (the rule itself is not well known)."""

    type: Literal["no_overlap_with_earlier"]
    title: str
    title_vi: str
    years: int = Field(ge=1, le=YEARS)

    def outcomes(self, facts: Facts, on: date) -> np.ndarray:
        held = facts.titles[self.title][:, YEARS - self.years :]
        return tested(~(held == 1).any(axis=1), (held == 1).any(axis=1) | (held != UNKNOWN).all(axis=1))

    def safe(self, facts: Facts, on: date) -> np.ndarray:
        return (facts.titles[self.title][:, YEARS - self.years :] == 0).all(axis=1)

    def fact_vi(self, facts: Facts, row: int, on: date) -> Text:
        years = facts.years()[YEARS - self.years :]
        held = facts.titles[self.title][row, YEARS - self.years :]
        got = [str(year) for year, code in zip(years, held, strict=True) if code == 1]
        if got:
            return f"Đã được tặng {self.title_vi} năm {', '.join(got)}"
        return f"Chưa thấy {self.title_vi} trong các năm {years[0]}–{years[-1]}"


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

    def fact_vi(self, facts: Facts, row: int, on: date) -> Text:
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

    def change_vi(self, facts: Facts, row: int, on: date) -> Text:
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

    def fact_vi(self, facts: Facts, row: int, on: date) -> Text:
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

    def fact_vi(self, facts: Facts, row: int, on: date) -> Text:
        assert isinstance(facts, PersonFacts)
        if np.isnat(facts.recruited_on[row]):
            return "Chưa có ngày tuyển dụng"
        return f"Tuyển dụng ngày {facts.recruited_on[row].item():%d/%m/%Y}"

    def change_vi(self, facts: Facts, row: int, on: date) -> Text:
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

    def fact_vi(self, facts: Facts, row: int, on: date) -> Text:
        assert isinstance(facts, PersonFacts)
        days = int(facts.absence_days[row])
        return "Chưa có số ngày nghỉ" if days == UNKNOWN else f"Nghỉ {days} ngày làm việc trong năm"

    def change_vi(self, facts: Facts, row: int, on: date) -> Text:
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

    def fact_vi(self, facts: Facts, row: int, on: date) -> Text:
        assert isinstance(facts, PersonFacts)
        form = int(facts.discipline[row])
        return "Chưa rõ về kỷ luật" if form == UNKNOWN else f"Kỷ luật trong năm: {DISCIPLINE_VI[form]}"

    def change_vi(self, facts: Facts, row: int, on: date) -> Text:
        return "Xác nhận không bị kỷ luật, hoặc thành tích được tính sau khi chấm dứt kỷ luật"


class FlagFact(Condition):
    """A yes/no column; ``expect`` is the value that meets the condition."""

    type: Literal["flag"]
    fact: Literal["pending_case", "movement_result", "targets_exceeded", "dissolved"]
    expect: bool
    yes_vi: str
    no_vi: str

    def outcomes(self, facts: Facts, on: date) -> np.ndarray:
        column = getattr(facts, self.fact)
        return tested(column == int(self.expect), column != UNKNOWN)

    def fact_vi(self, facts: Facts, row: int, on: date) -> Text:
        record = facts.record(row, self.fact)
        text = _yes_no(getattr(facts, self.fact)[row], self.yes_vi, self.no_vi, "Chưa có thông tin")
        return f"{text} ({record})" if record else text


class MemberRatio(Condition):
    """At least ``percent`` of the members, in whole numbers: 100 × part ≥ percent × members."""

    type: Literal["member_ratio"]
    part: Literal["members_completed", "members_advanced_worker"]
    part_vi: str
    percent: int = Field(ge=0, le=100)
    KIND = "collective"

    def outcomes(self, facts: Facts, on: date) -> np.ndarray:
        assert isinstance(facts, CollectiveFacts)
        part = getattr(facts, self.part).astype(np.int64)
        total = facts.members_total.astype(np.int64)
        return tested(100 * part >= self.percent * total, (part >= 0) & (total >= 0))

    def fact_vi(self, facts: Facts, row: int, on: date) -> Text:
        assert isinstance(facts, CollectiveFacts)
        part, total = int(getattr(facts, self.part)[row]), int(facts.members_total[row])
        if part == UNKNOWN or total == UNKNOWN:
            return f"Chưa đủ số liệu về {self.part_vi}"
        return f"{part}/{total} {self.part_vi}"

    def change_vi(self, facts: Facts, row: int, on: date) -> Text:
        assert isinstance(facts, CollectiveFacts)
        total = int(facts.members_total[row])
        if total == UNKNOWN:
            return "Bổ sung số thành viên của tập thể"
        return f"Cần ít nhất {-(-self.percent * total // 100)}/{total} {self.part_vi}"

    def earliest_year(self, facts: Facts, row: int, on: date) -> int | None:
        return facts.award_year + 1


class CountRange(Condition):
    """A member count or a place within ``min``..``max``."""

    type: Literal["count"]
    fact: Literal["members_grassroots_fighter", "members_disciplined", "cluster_rank"]
    fact_label_vi: str
    min: int | None = None
    max: int | None = None
    KIND = "collective"

    def outcomes(self, facts: Facts, on: date) -> np.ndarray:
        column = getattr(facts, self.fact)
        met = np.ones(facts.n, bool)
        if self.min is not None:
            met &= column >= self.min
        if self.max is not None:
            met &= column <= self.max
        return tested(met, column != UNKNOWN)

    def fact_vi(self, facts: Facts, row: int, on: date) -> Text:
        value = int(getattr(facts, self.fact)[row])
        return f"{self.fact_label_vi}: {'chưa rõ' if value == UNKNOWN else value}"

    def earliest_year(self, facts: Facts, row: int, on: date) -> int | None:
        return facts.award_year + 1


class Qualitative(Condition):
    """A judgement a person records: yes meets, no does not, silence asks for one."""

    type: Literal["qualitative"]
    attestation: str

    def outcomes(self, facts: Facts, on: date) -> np.ndarray:
        return judged(facts.attested(self.attestation))

    def fact_vi(self, facts: Facts, row: int, on: date) -> Text:
        said = facts.attested(self.attestation)[row]
        record = facts.record(row, f"attestations.{self.attestation}")
        text = _yes_no(said, "Người có trách nhiệm xác nhận đạt", "Người có trách nhiệm xác nhận không đạt", "")
        return (text or "Chưa có nhận xét của người có trách nhiệm") + (f" ({record})" if record else "")

    def change_vi(self, facts: Facts, row: int, on: date) -> Text:
        return f"Cần người có trách nhiệm nhận xét và ghi lại: {self.text_vi}"


class SubsidiaryRules(Condition):
    """Detail left to a ministry or province. A note where national conditions exist; else a person must look."""

    type: Literal["subsidiary_rules"]

    def outcomes(self, facts: Facts, on: date) -> np.ndarray:
        return np.full(facts.n, Outcome.NEEDS_JUDGEMENT, np.int8)

    def fact_vi(self, facts: Facts, row: int, on: date) -> Text:
        said = facts.attested(self.attestation)[row] if self.attestation else UNKNOWN
        return _yes_no(
            said,
            "Người có trách nhiệm xác nhận đạt theo quy định của địa phương, đơn vị",
            "Người có trách nhiệm xác nhận không đạt theo quy định của địa phương, đơn vị",
            "Tiêu chuẩn do bộ, ngành, tỉnh quy định; hệ thống không tự kết luận",
        )

    def change_vi(self, facts: Facts, row: int, on: date) -> Text:
        return "Đối chiếu quy định chi tiết của bộ, ngành, tỉnh và ghi lại kết quả"


class NotCovered(Condition):
    """The law says something here that our data does not hold."""

    type: Literal["not_covered"]

    def outcomes(self, facts: Facts, on: date) -> np.ndarray:
        return np.full(facts.n, Outcome.NOT_COVERED, np.int8)

    def settled(self, facts: Facts, on: date) -> np.ndarray:
        return self.outcomes(facts, on)

    def fact_vi(self, facts: Facts, row: int, on: date) -> Text:
        return "Nội dung này chưa có trong dữ liệu pháp luật của hệ thống"

    def change_vi(self, facts: Facts, row: int, on: date) -> Text:
        return "Người có thẩm quyền đối chiếu văn bản đang có hiệu lực"


class MeetsStandardOf(Condition):
    """Meets the standard of another award; the title itself need not have been decided. Expanded by the judge."""

    type: Literal["meets_standard_of"]
    award: str


class Group(Node):
    """Several nodes joined by ``all_of`` or ``any_of``."""

    type: Literal["all_of", "any_of"]
    parts: tuple["AnyNode", ...] = Field(min_length=1)


Leaf = (
    TaskRating
    | TitleStreak
    | RatingStreak
    | TitleThisYear
    | NoOverlapWithEarlier
    | InitiativeCount
    | SubjectIn
    | MinServiceMonths
    | MaxAbsenceDays
    | NoDiscipline
    | FlagFact
    | MemberRatio
    | CountRange
    | Qualitative
    | SubsidiaryRules
    | NotCovered
    | MeetsStandardOf
)
AnyNode = Annotated[Leaf | Group, Field(discriminator="type")]
Group.model_rebuild()
