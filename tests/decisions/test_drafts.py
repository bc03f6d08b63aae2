"""Decisions on their own, their list and text, and later papers about an issued one."""

from datetime import datetime
from io import BytesIO

import pytest
from django.urls import reverse
from docx import Document
from pypdf import PdfReader

from tests.decisions.builders import concluded_nomination, drafted, issued
from thidua.decisions import actions, paper
from thidua.decisions import actions_drafts as drafts
from thidua.decisions.actions_drafts import Change, Recipient, Text
from thidua.decisions.models import Decision
from thidua.honours.bases import doubts_about, unread_bases
from thidua.honours.models import Honour
from thidua.honours.queries import chain_of, state_of
from thidua.shared.denied import Denied
from thidua.shared.models import AuditEvent
from thidua.units.models import Unit

BASIS = "Điều 85 khoản 1 Luật Thi đua, khen thưởng: khen đột xuất"


def alone(office, at, **fields) -> Decision:
    given = {
        "award_code": "certificate_of_merit_commune",
        "year": 2025,
        "case": "sudden",
        "basis": BASIS,
        "proposal": "",
    }
    return drafts.draft_alone(unit=office.unit, by=office.officer, at=at, **(given | fields))


def text_of(pdf: bytes) -> str:
    return " ".join("".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def test_a_decision_alone_goes_from_the_register_of_people_to_the_register_of_honours(province):
    ha_long, at = province.ha_long, province.at
    decision = alone(ha_long, at)
    chosen = [
        Recipient(ha_long.people[0], None, "Dũng cảm cứu người"),
        Recipient(None, province.cam_pha.unit, "Cứu hộ trong bão"),
    ]
    assert drafts.add_recipients(decision=decision, recipients=chosen, by=ha_long.officer, at=at) == 2
    assert [(x.ordinal, x.recipient_name, x.recipient_detail, x.ground) for x in decision.lines.all()] == [
        (1, "Nguyễn Thị An", "Công chức, Phường Hạ Long", "Dũng cảm cứu người"),
        (2, "Phường Cẩm Phả", "Tỉnh Quảng Ninh", "Cứu hộ trong bão"),
    ]
    actions.sign_decision(decision=decision, by=ha_long.decider, at=at)
    actions.issue_decision(decision=decision, by=ha_long.clerk, at=at)
    assert [(h.recipient_name, h.decision_number) for h in Honour.objects.order_by("ordinal")] == [
        ("Nguyễn Thị An", "01/QĐ-UBND"), ("Phường Cẩm Phả", "01/QĐ-UBND"),
    ]  # fmt: skip
    assert [(c.name, c.way, c.is_printed, c.state) for c in decision.copies.all()] == [
        ("Như Điều 3", "none", True, "listed"),
        ("Các đơn vị có cá nhân, tập thể được khen thưởng", "none", True, "listed"),
        (province.cam_pha.unit.agency_name, "system", False, "delivered"),
    ]


@pytest.mark.parametrize(
    ("fields", "start"),
    [
        ({"basis": "ngắn"}, "Mời ghi rõ căn cứ để quyết định không qua Hội đồng"),
        ({"case": "vi_thich"}, "Mời chọn trường hợp khen thưởng."),
        ({"award_code": "nobel"}, "Danh hiệu, hình thức này không thuộc thẩm quyền"),
        ({"award_code": "labour_order_3"}, "Danh hiệu, hình thức này không thuộc thẩm quyền"),
        (
            {"award_code": "diploma_of_merit_ministry_province"},
            "Danh hiệu, hình thức này do Tỉnh Quảng Ninh quyết định",
        ),
        ({"year": 2031}, "Năm thành tích không được sau năm nay."),
    ],
)
def test_what_a_decision_alone_lacks_is_named(province, fields, start):
    with pytest.raises(Denied) as refused:
        alone(province.ha_long, province.at, **fields)
    assert refused.value.reason.startswith(start)
    assert Decision.objects.count() == 0


def test_only_the_units_own_officer_drafts_alone(province):
    with pytest.raises(Denied) as refused:
        drafts.draft_alone(
            unit=province.ha_long.unit, award_code="certificate_of_merit_commune", year=2025, case="sudden", basis=BASIS,
            proposal="", by=province.cam_pha.officer, at=province.at,
        )  # fmt: skip
    assert refused.value.reason.startswith("Để dự thảo quyết định cần vai trò")


def test_nominees_of_appraised_and_concluded_dossiers_are_taken_once_and_their_dossiers_finish(province):
    ha_long, at = province.ha_long, province.at
    award = "certificate_of_merit_commune"
    concluded = concluded_nomination(ha_long, ha_long.people[:1], at=at, award=award)
    appraised = concluded_nomination(ha_long, ha_long.people[1:3], at=at, award=award)
    appraised.lines.update(result="pending")
    type(appraised).objects.filter(pk=appraised.pk).update(state="appraised")
    decision = alone(ha_long, at)
    keys = [line.pk for each in (concluded, appraised) for line in each.lines.all()]
    assert drafts.add_from_dossiers(decision=decision, chosen=keys, by=ha_long.officer, at=at) == 3
    other = alone(ha_long, at)
    with pytest.raises(Denied) as refused:
        drafts.add_from_dossiers(decision=other, chosen=keys[:1], by=ha_long.officer, at=at)
    assert refused.value.reason.startswith("Có trường hợp vừa được đưa vào quyết định khác")
    actions.sign_decision(decision=decision, by=ha_long.decider, at=at)
    actions.issue_decision(decision=decision, by=ha_long.clerk, at=at)
    concluded.refresh_from_db()
    appraised.refresh_from_db()
    assert (concluded.state, appraised.state) == ("decided", "decided")


def test_an_empty_list_is_not_signed_and_a_list_of_the_council_is_not_changed(province):
    ha_long, at = province.ha_long, province.at
    with pytest.raises(Denied) as empty:
        actions.sign_decision(decision=alone(ha_long, at), by=ha_long.decider, at=at)
    chosen, by_council = [Recipient(ha_long.people[5], None, "")], drafted(ha_long, at)
    with pytest.raises(Denied) as fixed:
        drafts.add_recipients(decision=by_council, recipients=chosen, by=ha_long.officer, at=at)
    assert (empty.value.reason, fixed.value.reason) == (
        "Danh sách còn trống: chưa có ai được khen thưởng trong dự thảo này.",
        "Danh sách này lấy từ kết quả của Hội đồng nên không thêm bớt ở đây.",
    )


def test_who_is_removed_leaves_no_gap_in_the_list(province):
    ha_long, at = province.ha_long, province.at
    decision = alone(ha_long, at)
    chosen = [Recipient(person, None, "") for person in ha_long.people[:3]]
    drafts.add_recipients(decision=decision, recipients=chosen, by=ha_long.officer, at=at)
    drafts.remove_recipient(decision=decision, line=decision.lines.get(ordinal=1), by=ha_long.officer, at=at)
    assert [(x.ordinal, x.recipient_name) for x in decision.lines.all()] == [
        (1, "Nguyễn Thị Bình"), (2, "Nguyễn Thị Chi"),
    ]  # fmt: skip
    with pytest.raises(Denied) as refused:
        drafts.add_recipients(decision=decision, recipients=chosen[1:2], by=ha_long.officer, at=at)
    assert refused.value.reason == "Nguyễn Thị Bình đã có trong danh sách."


def test_the_officers_words_are_printed_and_a_signed_text_is_not_edited(province):
    ha_long, at = province.ha_long, province.at
    decision = drafted(ha_long, at, people=1)
    words = Text(
        "Về việc công nhận người tốt", ("Căn cứ Quy chế làm việc;", "Căn cứ Luật Thi đua, khen thưởng ngày 15 tháng 6 năm 2022"),
        "Theo đề nghị của Văn phòng", ("Công nhận 01 cá nhân.", "Văn phòng chịu trách nhiệm thi hành."),
    )  # fmt: skip
    drafts.edit_text(decision=decision, text=words, by=ha_long.officer, at=at)
    content = paper.content_of(decision)
    printed = text_of(paper.render_draft(decision, content))
    wanted = ("DỰ THẢO", "người tốt", "Căn cứ Quy chế làm việc;", "Điều 1. Công nhận 01 cá nhân.", "thi hành./.")
    assert [each in printed for each in wanted] == [True] * 5
    words_in_docx = " ".join(p.text for p in Document(BytesIO(paper.draft_docx(decision, content))).paragraphs)
    assert ("DỰ THẢO" in words_in_docx, "Công nhận 01 cá nhân." in words_in_docx) == (True, True)
    assert [page[:4] for page in paper.draft_pictures(decision, content)] == [b"\x89PNG"] * 2
    actions.sign_decision(decision=decision, by=ha_long.decider, at=at)
    with pytest.raises(Denied) as refused:
        drafts.edit_text(decision=decision, text=words, by=ha_long.officer, at=at)
    assert refused.value.reason == ("Chỉ sửa được dự thảo chưa ký. Muốn sửa bản đã ký, mời rút dự thảo rồi lập lại.")
    actions.issue_decision(decision=decision, by=ha_long.clerk, at=at)
    assert "DỰ THẢO" not in text_of(decision.paper.file.read())


def test_a_basis_that_is_not_in_force_is_doubted_with_its_day(province):
    on = province.at.date()
    assert [
        doubts_about("Căn cứ Luật Thi đua, khen thưởng ngày 15 tháng 6 năm 2022", on),
        doubts_about("Căn cứ Nghị định số 98/2023/NĐ-CP ngày 31 tháng 12 năm 2023 của Chính phủ", on),
        doubts_about("Căn cứ Nghị định số 999/2024/NĐ-CP của Chính phủ", on),
        doubts_about("Căn cứ Biên bản họp Hội đồng ngày 07 tháng 7 năm 2025", on),
    ] == [
        "",
        "Nghị định số 98/2023/NĐ-CP đã hết hiệu lực từ ngày 30/06/2025.",
        "“Căn cứ Nghị định số 999/2024/NĐ-CP của Chính phủ”: không có trong kho văn bản của hệ thống, mời tự đối chiếu "
        "hiệu lực.",
        "",
    ]


# ── later papers ──


def _later(office, at, kind, original, changes=(), **fields) -> Decision:
    decision = drafts.draft_later(
        original=original, kind=kind, reason="Sơ suất khi đánh máy danh sách", changes=changes, by=office.officer, at=at,
        **fields,
    )  # fmt: skip
    actions.sign_decision(decision=decision, by=office.decider, at=at)
    actions.issue_decision(decision=decision, by=office.clerk, at=at)
    return decision


def test_a_correcting_letter_has_the_number_of_letters_and_chains_to_the_register(province):
    ha_long, at = province.ha_long, province.at
    original = issued(ha_long, at, people=2)
    line = original.lines.get(ordinal=1)
    letter = _later(ha_long, at, "correction", original, [Change(line, recipient_name="Nguyễn Thị Ân")])
    assert (letter.number_text, letter.paper.kind, letter.refers_to) == ("01/UBND-TĐKT", "decision_letter", original)
    honour = Honour.objects.get(ordinal=1, entry="award")
    chain = chain_of(honour)
    assert [(entry.entry, entry.recipient_name, entry.recorded_by) for entry in chain] == [
        ("award", "Nguyễn Thị An", ha_long.clerk), ("correction", "Nguyễn Thị Ân", ha_long.decider),
    ]  # fmt: skip
    assert chain[1].reason == "Công văn đính chính số 01/UBND-TĐKT: Sơ suất khi đánh máy danh sách"
    printed = text_of(letter.paper.file.read())
    wanted = ("V/v đính chính Quyết định", "Nguyễn Thị Ân", "Số: 01/UBND-TĐKT", "Như trên")
    assert [each in printed for each in wanted] == [True] * 4


def test_an_annulment_revokes_by_its_own_numbered_decision_and_never_twice(province):
    ha_long, at = province.ha_long, province.at
    original = issued(ha_long, at, people=2)
    change = Change(original.lines.get(ordinal=2), is_taken_back=True)
    annulment = _later(ha_long, at, "annulment", original, [change], ground="declaration_fraud")
    assert (annulment.number_text, annulment.copies.filter(way="system").count()) == ("02/QĐ-UBND", 0)
    states = {h.recipient_name: state_of(h) for h in Honour.objects.filter(entry="award")}
    assert states == {"Nguyễn Thị An": "valid", "Nguyễn Thị Bình": "revoked"}
    revoked = Honour.objects.get(entry="revocation")
    assert (revoked.cause, revoked.act_number, revoked.act_paper) == (
        "declaration_fraud", "02/QĐ-UBND", annulment.paper,
    )  # fmt: skip
    printed = text_of(annulment.paper.file.read())
    wanted = (
        "Hủy bỏ khen thưởng tại Quyết định số 01/QĐ-UBND",
        "gian dối trong việc kê khai thành tích",
        "Thu hồi hiện vật",
    )
    assert [each in printed for each in wanted] == [True] * 3
    with pytest.raises(Denied) as refused:
        _later(ha_long, at, "annulment", original, [change], ground="declaration_fraud")
    assert refused.value.reason == "Khen thưởng của Nguyễn Thị Bình đã hoặc đang được hủy bỏ."


def test_an_amendment_is_a_decision_with_its_list(province):
    ha_long, at = province.ha_long, province.at
    original = issued(ha_long, at, people=1)
    change = Change(original.lines.get(), recipient_detail="Phó Chủ tịch, Phường Hạ Long")
    amendment = _later(ha_long, at, "amendment", original, [change])
    assert (amendment.number_text, Honour.objects.get(entry="correction").recipient_detail) == (
        "02/QĐ-UBND", "Phó Chủ tịch, Phường Hạ Long",
    )  # fmt: skip
    assert "Các nội dung khác của Quyết định số 01/QĐ-UBND" in text_of(amendment.paper.file.read())


def test_a_recall_takes_back_the_paper_and_leaves_the_honours(province):
    ha_long, at = province.ha_long, province.at
    original = issued(ha_long, at, people=1)
    letter = _later(ha_long, at, "recall", original)
    assert (letter.number_text, Honour.objects.count(), state_of(Honour.objects.get())) == ("01/UBND-TĐKT", 1, "valid")
    assert "gửi lại văn bản giấy đã nhận" in text_of(letter.paper.file.read())


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"kind": "annulment"}, "Mời chọn trường hợp hủy bỏ mà luật đang có hiệu lực nêu, hoặc “Trường hợp khác”."),
        (
            {"kind": "annulment", "ground": "final_conviction"},
            "Mời chọn trường hợp hủy bỏ mà luật đang có hiệu lực nêu, hoặc “Trường hợp khác”.",
        ),
        (
            {"kind": "annulment", "ground": "other_provision", "reason": "Theo văn bản"},
            "Trường hợp khác: hãy ghi rõ điều, khoản của văn bản và lý do.",
        ),
        ({"reason": "sai"}, "Lý do cần từ 10 đến 500 ký tự."),
        ({"kind": "burn"}, "Mời chọn loại văn bản."),
        ({}, "Mời chọn ít nhất một người, tập thể trong danh sách và ghi nội dung."),
    ],
)
def test_what_a_later_paper_lacks_is_named(province, fields, reason):
    ha_long, at = province.ha_long, province.at
    original = issued(ha_long, at, people=1)
    given = {"kind": "correction", "reason": "Sơ suất khi đánh máy danh sách", "changes": []} | fields
    with pytest.raises(Denied) as refused:
        drafts.draft_later(original=original, by=ha_long.officer, at=at, **given)
    assert refused.value.reason == reason


