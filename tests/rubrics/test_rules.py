"""Grades, shared caps, barring events, marks of a heading, fields of an average: as acts and as screens; a step taken back."""

import pytest
from django.urls import reverse

from rulebook.scoring import score_unit
from thidua.rubrics import actions, actions_rules, actions_steps, problems, queries, tree
from thidua.rubrics.models import RubricChange, RubricRecord
from thidua.shared.denied import Denied
from thidua.shared.models import DemoClock

GRADES = [
    {"code": "xuat_sac", "name_vi": "Xuất sắc", "at_least": "90", "of": "percent", "floors": {"I": "30"}},
    {"code": "tot", "name_vi": "Tốt", "at_least": "70", "of": "percent"},
]


@pytest.fixture
def by(province):
    return {"by": province.root.officer, "at": province.at}


@pytest.fixture
def post(client, province, settings):
    settings.DEMO = True
    DemoClock.objects.create(pk=1, today=province.at.date())
    client.force_login(province.root.officer)

    def send(record, name, *args, query="", **data):
        address = reverse(f"rubrics:{name}", args=[record.pk, *args]) + query
        answer = client.post(address, {"version": str(record.version), **data})
        record.refresh_from_db()
        return answer

    return send


def reason(act, **arguments) -> str:
    with pytest.raises(Denied) as refused:
        act(**arguments)
    return refused.value.reason


def last(record) -> str:
    return record.changes.order_by("-id").first().sentence


# ── acts ──


def test_grades_caps_and_events_are_kept_and_count_in_the_score(record, by):
    actions_rules.change_grades(record=record, grades=GRADES, **by)
    assert last(record) == (
        "Sửa các mức xếp loại: (trống) → Xuất sắc từ 90 % điểm tối đa, mục I từ 30 điểm; Tốt từ 70 % điểm tối đa"
    )
    actions_rules.change_caps(
        record=record, caps=[{"code": "tran", "name_vi": "Nhóm I", "items": ["I.1", "I.2"], "limit": "50"}], **by
    )
    assert last(record) == "Sửa mức trần chung: (trống) → Nhóm I (I.1, I.2) nhiều nhất 50 điểm"
    actions_rules.change_events(
        record=record, disqualification=[{"value": "ky_luat", "text_vi": "Có cán bộ bị kỷ luật", "bars": "award"}],
        grade_caps=[{"value": "nhac_nho", "text_vi": "Bị phê bình", "best": "tot"}], **by,
    )  # fmt: skip
    assert problems.errors_of(record.tree) == []
    figures = {"I.1.actual": 100, "I.1.plan": 100, "I.2.mark": 20, "II.grade": "A", "T1.mark": 0, "P1.count": 0}
    score = score_unit(queries.rubric_of(record), {**figures, "ky_luat": True, "nhac_nho": True})
    assert (score.total, score.cuts) == (90, {"tran": 10})
    assert score.grade is not None
    assert score.grade.code == "tot"
    assert score.disqualified_vi == ("Có cán bộ bị kỷ luật",)


