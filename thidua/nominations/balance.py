"""The balance of a dossier before it is sent: direct workers and leaders, women, the grassroots; and over the years.

The law prefers direct workers (Luật TĐKT 2022, Điều 5 khoản 2) and women where all else is equal (Nghị định 152/2025, Điều
4 khoản 6); it sets no share. So nothing here is a limit: figures for whoever builds and weighs the list. Below
:data:`SMALL` people a percentage would say more than there is, and none is given.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, F, OuterRef, Q

from rulebook.rules import rule_on
from thidua.honours.models import Honour
from thidua.honours.queries import taken_away
from thidua.nominations.conflicts import cited
from thidua.nominations.models import Nomination
from thidua.people.models import Person, Post
from thidua.people.queries import posts_on
from thidua.units.models import Unit
from thidua.units.queries import unit_ids_below

SMALL = 10
YEARS = 5
# "Cơ sở" for this page: communes and what is equal to them, and rooms, schools, hospitals, companies inside agencies.
BASE_KINDS = frozenset(
    {
        Unit.Kind.WARD, Unit.Kind.COMMUNE, Unit.Kind.TOWNSHIP, Unit.Kind.SPECIAL_ZONE, Unit.Kind.SECTION,
        Unit.Kind.SCHOOL, Unit.Kind.HOSPITAL, Unit.Kind.PUBLIC_SERVICE, Unit.Kind.ENTERPRISE,
    }
)  # fmt: skip
PREFERENCES = ("priority_groups", "women_first_when_equal")


@dataclass(frozen=True)
class Share:
    """``part`` of ``whole``; ``unknown`` of the whole could not be told and count for neither side."""

    label: str
    part: int
    whole: int
    unknown: int = 0

    @property
    def percent(self) -> int | None:
        """Whole per cent of those that could be told; None where they are too few to speak of a share."""
        known = self.whole - self.unknown
        return None if known < SMALL else (200 * self.part + known) // (2 * known)

    @property
    def said(self) -> str:
        known = self.whole - self.unknown
        if self.whole == 0:
            return "Không có"
        if known == 0:
            return f"Chưa rõ {self.unknown}"
        text = f"{self.part}/{known}"
        if self.percent is not None:
            text += f" ({self.percent}%)"
        return f"{text}; chưa rõ {self.unknown}" if self.unknown else text


@dataclass(frozen=True)
class Counted:
    """One group of people: name, how many, the shares in the order of :func:`headings`."""

    name: str
    people: int
    shares: tuple[Share, ...]


def headings() -> tuple[str, ...]:
    return ("Trực tiếp công tác", "Lãnh đạo, quản lý", "Nữ", "Ở cơ sở")


def of_dossier(nomination: Nomination, on: date) -> tuple[Counted, list[Counted]]:
    """(the whole list of people, by unit of their main post, the largest first). Posts as on the day. Three queries."""
    people = list(Person.objects.filter(nomination_lines__nomination=nomination).order_by("pk").distinct())
    posts = posts_on([person.pk for person in people], on)
    groups: dict[str, list[Person]] = {}
    for person in people:
        post = posts.get(person.pk)
        groups.setdefault(post.unit.full_name if post else "Chưa ghi đơn vị", []).append(person)
    by_unit = [_counted(name, members, posts) for name, members in groups.items()]
    by_unit.sort(key=lambda each: (-each.people, each.name))
    return _counted("Cả danh sách", people, posts), by_unit


def _counted(name: str, people: list[Person], posts: dict[int, Post]) -> Counted:
    held = [posts[person.pk] for person in people if person.pk in posts]
    without = len(people) - len(held)
    no_gender = sum(1 for person in people if person.gender not in ("female", "male"))
    direct, leaders, women, base = headings()
    return Counted(
        name,
        len(people),
        (
            Share(direct, sum(1 for post in held if not post.is_leader), len(people), without),
            Share(leaders, sum(1 for post in held if post.is_leader), len(people), without),
            Share(women, sum(1 for person in people if person.gender == "female"), len(people), no_gender),
            Share(base, sum(1 for post in held if post.unit.kind in BASE_KINDS), len(people), without),
        ),
    )


def collectives(nomination: Nomination) -> Share:
    """Collectives of the base among all collectives of the list. One query."""
    kinds = list(nomination.lines.filter(unit__isnull=False).values_list("unit__kind", flat=True))
    return Share("Tập thể ở cơ sở", sum(1 for kind in kinds if kind in BASE_KINDS), len(kinds))


def over_years(nomination: Nomination) -> list[Counted]:
    """The same award in the register for people of the unit and below, the last :data:`YEARS` years, newest first; a
    post is that of the day of the decision. One query beside the tree."""
    held = Post.objects.filter(person=OuterRef("person"), starts_on__lte=OuterRef("decided_on"))
    held = held.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=OuterRef("decided_on")))
    rows = (
        Honour.objects.filter(
            entry=Honour.Entry.AWARD,
            person__isnull=False,
            award_code=nomination.award_code,
            of_unit__in=unit_ids_below([nomination.unit_id]),
            year__gte=nomination.year - YEARS,
            year__lt=nomination.year,
        )
        .exclude(taken_away())
        .annotate(works=Exists(held), leads=Exists(held.filter(is_leader=True)))
        .annotate(at_base=Exists(held.filter(unit__kind__in=BASE_KINDS)), group=F("year"))
        .order_by()
        .values("group")
        .annotate(
            people=Count("pk"),
            working=Count("pk", filter=Q(works=True)),
            leaders=Count("pk", filter=Q(leads=True)),
            women=Count("pk", filter=Q(person__gender="female")),
            no_gender=Count("pk", filter=~Q(person__gender__in=["female", "male"])),
            base=Count("pk", filter=Q(at_base=True)),
        )
        .order_by("-group")
    )
    direct, leaders, women, base = headings()
    return [
        Counted(
            f"Năm {row['group']}",
            row["people"],
            (
                Share(direct, row["working"] - row["leaders"], row["people"], row["people"] - row["working"]),
                Share(leaders, row["leaders"], row["people"], row["people"] - row["working"]),
                Share(women, row["women"], row["people"], row["no_gender"]),
                Share(base, row["base"], row["people"], row["people"] - row["working"]),
            ),
        )
        for row in rows
    ]


def preferences(on: date) -> Iterable[str]:
    """What the law prefers, with its article, as our data knows it on the day."""
    for code in PREFERENCES:
        rule = rule_on(code, on)
        if rule is not None:
            yield f"{rule.text_vi} {cited(code, on)}."
