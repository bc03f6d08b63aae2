"""A population of people for the benchmarks, as plain numpy columns: ours and the rivals read the same numbers.

Every column of a year is contiguous (arrays are years × people), codes are those of ``rulebook.facts``, -1 is unknown.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

SEED = 2022
BASIC = (
    "advanced_worker",
    "grassroots_emulation_fighter",
    "ministry_province_emulation_fighter",
    "diploma_of_merit_ministry_province",
    "national_emulation_fighter",
)
# Share of people for whom the responsible person says yes. Gates are mostly affirmed; a path that only few go by is
# attested "no" for the others, as otherwise it stays open and a person must look.
ATTESTED = {
    "self_reliance_solidarity": 0.97,
    "service_time_accepted": 0.5,
    "absence_accepted": 0.9,
    "achievement_after_discipline": 0.3,
    "outstanding_among_holders": 0.8,
    "older_initiative_accepted": 0.0,
    "new_period_accepted": 0.5,
    "initiatives_in_period": 0.0,
    "unexpected_achievement": 0.01,
    "major_contribution": 0.01,
    "two_science_works": 0.03,
    "worker_farmer_achievement": 0.005,
    "entrepreneur_contribution": 0.005,
    "province_titles_in_a_row": 0.3,
    "outstanding_among_province_fighters": 0.8,
    "older_national_initiative_accepted": 0.0,
}
ATTESTED_OTHERWISE = 0.02  # any other judgement some award asks for
MEASURED = 0.05  # share of people for whom a figure some award asks for is on record
# What the benchmark whatif changes: award, condition, its number, the new value. The rival's parameter of that name too.
CHANGED = ("grassroots_emulation_fighter", "unit_initiative", "min_count", 2)
HELD_BEFORE = {
    "advanced_worker": 0.75,
    "grassroots_emulation_fighter": 0.2,
    "ministry_province_emulation_fighter": 0.04,
    "national_emulation_fighter": 0.01,
    "diploma_of_merit_ministry_province": 0.05,
}
HELD_OTHERWISE = 0.02  # any other award, each year
UNKNOWN_SHARE = 0.05  # people with one fact of one judged year missing
NOT_COVERED_SHARE = 0.01  # people whose group has a standard of its own that the data does not hold


GROUPS = ("long", "titles", "short", "attestations", "measures")


@dataclass(frozen=True, eq=False)
class Asked:
    """What the standards ask about: awards, judgements and figures for which the population has a column each."""

    titles: tuple[str, ...]
    attestations: tuple[str, ...]
    measures: tuple[str, ...]


@dataclass(frozen=True)
class _OnDisk:
    """A column of years × n as a database holds it: what is read of it belongs to the reader."""

    path: Path

    def __getitem__(self, year: int) -> np.ndarray:
        return np.array(np.load(self.path, mmap_mode="r")[year])

    @property
    def T(self) -> np.ndarray:
        return np.load(self.path).T


@dataclass(frozen=True, eq=False)
class Population:
    """``years`` are those of the long columns; ``judged`` the last of them, for which the short columns exist."""

    window: int
    years: tuple[int, ...]
    judged: tuple[int, ...]
    long: dict[str, np.ndarray]  # name → years × n, int8: ratings, initiatives_unit, _province, _nation
    titles: dict[str, np.ndarray]  # award → years × n, int8; the basic ones are 0 from the first judged year on
    short: dict[str, np.ndarray]  # name → judged × n
    attestations: dict[str, np.ndarray]  # key → judged × n, int8
    measures: dict[str, np.ndarray]  # key → judged × n
    recruited_on: np.ndarray  # n, datetime64[D]
    known: np.ndarray  # n, bool: every fact known, and the standard covered by the data

    @property
    def n(self) -> int:
        return len(self.recruited_on)

    def save(self, folder: Path) -> None:
        """One ``.npy`` file a column, for a rival in another process."""
        for group in GROUPS:
            for name, column in getattr(self, group).items():
                np.save(folder / f"{group}.{name}.npy", column)
        np.save(folder / "recruited_on.npy", self.recruited_on)
        np.save(folder / "known.npy", self.known)
        about = {"window": self.window, "years": self.years, "judged": self.judged}
        (folder / "years.json").write_text(json.dumps(about))

    @classmethod
    def load(cls, folder: Path, streamed: bool = False) -> Population:
        """What ``save`` wrote: every column in memory or, ``streamed``, on disk until somebody reads it, each time anew."""
        about = json.loads((folder / "years.json").read_text())
        groups: dict[str, dict[str, Any]] = {group: {} for group in GROUPS}
        for path in sorted(folder.glob("*.*.npy")):
            group, name, _ = path.name.split(".")
            groups[group][name] = _OnDisk(path) if streamed else np.load(path)
        return cls(
            **{"window": about["window"], "years": tuple(about["years"]), "judged": tuple(about["judged"])},
            **groups,
            recruited_on=np.load(folder / "recruited_on.npy"),
            known=np.load(folder / "known.npy"),
        )


def make_population(n: int, judged: tuple[int, ...], window: int, asked: Asked) -> Population:
    """``n`` people with facts of the ``judged`` years and of the years before them that a window of ``window`` needs.

    The same arguments give the same people.
    """
    rng = np.random.default_rng(SEED)
    years = tuple(range(judged[0] - window + 1, judged[-1] + 1))
    before = len(years) - len(judged)

    def drawn(shares: list[float], rows: int | None = None) -> np.ndarray:
        """Codes 0, 1, 2, … with the given shares."""
        size = n if rows is None else (rows, n)
        return np.searchsorted(np.cumsum(shares)[:-1], rng.random(size, np.float32)).astype(np.int8)

    # A person keeps a level over the years, so that streaks happen as often as in life.
    level = rng.random(n, np.float32)
    ratings = np.empty((len(years), n), np.int8)
    for row in range(len(years)):
        mark = 0.7 * level + 0.3 * rng.random(n, np.float32)
        ratings[row] = np.searchsorted(np.array([0.08, 0.2, 0.65], np.float32), mark)
    long = {
        "ratings": ratings,
        "initiatives_unit": drawn([0.75, 0.22, 0.03], len(years)),
        "initiatives_province": drawn([0.97, 0.03], len(years)),
    }
    # What the nation recognised counts for the province, and that for the unit.
    long["initiatives_nation"] = drawn([0.995, 0.005], len(years))
    long["initiatives_province"] = np.maximum(long["initiatives_province"], long["initiatives_nation"])
    long["initiatives_unit"] = np.maximum(long["initiatives_unit"], long["initiatives_province"])
    start = np.datetime64(f"{years[0]}-01-01", "D")
    span = int((np.datetime64(f"{judged[-1]}-12-31", "D") - start).astype(int))
    recruited_on = start + rng.integers(-20 * 365, span, n)  # the last of them serve less than six months
    recruited_year = recruited_on.astype("datetime64[Y]").astype(np.int64) + 1970
    serving = np.asarray(years)[:, None] >= recruited_year[None, :]

    ratings[~serving] = 0  # nothing was done in years before the recruitment

    held = {}
    for code in asked.titles:
        column = (rng.random((len(years), n), np.float32) < HELD_BEFORE.get(code, HELD_OTHERWISE)).astype(np.int8)
        column &= serving
        column[-1] = 0
        if code in BASIC:
            column[before:] = 0  # decided by the judging itself, year after year
        held[code] = column
    short = {
        "absence_days": np.where(rng.random((len(judged), n)) < 0.6, 0, rng.integers(0, 60, (len(judged), n))),
        "discipline": drawn([0.97, 0.01, 0.01, 0.01], len(judged)),
        "subject": np.repeat(drawn([0.1, 0.4, 0.4, 0.1])[None, :], len(judged), axis=0),
        "is_leader": np.repeat(drawn([0.9, 0.1])[None, :], len(judged), axis=0),
        "pending_case": drawn([0.99, 0.01], len(judged)),
        "movement_result": drawn([0.97, 0.03], len(judged)),
    }
    short["absence_days"] = short["absence_days"].astype(np.int16)
    shares = ATTESTED | {key: ATTESTED_OTHERWISE for key in asked.attestations if key not in ATTESTED}
    attestations = {key: drawn([1 - share, share], len(judged)) for key, share in shares.items()}
    measures = {}
    for key in asked.measures:
        figure = rng.integers(0, 40, (len(judged), n), np.int32)
        measures[key] = np.where(rng.random((len(judged), n), np.float32) < MEASURED, figure, np.int32(-1))

    # Some people stand outside what the data covers, some have one fact missing.
    draw = rng.random(n, np.float32)
    outside = draw < NOT_COVERED_SHARE
    short["subject"][:, outside] = 5
    missing = np.flatnonzero((draw >= NOT_COVERED_SHARE) & (draw < NOT_COVERED_SHARE + UNKNOWN_SHARE))
    fields = [
        (long["ratings"], before),
        (long["initiatives_unit"], before),
        (short["absence_days"], 0),
        (short["discipline"], 0),
        (short["pending_case"], 0),
        (attestations["self_reliance_solidarity"], 0),
    ]
    which = rng.integers(0, len(fields), len(missing))
    when = rng.integers(0, len(judged), len(missing))
    for number, (column, first) in enumerate(fields):
        column[first + when[which == number], missing[which == number]] = -1
        if column is long["initiatives_unit"]:
            # The largest of the counts is read, so a known one would hide the missing one.
            rows = first + when[which == number], missing[which == number]
            long["initiatives_province"][rows] = long["initiatives_nation"][rows] = -1
    known = ~outside
    known[missing] = False
    return Population(window, years, judged, long, held, short, attestations, measures, recruited_on, known)


def peak_kb() -> int:
    """Most memory this process has held, in KB. Not ``ru_maxrss``: that begins with the peak of whoever started it."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1])
    raise RuntimeError("the peak of memory is read from /proc, which only Linux has")
