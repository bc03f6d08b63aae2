"""Who works where on a day, who may be seen, and which records are one person."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from thidua.people.checks import private_value
from thidua.people.models import Departure, Merge, Person, Post, PrivateValue, Transfer
from thidua.shared.fieldlock import blinds
from thidua.shared.memo import remembered
from thidua.shared.text import fold
from thidua.units.models import RoleGrant, Unit
from thidua.units.queries import in_force, unit_ids_visible_to, unit_ids_with_roles

# ── Records of one person ──


@dataclass(frozen=True)
class Joined:
    """One record that was merged into another, and what was chosen where they differed."""

    person: int
    into: int
    choices: Mapping[str, str]


@dataclass(frozen=True)
class Selves:
    """People asked about, with every record each of them stands in.

    ``ids``: all those records; ``asked(record)``: for whom a row of that record counts; ``root(person)``: the record
    that is kept.
    """

    ids: list[int]
    _asked: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    joins: tuple[Joined, ...] = ()
    """The merges that concern these people, oldest first."""

    def asked(self, record: int) -> tuple[int, ...]:
        return self._asked.get(record, (record,))

    def root(self, person: int) -> int:
        return next((join.into for join in self.joins if join.person == person), person)


def _joins() -> list[Joined]:
    """Every merge that stands, oldest first: a short list, read once a page."""
    rows = Merge.objects.filter(undone_at__isnull=True).order_by("merged_at", "pk")
    return remembered(
        "merged people", lambda: [Joined(*row) for row in rows.values_list("person_id", "into_id", "choices")]
    )


def selves_of(people: Iterable[int]) -> Selves:
    """Every record of these people: who was merged into them, into whom they were merged. One query, once a page.

    A record that holds others is never merged itself, so one step leads everywhere.
    """
    wanted = list(dict.fromkeys(people))
    every = _joins()
    if not every:
        return Selves(wanted)
    roots = {join.person: join.into for join in every}
    asked_roots = {roots.get(pk, pk) for pk in wanted}
    joins = tuple(join for join in every if join.into in asked_roots)
    if not joins:
        return Selves(wanted)
    groups: dict[int, list[int]] = {}
    for join in joins:
        groups.setdefault(join.into, [join.into]).append(join.person)
    ids: dict[int, None] = {}
    asked: dict[int, list[int]] = {}
    for pk in wanted:
        for record in groups.get(roots.get(pk, pk), [pk]):
            ids[record] = None
            asked.setdefault(record, []).append(pk)
    return Selves(list(ids), {record: tuple(who) for record, who in asked.items()}, joins)


def selves(person: int | None) -> list[int]:
    """Every record of one person, "nobody" as an empty list."""
    return [] if person is None else selves_of([person]).ids


def same_person(one: int | None, other: int | None) -> bool:
    """Whether two keys are one person; "nobody" is no person."""
    return one is not None and other is not None and (one == other or other in selves(one))


def counted(selves: Selves, rows: Mapping[int, Mapping[Any, Any]], kind: str) -> dict[int, dict[Any, Any]]:
    """{person asked: {key: value}} of rows of which a person has one a key, {record: {key: value}}.

    Where two records of one person hold the same key, what the merge chose counts; without a choice the kept record.
    """
    choices = {join.person: join.choices for join in selves.joins}
    order = [join.person for join in selves.joins]
    found: dict[int, dict[Any, Any]] = {}
    # the kept record first, then those merged into it, oldest merge first
    for record in sorted(rows, key=lambda pk: order.index(pk) if pk in choices else -1):
        for who in selves.asked(record):
            mine = found.setdefault(who, {})
            for key, value in rows[record].items():
                chosen = choices.get(record, {}).get(f"{kind}:{key_text(key)}")
                if key not in mine or chosen == "merged":
                    mine[key] = value
                elif chosen == "both":
                    mine[key] += value
    return found


def key_text(key: Any) -> str:
    """The key of a row as it stands in the choices of a merge."""
    return ":".join(str(part) for part in key) if isinstance(key, tuple) else str(key)


def merges_of(person: Person) -> QuerySet[Merge]:
    """Merges that joined others to this record and stand, newest first."""
    rows = Merge.objects.filter(into=person, undone_at__isnull=True).select_related("person", "merged_by")
    return rows.order_by("-merged_at", "-pk")


# ── Who works where ──

_ROOT = Coalesce("person__merged_into_id", "person_id")


def living() -> QuerySet[Person]:
    """Everybody once: records merged into others stay out of lists and searches."""
    return Person.objects.filter(merged_into__isnull=True)


def with_posts(posts: QuerySet[Post]) -> QuerySet[Person]:
    """The people who hold these posts, each once, in name order, a post of a merged record counting for the kept one."""
    return Person.objects.filter(pk__in=posts.order_by().annotate(root=_ROOT).values("root"))


def people_of(unit: Unit, on: date) -> QuerySet[Person]:
    """People with a post in the unit or in one of its sections on a day, in name order."""
    own = Q(unit=unit) | Q(unit__parent=unit, unit__kind=Unit.Kind.SECTION)
    return with_posts(Post.objects.filter(in_force(on), own))


def posts_on(people: Iterable[int], on: date) -> dict[int, Post]:
    """The post of each person (by primary key) on a day: the main one, the newest where there are two. Two queries."""
    them = selves_of(people)
    rows = Post.objects.filter(in_force(on), person_id__in=them.ids).select_related("unit__parent")
    return {who: post for post in rows.order_by(*_LAST_COUNTS) for who in them.asked(post.person_id)}


# Of several posts the last in this order is the one to name.
_LAST_COUNTS = ("is_main", "starts_on", "id")


def members_by_unit_on(units: Iterable[int], on: date) -> Iterable[tuple[int, int]]:
    """(unit, person) of the posts in these units on a day; of merged records the kept one. One query."""
    rows = Post.objects.filter(in_force(on), unit_id__in=list(units)).order_by()
    return rows.annotate(root=_ROOT).values_list("unit_id", "root")


def posts_of(person: Person) -> QuerySet[Post]:
    """Every post of a person, newest first, with its unit."""
    return Post.objects.filter(person_id__in=selves(person.pk)).select_related("unit__parent", "person")


def homes_of(person: Person, on: date) -> list[Unit]:
    """The units that keep a person's record on a day: those of the posts held then; without any, that of the last or
    next one. Two queries, once a page."""
    posts = remembered(("posts", person.pk), lambda: list(posts_of(person)))
    held = [post for post in posts if post.starts_on <= on and (post.ends_on is None or post.ends_on >= on)]
    if not held and posts:
        held = [max(posts, key=lambda post: (post.ends_on or date.max, post.starts_on, post.pk))]
    return list({post.unit_id: post.unit for post in held}.values())


def departure_of(person: Person) -> Departure | None:
    """The last departure that was not taken back."""
    rows = Departure.objects.filter(person_id__in=selves(person.pk), undone_at__isnull=True)
    return rows.order_by("-on", "-pk").first()


def stored(person: Person, fields: Iterable[str]) -> list[PrivateValue]:
    """What is kept under lock about a person, still locked, one row a field: of merged records what the merge chose."""
    them = selves_of([person.pk])
    rows: dict[int, dict[str, PrivateValue]] = {}
    for row in PrivateValue.objects.filter(person_id__in=them.ids, field__in=list(fields)).order_by("pk"):
        rows.setdefault(row.person_id, {})[row.field] = row
    return list(counted(them, rows, "private").get(person.pk, {}).values())


def people_by_identity(numbers: Iterable[str]) -> dict[str, int]:
    """{identity number, figures only: person} of those numbers somebody has, found by their marks without opening any.

    For whoever enters people (spreadsheets): a number in dispute is left out. One query for five thousand numbers.
    """
    wanted: dict[str, str] = {}
    for number in numbers:
        kept, refused = private_value(PrivateValue.Field.IDENTITY, number)
        if not refused:
            wanted |= dict.fromkeys(identity_marks(kept), kept)
    marks, found = list(wanted), dict[str, int]()
    for start in range(0, len(marks), 5000):
        rows = PrivateValue.objects.filter(blind__in=marks[start : start + 5000], is_disputed=False)
        found |= {wanted[mark]: person for mark, person in rows.values_list("blind", "person_id")}
    return found


def identity_marks(number: str) -> list[str]:
    """The marks under which an identity number may be stored."""
    return blinds(number, f"privatevalue.{PrivateValue.Field.IDENTITY}")


def alike(person: Person, unit: Unit) -> list[Person]:
    """Records that may be the same person as one not yet entered: one folded name with the same day of birth, or in the
    same unit where a day of birth is missing. At most five. One query."""
    named = living().filter(name_fold=fold(person.full_name)).exclude(pk=person.pk)
    if person.born_on is None:
        named = named.filter(Exists(Post.objects.filter(person=OuterRef("pk"), unit=unit)))
    else:
        there = Exists(Post.objects.filter(person=OuterRef("pk"), unit=unit))
        named = named.filter(Q(born_on=person.born_on) | (Q(born_on__isnull=True) & there))
    return list(named.order_by("pk")[:5])


# ── What may be seen ──


def in_units(units: Iterable[int], on: date) -> QuerySet[Person]:
    """People whose record lies in these units on a day: those with a post there, and those whose last post was there
    and who hold none anywhere (retired, gone, or not yet begun)."""
    return living().filter(pk__in=_ids_in_units(units, on))


def _ids_in_units(units: Iterable[int], on: date) -> QuerySet:
    """Primary keys, as one list of the database: a choice of two lists (OR) would make it go through everybody."""
    posts = Post.objects.filter(unit_id__in=list(units)).order_by()
    now = posts.filter(in_force(on)).annotate(root=_ROOT).values("root")
    held = Post.objects.filter(in_force(on)).filter(
        Q(person=OuterRef("person")) | Q(person__merged_into=OuterRef("person"))
    )
    later = Post.objects.filter(person=OuterRef("person"), starts_on__gt=OuterRef("starts_on"))
    before = posts.exclude(in_force(on)).filter(~Exists(held), ~Exists(later)).annotate(root=_ROOT).values("root")
    return now.union(before, all=True)


def visible_to(user, on: date) -> QuerySet[Person]:
    """People of the units whose affairs the account may see, and the person whose account it is."""
    ids = _ids_in_units(unit_ids_visible_to(user, on), on)
    if user.person_id is not None:
        own = Person.objects.filter(pk=user.person_id).order_by()
        ids = ids.union(own.annotate(root=Coalesce("merged_into_id", "pk")).values("root"), all=True)
    return living().filter(pk__in=ids)


def kept_by(user, on: date) -> set[int]:
    """Primary keys of the units whose people the account keeps: officers, with everything below."""
    return unit_ids_with_roles(user, on, {RoleGrant.Role.OFFICER})


# ── On the way from unit to unit ──


def open_transfers(user, on: date) -> QuerySet[Transfer]:
    """Transfers that wait, out of or into a unit the account may see, oldest first."""
    units = unit_ids_visible_to(user, on)
    rows = Transfer.objects.filter(accepted_at__isnull=True, closed_at__isnull=True)
    rows = rows.filter(Q(to_unit__in=units) | Q(post__unit__in=units))
    return rows.select_related("person", "post__unit", "to_unit", "sent_by").order_by(F("on").asc(), "pk")
