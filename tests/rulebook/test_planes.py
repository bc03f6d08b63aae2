"""Planes say the same as whole columns of numbers, whatever the number of rows."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from rulebook import outcomes
from rulebook.outcomes import Outcome, Outcomes, all_of, any_of, bounded, covered, judged, three_valued
from rulebook.planes import ALL, NONE, Largest, Levels, Plane, Tally, intersection, union

ROWS = st.one_of(st.integers(0, 20), st.sampled_from([63, 64, 65, 100]))


def columns(low: int, high: int, count: int):
    """``count`` int8 columns of one length; a column is random or the same number for all."""

    def of(n: int):
        mixed = hnp.arrays(np.int8, n, elements=st.integers(low, high))
        same = st.integers(low, high).map(lambda value: np.full(n, value, np.int8))
        return st.lists(st.one_of(mixed, mixed, same), min_size=count, max_size=count)

    return ROWS.flatmap(of)


@given(columns(0, 1, 2))
def test_sets_of_rows_join_like_booleans(found):
    one, other = (column.astype(bool) for column in found)
    n = len(one)
    a, b = Plane.of(one), Plane.of(other)
    pairs = [
        (a, one),
        (~a, ~one),
        (a & b, one & other),
        (a | b, one | other),
        (a ^ b, one ^ other),
        (~(a & ~b), ~one | other),
    ]
    pairs += [(union([a, b, ~a & b]), one | other), (intersection([a, b, a | b]), one & other)]
    for plane, wanted in pairs:
        assert plane.bools(n).tolist() == wanted.tolist()
        assert [plane[row] for row in range(n)] == wanted.tolist()
        assert plane.count(n) == wanted.sum()
        assert plane.rows(n).tolist() == np.flatnonzero(wanted).tolist()


def test_what_holds_for_everybody_or_nobody_takes_no_room():
    assert Plane.of(np.ones(9, bool)) is ALL
    assert Plane.of(np.zeros(9, bool)) is NONE
    assert (Plane.of(np.array([True, False])).nbytes, ALL.nbytes, NONE.nbytes) == (1, 0, 0)
    assert Levels(np.zeros(1000, np.int8)).yes is Levels.constant(0, 1000).yes is NONE
    assert union([]) is NONE
    assert intersection([]) is ALL


@settings(deadline=None)
@given(columns(-1, 4, 1), st.lists(st.integers(0, 4), max_size=3))
def test_levels_answer_like_comparisons(found, group):
    codes = found[0]
    n, levels = len(codes), Levels(codes)
    for level in range(-1, 7):
        assert levels.at_least(level).bools(n).tolist() == (codes >= level).tolist()
    assert levels.among(tuple(group)).bools(n).tolist() == np.isin(codes, group).tolist()
    assert levels.codes.tolist() == codes.tolist()


@given(columns(-1, 1, 1))
def test_a_three_valued_fact_is_yes_no_or_unknown_however_it_was_made(found):
    codes = found[0]
    n = len(codes)
    answers = Levels.of_answers(Plane.of(codes == 1), Plane.of(codes == 0), n)
    for levels in (Levels(codes), answers):
        assert levels.yes.bools(n).tolist() == (codes == 1).tolist()
        assert levels.no.bools(n).tolist() == (codes == 0).tolist()
        assert levels.known.bools(n).tolist() == (codes >= 0).tolist()
        assert levels.maybe.bools(n).tolist() == (codes != 0).tolist()
        assert levels.not_yes.bools(n).tolist() == (codes != 1).tolist()
        assert levels.codes.tolist() == codes.tolist()
        assert three_valued(levels, n).codes().tolist() == [(2, 4, 0)[code + 1] for code in codes]
        assert judged(levels, n).codes().tolist() == [(1, 4, 0)[code + 1] for code in codes]


@given(columns(-1, 3, 4), st.integers(1, 5))
def test_a_tally_counts_what_is_known_up_to_its_limit(found, most):
    n, numbers, times = len(found[0]), Tally(most), Tally(most)
    numbers.add_column(Levels(found[0]))
    numbers.add_columns(Levels(codes) for codes in found[1:])
    for codes in found:
        times.add(Plane.of(codes > 0), 2)
    total, twice = (
        np.sum([f(codes) for codes in found], axis=0) for f in (lambda c: np.maximum(c, 0), lambda c: 2 * (c > 0))
    )
    for level in range(1, most + 1):
        assert numbers.at_least(level).bools(n).tolist() == (total >= level).tolist()
        assert times.at_least(level).bools(n).tolist() == (twice >= level).tolist()
    some = Plane.of(found[0] == 3)
    numbers.fill(some)
    assert numbers.at_least(most).bools(n).tolist() == ((total >= most) | (found[0] == 3)).tolist()
    numbers.fill(ALL)
    assert numbers.is_full


@given(columns(-1, 3, 3), st.integers(0, 4))
def test_the_largest_of_columns_reaches_a_level_where_one_does(found, level):
    n, largest = len(found[0]), Largest([Levels(codes) for codes in found])
    assert largest.at_least(level).bools(n).tolist() == (np.max(found, axis=0) >= level).tolist()
    assert largest.known.bools(n).tolist() == (np.max(found, axis=0) >= 0).tolist()


@given(columns(-1, 4, 1))
def test_outcomes_read_back_as_they_were_written(found):
    codes = found[0]
    column = Outcomes.of_codes(codes)
    assert column.codes().tolist() == codes.tolist()
    assert column.codes().dtype == np.int8
    assert [column[row] for row in range(len(column))] == codes.tolist()
    assert [column.count(outcome) for outcome in Outcome] == [(codes == outcome).sum() for outcome in Outcome]
    with pytest.raises(IndexError, match=f"row {len(codes)} is outside"):
        column[len(codes)]


@settings(max_examples=200)
@given(columns(-1, 4, 3), st.integers(1, 3))
def test_groups_of_outcomes_are_the_worst_and_the_best_part(found, many):
    parts = [Outcomes.of_codes(codes) for codes in found[:many]]
    least = np.min([np.where(codes == -1, 9, codes) for codes in found[:many]], axis=0)
    assert all_of(parts).codes().tolist() == np.max(found[:many], axis=0).tolist()
    assert any_of(parts).codes().tolist() == np.where(least == 9, Outcome.NOT_COVERED, least).tolist()


@given(columns(-1, 4, 2), st.sampled_from(list(Outcome)))
def test_outcomes_are_replaced_and_settled_row_by_row(found, by):
    codes, n = found[0], len(found[0])
    column, where = Outcomes.of_codes(codes), found[1] >= 1
    assert column.replaced(Plane.of(where), by).codes().tolist() == np.where(where, by, codes).tolist()
    assert covered(column).codes().tolist() == np.where(codes == -1, Outcome.NOT_COVERED, codes).tolist()
    inside, known = Plane.of(where), Plane.of(found[1] >= 0)
    only = np.select([found[1] < 0, ~where], [Outcome.NEEDS_EVIDENCE, Outcome.NOT_APPLICABLE], codes)
    assert column.only(inside, known).codes().tolist() == only.tolist()
    said = np.minimum(found[1], 1)
    open_ = codes == Outcome.NEEDS_JUDGEMENT
    answered = np.select([open_ & (said == 1), open_ & (said == 0)], [Outcome.MET, Outcome.NOT_MET], codes)
    assert column.answered(Levels(said)).codes().tolist() == answered.tolist()
    undecided = np.select([where, codes == Outcome.NEEDS_EVIDENCE], [0, 2], np.ones(n, np.int8))
    assert column.undecided(Plane.of(where)).codes().tolist() == undecided.tolist()


@given(columns(0, 1, 2))
def test_tests_and_bounds_make_outcomes(found):
    one, other = (column.astype(bool) for column in found)
    n, a, b = len(one), Plane.of(one), Plane.of(other)
    assert outcomes.tested(a & b, b, n).codes().tolist() == np.select([~other, one], [2, 0], np.full(n, 4)).tolist()
    wanted = np.select([one, ~(one | other)], [0, 4], np.full(n, 2)).tolist()
    assert bounded(a, a | b, n).codes().tolist() == wanted


@given(columns(0, 1, 3))
def test_what_bars_and_what_can_be_argued_make_outcomes(found):
    one, other, third = (column.astype(bool) for column in found)
    n, a, b, c = len(one), *(Plane.of(each) for each in (one, other, third))
    met, look, ask, failed = (np.full(n, int(each)) for each in (Outcome.MET, 1, 2, Outcome.NOT_MET))
    wanted = np.select([one, ~other], [failed, ask], met)
    assert outcomes.barred(a, b, n).codes().tolist() == wanted.tolist()
    wanted = np.select([one, ~other, third], [failed, ask, look], met)
    assert outcomes.barred(a, b, n, arguable=a | c).codes().tolist() == wanted.tolist()
    wanted = np.select([one, other, third], [met, ask, look], failed)
    assert bounded(a, a | b, n, arguable=c).codes().tolist() == wanted.tolist()


@given(columns(-1, 3, 1))
def test_a_level_may_be_reached_where_less_is_not_known(found):
    levels = Levels(found[0])
    for level in (1, 2, 3):
        wanted = (found[0] >= level) | (found[0] < 0)
        assert levels.perhaps(level).bools(len(found[0])).tolist() == wanted.tolist()


def test_a_column_knows_its_room():
    codes = np.array([0, 2, 4] * 8, np.int8)
    assert Outcomes.of_codes(codes).nbytes == 4 * 3  # levels 1 to 4 of 24 rows
    assert Outcomes.constant(Outcome.MET, 24).nbytes == 0
