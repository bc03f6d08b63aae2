"""Forms of printing: spoiled sheets, exchange and re-issue, where texts stand on stock."""

import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from paperwork.blocks import PaperError
from paperwork.stock import (
    ALIGNS,
    CROSS,
    FIELDS,
    PAGES,
    Box,
    Calibration,
    StockLayout,
    calibration_from,
    default_layout,
    problems,
)
from thidua.rewards.models import RecipientKind
from thidua.shared.forms import BaseForm, NumberField, ReasonField, TextField
from thidua.units.models import Unit

MOST_ORDINALS = 2_000
_RANGE = re.compile(r"(\d{1,6})(?:-(\d{1,6}))?", re.ASCII)


def read_ordinals(text: str) -> list[int]:
    """ "3, 12-15" → [3, 12, 13, 14, 15]. Raises ValidationError saying which part is no number."""
    found: set[int] = set()
    for part in re.split(r"[,;\s]+", re.sub(r"\s*[-–]\s*", "-", text.strip())):
        match = _RANGE.fullmatch(part)
        if not match:
            raise ValidationError(f"“{part[:20]}” không phải số thứ tự. Ghi như: 3, 12-15.", code="ordinals")
        first, last = int(match[1]), int(match[2] or match[1])
        if first < 1 or last < first or last - first >= MOST_ORDINALS:
            raise ValidationError(f"“{part[:20]}”: khoảng số không hợp lý.", code="ordinals")
        found.update(range(first, last + 1))
    if len(found) > MOST_ORDINALS:
        raise ValidationError(f"Mỗi lần báo hỏng nhiều nhất {MOST_ORDINALS} tờ.", code="ordinals")
    return sorted(found)


class SpoiledForm(BaseForm):
    """Which sheets were spoiled in printing."""

    ordinals = TextField(
        label="Số thứ tự trong quyết định của các tờ hỏng", max_length=400, help_text="Ví dụ: 3, 12-15."
    )
    reason = ReasonField(label="Hỏng vì sao")

    def clean_ordinals(self) -> list[int]:
        return read_ordinals(self.cleaned_data["ordinals"])


class DiscardForm(BaseForm):
    reason = ReasonField(label="Bỏ vì sao")


