"""The second factor: codes, recovery codes, who must have one, what changes with it."""

import json

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.urls import reverse

from tests.accounts.conftest import (
    PASSWORD,
    code_of,
    confirmed,
    recovery_codes_of,
    signed_in_client,
    telephone_of,
    with_password,
)
from thidua.accounts.models import Session, User
from thidua.accounts.sign_on import TOO_MANY, WRONG_CODE
from thidua.shared.models import AuditEvent, Letter

HOME, SECOND = "home", "mfa_authenticate"


@pytest.fixture
def officer(province):
    return with_password(province.ha_long.officer)


def first_step(user) -> Client:
    client = Client()
    answer = client.post(reverse("accounts:sign-in"), {"username": user.username, "password": PASSWORD})
    assert (answer.status_code, answer.url) == (302, reverse(SECOND))
    return client


def test_the_password_alone_does_not_open_an_account_with_a_second_factor(officer):
    telephone_of(officer)
    client = first_step(officer)
    assert SESSION_KEY not in client.session
    assert client.get(reverse(HOME)).url.startswith(reverse("accounts:sign-in"))


def test_the_code_of_the_telephone_opens_the_account(officer):
    telephone = telephone_of(officer)
    client = first_step(officer)
    before = client.session.session_key
    assert client.post(reverse(SECOND), {"code": telephone.code()}).url == reverse(HOME)
    assert client.session[SESSION_KEY] == str(officer.pk)
    assert client.session.session_key != before
    assert Session.objects.get(user=officer).method == "password+mfa"


@pytest.mark.parametrize(("steps", "opens"), [(-2, False), (-1, True), (1, True), (2, False)])
def test_a_telephone_may_be_half_a_minute_wrong_not_more(officer, steps, opens):
    telephone = telephone_of(officer)
    client = first_step(officer)
    client.post(reverse(SECOND), {"code": telephone.code(steps)})
    assert (SESSION_KEY in client.session) is opens


@pytest.mark.parametrize("code", ["", "000000", "12345", "abcdef", "1" * 30, "１２３４５６"])
def test_a_wrong_code_is_told_and_opens_nothing(officer, code):
    telephone = telephone_of(officer)
    while code in {telephone.code(steps) for steps in (-1, 0, 1)}:
        code = f"{int(code) + 1:06}"  # the telephone happens to show this very one
    client = first_step(officer)
    answer = client.post(reverse(SECOND), {"code": code})
    assert (answer.status_code, SESSION_KEY in client.session) == (200, False)
    assert len(answer.context["form"].errors["code"]) == 1


def test_a_code_is_taken_once_in_all_the_time_it_is_valid(officer):
    telephone = telephone_of(officer)
    code = telephone.code()
    assert first_step(officer).post(reverse(SECOND), {"code": code}).status_code == 302
    again = first_step(officer)
    answer = again.post(reverse(SECOND), {"code": code})
    assert (answer.context["form"].errors["code"], SESSION_KEY in again.session) == ([WRONG_CODE], False)
    # the same figures with blanks between them are the same code
    answer = again.post(reverse(SECOND), {"code": f"{code[:3]} {code[3:]}"})
    assert answer.context["form"].errors["code"] == [WRONG_CODE]


def test_after_five_wrong_codes_the_right_one_waits_too(officer):
    telephone = telephone_of(officer)
    wrong = "000000" if telephone.code() != "000000" else "111111"
    client = first_step(officer)
    told = [client.post(reverse(SECOND), {"code": wrong}).context["form"].errors["code"] for _ in range(6)]
    assert told == [[WRONG_CODE]] * 5 + [[TOO_MANY]]
    # counted for the account, not for the browser
    other = first_step(officer)
    assert other.post(reverse(SECOND), {"code": telephone.code()}).context["form"].errors["code"] == [TOO_MANY]


def test_a_recovery_code_opens_once(officer):
    telephone_of(officer)
    code = recovery_codes_of(officer)[0]
    assert first_step(officer).post(reverse(SECOND), {"code": code}).url == reverse(HOME)
    assert len(recovery_codes_of(officer)) == 9
    again = first_step(officer).post(reverse(SECOND), {"code": code})
    assert again.context["form"].errors["code"] == [WRONG_CODE]


def test_the_second_step_cannot_be_opened_without_the_first(client, db):
    assert client.get(reverse(SECOND)).url == reverse("accounts:sign-in")
    assert client.post(reverse(SECOND), {"code": "123456"}).url == reverse("accounts:sign-in")


def test_the_seed_in_the_database_is_encrypted(officer):
    telephone = telephone_of(officer)
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert telephone.secret not in kept
    assert [code for code in recovery_codes_of(officer) if code in kept] == []


def test_a_change_of_factors_asks_again_who_it_is(officer):
    client = signed_in_client(officer)
    for name in ("mfa_activate_totp", "mfa_add_webauthn"):
        answer = client.get(reverse(name))
        assert answer.url == f"{reverse('account_reauthenticate')}?next={reverse(name).replace('/', '%2F')}"
    wrong = client.post(reverse("account_reauthenticate"), {"password": "khong-phai-mat-khau"})
    assert wrong.context["form"].errors == {"password": ["Mật khẩu không đúng."]}
    assert confirmed(client).get(reverse("mfa_activate_totp")).status_code == 200


def _turned_on(client) -> list[str]:
    """Turn codes on by the page; returns the recovery codes it shows."""
    page = client.get(reverse("mfa_activate_totp"))
    answer = client.post(reverse("mfa_activate_totp"), {"code": code_of(page.context["form"].secret)})
    assert answer.url == reverse("mfa_view_recovery_codes")
    return client.get(answer.url).context["unused_codes"]


