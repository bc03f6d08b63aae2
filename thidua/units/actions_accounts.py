"""What officers do with the accounts in their reach, how roles end and are delegated, and staff sessions."""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, models, transaction

from thidua.accounts import actions as accounts
from thidua.accounts.models import User
from thidua.shared import audit, outbox
from thidua.shared.certain import certain
from thidua.shared.denied import Denied, Stale
from thidua.shared.text import fold, nfc, reason_trouble
from thidua.units import emails
from thidua.units.actions import grant_role, open_account
from thidua.units.models import RoleGrant, StaffSession, Unit
from thidua.units.permissions_accounts import (
    LONGEST_DELEGATION,
    check_can_administer,
    check_can_close,
    check_can_delegate,
    check_can_end,
    check_can_revoke,
    check_can_watch,
)
from thidua.units.queries_accounts import OPERATOR_MINUTES, may_receive

__all__ = ["grant_role", "open_account"]  # the screens of accounts find every act here
Role = RoleGrant.Role


def _needed(text: str, what: str) -> str:
    text = nfc(text)
    if len(text) > 300:
        raise Denied(f"Phần {what} dài quá 300 ký tự. Mời viết gọn lại.")
    if trouble := reason_trouble(text):
        raise Denied(f"Hãy ghi rõ {what}. {trouble}")
    return text


# ── accounts ──


@transaction.atomic
def open_account_with_code(
    *,
    username: str,
    display_name: str,
    under: Unit,
    by: User,
    at: datetime,
    person: models.Model | None = None,
    is_person_confirmed: bool = False,
) -> tuple[User, str]:
    """Open an account and make the one-time code with which its owner sets the first password.

    An account named otherwise than its person is refused unless ``is_person_confirmed``: nobody judges their own affairs
    (requirement U7), and that rests on this link.
    """
    _check_person(person, display_name, is_person_confirmed)
    try:
        with transaction.atomic():
            user = open_account(
                username=username, display_name=display_name, password=None, under=under, by=by, at=at, person=person
            )
    except IntegrityError as error:
        raise Stale("Tên đăng nhập hoặc người này vừa được mở tài khoản.") from error
    return user, accounts.issue_code(user=user, by=by, at=at)


def _check_person(person: models.Model | None, account_name: str, is_confirmed: bool, but: User | None = None) -> None:
    if person is None:
        return
    taken = User.objects.filter(person_id=person.pk).first()
    if taken is not None and taken != but:
        raise Denied(f"Người này đã có tài khoản: {taken.display_name} ({taken.username}).")
    name = str(getattr(person, "full_name", ""))
    if not is_confirmed and fold(name) != fold(account_name):
        raise Denied(f"Tên tài khoản “{account_name}” khác tên trong hồ sơ cán bộ “{name}”; hãy đối chiếu và xác nhận.")


@transaction.atomic
def link_person(
    *,
    account: User,
    person: models.Model | None,
    reason: str,
    by: User,
    at: datetime,
    is_person_confirmed: bool = False,
) -> None:
    """Put right whose account this is; nobody does it for their own, the audit keeps whose it was."""
    check_can_administer(by, account, at.date(), "gắn tài khoản với cán bộ")
    if account.pk == by.pk:
        raise Denied("Không ai tự gắn tài khoản của mình với hồ sơ cán bộ; mời cán bộ quản trị khác.")
    reason = _needed(reason, "lý do")
    new = person.pk if person else None
    if account.person_id == new:
        raise Denied("Tài khoản đang gắn đúng như vậy.")
    _check_person(person, account.display_name, is_person_confirmed, but=account)
    detail = {"before": account.person_id, "after": new, "reason": reason}
    present = User.objects.select_for_update().get(pk=account.pk)
    if present.person_id != account.person_id:
        raise Stale("Tài khoản này vừa được người khác gắn lại.")
    account.person_id = new
    account.save(update_fields=["person"])
    audit.record("account_person_linked", account, by=by, at=at, detail=detail)


def issue_code(*, account: User, by: User, at: datetime) -> str:
    """A new one-time code; the password of before stops working. Returns the code, to be shown once."""
    check_can_administer(by, account, at.date(), "cấp mã")
    if not account.is_active:
        raise Denied("Tài khoản đã đóng; hãy mở lại trước.")
    return accounts.issue_code(user=account, by=by, at=at)


def remove_factors(*, account: User, by: User, at: datetime) -> int:
    """For who lost the telephone or the key."""
    check_can_administer(by, account, at.date(), "gỡ lớp xác thực thứ hai")
    return accounts.remove_factors(user=account, by=by, at=at)


def unlock_account(*, account: User, by: User, at: datetime) -> int:
    check_can_administer(by, account, at.date(), "mở khóa")
    return accounts.unlock(user=account, by=by, at=at)


