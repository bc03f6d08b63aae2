"""Figures that can be right, awards called in order, the chair handed over, the conclusion as a notice."""

from datetime import date
from decimal import Decimal

import pytest

from tests.conferences.samples import planned
from tests.conferences.test_actions import honour
from tests.conferences.test_guests import NOON, refusal
from thidua.clusters.actions_members import form_year, name_people
from thidua.conferences import actions, actions_ceremony, actions_figures, actions_papers
from thidua.conferences.models_stage import Figure, Handover
from thidua.conferences.plausibility import Numbers, questions
from thidua.conferences.queries_figures import award_groups, called, figures_of, last_years_numbers
from thidua.conferences.vocabulary import converted
from thidua.shared.denied import Stale
from thidua.shared.models import Letter
from thidua.units.models import ClusterMembership, RoleGrant

D = Decimal


def figure(province, conference, *, total, lines=None, measure="ty", name="Thu ngân sách"):
    return actions_figures.enter_figure(
        conference=conference,
        name=name,
        measure=measure,
        total=total,
        lines=lines or {},
        by=province.root.officer,
        at=NOON,
    )


def members(province, *results) -> dict:
    offices = (province.ha_long, province.cam_pha, province.van_don)
    return {o.unit.pk: (None, D(result), None) for o, result in zip(offices, results, strict=True)}


@pytest.fixture
def summary(province):
    return planned(province, kind="year_end_launch", cluster=province.cluster, year_summarised=2025, year_launched=2026)


def test_a_sum_that_does_not_add_up_is_refused_and_the_right_one_confirmed(province, summary):
    who = {"by": province.root.officer, "at": NOON}
    kept = figure(province, summary, total=(D(20000), D(25800), None), lines=members(province, 10000, 9000, 6000))
    assert refusal(actions_figures.confirm_figure, figure=kept, **who) == (
        "Chưa xác nhận được: Tổng kết quả ghi 25.800 tỷ đồng, cộng các thành viên được 25.000 tỷ đồng."
    )
    stale = Figure.objects.get(pk=kept.pk)
    actions_figures.enter_figure(
        conference=summary,
        figure=kept,
        name="Thu ngân sách",
        measure="ty",
        total=(D(20000), D(25000), None),
        lines=members(province, 10000, 9000, 6000),
        **who,
    )
    with pytest.raises(Stale):
        actions_figures.confirm_figure(figure=stale, explained="Đúng", **who)
    actions_figures.confirm_figure(figure=kept, **who)
    assert [(each["figure"].pk, each["rate"]) for each in figures_of(summary)] == [(kept.pk, D("1.25"))]


def test_the_revenue_of_the_seed_is_asked_about_and_stands_only_with_an_explanation(province, summary):
    who = {"by": province.root.officer, "at": NOON}
    kept = figure(province, summary, total=(D(23), D("25.8"), D(24500)))
    said = (
        "Mời giải thích trước khi xác nhận: Tổng số: 25,8 tỷ đồng, chỉ bằng 1/949,6 năm trước (24.500 tỷ đồng). "
        "Có thể nhầm đơn vị tính. Chưa có số liệu của từng thành viên để cộng lại."
    )
    assert refusal(actions_figures.confirm_figure, figure=kept, **who) == said
    assert figures_of(summary) == []
    actions_figures.confirm_figure(figure=kept, explained="Chỉ tính thu phí", **who)
    assert refusal(actions_figures.confirm_figure, figure=kept, **who) == "Số liệu này đã xác nhận."
    actions_figures.reopen_figure(figure=kept, reason="Nhầm", **who)
    assert figures_of(summary) == []


def test_last_years_figure_is_found_in_the_measure_of_this_year(province, summary):
    before = planned(
        province, kind="year_end", cluster=province.cluster, year_summarised=2024, year_launched=None,
        title="Tổng kết 2024",
    )  # fmt: skip
    kept = figure(province, before, total=(None, D(24), None), measure="nghin_ty")
    actions_figures.confirm_figure(figure=kept, explained="Đúng", by=province.root.officer, at=NOON)
    assert last_years_numbers(summary, "Thu ngân sách", "ty") == (D(24000), {})
    assert last_years_numbers(summary, "Thu ngân sách", "ha") is None


def test_a_figure_needs_a_measure_of_the_list_and_units_of_the_conference(province, summary):
    assert refusal(figure, province=province, conference=summary, total=(None, D(1), None), measure="đồng") == (
        "Mời chọn đơn vị tính trong danh sách."
    )
    stranger = {province.root.unit.pk: (None, D(1), None)}
    assert refusal(figure, province=province, conference=summary, total=(None, D(1), None), lines=stranger) == (
        "Có 1 đơn vị không thuộc hội nghị này."
    )
    huge = (None, D(10) ** 15, None)
    assert refusal(figure, province=province, conference=summary, total=huge) == "Thu ngân sách: số quá lớn."
    figure(province, summary, total=(None, D(1), None))
    assert refusal(figure, province=province, conference=summary, total=(None, D(2), None)) == (
        "Hội nghị đã có số liệu “Thu ngân sách”."
    )


