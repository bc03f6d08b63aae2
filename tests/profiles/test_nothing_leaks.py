"""A value planted under lock stands in no page, file, letter, audit record or log; only where it was opened."""

import logging
import sys

import pytest
from django.core.signals import got_request_exception
from django.db import connection
from django.urls import reverse
from django.views.debug import ExceptionReporter
from django.views.decorators.debug import sensitive_variables

from tests.people.builders import NUMBER, enter
from tests.sweeps.test_every_address import ADDRESSES
from thidua.people.actions_private import open_values
from thidua.people.models import PrivateValue
from thidua.shared.models import AuditEvent, Letter

PHONE, EMAIL = "0987650123", "rieng.tu@vidu.vn"
SECRETS = (NUMBER, PHONE, EMAIL, "Brâu", "Đảng viên dự bị")
# Forms that offer every people of the country and every standing in the Party to choose from.
OFFERS = {"people:new", "people:private"}


@pytest.fixture
def planted(province):
    private = {"identity": NUMBER, "phone": PHONE, "email": EMAIL, "ethnicity": "Brâu", "party": "Đảng viên dự bị"}
    return enter(province.ha_long, province.at, private=private)


def body(answer) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode("utf-8", "replace") + str(answer.headers)


def test_no_page_and_no_file_holds_a_planted_value(client, province, planted):
    client.force_login(province.root.officer)
    open_values(person=planted, fields=["identity"], purpose="Lập hồ sơ", by=province.root.officer, at=province.at)
    post = planted.posts.get()
    leaks = []
    for name, kwargs in ADDRESSES:
        if name in {"accounts:sign-out"}:
            continue
        for key in kwargs:
            if isinstance(kwargs[key], int):
                is_post = name in {"people:change-post", "people:correct-post", "people:end-post", "people:transfer"}
                kwargs = kwargs | {key: post.pk if is_post else planted.pk}
        address = reverse(name, kwargs=kwargs)
        for query in ("", "?export=csv", "?export=xlsx", "?q=nguyen"):
            text = body(client.get(address + query))
            found = [secret for secret in SECRETS if secret in text]
            if name in OFFERS:
                found = [secret for secret in found if secret not in ("Brâu", "Đảng viên dự bị")]
            if found:
                leaks.append((name, query, found))
    assert leaks == []


def test_no_audit_record_letter_or_stored_row_holds_a_planted_value(planted, province):
    open_values(person=planted, fields=["identity"], purpose="Lập hồ sơ", by=province.ha_long.officer, at=province.at)
    events = " ".join(str(row) for row in AuditEvent.objects.values_list("detail", flat=True))
    letters = " ".join(f"{letter.subject} {letter.body}" for letter in Letter.objects.all())
    with connection.cursor() as cursor:
        cursor.execute("SELECT token, blind FROM thidua_privatevalue")
        rows = str(cursor.fetchall())
    assert [secret for secret in SECRETS if secret in events + letters + rows] == []
    assert PrivateValue.objects.count() == len(SECRETS)


@pytest.mark.parametrize("broken", ["thidua.profiles.views._page", "thidua.people.actions_private.audit.record"])
def test_an_error_while_a_value_is_open_leaves_no_trace_of_it(client, province, planted, caplog, monkeypatch, broken):
    def fail(*args, **kwargs):
        raise RuntimeError("hỏng giữa chừng")

    client.force_login(province.ha_long.officer)
    client.raise_request_exception = False
    monkeypatch.setattr(broken, fail)
    with caplog.at_level(logging.DEBUG):
        fields = {"fields_wanted": ["identity"], "purpose": "Lập hồ sơ đề nghị"}
        answer = client.post(reverse("profiles:open", args=[planted.pk]), fields)
    assert answer.status_code == 500
    assert [secret for secret in SECRETS if secret in caplog.text + answer.content.decode()] == []


@pytest.mark.parametrize("broken", ["lock", "checks.private_value", "audit.record"])
@pytest.mark.parametrize("name", ["people:private", "people:new"])
def test_the_report_of_an_error_hides_what_was_typed(client, province, planted, monkeypatch, name, broken):
    """What the server would send to those who run it: variables of every frame, and the form as it was posted."""
    typed = str(22085007777).zfill(12)  # the report quotes this source: the value must not stand in it
    reports = []

    @sensitive_variables()
    def fail(*args, **kwargs):
        raise RuntimeError("hỏng giữa chừng")

    def report(sender, request, **kwargs):
        kind, error, trace = sys.exc_info()
        reports.append(ExceptionReporter(request, kind, error, trace).get_traceback_html())

    monkeypatch.setattr(f"thidua.people.actions_private.{broken}", fail)
    got_request_exception.connect(report)
    client.force_login(province.ha_long.officer)
    client.raise_request_exception = False
    fields = {
        "full_name": "Lê An", "gender": "male", "subject": "worker", "unit": str(province.ha_long.unit.pk), "title": "X",
        "is_leader": "no", "starts_on": "01/07/2025", "identity": typed, "phone": PHONE,
    }  # fmt: skip
    try:
        args = [planted.pk] if name == "people:private" else []
        answer = client.post(reverse(name, args=args), fields)
    finally:
        got_request_exception.disconnect(report)
    assert (answer.status_code, len(reports)) == (500, 1)
    assert [secret for secret in (typed, PHONE) if secret in reports[0]] == []
    assert "hỏng giữa chừng" in reports[0]
