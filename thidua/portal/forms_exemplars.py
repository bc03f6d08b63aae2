"""Forms about exemplars."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from thidua.portal.forms import offer_units
from thidua.portal.models_newsroom import Exemplar
from thidua.shared.forms import BaseForm, DateField, LongTextField, TextField
from thidua.units.models import Unit


class NewExemplarForm(BaseForm):
    unit = forms.ModelChoiceField(label="Đơn vị ghi nhận", queryset=Unit.objects.none(), empty_label=None)
    kind = forms.ChoiceField(label="Đối tượng", widget=forms.RadioSelect, choices=Exemplar.Kind.choices)
    name = TextField(label="Họ tên, tên tập thể", max_length=150)
    detail = TextField(label="Chức vụ, đơn vị, nơi ở", max_length=200)
    deed = LongTextField(label="Việc làm", rows=6, max_length=3000, help_text="Làm gì, từ bao giờ, kết quả ra sao.")
    found = TextField(label="Nguồn phát hiện", max_length=300, help_text="Ai giới thiệu, từ báo cáo hay buổi họp nào.")

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any):
        super().__init__(*args, **kwargs)
        offer_units(self, units)


class ProofForm(BaseForm):
    proof = LongTextField(
        label="Xác minh bằng cách nào", rows=3, max_length=500, help_text="Gặp ai, ngày nào, căn cứ vào giấy tờ nào."
    )


class ConsentForm(BaseForm):
    consent = forms.ChoiceField(label="Hình thức đồng ý", widget=forms.RadioSelect, choices=Exemplar.Consent.choices)
    consent_on = DateField(label="Ngày đồng ý")
    consent_kept = TextField(label="Nơi lưu văn bản, bản ghi", max_length=300)


class CopyForm(BaseForm):
    unit = forms.ModelChoiceField(label="Đơn vị học tập", queryset=Unit.objects.none())
    copied_on = DateField(label="Từ ngày")
    how = LongTextField(label="Học tập, nhân rộng thế nào", rows=3, max_length=500)

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.offer_rows("unit", units)


class ReasonForm(BaseForm):
    reason = LongTextField(label="Lý do, ai đề nghị", rows=3, max_length=300)
