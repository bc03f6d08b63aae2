"""Dossiers, councils, decisions: the same steps for a unit's own awards and for the province's."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from random import Random

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile

from paperwork.blocks import Reference, Signer, paragraph, written_date
from paperwork.papers.minutes import minutes_data
from paperwork.render import render
from rulebook.judge import Decision as Outcome
from thidua.accounts.models import User
from thidua.ballots import actions as ballots
from thidua.ballots.actions_keys import arrange_ballot
from thidua.ballots.models import Ballot
from thidua.councils import actions as councils
from thidua.councils import actions_council as council_founding
from thidua.councils import actions_members as council_members
from thidua.councils import actions_prepare as council_agenda
from thidua.councils import actions_room as council_room
from thidua.councils.agenda import entitled_by_item
from thidua.councils.models import Council, CouncilMember, CouncilSession
from thidua.decisions import actions as decisions
from thidua.decisions import actions_signing as decisions_signing
from thidua.management.year import ballot_devices as devices
from thidua.management.year.ballot_devices import Kit
from thidua.management.year.paper_work import report_appraisal, word_the_decisions
from thidua.management.year.runner import Office, Year, moment
from thidua.management.year.track import write_report, write_the_rest
from thidua.nominations import actions as nominations
from thidua.nominations import actions_files as files
from thidua.nominations import actions_reports as reports
from thidua.nominations.dossier import missing
from thidua.nominations.facts import judge_nominees
from thidua.nominations.models import Nomination, NominationLine
from thidua.nominations.permissions import named_in
from thidua.papers.letterhead import issuer_of
from thidua.people.models import Person
from thidua.shared.certain import certain
from thidua.units.models import Unit

Appraisal = NominationLine.Appraisal
# How often a member says no or leaves an item blank, and nothing else about the votes, is invented.
SAYS_NO, LEAVES_BLANK = 0.012, 0.006
ON_DEVICES = 30  # items: with more, a practice council votes in one room
LEGAL_BASIS = "Luật Thi đua, khen thưởng năm 2022, Điều 90; Quyết định thành lập Hội đồng của thủ trưởng đơn vị"


@dataclass(frozen=True)
class Candidates:
    """People or units an officer considers for one award."""

    award_code: str
    people: Sequence[Person] = ()
    units: Sequence[Unit] = ()


def judge_and_nominate(
    year: Year, office: Office, to_unit: Unit, candidates: Candidates, day: date
) -> Nomination | None:
    """Ask the law about every candidate, nominate those who may be proposed or need a person's eye, send the dossier."""
    verdicts = judge_nominees(
        candidates.award_code,
        year.year,
        day,
        day,
        people=[person.pk for person in candidates.people],
        units=[unit.pk for unit in candidates.units],
    )
    tally: Counter = year.kept.setdefault("judged", {}).setdefault(candidates.award_code, Counter())
    chosen: dict[str, list] = {"person": [], "unit": []}
    for kind, subjects in (("person", candidates.people), ("unit", candidates.units)):
        if kind not in verdicts:
            continue
        for subject, outcome in zip(subjects, verdicts[kind].decisions, strict=True):
            tally[Outcome(int(outcome)).name] += 1
            if outcome != Outcome.MAY_NOT:
                chosen[kind].append(subject)
    if not chosen["person"] and not chosen["unit"]:
        return None
    nomination = nominations.draft_nomination(
        unit=office.unit,
        to_unit=to_unit,
        award_code=candidates.award_code,
        year=year.year,
        by=office.officer,
        at=moment(day, 8),
    )
    nominations.add_nominees(
        nomination=nomination, people=chosen["person"], units=chosen["unit"], by=office.officer, at=moment(day, 9)
    )
    write_report(year, office, nomination, day)
    hand_in_papers(year, office, nomination, day)
    nominations.send_nomination(nomination=nomination, by=office.officer, at=moment(day, 10))
    return nomination


