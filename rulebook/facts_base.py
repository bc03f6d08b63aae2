"""What the two kinds of facts share: the window of years, checks, and the reading of row dicts."""

import math
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np

YEARS = 5
UNKNOWN = -1
RATINGS = {"not_completed": 0, "completed": 1, "good": 2, "excellent": 3}
RATINGS_VI = (
    "không hoàn thành nhiệm vụ",
    "hoàn thành nhiệm vụ",
    "hoàn thành tốt nhiệm vụ",
    "hoàn thành xuất sắc nhiệm vụ",
)
PERSON_TITLES = (
    "advanced_worker",
    "grassroots_emulation_fighter",
    "ministry_province_emulation_fighter",
    "diploma_of_merit_ministry_province",
    "certificate_of_merit_commune",
    "certificate_of_merit_unit",
)
COLLECTIVE_TITLES = (
    "advanced_labour_collective",
    "excellent_labour_collective",
    "ministry_province_emulation_flag",
    "diploma_of_merit_ministry_province",
    "certificate_of_merit_commune",
    "certificate_of_merit_unit",
)


class FactError(ValueError):
    """A fact that cannot be true. The message names the row and the field."""


def whole(value: Any, row: str, field: str, low: int, high: int) -> int:
    """``value`` as an integer in ``low..high``; ``None`` is unknown. Text, NaN, fractions are refused."""
    if value is None:
        return UNKNOWN
    if isinstance(value, bool):
        value = int(value)
    if isinstance(value, np.integer):
        value = int(value)
    if isinstance(value, float | np.floating):
        if not math.isfinite(value) or value != int(value):
            raise FactError(f"{row}: {field} is {value}, a whole number is needed")
        value = int(value)
    if not isinstance(value, int):
        raise FactError(f"{row}: {field} is {value!r}, a whole number is needed")
    if not low <= value <= high:
        raise FactError(f"{row}: {field} is {value}, it must lie between {low} and {high}")
    return value


def choice(value: Any, row: str, field: str, choices: Mapping[str, int]) -> int:
    """The code of a word in ``choices``; ``None`` is unknown."""
    if value is None:
        return UNKNOWN
    if not isinstance(value, str) or value not in choices:
        raise FactError(f"{row}: {field} is {value!r}, one of {', '.join(choices)} is needed")
    return choices[value]


def flag(value: Any, row: str, field: str) -> int:
    """True, False or None (unknown); 1, 0 and -1 mean the same."""
    return whole(value, row, field, -1, 1)


def year_column(year: Any, award_year: int, row: str, field: str) -> int:
    """The column 0..4 of ``year`` in the window that ends with ``award_year``."""
    year = whole(year, row, f"year in {field}", 1900, 2200)
    column = year - (award_year - YEARS + 1)
    if not 0 <= column < YEARS:
        raise FactError(f"{row}: {field} has year {year}, outside {award_year - YEARS + 1}..{award_year}")
    return column


def pairs_of(value: Any, row: str, field: str) -> list[tuple[Any, Any]]:
    """Year-value pairs from a dict or a list of pairs; one year twice is refused."""
    if value is None:
        return []
    if isinstance(value, Mapping):
        pairs = list(value.items())
    elif isinstance(value, Sequence) and not isinstance(value, str):
        pairs = [tuple(pair) if isinstance(pair, Sequence) and not isinstance(pair, str) else () for pair in value]
        if any(len(pair) != 2 for pair in pairs):
            raise FactError(f"{row}: {field} must be pairs of year and value")
    else:
        raise FactError(f"{row}: {field} must map years to values")
    seen: set[Any] = set()
    for year, _ in pairs:
        if year in seen:
            raise FactError(f"{row}: {field} has two values for {year}")
        seen.add(year)
    return pairs


def absent_from(complete_from: int | None, award_year: int) -> list[int]:
    """Five codes for "nothing written": 0 in years our register is complete for, unknown before."""
    first = award_year - YEARS + 1
    return [0 if complete_from is not None and first + c >= complete_from else UNKNOWN for c in range(YEARS)]


def titles_of(row: Mapping, key: str, award_year: int, known: tuple[str, ...], complete_from: int | None) -> dict:
    """Per award a list of five codes. An absent title is 0 from ``complete_from`` on and unknown before."""
    absent = absent_from(complete_from, award_year)
    titles = {code: list(absent) for code in known}
    given = row.get("titles") or {}
    if not isinstance(given, Mapping):
        raise FactError(f"{key}: titles must map award codes to years")
    for code, years in given.items():
        if code not in titles:
            raise FactError(f"{key}: titles has the unknown award {code!r}")
        held = pairs_of(years, key, f"titles.{code}") if isinstance(years, Mapping) else [(y, 1) for y in years or ()]
        seen: set[int] = set()
        for year, value in held:
            column = year_column(year, award_year, key, f"titles.{code}")
            if column in seen:
                raise FactError(f"{key}: titles.{code} has {year} twice")
            seen.add(column)
            titles[code][column] = flag(value, key, f"titles.{code}.{year}")
    return titles


def day_of(value: Any, row: str, field: str) -> np.datetime64:
    """A date, an ISO text or None as ``datetime64[D]`` (NaT when unknown)."""
    if value is None:
        return np.datetime64("NaT", "D")
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value)
        except ValueError:
            raise FactError(f"{row}: {field} is {value!r}, a day written YYYY-MM-DD is needed") from None
    if not isinstance(value, date):
        raise FactError(f"{row}: {field} is {value!r}, a day is needed")
    return np.datetime64(date(value.year, value.month, value.day), "D")


def check_column(name: str, array: Any, shape: tuple[int, ...], low: int, high: int) -> np.ndarray:
    """``array`` as integers of ``shape`` within ``low..high``, or ``FactError`` naming column and first bad row."""
    array = np.asarray(array)
    if array.shape != shape:
        raise FactError(f"column {name} has shape {array.shape}, {shape} is needed")
    if array.dtype.kind not in "iub":
        raise FactError(f"column {name} holds {array.dtype}, whole numbers are needed")
    bad = (array < low) | (array > high)
    if bad.any():
        row = int(np.argwhere(bad)[0][0])
        raise FactError(f"column {name}, row {row}: a value lies outside {low}..{high}")
    return array.astype(np.int32) if high > 127 else array.astype(np.int8)
