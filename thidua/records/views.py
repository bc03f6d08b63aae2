"""Screens of the track record: people and collectives of a year, one of them through the years, entering, correcting."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from thidua.accounts.queries import signed_in
from thidua.people.actions_private import ABSENCE, DISCIPLINE, HOLD, OPENABLE, open_values
from thidua.people.models import Person, Post
from thidua.people.permissions import is_own, opens_by_role
from thidua.people.queries import homes_of, living, people_of, selves_of
from thidua.records import actions, permissions
from thidua.records.forms import (
    BulkForm,
    OpenForm,
    YearUnitForm,
)
from thidua.records.models import Absence, Attestation, Discipline, Hold, RecordCorrection, TaskRating
from thidua.records.queries import standing_holds
from thidua.records.queries_initiatives import authored_by
from thidua.records.tables import HOLD_FILTERS, HoldTable, PeopleTable, UnitTable, people_with_year, units_with_year
from thidua.shared import clock
from thidua.shared.columns import Filter
from thidua.shared.denied import Denied, attempt, reason_against
from thidua.shared.forms import posted
from thidua.shared.tables import table_page
from thidua.shared.ui import Action, Crumb, Event, NavItem
from thidua.shared.wording import vi_date
from thidua.units.models import RoleGrant, Unit
from thidua.units.queries import in_force, unit_ids_with_roles

Role = RoleGrant.Role
PARTS = (
    ("list", "Cá nhân"),
    ("units", "Tập thể"),
    ("initiatives", "Sáng kiến"),
    ("uses", "Sổ dùng sáng kiến"),
    ("holds", "Tạm dừng xét"),
)
HEADING = "Thành tích"


def parts(here: str) -> list[NavItem]:
    return [NavItem(label, reverse(f"records:{name}"), name == here) for name, label in PARTS]


def crumbs(*steps: Crumb) -> list[Crumb]:
    return [Crumb("Cán bộ", reverse("people:list")), Crumb(HEADING, reverse("records:list")), *steps]


def year_asked(request: HttpRequest) -> int:
    """The year of ``?nam=``, else the one under way."""
    asked, now = request.GET.get("nam", ""), clock.today().year
    return (
        int(asked) if asked.isascii() and asked.isdecimal() and len(asked) == 4 and 2004 <= int(asked) <= now else now
    )


def form_page(
    request: HttpRequest, form, act: Callable[..., Any] | None, given: Callable[[dict[str, Any]], dict[str, Any]], *,
    title: str, back: str, done: str, submit: str = "Lưu", kicker: str = HEADING, lead: str = "", facts=(), notices=(),
    steps: tuple[Crumb, ...] = (), template: str = "components/form_page.html", more: dict[str, Any] | None = None,
) -> HttpResponse:  # fmt: skip
    """A page that is one form: on POST the act with ``given(cleaned_data)``; a refusal stays with the form."""
    if request.method == "POST" and form.is_valid() and act is not None:
        attempt(form, act, **given(form.cleaned_data), by=signed_in(request), at=clock.now())
        if not form.errors:
            messages.success(request, done)
            return redirect(back)
    context = {
        "form": form, "title": title, "kicker": kicker, "lead": lead, "back": back, "submit_label": submit, "facts": facts,
        "notices": notices, "crumbs": crumbs(*steps, Crumb(title)),
    }  # fmt: skip
    return render(request, template, context | (more or {}), status=422 if form.is_bound and form.errors else 200)


# ── lists ──


def _officer_units(request: HttpRequest) -> list[Unit]:
    """Units in which the account may enter, in being, by name; at most what a list can offer."""
    on = clock.today()
    held = unit_ids_with_roles(signed_in(request), on, set(permissions.MAY_ENTER))
    rows = Unit.objects.without_tree_fields().filter(in_force(on, "valid_from", "valid_to"), pk__in=held)
    return list(rows.select_related("parent").order_by("name_fold", "pk")[:300])


def _list_page(
    request: HttpRequest, table, here: str, actions_shown: list[Action], year: int | None = None
) -> HttpResponseBase:
    years = [
        NavItem(str(y), f"{request.path}?nam={y}", y == year)
        for y in range(clock.today().year, clock.today().year - 5, -1)
    ]
    context = {
        "parts": parts(here),
        "actions": actions_shown,
        "years": years if year else [],
        "crumbs": [Crumb("Cán bộ", reverse("people:list")), Crumb(HEADING)],
        "year": year,
        "title": dict(PARTS)[here],
    }
    return table_page(request, table, "records/list.html", context)


def people(request: HttpRequest) -> HttpResponseBase:
    me, on, year = signed_in(request), clock.today(), year_asked(request)
    permissions.check_can_track(me, on)
    posts = Post.objects.filter(in_force(on), is_main=True, unit__in=permissions.track_unit_ids(me, on))
    rows = people_with_year(posts.select_related("person", "unit__parent"), year, on)
    rated = Filter("rating", "Xếp loại", [*TaskRating.Rating.choices, ("none", "Chưa có")],
                   apply=lambda q, v: q.filter(rating__isnull=True) if v == "none" else q.filter(rating=v))  # fmt: skip
    enter = []
    if unit_ids_with_roles(me, on, set(permissions.MAY_ENTER)):
        enter = [Action("Nhập xếp loại, ngày nghỉ", reverse("records:bulk"), kind="primary", icon="plus")]
    return _list_page(request, PeopleTable(rows, request, filters=[rated], kept=("nam",)), "list", enter, year)


def units(request: HttpRequest) -> HttpResponseBase:
    me, on, year = signed_in(request), clock.today(), year_asked(request)
    permissions.check_can_track(me, on)
    alive = Unit.objects.without_tree_fields().filter(in_force(on, "valid_from", "valid_to"))
    rows = alive.filter(pk__in=permissions.track_unit_ids(me, on)).select_related("parent")
    return _list_page(request, UnitTable(units_with_year(rows, year, on), request, kept=("nam",)), "units", [], year)


def holds(request: HttpRequest) -> HttpResponseBase:
    me, on = signed_in(request), clock.today()
    permissions.check_can_track(me, on)
    seen = permissions.track_unit_ids(me, on)
    whose = Post.objects.filter(in_force(on), unit__in=seen).order_by().values("person")
    rows = Hold.objects.filter(unit__in=seen) | Hold.objects.filter(person__in=whose)
    table = HoldTable(rows.select_related("person", "unit"), request, filters=HOLD_FILTERS)
    return _list_page(request, table, "holds", [])


# ── one person, one unit ──


def person_or_404(request: HttpRequest, pk: int) -> Person:
    """The kept record of somebody whose track record the account may read; else refused or 404."""
    whose = get_object_or_404(
        living(), pk=Person.objects.filter(pk=pk).values_list("merged_into_id", flat=True).first() or pk
    )
    permissions.check_can_see_person(signed_in(request), whose, clock.today())
    return whose


def unit_or_404(request: HttpRequest, pk: int) -> Unit:
    unit = get_object_or_404(Unit.objects.select_related("parent"), pk=pk)
    permissions.check_can_see_unit(signed_in(request), unit, clock.today())
    return unit


def place_of(user, whose: Person, on: date, roles=permissions.MAY_ENTER) -> Unit | None:
    """A unit that keeps the person's record and in which the account may enter; None where there is none."""
    held = unit_ids_with_roles(user, on, set(roles))
    return next((home for home in homes_of(whose, on) if home.pk in held), None)


