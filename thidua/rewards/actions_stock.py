"""Keeping blanks, frames and badges: every move is an entry, every numbered piece is in one place."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from paperwork.blocks import PaperError
from thidua.decisions.models import Decision
from thidua.honours.models import Honour
from thidua.papers.actions import keep_paper, next_number, number_text
from thidua.papers.models import Paper
from thidua.rewards.models_stock import StockItem, StockMove, StockPiece
from thidua.rewards.papers_stock import render_spoilt_minutes
from thidua.rewards.permissions_stock import check_keeps_stock, check_keeps_stock_in
from thidua.rewards.serials import read_serials, written_serials
from thidua.shared import audit
from thidua.shared.denied import Denied, Stale
from thidua.shared.text import fold, nfc, nfc_lines, reason_trouble
from thidua.units.models import Unit

Kind, Place = StockMove.Kind, StockPiece.Place
MOST = 1_000_000
_CHUNK = 500


@transaction.atomic
def add_item(
    *, unit: Unit, kind: str, name: str, measure: str, has_serials: bool, low_level: int, by, at: datetime
) -> StockItem:
    """A kind of thing the unit keeps from now on."""
    check_keeps_stock_in(by, unit, at.date())
    name, measure = nfc(name), nfc(measure)
    _check_names(name, measure, low_level)
    if kind not in StockItem.Kind.values:
        raise Denied("Loại hiện vật không có trong danh sách.")
    item = StockItem(
        unit=unit, kind=kind, name=name, name_fold=fold(name), measure=measure, has_serials=has_serials,
        low_level=low_level, added_at=at, added_by=by,
    )  # fmt: skip
    _save(item)
    audit.record("stock_item_added", item, by=by, at=at, detail={"kind": str(kind)})
    return item


@transaction.atomic
def change_item(*, item: StockItem, name: str, low_level: int, by, at: datetime) -> None:
    """Another name, or another level at which the shelf runs low."""
    check_keeps_stock(by, item, at.date())
    name = nfc(name)
    _check_names(name, item.measure, low_level)
    item.name, item.name_fold, item.low_level = name, fold(name), low_level
    _save(item, update_fields=["name", "name_fold", "low_level"])
    audit.record("stock_item_changed", item, by=by, at=at, detail={"low_level": low_level})


def _check_names(name: str, measure: str, low_level: int) -> None:
    if not name or not measure:
        raise Denied("Cần ghi tên hiện vật và đơn vị tính.")
    if len(name) > 160 or len(measure) > 20:
        raise Denied("Tên hiện vật dài quá 160 hoặc đơn vị tính dài quá 20 ký tự.")
    if not 0 <= low_level <= MOST:
        raise Denied("Mức báo sắp hết phải từ 0 đến 1.000.000.")


def _save(item: StockItem, **options) -> None:
    try:
        with transaction.atomic():
            item.save(**options)
    except IntegrityError as error:
        raise Denied("Đơn vị đã có hiện vật mang tên này.") from error


def _amount(item: StockItem, quantity: int | None, serials: str) -> tuple[int, list[str]]:
    """(pieces, their numbers): numbered things are counted by their numbers, others by the quantity typed."""
    if item.has_serials:
        numbers = read_serials(serials)
        if quantity is not None and quantity != len(numbers):
            raise Denied(f"Số lượng ghi {quantity} nhưng dải số sê-ri có {len(numbers)}. Mời xem lại.")
        return len(numbers), numbers
    if nfc(serials):
        raise Denied(f"{item.name} không theo dõi số sê-ri; mời để trống ô số sê-ri.")
    if quantity is None or isinstance(quantity, bool) or not 0 < quantity <= MOST:
        raise Denied("Số lượng phải từ 1 đến 1.000.000.")
    return quantity, []


def _move(
    item: StockItem, kind: StockMove.Kind, quantity: int, numbers: list[str], delta: int, *, on: date, basis: str, by,
    at: datetime, given_to: str = "", decision: Decision | None = None, honour: Honour | None = None,
    minutes: Paper | None = None,
) -> StockMove:  # fmt: skip
    """The entry and the shelf in one step: it only holds when nobody moved the item since it was read."""
    basis, given_to = nfc(basis), nfc(given_to)
    if not basis:
        raise Denied("Cần ghi căn cứ: số hóa đơn, phiếu xuất, biên bản hoặc lý do.")
    if len(basis) > 300 or len(given_to) > 200:
        raise Denied("Căn cứ dài quá 300 hoặc người nhận dài quá 200 ký tự.")
    if on > at.date():
        raise Denied("Ngày ghi kho ở tương lai.")
    if item.on_shelf + delta < 0:
        raise Denied(f"Trong kho chỉ còn {item.on_shelf} {item.measure} {item.name}; không xuất được {quantity}.")
    changed = StockItem.objects.filter(pk=item.pk, version=item.version).update(
        on_shelf=F("on_shelf") + delta, version=F("version") + 1
    )
    if changed != 1:
        raise Stale()
    item.on_shelf, item.version = item.on_shelf + delta, item.version + 1
    written = written_serials(numbers) if numbers else ""
    move = StockMove.objects.create(
        item=item, number=item.version, kind=kind, quantity=quantity,
        serials=written if len(written) <= 120 else f"{written[:117]}…", shelf_after=item.on_shelf, happened_on=on,
        basis=basis, given_to=given_to, decision=decision, honour=honour, minutes=minutes, recorded_at=at,
        recorded_by=by,
    )  # fmt: skip
    audit.record("stock_moved", move, by=by, at=at, detail={"kind": kind.value, "quantity": quantity})
    return move


def _place(item: StockItem, numbers: Sequence[str], from_: Sequence[str], to: str, move: StockMove) -> None:
    """Every piece leaves the place it was in for the new one, or nothing moves."""
    for start in range(0, len(numbers), _CHUNK):
        part = numbers[start : start + _CHUNK]
        pieces = StockPiece.objects.filter(item=item, serial__in=part, place__in=from_)
        if pieces.update(place=to, move=move) != len(part):
            _refuse_first(item, part, from_, move)


def _refuse_first(item: StockItem, numbers: Sequence[str], from_: Sequence[str], move: StockMove) -> None:
    there = {
        piece.serial: piece for piece in StockPiece.objects.filter(item=item, serial__in=numbers).exclude(move=move)
    }
    known = set(StockPiece.objects.filter(item=item, serial__in=numbers).values_list("serial", flat=True))
    for serial in numbers:
        if serial not in known:
            raise Denied(f"Kho chưa từng nhập số {serial}. Chưa số nào được ghi.")
        if serial in there and there[serial].place not in from_:
            raise Denied(f"Số {serial} đang ở “{there[serial].get_place_display()}”. Chưa số nào được ghi.")
    raise Stale()


@transaction.atomic
def receive_stock(
    *, item: StockItem, on: date, basis: str, by, at: datetime, quantity: int | None = None, serials: str = ""
) -> StockMove:
    """Things came in; a number that came in before, wherever it is now, is refused."""
    check_keeps_stock(by, item, at.date())
    amount, numbers = _amount(item, quantity, serials)
    move = _move(item, Kind.RECEIPT, amount, numbers, amount, on=on, basis=basis, by=by, at=at)
    try:
        with transaction.atomic():
            StockPiece.objects.bulk_create(
                [StockPiece(item=item, serial=serial, move=move) for serial in numbers], batch_size=_CHUNK
            )
    except IntegrityError as error:
        known: set[str] = set()
        for start in range(0, len(numbers), _CHUNK):
            part = StockPiece.objects.filter(item=item, serial__in=numbers[start : start + _CHUNK])
            known |= set(part.values_list("serial", flat=True))
        first = next((serial for serial in numbers if serial in known), "")
        raise Denied(f"Số {first} đã được nhập kho trước đó. Chưa số nào được ghi.") from error
    return move


@transaction.atomic
def take_out(
    *,
    item: StockItem,
    for_printing: bool,
    on: date,
    basis: str,
    given_to: str,
    by,
    at: datetime,
    quantity: int | None = None,
    serials: str = "",
    decision: Decision | None = None,
    honour: Honour | None = None,
) -> StockMove:
    """Things leave the shelf: for a print job, or handed out (to a recipient: ``honour``)."""
    check_keeps_stock(by, item, at.date())
    if not nfc(given_to):
        raise Denied("Cần ghi người nhận: họ tên, đơn vị.")
    amount, numbers = _amount(item, quantity, serials)
    kind = Kind.PRINTING if for_printing else Kind.HAND_OUT
    move = _move(
        item, kind, amount, numbers, -amount, on=on, basis=basis, given_to=given_to, decision=decision, honour=honour,
        by=by, at=at,
    )  # fmt: skip
    _place(item, numbers, [Place.SHELF], Place.PRINTING if for_printing else Place.GIVEN, move)
    return move


@transaction.atomic
def put_back(
    *, item: StockItem, on: date, basis: str, by, at: datetime, quantity: int | None = None, serials: str = ""
) -> StockMove:
    """What was taken out and not used comes back to the shelf."""
    check_keeps_stock(by, item, at.date())
    amount, numbers = _amount(item, quantity, serials)
    if not item.has_serials and amount > _outside(item):
        raise Denied(f"Đang ở ngoài kho chỉ có {_outside(item)} {item.measure}; không nhập lại được {amount}.")
    move = _move(item, Kind.RETURNED, amount, numbers, amount, on=on, basis=basis, by=by, at=at)
    _place(item, numbers, [Place.PRINTING, Place.GIVEN], Place.SHELF, move)
    return move


def _outside(item: StockItem) -> int:
    """Pieces without number that were taken out and neither came back nor were spoilt outside."""
    signs = {Kind.PRINTING: 1, Kind.HAND_OUT: 1, Kind.RETURNED: -1}
    moves = StockMove.objects.filter(item=item).order_by("number").values_list("kind", "quantity", "shelf_after")
    outside = shelf = 0
    for kind, quantity, after in moves:
        if kind == Kind.SPOILT and after == shelf:
            outside -= quantity
        outside += signs.get(Kind(kind), 0) * quantity
        shelf = after
    return outside


@transaction.atomic
def spoil_stock(
    *,
    item: StockItem,
    on: date,
    reason: str,
    witnesses: str,
    by,
    at: datetime,
    quantity: int | None = None,
    serials: str = "",
    was_out: bool = False,
) -> StockMove:
    """Spoilt pieces are destroyed before ``witnesses`` (one a line: name, office); the numbered minutes are kept.

    ``was_out``: things without numbers that had been taken out; with numbers it is known where they were.
    """
    check_keeps_stock(by, item, at.date())
    reason, present = nfc(reason), nfc_lines(witnesses)
    if trouble := reason_trouble(reason):
        raise Denied(f"Lý do hủy: {trouble}")
    if len([line for line in present.split("\n") if line]) < 2:
        raise Denied("Cần ít nhất hai người chứng kiến việc hủy, mỗi người một dòng: họ tên, chức vụ.")
    if len(present) > 1000:
        raise Denied("Danh sách người chứng kiến dài quá 1.000 ký tự.")
    amount, numbers = _amount(item, quantity, serials)
    on_shelf = 0 if was_out else amount
    if item.has_serials:
        on_shelf = sum(
            StockPiece.objects.filter(
                item=item, place=Place.SHELF, serial__in=numbers[start : start + _CHUNK]
            ).count()
            for start in range(0, len(numbers), _CHUNK)
        )  # fmt: skip
    elif was_out and amount > _outside(item):
        raise Denied(f"Đang ở ngoài kho chỉ có {_outside(item)} {item.measure}; không hủy được {amount}.")
    paper = _minutes(item, amount, numbers, reason, present.split("\n"), on, by, at)
    move = _move(item, Kind.SPOILT, amount, numbers, -on_shelf, on=on, basis=reason, minutes=paper, by=by, at=at)
    _place(item, numbers, [Place.SHELF, Place.PRINTING], Place.SPOILT, move)
    return move


def _minutes(item: StockItem, amount: int, numbers, reason: str, present, on: date, by, at: datetime) -> Paper:
    if on > at.date():
        raise Denied("Ngày ghi kho ở tương lai.")
    number = next_number(item.unit, "BB", on.year)
    try:
        content = render_spoilt_minutes(
            item, amount, written_serials(numbers) if numbers else "", reason, present, number=number, on=on
        )
    except PaperError as error:
        raise Denied(f"Chưa in được biên bản hủy: {error}") from error
    return keep_paper(
        kind="spoilt_minutes", title=f"Biên bản hủy {amount} {item.measure} {item.name}"[:300], unit=item.unit,
        content=content, issued_on=on, number=number, number_text=number_text(number, "BB", item.unit), by=by, at=at,
    )  # fmt: skip


@transaction.atomic
def count_stock(
    *, item: StockItem, on: date, basis: str, by, at: datetime, counted: int | None = None, missing: str = ""
) -> StockMove | None:
    """Stock-taking: what differs becomes an entry; None when the shelf is as written.

    Things without numbers: ``counted`` pieces are there. With numbers: ``missing`` ones are not.
    """
    check_keeps_stock(by, item, at.date())
    if item.has_serials:
        if not nfc(missing):
            _counted_right(item, by, at)
            return None
        numbers = read_serials(missing)
        move = _move(item, Kind.MISSING, len(numbers), numbers, -len(numbers), on=on, basis=basis, by=by, at=at)
        _place(item, numbers, [Place.SHELF], Place.MISSING, move)
        return move
    if counted is None or isinstance(counted, bool) or not 0 <= counted <= MOST:
        raise Denied("Cần ghi số đếm được, từ 0 đến 1.000.000.")
    delta = counted - item.on_shelf
    if not delta:
        _counted_right(item, by, at)
        return None
    kind = Kind.FOUND if delta > 0 else Kind.MISSING
    return _move(item, kind, abs(delta), [], delta, on=on, basis=basis, by=by, at=at)


def _counted_right(item: StockItem, by, at: datetime) -> None:
    audit.record("stock_counted", item, by=by, at=at, detail={"on_shelf": item.on_shelf})


@transaction.atomic
def find_missing(*, item: StockItem, serials: str, on: date, basis: str, by, at: datetime) -> StockMove:
    """Numbered pieces that were missing have turned up."""
    check_keeps_stock(by, item, at.date())
    numbers = read_serials(serials)
    move = _move(item, Kind.FOUND, len(numbers), numbers, len(numbers), on=on, basis=basis, by=by, at=at)
    _place(item, numbers, [Place.MISSING], Place.SHELF, move)
    return move
