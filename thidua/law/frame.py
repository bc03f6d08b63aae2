"""The frame of the reading room: menu of the public or of those who are signed in, tabs, the way back."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from rulebook.book import Book
from thidua.shared.context import public_nav
from thidua.shared.ui import Crumb

_TABS: tuple[tuple[str, str, set[str]], ...] = (
    ("law:list", "Danh hiệu, hình thức", {"award", "cases", "case", "compare"}),
    ("law:rules", "Quy định chung", set()),
    ("law:compare-all", "So sánh hai ngày", {"differences"}),
    ("law:tools", "Công cụ tính", {"bonus", "deadline", "quota"}),
    ("law:instruments", "Văn bản", {"sources"}),
    ("law:stocktake", "Kiểm kê dữ liệu", {"open", "questions"}),
)
_ROOM = "Tra cứu luật"


def room(request: HttpRequest, book: Book, **context: Any) -> dict[str, Any]:
    """What every page of the room needs: the frame of those who are signed in or of the public, tabs, the data."""
    match = request.resolver_match
    here = match.url_name if match else ""
    frame: dict[str, Any] = {"frame": "base.html"}
    if not request.user.is_authenticated:
        frame = {"frame": "public_base.html", "public_nav": public_nav("law:list"), "nav": []}
    tabs = [
        {"label": label, "url": reverse(name), "current": name == f"law:{here}" or here in within}
        for name, label, within in _TABS
    ]
    return {**frame, "tabs": tabs, "data_version": book.data_version, **context}


def crumbs(*steps: Crumb) -> list[Crumb]:
    return [Crumb(_ROOM, reverse("law:list")), *steps]


def no_such_award(request: HttpRequest, book: Book, code: str) -> HttpResponse:
    return render(request, "law/unknown.html", room(request, book, code=code, crumbs=crumbs(Crumb(code))), status=404)
