"""The page of a session: what is prepared, who answered, who read, what stands in the way, where its papers are."""

from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse

from thidua.accounts.queries import signed_in
from thidua.ballots.queries import trustee_names, turnout
from thidua.ballots.warnings import few_warnings
from thidua.councils import permissions as may
from thidua.councils import queries
from thidua.councils.agenda import entitled_by_item, kin_proposals
from thidua.councils.boxes import why_in_a_room
from thidua.councils.models import AgendaItem, CouncilSession
from thidua.councils.models_sessions import MemberOpinion, Recusal
from thidua.councils.rules import Rulebook, advice_rule, quorum_needed, rulebook_of
from thidua.councils.tables import AgendaTable
from thidua.councils.views import crumbs_of
from thidua.honours.bases import said_left_out
from thidua.law.queries import award_name
from thidua.shared import clock
from thidua.shared.columns import Filter
from thidua.shared.denied import reason_against
from thidua.shared.gate import check_fresh
from thidua.shared.tables import table_page
from thidua.shared.ui import Action, Tile, guarded
from thidua.shared.wording import vi_date

Way = AgendaItem.Way
Stage = AgendaItem.Stage
INITIATIVES = "sang-kien"  # in the address of a draft decision, where an award would stand
ADVICE = (AgendaItem.Kind.INITIATIVE, AgendaItem.Kind.DRAFT)
KEPT = {"giay-moi": "invitation", "bien-ban": "minutes", "kiem-phieu": "count_sheet", "danh-sach": "proposed_list"}


def session_of(request: HttpRequest, pk: int) -> CouncilSession:
    rows = queries.visible_to(request.user, clock.today())
    rows = rows.select_related(
        "council__unit__parent", "ballot", "minutes", "count_sheet", "invitation", "proposed_list", "presider__user",
        "current",
    )  # fmt: skip
    return get_object_or_404(rows, pk=pk)


def serves(user, session: CouncilSession) -> bool:
    """Whether the account works at the secretary's desk of the session, or presides over it."""
    if not reason_against(may.check_is_secretary, user, session.council, clock.today(), "xem"):
        return True
    presider = queries.presider_of(session)
    return presider is not None and presider.user_id == user.pk


def detail(request: HttpRequest, pk: int) -> HttpResponseBase:
    session, me = session_of(request, pk), signed_in(request)
    filters = [Filter("way", "Cách quyết định", Way.choices), Filter("stage", "Tình trạng", Stage.choices)]
    table = AgendaTable(queries.agenda_of(session), request, filters=filters)
    attendance = {row.member_id: row for row in session.attendance.all()}
    seats = queries.seats_of(session)
    rules = rulebook_of(session.council, queries.award_codes(session), session.held_on)
    total = session.total_members or len(seats)
    desk = serves(me, session)
    context = {
        "session": session,
        "heading": heading(session),
        "lead": _lead(session),
        "crumbs": crumbs_of(session.council, session),
        "actions": _acts(request, session, seats),
        "more": _more(me, session),
        "seats": _seat_rows(session, seats, attendance, desk),
        "has_begun": bool(attendance),
        "present": sum(row.is_present for row in attendance.values()),
        "total": total,
        "quorum": quorum_needed(total, rules.awards.values(), rules.own),
        "quorum_note": next((rule.quorum_note for rule in rules.awards.values() if rule and rule.quorum), ""),
        "rules": _rule_rows(session, rules, total),
        "ballot": session.ballot,
        "seen": turnout(session.ballot) if session.ballot else None,
        "warnings": reveal_warnings(session, rules, total),
        "keepers": trustee_names(session.ballot) if session.ballot else [],
        "why_in_a_room": why_in_a_room(session),
        "tiles": _tiles(session),
        "handouts": queries.standing_papers(session),
        "questions": session.questions.select_related("item", "asked_by", "answered_by"),
        "events": session.events.select_related("noted_by", "minutes"),
        "recusals": _recusals(session) if desk else [],
        "kin": kin_proposals(session, seats) if desk and session.state in may.LIVE else [],
        "answers_kin": not reason_against(may.check_can_serve, me, session, clock.today()),
        "desk": desk and session.state in may.LIVE,
        "kept": _kept_papers(session),
        "drafts": _drafts(session),
        "left_out": said_left_out(session.council.unit, clock.today()),
    }
    return table_page(request, table, "councils/detail.html", context)


