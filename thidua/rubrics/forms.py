"""Forms of the studio. A node's form is built from its family: one field a parameter, in plain Vietnamese."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from thidua.rubrics import families, sheets
from thidua.rubrics.questions import Question
from thidua.rubrics.tree import CODE_HELP, CRITERIA, DEDUCTIONS, Row, Tree
from thidua.rubrics.trial import Asked
from thidua.rubrics.words import LARGEST, plain
from thidua.shared.forms import (
    BaseForm,
    DateField,
    LongTextField,
    NumberField,
    ReasonField,
    TextField,
    VersionedMixin,
    WholeNumberField,
    YearField,
)
from thidua.units.models import Cluster, Unit

ACCEPTS = ".xlsx,.ods,.xls,.csv,.yaml,.yml"
HEADING = "heading"


def points_field(label: str, *, needed: bool = False, **options: Any) -> NumberField:
    return NumberField(label=label, required=needed, min_value=0, max_value=LARGEST, places=6, **options)


# ── beginning a table ──


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


# ── the head of the table ──


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
        label="Ai nói cách làm tròn",
        choices=[("", "Chưa ai chọn"), ("stated", "Văn bản nêu"), ("chosen", "Người lập bảng chọn")],
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
    nominees = WholeNumberField(
        label="Số đơn vị đưa ra bỏ phiếu",
        help_text="Chỉ cần khi bỏ phiếu sau tổng điểm.",
        required=False,
        min_value=1,
        max_value=1000,
    )
    doc_no = TextField(label="Số văn bản", required=False, max_length=80)
    doc_date = DateField(label="Ngày văn bản", required=False)
    unknown_vi = LongTextField(
        label="Điều văn bản chưa nêu", help_text="Mỗi dòng một điều.", required=False, rows=4, max_length=4000
    )

    def __init__(self, *args: Any, bases: Mapping[str, str], clusters, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.offer("basis", [("", "Chưa chọn"), *bases.items()])
        self.offer_rows("clusters", clusters, lambda cluster: cluster.name)
        if not clusters:
            del self.fields["clusters"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if bool(cleaned.get("whose")) != (cleaned.get("places") is not None):
            self.add_error("whose", "Chọn cả số chữ số thập phân và ai nói, hoặc để trống cả hai.")
        if cleaned.get("basis") == "counter" and not cleaned.get("counter"):
            self.add_error("counter", "Hãy ghi số liệu dùng để xếp hạng.")
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
            "doc_no": source.get("doc_no"),
            "doc_date": _iso_day(source.get("doc_date")),
            "unknown_vi": "\n".join(tree.get("unknown_vi") or ()),
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
        if {"basis", "counter", "nominees"} & set(self.changed_data):
            changes["ranking"] = self._ranking(tree)
        source = {**(tree.get("source") or {}), "doc_no": cleaned["doc_no"]}
        if "doc_date" in self.changed_data:  # a source may give the year only; it stays unless a day is typed
            source["doc_date"] = cleaned["doc_date"].isoformat() if cleaned["doc_date"] else ""
        changes["source"] = source
        changes["unknown_vi"] = [line.strip() for line in cleaned["unknown_vi"].splitlines() if line.strip()]
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
        }
        if basis == "counter":
            names = dict(tree.get("figures_vi") or {})
            ranking |= {"counter": families.figure_key(cleaned["counter"], names), "counter_vi": cleaned["counter"]}
        else:
            ranking |= {"counter": "", "counter_vi": ""}
        return ranking


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
                    step["value"] = figure if how == "points" else families.figure_key(figure, self.names)
                except ValueError as error:
                    self.add_error(f"figure{n}", f"{str(error)[:1].upper()}{str(error)[1:]}.")
                    continue
                if how != "points" and step["value"] in self.names and not cleaned.get(f"text{n}"):
                    step["text_vi"] = self.names[step["value"]]
            self.steps.append(step)
        return cleaned


# ── nodes ──


class NodeForm(VersionedMixin, BaseForm):
    """A heading, an item, a bonus or a deduction. ``kind``: a family of formulas, or "heading"."""

    code = TextField(label="Mã", help_text=CODE_HELP, max_length=40)
    name_vi = TextField(label="Tên", max_length=500)
    max = points_field("Điểm tối đa")

    def __init__(self, *args: Any, kind: str, section: str, tree: Tree, row: Row | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.kind, self.section, self.tree, self.row = kind, section, tree, row
        self.names: dict[str, str] = dict(tree.get("figures_vi") or {})
        self.params: list[families.Param] = []
        old = row.node if row else {}
        self.old = old
        if row is not None:
            self.initial.update({"code": row.code, "name_vi": old["name_vi"]})
            self.initial["max"] = None if old.get("max") is None else Decimal(str(old["max"]))
        if kind == HEADING:
            self._as_heading(old)
        else:
            self._as_item(kind, old)
        self._put(
            "note_vi", LongTextField(label="Ghi chú", required=False, rows=2, max_length=2000), old.get("note_vi")
        )

    def _put(self, name: str, field: forms.Field, value: Any) -> None:
        self.fields[name] = field
        self._dress(field)
        self.initial.setdefault(name, value)

    def _as_heading(self, old: Mapping[str, Any]) -> None:
        self.fields["max"].help_text = "Để trống thì lấy tổng điểm của các mục con."
        if self.section == CRITERIA:
            later = forms.BooleanField(
                label="Cụm, khối thống nhất nội dung sau", required=False,
                help_text="Bảng chưa có mục con ở đề mục này; cụm, khối điền trước khi chấm.",
            )  # fmt: skip
            self._put("agreed_later", later, old.get("code") in (self.tree.get("groups_agreed_later") or ()))
            self._put("is_bonus", _bonus_field(), bool(old.get("is_bonus")))

    def _as_item(self, kind: str, old: Mapping[str, Any]) -> None:
        self.fields["max"].required = kind != "unknown"
        scoring = old.get("scoring") or {}
        code = str(old.get("code") or "")
        same = scoring.get("type") == kind
        texts = families.texts_of(scoring, code, self.names) if same else {}
        self.params = list(families.FAMILIES[kind].params)
        for param in self.params:
            self._put(f"p_{param.key}", _param_field(param), _param_initial(param, texts.get(param.key, "")))
        if self.section == CRITERIA:
            gate = old.get("gate") or {}
            self._put("gate", TextField(
                label="Điều kiện", required=False, max_length=500,
                help_text="Không đạt điều kiện này thì cả mục được 0 điểm. Ví dụ: có kế hoạch ban hành đúng hạn.",
            ), gate.get("text_vi"))  # fmt: skip
            self._put("is_bonus", _bonus_field(), bool(old.get("is_bonus")))
            self._put("may_be_unassigned", forms.BooleanField(
                label="Có thể không giao cho mọi đơn vị", required=False,
                help_text="Đơn vị không được giao thì mục này không tính.",
            ), bool(old.get("may_be_unassigned")))  # fmt: skip
        elif self.section == DEDUCTIONS:
            self._put("disqualifies_vi", TextField(
                label="Hệ quả ngoài điểm trừ", required=False, max_length=500,
                help_text="Ví dụ: không đề nghị Cờ thi đua.",
            ), old.get("disqualifies_vi"))  # fmt: skip
        self._put("assessor_vi", TextField(label="Đơn vị chấm", required=False, max_length=300), old.get("assessor_vi"))
        self._put(
            "evidence", forms.BooleanField(label="Cần minh chứng kèm theo", required=False), bool(old.get("evidence"))
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("max") == 0 and self.kind != HEADING:
            self.add_error("max", "Điểm tối đa phải lớn hơn 0.")
        return cleaned

    def node(self) -> dict[str, Any] | None:
        """The node as it would stand; None (with errors at the fields) when a parameter cannot be read."""
        cleaned = self.cleaned_data
        node = {key: value for key, value in self.old.items() if key not in ("scoring", "children")}
        node |= {"code": cleaned["code"], "name_vi": cleaned["name_vi"]}
        for key in ("assessor_vi", "note_vi", "disqualifies_vi"):
            if key in cleaned:
                node[key] = cleaned[key]
        for key in ("is_bonus", "evidence", "may_be_unassigned"):
            if key in cleaned:
                node[key] = bool(cleaned[key])
        if cleaned.get("max") is None:
            node.pop("max", None)
        else:
            node["max"] = plain(cleaned["max"])
        if "gate" in self.fields:
            node.pop("gate", None)
            if text := cleaned["gate"]:
                figure = (self.old.get("gate") or {}).get("value")
                if not figure or figure == f"{self.old.get('code')}.gate":
                    figure = f"{cleaned['code']}.gate"
                node["gate"] = {"value": figure, "text_vi": text}
        return node if self.kind == HEADING else self._with_scoring(node)

    def _with_scoring(self, node: dict[str, Any]) -> dict[str, Any] | None:
        texts = {param.key: self.cleaned_data.get(f"p_{param.key}") for param in self.params}
        try:
            node["scoring"] = families.scoring_from(self.kind, texts, node["code"], self.names, self.old.get("scoring"))
        except families.ParamTrouble as error:
            self.add_error(f"p_{error.param.key}", f"{error.reason[:1].upper()}{error.reason[1:]}.")
            return None
        return node

    @property
    def new_names(self) -> dict[str, str]:
        """Figures this form called by a name the table did not have."""
        known = self.tree.get("figures_vi") or {}
        return {key: name for key, name in self.names.items() if key not in known}

    @property
    def agreed_later(self) -> bool:
        return bool(self.cleaned_data.get("agreed_later"))


def _bonus_field() -> forms.Field:
    return forms.BooleanField(label="Tính vào điểm thưởng", required=False)


def _param_field(param: families.Param) -> forms.Field:
    options: dict[str, Any] = {"label": param.label, "help_text": param.help, "required": False}
    if param.kind in ("flag", "unflag"):
        return forms.BooleanField(**options)
    if param.kind == "choice":
        return forms.ChoiceField(choices=[("", "Chưa chọn"), *param.choices.items()], **options)
    if param.is_list:
        return LongTextField(rows=5, max_length=6000, **options)
    if param.is_figure:
        usual = "Để trống nếu chỉ mục này dùng số liệu đó; ghi tên để nhiều mục dùng chung." if param.suffix else ""
        options["help_text"] = " ".join(part for part in (param.help, usual) if part)
        return TextField(max_length=families.MOST_FIGURE_NAME, **options)
    if param.kind in ("points", "percent", "count"):
        options["required"] = param.needed and param.key not in families.DEFAULTS
        return NumberField(min_value=0, max_value=LARGEST, places=0 if param.kind == "count" else 6, **options)
    options["required"] = param.needed
    return TextField(max_length=300, **options)


def _param_initial(param: families.Param, text: str) -> Any:
    if param.kind in ("flag", "unflag"):
        return bool(text)
    if param.kind == "choice":
        return next((value for value, word in param.choices.items() if word == text), "")
    return text


class AddForm(BaseForm):
    """What is added and where, before its own form."""

    kind = forms.ChoiceField(label="Thêm gì")
    parent = forms.ChoiceField(label="Vào đâu", required=False)

    def __init__(self, *args: Any, kinds: Iterable[tuple[str, Any]], parents: Iterable[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.offer("kind", kinds)
        self.offer("parent", parents)


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
            name = f"q{number}"
            self.by_field[name] = question
            self.fields[name] = field
            self._dress(field)

    def answers(self) -> dict[str, str]:
        return {q.key: self.cleaned_data[name] for name, q in self.by_field.items() if self.cleaned_data.get(name)}


class TrialForm(BaseForm):
    """How many invented units are tried."""

    units = WholeNumberField(label="Số đơn vị giả định", min_value=1, max_value=8, initial=3)


MOST_TRIAL_FIELDS = 800  # a page of more is refused by the server's own limit
_YES_NO = [("", "—"), ("yes", "Có"), ("no", "Không")]


class WholesField(forms.Field):
    """Whole numbers between commas or blanks: "4, 5, 12"; gives a list."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> list[int] | None:
        parts = str(value or "").replace(",", " ").replace(";", " ").split()
        if len(parts) > 50 or any(not part.isdecimal() or len(part) > 6 for part in parts):
            raise forms.ValidationError("Ghi các số nguyên, cách nhau bằng dấu phẩy, ví dụ: 4, 12.")
        return [int(part) for part in parts] or None

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(str(each) for each in value) if isinstance(value, list) else value


