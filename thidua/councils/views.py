"""Screens of councils: the list, one council with its decisions and regulation, preparing a session."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import Case, Count, Q, When
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from paperwork.blocks import PaperError
from paperwork.papers.council_decision import council_decision_docx, render_council_decision
from rulebook.lifecycles import LIFECYCLES
from thidua.accounts.models import User
from thidua.councils import actions_council, actions_prepare, forms, forms_council, queries
from thidua.councils import permissions as may
from thidua.councils.agenda import Topic
from thidua.councils.boxes import keeping_of, words_of
from thidua.councils.models import AgendaItem, Council, CouncilSession, Substitution
from thidua.councils.papers_drafts import founding_values
from thidua.councils.rules import composition_findings, rules_in_force
from thidua.councils.tables import SessionTable
from thidua.honours.bases import said_left_out
from thidua.law.queries import award_name
from thidua.nominations.queries import building_unit_ids
from thidua.people.queries import people_of
from thidua.shared import clock
from thidua.shared.columns import Filter
from thidua.shared.denied import Denied, attempt
from thidua.shared.forms import posted
from thidua.shared.tables import table_page
from thidua.shared.ui import Action, Crumb, guarded
from thidua.shared.uploads import TYPES
from thidua.shared.wording import show, vi_date
from thidua.units.models import RoleGrant, Unit
from thidua.units.queries import grants_of, in_force, users_with_role

Kind = AgendaItem.Kind
PREPARED = "Đã chuẩn bị phiên họp và báo cho các thành viên. Giấy mời có số phát hành ở trang này."


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
    acts = [Action("Phiếu kín", reverse("ballots:list"), icon="ballot")]
    if building_unit_ids(request.user, on):
        acts.append(Action("Thành lập Hội đồng", reverse("councils:establish"), icon="plus"))
    context: dict[str, Any] = {"councils": listed, "actions": acts}
    return table_page(request, table, "councils/list.html", context)


def crumbs_of(council: Council, session: CouncilSession | None = None, *more: str) -> list[Crumb]:
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
    own = {grant.unit_id for grant in grants_of(request.user, on)}
    first = Case(When(pk__in=own, then=0), default=1)
    units = Unit.objects.filter(in_force(on, "valid_from", "valid_to"), pk__in=mine).order_by(first, "code")
    accounts = _accounts(request)
    form = forms_council.EstablishForm(posted(request), units=units, accounts=accounts)
    if request.method == "POST" and form.is_valid():
        given = {**form.given, "members": form.members, "by": request.user, "at": clock.now()}
        council = attempt(form, actions_council.establish_council, **given)
        if council is not None:
            messages.success(request, "Đã thành lập Hội đồng.")
            return redirect("councils:council", council.pk)
    context = {
        "form": form,
        "title": "Thành lập Hội đồng",
        "lead": "Một chủ tịch, một thư ký và ít nhất một thành viên khác. Ghế để trống thì bỏ qua.",
        "back": reverse("councils:list"),
        "crumbs": [Crumb("Hội đồng", reverse("councils:list")), Crumb("Thành lập Hội đồng")],
    }
    return render(request, "councils/establish.html", context, status=422 if form.is_bound else 200)


def _accounts(request: HttpRequest):
    """Who may be named: accounts with a role in the units whose dossiers the account builds."""
    mine = building_unit_ids(request.user, clock.today())
    return User.objects.filter(is_active=True, grants__unit__in=mine).distinct().order_by("display_name")


def _council(request: HttpRequest, pk: int) -> Council:
    rows = queries.councils_visible_to(request.user, clock.today()).select_related("unit__parent")
    return get_object_or_404(rows, pk=pk)


def council_detail(request: HttpRequest, pk: int) -> HttpResponseBase:
    on, council = clock.today(), _council(request, pk)
    seats = queries.seats(council, on)
    own = rules_in_force(council, on)
    heads = [user.pk for user in users_with_role([RoleGrant.Role.HEAD], council.unit, on)]
    table = SessionTable(queries.with_counts(queries.visible_to(request.user, on).filter(council=council)), request)
    context = {
        "council": council,
        "seats": seats,
        "past": [m for m in queries.members_through(council)[:200] if m.ends_on is not None],
        "decisions": council.decisions.all(),
        "rules": own,
        "rule_rows": _rule_rows(own),
        "findings": composition_findings(council, [seat.member for seat in seats], heads, on),
        "waiting": [(n, award_name(n.award_code)) for n in queries.waiting_nominations(council.unit)[:100]],
        "crumbs": crumbs_of(council),
        "actions": _council_acts(request, council),
        "more": _council_changes(request, council),
        "left_out": said_left_out(council.unit, on),
    }
    return table_page(request, table, "councils/council.html", context)


def _rule_rows(own) -> list[tuple[str, str]]:
    if own is None:
        return []
    percent = {True: lambda n: f"từ {n}%", False: lambda _: "quy chế không nói"}
    return [
        ("Quy chế", f"{own.document}, từ ngày {vi_date(own.in_force_from)}"),
        ("Dự họp", percent[bool(own.quorum_percent)](own.quorum_percent)),
        ("Xét khen thưởng", percent[bool(own.vote_percent)](own.vote_percent)),
        (
            "Sáng kiến, góp ý dự thảo",
            f"từ {own.advice_percent}%, {own.get_advice_way_display().lower()}"
            if own.advice_percent
            else "quy chế không nói",
        ),
        ("Người thuộc đơn vị được đề nghị", _stands_aside(own.recuses_own_unit)),
        (
            "Người thay",
            "quy chế không nói"
            if own.substitutes_vote is None
            else f"biểu quyết: {show(own.substitutes_vote).lower()}",
        ),
    ]


def _stands_aside(value: bool | None) -> str:
    return {None: "quy chế không nói", True: "không biểu quyết", False: "được biểu quyết"}[value]


def _council_acts(request: HttpRequest, council: Council) -> list[Action]:
    on, pk = clock.today(), council.pk
    prepare_url = reverse("councils:prepare", args=[pk])
    return [
        guarded("Chuẩn bị phiên họp", prepare_url, may.check_can_prepare, request.user, council, on, kind="primary")
    ]


def _council_changes(request: HttpRequest, council: Council) -> list[Action]:
    on, pk = clock.today(), council.pk

    def act(label: str, name: str, check=may.check_can_change, **options: Any) -> Action:
        return guarded(label, reverse(f"councils:{name}", args=[pk]), check, request.user, council, on, **options)

    changes = [
        act("Nhập quy chế", "rules", may.check_can_enter_rules, icon="book"),
        act("Kiện toàn", "change", icon="people"),
        act("Cử người thay", "substitute", icon="user"),
        act("Sửa tên, cơ quan thường trực", "describe", kind="quiet"),
        act("Giải thể", "dissolve", kind="grave"),
    ]
    return [
        # Who may do none of it is not shown a wall of grey buttons: the reason is one and the same.
        *(changes if not all(change.refused for change in changes) else []),
        Action("Dự thảo quyết định (PDF)", reverse("councils:decision-pdf", args=[pk]), icon="download", kind="quiet"),
        Action(
            "Dự thảo quyết định (Word)", reverse("councils:decision-docx", args=[pk]), icon="download", kind="quiet"
        ),
    ]


def _seated_form(request: HttpRequest, form, council: Council, title: str, lead: str) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "lead": lead,
        "back": reverse("councils:council", args=[council.pk]),
        "crumbs": crumbs_of(council, None, title),
    }
    return render(request, "councils/establish.html", context, status=422 if form.is_bound else 200)


def change(request: HttpRequest, pk: int) -> HttpResponse:
    council, on = _council(request, pk), clock.today()
    may.check_can_change(request.user, council, on)
    form = forms_council.ChangeForm(
        posted(request),
        members=council.members.filter(ends_on=None).select_related("user").order_by("pk"),
        accounts=_accounts(request),
        initial={"effective_on": on, "is_renewal": request.GET.get("nhiem-ky") == "1"},
    )
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form, actions_council.change_council, council=council, joins=form.members, by=request.user, at=clock.now(),
            **form.given,
        )  # fmt: skip
        if done is not None:
            messages.success(request, "Đã ghi quyết định và báo cho những người liên quan.")
            return redirect("councils:council", pk)
    lead = "Người đổi vai trò: chọn ở phần thôi tham gia, rồi ghi lại với vai trò mới."
    return _seated_form(request, form, council, "Kiện toàn Hội đồng", lead)


def _act_form(
    request: HttpRequest, pk: int, title: str, make, act, done: str, check=may.check_can_change
) -> HttpResponse:
    """A page of one form about a council: ``make`` gives the form, ``act`` runs on its data."""
    council, on = _council(request, pk), clock.today()
    check(request.user, council, on)
    form = make(council)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data if "member" in form.fields else {"council": council} | form.cleaned_data
        if attempt(form, _returning(act), by=request.user, at=clock.now(), **given):
            messages.success(request, done)
            return redirect("councils:council", pk)
    return one_form(request, form, title, council.name, crumbs_of(council, None, title), "council", pk)


def _returning(act):
    """An act that says it was done, whatever it returns."""

    def run(**arguments) -> bool:
        act(**arguments)
        return True

    return run


def rules(request: HttpRequest, pk: int) -> HttpResponse:
    return _act_form(
        request, pk, "Nhập quy chế", lambda c: forms_council.RulesForm(posted(request)), actions_council.enter_rules,
        "Đã ghi quy chế của Hội đồng.", may.check_can_enter_rules,
    )  # fmt: skip


def describe(request: HttpRequest, pk: int) -> HttpResponse:
    return _act_form(
        request, pk, "Sửa tên, cơ quan thường trực",
        lambda c: forms_council.DescribeForm(posted(request), initial={"name": c.name, "standing_body": c.standing_body}),
        actions_council.describe_council, "Đã sửa.",
    )  # fmt: skip


def dissolve(request: HttpRequest, pk: int) -> HttpResponse:
    return _act_form(
        request, pk, "Giải thể Hội đồng", lambda c: forms_council.DissolveForm(posted(request)),
        actions_council.dissolve_council, "Đã ghi quyết định giải thể.",
    )  # fmt: skip


def substitute(request: HttpRequest, pk: int) -> HttpResponse:
    on = clock.today()

    def make(council: Council):
        members = council.members.filter(in_force(on)).select_related("user").order_by("pk")
        return forms_council.SubstituteForm(posted(request), members=members, accounts=_accounts(request))

    return _act_form(
        request, pk, "Cử người thay", make, actions_council.name_substitute, "Đã ghi người thay và báo cho hai người."
    )  # fmt: skip


def end_substitution(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    council = _council(request, pk)
    found = get_object_or_404(Substitution.objects.select_related("member__council"), pk=row, member__council=council)
    if request.method == "POST":
        actions_council.end_substitution(substitution=found, by=request.user, at=clock.now())
        messages.success(request, f"{found.member.user.display_name} trở lại họp.")
    return redirect("councils:council", pk)


def decision_draft(request: HttpRequest, pk: int, suffix: str) -> HttpResponse:
    """The decision that founds the council or brings it up to date, from who sits in it today, without number."""
    council, on = _council(request, pk), clock.today()
    paper = founding_values(council, queries.seats(council, on), on, is_new=not council.sessions.exists())
    make = render_council_decision if suffix == "pdf" else council_decision_docx
    try:
        content = make(paper, created_at=clock.now())
    except PaperError as error:
        raise Denied(str(error)) from error
    return file_answer(content, f"du-thao-quyet-dinh-hoi-dong-{pk}.{suffix}")


def file_answer(content: bytes, name: str) -> HttpResponse:
    """Bytes made on the spot, as a download."""
    answer = HttpResponse(content, content_type=TYPES[f".{name.rpartition('.')[2]}"])
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer


def prepare(request: HttpRequest, pk: int) -> HttpResponse:
    on = clock.today()
    council = _council(request, pk)
    may.check_can_prepare(request.user, council, on)
    start = {"held_on": on, "year": on.year if on.month > 6 else on.year - 1}
    is_emulation = council.kind == Council.Kind.EMULATION
    form = forms.SessionForm(
        posted(request),
        keeping=words_of(keeping_of(queries.seats(council, on))),
        waiting=queries.waiting_nominations(council.unit)
        if is_emulation
        else queries.waiting_nominations(council.unit).none(),
        deferred=queries.waiting_lines(council),
        flags=queries.waiting_flags(council) if is_emulation else None,
        initiatives=queries.waiting_initiatives(council),
        authors=people_of(council.unit, on),
        initial=start,
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        given = {name: data[name] for name in ("year", "held_on", "begins", "place", "replies_until", "ballot_mode")}
        session = attempt(
            form,
            actions_prepare.prepare_session,
            council=council,
            way=data["way"] or CouncilSession.Way.MEETING,
            nominations=data.get("nominations") or (),
            deferred=data.get("deferred") or (),
            topics=_topics(data),
            other_year_reason=data.get("other_year_reason", ""),
            by=request.user,
            at=clock.now(),
            **given,
        )
        if session is not None:
            messages.success(request, PREPARED)
            return redirect("councils:detail", session.pk)
    return one_form(
        request, form, "Chuẩn bị phiên họp", council.name, crumbs_of(council, None, "Chuẩn bị phiên họp"), "council", pk
    )


def _topics(data: dict[str, Any]) -> list[Topic]:
    topics = [Topic(Kind.FLAG, standing=standing) for standing in data.get("flags") or ()]
    topics += [Topic(Kind.INITIATIVE, initiative=initiative) for initiative in data.get("initiatives") or ()]
    if data["topic_kind"]:
        author = data.get("topic_author") if data["topic_kind"] == Kind.INITIATIVE else None
        topics.append(Topic(data["topic_kind"], data["topic_title"], data["topic_detail"], person=author))
    return topics


def one_form(
    request: HttpRequest,
    form,
    title: str,
    kicker: str,
    crumbs: list[Crumb],
    back: str,
    pk: int,
    warnings: Sequence[str] = (),
    template: str = "councils/form.html",
) -> HttpResponse:
    """A page of one form; ``warnings`` stand above it."""
    context = {
        "form": form,
        "title": title,
        "kicker": kicker,
        "crumbs": crumbs,
        "warnings": warnings,
        "back": reverse(f"councils:{back}", args=[pk]),
    }
    return render(request, template, context, status=422 if form.is_bound else 200)