def heading(session: CouncilSession) -> str:
    if session.is_written:
        return f"Xin ý kiến bằng văn bản, từ ngày {vi_date(session.held_on)}"
    return f"Phiên họp ngày {vi_date(session.held_on)}"


def _lead(session: CouncilSession) -> str:
    begins = f"{session.begins:%H:%M}, " if session.begins else ""
    ends = f" Hạn gửi ý kiến: hết ngày {vi_date(session.replies_until)}." if session.replies_until else ""
    goes_on = f" Họp tiếp ngày {vi_date(session.continues_on)}." if session.continues_on else ""
    return f"{begins}{session.place}. Xét khen thưởng năm {session.year}.{ends}{goes_on}"


def _seat_rows(session, seats, attendance, desk: bool) -> list[dict[str, Any]]:
    """Who sits, how; at the desk also what they answered, read and wrote."""
    replies = {reply.member_id: reply for reply in session.replies.all()} if desk else {}
    read: dict[int, int] = {}
    wrote: set[int] = set()
    if desk:
        rows = session.handouts.filter(withdrawn_at=None).values_list("readings__user").annotate(n=Count("pk"))
        read = {user: number for user, number in rows if user}
        wrote = set(
            MemberOpinion.objects.filter(item__session=session, set_aside_at=None).values_list("member", flat=True)
        )
    papers_total = session.handouts.filter(withdrawn_at=None).count() if desk else 0
    return [
        {
            "seat": seat,
            "row": attendance.get(seat.member.pk),
            "reply": replies.get(seat.member.pk),
            "read": read.get(seat.user.pk, 0),
            "papers": papers_total,
            "wrote": seat.member.pk in wrote,
        }
        for seat in seats
    ]


def _rule_rows(session: CouncilSession, rules: Rulebook, total: int) -> list[tuple]:
    """(award or kind, votes needed of the whole membership with the article)."""
    kinds = {item.award_code or item.kind: item for item in queries.agenda_of(session)[:2000]}
    rows = []
    for key in sorted(kinds, key=queries.award_place):
        item, rule = kinds[key], rules.of(kinds[key])
        name = award_name(key) if item.award_code else item.get_kind_display()
        rows.append((name, rule.words(total) if rule and total else "Chưa có quy định đã đối chiếu"))
    return rows


def reveal_warnings(session: CouncilSession, rules: Rulebook, total: int) -> list[str]:
    """What a result would reveal of single votes, and what cannot pass, before the box opens; whatever way it is kept."""
    if session.ballot is None or session.ballot.state in ("closed", "counted"):
        return []
    kinds = list(rules.awards.values())
    if session.agenda.filter(way=Way.BALLOT, kind__in=ADVICE).exists():
        kinds.append(advice_rule(rules.own))
    found = [rule.must_reveal(total) for rule in kinds if rule and rule.needs_ballot] + few_warnings(session.ballot)
    aside: dict[int, int] = {}
    for item_pk in Recusal.objects.filter(item__session=session, taken_back_at=None).values_list("item", flat=True):
        aside[item_pk] = aside.get(item_pk, 0) + 1
    for item in queries.in_full(session.agenda.filter(pk__in=aside))[:20]:
        rule, may_vote = rules.of(item), total - aside[item.pk]
        if rule and may_vote < rule.needed(total):
            found.append(
                f"Mục {item.ordinal}: {aside[item.pk]} thành viên không biểu quyết, còn {may_vote} người, cần "
                f"{rule.needed(total)} phiếu đồng ý: không thể đạt."
            )
    return list(dict.fromkeys(text for text in found if text))


