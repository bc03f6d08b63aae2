"""Pages of the figures of a summary."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from thidua.conferences import actions_figures as actions
from thidua.conferences import permissions, queries_figures
from thidua.conferences.forms import ReasonForm
from thidua.conferences.forms_stage import ConfirmForm, FigureForm
from thidua.conferences.models_stage import Figure
from thidua.conferences.plausibility import completion
from thidua.conferences.screens import conference_of, one_form, room
from thidua.conferences.vocabulary import MEASURES
from thidua.shared import clock
from thidua.shared.denied import attempt
from thidua.shared.forms import posted
from thidua.shared.ui import guarded
from thidua.shared.wording import percent, vi_number

MOST_MEMBERS = 400  # of one form: three numbers each


def figures(request: HttpRequest, pk: int) -> HttpResponse:
    on = clock.today()
    conference = conference_of(request, pk)
    rows = [
        {
            "figure": figure,
            "measure": MEASURES[figure.measure].name,
            "rate": percent(rate) if (rate := completion(figure.plan, figure.result)) is not None else "",
            "url": reverse("conferences:figure", args=[pk, figure.pk]),
        }
        for figure in conference.figures.all()
    ]
    address = reverse("conferences:figure-add", args=[pk])
    check = permissions.check_can_write
    add = guarded("Thêm số liệu", address, check, request.user, conference, on, kind="primary", icon="plus")
    return render(request, "conferences/figures.html", room(conference, "figures") | {"rows": rows, "actions": [add]})


def _figure(request: HttpRequest, pk: int, figure_pk: int) -> Figure:
    conference = conference_of(request, pk)
    rows = Figure.objects.select_related("conference__unit", "conference__cluster")
    return get_object_or_404(rows, pk=figure_pk, conference=conference)


def figure(request: HttpRequest, pk: int, figure_pk: int) -> HttpResponse:
    """One figure with its members, what is the matter with it, and the way to confirm it."""
    on = clock.today()
    shown = _figure(request, pk, figure_pk)
    conference = shown.conference
    found = queries_figures.figure_questions(shown) if shown.confirmed_at is None else []
    form = ConfirmForm(posted(request))
    if request.method == "POST" and form.is_valid():
        given = {"figure": shown, "explained": form.cleaned_data["explained"]}
        attempt(form, actions.confirm_figure, **given, by=request.user, at=clock.now())
        if not form.errors:
            messages.success(request, f"Đã xác nhận “{shown.name}”; số liệu dùng được trong biên bản và tin bài.")
            return redirect("conferences:figures", pk)
    lines = [
        (line.unit.name, *_row(line.plan, line.result, line.last_year)) for line in shown.lines.select_related("unit")
    ]
    me, check = request.user, permissions.check_can_write
    acts = []
    if shown.confirmed_at is None:
        acts.append(
            guarded(
                "Sửa số liệu",
                reverse("conferences:figure-edit", args=[pk, shown.pk]),
                check,
                me,
                conference,
                on,
                icon="edit",
            )
        )
    elif conference.state == "planned":
        acts.append(
            guarded(
                "Mở lại",
                reverse("conferences:figure-reopen", args=[pk, shown.pk]),
                check,
                me,
                conference,
                on,
                kind="quiet",
            )
        )
    context = room(conference, "", shown.name) | {
        "figure": shown,
        "measure": MEASURES[shown.measure].name,
        "lines": lines,
        "total": _row(shown.plan, shown.result, shown.last_year),
        "wrong": [q.text for q in found if q.weight == "wrong"],
        "asked": [q.text for q in found if q.weight == "ask"],
        "form": form,
        "actions": acts,
    }
    return render(request, "conferences/figure.html", context, status=422 if form.is_bound else 200)


def _row(plan: Any, result: Any, last_year: Any) -> tuple[str, ...]:
    rate = completion(plan, result)
    numbers = [vi_number(value) if value is not None else "" for value in (plan, result, last_year)]
    return numbers[0], numbers[1], percent(rate) if rate is not None else "", numbers[2]


def figure_add(request: HttpRequest, pk: int) -> HttpResponse:
    conference = conference_of(request, pk)
    permissions.check_can_write(request.user, conference, clock.today())
    return _entry(request, conference, None)


def figure_edit(request: HttpRequest, pk: int, figure_pk: int) -> HttpResponse:
    shown = _figure(request, pk, figure_pk)
    permissions.check_can_write(request.user, shown.conference, clock.today())
    return _entry(request, shown.conference, shown)


def _entry(request: HttpRequest, conference, shown: Figure | None) -> HttpResponse:
    units = queries_figures.members_to_report(conference)
    is_long = len(units) > MOST_MEMBERS
    units = [] if is_long else units
    start: dict[str, Any] = {"measure": "ty"}
    if shown is not None:
        names = ("name", "measure", "source", "plan", "result", "last_year")
        start = {name: getattr(shown, name) for name in names}
        for line in shown.lines.all():
            start |= {
                f"plan-{line.unit_id}": line.plan,
                f"result-{line.unit_id}": line.result,
                f"last-{line.unit_id}": line.last_year,
            }
    form = FigureForm(posted(request), units=units, initial=start)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        kept = attempt(
            form,
            actions.enter_figure,
            conference=conference,
            figure=shown,
            name=data["name"],
            measure=data["measure"],
            source=data["source"],
            total=(data["plan"], data["result"], _last_year(conference, data, None)),
            lines={
                unit: (plan, result, last if last is not None else _last_year(conference, data, unit))
                for unit, (plan, result, last) in form.lines().items()
            },
            by=request.user,
            at=clock.now(),
        )
        if kept:
            messages.success(request, "Đã lưu. Mời xem các điểm cần kiểm tra rồi xác nhận.")
            return redirect("conferences:figure", conference.pk, kept.pk)
    title = "Sửa số liệu" if shown else "Thêm số liệu"
    context = room(conference, "", title) | {
        "form": form,
        "title": title,
        "is_long": is_long,
        "back": reverse("conferences:figures", args=[conference.pk]),
    }
    return render(request, "conferences/figure_entry.html", context, status=422 if form.is_bound else 200)


def _last_year(conference, data: dict[str, Any], unit: int | None) -> Any:
    """What was typed, else what the confirmed figure of the year before says in this unit of measure."""
    if unit is None and data["last_year"] is not None:
        return data["last_year"]
    before = queries_figures.last_years_numbers(conference, data["name"], data["measure"])
    if before is None:
        return None
    return before[0] if unit is None else before[1].get(unit)


def figure_reopen(request: HttpRequest, pk: int, figure_pk: int) -> HttpResponse:
    shown = _figure(request, pk, figure_pk)
    permissions.check_can_write(request.user, shown.conference, clock.today())
    return one_form(
        request, shown.conference, ReasonForm(posted(request)), actions.reopen_figure,
        lambda data: {"figure": shown, "reason": data["reason"]}, title=f"Mở lại số liệu: {shown.name}",
        back=reverse("conferences:figure", args=[pk, figure_pk]), submit="Mở lại", done="Đã mở lại số liệu.",
    )  # fmt: skip
