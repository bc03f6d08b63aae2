"""How real bodies sign their papers: agency name, symbol, office of the head, place."""

from thidua.management.year.inputs import UnitRow
from thidua.units.models import Unit

_LOCALITIES = {"ward", "commune", "special_zone"}
# By the beginning of the body's name; the first that fits.
_HEADS = [
    ("Văn phòng Tỉnh ủy", "Chánh Văn phòng"),
    ("Văn phòng", "Chánh Văn phòng"),
    ("Thanh tra", "Chánh Thanh tra"),
    ("Tòa án", "Chánh án"),
    ("Viện kiểm sát", "Viện trưởng"),
    ("Thi hành án", "Trưởng Thi hành án dân sự"),
    ("Bộ Chỉ huy", "Chỉ huy trưởng"),
    ("Ủy ban Kiểm tra", "Chủ nhiệm"),
    ("Ủy ban", "Chủ tịch"),
    ("Đảng ủy", "Bí thư"),
    ("Ban", "Trưởng ban"),
    ("Phòng", "Trưởng phòng"),
    ("Trung tâm", "Giám đốc"),
    ("Tổ", "Tổ trưởng"),
]


def unit_of(row: UnitRow, capital: str) -> Unit:
    """An unsaved unit with everything its papers need. ``capital`` is where the province's bodies sit."""
    if row.kind in _LOCALITIES:
        place = row.name.removeprefix("Phường ").removeprefix("Xã ").removeprefix("Đặc khu ")
        agency, symbol, head = f"Ủy ban nhân dân {row.name[0].lower()}{row.name[1:]}", "UBND", "Chủ tịch"
    else:
        place, agency = capital, row.name
        symbol = "UBND" if row.kind == "province" else row.code.rpartition(".")[2][:20]
        head = next((title for start, title in _HEADS if row.name.startswith(start)), "Giám đốc")
    return Unit(
        code=row.code,
        name=row.name,
        kind=row.kind,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        agency_name=agency,
        symbol=symbol,
        head_title=head,
        place=place,
    )