def test_no_later_paper_of_a_draft_nor_of_a_later_paper_nor_by_the_neighbour(province):
    ha_long, at = province.ha_long, province.at
    given = {"kind": "recall", "reason": "Sơ suất khi đánh máy danh sách", "changes": [], "at": at}
    with pytest.raises(Denied) as of_draft:
        drafts.draft_later(original=drafted(ha_long, at), by=ha_long.officer, **given)
    original = issued(ha_long, at, people=1, award="grassroots_emulation_fighter")
    with pytest.raises(Denied) as by_other:
        drafts.draft_later(original=original, by=province.cam_pha.officer, **given)
    letter = drafts.draft_later(original=original, by=ha_long.officer, **given)
    with pytest.raises(Denied) as of_letter:
        drafts.draft_later(original=letter, by=ha_long.officer, **given)
    assert of_draft.value.reason == "Quyết định chưa ban hành; dự thảo thì sửa hoặc rút."
    assert by_other.value.reason.startswith("Để lập văn bản về quyết định này cần vai trò")
    assert of_letter.value.reason == "Đính chính, sửa đổi, thu hồi, hủy bỏ lập từ quyết định khen thưởng gốc."
    assert AuditEvent.objects.filter(act="later_paper_drafted").count() == 1


def test_a_department_stands_under_the_body_above_it_and_a_committee_alone(province):
    """Nghị định 30/2020/NĐ-CP, Phụ lục I, phần II, mục 2."""
    root = province.root.unit
    department = Unit.objects.create(
        code="22-SYT", name="Sở Y tế", kind="department", parent=root, valid_from=province.at.date(), symbol="SYT",
        agency_name="Sở Y tế", head_title="Giám đốc", place="Quảng Ninh",
    )  # fmt: skip
    ha_long = issued(province.ha_long, province.at, people=1)
    of = {}
    for unit in (department, province.ha_long.unit):
        ha_long.unit = unit
        printed = paper.as_decision(ha_long, paper.content_of(ha_long), 1, province.at.date())
        of[unit.name] = (printed.issuer.parent, printed.issuer.name)
    assert of == {
        "Sở Y tế": (root.agency_name, "Sở Y tế"),
        province.ha_long.unit.name: ("", province.ha_long.unit.agency_name),
    }


