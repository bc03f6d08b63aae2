"""100,000 people × five years judged for every individual award of the 2022 law, against OpenFisca-core.

    python bench/judge.py

Ours keeps the outcome of every condition and knows missing facts; the rival computes only the booleans of the five
basic chained awards, from the same columns. Before anything is timed the answers of those five are compared row by
row. Reading the inputs in is measured beside the judging, for both; the ratio is of the judging. Each process judges
several times; the first time, when the law is walked through, is printed apart. The memory of a million people, whose
facts are read from disk year by year as from a database, and the cost of a person at 10,000 and at 1,000,000 are
measured in processes of their own.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench._ours import JUDGED, WINDOW, asked_of  # noqa: E402
from bench._population import BASIC, Population, make_population  # noqa: E402
from bench._rival import alternate, ensure_rival, medians, ours, rival, spread, write_report  # noqa: E402
from rulebook.book import load_book  # noqa: E402
from rulebook.judge import Decision  # noqa: E402

COUNT = 100_000
SMALL, LARGE = 10_000, 1_000_000
ROUNDS = 3  # fresh processes of each
REPEATS = 5  # runs in each process, its median counts
GOAL = 1.0
MEMORY_GOAL_MB = 1500
DOSSIER_GOAL_MS = 5


class DifferentAnswers(AssertionError):
    """Ours and the rival do not say the same."""


def check_same_answers(folder: Path, population: Population) -> dict[str, int]:
    """Compare every basic award of every year; {award: yes in all years}. Raises ``DifferentAnswers``.

    Where every fact is known, ours must be the boolean of the rival and never ask a person. Where one is missing the
    rival runs twice, with the worst and the best value for it: ours must ask a person exactly where the two differ.
    That is compared wherever no title depends on another year's open question.
    """
    ours(folder, "judge", 1, "keep")
    for fill in ("worst", "best"):
        rival(folder, "judge", 1, fill, "keep")
    mine, worst, best = (np.load(folder / f"{name}.npz") for name in ("ours", "worst", "best"))
    yes, no, look = Decision.MAY_BE_PROPOSED, Decision.MAY_NOT, Decision.HUMAN_MUST_LOOK
    outside = population.short["subject"][0] > 3
    missing = ~population.known & ~outside
    found = dict.fromkeys(BASIC, 0)
    for year in population.judged:
        for code in BASIC:
            name = f"{code}.{year}"
            got, low, high = mine[name], worst[name], best[name]
            expected = np.where(low, yes, no)
            known = population.known
            if not np.array_equal(got[known], expected[known]):
                raise DifferentAnswers(_first_difference(name, got, expected, known))
            if year == population.judged[0] or code in BASIC[:2]:
                expected = np.where(low == high, expected, look)
                if not np.array_equal(got[missing], expected[missing]):
                    raise DifferentAnswers(_first_difference(name, got, expected, missing))
            if code == BASIC[0] and (got[outside] == yes).any():
                raise DifferentAnswers(f"{name}: somebody to whom the title does not go may be proposed")
            found[code] += int((got[known] == yes).sum())
    if not all(found.values()):
        raise DifferentAnswers(f"nobody may be proposed for some award, nothing is compared: {found}")
    return found


def _first_difference(name: str, got: np.ndarray, expected: np.ndarray, rows: np.ndarray) -> str:
    different = np.flatnonzero((got != expected) & rows)
    row = int(different[0])
    return f"{name}: {len(different)} rows differ, first row {row}: ours {got[row]}, rival {expected[row]}"


def main() -> int:
    try:
        ensure_rival()
    except RuntimeError as error:
        print(f"judge: skipped, {error}")
        return 0
    asked = asked_of(load_book())
    with tempfile.TemporaryDirectory() as name:
        folders = {count: Path(name) / str(count) for count in (SMALL, COUNT, LARGE)}
        for count, folder in folders.items():
            folder.mkdir()
            population = make_population(count, JUDGED, WINDOW, asked)
            population.save(folder)
            if count == COUNT:
                agreed = check_same_answers(folder, population)
            del population
        print(f"  same answers for {COUNT} people × {len(JUDGED)} years; may be proposed: {agreed}")
        folder = folders[COUNT]
        mine, theirs = alternate(
            ROUNDS, lambda: ours(folder, "judge", REPEATS), lambda: rival(folder, "judge", REPEATS, "worst")
        )
        five = [ours(folder, "judge", REPEATS, "five") for _ in range(ROUNDS)]
        small = [ours(folders[SMALL], "judge", REPEATS * 4) for _ in range(ROUNDS)]
        large = [ours(folders[LARGE], "judge", REPEATS, "streamed") for _ in range(ROUNDS)]
        large_theirs = rival(folders[LARGE], "judge", 1, "worst")
        dossier = ours(folders[SMALL], "dossier", 30)
    judging, judging_theirs = spread(medians(mine, "judging_s")), spread(medians(theirs, "judging_s"))
    loading, loading_theirs = spread(medians(mine, "loading_s")), spread(medians(theirs, "loading_s"))
    ratio = round(judging["median_s"] / judging_theirs["median_s"], 2)
    whole = (judging["median_s"] + loading["median_s"]) / (judging_theirs["median_s"] + loading_theirs["median_s"])
    judging_five = spread(medians(five, "judging_s"))
    ratio_five = round(judging_five["median_s"] / judging_theirs["median_s"], 2)
    at_small = spread(medians(small, "judging_s"))
    at_large = spread(medians(large, "judging_s"))
    flatness = round(at_large["median_s"] / LARGE / (at_small["median_s"] / SMALL), 2)
    first = spread([run["judging_s"][0] for run in mine])
    memory_mb = round(statistics.median(run["peak_kb"] for run in large) / 1024)
    dossier_ms = round(1000 * statistics.median(dossier["seconds"]), 2)
    about = mine[0]
    figures = {
        "people": COUNT,
        "years": len(JUDGED),
        "awards": about["awards"],
        "outcome_columns": about["lines"],
        "distinct_outcome_columns": about["distinct_columns"],
        "rival_awards": len(BASIC),
        "may_be_proposed": agreed,
        "judging": judging,
        "first_judging": first,
        "openfisca_judging": judging_theirs,
        "judging_the_same_five_awards": judging_five,
        "the_same_five_awards_to_openfisca": ratio_five,
        "loading": loading,
        "openfisca_loading": loading_theirs,
        "loading_and_judging_to_openfisca": round(whole, 2),
        "judging_10000": at_small,
        "judging_1000000": at_large,
        "cost_of_a_person_1000000_to_10000": flatness,
        "openfisca_judging_1000000": spread(large_theirs["judging_s"]),
        "million_peak_mb": memory_mb,
        "million_outcomes_mb": round(large[0]["outcome_bytes"] / 2**20),
        "openfisca_million_peak_mb": round(large_theirs["peak_kb"] / 1024),
        "one_dossier_explained_ms": dossier_ms,
        "one_dossier_slowest_ms": round(1000 * max(dossier["seconds"]), 2),
    }
    print(f"  ours: {about['awards']} awards, {about['lines']} outcomes a person in {len(JUDGED)} years")
    for label, one in (("ours, judging", judging), ("OpenFisca, judging five booleans", judging_theirs)):
        print(f"  {label}: {one['median_s']} s for {COUNT} people (processes: {one['all_s']})")
    print(f"  ours, the same five awards with {five[0]['lines']} outcomes a person: {judging_five['median_s']} s,")
    print(f"    {ratio_five} of OpenFisca")
    print(f"  the first time, the law walked through: {first['median_s']} s")
    print(f"  inputs checked and read in: ours {loading['median_s']} s, OpenFisca {loading_theirs['median_s']} s;")
    print(f"    with them the ratio is {whole:.2f}")
    print(f"  cost of a person at {LARGE} / at {SMALL}: {flatness} (1 is flat; {at_large['median_s']} s for {LARGE})")
    print(f"  OpenFisca for {LARGE}: {figures['openfisca_judging_1000000']['median_s']} s")
    print(f"  memory of {LARGE} people, all outcomes kept: {memory_mb} MB (goal {MEMORY_GOAL_MB});")
    print(
        f"    of which outcomes {figures['million_outcomes_mb']} MB; OpenFisca {figures['openfisca_million_peak_mb']} MB"
    )
    print(f"  one dossier, judged and explained, warm: {dossier_ms} ms (goal {DOSSIER_GOAL_MS})")
    write_report("judge", ratio, GOAL, figures)
    return 0


if __name__ == "__main__":
    sys.exit(main())
