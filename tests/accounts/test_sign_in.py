"""Signing in: the demo door, lock-out, a new session each time, nothing of the password anywhere."""

import logging
import re
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.hashers import get_hasher
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from thidua.accounts.forms import GUESSED_AT
from thidua.shared.models import AuditEvent
from thidua.shared.outbox import queue

PASSWORD = "mat-khau-dai-cho-thu-nghiem"
SIGN_IN = {"username": "tinh.officer", "password": PASSWORD}
WRONG = "sai-mat-khau-bi-mat"


@pytest.fixture
def address():
    return reverse("accounts:sign-in")


def test_the_right_password_opens_the_first_page_in_a_new_session(client, province, address):
    client.get(address)
    client.session["before"] = 1
    session = client.session
    session["x"] = 1
    session.save()
    before = session.session_key
    answer = client.post(address, SIGN_IN)
    assert (answer.status_code, answer.url) == (302, reverse("home"))
    assert client.session.session_key != before
    assert client.session[SESSION_KEY] == str(province.root.officer.pk)


def test_a_wrong_password_is_told_without_saying_which_half_is_wrong(client, province, address):
    told = "Tên đăng nhập hoặc mật khẩu không đúng. Mật khẩu phân biệt chữ hoa, chữ thường; tên đăng nhập thì không."
    for data in (SIGN_IN | {"password": WRONG}, {"username": "khong-co", "password": WRONG}):
        assert client.post(address, data).context["form"].non_field_errors() == [told]


def test_a_name_is_taken_with_capitals_as_telephones_write_it(client, province, address):
    assert client.post(address, SIGN_IN | {"username": " Tinh.Officer "}).url == reverse("home")


@pytest.mark.parametrize("username", ["tinh.officer", "khong-co-ai"])
def test_the_last_tries_are_counted_down_whether_the_name_exists_or_not(client, province, address, username):
    told = []
    for _ in range(7):
        answer = client.post(address, {"username": username, "password": WRONG})
        told.append(answer.context["form"].non_field_errors()[0].split(" thì không.")[1])
    assert told == [
        "", "", "", *(f" Còn {left} lần thử; sau đó tạm khóa đăng nhập 15 phút." for left in (4, 3, 2, 1))
    ]  # fmt: skip


def test_errors_of_signing_in_are_not_called_unsaved(client, province, address):
    page = client.post(address, SIGN_IN | {"password": WRONG}).content.decode()
    assert (page.count("Chưa đăng nhập được: mời xem lại"), page.count("Chưa lưu được")) == (1, 0)


def test_after_eight_wrong_passwords_the_right_one_is_refused_too(client, province, address):
    answers = [client.post(address, SIGN_IN | {"password": WRONG}) for _ in range(8)]
    assert [a.status_code for a in answers] == [200] * 7 + [429]
    locked = client.post(address, SIGN_IN)
    assert (locked.status_code, SESSION_KEY in client.session) == (429, False)
    assert "Tạm khóa đăng nhập" in locked.content.decode()
    elsewhere = client.post(address, SIGN_IN, REMOTE_ADDR="10.0.0.9")
    assert elsewhere.status_code == 302


def test_a_name_that_does_not_exist_is_locked_out_with_the_same_page(client, province, address):
    pages = []
    for username in ("tinh.officer", "khong-co-ai"):
        for _ in range(8):
            last = client.post(address, {"username": username, "password": WRONG})
        csrf = r'name="csrfmiddlewaretoken" value="[^"]+"'
        pages.append((last.status_code, re.sub(csrf, "", last.content.decode())))
    assert pages[0] == pages[1]
    assert pages[0][0] == 429


def test_an_unknown_name_costs_the_same_work_as_a_known_one(client, province, address, monkeypatch):
    """One hash each: the time tells nothing."""
    hashed = []
    hasher = get_hasher()
    encode = type(hasher).encode
    monkeypatch.setattr(type(hasher), "encode", lambda self, *given: hashed.append(1) or encode(self, *given))
    work = []
    for username in ("tinh.officer", "khong-co-ai", "halong.officer"):
        hashed.clear()
        client.post(address, {"username": username, "password": WRONG})
        work.append(len(hashed))
    assert work == [1, 1, 1]


