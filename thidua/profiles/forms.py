"""What is asked before something under lock is opened, and before two records become one."""

from collections.abc import Iterable
from typing import Any

from django import forms

from thidua.people.actions_private import OPENABLE
from thidua.records.merging import BOTH, KEPT, MERGED, Conflict
from thidua.shared.forms import BaseForm, TextField

OWN_PURPOSE = "Tự xem hồ sơ của mình"
_WORDS = {KEPT: "Hồ sơ được giữ: {kept}", MERGED: "Hồ sơ bị gộp: {merged}", BOTH: "Cả hai, cộng lại"}


class OpenForm(BaseForm):
    """Which fields, and why; the answer stands in the audit chain."""

    fields_wanted = forms.MultipleChoiceField(
        label="Mở mục nào", choices=list(OPENABLE.items()), widget=forms.CheckboxSelectMultiple
    )
    purpose = TextField(
        label="Mục đích",
        max_length=200,
        help_text="Ghi rõ việc đang làm, ví dụ: lập hồ sơ đề nghị Bằng khen năm 2025. Mục đích được lưu lại và chính "
        "người đó xem được.",
    )


class ExportForm(BaseForm):
    """Why everything about a person is taken out."""

    purpose = TextField(label="Mục đích", max_length=200, help_text="Được lưu lại; chính người đó xem được.")


class MergeForm(BaseForm):
    """One choice for each difference of two records, and the reason."""

    def __init__(self, *args: Any, conflicts: Iterable[Conflict], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.conflicts = {f"c{place}": conflict for place, conflict in enumerate(conflicts)}
        for name, conflict in self.conflicts.items():
            values = {"kept": conflict.kept, "merged": conflict.merged}
            choices = [(option, _WORDS[option].format(**values)) for option in conflict.options]
            self.fields[name] = forms.ChoiceField(
                label=conflict.label,
                choices=choices,
                widget=forms.RadioSelect,
                error_messages={"required": "Hai hồ sơ ghi khác nhau: hãy chọn một."},
            )
            self._dress(self.fields[name])
        self.fields["reason"] = TextField(
            label="Vì sao hai hồ sơ là một người",
            max_length=300,
            help_text="Ví dụ: đã đối chiếu lý lịch và quyết định điều động. Không ghi số định danh ở đây.",
        )
        self._dress(self.fields["reason"])

    def choices(self) -> dict[str, str]:
        return {conflict.key: self.cleaned_data[name] for name, conflict in self.conflicts.items()}