def end_sessions_of(*, account: User, by: User, at: datetime) -> int:
    check_can_administer(by, account, at.date(), "kết thúc phiên đăng nhập")
    return accounts.end_other_sessions(user=account, keep=None, by=by, at=at)


@transaction.atomic
def close_account(*, account: User, reason: str, by: User, at: datetime) -> None:
    """Nobody signs in with it any more; what it delegated, and what was delegated to it, ends at once."""
    check_can_close(by, account, at.date())
    reason = _needed(reason, "lý do đóng tài khoản")
    accounts.close_account(user=account, reason=reason, by=by, at=at)
    tied = models.Q(delegated_from__user=account) | models.Q(user=account, delegated_from__isnull=False)
    for delegation in RoleGrant.objects.filter(tied, ended_at__isnull=True, ends_on__gte=at.date()):
        end_grant(delegation, at.date() - timedelta(days=1), "Tài khoản đã đóng", by=by, at=at)


def reopen_account(*, account: User, by: User, at: datetime) -> None:
    check_can_administer(by, account, at.date(), "mở lại tài khoản")
    accounts.reopen_account(user=account, by=by, at=at)


def register_identity(*, account: User, subject: str, number: str, by: User, at: datetime) -> None:
    """Let the owner sign on with the identity service: by its subject, or by the approved personal number."""
    check_can_administer(by, account, at.date(), "gắn định danh")
    if bool(subject) == bool(number):
        raise Denied("Hãy nhập một trong hai: mã chủ thể hoặc số định danh cá nhân.")
    if subject:
        accounts.register_subject(user=account, subject=nfc(subject), by=by, at=at)
    else:
        accounts.approve_number(user=account, number=number, by=by, at=at)


def unlink_identity(*, account: User, by: User, at: datetime) -> None:
    check_can_administer(by, account, at.date(), "gỡ định danh")
    accounts.unlink_identity(user=account, by=by, at=at)


# ── roles ──


@transaction.atomic
def end_role(*, grant: RoleGrant, last_day: date, reason: str, by: User, at: datetime) -> None:
    """The role holds through ``last_day`` (yesterday: it stops at once) and what was delegated from it no longer."""
    on = at.date()
    # officers of one unit wait for each other, so that two cannot remove each other's last successor
    list(RoleGrant.objects.select_for_update().filter(unit=grant.unit, role=grant.role, unit__isnull=False))
    grant.refresh_from_db()
    check_can_end(by, grant, on)
    reason = _needed(reason, "lý do kết thúc vai trò")
    if last_day < on - timedelta(days=1):
        raise Denied("Ngày cuối sớm nhất là hôm qua: những việc đã làm trước đó vẫn có giá trị.")
    if grant.ends_on is not None and last_day >= grant.ends_on:
        raise Denied("Vai trò này đã kết thúc sớm hơn hoặc đúng ngày đó.")
    end_grant(grant, last_day, reason, by=by, at=at)
    for delegation in grant.delegations.filter(ended_at__isnull=True, ends_on__gt=last_day):
        end_grant(delegation, last_day, "Vai trò được ủy quyền đã kết thúc", by=by, at=at)
    outbox.queue([grant.user], *emails.role_ended(grant, last_day, reason), by=by, at=at)


def end_grant(grant: RoleGrant, last_day: date, reason: str, *, by: User, at: datetime) -> None:
    """The row of a role ends, and nothing else: rights and letters are the caller's. Stale when somebody else ended it."""
    # a role that has not begun never holds
    last_day = max(last_day, grant.starts_on - timedelta(days=1))
    ended = RoleGrant.objects.filter(pk=grant.pk, ended_at__isnull=True).update(
        ends_on=last_day, ended_at=at, ended_by=by, end_reason=reason
    )
    if ended != 1:
        raise Stale("Vai trò này vừa được người khác kết thúc.")
    act = "delegation_ended" if grant.delegated_from_id else "role_ended"
    detail = {"role": grant.role, "grant": grant.pk, "last_day": last_day.isoformat()}
    audit.record(act, grant.user, by=by, at=at, detail=detail)


# ── delegation ──


