"""Reading the fund: its entries, its balance, what was spent on what."""

from collections.abc import Iterable
from datetime import date

from django.db.models import OuterRef, QuerySet, Subquery, Sum

from rulebook.rules import Rule, rule_on
from thidua.rewards.models_money import FundEntry
from thidua.units.models import Unit
from thidua.units.queries import unit_ids_visible_to

Kind = FundEntry.Kind
INCOME = (Kind.OPENING, Kind.ALLOCATION, Kind.CONTRIBUTION, Kind.CARRY_IN)
# What is typed by hand, with the direction it moves the balance.
TYPED = {
    Kind.OPENING: 1,
    Kind.ALLOCATION: 1,
    Kind.CONTRIBUTION: 1,
    Kind.PURCHASE: -1,
    Kind.ORGANISING: -1,
    Kind.OTHER: -1,
}
RULE = "emulation_fund"


def entries_of(unit: Unit, year: int) -> QuerySet[FundEntry]:
    """The entries of a year in order."""
    return (
        FundEntry.objects.filter(unit=unit, year=year)
        .select_related("recorded_by", "corrects", "bonus_list__decision")
        .order_by("serial")
    )


def balance_of(unit: Unit, year: int) -> int:
    """Dong left after the last entry of the year; 0 before the first. One query."""
    last = FundEntry.objects.filter(unit=unit, year=year).order_by("-serial").values_list("balance_after", flat=True)
    return last.first() or 0


def is_closed(unit: Unit, year: int) -> bool:
    """Whether the year's balance was carried over."""
    return FundEntry.objects.filter(unit=unit, year=year, kind=Kind.CARRY_OUT).exists()


def sums_of(unit: Unit, year: int) -> dict[str, int]:
    """{kind: dong} of a year, each counter entry counted with the kind it corrects. Two queries."""
    entries = FundEntry.objects.filter(unit=unit, year=year)
    sums: dict[str, int] = {}
    for field in ("kind", "corrects__kind"):
        rows = entries.exclude(kind=Kind.CORRECTION) if field == "kind" else entries.filter(kind=Kind.CORRECTION)
        for kind, total in rows.order_by().values_list(field).annotate(total=Sum("amount_vnd")):
            sums[kind] = sums.get(kind, 0) + total
    return sums


def years_of(unit: Unit) -> list[int]:
    """The years with entries, newest first."""
    found = FundEntry.objects.filter(unit=unit).order_by().values_list("year", flat=True).distinct()
    return sorted(set(found), reverse=True)


def units_with_fund(user, on: date) -> QuerySet[Unit]:
    """Visible units that keep a fund here."""
    seen = unit_ids_visible_to(user, on)
    return (
        Unit.objects.without_tree_fields().filter(pk__in=seen, fund_entries__isnull=False).distinct().order_by("code")
    )


def law_of_fund(day: date) -> Rule | None:
    """What our data says about the fund on a day; None where it is silent."""
    return rule_on(RULE, day)


def organising_share(sums: dict[str, int]) -> tuple[int, int]:
    """(spent on organising, income of the year) in dong: what the 20 % of the rule is measured against."""
    return -sums.get(Kind.ORGANISING, 0), _total(sums, INCOME)


def _total(sums: dict[str, int], kinds: Iterable[str]) -> int:
    return sum(sums.get(kind, 0) for kind in kinds)


def latest_balances(units: Iterable[Unit]) -> dict[int, tuple[int, int]]:
    """{unit id: (newest year, its balance)}. One query."""
    last = FundEntry.objects.filter(unit=OuterRef("unit")).order_by("-year", "-serial").values("pk")[:1]
    found = FundEntry.objects.filter(unit__in=[unit.pk for unit in units], pk=Subquery(last))
    return {entry.unit_id: (entry.year, entry.balance_after) for entry in found}
