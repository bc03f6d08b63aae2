"""Forms about figures, the awards that are called, and the handover of the chair."""

from typing import Any

from django import forms

from thidua.conferences.vocabulary import MEASURES
from thidua.shared.forms import (
    BaseForm,
    DateField,
    LongTextField,
    NumberField,
    TextField,
    WholeNumberField,
    YearField,
)


def _number(label: str, *, required: bool = False) -> NumberField:
    return NumberField(label=label, places=4, required=required, min_value=0)


class FigureForm(BaseForm):
    """A figure in all and by member; the lines are fields plan-<unit>, result-<unit>, last-<unit>."""

    name = TextField(label="Tên số liệu", max_length=200, help_text="Ví dụ: Thu ngân sách nhà nước trên địa bàn.")
    measure = forms.ChoiceField(label="Đơn vị tính", choices=[(code, each.name) for code, each in MEASURES.items()])
    source = TextField(label="Nguồn số liệu", max_length=200, required=False)
    plan = _number("Tổng kế hoạch giao")
    result = _number("Tổng thực hiện", required=True)
    last_year = _number("Tổng năm trước")

    def __init__(self, *args: Any, units: list, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.units = units
        for unit in units:
            for part, label in (("plan", "Kế hoạch"), ("result", "Thực hiện"), ("last", "Năm trước")):
                field = _number(f"{label} của {unit.name}")
                self._dress(field)
                self.fields[f"{part}-{unit.pk}"] = field

    def heads(self) -> list:
        return [self[name] for name in ("name", "measure", "source", "plan", "result", "last_year")]

    def rows(self) -> list[dict[str, Any]]:
        parts = ("plan", "result", "last")
        return [{"unit": unit, "fields": [self[f"{part}-{unit.pk}"] for part in parts]} for unit in self.units]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for unit in self.units:
            others = cleaned.get(f"plan-{unit.pk}") is not None or cleaned.get(f"last-{unit.pk}") is not None
            if others and cleaned.get(f"result-{unit.pk}") is None and f"result-{unit.pk}" not in self.errors:
                self.add_error(f"result-{unit.pk}", "Hãy ghi kết quả thực hiện.")
        return cleaned

    def lines(self) -> dict[int, tuple]:
        """{unit id: (plan, result, last year)} of the members with a result."""
        data = self.cleaned_data
        return {
            unit.pk: (data[f"plan-{unit.pk}"], data[f"result-{unit.pk}"], data[f"last-{unit.pk}"])
            for unit in self.units
            if data.get(f"result-{unit.pk}") is not None
        }


class ConfirmForm(BaseForm):
    explained = TextField(
        label="Giải thích", max_length=300, required=False, help_text="Cần ghi khi còn điểm phải xem lại."
    )


class HandedForm(BaseForm):
    """Which places of the ceremony were handed over, and by whom."""

    first = WholeNumberField(label="Từ lượt", min_value=1)
    last = WholeNumberField(label="đến lượt", min_value=1)
    giver = TextField(label="Người trao (chức vụ, họ tên)", max_length=200)


class HandoverForm(BaseForm):
    taker = forms.ChoiceField(label="Đơn vị nhận nhiệm vụ trưởng")
    deputy = forms.ChoiceField(label="Phó trưởng cụm, khối nhiệm kỳ mới", required=False)
    year = YearField(label="Nhiệm kỳ năm")
    handed_on = DateField(label="Ngày bàn giao")
    place = TextField(label="Địa điểm", max_length=160)
    given_by_name = TextField(label="Đại diện bên giao (họ tên, chức vụ)", max_length=200)
    taken_by_name = TextField(label="Đại diện bên nhận (họ tên, chức vụ)", max_length=200)
    handed = LongTextField(label="Hồ sơ, tài liệu bàn giao", rows=5, help_text="Mỗi dòng một loại.")
    seal = TextField(label="Việc sử dụng con dấu", max_length=300)
    unfinished = LongTextField(
        label="Công việc chưa hoàn thành", rows=4, required=False, help_text="Mỗi dòng một việc."
    )

    def __init__(self, *args: Any, members: list, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._members = {str(unit.pk): unit for unit in members}
        pairs = [(pk, unit.name) for pk, unit in self._members.items()]
        self.offer("taker", pairs)
        self.offer("deputy", [("", "Chưa chọn"), *pairs])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in ("taker", "deputy"):
            cleaned[name] = self._members.get(cleaned.get(name) or "")
        return cleaned