# The forms chosen where the decree names none: those of công trạng.
REPORT_FORMS = {"individual": "merit_individual", "collective": "merit_collective"}


def hand_in_papers(year: Year, office: Office, nomination: Nomination, day: date) -> None:
    """What the law asks for: achievement reports drafted from the records and written to their end, the minutes of the
    review as a file."""
    wanted = {lack.paper.code: lack.paper for lack in missing(nomination, day)}
    if any(paper.made == "report" for paper in wanted.values()):
        reports.draft_reports(nomination=nomination, form=REPORT_FORMS, by=office.officer, at=moment(day, 9))
        write_the_rest(office, nomination, day)
    for code, paper in wanted.items():
        if paper.of == "dossier":
            upload = SimpleUploadedFile("bien-ban-hop-binh-xet.pdf", _review_minutes(year, office, day))
            files.attach_paper(
                nomination=nomination, paper_code=code, upload=upload, by=office.officer, at=moment(day, 9)
            )


def _review_minutes(year: Year, office: Office, day: date) -> bytes:
    """The minutes of one review of a unit, printed once and handed in with every dossier of that day."""
    kept: dict[tuple[int, date], bytes] = year.kept.setdefault("review_minutes", {})
    key = (office.unit.pk, day)
    if key not in kept:
        data = minutes_data(
            issuer=issuer_of(office.unit),
            reference=Reference(None, f"BB-{office.unit.symbol}", None),
            summary=f"Họp bình xét thi đua, khen thưởng năm {year.year}",
            body=[
                paragraph(f"{written_date(day)}.".capitalize(), lead="Thời gian:"),
                paragraph(f"Trụ sở {office.unit.agency_name}.", lead="Địa điểm:"),
                paragraph(
                    "Cuộc họp thống nhất danh sách đề nghị khen thưởng; kết quả bỏ phiếu ghi tại danh sách kèm theo."
                ),
            ],
            signers=(
                Signer("", "Thư ký", office.officer.display_name),
                Signer("", "Chủ trì", office.head.display_name),
            ),
        )
        kept[key] = render("minutes", data, created_at=moment(day, 8))
    return kept[key]


def appraise(nomination: Nomination, first: User, second: User, head: User, day: date) -> None:
    """Receive, include what the law lets through, decide the open cases one by one with a reason.

    ``second`` looks at a line about ``first``, and the first of the three who is not named ends it: nobody appraises
    their own.
    """
    nominations.receive_nomination(nomination=nomination, by=first, at=moment(day, 11))
    nominations.appraise_lines(nomination=nomination, by=first, at=moment(day, 13))
    waiting = nomination.lines.filter(appraisal=Appraisal.PENDING).select_related("nomination", "person", "unit")
    for line in waiting:
        by = second if line.person_id and line.person_id == first.person_id else first
        if line.outcome == NominationLine.Outcome.MAY_BE_PROPOSED:
            nominations.appraise_line(line=line, appraisal=Appraisal.INCLUDED, by=by, at=moment(day, 14))
            continue
        include, reason = _word_on(line)
        nominations.appraise_line(
            line=line,
            appraisal=Appraisal.INCLUDED if include else Appraisal.EXCLUDED,
            reason=reason,
            by=by,
            at=moment(day, 14),
        )
    nomination.refresh_from_db()
    named = named_in(nomination)
    ends = next(user for user in (first, second, head) if user.person_id not in named)
    nominations.finish_appraisal(nomination=nomination, by=ends, at=moment(day, 15))
    report_appraisal(nomination, ends, day)


def _word_on(line: NominationLine) -> tuple[bool, str]:
    """An appraiser's word on a case the law leaves open: without a rating nobody goes on; the rest was looked into."""
    open_points = {condition["outcome"] for condition in certain(line.verdict)["conditions"] if condition["counts"]}
    if line.outcome == NominationLine.Outcome.MAY_NOT or "needs_evidence" in open_points:
        return False, "Chưa đủ minh chứng tại thời điểm thẩm định; đề nghị bổ sung và xét ở đợt sau."
    return True, "Đã đối chiếu hồ sơ gốc và nhận xét của thủ trưởng đơn vị; nhất trí đưa vào danh sách trình Hội đồng."


