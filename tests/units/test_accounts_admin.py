"""Accounts in the hands of officers: reach, opening with a code, closing, unlocking, factors, identity."""

import re

import pytest
from axes.models import AccessAttempt
from django.test import Client
from django.urls import reverse

from tests.accounts.conftest import PASSWORD, confirmed, nothing_counted, signed_in_client, telephone_of, with_password
from tests.conftest import DAY, Role
from thidua.accounts.models import OneTimeCode, User
from thidua.accounts.queries import has_second_factor
from thidua.shared import clock
from thidua.shared.denied import Denied
from thidua.shared.models import AuditEvent, Letter
from thidua.units import actions_accounts as actions
from thidua.units.actions import grant_role, open_account
from thidua.units.models import RoleGrant
from thidua.units.queries_accounts import administered_accounts

__all__ = ["nothing_counted"]  # each test starts without counted failures
WHY = "Nghỉ hưu theo chế độ"
TODAY = DAY.date()


@pytest.fixture(autouse=True)
def on_the_day(settings, monkeypatch):
    """The pages stand on the day of the province."""
    monkeypatch.setattr(clock, "demo_day", lambda: TODAY)


@pytest.fixture
def ward(province):
    return province.ha_long


@pytest.fixture
def desk(client, ward):
    """A browser in which the officer of Hạ Long is signed in; the account has no password, so nothing is asked again."""
    client.force_login(ward.officer)
    return client


def page(name: str, *args: int) -> str:
    return reverse(f"accounts-admin:{name}", args=args)


def refused(act, **arguments) -> str:
    with pytest.raises(Denied) as denied:
        act(**arguments)
    return denied.value.reason


def test_an_officer_sees_the_accounts_of_the_unit_and_below(province, ward):
    own = {each.username for each in administered_accounts(ward.officer, TODAY)}
    assert own == {f"halong.{role}" for role in ward.accounts}
    everybody = administered_accounts(province.root.officer, TODAY)
    assert everybody.count() == User.objects.count()


def test_the_list_is_searched_without_diacritics_and_filtered_by_role(desk):
    found = desk.get(page("list"), {"q": "decider phuong"}).context["table"]
    assert [row.display_name for row in found.records] == ["decider Phường Hạ Long"]
    assert [row.roles_line for row in found.records] == ["Người ký quyết định – Phường Hạ Long"]
    by_role = desk.get(page("list"), {"role": "clerk"}).context["table"]
    assert [row.username for row in by_role.records] == ["halong.clerk"]
    assert "Người ký quyết định – Phường Hạ Long" in desk.get(page("list"), {"export": "csv"}).getvalue().decode()


def test_who_is_no_officer_is_led_to_the_own_roles(client, ward):
    client.force_login(ward.clerk)
    assert client.get(page("list")).url == page("mine")
    assert client.get(page("mine")).status_code == 200
    assert client.get(page("open")).status_code == 403


def test_an_account_out_of_reach_is_not_even_named(desk, province):
    for name in ("detail", "grant", "close"):
        assert desk.get(page(name, province.cam_pha.clerk.pk)).status_code == 404
    for name in ("code", "factors", "unlock", "sessions", "reopen", "unlink"):
        assert desk.post(page(name, province.cam_pha.clerk.pk)).status_code == 404
    assert OneTimeCode.objects.count() == 0


ACTS = {
    "issue_code": {},
    "remove_factors": {},
    "unlock_account": {},
    "end_sessions_of": {},
    "reopen_account": {},
    "close_account": {"reason": WHY},
    "unlink_identity": {},
    "register_identity": {"subject": "x", "number": ""},
}


@pytest.mark.parametrize("act", ACTS)
def test_every_act_asks_for_reach_and_never_touches_ones_own_account(province, ward, act):
    do, more = getattr(actions, act), ACTS[act]
    outside = refused(do, account=province.cam_pha.clerk, by=ward.officer, at=DAY, **more)
    own = refused(do, account=ward.officer, by=ward.officer, at=DAY, **more)
    no_right = refused(do, account=ward.clerk, by=ward.head, at=DAY, **more)
    assert outside.startswith("Tài khoản này thuộc Phường Cẩm Phả, ngoài phạm vi quản trị của bạn;")
    assert own.endswith("cho tài khoản của chính mình; hãy nhờ cán bộ quản trị khác.")
    assert no_right == (
        "Để quản trị tài khoản cần vai trò “Chuyên viên thi đua, khen thưởng” của đơn vị, được giao trực tiếp."
    )


