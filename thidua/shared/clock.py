"""The one place that knows the time. Screens and commands ask here and hand the moment to the actions."""

from contextvars import ContextVar
from datetime import date, datetime, time

from django.conf import settings
from django.utils import timezone

from thidua.shared.models import DemoClock

# (the demo day or None,) while a request has read it; None outside one.
_moment: ContextVar[tuple[date | None] | None] = ContextVar("demo_day", default=None)


def demo_day() -> date | None:
    """The day the practice province stands on, or None for real time."""
    if not settings.DEMO:
        return None
    known = _moment.get()
    if known is not None:
        return known[0]
    row = DemoClock.objects.filter(pk=1).values_list("today", flat=True).first()
    return row


def now() -> datetime:
    """The present moment; in a practice province its day with the real time of day."""
    real = timezone.localtime()
    day = demo_day()
    return real if day is None else real.replace(year=day.year, month=day.month, day=day.day)


def today() -> date:
    """The present day in Vietnam."""
    return now().date()


def at_hour(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """A moment on ``day`` in Vietnam."""
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


def remember_for_request() -> object:
    """Read the demo day once for a whole request; give the result to :func:`forget`."""
    return _moment.set((demo_day(),))


def forget(token) -> None:
    _moment.reset(token)
