"""What people do with their own account, what officers let them do with it, and the people of a practice province.

Who may act on the account of somebody else is a question of roles: ``thidua.units.actions_accounts`` asks it first.
"""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from axes.utils import reset as reset_failures
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.crypto import constant_time_compare

from thidua.accounts import emails
from thidua.accounts.models import IdentityNumber, OneTimeCode, Session, User
from thidua.accounts.queries import PROVIDER, keyed
from thidua.shared import audit, outbox
from thidua.shared.denied import Denied, Stale

CODE_LETTERS = "BCDFGHJKLMNPQRSTVWXZ23456789"  # no vowels, no 0 and 1: nothing to confuse, no words
CODE_LENGTH = 12
CODE_HOURS = 72
CODE_TRIES = 10
WRONG_CODE = "Tên đăng nhập hoặc mã không đúng, hoặc mã đã dùng, đã hết hạn. Hãy kiểm tra lại, hoặc xin mã mới."


@transaction.atomic
def change_password(*, user: User, new_password: str, by: User, at: datetime, keep: str | None = None) -> None:
    """Set a new password; the form has checked the old one and the strength. Other sessions end with it.

    ``keep``: the key of the session that changes it.
    """
    user.set_password(new_password)
    user.save(update_fields=["password"])
    _end_sessions(user, keep=keep)
    audit.record("password_changed", user, by=by, at=at)


# ── sessions ──


def touch_session(*, key: str, at: datetime) -> None:
    """Note that a session is being used; nothing for one that has ended meanwhile."""
    Session.objects.filter(session_key=key).update(last_seen_at=at)


def _end_sessions(user: User, keep: str | None = None) -> int:
    going = Session.objects.filter(user=user)
    if keep:
        going = going.exclude(session_key=keep)
    return going.delete()[0]


@transaction.atomic
def end_session(*, user: User, key: str, by: User, at: datetime) -> None:
    """End one session of ``user``, who is ``by`` or whose account ``by`` looks after."""
    if not Session.objects.filter(user=user, session_key=key).delete()[0]:
        raise Stale("Phiên này đã kết thúc trước đó.")
    audit.record("session_ended", user, by=by, at=at)


@transaction.atomic
def end_other_sessions(*, user: User, keep: str | None, by: User, at: datetime) -> int:
    """End every session of ``user`` but ``keep``; returns how many."""
    count = _end_sessions(user, keep=keep)
    audit.record("sessions_ended", user, by=by, at=at, detail={"count": count})
    return count


# ── factors ──


@transaction.atomic
def note_changed_factor(*, user: User, act: str, sentence: str, keep: str | None, by: User, at: datetime) -> None:
    """A factor was added or removed by its owner: audit, a letter in case it was somebody else, other sessions end."""
    _end_sessions(user, keep=keep)
    audit.record(act, user, by=by, at=at)
    outbox.queue([user], *emails.factor_changed(user, sentence), by=by, at=at)


@transaction.atomic
def remove_factors(*, user: User, by: User, at: datetime) -> int:
    """Take every second factor from an account whose owner lost it; returns how many. The caller has checked ``by``."""
    factors = Authenticator.objects.filter(user=user)
    count = factors.count()
    factors.delete()
    _end_sessions(user)
    audit.record("second_factors_removed", user, by=by, at=at, detail={"count": count})
    outbox.queue([user], *emails.factors_removed(user, by), by=by, at=at)
    return count


# ── one-time codes ──


@transaction.atomic
def issue_code(*, user: User, by: User, at: datetime) -> str:
    """Make a code with which ``user`` sets a password; the old password and older codes stop working at once.

    Returns the code, which is shown once and kept as a keyed hash. The caller has checked ``by``.
    """
    code = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
    OneTimeCode.objects.filter(user=user, is_spent=False).update(is_spent=True)
    OneTimeCode.objects.create(
        user=user,
        digest=keyed("one-time-code", code),
        issued_at=at,
        issued_by=by,
        expires_at=at + timedelta(hours=CODE_HOURS),
        tries_left=CODE_TRIES,
    )
    user.set_unusable_password()
    user.save(update_fields=["password"])
    _end_sessions(user)
    audit.record("one_time_code_issued", user, by=by, at=at)
    return "-".join(code[place : place + 4] for place in range(0, CODE_LENGTH, 4))


