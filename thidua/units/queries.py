"""Who is who, where, and what a person may see."""

from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Q, QuerySet

from thidua.shared.memo import remembered
from thidua.units.models import Cluster, ClusterMembership, RoleGrant, Unit

Role = RoleGrant.Role
# Roles whose right reaches every unit below; the others hold in their own unit only.
REACHES_DOWN = {Role.OFFICER, Role.APPRAISER, Role.AUDITOR}


def in_force(on: date, start: str = "starts_on", end: str = "ends_on") -> Q:
    """Rows that hold on a day."""
    return Q(**{f"{start}__lte": on}) & (Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gte": on}))


def grants_of(user, on: date) -> list[RoleGrant]:
    """The role grants of an account that hold on a day, with unit and cluster. Asked once a page."""
    held = RoleGrant.objects.filter(in_force(on), user=user)
    held = held.select_related("unit", "cluster", "delegated_from__user").order_by("id")
    return list(remembered(("grants", user.pk, on), lambda: list(held)))


def powers(user, roles: Iterable[str], unit: Unit, on: date) -> list[RoleGrant]:
    """The grants by which the account may act in the unit on a day: in the unit itself or reaching down from above.

    One's own before delegated ones.
    """
    wanted = set(roles)
    grants = [g for g in grants_of(user, on) if g.role in wanted and g.unit_id]
    found = [g for g in grants if g.unit_id == unit.pk]
    reaching = [g for g in grants if g.role in REACHES_DOWN and g.unit_id != unit.pk]
    if reaching:
        above = unit_ids_above(unit.pk)
        found += [g for g in reaching if g.unit_id in above]
    return sorted(found, key=lambda grant: grant.delegated_from_id is not None)


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


def _parents() -> dict[int, tuple[int | None, str]]:
    """{unit: (parent, kind)} of the whole tree: a few thousand short rows at most, read once a page."""
    rows = Unit.objects.without_tree_fields().order_by().values_list("pk", "parent_id", "kind")
    return remembered("tree of units", lambda: {pk: (parent, kind) for pk, parent, kind in rows})


def unit_ids_below(units: Iterable[int]) -> set[int]:
    """Primary keys of the given units and of everything below them. One query, once a page."""
    children: dict[int, list[int]] = {}
    for pk, (parent, _) in _parents().items():
        if parent is not None:
            children.setdefault(parent, []).append(pk)
    found: set[int] = set()
    waiting = list(units)
    while waiting:
        unit = waiting.pop()
        if unit not in found:
            found.add(unit)
            waiting += children.get(unit, [])
    return found


def unit_ids_above(unit: int) -> set[int]:
    """Primary keys of everything above a unit, itself left out. One query, once a page."""
    parents = _parents()
    found: set[int] = set()
    here = parents.get(unit, (None, ""))[0]
    while here is not None and here not in found:
        found.add(here)
        here = parents.get(here, (None, ""))[0]
    return found


def has_cluster_role(user, cluster: Cluster, on: date) -> bool:
    """Whether the account is the head's hand in this cluster."""
    return any(g.role == Role.CLUSTER_HEAD and g.cluster_id == cluster.pk for g in grants_of(user, on))


def users_with_role(roles: Iterable[str], unit: Unit, on: date) -> list:
    """The accounts that hold one of the roles in exactly this unit."""
    grants = RoleGrant.objects.filter(in_force(on), role__in=list(roles), unit=unit).select_related("user")
    return list({g.user_id: g.user for g in grants.order_by("id")}.values())


def unit_ids_visible_to(user, on: date) -> set[int]:
    """Primary keys of the units whose affairs the account may see: those it holds a role in with their sections and,
    where the role reaches down, everything below; as cluster head also the members of the cluster. Two or three
    queries, once a page."""
    return set(remembered(("visible units", user.pk, on), lambda: _unit_ids_visible_to(user, on)))


def _unit_ids_visible_to(user, on: date) -> set[int]:
    grants = grants_of(user, on)
    clusters = {g.cluster_id for g in grants if g.cluster_id}
    narrow = {g.unit_id for g in grants if g.unit_id}
    seen = unit_ids_with_roles(user, on, REACHES_DOWN) | narrow
    if narrow:
        seen |= {pk for pk, (parent, kind) in _parents().items() if parent in narrow and kind == Unit.Kind.SECTION}
    if clusters:
        seen |= set(ClusterMembership.objects.filter(cluster__in=clusters).values_list("unit_id", flat=True))
    return seen


def unit_ids_with_roles(user, on: date, roles: Collection[str]) -> set[int]:
    """Units where the account holds one of the roles, with everything below for those that reach down."""
    held = [(g.role, g.unit_id) for g in grants_of(user, on) if g.role in roles]
    reaching = {unit for role, unit in held if unit is not None and role in REACHES_DOWN}
    own = {unit for _, unit in held if unit is not None}
    return own | (unit_ids_below(reaching) if reaching else set())


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


def offices_below(unit: Unit, on: date) -> QuerySet[Unit]:
    """The agencies and localities directly below a unit on a day: those that answer for themselves."""
    return active_units(on).filter(parent=unit).exclude(kind=Unit.Kind.SECTION)


def sections_of(unit: Unit, on: date) -> QuerySet[Unit]:
    """The rooms and teams inside a unit on a day: the collectives it may commend itself."""
    return active_units(on).filter(parent=unit, kind=Unit.Kind.SECTION)


def answering_unit(unit: Unit) -> Unit:
    """The unit that answers for this one: itself, or the agency a section belongs to."""
    return unit.parent if unit.kind == Unit.Kind.SECTION else unit


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
