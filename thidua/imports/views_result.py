"""One import as it stands: progress, what would happen row by row, what happened; files to take along."""

import tempfile
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from thidua.accounts.queries import signed_in
from thidua.imports import actions, files, permissions, queries
from thidua.imports.forms import WriteForm
from thidua.imports.models import Import
from thidua.imports.planning import CHANGED, NEW, REFUSED, SAME, VERDICTS
from thidua.imports.shapes import kind_named
from thidua.imports.tables import Pager
from thidua.imports.views import asked_kind, crumbs, import_of, steps
from thidua.shared import clock
from thidua.shared.denied import Denied, reason_against
from thidua.shared.jobs.queries import last_job
from thidua.shared.jobs.views import progress_of
from thidua.shared.ui import Action, Crumb, Tile, guarded
from thidua.shared.wording import vi_date, vi_datetime, vi_number

TONES = {NEW: "met", CHANGED: "look", SAME: "quiet", REFUSED: "error"}
_COLUMNS = {NEW: "Sẽ ghi", CHANGED: "Thay đổi", SAME: "Đã đọc là", REFUSED: "Lý do từ chối"}
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WORKING = ("checking", "running", "undoing")


def detail(request: HttpRequest, pk: int) -> HttpResponse:
    imported = import_of(request, pk)
    if imported.state == "uploaded":
        return redirect("imports:table", pk)
    job = last_job(queries.job_key(imported))
    stopped = job if job is not None and job.state in ("failed", "cancelled") else None
    if imported.state == "shaped" and stopped is None:
        return redirect("imports:columns", pk)
    kind, page = kind_named(imported.kind), _page(request, imported)
    context = {
        "imported": imported,
        "kind": kind,
        "facts": _facts(imported, kind),
        "actions": _acts(request, imported),
        "stopped": stopped,
        "tiles": _tiles(imported),
        "verdicts": _tabs(imported, page["verdict"]) if page else [],
        "page": page,
        "write_form": WriteForm(thing_version=imported.version) if imported.state == "checked" else None,
        "write_refused": reason_against(permissions.check_can_write, request.user, imported, clock.today()),
        "to_write": imported.counts.get(NEW, 0) + imported.counts.get(CHANGED, 0),
        "steps": steps(imported, {"checked": 4}.get(imported.state, 5 if imported.state != "checking" else 4)),
        "crumbs": crumbs(Crumb(imported.file_name)),
        "kept_until": _kept_until(imported),
    }
    if job is not None and imported.state in _WORKING:
        context |= progress_of(request, job) | {"poll_url": reverse("imports:progress", args=[pk])}
        if job.requested_by_id != signed_in(request).pk:
            context["actions"] = []
        context["job_actions"] = context.pop("actions")
        context["actions"] = []
    return render(request, "imports/detail.html", context)