@pytest.mark.parametrize(
    ("act", "given", "said"),
    [
        ("change_grades", {"grades": GRADES[::-1]},
         "Mức Xuất sắc (từ 90) đứng sau mức Tốt (từ 70) nhưng cần nhiều hơn; các mức xếp từ cao xuống thấp."),
        ("change_grades", {"grades": [{**GRADES[0], "floors": {"IX": "1"}}]},
         "Mức Xuất sắc cần điểm của mục IX, nhưng phần tiêu chí không có mục này."),
        ("change_grades", {"grades": [{**GRADES[0], "floors": {"I": "61"}}]},
         "Mức Xuất sắc cần mục I từ 61 điểm, vượt điểm tối đa 60 của mục."),
        ("change_grades", {"grades": [{**GRADES[0], "each_at_least_percent": "101"}]},
         "Nội dung chưa dùng được: each_at_least_percent: số lớn quá."),
        ("change_grades", {"grades": [{**GRADES[0], "at_least": "1e99999999"}]},
         "Số “1e99999999” không dùng được trong bảng điểm."),
        ("change_caps", {"caps": [{"code": "c", "name_vi": "Chung", "items": ["I", "T1"], "limit": "5"}]},
         "Mức trần “Chung” gồm mục ở hai phần của bảng; mỗi mức trần chỉ nằm trong một phần."),
        ("change_caps", {"caps": [{"code": "c", "name_vi": "Chung", "items": ["IX"], "limit": "5"}]},
         "Mức trần “Chung” gồm mục IX, nhưng bảng không có mục này."),
        ("change_caps", {"caps": [{"code": "c", "name_vi": "Chung", "items": ["I", "I.1"], "limit": "5"}]},
         "Mục I.1 nằm hai lần trong Mức trần “Chung”; mỗi mục chỉ thuộc một mức trần."),
        ("change_caps", {"caps": [{"code": "c", "name_vi": "Chung", "items": [], "limit": "5"}]},
         "Nội dung chưa dùng được: items: Tuple should have at least 1 item after validation, not 0."),
        ("change_events", {"disqualification": [], "grade_caps": [{"value": "x", "text_vi": "Phê bình", "best": "tot"}]},
         "Sự kiện “Phê bình” giới hạn ở mức tot, nhưng bảng không có mức này."),
        ("change_events", {"disqualification": [{"value": "x", "text_vi": "Vi phạm", "bars": "grade"}], "grade_caps": []},
         "Sự kiện “Vi phạm” bỏ xếp loại, nhưng bảng không có mức xếp loại nào."),
    ],
)  # fmt: skip
def test_a_rule_that_cannot_be_is_refused_with_the_reason(record, by, act, given, said):
    assert reason(getattr(actions_rules, act), record=record, **given, **by) == said
    assert record.version == 1


def test_a_line_that_a_rule_names_is_missed_by_freezing_in_vietnamese(record, by):
    actions_rules.change_grades(record=record, grades=GRADES, **by)
    actions_rules.change_caps(
        record=record, caps=[{"code": "c", "name_vi": "Chung", "items": ["II"], "limit": "5"}], **by
    )
    actions.remove_node(record=record, code="II", **by)
    assert [each.text for each in problems.errors_of(record.tree)] == [
        "Mức trần “Chung” gồm mục II, nhưng bảng không có mục này."
    ]


def test_a_new_code_is_followed_by_every_rule_that_names_the_line(record, by):
    actions_rules.change_grades(record=record, grades=GRADES, **by)
    actions_rules.change_caps(
        record=record, caps=[{"code": "c", "name_vi": "Chung", "items": ["I"], "limit": "5"}], **by
    )
    steps = [{"kind": "points", "value": "I", "text_vi": "Mục I"}]
    actions.change_ties(record=record, steps=steps, **by)
    actions.change_settings(
        record=record, changes={"ranking": {"basis": "average_per_field", "stated": True, "fields": ["I"]}}, **by
    )
    actions.change_node(record=record, code="I", node={"code": "A", "name_vi": "Chuyên môn", "max": "60"}, **by)
    assert record.tree["classification"][0]["floors"] == {"A": "30"}
    assert record.tree["caps"][0]["items"] == ["A"]
    assert record.tree["tie_break"][0]["value"] == "A"
    assert record.tree["ranking"]["fields"] == ["A"]
    assert problems.errors_of(record.tree) == []


# ── taking back ──


def test_steps_are_taken_back_one_after_the_other_and_the_history_keeps_both(record, by):
    first = record.tree
    actions.shift_node(record=record, code="II", up=True, **by)
    second = record.tree
    actions.remove_node(record=record, code="T1", **by)
    assert actions.take_back(record=record, **by) == "Hoàn tác: Bỏ điểm thưởng T1 “Sáng kiến”"
    assert record.tree == second
    assert actions.take_back(record=record, **by) == "Hoàn tác: Đổi thứ tự phần Tiêu chí: II, I"
    assert record.tree == first
    assert reason(actions.take_back, record=record, **by) == "Không còn bước nào hoàn tác được."
    assert record.changes.count() == 5


