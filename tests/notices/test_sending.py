"""Letters leave through a real mail server on a real socket, whatever it answers."""

import socket
import threading
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.databases import is_server
from tests.notices.conftest import KIND, fresh
from tests.notices.server import Post, certificate, running
from thidua.accounts.actions_letters import choose_kinds
from thidua.accounts.models import User
from thidua.notices.actions_sending import MOST_ATTEMPTS, PAUSES, UNSURE, Sent, send_waiting
from thidua.notices.reminders import REMINDER
from thidua.shared import clock, outbox
from thidua.shared.letters import Subject
from thidua.shared.models import Letter, MailServer
from thidua.units.emails import STAFF_SESSION

A, B, C = "an@quangninh.gov.vn", "binh@quangninh.gov.vn", "chi@quangninh.gov.vn"


@pytest.fixture
def send(province):
    return lambda limit=100, at=None: send_waiting(limit=limit, at=at or province.at)


def _later(*letters: Letter) -> None:
    """The pause is over, for the letters and the server."""
    past = timezone.now() - timedelta(seconds=1)
    Letter.objects.filter(pk__in=[each.pk for each in letters]).update(not_before=past)
    MailServer.objects.update(not_before=past)


def test_a_letter_arrives_as_plain_text_with_its_marks(post, write, send):
    letter = write(A, subject="Phong trào thi đua mới: Đoàn kết", body="Dòng một.\nDòng hai: ơ ư ạ.")
    assert send() == Sent(sent=1)
    (mail,) = post.taken
    assert (
        mail["Subject"],
        str(mail["To"]),
        str(mail["From"]),
        mail["Message-ID"],
        mail["Auto-Submitted"],
        mail.get_content_type(),
        mail.get_content().splitlines()[:5],
        post.recipients,
    ) == (
        "Phong trào thi đua mới: Đoàn kết",
        "officer Phường Hạ Long <an@quangninh.gov.vn>",
        "Thi đua Quảng Ninh <thi-dua@quangninh.gov.vn>",
        f"<{letter.key[:40]}@quangninh.gov.vn>",
        "auto-generated",
        "text/plain",
        ["Kính gửi: officer Phường Hạ Long", "", "Dòng một.", "Dòng hai: ơ ư ạ.", ""],
        [A],
    )
    sent = fresh(letter)
    assert (sent.state, sent.sent_at is not None, sent.attempts, sent.lease_until) == ("sent", True, 1, None)


def test_a_letter_goes_once_however_often_the_outbox_is_emptied(post, write, send):
    write(A, B)
    assert ([send().sent, send().sent], post.recipients) == ([2, 0], [A, B])


def test_over_starttls_with_a_name_and_a_password(write, send, settings, tmp_path, monkeypatch):
    context, authority = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    write(A)
    post = Post()
    with running(post, settings, context=context, needs_login=True):
        assert send() == Sent(sent=1)
    assert (post.was_secret, post.users, post.recipients) == ([True], ["thi-dua"], [A])


def test_a_certificate_nobody_vouches_for_gets_no_letter_and_no_password(write, send, settings, tmp_path):
    context, _ = certificate(tmp_path)
    letter = write(A)
    post = Post()
    with running(post, settings, context=context, needs_login=True):
        done = send()
    assert done.trouble.startswith("Chứng thư của máy chủ thư không đáng tin: ")
    assert (post.users, post.recipients, fresh(letter).state, fresh(letter).attempts) == ([], [], "waiting", 0)


def test_a_wrong_password_is_said_and_costs_no_letter_an_attempt(write, send, settings, tmp_path, monkeypatch):
    context, authority = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    letters = write(A, B)
    post = Post()
    with running(post, settings, context=context, needs_login=True):
        settings.EMAIL_HOST_PASSWORD = "sai"
        done = send()
        tried = list(post.users)  # one sign-in, by each way the server offers
        again = send()
    assert done.trouble.startswith("Máy chủ thư không nhận tên hoặc mật khẩu của hệ thống (535): ")
    assert [(fresh(each).state, fresh(each).attempts) for each in letters] == [("waiting", 0)] * 2
    # within the pause nothing is tried: the name is not locked by our own worker
    assert (again.trouble, post.users) == (done.trouble, tried)


def test_an_unknown_reader_is_given_up_at_once_and_the_others_get_theirs(post, write, send):
    first, second, third = write(A, B, C)
    post.refuse[B] = "550 5.1.1 <binh@quangninh.gov.vn>: no such mailbox"
    assert send() == Sent(sent=2, given_up=1)
    assert (post.recipients, [fresh(each).state for each in (first, second, third)]) == (
        [A, C], ["sent", "failed", "sent"],
    )  # fmt: skip
    assert fresh(second).failed_reason == (
        "Máy chủ thư không nhận người này (550): 5.1.1 <b***@quangninh.gov.vn>: no such mailbox"
    )


