"""Numbering, signing by certificate, sending copies, the public page, the scan of ink."""

from datetime import date

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from thidua.accounts.queries import signed_in
from thidua.decisions import actions, actions_signing
from thidua.decisions import actions_public as public
from thidua.decisions.actions_signing import SEAL, SIGNER
from thidua.decisions.forms import InkForm, IssueForm, NoteForm, ScanForm, SendForm, WithholdForm
from thidua.decisions.models import Decision, DecisionCopy
from thidua.decisions.paper import symbol_of
from thidua.decisions.permissions import (
    check_can_acknowledge,
    check_can_attach_scan,
    check_can_number,
    check_can_publish,
    check_can_remind,
    check_can_seal,
    check_can_send,
    check_can_sign_file,
)
from thidua.decisions.queries import receipt_due
from thidua.decisions.views import crumbs, visible
from thidua.papers.actions import coming_number, number_text
from thidua.papers.views import file_response
from thidua.shared import clock
from thidua.shared.certain import certain
from thidua.shared.denied import Denied, attempt, reason_against
from thidua.shared.forms import posted
from thidua.shared.gate import check_fresh
from thidua.shared.ui import Action, Crumb, guarded
from thidua.signing.actions import reject_signed
from thidua.signing.forms import ConfirmForm, SignedFileForm
from thidua.signing.models import SignedFile
from thidua.signing.permissions import check_can_confirm
from thidua.signing.queries import files_of, held_places

MB = 2**20
PER_PAGE = 50


def _here(decision: Decision, *more: Crumb) -> list[Crumb]:
    name = decision.number_text or decision.title
    return crumbs(Crumb(name, reverse("decisions:detail", args=[decision.pk])), *more)


def form_page(request: HttpRequest, decision: Decision, form, **context) -> HttpResponse:
    given = {
        "kicker": decision.number_text or "Quyết định",
        "lead": decision.title,
        "form": form,
        "back": reverse("decisions:detail", args=[decision.pk]),
        "crumbs": _here(decision, Crumb(context["title"])),
        **context,
    }
    return render(request, "components/form_page.html", given, status=422 if form.is_bound else 200)


def _read(upload: UploadedFile, most: int) -> bytes:
    """The bytes of an upload. Raises Denied before a large one is read into memory."""
    if (upload.size or 0) > most:
        raise Denied(f"Tệp quá lớn: nhiều nhất {most // MB} MB.")
    return upload.read()


def number(request: HttpRequest, pk: int) -> HttpResponse:
    """Number a signed draft: for certificates or ink, with the next number or one typed, public or not."""
    me, decision, on = signed_in(request), visible(request, pk), clock.today()
    check_can_number(me, decision, on)
    form = IssueForm(posted(request), thing_version=decision.version, thing_name="quyết định")
    symbol = symbol_of(decision)
    coming = number_text(coming_number(decision.unit, symbol, on.year), symbol, decision.unit)
    form.fields["number"].help_text = f"Để trống: hệ thống cấp số kế tiếp, nay là {coming}."
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        typed = int(given["number"]) if given["number"] is not None else None
        if given["way"] == "ink":
            done = attempt(
                form, actions.issue_decision, decision=decision, number=typed,
                withheld_reason=given["withheld_reason"], by=me, at=clock.now(),
            )  # fmt: skip
            if done is not None:
                messages.success(request, f"Đã ban hành văn bản số {decision.number_text}.")
                return redirect("decisions:detail", pk=pk)
        elif given["withheld_reason"]:
            form.add_error("withheld_reason", "Ký số thì ghi lý do này khi cơ quan ký, sau khi có chữ ký của người ký.")
        elif attempt(form, actions_signing.number_decision, decision=decision, number=typed, by=me, at=clock.now()):
            messages.success(request, f"Đã cấp số {decision.number_text}; người ký được báo để ký số.")
            return redirect("decisions:signing", pk=pk)
    return form_page(request, decision, form, title="Cấp số", submit_label="Cấp số")


