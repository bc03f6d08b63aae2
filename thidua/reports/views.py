"""The first page after signing in: what waits for me."""

from collections.abc import Callable, Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from thidua.accounts.queries import letters_of, signed_in, unread_letters
from thidua.reports.queries import tasks_for
from thidua.reports.year import working_year, year_steps
from thidua.shared import clock
from thidua.shared.ui import Tile
from thidua.units.queries import grants_of


def home(request: HttpRequest, more_tasks: Iterable[Callable] = ()) -> HttpResponse:
    """My work: what waits, roles held, the year, letters. ``more_tasks`` are the counters of packages that come after
    this one; the list of addresses hands them in."""
    today, me = clock.today(), signed_in(request)
    tasks = [*tasks_for(me, today)]
    for counter in more_tasks:
        tasks += [task for task in counter(me, today) if task.count]
    year = working_year(today)
    return render(
        request,
        "reports/home.html",
        {
            "tiles": [Tile(task.label, str(task.count), tone="look", url=task.url) for task in tasks],
            "grants": grants_of(me, today),
            "stages": year_steps(year),
            "year": year,
            "kicker": f"{me.display_name} · Năm thi đua {year}",
            "letters": letters_of(me)[:5],
            "unread": unread_letters(me),
        },
    )
