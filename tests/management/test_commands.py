"""Commands of the operator: the outbox and the audit chain."""

from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection

from thidua.shared.models import AuditEvent, Letter
from thidua.shared.outbox import queue

TO = "=?utf-8?b?b2ZmaWNlciBQaMaw4budbmcgSOG6oSBMb25n?= <officer@example.org>"


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
    said = "Đã gửi {} thư; 0 thư sẽ thử lại; 0 thư gửi lỗi; {} thư chỉ đọc trên hệ thống."
    assert [_run("send_outbox"), _run("send_outbox")] == [said.format(1, 1), said.format(0, 0)]
    assert [(m.subject, m.to) for m in mail.outbox] == [("Tiêu đề", [TO])]
    assert [letter.state for letter in letters.all()] == ["sent", "inside"]


def test_the_limit_leaves_the_newer_letters_for_the_next_run(letters):
    assert _run("send_outbox", limit=1).startswith("Đã gửi 1 thư;")
    assert [letter.state for letter in letters.all()] == ["sent", "waiting"]


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