def test_somebody_with_a_role_above_belongs_to_the_level_above(province, ward):
    grant_role(user=ward.clerk, role=Role.CLERK, unit=province.root.unit, by=province.root.officer, at=DAY)
    told = refused(actions.issue_code, account=ward.clerk, by=ward.officer, at=DAY)
    assert told == "Tài khoản này thuộc Tỉnh Quảng Ninh, ngoài phạm vi quản trị của bạn; cấp trên mới cấp mã được."
    assert actions.issue_code(account=ward.clerk, by=province.root.officer, at=DAY).count("-") == 2


def _opening(ward, **changes):
    return {"unit": ward.unit.pk, "username": "halong.tiepdan", "display_name": "Bộ phận tiếp dân"} | changes


def test_an_account_is_opened_with_a_code_shown_once_and_can_do_nothing_yet(desk, ward):
    answer = desk.post(page("open"), _opening(ward))
    code = answer.context["code"]
    assert re.fullmatch(r"[B-DF-HJ-NP-TV-XZ2-9]{4}(-[B-DF-HJ-NP-TV-XZ2-9]{4}){2}", code)
    assert "no-store" in answer.headers["Cache-Control"]
    user = User.objects.get(username="halong.tiepdan")
    assert (user.office, user.has_usable_password(), user.grants.count()) == (ward.unit, False, 0)
    assert code not in desk.get(page("detail", user.pk)).content.decode()
    stranger = Client()
    new = "mot-cau-dai-de-nho-2026"
    data = {"username": user.username, "code": code, "new": new, "again": new}
    assert stranger.post(reverse("accounts:use-code"), data).url == reverse("accounts:sign-in")
    assert signed_in_client(user, new).get(reverse("home")).status_code == 200


@pytest.mark.parametrize(("changes", "field", "told"), [
    ({"username": "Có Dấu"}, "username",
     "Tên đăng nhập gồm 3 đến 60 chữ thường không dấu, chữ số, dấu chấm, gạch ngang; bắt đầu bằng chữ hoặc số."),
    ({"username": "halong.clerk"}, "__all__", "Tên đăng nhập “halong.clerk” đã có người dùng."),
    ({"person": "khong-co"}, "person",
     "Không có cán bộ nào mang mã hoặc họ tên “khong-co” ở các đơn vị bạn quản lý."),
    ({"display_name": ""}, "display_name", "Mục này không được để trống."),
])  # fmt: skip
def test_a_mistake_is_told_at_its_place(desk, ward, changes, field, told):
    before = User.objects.count()
    answer = desk.post(page("open"), _opening(ward, **changes))
    assert (answer.status_code, answer.context["form"].errors[field]) == (422, [told])
    assert (User.objects.count(), OneTimeCode.objects.count()) == (before, 0)


def test_a_unit_out_of_reach_cannot_be_chosen(desk, province):
    answer = desk.post(page("open"), _opening(province.cam_pha))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["unit"])


def test_a_person_of_the_register_has_one_account(desk, ward):
    person = ward.people[0]
    sure = {"person": person.code, "shown": person.pk, "is_right_person": "on"}
    assert desk.post(page("open"), _opening(ward, **sure)).status_code == 200
    assert User.objects.get(username="halong.tiepdan").person == person
    again = desk.post(page("open"), _opening(ward, username="halong.hai", **sure))
    assert again.context["form"].non_field_errors() == ["Người này đã có tài khoản: Bộ phận tiếp dân (halong.tiepdan)."]


