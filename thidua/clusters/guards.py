"""What later stages know of a cluster's year: why its list stands, what binds a member to it, where its work is done.

They say it here at the start (``thidua.apps``); the workspace itself knows nothing of seasons or conferences.
"""

from collections.abc import Callable
from datetime import date
from typing import Protocol

from thidua.shared.ui import Event
from thidua.units.models import Cluster, Unit


class YearGuard(Protocol):
    """One stage that builds on the list of a year; registered in :data:`GUARDS`."""

    def frozen(self, cluster: Cluster, year: int) -> str:
        """Why members and head of the year change no more (the season is ranked), "" while they may."""

    def binds(self, cluster: Cluster, year: int, unit: Unit) -> str:
        """What the unit handed in that keeps it on the list of the year (a scorecard), "" when nothing does."""


GUARDS: list[YearGuard] = []

# (cluster, year, account, day) → lines that open what a later stage has of the year; at most one or two queries each.
Door = Callable[[Cluster, int, object, date], list[Event]]
DOORS: list[Door] = []


def frozen(cluster: Cluster, year: int) -> str:
    """The first reason of any stage, or ""."""
    return next((said for guard in GUARDS if (said := guard.frozen(cluster, year))), "")


def binds(cluster: Cluster, year: int, unit: Unit) -> str:
    """The first reason of any stage, or ""."""
    return next((said for guard in GUARDS if (said := guard.binds(cluster, year, unit))), "")


def doors(cluster: Cluster, year: int, user, on: date) -> list[Event]:
    """What all later stages have of the year, in the order of the stages."""
    return [event for door in DOORS for event in door(cluster, year, user, on)]
