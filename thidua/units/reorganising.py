"""What a change of units is made of and what is checked before one row is written. Used by the acts; writes nothing."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import F, Q

from thidua.shared.denied import Denied
from thidua.shared.text import nfc
from thidua.shared.wording import vi_date
from thidua.units.models import FormerParent, Unit, legal_basis_text
from thidua.units.reach import ids_above

ONE_DAY = timedelta(days=1)
_CODE = re.compile(r"[0-9A-Za-zĐđ][0-9A-Za-zĐđ._-]{0,19}")
# What a name may not hold: signs that are no writing, and the direction signs that make one name look like another.
_NO_WRITING = re.compile("[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


@dataclass(frozen=True)
class LegalBasis:
    """The paper behind a change: its number with its kind, its day, who issued it."""

    number: str
    dated: date
    issuer: str

    def __str__(self) -> str:
        return legal_basis_text(self.number, self.dated, self.issuer)


@dataclass(frozen=True)
class NewUnit:
    """A unit that a change brings about; ``parent`` None puts it where the units it comes from are."""

    code: str
    name: str
    kind: str
    agency_name: str
    symbol: str
    head_title: str
    place: str
    parent: Unit | None = None

    def row(self, parent: Unit | None, valid_from: date) -> Unit:
        """An unsaved unit that lives from ``valid_from``."""
        return Unit(
            code=self.code.strip(),
            name=nfc(self.name),
            kind=self.kind,
            parent=parent,
            valid_from=valid_from,
            agency_name=nfc(self.agency_name),
            symbol=nfc(self.symbol),
            head_title=nfc(self.head_title),
            place=nfc(self.place),
        )


@dataclass(frozen=True)
class Link:
    """``old`` (an ending unit) passes to ``new``: an existing unit, or the place of a new one in the list of new units."""

    old: Unit
    new: Unit | int
    is_part: bool = False
    share: Decimal | None = None
    is_main: bool = True


def check_basis(basis: LegalBasis, on: date, today: date) -> None:
    """A day that has come, and a paper that says so: number, day, issuer."""
    if on > today:
        raise Denied(f"Ngày có hiệu lực {vi_date(on)} chưa đến; chỉ ghi nhận từ ngày đó trở đi.")
    if on.year < 1945:
        raise Denied(f"Ngày có hiệu lực {vi_date(on)} không đúng; hãy xem lại năm.")
    for what, text, most in (("số, ký hiệu", basis.number, 60), ("cơ quan ban hành", basis.issuer, 120)):
        if not text.strip():
            raise Denied(f"Thiếu {what} của văn bản làm căn cứ.")
        if len(nfc(text)) > most or _NO_WRITING.search(text):
            raise Denied(f"Mục {what} của văn bản làm căn cứ dài quá {most} ký tự hoặc có ký tự không đọc được.")
    if basis.dated.year < 1945:
        raise Denied(f"Ngày văn bản {vi_date(basis.dated)} không đúng; hãy xem lại năm.")
    if basis.dated > on:
        raise Denied(f"Văn bản ngày {vi_date(basis.dated)} không thể có hiệu lực trước đó, từ ngày {vi_date(on)}.")


LOCALITIES = frozenset(
    {Unit.Kind.WARD, Unit.Kind.COMMUNE, Unit.Kind.SPECIAL_ZONE, Unit.Kind.TOWNSHIP, Unit.Kind.DISTRICT}
)


def check_localities_apart(units: Sequence[Unit], successor: NewUnit | None) -> None:
    """A locality is joined with localities, never with an agency."""
    names = {unit.name: unit.kind in LOCALITIES for unit in units}
    if successor is not None:
        names[successor.name] = successor.kind in LOCALITIES
    if len(set(names.values())) > 1:
        place = next(name for name, is_place in names.items() if is_place)
        other = next(name for name, is_place in names.items() if not is_place)
        raise Denied(f"{place} là đơn vị hành chính, {other} là cơ quan: không sáp nhập với nhau được.")


def check_ends(units: Sequence[Unit], on: date) -> None:
    """Each unit exists on the day before ``on`` and has not ended already; none is named twice."""
    if len({unit.pk for unit in units}) != len(units):
        raise Denied("Một đơn vị được chọn hai lần.")
    for unit in units:
        if unit.valid_to is not None and unit.valid_to < unit.valid_from:
            raise Denied(f"Việc thành lập {unit.name} đã được hủy; không còn đơn vị này.")
        if unit.valid_to is not None:
            raise Denied(f"{unit.name} đã kết thúc ngày {vi_date(unit.valid_to)}; không sắp xếp lần nữa.")
        if unit.valid_from >= on:
            raise Denied(
                f"{unit.name} có từ ngày {vi_date(unit.valid_from)}; ngày sắp xếp phải sau ngày đó (đang là {vi_date(on)})."
            )


def check_shape(unit: Unit) -> None:
    """A unit as one may be entered: code, name, kind and how it signs are there, readable and not too long."""
    if not _CODE.fullmatch(unit.code):
        raise Denied(f"Mã đơn vị “{unit.code[:30]}” không hợp lệ: chỉ gồm chữ, số, dấu chấm, gạch; tối đa 20 ký tự.")
    texts = (
        ("Tên đơn vị", unit.name, 200),
        ("Tên cơ quan ban hành", unit.agency_name, 200),
        ("Ký hiệu cơ quan", unit.symbol, 20),
        ("Chức danh người đứng đầu", unit.head_title, 120),
        ("Địa danh", unit.place, 80),
    )
    for label, text, most in texts:
        if not text.strip():
            raise Denied(f"{unit.code}: mục “{label}” không được để trống.")
        if len(text) > most:
            raise Denied(f"{unit.code}: mục “{label}” dài quá {most} ký tự.")
        if _NO_WRITING.search(text):
            raise Denied(f"{unit.code}: mục “{label}” có ký tự không nhìn thấy được; hãy gõ lại.")
    if unit.kind not in Unit.Kind.values:
        raise Denied(f"{unit.code}: loại đơn vị “{unit.kind}” không có.")
    if unit.valid_to is not None and unit.valid_to < unit.valid_from:
        raise Denied(
            f"{unit.name}: ngày kết thúc {vi_date(unit.valid_to)} trước ngày thành lập {vi_date(unit.valid_from)}."
        )


def check_within(unit: Unit, parent: Unit) -> None:
    """A unit's life lies within that of the unit above it."""
    if unit.valid_from < parent.valid_from:
        raise Denied(
            f"{unit.name}: ngày thành lập {vi_date(unit.valid_from)} trước ngày của cấp trên "
            f"{parent.name} ({vi_date(parent.valid_from)})."
        )
    if parent.valid_to is not None and (unit.valid_to is None or unit.valid_to > parent.valid_to):
        raise Denied(
            f"{unit.name}: cấp trên {parent.name} đã kết thúc ngày {vi_date(parent.valid_to)}; đơn vị trực thuộc "
            "không thể còn sau ngày đó."
        )


