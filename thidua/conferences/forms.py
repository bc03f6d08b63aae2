"""The shape of what people enter about conferences."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms import BaseFormSet

from thidua.conferences.actions import MOST_POINTS
from thidua.conferences.models import AgendaPoint, Conference, Participation
from thidua.conferences.vocabulary import PURPOSES, Point
from thidua.movements.lunar import name_of_year
from thidua.shared.forms import (
    BaseForm,
    DateField,
    LongTextField,
    TextField,
    VersionedMixin,
    WholeNumberField,
    YearField,
    formset_class,
)

TIME_FORMATS = ["%H:%M", "%Hh%M", "%Hh", "%H"]
MOST_ROWS_IN_FORM = 200  # of a guest list; longer ones are noted on the list of arrivals


def _time_field(label: str, initial: str) -> forms.TimeField:
    field = forms.TimeField(label=label, input_formats=TIME_FORMATS, initial=initial)
    field.error_messages["invalid"] = "Hãy ghi giờ:phút, ví dụ 08:30."
    return field


class DetailsForm(BaseForm):
    """What a conference is, when and where: for planning and for changing."""

    title = TextField(label="Tên hội nghị", max_length=300)
    purposes = forms.MultipleChoiceField(
        label="Mục đích",
        choices=list(PURPOSES.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text="Một hội nghị có thể có nhiều mục đích.",
    )
    theme = TextField(label="Chủ đề thi đua", max_length=300, required=False)
    year_summarised = YearField(label="Năm được sơ kết, tổng kết", required=False)
    year_launched = YearField(label="Năm được phát động", required=False)
    lunar_year = forms.ChoiceField(label="Chúc Tết năm âm lịch", required=False)
    held_on = DateField(label="Ngày tổ chức")
    begins = _time_field("Giờ khai mạc", "08:00")
    place = TextField(label="Địa điểm", max_length=160)
    host = forms.ChoiceField(
        label="Đơn vị đăng cai", required=False, help_text="Hội nghị cụm, khối: nơi họp luân phiên."
    )
    chair = TextField(label="Người chủ trì", max_length=200, required=False, help_text="Họ tên, chức vụ.")
    quorum = WholeNumberField(
        label="Tỷ lệ đơn vị phải có mặt (%)",
        min_value=1,
        max_value=100,
        required=False,
        help_text="Chỉ ghi khi quy chế đòi hỏi; thiếu thì không ghi nhận được hội nghị.",
    )
    quorum_basis = TextField(label="Theo quy chế, quy định nào", max_length=200, required=False)

    def __init__(self, *args: Any, hosts: list, years: range, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._hosts = {str(unit.pk): unit for unit in hosts}
        self.offer("host", [("", "Không"), *((pk, unit.name) for pk, unit in self._hosts.items())])
        self.offer("lunar_year", [("", "Không chúc Tết"), *((str(y), f"{name_of_year(y)} {y}") for y in years)])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "lunar_year" in cleaned:
            cleaned["lunar_year"] = int(cleaned["lunar_year"]) if cleaned["lunar_year"] else None
        cleaned["host"] = self._hosts.get(cleaned.get("host") or "")
        return cleaned


class PlanForm(DetailsForm):
    """A new conference, with its organiser and the units to invite."""

    unit = forms.ChoiceField(label="Đơn vị tổ chức")
    cluster = forms.ChoiceField(label="Hội nghị của cụm, khối", required=False)
    kind = forms.ChoiceField(label="Loại hội nghị", choices=Conference.Kind.choices)
    invited = forms.MultipleChoiceField(label="Đơn vị được mời", required=False, widget=forms.CheckboxSelectMultiple)
    field_order = ["kind", "title", "unit", "cluster"]

    def __init__(self, *args: Any, units: list, clusters: list, guests: list, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["purposes"].required = False
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
        cleaned["purposes"] = cleaned.get("purposes") or None
        return cleaned


class EditForm(VersionedMixin, DetailsForm):
    """Changing what was planned; the reason goes to whoever has an invitation."""

    reason = TextField(
        label="Lý do thay đổi ngày, giờ, nơi họp",
        max_length=300,
        required=False,
        help_text="Cần ghi khi giấy mời đã gửi; lý do được báo cho đại biểu.",
    )


class PointForm(BaseForm):
    kind = forms.ChoiceField(label="Loại", choices=AgendaPoint.Kind.choices, initial="report")
    text = TextField(label="Nội dung", max_length=300)
    minutes = WholeNumberField(label="Phút", min_value=0, max_value=600, required=False)
    who = TextField(label="Người thực hiện", max_length=200, required=False)


class _Points(BaseFormSet):
    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.fields["DELETE"].label = "Bỏ"
        form.fields["DELETE"].widget.attrs["class"] = "form-check-input"

    def agenda(self) -> list[Point]:
        """The filled rows in order; after ``is_valid``."""
        filled = [f.cleaned_data for f in self.forms if f.cleaned_data.get("text") and not f.cleaned_data.get("DELETE")]
        return [Point(row["kind"], row["text"], row.get("minutes") or 0, row.get("who", "")) for row in filled]


_CELLS = ("kind", "text", "minutes", "who", "DELETE")


def _swapped(data, first: int, second: int):
    """The posted rows with two of them in each other's place."""
    for cell in _CELLS:
        one, other = f"muc-{first}-{cell}", f"muc-{second}-{cell}"
        kept = data.get(one), data.get(other)
        for name, value in ((one, kept[1]), (other, kept[0])):
            if value is None:
                data.pop(name, None)
            else:
                data[name] = value
    return data


