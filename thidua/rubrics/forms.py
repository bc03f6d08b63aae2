"""Forms that begin, copy, withdraw and rearrange a table, and the one of its open questions."""

from collections.abc import Iterable
from typing import Any

from django import forms

from thidua.rubrics.questions import Question
from thidua.shared.forms import (
    BaseForm,
    LongTextField,
    ReasonField,
    TextField,
    VersionedMixin,
    YearField,
)
from thidua.units.models import Cluster, Unit

ACCEPTS = ".xlsx,.ods,.xls,.csv,.yaml,.yml"


class _StartForm(BaseForm):
    """For whom and which year; what it begins from stands in the subclasses."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label="Đơn vị ban hành", empty_label=None)
    year = YearField(label="Năm")
    clusters = forms.ModelMultipleChoiceField(
        Cluster.objects.none(),
        label="Dùng cho cụm, khối",
        help_text="Không chọn cụm, khối nào thì dùng chung cho mọi cụm, khối của đơn vị.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, units: list[Unit], clusters, year: int, **kwargs: Any):
        kwargs.setdefault("initial", {"year": year, "unit": units[0].pk if units else None})
        super().__init__(*args, **kwargs)
        self.offer_rows("unit", Unit.objects.filter(pk__in=[unit.pk for unit in units]))
        if len(units) == 1:
            self.fields["unit"].widget = forms.HiddenInput()
        self.offer_rows("clusters", clusters, lambda cluster: cluster.name)
        if not clusters:
            del self.fields["clusters"]
        for name in ("unit", "year", "clusters"):  # the question that differs comes first
            if name in self.fields:
                self.fields[name] = self.fields.pop(name)


class ShippedForm(_StartForm):
    """One of the tables that come with the system."""

    shipped = forms.ChoiceField(label="Bảng có sẵn")

    def __init__(self, *args: Any, shipped: Iterable[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.offer("shipped", shipped)


class FileForm(_StartForm):
    """A spreadsheet in the form of the guide, or the YAML of the rulebook."""

    file = forms.FileField(
        label="Tệp bảng tiêu chí",
        help_text="Excel (.xlsx), OpenDocument (.ods) hoặc .csv theo mẫu; hoặc .yaml. Nhiều nhất 5 MB, 2.000 dòng.",
        widget=forms.FileInput(attrs={"accept": ACCEPTS}),
        allow_empty_file=True,
        max_length=300,
    )
    title = TextField(
        label="Tên bảng",
        help_text="Chỉ cần khi tệp không có trang “Thông tin”.",
        required=False,
        max_length=300,
    )


class BlankForm(_StartForm):
    title = TextField(label="Tên bảng", max_length=300)
    applies_to = TextField(label="Đối tượng được chấm", help_text="Ví dụ: xã, phường.", max_length=200)


class AgainForm(VersionedMixin, BaseForm):
    """A corrected file over the draft."""

    file = forms.FileField(
        label="Tệp bảng tiêu chí",
        help_text="Nội dung của tệp thay cho nội dung đang có; lịch sử ghi lại từng thay đổi.",
        widget=forms.FileInput(attrs={"accept": ACCEPTS}),
        allow_empty_file=True,
        max_length=300,
    )


class CloneForm(BaseForm):
    year = YearField(label="Năm của bản mới")
    agreed = forms.ChoiceField(
        label="Điểm cụm, khối đã thống nhất",
        choices=[("keep", "Giữ lại"), ("clear", "Bỏ, để thống nhất lại")],
        widget=forms.RadioSelect,
        initial="keep",
    )


class WithdrawForm(VersionedMixin, BaseForm):
    reason = ReasonField(label="Lý do rút")


class AddForm(BaseForm):
    """What is added and where, before its own form."""

    kind = forms.ChoiceField(label="Thêm gì")
    parent = forms.ChoiceField(label="Vào đâu", required=False)

    def __init__(self, *args: Any, kinds: Iterable[tuple[str, Any]], parents: Iterable[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.offer("kind", kinds)
        self.offer("parent", parents)
        self.fields["parent"].optional_vi = "mặc định ngoài cùng"  # type: ignore[attr-defined]


class MoveForm(VersionedMixin, BaseForm):
    parent = forms.ChoiceField(label="Chuyển vào", required=False)

    def __init__(self, *args: Any, parents: Iterable[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.offer("parent", [("", "Ngoài cùng, không trong đề mục nào"), *parents])


class RemoveForm(VersionedMixin, BaseForm):
    """Nothing to fill in: the version alone."""


class QuestionsForm(VersionedMixin, BaseForm):
    """One field a question that can be answered here; what stays empty stays open."""

    def __init__(self, *args: Any, questions: Iterable[Question], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.by_field: dict[str, Question] = {}
        for number, question in enumerate(questions):
            field: forms.Field
            if question.free == "grades":
                field = LongTextField(
                    label=question.text, rows=3, required=False, max_length=300,
                    help_text="Mỗi dòng một mức, ví dụ: B = 8.",
                )  # fmt: skip
            elif question.options:
                field = forms.ChoiceField(
                    label=question.text, choices=question.options, required=False, widget=forms.RadioSelect
                )
            else:
                continue
            field.optional_vi = "có thể trả lời sau"  # type: ignore[union-attr]
            name = f"q{number}"
            self.by_field[name] = question
            self.fields[name] = field
            self._dress(field)

    def answers(self) -> dict[str, str]:
        return {q.key: self.cleaned_data[name] for name, q in self.by_field.items() if self.cleaned_data.get(name)}
