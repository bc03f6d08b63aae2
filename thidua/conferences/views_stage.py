"""The hall's screen point by point, awards called in order, and the chair handed over."""

import zlib
from typing import Any

from django.contrib import messages
from django.db.models import F
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from thidua.conferences import actions_ceremony as actions
from thidua.conferences import permissions, queries, queries_facts, queries_figures
from thidua.conferences.forms_stage import HandedForm, HandoverForm
from thidua.conferences.models import AgendaPoint, Conference
from thidua.conferences.models_stage import Handover
from thidua.conferences.screens import conference_of, crumbs, room
from thidua.conferences.tables import CeremonyTable
from thidua.pledges.outlook import award_name
from thidua.shared import clock
from thidua.shared.denied import Denied, attempt
from thidua.shared.forms import posted
from thidua.shared.tables import table_page
from thidua.shared.ui import Action, Crumb, Tile, guarded
from thidua.shared.wording import vi_date
from thidua.units.queries import unit_ids_visible_to

Kind = AgendaPoint.Kind


def _mark(points: list) -> str:
    """Changes with the agenda, with nothing else."""
    text = "|".join(f"{point.kind}:{point.text}" for _, point in points)
    return f"{zlib.crc32(text.encode()):08x}"


def show(request: HttpRequest, pk: int, ordinal: int) -> HttpResponse:
    """One point of the run of show for the projector; Enter leads on, also without scripts.

    The agenda is read anew with every step: where it was changed in the meantime the screen says so, and a point that is
    gone leads to the last one.
    """
    conference = conference_of(request, pk)
    points = queries.agenda_of(conference)
    if not points or ordinal < 1:
        raise Http404
    if ordinal > len(points):
        return redirect(f"{reverse('conferences:show', args=[pk, len(points)])}?v=cu")
    begins, point = points[ordinal - 1]
    mark = _mark(points)

    def to(place: int) -> str:
        return f"{reverse('conferences:show', args=[pk, place])}?v={mark}"

    lines, aside = _stage(conference, point)
    context = {
        "conference": conference,
        "ordinal": ordinal,
        "total": len(points),
        "point": point,
        "begins": begins if any(each.minutes for _, each in points) else None,
        "lines": lines,
        "aside": aside,
        "before": to(ordinal - 1) if ordinal > 1 else "",
        "after": to(ordinal + 1) if ordinal < len(points) else "",
        "upcoming": points[ordinal][1].text if ordinal < len(points) else "",
        "held_on": vi_date(conference.held_on),
        "is_changed": request.GET.get("v", mark) != mark,
    }
    return render(request, "conferences/show.html", context)


def _stage(conference: Conference, point: AgendaPoint) -> tuple[list[dict[str, Any]], dict[str, str] | None]:
    """What the hall sees under a point ({"text", "done"}), and one link beside it."""
    if point.kind == Kind.SIGNING:
        pledges = list(queries_facts.pledges_to_sign(conference))
        aside = None
        if pledges:
            board = reverse("pledges:board", args=[pledges[0].movement_id])
            aside = {"url": board, "label": "Bảng ký giao ước"}
        return [{"text": p.unit.name, "done": p.state != "proposed"} for p in pledges], aside
    facts = queries_facts.facts_of(conference, with_guests=False, whole=False)
    if point.kind == Kind.AWARDS:
        first = conference.ceremony.order_by("ordinal").values_list("ordinal", flat=True).first()
        aside = None
        if first is not None:
            address = reverse("conferences:award", args=[conference.pk, point.ordinal, first])
            aside = {"url": address, "label": "Mời lên nhận thưởng"}
        return [{"text": f"{name}: {number}"} for _, name, number in facts["honours"]], aside
    if point.kind == Kind.LAUNCH:
        return [{"text": title} for title in facts["movements_launched"]], None
    if point.kind == Kind.HANDOVER:
        return [{"text": f"{cluster}: {unit}"} for cluster, unit in facts["next_cluster_heads"]], None
    if point.kind == Kind.ENROLMENT:
        registered, of = queries_facts.registered_for_flag(conference)
        return [{"text": f"{registered}/{of} đơn vị đăng ký phấn đấu Cờ thi đua cấp tỉnh"}] if registered else [], None
    return [], None


def award(request: HttpRequest, pk: int, ordinal: int, place: int) -> HttpResponse:
    """One recipient, called up: a name readable from the last row; the next one, and back to the agenda."""
    conference = conference_of(request, pk)
    line = get_object_or_404(queries_figures.called(conference), ordinal=place)
    before = (
        conference.ceremony.filter(ordinal__lt=place).order_by("-ordinal").values_list("ordinal", flat=True).first()
    )
    after = queries_figures.called(conference).filter(ordinal__gt=place).order_by("ordinal").first()
    giver = line.giver or conference.agenda.filter(ordinal=ordinal).values_list("who", flat=True).first() or ""

    def to(number: int) -> str:
        return reverse("conferences:award", args=[pk, ordinal, number])

    points = reverse("conferences:show", args=[pk, ordinal])
    context = {
        "conference": conference,
        "line": line,
        "award": award_name(line.honour.award_code),
        "giver": giver,
        "place": conference.ceremony.filter(ordinal__lte=place).count(),
        "total": conference.ceremony.count(),
        "before": to(before) if before is not None else points,
        "after": to(after.ordinal) if after is not None else reverse("conferences:show", args=[pk, ordinal + 1]),
        "upcoming": after.honour.recipient_name if after is not None else "mục tiếp theo",
        "agenda": points,
        "held_on": vi_date(conference.held_on),
    }
    return render(request, "conferences/award.html", context)


# ── awards at the desk ──


