"""What the pages of this stage share: the line of its parts, a page that is one form."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from thidua.shared import clock
from thidua.shared.denied import attempt
from thidua.shared.ui import Crumb, NavItem

PARTS = (
    ("list", "Giấy khen, bằng khen"),
    ("bonuses", "Tiền thưởng"),
    ("funds", "Quỹ"),
    ("stock", "Kho hiện vật"),
    ("ceremonies", "Lễ trao"),
    ("reissues", "Cấp đổi, cấp lại"),
    ("badges", "Huy hiệu số"),
)


def parts(here: str) -> list[NavItem]:
    """The pages of this stage; ``here`` is the open one."""
    return [NavItem(label, reverse(f"rewards:{name}"), name == here) for name, label in PARTS]


def room(here: str, *steps: Crumb) -> dict[str, Any]:
    """What every page of a part tells its template; the first page of a part has no way back to show."""
    home = Crumb(dict(PARTS)[here], reverse(f"rewards:{here}"))
    return {"parts": parts(here), "crumbs": [home, *steps] if steps else []}


def one_form(
    request: HttpRequest,
    form,
    act: Callable[..., Any],
    given: Callable[[dict[str, Any]], dict[str, Any]],
    *,
    here: str,
    title: str,
    back: str,
    done: str,
    submit: str = "Lưu",
    kicker: str = "",
    facts: Sequence[tuple[str, ...]] = (),
    lead: str = "",
    to: Callable[[Any], str] | None = None,
) -> HttpResponse:
    """A page that is one form: on POST the act with ``given(cleaned_data)``, by and at; a refusal stays with the form.
    Afterwards ``back``, or the address ``to`` makes of what the act returned."""
    if request.method == "POST" and form.is_valid():
        result = attempt(form, act, **given(form.cleaned_data), by=request.user, at=clock.now())
        if not form.errors:
            messages.success(request, done)
            return redirect(to(result) if to else back)
    context = {
        "form": form,
        "title": title,
        "kicker": kicker,
        "lead": lead,
        "back": back,
        "submit_label": submit,
        "facts": facts,
        **room(here, Crumb(title)),
    }
    return render(request, "components/form_page.html", context, status=422 if form.is_bound else 200)
