"""The pieces every official paper shares: issuer, number, dates, signer, recipients, tables.

Dataclasses in, plain JSON-ready values out; no layout here (that is `layouts/`), no law, no clock.
Rules of form: Decree 30/2020/NĐ-CP, Appendix I (number, date, signing authority, place of each block).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

SIGNING_PREFIXES = ("TM.", "Q.", "KT.", "TL.", "TUQ.")
# Room for a number written by hand: spaces the layout neither joins nor breaks.
BLANK = "\u00a0" * 7
Cell = str | int | Decimal | None
Align = Literal["left", "center", "right"]


class PaperError(ValueError):
    """A paper cannot be made from what was given. The message is Vietnamese, for the person at the screen."""


# ── Words and numbers ────────────────────────────────────────────────────────────────────────────────────────


def written_date(day: date | None) -> str:
    """ "ngày 05 tháng 02 năm 2026": day below 10 and months 1 and 2 padded (Appendix I, II.4). None leaves blanks."""
    if day is None:
        return BLANK.join(("ngày", "tháng", "năm", ""))
    month = f"{day.month:02d}" if day.month <= 2 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def short_date(day: date | None) -> str:
    """ "05/02/2026", or an empty string: for table cells."""
    return "" if day is None else f"{day.day:02d}/{day.month:02d}/{day.year}"


def written_time(moment: datetime) -> str:
    """ "08 giờ 30 phút, ngày 05 tháng 02 năm 2026", in the clock of `moment` itself."""
    return f"{moment.hour:02d} giờ {moment.minute:02d} phút, {written_date(moment.date())}"


def unwritten_time(day: date) -> str:
    """As :func:`written_time`, the hour left to be written by hand: what is not known is not printed."""
    return f"…… giờ …… phút, {written_date(day)}"


def written_number(number: Cell) -> str:
    """Vietnamese form: dot between thousands, comma before decimals, no trailing zeros. Strings pass unchanged."""
    if number is None:
        return ""
    if isinstance(number, str):
        return number
    if isinstance(number, float):
        raise PaperError("Số thập phân phải là Decimal, không phải float: số trên giấy tờ phải chính xác.")
    if isinstance(number, Decimal) and not number.is_finite():
        raise PaperError("Số trên giấy tờ phải là số hữu hạn.")
    whole, _, decimals = f"{number:,f}".partition(".") if isinstance(number, Decimal) else (f"{number:,}", "", "")
    decimals = decimals.rstrip("0")
    return whole.replace(",", ".") + ("," + decimals if decimals else "")


def written_share(part: int, whole: int) -> str:
    """`part` of `whole` in percent with two decimals, cut, never rounded up: 89,999 % must not read as 90 %."""
    if whole <= 0:
        raise PaperError("Không tính được tỷ lệ khi tổng số bằng 0.")
    hundredths = part * 10_000 // whole
    return f"{hundredths // 100},{hundredths % 100:02d}%"


def broken_agency(name: str) -> str:
    """Break a long agency name before its place ("ỦY BAN NHÂN DÂN / TỈNH QUẢNG NINH"); own line breaks are kept."""
    if "\n" in name or len(name) <= 24:
        return name
    return re.sub(
        r" (?=(?:tỉnh|thành phố|phường|xã|đặc khu|tp\.) )",
        "\n",
        name,
        count=1,
        flags=re.IGNORECASE,
    )


def bare_name(person: str) -> str:
    """The name to stand under a signature: "Bà Lê Thị Quỳnh, Thư ký Hội đồng" → "Lê Thị Quỳnh"."""
    return re.sub(r"^(?:Ông|Bà|Đồng chí|Đ/c)\s+", "", person.split(",")[0].strip())


def with_full_stop(text: str) -> str:
    text = text.rstrip()
    return text if text.endswith((".", "!", "?", "…", ":")) else text.rstrip(";,") + "."


# ── The shared dataclasses ───────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Issuer:
    """Who issues a paper. `parent` is the body directly above ("" when none), `place` the place name of the date."""

    parent: str
    name: str
    place: str

    @property
    def spoken(self) -> str:
        """The name in running text: line breaks of the head are blanks."""
        return " ".join(self.name.split())

    def data(self) -> dict[str, Any]:
        return {
            "parent": broken_agency(self.parent.upper()),
            "name": broken_agency(self.name.upper()),
            "place": self.place,
        }


@dataclass(frozen=True)
class Signer:
    """Who signs. `authority_prefix` holds the line or lines above the position ("TM. ỦY BAN NHÂN DÂN",
    "KT. CHỦ TỊCH"; several separated by a line break), "" when the head signs in the own name.
    `name` may be "" on a paper still to be signed by someone unknown.
    """

    authority_prefix: str
    position: str
    name: str

    def data(self) -> dict[str, Any]:
        lines = [line.strip() for line in self.authority_prefix.split("\n") if line.strip()]
        for line in lines:
            if not line.upper().startswith(SIGNING_PREFIXES):
                raise PaperError(f"Quyền hạn ký “{line}” phải bắt đầu bằng một trong: {', '.join(SIGNING_PREFIXES)}")
        return {
            "lines": [line.upper() for line in [*lines, self.position]],
            "name": self.name,
        }


@dataclass(frozen=True)
class Reference:
    """Number, symbol and date of a paper. `number` None and `dated` None stay blank, to be filled by the registry."""

    number: int | None
    symbol: str
    dated: date | None

    def written(self) -> str:
        """ "05/QĐ-UBND": numbers below 10 padded (Appendix I, II.3); a missing number leaves room."""
        if self.number is not None and self.number < 1:
            raise PaperError("Số văn bản phải từ 01 trở lên.")
        return f"{self.number:02d}/{self.symbol}" if self.number else f"{BLANK}/{self.symbol}"

    def data(self) -> dict[str, Any]:
        return {"code": self.written(), "date": written_date(self.dated)}


@dataclass(frozen=True)
class Distribution:
    """Nơi nhận: recipients in order and the filing line ("VT, BTĐKT"), without dashes and punctuation."""

    recipients: tuple[str, ...]
    filed: str = "VT"

    def data(self) -> list[str]:
        return [f"- {line.rstrip(' ;.')};" for line in self.recipients] + [f"- Lưu: {self.filed.rstrip(' ;.')}."]


@dataclass(frozen=True)
class Column:
    """One table column. `width` is a share of the free width; 0 takes what the content needs."""

    title: str
    width: float = 1
    align: Align = "left"


@dataclass(frozen=True)
class Table:
    """A ruled table that breaks over pages and repeats its head.

    A row is a tuple with one cell per column; a row that is a plain string is a group heading across all columns.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...] | str, ...]

    def data(self) -> dict[str, Any]:
        for row in self.rows:
            if not isinstance(row, str) and len(row) != len(self.columns):
                raise PaperError(f"Bảng có {len(self.columns)} cột nhưng một dòng có {len(row)} ô.")
        return {
            "t": "table",
            "columns": [{"title": c.title, "width": c.width, "align": c.align} for c in self.columns],
            "rows": [row if isinstance(row, str) else [written_number(cell) for cell in row] for row in self.rows],
        }


