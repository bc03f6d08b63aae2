"""Pages of conferences: the list, planning, one conference, recording it, its papers out."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from thidua.accounts.queries import signed_in
from thidua.conferences import actions, actions_ceremony, permissions, queries, queries_facts
from thidua.conferences.forms import (
    AgendaForm,
    EditForm,
    NoticeForm,
    PlanForm,
    ReasonForm,
    RecordForm,
    points_formset,
    rearranged,
    rows_of,
)
from thidua.conferences.models import Conference, Remark, planned_end
from thidua.conferences.papers import outcome_of
from thidua.conferences.screens import PRINTED_FOR_SIGNING, TO_BE_SIGNED, conference_of, crumbs, one_form, room
from thidua.conferences.tables import FILTERS, ConferenceTable
from thidua.conferences.vocabulary import PURPOSES_OF_KIND, agenda_template
from thidua.papers.actions import coming_number, number_text
from thidua.papers.models import Paper
from thidua.shared import clock
from thidua.shared.denied import Denied, attempt, reason_against
from thidua.shared.forms import posted
from thidua.shared.tables import table_page
from thidua.shared.ui import Action, Crumb, Tile, guarded
from thidua.shared.wording import vi_date, vi_long_date
from thidua.units.models import Cluster, RoleGrant
from thidua.units.queries import unit_ids_visible_to


def _check_may_plan(has_place: bool) -> None:
    if not has_place:
        raise Denied(
            f"Để tổ chức hội nghị cần vai trò “{RoleGrant.Role.OFFICER.label}” hoặc "
            f"“{RoleGrant.Role.CLUSTER_HEAD.label}”."
        )


def conference_list(request: HttpRequest) -> HttpResponseBase:
    on = clock.today()
    rows = queries.with_numbers(queries.visible_to(request.user, on))
    may = queries.may_plan(request.user, on)
    new_act = guarded(
        "Lên lịch hội nghị", reverse("conferences:new"), _check_may_plan, may, kind="primary", icon="plus"
    )
    handover = guarded("Bàn giao trưởng cụm, khối", reverse("conferences:handover"), _check_may_plan, may, icon="chair")
    table = ConferenceTable(rows, request, filters=FILTERS)
    return table_page(request, table, "conferences/list.html", {"actions": [new_act, handover]})


# ── one conference ──


def detail(request: HttpRequest, pk: int) -> HttpResponse:
    on = clock.today()
    conference = conference_of(request, pk)
    facts = queries_facts.facts_of(conference, with_guests=False, whole=False)
    counts = queries.presence(conference)
    points = queries.agenda_of(conference)
    told: set[str] = set()
    rows = []
    for begins, point in points:
        rows.append((begins, point, () if point.kind in told else outcome_of(point.kind, facts)))
        told.add(point.kind)
    context = room(conference, "detail") | {
        "rows": rows,
        "facts": _information(request, conference, facts, on),
        "tiles": _tiles(conference, facts, counts),
        "quorum": queries.quorum_reason(conference, counts) if _may_ask_for_more(request, conference) else "",
        "actions": _acts(request, conference, on),
        "own": _own_answer(request, conference, on),
    }
    return render(request, "conferences/detail.html", context)


def _may_ask_for_more(request: HttpRequest, conference: Conference) -> bool:
    """Who runs the conference is told that too few have come, from the start on."""
    at = clock.now()
    runs = not reason_against(permissions.check_runs, request.user, conference, at.date())
    return runs and conference.state == "planned" and permissions.has_begun(conference, at)


def _own_answer(request: HttpRequest, conference: Conference, on: date) -> dict[str, Any] | None:
    """The invitation of the person's own unit, with the way to answer it."""
    if conference.state != "planned" or conference.invited_at is None:
        return None
    mine = queries.own_invitation(conference, request.user, on)
    if mine is None:
        return None
    address = reverse("conferences:answer", args=[conference.pk, mine.pk])
    act = guarded("Trả lời giấy mời", address, permissions.check_can_answer, request.user, mine, on, kind="primary")
    letter = Action("Giấy mời (PDF)", reverse("conferences:letter", args=[conference.pk, mine.pk]), icon="download")
    return {"row": mine, "actions": [act, letter]}