def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The bar alone for HTMX; the page itself when the work is over."""
    imported = import_of(request, pk)
    job = last_job(queries.job_key(imported))
    back = reverse("imports:detail", args=[pk])
    if not getattr(request, "htmx", False):
        return redirect(back)
    if job is None or not job.is_live:
        answer = HttpResponse()
        answer["HX-Redirect"] = back
        return answer
    context = progress_of(request, job) | {"poll_url": reverse("imports:progress", args=[pk])}
    return render(request, "jobs/_progress.html", context)


def _kept_until(imported: Import) -> str:
    return vi_date(imported.uploaded_at + timedelta(days=settings.UPLOAD_KEPT_DAYS)) if imported.stored_as else ""


def _facts(imported: Import, kind) -> list[tuple]:
    facts: list[tuple] = [
        ("Loại dữ liệu", kind.title),
        ("Đơn vị", imported.unit.name),
        ("Tải lên", f"{vi_datetime(imported.uploaded_at)}, {imported.uploaded_by.display_name}"),
    ]
    if imported.season is not None:
        facts.insert(1, ("Mùa thi đua", f"{imported.season.cluster.name}, năm {imported.season.year}"))
    if imported.written_at and imported.written_by:
        facts.append(("Ghi vào hệ thống", f"{vi_datetime(imported.written_at)}, {imported.written_by.display_name}"))
    if imported.undone_at and imported.undone_by:
        facts.append(
            (
                "Hoàn tác",
                f"{vi_datetime(imported.undone_at)}, {imported.undone_by.display_name}: {imported.undone_reason}",
            )
        )
    size = f"{vi_number(max(1, imported.file_size // 1024))} KB"
    if imported.stored_as:
        facts.append(("Tệp gốc", f"Tải về ({size})", reverse("imports:original", args=[imported.pk])))
    else:
        facts.append(
            ("Tệp gốc", f"đã xóa ngày {vi_date(imported.file_removed_on)}" if imported.file_removed_on else "không còn")
        )
    facts.append(("Mã SHA-256 của tệp", imported.sha256[:16] + "…"))
    return facts


def _acts(request: HttpRequest, imported: Import) -> list[Action]:
    me, on, pk = request.user, clock.today(), imported.pk
    acts = []
    if (
        imported.state in ("checked", "written", "undone")
        and imported.counts.get(REFUSED)
        and files.returned_place(imported)
    ):
        acts.append(
            Action("Tải những dòng cần sửa", reverse("imports:returned", args=[pk]), icon="download", kind="secondary")
        )
    if imported.state in ("shaped", "checked"):
        acts.append(Action("Ghép lại cột", reverse("imports:columns", args=[pk]), icon="edit"))
        acts.append(Action("Chọn lại bảng", reverse("imports:table", args=[pk]), icon="edit", kind="quiet"))
        discard = Action(
            "Bỏ lượt nhập",
            reverse("imports:discard", args=[pk]),
            "post",
            "trash",
            "quiet",
            confirm="Bỏ lượt nhập này và xóa tệp đã tải lên? Chưa có dòng nào được ghi.",
            hidden=(("version", str(imported.version)),),
        )
        acts.append(discard)
    if imported.state == "written":
        acts.append(
            guarded(
                "Hoàn tác lượt nhập",
                reverse("imports:undo", args=[pk]),
                permissions.check_can_undo,
                me,
                imported,
                on,
                icon="history",
            )
        )
    return acts


def _tiles(imported: Import) -> list[Tile]:
    if not imported.counts:
        return []
    done = {NEW: "Đã thêm", CHANGED: "Đã sửa"} if imported.state in ("written", "undoing") else {}
    return [
        Tile(done.get(verdict, label), vi_number(imported.counts.get(verdict, 0)), "dòng", "",
             TONES[verdict] if imported.counts.get(verdict) else "quiet")
        for verdict, label in VERDICTS.items()
    ]  # fmt: skip


def _first_verdict(imported: Import) -> str:
    return next((verdict for verdict in (REFUSED, CHANGED, NEW, SAME) if imported.counts.get(verdict)), NEW)


def _tabs(imported: Import, here: str) -> list[dict]:
    address = reverse("imports:detail", args=[imported.pk])
    return [
        {
            "label": label,
            "count": imported.counts.get(verdict, 0),
            "url": f"{address}?xem={verdict}#ket-qua",
            "here": verdict == here,
        }
        for verdict, label in VERDICTS.items()
    ]


def _page(request: HttpRequest, imported: Import) -> dict | None:
    """One page of the preview: lines of one verdict, of one group of problems where asked."""
    if (
        not imported.counts
        or not imported.stored_as
        or imported.state not in ("checked", "written", "running", "undone")
    ):
        return None
    asked = request.GET.get("xem", "")
    verdict = asked if asked in VERDICTS else _first_verdict(imported)
    group_text = request.GET.get("loi", "")
    group = int(group_text) if group_text.isascii() and group_text.isdigit() and len(group_text) < 4 else None
    if verdict != REFUSED or group is None or group >= len(imported.reasons):
        group = None
    pages = queries.pages_of(imported, verdict, group)
    count = len(pages)
    number_text = request.GET.get("page", "1")
    number = int(number_text) if number_text.isascii() and number_text.isdigit() and len(number_text) < 7 else 1
    number = min(max(1, number), max(1, count))
    total = imported.counts.get(verdict, 0) if group is None else imported.reasons[group][1]
    query = {"xem": verdict} | ({"loi": group} if group is not None else {})
    lines = queries.lines_of(imported, verdict, pages[number - 1], group) if pages else []
    text = f"{vi_number(total)} dòng" if count <= 1 else f"trang {number} trong {count}, {vi_number(total)} dòng"
    return {
        "verdict": verdict,
        "label": VERDICTS[verdict],
        "column": _COLUMNS[verdict],
        "lines": lines,
        "group": group,
        "reasons": [(place, name, number) for place, (name, number) in enumerate(imported.reasons)]
        if verdict == REFUSED
        else [],
        "pager": Pager(request.path, query, number, count, text),
    }


# ── files ──


def original(request: HttpRequest, pk: int) -> FileResponse:
    """The file as it was handed in, as a download that no browser opens."""
    imported = import_of(request, pk)
    place = files.place_of(imported.stored_as)
    return FileResponse(
        place.open("rb"), as_attachment=True, filename=imported.file_name, content_type="application/octet-stream"
    )


def returned(request: HttpRequest, pk: int) -> FileResponse:
    """The refused rows with their reasons, to be put right and handed in again."""
    imported = import_of(request, pk)
    place = files.returned_place(imported)
    if place is None:
        raise Denied("Không có dòng nào bị từ chối.")
    name = f"can-sua-{Path(imported.file_name).stem}.xlsx"
    return FileResponse(place.open("rb"), as_attachment=True, filename=name, content_type=_XLSX)


def blank(request: HttpRequest, code: str) -> FileResponse:
    """A form to fill in, with an example row and a sheet of explanations."""
    kind = asked_kind(code)
    stream = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "mau.xlsx"
        files.write_blank(place, kind)
        stream.write(place.read_bytes())
    stream.seek(0)
    return FileResponse(stream, as_attachment=True, filename=f"mau-{kind.file_name}.xlsx", content_type=_XLSX)


@require_POST
def export(request: HttpRequest, code: str) -> FileResponse:
    """What the register holds, in the same form: to be corrected and handed in again."""
    me, on = signed_in(request), clock.today()
    kind, units = asked_kind(code), queries.units_to_import_for(me, on)
    unit = next((unit for unit in units if str(unit.pk) == request.POST.get("unit")), None)
    if unit is None:
        raise Denied("Hãy chọn đơn vị của bạn.")
    season = (
        queries.seasons_of([unit]).filter(pk=request.POST.get("season") or 0).first() if kind.needs_season else None
    )
    stream = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "xuat.xlsx"
        actions.export_register(place=place, kind=kind, unit=unit, season=season, by=me, at=clock.now())
        stream.write(place.read_bytes())
    stream.seek(0)
    return FileResponse(stream, as_attachment=True, filename=f"{kind.file_name}-{unit.code}.xlsx", content_type=_XLSX)
