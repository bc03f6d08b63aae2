"""Papers of a session: minutes, count sheet, list of those proposed."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils import timezone

from paperwork.blocks import Issuer, PaperError, Reference, written_date
from paperwork.papers.council_list import CouncilList, render_council_list
from paperwork.papers.council_minutes import (
    Absentee,
    Attendee,
    CouncilMinutes,
    CouncilResult,
    render_council_minutes,
)
from paperwork.papers.count_sheet import CountSheet, Teller, render_count_sheet
from paperwork.papers.nomination_list import Kind as ListedKind
from thidua.ballots.queries import check_code, fingerprint_text, turnout
from thidua.councils.actions_counting import writers_of
from thidua.councils.models import AgendaItem, Attendance, Council, CouncilMember, CouncilSession
from thidua.councils.models_sessions import SessionEvent
from thidua.councils.queries import Seat, author_words, presider_of, seats_of
from thidua.honours.wording import wording
from thidua.nominations.papers import describe_subjects, for_what, kind_of
from thidua.papers.actions import keep_paper, next_number
from thidua.papers.models import Paper
from thidua.people.queries import posts_on
from thidua.shared.certain import certain
from thidua.shared.denied import Denied
from thidua.shared.text import paragraphs
from thidua.shared.wording import vi_date

SYMBOLS = {Council.Kind.EMULATION: "BB-HĐTĐKT", Council.Kind.INITIATIVE: "BB-HĐSK", Council.Kind.SPECIAL: "BB-HĐ"}
_NAMES = {Council.Kind.EMULATION: "Hội đồng\nThi đua - Khen thưởng", Council.Kind.INITIATIVE: "Hội đồng\nSáng kiến"}
_NO_REASON = "không ghi"
_BEFOREHAND = (SessionEvent.Kind.MOVED, SessionEvent.Kind.OTHER_YEAR)
Role = CouncilMember.Role
Kind = AgendaItem.Kind
Way = AgendaItem.Way
Stage = AgendaItem.Stage
_METHODS = {
    Way.BALLOT: "bỏ phiếu kín",
    Way.MINUTES: "biểu quyết",
    Way.WRITTEN: "lấy ý kiến bằng văn bản",
}


def described(items: Sequence[AgendaItem], on: date) -> dict[int, tuple[str, str]]:
    """{item: (who or what, post and unit)} as printed; of an initiative all authors with their shares. Three queries."""
    lines = describe_subjects([item.line for item in items if item.line is not None], on)
    posts = posts_on([item.person_id for item in items if item.person_id], on)
    authors = author_words(items)
    found = {}
    for item in items:
        if item.line is not None:
            found[item.pk] = lines[item.line.pk]
        elif item.standing is not None:
            season = item.standing.season
            found[item.pk] = (item.standing.unit.name, f"{season.cluster.name} đề nghị, năm {season.year}")
        else:
            post = posts.get(item.person_id) if item.person_id else None
            name = authors.get(item.pk) or (item.person.full_name if item.person is not None else "")
            unit = post.unit.full_name if post else item.unit.name if item.unit is not None else ""
            found[item.pk] = (item.title, ", ".join(part for part in (name, unit) if part))
    return found


def item_kind(item: AgendaItem) -> ListedKind:
    """Whom a list counts the item as; what has no nominee (an initiative, a draft) counts as a collective."""
    return kind_of(item.line.recipient) if item.line is not None else "unit"


def award_words(item: AgendaItem, council: Council) -> str:
    """What an item is about, as papers head it."""
    if item.award_code:
        return wording(item.award_code, council.unit).award
    return {Kind.INITIATIVE: "Công nhận sáng kiến", Kind.DRAFT: "Góp ý dự thảo"}[Kind(item.kind)]


def feat_of(item: AgendaItem) -> str:
    """The sentence that says for which sudden merit an item asks; "" for the work of a year."""
    is_feat = item.nomination is not None and item.nomination.kind == "ad_hoc"
    return " ".join(for_what(certain(item.nomination))) if is_feat else ""


def results_of(session: CouncilSession, items: Sequence[AgendaItem]) -> tuple[CouncilResult, ...]:
    named = described(items, session.held_on)
    return tuple(
        CouncilResult(
            *named[item.pk],
            # Those who are proposed for one feat stand together under it.
            " – ".join(part for part in (award_words(item, session.council), feat_of(item).rstrip(".")) if part),
            certain(item.yes),
            certain(item.no),
            bool(item.has_passed),
            certain(item.blank),
            # In a consultation everything is written: nothing stands beside it.
            (0, 0, 0) if item.way == Way.WRITTEN else (item.written_yes, item.written_no, item.written_blank),
        )
        for item in items
    )


# ── minutes ──


def minutes_values(
    session: CouncilSession, items: Sequence[AgendaItem], *, number: int, ended_at: datetime
) -> CouncilMinutes:
    """The minutes as values; PDF and DOCX are made from the same ones. ``items``: the whole agenda with its outcomes."""
    settled = [item for item in items if item.stage != Stage.DEFERRED]
    attendance = list(session.attendance.select_related("member__user", "user").order_by("member__pk"))
    seats = {seat.member.pk: seat for seat in seats_of(session)}
    posts = seat_posts(list(seats.values()), session.held_on)
    wrote = writers_of(session, settled)
    came = [a for a in attendance if a.is_present or (session.is_written and a.member_id in wrote)]
    absent = [a for a in attendance if a not in came]
    ways = [method for way, method in _METHODS.items() if any(item.way == way for item in settled)]
    both = "bỏ phiếu kín đối với các danh hiệu phải bỏ phiếu, biểu quyết đối với các trường hợp còn lại"
    presider = presider_of(session)
    return CouncilMinutes(
        issuer=council_issuer(session.council),
        reference=Reference(number, SYMBOLS[Council.Kind(session.council.kind)], timezone.localdate(ended_at)),
        summary=_summary(session),
        started_at=timezone.localtime(certain(session.opened_at)),
        ended_at=timezone.localtime(ended_at),
        venue=session.place,
        chair=_with_role(presider, seats),
        secretary=_with_role(_of_role(attendance, Role.SECRETARY), seats),
        members_total=session.total_members,
        present=tuple(_attendee(row, seats, posts) for row in came),
        absent=tuple(
            Absentee(seats[row.member_id].name, posts[row.member_id], row.reason or _NO_REASON, row.member_id in wrote)
            for row in absent
        ),
        proceedings=_proceedings(session, items),
        voting_method=both
        if ways == [_METHODS[Way.BALLOT], _METHODS[Way.MINUTES]]
        else ", ".join(ways) or "biểu quyết",
        results=results_of(session, settled),
        conclusions=_conclusions(session, items),
        is_written=session.is_written,
        base_note=_base_note(session, attendance),
    )


def seat_posts(seats: Sequence[Seat], on: date) -> dict[int, str]:
    """{member: post of who sits there}: as the founding decision names it, else the post the record holds on the day; "" where
    neither knows one. Two queries at most."""
    people = [seat.user.person_id for seat in seats if not seat.title and seat.user.person_id]
    posts = posts_on(people, on) if people else {}
    return {
        seat.member.pk: seat.title
        or (f"{post.title}, {post.unit.full_name}" if (post := posts.get(seat.user.person_id or 0)) else "")
        for seat in seats
    }


def _attendee(row: Attendance, seats: dict[int, Seat], posts: dict[int, str]) -> Attendee:
    seat = seats[row.member_id]
    role = row.member.get_role_display()
    if seat.substitution is not None:
        role += f" (thay {row.member.user.display_name})"
    if row.mode == Attendance.Mode.ONLINE:
        role += ", dự trực tuyến"
    return Attendee(seat.name, posts[row.member_id], role)


def _summary(session: CouncilSession) -> str:
    what = "Lấy ý kiến bằng văn bản" if session.is_written else "Họp"
    about = "xét sáng kiến" if session.council.kind == Council.Kind.INITIATIVE else "xét khen thưởng"
    return f"{what} {about} năm {session.year}"


def _of_role(attendance: Sequence[Attendance], role: str) -> CouncilMember | None:
    return next((row.member for row in attendance if row.member.role == role), None)


def _with_role(member: CouncilMember | None, seats: dict[int, Seat]) -> str:
    if member is None:
        return _NO_REASON
    name = seats[member.pk].name if member.pk in seats else member.user.display_name
    return f"{name}, {member.get_role_display()}"


def _base_note(session: CouncilSession, attendance: Sequence[Attendance]) -> str:
    """What the shares count from, said when the membership changed while the session was going on."""
    gone = [row for row in attendance if row.removed_by_id]
    if not gone:
        return ""
    names = ", ".join(row.member.user.display_name for row in gone)
    return (
        f"Tổng số thành viên chốt lúc khai mạc là {session.total_members:02d} và giữ nguyên làm cơ sở tính tỷ lệ; "
        f"{names} thôi là thành viên trong thời gian phiên họp đang mở"
    )


def _proceedings(session: CouncilSession, items: Sequence[AgendaItem]) -> tuple[str, ...]:
    told = [
        "Chủ trì nêu mục đích, yêu cầu của phiên họp."
        if not session.is_written
        else f"Thư ký gửi phiếu xin ý kiến đến các thành viên, hạn trả lời đến hết ngày {vi_date(session.replies_until)}."
    ]
    about = "trường hợp được đưa vào danh sách" if all(item.kind == Kind.AWARD for item in items) else "nội dung"
    reported = "kết quả thẩm định " if all(item.kind == Kind.AWARD for item in items) else ""
    told.append(f"Thư ký báo cáo {reported}{len(items)} {about}.")
    for event in session.events.select_related("minutes"):
        told.append(_event_words(event, certain(session.opened_at)))
    told += [f"Mục {item.ordinal}, {item.subject}: {item.note}" for item in items if item.note]
    told += [f"Mục {item.ordinal}, {item.subject}: {item.discussion}" for item in items if item.discussion]
    told += [
        f"Mục {item.ordinal}, {item.subject}: để lại phiên họp sau; lý do: {item.deferred_reason}."
        for item in items
        if item.stage == Stage.DEFERRED
    ]
    settled = [item for item in items if item.way != Way.WRITTEN and item.stage != Stage.DEFERRED]
    if writers := writers_of(session, settled):
        told.append(
            f"Có {len(writers):02d} thành viên vắng mặt gửi ý kiến bằng văn bản; ý kiến được công bố và tính vào kết quả."
        )
    told += paragraphs(session.note)
    return tuple(told)


def _event_words(event: SessionEvent, opened_at: datetime) -> str:
    """What happened and when; of what can only happen in the room an hour before its beginning is left to be written."""
    noted_at = timezone.localtime(event.noted_at)
    is_hour_known = event.kind in _BEFOREHAND or event.noted_at >= opened_at
    when = f"{noted_at:%H giờ %M}" if is_hour_known else "…… giờ ……"
    when += f" ngày {vi_date(noted_at.date())}"
    text = f"{event.get_kind_display()} lúc {when}: {event.reason.rstrip('.')}."
    if event.minutes is not None:
        text += f" Biên bản này thay Biên bản số {event.minutes.number_text}."
    return text


def _conclusions(session: CouncilSession, items: Sequence[AgendaItem]) -> tuple[str, ...]:
    tally: dict[str, list[bool]] = {}
    deferred: dict[str, int] = {}
    for item in items:
        words = award_words(item, session.council)
        if item.stage == Stage.DEFERRED:
            deferred[words] = deferred.get(words, 0) + 1
        else:
            tally.setdefault(words, []).append(bool(item.has_passed))
    told = [
        f"{words}: Hội đồng thông qua {sum(passed)} trên {len(passed)} trường hợp được đề nghị."
        for words, passed in tally.items()
    ]
    told += [
        f"{words}: {number} trường hợp để lại phiên họp sau, chưa có kết quả." for words, number in deferred.items()
    ]
    return tuple(told)


def keep_minutes(session: CouncilSession, items: Sequence[AgendaItem], *, by, at: datetime) -> Paper:
    """Inside the transaction that closes the session."""
    symbol = SYMBOLS[Council.Kind(session.council.kind)]
    number = next_number(session.council.unit, symbol, at.year)
    paper = minutes_values(session, items, number=number, ended_at=at)
    return _keep("council_minutes", "Biên bản họp", session, number, paper, render_council_minutes, by=by, at=at)


# ── count sheet ──


def count_sheet_values(session: CouncilSession, items: Sequence[AgendaItem], *, number: int, dated: date) -> CountSheet:
    """The counted ballot as values, with the code that fixes the published result."""
    ballot = certain(session.ballot)
    chosen = [item for item in items if item.way == Way.BALLOT and item.stage != Stage.DEFERRED]
    attendance = list(session.attendance.select_related("member__user", "user").order_by("member__pk"))
    seats = {seat.member.pk: seat.name for seat in seats_of(session)}
    presider, secretary = presider_of(session), _of_role(attendance, Role.SECRETARY)
    chair_name = seats.get(presider.pk, presider.user.display_name) if presider else ""
    secretary_name = seats[secretary.pk] if secretary else ""
    seen = turnout(ballot)
    thresholds = {award_words(item, session.council): item.threshold_percent for item in chosen}
    return CountSheet(
        issuer=council_issuer(session.council),
        reference=Reference(number, SYMBOLS[Council.Kind(session.council.kind)], dated),
        summary=f"Kiểm phiếu {_summary(session).removeprefix('Họp ')}",
        counted_at=timezone.localtime(certain(ballot.counted_at)),
        is_hour_known=certain(ballot.counted_at) >= certain(session.opened_at),
        venue=session.place,
        tellers=(Teller(secretary_name, "Trưởng ban"), Teller(chair_name, "Ủy viên")),
        members_total=session.total_members,
        members_present=sum(a.is_present for a in attendance),
        issued=seen.eligible - seen.written,
        returned=seen.cast - seen.written,
        valid=certain(seen.valid) - seen.written,
        invalid=certain(seen.invalid),
        written_opinions=len(writers_of(session, chosen)),
        threshold="; ".join(f"từ {percent}% đối với {words}" for words, percent in thresholds.items()),
        results=results_of(session, chosen),
        chair=chair_name,
        secretary=secretary_name,
        box_code=fingerprint_text(ballot) if ballot.manifest else "",
        check_code=check_code(ballot),
    )


def keep_count_sheet(session: CouncilSession, items: Sequence[AgendaItem], *, by, at: datetime) -> Paper:
    """Inside the transaction that closes the session."""
    symbol = SYMBOLS[Council.Kind(session.council.kind)]
    number = next_number(session.council.unit, symbol, at.year)
    paper = count_sheet_values(session, items, number=number, dated=at.date())
    return _keep("count_sheet", "Biên bản kiểm phiếu", session, number, paper, render_count_sheet, by=by, at=at)


# ── list ──


def keep_proposed_list(session: CouncilSession, items: Sequence[AgendaItem], *, by, at: datetime) -> Paper | None:
    """The list of what the council passed, drafts aside; None when there is nothing to propose."""
    passed = [item for item in items if item.has_passed and item.kind != Kind.DRAFT]
    if not passed:
        return None
    attendance = list(session.attendance.select_related("member__user", "user"))
    seats = {seat.member.pk: seat.name for seat in seats_of(session)}
    presider, secretary = presider_of(session), _of_role(attendance, Role.SECRETARY)
    about = "sáng kiến" if session.council.kind == Council.Kind.INITIATIVE else "khen thưởng"
    paper = CouncilList(
        issuer=council_issuer(session.council),
        summary=f"Đề nghị {about} năm {session.year} được Hội đồng thông qua {written_date(session.held_on)}",
        results=results_of(session, passed),
        members_total=session.total_members,
        chair=seats.get(presider.pk, presider.user.display_name) if presider else "",
        secretary=seats[secretary.pk] if secretary else "",
        dated=at.date(),
        note=f"Tỷ lệ tính trên tổng số {session.total_members:02d} thành viên Hội đồng.",
    )
    try:
        content = render_council_list(paper, created_at=at)
    except PaperError as error:
        raise Denied(str(error)) from error
    return keep_paper(
        kind="council_list",
        title=f"Danh sách đề nghị, {session.council.name} ngày {session.held_on:%d/%m/%Y}",
        unit=session.council.unit,
        content=content,
        issued_on=at.date(),
        by=by,
        at=at,
    )


def _keep(kind: str, title: str, session: CouncilSession, number: int, paper, render, *, by, at: datetime) -> Paper:
    try:
        content = render(paper, created_at=at)
    except PaperError as error:
        raise Denied(str(error)) from error
    return keep_paper(
        kind=kind,
        title=f"{title} {session.council.name} ngày {session.held_on:%d/%m/%Y}",
        unit=session.council.unit,
        content=content,
        issued_on=at.date(),
        by=by,
        at=at,
        number=number,
        number_text=f"{number:02d}/{SYMBOLS[Council.Kind(session.council.kind)]}",
    )


def council_issuer(council: Council) -> Issuer:
    unit = council.unit
    return Issuer(parent=unit.agency_name, name=_NAMES.get(Council.Kind(council.kind), council.name), place=unit.place)