def _tiles(conference: Conference, facts: dict, counts: dict[str, int]) -> list[Tile]:
    guests = reverse("conferences:guests", args=[conference.pk])
    note = f"và {counts['guests']} khách" if counts["guests"] else ""
    tiles = [Tile("Đơn vị được mời", str(counts["invited"]), url=guests, note=note)]
    if conference.state == "held" or counts["came"]:
        enough = counts["came"] >= counts["needed"]
        need = f"cần ít nhất {counts['needed']}" if counts["needed"] else ""
        tiles.append(
            Tile("Có mặt", f"{counts['came']}/{counts['invited']}", tone="met" if enough else "caution", note=need)
        )
    elif conference.invited_at is not None:
        answered = counts["invited"] + counts["guests"] - counts["silent"]
        tiles.append(Tile("Đã trả lời", str(answered), note=f"{counts['absent']} báo vắng", url=guests))
    if facts["pledges_signed"]:
        tiles.append(Tile("Giao ước ký trong ngày", str(facts["pledges_signed"]), tone="met"))
    if honours := facts["honours_people"] + facts["honours_collectives"]:
        people, collectives = facts["honours_people"], facts["honours_collectives"]
        tiles.append(Tile("Lượt khen thưởng", str(honours), note=f"{people} cá nhân, {collectives} tập thể"))
    return tiles


def _information(request: HttpRequest, conference: Conference, facts: dict, on: date) -> list[tuple[str, ...]]:
    information = [
        ("Loại", conference.get_kind_display()),
        ("Mục đích", conference.purposes_label),
        ("Chủ đề", conference.theme),
        ("Đơn vị tổ chức", conference.unit.name),
        ("Cụm, khối", facts["cluster"]),
        ("Đăng cai", facts["host"]),
        ("Ngày", vi_long_date(conference.held_on)),
        ("Giờ", f"{conference.begins:%H:%M}" + (f"–{conference.ended:%H:%M}" if conference.ended else "")),
        ("Địa điểm", conference.place),
        ("Chủ trì", conference.chair),
        ("Năm tổng kết", str(conference.year_summarised or "")),
        ("Năm phát động", str(conference.year_launched or "")),
        ("Chúc Tết", conference.lunar_label),
        ("Số đơn vị phải có mặt", f"{conference.quorum} %, {conference.quorum_basis}" if conference.quorum else ""),
        ("Trưởng cụm, khối tiếp theo", facts["next_cluster_head"]),
        ("Lý do hủy", conference.cancelled_reason),
    ]
    rows: list[tuple[str, ...]] = [row for row in information if row[1]]
    if conference.invitation:
        rows.append(("Giấy mời", f"Số {conference.invitation.number_text}. {TO_BE_SIGNED}".rstrip(".")))
    # The minutes are a paper of the organising unit; those who were invited have the conclusion on this page.
    if conference.minutes and conference.unit_id in unit_ids_visible_to(request.user, on):
        number = f"Số {conference.minutes.number_text}"
        rows.append(("Biên bản", f"{number} (PDF)", reverse("conferences:minutes", args=[conference.pk])))
        if conference.minutes_docx_id:
            rows.append(("", "Bản Word (DOCX)", reverse("conferences:minutes-docx", args=[conference.pk])))
    if conference.notice:
        number = f"Số {conference.notice.number_text} (PDF), bản in chờ ký, đóng dấu"
        rows.append(("Thông báo kết luận", number, reverse("conferences:notice-paper", args=[conference.pk])))
    return rows


