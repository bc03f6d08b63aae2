"""An initiative from the application to the ledger."""

from datetime import date
from decimal import Decimal

import pytest

from thidua.honours.facts import person_facts
from thidua.records import actions_initiatives as actions
from thidua.records import actions_ledger
from thidua.records.models import Initiative, InitiativeAuthor, InitiativeUse, RecordCorrection
from thidua.records.queries_initiatives import initiatives_of, uses_of
from thidua.shared import clock
from thidua.shared.denied import Denied, Stale
from thidua.shared.models import AuditEvent

ON = date(2025, 11, 20)
AT = clock.at_hour(ON)
DESCRIBED = {
    "known": "Hồ sơ giấy, tìm mất nhiều giờ.",
    "substance": "Quét hồ sơ, gắn mã, tra theo họ tên không dấu.",
    "novelty": "Lần đầu gắn mã từng trang.",
    "benefit": "Giảm thời gian tìm hồ sơ từ hai giờ xuống hai phút.",
}
CONTENT = {
    "title": "Số hóa hồ sơ một cửa",
    "area": "Cải cách hành chính",
    "applied_on": date(2025, 3, 3),
    "applied_where": "Phường Hạ Long",
    "applied_scope": "unit",
    "described": DESCRIBED,
}


@pytest.fixture
def office(province):
    return province.ha_long


def two(office, first="60", second="40"):
    return [(office.people[0], Decimal(first)), (office.people[1], Decimal(second))]


def draft(office, authors=None, **content) -> Initiative:
    return actions.draft_initiative(
        unit=office.unit, year=2025, authors=authors or two(office), by=office.officer, at=AT, **(CONTENT | content)
    )


def submitted(office, **content) -> Initiative:
    made = draft(office, **content)
    actions.submit_initiative(initiative=made, by=office.officer, at=AT)
    return made


def recognised(office, **content) -> Initiative:
    made = submitted(office, **content)
    actions.recognise_initiative(
        initiative=made, decision_no="12/QĐ-UBND", decided_on=ON, council="Hội đồng sáng kiến, phiên ngày 19/11/2025",
        session_key="councilsession:7", by=office.head, at=AT,
    )  # fmt: skip
    return made


def refused(act, **given) -> str:
    with pytest.raises(Denied) as denied:
        act(**given)
    return denied.value.reason


def test_from_application_to_recognition_it_counts_for_every_author(province, office):
    made = recognised(office)
    an, binh = office.people[:2]
    assert (made.state, made.scope, made.decision_no, made.session_key) == (
        "recognised", "unit", "12/QĐ-UBND", "councilsession:7",
    )  # fmt: skip
    facts = person_facts([an.pk, binh.pk, office.people[2].pk], 2025, ON)
    assert facts.initiatives_unit[:, -1].tolist() == [1, 1, 0]
    assert facts.initiatives_province[:, -1].tolist() == [0, 0, 0]
    assert facts.record(1, "initiatives_unit.2025") == "“Số hóa hồ sơ một cửa” (12/QĐ-UBND ngày 20/11/2025)"
    acts = ["initiative_drafted", "initiative_submitted", "initiative_recognised"]
    assert (
        list(AuditEvent.objects.filter(act__startswith="initiative_").order_by("seq").values_list("act", flat=True))
        == acts
    )


def test_before_recognition_and_after_its_cancelling_it_does_not_count(province, office):
    made = submitted(office)
    an = office.people[0].pk
    assert initiatives_of([an], [2025], ON) == {}
    actions.recognise_initiative(initiative=made, decision_no="12/QĐ-UBND", decided_on=ON, by=office.head, at=AT)
    assert [i.pk for i in initiatives_of([an], [2025], ON)[an]] == [made.pk]
    assert initiatives_of([an], [2025], date(2025, 11, 19)) == {}
    actions.revoke_initiative(initiative=made, reason="Sao chép sáng kiến của nơi khác", by=office.head, at=AT)
    assert (initiatives_of([an], [2025], ON), made.state) == ({}, "revoked")


@pytest.mark.parametrize(
    ("shares", "reason"),
    [
        (("60", "30"), "Tổng tỷ lệ đóng góp của các tác giả phải bằng 100%, hiện là 90%."),
        (("99.99", "0.02"), "Tổng tỷ lệ đóng góp của các tác giả phải bằng 100%, hiện là 100,01%."),
        (
            ("100", "0"),
            "Tỷ lệ đóng góp của Nguyễn Thị Bình phải lớn hơn 0, nhiều nhất 100, tối đa hai chữ số thập phân.",
        ),
        (
            ("33.333", "66.667"),
            "Tỷ lệ đóng góp của Nguyễn Thị An phải lớn hơn 0, nhiều nhất 100, tối đa hai chữ số thập phân.",
        ),
        (
            ("NaN", "50"),
            "Tỷ lệ đóng góp của Nguyễn Thị An phải lớn hơn 0, nhiều nhất 100, tối đa hai chữ số thập phân.",
        ),
    ],
)
def test_shares_sum_to_exactly_one_hundred(office, shares, reason):
    assert refused(draft, office=office, authors=two(office, *shares)) == reason
    assert Initiative.objects.count() == 0