def test_whose_account_it_will_be_is_shown_and_confirmed_before_it_is_opened(desk, ward):
    person, other = ward.people[0], ward.people[1]
    given = _opening(ward, display_name="Nguyễn Thị Hương", person=person.code)
    asked = desk.post(page("open"), given)
    form = asked.context["form"]
    assert form.errors == {
        "is_right_person": [
            f"Tên tài khoản “Nguyễn Thị Hương” khác tên trong hồ sơ “{person.full_name}”. Chỉ tiếp tục khi đã đối chiếu: "
            "quy định không ai tự xét việc của mình dựa vào chỗ gắn này."
        ]
    }
    assert form["is_right_person"].label.startswith(f"Đúng là {person.full_name} (mã {person.code}")
    # what was confirmed for one person says nothing of another
    moved = desk.post(page("open"), given | {"person": other.code, "shown": person.pk, "is_right_person": "on"})
    assert list(moved.context["form"].errors) == ["is_right_person"]
    assert not User.objects.filter(username="halong.tiepdan").exists()
    done = desk.post(page("open"), given | {"shown": person.pk, "is_right_person": "on"})
    assert done.status_code == 200
    user = User.objects.get(username="halong.tiepdan")
    facts = dict(fact[:2] for fact in desk.get(page("detail", user.pk)).context["facts"])
    assert facts["Cán bộ"].endswith("khác tên tài khoản: mời đối chiếu")
    told = refused(
        actions.open_account_with_code, username="x.y", display_name="Nguyễn Thị Hương", under=ward.unit,
        by=ward.officer, at=DAY, person=other,
    )  # fmt: skip
    assert told == (
        f"Tên tài khoản “Nguyễn Thị Hương” khác tên trong hồ sơ cán bộ “{other.full_name}”; hãy đối chiếu và xác nhận."
    )


def test_a_wrong_link_is_put_right_with_a_reason_by_somebody_else(desk, ward):
    person, clerk = ward.people[0], ward.clerk
    why = "Mở nhầm người, đối chiếu danh sách"
    given = {"person": person.code, "reason": why, "shown": person.pk, "is_right_person": "on"}
    assert desk.post(page("person", clerk.pk), given).status_code == 302
    clerk.refresh_from_db()
    record = AuditEvent.objects.get(act="account_person_linked")
    assert (clerk.person, record.detail) == (person, {"before": None, "after": person.pk, "reason": why})
    own = refused(actions.link_person, account=ward.officer, person=person, reason=why, by=ward.officer, at=DAY)
    assert own.endswith("cho tài khoản của chính mình; hãy nhờ cán bộ quản trị khác.")


def test_with_a_password_one_proves_again_who_one_is_before_opening_accounts(ward):
    client = signed_in_client(with_password(ward.officer))
    for name, method in (("open", "get"), ("open", "post")):
        assert getattr(client, method)(page(name)).url.startswith(reverse("account_reauthenticate"))
    assert client.post(page("code", ward.clerk.pk)).url.startswith(reverse("account_reauthenticate"))
    assert OneTimeCode.objects.count() == 0
    assert confirmed(client).get(page("open")).status_code == 200


@pytest.mark.parametrize("name", ["code", "factors"])
def test_an_act_that_was_interrupted_goes_on_after_the_proof(ward, name):
    telephone_of(with_password(ward.clerk))
    client = signed_in_client(with_password(ward.officer))
    asked = client.post(page(name, ward.clerk.pk))
    answer = client.post(asked.url, {"password": PASSWORD, "next": page(name, ward.clerk.pk)})
    if name == "code":
        assert (answer.status_code, answer.context["account"]) == (200, ward.clerk)
        assert OneTimeCode.objects.get().issued_by == ward.officer
    else:
        assert answer.url == page("detail", ward.clerk.pk)
        assert has_second_factor(ward.clerk) is False
        assert [str(each) for each in client.get(answer.url).context["messages"]] == [
            "Đã gỡ lớp xác thực thứ hai. Người này bật lại ở lần đăng nhập sau."
        ]


def test_closing_ends_sessions_and_codes_and_says_why(ward, desk):
    clerk = with_password(ward.clerk)
    client = signed_in_client(clerk)
    actions.issue_code(account=clerk, by=ward.officer, at=DAY)
    short = desk.post(page("close", clerk.pk), {"reason": "nghỉ"})
    assert short.context["form"].errors["reason"] == [
        "Cần ít nhất 10 ký tự (đang có 4): nói rõ vì sao, để người xem lại sau này hiểu."
    ]
    assert desk.post(page("close", clerk.pk), {"reason": WHY}).url == page("detail", clerk.pk)
    assert client.get(reverse("home")).status_code == 302
    clerk.refresh_from_db()
    assert (clerk.is_active, clerk.closed_by, clerk.closed_reason) == (False, ward.officer, WHY)
    assert OneTimeCode.objects.filter(is_spent=False).count() == 0
    assert refused(actions.close_account, account=clerk, reason=WHY, by=ward.officer, at=DAY) == (
        "Tài khoản này đã đóng."
    )


