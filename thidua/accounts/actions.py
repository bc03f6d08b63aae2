"""What people do with their own account."""

from datetime import datetime

from django.db import transaction

from thidua.accounts.models import User
from thidua.shared import audit


@transaction.atomic
def change_password(*, user: User, new_password: str, by: User, at: datetime) -> None:
    """Set a new password; the form has checked the old one and the strength. Other sessions end with it."""
    user.set_password(new_password)
    user.save(update_fields=["password"])
    audit.record("password_changed", user, by=by, at=at)
