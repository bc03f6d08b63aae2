"""The shape of what people enter about movements."""

from typing import Any

from django import forms

from thidua.movements.models import Movement
from thidua.shared.forms import (
    BaseForm,
    DateField,
    LongTextField,
    TextField,
    VersionedMixin,
    WholeNumberField,
    YearField,
)


class MovementForm(BaseForm):
    """A draft may be incomplete; the launch asks for what is missing."""

    unit = forms.ChoiceField(label="Đơn vị phát động")
    year = YearField(label="Năm thi đua")
    title = TextField(label="Tên phong trào", max_length=300)
    slogan = TextField(label="Chủ đề, khẩu hiệu", max_length=300, required=False)
    kind = forms.ChoiceField(label="Hình thức", choices=Movement.Kind.choices)
    parent = forms.ChoiceField(
        label="Hưởng ứng phong trào cấp trên", required=False, help_text="Chỉ gồm phong trào đã phát động đến đơn vị."
    )
    objective = LongTextField(label="Mục tiêu", required=False, rows=3)
    scope = LongTextField(label="Phạm vi", required=False, rows=2)
    subjects = LongTextField(label="Đối tượng", required=False, rows=2)
    content = LongTextField(label="Nội dung", required=False, help_text="Mỗi nội dung một dòng.")
    criteria = LongTextField(
        label="Tiêu chí",
        required=False,
        help_text="Mỗi tiêu chí một dòng. Dòng kết thúc bằng dấu hai chấm là tên nhóm, ví dụ “Đối với tập thể:”.",
    )
    measures = LongTextField(label="Biện pháp tổ chức", required=False, help_text="Mỗi biện pháp một dòng.")
    starts_on = DateField(label="Ngày bắt đầu", required=False)
    ends_on = DateField(label="Ngày kết thúc", required=False)
    budget_vnd = WholeNumberField(label="Kinh phí (đồng)", required=False, min_value=0, max_value=10**15)

    def __init__(self, *args: Any, units: list, parents: list, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._units, self._parents = {str(u.pk): u for u in units}, {str(m.pk): m for m in parents}
        self.offer("unit", [(pk, u.name) for pk, u in self._units.items()])
        self.offer("parent", [("", "Không"), *((pk, m.title) for pk, m in self._parents.items())])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", "Ngày kết thúc phải sau ngày bắt đầu.")
        cleaned["unit"] = self._units.get(cleaned.get("unit", ""))
        cleaned["parent"] = self._parents.get(cleaned.get("parent") or "")
        return cleaned


class EditMovementForm(VersionedMixin, MovementForm):
    """The unit and the year of a draft stay."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        del self.fields["unit"], self.fields["year"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name in ("unit", "version"):
            cleaned.pop(name, None)
        return cleaned


class AnswerForm(BaseForm):
    answer = LongTextField(label="Nội dung trả lời", help_text="Đơn vị hưởng ứng thế nào, phân công ai, chỉ tiêu gì.")


class SummaryForm(BaseForm):
    summary = LongTextField(label="Nội dung tổng kết", rows=8)


class ReasonForm(BaseForm):
    reason = TextField(label="Lý do", max_length=300)