def check_codes_free(rows: Sequence[Unit], ending: Sequence[Unit]) -> None:
    """No two units live under one code on one day; ``ending`` are those that make room."""
    counted = Counter((row.code, row.valid_from) for row in rows)
    if doubled := next((code for (code, _), times in counted.items() if times > 1), None):
        raise Denied(f"Mã {doubled} được dùng cho hai đơn vị mới.")
    if not rows:
        return
    going = {unit.pk for unit in ending}
    by_code: dict[str, list[Unit]] = {}
    for found in Unit.objects.without_tree_fields().filter(code__in=[row.code for row in rows]).exclude(pk__in=going):
        by_code.setdefault(found.code, []).append(found)
    for row in rows:
        for other in by_code.get(row.code, []):
            if other.valid_to is not None and other.valid_to < other.valid_from:
                continue
            starts_before = row.valid_to is None or other.valid_from <= row.valid_to
            ends_after = other.valid_to is None or other.valid_to >= row.valid_from
            if starts_before and ends_after:
                until = f" đến {vi_date(other.valid_to)}" if other.valid_to else ""
                raise Denied(f"Mã {row.code} đang là mã của {other.name} (từ {vi_date(other.valid_from)}{until}).")


def check_parent(parent: Unit | None, ending: Sequence[Unit], on: date) -> None:
    """The unit above exists on ``on``, does not end, and does not lie below what ends."""
    if parent is None:
        return
    going = {unit.pk: unit for unit in ending}
    if parent.pk in going:
        raise Denied(f"{parent.name} kết thúc trong chính lần sắp xếp này; không làm cấp trên được.")
    if not parent.valid_from <= on or (parent.valid_to is not None and parent.valid_to < on):
        raise Denied(f"{parent.name} không có vào ngày {vi_date(on)}; không làm cấp trên được.")
    if below := ids_above(parent.pk) & going.keys():
        raise Denied(
            f"{parent.name} lại thuộc {going[min(below)].name}; cấp trên không thể nằm dưới đơn vị sẽ kết thúc."
        )


