"""What can be reached and when: the list of those one may plan for, and the roadmap of one."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from rulebook.roadmap import HORIZON, Target
from thidua.law.queries import award_name, in_use
from thidua.nominations import roadmaps
from thidua.nominations.tables import PlannedPeopleTable, PlannedUnitsTable
from thidua.people.models import Person
from thidua.shared import clock
from thidua.shared.tables import table_page
from thidua.shared.ui import Action, Crumb
from thidua.units.models import Unit


@dataclass(frozen=True)
class Goal:
    """One award as the page tells it."""

    name: str
    year: int | None
    steps: list[tuple[int, str, str]]
    missing: str
    needs_person: bool
    law_assumed: bool
    marks: list[bool]


def people(request: HttpRequest) -> HttpResponseBase:
    on = clock.today()
    table = PlannedPeopleTable(roadmaps.people_to_plan_for(request.user, on), request)
    other = Action("Lộ trình của tập thể", reverse("nominations:roadmap-units"), icon="people")
    return table_page(request, table, "nominations/roadmaps.html", _about("Lộ trình khen thưởng của cá nhân", [other]))


def units(request: HttpRequest) -> HttpResponseBase:
    on = clock.today()
    table = PlannedUnitsTable(roadmaps.units_to_plan_for(request.user, on), request)
    other = Action("Lộ trình của cá nhân", reverse("nominations:roadmap-people"), icon="people")
    return table_page(request, table, "nominations/roadmaps.html", _about("Lộ trình khen thưởng của tập thể", [other]))


def _about(title: str, actions: list[Action]) -> dict:
    crumbs = [Crumb("Hồ sơ", reverse("nominations:list")), Crumb("Lộ trình")]
    return {"title": title, "actions": actions, "crumbs": crumbs}


def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Of somebody in one's own units, or of oneself."""
    on = clock.today()
    whose = get_object_or_404(roadmaps.people_to_plan_for(request.user, on), pk=pk)
    return _page(request, whose, whose.full_name, reverse("nominations:roadmap-people"))


def unit(request: HttpRequest, pk: int) -> HttpResponse:
    on = clock.today()
    whose = get_object_or_404(roadmaps.units_to_plan_for(request.user, on), pk=pk)
    return _page(request, whose, whose.name, reverse("nominations:roadmap-units"))


def _page(request: HttpRequest, subject: Person | Unit, name: str, back: str) -> HttpResponse:
    on = clock.today()
    found = roadmaps.roadmap_of(subject, on)
    last = max((t.earliest_year for t in found.targets if t.earliest_year), default=found.award_year)
    years = list(range(found.award_year, last + 1))
    goals = [_goal(target, years) for target in found.targets]
    context = {
        "name": name,
        "years": years,
        "goals": [goal for goal in goals if goal.year is not None],
        "far": [goal for goal in goals if goal.year is None],
        "unplanned": [award_name(code) for code, _ in found.unplanned],
        "unknown": [award_name(code) for code, _ in found.unknown],
        "assumed": found.assumed_vi if any(t.law_assumed for t in found.targets) else "",
        "all_assumed": all(t.law_assumed for t in found.targets if t.earliest_year),
        "horizon": HORIZON,
        "empty": not goals,
        "data_version": found.data_version,
        "crumbs": [Crumb("Hồ sơ", reverse("nominations:list")), Crumb("Lộ trình", back), Crumb(name)],
    }
    return render(request, "nominations/roadmap.html", context)


def _goal(target: Target, years: list[int]) -> Goal:
    return Goal(
        name=award_name(target.award),
        year=target.earliest_year,
        steps=[(step.year, in_use(step.text_vi), step.citation) for step in target.steps],
        missing=in_use(target.missing_vi),
        needs_person=target.needs_person,
        law_assumed=target.law_assumed,
        marks=[year == target.earliest_year for year in years],
    )
