"""What councils have due: sessions to come and to go on, papers to read, opinions to give; sessions that nobody closed."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Q
from django.urls import reverse

from thidua.councils.models import CouncilMember, CouncilSession, Substitution
from thidua.councils.models_sessions import MemberOpinion, PaperReading, SessionPaper, SessionReply
from thidua.notices.reminders import FURTHEST, LATEST, Due, holders, provide
from thidua.shared.wording import vi_date
from thidua.units.models import RoleGrant


def _near(on: date) -> list[CouncilSession]:
    rows = CouncilSession.objects.filter(
        Q(held_on__lte=on + timedelta(days=FURTHEST)) | Q(continues_on__lte=on + timedelta(days=FURTHEST)),
        state__in=["prepared", "open", "paused"],
        held_on__gte=on - timedelta(days=LATEST),
    )
    return list(rows.select_related("council").order_by("pk"))


def _seated(found: list[CouncilSession], on: date) -> list[tuple[int, int]]:
    """(council, account) of everybody with a seat, substitutes included. Two queries."""
    councils = {each.council_id for each in found}
    seats = CouncilMember.objects.filter(council__in=councils, user__is_active=True)
    rows = list(seats.filter(Q(ends_on=None) | Q(ends_on__gte=on)).values_list("council_id", "user_id"))
    instead = Substitution.objects.filter(member__council__in=councils, ended_at=None, ends_on__gte=on)
    return [*rows, *instead.values_list("member__council_id", "user_id")]


@provide("councils.session")
def sessions(on: date) -> Iterator[Due]:
    """Sessions within two weeks: their members; the day gone by, the secretary. Four queries."""
    found = _near(on)
    members = _seated(found, on)
    secretaries = holders([RoleGrant.Role.COUNCIL_SECRETARY], {each.council.unit_id for each in found}, on)
    for each in found:
        unit, place = each.council.unit_id, reverse("councils:detail", args=[each.pk])
        day = each.continues_on or (each.replies_until if each.is_written and each.replies_until else each.held_on)
        if day < on:
            what = f"Kết thúc phiên họp ngày {vi_date(each.held_on)} của {each.council.name}, lập biên bản"
            told = secretaries.get(unit, [])
        elif each.is_written:
            continue  # the opinions themselves are asked for below
        else:
            what = f"Dự phiên họp của {each.council.name} tại {each.place}"
            told = [user for council, user in members if council == each.council_id]
        for user in dict.fromkeys(told):
            yield Due(user, unit, what, day, place)


@provide("councils.papers")
def papers(on: date) -> Iterator[Due]:
    """Papers handed out for a session that has not begun and not opened by a member. Five queries."""
    found = [each for each in _near(on) if each.state == "prepared" and each.held_on >= on]
    handed: dict[int, set[int]] = {}
    for session, paper in SessionPaper.objects.filter(session__in=found, withdrawn_at=None).values_list(
        "session_id", "pk"
    ):
        handed.setdefault(session, set()).add(paper)
    read: dict[tuple[int, int], int] = {}
    for session, user in PaperReading.objects.filter(paper__session__in=found, paper__withdrawn_at=None).values_list(
        "paper__session_id", "user_id"
    ):
        read[session, user] = read.get((session, user), 0) + 1
    members = _seated(found, on)
    for each in found:
        total = len(handed.get(each.pk, ()))
        for user in dict.fromkeys(user for council, user in members if council == each.council_id):
            left = total - read.get((each.pk, user), 0)
            if left > 0:
                what = f"Đọc {left} tài liệu phiên họp ngày {vi_date(each.held_on)} của {each.council.name}"
                yield Due(user, each.council.unit_id, what, each.held_on, reverse("councils:seat", args=[each.pk]))


@provide("councils.opinions")
def opinions(on: date) -> Iterator[Due]:
    """Written opinions asked for and not given: of all in a consultation, of who said to be absent from a meeting."""
    found = [each for each in _near(on) if each.replies_until is not None and each.state in ("prepared", "open")]
    gave = set(
        MemberOpinion.objects.filter(item__session__in=found, set_aside_at=None)
        .values_list("item__session_id", "given_by_id")
        .distinct()
    )
    away = set(
        SessionReply.objects.filter(session__in=found, answer=SessionReply.Answer.ABSENT).values_list(
            "session_id", "replied_by_id"
        )
    )
    members = _seated(found, on)
    for each in found:
        if each.is_written and each.state != "open":
            continue
        for user in dict.fromkeys(user for council, user in members if council == each.council_id):
            asked = each.is_written or (each.pk, user) in away
            if asked and (each.pk, user) not in gave and each.replies_until is not None:
                what = f"Gửi ý kiến bằng văn bản về phiên ngày {vi_date(each.held_on)} của {each.council.name}"
                place = reverse("councils:opinion", args=[each.pk])
                yield Due(user, each.council.unit_id, what, each.replies_until, place)
