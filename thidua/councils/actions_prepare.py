"""Preparing a session: its agenda, who stands aside, the ballot and how it is kept; the ballot repeated."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from thidua.ballots import actions as ballots
from thidua.ballots.models import Ballot
from thidua.ballots.queries import needs_phrases
from thidua.councils import agenda, boxes, emails, permissions, queries
from thidua.councils.actions_members import into_the_new_box
from thidua.councils.agenda import Topic
from thidua.councils.boxes import Keeping
from thidua.councils.models import (
    AgendaItem,
    Attendance,
    Council,
    CouncilMember,
    CouncilSession,
)
from thidua.councils.models_sessions import Recusal, SessionEvent
from thidua.councils.papers import described
from thidua.councils.queries import Seat
from thidua.councils.rules import rulebook_of
from thidua.nominations import actions_council as dossier_acts
from thidua.nominations.models import Nomination, NominationLine
from thidua.nominations.words import some
from thidua.shared import audit, outbox
from thidua.shared.certain import certain
from thidua.shared.denied import Denied
from thidua.shared.gate import check_gate, stamp, touch
from thidua.shared.text import nfc
from thidua.shared.wording import vi_date

Role = CouncilMember.Role
Way = AgendaItem.Way
Mode = Attendance.Mode
Stage = AgendaItem.Stage


@transaction.atomic
def prepare_session(
    *,
    council: Council,
    year: int,
    held_on: date,
    place: str,
    by,
    at: datetime,
    nominations: Iterable[Nomination] = (),
    deferred: Iterable[NominationLine] = (),
    topics: Iterable[Topic] = (),
    begins: time | None = None,
    way: str = CouncilSession.Way.MEETING,
    replies_until: date | None = None,
    ballot_mode: str = "",
    other_year_reason: str = "",
) -> CouncilSession:
    """Put the included lines of appraised dossiers, lines left by earlier sessions and other topics on the agenda of a
    session, from lower titles to higher ones, and prepare the ballot where law or regulation ask for one.

    Excluded lines never reach the council. ``way`` "writing": the members are asked in writing, from ``held_on`` to
    ``replies_until``. ``ballot_mode``: how the box is kept, "" as ``boxes.keeping_of`` proposes: encrypted where enough
    members can keep it. ``other_year_reason``: why dossiers of another year than the session's are heard too (a late one, a
    sudden merit); without it they are refused by name, and the minutes print it.
    """
    permissions.check_can_prepare(by, council, at.date())
    dossiers, place = list(dict.fromkeys(nominations)), nfc(place)
    _check_day(council, held_on, way, replies_until, at.date())
    if not place:
        raise Denied("Hãy ghi địa điểm họp." if way == CouncilSession.Way.MEETING else "Hãy ghi nơi nhận ý kiến.")
    for dossier in dossiers:
        if dossier.to_unit_id != council.unit_id:
            raise Denied(f"Hồ sơ “{dossier.title}” của {dossier.unit.name} không gửi đến {council.unit.name}.")
        check_gate(dossier, "bring_to_council")
    strangers, why = [dossier for dossier in dossiers if dossier.year != year], nfc(other_year_reason)[:300]
    if strangers and not why:
        named = some([f"“{each.title}” của {each.unit.name}" for each in strangers], "hồ sơ")
        raise Denied(
            f"Phiên họp xét khen thưởng năm {year}, nhưng có hồ sơ của năm khác: {named}. Hãy bỏ hồ sơ đó ra, sửa năm của phiên "
            "họp, hoặc ghi lý do xét hồ sơ của năm khác."
        )
    again = _still_waiting(council, deferred)
    session = CouncilSession(
        council=council,
        way=way,
        year=year,
        held_on=held_on,
        begins=begins,
        replies_until=replies_until,
        place=place,
        prepared_at=at,
        prepared_by=by,
    )
    items = agenda.build_items(session, [*agenda.included_lines(dossiers), *again], topics)
    if not items:
        raise Denied("Chưa có trường hợp nào được thẩm định đưa vào danh sách để họp Hội đồng.")
    rules = rulebook_of(council, [item.award_code for item in items], held_on)
    agenda.set_ways(session, items, rules)
    seats = queries.seats(council, held_on)
    session.save()
    if strangers:
        told = f"{'; '.join(f'hồ sơ số {each.pk} năm {each.year}' for each in strangers[:5])}. Lý do: {why}"
        SessionEvent.objects.create(
            session=session, kind=SessionEvent.Kind.OTHER_YEAR, reason=told, **stamp("noted", by=by, at=at)
        )
    AgendaItem.objects.bulk_create(items, batch_size=500)
    recusals = agenda.find_recusals(items, seats, rules, at)
    Recusal.objects.bulk_create(recusals, batch_size=500)
    _note_recusals(items, recusals, seats)
    for dossier in dossiers:
        dossier_acts.bring_to_council(dossier)
    keeping = boxes.chosen_keeping(seats, ballot_mode)
    if ballot := _prepare_ballot(session, items, seats, keeping, by=by, at=at):
        touch(session, ballot=ballot)
    audit.record(
        "session_prepared",
        session,
        by=by,
        at=at,
        detail={
            "council": council.pk,
            "nominations": [dossier.pk for dossier in dossiers],
            "ballot_items": sum(item.way == Way.BALLOT for item in items),
            "minutes_items": sum(item.way != Way.BALLOT for item in items),
        },
    )
    outbox.queue([seat.user for seat in seats], *emails.session_called(session, len(items)), by=by, at=at)
    return session


def _check_day(council: Council, held_on: date, way: str, replies_until: date | None, today: date) -> None:
    if way not in CouncilSession.Way.values:
        raise Denied("Hình thức phiên họp không có trong danh mục.")
    if held_on < today:
        raise Denied("Ngày họp không được trước hôm nay.")
    permissions.check_stands(council, held_on)
    if way == CouncilSession.Way.WRITING and replies_until is None:
        raise Denied("Xin ý kiến bằng văn bản cần hạn gửi ý kiến.")
    if replies_until is not None and replies_until < (held_on if way == CouncilSession.Way.WRITING else today):
        raise Denied(f"Hạn gửi ý kiến {vi_date(replies_until)} không hợp lệ.")


def _still_waiting(council: Council, deferred: Iterable[NominationLine]) -> list[NominationLine]:
    wanted = {line.pk for line in deferred}
    if not wanted:
        return []
    rows = list(queries.waiting_lines(council).filter(pk__in=wanted))
    if len(rows) != len(wanted):
        raise Denied("Có trường hợp không phải do phiên trước để lại, hoặc đã ở chương trình một phiên khác.")
    return rows


def _note_recusals(items: Sequence[AgendaItem], recusals: Sequence[Recusal], seats: Sequence[Seat]) -> None:
    names = {seat.member.pk: seat.name for seat in seats}
    of_item: dict[int, list[Recusal]] = {}
    for each in recusals:
        of_item.setdefault(each.item_id, []).append(each)
    concerned = [item for item in items if item.pk in of_item]
    for item in concerned:
        item.note = agenda.aside_note(of_item[item.pk], names)
    AgendaItem.objects.bulk_update(concerned, ["note"], batch_size=500)


def _ballot_items(session: CouncilSession, items: Sequence[AgendaItem], total: int, on: date) -> list[dict[str, Any]]:
    chosen = [item for item in items if item.way == Way.BALLOT and item.stage != Stage.DEFERRED]
    named, aside = described(chosen, on), queries.accounts_aside(session)
    rules = rulebook_of(session.council, [item.award_code for item in chosen], session.held_on)
    return [
        {
            "key": item.key,
            "number": item.ordinal,
            "label": agenda.ballot_label(item, *named[item.pk]),
            "award_code": item.award_code,
            "needed": rules.certain_of(item).needed(total),
            "aside": aside.get(item.pk, []),
        }
        for item in chosen
    ]


def _prepare_ballot(
    session: CouncilSession,
    items: Sequence[AgendaItem],
    seats: Sequence[Seat],
    keeping: Keeping,
    *,
    by,
    at: datetime,
) -> Ballot | None:
    total = session.total_members or len(seats)
    chosen = _ballot_items(session, items, total, at.date())
    if not chosen:
        return None
    return ballots.prepare_ballot(
        title=f"Xét khen thưởng năm {session.year} – {session.council.name}, ngày {session.held_on:%d/%m/%Y}"[:200],
        unit=session.council.unit,
        items=chosen,
        voters=[seat.user for seat in seats],
        trustees=keeping.keepers,
        mode=keeping.mode,
        trustees_needed=keeping.needed,
        total_members=total,
        by=by,
        at=at,
    )


@sensitive_variables("pass_phrases")
@transaction.atomic
def repeat_ballot(
    *, session: CouncilSession, by, at: datetime, pass_phrases: Mapping[int, str] | None = None
) -> Ballot:
    """A new box for the same items and kept by the same people in the same way, after the first ballot was cancelled.

    A box in a room opens at once with new phrases. An encrypted one is prepared only: its trustees make a new key and the
    cards are printed anew before it opens on its own page. Who left the council is not on the list any more.
    """
    permissions.check_can_repeat_ballot(by, session, at.date())
    items, before = list(queries.agenda_of(session)), certain(session.ballot)
    gone = set(session.attendance.exclude(removed_by=None).values_list("member", flat=True))
    seats = [seat for seat in queries.seats_of(session) if seat.member.pk not in gone]
    keepers = tuple(row.user for row in before.trustees.select_related("user").order_by("pk"))
    keeping = Keeping(before.mode, keepers, before.trustees_needed)
    ballot = _prepare_ballot(session, items, seats, keeping, by=by, at=at)
    if ballot is None:
        raise Denied("Không còn mục nào phải bỏ phiếu kín.")
    touch(session, ballot=ballot)
    into_the_new_box(session, by=by, at=at)
    if needs_phrases(ballot):
        ballots.open_ballot(ballot=ballot, pass_phrases=pass_phrases or {}, by=by, at=at)
    audit.record("ballot_repeated", session, by=by, at=at, detail={"ballot": ballot.pk})
    return ballot
