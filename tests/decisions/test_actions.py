"""From the council's result to an issued decision: drafts, signature, number, register, nominations."""

from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from tests.decisions.builders import closed_session, concluded_nomination, drafted, issued, signed
from thidua.decisions import actions, paper
from thidua.decisions.models import Decision, DecisionLine
from thidua.decisions.paper import office_of
from thidua.honours.models import Honour
from thidua.nominations.models import NominationLine, Outsider
from thidua.papers.models import NumberSeries, Paper
from thidua.shared import audit
from thidua.shared.denied import Denied, Stale
from thidua.shared.models import AuditEvent, Letter


def test_one_draft_for_each_award_with_names_posts_and_bases_frozen(province):
    ha_long, at = province.ha_long, province.at
    workers = concluded_nomination(ha_long, ha_long.people[:3], at=at)
    collective = concluded_nomination(ha_long, [], units=[ha_long.unit], award="advanced_labour_collective", at=at)
    failed = workers.lines.get(ordinal=2)
    failed.result = "failed"
    failed.save()
    session = closed_session(ha_long, [workers, collective], at)
    decisions = actions.draft_decisions(session=session, by=ha_long.council_secretary, at=at)
    assert [(d.award_code, d.state, d.title) for d in decisions] == [
        (
            "advanced_labour_collective",
            "draft",
            "Về việc công nhận danh hiệu “Tập thể lao động tiên tiến” năm 2025",
        ),
        ("advanced_worker", "draft", "Về việc công nhận danh hiệu “Lao động tiên tiến” năm 2025"),
    ]
    assert [(row.ordinal, row.recipient_name, row.recipient_detail) for row in decisions[1].lines.all()] == [
        (1, "Nguyễn Thị An", "Công chức, Phường Hạ Long"),
        (2, "Nguyễn Thị Chi", "Công chức, Phường Hạ Long"),
    ]
    assert [(row.recipient_name, row.recipient_detail) for row in decisions[0].lines.all()] == [
        ("Phường Hạ Long", "Tỉnh Quảng Ninh")
    ]
    assert decisions[1].bases == [
        "Căn cứ Luật Thi đua, khen thưởng ngày 15 tháng 6 năm 2022",
        "Căn cứ Nghị định số 129/2025/NĐ-CP ngày 11 tháng 6 năm 2025 của Chính phủ về phân định thẩm quyền của chính "
        "quyền địa phương 02 cấp trong lĩnh vực quản lý nhà nước của Bộ Nội vụ",
        "Căn cứ Nghị định số 152/2025/NĐ-CP ngày 14 tháng 6 năm 2025 của Chính phủ quy định về phân cấp, phân quyền "
        "trong lĩnh vực thi đua, khen thưởng",
        "Căn cứ Biên bản họp Hội đồng Thi đua - Khen thưởng Phường Hạ Long ngày 07 tháng 7 năm 2025",
    ]
    assert decisions[1].proposal == "Theo đề nghị của Hội đồng Thi đua - Khen thưởng Phường Hạ Long"
    assert {letter.to for letter in Letter.objects.all()} == {ha_long.decider}
    assert AuditEvent.objects.latest("seq").detail == {"award": "advanced_worker", "count": 2}


def test_a_single_nominating_paper_is_named_with_its_number(province):
    ha_long, at = province.ha_long, province.at
    nomination = concluded_nomination(ha_long, ha_long.people[:1], at=at)
    nomination.paper = Paper.objects.create(
        kind="nomination", title="Tờ trình", unit=ha_long.unit, number=5, number_text="05/TTr-UBND", year=2025,
        issued_on=date(2025, 7, 2), file="x.pdf", sha256="0" * 64, size=1, kept_at=at, kept_by=ha_long.officer,
    )  # fmt: skip
    nomination.save()
    (decision,) = actions.draft_decisions(
        session=closed_session(ha_long, [nomination], at), by=ha_long.council_secretary, at=at
    )
    assert decision.proposal == (
        "Theo đề nghị của Hội đồng Thi đua - Khen thưởng Phường Hạ Long và Tờ trình số 05/TTr-UBND "
        "ngày 02 tháng 7 năm 2025 của Ủy ban nhân dân phường hạ long"
    )


