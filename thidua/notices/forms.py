"""What officers type at the desk of notices."""

from django import forms

from thidua.notices.queries import kinds_by_group
from thidua.shared.forms import BaseForm, DateField, LongTextField, VersionedMixin


class CancelForm(BaseForm):
    reason = LongTextField(
        label="Lý do hủy", max_length=300, rows=3, help_text="Ghi vào nhật ký; người nhận không đọc."
    )


class CoveringForm(VersionedMixin, BaseForm):
    covering = LongTextField(
        label="Lời dẫn",
        required=False,
        max_length=500,
        rows=4,
        help_text="Đứng trên nội dung thư của mọi người nhận. Để trống để bỏ lời dẫn.",
    )


class DayForm(BaseForm):
    ngay = DateField(label="Ngày")


class RulesForm(BaseForm):
    """One group of boxes for each group of kinds; a ticked kind waits for a look."""

    def __init__(self, *args, waiting: set[str], **kwargs):
        super().__init__(*args, **kwargs)
        self.names: list[str] = []
        for n, (group, kinds) in enumerate(kinds_by_group().items()):
            choices = [(kind.code, kind.label) for kind in kinds if kind.may_wait]
            if not choices:
                continue
            name = f"nhom_{n}"
            self.fields[name] = forms.MultipleChoiceField(
                label=group,
                choices=choices,
                required=False,
                initial=[code for code, _ in choices if code in waiting],
                widget=forms.CheckboxSelectMultiple,
            )
            self.fields[name].optional_vi = "chọn loại chờ xem trước"  # type: ignore[attr-defined]
            self._dress(self.fields[name])
            self.names.append(name)

    @property
    def waiting(self) -> set[str]:
        """The codes of the ticked kinds."""
        return {code for name in self.names for code in self.cleaned_data[name]}
