"""For whom somebody acts: a delegated power is noted when a right is checked, and the audit writes it down.

Also whether a technician is looking through somebody's eyes: then nothing at all may be done.
"""

from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True)
class Behalf:
    """``user`` acts on behalf of ``principal`` under the delegation ``grant`` (primary keys)."""

    user: int
    principal: int
    grant: int


_acting: ContextVar[Behalf | None] = ContextVar("acting_on_behalf", default=None)
_watching: ContextVar[bool] = ContextVar("staff_session", default=False)


def note(behalf: Behalf | None) -> None:
    """Remember the power by which the last checked right was held; None: one's own."""
    _acting.set(behalf)


def of(user_pk: int | None) -> Behalf | None:
    """The delegation under which this account is acting now, if any."""
    behalf = _acting.get()
    return behalf if behalf is not None and behalf.user == user_pk else None


def watch() -> object:
    """From here on nothing may be done (staff session); give the result to :func:`stop_watching`."""
    return _watching.set(True)


def stop_watching(token) -> None:
    _watching.reset(token)


def is_watching() -> bool:
    return _watching.get()
