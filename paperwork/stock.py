"""Text onto pre-printed stock: only the words of a certificate, each in its box, measured in millimetres.

The stock carries ornament, emblem and fixed lines already, so nothing but text (and the QR code) is printed. A layout says
where each text stands; a calibration, measured with a ruler on a test sheet, makes up for what a printer shifts and
stretches. What a box of a layout may be is checked here, whoever made it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date, datetime
from typing import Any, Literal

from paperwork.blocks import PaperError, Signer, written_date
from paperwork.certificates import MOST_PAGES, Certificate, check_addresses, fit
from paperwork.qr import qr_svgs
from paperwork.render import moment_of, render, render_pictures

Align = Literal["left", "center", "right"]
# Width and height in millimetres, upright.
PAGES = {"A3": (297.0, 420.0), "A4": (210.0, 297.0)}
ALIGNS = ("left", "center", "right")
LEAST_SIDE = 3.0  # of a box, mm
LEAST_SIZE, MOST_SIZE = 7.0, 96.0  # of letters, points
LEAST_QR = 14.0  # mm: below this a phone does not read the code from paper
MOST_OFFSET = 15.0  # mm a printer may be off
MOST_STRETCH = 0.05  # share by which it may print too large or small
# The two crosses of the test sheet stand this far from the corners, mm.
CROSS = 20.0
PREVIEW_PPI = 60


# What can be printed, and what it is called.
FIELDS = {
    "authority": "Người có thẩm quyền tặng",
    "grant": "“Tặng”, “Tặng danh hiệu”",
    "award": "Tên danh hiệu, hình thức",
    "name": "Tên người, tập thể",
    "detail": "Chức vụ, đơn vị, địa chỉ",
    "achievement": "Thành tích",
    "decision": "“Quyết định số …”",
    "decision_number": "Chỉ số quyết định",
    "decided": "Ngày quyết định",
    "gold_book": "“Số sổ vàng: …”",
    "gold_book_number": "Chỉ số sổ vàng",
    "dated": "Địa danh, ngày tháng",
    "position": "Chức vụ người ký",
    "signer": "Họ tên người ký",
    "code": "Mã kiểm tra",
    "qr": "Mã QR",
}
# What a trial shows where there is no award yet.
SAMPLE = Certificate(
    authority="Chủ tịch Ủy ban nhân dân phường Hạ Long",
    award="Giấy khen",
    name="Bà Nguyễn Thị Thanh Hường",
    detail="Phó Trưởng phòng Kinh tế, Hạ tầng và Đô thị, Ủy ban nhân dân phường Hạ Long",
    achievement="Đã có thành tích xuất sắc trong phong trào thi đua yêu nước năm 2025",
    decision="128/QĐ-UBND",
    decided_on=date(2026, 1, 15),
    gold_book_number=1,
    place="Hạ Long",
    issued_on=date(2026, 1, 15),
    signer=Signer("", "Chủ tịch", "Đỗ Thị Bích Ngọc"),
    check_code="7K3M-9QXA-2BVN-44TE",
)


@dataclass(frozen=True)
class Box:
    """Where one text stands: left upper corner and sides in millimetres, the largest size of its letters in points.

    Longer texts are broken and made smaller until they fit, never below `LEAST_SIZE`.
    """

    key: str
    x: float
    y: float
    width: float
    height: float
    size: float = 14.0
    align: Align = "center"
    bold: bool = False
    italic: bool = False
    upper: bool = False
    red: bool = False

    @property
    def style(self) -> str:
        return {(False, False): "Regular", (True, False): "Bold", (False, True): "Italic"}.get(
            (self.bold, self.italic), "BoldItalic"
        )


@dataclass(frozen=True)
class Calibration:
    """How a printer prints: what is sent to `p` mm stands at `stretch * p + offset` mm from the left (x), upper (y) edge."""

    x_offset: float = 0.0
    y_offset: float = 0.0
    x_stretch: float = 1.0
    y_stretch: float = 1.0

    def sent(self, x: float, y: float) -> tuple[float, float]:
        """Where to send what shall stand at (x, y), mm."""
        return (x - self.x_offset) / self.x_stretch, (y - self.y_offset) / self.y_stretch


@dataclass(frozen=True)
class StockLayout:
    """A page of stock with the boxes printed on it. `page` is a key of `PAGES`."""

    page: str = "A4"
    is_landscape: bool = True
    boxes: tuple[Box, ...] = ()
    calibration: Calibration = field(default_factory=Calibration)

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the page as it is printed, mm. KeyError for an unknown page."""
        short, long = PAGES[self.page]
        return (long, short) if self.is_landscape else (short, long)


