"""Who works where on a day."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from thidua.people.models import Person, Post
from thidua.units.models import Unit
from thidua.units.queries import in_force


def people_of(unit: Unit, on: date) -> QuerySet[Person]:
    """People with a post in the unit or in one of its sections on a day, in name order."""
    own = Q(unit=unit) | Q(unit__parent=unit, unit__kind=Unit.Kind.SECTION)
    return Person.objects.filter(pk__in=Post.objects.filter(in_force(on), own).values("person_id"))


def posts_on(people: Iterable[int], on: date) -> dict[int, Post]:
    """The post of each person (by primary key) on a day; the newest where there are two. One query."""
    rows = (
        Post.objects.filter(in_force(on), person_id__in=list(people))
        .select_related("unit__parent")
        .order_by("starts_on", "id")
    )
    return {post.person_id: post for post in rows}


def all_posts_on(on: date) -> dict[int, Post]:
    """As :func:`posts_on`, for everybody."""
    return {
        p.person_id: p
        for p in Post.objects.filter(in_force(on)).select_related("unit__parent").order_by("starts_on", "id")
    }
