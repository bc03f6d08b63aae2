"""Reading pledges: what a person may see, the text both sides sign, who has signed, what last year teaches."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from thidua.movements.models import Movement, MovementCall
from thidua.pledges.achievement import achievement, is_met, last_value
from thidua.pledges.changes import row_of
from thidua.pledges.doubts import among_members, of_sum
from thidua.pledges.models import (
    JointPledge,
    LibraryTarget,
    Pledge,
    PledgeChange,
    PledgeSignature,
    PledgeTarget,
)
from thidua.shared.certain import certain
from thidua.shared.measures import canonical
from thidua.shared.text import fold
from thidua.shared.wording import vi_number
from thidua.units.models import Cluster, RoleGrant, Unit
from thidua.units.queries import grants_of, unit_ids_above, unit_ids_visible_to, units_with_own_role


def visible_to(user, on: date) -> QuerySet[Pledge]:
    """Pledges of the units a person may see, given or received."""
    units = unit_ids_visible_to(user, on)
    seen = Q(unit__in=units) | Q(superior__in=units)
    shared = JointPledge.objects.filter(parts__unit__in=units).values("pk")
    return Pledge.objects.filter(seen | Q(joint__in=shared)).select_related(
        "unit", "superior", "movement", "paper", "joint__cluster"
    )


def in_full(pledges: QuerySet[Pledge]) -> QuerySet[Pledge]:
    """With targets, their values and the signatures: three more queries whatever the number."""
    return pledges.select_related("unit", "superior", "movement", "joint", "signing__current").prefetch_related(
        Prefetch("targets", PledgeTarget.objects.prefetch_related("progress")),
        Prefetch("signatures", PledgeSignature.objects.select_related("signer", "file__paper").order_by("signed_at")),
    )


def text_of(pledge: Pledge) -> dict[str, Any]:
    """Everything both sides sign, as plain values: of a signed pledge the words that were signed, supplements undone.

    In a joint pledge the parts of all members belong to it.
    """
    text = {
        "movement": pledge.movement.title,
        "superior": pledge.superior.name,
        "unit": pledge.unit.name,
        "year": pledge.year,
        **signed_words(pledge),
    }
    if pledge.joint_id is not None:
        text["joint"] = [
            {"unit": part.unit.name, **signed_words(part)}
            for part in in_full(Pledge.objects.filter(joint=pledge.joint_id)).order_by("unit__code", "pk")
        ]
    return text


def signed_words(pledge: Pledge) -> dict[str, Any]:
    """Commitments and targets in the words to be signed. No query for a pledge loaded :func:`in_full`, except to undo
    the supplements of a signed one."""
    commitments = pledge.commitments
    rows = {target.ordinal: row_of(target) for target in pledge.targets.all()}
    if pledge.state in ("signed", "settled"):
        for change in pledge.changes.filter(supplement__isnull=False).order_by("-supplement"):
            if change.kind == PledgeChange.Kind.COMMITMENTS:
                commitments = change.before["commitments"]
            elif change.kind == PledgeChange.Kind.ADD:
                rows.pop(certain(change.target_ordinal), None)
            else:
                rows[certain(change.target_ordinal)] = change.before
    return {"commitments": commitments, "targets": [_signed_row(n, row) for n, row in sorted(rows.items())]}


def _signed_row(ordinal: int, row: dict[str, Any]) -> dict[str, Any]:
    """The row of a target without what only connects it with other registers."""
    kept = {name: value for name, value in row.items() if name not in ("criterion_code", "plan_reference")}
    if row.get("plan_reference"):
        kept["plan_reference"] = row["plan_reference"]
    return {"ordinal": ordinal, **kept}


def text_hash(pledge: Pledge) -> str:
    """SHA-256 of :func:`text_of` as canonical JSON: both sides sign the same one."""
    text = json.dumps(text_of(pledge), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def parts_of(joint: JointPledge) -> list[Pledge]:
    """The parts of a joint pledge in full, by the code of the member."""
    parts = in_full(Pledge.objects.filter(joint=joint)).select_related("joint__cluster__organiser", "joint__movement")
    return list(parts.order_by("unit__code", "pk"))


def heads_in(user, units: Iterable[Unit], on: date) -> set[int]:
    """Which of the units the account heads itself, by primary key. One query."""
    wanted = {unit.pk for unit in units}
    return {
        g.unit_id for g in grants_of(user, on) if g.role == RoleGrant.Role.HEAD and g.unit_id and g.unit_id in wanted
    }


def calls_on_board(user, movement: Movement, on: date) -> QuerySet[MovementCall]:
    """The calls of a movement whose pledges a person may see: all for those who see the movement's unit, else those
    of the units seen and of the units that pledged to one of them."""
    calls, seen = movement.calls.select_related("unit"), unit_ids_visible_to(user, on)
    if movement.unit_id in seen:
        return calls
    pledged = Pledge.objects.filter(movement=movement, superior__in=seen).values("unit")
    return calls.filter(Q(unit__in=seen) | Q(unit__in=pledged))


def board_counts(movement: Movement, calls: QuerySet[MovementCall]) -> dict[str, int]:
    """``called`` units, their ``pledges``, those signed by ``both`` sides and ``waiting`` for the superior. Two queries."""
    superior = PledgeSignature.objects.filter(pledge=OuterRef("pk"), side=PledgeSignature.Side.SUPERIOR)
    pledges = Pledge.objects.filter(movement=movement, unit__in=calls.values("unit"), joint=None).order_by()
    found = pledges.aggregate(
        pledges=Count("pk"),
        both=Count("pk", filter=Q(state__in=["signed", "settled"])),
        waiting=Count("pk", filter=Q(~Exists(superior), state="proposed")),
    )
    return {"called": calls.count(), **found}


def board_of(movement: Movement, calls: Iterable[MovementCall]) -> list[dict[str, Any]]:
    """One row for each of these calls of a movement: its unit, pledge (or None) and both signatures (or None).

    Two queries.
    """
    calls = list(calls)
    units = [call.unit_id for call in calls]
    pledges = Pledge.objects.filter(movement=movement, unit__in=units, joint=None).order_by()
    signed = PledgeSignature.objects.select_related("signer")
    by_unit = {p.unit_id: p for p in pledges.prefetch_related(Prefetch("signatures", signed))}
    rows = []
    for call in calls:
        pledge = by_unit.get(call.unit_id)
        sides = {s.side: s for s in pledge.signatures.all()} if pledge else {}
        rows.append(
            {"unit": call.unit, "pledge": pledge, "member": sides.get("member"), "superior": sides.get("superior")}
        )
    return rows


def weight_words(targets: Iterable[PledgeTarget]) -> str:
    """ "Tổng trọng số 105, không phải 100." The law names no sum and weights count by their share: shown, not refused."""
    total = sum((target.weight for target in targets), Decimal(0))
    words = f"Tổng trọng số {vi_number(total)}"
    return (
        f"{words}." if total in (0, 100) else f"{words}, không phải 100: mỗi chỉ tiêu tính theo phần của nó trong tổng."
    )


def last_years_targets(unit: Unit, year: int) -> list[dict[str, Any]]:
    """Targets to start from: those the unit pledged the year before, with what was reached as the new baseline."""
    before = in_full(Pledge.objects.filter(unit=unit, year=year - 1, state__in=["signed", "settled"])).order_by(
        "-signed_at"
    )
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
            "plan_reference": target.plan_reference,
        }
        for target in pledge.targets.all()
    ]


def targets_to_start_from(movement: Movement, unit: Unit | None, due: date) -> list[dict[str, Any]]:
    """First rows of a new pledge: last year's targets of the unit, then those of the movement that are not among them.

    A rate the movement asks for ("90 %") holds for every unit and becomes the goal, and so does "none at all"; another
    amount is that of all units together, so each says its own. Where both name the same target, last year gives the
    baseline and the movement the plan. ``source`` of a row: where it comes from, in words; ``whole``: the amount
    of all units together. Three queries.
    """
    rows = last_years_targets(unit, movement.year) if unit is not None else []
    for last in rows:
        last["source"] = f"giao ước năm {movement.year - 1}"
    known = {(fold(row["name"]), canonical(row["unit_of_measure"])): row for row in rows}
    for target in movement.targets.all():
        goal = target.goal if canonical(target.unit_of_measure) == "%" or target.goal == 0 else None
        before = known.get((fold(target.name), canonical(target.unit_of_measure)))
        if before is None:
            row: dict[str, Any] = {
                "name": target.name,
                "unit_of_measure": target.unit_of_measure,
                "direction": target.direction,
            }
            rows.append(row | {"goal": goal, "due_on": due, "plan_reference": target.source, "source": "phong trào"})
            if goal is None:
                rows[-1]["whole"] = f"{target.name}: {vi_number(target.goal)} {target.unit_of_measure}"
        else:
            before["plan_reference"] = target.source or before["plan_reference"]
            before["goal"] = goal if goal is not None else before["goal"]
            before["source"] = f"giao ước năm {movement.year - 1}, phong trào"
    return rows


def leads_a_cluster(user, on: date) -> bool:
    """Whether the account heads a cluster, or its own unit organises one. At most one query."""
    if any(g.role == RoleGrant.Role.CLUSTER_HEAD and g.cluster_id for g in grants_of(user, on)):
        return True
    own = units_with_own_role(user, [RoleGrant.Role.OFFICER], on)
    return bool(own) and Cluster.objects.filter(organiser__in=own).exists()


def clusters_led(user, on: date) -> list[Cluster]:
    """The clusters the account heads, and those its own unit organises, by code; at most 200. One query."""
    headed = [g.cluster_id for g in grants_of(user, on) if g.role == RoleGrant.Role.CLUSTER_HEAD and g.cluster_id]
    own = units_with_own_role(user, [RoleGrant.Role.OFFICER], on)
    found = Cluster.objects.filter(Q(pk__in=headed) | Q(organiser__in=own)).select_related("organiser")
    return list(found.order_by("code")[:200])


def library_for(user, on: date) -> QuerySet[LibraryTarget]:
    """The libraries of the units the person may see and of those above a unit the person works in, without what is
    retired."""
    units = set(unit_ids_visible_to(user, on))
    for grant in grants_of(user, on):
        if grant.unit_id is not None:
            units |= unit_ids_above(grant.unit_id)
    return LibraryTarget.objects.filter(unit__in=units, retired_at=None).select_related("unit")


def library_of(movement: Movement) -> QuerySet[LibraryTarget]:
    """What may be taken into a pledge of a movement: the 200 most used targets of the unit that launched it."""
    shelf = LibraryTarget.objects.filter(unit=movement.unit, retired_at=None)
    return shelf.order_by("-uses", "name_fold", "pk")[:200]


@dataclass(frozen=True)
class MemberFigure:
    """One unit's part in a target that many units pledged: its goal, newest value, percent, and what looks wrong."""

    pledge: Pledge
    target: PledgeTarget
    value: Decimal | None
    percent: Decimal | None
    doubt: str


