"""Units by the hundred: entered on several levels at once, details corrected, mistaken entries taken back."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from thidua.shared import audit
from thidua.shared.actions_bulk import Change, changed_rows, fields_changed, take_back
from thidua.shared.denied import Denied
from thidua.units.models import RoleGrant, Unit
from thidua.units.permissions import check_has_role
from thidua.units.queries import unit_ids_below
from thidua.units.reorganising import check_codes_free, check_shape, check_within, lock_units

# Name, validity and place in the tree change by dated acts with a legal basis, never by correction.
CORRECTABLE = ("agency_name", "symbol", "head_title", "place")


@transaction.atomic
def enter_unit_tree(*, units: Iterable[Unit], under: Unit, by, at: datetime) -> list[Unit]:
    """Add units with their ``parent`` set, superiors before subordinates; every parent lies in or below ``under`` or
    among the units themselves. Refused like :func:`thidua.units.actions.enter_units`; all or nothing; returns them with
    primary keys."""
    check_has_role(by, [RoleGrant.Role.OFFICER], under, at.date(), "nhập đơn vị")
    lock_units()
    rows = list(units)
    for unit in rows:
        unit.code = unit.code.strip()
        check_shape(unit.fill_keys())
    check_codes_free(rows, [])
    inside, entered = unit_ids_below([under.pk]), []
    for unit in rows:
        if unit.parent is None or unit.parent.pk not in inside:
            raise Denied(f"{unit.name}: đơn vị cấp trên không thuộc {under.name}. Chưa dòng nào được ghi.")
        check_within(unit, unit.parent)
        unit.parent_id = unit.parent.pk  # a superior entered a moment ago has its key only now
        try:
            with transaction.atomic():
                unit.save(force_insert=True)
        except IntegrityError as error:
            raise Denied(f"{unit.name}: mã {unit.code} đã có từ ngày này. Chưa dòng nào được ghi.") from error
        inside.add(unit.pk)
        entered.append(unit)
    audit.record("unit_tree_entered", under, by=by, at=at, detail={"count": len(entered)})
    return entered


@transaction.atomic
def correct_units(*, changes: Sequence[Change], under: Unit, by, at: datetime) -> int:
    """Correct how units sign their papers (:data:`CORRECTABLE`); returns how many."""
    check_has_role(by, [RoleGrant.Role.OFFICER], under, at.date(), "sửa thông tin đơn vị")
    if strange := {name for _, _, after in changes for name in after} - set(CORRECTABLE):
        raise TypeError(f"cannot be corrected: {sorted(strange)}")
    if not {pk for pk, _, _ in changes} <= unit_ids_below([under.pk]):
        raise Denied(f"Có đơn vị không thuộc {under.name}. Chưa dòng nào được ghi.")
    Unit.objects.bulk_update(changed_rows(Unit, changes), CORRECTABLE, batch_size=100)
    detail = {"units": [pk for pk, _, _ in changes][:1000], "fields": fields_changed(changes)}
    audit.record("units_corrected", under, by=by, at=at, detail=detail)
    return len(changes)


@transaction.atomic
def take_back_units(*, keys: Sequence[int], under: Unit, reason: str, by, at: datetime) -> int:
    """Take back units entered by mistake, while nothing refers to them; returns how many."""
    check_has_role(by, [RoleGrant.Role.OFFICER], under, at.date(), "lấy lại đơn vị nhập nhầm")
    if not set(keys) <= unit_ids_below([under.pk]) - {under.pk}:
        raise Denied(f"Có đơn vị không thuộc {under.name}. Chưa dòng nào được lấy lại.")
    take_back(Unit, sorted(keys, reverse=True), {"unit": keys})
    audit.record("units_taken_back", under, by=by, at=at, detail={"count": len(keys), "reason": reason[:300]})
    return len(keys)