def set_up_council(year: Year, office: Office, name: str, day: date) -> Council:
    """The council of a unit: its head presides, its clerk keeps the minutes."""
    members = [
        (office.head, CouncilMember.Role.CHAIR, office.unit.head_title),
        (office.clerk, CouncilMember.Role.SECRETARY, ""),
    ]
    members += [
        (user, CouncilMember.Role.MEMBER, "") for user in office.council if user not in (office.head, office.clerk)
    ]
    return council_founding.establish_council(
        unit=office.unit,
        name=name,
        legal_basis=LEGAL_BASIS,
        members=members,
        by=year.province.officer if office.unit == year.root else office.officer,
        at=moment(day, 8),
    )


def phrases_of(session: CouncilSession) -> dict[int, str]:
    """The practice pass phrases of the two trustees of a session; in a real council each chooses an own one, in secret."""
    return {
        member.user_id: f"Hòm phiếu diễn tập {session.pk} – {member.user.username}"
        for member in session.council.members.select_related("user")
        if member.role in (CouncilMember.Role.CHAIR, CouncilMember.Role.SECRETARY)
    }


def open_meeting(
    office: Office,
    council: Council,
    year: Year,
    dossiers: Iterable[Nomination],
    day: date,
    kits: dict[int, Kit] | None = None,
) -> CouncilSession:
    """Prepare the agenda the day before and open the session with everybody present.

    With ``kits`` a short ballot is encrypted on the members' devices; what lies on paper in the room is kept there under
    the session's number. A long one is voted in one room.
    """
    session = council_agenda.prepare_session(
        council=council,
        year=year.year,
        held_on=day,
        begins=time(8),
        place=f"Phòng họp {office.unit.agency_name}",
        nominations=list(dossiers),
        by=office.clerk,
        at=moment(day - timedelta(days=1), 16),
    )
    if office is year.province:
        _call_to(session, council, office, day)
    ballot, by = session.ballot, {"by": office.clerk, "at": moment(day - timedelta(days=1), 17)}
    if ballot is not None and kits is not None and len(ballot.items) <= ON_DEVICES:
        kits[session.pk] = devices.get_ready(ballot, **by)
        ballot.refresh_from_db()
    elif ballot is not None:
        keepers = [row.user for row in ballot.trustees.filter(user__in=phrases_of(session)).select_related("user")]
        arrange_ballot(ballot=ballot, mode=Ballot.Mode.ROOM, trustees=keepers, trustees_needed=2, **by)
        ballot.refresh_from_db()
    councils.open_session(
        session=session,
        present=[member.pk for member in council.members.all()],
        pass_phrases=phrases_of(session) if session.ballot_id else None,
        by=office.clerk,
        at=moment(day, 8),
    )
    return session


def _call_to(session: CouncilSession, council: Council, office: Office, day: date) -> None:
    """The provincial council is called in full form: invitation with its agenda, one paper, receipts, a question."""
    eve = day - timedelta(days=1)
    council_room.issue_invitation(session=session, by=office.clerk, at=moment(eve, 16))
    first = certain(session.agenda.exclude(nomination=None).select_related("nomination__paper").first())
    submission = certain(certain(first.nomination).paper)
    with submission.file.open("rb") as file:
        upload = ContentFile(file.read(), name="to-trinh.pdf")
    paper = council_members.add_session_paper(
        session=session, title=submission.title, upload=upload, by=office.clerk, at=moment(eve, 16)
    )
    members = [m.user for m in council.members.select_related("user").order_by("pk")]
    for user in members:
        council_members.note_reading(paper=paper, by=user, at=moment(eve, 17))
        council_members.reply_invitation(session=session, answer="comes", by=user, at=moment(eve, 17))
    question = council_members.ask_question(
        session=session, text="Các hồ sơ khối sở, ngành đã đủ ý kiến của cơ quan liên quan chưa?", by=members[-1],
        at=moment(eve, 18),
    )  # fmt: skip
    council_members.answer_question(
        question=question, answer="Đã đủ; ý kiến ghi ở từng dòng thẩm định.", by=office.clerk, at=moment(eve, 19)
    )


