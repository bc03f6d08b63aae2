"""Who may plan, run and record a conference, and who answers an invitation."""

from datetime import date, datetime

from django.utils import timezone

from thidua.conferences.models import Conference, Participation
from thidua.shared.denied import Denied
from thidua.shared.gate import check_gate
from thidua.units.models import Cluster, RoleGrant, Unit
from thidua.units.permissions import check_has_role
from thidua.units.queries import has_cluster_role

Role = RoleGrant.Role


def check_can_plan(user, unit: Unit, cluster: Cluster | None, on: date) -> None:
    """The unit's officer; for a cluster's own conference also the hand of the unit that heads it (Khối trưởng)."""
    if cluster is not None and has_cluster_role(user, cluster, on):
        return
    check_has_role(user, [Role.OFFICER], unit, on, "tổ chức hội nghị")


def check_runs(user, conference: Conference, on: date) -> None:
    """Whoever may plan a conference runs it."""
    check_can_plan(user, conference.unit, conference.cluster, on)


def has_begun(conference: Conference, at: datetime) -> bool:
    """Whether the planned start is past."""
    return at >= timezone.make_aware(datetime.combine(conference.held_on, conference.begins))


def check_not_cancelled(conference: Conference) -> None:
    if conference.state == "cancelled":
        raise Denied("Hội nghị đã hủy.")


def check_can_change(user, conference: Conference, on: date) -> None:
    check_runs(user, conference, on)
    check_not_cancelled(conference)
    if conference.state != "planned":
        raise Denied("Hội nghị đã tổ chức; chương trình không sửa được nữa.")


def check_can_invite(user, conference: Conference, on: date) -> None:
    check_runs(user, conference, on)
    check_not_cancelled(conference)
    if conference.state != "planned":
        raise Denied("Hội nghị đã tổ chức; không mời thêm được nữa.")
    if on > conference.held_on:
        raise Denied(f"Ngày tổ chức {conference.held_on:%d/%m/%Y} đã qua; hãy dời ngày trước khi mời.")


def check_can_note_arrivals(user, conference: Conference, on: date) -> None:
    check_runs(user, conference, on)
    check_takes_arrivals(conference, on)


def check_takes_arrivals(conference: Conference, on: date) -> None:
    """Arrivals are noted on the day itself until the conference is recorded."""
    check_not_cancelled(conference)
    if conference.state != "planned":
        raise Denied("Hội nghị đã được ghi nhận; việc điểm danh đã kết thúc.")
    if on != conference.held_on:
        raise Denied(f"Chỉ điểm danh trong ngày tổ chức ({conference.held_on:%d/%m/%Y}).")


def check_can_record(user, conference: Conference, at: datetime) -> None:
    """From the planned start on; a conference that met sooner has its hour put right first."""
    check_runs(user, conference, at.date())
    check_gate(conference, "hold")
    if at.date() < conference.held_on:
        raise Denied(f"Chỉ ghi nhận được từ ngày tổ chức ({conference.held_on:%d/%m/%Y}).")
    if not has_begun(conference, at):
        raise Denied(
            f"Hội nghị chưa đến giờ: khai mạc lúc {conference.begins:%H:%M} ngày {conference.held_on:%d/%m/%Y}. Họp sớm "
            "hơn thì sửa giờ khai mạc trước."
        )


def check_can_cancel(user, conference: Conference, on: date) -> None:
    check_runs(user, conference, on)
    check_gate(conference, "cancel")


def check_can_write(user, conference: Conference, on: date) -> None:
    """Papers, remarks, figures, pictures are kept before, at and after a conference."""
    check_runs(user, conference, on)
    check_not_cancelled(conference)


def check_can_tell(user, conference: Conference, on: date) -> None:
    """What only a conference that was held has: its conclusion as a notice."""
    check_runs(user, conference, on)
    if conference.state != "held":
        raise Denied("Hội nghị chưa được ghi nhận đã tổ chức.")


def check_can_notice(user, conference: Conference, on: date) -> None:
    check_can_tell(user, conference, on)
    if conference.notice_id is not None:
        raise Denied("Thông báo kết luận đã ban hành.")


def check_can_answer(user, row: Participation, on: date) -> None:
    """The invited unit answers for itself; a guest has no account, so the organiser notes the answer."""
    check_not_cancelled(row.conference)
    if row.conference.state != "planned":
        raise Denied("Hội nghị đã tổ chức; không trả lời được nữa.")
    if on > row.conference.held_on:
        raise Denied(f"Hội nghị đã diễn ra ngày {row.conference.held_on:%d/%m/%Y}.")
    if row.conference.invited_at is None:
        raise Denied("Giấy mời chưa gửi.")
    if row.unit is None:
        check_runs(user, row.conference, on)
        return
    check_has_role(user, [Role.OFFICER, Role.HEAD], row.unit, on, "trả lời giấy mời")


def check_can_comment(user, conference: Conference, unit: Unit | None, on: date) -> None:
    """An invited unit writes its own remarks; the organiser notes those of anybody."""
    check_not_cancelled(conference)
    if unit is None or not conference.participation.filter(unit=unit).exists():
        check_runs(user, conference, on)
        return
    try:
        check_runs(user, conference, on)
    except Denied:
        check_has_role(user, [Role.OFFICER, Role.HEAD], unit, on, "góp ý cho hội nghị")
