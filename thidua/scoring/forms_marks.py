"""Forms of rules, lead departments, marks, plans, settling, objections, votes."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from rulebook.checkplan import RELAX_VI
from thidua.scoring import marking
from thidua.scoring.forms import _FiguresForm
from thidua.scoring.models import ScoreEntry, Season, SeasonDeadline, TieDecision
from thidua.scoring.models_marks import Mark
from thidua.scoring.planning import Question
from thidua.shared.forms import (
    BaseForm,
    DateField,
    LongTextField,
    ReasonField,
    TextField,
    VersionedMixin,
    WholeNumberField,
)
from thidua.shared.text import fold
from thidua.units.models import Unit


class RulesForm(VersionedMixin, BaseForm):
    """What marks of others do, who looks again, deadlines, criteria that need a proof."""

    mark_rule = forms.ChoiceField(
        label="Khi điểm các nơi chấm khác nhau", choices=Season.MarkRule.choices, widget=forms.RadioSelect
    )
    correction_route = forms.ChoiceField(
        label="Khi bảng điểm được trả lại để sửa", choices=Season.Route.choices, widget=forms.RadioSelect
    )
    evidence_codes = forms.MultipleChoiceField(
        label="Mục bắt buộc có tệp hoặc liên kết minh chứng",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, season: Season, items: Mapping[str, marking.Item], **kwargs: Any):
        known = dict(season.deadlines.values_list("step", "due_on"))
        initial = {
            "mark_rule": season.mark_rule,
            "correction_route": season.correction_route,
            "evidence_codes": season.evidence_codes,
            **{f"due_{step}": day for step, day in known.items()},
        }
        super().__init__(*args, initial=initial, thing_version=season.version, thing_name="mùa chấm điểm", **kwargs)
        named = [(code, item.title) for code, item in items.items() if item.part != "tie"]
        self.offer("evidence_codes", named)
        for step in SeasonDeadline.Step:
            self.fields[f"due_{step}"] = DateField(label=f"Hạn: {step.label}", required=False)
            self._dress(self.fields[f"due_{step}"])
        self.order_fields(["mark_rule", "correction_route", *(f"due_{step}" for step in SeasonDeadline.Step)])

    def deadlines(self) -> dict[str, date]:
        found = {step: self.cleaned_data.get(f"due_{step}") for step in SeasonDeadline.Step}
        return {str(step): day for step, day in found.items() if day}


class LeadsForm(BaseForm):
    """One department and the criteria it marks."""

    unit = forms.ChoiceField(
        label="Đơn vị chủ trì chấm", help_text="Để trống để thôi giao các mục đã chọn.", required=False
    )
    codes = forms.MultipleChoiceField(label="Các mục", widget=forms.CheckboxSelectMultiple)

    def __init__(
        self, *args: Any, units: Sequence[Unit], members: Collection[int], items: list[tuple[str, str]], **kwargs: Any
    ):
        """``members``: keys of the units that are marked themselves; the list says so beside their names."""
        super().__init__(*args, **kwargs)
        self.units = {str(unit.pk): unit for unit in units}
        offered = [
            (pk, f"{unit.name} (thành viên được chấm)" if unit.pk in members else unit.name)
            for pk, unit in self.units.items()
        ]
        self.offer("unit", [("", "Thôi giao"), *offered])
        self.offer("codes", items)


class ProofForm(BaseForm):
    """A file or a link."""

    file = forms.FileField(
        label="Tệp", help_text="PDF, Word (.docx), Excel (.xlsx), JPG, PNG; tối đa 20 MB.", required=False
    )
    url = TextField(
        label="Hoặc liên kết", help_text="Địa chỉ văn bản trên trang của cơ quan.", required=False, max_length=400
    )
    name = TextField(label="Tên văn bản của liên kết", required=False, max_length=200)

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and bool(cleaned.get("file")) == bool(cleaned.get("url")):
            raise forms.ValidationError("Hãy chọn một tệp hoặc ghi một liên kết.")
        return cleaned


class SheetForm(VersionedMixin, _FiguresForm):
    """The marks of one sheet: figures, or a tick that the claim is right; and why."""

    def __init__(
        self,
        *args: Any,
        items: Sequence[marking.Item],
        entries: Mapping[str, ScoreEntry],
        marks: Mapping[str, Mark],
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        self.items, self.entries, self.marks = items, entries, marks
        for item in items:
            mark, entry = marks.get(item.code), entries.get(item.code)
            agrees = bool(mark and entry and mark.input == entry.self_input)
            agree = forms.BooleanField(label="Đúng như đơn vị kê khai", required=False, initial=agrees)
            self.put(item, f"{item.code}:agree", agree)
            self.add_item(item, mark.input if mark and not agrees else None)
            comment = TextField(label="Nhận xét, lý do", required=False, max_length=500)
            self.put(item, f"{item.code}:comment", comment)
            self.initial[f"{item.code}:comment"] = mark.comment if mark else ""
        self.rows: list[tuple[str, dict[str, Any], str]] = []

    def parts(self, item: marking.Item) -> dict[str, Any]:
        return {
            "agree": self[f"{item.code}:agree"],
            "fields": self.bound(item),
            "comment": self[f"{item.code}:comment"],
        }

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        for item in self.items:
            data, comment = self.figures(item, cleaned), cleaned.get(f"{item.code}:comment") or ""
            entry = self.entries.get(item.code)
            claim = entry.self_input if entry else None
            if cleaned.get(f"{item.code}:agree") and claim is not None:
                if data is not None and data != claim:
                    self.add_error(
                        f"{item.code}:agree", "Vừa chọn đúng như kê khai vừa ghi số khác; hãy bỏ một trong hai."
                    )
                    continue
                data = claim
            if data is None:
                if comment and not any(f"{item.code}:{f.key}" in self.errors for f in item.fields):
                    self.add_error(f"{item.code}:comment", "Có nhận xét nhưng chưa chấm mục này.")
                continue
            if data != claim and len(comment) < 5:
                self.add_error(f"{item.code}:comment", "Chấm khác số đơn vị kê khai thì ghi rõ lý do, ít nhất 5 ký tự.")
                continue
            self.rows.append((item.code, data, comment))
        return cleaned


class SettleForm(VersionedMixin, _FiguresForm):
    """What stands: the claim, one of the marks, or other figures; and why."""

    OTHER = "khac"
    stands = forms.ChoiceField(label="Số liệu được thống nhất", widget=forms.RadioSelect)

    def __init__(
        self, *args: Any, item: marking.Item, offers: Sequence[tuple[str, str, Mapping[str, Any]]], **kwargs: Any
    ):
        super().__init__(*args, **kwargs)
        self.item, self.offers = item, {key: data for key, _, data in offers}
        self.offer("stands", [*((key, text) for key, text, _ in offers), (self.OTHER, "Số khác, ghi dưới đây")])
        self.add_item(item, None)
        self.fields["reason"] = ReasonField(label="Lý do thống nhất")
        self._dress(self.fields["reason"])
        self.data_entered: Mapping[str, Any] = {}

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        chosen = cleaned.get("stands")
        data = self.figures(self.item, cleaned)
        if chosen in self.offers:
            if data is not None and data != self.offers[chosen]:
                self.add_error("stands", "Đã ghi số khác bên dưới; hãy chọn “Số khác” hoặc xóa số đã ghi.")
            self.data_entered = self.offers[chosen]
        elif chosen == self.OTHER:
            if data is None and not self.errors:
                self.add_error(f"{self.item.code}:{self.item.fields[0].key}", "Hãy nhập số liệu.")
            self.data_entered = data or {}
        return cleaned


class PlanForm(BaseForm):
    """What a cross-check plan is asked for."""

    per_unit = WholeNumberField(label="Mỗi đơn vị kiểm tra mấy đơn vị", min_value=1, max_value=20)
    seed = TextField(
        label="Kết quả bốc thăm (ngày và số bốc được)",
        help_text="Công bố trước cuộc họp; ai có dòng này đều tính lại được cùng một kế hoạch.",
        max_length=200,
    )
    double_percent = WholeNumberField(
        label="Tỷ lệ mục được hai nơi chấm độc lập (%)", min_value=0, max_value=100, initial=0, required=False
    )
    parts = forms.MultipleChoiceField(
        label="Nhóm tiêu chí được kiểm tra",
        help_text="Không chọn nhóm nào là kiểm tra cả bảng điểm.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    is_split = forms.BooleanField(label="Chia các mục của một bảng điểm cho những nơi cùng kiểm tra", required=False)
    bans = LongTextField(
        label="Cặp không được kiểm tra nhau",
        help_text="Mỗi cặp một dòng: đơn vị; đơn vị; lý do.",
        required=False,
        rows=4,
        max_length=8_000,
    )
    relax = forms.MultipleChoiceField(
        label="Khi không xếp được, cho phép",
        choices=[(key, words.capitalize()) for key, words in RELAX_VI.items()],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, units: Mapping[str, str], parts: list[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.offer("parts", parts)
        if len(units) > 1:
            one, two = list(units.values())[:2]
            self.fields[
                "bans"
            ].help_text = f"Mỗi cặp một dòng: đơn vị; đơn vị; lý do. Ví dụ: {one}; {two}; cùng đoàn kiểm tra."
        self.known = {fold(name): code for code, name in units.items()} | {code.casefold(): code for code in units}

    def clean_bans(self) -> list[tuple[str, str, str, bool]]:
        found = []
        for number, line in enumerate(self.cleaned_data["bans"].splitlines(), start=1):
            if not line.strip():
                continue
            words = [part.strip() for part in line.split(";")]
            if len(words) != 3 or not words[2]:
                raise forms.ValidationError(f"Dòng {number} cần đủ: đơn vị; đơn vị; lý do.")
            codes = [self.known.get(fold(word)) or self.known.get(word.casefold()) for word in words[:2]]
            if None in codes:
                wrong = words[codes.index(None)]
                raise forms.ValidationError(f"Dòng {number}: không có đơn vị “{wrong}” trong mùa chấm điểm.")
            if codes[0] == codes[1]:
                raise forms.ValidationError(f"Dòng {number}: hai đơn vị phải khác nhau.")
            found.append((str(codes[0]), str(codes[1]), words[2], True))
        return found

    def question(self) -> Question:
        given = self.cleaned_data
        return Question(
            per_unit=given["per_unit"],
            seed=given["seed"],
            double_percent=given["double_percent"] or 0,
            bans=tuple(given["bans"]),
            relax=tuple(given["relax"]),
            parts=tuple(given["parts"]),
            is_split=given["is_split"],
        )


class ObjectionForm(BaseForm):
    criterion = forms.ChoiceField(label="Mục")
    reason = LongTextField(label="Lý do kiến nghị", rows=5, max_length=1000, min_length=10)

    def __init__(self, *args: Any, items: list[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.offer("criterion", items)


class AnswerForm(_FiguresForm):
    """Keep or correct, with the reason."""

    verdict = forms.ChoiceField(
        label="Kết luận", choices=[("keep", "Giữ nguyên điểm"), ("change", "Sửa điểm")], widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, item: marking.Item, entry: ScoreEntry | None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.item = item
        self.add_item(item, entry.verified_input if entry else None)
        self.fields["answer"] = LongTextField(label="Trả lời, lý do", rows=5, max_length=1000, min_length=10)
        self._dress(self.fields["answer"])
        self.data_entered: Mapping[str, Any] | None = None

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        data = self.figures(self.item, cleaned)
        if cleaned.get("verdict") == "change":
            self.data_entered = data
            if data is None and not self.errors:
                self.add_error(f"{self.item.code}:{self.item.fields[0].key}", "Hãy nhập số liệu đã sửa.")
        return cleaned

    def figure_fields(self) -> list[BoundField]:
        return self.bound(self.item)


class VoteForm(BaseForm):
    """Whom the paper names, who votes, who keeps the box."""

    units = forms.MultipleChoiceField(label="Đơn vị đưa vào phiếu", widget=forms.CheckboxSelectMultiple)
    voters = forms.MultipleChoiceField(
        label="Người bỏ phiếu", help_text="Mỗi đơn vị thành viên một phiếu.", widget=forms.CheckboxSelectMultiple
    )
    first = forms.ChoiceField(label="Người giữ hòm phiếu thứ nhất")
    second = forms.ChoiceField(label="Người giữ hòm phiếu thứ hai")

    def __init__(
        self,
        *args: Any,
        units: list[tuple[int, str]],
        voters: list[tuple[int, str]],
        keepers: list[tuple[int, str]],
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        self.offer("units", units)
        self.offer("voters", voters)
        for name in ("first", "second"):
            self.offer(name, [("", "Chọn người giữ"), *keepers])


class TieForm(BaseForm):
    """The places of units that are level, as the meeting decided."""

    way = forms.ChoiceField(label="Cụm, khối đã quyết định bằng", choices=TieDecision.Way.choices)
    reason = ReasonField(label="Nội dung quyết định", help_text="Số phiếu, số biên bản. Ít nhất 10 ký tự.")

    def __init__(self, *args: Any, units: Iterable[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.units = list(units)
        places = [(n, f"Thứ {n}") for n in range(1, len(self.units) + 1)]
        for code, name in self.units:
            self.fields[f"place:{code}"] = forms.TypedChoiceField(label=name, choices=places, coerce=int)
            self._dress(self.fields[f"place:{code}"])
        self.order_fields([*(f"place:{code}" for code, _ in self.units), "way", "reason"])

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        places = [cleaned.get(f"place:{code}") for code, _ in self.units]
        if not self.errors and len(set(places)) != len(places):
            raise forms.ValidationError("Mỗi đơn vị một thứ tự khác nhau.")
        return cleaned

    def order(self) -> list[str]:
        return sorted((code for code, _ in self.units), key=lambda code: self.cleaned_data[f"place:{code}"])
