"""The posts of a unit go to its successor: by themselves when it is only renamed, on the officer's word otherwise.

Each move is kept in ``Reorganisation.moved["posts"]`` as [old post, its last day before, how it had ended, new post, unit before], so
that undoing the change of units, or taking back the move alone, puts every post back.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from thidua.people import checks, permissions
from thidua.people.actions import needed
from thidua.people.models import DetailChange, Post, Transfer
from thidua.shared import audit
from thidua.shared.actions_bulk import in_use
from thidua.shared.denied import Denied
from thidua.shared.text import nfc
from thidua.shared.wording import vi_date
from thidua.units.models import Reorganisation, Unit, UnitSuccession

KEY = "posts"
DAY = timedelta(days=1)
Moved = list[list[Any]]


def held_from(unit: Unit, on: date) -> list[Post]:
    """The posts in a unit that hold on the day or later, locked, with their people."""
    held = Post.objects.select_for_update(of=("self",)).filter(unit=unit)
    return list(held.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on)).select_related("person").order_by("pk"))


def move_posts(posts: Sequence[Post], to_unit: Unit, on: date, basis: str) -> Moved:
    """The writing half: each post goes on in ``to_unit`` from the day, with title and role as they are."""
    new = [
        Post(
            person=post.person, unit=to_unit, title=post.title, is_leader=post.is_leader, is_main=post.is_main,
            starts_on=max(on, post.starts_on), ends_on=post.ends_on, ended_as=post.ended_as,
            basis=nfc(basis)[:160] or post.basis,
        )
        for post in posts
    ]  # fmt: skip
    for made in new:
        if problems := checks.post_problems(made, made.person):
            raise Denied(f"{made.person.full_name}: {problems[0][1]}")
    moved: Moved = []
    for made, post in zip(new, posts, strict=True):
        last = post.ends_on.isoformat() if post.ends_on else None
        moved.append([post.pk, last, post.ended_as, made if post.starts_on < on else post, post.unit_id])
    begun = [(made, post) for made, post in zip(new, posts, strict=True) if post.starts_on < on]
    Post.objects.bulk_create([made for made, _ in begun], batch_size=500)
    Post.objects.filter(pk__in=[post.pk for _, post in begun]).update(ends_on=on - DAY, ended_as=Post.Ending.UNIT)
    # a post that would only have begun in the new unit never began in the old one
    Post.objects.filter(pk__in=[post.pk for post in posts if post.starts_on >= on]).update(unit=to_unit)
    return [[*each[:3], each[3].pk, each[4]] for each in moved]


def act_between(from_unit: Unit, to_unit: Unit) -> Reorganisation | None:
    """The change of units by which ``from_unit`` passed on, if it stands in the register as an act."""
    rows = UnitSuccession.objects.filter(old=from_unit, holds=True, reorganisation__undone_at=None)
    found = rows.exclude(reorganisation=None).select_related("reorganisation")
    row = found.filter(new=to_unit).first() or found.first()
    return row.reorganisation if row is not None else None


def keep(act: Reorganisation | None, moved: Moved) -> None:
    """Note among what the act carried along; under the lock of the act's row."""
    if act is not None and moved:
        fresh = Reorganisation.objects.select_for_update().get(pk=act.pk)
        fresh.moved[KEY] = [*fresh.moved.get(KEY, []), *moved]
        fresh.save(update_fields=["moved"])


class PostCarrier:
    """Posts go along with a unit that is only renamed (a :class:`thidua.units.carriers.Carrier`)."""

    key = KEY

    def carry(self, old: Unit, new: Unit, act: Reorganisation) -> dict[str, list]:
        return {KEY: move_posts(held_from(old, act.on), new, act.on, act.legal_basis)}

    def refusal(self, act: Reorganisation) -> str:
        moved = act.moved.get(KEY, [])
        made = Post.objects.in_bulk([each[3] for each in moved])
        for _, ends_on, ended_as, new, _ in moved:
            post = made.get(new)
            ends = post.ends_on.isoformat() if post is not None and post.ends_on else None
            if post is None or ends != ends_on or post.ended_as != ended_as:
                who = f" của {post.person.full_name}" if post is not None else ""
                return f"Không hủy được: chức vụ{who} ở đơn vị mới đã thay đổi sau khi chuyển sang."
        keys = [new for old, _, _, new, _ in moved if new != old]
        if DetailChange.objects.filter(post__in=keys).exists() or Transfer.objects.filter(post__in=keys).exists():
            return "Không hủy được: có chức vụ ở đơn vị mới đã được sửa hoặc đang chuyển đơn vị."
        return ""

    def own(self, act: Reorganisation) -> dict[str, Q]:
        return {"post": Q(pk__in=[each[3] for each in act.moved.get(KEY, [])])}

    def give_back(self, act: Reorganisation) -> None:
        moved = act.moved.get(KEY, [])
        made = [new for old, _, _, new, _ in moved if new != old]
        if used := in_use(Post, made, {}):
            raise Denied(f"Không hủy được: đã có {', '.join(used)} gắn với chức vụ ở đơn vị mới.")
        Post.objects.filter(pk__in=made).delete()
        for old, ends_on, ended_as, _, unit in moved:
            last = date.fromisoformat(ends_on) if ends_on else None
            Post.objects.filter(pk=old).update(ends_on=last, ended_as=ended_as, unit=unit)


@transaction.atomic
def take_back_move(*, reorganisation: Reorganisation, reason: str, by, at: datetime) -> int:
    """The posts that were moved after a change of units go back to the old ones; the change itself stands. How many."""
    act = Reorganisation.objects.select_for_update().get(pk=reorganisation.pk)
    permissions.check_can_take_back_move(by, act, at.date())
    reason = needed(reason, "lấy lại việc chuyển cán bộ")
    carrier, moved = PostCarrier(), act.moved.get(KEY, [])
    if refused := carrier.refusal(act):
        raise Denied(refused)
    carrier.give_back(act)
    act.moved[KEY] = []
    act.save(update_fields=["moved"])
    detail = {"reorganisation": act.pk, "posts": len(moved), "reason": reason}
    audit.record("unit_people_moved_back", act.under, by=by, at=at, detail=detail)
    return len(moved)


def why_not_heir(from_unit: Unit, to_unit: Unit, on: date) -> str:
    """Why everybody of one unit cannot go to another, "" when it took over from it."""
    if UnitSuccession.objects.filter(old=from_unit, holds=True).exists():
        return f"{to_unit.name} không kế thừa {from_unit.name}; hãy chuyển từng người."
    return (
        f"Chưa ghi việc sắp xếp nào đưa {from_unit.name} thành {to_unit.name} (ngày {vi_date(on)}); "
        "hãy ghi việc sắp xếp đơn vị trước, hoặc chuyển từng người."
    )
