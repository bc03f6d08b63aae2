"""Who may draft, sign, issue and withdraw a decision."""

from datetime import date

from thidua.councils.models import CouncilSession
from thidua.decisions.models import Decision
from thidua.people.queries import selves_of
from thidua.shared.denied import Denied
from thidua.shared.gate import check_gate
from thidua.units.models import RoleGrant
from thidua.units.permissions import check_has_role, check_not_own

Role = RoleGrant.Role


def check_can_draft(user, session: CouncilSession, on: date) -> None:
    """The council's secretary or the unit's officer, once the session is closed."""
    if session.state != "closed":
        raise Denied("Phiên họp chưa kết thúc nên chưa dự thảo quyết định được.")
    check_has_role(user, [Role.COUNCIL_SECRETARY, Role.OFFICER], session.council.unit, on, "dự thảo quyết định")


def check_can_sign(user, decision: Decision, on: date) -> None:
    """Who holds the power to decide for the unit, and never about themselves."""
    check_gate(decision, "sign")
    check_has_role(user, [Role.DECIDER], decision.unit, on, "ký quyết định")
    named = set(decision.lines.exclude(person=None).values_list("person", flat=True))
    refusal = "Người ký có tên trong danh sách khen thưởng: không ai tự ký quyết định khen thưởng cho mình."
    check_not_own(user, [Role.DECIDER], decision.unit, on, selves_of(named).ids, refusal)


def check_can_issue(user, decision: Decision, on: date) -> None:
    check_gate(decision, "issue")
    check_has_role(user, [Role.CLERK], decision.unit, on, "cấp số, ban hành quyết định")


def check_can_withdraw(user, decision: Decision, on: date) -> None:
    """A draft or a signed text can be taken back; an issued decision only has its honours corrected or revoked."""
    check_gate(decision, "withdraw")
    check_has_role(user, [Role.DECIDER], decision.unit, on, "rút dự thảo quyết định")
