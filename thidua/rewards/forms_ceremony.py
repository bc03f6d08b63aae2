"""Forms about ceremonies, exchange and re-issue."""

from typing import Any

from django import forms

from thidua.decisions.models import Decision
from thidua.rewards.models_ceremony import HandingLine, ReissueRequest
from thidua.rewards.queries_ceremony import ORDERS
from thidua.shared.forms import BaseForm, DateField, LongTextField, ReasonField, TextField, WholeNumberField
from thidua.units.models import Unit

Handed = HandingLine.Handed


class CeremonyForm(BaseForm):
    unit = forms.ModelChoiceField(label="Đơn vị tổ chức", queryset=Unit.objects.none())
    title = TextField(label="Tên buổi lễ", max_length=200)
    held_on = DateField(label="Ngày")
    place = TextField(label="Địa điểm", max_length=200, required=False)
    giver = TextField(
        label="Người trao (chức vụ, họ tên)", max_length=200, required=False, help_text="Sửa được ở từng lượt."
    )
    order = forms.ChoiceField(label="Thứ tự đọc", choices=list(ORDERS.items()))
    decisions = forms.ModelMultipleChoiceField(
        label="Quyết định được trao", queryset=Decision.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, units: list[Unit], decisions, **kwargs: Any):
        super().__init__(*args, **kwargs)
        rows = Unit.objects.without_tree_fields().filter(pk__in=[unit.pk for unit in units]).order_by("code")
        self.offer_rows("unit", rows, lambda unit: unit.name)
        if len(units) == 1:
            self.fields["unit"].initial = units[0].pk
        self.offer_rows("decisions", decisions, lambda d: f"Số {d.number_text}, {d.unit.name}: {d.title}")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "decisions" in cleaned:
            cleaned["decisions"] = list(cleaned["decisions"])
        return cleaned


class ReadingForm(BaseForm):
    spoken = TextField(label="Tên để đọc", max_length=250)
    spoken_title = TextField(label="Chức vụ, đơn vị để đọc", max_length=300, required=False)
    giver = TextField(label="Người trao", max_length=200, required=False)
    presence = forms.ChoiceField(label="Có mặt", choices=HandingLine.Presence.choices)
    place = WholeNumberField(label="Đọc thứ", min_value=1)


class _RangeForm(BaseForm):
    """Places of the ceremony from … to …"""

    first = WholeNumberField(label="Từ lượt", min_value=1)
    last = WholeNumberField(label="đến lượt", min_value=1)


class PileForm(_RangeForm):
    is_printed = forms.BooleanField(label="Đã in", required=False, initial=True)
    is_framed = forms.BooleanField(label="Đã đóng khung", required=False)


class HandForm(_RangeForm):
    how = forms.ChoiceField(
        label="Kết quả", choices=[(h.value, h.label) for h in (Handed.HANDED, Handed.ON_BEHALF, Handed.LATER)]
    )
    on = DateField(label="Ngày trao")
    giver = TextField(label="Người trao", max_length=200, required=False, help_text="Để trống: giữ như đã xếp.")
    receiver = TextField(label="Người nhận thay", max_length=200, required=False)


class ReissueForm(BaseForm):
    kind = forms.ChoiceField(label="Loại đề nghị", choices=ReissueRequest.Kind.choices)
    asker = TextField(label="Người đề nghị", max_length=200)
    asker_role = TextField(label="Tư cách", max_length=100, help_text="Người được khen, con, cơ quan quản lý …")
    reason = LongTextField(
        label="Lý do", rows=3, max_length=500, help_text="Mất do đâu, hỏng thế nào; ít nhất 10 ký tự."
    )
    papers = LongTextField(
        label="Giấy tờ kèm theo", rows=3, max_length=500, help_text="Không ghi số định danh cá nhân."
    )
    confirmed_by = TextField(
        label="Nơi xác nhận", max_length=200, required=False, help_text="Bắt buộc khi mất: UBND cấp xã hoặc cơ quan."
    )
    received_on = DateField(label="Ngày tiếp nhận")


class GrantForm(BaseForm):
    document = TextField(label="Số, ngày văn bản đồng ý", max_length=200)


class RefuseForm(BaseForm):
    document = TextField(label="Số, ngày văn bản trả lời", max_length=200, required=False)
    reason = ReasonField(label="Lý do không đồng ý")


class FinishForm(BaseForm):
    new_serial = TextField(label="Số phôi mới", max_length=60, required=False)
    handed_to = TextField(label="Người nhận", max_length=200)
    old_returned = forms.BooleanField(label="Đã thu lại bản cũ", required=False)


class WithdrawForm(BaseForm):
    reason = ReasonField(label="Lý do rút")
