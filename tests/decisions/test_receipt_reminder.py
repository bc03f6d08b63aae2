"""The numbered letter to those who have not said in time that they received a paper."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from tests.decisions.builders import issued
from tests.paperwork.test_render import text_of
from thidua.decisions import actions_public as public
from thidua.decisions.actions_letters import issue_receipt_reminder
from thidua.decisions.actions_public import Entry
from thidua.papers.models import Paper
from thidua.shared import clock
from thidua.shared.denied import Denied
from thidua.shared.models import AuditEvent, Letter

# Delivered on Tuesday 8 July: three working days later is Friday the 11th.
IN_TIME, LATE = clock.at_hour(date(2025, 7, 11)), clock.at_hour(date(2025, 7, 14))
UNTIL = date(2025, 7, 18)


@pytest.fixture
def sent(province):
    """An issued decision with a copy to a unit in the system and one by hand, both delivered, and one not yet sent."""
    office, at = province.ha_long, province.at
    decision = issued(office, at)
    to_unit = Entry(province.cam_pha.unit.agency_name, "system", province.cam_pha.unit, False)
    by_hand, waiting = Entry("Hội Nông dân phường", "hand"), Entry("Đoàn Thanh niên phường", "hand")
    for entry in (to_unit, by_hand, waiting):
        copy = public.send_copy(decision=decision, entry=entry, by=office.clerk, at=at)
        if entry == by_hand:
            public.deliver_copy(copy=copy, note="Bưu điện", by=office.clerk, at=at)
    return decision


def issue(decision, by, **changes):
    return issue_receipt_reminder(**{"decision": decision, "until": UNTIL, "by": by, "at": LATE} | changes)


def refusal(*args, **changes) -> str:
    with pytest.raises(Denied) as refused:
        issue(*args, **changes)
    return refused.value.reason


def test_the_letter_names_those_overdue_and_stays_with_their_copies(sent, province):
    letter = issue(sent, province.ha_long.clerk)
    assert (letter.kind, letter.number_text, letter.issued_on) == ("reminder_letter", "01/UBND-TĐKT", LATE.date())
    reminded = sent.copies.filter(reminder=letter).order_by("ordinal").values_list("name", flat=True)
    assert list(reminded) == [province.cam_pha.unit.agency_name, "Hội Nông dân phường"]
    printed = text_of(letter.file.read())
    wanted = [*reminded, "văn bản số 01/QĐ-UBND", "11/07/2025", "18/07/2025", "Đoàn Thanh niên"]
    assert [each in printed for each in wanted] == [True, True, True, True, True, False]
    told = Letter.objects.filter(subject="Công văn đôn đốc số 01/UBND-TĐKT").values_list("to__username", flat=True)
    assert sorted(told) == ["campha.clerk", "campha.officer"]
    assert AuditEvent.objects.get(act="receipt_reminder_issued").detail == {"number": "01/UBND-TĐKT", "copies": 2}


def test_in_time_acknowledged_or_said_today_gets_no_number(sent, province):
    clerk = province.ha_long.clerk
    nobody = "Không có nơi nào quá hạn xác nhận đã nhận, không cần công văn đôn đốc."
    assert refusal(sent, clerk, at=IN_TIME) == nobody
    assert refusal(sent, clerk, until=LATE.date() - timedelta(days=1)) == "Hạn mới phải từ hôm nay trở đi."
    assert refusal(sent, province.cam_pha.clerk) == (
        "Để lập công văn đôn đốc cần vai trò “Chuyên viên thi đua, khen thưởng” hoặc “Văn thư” của Phường Hạ Long."
    )
    issue(sent, clerk)
    assert refusal(sent, clerk) == "Công văn đôn đốc việc này đã lập hôm nay, số 01/UBND-TĐKT."
    second = issue(sent, province.ha_long.officer, at=LATE + timedelta(days=1))
    assert (second.number_text, sent.copies.filter(reminder=second).count()) == ("02/UBND-TĐKT", 2)
    for copy, by in zip(sent.copies.filter(state="delivered"), (province.cam_pha.officer, clerk), strict=True):
        public.acknowledge_copy(copy=copy, note="Bà Lan ký nhận", by=by, at=LATE)
    assert refusal(sent, clerk, at=LATE + timedelta(days=2)) == nobody
    assert Paper.objects.filter(kind="reminder_letter").count() == 2


def test_the_screen_says_what_is_overdue_and_offers_the_letter(client, sent, province, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: LATE)
    page, form = (reverse(f"decisions:{name}", args=[sent.pk]) for name in ("copies", "remind"))
    client.force_login(province.ha_long.clerk)
    shown = client.get(page)
    assert [(act.label, act.refused) for act in shown.context["actions"]] == [("Công văn đôn đốc xác nhận", "")]
    assert shown.content.decode().count("Quá hạn xác nhận: 11/07/2025") == 2
    assert [name for name, _ in client.get(form).context["facts"]] == ["Phường Cẩm Phả", "Hội Nông dân phường"]
    assert client.post(form, {"until": "01/01/2025"}).status_code == 422
    assert client.post(form, {"until": "18/07/2025"}).url == page
    copy = sent.copies.exclude(reminder=None).first()
    file = reverse("decisions:reminder-file", args=[sent.pk, copy.pk])
    assert client.get(page).content.decode().count("Công văn đôn đốc số 01/UBND-TĐKT") == 2
    assert client.get(file)["Content-Type"] == "application/pdf"
    assert client.get(reverse("decisions:reminder-file", args=[sent.pk, sent.copies.first().pk])).status_code == 404
    client.force_login(province.cam_pha.clerk)
    (act,) = client.get(page).context["actions"]
    assert act.refused.startswith("Để lập công văn đôn đốc cần vai trò")
