"""People by the thousand: details corrected, moved to other posts, mistaken entries taken back."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from thidua.people import checks
from thidua.people.actions import _shown
from thidua.people.actions_private import lock_values
from thidua.people.models import Departure, DetailChange, Person, Post, PrivateValue, Transfer
from thidua.shared import audit
from thidua.shared.actions_bulk import BATCH, Change, changed_rows, fields_changed, locked, take_back
from thidua.shared.denied import Denied, Stale
from thidua.shared.fieldlock import Secret
from thidua.shared.wording import vi_date
from thidua.units.models import RoleGrant, Unit
from thidua.units.permissions import check_has_role
from thidua.units.queries import unit_ids_below

BY_SHEET = "Theo bảng tính đơn vị nhập"
CORRECTABLE = ("full_name", "born_on", "gender", "subject", "recruited_on")
POST_CORRECTABLE = ("title", "is_leader")


def _check(by, under: Unit, at: datetime, people: Iterable[int], to_do: str) -> None:
    check_has_role(by, [RoleGrant.Role.OFFICER], under, at.date(), to_do)
    inside, wanted = unit_ids_below([under.pk]), set(people)
    here: set[int] = set()
    for start in range(0, len(wanted), 500):
        part = list(wanted)[start : start + 500]
        here |= set(Post.objects.filter(person_id__in=part, unit_id__in=inside).values_list("person_id", flat=True))
    if wanted - here:
        raise Denied(f"Có người không công tác tại {under.name}. Chưa dòng nào được ghi.")


@transaction.atomic
def correct_people(*, changes: Sequence[Change], under: Unit, by, at: datetime) -> int:
    """Correct details of people (:data:`CORRECTABLE`) who have or had a post in or below ``under``; returns how many."""
    _check(by, under, at, [pk for pk, _, _ in changes], "sửa thông tin cán bộ")
    if strange := {name for _, _, after in changes for name in after} - set(CORRECTABLE):
        raise TypeError(f"cannot be corrected: {sorted(strange)}")
    before = locked(Person, [pk for pk, _, _ in changes])
    people = [person.fill_keys() for person in changed_rows(Person, changes)]
    history = []
    for person in people:
        if problems := checks.person_problems(person, at.date()):
            raise Denied(f"{person.full_name}: {problems[0][1]}")
        person.version += 1
        history += [
            DetailChange(
                person=person, field=name, before=_shown(before[person.pk], name), after=_shown(person, name),
                reason=BY_SHEET, changed_at=at, changed_by=by,
            )
            for name in CORRECTABLE
            if getattr(before[person.pk], name) != getattr(person, name)
        ]  # fmt: skip
    Person.objects.bulk_update(people, [*CORRECTABLE, "name_fold", "name_key", "version"], batch_size=100)
    DetailChange.objects.bulk_create(history, batch_size=500)
    detail = {"people": [pk for pk, _, _ in changes][:1000], "fields": fields_changed(changes)}
    audit.record("people_corrected", under, by=by, at=at, detail=detail)
    return len(changes)


@transaction.atomic
def correct_posts(*, changes: Sequence[Change], under: Unit, by, at: datetime) -> int:
    """Correct the title or the leading of posts in or below ``under``; returns how many."""
    check_has_role(by, [RoleGrant.Role.OFFICER], under, at.date(), "sửa chức vụ cán bộ")
    posts, inside = changed_rows(Post, changes), unit_ids_below([under.pk])
    if any(post.unit_id not in inside for post in posts):
        raise Denied(f"Có chức vụ không thuộc {under.name}. Chưa dòng nào được ghi.")
    Post.objects.bulk_update(posts, POST_CORRECTABLE, batch_size=100)
    detail = {"posts": [pk for pk, _, _ in changes][:1000], "fields": fields_changed(changes)}
    audit.record("posts_corrected", under, by=by, at=at, detail=detail)
    return len(changes)


@transaction.atomic
def move_people(*, moves: Sequence[tuple[int | None, Post]], under: Unit, by, at: datetime) -> list[Post]:
    """Give people new posts (``person`` and ``unit`` set), each ending the old post, by primary key, on the day before;
    None where there was none. Both posts lie in or below ``under``. Returns the new posts with keys."""
    check_has_role(by, [RoleGrant.Role.OFFICER], under, at.date(), "chuyển cán bộ")
    inside = unit_ids_below([under.pk])
    old = locked(Post, [pk for pk, _ in moves if pk is not None])
    for pk, new in moves:
        before = old.get(pk) if pk is not None else None
        if pk is not None and (before is None or before.ends_on is not None or before.starts_on >= new.starts_on):
            raise Stale("Chức vụ của một người vừa được người khác thay đổi. Chưa dòng nào được ghi.")
        if new.unit_id not in inside or (before is not None and before.unit_id not in inside):
            raise Denied(f"Có đơn vị không thuộc {under.name}. Chưa dòng nào được ghi.")
        if before is not None:
            before.ends_on = new.starts_on - timedelta(days=1)
            moved = before.unit_id != new.unit_id
            before.ended_as = Post.Ending.MOVED if moved else Post.Ending.CHANGED
    _check_moves(moves)
    Post.objects.bulk_update(old.values(), ["ends_on", "ended_as"], batch_size=100)
    posts = Post.objects.bulk_create([new for _, new in moves], batch_size=500)
    detail = {"count": len(moves), "people": [new.person_id for _, new in moves][:1000]}
    audit.record("people_moved", under, by=by, at=at, detail=detail)
    return posts


def _check_moves(moves: Sequence[tuple[int | None, Post]]) -> None:
    """What stands against one person's new post stands against it in a sheet as well."""
    for start in range(0, len(moves), BATCH):
        part = moves[start : start + BATCH]
        ids = [new.person_id for _, new in part]
        people = Person.objects.in_bulk(ids)
        units = Unit.objects.in_bulk({new.unit_id for _, new in part})
        others: dict[int, list[Post]] = {}
        for post in Post.objects.filter(person_id__in=ids).select_related("unit"):
            others.setdefault(post.person_id, []).append(post)
        for pk, new in part:
            person, new.unit = people[new.person_id], units[new.unit_id]
            if problems := checks.post_problems(new, person):
                raise Denied(f"{person.full_name}: {problems[0][1]} Chưa dòng nào được ghi.")
            if other := checks.overlap(new, [post for post in others.get(person.pk, []) if post.pk != pk]):
                raise Denied(
                    f"{person.full_name}: trùng thời gian với chức vụ chính “{other.title}” tại {other.unit.name}. "
                    "Chưa dòng nào được ghi."
                )
        waiting = Transfer.objects.filter(person_id__in=ids, accepted_at=None, closed_at=None).select_related("person")
        if transfer := waiting.first():
            raise Denied(
                f"{transfer.person.full_name} đang chờ tiếp nhận chuyển đơn vị; hãy tiếp nhận hoặc rút việc chuyển trước. "
                "Chưa dòng nào được ghi."
            )
        died = Departure.objects.filter(person_id__in=ids, kind=Departure.Kind.DIED, undone_at=None)
        if departure := died.select_related("person").first():
            raise Denied(
                f"{departure.person.full_name} đã từ trần ngày {vi_date(departure.on)}. Chưa dòng nào được ghi."
            )


