"""Screens of the appraisers' desk beyond the line: rules, who appraises, questions and answers, opinions, holds, moves."""

from django.contrib import messages
from django.db.models import Case, Q, QuerySet, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from thidua.accounts.models import User
from thidua.nominations import actions_desk, actions_moves, queries
from thidua.nominations import permissions as may
from thidua.nominations.desk import rules_of
from thidua.nominations.forms import ReasonForm
from thidua.nominations.forms_desk import (
    AnswerForm,
    AskForm,
    AssignForm,
    DeskRulesForm,
    HoldForm,
    JoinForm,
    OpinionForm,
    ReplyForm,
    SplitForm,
)
from thidua.nominations.models import Nomination, NominationLine
from thidua.nominations.models_desk import AgencyOpinion, DeskRules, DossierHold
from thidua.nominations.views import back_to, crumbs_of, nomination_or_404
from thidua.shared import clock
from thidua.shared.denied import Denied, attempt, reason_against
from thidua.shared.forms import posted
from thidua.shared.gate import check_fresh
from thidua.shared.text import fold
from thidua.shared.ui import Crumb
from thidua.units.models import RoleGrant
from thidua.units.queries import units_with_own_role, users_with_role

Appraisal, Outcome = NominationLine.Appraisal, NominationLine.Outcome
MOST_ASKED = 100
Role = RoleGrant.Role


def lines_of(nomination: Nomination) -> QuerySet[NominationLine]:
    """Lines for choices, without the weight of their verdicts."""
    return nomination.lines.select_related("person", "unit", "outsider").defer("verdict").order_by("ordinal")


MOST_CHOICES = 300


def choices(request: HttpRequest, nomination: Nomination) -> QuerySet[NominationLine]:
    """The lines a form offers: the one named in the address (``?dong=``), else all of a list that can be looked through,
    else those found by name (``?q=``)."""
    rows, asked = lines_of(nomination), request.GET.get("dong", "")
    if asked.isdigit():
        return rows.filter(pk=int(asked))
    if words := fold(request.GET.get("q", "").replace("\0", "").strip()[:120]):
        found = Q(person__name_fold__contains=words) | Q(unit__name_fold__contains=words)
        rows = rows.filter(found | Q(outsider__name_fold__contains=words))
    return rows if rows.count() <= MOST_CHOICES else rows.none()


def _form_page(request: HttpRequest, nomination: Nomination, form, title: str, submit: str, lead: str = "", **more):
    context = {
        "title": title,
        "kicker": f"{nomination.title} – {nomination.unit.name}",
        "lead": lead,
        "form": form,
        "submit_label": submit,
        "back": reverse("nominations:detail", args=[nomination.pk]),
        "crumbs": crumbs_of(nomination, title),
        **more,
    }
    return render(request, "components/form_page.html", context, status=422 if form.is_bound else 200)


def _named(request: HttpRequest) -> dict[str, str]:
    return {"line": request.GET.get("dong", "")}


# ── rules of the desk ──


def rules(request: HttpRequest) -> HttpResponse:
    """How the desk of the own unit works; everything ever chosen, newest first."""
    on = clock.today()
    units = units_with_own_role(request.user, [Role.APPRAISER, Role.HEAD], on)
    if not units:
        raise Denied("Để đặt quy định của bàn thẩm định cần vai trò “Thẩm định” hoặc “Thủ trưởng đơn vị”.")
    asked = request.GET.get("don-vi", "")
    unit = next((each for each in units if str(each.pk) == asked), units[0])
    present = rules_of([unit.pk]).get(unit.pk)
    names = ("route", "receive_days", "appraise_days", "reply_days", "basis")
    start = {name: getattr(present, name) for name in names} if present else {}
    form = DeskRulesForm(posted(request), initial=start)
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form, actions_desk.set_desk_rules, unit=unit, by=request.user, at=clock.now(), **form.cleaned_data
        )
        if done:
            messages.success(request, f"Đã ghi quy định của bàn thẩm định {unit.name}.")
            return redirect(f"{reverse('nominations:desk-rules')}?don-vi={unit.pk}")
    context = {
        "form": form,
        "unit": unit,
        "units": units,
        "history": DeskRules.objects.filter(unit=unit).select_related("chosen_by")[:20],
        "crumbs": [
            Crumb("Hồ sơ", reverse("nominations:list")),
            Crumb("Bàn thẩm định", reverse("nominations:desk")),
            Crumb("Quy định của bàn"),
        ],
    }
    return render(request, "nominations/desk_rules.html", context, status=422 if form.is_bound else 200)


