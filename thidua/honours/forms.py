"""Corrections and revocations as they are typed."""

from django import forms

from thidua.honours.models import Honour
from thidua.law.queries import award_choices, award_name
from thidua.shared.forms import BaseForm, LongTextField, TextField, VersionedMixin, YearField


class CorrectionForm(VersionedMixin, BaseForm):
    """What shall stand from now on, filled with what stands today. The version is the number of entries seen."""

    recipient_name = TextField(label="Tên người, tập thể được khen thưởng", max_length=200)
    recipient_detail = TextField(label="Chức vụ, đơn vị", max_length=300, required=False)
    award_code = forms.ChoiceField(label="Danh hiệu, hình thức khen thưởng")
    year = YearField(label="Năm", min_value=1945)
    ground = TextField(label="Thành tích", max_length=300, required=False)
    reason = TextField(
        label="Lý do đính chính", max_length=300, help_text="Lý do được lưu mãi cùng dòng đính chính trong sổ vàng."
    )

    def __init__(self, *args, present: Honour, **kwargs):
        names = ("recipient_name", "recipient_detail", "award_code", "year", "ground")
        kwargs.setdefault("initial", {name: getattr(present, name) for name in names} | {"year": str(present.year)})
        super().__init__(*args, thing_version=present.pk, thing_name="dòng sổ vàng này", **kwargs)
        choices = award_choices()
        if present.award_code not in dict(choices):
            choices.append((present.award_code, award_name(present.award_code)))
        self.offer("award_code", choices)


class RevocationForm(VersionedMixin, BaseForm):
    reason = LongTextField(
        label="Lý do hủy bỏ", rows=3, max_length=300, help_text="Ghi căn cứ và số văn bản hủy bỏ, nếu có."
    )

    def __init__(self, *args, present: Honour, **kwargs):
        super().__init__(*args, thing_version=present.pk, thing_name="dòng sổ vàng này", **kwargs)