# ── What a layout may be ─────────────────────────────────────────────────────────────────────────────────────


def problems(layout: StockLayout) -> list[tuple[str, str]]:
    """What is wrong with a layout: (key of a box or "", Vietnamese sentence); empty when it can be printed."""
    if layout.page not in PAGES:
        return [("", "Khổ giấy phải là A3 hoặc A4.")]
    found = [("", sentence) for sentence in _of_calibration(layout.calibration)]
    if found:
        return found
    if not layout.boxes:
        return [("", "Chưa chọn nội dung nào để in.")]
    seen: set[str] = set()
    for box in layout.boxes:
        if box.key not in FIELDS:
            found.append(("", "Bố cục có nội dung không biết tên."))
        elif box.key in seen:
            found.append((box.key, f"“{FIELDS[box.key]}” có hai ô; mỗi nội dung chỉ in một lần."))
        elif sentence := _of_box(box, layout):
            found.append((box.key, f"{FIELDS[box.key]}: {sentence}"))
        seen.add(box.key)
    return found


def _of_calibration(given: Calibration) -> list[str]:
    values = (given.x_offset, given.y_offset, given.x_stretch, given.y_stretch)
    if not all(_is_number(value) for value in values):
        return ["Số hiệu chỉnh máy in phải là số."]
    if max(abs(given.x_offset), abs(given.y_offset)) > MOST_OFFSET:
        return [f"Máy in lệch quá {MOST_OFFSET:.0f} mm: hãy đo lại, hoặc xem khay giấy đã đặt đúng chưa."]
    if max(abs(given.x_stretch - 1), abs(given.y_stretch - 1)) > MOST_STRETCH + 1e-9:
        return [
            f"Máy in co giãn quá {MOST_STRETCH:.0%}: hãy chọn in “kích thước thật” (100%), không chọn “vừa trang”, "
            "rồi in và đo lại tờ thử."
        ]
    return []


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _of_box(box: Box, layout: StockLayout) -> str:
    if not all(_is_number(value) for value in (box.x, box.y, box.width, box.height, box.size)):
        return "vị trí, kích thước và cỡ chữ phải là số."
    if box.align not in ALIGNS:
        return "căn lề phải là trái, giữa hoặc phải."
    if not LEAST_SIZE <= box.size <= MOST_SIZE:
        return f"cỡ chữ phải từ {LEAST_SIZE:.0f} đến {MOST_SIZE:.0f}."
    if min(box.width, box.height) < LEAST_SIDE:
        return f"ô phải rộng và cao ít nhất {LEAST_SIDE:.0f} mm."
    width, height = layout.size
    if box.x < 0 or box.y < 0 or box.x + box.width > width or box.y + box.height > height:
        return f"ô nằm ra ngoài tờ giấy {width:.0f} × {height:.0f} mm."
    left, upper = layout.calibration.sent(box.x, box.y)
    right, lower = layout.calibration.sent(box.x + box.width, box.y + box.height)
    if left < 0 or upper < 0 or right > width or lower > height:
        return "sau khi bù độ lệch của máy in, ô nằm ra ngoài tờ giấy; hãy dời ô vào trong."
    if box.key == "qr" and min(box.width, box.height) < LEAST_QR:
        return f"mã QR cần ít nhất {LEAST_QR:.0f} mm mỗi chiều để điện thoại đọc được."
    return ""


def check_layout(layout: StockLayout) -> None:
    """Raises `PaperError` with the first thing wrong with a layout."""
    for _, sentence in problems(layout)[:1]:
        raise PaperError(f"Bố cục chưa in được. {sentence}")


def overlaps(layout: StockLayout) -> list[tuple[str, str]]:
    """Labels of boxes that lie over each other: no error, but somebody should look."""
    found = []
    for number, one in enumerate(layout.boxes):
        for other in layout.boxes[number + 1 :]:
            apart = (
                one.x + one.width <= other.x
                or other.x + other.width <= one.x
                or one.y + one.height <= other.y
                or other.y + other.height <= one.y
            )
            if not apart:
                found.append((FIELDS[one.key], FIELDS[other.key]))
    return found


def to_data(layout: StockLayout) -> dict[str, Any]:
    """Plain values for JSON; :func:`from_data` reads them back."""
    return asdict(layout) | {"boxes": [asdict(box) for box in layout.boxes]}


