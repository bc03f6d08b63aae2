"""Compare our table of public holidays with the ``holidays`` package: ``python -m tools.check_holidays``.

A second opinion, never the source: the package is silent about some notices, and expects future years its own way.
Run it when a yearly notice comes out; copy the block it prints for a year we do not have, then put the notice in.
"""

import sys
from datetime import date, timedelta

import holidays

from rulebook.workdays import WorkCalendar, load_calendar


def of_package(year: int) -> tuple[set[date], set[date]]:
    """Weekdays off and weekend days worked of one year, as the package knows them."""
    known = holidays.country_holidays("VN", years=range(year - 1, year + 2), language="vi")
    off = {day for day in known if day.year == year and day.weekday() < 5}
    worked = {day for day in known.weekend_workdays if day.year == year}
    return off, worked


def of_ours(calendar: WorkCalendar, year: int) -> tuple[set[date], set[date]]:
    """The same of our table."""
    days = [date(year, 1, 1) + timedelta(days=step) for step in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)]
    off = {day for day in days if day.weekday() < 5 and calendar.day_off(day) is not None}
    worked = {day for day in days if day.weekday() >= 5 and calendar.day_off(day) is None}
    return off, worked


def differences(calendar: WorkCalendar) -> list[str]:
    """One line for each day the two do not agree about."""
    found = []
    for year in range(calendar.first.year, calendar.last.year + 1):
        (our_off, our_worked), (their_off, their_worked) = of_ours(calendar, year), of_package(year)
        found += [f"{day} {day:%a}: off in our table only" for day in sorted(our_off - their_off)]
        found += [f"{day} {day:%a}: off in the package only" for day in sorted(their_off - our_off)]
        found += [f"{day} {day:%a}: worked in our table only" for day in sorted(our_worked - their_worked)]
        found += [f"{day} {day:%a}: worked in the package only" for day in sorted(their_worked - our_worked)]
    return found


def block(year: int) -> str:
    """What the package expects of a year, as a start for a block of ``holidays.yaml``."""
    known = holidays.country_holidays("VN", years=year, language="vi")
    lines = [f"      - {{day: {day}, of: ?}}  # {known[day]}" for day in sorted(known)]
    return "\n".join([f"  - year: {year}", "    days:", *lines])


def main() -> int:
    calendar = load_calendar()
    print("\n".join(differences(calendar)) or "no difference")
    print(block(calendar.last.year + 1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
