"""Words planted in a dossier that only its two sides may read stand in no log, letter, audit record, search, export, page of
others or report of an error; what the portal shows is names, posts and units."""

import json
import logging
import sys

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signals import got_request_exception
from django.urls import reverse
from django.views.debug import ExceptionReporter

from tests.nominations.conftest import RECEIVED, SENT
from tests.nominations.samples import FORMS, PDF
from tests.nominations.screens import december  # noqa: F401
from tests.sweeps.test_every_address import ADDRESSES
from thidua.nominations import actions, actions_consultation, actions_desk, actions_files, actions_reports
from thidua.shared.models import AuditEvent, Letter

WORDS = {
    "report": "LOI-BAO-CAO-GIAN-DIEP",
    "file": "ten-tep-gian-diep",
    "question": "CAU-HOI-GIAN-DIEP",
    "answer": "TRA-LOI-GIAN-DIEP",
    "hold": "DON-THU-GIAN-DIEP",
    "opinion": "LUU-Y-GIAN-DIEP",
    "comment": "Y-KIEN-GIAN-DIEP",
    "name": "TEN-CONG-DAN-GIAN-DIEP",
    "contact": "0987650199",
}
# Where a dossier, its people or its nominees can be read or looked for.
READERS = {"nominations", "records", "people", "honours", "profiles"}


@pytest.fixture
def planted(ward):
    """A dossier of An and Bình under appraisal with everything planted that people write about nominees."""
    officer, desk = ward.office.officer, {"by": ward.office.appraiser, "at": RECEIVED}
    nomination = ward.draft(ward.good[:2])
    actions_reports.draft_reports(nomination=nomination, form=FORMS, by=officer, at=SENT)
    first = nomination.lines.select_related("report", "nomination__unit", "person").order_by("ordinal").first()
    edits = {"texts": {"merit": WORDS["report"]}, "seen_version": 1, "by": officer, "at": SENT}
    actions_reports.edit_report(report=first.report, **edits)
    upload = SimpleUploadedFile(f"{WORDS['file']}.pdf", PDF)
    actions_files.attach_paper(nomination=nomination, paper_code="minutes", upload=upload, by=officer, at=SENT)
    actions.send_nomination(nomination=nomination, by=officer, at=SENT)
    actions.receive_nomination(nomination=nomination, **desk)
    asked = {first.pk: WORDS["question"]}
    actions_desk.ask_lines(nomination=nomination, questions=asked, route="resume", **desk)
    actions_desk.reply_lines(nomination=nomination, answers={first.pk: WORDS["answer"]}, by=officer, at=RECEIVED)
    actions_desk.enter_opinion(
        nomination=nomination, line=first, topic="police", body="Công an tỉnh", rating="remarks", note=WORDS["opinion"],
        number_text="12/CAT", dated=SENT.date(), **desk,
    )  # fmt: skip
    consultation = actions_consultation.open_consultation(
        nomination=nomination, days=5, basis="Quy chế số 5", contact="Phòng Nội vụ", **desk
    )
    actions_consultation.send_comment(
        consultation=consultation, text=WORDS["comment"], name=WORDS["name"], contact=WORDS["contact"], at=RECEIVED,
        source=actions_consultation.source_of("203.0.113.7", RECEIVED),
    )  # fmt: skip
    actions_desk.hold(nomination=nomination, line=first, ground="complaint", reason=WORDS["hold"], **desk)
    return nomination


def text_of(answer) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode("utf-8", "replace") + str(answer.headers)


def found_in(text: str) -> list[str]:
    return [name for name, word in WORDS.items() if word in text]


def test_history_and_letters_say_that_something_was_written_not_what(planted):
    events = " ".join(
        json.dumps(row, ensure_ascii=False) for row in AuditEvent.objects.values_list("detail", flat=True)
    )
    letters = " ".join(f"{letter.subject} {letter.body}" for letter in Letter.objects.all())
    assert (found_in(events), found_in(letters)) == ([], [])


def test_the_portal_shows_the_list_and_none_of_what_was_written(planted, client):
    consultation = planted.consultations.get()
    pages = [
        client.get(reverse(name, args=args))
        for name, args in (("portal:consultations", []), ("portal:consultation", [consultation.pk]))
    ]
    assert [(page.status_code, found_in(text_of(page))) for page in pages] == [(200, []), (200, [])]
    assert "203.0.113.7" not in json.dumps(list(consultation.comments.values()), default=str)


