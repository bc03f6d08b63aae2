"""Cross-checks of a season: the plan with its preview, where marks differ, whether marking was even (S4, S5)."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from rulebook import fairness
from rulebook.checkplan import Plan
from rulebook.crosscheck import explain
from rulebook.severity import severity
from thidua.accounts.queries import signed_in
from thidua.scoring import actions_checks, permissions, planning, queries, queries_marks
from thidua.scoring.forms import ReasonForm
from thidua.scoring.forms_marks import PlanForm
from thidua.scoring.models import Season
from thidua.scoring.models_marks import MarkSheet
from thidua.scoring.views import crumbs, season_of
from thidua.shared import clock
from thidua.shared.denied import Denied, reason_against
from thidua.shared.forms import BaseForm, NumberField, posted
from thidua.shared.ui import Action, Tile
from thidua.shared.wording import percent, points, vi_number


def _names(season: Season) -> dict[str, str]:
    cards = season.scorecards.exclude(state="closed").select_related("unit")
    return {card.unit.code: card.unit.name for card in cards}


def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan in force, or the form that draws one: preview first, confirmed with the digest of what was seen."""
    season, on, user = season_of(request, pk), clock.today(), signed_in(request)
    stored = queries_marks.plan_of(season)
    if stored is not None:
        return _plan_in_force(request, season, stored)
    permissions.check_can_set_up(user, season, on, "lập kế hoạch kiểm tra chéo")
    names = _names(season)
    extras = planning.extra_groups()
    groups = planning.groups_of(season)
    parts = [(key, name if key in extras else f"{key}. {name}") for key, (name, _) in groups.items()]
    form = PlanForm(posted(request), units=names, parts=parts, initial=_start(season, names, on))
    drawn, digest, proof = None, "", ""
    if form.is_bound and form.is_valid():
        question = form.question()
        try:
            found = planning.answer(season, question)
            if not isinstance(found, Plan):
                proof = found.reason_vi
            elif "confirm" in request.POST:
                actions_checks.confirm_plan(
                    season=season,
                    question=question,
                    digest=request.POST.get("digest", ""),
                    by=user,
                    at=clock.now(),
                )
                messages.success(request, "Kế hoạch kiểm tra chéo có hiệu lực; phiếu chấm đã giao cho các đơn vị.")
                return redirect("scoring:plan", pk=season.pk)
            else:
                drawn, digest = found, planning.digest_of(question, found)
        except Denied as denied:
            form.add_error(None, denied.reason)
    before = queries_marks.last_plan(season)
    context = {
        "season": season,
        "form": form,
        "proof": proof,
        "digest": digest,
        "drawn": drawn,
        **_told(drawn),
        "rows": _rows(season, drawn, names, form.question().parts) if drawn else [],
        "before": before,
        "back": reverse("scoring:detail", args=[season.pk]),
        "crumbs": crumbs(season, "Kiểm tra chéo"),
    }
    status = 422 if form.is_bound and not drawn else 200
    return render(request, "scoring/plan.html", context, status=status)


def _start(season: Season, names: dict[str, str], on: date) -> dict[str, Any]:
    """What the form begins with: what the plan that was given up had been asked, without members that left since; the draw
    is always a new one."""
    start: dict[str, Any] = {"per_unit": 1, "seed": planning.proposed_seed(season, on), "double_percent": 0}
    given_up = queries_marks.plan_given_up(season)
    if given_up is None:
        return start
    asked = planning.question_of(given_up)
    bans = [
        f"{names[one]}; {names[two]}; {reason}" for one, two, reason, _ in asked.bans if one in names and two in names
    ]
    return start | {
        "per_unit": asked.per_unit,
        "double_percent": asked.double_percent,
        "bans": "\n".join(bans),
        "relax": list(asked.relax),
        "parts": list(asked.parts),
        "is_split": asked.is_split,
    }