@pytest.mark.parametrize(
    ("row", "measure", "found"),
    [
        (Numbers("A", D(100), D(112), D(95)), "ty", []),
        (Numbers("A", D(100), D(40), None), "ty", ["A: đạt 40,0 % kế hoạch (100 tỷ đồng)."]),
        (Numbers("A", None, D(-1), None), "ty", ["A: số không được âm."]),
        (Numbers("A", None, D(3000), D(3)), "ty", [
            "A: 3.000 tỷ đồng, gấp 1.000 lần năm trước (3 tỷ đồng). Có thể nhầm đơn vị tính."
        ]),
        (Numbers("A", None, D(1200), None), "phan_tram", ["A: tỷ lệ 1.200 % ngoài khoảng 0–1.000 %."]),
    ],
)  # fmt: skip
def test_what_a_person_must_look_at(row, measure, found):
    assert [question.text for question in questions(row, [], measure)] == found


def test_percentages_are_not_added_up():
    total, parts = Numbers("Tổng", None, D(95), None), [Numbers(n, None, D(v), None) for n, v in (("A", 90), ("B", 99))]
    assert questions(total, parts, "phan_tram", expected=["A", "B"]) == []


def test_money_converts_and_other_things_do_not():
    assert (converted(D("25.8"), "nghin_ty", "ty"), converted(D(1), "ty", "ha")) == (D(25800), None)


# ── the stage ──


def test_awards_are_called_the_highest_first_and_handed_over_once(province):
    conference = planned(province, kind="year_end", year_summarised=2024, year_launched=None)
    who = {"by": province.root.officer, "at": NOON}
    assert refusal(actions_ceremony.arrange_awards, conference=conference, **who) == (
        "Chưa có khen thưởng năm 2024 nào đã ban hành để trao."
    )
    people = province.ha_long.people
    honour(province, 2, person=people[1])
    honour(province, 1, person=people[0])
    honour(province, 3, unit=province.ha_long.unit, code="excellent_labour_collective")
    assert actions_ceremony.arrange_awards(conference=conference, **who) == 3
    assert [line.honour.ordinal for line in called(conference)] == [3, 1, 2]
    giver = {"giver": "Chủ tịch tỉnh", **who}
    assert actions_ceremony.hand_over_awards(conference=conference, first=1, last=2, **giver) == 2
    assert refusal(actions_ceremony.hand_over_awards, conference=conference, first=1, last=2, **giver) == (
        "Các lượt này đã ghi nhận là đã trao."
    )
    assert refusal(actions_ceremony.hand_over_awards, conference=conference, first=9, last=4, **giver) == (
        "Không có lượt trao nào trong khoảng đã chọn."
    )
    honour(province, 4, unit=province.ha_long.unit, code="ministry_province_emulation_flag")
    actions_ceremony.arrange_awards(conference=conference, **who)
    found = [(line.ordinal, line.honour.ordinal, line.giver) for line in called(conference)]
    assert found == [(1, 4, ""), (2, 3, "Chủ tịch tỉnh"), (3, 1, "Chủ tịch tỉnh"), (4, 2, "")]
    rows = [(line.ordinal, line.honour.award_code, line.handed_at is not None) for line in called(conference)]
    assert [(g["first"], g["last"], g["count"], g["handed"]) for g in award_groups(rows)] == [
        (1, 1, 1, 0),
        (2, 2, 1, 1),
        (3, 4, 2, 1),
    ]


def handing(province, **changes):
    arguments = {
        "cluster": province.cluster,
        "year": 2026,
        "taker": province.cam_pha.unit,
        "given_by_name": "Nguyễn Văn Nam, Chủ tịch",
        "taken_by_name": "Trần Thị Hoa, Chủ tịch",
        "handed_on": date(2025, 7, 8),
        "place": "Hạ Long",
        "files": "Quy chế\nHồ sơ chấm điểm",
        "seal": "Không bàn giao con dấu",
        "unfinished": "Kiểm tra chéo",
        "by": province.root.officer,
        "at": NOON,
    }
    return actions_ceremony.hand_over_cluster(**(arguments | changes))


def test_the_chair_goes_to_the_next_head_with_a_numbered_record(province):
    record = handing(province, deputy=province.van_don.unit)
    assert (record.giver, record.taker, record.paper.number_text) == (
        province.ha_long.unit,
        province.cam_pha.unit,
        "01/BB-UBND",
    )
    assert record.paper.file.read()[:5] == b"%PDF-"
    rows = ClusterMembership.objects.filter(cluster=province.cluster, year=2026).order_by("unit__code")
    assert [(row.unit.name, row.role) for row in rows] == [
        ("Phường Hạ Long", "member"),
        ("Phường Cẩm Phả", "head"),
        ("Đặc khu Vân Đồn", "deputy"),
    ]


def test_the_role_of_the_heads_people_goes_along_with_the_chair(province):
    record = handing(province)
    grants = RoleGrant.objects.filter(cluster=province.cluster).order_by("starts_on")
    document = f"Biên bản bàn giao số {record.paper.number_text}"
    assert list(grants.values_list("user__username", "starts_on", "ends_on", "document")) == [
        ("cum1.head", date(2025, 7, 8), date(2025, 12, 31), ""),
        ("campha.officer", date(2026, 1, 1), None, document),
    ]


