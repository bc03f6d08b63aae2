"""A season opens from no table that leaves something open, whichever door it comes through (requirement S2)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from rulebook.rubrics import Rubric
from tests.rubrics.conftest import CONTENT
from thidua.rubrics import actions, files, tree
from thidua.rubrics.models import RubricRecord
from thidua.scoring import actions as scoring
from thidua.scoring.models import Season
from thidua.shared.denied import Denied

OPEN = {"rounding": {"places": None, "stated": False, "note_vi": ""}, "tie_break": []}
SAID = (
    "Chưa mở được mùa chấm điểm, bảng tiêu chí còn 2 điều cần người chọn: "
    "Văn bản không nêu cách làm tròn điểm từng mục; Văn bản không nêu cách phân hạng khi bằng điểm."
)
NOT_FROZEN = (
    "Chưa khóa được, còn 2 điều cần người chọn: "
    "Văn bản không nêu cách làm tròn điểm từng mục; Văn bản không nêu cách phân hạng khi bằng điểm."
)


def opening(province, rubric) -> str:
    with pytest.raises(Denied) as refused:
        scoring.open_season(
            cluster=province.cluster, year=2025, rubric=rubric, by=province.root.officer, at=province.at
        )
    assert Season.objects.count() == 0
    return refused.value.reason


def freezing(province, record) -> str:
    with pytest.raises(Denied) as refused:
        actions.freeze_rubric(record=record, by=province.root.officer, at=province.at)
    return refused.value.reason


@pytest.mark.parametrize("made", [Rubric.model_validate, dict])
def test_the_act_itself_refuses_the_table_or_its_data(province, made):
    assert opening(province, made({**CONTENT, **OPEN})) == SAID


def test_a_record_that_was_frozen_past_the_studio_is_refused(province, draft):
    record = draft(**OPEN)
    _, digest = tree.frozen_form(record.tree)
    RubricRecord.objects.filter(pk=record.pk).update(
        state="frozen", frozen_hash=digest, frozen_at=province.at, frozen_by=province.root.officer
    )
    record.refresh_from_db()
    assert opening(province, record) == SAID


def test_the_studio_refuses_to_freeze_it(province, draft):
    assert freezing(province, draft(**OPEN)) == NOT_FROZEN


def test_a_file_brings_its_open_questions_along(province, record):
    content = tree.settled({**CONTENT, **OPEN})
    upload = SimpleUploadedFile("bang.xlsx", files.workbook(content))
    read = files.tree_of_upload(upload, record.tree)
    fresh = actions.draft_rubric(
        unit=province.root.unit, content=read, year=2025, by=province.root.officer, at=province.at
    )
    assert freezing(province, fresh) == NOT_FROZEN


def test_a_clone_without_the_agreed_marks_asks_for_them_again(province, record):
    by = {"by": province.root.officer, "at": province.at}
    actions.freeze_rubric(record=record, **by)
    clone = actions.clone_rubric(record=record, year=2025, keep_agreed=False, **by)
    assert freezing(province, clone) == (
        "Chưa khóa được, còn 1 điều cần người chọn: II Phong trào: cụm, khối chưa thống nhất điểm của mức B, C, D."
    )


def test_more_than_five_questions_are_counted(province, draft):
    criteria = [
        {"code": f"M{n}", "name_vi": f"Mục {n}", "max": "10", "scoring": {"type": "unknown"}} for n in range(1, 8)
    ]
    said = opening(province, {**CONTENT, "criteria": criteria, "figures_vi": {}})
    assert said.endswith("M5 Mục 5: bản đã đọc không nêu cách chấm; và 2 điều nữa.")
    assert said.startswith("Chưa mở được mùa chấm điểm, bảng tiêu chí còn 7 điều cần người chọn: M1 Mục 1: ")
