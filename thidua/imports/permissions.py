"""Who may hand in a spreadsheet, see it, write it, take it back: the officers of the unit itself."""

from datetime import date

from thidua.imports.models import Import
from thidua.imports.models_old import OldDecision, OldLine
from thidua.imports.shapes import Kind
from thidua.people.queries import selves
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


# ── old decisions ──


def check_old(user, decision: OldDecision, on: date, act: str) -> None:
    """Confirm the head, write, undo or discard an old decision."""
    check_is_officer(user, decision.unit, on, "làm tiếp quyết định cũ này")
    check_gate(decision, act)


def check_can_settle(user, line: OldLine, on: date, act: str) -> None:
    """Confirm, drop or open again one line, while its decision is being confirmed."""
    check_is_officer(user, line.decision.unit, on, "xác nhận dòng này")
    if line.decision.state != "lines":
        raise Denied(f"Quyết định cũ này đang ở bước “{line.decision.state_label}”, không sửa từng dòng được.")
    check_gate(line, act)
    if act == "confirm" and line.person_id and line.person_id in selves(user.person_id):
        raise Denied("Không ai tự xác nhận khen thưởng của chính mình; mời đồng nghiệp xác nhận dòng này.")
    if act == "confirm" and (lacking := lacking_in(line)):
        raise Denied(f"Dòng này còn thiếu {', '.join(lacking)}; hãy sửa rồi xác nhận.")


def lacking_in(line: OldLine) -> list[str]:
    """What a line must have before it can be confirmed, in words, of what it has not."""
    wanted = (
        (line.printed, "tên người hoặc tập thể"), (line.kind, "loại (cá nhân, tập thể)"),
        (line.award_code, "danh hiệu, hình thức khen thưởng"), (line.year, "năm"), (line.number, "số quyết định"),
        (line.decided_on, "ngày quyết định"), (line.issuer_id, "cơ quan quyết định"),
    )  # fmt: skip
    return [words for value, words in wanted if not value]


def check_can_write_old(user, decision: OldDecision, on: date) -> None:
    check_old(user, decision, on, "write")
    open_ = decision.lines.filter(state="proposed").count()
    if open_:
        raise Denied(f"Còn {open_} dòng chưa xác nhận hoặc bỏ.")
    if not decision.lines.filter(state="confirmed").exists():
        raise Denied("Không có dòng nào được xác nhận.")


def check_can_undo_old(user, decision: OldDecision, on: date) -> None:
    check_old(user, decision, on, "undo")
    if decision.file_removed_on:
        raise Denied("Đã quá thời hạn lưu giữ tệp nên không hoàn tác cả tệp được nữa; đính chính làm ở Sổ vàng.")
