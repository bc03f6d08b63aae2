"""One signed file with everything that was checked about it; the certificates noted; the authorities trusted."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from thidua.accounts.queries import signed_in
from thidua.papers.views import file_response
from thidua.shared import clock
from thidua.shared.denied import attempt, reason_against
from thidua.shared.forms import posted
from thidua.shared.tables import table_page
from thidua.shared.ui import Action, Crumb
from thidua.shared.wording import vi_date, vi_datetime
from thidua.signing import actions, queries, trust
from thidua.signing.actions_certificates import end_certificate
from thidua.signing.forms import EndCertificateForm
from thidua.signing.models import SignedFile
from thidua.signing.permissions import check_can_end_certificate, check_can_see
from thidua.signing.tables import STATE_FILTER, STATES, CertificateTable

_CERTIFICATES = "Chứng thư đã ghi nhận"


def _file(request: HttpRequest, pk: int) -> SignedFile:
    files = SignedFile.objects.select_related(
        "place__signing__current", "place__unit", "signer", "received_by", "confirmed_by", "paper", "base"
    )
    file = get_object_or_404(files, pk=pk)
    check_can_see(signed_in(request), file.place.signing, clock.today())
    return file


def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What was checked, with what result, when; the verdict at signing beside the one of today."""
    file = _file(request, pk)
    checks = list(file.checks.select_related("checked_by", "file")[:20])
    acts = []
    if file.paper_id:
        acts = [
            Action(
                "Kiểm tra lại hôm nay", reverse("signing:check", args=[pk]), method="post", kind="primary", icon="look"
            ),
            Action(
                "Mở tệp",
                reverse("signing:open", args=[pk]),
                icon="file" if file.way == "scan" else "seal",
                new_tab=True,
            ),
        ]
    facts = [
        ("Giấy tờ", file.place.signing.title),
        ("Ký cho", f"{file.place.unit.name} – {file.place.post}"),
        ("Người ký", file.signer.display_name),
        ("Cách ký", file.get_way_display()),
        ("Hệ thống nhận lúc", f"{vi_datetime(file.received_at)}, {file.received_by.display_name} tải lên"),
    ]
    if file.certificate_name:
        facts += [
            ("Tên trong chứng thư", file.certificate_name),
            ("Cơ quan trong chứng thư", file.certificate_agency or "không ghi"),
            ("Tổ chức chứng thực", file.certificate_issuer),
            ("Số sê-ri chứng thư", file.certificate_serial),
        ]
    if file.confirmed_at:
        who = certain_name(file.confirmed_by)
        facts.append(("Văn thư xem xét", f"{who}, {vi_datetime(file.confirmed_at)}: {file.confirmed_reason}"))
    facts.append(("Mã kiểm tra tệp (SHA-256)", file.sha256))
    context = {
        "file": file,
        "facts": facts,
        "checks": checks,
        "latest": checks[0] if checks else None,
        "actions": acts,
        "crumbs": [Crumb("Đăng ký, giao ước", reverse("pledges:list")), Crumb("Chữ ký")],
    }
    return render(request, "signing/file.html", context)


def certain_name(user) -> str:
    return user.display_name if user is not None else ""


@require_POST
def check(request: HttpRequest, pk: int) -> HttpResponse:
    file = _file(request, pk)
    found = actions.check_again(file=file, by=signed_in(request), at=clock.now())
    words = "Đã kiểm tra lại: hôm nay chữ ký vẫn hợp lệ." if found.now_outcome == "accepted" else (
        "Đã kiểm tra lại: hôm nay có điều cần xem, mời đọc kết quả bên dưới."
    )  # fmt: skip
    messages.success(request, words)
    return redirect("signing:file", pk)


def open_file(request: HttpRequest, pk: int) -> FileResponse:
    """The very bytes that came back."""
    file = _file(request, pk)
    if file.paper is None:
        raise Http404
    return file_response(file.paper)


def certificates(request: HttpRequest) -> HttpResponseBase:
    """Whose certificates the offices one sees have noted: signatures made with them wait for no clerk."""
    known = queries.certificates_seen_by(signed_in(request), clock.today())
    table = CertificateTable(known, request, filters=[STATE_FILTER])
    crumbs = [Crumb("Đăng ký, giao ước", reverse("pledges:list")), Crumb(_CERTIFICATES)]
    actions_offered = [Action("Tổ chức chứng thực được tin cậy", reverse("signing:authorities"), icon="seal")]
    return table_page(request, table, "signing/certificates.html", {"crumbs": crumbs, "actions": actions_offered})


def certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """One noted certificate; who may end it does so here, with a reason."""
    me, on = signed_in(request), clock.today()
    known = get_object_or_404(queries.certificates_seen_by(me, on), pk=pk)
    refusal = reason_against(check_can_end_certificate, me, known, on)
    form = None if refusal else EndCertificateForm(posted(request))
    if request.method == "POST" and form is None:
        check_can_end_certificate(me, known, on)
    back = reverse("signing:certificates")
    if form is not None and form.is_valid():
        reason = form.cleaned_data["reason"]
        if attempt(form, end_certificate, certificate=known, reason=reason, by=me, at=clock.now()):
            messages.success(request, f"Đã ngừng dùng chứng thư của {known.user.display_name}.")
            return redirect(back)
    facts = [
        ("Người giữ", known.user.display_name),
        ("Tên trong chứng thư", known.name),
        ("Tổ chức chứng thực", known.issuer),
        ("Số sê-ri", known.serial),
        ("Hết hạn", vi_date(known.valid_to) if known.valid_to else "không ghi"),
        ("Ghi nhận", f"{vi_datetime(known.registered_at)}, {known.registered_by.display_name}"),
        ("Dấu vân tay SHA-256", known.fingerprint),
        ("Tình trạng", STATES[vars(known)["state"]]),
    ]
    if known.ended_at:
        facts.append(
            ("Ngừng dùng", f"{vi_datetime(known.ended_at)}, {certain_name(known.ended_by)}: {known.ended_reason}")
        )
    context = {
        "certificate": known,
        "facts": facts,
        "form": form,
        "back": back,
        "crumbs": [Crumb("Đăng ký, giao ước", reverse("pledges:list")), Crumb(_CERTIFICATES, back), Crumb(known.name)],
    }
    return render(
        request, "signing/certificate.html", context, status=422 if form is not None and form.is_bound else 200
    )


def authorities(request: HttpRequest) -> HttpResponse:
    """Whose certificates are trusted here, and how fresh the revocation lists are."""
    context = {
        "authorities": trust.authorities(),
        "lists": trust.revocation_lists(),
        "now": clock.now(),
        "crumbs": [
            Crumb("Đăng ký, giao ước", reverse("pledges:list")),
            Crumb(_CERTIFICATES, reverse("signing:certificates")),
            Crumb("Tổ chức chứng thực được tin cậy"),
        ],
    }
    return render(request, "signing/authorities.html", context)
