"""What clerks enter about packages."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from paperwork.edxml import LONGEST_ORGAN_ID, organ_id_trouble
from thidua.exchange.actions import BUSINESS_CHOICES
from thidua.shared.forms import BaseForm, TextField
from thidua.units.models import Unit


def _check_organ_id(value: str) -> None:
    if trouble := organ_id_trouble(value):
        raise ValidationError(trouble, code="organ_id")


class MakeForm(BaseForm):
    own_id = TextField(
        label="Mã định danh của cơ quan mình",
        max_length=LONGEST_ORGAN_ID,
        validators=[_check_organ_id],
        help_text="OrganId trên trục liên thông, ví dụ 000.00.31.H36.",
    )
    organ_id = TextField(label="Mã định danh cơ quan nhận", max_length=LONGEST_ORGAN_ID, validators=[_check_organ_id])
    name = TextField(label="Tên cơ quan nhận", max_length=200)
    business = forms.TypedChoiceField(label="Nghiệp vụ", choices=BUSINESS_CHOICES, coerce=int)
    reason = TextField(label="Ghi chú, lý do", max_length=500, required=False)


class ReceiveForm(BaseForm):
    unit = forms.ModelChoiceField(label="Cơ quan nhận", queryset=Unit.objects.none(), empty_label=None)
    file = forms.FileField(
        label="Gói tin (.edxml, .xml)",
        help_text="Hệ thống kiểm tra cấu trúc, mã kiểm tra của từng tệp rồi mới lưu; nhiều nhất 60 MB.",
        widget=forms.FileInput(attrs={"accept": ".xml,.edxml,application/xml"}),
        allow_empty_file=True,
        max_length=300,
    )

    def __init__(self, *args: Any, units, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.offer_rows("unit", units)


class SettleForm(BaseForm):
    note = TextField(label="Ghi chú", max_length=300, required=False)
