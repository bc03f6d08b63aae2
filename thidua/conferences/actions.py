"""Planning a conference, changing it, cancelling it, and recording that it was held."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone

from paperwork.blocks import PaperError
from thidua.conferences import emails
from thidua.conferences.models import AgendaPoint, Conference, Participation
from thidua.conferences.papers import minutes_docx, minutes_of, render_minutes
from thidua.conferences.permissions import (
    check_can_cancel,
    check_can_change,
    check_can_plan,
    check_can_record,
)
from thidua.conferences.queries import officers_of, quorum_reason
from thidua.conferences.queries_facts import facts_of
from thidua.conferences.vocabulary import PURPOSES, PURPOSES_OF_KIND, Point
from thidua.papers.actions import keep_paper, next_number, number_text
from thidua.shared import audit, outbox
from thidua.shared.denied import Denied
from thidua.shared.gate import pass_gate, stamp, touch
from thidua.shared.text import nfc, nfc_lines
from thidua.units.models import Cluster, ClusterMembership, RoleGrant, Unit
from thidua.units.queries import users_with_role

_SUMS_UP = {Conference.Kind.MID_YEAR, Conference.Kind.YEAR_END, Conference.Kind.YEAR_END_LAUNCH}
_LAUNCHES = {Conference.Kind.LAUNCH, Conference.Kind.YEAR_END_LAUNCH}
MOST_POINTS, LONGEST_POINT = 30, 600  # minutes number their parts with Roman numerals up to 39
MOST_GUESTS = 10_000
# A conference looks back or ahead by a year or two; more is a slip of the pen.
YEARS_AROUND = 2

Row = Point | tuple[str, str] | tuple[str, str, int, str]


def _points(agenda: Iterable[Row]) -> list[AgendaPoint]:
    points = []
    for ordinal, row in enumerate(agenda, start=1):
        point = row if isinstance(row, Point) else Point(*row)
        text, who = nfc(point.text), nfc(point.who)
        if point.kind not in AgendaPoint.Kind.values:
            raise Denied(f"Mục {ordinal} của chương trình có loại không hợp lệ.")
        if not text:
            raise Denied(f"Mục {ordinal} của chương trình chưa có nội dung.")
        if len(text) > 300 or len(who) > 200:
            raise Denied(f"Mục {ordinal} của chương trình dài quá {300 if len(text) > 300 else 200} ký tự.")
        if not 0 <= point.minutes <= LONGEST_POINT:
            raise Denied(f"Mục {ordinal} của chương trình: thời lượng từ 0 đến {LONGEST_POINT} phút.")
        points.append(AgendaPoint(ordinal=ordinal, kind=point.kind, text=text, minutes=point.minutes, who=who))
    if not points:
        raise Denied("Chương trình hội nghị cần ít nhất một mục.")
    if len(points) > MOST_POINTS:
        raise Denied(f"Chương trình có nhiều nhất {MOST_POINTS} mục.")
    return points


def _purposes(kind: str, purposes: Iterable[str] | None) -> list[str]:
    """The purposes in the order of the vocabulary, each once."""
    wanted = set(PURPOSES_OF_KIND[kind] if purposes is None else purposes)
    if strange := wanted - set(PURPOSES):
        raise Denied(f"Mục đích hội nghị không hợp lệ: {sorted(strange)[0]}.")
    return [code for code in PURPOSES if code in wanted]


def _check_years(kind: str, held_on: date, summarised: int | None, launched: int | None, lunar: int | None) -> None:
    if kind not in Conference.Kind.values:
        raise Denied("Loại hội nghị không hợp lệ.")
    if kind in _SUMS_UP and summarised is None:
        raise Denied("Hội nghị sơ kết, tổng kết cần ghi năm được tổng kết.")
    if kind in _LAUNCHES and launched is None:
        raise Denied("Hội nghị phát động cần ghi năm được phát động.")
    for year, label in ((summarised, "Năm tổng kết"), (launched, "Năm phát động"), (lunar, "Năm âm lịch")):
        if year is not None and abs(year - held_on.year) > YEARS_AROUND:
            raise Denied(f"{label} {year} cách ngày tổ chức {held_on:%d/%m/%Y} quá xa; hãy xem lại.")
    if summarised is not None and launched is not None and launched < summarised:
        raise Denied("Năm phát động không thể trước năm tổng kết.")


def _check_host(cluster: Cluster | None, host: Unit | None, year: int) -> None:
    if host is None:
        return
    if cluster is None:
        raise Denied("Chỉ hội nghị của cụm, khối mới có đơn vị đăng cai.")
    if not ClusterMembership.objects.filter(cluster=cluster, unit=host, year__in=(year, year - 1)).exists():
        raise Denied(f"{host.name} không phải thành viên của {cluster.name} nên không đăng cai được.")


def _texts(given: Mapping[str, Any]) -> dict[str, str]:
    """Short texts in one form, each within the length of its field."""
    labels = {
        "title": "Tên hội nghị",
        "place": "Địa điểm",
        "theme": "Chủ đề",
        "quorum_basis": "Căn cứ về số dự họp",
        "chair": "Người chủ trì",
        "secretary": "Thư ký",
    }
    texts = {name: nfc(given[name]) for name in labels if name in given}
    for name, text in texts.items():
        most = {"title": 300, "place": 160, "theme": 300}.get(name, 200)
        if len(text) > most:
            raise Denied(f"{labels[name]} dài quá {most} ký tự.")
    if not texts.get("title", "x") or not texts.get("place", "x"):
        raise Denied("Mời ghi tên hội nghị và địa điểm.")
    return texts


def _check_quorum(quorum: int | None, basis: str) -> None:
    if quorum is not None and not 1 <= quorum <= 100:
        raise Denied("Tỷ lệ đơn vị phải có mặt từ 1 đến 100 %.")
    if quorum is not None and not basis:
        raise Denied("Mời ghi quy chế, quy định đòi hỏi số đơn vị phải có mặt.")


@transaction.atomic
def plan_conference(
    *,
    kind: str,
    title: str,
    unit: Unit,
    held_on: date,
    place: str,
    agenda: Iterable[Row],
    by,
    at: datetime,
    cluster: Cluster | None = None,
    host: Unit | None = None,
    purposes: Iterable[str] | None = None,
    theme: str = "",
    year_summarised: int | None = None,
    year_launched: int | None = None,
    lunar_year: int | None = None,
    begins: time = time(8),
    quorum: int | None = None,
    quorum_basis: str = "",
    chair: str = "",
    invited: Iterable[Unit] = (),
) -> Conference:
    """Plan a conference with its agenda and the list of units to invite; ``actions_guests.invite`` sends the letters.

    ``purposes``: codes of vocabulary.PURPOSES, those of the kind when not said. ``agenda``: rows as
    :class:`vocabulary.Point`, or (kind, text) alone.
    """
    check_can_plan(by, unit, cluster, at.date())
    _check_years(kind, held_on, year_summarised, year_launched, lunar_year)
    _check_host(cluster, host, held_on.year)
    texts = _texts({"title": title, "place": place, "theme": theme, "quorum_basis": quorum_basis, "chair": chair})
    _check_quorum(quorum, texts["quorum_basis"])
    points = _points(agenda)
    guests = {guest.pk: guest for guest in invited}
    if len(guests) > MOST_GUESTS:
        raise Denied(f"Mời nhiều nhất {MOST_GUESTS} đơn vị.")
    conference = Conference.objects.create(
        kind=kind,
        purposes=_purposes(kind, purposes),
        unit=unit,
        cluster=cluster,
        host=host,
        year_summarised=year_summarised,
        year_launched=year_launched,
        lunar_year=lunar_year,
        held_on=held_on,
        begins=begins,
        quorum=quorum,
        **texts,
        **stamp("planned", by=by, at=at),
    )
    _put(conference, points, list(guests.values()))
    detail = {"unit": unit.pk, "points": len(points), "invited": len(guests)}
    audit.record("conference_planned", conference, by=by, at=at, detail=detail)
    return conference


def _put(conference: Conference, points: list[AgendaPoint], guests: list[Unit]) -> None:
    for point in points:
        point.conference = conference
    AgendaPoint.objects.bulk_create(points)
    Participation.objects.bulk_create(
        [Participation(conference=conference, unit=unit) for unit in guests], batch_size=500
    )


@transaction.atomic
def change_conference(*, conference: Conference, agenda: Iterable[Row], by, at: datetime) -> Conference:
    """Replace the run of show of a conference still planned."""
    check_can_change(by, conference, at.date())
    points = _points(agenda)
    touch(conference)
    conference.agenda.all().delete()
    _put(conference, points, [])
    audit.record("conference_changed", conference, by=by, at=at, detail={"points": len(points)})
    return conference


CHANGEABLE = {
    "title", "purposes", "theme", "held_on", "begins", "place", "year_summarised", "year_launched", "lunar_year", "host",
    "quorum", "quorum_basis", "chair",
}  # fmt: skip


@transaction.atomic
def edit_conference(*, conference: Conference, changes: Mapping[str, Any], by, at: datetime, reason: str = "") -> int:
    """Change what was planned ({field: value}, fields of ``CHANGEABLE``); returns how many letters told of it.

    Who has an invitation already is told of another day, hour or place, and a ``reason`` is asked; codes printed for the
    old day no longer open.
    """
    check_can_change(by, conference, at.date())
    if strange := set(changes) - CHANGEABLE:
        raise Denied(f"Không sửa được mục {sorted(strange)[0]}.")
    new = {name: changes.get(name, getattr(conference, name)) for name in CHANGEABLE}
    _check_years(conference.kind, new["held_on"], new["year_summarised"], new["year_launched"], new["lunar_year"])
    _check_host(conference.cluster, new["host"], new["held_on"].year)
    new |= _texts(new)
    _check_quorum(new["quorum"], new["quorum_basis"])
    new["purposes"] = _purposes(conference.kind, new["purposes"])
    different = {name: value for name, value in new.items() if value != getattr(conference, name)}
    if not different:
        return 0
    moves = bool({"held_on", "begins", "place"} & set(different))
    if moves and new["held_on"] < at.date():
        raise Denied("Không dời hội nghị về một ngày đã qua.")
    is_told = moves and conference.invited_at is not None
    reason = nfc(reason)
    if is_told and not reason:
        raise Denied("Giấy mời đã gửi: mời ghi lý do thay đổi để báo cho đại biểu.")
    touch(conference, **different)
    detail = {"fields": sorted(different), "reason": reason}
    audit.record("conference_edited", conference, by=by, at=at, detail=detail)
    if not is_told:
        return 0
    return outbox.queue(_everybody(conference, at.date()), *emails.moved(conference, reason), by=by, at=at)


def _everybody(conference: Conference, on: date) -> list:
    rows = conference.participation.exclude(unit=None).select_related("unit")
    return officers_of([row.unit for row in rows if row.unit is not None], on)


@transaction.atomic
def cancel_conference(*, conference: Conference, reason: str, by, at: datetime) -> Conference:
    """Call a planned conference off; whoever was invited is told why."""
    check_can_cancel(by, conference, at.date())
    reason = nfc(reason)
    if not reason:
        raise Denied("Mời ghi lý do hủy hội nghị.")
    if len(reason) > 300:
        raise Denied("Lý do dài quá 300 ký tự.")
    pass_gate(conference, "cancel", cancelled_reason=reason, **stamp("cancelled", by=by, at=at))
    audit.record("conference_cancelled", conference, by=by, at=at)
    if conference.invited_at is not None:
        outbox.queue(_everybody(conference, at.date()), *emails.cancelled(conference), by=by, at=at)
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
    secretary: str = "",
    assessment: str = "",
    began: time | None = None,
    ended: time | None = None,
    guests_came: Iterable[int] = (),
) -> Conference:
    """Record that it was held; the numbered minutes are issued as PDF, with the same text as DOCX beside them.

    ``came``: {unit id: representative} of those present beside whoever was noted on the day; ``guests_came``: primary keys
    of the participation of guests. ``chair``: name and office of who presided, the unit's head when not said. ``began``
    and ``ended``: times of the day; the planned start and (on the day itself) the moment of recording, else 11:30, when
    not said. Refused, with the numbers, where a rule asks for more units than came.
    """
    check_can_record(by, conference, at.date())
    conclusion, assessment = nfc_lines(conclusion), nfc_lines(assessment)
    if not conclusion:
        raise Denied("Mời ghi kết luận của hội nghị.")
    _note_who_came(conference, came, guests_came, by, at)
    if reason := quorum_reason(conference):
        raise Denied(reason)
    began_at, ended_at = _times(conference.held_on, began or conference.begins, ended, at)
    unit = conference.unit
    presided = nfc(chair) or conference.chair or _chair_of(unit, at.date())
    wrote = nfc(secretary) or by.display_name
    _texts({"chair": presided, "secretary": wrote})
    pass_gate(
        conference,
        "hold",
        conclusion=conclusion,
        assessment=assessment,
        begins=timezone.localtime(began_at).time(),
        ended=timezone.localtime(ended_at).time(),
        chair=presided,
        secretary=wrote,
        **stamp("held", by=by, at=at),
    )
    facts = facts_of(conference)
    number = next_number(unit, "BB", conference.held_on.year)
    try:
        paper = minutes_of(conference, facts, number=number, began_at=began_at, ended_at=ended_at)
        pdf, docx = render_minutes(paper), minutes_docx(paper)
    except PaperError as error:
        raise Denied(f"Chưa in được biên bản: {error}") from error
    title = f"Biên bản {conference.title}"[:300]
    kept: dict[str, Any] = {"title": title, "unit": unit, "issued_on": conference.held_on, "by": by, "at": at}
    text = number_text(number, "BB", unit)
    minutes = keep_paper(kind="conference_minutes", content=pdf, number=number, number_text=text, **kept)
    twin = keep_paper(kind="conference_minutes_docx", content=docx, suffix="docx", **kept)
    touch(conference, minutes=minutes, minutes_docx=twin)
    present = facts["units_came"]
    detail = {"came": present, "invited": facts["units_invited"], "minutes": minutes.pk}
    audit.record("conference_held", conference, by=by, at=at, detail=detail)
    outbox.queue(_everybody(conference, at.date()), *emails.recorded(conference), by=by, at=at)
    return conference


def _note_who_came(conference: Conference, came: Mapping[int, str], guests: Iterable[int], by, at: datetime) -> None:
    """Notes present whoever is named; who was noted on the day keeps moment and way of it."""
    rows = list(conference.participation.all())
    by_unit = {row.unit_id: row for row in rows if row.unit_id is not None}
    by_pk = {row.pk: row for row in rows if row.unit_id is None}
    if strangers := set(came) - set(by_unit):
        names = ", ".join(Unit.objects.filter(pk__in=strangers).order_by("code").values_list("name", flat=True))
        raise Denied(f"Đơn vị không có trong danh sách mời: {names or 'không rõ'}.")
    if set(guests) - set(by_pk):
        raise Denied("Có khách không có trong danh sách mời.")
    changed = [by_pk[pk] for pk in set(guests)]
    for unit_id, representative in came.items():
        row = by_unit[unit_id]
        row.representative = nfc(representative) or row.representative
        if len(row.representative) > 200:
            raise Denied("Tên, chức vụ người đại diện dài quá 200 ký tự.")
        changed.append(row)
    for row in changed:
        if not row.came:
            row.came, row.came_how, row.came_at, row.came_by = True, Participation.How.LIST, at, by
    fields = ["came", "representative", "came_how", "came_at", "came_by"]
    Participation.objects.bulk_update(changed, fields, batch_size=200)


def _times(held_on: date, began: time, ended: time | None, at: datetime) -> tuple[datetime, datetime]:
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
