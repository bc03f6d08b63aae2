"""Who may print certificates."""

from datetime import date

from thidua.decisions.models import Decision
from thidua.rewards.models import CertificateBatch
from thidua.shared.denied import Denied
from thidua.units.models import RoleGrant
from thidua.units.permissions import check_has_role


def check_can_print(user, decision: Decision, on: date) -> None:
    """The clerk of the deciding unit, once, after the decision is issued."""
    if decision.state != "issued":
        raise Denied("Chỉ in giấy khen, bằng khen sau khi quyết định đã được ban hành.")
    check_has_role(user, [RoleGrant.Role.CLERK], decision.unit, on, "in giấy khen, bằng khen")
    if CertificateBatch.objects.filter(decision=decision).exists():
        raise Denied("Giấy khen, bằng khen của quyết định này đã được in; mời tải tệp đã lưu.")
