"""Signing a pledge with a certificate or on paper, and the live board of who has signed."""

import json

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from thidua.accounts.queries import signed_in
from thidua.movements.queries import visible_to as movements_visible_to
from thidua.papers.views import file_response
from thidua.pledges import actions_signing as actions
from thidua.pledges import permissions, queries, queries_signing
from thidua.pledges import permissions_signing as permits
from thidua.pledges.models import Pledge
from thidua.pledges.views import crumbs
from thidua.shared import clock
from thidua.shared.certain import certain
from thidua.shared.denied import Denied, attempt, reason_against
from thidua.shared.gate import check_fresh
from thidua.shared.ui import Action, Crumb, guarded
from thidua.shared.wording import vi_date, vi_datetime
from thidua.signing import actions as signing_actions
from thidua.signing.forms import ConfirmForm, ConfirmScanForm, ScanForm, SignedFileForm
from thidua.signing.models import SignedFile
from thidua.signing.permissions import check_can_confirm, may_vouch_for
from thidua.signing.queries import files_of, held_places
from thidua.units.models import Cluster

MB = 2**20


def _pledge(request: HttpRequest, pk: int) -> Pledge:
    pledges = queries.in_full(queries.visible_to(request.user, clock.today()))
    return get_object_or_404(pledges.select_related("signing__issued"), pk=pk)


def _read(upload: UploadedFile, most: int) -> bytes:
    """The bytes of an upload. Raises Denied before a large one is read into memory."""
    if (upload.size or 0) > most:
        raise Denied(f"Tệp quá lớn: nhiều nhất {most // MB} MB.")
    return upload.read()


@require_POST
def prepare(request: HttpRequest, pk: int) -> HttpResponse:
    pledge = _pledge(request, pk)
    check_fresh(pledge, request.POST.get("version"))
    actions.prepare_pledge_paper(pledge=pledge, by=request.user, at=clock.now())
    messages.success(request, "Đã phát hành bản chờ ký. Hai bên tải về, ký và tải lên lại.")
    return redirect("pledges:signing", pk)


def signing(request: HttpRequest, pk: int) -> HttpResponse:
    """Download, sign, bring back; who has signed, in what way, and every file that came."""
    pledge, on, me = _pledge(request, pk), clock.today(), signed_in(request)
    permits.signing_of(pledge)
    form = SignedFileForm(request.POST or None, request.FILES or None)
    refused_to_sign = reason_against(permissions.check_can_sign, me, pledge, on)
    refused: list[str] = []
    if request.method == "POST":
        permissions.check_can_sign(me, pledge, on)
        if form.is_valid():
            file = attempt(form, _hand_in, pledge=pledge, upload=form.cleaned_data["file"], by=me, at=clock.now())
            if file is not None and file.outcome != SignedFile.Outcome.REFUSED:
                waits = "Đã nhận tệp; chờ văn thư của đơn vị bạn xác nhận chứng thư của người ký."
                messages.success(
                    request, waits if file.outcome == "flagged" else "Đã kiểm tra và nhận chữ ký số của bạn."
                )
                return redirect("pledges:signing", pk)
            if file is not None:
                check = certain(file.checks.first())
                refused = [f["text"] for f in check.then_findings if f["outcome"] in ("refused", "flag")]
    return _signing_page(request, pledge, form, refused_to_sign, refused)


def _hand_in(*, pledge: Pledge, upload: UploadedFile, by, at) -> SignedFile:
    content = _read(upload, 20 * MB)
    return actions.sign_pledge_by_file(pledge=pledge, content=content, by=by, at=at)


