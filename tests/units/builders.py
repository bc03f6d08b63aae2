"""A province old enough to have a past: founded long before the reform, two communes of 2004, everything by acts."""

from datetime import date

from tests.conftest import DAY
from thidua.accounts.models import User
from thidua.shared import clock
from thidua.units import actions as units
from thidua.units.models import Unit
from thidua.units.reorganising import LegalBasis, NewUnit

FOUNDED = date(1963, 10, 30)
SINCE = date(2004, 7, 1)
REFORM = date(2025, 7, 1)
BASIS = LegalBasis("Nghị quyết 1679/NQ-UBTVQH15", date(2025, 6, 16), "Ủy ban Thường vụ Quốc hội")
AT = DAY


def old_province(code: str = "22", name: str = "Tỉnh Quảng Ninh") -> tuple[Unit, User]:
    """The root since 1963 and its first officer."""
    return units.found_installation(
        code=code, name=name, kind="province", valid_from=FOUNDED, agency_name=f"Ủy ban nhân dân {name}", symbol="UBND",
        head_title="Chủ tịch", place="Quảng Ninh", officer_username="tinh.officer", officer_name="Chuyên viên tỉnh",
        officer_password=None, at=clock.at_hour(date(2025, 1, 2)),
    )  # fmt: skip


def commune(code: str, name: str, valid_from: date = SINCE, **other) -> Unit:
    """An unsaved commune."""
    fields = {"kind": "commune", "agency_name": f"Ủy ban nhân dân {name}", "symbol": "UBND", "head_title": "Chủ tịch"}
    return Unit(code=code, name=name, valid_from=valid_from, place=name[:80], **{**fields, **other})


def enter(parent: Unit, by: User, *rows: Unit) -> list[Unit]:
    return units.enter_units(parent=parent, units=rows, by=by, at=AT)


def new(code: str, name: str, kind: str = "commune", parent: Unit | None = None) -> NewUnit:
    return NewUnit(code, name, kind, f"Ủy ban nhân dân {name}", "UBND", "Chủ tịch", name[:80], parent)