@dataclass(frozen=True)
class Section:
    """A titled part of a paper: paragraphs and tables in order. A paragraph starting with "- " is a list item."""

    title: str
    body: tuple[str | Table, ...]


def addressed(names: tuple[str, ...]) -> tuple[str, ...]:
    """Kính gửi: one name as it is; of several each ends with ";", the last with "." (Appendix I, II.9a)."""
    bare = tuple(name.rstrip(" ;.") for name in names)
    return bare if len(bare) < 2 else (*(f"{name};" for name in bare[:-1]), f"{bare[-1]}.")


# ── Body blocks the layouts understand ───────────────────────────────────────────────────────────────────────


def paragraph(text: str, *, lead: str = "") -> dict[str, Any]:
    """A justified paragraph; `lead` is set in bold before it."""
    return {"t": "p", "lead": lead, "text": text}


def legal_basis(text: str, *, last: bool) -> dict[str, Any]:
    """One căn cứ: italic, ";" after each, "." after the last (Appendix I, II.6)."""
    return {"t": "basis", "text": text.rstrip(" ;.,") + ("." if last else ";")}


def heading(text: str) -> dict[str, Any]:
    return {"t": "h", "text": text}


def body_of(items: tuple[str | Table, ...]) -> list[dict[str, Any]]:
    """Paragraphs and tables as blocks."""
    return [item.data() if isinstance(item, Table) else paragraph(item) for item in items]


def body_of_sections(sections: tuple[Section, ...]) -> list[dict[str, Any]]:
    """Sections numbered I., II., III. …"""
    blocks: list[dict[str, Any]] = []
    for number, section in enumerate(sections, start=1):
        blocks.append(heading(f"{roman(number)}. {section.title.upper()}"))
        blocks.extend(body_of(section.body))
    return blocks


def roman(number: int) -> str:
    """Roman numeral of 1 … 39."""
    if not 1 <= number <= 39:
        raise PaperError("Chỉ đánh số La Mã từ 1 đến 39.")
    tens, ones = divmod(number, 10)
    return "X" * tens + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[ones]


def closed(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The body with the closing mark "./." after its last paragraph (Appendix I, II.6)."""
    if blocks and blocks[-1]["t"] in ("p", "article"):
        last = dict(blocks[-1])
        last["text"] = last["text"].rstrip(" .;") + "./."
        return [*blocks[:-1], last]
    return blocks
