"""Pages of the guest list: invitations, answers, arrivals at the desk and by QR code."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from paperwork.blocks import PaperError
from paperwork.qr import qr_svg
from thidua.accounts.models import User
from thidua.conferences import actions_guests, permissions, queries
from thidua.conferences.codes import address_for
from thidua.conferences.forms import AnswerForm, GuestForm
from thidua.conferences.models import Conference, Participation
from thidua.conferences.papers import render_letters
from thidua.conferences.screens import conference_of, one_form, room
from thidua.conferences.tables import GUEST_FILTERS, ArrivalTable, GuestTable
from thidua.shared import clock
from thidua.shared.denied import Denied
from thidua.shared.forms import posted
from thidua.shared.tables import table_page
from thidua.shared.ui import Action, Tile, guarded
from thidua.shared.wording import vi_date
from thidua.units.queries import unit_ids_visible_to

SHOWN_AT_DOOR = 30


def guests(request: HttpRequest, pk: int) -> HttpResponseBase:
    on = clock.today()
    conference = conference_of(request, pk)
    counts = queries.presence(conference)
    rows = conference.participation.select_related("unit", "conference")
    table = GuestTable(rows, request, total=counts["invited"] + counts["guests"], filters=GUEST_FILTERS)
    acts = []
    if conference.state == "planned":
        check, me = permissions.check_can_invite, request.user
        if conference.invited_at is None:
            acts.append(
                guarded(
                    "Gửi giấy mời", reverse("conferences:invite", args=[pk]), check, me, conference, on, method="post",
                    kind="primary", icon="send",
                    confirm=f"Giấy mời được cấp số và gửi đến {counts['invited']} đơn vị; sau đó không bỏ ai khỏi danh sách.",
                )
            )  # fmt: skip
        acts.append(
            guarded(
                "Thêm vào danh sách",
                reverse("conferences:guest-add", args=[pk]),
                check,
                me,
                conference,
                on,
                icon="plus",
            )
        )
        arrivals_check = permissions.check_can_note_arrivals
        address = reverse("conferences:arrivals", args=[pk])
        acts.append(guarded("Điểm danh", address, arrivals_check, me, conference, on, icon="people"))
    if conference.invited_at is not None:
        run = permissions.check_runs
        letters, door = reverse("conferences:letters", args=[pk]), reverse("conferences:door", args=[pk])
        acts.append(guarded("In mọi giấy mời", letters, run, request.user, conference, on, icon="print"))
        acts.append(guarded("Mã điểm danh tại cửa", door, run, request.user, conference, on, icon="look"))
    context = room(conference, "guests") | {
        "actions": acts,
        "tiles": [
            Tile("Được mời", str(counts["invited"]), note=f"đơn vị, và {counts['guests']} khách"),
            Tile("Sẽ dự", str(counts["comes"] + counts["deputy"]), note=f"{counts['deputy']} cử người dự thay"),
            Tile("Báo vắng", str(counts["absent"]), tone="caution" if counts["absent"] else "quiet"),
            Tile("Chưa trả lời", str(counts["silent"]), tone="quiet"),
            Tile("Có mặt", str(counts["came"] + counts["guests_came"]), tone="met"),
        ],
        "quorum": queries.quorum_reason(conference, counts) if on >= conference.held_on and counts["came"] else "",
    }
    return table_page(request, table, "conferences/guests.html", context)


def guest_add(request: HttpRequest, pk: int) -> HttpResponse:
    on = clock.today()
    conference = conference_of(request, pk)
    permissions.check_can_invite(request.user, conference, on)
    units = queries.guests_for([conference.unit], [conference.cluster] if conference.cluster else [], on)
    there = set(conference.participation.exclude(unit=None).values_list("unit_id", flat=True))
    form = GuestForm(posted(request), units=[unit for unit in units if unit.pk not in there])

    def given(data: dict[str, Any]) -> dict[str, Any]:
        unit = form.units.get(data["unit"] or "")
        if unit is None:
            return {"conference": conference, "guests": [(data["title"], data["directs"])]}
        return {"conference": conference, "units": [unit], "posts": {unit.pk: data["title"]}}

    return one_form(
        request, conference, form, actions_guests.add_to_list, given, title="Thêm vào danh sách mời",
        back=reverse("conferences:guests", args=[pk]), submit="Thêm", done="Đã thêm vào danh sách mời.",
    )  # fmt: skip


@require_POST
def guest_remove(request: HttpRequest, pk: int, row_pk: int) -> HttpResponse:
    row = _row(request, pk, row_pk)
    actions_guests.take_off_list(row=row, by=request.user, at=clock.now())
    messages.success(request, f"Đã bỏ {row.name} khỏi danh sách mời.")
    return redirect("conferences:guests", pk)


def _row(request: HttpRequest, pk: int, row_pk: int) -> Participation:
    conference = conference_of(request, pk)
    rows = Participation.objects.select_related("unit", "conference__unit", "conference__cluster")
    return get_object_or_404(rows, pk=row_pk, conference=conference)


@require_POST
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    conference = conference_of(request, pk)
    sent = actions_guests.invite(conference=conference, by=request.user, at=clock.now())
    messages.success(request, f"Đã cấp số và gửi giấy mời: {sent} thư.")
    return redirect("conferences:guests", pk)


def letters(request: HttpRequest, pk: int) -> HttpResponse:
    """Every invitation with its own code, one page each."""
    conference = conference_of(request, pk)
    permissions.check_runs(request.user, conference, clock.today())
    return _printed(conference, list(conference.participation.select_related("unit")))


def letter(request: HttpRequest, pk: int, row_pk: int) -> HttpResponse:
    """The invitation of one; its own unit prints it, too."""
    row = _row(request, pk, row_pk)
    mine = row.unit_id in unit_ids_visible_to(request.user, clock.today())
    if not mine:
        permissions.check_runs(request.user, row.conference, clock.today())
    return _printed(row.conference, [row])


def _printed(conference: Conference, rows: list[Participation]) -> HttpResponse:
    if conference.invited_at is None or not rows:
        raise Denied("Giấy mời chưa gửi nên chưa có số để in.")
    try:
        content = render_letters(conference, rows)
    except PaperError as error:
        raise Denied(f"Chưa in được giấy mời: {error}") from error
    name = f"giay-moi-{conference.pk}.pdf"
    return HttpResponse(
        content, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'}
    )


def answer(request: HttpRequest, pk: int, row_pk: int) -> HttpResponse:
    row = _row(request, pk, row_pk)
    permissions.check_can_answer(request.user, row, clock.today())
    form = AnswerForm(posted(request), initial={"answer": row.answer, "note": row.answer_note or row.representative})
    conference = row.conference
    facts = [
        ("Được mời", row.name),
        ("Thời gian", f"{conference.begins:%H:%M}, {vi_date(conference.held_on)}"),
        ("Địa điểm", conference.place),
    ]
    return one_form(
        request, conference, form, actions_guests.answer_invitation,
        lambda data: {"row": row, "answer": data["answer"], "note": data["note"]}, title="Trả lời giấy mời",
        back=reverse("conferences:detail", args=[pk]), submit="Gửi trả lời", done="Đã gửi trả lời.", facts=facts,
    )  # fmt: skip


# ── arrivals ──


def arrivals(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The list at the desk: who has come, with the twin of the codes. One page of the list is one form."""
    on = clock.today()
    conference = conference_of(request, pk)
    permissions.check_can_note_arrivals(request.user, conference, on)
    if request.method == "POST":
        return _noted(request, conference)
    counts = queries.presence(conference)
    rows = conference.participation.select_related("unit", "conference")
    table = ArrivalTable(rows, request, total=counts["invited"] + counts["guests"], filters=GUEST_FILTERS)
    context = room(conference, "", "Điểm danh") | {
        "counts": counts,
        "quorum": queries.quorum_reason(conference, counts),
        "tiles": [
            Tile("Đơn vị có mặt", f"{counts['came']}/{counts['invited']}", tone="met"),
            Tile("Khách có mặt", f"{counts['guests_came']}/{counts['guests']}", tone="met"),
        ],
        "actions": [Action("Mã điểm danh tại cửa", reverse("conferences:door", args=[pk]), icon="look")],
    }
    return table_page(request, table, "conferences/arrivals.html", context)


