"""Starting a dossier and picking its people, with the judge's word beside every name."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from rulebook.judge import Decision
from rulebook.verdict import explain
from thidua.law.queries import award_name
from thidua.nominations import actions, facts, queries
from thidua.nominations import permissions as may
from thidua.nominations.forms import DraftForm, award_kinds
from thidua.nominations.models import Nomination, NominationLine
from thidua.nominations.roadmaps import award_year
from thidua.nominations.views import building_units, crumbs_of, nomination_or_404
from thidua.people.models import Person
from thidua.people.queries import posts_on, selves_of
from thidua.shared import clock
from thidua.shared.certain import certain
from thidua.shared.denied import Denied
from thidua.shared.forms import posted
from thidua.shared.gate import check_fresh
from thidua.shared.text import fold
from thidua.shared.ui import Crumb, Tile
from thidua.units.models import RoleGrant, Unit

Outcome = NominationLine.Outcome
PAGE = 50
SAID_ONCE = 3  # a reason of so many rows stands above them
_TONES = {Outcome.MAY_BE_PROPOSED: "met", Outcome.HUMAN_MUST_LOOK: "look", Outcome.MAY_NOT: "error"}


@dataclass(frozen=True)
class Candidate:
    """One row of the pick list; ``row`` is its place in the verdicts."""

    subject: Person | Unit
    outcome: str
    row: int


def new(request: HttpRequest) -> HttpResponse:
    on = clock.today()
    units = building_units(request.user, on)
    if not units.exists():
        raise Denied(f"Để lập hồ sơ cần vai trò “{RoleGrant.Role.OFFICER.label}” hoặc “{RoleGrant.Role.HEAD.label}”.")
    form = DraftForm(posted(request), units=units, initial={"year": award_year(on)})
    if request.method == "POST" and form.is_valid():
        nomination = actions.draft_nomination(
            unit=form.cleaned_data["unit"],
            to_unit=form.to_unit,
            **{name: form.cleaned_data[name] for name in ("award_code", "kind", "year", "movement", "occasion")},
            by=request.user,
            at=clock.now(),
        )
        messages.success(request, "Đã lập hồ sơ. Mời chọn người, tập thể.")
        return redirect(
            "nominations:pick" if award_kinds(nomination.award_code) else "nominations:outsider", nomination.pk
        )
    crumbs = [Crumb("Hồ sơ", reverse("nominations:list")), Crumb("Lập hồ sơ")]
    return render(
        request, "nominations/new.html", {"form": form, "crumbs": crumbs}, status=422 if form.is_bound else 200
    )


def pick(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody of the unit who is neither on the list yet nor asked for elsewhere, as the law sees them today."""
    nomination, on = nomination_or_404(request, pk), clock.today()
    may.check_can_edit(request.user, nomination, on)
    kinds = award_kinds(nomination.award_code)
    if not kinds or nomination.kind == "external_relations":
        return redirect("nominations:outsider", pk)
    asked = request.GET.get("kind", "")
    kind = asked if asked in kinds else kinds[0]
    subjects, elsewhere = _subjects(nomination, kind)
    ids = [subject.pk for subject in subjects]
    chosen = {"people": ids} if kind == "person" else {"units": ids}
    verdicts = facts.judge_nominees(
        nomination.award_code, nomination.year, on, on, people=chosen.get("people", ()), units=chosen.get("units", ())
    ).get(kind)
    candidates = [
        Candidate(subject, Decision(int(certain(verdicts).decisions[row])).name.lower(), row)
        for row, subject in enumerate(subjects)
    ]
    if request.method == "POST":
        return _add(request, nomination, kind, candidates)
    shown, outcome, words = _narrow(request, candidates)
    page = Paginator(shown, PAGE).get_page(request.GET.get("page"))
    posts = posts_on([c.subject.pk for c in page], on) if kind == "person" else {}
    rows: list[dict[str, Any]] = [
        {
            "subject": c.subject,
            "outcome": c.outcome,
            "post": posts.get(c.subject.pk),
            "reason": facts.short_reason(explain(certain(verdicts), c.row).summary_vi, c.outcome),
            "field": f"{kind}-{c.subject.pk}",
        }
        for c in page
    ]
    counted = Counter(row["reason"] for row in rows if row["reason"])
    common = [reason for reason, times in counted.items() if times >= SAID_ONCE]
    for row in rows:
        row["common"] = common.index(row["reason"]) + 1 if row["reason"] in common else 0
    context = {
        "nomination": nomination,
        "award": award_name(nomination.award_code),
        "crumbs": crumbs_of(nomination, "Chọn người, tập thể"),
        "common": common,
        "tiles": _tiles(nomination, kind, candidates),
        "outcome": outcome,
        "outcomes": Outcome.choices,
        "q": words,
        "kind": kind,
        "kinds": kinds,
        "page": page,
        "rows": rows,
        "elsewhere": elsewhere,
        "to_look": any(row["outcome"] == Outcome.HUMAN_MUST_LOOK for row in rows),
        "may_count": sum(c.outcome == Outcome.MAY_BE_PROPOSED for c in candidates),
    }
    return render(request, "nominations/pick.html", context)


