"""The shape of what people enter about movements."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.forms import BaseFormSet

from thidua.movements.actions import ANSWER_DAYS, LONGEST_ANSWER
from thidua.movements.content import DATES, LONGEST, MOST_TARGETS, ZERO_GOAL, wrong_date
from thidua.movements.models import Movement, MovementTarget
from thidua.movements.national import NationalMovement
from thidua.movements.readiness import needed_fields
from thidua.shared.forms import (
    BaseForm,
    DateField,
    LongTextField,
    TextField,
    VersionedMixin,
    YearField,
    formset_class,
)
from thidua.shared.measures import AmountField, MoneyField, canonical

NEEDED_VI = "cần có trước khi phát động"


class MovementForm(BaseForm):
    """A draft may be incomplete; what the law asks before the launch says so at its label."""

    unit = forms.ChoiceField(label="Đơn vị phát động")
    year = YearField(label="Năm thi đua")
    title = TextField(label="Tên phong trào", max_length=300)
    slogan = TextField(label="Chủ đề, khẩu hiệu", max_length=300, required=False)
    kind = forms.ChoiceField(label="Hình thức", choices=Movement.Kind.choices)
    parent = forms.ChoiceField(
        label="Hưởng ứng phong trào cấp trên",
        required=False,
        help_text="Chỉ gồm phong trào đã phát động đến đơn vị. Khi đơn vị phát động, phong trào này là trả lời của đơn vị.",
    )
    national = forms.ChoiceField(label="Hưởng ứng phong trào toàn quốc", required=False)
    linked = LongTextField(
        label="Nghị quyết, chủ đề gắn với phong trào",
        required=False,
        rows=2,
        max_length=LONGEST,
        help_text="Mỗi dòng một nghị quyết, chỉ thị hoặc chủ đề công tác năm.",
    )
    objective = LongTextField(label="Mục tiêu", required=False, rows=3, max_length=LONGEST)
    scope = LongTextField(label="Phạm vi", required=False, rows=2, max_length=LONGEST)
    subjects = LongTextField(
        label="Đối tượng",
        required=False,
        rows=2,
        max_length=LONGEST,
        help_text="Ngăn bằng dấu phẩy hoặc chấm phẩy; dùng để báo phong trào khác cùng đối tượng, cùng thời gian.",
    )
    content = LongTextField(label="Nội dung", required=False, max_length=LONGEST, help_text="Mỗi nội dung một dòng.")
    criteria = LongTextField(
        label="Tiêu chí",
        required=False,
        max_length=LONGEST,
        help_text="Mỗi tiêu chí một dòng. Dòng kết thúc bằng dấu hai chấm là tên nhóm, ví dụ “Đối với tập thể:”. Tiêu chí "
        "đếm được, bám chỉ tiêu kinh tế - xã hội, ghi ở bảng “Chỉ tiêu” sau khi lưu.",
    )
    steps = LongTextField(
        label="Kế hoạch thực hiện",
        required=False,
        max_length=LONGEST,
        help_text="Mỗi việc một dòng, ghi ngày ở cuối nếu có, ví dụ “Kiểm tra đợt 1: 30/09/2025”.",
    )
    measures = LongTextField(
        label="Biện pháp tổ chức", required=False, max_length=LONGEST, help_text="Mỗi biện pháp một dòng."
    )
    coordinators = LongTextField(
        label="Cơ quan phối hợp",
        required=False,
        rows=3,
        max_length=LONGEST,
        help_text="Mỗi dòng một cơ quan, đoàn thể và việc được giao, ví dụ “Liên đoàn Lao động tỉnh: vận động đoàn viên”. "
        "Một việc có thể giao nhiều cơ quan.",
    )
    starts_on = DateField(label="Ngày bắt đầu", required=False)
    ends_on = DateField(label="Ngày kết thúc", required=False)
    midterm_on = DateField(label="Ngày sơ kết dự kiến", required=False)
    answer_by = DateField(
        label="Hạn các đơn vị trả lời",
        required=False,
        help_text=f"Để trống: {ANSWER_DAYS} ngày sau ngày phát động.",
    )
    budget_vnd = MoneyField(label="Kinh phí (đồng)", required=False, max_value=10**15)

    def __init__(
        self, *args: Any, units: list, parents: list, national: list[NationalMovement], on: date, **kwargs: Any
    ):
        super().__init__(*args, **kwargs)
        self._units, self._parents = {str(u.pk): u for u in units}, {str(m.pk): m for m in parents}
        self.offer("unit", [(pk, u.name) for pk, u in self._units.items()])
        self.offer("parent", [("", "Không"), *((pk, m.title) for pk, m in self._parents.items())])
        offered = [(m.key, f"{m.title} ({m.basis})") for m in national]
        self.offer("national", [("", "Không"), *offered])
        for name in needed_fields(on):
            self.fields[name].optional_vi = NEEDED_VI  # type: ignore[attr-defined]  # read by FormField

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        year = cleaned.get("year") or self.year_of_draft
        if year and not self.errors:
            wrong = wrong_date(year, {name: cleaned.get(name) for name in DATES})
            if wrong:
                self.add_error(*wrong)
        cleaned["unit"] = self._units.get(cleaned.get("unit", ""))
        cleaned["parent"] = self._parents.get(cleaned.get("parent") or "")
        return cleaned

    year_of_draft: int | None = None


class EditMovementForm(VersionedMixin, MovementForm):
    """The unit and the year of a draft stay."""

    def __init__(self, *args: Any, year: int, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.year_of_draft = year
        del self.fields["unit"], self.fields["year"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name in ("unit", "version"):
            cleaned.pop(name, None)
        return cleaned


class TargetForm(BaseForm):
    """One row; a row left as it was shown counts as empty."""

    name = TextField(label="Chỉ tiêu", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    unit_of_measure = TextField(label="Đơn vị tính", max_length=40)
    goal = AmountField(label="Mục tiêu", min_value=0, max_value=10**11, places=4)
    direction = forms.ChoiceField(
        label="Phấn đấu", choices=[("more", "Càng nhiều"), ("less", "Càng ít")], initial=MovementTarget.Direction.MORE
    )
    source = TextField(
        label="Theo kế hoạch, nghị quyết", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        field = self.fields["goal"]
        assert isinstance(field, AmountField)
        typed = str(self.data.get(self.add_prefix("unit_of_measure"), "")) if self.is_bound else ""
        field.measure = canonical(typed)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("goal") == 0 and cleaned.get("direction") != MovementTarget.Direction.LESS:
            self.add_error("goal", ZERO_GOAL[:1].upper() + ZERO_GOAL[1:])
        return cleaned


class _Targets(BaseFormSet):
    def add_fields(self, form, index):
        super().add_fields(form, index)
        delete = form.fields.get("DELETE")
        if delete:
            delete.label = "Bỏ"
            delete.widget.attrs["class"] = "form-check-input"

    def kept_forms(self) -> list[TargetForm]:
        return [f for f in self.forms if f.cleaned_data.get("name") and not f.cleaned_data.get("DELETE")]

    def rows(self) -> list[dict[str, Any]]:
        """The filled rows in order; after ``is_valid``."""
        return [
            {name: value for name, value in form.cleaned_data.items() if name != "DELETE"} for form in self.kept_forms()
        ]


def targets_formset(data, *, initial: Iterable[dict] = (), more: bool = False) -> _Targets:
    """Rows for targets: those given and some blank ones; ``more`` adds blank rows to what was posted."""
    rows = list(initial)
    factory = formset_class(
        _Targets,
        TargetForm,
        extra=3 if rows else 5,
        can_delete=True,
        max_num=MOST_TARGETS,
        absolute_max=MOST_TARGETS,
    )
    if data is not None and more:
        data = data.copy()
        total = data.get("chi-tieu-TOTAL_FORMS", "")
        data["chi-tieu-TOTAL_FORMS"] = str(min(int(total[:6]) + 3, MOST_TARGETS)) if total.isdecimal() else "5"
    return factory(data, initial=rows or None, prefix="chi-tieu")


class VersionForm(VersionedMixin, BaseForm):
    """The version of the page, and that goals that look wrong were looked at."""

    sure = forms.BooleanField(label="Đã kiểm tra, các mục tiêu này đúng", required=False)


class AnswerForm(BaseForm):
    answer = LongTextField(
        label="Nội dung hưởng ứng",
        max_length=LONGEST_ANSWER,
        help_text="Đơn vị hưởng ứng thế nào, phân công ai, chỉ tiêu gì.",
    )
    plan = LongTextField(
        label="Kế hoạch thực hiện của đơn vị",
        max_length=LONGEST_ANSWER,
        help_text="Mỗi việc một dòng, ghi người phụ trách và thời hạn.",
    )


class ReasonForm(BaseForm):
    reason = TextField(label="Lý do", max_length=300)
