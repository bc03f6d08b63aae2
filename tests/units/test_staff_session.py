"""A staff session: one person's screens, for reading, for half an hour, with a reason, and the person is told."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests.accounts.conftest import signed_in_client, with_password
from tests.conftest import DAY, Role
from thidua.nominations import actions as nominations
from thidua.nominations.models import Nomination
from thidua.shared import audit, clock
from thidua.shared.denied import Denied
from thidua.shared.models import AuditEvent, Letter
from thidua.units.actions import grant_role
from thidua.units.actions_accounts import begin_staff_session, end_role, end_staff_session
from thidua.units.models import StaffSession
from thidua.units.queries import unit_ids_visible_to

WHY = "Xem lỗi không gửi được hồ sơ"
TODAY = DAY.date()


@pytest.fixture(autouse=True)
def on_the_day(monkeypatch):
    monkeypatch.setattr(clock, "demo_day", lambda: TODAY)


@pytest.fixture
def technician(province):
    user = province.stranger
    grant_role(user=user, role=Role.OPERATOR, unit=province.root.unit, by=province.root.officer, at=DAY)
    return user


@pytest.fixture
def watching(client, technician, province):
    """The technician's browser in a session that looks through the eyes of the officer of Hạ Long."""
    client.force_login(technician)
    data = {"username": province.ha_long.officer.username, "reason": WHY}
    assert client.post(reverse("accounts-admin:staff-begin"), data).url == reverse("home")
    return client


def refused(**arguments) -> str:
    with pytest.raises(Denied) as denied:
        begin_staff_session(**arguments)
    return denied.value.reason


def test_the_screens_are_those_of_the_person_with_a_banner_on_each(watching, province, technician):
    for name in ("home", "nominations:list", "accounts-admin:mine"):
        page = watching.get(reverse(name))
        assert page.context["user"] == province.ha_long.officer
        assert (page.context["staff_session"].reason, page.context["technician"]) == (WHY, technician)
        assert 'class="staff-banner"' in page.content.decode()


def test_the_person_is_told_and_the_audit_knows(watching, province, technician):
    officer = province.ha_long.officer
    letter = Letter.objects.get(to=officer, subject="Kỹ thuật viên xem màn hình của bạn")
    assert WHY in letter.body
    event = AuditEvent.objects.latest("seq")
    session = StaffSession.objects.get()
    assert (event.act, event.by, event.thing_id, event.detail) == (
        "staff_session_begun", technician, str(officer.pk), {"session": session.pk, "minutes": 30},
    )  # fmt: skip


def test_nothing_can_be_done_in_it(watching, province):
    before = Nomination.objects.count()
    data = {"unit": province.ha_long.unit.pk, "award_code": "advanced_worker", "year": 2025}
    answer = watching.post(reverse("nominations:new"), data)
    told = "Phiên kỹ thuật chỉ để xem: không việc nào được thực hiện dưới tên người khác."
    assert (answer.status_code, answer.context["reason"], Nomination.objects.count()) == (403, told, before)
    for method in ("put", "patch", "delete"):
        assert getattr(watching, method)(reverse("home")).status_code == 403


def test_even_an_act_that_a_page_does_when_it_is_read_is_refused(province, technician):
    from django.db import transaction

    from thidua.shared import behalf

    token = behalf.watch()
    try:
        with pytest.raises(Denied), transaction.atomic():
            audit.record("looked", province.ha_long.officer, by=province.ha_long.officer, at=DAY)
    finally:
        behalf.stop_watching(token)
    assert AuditEvent.objects.filter(act="looked").count() == 0


@pytest.mark.parametrize(
    "name", ["accounts:letters", "accounts:sessions", "mfa_index", "accounts:password", "ballots:list"]
)
def test_what_is_private_stays_private(watching, name):
    answer = watching.get(reverse(name))
    told = "Trang này thuộc riêng người đó; phiên kỹ thuật không xem được."
    assert (answer.status_code, answer.context["reason"]) == (403, told)


def test_the_technician_ends_it(watching, technician):
    assert watching.post(reverse("accounts-admin:staff-end")).url == reverse("accounts-admin:staff")
    page = watching.get(reverse("home"))
    assert (page.context["user"], page.context["staff_session"]) == (technician, None)
    session = StaffSession.objects.get()
    assert (session.ended_by, AuditEvent.objects.latest("seq").act) == (technician, "staff_session_ended")


@pytest.mark.parametrize("minutes", [30, -1])
def test_it_ends_by_itself_whichever_way_a_clock_moves(watching, technician, minutes):
    session = StaffSession.objects.get()
    now = session.began_at
    shift = timedelta(minutes=minutes)
    StaffSession.objects.update(began_at=now - shift, ends_at=now - shift + timedelta(minutes=30))
    assert watching.get(reverse("home")).context["user"] == technician


