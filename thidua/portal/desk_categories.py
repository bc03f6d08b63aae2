"""The editors' desk: the categories of the news, and what was done to them."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from thidua.conferences.forms import ReasonForm
from thidua.portal import actions_categories as acts
from thidua.portal import queries
from thidua.portal.models import NewsCategory
from thidua.portal.permissions import check_can_keep_categories, check_can_retire
from thidua.portal.screens import crumbs, one_form
from thidua.shared import clock
from thidua.shared.denied import reason_against
from thidua.shared.forms import BaseForm, TextField, posted
from thidua.shared.models import AuditEvent
from thidua.shared.ui import Crumb, Event, guarded
from thidua.shared.wording import vi_datetime

_TITLE = "Chuyên mục tin bài"
_HISTORY = 30  # acts shown
_SAID = {
    "news_category_added": "Thêm chuyên mục “{name}”",
    "news_category_renamed": "Đổi tên “{was}” thành “{name}”",
    "news_category_moved": "Chuyển “{now}” đến chỗ thứ {place}",
    "news_category_retired": "Thôi dùng “{now}”",
    "news_category_restored": "Dùng lại “{now}”",
}


class NameForm(BaseForm):
    name = TextField(label="Tên chuyên mục", max_length=acts.LONGEST_NAME)


class NewCategoryForm(NameForm):
    slug = TextField(
        label="Tên trong địa chỉ",
        max_length=acts.LONGEST_SLUG,
        required=False,
        help_text="Chữ thường không dấu, số, gạch nối; bỏ trống thì lấy từ tên. Không đổi được về sau.",
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )


def categories(request: HttpRequest) -> HttpResponse:
    """Those in use in their order, those retired beneath, and the last acts."""
    today = clock.today()
    rows, counted = list(NewsCategory.objects.all()), queries.articles_by_category()
    used = [row for row in rows if row.retired_at is None]
    check = (check_can_keep_categories, request.user)
    context = {
        "heading": _TITLE,
        "used": [
            {"category": row, "articles": counted.get(row.slug, 0), "stays": row.slug in NewsCategory.NEEDED}
            for row in used
        ],
        "retired": [
            {
                "category": row,
                "articles": counted.get(row.slug, 0),
                "action": guarded(
                    "Dùng lại", reverse("portal:category-restore", args=[row.pk]), *check, today,
                    method="post", kind="secondary",
                ),
            }
            for row in rows
            if row.retired_at is not None
        ],
        "runs": not reason_against(*check, today),
        "events": _history({str(row.pk): row.name for row in rows}),
        "actions": [
            guarded("Thêm chuyên mục", reverse("portal:category-add"), *check, today, kind="primary", icon="plus")
        ],
        "crumbs": crumbs(Crumb(_TITLE)),
    }  # fmt: skip
    return render(request, "portal/desk_categories.html", context)


def _history(names: dict[str, str]) -> list[Event]:
    events = AuditEvent.objects.filter(thing_kind="newscategory").select_related("by").order_by("-seq")[:_HISTORY]
    return [
        Event(
            _SAID[event.act].format(**({"now": names.get(event.thing_id, "")} | event.detail)),
            vi_datetime(timezone.localtime(event.at)),
            str(event.by or ""),
            event.detail.get("reason", ""),
        )
        for event in events
    ]


def _steps() -> list[Crumb]:
    return [Crumb(_TITLE, reverse("portal:categories"))]


def _category(pk: int) -> NewsCategory:
    return get_object_or_404(NewsCategory, pk=pk)


def add(request: HttpRequest) -> HttpResponse:
    check_can_keep_categories(request.user, clock.today())
    return one_form(
        request, NewCategoryForm(posted(request)), acts.add_category, lambda data: data,
        title="Thêm chuyên mục", back=reverse("portal:categories"), steps=_steps(), done="Đã thêm chuyên mục.",
    )  # fmt: skip


def rename(request: HttpRequest, pk: int) -> HttpResponse:
    check_can_keep_categories(request.user, clock.today())
    found = _category(pk)
    return one_form(
        request, NameForm(posted(request), initial={"name": found.name}), acts.rename_category,
        lambda data: {"category": found, **data},
        title="Đổi tên chuyên mục", back=reverse("portal:categories"), steps=_steps(), done="Đã đổi tên chuyên mục.",
    )  # fmt: skip


def retire(request: HttpRequest, pk: int) -> HttpResponse:
    found = _category(pk)
    check_can_retire(request.user, found, clock.today())
    return one_form(
        request, ReasonForm(posted(request)), acts.retire_category, lambda data: {"category": found, **data},
        title=f"Thôi dùng “{found.name}”", submit="Thôi dùng", back=reverse("portal:categories"), steps=_steps(),
        lead="Bài đã đăng vẫn đọc được ở địa chỉ cũ; bài mới không chọn chuyên mục này nữa.",
        done="Chuyên mục đã thôi dùng.",
    )  # fmt: skip


@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    acts.restore_category(category=_category(pk), by=request.user, at=clock.now())
    messages.success(request, "Chuyên mục được dùng lại.")
    return redirect("portal:categories")


@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    acts.move_category(category=_category(pk), up="up" in request.POST, by=request.user, at=clock.now())
    return redirect("portal:categories")
