"""Forms of the rules over the whole table: grades, shared caps, events that bar. One line each, a few empty ones below."""

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms

from rulebook.typed import percent_doubt
from thidua.rubrics import tree as trees
from thidua.rubrics.forms_head import points_field
from thidua.rubrics.rules import BARS
from thidua.rubrics.words import needed_number, number_text, plain
from thidua.shared.forms import AsksAgain, BaseForm, LongTextField, TextField, VersionedMixin
from thidua.shared.text import fold, nfc

MOST, SPARE = 20, 3
BEST = "best:"


class RowsForm(VersionedMixin, BaseForm):
    """Rows of the same fields; a row whose first field is empty is left out. ``LEGEND`` names one row."""

    LEGEND = "Dòng"

    def __init__(self, *args: Any, tree: Mapping[str, Any], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.tree = tree
        self.old = self.stored()
        self.count = min(MOST, len(self.old) + SPARE)
        for number in range(1, self.count + 1):
            old = self.old[number - 1] if number <= len(self.old) else {}
            for name, (make, value) in self.fields_of(old).items():
                key = f"{name}{number}"
                self.fields[key] = make()
                self._dress(self.fields[key])
                self.initial[key] = value

    def stored(self) -> list[dict[str, Any]]:
        raise NotImplementedError

    def fields_of(self, old: Mapping[str, Any]) -> dict[str, tuple[Callable[[], forms.Field], Any]]:
        """Field name → (how it is made, what stands in it)."""
        raise NotImplementedError

    def read(self, given: Mapping[str, Any], old: Mapping[str, Any], number: int) -> dict[str, Any]:
        """One row as it would stand. ValueError(field, reason) for what cannot be."""
        raise NotImplementedError

    @property
    def rows(self) -> list[dict[str, Any]]:
        names = list(self.fields_of({}))
        return [
            {
                "legend": f"{self.LEGEND} {n}" if n <= len(self.old) else f"{self.LEGEND} {n} (thêm mới)",
                "fields": [self[f"{name}{n}"] for name in names],
            }
            for n in range(1, self.count + 1)
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.found: list[dict[str, Any]] = []
        names = list(self.fields_of({}))
        for n in range(1, self.count + 1):
            given = {name: cleaned.get(f"{name}{n}") for name in names}
            if any(f"{name}{n}" in self.errors for name in names):
                continue
            if not given[names[0]]:
                filled = [name for name in names[1:] if given[name] not in (None, "", [])]
                if filled and n > len(self.old) and not self._is_usual(filled, given):
                    self.add_error(f"{names[0]}{n}", "Hãy ghi tên, hoặc để trống cả dòng.")
                continue
            old = self.old[n - 1] if n <= len(self.old) else {}
            try:
                self.found.append(self.read(given, old, n))
            except RowTrouble as error:
                self.add_error(f"{error.field}{n}", error.reason)
        return cleaned

    def _is_usual(self, filled: Sequence[str], given: Mapping[str, Any]) -> bool:
        """Whether what is filled is only a choice that always has a value."""
        return all(isinstance(self.fields[f"{name}1"], forms.ChoiceField) for name in filled)


class RowTrouble(ValueError):
    def __init__(self, field: str, reason: str):
        super().__init__(reason)
        self.field, self.reason = field, f"{reason[:1].upper()}{reason[1:]}."


def code_from(text: str, taken: set[str], stem: str) -> str:
    """A free code from words: "Hoàn thành tốt" → HOAN_THANH_TOT."""
    slug = re.sub(r"[^a-z0-9]+", "_", fold(text)).strip("_")[:40].strip("_") or stem
    code, number = slug, 2
    while code in taken:
        code, number = f"{slug}_{number}", number + 1
    taken.add(code)
    return code


def read_codes(text: str) -> list[str]:
    return [part for part in re.split(r"[,;\s]+", nfc(text)) if part]


# ── grades ──


class GradesForm(AsksAgain, RowsForm):
    """Grades from the best to the last; they are put in that order by their least marks."""

    LEGEND = "Mức"

    def stored(self) -> list[dict[str, Any]]:
        return [dict(grade) for grade in self.tree.get("classification") or ()]

    def fields_of(self, old: Mapping[str, Any]) -> dict[str, tuple[Callable[[], forms.Field], Any]]:
        floors = "; ".join(f"{code} = {number_text(least)}" for code, least in (old.get("floors") or {}).items())
        kinds = [("total", "Điểm"), ("percent", "% điểm tối đa")]
        each = old.get("each_at_least_percent")
        return {
            "name": (
                lambda: TextField(
                    label="Tên mức", required=False, max_length=100, help_text="Ví dụ: Hoàn thành xuất sắc."
                ),
                old.get("name_vi", ""),
            ),
            "least": (lambda: points_field("Đạt từ", help_text="Ví dụ 90."), _decimal(old.get("at_least"))),
            "of": (
                lambda: forms.ChoiceField(
                    label="Tính theo",
                    choices=kinds,
                    required=False,
                    help_text="Điểm, hay % tổng điểm tối đa được giao.",
                ),
                old.get("of", "total"),
            ),
            "each": (
                lambda: points_field("Mỗi mục đạt ít nhất (%)", help_text="Nếu có quy định, ví dụ 50."),
                _decimal(each),
            ),
            "floors": (
                lambda: TextField(
                    label="Mục phải đạt điểm",
                    required=False,
                    max_length=400,
                    help_text="Nếu có quy định, ví dụ: I = 30; II.1 = 5.",
                ),
                floors,
            ),
        }

    def read(self, given: Mapping[str, Any], old: Mapping[str, Any], number: int) -> dict[str, Any]:
        if given["least"] is None:
            raise RowTrouble("least", "hãy ghi số điểm hoặc tỷ lệ ít nhất của mức này")
        if given["each"] is not None and given["each"] > 100:
            raise RowTrouble("each", "tỷ lệ nhiều nhất là 100")
        row = {"code": old.get("code", ""), "name_vi": given["name"], "at_least": plain(given["least"])}
        if given["of"] == "percent":
            row["of"] = "percent"
        if given["each"] is not None:
            row["each_at_least_percent"] = plain(given["each"])
        floors: dict[str, str] = {}
        for part in (each for each in (given["floors"] or "").split(";") if each.strip()):
            code, sign, least = part.partition("=")
            if not sign:
                raise RowTrouble("floors", f"“{part.strip()[:40]}” chưa đọc được, viết như “I = 30”")
            try:
                floors[code.strip()] = needed_number(least)
            except ValueError as error:
                raise RowTrouble("floors", f"“{part.strip()[:40]}”: {str(error).rstrip('.')}") from None
        if floors:
            row["floors"] = floors
        return row

    def doubts(self) -> list[str]:
        """Percentages that look like fractions."""
        found = []
        for row in self.found:
            for value in (row["at_least"] if row.get("of") == "percent" else None, row.get("each_at_least_percent")):
                if doubt := percent_doubt(value):
                    found.append(f"Mức {row['name_vi']}: {doubt}")
        return found

    def grades(self) -> list[dict[str, Any]]:
        """As they would stand: with codes, best first where all are measured alike."""
        taken = {row["code"] for row in self.found if row["code"]}
        for row in self.found:
            row["code"] = row["code"] or code_from(row["name_vi"], taken, "muc")
        if len({row.get("of", "total") for row in self.found}) == 1:
            self.found.sort(key=lambda row: -Decimal(row["at_least"]))
        return self.found


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))


