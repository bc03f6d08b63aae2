"""What a change of units carries along: units below, role grants, accounts, and what packages further down register.

Part of the acts in ``actions_reorganisation``.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import models

from thidua.accounts.models import User
from thidua.shared import outbox
from thidua.shared.denied import Denied
from thidua.shared.wording import vi_date
from thidua.units.emails import role_ended
from thidua.units.models import FormerParent, Reorganisation, RoleGrant, Unit
from thidua.units.reorganising import ONE_DAY, children_of, under_since


def carry_offices(ends: Sequence[Unit], heirs: dict[int, Unit]) -> list[tuple[int, int]]:
    """Accounts looked after by an ending unit are looked after by its main heir; [(account, unit before)]."""
    moved = []
    for unit in ends:
        if unit.pk in heirs:
            accounts = User.objects.filter(office=unit)
            moved += [(pk, unit.pk) for pk in accounts.order_by("pk").values_list("pk", flat=True)]
            accounts.update(office=heirs[unit.pk])
    return moved


def give_back_offices(moved: dict[str, list]) -> None:
    for account, unit in moved.get("offices", []):
        User.objects.filter(pk=account).update(office=unit)


def carry_children(
    ends: Sequence[Unit], heirs: dict[int, Unit], on: date, act: Reorganisation
) -> list[tuple[int, int | None]]:
    """Units below an ending one go to its main heir; without an heir they must have been dealt with before."""
    going = {unit.pk for unit in ends}
    moved = []
    for unit in ends:
        children = [child for child in children_of(unit, on) if child.pk not in going]
        if not children:
            continue
        if unit.pk not in heirs:
            names = ", ".join(child.name for child in children[:3]) + ("…" if len(children) > 3 else "")
            raise Denied(
                f"{unit.name} còn {len(children)} đơn vị trực thuộc ({names}). Hãy chuyển hoặc kết thúc các đơn vị đó "
                "trước, hoặc chọn đơn vị tiếp nhận."
            )
        moved += carry(children, heirs[unit.pk], on, act)
    return moved


def carry(units: Sequence[Unit], parent: Unit, on: date, act: Reorganisation) -> list[tuple[int, int | None]]:
    """Put units under ``parent`` from ``on`` and keep where they stood before; [(unit, superior before)]."""
    former, moved = [], []
    all_since = under_since(units)
    for unit in units:
        since = all_since[unit.pk]
        if since < on:
            former.append(
                FormerParent(
                    unit=unit, parent_id=unit.parent_id, starts_on=since, ends_on=on - ONE_DAY, reorganisation=act
                )
            )
        elif since > unit.valid_from:
            raise Denied(
                f"{unit.name} mới đổi cấp trên từ ngày {vi_date(since)}; ngày sắp xếp phải sau ngày đó "
                f"(đang là {vi_date(on)})."
            )
        moved.append((unit.pk, unit.parent_id))
    FormerParent.objects.bulk_create(former, batch_size=500)
    Unit.objects.filter(pk__in=[unit.pk for unit in units]).update(parent=parent)
    return moved


def carry_grants(
    ends: Sequence[Unit], heirs: dict[int, Unit], passing: set[int], act: Reorganisation, by, at: datetime
) -> dict[str, list]:
    """End the open roles of ending units; those of ``passing`` units go on in the main heir, nobody twice, and with them
    what was delegated from them. Whose role ends is told by letter."""
    last_day, reason = act.on - ONE_DAY, f"Đơn vị kết thúc theo {act.legal_basis}"
    still = models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=act.on)
    rows = RoleGrant.objects.filter(still, unit__in=[unit.pk for unit in ends])
    grants = list(rows.select_related("user", "unit", "cluster").order_by("pk"))
    own = [grant for grant in grants if grant.delegated_from_id is None]
    there = RoleGrant.objects.filter(still, unit__in=[heir.pk for heir in heirs.values()], delegated_from=None)
    held = {(user, role, unit): pk for pk, user, role, unit in there.values_list("pk", "user_id", "role", "unit_id")}
    opened: dict[int, RoleGrant] = {}  # by the grant it goes on from
    stems: dict[int, int] = {}  # what a delegation stemmed from → what it stems from now
    for grant in own:
        heir = heirs.get(grant.unit_id or 0)
        if heir is None or grant.unit_id not in passing:
            continue
        key = (grant.user_id, grant.role, heir.pk)
        if key in held:
            stems[grant.pk] = held[key]
            continue
        made = _going_on(grant, heir, act, by, at)
        made.save()
        held[key], opened[grant.pk], stems[grant.pk] = made.pk, made, made.pk
    for grant in grants:
        heir = heirs.get(grant.unit_id or 0)
        if grant.delegated_from_id in stems and heir is not None:
            made = _going_on(grant, heir, act, by, at)
            made.delegated_from_id = stems[grant.delegated_from_id]
            made.save()
            opened[grant.pk] = made
    moved = []
    for grant in grants:
        moved.append([grant.pk, grant.ends_on.isoformat() if grant.ends_on else None, grant.ended_at is None])
        if grant.pk not in opened and grant.pk not in stems:
            outbox.queue([grant.user], *role_ended(grant, last_day, reason), by=by, at=at)
    ending = RoleGrant.objects.filter(pk__in=[grant.pk for grant in grants])
    ending.filter(ended_at=None).update(ended_at=at, ended_by=by, end_reason=reason[:300])
    ending.update(ends_on=last_day)
    return {"grants_ended": moved, "grants_opened": [grant.pk for grant in opened.values()]}


def _going_on(grant: RoleGrant, heir: Unit, act: Reorganisation, by, at: datetime) -> RoleGrant:
    """The same role in the heir, from the day of the act."""
    return RoleGrant(
        user_id=grant.user_id,
        role=grant.role,
        unit=heir,
        starts_on=max(act.on, grant.starts_on),
        ends_on=grant.ends_on,
        granted_at=at,
        granted_by=by,
        document=grant.document or act.legal_basis[:200],
    )


def give_back_grants(moved: dict[str, list], by, at: datetime) -> None:
    """The roles as they were before: the opened ones never held, the ended ones go on."""
    RoleGrant.objects.filter(pk__in=moved.get("grants_opened", [])).update(
        ends_on=models.F("starts_on") - ONE_DAY, ended_at=at, ended_by=by, end_reason="Hủy lần sắp xếp đơn vị"
    )
    for grant, ends_on, was_open in moved.get("grants_ended", []):
        fields: dict[str, Any] = {"ended_at": None, "ended_by": None, "end_reason": ""} if was_open else {}
        RoleGrant.objects.filter(pk=grant).update(ends_on=date.fromisoformat(ends_on) if ends_on else None, **fields)
