"""What the pages of one conference share: finding it, the line of its parts, a page that is one form."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from thidua.conferences import queries
from thidua.conferences.models import Conference
from thidua.shared import clock
from thidua.shared.denied import attempt
from thidua.shared.ui import Crumb, NavItem

# What a paper is that the system numbered: nobody has signed it yet.
TO_BE_SIGNED = "Bản in chờ ký, đóng dấu."
PRINTED_FOR_SIGNING = (
    "Hệ thống chỉ cấp số và soạn bản in đứng tên thủ trưởng. Mời in, trình ký và đóng dấu (hoặc ký số) theo quy chế của cơ "
    "quan."
)
ON_THIS_MACHINE = "Điện thoại không mở được mã điểm danh"
ON_THIS_MACHINE_TEXT = (
    "Mã dẫn đến chính máy đang chạy hệ thống (localhost). Kỹ thuật viên cần đặt địa chỉ chung của hệ thống (cài đặt "
    "PUBLIC_URL) trước khi in mã và giấy mời."
)

PARTS = (
    ("detail", "Tổng quan"),
    ("guests", "Khách mời"),
    ("papers", "Tài liệu"),
    ("remarks", "Ý kiến, bài học"),
    ("figures", "Số liệu"),
    ("awards", "Trao thưởng"),
    ("album", "Album ảnh"),
)


def crumbs(*steps: Crumb) -> list[Crumb]:
    return [Crumb("Hội nghị", reverse("conferences:list")), *steps]


def conference_of(request: HttpRequest, pk: int) -> Conference:
    """The conference, as far as the person may see it; else 404."""
    seen = queries.visible_to(request.user, clock.today()).select_related("unit", "cluster", "host", "minutes")
    return get_object_or_404(seen, pk=pk)


def parts_of(conference: Conference, here: str) -> list[NavItem]:
    """The pages of one conference; ``here`` is the open one."""
    return [NavItem(label, reverse(f"conferences:{name}", args=[conference.pk]), name == here) for name, label in PARTS]


def room(conference: Conference, here: str, label: str = "") -> dict[str, Any]:
    """What every page of a conference tells its template."""
    home = Crumb(conference.title, reverse("conferences:detail", args=[conference.pk]))
    steps = [Crumb(conference.title)] if here == "detail" else [home, Crumb(label or dict(PARTS).get(here, ""))]
    return {"conference": conference, "parts": parts_of(conference, here), "crumbs": crumbs(*steps)}


def one_form(
    request: HttpRequest,
    conference: Conference,
    form,
    act: Callable[..., Any],
    given: Callable[[dict[str, Any]], dict[str, Any]],
    *,
    title: str,
    back: str,
    done: str,
    submit: str = "Lưu",
    facts: Sequence[tuple[str, ...]] = (),
    notices: Sequence[dict[str, Any]] = (),
    lead: str = "",
) -> HttpResponse:
    """A page that is one form: on POST the act with ``given(cleaned_data)``, by and at; a refusal stays with the form.

    An act that returns None is done when nothing refused it.
    """
    if request.method == "POST" and form.is_valid():
        attempt(form, act, **given(form.cleaned_data), by=request.user, at=clock.now())
        if not form.errors:
            messages.success(request, done)
            return redirect(back)
    context = {
        "form": form,
        "title": title,
        "kicker": conference.title,
        "lead": lead,
        "back": back,
        "submit_label": submit,
        "facts": facts,
        "notices": notices,
        "crumbs": room(conference, "", title)["crumbs"],
    }
    return render(request, "components/form_page.html", context, status=422 if form.is_bound else 200)
