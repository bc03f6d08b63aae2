"""Sending what waits. No person acts here; each letter is claimed by a conditional update before it leaves.

A letter whose sender died between claiming it and writing down how it went may have left or not: it is never sent again
by itself, an officer decides. Everything else is tried with growing pauses and given up after :data:`MOST_ATTEMPTS`.
"""

import contextlib
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import get_connection
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from rulebook.workdays import DeadlineError, is_working_day
from thidua.notices import smtp
from thidua.shared.gate import pass_gate_all
from thidua.shared.letters import kind_of, kinds
from thidua.shared.models import DeclinedKind, Letter, MailServer

_log = logging.getLogger("thidua.notices")
PAUSES = tuple(timedelta(minutes=n) for n in (5, 30, 120, 360, 1440))  # after a letter was not taken
MOST_ATTEMPTS = len(PAUSES) + 1
SERVER_PAUSES = tuple(timedelta(minutes=n) for n in (1, 5, 15, 60))  # after the server gave no answer
LEASE = timedelta(minutes=10)
MOST_CUTS = 3  # connections lost one after the other
UNSURE = "Việc gửi bị ngắt giữa chừng: thư có thể đã đi, có thể chưa. Hỏi người nhận trước khi gửi lại."


@dataclass
class Sent:
    """How a run went: letters taken by the server, to be tried again, given up, read in the system only; what is wrong
    with the server, "" when nothing."""

    sent: int = 0
    postponed: int = 0
    given_up: int = 0
    inside: int = 0
    trouble: str = ""


def send_waiting(*, limit: int, at: datetime, seconds: float = 3600) -> Sent:
    """Send up to ``limit`` waiting letters, urgent and older ones first, for at most about ``seconds``.

    Safe to run in several processes at once. Reminders wait for office hours.
    """
    done = Sent()
    done.given_up += take_up_left()
    mail = list(_to_be_sent(at)[:limit])
    mail, inside = _ways(mail)
    done.inside = pass_gate_all(Letter.objects.filter(pk__in=inside), "keep_inside") if inside else 0
    if not mail:
        return done
    server = MailServer.objects.filter(pk=1).first()
    if server and server.not_before and server.not_before > timezone.now():
        done.trouble = server.trouble
        return done
    _post(mail, at, time.monotonic() + seconds, done)
    return done


def take_up_left() -> int:
    """Letters whose sender died while it sent them; returns how many."""
    left = Letter.objects.filter(state="sending", lease_until__lt=timezone.now())
    if not left.exists():  # looked at every few seconds: nothing is locked for nothing
        return 0
    return pass_gate_all(left, "give_up", lease_until=None, failed_reason=UNSURE)


def is_office_hour(at: datetime) -> bool:
    """Whether reminders may leave: office hours of a working day; beyond our table of holidays Monday to Friday."""
    opens, closes = settings.OFFICE_HOURS
    try:
        works = is_working_day(at.date())
    except DeadlineError:
        works = at.weekday() < 5
    return works and opens <= at.hour < closes


def _to_be_sent(at: datetime) -> QuerySet[Letter]:
    rows = Letter.objects.filter(Q(not_before=None) | Q(not_before__lte=timezone.now()), state="waiting")
    if not is_office_hour(at):
        quiet = [kind.code for kind in kinds() if kind.is_quiet]
        rows = rows.filter(Q(is_urgent=True) | ~Q(dispatch__kind__in=quiet))
    return rows.select_related("to", "dispatch").order_by("-is_urgent", "queued_at", "pk")


def _ways(letters: Sequence[Letter]) -> tuple[list[Letter], list[int]]:
    """Those that leave by e-mail, and the primary keys of those that are read in the system only."""
    if not smtp.is_connected():
        return [], [letter.pk for letter in letters]
    people = {letter.to_id for letter in letters if letter.to.email}
    declined = set(DeclinedKind.objects.filter(user__in=people).values_list("user_id", "kind"))
    mail, inside = [], []
    for letter in letters:
        kind = kind_of(letter.dispatch.kind)
        wanted = kind.is_legal or (letter.to_id, kind.code) not in declined
        if letter.to.email and letter.to.is_active and wanted:
            mail.append(letter)
        else:
            inside.append(letter.pk)
    return mail, inside


