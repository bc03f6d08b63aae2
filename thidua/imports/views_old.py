"""The way of an old decision: file, head, lines, register."""

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from thidua.accounts.queries import signed_in
from thidua.imports import actions_old, files, permissions, queries, queries_old
from thidua.imports.forms_old import OldHeadForm, OldUploadForm
from thidua.imports.models_old import OldDecision
from thidua.imports.tables_old import OldDecisionTable
from thidua.imports.views import crumbs, undo_page
from thidua.shared import clock
from thidua.shared.denied import attempt
from thidua.shared.forms import posted
from thidua.shared.gate import check_fresh
from thidua.shared.jobs.queries import last_job
from thidua.shared.jobs.views import progress_of
from thidua.shared.tables import table_page
from thidua.shared.ui import STATES, Crumb, guarded
from thidua.shared.wording import show

# Field of the head → field of the form, its name for people.
HEAD_FIELDS = (
    ("number", "Số quyết định"), ("date", "Ngày quyết định"), ("agency", "Cơ quan quyết định"),
    ("award", "Danh hiệu, hình thức"), ("year", "Năm khen thưởng"), ("signer", "Người ký"),
)  # fmt: skip
WORKING = ("reading", "matching", "running", "undoing")


def old_crumbs(*more: Crumb) -> list[Crumb]:
    return crumbs(Crumb("Quyết định cũ", reverse("imports:old-list")), *more)


def old_of(request: HttpRequest, pk: int) -> OldDecision:
    """An old decision of a unit whose officer the person is; everybody else finds nothing."""
    return get_object_or_404(queries_old.old_visible_to(signed_in(request), clock.today()), pk=pk)


def old_list(request: HttpRequest) -> HttpResponseBase:
    me, on = signed_in(request), clock.today()
    start = guarded(
        "Nhập quyết định cũ",
        reverse("imports:old-new"),
        permissions.check_can_import,
        me,
        on,
        kind="primary",
        icon="upload",
    )
    table = OldDecisionTable(queries_old.old_visible_to(me, on), request)
    return table_page(
        request, table, "imports/old_list.html", {"actions": [start], "crumbs": crumbs(Crumb("Quyết định cũ"))}
    )


def old_new(request: HttpRequest) -> HttpResponse:
    """Hand in a file."""
    me, on = signed_in(request), clock.today()
    permissions.check_can_import(me, on)
    units = queries.units_to_import_for(me, on)
    file = request.FILES if request.method == "POST" else None
    form = OldUploadForm(posted(request), file, units=units)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        decision = attempt(
            form, actions_old.upload_old, unit=given["unit"], upload=given["file"], by=me, at=clock.now()
        )
        if decision is not None:
            return redirect("imports:old-detail", decision.pk)
    context = {"form": form, "crumbs": old_crumbs(Crumb("Nhập quyết định cũ"))}
    return render(request, "imports/old_new.html", context, status=422 if form.is_bound else 200)


def old_head(request: HttpRequest, pk: int) -> HttpResponse:
    """The head of the decision, guessed and to be put right, beside the words it was read from."""
    decision = old_of(request, pk)
    permissions.check_old(request.user, decision, clock.today(), "confirm_head")
    form = OldHeadForm(posted(request), decision=decision)
    if request.method == "POST" and form.is_valid():
        given = {key: value for key, value in form.cleaned_data.items() if key not in ("version",)}
        year = given.pop("year")
        done = attempt(
            form, actions_old.confirm_old_head, decision=decision, year=int(year) if year else None, by=request.user,
            at=clock.now(), **given,
        )  # fmt: skip
        if done:
            return redirect("imports:old-detail", pk)
    context = {
        "decision": decision,
        "form": form,
        "said": _said(decision),
        "twin": queries_old.same_file(decision),
        "count": decision.lines.count(),
        "back": reverse("imports:old-detail", args=[pk]) if decision.state == "lines" else "",
        "steps": old_steps(2),
        "crumbs": old_crumbs(Crumb(decision.file_name), Crumb("Phần đầu")),
    }
    return render(request, "imports/old_head.html", context, status=422 if form.is_bound else 200)


def _said(decision: OldDecision) -> list[dict]:
    """What was read of each field of the head, with how sure it is and from which words."""
    rows = []
    for key, label in HEAD_FIELDS:
        said = decision.guess.get(key, {})
        sure = said.get("sure", "doubt")
        rows.append(
            {
                "label": label,
                "code": f"sure_{sure}",
                "word": STATES[f"sure_{sure}"]["word"],
                "reasons": said.get("reasons", []),
                "source": said.get("source", ""),
            }
        )
    return rows


