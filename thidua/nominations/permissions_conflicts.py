"""Who compares reports, settles findings, knows and notes kinship."""

from datetime import date

from thidua.nominations.conflicts import SEES_KIN
from thidua.nominations.models import Nomination, NominationLine
from thidua.nominations.models_conflicts import Kinship
from thidua.people.models import Person
from thidua.people.permissions import is_own
from thidua.people.queries import homes_of, selves
from thidua.shared import behalf
from thidua.shared.denied import Denied
from thidua.units.models import RoleGrant, Unit
from thidua.units.permissions import check_has_role, check_not_own
from thidua.units.queries import has_role, unit_ids_with_roles

Role = RoleGrant.Role
BUILDS = [Role.OFFICER, Role.HEAD]
APPRAISES = [Role.APPRAISER]
_OPEN = ("draft", "returned")


def _whose_turn(nomination: Nomination) -> tuple[Unit, list[Role]]:
    """While it is built the nominating unit works on a dossier, from sending on the appraiser."""
    if nomination.state in _OPEN:
        return nomination.unit, [*BUILDS, Role.APPRAISER]
    return nomination.to_unit, APPRAISES


def check_can_compare(user, nomination: Nomination, on: date) -> None:
    unit, roles = _whose_turn(nomination)
    check_has_role(user, roles, unit, on, "so các báo cáo thành tích")


def check_can_settle(user, nomination: Nomination, line: NominationLine, on: date) -> None:
    unit, roles = _whose_turn(nomination)
    check_has_role(user, roles, unit, on, "ghi kết quả xem xét vướng mắc")
    refusal = "Vướng mắc này về chính bạn nên bạn không tự ghi kết quả; hãy để người khác hoặc cấp trên xem."
    check_not_own(user, roles, unit, on, selves(line.person_id), refusal)


def check_can_name_use(user, line: NominationLine, on: date) -> None:
    unit, roles = _whose_turn(line.nomination)
    check_has_role(user, roles, unit, on, "ghi sáng kiến dùng cho trường hợp này")
    if line.nomination.state not in (*_OPEN, "sent", "received"):
        raise Denied("Hồ sơ đã thẩm định xong; không ghi thêm sáng kiến được nữa.")


def sees_kin(user, nomination: Nomination, on: date) -> bool:
    return any(has_role(user, [role], nomination.to_unit, on) for role in SEES_KIN)


def check_can_read_kin(user, on: date) -> None:
    """The register of noted kinship; a person sees the own ones besides."""
    if user.person_id is None and not unit_ids_with_roles(user, on, set(SEES_KIN)):
        raise Denied(
            "Quan hệ thân thích chỉ dành cho người thẩm định, thư ký Hội đồng, người kiểm soát và chính người đó."
        )


def check_can_note_kin(user, person: Person, relative: Person, on: date) -> None:
    if is_own(user, person) or is_own(user, relative):
        behalf.note(None)
        return
    roles = [Role.OFFICER, Role.APPRAISER, Role.COUNCIL_SECRETARY]
    homes = [*homes_of(person, on), *homes_of(relative, on)]
    if not homes:
        raise Denied("Chưa có đơn vị nào giữ hồ sơ của hai người này.")
    place = next((home for home in homes if has_role(user, roles, home, on)), homes[0])
    check_has_role(user, roles, place, on, "ghi quan hệ thân thích")


def check_can_withdraw_kin(user, kinship: Kinship, on: date) -> None:
    """Not by the person who would be free to vote again: an officer or appraiser who keeps a record of either."""
    if is_own(user, kinship.person) or is_own(user, kinship.relative):
        raise Denied("Quan hệ đã ghi về chính bạn thì người khác gỡ, sau khi xem lại.")
    check_can_note_kin(user, kinship.person, kinship.relative, on)
