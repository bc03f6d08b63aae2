"""Figures over the register, and the same questions as filters of its list: every figure can be opened. Reads only."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from rulebook.award import LEVELS_VI
from thidua.honours.models import Honour
from thidua.law.queries import award_name, the_book
from thidua.people.models import Person, Post
from thidua.shared.memo import remembered
from thidua.units.models import Unit
from thidua.units.queries import in_force, unit_ids_below
from thidua.units.reach import narrow_reach_of, reach_of

KINDS = {"individual": "Cá nhân", "collective": "Tập thể", "other": "Hộ gia đình, đối tượng khác"}
LEADS = {"leader": "Lãnh đạo, quản lý", "direct": "Trực tiếp công tác", "unknown": "Cá nhân chưa rõ chức vụ khi đó"}
PLACE_OTHER = "khac"
DIMENSIONS = {
    "award": "Danh hiệu, hình thức",
    "year": "Năm",
    "level": "Cấp",
    "kind": "Đối tượng",
    "leads": "Chức vụ khi đó",
    "gender": "Giới tính",
    "place": "Đơn vị",
}
# The columns of figures: (key, heading, filter of the list it opens).
COLUMNS: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("total", "Tất cả", {}),
    ("individuals", "Cá nhân", {"kind": "individual"}),
    ("collectives", "Tập thể", {"kind": "collective"}),
    ("women", "Nữ", {"gender": "female"}),
    ("leaders", "Lãnh đạo, quản lý", {"leads": "leader"}),
    ("direct", "Trực tiếp công tác", {"leads": "direct"}),
)


# ── the questions ──


def of_kind(kind: str) -> Q:
    return {
        "individual": Q(person__isnull=False),
        "collective": Q(unit__isnull=False),
        "other": Q(person__isnull=True, unit__isnull=True),
    }[kind]


def _posts() -> QuerySet[Post]:
    """Posts of the recipient on the day of the decision."""
    day = OuterRef("decided_on")
    return Post.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=day), person=OuterRef("person"), starts_on__lte=day
    )


def who_leads(rows: QuerySet, which: str) -> QuerySet:
    """Persons by their posts on the day of the decision: who led in any of them is a leader."""
    rows = rows.filter(person__isnull=False)
    if which == "leader":
        return rows.filter(Exists(_posts().filter(is_leader=True)))
    if which == "direct":
        return rows.filter(Exists(_posts()), ~Exists(_posts().filter(is_leader=True)))
    return rows.filter(~Exists(_posts()))


def codes_of_level(level: str) -> list[str]:
    return [award.code for award in the_book().awards() if award.level == level]


def places(on: date) -> list[tuple[int, str]]:
    """(key, name) of the province and the units right below it on a day, sections left out. One query, once a page."""

    def ask() -> list[tuple[int, str]]:
        there = Unit.objects.without_tree_fields().filter(in_force(on, "valid_from", "valid_to"))
        found = there.filter(Q(parent=None) | Q(parent__parent=None)).exclude(kind=Unit.Kind.SECTION)
        return list(found.order_by(F("parent_id").asc(nulls_first=True), "code").values_list("pk", "name"))

    return list(remembered(("places of the register", on), ask))


def _in(units: Iterable[int]) -> Q:
    units = list(units)
    return Q(of_unit__in=units) | Q(of_unit__isnull=True, unit__in=units)


def at_place(value: str, there: Sequence[tuple[int, str]]) -> Q:
    """The recipient belonged to the unit, to one below it, or to one whose work passed to these; of the province itself
    only what belongs to no unit below."""
    roots, others = there[:1], there[1:]
    if value == PLACE_OTHER:
        known = unit_ids_below([pk for pk, _ in others]) | narrow_reach_of([pk for pk, _ in roots])
        return ~_in(known) | Q(of_unit__isnull=True, unit__isnull=True)
    pk = int(value)
    if roots and pk == roots[0][0]:
        return _in(narrow_reach_of([pk]) - unit_ids_below([each for each, _ in others]))
    return _in(unit_ids_below([pk]))


# ── the figures ──


@dataclass(frozen=True)
class Line:
    """One line of figures. ``value``: of the dimension's filter; ``counts`` in the order of :data:`COLUMNS`."""

    value: str
    label: str
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        return self.counts[0]