def test_guessing_from_many_machines_is_stopped_too(province, address, settings):
    settings.FAILURES_AN_HOUR = 20
    for n in range(20):
        Client().post(address, SIGN_IN | {"password": WRONG}, REMOTE_ADDR=f"10.0.{n}.1")
    answer = Client().post(address, SIGN_IN, REMOTE_ADDR="10.9.9.9")
    assert (answer.status_code, answer.context["form"].non_field_errors()) == (200, [GUESSED_AT])
    other = Client().post(address, {"username": "halong.officer", "password": WRONG}, REMOTE_ADDR="10.9.9.9")
    assert other.context["form"].non_field_errors() != [GUESSED_AT]
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=61))
    assert Client().post(address, SIGN_IN, REMOTE_ADDR="10.9.9.9").url == reverse("home")


def test_a_password_is_never_written_down(client, province, address, caplog):
    with caplog.at_level(logging.DEBUG):
        client.post(address, SIGN_IN | {"password": WRONG})
        client.post(address, SIGN_IN)
    kept = [str(value) for row in AccessAttempt.objects.values() for value in row.values()]
    kept += [str(event.detail) for event in AuditEvent.objects.all()] + [
        record.getMessage() for record in caplog.records
    ]
    assert len(kept) > 10
    assert [text for text in kept if WRONG in text or PASSWORD in text] == []


def test_the_address_after_sign_in_never_leads_away(client, province, address):
    assert client.post(address, SIGN_IN | {"next": "https://example.org/"}).url == reverse("home")


def test_signing_out_is_a_post(client, province):
    client.force_login(province.root.officer)
    assert client.get(reverse("accounts:sign-out")).status_code == 405
    assert client.post(reverse("accounts:sign-out")).url == reverse("portal:front")
    assert SESSION_KEY not in client.session


def _demo(province):
    officer = province.ha_long.officer
    officer.is_demo, officer.demo_note = True, "Lập hồ sơ"
    officer.save()
    return officer


def test_demo_people_are_cards_in_the_practice_province_only(client, province, address, settings):
    officer = _demo(province)
    cards = []
    for demo in (False, True):
        settings.DEMO = demo
        cards.append([(c.user, c.roles) for c in client.get(address).context["demo_people"]])
    assert cards == [[], [(officer, "Chuyên viên thi đua, khen thưởng – Phường Hạ Long")]]


def test_the_demo_door_opens_for_demo_people_in_demo_mode_by_post(client, province, settings):
    officer = _demo(province)
    door, username = reverse("accounts:sign-in-demo"), {"username": officer.username}
    settings.DEMO = False
    assert client.post(door, username).status_code == 404
    settings.DEMO = True
    assert client.get(door, username).status_code == 405
    assert client.post(door, {"username": "tinh.officer"}).status_code == 404
    assert SESSION_KEY not in client.session
    assert client.post(door, username).url == reverse("home")
    assert client.session[SESSION_KEY] == str(officer.pk)


def test_letters_are_those_of_the_person(client, province):
    for user, subject in ((province.root.officer, "Của tôi"), (province.ha_long.officer, "Của người khác")):
        queue([user], subject, "x", by=None, at=province.at)
    client.force_login(province.root.officer)
    assert [letter.subject for letter in client.get(reverse("accounts:letters")).context["letters"]] == ["Của tôi"]


NEW = "mot-cau-dai-de-nho-2025"


@pytest.mark.parametrize(
    ("data", "errors"),
    [
        ({"old": WRONG, "new": NEW, "again": NEW}, {"old": ["Mật khẩu đang dùng không đúng."]}),
        ({"old": PASSWORD, "new": NEW, "again": NEW + "x"}, {"again": ["Hai lần nhập mật khẩu mới không giống nhau."]}),
        ({"old": PASSWORD, "new": "", "again": NEW}, {"new": ["Mục này không được để trống."]}),
    ],
)
def test_a_password_change_with_a_mistake_is_told_at_the_field(client, province, data, errors):
    client.force_login(province.root.officer)
    answer = client.post(reverse("accounts:password"), data)
    assert (answer.status_code, dict(answer.context["form"].errors)) == (422, errors)
    assert NEW not in answer.content.decode()


def test_a_changed_password_keeps_this_session_and_ends_the_others(client, province, address):
    other = Client()
    for each in (client, other):
        each.post(address, SIGN_IN)
    answer = client.post(reverse("accounts:password"), {"old": PASSWORD, "new": NEW, "again": NEW})
    assert answer.status_code == 302
    assert AuditEvent.objects.latest("seq").act == "password_changed"
    assert [each.get(reverse("accounts:letters")).status_code for each in (client, other)] == [200, 302]
    assert Client().post(address, SIGN_IN | {"password": NEW}).url == reverse("home")


def test_a_short_password_is_refused(client, province):
    client.force_login(province.root.officer)
    answer = client.post(reverse("accounts:password"), {"old": PASSWORD, "new": "ngan-qua-1", "again": "ngan-qua-1"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["new"])
