"""Rivals in environments of their own, the fresh processes of OpenFisca, and the report a benchmark writes."""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
BENCH = ROOT / "bench"
PACKAGE = BENCH / "openfisca_vietnam"
ENVIRONMENT = BENCH / ".venv-openfisca"
PYTHON = ENVIRONMENT / "bin" / "python"


def ensure(environment: Path, requirements: Path) -> None:
    """Make a rival's own environment when it is not there, with the pinned versions. ``RuntimeError``: it fails."""
    wanted = requirements.read_text(encoding="utf-8")
    stamp = environment / "requirements.txt"
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return
    python = environment / "bin" / "python"
    for command in (
        [sys.executable, "-m", "venv", "--clear", str(environment)],
        [str(python), "-m", "pip", "install", "--quiet", "--requirement", str(requirements)],
    ):
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"{environment.name} could not be made: {done.stderr[-500:]}")
    stamp.write_text(wanted, encoding="utf-8")


def ensure_rival() -> None:
    ensure(ENVIRONMENT, PACKAGE / "requirements.txt")


def fresh(python: str | Path, module: str, *arguments: object) -> dict[str, Any]:
    """What a new process prints as its last line of JSON. ``RuntimeError`` with its complaint when it fails."""
    command = [str(python), "-m", module, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    if done.returncode:
        raise RuntimeError(f"{module} {' '.join(map(str, arguments))}:\n{done.stderr[-3000:]}")
    return json.loads(done.stdout.splitlines()[-1])


def ours(*arguments: object) -> dict[str, Any]:
    return fresh(sys.executable, "bench._ours", *arguments)


def rival(*arguments: object) -> dict[str, Any]:
    return fresh(PYTHON, "bench.openfisca_vietnam.run", *arguments)


def alternate(rounds: int, first: Any, second: Any) -> tuple[list[dict], list[dict]]:
    """Both measured ``rounds`` times, each going first every other time."""
    found: tuple[list[dict], list[dict]] = ([], [])
    for number in range(rounds):
        for which in (0, 1) if number % 2 == 0 else (1, 0):
            found[which].append((first, second)[which]())
    return found


def spread(seconds: list[float]) -> dict[str, Any]:
    """Median of the rounds, and all of them."""
    return {"median_s": round(statistics.median(seconds), 5), "all_s": [round(each, 5) for each in seconds]}


def medians(runs: list[dict], name: str) -> list[float]:
    """One median for each process."""
    return [statistics.median(run[name]) for run in runs]


def machine() -> dict[str, Any]:
    return {"cpus": os.cpu_count(), "python": platform.python_version(), "system": platform.platform()}


def write_report(name: str, ratio: float, goal: float, figures: dict[str, Any], better: str = "lower") -> None:
    """``out/bench/NAME.json`` and the closing line."""
    report = {
        "name": name,
        "ratio": ratio,
        "goal": goal,
        "better": better,
        "figures": figures,
        "machine": machine(),
    }
    target = ROOT / "out" / "bench" / f"{name}.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"{name}: ratio {ratio} (goal {goal})")
