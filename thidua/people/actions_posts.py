"""Posts through time: appoint, change, correct, end; move to another unit; leave; everybody of a unit at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from thidua.people import actions_carrying as carrying
from thidua.people import checks, emails, permissions
from thidua.people.actions import DETAIL_LABELS, day_known, needed
from thidua.people.models import Departure, DetailChange, Person, Post, Transfer
from thidua.people.queries import departure_of, selves
from thidua.shared import audit, outbox
from thidua.shared.denied import Denied, Stale
from thidua.shared.gate import stamp
from thidua.shared.text import nfc
from thidua.shared.wording import show, vi_date
from thidua.units.lineage import units_after
from thidua.units.models import Unit
from thidua.units.queries import has_role, users_with_role

DAY = timedelta(days=1)
Ending = Post.Ending
POST_FIELDS = ("title", "is_leader", "is_main", "starts_on", "ends_on", "basis")


def _locked(person: Person) -> list[Post]:
    """The person's posts, newest first, after waiting for any other act on the same person."""
    list(Person.objects.select_for_update().filter(pk=person.pk).values_list("pk"))
    return list(Post.objects.filter(person_id__in=selves(person.pk)).select_related("unit"))


def _check_post(post: Post, person: Person, others: list[Post], at: datetime) -> None:
    day_known(post.starts_on, at, "Ngày bắt đầu")
    if problems := checks.post_problems(post, person):
        raise Denied(problems[0][1])
    if other := checks.overlap(post, others):
        until = f" đến ngày {vi_date(other.ends_on)}" if other.ends_on else ""
        raise Denied(
            f"Trùng thời gian với chức vụ chính “{other.title}” tại {other.unit.name} "
            f"(từ ngày {vi_date(other.starts_on)}{until}). Hãy kết thúc chức vụ đó trước, hoặc ghi chức vụ mới là kiêm nhiệm."
        )
    left = departure_of(person)
    if left is not None and left.kind == Departure.Kind.DIED and (post.ends_on or date.max) > left.on:
        raise Denied(f"{person.full_name} đã từ trần ngày {vi_date(left.on)}.")


def _made(post: Post) -> Post:
    post.title, post.basis = nfc(post.title), nfc(post.basis)
    post.save(force_insert=True)
    return post


@transaction.atomic
def appoint_post(*, post: Post, by, at: datetime) -> Post:
    """Give a person a further post: beside the others, or the first again after a gap.

    ``post`` is unsaved, with person and unit. The officer of the unit appoints; who works in another unit is
    transferred (:func:`send_transfer`) unless the post is one held beside the main one.
    """
    person, on = post.person, at.date()
    permissions.check_is_kept(person)
    permissions.check_can_enter(by, post.unit, on)
    others = _locked(person)
    _check_post(post, person, others, at)
    if post.is_main and any(other.ends_on is None and other.unit_id != post.unit_id for other in others):
        raise Denied(f"{person.full_name} đang công tác ở đơn vị khác; hãy chuyển đơn vị.")
    _made(post)
    detail = {"post": post.pk, "unit": post.unit_id, "main": post.is_main}
    audit.record("post_appointed", person, by=by, at=at, detail=detail)
    return post


def _end(post: Post, on: date, ended_as: str) -> None:
    """End a post that the caller has just read; of two clicks at once one does it."""
    rows = Post.objects.filter(pk=post.pk, ends_on=post.ends_on, starts_on=post.starts_on)
    if rows.update(ends_on=on, ended_as=ended_as) != 1:
        raise Stale()
    post.ends_on, post.ended_as = on, ended_as


def _check_can_end_on(post: Post, on: date) -> None:
    if on < post.starts_on:
        raise Denied(f"Chức vụ “{post.title}” bắt đầu ngày {vi_date(post.starts_on)}, không kết thúc trước đó được.")


@transaction.atomic
def change_post(*, post: Post, title: str, is_leader: bool, on: date, by, at: datetime, basis: str = "") -> Post:
    """From the day ``on`` the person does something else in the same unit: the post ends the day before."""
    permissions.check_can_end_post(by, post, at.date())
    permissions.check_is_kept(post.person)
    others = _locked(post.person)
    if on <= post.starts_on:
        raise Denied(f"Ngày thay đổi phải sau ngày bắt đầu chức vụ đang giữ ({vi_date(post.starts_on)}).")
    if nfc(title) == post.title and is_leader == post.is_leader:
        raise Denied("Chức vụ mới giống hệt chức vụ đang giữ.")
    _end(post, on - DAY, Ending.CHANGED)
    new = Post(
        person=post.person,
        unit=post.unit,
        title=title,
        is_leader=is_leader,
        is_main=post.is_main,
        starts_on=on,
        basis=basis,
    )
    _check_post(new, post.person, [each for each in others if each.pk != post.pk], at)
    _made(new)
    audit.record("post_changed", post.person, by=by, at=at, detail={"post": post.pk, "new": new.pk})
    return new


