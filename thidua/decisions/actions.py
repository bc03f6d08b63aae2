"""Drafting, signing, issuing and withdrawing decisions."""

from datetime import date, datetime
from itertools import groupby

from django.db import IntegrityError, transaction
from django.utils import timezone

from paperwork.blocks import PaperError, written_date
from thidua.councils.models import AgendaItem, CouncilSession
from thidua.decisions import emails, paper
from thidua.decisions.actions_copies import deliver_in_system, list_copies
from thidua.decisions.effects import change_register, settle_publication
from thidua.decisions.models import Decision, DecisionLine
from thidua.decisions.permissions import check_can_draft, check_can_issue, check_can_sign, check_can_withdraw
from thidua.decisions.queries import finished_nominations, undecided_lines
from thidua.honours.actions import record_honours
from thidua.honours.bases import law_bases, minutes_basis
from thidua.honours.models import Honour
from thidua.honours.wording import wording
from thidua.nominations.models import NominationLine
from thidua.papers.actions import keep_paper, next_number, number_text, take_number, void_number
from thidua.people.models import Post
from thidua.people.queries import posts_on
from thidua.shared import audit, behalf, outbox
from thidua.shared.certain import certain
from thidua.shared.denied import Denied, Stale
from thidua.shared.gate import pass_gate, stamp, touch
from thidua.shared.text import nfc
from thidua.signing.actions import close_signing
from thidua.units.models import RoleGrant, Unit
from thidua.units.queries import in_force, users_with_role

Role = RoleGrant.Role


@transaction.atomic
def draft_decisions(*, session: CouncilSession, by, at: datetime) -> list[Decision]:
    """Draft one decision per award from the nominees a closed session passed; returns them by award.

    Names, posts and units are frozen as they stand on the day of drafting. Nominees who already stand in a decision are
    left out; Denied when nobody is left.
    """
    check_can_draft(by, session, at.date())
    items = list(undecided_lines(session))
    if not items:
        raise Denied("Phiên họp này không có kết quả nào chờ ra quyết định.")
    on, unit = timezone.localdate(at), session.council.unit
    people = [certain(item.line).person_id for item in items]
    posts = posts_on([person for person in people if person], on)
    bases = [*law_bases(unit, on), _minutes(session)]
    decisions = []
    for award_code, group in groupby(
        sorted(items, key=lambda item: (item.award_code, item.ordinal)),
        key=lambda item: item.award_code,
    ):
        chosen = list(group)
        phrase = wording(award_code, unit).phrase
        decision = Decision.objects.create(
            unit=unit,
            year=session.year,
            award_code=award_code,
            title=f"Về việc {phrase} năm {session.year}"[:300],
            bases=bases,
            proposal=_proposal(session, chosen)[:300],
            **stamp("drafted", by=by, at=at),
        )
        _add_lines(decision, chosen, posts)
        list_copies(decision)
        audit.record("decision_drafted", decision, by=by, at=at, detail={"award": award_code, "count": len(chosen)})
        outbox.queue(
            users_with_role([Role.DECIDER], unit, on), *emails.decision_waits_for_signature(decision), by=by, at=at
        )
        decisions.append(decision)
    return decisions


def _minutes(session: CouncilSession) -> str:
    number = session.minutes.number_text if session.minutes else ""
    return minutes_basis(session.council.name, session.held_on, number)


def _proposal(session: CouncilSession, items: list[AgendaItem]) -> str:
    """The council proposes; a single nominating paper is named with its number."""
    papers = {item.nomination_id: certain(item.nomination).paper for item in items}
    only = next(iter(papers.values())) if len(papers) == 1 else None
    text = f"Theo đề nghị của {session.council.name}"
    if only is not None and only.number_text:
        unit = certain(items[0].nomination).unit
        text += f" và Tờ trình số {only.number_text} {written_date(only.issued_on)} của {unit.agency_name}"
    return text


def _add_lines(decision: Decision, items: list[AgendaItem], posts: dict[int, Post]) -> None:
    keep_lines(
        [
            nominee_line(decision, certain(item.line), certain(item.nomination).unit, posts, ordinal)
            for ordinal, item in enumerate(items, start=1)
        ]
    )


def keep_lines(rows: list[DecisionLine]) -> None:
    """Save lines; Stale when a nominee was put into another decision meanwhile."""
    try:
        with transaction.atomic():
            DecisionLine.objects.bulk_create(rows, batch_size=500)
    except IntegrityError as error:
        raise Stale() from error


