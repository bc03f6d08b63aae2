"""Pages of conferences."""

from datetime import date

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from thidua.conferences import actions, permissions, queries
from thidua.conferences.forms import AgendaForm, PlanForm, RecordForm, points_formset
from thidua.conferences.models import AgendaPoint, Conference
from thidua.conferences.papers import outcome_of
from thidua.conferences.tables import FILTERS, ConferenceTable, GuestTable
from thidua.shared import clock
from thidua.shared.denied import Denied, attempt
from thidua.shared.tables import table_page
from thidua.shared.ui import Action, Crumb, Tile, guarded
from thidua.shared.wording import vi_date, vi_long_date
from thidua.units.models import RoleGrant


def _crumbs(*steps: Crumb) -> list[Crumb]:
    return [Crumb("Hội nghị", reverse("conferences:list")), *steps]


def _conference(request: HttpRequest, pk: int) -> Conference:
    return get_object_or_404(queries.visible_to(request.user, clock.today()), pk=pk)


def _with_numbers(request: HttpRequest, pk: int) -> "queries.NumberedConference":
    return get_object_or_404(queries.with_numbers(queries.visible_to(request.user, clock.today())), pk=pk)


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
    new = guarded("Lên lịch hội nghị", reverse("conferences:new"), _check_may_plan, may, kind="primary", icon="plus")
    table = ConferenceTable(rows, request, filters=FILTERS)
    return table_page(request, table, "conferences/list.html", {"actions": [new]})


def detail(request: HttpRequest, pk: int) -> HttpResponseBase:
    on, me = clock.today(), request.user
    conference = _with_numbers(request, pk)
    facts = queries.facts_of(conference, with_guests=False)
    tiles = [Tile("Đơn vị được mời", str(conference.invited))]
    if conference.state == "held":
        tiles.append(Tile("Có mặt", f"{conference.came}/{conference.invited}", tone="met"))
    if facts["pledges_signed"]:
        tiles.append(Tile("Giao ước ký trong ngày", str(facts["pledges_signed"]), tone="met"))
    if honours := facts["honours_people"] + facts["honours_collectives"]:
        people, collectives = facts["honours_people"], facts["honours_collectives"]
        tiles.append(Tile("Lượt khen thưởng", str(honours), note=f"{people} cá nhân, {collectives} tập thể"))
    information = [
        ("Loại", conference.get_kind_display()),
        ("Đơn vị tổ chức", conference.unit.name),
        ("Cụm, khối", facts["cluster"]),
        ("Ngày", vi_long_date(conference.held_on)),
        ("Địa điểm", conference.place),
        ("Năm tổng kết", str(conference.year_summarised or "")),
        ("Năm phát động", str(conference.year_launched or "")),
        ("Trưởng cụm, khối tiếp theo", facts["next_cluster_head"]),
    ]
    rows: list[tuple[str, ...]] = [row for row in information if row[1]]
    # The minutes are a paper of the organising unit; those who were invited have the conclusion on this page.
    if conference.minutes and conference.unit_id in queries.seen_units(me, on):
        number = f"Số {conference.minutes.number_text}"
        rows.append(("Biên bản", number, reverse("conferences:minutes", args=[conference.pk])))
    context = {
        "conference": conference,
        "crumbs": _crumbs(Crumb(conference.title)),
        "points": [(label, text, outcome_of(kind, facts)) for kind, label, text in facts["agenda"]],
        "facts": rows,
        "tiles": tiles,
        "actions": _acts(request, conference, on),
    }
    guests = GuestTable(
        conference.participation.select_related("unit", "conference"), request, total=conference.invited
    )
    return table_page(request, guests, "conferences/detail.html", context)


def _acts(request: HttpRequest, conference: Conference, on: date) -> list[Action]:
    me, pk = request.user, conference.pk
    acts = [Action("Trình chiếu chương trình", reverse("conferences:show", args=[pk, 1]), icon="flag")]
    if conference.state == "planned":
        check, change = permissions.check_can_record, permissions.check_can_change
        record = reverse("conferences:record", args=[pk])
        acts = [
            guarded("Ghi nhận đã tổ chức", record, check, me, conference, on, kind="primary", icon="check"),
            *acts,
            guarded(
                "Sửa chương trình", reverse("conferences:agenda", args=[pk]), change, me, conference, on, icon="edit"
            ),
        ]
    return acts


