"""Forms about papers, what was said about them, and pictures."""

from collections.abc import Iterable
from typing import Any

from django import forms

from thidua.conferences.models import ConferencePaper, Remark
from thidua.shared.forms import (
    BaseForm,
    DateField,
    LongTextField,
    TextField,
)


class PaperForm(BaseForm):
    kind = forms.ChoiceField(label="Loại tài liệu", choices=ConferencePaper.Kind.choices)
    title = TextField(label="Tên tài liệu", max_length=300)
    upload = forms.FileField(
        label="Tệp", required=False, help_text="PDF, Word, Excel, PowerPoint, OpenDocument, ảnh; nhiều nhất 30 MB."
    )
    number = TextField(label="Số, ký hiệu văn bản", max_length=60, required=False)
    dated = DateField(label="Ngày văn bản", required=False)
    issuer = TextField(label="Cơ quan ban hành", max_length=200, required=False)


class VersionForm(BaseForm):
    upload = forms.FileField(
        label="Tệp", help_text="PDF, Word, Excel, PowerPoint, OpenDocument, ảnh; nhiều nhất 30 MB."
    )
    is_final = forms.BooleanField(
        label="Đây là bản chính thức",
        required=False,
        help_text="Mọi góp ý phải được trả lời trước khi có bản chính thức.",
    )


class RemarkForm(BaseForm):
    kind = forms.ChoiceField(label="Loại", choices=Remark.Kind.choices)
    paper = forms.ChoiceField(label="Góp ý cho tài liệu", required=False)
    unit = forms.ChoiceField(label="Của đơn vị (hoặc giao cho đơn vị)", required=False)
    speaker = TextField(label="Chức vụ người nêu", max_length=200, required=False)
    text = LongTextField(label="Nội dung", rows=4, max_length=4000)
    due_on = DateField(label="Thời hạn (của nhiệm vụ)", required=False)

    def __init__(self, *args: Any, kinds: list, papers: list, units: list, may_speak_for_all: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._papers = {str(paper.pk): paper for paper in papers}
        self._units = {str(unit.pk): unit for unit in units}
        self.offer("kind", [choice for choice in Remark.Kind.choices if choice[0] in kinds])
        self.offer("paper", [("", "Không"), *((pk, paper.title) for pk, paper in self._papers.items())])
        first = [("", "Không ghi đơn vị")] if may_speak_for_all else []
        self.offer("unit", [*first, *((pk, unit.name) for pk, unit in self._units.items())])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        cleaned["paper"] = self._papers.get(cleaned.get("paper") or "")
        cleaned["unit"] = self._units.get(cleaned.get("unit") or "")
        return cleaned


class SettleForm(BaseForm):
    outcome = forms.ChoiceField(label="Xử lý", widget=forms.RadioSelect)
    reply = LongTextField(label="Giải trình, kết quả", rows=3, required=False, max_length=4000)

    def __init__(self, *args: Any, outcomes: Iterable[str], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.offer("outcome", [(code, Remark.Outcome(code).label) for code in outcomes])


class PhotoForm(BaseForm):
    upload = forms.FileField(
        label="Ảnh", help_text="JPG, PNG, WEBP, nhiều nhất 15 MB. Vị trí, máy chụp và thời gian ghi trong ảnh được xóa."
    )
    caption = TextField(label="Chú thích", max_length=300, help_text="Ai, làm gì, ở đâu; hiện một lần dưới ảnh.")
    alt = TextField(
        label="Mô tả ảnh",
        max_length=300,
        help_text="Cho người không nhìn thấy ảnh: trong ảnh có gì. Không lặp lại chú thích.",
    )


class PhotoWordsForm(BaseForm):
    caption = TextField(label="Chú thích", max_length=300)
    alt = TextField(label="Mô tả ảnh", max_length=300)