@transaction.atomic
def correct_post(*, post: Post, changes: Mapping[str, Any], reason: str, by, at: datetime) -> list[str]:
    """Put a slip in a post right (:data:`POST_FIELDS`), each change kept with the reason; the fields that changed."""
    permissions.check_can_change_post(by, post, at.date())
    if unknown := set(changes) - set(POST_FIELDS):
        raise Denied(f"Không sửa được mục “{sorted(unknown)[0]}”.")
    reason = needed(reason, "sửa chức vụ")
    others = _locked(post.person)
    wanted = {name: nfc(value) if isinstance(value, str) else value for name, value in changes.items()}
    before = {name: getattr(post, name) for name in POST_FIELDS}
    changed = [name for name in POST_FIELDS if name in wanted and wanted[name] != before[name]]
    if not changed:
        raise Denied("Không có gì thay đổi so với thông tin đang ghi.")
    tried = Post(pk=post.pk, person=post.person, unit=post.unit, **{**before, **wanted})
    _check_post(tried, post.person, others, at)
    fields = {name: wanted[name] for name in changed}
    if "ends_on" in fields and post.ended_as == Ending.LEFT and (left := departure_of(post.person)) is not None:
        raise Denied(
            f"Chức vụ này kết thúc cùng việc thôi công tác ({left.get_kind_display().lower()}, ngày {vi_date(left.on)}). "
            "Hãy hủy việc thôi công tác ở trang của người này; chức vụ sẽ được tiếp tục."
        )
    if "ends_on" in fields:
        fields["ended_as"] = (post.ended_as or Ending.ENDED) if fields["ends_on"] else ""
    if Post.objects.filter(pk=post.pk, **before).update(**fields) != 1:
        raise Stale()
    DetailChange.objects.bulk_create(
        [
            DetailChange(
                person=post.person,
                post=post,
                field=name,
                before="" if before[name] is None else show(before[name])[:200],
                after="" if wanted[name] is None else show(wanted[name])[:200],
                reason=reason,
                changed_at=at,
                changed_by=by,
            )
            for name in changed
        ]
    )
    audit.record("post_corrected", post.person, by=by, at=at, detail={"post": post.pk, "fields": changed})
    return [DETAIL_LABELS[name] for name in changed]


@transaction.atomic
def end_post(*, post: Post, on: date, by, at: datetime) -> None:
    """The last day of a post; the person may hold others."""
    permissions.check_can_end_post(by, post, at.date())
    _check_can_end_on(post, on)
    day_known(on, at, "Ngày kết thúc")
    _end(post, on, Ending.ENDED)
    audit.record("post_ended", post.person, by=by, at=at, detail={"post": post.pk, "on": on.isoformat()})


# ── To another unit ──


@transaction.atomic
def send_transfer(
    *, post: Post, to_unit: Unit, on: date, by, at: datetime, basis: str = "", title: str = "", is_leader: bool = False
) -> Transfer:
    """Let a person go to another unit from the day ``on``; the other unit takes them in with a post.

    The sending unit's officer lets go, the receiving unit's takes in. Whoever is officer for both does it at once when
    ``title`` is given.
    """
    person = post.person
    permissions.check_can_send(by, post, at.date())
    permissions.check_is_kept(person)
    _locked(person)
    if not post.is_main:
        raise Denied("Chỉ chuyển đơn vị từ chức vụ chính; chức vụ kiêm nhiệm thì kết thúc.")
    if to_unit.pk == post.unit_id:
        raise Denied(f"{person.full_name} đang công tác tại {to_unit.name}.")
    if on <= post.starts_on:
        raise Denied(f"Ngày chuyển phải sau ngày bắt đầu chức vụ đang giữ ({vi_date(post.starts_on)}).")
    day_known(on, at, "Ngày chuyển")
    asked = Post(person=person, unit=to_unit, title=title or "—", is_leader=is_leader, starts_on=on)
    if problems := checks.post_problems(asked, person):
        raise Denied(problems[0][1])
    try:
        with transaction.atomic():
            transfer = Transfer.objects.create(
                person=person, post=post, to_unit=to_unit, on=on, basis=nfc(basis), **stamp("sent", by=by, at=at)
            )
    except IntegrityError as error:
        raise Denied(f"{person.full_name} đang có một lần chuyển đơn vị chờ tiếp nhận.") from error
    audit.record("transfer_sent", person, by=by, at=at, detail={"transfer": transfer.pk, "to": to_unit.pk})
    if title.strip() and has_role(by, [permissions.Role.OFFICER], to_unit, at.date()):
        take_in(transfer=transfer, title=title, is_leader=is_leader, by=by, at=at)
        return transfer
    receivers = users_with_role([permissions.Role.OFFICER], to_unit, at.date())
    outbox.queue(receivers, *emails.transfer_sent(transfer), by=by, at=at)
    return transfer


