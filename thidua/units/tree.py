"""The tree as it stood on a day: what lies below a unit, what stands above it, without ever reading it whole."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from thidua.shared.text import fold
from thidua.units.lineage import main_successors
from thidua.units.models import FormerParent, Unit, UnitSuccession


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


Kind = Unit.Kind
# What stands directly below the province, in the order of its own lists: Party bodies, justice and the armed forces do not
# belong to the people's committee.
BLOCKS = (
    ("Sở, ban, ngành", (Kind.DEPARTMENT, Kind.SECTION)),
    ("Cơ quan Đảng, Mặt trận, đoàn thể", (Kind.PARTY_BODY,)),
    ("Cơ quan tư pháp", (Kind.JUSTICE_BODY,)),
    ("Lực lượng vũ trang", (Kind.ARMED_FORCE,)),
    ("Đơn vị sự nghiệp, trường, bệnh viện", (Kind.PUBLIC_SERVICE, Kind.SCHOOL, Kind.HOSPITAL)),
    ("Doanh nghiệp", (Kind.ENTERPRISE,)),
    ("Xã, phường, đặc khu", (Kind.WARD, Kind.COMMUNE, Kind.SPECIAL_ZONE, Kind.TOWNSHIP)),
    ("Huyện, thị xã, thành phố (cũ)", (Kind.DISTRICT,)),
)
BLOCK_OF = {str(kind): label for label, kinds in BLOCKS for kind in kinds}


def by_block(units: QuerySet[Unit]) -> QuerySet[Unit]:
    """Units below the province, block by block, in each by code."""
    places = [When(kind__in=kinds, then=place) for place, (_, kinds) in enumerate(BLOCKS)]
    return units.order_by(Case(*places, default=len(BLOCKS)), "code")


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
    found = units_on(on)
    if not fold(text).split():
        return found.none()
    return found.filter(_named(text)).select_related("parent").order_by("code")


def _named(text: str) -> Q:
    by_name = Q()
    for word in fold(text).split()[:8]:
        by_name &= Q(name_fold__startswith=word) | Q(name_fold__contains=f" {word}")
    return by_name | Q(code__istartswith=text.strip()[:20])


@dataclass(frozen=True)
class Gone:
    """A unit that had ended before a day, the main one that stands for it then, and whether others took parts."""

    unit: Unit
    heir: Unit | None
    is_shared: bool


def gone_by_name(text: str, on: date, most: int = 10) -> list[Gone]:
    """Units that had ended before a day and are called so, the latest first, with what they are on the day. Four
    queries at most."""
    if not fold(text).split():
        return []
    ended = Unit.objects.without_tree_fields().filter(_named(text), valid_to__lt=on, valid_to__gte=F("valid_from"))
    rows = list(ended.order_by("-valid_to", "code")[:most])
    if not rows:
        return []
    keys = [unit.pk for unit in rows]
    heirs = main_successors(keys, on)
    parts = set(UnitSuccession.objects.filter(old__in=keys, holds=True, is_part=True).values_list("old_id", flat=True))
    return [Gone(unit, heirs.get(unit.pk), unit.pk in parts) for unit in rows]