def test_one_author_twice_none_or_all_from_elsewhere_is_refused(province, office):
    an = office.people[0]
    assert (
        refused(draft, office=office, authors=[(an, Decimal(50)), (an, Decimal(50))])
        == "Nguyễn Thị An được ghi hai lần."
    )
    assert refused(
        actions.draft_initiative, unit=office.unit, year=2025, authors=[], by=office.officer, at=AT, **CONTENT
    ) == ("Sáng kiến cần ít nhất một tác giả.")
    stranger = [(province.cam_pha.people[0], Decimal(100))]
    assert refused(draft, office=office, authors=stranger) == "Không tác giả nào công tác tại Phường Hạ Long."


def test_an_application_is_handed_in_whole_or_not_at_all(office):
    made = draft(office, described={"known": "Chưa có gì", "evil": ""}, applied_on=None)
    assert refused(actions.submit_initiative, initiative=made, by=office.officer, at=AT) == (
        "Đơn còn thiếu: Nội dung giải pháp, các bước thực hiện; Điểm mới, tính sáng tạo; "
        "Hiệu quả kinh tế, xã hội theo ý kiến của tác giả; Ngày áp dụng lần đầu hoặc áp dụng thử."
    )
    assert refused(draft, office=office, described={"evil": "x"}) == "Phần mô tả không hợp lệ: evil."
    assert refused(draft, office=office, described={"known": "a" * 20_001}) == (
        "Phần “Giải pháp đã biết: ưu điểm, hạn chế” dài quá 20.000 ký tự."
    )


def test_given_back_completed_and_handed_in_again(office):
    made = submitted(office)
    assert refused(
        actions.edit_initiative, initiative=made, authors=two(office), by=office.officer, at=AT, **CONTENT
    ) == ("Đơn đang ở bước “Đã nộp đơn” nên không sửa được.")
    actions.return_initiative(initiative=made, reason="Bổ sung số liệu về hiệu quả", by=office.head, at=AT)
    actions.edit_initiative(
        initiative=made,
        authors=two(office, "50", "50"),
        by=office.officer,
        at=AT,
        **(CONTENT | {"title": "Số hóa hồ sơ, bản hai"}),
    )
    actions.submit_initiative(initiative=made, by=office.officer, at=AT)
    assert (made.state, Initiative.objects.get().title) == ("submitted", "Số hóa hồ sơ, bản hai")
    assert list(made.authors.values_list("share", flat=True)) == [Decimal(50), Decimal(50)]


def test_nobody_recognises_their_own_and_two_clicks_give_one_recognition(office):
    made = submitted(office)
    office.head.person = office.people[1]
    office.head.save(update_fields=["person"])
    decision = {"decision_no": "12/QĐ-UBND", "decided_on": ON, "at": AT}
    assert refused(actions.recognise_initiative, initiative=made, by=office.head, **decision) == (
        "Bạn là tác giả nên không tự công nhận sáng kiến này; hãy để người khác hoặc cấp trên làm."
    )
    twin = Initiative.objects.get(pk=made.pk)
    actions.recognise_initiative(initiative=made, by=office.council_secretary, **decision)
    with pytest.raises(Stale):
        actions.recognise_initiative(initiative=twin, by=office.council_secretary, **decision)
    assert refused(actions.recognise_initiative, initiative=submitted(office), by=office.officer, **decision) == (
        "Để ghi việc công nhận sáng kiến cần vai trò “Thủ trưởng đơn vị” hoặc “Người ký quyết định” hoặc “Thư ký Hội đồng” "
        "của Phường Hạ Long."
    )


