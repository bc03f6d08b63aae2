"""Articles as they are typed; the code of a certificate as it is typed."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet

from thidua.portal import queries
from thidua.portal.richtext_field import RichTextarea, RichTextField
from thidua.shared.forms import BaseForm, DateField, LongTextField, TextField, VersionedMixin
from thidua.units.models import Unit

# Browsers check the spelling of one-line boxes only when asked to (seed 3.38).
_SPELLING = {"lang": "vi", "spellcheck": "true"}


class _ArticleFields(BaseForm):
    category = forms.ChoiceField(label="Chuyên mục", choices=[])
    title = TextField(label="Tiêu đề", max_length=300, widget=forms.TextInput(attrs=_SPELLING))
    lead = LongTextField(
        label="Tóm tắt (sa-pô)",
        max_length=1000,
        help_text="Hai, ba câu: ai, việc gì, ở đâu, khi nào.",
        widget=forms.Textarea(attrs={"rows": 3} | _SPELLING),
    )
    body = RichTextField(label="Nội dung")
    author_name = TextField(label="Tác giả", max_length=120)

    def __init__(self, *args, category: str = "", **kwargs):
        """``category``: where the article stands now, offered even when it is retired."""
        super().__init__(*args, **kwargs)
        field = self.fields["category"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = queries.categories(category)


def names_apart(units: Iterable[Unit]) -> dict[int, str]:
    """{key: name}: a section with its unit; equal names with what stands above them, or else with their code."""
    units = list(units)
    names = {unit.pk: unit.full_name for unit in units}
    above = {unit.pk: f"{unit.name}, {unit.parent.name}" if unit.parent else unit.name for unit in units}
    coded = {unit.pk: f"{above[unit.pk]} ({unit.code})" for unit in units}
    for better in (above, coded):
        often = Counter(names.values())
        names = {pk: better[pk] if often[name] > 1 else name for pk, name in names.items()}
    return names


def offer_units(form: BaseForm, units: QuerySet[Unit]) -> None:
    """Let the field ``unit`` offer these, told apart."""
    names = names_apart(units)
    form.offer_rows("unit", units, lambda unit: names[unit.pk])


class NewArticleForm(_ArticleFields):
    unit = forms.ModelChoiceField(
        label="Đơn vị đăng bài",
        queryset=Unit.objects.none(),
        empty_label=None,
        error_messages={"invalid_choice": "Giá trị đã chọn không có trong danh sách. Hãy chọn lại."},
    )

    def __init__(self, *args, units: QuerySet[Unit], **kwargs):
        super().__init__(*args, **kwargs)
        offer_units(self, units)


class ArticleForm(VersionedMixin, _ArticleFields):
    """``photos``: the pictures of the article that may be put into the text, as ``article_page.picture_of`` gives them."""

    def __init__(self, *args, photos: list[dict[str, Any]], **kwargs):
        super().__init__(*args, **kwargs)
        widget = self.fields["body"].widget
        assert isinstance(widget, RichTextarea)
        widget.photos = photos


class ScheduleForm(VersionedMixin, BaseForm):
    day = DateField(label="Ngày đăng")
    time = forms.TimeField(
        label="Giờ đăng",
        input_formats=["%H:%M", "%Hh%M", "%H.%M", "%Hg%M"],
        help_text="Ví dụ 07:30.",
        error_messages={"invalid": "Hãy ghi giờ và phút, ví dụ 07:30."},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


class WithdrawForm(VersionedMixin, BaseForm):
    reason = LongTextField(label="Lý do gỡ bài", rows=3, max_length=300)
