"""Worked examples as the reading room shows them: the facts in words, what is expected, what the judge says now."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from rulebook.book import Book
from rulebook.casebook import Case, Mismatch, mismatches, run
from rulebook.fact_words import FactLine, fact_lines
from rulebook.facts_base import FactError
from rulebook.verdict import Reason, Verdict
from thidua.law.cards import verdict_card
from thidua.law.queries import in_use
from thidua.law.reading import OUTCOMES_VI, case_url
from thidua.shared.ui import OUTCOMES, VerdictCard

_WHAT_VI = {"outcome": "kết quả", "citation": "điều khoản", "fact_vi": "lời về dữ kiện"}
_ABOUT_VI = {"verdict": "Kết luận", "grounds": "Căn cứ đạt", "notes": "Các lưu ý", "earliest_year": "Năm sớm nhất"}


@dataclass(frozen=True)
class Example:
    """A case in the list. ``situation`` is what sets it apart from the common base of its file."""

    case: Case
    number: int
    situation: str
    expected: str
    expected_vi: str
    url: str

    @property
    def title(self) -> str:
        return self.case.name_vi or f"Ví dụ {self.number}"


def examples(cases: tuple[Case, ...], book: Book, only: str = "") -> list[Example]:
    """The cases of one file, numbered as they stand; ``only``: those that speak of this condition."""
    return [
        Example(case, number, _situation(case, book), case.expect, OUTCOMES_VI[case.expect], case_url(case))
        for number, case in enumerate(cases, start=1)
        if not only or only in case.outcomes
    ]


def _own_lines(case: Case, book: Book) -> tuple[FactLine, ...]:
    return fact_lines(case.own, book, book.award(case.award, case.day), case.day)


def _situation(case: Case, book: Book) -> str:
    return "; ".join(f"{line.label_vi}: {line.value_vi}" for line in _own_lines(case, book)) or "Trường hợp gốc"


def facts_of_case(case: Case, book: Book) -> list[tuple[FactLine, bool]]:
    """(fact, whether it sets the case apart from its base)."""
    own = {line.name for line in _own_lines(case, book)}
    lines = fact_lines(case.facts, book, book.award(case.award, case.day), case.day)
    return [(line, line.name in own) for line in lines]


def base_lines(cases: tuple[Case, ...], book: Book) -> tuple[FactLine, ...]:
    """The facts the cases of one file have in common unless they say otherwise."""
    if not cases:
        return ()
    first = cases[0]
    base: Mapping[str, Any] = first.base
    return fact_lines(base, book, book.award(first.award, first.day), first.day)


def base_note(case: Case) -> str:
    """How far the registers behind the facts reach."""
    said = [f"Năm xét: {case.award_year}."]
    if case.register_complete_from:
        said.append(f"Sổ khen thưởng đầy đủ từ năm {case.register_complete_from}.")
    if case.initiatives_complete_from:
        said.append(f"Danh sách sáng kiến đầy đủ từ năm {case.initiatives_complete_from}.")
    return " ".join([*said, "Điều không nêu ở đây là chưa rõ."])


@dataclass(frozen=True)
class Judged:
    """What the judge says now. ``trouble``: why it could not judge."""

    verdict: Verdict | None
    card: VerdictCard | None
    notes: tuple[Reason, ...]
    differences: tuple[str, ...]
    trouble: str

    @property
    def holds(self) -> bool:
        return not (self.differences or self.trouble)


def judged(case: Case, book: Book) -> Judged:
    """Runs the case now, under the law of its day."""
    try:
        verdict = run(case, book)
    except (FactError, KeyError, ValueError) as error:
        return Judged(None, None, (), (), f"Không xét được với dữ liệu hiện nay: {error}")
    names = {reason.code: reason.text_vi for reason in (*verdict.conditions, *verdict.notes)}
    differences = tuple(_difference_vi(each, names) for each in mismatches(case, verdict))
    card = replace(verdict_card(verdict.to_dict(), in_use(verdict.award_vi), ""), data_version="")
    return Judged(verdict, card, verdict.notes, differences, "")


def _difference_vi(each: Mismatch, names: dict[str, str]) -> str:
    about = _ABOUT_VI.get(each.about) or f"Điều kiện “{names.get(each.about, each.about)}”"
    expected, found = (_said(value) for value in (each.expected, each.found))
    what = "" if each.about in _ABOUT_VI else f", {_WHAT_VI[each.what]}"
    return f"{about}{what}: ví dụ mong đợi {expected}, hệ thống xét ra {found}."


def _said(value: str) -> str:
    word = OUTCOMES_VI.get(value) or (OUTCOMES[value]["word"] if value in OUTCOMES else value)
    return f"“{word}”" if word and word != "None" else "không có"
