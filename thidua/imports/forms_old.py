"""What officers fill in on the way of an old decision."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.dateparse import parse_date

from thidua.honours.by_hand import NotTold, issuer_named, person_named, place_of, unit_named
from thidua.imports.models_old import OldDecision, OldLine
from thidua.imports.queries_old import left_to_head
from thidua.law.queries import every_award
from thidua.shared.forms import BaseForm, DateField, LongTextField, TextField, VersionedMixin, YearField
from thidua.units.models import Unit
from thidua.units.queries import unit_ids_below

ACCEPTS = ".docx,.xlsx,.xls,.pdf"


class OldUploadForm(BaseForm):
    """A file for one of the officer's own units; one unit needs no question."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label="Nhập cho đơn vị", empty_label=None)
    file = forms.FileField(
        label="Tệp quyết định hoặc danh sách",
        help_text="Word (.docx), Excel (.xlsx, .xls) hoặc PDF có lớp chữ; nhiều nhất 30 MB, 300 trang.",
        widget=forms.FileInput(attrs={"accept": ACCEPTS}),
        allow_empty_file=True,
        max_length=300,
    )

    def __init__(self, *args: Any, units: Sequence[Unit], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.offer_rows("unit", Unit.objects.without_tree_fields().filter(pk__in=[unit.pk for unit in units]))
        if len(units) == 1:
            self.fields["unit"].widget = forms.HiddenInput()
            self.fields["unit"].initial = units[0].pk


class OldHeadForm(VersionedMixin, BaseForm):
    """The head of the decision, filled with what was guessed or confirmed before."""

    number = TextField(label="Số, ký hiệu quyết định", max_length=60, required=False)
    decided_on = DateField(label="Ngày quyết định", required=False)
    agency = TextField(
        label="Người, cơ quan quyết định", max_length=200, required=False,
        help_text="Ví dụ: UBND tỉnh; Thủ tướng Chính phủ; tên hoặc mã đơn vị như vào ngày quyết định.",
    )  # fmt: skip
    award_code = forms.ChoiceField(
        label="Danh hiệu, hình thức", required=False, help_text="Cho những dòng không ghi danh hiệu, hình thức riêng."
    )
    year = YearField(
        label="Năm khen thưởng", min_value=1945, required=False, help_text="Cho những dòng không ghi năm riêng."
    )
    signer = TextField(label="Người ký", max_length=120, required=False)
    bases = LongTextField(label="Căn cứ", rows=4, max_length=8000, required=False)

    def __init__(self, *args: Any, decision: OldDecision, **kwargs: Any):
        confirmed = decision.head_at is not None
        guess = {key: said.get("value", "") for key, said in decision.guess.items()}
        kwargs["initial"] = {
            "number": decision.number if confirmed else guess.get("number", ""),
            "decided_on": decision.decided_on if confirmed else parse_date(guess.get("date", "")),
            "agency": decision.agency if confirmed else guess.get("agency", ""),
            "award_code": decision.award_code if confirmed else guess.get("award", ""),
            "year": str(decision.year or "") if confirmed else guess.get("year", ""),
            "signer": decision.signer if confirmed else guess.get("signer", ""),
            "bases": decision.bases,
        }
        super().__init__(*args, thing_version=decision.version, thing_name="quyết định cũ này", **kwargs)
        self.offer("award_code", [("", "Theo từng dòng"), *every_award()])
        self._say_what_is_needed(decision)

    def _say_what_is_needed(self, decision: OldDecision) -> None:
        """No line is registered without these; only what every line tells itself may stay empty here."""
        left = left_to_head(decision)
        for name, key, must in (
            ("number", "number", True), ("decided_on", "date", True), ("agency", "issuer", True),
            ("award_code", "award", False), ("year", "year", False),
        ):  # fmt: skip
            words = "không bắt buộc: mọi dòng đều ghi riêng"
            if left[key]:
                words = f"{'bắt buộc' if must else 'cần có trước khi ghi sổ vàng'}: {left[key]} dòng không ghi riêng"
            self.fields[name].optional_vi = words  # type: ignore[attr-defined]


class OldLineForm(VersionedMixin, BaseForm):
    """One line as it shall stand in the register. ``changes()`` gives what the act takes, once the form is valid."""

    kind = forms.ChoiceField(label="Khen cho", widget=forms.RadioSelect)
    printed = TextField(
        label="Tên in trong quyết định", max_length=200, help_text="Ghi đúng như bản in; sổ vàng giữ nguyên."
    )
    detail = TextField(label="Chức vụ, đơn vị như bản in", max_length=300, required=False)
    person = TextField(
        label="Mã cán bộ", max_length=40, required=False, help_text="Để trống nếu không gắn với hồ sơ cán bộ nào."
    )
    unit = TextField(
        label="Đơn vị", max_length=200, required=False,
        help_text="Tên hoặc mã như vào ngày quyết định: tập thể được khen, hoặc nơi người đó công tác.",
    )  # fmt: skip
    award_code = forms.ChoiceField(label="Danh hiệu, hình thức khen thưởng")
    year = YearField(label="Năm khen thưởng", min_value=1945)
    number = TextField(label="Số quyết định", max_length=60)
    decided_on = DateField(label="Ngày quyết định")
    issuer = TextField(label="Người, cơ quan quyết định", max_length=200)
    ground = TextField(label="Thành tích", max_length=300, required=False)

    def __init__(self, *args: Any, line: OldLine, **kwargs: Any):
        self.line = line
        unit = line.recipient_unit or line.of_unit
        kwargs["initial"] = {
            "kind": line.kind, "printed": line.printed, "detail": line.detail, "award_code": line.award_code,
            "person": line.person.code if line.person else "", "unit": unit.code if unit else "",
            "year": str(line.year or ""), "number": line.number, "decided_on": line.decided_on, "ground": line.ground,
            "issuer": line.authority or (line.issuer.code if line.issuer else ""),
        }  # fmt: skip
        super().__init__(*args, thing_version=line.version, thing_name="dòng này", **kwargs)
        self.offer("kind", list(OldLine.Kind.choices))
        self.offer("award_code", [("", "Chọn danh hiệu, hình thức"), *every_award()])
        if unit:
            self.fields["unit"].help_text = f"Đang là: {unit.full_name}. {self.fields['unit'].help_text}"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.errors:
            return data
        under = self.line.decision.unit
        inside, on = unit_ids_below([under.pk]), data["decided_on"]
        if data["year"] > on.year:
            self.add_error("year", "Năm khen thưởng sau năm của quyết định.")
        if data["kind"] == OldLine.Kind.UNIT and data["person"]:
            self.add_error("person", "Dòng khen tập thể không gắn với cán bộ.")
        for name, read in (
            ("person", lambda: person_named(data["person"], inside) if data["person"] else None),
            ("unit", lambda: unit_named(data["unit"], on) if data["unit"] else None),
            ("issuer", lambda: issuer_named(data["issuer"], on, under)),
        ):
            try:
                data[f"the_{name}"] = read()
            except NotTold as reason:
                self.add_error(name, str(reason))
        unit = data.get("the_unit")
        if unit is not None and unit.pk not in inside:
            self.add_error("unit", f"{unit.name} không thuộc {under.name}.")
        return data

    def changes(self) -> dict[str, Any]:
        data, line = self.cleaned_data, self.line
        person, unit, (issuer, authority) = data["the_person"], data["the_unit"], data["the_issuer"]
        is_unit = data["kind"] == OldLine.Kind.UNIT
        of_unit = unit
        if of_unit is None and person is not None:
            of_unit = place_of(person, data["decided_on"], unit_ids_below([line.decision.unit_id]))[0]
        name = line.name if data["printed"] == line.printed else person.full_name if person else data["printed"]
        plain = ("kind", "printed", "detail", "award_code", "year", "ground", "number", "decided_on")
        return {key: data[key] for key in plain} | {
            "name": name[:200], "person": None if is_unit else person, "recipient_unit": unit if is_unit else None,
            "of_unit": of_unit, "issuer": issuer, "authority": authority or "",
        }  # fmt: skip
