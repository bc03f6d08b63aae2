"""The Vietnamese lunar calendar: which solar day a lunar day falls on, for anniversaries that follow the moon.

The rules of the calendar: a month begins on the day, in Vietnam's time, on which the moon is new; the eleventh month
holds the winter solstice; of thirteen months between two solstices the first in which the sun enters no new sign is a
leap month. New moons and the sun's place follow the truncated series of Meeus, "Astronomical Algorithms", chapters 25
and 49, good to a few minutes between 1900 and 2199.
"""

from datetime import date, timedelta
from functools import cache
from math import floor, pi, sin

_ZONE = 7 / 24  # Vietnam's time, in days ahead of Greenwich
_EPOCH = date(2000, 1, 1)
_EPOCH_JDN = 2451545


def _day(jdn: int) -> date:
    return _EPOCH + timedelta(days=jdn - _EPOCH_JDN)


def _jdn(day: date) -> int:
    return _EPOCH_JDN + (day - _EPOCH).days


def _new_moon(k: int) -> int:
    """The day number, in Vietnam, of the k-th new moon since that of 1 January 1900."""
    t = k / 1236.85
    rad = pi / 180
    mean = 2415020.75933 + 29.53058868 * k + 0.0001178 * t**2 - 0.000000155 * t**3
    mean += 0.00033 * sin((166.56 + 132.87 * t - 0.009173 * t**2) * rad)
    sun = (359.2242 + 29.10535608 * k - 0.0000333 * t**2 - 0.00000347 * t**3) * rad
    moon = (306.0253 + 385.81691806 * k + 0.0107306 * t**2 + 0.00001236 * t**3) * rad
    node = (21.2964 + 390.67050646 * k - 0.0016528 * t**2 - 0.00000239 * t**3) * rad
    shift = (0.1734 - 0.000393 * t) * sin(sun) + 0.0021 * sin(2 * sun)
    shift += -0.4068 * sin(moon) + 0.0161 * sin(2 * moon) - 0.0004 * sin(3 * moon)
    shift += 0.0104 * sin(2 * node) - 0.0051 * sin(sun + moon) - 0.0074 * sin(sun - moon)
    shift += 0.0004 * sin(2 * node + sun) - 0.0004 * sin(2 * node - sun) - 0.0006 * sin(2 * node + moon)
    shift += 0.0010 * sin(2 * node - moon) + 0.0005 * sin(sun + 2 * moon)
    ahead = -0.000278 + 0.000265 * t + 0.000262 * t**2  # of the clock of the stars over the clock of the earth, in days
    return floor(mean + shift - ahead + 0.5 + _ZONE)


def _sign_of_sun(jdn: int) -> int:
    """In which twelfth of its way the sun stands at the beginning of the day in Vietnam; 0 from the spring equinox."""
    t = (jdn - 0.5 - _ZONE - 2451545.0) / 36525
    rad = pi / 180
    anomaly = (357.52910 + 35999.05030 * t - 0.0001559 * t**2 - 0.00000048 * t**3) * rad
    mean = 280.46645 + 36000.76983 * t + 0.0003032 * t**2
    centre = (1.914600 - 0.004817 * t - 0.000014 * t**2) * sin(anomaly)
    centre += (0.019993 - 0.000101 * t) * sin(2 * anomaly) + 0.000290 * sin(3 * anomaly)
    return floor(((mean + centre) % 360) / 30)


@cache
def _eleventh_month(year: int) -> tuple[int, int]:
    """(k, day number) of the new moon that begins the lunar month with the winter solstice of a solar year."""
    k = floor((_jdn(date(year, 12, 31)) - 2415021) / 29.530588853)
    while _new_moon(k + 1) <= _jdn(date(year, 12, 31)):
        k += 1
    if _sign_of_sun(_new_moon(k)) >= 9:  # the sun was past the solstice when this month began
        k -= 1
    return k, _new_moon(k)


@cache
def _leap_place(year: int) -> int | None:
    """Which month after the eleventh of ``year - 1`` is the leap one: 1 for the first; None in a common year."""
    first, _ = _eleventh_month(year - 1)
    last, _ = _eleventh_month(year)
    if last - first == 12:
        return None
    for place in range(1, 14):
        begin, end = _new_moon(first + place), _new_moon(first + place + 1)
        if _sign_of_sun(begin) == _sign_of_sun(end):
            return place
    return None


def solar_day(year: int, month: int, day: int) -> date | None:
    """The solar day of a lunar day of the lunar year that begins in solar ``year`` (never of its leap month).

    None for the 30th of a month of 29 days. ValueError outside 1900 to 2199 or for no lunar month.
    """
    if not (1900 <= year <= 2199 and 1 <= month <= 12 and 1 <= day <= 30):
        raise ValueError(f"no lunar day {year}-{month}-{day}")
    base, offset = (year - 1, month + 1) if month < 11 else (year, month - 11)
    first, _ = _eleventh_month(base)
    leap = _leap_place(base + 1)
    if leap is not None and offset >= leap:
        offset += 1
    begin = _new_moon(first + offset)
    if begin + day > _new_moon(first + offset + 1):
        return None
    return _day(begin + day - 1)


_STEMS = ("Giáp", "Ất", "Bính", "Đinh", "Mậu", "Kỷ", "Canh", "Tân", "Nhâm", "Quý")
_BRANCHES = ("Tý", "Sửu", "Dần", "Mão", "Thìn", "Tỵ", "Ngọ", "Mùi", "Thân", "Dậu", "Tuất", "Hợi")


def name_of_year(year: int) -> str:
    """The traditional name of the lunar year that begins in a solar year: 2019 is "Kỷ Hợi"."""
    return f"{_STEMS[(year - 4) % 10]} {_BRANCHES[(year - 4) % 12]}"