class NewLayoutForm(BaseForm):
    """Whose stock is laid out."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label="Cơ quan cấp giấy")
    award = forms.ChoiceField(label="Danh hiệu, hình thức")
    kind = forms.ChoiceField(label="Đối tượng", choices=RecipientKind.choices)

    def __init__(self, *args: Any, units, awards, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.offer_rows("unit", units)
        self.offer("award", awards)


_SIDES = ("x", "y", "width", "height")
_SIDE_LABELS = {"x": "Cách mép trái", "y": "Cách mép trên", "width": "Rộng", "height": "Cao"}
_STYLES = {"bold": "Đậm", "italic": "Nghiêng", "upper": "CHỮ HOA", "red": "Màu đỏ"}
_MEASURES = {
    "a_x": "A: cách mép trái", "a_y": "A: cách mép trên", "b_x": "B: cách mép trái", "b_y": "B: cách mép trên",
}  # fmt: skip
LONGEST = 420


class LayoutForm(BaseForm):
    """The page, one group of fields for each text that can be printed, four measures of the test sheet.

    ``layout`` in ``cleaned_data`` is a layout that can be printed.
    """

    page = forms.ChoiceField(label="Khổ phôi", choices=[(name, name) for name in PAGES])
    turned = forms.ChoiceField(label="Chiều giấy", choices=[("1", "Ngang"), ("0", "Dọc")])
    forget = forms.BooleanField(label="Bỏ số hiệu chỉnh đang dùng", required=False)

    def __init__(self, *args: Any, present: StockLayout, **kwargs: Any):
        """``present``: what the form begins with, and whose calibration stays unless measured anew."""
        self.present = present
        super().__init__(*args, **kwargs)
        for name, label in _MEASURES.items():
            self.fields[name] = NumberField(label=label, min_value=0, max_value=LONGEST, places=1, required=False)
        given = {box.key: box for box in present.boxes}
        unused = {box.key: box for box in default_layout(present.page, is_landscape=present.is_landscape).boxes}
        for key in FIELDS:
            self._add_box(key, given.get(key), given.get(key) or unused.get(key) or _waiting(key, present))
        for each in self.fields.values():
            self._dress(each)
        self.initial = {"page": present.page, "turned": "1" if present.is_landscape else "0", **self.initial}

    def _add_box(self, key: str, used: Box | None, start: Box) -> None:
        add = self.fields
        add[f"{key}-on"] = forms.BooleanField(label="In dòng này", required=False, initial=used is not None)
        for side in _SIDES:
            add[f"{key}-{side}"] = NumberField(
                label=_SIDE_LABELS[side], places=1, min_value=0, max_value=LONGEST, required=False,
                initial=_number(getattr(start, side)),
            )  # fmt: skip
        if key == "qr":
            return
        add[f"{key}-size"] = NumberField(label="Cỡ chữ", places=1, required=False, initial=_number(start.size))
        add[f"{key}-align"] = forms.ChoiceField(
            label="Căn", choices=list(zip(ALIGNS, ("Trái", "Giữa", "Phải"), strict=True)), initial=start.align,
            required=False,
        )  # fmt: skip
        for style, label in _STYLES.items():
            add[f"{key}-{style}"] = forms.BooleanField(label=label, required=False, initial=getattr(start, style))

    @property
    def groups(self) -> list[dict[str, Any]]:
        """For the template: each text with its fields, folded unless something is wrong in it; ``told`` says how it is
        printed while it is folded."""
        return [
            {
                "key": key,
                "label": named,
                "is_open": any(name.startswith(f"{key}-") for name in self.errors),
                "told": self._told(key),
                "on": self[f"{key}-on"],
                "numbers": [
                    self[f"{key}-{name}"] for name in (*_SIDES, "size", "align") if f"{key}-{name}" in self.fields
                ],
                "styles": [self[f"{key}-{style}"] for style in _STYLES if f"{key}-{style}" in self.fields],
            }
            for key, named in FIELDS.items()
        ]

    def _told(self, key: str) -> str:
        if not self[f"{key}-on"].value():
            return "không in"
        size = "" if key == "qr" else f", cỡ {self[f'{key}-size'].value()}"
        return f"trái {self[f'{key}-x'].value()}, trên {self[f'{key}-y'].value()} mm{size}".replace(".", ",")

    @property
    def measures(self) -> list[Any]:
        return [self[name] for name in _MEASURES]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        boxes = tuple(self._box(key, cleaned) for key in FIELDS if cleaned.get(f"{key}-on"))
        if self.errors:
            return cleaned
        layout = StockLayout(
            page=cleaned["page"],
            is_landscape=cleaned["turned"] == "1",
            boxes=tuple(box for box in boxes if box is not None),
            calibration=Calibration() if cleaned["forget"] else self.present.calibration,
        )
        measured = [cleaned.get(name) for name in _MEASURES]
        if any(value is not None for value in measured):
            layout = self._calibrated(layout, measured)
        for key, sentence in problems(layout):
            self.add_error(f"{key}-x" if key else None, sentence)
        cleaned["layout"] = layout
        return cleaned

    def _box(self, key: str, cleaned: dict[str, Any]) -> Box | None:
        wanted = [f"{key}-{side}" for side in _SIDES] + ([] if key == "qr" else [f"{key}-size"])
        for name in wanted:
            if cleaned.get(name) is None and name not in self.errors:
                self.add_error(name, f"{FIELDS[key]}: cần ghi “{self.fields[name].label}”.")
        if any(cleaned.get(name) is None for name in wanted):
            return None
        x, y, width, height = (float(cleaned[f"{key}-{side}"]) for side in _SIDES)
        box = Box(key, x, y, width, height)
        if key == "qr":
            return box
        styles: dict[str, Any] = {style: bool(cleaned.get(f"{key}-{style}")) for style in _STYLES}
        styles["align"] = cleaned.get(f"{key}-align") or "center"
        return replace(box, size=float(cleaned[f"{key}-size"]), **styles)

    def _calibrated(self, layout: StockLayout, measured: list[Decimal | None]) -> StockLayout:
        if any(value is None for value in measured):
            self.add_error("a_x", "Cần đủ bốn số đo của tờ in thử, hoặc để trống cả bốn.")
            return layout
        a_x, a_y, b_x, b_y = (float(value) for value in measured if value is not None)
        try:
            return replace(layout, calibration=calibration_from(layout, (a_x, a_y), (b_x, b_y)))
        except PaperError as error:
            self.add_error("a_x", str(error))
            return layout


def _number(value: float) -> Decimal:
    return Decimal(str(round(value, 1)))


def _waiting(key: str, present: StockLayout) -> Box:
    """Where a text that is not printed yet would appear first."""
    return Box(key, CROSS, CROSS, 60, 8, size=12, align="left")