def signing(request: HttpRequest, pk: int) -> HttpResponse:
    """The signer, then the agency: download, sign, bring back; practice signatures; every file that came."""
    me, decision = signed_in(request), visible(request, pk)
    if decision.signing_id is None:
        raise Http404
    signed = {file.place.key: file for file in held_places(certain(decision.signing)).values()}
    key = SEAL if SIGNER in signed else SIGNER
    check = check_can_seal if key == SEAL else check_can_sign_file
    refused_to_sign = reason_against(check, me, decision, clock.today())
    form, refused = SignedFileForm(posted(request), request.FILES or None), list[str]()
    if request.method == "POST":
        check(me, decision, clock.today())
        if form.is_valid():
            act = actions_signing.seal_by_file if key == SEAL else actions_signing.sign_by_file
            file = attempt(form, _hand_in, taken_by=act, decision=decision, upload=form.cleaned_data["file"], by=me)
            if file is not None and file.outcome != SignedFile.Outcome.REFUSED:
                waits = "Đã nhận tệp; chờ văn thư, chuyên viên xác nhận chứng thư của người ký."
                done = "Đã kiểm tra và nhận chữ ký số."
                messages.success(request, waits if file.outcome == "flagged" else done)
                return redirect("decisions:signing", pk)
            if file is not None:
                findings = certain(file.checks.first()).then_findings
                refused = [f["text"] for f in findings if f["outcome"] in ("refused", "flag")]
    return _signing_page(request, decision, key, form, refused_to_sign, refused)


def _hand_in(*, taken_by, decision: Decision, upload: UploadedFile, by) -> SignedFile:
    return taken_by(decision=decision, content=_read(upload, 20 * MB), by=by, at=clock.now())


def _signing_page(
    request, decision: Decision, key: str, form, refused_to_sign: str, refused: list[str]
) -> HttpResponse:
    me, on, paper = signed_in(request), clock.today(), certain(decision.signing)
    held = held_places(paper)
    files = [
        (file, reason_against(check_can_confirm, me, file, on) if file.outcome == "flagged" else "")
        for file in files_of(paper)
    ]
    acts: list[Action] = []
    if decision.state == "numbered":
        if settings.DEMO:
            label = "Ký số diễn tập của cơ quan, ban hành" if key == SEAL else "Ký số diễn tập"
            acts.append(
                Action(
                    label, reverse("decisions:signing-practice", args=[decision.pk]), method="post", kind="primary",
                    icon="pen", refused=refused_to_sign, hidden=(("version", str(decision.version)),),
                    confirm="Ký bằng chứng thư diễn tập? Chữ ký này không có giá trị pháp lý.",
                )
            )  # fmt: skip
        if len([file for file in held.values() if file.outcome == "accepted"]) == 2:
            url = reverse("decisions:finish", args=[decision.pk])
            acts.append(
                guarded("Ban hành", url, check_can_seal, me, decision, on, method="post", kind="primary", icon="seal")
            )
        url = reverse("decisions:signing-ink", args=[decision.pk])
        acts.append(guarded("Đã ký trên giấy: lưu bản quét", url, check_can_seal, me, decision, on, icon="upload"))
    context = {
        "decision": decision,
        "paper": paper,
        "places": [(place, held.get(place.pk)) for place in paper.places.select_related("unit")],
        "files": files,
        "form": form,
        "for_seal": key == SEAL,
        "refused": refused,
        "refused_to_sign": refused_to_sign,
        "actions": acts,
        "crumbs": _here(decision, Crumb("Ký số")),
    }
    return render(request, "decisions/signing.html", context, status=422 if request.method == "POST" else 200)


def to_sign(request: HttpRequest, pk: int) -> FileResponse:
    """The file to sign: the numbered paper with the signatures it has so far."""
    decision = visible(request, pk)
    if decision.signing is None:
        raise Http404
    return file_response(decision.signing.current, as_attachment=True)


