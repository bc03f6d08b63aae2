"""The appraisal report: from the ended appraisal to a numbered paper, once; who may, and what it says."""

from tests.nominations.conftest import RECEIVED
from tests.nominations.screens import december, page  # noqa: F401
from tests.nominations.test_actions import refused
from tests.nominations.test_views import post, words
from thidua.nominations import actions
from thidua.nominations.actions_appraisal import issue_appraisal_report
from thidua.nominations.appraisal_papers import report_of, rules_of
from thidua.nominations.models import NominationLine
from thidua.papers.models import Paper
from thidua.shared.models import AuditEvent


def appraised(ward):
    nomination = ward.received([*ward.good[:2], ward.giang])
    desk = {"by": ward.office.appraiser, "at": RECEIVED}
    actions.appraise_lines(nomination=nomination, **desk)
    last = nomination.lines.get(person=ward.giang)
    actions.appraise_line(line=last, appraisal="excluded", reason="Thiếu xác nhận của công an", **desk)
    actions.finish_appraisal(nomination=nomination, **desk)
    return nomination


def test_the_report_is_numbered_once_after_the_appraisal(ward):
    nomination = ward.received(ward.good[:1])
    given = {"recommendation": "Trình Hội đồng.", "by": ward.office.appraiser, "at": RECEIVED}
    assert refused(issue_appraisal_report, nomination=nomination, **given) == (
        "Hồ sơ đang ở bước “Đang thẩm định”; báo cáo thẩm định lập khi đã thẩm định xong."
    )
    desk = {"by": ward.office.appraiser, "at": RECEIVED}
    actions.appraise_lines(nomination=nomination, **desk)
    actions.finish_appraisal(nomination=nomination, **desk)
    assert refused(issue_appraisal_report, nomination=nomination, **given | {"by": ward.office.officer}) == (
        "Để lập báo cáo thẩm định cần vai trò “Cán bộ thẩm định” của Phường Hạ Long."
    )
    assert refused(issue_appraisal_report, nomination=nomination, **given | {"recommendation": "  "}) == (
        "Mời ghi đề xuất của cơ quan thẩm định."
    )
    paper = issue_appraisal_report(nomination=nomination, **given)
    assert (paper.kind, paper.number_text, paper.unit) == ("appraisal_report", "01/BC-UBND", ward.office.unit)
    assert refused(issue_appraisal_report, nomination=nomination, **given) == (
        "Báo cáo thẩm định của hồ sơ này đã được cấp số."
    )
    assert AuditEvent.objects.order_by("-seq").first().act == "appraisal_reported"


def test_the_report_holds_every_case_with_verdict_reason_and_articles(ward):
    nomination = appraised(ward)
    paper = report_of(nomination, 1, "Trình Hội đồng xét.\nTrả lại hồ sơ của một người.", RECEIVED.date())
    assert [(case.name, case.verdict, case.note) for case in (*paper.included, *paper.excluded)] == [
        ("Nguyễn Thị An", "Có thể đề xét", ""),
        ("Nguyễn Thị Bình", "Có thể đề xét", ""),
        ("Nguyễn Thị Giang", "Cần người xem xét", "Thiếu xác nhận của công an"),
    ]
    assert paper.recommendation == ("Trình Hội đồng xét.", "Trả lại hồ sơ của một người.")
    # No article of Circular 15/2025 has been read: the rulebook names the whole of it and the paper says so.
    assert paper.rules == (
        "Luật Thi đua, khen thưởng số 06/2022/QH15: Điều 24; điểm a khoản 1 Điều 24; điểm b khoản 1 Điều 24.",
        "Thông tư số 15/2025/TT-BNV (chưa xác định điều, khoản).",
        "Nghị định số 152/2025/NĐ-CP: khoản 4 Điều 4.",
    )


def test_each_document_stands_once_with_its_articles_in_their_own_order():
    law, decree = "Luật Thi đua, khen thưởng số 06/2022/QH15", "Nghị định số 152/2025/NĐ-CP"
    cited = [
        f"Khoản 2 Điều 24 {law}", f"Khoản 4 Điều 4 {decree}", f"Điểm đ khoản 1 Điều 24 {law}", f"Điểm d khoản 1 Điều 24 {law}",
        f"Khoản 1 Điều 9 {law}", f"Điều 24 {law}", f"Khoản 2 Điều 24 {law}", "Quy chế của đơn vị",
    ]  # fmt: skip
    lines = [NominationLine(verdict={"conditions": [{"citation": each}]}) for each in (*cited, "")]
    assert rules_of([NominationLine(), *lines]) == (
        f"{law}: khoản 1 Điều 9; Điều 24; điểm d khoản 1 Điều 24; điểm đ khoản 1 Điều 24; khoản 2 Điều 24.",
        f"{decree}: khoản 4 Điều 4.",
        "Quy chế của đơn vị (chưa xác định điều, khoản).",
    )


def test_the_report_is_made_and_found_on_the_page_of_the_dossier(ward, client):
    nomination = appraised(ward)
    desk = ward.office.appraiser
    first = page(client, desk, "nominations:appraisal-report", nomination.pk)
    assert first.context["form"]["recommendation"].value() == "Trình Hội đồng xét 2 trường hợp đưa vào danh sách."
    assert page(client, desk, "nominations:appraisal-docx", nomination.pk).status_code == 404
    empty = post(client, desk, "nominations:appraisal-report", nomination.pk, recommendation="")
    assert empty.status_code == 422
    answer = post(client, desk, "nominations:appraisal-report", nomination.pk, recommendation="Trình Hội đồng.")
    assert words(answer) == ["Đã lập Báo cáo thẩm định số 01/BC-UBND."]
    assert Paper.objects.filter(kind="appraisal_report").count() == 1
    assert ("Báo cáo thẩm định", "01/BC-UBND (PDF)") in [row[:2] for row in answer.context["facts"]]
    word = page(client, ward.office.officer, "nominations:appraisal-docx", nomination.pk)
    assert word.content.startswith(b"PK")
    assert page(client, ward.province.cam_pha.officer, "nominations:appraisal-docx", nomination.pk).status_code == 404
