"""Screens of one nominee: the verdict, the appraiser's word, the verdict to take along."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_POST

from rulebook.verdict import Verdict, letter_vi
from thidua.law.cards import verdict_card
from thidua.law.queries import award_name, in_use
from thidua.nominations import actions, facts, queries
from thidua.nominations import permissions as may
from thidua.nominations.changes import Changes, changes
from thidua.nominations.conflicts_uses import standing_uses
from thidua.nominations.forms import AchievementForm, AppraisalForm
from thidua.nominations.models import Nomination, NominationLine
from thidua.nominations.papers import describe_subjects
from thidua.nominations.permissions_conflicts import check_can_name_use
from thidua.nominations.views import back_to, crumbs_of
from thidua.shared import clock
from thidua.shared.denied import Denied, reason_against
from thidua.shared.forms import posted
from thidua.shared.gate import check_fresh
from thidua.shared.text import fold

Appraisal = NominationLine.Appraisal


def line_or_404(request: HttpRequest, pk: int) -> NominationLine:
    seen = queries.visible_to(request.user, clock.today()).values("pk")
    rows = NominationLine.objects.select_related(
        "nomination", "nomination__unit", "nomination__to_unit", "person", "unit", "outsider", "appraised_by"
    )
    return get_object_or_404(rows, pk=pk, nomination__in=seen)


def _is_open(nomination: Nomination) -> bool:
    """Whether its lines can still be changed."""
    return nomination.state in ("draft", "returned")


def verdict_of(line: NominationLine, on: date) -> dict[str, Any]:
    """The frozen verdict; while the dossier can still be changed, or was withdrawn unsent, that of today."""
    frozen = None if _is_open(line.nomination) else line.verdict
    return frozen or facts.judge_lines(line.nomination, on, only=line)[line.pk]


def _card(line: NominationLine, on: date):
    verdict = verdict_of(line, on)
    return verdict_card(verdict, award_name(line.nomination.award_code), facts.subject_name(line))


def card(request: HttpRequest, pk: int) -> HttpResponse:
    """The verdict alone, opened in place in the list."""
    line = line_or_404(request, pk)
    return render(request, "nominations/card.html", {"verdict": _card(line, clock.today()), "line": line})


def line_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One nominee: the whole verdict, what changed since sending, and the act of the present step."""
    line, on = line_or_404(request, pk), clock.today()
    nomination = line.nomination
    why_not_appraise = reason_against(may.check_can_appraise_line, request.user, line, on)
    can_edit = not reason_against(may.check_can_write, request.user, nomination, on, {line.pk})
    start = {"appraisal": line.appraisal, "reason": line.appraisal_reason}
    appraisal = None if why_not_appraise else AppraisalForm(posted(request), line=line, initial=start)
    achievement = None
    if can_edit:
        achievement = AchievementForm(posted(request), initial={"achievement": line.achievement})
    form = appraisal or achievement
    if request.method == "POST":
        if "achievement" in request.POST and achievement is None:  # a page from before the dossier was sent
            may.check_can_write(request.user, nomination, on, {line.pk})
        if form is None:
            raise Denied(why_not_appraise)
        check_fresh(nomination, request.POST.get("version"))
        if form.is_valid():
            return _save_line(request, line, form)
    around = list(nomination.lines.order_by("ordinal").values_list("pk", flat=True))
    place = around.index(line.pk)
    context = {
        "line": line,
        "nomination": nomination,
        "name": facts.subject_name(line),
        "verdict": _card(line, on),
        "is_open": _is_open(nomination),
        "changes": _since_sending(line),
        "notes": (line.verdict or {}).get("notes", []),
        "appraisal": appraisal,
        "achievement": achievement,
        "form": form,
        "why_not": why_not_appraise if nomination.state == "received" else "",
        "crumbs": crumbs_of(nomination, facts.subject_name(line)),
        "identity": _since_named(line, on),
        "questions": list(line.questions.select_related("round__asked_by").order_by("-pk")),
        "opinions": list(line.opinions.filter(withdrawn_at=None)),
        "line_holds": list(line.holds.filter(lifted_at=None)),
        "reads_grounds": may.reads_grounds(request.user, nomination, on),
        "may_hold": not reason_against(may.check_can_hold, request.user, nomination, on),
        "today": on,
        "report": getattr(line, "report", None),
        "uses": _uses(line),
        "can_name_use": bool(line.person_id) and not reason_against(check_can_name_use, request.user, line, on),
        "can_remove": nomination.state in ("draft", "returned"),
        "before": around[place - 1] if place else None,
        "after": around[place + 1] if place + 1 < len(around) else None,
        "place": f"{place + 1} / {len(around)}",
    }
    return render(request, "nominations/line.html", context, status=422 if form and form.is_bound else 200)