@transaction.atomic
def take_in(*, transfer: Transfer, title: str, is_leader: bool, by, at: datetime) -> Post:
    """The receiving unit gives the person a post from the day of the transfer; the old one ends the day before."""
    permissions.check_can_take_in(by, transfer, at.date())
    person, old = transfer.person, transfer.post
    others = _locked(person)
    old.refresh_from_db()
    if old.ends_on is not None and old.ends_on >= transfer.on:
        raise Denied(
            f"Chức vụ cũ kết thúc ngày {vi_date(old.ends_on)}, sau ngày chuyển. Hãy yêu cầu đơn vị cũ chuyển lại."
        )
    new = Post(
        person=person,
        unit=transfer.to_unit,
        title=title,
        is_leader=is_leader,
        starts_on=transfer.on,
        basis=transfer.basis,
    )
    _check_post(new, person, [each for each in others if each.pk != old.pk], at)
    if old.ends_on is None:
        _end(old, transfer.on - DAY, Ending.MOVED)
    _made(new)
    rows = Transfer.objects.filter(pk=transfer.pk, accepted_at__isnull=True, closed_at__isnull=True)
    if rows.update(new_post=new, **stamp("accepted", by=by, at=at)) != 1:
        raise Stale()
    transfer.refresh_from_db()
    audit.record("transfer_taken_in", person, by=by, at=at, detail={"transfer": transfer.pk, "post": new.pk})
    if transfer.sent_by_id != by.pk:
        outbox.queue([transfer.sent_by], *emails.transfer_answered(transfer), by=by, at=at)
    return new


def _close(transfer: Transfer, closed_as: str, reason: str, by, at: datetime) -> None:
    rows = Transfer.objects.filter(pk=transfer.pk, accepted_at__isnull=True, closed_at__isnull=True)
    if rows.update(closed_as=closed_as, closed_reason=reason, **stamp("closed", by=by, at=at)) != 1:
        raise Stale()
    transfer.refresh_from_db()
    audit.record(f"transfer_{closed_as}", transfer.person, by=by, at=at, detail={"transfer": transfer.pk})
    if closed_as == Transfer.Closing.DECLINED:
        told = [transfer.sent_by]
    else:
        told = users_with_role([permissions.Role.OFFICER], transfer.to_unit, at.date())
    outbox.queue(told, *emails.transfer_answered(transfer, reason), by=by, at=at)


@transaction.atomic
def decline_transfer(*, transfer: Transfer, reason: str, by, at: datetime) -> None:
    """The receiving unit does not take the person in; the old post goes on."""
    permissions.check_can_take_in(by, transfer, at.date())
    _close(transfer, Transfer.Closing.DECLINED, needed(reason, "không tiếp nhận"), by, at)


@transaction.atomic
def withdraw_transfer(*, transfer: Transfer, reason: str, by, at: datetime) -> None:
    """The sending unit takes its letting go back before the other has answered."""
    permissions.check_can_withdraw_transfer(by, transfer, at.date())
    _close(transfer, Transfer.Closing.WITHDRAWN, needed(reason, "rút lại"), by, at)


@transaction.atomic
def move_unit(*, from_unit: Unit, to_unit: Unit, on: date, by, at: datetime, basis: str = "") -> int:
    """Everybody with a post in a unit moves to its successor on the day ``on``, with title and role as they are.

    For merged or split units (a renamed one takes its people along); the people of sections belong to the sections. Posts
    that begin on that day or later move with their own day. How many posts moved; refused when nobody is left to move, or
    when the other unit did not take over from this one. ``basis`` empty: the paper of the change of units.
    """
    permissions.check_can_move_unit(by, from_unit, to_unit, at.date())
    if from_unit.pk == to_unit.pk:
        raise Denied("Hai đơn vị phải khác nhau.")
    if on < to_unit.valid_from or (to_unit.valid_to is not None and on > to_unit.valid_to):
        raise Denied(f"{to_unit.name} không có vào ngày {vi_date(on)}.")
    if to_unit.pk not in {kin.unit.pk for kin in units_after(from_unit, on)}:
        raise Denied(carrying.why_not_heir(from_unit, to_unit, on))
    act = carrying.act_between(from_unit, to_unit)
    basis = nfc(basis) or (act.legal_basis[:160] if act is not None else "")
    if not basis:
        raise Denied("Cần ghi căn cứ (nghị quyết, quyết định) của việc chuyển.")
    posts = carrying.held_from(from_unit, on)
    if not posts:
        raise Denied(f"Không còn ai giữ chức vụ tại {from_unit.name} từ ngày {vi_date(on)}.")
    moved = carrying.move_posts(posts, to_unit, on, basis)
    carrying.keep(act, moved)
    detail = {"to": to_unit.pk, "on": on.isoformat(), "moved": len(posts), "act": act.pk if act else None}
    audit.record("unit_people_moved", from_unit, by=by, at=at, detail=detail)
    return len(posts)


