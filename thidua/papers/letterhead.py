"""How a unit heads and signs its papers, from its own record. Nghị định 30/2020, Phụ lục I."""

from paperwork.blocks import Issuer, Signer
from thidua.units.models import Unit

_COMMITTEE = "ủy ban nhân dân"
# Agencies below a committee name it above their own name; a committee itself, Party and justice bodies do not.
_BELOW_THE_COMMITTEE = {Unit.Kind.DEPARTMENT, Unit.Kind.SECTION}


def issuer_of(unit: Unit) -> Issuer:
    """The head of the page. Costs one query for the parent of a department or section."""
    parent = unit.parent.agency_name if unit.kind in _BELOW_THE_COMMITTEE and unit.parent else ""
    return Issuer(parent=parent, name=unit.agency_name, place=unit.place)


def symbol_of(kind: str, unit: Unit) -> str:
    """The symbol behind the number: "KH-UBND"."""
    return f"{kind}-{unit.symbol}"


def signer_of(unit: Unit, name: str) -> Signer:
    """The block of the unit's head; a people's committee is signed for "TM." by its chair."""
    is_committee = unit.agency_name.lower().startswith(_COMMITTEE)
    return Signer(
        authority_prefix="TM. ỦY BAN NHÂN DÂN" if is_committee else "",
        position=unit.head_title or "Thủ trưởng",
        name=name,
    )