def test_a_full_mailbox_is_tried_again_with_growing_pauses_and_given_up_in_the_end(post, write, send):
    letter = write(A)
    post.refuse[A] = "451 4.2.2 mailbox full"
    pauses = []
    for _ in range(MOST_ATTEMPTS):
        before = timezone.now()
        send()
        now = fresh(letter)
        if now.state == "waiting":
            pauses.append(round((now.not_before - before).total_seconds() / 60))
        assert send() == Sent()  # not before its pause is over
        _later(letter)
    assert pauses == [round(pause.total_seconds() / 60) for pause in PAUSES]
    assert (now.state, now.attempts, now.failed_reason) == (
        "failed", 6, "Máy chủ thư tạm thời chưa nhận (451): 4.2.2 mailbox full",
    )  # fmt: skip
    assert (send(), post.taken) == (Sent(), [])


def test_a_refused_text_is_a_no_for_ever_and_a_busy_server_one_for_now(post, write, send):
    spam, busy = write(A, B)
    post.refuse_data = ["554 5.7.1 looks like spam", "452 4.3.1 no room"]
    assert send() == Sent(given_up=1, postponed=1)
    assert [(fresh(each).state, fresh(each).failed_reason) for each in (spam, busy)] == [
        ("failed", "Máy chủ thư từ chối bức thư (554): 5.7.1 looks like spam"),
        ("waiting", "Máy chủ thư tạm thời chưa nhận (452): 4.3.1 no room"),
    ]


def test_a_cut_line_is_opened_again_and_only_the_letter_on_it_waits(post, write, send):
    first, _ = write(A, B)
    post.cut = 1
    assert send() == Sent(sent=1, postponed=1)
    assert (fresh(first).failed_reason, post.recipients) == ("Máy chủ thư ngắt kết nối giữa chừng.", [B])
    _later(first)
    assert (send(), post.recipients) == (Sent(sent=1), [B, A])
    assert fresh(first).failed_reason == ""


def test_a_server_that_cuts_every_line_is_left_alone_for_a_while(post, write, send):
    letters = write(A, B, C, "dung@quangninh.gov.vn")
    post.cut = 99
    done = send()
    assert (done.sent, done.postponed, done.trouble) == (0, 3, "Máy chủ thư ngắt kết nối giữa chừng.")
    assert ([fresh(each).attempts for each in letters], post.cut) == ([1, 1, 1, 0], 96)


def test_a_server_that_falls_asleep_is_left_after_the_timeout(post, write, send, settings):
    settings.EMAIL_TIMEOUT = 1
    letter = write(A)
    post.slow = 3
    began = time.monotonic()
    done = send()
    assert (done.postponed, time.monotonic() - began < 2.9) == (1, True)
    assert fresh(letter).failed_reason == "Máy chủ thư không trả lời trong 1 giây."


def test_no_server_at_all_loses_nothing_and_pauses_grow(write, send, settings):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        closed = probe.getsockname()[1]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", closed
    settings.EMAIL_USE_TLS = False
    letter = write(A)
    pauses = []
    for _ in range(5):
        before = timezone.now()
        assert send().trouble == "Không vào được máy chủ thư: cổng đóng."
        pauses.append(round((MailServer.objects.get().not_before - before).total_seconds() / 60))
        _later(letter)
    assert (pauses, fresh(letter).state, fresh(letter).attempts) == ([1, 5, 15, 60, 60], "waiting", 0)
    with running(Post(), settings):
        assert send() == Sent(sent=1)
    assert list(MailServer.objects.values_list("failures", "trouble", "not_before")) == [(0, "", None)]


def test_an_address_the_server_will_not_have_us_send_from_is_the_servers_matter(post, write, send):
    letter = write(A)
    post.refuse_sender = "553 not your domain"
    assert send().trouble == "Máy chủ thư không nhận địa chỉ gửi của hệ thống (553): not your domain"
    assert (fresh(letter).state, fresh(letter).attempts) == ("waiting", 0)


def test_a_subject_with_line_breaks_ends_no_header(post, write, send):
    write(A, subject="Mời họp\r\nBcc: ke.gian@example.com\n\nThân thư giả\x00\u2028")
    send()
    (mail,) = post.taken
    assert (mail["Subject"].strip(), mail["Bcc"], post.recipients) == (
        "Mời họp Bcc: ke.gian@example.com Thân thư giả", None, [A],
    )  # fmt: skip


