"""What clerks enter in the book of numbers."""

from typing import Any

from django import forms

from thidua.papers.actions import SYMBOLS
from thidua.papers.models import NumberNote
from thidua.shared.forms import BaseForm, DateField, TextField, WholeNumberField, YearField
from thidua.units.models import Unit


class TakeOverForm(BaseForm):
    unit = forms.ModelChoiceField(label="Cơ quan", queryset=Unit.objects.none(), empty_label=None)
    symbol = forms.ChoiceField(label="Loại văn bản", choices=list(SYMBOLS.items()))
    year = YearField(label="Năm", min_value=2004)
    first = WholeNumberField(
        label="Số đầu tiên cấp trên hệ thống", min_value=1, help_text="Số kế tiếp số cuối cùng trong sổ giấy."
    )
    note = TextField(
        label="Sổ giấy", max_length=300, help_text="Ví dụ: Sổ công văn đi 2025 quyển 1, đến số 128 ngày 30/6."
    )

    def __init__(self, *args: Any, units, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.offer_rows("unit", units)


class NoteForm(BaseForm):
    kind = forms.ChoiceField(
        label="Ghi nhận",
        choices=[
            (NumberNote.Kind.PAPER, "Đã dùng trên giấy, ngoài hệ thống"),
            (NumberNote.Kind.RESERVED, "Để dành cho văn bản sẽ cấp số sau"),
        ],
        widget=forms.RadioSelect,
    )
    first = WholeNumberField(label="Từ số", min_value=1)
    last = WholeNumberField(label="Đến số", min_value=1, required=False, help_text="Để trống: chỉ một số.")
    reason = TextField(label="Dùng vào việc gì", max_length=300)
    title = TextField(label="Trích yếu", max_length=300, required=False)
    dated_on = DateField(label="Ngày văn bản", required=False)