def test_people_named_for_the_next_head_before_the_handover_stay_named(province):
    who = {"by": province.root.officer, "at": NOON}
    members = [(province.ha_long.unit, "member"), (province.cam_pha.unit, "head")]
    form_year(cluster=province.cluster, year=2026, members=members, **who)
    chosen = [province.cam_pha.head]
    name_people(cluster=province.cluster, year=2026, people=chosen, starts_on=date(2026, 1, 1), **who)
    handing(province)
    held = RoleGrant.objects.filter(cluster=province.cluster, ends_on=None)
    assert list(held.values_list("user__username", flat=True)) == ["campha.head"]


def test_one_period_has_one_head(province):
    handing(province)
    assert refusal(handing, province=province, taker=province.van_don.unit) == (
        "Năm 2026, Cụm thi đua số 1 đã có trưởng là Phường Cẩm Phả; một năm chỉ có một trưởng."
    )
    assert refusal(handing, province=province) == "Nhiệm vụ trưởng Cụm thi đua số 1 năm 2026 đã được bàn giao."
    assert Handover.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"year": 2028}, "Nhiệm kỳ năm 2028 không bàn giao vào ngày 08/07/2025."),
        ({"handed_on": date(2025, 7, 9)}, "Ngày bàn giao 09/07/2025 chưa đến."),
        ({"seal": " "}, "Mời ghi hồ sơ bàn giao, việc sử dụng con dấu và địa điểm."),
        ({"given_by_name": ""}, "Mời ghi họ tên, chức vụ người giao và người nhận."),
        ({"year": 2025, "handed_on": date(2025, 7, 8)}, "Cụm thi đua số 1 không có trưởng năm 2024 để bàn giao."),
    ],
)
def test_a_handover_that_cannot_be_is_refused(province, changes, reason):
    assert refusal(handing, province=province, **changes) == reason


def test_nobody_hands_the_chair_to_itself_nor_to_a_stranger(province):
    assert refusal(handing, province=province, taker=province.ha_long.unit) == (
        "Phường Hạ Long đang là trưởng Cụm thi đua số 1 năm 2025; không tự bàn giao cho mình."
    )
    assert refusal(handing, province=province, taker=province.root.unit) == (
        "Tỉnh Quảng Ninh không phải thành viên của Cụm thi đua số 1."
    )


def test_the_conclusion_becomes_a_numbered_notice_with_its_tasks(province):
    conference = planned(province)
    who = {"conference": conference, "by": province.root.officer, "at": NOON}
    assert refusal(actions_ceremony.issue_notice, **who) == "Hội nghị chưa được ghi nhận đã tổ chức."
    task = {"kind": "task", "text": "Kiểm tra chéo", "unit": province.ha_long.unit}
    assert refusal(actions_papers.add_remark, due_on=date(2025, 7, 1), **task, **who) == (
        "Thời hạn nhiệm vụ không thể trước ngày hội nghị."
    )
    actions_papers.add_remark(due_on=date(2025, 10, 1), **task, **who)
    actions.record_conference(came={}, conclusion="Thống nhất.", secretary="Lê Thị Thư", **who)
    actions_ceremony.issue_notice(**who)
    assert conference.notice.number_text == "01/TB-UBND"
    assert Letter.objects.filter(subject__startswith="Thông báo kết luận").count() == 3
    assert refusal(actions_ceremony.issue_notice, **who) == "Thông báo kết luận đã ban hành."


def test_minutes_are_the_same_in_both_forms_and_the_same_each_time(province):
    import io

    from docx import Document

    conference = planned(province, title="Hội nghị A & B <x> {{7*7}}")
    who = {"conference": conference, "by": province.root.officer, "at": NOON}
    actions_papers.add_remark(kind="statement", text="Nên giao lưu đều", unit=province.ha_long.unit, **who)
    came = {province.ha_long.unit.pk: "Ông Nam"}
    actions.record_conference(came=came, conclusion="Thống nhất.", secretary="Lê Thị Thư", assessment="Tốt.", **who)
    document = Document(io.BytesIO(conference.minutes_docx.file.read()))
    texts = [paragraph.text for paragraph in document.paragraphs if paragraph.text]
    assert texts[:2] == ["BIÊN BẢN", "Hội nghị A & B <x> {{7*7}}"]
    assert [text for text in texts if text.startswith("- Phường Hạ Long")] == [
        "- Phường Hạ Long: Ông Nam;",
        "- Phường Hạ Long: Nên giao lưu đều",
    ]
    assert conference.minutes.number == 1
    assert conference.minutes_docx.number is None


def test_nothing_is_handed_over_before_the_day(province):
    conference = planned(province, held_on=date(2025, 7, 9))
    giver = {"giver": "Chủ tịch", "by": province.root.officer, "at": NOON}
    assert refusal(actions_ceremony.hand_over_awards, conference=conference, first=1, last=1, **giver) == (
        "Hội nghị họp ngày 09/07/2025; chưa trao được."
    )
