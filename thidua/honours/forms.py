"""Corrections, revocations and past honours as they are typed."""

import hashlib
from collections.abc import Sequence
from typing import Any

from django import forms

from rulebook.revocations import Cause
from thidua.honours.by_hand import NotTold, issuer_named, person_named, place_of, unit_named
from thidua.honours.models import Extract, FollowUp, Honour
from thidua.law.queries import award_choices, award_name, every_award
from thidua.shared.forms import BaseForm, DateField, LongTextField, TextField, VersionedMixin, YearField
from thidua.shared.uploads import TAKEN
from thidua.units.models import Unit
from thidua.units.queries import unit_ids_below


class CorrectionForm(VersionedMixin, BaseForm):
    """What shall stand from now on, filled with what stands today. The version is the number of entries seen."""

    recipient_name = TextField(label="Tên người, tập thể được khen thưởng", max_length=200)
    recipient_detail = TextField(label="Chức vụ, đơn vị", max_length=300, required=False)
    award_code = forms.ChoiceField(label="Danh hiệu, hình thức khen thưởng")
    year = YearField(label="Năm", min_value=1945)
    ground = TextField(label="Thành tích", max_length=300, required=False)
    reason = TextField(
        label="Lý do đính chính", max_length=300, help_text="Lý do được lưu mãi cùng dòng đính chính trong sổ vàng."
    )

    def __init__(self, *args, present: Honour, **kwargs):
        names = ("recipient_name", "recipient_detail", "award_code", "year", "ground")
        kwargs.setdefault("initial", {name: getattr(present, name) for name in names} | {"year": str(present.year)})
        super().__init__(*args, thing_version=present.pk, thing_name="dòng sổ vàng này", **kwargs)
        choices = award_choices()
        if present.award_code not in dict(choices):
            choices.append((present.award_code, award_name(present.award_code)))
        self.offer("award_code", choices)


class PastHonourForm(BaseForm):
    """One honour of earlier years. ``row()`` gives the unsaved line once the form is valid."""

    under = forms.ModelChoiceField(Unit.objects.none(), label="Ghi cho đơn vị", empty_label="Chọn đơn vị")
    person = TextField(
        label="Cá nhân được khen", required=False, max_length=120,
        help_text="Gõ mã cán bộ, hoặc họ tên khi chỉ có một người như vậy. Để trống nếu khen tập thể.",
    )  # fmt: skip
    unit = TextField(
        label="Tập thể được khen", required=False, max_length=200,
        help_text="Gõ tên hoặc mã của đơn vị như vào ngày quyết định. Để trống nếu khen cá nhân.",
    )  # fmt: skip
    award_code = forms.ChoiceField(label="Danh hiệu, hình thức khen thưởng")
    year = YearField(label="Năm thành tích", min_value=1945)
    decision_number = TextField(label="Số quyết định", max_length=60, help_text="Ví dụ 2345/QĐ-UBND.")
    decided_on = DateField(label="Ngày quyết định")
    issuer = TextField(
        label="Người, cơ quan quyết định", max_length=200,
        help_text="Ví dụ: UBND tỉnh; Thủ tướng Chính phủ; Chủ tịch nước; tên hoặc mã của đơn vị.",
    )  # fmt: skip
    ground = TextField(label="Thành tích", max_length=300, required=False)
    looked = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    optional = ("person", "unit")

    def __init__(self, *args, units, **kwargs):
        super().__init__(*args, **kwargs)
        self.offer_rows("under", Unit.objects.without_tree_fields().filter(pk__in=[unit.pk for unit in units]))
        if len(units) == 1:
            self.fields["under"].widget = forms.HiddenInput()
            self.fields["under"].initial = units[0].pk
        for name in self.optional:
            self.fields[name].optional_vi = "cá nhân hoặc tập thể"  # type: ignore[attr-defined]
        self.offer("award_code", [("", "Chọn danh hiệu, hình thức"), *every_award()])

    def clean(self):
        data = super().clean() or self.cleaned_data
        if self.errors:
            return data
        if bool(data["person"]) == bool(data["unit"]):
            raise forms.ValidationError("Hãy ghi một trong hai: cá nhân hoặc tập thể được khen.")
        inside = unit_ids_below([data["under"].pk])
        for name, read in (
            ("person", lambda: person_named(data["person"], inside) if data["person"] else None),
            ("unit", lambda: unit_named(data["unit"], data["decided_on"]) if data["unit"] else None),
            ("issuer", lambda: issuer_named(data["issuer"], data["decided_on"], data["under"])),
        ):
            try:
                data[f"the_{name}"] = read()
            except NotTold as reason:
                self.add_error(name, str(reason))
        return data

    def row(self) -> Honour:
        data = self.cleaned_data
        person, unit, (issuer, authority) = data["the_person"], data["the_unit"], data["the_issuer"]
        inside = unit_ids_below([data["under"].pk])
        of_unit, detail = place_of(person, data["decided_on"], inside) if person else (unit, unit.full_name)
        return Honour(
            person=person, unit=unit, of_unit=of_unit, recipient_name=person.full_name if person else unit.name,
            recipient_detail=detail[:300], issuer=issuer, authority=authority,
            **{name: data[name] for name in ("award_code", "year", "decision_number", "decided_on", "ground")},
        )  # fmt: skip

    def seen(self) -> str:
        """A mark of what was shown: the line is written only as it was looked at."""
        row = self.row()
        told = [row.person_id, row.unit_id, row.of_unit_id, row.award_code, row.year, row.issuer_id, row.authority,
                row.decision_number, row.decided_on, row.ground, self.cleaned_data["under"].pk]  # fmt: skip
        return hashlib.sha256(repr(told).encode()).hexdigest()


