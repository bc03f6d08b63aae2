"""Reminders: what the stages have due becomes one letter a person and day, at set distances, on working days."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from tests.conferences.samples import planned
from tests.movements.samples import launched, reviewed
from tests.pledges.samples import signed
from tests.scoring.conftest import opened
from thidua.accounts.models import User
from thidua.conferences import actions_guests as guest_list
from thidua.movements import actions as movements
from thidua.notices import reminders
from thidua.notices.actions_reminding import write_reminders
from thidua.notices.reminders import Due, digests_for, house_deadline
from thidua.pledges import actions as pledges
from thidua.pledges.models import PledgeTarget
from thidua.pledges.reminders import quarter_before
from thidua.shared import clock
from thidua.shared.models import Dispatch, Letter

TUESDAY = date(2026, 3, 31)


@pytest.fixture
def only(monkeypatch):
    """``only(Due, …)``: nothing else is due."""

    def use(*dues):
        monkeypatch.setattr(reminders, "_PROVIDERS", {"tests": lambda on: iter(dues)})

    return use


def _due(user: User, due_on: date, what: str = "Gửi báo cáo", unit: int = 1) -> Due:
    return Due(user.pk, unit, what, due_on, "/viec/")


def _days_told(user: User, due_on: date, first: date, days: int) -> list[int]:
    """How many days before (negative: after) the last day somebody is told of it."""
    told = [first + timedelta(days=n) for n in range(days) if digests_for(first + timedelta(days=n))]
    return [(due_on - day).days for day in told]


def test_one_is_told_seven_three_and_one_day_before_on_the_day_the_day_after_and_every_week(only, province):
    friday = date(2026, 3, 20)
    only(_due(province.ha_long.officer, friday))
    # the day after is a Saturday: told on Monday; the last is thirteen weeks late
    told = _days_told(province.ha_long.officer, friday, date(2026, 3, 9), 150)
    assert told == [7, 3, 1, 0, -3, -7, -14, -21, -28, -35, -45, -49, -56, -63, -70, -77, -84, -91]


def test_what_falls_on_a_day_of_rest_is_told_on_the_working_day_before(only, province):
    sunday = date(2026, 3, 22)
    only(_due(province.ha_long.officer, sunday))
    assert _days_told(province.ha_long.officer, sunday, date(2026, 3, 12), 11) == [9, 3, 2]


def test_nobody_is_told_anything_on_a_holiday(only, province):
    only(_due(province.ha_long.officer, date(2025, 9, 2)))
    assert digests_for(date(2025, 9, 2)) == []


def test_ten_matters_are_one_letter_the_late_ones_first(only, province):
    officer = province.ha_long.officer
    dues = [_due(officer, TUESDAY + timedelta(days=days), f"Việc {days}") for days in (3, -1, 0, -7, 2)]
    only(*dues, dues[0])
    (digest,) = digests_for(TUESDAY)
    assert (digest.to, digest.title) == (officer, "Nhắc việc: 4 việc, 2 việc quá hạn")
    assert digest.body == (
        "Việc của bạn tính đến Thứ Ba, ngày 31 tháng 3 năm 2026:\n\n"
        "QUÁ HẠN\n"
        "1. Việc -7. Hạn 24/03/2026, quá hạn 7 ngày.\n   http://localhost:8000/viec/\n"
        "2. Việc -1. Hạn 30/03/2026, quá hạn 1 ngày.\n   http://localhost:8000/viec/\n\n"
        "ĐẾN HẠN HÔM NAY\n"
        "1. Việc 0. Hạn 31/03/2026, hôm nay.\n   http://localhost:8000/viec/\n\n"
        "SẮP ĐẾN HẠN\n"
        "1. Việc 3. Hạn 03/04/2026, còn 3 ngày.\n   http://localhost:8000/viec/"
    )


def test_a_person_has_one_reminder_a_day_however_often_it_is_written(only, province):
    only(_due(province.ha_long.officer, TUESDAY), _due(province.cam_pha.officer, TUESDAY))
    at = clock.at_hour(TUESDAY, 7)
    counts = [write_reminders(digests=digests_for(TUESDAY), at=at) for _ in range(2)]
    later = write_reminders(digests=digests_for(TUESDAY), at=clock.at_hour(TUESDAY, 11))
    assert (counts, later, Letter.objects.count(), Dispatch.objects.get().title) == (
        [2, 0], 0, 2, "Nhắc việc ngày 31/03/2026",
    )  # fmt: skip


def test_a_closed_account_is_reminded_of_nothing(only, province):
    User.objects.filter(pk=province.ha_long.officer.pk).update(is_active=False)
    only(_due(province.ha_long.officer, TUESDAY))
    assert digests_for(TUESDAY) == []


def test_deadlines_of_the_house_are_in_working_days_and_beyond_the_table_of_holidays_in_calendar_days(settings):
    settings.DEADLINE_DAYS = {"mend": 5}
    assert (house_deadline("mend", date(2025, 8, 28)), house_deadline("mend", date(2190, 1, 1))) == (
        date(2025, 9, 8), date(2190, 1, 8),
    )  # fmt: skip


def test_the_preview_shows_the_day_and_writes_nothing(only, province, client):
    unit = province.ha_long.unit.pk
    only(
        _due(province.ha_long.officer, TUESDAY, unit=unit),
        _due(province.cam_pha.officer, TUESDAY, unit=province.cam_pha.unit.pk),
    )
    address = reverse("notices:reminders") + "?ngay=2026-03-31"
    client.force_login(province.root.officer)
    everything = [each.to for each, _ in client.get(address).context["people"]]
    client.force_login(province.ha_long.officer)
    own = [each.to for each, _ in client.get(address).context["people"]]
    wrong = client.get(reverse("notices:reminders") + "?ngay=31/02/2026")
    assert (everything, own, Letter.objects.count(), wrong.status_code) == (
        [province.ha_long.officer, province.cam_pha.officer], [province.ha_long.officer], 0, 422,
    )  # fmt: skip


# ── what the stages have due ──


def _of(code: str, on: date) -> list[tuple[str, str, date]]:
    """(account, what, last day) of one provider."""
    names = dict(User.objects.values_list("pk", "username"))
    return sorted((names[due.to], due.what, due.due_on) for due in reminders._PROVIDERS[code](on))


def test_every_stage_with_deadlines_says_what_is_due():
    assert sorted(reminders._PROVIDERS) == [
        "clusters.gatherings", "clusters.plan", "conferences.held", "councils.opinions", "councils.papers",
        "councils.session", "decisions.copies", "honours.follow_ups", "movements.answer",
        "movements.report", "movements.sum_up",
        "nominations.appraise", "nominations.consultation", "nominations.mend", "nominations.reply",
        "people.transfer", "pledges.confirming", "pledges.drawing_up",
        "pledges.progress", "pledges.registration", "pledges.registration_returned", "pledges.signing",
        "scoring.marks", "scoring.self_score", "scoring.verify",
    ]  # fmt: skip


def test_of_a_launched_movement_answers_registration_and_pledge_are_due_and_what_is_done_is_not(province):
    pledge = signed(province)
    movement, launched = pledge.movement, province.at.date()
    call = movement.calls.get(unit=province.ha_long.unit)
    movements.answer_call(call=call, answer="Đã rõ.", by=province.ha_long.officer, at=province.at)
    answer, register = call.due_on, house_deadline("register", launched)
    assert _of("movements.answer", launched) == [
        ("campha.officer", f"Phường Cẩm Phả trả lời phong trào “{movement.title}”", answer),
        ("vandon.officer", f"Đặc khu Vân Đồn trả lời phong trào “{movement.title}”", answer),
    ]
    assert _of("pledges.drawing_up", launched) == [
        ("campha.officer", f"Phường Cẩm Phả lập và trình ký giao ước cho phong trào “{movement.title}”", register),
        ("vandon.officer", f"Đặc khu Vân Đồn lập và trình ký giao ước cho phong trào “{movement.title}”", register),
    ]
    sheet = pledges.draft_registration(
        unit=province.cam_pha.unit, year=movement.year, by=province.cam_pha.officer, at=province.at
    )
    assert [user for user, _, _ in _of("pledges.registration", launched)] == [
        "campha.officer", "halong.officer", "vandon.officer",
    ]  # fmt: skip
    type(sheet).objects.filter(pk=sheet.pk).update(state="accepted")
    assert [user for user, _, _ in _of("pledges.registration", launched)] == ["halong.officer", "vandon.officer"]


def test_the_day_the_province_set_goes_before_the_days_of_the_house(province):
    launched(province)
    pledges.set_deadlines(
        unit=province.root.unit, year=2025, days={"registration": date(2025, 7, 25), "pledge": date(2025, 7, 30)},
        by=province.root.officer, at=province.at,
    )  # fmt: skip
    found = {
        code: {day for _, _, day in _of(code, province.at.date())}
        for code in ("pledges.registration", "pledges.drawing_up")
    }
    assert found == {"pledges.registration": {date(2025, 7, 25)}, "pledges.drawing_up": {date(2025, 7, 30)}}


def test_of_an_open_review_the_units_that_have_not_reported_are_due(province):
    review = reviewed(province, launched(province))  # the first ward has reported
    what = f"báo cáo sơ kết phong trào “{review.movement.title}”"
    assert _of("movements.report", province.at.date()) == [
        ("campha.officer", f"Phường Cẩm Phả {what}", review.due_on),
        ("vandon.officer", f"Đặc khu Vân Đồn {what}", review.due_on),
    ]


def test_of_a_pledge_put_forward_the_side_that_has_not_signed_is_due(province):
    pledge = signed(province)
    pledge.signatures.filter(side="superior").delete()
    type(pledge).objects.filter(pk=pledge.pk).update(state="proposed", signed_at=None, signed_by=None)
    assert _of("pledges.signing", province.at.date()) == [
        ("tinh.head", "Ký giao ước thi đua năm 2025 của Phường Hạ Long", house_deadline("sign", province.at.date()))
    ]


def test_results_of_a_quarter_are_due_by_the_tenth_of_the_month_after_it(province):
    signed(province)
    due = ("halong.officer", "Phường Hạ Long nhập kết quả quý 3/2025 của giao ước thi đua", date(2025, 10, 10))
    assert [_of("pledges.progress", day) for day in (date(2025, 9, 30), date(2025, 10, 3))] == [[], [due]]
    officer, at = province.ha_long.officer, clock.at_hour(date(2025, 10, 2))
    for target in PledgeTarget.objects.all():
        pledges.enter_progress(target=target, quarter=3, value="1", evidence="", by=officer, at=at)
    assert _of("pledges.progress", date(2025, 10, 3)) == []


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2026, 1, 1), (2025, 4, date(2026, 1, 10))),
        (date(2026, 3, 31), (2025, 4, date(2026, 1, 10))),
        (date(2026, 4, 1), (2026, 1, date(2026, 4, 10))),
        (date(2026, 12, 31), (2026, 3, date(2026, 10, 10))),
    ],
)
def test_the_quarter_before_a_day(on, expected):
    assert quarter_before(on) == expected


def test_of_a_season_the_cards_are_due_and_then_their_verification(province):
    scene = opened(province)
    season = scene.season
    day = season.opened_at.date()
    sent = _of("scoring.self_score", day)
    assert [(user, due_on) for user, _, due_on in sent] == [
        (f"{slug}.officer", house_deadline("self_score", day)) for slug in ("campha", "halong", "vandon")
    ]
    assert _of("scoring.verify", day) == []
    season.scorecards.update(state="sent")
    type(season).objects.filter(pk=season.pk).update(
        state="verifying", verifying_at=province.at, verifying_by=province.cluster_head
    )
    assert (_of("scoring.self_score", day), _of("scoring.verify", day)) == (
        [],
        [
            (
                "cum1.head",
                "Thẩm định 3 bảng điểm năm 2025 của Cụm thi đua số 1",
                house_deadline("verify", province.at.date()),
            )
        ],
    )


def test_of_a_conference_the_guests_are_told_before_and_the_organiser_after(province):
    conference = planned(province, title="Hội nghị giao ban", held_on=date(2025, 7, 18))
    assert _of("conferences.held", date(2025, 7, 11)) == []  # nobody is invited yet
    guest_list.invite(conference=conference, by=province.root.officer, at=province.at)
    before, after = _of("conferences.held", date(2025, 7, 11)), _of("conferences.held", date(2025, 7, 21))
    guests = sorted(conference.participation.values_list("unit__name", flat=True))
    assert (len(guests), [what for _, what, _ in before]) == (3, [f"Dự “Hội nghị giao ban” tại {conference.place}"] * 3)
    assert after == [("tinh.officer", "Ghi nhận kết quả “Hội nghị giao ban”, lập biên bản", date(2025, 7, 18))]
