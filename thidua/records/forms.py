"""The shape of what is entered into the track record."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from thidua.people.actions_private import ABSENCE, DISCIPLINE, HOLD, OPENABLE
from thidua.people.models import Person
from thidua.records.models import Absence, Discipline, Hold, Initiative, TaskRating
from thidua.records.vocabulary import DESCRIPTION, LONGEST_PART
from thidua.shared.forms import (
    BaseForm,
    DateField,
    LongTextField,
    NumberField,
    ReasonField,
    TextField,
    WholeNumberField,
    YearField,
)
from thidua.units.models import Unit

SOURCE_HELP = "Số, ngày, cơ quan ban hành; ví dụ: Thông báo 15/TB-UBND ngày 10/12/2025 của UBND phường."
AUTHOR_ROWS = 6


class SourceField(TextField):
    def __init__(self, **options: Any):
        given: dict[str, Any] = {"label": "Văn bản làm căn cứ", "max_length": 200, "help_text": SOURCE_HELP}
        super().__init__(**(given | options))


class OpenForm(BaseForm):
    """Which sensitive parts, and why; the answer stands in the audit chain."""

    fields_wanted = forms.MultipleChoiceField(
        label="Mở mục nào",
        choices=[(name, OPENABLE[name]) for name in (DISCIPLINE, ABSENCE, HOLD)],
        widget=forms.CheckboxSelectMultiple,
    )
    purpose = TextField(label="Mục đích", max_length=200, help_text="Được lưu lại; chính người đó xem được.")


class YearUnitForm(BaseForm):
    """Which unit and year are entered at once."""

    unit = forms.ChoiceField(label="Đơn vị")
    year = YearField(label="Năm")

    def __init__(self, *args: Any, units: Iterable[Unit], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._units = {str(unit.pk): unit for unit in units}
        self.offer("unit", [(pk, unit.full_name) for pk, unit in self._units.items()])

    def clean_unit(self) -> Unit:
        return self._units[self.cleaned_data["unit"]]


class BulkForm(BaseForm):
    """The rating and the days absent of each person who has none yet, one document for all."""

    source = SourceField()

    def __init__(self, *args: Any, people: Sequence[Person], rated: set[int], absent: set[int], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.people = people
        for person in people:
            if person.pk not in rated:
                field = forms.ChoiceField(
                    label=f"Xếp loại: {person.full_name}",
                    required=False,
                    choices=[("", "Chưa nhập"), *TaskRating.Rating.choices],
                )
                self.fields[f"r{person.pk}"] = field
                self._dress(field)
            if person.pk not in absent:
                days = WholeNumberField(
                    label=f"Ngày nghỉ: {person.full_name}", required=False, min_value=0, max_value=366
                )
                self.fields[f"a{person.pk}"] = days
                self._dress(days)

    def rows(self) -> list[tuple[Person, Any, Any]]:
        """(person, bound field of the rating or None, of the days or None)."""
        return [
            (
                person,
                self[f"r{person.pk}"] if f"r{person.pk}" in self.fields else None,
                self[f"a{person.pk}"] if f"a{person.pk}" in self.fields else None,
            )
            for person in self.people
        ]

    def ratings(self) -> dict[Person, str]:
        return {p: self.cleaned_data[f"r{p.pk}"] for p in self.people if self.cleaned_data.get(f"r{p.pk}")}

    def absences(self) -> dict[Person, int]:
        found = {p: self.cleaned_data.get(f"a{p.pk}") for p in self.people}
        return {person: days for person, days in found.items() if days is not None}


class RatingForm(BaseForm):
    year = YearField(label="Năm")
    rating = forms.ChoiceField(label="Xếp loại", choices=TaskRating.Rating.choices)
    source = SourceField()


class AbsenceForm(BaseForm):
    year = YearField(label="Năm")
    working_days = WholeNumberField(label="Số ngày làm việc đã nghỉ", min_value=0, max_value=366)
    reason = forms.ChoiceField(label="Lý do", choices=Absence.Reason.choices)
    source = SourceField()


class DisciplineForm(BaseForm):
    form = forms.ChoiceField(label="Hình thức kỷ luật", choices=Discipline.Form.choices)
    decided_on = DateField(label="Ngày quyết định")
    in_force_from = DateField(label="Có hiệu lực từ", required=False)
    ends_on = DateField(
        label="Hết hiệu lực ngày", required=False,
        help_text="Theo quyết định hoặc văn bản chấm dứt; để trống khi chưa biết. Hệ thống không tự suy ra ngày này.",
    )  # fmt: skip
    source = SourceField()


class HoldForm(BaseForm):
    kind = forms.ChoiceField(label="Loại vụ việc", choices=Hold.Kind.choices)
    reason = ReasonField(label="Nội dung vụ việc", max_length=500)
    starts_on = DateField(label="Tạm dừng từ ngày")
    expected_until = DateField(
        label="Dự kiến đến ngày", required=False, help_text="Chỉ để theo dõi; hết tạm dừng khi có người ghi kết quả."
    )
    source = SourceField()


class LiftForm(BaseForm):
    lifted_on = DateField(label="Hết tạm dừng từ ngày")
    outcome = forms.ChoiceField(label="Kết quả", choices=Hold.Outcome.choices, widget=forms.RadioSelect)
    outcome_source = ReasonField(label="Căn cứ (văn bản kết luận)")


class ReasonForm(BaseForm):
    reason = ReasonField()


def correction_form(kind: str) -> type[BaseForm]:
    """The form that corrects a record of this kind: its correctable fields and the reason."""
    base = {"rating": RatingForm, "absence": AbsenceForm, "discipline": DisciplineForm, "hold": HoldForm}[kind]
    fields: dict[str, Any] = {"why": ReasonField(label="Lý do sửa"), "__doc__": "A correction with its reason."}
    if "year" in base.base_fields:
        fields["year"] = None  # the year tells which record it is
    return type(f"Correct{base.__name__}", (base,), fields)


class InitiativeForm(BaseForm):
    """An application: what it is, who made it with what share, the parts of the description."""

    title = TextField(label="Tên sáng kiến", max_length=300)
    area = TextField(
        label="Lĩnh vực áp dụng",
        max_length=160,
        required=False,
        help_text="Ví dụ: cải cách hành chính, giáo dục, y tế.",
    )
    investor = TextField(
        label="Chủ đầu tư tạo ra sáng kiến",
        max_length=200,
        required=False,
        help_text="Để trống nếu tác giả đồng thời là chủ đầu tư.",
    )
    applied_on = DateField(label="Ngày áp dụng lần đầu hoặc áp dụng thử", required=False)
    applied_where = TextField(label="Nơi đã áp dụng", max_length=500, required=False)
    applied_scope = forms.ChoiceField(
        label="Phạm vi đã áp dụng", required=False, choices=[("", "Chưa ghi"), *Initiative.Scope.choices]
    )

    def __init__(self, *args: Any, people: Iterable[Person], units: Iterable[Unit] = (), **kwargs: Any):
        """``people`` who may be authors; ``units`` where a new one may be applied for (none: it stays where it is)."""
        super().__init__(*args, **kwargs)
        self._people = {str(person.pk): person for person in people}
        self._units = {str(unit.pk): unit for unit in units}
        choices = [
            ("", "Chọn tác giả"),
            *((pk, f"{person.full_name} ({person.code})") for pk, person in self._people.items()),
        ]
        if self._units:
            added: dict[str, forms.Field] = {
                "unit": forms.ChoiceField(
                    label="Cơ sở xét công nhận", choices=[(pk, unit.full_name) for pk, unit in self._units.items()]
                ),
                "year": YearField(label="Năm"),
            }
            self.fields = {**added, **self.fields}
            for field in added.values():
                self._dress(field)
        for place in range(1, AUTHOR_ROWS + 1):
            self.fields[f"author{place}"] = forms.ChoiceField(
                label=f"Tác giả {place}", choices=choices, required=place == 1
            )
            self.fields[f"share{place}"] = NumberField(
                label="Tỷ lệ đóng góp (%)", min_value=0, max_value=100, required=place == 1
            )
            self._dress(self.fields[f"author{place}"])
            self._dress(self.fields[f"share{place}"])
        for key, label, help_text, asked in DESCRIPTION:
            self.fields[f"d_{key}"] = LongTextField(
                label=label, help_text=help_text, required=False, max_length=LONGEST_PART
            )
            self._dress(self.fields[f"d_{key}"])
            if asked:
                self._asked(f"d_{key}")
        for name in ("area", "applied_on"):
            self._asked(name)

    def _asked(self, name: str) -> None:
        """May be empty while the application is written, not when it is handed in."""
        self.fields[name].optional_vi = "cần có khi nộp đơn"  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        authors = []
        for place in range(1, AUTHOR_ROWS + 1):
            person, share = data.get(f"author{place}"), data.get(f"share{place}")
            if person and share is not None:
                authors.append((self._people[person], share))
            elif person and f"share{place}" not in self.errors:
                self.add_error(f"share{place}", "Mời ghi tỷ lệ đóng góp của tác giả này.")
            elif share is not None and f"author{place}" not in self.errors:
                self.add_error(f"author{place}", "Mời chọn tác giả của tỷ lệ này.")
        data["authors"] = authors
        return data

    def given(self) -> dict[str, Any]:
        """What the act takes."""
        data = self.cleaned_data
        names = ("title", "area", "investor", "applied_on", "applied_where", "applied_scope", "authors")
        found = {name: data[name] for name in names}
        found["described"] = {key: data[f"d_{key}"] for key, *_ in DESCRIPTION if data[f"d_{key}"]}
        if self._units:
            found |= {"unit": self._units[data["unit"]], "year": data["year"]}
        return found


class DecisionForm(BaseForm):
    """The decision that recognises."""

    decision_no = TextField(label="Số quyết định công nhận", max_length=60)
    decided_on = DateField(label="Ngày quyết định")
    council = TextField(label="Hội đồng sáng kiến, phiên họp", max_length=200, required=False)


class RecogniseForm(DecisionForm):
    is_replicable = forms.BooleanField(label="Có khả năng nhân rộng", required=False)


class WidenForm(DecisionForm):
    scope = forms.ChoiceField(
        label="Phạm vi được công nhận", choices=Initiative.Scope.choices[1:], widget=forms.RadioSelect
    )


class AuthorsForm(BaseForm):
    """Authors and shares of a recognised initiative, by the codes of people, with the reason."""

    def __init__(self, *args: Any, rows: int = AUTHOR_ROWS, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.rows_count = rows
        for place in range(1, rows + 1):
            self.fields[f"code{place}"] = TextField(
                label=f"Mã cán bộ của tác giả {place}", max_length=40, required=place == 1
            )
            self.fields[f"share{place}"] = NumberField(
                label="Tỷ lệ đóng góp (%)", min_value=0, max_value=100, required=place == 1
            )
            self._dress(self.fields[f"code{place}"])
            self._dress(self.fields[f"share{place}"])
        self.fields["reason"] = ReasonField(label="Lý do sửa")
        self._dress(self.fields["reason"])


class PastUseForm(BaseForm):
    """A use of before the ledger: which award of which year, by which decision."""

    author = forms.ChoiceField(label="Tác giả")
    award_code = forms.ChoiceField(label="Danh hiệu, hình thức khen thưởng")
    year = YearField(label="Năm khen thưởng")
    source = TextField(label="Quyết định khen thưởng", max_length=200)

    def __init__(self, *args: Any, authors: Iterable[Person], awards: Iterable[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._authors = {str(person.pk): person for person in authors}
        self.offer("author", [(pk, person.full_name) for pk, person in self._authors.items()])
        self.offer("award_code", list(awards))

    def clean_author(self) -> Person:
        return self._authors[self.cleaned_data["author"]]