def from_data(data: Any) -> StockLayout:
    """A layout out of plain values, checked. Raises `PaperError` for whatever is no printable layout."""
    try:
        layout = StockLayout(
            page=str(data["page"]),
            is_landscape=bool(data["is_landscape"]),
            boxes=tuple(_only(Box, box) for box in data["boxes"]),
            calibration=_only(Calibration, data["calibration"]),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise PaperError("Bố cục không đọc được.") from error
    check_layout(layout)
    return layout


def _only(kind: type, values: dict[str, Any]) -> Any:
    """A dataclass of exactly its own fields; TypeError for others."""
    known = {each.name for each in fields(kind)}
    if set(values) - known:
        raise TypeError(f"{kind.__name__} knows no {sorted(set(values) - known)}")
    return kind(**values)


def calibration_from(
    layout: StockLayout, a: tuple[float, float], b: tuple[float, float], *, crosses: float = CROSS
) -> Calibration:
    """How the printer prints, from where the crosses A and B of the test sheet really stand.

    `a`, `b`: (from the left edge, from the upper edge) in millimetres, as measured with a ruler. Raises `PaperError` when
    no printer prints so.
    """
    width, height = layout.size
    if not all(_is_number(value) for value in (*a, *b)):
        raise PaperError("Số đo trên tờ thử phải là số.")
    x_stretch = (b[0] - a[0]) / (width - 2 * crosses)
    y_stretch = (b[1] - a[1]) / (height - 2 * crosses)
    found = Calibration(
        x_offset=round(a[0] - x_stretch * crosses, 4),
        y_offset=round(a[1] - y_stretch * crosses, 4),
        x_stretch=round(x_stretch, 6),
        y_stretch=round(y_stretch, 6),
    )
    if wrong := _of_calibration(found):
        raise PaperError(wrong[0])
    return found


def default_layout(page: str = "A4", *, is_landscape: bool = True) -> StockLayout:
    """A first layout to move about: the order of Decree 98/2023, article 104, in proportion to the page."""
    width, height = StockLayout(page, is_landscape).size
    grown = width / 297

    def box(key: str, x: float, y: float, w: float, h: float, size: float, **style: Any) -> Box:
        return Box(
            key, round(x * width, 1), round(y * height, 1), round(w * width, 1), round(h * height, 1),
            min(max(round(size * grown * 2) / 2, LEAST_SIZE), MOST_SIZE), **style,
        )  # fmt: skip

    boxes = [
        box("authority", 0.12, 0.29, 0.76, 0.045, 20, bold=True, upper=True, red=True),
        box("grant", 0.12, 0.34, 0.76, 0.035, 16, bold=True, upper=True),
        box("award", 0.12, 0.38, 0.76, 0.085, 40, bold=True, upper=True, red=True),
        box("name", 0.12, 0.475, 0.76, 0.075, 28, bold=True),
        box("detail", 0.12, 0.555, 0.76, 0.04, 15),
        box("achievement", 0.12, 0.6, 0.76, 0.07, 16, italic=True),
        box("decision", 0.12, 0.7, 0.33, 0.025, 12.5, align="left", bold=True, italic=True),
        box("decided", 0.12, 0.73, 0.33, 0.025, 12.5, align="left", bold=True, italic=True),
        box("gold_book", 0.12, 0.76, 0.33, 0.025, 12.5, align="left", bold=True, italic=True),
        box("dated", 0.53, 0.7, 0.36, 0.03, 14, bold=True, italic=True),
        box("position", 0.53, 0.735, 0.36, 0.055, 14, bold=True),
        box("signer", 0.53, 0.86, 0.36, 0.03, 15, bold=True),
    ]
    side = round(max(18.0, 0.06 * width), 1)
    qr = Box("qr", round(0.12 * width, 1), round(0.8 * height, 1), side, side)
    beside = round(qr.x + side + 3, 1)
    boxes += [Box("code", beside, round(qr.y + side / 2 - 3, 1), 50, 6, size=9, align="left"), qr]
    return StockLayout(page, is_landscape, tuple(boxes))


# ── Printing ─────────────────────────────────────────────────────────────────────────────────────────────────


def words_of(one: Certificate) -> dict[str, str]:
    """The text of each field of `FIELDS` but the picture."""
    signer = one.signer.data()
    return {
        "authority": one.authority,
        "grant": one.grant,
        "award": one.award,
        "name": one.name,
        "detail": one.detail,
        "achievement": one.achievement,
        "decision": f"Quyết định số {one.decision}",
        "decision_number": one.decision,
        "decided": written_date(one.decided_on),
        "gold_book": f"Số sổ vàng: {one.gold_book_number:02d}",
        "gold_book_number": f"{one.gold_book_number:02d}",
        "dated": f"{one.place}, {written_date(one.issued_on)}",
        "position": "\n".join(signer["lines"]),
        "signer": signer["name"],
        "code": one.check_code,
    }


def fitted(box: Box, text: str, calibration: Calibration) -> dict[str, Any]:
    """One text in its box as it is sent to the printer: place and sides in mm, lines and their size in points.

    Raises `PaperError` naming the text when it does not fit.
    """
    x, y = calibration.sent(box.x, box.y)
    width, height = box.width / calibration.x_stretch, box.height / calibration.y_stretch
    made = {
        "x": round(x, 3), "y": round(y, 3), "width": round(width, 3), "height": round(height, 3),
        "align": box.align, "bold": box.bold, "italic": box.italic, "red": box.red,
    }  # fmt: skip
    if box.key == "qr":
        return made
    text = text.upper() if box.upper else text
    return made | fit(text, box.style, width=width, height=height, largest=box.size, smallest=min(box.size, LEAST_SIZE))


def sheet_data(one: Certificate, layout: StockLayout) -> list[dict[str, Any]]:
    """The texts of one certificate in the boxes of `layout`, without the code's picture; empty texts are left out."""
    words = words_of(one)
    return [
        fitted(box, words[box.key], layout.calibration)
        for box in layout.boxes
        if box.key != "qr" and words[box.key].strip()
    ]


def sheet_rows(certificates: Sequence[Certificate], layout: StockLayout, base_url: str) -> dict[str, Any]:
    """The values of `layouts/stock.typ`: the page and, for each sheet, its texts and its QR code."""
    sheets: list[dict[str, Any]] = [{"texts": sheet_data(one, layout)} for one in certificates]
    place = next((fitted(box, "", layout.calibration) for box in layout.boxes if box.key == "qr"), None)
    if place is not None:
        coded = [(sheet, one) for sheet, one in zip(sheets, certificates, strict=True) if one.check_code]
        for (sheet, _), code in zip(coded, qr_svgs(check_addresses([one for _, one in coded], base_url)), strict=True):
            sheet["qr"] = code
    width, height = layout.size
    return {"width": width, "height": height, "qr_place": place, "sheets": sheets}


def render_stock(
    certificates: Sequence[Certificate], layout: StockLayout, *, base_url: str, created_at: datetime | None = None
) -> bytes:
    """The texts of all certificates, one page of the stock's size each, in the given order, as one PDF/A-2a file.

    `base_url` and `created_at`: as for :func:`paperwork.certificates.render_certificates`. Raises `PaperError` for a layout
    that cannot be printed, none or more than `MOST_PAGES` certificates, a text that does not fit its box.
    """
    check_layout(layout)
    if not certificates:
        raise PaperError("Chưa chọn giấy khen nào để in.")
    if len(certificates) > MOST_PAGES:
        raise PaperError(f"Mỗi tệp in nhiều nhất {MOST_PAGES} tờ; hãy chia {len(certificates)} tờ thành nhiều tệp.")
    data = sheet_rows(certificates, layout, base_url) | {
        "title": f"{certificates[0].award} ({len(certificates)} tờ, in trên phôi)",
        "guide": None,
    }
    return render("stock", data, created_at=created_at or moment_of(certificates[0].issued_on))


def preview(one: Certificate, layout: StockLayout, *, base_url: str, with_boxes: bool = True) -> bytes:
    """PNG of one sheet as it will be printed, the boxes drawn faintly. Raises as :func:`render_stock`."""
    check_layout(layout)
    plain = replace(layout, calibration=Calibration())
    data = sheet_rows([one], plain, base_url) | {"title": "", "guide": _guide(plain, []) if with_boxes else None}
    return render_pictures("stock", data, ppi=PREVIEW_PPI)[0]


def render_test_sheet(one: Certificate, layout: StockLayout, *, base_url: str, created_at: datetime) -> bytes:
    """A sheet to print on plain paper of the stock's size: a ruler grid and two crosses exactly as the printer prints them,
    the boxes with the texts of `one` as corrected by the calibration. Raises as :func:`render_stock`."""
    check_layout(layout)
    width, height = layout.size
    data = sheet_rows([one], layout, base_url) | {
        "title": "Tờ in thử để đo máy in",
        "guide": _guide(layout, [(CROSS, CROSS, "A"), (width - CROSS, height - CROSS, "B")]),
    }
    return render("stock", data, created_at=created_at)


def _guide(layout: StockLayout, crosses: list[tuple[float, float, str]]) -> dict[str, Any]:
    places = [fitted(replace(box, key="qr"), "", layout.calibration) for box in layout.boxes]
    return {
        "boxes": [place | {"label": FIELDS[box.key]} for place, box in zip(places, layout.boxes, strict=True)],
        "crosses": [{"x": x, "y": y, "name": name} for x, y, name in crosses],
    }
