"""Papers of a dossier: asked for, handed in, refused; sending names the person and the paper."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.nominations.conftest import RECEIVED, SENT
from tests.nominations.samples import FORMS, PDF, complete, pdf
from tests.nominations.test_actions import last_act, line_of, refused
from thidua.nominations import actions, actions_files, actions_reports, dossier
from thidua.nominations.models import NominationLine
from thidua.nominations.models_files import AchievementReport, DossierFile

LIES = "Nội dung tệp không phải .{} như tên tệp; có thể tệp bị hỏng hoặc đổi đuôi."
TAKEN = "Chỉ nhận tệp PDF, Word (.docx), Excel (.xlsx), JPG, PNG."
FIGHTER = "ministry_province_emulation_fighter"


def lacking(nomination) -> list[str]:
    lines = nomination.lines.select_related("person", "unit", "outsider").order_by("ordinal")
    return dossier.told(dossier.missing(nomination, SENT.date()), lines)


def test_sending_is_refused_with_the_person_and_the_paper_named(ward):
    nomination = ward.draft(ward.good[:2], award=FIGHTER)
    assert refused(actions.send_nomination, nomination=nomination, by=ward.office.officer, at=SENT) == (
        "Chưa gửi được vì thiếu giấy tờ: cả hồ sơ – Biên bản bình xét kèm kết quả bỏ phiếu, "
        "Nguyễn Thị An – Báo cáo thành tích, Nguyễn Thị Bình – Báo cáo thành tích."
    )
    complete(nomination, ward.office.officer, SENT)
    assert lacking(nomination) == []


def test_a_report_with_an_empty_needed_part_keeps_the_dossier_here_with_person_and_part_named(ward):
    nomination = ward.draft(ward.good[:2], award=FIGHTER)
    complete(nomination, ward.office.officer, SENT)
    line = line_of(nomination, ward.good[0])
    report = AchievementReport.objects.select_related("line__nomination__unit").get(line=line)
    given = {"by": ward.office.officer, "at": SENT}
    assert report.unwritten == ""
    actions_reports.edit_report(
        report=report, texts={"merit": "", "duties": " \n \n"}, seen_version=report.version, **given
    )
    report.refresh_from_db()
    assert report.unwritten == "duties merit"
    told = "Nguyễn Thị An – Báo cáo thành tích (chưa viết mục: “Quyền hạn, nhiệm vụ được giao”, “Thành tích đạt được”)"
    assert lacking(nomination) == [told]
    assert refused(actions.send_nomination, nomination=nomination, **given) == (
        f"Chưa gửi được vì thiếu giấy tờ: {told}."
    )
    texts = {"duties": "Tiếp nhận hồ sơ một cửa.", "merit": "Giải quyết xong 43 hồ sơ kéo dài."}
    actions_reports.edit_report(report=report, texts=texts, seen_version=report.version, **given)
    assert lacking(nomination) == []


def test_a_collective_and_a_feat_need_the_parts_of_their_own_forms(ward, django_assert_num_queries):
    unit = ward.province.ha_long.unit
    given = {"by": ward.office.officer, "at": SENT}
    collective = actions.draft_nomination(unit=unit, award_code="excellent_labour_collective", year=2025, **given)
    actions.add_nominees(nomination=collective, units=[unit], **given)
    feat = actions.draft_nomination(
        unit=unit,
        award_code="certificate_of_merit_commune",
        year=2025,
        kind="ad_hoc",
        occasion="Cứu hai cháu nhỏ.",
        **given,
    )
    actions.add_nominees(nomination=feat, people=ward.good[:3], **given)
    actions_reports.draft_reports(nomination=collective, form=FORMS, **given)
    actions_reports.draft_reports(nomination=feat, **given)
    assert dict(AchievementReport.objects.values_list("form", "unwritten").order_by("pk")) == {
        "merit_collective": "targets measures lawful",
        "ad_hoc": "deed effect",
    }
    asked = dossier.asked_of(feat, SENT.date())
    with django_assert_num_queries(4):
        found = dossier.missing(feat, SENT.date(), asked)
    assert [(lack.line, lack.paper.code, lack.unwritten) for lack in found] == [
        (line.pk, "summary_report", ["deed", "effect"]) for line in feat.lines.order_by("ordinal")
    ]
    assert refused(actions.send_nomination, nomination=feat, **given).startswith(
        "Chưa gửi được vì thiếu giấy tờ: Nguyễn Thị An – Báo cáo tóm tắt thành tích (chưa viết mục: “Diễn biến, hành động "
        "cụ thể”, “Tác dụng, phạm vi ảnh hưởng, nêu gương”)"
    )
    complete(feat, ward.office.officer, SENT)
    actions.send_nomination(nomination=feat, **given)
    assert feat.state == "sent"


def test_what_the_province_has_not_chosen_is_not_asked_for_and_said_so(ward):
    nomination = ward.draft(ward.good[:1])
    asked = dossier.asked_of(nomination, SENT.date())
    assert (lacking(nomination), asked.is_left_to_province) == ([], True)
    assert asked.why_unknown_vi == "Luật giao bộ, ban, ngành, tỉnh quy định hồ sơ của hình thức này."


def test_the_province_chooses_and_from_then_on_it_is_asked_for(ward):
    nomination = ward.draft(ward.good[:1])
    given = {
        "unit": ward.province.root.unit,
        "award_code": "advanced_worker",
        "basis": "Quyết định số 12/QĐ-UBND",
        "at": SENT,
    }
    assert refused(actions_files.choose_papers, codes=["minutes"], by=ward.office.appraiser, **given) == (
        "Để chọn giấy tờ phải có trong hồ sơ cần vai trò “Người thẩm định” hoặc “Thủ trưởng đơn vị” của Tỉnh Quảng Ninh."
    ).replace("Người thẩm định", _label())
    actions_files.choose_papers(codes=["minutes"], by=ward.province.root.appraiser, **given)
    assert lacking(nomination) == ["cả hồ sơ – Biên bản bình xét"]
    asked = dossier.asked_of(nomination, SENT.date())
    assert {paper.code: paper.need for paper in asked.papers} == {
        "submission": "always",
        "report": "if_any",
        "minutes": "always",
        "initiative_proof": "if_any",
    }
    assert last_act() == "papers_chosen"


def _label() -> str:
    from thidua.units.models import RoleGrant

    return RoleGrant.Role.APPRAISER.label


def test_a_province_does_not_choose_what_the_law_sets(ward):
    given = {"unit": ward.province.root.unit, "codes": [], "basis": "Quyết định số 12", "at": SENT}
    assert refused(actions_files.choose_papers, award_code=FIGHTER, by=ward.province.root.appraiser, **given) == (
        "Hồ sơ của hình thức này do luật, nghị định quy định; tỉnh không chọn giấy tờ."
    )


def test_a_proof_is_asked_for_when_the_proposal_rests_on_it(ward):
    nomination = ward.draft(ward.good[:1], award=FIGHTER)
    complete(nomination, ward.office.officer, SENT)
    line = line_of(nomination, ward.good[0])
    actions_files.rely_on(line=line, codes=["initiative_proof"], by=ward.office.officer, at=SENT)
    assert lacking(nomination) == ["Nguyễn Thị An – Chứng nhận, xác nhận sáng kiến, đề tài, đề án, công trình"]
    actions_files.attach_paper(
        nomination=nomination, line=line, paper_code="initiative_proof", upload=pdf(), by=ward.office.officer, at=SENT
    )
    assert lacking(nomination) == []
    assert refused(actions_files.rely_on, line=line, codes=["minutes"], by=ward.office.officer, at=SENT) == (
        "Hồ sơ này không có căn cứ kèm giấy tờ: Biên bản bình xét."
    )


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("bang-chung.html", b"<script>alert(1)</script>", TAKEN),
        ("hinh.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", TAKEN),
        ("anh.png", b"<html><script>alert(1)</script></html>", LIES.format("png")),
        ("van-ban.pdf", b"MZ\x90\x00chuong trinh", LIES.format("pdf")),
        ("rong.pdf", b"", "Tệp đã chọn rỗng. Hãy chọn tệp khác."),
    ],
)  # fmt: skip
def test_pages_pictures_with_programmes_and_files_that_lie_are_refused(ward, name, content, reason):
    nomination = ward.draft(ward.good[:1])
    given = {"nomination": nomination, "paper_code": "minutes", "by": ward.office.officer, "at": SENT}
    assert refused(actions_files.attach_paper, upload=SimpleUploadedFile(name, content), **given) == reason
    assert DossierFile.objects.count() == 0


def test_a_file_is_kept_once_and_taken_away_with_a_stamp(ward):
    nomination = ward.draft(ward.good[:1])
    given = {"nomination": nomination, "paper_code": "minutes", "by": ward.office.officer, "at": SENT}
    kept = actions_files.attach_paper(upload=pdf("../../bien-ban.pdf"), **given)
    assert (kept.name, kept.size, "bien-ban" in kept.file.name) == ("bien-ban.pdf", len(PDF), False)
    assert refused(actions_files.attach_paper, upload=pdf("khac-ten.pdf"), **given) == (
        "Giấy tờ này đã có tệp “bien-ban.pdf” với cùng nội dung; tệp “khac-ten.pdf” không được nộp thêm."
    )
    actions_files.remove_paper(file=kept, by=ward.office.officer, at=SENT)
    kept.refresh_from_db()
    assert (kept.removed_by, DossierFile.objects.count()) == (ward.office.officer, 1)
    assert refused(actions_files.remove_paper, file=kept, by=ward.office.officer, at=SENT) == "Tệp này đã được gỡ."


def test_nothing_is_handed_in_after_sending_nor_by_another_unit(ward):
    nomination = ward.draft(ward.good[:1])
    given = {"nomination": nomination, "paper_code": "minutes", "upload": pdf(), "at": SENT}
    assert refused(actions_files.attach_paper, by=ward.province.cam_pha.officer, **given) == (
        "Để lập hồ sơ đề nghị khen thưởng cần vai trò “Chuyên viên thi đua, khen thưởng” hoặc “Thủ trưởng đơn vị” "
        "của Phường Hạ Long."
    )
    actions.send_nomination(nomination=nomination, by=ward.office.officer, at=SENT)
    assert refused(actions_files.attach_paper, by=ward.office.officer, **given) == (
        "Hồ sơ đã gửi nên không sửa được danh sách. Cần sửa, hãy đề nghị cấp thẩm định trả lại."
    )


def test_taking_a_nominee_off_keeps_the_file_on_record(ward):
    nomination = ward.draft(ward.good[:1], award=FIGHTER)
    actions_reports.draft_reports(nomination=nomination, form=FORMS, by=ward.office.officer, at=SENT)
    line = line_of(nomination, ward.good[0])
    given = {"nomination": nomination, "paper_code": "other", "by": ward.office.officer, "at": SENT}
    kept = actions_files.attach_paper(line=line, upload=pdf(), **given)
    actions.remove_nominee(line=line, by=ward.office.officer, at=SENT)
    kept.refresh_from_db()
    assert (kept.line, kept.removed_by) == (None, ward.office.officer)
    assert (NominationLine.objects.count(), AchievementReport.objects.count()) == (0, 0)


def test_sending_keeps_name_and_post_and_seals_the_reports(ward):
    nomination = ward.draft(ward.good[:1])
    actions_reports.draft_reports(nomination=nomination, form=FORMS, by=ward.office.officer, at=SENT)
    actions.send_nomination(nomination=nomination, by=ward.office.officer, at=SENT)
    line = line_of(nomination, ward.good[0])
    assert line.sent_as == {"name": "Nguyễn Thị An", "post": "Công chức, Phường Hạ Long"}
    assert len(AchievementReport.objects.get().sent_sha256) == 64


def test_nothing_of_a_nominee_is_edited_after_sending(ward):
    nomination = ward.draft(ward.good[:1])
    actions_reports.draft_reports(nomination=nomination, form=FORMS, by=ward.office.officer, at=SENT)
    actions.send_nomination(nomination=nomination, by=ward.office.officer, at=SENT)
    actions.receive_nomination(nomination=nomination, by=ward.office.appraiser, at=RECEIVED)
    line = line_of(nomination, ward.good[0])
    report = AchievementReport.objects.select_related("line__nomination__unit").get()
    told = "Hồ sơ đã gửi nên không sửa được danh sách. Cần sửa, hãy đề nghị cấp thẩm định trả lại."
    by = {"by": ward.office.officer, "at": RECEIVED}
    assert refused(actions.edit_achievement, line=line, achievement="Khác", **by) == told
    assert refused(actions_reports.edit_report, report=report, texts={"merit": "Khác"}, seen_version=1, **by) == told
    assert refused(actions_files.rely_on, line=line, codes=[], **by) == told
