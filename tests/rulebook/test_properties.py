"""What must hold for every award of both laws, whatever the facts: drawn at random, not chosen by us."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rulebook.book import load_book
from rulebook.judge import Decision, judge, judge_all
from rulebook.verdict import explain
from rulebook.vocabulary import Measure, NoOverlapWithEarlier, NotTogetherWith
from tests.rulebook.populations import DAYS, WINDOW, codes_of, collectives, people

MAKERS = {"person": people, "collective": collectives}
SEEDS = st.integers(0, 10_000)
days, kinds = st.sampled_from(DAYS), st.sampled_from(["person", "collective"])


@settings(max_examples=25, deadline=None)
@given(SEEDS, days, kinds)
def test_every_award_judges_a_batch_as_it_judges_each_row_alone(seed, day, kind):
    facts = MAKERS[kind](seed, day, 9)
    found = judge_all(codes_of(day, kind), facts, day)
    row = seed % facts.n
    alone = judge_all(codes_of(day, kind), facts.take([row]), day)
    for code, verdicts in found.items():
        assert alone[code].outcomes[:, 0].tolist() == verdicts.outcomes[:, row].tolist(), code
        assert explain(alone[code], 0) == explain(verdicts, row)


@settings(max_examples=25, deadline=None)
@given(SEEDS, days, kinds)
def test_an_award_judged_among_others_is_judged_as_alone(seed, day, kind):
    facts = MAKERS[kind](seed, day, 9)
    together = judge_all(codes_of(day, kind), facts, day)
    for code, verdicts in together.items():
        assert judge(code, facts, day).outcomes.tolist() == verdicts.outcomes.tolist(), code


@settings(max_examples=20, deadline=None)
@given(SEEDS, days, kinds, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(seed, day, kind, random):
    facts = MAKERS[kind](seed, day, 11)
    order = list(range(facts.n))
    random.shuffle(order)
    straight, turned = (judge_all(codes_of(day, kind), each, day) for each in (facts, facts.take(order)))
    for code in straight:
        assert turned[code].decisions.tolist() == straight[code].decisions[order].tolist(), code


def _restarting(code: str, day: date, kind: str) -> set[str]:
    """Awards the standard counts years from, starting again whenever one is received."""
    book = load_book()
    sinces = (getattr(node, "since", None) for node in book.nodes(book.award(code, day), day, kind))
    return {award for since in sinces if since is not None and since.latest for award in since.awards}


def _not_helped(code: str, day: date, kind: str) -> tuple[set[str], set[str]]:
    """The named exclusions: awards that bar this one for a time, and figures that may be too large for it."""
    book, titles, measures = load_book(), _restarting(code, day, kind), set()
    for node in book.nodes(book.award(code, day), day, kind):
        if isinstance(node, NotTogetherWith | NoOverlapWithEarlier):
            titles.add(node.title)
        elif isinstance(node, Measure) and node.below is not None:
            measures.add(node.measure)
    return titles, measures


def _better(facts, code, day, kind, what, column):
    """The same rows with one thing better."""
    barred, bounded = _not_helped(code, day, kind)
    ones = np.ones(facts.n, np.int64)
    if what == "rating":
        ratings = facts.ratings.astype(np.int64)
        ratings[:, column] = 3
        return replace(facts, ratings=ratings)
    if what == "title":
        titles = dict(facts.titles)
        for title in sorted(set(titles) - barred):
            held = titles[title].astype(np.int64)
            held[:, column] = 1
            titles[title] = held
        return replace(facts, titles=titles)
    if what == "measure":
        measures = {k: v if k in bounded else np.maximum(v, 40) for k, v in facts.measures.items()}
        return replace(facts, measures=measures)
    if what == "judgement":
        return replace(facts, attestations=dict.fromkeys(facts.attestations, ones))
    if what == "initiative":
        names = ("initiatives_unit", "initiatives_province", "initiatives_nation")
        more = {name: getattr(facts, name).astype(np.int64) for name in names}
        for counts in more.values():  # other years stay unknown: to learn of none is not a better record
            counts[:, column] = np.maximum(counts[:, column], 0) + 1
        return replace(facts, **more)
    if what == "conduct":
        more = (
            {"discipline": ones * 0} if kind == "person" else {"members_disciplined": ones * 0, "dissolved": ones * 0}
        )
        return replace(facts, pending_case=ones * 0, **more)
    if what == "rank":
        return replace(facts, cluster_rank=ones, targets_exceeded=ones)
    return replace(facts, movement_result=ones, registered=ones)


HELPS = {
    "person": ["rating", "title", "measure", "judgement", "initiative", "conduct", "movement"],
    "collective": ["rating", "title", "measure", "judgement", "rank", "conduct", "movement"],
}


@settings(max_examples=120, deadline=None)
@given(SEEDS, days, kinds, st.integers(0, WINDOW - 1), st.data())
def test_a_better_record_never_removes_eligibility(seed, day, kind, column, data):
    code = data.draw(st.sampled_from(codes_of(day, kind)))
    what = data.draw(st.sampled_from(HELPS[kind]))
    facts = MAKERS[kind](seed, day, 40)
    before = judge(code, facts, day).decisions
    after = judge(code, _better(facts, code, day, kind, what, column), day).decisions
    assert (after <= before).all(), (code, what)


@settings(max_examples=60, deadline=None)
@given(SEEDS, days, kinds, st.data())
def test_learning_a_fact_never_turns_a_certain_answer_round(seed, day, kind, data):
    """Unknown is not "no": what is certain while a rating is unknown stays so whatever the rating turns out to be."""
    code = data.draw(st.sampled_from(codes_of(day, kind)))
    facts = MAKERS[kind](seed, day, 40)
    hidden = facts.ratings.astype(np.int64)
    hidden[:, -1] = -1
    unsure = judge(code, replace(facts, ratings=hidden), day).decisions
    for rating in range(4):
        shown = hidden.copy()
        shown[:, -1] = rating
        sure = judge(code, replace(facts, ratings=shown), day).decisions
        certain = unsure != Decision.HUMAN_MUST_LOOK
        assert (sure[certain] == unsure[certain]).all(), (code, rating)


@pytest.mark.parametrize("kind", ["person", "collective"])
@pytest.mark.parametrize("day", DAYS, ids=str)
def test_somebody_of_whom_nothing_is_known_is_never_said_to_be_eligible(day, kind):
    facts = MAKERS[kind](1, day, 1)
    nothing = type(facts)(keys=("x",), award_year=day.year, ratings=np.full((1, WINDOW), -1), titles={})
    found = judge_all(codes_of(day, kind), nothing, day)
    assert [code for code, verdicts in found.items() if verdicts.decisions[0] == Decision.MAY_BE_PROPOSED] == []


@pytest.mark.parametrize("kind", ["person", "collective"])
@pytest.mark.parametrize("day", DAYS, ids=str)
def test_every_award_with_a_known_standard_can_be_met_by_somebody(day, kind):
    """A standard that nobody could ever meet is a slip in the data. What waits for texts we lack may stay open."""
    facts = MAKERS[kind](3, day, 60)
    ones = np.ones(facts.n, np.int64)
    book = load_book()
    barred = {
        node.title
        for code in codes_of(day, kind)
        for node in book.nodes(book.award(code, day), day, kind)
        if isinstance(node, NotTogetherWith)
    }
    restarting = {title for code in codes_of(day, kind) for title in _restarting(code, day, kind)}
    long_ago = np.zeros((facts.n, WINDOW), np.int64)  # received, if at all, before the years these facts speak of
    refused = None
    for without in (set(), barred):  # with the awards that exclude others, and without
        best = replace(
            facts,
            ratings=np.full((facts.n, WINDOW), 3),
            titles={
                code: long_ago if code in restarting else np.full((facts.n, WINDOW), int(code not in without))
                for code in facts.titles
            },
            attestations=dict.fromkeys(facts.attestations, ones),
            pending_case=ones * 0,
            movement_result=ones,
            registered=ones,
        )
        now = {
            code
            for code, verdicts in judge_all(codes_of(day, kind), best, day).items()
            if book.is_known(verdicts.award, day) and (verdicts.decisions == Decision.MAY_NOT).all()
        }
        refused = now if refused is None else refused & now
    assert refused == set()
