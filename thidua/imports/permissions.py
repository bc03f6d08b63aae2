"""Who may hand in a spreadsheet, see it, write it, take it back: the officers of the unit itself."""

from datetime import date

from thidua.imports.models import Import
from thidua.imports.shapes import Kind
from thidua.shared.denied import Denied
from thidua.shared.gate import check_gate
from thidua.units.models import RoleGrant, Unit
from thidua.units.queries import units_with_own_role

Role = RoleGrant.Role


def check_is_officer(user, unit: Unit, on: date, to_do: str) -> None:
    """Only the unit's own officers: an upload holds whatever its file holds, so the agency above does not see it."""
    if unit not in units_with_own_role(user, [Role.OFFICER], on):
        raise Denied(f"Để {to_do} cần vai trò “{Role.OFFICER.label}” của chính {unit.name}.")


def check_can_import(user, on: date) -> None:
    """Whether there is any unit to import for: what the menu and the start page ask."""
    if not units_with_own_role(user, [Role.OFFICER], on):
        raise Denied(f"Để nhập dữ liệu từ bảng tính cần vai trò “{Role.OFFICER.label}” của một đơn vị.")


def check_can_upload(user, kind: Kind, unit: Unit, season, on: date) -> None:
    check_is_officer(user, unit, on, "nhập dữ liệu")
    if kind.needs_season:
        if season is None:
            raise Denied("Hãy chọn mùa thi đua.")
        if not season.scorecards.filter(unit=unit).exists():
            raise Denied(f"{unit.name} không có bảng điểm trong mùa thi đua này.")


def check_can_go_on(user, imported: Import, on: date, act: str) -> None:
    """Choose, check, write or discard: in that order, while the file is kept."""
    check_is_officer(user, imported.unit, on, "làm tiếp lượt nhập này")
    check_gate(imported, act)
    if not imported.stored_as:
        raise Denied("Tệp đã tải lên không còn được lưu giữ; hãy tải lại tệp.")


def check_can_write(user, imported: Import, on: date) -> None:
    check_can_go_on(user, imported, on, "write")
    if not imported.counts.get("new", 0) + imported.counts.get("changed", 0):
        raise Denied("Không có dòng nào mới hoặc thay đổi để ghi.")


def check_can_undo(user, imported: Import, on: date) -> None:
    check_is_officer(user, imported.unit, on, "hoàn tác lượt nhập này")
    check_gate(imported, "undo")
    if imported.file_removed_on:
        raise Denied("Đã quá thời hạn lưu giữ tệp nên không hoàn tác cả lượt được nữa.")
