"""What the two kinds of facts share: closed lists of words, checks, and the reading of row dicts."""

import math
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

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
# Who a row is about, and the groups of them that standards speak of. Codes are the values of the columns.
SUBJECTS = {
    "cadre": 0,
    "civil_servant": 1,
    "public_employee": 2,
    "worker": 3,
    "outside_agencies": 4,
    "foreign": 5,
    "armed_forces": 6,
}
SUBJECTS_VI = (
    "cán bộ",
    "công chức",
    "viên chức",
    "người lao động theo hợp đồng",
    "công nhân, nông dân, người lao động ngoài cơ quan",
    "người nước ngoài, người Việt Nam ở nước ngoài",
    "quân nhân, công an nhân dân, dân quân tự vệ, cơ yếu",
)
FORMS = {
    "collective": 0,
    "armed_collective": 1,
    "household": 2,
    "community": 3,
    "commune": 4,
    "province": 5,
    "foreign_collective": 6,
}
FORMS_VI = (
    "tập thể",
    "tập thể thuộc lực lượng vũ trang",
    "hộ gia đình",
    "thôn, tổ dân phố",
    "xã, phường, đặc khu",
    "tỉnh, thành phố",
    "tập thể người nước ngoài, người Việt Nam ở nước ngoài",
)
PERSON_GROUPS: dict[str, tuple[int, ...]] = {
    "staff": (0, 1, 2, 3),
    "worker_farmer": (4,),
    "labourer": (3, 4),
    "foreign_individual": (5,),
    "armed_forces": (6,),
}
COLLECTIVE_GROUPS: dict[str, tuple[int, ...]] = {name: (code,) for name, code in FORMS.items()}
# Figures a standard compares with a number. Of the person or collective itself, at the end of the award year.
MEASURES = {
    "service_years_army": "năm phục vụ trong quân đội",
    "service_years_police": "năm phục vụ trong công an nhân dân",
    "service_years_armed_forces": "năm phục vụ trong lực lượng vũ trang",
    "service_years_profession": "năm công tác trong ngành",
    "practice_years": "năm trực tiếp làm chuyên môn, làm nghề",
    "contribution_vnd": "đồng đóng góp",
    "production_model_years": "năm duy trì mô hình sản xuất hiệu quả",
    "collective_age_years": "năm xây dựng, phát triển của tập thể",
    "youth_volunteer_years": "năm phục vụ thanh niên xung phong",
    "years_in_vietnam": "năm công tác tại Việt Nam",
    "teaching_years": "năm trực tiếp giảng dạy",
}
MANY = 1_000_000_000_000


@lru_cache(maxsize=1)
def award_codes() -> frozenset[str]:
    """Codes of all awards that have a file: what ``titles`` may speak of."""
    folder = Path(__file__).parent / "data" / "regimes"
    return frozenset(path.stem for path in folder.glob("*/*.yaml"))


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


def year_column(year: Any, award_year: int, row: str, field: str, window: int = YEARS) -> int:
    """The column of ``year`` in the ``window`` years that end with ``award_year``."""
    year = whole(year, row, f"year in {field}", 1900, 2200)
    column = year - (award_year - window + 1)
    if not 0 <= column < window:
        raise FactError(f"{row}: {field} has year {year}, outside {award_year - window + 1}..{award_year}")
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


def absent_from(complete_from: int | None, award_year: int, window: int = YEARS) -> list[int]:
    """A code per year for "nothing written": 0 in years our register is complete for, unknown before."""
    first = award_year - window + 1
    return [0 if complete_from is not None and first + c >= complete_from else UNKNOWN for c in range(window)]


def titles_of(
    row: Mapping, key: str, award_year: int, complete_from: int | None, window: int = YEARS
) -> dict[str, list[int]]:
    """Per award named in the row a code a year. An absent year is 0 from ``complete_from`` on and unknown before."""
    absent = absent_from(complete_from, award_year, window)
    titles: dict[str, list[int]] = {}
    given = row.get("titles") or {}
    if not isinstance(given, Mapping):
        raise FactError(f"{key}: titles must map award codes to years")
    for code, years in given.items():
        if code not in award_codes():
            raise FactError(f"{key}: titles has the unknown award {code!r}")
        titles[code] = list(absent)
        held = pairs_of(years, key, f"titles.{code}") if isinstance(years, Mapping) else [(y, 1) for y in years or ()]
        seen: set[int] = set()
        for year, value in held:
            column = year_column(year, award_year, key, f"titles.{code}", window)
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


_KINDS = (np.int8, np.int16, np.int32, np.int64)


class Checked(NamedTuple):
    """A column that holds only what it may: its codes (not to be written to), the least and the largest of each year."""

    codes: np.ndarray
    lows: tuple[int, ...]
    highs: tuple[int, ...]


def check_column(name: str, array: Any, shape: tuple[int, ...], low: int, high: int) -> Checked:
    """``array`` as integers of ``shape`` within ``low..high``, or ``FactError`` naming column and first bad row."""
    array = np.asarray(array)
    if array.shape != shape:
        raise FactError(f"column {name} has shape {array.shape}, {shape} is needed")
    if array.dtype.kind not in "iub":
        raise FactError(f"column {name} holds {array.dtype}, whole numbers are needed")
    years = shape[1] if len(shape) > 1 else 1
    same_for_all = array.size > 0 and not any(array.strides)  # one number, which takes no room
    # Years are columns: kept one after the other, since every condition reads whole columns.
    kept = array[(slice(0, 1),) * array.ndim] if same_for_all else np.asfortranarray(array)
    lows = highs = (UNKNOWN,) * years
    if array.size and kept.ndim == 1:
        lows, highs = (int(kept.min()),), (int(kept.max()),)
    elif array.size:
        lows, highs = tuple(kept.min(axis=0).tolist()), tuple(kept.max(axis=0).tolist())
    if min(lows) < low or max(highs) > high:
        row = int(np.argwhere((array < low) | (array > high))[0][0])
        raise FactError(f"column {name}, row {row}: a value lies outside {low}..{high}")
    # As small as the numbers are: what is asked of a column costs what its bytes cost.
    kind = next(kind for kind in _KINDS if max(highs) <= np.iinfo(kind).max)
    kept = kept.view() if kept.dtype.kind == "i" and kept.itemsize <= kind().itemsize else kept.astype(kind)
    if same_for_all:
        return Checked(np.broadcast_to(kept, shape), lows * (years // len(lows)), highs * (years // len(highs)))
    kept.flags.writeable = False  # what was worked out of a column would not follow
    return Checked(kept, lows, highs)
