"""Reading movements: what a person may see, what is still missing, who was reached."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Q, QuerySet

from thidua.movements.models import Movement, MovementCall
from thidua.units.models import RoleGrant, Unit
from thidua.units.queries import in_force, unit_ids_visible_to

# What a movement must have before it is launched. Luật TĐKT 2022, Điều 17.
CONTENT = (
    ("objective", "Mục tiêu"),
    ("scope", "Phạm vi"),
    ("subjects", "Đối tượng"),
    ("content", "Nội dung"),
    ("criteria", "Tiêu chí"),
    ("measures", "Biện pháp tổ chức"),
    ("starts_on", "Ngày bắt đầu"),
    ("ends_on", "Ngày kết thúc"),
)
READINESS_CITATION = "Luật Thi đua, khen thưởng 2022, Điều 17"
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


def readiness(movement: Movement) -> list[tuple[str, bool]]:
    """(label, is it there) for everything a launch asks for, in the order of the law. No query."""
    return [(label, bool(str(getattr(movement, name) or "").strip())) for name, label in CONTENT]


def missing(movement: Movement) -> list[str]:
    """The labels of what is not there yet."""
    return [label for label, is_there in readiness(movement) if not is_there]


def units_reached_by(movement: Movement, on: date) -> list[Unit]:
    """The active units below the movement's unit, sections aside, by code: those a launch calls. Two queries."""
    below = Unit.objects.descendants(movement.unit).values_list("pk", flat=True)
    reached = Unit.objects.without_tree_fields().filter(in_force(on, "valid_from", "valid_to"), pk__in=list(below))
    return list(reached.exclude(kind=Unit.Kind.SECTION).order_by("code"))


def officers_of(units: Iterable[Unit], on: date) -> list:
    """The officers of exactly these units, each once. One query."""
    grants = RoleGrant.objects.filter(in_force(on), role=RoleGrant.Role.OFFICER, unit__in=list(units))
    return list({g.user_id: g.user for g in grants.select_related("user").order_by("id")}.values())


def with_answers(movements: QuerySet[Movement]) -> QuerySet[Movement]:
    """Adds ``called`` and ``answered``: how many units were reached, how many have answered."""
    return movements.annotate(
        called=Count("calls", distinct=True),
        answered=Count("calls", filter=Q(calls__answered_at__isnull=False), distinct=True),
    )


def has_reached(movement: Movement, unit: Unit) -> bool:
    """Whether the launched movement has called this unit."""
    return MovementCall.objects.filter(movement=movement, unit=unit).exists()


def _open_to(units: Iterable[Unit]) -> QuerySet[Movement]:
    return Movement.objects.filter(state="launched", calls__unit__in=list(units))


def has_movement_open_to(units: Iterable[Unit]) -> bool:
    """Whether a running movement has called one of the units."""
    return _open_to(units).exists()


def movements_open_to(units: Iterable[Unit]) -> list[Movement]:
    """Running movements from above that called one of the units: those a unit may answer with its own."""
    return list(_open_to(units).distinct().order_by("-year", "title_fold"))