def _rows(season: Season, drawn: Plan, names: dict[str, str], parts: tuple[str, ...]) -> list[dict]:
    """One row for each checker: whom it checks, where it looks a second time, how many criteria."""
    every = len(planning.codes_of(season, parts))
    tasks = planning.tasks(season, drawn, parts)
    rows = []
    for code in sorted(names):
        mine = [task for task in tasks if task[0] == code]
        rows.append(
            {
                "name": names[code],
                "checks": [
                    names[checked] + (f" ({len(codes)} mục)" if len(codes) < every else "")
                    for _, checked, ordinal, codes in mine
                    if ordinal == 1
                ],
                "seconds": [
                    f"{names[checked]} ({len(codes)} mục)" for _, checked, ordinal, codes in mine if ordinal == 2
                ],
                "count": sum(len(codes) for *_, codes in mine),
            }
        )
    return rows


def _told(drawn: Plan | None) -> dict[str, list[str]]:
    """The plan in sentences; ``draw``: the ones for whoever reckons the draw again."""
    said = explain(drawn) if drawn else []
    return {
        "told": [each for each in said if "SHA-256" not in each],
        "draw": [each for each in said if "SHA-256" in each],
    }


def _plan_in_force(request: HttpRequest, season: Season, stored) -> HttpResponse:
    drawn = Plan.from_dict(stored.plan)
    names = _names(season) | {card.unit.code: card.unit.name for card in season.scorecards.select_related("unit")}
    sheets = list(stored.sheets.exclude(state="set_aside"))
    leads = reason_against(permissions.check_can_set_up, signed_in(request), season, clock.today(), "bỏ kế hoạch")
    url = reverse("scoring:plan-replace", args=[season.pk])
    context = {
        "season": season,
        "stored": stored,
        **_told(drawn),
        "rows": _rows(season, drawn, names, tuple(stored.parts)),
        "tiles": [
            Tile("Phiếu kiểm tra", str(len(sheets))),
            Tile("Đã gửi", f"{sum(sheet.state == 'given' for sheet in sheets)}/{len(sheets)}", tone="look"),
        ],
        "acts": [Action("Bỏ kế hoạch, lập lại", url, kind="grave")] if not leads else [],
        "crumbs": crumbs(season, "Kiểm tra chéo"),
    }
    return render(request, "scoring/plan_read.html", context)


def replace_plan(request: HttpRequest, pk: int) -> HttpResponse:
    season = season_of(request, pk)
    permissions.check_can_set_up(signed_in(request), season, clock.today(), "bỏ kế hoạch kiểm tra chéo")
    stored = queries_marks.plan_of(season)
    if stored is None:
        raise Denied("Mùa chấm điểm chưa có kế hoạch kiểm tra chéo.")
    form = ReasonForm(posted(request))
    if form.is_bound and form.is_valid():
        try:
            actions_checks.replace_plan(
                plan=stored, reason=form.cleaned_data["reason"], by=signed_in(request), at=clock.now()
            )
        except Denied as denied:
            form.add_error(None, denied.reason)
        else:
            messages.success(request, "Đã bỏ kế hoạch; mời lập kế hoạch mới.")
            return redirect("scoring:plan", pk=season.pk)
    context = {
        "form": form,
        "heading": "Bỏ kế hoạch kiểm tra chéo",
        "lead": "Chỉ bỏ được khi chưa nơi nào gửi phiếu. Kế hoạch cũ và lý do được giữ lại.",
        "submit": "Bỏ kế hoạch",
        "kicker": season.kicker,
        "back": reverse("scoring:plan", args=[season.pk]),
        "crumbs": crumbs(season, "Bỏ kế hoạch kiểm tra chéo"),
    }
    return render(request, "scoring/setup.html", context, status=422 if form.is_bound else 200)


