"""Initiatives that were applied for go before a council and become recognised records by the head's decision."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from tests.councils.conftest import CLOSED, MEETING, PREPARED
from tests.nominations.conftest import SENT
from thidua.councils import actions, actions_council, actions_prepare, queries
from thidua.councils.actions_initiatives import answer_initiatives
from thidua.councils.agenda import Topic
from thidua.councils.papers import described, minutes_values
from thidua.councils.papers_drafts import recognition_values
from thidua.records import actions_initiatives as records
from thidua.shared.denied import Denied, Stale

DECIDED = CLOSED + timedelta(days=2)


def applied(chamber, people, title):
    shares = [Decimal(100) / len(people)] * len(people)
    made = records.draft_initiative(
        unit=chamber.ward.office.unit, year=2025, authors=list(zip(people, shares, strict=True)), title=title,
        area="Cải cách hành chính", applied_on=date(2025, 3, 3),
        described=dict.fromkeys(("known", "substance", "novelty", "benefit"), "Nội dung đủ để nộp đơn."),
        by=chamber.ward.office.officer, at=SENT,
    )  # fmt: skip
    records.submit_initiative(initiative=made, by=chamber.ward.office.officer, at=SENT)
    return made


def prepared(chamber, *ideas):
    return actions_prepare.prepare_session(
        council=chamber.council, year=2025, held_on=MEETING.date(), place="Phòng họp", by=chamber.secretary, at=PREPARED,
        topics=[Topic("initiative", initiative=idea) for idea in ideas],
    )  # fmt: skip


@pytest.fixture
def heard(chamber):
    """Two initiatives: the first passed, the second not; An, who sits in the council, is second author of the first."""
    actions_council.enter_rules(
        council=chamber.council, document="Quy chế 05", in_force_from=date(2025, 12, 1), advice_percent=60,
        advice_way="minutes", by=chamber.secretary, at=PREPARED,
    )  # fmt: skip
    an, binh = chamber.ward.good[:2]
    ideas = [applied(chamber, [binh, an], "Số hóa hồ sơ"), applied(chamber, [binh], "Lịch trực mới")]
    session = prepared(chamber, *ideas)
    actions.open_session(session=session, present=chamber.member_ids(), by=chamber.secretary, at=MEETING)
    one, two = session.agenda.order_by("ordinal")
    actions.record_agreement(session=session, items=[one], yes=4, no=0, by=chamber.secretary, at=MEETING)
    actions.record_agreement(session=session, items=[two], yes=1, no=4, by=chamber.secretary, at=MEETING)
    actions.close_session(session=session, by=chamber.chair, at=CLOSED)
    return session, ideas, list(session.agenda.order_by("ordinal"))


def answer(session, by, **given):
    return answer_initiatives(
        **{"session": session, "recognised": [], "decision_no": "31/QĐ-UBND", "decided_on": DECIDED.date(), "by": by,
           "at": DECIDED} | given
    )  # fmt: skip


def test_every_author_who_sits_in_the_council_stands_aside(chamber, heard):
    _session, _ideas, (one, two) = heard
    assert [r.member.user for r in one.recusals.all()] == [chamber.users[2]]
    assert (one.yes, one.blank, two.recusals.count()) == (4, 1, 0)


def test_what_the_council_passed_is_recognised_by_the_head_what_it_did_not_pass_is_refused(chamber, heard):
    session, (passed, failed), (one, two) = heard
    assert answer(session, chamber.chair, recognised=[one], replicable=[one], refused=[two]) == 2
    passed.refresh_from_db()
    failed.refresh_from_db()
    assert (passed.state, passed.decision_no, passed.recognised_on, passed.is_replicable, passed.session_key) == (
        "recognised", "31/QĐ-UBND", DECIDED.date(), True, f"councilsession:{session.pk}",
    )  # fmt: skip
    assert passed.council == f"{chamber.council.name}, phiên ngày 10/12/2025"
    assert (failed.state, failed.refused_reason) == (
        "refused",
        f"{chamber.council.name}, phiên ngày 10/12/2025: 1 đồng ý trên tổng số 5 thành viên, cần 3.",
    )
    with pytest.raises(Denied) as denied:
        actions.reopen_session(session=session, reason="Xem lại", by=chamber.chair, at=DECIDED)
    assert denied.value.reason == "Đã có quyết định về sáng kiến theo kết quả của phiên họp; không mở lại được nữa."
    with pytest.raises(Denied) as denied:
        answer(session, chamber.chair, recognised=[one])
    assert denied.value.reason == "Phiên họp không có sáng kiến nào chờ công nhận."


def test_what_was_not_passed_is_not_recognised_and_nothing_is_answered_twice(chamber, heard):
    session, _ideas, (one, two) = heard
    with pytest.raises(Denied) as denied:
        answer(session, chamber.chair, recognised=[two])
    assert denied.value.reason == "Hội đồng không thông qua sáng kiến “Lịch trực mới”."
    with pytest.raises(Denied) as denied:
        answer(session, chamber.chair, recognised=[one], decided_on=date(2025, 12, 9))
    assert denied.value.reason == "Ngày quyết định 09/12/2025 trước ngày họp 10/12/2025."
    with pytest.raises(Stale):
        answer(session, chamber.chair, recognised=[one, one])
    with pytest.raises(Denied):
        answer(session, chamber.users[3], recognised=[one])


def test_one_application_stands_on_one_agenda(chamber, heard):
    _session, (passed, _), _items = heard
    assert list(queries.waiting_initiatives(chamber.council)) == []
    with pytest.raises(Denied) as denied:
        prepared(chamber, passed)
    assert denied.value.reason == "Sáng kiến “Số hóa hồ sơ” không chờ Hội đồng này, hoặc đã ở một phiên họp khác."


def test_papers_name_all_authors_with_their_shares(chamber, heard):
    session, _, items = heard
    an, binh = chamber.ward.good[:2]
    named = described(items, session.held_on)
    unit = chamber.ward.office.unit.full_name
    assert [named[item.pk] for item in items] == [
        ("Số hóa hồ sơ", f"{binh.full_name} (50%), {an.full_name} (50%), {unit}"),
        ("Lịch trực mới", f"{binh.full_name}, {unit}"),
    ]
    rows = minutes_values(session, items, number=1, ended_at=CLOSED).results
    assert [(row.name, row.post) for row in rows] == [named[item.pk] for item in items]


def test_the_draft_decision_names_every_author_of_what_was_passed_and_opens_for_the_desk(chamber, heard, client):
    session, _, items = heard
    an, binh = chamber.ward.good[:2]
    paper = recognition_values(session, items, CLOSED.date())
    unit = chamber.ward.office.unit.full_name
    assert paper.lists[0].table.rows == ((1, "Số hóa hồ sơ", f"{binh.full_name} (50%), {an.full_name} (50%)", unit),)
    assert paper.articles[0] == "Công nhận 01 sáng kiến năm 2025 có tên trong danh sách kèm theo."
    client.force_login(chamber.secretary)
    files = [client.get(reverse(f"councils:award-{kind}", args=[session.pk, "sang-kien"])) for kind in ("pdf", "docx")]
    assert [file.content[:4] for file in files] == [b"%PDF", b"PK\x03\x04"]


def test_the_second_council_of_a_unit_closes_its_session_with_its_own_number_one(chamber):
    session = chamber.opened(chamber.advanced)
    chamber.agree(session, 5)
    actions.close_session(session=session, by=chamber.chair, at=CLOSED)
    seats = [(user, role, "") for user, role in zip(chamber.users[:3], ("chair", "secretary", "member"), strict=True)]
    other = actions_council.establish_council(
        unit=chamber.ward.office.unit, name="Hội đồng sáng kiến", legal_basis="Quyết định 16", members=seats,
        kind="initiative", by=chamber.ward.office.officer, at=PREPARED,
    )  # fmt: skip
    actions_council.enter_rules(
        council=other, document="Quy chế 06", in_force_from=date(2025, 12, 1), advice_percent=60, advice_way="minutes",
        by=chamber.secretary, at=PREPARED,
    )  # fmt: skip
    later = actions_prepare.prepare_session(
        council=other, year=2025, held_on=MEETING.date(), place="Phòng họp", by=chamber.secretary, at=PREPARED,
        topics=[Topic("draft", "Dự thảo quy chế chấm điểm sáng kiến")],
    )  # fmt: skip
    seated = list(other.members.values_list("pk", flat=True))
    actions.open_session(session=later, present=seated, by=chamber.secretary, at=MEETING)
    chamber.agree(later, 3)
    actions.close_session(session=later, by=chamber.chair, at=CLOSED)
    assert [each.minutes.number_text for each in (session, later)] == ["01/BB-HĐTĐKT", "01/BB-HĐSK"]
