"""Reading digital badges: what was issued, which bits are set, where things are published."""

from datetime import date

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from paperwork.credentials import issuer_id
from thidua.decisions.models import Decision
from thidua.honours.models import Honour
from thidua.rewards.models_badges import Credential, IssuerKey, StatusList
from thidua.units.models import RoleGrant, Unit
from thidua.units.queries import unit_ids_visible_to, units_with_own_role


def address(name: str, *args: object) -> str:
    """The public address of a page of this stage, as certificates carry it."""
    return f"{settings.PUBLIC_URL.rstrip('/')}{reverse(name, args=args)}"


def issuer_of(unit: Unit) -> str:
    """The identifier under which the unit signs."""
    return issuer_id(address("rewards:badge-issuer", unit.pk))


def keys_of(unit: Unit) -> list[IssuerKey]:
    """Keys of a unit, the one that signs now first."""
    return sorted(IssuerKey.objects.filter(unit=unit), key=lambda key: (key.replaced_at is not None, -key.pk))


def revoked_bits(status_list: StatusList) -> list[int]:
    """The bits of credentials whose honour was revoked: read from the register, so that it is never behind. One query."""
    rows = Credential.objects.filter(
        status_list=status_list, honour__later_entries__entry=Honour.Entry.REVOCATION
    ).values_list("status_index", flat=True)
    return sorted(rows)


def visible_to(user, on: date) -> QuerySet[Credential]:
    units = unit_ids_visible_to(user, on)
    return Credential.objects.filter(key__unit__in=units).select_related("honour", "key__unit")


def decisions_without_badges(user, on: date) -> QuerySet[Decision]:
    """Issued decisions that have no digital badge yet, of the units whose clerk the account is; newest first."""
    units = [unit.pk for unit in units_with_own_role(user, [RoleGrant.Role.CLERK], on)]
    done = Credential.objects.filter(
        honour__issuer=OuterRef("unit"),
        honour__decision_number=OuterRef("number_text"),
        honour__decided_on=OuterRef("decided_on"),
    )
    rows = Decision.objects.filter(state="issued", kind=Decision.Kind.AWARD, unit__in=units).exclude(Exists(done))
    return rows.select_related("unit").order_by("-decided_on", "-number")


def badge_of(code: str) -> Credential | None:
    """The credential of the honour with a check code in canonical form."""
    return Credential.objects.filter(honour__check_code=code).select_related("honour", "key__unit").first()
