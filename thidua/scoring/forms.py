"""Forms of the seasons. A scorecard's form is built from the frozen rubric: fields by the kind of formula."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from thidua.rubrics.models import RubricRecord
from thidua.rubrics.queries import serves
from thidua.scoring import marking
from thidua.scoring.models import ScoreEntry
from thidua.shared.forms import (
    BaseForm,
    DateField,
    LongTextField,
    NumberField,
    TextField,
    VersionedMixin,
    WholeNumberField,
    clean_text,
)
from thidua.units.models import Cluster

_YES_NO = [("", "Chưa chọn"), ("yes", "Có"), ("no", "Không")]
_LETTERS = [("", "Chưa chọn"), *((letter, f"Mức {letter}") for letter in "ABCD")]


class WholesField(forms.Field):
    """Whole numbers between commas or blanks: "4, 5, 12"; gives a list."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> list[str] | None:
        text = "" if value in self.empty_values else clean_text(str(value))
        return text.replace(",", " ").replace(";", " ").split() or None

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(str(each) for each in value) if isinstance(value, list) else value


def _form_field(field: marking.Field) -> forms.Field:
    options: dict[str, Any] = {"label": field.label, "required": False}
    match field.kind:
        case "number":
            return NumberField(places=4, **options)
        case "whole":
            return WholeNumberField(**options)
        case "wholes":
            return WholesField(help_text="Ví dụ: 4, 12. Không có văn bản chậm thì ghi 0.", **options)
        case "yes_no":
            return forms.ChoiceField(choices=_YES_NO, **options)
        case "letter":
            return forms.ChoiceField(choices=_LETTERS, **options)
        case "day":
            return DateField(**options)
    raise ValueError(f"no form field for {field.kind!r}")


def _initial(field: marking.Field, value: Any) -> Any:
    """A stored figure as the form field shows it."""
    if value is None:
        return None
    match field.kind:
        case "number" | "whole":
            return Decimal(value)
        case "yes_no":
            return "yes" if value else "no"
        case "day" if value != "missing":
            return date.fromisoformat(value)
    return value


def _entered(field: marking.Field, value: Any) -> Any:
    if field.kind == "yes_no":
        return {"yes": True, "no": False}.get(value)
    return value if value not in ("", []) else None


class _FiguresForm(BaseForm):
    """Fields of some items, named ``<code>:<key>``, checked through :mod:`thidua.scoring.marking`."""

    def add_item(self, item: marking.Item, stored: Mapping[str, Any] | None) -> None:
        for field in item.fields:
            name = f"{item.code}:{field.key}"
            self.put(item, name, _form_field(field))
            self.initial[name] = _initial(field, (stored or {}).get(field.key))

    def put(self, item: marking.Item, name: str, field: forms.Field) -> None:
        """Add a field of the item's line; an error above the form then says which line it is in."""
        field.said_of = f"Mục {item.mention}"  # type: ignore[attr-defined]
        self.fields[name] = field
        self._dress(field)

    def bound(self, item: marking.Item) -> list[BoundField]:
        return [self[f"{item.code}:{field.key}"] for field in item.fields]

    def figures(self, item: marking.Item, cleaned: Mapping[str, Any]) -> dict[str, Any] | None:
        """Stored form of an item's figures; None while nothing is entered. Adds errors at the fields."""
        names = {field.key: f"{item.code}:{field.key}" for field in item.fields}
        if any(name in self.errors for name in names.values()):
            return None
        data = {field.key: _entered(field, cleaned.get(names[field.key])) for field in item.fields}
        if all(value is None for value in data.values()):
            return None
        try:
            return marking.clean_data(item, data)
        except marking.BadFigure as error:
            self.add_error(names.get(error.key, next(iter(names.values()))), _without_label(item, error))
            return None


def _without_label(item: marking.Item, error: marking.BadFigure) -> str:
    """The refusal as it stands at its field, whose label is said beside it already."""
    label = next((field.label for field in item.fields if field.key == error.key), "")
    text = str(error).removeprefix(f"{label}: ") if label else str(error)
    return text[:1].upper() + text[1:]


