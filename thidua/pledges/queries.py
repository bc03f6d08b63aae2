"""Reading pledges: what a person may see, the text both sides sign, who has signed, what last year teaches."""

import hashlib
import json
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from thidua.movements.models import Movement
from thidua.pledges.achievement import last_value
from thidua.pledges.models import Pledge, PledgeSignature, PledgeTarget
from thidua.units.models import RoleGrant, Unit
from thidua.units.queries import grants_of, in_force, unit_ids_visible_to


def visible_to(user, on: date) -> QuerySet[Pledge]:
    """Pledges of the units a person may see, given or received."""
    units = unit_ids_visible_to(user, on)
    return Pledge.objects.filter(Q(unit__in=units) | Q(superior__in=units)).select_related(
        "unit", "superior", "movement", "paper"
    )


def in_full(pledges: QuerySet[Pledge]) -> QuerySet[Pledge]:
    """With targets, their values and the signatures: three more queries whatever the number."""
    return pledges.select_related("unit", "superior", "movement").prefetch_related(
        Prefetch("targets", PledgeTarget.objects.prefetch_related("progress")),
        Prefetch("signatures", PledgeSignature.objects.select_related("signer").order_by("signed_at")),
    )


def _plain(number: Decimal | None) -> str | None:
    """The shortest writing of a number: 5, 5.0 and 5.0000 are the same promise."""
    return None if number is None else f"{Decimal(number).normalize():f}"


def text_of(pledge: Pledge) -> dict[str, Any]:
    """Everything both sides sign, as plain values."""
    return {
        "movement": pledge.movement.title,
        "superior": pledge.superior.name,
        "unit": pledge.unit.name,
        "year": pledge.year,
        "commitments": pledge.commitments,
        "targets": [
            {
                "ordinal": target.ordinal,
                "name": target.name,
                "unit_of_measure": target.unit_of_measure,
                "baseline": _plain(target.baseline),
                "goal": _plain(target.goal),
                "direction": target.direction,
                "weight": _plain(target.weight),
                "due_on": target.due_on.isoformat(),
            }
            for target in sorted(pledge.targets.all(), key=lambda target: target.ordinal)
        ],
    }


def text_hash(pledge: Pledge) -> str:
    """SHA-256 of :func:`text_of` as canonical JSON: both sides sign the same one."""
    text = json.dumps(text_of(pledge), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def heads_in(user, units: Iterable[Unit], on: date) -> set[int]:
    """Which of the units the account heads itself, by primary key. One query."""
    wanted = {unit.pk for unit in units}
    return {g.unit_id for g in grants_of(user, on) if g.role == RoleGrant.Role.HEAD and g.unit_id in wanted}


def users_with_roles_in(roles: Iterable[str], units: Iterable[Unit], on: date) -> list:
    """The accounts with one of the roles in exactly one of the units, each once. One query."""
    grants = RoleGrant.objects.filter(in_force(on), role__in=list(roles), unit__in=list(units))
    return list({g.user_id: g.user for g in grants.select_related("user").order_by("id")}.values())


def board_of(movement: Movement) -> list[dict[str, Any]]:
    """One row for each unit the movement called, by code: its pledge (or None) and both signatures (or None)."""
    pledges = Pledge.objects.filter(movement=movement).select_related("unit", "superior")
    signed = PledgeSignature.objects.select_related("signer")
    by_unit = {p.unit_id: p for p in pledges.prefetch_related(Prefetch("signatures", signed))}
    rows = []
    for call in movement.calls.select_related("unit").order_by("unit__code"):
        pledge = by_unit.get(call.unit_id)
        sides = {s.side: s for s in pledge.signatures.all()} if pledge else {}
        rows.append(
            {"unit": call.unit, "pledge": pledge, "member": sides.get("member"), "superior": sides.get("superior")}
        )
    return rows


def last_years_targets(unit: Unit, year: int) -> list[dict[str, Any]]:
    """Targets to start from: those the unit pledged the year before, with what was reached as the new baseline."""
    before = in_full(Pledge.objects.filter(unit=unit, year=year - 1, state__in=["signed", "settled"])).order_by("-signed_at")
    pledge = before.first()
    if pledge is None:
        return []
    return [
        {
            "name": target.name,
            "unit_of_measure": target.unit_of_measure,
            "baseline": last_value(target),
            "goal": target.goal,
            "direction": target.direction,
            "weight": target.weight,
            "due_on": target.due_on.replace(year=year, day=min(target.due_on.day, 28))
            if (target.due_on.month, target.due_on.day) == (2, 29)
            else target.due_on.replace(year=year),
            "criterion_code": target.criterion_code,
        }
        for target in pledge.targets.all()
    ]