def _noted(request: HttpRequest, conference: Conference) -> HttpResponse:
    shown = [int(pk) for pk in request.POST.getlist("row") if pk.isdecimal() and len(pk) < 18]
    ticked = {int(pk) for pk in request.POST.getlist("came") if pk.isdecimal() and len(pk) < 18}
    came = {pk: request.POST.get(f"who-{pk}", "") for pk in shown if pk in ticked}
    gone = [pk for pk in shown if pk not in ticked]
    new, back = actions_guests.note_arrivals(
        conference=conference, came=came, gone=gone, by=request.user, at=clock.now()
    )
    said = f"Đã ghi {new} lượt có mặt." + (f" Bỏ {back} lượt ghi nhầm." if back else "")
    messages.success(request, said)
    return redirect(request.get_full_path())


def door(request: HttpRequest, pk: int) -> HttpResponse:
    """The code to hang up at the door: each finds the own unit behind it."""
    conference = conference_of(request, pk)
    permissions.check_runs(request.user, conference, clock.today())
    if conference.invited_at is None:
        raise Denied("Giấy mời chưa gửi nên chưa có mã điểm danh.")
    address = address_for(conference)
    context = room(conference, "", "Mã điểm danh tại cửa") | {"address": address, "code": qr_svg(address)}
    return render(request, "conferences/door.html", context)


