"""Accounts as an officer sees them: which are within reach, what they hold, what happened."""

from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from thidua.accounts.models import User
from thidua.shared.memo import remembered
from thidua.shared.models import AuditEvent
from thidua.units.models import RoleGrant, StaffSession, Unit
from thidua.units.queries import grants_of, in_force, unit_ids_below

Role = RoleGrant.Role
OPERATOR_MINUTES = 30


def administered_ids(user: User, on: date) -> set[int]:
    """Units whose accounts the person looks after: those it is the officer of, in person, with everything below."""

    def ask() -> set[int]:
        own = [
            g.unit_id
            for g in grants_of(user, on)
            if g.role == Role.OFFICER and g.unit_id and g.delegated_from_id is None
        ]
        return unit_ids_below(own) if own else set()

    return set(remembered(("administered", user.pk, on), ask))


def administered_accounts(user: User, on: date) -> QuerySet[User]:
    """The accounts opened for, or holding anything in, the units the person looks after."""
    reach = administered_ids(user, on)
    holds = RoleGrant.objects.filter(Q(unit__in=reach) | Q(cluster__organiser__in=reach), user=OuterRef("pk"))
    return User.objects.filter(Q(office__in=reach) | Exists(holds)).select_related("office")


def role_lines(accounts, on: date) -> dict[int, str]:
    """{account: its roles of a day as one line} for accounts (primary keys or a subquery). One query."""
    held = RoleGrant.objects.filter(in_force(on), user__in=accounts).order_by("pk")
    lines: dict[int, list[str]] = {}
    for user, role, unit, cluster in held.values_list("user_id", "role", "unit__name", "cluster__name"):
        lines.setdefault(user, []).append(f"{Role(role).label} – {unit or cluster}")
    return {user: "; ".join(parts) for user, parts in lines.items()}


def current_places(account: User, on: date) -> dict[int, str]:
    """{unit: name} of everything the account belongs to: where it was opened, where it holds a role now or later."""
    grants = RoleGrant.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on), user=account)
    places = {account.office_id: account.office.name} if account.office is not None else {}
    for grant in grants.select_related("unit", "cluster__organiser"):
        unit = grant.unit if grant.unit is not None else grant.cluster.organiser  # type: ignore[union-attr]
        places[unit.pk] = unit.name
    return {pk: name for pk, name in places.items() if pk is not None}


def successors(grant: RoleGrant, on: date) -> QuerySet[RoleGrant]:
    """Other officers of the same unit who hold the role in person without a known end, with an open account."""
    others = RoleGrant.objects.filter(
        in_force(on), role=grant.role, unit=grant.unit, delegated_from__isnull=True, user__is_active=True
    )
    return others.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on)).exclude(user=grant.user_id)


def last_officer_of(account: User, on: date) -> list[Unit]:
    """The units that would be left without an officer if the account were closed."""
    grants = RoleGrant.objects.filter(
        in_force(on), user=account, role=Role.OFFICER, unit__isnull=False, delegated_from__isnull=True
    ).select_related("unit")
    return [grant.unit for grant in grants if grant.unit is not None and not successors(grant, on).exists()]


def roles_in(unit: Unit, on: date) -> QuerySet[RoleGrant]:
    """Who holds what in a unit on a day."""
    held = RoleGrant.objects.filter(in_force(on), unit=unit)
    return held.select_related("user", "delegated_from__user").order_by("role", "starts_on", "pk")


def history_of(account: User) -> QuerySet[RoleGrant]:
    """Every role the account ever held, the newest first."""
    rows = RoleGrant.objects.filter(user=account).order_by("-starts_on", "-pk")
    return rows.select_related("unit", "cluster", "granted_by", "ended_by", "delegated_from__user")


def acts_on(account: User, limit: int = 50) -> list[AuditEvent]:
    """What was done to an account lately, the newest first."""
    events = AuditEvent.objects.filter(thing_kind="user", thing_id=str(account.pk)).select_related("by")
    return list(events.order_by("-seq")[:limit])


def delegations_by(user: User, on: date) -> QuerySet[RoleGrant]:
    """What the person has delegated and what still holds or will, the nearest end first."""
    rows = RoleGrant.objects.filter(delegated_from__user=user, ends_on__gte=on)
    return rows.select_related("user", "unit").order_by("ends_on", "pk")


def may_receive(grant: RoleGrant, on: date) -> QuerySet[User]:
    """Open accounts of the same unit and of what lies below it, the delegator left out (Điều 13: whoever heads
    a part of the agency)."""
    assert grant.unit_id is not None
    below = unit_ids_below([grant.unit_id])
    works = RoleGrant.objects.filter(in_force(on), unit__in=below, delegated_from__isnull=True, user=OuterRef("pk"))
    accounts = User.objects.filter(Q(office__in=below) | Exists(works), is_active=True)
    return accounts.exclude(pk=grant.user_id).order_by("display_name", "pk")


def open_staff_session(user_pk: int, at: datetime) -> StaffSession | None:
    """The staff session a technician is in at a moment; outside its time there is none, whichever way a clock moves."""
    rows = StaffSession.objects.filter(began_by=user_pk, ended_at__isnull=True, began_at__lte=at, ends_at__gt=at)
    return rows.select_related("user", "began_by").first()


def account_named(username: str) -> User | None:
    """The account of a name typed by hand."""
    return User.objects.filter(username=username).first()
