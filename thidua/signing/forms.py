"""What signers and clerks hand in."""

from typing import Any

from django import forms

from thidua.shared import clock
from thidua.shared.forms import BaseForm, DateField, ReasonField, TextField
from thidua.signing.models import SigningPlace


class SignedFileForm(BaseForm):
    file = forms.FileField(
        label="Tệp PDF đã ký số",
        help_text="Chính tệp đã tải về, sau khi ký bằng phần mềm của USB token; nhiều nhất 20 MB.",
        widget=forms.FileInput(attrs={"accept": ".pdf,application/pdf"}),
        allow_empty_file=True,
        max_length=300,
    )


class ConfirmForm(BaseForm):
    decision = forms.ChoiceField(
        label="Kết luận",
        choices=[("accept", "Đúng người ký: nhận chữ ký"), ("reject", "Không nhận chữ ký này")],
        widget=forms.RadioSelect,
    )
    reason = TextField(
        label="Đã đối chiếu với gì",
        max_length=300,
        help_text="Ví dụ: số sê-ri trên giấy bàn giao USB token ngày 05/01/2025; đã gọi điện hỏi người ký.",
    )
    remember = forms.BooleanField(
        label="Ghi nhận chứng thư này của người ký: những lần sau không phải xác nhận lại", required=False
    )


class EndCertificateForm(BaseForm):
    reason = ReasonField(
        label="Lý do ngừng dùng", help_text="Ví dụ: mất USB token; thôi giữ chức vụ; đã đổi chứng thư."
    )


class ScanForm(BaseForm):
    """One choice for each place still free: who signed there on the paper, or nobody yet."""

    file = forms.FileField(
        label="Bản quét giấy đã ký",
        help_text="PDF, JPEG hoặc PNG; chụp đủ các trang, thấy rõ chữ ký và dấu.",
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png,application/pdf,image/jpeg,image/png"}),
        allow_empty_file=True,
        max_length=300,
    )
    signed_on = DateField(label="Ngày ký ghi trên giấy")

    def __init__(self, *args: Any, places: list[tuple[SigningPlace, Any]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._heads = {}
        for place, head in places:
            name = f"signer_{place.key}"
            self.fields[name] = forms.ChoiceField(
                label=f"{place.unit.name}", required=False, choices=[("", "Chưa ký trên giấy này")]
            )
            if head is not None:
                self.offer(
                    name, [("", "Chưa ký trên giấy này"), (str(head.pk), f"{place.post} {head.display_name} đã ký")]
                )
                self._heads[name] = (place.key, head)
        self.order_fields(["file", *[n for n in self.fields if n.startswith("signer_")], "signed_on"])
        self.fields["signed_on"].initial = clock.today()

    def signers(self) -> dict[str, Any]:
        """{key of the place: account} of those stated to have signed."""
        return {key: head for name, (key, head) in self._heads.items() if self.cleaned_data.get(name) == str(head.pk)}