@never_cache
def person(request: HttpRequest, pk: int) -> HttpResponse:
    whose = person_or_404(request, pk)
    return _person_page(request, whose, OpenForm())


@require_POST
@never_cache
def open_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Open discipline, absences, cases for a stated purpose; they stand in this one answer, and the opening is kept."""
    whose = person_or_404(request, pk)
    form = OpenForm(posted(request))
    wanted: list[str] = []
    if form.is_valid():
        asked = form.cleaned_data["fields_wanted"]
        done = attempt(form, open_values, person=whose, fields=asked, purpose=form.cleaned_data["purpose"],
                       by=signed_in(request), at=clock.now())  # fmt: skip
        wanted = [] if done is None else asked
    return _person_page(request, whose, form if form.errors else OpenForm(), wanted, 422 if form.errors else 200)


def _person_page(request: HttpRequest, whose: Person, form: OpenForm, wanted=(), status: int = 200) -> HttpResponse:
    me, on = signed_in(request), clock.today()
    ids = selves_of([whose.pk]).ids
    place = place_of(me, whose, on)
    corrects = place is not None and not reason_against(permissions.check_can_correct, me, place, on, "xếp loại")
    ratings = list(TaskRating.objects.filter(person_id__in=ids).select_related("entered_by").order_by("-year", "pk"))
    initiatives = list(authored_by(ids).defer("described").order_by("-year", "pk"))
    judged = list(Attestation.objects.filter(person_id__in=ids).order_by("-year", "key"))
    years: dict[int, dict[str, list]] = {}
    for name, rows in (("ratings", ratings), ("initiatives", initiatives), ("judged", judged)):
        for row in rows:
            years.setdefault(row.year, {"ratings": [], "initiatives": [], "judged": []})[name].append(row)
    acts = []
    if place is not None:
        acts = [
            Action("Nhập ngày nghỉ", reverse("records:absence-new", args=[whose.pk]), icon="plus"),
            Action("Nhập kỷ luật", reverse("records:discipline-new", args=[whose.pk]), icon="plus"),
        ]
        if not is_own(me, whose):
            acts.append(Action("Tạm dừng xét", reverse("records:hold-new-person", args=[whose.pk]), icon="alert"))
    shown = {name: name in wanted for name in (DISCIPLINE, ABSENCE, HOLD)}
    corrections = RecordCorrection.objects.filter(person_id__in=ids).select_related("changed_by")
    hidden = [kind for kind in RecordCorrection.SENSITIVE if kind not in wanted]
    context = {
        "person": whose,
        "actions": acts,
        "years": [{"year": year, **years[year]} for year in sorted(years, reverse=True)],
        "corrects": corrects and not is_own(me, whose),
        "is_held": standing_holds(on).filter(person_id__in=ids).exists() and place is not None,
        "shown": shown,
        "disciplines": list(Discipline.objects.filter(person_id__in=ids).order_by("-decided_on")) if shown[DISCIPLINE] else [],
        "absences": list(Absence.objects.filter(person_id__in=ids).order_by("-year", "reason")) if shown[ABSENCE] else [],
        "holds": list(Hold.objects.filter(person_id__in=ids).select_related("entered_by", "lifted_by")) if shown[HOLD] else [],
        "opened_labels": [OPENABLE[name] for name in wanted],
        "may_open": is_own(me, whose) or opens_by_role(me, whose, on),
        "form": form,
        "history": [_event(row) for row in corrections.exclude(kind__in=hidden)[:20]],
        "crumbs": crumbs(Crumb(whose.full_name)),
    }  # fmt: skip
    return render(request, "records/person.html", context, status=status)


FIELD_LABELS = {
    "rating": "xếp loại", "source": "văn bản", "working_days": "số ngày", "reason": "nội dung, lý do", "form": "hình thức",
    "decided_on": "ngày quyết định", "in_force_from": "ngày có hiệu lực", "ends_on": "ngày hết hiệu lực", "kind": "loại",
    "starts_on": "từ ngày", "expected_until": "dự kiến đến", "authors": "tác giả",
}  # fmt: skip


def _event(row: RecordCorrection) -> Event:
    what = f"{row.get_kind_display()}, {FIELD_LABELS.get(row.field, row.field)}: {row.before or 'trống'} → {row.after or 'trống'}"
    return Event(what, vi_date(row.changed_at), by=row.changed_by.display_name, note=row.reason)


def unit(request: HttpRequest, pk: int) -> HttpResponse:
    """A collective through the years: ratings, initiatives made there, holds."""
    whose, me, on = unit_or_404(request, pk), signed_in(request), clock.today()
    ratings = list(TaskRating.objects.filter(unit=whose).select_related("entered_by").order_by("-year"))
    made = whose.initiatives.filter(state="recognised").select_related("person").defer("described")
    by_year: dict[int, dict[str, list]] = {}
    for row in ratings:
        by_year.setdefault(row.year, {"ratings": [], "initiatives": []})["ratings"].append(row)
    for row in made.order_by("-year", "pk")[:200]:
        by_year.setdefault(row.year, {"ratings": [], "initiatives": []})["initiatives"].append(row)
    writes = not reason_against(permissions.check_can_hold, me, whose, [], on)
    context = {
        "unit": whose,
        "years": [{"year": year, **by_year[year]} for year in sorted(by_year, reverse=True)],
        "holds": list(whose.holds.select_related("entered_by", "lifted_by")),
        "corrects": writes,
        "history": [_event(row) for row in RecordCorrection.objects.filter(unit=whose).select_related("changed_by")[:20]],
        "actions": [Action("Tạm dừng xét", reverse("records:hold-new-unit", args=[pk]), icon="alert")] if writes else [],
        "crumbs": crumbs(Crumb("Tập thể", reverse("records:units")), Crumb(whose.name)),
    }  # fmt: skip
    return render(request, "records/unit.html", context)


# ── entering ──


def bulk(request: HttpRequest) -> HttpResponse:
    """A year of one unit at once: rating and days absent of each of its people who has none yet."""
    me, on = signed_in(request), clock.today()
    offered = _officer_units(request)
    if not offered:
        raise Denied("Để nhập xếp loại, ngày nghỉ cần vai trò chuyên viên hoặc thủ trưởng của một đơn vị.")
    asked = YearUnitForm(
        request.GET if "unit" in request.GET else None, units=offered, initial={"year": year_asked(request)}
    )
    if not asked.is_bound or not asked.is_valid():
        context = {"form": asked, "title": "Nhập xếp loại, ngày nghỉ", "crumbs": crumbs(Crumb("Nhập"))}
        return render(request, "records/bulk_choose.html", context, status=422 if asked.is_bound else 200)
    place, year = asked.cleaned_data["unit"], asked.cleaned_data["year"]
    if year > on.year:
        raise Denied(f"Chưa nhập được cho năm {year}.")
    members = list(people_of(place, on)[:300])
    ids = [each.pk for each in members]
    rated = set(TaskRating.objects.filter(person_id__in=ids, year=year).values_list("person_id", flat=True))
    leave = Absence.objects.filter(person_id__in=ids, year=year, reason=Absence.Reason.LEAVE)
    form = BulkForm(posted(request), people=members, rated=rated, absent=set(leave.values_list("person_id", flat=True)))
    here = f"{reverse('records:bulk')}?unit={place.pk}&year={year}"
    if request.method == "POST" and form.is_valid():
        done = attempt(form, _enter_year, given=form, place=place, year=year, by=me, at=clock.now())
        if not form.errors:
            messages.success(request, f"Đã nhập {done[0]} xếp loại, {done[1]} dòng ngày nghỉ.")
            return redirect(f"{reverse('records:list')}?nam={year}")
    context = {
        "form": form, "unit": place, "year": year, "rows": form.rows(), "known": rated, "here": here,
        "crumbs": crumbs(Crumb("Nhập", reverse("records:bulk")), Crumb(f"{place.name} {year}")),
    }  # fmt: skip
    return render(request, "records/bulk.html", context, status=422 if form.is_bound and form.errors else 200)


def _enter_year(*, given: BulkForm, place: Unit, year: int, by, at) -> tuple[int, int]:
    ratings, absences, source = given.ratings(), given.absences(), given.cleaned_data["source"]
    if not ratings and not absences:
        raise Denied("Chưa nhập dòng nào.")
    return actions.enter_year(
        ratings=[TaskRating(person=p, year=year, rating=value, source=source) for p, value in ratings.items()],
        absences=[Absence(person=p, year=year, working_days=days, source=source) for p, days in absences.items()],
        under=place, by=by, at=at,
    )  # fmt: skip
