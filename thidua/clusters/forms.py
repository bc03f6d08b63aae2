"""The shape of what is entered about clusters."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from thidua.clusters.models import ClusterDocument, Gathering, GatheringUnit, MemberChange, PlanItem
from thidua.shared.forms import (
    BaseForm,
    DateField,
    LongTextField,
    ReasonField,
    TextField,
    VersionedMixin,
)
from thidua.units.models import Cluster, ClusterMembership, Unit

Place = ClusterMembership.Role
FILE_HELP = "PDF, Word, Excel, PowerPoint, OpenDocument, ảnh; nhiều nhất 30 MB."


class BasisMixin(forms.Form):
    """The document a change rests on: all three or none."""

    number = TextField(label="Số, ký hiệu văn bản căn cứ", max_length=60, required=False)
    dated = DateField(label="Ngày văn bản", required=False)
    issuer = TextField(label="Cơ quan ban hành", max_length=160, required=False)


class ClusterForm(BaseForm):
    organiser = forms.ChoiceField(label="Đơn vị tổ chức", help_text="Cấp lập cụm, khối và công nhận kết quả.")
    code = TextField(label="Mã", max_length=20, help_text="Chữ không dấu, chữ số, dấu gạch ngang; ví dụ CUM-01.")
    name = TextField(label="Tên cụm, khối", max_length=200)
    kind = forms.ChoiceField(label="Loại hình", choices=Cluster.Kind.choices, widget=forms.RadioSelect)
    scope = TextField(
        label="Phạm vi", max_length=300, required=False, help_text="Ví dụ: văn phòng cấp ủy các huyện, thị xã."
    )
    basis_number = TextField(label="Số quyết định thành lập", max_length=60)
    basis_dated = DateField(label="Ngày quyết định")
    basis_issuer = TextField(label="Cơ quan ban hành quyết định", max_length=200)

    def __init__(self, *args: Any, organisers: Iterable[Unit], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._organisers = {str(unit.pk): unit for unit in organisers}
        self.offer("organiser", [(pk, unit.name) for pk, unit in self._organisers.items()])

    def clean_organiser(self) -> Unit:
        return self._organisers[self.cleaned_data["organiser"]]


class EditForm(VersionedMixin, BaseForm):
    name = TextField(
        label="Tên cụm, khối",
        max_length=200,
        help_text="Khi đổi tên, tên cũ được giữ làm tên gọi khác để vẫn tìm thấy.",
    )
    kind = forms.ChoiceField(label="Loại hình", choices=Cluster.Kind.choices, widget=forms.RadioSelect)
    scope = TextField(label="Phạm vi", max_length=300, required=False)
    basis_number = TextField(label="Số quyết định thành lập", max_length=60)
    basis_dated = DateField(label="Ngày quyết định")
    basis_issuer = TextField(label="Cơ quan ban hành quyết định", max_length=200)
    reason = ReasonField(label="Lý do sửa")


class AliasForm(BaseForm):
    name = TextField(label="Tên gọi khác", max_length=200, help_text="Ví dụ: Cụm thi đua các huyện miền núi.")
    note = TextField(label="Ghi chú", max_length=200, required=False, help_text="Tên này thấy ở văn bản nào.")


class ReasonForm(BaseForm):
    reason = ReasonField()


class EndForm(BaseForm):
    on = DateField(label="Ngày cuối cùng hoạt động")
    reason = ReasonField(label="Lý do, căn cứ giải thể")


class YearListForm(BaseForm):
    """The list of a year, from that of the year before and the units that are in no cluster."""

    members = forms.MultipleChoiceField(
        label="Thành viên năm trước", required=False, widget=forms.CheckboxSelectMultiple
    )
    more = forms.MultipleChoiceField(label="Thêm đơn vị khác", required=False, widget=forms.CheckboxSelectMultiple)
    head = forms.ChoiceField(label="Trưởng cụm, khối")
    deputy = forms.ChoiceField(label="Phó trưởng thứ nhất", required=False)
    deputy2 = forms.ChoiceField(label="Phó trưởng thứ hai", required=False)
    chair_from = DateField(
        label="Cán bộ của đơn vị trưởng phụ trách từ ngày",
        required=False,
        help_text="Chuyên viên của đơn vị trưởng được giao vai trò từ ngày này. Để trống nếu chờ bàn giao.",
    )
    document = TextField(label="Văn bản căn cứ", max_length=200, required=False)

    def __init__(self, *args: Any, before: Sequence[Unit], others: Sequence[Unit], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._units = {str(unit.pk): unit for unit in [*before, *others]}
        self.offer("members", [(str(unit.pk), unit.name) for unit in before])
        self.offer("more", [(str(unit.pk), unit.name) for unit in others])
        pairs = [(str(unit.pk), unit.name) for unit in [*before, *others]]
        self.offer("head", [("", "Chọn đơn vị"), *pairs])
        for name in ("deputy", "deputy2"):
            self.offer(name, [("", "Không có"), *pairs])
        self.fields["members"].optional_vi = "bỏ chọn đơn vị không tham gia nữa"  # type: ignore[attr-defined]
        for name, units in (("members", before), ("more", others)):
            if not units:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        chosen = [*cleaned.get("members", []), *cleaned.get("more", [])]
        roles: dict[str, str] = {}
        for name, role in (("head", Place.HEAD), ("deputy", Place.DEPUTY), ("deputy2", Place.DEPUTY)):
            pk = cleaned.get(name) or ""
            if not pk:
                continue
            if pk not in chosen:
                self.add_error(name, f"{self._units[pk].name} chưa được chọn làm thành viên.")
            elif pk in roles:
                self.add_error(name, f"{self._units[pk].name} đã giữ vai trò khác.")
            else:
                roles[pk] = role
        cleaned["rows"] = [(self._units[pk], roles.get(pk, Place.MEMBER)) for pk in chosen]
        return cleaned


class MemberForm(BasisMixin, BaseForm):
    unit = forms.ChoiceField(label="Đơn vị", help_text="Đơn vị đang hoạt động, năm này chưa thuộc cụm, khối nào.")
    on = DateField(label="Vào từ ngày")
    reason = ReasonField()
    field_order = ("unit", "on", "reason", "number", "dated", "issuer")

    def __init__(self, *args: Any, units: Iterable[Unit], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._units = {str(unit.pk): unit for unit in units}
        self.offer("unit", [("", "Chọn đơn vị"), *((pk, unit.name) for pk, unit in self._units.items())])

    def clean_unit(self) -> Unit:
        return self._units[self.cleaned_data["unit"]]


class SettleForm(BasisMixin, BaseForm):
    outcome = forms.ChoiceField(label="Giải quyết thế nào", widget=forms.RadioSelect)
    successor = forms.ChoiceField(label="Đơn vị kế thừa", required=False)
    on = DateField(label="Từ ngày")
    reason = ReasonField()
    field_order = ("outcome", "successor", "on", "reason", "number", "dated", "issuer")

    def __init__(self, *args: Any, heirs: Sequence[Unit], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._heirs = {str(unit.pk): unit for unit in heirs}
        outcomes = [
            (MemberChange.Kind.STAYS.value, "Giữ lại trong danh sách đến hết năm, cùng điểm số"),
            (MemberChange.Kind.LEFT.value, "Ra khỏi danh sách"),
        ]
        if heirs:
            outcomes.insert(
                0, (MemberChange.Kind.SUCCEEDED.value, "Đơn vị kế thừa thay vào, giữ vai trò trong cụm, khối")
            )
            self.offer("successor", [("", "Chọn đơn vị"), *((pk, unit.name) for pk, unit in self._heirs.items())])
        else:
            del self.fields["successor"]
        self.offer("outcome", outcomes)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        chosen = self._heirs.get(cleaned.get("successor") or "")
        cleaned["successor"] = chosen if cleaned.get("outcome") == MemberChange.Kind.SUCCEEDED else None
        return cleaned


class PlaceForm(BasisMixin, BaseForm):
    role = forms.ChoiceField(label="Vai trò mới", widget=forms.RadioSelect)
    on = DateField(label="Từ ngày")
    reason = ReasonField()
    field_order = ("role", "on", "reason", "number", "dated", "issuer")

    def __init__(self, *args: Any, now: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.offer("role", [(code, label) for code, label in Place.choices if code != now])


class PeopleForm(BaseForm):
    people = forms.MultipleChoiceField(
        label="Cán bộ phụ trách việc trưởng cụm, khối", widget=forms.CheckboxSelectMultiple
    )
    starts_on = DateField(
        label="Từ ngày", help_text="Người đang giữ vai trò này mà không được chọn thôi giữ từ hôm trước."
    )
    document = TextField(label="Văn bản cử cán bộ", max_length=200, required=False)

    def __init__(self, *args: Any, accounts: Sequence, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._accounts = {str(user.pk): user for user in accounts}
        self.offer("people", [(pk, f"{user.display_name} ({user.username})") for pk, user in self._accounts.items()])

    def clean_people(self) -> list:
        return [self._accounts[pk] for pk in self.cleaned_data["people"]]


class RegulationForm(BaseForm):
    title = TextField(label="Tên quy chế", max_length=300)
    in_force_from = DateField(label="Có hiệu lực từ ngày")
    upload = forms.FileField(label="Tệp quy chế", required=False, help_text=FILE_HELP)
    number = TextField(label="Số, ký hiệu văn bản", max_length=60, required=False)
    dated = DateField(label="Ngày văn bản", required=False)
    issuer = TextField(label="Cơ quan ban hành", max_length=200, required=False)
    note = LongTextField(
        label="Nội dung chính, điểm mới", rows=5, required=False, max_length=4000,
        help_text="Ví dụ: thông qua tại hội nghị nào, sửa điều nào.",
    )  # fmt: skip


class DocumentForm(BaseForm):
    kind = forms.ChoiceField(label="Loại văn bản", choices=ClusterDocument.Kind.choices)
    title = TextField(label="Tên, trích yếu", max_length=300)
    number = TextField(label="Số, ký hiệu", max_length=60, required=False)
    dated = DateField(label="Ngày văn bản")
    issuer = TextField(label="Cơ quan ban hành", max_length=200)
    upload = forms.FileField(label="Tệp", required=False, help_text=FILE_HELP)


class ItemForm(VersionedMixin, BaseForm):
    kind = forms.ChoiceField(label="Loại việc", choices=PlanItem.Kind.choices)
    text = TextField(label="Nội dung công việc", max_length=300)
    starts_on = DateField(label="Bắt đầu", required=False)
    due_on = DateField(label="Hoàn thành trước ngày")
    owner = forms.ChoiceField(label="Đơn vị chủ trì", required=False)

    def __init__(self, *args: Any, members: Iterable[Unit], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._members = {str(unit.pk): unit for unit in members}
        self.offer("owner", [("", "Đơn vị trưởng cụm, khối"), *((pk, u.name) for pk, u in self._members.items())])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        cleaned["owner"] = self._members.get(cleaned.get("owner") or "")
        cleaned.pop("version", None)
        return cleaned


class DoneForm(BaseForm):
    done_on = DateField(label="Ngày thực hiện xong")
    result = LongTextField(label="Kết quả", rows=4, max_length=1000)


class GatheringForm(VersionedMixin, BaseForm):
    kind = forms.ChoiceField(label="Loại", choices=Gathering.Kind.choices, widget=forms.RadioSelect)
    title = TextField(label="Tên buổi họp, giao lưu", max_length=300)
    held_on = DateField(label="Ngày tổ chức")
    begins = forms.TimeField(label="Giờ bắt đầu", widget=forms.TextInput(attrs={"placeholder": "08:00"}))
    place = TextField(label="Địa điểm", max_length=160)
    host = forms.ChoiceField(label="Đơn vị đăng cai", required=False)
    item = forms.ChoiceField(label="Thực hiện việc trong kế hoạch", required=False)
    agenda = LongTextField(label="Nội dung chương trình", rows=6, max_length=10_000, help_text="Mỗi dòng một nội dung.")
    reason = ReasonField(label="Lý do thay đổi", required=False, help_text="Cần ghi khi đổi ngày, giờ hoặc địa điểm.")

    def __init__(self, *args: Any, members: Iterable[Unit], items: Iterable[PlanItem], is_new: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._members = {str(unit.pk): unit for unit in members}
        self._items = {str(item.pk): item for item in items}
        self.offer("host", [("", "Không ghi"), *((pk, unit.name) for pk, unit in self._members.items())])
        self.offer("item", [("", "Ngoài kế hoạch"), *((pk, item.text) for pk, item in self._items.items())])
        self.fields["begins"].error_messages["invalid"] = "Hãy nhập giờ theo dạng giờ:phút, ví dụ 08:00."
        del self.fields["reason" if is_new else "kind"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        cleaned["host"] = self._members.get(cleaned.get("host") or "")
        cleaned["item"] = self._items.get(cleaned.get("item") or "")
        cleaned.pop("version", None)
        return cleaned


class RecordForm(VersionedMixin, BaseForm):
    """Who came (fields came-, who-, why-<unit>), the conclusion, the minutes."""

    conclusion = LongTextField(label="Kết luận", rows=5, max_length=10_000)
    lessons = LongTextField(
        label="Kinh nghiệm rút ra", rows=4, max_length=10_000, required=False,
        help_text="Cách làm hay mà đơn vị khác có thể học theo; cần ghi với buổi giao lưu.",
    )  # fmt: skip
    upload = forms.FileField(label="Biên bản (tệp)", required=False, help_text=FILE_HELP)

    def __init__(self, *args: Any, attendance: Sequence[GatheringUnit], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.attendance = attendance
        for row in attendance:
            name = row.unit.name
            self.fields[f"came-{row.unit_id}"] = forms.BooleanField(label=f"{name} có mặt", required=False)
            self.fields[f"who-{row.unit_id}"] = TextField(label=f"Người dự của {name}", max_length=200, required=False)
            self.fields[f"why-{row.unit_id}"] = TextField(
                label=f"Lý do vắng của {name}", max_length=200, required=False
            )
            for part in ("came", "who", "why"):
                self._dress(self.fields[f"{part}-{row.unit_id}"])

    def plain_fields(self) -> list:
        return [self[name] for name in ("conclusion", "lessons", "upload")]

    def rows(self) -> list[dict[str, Any]]:
        parts = ("came", "who", "why")
        return [
            {"name": row.unit.name} | {part: self[f"{part}-{row.unit_id}"] for part in parts} for row in self.attendance
        ]

    def given(self) -> dict[str, Any]:
        """What the act is told."""
        data = self.cleaned_data
        came = {r.unit_id: data[f"who-{r.unit_id}"] for r in self.attendance if data[f"came-{r.unit_id}"]}
        absent = {
            r.unit_id: data[f"why-{r.unit_id}"]
            for r in self.attendance
            if r.unit_id not in came and data[f"why-{r.unit_id}"]
        }
        return {"came": came, "absent": absent} | {name: data[name] for name in ("conclusion", "lessons", "upload")}
