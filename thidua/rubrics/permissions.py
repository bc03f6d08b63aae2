"""Who drafts, edits, freezes and withdraws a scoring table."""

from datetime import date

from thidua.rubrics import problems, queries
from thidua.rubrics.models import RubricRecord
from thidua.shared import behalf
from thidua.shared.denied import Denied
from thidua.shared.gate import check_gate
from thidua.units.models import RoleGrant, Unit
from thidua.units.permissions import check_has_role
from thidua.units.queries import has_cluster_role

Role = RoleGrant.Role


def check_can_draft(user, unit: Unit, on: date) -> None:
    """An officer of the unit, or the head of a cluster that the unit organises."""
    if unit.clusters_organised.exists() and any(
        has_cluster_role(user, cluster, on) for cluster in unit.clusters_organised.all()
    ):
        behalf.note(None)
        return
    check_has_role(user, [Role.OFFICER], unit, on, "lập bảng tiêu chí")


def check_can_keep(user, record: RubricRecord, on: date, to_do: str = "sửa bảng tiêu chí") -> None:
    """An officer of the issuing unit, or who heads every cluster the table is for."""
    clusters = list(record.clusters.all())
    if clusters and all(has_cluster_role(user, cluster, on) for cluster in clusters):
        behalf.note(None)
        return
    check_has_role(user, [Role.OFFICER], record.unit, on, to_do)


def check_can_edit(user, record: RubricRecord, on: date) -> None:
    check_can_keep(user, record, on)
    if record.state != "draft":
        raise Denied(
            f"Bảng tiêu chí đang ở bước “{record.state_label}”, không sửa được nữa. Hãy nhân bản để có bản mới."
        )


def check_can_freeze(user, record: RubricRecord, on: date) -> None:
    """Refused while errors or open questions remain, naming them."""
    check_can_keep(user, record, on, "khóa bảng tiêu chí")
    check_gate(record, "freeze")
    check_is_settled(record)


def check_is_settled(record: RubricRecord) -> None:
    """Nothing is wrong with the table and nothing is left to choose."""
    if errors := problems.errors_of(record.tree):
        names = " ".join(each.text for each in errors[:5])
        more = f" Và {len(errors) - 5} lỗi nữa." if len(errors) > 5 else ""
        raise Denied(f"Chưa khóa được, bảng còn {len(errors)} lỗi: {names}{more}")
    if questions := [each for each in queries.questions_of(record.tree) if each.blocks]:
        names = "; ".join(each.text for each in questions[:5])
        more = f"; và {len(questions) - 5} câu nữa" if len(questions) > 5 else ""
        raise Denied(f"Chưa khóa được, còn {len(questions)} điều cần người chọn: {names}{more}.")


def check_can_withdraw(user, record: RubricRecord, on: date) -> None:
    check_can_keep(user, record, on, "rút bảng tiêu chí")
    check_gate(record, "withdraw")