def _signing_page(request, pledge: Pledge, form, refused_to_sign: str, refused: list[str]) -> HttpResponse:
    on, me, paper = clock.today(), signed_in(request), certain(pledge.signing)
    signed = {signature.side: signature for signature in pledge.signatures.all()}
    held = held_places(paper)
    places = [(place, signed.get(place.key), held.get(place.pk)) for place in paper.places.select_related("unit")]
    files = [
        (file, reason_against(check_can_confirm, me, file, on) if file.outcome == "flagged" else "")
        for file in files_of(paper)
    ]
    acts: list[Action] = []
    if pledge.state == "proposed":
        version = (("version", str(pledge.version)),)
        address = reverse("pledges:signing-scan", args=[pledge.pk])
        acts.append(guarded("Tải lên bản giấy đã ký", address, permits.check_can_scan, me, pledge, on, icon="upload"))
        if settings.DEMO:
            acts.insert(
                0,
                Action(
                    "Ký số diễn tập",
                    reverse("pledges:signing-practice", args=[pledge.pk]),
                    method="post",
                    kind="primary",
                    icon="pen",
                    refused=refused_to_sign,
                    hidden=version,
                    confirm="Ký bằng chứng thư diễn tập? Chữ ký này không có giá trị pháp lý.",
                ),
            )
    back = reverse("pledges:detail", args=[pledge.pk])
    context = {
        "pledge": pledge,
        "paper": paper,
        "places": places,
        "files": files,
        "form": form,
        "refused": refused,
        "refused_to_sign": refused_to_sign,
        "actions": acts,
        "crumbs": crumbs(Crumb(pledge.unit.name, back), Crumb("Ký số, ký giấy")),
    }
    return render(request, "pledges/signing.html", context, status=422 if request.method == "POST" else 200)


def to_sign(request: HttpRequest, pk: int) -> FileResponse:
    """The file to sign: the issued paper with the signatures it has so far."""
    pledge = _pledge(request, pk)
    if pledge.signing is None:
        raise Http404
    return file_response(pledge.signing.current, as_attachment=True)


@require_POST
def practice(request: HttpRequest, pk: int) -> HttpResponse:
    pledge = _pledge(request, pk)
    check_fresh(pledge, request.POST.get("version"))
    actions.sign_pledge_for_practice(pledge=pledge, by=request.user, at=clock.now())
    messages.success(request, "Đã ký số diễn tập. Chữ ký này không có giá trị pháp lý.")
    return redirect("pledges:signing", pk)


def confirm(request: HttpRequest, pk: int, file_pk: int) -> HttpResponse:
    """A clerk of the signer's unit says whether a certificate is the signer's, or whether the head signed the paper."""
    pledge, me = _pledge(request, pk), signed_in(request)
    files = SignedFile.objects.select_related("place__signing__current", "place__unit", "signer", "paper")
    file = get_object_or_404(files, pk=file_pk, place__signing=pledge.signing_id)
    check_can_confirm(me, file, clock.today())
    is_scan = file.way == SignedFile.Way.SCAN
    back = reverse("pledges:signing", args=[pk])
    form = (ConfirmScanForm if is_scan else ConfirmForm)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given, now = form.cleaned_data, clock.now()
        if given["decision"] == "accept":
            done = attempt(
                form, actions.confirm_pledge_signer, file=file, reason=given["reason"], by=me, at=now,
                remember=given.get("remember", False),
            )  # fmt: skip
        else:
            done = attempt(form, signing_actions.reject_signed, file=file, reason=given["reason"], by=me, at=now)
        if done is not None:
            messages.success(request, "Đã nhận chữ ký." if given["decision"] == "accept" else "Đã từ chối tệp.")
            return redirect(back)
    place = file.place
    facts: list[tuple]
    if is_scan:
        lead = "Đơn vị bên kia tải bản quét lên và ghi thủ trưởng của bạn đã ký; chỉ tính khi bạn xác nhận."
        facts = [
            ("Người tải lên", f"{file.received_by.display_name}, {vi_datetime(file.received_at)}"),
            ("Ghi là đã ký", f"{file.signer.display_name}, {place.post} {place.unit.name}"),
            ("Ngày ký ghi trên giấy", vi_date(file.signed_on)),
            ("Bản quét", "Mở bản quét", reverse("signing:open", args=[file.pk])),
        ]
    else:
        lead = "Chữ ký đã kiểm tra đúng; chỉ còn phải biết chứng thư có phải của người ký không."
        facts = [
            ("Người tải lên", f"{file.signer.display_name}, {place.post} {place.unit.name}"),
            ("Tên trong chứng thư", file.certificate_name),
            ("Cơ quan trong chứng thư", file.certificate_agency or "không ghi"),
            ("Tổ chức chứng thực", file.certificate_issuer),
            ("Số sê-ri của chứng thư", file.certificate_serial),
        ]
    context = {
        "form": form,
        "title": f"Xác nhận người ký: {file.signer.display_name}",
        "kicker": "Giao ước thi đua",
        "lead": lead,
        "facts": facts,
        "submit_label": "Ghi kết luận",
        "back": back,
        "crumbs": crumbs(Crumb(pledge.unit.name, back), Crumb("Xác nhận người ký")),
    }
    return render(request, "components/form_page.html", context, status=422 if form.is_bound else 200)


