"""Nominees from outside the registers, and whole lists from a spreadsheet (requirement N2)."""

from datetime import datetime

from django.db import transaction

from thidua.nominations import permissions
from thidua.nominations.actions import add_nominees
from thidua.nominations.models import Nomination, NominationLine, Outsider
from thidua.nominations.sheet_lists import Found
from thidua.nominations.words import head_of_household
from thidua.shared import audit
from thidua.shared.denied import Denied
from thidua.shared.gate import stamp
from thidua.shared.text import fold, nfc

# As wide as the columns of the model.
LONGEST_NAME, LONGEST_PLACE = 200, 300


@transaction.atomic
def enter_outsider(
    *, nomination: Nomination, kind: str, name: str, place: str, by, at: datetime, country: str = "", detail: str = ""
) -> Outsider:
    """A household, a foreigner or a foreign organisation of the proposing unit; the one that is there already is given back."""
    permissions.check_can_edit(by, nomination, at.date())
    name, place, country, detail = nfc(name), nfc(place), nfc(country), nfc(detail)
    if kind not in Outsider.Kind.values:
        raise Denied("Hãy chọn đối tượng.")
    if kind == Outsider.Kind.HOUSEHOLD:
        name = head_of_household(name)
    if not name or not place:
        raise Denied("Hãy ghi tên và nơi cư trú hoặc địa chỉ.")
    for label, text, most in (("Tên", name, LONGEST_NAME), ("Nơi cư trú, địa chỉ", place, LONGEST_PLACE)):
        if len(text) > most:
            raise Denied(f"{label} dài {len(text)} ký tự; nhận nhiều nhất {most} ký tự.")
    if (kind == Outsider.Kind.HOUSEHOLD) == bool(country):
        raise Denied("Người, tập thể nước ngoài phải ghi quốc tịch; hộ gia đình thì không.")
    there = Outsider.objects.filter(unit=nomination.unit, kind=kind, name_fold=fold(name), place=place).first()
    if there is not None:
        return there
    outsider = Outsider(
        unit=nomination.unit, kind=kind, name=name, place=place, country=country, detail=detail,
        **stamp("entered", by=by, at=at),
    )  # fmt: skip
    outsider.save()
    audit.record("outsider_entered", outsider, by=by, at=at, detail={"unit": nomination.unit_id, "kind": kind})
    return outsider


@transaction.atomic
def add_outsider(
    *,
    nomination: Nomination,
    kind: str,
    name: str,
    place: str,
    achievement: str,
    by,
    at: datetime,
    country: str = "",
    detail: str = "",
) -> NominationLine:
    """Enter a nominee outside the registers and put them on the list."""
    outsider = enter_outsider(
        nomination=nomination, kind=kind, name=name, place=place, country=country, detail=detail, by=by, at=at
    )
    [line] = add_nominees(
        nomination=nomination, outsiders=[outsider], achievements={outsider: achievement}, by=by, at=at
    )
    return line


@transaction.atomic
def add_from_sheet(*, nomination: Nomination, found: Found, by, at: datetime) -> list[NominationLine]:
    """Put everybody of a sheet on the list, in its order; refused as a whole while it has a problem."""
    if found.problems:
        raise Denied(f"Tệp còn {len(found.problems)} chỗ chưa đúng; chưa dòng nào được đưa vào danh sách.")
    return add_nominees(
        nomination=nomination, people=found.people, units=found.units, achievements=found.achievements, by=by, at=at
    )
