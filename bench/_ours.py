"""One fresh process of ours: ``python -m bench._ours FOLDER MODE ROUNDS [keep] [streamed] [five]``; prints one JSON line.

MODE ``whatif``: the last year again under a changed threshold, and under another day, with the people who change.
MODE ``judge``: all individual awards of the 2022 regime for every judged year, each year's titles feeding the next,
every condition's outcome kept (``streamed``: inputs stay on disk until they are read; ``five``: the chained awards
alone).
MODE ``profile`` prints where the time goes instead; ``dossier``: one person, explained.
"""

from __future__ import annotations

import cProfile
import json
import pstats
import sys
import time
from datetime import date
from pathlib import Path

import numpy as np

from bench._population import BASIC, CHANGED, Asked, Population, peak_kb
from rulebook.book import Book, load_book
from rulebook.facts import PersonFacts
from rulebook.judge import Verdicts, judge_all
from rulebook.planes import Levels
from rulebook.verdict import explain
from rulebook.vocabulary import Measure

RULE_DATE = date(2025, 12, 15)
JUDGED = (2021, 2022, 2023, 2024, 2025)
WINDOW = 10  # years of history a register holds, the award year included
OTHER_DATE = date(2024, 12, 15)
REGIME = "law_2022"


def individual_awards(book: Book) -> tuple[str, ...]:
    """Codes of every award of the regime that goes to people, the five chained ones first."""
    codes = [each.code for each in book.awards_of(REGIME) if "individual" in each.recipient_kinds]
    return tuple(sorted(codes, key=lambda code: (code not in BASIC, code)))


def asked_of(book: Book) -> Asked:
    """What some standard of the regime asks about: the population draws a column for each."""
    codes = individual_awards(book)
    titles = [book.awards_asked(code, RULE_DATE, "person") for code in codes]
    keys = {key for code in codes for key, _ in book.attestations(code, RULE_DATE, "person")}
    nodes = (node for code in codes for node in book.nodes(book.award(code, RULE_DATE), RULE_DATE, "person"))
    measures = {node.measure for node in nodes if isinstance(node, Measure)}
    return Asked(tuple(sorted(set(BASIC).union(*titles))), tuple(sorted(keys)), tuple(sorted(measures)))


def register_of(population: Population, keys: tuple[str, ...]) -> PersonFacts:
    """The columns of many years, checked by the product as any other facts."""
    return PersonFacts(
        keys=keys,
        award_year=population.judged[-1],
        recruited_on=population.recruited_on,
        titles={code: column.T for code, column in population.titles.items()},
        absent_titles=np.zeros(len(population.years), np.int8),
        **{name: column.T for name, column in population.long.items()},
    )


def columns_of(population: Population, year: int) -> dict:
    """The columns that speak of one award year."""
    now = population.judged.index(year)
    said = {key: column[now] for key, column in population.attestations.items()}
    figures = {key: column[now] for key, column in population.measures.items()}
    return {
        "attestations": said,
        "measures": figures,
        **{name: column[now] for name, column in population.short.items()},
    }


def facts_of(population: Population, register: PersonFacts, year: int) -> PersonFacts:
    return register.ending(year, population.window, **columns_of(population, year))


def judge_years(
    population: Population, years: list[PersonFacts], codes: tuple[str, ...]
) -> dict[int, dict[str, Verdicts]]:
    """Year after year: who may be proposed holds the title from then on, where a person must look it stays unknown."""
    found: dict[int, dict[str, Verdicts]] = {}
    titles: dict[int, dict[str, Levels]] = {}
    for facts in years:
        for year, decided in titles.items():
            facts = facts.with_titles(year, decided)
        verdicts = judge_all(codes, facts, RULE_DATE)
        found[facts.award_year] = verdicts
        titles[facts.award_year] = {code: verdicts[code].as_title() for code in BASIC}
    return found


