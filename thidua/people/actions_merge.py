"""Two records of one person: found, marked as two people, joined, parted again.

Joining rewrites no row of history: the merged record points to the kept one, and reading takes both. What the records
say differently is settled by ``thidua.records.actions_merge.merge_people``, which is the act screens call.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet

from thidua.accounts.models import User
from thidua.people import duplicates
from thidua.people.actions import DETAILS, needed, write_details
from thidua.people.models import DuplicatePair, Merge, Person, Post, PrivateValue
from thidua.people.permissions import check_can_compare, check_can_enter
from thidua.people.queries import in_units
from thidua.shared import audit
from thidua.shared.denied import Denied, Stale
from thidua.shared.gate import stamp
from thidua.units.models import Unit
from thidua.units.queries import unit_ids_below


def records_of(people: QuerySet[Person]) -> list[duplicates.Record]:
    """What the search compares, of these people. Three queries."""
    people = people.order_by()
    units: dict[int, set[int]] = {}
    for person, unit in (
        Post.objects.filter(person__in=people.values("pk")).order_by().values_list("person_id", "unit_id")
    ):
        units.setdefault(person, set()).add(unit)
    marks: dict[int, set[str]] = {}
    rows = PrivateValue.objects.filter(person__in=people.values("pk")).exclude(blind="").order_by()
    for person, mark in rows.values_list("person_id", "blind"):
        marks.setdefault(person, set()).add(mark)
    details = people.values_list("pk", "full_name", "born_on", "gender")
    return [
        duplicates.Record(pk, name, born, gender, frozenset(units.get(pk, ())), frozenset(marks.get(pk, ())))
        for pk, name, born, gender in details
    ]


@transaction.atomic
def find_duplicates(*, under: Unit, by, at: datetime) -> int:
    """Look through everybody in and below a unit for records that may be one person; how many pairs are open now.

    Pairs marked as two people stay marked; pairs that no longer resemble each other go.
    """
    check_can_enter(by, under, at.date())
    people = in_units(unit_ids_below([under.pk]), at.date())
    records = records_of(people)
    pairs = duplicates.find(records)
    keys = people.order_by().values("pk")
    inside = DuplicatePair.objects.filter(first__in=keys, second__in=keys, apart_at__isnull=True)
    DuplicatePair.objects.bulk_create(
        [
            DuplicatePair(
                first_id=pair.first, second_id=pair.second, grounds=list(pair.grounds), score=pair.score, found_at=at
            )
            for pair in pairs
        ],
        batch_size=500,
        update_conflicts=True,
        unique_fields=["first", "second"],
        update_fields=["grounds", "score", "found_at"],
    )
    inside.filter(found_at__lt=at).delete()
    audit.record("duplicates_searched", under, by=by, at=at, detail={"people": len(records), "pairs": len(pairs)})
    return inside.count()


@transaction.atomic
def mark_apart(*, first: Person, second: Person, reason: str, by, at: datetime) -> None:
    """These are two people; the pair does not come back."""
    for person in (first, second):
        check_can_compare(by, person, at.date())
    reason = needed(reason, "ghi hai người khác nhau")
    low, high = sorted((first, second), key=lambda person: person.pk)
    _check_two(low, high)
    pair, _ = DuplicatePair.objects.get_or_create(
        first=low, second=high, defaults={"grounds": [], "score": 0, "found_at": at}
    )
    rows = DuplicatePair.objects.filter(pk=pair.pk, apart_at__isnull=True)
    if rows.update(apart_reason=reason, **stamp("apart", by=by, at=at)) != 1:
        raise Denied("Cặp hồ sơ này đã được ghi là hai người khác nhau.")
    audit.record("people_marked_apart", low, by=by, at=at, detail={"other": high.pk})


def _check_two(one: Person, other: Person) -> None:
    if one.pk == other.pk:
        raise Denied("Hai hồ sơ phải khác nhau.")


def check_can_join(by, person: Person, into: Person, on: date) -> None:
    """Everything that stands against a merge apart from what the records say differently."""
    _check_two(person, into)
    for each in (person, into):
        check_can_compare(by, each, on)
    if person.merged_into_id is not None:
        raise Denied(f"Hồ sơ {person.code} đã được gộp trước đó.")
    if into.merged_into_id is not None:
        raise Denied(f"Hồ sơ {into.code} đã gộp vào hồ sơ khác; hãy gộp vào hồ sơ được giữ lại.")
    if Merge.objects.filter(into=person, undone_at__isnull=True).exists():
        raise Denied(
            f"Hồ sơ {person.code} đang giữ hồ sơ khác đã gộp vào nó. Hãy giữ lại hồ sơ này, hoặc gỡ lần gộp trước."
        )
    if User.objects.filter(person__in=[person, into], is_active=True).count() > 1:
        raise Denied("Cả hai hồ sơ đều gắn với tài khoản đang hoạt động. Hãy khóa một tài khoản trước khi gộp.")
    low, high = sorted((person.pk, into.pk))
    if DuplicatePair.objects.filter(first=low, second=high, apart_at__isnull=False).exists():
        raise Denied("Hai hồ sơ này đã được ghi là hai người khác nhau; hãy bỏ ghi nhận đó trước khi gộp.")


@transaction.atomic
def take_back_apart(*, first: Person, second: Person, by, at: datetime) -> None:
    """The two may be one person after all: the mark goes, the pair can be compared again."""
    low, high = sorted((first, second), key=lambda person: person.pk)
    for person in (low, high):
        check_can_compare(by, person, at.date())
    rows = DuplicatePair.objects.filter(first=low, second=high, apart_at__isnull=False)
    if rows.update(apart_at=None, apart_by=None, apart_reason="") != 1:
        raise Denied("Cặp hồ sơ này chưa được ghi là hai người khác nhau.")
    audit.record("apart_taken_back", low, by=by, at=at, detail={"other": high.pk})


def detail_conflicts(person: Person, into: Person) -> list[str]:
    """Details both records hold and hold differently."""
    return [
        name
        for name in DETAILS
        if getattr(person, name) not in (None, "")
        and getattr(into, name) not in (None, "")
        and getattr(person, name) != getattr(into, name)
    ]


@transaction.atomic
def join(*, person: Person, into: Person, choices: Mapping[str, str], reason: str, by, at: datetime) -> Merge:
    """Point one record to the other, with the choices made where they differ; ``records.merge_people`` has checked that
    every difference is settled."""
    list(Person.objects.select_for_update().filter(pk__in=[person.pk, into.pk]).order_by("pk").values_list("pk"))
    person.refresh_from_db()
    into.refresh_from_db()
    check_can_join(by, person, into, at.date())
    reason = needed(reason, "gộp hồ sơ")
    taken: dict[str, Any] = {
        name: getattr(person, name)
        for name in DETAILS
        if choices.get(f"detail:{name}") == "merged"
        or (getattr(into, name) in (None, "") and getattr(person, name) not in (None, ""))
    }
    before = {name: getattr(into, name) for name in taken}
    write_details(into, taken, f"Gộp hồ sơ {person.code}: {reason}"[:300], by, at)
    rows = Person.objects.filter(pk=person.pk, merged_into__isnull=True, version=person.version)
    fields = {"merged_into": into, "merged_reason": reason, "version": F("version") + 1}
    if rows.update(**fields, **stamp("merged", by=by, at=at)) != 1:
        raise Stale()
    merge = Merge.objects.create(
        person=person,
        into=into,
        reason=reason,
        choices=dict(choices),
        before={name: _plain(value) for name, value in before.items()},
        **stamp("merged", by=by, at=at),
    )
    person.refresh_from_db()
    detail = {"into": into.pk, "merge": merge.pk, "choices": dict(choices), "fields": sorted(taken)}
    audit.record("people_merged", person, by=by, at=at, detail=detail)
    return merge


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


@transaction.atomic
def undo_merge(*, merge: Merge, reason: str, by, at: datetime) -> None:
    """Part two records again: each stands by itself with what was entered under it; details that the merge brought over
    go back unless they were corrected since."""
    for person in (merge.into, merge.person):
        check_can_compare(by, person, at.date())
    reason = needed(reason, "gỡ gộp hồ sơ")
    rows = Merge.objects.filter(pk=merge.pk, undone_at__isnull=True)
    if rows.update(undone_reason=reason, **stamp("undone", by=by, at=at)) != 1:
        raise Denied("Lần gộp này đã được gỡ trước đó.")
    person, into = merge.person, merge.into
    Person.objects.filter(pk=person.pk).update(
        merged_into=None, merged_at=None, merged_by=None, merged_reason="", version=F("version") + 1
    )
    person.refresh_from_db()
    back = {
        name: date.fromisoformat(value) if value and name in ("born_on", "recruited_on") else value
        for name, value in merge.before.items()
        if getattr(into, name) == getattr(person, name)
    }
    changed = write_details(into, back, f"Gỡ gộp hồ sơ {person.code}: {reason}"[:300], by, at)
    merge.refresh_from_db()
    audit.record("merge_undone", person, by=by, at=at, detail={"into": into.pk, "merge": merge.pk, "fields": changed})
