"""Acts on a scoring table: drafting, steps of editing with their sentences, questions, cloning, freezing, withdrawing."""

import pytest
from django.db import IntegrityError, transaction

from rulebook.rubrics import load_rubric
from thidua.rubrics import actions, compare, problems, queries, tree
from thidua.rubrics.models import RubricChange, RubricRecord
from thidua.scoring import actions as scoring
from thidua.scoring import marking
from thidua.shared.denied import Denied, Stale
from thidua.shared.models import AuditEvent


@pytest.fixture
def by(province):
    return {"by": province.root.officer, "at": province.at}


def reason(act, **arguments) -> str:
    with pytest.raises(Denied) as refused:
        act(**arguments)
    return refused.value.reason


def sentences(record) -> list[str]:
    return list(RubricChange.objects.filter(record=record).order_by("id").values_list("sentence", flat=True))


ITEM = {"code": "I.3", "name_vi": "Cải cách", "max": "10", "scoring": {"type": "direct", "value": "I.3.mark"}}


def test_each_step_of_editing_leaves_one_sentence_and_one_audit_record(record, by):
    actions.add_node(record=record, section="criteria", parent="I", node=ITEM, **by)
    changed = {**ITEM, "max": "15", "name_vi": "Cải cách hành chính"}
    actions.change_node(record=record, code="I.3", node=changed, **by)
    actions.shift_node(record=record, code="I.3", up=True, **by)
    actions.move_node(record=record, code="I.3", parent="", **by)
    actions.remove_node(record=record, code="I.3", **by)
    assert sentences(record) == [
        "Lập bảng tiêu chí",
        "Thêm mục I.3 “Cải cách”, tối đa 10 điểm, trong I",
        "Mục I.3: tên “Cải cách” → “Cải cách hành chính”; Mục I.3: điểm tối đa 10 → 15",
        "Đổi thứ tự trong I: I.1, I.3, I.2",
        "Chuyển mục I.3 ra ngoài cùng",
        "Bỏ mục I.3 “Cải cách hành chính”",
    ]
    assert AuditEvent.objects.filter(thing_kind="rubricrecord", thing_id=str(record.pk)).count() == 6
    assert record.version == 6
    assert record.tree["criteria"][0]["children"][0]["code"] == "I.1"


def test_a_step_that_changes_nothing_is_no_step(record, by):
    assert actions.shift_node(record=record, code="I", up=True, **by) == ""
    node = dict(record.tree["criteria"][1])
    assert actions.change_node(record=record, code="II", node=node, **by) == ""
    assert (record.version, sentences(record)) == (1, ["Lập bảng tiêu chí"])


def test_two_people_editing_give_one_result_and_one_message(record, by):
    again = RubricRecord.objects.get(pk=record.pk)
    actions.add_node(record=record, section="criteria", parent="I", node=ITEM, **by)
    with pytest.raises(Stale):
        actions.remove_node(record=again, code="II", **by)
    again.refresh_from_db()
    with pytest.raises(Stale):
        actions.remove_node(record=again, code="II", seen_version="1", **by)
    assert tree.codes_of(RubricRecord.objects.get(pk=record.pk).tree) == ["I", "I.1", "I.2", "I.3", "II", "T1", "P1"]


@pytest.mark.parametrize(
    ("section", "parent", "node", "said"),
    [
        ("criteria", "I", {**ITEM, "code": "II"}, "Mã II đã có trong bảng; mỗi mã chỉ dùng một lần."),
        ("criteria", "II", ITEM, "Mục II đã có cách tính điểm nên không chứa mục con. Hãy chọn một đề mục."),
        ("criteria", "IX", ITEM, "Bảng không còn mục “IX”: có thể người khác vừa bỏ hoặc đổi mã."),
        ("bonuses", "I", ITEM, "Điểm thưởng, điểm trừ ngoài bảng không đặt trong đề mục."),
        ("criteria", "I", {**ITEM, "max": "-1"}, "Mục này chưa dùng được: max: số nhỏ quá."),
        ("criteria", "I", {**ITEM, "max": "mười"}, "Mục này chưa dùng được: max: cần một số."),
        ("criteria", "I", {**ITEM, "max": "1e99999999"}, "Số “1e99999999” không dùng được trong bảng điểm."),
        ("criteria", "I", {**ITEM, "max": "NaN"}, "Số “NaN” không dùng được trong bảng điểm."),
        ("criteria", "I", {**ITEM, "scoring": {"type": "magic"}}, "Mục này chưa dùng được: scoring: cách tính này hệ thống không có."),
    ],
)  # fmt: skip
def test_a_node_that_cannot_be_is_refused_with_the_reason(record, by, section, parent, node, said):
    assert reason(actions.add_node, record=record, section=section, parent=parent, node=node, **by) == said
    assert sentences(record) == ["Lập bảng tiêu chí"]


def test_a_heading_is_never_moved_into_itself(record, by):
    actions.add_node(record=record, section="criteria", parent="I", node={"code": "I.9", "name_vi": "Trong"}, **by)
    said = reason(actions.move_node, record=record, code="I", parent="I.9", **by)
    assert said == "Không chuyển được mục I vào chính nó hoặc vào mục con của nó."


def test_only_officers_of_the_unit_and_heads_of_its_clusters_keep_a_table(province, draft, by):
    record = draft(clusters=[province.cluster])
    mine = {"by": province.cluster_head, "at": province.at}
    actions.shift_node(record=record, code="II", up=True, **mine)
    said = reason(actions.shift_node, record=record, code="I", up=True, by=province.cam_pha.officer, at=province.at)
    assert said == "Để sửa bảng tiêu chí cần vai trò “Chuyên viên thi đua, khen thưởng” của Tỉnh Quảng Ninh."
    general = draft()
    with pytest.raises(Denied):
        actions.shift_node(record=general, code="II", up=True, **mine)


