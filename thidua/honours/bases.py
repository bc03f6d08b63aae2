"""What a decision stands on (“Căn cứ”): instruments in force on the day of drafting, then the council's minutes; and what
is to be said against a line somebody typed.

Numbers, days and validity come from the instruments of the rulebook; here stands only who issued each and to whom it
applies. Circular 01/2024 is left out: the sources disagree on the day it entered into force.
"""

import re
from dataclasses import dataclass
from datetime import date

from paperwork.blocks import written_date
from thidua.law.queries import the_book
from thidua.shared.wording import vi_date
from thidua.units.models import Unit


@dataclass(frozen=True)
class Basis:
    """One instrument; ``issued_by`` is printed after its day; ``kinds`` limits it to some kinds of deciding units."""

    instrument: str
    issued_by: str = ""
    kinds: frozenset[str] = frozenset()


_COMMUNE_LEVEL = frozenset({Unit.Kind.WARD, Unit.Kind.COMMUNE, Unit.Kind.SPECIAL_ZONE})
BASES = (
    Basis("law_2022"),
    Basis("law_2026"),
    # Powers of the former district level passed to the commune level on 2025-07-01 (Nghị định 129/2025, Điều 59).
    Basis("decree_129_2025", "của Chính phủ", _COMMUNE_LEVEL),
    Basis("decree_98_2023", "của Chính phủ"),
    Basis("decree_152_2025", "của Chính phủ"),
    Basis("circular_15_2025", "của Bộ trưởng Bộ Nội vụ"),
)


def law_bases(unit: Unit, on: date) -> list[str]:
    """The lines "Căn cứ …" from the law for a decision of ``unit`` on a day, in the order of rank; only instruments whose
    text was read."""
    return _lines(unit, on, read=True)


def unread_bases(unit: Unit, on: date) -> list[str]:
    """As :func:`law_bases`, of the instruments in force whose text nobody here has read: printed only where an officer who
    has read them says so."""
    return _lines(unit, on, read=False)


def said_left_out(unit: Unit, on: date) -> str:
    """One sentence for beside a form whose paper goes without the :func:`unread_bases`; "" when none is left out."""
    lines = [line.removeprefix("Căn cứ ") for line in unread_bases(unit, on)]
    if not lines:
        return ""
    return f"Bản in không ghi căn cứ {'; '.join(lines)}: đang có hiệu lực nhưng chưa đối chiếu văn bản gốc."


def _lines(unit: Unit, on: date, *, read: bool) -> list[str]:
    instruments = the_book().instruments
    lines = []
    for basis in BASES:
        act = instruments[basis.instrument]
        if act.status.decides != read:
            continue
        begun = act.valid_from is not None and act.valid_from <= on
        ended = act.valid_to is not None and act.valid_to < on
        if not begun or ended or (basis.kinds and unit.kind not in basis.kinds) or act.issued is None:
            continue
        if basis.issued_by:
            # "Nghị định số … ngày … của Chính phủ quy định …": the name without the kind that opens the label.
            kind = act.label_vi.split(" số ")[0]
            about = act.name_vi.removeprefix(f"{kind} ")
            lines.append(f"Căn cứ {act.label_vi} {written_date(act.issued)} {basis.issued_by} {about}")
        else:
            lines.append(f"Căn cứ {act.name_vi} {written_date(act.issued)}")
    return lines


def minutes_basis(council_name: str, held_on: date, number: str = "") -> str:
    """The line for the minutes of the council's session."""
    numbered = f"số {number} " if number else ""
    return f"Căn cứ Biên bản {numbered}họp {council_name} {written_date(held_on)}"


# "Nghị định số 98/2023/NĐ-CP" is known by its number; a law also by its name and day, as it is cited without number.
_NUMBER = re.compile(r"\d+/\d{4}/[A-ZĐ][A-ZĐ0-9-]*", re.IGNORECASE)
_OWN = re.compile(r"^căn cứ (biên bản|quy chế|quyết định|kết luận|đề án|kế hoạch|công văn|hướng dẫn)\b", re.IGNORECASE)


def doubts_about(line: str, on: date) -> str:
    """Why a line "Căn cứ …" should not stand in a paper of that day, or that nobody here can tell; "" when it may."""
    numbers = {number.upper() for number in _NUMBER.findall(line)}
    known = False
    for act in the_book().instruments.values():
        by_number = numbers & {number.upper() for number in _NUMBER.findall(act.label_vi)}
        by_name = act.issued is not None and f"{act.name_vi} {written_date(act.issued)}".lower() in line.lower()
        if not by_number and not by_name:
            continue
        known = True
        if act.valid_from is None:
            return f"{act.label_vi}: chưa biết ngày có hiệu lực, mời tự đối chiếu."
        if act.valid_from > on:
            return f"{act.label_vi} chỉ có hiệu lực từ ngày {vi_date(act.valid_from)}."
        if act.valid_to is not None and act.valid_to < on:
            return f"{act.label_vi} đã hết hiệu lực từ ngày {vi_date(act.valid_to)}."
        if not act.status.decides:
            return f"{act.label_vi}: chưa đối chiếu văn bản; chỉ giữ khi người soạn đã tự đối chiếu."
    if known or (_OWN.match(line) and not any("QH" in number or "CP" in number for number in numbers)):
        return ""
    return f"“{line[:120]}”: không có trong kho văn bản của hệ thống, mời tự đối chiếu hiệu lực."
