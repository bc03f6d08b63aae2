"""Two clicks, or two tabs, on changing the rule date: one change, and the other is told that the page is old."""

from django.urls import reverse

from tests.nominations.screens import december  # noqa: F401
from thidua.shared.models import AuditEvent

REASON = "Hồ sơ đã đến văn thư từ hôm trước, có dấu công văn đến kèm theo."


def test_the_second_click_changes_nothing_and_says_why(ward, client):
    nomination = ward.received(ward.good[:2])
    client.force_login(ward.office.appraiser)
    address = reverse("nominations:rule-date", args=[nomination.pk])
    seen = client.get(address).context["form"]["version"].value()
    data = {"day": "2/12/2025", "reason": REASON, "version": seen}
    answers = [client.post(address, data).status_code, client.post(address, data | {"day": "1/12/2025"}).status_code]
    nomination.refresh_from_db()
    written = AuditEvent.objects.filter(act="rule_date_changed").count()
    assert (answers, nomination.rule_date.isoformat(), written) == ([302, 422], "2025-12-02", 1)