# ── shared caps ──


class CapsForm(RowsForm):
    """Several lines of the table that together give at most so much."""

    LEGEND = "Mức trần"

    def stored(self) -> list[dict[str, Any]]:
        return [dict(cap) for cap in self.tree.get("caps") or ()]

    def fields_of(self, old: Mapping[str, Any]) -> dict[str, tuple[Callable[[], forms.Field], Any]]:
        return {
            "name": (
                lambda: TextField(
                    label="Tên mức trần", required=False, max_length=200, help_text="Ví dụ: Điểm thưởng sáng kiến."
                ),
                old.get("name_vi", ""),
            ),
            "items": (
                lambda: TextField(
                    label="Mã các mục cộng chung",
                    required=False,
                    max_length=600,
                    help_text="Cách nhau bằng dấu phẩy, ví dụ: T1, T2. Ghi mã đề mục thì gồm mọi mục con.",
                ),
                ", ".join(old.get("items") or ()),
            ),
            "limit": (lambda: points_field("Cộng lại nhiều nhất (điểm)"), _decimal(old.get("limit"))),
        }

    def read(self, given: Mapping[str, Any], old: Mapping[str, Any], number: int) -> dict[str, Any]:
        codes = list(dict.fromkeys(read_codes(given["items"] or "")))
        known = trees.codes_of(self.tree)
        if not codes:
            raise RowTrouble("items", "hãy ghi mã của ít nhất một mục")
        if strange := [code for code in codes if code not in known]:
            raise RowTrouble("items", f"bảng không có mục mang mã {', '.join(strange[:5])[:80]}")
        if given["limit"] is None:
            raise RowTrouble("limit", "hãy ghi số điểm nhiều nhất")
        return {"code": old.get("code", ""), "name_vi": given["name"], "items": codes, "limit": plain(given["limit"])}

    def caps(self) -> list[dict[str, Any]]:
        taken = {*trees.codes_of(self.tree), *(row["code"] for row in self.found if row["code"])}
        for row in self.found:
            row["code"] = row["code"] or code_from(f"tran_{row['name_vi']}", taken, "tran")
        return self.found