_COUNTED = {
    "total": Count("pk"),
    "individuals": Count("pk", filter=of_kind("individual")),
    "collectives": Count("pk", filter=of_kind("collective")),
    "women": Count("pk", filter=Q(person__gender=Person.Gender.FEMALE)),
    "leaders": Count("pk", filter=Q(person__isnull=False, leads=True)),
    "direct": Count("pk", filter=Q(person__isnull=False, works=True, leads=False)),
}


def _grouped(honours: QuerySet[Honour], key: Any) -> list[tuple[Any, tuple[int, ...]]]:
    rows = honours.order_by().annotate(leads=Exists(_posts().filter(is_leader=True)), works=Exists(_posts()), group=key)
    counted = rows.values("group").annotate(**_COUNTED)
    names = [name for name, *_ in COLUMNS]
    return [(group, tuple(counts)) for group, *counts in counted.values_list("group", *names)]


def _summed(groups: Iterable[tuple[Any, tuple[int, ...]]]) -> dict[Any, tuple[int, ...]]:
    found: dict[Any, tuple[int, ...]] = {}
    for key, counts in groups:
        before = found.get(key, (0,) * len(COLUMNS))
        found[key] = tuple(a + b for a, b in zip(before, counts, strict=True))
    return found


_KIND = Case(
    When(person__isnull=False, then=Value("individual")),
    When(unit__isnull=False, then=Value("collective")),
    default=Value("other"),
    output_field=CharField(),
)


def figures(honours: QuerySet[Honour], by: str, on: date) -> list[Line]:
    """The award lines counted by one of :data:`DIMENSIONS`; lines of nought are left out. One query; by unit three."""
    honours = honours.order_by()
    if by == "place":
        return _by_place(honours, on)
    if by == "leads":
        found = {code: dict(_grouped(who_leads(honours, code), Value(1))) for code in LEADS}
        return [Line(code, LEADS[code], next(iter(rows.values()))) for code, rows in found.items() if rows]
    key = {"award": F("award_code"), "level": F("award_code"), "year": F("year"), "kind": _KIND,
           "gender": F("person__gender")}[by]  # fmt: skip
    groups = _grouped(honours, key)
    if by == "year":
        return [Line(str(year), str(year), counts) for year, counts in sorted(groups)]
    if by == "award":
        lines = [Line(code, award_name(code), counts) for code, counts in groups]
        return sorted(lines, key=lambda line: (-line.total, line.label))
    if by == "level":
        levels = {award.code: award.level for award in the_book().awards()}
        summed = _summed((levels.get(code, ""), counts) for code, counts in groups)
        named = [(level, label) for level, label in LEVELS_VI.items() if level in summed]
        lines = [Line(level, label, summed[level]) for level, label in named]
        return [*lines, *([Line("", "Danh hiệu của luật cũ, chưa rõ cấp", summed[""])] if "" in summed else [])]
    words = KINDS if by == "kind" else dict(Person.Gender.choices)
    rows = dict(groups)
    lines = [Line(code, str(label), rows[code]) for code, label in words.items() if code in rows]
    return [*lines, *([Line("", "Không phải cá nhân", rows[None])] if None in rows else [])]


def _by_place(honours: QuerySet[Honour], on: date) -> list[Line]:
    there = places(on)
    groups = _grouped(honours, Coalesce("of_unit_id", "unit_id"))
    roots, others = there[:1], there[1:]
    where: dict[int, int] = {}
    for root, _ in roots:
        where |= dict.fromkeys(narrow_reach_of([root]), root)
    for pk, reach in reach_of([pk for pk, _ in others]).items():
        where |= dict.fromkeys(reach.below, pk)
    summed = _summed((where.get(unit, PLACE_OTHER) if unit else PLACE_OTHER, counts) for unit, counts in groups)
    lines = [Line(str(pk), name, summed[pk]) for pk, name in there if pk in summed]
    return [
        *lines,
        *([Line(PLACE_OTHER, "Đơn vị khác, không rõ", summed[PLACE_OTHER])] if PLACE_OTHER in summed else []),
    ]
