"""The grid: unit × criterion, saved cell by cell, with who is where (requirement S6)."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.dateparse import parse_datetime
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_GET, require_POST

from thidua.accounts.queries import signed_in
from thidua.scoring import actions_grid, cells, clashes, marking, permissions, presence, queries
from thidua.scoring.models import Scorecard, ScoreEntry, Season
from thidua.scoring.models_marks import MarkSheet
from thidua.scoring.views import crumbs
from thidua.shared import clock
from thidua.shared.denied import Denied, reason_against
from thidua.shared.wording import points, vi_datetime

OWN, VERIFY, READ, HIDDEN = "own", "verify", "read", "hidden"
# What stands above a column that has no number in the printed table.
_HEADS = {"gate": "đ.kiện", "event": "sự việc"}
LARGEST = 4_000  # bytes of one cell on its way


@dataclass(frozen=True)
class GridCell:
    """One cell: what stands, how it may be used, what the screen reader adds."""

    text: str
    version: int
    points: str
    doubt: str


def _mode(card: Scorecard, sight: queries.Sight, verifies: bool, enters: set[int], blind: set[int]) -> str:
    season = card.season
    if card.unit_id in enters and card.state in ("draft", "returned"):
        return OWN
    if card.pk in blind or not queries.may_see_card(sight, card, season):
        return HIDDEN
    if verifies and card.state == "sent" and season.state == "verifying" and card.unit_id not in sight.own_units:
        return VERIFY
    return READ


def _modes(request: HttpRequest, season: Season, on: date, *, named: bool = True) -> list[tuple[Scorecard, str]]:
    """The cards with what the account may do in each row, ``named`` with their units. Six queries whatever the number of
    units.

    A row that the account still has to mark itself is hidden: it would show corrections that came from other marks.
    """
    user = signed_in(request)
    sight = queries.sight_of(user, season, on)
    verifies = season.state == "verifying" and not reason_against(
        permissions.check_can_lead, user, season, on, "sửa điểm"
    )
    enters = queries.own_units(user, on)
    owed = MarkSheet.objects.filter(card__season=season, unit__in=enters, state="open")
    blind = set(owed.values_list("card_id", flat=True))
    rows = season.scorecards.exclude(state="closed")
    cards = list(rows.select_related("unit") if named else rows.only("state", "unit", "season").order_by())
    for card in cards:
        card.season = season
    return [(card, _mode(card, sight, verifies, enters, blind)) for card in cards]


class Stored(NamedTuple):
    """What of a :class:`ScoreEntry` stands in a cell: the thousands of a page are read without the rest."""

    card_id: int
    criterion_code: str
    version: int
    self_input: dict[str, Any] | None
    self_points: Decimal | None
    verified_input: dict[str, Any] | None
    verified_points: Decimal | None


def _stored(rows: QuerySet[ScoreEntry], most: int | None = None) -> Iterator[Stored]:
    return map(Stored._make, rows.order_by().values_list(*Stored._fields)[:most].iterator(chunk_size=2000))


def _disputes(season: Season, mode: str, inputs: Mapping[str, Mapping[str, Any] | None]) -> dict[str, str]:
    """Why criteria of an own open card have no points though they are entered: their figures have two values."""
    return clashes.disputes_of(season, inputs) if mode == OWN else {}


def _cell(item: marking.Item, mode: str, entry: ScoreEntry | Stored | None, dispute: str = "") -> GridCell:
    if entry is None:
        return GridCell("", 0, "", "")
    given = entry.self_input if mode == OWN or entry.verified_input is None else entry.verified_input
    value = entry.self_points if mode == OWN or entry.verified_input is None else entry.verified_points
    shown = points(value) if value is not None else ""
    return GridCell(cells.text_of(item, given), entry.version, shown, dispute or cells.doubt_of(item, given))


def _cells_html(mode: str, cells_: Iterable[GridCell]) -> SafeString:
    """The cells of one row; the template language takes six times as long, which seven thousand cells show."""
    readonly = "false" if mode in (OWN, VERIFY) else "true"
    found = []
    for cell in cells_:
        worth = f' data-p="{escape(cell.points)}"' if cell.points else ""
        doubt = f' class="is-doubtful" title="{escape(cell.doubt)}"' if cell.doubt else ""
        found.append(
            f'<td role="gridcell" tabindex="-1" aria-readonly="{readonly}" data-v="{cell.version}"{worth}{doubt}>'
            f"{'…' if mode == HIDDEN else escape(cell.text)}</td>"
        )
    return mark_safe("".join(found))  # noqa: S308 - everything that comes from people is escaped above


def grid(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole cluster as one table. Without JavaScript it is read, and figures are entered on the page of the card."""
    season, on = _season(request, pk), clock.today()
    items = list(queries.items_of(season).values())
    modes = _modes(request, season, on)
    seen: dict[int, dict[str, Stored]] = {card.pk: {} for card, mode in modes if mode != HIDDEN}
    for entry in _stored(ScoreEntry.objects.filter(card__in=list(seen))):
        seen[entry.card_id][entry.criterion_code] = entry
    rows = []
    nothing = [GridCell("", 0, "", "")] * len(items)
    hidden = _cells_html(HIDDEN, nothing)
    for card, mode in modes:
        entries = seen.get(card.pk, {})
        disputes = _disputes(season, mode, {code: entry.self_input for code, entry in entries.items()})
        total = card.self_total if mode == OWN or card.verified_total is None else card.verified_total
        shown = nothing
        if mode != HIDDEN:
            shown = [_cell(item, mode, entries.get(item.code), disputes.get(item.code, "")) for item in items]
        rows.append(
            {
                "card": card,
                "mode": mode,
                "total": points(total) if mode != HIDDEN and total is not None else "",
                "cells": shown,
                "html": hidden if mode == HIDDEN else _cells_html(mode, shown),
            }
        )
    ties = [item.code for item in items if item.part == "tie"]
    context = {
        "season": season,
        "columns": [
            {
                "item": item,
                "shape": cells.shape_of(item),
                "head": item.number
                or (f"phụ {ties.index(item.code) + 1}" if item.part == "tie" else _HEADS[item.part]),
            }
            for item in items
        ],
        "rows": rows,
        "corrects": any(mode == VERIFY for _, mode in modes),
        "edits": any(mode in (OWN, VERIFY) for _, mode in modes),
        "now": clock.now().isoformat(),
        "crumbs": crumbs(season, "Lưới điểm"),
    }
    return render(request, "scoring/grid.html", context)


