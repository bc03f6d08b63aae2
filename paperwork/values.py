"""Cells of unknown shape to typed values, a whole column at a time: each distinct cell is read once.

Kinds: text, name, code, integer, number, date, year, yes_no, choice. Reasons are Vietnamese and fit for the screen.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from paperwork.encodings import clean

KINDS = ("text", "name", "code", "integer", "number", "date", "year", "yes_no", "choice")
EMPTY = "ô này không được để trống"
_YES = {"co", "x", "v", "dung", "dat", "true", "1", "yes", "✓", "✔", "co ", "la"}
_NO = {"khong", "sai", "khong dat", "false", "0", "no", "-", "k", "chua"}
_DAY_FIRST = re.compile(r"(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.0+)?)?)?")
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T]\d{2}:\d{2}(?::\d{2}(?:\.0+)?)?)?")
_IN_WORDS = re.compile(r"(?:ngay\s*)?(\d{1,2})\s*thang\s*(\d{1,2})\s*nam\s*(\d{4})", re.ASCII)
_SHORT_YEAR = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2}")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+(?:,\d+)?|[+-]?\d+(?:,\d+)?")
_POINT = re.compile(r"[+-]?\d+\.\d{1,2}|[+-]?\d+\.\d{4,}")
_FOUR = re.compile(r"\d{4}", re.ASCII)
_LETTER, _DIGIT = re.compile(r"[^\W\d_]"), re.compile(r"\d")
_EPOCH = dt.date(1899, 12, 30)


def _bare_letters() -> dict[int, str]:
    """Every Vietnamese letter to the letter it is written on."""
    letters = "aăâeêioôơuưyđ"
    tones = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
    table = {}
    for letter in letters + letters.upper():
        bare = unicodedata.normalize("NFD", letter.lower().replace("đ", "d"))[0]
        for tone in tones:
            whole = unicodedata.normalize("NFC", letter + tone)
            if len(whole) == 1:
                table[ord(whole)] = bare
    return table


_BARE = _bare_letters()


def fold(text: str) -> str:
    """Lower case without marks, đ as d, blanks single: how words are compared."""
    plain = text.translate(_BARE).lower() if not text.isascii() else text.lower()
    if not plain.isascii():  # decomposed text, other languages
        parts = unicodedata.normalize("NFD", text.lower()).replace("đ", "d")
        plain = "".join(part for part in parts if not unicodedata.combining(part))
    return " ".join(plain.split())


@dataclass(frozen=True, slots=True)
class Shape:
    """What a column must hold. ``choices``: folded word → value; ``longest``: characters of a text."""

    kind: str = "text"
    choices: Mapping[str, str] = field(default_factory=dict)
    words: tuple[str, ...] = ()  # of the choices as people read them, for the reason
    longest: int = 300


def read_text(cell: object, shape: Shape) -> str:
    if isinstance(cell, dt.datetime | dt.date):
        text = f"{cell:%d/%m/%Y}"
    elif isinstance(cell, bool):
        text = "Có" if cell else "Không"
    elif isinstance(cell, float):
        text = repr(cell)
    else:
        text = clean(str(cell))
    if len(text) > shape.longest:
        raise ValueError(f"dài quá {shape.longest} ký tự")
    return text


def read_name(cell: object, shape: Shape) -> str:
    text = read_text(cell, shape)
    if not isinstance(cell, str) or not _LETTER.search(text):
        raise ValueError("phải là họ tên")
    if _DIGIT.search(text):
        raise ValueError("họ tên có chữ số")
    # Old fonts lose capitals and lists shout: "nguyễn văn an", "NGUYỄN VĂN AN" are written as names are.
    if text.isupper() or text.islower():
        text = text.lower()
    return text if text.istitle() else " ".join(word[:1].upper() + word[1:] for word in text.split())


def read_integer(cell: object, shape: Shape) -> int:
    number = read_number(cell, shape)
    if not float(number).is_integer():
        raise ValueError("phải là số nguyên")
    return int(number)


def read_number(cell: object, shape: Shape) -> float | int:
    if isinstance(cell, bool):
        raise ValueError("phải là số")
    if isinstance(cell, int | float):
        if not math.isfinite(cell) or abs(cell) > 1e15:
            raise ValueError("số này quá lớn")
        return cell
    text = cell.replace(" ", "").replace("\u00a0", "") if isinstance(cell, str) else ""
    if len(text) <= 40:
        if _GROUPED.fullmatch(text):
            number = float(text.replace(".", "").replace(",", "."))
            return int(number) if number.is_integer() else number
        if _POINT.fullmatch(text):
            return float(text)
    raise ValueError("phải là số, viết như 1.234,5")


def read_year(cell: object, shape: Shape) -> int:
    if isinstance(cell, dt.datetime | dt.date):
        return cell.year
    text = fold(cell).removeprefix("nam ") if isinstance(cell, str) else cell
    year = read_integer(text, shape)
    if not 1945 <= year <= 2100:
        raise ValueError("phải là năm có bốn chữ số")
    return year


def read_date(cell: object, shape: Shape) -> dt.date:
    """A real date; 31/12/2025, 31-12-2025, 31.12.2025; 2025-12-31; ngày 31 tháng 12 năm 2025; the day number of a
    spreadsheet."""
    if isinstance(cell, dt.datetime):
        return _sensible(cell.date())
    if isinstance(cell, dt.date):
        return _sensible(cell)
    if isinstance(cell, int) and not isinstance(cell, bool):
        if 7000 <= cell <= 80000:
            return _EPOCH + dt.timedelta(days=cell)
        if 1900 <= cell <= 2100:
            raise ValueError("chỉ có năm; cần đủ ngày, tháng, năm")
    text = cell.strip() if isinstance(cell, str) else ""
    if match := _DAY_FIRST.fullmatch(text):
        day, month, year = map(int, match.groups())
    elif match := _YEAR_FIRST.fullmatch(text):
        year, month, day = map(int, match.groups())
    elif match := _IN_WORDS.fullmatch(fold(text)):
        day, month, year = map(int, match.groups())
    elif _SHORT_YEAR.fullmatch(text):
        raise ValueError("năm phải có bốn chữ số, viết như 31/12/2025")
    else:
        raise ValueError("phải là ngày, viết như 31/12/2025")
    try:
        return _sensible(dt.date(year, month, day))
    except ValueError as error:
        if "lịch" in str(error) or "khoảng" in str(error):
            raise
        raise ValueError("không có ngày này trong lịch") from None


def read_birth(cell: object, shape: Shape) -> dt.date | int:
    """A date, or the year alone where a list has no more."""
    text = cell.strip() if isinstance(cell, str) else cell
    if isinstance(text, float) and text.is_integer():
        text = int(text)
    if isinstance(text, str) and _FOUR.fullmatch(text):
        text = int(text)
    if isinstance(text, int) and not isinstance(text, bool) and 1900 <= text <= 2100:
        return text
    return read_date(text, shape)


def read_number_of_person(cell: object, shape: Shape) -> str:
    """An identity number as text. A spreadsheet that took it for a number lost the zeros in front: twelve figures again
    where ten or eleven are left; nine are an old identity card."""
    if isinstance(cell, int | float) and not isinstance(cell, bool) and float(cell).is_integer():
        text = str(int(cell))
        return text.zfill(12) if len(text) in (10, 11) else text
    return read_text(cell, shape)


def _sensible(day: dt.date) -> dt.date:
    if not 1900 <= day.year <= 2100:
        raise ValueError("ngày ngoài khoảng 1900–2100")
    return day


def read_yes_no(cell: object, shape: Shape) -> bool:
    if isinstance(cell, bool):
        return cell
    folded = fold(str(cell))
    if folded in _YES:
        return True
    if folded in _NO:
        return False
    raise ValueError("phải là Có hoặc Không")


def read_choice(cell: object, shape: Shape) -> str:
    folded = fold(read_text(cell, shape))
    try:
        return shape.choices[folded]
    except KeyError:
        shown = ", ".join(shape.words[:12]) + ("…" if len(shape.words) > 12 else "")
        raise ValueError(f"phải là một trong: {shown}") from None


_READERS: dict[str, Callable[[object, Shape], object]] = {
    "text": read_text,
    "code": read_text,
    "name": read_name,
    "integer": read_integer,
    "number": read_number,
    "date": read_date,
    "birth": read_birth,
    "person_number": read_number_of_person,
    "year": read_year,
    "yes_no": read_yes_no,
    "choice": read_choice,
}


class _Memo(dict):
    """Each distinct cell is read once; what cannot be read is kept apart with its reason."""

    def __init__(self, shape: Shape, is_required: bool) -> None:
        super().__init__()
        self._read, self._shape = _READERS[shape.kind], shape
        self.reasons: dict[object, str] = {}
        self[None] = None
        if is_required:
            self.reasons[None] = EMPTY

    def __missing__(self, cell: object) -> object:
        value = None
        if isinstance(cell, str) and not cell.strip():
            if None in self.reasons:
                self.reasons[cell] = EMPTY
        else:
            try:
                value = self._read(cell, self._shape)
            except ValueError as error:
                self.reasons[cell] = str(error)
        self[cell] = value
        return value


def read_column(cells: Sequence[object], shape: Shape, is_required: bool) -> tuple[list, dict[int, str]]:
    """The values of a column, None for empty and unreadable cells, and {place: reason} of those not accepted."""
    memo = _Memo(shape, is_required)
    if bool in set(map(type, cells)):  # True and 1 are one key
        cells = ["Có" if cell is True else "Không" if cell is False else cell for cell in cells]
    values = list(map(memo.__getitem__, cells))
    reasons = memo.reasons
    return values, {place: reasons[cell] for place, cell in enumerate(cells) if cell in reasons} if reasons else {}