@dataclass(frozen=True)
class MoveRehearsal:
    """What :func:`move_unit` would move, and by what paper."""

    posts: list[Post]
    basis: str


def rehearse_move(*, from_unit: Unit, to_unit: Unit, on: date, by, at: datetime, basis: str = "") -> MoveRehearsal:
    """What the move would do, or Denied with the reason. Nothing is kept."""
    with transaction.atomic():
        posts = carrying.held_from(from_unit, on)
        move_unit(from_unit=from_unit, to_unit=to_unit, on=on, by=by, at=at, basis=basis)
        transaction.set_rollback(True)
    act = carrying.act_between(from_unit, to_unit)
    return MoveRehearsal(posts, nfc(basis) or (act.legal_basis if act is not None else ""))


# ── Leaving ──


@transaction.atomic
def depart(*, person: Person, kind: str, on: date, by, at: datetime, basis: str = "") -> Departure:
    """Somebody retires, leaves, moves out of the system or dies: ``on`` is the last day; every post ends with it."""
    permissions.check_can_depart(by, person, at.date())
    posts = [post for post in _locked(person) if post.ends_on is None or post.ends_on > on]
    if refused := checks.departure_problem(kind, on, posts):
        raise Denied(refused)
    day_known(on, at, "Ngày thôi công tác")
    if kind == Departure.Kind.DIED and on > at.date():
        raise Denied("Ngày từ trần ở tương lai.")
    if person.recruited_on is not None and on < person.recruited_on:
        raise Denied(f"Ngày thôi công tác trước ngày tuyển dụng {vi_date(person.recruited_on)}.")
    if not posts:
        left = departure_of(person)
        when = f" từ ngày {vi_date(left.on)} ({left.get_kind_display().lower()})" if left else ""
        raise Denied(f"{person.full_name} không còn giữ chức vụ nào{when}.")
    for post in posts:
        _end(post, on, Ending.LEFT)
    try:
        with transaction.atomic():
            departure = Departure.objects.create(
                person=person, kind=kind, on=on, basis=nfc(basis), **stamp("entered", by=by, at=at)
            )
    except IntegrityError as error:
        raise Stale() from error
    waiting = Transfer.objects.filter(person=person, accepted_at__isnull=True, closed_at__isnull=True)
    waiting.update(
        closed_as=Transfer.Closing.WITHDRAWN,
        closed_reason=f"Thôi công tác: {departure.get_kind_display().lower()}",
        **stamp("closed", by=by, at=at),
    )
    detail = {"departure": departure.pk, "kind": kind, "on": on.isoformat(), "posts": [post.pk for post in posts]}
    audit.record("person_departed", person, by=by, at=at, detail=detail)
    return departure


@transaction.atomic
def take_back_departure(*, departure: Departure, reason: str, by, at: datetime) -> None:
    """A departure entered by mistake: the posts it ended go on."""
    person = departure.person
    permissions.check_can_depart(by, person, at.date())
    reason = needed(reason, "hủy việc thôi công tác")
    others = _locked(person)
    if (
        Departure.objects.filter(pk=departure.pk, undone_at__isnull=True).update(
            undone_reason=reason, **stamp("undone", by=by, at=at)
        )
        != 1
    ):
        raise Denied("Việc thôi công tác này đã được hủy trước đó.")
    opened = [post for post in others if post.ended_as == Ending.LEFT and post.ends_on == departure.on]
    for post in opened:
        rest = [each for each in others if each.pk != post.pk]
        if other := checks.overlap(Post(pk=post.pk, is_main=post.is_main, starts_on=post.starts_on), rest):
            raise Denied(f"Sau đó đã có chức vụ “{other.title}” tại {other.unit.name}; hãy kết thúc chức vụ đó trước.")
    Post.objects.filter(pk__in=[post.pk for post in opened]).update(ends_on=None, ended_as="")
    departure.refresh_from_db()
    detail = {"departure": departure.pk, "posts": [post.pk for post in opened]}
    audit.record("departure_taken_back", person, by=by, at=at, detail=detail)
