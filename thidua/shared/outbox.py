"""Letters leave after commit: an act only queues them; ``send_outbox`` sends (requirement Q1)."""

from collections.abc import Iterable
from datetime import datetime
from smtplib import SMTPException

from django.core.mail import EmailMessage

from thidua.shared.models import Letter


def queue(to: Iterable, subject: str, body: str, *, by, at: datetime) -> int:
    """Queue one letter for each account in ``to``; returns how many. Rolls back with the act."""
    letters = [Letter(to=user, subject=subject[:200], body=body, queued_at=at, queued_by=by) for user in to]
    Letter.objects.bulk_create(letters)
    return len(letters)


def send_waiting(*, limit: int, at: datetime, connection) -> tuple[int, int, int]:
    """Send up to ``limit`` waiting letters, oldest first; returns (sent, failed, without an address).

    Each letter is claimed by a conditional update before it leaves, so that two runs at once never send it twice; when
    the mail server refuses it, it waits again with the reason. A letter to an account without e-mail is read on screen
    and counts as delivered there.
    """
    waiting = Letter.objects.filter(sent_at=None).select_related("to").order_by("queued_at", "pk")
    sent = failed = without_address = 0
    for letter in waiting[:limit]:
        if not Letter.objects.filter(pk=letter.pk, sent_at=None).update(sent_at=at, failed_reason=""):
            continue
        if not letter.to.email:
            without_address += 1
            continue
        try:
            EmailMessage(letter.subject, letter.body, to=[letter.to.email], connection=connection).send()
        except (OSError, SMTPException, ValueError) as error:
            # Only the kind and the server's own words; the text of the letter never reaches the reason.
            Letter.objects.filter(pk=letter.pk).update(
                sent_at=None, failed_reason=f"{type(error).__name__}: {error}"[:300]
            )
            failed += 1
        else:
            sent += 1
    return sent, failed, without_address