def test_only_the_newest_steps_keep_the_table_before_them(record, by):
    for _ in range(12):
        actions.shift_node(record=record, code="II", up=True, **by)
        actions.shift_node(record=record, code="II", up=False, **by)
    assert record.changes.count() == 25
    assert RubricChange.objects.filter(record=record, before__isnull=False).count() == actions_steps.STEPS_KEPT


def test_a_frozen_table_and_a_stale_page_take_nothing_back(record, by):
    actions.shift_node(record=record, code="II", up=True, **by)
    with pytest.raises(Denied):
        actions.take_back(record=record, seen_version="1", **by)
    actions.freeze_rubric(record=record, **by)
    assert reason(actions.take_back, record=record, **by) == (
        "Bảng tiêu chí đang ở bước “Đã khóa”, không sửa được nữa. Hãy nhân bản để có bản mới."
    )


# ── screens ──


def test_grades_are_typed_sorted_and_asked_about_when_they_look_like_fractions(record, post):
    data = {"name1": "Tốt", "least1": "70", "of1": "percent", "name2": "Xuất sắc", "least2": "0,9", "of2": "percent",
            "floors2": "I = 30"}  # fmt: skip
    asked = post(record, "grades", **data)
    assert asked.status_code == 422
    assert asked.context["form"].errors["is_sure"] == [
        "Mức Xuất sắc: Đang ghi 0,9 %: có phải 90 %? Tỷ lệ ghi theo phần trăm, ví dụ 85, không ghi 0,85."
    ]
    assert post(record, "grades", **{**data, "least2": "90"}).status_code == 302
    assert record.tree["classification"] == GRADES


@pytest.mark.parametrize(("data", "field", "said"), [
    ({"name1": "Tốt"}, "least1", "Hãy ghi số điểm hoặc tỷ lệ ít nhất của mức này."),
    ({"name1": "Tốt", "least1": "chín mươi"}, "least1",
     "Hãy nhập một số, ví dụ 1.234,5 (dấu phẩy trước phần thập phân)."),
    ({"name1": "Tốt", "least1": "-1"}, "least1", "Số nhỏ nhất được nhận là 0."),
    ({"name1": "Tốt", "least1": "70", "floors1": "I 30"}, "floors1", "“I 30” chưa đọc được, viết như “I = 30”."),
    ({"name1": "Tốt", "least1": "70", "each1": "120"}, "each1", "Tỷ lệ nhiều nhất là 100."),
    ({"least1": "70"}, "name1", "Hãy ghi tên, hoặc để trống cả dòng."),
])  # fmt: skip
def test_a_grade_that_cannot_be_is_refused_at_its_field(record, post, data, field, said):
    answer = post(record, "grades", **data)
    assert (answer.status_code, answer.context["form"].errors[field]) == (422, [said])
    assert record.version == 1


def test_caps_and_events_are_typed_and_taken_out_again(record, post):
    assert post(record, "caps", name1="Nhóm I", items1="I.1, I.2 I.1", limit1="50").status_code == 302
    assert record.tree["caps"] == [
        {"code": "tran_nhom_i", "name_vi": "Nhóm I", "items": ["I.1", "I.2"], "limit": "50"}
    ]  # fmt: skip
    wrong = post(record, "caps", name1="Nhóm I", items1="I.9", limit1="50")
    assert wrong.context["form"].errors["items1"] == ["Bảng không có mục mang mã I.9."]
    assert post(record, "caps", name1="", items1="I.1, I.2", limit1="50").status_code == 302
    assert "caps" not in record.tree
    post(record, "grades", name1="Xuất sắc", least1="90", of1="total", name2="Tốt", least2="70", of2="total")
    assert (
        post(record, "events", text1="Bị kỷ luật", what1="ranking", text2="Phê bình", what2="best:tot").status_code
        == 302
    )
    assert record.tree["disqualification"] == [
        {"value": "su_kien_bi_ky_luat", "text_vi": "Bị kỷ luật", "bars": "ranking"}
    ]
    assert record.tree["grade_caps"] == [{"value": "su_kien_phe_binh", "text_vi": "Phê bình", "best": "tot"}]
    nothing = post(record, "events", text1="Bị kỷ luật", what1="")
    assert nothing.context["form"].errors["what1"] == ["Hãy chọn hệ quả."]