class CardForm(VersionedMixin, _FiguresForm):
    """A whole scorecard: every figure and its evidence. What is left empty is not entered yet."""

    def __init__(
        self, *args, lines: Iterable[marking.Item | marking.Heading], entries: Mapping[str, ScoreEntry], **kwargs
    ):
        super().__init__(*args, **kwargs)
        self.items = [line for line in lines if isinstance(line, marking.Item)]
        self.entries = entries
        for item in self.items:
            entry = entries.get(item.code)
            self.add_item(item, entry.self_input if entry else None)
            name = f"{item.code}:evidence"
            self.put(item, name, TextField(label="Minh chứng", required=False, max_length=300))
            self.initial[name] = entry.evidence if entry else ""
        self.rows: list[tuple[str, dict[str, Any], str]] = []

    def clean(self):
        cleaned = super().clean()
        for item in self.items:
            data = self.figures(item, cleaned)
            evidence = cleaned.get(f"{item.code}:evidence") or ""
            entry = self.entries.get(item.code)
            if data is None:
                if entry and entry.self_input and not any(f"{item.code}:{f.key}" in self.errors for f in item.fields):
                    # A figure once entered is corrected, not emptied: the history of the sheet stays readable.
                    self.add_error(f"{item.code}:{item.fields[0].key}", "Mục đã nhập không để trống lại được.")
                continue
            taken = entry is not None and entry.source_id is not None and entry.entered_by_id is None
            if entry is None or taken or (data, evidence) != (entry.self_input, entry.evidence):
                self.rows.append((item.code, data, evidence))
        return cleaned


class CorrectionForm(VersionedMixin, _FiguresForm):
    """New figures of one criterion and the reason."""

    def __init__(self, *args, item: marking.Item, entry: ScoreEntry | None, **kwargs):
        super().__init__(*args, **kwargs)
        self.item = item
        self.add_item(item, entry.verified_input if entry else None)
        self.fields["reason"] = TextField(label="Lý do sửa", max_length=300)
        self._dress(self.fields["reason"])
        self.data_entered: dict[str, Any] = {}

    def clean(self):
        cleaned = super().clean()
        data = self.figures(self.item, cleaned)
        if data is not None:
            self.data_entered = data
        elif not self.errors:
            self.add_error(f"{self.item.code}:{self.item.fields[0].key}", "Hãy nhập số liệu.")
        return cleaned


class ReasonForm(BaseForm):
    reason = LongTextField(label="Lý do", rows=3, max_length=300)


class ProposalForm(BaseForm):
    """Whom the cluster chose where units share a place by the table and the quota is not enough for all of them."""

    chosen = forms.MultipleChoiceField(
        label="Đơn vị được cụm, khối chọn trong số cùng hạng",
        help_text="Chỉ chọn khi bảng tiêu chí cho nhiều đơn vị cùng hạng mà không đủ suất.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reason = TextField(
        label="Cụm, khối đã chọn như thế nào",
        help_text="Số phiếu, số biên bản; ghi khi có chọn ở trên.",
        required=False,
        max_length=300,
    )

    def __init__(self, *args, choices: list[tuple[int, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.offer("chosen", choices)


class OpenForm(BaseForm):
    """A new season: the cluster and a frozen table of the studio, whose year is the season's."""

    cluster = forms.ChoiceField(label="Cụm, khối thi đua")
    rubric = forms.ChoiceField(label="Bảng tiêu chí đã khóa", help_text="Năm của mùa chấm điểm là năm của bảng.")

    def __init__(self, *args, clusters: Iterable[Cluster], rubrics: Iterable[RubricRecord], **kwargs):
        super().__init__(*args, **kwargs)
        self.clusters = {str(cluster.pk): cluster for cluster in clusters}
        self.offer("cluster", [(pk, cluster.name) for pk, cluster in self.clusters.items()])
        self.rubrics = {str(record.pk): record for record in rubrics}
        self.offer(
            "rubric", [(pk, f"{record.name}, dùng cho {self._for(record)}") for pk, record in self.rubrics.items()]
        )

    @staticmethod
    def _for(record: RubricRecord) -> str:
        return ", ".join(cluster.name for cluster in record.clusters.all()) or "mọi cụm, khối"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        cluster, record = self.clusters.get(cleaned.get("cluster", "")), self.rubrics.get(cleaned.get("rubric", ""))
        if cluster and record and not serves(record, cluster):
            self.add_error("rubric", f"Bảng này không dùng cho {cluster.name}. Hãy chọn bảng khác.")
        return cleaned