def _sent(request: HttpRequest) -> dict[str, Any]:
    """The JSON of one cell; Denied for anything else."""
    try:
        given = json.loads(request.body) if len(request.body) <= LARGEST else None
        card, version = int(given["card"]), int(given["version"])  # type: ignore[index]
        wanted = {name: given[name] for name in ("code", "text")}  # type: ignore[index]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise Denied("Yêu cầu không đọc được; hãy tải lại trang.") from None
    if not all(isinstance(value, str) for value in wanted.values()):
        raise Denied("Yêu cầu không đọc được; hãy tải lại trang.")
    reason = given.get("reason", "")  # type: ignore[union-attr]
    return {**wanted, "card": card, "version": version, "reason": reason if isinstance(reason, str) else ""}


@require_POST
def save(request: HttpRequest, pk: int) -> JsonResponse:
    """Save one cell: 200 with what stands now, 409 with both values and whose it is, 422 with the reason."""
    try:
        given = _sent(request)
        card = _card(pk, given["card"])
        item = _item(card, given["code"])
        data = cells.read(item, given["text"])
        done = _act(request, card, item, data, given)
    except actions_grid.CellConflict as conflict:
        return _conflict(conflict.entry, item, given["text"])
    except (Denied, marking.BadFigure) as error:
        return JsonResponse({"error": getattr(error, "reason", str(error))}, status=422)
    entry = done.entry
    mode = OWN if card.state in ("draft", "returned") else VERIFY
    disputes = _disputes(card.season, mode, done.inputs)
    shown = _cell(item, mode, entry, disputes.get(item.code, ""))
    return JsonResponse(
        {
            "text": shown.text,
            "version": shown.version,
            "points": shown.points,
            "doubt": shown.doubt,
            "total": points(done.total) if done.total is not None else "",
            "others": [
                _follower(queries.items_of(card.season)[each.criterion_code], mode, each, disputes)
                for each in done.others
            ],
        }
    )


