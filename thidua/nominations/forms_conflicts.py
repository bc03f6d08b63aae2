"""The shape of what is said about findings, kinship and initiatives of a nominee."""

from collections.abc import Iterable
from typing import Any

from django import forms

from thidua.nominations.models_conflicts import ConflictNote, Kinship
from thidua.records.models import Initiative
from thidua.shared.forms import BaseForm, ReasonField, TextField


class SettleForm(BaseForm):
    outcome = forms.ChoiceField(label="Kết quả xem xét", choices=ConflictNote.Outcome.choices, widget=forms.RadioSelect)
    note = ReasonField(label="Ghi chú", max_length=500)


class KinshipForm(BaseForm):
    one = TextField(label="Mã cán bộ thứ nhất", max_length=40, help_text="Mã ghi ở trang cán bộ, ví dụ CB-00012.")
    other = TextField(label="Mã cán bộ thứ hai", max_length=40)
    relation = forms.ChoiceField(label="Quan hệ", choices=Kinship.Relation.choices, widget=forms.RadioSelect)


class WithdrawForm(BaseForm):
    reason = ReasonField(label="Lý do gỡ")


class UseForm(BaseForm):
    initiative = forms.ChoiceField(label="Sáng kiến", widget=forms.RadioSelect)

    def __init__(self, *args: Any, initiatives: Iterable[Initiative], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._initiatives = {str(each.pk): each for each in initiatives}
        self.offer(
            "initiative",
            [(pk, f"{each.year}: {each.title} ({each.get_scope_display().lower()}, {each.decision_no})")
             for pk, each in self._initiatives.items()],
        )  # fmt: skip

    def clean_initiative(self) -> Initiative:
        return self._initiatives[self.cleaned_data["initiative"]]
