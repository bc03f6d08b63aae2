"""The shape of what people enter about conferences."""

from typing import Any

from django import forms
from django.forms import BaseFormSet

from thidua.conferences.models import AgendaPoint, Conference, Participation
from thidua.shared.forms import BaseForm, DateField, LongTextField, TextField, VersionedMixin, YearField, formset_class

MOST_POINTS = 40


class PlanForm(BaseForm):
    unit = forms.ChoiceField(label="Đơn vị tổ chức")
    cluster = forms.ChoiceField(label="Hội nghị của cụm, khối", required=False)
    kind = forms.ChoiceField(label="Loại hội nghị", choices=Conference.Kind.choices)
    title = TextField(label="Tên hội nghị", max_length=300)
    year_summarised = YearField(label="Năm được sơ kết, tổng kết", required=False)
    year_launched = YearField(label="Năm được phát động", required=False)
    held_on = DateField(label="Ngày tổ chức")
    place = TextField(label="Địa điểm", max_length=160)
    invited = forms.MultipleChoiceField(label="Đơn vị được mời", required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, units: list, clusters: list, guests: list, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._units = {str(unit.pk): unit for unit in units}
        self._clusters = {str(cluster.pk): cluster for cluster in clusters}
        self._guests = {str(unit.pk): unit for unit in guests}
        self.offer("unit", [(pk, unit.name) for pk, unit in self._units.items()])
        self.offer("cluster", [("", "Không"), *((pk, c.name) for pk, c in self._clusters.items())])
        self.offer("invited", [(pk, unit.name) for pk, unit in self._guests.items()])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        cleaned["unit"] = self._units.get(cleaned.get("unit", ""))
        cleaned["cluster"] = self._clusters.get(cleaned.get("cluster") or "")
        cleaned["invited"] = [self._guests[pk] for pk in cleaned.get("invited", [])]
        return cleaned


class PointForm(BaseForm):
    kind = forms.ChoiceField(label="Loại", choices=AgendaPoint.Kind.choices, initial="report")
    text = TextField(label="Nội dung", max_length=300)


class _Points(BaseFormSet):
    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.fields["DELETE"].label = "Bỏ"
        form.fields["DELETE"].widget.attrs["class"] = "form-check-input"

    def agenda(self) -> list[tuple[str, str]]:
        """(kind, text) of the filled rows in order; after ``is_valid``."""
        filled = [f.cleaned_data for f in self.forms if f.cleaned_data.get("text") and not f.cleaned_data.get("DELETE")]
        return [(row["kind"], row["text"]) for row in filled]


def points_formset(data, *, initial=(), more: bool = False) -> _Points:
    """Rows of the run of show: those given and blank ones; ``more`` adds blank rows to what was posted."""
    initial = list(initial)
    factory = formset_class(
        _Points,
        PointForm,
        extra=3 if initial else 6,
        can_delete=True,
        max_num=MOST_POINTS,
        absolute_max=MOST_POINTS,
    )
    if data is not None and more:
        data = data.copy()
        total = data.get("muc-TOTAL_FORMS", "")
        data["muc-TOTAL_FORMS"] = str(min(int(total) + 3, MOST_POINTS)) if total.isdecimal() else "6"
    return factory(data, initial=initial or None, prefix="muc")


class RecordForm(VersionedMixin, BaseForm):
    """Who came and what was concluded; one pair of fields for each invited unit."""

    began = forms.TimeField(label="Giờ bắt đầu", input_formats=["%H:%M", "%Hh%M", "%H"], initial="08:00")
    ended = forms.TimeField(label="Giờ kết thúc", input_formats=["%H:%M", "%Hh%M", "%H"], initial="11:30")
    chair = TextField(
        label="Người chủ trì",
        max_length=200,
        required=False,
        help_text="Họ tên, chức vụ. Để trống thì ghi thủ trưởng đơn vị.",
    )
    conclusion = LongTextField(label="Kết luận", rows=6)

    def __init__(self, *args: Any, participation: list[Participation], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.participation = participation
        for name in ("began", "ended"):
            self.fields[name].error_messages["invalid"] = "Hãy ghi giờ:phút, ví dụ 08:30."
        for row in participation:
            came = forms.BooleanField(label=f"{row.unit.name} có mặt", required=False, initial=True)
            who = TextField(label=f"Đại diện {row.unit.name}", required=False, max_length=200)
            for name, field in ((f"came-{row.unit_id}", came), (f"who-{row.unit_id}", who)):
                self._dress(field)
                self.fields[name] = field

    def rows(self) -> list[dict[str, Any]]:
        """The unit with its two bound fields, for the template."""
        return [
            {"unit": row.unit, "came": self[f"came-{row.unit_id}"], "who": self[f"who-{row.unit_id}"]}
            for row in self.participation
        ]

    def plain_fields(self) -> list:
        return [self[name] for name in ("began", "ended", "chair", "conclusion")]

    def came(self) -> dict[int, str]:
        return {
            row.unit_id: self.cleaned_data[f"who-{row.unit_id}"]
            for row in self.participation
            if self.cleaned_data[f"came-{row.unit_id}"]
        }


class AgendaForm(VersionedMixin, BaseForm):
    """Only carries the version; the rows stand beside it."""
