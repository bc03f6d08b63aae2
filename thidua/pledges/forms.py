"""The shape of what people enter about pledges and registrations."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms import BaseFormSet

from thidua.pledges.achievement import MAY_BE_ZERO
from thidua.pledges.models import Deadline, Direction, LibraryTarget, PledgeTarget, Progress
from thidua.pledges.outlook import award_choices
from thidua.pledges.targets import MOST_TARGETS, ZERO_GOAL
from thidua.shared.forms import (
    WORDS,
    BaseForm,
    DateField,
    LongTextField,
    NumberField,
    TextField,
    VersionedMixin,
    formset_class,
)
from thidua.shared.measures import AmountField, canonical
from thidua.shared.uploads import PROOF
from thidua.shared.wording import vi_date

BLANK_ROWS = 6
_DIRECTIONS = [
    (Direction.MORE, "Càng nhiều"),
    (Direction.LESS, "Càng ít"),
    (Direction.LEAST, "Ít nhất"),
    (Direction.EXACT, "Đúng mức"),
    (Direction.DONE, "Xong hay không"),
]


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
    unit_of_measure = TextField(
        label="Đơn vị tính", max_length=40, required=False, widget=forms.TextInput(attrs={"list": "don-vi-tinh"})
    )
    baseline = AmountField(label="Năm trước", required=False, min_value=0, max_value=10**11, places=4)
    goal = AmountField(label="Mục tiêu", required=False, min_value=0, max_value=10**11, places=4)
    direction = forms.ChoiceField(label="Phấn đấu", choices=_DIRECTIONS, initial=Direction.MORE)
    weight = NumberField(label="Trọng số", min_value="0.01", max_value=99_999, places=2)
    due_on = DateField(label="Thời hạn")
    criterion_code = TextField(label="Mã tiêu chí", max_length=40, required=False, widget=forms.HiddenInput)
    plan_reference = TextField(label="Theo kế hoạch kinh tế – xã hội", max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        measure = canonical(str(self.data.get(self.add_prefix("unit_of_measure"), ""))) if self.is_bound else ""
        for name in ("baseline", "goal"):
            field = self.fields[name]
            assert isinstance(field, AmountField)
            field.measure = measure

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        goal, direction = cleaned.get("goal"), cleaned.get("direction")
        if not self.has_changed() or direction == Direction.DONE:
            return cleaned
        if not cleaned.get("unit_of_measure") and "unit_of_measure" not in self.errors:
            self.add_error("unit_of_measure", WORDS["required"])
        if goal is None and "goal" not in self.errors:
            self.add_error("goal", WORDS["required"])
        if goal == 0 and direction not in MAY_BE_ZERO:
            self.add_error("goal", ZERO_GOAL[:1].upper() + ZERO_GOAL[1:])
        return cleaned


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


def targets_formset(
    data, *, due_on, initial: Iterable[dict] = (), more: bool = False, picked: Iterable[LibraryTarget] = ()
) -> _Targets:
    """Rows for targets: those given and some blank ones; ``more`` adds rows to what was posted: those ``picked`` from
    the library, else three blank ones."""
    initial = list(initial)
    blank = BLANK_ROWS if not initial else 3
    factory = formset_class(
        _Targets, TargetForm, extra=blank, can_delete=True, max_num=MOST_TARGETS, absolute_max=MOST_TARGETS
    )
    if data is not None and more:
        data = data.copy()
        given = data.get("chi-tieu-TOTAL_FORMS", "")
        total = min(int(given), MOST_TARGETS) if given.isdecimal() and len(given) < 5 else BLANK_ROWS
        picked = list(picked)
        free = [n for n in range(total) if not data.get(f"chi-tieu-{n}-name")] + list(range(total, MOST_TARGETS))
        for n, entry in zip(free, picked, strict=False):
            for name in ("name", "unit_of_measure", "direction", "criterion_code", "plan_reference"):
                data[f"chi-tieu-{n}-{name}"] = getattr(entry, name)
            data.setdefault(f"chi-tieu-{n}-due_on", vi_date(due_on))
            total = max(total, n + 1)
        data["chi-tieu-TOTAL_FORMS"] = str(total if picked else min(total + 3, MOST_TARGETS))
    return factory(data, initial=initial or None, prefix="chi-tieu", due_on=due_on)


class QuarterForm(VersionedMixin, BaseForm):
    """Value, source and file of every target for one quarter; empty values are left out. ``is_early``: the quarter still
    runs, the reader says that the values are those so far."""

    early = forms.BooleanField(label="Đây là kết quả tính đến hôm nay, cuối quý sẽ sửa lại", required=False)

    def __init__(self, *args: Any, targets: list[PledgeTarget], quarter: int, is_early: bool = False, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if not is_early:
            del self.fields["early"]
        self.targets = targets
        self.doubted: dict[int, str] = {}
        for target in targets:
            known = next((p for p in target.progress.all() if p.quarter == quarter), None)
            for name, field in self._fields_of(target, known):
                self._dress(field)
                self.fields[f"{name}-{target.pk}"] = field

    def _fields_of(self, target: PledgeTarget, known: Progress | None) -> list[tuple[str, forms.Field]]:
        value: forms.Field
        if target.direction == Direction.DONE:
            value = forms.ChoiceField(
                label=f"Kết quả: {target.name}",
                required=False,
                choices=[("", "Chưa ghi"), ("1", "Hoàn thành"), ("0", "Chưa hoàn thành")],
                initial=f"{known.value:.0f}" if known else "",
            )
        else:
            value = AmountField(
                label=f"Kết quả: {target.name}",
                required=False,
                min_value=0,
                max_value=10**11,
                places=4,
                measure=target.unit_of_measure,
                initial=known.value if known else None,
            )
        source = TextField(
            label=f"Minh chứng: {target.name}", required=False, max_length=300, initial=known.evidence if known else ""
        )
        upload = forms.FileField(
            label=f"Tệp của chỉ tiêu: {target.name}",
            required=False,
            max_length=200,
            widget=forms.FileInput(attrs={"accept": ",".join(PROOF)}),
        )
        sure = forms.BooleanField(label="Đã kiểm tra, số này đúng", required=False)
        return [("value", value), ("evidence", source), ("file", upload), ("confirm", sure)]

    def rows(self) -> list[dict[str, Any]]:
        """Target with its bound fields, for the template; ``confirm`` only where a value was doubted."""
        found = []
        for target in self.targets:
            asked = target.pk in self.doubted or (self.is_bound and self.data.get(f"confirm-{target.pk}"))
            cells = [("Kết quả", "value"), ("Nguồn số liệu", "evidence"), ("Tệp", "file")]
            fields = [{"short": short, "bound": self[f"{name}-{target.pk}"]} for short, name in cells]
            found.append(
                {"target": target, "fields": fields, "confirm": self[f"confirm-{target.pk}"] if asked else None}
            )
        return found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for target in self.targets:
            name = f"value-{target.pk}"
            if name in self.errors or cleaned.get(name) not in (None, ""):
                continue
            if cleaned.get(f"evidence-{target.pk}") or cleaned.get(f"file-{target.pk}"):
                self.add_error(name, "Có minh chứng nhưng chưa có kết quả.")
        return cleaned

    def values(self) -> list[tuple[PledgeTarget, Any, str]]:
        found = [(t, self.cleaned_data[f"value-{t.pk}"], self.cleaned_data[f"evidence-{t.pk}"]) for t in self.targets]
        return [row for row in found if row[1] not in (None, "")]

    def proofs(self) -> list[tuple[PledgeTarget, Any]]:
        found = [(target, self.cleaned_data.get(f"file-{target.pk}")) for target in self.targets]
        return [row for row in found if row[1]]

    def confirmed(self) -> list[int]:
        return [target.pk for target in self.targets if self.cleaned_data.get(f"confirm-{target.pk}")]

    def doubt(self, doubts: dict[int, str]) -> None:
        """Show why values look wrong, at their place, each with a box to confirm it."""
        self.doubted = doubts
        for pk, words in doubts.items():
            self.add_error(f"value-{pk}", words)


class ChangeForm(TargetForm):
    """The wished row of one target, with the reason."""

    name = TextField(label="Chỉ tiêu", max_length=300)
    reason = TextField(label="Lý do đề nghị", max_length=300)

    def row(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "reason"}


class CommitmentsForm(BaseForm):
    commitments = LongTextField(label="Cam kết", required=False, help_text="Mỗi cam kết một dòng.", rows=8)
    reason = TextField(label="Lý do đề nghị", max_length=300)


class LibraryForm(VersionedMixin, BaseForm):
    name = TextField(label="Chỉ tiêu", max_length=300)
    unit_of_measure = TextField(
        label="Đơn vị tính",
        max_length=40,
        required=False,
        help_text="Để trống khi là việc “hoàn thành hay không”.",
        widget=forms.TextInput(attrs={"list": "don-vi-tinh"}),
    )
    direction = forms.ChoiceField(label="Phấn đấu", choices=Direction.choices, initial=Direction.MORE)
    criterion_code = TextField(
        label="Mã tiêu chí chấm điểm", max_length=40, required=False, help_text="Mục của bảng tiêu chí lấy kết quả này."
    )
    plan_reference = TextField(
        label="Chỉ tiêu kinh tế – xã hội",
        max_length=300,
        required=False,
        help_text="Văn bản và mục trong kế hoạch phát triển kinh tế – xã hội mà chỉ tiêu này phục vụ.",
    )


class JointForm(PledgeForm):
    """Which cluster pledges together; ``unit`` is not asked."""

    unit = None  # type: ignore[assignment]  # removes the inherited field
    cluster = forms.ChoiceField(label="Cụm, khối thi đua")

    def __init__(self, *args: Any, clusters: list, **kwargs: Any):
        BaseForm.__init__(self, *args, **kwargs)
        self._clusters = {str(each.pk): each for each in clusters}
        self.offer("cluster", [(pk, each.name) for pk, each in self._clusters.items()])

    def clean_cluster(self):
        return self._clusters[self.cleaned_data["cluster"]]


class DeadlineForm(BaseForm):
    def __init__(self, *args: Any, known: dict[str, Any], defaults: dict[str, Any], **kwargs: Any):
        super().__init__(*args, **kwargs)
        for what, label in Deadline.What.choices:
            usual = f"Để trống thì lấy {vi_date(defaults[what])}." if defaults[what] else "Để trống thì không có hạn."
            field = DateField(label=label, required=False, initial=known.get(what), help_text=usual)
            self._dress(field)
            self.fields[what] = field


class LineWordsForm(BaseForm):
    """One text for each line of a page: remarks of the level above, or the unit's answers."""

    def __init__(self, *args: Any, lines: list, name: str, label: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.lines = lines
        for line in lines:
            field = TextField(
                label=f"{label}: {line.person or line.unit}",
                required=False,
                max_length=300,
                initial=getattr(line, name),
            )
            self._dress(field)
            self.fields[f"line-{line.pk}"] = field
            if name == "reply":
                drop = forms.BooleanField(label="Bỏ dòng này khỏi bản đăng ký", required=False)
                self._dress(drop)
                self.fields[f"drop-{line.pk}"] = drop

    def rows(self) -> list[tuple[Any, Any, Any]]:
        """Line, its text, and the box that drops it (None where the level above remarks)."""
        found = []
        for line in self.lines:
            drop = f"drop-{line.pk}"
            found.append((line, self[f"line-{line.pk}"], self[drop] if drop in self.fields else None))
        return found

    def dropped(self) -> list[int]:
        return [line.pk for line in self.lines if self.cleaned_data.get(f"drop-{line.pk}")]

    def words(self) -> dict[int, str]:
        return {line.pk: self.cleaned_data[f"line-{line.pk}"] for line in self.lines}


class ReturnForm(BaseForm):
    reason = LongTextField(label="Lý do", max_length=500, rows=3)

    def __init__(self, *args: Any, is_remarked: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = not is_remarked


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
