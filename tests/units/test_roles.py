"""Roles from a day to a day: granting, ending, the days at the edges, who may."""

from datetime import date, timedelta

import pytest

from tests.conftest import DAY, Role
from thidua.shared.denied import Denied, Stale, reason_against
from thidua.shared.models import AuditEvent, Letter
from thidua.units import actions_accounts
from thidua.units.actions import grant_role, open_account
from thidua.units.actions_accounts import close_account, end_role, reopen_account
from thidua.units.models import RoleGrant
from thidua.units.permissions import check_has_role
from thidua.units.queries import has_role
from thidua.units.queries_accounts import roles_in

TODAY = DAY.date()
DAYS = {name: TODAY + timedelta(days=n) for name, n in (("before", -1), ("today", 0), ("after", 1))}
WHY = "Chuyển sang công tác khác"


def refused(act, **arguments) -> str:
    with pytest.raises(Denied) as denied:
        act(**arguments)
    return denied.value.reason


@pytest.fixture
def officer(province):
    return province.root.officer


def granted(province, *, role=Role.CLERK, user=None, **dates) -> RoleGrant:
    user = user or province.stranger
    return grant_role(user=user, role=role, unit=province.ha_long.unit, by=province.root.officer, at=DAY, **dates)


@pytest.mark.parametrize(("dates", "holds"), [
    ({}, [False, True, True]),
    ({"starts_on": DAYS["after"]}, [False, False, True]),
    ({"ends_on": DAYS["today"]}, [False, True, False]),
    ({"starts_on": DAYS["before"], "ends_on": DAYS["before"]}, [True, False, False]),
])  # fmt: skip
def test_a_role_holds_from_its_first_to_its_last_day(province, dates, holds):
    granted(province, **dates)
    unit, user = province.ha_long.unit, province.stranger
    assert [has_role(user, [Role.CLERK], unit, day) for day in DAYS.values()] == holds
    told = [
        reason_against(check_has_role, user, [Role.CLERK], unit, day, "in giấy khen") == "" for day in DAYS.values()
    ]
    assert told == holds


def test_a_role_that_ended_yesterday_does_nothing_today_and_stays_in_the_history(province, officer):
    grant = province.ha_long.clerk.grants.get()
    end_role(grant=grant, last_day=DAYS["before"], reason=WHY, by=officer, at=DAY)
    unit = province.ha_long.unit
    # it began today, so it never held
    assert [has_role(grant.user, [Role.CLERK], unit, day) for day in DAYS.values()] == [False, False, False]
    grant.refresh_from_db()
    assert (grant.ends_on, grant.ended_by, grant.end_reason) == (DAYS["before"], officer, WHY)
    event = AuditEvent.objects.latest("seq")
    assert (event.act, event.detail) == (
        "role_ended",
        {"role": "clerk", "grant": grant.pk, "last_day": DAYS["before"].isoformat()},
    )
    assert Letter.objects.get(to=grant.user, subject="Vai trò của bạn kết thúc").body.endswith(f"Lý do: {WHY}")


def test_an_end_in_the_future_leaves_the_days_until_then(province, officer):
    grant = province.ha_long.clerk.grants.get()
    end_role(grant=grant, last_day=DAYS["after"], reason=WHY, by=officer, at=DAY)
    days = [DAYS["today"], DAYS["after"], TODAY + timedelta(days=2)]
    assert [has_role(grant.user, [Role.CLERK], grant.unit, day) for day in days] == [True, True, False]
    assert [grant.user in {each.user for each in roles_in(grant.unit, day)} for day in days] == [True, True, False]


@pytest.mark.parametrize(("last_day", "reason", "told"), [
    (TODAY, "ngắn",
     "Hãy ghi rõ lý do kết thúc vai trò. Cần ít nhất 10 ký tự (đang có 4): nói rõ vì sao, để người xem lại sau này "
     "hiểu."),
    (TODAY, "x" * 301, "Phần lý do kết thúc vai trò dài quá 300 ký tự. Mời viết gọn lại."),
    (TODAY - timedelta(days=2), WHY, "Ngày cuối sớm nhất là hôm qua: những việc đã làm trước đó vẫn có giá trị."),
    (date(2026, 1, 1), WHY, "Vai trò này đã kết thúc sớm hơn hoặc đúng ngày đó."),
])  # fmt: skip
def test_an_end_needs_a_reason_and_an_honest_day(province, officer, last_day, reason, told):
    grant = granted(province, ends_on=date(2025, 12, 31))
    assert refused(end_role, grant=grant, last_day=last_day, reason=reason, by=officer, at=DAY) == told


def test_a_role_ends_once(province, officer):
    grant = province.ha_long.clerk.grants.get()
    end_role(grant=grant, last_day=DAYS["after"], reason=WHY, by=officer, at=DAY)
    told = refused(end_role, grant=grant, last_day=TODAY, reason=WHY, by=officer, at=DAY)
    assert told == "Vai trò này đã kết thúc."


def test_of_two_ends_at_once_one_counts(province, officer, monkeypatch):
    """Both officers passed the checks before either wrote."""
    grant = province.ha_long.clerk.grants.get()

    def somebody_else_first(user, held, on):
        RoleGrant.objects.filter(pk=held.pk).update(ends_on=on, ended_at=DAY, ended_by=officer)

    monkeypatch.setattr(actions_accounts, "check_can_end", somebody_else_first)
    with pytest.raises(Stale) as stale:
        end_role(grant=grant, last_day=TODAY, reason=WHY, by=officer, at=DAY)
    assert stale.value.reason == "Vai trò này vừa được người khác kết thúc."


