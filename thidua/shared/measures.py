"""Units of measure: one writing for each, the size of money words, numbers typed with a word ("25,8 tỷ", "95 %")."""

import re
from decimal import Decimal
from typing import Any

from thidua.shared.forms import NumberField, ValidationError
from thidua.shared.text import fold, nfc
from thidua.shared.wording import vi_number

# Offered in forms; another word may be typed.
COMMON = (
    "%", "đồng", "triệu đồng", "tỷ đồng", "người", "hộ", "hồ sơ", "văn bản", "vụ", "cuộc", "mô hình", "sáng kiến",
    "công trình", "km", "ha", "m²", "tấn", "điểm", "ngày", "lượt",
)  # fmt: skip
_SIZES = {
    "đồng": Decimal(1),
    "nghìn đồng": Decimal(10) ** 3,
    "triệu đồng": Decimal(10) ** 6,
    "tỷ đồng": Decimal(10) ** 9,
    "nghìn tỷ đồng": Decimal(10) ** 12,
}
_ALIKE = {
    "phan tram": "%", "pt": "%", "ty le %": "%", "vnd": "đồng", "dong": "đồng", "d": "đồng", "ngan dong": "nghìn đồng",
    "nghin dong": "nghìn đồng", "trieu": "triệu đồng", "trieu dong": "triệu đồng", "tr dong": "triệu đồng",
    "tr.dong": "triệu đồng", "trd": "triệu đồng", "ty": "tỷ đồng", "ti": "tỷ đồng", "ty dong": "tỷ đồng",
    "ti dong": "tỷ đồng", "nghin ty": "nghìn tỷ đồng", "nghin ty dong": "nghìn tỷ đồng", "m2": "m²", "hecta": "ha",
}  # fmt: skip
_WORDS = {"nghin": 3, "ngan": 3, "trieu": 6, "tr": 6, "ty": 9, "ti": 9, "nghin ty": 12, "ngan ty": 12}
_TYPED = re.compile(r"\s*(-?[\d][\d.,\s]*)\s*([^\d.,]*)", re.ASCII)


def canonical(measure: str) -> str:
    """The one writing of a unit of measure: "tỉ đồng" and "tỷ" are "tỷ đồng"; what is not known stays as it is."""
    plain = nfc(measure)
    return _ALIKE.get(fold(plain), plain)


def size(measure: str) -> Decimal | None:
    """How many đồng one of this measure is; None when it is no money."""
    return _SIZES.get(canonical(measure))


def same_kind(first: str, second: str) -> Decimal | None:
    """What to multiply a figure in ``first`` with to have it in ``second``; None when they cannot be compared."""
    if canonical(first) == canonical(second):
        return Decimal(1)
    one, two = size(first), size(second)
    return None if one is None or two is None else one / two


class AmountField(NumberField):
    """A number in a known unit of measure; a word typed behind it is understood or refused, never swallowed.

    "25,8 tỷ" in a field of triệu đồng is 25.800; "95 %" in a field of % is 95; "95 %" in a field of hộ is refused.
    ``measure``: the unit of measure; empty where it is not known yet (then no word is taken).
    """

    default_error_messages = {
        "word": "Không hiểu “{word}” sau số. Đơn vị tính ở đây là {measure}; chỉ ghi số, ví dụ {example}.",
        "no_measure": "Chỉ ghi số ở ô này; “{word}” thuộc ô Đơn vị tính.",
    }

    def __init__(self, *, measure: str = "", **options: Any):
        self.measure = measure
        super().__init__(**options)

    def to_python(self, value: Any) -> Decimal | None:
        if not isinstance(value, str) or value.strip() in self.empty_values:
            return super().to_python(value)
        found = _TYPED.fullmatch(nfc(value))
        word = fold(found[2]).strip() if found else ""
        if not found or (not word and "%" not in found[2]):
            return super().to_python(value)
        number = super().to_python(found[1])
        return None if number is None else number * self._factor(found[2].strip(), word)

    def _factor(self, typed: str, word: str) -> Decimal:
        if not self.measure:
            raise ValidationError(self.error_messages["no_measure"].format(word=typed), code="word")
        factor = same_kind(canonical(typed), self.measure)
        if factor is None and word in _WORDS and size(self.measure) is None:
            factor = Decimal(10) ** _WORDS[word]  # "3 nghìn" hộ
        if factor is None:
            raise ValidationError(
                self.error_messages["word"].format(
                    word=typed, measure=self.measure, example=vi_number(Decimal("25.8"))
                ),
                code="word",
            )
        return factor


class MoneyField(AmountField):
    """Whole đồng, typed as a number or with a word: "500 triệu", "1,2 tỷ đồng"."""

    def __init__(self, **options: Any):
        super().__init__(measure="đồng", min_value=0, places=0, **options)

    def clean(self, value: Any) -> Any:
        found = super().clean(value)
        return None if found is None else int(found)
