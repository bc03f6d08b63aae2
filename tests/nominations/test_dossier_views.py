"""The screens of papers, reports, desk and moves: what is shown to whom, what is refused, what a mistake keeps."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.nominations.conftest import RECEIVED, SENT
from tests.nominations.samples import FORMS, pdf
from tests.nominations.screens import december, page  # noqa: F401
from tests.nominations.test_actions import line_of
from thidua.nominations import actions, actions_desk, actions_files, actions_reports
from thidua.nominations.models import Nomination
from thidua.nominations.models_files import AchievementReport, DossierFile
from thidua.units.models import Unit


def text(answer) -> str:
    return answer.content.decode()


def post(client, user, name, *args, **data):
    client.force_login(user)
    return client.post(reverse(name, args=args), data)


@pytest.fixture
def dossier(ward) -> Nomination:
    nomination = ward.draft(ward.good[:2])
    actions_reports.draft_reports(nomination=nomination, form=FORMS, by=ward.office.officer, at=SENT)
    return nomination


@pytest.fixture
def received(ward, dossier) -> Nomination:
    actions.send_nomination(nomination=dossier, by=ward.office.officer, at=SENT)
    actions.receive_nomination(nomination=dossier, by=ward.office.appraiser, at=RECEIVED)
    return dossier


def test_a_new_dossier_asks_for_its_kind_and_occasion(client, ward):
    given = {
        "unit": ward.office.unit.pk,
        "award_code": "certificate_of_merit_commune",
        "year": "2025",
        "kind": "ad_hoc",
    }
    answer = post(client, ward.office.officer, "nominations:new", **given)
    assert answer.status_code == 422
    assert "Khen đột xuất: hãy ghi việc gì, ngày nào, ở đâu." in text(answer)
    answer = post(client, ward.office.officer, "nominations:new", **given, occasion="Cứu người ngày 12/08/2025")
    made = Nomination.objects.get()
    assert (answer.status_code, made.kind, made.occasion) == (302, "ad_hoc", "Cứu người ngày 12/08/2025")


def test_the_page_of_papers_says_who_lacks_what(client, ward):
    nomination = ward.draft(ward.good[:1], award="ministry_province_emulation_fighter")
    shown = text(page(client, ward.office.officer, "nominations:papers", nomination.pk))
    assert "Ai còn thiếu gì (2)" in shown
    assert "Khoản 1 Điều 84 Luật Thi đua, khen thưởng số 06/2022/QH15" in shown


def test_a_lying_file_comes_back_with_the_reason_at_the_form(client, ward, dossier):
    lie = SimpleUploadedFile("bien-ban.pdf", b"<html><script>alert(1)</script></html>")
    answer = post(client, ward.office.officer, "nominations:papers", dossier.pk, paper_code="minutes", file=lie)
    assert answer.status_code == 422
    assert "Nội dung tệp không phải .pdf như tên tệp" in text(answer)
    assert DossierFile.objects.count() == 0


def test_a_paper_is_handed_out_as_a_download_to_those_of_the_dossier_only(client, ward, dossier):
    kept = actions_files.attach_paper(
        nomination=dossier, paper_code="minutes", upload=pdf(), by=ward.office.officer, at=SENT
    )
    answer = page(client, ward.office.officer, "nominations:file", kept.pk)
    assert (answer.status_code, answer["Content-Disposition"], answer["X-Content-Type-Options"]) == (
        200,
        'attachment; filename="bien-ban.pdf"',
        "nosniff",
    )
    assert page(client, ward.province.cam_pha.officer, "nominations:file", kept.pk).status_code == 404
    assert page(client, ward.province.stranger, "nominations:file", kept.pk).status_code == 404


def test_the_report_is_edited_and_tells_drafted_from_written(client, ward, dossier):
    line = line_of(dossier, ward.good[0])
    report = AchievementReport.objects.get(line=line)
    merit = next(part for part in report.parts if part["code"] == "merit")["pieces"][0]["text"]
    answer = post(
        client, ward.office.officer, "nominations:report", line.pk,
        version=report.version, person="", duties="", ratings="", merit=f"{merit}\nTự tôi viết thêm.", initiatives="", honours="",
    )  # fmt: skip
    assert answer.status_code == 302
    shown = text(page(client, ward.office.officer, "nominations:report", line.pk))
    assert shown.count('<div class="piece is-drafted">') == 1
    assert shown.count('<div class="piece is-written">') == 1
    assert f'<a href="{reverse("profiles:person", args=[line.person_id])}">Xếp loại năm 2025</a>' in shown


def test_an_old_page_of_a_report_keeps_what_was_typed(client, ward, dossier):
    line = line_of(dossier, ward.good[0])
    answer = post(client, ward.office.officer, "nominations:report", line.pk, version=7, merit="Chữ đã gõ.")
    assert answer.status_code == 422
    assert "Trang này đã cũ: báo cáo vừa được thay đổi." in text(answer)
    assert "Chữ đã gõ." in text(answer)


def test_pasted_megabytes_are_answered_in_words(client, ward, dossier):
    line = line_of(dossier, ward.good[0])
    version = AchievementReport.objects.get(line=line).version
    answer = post(client, ward.office.officer, "nominations:report", line.pk, version=version, merit="a" * 2_000_000)
    assert answer.status_code == 422
    told = text(answer)
    assert (
        told.count("Mục này dài 2.000.000 ký tự; nhận nhiều nhất 20.000 ký tự.") == 2
    )  # in the summary and at the field
    assert told.index('id="sua-bao-cao"') < told.index('class="report-key"')  # on top, not below the whole report
    shown = text(page(client, ward.office.officer, "nominations:report", line.pk))
    assert shown.index('id="sua-bao-cao"') > shown.index('class="report-key"')
    answer = post(client, ward.office.officer, "nominations:report", line.pk, version=version, merit="a" * 6_000_000)
    assert answer.status_code == 400
    assert "Nội dung gửi lên quá lớn" in text(answer)


def test_the_report_comes_as_pdf_and_docx(client, ward, dossier):
    line = line_of(dossier, ward.good[0])
    made = page(client, ward.office.officer, "nominations:report-pdf", line.pk)
    assert made.content[:5] == b"%PDF-"
    assert made["Content-Disposition"] == 'attachment; filename="bao-cao-thanh-tich-nguyen-thi-an.pdf"'
    assert page(client, ward.office.officer, "nominations:report-docx", line.pk).content[:4] == b"PK\x03\x04"


def test_a_name_changed_after_sending_is_shown_beside_the_one_sent(client, ward, received):
    line = line_of(received, ward.good[0])
    type(line.person).objects.filter(pk=line.person_id).update(full_name="Nguyễn Thị Anh")
    shown = text(page(client, ward.office.appraiser, "nominations:line", line.pk))
    assert "Tên, chức vụ đổi từ khi gửi" in shown
    assert '<td class="is-long" data-label="Khi gửi">Nguyễn Thị An</td>' in shown


def test_question_reply_and_changes_through_the_screens(client, ward, received):
    line = line_of(received, ward.good[0])
    answer = post(
        client,
        ward.office.appraiser,
        "nominations:ask",
        received.pk,
        route="resume",
        **{f"cau-{line.pk}": "Căn cứ nào?"},
    )
    assert answer.status_code == 302
    received.refresh_from_db()
    assert received.state == "asked"
    client.force_login(ward.office.officer)
    answer = client.post(
        reverse("nominations:line", args=[line.pk]), {"achievement": "Có quyết định số 3.", "version": received.version}
    )
    assert answer.status_code == 302
    shown = text(page(client, ward.office.officer, "nominations:reply", received.pk))
    assert "Có quyết định số 3." in shown
    answer = post(client, ward.office.officer, "nominations:reply", received.pk, **{f"tra-loi-{line.pk}": ""})
    assert answer.status_code == 302
    shown = text(page(client, ward.office.appraiser, "nominations:detail", received.pk))
    assert "đã trả lời, 1 chỗ thay đổi" in shown


def test_an_empty_reply_comes_back_with_the_name(client, ward, received):
    line = line_of(received, ward.good[0])
    actions_desk.ask_lines(
        nomination=received, questions={line.pk: "Căn cứ nào?"}, route="resume", by=ward.office.appraiser, at=RECEIVED
    )
    answer = post(client, ward.office.officer, "nominations:reply", received.pk, **{f"tra-loi-{line.pk}": ""})
    assert answer.status_code == 422
    assert "Chưa trả lời: Nguyễn Thị An." in text(answer)


def test_the_queue_shows_the_clock_and_who_has_it(client, ward, received):
    actions_desk.assign_nomination(nomination=received, to=ward.office.appraiser, by=ward.office.appraiser, at=RECEIVED)
    shown = text(page(client, ward.office.appraiser, "nominations:desk"))
    assert "Thẩm định: còn 20 ngày làm việc, hạn 31/12/2025" in shown
    assert text(page(client, ward.office.appraiser, "nominations:desk", giao="nobody")).count("nominations/") == 0
    assert "Không tìm thấy" in text(page(client, ward.office.appraiser, "nominations:desk", giao="nobody"))


@pytest.mark.parametrize("name", ["assign", "ask", "hold", "split", "consult"])
def test_the_proposing_officer_does_not_open_the_desk_s_pages(client, ward, received, name):
    assert page(client, ward.office.officer, f"nominations:{name}", received.pk).status_code == 403


PAGES_OF_A_DOSSIER = [
    "papers",
    "draft-reports",
    "outsider",
    "sheet",
    "recall",
    "assign",
    "ask",
    "reply",
    "opinions",
    "hold",
    "split",
    "join",
    "answer",
    "consult",
]


@pytest.mark.parametrize("name", PAGES_OF_A_DOSSIER)
def test_another_unit_finds_none_of_the_pages(client, ward, dossier, name):
    assert page(client, ward.province.cam_pha.officer, f"nominations:{name}", dossier.pk).status_code == 404


def test_opinions_and_holds_through_the_screens(client, ward, received):
    line = line_of(received, ward.good[0])
    answer = post(
        client, ward.office.appraiser, "nominations:opinions", received.pk, line=line.pk, topic="tax", body="Thuế tỉnh",
        rating="agrees", note="", number_text="11/CT", dated="01/12/2025", expires_on="02/12/2025",
    )  # fmt: skip
    assert answer.status_code == 302
    assert "Hết giá trị 02/12/2025" in text(page(client, ward.office.appraiser, "nominations:opinions", received.pk))
    answer = post(
        client, ward.office.appraiser, "nominations:hold", received.pk, line="", ground="complaint", reason="Đơn số 7"
    )
    assert answer.status_code == 302
    assert "Thẩm định: tạm dừng tính thời hạn" in text(
        page(client, ward.office.appraiser, "nominations:detail", received.pk)
    )


def test_split_and_recall_through_the_screens(client, ward, received):
    line = line_of(received, ward.good[0])
    answer = post(client, ward.office.appraiser, "nominations:split", received.pk, lines=[line.pk], reason="Tách riêng")
    part = Nomination.objects.exclude(pk=received.pk).get()
    assert (answer.status_code, answer["Location"]) == (302, reverse("nominations:detail", args=[part.pk]))
    answer = post(client, ward.office.officer, "nominations:recall", received.pk, reason="Sửa")
    assert answer.status_code == 403


def test_the_province_s_choice_of_papers(client, ward, dossier):
    root: Unit = ward.province.root.unit
    shown = text(page(client, ward.province.root.appraiser, "nominations:paper-rules"))
    assert shown.count("Chưa chọn") == 7
    answer = post(
        client,
        ward.province.root.appraiser,
        "nominations:paper-rule",
        "advanced_worker",
        codes=["minutes"],
        basis="QĐ 12",
    )
    assert (answer.status_code, root.paper_rules.get().codes) == (302, ["minutes"])
    assert page(client, ward.office.officer, "nominations:paper-rules").status_code == 403
