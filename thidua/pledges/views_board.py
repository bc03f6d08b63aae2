"""The board of a movement: who has signed, and one press for all that wait for the same hand."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from thidua.movements.models import Movement
from thidua.movements.queries import visible_to as movements_visible_to
from thidua.pledges import actions, permissions, queries
from thidua.pledges.tables import BoardTable
from thidua.pledges.views_parts import crumbs
from thidua.shared import clock
from thidua.shared.denied import Denied
from thidua.shared.gate import check_fresh
from thidua.shared.tables import table_page
from thidua.shared.ui import Action, Crumb, Tile, guarded


def board(request: HttpRequest, movement_pk: int) -> HttpResponseBase:
    """Who has signed. A unit below sees its own row only."""
    on, me = clock.today(), request.user
    movement = get_object_or_404(movements_visible_to(me, on), pk=movement_pk)
    calls = queries.calls_on_board(me, movement, on)
    counts = queries.board_counts(movement, calls)
    table = BoardTable(calls, request, total=counts["called"])
    rows = queries.board_of(movement, table.records)
    for call, row in zip(table.records, rows, strict=True):
        call.on_board = row
    waiting = [
        row["pledge"] for row in rows if row["pledge"] and row["pledge"].state == "proposed" and not row["superior"]
    ]
    here = "" if len(waiting) == counts["waiting"] else " trên trang này"
    acts = [
        guarded(
            f"Ký tất cả ({len(waiting)} giao ước{here})",
            reverse("pledges:sign-all", args=[movement.pk]),
            _check_can_sign_all,
            me,
            movement,
            waiting,
            on,
            method="post",
            kind="primary",
            icon="pen",
            hidden=tuple(("pledge", f"{p.pk}:{p.version}") for p in waiting),
            confirm=f"Ký {len(waiting)} giao ước thay mặt {movement.unit.name}?",
        ),
        Action("Bảng trực tiếp cho hội trường", reverse("pledges:live-board", args=[movement.pk]), icon="people"),
    ]
    called, both = counts["called"], counts["both"]
    context = {
        "movement": movement,
        "actions": acts,
        "tiles": [
            Tile("Đơn vị được phát động", str(called)),
            Tile("Đã ký đủ hai bên", f"{both}/{called}", tone="met" if both == called else "look"),
            Tile("Đang chờ cấp trên ký", str(counts["waiting"]), tone="caution" if counts["waiting"] else "quiet"),
            Tile("Chưa lập giao ước", str(called - counts["pledges"]), tone="quiet"),
        ],
        "crumbs": crumbs(Crumb("Bảng ký giao ước")),
    }
    return table_page(request, table, "pledges/board.html", context)


def _check_can_sign_all(user, movement: Movement, waiting: list, on: date) -> None:
    permissions.check_can_sign_together(user, movement.unit, on)
    if not waiting:
        raise Denied("Không có giao ước nào chờ cấp trên ký.")


@require_POST
def sign_all(request: HttpRequest, movement_pk: int) -> HttpResponse:
    """Signs exactly the pledges the page showed, in the versions it showed."""
    on = clock.today()
    movement = get_object_or_404(movements_visible_to(request.user, on), pk=movement_pk)
    shown = dict(item.split(":", 1) for item in request.POST.getlist("pledge") if item.count(":") == 1)
    wanted = [int(pk) for pk in shown if pk.isdecimal()]
    pledges = list(queries.visible_to(request.user, on).filter(movement=movement, pk__in=wanted))
    for pledge in pledges:
        check_fresh(pledge, shown[str(pledge.pk)])
    made = actions.sign_pledges(pledges=pledges, by=request.user, at=clock.now())
    messages.success(request, f"Đã ký {len(made)} giao ước.")
    return redirect("pledges:board", movement_pk)
