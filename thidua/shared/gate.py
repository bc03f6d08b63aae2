"""The gate: the only way a state changes (table in :mod:`rulebook.lifecycles`)."""

from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet

from rulebook.lifecycles import LIFECYCLES
from thidua.shared.denied import Denied, Stale
from thidua.shared.models import Staged


def check_gate(thing: Staged, act: str) -> None:
    """Refuse with the present state's name when ``act`` is not possible from it."""
    cycle = LIFECYCLES[thing.LIFECYCLE]
    if not cycle.may(act, thing.state):
        raise Denied(f"Không thực hiện được: {cycle.title_vi} đang ở bước “{cycle.states[thing.state]}”.")


def pass_gate(thing: Staged, act: str, **fields: Any) -> None:
    """Move ``thing`` along ``act``, saving the named ``fields`` with it.

    One conditional update: it only holds when state and version are still what this caller saw, so that of two clicks
    at once one gives the result and the other one clear message. Raises Denied or Stale; changes ``thing`` in place.
    """
    check_gate(thing, act)
    target = LIFECYCLES[thing.LIFECYCLE].target(act, thing.state)
    manager = type(thing)._default_manager
    changed = manager.filter(pk=thing.pk, state=thing.state, version=thing.version).update(
        state=target, version=F("version") + 1, **fields
    )
    if changed != 1:
        raise Stale()
    thing.state, thing.version = target, thing.version + 1
    for name, value in fields.items():
        setattr(thing, name, value)


def pass_gate_all(things: QuerySet, act: str, **fields: Any) -> int:
    """Move along ``act`` whichever of ``things`` stand where it may begin, in one statement; returns how many did."""
    cycle = LIFECYCLES[things.model.LIFECYCLE]
    move = next(move for move in cycle.moves if move.act == act)
    return things.filter(state__in=move.from_).update(state=move.to, version=F("version") + 1, **fields)


def touch(thing: Staged, **fields: Any) -> None:
    """Save named fields without a change of state, under the same guard against stale pages."""
    changed = (
        type(thing)
        ._default_manager.filter(pk=thing.pk, state=thing.state, version=thing.version)
        .update(version=F("version") + 1, **fields)
    )
    if changed != 1:
        raise Stale()
    thing.version += 1
    for name, value in fields.items():
        setattr(thing, name, value)


def check_fresh(thing: Staged, seen_version: int | str | None) -> None:
    """Refuse when the page the person acted on showed an older version."""
    if seen_version is not None and str(seen_version) != str(thing.version):
        raise Stale()


def stamp(name: str, *, by, at: datetime) -> dict[str, Any]:
    """The pair of fields ``<name>_at`` and ``<name>_by``."""
    return {f"{name}_at": at, f"{name}_by": by}
