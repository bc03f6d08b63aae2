"""Minutes and count sheet of a closed session."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from paperwork.blocks import Issuer, PaperError, Reference
from paperwork.papers.council_minutes import (
    Absentee,
    Attendee,
    CouncilMinutes,
    CouncilResult,
    render_council_minutes,
)
from paperwork.papers.count_sheet import CountSheet, Teller, render_count_sheet
from thidua.ballots.queries import check_code, turnout
from thidua.councils.models import AgendaItem, CouncilMember, CouncilSession
from thidua.honours.wording import wording
from thidua.nominations.papers import describe_subjects
from thidua.papers.actions import keep_paper, next_number
from thidua.papers.models import Paper
from thidua.shared.certain import certain
from thidua.shared.denied import Denied

SYMBOL = "BB-HĐTĐKT"
_NO_REASON = "không ghi"
Role = CouncilMember.Role


def results_of(session: CouncilSession, items: Sequence[AgendaItem]) -> tuple[CouncilResult, ...]:
    described = describe_subjects([item.line for item in items], session.held_on)
    return tuple(
        CouncilResult(
            *described[item.line_id],
            wording(item.nomination.award_code, session.council.unit).award,
            certain(item.yes),
            certain(item.no),
            bool(item.has_passed),
        )
        for item in items
    )


def keep_minutes(session: CouncilSession, items: Sequence[AgendaItem], *, note: str, by, at: datetime) -> Paper:
    """Inside the transaction that closes the session."""
    attendance = list(session.attendance.select_related("member__user").order_by("member__pk"))
    came = [a.member for a in attendance if a.is_present]
    by_ballot = sum(item.way == AgendaItem.Way.BALLOT for item in items)
    methods = {
        (True, True): "bỏ phiếu kín đối với các danh hiệu phải bỏ phiếu, biểu quyết đối với các trường hợp còn lại",
        (True, False): "bỏ phiếu kín",
        (False, True): "biểu quyết",
    }
    proceedings = [
        "Chủ trì nêu mục đích, yêu cầu của phiên họp.",
        f"Thư ký báo cáo kết quả thẩm định {len(items)} trường hợp được đưa vào danh sách.",
    ]
    proceedings += [
        f"Mục {item.ordinal}, {item.line.person or item.line.unit}: {item.note}" for item in items if item.note
    ]
    if note:
        proceedings.append(note)
    number = next_number(session.council.unit, SYMBOL, at.year)
    paper = CouncilMinutes(
        issuer=_issuer(session),
        reference=Reference(number, SYMBOL, at.date()),
        summary=f"Họp xét khen thưởng năm {session.year}",
        started_at=timezone.localtime(certain(session.opened_at)),
        ended_at=timezone.localtime(at),
        venue=session.place,
        chair=f"{_holder(attendance, Role.CHAIR)}, {Role.CHAIR.label}",
        secretary=f"{_holder(attendance, Role.SECRETARY)}, {Role.SECRETARY.label}",
        members_total=session.total_members,
        present=tuple(Attendee(m.user.display_name, m.title, m.get_role_display()) for m in came),
        absent=tuple(
            Absentee(a.member.user.display_name, a.member.title, _NO_REASON) for a in attendance if not a.is_present
        ),
        proceedings=tuple(proceedings),
        voting_method=methods[bool(by_ballot), by_ballot < len(items)],
        results=results_of(session, items),
        conclusions=_conclusions(session, items),
    )
    return _keep("council_minutes", "Biên bản họp", session, number, paper, render_council_minutes, by=by, at=at)


def keep_count_sheet(session: CouncilSession, items: Sequence[AgendaItem], *, by, at: datetime) -> Paper:
    """The counted ballot on paper, with the fingerprint of the published list."""
    ballot = certain(session.ballot)
    chosen = [item for item in items if item.way == AgendaItem.Way.BALLOT]
    attendance = list(session.attendance.select_related("member__user").order_by("member__pk"))
    chair, secretary = _holder(attendance, Role.CHAIR), _holder(attendance, Role.SECRETARY)
    seen = turnout(ballot)
    thresholds = {item.nomination.award_code: item.threshold_percent for item in chosen}
    number = next_number(session.council.unit, SYMBOL, at.year)
    paper = CountSheet(
        issuer=_issuer(session),
        reference=Reference(number, SYMBOL, at.date()),
        summary=f"Kiểm phiếu xét khen thưởng năm {session.year}",
        counted_at=timezone.localtime(certain(ballot.counted_at)),
        venue=session.place,
        tellers=(Teller(secretary, "Trưởng ban"), Teller(chair, "Ủy viên")),
        members_total=session.total_members,
        members_present=sum(a.is_present for a in attendance),
        issued=seen.eligible - seen.written,
        returned=seen.cast - seen.written,
        valid=certain(seen.valid) - seen.written,
        invalid=certain(seen.invalid),
        written_opinions=seen.written,
        threshold="; ".join(
            f"từ {percent}% đối với {wording(code, session.council.unit).award}" for code, percent in thresholds.items()
        ),
        results=results_of(session, chosen),
        chair=chair,
        secretary=secretary,
        check_code=check_code(ballot),
    )
    return _keep("count_sheet", "Biên bản kiểm phiếu", session, number, paper, render_count_sheet, by=by, at=at)


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
        number_text=f"{number:02d}/{SYMBOL}",
    )


def _issuer(session: CouncilSession) -> Issuer:
    unit = session.council.unit
    return Issuer(parent=unit.agency_name, name="Hội đồng\nThi đua - Khen thưởng", place=unit.place)


def _holder(attendance: list, role: str) -> str:
    return next(a.member.user.display_name for a in attendance if a.member.role == role)


def _conclusions(session: CouncilSession, items: Sequence[AgendaItem]) -> tuple[str, ...]:
    tally: dict[str, list[bool]] = {}
    for item in items:
        tally.setdefault(item.nomination.award_code, []).append(bool(item.has_passed))
    return tuple(
        f"{wording(code, session.council.unit).award}: Hội đồng thông qua {sum(passed)} trên {len(passed)} trường hợp được đề nghị."
        for code, passed in tally.items()
    )
