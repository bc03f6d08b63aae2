"""People by the thousand: details corrected, moved to other posts, mistaken entries taken back."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction

from thidua.people.models import Person, Post
from thidua.shared import audit
from thidua.shared.actions_bulk import Change, changed_rows, fields_changed, locked, take_back
from thidua.shared.denied import Denied, Stale
from thidua.units.models import RoleGrant, Unit
from thidua.units.permissions import check_has_role
from thidua.units.queries import unit_ids_below

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
    people = [person.fill_keys() for person in changed_rows(Person, changes)]
    Person.objects.bulk_update(people, [*CORRECTABLE, "name_fold", "name_key"], batch_size=100)
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
    Post.objects.bulk_update(old.values(), ["ends_on"], batch_size=100)
    posts = Post.objects.bulk_create([new for _, new in moves], batch_size=500)
    detail = {"count": len(moves), "people": [new.person_id for _, new in moves][:1000]}
    audit.record("people_moved", under, by=by, at=at, detail=detail)
    return posts


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
    take_back(Person, people, {})
    again = changed_rows(Post, [(pk, {"ends_on": day}, {"ends_on": None}) for pk, day in reopened])
    Post.objects.bulk_update(again, ["ends_on"], batch_size=100)
    audit.record("people_taken_back", under, by=by, at=at, detail={"count": len(people), "reason": reason[:300]})
    return len(people)
