"""Reading bonus lists: what is owed, what was paid, what must come back."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from thidua.decisions.models import Decision
from thidua.honours.models import Honour
from thidua.rewards.models_money import BonusLine, BonusList, BonusPayment
from thidua.units.models import RoleGrant
from thidua.units.queries import unit_ids_visible_to, units_with_own_role

Kind = BonusPayment.Kind
MAKERS = [RoleGrant.Role.ACCOUNTANT, RoleGrant.Role.OFFICER]
UNPAID, PAID, NOT_COLLECTED, RECOVERED = "unpaid", "paid", "not_collected", "recovered"
TO_RECOVER, NOTHING_DUE, MUST_SAY = "to_recover", "nothing_due", "person_must_say"
LINE_STATES = {
    UNPAID: "Chưa chi",
    PAID: "Đã chi",
    NOT_COLLECTED: "Chưa đến nhận",
    TO_RECOVER: "Phải thu hồi",
    RECOVERED: "Đã thu hồi",
    NOTHING_DUE: "Không chi",
    MUST_SAY: "Cần cán bộ xác định",
}

if TYPE_CHECKING:  # what the type checker shall know of annotated rows
    from django_stubs_ext import WithAnnotations

    class _Counted(TypedDict):
        line_count: int
        total: int | None
        open_count: int

    class _Paid(TypedDict):
        owed: int | None
        last_kind: str | None
        last_serial: int
        is_revoked: bool
        line_state: str

    CountedList = WithAnnotations[BonusList, _Counted]
    PaidLine = WithAnnotations[BonusLine, _Paid]

# What is owed, for the database: the same as ``BonusLine.owed_vnd``.
OWED = Case(
    When(set_at__isnull=False, then=F("set_vnd")),
    When(doubt="", then=F("reckoned_vnd")),
    default=None,
)


def _owed_of(path: str) -> Case:
    return Case(
        When(**{f"{path}set_at__isnull": False}, then=F(f"{path}set_vnd")),
        When(**{f"{path}doubt": ""}, then=F(f"{path}reckoned_vnd")),
        default=None,
    )


def visible_to(user, on: date) -> "QuerySet[CountedList]":
    """Lists of the units whose affairs the account may see, with ``line_count``, ``total`` (dong, unknown left out) and
    ``open_count`` (lines a person must say)."""
    return (
        BonusList.objects.filter(unit__in=unit_ids_visible_to(user, on))
        .select_related("decision", "unit", "paper")
        .annotate(
            line_count=Count("lines"),
            total=Sum(_owed_of("lines__")),
            open_count=Count("lines", filter=_unknown("lines__")),
        )
    )


def _unknown(path: str = "") -> Q:
    return Q(**{f"{path}set_at__isnull": True}) & (~Q(**{f"{path}doubt": ""}) | Q(**{f"{path}reckoned_vnd": None}))


def decisions_without_list(user, on: date) -> QuerySet[Decision]:
    """Issued decisions without a list, of the units for which the account draws them up. Newest first."""
    units = [unit.pk for unit in units_with_own_role(user, MAKERS, on)]
    live = BonusList.objects.filter(decision=OuterRef("pk")).exclude(state="withdrawn")
    return (
        Decision.objects.filter(state="issued", kind=Decision.Kind.AWARD, unit__in=units)
        .exclude(Exists(live))
        .select_related("unit")
        .order_by("-decided_on", "-number")
    )


def lines_of(bonus_list: BonusList) -> "QuerySet[PaidLine]":
    """Lines with ``owed``, ``last_kind``, ``last_serial``, ``is_revoked`` and ``line_state`` (:data:`LINE_STATES`), in order."""
    return with_states(bonus_list.lines.all()).order_by("ordinal")


def with_states(lines: QuerySet[BonusLine]) -> "QuerySet[PaidLine]":
    last = BonusPayment.objects.filter(line=OuterRef("pk")).order_by("-serial")
    revoked = Honour.objects.filter(refers_to=OuterRef("honour"), entry=Honour.Entry.REVOCATION)
    return (
        lines.select_related("honour", "bonus_list__decision", "set_by")
        .annotate(owed=OWED, last_kind=Subquery(last.values("kind")[:1]), is_revoked=Exists(revoked))
        .annotate(last_serial=Coalesce(Subquery(last.values("serial")[:1]), 0))
        .annotate(
            line_state=Case(
                When(last_kind__in=BonusPayment.PAID, is_revoked=True, then=Value(TO_RECOVER)),
                When(last_kind__in=BonusPayment.PAID, then=Value(PAID)),
                When(last_kind=Kind.RECOVERED, then=Value(RECOVERED)),
                When(owed=None, then=Value(MUST_SAY)),
                When(Q(owed=0) | Q(is_revoked=True), then=Value(NOTHING_DUE)),
                When(last_kind=Kind.NOT_COLLECTED, then=Value(NOT_COLLECTED)),
                default=Value(UNPAID),
            )
        )
    )


def revoked_among(lines: Iterable[BonusLine]) -> list[BonusLine]:
    """Those whose honour was revoked since. One query."""
    lines = list(lines)
    revoked = set(
        Honour.objects.filter(
            refers_to__in=[line.honour_id for line in lines], entry=Honour.Entry.REVOCATION
        ).values_list("refers_to", flat=True)
    )
    return [line for line in lines if line.honour_id in revoked]


def to_recover(user, on: date) -> "QuerySet[PaidLine]":
    """Lines paid whose honour was revoked: the money must come back."""
    lines = BonusLine.objects.filter(bonus_list__unit__in=unit_ids_visible_to(user, on), is_live=True)
    return with_states(lines).filter(line_state=TO_RECOVER).order_by("bonus_list", "ordinal")


def sums_by_state(bonus_list: BonusList) -> dict[str, tuple[int, int]]:
    """{state of a line: (lines, dong)}. One query."""
    rows = with_states(bonus_list.lines.all()).order_by().values_list("line_state")
    found = rows.annotate(number=Count("pk"), sum=Coalesce(Sum("owed"), 0))
    return {state: (number, total) for state, number, total in found}
