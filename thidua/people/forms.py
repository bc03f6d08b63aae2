"""The shape of what officers enter about people."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.views.decorators.debug import sensitive_variables

from thidua.people.checks import ETHNICITIES, PARTY, private_value, tidy_name
from thidua.people.models import Departure, Person, Post, PrivateValue
from thidua.shared import clock
from thidua.shared.fieldlock import Secret
from thidua.shared.forms import AsksAgain, BaseForm, DateField, LongTextField, TextField, VersionedMixin
from thidua.shared.text import fold
from thidua.shared.wording import vi_date
from thidua.units.models import Unit
from thidua.units.queries import active_units
from thidua.units.tree import gone_by_name

LONGEST_CHOICE = 200  # units in a list to choose from; with more the name is typed
Field = PrivateValue.Field


class UnitField(TextField):
    """A unit by its name or code, as typed; gives the :class:`Unit` that exists on ``day``.

    A name that several units carry is refused with their codes.
    """

    def __init__(self, *, day: date | None = None, **options: Any):
        options.setdefault("max_length", 200)
        options.setdefault("help_text", "Gõ tên đầy đủ hoặc mã của đơn vị, không cần gõ dấu.")
        super().__init__(**options)
        self.day = day

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        if not typed:
            return None
        on = self.day or clock.today()
        units = active_units(on).select_related("parent")
        if with_code := _NAME_AND_CODE.fullmatch(typed):
            typed = with_code[1]
        found = list(units.filter(code=typed)[:2]) or list(units.filter(name_fold=fold(typed)).order_by("code")[:6])
        if not found:
            found = list(units.filter(name_fold__contains=fold(typed)).order_by("code")[:6])
        if len(found) == 1:
            return found[0]
        if not found:
            raise forms.ValidationError(_no_such_unit(typed, on))
        some = "; ".join(f"{unit.full_name} (mã {unit.code})" for unit in found[:5])
        more = " …" if len(found) > 5 else ""
        raise forms.ValidationError(f"Có nhiều đơn vị như vậy: {some}{more}. Hãy gõ mã của một đơn vị.")


_NAME_AND_CODE = re.compile(r".*\(mã ([^()\s]+)\)")


def _no_such_unit(typed: str, on: date) -> str:
    """That there is none of the name, and what became of one that was called so."""
    gone = gone_by_name(typed, on, most=1)
    said = f"Không có đơn vị nào tên “{typed[:80]}” vào ngày {vi_date(on)}."
    if not gone:
        return said
    unit, heir = gone[0].unit, gone[0].heir
    became = f"nay là {heir.full_name} (mã {heir.code})" if heir is not None else "không có đơn vị kế thừa"
    if gone[0].is_shared:
        became += " và đơn vị khác, mỗi nơi một phần"
    return f"{said} {unit.name} đã kết thúc ngày {vi_date(unit.valid_to)}; {became}."


class UnitChoice(forms.ChoiceField):
    """One of the units offered; gives the :class:`Unit`."""

    def __init__(self, *, units: Sequence[Unit], **options: Any):
        self._units = {str(unit.pk): unit for unit in units}
        choices = [(pk, unit.full_name) for pk, unit in self._units.items()]
        # never one chosen beforehand where there are several: nobody lands in a unit untouched
        first = [("", "Chọn đơn vị")] if len(choices) != 1 else []
        super().__init__(choices=[*first, *choices], **options)

    def clean(self, value: Any) -> Any:
        return self._units.get(super().clean(value))


def unit_field(units: Sequence[Unit], label: str, **options: Any) -> forms.Field:
    """A list to choose from, or the name to type where the list would be too long."""
    if len(units) <= LONGEST_CHOICE:
        return UnitChoice(units=units, label=label, **options)
    return UnitField(label=label, **options)


class DetailsForm(VersionedMixin, BaseForm):
    """Details of a person, to be put right with a reason."""

    full_name = TextField(label="Họ và tên", max_length=120, help_text="Như trong giấy tờ, đủ dấu.")
    born_on = DateField(label="Ngày sinh", required=False)
    gender = forms.ChoiceField(label="Giới tính", choices=Person.Gender.choices)
    subject = forms.ChoiceField(label="Đối tượng", choices=Person.Subject.choices)
    recruited_on = DateField(label="Ngày tuyển dụng", required=False)
    reason = TextField(
        label="Lý do sửa",
        max_length=300,
        help_text="Ví dụ: ghi nhầm ngày sinh, đối chiếu lý lịch ngày 12/3. Không ghi số định danh ở đây.",
    )


class PrivateForm(BaseForm):
    """Sensitive values; what is left empty stays as it is. Nothing stored is ever put back into the form."""

    identity = TextField(
        label="Số định danh cá nhân (CCCD)",
        required=False,
        max_length=20,
        help_text="12 chữ số; chứng minh nhân dân cũ 9 chữ số.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    ethnicity = forms.ChoiceField(
        label="Dân tộc", required=False, choices=[("", "—"), *((name, name) for name in ETHNICITIES)]
    )
    party = forms.ChoiceField(label="Đảng viên", required=False, choices=[("", "—"), *((name, name) for name in PARTY)])
    phone = TextField(
        label="Điện thoại", required=False, max_length=20, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    email = TextField(
        label="Thư điện tử", required=False, max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    @sensitive_variables()
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for field in Field.values:
            if cleaned.get(field):
                _, refused = private_value(field, cleaned[field])
                if refused:
                    self.add_error(field, refused)
        return cleaned

    def values(self) -> dict[str, Secret]:
        """What was typed, in a wrapping that no report of an error unfolds."""
        return {field: Secret(self.cleaned_data[field]) for field in Field.values if self.cleaned_data.get(field)}


class PrivateValuesForm(AsksAgain, PrivateForm):
    """The same for somebody who is in the system already."""

    is_disputed = forms.BooleanField(
        label="Số định danh đang đối chiếu với hồ sơ khác",
        required=False,
        help_text="Chỉ chọn khi hệ thống báo số này đã có ở hồ sơ khác: số được giữ lại để so hai hồ sơ.",
    )


class _PostFields(BaseForm):
    title = TextField(label="Chức vụ, vị trí công tác", max_length=160)
    is_leader = forms.ChoiceField(
        label="Lãnh đạo hay trực tiếp",
        choices=[("no", "Trực tiếp công tác"), ("yes", "Lãnh đạo, quản lý")],
        widget=forms.RadioSelect,
        initial="no",
    )

    def clean_is_leader(self) -> bool:
        return self.cleaned_data["is_leader"] == "yes"


class NewPersonForm(AsksAgain, _PostFields, PrivateForm):
    """A person with a first post and, where known, what goes under lock."""

    code = TextField(label="Mã cán bộ", required=False, max_length=20, help_text="Để trống thì hệ thống tự đặt.")
    full_name = TextField(label="Họ và tên", max_length=120, help_text="Như trong giấy tờ, đủ dấu.")
    born_on = DateField(label="Ngày sinh", required=False)
    gender = forms.ChoiceField(label="Giới tính", choices=[("", "—"), *Person.Gender.choices])
    subject = forms.ChoiceField(label="Đối tượng", choices=[("", "—"), *Person.Subject.choices])
    recruited_on = DateField(label="Ngày tuyển dụng", required=False)
    starts_on = DateField(label="Giữ chức vụ từ ngày")
    basis = TextField(label="Căn cứ (số quyết định)", required=False, max_length=160)

    field_order = (
        "full_name", "born_on", "gender", "subject", "recruited_on", "code",
        "unit", "title", "is_leader", "starts_on", "basis",
        "identity", "ethnicity", "party", "phone", "email", *AsksAgain.NAMES,
    )  # fmt: skip

    def __init__(self, *args: Any, units: Sequence[Unit], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["unit"] = unit_field(units, "Đơn vị")
        self._dress(self.fields["unit"])
        self.order_fields(self.field_order)

    def clean_full_name(self) -> str:
        return tidy_name(self.cleaned_data["full_name"])

    def person(self) -> Person:
        names = ("code", "full_name", "born_on", "gender", "subject", "recruited_on")
        return Person(**{name: self.cleaned_data[name] for name in names})

    def post(self) -> Post:
        names = ("unit", "title", "is_leader", "starts_on", "basis")
        return Post(**{name: self.cleaned_data[name] for name in names})


class AppointForm(_PostFields):
    """A further post."""

    is_main = forms.ChoiceField(
        label="Loại chức vụ",
        choices=[("no", "Kiêm nhiệm, bên cạnh chức vụ chính"), ("yes", "Chức vụ chính")],
        widget=forms.RadioSelect,
        initial="no",
    )
    starts_on = DateField(label="Từ ngày")
    ends_on = DateField(label="Đến hết ngày", required=False)
    basis = TextField(label="Căn cứ (số quyết định)", required=False, max_length=160)
    field_order = ("unit", "title", "is_leader", "is_main", "starts_on", "ends_on", "basis")

    def __init__(self, *args: Any, units: Sequence[Unit], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["unit"] = unit_field(units, "Đơn vị")
        self._dress(self.fields["unit"])
        self.order_fields(self.field_order)

    def clean_is_main(self) -> bool:
        return self.cleaned_data["is_main"] == "yes"


class ChangePostForm(_PostFields):
    on = DateField(label="Từ ngày")
    basis = TextField(label="Căn cứ (số quyết định)", required=False, max_length=160)


class CorrectPostForm(_PostFields):
    """A slip in a post; not for what really changed."""

    is_main = forms.ChoiceField(
        label="Loại chức vụ",
        choices=[("yes", "Chức vụ chính"), ("no", "Kiêm nhiệm")],
        widget=forms.RadioSelect,
    )
    starts_on = DateField(label="Từ ngày")
    ends_on = DateField(label="Đến hết ngày", required=False)
    basis = TextField(label="Căn cứ (số quyết định)", required=False, max_length=160)
    reason = TextField(label="Lý do sửa", max_length=300, help_text="Không ghi số định danh ở đây.")

    def clean_is_main(self) -> bool:
        return self.cleaned_data["is_main"] == "yes"


class EndPostForm(BaseForm):
    on = DateField(label="Ngày cuối cùng giữ chức vụ")


class TransferForm(BaseForm):
    """To another unit; who keeps both units may give the new post at once."""

    to_unit = UnitField(label="Đơn vị đến")
    on = DateField(label="Chuyển từ ngày", help_text="Ngày đầu tiên ở đơn vị mới; chức vụ cũ kết thúc hôm trước.")
    basis = TextField(label="Căn cứ (số quyết định)", required=False, max_length=160)
    title = TextField(
        label="Chức vụ ở đơn vị mới",
        required=False,
        max_length=160,
        help_text="Chỉ ghi khi bạn quản lý hồ sơ của cả hai đơn vị: việc tiếp nhận được làm luôn. Nếu không, đơn vị mới sẽ ghi.",
    )
    is_leader = forms.BooleanField(label="Ở đơn vị mới là người lãnh đạo, quản lý", required=False)


class TakeInForm(_PostFields):
    """The post in the receiving unit."""


class ReasonForm(BaseForm):
    reason = LongTextField(label="Lý do", max_length=300, rows=3)


class DepartForm(AsksAgain, BaseForm):
    kind = forms.ChoiceField(
        label="Lý do",
        choices=Departure.Kind.choices,
        widget=forms.RadioSelect,
        help_text="Buộc thôi việc: quyết định kỷ luật còn phải ghi ở mục kỷ luật, vì điều kiện khen thưởng xét theo đó.",
    )
    on = DateField(label="Ngày làm việc cuối cùng (hoặc ngày từ trần)")
    basis = TextField(label="Căn cứ (số quyết định)", required=False, max_length=160)


class MoveUnitForm(BaseForm):
    """Everybody of a unit to its successor."""

    on = DateField(label="Từ ngày", help_text="Ngày đầu tiên của đơn vị mới; chức vụ cũ kết thúc hôm trước.")
    from_unit = TextField(label="Đơn vị cũ (tên hoặc mã)", max_length=240)
    to_unit = TextField(label="Đơn vị mới (tên hoặc mã)", max_length=240)
    basis = TextField(
        label="Căn cứ (nghị quyết, quyết định)",
        required=False,
        max_length=160,
        help_text="Bỏ trống: lấy văn bản của lần sắp xếp đơn vị.",
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        on = cleaned.get("on")
        if on is None:
            return cleaned
        for name, day in (("from_unit", date.fromordinal(on.toordinal() - 1)), ("to_unit", on)):
            if cleaned.get(name):
                try:
                    cleaned[name] = UnitField(day=day, max_length=240).clean(cleaned[name])
                except forms.ValidationError as error:
                    self.add_error(name, error)
        return cleaned