@pytest.mark.parametrize(("change", "told"), [
    ({"role": "vua"}, "Vai trò không có trong danh mục."),
    ({"starts_on": TODAY - timedelta(days=32)},
     "Vai trò ghi lùi nhiều nhất 31 ngày, để không viết lại việc ai giữ vai trò gì trước đây."),
    ({"ends_on": TODAY - timedelta(days=1)}, "Ngày cuối phải từ ngày bắt đầu trở đi."),
    ({"role": Role.OPERATOR}, "Vai trò “Kỹ thuật viên vận hành” chỉ giao ở đơn vị gốc của hệ thống."),
])  # fmt: skip
def test_a_grant_that_makes_no_sense_is_refused(province, officer, change, told):
    given = {"user": province.stranger, "role": Role.CLERK, "unit": province.ha_long.unit, "by": officer, "at": DAY}
    assert refused(grant_role, **given | change) == told


def test_the_same_role_is_not_given_twice_for_the_same_days(province):
    granted(province, ends_on=date(2025, 9, 30))
    told = "Người này đã có vai trò đó ở đây trong thời gian này."
    with pytest.raises(Denied) as denied:
        granted(province, starts_on=date(2025, 9, 30))
    assert denied.value.reason == told
    later = granted(province, starts_on=date(2025, 10, 1))
    assert (later.starts_on, later.ends_on) == (date(2025, 10, 1), None)
    with pytest.raises(Denied):
        granted(province, starts_on=date(2026, 1, 1))


def test_a_role_does_not_outlive_its_unit(province, officer):
    unit = province.ha_long.unit
    unit.valid_to = date(2025, 12, 31)
    unit.save()
    told = "Phường Hạ Long kết thúc hoạt động ngày 31/12/2025; vai trò không thể kéo dài hơn."
    with pytest.raises(Denied) as denied:
        granted(province)
    assert denied.value.reason == told
    assert granted(province, ends_on=date(2025, 12, 31)).ends_on == date(2025, 12, 31)


def test_nobody_grants_to_themselves_above_their_reach_or_to_a_closed_account(province):
    ward, at = province.ha_long, DAY
    tries = {
        "oneself": {"user": ward.officer, "unit": ward.unit, "by": ward.officer},
        "above": {"user": province.stranger, "unit": province.root.unit, "by": ward.officer},
        "beside": {"user": province.stranger, "unit": province.cam_pha.unit, "by": ward.officer},
        "not an officer": {"user": province.stranger, "unit": ward.unit, "by": ward.head},
    }
    told = {name: refused(grant_role, role=Role.DECIDER, at=at, **each) for name, each in tries.items()}
    needs = (
        "Để giao vai trò cần vai trò “Chuyên viên thi đua, khen thưởng” của {} hoặc của cấp trên, được giao trực tiếp."
    )
    assert told == {
        "oneself": "Không ai tự giao vai trò cho chính mình.",
        "above": needs.format("Tỉnh Quảng Ninh"),
        "beside": needs.format("Phường Cẩm Phả"),
        "not an officer": needs.format("Phường Hạ Long"),
    }
    close_account(account=ward.editor, reason=WHY, by=province.root.officer, at=at)
    ward.editor.refresh_from_db()
    assert refused(grant_role, user=ward.editor, role=Role.CLERK, unit=ward.unit, by=ward.officer, at=at) == (
        "Tài khoản đã đóng; hãy mở lại trước khi giao vai trò."
    )


NO_SUCCESSOR = (
    "Đây là chuyên viên cuối cùng của Phường Hạ Long. Hãy giao vai trò này cho người kế nhiệm trước, "
    "để đơn vị không bị bỏ trống."
)


def test_the_last_officer_of_a_unit_goes_only_after_a_successor(province, officer):
    grant = province.ha_long.officer.grants.get()
    ending = {"grant": grant, "last_day": TODAY, "reason": WHY, "by": officer, "at": DAY}
    assert refused(end_role, **ending) == NO_SUCCESSOR
    closing = {"account": grant.user, "reason": WHY, "by": officer, "at": DAY}
    assert refused(close_account, **closing) == NO_SUCCESSOR
    # whoever is only there for a while is no successor
    short = granted(province, role=Role.OFFICER, ends_on=TODAY)
    assert refused(end_role, **ending) == NO_SUCCESSOR
    end_role(grant=short, last_day=DAYS["before"], reason=WHY, by=officer, at=DAY)
    granted(province, role=Role.OFFICER, user=province.cam_pha.clerk)
    end_role(**ending)
    assert has_role(grant.user, [Role.OFFICER], province.ha_long.unit, DAYS["after"]) is False


def test_a_closed_account_is_no_successor(province, officer):
    successor = open_account(
        username="halong.moi", display_name="Người mới", password=None, under=province.ha_long.unit, by=officer, at=DAY
    )
    grant_role(user=successor, role=Role.OFFICER, unit=province.ha_long.unit, by=officer, at=DAY)
    close_account(account=successor, reason=WHY, by=officer, at=DAY)
    grant = province.ha_long.officer.grants.get()
    assert refused(end_role, grant=grant, last_day=TODAY, reason=WHY, by=officer, at=DAY) == NO_SUCCESSOR
    reopen_account(account=successor, by=officer, at=DAY)
    end_role(grant=grant, last_day=TODAY, reason=WHY, by=officer, at=DAY)


def test_nobody_ends_their_own_role(province):
    ward = province.ha_long
    told = refused(end_role, grant=ward.officer.grants.get(), last_day=TODAY, reason=WHY, by=ward.officer, at=DAY)
    assert told == "Không ai tự kết thúc vai trò của chính mình; hãy nhờ cán bộ quản trị khác."