def run_judge(population: Population, rounds: int, keep: Path | None, codes: tuple[str, ...]) -> dict:
    keys = tuple(f"P{number}" for number in range(population.n))
    loading, judging, found = [], [], {}
    for _ in range(rounds):
        found = {}  # the outcomes of the round before are given back first
        started = time.perf_counter()
        register = register_of(population, keys)
        years = [facts_of(population, register, year) for year in population.judged]
        loaded = time.perf_counter()
        found = judge_years(population, years, codes)
        judging.append(time.perf_counter() - loaded)
        loading.append(loaded - started)
    lines = sum(len(verdicts.columns) for each in found.values() for verdicts in each.values())
    stored = {
        id(plane): plane.nbytes
        for each in found.values()
        for verdicts in each.values()
        for column in verdicts.columns
        for plane in column.planes
    }
    columns = {id(column) for each in found.values() for verdicts in each.values() for column in verdicts.columns}
    if keep:
        np.savez(keep, **{f"{code}.{year}": v.decisions for year, each in found.items() for code, v in each.items()})
    return {
        "judging_s": judging,
        "loading_s": loading,
        "awards": len(codes),
        "lines": lines,
        "distinct_columns": len(columns),
        "outcome_bytes": sum(stored.values()),
        "peak_kb": peak_kb(),
    }


def changes(before: dict[str, Verdicts], after: dict[str, Verdicts]) -> dict[str, np.ndarray]:
    """For each award the rows whose decision is another one."""
    return {code: verdicts.differing(after[code]) for code, verdicts in before.items()}


def run_whatif(population: Population, rounds: int) -> dict:
    book = load_book()
    codes = individual_awards(book)
    keys = tuple(f"P{number}" for number in range(population.n))
    facts = facts_of(population, register_of(population, keys), population.judged[-1])
    before = judge_all(codes, facts, RULE_DATE)
    award, condition, number, value = CHANGED
    other = book.with_condition(award, condition, RULE_DATE, **{number: value})
    beside = list(before.values())
    threshold, anew, day, found = [], [], [], {}
    for _ in range(rounds):
        started = time.perf_counter()
        found = changes(before, judge_all(codes, facts, RULE_DATE, other, beside))
        threshold.append(time.perf_counter() - started)
        started = time.perf_counter()
        again = changes(before, judge_all(codes, facts, RULE_DATE, other))
        anew.append(time.perf_counter() - started)
        if any(not np.array_equal(again[code], rows) for code, rows in found.items()):
            raise AssertionError("what was taken from the verdicts before gives other changes")
        started = time.perf_counter()
        changes(before, judge_all(codes, facts, OTHER_DATE))
        day.append(time.perf_counter() - started)
    changed = {code: int(population.known[rows].sum()) for code, rows in found.items() if code in BASIC}
    return {
        "threshold_s": threshold,
        "anew_s": anew,
        "day_s": day,
        "awards": len(codes),
        "changed": changed,
        "peak_kb": peak_kb(),
    }


def run_dossier(population: Population, rounds: int) -> dict:
    """One person, facts to words: judged and fully explained, for each of the five chained awards."""
    codes = [code for code in individual_awards(load_book()) if code in BASIC]
    register = register_of(population, tuple(f"P{number}" for number in range(population.n)))
    facts = facts_of(population, register, JUDGED[-1])
    seconds = []
    for row in range(rounds + 3):
        one = facts.take([row])
        for code in codes:
            started = time.perf_counter()
            explain(judge_all((code,), one, RULE_DATE)[code], 0).to_dict()
            if row >= 3:  # the first ones warm
                seconds.append(time.perf_counter() - started)
    return {"seconds": seconds}


def main() -> None:
    folder, mode, rounds = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    population = Population.load(folder, streamed="streamed" in sys.argv)
    codes = individual_awards(load_book())
    if mode == "profile":
        run_judge(population, 1, None, codes)
        profile = cProfile.Profile()
        profile.enable()
        run_judge(population, rounds, None, codes)
        profile.disable()
        pstats.Stats(profile).sort_stats("tottime").print_stats(30)
    elif mode == "dossier":
        print(json.dumps(run_dossier(population, rounds)))
    elif mode == "whatif":
        print(json.dumps(run_whatif(population, rounds)))
    else:
        keep = folder / "ours.npz" if "keep" in sys.argv else None
        print(json.dumps(run_judge(population, rounds, keep, BASIC if "five" in sys.argv else codes)))


if __name__ == "__main__":
    main()
