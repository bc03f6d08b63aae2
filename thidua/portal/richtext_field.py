"""The field in which the text of an article is written: a plain box that a script turns into an editor with a tool bar."""

from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from thidua.portal.richtext import LONGEST
from thidua.shared.forms import LongTextField


class RichTextarea(forms.Textarea):
    def __init__(self, attrs: dict[str, Any] | None = None):
        super().__init__(attrs)
        self.photos: list[dict[str, Any]] = []

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        area = super().render(name, value, attrs, renderer)
        context = self.get_context(name, value, attrs) | {"area": area, "photos": self.photos}
        return mark_safe(render_to_string("components/rich_text.html", context))  # noqa: S308 — made by a template


class RichTextField(LongTextField):
    """Markup as :mod:`thidua.portal.richtext` takes it, or plain paragraphs. It is cleaned by the action that keeps it."""

    def __init__(self, **options: Any):
        given: dict[str, Any] = {
            "widget": RichTextarea(attrs={"rows": 18, "lang": "vi", "spellcheck": "true"}),
            "max_length": LONGEST,
            "help_text": "Mỗi đoạn cách nhau một dòng trống. Tiêu đề nhỏ, bảng, ảnh: dùng các nút phía trên ô soạn.",
        }
        super().__init__(**(given | options))
