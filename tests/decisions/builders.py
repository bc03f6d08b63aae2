"""Closed council sessions of the small province, as the stage before hands them over."""

from datetime import date

from thidua.councils.models import AgendaItem, Council, CouncilSession
from thidua.nominations.models import Nomination, NominationLine


def concluded_nomination(office, people, *, award="advanced_worker", to_unit=None, units=(), **fields) -> Nomination:
    """A nomination the council has concluded, all lines included and passed."""
    nomination = Nomination.objects.create(
        unit=office.unit,
        to_unit=to_unit or office.unit,
        award_code=award,
        year=2025,
        title=f"Hồ sơ {award}",
        state="concluded",
        drafted_at=fields.pop("at"),
        drafted_by=office.officer,
    )
    nominees = [{"person": person} for person in people] + [{"unit": unit} for unit in units]
    NominationLine.objects.bulk_create(
        NominationLine(
            nomination=nomination, ordinal=n, achievement="Hoàn thành tốt nhiệm vụ", appraisal="included", **nominee,
            result="passed",
        )
        for n, nominee in enumerate(nominees, start=1)
    )  # fmt: skip
    return nomination


def closed_session(office, nominations, at, *, state="closed", held_on=date(2025, 7, 7)) -> CouncilSession:
    """A session of the office's council in which every passed line of the nominations passed."""
    council, _ = Council.objects.get_or_create(
        unit=office.unit,
        defaults={
            "name": f"Hội đồng Thi đua - Khen thưởng {office.unit.name}",
            "legal_basis": "Quyết định số 01/QĐ-UBND",
            "established_on": date(2025, 7, 1),
        },
    )
    session = CouncilSession.objects.create(
        council=council,
        year=2025,
        held_on=held_on,
        place="Hội trường",
        total_members=9,
        state=state,
        prepared_at=at,
        prepared_by=office.council_secretary,
    )
    lines = [line for nomination in nominations for line in nomination.lines.all()]
    AgendaItem.objects.bulk_create(
        AgendaItem(
            session=session,
            nomination=line.nomination,
            line=line,
            ordinal=n,
            way="minutes",
            has_passed=line.result == "passed",
        )
        for n, line in enumerate(lines, start=1)
    )
    return session


def drafted(office, at, people=3, **fields):
    """One drafted decision of the office for its first people."""
    from thidua.decisions.actions import draft_decisions

    nomination = concluded_nomination(office, office.people[:people], at=at, **fields)
    (decision,) = draft_decisions(session=closed_session(office, [nomination], at), by=office.council_secretary, at=at)
    return decision


def signed(office, at, **fields):
    from thidua.decisions.actions import sign_decision

    decision = drafted(office, at, **fields)
    sign_decision(decision=decision, by=office.decider, at=at)
    return decision


def issued(office, at, **fields):
    from thidua.decisions.actions import issue_decision

    decision = signed(office, at, **fields)
    issue_decision(decision=decision, by=office.clerk, at=at)
    return decision