def test_the_province_widens_the_scope_and_an_earlier_day_does_not_know_it(province, office):
    made = recognised(office)
    an = office.people[0].pk
    later = clock.at_hour(date(2025, 12, 20))
    give = {"initiative": made, "decision_no": "99/QĐ-UBND", "decided_on": date(2025, 12, 15), "at": later}
    assert refused(actions.recognise_wider, scope="province", by=office.head, **give) == (
        "Để ghi việc công nhận sáng kiến cần vai trò “Thủ trưởng đơn vị” hoặc “Người ký quyết định” hoặc “Thư ký Hội đồng” "
        "của Tỉnh Quảng Ninh."
    )
    wider = actions.recognise_wider(scope="national", by=province.root.head, **give)
    assert refused(actions.recognise_wider, scope="province", by=province.root.head, **give) == (
        "Sáng kiến đã được công nhận phạm vi tỉnh hoặc rộng hơn."
    )
    before, after = person_facts([an], 2025, date(2025, 12, 14)), person_facts([an], 2025, date(2025, 12, 16))
    assert [f.initiatives_nation[0, -1] for f in (before, after)] == [0, 1]
    assert [f.initiatives_province[0, -1] for f in (before, after)] == [0, 1]
    assert [f.initiatives_unit[0, -1] for f in (before, after)] == [1, 1]
    assert after.record(0, "initiatives_nation.2025") == "“Số hóa hồ sơ một cửa” (99/QĐ-UBND ngày 15/12/2025)"
    actions.withdraw_wider(recognition=wider, reason="Quyết định đã bị hủy bỏ", by=province.root.head, at=later)
    assert person_facts([an], 2025, date(2025, 12, 17)).initiatives_nation[0, -1] == 0


def test_a_certificate_is_given_once_with_a_page_for_each_author(office):
    made = recognised(office)
    paper = actions.certify_initiative(initiative=made, by=office.head, at=AT)
    assert (paper.kind, paper.number_text, paper.file.read(5)) == ("initiative_certificate", "01/GCN-SK-UBND", b"%PDF-")
    assert refused(actions.certify_initiative, initiative=made, by=office.head, at=AT) == (
        "Giấy chứng nhận đã cấp; mở tệp đã lưu để in lại."
    )
    assert refused(actions.certify_initiative, initiative=submitted(office), by=office.head, at=AT) == (
        "Giấy chứng nhận chỉ cấp cho sáng kiến đã được công nhận."
    )


def test_the_ledger_takes_a_use_once_for_an_author_and_lets_it_go_with_a_reason(office):
    made = recognised(office)
    an, chi = office.people[0], office.people[2]
    use = {
        "initiative": made, "award_code": "grassroots_emulation_fighter", "year": 2025, "source": "Quyết định 5/QĐ-UBND",
        "by": office.officer, "at": AT,
    }  # fmt: skip
    row = actions_ledger.note_use(person=an, **use)
    assert (
        refused(actions_ledger.note_use, person=an, **use) == "Sáng kiến này đã được ghi dùng cho chính khen thưởng đó."
    )
    assert refused(actions_ledger.note_use, person=chi, **use) == "Nguyễn Thị Chi không phải tác giả của sáng kiến này."
    assert refused(actions_ledger.note_use, person=an, **(use | {"year": 2024})) == (
        "Năm khen thưởng phải từ năm của sáng kiến (2025) đến 2025."
    )
    assert {who: [u.pk for u in uses] for who, uses in uses_of([an.pk]).items()} == {an.pk: [row.pk]}
    actions_ledger.release_use(use=row, reason="Hồ sơ đã rút trước khi xét", by=office.officer, at=AT)
    assert uses_of([an.pk]) == {}
    assert InitiativeUse.objects.get().released_reason == "Hồ sơ đã rút trước khi xét"
    with pytest.raises(Stale):
        actions_ledger.release_use(use=row, reason="Hồ sơ đã rút trước khi xét", by=office.officer, at=AT)


def test_authors_of_a_recognised_one_are_corrected_with_a_reason_but_not_over_a_use(office):
    made = recognised(office)
    an, binh, chi = office.people[:3]
    actions_ledger.note_use(
        initiative=made, person=binh, award_code="advanced_worker", year=2025, source="Quyết định 5/QĐ-UBND",
        by=office.officer, at=AT,
    )  # fmt: skip
    given = {"initiative": made, "reason": "Theo danh sách kèm quyết định", "by": office.officer, "at": AT}
    assert refused(actions.correct_authors, authors=[(an, Decimal(100))], **given) == (
        "Nguyễn Thị Bình đã dùng sáng kiến này cho khen thưởng năm 2025; chưa bỏ tên được."
    )
    actions.correct_authors(authors=[(an, Decimal(50)), (binh, Decimal(30)), (chi, Decimal(20))], **given)
    assert list(InitiativeAuthor.objects.filter(initiative=made).values_list("person", "share")) == [
        (an.pk, Decimal(50)), (binh.pk, Decimal(30)), (chi.pk, Decimal(20)),
    ]  # fmt: skip
    assert RecordCorrection.objects.values_list("before", "after").get() == (
        "Nguyễn Thị An 60%; Nguyễn Thị Bình 40%",
        "Nguyễn Thị An 50%; Nguyễn Thị Bình 30%; Nguyễn Thị Chi 20%",
    )