def _acts(request: HttpRequest, conference: Conference, on: date) -> list[Action]:
    me, pk = request.user, conference.pk

    def act(label: str, name: str, check, **options: Any) -> Action:
        return guarded(label, reverse(f"conferences:{name}", args=[pk]), check, me, conference, on, **options)

    show = Action("Trình chiếu chương trình", reverse("conferences:show", args=[pk, 1]), icon="flag")
    if conference.state == "planned":
        return [
            guarded(
                "Ghi nhận đã tổ chức",
                reverse("conferences:record", args=[pk]),
                permissions.check_can_record,
                me,
                conference,
                clock.now(),
                kind="primary",
                icon="check",
            ),
            act("Điểm danh", "arrivals", permissions.check_can_note_arrivals, icon="people"),
            show,
            act("Sửa chương trình", "agenda", permissions.check_can_change, icon="edit"),
            act("Sửa thông tin", "edit", permissions.check_can_change, icon="edit"),
            act("Hủy hội nghị", "cancel", permissions.check_can_cancel, kind="quiet"),
        ]
    if conference.state == "held":
        return [act("Ban hành thông báo kết luận", "notice", permissions.check_can_notice, icon="send"), show]
    return []


# ── planning ──


def new(request: HttpRequest) -> HttpResponse:
    on = clock.today()
    units, clusters = queries.places_to_plan(request.user, on)
    _check_may_plan(bool(units))
    guests = queries.guests_for(units, clusters, on)
    cluster = next((each for each in clusters if str(each.pk) == request.GET.get("cluster")), None)
    kind = request.GET.get("kind", "launch")
    kind = kind if kind in Conference.Kind.values else "launch"
    summarised = on.year - (on.month < 6) if kind in ("year_end", "year_end_launch", "mid_year") else None
    launched = {"launch": on.year, "briefing": on.year, "year_end_launch": (summarised or 0) + 1}.get(kind)
    purposes = PURPOSES_OF_KIND[kind]
    if cluster is not None and "sum_up" in purposes:
        purposes = (*purposes, "handover")  # the chair of a cluster goes round with the year
    start: dict[str, Any] = {
        "kind": kind,
        "purposes": purposes,
        "year_summarised": summarised,
        "year_launched": launched,
        "invited": [str(unit.pk) for unit in (queries.latest_members(cluster, on) if cluster else guests)],
    }
    if cluster is not None:
        start |= {"unit": cluster.organiser_id, "cluster": cluster.pk}
    data, is_rearranged = rearranged(request.POST) if request.method == "POST" else (None, False)
    form = PlanForm(
        data,
        units=units,
        clusters=clusters,
        guests=guests,
        hosts=_hosts([cluster] if cluster else clusters, on),
        years=_lunar(on),
        initial=start,
    )
    organiser = cluster.organiser if cluster is not None else units[0]
    is_launched = queries.is_launched_already(organiser, launched, on)
    template = agenda_template(purposes, summarised=summarised, launched=launched, is_launched=is_launched)
    rows = points_formset(data, initial=rows_of(template) if data is None else ())
    if data is not None and not is_rearranged and form.is_valid() & rows.is_valid():
        given = form.cleaned_data | {"agenda": rows.agenda()}
        conference = attempt(form, actions.plan_conference, **given, by=request.user, at=clock.now())
        if conference:
            messages.success(request, f"Đã lên lịch “{conference.title}”. Mời xem lại danh sách và gửi giấy mời.")
            return redirect("conferences:guests", conference.pk)
    fields = [form[name] for name in form.fields if name != "invited"]

    def here(kind: str, cluster: Cluster | None) -> str:
        asked = {"kind": kind} | ({"cluster": str(cluster.pk)} if cluster else {})
        return f"{reverse('conferences:new')}?{urlencode(asked)}"

    kinds = [(label, here(code, cluster), code == kind) for code, label in Conference.Kind.choices]
    circles = [(each.name, here(kind, each), each == cluster) for each in clusters]
    if circles:
        circles.insert(0, ("Không riêng cụm, khối nào", here(kind, None), cluster is None))
    back = reverse("conferences:list")
    more = {"kinds": kinds, "circles": circles}
    return _plan_page(request, form, rows, fields, "Lên lịch hội nghị", back, is_rearranged, **more)