@require_POST
def practice(request: HttpRequest, pk: int) -> HttpResponse:
    decision, me = visible(request, pk), signed_in(request)
    check_fresh(decision, request.POST.get("version"))
    signed = {file.place.key for file in held_places(certain(decision.signing)).values()}
    act = actions_signing.seal_for_practice if SIGNER in signed else actions_signing.sign_for_practice
    act(decision=decision, by=me, at=clock.now())
    messages.success(request, "Đã ký số diễn tập. Chữ ký này không có giá trị pháp lý.")
    return redirect("decisions:detail" if SIGNER in signed else "decisions:signing", pk)


@require_POST
def finish(request: HttpRequest, pk: int) -> HttpResponse:
    decision = visible(request, pk)
    actions_signing.finish_decision(decision=decision, by=signed_in(request), at=clock.now())
    messages.success(request, f"Đã ban hành văn bản số {decision.number_text}.")
    return redirect("decisions:detail", pk)


def ink(request: HttpRequest, pk: int) -> HttpResponse:
    """The numbered paper was signed and sealed in ink after all."""
    decision, me = visible(request, pk), signed_in(request)
    check_can_seal(me, decision, clock.today())
    form = InkForm(posted(request), request.FILES or None, initial={"signed_on": clock.today()})
    if request.method == "POST" and form.is_valid():
        if attempt(form, _ink, decision=decision, given=form, by=me) is not None:
            messages.success(request, f"Đã lưu bản quét và ban hành văn bản số {decision.number_text}.")
            return redirect("decisions:detail", pk)
    return form_page(request, decision, form, title="Đã ký trên giấy", submit_label="Lưu bản quét, ban hành")


def _ink(*, decision: Decision, given: InkForm, by) -> list:
    content = _read(given.cleaned_data["file"], settings.UPLOAD_LARGEST)
    return actions_signing.ink_instead(
        decision=decision, content=content, signed_on=given.cleaned_data["signed_on"], by=by, at=clock.now()
    )


def confirm(request: HttpRequest, pk: int, file_pk: int) -> HttpResponse:
    """Somebody of the agency says whether a certificate is the signer's, or the agency's."""
    decision, me = visible(request, pk), signed_in(request)
    files = SignedFile.objects.select_related("place__signing__current", "place__unit", "signer", "paper")
    file = get_object_or_404(files, pk=file_pk, place__signing=decision.signing_id)
    check_can_confirm(me, file, clock.today())
    form = ConfirmForm(posted(request))
    back = reverse("decisions:signing", args=[pk])
    if request.method == "POST" and form.is_valid():
        given, now = form.cleaned_data, clock.now()
        if given["decision"] == "accept":
            done = attempt(
                form, actions_signing.confirm_decision_signer, file=file, reason=given["reason"], by=me, at=now,
                remember=given["remember"],
            )  # fmt: skip
        else:
            done = attempt(form, reject_signed, file=file, reason=given["reason"], by=me, at=now)
        if done is not None:
            messages.success(request, "Đã nhận chữ ký." if given["decision"] == "accept" else "Đã từ chối tệp.")
            return redirect(back)
    facts = [
        ("Người tải lên", file.signer.display_name),
        ("Chỗ ký", f"{file.place.post} {file.place.name}"),
        ("Tên trong chứng thư", file.certificate_name),
        ("Cơ quan trong chứng thư", file.certificate_agency or "không ghi"),
        ("Tổ chức chứng thực", file.certificate_issuer),
        ("Số sê-ri của chứng thư", file.certificate_serial),
    ]
    return form_page(
        request, decision, form, title=f"Xác nhận người ký: {file.place.name}", facts=facts,
        submit_label="Ghi kết luận", back=back,
    )  # fmt: skip


