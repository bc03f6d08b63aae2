"""What people do with their own account, and the people of a practice province."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import transaction

from thidua.accounts.models import User
from thidua.shared import audit
from thidua.shared.denied import Denied


@transaction.atomic
def change_password(*, user: User, new_password: str, by: User, at: datetime) -> None:
    """Set a new password; the form has checked the old one and the strength. Other sessions end with it."""
    user.set_password(new_password)
    user.save(update_fields=["password"])
    audit.record("password_changed", user, by=by, at=at)


@transaction.atomic
def name_demo_people(*, people: Iterable[tuple[User, str]], by: User, at: datetime) -> None:
    """Show these accounts on the sign-in page with a note on what each does; refused in a real installation."""
    if not settings.DEMO:
        raise Denied("Chỉ tỉnh diễn tập mới có danh sách người diễn tập.")
    for user, note in people:
        user.is_demo, user.demo_note = True, note
        user.save(update_fields=["is_demo", "demo_note"])
        audit.record("demo_person_named", user, by=by, at=at)
