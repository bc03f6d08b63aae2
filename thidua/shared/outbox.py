"""Letters leave after commit: an act only queues them; ``send_outbox`` sends (requirement Q1)."""

from collections.abc import Iterable
from datetime import datetime

from thidua.shared.models import Letter


def queue(to: Iterable, subject: str, body: str, *, by, at: datetime) -> int:
    """Queue one letter for each account in ``to``; returns how many. Rolls back with the act."""
    letters = [Letter(to=user, subject=subject[:200], body=body, queued_at=at, queued_by=by) for user in to]
    Letter.objects.bulk_create(letters)
    return len(letters)
