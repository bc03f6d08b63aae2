"""A draft of the small province: one heading, three items, a bonus and a deduction."""

import pytest

from thidua.rubrics import actions
from thidua.rubrics.models import RubricRecord

CONTENT = {
    "code": "bang_cum_1",
    "title_vi": "Bảng tiêu chí cụm 1",
    "issuer_vi": "UBND tỉnh Quảng Ninh",
    "year": 2025,
    "applies_to_vi": "Xã, phường",
    "status": "local_default",
    "source": {"url": "", "form": "local", "completeness_vi": "Đủ"},
    "rounding": {"places": 2, "stated": True, "note_vi": ""},
    "criteria": [
        {"code": "I", "name_vi": "Chuyên môn", "max": "60", "children": [
            {"code": "I.1", "name_vi": "Thu ngân sách", "max": "40",
             "scoring": {"type": "proportional_to_target", "achieved": "I.1.actual", "target": "I.1.plan"}},
            {"code": "I.2", "name_vi": "Báo cáo", "max": "20", "scoring": {"type": "direct", "value": "I.2.mark"}}]},
        {"code": "II", "name_vi": "Phong trào", "max": "40",
         "scoring": {"type": "graded_letter", "value": "II.grade", "grades": {"B": "30", "C": "20", "D": "10"}}},
    ],
    "bonuses": [{"code": "T1", "name_vi": "Sáng kiến", "max": "5", "scoring": {"type": "direct", "value": "T1.mark"}}],
    "deductions": [{"code": "P1", "name_vi": "Bị nhắc nhở", "max": "10",
                    "scoring": {"type": "per_occurrence", "value": "P1.count", "points": "2", "cap": "10"}}],
    "tie_break": [{"kind": "vote", "text_vi": "bỏ phiếu"}],
}  # fmt: skip


@pytest.fixture
def draft(province):
    """``draft(clusters=…, **changes)``: a new draft of the province, by its officer."""

    def make(clusters=(), **changes) -> RubricRecord:
        return actions.draft_rubric(
            unit=province.root.unit, content={**CONTENT, **changes}, year=changes.get("year", 2025), clusters=clusters,
            by=province.root.officer, at=province.at,
        )  # fmt: skip

    return make


@pytest.fixture
def record(draft) -> RubricRecord:
    return draft()