def test_a_closed_account_answers_like_a_wrong_password_and_opens_again(ward, desk):
    clerk = with_password(ward.clerk)
    actions.close_account(account=clerk, reason=WHY, by=ward.officer, at=DAY)
    sign_in = {"username": clerk.username, "password": PASSWORD}
    told = Client().post(reverse("accounts:sign-in"), sign_in).context["form"].non_field_errors()
    assert told == [
        "Tên đăng nhập hoặc mật khẩu không đúng. Mật khẩu phân biệt chữ hoa, chữ thường; tên đăng nhập thì không."
    ]
    assert desk.post(page("reopen", clerk.pk)).url == page("detail", clerk.pk)
    assert signed_in_client(clerk).get(reverse("home")).status_code == 200
    clerk.refresh_from_db()
    assert refused(actions.reopen_account, account=clerk, by=ward.officer, at=DAY) == "Tài khoản này đang mở."


def test_an_officer_unlocks_who_is_locked_out(ward, desk):
    clerk = with_password(ward.clerk)
    wrong = {"username": clerk.username, "password": "khong-phai-mat-khau-nay"}
    guesser = Client()
    for _ in range(8):
        last = guesser.post(reverse("accounts:sign-in"), wrong)
    assert (last.status_code, "15 phút" in last.content.decode()) == (429, True)
    assert ("Đăng nhập", "Đang tạm khóa vì nhập sai mật khẩu nhiều lần") in desk.get(page("detail", clerk.pk)).context[
        "facts"
    ]
    assert desk.post(page("unlock", clerk.pk)).url == page("detail", clerk.pk)
    assert AccessAttempt.objects.filter(username=clerk.username).count() == 0
    signed_in_client(clerk)


def test_a_lost_telephone_is_taken_off_and_the_owner_told(ward, desk):
    clerk = with_password(ward.clerk)
    telephone_of(clerk)
    assert desk.post(page("factors", clerk.pk)).url == page("detail", clerk.pk)
    assert has_second_factor(clerk) is False
    assert Letter.objects.filter(to=clerk).latest("pk").subject == "Đã gỡ các cách xác thực lớp thứ hai"
    assert signed_in_client(clerk).get(reverse("home")).status_code == 200


def test_roles_are_given_and_ended_on_pages(ward, desk):
    days = {"starts_on": "08/07/2025", "ends_on": "31/12/2025", "document": "12/QĐ-UBND"}
    given = {"unit": ward.unit.pk, "role": "editor"} | days
    assert desk.post(page("grant", ward.clerk.pk), given).url == page("detail", ward.clerk.pk)
    grant = RoleGrant.objects.get(user=ward.clerk, role="editor")
    assert (grant.document, grant.granted_by) == ("12/QĐ-UBND", ward.officer)
    again = desk.post(page("grant", ward.clerk.pk), given)
    assert (again.status_code, again.context["form"].non_field_errors()) == (
        422, ["Người này đã có vai trò đó ở đây trong thời gian này."],
    )  # fmt: skip
    ended = desk.post(page("end-role", grant.pk), {"last_day": "08/07/2025", "reason": WHY})
    assert ended.url == page("detail", ward.clerk.pk)
    assert desk.get(page("end-role", grant.pk)).status_code == 403
    rows = desk.get(page("detail", ward.clerk.pk)).context["roles"]
    assert [(row["role"], row["state_label"]) for row in rows] == [
        ("Biên tập viên", "Đang giữ"),
        ("Văn thư", "Đang giữ"),
    ]


def test_the_technicians_role_is_offered_at_the_root_only(client, desk, province, ward):
    def offered(answer):
        return "operator" in dict(answer.context["form"].fields["role"].choices)

    assert offered(desk.get(page("grant", ward.clerk.pk))) is False
    client.force_login(province.root.officer)
    province.root.officer.set_unusable_password()
    province.root.officer.save()
    client.force_login(province.root.officer)
    assert offered(client.get(page("grant", ward.clerk.pk))) is True


