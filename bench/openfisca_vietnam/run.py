"""One fresh process of the rival: ``python -m bench.openfisca_vietnam.run FOLDER MODE ROUNDS FILL``.

Prints one line of JSON. FOLDER holds the columns of ``bench/_population.py``. MODE ``judge``: every award of every judged year, chained;
``whatif``: the last year again under a changed threshold. FILL: what a missing fact is taken for, ``worst`` or ``best``
(OpenFisca knows no unknown). With a fifth argument the booleans are written to FOLDER/FILL.npz.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import numpy as np
from openfisca_core.parameters import ParameterNode
from openfisca_core.periods import instant, period
from openfisca_core.reforms import Reform
from openfisca_core.simulations import Simulation
from openfisca_core.simulations.simulation_builder import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem

from bench._population import peak_kb
from bench.openfisca_vietnam.variables import AWARDS, COUNTS, FLAGS, INPUTS, Person, no_bar, recruited_day, undisputed

LONG = {"rating": "ratings", "unit_initiatives": "initiatives_unit", "province_initiatives": "initiatives_province"}
LONG["nation_initiatives"] = "initiatives_nation"
# The value that helps least and most, where a fact is missing.
WORST_BEST = {"rating": (0, 3), "unit_initiatives": (0, 9), "province_initiatives": (0, 9), "absence_days": (99, 0)}
WORST_BEST["nation_initiatives"] = (0, 9)
WORST_BEST |= {"discipline": (1, 0), "pending_case": (1, 0)}
# A recorded judgement settles what a record says, it does not stand in for a missing record.
JUDGES = {"absence_accepted": "absence_days", "achievement_after_discipline": "discipline"}


class Vietnam(TaxBenefitSystem):
    """The country package: the same rules as the data files of ``rulebook`` on the rule date."""

    def __init__(self) -> None:
        super().__init__([Person])
        for variable in [*INPUTS, recruited_day, undisputed, no_bar, *AWARDS]:
            self.add_variable(variable)
        self.parameters = ParameterNode("", directory_path=str(Path(__file__).parent / "parameters"))


class Inputs:
    """The population as OpenFisca wants it: one array a variable and a year, of the variable's type."""

    def __init__(self, folder: Path, best: bool) -> None:
        self.folder = folder
        about = json.loads((folder / "years.json").read_text())
        self.years, self.judged = about["years"], about["judged"]
        self.values: list[tuple[str, str, np.ndarray]] = []
        for name in (*COUNTS, *FLAGS):
            kind = np.int32 if name in COUNTS else np.bool_
            long = LONG.get(name)
            group = "long" if long else "short" if (folder / f"short.{name}.npy").exists() else "attestations"
            column = np.load(folder / f"{group}.{long or name}.npy")
            column = np.where(column < 0, WORST_BEST.get(name, (0, 1))[best], column).astype(kind)
            if name in JUDGES and not best:
                column &= np.load(folder / f"short.{JUDGES[name]}.npy") >= 0
            for year, row in zip(self.years if long else self.judged, column, strict=True):
                self.values.append((name, str(year), np.ascontiguousarray(row)))
        for award in AWARDS:
            column = np.load(folder / f"titles.{award.__name__}.npy").astype(bool)
            for year, row in zip(self.years, column, strict=True):
                if year < self.judged[0]:
                    self.values.append((award.__name__, str(year), row))
        recruited_on = np.load(folder / "recruited_on.npy")
        days = recruited_on.astype(np.int64).astype(np.int32)
        self.values.append(("recruited_day", "ETERNITY", days))
        self.n = len(recruited_on)


def load(system: TaxBenefitSystem, inputs: Inputs) -> Simulation:
    """A new simulation that knows the inputs."""
    simulation = SimulationBuilder().build_default_simulation(system, inputs.n)
    for name, when, column in inputs.values:
        simulation.set_input(name, when, column)
    return simulation


def judge(simulation: Simulation, years: list[int]) -> dict[str, np.ndarray]:
    """Every award of every year: ``award.year`` → n booleans."""
    return {
        f"{award.__name__}.{year}": simulation.calculate(award.__name__, period(str(year)))
        for year in years
        for award in AWARDS
    }


class TwoInitiatives(Reform):
    """What if a grassroots emulation fighter without an excellent rating needed two initiatives of the year?"""

    def apply(self) -> None:
        def modify(parameters: ParameterNode) -> ParameterNode:
            parameters.awards.grassroots_emulation_fighter.unit_initiatives.update(start=instant("2000-01-01"), value=2)
            return parameters

        self.modify_parameters(modify)


def run_whatif(system: TaxBenefitSystem, inputs: Inputs, rounds: int) -> dict:
    """The last year judged again under the reform, and how many people change."""
    reform = TwoInitiatives(system)
    before = judge(load(system, inputs), inputs.judged)
    known = np.load(inputs.folder / "known.npy")
    judge(load(reform, inputs), inputs.judged)  # warm
    threshold, loading, changed = [], [], {}
    for _ in range(rounds):
        started = time.perf_counter()
        simulation = load(reform, inputs)
        loaded = time.perf_counter()
        after = judge(simulation, inputs.judged)
        changed = {name: np.flatnonzero(before[name] != after[name]) for name in before}
        threshold.append(time.perf_counter() - loaded)
        loading.append(loaded - started)
    counts = {name.partition(".")[0]: int(known[rows].sum()) for name, rows in changed.items()}
    return {"threshold_s": threshold, "loading_s": loading, "changed": counts, "peak_kb": peak_kb()}


def main() -> None:
    folder, mode, rounds, fill, keep = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4], sys.argv[5:]
    system = Vietnam()
    inputs = Inputs(folder, fill == "best")
    if mode == "whatif":
        print(json.dumps(run_whatif(system, inputs, rounds)))
        return
    judge(load(system, inputs), inputs.judged)  # warm
    loading, judging = [], []
    for _ in range(rounds):
        started = time.perf_counter()
        simulation = load(system, inputs)
        loaded = time.perf_counter()
        answers = judge(simulation, inputs.judged)
        judging.append(time.perf_counter() - loaded)
        loading.append(loaded - started)
    if keep:
        np.savez(folder / f"{fill}.npz", **answers)
    print(json.dumps({"judging_s": judging, "loading_s": loading, "peak_kb": peak_kb()}))


if __name__ == "__main__":
    main()
