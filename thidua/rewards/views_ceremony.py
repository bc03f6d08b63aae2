"""Screens of ceremonies."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse

from paperwork.papers.speaking_list import render_speaking_list, speaking_list_docx
from thidua.rewards import actions_ceremony as actions
from thidua.rewards import permissions_stock as rights
from thidua.rewards import queries_ceremony as queries
from thidua.rewards.forms_ceremony import CeremonyForm, HandForm, PileForm, ReadingForm
from thidua.rewards.models_ceremony import HandingLine, HandingList
from thidua.rewards.papers_ceremony import render_signing_sheet, speaking_list
from thidua.rewards.screens import one_form, room
from thidua.rewards.tables_ceremony import CeremonyListTable, ReadingTable
from thidua.shared import clock
from thidua.shared.columns import Filter
from thidua.shared.forms import posted
from thidua.shared.tables import table_page
from thidua.shared.ui import Action, Crumb, Tile, guarded
from thidua.shared.uploads import TYPES
from thidua.shared.wording import vi_date
from thidua.units.queries import units_with_own_role

OFFERED = 100  # decisions a form offers, newest first


def ceremonies(request: HttpRequest) -> HttpResponseBase:
    today = clock.today()
    add = guarded(
        "Chuẩn bị lễ trao", reverse("rewards:ceremony-add"), rights.check_arranges_anywhere, request.user, today,
        kind="primary", icon="plus",
    )  # fmt: skip
    table = CeremonyListTable(queries.visible_to(request.user, today), request)
    return table_page(request, table, "rewards/part_list.html", room("ceremonies") | _HEAD | {"actions": [add]})


_HEAD = {
    "title": "Lễ trao",
    "lead": "Thứ tự đọc tên, người trao, bằng và khung, ký nhận của từng buổi lễ.",
}


def ceremony_add(request: HttpRequest) -> HttpResponse:
    today = clock.today()
    rights.check_arranges_anywhere(request.user, today)
    units = units_with_own_role(request.user, rights.CALLERS, today)
    newest = queries.decisions_to_hand(request.user, today)[:OFFERED]
    decisions = queries.decisions_to_hand(request.user, today).filter(pk__in=[each.pk for each in newest])
    form = CeremonyForm(posted(request), units=units, decisions=decisions, initial={"held_on": today})
    return one_form(
        request, form, actions.open_ceremony, lambda data: data, here="ceremonies", title="Chuẩn bị lễ trao",
        back=reverse("rewards:ceremonies"), done="Đã xếp thứ tự đọc.", submit="Xếp thứ tự",
        to=lambda made: reverse("rewards:ceremony", args=[made.pk]),
    )  # fmt: skip


def _visible(request: HttpRequest, pk: int) -> "queries.CountedHanding":
    return get_object_or_404(queries.visible_to(request.user, clock.today()), pk=pk)


def ceremony(request: HttpRequest, pk: int) -> HttpResponseBase:
    made, today, me = _visible(request, pk), clock.today(), request.user
    lines = queries.lines_of(made)
    filters = [
        Filter("handed", "Kết quả", list(HandingLine.Handed.choices)),
        Filter("presence", "Có mặt", list(HandingLine.Presence.choices)),
    ]
    here = [pk]
    acts = [
        guarded("Ghi kết quả trao", reverse("rewards:ceremony-hand", args=here), rights.check_arranges, me, made, today,
                kind="primary", icon="check"),
        guarded("Kiểm bằng, khung", reverse("rewards:ceremony-pile", args=here), rights.check_arranges, me, made, today),
        Action("Danh sách đọc (PDF)", reverse("rewards:ceremony-paper", args=[pk, "pdf"]), icon="download"),
        Action("Danh sách đọc (Word)", reverse("rewards:ceremony-paper", args=[pk, "docx"]), icon="download"),
        Action("Danh sách ký nhận (PDF)", reverse("rewards:ceremony-signing", args=here), icon="download"),
    ]  # fmt: skip
    unprinted = made.lines.filter(is_printed=False).count()
    later = made.lines.filter(handed=HandingLine.Handed.LATER).count()
    tiles = [
        Tile("Lượt trao", str(made.line_count), note=f"đã trao {made.handed_count}"),
        Tile("Chưa in", str(unprinted), tone="caution" if unprinted else "met"),
        Tile("Trao sau", str(later), tone="caution" if later else "met", url="?handed=later"),
    ]
    context = room("ceremonies", Crumb(made.title)) | {
        "title": made.title, "kicker": "Lễ trao", "actions": acts, "tiles": tiles,
        "lead": ", ".join(filter(None, [f"Ngày {vi_date(made.held_on)}", made.place, made.unit.name])),
    }  # fmt: skip
    return table_page(request, ReadingTable(lines, request, filters=filters), "rewards/part_list.html", context)


def reading(request: HttpRequest, pk: int, line_pk: int) -> HttpResponse:
    """How one name is read, who hands over, and at which place."""
    made = _visible(request, pk)
    line = get_object_or_404(queries.lines_of(made), pk=line_pk)
    rights.check_arranges(request.user, made, clock.today())
    names = ("spoken", "spoken_title", "giver", "presence")
    start: dict[str, Any] = {name: getattr(line, name) for name in names} | {"place": line.ordinal}

    return one_form(
        request, ReadingForm(posted(request), initial=start), actions.prepare_line, lambda data: data | {"line": line}, here="ceremonies",
        title="Cách đọc, người trao, thứ tự", kicker=line.honour.recipient_name,
        facts=[("Theo quyết định", line.honour.decision_number), ("Tên trong quyết định", line.honour.recipient_name)],
        back=reverse("rewards:ceremony", args=[pk]), done="Đã lưu.",
    )  # fmt: skip


def _keys(made: HandingList, first: int, last: int) -> list[int]:
    return list(made.lines.filter(ordinal__gte=first, ordinal__lte=last).values_list("pk", flat=True))


def _over_places(request: HttpRequest, pk: int, form_class: type, act, title: str, **start: Any) -> HttpResponse:
    made = _visible(request, pk)
    rights.check_arranges(request.user, made, clock.today())
    form = form_class(posted(request), initial={"first": 1, "last": made.line_count} | start)

    def given(data: dict[str, Any]) -> dict[str, Any]:
        rest = {name: value for name, value in data.items() if name not in ("first", "last")}
        return rest | {"handing_list": made, "lines": _keys(made, data["first"], data["last"])}

    return one_form(
        request, form, act, given, here="ceremonies", title=title, kicker=made.title,
        back=reverse("rewards:ceremony", args=[pk]), done="Đã ghi nhận.", submit="Ghi nhận",
    )  # fmt: skip


def ceremony_hand(request: HttpRequest, pk: int) -> HttpResponse:
    waiting = _visible(request, pk).lines.exclude(handed__in=queries.DONE).order_by("ordinal")
    first, last = waiting.first(), waiting.last()
    start = {"first": first.ordinal, "last": last.ordinal} if first and last else {}
    return _over_places(request, pk, HandForm, actions.hand_over, "Ghi kết quả trao", on=clock.today(), **start)


def ceremony_pile(request: HttpRequest, pk: int) -> HttpResponse:
    return _over_places(request, pk, PileForm, actions.check_pile, "Kiểm bằng, khung")


def ceremony_paper(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    made = _visible(request, pk)
    paper = speaking_list(made, list(queries.lines_of(made).select_related("honour__issuer")))
    content = speaking_list_docx(paper) if form == "docx" else render_speaking_list(paper)
    return _file(content, f"danh-sach-doc-{pk}.{form}")


def ceremony_signing(request: HttpRequest, pk: int) -> HttpResponse:
    made = _visible(request, pk)
    lines = list(queries.lines_of(made).select_related("honour__issuer"))
    return _file(render_signing_sheet(made, lines), f"danh-sach-giao-nhan-{pk}.pdf")


def _file(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=TYPES.get(f".{name.rpartition('.')[2]}", "application/octet-stream"))
    kind = "inline" if name.endswith(".pdf") else "attachment"
    answer["Content-Disposition"] = f'{kind}; filename="{name}"'
    return answer
