"""Many rows are judged by a circuit the conditions left behind: the same outcomes as by asking the conditions."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rulebook import judge as judging
from rulebook.book import load_book
from rulebook.circuit import Circuit
from rulebook.conditions import Condition
from rulebook.facts import PersonFacts
from rulebook.judge import judge_all
from rulebook.plan import make_program
from tests.rulebook.populations import DAYS, codes_of, people

SEEDS = st.integers(0, 10_000)
DAY = date(2025, 12, 31)


def outcomes_of(facts: PersonFacts, day: date, codes: list[str]) -> dict[str, list]:
    return {code: found.outcomes.tolist() for code, found in judge_all(codes, facts, day).items()}


def both_ways(facts: PersonFacts, day: date, codes: list[str]) -> tuple[dict, dict]:
    """By the circuit, and by asking the conditions."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(judging, "MANY", 1)
        by_circuit = outcomes_of(facts, day, codes)
    return by_circuit, outcomes_of(facts, day, codes)


def thinned(facts: PersonFacts, seed: int) -> PersonFacts:
    """Some columns nobody recorded, some without a gap, some the same for everybody."""
    rng = np.random.default_rng(seed)

    def column(values: np.ndarray) -> np.ndarray:
        return (values, np.maximum(values, 0), np.ones_like(values), np.minimum(values, 0))[int(rng.integers(4))]

    kept = {key: column(values) for key, values in facts.attestations.items() if rng.random() < 0.7}
    titles = {code: column(held) for code, held in facts.titles.items() if rng.random() < 0.8}
    for code in ("advanced_worker", "grassroots_emulation_fighter", "ministry_province_emulation_fighter"):
        if code in titles:
            titles[code] = np.minimum(titles[code], facts.title(code))  # nobody before the recruitment
    return replace(facts, attestations=kept, titles=titles, ratings=column(facts.ratings))


@settings(max_examples=25, deadline=None)
@given(SEEDS, st.sampled_from(DAYS), st.integers(1, 40))
def test_the_circuit_gives_every_outcome_that_asking_the_conditions_gives(seed, day, n):
    by_circuit, by_asking = both_ways(thinned(people(seed, day, n), seed), day, codes_of(day, "person"))
    assert by_circuit == by_asking


@settings(max_examples=10, deadline=None)
@given(SEEDS, SEEDS)
def test_a_circuit_of_other_facts_is_not_run_where_the_conditions_would_go_another_way(seed, other):
    codes = codes_of(DAY, "person")
    for facts in (thinned(people(s, DAY, 9), t) for s, t in ((seed, other), (other, seed), (seed, seed))):
        by_circuit, by_asking = both_ways(facts, DAY, codes)
        assert by_circuit == by_asking


@settings(max_examples=10, deadline=None)
@given(SEEDS)
def test_titles_decided_by_the_judging_itself_count_in_the_next_year(seed):
    register = people(seed, DAY, 30)
    codes = codes_of(DAY, "person")
    year = register.award_year
    before = register.ending(year - 1, pending_case=register.pending_case, subject=register.subject)
    decided = {"advanced_worker": judge_all(["advanced_worker"], before, DAY)["advanced_worker"].as_title()}
    by_circuit, by_asking = both_ways(register.with_titles(year - 1, decided), DAY, codes)
    assert by_circuit == by_asking


def test_the_conditions_are_asked_once_for_all_registers_that_know_the_same(monkeypatch):
    monkeypatch.setattr(judging, "MANY", 1)
    codes = tuple(codes_of(DAY, "person"))
    first, again, otherwise = people(1, DAY, 50), people(1, DAY, 50).take(range(49, -1, -1)), people(2, DAY, 50)
    no_ratings = replace(otherwise, ratings=np.full((50, otherwise.window), -1))
    asked = []
    settled = Condition.settled
    monkeypatch.setattr(Condition, "settled", lambda node, *about: asked.append(node.code) or settled(node, *about))
    make_program(load_book(), codes, DAY, "person").traced.clear()
    counts = []
    for facts in (first, again, no_ratings):
        judge_all(codes, facts, DAY)
        counts.append(len(asked))
    assert counts[0] > 0
    assert counts[1] == counts[0]
    assert counts[2] == 2 * counts[0]


def test_a_condition_that_looks_past_the_questions_is_not_judged_by_a_circuit(monkeypatch):
    monkeypatch.setattr(judging, "MANY", 1)
    facts = people(3, DAY, 5)
    make_program(load_book(), ("advanced_worker",), DAY, "person").traced.clear()
    monkeypatch.setattr(Condition, "settled", lambda node, facts, on: facts.absence_days[0])
    with pytest.raises(TypeError):
        judge_all(["advanced_worker"], facts, DAY)


def test_two_threads_run_one_circuit_at_a_time_each_on_its_own_rows(monkeypatch):
    monkeypatch.setattr(judging, "MANY", 1)
    codes = codes_of(DAY, "person")
    registers = [people(seed, DAY, 400) for seed in range(6)]
    alone = [outcomes_of(facts, DAY, codes) for facts in registers]
    with ThreadPoolExecutor(6) as pool:
        together = list(pool.map(lambda facts: outcomes_of(facts, DAY, codes), registers * 2))
    assert together == alone * 2


# --- circuits -------------------------------------------------------------------------------------------------------

GATES = st.recursive(
    st.sampled_from("abcd"),
    lambda below: st.one_of(st.tuples(st.sampled_from("&|^"), below, below), st.tuples(st.just("~"), below)),
    max_leaves=25,
)


def combined(gates, leaf):
    if isinstance(gates, str):
        return leaf(gates)
    sign, *below = gates
    parts = [combined(each, leaf) for each in below]
    if sign == "~":
        return ~parts[0]
    return {"&": parts[0].__and__, "|": parts[0].__or__, "^": parts[0].__xor__}[sign](parts[1])


@settings(max_examples=200, deadline=None)
@given(st.lists(GATES, min_size=1, max_size=6), SEEDS)
def test_a_tape_combines_bits_as_numpy_does(formulas, seed):
    arrays = dict(zip("abcd", np.random.default_rng(seed).integers(0, 256, (4, 7), np.uint8), strict=True))
    before = {name: array.copy() for name, array in arrays.items()}
    circuit = Circuit()
    wires = [combined(each, circuit.input) for each in formulas]
    tape = circuit.tape(wires)
    found = dict(zip(dict.fromkeys(wires), tape.run([arrays[name] for name in tape.names]), strict=True))
    assert [found[wire].tolist() for wire in wires] == [combined(each, arrays.get).tolist() for each in formulas]
    assert {name: array.tolist() for name, array in arrays.items()} == {n: a.tolist() for n, a in before.items()}


def test_what_is_asked_twice_or_by_nobody_is_not_worked_out_again():
    circuit = Circuit()
    a, b, c = map(circuit.input, "abc")
    circuit.input("d")
    assert (a & b) is (b & a)
    assert ~~a is a
    assert (a & (a | b)) is a
    assert (a | (b & a)) is a
    tape = circuit.tape([(a & b) | c, c | (b & a)])
    assert (tape.names, len(tape.steps)) == (("a", "b", "c"), 2)
