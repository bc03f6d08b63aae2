"""The audit chain holds, and the database itself refuses to change it."""

import pytest
from django.db import DatabaseError, connection, transaction

from thidua.shared import audit
from thidua.shared.models import AuditEvent


def test_every_act_of_setting_up_a_province_is_in_one_unbroken_chain(province):
    events = list(AuditEvent.objects.all())
    assert [e.seq for e in events] == list(range(1, len(events) + 1))
    assert events[0].act == "installation_founded"
    assert audit.first_break(events) is None


@pytest.mark.parametrize(
    ("field", "value"), [("act", "khac"), ("thing_id", "9"), ("detail", {"count": 99}), ("by_id", None)]
)
def test_a_record_changed_in_an_export_breaks_the_chain_at_that_record(province, field, value):
    events = list(AuditEvent.objects.all())
    setattr(events[3], field, value)
    assert audit.first_break(events) == 4


def test_a_removed_record_breaks_the_chain(province):
    events = list(AuditEvent.objects.all())
    del events[2]
    assert audit.first_break(events) == 4


@pytest.mark.parametrize("sql", ["UPDATE thidua_auditevent SET act = 'x'", "DELETE FROM thidua_auditevent"])
def test_the_database_refuses_to_change_or_remove_audit_records(province, sql):
    before = AuditEvent.objects.count()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert AuditEvent.objects.count() == before
