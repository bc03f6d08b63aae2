"""Delegation (ủy quyền): written, limited, not passed on, ended by itself, and said in the audit."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.conftest import DAY, Role
from tests.decisions.builders import drafted, issued
from tests.honours.builders import revoke
from tests.nominations.conftest import RECEIVED, Ward, ward_of
from thidua.decisions import actions as decisions
from thidua.decisions.paper import signer_of
from thidua.honours.models import Honour
from thidua.nominations import actions as nominations
from thidua.nominations.models import NominationLine
from thidua.nominations.permissions import check_can_change_rule_date
from thidua.shared import behalf
from thidua.shared.denied import Denied
from thidua.shared.models import AuditEvent, Letter
from thidua.units.actions import enter_units, grant_role
from thidua.units.actions_accounts import close_account, delegate_role, end_role, revoke_delegation
from thidua.units.models import RoleGrant, Unit
from thidua.units.queries import grants_of, has_role, powers

TODAY = DAY.date()
WHY = "Người ủy quyền đã trở lại làm việc"
PAPER = "15/GUQ-UBND ngày 08/7/2025"


@pytest.fixture(autouse=True)
def nobody_acts_for_anybody():
    behalf.note(None)
    yield
    behalf.note(None)


@pytest.fixture
def desk(province) -> Ward:
    return ward_of(province)


def refused(act, **arguments) -> str:
    with pytest.raises(Denied) as denied:
        act(**arguments)
    return denied.value.reason


def given(province, role=Role.DECIDER, to=None, days=7, at=DAY, **changes) -> RoleGrant:
    """The ward's holder of ``role`` lets its editor act for some days."""
    ward = province.ha_long
    grant = ward.accounts[role].grants.get(role=role)
    arguments = {"starts_on": at.date(), "ends_on": at.date() + timedelta(days=days - 1), "document": PAPER}
    return delegate_role(grant=grant, to=to or ward.editor, by=grant.user, at=at, **arguments | changes)


def test_the_delegate_may_act_from_the_first_to_the_last_day_in_that_unit_only(province):
    given(province, starts_on=TODAY + timedelta(days=1), ends_on=TODAY + timedelta(days=2))
    ward = province.ha_long
    days = [TODAY + timedelta(days=n) for n in range(4)]
    assert [has_role(ward.editor, [Role.DECIDER], ward.unit, day) for day in days] == [False, True, True, False]
    assert has_role(ward.editor, [Role.DECIDER], province.cam_pha.unit, days[1]) is False
    assert has_role(ward.decider, [Role.DECIDER], ward.unit, days[1]) is True


def test_the_delegate_is_told_and_the_audit_knows(province):
    delegation = given(province)
    event = AuditEvent.objects.latest("seq")
    source = delegation.delegated_from_id
    detail = {"role": "decider", "unit": province.ha_long.unit.pk, "grant": delegation.pk, "from": source}
    assert (event.act, event.by, event.detail) == ("role_delegated", province.ha_long.decider, detail)
    letter = Letter.objects.get(to=province.ha_long.editor, subject="Bạn được ủy quyền")
    assert letter.body.split("\n")[0] == (
        "decider Phường Hạ Long ủy quyền cho bạn vai trò “Người ký quyết định” của Phường Hạ Long từ 08/07/2025 "
        "đến hết 14/07/2025, theo 15/GUQ-UBND ngày 08/7/2025."
    )


@pytest.mark.parametrize(("changes", "told"), [
    ({"document": ""}, "Hãy ghi số, ký hiệu và ngày của văn bản ủy quyền (3 đến 200 ký tự)."),
    ({"starts_on": TODAY - timedelta(days=1)},
     "Thời gian ủy quyền phải bắt đầu từ hôm nay trở đi và kết thúc sau khi bắt đầu."),
    ({"ends_on": TODAY - timedelta(days=1)},
     "Thời gian ủy quyền phải bắt đầu từ hôm nay trở đi và kết thúc sau khi bắt đầu."),
    ({"ends_on": TODAY + timedelta(days=366)}, "Ủy quyền phải có thời hạn, dài nhất là một năm."),
])  # fmt: skip
def test_a_delegation_is_written_and_limited(province, changes, told):
    with pytest.raises(Denied) as denied:
        given(province, **changes)
    assert denied.value.reason == told


