"""The talks about a pledge: offering it, asking for a change, answering; and supplements to a signed one."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from thidua.accounts.queries import signed_in
from thidua.pledges import actions, permissions, queries
from thidua.pledges.changes import KEYS, title_of
from thidua.pledges.forms import ChangeForm, CommitmentsForm, ReasonForm
from thidua.pledges.models import Pledge, PledgeChange, PledgeTarget
from thidua.pledges.targets import WrongTarget
from thidua.pledges.views_parts import crumbs
from thidua.shared import clock
from thidua.shared.denied import Denied, attempt
from thidua.shared.forms import posted
from thidua.shared.gate import check_fresh
from thidua.shared.measures import COMMON
from thidua.shared.ui import Crumb


def _pledge(request: HttpRequest, pk: int) -> Pledge:
    return get_object_or_404(queries.in_full(queries.visible_to(signed_in(request), clock.today())), pk=pk)


@require_POST
def offer(request: HttpRequest, pk: int) -> HttpResponse:
    pledge = _pledge(request, pk)
    check_fresh(pledge, request.POST.get("version"))
    actions.offer_pledge(pledge=pledge, by=signed_in(request), at=clock.now())
    messages.success(request, f"Đã gửi {pledge.superior.name} góp ý. Từ đây mỗi thay đổi đều được ghi lại.")
    return redirect("pledges:detail", pk)


def _target(pledge: Pledge, ordinal: int) -> PledgeTarget:
    for target in pledge.targets.all():
        if target.ordinal == ordinal:
            return target
    raise Http404


def change_target(request: HttpRequest, pk: int, ordinal: int) -> HttpResponse:
    """Ask for other words in one target."""
    pledge = _pledge(request, pk)
    target = _target(pledge, ordinal)
    start = {name: getattr(target, name) for name in KEYS}
    return _form_page(
        request, pledge, ChangeForm, start, f"Đề nghị sửa chỉ tiêu {ordinal}", kind="alter", target=target
    )


def add_target(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for one target more."""
    pledge = _pledge(request, pk)
    return _form_page(
        request, pledge, ChangeForm, {"due_on": date(pledge.year, 12, 31)}, "Đề nghị thêm chỉ tiêu", kind="add"
    )


def drop_target(request: HttpRequest, pk: int, ordinal: int) -> HttpResponse:
    """Ask for one target less."""
    pledge = _pledge(request, pk)
    target = _target(pledge, ordinal)
    title = f"Đề nghị bỏ chỉ tiêu {ordinal}: {target.name}"
    return _form_page(request, pledge, ReasonForm, {}, title, kind="drop", target=target)


def change_commitments(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for other commitments."""
    pledge = _pledge(request, pk)
    start = {"commitments": pledge.commitments}
    return _form_page(request, pledge, CommitmentsForm, start, "Đề nghị sửa cam kết", kind="commitments")


def _form_page(
    request: HttpRequest, pledge: Pledge, form_class, start: dict[str, Any], title: str, **change: Any
) -> HttpResponse:
    me = signed_in(request)
    permissions.side_of_talks(me, pledge, clock.today())
    form = form_class(posted(request), initial=start)
    back = reverse("pledges:detail", args=[pledge.pk])
    if request.method == "POST" and form.is_valid():
        if isinstance(form, ChangeForm):
            change["row"] = form.row()
        elif isinstance(form, CommitmentsForm):
            change["commitments"] = form.cleaned_data["commitments"]
        try:
            made = actions.propose_change(
                pledge=pledge, reason=form.cleaned_data["reason"], by=me, at=clock.now(), **change
            )
        except WrongTarget as wrong:
            form.add_error(wrong.field, wrong.plain)
        except Denied as denied:
            form.add_error(None, denied.reason)
        else:
            messages.success(request, f"Đã gửi đề nghị số {made.ordinal}; bên kia sẽ trả lời.")
            return redirect(f"{back}#de-nghi")
    is_signed = pledge.state == "signed"
    context = {
        "form": form,
        "measures": COMMON,
        "title": title,
        "kicker": pledge.unit.name,
        "lead": "Giao ước đã ký: nội dung mới thành phụ lục khi thủ trưởng bên kia đồng ý; bản đã ký giữ nguyên."
        if is_signed
        else "Nội dung cũ và mới được giữ cạnh nhau; bên kia trả lời đồng ý hoặc không, kèm lý do.",
        "submit_label": "Gửi đề nghị",
        "back": back,
        "crumbs": crumbs(Crumb(pledge.unit.name, back), Crumb(title)),
    }
    return render(request, "pledges/change_form.html", context, status=422 if form.is_bound else 200)


def _change(request: HttpRequest, pk: int, ordinal: int) -> PledgeChange:
    pledge = _pledge(request, pk)
    change = get_object_or_404(PledgeChange.objects.select_related("proposed_by"), pledge=pledge, ordinal=ordinal)
    change.pledge = pledge
    return change


@require_POST
def accept_change(request: HttpRequest, pk: int, ordinal: int) -> HttpResponse:
    change = _change(request, pk, ordinal)
    check_fresh(change.pledge, request.POST.get("version"))
    actions.answer_change(change=change, accept=True, by=signed_in(request), at=clock.now())
    number = f" thành phụ lục số {change.supplement}" if change.supplement else ""
    messages.success(request, f"Đã đồng ý đề nghị số {ordinal}{number}.")
    return redirect("pledges:detail", pk)


@require_POST
def take_back_change(request: HttpRequest, pk: int, ordinal: int) -> HttpResponse:
    change = _change(request, pk, ordinal)
    check_fresh(change.pledge, request.POST.get("version"))
    actions.take_back_change(change=change, by=signed_in(request), at=clock.now())
    messages.success(request, f"Đã rút đề nghị số {ordinal}.")
    return redirect("pledges:detail", pk)


def refuse_change(request: HttpRequest, pk: int, ordinal: int) -> HttpResponse:
    change = _change(request, pk, ordinal)
    permissions.check_can_answer_change(signed_in(request), change, clock.today())
    back, form = reverse("pledges:detail", args=[pk]), ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["reason"]
        done = attempt(
            form, actions.answer_change, change=change, accept=False, reason=given, by=signed_in(request),
            at=clock.now(),
        )  # fmt: skip
        if done:
            messages.success(request, f"Đã trả lời đề nghị số {ordinal}.")
            return redirect(back)
    context = {
        "form": form,
        "title": f"Không đồng ý đề nghị số {ordinal}",
        "kicker": change.pledge.unit.name,
        "lead": title_of(change),
        "submit_label": "Trả lời không đồng ý",
        "back": back,
        "crumbs": crumbs(Crumb(change.pledge.unit.name, back), Crumb("Trả lời")),
    }
    return render(request, "components/form_page.html", context, status=422 if form.is_bound else 200)
