"""Sign-on by OpenID Connect against a service over real HTTP: who gets in, and every way in which the service may lie."""

import time
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.urls import reverse

from tests.accounts.conftest import telephone_of, with_password
from tests.accounts.identity_service import CLIENT, SECRET, IdentityService
from thidua.accounts.actions import approve_number, close_account, register_subject
from thidua.accounts.models import IdentityNumber, Session, User
from thidua.accounts.sign_on import CANCELLED, INVALID, UNKNOWN
from thidua.shared.denied import Denied
from thidua.shared.models import AuditEvent

NUMBER = "022185001234"


@pytest.fixture
def service(settings):
    service = IdentityService()
    settings.OIDC_SERVER = service.url
    app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]
    entry = {
        "provider_id": "vneid",
        "name": "VNeID",
        "client_id": CLIENT,
        "secret": SECRET,
        "settings": {"server_url": service.url, "scope": ["openid", "profile"]},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": app | {"APPS": [entry]}}
    yield service
    service.stop()


@pytest.fixture
def officer(province):
    return province.ha_long.officer


@pytest.fixture
def known(province, officer, service):
    register_subject(user=officer, subject=service.subject, by=province.root.officer, at=province.at)
    return officer


def sent_off(client: Client) -> str:
    """The address at the service to which the button leads."""
    answer = client.post(reverse("accounts:sign-on"))
    assert answer.status_code == 302
    return answer.url


def agreed(address: str) -> str:
    """The person agrees at the service; the address of ours to which it sends the browser back."""
    return requests.get(address, allow_redirects=False, timeout=5).headers["Location"]


def came_back(client: Client, **changes: str):
    """The answer of our address to which the browser returns; where we turn away before, that answer."""
    left = client.post(reverse("accounts:sign-on"))
    if left.status_code != 302:
        return left
    back = agreed(left.url)
    query = {name: values[0] for name, values in parse_qs(urlsplit(back).query).items()}
    return client.get(reverse("accounts:sign-on-back"), query | changes)


def refusal(answer, client: Client) -> tuple[int, str, bool]:
    return answer.status_code, answer.context["reason"], SESSION_KEY in client.session


def test_a_registered_subject_gets_in(client, known):
    answer = came_back(client)
    assert (answer.status_code, answer.url) == (302, reverse("home"))
    assert client.session[SESSION_KEY] == str(known.pk)
    assert Session.objects.get(user=known).method == "socialaccount"


def test_of_the_person_only_the_subject_is_kept(client, known, service):
    service.info = {"identity_number": NUMBER, "email": "an@example.org"}
    came_back(client)
    row = SocialAccount.objects.get()
    assert (row.uid, row.extra_data) == (service.subject, {})
    assert User.objects.get(pk=known.pk).email == ""


def test_an_unknown_subject_is_told_what_to_do_and_gets_no_account(client, province, service):
    before = User.objects.count()
    assert refusal(came_back(client), client) == (403, UNKNOWN, False)
    assert (User.objects.count(), SocialAccount.objects.count()) == (before, 0)


def test_an_approved_number_gets_in_and_from_then_on_the_subject(client, province, officer, service):
    approve_number(user=officer, number=NUMBER, by=province.root.officer, at=province.at)
    service.info = {"identity_number": NUMBER}
    assert came_back(client).url == reverse("home")
    assert AuditEvent.objects.filter(act="identity_linked").count() == 1
    service.info = {}
    other = Client()
    assert came_back(other).url == reverse("home")
    assert other.session[SESSION_KEY] == str(officer.pk)


def test_a_second_subject_with_the_same_number_is_refused(client, province, officer, service):
    approve_number(user=officer, number=NUMBER, by=province.root.officer, at=province.at)
    service.info = {"identity_number": NUMBER}
    came_back(client)
    service.subject = "chu-the-2"
    other = Client()
    assert refusal(came_back(other), other) == (
        403, "Tài khoản này đã gắn với một định danh khác. Hãy gặp cán bộ quản trị tài khoản của đơn vị.", False,
    )  # fmt: skip


def test_the_same_email_opens_nothing(client, officer, service):
    User.objects.filter(pk=officer.pk).update(email="an@example.org")
    service.info = {"email": "an@example.org", "email_verified": True}
    assert refusal(came_back(client), client) == (403, UNKNOWN, False)


def test_the_number_stands_in_the_database_as_a_hash_only(province, officer):
    approve_number(user=officer, number=NUMBER, by=province.root.officer, at=province.at)
    assert NUMBER not in str(list(IdentityNumber.objects.values())) + str(list(AuditEvent.objects.values()))


@pytest.mark.parametrize("number", ["", "12345678901", "0221850012345", "02218500123a", "٠٢٢١٨٥٠٠١٢٣٤"])
def test_a_number_has_twelve_figures(province, officer, number):
    with pytest.raises(Denied) as denied:
        approve_number(user=officer, number=number, by=province.root.officer, at=province.at)
    assert denied.value.reason == "Số định danh cá nhân gồm đúng 12 chữ số."


def test_a_number_and_a_subject_belong_to_one_account(province, officer, known, service):
    by, at, other = province.root.officer, province.at, province.cam_pha.officer
    approve_number(user=officer, number=NUMBER, by=by, at=at)
    reasons = []
    for act, given in ((approve_number, {"number": NUMBER}), (register_subject, {"subject": service.subject})):
        with pytest.raises(Denied) as denied:
            act(user=other, by=by, at=at, **given)
        reasons.append(denied.value.reason)
    assert reasons == [
        "Số định danh này đã được duyệt cho một tài khoản khác.",
        "Mã chủ thể này đã gắn với một tài khoản.",
    ]


def test_a_closed_account_stays_closed(client, province, known):
    close_account(user=known, reason="Chuyển công tác", by=province.root.officer, at=province.at)
    answer = came_back(client)
    assert (answer.status_code, SESSION_KEY in client.session) == (403, False)


def test_the_second_factor_is_asked_here_too(client, known):
    telephone = telephone_of(known)
    assert came_back(client).url == reverse("mfa_authenticate")
    assert SESSION_KEY not in client.session
    assert client.post(reverse("mfa_authenticate"), {"code": telephone.code()}).url == reverse("home")


def _other_key(claims):
    return jwt.encode(claims, rsa.generate_private_key(65537, 2048), algorithm="RS256", headers={"kid": "k1"})


LIES = {
    "another audience": {"claims": {"aud": "ung-dung-khac"}},
    "more audiences than us": {"claims": {"aud": [CLIENT, "ung-dung-khac"]}},
    "another authorised party": {"claims": {"azp": "ung-dung-khac"}},
    "another issuer": {"claims": {"iss": "https://ke-gian.example"}},
    "an issuer that is not the one configured": {"config": {"issuer": "https://ke-gian.example"}},
    "an expired token": {"claims": {"exp": int(time.time()) - 120}},
    "no end": {"claims": {"exp": None}},
    "an old token": {"claims": {"iat": int(time.time()) - 3600}},
    "no moment of issue": {"claims": {"iat": None}},
    "another nonce": {"claims": {"nonce": "cua-lan-truoc"}},
    "no nonce": {"claims": {"nonce": None}},
    "no subject": {"claims": {"sub": None}},
    "an empty subject": {"claims": {"sub": ""}, "info": {"sub": ""}},
    "userinfo about somebody else": {"info": {"sub": "chu-the-2"}},
    "userinfo about nobody": {"info": {"sub": None}},
    "no ID token": {"token": {"id_token": None}},
    "an ID token that is none": {"token": {"id_token": "khong.phai.token"}},
    "an ID token that is a number": {"token": {"id_token": 7}},
    "a token signed with another key": {"sign": _other_key},
    "an unsigned token": {"sign": lambda claims: jwt.encode(claims, None, algorithm="none", headers={"kid": "k1"})},
    "a token signed with our own secret": {
        "sign": lambda claims: jwt.encode(claims, SECRET.ljust(32, "x"), algorithm="HS256", headers={"kid": "k1"})
    },
    "no access token": {"token": {"access_token": None}},
    "a discovery document without ends": {"config": {"jwks_uri": None}},
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_a_service_that_lies_in_one_thing_lets_nobody_in(client, known, service, lie):
    for name, value in lie.items():
        setattr(service, name, value)
    assert refusal(came_back(client), client) == (401, INVALID, False)


def test_an_answer_without_our_question_is_refused(client, known, service):
    answer = client.get(reverse("accounts:sign-on-back"), {"code": "x", "state": "y"})
    assert refusal(answer, client) == (401, INVALID, False)


def test_the_answer_to_somebody_elses_question_is_refused(client, known):
    """A stranger's sign-on, sent to the victim as a link."""
    stranger = Client()
    back = agreed(sent_off(stranger))
    answer = client.get(back)
    assert refusal(answer, client) == (401, INVALID, False)


def test_an_answer_counts_once(client, known):
    back = agreed(sent_off(client))
    assert client.get(back).status_code == 302
    again = Client()
    again.cookies = client.cookies
    assert again.get(back).context["reason"] == INVALID


def test_a_code_that_the_service_does_not_know_is_refused(client, known):
    assert refusal(came_back(client, code="doan-mo"), client) == (401, INVALID, False)


def test_a_person_who_stops_at_the_service_is_told_so(client, known):
    state = parse_qs(urlsplit(sent_off(client)).query)["state"][0]
    answer = client.get(reverse("accounts:sign-on-back"), {"error": "access_denied", "state": state})
    assert refusal(answer, client) == (401, CANCELLED, False)


def test_a_service_that_does_not_answer_is_told(client, known, service, settings):
    service.stop()
    answer = client.post(reverse("accounts:sign-on"))
    assert refusal(answer, client) == (401, INVALID, False)


def test_what_stands_in_the_address_does_not_reach_the_service(client, known, service):
    address = reverse("accounts:sign-on")
    query = "?auth_params=prompt%3Dnone%26redirect_uri%3Dhttps://ke-gian.example&scope=email&process=connect"
    agreed(client.post(address + query).url)
    asked = service.asked[-1]
    assert sorted(asked["scope"].split()) == ["openid", "profile"]
    assert (asked["redirect_uri"], "prompt" in asked) == ("http://testserver" + reverse("accounts:sign-on-back"), False)
    assert (asked["code_challenge_method"], len(asked["nonce"])) == ("S256", 64)


def test_nobody_ties_a_subject_to_an_account_by_signing_on_while_signed_in(client, province, officer, service):
    client.force_login(with_password(officer))
    answer = client.post(reverse("accounts:sign-on") + "?process=connect")
    back = agreed(answer.url)
    assert client.get(back).status_code == 403
    assert SocialAccount.objects.count() == 0


def test_without_a_service_there_is_no_door(client, db, settings):
    assert settings.OIDC_SERVER == ""
    assert client.post(reverse("accounts:sign-on")).status_code == 404
    assert client.get(reverse("accounts:sign-on-back")).status_code == 404
    assert "VNeID" not in client.get(reverse("accounts:sign-in")).content.decode()


def test_the_door_is_a_post(client, service, db):
    assert client.get(reverse("accounts:sign-on")).status_code == 405
