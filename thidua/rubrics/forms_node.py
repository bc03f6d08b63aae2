"""The form of one line of a table, built from its family: one field a parameter, in plain Vietnamese."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms

from rulebook.typed import percent_doubt
from thidua.rubrics import families, params
from thidua.rubrics.forms_head import points_field
from thidua.rubrics.tree import CODE_HELP, CRITERIA, DEDUCTIONS, Row, Tree, sum_of
from thidua.rubrics.words import LARGEST, plain
from thidua.shared.forms import (
    AsksAgain,
    BaseForm,
    LongTextField,
    NumberField,
    TextField,
    VersionedMixin,
)

HEADING = "heading"
_ENDS = ("from", "above", "to", "below")


class NodeForm(AsksAgain, VersionedMixin, BaseForm):
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
        self.holds = bool(old.get("children"))
        if kind == HEADING:
            self._as_heading(old)
        else:
            self._as_item(kind, old)
        self._put(
            "note_vi", LongTextField(label="Ghi chú", required=False, rows=2, max_length=2000), old.get("note_vi")
        )
        self.put_last()

    def _put(self, name: str, field: forms.Field, value: Any) -> None:
        self.fields[name] = field
        self._dress(field)
        self.initial.setdefault(name, value)

    def _as_heading(self, old: Mapping[str, Any]) -> None:
        self.fields["max"].help_text = "Để trống thì lấy tổng điểm của các mục con."
        if old.get("own_max") is not None:
            self.initial["max"] = None  # without the marks of its own it is less
        if self.section == CRITERIA:
            later = forms.BooleanField(
                label="Cụm, khối thống nhất nội dung sau", required=False,
                help_text="Bảng chưa có mục con ở đề mục này; cụm, khối điền trước khi chấm.",
            )  # fmt: skip
            self._put("agreed_later", later, old.get("code") in (self.tree.get("groups_agreed_later") or ()))
            self._put("is_bonus", _bonus_field(), bool(old.get("is_bonus")))

    def _as_item(self, kind: str, old: Mapping[str, Any]) -> None:
        self.fields["max"].required = kind != "unknown" and not self.holds
        if self.holds:
            if self.row is not None and self.row.total == self.initial["max"] and not old.get("own_max"):
                self.initial["max"] = None  # it will be more than the children alone
            self.fields["max"].help_text = "Để trống thì lấy điểm riêng cộng tổng điểm của các mục con."
            own = points_field(
                "Điểm riêng của đề mục", needed=True,
                help_text="Điểm chấm thẳng cho đề mục, ngoài điểm của các mục con.",
            )  # fmt: skip
            self._put("own_max", own, None if old.get("own_max") is None else Decimal(str(old["own_max"])))
        scoring = old.get("scoring") or {}
        code = str(old.get("code") or "")
        same = scoring.get("type") == kind
        texts = params.texts_of(scoring, code, self.names) if same else {}
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
        if cleaned.get("own_max") == 0:
            self.add_error("own_max", "Điểm riêng phải lớn hơn 0.")
        if cleaned.get("max") == 0 and self.kind != HEADING:
            self.add_error("max", "Điểm tối đa phải lớn hơn 0.")
        return cleaned

    def doubts(self, node: Mapping[str, Any]) -> list[str]:
        """Percentages of the line that look like fractions: a setting in percent, bands that all end at 1 or below."""
        found = []
        for param in self.params:
            if param.kind == "percent" and (doubt := percent_doubt(self.cleaned_data.get(f"p_{param.key}"))):
                found.append(f"{param.label}: {doubt}")
        scoring = node.get("scoring") or {}
        if scoring.get("type") == "ladder_percent":
            ends = [Decimal(str(band[key])) for band in scoring["bands"] for key in _ENDS if band.get(key) is not None]
            if ends and max(ends) <= 1 and (doubt := percent_doubt(max(ends))):
                found.append(f"Các mức: {doubt}")
        return found

    def node(self) -> dict[str, Any] | None:
        """The node as it would stand; None (with errors at the fields) when a parameter cannot be read."""
        cleaned = self.cleaned_data
        node = {key: value for key, value in self.old.items() if key not in ("scoring", "children", "own_max")}
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
        if self.holds and self.kind != HEADING:
            node["own_max"] = plain(cleaned["own_max"])
            below = sum_of(self.old["children"])
            if "max" not in node and below is not None:
                node["max"] = plain(below + cleaned["own_max"])
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
            node["scoring"] = params.scoring_from(self.kind, texts, node["code"], self.names, self.old.get("scoring"))
        except params.ParamTrouble as error:
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
        if param.suffix:
            options["label"] = f"Tên số liệu dùng chung: {param.label[:1].lower()}{param.label[1:]}"
        usual = "Thường để trống. Chỉ ghi tên khi nhiều mục cùng lấy một số liệu." if param.suffix else ""
        options["help_text"] = " ".join(part for part in (param.help, usual) if part)
        return TextField(max_length=families.MOST_FIGURE_NAME, **options)
    if param.kind in ("points", "percent", "count"):
        options["required"] = param.needed and param.key not in params.DEFAULTS
        return NumberField(min_value=0, max_value=LARGEST, places=0 if param.kind == "count" else 6, **options)
    options["required"] = param.needed
    return TextField(max_length=300, **options)


def _param_initial(param: families.Param, text: str) -> Any:
    if param.kind in ("flag", "unflag"):
        return bool(text)
    if param.kind == "choice":
        return next((value for value, word in param.choices.items() if word == text), "")
    return text
