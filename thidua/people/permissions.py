"""Who keeps the records of people, who opens what is under lock."""

from datetime import date

from thidua.people.models import Person, Post, Transfer
from thidua.people.queries import homes_of, same_person, visible_to
from thidua.shared import behalf
from thidua.shared.denied import Denied
from thidua.shared.wording import vi_date
from thidua.units.models import Reorganisation, RoleGrant, Unit
from thidua.units.permissions import check_has_role
from thidua.units.queries import has_role, unit_ids_with_roles

Role = RoleGrant.Role
# Who may open what is under lock: those who make and check dossiers. The auditor sees who opened what, not the values.
OPENERS = [Role.OFFICER, Role.APPRAISER]


def check_is_kept(person: Person) -> None:
    """A record merged into another is history: what happens now is written on the kept one."""
    if person.merged_into_id is not None:
        kept = Person.objects.get(pk=person.merged_into_id)
        raise Denied(f"Hồ sơ {person.code} đã gộp vào hồ sơ {kept.code} của {kept.full_name}; hãy làm ở hồ sơ đó.")


def check_can_enter(user, unit: Unit, on: date) -> None:
    check_has_role(user, [Role.OFFICER], unit, on, "nhập cán bộ")


def check_keeps(user, person: Person, on: date, to_do: str) -> None:
    """The officer of a unit the person works in, or of one above it."""
    _check_at_home(user, [Role.OFFICER], person, on, to_do)


def _check_at_home(user, roles: list[Role], person: Person, on: date, to_do: str) -> None:
    """One of the roles in a unit that keeps the person's record; told of the first of them where there is none."""
    homes = homes_of(person, on)
    held = unit_ids_with_roles(user, on, set(roles))
    if not homes:
        raise Denied(f"Để {to_do} cần một đơn vị giữ hồ sơ của người này; hiện chưa có chức vụ nào được ghi.")
    check_has_role(user, roles, next((home for home in homes if home.pk in held), homes[0]), on, to_do)


def check_can_correct(user, person: Person, on: date) -> None:
    check_is_kept(person)
    check_keeps(user, person, on, "sửa thông tin cán bộ")


def check_can_lock_values(user, person: Person, on: date) -> None:
    check_is_kept(person)
    check_keeps(user, person, on, "ghi thông tin riêng của cán bộ")


def check_can_appoint(user, person: Person, on: date) -> None:
    check_is_kept(person)
    check_keeps(user, person, on, "ghi chức vụ của cán bộ")


def check_can_change_post(user, post: Post, on: date) -> None:
    """The officer of the post's unit."""
    check_has_role(user, [Role.OFFICER], post.unit, on, "thay đổi chức vụ của cán bộ")


def check_can_end_post(user, post: Post, on: date) -> None:
    check_can_change_post(user, post, on)
    if post.ends_on is not None:
        raise Denied(f"Chức vụ này đã có ngày kết thúc {vi_date(post.ends_on)}.")


def check_can_depart(user, person: Person, on: date) -> None:
    check_is_kept(person)
    check_keeps(user, person, on, "ghi việc thôi công tác")


def check_can_send(user, post: Post, on: date) -> None:
    """The unit the person works in lets them go; the unit they go to takes them in."""
    check_has_role(user, [Role.OFFICER], post.unit, on, "chuyển cán bộ đi")
    if post.ends_on is not None:
        raise Denied(f"Chức vụ này đã kết thúc ngày {vi_date(post.ends_on)}, không chuyển đi từ đó được.")


def _check_waits(transfer: Transfer) -> None:
    if transfer.accepted_at is not None:
        raise Denied(f"{transfer.person.full_name} đã được tiếp nhận.")
    if transfer.closed_at is not None:
        raise Denied(
            f"Việc chuyển {transfer.person.full_name} đã khép lại: {transfer.get_closed_as_display().lower()}."
        )


def check_can_take_in(user, transfer: Transfer, on: date) -> None:
    check_has_role(user, [Role.OFFICER], transfer.to_unit, on, "tiếp nhận cán bộ")
    _check_waits(transfer)


def check_can_withdraw_transfer(user, transfer: Transfer, on: date) -> None:
    check_has_role(user, [Role.OFFICER], transfer.post.unit, on, "rút lại việc chuyển cán bộ")
    _check_waits(transfer)


def check_can_move_unit(user, from_unit: Unit, to_unit: Unit, on: date) -> None:
    """Everybody of a unit moves at once: whoever answers for both units."""
    for unit in (from_unit, to_unit):
        check_has_role(user, [Role.OFFICER], unit, on, "chuyển toàn bộ cán bộ sau sắp xếp đơn vị")


def check_can_take_back_move(user, act: Reorganisation, on: date) -> None:
    """Whoever answers for the change of units; a renamed unit keeps its people, there the whole change is undone."""
    check_has_role(user, [Role.OFFICER], act.under, on, "lấy lại việc chuyển cán bộ")
    if act.kind == Reorganisation.Kind.RENAME:
        raise Denied("Đơn vị đổi tên thì cán bộ đi theo đơn vị; chỉ hủy được cả lần đổi tên.")
    if not act.moved.get("posts"):
        raise Denied("Lần sắp xếp này chưa chuyển cán bộ nào, hoặc đã lấy lại rồi.")


def is_own(user, person: Person) -> bool:
    return same_person(user.person_id, person.pk)


def check_can_see(user, person: Person, on: date) -> None:
    if not is_own(user, person) and not visible_to(user, on).filter(pk=person.pk).exists():
        raise Denied("Bạn không có quyền xem hồ sơ của người này.")


def opens_by_role(user, person: Person, on: date) -> bool:
    """Whether the account may open this person's values for its work."""
    units = unit_ids_with_roles(user, on, set(OPENERS))
    return any(home.pk in units for home in homes_of(person, on))


def check_can_open(user, person: Person, on: date) -> None:
    """The person, or who makes or checks dossiers for a unit the person works in."""
    if not is_own(user, person):
        _check_at_home(user, OPENERS, person, on, "mở thông tin riêng")
    else:
        behalf.note(None)  # one's own, whatever powers one holds


def check_can_see_openings(user, person: Person, on: date) -> None:
    """The person, the officers who keep the record, and the auditor."""
    if is_own(user, person):
        return
    if not any(has_role(user, [Role.OFFICER, Role.AUDITOR], home, on) for home in homes_of(person, on)):
        raise Denied(
            "Chỉ chính người đó, chuyên viên giữ hồ sơ và người kiểm soát xem được các lần mở thông tin riêng."
        )


def check_can_export(user, person: Person, on: date) -> None:
    """The person (a right of the one concerned: Luật Bảo vệ dữ liệu cá nhân 2025), or the officer who keeps the record."""
    check_is_kept(person)
    if not is_own(user, person):
        check_keeps(user, person, on, "trích xuất dữ liệu cá nhân")
    else:
        behalf.note(None)


def check_can_compare(user, person: Person, on: date) -> None:
    check_keeps(user, person, on, "đối chiếu, gộp hồ sơ trùng")
    if is_own(user, person):
        raise Denied("Không ai tự gộp hồ sơ của chính mình; hãy để chuyên viên khác hoặc cấp trên làm.")