def test_a_name_with_quotes_breaks_and_brackets_stays_a_name(post, write, send, province):
    officer = province.ha_long.officer
    officer.display_name = 'Nguyễn "Văn" <An>, ke.gian@example.com'
    officer.save()
    write(A)
    send()
    to = post.taken[0]["To"].addresses
    assert [(each.display_name, each.addr_spec) for each in to] == [('Nguyễn "Văn" <An>, ke.gian@example.com', A)]
    assert post.recipients == [A]


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ("an@thiđua.vn", ""),
        ("nguyễn@quangninh.gov.vn", "Phần trước dấu @ của địa chỉ có chữ không dùng được trong thư điện tử."),
        ("an@@quangninh", "Địa chỉ thư điện tử viết sai."),
        ("an@quangninh.gov.vn\nBcc: x@y.vn", "Địa chỉ thư điện tử viết sai."),
        ("an", "Địa chỉ thư điện tử viết sai."),
    ],
)
def test_addresses_of_every_kind(post, write, send, given, reason):
    letter = write(given)
    done = send()
    assert (done.sent, done.given_up, fresh(letter).failed_reason) == ((0, 1, reason) if reason else (1, 0, ""))
    assert post.recipients == ([] if reason else ["an@xn--thiua-7ya.vn"])


def test_very_long_lines_and_subjects_arrive_whole_within_the_limits_of_the_protocol(post, write, send):
    body = "Đoàn kết " * 2000
    write(A, subject="Thi đua " * 60, body=body)
    send()
    assert max(len(line) for line in post.raw[0].split(b"\r\n")) <= 998
    assert body.strip() in post.taken[0].get_content()
    assert post.taken[0]["Subject"].strip() == ("Thi đua " * 25).strip()


def test_ten_thousand_readers_are_queued_in_seconds_and_each_gets_one_letter(province, post, send):
    users = User.objects.bulk_create(
        User(username=f"u{n}", display_name=f"Người {n}", email=f"u{n}@x.vn") for n in range(10_000)
    )
    subject = Subject.of("Phát động", KIND, province.root.unit)
    began = time.monotonic()
    with CaptureQueriesContext(connection) as asked:
        count = outbox.queue(users, subject, "Nội dung", by=province.root.officer, at=province.at)
    assert (count, Letter.objects.count(), len(asked) <= 260) == (10_000, 10_000, True)
    assert time.monotonic() - began < 20
    assert outbox.queue(users, subject, "Nội dung", by=province.root.officer, at=province.at) == 0
    assert (send(limit=50).sent, len(set(post.recipients))) == (50, 50)


def test_who_has_no_address_or_declined_the_kind_reads_it_in_the_system(post, write, send, province):
    declining, without, legal = write(A, "", B)
    Letter.objects.filter(pk=legal.pk).update(to=province.ha_long.officer)
    legal.dispatch.kind = STAFF_SESSION.code
    legal.dispatch.save()
    officer = province.ha_long.officer
    choose_kinds(user=officer, declined={"tests.any"}, by=officer, at=province.at)
    assert send() == Sent(sent=1, inside=2)
    assert ([fresh(each).state for each in (declining, without, legal)], post.recipients) == (
        ["inside", "inside", "sent"], [A],
    )  # fmt: skip


def test_an_installation_without_a_mail_server_keeps_every_letter_inside(write, send, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    letters = write(A, B)
    assert (send(), [fresh(each).state for each in letters]) == (Sent(inside=2), ["inside", "inside"])


@pytest.mark.parametrize(
    ("at", "sent"),
    [
        (clock.at_hour(timezone.datetime(2025, 7, 8).date(), 6), 0),
        (clock.at_hour(timezone.datetime(2025, 7, 8).date(), 7), 1),
        (clock.at_hour(timezone.datetime(2025, 7, 8).date(), 18), 0),
        (clock.at_hour(timezone.datetime(2025, 7, 12).date(), 9), 0),  # Saturday
        (clock.at_hour(timezone.datetime(2025, 9, 2).date(), 9), 0),  # National Day
    ],
)
def test_reminders_leave_in_office_hours_of_working_days(post, write, send, at, sent):
    write(A, kind=REMINDER)
    assert send(at=at).sent == sent


def test_a_letter_whose_sender_died_is_never_sent_again_by_itself(post, write, send):
    letter = write(A)
    Letter.objects.update(state="sending", lease_until=timezone.now() - timedelta(seconds=1), attempts=1)
    assert (send(), post.taken) == (Sent(given_up=1), [])
    assert (fresh(letter).state, fresh(letter).failed_reason) == ("failed", UNSURE)


@pytest.mark.skipif(not is_server(), reason="threads cannot share the SQLite database of the tests, which is in memory")
@pytest.mark.django_db(transaction=True)
def test_two_senders_at_once_send_each_letter_once(post, province):
    users = User.objects.bulk_create(
        User(username=f"u{n}", display_name=f"N {n}", email=f"u{n}@x.vn") for n in range(40)
    )
    outbox.queue(users, "Phát động", "Nội dung", by=province.root.officer, at=province.at)
    done: list[Sent] = []

    def run() -> None:
        try:
            done.append(send_waiting(limit=100, at=province.at))
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (sum(each.sent for each in done), sorted(post.recipients)) == (40, sorted(user.email for user in users))