def _uses(line: NominationLine) -> list[str]:
    """The initiatives this case counts on, by name."""
    held = standing_uses([line.person_id]).get(line.person_id, []) if line.person_id else []
    return [each.use.initiative.title for each in held if each.line is not None and each.line.pk == line.pk]


def _since_named(line: NominationLine, on: date) -> list[tuple[str, str]]:
    """(as sent, as it is now) of name and post, where the register has changed since."""
    if not line.sent_as or _is_open(line.nomination):
        return []
    name, post = describe_subjects([line], on)[line.pk]
    pairs = [(line.sent_as.get("name", ""), name), (line.sent_as.get("post", ""), post)]
    return [(was or "—", now or "—") for was, now in pairs if was != now]


def _since_sending(line: NominationLine) -> Changes | None:
    """What differs from the verdict frozen at sending; ``None`` when nothing does."""
    verdict = line.verdict or {}
    if not verdict.get("differences"):
        return None
    return changes(verdict["at_sending"], verdict)


def _save_line(request: HttpRequest, line: NominationLine, form) -> HttpResponse:
    if isinstance(form, AppraisalForm):
        actions.appraise_line(line=line, by=request.user, at=clock.now(), **form.cleaned_data)
        messages.success(request, f"{facts.subject_name(line)}: {line.get_appraisal_display().lower()}.")
        following = line.nomination.lines.filter(appraisal=Appraisal.PENDING).order_by("ordinal").first()
        return redirect("nominations:line", following.pk) if following else _to_dossier(line)
    actions.edit_achievement(line=line, achievement=form.cleaned_data["achievement"], by=request.user, at=clock.now())
    messages.success(request, "Đã lưu tóm tắt thành tích.")
    return redirect("nominations:line", line.pk)


def _to_dossier(line: NominationLine) -> HttpResponse:
    return redirect("nominations:detail", line.nomination_id)


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    line = line_or_404(request, pk)
    check_fresh(line.nomination, request.POST.get("version"))
    actions.remove_nominee(line=line, by=request.user, at=clock.now())
    return back_to(request, line.nomination, f"Đã đưa {facts.subject_name(line)} ra khỏi danh sách.")


def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """The verdict in paragraphs that an officer can paste into a letter."""
    line = line_or_404(request, pk)
    name = facts.subject_name(line)
    text = in_use(letter_vi(Verdict.from_dict(verdict_of(line, clock.today())), name))
    context = {
        "line": line,
        "name": name,
        "text": text,
        "rows": min(40, text.count("\n") * 2 + 4),
        "crumbs": crumbs_of(line.nomination, f"Lời giải thích: {name}"),
    }
    return render(request, "nominations/letter.html", context)


def as_json(request: HttpRequest, pk: int) -> HttpResponse:
    """The verdict as data: outcome, every condition with fact, article and status, rule date, version of the data."""
    line = line_or_404(request, pk)
    answer = JsonResponse(
        Verdict.from_dict(verdict_of(line, clock.today())).to_dict(),
        json_dumps_params={"ensure_ascii": False, "indent": 1},
    )
    answer["Content-Disposition"] = f'attachment; filename="{_file_name(line)}.json"'
    return answer


def _file_name(line: NominationLine) -> str:
    """Whose verdict on what, in the letters every file system takes: "doi-chieu-nguyen-thi-an-lao-dong-tien-tien"."""
    subject, award = facts.subject_name(line), award_name(line.nomination.award_code)
    return f"doi-chieu-{slugify(fold(subject))[:60].strip('-')}-{slugify(fold(award))[:60].strip('-')}"