def test_a_law_nobody_here_has_read_is_printed_only_where_the_officer_ticks_it(province, client, monkeypatch):
    """Luật 06/2026/QH16 holds from 2026-10-01; its text was not read (law_2026 of the rulebook)."""
    ha_long, late = province.ha_long, datetime(2026, 10, 5, 9, tzinfo=province.at.tzinfo)
    unread = "Căn cứ Luật sửa đổi, bổ sung một số điều của Luật Thi đua, khen thưởng ngày 23 tháng 4 năm 2026"
    monkeypatch.setattr("thidua.shared.clock.now", lambda: late)
    decision = alone(ha_long, late, year=2026)
    assert (unread in decision.bases, unread_bases(ha_long.unit, late.date())) == (False, [unread])
    client.force_login(ha_long.officer)
    page = reverse("decisions:text", args=[decision.pk])
    form = client.get(page).context["form"]
    assert (form["unread"].value(), form.fields["unread"].choices) == (
        None, [(unread, unread.removeprefix("Căn cứ "))],
    )  # fmt: skip
    given = {name: form.initial[name] for name in ("title", "bases", "proposal", "articles")}
    given["version"] = str(decision.version)
    client.post(page, given)
    decision.refresh_from_db()
    assert unread not in decision.bases
    client.post(page, given | {"version": str(decision.version), "unread": [unread]})
    decision.refresh_from_db()
    assert decision.bases[1] == unread
    answer = client.get(page).context
    assert ("unread" in answer["form"].fields, answer["doubts"]) == (
    False, ["Luật số 06/2026/QH16: chưa đối chiếu văn bản; chỉ giữ khi người soạn đã tự đối chiếu."],
    )  # fmt: skip
