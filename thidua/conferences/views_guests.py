"""Pages of the guest list: invitations, answers, arrivals at the desk and by QR code."""

from datetime import datetime, timedelta
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
from thidua.conferences import actions_guests, permissions, phone, queries
from thidua.conferences.codes import address_for, is_of_this_machine
from thidua.conferences.forms import AnswerForm, GuestForm
from thidua.conferences.models import Conference, Participation
from thidua.conferences.papers import render_letters
from thidua.conferences.screens import (
    ON_THIS_MACHINE,
    ON_THIS_MACHINE_TEXT,
    PRINTED_FOR_SIGNING,
    TO_BE_SIGNED,
    conference_of,
    one_form,
    room,
)
from thidua.conferences.tables import GUEST_FILTERS, ArrivalTable, GuestTable
from thidua.papers.actions import coming_number, number_text
from thidua.shared import clock
from thidua.shared.denied import Denied, attempt, reason_against
from thidua.shared.forms import BaseForm, posted
from thidua.shared.tables import table_page
from thidua.shared.ui import Action, Tile, guarded
from thidua.shared.wording import vi_date
from thidua.units.queries import said_without_receiver, unit_ids_visible_to

SHOWN_AT_DOOR = 30
_DOOR_PAGE = "conferences/check_in.html"


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
                    "Gửi giấy mời", reverse("conferences:invite", args=[pk]), check, me, conference, on,
                    kind="primary", icon="send",
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
    runs = not reason_against(permissions.check_runs, request.user, conference, on)
    is_short_of = runs and conference.state == "planned" and permissions.has_begun(conference, clock.now())
    context = room(conference, "guests") | {
        "actions": acts,
        "tiles": [
            Tile("Được mời", str(counts["invited"]), note=f"đơn vị, và {counts['guests']} khách"),
            Tile("Sẽ dự", str(counts["comes"] + counts["deputy"]), note=f"{counts['deputy']} cử người dự thay"),
            Tile("Báo vắng", str(counts["absent"]), tone="caution" if counts["absent"] else "quiet"),
            Tile("Chưa trả lời", str(counts["silent"]), tone="quiet"),
            Tile("Có mặt", str(counts["came"] + counts["guests_came"]), tone="met"),
        ],
        "quorum": queries.quorum_reason(conference, counts) if is_short_of else "",
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


def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks once more, naming number and name the letters stand under; the button issues them."""
    on = clock.today()
    conference = conference_of(request, pk)
    back = reverse("conferences:guests", args=[pk])
    permissions.check_can_invite(request.user, conference, on)
    if conference.invited_at is not None:
        raise Denied("Giấy mời đã gửi.")
    rows = list(conference.participation.select_related("unit"))
    units = [row.unit for row in rows if row.unit is not None]
    missing = said_without_receiver(units, queries.RECEIVERS, on)
    form = BaseForm(posted(request))
    if request.method == "POST" and form.is_valid():
        sent = attempt(form, actions_guests.invite, conference=conference, by=request.user, at=clock.now())
        if sent is not None:
            said = f"Đã cấp số và gửi giấy mời: {sent} thư. {missing}".strip()
            messages.success(request, f"{said} {TO_BE_SIGNED}")
            return redirect(back)
    number = number_text(coming_number(conference.unit, "GM", on.year), "GM", conference.unit)
    notices = [{"tone": "look", "title": TO_BE_SIGNED.rstrip("."), "text": PRINTED_FOR_SIGNING, "items": ()}]
    if missing:
        notices.append(
            {
                "tone": "caution",
                "title": missing.rstrip("."),
                "text": "Mời báo cho đơn vị đó bằng cách khác.",
                "items": (),
            }
        )
    if is_of_this_machine(address_for(conference)):
        notices.append({"tone": "caution", "title": ON_THIS_MACHINE, "text": ON_THIS_MACHINE_TEXT, "items": ()})
    context = {
        "form": form,
        "title": "Gửi giấy mời",
        "kicker": conference.title,
        "lead": "Mời xem lại lần cuối: giấy mời đã cấp số thì không bỏ ai khỏi danh sách được nữa.",
        "facts": [
            ("Số giấy mời", f"{number} (số tiếp theo của sổ)"),
            (
                "Người đứng tên ký",
                queries.head_of(conference.unit, conference.held_on) or "chưa có tài khoản thủ trưởng",
            ),
            ("Gửi đến", f"{len(units)} đơn vị, {len(rows) - len(units)} khách"),
            ("Thời gian", f"{conference.begins:%H:%M}, {vi_date(conference.held_on)}"),
            ("Địa điểm", conference.place),
        ],
        "notices": notices,
        "submit_label": "Cấp số, gửi giấy mời",
        "back": back,
        "crumbs": room(conference, "", "Gửi giấy mời")["crumbs"],
    }
    return render(request, "components/form_page.html", context, status=422 if form.is_bound else 200)


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
        "quorum": queries.quorum_reason(conference, counts) if permissions.has_begun(conference, clock.now()) else "",
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
    context = room(conference, "", "Mã điểm danh tại cửa") | {
        "address": address,
        "code": qr_svg(address),
        "local": (ON_THIS_MACHINE, ON_THIS_MACHINE_TEXT) if is_of_this_machine(address) else (),
    }
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
        return render(request, _DOOR_PAGE, {"refused": denied.reason}, status=403)
    mine = phone.noted_by(request, conference)
    context: dict[str, Any] = {"conference": conference}
    by = request.user if isinstance(request.user, User) else None
    if request.method == "POST":
        try:
            if "undo" in request.POST:
                return _undone(request, conference, code, mine, by, at)
            return _checked_in(request, conference, code, read.participation, mine, by, at)
        except Denied as denied:
            return render(request, _DOOR_PAGE, context | {"refused": denied.reason}, status=403)
    context["mine"] = _still_to_undo(conference, mine, at)
    if read.participation:
        row = get_object_or_404(conference.participation.select_related("unit"), pk=read.participation)
        return render(request, _DOOR_PAGE, context | {"row": row, "done": row.came})
    # Behind the code at the door the names of units and offices stand, never of people.
    asked = request.GET.get("q", "").replace("\0", "").strip()[:100]
    found = list(queries.on_list(conference, asked)[: SHOWN_AT_DOOR + 1])
    context |= {"rows": found[:SHOWN_AT_DOOR], "is_cut": len(found) > SHOWN_AT_DOOR, "q": asked}
    return render(request, _DOOR_PAGE, context)


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 18 else None


def _still_to_undo(conference: Conference, mine: dict[int, datetime], at: datetime) -> list[Participation]:
    """What this telephone noted and may still take back."""
    fresh = [pk for pk, moment in mine.items() if at - moment <= timedelta(minutes=actions_guests.UNDO_MINUTES)]
    rows = conference.participation.filter(pk__in=fresh, came=True).select_related("unit") if fresh else []
    return [row for row in rows if row.came_at == mine[row.pk]]


def _checked_in(
    request: HttpRequest, conference: Conference, code: str, own: int, mine: dict[int, datetime], by, at: datetime
) -> HttpResponse:
    """Note the arrival; a telephone that has noted another one at this conference is asked first."""
    chosen = own or _number(request.POST.get("participation", ""))
    others = [row for row in conference.participation.filter(pk__in=mine).select_related("unit") if row.pk != chosen]
    wanted = conference.participation.filter(pk=chosen or 0, came=False).select_related("unit").first()
    context: dict[str, Any] = {"conference": conference}
    if others and wanted is not None and _number(request.POST.get("again", "")) != wanted.pk:
        asked = {"asked": wanted, "others": others, "mine": _still_to_undo(conference, mine, at)}
        return render(request, _DOOR_PAGE, context | asked)
    row, is_new = actions_guests.check_in(code=code, participation=chosen, by=by, at=at)
    if is_new:
        mine = mine | {row.pk: at}
    context |= {"row": row, "is_new": is_new, "done": True, "mine": _still_to_undo(conference, mine, at)}
    answer = render(request, _DOOR_PAGE, context)
    if is_new:
        phone.remember(request, answer, conference, row.pk, at)
    return answer


def _undone(
    request: HttpRequest, conference: Conference, code: str, mine: dict[int, datetime], by, at: datetime
) -> HttpResponse:
    row = _number(request.POST.get("undo", ""))
    if row is None or row not in mine:
        raise Denied("Điện thoại này không điểm danh cho đơn vị đó; mời hỏi bàn đón tiếp.")
    back = actions_guests.undo_check_in(code=code, participation=row, noted_at=mine[row], by=by, at=at)
    answer = render(request, _DOOR_PAGE, {"conference": conference, "undone": back})
    phone.forget(request, answer, conference, row)
    return answer
