"""Registered titles of a unit: sheets, the flag each cluster may propose, who may be registered."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import Count, Q, QuerySet

from rulebook.book import leaves
from rulebook.vocabulary import CountRange
from thidua.law.queries import the_book
from thidua.people.models import Person, Post
from thidua.people.queries import with_posts
from thidua.pledges.models import (
    RegistrationLine,
    RegistrationSheet,
)
from thidua.units.models import Cluster, ClusterMembership, Unit
from thidua.units.queries import in_force, unit_ids_visible_to

FLAG = "ministry_province_emulation_flag"


def sheets_visible_to(user, on: date) -> QuerySet[RegistrationSheet]:
    """Registration sheets of the units a person may see."""
    return RegistrationSheet.objects.filter(unit__in=unit_ids_visible_to(user, on)).select_related(
        "unit", "unit__parent"
    )


@lru_cache(maxsize=64)
def flags_a_cluster(on: date) -> int | None:
    """How many units of one cluster may win its flag by the law of a day; None when that law is not known.

    Luật TĐKT 2022, Điều 26 khoản 1: the flag goes to the unit that leads. Provinces may grant fewer.
    """
    version = the_book().award(FLAG).version_on(on)
    places = [
        leaf.max
        for leaf in leaves(version.conditions if version else ())
        if isinstance(leaf, CountRange) and leaf.fact == "cluster_rank" and leaf.holds_on(on)
    ]
    return places[0] if len(places) == 1 else None


@dataclass(frozen=True)
class FlagBalance:
    """Of one cluster: member units, units registered for the flag, flags there are (None: not known)."""

    cluster: Cluster
    members: int
    registered: int
    flags: int | None

    @property
    def notice(self) -> str:
        """A sentence for the cluster when more units strive for the flag than flags exist."""
        if self.flags is None or self.registered <= self.flags:
            return ""
        return f"{self.cluster.name}: {self.registered} đơn vị đăng ký, có {self.flags} cờ."


def flag_balances(user, year: int, on: date) -> list[FlagBalance]:
    """One for each cluster with a member the person may see; only sheets already sent count. Five queries."""
    seen = unit_ids_visible_to(user, on)
    inside = ClusterMembership.objects.filter(year=year, unit__in=seen)
    clusters = Cluster.objects.filter(pk__in=inside.values("cluster")).order_by("code")
    members: dict[int, set[int]] = {}
    rows = ClusterMembership.objects.filter(year=year, cluster__in=clusters)
    for cluster_id, unit_id in rows.values_list("cluster_id", "unit_id"):
        members.setdefault(cluster_id, set()).add(unit_id)
    striving = set(
        RegistrationLine.objects.filter(award_code=FLAG, sheet__year=year, sheet__state__in=["sent", "accepted"])
        .exclude(unit=None)
        .values_list("unit_id", flat=True)
    )
    flags = flags_a_cluster(on)
    return [
        FlagBalance(c, len(members[c.pk]), len(members[c.pk] & striving), flags) for c in clusters if c.pk in members
    ]


def registration_board(units: Iterable[Unit], year: int) -> list[dict[str, Any]]:
    """One row a unit, in the given order: its sheet (or None) and how many titles stand on it. One query."""
    sheets = RegistrationSheet.objects.filter(unit__in=list(units), year=year).annotate(titles=Count("lines"))
    by_unit = {sheet.unit_id: sheet for sheet in sheets}
    return [{"unit": unit, "sheet": by_unit.get(unit.pk)} for unit in units]


def registration_counts(units: QuerySet[Unit], year: int) -> dict[str, int]:
    """``sent`` sheets of the units in a year (accepted ones with them) and ``titles`` on all their sheets. One query."""
    sheets = RegistrationSheet.objects.filter(unit__in=units.order_by().values("pk"), year=year)
    is_sent = Q(state__in=["sent", "accepted"])
    return sheets.aggregate(sent=Count("pk", filter=is_sent, distinct=True), titles=Count("lines"))


def registered_titles(unit: Unit, year: int) -> QuerySet[RegistrationLine]:
    """What a unit has registered and sent for a year."""
    sent = RegistrationLine.objects.filter(sheet__unit=unit, sheet__year=year, sheet__state__in=["sent", "accepted"])
    return sent.select_related("person", "unit").order_by("award_code", "person__name_key", "unit__code")


def outlook_counts(sheet: RegistrationSheet) -> dict[str, int]:
    """{outlook: number of lines}. One query."""
    return dict(sheet.lines.order_by().values_list("outlook").annotate(n=Count("pk")))


def people_at(unit: Unit, on: date) -> list[Person]:
    """People with a post in the unit or its sections on a day, in name order; units below are not its own people."""
    homes = [unit.pk, *unit.children.filter(kind=Unit.Kind.SECTION).values_list("pk", flat=True)]
    posts = Post.objects.filter(in_force(on), unit__in=homes)
    return list(with_posts(posts))


def collectives_at(unit: Unit, on: date) -> list[Unit]:
    """The unit itself and its sections on a day."""
    sections = unit.children.filter(in_force(on, "valid_from", "valid_to"), kind=Unit.Kind.SECTION).order_by("code")
    return [unit, *sections]