class _ActForm(VersionedMixin, BaseForm):
    """A decision that ends an honour or gives it back."""

    cause = forms.ChoiceField(label="Trường hợp", widget=forms.RadioSelect)
    number = TextField(label="Số quyết định", max_length=60, help_text="Ví dụ 1300/QĐ-UBND.")
    on = DateField(label="Ngày quyết định")
    file = forms.FileField(label="Tệp quyết định", help_text=f"Bản ký số hoặc bản quét: {TAKEN}.")
    reason = LongTextField(
        label="Lý do",
        rows=3,
        max_length=300,
        help_text="Lý do được lưu mãi trong sổ vàng. Không ghi chi tiết vụ việc riêng tư.",
    )

    def __init__(self, *args, present: Honour, causes: Sequence[Cause], **kwargs):
        super().__init__(*args, thing_version=present.pk, thing_name="dòng sổ vàng này", **kwargs)
        self.offer("cause", [(cause.code, f"{cause.label_vi} – {cause.basis_vi}") for cause in causes])

    @property
    def told(self) -> dict[str, Any]:
        """What the act is called with."""
        return {name: self.cleaned_data[name] for name in ("cause", "number", "on", "file", "reason")}


class RevocationForm(_ActForm):
    looked = forms.BooleanField(label="Tôi đã xem danh sách việc phải làm sau khi hủy bỏ")


class RestorationForm(_ActForm):
    pass


class FollowUpForm(VersionedMixin, BaseForm):
    """How a follow-up ended."""

    outcome = forms.ChoiceField(
        label="Kết quả", widget=forms.RadioSelect, choices=[("done", "Đã làm"), ("not_needed", "Không phải làm")]
    )
    note = LongTextField(
        label="Ghi rõ", rows=3, max_length=500,
        help_text="Đã làm: theo biên bản, chứng từ nào. Không phải làm: vì sao.",
    )  # fmt: skip

    def __init__(self, *args, row: FollowUp, **kwargs):
        super().__init__(*args, thing_version=row.version, thing_name="việc này", **kwargs)


class ReopenForm(VersionedMixin, BaseForm):
    reason = TextField(label="Vì sao mở lại", max_length=300)

    def __init__(self, *args, row: FollowUp, **kwargs):
        super().__init__(*args, thing_version=row.version, thing_name="việc này", **kwargs)


class ExtractForm(BaseForm):
    """A request for an extract about one recipient."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label="Nơi cấp", empty_label="Chọn đơn vị")
    honours = forms.MultipleChoiceField(label="Khen thưởng cần trích lục", widget=forms.CheckboxSelectMultiple)
    asker = forms.ChoiceField(label="Người yêu cầu là", widget=forms.RadioSelect)
    asker_name = TextField(label="Họ tên người, tên cơ quan yêu cầu", max_length=200)
    relation = TextField(
        label="Quan hệ với người được khen", max_length=120, required=False,
        help_text="Thân nhân, người được ủy quyền thì ghi: con đẻ, vợ, người được ủy quyền…",
    )  # fmt: skip
    proof = forms.FileField(
        label="Giấy tờ chứng minh quan hệ, ủy quyền", required=False,
        help_text=f"Bắt buộc với thân nhân, người được ủy quyền. {TAKEN}.",
    )  # fmt: skip
    purpose = TextField(label="Mục đích sử dụng", max_length=300)

    def __init__(self, *args, units: Sequence[Unit], lines: Sequence[tuple[int, str]], collective: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.offer_rows("unit", Unit.objects.without_tree_fields().filter(pk__in=[unit.pk for unit in units]))
        if len(units) == 1:
            self.fields["unit"].widget = forms.HiddenInput()
            self.fields["unit"].initial = units[0].pk
        for name in ("relation", "proof"):
            self.fields[name].optional_vi = "khi hỏi thay người khác"  # type: ignore[attr-defined]
        self.offer("honours", [(str(pk), text) for pk, text in lines])
        alone = {Extract.Asker.SELF, Extract.Asker.HEIR} if collective else {Extract.Asker.COLLECTIVE}
        self.offer("asker", [(code, label) for code, label in Extract.Asker.choices if code not in alone])


class RefusalForm(VersionedMixin, BaseForm):
    reason = TextField(label="Lý do không cấp", max_length=300)

    def __init__(self, *args, extract: Extract, **kwargs):
        super().__init__(*args, thing_version=extract.version, thing_name="yêu cầu này", **kwargs)


class IssueForm(VersionedMixin, BaseForm):
    signer_name = TextField(label="Người ký", max_length=120)

    def __init__(self, *args, extract: Extract, **kwargs):
        super().__init__(*args, thing_version=extract.version, thing_name="yêu cầu này", **kwargs)
