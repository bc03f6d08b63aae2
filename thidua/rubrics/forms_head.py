"""Forms of what stands over the whole table: names, caps, rounding, ranking, equal totals."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from thidua.rubrics import params, sheets
from thidua.rubrics.words import LARGEST, plain
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
from thidua.units.models import Cluster


def points_field(label: str, *, needed: bool = False, **options: Any) -> NumberField:
    return NumberField(label=label, required=needed, min_value=0, max_value=LARGEST, places=6, **options)


class SettingsForm(VersionedMixin, BaseForm):
    """Names, subjects, caps, rounding, ranking, source."""

    title_vi = TextField(label="Tên bảng", max_length=300)
    issuer_vi = TextField(label="Cơ quan ban hành", max_length=300)
    year = YearField(label="Năm")
    applies_to_vi = TextField(label="Đối tượng được chấm", max_length=200)
    clusters = forms.ModelMultipleChoiceField(
        Cluster.objects.none(),
        label="Dùng cho cụm, khối",
        help_text="Không chọn cụm, khối nào thì dùng chung cho mọi cụm, khối của đơn vị.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    total_max = points_field("Tổng điểm tối đa")
    bonus_max = points_field("Điểm thưởng nhiều nhất")
    deductions_max = points_field("Điểm trừ nhiều nhất")
    quantitative_bonus_cap = points_field("Điểm thưởng vượt chỉ tiêu nhiều nhất, cả bảng")
    item_cap_percent = points_field("Điểm thưởng vượt chỉ tiêu nhiều nhất, % điểm tối đa của mục")
    mark_step = points_field("Bước điểm", help_text="Ví dụ 0,25: người chấm chỉ cho 0,25; 0,5; 0,75…")
    places = forms.TypedChoiceField(
        label="Làm tròn điểm từng mục đến",
        coerce=int,
        empty_value=None,
        required=False,
        choices=[("", "Chưa chọn"), ("0", "Số nguyên"), *((str(n), f"{n} chữ số thập phân") for n in range(1, 7))],
    )
    mode = forms.ChoiceField(
        label="Cách làm tròn",
        choices=[("half_up", "Từ nửa trở lên thì làm tròn lên"), ("down", "Bỏ phần lẻ"), ("up", "Luôn làm tròn lên")],
    )
    whose = forms.ChoiceField(
        label="Cách làm tròn này do đâu",
        choices=[("", "Chưa ai chọn"), ("stated", "Văn bản quy định"), ("chosen", "Người lập bảng chọn")],
        required=False,
        widget=forms.RadioSelect,
    )
    basis = forms.ChoiceField(label="Căn cứ xếp hạng", required=False)
    counter = TextField(
        label="Số liệu dùng để xếp hạng",
        help_text="Chỉ cần khi xếp hạng theo một số liệu.",
        required=False,
        max_length=120,
    )
    fields_ = forms.MultipleChoiceField(
        label="Lĩnh vực tính bình quân",
        help_text="Chỉ cần khi xếp hạng theo điểm bình quân các lĩnh vực.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    nominees = WholeNumberField(
        label="Số đơn vị đưa ra bỏ phiếu",
        help_text="Chỉ cần khi bỏ phiếu sau tổng điểm.",
        required=False,
        min_value=1,
        max_value=1000,
    )
    doc_no = TextField(label="Số văn bản", required=False, max_length=80)
    doc_date = DateField(label="Ngày văn bản", required=False)
    process_vi = LongTextField(
        label="Trình tự chấm điểm", help_text="Mỗi dòng một bước.", required=False, rows=3, max_length=4000
    )
    notes_vi = LongTextField(
        label="Ghi chú của bảng", help_text="Mỗi dòng một ý.", required=False, rows=3, max_length=4000
    )
    unknown_vi = LongTextField(
        label="Điều văn bản chưa nêu", help_text="Mỗi dòng một điều.", required=False, rows=4, max_length=4000
    )

    def __init__(
        self, *args: Any, bases: Mapping[str, str], headings: Iterable[tuple[str, str]], clusters, **kwargs: Any
    ):
        super().__init__(*args, **kwargs)
        if fields := list(headings):
            self.offer("fields_", fields)
        else:
            del self.fields["fields_"]
        self.offer("basis", [("", "Chưa chọn"), *bases.items()])
        self.offer_rows("clusters", clusters, lambda cluster: cluster.name)
        if not clusters:
            del self.fields["clusters"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if bool(cleaned.get("whose")) != (cleaned.get("places") is not None):
            self.add_error("whose", "Chọn cả số chữ số thập phân và cách làm tròn do đâu, hoặc để trống cả hai.")
        if cleaned.get("basis") == "counter" and not cleaned.get("counter"):
            self.add_error("counter", "Hãy ghi số liệu dùng để xếp hạng.")
        if cleaned.get("basis") == "average_per_field" and not cleaned.get("fields_"):
            where = "fields_" if "fields_" in self.fields else "basis"
            self.add_error(where, "Hãy chọn các lĩnh vực (đề mục) tính bình quân.")
        return cleaned

    @staticmethod
    def start(tree: Mapping[str, Any], clusters: Iterable[Cluster]) -> dict[str, Any]:
        rounding, ranking, source = tree.get("rounding") or {}, tree.get("ranking"), tree.get("source") or {}
        initial = {key: tree.get(key) for key in ("title_vi", "issuer_vi", "year", "applies_to_vi")}
        for key in _CAPS:
            initial[key] = None if tree.get(key) is None else Decimal(str(tree[key]))
        places = rounding.get("places")
        return initial | {
            "clusters": [cluster.pk for cluster in clusters],
            "places": "" if places is None or not (rounding.get("stated") or rounding.get("chosen")) else str(places),
            "mode": rounding.get("mode", "half_up"),
            "whose": "stated" if rounding.get("stated") else "chosen" if rounding.get("chosen") else "",
            "basis": "total" if ranking is None else ranking.get("basis") or "",
            "counter": (ranking or {}).get("counter_vi") or (ranking or {}).get("counter"),
            "nominees": (ranking or {}).get("nominees"),
            "fields_": list((ranking or {}).get("fields") or ()),
            "doc_no": source.get("doc_no"),
            "doc_date": _iso_day(source.get("doc_date")),
            **{key: "\n".join(tree.get(key) or ()) for key in _LINES},
        }

    def changes(self, tree: Mapping[str, Any]) -> dict[str, Any]:
        """What the form says, as parts of the tree. ValueError for a name that cannot be."""
        cleaned = self.cleaned_data
        changes: dict[str, Any] = {key: cleaned[key] for key in ("title_vi", "issuer_vi", "year", "applies_to_vi")}
        for key in _CAPS:
            changes[key] = None if cleaned[key] is None else plain(cleaned[key])
        if cleaned["whose"]:
            changes["rounding"] = {
                "places": cleaned["places"],
                "mode": cleaned["mode"],
                "stated": cleaned["whose"] == "stated",
                "chosen": cleaned["whose"] == "chosen",
                "note_vi": (tree.get("rounding") or {}).get("note_vi", ""),
            }
        else:
            kept = (tree.get("rounding") or {}) if "whose" not in self.changed_data else {}
            changes["rounding"] = kept or {"places": None, "stated": False, "note_vi": ""}
        if {"basis", "counter", "nominees", "fields_"} & set(self.changed_data):
            changes["ranking"] = self._ranking(tree)
        source = {**(tree.get("source") or {}), "doc_no": cleaned["doc_no"]}
        if "doc_date" in self.changed_data:  # a source may give the year only; it stays unless a day is typed
            source["doc_date"] = cleaned["doc_date"].isoformat() if cleaned["doc_date"] else ""
        changes["source"] = source
        for key in _LINES:
            changes[key] = [line.strip() for line in cleaned[key].splitlines() if line.strip()]
        return changes

    def _ranking(self, tree: Mapping[str, Any]) -> dict[str, Any]:
        cleaned = self.cleaned_data
        kept = dict(tree.get("ranking") or {})
        basis = cleaned["basis"] or None
        ranking = {
            **kept,
            "basis": basis,
            "stated": False,
            "chosen": basis is not None,
            "nominees": cleaned["nominees"],
            "fields": list(cleaned.get("fields_") or ()) if basis == "average_per_field" else [],
        }
        if basis == "counter":
            names = dict(tree.get("figures_vi") or {})
            ranking |= {"counter": params.figure_key(cleaned["counter"], names), "counter_vi": cleaned["counter"]}
        else:
            ranking |= {"counter": "", "counter_vi": ""}
        return ranking


_LINES = ("process_vi", "notes_vi", "unknown_vi")
_CAPS = ("total_max", "bonus_max", "deductions_max", "quantitative_bonus_cap", "item_cap_percent", "mark_step")


def _iso_day(text: Any) -> date | None:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None


class TiesForm(VersionedMixin, BaseForm):
    """Up to eight steps: how, in which words, by which figure or item."""

    STEPS = 8

    def __init__(self, *args: Any, tree: Mapping[str, Any], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.names: dict[str, str] = dict(tree.get("figures_vi") or {})
        steps = list(tree.get("tie_break") or ())
        kinds = [("", "Không dùng bước này"), *sheets.TIE_KINDS.items()]
        for n in range(1, self.STEPS + 1):
            step = steps[n - 1] if n <= len(steps) else {}
            self._put(
                f"how{n}", forms.ChoiceField(label="Cách xét", choices=kinds, required=False), step.get("kind", "")
            )
            words = TextField(label="Nói bằng lời", required=False, max_length=300)
            self._put(f"text{n}", words, step.get("text_vi", ""))
            figure = TextField(
                label="Số liệu, hoặc mã mục",
                help_text="Để trống khi bỏ phiếu hoặc xếp đồng hạng.",
                required=False,
                max_length=120,
            )
            self._put(f"figure{n}", figure, sheets.figure_of_step(step, self.names))

    def _put(self, name: str, field: forms.Field, value: Any) -> None:
        self.fields[name] = field
        self._dress(field)
        self.initial[name] = value

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [
            {"number": n, "how": self[f"how{n}"], "text": self[f"text{n}"], "figure": self[f"figure{n}"]}
            for n in range(1, self.STEPS + 1)
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.steps: list[dict[str, Any]] = []
        for n in range(1, self.STEPS + 1):
            how, figure = cleaned.get(f"how{n}"), cleaned.get(f"figure{n}")
            if not how:
                if figure:
                    self.add_error(f"how{n}", "Hãy chọn cách xét cho số liệu này.")
                continue
            step = {"kind": how, "text_vi": cleaned.get(f"text{n}") or sheets.TIE_KINDS[how].lower()}
            if how in ("more", "less", "points"):
                if not figure:
                    self.add_error(f"figure{n}", "Hãy ghi số liệu hoặc mã mục để so.")
                    continue
                try:
                    step["value"] = figure if how == "points" else params.figure_key(figure, self.names)
                except ValueError as error:
                    self.add_error(f"figure{n}", f"{str(error)[:1].upper()}{str(error)[1:]}.")
                    continue
                if how != "points" and step["value"] in self.names and not cleaned.get(f"text{n}"):
                    step["text_vi"] = self.names[step["value"]]
            self.steps.append(step)
        return cleaned
