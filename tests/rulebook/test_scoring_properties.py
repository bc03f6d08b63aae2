"""Properties of scoring a cluster: order, sums, caps, leaders, rounding, and the quick way against the plain one."""

import random
from decimal import Decimal
from fractions import Fraction

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rulebook.compiled import compiled, rounder
from rulebook.figures import Figures, Points, Undefined
from rulebook.rubric_parts import Rounding
from rulebook.rubrics import load_rubric
from rulebook.scoring import rank, score_cluster, score_unit
from tests.rulebook.test_formula_families import table

# A busy machine draws slowly; that says nothing about the code.
quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])

RATIO = {"achieved": "x", "target": "t"}
BANDS = [{"below": 50, "points": 0}, {"from": 50, "below": 100, "points": "2.5"}, {"from": 101, "points": 10}]
OPTIONS = [{"value": "p", "text_vi": "p", "points": 4}, {"value": "q", "text_vi": "q", "points": 3}]
FORMULAS = (
    {"type": "proportional_to_target", **RATIO},
    {"type": "proportional_to_target", "inverse": True, **RATIO},
    {"type": "proportional_to_target", "clamp_low": 1, "clamp_high": "7.5", **RATIO},
    {"type": "proportional_to_target", "clamp_high": None, **RATIO},
    {"type": "proportional_with_bonus_split", "item_cap_percent": 10, **RATIO},
    {"type": "over_achievement_proportional", **RATIO},
    {"type": "over_achievement_proportional", "cap": 12, **RATIO},
    {"type": "leader_relative", **RATIO},
    {"type": "leader_relative", "half_percent": 40, "no_target": "undefined", **RATIO},
    {"type": "leader_relative", "inverse": True, **RATIO},
    {"type": "ladder_percent", "value": "x", "bands": BANDS},
    {"type": "pass_fail", "value": "p"},
    {"type": "pass_fail", "value": "x", "at_least": 50},
    {"type": "graded_letter", "value": "l", "grades": {"B": 7, "C": None, "D": 11}},
    {"type": "direct", "value": "m"},
    {"type": "external_assessor", "value": "m", "assessor_vi": "Sở"},
    {"type": "per_occurrence", "value": "n", "points": "0.4", "cap": 3},
    {"type": "per_occurrence", "value": "n", "points": 2, "excluded": "o"},
    {"type": "incremental_over", "value": "x", "threshold": 20, "step": 3, "points": "0.7"},
    {"type": "one_of", "options": OPTIONS},
    {"type": "title_bonus", "titles": OPTIONS},
    {"type": "sample_survey", "positive": "n", "size": "s", "sample": 50, "mark_yes": "0.2"},
)
number = st.one_of(st.none(), st.integers(0, 200), st.decimals(0, 120, places=2).map(str))
unit = st.fixed_dictionaries(
    {
        "x": number,
        "t": number,
        "m": st.one_of(st.none(), st.integers(0, 10), st.decimals(0, 10, places=3).map(str)),
        "n": st.one_of(st.none(), st.integers(0, 50)),
        "o": st.one_of(st.none(), st.integers(0, 60)),
        "s": st.one_of(st.none(), st.integers(0, 80)),
        "l": st.sampled_from([None, "A", "B", "C", "D"]),
        "p": st.sampled_from([None, True, False]),
        "q": st.sampled_from([None, True, False]),
    }
)
clusters = st.lists(unit, min_size=1, max_size=7)


@quick
@given(st.sampled_from(FORMULAS), clusters)
def test_the_quick_column_gives_what_the_formula_says_one_by_one(scoring, units):
    rubric = table({"scoring": scoring})
    formula, base = rubric.criteria[0].scoring, Fraction(10)
    whole = rounder(rubric.rounding)
    found, bonuses = formula.column(base, whole)(units)
    peers = [Figures(each) for each in units]
    for place, each in enumerate(units):
        result = formula.compute(Figures(each), base, peers)
        if isinstance(result, Points):
            assert found[place] == whole(result.points.numerator, result.points.denominator)
            expected = whole(result.bonus.numerator, result.bonus.denominator)
            assert (bonuses[place] if bonuses else 0) == expected
        else:
            assert found[place] == result


MANY = table(
    *(
        {"code": f"c{place}", "max": 50 if "mark_yes" in each else 10, "scoring": each}
        for place, each in enumerate(FORMULAS)
    ),
    quantitative_bonus_cap="0.5",
    bonus_max="0.8",
)


