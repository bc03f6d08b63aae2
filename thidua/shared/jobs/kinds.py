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
    inside the transaction that says so. ``keeps``: what to tell people then of work that is kept step by step; as a rule
    nothing was written."""

    work: "Callable[[Run], str]"
    on_stopped: "Callable[[Job], None]" = _nothing
    keeps: str = ""


_KINDS: dict[str, JobKind] = {}


def register(name: str, kind: JobKind) -> None:
    _KINDS[name] = kind


def kind_of(job: "Job") -> JobKind:
    """KeyError when no such kind is known (an older version's job)."""
    return _KINDS[job.kind]


@dataclass(frozen=True)
class DailyWork:
    """A job the system asks for by itself, once a day from ``hour`` (in Vietnam) on. ``title``: what it does, in words."""

    name: str
    title: str
    hour: int


def what_remains(job: "Job") -> str:
    """A sentence on what a job that did not get through has left behind."""
    kind = _KINDS.get(job.kind)
    return (kind and kind.keeps) or "Chưa có gì được ghi."


_DAILY: dict[str, DailyWork] = {}


def register_daily(daily: DailyWork, work: "Callable[[Run], str]") -> None:
    """``work`` writes inside :meth:`Run.last_step`, so that it is done once although its worker may die and another take
    it up; what it does outside must bear being done twice."""
    register(daily.name, JobKind(work))
    _DAILY[daily.name] = daily


def daily_works() -> list[DailyWork]:
    """In the order in which they are done."""
    return sorted(_DAILY.values(), key=lambda daily: (daily.hour, daily.name))
