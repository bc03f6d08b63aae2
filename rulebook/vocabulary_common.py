"""Conditions on what people and collectives have alike: ratings, titles, yes/no facts, figures, recorded judgement."""

from datetime import date
from typing import Literal

from pydantic import Field, model_validator

from .conditions import Condition, Outcome
from .facts import Facts, PersonFacts
from .facts_base import FORMS, FORMS_VI, MEASURES, RATINGS, RATINGS_VI, SUBJECTS, SUBJECTS_VI, UNKNOWN
from .figures import shown
from .outcomes import Outcomes, barred, judged, tested, three_valued
from .planes import ALL, NONE, Plane

Rating = Literal["completed", "good", "excellent"]


def yes_no(value: int, yes: str, no: str, unknown: str) -> str:
    """The wording of a three-valued fact."""
    return {1: yes, 0: no}.get(int(value), unknown)


class TaskRating(Condition):
    """Rating of the award year at least ``min``."""

    type: Literal["task_rating"]
    min: Rating

    def outcomes(self, facts: Facts, on: date) -> Outcomes:
        rating = facts.rated(facts.award_year)
        return tested(rating.at_least(RATINGS[self.min]), rating.known, facts.n)

    def fact_vi(self, facts: Facts, row: int, on: date) -> str:
        rating = int(facts.ratings[row, -1])
        if rating == UNKNOWN:
            return f"Chưa có kết quả xếp loại năm {facts.award_year}"
        return f"Xếp loại năm {facts.award_year}: {RATINGS_VI[rating]}"

    def change_vi(self, facts: Facts, row: int, on: date) -> str:
        if facts.ratings[row, -1] == UNKNOWN:
            return f"Bổ sung kết quả xếp loại năm {facts.award_year}"
        return f"Cần được xếp loại từ mức {RATINGS_VI[RATINGS[self.min]]} trở lên"

    def earliest_year(self, facts: Facts, row: int, on: date) -> int | None:
        return facts.award_year + 1


class TitleThisYear(Condition):
    """Holds a title of the award year. Not holding it is no bar elsewhere, so 0 is simply not met."""

    type: Literal["title_this_year"]
    title: str
    title_vi: str

    def awards_asked(self) -> tuple[str, ...]:
        return (self.title,)

    def outcomes(self, facts: Facts, on: date) -> Outcomes:
        return three_valued(facts.held(self.title, facts.award_year), facts.n)

    def fact_vi(self, facts: Facts, row: int, on: date) -> str:
        held = facts.title(self.title)[row, -1]
        year = facts.award_year
        record = facts.record(row, f"titles.{self.title}.{year}")
        text = yes_no(held, "đã được tặng", "không có trong sổ", "chưa rõ")
        return f"Danh hiệu {self.title_vi} năm {year}: {text}" + (f" ({record})" if record else "")

    def change_vi(self, facts: Facts, row: int, on: date) -> str:
        return f"Cần được tặng {self.title_vi} năm {facts.award_year}"

    def earliest_year(self, facts: Facts, row: int, on: date) -> int | None:
        return facts.award_year + 1


class NotTogetherWith(Condition):
    """Not given together with another award of the same year: one of the named mutual exclusions."""

    type: Literal["not_together_with"]
    title: str
    title_vi: str

    def awards_asked(self) -> tuple[str, ...]:
        return (self.title,)

    def outcomes(self, facts: Facts, on: date) -> Outcomes:
        held = facts.held(self.title, facts.award_year)
        return barred(held.yes, held.known, facts.n)

    def fact_vi(self, facts: Facts, row: int, on: date) -> str:
        held = facts.title(self.title)[row, -1]
        return f"{self.title_vi} năm {facts.award_year}: {yes_no(held, 'đã được tặng', 'không có', 'chưa rõ')}"

    def change_vi(self, facts: Facts, row: int, on: date) -> str:
        return f"Chỉ đề nghị khi không đề nghị {self.title_vi} cho cùng năm"

    def earliest_year(self, facts: Facts, row: int, on: date) -> int | None:
        return facts.award_year + 1


class NoOverlapWithEarlier(Condition):
    """The years counted were not already counted for the same award (the rule itself is not well known)."""

    type: Literal["no_overlap_with_earlier"]
    title: str
    title_vi: str
    years: int = Field(ge=1, le=30)

    def years_back(self) -> int:
        return self.years

    def awards_asked(self) -> tuple[str, ...]:
        return (self.title,)

    def _years(self, facts: Facts) -> range:
        return range(facts.award_year - self.years + 1, facts.award_year + 1)

    def outcomes(self, facts: Facts, on: date) -> Outcomes:
        ever, known = NONE, ALL
        for year in self._years(facts):
            held = facts.held(self.title, year)
            ever |= held.yes
            known &= held.known
        return barred(ever, ever | known, facts.n)

    def safe(self, facts: Facts, on: date) -> Plane:
        never = ALL
        for year in self._years(facts):
            never &= facts.held(self.title, year).no
        return never

    def fact_vi(self, facts: Facts, row: int, on: date) -> str:
        years = facts.years()[-self.years :]
        held = facts.title(self.title)[row, -self.years :]
        got = [str(year) for year, code in zip(years, held, strict=True) if code == 1]
        if got:
            return f"Đã được tặng {self.title_vi} năm {', '.join(got)}"
        return f"Chưa thấy {self.title_vi} trong các năm {years[0]}–{years[-1]}"


