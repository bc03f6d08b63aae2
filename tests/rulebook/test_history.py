"""Conditions on earlier years against a plain reading of one row at a time: what is unknown is read once as no and once
as yes; what holds in both readings is met, what holds in neither is not."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from rulebook.facts import PersonFacts
from rulebook.outcomes import Outcome
from rulebook.vocabulary import AnyNode
from rulebook.vocabulary_history import FAR_BACK
from rulebook.vocabulary_since import Since, windows

from .test_judge import DECEMBER

CODES = ("grassroots_emulation_fighter", "ministry_province_emulation_fighter", "diploma_of_merit_ministry_province")
ONE, TWO, THREE = CODES
LEAVES = TypeAdapter(AnyNode)
COMMON = {
    "code": "x",
    "text_vi": "x",
    "cite": {"instrument": "law_2022", "article": "1", "label_vi": "x"},
    "status": "memory_high",
}
SMALL = st.integers(1, 3)
TITLE = st.sampled_from(CODES)
RATING = st.sampled_from(["completed", "good", "excellent"])
LEVEL = {"completed": 1, "good": 2, "excellent": 3}
SINCE = st.fixed_dictionaries(
    {
        "awards": st.sampled_from([(ONE,), (TWO,), (TWO, THREE)]),
        "awards_vi": st.just("x"),
        "years": st.integers(1, 4),
        "min": st.none() | RATING,
    }
)


def rows_of(seed: int, n: int, window: int):
    rng = np.random.default_rng(seed)
    share = rng.choice([0.0, 0.3])  # unknown facts
    hole = lambda column: np.where(rng.random(column.shape) < share, -1, column)  # noqa: E731
    return PersonFacts(
        keys=tuple(f"p{i}" for i in range(n)),
        award_year=2025,
        ratings=hole(rng.integers(0, 4, (n, window))),
        titles={code: hole((rng.random((n, window)) < 0.35).astype(int)) for code in CODES},
        initiatives_nation=hole((rng.random((n, window)) < 0.3).astype(int)),
    )


class Reading:
    """One row, ``FAR_BACK`` years long, without anything unknown. Years are counted back: 0 is the award year."""

    def __init__(self, facts: PersonFacts, row: int, hopeful: bool) -> None:
        back = lambda column: [*reversed(column[row].tolist()), *[-1] * (FAR_BACK - facts.window)]  # noqa: E731
        fill = lambda values, best: [best * hopeful if value == -1 else value for value in values]  # noqa: E731
        self.held = {code: fill(back(facts.title(code)), 1) for code in CODES}
        self.rated = fill(back(facts.ratings), 3)
        self.initiatives = fill(back(facts.initiatives_nation), 100)

    def runs(self, met, count: int) -> bool:
        return any(all(met[end : end + count]) for end in (0, 1))

    def since(self, since: dict, enough) -> bool:
        """Whether some award opens a window, ending this year or last, whose years are as asked."""
        least = LEVEL.get(since["min"], 0)
        for end in (0, 1):
            for start in range(end + since["years"], FAR_BACK):
                held = any(self.held[code][start] for code in since["awards"])
                if held and all(rating >= least for rating in self.rated[end:start]) and enough(slice(end, start)):
                    return True
        return False


def checked(spec: dict, met, seed: int, n: int, window: int) -> None:
    facts = rows_of(seed, n, window)
    found = LEAVES.validate_python({**COMMON, **spec}).outcomes(facts, DECEMBER).codes().tolist()
    wanted = []
    for row in range(n):
        surely, possibly = (met(Reading(facts, row, hopeful)) for hopeful in (False, True))
        wanted.append(Outcome.MET if surely else Outcome.NEEDS_EVIDENCE if possibly else Outcome.NOT_MET)
    assert found == wanted


WHERE = (st.integers(0, 10_000), st.integers(0, 17), st.sampled_from([1, 2, 5, 9, FAR_BACK]))


@settings(max_examples=60, deadline=None)
@given(*WHERE, TITLE, RATING, SMALL)
def test_runs_of_titles_and_ratings(seed, n, window, title, least, count):
    spec = {"type": "title_streak", "title": title, "title_vi": "x", "count": count}
    checked(spec, lambda one: one.runs(one.held[title], count), seed, n, window)
    spec = {"type": "rating_streak", "min": least, "count": count}
    checked(spec, lambda one: one.runs([rating >= LEVEL[least] for rating in one.rated], count), seed, n, window)


@settings(max_examples=60, deadline=None)
@given(*WHERE, TITLE, RATING, SMALL, st.integers(1, 8))
def test_titles_and_ratings_counted_in_some_years(seed, n, window, title, least, count, years):
    spec = {"type": "title_count", "title": title, "title_vi": "x", "count": count, "years": years}
    checked(spec, lambda one: sum(one.held[title][:years]) >= count, seed, n, window)
    spec = {"type": "rating_count", "min": least, "count": count, "years": years}
    checked(spec, lambda one: sum(r >= LEVEL[least] for r in one.rated[:years]) >= count, seed, n, window)


@settings(max_examples=60, deadline=None)
@given(*WHERE, SMALL, st.booleans(), st.booleans())
def test_awards_already_held(seed, n, window, count, every, same_year):
    spec = {"type": "prior_award", "awards": (TWO, THREE), "awards_vi": "x", "count": count, "all": every}
    years = slice(0, 1 if same_year else FAR_BACK)

    def met(one: Reading) -> bool:
        times = [sum(one.held[code][years]) for code in (TWO, THREE)]
        return min(times) >= count if every else sum(times) >= count

    checked(spec | {"same_year": same_year}, met, seed, n, window)


@settings(max_examples=60, deadline=None)
@given(*WHERE, SINCE, SMALL)
def test_what_happened_since_an_award(seed, n, window, since, count):
    checked({"type": "award_then_years", "since": since}, lambda one: one.since(since, lambda _: True), seed, n, window)
    spec = {"type": "initiatives_since", "since": since, "scope": "national", "count": count}
    checked(spec, lambda one: one.since(since, lambda y: sum(one.initiatives[y]) >= count), seed, n, window)
    names = dict.fromkeys(CODES, "x")
    spec = {"type": "awards_since", "since": since, "any_set": ({ONE: count}, {TWO: 1, THREE: 1}), "names_vi": names}

    def met(one: Reading) -> bool:
        times = lambda code, years: sum(one.held[code][years])  # noqa: E731
        return one.since(since, lambda y: times(ONE, y) >= count or (times(TWO, y) >= 1 and times(THREE, y) >= 1))

    checked(spec, met, seed, n, window)


@settings(max_examples=60, deadline=None)
@given(*WHERE, SINCE)
def test_a_window_opens_with_the_earliest_award_from_which_its_years_run(seed, n, window, since):
    facts = rows_of(seed, n, window)
    found = [(each.start.tolist(), each.end) for each in windows(Since(**since), facts, hopeful=False)]
    wanted = []
    least = LEVEL.get(since["min"], 0)
    for end in (0, 1):
        starts = []
        for row in range(n):
            one = Reading(facts, row, hopeful=False)
            opening = [
                start
                for start in range(end + since["years"], window)
                if any(one.held[code][start] for code in since["awards"])
                and all(rating >= least for rating in one.rated[end:start])
            ]
            starts.append(window - 1 - max(opening) if opening else window)
        wanted.append((starts, window - 1 - end))
    assert found == wanted
