"""What scoring has due: scorecards to send, to mend, to verify, sheets to mark. The season's own last days come first."""

from collections.abc import Iterable, Iterator
from datetime import date

from django.db.models import F, Q
from django.urls import reverse
from django.utils.timezone import localtime

from thidua.notices.reminders import Due, holders, house_deadline, provide
from thidua.scoring.models import Scorecard, SeasonDeadline
from thidua.scoring.models_marks import MarkSheet
from thidua.shared.certain import certain
from thidua.units.models import RoleGrant
from thidua.units.queries import in_force

Role = RoleGrant.Role
Step = SeasonDeadline.Step


@provide("scoring.self_score")
def to_send(on: date) -> Iterator[Due]:
    """Scorecards that are being filled in, or were returned. Three queries."""
    rows = Scorecard.objects.filter(
        Q(state="draft", season__state="self_scoring")
        | Q(state="returned", season__state__in=["self_scoring", "verifying"])
    )
    cards = list(rows.select_related("unit", "season__cluster"))
    officers = holders([Role.OFFICER], {card.unit_id for card in cards}, on)
    set_days = _set_days({card.season_id for card in cards}, Step.SELF)
    for card in cards:
        place = f"bảng điểm năm {card.season.year} ({card.season.cluster.name})"
        if card.state == "returned":
            what, due_on = f"{card.unit.name} sửa và gửi lại {place}", _after("mend", card.returned_at)
        else:
            what, due_on = f"{card.unit.name} tự chấm và gửi {place}", _after("self_score", card.season.opened_at)
            due_on = set_days.get((card.season_id, Step.SELF), due_on)
        for user in officers.get(card.unit_id, ()):
            yield Due(user, card.unit_id, what, due_on, reverse("scoring:card", args=[card.pk]))


@provide("scoring.verify")
def to_verify(on: date) -> Iterator[Due]:
    """Scorecards at the desk of a cluster's head; the head's own card waits for the organiser. Three queries."""
    cards = list(
        Scorecard.objects.filter(state="sent", season__state="verifying")
        .annotate(organiser=F("season__cluster__organiser"))
        .select_related("season__cluster")
    )
    clusters = {card.season.cluster_id for card in cards}
    grants = RoleGrant.objects.filter(in_force(on), role=Role.CLUSTER_HEAD, cluster__in=clusters, user__is_active=True)
    heads = list(grants.order_by("pk").values_list("cluster_id", "user_id"))
    set_days = _set_days({card.season_id for card in cards}, Step.VERIFY)
    told = {}
    for card in cards:
        season = card.season
        for cluster, user in heads:
            if cluster == season.cluster_id:
                told[season.pk, user] = (season, card.organiser)
    for (_, user), (season, organiser) in told.items():
        count = sum(card.season_id == season.pk for card in cards)
        what = f"Thẩm định {count} bảng điểm năm {season.year} của {season.cluster.name}"
        due_on = set_days.get((season.pk, Step.VERIFY), _after("verify", season.verifying_at))
        yield Due(user, organiser, what, due_on, reverse("scoring:detail", args=[season.pk]))


@provide("scoring.marks")
def to_mark(on: date) -> Iterator[Due]:
    """Sheets of lead departments and cross-checkers that are not given, one matter for each unit and season. Three
    queries."""
    sheets = MarkSheet.objects.filter(state="open", card__state="sent", card__season__state="verifying")
    rows = list(sheets.select_related("card__season__cluster").order_by("pk"))
    officers = holders([Role.OFFICER], {sheet.unit_id for sheet in rows}, on)
    set_days = _set_days({sheet.card.season_id for sheet in rows}, Step.LEAD, Step.CHECK)
    matters: dict[tuple[int, int, str], list[MarkSheet]] = {}
    for sheet in rows:
        matters.setdefault((sheet.card.season_id, sheet.unit_id, sheet.role), []).append(sheet)
    for (_, unit, role), mine in matters.items():
        season = mine[0].card.season
        step = Step.LEAD if role == MarkSheet.Role.LEAD else Step.CHECK
        due_on = set_days.get((season.pk, step), _after("verify", season.verifying_at))
        words = "Chủ trì chấm" if role == MarkSheet.Role.LEAD else "Kiểm tra chéo"
        what = f"{words} {len(mine)} bảng điểm năm {season.year} của {season.cluster.name}"
        for user in officers.get(unit, ()):
            yield Due(user, unit, what, due_on, reverse("scoring:desk"))


def _set_days(seasons: Iterable[int], *steps: str) -> dict[tuple[int, str], date]:
    """{(season, step): the last day it was given}. One query."""
    rows = SeasonDeadline.objects.filter(season__in=list(seasons), step__in=steps)
    return {(season, step): day for season, step, day in rows.values_list("season_id", "step", "due_on")}


def _after(deadline: str, moment) -> date:
    return house_deadline(deadline, localtime(certain(moment)).date())
