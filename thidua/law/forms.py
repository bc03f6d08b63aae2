"""The days a reader asks about: typed in the address, checked here, refused at the field."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from rulebook.book import Book
from thidua.shared.forms import BaseForm, DateField
from thidua.shared.wording import vi_date


class LawDayField(DateField):
    """A day of which the book can speak: not before its first regime."""

    def __init__(self, *, first: date, **options: Any):
        self.first = first
        super().__init__(**options)

    def to_python(self, value: Any) -> date | None:
        day = super().to_python(value)
        if day is not None and day < self.first:
            raise ValidationError(f"Dữ liệu bắt đầu từ ngày {vi_date(self.first)}. Hãy chọn ngày từ đó trở đi.")
        return day


def _typed(data: Any, name: str, default: date) -> str:
    """What stands in the field: a day of an address is written as people write it, anything else as it was typed."""
    given = str(data.get(name) or "")
    try:
        return vi_date(date.fromisoformat(given)) if given else vi_date(default)
    except ValueError:
        return given


class DayForm(BaseForm):
    """``ngay``: the day whose law is read; left out it is the ``default``."""

    def __init__(self, data: Any, *, book: Book, default: date):
        super().__init__({"ngay": _typed(data, "ngay", default)})
        self.fields["ngay"] = LawDayField(first=book.regimes[0].valid_from, label="Quy định tại ngày")
        self._dress(self.fields["ngay"])


class TwoDaysForm(BaseForm):
    """``tu`` and ``den``: two days, the earlier first."""

    def __init__(self, data: Any, *, book: Book, default: tuple[date, date]):
        one, other = default
        super().__init__({"tu": _typed(data, "tu", one), "den": _typed(data, "den", other)})
        for name, label in (("tu", "Ngày trước"), ("den", "Ngày sau")):
            self.fields[name] = LawDayField(first=book.regimes[0].valid_from, label=label)
            self._dress(self.fields[name])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        one, other = cleaned.get("tu"), cleaned.get("den")
        if one and other and other <= one:
            self.add_error("den", f"Ngày sau phải muộn hơn ngày trước ({vi_date(one)}).")
        return cleaned
