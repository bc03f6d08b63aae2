"""Figures of a conference, their questions, and the awards that are called."""

from collections.abc import Iterable
from typing import Any, TypedDict

from django.db.models import QuerySet

from thidua.conferences.models import Conference
from thidua.conferences.models_stage import CeremonyLine, Figure, FigureLine
from thidua.conferences.plausibility import Numbers, Question, completion, questions
from thidua.conferences.queries import members_in
from thidua.conferences.vocabulary import converted
from thidua.pledges.outlook import award_name
from thidua.units.models import Unit


class FigureFacts(TypedDict):
    """A confirmed figure: its row, the rate of completion (None without a plan) and the rows of the members."""

    figure: Figure
    rate: Any
    lines: list[FigureLine]


def figures_of(conference: Conference) -> list[FigureFacts]:
    """The confirmed figures. Two queries."""
    confirmed = conference.figures.exclude(confirmed_at=None).prefetch_related("lines__unit")
    return [
        {"figure": figure, "rate": completion(figure.plan, figure.result), "lines": list(figure.lines.all())}
        for figure in confirmed
    ]


def members_to_report(conference: Conference) -> list[Unit]:
    """Whose numbers make up a figure: the members of the cluster in the year summed up (else of the day's year), without
    a cluster the invited units."""
    if conference.cluster is not None:
        for year in dict.fromkeys((conference.year_summarised, conference.held_on.year)):
            if year is not None and (members := members_in(conference.cluster, year)):
                return members
    rows = conference.participation.exclude(unit=None).select_related("unit").order_by("unit__code")
    return [row.unit for row in rows if row.unit is not None]


def _numbers(name: str, row: Figure | FigureLine) -> Numbers:
    return Numbers(name, row.plan, row.result, row.last_year)


def figure_questions(figure: Figure) -> list[Question]:
    """What is the matter with a figure: see :mod:`plausibility`. Three queries."""
    lines = list(figure.lines.select_related("unit"))
    members = members_to_report(figure.conference)
    expected = [unit.name for unit in members]
    return questions(
        _numbers("Tổng số", figure),
        [_numbers(line.unit.name, line) for line in lines],
        figure.measure,
        expected=expected,
    )


def last_years_numbers(conference: Conference, name: str, measure: str) -> tuple[Any, dict[int, Any]] | None:
    """(total, {unit id: result}) of the confirmed figure of this name a year before, in ``measure``; None where there is
    none or it counts something else. Two queries."""
    if conference.year_summarised is None:
        return None
    before = Figure.objects.filter(
        name=name,
        conference__unit=conference.unit_id,
        conference__cluster=conference.cluster_id,
        conference__year_summarised=conference.year_summarised - 1,
    ).exclude(confirmed_at=None)
    figure = before.order_by("-conference__held_on").prefetch_related("lines").first()
    total = converted(figure.result, figure.measure, measure) if figure else None
    if figure is None or total is None:
        return None
    return total, {line.unit_id: converted(line.result, figure.measure, measure) for line in figure.lines.all()}


def called(conference: Conference) -> QuerySet[CeremonyLine]:
    """The awards in the order in which they are called."""
    return conference.ceremony.select_related("honour", "honour__of_unit", "conference")


def award_groups(lines: Iterable[tuple[int, str, bool]]) -> list[dict[str, Any]]:
    """(place, award code, handed over) in order → one row an award: name, first and last place, number, handed."""
    groups: list[dict[str, Any]] = []
    for place, code, is_handed in lines:
        if not groups or groups[-1]["code"] != code:
            groups.append({"code": code, "name": award_name(code), "first": place, "count": 0, "handed": 0})
        groups[-1]["last"] = place
        groups[-1]["count"] += 1
        groups[-1]["handed"] += is_handed
    return groups