def rearranged(data):
    """(posted data after the button that was pressed, whether it only rearranges). Buttons: ``more`` adds blank rows,
    ``up`` and ``down`` name the row (0-based) that changes its place. Works without scripts; a strange number does
    nothing."""
    pressed = next((name for name in ("more", "up", "down") if name in data), "")
    if not pressed:
        return data, False
    data = data.copy()
    asked = data.get("muc-TOTAL_FORMS", "")
    total = min(int(asked), MOST_POINTS) if asked.isdecimal() and len(asked) < 6 else 0
    if pressed == "more":
        data["muc-TOTAL_FORMS"] = str(min(total + 3, MOST_POINTS)) if total else "6"
        return data, True
    place = data.get(pressed, "")
    here = int(place) if place.isdecimal() and len(place) < 6 else -1
    other = here - 1 if pressed == "up" else here + 1
    if 0 <= here < total and 0 <= other < total:
        data = _swapped(data, here, other)
    return data, True


def points_formset(data, *, initial=()) -> _Points:
    """Rows of the run of show: those given and blank ones."""
    initial = list(initial)
    factory = formset_class(
        _Points,
        PointForm,
        extra=3 if initial else 6,
        can_delete=True,
        max_num=MOST_POINTS,
        absolute_max=MOST_POINTS,
    )
    return factory(data, initial=initial or None, prefix="muc")


def rows_of(points: Iterable[Point | AgendaPoint]) -> list[dict[str, Any]]:
    """Points as the initial rows of the formset."""
    return [{"kind": p.kind, "text": p.text, "minutes": p.minutes or None, "who": p.who} for p in points]


