"""Guest list, invitations, answers and arrivals."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db import transaction

from paperwork.blocks import PaperError
from thidua.conferences import emails
from thidua.conferences.codes import Code, read_code
from thidua.conferences.models import Conference, Participation, UndoneArrival
from thidua.conferences.papers import render_letters
from thidua.conferences.permissions import (
    check_can_answer,
    check_can_invite,
    check_can_note_arrivals,
    check_takes_arrivals,
)
from thidua.conferences.queries import organisers_of, receivers_of
from thidua.papers.actions import keep_paper, next_number, number_text
from thidua.shared import audit, outbox
from thidua.shared.certain import certain
from thidua.shared.denied import Denied
from thidua.shared.gate import stamp, touch
from thidua.shared.text import nfc
from thidua.units.models import Unit

MOST_GUESTS = 10_000
UNDO_MINUTES = 10  # so long a telephone may take back what it noted; later the desk does
_BY_PHONE = (Participation.How.CODE, Participation.How.DOOR)


@transaction.atomic
def add_to_list(
    *,
    conference: Conference,
    by,
    at: datetime,
    units: Iterable[Unit] = (),
    posts: Mapping[int, str] | None = None,
    guests: Iterable[tuple[str, bool]] = (),
) -> int:
    """Put units and guests on the list; how many are new. ``posts``: {unit id: the post that is invited}; ``guests``:
    (role, whether this person attends and directs). Once letters are out, the new ones get theirs at once.
    """
    check_can_invite(by, conference, at.date())
    present = list(conference.participation.all())
    units_there = {row.unit_id for row in present if row.unit_id}
    roles_there = {row.title for row in present if row.unit_id is None}
    new = []
    for unit in {unit.pk: unit for unit in units}.values():
        if unit.pk in units_there:
            continue
        title = nfc((posts or {}).get(unit.pk, ""))
        new.append(Participation(conference=conference, unit=unit, title=title))
    for role, directs in guests:
        role = nfc(role)
        if not role:
            raise Denied("Mời ghi chức danh của khách, ví dụ “Phó Bí thư Thường trực Thành ủy”.")
        if role not in roles_there:
            roles_there.add(role)
            new.append(Participation(conference=conference, title=role, directs=directs))
    if any(len(row.title) > 200 for row in new):
        raise Denied("Chức danh dài quá 200 ký tự.")
    if len(present) + len(new) > MOST_GUESTS:
        raise Denied(f"Danh sách mời có nhiều nhất {MOST_GUESTS} dòng.")
    if not new:
        return 0
    touch(conference)
    Participation.objects.bulk_create(new, batch_size=500)
    audit.record("conference_guests_added", conference, by=by, at=at, detail={"added": len(new)})
    if conference.invited_at is not None:
        told = receivers_of([row.unit for row in new if row.unit], at.date())
        outbox.queue(told, *emails.invitation(conference), by=by, at=at)
    return len(new)


@transaction.atomic
def take_off_list(*, row: Participation, by, at: datetime) -> None:
    """Take somebody off the list before the letters are out; afterwards an invitation stands."""
    conference = row.conference
    check_can_invite(by, conference, at.date())
    if conference.invited_at is not None:
        raise Denied("Giấy mời đã gửi; không bỏ khỏi danh sách mời được nữa.")
    touch(conference)
    pk = row.pk
    row.delete()
    audit.record("conference_guest_removed", conference, by=by, at=at, detail={"participation": pk})


@transaction.atomic
def invite(*, conference: Conference, by, at: datetime) -> int:
    """Issue the numbered invitation and send it to officers and heads of the invited units; returns the number of letters.

    Copies with each one's name and code are printed from the record at any time (``papers.render_letters``).
    """
    check_can_invite(by, conference, at.date())
    if conference.invited_at is not None:
        raise Denied("Giấy mời đã gửi.")
    rows = list(conference.participation.select_related("unit", "conference"))
    if not rows:
        raise Denied("Chưa có ai trong danh sách mời.")
    unit = conference.unit
    number = next_number(unit, "GM", at.date().year)
    text = number_text(number, "GM", unit)
    try:
        content = render_letters(conference, [], number=number, issued_on=at.date(), total=len(rows))
    except PaperError as error:
        raise Denied(f"Chưa in được giấy mời: {error}") from error
    paper = keep_paper(
        kind="invitation",
        title=f"Giấy mời {conference.title}"[:300],
        unit=unit,
        content=content,
        issued_on=at.date(),
        number=number,
        number_text=text,
        by=by,
        at=at,
    )
    touch(conference, invitation=paper, **stamp("invited", by=by, at=at))
    audit.record("conference_invited", conference, by=by, at=at, detail={"invited": len(rows), "paper": paper.pk})
    told = receivers_of([row.unit for row in rows if row.unit], at.date())
    return outbox.queue(told, *emails.invitation(conference), by=by, at=at)


@transaction.atomic
def answer_invitation(*, row: Participation, answer: str, by, at: datetime, note: str = "") -> None:
    """The unit comes, sends a deputy (``note``: who), or is absent (``note``: why). It may answer again until the day."""
    check_can_answer(by, row, at.date())
    note = nfc(note)
    if answer not in Participation.Answer.values or not answer:
        raise Denied("Mời chọn câu trả lời: sẽ dự, cử người dự thay, hoặc vắng.")
    if len(note) > 200:
        raise Denied("Ghi chú dài quá 200 ký tự.")
    if answer == Participation.Answer.DEPUTY and not note:
        raise Denied("Mời ghi họ tên, chức vụ người dự thay.")
    if answer == Participation.Answer.ABSENT and not note:
        raise Denied("Mời ghi lý do vắng.")
    row.answer, row.answer_note = answer, note
    row.answered_at, row.answered_by = at, by
    if answer == Participation.Answer.DEPUTY or (answer == Participation.Answer.COMES and note):
        row.representative = note
    row.save(update_fields=["answer", "answer_note", "answered_at", "answered_by", "representative"])
    audit.record("invitation_answered", row, by=by, at=at, detail={"answer": answer})
    if answer != Participation.Answer.COMES:
        outbox.queue(organisers_of(row.conference, at.date()), *emails.answered(row), by=by, at=at)


@transaction.atomic
def note_arrivals(
    *, conference: Conference, came: Mapping[int, str], by, at: datetime, gone: Iterable[int] = ()
) -> tuple[int, int]:
    """The manual list: {participation id: representative} came; ``gone``: noted by mistake. (newly noted, taken back)."""
    check_can_note_arrivals(by, conference, at.date())
    gone = set(gone)
    if gone & set(came):
        raise Denied("Một dòng không thể vừa có mặt vừa vắng.")
    rows = {row.pk: row for row in conference.participation.filter(pk__in=[*came, *gone])}
    if set(came) - set(rows) or gone - set(rows):
        raise Denied("Có dòng không thuộc danh sách mời của hội nghị này.")
    changed, new, back = [], 0, 0
    for pk, representative in came.items():
        row, representative = rows[pk], nfc(representative)
        if len(representative) > 200:
            raise Denied("Tên, chức vụ người đại diện dài quá 200 ký tự.")
        if row.came and row.representative == representative:
            continue
        if not row.came:
            row.came, row.came_how, row.came_at, row.came_by = True, Participation.How.LIST, at, by
            new += 1
        row.representative = representative
        changed.append(row)
    UndoneArrival.objects.bulk_create(_kept([rows[pk] for pk in gone if rows[pk].came], by, at))
    for pk in gone:
        row = rows[pk]
        if row.came:
            row.came, row.came_how, row.came_at, row.came_by = False, "", None, None
            back += 1
            changed.append(row)
    fields = ["came", "came_how", "came_at", "came_by", "representative"]
    Participation.objects.bulk_update(changed, fields, batch_size=200)
    if changed:
        audit.record("arrivals_noted", conference, by=by, at=at, detail={"came": new, "taken_back": back})
    return new, back


def open_code(text: str, at: datetime) -> tuple[Conference, Code]:
    """The conference behind a QR code, as far as the code may be used now. Raises Denied with the reason."""
    code = read_code(text)
    conference = None
    if code is not None:
        conference = Conference.objects.filter(pk=code.conference).select_related("unit", "invited_by").first()
    if code is None or conference is None or conference.invited_at is None:
        raise Denied("Mã điểm danh không hợp lệ.")
    if code.day != conference.held_on:
        raise Denied(f"Mã này in cho ngày {code.day:%d/%m/%Y}; hội nghị họp ngày {conference.held_on:%d/%m/%Y}.")
    check_takes_arrivals(conference, at.date())
    return conference, code


@transaction.atomic
def check_in(*, code: str, at: datetime, by=None, participation: int | None = None) -> tuple[Participation, bool]:
    """Note an arrival through a QR code: that of the invitation, or the one at the door with the ``participation`` chosen.

    ``by``: the account signed in on the phone, if any; without one the account that issued the invitations answers for
    the code. Returns the row and whether it is new: a second scan changes nothing.
    """
    conference, read = open_code(code, at)
    wanted = read.participation or participation
    row = conference.participation.filter(pk=wanted).select_related("unit").first() if wanted else None
    if row is None:
        raise Denied("Không có tên này trong danh sách mời.")
    how = Participation.How.CODE if read.participation else Participation.How.DOOR
    who = by or conference.invited_by
    changed = Participation.objects.filter(pk=row.pk, came=False).update(
        came=True, came_how=how, came_at=at, came_by=who
    )
    row.refresh_from_db()
    if changed:
        audit.record("checked_in", row, by=who, at=at, detail={"how": str(how), "signed_in": by is not None})
    return row, bool(changed)


@transaction.atomic
def undo_check_in(*, code: str, participation: int, noted_at: datetime, at: datetime, by=None) -> Participation:
    """Take back an arrival the same telephone noted by mistake, within ``UNDO_MINUTES``; what it noted is kept.

    ``noted_at``: the moment the telephone noted it, which only it knows. One noted anew since, or at the desk, stands.
    """
    conference, _ = open_code(code, at)
    row = conference.participation.filter(pk=participation).select_related("unit").first()
    if row is None or not row.came or row.came_at != noted_at or row.came_how not in _BY_PHONE:
        raise Denied("Lượt điểm danh này không còn; mời hỏi bàn đón tiếp.")
    if at - noted_at > timedelta(minutes=UNDO_MINUTES):
        raise Denied(f"Đã quá {UNDO_MINUTES} phút; mời bàn đón tiếp sửa giúp.")
    who = by or conference.invited_by
    kept = _kept([row], who, at)
    undone = Participation.objects.filter(pk=row.pk, came=True, came_at=noted_at)
    if not undone.update(came=False, came_how="", came_at=None, came_by=None):
        raise Denied("Lượt điểm danh này không còn; mời hỏi bàn đón tiếp.")
    UndoneArrival.objects.bulk_create(kept)
    row.refresh_from_db()
    audit.record("check_in_undone", row, by=who, at=at, detail={"signed_in": by is not None})
    return row


def _kept(rows: Iterable[Participation], by, at: datetime) -> list[UndoneArrival]:
    """What had been noted of arrivals that are taken back."""
    return [
        UndoneArrival(
            participation=row,
            came_how=row.came_how,
            came_at=certain(row.came_at),
            came_by=certain(row.came_by),
            undone_at=at,
            undone_by=by,
        )
        for row in rows
    ]
