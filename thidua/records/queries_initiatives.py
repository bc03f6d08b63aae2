"""Reading initiatives: whose, what counts on a day, what was used."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from thidua.people.models import Post
from thidua.people.queries import selves_of
from thidua.records.models import Initiative, InitiativeAuthor, InitiativeUse, WiderRecognition
from thidua.units.queries import in_force

_WIDTH = {scope: place for place, scope in enumerate(Initiative.Scope.values)}


def initiatives_of(people: Collection[int], years: Iterable[int], on: date) -> dict[int, list[Initiative]]:
    """{author: initiatives recognised up to the day ``on``}, oldest first, each as it stood that day.

    As it stood: ``scope``, ``recognised_on`` and ``decision_no`` are those of the widest recognition known on the day;
    such a row is for reading, not for saving. Revoked ones are left out. Two queries.
    """
    them = selves_of(people)
    rows = InitiativeAuthor.objects.filter(
        person_id__in=them.ids,
        initiative__year__in=list(years),
        initiative__state="recognised",
        initiative__recognised_on__lte=on,
    ).select_related("initiative")
    rows = rows.order_by("initiative__year", "initiative__recognised_on", "initiative_id", "pk")
    authored = list(rows)
    known = {row.initiative_id: row.initiative for row in authored}
    _widen(known, on)
    found: dict[int, list[Initiative]] = defaultdict(list)
    for row in authored:
        initiative = known[row.initiative_id]
        for person in them.asked(row.person_id):
            if not them.joins or not _entered_twice(initiative, found[person]):
                found[person].append(initiative)
    return found


def _widen(known: dict[int, Initiative], on: date) -> None:
    if not known:
        return
    rows = WiderRecognition.objects.filter(initiative_id__in=known, withdrawn_at=None, recognised_on__lte=on)
    for row in rows.order_by("pk"):
        initiative = known[row.initiative_id]
        if _WIDTH[row.scope] > _WIDTH[initiative.scope]:
            initiative.scope, initiative.recognised_on = row.scope, row.recognised_on
            initiative.decision_no = row.decision_no


def _entered_twice(initiative: Initiative, others: list[Initiative]) -> bool:
    """Whether another record of the same person holds the same initiative: it counts once."""
    return any(
        other.pk == initiative.pk
        or (
            (other.year, other.scope, other.title_fold) == (initiative.year, initiative.scope, initiative.title_fold)
            and other.person_id != initiative.person_id
        )
        for other in others
    )


def authored_by(people: Iterable[int]) -> QuerySet[Initiative]:
    """Every initiative the people (primary keys, all their records) are authors of, whatever its state."""
    mine = InitiativeAuthor.objects.filter(initiative=OuterRef("pk"), person_id__in=list(people))
    return Initiative.objects.filter(Exists(mine))


def visible(user, on: date, seen: Collection[int]) -> QuerySet[Initiative]:
    """Initiatives of the units ``seen`` (by their base, or by an author's present post), and the account's own."""
    by_post = InitiativeAuthor.objects.filter(
        Exists(Post.objects.filter(in_force(on), person=OuterRef("person"), unit__in=seen)), initiative=OuterRef("pk")
    )
    found = Q(unit__in=seen) | Q(Exists(by_post))
    if user.person_id is not None:
        own = InitiativeAuthor.objects.filter(initiative=OuterRef("pk"), person_id__in=selves_of([user.person_id]).ids)
        found |= Q(Exists(own))
    return Initiative.objects.filter(found)


def uses_of(people: Collection[int]) -> dict[int, list[InitiativeUse]]:
    """{author: uses in the ledger that were not released}, oldest first. One query."""
    them = selves_of(people)
    rows = InitiativeUse.objects.filter(person_id__in=them.ids, released_at=None).select_related("initiative")
    found: dict[int, list[InitiativeUse]] = defaultdict(list)
    for row in rows.order_by("year", "pk"):
        for person in them.asked(row.person_id):
            found[person].append(row)
    return found
