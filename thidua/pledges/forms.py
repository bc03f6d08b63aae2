"""The shape of what people enter about pledges and registrations."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms import BaseFormSet

from thidua.pledges.models import PledgeTarget
from thidua.pledges.outlook import award_choices
from thidua.pledges.targets import MOST_TARGETS
from thidua.shared.forms import (
    BaseForm,
    DateField,
    LongTextField,
    NumberField,
    TextField,
    VersionedMixin,
    formset_class,
)

BLANK_ROWS = 6


class PledgeForm(BaseForm):
    unit = forms.ChoiceField(label="Đơn vị ký giao ước")
    commitments = LongTextField(label="Cam kết", required=False, help_text="Mỗi cam kết một dòng.", rows=6)

    def __init__(self, *args: Any, units: list, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._units = {str(unit.pk): unit for unit in units}
        self.offer("unit", [(pk, unit.name) for pk, unit in self._units.items()])

    def clean_unit(self):
        return self._units[self.cleaned_data["unit"]]


class EditPledgeForm(VersionedMixin, BaseForm):
    commitments = LongTextField(label="Cam kết", required=False, help_text="Mỗi cam kết một dòng.", rows=6)


class TargetForm(BaseForm):
    """One row; a row left as it was shown counts as empty."""

    name = TextField(label="Chỉ tiêu", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    unit_of_measure = TextField(label="Đơn vị tính", max_length=40)
    baseline = NumberField(label="Năm trước", required=False, min_value=0, max_value=10**11, places=4)
    goal = NumberField(label="Mục tiêu", min_value=0, max_value=10**11, places=4)
    direction = forms.ChoiceField(
        label="Phấn đấu", choices=[("more", "Càng nhiều"), ("less", "Càng ít")], initial=PledgeTarget.Direction.MORE
    )
    weight = NumberField(label="Trọng số", min_value="0.01", max_value=99_999, places=2)
    due_on = DateField(label="Thời hạn")
    criterion_code = TextField(label="Mã tiêu chí", max_length=40, required=False, widget=forms.HiddenInput)

    def clean_goal(self):
        if self.cleaned_data["goal"] == 0:
            raise forms.ValidationError("Mục tiêu bằng 0 thì không tính được tỷ lệ; hãy ghi một số lớn hơn 0.")
        return self.cleaned_data["goal"]


class _Targets(BaseFormSet):
    def __init__(self, *args: Any, due_on, **kwargs: Any):
        self._due_on = due_on
        super().__init__(*args, **kwargs)

    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.fields["due_on"].initial = self._due_on
        delete = form.fields.get("DELETE")
        if delete:
            delete.label = "Bỏ"
            delete.widget.attrs["class"] = "form-check-input"

    def rows(self) -> list[dict[str, Any]]:
        """The filled rows in order; after ``is_valid``."""
        return [
            {name: value for name, value in form.cleaned_data.items() if name != "DELETE"} for form in self.kept_forms()
        ]

    def kept_forms(self) -> list[TargetForm]:
        return [f for f in self.forms if f.cleaned_data.get("name") and not f.cleaned_data.get("DELETE")]


def targets_formset(data, *, due_on, initial: Iterable[dict] = (), more: bool = False) -> _Targets:
    """Rows for targets: those given and some blank ones; ``more`` adds blank rows to what was posted."""
    initial = list(initial)
    blank = BLANK_ROWS if not initial else 3
    factory = formset_class(
        _Targets, TargetForm, extra=blank, can_delete=True, max_num=MOST_TARGETS, absolute_max=MOST_TARGETS
    )
    if data is not None and more:
        data = data.copy()
        total = data.get("chi-tieu-TOTAL_FORMS", "")
        data["chi-tieu-TOTAL_FORMS"] = str(min(int(total) + 3, MOST_TARGETS)) if total.isdecimal() else str(BLANK_ROWS)
    return factory(data, initial=initial or None, prefix="chi-tieu", due_on=due_on)


class QuarterForm(VersionedMixin, BaseForm):
    """Value and evidence of every target for one quarter; empty values are left out."""

    def __init__(self, *args: Any, targets: list[PledgeTarget], quarter: int, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.targets = targets
        for target in targets:
            known = next((p for p in target.progress.all() if p.quarter == quarter), None)
            value = NumberField(
                label=f"Kết quả: {target.name}",
                required=False,
                min_value=0,
                max_value=10**11,
                places=4,
                initial=known.value if known else None,
            )
            evidence = TextField(
                label=f"Minh chứng: {target.name}",
                required=False,
                max_length=300,
                initial=known.evidence if known else "",
            )
            for name, field in ((f"value-{target.pk}", value), (f"evidence-{target.pk}", evidence)):
                self._dress(field)
                self.fields[name] = field

    def rows(self) -> list[dict[str, Any]]:
        """Target with its two bound fields, for the template."""
        found = []
        for target in self.targets:
            cells = [("Kết quả", f"value-{target.pk}"), ("Minh chứng", f"evidence-{target.pk}")]
            fields = [{"short": short, "bound": self[name]} for short, name in cells]
            found.append({"target": target, "fields": fields})
        return found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for target in self.targets:
            name = f"value-{target.pk}"
            if cleaned.get(f"evidence-{target.pk}") and cleaned.get(name) is None and name not in self.errors:
                self.add_error(name, "Có minh chứng nhưng chưa có kết quả.")
        return cleaned

    def values(self) -> list[tuple[PledgeTarget, Any, str]]:
        found = [(t, self.cleaned_data[f"value-{t.pk}"], self.cleaned_data[f"evidence-{t.pk}"]) for t in self.targets]
        return [row for row in found if row[1] is not None]


class ReasonForm(BaseForm):
    reason = TextField(label="Lý do", max_length=300)


class NewSheetForm(BaseForm):
    unit = forms.ChoiceField(label="Đơn vị")

    def __init__(self, *args: Any, units: list, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._units = {str(unit.pk): unit for unit in units}
        self.offer("unit", [(pk, unit.name) for pk, unit in self._units.items()])

    def clean_unit(self):
        return self._units[self.cleaned_data["unit"]]


class RegisterForm(BaseForm):
    """One award for many people, or for many collectives."""

    award = forms.ChoiceField(label="Danh hiệu, hình thức khen thưởng")
    chosen = forms.MultipleChoiceField(label="", widget=forms.CheckboxSelectMultiple)

    def __init__(
        self, *args: Any, recipients: list, is_person: bool, labels: dict[int, str] | None = None, **kwargs: Any
    ):
        super().__init__(*args, **kwargs)
        self.is_person = is_person
        self._recipients = {str(each.pk): each for each in recipients}
        labels = labels or {}
        self.offer("award", award_choices(is_person))
        self.fields["chosen"].label = "Cá nhân" if is_person else "Tập thể"
        self.offer("chosen", [(pk, labels.get(each.pk, str(each))) for pk, each in self._recipients.items()])

    def lines(self) -> list[tuple]:
        code = self.cleaned_data["award"]
        chosen = [self._recipients[pk] for pk in self.cleaned_data["chosen"]]
        return [(each, None, code) if self.is_person else (None, each, code) for each in chosen]
