"""Entering people."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from thidua.people.models import Person, Post
from thidua.shared import audit
from thidua.units.models import RoleGrant, Unit
from thidua.units.permissions import check_has_role


@transaction.atomic
def enter_people(*, people: Iterable[tuple[Person, Post]], under: Unit, by, at: datetime) -> int:
    """Add people, each with a first post. ``Post.unit`` must be set; ``Post.person`` is filled here."""
    check_has_role(by, [RoleGrant.Role.OFFICER], under, at.date(), "nhập cán bộ")
    pairs = list(people)
    Person.objects.bulk_create([person.fill_keys() for person, _ in pairs], batch_size=500)
    for person, post in pairs:
        post.person = person
    Post.objects.bulk_create([post for _, post in pairs], batch_size=500)
    audit.record("people_entered", under, by=by, at=at, detail={"count": len(pairs)})
    return len(pairs)