def old_steps(here: int) -> list[dict]:
    names = ("Tải tệp", "Xem phần đầu", "Xác nhận từng dòng", "Ghi sổ vàng")
    return [
        {"label": name, "state": "done" if n < here else "current" if n == here else "next"}
        for n, name in enumerate(names, 1)
    ]


def progress_context(request: HttpRequest, decision: OldDecision) -> dict:
    """The bar of the job under way, nothing where none is."""
    job = last_job(queries_old.old_job_key(decision))
    if job is None or decision.state not in WORKING:
        return {"stopped": job if job is not None and job.state in ("failed", "cancelled") else None}
    context = progress_of(request, job) | {"poll_url": reverse("imports:old-progress", args=[decision.pk])}
    context["job_actions"] = context.pop("actions") if job.requested_by_id == signed_in(request).pk else []
    return context


def old_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The bar alone for HTMX; the page itself when the work is over."""
    decision = old_of(request, pk)
    job = last_job(queries_old.old_job_key(decision))
    back = reverse("imports:old-detail", args=[pk])
    if not getattr(request, "htmx", False):
        return redirect(back)
    if job is None or not job.is_live:
        answer = HttpResponse()
        answer["HX-Redirect"] = back
        return answer
    context = progress_of(request, job) | {"poll_url": reverse("imports:old-progress", args=[pk])}
    return render(request, "jobs/_progress.html", context)


# ── acts on the whole file ──


@require_POST
def old_read_again(request: HttpRequest, pk: int) -> HttpResponse:
    actions_old.read_old_again(decision=old_of(request, pk), by=request.user, at=clock.now())
    return redirect("imports:old-detail", pk)


@require_POST
def old_write(request: HttpRequest, pk: int) -> HttpResponse:
    decision = old_of(request, pk)
    check_fresh(decision, request.POST.get("version"))
    actions_old.write_old(decision=decision, by=request.user, at=clock.now())
    return redirect("imports:old-detail", pk)


@require_POST
def old_discard(request: HttpRequest, pk: int) -> HttpResponse:
    decision = old_of(request, pk)
    check_fresh(decision, request.POST.get("version"))
    actions_old.discard_old(decision=decision, by=request.user, at=clock.now())
    messages.success(request, f"Đã bỏ {decision.file_name}; tệp đã được xóa, sổ vàng không có dòng nào thêm.")
    return redirect("imports:old-list")


def old_undo(request: HttpRequest, pk: int) -> HttpResponse:
    decision = old_of(request, pk)
    permissions.check_can_undo_old(request.user, decision, clock.today())
    back = reverse("imports:old-detail", args=[pk])
    return undo_page(
        request,
        lambda form, **given: attempt(form, actions_old.undo_old, decision=decision, **given),
        back=back,
        title=f"Hoàn tác {decision.file_name}",
        kicker="Quyết định cũ",
        lead="Sổ vàng chỉ ghi thêm, không xóa: mỗi dòng đã ghi từ tệp này sẽ có một dòng hủy bỏ nói rõ lý do. Dòng đã "
        "được đính chính hoặc hủy bỏ sau khi nhập thì không hoàn tác được.",
        submit_label="Hoàn tác cả tệp",
        crumbs=old_crumbs(Crumb(decision.file_name, back), Crumb("Hoàn tác")),
    )


def old_original(request: HttpRequest, pk: int) -> FileResponse:
    """The file as it was handed in, as a download that no browser opens."""
    decision = old_of(request, pk)
    place = files.place_of(decision.stored_as)
    return FileResponse(
        place.open("rb"), as_attachment=True, filename=decision.file_name, content_type="application/octet-stream"
    )


def head_facts(decision: OldDecision) -> list[tuple]:
    """What was confirmed of the head, for the page of the lines; nothing before."""
    if decision.head_at is None:
        return []
    return [
        ("Số quyết định", decision.number or "theo từng dòng"),
        ("Ngày quyết định", show(decision.decided_on) if decision.decided_on else "theo từng dòng"),
        ("Cơ quan quyết định", decision.agency or "theo từng dòng"),
        ("Người ký", decision.signer or "không rõ"),
    ]
