"""What kinds of jobs there are. A stage says what its kind does; the worker looks it up by name."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from thidua.shared.jobs.models import Job
    from thidua.shared.jobs.running import Run


def _nothing(job: "Job") -> None:
    """For kinds that leave nothing to put back."""


@dataclass(frozen=True)
class JobKind:
    """``work`` does it and gives the closing sentence; ``on_stopped`` puts the thing back when it was stopped or failed,
    inside the transaction that says so."""

    work: "Callable[[Run], str]"
    on_stopped: "Callable[[Job], None]" = _nothing


_KINDS: dict[str, JobKind] = {}


def register(name: str, kind: JobKind) -> None:
    _KINDS[name] = kind


def kind_of(job: "Job") -> JobKind:
    """KeyError when no such kind is known (an older version's job)."""
    return _KINDS[job.kind]
