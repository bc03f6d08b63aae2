"""Conditions on what people and collectives have alike: ratings, titles, yes/no facts, recorded judgement."""

from datetime import date
from typing import Literal

import numpy as np
from pydantic import Field

from .conditions import Condition, Outcome, judged, tested, three_valued
from .facts import Facts
from .facts_base import RATINGS, RATINGS_VI, UNKNOWN, YEARS

THIS = YEARS - 1  # column of the award year
Rating = Literal["completed", "good", "excellent"]


def yes_no(value: int, yes: str, no: str, unknown: str) -> str:
    """The wording of a three-valued fact."""
    return {1: yes, 0: no}.get(int(value), unknown)


class TaskRating(Condition):
    """Rating of the award year at least ``min``."""

    type: Literal["task_rating"]
    min: Rating

    def outcomes(self, facts: Facts, on: date) -> np.ndarray:
        rating = facts.ratings[:, THIS]
        return tested(rating >= RATINGS[self.min], rating != UNKNOWN)

    def fact_vi(self, facts: Facts, row: int, on: date) -> str:
        rating = int(facts.ratings[row, THIS])
        if rating == UNKNOWN:
            return f"Chưa có kết quả xếp loại năm {facts.award_year}"
        return f"Xếp loại năm {facts.award_year}: {RATINGS_VI[rating]}"

    def change_vi(self, facts: Facts, row: int, on: date) -> str:
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

    def _year_vi(self, facts: Facts, row: int, column: int) -> str:
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

    def fact_vi(self, facts: Facts, row: int, on: date) -> str:
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

    def _year_vi(self, facts: Facts, row: int, column: int) -> str:
        year = facts.award_year - THIS + column
        record = facts.record(row, f"titles.{self.title}.{year}")
        held = yes_no(facts.titles[self.title][row, column], "có", "không", "chưa rõ")
        return f"{held}, {record}" if record else held

    def change_vi(self, facts: Facts, row: int, on: date) -> str:
        return f"Cần {self.count} năm liên tục được tặng danh hiệu {self.title_vi}"


class RatingStreak(_Streak):
    """``count`` consecutive years rated at least ``min``."""

    type: Literal["rating_streak"]
    min: Rating

    def _met(self, facts: Facts) -> np.ndarray:
        return facts.ratings >= RATINGS[self.min]

    def _known(self, facts: Facts) -> np.ndarray:
        return facts.ratings != UNKNOWN

    def _year_vi(self, facts: Facts, row: int, column: int) -> str:
        rating = int(facts.ratings[row, column])
        return "chưa rõ" if rating == UNKNOWN else RATINGS_VI[rating]

    def change_vi(self, facts: Facts, row: int, on: date) -> str:
        return f"Cần {self.count} năm liên tục được xếp loại {RATINGS_VI[RATINGS[self.min]]}"


class TitleThisYear(Condition):
    """Holds a title of the award year. Not holding it is no bar elsewhere, so 0 is simply not met."""

    type: Literal["title_this_year"]
    title: str
    title_vi: str

    def outcomes(self, facts: Facts, on: date) -> np.ndarray:
        return three_valued(facts.titles[self.title][:, THIS])

    def fact_vi(self, facts: Facts, row: int, on: date) -> str:
        held = facts.titles[self.title][row, THIS]
        year = facts.award_year
        record = facts.record(row, f"titles.{self.title}.{year}")
        text = yes_no(held, "đã được tặng", "không có trong sổ", "chưa rõ")
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

    def fact_vi(self, facts: Facts, row: int, on: date) -> str:
        years = facts.years()[YEARS - self.years :]
        held = facts.titles[self.title][row, YEARS - self.years :]
        got = [str(year) for year, code in zip(years, held, strict=True) if code == 1]
        if got:
            return f"Đã được tặng {self.title_vi} năm {', '.join(got)}"
        return f"Chưa thấy {self.title_vi} trong các năm {years[0]}–{years[-1]}"


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

    def fact_vi(self, facts: Facts, row: int, on: date) -> str:
        record = facts.record(row, self.fact)
        text = yes_no(getattr(facts, self.fact)[row], self.yes_vi, self.no_vi, "Chưa có thông tin")
        return f"{text} ({record})" if record else text


class Qualitative(Condition):
    """A judgement a person records: yes meets, no does not, silence asks for one."""

    type: Literal["qualitative"]
    attestation: str

    def outcomes(self, facts: Facts, on: date) -> np.ndarray:
        return judged(facts.attested(self.attestation))

    def fact_vi(self, facts: Facts, row: int, on: date) -> str:
        said = facts.attested(self.attestation)[row]
        record = facts.record(row, f"attestations.{self.attestation}")
        text = yes_no(said, "Người có trách nhiệm xác nhận đạt", "Người có trách nhiệm xác nhận không đạt", "")
        return (text or "Chưa có nhận xét của người có trách nhiệm") + (f" ({record})" if record else "")

    def change_vi(self, facts: Facts, row: int, on: date) -> str:
        return f"Cần người có trách nhiệm nhận xét và ghi lại: {self.text_vi}"


class SubsidiaryRules(Condition):
    """Detail left to a ministry or province. A note where national conditions exist; else a person must look."""

    type: Literal["subsidiary_rules"]

    def outcomes(self, facts: Facts, on: date) -> np.ndarray:
        return np.full(facts.n, Outcome.NEEDS_JUDGEMENT, np.int8)

    def fact_vi(self, facts: Facts, row: int, on: date) -> str:
        said = facts.attested(self.attestation)[row] if self.attestation else UNKNOWN
        return yes_no(
            said,
            "Người có trách nhiệm xác nhận đạt theo quy định của địa phương, đơn vị",
            "Người có trách nhiệm xác nhận không đạt theo quy định của địa phương, đơn vị",
            "Tiêu chuẩn do bộ, ngành, tỉnh quy định; hệ thống không tự kết luận",
        )

    def change_vi(self, facts: Facts, row: int, on: date) -> str:
        return "Đối chiếu quy định chi tiết của bộ, ngành, tỉnh và ghi lại kết quả"


class NotCovered(Condition):
    """The law says something here that our data does not hold."""

    type: Literal["not_covered"]

    def outcomes(self, facts: Facts, on: date) -> np.ndarray:
        return np.full(facts.n, Outcome.NOT_COVERED, np.int8)

    def settled(self, facts: Facts, on: date) -> np.ndarray:
        return self.outcomes(facts, on)

    def fact_vi(self, facts: Facts, row: int, on: date) -> str:
        return "Nội dung này chưa có trong dữ liệu pháp luật của hệ thống"

    def change_vi(self, facts: Facts, row: int, on: date) -> str:
        return "Người có thẩm quyền đối chiếu văn bản đang có hiệu lực"
