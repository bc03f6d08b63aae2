"""Reading what is on record, for many people or units at once: one query per kind of record, whatever their number."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Q, QuerySet, Sum

from thidua.people.queries import counted, selves_of
from thidua.records.models import Absence, Attestation, Discipline, Hold, TaskRating
from thidua.records.queries_initiatives import initiatives_of as initiatives_of  # among the other records
from thidua.shared.certain import certain

# Counted as time worked (Thông tư 01/2024/TT-BNV): these days are no absence.
COUNTED_AS_WORK = {Absence.Reason.MATERNITY, Absence.Reason.RESCUE_INJURY}
_WEIGHT = {form: weight for weight, form in enumerate(Discipline.Form.values)}


def ratings_of_people(people: Collection[int], years: Iterable[int]) -> dict[int, dict[int, str]]:
    """{person: {year: rating}}, of records joined into one the one the merge chose."""
    them = selves_of(people)
    rows = TaskRating.objects.filter(person_id__in=them.ids, year__in=list(years))
    found: dict[int, dict[int, str]] = defaultdict(dict)
    for person, year, rating in rows.values_list("person_id", "year", "rating"):
        found[person][year] = rating
    return counted(them, found, "rating") if them.joins else found


def ratings_of_units(units: Collection[int], years: Iterable[int]) -> dict[int, dict[int, str]]:
    """{unit: {year: rating}}."""
    rows = TaskRating.objects.filter(unit_id__in=units, year__in=list(years))
    found: dict[int, dict[int, str]] = defaultdict(dict)
    for unit, year, rating in rows.values_list("unit_id", "year", "rating"):
        found[unit][year] = rating
    return found


def absence_days_of(people: Collection[int], year: int) -> dict[int, int]:
    """{person: working days absent in the year}, without the days that count as work."""
    them = selves_of(people)
    rows = Absence.objects.filter(person_id__in=them.ids, year=year).exclude(reason__in=COUNTED_AS_WORK)
    if not them.joins:
        return dict(rows.values_list("person_id").annotate(days=Sum("working_days")).order_by())
    days: dict[int, dict[tuple[int, str], int]] = defaultdict(dict)
    for person, reason, number in rows.values_list("person_id", "reason", "working_days"):
        days[person][year, reason] = number
    return {person: sum(each.values()) for person, each in counted(them, days, "absence").items()}


def heaviest_discipline_of(people: Collection[int], year: int, on: date) -> dict[int, str]:
    """{person: heaviest form decided in the year}, known on the day ``on``."""
    them = selves_of(people)
    rows = Discipline.objects.filter(
        person_id__in=them.ids, decided_on__year=year, decided_on__lte=on, annulled_at=None
    )
    found: dict[int, str] = {}
    for record, form in rows.values_list("person_id", "form"):
        for person in them.asked(record):
            if person not in found or _WEIGHT[form] > _WEIGHT[found[person]]:
                found[person] = form
    return found


def holds_of_people(people: Collection[int], on: date) -> dict[int, list[Hold]]:
    """{person: holds that stand on the day}, the oldest first. One query."""
    them = selves_of(people)
    found: dict[int, list[Hold]] = defaultdict(list)
    for row in standing_holds(on).filter(person_id__in=them.ids):
        for person in them.asked(certain(row.person_id)):
            found[person].append(row)
    return found


def holds_of_units(units: Collection[int], on: date) -> dict[int, list[Hold]]:
    """{unit: holds that stand on the day}, the oldest first. One query."""
    found: dict[int, list[Hold]] = defaultdict(list)
    for row in standing_holds(on).filter(unit_id__in=list(units)):
        found[certain(row.unit_id)].append(row)
    return found


def standing_holds(on: date) -> QuerySet[Hold]:
    """Holds that stand on a day: begun, and not lifted up to then. Those entered by mistake never stood."""
    lifted_later = Q(lifted_on__isnull=True) | Q(lifted_on__gt=on)
    rows = Hold.objects.filter(lifted_later, starts_on__lte=on).exclude(outcome=Hold.Outcome.MISTAKE)
    return rows.order_by("starts_on", "pk")


def attestations_of_people(people: Collection[int], year: int) -> dict[int, list[Attestation]]:
    """{person: judgements given for the year}, with the account that entered each."""
    them = selves_of(people)
    found = _attestations(Attestation.objects.filter(person_id__in=them.ids, year=year), "person_id")
    if not them.joins:
        return found
    by_key = {person: {(row.year, row.key): row for row in rows} for person, rows in found.items()}
    return {
        person: sorted(rows.values(), key=lambda row: row.key)
        for person, rows in counted(them, by_key, "attestation").items()
    }


def attestations_of_units(units: Collection[int], year: int) -> dict[int, list[Attestation]]:
    return _attestations(Attestation.objects.filter(unit_id__in=units, year=year), "unit_id")


def _attestations(rows, subject: str) -> dict[int, list[Attestation]]:
    found: dict[int, list[Attestation]] = defaultdict(list)
    for row in rows.select_related("entered_by").order_by("key"):
        found[getattr(row, subject)].append(row)
    return found
