"""Formulas that turn an answer, a letter, a count of answers or a typed mark into marks."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Literal

from pydantic import Field

from .dated import Strict
from .figures import (
    ZERO,
    Column,
    Figures,
    Formula,
    Number,
    Points,
    Result,
    Rounder,
    Row,
    Undefined,
    missing,
    pair,
    refused,
    shown,
)

MOST_READ = 5000


class PassFail(Formula):
    """Done gives the maximum. ``at_least``: a figure that reaches it is done.

    ``full_of`` (part, whole): less than the whole cannot pass, whatever the figure says.
    """

    type: Literal["pass_fail"]
    value: str
    at_least: Number | None = None
    full_of: tuple[str, str] | None = None

    def keys(self) -> tuple[str, ...]:
        return (self.value, *(self.full_of or ()))

    def compute(self, figures: Figures, base: Fraction, peers: Sequence[Figures] = ()) -> Result:
        if self.full_of:
            part, whole = (figures.number(key) for key in self.full_of)
            if part is not None and whole is not None and part < whole:
                return Points(ZERO, f"Mới đạt {shown(part)}/{shown(whole)}")
        if self.at_least is None:
            done = figures.yes(self.value)
        else:
            number = figures.number(self.value)
            done = None if number is None else number >= Fraction(self.at_least)
        if done is None:
            return missing(self.value)
        return Points(base if done else ZERO, "Đạt" if done else "Không đạt")

    def column(self, base: Fraction, whole: Rounder) -> Column:
        if self.full_of or self.at_least is not None:
            return super().column(base, whole)
        value, full, nothing = self.value, whole(base.numerator, base.denominator), whole(0, 1)
        unknown = missing(value)

        def run(rows: Sequence[Row]) -> tuple[list[int | Undefined], list[int] | None]:
            found: list[int | Undefined] = []
            for row in rows:
                said = row.get(value)
                if said is True:
                    found.append(full)
                elif said is False:
                    found.append(nothing)
                else:
                    Figures(row).yes(value)  # refuses what is neither yes nor no
                    found.append(unknown)
            return found, None

        return run


class GradedLetter(Formula):
    """A is the maximum; the marks of B, C and D are agreed by the bloc and undefined until then."""

    type: Literal["graded_letter"]
    value: str
    grades: dict[str, Number | None]

    def keys(self) -> tuple[str, ...]:
        return (self.value,)

    def compute(self, figures: Figures, base: Fraction, peers: Sequence[Figures] = ()) -> Result:
        letter = figures.word(self.value)
        if letter is None:
            return missing(self.value)
        if letter == "A":
            return Points(base, "Mức A")
        if letter not in ("B", "C", "D"):
            raise refused(self.value, letter, f"{letter!r} is not one of A, B, C, D", "không phải là A, B, C hoặc D")
        agreed = self.grades.get(letter)
        if agreed is None:
            return Undefined(f"Cụm, khối chưa thống nhất điểm của mức {letter}")
        if Fraction(agreed) > base:
            return Undefined(f"Điểm thống nhất của mức {letter} vượt điểm tối đa")
        return Points(Fraction(agreed), f"Mức {letter}")

    def column(self, base: Fraction, whole: Rounder) -> Column:
        slow = super().column(base, whole)
        value, known = self.value, {"A": whole(base.numerator, base.denominator)}
        for letter in ("B", "C", "D"):
            agreed = self.grades.get(letter)
            if agreed is not None and Fraction(agreed) <= base:
                known[letter] = whole(*agreed.as_integer_ratio())

        def run(rows: Sequence[Row]) -> tuple[list[int | Undefined], list[int] | None]:
            said = [row.get(value) for row in rows]
            found = [known.get(each) if type(each) is str else None for each in said]
            if None in found:
                return slow(rows)
            return found, None  # type: ignore[return-value]

        return run


class SampleSurvey(Formula):
    """Each positive answer of a sample of ``sample`` people gives ``mark_yes``.

    ``small``: what happens when fewer people exist; "scale" gives the maximum × yes / people asked, null is not stated.
    """

    type: Literal["sample_survey"]
    positive: str
    size: str
    sample: int = Field(ge=1)
    mark_yes: Number
    small: Literal["scale"] | None = None

    def keys(self) -> tuple[str, ...]:
        return (self.positive, self.size)

    def compute(self, figures: Figures, base: Fraction, peers: Sequence[Figures] = ()) -> Result:
        answers, size = figures.whole(self.positive), figures.whole(self.size)
        if answers is None:
            return missing(self.positive)
        if size is not None and size < self.sample:
            if self.small is None or size == 0:
                return Undefined(f"Chỉ có {size} người, văn bản không nêu cách tính khi dưới {self.sample} người")
            if answers > size:
                raise refused(
                    self.positive,
                    answers,
                    f"{answers} answers of a sample of {size}",
                    f"nhiều hơn {size} người được hỏi",
                )
            full = self.sample * Fraction(self.mark_yes)
            return Points(full * answers / size, f"{answers}/{size} người × {shown(full)} điểm")
        if answers > self.sample:
            raise refused(
                self.positive,
                answers,
                f"{answers} answers of a sample of {self.sample}",
                f"nhiều hơn {self.sample} người được hỏi",
            )
        return Points(answers * Fraction(self.mark_yes), f"{answers} người × {shown(self.mark_yes)} điểm")


class Direct(Formula):
    """A mark given by the assessor, 0 up to the maximum. ``step``: only multiples of it (0.25) may be given."""

    type: Literal["direct"]
    value: str
    step: Number | None = Field(default=None, gt=0)

    def keys(self) -> tuple[str, ...]:
        return (self.value,)

    @property
    def _by_vi(self) -> str:
        return "Điểm chấm trực tiếp"

    def compute(self, figures: Figures, base: Fraction, peers: Sequence[Figures] = ()) -> Result:
        mark = figures.number(self.value)
        if mark is None:
            return missing(self.value)
        self._check(mark, base)
        return Points(mark, self._by_vi)

    def _check(self, mark: Fraction, base: Fraction) -> None:
        if mark > base:
            raise refused(
                self.value,
                mark,
                f"{shown(mark)} is more than the maximum {shown(base)}",
                f"lớn hơn điểm tối đa {shown(base)}",
            )
        if self.step is not None and (mark / Fraction(self.step)).denominator != 1:
            raise refused(
                self.value,
                mark,
                f"{shown(mark)} is not a multiple of {shown(self.step)}",
                f"không theo bước điểm {shown(self.step)}",
            )

    def column(self, base: Fraction, whole: Rounder) -> Column:
        value, base_n, base_d = self.value, base.numerator, base.denominator
        step_n, step_d = self.step.as_integer_ratio() if self.step is not None else (0, 1)
        unknown = missing(value)
        read: dict[str, int | Undefined] = {}  # typed marks repeat: each text is read and checked once

        def run(rows: Sequence[Row]) -> tuple[list[int | Undefined], list[int] | None]:
            found: list[int | Undefined] = []
            for row in rows:
                said = row.get(value)
                text = said if type(said) is str else None
                cell = read.get(text) if text is not None else None
                if cell is None:
                    mark = pair(value, said)
                    if mark is None:
                        found.append(unknown)
                        continue
                    top, bottom = mark
                    if top * base_d > base_n * bottom or (step_n and top * step_d % (step_n * bottom)):
                        self._check(Fraction(top, bottom), base)
                    cell = whole(top, bottom)
                    if text is not None and len(read) < MOST_READ:
                        read[text] = cell
                found.append(cell)
            return found, None

        return run


class ExternalAssessor(Direct):
    """A mark that comes from another body (a department, the council's standing agency), never from the unit."""

    type: Literal["external_assessor"]  # type: ignore[assignment]
    assessor_vi: str

    @property
    def _by_vi(self) -> str:
        return f"Điểm do {self.assessor_vi} chấm"


class Option(Strict):
    """One of several additions: the figure is yes or no."""

    value: str
    text_vi: str
    points: Number = Field(ge=0)


class OneOf(Formula):
    """Several additions are listed and only the best one that holds is taken."""

    type: Literal["one_of"]
    options: tuple[Option, ...] = Field(min_length=1)

    def keys(self) -> tuple[str, ...]:
        return tuple(each.value for each in self.options)

    def compute(self, figures: Figures, base: Fraction, peers: Sequence[Figures] = ()) -> Result:
        said = {each.value: figures.yes(each.value) for each in self.options}
        held = [each for each in self.options if said[each.value]]
        best = max(held, key=lambda each: each.points, default=None)
        reached = best.points if best else -1
        for each in self.options:
            if said[each.value] is None and each.points > reached:
                return missing(each.value)
        if best is None:
            return Points(ZERO, "Không có nội dung nào")
        how = best.text_vi if len(held) == 1 else f"{best.text_vi}; chỉ lấy mức cao nhất"
        return Points(min(Fraction(best.points), base), how)


class TitleBonus(Formula):
    """A fixed bonus for holding an external distinction.

    ``together``: several add up ("add") or only the highest counts ("best"); null is not stated, then holding two is
    undefined. Never more than the maximum of the item.
    """

    type: Literal["title_bonus"]
    titles: tuple[Option, ...] = Field(min_length=1)
    together: Literal["add", "best"] | None = None

    def keys(self) -> tuple[str, ...]:
        return tuple(each.value for each in self.titles)

    def compute(self, figures: Figures, base: Fraction, peers: Sequence[Figures] = ()) -> Result:
        said = {each.value: figures.yes(each.value) for each in self.titles}
        if unknown := next((key for key, answer in said.items() if answer is None), None):
            return missing(unknown)
        held = [each for each in self.titles if said[each.value]]
        if not held:
            return Points(ZERO, "Không có danh hiệu, cờ nào")
        if len(held) > 1 and self.together is None:
            return Undefined("Có từ hai danh hiệu, văn bản không nêu có cộng dồn hay không")
        marks = [Fraction(each.points) for each in held]
        total = sum(marks, ZERO) if self.together == "add" else max(marks)
        how = ", ".join(each.text_vi for each in held)
        if total > base:
            return Points(base, f"{how}, giới hạn {shown(base)}")
        return Points(total, how)


class NotStated(Formula):
    """The source does not show how the item is marked: undefined until a person says (``choices.with_choices``)."""

    type: Literal["unknown"]
    note_vi: str = ""

    def keys(self) -> tuple[str, ...]:
        return ()

    def compute(self, figures: Figures, base: Fraction, peers: Sequence[Figures] = ()) -> Result:
        return Undefined("Văn bản đã đọc không nêu cách chấm mục này")
