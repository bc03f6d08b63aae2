"""What the pages of the editors' desk share: a page that is one form."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from thidua.shared import clock
from thidua.shared.denied import attempt
from thidua.shared.ui import Crumb


def crumbs(*last: Crumb) -> list[Crumb]:
    return [Crumb("Tin bài", reverse("portal:desk")), *last]


def one_form(
    request: HttpRequest,
    form: forms.Form,
    act: Callable[..., Any],
    given: Callable[[dict[str, Any]], dict[str, Any]],
    *,
    title: str,
    back: str,
    done: str,
    steps: Sequence[Crumb],
    submit: str = "Lưu",
    facts: Sequence[tuple[str, ...]] = (),
    lead: str = "",
) -> HttpResponse:
    """On POST the act with ``given(cleaned_data)``, by and at; then the page ``back``. A refusal stays with the form."""
    if request.method == "POST" and form.is_valid():
        attempt(form, act, **given(form.cleaned_data), by=request.user, at=clock.now())
        if not form.errors:
            messages.success(request, done)
            return redirect(back)
    context = {
        "title": title, "kicker": "Tin bài", "lead": lead, "form": form, "submit_label": submit, "back": back,
        "facts": facts, "crumbs": crumbs(*steps, Crumb(title)),
    }  # fmt: skip
    return render(request, "components/form_page.html", context, status=422 if form.is_bound else 200)
