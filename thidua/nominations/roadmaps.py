"""Roadmaps of people and units (requirement L4): who may be looked at, and what the law says of the years ahead."""

from datetime import date

from django.db.models import QuerySet

from rulebook.roadmap import Roadmap, roadmap
from rulebook.vocabulary_history import FAR_BACK
from thidua.honours.facts import collective_facts, person_facts
from thidua.law.queries import the_book
from thidua.nominations.facts import standings
from thidua.people.models import Person, Post
from thidua.people.queries import selves, with_posts
from thidua.units.models import Unit
from thidua.units.queries import in_force, unit_ids_visible_to


def people_to_plan_for(user, on: date) -> QuerySet[Person]:
    """People with a post in a unit the account sees, and the person whose account it is."""
    people = with_posts(Post.objects.filter(in_force(on), unit_id__in=unit_ids_visible_to(user, on)))
    return people | Person.objects.filter(pk__in=selves(user.person_id)) if user.person_id else people


def units_to_plan_for(user, on: date) -> QuerySet[Unit]:
    """Units in being that the account sees."""
    return Unit.objects.filter(in_force(on, "valid_from", "valid_to"), pk__in=unit_ids_visible_to(user, on))


def award_year(on: date) -> int:
    """The year whose awards are being worked on."""
    return on.year if on.month > 6 else on.year - 1


def roadmap_of(subject: Person | Unit, on: date) -> Roadmap:
    """The roadmap from the award year in hand on ``on``, on the records known that day. A constant number of queries.

    In the first half of a year the awards of the year before are still being decided.
    """
    year = award_year(on)
    if isinstance(subject, Person):
        return roadmap(person_facts([subject.pk], year, on, FAR_BACK), 0, on, book=the_book())
    facts = collective_facts([subject.pk], year, on, standings=standings([subject.pk], year), window=FAR_BACK)
    return roadmap(facts, 0, on, book=the_book())