@pytest.mark.parametrize(("day", "count"), [("07/07/2025", 0), ("08/07/2025", 8), ("", 8)])
def test_the_roles_of_a_unit_on_a_day(desk, ward, day, count):
    answer = desk.get(page("unit-roles"), {"don-vi": ward.unit.pk, "ngay": day})
    assert (answer.context["unit"], answer.context["table"].count) == (ward.unit, count)


@pytest.mark.parametrize(
    "query", [{"ngay": "31/02/2025"}, {"ngay": "hôm qua"}, {"don-vi": "abc"}, {"don-vi": "9" * 40}]
)
def test_an_odd_day_or_unit_is_told_and_breaks_nothing(desk, ward, query):
    answer = desk.get(page("unit-roles"), query)
    assert (answer.status_code, answer.context["unit"]) == (200, ward.unit)
    assert bool(answer.context["error"]) is ("ngay" in query)


def test_a_unit_one_may_not_see_is_not_shown(desk, province, ward):
    answer = desk.get(page("unit-roles"), {"don-vi": province.cam_pha.unit.pk})
    assert answer.context["unit"] == ward.unit


def test_the_history_of_an_account_is_told_in_words(desk, ward):
    actions.issue_code(account=ward.clerk, by=ward.officer, at=DAY)
    events = desk.get(page("detail", ward.clerk.pk)).context["events"]
    assert [(event.what, event.by) for event in events] == [("Cấp mã một lần", "officer Phường Hạ Long")]
    assert AuditEvent.objects.latest("seq").act == "one_time_code_issued"


def test_accounts_are_opened_below_the_own_unit_only(province, ward):
    told = refused(
        open_account, username="x.y", display_name="X", password=None, under=province.root.unit, by=ward.officer, at=DAY
    )
    assert told == (
        "Để mở tài khoản cần vai trò “Chuyên viên thi đua, khen thưởng” của Tỉnh Quảng Ninh hoặc của cấp trên, "
        "được giao trực tiếp."
    )


def test_identity_is_tied_by_exactly_one_of_two_ways(desk, ward, settings):
    settings.OIDC_SERVER = "https://dinh-danh.example"
    both = desk.post(page("identity", ward.clerk.pk), {"number": "022185001234", "subject": "x"})
    told = "Hãy nhập một trong hai: số định danh cá nhân hoặc mã chủ thể."
    assert both.context["form"].non_field_errors() == [told]
    assert desk.post(page("identity", ward.clerk.pk), {"number": "022185001234"}).url == page("detail", ward.clerk.pk)
    facts = dict(desk.get(page("detail", ward.clerk.pk)).context["facts"])
    assert facts["VNeID"] == "Đã duyệt số, chờ đăng nhập lần đầu"
    desk.post(page("unlink", ward.clerk.pk))
    assert dict(desk.get(page("detail", ward.clerk.pk)).context["facts"])["VNeID"] == "Chưa gắn"


def test_delegating_and_revoking_on_pages(client, ward):
    client.force_login(ward.decider)
    grant = ward.decider.grants.get()
    days = {"starts_on": "08/07/2025", "ends_on": "10/07/2025", "document": "15/GUQ-UBND"}
    assert client.post(page("delegate", grant.pk), {"to": ward.editor.pk} | days).url == page("mine")
    assert [row["grant"].user for row in client.get(page("mine")).context["given"]] == [ward.editor]
    delegation = RoleGrant.objects.get(delegated_from=grant)
    held = Client()
    held.force_login(ward.editor)
    rows = held.get(page("mine")).context["roles"]
    assert rows[-1]["role"] == "Người ký quyết định (theo ủy quyền của decider Phường Hạ Long)"
    assert rows[-1]["delegate"].refused == "Người được ủy quyền không được ủy quyền lại cho người khác."
    assert held.get(page("delegate", delegation.pk)).status_code == 403
    assert client.post(page("revoke", delegation.pk), {"reason": "Đã trở lại làm việc"}).url == page("mine")
    assert client.get(page("mine")).context["given"] == []


def test_a_delegation_of_strangers_cannot_be_reached(client, province, ward):
    client.force_login(province.cam_pha.officer)
    assert client.get(page("delegate", ward.decider.grants.get().pk)).status_code == 404
    assert client.get(page("revoke", ward.decider.grants.get().pk)).status_code == 404
