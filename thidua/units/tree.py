"""The tree as it stood on a day: what lies below a unit, what stands above it, without ever reading it whole."""

from datetime import date

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from thidua.shared.text import fold
from thidua.units.models import FormerParent, Unit


def _living(on: date, prefix: str = "") -> Q:
    """Units in force on a day; an empty life is in force on none."""
    return Q(**{f"{prefix}valid_from__lte": on}) & (
        Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gte": on})
    )


def _former(on: date) -> QuerySet[FormerParent]:
    return FormerParent.objects.filter(starts_on__lte=on, ends_on__gte=on)


def units_on(on: date) -> QuerySet[Unit]:
    """Every unit in force on a day."""
    return Unit.objects.without_tree_fields().filter(_living(on))


def children_on(unit: Unit, on: date) -> QuerySet[Unit]:
    """The units directly below ``unit`` on a day, by code. One query."""
    return _below(Q(parent=unit), _former(on).filter(parent=unit), on)


def roots_on(on: date) -> QuerySet[Unit]:
    """The units that stood below nothing on a day, by code: the province, before a reform perhaps several."""
    return _below(Q(parent=None), _former(on).filter(parent=None), on)


def _below(now: Q, then: QuerySet[FormerParent], on: date) -> QuerySet[Unit]:
    moved = Exists(_former(on).filter(unit=OuterRef("pk")))
    return units_on(on).filter((now & ~moved) | Q(pk__in=then.values("unit"))).order_by("code")


def with_child_counts(units: QuerySet[Unit], on: date) -> QuerySet[Unit]:
    """The same units with ``children_there``, how many stand directly below each on the day; not a query more."""
    living = Unit.objects.without_tree_fields().filter(_living(on), parent=OuterRef("pk"))
    stayed = living.filter(~Exists(_former(on).filter(unit=OuterRef("pk"))))
    returned = _former(on).filter(_living(on, "unit__"), parent=OuterRef("pk"))
    return units.annotate(children_there=Coalesce(_count(stayed), 0) + Coalesce(_count(returned), 0))


def _count(rows: QuerySet) -> Subquery:
    """How many rows a correlated query has, as a subquery."""
    return Subquery(rows.order_by().annotate(one=F("pk") - F("pk")).values("one").annotate(n=Count("pk")).values("n"))


def parent_on(unit: Unit, on: date) -> Unit | None:
    """The unit directly above on a day. At most two queries."""
    former = _former(on).filter(unit=unit).select_related("parent").first()
    return former.parent if former is not None else unit.parent


def path_on(unit: Unit, on: date) -> list[Unit]:
    """From the root down to the unit above, on a day; few queries, one or two a level."""
    path: list[Unit] = []
    here = parent_on(unit, on)
    while here is not None and here not in path and len(path) < 30:
        path.append(here)
        here = parent_on(here, on)
    return path[::-1]


def search(text: str, on: date) -> QuerySet[Unit]:
    """Units in force on a day whose name holds a word beginning with each word of ``text``, without diacritics, or whose
    code begins so. One query."""
    words = fold(text).split()[:8]
    found = units_on(on)
    if not words:
        return found.none()
    by_name = Q()
    for word in words:
        by_name &= Q(name_fold__startswith=word) | Q(name_fold__contains=f" {word}")
    return found.filter(by_name | Q(code__istartswith=text.strip()[:20])).select_related("parent").order_by("code")
