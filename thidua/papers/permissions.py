"""Who may open an issued paper, keep the book of numbers and word the papers of an agency."""

from datetime import date

from thidua.papers.models import Paper
from thidua.shared.denied import Denied
from thidua.units.models import RoleGrant, Unit
from thidua.units.permissions import check_has_role
from thidua.units.queries import unit_ids_visible_to

# Papers about somebody's request: opened at their own page only, where each opening is kept.
EXTRACT, EXTRACT_PROOF = "honour_extract", "honour_extract_proof"
OWN_DOOR = (EXTRACT, EXTRACT_PROOF)


def check_can_open_paper(user, paper: Paper, on: date) -> None:
    """A public paper is open to all; any other to those who may see the issuing unit."""
    if paper.is_public:
        return
    if paper.kind in OWN_DOOR:
        raise Denied("Giấy tờ này chỉ mở được ở trang của yêu cầu trích lục, và mỗi lần mở được ghi lại.")
    if not user.is_authenticated or paper.unit_id not in unit_ids_visible_to(user, on):
        raise Denied("Giấy tờ này chỉ dành cho người có trách nhiệm của đơn vị ban hành.")


def check_can_keep_book(user, unit: Unit, on: date) -> None:
    """The clerk of the agency (Nghị định 30/2020/NĐ-CP, Điều 15, 16)."""
    check_has_role(user, [RoleGrant.Role.CLERK], unit, on, "ghi Sổ văn bản đi")


def check_can_word(user, unit: Unit, on: date) -> None:
    """The clerk of the agency, who answers for the form of its papers, or its head."""
    check_has_role(user, [RoleGrant.Role.CLERK, RoleGrant.Role.HEAD], unit, on, "sửa lời văn giấy tờ")
