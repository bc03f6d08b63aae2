"""Sessions: who sees them, how they end, what the cookies are."""

import subprocess
import sys
import time
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.accounts.conftest import PASSWORD, confirmed, signed_in_client, with_password
from thidua.accounts.actions import end_session
from thidua.accounts.fresh import OLD
from thidua.accounts.models import Session
from thidua.accounts.queries import browser_name, data_of, sessions_of
from thidua.accounts.sessions import BEGAN, METHOD
from thidua.shared.denied import Denied
from thidua.shared.models import AuditEvent

EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0"


@pytest.fixture
def officer(province):
    return with_password(province.ha_long.officer)


def test_a_session_notes_where_on_what_and_how_it_began(client, officer):
    sign_in = {"username": officer.username, "password": PASSWORD}
    client.post(reverse("accounts:sign-in"), sign_in, REMOTE_ADDR="10.1.2.3", HTTP_USER_AGENT=EDGE)
    rows = client.get(reverse("accounts:sessions")).context["rows"]
    assert [(each["row"].address, each["browser"], each["method"], each["is_here"]) for each in rows] == [
        ("10.1.2.3", "Edge trên Windows", "mật khẩu", True)
    ]


def test_a_forwarded_address_is_believed_only_behind_a_trusted_server(officer, settings):
    sign_in, seen = {"username": officer.username, "password": PASSWORD}, []
    for proxies in (0, 1):
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
        Session.objects.all().delete()
        Client().post(
            reverse("accounts:sign-in"), sign_in, REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="6.6.6.6, 172.16.0.9"
        )
        seen.append(Session.objects.get(user=officer).address)
    assert seen == ["10.0.0.1", "172.16.0.9"]


@pytest.mark.parametrize(("agent", "name"), [
    (EDGE, "Edge trên Windows"),
    ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", "Chrome trên điện thoại Android"),
    ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1", "Safari trên iPhone"),
    ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox trên Linux"),
    ("curl/8", "Trình duyệt khác"), ("", "Trình duyệt khác"),
])  # fmt: skip
def test_a_browser_is_named_as_people_name_it(agent, name):
    assert browser_name(agent) == name


def test_one_session_can_be_ended_from_another(officer):
    here, there = signed_in_client(officer), signed_in_client(officer)
    rows = here.get(reverse("accounts:sessions")).context["rows"]
    mark = next(each["mark"] for each in rows if not each["is_here"])
    assert here.post(reverse("accounts:end-session"), {"mark": mark}).url == reverse("accounts:sessions")
    assert [each.get(reverse("home")).status_code for each in (here, there)] == [200, 302]
    assert AuditEvent.objects.latest("seq").act == "session_ended"


def test_the_key_of_a_session_never_reaches_a_page(officer):
    client = signed_in_client(officer)
    signed_in_client(officer)
    keys = list(Session.objects.values_list("session_key", flat=True))
    page = client.get(reverse("accounts:sessions")).content.decode()
    assert (len(keys), [key for key in keys if key in page]) == (2, [])


def test_all_other_sessions_end_at_once(officer):
    here, *others = (signed_in_client(officer) for _ in range(3))
    here.post(reverse("accounts:end-other-sessions"))
    assert [each.get(reverse("home")).status_code for each in (here, *others)] == [200, 302, 302]


@pytest.mark.parametrize("mark", ["", "x", "0" * 32])
def test_a_session_of_somebody_else_cannot_be_named(officer, province, mark):
    signed_in_client(with_password(province.cam_pha.officer))
    client = signed_in_client(officer)
    client.post(reverse("accounts:end-session"), {"mark": mark})
    assert Session.objects.filter(user=province.cam_pha.officer).count() == 1


def test_ending_what_has_ended_is_told(officer, province):
    with pytest.raises(Denied) as denied:
        end_session(user=officer, key="khong-co", by=officer, at=province.at)
    assert denied.value.reason == "Phiên này đã kết thúc trước đó."


@pytest.mark.parametrize(("minutes", "open_"), [(59, True), (61, False)])
def test_an_unused_session_ends_by_itself(officer, settings, minutes, open_):
    settings.SESSION_IDLE_MINUTES = 60
    client = signed_in_client(officer)
    Session.objects.update(last_seen_at=timezone.now() - timedelta(minutes=minutes))
    assert (client.get(reverse("home")).status_code == 200) is open_
    assert (len(sessions_of(officer)) == 1) is open_