def _hosts(clusters: Sequence, on: date) -> list:
    return queries.guests_for([], list(clusters), on)


def _lunar(on: date) -> range:
    return range(on.year - 1, on.year + 2)


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    on = clock.today()
    conference = conference_of(request, pk)
    permissions.check_can_change(request.user, conference, on)
    names = sorted(actions.CHANGEABLE)
    start = {name: getattr(conference, name) for name in names} | {"host": conference.host_id}
    start["lunar_year"] = str(conference.lunar_year or "")
    start["begins"] = f"{conference.begins:%H:%M}"
    hosts = _hosts([conference.cluster] if conference.cluster else [], on)
    if conference.host is not None and conference.host not in hosts:
        hosts.append(conference.host)
    form = EditForm(
        posted(request),
        hosts=hosts,
        years=_lunar(conference.held_on),
        initial=start,
        thing_version=conference.version,
        thing_name="hội nghị",
    )

    def given(data: dict[str, Any]) -> dict[str, Any]:
        return {"conference": conference, "changes": {n: data[n] for n in names if n in data}, "reason": data["reason"]}

    back = reverse("conferences:detail", args=[pk])
    turns = queries.hosts_before(conference.cluster, conference.held_on) if conference.cluster else []
    facts = [(f"Đăng cai ngày {vi_date(day)}", name or "") for day, name in turns]
    return one_form(
        request, conference, form, actions.edit_conference, given,
        title="Sửa thông tin hội nghị", back=back, done="Đã lưu thông tin hội nghị.", facts=facts,
    )  # fmt: skip


def agenda(request: HttpRequest, pk: int) -> HttpResponse:
    conference = conference_of(request, pk)
    permissions.check_can_change(request.user, conference, clock.today())
    back = reverse("conferences:detail", args=[pk])
    data, is_rearranged = rearranged(request.POST) if request.method == "POST" else (None, False)
    points = conference.agenda.all()
    form = AgendaForm(data, thing_version=conference.version, thing_name="chương trình")
    if "mau" in request.GET and data is None:
        template = agenda_template(
            conference.purposes,
            summarised=conference.year_summarised,
            launched=conference.year_launched,
            is_launched=queries.is_launched_already(conference.unit, conference.year_launched, clock.today()),
        )
        rows = points_formset(None, initial=rows_of(template))
    else:
        rows = points_formset(data, initial=rows_of(points) if data is None else ())
    if data is not None and not is_rearranged and form.is_valid() & rows.is_valid():
        given = {"conference": conference, "agenda": rows.agenda()}
        if attempt(form, actions.change_conference, **given, by=request.user, at=clock.now()):
            messages.success(request, "Đã sửa chương trình.")
            return redirect(back)
    return _plan_page(
        request, form, rows, [], f"Chương trình {conference.title}", back, is_rearranged,
        template=f"{reverse('conferences:agenda', args=[pk])}?mau=1",
    )  # fmt: skip


def _plan_page(
    request: HttpRequest, form, rows, fields: list, title: str, back: str, is_rearranged: bool, **more: Any
) -> HttpResponse:
    context = {
        "form": form,
        "rows": rows,
        "fields": fields,
        "title": title,
        "back": back,
        "show_errors": form.is_bound and not is_rearranged,
        "last": len(rows.forms),
        "crumbs": crumbs(Crumb(title)),
        **more,
    }
    return render(request, "conferences/plan.html", context, status=422 if context["show_errors"] else 200)


def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    conference = conference_of(request, pk)
    permissions.check_can_cancel(request.user, conference, clock.today())
    return one_form(
        request, conference, ReasonForm(posted(request)), actions.cancel_conference,
        lambda data: {"conference": conference, "reason": data["reason"]},
        title="Hủy hội nghị", back=reverse("conferences:detail", args=[pk]), submit="Hủy hội nghị",
        done="Đã hủy hội nghị và báo cho các đơn vị được mời.",
    )  # fmt: skip


# ── afterwards ──


