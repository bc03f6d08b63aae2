"""What the system knows about people and collectives, as columns for the law. A constant number of queries.

What counts as known:

- A title is "no" from ``settings.REGISTER_COMPLETE_FROM`` on when the register does not hold it, unknown before.
- Absence and discipline are "none" for people whose rating of the award year is on record: with the rating the unit
  closes the year of that person. Without a rating they stay unknown unless something is on record.
- Results of movements and the judgements the law leaves to people come from attestations; an open case from a hold that
  stands or from an attestation, and that there is none from an attestation only.
- An initiative counts for each of its authors. One that the law no longer lets count (used for another award) is handed in
  by the stage that knows, with the reason.
- Places in clusters and targets belong to later stages, which hand them in.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.conf import settings

from rulebook.facts import LADDER, CollectiveFacts, PersonFacts
from rulebook.facts_base import YEARS, award_codes
from thidua.honours.models import Honour
from thidua.people.models import Person, Post
from thidua.people.queries import Selves, members_by_unit_on, selves_of
from thidua.records import queries as records
from thidua.records.models import Attestation, Discipline, Hold, Initiative, TaskRating
from thidua.shared.memo import one_reading
from thidua.units.lineage import former_selves
from thidua.units.models import Unit
from thidua.units.queries import in_force

# Attestations that fill a column of their own instead of a qualitative condition.
NO_PENDING_CASE = "no_pending_case"
MOVEMENT_RESULT = "movement_result"
# "Cách chức" of our register is the removal from office of the law.
_DISCIPLINE: dict[str, str] = {
    Discipline.Form.REPRIMAND: "reprimand",
    Discipline.Form.WARNING: "warning",
    Discipline.Form.DEMOTION: "removal",
    Discipline.Form.DISMISSAL: "dismissal",
}
_SERIOUS = {Discipline.Form.WARNING, Discipline.Form.DEMOTION, Discipline.Form.DISMISSAL}


@one_reading()
def person_facts(
    people_ids: Iterable[int],
    year: int,
    on: date,
    window: int = YEARS,
    *,
    used: Mapping[int, Mapping[int, str]] | None = None,
) -> PersonFacts:
    """Facts of people, in the given order, for an award of ``year`` as known on the day ``on``.

    They reach back ``window`` years, the award year included (``Book.years_back`` says what an award asks). The key of
    a row is the primary key of the person as text. ``used``: {person: {initiative that does not count: why, in words}}.
    Twelve queries whatever the number of people. Raises ``Person.DoesNotExist`` for an unknown person.
    """
    ids = list(dict.fromkeys(people_ids))
    years = range(year - window + 1, year + 1)
    them = selves_of(ids)
    known = {person.pk: person for person in Person.objects.filter(pk__in=them.ids).order_by()}  # one query for all
    # who was merged counts with the details of the record that is kept
    people = {pk: known[them.root(pk)] for pk in ids if pk in known} if them.joins else known
    if missing := [pk for pk in ids if pk not in people]:
        raise Person.DoesNotExist(f"no person {missing[0]}")
    ratings = records.ratings_of_people(ids, years)
    absences = records.absence_days_of(ids, year)
    disciplines = records.heaviest_discipline_of(ids, year, on)
    initiatives = records.initiatives_of(ids, years, on)
    attestations = records.attestations_of_people(ids, year)
    holds = records.holds_of_people(ids, on)
    titles = titles_held("person", ids, years, on)
    leaders = _leaders(ids, min(on, date(year, 12, 31)))
    rows = []
    for pk in ids:
        person = people[pk]
        labels: dict[str, str] = {}
        rated = ratings.get(pk, {})
        is_closed = year in rated
        held = _held(titles.get(pk, []), labels)
        row: dict[str, Any] = {
            "key": str(pk),
            "ratings": rated,
            "titles": held,
            "recruited_on": _recruited(person, held, labels),
            "absence_days": min(absences[pk], 366) if pk in absences else (0 if is_closed else None),
            "discipline": _DISCIPLINE[disciplines[pk]] if pk in disciplines else ("none" if is_closed else None),
            "subject": person.subject,
            "is_leader": leaders.get(pk),
            **_initiative_counts(initiatives.get(pk, []), years, labels, (used or {}).get(pk, {})),
            **_attested(attestations.get(pk, []), labels),
            **_held_up(holds.get(pk, []), labels),
        }
        _label_ratings(rated, labels)
        rows.append(row | {"records": labels})
    return PersonFacts.from_rows(rows, year, settings.REGISTER_COMPLETE_FROM, window=window)


@one_reading()
def collective_facts(
    unit_ids: Iterable[int],
    year: int,
    on: date,
    *,
    standings: Mapping[int, tuple[int, int]] | None = None,
    targets_exceeded: Mapping[int, bool] | None = None,
    window: int = YEARS,
) -> CollectiveFacts:
    """Facts of units, in the given order, for an award of ``year`` as known on the day ``on``.

    ``standings``: {unit: (rank, number of units in the cluster)}; ``targets_exceeded``: {unit: yes or no}; units left
    out stay unknown. Members are the people with a post in the unit or below it at the end of the award year (or on
    ``on`` when that comes first). What a unit got under a former name counts, for it is the same body; what went into
    it by a merge does not. Fifteen queries whatever the number of units. Raises ``Unit.DoesNotExist``.
    """
    ids = list(dict.fromkeys(unit_ids))
    years = range(year - window + 1, year + 1)
    units = {unit.pk: unit for unit in Unit.objects.without_tree_fields().filter(pk__in=ids).order_by()}
    if missing := [pk for pk in ids if pk not in units]:
        raise Unit.DoesNotExist(f"no unit {missing[0]}")
    former = former_selves(ids)
    everything = [*ids, *(each for older in former.values() for each in older)]
    ratings = records.ratings_of_units(everything, years)
    attestations = records.attestations_of_units(everything, year)
    holds = records.holds_of_units(everything, on)
    titles = titles_held("unit", ids, years, on)
    members = _member_counts(ids, year, on)
    rows = []
    for pk in ids:
        labels: dict[str, str] = {}
        same = [pk, *former.get(pk, [])]  # the present row first: what it says goes before what an older one said
        rated = {given: mark for each in reversed(same) for given, mark in ratings.get(each, {}).items()}
        attested = {row.key: row for each in reversed(same) for row in attestations.get(each, [])}
        rank, size = (standings or {}).get(pk, (None, None))
        row: dict[str, Any] = {
            "key": str(pk),
            "ratings": rated,
            "titles": _held(titles.get(pk, []), labels),
            "cluster_rank": rank,
            "cluster_size": size,
            "targets_exceeded": (targets_exceeded or {}).get(pk),
            "dissolved": units[pk].valid_to is not None and units[pk].valid_to <= on,
            **members[pk],
            **_attested(list(attested.values()), labels),
            **_held_up([hold for each in same for hold in holds.get(each, [])], labels),
        }
        _label_ratings(rated, labels)
        rows.append(row | {"records": labels})
    return CollectiveFacts.from_rows(rows, year, settings.REGISTER_COMPLETE_FROM, window=window)


def titles_held(
    subject: str, ids: Collection[int], years: Iterable[int], on: date
) -> dict[int, list[tuple[str, int, str]]]:
    """{person or unit: [(award code, year, source label)]}: awards minus revoked ones, as last corrected. Three queries.

    ``subject`` is "person" or "unit"; ``on`` leaves out what was decided later. Titles of a former self count.
    """
    known = Honour.objects.filter(decided_on__lte=on).order_by("id")
    fields = ("id", "entry", "refers_to_id", f"{subject}_id", "award_code", "year", "decision_number", "decided_on")
    them = selves_of(ids) if subject == "person" else _bodies(ids, former_selves(ids))
    about = known.filter(**{f"{subject}_id__in": them.ids}).exclude(entry=Honour.Entry.REVOCATION)
    mine = list(about.values_list(*fields))
    originals = {refers or pk for pk, _, refers, *_ in mine}
    later = list(known.filter(refers_to_id__in=originals).values_list(*fields))
    stands: dict[int, tuple | None] = {pk: row for row in mine for pk in [row[0]] if row[2] is None}
    for row in later:
        stands[row[2]] = None if row[1] == Honour.Entry.REVOCATION else row
    found: dict[int, list[tuple[str, int, str]]] = defaultdict(list)
    wanted = set(years)
    for row in stands.values():
        if row is not None and row[3] is not None and row[5] in wanted:
            title = (row[4], row[5], f"Quyết định số {row[6]} ngày {row[7]:%d/%m/%Y}")
            for who in them.asked(row[3]):
                if title not in found[who]:
                    found[who].append(title)
    return found


def _bodies(ids: Collection[int], former: Mapping[int, Sequence[int]]) -> Selves:
    """Units with their older rows, as people with the records that were merged into them."""
    asked: dict[int, tuple[int, ...]] = {pk: (pk,) for pk in ids}
    for pk, older in former.items():
        for each in older:
            asked[each] = (*asked.get(each, ()), pk)
    return Selves(list(asked), asked)


def members_by_unit(unit_ids: Collection[int], on: date) -> dict[int, set[int]]:
    """{unit: people with a post in it or in a unit below on the day}. Two queries."""
    children: dict[int, list[int]] = defaultdict(list)
    for pk, parent in Unit.objects.filter(parent__isnull=False).order_by().values_list("pk", "parent_id"):
        children[parent].append(pk)
    below = {pk: _tree_below(pk, children) for pk in unit_ids}
    wanted = set().union(*below.values()) if below else set()
    people: dict[int, set[int]] = defaultdict(set)
    for unit, person in members_by_unit_on(wanted, on):
        people[unit].add(person)
    return {pk: set().union(*(people[each] for each in below[pk])) for pk in unit_ids}


def _tree_below(pk: int, children: Mapping[int, list[int]]) -> list[int]:
    found = [pk]
    for each in found:
        found.extend(children.get(each, []))
    return found


def _member_counts(ids: list[int], year: int, on: date) -> dict[int, dict[str, int | None]]:
    members = members_by_unit(ids, min(on, date(year, 12, 31)))
    everybody = set().union(*members.values()) if members else set()
    ratings = records.ratings_of_people(everybody, [year])
    serious = {p for p, form in records.heaviest_discipline_of(everybody, year, on).items() if form in _SERIOUS}
    titles = titles_held("person", everybody, [year], on)
    holders = {
        code: {p for p, held in titles.items() if any(code == c for c, *_ in held)}
        for code in ("advanced_worker", "grassroots_emulation_fighter")
    }
    decided = holders["advanced_worker"] | holders["grassroots_emulation_fighter"]
    counts: dict[int, dict[str, int | None]] = {}
    for pk in ids:
        mine = members[pk]
        completed = {p for p in mine if ratings.get(p, {}).get(year) not in (None, TaskRating.Rating.NOT_COMPLETED)}
        all_rated = all(year in ratings.get(p, {}) for p in mine)
        # Before the unit's own titles of the year are decided, nobody knows how many there will be.
        titles_known = bool(mine & decided)
        counts[pk] = {
            "members_total": len(mine) or None,
            "members_completed": len(completed) if mine and all_rated else None,
            "members_advanced_worker": len(mine & holders["advanced_worker"]) if titles_known else None,
            "members_grassroots_fighter": len(mine & holders["grassroots_emulation_fighter"]) if titles_known else None,
            "members_disciplined": len(mine & serious) if mine else None,
        }
    return counts


def _leaders(ids: Collection[int], on: date) -> dict[int, bool]:
    them = selves_of(ids)
    found: dict[int, bool] = {}
    rows = Post.objects.filter(in_force(on), person_id__in=them.ids).order_by()
    for record, leads in rows.values_list("person_id", "is_leader"):
        for person in them.asked(record):
            found[person] = found.get(person, False) or leads
    return found


def _held(rows: list[tuple[str, int, str]], labels: dict[str, str]) -> dict[str, list[int]]:
    """{award: years}. Awards of which the law books know nothing (local badges of old) are left out."""
    held: dict[str, set[int]] = defaultdict(set)
    for code, year, label in rows:
        if code in award_codes():
            held[code].add(year)
            labels[f"titles.{code}.{year}"] = label
    return {code: sorted(years) for code, years in held.items()}


def _recruited(person: Person, held: Mapping[str, list[int]], labels: dict[str, str]) -> date | None:
    """The day of recruitment; unknown when a title of the ladder is older, since one of the two must be wrong."""
    first = min((year for code in LADDER for year in held.get(code, [])), default=None)
    if person.recruited_on and first is not None and first < person.recruited_on.year:
        labels["recruited_on"] = f"Ngày tuyển dụng {person.recruited_on:%d/%m/%Y} sau danh hiệu năm {first}"
        return None
    return person.recruited_on


_COLUMNS = {
    Initiative.Scope.UNIT: ("initiatives_unit",),
    Initiative.Scope.PROVINCE: ("initiatives_unit", "initiatives_province"),
    Initiative.Scope.NATIONAL: ("initiatives_unit", "initiatives_province", "initiatives_nation"),
}


def _initiative_counts(
    rows: list[Initiative], years: range, labels: dict[str, str], used: Mapping[int, str]
) -> dict[str, dict[int, int]]:
    """Counts by scope and year; one of wider scope counts for the narrower ones too. What is used up stands in the label
    with its reason and does not count."""
    complete = [year for year in years if year >= settings.REGISTER_COMPLETE_FROM]
    counts = {name: dict.fromkeys(complete, 0) for name in _COLUMNS[Initiative.Scope.NATIONAL]}
    for row in rows:
        label = f"“{row.title}” ({row.decision_no} ngày {row.recognised_on:%d/%m/%Y})"
        if row.pk in used:
            label = f"không tính {label}: {used[row.pk]}"
        for name in _COLUMNS[Initiative.Scope(row.scope)]:
            counts[name][row.year] = counts[name].get(row.year, 0) + (row.pk not in used)
            key = f"{name}.{row.year}"
            labels[key] = f"{labels[key]}; {label}" if key in labels else label
    return counts


def _held_up(holds: list[Hold], labels: dict[str, str]) -> dict[str, Any]:
    """An open case, whatever an attestation says; the label tells the kind and the day, not the words of the case."""
    if not holds:
        return {}
    labels["pending_case"] = "; ".join(
        f"Tạm dừng xét từ {hold.starts_on:%d/%m/%Y}: {hold.get_kind_display()}" for hold in holds
    )
    return {"pending_case": True}


def _attested(rows: list[Attestation], labels: dict[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {"attestations": {}}
    for row in rows:
        by = row.entered_by.display_name if row.entered_by else ""
        label = f"{by}, ngày {row.entered_at:%d/%m/%Y}"
        if row.key == NO_PENDING_CASE:
            found["pending_case"] = not row.holds
            labels["pending_case"] = label
        elif row.key == MOVEMENT_RESULT:
            found["movement_result"] = row.holds
            labels["movement_result"] = label
        else:
            found["attestations"][row.key] = row.holds
            labels[f"attestations.{row.key}"] = label
    return found


def _label_ratings(rated: Mapping[int, str], labels: dict[str, str]) -> None:
    for year, rating in rated.items():
        labels[f"ratings.{year}"] = f"Xếp loại năm {year}: {TaskRating.Rating(rating).label}"