class FlagFact(Condition):
    """A yes/no column; ``expect`` is the value that meets the condition."""

    type: Literal["flag"]
    fact: Literal["pending_case", "movement_result", "registered", "targets_exceeded", "dissolved"]
    expect: bool
    yes_vi: str
    no_vi: str

    def outcomes(self, facts: Facts, on: date) -> Outcomes:
        fact = facts.now(self.fact)
        return three_valued(fact, facts.n) if self.expect else barred(fact.yes, fact.known, facts.n)

    def fact_vi(self, facts: Facts, row: int, on: date) -> str:
        record = facts.record(row, self.fact)
        text = yes_no(getattr(facts, self.fact)[row], self.yes_vi, self.no_vi, "Chưa có thông tin")
        return f"{text} ({record})" if record else text

    def earliest_year(self, facts: Facts, row: int, on: date) -> int | None:
        # A case is closed and a registration made in time; a unit that has been dissolved stays so.
        return None if self.fact == "dissolved" else facts.award_year + 1


class RecipientIn(Condition):
    """The award goes to one of the groups of ``groups`` (of SUBJECTS or FORMS); ``not_covered``: they have a standard
    of their own that our data does not hold."""

    type: Literal["subject_in"]
    subjects: tuple[str, ...]
    not_covered: bool = False

    @model_validator(mode="after")
    def _known_words(self):
        strange = set(self.subjects) - set(SUBJECTS) - set(FORMS)
        if strange:
            raise ValueError(f"subjects has the unknown word {sorted(strange)[0]!r}")
        return self

    def _codes(self, facts: Facts) -> tuple[int, ...]:
        words = SUBJECTS if isinstance(facts, PersonFacts) else FORMS
        return tuple(words[name] for name in self.subjects if name in words)

    def outcomes(self, facts: Facts, on: date) -> Outcomes:
        inside = facts.group.among(self._codes(facts))
        result = tested(inside, facts.group.known, facts.n)
        return result.replaced(inside, Outcome.NOT_COVERED) if self.not_covered else result

    @property
    def is_final(self) -> bool:
        # Who belongs to the group is certain even where the standard of the group is not.
        return self.not_covered

    def fact_vi(self, facts: Facts, row: int, on: date) -> str:
        code = int(facts.group_codes()[row])
        names = SUBJECTS_VI if isinstance(facts, PersonFacts) else FORMS_VI
        return "Chưa rõ đối tượng" if code == UNKNOWN else f"Đối tượng: {names[code]}"

    def change_vi(self, facts: Facts, row: int, on: date) -> str:
        if facts.group_codes()[row] == UNKNOWN:
            return "Bổ sung đối tượng của người, tập thể được đề nghị"
        return f"Chỉ xét đối tượng: {self.text_vi}"


class Measure(Condition):
    """A whole figure of at least ``min`` and, where given, less than ``below``."""

    type: Literal["measure"]
    measure: str
    min: int = Field(ge=0)
    below: int | None = None

    @model_validator(mode="after")
    def _known_figure(self):
        if self.measure not in MEASURES:
            raise ValueError(f"measure has the unknown figure {self.measure!r}")
        if self.below is not None and self.below <= self.min:
            raise ValueError("below must be larger than min")
        return self

    def outcomes(self, facts: Facts, on: date) -> Outcomes:
        figure = facts.figure(self.measure)
        met = figure.at_least(self.min)
        if self.below is not None:
            met ^= figure.at_least(self.below)
        return tested(met, figure.known, facts.n)

    def fact_vi(self, facts: Facts, row: int, on: date) -> str:
        figure = int(facts.measure(self.measure)[row])
        record = facts.record(row, f"measures.{self.measure}")
        unit = MEASURES[self.measure]
        text = f"Chưa có số {unit}" if figure == UNKNOWN else f"{shown(figure)} {unit}"
        return f"{text} ({record})" if record else text

    def change_vi(self, facts: Facts, row: int, on: date) -> str:
        unit = MEASURES[self.measure]
        top = "" if self.below is None else f" và dưới {shown(self.below)}"
        if facts.measure(self.measure)[row] == UNKNOWN:
            return f"Bổ sung số {unit}; cần ít nhất {shown(self.min)}{top}"
        return f"Cần ít nhất {shown(self.min)}{top} {unit}"

    def earliest_year(self, facts: Facts, row: int, on: date) -> int | None:
        figure = int(facts.measure(self.measure)[row])
        if figure == UNKNOWN or figure >= self.min or not MEASURES[self.measure].startswith("năm "):
            return None
        return facts.award_year + self.min - figure


