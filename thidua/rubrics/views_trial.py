"""Trying a table with invented figures: marks, explanations, ranking; nothing is stored."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from rulebook.rubrics import Rubric
from thidua.rubrics import problems, queries, trial
from thidua.rubrics.forms_trial import MOST_TRIAL_FIELDS, TrialFiguresForm, TrialForm, as_percent
from thidua.rubrics.views import crumbs, record_of
from thidua.shared.denied import Denied
from thidua.shared.wording import points, show, vi_number

NAMES = ("Đơn vị A", "Đơn vị B", "Đơn vị C", "Đơn vị D", "Đơn vị E", "Đơn vị G", "Đơn vị H", "Đơn vị I")


def trial_page(request: HttpRequest, pk: int) -> HttpResponse:
    record = record_of(request, pk)
    wrong = problems.errors_of(record.tree)
    back = reverse("rubrics:detail", args=[pk])
    context: dict[str, Any] = {"record": record, "errors": wrong, "back": back, "crumbs": crumbs(record, "Thử")}
    if wrong:
        return render(request, "rubrics/trial.html", context)
    rubric = queries.rubric_of(record)
    asked = trial.asked_by(record.tree)
    if not asked:
        raise Denied("Bảng chưa có số liệu nào để thử.")
    most = max(1, min(len(NAMES), MOST_TRIAL_FIELDS // len(asked)))
    start = TrialForm(request.GET if "units" in request.GET else None, initial={"units": min(3, most)})
    units = start.cleaned_data["units"] if start.is_bound and start.is_valid() else 3
    units = min(units, most)
    seed = int(request.GET["mau"]) % 10_000 if request.GET.get("mau", "").isdecimal() else 1
    given = trial.invented(asked, units, seed)
    names = NAMES[:units]
    data = as_percent(request.POST, asked) if request.method == "POST" else None
    form = TrialFiguresForm(data, asked=asked, names=names, given=given)
    results: Sequence[trial.Tried] = ()
    if not form.is_bound or form.is_valid():
        figures = form.figures() if form.is_bound else dict(zip(names, given, strict=True))
        try:
            results = trial.tried(rubric, figures, {each.key: each.short for each in asked})
        except trial.TrialTrouble as error:
            context["trouble"] = str(error)
    context |= {
        "start": start,
        "form": form,
        "most": most,
        "units": units,
        "again": f"?units={units}&mau={seed + 1}",
        "names": names,
        "columns": ["Tiêu chí", "Thưởng", "Trừ"],
        "figures": [
            {"asked": each, "cells": [_cell(form, place, unit) for unit in range(units)]}
            for place, each in enumerate(asked)
        ],
        "ranking": [_ranked(each) for each in results],
        "details": [_detail(each, rubric, asked) for each in results],
        "doubts": form.doubts if form.is_bound else [],
        "questions": [each for each in queries.questions_of(record.tree) if each.blocks],
        "examples": _examples(rubric),
    }
    return render(request, "rubrics/trial.html", context, status=422 if form.is_bound and form.errors else 200)


def _ranked(each: trial.Tried) -> dict[str, Any]:
    score = each.score
    return {
        "rank": "–" if each.rank is None else each.rank,
        "name": each.name,
        "cells": [points(score.base), points(score.bonus), points(score.deductions)],
        "total": points(score.total),
        "note": each.how + (" (cần bỏ phiếu)" if each.needs_vote and "bỏ phiếu" not in each.how else ""),
        "top": each.rank == 1,
    }


def _cell(form: TrialFiguresForm, place: int, unit: int) -> dict[str, Any]:
    """One field with the question about it, if there is one."""
    name = f"f{place}_{unit}"
    return {"field": form[name], "doubt": form.doubt_of(name), "name": name}


def _named(text: str, asked: Sequence[trial.Asked]) -> str:
    """A reason of the rulebook with figures called as on the screen."""
    for each in asked:
        text = text.replace(f"“{each.key}”", f"“{each.label}”")
    return text


def _detail(each: trial.Tried, rubric: Rubric, asked: Sequence[trial.Asked]) -> dict[str, Any]:
    lines = []
    for line in each.score.lines.values():
        lines.append(
            {
                "code": line.code,
                "name": line.name_vi,
                "max": "" if line.max is None else vi_number(line.max),
                "points": "không giao" if not line.assigned else "—" if line.points is None else points(line.points),
                "bonus": points(line.bonus) if line.bonus else "",
                "how": _named(line.undefined_vi or line.how_vi, asked),
                "open": bool(line.undefined_vi),
                "warnings": line.warnings_vi,
            }
        )
    grade = each.score.grade if rubric.classification else None
    return {
        "name": each.name,
        "total": points(each.score.total),
        "lines": lines,
        "grade": f"{grade.name_vi}: {grade.how_vi}" if grade else "",
        "barred": each.score.disqualified_vi,
    }


def _examples(rubric: Rubric) -> list[dict[str, Any]]:
    return [
        {
            "example": each.example,
            "what": each.what,
            "expected": _shown(each.expected),
            "computed": _shown(each.computed),
            "agrees": each.agrees,
        }
        for each in trial.checked_examples(rubric)
    ]


def _shown(value: Any) -> str:
    return show(value) if value is None or isinstance(value, Decimal | int | date) else str(value)