def test_using_a_session_keeps_it_but_not_beyond_a_working_day(officer):
    client = signed_in_client(officer)
    Session.objects.update(last_seen_at=timezone.now() - timedelta(minutes=20))
    client.get(reverse("home"))
    assert timezone.now() - Session.objects.get().last_seen_at < timedelta(minutes=1)
    Session.objects.update(expire_date=timezone.now())
    assert client.get(reverse("home")).status_code == 302


def test_a_page_within_five_minutes_writes_nothing(officer):
    client = signed_in_client(officer)
    client.get(reverse("home"))
    before = Session.objects.get().last_seen_at
    client.get(reverse("home"))
    assert Session.objects.get().last_seen_at == before


def test_a_session_known_before_signing_in_is_worth_nothing_after(client, officer):
    client.get(reverse("accounts:sign-in"))
    session = client.session
    session["x"] = 1
    session.save()
    fixed = session.session_key
    client.cookies[django_settings.SESSION_COOKIE_NAME] = fixed
    client.post(reverse("accounts:sign-in"), {"username": officer.username, "password": PASSWORD})
    thief = Client()
    thief.cookies[django_settings.SESSION_COOKIE_NAME] = fixed
    assert thief.get(reverse("home")).status_code == 302


def test_a_changed_password_ends_the_other_sessions_in_the_table_too(officer):
    here = signed_in_client(officer)
    signed_in_client(officer)
    new = "mot-cau-dai-de-nho-2026"
    here.post(reverse("accounts:password"), {"old": PASSWORD, "new": new, "again": new})
    assert len(sessions_of(officer)) == 1
    assert here.get(reverse("home")).status_code == 200


def test_what_is_kept_of_an_account_can_be_read_out(officer):
    signed_in_client(officer)
    data = data_of(officer)
    assert list(data) == ["account", "sessions", "sign_ins", "factors", "identity_service", "roles", "declined_letters"]
    assert (len(data["sessions"]), len(data["sign_ins"]), data["factors"], data["identity_service"]) == (1, 1, [], "")
    assert data["roles"] == [
        {"role": "officer", "place": "Phường Hạ Long", "starts_on": "2025-07-08", "ends_on": None, "delegated": False}
    ]
    assert officer.password not in str(data)


def test_behind_https_the_cookies_are_for_this_host_alone():
    script = (
        "import os; os.environ.update(DJANGO_SETTINGS_MODULE='config.settings', BEHIND_HTTPS='1', SECRET_KEY='x'*50);"
        "from config import settings as s;"
        "print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE,"
        " s.SESSION_COOKIE_HTTPONLY, s.CSRF_COOKIE_HTTPONLY, s.SESSION_COOKIE_SAMESITE, s.CSRF_COOKIE_SAMESITE)"
    )
    said = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=django_settings.BASE_DIR, check=True
    )
    assert said.stdout.split() == ["__Host-session", "__Host-csrf", "True", "True", "True", "True", "Lax", "Lax"]


def test_proving_who_one_is_again_lasts_a_quarter_of_an_hour(officer):
    client = confirmed(signed_in_client(officer))
    assert client.get(reverse("mfa_activate_totp")).status_code == 200
    session = client.session
    records = session["account_authentication_methods"]
    session["account_authentication_methods"] = [each | {"at": each["at"] - 901} for each in records]
    session.save()
    assert client.get(reverse("mfa_activate_totp")).status_code == 302


def test_who_has_nothing_to_prove_it_with_must_have_signed_in_a_moment_ago(client, province, settings):
    """The identity service alone: neither password nor factor."""
    officer = province.ha_long.officer
    client.force_login(officer)
    assert [client.get(reverse(name)).status_code for name in SENSITIVE] == [200, 200, 200]
    session = client.session
    session[BEGAN] = time.time() - 16 * 60
    session.save()
    answers = [client.get(reverse(name)) for name in SENSITIVE]
    assert [(answer.status_code, answer.context["reason"]) for answer in answers] == [(403, OLD)] * 3
    # the card of a practice province is for practising
    settings.DEMO = True
    session = client.session
    session[METHOD] = "demo"
    session.save()
    assert [client.get(reverse(name)).status_code for name in SENSITIVE] == [200, 200, 200]


SENSITIVE = ("mfa_activate_totp", "mfa_add_webauthn", "accounts-admin:open")