def test_the_portal_does_not_tell_that_somebody_was_left_out(ward, client):
    nomination, desk = ward.received(ward.good[:3]), {"by": ward.office.appraiser, "at": RECEIVED}
    line = nomination.lines.select_related("nomination__to_unit", "person").order_by("ordinal")[1]
    actions.appraise_line(line=line, appraisal="excluded", reason="Chưa rõ thành tích", **desk)
    given = {"days": 5, "basis": "Quy chế số 5", "contact": "Phòng Nội vụ"}
    opened = actions_consultation.open_consultation(nomination=nomination, **given, **desk)
    shown = client.get(reverse("portal:consultation", args=[opened.pk])).context["lines"]
    assert [(number, name) for number, name, _ in shown] == [(1, "Nguyễn Thị An"), (2, "Nguyễn Thị Chi")]


def test_no_page_search_or_export_of_another_unit_holds_a_planted_word(planted, ward, client):
    client.force_login(ward.province.cam_pha.officer)
    leaks = []
    for name, kwargs in ADDRESSES:
        if name.partition(":")[0] not in READERS:
            continue
        given = {key: planted.pk if isinstance(value, int) else value for key, value in kwargs.items()}
        for query in ("", "?export=csv", "?q=gian-diep"):
            answer = client.get(reverse(name, kwargs=given) + query)
            text = text_of(answer).replace("gian-diep", "") if "q=" in query else text_of(answer)
            leaks += [(name, query, each) for each in found_in(text)]
    assert leaks == []


@pytest.mark.parametrize(
    ("name", "fields", "broken"),
    [
        (
            "portal:consultation",
            {"text": "comment", "name": "name", "contact": "contact"},
            "actions_consultation.audit",
        ),
        ("nominations:ask", {"cau-{line}": "question"}, "actions_desk.audit"),
        ("nominations:hold", {"reason": "hold"}, "actions_desk.audit"),
        ("nominations:opinions", {"note": "opinion"}, "actions_desk.audit"),
        ("nominations:report", {"merit": "report"}, "actions_reports.audit"),
    ],
)
def test_the_report_of_an_error_hides_what_was_typed(client, ward, caplog, monkeypatch, name, fields, broken):
    """What would be sent to those who run the server: the variables of every frame and the form as it was posted."""
    nomination = ward.draft(ward.good[:1])
    officer, desk = ward.office.officer, {"by": ward.office.appraiser, "at": RECEIVED}
    actions_reports.draft_reports(nomination=nomination, form=FORMS, by=officer, at=SENT)
    line = nomination.lines.get()
    if name != "nominations:report":
        actions.send_nomination(nomination=nomination, by=officer, at=SENT)
        actions.receive_nomination(nomination=nomination, **desk)
    args = [line.pk if name == "nominations:report" else nomination.pk]
    if name == "portal:consultation":
        given = {"days": 5, "basis": "Quy chế số 5", "contact": "Phòng Nội vụ"}
        args = [actions_consultation.open_consultation(nomination=nomination, **given, **desk).pk]
    else:
        client.force_login(officer if name == "nominations:report" else ward.office.appraiser)
    other = {
        "route": "resume", "ground": "complaint", "topic": "police", "body": "Công an tỉnh", "rating": "remarks",
        "number_text": "12/CAT", "dated": "01/12/2025", "version": "1",
    }  # fmt: skip
    reports = []

    def report(sender, request, **kwargs):
        reports.append(ExceptionReporter(request, *sys.exc_info()).get_traceback_html())

    monkeypatch.setattr(f"thidua.nominations.{broken}.record", lambda *args, **kwargs: 1 / 0)
    got_request_exception.connect(report)
    client.raise_request_exception = False
    try:
        with caplog.at_level(logging.DEBUG):
            typed = {key.format(line=line.pk): WORDS[word] for key, word in fields.items()}
            answer = client.post(reverse(name, args=args), other | typed)
    finally:
        got_request_exception.disconnect(report)
    # log records of the debug level hold the statements of the database, which stay off in service
    logs = "".join(record.getMessage() for record in caplog.records if record.name != "django.db.backends")
    assert (answer.status_code, len(reports)) == (500, 1)
    assert (found_in(text_of(answer)), found_in(logs), found_in(reports[0])) == ([], [], [])