def test_freezing_is_refused_while_errors_remain_and_names_them(record, by):
    actions.add_node(record=record, section="criteria", parent="I", node=ITEM, **by)
    assert reason(actions.freeze_rubric, record=record, **by) == (
        "Chưa khóa được, bảng còn 1 lỗi: Đề mục I ghi tối đa 60 điểm nhưng các mục con cộng lại là 70 điểm."
    )
    assert record.state == "draft"


def test_freezing_is_refused_while_questions_remain_and_answers_settle_them(draft, by):
    record = draft(rounding={"places": None, "stated": False, "note_vi": ""}, tie_break=[])
    assert reason(actions.freeze_rubric, record=record, **by) == (
        "Chưa khóa được, còn 2 điều cần người chọn: Văn bản không nêu cách làm tròn điểm từng mục; "
        "Văn bản không nêu cách phân hạng khi bằng điểm."
    )
    with pytest.raises(Denied):
        actions.answer(record=record, answers={"rounding": "99"}, **by)
    with pytest.raises(Denied):
        actions.answer(record=record, answers={"weather": "1"}, **by)
    actions.answer(record=record, answers={"rounding": "2", "ties": "vote"}, **by)
    assert record.tree["chosen"] == ["rounding", "ties"]
    assert (
        sentences(record)[-1]
        == "Sửa cách làm tròn: chưa chọn → 2 chữ số thập phân; Sửa thứ tự xét khi bằng điểm: không nêu → bỏ phiếu"
    )
    actions.freeze_rubric(record=record, **by)
    assert record.state == "frozen"
    assert reason(actions.shift_node, record=record, code="II", up=True, **by) == (
        "Bảng tiêu chí đang ở bước “Đã khóa”, không sửa được nữa. Hãy nhân bản để có bản mới."
    )


def test_a_frozen_table_carries_the_hash_of_the_season_that_opens_from_it(province, draft, by):
    record = draft(clusters=[province.cluster])
    assert reason(scoring.open_season, cluster=province.cluster, year=2025, rubric=record, **by) == (
        "Bảng tiêu chí “Bảng tiêu chí cụm 1 (2025)” đang ở bước “Đang soạn”; chỉ bảng đã khóa mới dùng được."
    )
    actions.freeze_rubric(record=record, **by)
    assert reason(scoring.open_season, cluster=province.cluster, year=2024, rubric=record, **by) == (
        "Bảng tiêu chí “Bảng tiêu chí cụm 1” là của năm 2025, không dùng cho năm 2024."
    )
    season = scoring.open_season(cluster=province.cluster, year=2025, rubric=record, **by)
    assert (season.rubric_record, season.rubric_hash) == (record, record.frozen_hash)
    assert marking.freeze(season.rubric) == (season.rubric, record.frozen_hash)
    actions.withdraw_rubric(record=record, reason="Có quy định mới thay thế", **by)
    season.refresh_from_db()
    assert season.rubric_hash == record.frozen_hash


def test_a_clone_moves_the_year_and_keeps_or_clears_what_was_agreed(record, by):
    actions.freeze_rubric(record=record, **by)
    kept = actions.clone_rubric(record=record, year=2026, keep_agreed=True, **by)
    cleared = actions.clone_rubric(record=record, year=2026, keep_agreed=False, **by)
    assert [(each.year, each.edition, each.state, each.cloned_from) for each in (kept, cleared)] == [
        (2026, 1, "draft", record), (2026, 2, "draft", record),
    ]  # fmt: skip
    assert [each.text for each in compare.differences(record.tree, kept.tree)] == [
        "Sửa năm: 2.025 → 2.026".replace(".", "")
    ]
    assert [each.text for each in queries.questions_of(cleared.tree)] == [
        "II Phong trào: cụm, khối chưa thống nhất điểm của mức B, C, D"
    ]
    assert cleared.tree["criteria"][1]["scoring"]["grades"] == {"B": None, "C": None, "D": None}


def test_a_shipped_table_becomes_a_record_that_can_be_frozen_once_answered(province, by):
    record = actions.draft_rubric(
        unit=province.root.unit, content=load_rubric("can_tho_157_2025"), year=2025, clusters=[province.cluster], **by
    )
    assert problems.errors_of(record.tree) == []
    actions.answer(record=record, answers={"rounding": "2"}, **by)
    actions.freeze_rubric(record=record, **by)
    assert scoring.open_season(cluster=province.cluster, year=2025, rubric=record, **by).scorecards.count() == 3


def test_a_table_for_one_cluster_is_not_for_another_unit(province, by):
    said = reason(
        actions.draft_rubric, unit=province.ha_long.unit, content=load_rubric("hung_yen_2021"), year=2025,
        clusters=[province.cluster], by=province.ha_long.officer, at=province.at,
    )  # fmt: skip
    assert said == "Cụm thi đua số 1 không do Phường Hạ Long tổ chức."


def test_the_database_refuses_a_frozen_table_without_hash_or_person(record):
    for changes in ({"state": "frozen"}, {"frozen_by": record.drafted_by}, {"frozen_hash": "x"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            RubricRecord.objects.filter(pk=record.pk).update(**changes)


def test_a_new_code_takes_figures_and_agreed_headings_along(draft, by):
    record = draft(groups_agreed_later=["I"])
    content = tree.replaced(record.tree, "I", {"code": "A", "name_vi": "Chuyên môn", "max": "60"})
    assert content["groups_agreed_later"] == ["A"]
    assert [child["code"] for child in content["criteria"][0]["children"]] == ["I.1", "I.2"]