def check_links(ending: Sequence[Unit], links: Sequence[Link], rows: Sequence[Unit], on: date) -> None:
    """Every new unit comes from somewhere; a divided unit has one main heir; shares make no more than the whole."""
    ends = {unit.pk for unit in ending}
    named = Counter((link.old.pk, link.new if isinstance(link.new, int) else ("old", link.new.pk)) for link in links)
    if any(times > 1 for times in named.values()):
        raise Denied("Một cặp đơn vị cũ, mới được ghi hai lần.")
    for place, row in enumerate(rows):
        if not any(link.new == place for link in links if isinstance(link.new, int)):
            raise Denied(f"{row.name} chưa ghi được hình thành từ đơn vị nào.")
    for link in links:
        if isinstance(link.new, Unit):
            into = link.new
            if into.pk in ends:
                raise Denied(f"{into.name} không thể vừa kết thúc vừa tiếp nhận.")
            if into.valid_from >= on or into.valid_to is not None:
                raise Denied(f"{into.name} không có liên tục qua ngày {vi_date(on)}; không tiếp nhận được.")
        if link.old.pk not in ends:
            raise Denied(f"{link.old.name} không kết thúc trong lần sắp xếp này.")
        if link.share is not None and not 0 < link.share <= 100:
            raise Denied(f"Tỷ lệ của {link.old.name} phải lớn hơn 0 và không quá 100%.")
    for unit in ending:
        mine = [link for link in links if link.old.pk == unit.pk]
        if not mine:
            continue
        if sum(link.is_main for link in mine) != 1:
            raise Denied(f"{unit.name}: cần chọn đúng một đơn vị kế thừa chính.")
        if len(mine) > 1 and not all(link.is_part for link in mine):
            raise Denied(f"{unit.name} chia cho nhiều đơn vị thì không đơn vị nào nhận toàn bộ.")
        if len(mine) == 1 and mine[0].is_part:
            raise Denied(f"{unit.name} chỉ có một đơn vị kế thừa thì đơn vị đó nhận toàn bộ.")
        shares = [link.share for link in mine if link.is_part]
        known = [share for share in shares if share is not None]
        if sum(known) > 100 or (known and len(known) == len(shares) and sum(known) != 100):
            raise Denied(f"{unit.name}: các tỷ lệ cộng lại phải đúng 100% (đang là {sum(known)}%).")


def children_of(unit: Unit, on: date) -> list[Unit]:
    """What stands directly below a unit on ``on`` or comes below it later."""
    rows = Unit.objects.without_tree_fields().filter(parent=unit).filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on))
    return list(rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from"))).order_by("code"))


def under_since(units: Sequence[Unit]) -> dict[int, date]:
    """{unit: since when it has stood under its present superior}. One query."""
    rows = FormerParent.objects.filter(unit__in=[unit.pk for unit in units], ends_on__gte=F("starts_on"))
    last = dict(rows.order_by("ends_on").values_list("unit_id", "ends_on"))
    return {unit.pk: last[unit.pk] + ONE_DAY if unit.pk in last else unit.valid_from for unit in units}


def lock_units() -> None:
    """Acts on units wait for each other: on PostgreSQL by the root's row, on SQLite a writer is alone anyway."""
    list(Unit.objects.without_tree_fields().select_for_update().filter(parent=None).order_by("pk").values_list("pk"))
