"""The library of targets: kept by hand, and growing by itself with every signed pledge."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from thidua.pledges.models import Direction, LibraryTarget, Pledge, PledgeTarget
from thidua.pledges.permissions import check_can_keep_library, check_can_retire
from thidua.shared import audit
from thidua.shared.denied import Denied, Stale
from thidua.shared.gate import stamp
from thidua.shared.measures import canonical
from thidua.shared.text import fold, nfc
from thidua.units.models import Unit

_LENGTHS = (("name", 300, "tên chỉ tiêu"), ("unit_of_measure", 40, "đơn vị tính"),
            ("criterion_code", 40, "mã tiêu chí"), ("plan_reference", 300, "dẫn chiếu kế hoạch"))  # fmt: skip


@transaction.atomic
def keep_in_library(
    *, unit: Unit, by, at: datetime, entry: LibraryTarget | None = None, seen_version: str | None = None, **fields: Any
) -> LibraryTarget:
    """Put a target into the agency's library, or correct one. ``fields``: name, unit_of_measure, direction,
    criterion_code, plan_reference. A name with its measure stands once; one that was retired comes back."""
    check_can_keep_library(by, unit, at.date())
    clean = {name: nfc(str(fields.get(name) or "")) for name, _, _ in _LENGTHS}
    clean["unit_of_measure"] = canonical(clean["unit_of_measure"])
    clean["direction"] = str(fields.get("direction") or Direction.MORE)
    if not clean["name"]:
        raise Denied("Mời ghi tên chỉ tiêu.")
    for name, longest, label in _LENGTHS:
        if len(clean[name]) > longest:
            raise Denied(f"Phần {label} dài quá {longest} ký tự.")
    if clean["direction"] not in Direction.values:
        raise Denied("Chiều phấn đấu không có trong danh sách.")
    if (clean["direction"] == Direction.DONE) == bool(clean["unit_of_measure"]):
        raise Denied("Chỉ tiêu đo được cần đơn vị tính; việc “hoàn thành hay không” thì để trống đơn vị tính.")
    alike = LibraryTarget.objects.filter(unit=unit, name=clean["name"], unit_of_measure=clean["unit_of_measure"])
    if entry is None:
        entry = alike.filter(retired_at__isnull=False).first()
    if (alike.exclude(pk=entry.pk) if entry else alike).exists():
        raise Denied(f"Thư viện đã có chỉ tiêu “{clean['name']}” với đơn vị tính này.")
    if entry is None:
        entry = LibraryTarget.objects.create(
            unit=unit, name_fold=fold(clean["name"]), **clean, **stamp("entered", by=by, at=at)
        )
    else:
        version = entry.version if seen_version is None else seen_version
        changed = LibraryTarget.objects.filter(pk=entry.pk, unit=unit, version=version).update(
            version=F("version") + 1, name_fold=fold(clean["name"]), retired_at=None, retired_by=None, **clean
        )
        if changed != 1:
            raise Stale()
        entry.refresh_from_db()
    audit.record("library_target_kept", entry, by=by, at=at, detail={"unit": unit.pk})
    return entry


@transaction.atomic
def retire_from_library(*, entry: LibraryTarget, by, at: datetime) -> LibraryTarget:
    """No longer offered; pledges that used it keep their words."""
    check_can_retire(by, entry, at.date())
    fields = stamp("retired", by=by, at=at)
    changed = LibraryTarget.objects.filter(pk=entry.pk, version=entry.version, retired_at=None).update(
        version=F("version") + 1, **fields
    )
    if changed != 1:
        raise Stale()
    entry.refresh_from_db()
    audit.record("library_target_retired", entry, by=by, at=at)
    return entry


def learn_targets(*, pledges: Iterable[Pledge], by, at: datetime) -> int:
    """Signed targets enter the library of the superior, known ones count one use more; returns how many are new.

    Called by the acts that freeze pledges, in their transaction. Four queries whatever the number.
    """
    superior_of = {pledge.pk: pledge.superior_id for pledge in pledges}
    if not superior_of:
        return 0
    targets = PledgeTarget.objects.filter(pledge__in=superior_of).order_by("pledge_id", "ordinal")
    used: dict[tuple[int, str, str], list[PledgeTarget]] = {}
    for target in targets:
        key = (superior_of[target.pledge_id], target.name, target.unit_of_measure)
        used.setdefault(key, []).append(target)
    shelves = LibraryTarget.objects.filter(unit__in=set(superior_of.values()))
    known = {(entry.unit_id, entry.name, entry.unit_of_measure): entry for entry in shelves}
    fresh, grown = [], []
    for (unit, name, measure), rows in used.items():
        if entry := known.get((unit, name, measure)):
            entry.uses += len(rows)
            grown.append(entry)
            continue
        first = rows[0]
        fresh.append(
            LibraryTarget(
                unit_id=unit,
                name=name,
                name_fold=fold(name),
                unit_of_measure=measure,
                direction=first.direction,
                criterion_code=first.criterion_code,
                plan_reference=first.plan_reference,
                uses=len(rows),
                **stamp("entered", by=by, at=at),
            )
        )
    LibraryTarget.objects.bulk_create(fresh)
    LibraryTarget.objects.bulk_update(grown, ["uses"], batch_size=500)
    return len(fresh)
