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


class DayForm(BaseForm):
    """``ngay``: the day whose law is read; left out it is the ``default``."""

    def __init__(self, data: Any, *, book: Book, default: date):
        super().__init__({"ngay": data.get("ngay") or vi_date(default)})
        self.fields["ngay"] = LawDayField(first=book.regimes[0].valid_from, label="Quy định tại ngày")
        self._dress(self.fields["ngay"])


class TwoDaysForm(BaseForm):
    """``tu`` and ``den``: two days, the earlier first."""

    def __init__(self, data: Any, *, book: Book, default: tuple[date, date]):
        one, other = default
        super().__init__({"tu": data.get("tu") or vi_date(one), "den": data.get("den") or vi_date(other)})
        for name, label in (("tu", "Ngày trước"), ("den", "Ngày sau")):
            self.fields[name] = LawDayField(first=book.regimes[0].valid_from, label=label)
            self._dress(self.fields[name])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        one, other = cleaned.get("tu"), cleaned.get("den")
        if one and other and other <= one:
            self.add_error("den", f"Ngày sau phải muộn hơn ngày trước ({vi_date(one)}).")
        return cleaned
