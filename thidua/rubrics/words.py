"""Numbers, bands and letters the way an officer writes them: "từ 88 đến dưới 90 = 2". Read and written, no database."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError

from thidua.shared.forms import NumberField
from thidua.shared.text import nfc

LARGEST = Decimal(10) ** 9
MOST_BANDS = 60
_FIELD = NumberField(places=6, min_value=0, max_value=LARGEST)
_LOW = {"từ": "from", "trên": "above"}
_HIGH = {"đến dưới": "below", "dưới": "below", "đến hết": "to", "đến": "to"}
_NUMBER = r"[\d.,\s]+?"
_DAY = r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}"
_BAND = r"(?:(?P<low>từ|trên)\s+(?P<a>{n})\s*)?(?:(?P<high>đến dưới|đến hết|đến|dưới)\s+(?P<b>{n})\s*)?"
_BAND_OF = {n: re.compile(_BAND.format(n=n), re.IGNORECASE) for n in (_NUMBER, _DAY)}
EVERYTHING = "mọi giá trị"
UNKNOWN_MARK = "chưa thống nhất"


def number_text(value: Any) -> str:
    """A number without grouping, comma before the decimals: "1234,5". "" for None."""
    if value is None or value == "":
        return ""
    return f"{Decimal(str(value)).normalize():f}".replace(".", ",")


def plain(value: Decimal) -> str:
    """A number as it stands in a tree: a decimal text without trailing zeros."""
    return f"{value.normalize():f}"


def read_number(cell: Any) -> str | None:
    """A typed number or the number of a spreadsheet cell as plain text, None when empty. ValueError with the reason.

    Negative, above a thousand million, NaN and more than six decimals are refused.
    """
    if cell is None or cell == "":
        return None
    if isinstance(cell, bool):
        raise ValueError("cần một số")
    if isinstance(cell, int | float):
        cell = Decimal(str(cell))
        if not cell.is_finite():
            raise ValueError("số này không dùng được")
    elif isinstance(cell, datetime | date):
        raise ValueError("cần một số, ô đang là ngày")
    try:
        number = _FIELD.clean(cell)
    except ValidationError as error:
        raise ValueError(error.messages[0]) from None
    return None if number is None else plain(number)


def needed_number(text: Any, *, signed: bool = False) -> str:
    text = nfc(str(text)).removesuffix("%").removesuffix("điểm").strip().replace("−", "-")
    if signed and text.startswith("-"):
        size = needed_number(text[1:])
        return size if size == "0" else f"-{size}"
    number = read_number(text)
    if number is None:
        raise ValueError("thiếu một số")
    return number


def read_day(text: str) -> str:
    """31/12/2025 → 2025-12-31."""
    day, month, year = (int(each) for each in re.split(r"[/.-]", text))
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        raise ValueError(f"không có ngày {text}") from None


def lines_of(text: str) -> list[str]:
    """The parts of a list written one a line or with "|" between."""
    return [nfc(part) for part in re.split(r"[\n|]", text.replace("\r", "\n")) if part.strip()]


def write_bands(bands: Sequence[Mapping[str, Any]]) -> list[str]:
    """Bands of numbers or of days, one line each."""
    return [_write_band(band) for band in bands]


def _write_band(band: Mapping[str, Any]) -> str:
    def end(value: Any) -> str:
        text = str(value)
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            return f"{date.fromisoformat(text):%d/%m/%Y}"
        return number_text(value)

    parts = [f"{word} {end(band[key])}" for word, key in _LOW.items() if band.get(key) is not None]
    if band.get("below") is not None:
        parts.append(f"{'đến dưới' if parts else 'dưới'} {end(band['below'])}")
    if band.get("to") is not None:
        parts.append(f"đến {end(band['to'])}")
    return f"{' '.join(parts) or EVERYTHING} = {number_text(band['points'])}"


def read_bands(text: str, *, days: bool = False, signed: bool = False) -> list[dict[str, str]]:
    """Bands from lines such as "từ 88 đến dưới 90 = 2"; ``days``: the ends are days. ValueError names the line."""
    lines = lines_of(text)
    if len(lines) > MOST_BANDS:
        raise ValueError(f"nhiều nhất {MOST_BANDS} mức")
    bands = []
    for number, line in enumerate(lines, start=1):
        try:
            bands.append(_read_band(line, days, signed))
        except ValueError as error:
            raise ValueError(f"mức {number} “{line[:60]}”: {error}") from None
    return bands


def _read_band(line: str, days: bool, signed: bool) -> dict[str, str]:
    range_, sign, points = line.rpartition("=") if "=" in line else line.rpartition(":")
    if not sign:
        raise ValueError("thiếu dấu “=” trước số điểm, viết như “từ 88 đến dưới 90 = 2”")
    band: dict[str, str] = {}
    range_ = range_.replace("%", " ").replace(" ngày", " ").strip()
    if range_.lower() != EVERYTHING:
        found = _BAND_OF[_DAY if days else _NUMBER].fullmatch(range_)
        if not found or not (found["low"] or found["high"]):
            example = "từ 01/02/2025 đến 15/02/2025 = 2" if days else "từ 88 đến dưới 90 = 2"
            raise ValueError(f"chưa đọc được, viết như “{example}”")
        for word, value, keys in ((found["low"], found["a"], _LOW), (found["high"], found["b"], _HIGH)):
            if word:
                key = keys[word.lower()]
                if days and key in ("above", "below"):
                    raise ValueError("với ngày chỉ dùng “từ … đến …” (kể cả hai ngày đầu và cuối)")
                band[key] = read_day(value) if days else needed_number(value)
    return {**band, "points": needed_number(points, signed=signed)}


def write_marks(marks: Mapping[str, Any]) -> list[str]:
    """Marks of letters: "B = 8"; a letter without a mark says so."""
    return [f"{letter} = {UNKNOWN_MARK if mark is None else number_text(mark)}" for letter, mark in marks.items()]


def read_marks(text: str) -> dict[str, str | None]:
    """Marks of letters from lines "B = 8"; "chưa thống nhất" leaves the mark open."""
    marks: dict[str, str | None] = {}
    for line in lines_of(text):
        letter, sign, mark = line.replace(":", "=").partition("=")
        letter = letter.strip().upper().removeprefix("MỨC ")
        if not sign or not re.fullmatch(r"[A-ZĐ]{1,3}", letter):
            raise ValueError(f"“{line[:40]}” chưa đọc được, viết như “B = 8”")
        if letter in marks:
            raise ValueError(f"mức {letter} có hai lần")
        marks[letter] = None if mark.strip().lower() in ("", UNKNOWN_MARK) else needed_number(mark)
    return marks
