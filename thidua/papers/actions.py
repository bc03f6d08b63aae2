"""Numbering and keeping papers."""

import hashlib
from datetime import date, datetime

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.db.models import F

from thidua.papers.models import NumberNote, NumberSeries, Paper
from thidua.papers.permissions import check_can_keep_book
from thidua.papers.queries import LETTERS, in_series, series_text
from thidua.shared import audit
from thidua.shared.denied import Denied
from thidua.shared.gate import stamp
from thidua.shared.text import nfc
from thidua.shared.wording import vi_date
from thidua.units.models import Unit

MOST_AT_ONCE = 500  # numbers noted in one act
LARGEST_NUMBER = 99_999


def _locked_series(unit: Unit, symbol: str, year: int) -> NumberSeries:
    """The series, its row locked until the transaction ends: of two issuers at once one waits."""
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("a number belongs inside the transaction that issues the paper")
    series, _ = NumberSeries.objects.get_or_create(unit=unit, symbol=symbol, year=year)
    NumberSeries.objects.filter(pk=series.pk).update(last=F("last"))
    return NumberSeries.objects.get(pk=series.pk)


def _advance(series: NumberSeries, number: int) -> None:
    NumberSeries.objects.filter(pk=series.pk).update(last=number)
    series.last = number


def next_number(unit: Unit, symbol: str, year: int) -> int:
    """The next number of a series, without gap and without double; numbers noted as used on paper are passed over.

    Call it inside the transaction that issues the paper: the row of the series stays locked until commit, so that two
    issuers queue, and a roll-back gives the number back. Nghị định 30/2020/NĐ-CP, Điều 15.
    """
    series = _locked_series(unit, symbol, year)
    noted = set(series.notes.filter(number__gt=series.last).values_list("number", flat=True))
    number = series.last + 1
    while number in noted:
        number += 1
    _advance(series, number)
    return number


def take_number(unit: Unit, symbol: str, year: int, number: int) -> int:
    """A number somebody typed, for a paper that is issued in this transaction: the next one, or one set aside.

    Raises Denied for a number that is taken, naming by what, and for one that would leave numbers unaccounted for.
    """
    series = _locked_series(unit, symbol, year)
    written = number_text(number, symbol, unit)
    if not 1 <= number <= LARGEST_NUMBER:
        raise Denied(f"Số văn bản phải từ 1 đến {LARGEST_NUMBER}.")
    taken = in_series(unit, symbol, year).filter(number=number).first()
    if taken is not None:
        raise Denied(f"Số {written} đã cấp ngày {vi_date(taken.issued_on)} cho “{taken.title}”. Mời chọn số khác.")
    noted = series.notes.filter(number=number).first()
    if noted is not None and noted.kind != NumberNote.Kind.RESERVED:
        raise Denied(f"Số {written} đã ghi trong sổ là “{noted.get_kind_display().lower()}”: {noted.reason}.")
    if noted is not None:
        if number > series.last:
            _check_no_gap(series, number, symbol, unit)
            _advance(series, number)
        return number
    if number <= series.last:
        raise Denied(f"Số {written} nằm trong phần sổ đã dùng (đến số {series.last}) và không được để dành.")
    _check_no_gap(series, number, symbol, unit)
    _advance(series, number)
    return number


def _check_no_gap(series: NumberSeries, number: int, symbol: str, unit: Unit) -> None:
    """Every number between the last and this one is accounted for."""
    noted = set(series.notes.filter(number__gt=series.last, number__lt=number).values_list("number", flat=True))
    free = [each for each in range(series.last + 1, number) if each not in noted]
    if free:
        told = str(free[0]) if len(free) == 1 else f"{free[0]} đến {free[-1]}"
        raise Denied(
            f"Cấp số {number_text(number, symbol, unit)} sẽ bỏ trống số {told}. Số đã dùng trên giấy thì ghi vào Sổ văn "
            f"bản đi trước; nếu không, số kế tiếp là {number_text(free[0], symbol, unit)}."
        )


def coming_number(unit: Unit, symbol: str, year: int) -> int:
    """The number the next paper of a series gets unless somebody issues another one before. Two queries."""
    series = NumberSeries.objects.filter(unit=unit, symbol=symbol, year=year).first()
    if series is None:
        return 1
    noted = set(series.notes.filter(number__gt=series.last).values_list("number", flat=True))
    number = series.last + 1
    while number in noted:
        number += 1
    return number


def number_text(number: int, symbol: str, unit: Unit) -> str:
    """The printed number and symbol: numbers below 10 with a leading zero; an official letter (symbol ``LETTERS``) carries
    the agency and the drafting unit (Nghị định 30/2020, Phụ lục I)."""
    return f"{number:02d}/{series_text(symbol, unit)}"


def void_number(unit: Unit, symbol: str, year: int, number: int, *, title: str, reason: str, by, at: datetime) -> None:
    """The paper that took the number is not issued: the book keeps the number with the reason. Part of another act."""
    series = _locked_series(unit, symbol, year)
    _note(series, [number], NumberNote.Kind.VOID, title=title, dated_on=None, reason=reason, by=by, at=at)