class RecordForm(VersionedMixin, BaseForm):
    """Who came and what was concluded; one pair of fields for each invited unit, a tick for each guest.

    Of a list longer than ``MOST_ROWS_IN_FORM`` nobody is shown: whoever was noted on the list of arrivals came.
    """

    began = _time_field("Giờ bắt đầu", "08:00")
    ended = _time_field("Giờ kết thúc", "11:30")
    chair = TextField(
        label="Người chủ trì",
        max_length=200,
        required=False,
        help_text="Họ tên, chức vụ. Để trống thì ghi thủ trưởng đơn vị.",
    )
    secretary = TextField(
        label="Thư ký", max_length=200, required=False, help_text="Để trống thì ghi tên người lập biên bản."
    )
    assessment = LongTextField(
        label="Đánh giá chung về phong trào",
        rows=4,
        required=False,
        help_text="Kết quả, tác động, khó khăn đã vượt qua.",
    )
    conclusion = LongTextField(label="Kết luận", rows=6)

    def __init__(self, *args: Any, participation: list[Participation], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.is_long = len(participation) > MOST_ROWS_IN_FORM
        self.participation = [] if self.is_long else [row for row in participation if row.unit is not None]
        self.guests = [] if self.is_long else [row for row in participation if row.unit is None]
        nobody_yet = not any(row.came for row in participation)
        for row in self.participation:
            comes = row.came or (nobody_yet and row.answer != Participation.Answer.ABSENT)
            came = forms.BooleanField(label=f"{row.name} có mặt", required=False, initial=comes)
            who = TextField(label=f"Đại diện {row.name}", required=False, max_length=200, initial=row.representative)
            for name, field in ((f"came-{row.unit_id}", came), (f"who-{row.unit_id}", who)):
                self._dress(field)
                self.fields[name] = field
        if self.guests:
            self.fields["guests_came"] = forms.MultipleChoiceField(
                label="Khách mời có mặt",
                required=False,
                widget=forms.CheckboxSelectMultiple,
                choices=[(str(row.pk), row.title) for row in self.guests],
                initial=[str(row.pk) for row in self.guests if row.came],
            )
            self._dress(self.fields["guests_came"])

    def rows(self) -> list[dict[str, Any]]:
        """The row with its two bound fields, for the template."""
        return [
            {"name": row.name, "came": self[f"came-{row.unit_id}"], "who": self[f"who-{row.unit_id}"]}
            for row in self.participation
        ]

    def plain_fields(self) -> list:
        names = ["began", "ended", "chair", "secretary", "assessment", "conclusion"]
        return [self[name] for name in names + (["guests_came"] if self.guests else [])]

    def came(self) -> dict[int, str]:
        return {
            row.unit_id: self.cleaned_data[f"who-{row.unit_id}"]
            for row in self.participation
            if row.unit_id is not None and self.cleaned_data[f"came-{row.unit_id}"]
        }

    def guests_who_came(self) -> list[int]:
        return [int(pk) for pk in self.cleaned_data.get("guests_came", [])]


class AgendaForm(VersionedMixin, BaseForm):
    """Only carries the version; the rows stand beside it."""


class ReasonForm(BaseForm):
    reason = TextField(label="Lý do", max_length=300)


class GuestForm(BaseForm):
    """One more on the list: a unit, with the post that is invited, or a guest by role."""

    unit = forms.ChoiceField(label="Đơn vị", required=False)
    title = TextField(
        label="Chức danh được mời",
        max_length=200,
        required=False,
        help_text="Của đơn vị (ví dụ Chánh Văn phòng), hoặc của khách không thuộc đơn vị nào (ví dụ Phó Bí thư Thường trực "
        "Thành ủy). Không cần ghi họ tên.",
    )
    directs = forms.BooleanField(label="Khách dự và chỉ đạo hội nghị", required=False)

    def __init__(self, *args: Any, units: list, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.units = {str(unit.pk): unit for unit in units}
        self.offer("unit", [("", "Khách mời, không thuộc đơn vị nào"), *((k, u.name) for k, u in self.units.items())])


class AnswerForm(BaseForm):
    answer = forms.ChoiceField(
        label="Đơn vị trả lời",
        choices=[choice for choice in Participation.Answer.choices if choice[0]],
        widget=forms.RadioSelect,
    )
    note = TextField(
        label="Người dự (họ tên, chức vụ), hoặc lý do vắng",
        max_length=200,
        required=False,
        help_text="Cần ghi khi cử người dự thay hoặc vắng.",
    )
    note.widget.attrs["autocomplete"] = "off"


class NoticeForm(BaseForm):
    text = LongTextField(label="Kết luận chung", rows=8, help_text="Mỗi dòng một đoạn.")
