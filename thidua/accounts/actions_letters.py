"""What people do with their own letters: mark them read, choose which kinds reach them by e-mail, and where."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from thidua.accounts import emails
from thidua.accounts.models import User
from thidua.shared import audit, behalf, outbox
from thidua.shared.denied import Denied
from thidua.shared.letters import kinds
from thidua.shared.models import DeclinedKind, Letter


def read_letters(*, user: User, letter: int | None = None, by: User, at: datetime) -> int:
    """Mark one letter, or all of them, as read by their reader; returns how many were unread. Not an act of office:
    nothing in the audit. A technician who looks through somebody's eyes reads nothing for them."""
    if by.pk != user.pk or behalf.is_watching():
        raise Denied("Chỉ người nhận mới đánh dấu đã đọc được.")
    mine = Letter.objects.filter(to=user, read_at=None).exclude(state__in=Letter.UNSEEN)
    if letter is not None:
        mine = mine.filter(pk=letter)
    return mine.update(read_at=at)


@transaction.atomic
def choose_kinds(*, user: User, declined: Collection[str], by: User, at: datetime) -> int:
    """Keep exactly these kinds from being sent to ``user`` by e-mail; they are read in the system all the same. Letters
    the law or one's own safety asks for cannot be declined. Returns how many kinds changed."""
    if by.pk != user.pk:
        raise Denied("Mỗi người tự chọn loại thông báo nhận qua thư điện tử.")
    allowed = {kind.code for kind in kinds() if not kind.is_legal}
    if set(declined) - allowed:
        raise Denied("Có loại thông báo bắt buộc gửi qua thư điện tử, không bỏ được.")
    before = set(DeclinedKind.objects.select_for_update().filter(user=user).values_list("kind", flat=True))
    new, gone = set(declined) - before, before - set(declined)
    DeclinedKind.objects.filter(user=user, kind__in=gone).delete()
    DeclinedKind.objects.bulk_create(DeclinedKind(user=user, kind=code, declined_at=at) for code in sorted(new))
    if new or gone:
        audit.record("letter_kinds_chosen", user, by=by, at=at, detail={"declined": sorted(declined)})
    return len(new) + len(gone)


@transaction.atomic
def change_email(*, user: User, email: str, by: User, at: datetime) -> None:
    """Where one's letters go; "" for nowhere. The new address hears of it, so that a wrong one is noticed. Nobody signs in
    by e-mail, so that an address opens nothing."""
    if by.pk != user.pk:
        raise Denied("Mỗi người tự đặt địa chỉ thư điện tử của mình.")
    if email == user.email:
        return
    user.email = email
    user.save(update_fields=["email"])
    audit.record("email_changed", user, by=by, at=at)
    if email:
        outbox.queue([user], *emails.email_changed(user), by=by, at=at)
