"""Drafting, launching, answering, summing up, withdrawing."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.movements.samples import CONTENT, drafted, launched
from thidua.movements import actions
from thidua.movements.doubts import DoubtfulGoals
from thidua.movements.models import Movement, MovementCall
from thidua.movements.papers import _calendar, _counted, criteria_of
from thidua.movements.queries import calls_visible_to, visible_to, with_answers
from thidua.movements.queries_reviews import doubt_about
from thidua.movements.readiness import law_is_read, needed_fields, readiness
from thidua.movements.views import _launch_question
from thidua.shared import clock
from thidua.shared.denied import Denied, Stale
from thidua.shared.models import AuditEvent, Letter


def refusal(function, **arguments) -> str:
    with pytest.raises(Denied) as refused:
        function(**arguments)
    return refused.value.reason


def acts() -> list[str]:
    return list(AuditEvent.objects.filter(act__startswith="movement").values_list("act", flat=True))


def test_an_officer_drafts_and_the_text_is_kept_in_one_form(province):
    movement = drafted(province, title="  Đoàn  kết ", content="Dòng một\r\n\r\n\r\n Dòng hai ")
    assert (movement.state, movement.title, movement.title_fold) == ("draft", "Đoàn kết", "doan ket")
    assert movement.content == "Dòng một\n\nDòng hai"
    assert acts() == ["movement_drafted"]


def test_a_head_without_the_officers_role_does_not_draft(province):
    reason = refusal(
        actions.draft_movement, unit=province.root.unit, year=2025, by=province.root.head, at=province.at, title="Tên"
    )
    assert reason == ("Để soạn phong trào thi đua cần vai trò “Chuyên viên thi đua, khen thưởng” của Tỉnh Quảng Ninh.")
    assert Movement.objects.count() == 0


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"title": "  "}, "Phong trào phải có tên."),
        ({"kind": "weekly"}, "Hình thức thi đua phải là thường xuyên hoặc theo chuyên đề."),
        ({"ends_on": date(2025, 7, 7)}, "Ngày kết thúc phải sau ngày bắt đầu."),
    ],
)
def test_a_wrong_draft_is_refused_with_its_reason(province, changes, reason):
    content = CONTENT | changes
    found = refusal(
        actions.draft_movement, unit=province.root.unit, year=2025, by=province.root.officer, at=province.at, **content
    )
    assert found == reason


ARTICLE_17 = "Điều 17 Luật Thi đua, khen thưởng số 06/2022/QH15"


def test_readiness_lists_what_the_law_asks_and_what_is_there_with_the_article(province):
    movement = drafted(province, criteria="", ends_on=None)
    assert [(p.field, p.label, p.is_there) for p in readiness(movement, province.at.date())] == [
        ("objective", "Mục tiêu", True),
        ("scope", "Phạm vi", True),
        ("subjects", "Đối tượng", True),
        ("content", "Nội dung", True),
        ("criteria", "Tiêu chí", False),
        ("starts_on", "Ngày bắt đầu", True),
        ("ends_on", "Ngày kết thúc", False),
        ("steps", "Kế hoạch thực hiện", True),
        ("measures", "Biện pháp tổ chức", True),
    ]
    assert {p.citation for p in readiness(movement, province.at.date())} == {ARTICLE_17}


def test_under_the_law_of_2003_other_things_are_asked(province):
    found = readiness(drafted(province, slogan=""), date(2021, 5, 4))
    assert [p.field for p in found if not p.is_there] == ["slogan"]
    assert {p.citation for p in found} == {"Điều 16 Luật Thi đua, khen thưởng số 15/2003/QH11"}
    assert "steps" not in [p.field for p in found]


def test_after_the_last_text_that_was_read_the_list_stays_and_says_so():
    assert [law_is_read(day) for day in (date(2025, 7, 8), date(2021, 5, 4), date(2027, 1, 4))] == [True, True, False]
    assert needed_fields(date(2027, 1, 4)) == needed_fields(date(2025, 7, 8))


def test_a_target_that_is_counted_is_a_criterion(province):
    movement = drafted(province, criteria="")
    row = {"name": "Hồ sơ trực tuyến", "unit_of_measure": "%", "goal": "90"}
    actions.set_targets(movement=movement, rows=[row], by=province.root.officer, at=province.at)
    assert [p.field for p in readiness(movement, province.at.date()) if not p.is_there] == []


def test_a_launch_names_every_missing_piece(province):
    movement = drafted(province, criteria="", ends_on=None)
    reason = refusal(actions.launch_movement, movement=movement, by=province.root.head, at=province.at)
    assert reason == f"Chưa phát động được, còn thiếu: tiêu chí, ngày kết thúc ({ARTICLE_17})."
    movement.refresh_from_db()
    assert movement.state == "draft"


def test_only_the_head_launches(province):
    movement = drafted(province)
    reason = refusal(actions.launch_movement, movement=movement, by=province.root.officer, at=province.at)
    assert reason == (
        "Để phát động phong trào cần vai trò “Thủ trưởng đơn vị” của Tỉnh Quảng Ninh "
        "(Điều 18 Luật Thi đua, khen thưởng số 06/2022/QH15)."
    )


def test_a_launch_issues_the_numbered_plan_and_reaches_every_unit_below(province):
    first, second = launched(province), launched(province, title="Phong trào thứ hai")
    assert (first.state, first.plan.number_text, first.plan.kind, first.plan.is_public) == (
        "launched",
        "01/KH-UBND",
        "launch_plan",
        True,
    )
    assert second.plan.number_text == "02/KH-UBND"
    assert first.plan.file.read()[:5] == b"%PDF-"
    called = list(
        MovementCall.objects.filter(movement=first).order_by("unit__code").values_list("unit__name", flat=True)
    )
    assert called == ["Phường Hạ Long", "Phường Cẩm Phả", "Đặc khu Vân Đồn"]
    told = Letter.objects.filter(subject=f"Phong trào thi đua mới: {first.title}").values_list(
        "to__username", flat=True
    )
    assert sorted(told) == ["campha.officer", "halong.officer", "vandon.officer"]


def test_text_that_cannot_be_printed_stops_the_launch_and_takes_no_number(province):
    movement = drafted(province, slogan="Chữ lạ \U0001f600")
    reason = refusal(actions.launch_movement, movement=movement, by=province.root.head, at=province.at)
    assert reason.startswith("Chưa in được kế hoạch: Không in được ký tự")
    assert launched(province, title="Khác").plan.number_text == "01/KH-UBND"


def test_two_clicks_on_launch_give_one_launch(province):
    movement = drafted(province)
    same = Movement.objects.get(pk=movement.pk)
    actions.launch_movement(movement=movement, by=province.root.head, at=province.at)
    with pytest.raises(Stale):
        actions.launch_movement(movement=same, by=province.root.head, at=province.at)
    assert acts() == ["movement_drafted", "movement_launched"]
    assert MovementCall.objects.filter(movement=movement).count() == 3


def test_a_launched_movement_is_not_edited(province):
    movement = launched(province)
    reason = refusal(actions.edit_movement, movement=movement, title="Khác", by=province.root.officer, at=province.at)
    assert reason == "Chỉ sửa được phong trào khi còn là dự thảo."


def test_an_edit_records_which_parts_changed(province):
    movement = drafted(province)
    actions.edit_movement(
        movement=movement, title="Tên mới", scope=movement.scope, by=province.root.officer, at=province.at
    )
    assert AuditEvent.objects.get(act="movement_edited").detail == {"changed": ["title"]}


def test_a_unit_answers_once_and_the_launching_unit_is_told(province):
    movement = launched(province)
    call = MovementCall.objects.get(movement=movement, unit=province.ha_long.unit)
    stale = MovementCall.objects.get(pk=call.pk)
    actions.answer_call(call=call, answer="Phường tham gia.", by=province.ha_long.officer, at=province.at)
    told = Letter.objects.get(subject__startswith="Phường Hạ Long đã trả lời")
    assert told.to == province.root.officer
    again = {"answer": "Lần hai", "by": province.ha_long.officer, "at": province.at}
    assert refusal(actions.answer_call, call=call, **again) == "Đơn vị đã trả lời phong trào này."
    with pytest.raises(Stale):
        actions.answer_call(call=stale, **again)
    row = with_answers(Movement.objects.filter(pk=movement.pk), date(2025, 7, 24)).get()
    assert (row.called, row.answered, row.late) == (3, 1, 2)


def test_an_empty_answer_and_a_neighbours_answer_are_refused(province):
    call = MovementCall.objects.get(movement=launched(province), unit=province.ha_long.unit)
    at = province.at
    assert refusal(actions.answer_call, call=call, answer=" \n ", by=province.ha_long.officer, at=at) == (
        "Mời ghi nội dung trả lời."
    )
    assert refusal(actions.answer_call, call=call, answer="Có", by=province.cam_pha.officer, at=at) == (
        "Để trả lời phong trào cần vai trò “Chuyên viên thi đua, khen thưởng” hoặc “Thủ trưởng đơn vị” của "
        "Phường Hạ Long."
    )


def test_a_unit_answers_with_a_movement_of_its_own(province):
    parent = launched(province)
    child = actions.draft_movement(
        unit=province.ha_long.unit, year=2025, parent=parent, by=province.ha_long.officer, at=province.at, **CONTENT
    )
    actions.launch_movement(movement=child, by=province.ha_long.head, at=province.at)
    assert list(parent.children.all()) == [child]
    assert child.plan.number_text == "01/KH-UBND"
    assert child.calls.count() == 0


def test_a_movement_cannot_answer_one_that_never_reached_its_unit(province):
    draft = drafted(province)
    arguments = {"unit": province.ha_long.unit, "year": 2025, "by": province.ha_long.officer, "at": province.at}
    assert refusal(actions.draft_movement, parent=draft, **arguments, **CONTENT) == (
        "Chỉ hưởng ứng được phong trào cấp trên đang thực hiện."
    )
    neighbour = actions.draft_movement(
        unit=province.cam_pha.unit, year=2025, by=province.cam_pha.officer, at=province.at, **CONTENT
    )
    actions.launch_movement(movement=neighbour, by=province.cam_pha.head, at=province.at)
    assert refusal(actions.draft_movement, parent=neighbour, **arguments, **CONTENT) == (
        f"Phong trào “{CONTENT['title']}” không phát động đến Phường Hạ Long."
    )


def test_summing_up_needs_words_and_tells_the_units(province):
    movement = launched(province)
    at = clock.at_hour(date(2025, 12, 30))
    assert refusal(actions.sum_up_movement, movement=movement, summary="", by=province.root.officer, at=at) == (
        "Mời ghi nội dung tổng kết."
    )
    actions.sum_up_movement(movement=movement, summary="Hoàn thành.", by=province.root.officer, at=at)
    assert (movement.state, movement.summary) == ("summed_up", "Hoàn thành.")
    assert Letter.objects.filter(subject__startswith="Tổng kết phong trào").count() == 3


def test_withdrawing_needs_the_head_and_a_reason(province):
    movement = launched(province)
    arguments = {"movement": movement, "at": province.at}
    assert refusal(actions.withdraw_movement, reason="Nhầm", by=province.root.officer, **arguments) == (
        "Để rút phong trào cần vai trò “Thủ trưởng đơn vị” của Tỉnh Quảng Ninh."
    )
    assert refusal(actions.withdraw_movement, reason=" ", by=province.root.head, **arguments) == (
        "Mời ghi lý do rút phong trào."
    )
    actions.withdraw_movement(reason="Ban hành nhầm", by=province.root.head, **arguments)
    assert (movement.state, movement.withdrawn_reason) == ("withdrawn", "Ban hành nhầm")
    assert refusal(actions.withdraw_movement, reason="Nữa", by=province.root.head, **arguments) == (
        "Không thực hiện được: phong trào đang ở bước “Đã rút”."
    )


def test_units_below_see_a_movement_from_its_launch_on(province):
    movement = drafted(province)
    on = province.at.date()
    assert list(visible_to(province.root.officer, on)) == [movement]
    assert list(visible_to(province.ha_long.officer, on)) == []
    actions.launch_movement(movement=movement, by=province.root.head, at=province.at)
    assert list(visible_to(province.ha_long.officer, on)) == [movement]
    assert list(visible_to(province.stranger, on)) == []


def test_a_unit_does_not_see_the_answers_of_its_neighbours(province):
    movement = launched(province)
    on = province.at.date()
    mine = calls_visible_to(province.ha_long.officer, on)
    assert [call.unit for call in mine] == [province.ha_long.unit]
    assert calls_visible_to(province.root.officer, on).filter(movement=movement).count() == 3


def test_criteria_lines_that_end_in_a_colon_head_what_follows():
    found = criteria_of("Chung một dòng\nĐối với tập thể:\n- Hoàn thành\n")
    assert [(c.group, c.text) for c in found] == [
        ("Tiêu chí chung", "Chung một dòng"),
        ("Đối với tập thể", "Hoàn thành"),
    ]


def counted(goal: str, **changes) -> dict:
    return {"name": "Hồ sơ trực tuyến", "unit_of_measure": "%", "goal": goal} | changes


@pytest.mark.parametrize(
    ("goal", "doubt"),
    [
        ("0.95", "Mục tiêu 0,95 %: nếu là tỷ số 0,95 thì ghi 95 %."),
        ("950", "Mục tiêu 950 % lớn hơn 100 %: chỉ đúng khi tính trên kế hoạch được giao."),
    ],
)
def test_a_goal_that_looks_wrong_is_kept_only_when_confirmed(province, goal, doubt):
    """The same doubts as at a target of a pledge."""
    movement = drafted(province)
    given = {"movement": movement, "rows": [counted(goal)], "by": province.root.officer, "at": province.at}
    with pytest.raises(DoubtfulGoals) as refused:
        actions.set_targets(**given)
    assert (refused.value.doubts, movement.targets.count()) == ({0: [doubt]}, 0)
    actions.set_targets(**given, is_confirmed=True)
    assert AuditEvent.objects.filter(act="movement_targets_set").get().detail == {"targets": 1, "confirmed": [1]}
    assert _launch_question(movement) == (
        "Phát động phong trào? Kế hoạch được cấp số và gửi đến mọi đơn vị trực thuộc; sau đó không sửa được. "
        f"Xin xem lại chỉ tiêu: Hồ sơ trực tuyến: {doubt}"
    )


def test_none_at_all_is_a_goal_where_fewer_is_better_only(province):
    movement = drafted(province)
    given = {"movement": movement, "by": province.root.officer, "at": province.at}
    row = counted("0", name="Vụ cháy lớn", unit_of_measure="vụ")
    assert refusal(actions.set_targets, **given, rows=[row]) == (
        "Dòng 1: mục tiêu bằng 0 thì kết quả nào cũng đạt. Nếu là “không để xảy ra”, hãy chọn “Càng ít”."
    )
    actions.set_targets(**given, rows=[row | {"direction": "less"}])
    target = movement.targets.get()
    assert [c.text for c in _counted(movement)] == ["Vụ cháy lớn: không để xảy ra"]
    assert [doubt_about(target, Decimal(value), None) for value in (0, 3)] == ["", ""]


def test_the_plan_is_in_the_order_of_its_days_and_undated_steps_come_last(province):
    steps = (
        "Kiểm tra đợt 2 (15/11/2025)\n- Kiểm tra đợt 1: 30/09/2025.\n20/8/2025: tập huấn\nTự chấm điểm ngày 01-12-2025\n"
        "Báo cáo hằng quý\nĐợt cao điểm từ 01/10/2025 đến 10/10/2025\nHội thi: 31/02/2025"
    )
    rows = _calendar(drafted(province, steps=steps, midterm_on=date(2025, 10, 15)))
    assert [(row.step, row.due) for row in rows] == [
        ("Phát động, tổ chức thực hiện phong trào", date(2025, 7, 8)),
        ("Tập huấn", date(2025, 8, 20)),
        ("Kiểm tra đợt 1", date(2025, 9, 30)),
        ("Sơ kết phong trào", date(2025, 10, 15)),
        ("Kiểm tra đợt 2", date(2025, 11, 15)),
        ("Tự chấm điểm", date(2025, 12, 1)),
        ("Kết thúc, tổng kết phong trào", date(2025, 12, 31)),
        ("Báo cáo hằng quý", None),
        ("Đợt cao điểm từ 01/10/2025 đến 10/10/2025", None),
        ("Hội thi: 31/02/2025", None),
    ]


def test_a_day_to_answer_by_that_is_over_is_no_draft_and_counts_as_not_ready(province):
    reason = "Hạn trả lời 01/01/2020 đã qua: hãy sửa hạn để các đơn vị kịp trả lời."
    assert refusal(drafted, province=province, answer_by=date(2020, 1, 1)) == reason
    movement = drafted(province, answer_by=date(2025, 7, 20))
    change = {"movement": movement, "by": province.root.officer, "at": province.at}
    assert refusal(actions.edit_movement, **change, answer_by=date(2020, 1, 1)) == reason
    later = date(2025, 7, 21)
    late = [(p.field, p.wrong) for p in readiness(movement, later) if p.wrong]
    assert late == [("answer_by", "Hạn trả lời 20/07/2025 đã qua: hãy sửa hạn để các đơn vị kịp trả lời.")]
    # what was set in time may stay while something else is edited
    after = province.at + timedelta(days=20)
    actions.edit_movement(
        movement=movement, by=province.root.officer, at=after, answer_by=date(2025, 7, 20), slogan="Mới"
    )
    assert movement.slogan == "Mới"
