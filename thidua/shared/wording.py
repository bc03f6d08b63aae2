"""Vietnamese ways to write days, numbers and sums; used by templates, tables and letters.

Nothing here raises on odd values: what cannot be shown is shown as an em dash.
"""

from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.utils import timezone

NOTHING = "—"
WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")


def _day(value: object) -> date | None:
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value if isinstance(value, date) else None


def vi_date(value: object) -> str:
    """21/11/2026."""
    day = _day(value)
    return f"{day:%d/%m/}{day.year}" if day else NOTHING


def vi_datetime(value: object) -> str:
    """14:05, 21/11/2026 in Vietnamese time."""
    if not isinstance(value, datetime):
        return vi_date(value)
    moment = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{moment:%H:%M}, {vi_date(moment)}"


def vi_long_date(value: object) -> str:
    """Thứ Bảy, ngày 21 tháng 11 năm 2026; days below 10 and the months 1 and 2 carry a leading zero, as in papers."""
    day = _day(value)
    if not day:
        return NOTHING
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"{WEEKDAYS[day.weekday()]}, ngày {day.day:02d} tháng {month} năm {day.year}"


def vi_number(value: object, places: int | None = None) -> str:
    """A number as Vietnamese papers write it: 1.234,5. Without ``places`` trailing zeros go; at most 4 places."""
    if value is None or value == "" or isinstance(value, bool):
        return NOTHING
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return NOTHING
    if not number.is_finite():
        return NOTHING
    text = f"{number:,.{4 if places is None else places}f}"
    whole, _, decimals = text.partition(".")
    if places is None:
        decimals = decimals.rstrip("0")
    if not decimals.strip("0") and whole.strip("-0,") == "":
        whole = whole.lstrip("-")  # no "-0"
    whole = whole.replace(",", ".").replace("-", "−")
    return f"{whole},{decimals}" if decimals else whole


def points(value: object) -> str:
    """A score with two places: 96,50."""
    return vi_number(value, 2)


def percent(value: object) -> str:
    """A ratio between 0 and 1 as 87,5 %."""
    try:
        shown = vi_number(Decimal(str(value)) * 100, 1)
    except (InvalidOperation, TypeError):
        return NOTHING
    return NOTHING if shown == NOTHING else f"{shown.removesuffix(',0')} %"


def money(value: object) -> str:
    """Whole đồng: 2.340.000 đ."""
    shown = vi_number(value, 0)
    return NOTHING if shown == NOTHING else f"{shown} đ"


def show(value: object) -> str:
    """A value as people read it: days, numbers, yes and no; nothing is an em dash."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, datetime):
        return vi_datetime(value)
    if isinstance(value, date):
        return vi_date(value)
    if isinstance(value, int | float | Decimal):
        return vi_number(value)
    return str(value)


def decision_words(number: str) -> str:
    """A decision as a sentence names it: "Quyết định số 15/QĐ-UBND"; what already says what it is stays as it was entered."""
    return f"Quyết định số {number}" if number[:1].isdigit() else number
