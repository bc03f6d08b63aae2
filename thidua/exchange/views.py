"""Packages out and in, and the archive package of a decision."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_POST

from paperwork.edxml import BUSINESS, LARGEST
from thidua.accounts.queries import signed_in
from thidua.decisions.queries import visible_to as decisions_visible_to
from thidua.exchange import actions, queries
from thidua.exchange.forms import MakeForm, ReceiveForm, SettleForm
from thidua.exchange.models import ExchangePackage
from thidua.exchange.permissions import check_can_make, check_can_settle
from thidua.exchange.tables import FILTERS, PackageTable
from thidua.papers.views import file_response
from thidua.shared import clock
from thidua.shared.denied import Denied, attempt, reason_against
from thidua.shared.forms import posted
from thidua.shared.tables import table_page
from thidua.shared.text import fold
from thidua.shared.ui import Action, Crumb
from thidua.shared.uploads import TYPES, plain_name
from thidua.shared.wording import vi_datetime
from thidua.units.models import RoleGrant, Unit
from thidua.units.queries import units_with_own_role

_HERE = "Gói tin liên thông"


def _crumbs(*more: Crumb) -> list[Crumb]:
    return [Crumb("Quyết định", reverse("decisions:list")), Crumb(_HERE, reverse("exchange:list")), *more]


def package_list(request: HttpRequest) -> HttpResponseBase:
    me, on = signed_in(request), clock.today()
    acts = []
    if units_with_own_role(me, [RoleGrant.Role.CLERK], on):
        acts = [Action("Đưa gói tin đến vào", reverse("exchange:receive"), kind="primary", icon="upload")]
    table = PackageTable(queries.visible_to(me, on), request, filters=FILTERS)
    crumbs = [Crumb("Quyết định", reverse("decisions:list")), Crumb(_HERE)]
    return table_page(request, table, "exchange/list.html", {"actions": acts, "crumbs": crumbs})


def _package(request: HttpRequest, pk: int) -> ExchangePackage:
    seen = queries.visible_to(signed_in(request), clock.today())
    return get_object_or_404(seen.select_related("made_by", "settled_by"), pk=pk)


def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What the header says, the files, and what may be done."""
    package, me, on = _package(request, pk), signed_in(request), clock.today()
    said = package.said
    checked = (
        "Có, khớp từng tệp" if said["checked"] else "Gói tin không mang mã kiểm tra cho mọi tệp; mời đối chiếu nội dung"
    )
    facts = [
        ("Số, ký hiệu", package.number_text),
        ("Ngày ban hành", said["issued_on"]),
        ("Loại văn bản", said["type"]),
        ("Cơ quan gửi", f"{said['from']} ({said['from_id']})"),
        ("Nơi nhận", "; ".join(said["to"])),
        ("Người ký", said["signer"]),
        ("Nghiệp vụ", BUSINESS[package.business]),
        ("Mã kiểm tra", checked if package.direction == "in" else "SHA-256 của từng tệp ghi trong gói tin"),
        ("Mã văn bản", package.document_id),
        ("SHA-256 của gói tin", package.file.sha256),
    ]
    if package.settled_at is not None:
        facts.append((package.state_label, f"{vi_datetime(package.settled_at)} {package.settled_note}".strip()))
    moves = {"hand_over": "Đã chuyển lên trục liên thông", "take": "Tiếp nhận", "refuse": "Trả lại nơi gửi"}
    open_moves = [
        (act, label) for act, label in moves.items() if not reason_against(check_can_settle, me, package, act, on)
    ]
    context = {
        "package": package,
        "doubts": queries.doubts_of(package) if package.state == "arrived" else [],
        "facts": facts,
        "files": [(number, name, size) for number, (name, size) in enumerate(said["files"], start=1)],
        "moves": open_moves,
        "form": SettleForm(),
        "actions": [Action("Tải gói tin (XML)", reverse("exchange:file", args=[pk]), icon="download")],
        "crumbs": _crumbs(Crumb(package.number_text)),
    }
    return render(request, "exchange/detail.html", context)