def new(request: HttpRequest) -> HttpResponse:
    on = clock.today()
    units, clusters = queries.places_to_plan(request.user, on)
    _check_may_plan(bool(units))
    guests = queries.guests_for(units, clusters, on)
    more, data = "more" in request.POST, request.POST if request.method == "POST" else None
    start = {"year_launched": on.year, "invited": [str(unit.pk) for unit in guests]}
    form = PlanForm(data, units=units, clusters=clusters, guests=guests, initial=start)
    rows = points_formset(data, more=more)
    if data is not None and not more and form.is_valid() & rows.is_valid():
        given = form.cleaned_data | {"agenda": rows.agenda()}
        conference = attempt(form, actions.plan_conference, **given, by=request.user, at=clock.now())
        if conference:
            messages.success(request, f"Đã lên lịch “{conference.title}” và gửi giấy mời.")
            return redirect("conferences:detail", conference.pk)
    fields = [form[name] for name in form.fields if name != "invited"]
    return _plan_page(request, form, rows, fields, "Lên lịch hội nghị", reverse("conferences:list"), more)


def agenda(request: HttpRequest, pk: int) -> HttpResponse:
    conference = _conference(request, pk)
    permissions.check_can_change(request.user, conference, clock.today())
    back = reverse("conferences:detail", args=[pk])
    more, data = "more" in request.POST, request.POST if request.method == "POST" else None
    start = [{"kind": point.kind, "text": point.text} for point in conference.agenda.all()]
    form = AgendaForm(data, thing_version=conference.version, thing_name="chương trình")
    rows = points_formset(data, initial=start, more=more)
    if data is not None and not more and form.is_valid() & rows.is_valid():
        given = {"conference": conference, "agenda": rows.agenda()}
        if attempt(form, actions.change_conference, **given, by=request.user, at=clock.now()):
            messages.success(request, "Đã sửa chương trình.")
            return redirect(back)
    return _plan_page(request, form, rows, [], f"Chương trình {conference.title}", back, more)


def _plan_page(request: HttpRequest, form, rows, fields: list, title: str, back: str, more: bool) -> HttpResponse:
    context = {
        "form": form,
        "rows": rows,
        "fields": fields,
        "title": title,
        "back": back,
        "show_errors": form.is_bound and not more,
        "crumbs": _crumbs(Crumb(title)),
    }
    return render(request, "conferences/plan.html", context, status=422 if form.is_bound and not more else 200)


def record(request: HttpRequest, pk: int) -> HttpResponse:
    conference = _conference(request, pk)
    permissions.check_can_record(request.user, conference, clock.today())
    back = reverse("conferences:detail", args=[pk])
    form = RecordForm(
        request.POST if request.method == "POST" else None,
        participation=list(conference.participation.select_related("unit")),
        thing_version=conference.version,
        thing_name="hội nghị",
    )
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("began", "ended", "chair", "conclusion")}
        held = attempt(
            form,
            actions.record_conference,
            conference=conference,
            came=form.came(),
            by=request.user,
            at=clock.now(),
            **given,
        )
        if held:
            messages.success(request, f"Đã ghi nhận. Biên bản số {held.minutes.number_text} đã lập.")
            return redirect(back)
    context = {
        "form": form,
        "conference": conference,
        "back": back,
        "crumbs": _crumbs(Crumb(conference.title, back), Crumb("Ghi nhận")),
    }
    return render(request, "conferences/record.html", context, status=422 if form.is_bound else 200)


def minutes(request: HttpRequest, pk: int) -> FileResponse:
    conference = _conference(request, pk)
    if conference.minutes is None or conference.unit_id not in queries.seen_units(request.user, clock.today()):
        raise Http404
    return FileResponse(
        conference.minutes.file.open("rb"), content_type="application/pdf", filename=f"bien-ban-{pk}.pdf"
    )


def show(request: HttpRequest, pk: int, ordinal: int) -> HttpResponse:
    """One point of the run of show for the projector; Enter leads on, also without scripts."""
    conference = _conference(request, pk)
    facts = queries.facts_of(conference, with_guests=False)
    points = facts["agenda"]
    if not 1 <= ordinal <= len(points):
        raise Http404
    kind, label, text = points[ordinal - 1]
    context = {
        "conference": conference,
        "ordinal": ordinal,
        "total": len(points),
        "kind": kind,
        "label": label,
        "text": text,
        "lines": _lines(kind, facts),
        "before": reverse("conferences:show", args=[pk, ordinal - 1]) if ordinal > 1 else "",
        "after": reverse("conferences:show", args=[pk, ordinal + 1]) if ordinal < len(points) else "",
        "upcoming": points[ordinal][1] if ordinal < len(points) else "",
        "held_on": vi_date(conference.held_on),
    }
    return render(request, "conferences/show.html", context)


def _lines(kind: str, facts: dict) -> list[str]:
    """What the hall sees under a point: who signs, which awards, the next head."""
    if kind == AgendaPoint.Kind.SIGNING:
        return facts["pledge_units"]
    if kind == AgendaPoint.Kind.AWARDS:
        return [f"{name}: {number}" for _, name, number in facts["honours"]]
    if kind == AgendaPoint.Kind.LAUNCH:
        return facts["movements_launched"]
    if kind == AgendaPoint.Kind.HANDOVER:
        return [f"{cluster}: {unit}" for cluster, unit in facts["next_cluster_heads"]]
    return []