def test_it_ends_when_the_role_of_the_technician_ends(watching, province, technician):
    end_role(
        grant=technician.grants.get(), last_day=TODAY - timedelta(days=1), reason="Hết hợp đồng bảo trì",
        by=province.root.officer, at=DAY,
    )  # fmt: skip
    assert watching.get(reverse("home")).context["user"] == technician


def test_another_browser_of_the_technician_is_not_in_it(watching, technician):
    from django.test import Client

    other = Client()
    other.force_login(technician)
    assert other.get(reverse("home")).context["user"] == technician


def test_who_may_not(province, technician):
    officer, at = province.ha_long.officer, DAY
    assert refused(account=officer, reason=WHY, by=province.root.officer, at=at) == (
        "Để mở phiên kỹ thuật cần vai trò “Kỹ thuật viên vận hành” ở đơn vị gốc."
    )
    assert refused(account=technician, reason=WHY, by=technician, at=at) == "Đây là tài khoản của chính bạn."
    assert refused(account=officer, reason="xem", by=technician, at=at) == (
        "Hãy ghi rõ lý do mở phiên kỹ thuật. Cần ít nhất 10 ký tự (đang có 3): nói rõ vì sao, để người xem lại sau này hiểu."
    )
    grant_role(user=officer, role=Role.OPERATOR, unit=province.root.unit, by=province.root.officer, at=at)
    assert refused(account=officer, reason=WHY, by=technician, at=at) == (
        "Không mở phiên kỹ thuật vào tài khoản của một kỹ thuật viên khác."
    )


def test_one_at_a_time_and_what_ran_out_is_put_away(province, technician):
    first = begin_staff_session(account=province.ha_long.officer, reason=WHY, by=technician, at=DAY)
    at = DAY + timedelta(minutes=29)
    assert refused(account=province.cam_pha.officer, reason=WHY, by=technician, at=at) == (
        "Bạn còn một phiên kỹ thuật chưa kết thúc. Hãy kết thúc phiên đó trước."
    )
    later = DAY + timedelta(minutes=30)
    begin_staff_session(account=province.cam_pha.officer, reason=WHY, by=technician, at=later)
    first.refresh_from_db()
    assert first.ended_at == later


def test_a_session_of_somebody_else_cannot_be_ended(province, technician):
    session = begin_staff_session(account=province.ha_long.officer, reason=WHY, by=technician, at=DAY)
    with pytest.raises(Denied) as denied:
        end_staff_session(session=session, by=province.ha_long.officer, at=DAY)
    assert denied.value.reason == "Chỉ người mở phiên kỹ thuật kết thúc phiên đó."


def test_an_unknown_name_is_told(client, technician):
    client.force_login(technician)
    answer = client.post(reverse("accounts-admin:staff-begin"), {"username": "khong-co", "reason": WHY})
    assert answer.context["form"].errors["username"] == ["Không có tài khoản nào mang tên này."]


def test_a_technician_sees_nobodys_affairs_without_a_session(client, province, technician):
    root = province.root
    nominations.draft_nomination(unit=root.unit, award_code="advanced_worker", year=2025, by=root.officer, at=DAY)
    seen = []
    for user in (technician, root.head):
        client.force_login(user)
        seen.append(
            (len(unit_ids_visible_to(user, TODAY)), client.get(reverse("nominations:list")).context["table"].count)
        )
    assert seen == [(0, 0), (1, 1)]


def test_auditors_see_every_staff_session_technicians_their_own_others_none(client, province, technician):
    begin_staff_session(account=province.ha_long.officer, reason=WHY, by=technician, at=DAY)
    auditor = province.cam_pha.editor
    grant_role(user=auditor, role=Role.AUDITOR, unit=province.root.unit, by=province.root.officer, at=DAY)
    seen = {}
    for user in (auditor, technician):
        client.force_login(user)
        seen[user] = client.get(reverse("accounts-admin:staff")).context["table"].count
    assert list(seen.values()) == [1, 1]
    client.force_login(province.ha_long.officer)
    assert client.get(reverse("accounts-admin:staff")).status_code == 403


def test_with_a_password_the_technician_proves_again_who_it_is(technician, settings):
    settings.SECOND_FACTOR_ROLES = []  # a technician has one in a real installation, tested with the factors
    client = signed_in_client(with_password(technician))
    assert client.get(reverse("accounts-admin:staff-begin")).url.startswith(reverse("account_reauthenticate"))