def _hear_each(session: CouncilSession, office: Office, day: date) -> None:
    """The room hears every item in its order before it votes."""
    for item in session.agenda.order_by("ordinal"):
        given = {"session": session, "item": item, "by": office.head, "at": moment(day, 8)}
        council_room.show_item(**given)
        council_room.finish_discussion(**given)


def vote_and_close(
    office: Office, session: CouncilSession, dice: Random, day: date, kits: dict[int, Kit] | None = None
) -> Counter:
    """Every member votes alone, the hands are counted, the chair closes. Returns how many votes, passed, failed."""
    tally: Counter = Counter()
    members = [m.user for m in session.council.members.select_related("user").order_by("pk")]
    ballot, kit, hat = session.ballot, (kits or {}).get(session.pk), Random(session.pk)
    if office.unit.parent_id is None:
        _hear_each(session, office, day)
    if ballot is not None:
        own = {certain(item.line).person_id: item.key for item in session.agenda.select_related("line")}
        for user in members:
            choices = {}
            for item in ballot.items:
                draw = dice.random()
                choices[item["key"]] = "no" if draw < SAYS_NO else "blank" if draw < SAYS_NO + LEAVES_BLANK else "yes"
            if user.person_id in own and own[user.person_id] in choices:
                choices[own[user.person_id]] = "blank"
            if kit:
                devices.vote(ballot, choices, devices.draw(kit, hat), by=user, at=moment(day, 9))
            else:
                ballots.cast_ballot(ballot=ballot, choices=choices, by=user, at=moment(day, 9))
            tally["votes"] += 1
    entitled = entitled_by_item(session)
    for hands in sorted(set(entitled.values())):
        items = session.agenda.filter(pk__in=[pk for pk, count in entitled.items() if count == hands])
        councils.record_agreement(session=session, items=items, yes=hands, no=0, by=office.clerk, at=moment(day, 10))
    if ballot is not None and kit:
        ballots.close_ballot(ballot=ballot, by=office.clerk, at=moment(day, 10))
        devices.open_result(ballot, kit, moment(day, 10))
    councils.close_session(
        session=session,
        pass_phrases=phrases_of(session) if ballot is not None else None,
        by=office.head,
        at=moment(day, 11),
    )
    results = Counter(session.agenda.values_list("has_passed", flat=True))
    tally["passed"], tally["failed"] = results[True], results[False]
    return tally


def decide(year: Year, office: Office, session: CouncilSession, day: date) -> int:
    """Draft, sign, number and issue one decision per award. Returns how many."""
    if not session.agenda.filter(has_passed=True).exists():
        return 0
    if office is year.province:
        word_the_decisions(year, day)
    drafted = decisions.draft_decisions(session=session, by=office.clerk, at=moment(day, 8))
    for decision in drafted:
        decisions.sign_decision(decision=decision, by=office.head, at=moment(day, 10))
        if settings.DEMO and office is year.province:
            # The province signs by certificate, the person first and then the agency; the others in ink.
            decisions_signing.number_decision(decision=decision, by=office.clerk, at=moment(day, 11))
            decisions_signing.sign_for_practice(decision=decision, by=office.head, at=moment(day, 11))
            decisions_signing.seal_for_practice(decision=decision, by=office.clerk, at=moment(day, 12))
        else:
            decisions.issue_decision(decision=decision, by=office.clerk, at=moment(day, 11))
        year.kept.setdefault("decisions", []).append((office, decision))
    return len(drafted)
