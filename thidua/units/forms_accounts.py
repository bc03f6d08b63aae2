"""What officers type about accounts and roles."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.validators import RegexValidator

from thidua.accounts.models import User
from thidua.shared import clock
from thidua.shared.forms import BaseForm, DateField, ReasonField, TextField
from thidua.shared.text import fold
from thidua.shared.wording import vi_date
from thidua.units.models import RoleGrant, Unit
from thidua.units.permissions_accounts import AT_ROOT
from thidua.units.queries_accounts import may_receive

Role = RoleGrant.Role
_USERNAME = RegexValidator(
    r"^[a-z0-9][a-z0-9._-]{2,59}$",
    "Tên đăng nhập gồm 3 đến 60 chữ thường không dấu, chữ số, dấu chấm, gạch ngang; bắt đầu bằng chữ hoặc số.",
)


class PersonField(TextField):
    """Somebody of the register by code, or by a name that one alone carries; gives the person, None where left empty.

    People build on units, so their model is asked for by name. ``units``: whose people may be named.
    """

    units: Any = ()

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        if not typed:
            return None
        people: Any = User._meta.get_field("person").related_model
        people = people._default_manager.filter(merged_into=None, posts__unit__in=self.units).distinct()
        found = list(people.filter(code__iexact=typed)[:1]) or list(people.filter(name_fold=fold(typed))[:6])
        if not found:
            raise forms.ValidationError(f"Không có cán bộ nào mang mã hoặc họ tên “{typed}” ở các đơn vị bạn quản lý.")
        if len(found) > 1:
            some = "; ".join(person_told(person) for person in found[:5])
            raise forms.ValidationError(f"Có nhiều người như vậy: {some}. Hãy gõ mã cán bộ.")
        return found[0]


def person_told(person: Any) -> str:
    """Enough of somebody to be sure who it is: name, code, birth, present post."""
    born = f", sinh {vi_date(person.born_on)}" if person.born_on else ""
    post = person.posts.filter(ends_on=None).select_related("unit").order_by("-starts_on").first()
    place = f", {post.title}, {post.unit.name}" if post is not None else ""
    return f"{person.full_name} (mã {person.code}{born}{place})"


class _PersonForm(BaseForm):
    """A form that names somebody of the register: who it is is shown and said to be right before anything is done."""

    trouble_title = "Chưa làm được: mời xem lại"

    person = PersonField(label="Cán bộ", required=False, max_length=120)
    shown = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)
    is_right_person = forms.BooleanField(label="Đúng là người này", required=False, widget=forms.HiddenInput)

    def __init__(self, *args, units, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].units = units  # type: ignore[attr-defined]

    def account_name(self) -> str:
        raise NotImplementedError

    def clean(self):
        data = super().clean() or self.cleaned_data
        person = data.get("person")
        if person is None:
            return data
        was_asked = data.get("shown") == str(person.pk)
        field = self.fields["is_right_person"]
        field.widget = forms.CheckboxInput(attrs={"class": "form-check-input"})
        # the bound field took its label before the person was known
        field.label = self["is_right_person"].label = f"Đúng là {person_told(person)}"
        if was_asked and data.get("is_right_person"):
            return data
        again = dict(self.data.items()) | {self.add_prefix("shown"): str(person.pk)}
        again.pop(self.add_prefix("is_right_person"), None)
        self.data = again
        differ = fold(self.account_name()) != fold(person.full_name)
        warning = (
            f"Tên tài khoản “{self.account_name()}” khác tên trong hồ sơ “{person.full_name}”. Chỉ tiếp tục khi đã đối "
            "chiếu: quy định không ai tự xét việc của mình dựa vào chỗ gắn này."
            if differ
            else "Mời đối chiếu người được gắn với tài khoản, đánh dấu vào ô rồi gửi lại."
        )
        self.add_error("is_right_person", warning)
        return data


class OpenAccountForm(_PersonForm):
    unit = forms.ModelChoiceField(queryset=Unit.objects.none(), label="Đơn vị", empty_label="Chọn đơn vị")
    username = TextField(
        label="Tên đăng nhập", help_text="Ví dụ nguyenvanan hoặc halong.vanthu.", max_length=60, validators=[_USERNAME]
    )
    display_name = TextField(label="Họ tên hoặc tên bộ phận", max_length=120)

    field_order = ("unit", "username", "display_name", "person", "is_right_person", "shown")

    def __init__(self, *args, units, **kwargs):
        super().__init__(*args, units=units, **kwargs)
        self.offer_rows("unit", units)
        self.fields["person"].help_text = (
            "Gõ mã cán bộ, hoặc họ tên khi chỉ có một người như vậy. Để trống nếu là tài khoản của một bộ phận "
            "(ví dụ văn thư)."
        )

    def account_name(self) -> str:
        return self.cleaned_data.get("display_name", "")


class LinkPersonForm(_PersonForm):
    reason = ReasonField()

    field_order = ("person", "is_right_person", "reason", "shown")

    def __init__(self, *args, account: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.account = account
        self.fields["person"].help_text = "Gõ mã cán bộ hoặc họ tên. Để trống: tài khoản không còn gắn với ai."

    def account_name(self) -> str:
        return self.account.display_name


class GrantForm(BaseForm):
    unit = forms.ModelChoiceField(queryset=Unit.objects.none(), label="Đơn vị", empty_label="Chọn đơn vị")
    role = forms.ChoiceField(label="Vai trò trong hệ thống")
    starts_on = DateField(label="Từ ngày")
    ends_on = DateField(label="Đến hết ngày", required=False, help_text="Để trống nếu chưa biết ngày kết thúc.")
    document = TextField(
        label="Văn bản", required=False, max_length=200, help_text="Số, ký hiệu, ngày của quyết định phân công."
    )

    def __init__(self, *args, units, at_root: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.offer_rows("unit", units)
        kept = [(code, label) for code, label in Role.choices if at_root or code not in AT_ROOT]
        # the head of a cluster is named with the cluster, not in a unit
        self.offer("role", [("", "Chọn vai trò"), *[each for each in kept if each[0] != Role.CLUSTER_HEAD]])
        self.fields["starts_on"].initial = clock.today()


class EndRoleForm(BaseForm):
    last_day = DateField(
        label="Ngày cuối còn hiệu lực", help_text="Ghi ngày hôm qua nếu vai trò phải dừng ngay bây giờ."
    )
    reason = ReasonField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["last_day"].initial = clock.today()


class ReasonForm(BaseForm):
    reason = ReasonField()


class DelegateForm(BaseForm):
    to = forms.ModelChoiceField(queryset=User.objects.none(), label="Người được ủy quyền", empty_label="Chọn người")
    starts_on = DateField(label="Từ ngày")
    ends_on = DateField(label="Đến hết ngày")
    document = TextField(label="Văn bản ủy quyền", max_length=200, help_text="Số, ký hiệu và ngày của giấy ủy quyền.")

    def __init__(self, *args, grant: RoleGrant, on: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.offer_rows("to", may_receive(grant, on), lambda user: f"{user.display_name} ({user.username})")
        self.fields["starts_on"].initial = on
        self.fields["ends_on"].initial = on + timedelta(days=6)
        self.fields["document"].help_text = f"Số, ký hiệu và ngày, ví dụ 15/GUQ-UBND ngày {vi_date(on)}."


class IdentityForm(BaseForm):
    number = TextField(
        label="Số định danh cá nhân",
        required=False,
        max_length=12,
        help_text="12 chữ số. Chỉ lưu dạng băm: sau khi lưu không ai đọc lại được.",
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )
    subject = TextField(
        label="Mã chủ thể",
        required=False,
        max_length=190,
        help_text="Nếu dịch vụ định danh đã cho biết mã (sub) của người này.",
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    def clean(self):
        data = super().clean() or self.cleaned_data
        if bool(data.get("number")) == bool(data.get("subject")) and not self.errors:
            raise forms.ValidationError("Hãy nhập một trong hai: số định danh cá nhân hoặc mã chủ thể.")
        return data


class StaffSessionForm(BaseForm):
    username = TextField(label="Tên đăng nhập của người cần hỗ trợ", max_length=60)
    reason = ReasonField(help_text="Ít nhất 10 ký tự. Người đó nhận được thư ghi rõ lý do này ngay khi phiên bắt đầu.")
