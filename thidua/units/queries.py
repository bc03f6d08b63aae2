"""Who is who, where, and what a person may see."""

from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Q, QuerySet, prefetch_related_objects

from thidua.shared.memo import remembered
from thidua.units.models import Cluster, ClusterMembership, Reorganisation, RoleGrant, Unit
from thidua.units.reach import Reach, ids_above, ids_below, narrow_reach_of, reach_of

Role = RoleGrant.Role
MOST_MISSING_NAMED = 3
# Roles whose right reaches every unit below; the others hold in their own unit only.
REACHES_DOWN = {Role.OFFICER, Role.APPRAISER, Role.AUDITOR}


def in_force(on: date, start: str = "starts_on", end: str = "ends_on") -> Q:
    """Rows that hold on a day."""
    return Q(**{f"{start}__lte": on}) & (Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gte": on}))


def grants_of(user, on: date) -> list[RoleGrant]:
    """The role grants of an account that hold on a day, with unit and cluster. Asked once a page: one query, and two more
    for who holds a delegation, which come with whom they stem from."""

    def ask() -> list[RoleGrant]:
        held = list(RoleGrant.objects.filter(in_force(on), user=user).select_related("unit", "cluster").order_by("id"))
        delegated = [grant for grant in held if grant.delegated_from_id is not None]
        prefetch_related_objects(delegated, "delegated_from__user")
        return held

    return list(remembered(("grants", user.pk, on), ask))


def powers(user, roles: Iterable[str], unit: Unit, on: date) -> list[RoleGrant]:
    """The grants by which the account may act in the unit on a day: in the unit itself or reaching down from above.

    A role in the unit that took over counts as one in the unit it came from. One's own before delegated ones; where one's
    own is at hand the others are not looked for. At most one query, once a page; none for one's own role in the unit
    itself or reaching down from the root.
    """
    wanted = set(roles)
    grants = [g for g in grants_of(user, on) if g.role in wanted and g.unit is not None]
    found = [g for g in grants if g.unit_id == unit.pk or _is_everything(g)]
    others = [g for g in grants if g not in found]
    if others and all(g.delegated_from_id is not None for g in found):
        reach = _reach(user, on)
        found += [g for g in others if g.unit_id in reach and unit.pk in _stands_for(g, reach[g.unit_id])]
    return sorted(found, key=lambda grant: grant.delegated_from_id is not None)


def _stands_for(grant: RoleGrant, reach: Reach) -> set[int]:
    return reach.below if grant.role in REACHES_DOWN else reach.own


def has_role(user, roles: Iterable[str], unit: Unit, on: date) -> bool:
    """Whether the account holds one of the roles in the unit, or one that reaches down to it from above."""
    return bool(powers(user, roles, unit, on))


def not_for(user, roles: Iterable[str], unit: Unit, on: date) -> set[int]:
    """The persons (primary keys) about whom the account may not decide in the unit: itself, and whoever the power comes
    from where it has it by delegation only."""
    people = {user.person_id}
    held = powers(user, roles, unit, on)
    principals = [grant.delegated_from.user.person_id for grant in held if grant.delegated_from is not None]
    if len(principals) == len(held):
        people |= set(principals)
    return {pk for pk in people if pk is not None}


def _is_everything(grant: RoleGrant) -> bool:
    """A role that reaches down from the root of the tree reaches every unit of the installation."""
    return grant.role in REACHES_DOWN and grant.unit is not None and grant.unit.parent_id is None


def _reach(user, on: date) -> dict[int, Reach]:
    """{unit: how far it reaches} for the units the account holds a role in. The root stands for itself and its rooms
    here: what reaches down from it is not asked unit by unit. One query (two with a narrow role at the root), once a
    page."""

    def ask() -> dict[int, Reach]:
        units = {g.unit.pk: g.unit for g in grants_of(user, on) if g.unit is not None}
        roots = [pk for pk, unit in units.items() if unit.parent_id is None]
        found = reach_of([pk for pk in units if pk not in roots])
        if any(g.unit_id in roots and g.role not in REACHES_DOWN for g in grants_of(user, on)):
            own = narrow_reach_of(roots)
            found |= {pk: Reach(own, set(), own) for pk in roots}
        return found

    return dict(remembered(("reach", user.pk, on), ask))


def unit_ids_below(units: Iterable[int]) -> set[int]:
    """Primary keys of the given units and of everything below them, predecessors included. One query, once a page."""
    wanted = frozenset(units)
    return set(remembered(("below", wanted), lambda: ids_below(wanted)))


def unit_ids_above(unit: int) -> set[int]:
    """Primary keys of everything above a unit or its successors, itself left out. One query, once a page."""
    return set(remembered(("above", unit), lambda: ids_above(unit)))


def has_cluster_role(user, cluster: Cluster, on: date) -> bool:
    """Whether the account is the head's hand in this cluster."""
    return any(g.role == Role.CLUSTER_HEAD and g.cluster_id == cluster.pk for g in grants_of(user, on))


def users_with_roles_in(roles: Iterable[str], units: Iterable[Unit | int] | QuerySet, on: date) -> list:
    """The accounts with one of the roles in exactly one of the units, each once. One query."""
    wanted = units if isinstance(units, QuerySet) else list(units)
    grants = RoleGrant.objects.filter(in_force(on), role__in=list(roles), unit__in=wanted)
    return list({g.user_id: g.user for g in grants.select_related("user").order_by("id")}.values())


def users_with_role(roles: Iterable[str], unit: Unit, on: date) -> list:
    """The accounts that hold one of the roles in exactly this unit."""
    return users_with_roles_in(roles, [unit], on)


def without_receiver(units: Collection[Unit], roles: Collection[str], on: date) -> list[Unit]:
    """Those of the units in which no open account holds one of the roles on a day: a letter to them reaches nobody. In
    their order; one query."""
    held = RoleGrant.objects.filter(in_force(on), role__in=list(roles), unit__in=list(units), user__is_active=True)
    reached = set(held.values_list("unit_id", flat=True))
    return [unit for unit in units if unit.pk not in reached]


def said_without_receiver(units: Collection[Unit], roles: Collection[str], on: date) -> str:
    """ "1 đơn vị chưa có người nhận: Sở Nội vụ." with up to three names; "" where everybody is reached."""
    missing = without_receiver(units, roles, on)
    if not missing:
        return ""
    names = ", ".join(unit.name for unit in missing[:MOST_MISSING_NAMED])
    more = f" và {len(missing) - MOST_MISSING_NAMED} đơn vị khác" if len(missing) > MOST_MISSING_NAMED else ""
    return f"{len(missing)} đơn vị chưa có người nhận: {names}{more}."


def unit_ids_visible_to(user, on: date) -> set[int]:
    """Primary keys of the units whose affairs the account may see: those it holds a role in with their sections and,
    where the role reaches down, everything below, each with what it took over; as cluster head also the members of the
    cluster. Two or three queries, once a page."""
    if any(_is_everything(g) for g in _grants_that_show(user, on)):
        return _every_unit()
    return set(remembered(("visible units", user.pk, on), lambda: _unit_ids_visible_to(user, on)))


def _grants_that_show(user, on: date) -> list[RoleGrant]:
    """Running the machine shows nobody's affairs: for that there is the staff session."""
    return [grant for grant in grants_of(user, on) if grant.role != Role.OPERATOR]


def _unit_ids_visible_to(user, on: date) -> set[int]:
    grants = _grants_that_show(user, on)
    clusters = {g.cluster_id for g in grants if g.cluster_id}
    seen: set[int] = set()
    if any(g.unit_id for g in grants):
        reach = _reach(user, on)
        for grant in grants:
            if grant.unit_id in reach:
                mine = reach[grant.unit_id]
                seen |= mine.below if grant.role in REACHES_DOWN else mine.own | mine.rooms
    if clusters:
        seen |= set(ClusterMembership.objects.filter(cluster__in=clusters).values_list("unit_id", flat=True))
    return seen


class EveryUnit(set[int]):
    """The primary keys of all units. In a filter (``unit__in=…``) it is a subquery instead of thousands of numbers: the
    list of an officer of the root answers as fast in a large tree as in a small one."""

    def resolve_expression(self, *args, **kwargs):
        return Unit.objects.without_tree_fields().order_by().values("pk").resolve_expression(*args, **kwargs)


def _every_unit() -> EveryUnit:
    rows = Unit.objects.without_tree_fields().order_by().values_list("pk", flat=True)
    return EveryUnit(remembered("all units", lambda: list(rows)))


def unit_ids_with_roles(user, on: date, roles: Collection[str]) -> set[int]:
    """Units where the account holds one of the roles, with what they took over, and with everything below for those
    that reach down."""
    held = [g for g in grants_of(user, on) if g.role in roles and g.unit_id is not None]
    if any(_is_everything(g) for g in held):
        return _every_unit()
    if not held:
        return set()
    reach = _reach(user, on)
    found: set[int] = set()
    for grant in held:
        mine = reach.get(grant.unit_id or 0, Reach())
        found |= mine.below if grant.role in REACHES_DOWN else mine.own
    return found


def units_visible_to(user, on: date) -> QuerySet[Unit]:
    return Unit.objects.filter(pk__in=unit_ids_visible_to(user, on))


def home_unit(user, on: date) -> Unit | None:
    """The unit a person works for first: that of the earliest grant in a unit."""
    return next((g.unit for g in grants_of(user, on) if g.unit_id), None)


def province() -> Unit:
    """The root of the tree of this installation."""
    return Unit.objects.get(parent__isnull=True, valid_to__isnull=True)


def active_units(on: date) -> QuerySet[Unit]:
    """Every unit that exists on a day, sections included."""
    return Unit.objects.filter(in_force(on, "valid_from", "valid_to"))


def sections_of(unit: Unit, on: date) -> QuerySet[Unit]:
    """The rooms and teams inside a unit on a day: the collectives it may commend itself."""
    return active_units(on).filter(parent=unit, kind=Unit.Kind.SECTION)


def members_of(cluster: Cluster, year: int) -> list[Unit]:
    """The member units of a cluster in a year, by code."""
    return [m.unit for m in cluster.memberships.filter(year=year).select_related("unit")]


def cluster_of(unit: Unit, year: int) -> Cluster | None:
    row = ClusterMembership.objects.filter(unit=unit, year=year).select_related("cluster").first()
    return row.cluster if row else None


def units_with_own_role(user, roles: Iterable[str], on: date) -> list[Unit]:
    """The units in which the account itself holds one of the roles on a day, by code; what lies below is left out."""
    wanted = set(roles)
    own = {g.unit_id: g.unit for g in grants_of(user, on) if g.unit and g.role in wanted}
    return sorted(own.values(), key=lambda unit: unit.code)


MOST_NAMED = 3


def with_words(acts: Iterable[Reorganisation]) -> list[Reorganisation]:
    """The acts with ``told``: which units they changed into which, by name where they are few. One query."""
    acts = list(acts)
    wanted: set[int] = set()
    for act in acts:
        for part in _sides(act):
            wanted |= set(part[:MOST_NAMED])
    rows = Unit.objects.without_tree_fields().filter(pk__in=wanted).values_list("pk", "name")
    names = dict(rows) if wanted else {}
    for act in acts:
        sides = [_told(part, names) for part in _sides(act)]
        act.told = " → ".join(filter(None, sides))  # type: ignore[attr-defined]
    return acts


def _sides(act: Reorganisation) -> tuple[list[int], list[int]]:
    moved = act.moved
    if act.kind == Reorganisation.Kind.MOVE:
        return [child for child, _ in moved.get("children", [])], []
    return moved.get("ended") or moved.get("loaded", []), moved.get("started") or moved.get("heirs", [])


def _told(units: list[int], names: dict[int, str]) -> str:
    if len(units) > MOST_NAMED:
        return f"{len(units)} đơn vị"
    return ", ".join(names.get(pk, "") for pk in units)