class Qualitative(Condition):
    """A judgement a person records: yes meets, no does not, silence asks for one."""

    type: Literal["qualitative"]
    attestation: str

    def outcomes(self, facts: Facts, on: date) -> Outcomes:
        return judged(facts.said(self.attestation), facts.n)

    @property
    def is_final(self) -> bool:
        return True  # what was recorded is all there is

    def fact_vi(self, facts: Facts, row: int, on: date) -> str:
        said = facts.said(self.attestation)[row]
        record = facts.record(row, f"attestations.{self.attestation}")
        text = yes_no(said, "Người có trách nhiệm xác nhận đạt", "Người có trách nhiệm xác nhận không đạt", "")
        return (text or "Chưa có nhận xét của người có trách nhiệm") + (f" ({record})" if record else "")

    def change_vi(self, facts: Facts, row: int, on: date) -> str:
        return f"Cần người có trách nhiệm nhận xét và ghi lại: {self.text_vi}"


class Evidence(Condition):
    """A finding that a document proves (a recognised invention, a chosen exemplar, posts held for a time).

    Silence means the paper is missing, not that somebody must judge.
    """

    type: Literal["evidence"]
    attestation: str

    def outcomes(self, facts: Facts, on: date) -> Outcomes:
        return three_valued(facts.said(self.attestation), facts.n)

    @property
    def is_final(self) -> bool:
        return True  # a paper proves it, however well we know the provision

    def fact_vi(self, facts: Facts, row: int, on: date) -> str:
        said = facts.said(self.attestation)[row]
        record = facts.record(row, f"attestations.{self.attestation}")
        text = yes_no(said, "Có giấy tờ chứng minh", "Đã xác nhận không có", "Chưa có giấy tờ chứng minh")
        return f"{text} ({record})" if record else text

    def change_vi(self, facts: Facts, row: int, on: date) -> str:
        return f"Bổ sung giấy tờ chứng minh: {self.text_vi}"


class SubsidiaryRules(Condition):
    """Detail left to a ministry or province. A note where national conditions exist; else a person must look.

    An agency's overlay replaces it by the agency's own conditions (``rulebook.overlays``).
    """

    type: Literal["subsidiary_rules"]

    def outcomes(self, facts: Facts, on: date) -> Outcomes:
        return Outcomes.constant(Outcome.NEEDS_JUDGEMENT, facts.n)

    def fact_vi(self, facts: Facts, row: int, on: date) -> str:
        said = facts.said(self.attestation)[row] if self.attestation else UNKNOWN
        return yes_no(
            said,
            "Người có trách nhiệm xác nhận đạt theo quy định của địa phương, đơn vị",
            "Người có trách nhiệm xác nhận không đạt theo quy định của địa phương, đơn vị",
            "Tiêu chuẩn do bộ, ngành, tỉnh quy định; hệ thống không tự kết luận",
        )

    def change_vi(self, facts: Facts, row: int, on: date) -> str:
        return "Đối chiếu quy định chi tiết của bộ, ngành, tỉnh và ghi lại kết quả"


class Duty(Condition):
    """What has to be done or brought, or how a time is counted: shown with the verdict, never counted in it.

    Whether a paper is there is checked where the dossier is sent, whether names were published where it is appraised.
    """

    type: Literal["duty"]
    duty: Literal["document", "consultation", "publication", "timing", "time_counting", "assessing_unit", "periodicity"]
    decides: Literal[False] = False

    def outcomes(self, facts: Facts, on: date) -> Outcomes:
        return Outcomes.constant(Outcome.NEEDS_JUDGEMENT, facts.n)

    @property
    def is_final(self) -> bool:
        return True

    def fact_vi(self, facts: Facts, row: int, on: date) -> str:
        return ""


class NotCovered(Condition):
    """The law says something here that our data does not hold."""

    type: Literal["not_covered"]

    def outcomes(self, facts: Facts, on: date) -> Outcomes:
        return Outcomes.constant(Outcome.NOT_COVERED, facts.n)

    @property
    def is_final(self) -> bool:
        return True

    def fact_vi(self, facts: Facts, row: int, on: date) -> str:
        return "Nội dung này chưa có trong dữ liệu pháp luật của hệ thống"

    def change_vi(self, facts: Facts, row: int, on: date) -> str:
        return "Người có thẩm quyền đối chiếu văn bản đang có hiệu lực"
