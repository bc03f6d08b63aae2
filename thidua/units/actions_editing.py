"""Putting right what stands in the register of units: how a unit signs, and slips of the pen."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from thidua.shared import audit
from thidua.shared.denied import Denied, Stale
from thidua.shared.text import fold, nfc
from thidua.shared.wording import vi_date
from thidua.units.models import FormerParent, Unit, UnitSuccession
from thidua.units.permissions import check_can_correct, check_can_sign_edit
from thidua.units.reorganising import check_codes_free, check_shape, lock_units


@transaction.atomic
def edit_signature(*, unit: Unit, agency_name: str, symbol: str, head_title: str, place: str, by, at: datetime) -> Unit:
    """How the unit signs its papers: issuing agency, abbreviation in symbols, office of its head, place.

    Papers already issued keep what they printed. ``unit`` as the page showed it: a change made since is not overwritten.
    """
    check_can_sign_edit(by, unit, at.date())
    fields = {"agency_name": agency_name, "symbol": symbol, "head_title": head_title, "place": place}
    before = {name: getattr(unit, name) for name in fields}
    after = {name: nfc(value) for name, value in fields.items()}
    if before == after:
        raise Denied("Không có gì thay đổi.")
    shown = Unit(code=unit.code, name=unit.name, kind=unit.kind, valid_from=unit.valid_from, **after)
    check_shape(shown)
    if Unit.objects.filter(pk=unit.pk, **before).update(**after) != 1:
        raise Stale()
    for name, value in after.items():
        setattr(unit, name, value)
    changed = sorted(name for name in fields if before[name] != after[name])
    audit.record("unit_signature_edited", unit, by=by, at=at, detail={"fields": changed, "before": before})
    return unit


@transaction.atomic
def correct_unit(*, unit: Unit, name: str, kind: str, valid_from: date, reason: str, by, at: datetime) -> Unit:
    """Put right what was typed wrongly: name, kind, first day. A change in the world is an act of its own, not this."""
    lock_units()
    check_can_correct(by, unit, at.date())
    reason = nfc(reason)
    if not reason:
        raise Denied("Cần ghi lý do đính chính.")
    before: dict[str, Any] = {"name": unit.name, "kind": unit.kind, "valid_from": unit.valid_from}
    after: dict[str, Any] = {"name": nfc(name), "kind": kind, "valid_from": valid_from}
    if before == after:
        raise Denied("Không có gì thay đổi.")
    shown = Unit(
        code=unit.code, valid_to=unit.valid_to, agency_name=unit.agency_name, symbol=unit.symbol,
        head_title=unit.head_title, place=unit.place, **after,
    )  # fmt: skip
    check_shape(shown)
    if valid_from != unit.valid_from:
        if UnitSuccession.objects.filter(new=unit, holds=True).exists():
            raise Denied(f"Ngày thành lập {unit.name} là ngày của một lần sắp xếp; không đính chính riêng được.")
        if valid_from > unit.valid_from and FormerParent.objects.filter(unit=unit, starts_on__lt=valid_from).exists():
            raise Denied(f"{unit.name} đã có cấp trên trước ngày {vi_date(valid_from)}.")
        check_codes_free([shown], [unit])
    changed = Unit.objects.filter(pk=unit.pk, **before).update(name_fold=fold(after["name"]), **after)
    if changed != 1:
        raise Stale()
    unit.refresh_from_db()
    detail = {"reason": reason[:300], "before": {**before, "valid_from": before["valid_from"].isoformat()}}
    audit.record("unit_corrected", unit, by=by, at=at, detail=detail)
    return unit
