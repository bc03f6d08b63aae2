"""The register against the audit: what was changed behind the system's back is told."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse

from tests.databases import is_server
from tests.honours.builders import import_for, revoke
from thidua.honours import actions, digest
from thidua.honours.actions_bulk import withdraw_imported_honours
from thidua.honours.models import Honour
from thidua.shared.models import AuditEvent


def unlocked(sql: str, *values) -> None:
    """What an owner of the database could do."""
    with connection.cursor() as cursor:
        if is_server():
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE thidua_honour DISABLE TRIGGER USER")
        else:
            for verb in ("update", "delete", "replace"):
                cursor.execute(f"DROP TRIGGER IF EXISTS thidua_honour_no_{verb}")
        cursor.execute(sql, values)


def test_every_way_of_writing_leaves_its_mark(province, capsys):
    office, at = province.ha_long, province.at
    first, second = import_for(office, at)
    third, *_ = import_for(province.cam_pha, at)
    actions.correct_honour(honour=first, recipient_detail="X", reason="Sai", by=office.officer, at=at)
    revoke(second, office.decider, at)
    withdraw_imported_honours(
        keys=[third.pk], under=province.cam_pha.unit, reason="Nhầm", by=province.cam_pha.officer, at=at
    )
    found = digest.compare(digest.records())
    assert (found.lines, found.records, found.is_whole) == (7, 5, True)
    call_command("verify_register")
    assert capsys.readouterr().out == "Sổ vàng khớp với nhật ký: 7 dòng, 5 bản ghi.\n"


@pytest.mark.parametrize(
    ("sql", "changed", "unproven"),
    [
        ("UPDATE thidua_honour SET recipient_name = 'Kẻ Khác' WHERE id = %s", 1, 0),
        ("UPDATE thidua_honour SET ordinal = 77 WHERE id = %s", 1, 0),
        ("UPDATE thidua_honour SET recorded_at = '2001-01-01 00:00:00+00:00' WHERE id = %s", 1, 1),
        ("DELETE FROM thidua_honour WHERE id = %s", 1, 0),
    ],
)
def test_a_line_changed_or_removed_in_the_database_is_told(province, sql, changed, unproven):
    first, _ = import_for(province.ha_long, province.at)
    unlocked(sql, first.pk)
    found = digest.compare(digest.records())
    assert (len(found.changed), len(found.unproven)) == (changed, unproven)
    with pytest.raises(CommandError, match="Sổ vàng không khớp: nội dung khác với nhật ký ở các bản ghi số"):
        call_command("verify_register")


def test_a_line_nobody_wrote_through_the_system_is_told(province):
    first, _ = import_for(province.ha_long, province.at)
    Honour.objects.bulk_create([Honour(**{
        field.attname: getattr(first, field.attname) for field in Honour._meta.concrete_fields
        if field.attname not in ("id", "check_code", "ordinal", "recorded_at")
    }, check_code="FORGED", ordinal=50, recorded_at=province.at.replace(year=2020))])  # fmt: skip
    forged = Honour.objects.get(check_code="FORGED")
    assert digest.compare(digest.records()).unproven == [forged.pk]
    with pytest.raises(CommandError, match=f"dòng không có trong nhật ký: {forged.pk}"):
        call_command("verify_register")


def test_marks_say_nothing_about_people(province):
    import_for(province.ha_long, province.at)
    event = AuditEvent.objects.filter(act="past_honours_imported").latest("seq")
    assert (sorted(event.detail["lines"]), "Nguyễn" in str(event.detail)) == (
        ["count", "first", "last", "sha256"],
        False,
    )


def test_officers_and_auditors_compare_one_honour_on_a_page(client, province):
    first, _ = import_for(province.ha_long, province.at)
    address = reverse("honours:compare", args=[first.pk])
    client.force_login(province.ha_long.clerk)
    assert client.get(address).status_code == 403
    client.force_login(province.ha_long.officer)
    told = client.get(address).context["entries"]
    unlocked("UPDATE thidua_honour SET recipient_name = 'Kẻ Khác' WHERE id = %s", first.pk)
    later = client.get(address).context["entries"]
    assert ([e["tone"] for e in told], [e["tone"] for e in later]) == (["met"], ["error"])
