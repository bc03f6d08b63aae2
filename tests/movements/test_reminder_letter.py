"""The numbered letter to the units that have not answered or reported in time."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from tests.movements.samples import launched, opened_review
from tests.paperwork.test_render import text_of
from thidua.movements import actions, actions_letters, actions_records, actions_reviews
from thidua.movements.models import SteeringDocument
from thidua.papers.models import Paper
from thidua.shared import clock
from thidua.shared.denied import Denied
from thidua.shared.models import AuditEvent, Letter

LATER = clock.at_hour(date(2025, 8, 4))  # the answers were due on 23 July, the reports on 28 July
UNTIL = date(2025, 8, 11)


def answered(province, movement, office) -> None:
    call = movement.calls.get(unit=office.unit)
    actions.answer_call(call=call, answer="Hưởng ứng.", by=office.officer, at=province.at)


def issue(province, movement, matter="answers", **changes):
    given = {"movement": movement, "matter": matter, "until": UNTIL, "by": province.root.officer, "at": LATER}
    return actions_letters.issue_reminder(**given | changes)


def refusal(*args, **changes) -> str:
    with pytest.raises(Denied) as refused:
        issue(*args, **changes)
    return refused.value.reason


def test_the_letter_names_those_past_their_day_and_enters_the_register(province):
    movement = launched(province)
    answered(province, movement, province.ha_long)
    document = issue(province, movement)
    paper = Paper.objects.get(kind="reminder_letter")
    assert (document.kind, document.number_text, document.dated) == ("reminding", "01/UBND-TĐKT", date(2025, 8, 4))
    assert (paper.number_text, paper.unit, paper.number) == ("01/UBND-TĐKT", province.root.unit, 1)
    late = sorted(movement.calls.filter(answered_at=None).values_list("unit__agency_name", flat=True))
    assert sorted(document.sent_to.split("; ")) == late
    printed = text_of(paper.file.read())
    wanted = [*late, "Kế hoạch số 01/KH-UBND", "23/07/2025", "11/08/2025", province.ha_long.unit.agency_name]
    assert [each in printed for each in wanted] == [True] * (len(late) + 3) + [False]
    told = Letter.objects.filter(subject="Công văn đôn đốc số 01/UBND-TĐKT").values_list("to__username", flat=True)
    assert sorted(told) == ["campha.officer", "vandon.officer"]
    assert AuditEvent.objects.filter(act="reminder_issued").count() == 1


def test_what_is_not_late_wrong_or_said_today_gets_no_number(province):
    movement = launched(province)
    assert refusal(province, movement, at=province.at) == (
        "Không có đơn vị nào quá hạn việc này, không cần công văn đôn đốc."
    )
    assert refusal(province, movement, "reports") == (
        "Không có đơn vị nào quá hạn việc này, không cần công văn đôn đốc."
    )
    assert refusal(province, movement, until=LATER.date() - timedelta(days=1)) == "Hạn mới phải từ hôm nay trở đi."
    assert refusal(province, movement, by=province.ha_long.officer) == (
        "Để lập công văn đôn đốc cần vai trò “Chuyên viên thi đua, khen thưởng” hoặc “Văn thư” của Tỉnh Quảng Ninh."
    )
    first = issue(province, movement)
    assert refusal(province, movement) == "Công văn đôn đốc việc này đã lập hôm nay, số 01/UBND-TĐKT."
    assert SteeringDocument.objects.get() == first
    assert issue(province, movement, at=LATER + timedelta(days=1)).number_text == "02/UBND-TĐKT"
    withdrawn = launched(province, title="Phong trào khác")
    actions.withdraw_movement(movement=withdrawn, reason="Trùng", by=province.root.head, at=province.at)
    assert refusal(province, withdrawn) == "Chỉ đôn đốc được phong trào đang thực hiện."


def test_units_that_have_not_reported_to_an_open_review_are_reminded_of_the_report(province):
    movement = launched(province)
    review = opened_review(province, movement)
    office = province.ha_long
    actions_reviews.send_report(review=review, unit=office.unit, text="Tốt.", by=office.officer, at=province.at)
    document = issue(province, movement, "reports")
    assert document.summary == f"Đôn đốc báo cáo sơ kết phong trào thi đua “{movement.title}”"
    printed = text_of(Paper.objects.get(kind="reminder_letter").file.read())
    assert [each in printed for each in ("Báo cáo sơ kết", "28/07/2025", office.unit.agency_name)] == [
        True,
        True,
        False,
    ]


def test_the_page_stands_where_the_late_are_seen_and_the_units_read_the_letter(client, monkeypatch, province):
    monkeypatch.setattr("thidua.shared.clock.now", lambda: LATER)
    movement = launched(province)
    page, act = reverse("movements:detail", args=[movement.pk]), reverse("movements:remind", args=[movement.pk])

    def offered(user, address: str) -> bool:
        client.force_login(user)
        return act in [each.url for each in client.get(address).context["actions"]]

    register = reverse("movements:documents", args=[movement.pk])
    users = (province.root.officer, province.ha_long.officer)
    assert [offered(user, address) for user in users for address in (page, register)] == [True, True, False, False]
    assert client.get(act).status_code == 403
    client.force_login(province.root.officer)
    assert client.post(act, {"matter": "<b>", "until": "mai"}).status_code == 422
    answer = client.post(act, {"matter": "answers", "until": "11/08/2025"}, follow=True)
    assert [str(each) for each in answer.context["messages"]] == ["Đã lập công văn đôn đốc số 01/UBND-TĐKT."]
    file = reverse("movements:reminder-file", args=[SteeringDocument.objects.get().pk])
    assert file in answer.content.decode()
    client.force_login(province.ha_long.officer)
    assert b"".join(client.get(file).streaming_content).startswith(b"%PDF")
    typed = actions_records.enter_document(
        movement=movement, kind="reminding", number_text="09/UBND-NC", dated=date(2025, 8, 4), issuer="Sở Nội vụ",
        summary="Đôn đốc", sent_to="Các xã", by=province.root.officer, at=LATER,
    )  # fmt: skip
    assert client.get(reverse("movements:reminder-file", args=[typed.pk])).status_code == 404