def _subjects(nomination: Nomination, kind: str) -> tuple[list[Person | Unit], int]:
    """Who can still be chosen, and how many are left out because they are asked for elsewhere or hold the title."""
    on = clock.today()
    here = set(nomination.lines.values_list(f"{kind}_id", flat=True))
    if kind == "person":
        here = set(selves_of(pk for pk in here if pk is not None).ids)
    eligible: QuerySet[Person] | QuerySet[Unit] = queries.eligible_people(nomination.unit, on)
    if kind != "person":
        eligible = queries.units_for(nomination.award_code, queries.eligible_units(nomination.unit, on))
    rest = [subject for subject in eligible if subject.pk not in here]
    elsewhere = queries.spoken_for(nomination, kind, rest)
    return [subject for subject in rest if subject.pk not in elsewhere], len(elsewhere)


def _narrow(request: HttpRequest, candidates: list[Candidate]) -> tuple[list[Candidate], str, str]:
    outcome, words = request.GET.get("outcome", ""), request.GET.get("q", "").strip()[:120]
    outcome = outcome if outcome in Outcome.values else ""
    needle = fold(words)
    shown = [
        c for c in candidates if (not outcome or c.outcome == outcome) and (not needle or needle in c.subject.name_fold)
    ]
    return shown, outcome, words


def _tiles(nomination: Nomination, kind: str, candidates: list[Candidate]) -> list[Tile]:
    here = f"{reverse('nominations:pick', args=[nomination.pk])}?kind={kind}"
    return [
        Tile(
            Outcome(code).label,
            str(sum(c.outcome == code for c in candidates)),
            tone=_TONES[code],
            url=f"{here}&outcome={code}",
        )
        for code in Outcome
    ]


def _add(request: HttpRequest, nomination: Nomination, kind: str, candidates: list[Candidate]) -> HttpResponse:
    check_fresh(nomination, request.POST.get("version"))
    if request.POST.get("all") == "1":
        chosen = [c.subject for c in candidates if c.outcome == Outcome.MAY_BE_PROPOSED]
    else:
        wanted = set(request.POST.getlist("chosen"))
        chosen = [c.subject for c in candidates if f"{kind}-{c.subject.pk}" in wanted]
    lines = actions.add_nominees(
        nomination=nomination,
        people=[subject for subject in chosen if isinstance(subject, Person)],
        units=[subject for subject in chosen if isinstance(subject, Unit)],
        by=request.user,
        at=clock.now(),
    )
    messages.success(request, f"Đã đưa {len(lines)} trường hợp vào danh sách.")
    return redirect("nominations:detail", nomination.pk)
