"""Rows of plain values into the columns of ``facts.py``: every complaint names the row and the field."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from .facts_base import (
    FORMS,
    MANY,
    MEASURES,
    RATINGS,
    SUBJECTS,
    UNKNOWN,
    FactError,
    absent_from,
    choice,
    day_of,
    flag,
    pairs_of,
    titles_of,
    whole,
    year_column,
)

DISCIPLINE = {
    "none": 0,
    "reprimand": 1,
    "warning": 2,
    "salary_reduction": 3,
    "demotion": 4,
    "removal": 5,
    "dismissal": 6,
}
DISCIPLINE_VI = ("không", "khiển trách", "cảnh cáo", "hạ bậc lương", "giáng chức", "cách chức", "buộc thôi việc")
COUNTS = (
    "members_total",
    "members_completed",
    "members_advanced_worker",
    "members_grassroots_fighter",
    "members_disciplined",
    "cluster_rank",
    "cluster_size",
)
_INITIATIVES = ("initiatives_unit", "initiatives_province", "initiatives_nation")


def person_columns(
    rows: Iterable[Mapping],
    award_year: int,
    window: int,
    complete_from: int | None,
    initiatives_complete_from: int | None,
    allowed: set[str],
) -> dict[str, Any]:
    """Arguments of ``PersonFacts`` from one dict per person; see ``PersonFacts.from_rows``."""
    columns, keyed = _common(rows, award_year, window, complete_from, allowed)
    extra: dict[str, list] = {name: [] for name in (*_INITIATIVES, "recruited_on", "absence_days")}
    extra |= {name: [] for name in ("discipline", "subject", "is_leader")}
    for key, row in keyed:
        for name in _INITIATIVES:
            counts = absent_from(initiatives_complete_from, award_year, window)
            for year, count in pairs_of(row.get(name), key, name):
                column = year_column(year, award_year, key, name, window)
                counts[column] = whole(count, key, f"{name}.{year}", 0, 100)
            extra[name].append(counts)
        extra["recruited_on"].append(day_of(row.get("recruited_on"), key, "recruited_on"))
        extra["absence_days"].append(whole(row.get("absence_days"), key, "absence_days", 0, 366))
        extra["discipline"].append(choice(row.get("discipline"), key, "discipline", DISCIPLINE))
        extra["subject"].append(choice(row.get("subject"), key, "subject", SUBJECTS))
        extra["is_leader"].append(flag(row.get("is_leader"), key, "is_leader"))
    recruited = np.array(extra.pop("recruited_on"), dtype="datetime64[D]")
    arrays: dict[str, Any] = {name: np.array(values, dtype=np.int64) for name, values in extra.items()}
    for name in _INITIATIVES:
        arrays[name] = arrays[name].reshape(len(keyed), window)
    return {**columns, **arrays, "recruited_on": recruited}


def collective_columns(
    rows: Iterable[Mapping], award_year: int, window: int, complete_from: int | None, allowed: set[str]
) -> dict[str, Any]:
    """Arguments of ``CollectiveFacts`` from one dict per collective; see ``CollectiveFacts.from_rows``."""
    columns, keyed = _common(rows, award_year, window, complete_from, allowed)
    for name in COUNTS:
        columns[name] = np.array([whole(row.get(name), key, name, 0, 1_000_000_000) for key, row in keyed], np.int64)
    for name, absent in (("targets_exceeded", None), ("dissolved", False)):
        columns[name] = np.array([flag(row.get(name, absent), key, name) for key, row in keyed], np.int64)
    columns["form"] = np.array([choice(row.get("form", "collective"), key, "form", FORMS) for key, row in keyed])
    columns["form"] = columns["form"].astype(np.int64)
    return columns


def _keyed(rows: Iterable[Mapping], allowed: set[str]) -> Iterator[tuple[str, Mapping]]:
    seen: set[str] = set()
    for number, row in enumerate(rows):
        key = row.get("key") if isinstance(row, Mapping) else None
        if not isinstance(key, str) or not key:
            raise FactError(f"row {number}: a text key is needed")
        if key in seen:
            raise FactError(f"{key}: the key stands in two rows")
        seen.add(key)
        strange = set(row) - allowed
        if strange:
            raise FactError(f"{key}: unknown field {sorted(map(str, strange))[0]!r}")
        yield key, row


def _common(
    rows: Iterable[Mapping], award_year: int, window: int, complete_from: int | None, allowed: set[str]
) -> tuple[dict[str, Any], list[tuple[str, Mapping]]]:
    if not isinstance(award_year, int) or isinstance(award_year, bool):
        raise FactError(f"award_year is {award_year!r}, a year is needed")
    keyed = list(_keyed(rows, allowed))
    n = len(keyed)
    absent = absent_from(complete_from, award_year, window)
    ratings = np.full((n, window), UNKNOWN, np.int64)
    titles: dict[str, np.ndarray] = {}
    flags: dict[str, list[int]] = {name: [] for name in ("pending_case", "movement_result", "registered")}
    measures: dict[str, np.ndarray] = {}
    attested: dict[str, np.ndarray] = {}
    records: dict[tuple[int, str], str] = {}
    for number, (key, row) in enumerate(keyed):
        for year, word in pairs_of(row.get("ratings"), key, "ratings"):
            column = year_column(year, award_year, key, "ratings", window)
            ratings[number, column] = choice(word, key, f"ratings.{year}", RATINGS)
        for code, held in titles_of(row, key, award_year, complete_from, window).items():
            titles.setdefault(code, np.tile(np.array(absent, np.int64), (n, 1)))[number] = held
        for name, values in flags.items():
            values.append(flag(row.get(name), key, name))
        for name, value in _mapping(row, key, "measures"):
            if name not in MEASURES:
                raise FactError(f"{key}: measures has the unknown figure {name!r}")
            column_of = measures.setdefault(name, np.full(n, UNKNOWN, np.int64))
            column_of[number] = whole(value, key, f"measures.{name}", 0, MANY)
        for name, value in _mapping(row, key, "attestations"):
            said = attested.setdefault(str(name), np.full(n, UNKNOWN, np.int64))
            said[number] = flag(value, key, f"attestations.{name}")
        records |= {(number, str(name)): str(label) for name, label in _mapping(row, key, "records")}
    columns: dict[str, Any] = {
        "keys": tuple(key for key, _ in keyed),
        "award_year": award_year,
        "ratings": ratings,
        "titles": titles,
        "absent_titles": np.array(absent, np.int64),
        "measures": measures,
        "attestations": dict(sorted(attested.items())),
        "records": records,
    }
    columns |= {name: np.array(values, dtype=np.int64) for name, values in flags.items()}
    return columns, keyed


def _mapping(row: Mapping, key: str, name: str) -> list[tuple[Any, Any]]:
    value = row.get(name)
    if value is None:
        return []
    if not isinstance(value, Mapping):
        raise FactError(f"{key}: {name} must map names to values")
    return list(value.items())
