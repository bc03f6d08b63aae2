"""Rows of a list that people keep: struck with a reason, moved one place. Rights, audit and transaction are the caller's."""

from datetime import datetime
from typing import TypeVar

from django.db import models

from thidua.shared.denied import Denied, Stale
from thidua.shared.gate import stamp
from thidua.shared.text import nfc

LONGEST_REASON = 300
M = TypeVar("M", bound=models.Model)


def strike(row: M, name: str, *, reason: str, by, at: datetime, kept_in: str = "") -> M:
    """Fill ``<name>_at``, ``<name>_by`` and ``<name>_reason`` (or the field ``kept_in``) of a row that stands.

    Of two people at once one strikes it and the other gets Stale.
    """
    reason = nfc(reason)
    if not reason:
        raise Denied("Mời ghi lý do.")
    if len(reason) > LONGEST_REASON:
        raise Denied(f"Lý do dài quá {LONGEST_REASON} ký tự.")
    fields = {kept_in or f"{name}_reason": reason, **stamp(name, by=by, at=at)}
    if not type(row)._default_manager.filter(pk=row.pk, **{f"{name}_at": None}).update(**fields):
        raise Stale()
    for key, value in fields.items():
        setattr(row, key, value)
    return row


def move_row(row: models.Model, shown: models.QuerySet, *, up: bool) -> int | None:
    """One place up or down among the rows shown, in their order; all of them are numbered anew by ``ordinal``.

    Returns the new place (1 is the first), None at the ends. Raises Stale for a row that is shown no longer.
    """
    rows = list(shown.select_for_update(of=("self",)))
    place = next((n for n, each in enumerate(rows) if each.pk == row.pk), None)
    if place is None:
        raise Stale()
    other = place - 1 if up else place + 1
    if not 0 <= other < len(rows):
        return None
    rows[place], rows[other] = rows[other], rows[place]
    for ordinal, each in enumerate(rows, start=1):
        each.ordinal = ordinal
    type(row)._default_manager.bulk_update(rows, ["ordinal"])
    return other + 1
