"""The reason of a withdrawal."""

from thidua.shared.forms import BaseForm, LongTextField, VersionedMixin


class WithdrawForm(VersionedMixin, BaseForm):
    reason = LongTextField(label="Lý do rút dự thảo", rows=3, max_length=300)
