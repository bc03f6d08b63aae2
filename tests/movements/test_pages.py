"""Pages of targets, documents, days, the calendar and reviews: right and wrong people, hostile input, two clicks."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from tests.movements.samples import (
    CONTENT,
    documented,
    drafted,
    launched,
    launched_with_targets,
    opened_review,
    reviewed,
)
from thidua.movements import actions, actions_records
from thidua.movements.models import (
    CommendationProposal,
    Movement,
    MovementReview,
    SteeringDocument,
    TraditionalDay,
    UnitReport,
)
from thidua.shared import clock
from thidua.shared.denied import Denied

LONG = "dài " * 1250


@pytest.fixture(autouse=True)
def the_day(monkeypatch, province):
    monkeypatch.setattr("thidua.shared.clock.now", lambda: province.at)


def address(name: str, *args: int) -> str:
    return reverse(f"movements:{name}", args=args)


def refusal(function, **arguments) -> str:
    with pytest.raises(Denied) as refused:
        function(**arguments)
    return refused.value.reason


def test_every_page_opens_for_the_right_person_and_is_hidden_from_a_stranger(client, province):
    movement = launched_with_targets(province)
    review = reviewed(province, movement)
    document, day, proposal = (
        SteeringDocument.objects.get(),
        TraditionalDay.objects.get(),
        CommendationProposal.objects.get(),
    )
    draft = drafted(province, title="Dự thảo")
    pages = [
        address("calendar"), address("national"), address("days"), address("day-new"),
        address("targets", draft.pk), address("documents", movement.pk), address("document-new", movement.pk),
        address("document-withdraw", document.pk), address("review", review.pk), address("review-write", review.pk),
        address("proposals", review.pk), address("proposal-withdraw", proposal.pk), address("day-end", day.pk),
        address("call", movement.calls.first().pk),
    ]  # fmt: skip
    client.force_login(province.root.officer)
    assert {page: client.get(page).status_code for page in pages} == dict.fromkeys(pages, 200)
    client.force_login(province.stranger)
    found = {client.get(page).status_code for page in pages[4:]}
    assert found == {404}
    client.force_login(province.ha_long.officer)
    ward = province.ha_long.unit.pk
    assert client.get(address("report", review.pk, ward)).status_code == 200
    assert client.get(address("propose", review.pk, ward)).status_code == 200
    assert client.get(address("report", review.pk, province.cam_pha.unit.pk)).status_code == 403


def test_what_a_launch_needs_is_never_called_optional(client, province):
    client.force_login(province.root.officer)
    form = client.get(address("new")).context["form"]
    needed = [name for name in form.fields if form[name].optional_vi == "cần có trước khi phát động"]
    assert needed == [
        "objective", "scope", "subjects", "content", "criteria", "steps", "measures", "starts_on", "ends_on",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ({"title": LONG}, "title", "Dài quá 300 ký tự (đang có 4999). Hãy rút gọn."),
        ({"objective": "x" * 20_001}, "objective", "Dài quá 20000 ký tự (đang có 20001). Hãy rút gọn."),
        ({"starts_on": "31/02/2025"}, "starts_on", "Không có ngày 31/02/2025. Hãy xem lại ngày và tháng."),
        (
            {"starts_on": "08/07/2019"},
            "starts_on",
            "Ngày bắt đầu phải trong năm thi đua 2025, năm liền trước hoặc năm liền sau.",
        ),
        ({"ends_on": "31/12/2050"}, "ends_on", "Một phong trào kéo dài nhiều nhất 10 năm; hãy xem lại ngày kết thúc."),
        ({"midterm_on": "01/07/2025"}, "midterm_on", "Ngày sơ kết phải sau ngày bắt đầu."),
        ({"answer_by": "01/01/2026"}, "answer_by", "Hạn trả lời phải trước ngày kết thúc phong trào."),
        ({"national": "no_such"}, "national", "Giá trị đã chọn không có trong danh sách. Hãy chọn lại."),
        ({"parent": "999999"}, "parent", "Giá trị đã chọn không có trong danh sách. Hãy chọn lại."),
        ({"unit": "999999"}, "unit", "Giá trị đã chọn không có trong danh sách. Hãy chọn lại."),
    ],
)
def test_wrong_input_comes_back_at_its_field(client, province, changes, field, reason):
    client.force_login(province.root.officer)
    data = {name: value for name, value in CONTENT.items() if isinstance(value, str)}
    data |= {"unit": province.root.unit.pk, "year": "2025", "kind": "regular"}
    data |= {"starts_on": "08/07/2025", "ends_on": "31/12/2025"}
    answer = client.post(address("new"), data | changes)
    assert (answer.status_code, answer.context["form"].errors) == (422, {field: [reason]})
    assert Movement.objects.count() == 0


def test_the_acts_refuse_the_same(province):
    arguments = {"unit": province.root.unit, "year": 2025, "by": province.root.officer, "at": province.at}
    wrong = {"title": LONG}, {"objective": "x" * 20_001}, {"national": "no_such"}, {"starts_on": date(2019, 7, 8)}
    assert [refusal(actions.draft_movement, **arguments, **(CONTENT | each)) for each in wrong] == [
        "Tên phong trào dài quá 300 ký tự.",
        "Mục tiêu dài quá 20.000 ký tự.",
        "Không có phong trào toàn quốc này trong dữ liệu pháp luật.",
        "Ngày bắt đầu phải trong năm thi đua 2025, năm liền trước hoặc năm liền sau.",
    ]


def test_five_thousand_characters_are_printed_in_the_plan(province):
    assert launched(province, content=LONG).plan.size > 10_000


def test_a_movement_that_is_over_or_whose_day_to_answer_is_past_is_not_launched(province):
    over = drafted(province, starts_on=date(2025, 1, 6), ends_on=date(2025, 6, 30))
    late = drafted(province, starts_on=date(2025, 1, 6), answer_by=date(2025, 7, 9))
    given = {"by": province.root.head, "at": province.at}
    assert refusal(actions.launch_movement, movement=over, **given) == (
        "Phong trào đã hết thời gian vào ngày 30/06/2025: hãy sửa ngày kết thúc."
    )
    assert refusal(actions.launch_movement, movement=late, **given | {"at": province.at + timedelta(days=2)}) == (
        "Hạn trả lời 09/07/2025 đã qua: hãy sửa hạn để các đơn vị kịp trả lời."
    )


def test_the_task_has_a_day_and_the_parent_sees_who_is_late(client, province, monkeypatch):
    movement = launched(province)
    assert set(movement.calls.values_list("due_on", flat=True)) == {date(2025, 7, 23)}
    call = movement.calls.get(unit=province.ha_long.unit)
    actions.answer_call(call=call, answer="Tham gia.", by=province.ha_long.officer, at=province.at)
    client.force_login(province.root.officer)
    monkeypatch.setattr("thidua.shared.clock.today", lambda: date(2025, 7, 24))
    page = client.get(address("detail", movement.pk), {"tinh-trang": "late"})
    assert [row.record.unit.name for row in page.context["table"].rows] == ["Phường Cẩm Phả", "Đặc khu Vân Đồn"]
    assert page.context["reached"] == {"called": 3, "joined": 1, "child": 0, "waiting": 0, "late": 2}


def test_a_child_movement_is_the_answer_and_its_withdrawal_opens_the_task_again(province):
    parent, ward = launched(province), province.ha_long
    child = actions.draft_movement(unit=ward.unit, year=2025, parent=parent, by=ward.officer, at=province.at, **CONTENT)
    actions.launch_movement(movement=child, by=ward.head, at=province.at)
    call = parent.calls.get(unit=ward.unit)
    assert (call.child, call.answered_by, call.state_on(province.at.date())) == (child, ward.head, "child")
    actions.withdraw_movement(movement=child, reason="Soạn lại", by=ward.head, at=province.at)
    call.refresh_from_db()
    assert (call.child, call.answered_at, call.state_on(province.at.date())) == (None, None, "waiting")


def test_targets_are_saved_together_and_a_wrong_row_says_why(client, province):
    movement = drafted(province)
    client.force_login(province.root.officer)
    form = {"chi-tieu-TOTAL_FORMS": "2", "chi-tieu-INITIAL_FORMS": "0", "version": "1"}
    row = {"name": "Hồ sơ trực tuyến", "unit_of_measure": "%", "goal": "90,5", "direction": "more", "source": "NQ 01"}
    posted = form | {f"chi-tieu-0-{key}": value for key, value in row.items()}
    posted |= {f"chi-tieu-1-{key}": value for key, value in row.items()}
    double = client.post(address("targets", movement.pk), posted)
    assert double.status_code == 422
    assert double.context["rows"].forms[1].errors == {"name": ["Trùng tên với dòng 1."]}
    saved = client.post(address("targets", movement.pk), posted | {"chi-tieu-1-name": "Khác"})
    assert saved.headers["Location"] == address("detail", movement.pk)
    assert [(t.name, str(t.goal)) for t in movement.targets.all()] == [
        ("Hồ sơ trực tuyến", "90.5000"),
        ("Khác", "90.5000"),
    ]
    stale = client.post(address("targets", movement.pk), posted)
    assert stale.status_code == 422
    assert movement.targets.count() == 2


def _act(table) -> tuple[str, str]:
    """What the last column of the first row says, and where it leads."""
    cell = table.rows[0].cells[-1]
    return cell.text, cell.url


def test_the_register_takes_a_document_once_and_keeps_what_is_withdrawn(client, province):
    movement = launched(province)
    document = documented(province, movement)
    assert refusal(documented, province=province, movement=movement) == (
        "Văn bản 12/UBND-NC ngày 08/07/2025 đã có trong sổ."
    )
    assert refusal(documented, province=province, movement=movement, dated=date(2025, 7, 9)) == (
        "Ngày văn bản không thể ở tương lai."
    )
    assert refusal(documented, province=province, movement=movement, number_text=" ") == "Mời ghi số, ký hiệu."
    assert refusal(documented, province=province, movement=movement, summary=LONG) == "Trích yếu dài quá 500 ký tự."
    client.force_login(province.ha_long.officer)
    table = client.get(address("documents", movement.pk)).context["table"]
    needed = "Để ghi văn bản chỉ đạo cần vai trò “Chuyên viên thi đua, khen thưởng” hoặc “Văn thư” của Tỉnh Quảng Ninh."
    assert (table.count, _act(table)) == (1, (needed, ""))
    assert client.get(address("document-new", movement.pk)).status_code == 403
    client.force_login(province.root.officer)
    table = client.get(address("documents", movement.pk)).context["table"]
    assert _act(table) == ("Rút văn bản", address("document-withdraw", document.pk))
    client.post(address("document-withdraw", document.pk), {"reason": "Ghi nhầm"})
    document.refresh_from_db()
    assert (document.withdrawn_reason, document.withdrawn_by) == ("Ghi nhầm", province.root.officer)
    assert documented(province, movement).pk != document.pk


def test_a_day_says_why_it_is_not_ended_in_the_place_of_the_link(client, province):
    ward = province.ha_long
    given = {"unit": ward.unit, "name": "Ngày thành lập phường", "month": 7, "day": 1}
    day = actions_records.enter_day(**given, by=ward.officer, at=province.at)
    seen = []
    for person in (province.root.officer, ward.clerk):
        client.force_login(person)
        seen.append(_act(client.get(address("days")).context["table"]))
    needed = "Để ghi ngày kỷ niệm, ngày truyền thống cần vai trò “Chuyên viên thi đua, khen thưởng” của Phường Hạ Long."
    assert seen == [("Bỏ", address("day-end", day.pk)), (needed, "")]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"month": 2, "day": 30}, "Không có ngày 30/02."),
        ({"month": 13}, "Không có ngày 01/13."),
        ({"since_year": 2099}, "Năm bắt đầu phải trước hoặc trong năm nay."),
        ({"name": " "}, "Mời ghi tên ngày."),
        ({"name": LONG}, "Tên ngày dài quá 200 ký tự."),
    ],
)
def test_a_day_that_cannot_be_is_refused(province, changes, reason):
    given = {"unit": province.root.unit, "name": "Ngày truyền thống", "month": 7, "day": 1} | changes
    assert refusal(actions_records.enter_day, **given, by=province.root.officer, at=province.at) == reason


def test_the_calendar_draws_what_its_table_lists_and_tells_overlaps(client, province):
    one, two = launched(province), launched(province, title="Phong trào thứ hai")
    other = launched(province, title="Khác đối tượng", subjects="Doanh nghiệp")
    client.force_login(province.root.officer)
    page = client.get(address("calendar"), {"nam": "2025"})
    bars = page.context["page"].picture.bars
    assert [(bar.url, bar.overlaps) for bar in bars] == [
        (address("detail", movement.pk), 2) for movement in (one, two, other)
    ]
    assert [number for _, number in page.context["page"].months] == [0, 0, 0, 0, 0, 0, 3, 3, 3, 3, 3, 3]
    assert client.get(address("calendar"), {"nam": "2024"}).context["table"].count == 0
    for odd in ("99999", "-1", "hai nghìn", "٢٠٢٥", "0000"):
        assert client.get(address("calendar"), {"nam": odd}).context["year"] == 2025


def test_in_january_the_calendar_stays_on_the_old_year_until_a_movement_is_dated(client, province, monkeypatch):
    launched(province)
    client.force_login(province.root.officer)

    def opened_on(*day: int) -> int:
        monkeypatch.setattr("thidua.shared.clock.now", lambda: clock.at_hour(date(*day)))
        return client.get(address("calendar")).context["year"]

    assert [opened_on(2025, 12, 30), opened_on(2026, 1, 5), opened_on(2026, 2, 2)] == [2025, 2025, 2026]
    drafted(province, starts_on=date(2026, 1, 20), ends_on=date(2026, 12, 31))
    assert opened_on(2026, 1, 5) == 2026


def test_an_overlap_is_told_when_drafting_and_forbids_nothing(client, province):
    running = launched(province)
    draft = drafted(province, title="Mới")
    client.force_login(province.root.officer)
    page = client.get(address("detail", draft.pk))
    assert [(o.movement, o.subjects) for o in page.context["overlaps"]] == [
        (running, ("Các cơ quan", "đơn vị", "địa phương"))
    ]
    actions.launch_movement(movement=draft, by=province.root.head, at=province.at)
    assert draft.state == "launched"


def test_closing_a_review_twice_from_one_page_issues_one_report(client, province):
    review = opened_review(province, launched(province))
    MovementReview.objects.update(assessment="Tốt.", lessons="Có kế hoạch.")
    client.force_login(province.root.head)
    back = f"http://testserver{address('review', review.pk)}"
    for _ in range(2):
        answer = client.post(address("review-close", review.pk), {"version": "1"}, headers={"referer": back})
        assert answer.status_code == 302
    review.refresh_from_db()
    assert (review.state, review.paper.number_text) == ("closed", "01/BC-UBND")


def test_a_report_with_a_doubtful_figure_comes_back_with_everything_typed(client, province):
    review = opened_review(province, launched_with_targets(province))
    first = review.movement.targets.first()
    client.force_login(province.ha_long.officer)
    page = address("report", review.pk, province.ha_long.unit.pk)
    answer = client.post(page, {f"value-{first.pk}": "950", "text": "Đã làm."})
    assert answer.status_code == 422
    assert answer.context["form"].errors == {
        f"note-{first.pk}": ["950 % là quá 100 %. Nếu đúng, mời giải thích ở ô ghi chú."]
    }
    assert "Đã làm." in answer.content.decode()
    client.post(page, {f"value-{first.pk}": "95", "text": "Đã làm."})
    assert UnitReport.objects.get().text == "Đã làm."


def test_the_draft_of_a_plan_says_which_law_in_force_its_print_leaves_out(client, province, monkeypatch):
    movement = drafted(province)
    client.force_login(province.root.officer)
    says = "Bản in không ghi căn cứ Luật sửa đổi, bổ sung một số điều của Luật Thi đua, khen thưởng"
    found = {}
    for day in (date(2026, 9, 30), date(2026, 10, 1)):
        monkeypatch.setattr("thidua.shared.clock.now", lambda day=day: clock.at_hour(day))
        found[day.month] = says in client.get(address("detail", movement.pk)).content.decode()
    assert found == {9: False, 10: True}
