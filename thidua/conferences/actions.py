"""Planning a conference and recording that it was held."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone

from paperwork.blocks import PaperError
from thidua.conferences import emails
from thidua.conferences.models import AgendaPoint, Conference, Participation
from thidua.conferences.papers import render_minutes
from thidua.conferences.permissions import check_can_change, check_can_plan, check_can_record
from thidua.conferences.queries import facts_of, officers_of
from thidua.papers.actions import keep_paper, next_number, number_text
from thidua.shared import audit, outbox
from thidua.shared.denied import Denied
from thidua.shared.gate import pass_gate, stamp, touch
from thidua.shared.text import nfc, nfc_lines
from thidua.units.models import Cluster, RoleGrant, Unit
from thidua.units.queries import users_with_role

_SUMS_UP = {Conference.Kind.MID_YEAR, Conference.Kind.YEAR_END, Conference.Kind.YEAR_END_LAUNCH}
_LAUNCHES = {Conference.Kind.LAUNCH, Conference.Kind.YEAR_END_LAUNCH}


def _points(agenda: Iterable[tuple[str, str]]) -> list[AgendaPoint]:
    points = []
    for ordinal, (kind, text) in enumerate(agenda, start=1):
        text = nfc(text)
        if kind not in AgendaPoint.Kind.values:
            raise Denied(f"Mục {ordinal} của chương trình có loại không hợp lệ.")
        if not text:
            raise Denied(f"Mục {ordinal} của chương trình chưa có nội dung.")
        if len(text) > 300:
            raise Denied(f"Mục {ordinal} của chương trình dài quá 300 ký tự.")
        points.append(AgendaPoint(ordinal=ordinal, kind=kind, text=text))
    if not points:
        raise Denied("Chương trình hội nghị cần ít nhất một mục.")
    return points


def _check_years(kind: str, year_summarised: int | None, year_launched: int | None) -> None:
    if kind not in Conference.Kind.values:
        raise Denied("Loại hội nghị không hợp lệ.")
    if kind in _SUMS_UP and year_summarised is None:
        raise Denied("Hội nghị sơ kết, tổng kết cần ghi năm được tổng kết.")
    if kind in _LAUNCHES and year_launched is None:
        raise Denied("Hội nghị phát động cần ghi năm được phát động.")


@transaction.atomic
def plan_conference(
    *,
    kind: str,
    title: str,
    unit: Unit,
    held_on: date,
    place: str,
    agenda: Iterable[tuple[str, str]],
    by,
    at: datetime,
    cluster: Cluster | None = None,
    year_summarised: int | None = None,
    year_launched: int | None = None,
    invited: Iterable[Unit] = (),
) -> Conference:
    """Plan a conference with its run of show and invite units; their officers get the invitation."""
    check_can_plan(by, unit, cluster, at.date())
    _check_years(kind, year_summarised, year_launched)
    title, place = nfc(title), nfc(place)
    if not title or not place:
        raise Denied("Mời ghi tên hội nghị và địa điểm.")
    points = _points(agenda)
    guests = {guest.pk: guest for guest in invited}
    conference = Conference.objects.create(
        kind=kind,
        title=title,
        unit=unit,
        cluster=cluster,
        year_summarised=year_summarised,
        year_launched=year_launched,
        held_on=held_on,
        place=place,
        **stamp("planned", by=by, at=at),
    )
    _put(conference, points, list(guests.values()))
    detail = {"unit": unit.pk, "points": len(points), "invited": len(guests)}
    audit.record("conference_planned", conference, by=by, at=at, detail=detail)
    outbox.queue(officers_of(list(guests.values()), at.date()), *emails.invitation(conference), by=by, at=at)
    return conference


def _put(conference: Conference, points: list[AgendaPoint], guests: list[Unit]) -> None:
    for point in points:
        point.conference = conference
    AgendaPoint.objects.bulk_create(points)
    Participation.objects.bulk_create([Participation(conference=conference, unit=unit) for unit in guests])


@transaction.atomic
def change_conference(*, conference: Conference, agenda: Iterable[tuple[str, str]], by, at: datetime) -> Conference:
    """Replace the run of show of a conference still planned."""
    check_can_change(by, conference, at.date())
    points = _points(agenda)
    touch(conference)
    conference.agenda.all().delete()
    _put(conference, points, [])
    audit.record("conference_changed", conference, by=by, at=at, detail={"points": len(points)})
    return conference


@transaction.atomic
def record_conference(
    *,
    conference: Conference,
    came: Mapping[int, str],
    conclusion: str,
    by,
    at: datetime,
    chair: str = "",
    began: time | None = None,
    ended: time | None = None,
) -> Conference:
    """Record that it was held: who came ({unit id: representative}), the conclusion; the numbered minutes are issued.

    ``chair``: name and office of who presided, the unit's head when not said. ``began`` and ``ended``: times of the
    day, 8:00 and (on the day itself) the moment of recording, else 11:30, when not said.
    """
    check_can_record(by, conference, at.date())
    conclusion = nfc_lines(conclusion)
    if not conclusion:
        raise Denied("Mời ghi kết luận của hội nghị.")
    rows = {row.unit_id: row for row in conference.participation.all()}
    if strangers := set(came) - set(rows):
        names = ", ".join(Unit.objects.filter(pk__in=strangers).order_by("code").values_list("name", flat=True))
        raise Denied(f"Đơn vị không có trong danh sách mời: {names or 'không rõ'}.")
    for unit_id, representative in came.items():
        rows[unit_id].came, rows[unit_id].representative = True, nfc(representative)
        if len(rows[unit_id].representative) > 200:
            raise Denied("Tên, chức vụ người đại diện dài quá 200 ký tự.")
    began_at, ended_at = _times(conference.held_on, began, ended, at)
    pass_gate(conference, "hold", conclusion=conclusion, **stamp("held", by=by, at=at))
    Participation.objects.bulk_update([rows[unit_id] for unit_id in came], ["came", "representative"], batch_size=200)
    unit, facts = conference.unit, facts_of(conference)
    number = next_number(unit, "BB", conference.held_on.year)
    try:
        content = render_minutes(
            conference,
            facts,
            number=number,
            began_at=began_at,
            ended_at=ended_at,
            chair=nfc(chair) or _chair_of(unit, at.date()),
            secretary=by.display_name,
        )
    except PaperError as error:
        raise Denied(f"Chưa in được biên bản: {error}") from error
    minutes = keep_paper(
        kind="conference_minutes",
        title=f"Biên bản {conference.title}"[:300],
        unit=unit,
        content=content,
        issued_on=conference.held_on,
        number=number,
        number_text=number_text(number, "BB", unit),
        by=by,
        at=at,
    )
    touch(conference, minutes=minutes)
    detail = {"came": len(came), "invited": len(rows), "minutes": minutes.pk}
    audit.record("conference_held", conference, by=by, at=at, detail=detail)
    guests = [row.unit for row in conference.participation.select_related("unit")]
    outbox.queue(officers_of(guests, at.date()), *emails.recorded(conference), by=by, at=at)
    return conference


def _times(held_on: date, began: time | None, ended: time | None, at: datetime) -> tuple[datetime, datetime]:
    began = began or time(8)
    recorded = timezone.localtime(at)
    if ended is None:
        ended = recorded.time().replace(second=0, microsecond=0) if recorded.date() == held_on else time(11, 30)
    if ended <= began:
        raise Denied("Giờ kết thúc phải sau giờ bắt đầu.")
    return (
        timezone.make_aware(datetime.combine(held_on, began)),
        timezone.make_aware(datetime.combine(held_on, ended)),
    )


def _chair_of(unit: Unit, on: date) -> str:
    heads: list[Any] = users_with_role([RoleGrant.Role.HEAD], unit, on)
    if not heads:
        raise Denied(f"Mời ghi người chủ trì: {unit.name} chưa có tài khoản thủ trưởng.")
    return f"{heads[0].display_name}, {unit.head_title}" if unit.head_title else heads[0].display_name