def copies(request: HttpRequest, pk: int) -> HttpResponse:
    """The distribution list: what is printed, to whom a copy went, who has acknowledged it; one more copy."""
    me, decision, on = signed_in(request), visible(request, pk), clock.today()
    refused = reason_against(check_can_send, me, decision, on)
    form = SendForm(posted(request)) if decision.state == "issued" and not refused else None
    if request.method == "POST" and form is not None and form.is_valid():
        if attempt(form, public.send_copy, decision=decision, entry=form.entry(), by=me, at=clock.now()):
            messages.success(request, "Đã thêm nơi nhận.")
            return redirect("decisions:copies", pk)
    sent = decision.copies.exclude(way=DecisionCopy.Way.NONE).select_related(
        "unit", "acknowledged_by", "decision__unit", "reminder"
    )
    page = Paginator(sent, PER_PAGE).get_page(request.GET.get("page"))
    may_receive = [not reason_against(check_can_acknowledge, me, copy, on) for copy in page]
    due = [receipt_due(copy) for copy in page]
    context = {
        "decision": decision,
        "printed": decision.copies.filter(is_printed=True),
        "page": page,
        "rows": list(zip(page, may_receive, due, strict=True)),
        "today": on,
        "may_send": not refused and decision.state == "issued",
        "form": form,
        "note_form": NoteForm(),
        "actions": _acts_on_copies(me, decision, on),
        "crumbs": _here(decision, Crumb("Nơi nhận")),
    }
    status = 422 if form is not None and form.is_bound else 200
    return render(request, "decisions/copies.html", context, status=status)


def _acts_on_copies(me, decision: Decision, on: date) -> list[Action]:
    """What is to be done with the whole list: written while a draft, reminded of once issued."""
    if decision.state == "draft":
        url = reverse("decisions:copies-edit", args=[decision.pk])
        return [guarded("Sửa Nơi nhận", url, check_can_send, me, decision, on, icon="edit")]
    if decision.state == "issued":
        url = reverse("decisions:remind", args=[decision.pk])
        return [guarded("Công văn đôn đốc xác nhận", url, check_can_remind, me, decision, on, icon="send")]
    return []


def _copy(request: HttpRequest, pk: int, copy_pk: int) -> DecisionCopy:
    decision = visible(request, pk)
    return get_object_or_404(decision.copies.select_related("unit", "decision__unit"), pk=copy_pk)


@require_POST
def deliver(request: HttpRequest, pk: int, copy_pk: int) -> HttpResponse:
    note = request.POST.get("note", "")
    public.deliver_copy(copy=_copy(request, pk, copy_pk), note=note, by=signed_in(request), at=clock.now())
    messages.success(request, "Đã ghi nhận đã gửi.")
    return redirect("decisions:copies", pk)


@require_POST
def acknowledge(request: HttpRequest, pk: int, copy_pk: int) -> HttpResponse:
    note = request.POST.get("note", "")
    public.acknowledge_copy(copy=_copy(request, pk, copy_pk), note=note, by=signed_in(request), at=clock.now())
    messages.success(request, "Đã xác nhận đã nhận văn bản.")
    return redirect("decisions:detail", pk)


def scan(request: HttpRequest, pk: int) -> HttpResponse:
    decision, me = visible(request, pk), signed_in(request)
    check_can_attach_scan(me, decision, clock.today())
    form = ScanForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        if attempt(form, _scan, decision=decision, upload=form.cleaned_data["file"], by=me) is not None:
            messages.success(request, "Đã lưu bản quét.")
            return redirect("decisions:detail", pk)
    return form_page(request, decision, form, title="Lưu bản quét", submit_label="Lưu bản quét")


def _scan(*, decision: Decision, upload: UploadedFile, by):
    return public.attach_scan(decision=decision, content=_read(upload, settings.UPLOAD_LARGEST), by=by, at=clock.now())


@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    decision = visible(request, pk)
    check_fresh(decision, request.POST.get("version"))
    public.publish_decision(decision=decision, by=signed_in(request), at=clock.now())
    messages.success(request, "Đã công khai văn bản.")
    return redirect("decisions:detail", pk)


def withhold(request: HttpRequest, pk: int) -> HttpResponse:
    decision, me = visible(request, pk), signed_in(request)
    check_can_publish(me, decision, clock.today())
    form = WithholdForm(posted(request), thing_version=decision.version, thing_name="quyết định")
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        public.withhold_decision(decision=decision, reason=reason, by=me, at=clock.now())
        messages.success(request, "Văn bản và danh sách không còn trên trang công khai.")
        return redirect("decisions:detail", pk)
    return form_page(request, decision, form, title="Thôi công khai", submit_label="Thôi công khai")