def test_a_draft_needs_a_closed_session_the_role_and_somebody_left(province):
    ha_long, at = province.ha_long, province.at
    nomination = concluded_nomination(ha_long, ha_long.people[:1], at=at)
    session = closed_session(ha_long, [nomination], at, state="open")
    cases = [(ha_long.council_secretary, "Phiên họp chưa kết thúc nên chưa dự thảo quyết định được.")]
    for user, reason in cases:
        with pytest.raises(Denied) as refused:
            actions.draft_decisions(session=session, by=user, at=at)
        assert refused.value.reason == reason
    session.state = "closed"
    session.save()
    with pytest.raises(Denied) as refused:
        actions.draft_decisions(session=session, by=ha_long.decider, at=at)
    assert refused.value.reason == (
        "Để dự thảo quyết định cần vai trò “Thư ký Hội đồng” hoặc “Chuyên viên thi đua, khen thưởng” "
        "của Phường Hạ Long."
    )
    actions.draft_decisions(session=session, by=ha_long.council_secretary, at=at)
    with pytest.raises(Denied) as refused:
        actions.draft_decisions(session=session, by=ha_long.council_secretary, at=at)
    assert refused.value.reason == "Phiên họp này không có kết quả nào chờ ra quyết định."


def test_two_drafts_at_once_give_one(province, monkeypatch):
    ha_long, at = province.ha_long, province.at
    session = closed_session(ha_long, [concluded_nomination(ha_long, ha_long.people[:2], at=at)], at)
    seen = list(actions.undecided_lines(session))
    actions.draft_decisions(session=session, by=ha_long.council_secretary, at=at)
    monkeypatch.setattr(actions, "undecided_lines", lambda session: seen)
    with pytest.raises(Stale):
        actions.draft_decisions(session=session, by=ha_long.officer, at=at)
    assert (Decision.objects.count(), DecisionLine.objects.count()) == (1, 2)


def test_a_draft_of_a_hundred_lines_does_not_cost_a_query_a_line(province, django_assert_max_num_queries):
    from thidua.people.models import Person, Post

    ha_long, at = province.ha_long, province.at
    people = [
        Person(code=f"P{n}", full_name=f"Trần Văn Số {n}", gender="male", subject="worker").fill_keys()
        for n in range(100)
    ]
    Person.objects.bulk_create(people)
    Post.objects.bulk_create(
        Post(person=p, unit=ha_long.unit, title="Nhân viên", starts_on=date(2025, 7, 1)) for p in people
    )
    session = closed_session(ha_long, [concluded_nomination(ha_long, people, at=at)], at)
    with django_assert_max_num_queries(30):
        (decision,) = actions.draft_decisions(session=session, by=ha_long.council_secretary, at=at)
    actions.sign_decision(decision=decision, by=ha_long.decider, at=at)
    with django_assert_max_num_queries(60):
        actions.issue_decision(decision=decision, by=ha_long.clerk, at=at)
    assert Honour.objects.count() == 100


def test_the_signature_freezes_name_and_office(province):
    ha_long, at = province.ha_long, province.at
    decision = drafted(ha_long, at)
    Letter.objects.all()
    actions.sign_decision(decision=decision, by=ha_long.decider, at=at)
    decision.refresh_from_db()
    assert (decision.state, decision.signer_name, decision.signer_title, decision.signed_by) == (
        "signed", "decider Phường Hạ Long", "Chủ tịch", ha_long.decider,
    )  # fmt: skip
    assert AuditEvent.objects.latest("seq").act == "decision_signed"
    assert Letter.objects.filter(to=ha_long.clerk).count() == 1


@pytest.mark.parametrize(
    ("post", "office"),
    [
        ("Chủ tịch UBND tỉnh", "Chủ tịch"),
        ("Phó Chủ tịch Ủy ban nhân dân phường", "Phó Chủ tịch"),
        ("Chủ tịch", "Chủ tịch"),
        ("Phó Chủ tịch", "Phó Chủ tịch"),
        ("Quyền Chủ tịch UBND xã", "Quyền Chủ tịch UBND xã"),
        ("Chủ tịch Hội Nông dân", "Chủ tịch Hội Nông dân"),
        ("Trưởng phòng Nội vụ", "Trưởng phòng Nội vụ"),
    ],
)
def test_the_office_above_a_signature_leaves_out_the_committee_that_heads_the_paper(post, office):
    assert office_of(post, "Chủ tịch") == office


def test_a_deputy_signs_for_the_head_under_the_own_office(province):
    ha_long, at = province.ha_long, province.at
    deputy = ha_long.people[7]
    deputy.posts.update(title="Phó Chủ tịch UBND phường")
    ha_long.decider.person = deputy
    ha_long.decider.save()
    decision = signed(ha_long, at)
    assert (decision.signer_name, decision.signer_title) == ("Nguyễn Thị Hòa", "Phó Chủ tịch")
    actions.issue_decision(decision=decision, by=ha_long.clerk, at=at)
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(decision.paper.file.read())).pages)
    assert ("KT. CHỦ TỊCH" in text, "PHÓ CHỦ TỊCH" in text, "Nguyễn Thị Hòa" in text) == (True, True, True)