def nominee_line(
    decision: Decision, line: NominationLine, from_unit: Unit, posts: dict[int, Post], ordinal: int
) -> DecisionLine:
    """The unsaved line of a nominee with name, post and unit as of the day ``posts`` are of."""
    if line.person is not None:
        post = posts.get(line.person.pk)
        of_unit = post.unit if post else from_unit
        name, detail = line.person.full_name, f"{post.title}, {of_unit.full_name}" if post else of_unit.full_name
    elif line.outsider is not None:
        of_unit = from_unit
        name, detail = str(line.outsider), line.outsider.place
    else:
        of_unit = certain(line.unit)
        name, detail = of_unit.name, of_unit.parent.name if of_unit.parent_id else ""
    return DecisionLine(
        decision=decision,
        ordinal=ordinal,
        person=line.person,
        unit=line.unit,
        of_unit=of_unit,
        recipient_name=name,
        recipient_detail=detail[:300],
        ground=ground_of(line.achievement, decision.year),
        nomination_line=line,
    )


def ground_of(achievement: str, year: int) -> str:
    """The sentence of merit that the register and the certificate carry, cut after a whole part ("…; …") where it is too long."""
    text = nfc(achievement) or f"Có thành tích trong phong trào thi đua năm {year}"
    if len(text) <= 300:
        return text
    whole = text[:300].rpartition("; ")[0]
    return f"{whole}." if whole else text[:299].rsplit(" ", 1)[0] + "…"


@transaction.atomic
def sign_decision(*, decision: Decision, by, at: datetime) -> None:
    """The decider signs; name and office of the signer are frozen into the text."""
    check_can_sign(by, decision, at.date())
    on = timezone.localdate(at)
    name, title = by.display_name, decision.unit.head_title
    post = None
    if by.person_id:
        name = by.person.full_name
        post = posts_on([by.person_id], on).get(by.person_id)
    here = post if post is not None and post.unit_id == decision.unit_id else None
    # a deputy of the unit signs for the head ("KT.") with or without a delegation
    if behalf.of(by.pk) and not (here and here.title.lower().startswith("phó")):
        # "TUQ. Chủ tịch, Chánh Văn phòng": whose power it is, then who signs
        title = ", ".join([paper.BY_DELEGATION + title, *([post.title] if post else [])])[:160]
    elif here:
        title = paper.office_of(here.title, title)
    pass_gate(decision, "sign", signer_name=name, signer_title=title, **stamp("signed", by=by, at=at))
    audit.record("decision_signed", decision, by=by, at=at)
    clerks = users_with_role([Role.CLERK], decision.unit, on)
    outbox.queue(clerks, *emails.decision_waits_for_number(decision), by=by, at=at)


@transaction.atomic
def issue_decision(
    *, decision: Decision, by, at: datetime, number: int | None = None, withheld_reason: str = ""
) -> list[Honour]:
    """Number a paper that is signed in ink, keep its PDF and put it in force; returns the lines added to the register.

    The number is taken inside this transaction (no gap, no double); ``number``: one typed by hand. A thousand lines cost a
    second or two of printing. ``withheld_reason``: why the paper is not public.
    """
    # The gate passes first, so that a second click never takes a number.
    check_can_issue(by, decision, at.date())
    on = timezone.localdate(at)
    taken, written = give_number(decision, on, number)
    pass_gate(
        decision, "issue", number=taken, number_text=written, decided_on=on, **stamp("issued", by=by, at=at)
    )  # fmt: skip
    content = paper.content_of(decision)
    try:
        printed = paper.render(decision, content, taken, on)
    except PaperError as error:
        raise Denied(f"Chưa in được quyết định: {error}") from error
    return put_in_force(decision, content, printed, withheld_reason, by=by, at=at)


def give_number(decision: Decision, on: date, number: int | None) -> tuple[int, str]:
    """(number, number and symbol): the next of the series, or the one typed."""
    symbol = paper.symbol_of(decision)
    if number is None:
        number = next_number(decision.unit, symbol, on.year)
    else:
        number = take_number(decision.unit, symbol, on.year, number)
    return number, number_text(number, symbol, decision.unit)