def _post(letters: Sequence[Letter], at: datetime, until: float, done: Sent) -> None:
    """One connection for all; a new one when it is cut, until it is cut too often in a row."""
    connection, cuts = None, 0
    try:
        for letter in letters:
            if time.monotonic() > until:
                break
            if connection is None:
                connection = _opened(done)
                if connection is None:
                    return
            if not _claim(letter):
                continue
            answer = _send(letter, connection)
            _write_down(letter, answer, at, done)
            if answer is None or not (answer.is_cut or answer.is_server):
                cuts = 0
                continue
            _close(connection)
            connection, cuts = None, cuts + 1
            if answer.is_server or cuts == MOST_CUTS:
                _note_trouble(answer.words, done)
                return
        _note_answer()
    finally:
        if connection is not None:
            _close(connection)


def _opened(done: Sent):
    connection = get_connection()
    try:
        connection.open()
    except Exception as error:
        _close(connection)
        _note_trouble(smtp.explain(error).words, done)
        return None
    return connection


def _close(connection) -> None:
    """A server that is in trouble may also fail to say goodbye."""
    with contextlib.suppress(OSError, SMTPException):
        connection.close()


def _claim(letter: Letter) -> bool:
    """Whether the letter is ours now: nobody held it, took it back or claimed it meanwhile."""
    mine = Letter.objects.filter(pk=letter.pk, version=letter.version)
    taken = pass_gate_all(mine, "claim", lease_until=timezone.now() + LEASE, attempts=F("attempts") + 1)
    if taken:
        letter.version, letter.attempts = letter.version + 1, letter.attempts + 1
    return bool(taken)


def _send(letter: Letter, connection) -> smtp.Answer | None:
    """None when the server took it. Whatever happens becomes an answer: one letter never stops the others."""
    try:
        smtp.message_of(letter, connection).send()
    except Exception as error:
        answer = smtp.explain(error, letter.to.email)
        if answer.words.startswith("Không lập được thư"):
            _log.exception("letter %s cannot be made", letter.pk)
        return answer
    return None


def _write_down(letter: Letter, answer: smtp.Answer | None, at: datetime, done: Sent) -> None:
    mine = Letter.objects.filter(pk=letter.pk, version=letter.version)
    if answer is None:
        done.sent += pass_gate_all(mine, "deliver", sent_at=at, lease_until=None, failed_reason="")
        return
    words = {"failed_reason": answer.words, "lease_until": None}
    if answer.is_server:  # says nothing about the letter: the attempt is not one of those it has
        done.postponed += pass_gate_all(mine, "postpone", attempts=F("attempts") - 1, **words)
    elif answer.is_final or letter.attempts >= MOST_ATTEMPTS:
        done.given_up += pass_gate_all(mine, "give_up", **words)
    else:
        pause = PAUSES[letter.attempts - 1]
        done.postponed += pass_gate_all(mine, "postpone", not_before=timezone.now() + pause, **words)


@transaction.atomic
def _note_trouble(words: str, done: Sent) -> None:
    done.trouble = words
    now = timezone.now()
    server = MailServer.objects.select_for_update().filter(pk=1).first() or MailServer(pk=1, since=now)
    pause = SERVER_PAUSES[min(server.failures, len(SERVER_PAUSES) - 1)]
    server.failures = min(server.failures + 1, 1000)
    server.trouble, server.since, server.not_before = words, server.since or now, now + pause
    server.save()
    _log.warning("the mail server gives no answer: %s", words)


def _note_answer() -> None:
    MailServer.objects.filter(pk=1, failures__gt=0).update(failures=0, trouble="", since=None, not_before=None)
