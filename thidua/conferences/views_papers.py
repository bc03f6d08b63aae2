"""Pages of a conference's papers with their versions, and of what was said."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from thidua.conferences import actions_papers as actions
from thidua.conferences import permissions, queries, queries_figures
from thidua.conferences.forms import ReasonForm
from thidua.conferences.forms_papers import PaperForm, RemarkForm, SettleForm, VersionForm
from thidua.conferences.models import Conference, ConferencePaper, PaperVersion, Remark
from thidua.conferences.screens import conference_of, one_form, room
from thidua.conferences.tables import REMARK_FILTERS, RemarkTable
from thidua.shared import clock
from thidua.shared.denied import reason_against
from thidua.shared.forms import posted
from thidua.shared.tables import table_page
from thidua.shared.ui import Action, guarded
from thidua.shared.wording import vi_date


def _files(request: HttpRequest):
    return request.FILES if request.method == "POST" else None


def _paper(request: HttpRequest, pk: int, paper_pk: int) -> ConferencePaper:
    conference = conference_of(request, pk)
    papers = ConferencePaper.objects.select_related("conference__unit", "conference__cluster")
    return get_object_or_404(papers, pk=paper_pk, conference=conference)


def papers(request: HttpRequest, pk: int) -> HttpResponse:
    on = clock.today()
    conference = conference_of(request, pk)
    found = list(conference.papers.filter(withdrawn_at=None).prefetch_related("versions"))
    waiting = queries.open_comments(conference)
    rows = [
        {
            "paper": paper,
            "versions": list(paper.versions.all()),
            "waiting": waiting.get(paper.pk, 0),
            "url": reverse("conferences:paper", args=[pk, paper.pk]),
        }
        for paper in found
    ]
    runs = not reason_against(permissions.check_can_write, request.user, conference, on)
    address = reverse("conferences:paper-add", args=[pk])
    add = guarded(
        "Thêm tài liệu", address, permissions.check_can_write, request.user, conference, on, kind="primary", icon="plus"
    )
    context = room(conference, "papers") | {"rows": rows, "actions": [add], "runs": runs}
    return render(request, "conferences/papers.html", context)


def paper_add(request: HttpRequest, pk: int) -> HttpResponse:
    conference = conference_of(request, pk)
    permissions.check_can_write(request.user, conference, clock.today())
    form = PaperForm(posted(request), _files(request))
    return one_form(
        request, conference, form, actions.add_paper, lambda data: {"conference": conference, **data},
        title="Thêm tài liệu", back=reverse("conferences:papers", args=[pk]), submit="Thêm", done="Đã thêm tài liệu.",
        lead="Kế hoạch, quy chế: tải bản dự thảo trước, bản chính thức sau khi đã trả lời góp ý.",
    )  # fmt: skip


def paper(request: HttpRequest, pk: int, paper_pk: int) -> HttpResponse:
    """One paper: its versions and the comments on it with what became of them."""
    on = clock.today()
    shown = _paper(request, pk, paper_pk)
    conference = shown.conference
    comments = list(shown.remarks.select_related("unit").order_by("id")[: actions.MOST_PAPERS])
    write, me = permissions.check_can_write, request.user
    comment = f"{reverse('conferences:remark-add', args=[pk])}?kind=comment&paper={shown.pk}"
    acts = [Action("Góp ý", comment, kind="primary", icon="edit")]
    if not any(version.is_final for version in shown.versions.all()):
        address = reverse("conferences:version-add", args=[pk, shown.pk])
        acts.append(guarded("Tải phiên bản mới", address, write, me, conference, on, icon="upload"))
    remove = reverse("conferences:paper-withdraw", args=[pk, shown.pk])
    acts.append(guarded("Gỡ tài liệu", remove, write, me, conference, on, kind="quiet"))
    facts = [
        ("Loại", shown.get_kind_display()),
        ("Số, ký hiệu", shown.number_text),
        ("Ngày văn bản", vi_date(shown.dated) if shown.dated else ""),
        ("Cơ quan ban hành", shown.issuer),
        ("Đã gỡ", shown.withdrawn_reason),
    ]
    context = room(conference, "", shown.title) | {
        "paper": shown,
        "versions": list(shown.versions.select_related("uploaded_by").order_by("-number")),
        "comments": comments,
        "facts": [row for row in facts if row[1]],
        "actions": [] if shown.withdrawn_at else acts,
    }
    return render(request, "conferences/paper.html", context)


def version_add(request: HttpRequest, pk: int, paper_pk: int) -> HttpResponse:
    shown = _paper(request, pk, paper_pk)
    permissions.check_can_write(request.user, shown.conference, clock.today())
    form = VersionForm(posted(request), _files(request))
    return one_form(
        request, shown.conference, form, actions.add_version, lambda data: {"paper": shown, **data},
        title=f"Phiên bản mới: {shown.title}", back=reverse("conferences:paper", args=[pk, paper_pk]),
        submit="Tải lên", done="Đã tải phiên bản mới.",
    )  # fmt: skip


def paper_withdraw(request: HttpRequest, pk: int, paper_pk: int) -> HttpResponse:
    shown = _paper(request, pk, paper_pk)
    permissions.check_can_write(request.user, shown.conference, clock.today())
    return one_form(
        request, shown.conference, ReasonForm(posted(request)), actions.withdraw_paper,
        lambda data: {"paper": shown, "reason": data["reason"]}, title=f"Gỡ tài liệu: {shown.title}",
        back=reverse("conferences:papers", args=[pk]), submit="Gỡ tài liệu", done="Đã gỡ tài liệu.",
    )  # fmt: skip


@require_POST
def paper_move(request: HttpRequest, pk: int, paper_pk: int) -> HttpResponse:
    shown = _paper(request, pk, paper_pk)
    actions.move_paper(paper=shown, up="up" in request.POST, by=request.user, at=clock.now())
    return redirect("conferences:papers", pk)


def paper_file(request: HttpRequest, pk: int, version_pk: int) -> FileResponse:
    conference = conference_of(request, pk)
    version = get_object_or_404(
        PaperVersion.objects.select_related("paper"), pk=version_pk, paper__conference=conference
    )
    if version.paper.withdrawn_at is not None:
        raise Http404
    # Always a download: what somebody uploaded is never opened inside our pages.
    return FileResponse(
        version.file.open("rb"), as_attachment=True, filename=version.name, content_type="application/octet-stream"
    )


# ── what was said ──


def remarks(request: HttpRequest, pk: int) -> HttpResponseBase:
    on = clock.today()
    conference = conference_of(request, pk)
    rows = conference.remarks.select_related("unit", "paper", "conference")
    table = RemarkTable(rows, request, filters=REMARK_FILTERS)
    acts = [
        Action(
            "Ghi ý kiến, bài học, nhiệm vụ", reverse("conferences:remark-add", args=[pk]), kind="primary", icon="plus"
        )
    ]
    earlier = []
    if not reason_against(permissions.check_can_write, request.user, conference, on):
        earlier = list(queries.earlier_remarks(conference)[:20])
    context = room(conference, "remarks") | {"actions": acts, "earlier": earlier}
    return table_page(request, table, "conferences/remarks.html", context)


def remark_add(request: HttpRequest, pk: int) -> HttpResponse:
    on = clock.today()
    conference = conference_of(request, pk)
    runs = not reason_against(permissions.check_can_write, request.user, conference, on)
    own = queries.own_invitation(conference, request.user, on)
    if not runs and (own is None or own.unit is None):
        permissions.check_can_write(request.user, conference, on)
    kinds = [kind for kind, _ in Remark.Kind.choices]
    if not runs:
        kinds = [Remark.Kind.COMMENT, Remark.Kind.STATEMENT, Remark.Kind.PROPOSAL]
    units = queries_figures.members_to_report(conference) if runs else [own.unit] if own is not None else []
    form = RemarkForm(
        posted(request),
        kinds=kinds,
        papers=list(conference.papers.filter(withdrawn_at=None).exclude(versions__is_final=True)),
        units=units,
        may_speak_for_all=runs,
        initial={"kind": request.GET.get("kind", "statement"), "paper": request.GET.get("paper", "")},
    )
    return one_form(
        request, conference, form, actions.add_remark, lambda data: {"conference": conference, **data},
        title="Ghi ý kiến, bài học, nhiệm vụ", back=reverse("conferences:remarks", args=[pk]), submit="Ghi",
        done="Đã ghi.",
    )  # fmt: skip


def remark(request: HttpRequest, pk: int, remark_pk: int) -> HttpResponse:
    """One remark; the organiser says what became of it."""
    conference = conference_of(request, pk)
    rows = Remark.objects.select_related("conference__unit", "conference__cluster", "unit", "paper", "settled_by")
    shown = get_object_or_404(rows, pk=remark_pk, conference=conference)
    permissions.check_not_cancelled(conference)
    outcomes = actions.ANSWERS[Remark.Kind(shown.kind)]
    runs = not reason_against(permissions.check_can_write, request.user, conference, clock.today())
    facts = [
        ("Loại", shown.get_kind_display()),
        ("Đơn vị", shown.unit.name if shown.unit else ""),
        ("Người nêu", shown.speaker),
        ("Về tài liệu", shown.paper.title if shown.paper else ""),
        ("Nội dung", shown.text),
        ("Thời hạn", vi_date(shown.due_on) if shown.due_on else ""),
        ("Xử lý", shown.get_outcome_display() if shown.outcome else ""),
        ("Giải trình, kết quả", shown.reply),
        ("Người xử lý", shown.settled_by.display_name if shown.settled_by else ""),
    ]
    facts = [row for row in facts if row[1]]
    if not runs or not outcomes:
        context = room(conference, "", shown.get_kind_display()) | {"facts": facts, "title": shown.get_kind_display()}
        return render(request, "conferences/remark.html", context)
    form = SettleForm(
        posted(request), outcomes=outcomes, initial={"outcome": shown.outcome or outcomes[0], "reply": shown.reply}
    )
    return one_form(
        request, conference, form, actions.settle_remark, lambda data: {"remark": shown, **data},
        title=shown.get_kind_display(), back=reverse("conferences:remarks", args=[pk]), submit="Lưu xử lý",
        done="Đã ghi cách xử lý.", facts=facts,
    )  # fmt: skip


@require_POST
def carry_over(request: HttpRequest, pk: int) -> HttpResponse:
    conference: Conference = conference_of(request, pk)
    chosen = [int(each) for each in request.POST.getlist("remark") if each.isdecimal() and len(each) < 18]
    found: Any = queries.earlier_remarks(conference).filter(pk__in=chosen)
    added = actions.carry_over(conference=conference, remarks=found, by=request.user, at=clock.now())
    messages.success(request, f"Đã đưa vào hội nghị này {added} bài học, nhiệm vụ.")
    return redirect("conferences:remarks", pk)