class TrialFiguresForm(BaseForm):
    """Invented figures: one field a figure and unit, ``f<figure>_<unit>``."""

    trouble_title = "Chưa tính được: mời xem lại"

    def __init__(
        self,
        *args: Any,
        asked: Sequence[Asked],
        names: Sequence[str],
        given: Sequence[Mapping[str, Any]],
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        self.asked, self.units = asked, names
        for place, each in enumerate(asked):
            for unit, name in enumerate(names):
                field = _trial_field(each)
                field.label = f"{each.label}, {name}"
                field.widget.attrs["aria-label"] = field.label
                key = f"f{place}_{unit}"
                self.fields[key] = field
                self._dress(field)
                value = given[unit].get(each.key)
                self.initial[key] = ("yes" if value else "no") if isinstance(value, bool) else value

    def figures(self) -> dict[str, dict[str, Any]]:
        """Unit → figures, what stayed empty left out."""
        found: dict[str, dict[str, Any]] = {name: {} for name in self.units}
        for place, each in enumerate(self.asked):
            for unit, name in enumerate(self.units):
                value = self.cleaned_data.get(f"f{place}_{unit}")
                if value not in (None, "", []):
                    found[name][each.key] = value == "yes" if each.kind == "yes_no" else value
        return found


def _trial_field(each: Asked) -> forms.Field:
    match each.kind:
        case "yes_no":
            return forms.ChoiceField(choices=_YES_NO, required=False)
        case "letter":
            return forms.ChoiceField(choices=[("", "—"), *((letter, letter) for letter in "ABCD")], required=False)
        case "day":
            return DateField(required=False)
        case "wholes":
            return WholesField(required=False)
        case "whole":
            return WholeNumberField(required=False, min_value=0, max_value=each.largest or LARGEST)
    return NumberField(required=False, min_value=0, max_value=each.largest or LARGEST, places=6)
