"""What people fill in on the way of an import."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from thidua.imports.matching import Match
from thidua.imports.shapes import Kind
from thidua.scoring.models import Season
from thidua.shared.forms import BaseForm, TextField, VersionedMixin
from thidua.units.models import Unit

ACCEPTS = ".xlsx,.xls,.ods,.csv"


class UploadForm(BaseForm):
    """A file for one of the officer's own units; one unit and one season need no question."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label="Nhập cho đơn vị", empty_label=None)
    season = forms.ModelChoiceField(Season.objects.none(), label="Mùa thi đua", empty_label=None)
    file = forms.FileField(
        label="Tệp bảng tính",
        help_text="Excel (.xlsx, .xls), OpenDocument (.ods) hoặc .csv; nhiều nhất 30 MB, 200.000 dòng.",
        widget=forms.FileInput(attrs={"accept": ACCEPTS}),
        allow_empty_file=True,
        max_length=300,
    )

    def __init__(self, *args: Any, units: Sequence[Unit], seasons, kind: Kind, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.offer_rows("unit", Unit.objects.without_tree_fields().filter(pk__in=[unit.pk for unit in units]))
        if len(units) == 1:
            self.fields["unit"].widget = forms.HiddenInput()
            self.fields["unit"].initial = units[0].pk
        if kind.needs_season:
            self.offer_rows("season", seasons, lambda season: f"{season.cluster.name}, năm {season.year}")
        else:
            del self.fields["season"]


class TableForm(VersionedMixin, BaseForm):
    """Which sheet, which row is the header, whether it has one line or two. Rows as the spreadsheet numbers them."""

    trang = forms.TypedChoiceField(label="Trang tính", coerce=int, widget=forms.RadioSelect)
    dong = forms.IntegerField(
        label="Dòng tiêu đề",
        min_value=1,
        max_value=25,
        help_text="Số thứ tự của dòng ghi tên các cột, như phần mềm bảng tính đánh số.",
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    cao = forms.TypedChoiceField(
        label="Tiêu đề gồm",
        coerce=int,
        choices=[(1, "một dòng"), (2, "hai dòng (dòng trên là nhóm, dòng dưới là cột)")],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, sheets: Sequence[Mapping[str, Any]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.offer("trang", [(sheet["place"], _sheet_label(sheet)) for sheet in sheets])
        if len(sheets) == 1:
            self.fields["trang"].widget = forms.HiddenInput()


def _sheet_label(sheet: Mapping[str, Any]) -> str:
    about = f"{sheet['rows']} dòng, {sheet['columns']} cột"
    marks = [word for word, is_so in (("trang ẩn", sheet["hidden"]), ("quá lớn", sheet["too_large"])) if is_so]
    return f"{sheet['name'] or 'Bảng CSV'} ({', '.join([about, *marks])})"


class ColumnsForm(VersionedMixin, BaseForm):
    """For each column of the file which field it is: one list a column, what was guessed chosen already."""

    trouble_title = "Chưa kiểm tra được: mời xem lại"

    def __init__(self, *args: Any, kind: Kind, labels: Sequence[str], found: Mapping[int, Match], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.kind = kind
        choices = [("", "Không đọc cột này")] + [
            (each.key, each.label + (" *" if each.is_required else "")) for each in kind.fields
        ]
        self.places = [place for place, label in enumerate(labels) if label.strip()]
        for place in self.places:
            self.fields[f"cot-{place}"] = forms.ChoiceField(
                label=f"Cột “{labels[place]}” là", choices=choices, required=False,
                initial=found[place].key if place in found else "",
                widget=forms.Select(attrs={"class": "form-select"}),
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        chosen: dict[str, int] = {}
        for place in self.places:
            key = cleaned.get(f"cot-{place}")
            if key and key in chosen:
                label = self.kind.by_key[key].label
                self.add_error(f"cot-{place}", f"“{label}” đã được chọn cho một cột khác.")
            elif key:
                chosen[key] = place
        if not self.errors and (lacking := self.kind.missing(chosen)):
            self.add_error(None, f"Còn thiếu cột: {'; '.join(lacking)}.")
        cleaned["mapping"] = chosen
        return cleaned


class WriteForm(VersionedMixin, BaseForm):
    accepts_refused = forms.BooleanField(label="Tôi hiểu những dòng bị từ chối sẽ không được ghi", required=False)


class UndoForm(BaseForm):
    reason = TextField(label="Lý do hoàn tác", max_length=300)