def named(units):
    keys = MANY.figure_keys()
    return {f"u{place}": {key: each[key] for key in each if key in keys} for place, each in enumerate(units)}


@quick
@given(clusters, st.randoms())
def test_the_order_of_the_units_does_not_matter(units, shuffle: random.Random):
    given_units = named(units)
    shuffled = list(given_units.items())
    shuffle.shuffle(shuffled)
    one, other = score_cluster(MANY, given_units), score_cluster(MANY, dict(shuffled))
    assert {key: one[key].to_dict() for key in one} == {key: other[key].to_dict() for key in other}
    assert rank(MANY, one) == rank(MANY, other)


@quick
@given(clusters)
def test_leaves_add_up_to_the_base_and_bonus_caps_hold(units):
    scores = score_cluster(MANY, named(units))
    for score in scores.values():
        assert sum(line.points or 0 for line in score.base_lines()) == score.base
        assert score.bonus <= Decimal("0.5")
        assert score.lines["c4"].bonus <= 1
        assert score.total is None or score.total == score.base + score.bonus - score.deductions


@quick
@given(clusters)
def test_a_cluster_scores_every_unit_as_it_would_alone_beside_its_peers(units):
    given_units = named(units)
    scores = score_cluster(MANY, given_units)
    peers = list(given_units.values())
    for key, figures in given_units.items():
        assert score_unit(MANY, figures, peers).to_dict() == scores[key].to_dict()


@quick
@given(st.lists(st.tuples(st.integers(0, 300), st.integers(1, 200)), min_size=1, max_size=8))
def test_the_leader_gets_the_maximum_and_nobody_else_who_is_behind(pairs):
    rubric = table({"scoring": {"type": "leader_relative", **RATIO}})
    scores = score_cluster(rubric, {f"u{i}": {"x": x, "t": t} for i, (x, t) in enumerate(pairs)})
    best = max(Fraction(x, t) for x, t in pairs)
    for place, (x, t) in enumerate(pairs):
        points = scores[f"u{place}"].points("a")
        assert 0 <= points <= 10
        if best > 1 and Fraction(x, t) == best:
            assert points == 10
        if Fraction(x, t) <= 1:
            assert points <= 5


@quick
@given(st.lists(st.integers(0, 40), min_size=2, max_size=8), st.integers(0, 7), st.integers(0, 10))
def test_more_marks_never_lower_the_own_rank(counts, who, more):
    rubric = load_rubric("can_tho_157_2025")
    whole = {"communication_evidence": True, "recipients": 100, "accounts": 50, "cards": 20, "cashless": 60}
    whole |= {"data_percent": 100, "cashless_percent": 60, "all_accounts_on_time": False}
    who %= len(counts)

    def places(counts):
        units = {f"u{place}": {**whole, "survey_yes": count} for place, count in enumerate(counts)}
        return {row.key: row.rank for row in rank(rubric, score_cluster(rubric, units))}

    raised = [count + more * (place == who) for place, count in enumerate(counts)]
    assert places(raised)[f"u{who}"] <= places(counts)[f"u{who}"]


MODES = ("half_up", "down", "up")


@given(st.integers(0, 10**12), st.integers(1, 10**6), st.integers(0, 6), st.sampled_from(MODES))
def test_rounding_is_exact(top, bottom, places, mode):
    whole = rounder(Rounding(places=places, stated=True, note_vi="", mode=mode))
    steps = whole(top, bottom)
    exact = Fraction(top, bottom) * 10**places
    low = exact.numerator // exact.denominator
    expected = {"down": low, "up": low + (exact != low), "half_up": low + (exact - low >= Fraction(1, 2))}[mode]
    assert steps == expected


@given(st.integers(0, 10**9), st.integers(1, 10**4))
def test_without_a_rounding_a_mark_is_exact_or_undefined(top, bottom):
    steps = rounder(Rounding(places=None, stated=False, note_vi=""))(top, bottom)
    if isinstance(steps, Undefined):
        assert (Fraction(top, bottom) * 10**6).denominator > 1
    else:
        assert Fraction(steps, 10**6) == Fraction(top, bottom)


def test_a_table_is_compiled_once_for_a_rubric_object_and_anew_for_a_changed_copy():
    rubric = load_rubric("can_tho_157_2025")
    assert compiled(rubric) is compiled(rubric)
    assert compiled(rubric.model_copy(update={"bonus_max": Decimal(3)})) is not compiled(rubric)
