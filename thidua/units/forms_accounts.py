"""What officers type about accounts and roles."""

from datetime import date, timedelta

from django import forms
from django.core.validators import RegexValidator

from thidua.accounts.models import User
from thidua.shared import clock
from thidua.shared.forms import BaseForm, DateField, LongTextField, TextField
from thidua.units.models import RoleGrant, Unit
from thidua.units.permissions_accounts import AT_ROOT
from thidua.units.queries_accounts import may_receive

Role = RoleGrant.Role
_USERNAME = RegexValidator(
    r"^[a-z0-9][a-z0-9._-]{2,59}$",
    "Tên đăng nhập gồm 3 đến 60 chữ thường không dấu, chữ số, dấu chấm, gạch ngang; bắt đầu bằng chữ hoặc số.",
)


class OpenAccountForm(BaseForm):
    unit = forms.ModelChoiceField(queryset=Unit.objects.none(), label="Đơn vị", empty_label="Chọn đơn vị")
    username = TextField(
        label="Tên đăng nhập", help_text="Ví dụ nguyenvanan hoặc halong.vanthu.", max_length=60, validators=[_USERNAME]
    )
    display_name = TextField(label="Họ tên hoặc tên bộ phận", max_length=120)
    person_code = TextField(
        label="Mã cán bộ",
        required=False,
        max_length=20,
        help_text="Mã của người trong danh sách cán bộ. Để trống nếu tài khoản của một bộ phận (ví dụ văn thư).",
    )

    def __init__(self, *args, units, **kwargs):
        super().__init__(*args, **kwargs)
        self.offer_rows("unit", units)

    def clean_person_code(self):
        """The person of the register, or None; people build on units, so their model is asked for by name."""
        code = self.cleaned_data["person_code"]
        if not code:
            return None
        people = User._meta.get_field("person").related_model._default_manager
        person = people.filter(code=code).first()
        if person is None:
            raise forms.ValidationError(f"Không có cán bộ nào mang mã “{code}”.")
        return person


class GrantForm(BaseForm):
    unit = forms.ModelChoiceField(queryset=Unit.objects.none(), label="Đơn vị", empty_label="Chọn đơn vị")
    role = forms.ChoiceField(label="Vai trò")
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
    reason = LongTextField(label="Lý do", rows=3, max_length=300)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["last_day"].initial = clock.today()


class ReasonForm(BaseForm):
    reason = LongTextField(label="Lý do", rows=3, max_length=300)


class DelegateForm(BaseForm):
    to = forms.ModelChoiceField(queryset=User.objects.none(), label="Người được ủy quyền", empty_label="Chọn người")
    starts_on = DateField(label="Từ ngày")
    ends_on = DateField(label="Đến hết ngày")
    document = TextField(
        label="Văn bản ủy quyền", max_length=200, help_text="Số, ký hiệu và ngày, ví dụ 15/GUQ-UBND ngày 21/11/2026."
    )

    def __init__(self, *args, grant: RoleGrant, on: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.offer_rows("to", may_receive(grant, on), lambda user: f"{user.display_name} ({user.username})")
        self.fields["starts_on"].initial = on
        self.fields["ends_on"].initial = on + timedelta(days=6)


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
    reason = LongTextField(
        label="Lý do",
        rows=3,
        max_length=300,
        help_text="Người đó nhận được thư ghi rõ lý do này ngay khi phiên bắt đầu.",
    )