@require_POST
def settle(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    package, note, me, now = _package(request, pk), request.POST.get("note", ""), signed_in(request), clock.now()
    if act == "refuse":
        actions.refuse_package(package=package, reason=note, by=me, at=now)
    elif act == "take":
        acknowledged = request.POST.get("acknowledged") == "on"
        actions.take_package(package=package, note=note, acknowledged=acknowledged, by=me, at=now)
    else:
        actions.hand_over(package=package, note=note, by=me, at=now)
    messages.success(request, f"Đã ghi nhận: {package.state_label.lower()}.")
    return redirect("exchange:detail", pk)


def package_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    package = _package(request, pk)
    return file_response(package.file, name=slugify(fold(package.number_text)) or "goi-tin", as_attachment=True)


def attachment(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One file of a package, always as a download."""
    files = queries.parsed(_package(request, pk)).attachments
    if not 1 <= number <= len(files):
        raise Http404
    name = plain_name(files[number - 1].name)
    suffix = f".{name.rpartition('.')[2].lower()}"
    answer = HttpResponse(files[number - 1].content, content_type=TYPES.get(suffix, "application/octet-stream"))
    answer["Content-Disposition"] = f'attachment; filename="{slugify(fold(name.rpartition(".")[0])) or "tep"}{suffix}"'
    return answer


def receive(request: HttpRequest) -> HttpResponse:
    me, on = signed_in(request), clock.today()
    own = units_with_own_role(me, [RoleGrant.Role.CLERK], on)
    if not own:
        raise Denied("Để tiếp nhận gói tin cần vai trò “Văn thư” của cơ quan.")
    units = Unit.objects.filter(pk__in=[unit.pk for unit in own])
    form = ReceiveForm(posted(request), request.FILES or None, units=units)
    if request.method == "POST" and form.is_valid():
        package = attempt(form, _receive, given=form, by=me)
        if package is not None:
            messages.success(request, "Gói tin đúng cấu trúc và đã được lưu. Mời tiếp nhận hoặc trả lại.")
            return redirect("exchange:detail", pk=package.pk)
    context = {
        "title": "Đưa gói tin đến vào",
        "kicker": _HERE,
        "lead": "Gói tin do phần mềm trục liên thông của cơ quan tải về.",
        "form": form,
        "submit_label": "Kiểm tra và lưu",
        "back": reverse("exchange:list"),
        "crumbs": _crumbs(Crumb("Gói tin đến")),
    }
    return render(request, "components/form_page.html", context, status=422 if form.is_bound else 200)


def _receive(*, given: ReceiveForm, by) -> ExchangePackage:
    upload = given.cleaned_data["file"]
    if (upload.size or 0) > LARGEST:
        raise Denied(f"Gói tin quá lớn: nhiều nhất {LARGEST // 2**20} MB.")
    return actions.receive_package(content=upload.read(), unit=given.cleaned_data["unit"], by=by, at=clock.now())


def make(request: HttpRequest, pk: int) -> HttpResponse:
    """``pk`` is the decision."""
    me, on = signed_in(request), clock.today()
    decision = get_object_or_404(decisions_visible_to(me, on), pk=pk)
    check_can_make(me, decision, on)
    form = MakeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        other = actions.Other(given.pop("organ_id"), given.pop("name"))
        package = attempt(form, actions.make_package, decision=decision, other=other, by=me, at=clock.now(), **given)
        if package is not None:
            messages.success(request, "Đã lập gói tin. Tải về, chuyển lên trục liên thông rồi ghi nhận đã chuyển.")
            return redirect("exchange:detail", pk=package.pk)
    context = {
        "title": "Lập gói tin liên thông",
        "kicker": decision.number_text,
        "lead": decision.title,
        "form": form,
        "submit_label": "Lập gói tin",
        "back": reverse("decisions:detail", args=[pk]),
        "crumbs": _crumbs(Crumb(decision.number_text)),
    }
    return render(request, "components/form_page.html", context, status=422 if form.is_bound else 200)


@require_POST
def archive(request: HttpRequest, pk: int) -> HttpResponse:
    """``pk`` is the decision: its archive package as a download."""
    me, now = signed_in(request), clock.now()
    decision = get_object_or_404(decisions_visible_to(me, now.date()), pk=pk)
    answer = HttpResponse(actions.make_archive(decision=decision, by=me, at=now), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="luu-tru-{slugify(fold(decision.number_text))}.zip"'
    return answer