def scan(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper was signed in ink: hand in its scan and say who signed."""
    pledge, on, me = _pledge(request, pk), clock.today(), signed_in(request)
    permits.check_can_scan(me, pledge, on)
    paper = certain(pledge.signing)
    heads = queries_signing.heads_of([pledge.superior, pledge.unit], on)
    signed = {signature.side for signature in pledge.signatures.all()}
    held = held_places(paper)
    free = [
        (place, heads.get(place.unit_id), may_vouch_for(me, place, on))
        for place in paper.places.select_related("unit")
        if place.key not in signed and place.pk not in held
    ]
    back = reverse("pledges:signing", args=[pk])
    form = ScanForm(request.POST or None, request.FILES or None, places=free)
    if request.method == "POST" and form.is_valid():
        files = attempt(form, _scan_in, pledge=pledge, given=form, by=me, at=clock.now())
        if files:
            waiting = [each.place.unit.name for each in files if each.outcome == SignedFile.Outcome.FLAGGED]
            words = f"; chữ ký của {', '.join(waiting)} chờ văn thư bên đó xác nhận." if waiting else "."
            messages.success(request, f"Đã lưu bản quét và ghi người ký{words}")
            return redirect(back)
    context = {
        "form": form,
        "title": "Tải lên bản giấy đã ký",
        "kicker": pledge.unit.name,
        "lead": "Bản quét chỉ chứng minh tờ giấy đã được tải lên; chữ ký và người ký là do bạn ghi nhận. Hãy giữ bản giấy gốc.",
        "submit_label": "Lưu bản quét",
        "back": back,
        "crumbs": crumbs(Crumb(pledge.unit.name, reverse("pledges:detail", args=[pk])), Crumb("Bản giấy")),
    }
    return render(request, "components/form_page.html", context, status=422 if form.is_bound else 200)


def _scan_in(*, pledge: Pledge, given: ScanForm, by, at) -> list[SignedFile]:
    content = _read(given.cleaned_data["file"], settings.UPLOAD_LARGEST)
    return actions.scan_pledge(
        pledge=pledge, content=content, signers=given.signers(), signed_on=given.cleaned_data["signed_on"], by=by, at=at
    )


# ── The live board ──


def live_board(request: HttpRequest, movement_pk: int) -> HttpResponse:
    """For the hall and the desk: asks every few seconds, is answered 304 while nothing changed. Reload works as well."""
    on, me = clock.today(), signed_in(request)
    movement = get_object_or_404(movements_visible_to(me, on), pk=movement_pk)
    wanted = request.GET.get("cum", "")
    cluster = Cluster.objects.filter(pk=int(wanted)).first() if wanted.isdecimal() and len(wanted) < 10 else None
    calls = queries_signing.on_live_board(
        queries.calls_on_board(me, movement, on), cluster.pk if cluster else None, movement.year
    )
    is_asking = request.headers.get("HX-Request") == "true"
    mark = f'"{queries_signing.live_mark(movement, calls)}"'
    if request.headers.get("If-None-Match") == mark and is_asking:
        return HttpResponseNotModified(headers={"ETag": mark, "Cache-Control": "no-store"})
    rows = queries_signing.live_rows(movement, calls)
    here = reverse("pledges:live-board", args=[movement.pk])
    context = {
        "movement": movement,
        "cluster": cluster,
        "rows": rows,
        "total": len(rows),
        "complete": sum(row.is_complete for row in rows),
        "headers": json.dumps({"If-None-Match": mark}),
        "now": clock.now(),
        "address": f"{here}?cum={cluster.pk}" if cluster else here,
    }
    template = "pledges/_live_rows.html" if is_asking else "pledges/live_board.html"
    answer = render(request, template, context)
    answer["ETag"], answer["Cache-Control"] = mark, "no-store"
    return answer
