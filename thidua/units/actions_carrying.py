"""What a change of units carries along: units below and role grants. Part of the acts in ``actions_reorganisation``."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import models

from thidua.shared.denied import Denied
from thidua.shared.wording import vi_date
from thidua.units.models import FormerParent, Reorganisation, RoleGrant, Unit
from thidua.units.reorganising import ONE_DAY, children_of, under_since


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
    ends: Sequence[Unit], heirs: dict[int, Unit], passing: set[int], on: date, by, at: datetime
) -> dict[str, list]:
    """End the open role grants of ending units; those of ``passing`` units go on in the main heir, nobody twice."""
    open_grants = RoleGrant.objects.filter(unit__in=[unit.pk for unit in ends]).filter(
        models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=on)
    )
    held = set(
        RoleGrant.objects.filter(unit__in=[heir.pk for heir in heirs.values()], ends_on=None).values_list(
            "user_id", "role", "unit_id"
        )
    )
    ended: list[tuple[int, str | None]] = []
    opened: list[RoleGrant] = []
    for grant in open_grants.order_by("pk"):
        ended.append((grant.pk, grant.ends_on.isoformat() if grant.ends_on else None))
        heir = heirs.get(grant.unit_id or 0)
        if heir is None or grant.unit_id not in passing:
            continue
        key = (grant.user_id, grant.role, heir.pk)
        if key in held:
            continue
        held.add(key)
        opened.append(
            RoleGrant(
                user_id=grant.user_id, role=grant.role, unit=heir, starts_on=max(on, grant.starts_on),
                ends_on=grant.ends_on, granted_at=at, granted_by=by,
            )
        )  # fmt: skip
    RoleGrant.objects.filter(pk__in=[pk for pk, _ in ended]).update(ends_on=on - ONE_DAY)
    RoleGrant.objects.bulk_create(opened, batch_size=500)
    return {"grants_ended": ended, "grants_opened": [grant.pk for grant in opened]}
