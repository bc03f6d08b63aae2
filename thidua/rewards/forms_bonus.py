"""Forms about bonus money and the fund."""

from typing import Any

from django import forms

from thidua.rewards.actions_fund import MOST_VND
from thidua.rewards.models_money import BonusPayment, FundEntry
from thidua.rewards.queries_fund import TYPED
from thidua.shared.forms import (
    BaseForm,
    DateField,
    LongTextField,
    ReasonField,
    TextField,
    VersionedMixin,
    WholeNumberField,
    YearField,
)

_OVERDRAFT = "Chỉ cần khi số chi lớn hơn số dư quỹ; ít nhất 10 ký tự."


class ReasonForm(VersionedMixin, BaseForm):
    """A reason, against a stale page."""

    reason = ReasonField()


class SetBonusForm(VersionedMixin, BaseForm):
    """What a person says some lines get."""

    lines = forms.MultipleChoiceField(label="Áp dụng cho", widget=forms.CheckboxSelectMultiple)
    amount_vnd = WholeNumberField(
        label="Mức thưởng (đồng)", min_value=0, max_value=10**12, help_text="Ghi 0 nếu không chi."
    )
    basis = TextField(
        label="Căn cứ", max_length=300, help_text="Điều khoản, văn bản hoặc ý kiến của người có thẩm quyền."
    )
    reason = ReasonField()

    def __init__(self, *args: Any, lines: list[tuple[int, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.offer("lines", lines)


class LinesForm(BaseForm):
    """Some lines of an approved list."""

    lines = forms.MultipleChoiceField(label="Các dòng", widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, lines: list[tuple[int, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.offer("lines", lines)


class PayForm(LinesForm):
    way = forms.ChoiceField(label="Cách chi", choices=[(kind.value, kind.label) for kind in BonusPayment.PAID])
    receipt = TextField(label="Số phiếu chi, số lệnh chuyển tiền", max_length=60)
    on = DateField(label="Ngày chi")
    receiver = TextField(
        label="Người nhận thay", max_length=200, required=False, help_text="Khi giao người thừa kế, người nhận thay."
    )
    note = TextField(
        label="Giấy tờ, ghi chú", max_length=300, required=False, help_text="Giấy ủy quyền, giấy tờ về quan hệ thừa kế."
    )
    overdraft_reason = LongTextField(
        label="Lý do chi vượt số dư quỹ", rows=2, max_length=300, required=False, help_text=_OVERDRAFT
    )


class NotCollectedForm(LinesForm):
    note = TextField(label="Ghi chú", max_length=300, required=False)


class RecoverForm(BaseForm):
    receipt = TextField(label="Số phiếu thu", max_length=60)
    on = DateField(label="Ngày thu")
    basis = TextField(label="Căn cứ thu hồi", max_length=300, help_text="Số, ngày quyết định hủy bỏ khen thưởng.")


class TakeBackForm(BaseForm):
    reason = ReasonField()


class FundEntryForm(BaseForm):
    year = YearField(label="Năm của quỹ")
    kind = forms.ChoiceField(label="Nội dung", choices=[(kind.value, FundEntry.Kind(kind).label) for kind in TYPED])
    amount_vnd = WholeNumberField(
        label="Số tiền (đồng)", min_value=1, max_value=MOST_VND, help_text="Ghi số dương; khoản chi được tự trừ."
    )
    on = DateField(label="Ngày")
    basis = TextField(label="Căn cứ, chứng từ", max_length=300)
    note = TextField(label="Ghi chú", max_length=300, required=False)
    overdraft_reason = LongTextField(
        label="Lý do chi vượt số dư", rows=2, max_length=300, required=False, help_text=_OVERDRAFT
    )


class CorrectEntryForm(BaseForm):
    reason = ReasonField(label="Lý do điều chỉnh")
    overdraft_reason = LongTextField(
        label="Lý do số dư âm sau điều chỉnh", rows=2, max_length=300, required=False, help_text=_OVERDRAFT
    )


class CarryForm(BaseForm):
    basis = TextField(label="Căn cứ chuyển số dư", max_length=300)
