"""Screens of councils and their sessions."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from rulebook.lifecycles import LIFECYCLES
from rulebook.voting import must_reveal, votes_needed
from thidua.accounts.models import User
from thidua.accounts.queries import signed_in
from thidua.ballots.queries import needs_phrases, turnout
from thidua.councils import actions, forms, queries
from thidua.councils import permissions as may
from thidua.councils.models import AgendaItem, Council, CouncilMember, CouncilSession
from thidua.councils.tables import AgendaTable, SessionTable, subject
from thidua.law.cards import verdict_card
from thidua.law.queries import award_name
from thidua.nominations.models import NominationLine
from thidua.nominations.papers import describe_subjects
from thidua.nominations.queries import building_unit_ids
from thidua.shared import clock
from thidua.shared.certain import certain
from thidua.shared.columns import Filter
from thidua.shared.forms import posted
from thidua.shared.tables import table_page
from thidua.shared.ui import Action, Crumb, Tile, guarded
from thidua.shared.wording import vi_date
from thidua.units.models import Unit

Way = AgendaItem.Way


def session_list(request: HttpRequest) -> HttpResponseBase:
    on = clock.today()
    table = SessionTable(
        queries.with_counts(queries.visible_to(request.user, on)),
        request,
        filters=[Filter("state", "Tình trạng", list(LIFECYCLES["council_session"].states.items()))],
    )
    councils = queries.councils_visible_to(request.user, on).select_related("unit")
    seats = Count("members", filter=Q(members__ends_on__isnull=True))
    listed = councils.annotate(seats=seats).order_by("unit__code", "pk")[:200]
    context: dict[str, Any] = {"councils": listed, "actions": []}
    if building_unit_ids(request.user, on):
        context["actions"] = [Action("Thành lập Hội đồng", reverse("councils:establish"), icon="plus")]
    return table_page(request, table, "councils/list.html", context)


def _crumbs(council: Council, session: CouncilSession | None = None, *more: str) -> list[Crumb]:
    crumbs = [
        Crumb("Hội đồng", reverse("councils:list")),
        Crumb(council.name, reverse("councils:council", args=[council.pk])),
    ]
    if session is not None:
        crumbs.append(Crumb(f"Phiên ngày {vi_date(session.held_on)}", reverse("councils:detail", args=[session.pk])))
    return [*crumbs, *(Crumb(text) for text in more)]


def establish(request: HttpRequest) -> HttpResponse:
    on = clock.today()
    mine = building_unit_ids(request.user, on)
    units = Unit.objects.filter(pk__in=mine).order_by("code")
    accounts = User.objects.filter(is_active=True, grants__unit__in=mine).distinct().order_by("display_name")
    form = forms.EstablishForm(posted(request), units=units, accounts=accounts)
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("unit", "name", "legal_basis")}
        council = actions.establish_council(**given, members=form.members, by=request.user, at=clock.now())
        messages.success(request, "Đã thành lập Hội đồng.")
        return redirect("councils:council", council.pk)
    crumbs = [Crumb("Hội đồng", reverse("councils:list")), Crumb("Thành lập Hội đồng")]
    return render(
        request, "councils/establish.html", {"form": form, "crumbs": crumbs}, status=422 if form.is_bound else 200
    )


def council_detail(request: HttpRequest, pk: int) -> HttpResponseBase:
    on = clock.today()
    council = get_object_or_404(queries.councils_visible_to(request.user, on).select_related("unit"), pk=pk)
    prepare_url = reverse("councils:prepare", args=[pk])
    table = SessionTable(queries.with_counts(queries.visible_to(request.user, on).filter(council=council)), request)
    context = {
        "council": council,
        "members": queries.members_on(council, on),
        "waiting": [(n, award_name(n.award_code)) for n in queries.waiting_nominations(council.unit)[:100]],
        "crumbs": _crumbs(council),
        "actions": [
            guarded("Chuẩn bị phiên họp", prepare_url, may.check_can_prepare, request.user, council, on, kind="primary")
        ],
    }
    return table_page(request, table, "councils/council.html", context)


def prepare(request: HttpRequest, pk: int) -> HttpResponse:
    on = clock.today()
    council = get_object_or_404(queries.councils_visible_to(request.user, on).select_related("unit"), pk=pk)
    may.check_can_prepare(request.user, council, on)
    start = {"held_on": on, "year": on.year if on.month > 6 else on.year - 1}
    form = forms.SessionForm(posted(request), waiting=queries.waiting_nominations(council.unit), initial=start)
    if request.method == "POST" and form.is_valid():
        session = actions.prepare_session(council=council, by=request.user, at=clock.now(), **form.cleaned_data)
        messages.success(request, "Đã chuẩn bị phiên họp và gửi giấy mời.")
        return redirect("councils:detail", session.pk)
    return _form(
        request, form, "Chuẩn bị phiên họp", council.name, _crumbs(council, None, "Chuẩn bị phiên họp"), "council", pk
    )


def _form(request: HttpRequest, form, title: str, kicker: str, crumbs: list[Crumb], back: str, pk: int) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "kicker": kicker,
        "crumbs": crumbs,
        "back": reverse(f"councils:{back}", args=[pk]),
    }
    return render(request, "councils/form.html", context, status=422 if form.is_bound else 200)


# ── one session ──


def _session(request: HttpRequest, pk: int) -> CouncilSession:
    rows = queries.visible_to(request.user, clock.today())
    rows = rows.select_related("council", "council__unit", "ballot", "minutes", "count_sheet")
    return get_object_or_404(rows, pk=pk)


def detail(request: HttpRequest, pk: int) -> HttpResponseBase:
    session = _session(request, pk)
    table = AgendaTable(queries.agenda_of(session), request, filters=[Filter("way", "Cách quyết định", Way.choices)])
    attendance = list(session.attendance.select_related("member__user").order_by("member__pk"))
    members = queries.members_on(session.council, session.held_on)
    codes = session.agenda.values_list("nomination__award_code", flat=True).distinct()
    rules = queries.rules_of(codes, session.held_on)
    total = session.total_members or len(members)
    context = {
        "session": session,
        "heading": f"Phiên họp ngày {vi_date(session.held_on)}",
        "lead": f"{session.place}. Xét khen thưởng năm {session.year}.",
        "crumbs": _crumbs(session.council, session),
        "actions": _acts(request.user, session),
        "attendance": attendance,
        "members": members,
        "present": sum(a.is_present for a in attendance),
        "total": total,
        "quorum": queries.quorum_needed(total, rules.values()),
        "quorum_note": _quorum_note(rules.values()),
        "rules": _rule_rows(rules, total),
        "ballot": session.ballot,
        "seen": turnout(session.ballot) if session.ballot else None,
        "warnings": [w for r in rules.values() if r and session.ballot and (w := must_reveal(total, r))][:1],
        "tiles": _tiles(session),
    }
    return table_page(request, table, "councils/detail.html", context)


def _quorum_note(rules) -> str:
    return next((rule.quorum_note_vi for rule in rules if rule and rule.quorum), "")


def _rule_rows(rules, total: int) -> list[tuple]:
    """(award, votes needed of the whole membership with the article)."""
    rows = []
    for code, rule in sorted(rules.items(), key=lambda pair: queries.award_place(pair[0])):
        needed = votes_needed(total, rule) if rule and total else None
        if needed is None:
            rows.append((award_name(code), "Chưa có quy định đã đối chiếu"))
        else:
            how = "quá" if rule.strict else "từ"
            rows.append(
                (
                    award_name(code),
                    f"{needed} / {total} ({how} {rule.percent}% tổng số thành viên; {rule.cite.label_vi})",
                )
            )
    return rows


def _tiles(session: CouncilSession) -> list[Tile]:
    way = session.agenda.aggregate(
        items=Count("pk"),
        ballot=Count("pk", filter=Q(way=Way.BALLOT)),
        passed=Count("pk", filter=Q(has_passed=True)),
        failed=Count("pk", filter=Q(has_passed=False)),
    )
    tiles = [
        Tile("Trường hợp", str(way["items"]), tone="quiet"),
        Tile("Bỏ phiếu kín", str(way["ballot"]), tone="look"),
        Tile("Thống nhất bằng biên bản", str(way["items"] - way["ballot"]), tone="look"),
    ]
    if session.state == "closed":
        tiles += [
            Tile("Được thông qua", str(way["passed"]), tone="met"),
            Tile("Không được thông qua", str(way["failed"]), tone="caution"),
        ]
    return tiles


def _acts(user, session: CouncilSession) -> list[Action]:
    on = clock.today()

    def act(label, name, check, **options):
        return guarded(label, reverse(f"councils:{name}", args=[session.pk]), check, user, session, on, **options)

    show = Action("Trình chiếu", reverse("councils:show", args=[session.pk]), icon="people")
    if session.state == "prepared":
        return [act("Khai mạc", "open", may.check_can_open, kind="primary", icon="people"), show]
    if session.state == "closed":
        return [show]
    acts = []
    if session.ballot is not None:
        if session.ballot.state == "cancelled":
            acts.append(act("Bỏ phiếu lại", "repeat", may.check_can_repeat_ballot, icon="ballot"))
        elif session.ballot.voters.filter(user=user, has_voted=False).exists() and session.ballot.state == "open":
            vote = reverse("ballots:vote", args=[session.ballot.pk])
            acts.append(Action("Bỏ phiếu", vote, kind="primary", icon="ballot"))
    return [
        *acts,
        act("Ghi biểu quyết", "agree", may.check_can_record, icon="check"),
        act("Kết thúc phiên họp", "close", may.check_can_close, icon="seal"),
        show,
    ]


@never_cache
@sensitive_post_parameters()
@sensitive_variables("form")
def open_session(request: HttpRequest, pk: int) -> HttpResponse:
    session = _session(request, pk)
    may.check_can_open(request.user, session, clock.today())
    waiting_box = session.ballot is not None and session.ballot.state == "prepared" and needs_phrases(session.ballot)
    form = forms.OpenForm(
        posted(request),
        members=queries.seats_on(session.council, session.held_on),
        trustees=forms.trustees_of(session) if waiting_box else [],
    )
    if request.method == "POST" and form.is_valid():
        actions.open_session(
            session=session,
            present=[member.pk for member in form.cleaned_data["present"]],
            pass_phrases=form.pass_phrases,
            by=request.user,
            at=clock.now(),
        )
        messages.success(request, "Đã khai mạc phiên họp" + ("; hòm phiếu đã mở." if waiting_box else "."))
        return redirect("councils:detail", pk)
    crumbs = _crumbs(session.council, session, "Khai mạc")
    return _form(request, form, "Khai mạc", session.council.name, crumbs, "detail", pk)


def agree(request: HttpRequest, pk: int) -> HttpResponse:
    session = _session(request, pk)
    may.check_can_record(request.user, session, clock.today())
    present = session.attendance.filter(is_present=True).count()
    form = forms.AgreementForm(
        posted(request), agenda=list(queries.agenda_of(session)), initial={"yes": present, "no": 0}
    )
    if request.method == "POST" and form.is_valid():
        count = actions.record_agreement(
            session=session,
            items=form.chosen,
            yes=form.cleaned_data["yes"],
            no=form.cleaned_data["no"],
            by=request.user,
            at=clock.now(),
        )
        messages.success(request, f"Đã ghi kết quả biểu quyết của {count} trường hợp.")
        return redirect("councils:detail", pk)
    crumbs = _crumbs(session.council, session, "Ghi biểu quyết")
    return _form(request, form, "Ghi biểu quyết", f"{present} thành viên có mặt", crumbs, "detail", pk)


@never_cache
@sensitive_post_parameters()
@sensitive_variables("form")
def repeat(request: HttpRequest, pk: int) -> HttpResponse:
    session = _session(request, pk)
    may.check_can_repeat_ballot(request.user, session, clock.today())
    form = forms.RepeatForm(posted(request), trustees=forms.trustees_of(session))
    if request.method == "POST" and form.is_valid():
        actions.repeat_ballot(session=session, pass_phrases=form.pass_phrases, by=request.user, at=clock.now())
        messages.success(request, "Đã mở hòm phiếu mới.")
        return redirect("councils:detail", pk)
    crumbs = _crumbs(session.council, session, "Bỏ phiếu lại")
    return _form(request, form, "Bỏ phiếu lại", session.council.name, crumbs, "detail", pk)


@never_cache
@sensitive_post_parameters()
@sensitive_variables("form")
def close(request: HttpRequest, pk: int) -> HttpResponse:
    session = _session(request, pk)
    may.check_can_close(request.user, session, clock.today())
    is_sealed = (
        session.ballot is not None and session.ballot.state in ("open", "closed") and needs_phrases(session.ballot)
    )
    trustees = forms.trustees_of(session) if is_sealed else []
    form = forms.CloseForm(posted(request), trustees=trustees)
    if request.method == "POST" and form.is_valid():
        actions.close_session(
            session=session,
            pass_phrases=form.pass_phrases,
            note=form.cleaned_data["note"],
            by=request.user,
            at=clock.now(),
        )
        messages.success(request, "Đã kết thúc phiên họp; biên bản đã lập.")
        return redirect("councils:detail", pk)
    crumbs = _crumbs(session.council, session, "Kết thúc phiên họp")
    return _form(request, form, "Kết thúc phiên họp", session.council.name, crumbs, "detail", pk)


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """The screen for everybody in the room: one item at a time, large. No votes before the chair closes."""
    session = _session(request, pk)
    total = session.agenda.count()
    asked = request.GET.get("muc", "1")
    place = min(max(int(asked), 1), total) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1
    item = get_object_or_404(
        session.agenda.select_related("nomination", "nomination__unit", "line", "line__person", "line__unit"),
        ordinal=place,
    )
    line: NominationLine = item.line
    name, post = describe_subjects([line], session.held_on)[line.pk]
    context = {
        "session": session,
        "item": item,
        "name": name,
        "post": post,
        "award": award_name(item.nomination.award_code),
        "verdict": verdict_card(certain(line.verdict), award_name(item.nomination.award_code), subject(item)),
        "place": place,
        "total": total,
        "before": place - 1 if place > 1 else None,
        "after": place + 1 if place < total else None,
    }
    return render(request, "councils/show.html", context)


def my_seats(request: HttpRequest) -> HttpResponseBase:
    """A member's own page: where I sit, what waits for my vote."""
    on = clock.today()
    sits = CouncilMember.objects.filter(user=signed_in(request), ends_on__isnull=True).select_related("council")
    table = SessionTable(
        queries.with_counts(queries.visible_to(request.user, on).filter(council__in=sits.values("council"))), request
    )
    waiting = [
        Action(
            f"Bỏ phiếu: phiên ngày {vi_date(b.session.held_on)}",
            reverse("ballots:vote", args=[b.pk]),
            kind="primary",
            icon="ballot",
        )
        for b in queries.ballots_waiting_for(request.user)
    ]
    crumbs = [Crumb("Hội đồng", reverse("councils:list")), Crumb("Việc của thành viên")]
    return table_page(request, table, "councils/my_seats.html", {"seats": sits, "waiting": waiting, "crumbs": crumbs})