def _follower(item: marking.Item, mode: str, entry: ScoreEntry, disputes: dict[str, str]) -> dict[str, Any]:
    """Another cell whose points followed."""
    shown = _cell(item, mode, entry, disputes.get(item.code, ""))
    return {
        "code": item.code,
        "version": shown.version,
        "text": shown.text,
        "points": shown.points,
        "doubt": shown.doubt,
    }


# What saving one cell asks of the card, its season, its cluster; the frozen table itself is known by its hash.
_OF_A_CARD = (
    "state", "version", "season", "unit__name", "season__state", "season__version", "season__year", "season__cluster",
    "season__rubric_hash", "season__cluster__organiser", "season__cluster__name", "season__cluster__organiser__name",
)  # fmt: skip


def _season(request: HttpRequest, pk: int) -> Season:
    """:func:`season_of` without the frozen table, which the process knows by its hash."""
    rows = queries.visible_to(request.user, clock.today()).select_related("cluster__organiser")
    return get_object_or_404(rows.defer("rubric"), pk=pk)


def _card(season: int, pk: int) -> Scorecard:
    rows = Scorecard.objects.filter(season=season, pk=pk).select_related("season__cluster__organiser", "unit")
    card = next(iter(rows.only(*_OF_A_CARD).order_by()), None)
    if card is None:
        raise Http404
    return card


def _item(card: Scorecard, code: str) -> marking.Item:
    item = queries.items_of(card.season).get(code)
    if item is None:
        raise Denied("Bảng tiêu chí không có mục này; hãy tải lại trang.")
    return item


def _act(request: HttpRequest, card: Scorecard, item: marking.Item, data: dict[str, Any], given: dict[str, Any]):
    named = {
        "card": card,
        "criterion_code": item.code,
        "data": data,
        "seen_version": given["version"],
        "by": signed_in(request),
        "at": clock.now(),
    }
    if card.state in ("draft", "returned"):
        return actions_grid.save_cell(**named)
    return actions_grid.correct_cell(**named, reason=given["reason"])


def _conflict(entry: ScoreEntry, item: marking.Item, yours: str) -> JsonResponse:
    mode = VERIFY if entry.verified_input is not None and entry.card.state == "sent" else OWN
    shown = _cell(item, mode, entry)
    change = entry.changes.select_related("changed_by").last() if mode == VERIFY else None
    by, at = (change.changed_by, change.changed_at) if change else (entry.entered_by, entry.entered_at)
    return JsonResponse(
        {
            "error": "Ô này vừa được người khác ghi.",
            "yours": yours,
            "theirs": shown.text,
            "version": shown.version,
            "points": shown.points,
            "who": by.display_name if by else "",
            "when": vi_datetime(at),
        },
        status=409,
    )


@require_GET
def watch(request: HttpRequest, pk: int) -> JsonResponse:
    """Who is in which cell, and the cells that changed since: asked every few seconds while the grid is open."""
    season, on = _season(request, pk), clock.today()
    modes = {card.pk: mode for card, mode in _modes(request, season, on, named=False) if mode != HIDDEN}
    others = presence.seen_in(season.pk, signed_in(request), request.GET.get("o", ""))
    people = [
        {"name": name, "cell": where}
        for name, where in others.values()
        if where.split(":")[0].isdigit() and int(where.split(":")[0]) in modes
    ]
    try:
        since = parse_datetime(request.GET.get("tu", "").replace(" ", "+"))
    except ValueError:
        since = None
    now = clock.now()
    return JsonResponse({"people": people, "now": now.isoformat(), "cells": _changed(season, modes, since)})


def _changed(season: Season, modes: dict[int, str], since: datetime | None) -> list[dict[str, Any]]:
    if since is None or since.tzinfo is None:
        return []
    items = queries.items_of(season)
    rows = ScoreEntry.objects.filter(card__in=list(modes), entered_at__gte=since)
    found = []
    for entry in _stored(rows, 200):
        item = items.get(entry.criterion_code)
        if item is None:
            continue
        shown = _cell(item, modes[entry.card_id], entry)
        found.append(
            {
                "cell": f"{entry.card_id}:{entry.criterion_code}",
                "text": shown.text,
                "version": shown.version,
                "points": shown.points,
            }
        )
    return found