def test_a_heading_gets_marks_of_its_own_and_loses_them_again(record, post):
    data = {"code": "I", "name_vi": "Chuyên môn", "max": "", "own_max": "15", "p_step": "0,5"}
    first = post(record, "node", "I", query="?cach=direct", **data)
    assert (first.status_code, first.context and first.context["form"].errors) == (302, None)
    heading = tree.row_of(record.tree, "I").node
    assert (heading["max"], heading["own_max"], heading["scoring"]["value"]) == ("75", "15", "I.mark")
    assert [child["code"] for child in heading["children"]] == ["I.1", "I.2"]
    assert problems.errors_of(record.tree) == []
    missing = post(record, "node", "I", query="?cach=direct", **{**data, "own_max": ""})
    assert missing.context["form"].errors["own_max"] == ["Mục này không được để trống."]
    assert post(record, "node", "I", query="?cach=heading", code="I", name_vi="Chuyên môn", max="").status_code == 302
    heading = tree.row_of(record.tree, "I").node
    assert ("own_max" in heading, "scoring" in heading, problems.errors_of(record.tree)) == (False, False, [])


def test_ranking_by_the_average_of_fields_needs_the_fields(record, post):
    data = {"title_vi": "Bảng", "issuer_vi": "UBND tỉnh", "year": "2025", "applies_to_vi": "Xã", "places": "2",
            "mode": "half_up", "whose": "stated", "basis": "average_per_field"}  # fmt: skip
    answer = post(record, "settings", **data)
    assert answer.context["form"].errors["fields_"] == ["Hãy chọn các lĩnh vực (đề mục) tính bình quân."]
    assert post(record, "settings", **data, fields_=["I"], notes_vi="Ý một\nÝ hai").status_code == 302
    assert (record.tree["ranking"]["fields"], record.tree["notes_vi"]) == (["I"], ["Ý một", "Ý hai"])


def test_the_page_takes_the_last_step_back(record, post, by):
    actions.remove_node(record=record, code="T1", **by)
    assert post(record, "take-back").status_code == 302
    assert tree.row_of(record.tree, "T1") is not None


def test_the_frozen_table_is_printed_once_and_kept(record, post, by, client):
    actions.freeze_rubric(record=record, **by)
    kept = RubricRecord.objects.get(pk=record.pk).paper
    assert (kept.kind, kept.title) == ("rubric", "Bảng tiêu chí và thang điểm: Bảng tiêu chí cụm 1")
    given = client.get(reverse("rubrics:export", args=[record.pk, "pdf"]))
    with kept.file.open("rb") as stored:
        assert given.content == stored.read()
    assert given.content.startswith(b"%PDF-")


def test_a_percentage_of_a_formula_typed_as_a_fraction_is_asked_about_once(record, post):
    data = {"code": "II", "name_vi": "Phong trào", "max": "40", "p_bands": "dưới 0,85 = 10\ntừ 0,85 = 40"}
    asked = post(record, "node", "II", query="?cach=ladder_percent", **data)
    form = asked.context["form"]
    assert form.errors["is_sure"] == [
        "Các mức: Đang ghi 0,85 %: có phải 85 %? Tỷ lệ ghi theo phần trăm, ví dụ 85, không ghi 0,85."
    ]
    sure = {"asked": form.data["asked"], "is_sure": "on"}
    assert post(record, "node", "II", query="?cach=ladder_percent", **data, **sure).status_code == 302
    assert tree.row_of(record.tree, "II").node["scoring"]["bands"][1]["from"] == "0.85"
    half = {"code": "II", "name_vi": "Phong trào", "max": "40", "p_half_percent": "0,5"}
    asked = post(record, "node", "II", query="?cach=leader_relative", **half)
    assert asked.context["form"].errors["is_sure"] == [
        "Đạt đúng chỉ tiêu được, % điểm tối đa: Đang ghi 0,5 %: có phải 50 %? "
        "Tỷ lệ ghi theo phần trăm, ví dụ 85, không ghi 0,85."
    ]