@dataclass(frozen=True)
class SharedTarget:
    """A target by name and measure with every unit that pledged it; ``goal`` and ``value`` are sums (None for percents
    and things done, which do not add up), ``known`` how many units have a value."""

    name: str
    measure: str
    members: list[MemberFigure]
    goal: Decimal | None
    value: Decimal | None
    known: int
    met: int
    doubt: str


def shared_names(pledges: QuerySet[Pledge]) -> list[tuple[str, str, int]]:
    """(name, measure, number of units) of targets that stand in these pledges, most shared first. One query."""
    targets = PledgeTarget.objects.filter(pledge__in=pledges.order_by().values("pk"))
    rows = targets.order_by().values_list("name", "unit_of_measure").annotate(n=Count("pledge__unit", distinct=True))
    return sorted(rows, key=lambda row: (-row[2], row[0], row[1]))


def shared_target(pledges: QuerySet[Pledge], name: str, measure: str, above: Iterable[PledgeTarget]) -> SharedTarget:
    """One target over all these pledges. ``above``: targets of the same name of the units above, whose goal must fit
    the sum. Two queries."""
    targets = list(
        PledgeTarget.objects.filter(pledge__in=pledges.order_by().values("pk"), name=name, unit_of_measure=measure)
        .select_related("pledge__unit")
        .prefetch_related("progress")
        .order_by("pledge__unit__code", "pk")
    )
    odd_goals = among_members({t.pk: (t.goal, t.unit_of_measure) for t in targets})
    values = {t.pk: value for t in targets if (value := last_value(t)) is not None}
    odd_values = among_members({t.pk: (values[t.pk], t.unit_of_measure) for t in targets if t.pk in values})
    members = [
        MemberFigure(t.pledge, t, values.get(t.pk), achievement(t), odd_values.get(t.pk) or odd_goals.get(t.pk) or "")
        for t in targets
    ]
    adds_up = measure not in ("", "%")
    doubts = [of_sum(t, [(each.goal, measure) for each in targets if each.pk != t.pk]) for t in above]
    return SharedTarget(
        name=name,
        measure=measure,
        members=members,
        goal=sum((t.goal for t in targets), Decimal(0)) if adds_up else None,
        value=sum(values.values(), Decimal(0)) if adds_up and values else None,
        known=len(values),
        met=sum(is_met(t) for t in targets),
        doubt=next((words for words in doubts if words), ""),
    )


# ── Registration of titles ──