def test_the_database_itself_refuses_a_delegation_without_end_or_document(province):
    source = province.ha_long.decider.grants.get()
    for missing in ({"ends_on": None, "document": PAPER}, {"ends_on": TODAY, "document": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            RoleGrant.objects.create(
                user=province.ha_long.editor, role="decider", unit=source.unit, starts_on=TODAY,
                delegated_from=source, **missing,
            )  # fmt: skip


def test_what_was_delegated_is_not_passed_on(province):
    delegation, ward = given(province), province.ha_long
    told = refused(
        delegate_role, grant=delegation, to=ward.clerk, starts_on=TODAY, ends_on=TODAY, document=PAPER,
        by=ward.editor, at=DAY,
    )  # fmt: skip
    assert told == "Người được ủy quyền không được ủy quyền lại cho người khác."


def test_only_the_holder_delegates_and_only_what_is_not_personal(province):
    ward = province.ha_long
    grant = ward.decider.grants.get()
    arguments = {"to": ward.editor, "starts_on": TODAY, "ends_on": TODAY, "document": PAPER, "at": DAY}
    assert refused(delegate_role, grant=grant, by=ward.officer, **arguments) == (
        "Chỉ người giữ vai trò mới ủy quyền được vai trò đó."
    )
    seat = ward.council_secretary.grants.get()
    assert refused(delegate_role, grant=seat, by=ward.council_secretary, **arguments) == (
        "Vai trò “Thư ký Hội đồng” phải do chính người được giao thực hiện, không ủy quyền được."
    )


def test_not_to_oneself_not_outside_not_to_who_holds_it_not_twice(province):
    ward = province.ha_long
    outside = "Chỉ ủy quyền được cho người có tài khoản đang mở trong đơn vị hoặc đơn vị trực thuộc."
    for to in (ward.decider, province.cam_pha.editor, province.stranger):
        with pytest.raises(Denied) as denied:
            given(province, to=to)
        assert denied.value.reason == outside
    grant_role(user=ward.clerk, role=Role.DECIDER, unit=ward.unit, by=ward.officer, at=DAY)
    with pytest.raises(Denied) as denied:
        given(province, to=ward.clerk)
    assert denied.value.reason == "Người này đã giữ chính vai trò đó."
    given(province)
    with pytest.raises(Denied) as denied:
        given(province, to=ward.head)
    assert denied.value.reason == ("Vai trò này đã ủy quyền cho editor Phường Hạ Long từ 08/07/2025 đến 14/07/2025.")


def test_it_ends_with_the_role_it_stems_from(province):
    delegation, ward = given(province), province.ha_long
    end_role(
        grant=delegation.delegated_from, last_day=TODAY, reason="Thôi giữ chức vụ Chủ tịch", by=ward.officer, at=DAY
    )
    tomorrow = TODAY + timedelta(days=1)
    assert [has_role(ward.editor, [Role.DECIDER], ward.unit, day) for day in (TODAY, tomorrow)] == [True, False]


def test_it_does_not_reach_beyond_the_role(province):
    grant = province.ha_long.decider.grants.get()
    RoleGrant.objects.filter(pk=grant.pk).update(ends_on=date(2025, 7, 10))
    with pytest.raises(Denied) as denied:
        given(province)
    assert denied.value.reason == "Vai trò của bạn chỉ đến ngày 10/07/2025; không ủy quyền quá ngày đó được."


@pytest.mark.parametrize("who", ["decider", "editor"])
def test_it_ends_when_either_account_is_closed(province, who):
    given(province)
    ward = province.ha_long
    close_account(account=ward.accounts[who], reason="Nghỉ hưu theo chế độ", by=ward.officer, at=DAY)
    assert has_role(ward.editor, [Role.DECIDER], ward.unit, TODAY) is False


def test_revoking_stops_it_at_once(province):
    delegation, ward = given(province), province.ha_long
    revoke_delegation(delegation=delegation, reason=WHY, by=ward.decider, at=DAY)
    assert has_role(ward.editor, [Role.DECIDER], ward.unit, TODAY) is False
    told = Letter.objects.filter(subject="Ủy quyền đã được thu hồi")
    assert [letter.to for letter in told] == [ward.editor]
    delegation.refresh_from_db()
    again = refused(revoke_delegation, delegation=delegation, reason=WHY, by=ward.decider, at=DAY)
    assert again == "Ủy quyền này đã hết hiệu lực."


def test_an_officer_of_the_unit_may_revoke_a_stranger_not(province):
    delegation, ward = given(province), province.ha_long
    refusal = refused(revoke_delegation, delegation=delegation, reason=WHY, by=province.cam_pha.officer, at=DAY)
    assert refusal.startswith("Để thu hồi ủy quyền cần vai trò")
    revoke_delegation(delegation=delegation, reason=WHY, by=ward.officer, at=DAY)
    assert {letter.to for letter in Letter.objects.filter(subject="Ủy quyền đã được thu hồi")} == {
        ward.editor,
        ward.decider,
    }


def test_an_act_under_delegation_says_for_whom_in_the_audit_and_on_the_paper(province):
    delegation, ward = given(province), province.ha_long
    decision = drafted(ward, DAY)
    decisions.sign_decision(decision=decision, by=ward.editor, at=DAY)
    event = AuditEvent.objects.get(act="decision_signed")
    assert (event.by, event.detail) == (
        ward.editor,
        {"on_behalf_of": ward.decider.pk, "delegation": delegation.pk},
    )
    decision.refresh_from_db()
    assert decision.signer_title == "TUQ. Chủ tịch"
    assert signer_of(decision).data() == {"lines": ["TUQ. CHỦ TỊCH"], "name": "editor Phường Hạ Long"}


def test_a_delegate_with_a_post_signs_under_it(province):
    given(province)
    ward = province.ha_long
    ward.editor.person = ward.people[7]
    ward.editor.save()
    decision = drafted(ward, DAY)
    decisions.sign_decision(decision=decision, by=ward.editor, at=DAY)
    decision.refresh_from_db()
    assert (decision.signer_title, decision.signer_name) == ("TUQ. Chủ tịch, Công chức", "Nguyễn Thị Hòa")
    assert signer_of(decision).data()["lines"] == ["TUQ. CHỦ TỊCH", "CÔNG CHỨC"]
    decisions.issue_decision(decision=decision, by=ward.clerk, at=DAY)


def test_a_deputy_signs_for_the_head_with_or_without_a_delegation(province):
    given(province)
    ward = province.ha_long
    named(ward.editor, ward.people[7])
    ward.people[7].posts.update(title="Phó Chủ tịch")
    decision = drafted(ward, DAY)
    decisions.sign_decision(decision=decision, by=ward.editor, at=DAY)
    decision.refresh_from_db()
    assert signer_of(decision).data()["lines"] == ["KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"]
    assert AuditEvent.objects.get(act="decision_signed").detail["on_behalf_of"] == ward.decider.pk


def test_ones_own_role_is_used_before_a_delegated_one_and_nothing_is_said(province):
    ward = province.ha_long
    given(province, role=Role.OFFICER)
    grant_role(user=ward.editor, role=Role.OFFICER, unit=ward.unit, by=ward.officer, at=DAY)
    held = powers(ward.editor, [Role.OFFICER], ward.unit, TODAY)
    assert [grant.delegated_from_id is None for grant in held] == [True, False]
    nominations.draft_nomination(unit=ward.unit, award_code="advanced_worker", year=2025, by=ward.editor, at=DAY)
    assert AuditEvent.objects.latest("seq").detail.get("on_behalf_of") is None


def test_the_next_act_in_ones_own_right_is_ones_own(province):
    ward = province.ha_long
    given(province, role=Role.OFFICER)
    nominations.draft_nomination(unit=ward.unit, award_code="advanced_worker", year=2025, by=ward.editor, at=DAY)
    assert AuditEvent.objects.latest("seq").detail["on_behalf_of"] == ward.officer.pk
    grant_role(user=ward.editor, role=Role.HEAD, unit=ward.unit, by=ward.officer, at=DAY)
    nominations.draft_nomination(unit=ward.unit, award_code="advanced_worker", year=2025, by=ward.editor, at=DAY)
    assert AuditEvent.objects.latest("seq").detail.get("on_behalf_of") is None


def test_a_delegated_officer_does_not_reach_accounts_roles_and_units_of_accounts(province):
    given(province, role=Role.OFFICER)
    ward = province.ha_long
    told = refused(grant_role, user=ward.clerk, role=Role.DECIDER, unit=ward.unit, by=ward.editor, at=DAY)
    assert told.endswith("được giao trực tiếp.")
    # what an officer does otherwise, the delegate may
    section = {"code": "P1", "name": "Văn phòng", "kind": "section", "valid_from": TODAY, "agency_name": "Văn phòng"}
    section |= {"symbol": "VP", "head_title": "Chánh Văn phòng", "place": "Hà Tu"}
    (made,) = enter_units(parent=ward.unit, units=[Unit(**section)], by=ward.editor, at=DAY)
    assert made.parent == ward.unit


# ── nobody approves their own dossier, directly or through a delegate (U7) ──


def named(account, person):
    account.person = person
    account.save()
    return account


THROUGH = (
    "Bạn làm việc này theo ủy quyền của {0}, mà {0} có tên trong nội dung đang xét: "
    "không ai tự quyết định về mình, kể cả qua người được ủy quyền."
)


def test_the_delegate_does_not_sign_what_honours_the_delegator(province):
    given(province)
    ward = province.ha_long
    named(ward.decider, ward.people[0])
    decision = drafted(ward, DAY)
    told = refused(decisions.sign_decision, decision=decision, by=ward.editor, at=DAY)
    assert told == THROUGH.format("decider Phường Hạ Long")
    # who holds the power in person may
    grant_role(user=ward.clerk, role=Role.DECIDER, unit=ward.unit, by=ward.officer, at=DAY)
    decisions.sign_decision(decision=decision, by=ward.clerk, at=DAY)


def test_the_delegate_does_not_sign_what_honours_the_delegate(province):
    given(province)
    ward = province.ha_long
    named(ward.editor, ward.people[0])
    told = refused(decisions.sign_decision, decision=drafted(ward, DAY), by=ward.editor, at=DAY)
    assert told == "Người ký có tên trong danh sách khen thưởng: không ai tự ký quyết định khen thưởng cho mình."


def test_the_delegate_does_not_appraise_the_line_of_the_appraiser(desk: Ward):
    office = desk.office
    given(desk.province, role=Role.APPRAISER, at=RECEIVED)
    named(office.appraiser, desk.good[0])
    nomination = desk.received(desk.good[:2])
    own, other = nomination.lines.order_by("ordinal")
    arguments = {"appraisal": NominationLine.Appraisal.INCLUDED, "reason": "", "by": office.editor, "at": RECEIVED}
    told = refused(nominations.appraise_line, line=own, **arguments)
    assert told == THROUGH.format("appraiser Phường Hạ Long")
    nominations.appraise_line(line=other, **arguments)
    assert AuditEvent.objects.latest("seq").detail["on_behalf_of"] == office.appraiser.pk


def test_many_lines_at_once_leave_out_those_of_delegate_and_delegator(desk: Ward):
    office = desk.office
    given(desk.province, role=Role.APPRAISER, at=RECEIVED)
    named(office.appraiser, desk.good[0])
    named(office.editor, desk.good[1])
    nomination = desk.received(desk.good[:3])
    outcome = nomination.lines.first().outcome
    count = nominations.appraise_lines(
        nomination=nomination, outcome=outcome, reason="Đã đối chiếu hồ sơ gốc", by=office.editor, at=RECEIVED
    )
    included = nomination.lines.filter(appraisal="included")
    assert (count, [line.person for line in included]) == (1, [desk.good[2]])


def test_the_delegate_does_not_change_the_day_of_the_law_for_the_delegators_dossier(desk: Ward):
    office = desk.office
    given(desk.province, role=Role.APPRAISER, at=RECEIVED)
    named(office.appraiser, desk.good[0])
    nomination = desk.received(desk.good[:2])
    with pytest.raises(Denied) as denied:
        check_can_change_rule_date(office.editor, nomination, RECEIVED.date())
    assert denied.value.reason == THROUGH.format("appraiser Phường Hạ Long")


def test_the_delegate_does_not_revoke_the_honour_of_the_delegator(province):
    ward = province.ha_long
    issued(ward, DAY)
    given(province)
    named(ward.decider, ward.people[0])
    honour = Honour.objects.get(person=ward.people[0])
    told = refused(revoke, honour=honour, by=ward.editor, at=DAY)
    assert told == THROUGH.format("decider Phường Hạ Long")


def test_a_right_of_ones_own_asks_for_no_delegation(province):
    """Who holds roles by delegation only pays for knowing from whom."""
    officer, on = province.ha_long.officer, province.at.date()
    with CaptureQueriesContext(connection) as own:
        assert [grant.role for grant in grants_of(officer, on)] == ["officer"]
    assert (len(own), own[0]["sql"].count("JOIN"), "thidua_user" in own[0]["sql"]) == (1, 2, False)


def test_a_delegated_right_comes_with_whom_it_stems_from(province):
    on = province.at.date()
    grant = province.ha_long.officer.grants.get(role="officer")
    delegate_role(
        grant=grant, to=province.ha_long.editor, starts_on=on, ends_on=on, document="Giấy ủy quyền 01",
        by=province.ha_long.officer, at=province.at,
    )  # fmt: skip
    with CaptureQueriesContext(connection) as asked:
        sources = [each.delegated_from and each.delegated_from.user for each in grants_of(province.ha_long.editor, on)]
    assert (len(asked), sources) == (3, [None, province.ha_long.officer])