def record(request: HttpRequest, pk: int) -> HttpResponse:
    conference = conference_of(request, pk)
    user, at = signed_in(request), clock.now()
    permissions.check_can_record(user, conference, at)
    back = reverse("conferences:detail", args=[pk])
    ends = planned_end(conference.agenda.all(), conference.begins)
    form = RecordForm(
        posted(request),
        participation=list(conference.participation.select_related("unit")),
        thing_version=conference.version,
        thing_name="hội nghị",
        initial={
            "began": f"{conference.begins:%H:%M}",
            "ended": f"{ends:%H:%M}" if ends else "",
            "chair": conference.chair,
            "secretary": actions.secretary_of(user),
        },
    )
    if request.method == "POST" and form.is_valid():
        names = ("began", "ended", "chair", "secretary", "assessment", "conclusion")
        held = attempt(
            form,
            actions.record_conference,
            conference=conference,
            came=form.came(),
            guests_came=form.guests_who_came(),
            by=request.user,
            at=clock.now(),
            **{name: form.cleaned_data[name] for name in names},
        )
        if held:
            messages.success(request, f"Đã ghi nhận. Biên bản số {held.minutes.number_text} đã lập.")
            return redirect(back)
    counts = queries.presence(conference)
    context = {
        "form": form,
        "conference": conference,
        "counts": counts,
        "quorum": queries.quorum_reason(conference, counts),
        "back": back,
        "crumbs": crumbs(Crumb(conference.title, back), Crumb("Ghi nhận")),
    }
    return render(request, "conferences/record.html", context, status=422 if form.is_bound else 200)


_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _paper(request: HttpRequest, conference: Conference, paper: Paper | None, name: str, kind: str) -> FileResponse:
    if paper is None or conference.unit_id not in unit_ids_visible_to(request.user, clock.today()):
        raise Http404
    return FileResponse(paper.file.open("rb"), content_type=kind, filename=name, as_attachment=kind == _DOCX)


def minutes(request: HttpRequest, pk: int) -> FileResponse:
    conference = conference_of(request, pk)
    return _paper(request, conference, conference.minutes, f"bien-ban-{pk}.pdf", "application/pdf")


def minutes_docx(request: HttpRequest, pk: int) -> FileResponse:
    conference = conference_of(request, pk)
    return _paper(request, conference, conference.minutes_docx, f"bien-ban-{pk}.docx", _DOCX)


def notice(request: HttpRequest, pk: int) -> HttpResponse:
    conference = conference_of(request, pk)
    permissions.check_can_notice(request.user, conference, clock.today())
    on, unit = clock.today(), conference.unit
    tasks = conference.remarks.filter(kind=Remark.Kind.TASK).count()
    number = number_text(coming_number(unit, "TB", on.year), "TB", unit)
    signer = queries.head_of(unit, on) or f"thủ trưởng {unit.name}"
    form = NoticeForm(posted(request), number=number, signer=signer, initial={"text": conference.conclusion})
    return one_form(
        request, conference, form,
        actions_ceremony.issue_notice, lambda data: {"conference": conference, "text": data["text"]},
        title="Ban hành thông báo kết luận", back=reverse("conferences:detail", args=[pk]),
        submit="Ban hành, gửi các đơn vị", done=f"Đã ban hành thông báo kết luận và gửi các đơn vị dự hội nghị. {TO_BE_SIGNED}",
        notices=[{"tone": "look", "title": TO_BE_SIGNED.rstrip("."), "text": PRINTED_FOR_SIGNING, "items": ()}],
        facts=[("Nhiệm vụ kèm theo", f"{tasks} nhiệm vụ đã ghi ở mục Ý kiến, bài học")],
    )  # fmt: skip


def notice_paper(request: HttpRequest, pk: int) -> FileResponse:
    """The notice goes to everybody who was invited."""
    conference = conference_of(request, pk)
    if conference.notice is None:
        raise Http404
    return FileResponse(
        conference.notice.file.open("rb"), content_type="application/pdf", filename=f"thong-bao-ket-luan-{pk}.pdf"
    )