# ── events ──


class EventsForm(RowsForm):
    """What somebody says yes or no to, and what a yes takes away: nomination, grade, rank, or every better grade."""

    LEGEND = "Sự kiện"

    def stored(self) -> list[dict[str, Any]]:
        bars = [{**event, "what": event.get("bars", "award")} for event in self.tree.get("disqualification") or ()]
        caps = [{**event, "what": f"{BEST}{event['best']}"} for event in self.tree.get("grade_caps") or ()]
        return [*bars, *caps]

    def fields_of(self, old: Mapping[str, Any]) -> dict[str, tuple[Callable[[], forms.Field], Any]]:
        grades = self.tree.get("classification") or ()
        choices = [
            ("", "Chọn hệ quả"),
            *((key, label) for key, label in BARS.items() if key != "grade" or grades),
            *((f"{BEST}{grade['code']}", f"Xếp loại cao nhất là {grade['name_vi']}") for grade in grades[1:]),
        ]
        if old and old["what"] not in dict(choices):  # what a file says stays until somebody changes it
            choices.append((old["what"], BARS.get(old["what"], f"Xếp loại cao nhất là {old.get('best', '')}")))
        return {
            "text": (
                lambda: LongTextField(
                    label="Khi xảy ra", rows=2, required=False, max_length=500,
                    help_text="Ví dụ: có cán bộ bị kỷ luật từ cảnh cáo trở lên.",
                ),
                old.get("text_vi", ""),
            ),
            "what": (lambda: forms.ChoiceField(label="Thì đơn vị", choices=choices, required=False), old.get("what", "")),
        }  # fmt: skip

    def read(self, given: Mapping[str, Any], old: Mapping[str, Any], number: int) -> dict[str, Any]:
        if not given["what"]:
            raise RowTrouble("what", "hãy chọn hệ quả")
        return {"value": old.get("value", ""), "text_vi": " ".join(given["text"].split()), "what": given["what"]}

    def events(self) -> dict[str, list[dict[str, Any]]]:
        """``disqualification`` and ``grade_caps`` as they would stand."""
        taken = {*trees.figures_of(self.tree), *(row["value"] for row in self.found if row["value"])}
        bars: list[dict[str, Any]] = []
        caps: list[dict[str, Any]] = []
        for row in self.found:
            value = row["value"] or code_from(f"su_kien_{row['text_vi']}", taken, "su_kien")
            event = {"value": value, "text_vi": row["text_vi"]}
            if row["what"].startswith(BEST):
                caps.append({**event, "best": row["what"].removeprefix(BEST)})
            else:
                bars.append({**event, "bars": row["what"]})
        return {"disqualification": bars, "grade_caps": caps}
