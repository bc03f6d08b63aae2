"""How far the year has come, read from the work of the whole installation. Reads only, one query."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, IntegerField, Min, Q, QuerySet, Value
from django.db.models.functions import TruncDate
from django.urls import reverse

from thidua.conferences.models import Conference
from thidua.councils.models import CouncilSession
from thidua.decisions.models import Decision
from thidua.movements.models import Movement
from thidua.nominations.models import Nomination
from thidua.pledges.models import Pledge
from thidua.scoring.models import Season
from thidua.shared.ui import Stage
from thidua.shared.wording import vi_date

# (label, address) of the stages in their order.
_STEPS = (
    ("Phát động", "movements:list"),
    ("Đăng ký, giao ước", "pledges:list"),
    ("Chấm điểm", "scoring:list"),
    ("Hồ sơ", "nominations:list"),
    ("Hội đồng", "councils:list"),
    ("Quyết định", "decisions:list"),
    ("Trao thưởng, hội nghị", "conferences:list"),
)


@dataclass(frozen=True)
class _Reached:
    """When the work of a stage began (None: not yet) and whether all of it that was begun is finished."""

    began: date | None
    is_finished: bool = False


def working_year(on: date) -> int:
    """The emulation year people work on: in January and February still the year before."""
    return on.year - 1 if on.month <= 2 else on.year


def year_steps(year: int) -> list[Stage]:
    """The stages of a year with what is done, what is going on, what is to come, and the days on which they began.

    The whole installation stands where its own top unit stands: wards decide titles of their own earlier, clusters meet
    earlier. A stage that is finished hands over to the next.
    """
    reached = _reached(year)
    here = max((place for place, stage in enumerate(reached) if stage.began), default=-1)
    if here < 0 or reached[here].is_finished:
        here = min(here + 1, len(_STEPS) - 1)
    steps = []
    for place, (label, name) in enumerate(_STEPS):
        state = "done" if place < here else "current" if place == here else "next"
        began = reached[place].began
        steps.append(Stage(label, state, reverse(name), f"từ {vi_date(began)}" if began else ""))
    return steps


def _reached(year: int) -> list[_Reached]:
    """One query for all stages."""
    never, always = Q(pk__lt=0), Q(pk__gt=0)  # whether a row of the stage is finished work
    stages: tuple[tuple[QuerySet, str, Q], ...] = (
        (Movement.objects.filter(year=year).exclude(state__in=["draft", "withdrawn"]), "launched_at", always),
        (Pledge.objects.filter(year=year), "drafted_at", never),
        (Season.objects.filter(year=year), "opened_at", Q(state="confirmed")),
        (
            Nomination.objects.filter(year=year, to_unit__parent=None).exclude(state__in=["draft", "withdrawn"]),
            "sent_at",
            ~Q(state__in=["sent", "returned", "received"]),
        ),
        (CouncilSession.objects.filter(year=year, council__unit__parent=None), "held_on", Q(state="closed")),
        (
            Decision.objects.filter(year=year, unit__parent=None).exclude(state="withdrawn"),
            "drafted_at",
            Q(state="issued"),
        ),
        (Conference.objects.filter(year_summarised=year, unit__parent=None, cluster=None), "held_on", never),
    )
    first, *others = (
        rows.order_by()
        .annotate(in_list=Value(n, IntegerField()), day=TruncDate(day) if day.endswith("_at") else F(day))
        .values("in_list")
        .annotate(began=Min("day"), number=Count("pk"), done=Count("pk", filter=finished))
        .values_list("in_list", "began", "number", "done")
        for n, (rows, day, finished) in enumerate(stages)
    )
    found = {n: _Reached(began, number == done) for n, began, number, done in first.union(*others, all=True) if number}
    return [found.get(n, _Reached(None)) for n in range(len(stages))]
