"""The shape of what people enter about documents, days and reviews."""

from typing import Any

from django import forms

from thidua.movements.actions_reviews import REVIEW_TEXTS
from thidua.movements.content import LONGEST
from thidua.movements.models import MovementReview, MovementTarget, SteeringDocument, UnitReport
from thidua.people.models import Person
from thidua.shared.forms import (
    BaseForm,
    DateField,
    LongTextField,
    NumberField,
    TextField,
    VersionedMixin,
    WholeNumberField,
    YearField,
)
from thidua.shared.wording import vi_number


class DocumentForm(BaseForm):
    kind = forms.ChoiceField(label="Loại văn bản", choices=SteeringDocument.Kind.choices)
    number_text = TextField(label="Số, ký hiệu", max_length=60, help_text="Ví dụ: 123/UBND-NC.")
    dated = DateField(label="Ngày văn bản")
    issuer = TextField(label="Cơ quan ban hành", max_length=200)
    summary = TextField(label="Trích yếu", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    sent_to = TextField(
        label="Gửi đến", max_length=500, help_text="Ví dụ: các sở, ban, ngành; các phường, xã, đặc khu."
    )


class ReminderForm(BaseForm):
    matter = forms.ChoiceField(label="Đôn đốc việc")
    until = DateField(label="Hạn mới", help_text="Công văn đề nghị các đơn vị làm xong trước ngày này.")

    def __init__(self, *args: Any, matters: list[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.offer("matter", matters)


class DayForm(BaseForm):
    unit = forms.ChoiceField(label="Đơn vị")
    name = TextField(label="Tên ngày kỷ niệm, ngày truyền thống", max_length=200)
    day = WholeNumberField(label="Ngày", min_value=1, max_value=31)
    month = WholeNumberField(label="Tháng (dương lịch)", min_value=1, max_value=12)
    since_year = YearField(
        label="Năm bắt đầu", min_value=1, max_value=2100, required=False, help_text="Để tính lần thứ."
    )
    basis = TextField(label="Căn cứ", max_length=300, required=False, help_text="Quyết định công nhận, nếu có.")

    def __init__(self, *args: Any, units: list, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._units = {str(unit.pk): unit for unit in units}
        self.offer("unit", [(pk, unit.name) for pk, unit in self._units.items()])

    def clean_unit(self):
        return self._units[self.cleaned_data["unit"]]


class OpenReviewForm(BaseForm):
    kind = forms.ChoiceField(label="Đợt", choices=MovementReview.Kind.choices)
    due_on = DateField(label="Hạn các đơn vị báo cáo kết quả")


class ReviewTextForm(VersionedMixin, BaseForm):
    """What the officer adds to the figures; assessment and lessons are needed before the report is issued."""

    assessment = LongTextField(label=REVIEW_TEXTS["assessment"], required=False, rows=6, max_length=LONGEST)
    shortcomings = LongTextField(label=REVIEW_TEXTS["shortcomings"], required=False, rows=4, max_length=LONGEST)
    lessons = LongTextField(
        label=REVIEW_TEXTS["lessons"],
        required=False,
        rows=5,
        max_length=LONGEST,
        help_text="Mỗi bài học một dòng, để kế hoạch sau dùng lại.",
    )
    directions = LongTextField(label=REVIEW_TEXTS["directions"], required=False, rows=5, max_length=LONGEST)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name in ("assessment", "lessons"):
            self.fields[name].optional_vi = "cần có trước khi ban hành"  # type: ignore[attr-defined]


class ReportForm(BaseForm):
    """One figure and one note per target of the movement, and words."""

    text = LongTextField(label="Kết quả nổi bật, khó khăn, kiến nghị", required=False, rows=6, max_length=LONGEST)

    def __init__(self, *args: Any, targets: list[MovementTarget], report: UnitReport | None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.targets = targets
        known = {result.target_id: result for result in report.results.all()} if report else {}
        if report:
            self.initial.setdefault("text", report.text)
        for target in targets:
            result = known.get(target.pk)
            value = NumberField(
                label=f"Kết quả ({target.unit_of_measure})",
                required=False,
                min_value=0,
                max_value=10**11,
                places=4,
                initial=result.value if result else None,
            )
            note = TextField(
                label="Ghi chú, giải thích", required=False, max_length=300, initial=result.note if result else ""
            )
            for name, field in ((f"value-{target.pk}", value), (f"note-{target.pk}", note)):
                self._dress(field)
                self.fields[name] = field

    def rows(self) -> list[dict[str, Any]]:
        """Target with its two bound fields, for the template."""
        return [
            {
                "target": target,
                "goal": f"{vi_number(target.goal)} {target.unit_of_measure}",
                "fields": [self[f"value-{target.pk}"], self[f"note-{target.pk}"]],
            }
            for target in self.targets
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for target in self.targets:
            name = f"value-{target.pk}"
            if cleaned.get(f"note-{target.pk}") and cleaned.get(name) is None and name not in self.errors:
                self.add_error(name, "Có ghi chú nhưng chưa có kết quả.")
        return cleaned

    def figures(self) -> list[tuple[MovementTarget, Any, str]]:
        found = [(t, self.cleaned_data[f"value-{t.pk}"], self.cleaned_data[f"note-{t.pk}"]) for t in self.targets]
        return [row for row in found if row[1] is not None]


class ProposalForm(BaseForm):
    who = forms.ChoiceField(label="Tập thể, cá nhân")
    achievement = LongTextField(label="Thành tích trong phong trào", rows=4, max_length=LONGEST)

    def __init__(self, *args: Any, unit, people: list[Person], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._people = {str(person.pk): person for person in people}
        names = [(pk, f"{person.full_name} ({person.code})") for pk, person in self._people.items()]
        self.offer("who", [("", "Mời chọn"), ("unit", f"Tập thể {unit.name}"), *names])

    @property
    def person(self) -> Person | None:
        return self._people.get(self.cleaned_data["who"])