def test_nobody_signs_without_the_role_or_for_themselves(province):
    ha_long, at = province.ha_long, province.at
    decision = drafted(ha_long, at)
    with pytest.raises(Denied) as refused:
        actions.sign_decision(decision=decision, by=province.root.decider, at=at)
    assert refused.value.reason == "Để ký quyết định cần vai trò “Người ký quyết định” của Phường Hạ Long."
    ha_long.decider.person = ha_long.people[0]
    with pytest.raises(Denied) as refused:
        actions.sign_decision(decision=decision, by=ha_long.decider, at=at)
    assert refused.value.reason == (
        "Người ký có tên trong danh sách khen thưởng: không ai tự ký quyết định khen thưởng cho mình."
    )
    decision.refresh_from_db()
    assert decision.state == "draft"


def test_an_issued_decision_has_number_paper_register_lines_and_finished_nominations(province):
    ha_long, at = province.ha_long, province.at
    decision = signed(ha_long, at)
    Letter.objects.all().update(subject="trước")
    honours = actions.issue_decision(decision=decision, by=ha_long.clerk, at=at)
    decision.refresh_from_db()
    assert (decision.state, decision.number, decision.number_text, decision.decided_on) == (
        "issued", 1, "01/QĐ-UBND", date(2025, 7, 8),
    )  # fmt: skip
    paper = decision.paper
    assert (paper.kind, paper.number_text, paper.is_public, paper.kept_by) == (
        "decision", "01/QĐ-UBND", True, ha_long.clerk,
    )  # fmt: skip
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(paper.file.read())).pages)
    assert [name in text for name in ("01/QĐ-UBND", "Nguyễn Thị An", "Nguyễn Thị Chi", "03 cá nhân")] == [True] * 4
    assert [
        (h.ordinal, h.recipient_name, h.award_code, h.year, h.decision_number, h.decided_on, h.source, h.issuer)
        for h in Honour.objects.order_by("ordinal")
    ] == [
        (n, name, "advanced_worker", 2025, "01/QĐ-UBND", date(2025, 7, 8), "decided", ha_long.unit)
        for n, name in enumerate(["Nguyễn Thị An", "Nguyễn Thị Bình", "Nguyễn Thị Chi"], start=1)
    ]
    assert [h.pk for h in honours] == list(Honour.objects.order_by("ordinal").values_list("pk", flat=True))
    assert decision.lines.first().nomination_line.nomination.state == "decided"
    assert [
        (letter.to, letter.subject) for letter in Letter.objects.exclude(subject="trước")
    ] == [
        (ha_long.officer, "Quyết định số 01/QĐ-UBND: Về việc công nhận danh hiệu “Lao động tiên tiến” năm 2025")
    ]  # fmt: skip
    assert [e.act for e in AuditEvent.objects.order_by("-seq")[:4]] == [
        "nomination_decided", "decision_issued", "honours_recorded", "paper_kept",
    ]  # fmt: skip
    assert audit.first_break(AuditEvent.objects.all().iterator()) is None


def test_numbers_follow_each_other_and_a_double_click_takes_none(province):
    ha_long, at = province.ha_long, province.at
    first = signed(ha_long, at, people=1)
    stale = Decision.objects.get(pk=first.pk)
    actions.issue_decision(decision=first, by=ha_long.clerk, at=at)
    with pytest.raises(Stale):
        actions.issue_decision(decision=stale, by=ha_long.clerk, at=at)
    second = issued(ha_long, at, people=1, award="grassroots_emulation_fighter")
    other = issued(province.cam_pha, at, people=1)
    assert [first.number_text, second.number_text, other.number_text] == ["01/QĐ-UBND", "02/QĐ-UBND", "01/QĐ-UBND"]
    assert [s.last for s in NumberSeries.objects.filter(symbol="QĐ").order_by("unit__code")] == [2, 1]


def test_a_decision_that_cannot_be_printed_keeps_nothing_and_gives_its_number_back(province):
    ha_long, at = province.ha_long, province.at
    decision = signed(ha_long, at, people=1)
    decision.lines.update(recipient_detail="Chữ lạ ጀ")
    with pytest.raises(Denied) as refused:
        actions.issue_decision(decision=decision, by=ha_long.clerk, at=at)
    assert refused.value.reason.startswith("Chưa in được quyết định: Không in được ký tự “ጀ”")
    decision.refresh_from_db()
    assert (decision.state, decision.number, Honour.objects.count(), Paper.objects.count()) == ("signed", None, 0, 0)
    assert NumberSeries.objects.filter(symbol="QĐ").count() == 0
    decision.lines.update(recipient_detail="Công chức")
    actions.issue_decision(decision=decision, by=ha_long.clerk, at=at)
    assert decision.number_text == "01/QĐ-UBND"


