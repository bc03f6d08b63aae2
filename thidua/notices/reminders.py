"""Reminders: the stages say what is due, whose it is and where it is done; here it becomes one letter a person and day.

A stage registers providers in its ``reminders.py``. A provider is given a day and yields everything of its kind that is
still open, late or due within :data:`FURTHEST` days; what is spoken of on that day is decided here, the same for all.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings

from rulebook.deadlines import add_working_days
from rulebook.workdays import DeadlineError, is_working_day
from thidua.accounts.models import User
from thidua.shared.letters import LetterKind, register
from thidua.shared.wording import vi_date, vi_long_date
from thidua.units.models import RoleGrant
from thidua.units.queries import in_force

REMINDER = register(
    LetterKind(
        "notices.reminder",
        "Nhắc việc sắp đến hạn, quá hạn (mỗi ngày nhiều nhất một thư)",
        "Nhắc việc",
        is_quiet=True,
    )
)
BEFORE = (7, 3, 1, 0)  # days before the last day on which one is reminded
WEEKLY = 7  # and once it is late: the day after, then every week
LATEST = 91  # days after which a matter is left to people
FURTHEST = 14  # days a provider looks ahead: the longest distance and a holiday
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Due:
    """``to``: primary key of the account whose turn it is. ``unit``: of the unit it acts for. ``what``: a short sentence
    without full stop. ``due_on``: the last day. ``url``: the path where it is done."""

    to: int
    unit: int
    what: str
    due_on: date
    url: str


Provider = Callable[[date], Iterable[Due]]
_PROVIDERS: dict[str, Provider] = {}


def provide(code: str) -> Callable[[Provider], Provider]:
    """Make a provider known under its code; ValueError when another has it."""

    def enter(provider: Provider) -> Provider:
        if _PROVIDERS.setdefault(code, provider) is not provider:
            raise ValueError(f"two providers are called {code}")
        return provider

    return enter


# ── for providers ──


def house_deadline(name: str, since: date) -> date:
    """The last day of a deadline of the house (setting DEADLINE_DAYS), in working days after ``since``; beyond our table
    of holidays in calendar days of seven for five."""
    days = settings.DEADLINE_DAYS[name]
    try:
        return add_working_days(since, days).day
    except DeadlineError:
        return since + timedelta(days=-(-days * 7 // 5))


def holders(roles: Iterable[str], units: Collection[int], on: date) -> dict[int, list[int]]:
    """{unit: accounts that hold one of the roles in exactly that unit on a day, each once, open ones only}. One query."""
    grants = RoleGrant.objects.filter(in_force(on), role__in=list(roles), unit__in=units, user__is_active=True)
    found: dict[int, dict[int, None]] = defaultdict(dict)
    for unit, user in grants.order_by("pk").values_list("unit_id", "user_id"):
        found[unit][user] = None
    return {unit: list(users) for unit, users in found.items()}


# ── the day ──


@dataclass(frozen=True)
class Digest:
    """What one person is reminded of on a day, the oldest first."""

    to: User
    day: date
    matters: tuple[Due, ...]

    @property
    def title(self) -> str:
        count = len(self.matters)
        late = sum(due.due_on < self.day for due in self.matters)
        if late == count:
            return f"Nhắc việc: {count} việc quá hạn"
        if all(due.due_on == self.day for due in self.matters):
            return f"Nhắc việc: {count} việc đến hạn hôm nay"
        return f"Nhắc việc: {count} việc" + (f", {late} việc quá hạn" if late else " sắp đến hạn")

    @property
    def body(self) -> str:
        here = settings.PUBLIC_URL.rstrip("/")
        lines = [f"Việc của bạn tính đến {vi_long_date(self.day)}:"]
        for heading, matters in self._parts():
            lines += ["", heading]
            lines += [
                f"{n}. {due.what}. Hạn {vi_date(due.due_on)}{_how_far(due.due_on, self.day)}.\n   {here}{due.url}"
                for n, due in enumerate(matters, start=1)
            ]
        return "\n".join(lines)

    def _parts(self) -> list[tuple[str, list[Due]]]:
        late = [due for due in self.matters if due.due_on < self.day]
        today = [due for due in self.matters if due.due_on == self.day]
        soon = [due for due in self.matters if due.due_on > self.day]
        parts = [("QUÁ HẠN", late), ("ĐẾN HẠN HÔM NAY", today), ("SẮP ĐẾN HẠN", soon)]
        return [(heading, matters) for heading, matters in parts if matters]


def digests_for(day: date) -> list[Digest]:
    """One for each person who is reminded of anything on ``day``, by account; none on a day of rest. Reads only: one query
    and those of the providers."""
    spoken = _spoken_of(day)
    if spoken is None:
        return []
    first, last = spoken
    found: dict[int, dict[tuple[str, str, date], Due]] = defaultdict(dict)
    told: dict[date, bool] = {}  # a few days, asked for thousands of matters
    for provider in _PROVIDERS.values():
        for due in provider(day):
            if due.due_on not in told:
                told[due.due_on] = _is_told(due.due_on, first, day, last)
            if told[due.due_on]:
                found[due.to][due.what, due.url, due.due_on] = due
    people = User.objects.filter(pk__in=list(found), is_active=True).order_by("pk")
    return [
        Digest(user, day, tuple(sorted(found[user.pk].values(), key=lambda due: (due.due_on, due.what))))
        for user in people
    ]


def _spoken_of(day: date) -> tuple[date, date] | None:
    """The first day of rest before ``day`` (or itself) and the last one after: what falls on a day of rest is spoken of
    on the working day before when it is still to come, on the one after when it is late. None on a day of rest."""
    if not _works(day):
        return None
    first = last = day
    while not _works(first - DAY):
        first -= DAY
    while not _works(last + DAY):
        last += DAY
    return first, last


def _works(day: date) -> bool:
    try:
        return is_working_day(day)
    except DeadlineError:
        return day.weekday() < 5


def _is_told(due_on: date, first: date, day: date, last: date) -> bool:
    """Whether a distance falls on ``day``, or on a day of rest beside it."""
    ahead = ((due_on - day).days - n for n in range((last - day).days + 1))
    late = ((day - due_on).days - n for n in range((day - first).days + 1))
    return any(n in BEFORE for n in ahead) or any(n == 1 or (0 < n <= LATEST and n % WEEKLY == 0) for n in late)


def _how_far(due_on: date, day: date) -> str:
    days = (due_on - day).days
    if days < 0:
        return f", quá hạn {-days} ngày"
    return f", còn {days} ngày" if days else ", hôm nay"