def _recusals(session: CouncilSession) -> list[Recusal]:
    rows = Recusal.objects.filter(item__session=session, taken_back_at=None).order_by("item__ordinal", "member")
    return list(
        rows.select_related(
            "item__line__person", "item__line__unit", "item__line__outsider", "item__standing__unit", "member__user"
        )
    )


def _tiles(session: CouncilSession) -> list[Tile]:
    way = session.agenda.aggregate(
        items=Count("pk"),
        ballot=Count("pk", filter=Q(way=Way.BALLOT)),
        passed=Count("pk", filter=Q(has_passed=True)),
        failed=Count("pk", filter=Q(has_passed=False)),
        deferred=Count("pk", filter=Q(stage=Stage.DEFERRED)),
    )
    rest = "Ý kiến bằng văn bản" if session.is_written else "Thống nhất bằng biên bản"
    tiles = [
        Tile("Trường hợp", str(way["items"]), tone="quiet"),
        Tile("Bỏ phiếu kín", str(way["ballot"]), tone="look"),
        Tile(rest, str(way["items"] - way["ballot"]), tone="look"),
    ]
    if session.state == "closed":
        tiles += [
            Tile("Được thông qua", str(way["passed"]), tone="met"),
            Tile("Không được thông qua", str(way["failed"]), tone="caution"),
        ]
    if way["deferred"]:
        tiles.append(Tile("Để lại phiên sau", str(way["deferred"]), tone="quiet"))
    return tiles


def _acts(request: HttpRequest, session: CouncilSession, seats) -> list[Action]:
    on, user = clock.today(), signed_in(request)

    def act(label, name, check, **options):
        return guarded(label, reverse(f"councils:{name}", args=[session.pk]), check, user, session, on, **options)

    sits = any(seat.user.pk == user.pk for seat in seats)
    mine = [Action("Phần của tôi", reverse("councils:seat", args=[session.pk]), icon="user")] if sits else []
    show = (
        []
        if session.is_written
        else [Action("Trình chiếu", reverse("councils:show", args=[session.pk]), icon="people")]
    )
    if session.state == "prepared":
        label = "Mở xin ý kiến" if session.is_written else "Khai mạc"
        return [act(label, "open", may.check_can_open, kind="primary", icon="people"), *mine, *show]
    if session.state == "cancelled":
        return []
    if session.state == "closed":
        return [*mine, *show]
    if session.state == "paused":
        return [
            act("Họp tiếp", "resume", may.check_can_resume, method="post", kind="primary", icon="people"),
            *mine,
            *show,
        ]
    acts = []
    if session.ballot is not None:
        if session.ballot.state == "cancelled":
            acts.append(act("Bỏ phiếu lại", "repeat", may.check_can_repeat_ballot, icon="ballot"))
        elif session.ballot.state in ("prepared", "closed"):
            box = reverse("ballots:detail", args=[session.ballot.pk])
            acts.append(
                Action(
                    "Chuẩn bị, mở hòm phiếu" if session.ballot.state == "prepared" else "Kiểm phiếu",
                    box,
                    kind="primary",
                    icon="lock",
                )
            )
        elif (
            session.ballot.state == "open"
            and session.ballot.voters.filter(user=user, has_voted=False, struck_at=None).exists()
        ):
            vote = reverse("ballots:vote", args=[session.ballot.pk])
            acts.append(Action("Bỏ phiếu", vote, kind="primary", icon="ballot"))
    if not session.is_written:
        acts.append(act("Điều khiển phiên họp", "control", may.check_runs_room, icon="edit"))
        acts.append(act("Ghi biểu quyết", "agree", may.check_can_record, icon="check"))
    return [*acts, *mine, *show, act("Kết thúc phiên họp", "close", may.check_can_close, icon="seal")]