def test_only_the_clerk_issues_and_only_what_is_signed(province):
    ha_long, at = province.ha_long, province.at
    decision = drafted(ha_long, at)
    with pytest.raises(Denied) as refused:
        actions.issue_decision(decision=decision, by=ha_long.clerk, at=at)
    assert refused.value.reason == "Không thực hiện được: quyết định đang ở bước “Dự thảo”."
    actions.sign_decision(decision=decision, by=ha_long.decider, at=at)
    with pytest.raises(Denied) as refused:
        actions.issue_decision(decision=decision, by=ha_long.decider, at=at)
    assert refused.value.reason == "Để cấp số, ban hành quyết định cần vai trò “Văn thư” của Phường Hạ Long."


def test_a_nomination_is_finished_only_when_its_last_passed_line_is_decided(province):
    ha_long, at = province.ha_long, province.at
    nomination = concluded_nomination(ha_long, ha_long.people[:2], at=at)
    session = closed_session(ha_long, [nomination], at)
    session.agenda.filter(ordinal=2).update(has_passed=False)
    (first,) = actions.draft_decisions(session=session, by=ha_long.council_secretary, at=at)
    actions.sign_decision(decision=first, by=ha_long.decider, at=at)
    actions.issue_decision(decision=first, by=ha_long.clerk, at=at)
    nomination.refresh_from_db()
    assert nomination.state == "concluded"
    session.agenda.filter(ordinal=2).update(has_passed=True)
    (second,) = actions.draft_decisions(session=session, by=ha_long.council_secretary, at=at)
    actions.sign_decision(decision=second, by=ha_long.decider, at=at)
    actions.issue_decision(decision=second, by=ha_long.clerk, at=at)
    nomination.refresh_from_db()
    assert nomination.state == "decided"


def test_a_withdrawn_draft_frees_its_nominees_for_a_new_one(province):
    ha_long, at = province.ha_long, province.at
    decision = drafted(ha_long, at, people=2)
    session = decision.lines.first().nomination_line.agenda_items.get().session
    actions.withdraw_decision(decision=decision, reason="Thiếu một người", by=ha_long.decider, at=at)
    decision.refresh_from_db()
    assert (decision.state, decision.withdrawn_reason, decision.withdrawn_by) == (
        "withdrawn", "Thiếu một người", ha_long.decider,
    )  # fmt: skip
    assert [row.recipient_name for row in decision.lines.all()] == ["Nguyễn Thị An", "Nguyễn Thị Bình"]
    (again,) = actions.draft_decisions(session=session, by=ha_long.council_secretary, at=at)
    assert again.lines.count() == 2


@pytest.mark.parametrize(
    ("role", "why", "reason"),
    [
        ("clerk", "Sai", "Để rút dự thảo quyết định cần vai trò “Người ký quyết định” của Phường Hạ Long."),
        ("decider", " ", "Cần ghi rõ lý do rút dự thảo."),
        ("decider", "a" * 301, "Lý do dài quá 300 ký tự. Mời viết gọn lại."),
    ],
)
def test_withdrawing_needs_the_role_and_a_reason(province, role, why, reason):
    decision = drafted(province.ha_long, province.at)
    with pytest.raises(Denied) as refused:
        actions.withdraw_decision(decision=decision, reason=why, by=getattr(province.ha_long, role), at=province.at)
    assert refused.value.reason == reason


def test_an_issued_decision_cannot_be_withdrawn(province):
    decision = issued(province.ha_long, province.at)
    with pytest.raises(Denied) as refused:
        actions.withdraw_decision(decision=decision, reason="Sai", by=province.ha_long.decider, at=province.at)
    assert refused.value.reason == "Không thực hiện được: quyết định đang ở bước “Đã ban hành”."


def test_households_and_foreigners_are_counted_as_what_they_are():
    """Nobody outside the registers becomes a collective of the register."""

    def line(**given) -> DecisionLine:
        return DecisionLine(**given)

    def outside(kind: str) -> DecisionLine:
        return DecisionLine(nomination_line=NominationLine(outsider=Outsider(pk=1, kind=kind)))

    person, unit = line(person_id=1), line(unit_id=1)
    household, foreigner, abroad = (outside(k) for k in ("household", "foreign_individual", "foreign_collective"))
    assert [paper.counted(rows) for rows in ([person] * 12, [unit, person], [household, household], [foreigner, person])] == [
        "12 cá nhân", "01 tập thể và 01 cá nhân", "02 hộ gia đình", "02 cá nhân",
    ]  # fmt: skip
    assert paper.counted([person, household, unit, abroad, foreigner]) == "02 tập thể, 01 hộ gia đình và 02 cá nhân"
