"""Reading movements: what a person may see, who was reached, who has answered."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, OuterRef, Q, QuerySet

from thidua.movements.models import CALL_STATES, Movement, MovementCall, SteeringDocument
from thidua.papers.models import Paper
from thidua.shared.memo import remembered
from thidua.units.lineage import main_successor, main_successors
from thidua.units.models import RoleGrant, Unit
from thidua.units.queries import in_force, unit_ids_visible_to, users_with_roles_in
from thidua.units.reach import ids_below, reach_of

# Drafts are seen in the own unit and above only; units below see a movement from its launch on.
_REACHED = (Q(state="launched") | Q(state="summed_up")) | Q(state="withdrawn", launched_at__isnull=False)


def visible_to(user, on: date) -> QuerySet[Movement]:
    """Movements of the units a person may see, and those launched from above that reached them."""
    units = unit_ids_visible_to(user, on)
    reached = Movement.objects.filter(_REACHED, calls__unit__in=units).values("pk")
    return Movement.objects.filter(Q(unit__in=units) | Q(pk__in=reached)).select_related("unit", "parent")


def calls_visible_to(user, on: date) -> QuerySet[MovementCall]:
    """Calls to the units a person may see, and all calls of the movements of these units."""
    units = unit_ids_visible_to(user, on)
    return MovementCall.objects.filter(Q(unit__in=units) | Q(movement__unit__in=units)).select_related(
        "unit", "movement", "movement__unit", "answered_by"
    )


def issuing_unit(movement: Movement, on: date) -> Unit | None:
    """The unit that launches on this day: the movement's own, or the main heir of one that ended meanwhile. One query;
    None when nobody took over."""
    return main_successor(movement.unit, on)


def units_reached_by(movement: Movement, on: date) -> list[Unit]:
    """The units below the movement's unit that are in force on the day, sections aside, by code: those a launch calls.

    Below an heir lies what it took over; a unit merged or renamed before the day is reached as its successor, once.
    Three queries.
    """
    top = issuing_unit(movement, on)
    if top is None:
        return []
    below = ids_below([top.pk]) - {top.pk}
    reached = Unit.objects.without_tree_fields().filter(in_force(on, "valid_from", "valid_to"), pk__in=below)
    return list(reached.exclude(kind=Unit.Kind.SECTION).order_by("code"))


def officers_of(units: Iterable[Unit] | QuerySet, on: date) -> list:
    """The officers of exactly these units, each once. One query."""
    return users_with_roles_in([RoleGrant.Role.OFFICER], units, on)


def units_called(movement: Movement) -> QuerySet:
    """Primary keys of the units a movement has reached, as a subquery."""
    return MovementCall.objects.filter(movement=movement).values("unit")


def officers_called(movement: Movement, on: date) -> list:
    """The officers of the units a movement has reached, or of those that took them over. Two to four queries."""
    ended = Unit.objects.without_tree_fields().filter(movement_calls__movement=movement, valid_to__lt=on)
    heirs = main_successors(ended.values_list("pk", flat=True), on)
    found = {user.pk: user for user in officers_of(units_called(movement), on)}
    found |= {user.pk: user for user in officers_of({unit.pk: unit for unit in heirs.values()}.values(), on)}
    return list(found.values())


def heirs_on_the_day(calls: Iterable[MovementCall], on: date) -> dict[int, Unit]:
    """{unit: who took it over} for called units that have ended by the day. Two queries, none where all exist."""
    ended = [call.unit for call in calls if call.unit.valid_to is not None and call.unit.valid_to < on]
    return main_successors([unit.pk for unit in ended], on) if ended else {}


def with_answers(movements: QuerySet[Movement], on: date) -> QuerySet[Movement]:
    """Adds ``called``, ``answered`` and ``late``: how many units were reached, have answered, are past their day."""
    late = Q(calls__answered_at__isnull=True, calls__due_on__lt=on)
    return movements.annotate(
        called=Count("calls", distinct=True),
        answered=Count("calls", filter=Q(calls__answered_at__isnull=False), distinct=True),
        late=Count("calls", filter=late, distinct=True),
    )


def _stands(state: str, on: date) -> Q:
    """The calls that stand so on a day; ``state`` is one of CALL_STATES."""
    unanswered = Q(answered_at__isnull=True)
    return {
        "joined": Q(answered_at__isnull=False, child__isnull=True),
        "child": Q(child__isnull=False),
        "late": unanswered & Q(due_on__lt=on),
        "waiting": unanswered & (Q(due_on__isnull=True) | Q(due_on__gte=on)),
    }[state]


def in_call_state(calls: QuerySet[MovementCall], state: str, on: date) -> QuerySet[MovementCall]:
    """The calls that stand so on a day; ``state`` is one of CALL_STATES."""
    return calls.filter(_stands(state, on))


def numbers_of(calls: QuerySet[MovementCall], on: date) -> dict[str, int]:
    """{state of CALL_STATES or "called": how many}. One query."""
    counted = {state: Count("pk", filter=_stands(state, on)) for state in CALL_STATES}
    return calls.aggregate(called=Count("pk"), **counted)


def own_lines(units: Iterable[int]) -> dict[int, set[int]]:
    """{unit: itself and those it is the main heir of}: a call to one of them is a call to it. One query, once a page."""
    wanted = frozenset(units)
    found = remembered(("own lines", wanted), lambda: {pk: reach.own for pk, reach in reach_of(wanted).items()})
    return {pk: set(line) for pk, line in found.items()}


def own_line(unit: Unit) -> set[int]:
    """The unit and those it is the main heir of."""
    return own_lines([unit.pk])[unit.pk]


def has_reached(movement: Movement, unit: Unit) -> bool:
    """Whether the launched movement has called this unit, or one it took over."""
    return MovementCall.objects.filter(movement=movement, unit__in=own_line(unit)).exists()


def call_of(movement: Movement, unit: Unit) -> MovementCall | None:
    """The task of this unit, or of one it took over, in a movement; its own before inherited ones."""
    calls = list(MovementCall.objects.filter(movement=movement, unit__in=own_line(unit)).order_by("pk"))
    return min(calls, key=lambda call: call.unit_id != unit.pk, default=None)


def _open_to(units: Iterable[Unit]) -> QuerySet[Movement]:
    lines = set().union(*own_lines(unit.pk for unit in units).values())
    return Movement.objects.filter(state="launched", calls__unit__in=lines)


def has_movement_open_to(units: Iterable[Unit]) -> bool:
    """Whether a running movement has called one of the units."""
    return _open_to(units).exists()


def movements_open_to(units: Iterable[Unit]) -> list[Movement]:
    """Running movements from above that called one of the units: those a unit may answer with its own."""
    return list(_open_to(units).distinct().order_by("-year", "title_fold"))


def letters_of_rows() -> QuerySet[Paper]:
    """The numbered letters behind lines of the register, inside a query over documents: same agency, number and day."""
    return Paper.objects.filter(
        kind="reminder_letter",
        unit=OuterRef("movement__unit"),
        number_text=OuterRef("number_text"),
        issued_on=OuterRef("dated"),
    )


def letter_behind(document: SteeringDocument) -> QuerySet[Paper]:
    """The numbered letter behind one line of the register, at most one; none for a line that was typed in."""
    return Paper.objects.filter(
        kind="reminder_letter",
        unit=document.movement.unit_id,
        number_text=document.number_text,
        issued_on=document.dated,
    )