@transaction.atomic
def delegate_role(
    *, grant: RoleGrant, to: User, starts_on: date, ends_on: date, document: str, by: User, at: datetime
) -> RoleGrant:
    """Let ``to`` act with the role ``grant`` from a day to a day, by a written document (Nghị định 30/2020, Điều 13).

    It ends by itself, with the role, or when it is revoked; it cannot be passed on.
    """
    on = at.date()
    grant = RoleGrant.objects.select_for_update(of=("self",)).select_related("unit", "user").get(pk=grant.pk)
    check_can_delegate(by, grant, on)
    document = nfc(document)
    if len(document) < 3 or len(document) > 200:
        raise Denied("Hãy ghi số, ký hiệu và ngày của văn bản ủy quyền (3 đến 200 ký tự).")
    if starts_on < on or ends_on < starts_on:
        raise Denied("Thời gian ủy quyền phải bắt đầu từ hôm nay trở đi và kết thúc sau khi bắt đầu.")
    if (ends_on - starts_on).days >= LONGEST_DELEGATION:
        raise Denied("Ủy quyền phải có thời hạn, dài nhất là một năm.")
    if grant.ends_on is not None and ends_on > grant.ends_on:
        raise Denied(f"Vai trò của bạn chỉ đến ngày {grant.ends_on:%d/%m/%Y}; không ủy quyền quá ngày đó được.")
    if not may_receive(grant, on).filter(pk=to.pk).exists():
        raise Denied("Chỉ ủy quyền được cho người có tài khoản đang mở trong đơn vị hoặc đơn vị trực thuộc.")
    taken = grant.delegations.filter(starts_on__lte=ends_on, ends_on__gte=starts_on).select_related("user").first()
    if taken is not None:
        raise Denied(
            f"Vai trò này đã ủy quyền cho {taken.user.display_name} "
            f"từ {taken.starts_on:%d/%m/%Y} đến {taken.ends_on:%d/%m/%Y}."
        )
    own = RoleGrant.objects.filter(user=to, role=grant.role, unit=grant.unit, delegated_from__isnull=True)
    if own.filter(models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=starts_on)).exists():
        raise Denied("Người này đã giữ chính vai trò đó.")
    delegation = RoleGrant.objects.create(
        user=to,
        role=grant.role,
        unit=grant.unit,
        starts_on=starts_on,
        ends_on=ends_on,
        document=document,
        delegated_from=grant,
        granted_at=at,
        granted_by=by,
    )
    detail = {"role": grant.role, "unit": grant.unit_id, "grant": delegation.pk, "from": grant.pk}
    audit.record("role_delegated", to, by=by, at=at, detail=detail)
    outbox.queue([to], *emails.role_delegated(delegation, by), by=by, at=at)
    return delegation


@transaction.atomic
def revoke_delegation(*, delegation: RoleGrant, reason: str, by: User, at: datetime) -> None:
    """The delegate can do nothing with it from this moment; what was done stays."""
    check_can_revoke(by, delegation, at.date())
    reason = _needed(reason, "lý do thu hồi ủy quyền")
    end_grant(delegation, at.date() - timedelta(days=1), reason, by=by, at=at)
    people = [delegation.user, certain(delegation.delegated_from).user]
    told = [person for person in people if person.pk != by.pk]
    outbox.queue(told, *emails.delegation_revoked(delegation, reason), by=by, at=at)


# ── staff sessions ──


@transaction.atomic
def begin_staff_session(*, account: User, reason: str, by: User, at: datetime) -> StaffSession:
    """A technician sees the screens of one person for half an hour, reading only; the person is told at once."""
    check_can_watch(by, account, at.date())
    reason = _needed(reason, "lý do mở phiên kỹ thuật")
    # what has run out is over, without a press of a button
    over = StaffSession.objects.filter(began_by=by, ended_at__isnull=True)
    over.filter(models.Q(ends_at__lte=at) | models.Q(began_at__gt=at)).update(ended_at=at, ended_by=by)
    try:
        with transaction.atomic():
            session = StaffSession.objects.create(
                user=account, reason=reason, began_at=at, began_by=by, ends_at=at + timedelta(minutes=OPERATOR_MINUTES)
            )
    except IntegrityError as error:
        raise Stale("Bạn còn một phiên kỹ thuật chưa kết thúc. Hãy kết thúc phiên đó trước.") from error
    detail = {"session": session.pk, "minutes": OPERATOR_MINUTES}
    audit.record("staff_session_begun", account, by=by, at=at, detail=detail)
    outbox.queue([account], *emails.staff_session_begun(session, by), by=by, at=at)
    return session


@transaction.atomic
def end_staff_session(*, session: StaffSession, by: User, at: datetime) -> None:
    """The technician is done; or the session ran out and is put away."""
    if session.began_by_id != by.pk:
        raise Denied("Chỉ người mở phiên kỹ thuật kết thúc phiên đó.")
    if StaffSession.objects.filter(pk=session.pk, ended_at__isnull=True).update(ended_at=at, ended_by=by) != 1:
        raise Stale("Phiên kỹ thuật này đã kết thúc.")
    audit.record("staff_session_ended", session.user, by=by, at=at, detail={"session": session.pk})