def test_turning_codes_on_shows_recovery_codes_once_and_ends_other_sessions(officer):
    client, other = confirmed(signed_in_client(officer)), signed_in_client(officer)
    codes = _turned_on(client)
    assert (len(codes), {len(code) for code in codes}) == (10, {8})
    assert client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"] == ["****"] * 10
    assert [each.get(reverse(HOME)).status_code for each in (client, other)] == [200, 302]
    event = AuditEvent.objects.latest("seq")
    assert (event.act, event.by, event.thing_id) == ("second_factor_added", officer, str(officer.pk))
    assert Letter.objects.filter(to=officer).latest("pk").subject == "Thay đổi cách đăng nhập"


def test_the_code_that_turned_codes_on_does_not_sign_in(officer):
    client = confirmed(signed_in_client(officer))
    page = client.get(reverse("mfa_activate_totp"))
    code = code_of(page.context["form"].secret)
    client.post(reverse("mfa_activate_totp"), {"code": code})
    answer = first_step(officer).post(reverse(SECOND), {"code": code})
    assert answer.context["form"].errors["code"] == [WRONG_CODE]


def test_turning_codes_off_takes_the_recovery_codes_with_it(officer):
    telephone = telephone_of(officer)
    client = first_step(officer)
    client.post(reverse(SECOND), {"code": telephone.code()})
    answer = confirmed(client).post(reverse("mfa_deactivate_totp"))
    assert (answer.url, Authenticator.objects.filter(user=officer).count()) == (reverse("mfa_index"), 0)
    assert AuditEvent.objects.latest("seq").act == "second_factor_removed"


@pytest.fixture
def strict(settings):
    settings.SECOND_FACTOR_ROLES = ["decider", "officer@root"]


def test_who_decides_can_do_nothing_before_the_second_factor_is_there(province, strict):
    client = signed_in_client(with_password(province.ha_long.decider))
    for name in (HOME, "decisions:list", "accounts:sessions"):
        assert client.get(reverse(name)).url == reverse("mfa_index")
    assert client.get(reverse("mfa_index")).status_code == 200
    _turned_on(confirmed(client))
    assert client.get(reverse(HOME)).status_code == 200


@pytest.mark.parametrize(("office", "role", "asked"), [
    ("root", "officer", True), ("ha_long", "officer", False), ("ha_long", "decider", True), ("ha_long", "clerk", False),
])  # fmt: skip
def test_the_roles_of_the_setting_are_asked_the_others_not(province, strict, office, role, asked):
    client = signed_in_client(with_password(getattr(getattr(province, office), role)))
    assert (client.get(reverse(HOME)).status_code == 302) is asked


def test_the_last_factor_of_who_needs_one_cannot_be_taken_away(province, strict):
    decider = with_password(province.ha_long.decider)
    telephone = telephone_of(decider)
    client = first_step(decider)
    client.post(reverse(SECOND), {"code": telephone.code()})
    answer = confirmed(client).post(reverse("mfa_deactivate_totp"))
    told = "Vai trò của bạn cần đăng nhập hai lớp. Hãy thêm một cách khác trước khi tắt cách này."
    assert answer.context["form"].non_field_errors() == [told]
    assert Authenticator.objects.filter(user=decider, type="totp").count() == 1


def test_a_practice_province_asks_nobody(province, settings):
    assert settings.SECOND_FACTOR_ROLES != []
    settings.SECOND_FACTOR_ROLES = []
    assert signed_in_client(with_password(province.ha_long.decider)).get(reverse(HOME)).status_code == 200


NOTHING = {"id": "AA", "rawId": "AA", "type": "public-key", "response": {}}
HOSTILE = [
    "", "null", "[]", "7", "{", '"x"', '{"id": "x"}', json.dumps(NOTHING), json.dumps(NOTHING | {"response": None}),
    json.dumps(NOTHING | {"response": {"clientDataJSON": "!!!", "authenticatorData": "AA", "signature": "AA", "userHandle": "MQ"}}),
    json.dumps(NOTHING | {"response": {"clientDataJSON": "e30", "attestationObject": "AA", "userHandle": "AA"}}),
    json.dumps(NOTHING | {"response": {"userHandle": ["x"]}}), "[" * 5000 + "]" * 5000, json.dumps(NOTHING | {"id": "x" * 100_000}),
]  # fmt: skip


@pytest.mark.parametrize("sent", HOSTILE, ids=range(len(HOSTILE)))
def test_what_is_no_passkey_opens_nothing_and_breaks_nothing(officer, sent):
    telephone_of(officer)
    stranger = Client()
    stranger.get(reverse("mfa_login_webauthn"), headers={"accept": "application/json"})
    door = stranger.post(reverse("mfa_login_webauthn"), {"credential": sent})
    client = first_step(officer)
    client.get(reverse(SECOND))
    second = client.post(reverse(SECOND), {"credential": sent})
    assert [door.status_code, second.status_code] == [302, 200]
    assert [SESSION_KEY in each.session for each in (stranger, client)] == [False, False]
    inside = confirmed(signed_in_client(with_password(User.objects.get(username="campha.officer"))))
    answers = [inside.post(reverse(name), {"credential": sent}) for name in ("mfa_add_webauthn",)]
    assert [answer.status_code for answer in answers] == [200]
    assert Authenticator.objects.filter(type="webauthn").count() == 0