def use_code(*, username: str, code: str, new_password: str, at: datetime) -> User:
    """The owner sets a password with a one-time code; the code is spent. Denied with one sentence for every failure."""
    plain = "".join(sign for sign in code.upper() if sign.isalnum())
    given = keyed("one-time-code", plain)
    # Valid from its moment to its end: a clock that goes back opens nothing.
    rows = OneTimeCode.objects.filter(
        user__username=username, user__is_active=True, is_spent=False, tries_left__gt=0,
        issued_at__lte=at, expires_at__gt=at,
    )  # fmt: skip
    row = rows.select_related("user").first()
    expected = row.digest if row else keyed("one-time-code", "nobody")
    if not constant_time_compare(given, expected) or row is None:
        # outside the transaction of the act: a try counts although nothing else happens
        rows.update(tries_left=F("tries_left") - 1)
        raise Denied(WRONG_CODE)
    user = row.user
    with transaction.atomic():
        try:
            validate_password(new_password, user)
        except ValidationError as error:
            raise Denied(" ".join(error.messages)) from error
        if OneTimeCode.objects.filter(pk=row.pk, is_spent=False).update(is_spent=True) != 1:
            raise Stale("Mã này vừa được dùng. Nếu không phải bạn dùng, hãy báo ngay cán bộ quản trị tài khoản.")
        user.set_password(new_password)
        user.save(update_fields=["password"])
        _end_sessions(user)
        reset_failures(username=user.username)
        audit.record("password_set_with_code", user, by=user, at=at)
    return user


# ── the account itself ──


@transaction.atomic
def close_account(*, user: User, reason: str, by: User, at: datetime) -> None:
    """The account can no longer sign in; its sessions and codes end. The caller has checked ``by``."""
    closed = User.objects.filter(pk=user.pk, is_active=True).update(
        is_active=False, closed_at=at, closed_by=by, closed_reason=reason
    )
    if closed != 1:
        raise Stale("Tài khoản này đã đóng trước đó.")
    user.refresh_from_db()
    OneTimeCode.objects.filter(user=user, is_spent=False).update(is_spent=True)
    _end_sessions(user)
    audit.record("account_closed", user, by=by, at=at)


@transaction.atomic
def reopen_account(*, user: User, by: User, at: datetime) -> None:
    """The account can sign in again with what it had. The caller has checked ``by``."""
    opened = User.objects.filter(pk=user.pk, is_active=False).update(
        is_active=True, closed_at=None, closed_by=None, closed_reason=""
    )
    if opened != 1:
        raise Stale("Tài khoản này đang mở.")
    user.refresh_from_db()
    audit.record("account_reopened", user, by=by, at=at)


@transaction.atomic
def unlock(*, user: User, by: User, at: datetime) -> int:
    """Forget the failed sign-ins of an account that is locked out; returns how many. The caller has checked ``by``."""
    count = reset_failures(username=user.username)
    audit.record("account_unlocked", user, by=by, at=at)
    return count


# ── sign-on with the national identity service ──


@transaction.atomic
def register_subject(*, user: User, subject: str, by: User, at: datetime) -> None:
    """Tie an account to the subject the identity service knows it by. The caller has checked ``by``."""
    if not subject or len(subject) > 190:
        raise Denied("Mã chủ thể phải có từ 1 đến 190 ký tự.")
    if SocialAccount.objects.filter(provider=PROVIDER, uid=subject).exists():
        raise Denied("Mã chủ thể này đã gắn với một tài khoản.")
    SocialAccount.objects.create(user=user, provider=PROVIDER, uid=subject)
    audit.record("identity_linked", user, by=by, at=at)


@transaction.atomic
def approve_number(*, user: User, number: str, by: User, at: datetime) -> None:
    """Approve a personal identification number (twelve figures) for an account; kept as a keyed hash."""
    if not (number.isascii() and number.isdigit() and len(number) == 12):
        raise Denied("Số định danh cá nhân gồm đúng 12 chữ số.")
    digest = keyed("identity-number", number)
    if IdentityNumber.objects.filter(digest=digest).exclude(user=user).exists():
        raise Denied("Số định danh này đã được duyệt cho một tài khoản khác.")
    IdentityNumber.objects.update_or_create(
        user=user, defaults={"digest": digest, "approved_at": at, "approved_by": by}
    )
    audit.record("identity_number_approved", user, by=by, at=at)


@transaction.atomic
def link_identity(*, user: User, subject: str, by: User, at: datetime) -> None:
    """The first sign-on with an approved number: the subject is known from now on.

    An account whose subject is already known keeps it: another subject with the same number is refused.
    """
    if SocialAccount.objects.filter(user=user, provider=PROVIDER).exists():
        raise Denied("Tài khoản này đã gắn với một định danh khác. Hãy gặp cán bộ quản trị tài khoản của đơn vị.")
    register_subject(user=user, subject=subject, by=by, at=at)


@transaction.atomic
def unlink_identity(*, user: User, by: User, at: datetime) -> None:
    """Take away subject and approved number. The caller has checked ``by``."""
    SocialAccount.objects.filter(user=user, provider=PROVIDER).delete()
    IdentityNumber.objects.filter(user=user).delete()
    _end_sessions(user)
    audit.record("identity_unlinked", user, by=by, at=at)


@transaction.atomic
def name_demo_people(*, people: Iterable[tuple[User, str]], by: User, at: datetime) -> None:
    """Show these accounts on the sign-in page with a note on what each does; refused in a real installation."""
    if not settings.DEMO:
        raise Denied("Chỉ tỉnh diễn tập mới có danh sách người diễn tập.")
    for user, note in people:
        user.is_demo, user.demo_note = True, note
        user.save(update_fields=["is_demo", "demo_note"])
        audit.record("demo_person_named", user, by=by, at=at)