@transaction.atomic
def take_back_people(
    *,
    people: Sequence[int],
    posts: Sequence[int],
    reopened: Sequence[tuple[int, date]],
    under: Unit,
    reason: str,
    by,
    at,
) -> int:
    """Take back people and posts entered by mistake, while nothing refers to them; ``reopened`` posts had been ended on
    a day by these and go on. Returns how many people."""
    check_has_role(by, [RoleGrant.Role.OFFICER], under, at.date(), "lấy lại cán bộ nhập nhầm")
    inside = unit_ids_below([under.pk])
    if any(post.unit_id not in inside for post in locked(Post, posts).values()):
        raise Denied(f"Có chức vụ không thuộc {under.name}. Chưa dòng nào được lấy lại.")
    take_back(Post, posts, {})
    for start in range(0, len(people), BATCH):
        PrivateValue.objects.filter(person_id__in=list(people)[start : start + BATCH]).delete()
    take_back(Person, people, {})
    again = changed_rows(Post, [(pk, {"ends_on": day}, {"ends_on": None, "ended_as": ""}) for pk, day in reopened])
    Post.objects.bulk_update(again, ["ends_on", "ended_as"], batch_size=100)
    audit.record("people_taken_back", under, by=by, at=at, detail={"count": len(people), "reason": reason[:300]})
    return len(people)


@transaction.atomic
@sensitive_variables("numbers")
def lock_numbers(*, numbers: Mapping[int, Secret], under: Unit, by, at: datetime) -> int:
    """Put identity numbers of people ({primary key: number}) under lock who had none; returns how many."""
    _check(by, under, at, numbers, "ghi số định danh")
    people = locked(Person, numbers)
    there = PrivateValue.objects.filter(person_id__in=list(numbers), field=PrivateValue.Field.IDENTITY)
    if there.exists():
        raise Stale("Số định danh của một người vừa được ghi. Chưa dòng nào được ghi; mời kiểm tra lại.")
    values = {people[pk]: {str(PrivateValue.Field.IDENTITY): number} for pk, number in numbers.items()}
    lock_values(values=values, by=by, at=at)
    audit.record("identity_numbers_entered", under, by=by, at=at, detail={"people": sorted(numbers)[:1000]})
    return len(numbers)


@transaction.atomic
def erase_numbers(*, people: Sequence[int], under: Unit, reason: str, by, at: datetime) -> int:
    """Take identity numbers entered by mistake away for good; returns how many."""
    _check(by, under, at, people, "xóa số định danh")
    erased, _ = PrivateValue.objects.filter(person_id__in=list(people), field=PrivateValue.Field.IDENTITY).delete()
    audit.record("identity_numbers_erased", under, by=by, at=at, detail={"count": erased, "reason": reason[:300]})
    return erased


def private_keys(people: Sequence[int]) -> list[int]:
    """The values under lock of people, by primary key: they go with a record that is taken back."""
    found: list[int] = []
    for start in range(0, len(people), BATCH):
        part = list(people)[start : start + BATCH]
        found += PrivateValue.objects.filter(person_id__in=part).values_list("pk", flat=True)
    return found
