"""Reading what is on record, for many people or units at once: one query per kind of record, whatever their number."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Sum

from thidua.records.models import Absence, Attestation, Discipline, Initiative, TaskRating

# Counted as time worked (Thông tư 01/2024/TT-BNV): these days are no absence.
COUNTED_AS_WORK = {Absence.Reason.MATERNITY, Absence.Reason.RESCUE_INJURY}
_WEIGHT = {form: weight for weight, form in enumerate(Discipline.Form.values)}


def ratings_of_people(people: Collection[int], years: Iterable[int]) -> dict[int, dict[int, str]]:
    """{person: {year: rating}}."""
    rows = TaskRating.objects.filter(person_id__in=people, year__in=list(years))
    found: dict[int, dict[int, str]] = defaultdict(dict)
    for person, year, rating in rows.values_list("person_id", "year", "rating"):
        found[person][year] = rating
    return found


def ratings_of_units(units: Collection[int], years: Iterable[int]) -> dict[int, dict[int, str]]:
    """{unit: {year: rating}}."""
    rows = TaskRating.objects.filter(unit_id__in=units, year__in=list(years))
    found: dict[int, dict[int, str]] = defaultdict(dict)
    for unit, year, rating in rows.values_list("unit_id", "year", "rating"):
        found[unit][year] = rating
    return found


def absence_days_of(people: Collection[int], year: int) -> dict[int, int]:
    """{person: working days absent in the year}, without the days that count as work."""
    rows = Absence.objects.filter(person_id__in=people, year=year).exclude(reason__in=COUNTED_AS_WORK)
    return dict(rows.values_list("person_id").annotate(days=Sum("working_days")).order_by())


def heaviest_discipline_of(people: Collection[int], year: int, on: date) -> dict[int, str]:
    """{person: heaviest form decided in the year}, known on the day ``on``."""
    rows = Discipline.objects.filter(person_id__in=people, decided_on__year=year, decided_on__lte=on)
    found: dict[int, str] = {}
    for person, form in rows.values_list("person_id", "form"):
        if person not in found or _WEIGHT[form] > _WEIGHT[found[person]]:
            found[person] = form
    return found


def initiatives_of(people: Collection[int], years: Iterable[int], on: date) -> dict[int, list[Initiative]]:
    """{person: initiatives recognised up to the day ``on``}, oldest first."""
    rows = Initiative.objects.filter(person_id__in=people, year__in=list(years), recognised_on__lte=on)
    found: dict[int, list[Initiative]] = defaultdict(list)
    for initiative in rows.order_by("year", "recognised_on", "id"):
        found[initiative.person_id].append(initiative)
    return found


def attestations_of_people(people: Collection[int], year: int) -> dict[int, list[Attestation]]:
    """{person: judgements given for the year}, with the account that entered each."""
    return _attestations(Attestation.objects.filter(person_id__in=people, year=year), "person_id")


def attestations_of_units(units: Collection[int], year: int) -> dict[int, list[Attestation]]:
    return _attestations(Attestation.objects.filter(unit_id__in=units, year=year), "unit_id")


def _attestations(rows, subject: str) -> dict[int, list[Attestation]]:
    found: dict[int, list[Attestation]] = defaultdict(list)
    for row in rows.select_related("entered_by").order_by("key"):
        found[getattr(row, subject)].append(row)
    return found
