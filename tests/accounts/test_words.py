"""allauth speaks no Vietnamese: none of its sentences may reach a screen, in whatever state a page is."""

import html
import json
import re
from pathlib import Path

import allauth
import pytest
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse

from tests.accounts.conftest import PASSWORD, confirmed, signed_in_client, telephone_of, with_password
from thidua.accounts.sign_on import TOLD, AccountAdapter, FactorAdapter, SignOnAdapter

CATALOGUE = Path(allauth.__file__).parent / "locale" / "en" / "LC_MESSAGES" / "django.po"
# One word alone ("Code", "Email") could be a name of ours; two and more are a sentence of theirs.
SENTENCES = sorted(
    {
        "".join(json.loads(line) for line in found.split("\n") if line)
        for found in re.findall(r'msgid ((?:"[^\n]*"\n)+)', CATALOGUE.read_text())
    }
    - {""}
)
THEIRS = [
    " ".join(each.split()) for each in SENTENCES if len(each.split()) > 1 and "%(" not in each and "{" not in each
]


def english_in(answer) -> list[str]:
    text = " ".join(html.unescape(answer.content.decode()).split())
    return [sentence for sentence in THEIRS if sentence in text]


def test_the_catalogue_is_read():
    assert len(THEIRS) > 150
    assert {"Incorrect code.", "Too many failed login attempts. Try again later."} <= set(THEIRS)


@pytest.mark.parametrize(("theirs", "ours"), [
    (DefaultAccountAdapter, AccountAdapter), (DefaultMFAAdapter, FactorAdapter),
    (DefaultSocialAccountAdapter, SignOnAdapter),
])  # fmt: skip
def test_every_message_has_a_sentence_of_ours(theirs, ours):
    same = [key for key, text in theirs.error_messages.items() if str(ours.error_messages.get(key, text)) == str(text)]
    assert same == []


def test_every_message_after_a_change_of_a_factor_has_a_sentence_of_ours():
    folder = Path(allauth.__file__).parent / "templates" / "mfa" / "messages"
    assert {f"mfa/messages/{path.name}" for path in folder.glob("*.txt")} == set(TOLD)


@pytest.fixture
def officer(province):
    return with_password(province.ha_long.officer)


def test_pages_before_signing_in(client, officer):
    telephone_of(officer)
    answers = [client.get(reverse(name)) for name in ("accounts:sign-in", "accounts:use-code")]
    client.post(reverse("accounts:sign-in"), {"username": officer.username, "password": PASSWORD})
    second = reverse("mfa_authenticate")
    answers += [client.get(second), client.post(second, {"code": ""})]
    answers += [client.post(second, {"code": "000001"}) for _ in range(6)]
    answers.append(client.post(second, {"credential": "rac"}))
    client.post(reverse("mfa_login_webauthn"), {"credential": '{"id": "rac"}'})
    answers.append(client.get(reverse("accounts:sign-in")))
    assert [english_in(answer) for answer in answers] == [[]] * len(answers)
    assert [answer.status_code for answer in answers] == [200] * len(answers)


def test_pages_of_the_own_account(officer):
    client = signed_in_client(officer)
    telephone_of(officer)
    key = Authenticator.objects.create(user=officer, type="webauthn", data={"name": "Khóa chính", "credential": {}})
    again = reverse("account_reauthenticate")
    answers = [client.get(again), client.post(again, {"password": "sai"}), client.post(again, {})]
    code = reverse("mfa_reauthenticate")
    answers += [client.get(code), client.post(code, {"code": "1"}), client.get(reverse("mfa_index"))]
    confirmed(client)
    for name, args in (
        ("mfa_deactivate_totp", []), ("mfa_view_recovery_codes", []), ("mfa_view_recovery_codes", []),
        ("mfa_generate_recovery_codes", []), ("mfa_edit_webauthn", [key.pk]), ("mfa_remove_webauthn", [key.pk]),
    ):  # fmt: skip
        answers.append(client.get(reverse(name, args=args)))
    answers.append(client.post(reverse("mfa_edit_webauthn", args=[key.pk]), {"name": ""}))
    answers.append(client.post(reverse("mfa_generate_recovery_codes"), follow=True))
    client.post(reverse("mfa_remove_webauthn", args=[key.pk]))
    answers.append(client.get(reverse("mfa_index")))
    client.post(reverse("mfa_deactivate_totp"))
    turn_on = reverse("mfa_activate_totp")
    answers += [client.get(turn_on), client.post(turn_on, {"code": "1"}), client.post(turn_on, {})]
    add = reverse("mfa_add_webauthn")
    answers += [
        client.get(add),
        client.post(add, {"credential": "rac"}),
        client.post(add, {"credential": '{"id": "x"}'}),
    ]
    assert [english_in(answer) for answer in answers] == [[]] * len(answers)
    assert [answer.status_code for answer in answers] == [200] * len(answers)


def test_too_many_tries_to_prove_who_one_is(officer):
    client = signed_in_client(officer)
    again = reverse("account_reauthenticate")
    last = [client.post(again, {"password": "sai"}) for _ in range(11)][-1]
    assert (last.status_code, english_in(last)) == (429, [])


def test_only_the_listed_addresses_of_allauth_exist():
    """What a closed system does not offer has no address: sign-up, e-mail, reset by e-mail, connecting services."""
    from django.urls import NoReverseMatch
    from django.urls import reverse as find

    gone = []
    for name in ("account_signup", "account_email", "account_reset_password", "account_change_password",
                 "socialaccount_signup", "socialaccount_connections", "openid_connect_login",
                 "mfa_download_recovery_codes", "account_logout"):  # fmt: skip
        try:
            find(name)
        except NoReverseMatch:
            gone.append(name)
    assert len(gone) == 9
    assert Client().get("/accounts/login/").status_code in (302, 404)
    assert django_settings.ACCOUNT_EMAIL_VERIFICATION == "none"