def door_code(request: HttpRequest, pk: int) -> HttpResponse:
    """The code alone as a picture; large on a screen or a sheet."""
    conference = conference_of(request, pk)
    permissions.check_runs(request.user, conference, clock.today())
    if conference.invited_at is None:
        raise Http404
    return HttpResponse(qr_svg(address_for(conference)), content_type="image/svg+xml")


@never_cache
@login_not_required  # whoever holds the code notes an arrival on that day; it opens nothing else
def check_in(request: HttpRequest, code: str) -> HttpResponse:
    at = clock.now()
    try:
        conference, read = actions_guests.open_code(code, at)
    except Denied as denied:
        return render(request, "conferences/check_in.html", {"refused": denied.reason}, status=403)
    context: dict[str, Any] = {"conference": conference}
    if request.method == "POST":
        chosen = request.POST.get("participation", "")
        number = int(chosen) if chosen.isdecimal() and len(chosen) < 18 else None
        by = request.user if isinstance(request.user, User) else None
        try:
            row, is_new = actions_guests.check_in(code=code, participation=number, by=by, at=at)
        except Denied as denied:
            return render(request, "conferences/check_in.html", context | {"refused": denied.reason}, status=403)
        return render(request, "conferences/check_in.html", context | {"row": row, "is_new": is_new, "done": True})
    if read.participation:
        row = get_object_or_404(conference.participation.select_related("unit"), pk=read.participation)
        return render(request, "conferences/check_in.html", context | {"row": row, "done": row.came})
    # Behind the code at the door the names of units and offices stand, never of people.
    asked = request.GET.get("q", "").replace("\0", "").strip()[:100]
    found = list(queries.on_list(conference, asked)[: SHOWN_AT_DOOR + 1])
    context |= {"rows": found[:SHOWN_AT_DOOR], "is_cut": len(found) > SHOWN_AT_DOOR, "q": asked}
    return render(request, "conferences/check_in.html", context)
