"""Who may sit in a council: roles, composition by law, the roles members receive. Called by the acts."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db.models import Q

from thidua.councils.models import Council, CouncilMember, Substitution
from thidua.councils.rules import most_vice_chairs
from thidua.shared.denied import Denied
from thidua.units.actions import grant_role
from thidua.units.actions_accounts import end_grant
from thidua.units.models import RoleGrant, Unit
from thidua.units.queries import has_role

Role = CouncilMember.Role
GRANTS = {
    Role.CHAIR: RoleGrant.Role.COUNCIL_CHAIR,
    Role.STANDING_VICE: RoleGrant.Role.COUNCIL_MEMBER,
    Role.VICE_CHAIR: RoleGrant.Role.COUNCIL_MEMBER,
    Role.SECRETARY: RoleGrant.Role.COUNCIL_SECRETARY,
    Role.MEMBER: RoleGrant.Role.COUNCIL_MEMBER,
}
FEWEST_MEMBERS = 3  # below that no vote can stay secret


def default_level(unit: Unit) -> str:
    """The level of a unit's councils: a province's own one, else the base."""
    is_province = unit.parent_id is None and unit.kind == Unit.Kind.PROVINCE
    return Council.Level.PROVINCE if is_province else Council.Level.BASE


def check_composition(kind: str, level: str, members: Sequence[tuple], on: date) -> None:
    """``members``: (account, role). One chair, one secretary, at most one standing vice chair, nobody twice, enough people
    for a secret vote, not more vice chairs than the law of the day allows where a text that was read says so."""
    roles = [role for _, role in members]
    if set(roles) - set(Role.values):
        raise Denied("Vai trò trong Hội đồng không có trong danh mục.")
    if len(members) < FEWEST_MEMBERS:
        raise Denied(f"Hội đồng cần ít nhất {FEWEST_MEMBERS} thành viên để phiếu kín còn kín.")
    if len({user.pk for user, _ in members}) != len(members):
        raise Denied("Có người được ghi hai lần trong Hội đồng.")
    for role in (Role.CHAIR, Role.SECRETARY):
        if roles.count(role) != 1:
            raise Denied(f"Hội đồng cần đúng một {role.label.lower()}; hiện có {roles.count(role)}.")
    if roles.count(Role.STANDING_VICE) > 1:
        raise Denied("Hội đồng có nhiều nhất một Phó Chủ tịch thường trực.")
    limit = most_vice_chairs(level, on) if kind == Council.Kind.EMULATION else None
    vices = roles.count(Role.VICE_CHAIR) + roles.count(Role.STANDING_VICE)
    if limit and vices > limit[0] and (limit[1].text_until is None or on <= limit[1].text_until):
        raise Denied(f"Hội đồng có {vices} phó chủ tịch; {limit[1].cite.label_vi} cho nhiều nhất {limit[0]}.")


def end_roles(
    council: Council, left: Sequence[CouncilMember], last_day: date, reason: str, *, by, at: datetime
) -> None:
    """The role that came with a seat ends with it, delegations included, unless another seat in a council of the unit needs it
    after that day. Yesterday at the earliest: what was done before stays done."""
    last_day = max(last_day, at.date() - timedelta(days=1))
    later = CouncilMember.objects.filter(council__unit=council.unit)
    later = later.filter(Q(ends_on=None) | Q(ends_on__gt=last_day))
    needed = {(user, GRANTS[Role(role)]) for user, role in later.values_list("user", "role")}
    stands_in = Substitution.objects.filter(member__council__unit=council.unit, ended_at=None, ends_on__gt=last_day)
    needed |= {(user, RoleGrant.Role.COUNCIL_MEMBER) for user in stands_in.values_list("user", flat=True)}
    for user, role in {(m.user_id, GRANTS[Role(m.role)]) for m in left} - needed:
        grants = RoleGrant.objects.filter(user=user, role=role, unit=council.unit, ended_at=None, delegated_from=None)
        for grant in grants.filter(Q(ends_on=None) | Q(ends_on__gt=last_day)).select_related("user"):
            end_grant(grant, last_day, reason, by=by, at=at)
            for delegation in grant.delegations.filter(ended_at=None, ends_on__gt=last_day).select_related("user"):
                end_grant(delegation, last_day, "Vai trò được ủy quyền đã kết thúc", by=by, at=at)


def give_roles(unit: Unit, members: Sequence[tuple], *, by, at: datetime) -> None:
    """Members without the matching role in the unit receive it, except the acting person."""
    for user, role in members:
        if user.pk != by.pk and not has_role(user, [GRANTS[role]], unit, at.date()):
            grant_role(user=user, role=GRANTS[role], unit=unit, by=by, at=at)
