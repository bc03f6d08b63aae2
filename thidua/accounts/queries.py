"""Reading accounts."""

from dataclasses import dataclass
from datetime import date

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, Q
from django.http import HttpRequest

from thidua.accounts.models import User


def signed_in(request: HttpRequest) -> User:
    """The account behind a request. The login middleware lets nobody else in; a door open to all must not ask."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


@dataclass(frozen=True)
class DemoPerson:
    """A card of the sign-in page: the account and its roles as one line."""

    user: User
    roles: str


def demo_people(on: date) -> list[DemoPerson]:
    """The people of a practice province with the roles they hold on a day. Two queries.

    Units are founded from the top down, so the last accounts are nearest the ground: wards come before the province.
    Roles belong to the units, which build on this package; their model is asked for by name.
    """
    grants = apps.get_model("thidua", "RoleGrant").objects
    held = grants.filter(Q(starts_on__lte=on) & (Q(ends_on__isnull=True) | Q(ends_on__gte=on)))
    people = User.objects.filter(is_demo=True, is_active=True).order_by("-pk")
    people = people.prefetch_related(Prefetch("grants", held.select_related("unit", "cluster").order_by("pk")))
    return [DemoPerson(user, _roles(user)) for user in people]


def _roles(user: User) -> str:
    places: dict[str, list[str]] = {}
    for grant in user.grants.all():
        places.setdefault(str(grant.unit or grant.cluster), []).append(grant.get_role_display())
    return "; ".join(f"{', '.join(roles)} – {place}" for place, roles in places.items())
