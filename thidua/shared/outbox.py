"""Letters leave after commit: an act only queues them; the worker, or ``send_outbox``, sends (requirement Q1)."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import Q

from thidua.shared.letters import OTHER, LetterKind, Subject
from thidua.shared.models import Dispatch, KindRule, Letter
from thidua.shared.text import fold, nfc

_AT_ONCE = 500  # rows in one statement


@dataclass(frozen=True)
class Worded:
    """A letter to one person. ``occasion``: what makes it another letter than one of the same kind about the same thing
    to the same person; the same occasion again is the same letter."""

    to: Any
    subject: str
    body: str
    occasion: str


def queue(to: Iterable, subject: str, body: str, *, by, at: datetime, occasion: str = "") -> int:
    """Queue one letter for each account in ``to``; returns how many are new. Rolls back with the act.

    The kind and what the letter is about come with a subject worded by :func:`thidua.shared.letters.letter`. Without an
    ``occasion`` the same words of the same act at the same moment are the same letter.
    """
    once = occasion or f"{at.isoformat()} {hashlib.sha256(f'{subject}|{body}'.encode()).hexdigest()}"
    kind = subject.kind if isinstance(subject, Subject) else OTHER
    about = (subject.about_kind, subject.about_id) if isinstance(subject, Subject) else ("", "")
    letters = [Worded(user, subject, body, once) for user in to]
    return queue_each(letters, kind=kind, title=subject, about=about, by=by, at=at)


def queue_each(
    letters: Sequence[Worded],
    *,
    kind: LetterKind,
    title: str,
    by,
    at: datetime,
    about: tuple[str, str] = ("", ""),
) -> int:
    """Queue letters that are worded one by one, as one dispatch; returns how many are new. Four queries and two for each
    five hundred letters (SQLite takes fewer at once).

    Line breaks and control signs in a subject become blanks: nothing in it can end the line of a header.
    """
    if not letters:
        return 0
    new = _unknown({_key(kind, about, each): each for each in letters})
    if not new:
        return 0
    title = _line(title)
    dispatch = Dispatch.objects.create(
        kind=kind.code,
        title=title,
        title_fold=fold(title),
        about_kind=about[0],
        about_id=about[1],
        unit_id=sending_unit(by, at),
        queued_at=at,
        queued_by=by,
    )
    state = "look" if waits_for_a_look(kind) else "waiting"
    rows = [
        Letter(
            dispatch=dispatch,
            to=each.to,
            subject=_line(each.subject),
            body=each.body,
            key=key,
            state=state,
            queued_at=at,
            queued_by=by,
        )
        for key, each in new.items()
    ]
    # Another process may queue the same letter at the same moment: the database keeps the first one.
    Letter.objects.bulk_create(rows, batch_size=_AT_ONCE, ignore_conflicts=True)
    return len(rows)


def waits_for_a_look(kind: LetterKind) -> bool:
    """Whether the agency chose that an officer looks at this kind before it leaves."""
    return kind.may_wait and KindRule.objects.filter(kind=kind.code, waits=True).exists()


def sending_unit(by, at: datetime) -> int | None:
    """Primary key of the unit whose act it is: that of the person's earliest role on that day (a cluster head's is the
    one that organises the cluster); the root for what the system says by itself. Units build on this package; their
    models are asked for by name."""
    if by is not None:
        grants = apps.get_model("thidua", "RoleGrant").objects
        on = at.date()
        held = grants.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on), user=by, starts_on__lte=on).order_by("id")
        found = held.values_list("unit_id", "cluster__organiser_id").first()
        if found:
            return found[0] or found[1]
    units = apps.get_model("thidua", "Unit")._base_manager
    return units.filter(parent=None, valid_to=None).values_list("pk", flat=True).first()


def _line(text: str) -> str:
    """One line that fits a subject: no break, no control sign, at most 200 signs."""
    return nfc("".join(sign if sign.isprintable() else " " for sign in str(text)))[:200].rstrip()


def _key(kind: LetterKind, about: tuple[str, str], letter: Worded) -> str:
    parts = [kind.code, *about, str(letter.to.pk), letter.occasion]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def _unknown(wanted: dict[str, Worded]) -> dict[str, Worded]:
    """Those that were never queued. One query for each five hundred."""
    keys = list(wanted)
    for start in range(0, len(keys), _AT_ONCE):
        known = Letter.objects.filter(key__in=keys[start : start + _AT_ONCE]).values_list("key", flat=True)
        for key in known:
            del wanted[key]
    return wanted
