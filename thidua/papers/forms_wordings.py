"""The form of an agency's own wording."""

from django.core.exceptions import ValidationError

from paperwork.blocks import PaperError
from paperwork.wordings import LONGEST, Slot, checked
from thidua.shared.forms import BaseForm, DateField, LongTextField, VersionedMixin


class WordingForm(VersionedMixin, BaseForm):
    """The text and the day from which it holds; what may not stand on a paper is refused beside the field."""

    text = LongTextField(label="Lời văn của cơ quan", rows=8, strip=False)
    valid_from = DateField(label="Dùng từ ngày", help_text="Từ hôm nay trở đi. Giấy tờ đã ban hành giữ nguyên.")

    def __init__(self, *args, slot: Slot, **kwargs):
        super().__init__(*args, **kwargs)
        self.slot = slot
        names = "; ".join(f"{{{name}}}: {about}" for name, (about, _) in slot.placeholders.items())
        self.fields["text"].help_text = f"Nhiều nhất {LONGEST} ký tự, mỗi đoạn một dòng. Chỗ điền: {names}."

    def clean_text(self) -> str:
        try:
            return checked(self.slot, self.cleaned_data["text"])
        except PaperError as error:
            raise ValidationError(str(error), code="wording") from error
