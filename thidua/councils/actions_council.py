"""Decisions about a council: its members changed, renewed for a term, dissolved; its regulation; who stands in for whom."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction

from thidua.ballots.actions_keys import strike_voter
from thidua.ballots.models import Ballot, BallotVoter
from thidua.councils import emails, permissions, queries
from thidua.councils.members import check_composition, default_level, end_roles, give_roles
from thidua.councils.models import (
    Attendance,
    Council,
    CouncilDecision,
    CouncilMember,
    CouncilRules,
    CouncilSession,
    Substitution,
)
from thidua.councils.models_sessions import SessionEvent
from thidua.councils.rules import rules_in_force
from thidua.shared import audit, outbox
from thidua.shared.denied import Denied, Stale
from thidua.shared.gate import stamp, touch
from thidua.shared.text import nfc
from thidua.shared.wording import vi_date
from thidua.units.models import Unit

Role = CouncilMember.Role
Kind = CouncilDecision.Kind


def _words(text: str, label: str, most: int = 300) -> str:
    text = nfc(text)
    if not text:
        raise Denied(f"Hãy ghi {label}.")
    if len(text) > most:
        raise Denied(f"{label[:1].upper()}{label[1:]} dài quá {most} ký tự.")
    return text


@transaction.atomic
def establish_council(
    *,
    unit: Unit,
    name: str,
    legal_basis: str,
    members: Sequence[tuple],
    by,
    at: datetime,
    kind: str = Council.Kind.EMULATION,
    level: str = "",
    standing_body: str = "",
) -> Council:
    """Set up a council from (account, role, title) triples: one chair, one secretary, nobody twice.

    ``level`` is that of the unit where it is not said. Members without the matching role in the unit receive it, except
    the acting person, who cannot grant to themselves.
    """
    on = at.date()
    permissions.check_can_establish(by, unit, on)
    name, legal_basis = nfc(name), nfc(legal_basis)
    if not name or not legal_basis:
        raise Denied("Hãy ghi tên Hội đồng và căn cứ thành lập.")
    if kind not in Council.Kind.values or (level and level not in Council.Level.values):
        raise Denied("Loại hoặc cấp của Hội đồng không có trong danh mục.")
    level = level or default_level(unit)
    check_composition(kind, level, [(user, role) for user, role, _ in members], on)
    council = Council.objects.create(
        unit=unit,
        kind=kind,
        level=level,
        name=name,
        legal_basis=legal_basis,
        standing_body=nfc(standing_body),
        established_on=on,
    )
    founding = CouncilDecision.objects.create(
        council=council, kind=CouncilDecision.Kind.FOUND, document=legal_basis, effective_on=on,
        **stamp("entered", by=by, at=at),
    )  # fmt: skip
    CouncilMember.objects.bulk_create(
        [
            CouncilMember(council=council, user=user, role=role, title=nfc(title), starts_on=on, joined_by=founding)
            for user, role, title in members
        ]
    )
    give_roles(unit, [(user, role) for user, role, _ in members], by=by, at=at)
    audit.record("council_established", council, by=by, at=at, detail={"unit": unit.pk, "members": len(members)})
    outbox.queue([user for user, _, _ in members], *emails.seat_given(council), by=by, at=at)
    return council


@transaction.atomic
def change_council(
    *,
    council: Council,
    document: str,
    effective_on: date,
    by,
    at: datetime,
    joins: Sequence[tuple] = (),
    leaves: Collection[CouncilMember] = (),
    note: str = "",
    is_renewal: bool = False,
) -> CouncilDecision:
    """A decision that changes the members from a day on: ``joins`` (account, role, title), ``leaves`` members of today.

    A new role or post for a member: the member both leaves and joins. ``is_renewal``: everybody leaves, the joiners are the
    new term. Sessions that are going on keep the base of their thresholds; a member who left is noted in them.
    """
    permissions.check_can_change(by, council, at.date())
    document, note = _words(document, "số và ngày của quyết định"), nfc(note)[:500]
    if effective_on < council.established_on:
        raise Denied(
            f"Quyết định không thể có hiệu lực trước ngày thành lập Hội đồng {vi_date(council.established_on)}."
        )
    council = Council.objects.select_for_update(of=("self",)).select_related("unit").get(pk=council.pk)
    sitting = [m for m in council.members.select_related("user").order_by("pk") if m.ends_on is None]
    going = {m.pk for m in sitting} if is_renewal else {m.pk for m in leaves}
    if going - {m.pk for m in sitting}:
        raise Stale("Có người không còn là thành viên Hội đồng. Mời tải lại trang rồi làm lại.")
    if not going and not joins:
        raise Denied("Quyết định chưa thay đổi thành viên nào.")
    stay = [(m.user, m.role) for m in sitting if m.pk not in going]
    check_composition(
        council.kind, council.level, [*stay, *((user, role) for user, role, _ in joins)], effective_on
    )  # fmt: skip
    late = [m for m in sitting if m.pk in going and m.starts_on >= effective_on]
    if late:
        raise Denied(
            f"{late[0].user.display_name} mới tham gia từ ngày {vi_date(late[0].starts_on)}; quyết định phải có hiệu lực sau ngày đó."
        )
    decision = CouncilDecision.objects.create(
        council=council,
        kind=Kind.RENEW if is_renewal else Kind.CHANGE,
        document=document,
        effective_on=effective_on,
        note=note,
        **stamp("entered", by=by, at=at),
    )
    left = [m for m in sitting if m.pk in going]
    _end_terms(left, decision, effective_on - timedelta(days=1))
    joined = [
        CouncilMember(
            council=council, user=user, role=role, title=nfc(title), starts_on=effective_on, joined_by=decision
        )
        for user, role, title in joins
    ]
    CouncilMember.objects.bulk_create(joined)
    give_roles(council.unit, [(user, role) for user, role, _ in joins], by=by, at=at)
    end_roles(council, left, effective_on - timedelta(days=1), f"Kiện toàn Hội đồng: {document}"[:300], by=by, at=at)
    staying = {user.pk for user, _ in stay} | {m.user_id for m in joined}
    _note_in_sessions(council, [m for m in left if m.user_id not in staying], decision, by=by, at=at)
    audit.record(
        "council_changed", council, by=by, at=at,
        detail={"kind": decision.kind, "joined": len(joined), "left": len(left), "effective_on": str(effective_on)},
    )  # fmt: skip
    for member in [*[m for m in left if m.user_id not in staying], *joined]:
        outbox.queue([member.user], *emails.seat_changed(member, document), by=by, at=at)
    return decision


def _end_terms(members: Sequence[CouncilMember], decision: CouncilDecision, last_day: date) -> None:
    ended = CouncilMember.objects.filter(pk__in=[m.pk for m in members], ends_on=None).update(
        ends_on=last_day, left_by=decision
    )
    if ended != len(members):
        raise Stale()
    for member in members:
        member.ends_on = last_day


def _note_in_sessions(
    council: Council, gone: Sequence[CouncilMember], decision: CouncilDecision, *, by, at: datetime
) -> None:
    """In a session that is going on the seat no longer counts as present, and who has not voted comes off the list of an
    open ballot; the base stays as frozen, and that is said."""
    if not gone:
        return
    live = CouncilSession.objects.filter(council=council, state__in=["open", "paused"])
    for session in live:
        rows = list(
            session.attendance.filter(member__in=gone, removed_by=None).select_related("member__user").order_by("pk")
        )
        for row in rows:
            Attendance.objects.filter(pk=row.pk).update(
                is_present=False, mode=Attendance.Mode.ABSENT, removed_by=decision,
                reason=f"thôi là thành viên từ {vi_date(decision.effective_on)}",
            )  # fmt: skip
            box = _off_the_list(session, row, decision, by=by, at=at)
            SessionEvent.objects.create(
                session=session,
                kind=SessionEvent.Kind.REMOVED,
                reason=f"{row.member.user.display_name}, theo {decision.document}; cơ sở tính tỷ lệ giữ nguyên "
                f"{session.total_members} thành viên{box}"[:500],
                **stamp("noted", by=by, at=at),
            )
        if rows:
            touch(session)


def _off_the_list(session: CouncilSession, row: Attendance, decision: CouncilDecision, *, by, at: datetime) -> str:
    """Who sits in the seat may not vote any more; what the minutes say about the box. A secret paper that is already in
    cannot be taken out."""
    if session.ballot_id is None:
        return ""
    ballot = Ballot.objects.select_for_update().get(pk=session.ballot_id)  # nobody votes from here on
    sat = row.user or row.member.user
    voter = ballot.voters.filter(user=sat, struck_at=None).first()
    if voter is None or ballot.state == "cancelled":
        return ""
    if voter.way == BallotVoter.Way.WRITTEN:
        return "; ý kiến bằng văn bản đã gửi vẫn được tính"
    if voter.has_voted:
        return "; phiếu đã ở trong hòm, không rút ra được"
    if ballot.state in ("prepared", "open"):
        strike_voter(ballot=ballot, voter=sat, reason=f"Thôi là thành viên theo {decision.document}", by=by, at=at)
    return (
        "; chưa bỏ phiếu, đã đưa ra khỏi danh sách bỏ phiếu"
        if ballot.state in ("prepared", "open")
        else "; không bỏ phiếu"
    )


@transaction.atomic
def dissolve_council(*, council: Council, document: str, last_day: date, by, at: datetime) -> CouncilDecision:
    """The council works until ``last_day`` and no longer. Refused while one of its sessions is not over."""
    permissions.check_can_change(by, council, at.date())
    document = _words(document, "số và ngày của quyết định")
    if last_day < at.date():
        raise Denied("Ngày làm việc cuối của Hội đồng không được trước hôm nay.")
    if council.sessions.filter(state__in=permissions.LIVE).exists():
        raise Denied("Hội đồng còn phiên họp chưa kết thúc; hãy kết thúc hoặc hủy trước khi giải thể.")
    if Council.objects.filter(pk=council.pk, dissolved_on=None).update(dissolved_on=last_day) != 1:
        raise Stale("Hội đồng vừa được ghi giải thể. Mời tải lại trang.")
    council.dissolved_on = last_day
    decision = CouncilDecision.objects.create(
        council=council, kind=Kind.DISSOLVE, document=document, effective_on=last_day, **stamp("entered", by=by, at=at)
    )
    sitting = list(council.members.filter(ends_on=None).select_related("user"))
    _end_terms(sitting, decision, last_day)
    end_roles(council, sitting, last_day, f"Hội đồng giải thể: {document}"[:300], by=by, at=at)
    audit.record("council_dissolved", council, by=by, at=at, detail={"last_day": str(last_day)})
    for member in sitting:
        outbox.queue([member.user], *emails.seat_changed(member, document), by=by, at=at)
    return decision


@transaction.atomic
def describe_council(*, council: Council, name: str, standing_body: str, by, at: datetime) -> None:
    """The name and the standing body as the decisions say."""
    permissions.check_can_change(by, council, at.date())
    council.name = _words(name, "tên Hội đồng", 200)
    council.standing_body = nfc(standing_body)[:200]
    council.save(update_fields=["name", "standing_body"])
    audit.record("council_described", council, by=by, at=at)


@transaction.atomic
def enter_rules(
    *,
    council: Council,
    document: str,
    in_force_from: date,
    by,
    at: datetime,
    quorum_percent: int | None = None,
    vote_percent: int | None = None,
    advice_percent: int | None = None,
    advice_way: str = "",
    recuses_own_unit: bool | None = None,
    substitutes_vote: bool | None = None,
) -> CouncilRules:
    """What the council's regulation says from a day on. What it does not say stays empty; nothing is assumed."""
    permissions.check_can_enter_rules(by, council, at.date())
    document = _words(document, "số và ngày của quy chế")
    for label, value in (
        ("Tỷ lệ dự họp", quorum_percent),
        ("Tỷ lệ phiếu xét khen thưởng", vote_percent),
        ("Tỷ lệ phiếu đối với nội dung khác", advice_percent),
    ):
        if value is not None and not 1 <= value <= 100:
            raise Denied(f"{label} phải từ 1 đến 100%.")
    if advice_way and advice_way not in CouncilRules.AdviceWay.values:
        raise Denied("Cách biểu quyết không có trong danh mục.")
    if bool(advice_percent) != bool(advice_way):
        raise Denied("Tỷ lệ và cách biểu quyết đối với nội dung khác phải ghi cùng nhau.")
    if council.rules.filter(in_force_from__gte=in_force_from).exists():
        raise Denied("Đã có quy chế có hiệu lực từ ngày đó hoặc sau đó; quy chế mới phải có hiệu lực muộn hơn.")
    rules = CouncilRules.objects.create(
        council=council,
        document=document,
        in_force_from=in_force_from,
        quorum_percent=quorum_percent,
        vote_percent=vote_percent,
        advice_percent=advice_percent,
        advice_way=advice_way,
        recuses_own_unit=recuses_own_unit,
        substitutes_vote=substitutes_vote,
        **stamp("entered", by=by, at=at),
    )
    audit.record("council_rules_entered", council, by=by, at=at, detail={"from": str(in_force_from)})
    return rules


