"""What if? One million people judged again for one year, after a change, against an OpenFisca reform run again.

    python bench/whatif.py

The change: a grassroots emulation fighter without an excellent rating would need two initiatives of the year instead
of one. Ours judges every individual award of the 2022 law again, keeps every condition's outcome and names the people
who change. What the verdicts before the change asked alike it takes from them, as the product does; judging everything
anew is measured too. The rival computes the booleans of the basic awards under the reform and names those who change.
Both say the same number of people before anything is timed. Inputs are in memory on both sides; loading them again,
which OpenFisca needs for a reform and ours does not, is printed and not counted. A second change, the same facts under
the law of another day, has no counterpart in the rival and is printed only.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench._ours import JUDGED, WINDOW, asked_of  # noqa: E402
from bench._population import make_population  # noqa: E402
from bench._rival import alternate, ensure_rival, medians, ours, rival, spread, write_report  # noqa: E402
from rulebook.book import load_book  # noqa: E402

COUNT = 1_000_000
ROUNDS = 3
REPEATS = 3
GOAL = 1.0
SECONDS_GOAL = 1.0


def main() -> int:
    try:
        ensure_rival()
    except RuntimeError as error:
        print(f"whatif: skipped, {error}")
        return 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_population(COUNT, JUDGED[-1:], WINDOW, asked_of(load_book())).save(folder)
        mine, theirs = alternate(
            ROUNDS, lambda: ours(folder, "whatif", REPEATS), lambda: rival(folder, "whatif", REPEATS, "worst")
        )
    changed = mine[0]["changed"]
    if changed != theirs[0]["changed"] or not any(changed.values()):
        raise AssertionError(f"the change reaches {changed} people of ours, {theirs[0]['changed']} of the rival")
    threshold, threshold_theirs = spread(medians(mine, "threshold_s")), spread(medians(theirs, "threshold_s"))
    anew = spread(medians(mine, "anew_s"))
    day, loading_theirs = spread(medians(mine, "day_s")), spread(medians(theirs, "loading_s"))
    figures = {
        "people": COUNT,
        "awards": mine[0]["awards"],
        "changed": changed,
        "threshold": threshold,
        "everything_anew": anew,
        "everything_anew_to_openfisca": round(anew["median_s"] / threshold_theirs["median_s"], 2),
        "openfisca_reform": threshold_theirs,
        "openfisca_loading": loading_theirs,
        "other_day": day,
        "goal_s": SECONDS_GOAL,
        "peak_mb": round(max(run["peak_kb"] for run in mine) / 1024),
    }
    print(f"  same people change: {changed}")
    print(
        f"  ours, {mine[0]['awards']} awards: {threshold['median_s']} s for {COUNT} (processes: {threshold['all_s']})"
    )
    print(f"    everything anew {anew['median_s']} s, {figures['everything_anew_to_openfisca']} of OpenFisca")
    print(f"    goal {SECONDS_GOAL} s; under another day {day['median_s']} s; memory {figures['peak_mb']} MB")
    print(f"  OpenFisca, five booleans: {threshold_theirs['median_s']} s (processes: {threshold_theirs['all_s']}),")
    print(f"    and {loading_theirs['median_s']} s to load the inputs again")
    write_report("whatif", round(threshold["median_s"] / threshold_theirs["median_s"], 2), GOAL, figures)
    return 0


if __name__ == "__main__":
    sys.exit(main())
