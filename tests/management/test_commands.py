"""Commands of the operator: the outbox and the audit chain."""

from io import StringIO

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.core.management import CommandError, call_command
from django.db import connection

from thidua.shared.models import AuditEvent, Letter
from thidua.shared.outbox import queue


class BrokenServer(BaseEmailBackend):
    def send_messages(self, messages):
        raise ConnectionRefusedError("máy chủ thư không trả lời")


def _run(name: str, **options) -> str:
    out = StringIO()
    call_command(name, stdout=out, **options)
    return out.getvalue().strip()


@pytest.fixture
def letters(province):
    province.ha_long.officer.email = "officer@example.org"
    province.ha_long.officer.save()
    people = [province.ha_long.officer, province.ha_long.clerk]
    queue(people, "Tiêu đề", "Nội dung", by=province.root.officer, at=province.at)
    return Letter.objects.order_by("pk")


def test_waiting_letters_go_once(letters):
    assert _run("send_outbox") == "Đã gửi 1 thư; 0 thư gửi lỗi; 1 thư chỉ đọc trên hệ thống."
    assert _run("send_outbox") == "Đã gửi 0 thư; 0 thư gửi lỗi; 0 thư chỉ đọc trên hệ thống."
    assert [(m.subject, m.body, m.to) for m in mail.outbox] == [("Tiêu đề", "Nội dung", ["officer@example.org"])]
    assert [letter.sent_at is not None for letter in letters.all()] == [True, True]


def test_a_letter_the_server_refuses_waits_with_the_reason_and_goes_later(letters, settings):
    working, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, f"{__name__}.BrokenServer"
    assert _run("send_outbox") == "Đã gửi 0 thư; 1 thư gửi lỗi; 1 thư chỉ đọc trên hệ thống."
    first = letters.first()
    assert (first.sent_at, first.failed_reason) == (None, "ConnectionRefusedError: máy chủ thư không trả lời")
    settings.EMAIL_BACKEND = working
    assert _run("send_outbox") == "Đã gửi 1 thư; 0 thư gửi lỗi; 0 thư chỉ đọc trên hệ thống."
    first.refresh_from_db()
    assert (first.sent_at is not None, first.failed_reason) == (True, "")


def test_the_limit_leaves_the_newer_letters_for_the_next_run(letters):
    assert _run("send_outbox", limit=1) == "Đã gửi 1 thư; 0 thư gửi lỗi; 0 thư chỉ đọc trên hệ thống."
    assert Letter.objects.filter(sent_at=None).count() == 1


def test_a_whole_chain_is_confirmed_with_count_and_last_hash(province):
    last = AuditEvent.objects.latest("seq")
    assert _run("verify_audit") == f"Chuỗi nhật ký nguyên vẹn: {last.seq} bản ghi, mã băm cuối {last.hash}."


def test_a_record_changed_behind_the_triggers_is_named_and_the_command_fails(province):
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks still to come cannot be altered
            cursor.execute("ALTER TABLE thidua_auditevent DISABLE TRIGGER USER")
        else:
            cursor.execute("DROP TRIGGER thidua_auditevent_no_update")
        cursor.execute("UPDATE thidua_auditevent SET act = 'khac' WHERE seq = 3")
    with pytest.raises(CommandError) as broken:
        _run("verify_audit")
    assert (broken.value.returncode, str(broken.value)) == (
        1, "Chuỗi nhật ký đứt tại bản ghi số 3 (đã kiểm tra 3 bản ghi).",
    )  # fmt: skip