def _check_sees_all_marks(request: HttpRequest, season: Season) -> None:
    """Who leads the season, once the marks of its own unit are given."""
    user, on = signed_in(request), clock.today()
    permissions.check_can_lead(user, season, on, "xem điểm các nơi đã chấm")
    mine = queries.own_units(user, on)
    if MarkSheet.objects.filter(card__season=season, unit__in=mine, state="open").exists():
        raise Denied("Đơn vị bạn còn phiếu chấm chưa gửi; gửi xong mới xem được điểm của nơi khác.")


def differences(request: HttpRequest, pk: int) -> HttpResponse:
    """Where marks differ, line by line, with what was agreed."""
    season = season_of(request, pk)
    _check_sees_all_marks(request, season)
    cards = queries_marks.marked_cards(season)
    found, sheets = queries_marks.differences_in(season, cards), queries_marks.sheets_in(cards)
    rows = [
        {
            "found": each,
            "spread": points(each.spread) if each.spread is not None else "",
            "url": reverse("scoring:settle", args=[each.card.pk, each.item.code])
            if season.state == "verifying" and each.card.state == "sent"
            else "",
        }
        for each in found
    ]
    given, all_ = sum(sheet.state == "given" for sheet in sheets), len(sheets)
    open_ones = sum(each.is_open for each in found)
    context = {
        "season": season,
        "rows": rows,
        "tiles": [
            Tile("Phiếu chấm đã gửi", f"{given}/{all_}", tone="met" if given == all_ else "look"),
            Tile("Mục điểm khác nhau", str(len(found))),
            Tile("Chờ thống nhất", str(open_ones), tone="caution" if open_ones else "met"),
        ],
        "crumbs": crumbs(season, "Chỗ điểm khác nhau"),
    }
    return render(request, "scoring/differences.html", context)


class ThresholdForm(BaseForm):
    """What is worth a look, chosen by a person."""

    threshold = NumberField(label="Độ lệch đáng xem lại", min_value=1, max_value=20, initial=Decimal("3.5"))
    step = NumberField(label="Bước điểm nhỏ nhất", min_value=Decimal("0.01"), max_value=10, initial=Decimal("0.5"))


def fairness_panel(request: HttpRequest, pk: int) -> HttpResponse:
    """Advice beside the legal score: what stands out, who marks high or low. It changes nothing."""
    season = season_of(request, pk)
    _check_sees_all_marks(request, season)
    form = ThresholdForm(request.GET or {"threshold": "3,5", "step": "0,5"})
    names = {card.unit.code: card.unit.name for card in season.scorecards.select_related("unit")}
    marks, items = queries_marks.fairness_marks(season)
    for sheet in queries_marks.given_sheets(season):
        names |= {sheet.unit.code: sheet.unit.name, f"{sheet.unit.code} (chủ trì)": f"{sheet.unit.name} (chủ trì)"}
    names |= {code: f"mục {code}" for code in items}
    context: dict = {
        "season": season,
        "form": form,
        "count": len(marks),
        "names": names,
        "crumbs": crumbs(season, "So sánh mức độ chấm giữa các nơi"),
        "back": reverse("scoring:detail", args=[season.pk]),
    }
    if form.is_valid() and marks:
        step = form.cleaned_data["step"]
        found = fairness.disagreement(marks, step=step, over=Decimal(0), names=names)
        context |= {
            "outliers": fairness.outliers(
                marks, threshold=float(form.cleaned_data["threshold"]), among="criterion", names=names
            ),
            "agreement": fairness.agreement(marks, step=step),
            "severity": severity(marks, names=names),
            "tiles": [
                Tile("Mục được chấm từ hai nơi", str(found.items)),
                Tile("Chấm như nhau", percent(found.equal_share) if found.equal_share is not None else "—"),
                Tile(
                    "Chênh trung bình",
                    vi_number(round(found.mean_difference, 2)) if found.mean_difference is not None else "—",
                    unit="điểm",
                ),
            ],
        }
    return render(request, "scoring/fairness.html", context, status=200 if form.is_valid() else 422)