def awards(request: HttpRequest, pk: int) -> HttpResponseBase:
    on = clock.today()
    conference = conference_of(request, pk)
    table = CeremonyTable(queries_figures.called(conference), request)
    rows = conference.ceremony.order_by("ordinal").values_list("ordinal", "honour__award_code", "handed_at")
    groups = queries_figures.award_groups((place, code, handed is not None) for place, code, handed in rows)
    check, me = permissions.check_can_write, request.user
    label = "Xếp lại thứ tự trao" if groups else "Xếp thứ tự trao"
    arrange = guarded(
        label, reverse("conferences:awards-arrange", args=[pk]), check, me, conference, on, method="post",
        kind="secondary" if groups else "primary", icon="sort",
    )  # fmt: skip
    acts = [arrange]
    if groups:
        address = reverse("conferences:awards-handed", args=[pk])
        acts = [guarded("Ghi nhận đã trao", address, check, me, conference, on, kind="primary", icon="check")]
        point = conference.agenda.filter(kind=Kind.AWARDS).values_list("ordinal", flat=True).first()
        if point is not None:
            screen = reverse("conferences:award", args=[pk, point, groups[0]["first"]])
            acts.append(Action("Trình chiếu mời nhận thưởng", screen, icon="medal"))
        acts.append(arrange)
    tiles = [
        Tile(
            group["name"], str(group["count"]), note=f"lượt {group['first']}–{group['last']}, đã trao {group['handed']}"
        )
        for group in groups
    ]
    return table_page(
        request, table, "conferences/awards.html", room(conference, "awards") | {"actions": acts, "tiles": tiles}
    )


@require_POST
def awards_arrange(request: HttpRequest, pk: int) -> HttpResponse:
    conference = conference_of(request, pk)
    number = actions.arrange_awards(conference=conference, by=request.user, at=clock.now())
    messages.success(request, f"Đã xếp {number} lượt trao, danh hiệu cao trước.")
    return redirect("conferences:awards", pk)


def awards_handed(request: HttpRequest, pk: int) -> HttpResponse:
    conference = conference_of(request, pk)
    permissions.check_can_write(request.user, conference, clock.today())
    waiting = conference.ceremony.filter(handed_at=None).order_by("ordinal")
    first, last = waiting.first(), waiting.last()
    start: dict[str, Any] = {"first": first.ordinal if first else None, "last": last.ordinal if last else None}
    start["giver"] = conference.agenda.filter(kind=Kind.AWARDS).values_list("who", flat=True).first() or ""
    form = HandedForm(posted(request), initial=start)
    back = reverse("conferences:awards", args=[pk])
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form, actions.hand_over_awards, conference=conference, **form.cleaned_data, by=request.user, at=clock.now()
        )
        if done:
            messages.success(request, f"Đã ghi nhận {done} lượt trao.")
            return redirect(back)
    context = {
        "form": form,
        "title": "Ghi nhận đã trao",
        "kicker": conference.title,
        "back": back,
        "submit_label": "Ghi nhận",
        "crumbs": room(conference, "", "Ghi nhận đã trao")["crumbs"],
    }
    return render(request, "components/form_page.html", context, status=422 if form.is_bound else 200)


# ── handover ──


def handover(request: HttpRequest) -> HttpResponse:
    """``?cluster=`` says whose chair; the only one where there is but one."""
    on = clock.today()
    _, clusters = queries.places_to_plan(request.user, on)
    if not clusters:
        raise Denied("Bạn không phụ trách cụm, khối thi đua nào.")
    asked = request.GET.get("cluster", "")
    cluster = next((each for each in clusters if str(each.pk) == asked), clusters[0] if len(clusters) == 1 else None)
    done = Handover.objects.filter(cluster__in=clusters).select_related("cluster", "giver", "taker", "paper")
    context: dict[str, Any] = {
        "clusters": clusters,
        "cluster": cluster,
        "records": list(done.order_by("-year", F("cluster__code"))[:100]),
        "crumbs": crumbs(Crumb("Bàn giao trưởng cụm, khối")),
    }
    if cluster is None:
        return render(request, "conferences/handover.html", context)
    year = on.year + (on.month > 6)
    conference = Conference.objects.filter(cluster=cluster, held_on__lte=on).order_by("-held_on").first()
    members = queries.members_in(cluster, year - 1)
    start = {"year": year, "handed_on": on, "place": conference.place if conference else ""}
    start["seal"] = "Không có con dấu riêng; văn bản của cụm, khối dùng con dấu của đơn vị trưởng."
    form = HandoverForm(posted(request), members=members, initial=start)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        given["files"] = given.pop("handed")
        record = attempt(
            form, actions.hand_over_cluster, cluster=cluster, conference=conference, **given,
            by=request.user, at=clock.now(),
        )  # fmt: skip
        if record:
            messages.success(request, f"Đã bàn giao. Biên bản số {record.paper.number_text} đã lập.")
            return redirect(f"{reverse('conferences:handover')}?cluster={cluster.pk}")
    context |= {"form": form, "head": queries.head_in(cluster, year - 1), "year": year}
    return render(request, "conferences/handover.html", context, status=422 if form.is_bound else 200)


def handover_paper(request: HttpRequest, pk: int) -> FileResponse:
    seen = unit_ids_visible_to(request.user, clock.today())
    record = get_object_or_404(Handover.objects.select_related("paper", "cluster"), pk=pk)
    if not {record.cluster.organiser_id, record.giver_id, record.taker_id} & seen:
        raise Http404
    return FileResponse(record.paper.file.open("rb"), content_type="application/pdf", filename=f"ban-giao-{pk}.pdf")