@transaction.atomic
def take_over_series(*, unit: Unit, symbol: str, year: int, first: int, note: str, by, at: datetime) -> NumberSeries:
    """Go on from a book kept on paper: the next number given here is ``first``. Once a year and symbol, before any other."""
    check_can_keep_book(by, unit, at.date())
    symbol, note = nfc(symbol), nfc(note)
    if symbol not in SYMBOLS:
        raise Denied("Ký hiệu loại văn bản không có trong danh mục.")
    if not 1 <= first <= LARGEST_NUMBER:
        raise Denied(f"Số bắt đầu phải từ 1 đến {LARGEST_NUMBER}.")
    if not note:
        raise Denied("Mời ghi sổ giấy nào, đến số nào.")
    series = _locked_series(unit, symbol, year)
    if series.last or series.taken_over_at or series.notes.exists():
        raise Denied(f"Sổ {series_text(symbol, unit)} năm {year} đã bắt đầu trên hệ thống, không đặt lại số đầu được.")
    fields = {"first": first, "last": first - 1, "taken_over_note": note[:300], **stamp("taken_over", by=by, at=at)}
    NumberSeries.objects.filter(pk=series.pk).update(**fields)
    audit.record("series_taken_over", series, by=by, at=at, detail={"symbol": symbol, "year": year, "first": first})
    series.refresh_from_db()
    return series


@transaction.atomic
def note_numbers(
    *,
    series: NumberSeries,
    first: int,
    last: int,
    kind: str,
    reason: str,
    by,
    at: datetime,
    title: str = "",
    dated_on: date | None = None,
) -> int:
    """Account for numbers that no paper here carries: used on paper, or set aside; returns how many were noted."""
    check_can_keep_book(by, series.unit, at.date())
    series = _locked_series(series.unit, series.symbol, series.year)
    if kind not in (NumberNote.Kind.PAPER, NumberNote.Kind.RESERVED):
        raise Denied("Chỉ ghi được số đã dùng trên giấy hoặc số để dành.")
    reason = nfc(reason)
    if not reason:
        raise Denied("Mời ghi số này dùng vào việc gì.")
    if not 1 <= first <= last <= LARGEST_NUMBER:
        raise Denied("Số đầu phải từ 1 và không lớn hơn số cuối.")
    if last - first >= MOST_AT_ONCE:
        raise Denied(f"Mỗi lần ghi nhiều nhất {MOST_AT_ONCE} số.")
    if first < series.first:
        raise Denied(f"Sổ này bắt đầu từ số {series.first}; các số trước ở sổ giấy cũ.")
    numbers = list(range(first, last + 1))
    taken = in_series(series.unit, series.symbol, series.year).filter(number__in=numbers).order_by("number").first()
    if taken is not None:
        raise Denied(f"Số {taken.number_text} đã cấp trên hệ thống cho “{taken.title}”.")
    given = [number for number in numbers if number <= series.last]
    noted = set(series.notes.filter(number__in=given).values_list("number", flat=True))
    if kind == NumberNote.Kind.RESERVED and given:
        raise Denied(f"Số để dành phải lớn hơn số đã dùng đến nay ({series.last}).")
    if noted:
        raise Denied(f"Số {min(noted)} đã được ghi trong sổ.")
    _note(series, numbers, kind, title=title, dated_on=dated_on, reason=reason, by=by, at=at)
    return len(numbers)


def _note(series, numbers, kind, *, title: str, dated_on: date | None, reason: str, by, at: datetime) -> None:
    rows = [
        NumberNote(
            series=series, number=number, kind=kind, title=nfc(title)[:300], dated_on=dated_on, reason=nfc(reason)[:300],
            **stamp("noted", by=by, at=at),
        )
        for number in numbers
    ]  # fmt: skip
    try:
        with transaction.atomic():
            NumberNote.objects.bulk_create(rows)
    except IntegrityError as error:
        raise Denied("Có số đã được ghi trong sổ. Chưa số nào được ghi thêm.") from error
    detail = {"symbol": series.symbol, "year": series.year, "kind": str(kind), "first": numbers[0], "last": numbers[-1]}
    audit.record("numbers_noted", series, by=by, at=at, detail=detail)


@transaction.atomic
def keep_paper(
    *,
    kind: str,
    title: str,
    unit: Unit,
    content: bytes,
    issued_on: date,
    by,
    at: datetime,
    number: int | None = None,
    number_text: str = "",
    is_public: bool = False,
    suffix: str = "pdf",
) -> Paper:
    """Store an issued paper with its checksum; the file is never written again."""
    digest = hashlib.sha256(content).hexdigest()
    paper = Paper(
        kind=kind,
        title=title,
        unit=unit,
        number=number,
        number_text=number_text,
        year=issued_on.year,
        issued_on=issued_on,
        sha256=digest,
        size=len(content),
        is_public=is_public,
        kept_at=at,
        kept_by=by,
    )
    paper.file.save(f"{kind}-{digest[:16]}.{suffix}", ContentFile(content), save=False)
    paper.save()
    audit.record("paper_kept", paper, by=by, at=at, detail={"kind": kind, "sha256": digest, "number": number_text})
    return paper


@transaction.atomic
def open_to_all(*, paper: Paper, is_public: bool, by, at: datetime) -> None:
    """Whether everybody may read the paper from now on. Part of an act of publication, which checked the right."""
    Paper.objects.filter(pk=paper.pk).update(is_public=is_public)
    paper.is_public = is_public
    audit.record("paper_opened" if is_public else "paper_closed", paper, by=by, at=at)


# Abbreviations of kinds of papers: Nghị định 30/2020/NĐ-CP, Phụ lục III, and what the system numbers besides.
SYMBOLS = {
    "QĐ": "Quyết định", LETTERS: "Công văn", "TTr": "Tờ trình", "BB": "Biên bản", "KH": "Kế hoạch", "BC": "Báo cáo",
    "TB": "Thông báo", "GM": "Giấy mời", "HD": "Hướng dẫn", "GCN-SK": "Giấy chứng nhận sáng kiến",
    "GXN": "Giấy xác nhận khen thưởng", "BB-HĐTĐKT": "Biên bản Hội đồng Thi đua - Khen thưởng",
    "BB-HĐSK": "Biên bản Hội đồng sáng kiến", "BB-HĐ": "Biên bản Hội đồng khác",
}  # fmt: skip
