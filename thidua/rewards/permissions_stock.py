"""Who may keep the stock, arrange ceremonies, take in requests for re-issue and answer them."""

from datetime import date

from thidua.honours.models import Honour
from thidua.people.queries import selves
from thidua.rewards.models_ceremony import HandingList, ReissueRequest
from thidua.rewards.models_stock import StockItem
from thidua.rewards.permissions import check_can_replace
from thidua.rewards.queries_ceremony import new_sheet
from thidua.rewards.queries_printing import good_sheet
from thidua.shared.denied import Denied
from thidua.shared.gate import check_gate
from thidua.units.models import RoleGrant, Unit
from thidua.units.permissions import check_has_role, check_not_own
from thidua.units.queries import units_with_own_role

Role = RoleGrant.Role
KEEPERS = [Role.CLERK, Role.ACCOUNTANT]
CALLERS = [Role.CLERK, Role.OFFICER]


def check_keeps_stock_in(user, unit: Unit, on: date) -> None:
    check_has_role(user, KEEPERS, unit, on, "ghi kho hiện vật khen thưởng")


def check_keeps_stock(user, item: StockItem, on: date) -> None:
    check_keeps_stock_in(user, item.unit, on)


def check_keeps_stock_anywhere(user, on: date) -> None:
    if not units_with_own_role(user, KEEPERS, on):
        raise Denied("Để ghi kho hiện vật cần vai trò “Văn thư” hoặc “Kế toán” của đơn vị.")


def check_arranges_in(user, unit: Unit, on: date) -> None:
    check_has_role(user, CALLERS, unit, on, "chuẩn bị lễ trao")


def check_arranges(user, handing_list: HandingList, on: date) -> None:
    check_arranges_in(user, handing_list.unit, on)


def check_arranges_anywhere(user, on: date) -> None:
    if not units_with_own_role(user, CALLERS, on):
        raise Denied("Để chuẩn bị lễ trao cần vai trò “Văn thư” hoặc “Chuyên viên thi đua, khen thưởng” của đơn vị.")


def check_can_receive_reissue(user, honour: Honour, on: date) -> None:
    """The clerk or the officer of the unit that decided; where a higher body decided, that of the unit that entered it."""
    check_has_role(user, CALLERS, honour.issuer, on, "tiếp nhận đề nghị cấp đổi, cấp lại")


def check_can_answer_reissue(user, request: ReissueRequest, on: date) -> None:
    """Who decides for the unit; nobody about a sheet of their own."""
    check_gate(request, "grant")
    roles = [Role.DECIDER, Role.HEAD]
    check_has_role(user, roles, request.unit, on, "trả lời đề nghị cấp đổi, cấp lại")
    refusal = "Không ai tự quyết định cấp đổi, cấp lại cho mình."
    check_not_own(user, roles, request.unit, on, selves(request.honour.person_id), refusal)


def check_can_print_reissue(user, request: ReissueRequest, on: date) -> None:
    """A granted request gets one new sheet, where the honour's good sheet was printed here."""
    check_gate(request, "finish")
    if new_sheet(request) is not None:
        raise Denied("Tờ mới của đề nghị này đã được lập.")
    old = good_sheet(request.honour)
    if old is None:
        raise Denied(
            "Khen thưởng này không có tờ giấy nào do hệ thống in; mời làm bản mới ngoài hệ thống rồi ghi đã trao."
        )
    check_can_replace(user, old, on)


def check_can_finish_reissue(user, request: ReissueRequest, on: date) -> None:
    """After the new sheet was printed, where sheets are printed here: else the lost one would still count as good."""
    check_gate(request, "finish")
    check_has_role(user, CALLERS, request.unit, on, "ghi nhận trao bản mới")
    new = new_sheet(request)
    if new is None and good_sheet(request.honour) is not None:
        raise Denied("Mời in tờ mới trước: tờ giấy cũ do hệ thống in vẫn đang ghi là đang dùng.")
    if new is not None and new.state != "printed":
        raise Denied("Tờ mới chưa in xong.")


def check_can_withdraw_reissue(user, request: ReissueRequest, on: date) -> None:
    check_gate(request, "withdraw")
    if new_sheet(request) is not None:
        raise Denied("Tờ mới đã được lập thay tờ cũ; mời ghi đã trao.")
    check_has_role(user, CALLERS, request.unit, on, "ghi nhận rút đề nghị")