def put_in_force(
    decision: Decision, content: paper.Content, printed: bytes, withheld_reason: str, *, by, at: datetime
) -> list[Honour]:
    """What follows from an issued paper: file, register, dossiers, copies, publication. Part of the act that issues it,
    after the gate."""
    on, lines = certain(decision.decided_on), content.lines
    written = decision.number_text
    # 1. The paper.
    kept = keep_paper(
        kind="decision_letter" if decision.is_letter else "decision",
        title=decision.title,
        unit=decision.unit,
        content=printed,
        issued_on=on,
        by=by,
        at=at,
        number=decision.number,
        number_text=written,
        is_public=not withheld_reason,
    )
    touch(decision, paper=kept)
    # 2. The register.
    if decision.kind == Decision.Kind.AWARD:
        honours = record_honours(rows=[_register_line(decision, line) for line in lines], by=by, at=at)
    else:
        honours = change_register(decision, content, at=at)
    detail = {"number": written, "count": len(lines) or len(content.changes), "kind": decision.kind}
    audit.record("decision_issued", decision, by=by, at=at, detail=detail)
    # 3. The nominations whose last line this was.
    for nomination in finished_nominations(decision):
        pass_gate(nomination, "decide")
        audit.record("nomination_decided", nomination, by=by, at=at, detail={"number": written})
    # 4. Who is told, and the public.
    deliver_in_system(decision, content.copies, by=by, at=at)
    outbox.queue(_officers_concerned(lines, decision, on), *emails.decision_issued(decision), by=by, at=at)
    settle_publication(decision, withheld_reason, by=by, at=at)
    return honours


def _register_line(decision: Decision, line: DecisionLine) -> Honour:
    return Honour(
        person=line.person,
        unit=line.unit,
        of_unit=line.of_unit,
        recipient_name=line.recipient_name,
        recipient_detail=line.recipient_detail,
        award_code=decision.award_code,
        year=decision.year,
        ground=line.ground,
        issuer=decision.unit,
        decision_number=decision.number_text,
        decided_on=certain(decision.decided_on),
        ordinal=line.ordinal,
    )


def _officers_concerned(lines: list[DecisionLine], decision: Decision, on: date) -> list:
    """The officers of the recipients' units, of those that nominated them or get a copy, and of the deciding unit; few
    queries."""
    nominating = Unit.objects.filter(nominations__lines__decision_lines__decision=decision).values_list("pk", flat=True)
    named = decision.changes.values_list("line__of_unit", flat=True) if decision.refers_to_id else ()
    copied = decision.copies.filter(way="system").values_list("unit", flat=True)
    units = {line.of_unit_id for line in lines} | set(nominating) | set(named) | set(copied) | {decision.unit_id}
    grants = RoleGrant.objects.filter(in_force(on), role=Role.OFFICER, unit__in=units, user__is_active=True)
    return list({grant.user_id: grant.user for grant in grants.select_related("user").order_by("id")}.values())


@transaction.atomic
def withdraw_decision(*, decision: Decision, reason: str, by, at: datetime) -> None:
    """Take back a draft or a signed text before it is issued; its nominees can then be put into a new draft."""
    check_can_withdraw(by, decision, at.date())
    reason = nfc(reason)
    if not reason:
        raise Denied("Cần ghi rõ lý do rút dự thảo.")
    if len(reason) > 300:
        raise Denied("Lý do dài quá 300 ký tự. Mời viết gọn lại.")
    was_numbered = decision.state == "numbered"
    pass_gate(decision, "withdraw", withdrawn_reason=reason, **stamp("withdrawn", by=by, at=at))
    if was_numbered:
        # The number stays in the book as void: it is never given again (Nghị định 30/2020/NĐ-CP, Điều 15).
        on, symbol = certain(decision.decided_on), paper.symbol_of(decision)
        void_number(
            decision.unit, symbol, on.year, certain(decision.number), title=decision.title, reason=reason, by=by, at=at
        )
        close_signing(signing=certain(decision.signing), reason=reason, by=by, at=at)
    # The lines stay as they were drafted; only their hold on the nominees is given up.
    decision.lines.update(nomination_line=None)
    audit.record("decision_withdrawn", decision, by=by, at=at)
    secretaries = users_with_role([Role.COUNCIL_SECRETARY, Role.OFFICER], decision.unit, timezone.localdate(at))
    outbox.queue(secretaries, *emails.decision_withdrawn(decision), by=by, at=at)
