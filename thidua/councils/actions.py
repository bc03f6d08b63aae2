"""Establishing a council; preparing, opening and closing its sessions."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from rulebook.book import VoteRule
from rulebook.voting import count_votes
from thidua.ballots import actions as ballots
from thidua.ballots.models import Ballot
from thidua.ballots.queries import turnout
from thidua.councils import emails, permissions, queries
from thidua.councils.models import AgendaItem, Attendance, Council, CouncilMember, CouncilSession
from thidua.councils.papers import keep_count_sheet, keep_minutes
from thidua.law.queries import award_name
from thidua.nominations import actions as dossier_acts
from thidua.nominations.models import Nomination, NominationLine
from thidua.nominations.papers import describe_subjects
from thidua.shared import audit, outbox
from thidua.shared.certain import certain
from thidua.shared.denied import Denied
from thidua.shared.gate import check_gate, pass_gate, stamp, touch
from thidua.shared.text import nfc
from thidua.units.actions import grant_role
from thidua.units.models import RoleGrant, Unit
from thidua.units.queries import has_role

Role = CouncilMember.Role
Way = AgendaItem.Way
_GRANTS = {
    Role.CHAIR: RoleGrant.Role.COUNCIL_CHAIR,
    Role.VICE_CHAIR: RoleGrant.Role.COUNCIL_MEMBER,
    Role.SECRETARY: RoleGrant.Role.COUNCIL_SECRETARY,
    Role.MEMBER: RoleGrant.Role.COUNCIL_MEMBER,
}
_FEWEST_MEMBERS = 3  # below that no vote can stay secret


@transaction.atomic
def establish_council(
    *, unit: Unit, name: str, legal_basis: str, members: Sequence[tuple], by, at: datetime
) -> Council:
    """Set up a council from (account, role, title) triples: one chair, one secretary, nobody twice.

    Members without the matching role in the unit receive it, except the acting person, who cannot grant to themselves.
    """
    on = at.date()
    permissions.check_can_establish(by, unit, on)
    name, legal_basis = nfc(name), nfc(legal_basis)
    if not name or not legal_basis:
        raise Denied("Hãy ghi tên Hội đồng và căn cứ thành lập.")
    _check_composition(members)
    council = Council.objects.create(unit=unit, name=name, legal_basis=legal_basis, established_on=on)
    CouncilMember.objects.bulk_create(
        [
            CouncilMember(council=council, user=user, role=role, title=nfc(title), starts_on=on)
            for user, role, title in members
        ]
    )
    for user, role, _ in members:
        if user.pk != by.pk and not has_role(user, [_GRANTS[role]], unit, on):
            grant_role(user=user, role=_GRANTS[role], unit=unit, by=by, at=at)
    audit.record("council_established", council, by=by, at=at, detail={"unit": unit.pk, "members": len(members)})
    outbox.queue([user for user, _, _ in members], *emails.seat_given(council), by=by, at=at)
    return council


def _check_composition(members: Sequence[tuple]) -> None:
    roles = [role for _, role, _ in members]
    if set(roles) - set(Role.values):
        raise Denied("Vai trò trong Hội đồng không có trong danh mục.")
    if len(members) < _FEWEST_MEMBERS:
        raise Denied(f"Hội đồng cần ít nhất {_FEWEST_MEMBERS} thành viên để phiếu kín còn kín.")
    if len({user.pk for user, _, _ in members}) != len(members):
        raise Denied("Có người được ghi hai lần trong Hội đồng.")
    for role in (Role.CHAIR, Role.SECRETARY):
        if roles.count(role) != 1:
            raise Denied(f"Hội đồng cần đúng một {role.label.lower()}; hiện có {roles.count(role)}.")


@transaction.atomic
def prepare_session(
    *,
    council: Council,
    year: int,
    held_on: date,
    place: str,
    nominations: Iterable[Nomination],
    by,
    at: datetime,
) -> CouncilSession:
    """Put the included lines of appraised dossiers on the agenda of a session, from lower titles to higher ones, and
    prepare the ballot where the law asks for one. Excluded lines never reach the council."""
    permissions.check_can_prepare(by, council, at.date())
    dossiers, place = list(dict.fromkeys(nominations)), nfc(place)
    if held_on < at.date():
        raise Denied("Ngày họp không được trước hôm nay.")
    if not place:
        raise Denied("Hãy ghi địa điểm họp.")
    for dossier in dossiers:
        if dossier.to_unit_id != council.unit_id:
            raise Denied(f"Hồ sơ “{dossier.title}” của {dossier.unit.name} không gửi đến {council.unit.name}.")
        check_gate(dossier, "bring_to_council")
    lines = _included_lines(dossiers)
    if not lines:
        raise Denied("Chưa có trường hợp nào được thẩm định đưa vào danh sách để họp Hội đồng.")
    rules = _known_rules(lines, held_on)
    members = queries.members_on(council, held_on)
    session = CouncilSession.objects.create(
        council=council, year=year, held_on=held_on, place=place, prepared_at=at, prepared_by=by
    )
    items = [_item(session, line, place_, rules, members) for place_, line in enumerate(lines, start=1)]
    AgendaItem.objects.bulk_create(items, batch_size=500)
    for dossier in dossiers:
        dossier_acts.bring_to_council(dossier)
    if ballot := _prepare_ballot(session, items, members, by=by, at=at):
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
            "minutes_items": sum(item.way == Way.MINUTES for item in items),
        },
    )
    outbox.queue([m.user for m in members], *emails.session_called(session, len(items)), by=by, at=at)
    return session


def _included_lines(dossiers: Sequence[Nomination]) -> list[NominationLine]:
    lines = (
        NominationLine.objects.filter(nomination__in=dossiers, appraisal=NominationLine.Appraisal.INCLUDED)
        .select_related("nomination", "nomination__unit", "person", "unit")
        .defer("verdict")
    )
    return sorted(
        lines,
        key=lambda line: (
            queries.award_place(line.nomination.award_code),
            line.nomination.unit.code,
            line.nomination_id,
            line.ordinal,
        ),
    )


def _known_rules(lines: Sequence[NominationLine], on: date) -> dict[str, VoteRule]:
    """The voting rule of every award on the agenda. What our law data does not know is not put to a vote."""
    found = queries.rules_of({line.nomination.award_code for line in lines}, on)
    known = {code: rule for code, rule in found.items() if rule and rule.percent is not None}
    for code in found.keys() - known.keys():
        raise Denied(
            f"Chưa có quy định đã đối chiếu về biểu quyết {award_name(code)} cho ngày {on:%d/%m/%Y}; "
            "chưa đưa ra Hội đồng được."
        )
    return known


def _item(
    session: CouncilSession,
    line: NominationLine,
    ordinal: int,
    rules: Mapping[str, VoteRule],
    members: Sequence[CouncilMember],
) -> AgendaItem:
    rule = rules[line.nomination.award_code]
    names = ", ".join(member.user.display_name for member in queries.recused(members, line))
    return AgendaItem(
        session=session,
        nomination=line.nomination,
        line=line,
        ordinal=ordinal,
        # A rule that does not say keeps to the stricter way.
        way=Way.MINUTES if rule.ballot_required is False else Way.BALLOT,
        threshold_percent=rule.percent,
        note=f"{names} không biểu quyết mục này vì là người được đề nghị." if names else "",
    )


def _prepare_ballot(
    session: CouncilSession, items: Sequence[AgendaItem], members: Sequence[CouncilMember], *, by, at: datetime
) -> Ballot | None:
    chosen = [item for item in items if item.way == Way.BALLOT]
    if not chosen:
        return None
    described = describe_subjects([item.line for item in chosen], at.date())
    return ballots.prepare_ballot(
        title=f"Xét khen thưởng năm {session.year} – {session.council.name}, ngày {session.held_on:%d/%m/%Y}"[:200],
        unit=session.council.unit,
        items=[
            {
                "key": item_key(item),
                "label": _ballot_label(item, *described[item.line.pk]),
                "award_code": item.nomination.award_code,
            }
            for item in chosen
        ],
        voters=[member.user for member in members],
        trustees=[m.user for m in members if m.role in (Role.CHAIR, Role.SECRETARY)],
        total_members=len(members),
        by=by,
        at=at,
    )


def item_key(item: AgendaItem) -> str:
    """The key of an item in the ballot."""
    return f"line{item.line_id}"


def _ballot_label(item: AgendaItem, name: str, post: str) -> str:
    label = ", ".join(part for part in (name, post) if part) + f" – {award_name(item.nomination.award_code)}"
    # The ballot does not know who votes, so the rule stands where the member reads it (docs/councils.md).
    return f"{label}. {item.note} Người đó chọn “Không có ý kiến”." if item.note else label


@sensitive_variables("pass_phrases")
@transaction.atomic
def open_session(
    *, session: CouncilSession, present: Iterable[int], by, at: datetime, pass_phrases: Mapping[int, str] | None = None
) -> None:
    """Take attendance, check the quorum, freeze the total membership, open the ballot box.

    ``present``: primary keys of council members; ``pass_phrases``: {account id: phrase} of chair and secretary, needed
    when the agenda has a ballot.
    """
    on = at.date()
    permissions.check_can_open(by, session, on)
    members = queries.members_on(session.council, session.held_on)
    came = {int(pk) for pk in present}
    if came - {member.pk for member in members}:
        raise Denied("Danh sách dự họp có người không phải thành viên Hội đồng.")
    ballot = session.ballot
    if ballot is not None and ballot.state == "counted":
        raise Denied("Hòm phiếu đã kiểm trước khi khai mạc; hãy hủy kết quả này và chuẩn bị lại phiên họp.")
    if ballot is not None and ballot.total_members != len(members):
        raise Denied("Thành viên Hội đồng đã thay đổi sau khi chuẩn bị phiếu; hãy chuẩn bị lại phiên họp.")
    codes = session.agenda.values_list("nomination__award_code", flat=True).distinct()
    needed = queries.quorum_needed(len(members), queries.rules_of(codes, session.held_on).values())
    if len(came) < needed:
        raise Denied(
            f"Chưa đủ số thành viên để họp: có mặt {len(came)} trên tổng số {len(members)}, cần ít nhất {needed}."
        )
    pass_gate(session, "open", total_members=len(members), **stamp("opened", by=by, at=at))
    Attendance.objects.bulk_create(
        [Attendance(session=session, member=member, is_present=member.pk in came) for member in members]
    )
    if ballot is not None and ballot.state == "prepared":  # it may have been opened on its own page
        ballots.open_ballot(ballot=ballot, pass_phrases=pass_phrases or {}, by=by, at=at)
    audit.record("session_opened", session, by=by, at=at, detail={"members": len(members), "present": len(came)})


@transaction.atomic
def record_agreement(
    *, session: CouncilSession, yes: int, no: int, by, at: datetime, items: Iterable[AgendaItem] | None = None
) -> int:
    """Record a show of hands on items that need no ballot (by default all of them). Returns how many items.

    ``yes`` + ``no`` are the members present. On the item of a member who is the nominee, that member's hand is taken out
    of the yes votes and counts as blank. May be recorded again until the session closes.
    """
    permissions.check_can_record(by, session, at.date())
    came = [a.member for a in session.attendance.filter(is_present=True).select_related("member__user")]
    if yes < 0 or no < 0 or yes + no != len(came):
        raise Denied(f"Số đồng ý ({yes}) cộng số không đồng ý ({no}) phải bằng số thành viên có mặt ({len(came)}).")
    chosen = session.agenda.filter(way=Way.MINUTES).select_related("line").defer("line__verdict")
    if items is not None:
        wanted = {item.pk for item in items}
        chosen = chosen.filter(pk__in=wanted)
        if chosen.count() != len(wanted):
            raise Denied("Có mục không thuộc phần thống nhất bằng biên bản của phiên họp này.")
    rows = list(chosen)
    for item in rows:
        aside = min(len(queries.recused(came, item.line)), yes)
        item.yes, item.no, item.blank = yes - aside, no, aside
    touch(session)
    AgendaItem.objects.bulk_update(rows, ["yes", "no", "blank"], batch_size=500)
    audit.record("agreement_recorded", session, by=by, at=at, detail={"items": len(rows), "yes": yes, "no": no})
    return len(rows)


@sensitive_variables("pass_phrases")
@transaction.atomic
def repeat_ballot(*, session: CouncilSession, pass_phrases: Mapping[int, str], by, at: datetime) -> Ballot:
    """A new box for the same items after the first ballot was cancelled."""
    permissions.check_can_repeat_ballot(by, session, at.date())
    items = list(queries.agenda_of(session))
    ballot = _prepare_ballot(session, items, queries.members_on(session.council, session.held_on), by=by, at=at)
    assert ballot is not None  # the cancelled one had items too
    touch(session, ballot=ballot)
    ballots.open_ballot(ballot=ballot, pass_phrases=pass_phrases, by=by, at=at)
    audit.record("ballot_repeated", session, by=by, at=at, detail={"ballot": ballot.pk})
    return ballot


@sensitive_variables("pass_phrases")
@transaction.atomic
def close_session(
    *, session: CouncilSession, by, at: datetime, pass_phrases: Mapping[int, str] | None = None, note: str = ""
) -> None:
    """Count the box, settle every item against the whole membership, conclude the dossiers, issue minutes and count
    sheet. Until here every outcome is pending."""
    permissions.check_can_close(by, session, at.date())
    ballot = session.ballot
    if ballot is not None and ballot.state in ("open", "closed"):
        ballots.count_ballot(ballot=ballot, pass_phrases=pass_phrases or {}, by=by, at=at)
    items = list(queries.agenda_of(session))
    _take_counts(session, items)
    _settle(session, items)
    papers = {"minutes": keep_minutes(session, items, note=nfc(note), by=by, at=at)}
    if ballot is not None:
        papers["count_sheet"] = keep_count_sheet(session, items, by=by, at=at)
    pass_gate(session, "close", **papers, **stamp("closed", by=by, at=at))
    passed = sum(bool(item.has_passed) for item in items)
    audit.record("session_closed", session, by=by, at=at, detail={"passed": passed, "failed": len(items) - passed})
    _conclude(session, items, by=by, at=at)


def _take_counts(session: CouncilSession, items: Sequence[AgendaItem]) -> None:
    """Votes of the ballot onto the items. A recused member who voted all the same cannot be told apart in a secret
    ballot; every vote above those who may vote is taken out of the yes votes, never out of the no votes."""
    ballot = session.ballot
    if ballot is None:
        return
    counts = ballot.counts or {}
    valid = certain(turnout(ballot).valid)
    voted = set(ballot.voters.filter(has_voted=True).values_list("user_id", flat=True))
    members = queries.members_on(session.council, session.held_on)
    for item in items:
        if item.way != Way.BALLOT:
            continue
        votes = counts[item_key(item)]
        aside = sum(member.user_id in voted for member in queries.recused(members, item.line))
        over = max(0, votes["yes"] + votes["no"] - (valid - aside)) if aside else 0
        over = min(over, votes["yes"])
        item.yes, item.no, item.blank = votes["yes"] - over, votes["no"], votes["blank"] + over


def _settle(session: CouncilSession, items: Sequence[AgendaItem]) -> None:
    rules = _known_rules([item.line for item in items], session.held_on)
    for item in items:
        rule = rules[item.nomination.award_code]
        result = count_votes(certain(item.yes), certain(item.no), certain(item.blank), session.total_members, rule)
        item.has_passed, item.threshold_percent = result.passed, rule.percent
    AgendaItem.objects.bulk_update(items, ["yes", "no", "blank", "has_passed", "threshold_percent"], batch_size=500)


def _conclude(session: CouncilSession, items: Sequence[AgendaItem], *, by, at: datetime) -> None:
    results: dict[int, dict[int, str]] = {}
    dossiers = {}
    for item in items:
        dossiers[item.nomination_id] = item.nomination
        outcome = NominationLine.Result.PASSED if item.has_passed else NominationLine.Result.FAILED
        results.setdefault(item.nomination_id, {})[item.line_id] = outcome
    for pk, dossier in dossiers.items():
        dossier_acts.conclude(dossier, results[pk])
        passed = sum(outcome == NominationLine.Result.PASSED for outcome in results[pk].values())
        letter = emails.council_concluded(session, dossier, passed, len(results[pk]) - passed)
        audit.record("nomination_concluded", dossier, by=by, at=at, detail={"passed": passed, "of": len(results[pk])})
        outbox.queue([dossier.sent_by], *letter, by=by, at=at)
