"""Who may print certificates, lay out stock, replace a sheet."""

from datetime import date

from thidua.decisions.models import Decision
from thidua.rewards.models import CertificateCopy, PrintRun
from thidua.rewards.queries_printing import left_to_print
from thidua.shared.denied import Denied
from thidua.shared.gate import check_gate
from thidua.units.models import RoleGrant, Unit
from thidua.units.permissions import check_has_role
from thidua.units.queries import units_with_own_role

Role = RoleGrant.Role
LAYING_OUT = (Role.CLERK, Role.OFFICER)


def check_prints_for(user, decision: Decision, on: date) -> None:
    """The clerk of the deciding unit, after the decision is issued."""
    if decision.state != "issued":
        raise Denied("Chỉ in giấy khen, bằng khen sau khi quyết định đã được ban hành.")
    check_has_role(user, [Role.CLERK], decision.unit, on, "in giấy khen, bằng khen")


def check_can_print(user, decision: Decision, on: date) -> None:
    """As above, and something is left to print."""
    check_prints_for(user, decision, on)
    if not left_to_print(decision):
        if decision.print_runs.exclude(state="discarded").exists():
            raise Denied("Giấy khen, bằng khen của quyết định này đã được in; mời tải tệp đã lưu.")
        raise Denied("Mọi khen thưởng của quyết định này đã bị hủy bỏ, không còn gì để in.")


def check_can_resume(user, run: PrintRun, on: date) -> None:
    check_prints_for(user, run.decision, on)
    check_gate(run, "resume")


def check_can_discard(user, run: PrintRun, on: date) -> None:
    """The files are wrong and nothing of them is handed over; while the job runs it must be stopped first."""
    check_prints_for(user, run.decision, on)
    check_gate(run, "discard")


def check_can_replace(user, copy: CertificateCopy, on: date) -> None:
    """A printed sheet that is still the good one of its honour, which is not revoked."""
    check_prints_for(user, copy.run.decision, on)
    check_gate(copy, "replace")
    if copy.honour.later_entries.filter(entry="revocation").exists():
        raise Denied("Khen thưởng này đã bị hủy bỏ nên không in lại, không cấp đổi, cấp lại giấy.")


def check_can_lay_out(user, unit: Unit, on: date) -> None:
    check_has_role(user, LAYING_OUT, unit, on, "đặt vị trí chữ trên phôi")


def check_lays_out_anywhere(user, on: date) -> None:
    if not units_with_own_role(user, LAYING_OUT, on):
        raise Denied("Để đặt vị trí chữ trên phôi cần vai trò “Văn thư” hoặc “Chuyên viên thi đua, khen thưởng”.")
