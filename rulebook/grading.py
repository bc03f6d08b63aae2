"""Grades: a total and floors, an event that caps the grade, an event that takes it away."""

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from .figures import Figures, shown
from .rubric_parts import Grade
from .rubrics import Rubric

if TYPE_CHECKING:
    from .scoring import UnitScore


@dataclass(frozen=True)
class GradeResult:
    """``code`` is ``None`` when no grade is reached or it cannot be said; ``how_vi`` gives the reason."""

    code: str | None
    name_vi: str
    how_vi: str


def grade_of(rubric: Rubric, score: "UnitScore", figures: Figures) -> GradeResult | None:
    """The best grade whose conditions hold; ``None`` when the table has no grades. Undefined while the total, a floor
    or an event that decides is not known."""
    if not rubric.classification:
        return None
    if bar := next(
        (each for each in rubric.disqualification if each.bars == "grade" and figures.yes(each.value)), None
    ):
        return GradeResult(None, "", f"Không xếp loại: {bar.text_vi}")
    open_bar = next((e for e in rubric.disqualification if e.bars == "grade" and figures.yes(e.value) is None), None)
    if open_bar is not None:
        return GradeResult(None, "", f"Chưa xác nhận: {open_bar.text_vi}")
    if score.total is None:
        return GradeResult(None, "", "Chưa đủ điểm các mục để xếp loại")
    codes = [each.code for each in rubric.classification]
    reached, missed = len(codes), ""
    for place, grade in enumerate(rubric.classification):
        why = _misses(grade, score)
        if not why:
            reached = place
            break
        missed = missed or why
    if reached == len(codes):
        return GradeResult(None, "", f"Không đạt mức nào: {_misses(rubric.classification[-1], score)}")
    how = f"Tổng điểm {shown(score.total)}" + (f"; {missed}" if missed else "")
    for cap in rubric.grade_caps:
        best = codes.index(cap.best)
        if best <= reached:
            continue
        happened = figures.yes(cap.value)
        if happened is None:
            return GradeResult(None, "", f"Chưa xác nhận: {cap.text_vi}")
        if happened:
            reached, how = best, f"Giới hạn ở mức này: {cap.text_vi}"
    grade = rubric.classification[reached]
    return GradeResult(grade.code, grade.name_vi, how)


def _misses(grade: Grade, score: "UnitScore") -> str:
    """Why the grade is not reached, "" when it is."""
    value = score.percent if grade.of == "percent" else score.total
    if value is None or Fraction(value) < Fraction(grade.at_least):
        unit = "%" if grade.of == "percent" else " điểm"
        return f"{grade.name_vi} cần từ {shown(grade.at_least)}{unit}"
    for code, least in grade.floors.items():
        line = score.lines.get(code)
        if line is not None and line.assigned and (line.points is None or line.points < least):
            return f"{grade.name_vi} cần mục {code} từ {shown(least)} điểm"
    if grade.each_at_least_percent is not None:
        share = Fraction(grade.each_at_least_percent)
        for line in score.base_lines():
            if (
                line.assigned
                and line.max
                and (line.points is None or 100 * Fraction(line.points) < share * Fraction(line.max))
            ):
                return f"{grade.name_vi} cần mọi mục từ {shown(share)}% điểm tối đa (mục {line.code})"
    return ""
