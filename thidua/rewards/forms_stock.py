"""Forms about the stock."""

from typing import Any

from django import forms

from thidua.decisions.models import Decision
from thidua.rewards.models_stock import StockItem
from thidua.shared.forms import BaseForm, DateField, LongTextField, ReasonField, TextField, WholeNumberField
from thidua.units.models import Unit


class ItemForm(BaseForm):
    unit = forms.ModelChoiceField(label="Đơn vị giữ kho", queryset=Unit.objects.none())
    kind = forms.ChoiceField(label="Loại", choices=StockItem.Kind.choices)
    name = TextField(label="Tên hiện vật", max_length=160, help_text="Ví dụ: Phôi Bằng khen cá nhân A3.")
    measure = TextField(label="Đơn vị tính", max_length=20, initial="tờ")
    has_serials = forms.BooleanField(label="Mỗi tờ, chiếc có số sê-ri riêng", required=False)
    low_level = WholeNumberField(label="Báo sắp hết khi còn", min_value=0, max_value=1_000_000, initial=0)

    def __init__(self, *args: Any, units: list[Unit], **kwargs: Any):
        super().__init__(*args, **kwargs)
        rows = Unit.objects.without_tree_fields().filter(pk__in=[unit.pk for unit in units]).order_by("code")
        self.offer_rows("unit", rows, lambda unit: unit.name)
        if len(units) == 1:
            self.fields["unit"].initial = units[0].pk


class ItemChangeForm(BaseForm):
    name = TextField(label="Tên hiện vật", max_length=160)
    low_level = WholeNumberField(label="Báo sắp hết khi còn", min_value=0, max_value=1_000_000)


class _MoveForm(BaseForm):
    """Numbers for numbered things, a quantity for the others."""

    quantity = WholeNumberField(label="Số lượng", min_value=1, max_value=1_000_000, required=False)
    serials = LongTextField(
        label="Số sê-ri", rows=2, max_length=2000, required=False, help_text="Ví dụ: AB 000101–AB 000200, AB 000305."
    )
    on = DateField(label="Ngày")

    def __init__(self, *args: Any, item: StockItem, **kwargs: Any):
        super().__init__(*args, **kwargs)
        drop = "quantity" if item.has_serials else "serials"
        del self.fields[drop]
        left = "serials" if item.has_serials else "quantity"
        self.fields[left].required = True


class ReceiveForm(_MoveForm):
    basis = TextField(label="Căn cứ", max_length=300, help_text="Số hóa đơn, hợp đồng, biên bản giao nhận.")


class TakeOutForm(_MoveForm):
    for_printing = forms.TypedChoiceField(
        label="Xuất để", choices=[("1", "In bằng, giấy khen"), ("0", "Trao, cấp phát")], coerce=lambda v: v == "1"
    )
    decision = forms.ModelChoiceField(
        label="Theo quyết định",
        queryset=Decision.objects.none(),
        required=False,
        empty_label="Không theo quyết định nào",
    )
    given_to = TextField(label="Người nhận (họ tên, đơn vị)", max_length=200)
    basis = TextField(label="Căn cứ", max_length=300, help_text="Số phiếu xuất kho hoặc giấy đề nghị.")

    def __init__(self, *args: Any, decisions, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.offer_rows("decision", decisions, lambda each: f"Số {each.number_text}: {each.title}"[:120])


class PutBackForm(_MoveForm):
    basis = TextField(label="Căn cứ", max_length=300)


class FindForm(_MoveForm):
    basis = TextField(label="Tìm thấy ở đâu, biên bản", max_length=300)


class SpoilForm(_MoveForm):
    reason = ReasonField(label="Lý do hủy")
    witnesses = LongTextField(
        label="Người hủy và người chứng kiến", rows=3, max_length=1000,
        help_text="Mỗi người một dòng: họ tên, chức vụ. Người đầu tiên là người hủy; ít nhất hai người.",
    )  # fmt: skip
    was_out = forms.BooleanField(label="Hỏng khi đã xuất khỏi kho", required=False)

    def __init__(self, *args: Any, item: StockItem, **kwargs: Any):
        super().__init__(*args, item=item, **kwargs)
        if item.has_serials:
            del self.fields["was_out"]


class CountForm(BaseForm):
    counted = WholeNumberField(label="Số đếm được", min_value=0, max_value=1_000_000, required=False)
    missing = LongTextField(
        label="Số sê-ri không thấy", rows=2, max_length=2000, required=False, help_text="Để trống nếu đủ."
    )
    on = DateField(label="Ngày kiểm kê")
    basis = TextField(label="Biên bản kiểm kê", max_length=300, help_text="Số, ngày biên bản.")

    def __init__(self, *args: Any, item: StockItem, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if item.has_serials:
            del self.fields["counted"]
        else:
            del self.fields["missing"]
            self.fields["counted"].required = True