def assign(request: HttpRequest, pk: int) -> HttpResponse:
    nomination, on = nomination_or_404(request, pk), clock.today()
    may.check_can_assign(request.user, nomination, on)
    people = users_with_role([Role.APPRAISER], nomination.to_unit, on)
    rows = User.objects.filter(pk__in=[user.pk for user in people]).order_by("display_name")
    form = AssignForm(posted(request), people=rows, initial={"to": nomination.assigned_to_id})
    if request.method == "POST" and form.is_valid():
        to = form.cleaned_data["to"]
        done = attempt(
            form, actions_desk.assign_nomination, nomination=nomination, to=to, by=request.user, at=clock.now()
        )
        if not form.errors and done is None:
            return back_to(request, nomination, f"Đã phân công {to.display_name} thẩm định hồ sơ.")
    return _form_page(request, nomination, form, "Phân công thẩm định", "Phân công")


# ── questions and answers ──


def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Questions about lines; those that wait for their appraisal, the ones a person must look at first."""
    nomination, on = nomination_or_404(request, pk), clock.today()
    may.check_can_ask(request.user, nomination, on)
    words = request.GET.get("q", "").replace("\0", "").strip()[:120]
    rows = lines_of(nomination)
    if words:
        needle = fold(words)
        found = Q(person__name_fold__contains=needle) | Q(unit__name_fold__contains=needle)
        rows = rows.filter(found | Q(outsider__name_fold__contains=needle))
    waits = Case(When(appraisal=Appraisal.PENDING, then=0), default=1)
    looks = Case(When(outcome=Outcome.HUMAN_MUST_LOOK, then=0), default=1)
    lines = list(rows.order_by(waits, looks, "ordinal")[:MOST_ASKED])
    present = rules_of([nomination.to_unit_id]).get(nomination.to_unit_id)
    form = AskForm(posted(request), lines=lines, route=present.route if present else "")
    if request.method == "POST" and form.is_valid():
        asked = attempt(
            form,
            actions_desk.ask_lines,
            nomination=nomination,
            questions=form.questions,
            route=form.cleaned_data.get("route", ""),
            by=request.user,
            at=clock.now(),
        )
        if asked:
            return back_to(request, nomination, f"Đã gửi câu hỏi về {len(form.questions)} trường hợp.")
    context = {
        "nomination": nomination,
        "form": form,
        "q": words,
        "shown": len(lines),
        "total": rows.count(),
        "crumbs": crumbs_of(nomination, "Hỏi theo trường hợp"),
    }
    return render(request, "nominations/ask.html", context, status=422 if form.is_bound else 200)


def reply(request: HttpRequest, pk: int) -> HttpResponse:
    """Every open question with what has been changed so far; nothing leaves before “Gửi trả lời”."""
    nomination, on = nomination_or_404(request, pk), clock.today()
    may.check_can_reply(request.user, nomination, on)
    asked = get_object_or_404(nomination.rounds.select_related("asked_by"), answered_at=None)
    questions = list(asked.questions.select_related("line__person", "line__unit", "line__outsider"))
    form = ReplyForm(posted(request), questions=questions)
    if request.method == "POST" and form.is_valid():
        changed = attempt(
            form, actions_desk.reply_lines, nomination=nomination, answers=form.answers, by=request.user, at=clock.now()
        )
        if changed is not None:
            return back_to(request, nomination, f"Đã gửi trả lời; {changed} trường hợp có sửa, bổ sung.")
    after = actions_desk.snapshot(nomination, {each.line_id: each.line for each in questions})
    rows = [
        {
            "question": each,
            "field": form[f"tra-loi-{each.line_id}"],
            "changes": actions_desk.changes_between(each.before, after[each.line_id]),
        }
        for each in questions
    ]
    context = {
        "nomination": nomination,
        "asked": asked,
        "form": form,
        "rows": rows,
        "crumbs": crumbs_of(nomination, "Trả lời cơ quan thẩm định"),
    }
    return render(request, "nominations/reply.html", context, status=422 if form.is_bound else 200)


# ── opinions, holds ──


def opinions(request: HttpRequest, pk: int) -> HttpResponse:
    """What other bodies said, and whether it may still be relied on."""
    nomination, on = nomination_or_404(request, pk), clock.today()
    why_not = reason_against(may.check_can_give_opinion, request.user, nomination, on)
    form = OpinionForm(
        posted(request), request.FILES or None, lines=choices(request, nomination), initial=_named(request)
    )
    if request.method == "POST" and form.is_valid():
        given = attempt(
            form,
            actions_desk.enter_opinion,
            nomination=nomination,
            by=request.user,
            at=clock.now(),
            **form.cleaned_data,
        )
        if given:
            messages.success(request, f"Đã ghi ý kiến của {given.body}.")
            return redirect("nominations:opinions", pk)
    rows = nomination.opinions.select_related("line__person", "line__unit", "line__outsider", "file").defer(
        "line__verdict"
    )
    context = {
        "nomination": nomination,
        "rows": [
            {
                "opinion": each,
                "is_valid": each.is_valid_on(on),
                "about": str(each.line.subject) if each.line else "Cả hồ sơ",
            }
            for each in rows[:500]
        ],
        "form": None if why_not else form,
        "why_not": why_not,
        "crumbs": crumbs_of(nomination, "Ý kiến của cơ quan khác"),
    }
    return render(request, "nominations/opinions.html", context, status=422 if form.is_bound else 200)


def withdraw_opinion(request: HttpRequest, pk: int) -> HttpResponse:
    seen = queries.visible_to(request.user, clock.today()).values("pk")
    rows = AgencyOpinion.objects.select_related("nomination__unit", "nomination__to_unit")
    found = get_object_or_404(rows, pk=pk, nomination__in=seen, withdrawn_at=None)
    may.check_can_give_opinion(request.user, found.nomination, clock.today())
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form,
            actions_desk.withdraw_opinion,
            opinion=found,
            reason=form.cleaned_data["reason"],
            by=request.user,
            at=clock.now(),
        )
        if not form.errors and done is None:
            messages.success(request, "Đã bỏ ý kiến.")
            return redirect("nominations:opinions", found.nomination_id)
    return _form_page(request, found.nomination, form, f"Bỏ ý kiến của {found.body}", "Bỏ ý kiến")


def hold(request: HttpRequest, pk: int) -> HttpResponse:
    nomination, on = nomination_or_404(request, pk), clock.today()
    may.check_can_hold(request.user, nomination, on)
    form = HoldForm(posted(request), lines=choices(request, nomination), initial=_named(request))
    if request.method == "POST" and form.is_valid():
        placed = attempt(
            form, actions_desk.hold, nomination=nomination, by=request.user, at=clock.now(), **form.cleaned_data
        )
        if placed:
            return back_to(request, nomination, "Đã tạm dừng.")
    return _form_page(
        request,
        nomination,
        form,
        "Tạm dừng",
        "Tạm dừng",
        lead="Dừng cả hồ sơ hoặc một trường hợp khi đang có đơn thư, kiểm tra.",
    )


def lift(request: HttpRequest, pk: int) -> HttpResponse:
    seen = queries.visible_to(request.user, clock.today()).values("pk")
    rows = DossierHold.objects.select_related("nomination__unit", "nomination__to_unit", "nomination__sent_by")
    found = get_object_or_404(rows, pk=pk, nomination__in=seen, lifted_at=None)
    may.check_can_hold(request.user, found.nomination, clock.today())
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form,
            actions_desk.lift_hold,
            held=found,
            reason=form.cleaned_data["reason"],
            by=request.user,
            at=clock.now(),
        )
        if not form.errors and done is None:
            return back_to(request, found.nomination, "Đã bỏ tạm dừng.")
    return _form_page(request, found.nomination, form, "Bỏ tạm dừng", "Bỏ tạm dừng")


# ── moves ──


def split(request: HttpRequest, pk: int) -> HttpResponse:
    nomination = nomination_or_404(request, pk)
    may.check_can_split(request.user, nomination, clock.today())
    form = SplitForm(posted(request), lines=choices(request, nomination))
    if request.method == "POST" and form.is_valid():
        part = attempt(
            form,
            actions_moves.split_nomination,
            nomination=nomination,
            by=request.user,
            at=clock.now(),
            **form.cleaned_data,
        )
        if part:
            return back_to(request, part, f"Đã tách thành hồ sơ số {part.pk}.")
    return _form_page(
        request, nomination, form, "Tách hồ sơ", "Tách", lead="Trường hợp được chọn sang hồ sơ mới, vẫn đang thẩm định."
    )


def join(request: HttpRequest, pk: int) -> HttpResponse:
    nomination, on = nomination_or_404(request, pk), clock.today()
    may.check_can_split(request.user, nomination, on)
    same = {name: getattr(nomination, name) for name in actions_moves.SAME}
    others = queries.visible_to(request.user, on).filter(state="received", **same).exclude(pk=pk)
    if not others.exists():
        raise Denied(
            "Không có hồ sơ nào khác của đơn vị này, cùng danh hiệu, loại hình, năm và ngày áp dụng, đang thẩm định."
        )
    form = JoinForm(posted(request), others=others)
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form, actions_moves.join_nominations, into=nomination, by=request.user, at=clock.now(), **form.cleaned_data
        )
        if not form.errors and done is None:
            return back_to(request, nomination, "Đã ghép hồ sơ.")
    return _form_page(request, nomination, form, "Ghép hồ sơ", "Ghép vào hồ sơ này")


@require_POST
def forward(request: HttpRequest, pk: int) -> HttpResponse:
    nomination = nomination_or_404(request, pk)
    check_fresh(nomination, request.POST.get("version"))
    actions_moves.forward_nomination(nomination=nomination, by=request.user, at=clock.now())
    return back_to(request, nomination, f"Đã lập tờ trình và ghi nhận trình {actions_moves.ABOVE}.")


def answer(request: HttpRequest, pk: int) -> HttpResponse:
    nomination = nomination_or_404(request, pk)
    if nomination.state != "forwarded":
        raise Denied(f"Hồ sơ đang ở bước “{nomination.state_label}”, chưa có kết quả của cấp trên để ghi.")
    passed = lines_of(nomination).filter(result=NominationLine.Result.PASSED)
    form = AnswerForm(posted(request), lines=passed)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        honours = attempt(
            form,
            actions_moves.enter_answer,
            nomination=nomination,
            granted=given["lines"],
            authority=given["authority"],
            number=given["number"],
            decided_on=given["decided_on"],
            by=request.user,
            at=clock.now(),
        )
        if honours is not None:
            return back_to(request, nomination, f"Đã ghi kết quả: {len(honours)} trường hợp vào sổ vàng.")
    return _form_page(request, nomination, form, "Kết quả của cấp trên", "Ghi kết quả")