@transaction.atomic
def name_substitute(
    *, member: CouncilMember, user, document: str, starts_on: date, ends_on: date, by, at: datetime, title: str = ""
) -> Substitution:
    """Somebody sits in a member's place during days. Refused unless the regulation lets substitutes vote: a seat that
    cannot vote would still count in every base."""
    council = member.council
    permissions.check_can_change(by, council, at.date())
    document = _words(document, "văn bản cử người thay")
    if ends_on < starts_on:
        raise Denied("Ngày cuối phải từ ngày đầu trở đi.")
    own = rules_in_force(council, starts_on)
    if own is None or own.substitutes_vote is None:
        raise Denied("Chưa biết quy chế của Hội đồng có cho người thay biểu quyết không; hãy nhập quy chế trước.")
    if not own.substitutes_vote:
        raise Denied(f"Theo {own.document}, người thay không được biểu quyết; thành viên vắng gửi ý kiến bằng văn bản.")
    if member.starts_on > starts_on or (member.ends_on is not None and member.ends_on < ends_on):
        raise Denied(f"{member.user.display_name} không là thành viên Hội đồng suốt thời gian đó.")
    overlapping = Substitution.objects.filter(
        member__council=council, ended_at=None, starts_on__lte=ends_on, ends_on__gte=starts_on
    )
    if overlapping.filter(member=member).exists():
        raise Denied(f"{member.user.display_name} đã có người thay trong thời gian đó.")
    seated = queries.Q(ends_on=None) | queries.Q(ends_on__gte=starts_on)
    if council.members.filter(seated, user=user).exists() or overlapping.filter(user=user).exists():
        raise Denied(f"{user.display_name} đã có ghế trong Hội đồng; một người không ngồi hai ghế.")
    row = Substitution.objects.create(
        member=member,
        user=user,
        title=nfc(title)[:160],
        document=document,
        starts_on=starts_on,
        ends_on=ends_on,
        **stamp("named", by=by, at=at),
    )
    give_roles(council.unit, [(user, Role.MEMBER)], by=by, at=at)
    audit.record("substitute_named", council, by=by, at=at, detail={"member": member.pk, "user": user.pk})
    outbox.queue([user, member.user], *emails.stands_in(row), by=by, at=at)
    return row


@transaction.atomic
def end_substitution(*, substitution: Substitution, by, at: datetime) -> None:
    """The member sits again from now on."""
    permissions.check_can_change(by, substitution.member.council, at.date())
    ended = Substitution.objects.filter(pk=substitution.pk, ended_at=None).update(**stamp("ended", by=by, at=at))
    if ended != 1:
        raise Stale()
    audit.record(
        "substitution_ended", substitution.member.council, by=by, at=at, detail={"member": substitution.member_id}
    )