def _more(user, session: CouncilSession) -> list[Action]:
    """What is done less often, under the table of seats."""
    on = clock.today()

    def act(label, name, check, **options):
        return guarded(label, reverse(f"councils:{name}", args=[session.pk]), check, user, session, on, **options)

    if reason_against(may.check_is_secretary, user, session.council, on, "xem") and not serves(user, session):
        return []
    found = []
    if session.state in may.LIVE:
        found.append(act("Thêm tài liệu", "paper-add", may.check_can_serve, icon="plus"))
        found.append(act("Ghi người không biểu quyết", "recuse", may.check_can_serve, icon="minus"))
    if session.state == "prepared":
        found += [
            act("Đổi lịch", "move", may.check_can_move, icon="calendar"),
            act("Hủy phiên họp", "cancel", may.check_can_cancel, kind="grave"),
        ]
        if not session.is_written:
            invite = act("Phát hành giấy mời", "invite", may.check_can_invite, method="post", icon="send")
            found.insert(0, invite)
    if session.state == "open" and not session.is_written:
        found.append(act("Điểm danh thêm", "attendance", may.check_can_note_attendance, icon="people"))
        found.append(act("Tạm hoãn", "pause", may.check_can_pause, kind="quiet", icon="clock"))
    if session.state == "closed":
        if queries.unanswered_initiatives(session).exists():
            found.append(
                act(
                    "Công nhận sáng kiến", "initiatives", may.check_can_answer_initiatives, kind="primary", icon="check"
                )
            )
        found.append(act("Mở lại phiên họp", "reopen", may.check_can_reopen, kind="grave"))
    return found


def _kept_papers(session: CouncilSession) -> list[tuple[str, str]]:
    """(name, address) of the issued papers, and of the Word files made from the same values."""
    pk, found = session.pk, []
    names = {
        "giay-moi": "Giấy mời", "bien-ban": "Biên bản họp", "kiem-phieu": "Biên bản kiểm phiếu",
        "danh-sach": "Danh sách đề nghị",
    }  # fmt: skip
    for key, field in KEPT.items():
        paper = getattr(session, field)
        if paper is None:
            continue
        label = f"{names[key]} {paper.number_text}".strip()
        found.append((f"{label} (PDF)", reverse("councils:paper", args=[pk, key])))
        if key in ("bien-ban", "kiem-phieu"):
            found.append((f"{label} (Word)", reverse("councils:paper-docx", args=[pk, key])))
    return found


def _drafts(session: CouncilSession) -> list[tuple[str, str]]:
    if session.state != "closed":
        return []
    passed = session.agenda.filter(has_passed=True, kind=AgendaItem.Kind.AWARD)
    codes = sorted(set(passed.values_list("nomination__award_code", flat=True)), key=queries.award_place)
    found = []
    for suffix, word in (("pdf", "PDF"), ("docx", "Word")) if codes else ():
        found.append((f"Dự thảo tờ trình ({word})", reverse(f"councils:submission-{suffix}", args=[session.pk])))
    for code in codes:
        for suffix, word in (("pdf", "PDF"), ("docx", "Word")):
            label = f"Dự thảo quyết định {award_name(code)} ({word})"
            found.append((label, reverse(f"councils:award-{suffix}", args=[session.pk, code])))
    if session.agenda.filter(has_passed=True, kind=AgendaItem.Kind.INITIATIVE).exists():
        for suffix, word in (("pdf", "PDF"), ("docx", "Word")):
            label = f"Dự thảo quyết định công nhận sáng kiến ({word})"
            found.append((label, reverse(f"councils:award-{suffix}", args=[session.pk, INITIATIVES])))
    return found


def hands_to_count(session: CouncilSession) -> list[str]:
    """Items on which somebody present stands aside: how many hands there are to count."""
    there = session.attendance.filter(is_present=True).count()
    aside = {pk: there - entitled for pk, entitled in entitled_by_item(session).items() if entitled < there}
    return [
        f"Mục {item.ordinal}: {aside[item.pk]} người có mặt không biểu quyết, chỉ đếm {there - aside[item.pk]} người. {item.note}"
        for item in session.agenda.filter(pk__in=aside).order_by("ordinal")[:20]
    ]


def check_version(request: HttpRequest, session: CouncilSession) -> None:
    """Two people at the controls at once: the second one hears that the page is old."""
    check_fresh(session, request.POST.get("version"))
