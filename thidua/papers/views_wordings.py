"""Lời văn giấy tờ: the texts an agency may word itself, one page each with a preview beside the form."""

from base64 import b64encode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from paperwork.blocks import PaperError
from paperwork.wordings import BY_KEY, SLOTS, Slot, preview
from thidua.accounts.queries import signed_in
from thidua.papers import actions_wordings, permissions, wordings
from thidua.papers.forms_wordings import WordingForm
from thidua.papers.letterhead import issuer_of
from thidua.shared import clock
from thidua.shared.denied import Denied, attempt, reason_against
from thidua.shared.forms import posted
from thidua.shared.ui import Action, Crumb, Event
from thidua.shared.wording import vi_date, vi_datetime
from thidua.units.models import Unit
from thidua.units.permissions import check_can_see_unit


def _unit(request: HttpRequest, pk: int) -> Unit:
    unit = get_object_or_404(Unit.objects.select_related("parent"), pk=pk)
    check_can_see_unit(signed_in(request), unit, clock.today())
    return unit


def _crumbs(unit: Unit, *more: Crumb) -> list[Crumb]:
    return [
        Crumb("Đơn vị", reverse("units:tree")),
        Crumb(unit.name, reverse("units:detail", args=[unit.pk])),
        Crumb("Lời văn giấy tờ", reverse("papers:wordings", args=[unit.pk]) if more else ""),
        *more,
    ]


def wording_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Every text that may be worded, with what stands today and who may change it."""
    unit, today = _unit(request, pk), clock.today()
    held = wordings.in_force(unit, today)
    rows = []
    for slot in SLOTS:
        own = held.get(slot.key)
        is_own = own is not None and own.text != ""
        rows.append(
            {
                "label": slot.label_vi,
                "text": own.text if own is not None and is_own else slot.default,
                "is_own": is_own,
                "since": own if is_own else None,
                "url": reverse("papers:wording", args=[unit.pk, slot.key]),
            }
        )
    refused = reason_against(permissions.check_can_word, signed_in(request), unit, today)
    context = {"unit": unit, "rows": rows, "refused": refused, "crumbs": _crumbs(unit)}
    return render(request, "papers/wordings.html", context)


def wording(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """The form with a preview beside it: of what is typed after "Xem trước", of what stands today else."""
    unit, slot, me, today = _unit(request, pk), _slot(key), signed_in(request), clock.today()
    versions = wordings.history(unit, slot.kind, slot.block)
    standing = wordings.in_force(unit, today).get(slot.key)
    text = (standing.text if standing else "") or slot.default
    form = WordingForm(
        posted(request),
        slot=slot,
        thing_version=versions[0].version if versions else 0,
        thing_name="lời văn này",
        initial={"text": text, "valid_from": today},
    )
    refused = reason_against(permissions.check_can_word, me, unit, today)
    is_trial = "xem" in request.POST
    if form.is_bound:
        if refused:
            raise Denied(refused)
        if form.is_valid() and not is_trial:
            made = attempt(
                form, actions_wordings.keep_wording, unit=unit, slot=slot, text=form.cleaned_data["text"],
                valid_from=form.cleaned_data["valid_from"], by=me, at=clock.now(),
            )  # fmt: skip
            if made:
                messages.success(request, f"Đã lưu lời văn, dùng từ ngày {vi_date(made.valid_from)}.")
                return redirect("papers:wordings", unit.pk)
        text = form.cleaned_data.get("text", "")
    back = Action(
        "Dùng lại lời văn chung",
        reverse("papers:common-wording", args=[unit.pk, slot.key]),
        method="post",
        confirm="Từ hôm nay giấy tờ mới dùng lời văn chung. Giấy tờ đã ban hành giữ nguyên. Tiếp tục?",
        refused=refused or "",
    )
    context = {
        "unit": unit,
        "slot": slot,
        "form": form,
        "refused": refused,
        "pages": _pictures(slot, text, unit) if text else [],
        "is_trial": is_trial,
        "events": [_event(row) for row in versions],
        "actions": [back] if standing and standing.text else [],
        "crumbs": _crumbs(unit, Crumb(slot.label_vi)),
        "back": reverse("papers:wordings", args=[unit.pk]),
    }
    wrong = form.is_bound and not (is_trial and form.is_valid())
    return render(request, "papers/wording.html", context, status=422 if wrong else 200)


@require_POST
def common_wording(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    unit, slot = _unit(request, pk), _slot(key)
    actions_wordings.use_common_wording(
        unit=unit, slot=slot, valid_from=clock.today(), by=signed_in(request), at=clock.now()
    )
    messages.success(request, "Giấy tờ mới dùng lại lời văn chung.")
    return redirect("papers:wordings", unit.pk)


def _slot(key: str) -> Slot:
    if key not in BY_KEY:
        raise Http404
    return BY_KEY[key]


def _pictures(slot: Slot, text: str, unit: Unit) -> list[str]:
    """Pages as addresses that hold the picture itself: nothing is stored for a text nobody has kept."""
    try:
        pages = preview(slot, text, issuer_of(unit))
    except PaperError:
        return []
    return [f"data:image/png;base64,{b64encode(page).decode()}" for page in pages]


def _event(row) -> Event:
    return Event(
        what=f"Phiên bản {row.version}, dùng từ ngày {vi_date(row.valid_from)}",
        when=vi_datetime(row.kept_at),
        by=row.kept_by.display_name,
        note=row.text or "Dùng lại lời văn chung.",
    )
