"""Marks compared: what stands out, disagreement, severity. Statistics are compared with independent computations."""

import random
from decimal import Decimal as D
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rulebook.fairness import (
    Mark,
    MarkError,
    Spread,
    agreement,
    disagreement,
    kendall_tau,
    outliers,
    spread,
)
from rulebook.severity import severity

STEP = D("0.25")


def marks_of(rows, top=D(10)):
    """Marks from {(unit, criterion): {checker: points}}."""
    return [
        Mark(unit, criterion, checker, None if points is None else D(str(points)), top)
        for (unit, criterion), given_by in rows.items()
        for checker, points in given_by.items()
    ]


def test_median_and_mad_of_known_values():
    assert spread([D(1), D(2), D(3), D(4), D(100)]) == Spread(5, 3.0, 1.0)
    assert spread([D(7)]) == Spread(1, 7.0, 0.0)
    assert spread([]) is None


def test_a_mark_far_from_the_others_of_its_item_is_told_in_a_sentence():
    rows = {(f"U{at}", "1.2"): {"A": 8, "B": 8.5, "C": 9, "D": 8.5} for at in range(4)}
    rows["U0", "1.2"]["D"] = 3
    [found] = outliers(marks_of(rows), threshold=3.5, names={"U0": "Sở Y tế", "D": "Sở Nội vụ", "1.2": "Mục 1.2"})
    # Distances of the 16 marks: nine of 0, … the half is 0 or 0,5; their median is 0,25.
    assert (found.mark.unit, found.mark.checker, found.median, found.compared) == ("U0", "D", 8.25, 4)
    distances = sorted([0.25, 0.25, 0.75, 5.25] + [0.5, 0, 0.5, 0] * 3)
    scale = (distances[7] + distances[8]) / 2 / 0.6745
    assert found.z == pytest.approx(-5.25 / scale)
    assert found.sentence_vi == (
        "Mục 1.2 của Sở Y tế: Sở Nội vụ chấm 3 điểm, thấp hơn trung vị 8,25 của 4 đơn vị chấm mục này 5,25 điểm, "
        f"gấp {abs(found.z):.1f} lần mức chênh thường gặp.".replace(
            f"{abs(found.z):.1f}", f"{abs(found.z):.1f}".replace(".", ",")
        )
    )


def test_nothing_stands_out_where_all_are_equal_or_too_few():
    assert outliers(marks_of({("U", "1"): {"A": 5, "B": 5, "C": 5}}), threshold=0.1) == []
    assert outliers(marks_of({("U", "1"): {"A": 0, "B": 10}}), threshold=0.1) == []
    assert outliers([], threshold=3.5) == []


def test_where_more_than_half_agree_the_mean_distance_says_what_is_usual():
    rows = {(f"U{at}", "1"): {"A": 8, "B": 8, "C": 8} for at in range(10)}
    rows["U3", "1"]["B"] = 7
    [found] = outliers(marks_of(rows), threshold=3.5)
    assert (found.mark.unit, found.mark.checker) == ("U3", "B")
    assert found.z == pytest.approx(-1 / (1 / 30 / 0.7979))


def test_units_can_be_compared_within_a_criterion():
    rows = {(f"U{at}", "1"): {"A": points} for at, points in enumerate([8, 8.5, 9, 8, 8.5, 1])}
    [found] = outliers(marks_of(rows), threshold=3.5, among="criterion")
    assert (found.mark.unit, found.median, found.compared) == ("U5", 8.25, 6)


@pytest.mark.parametrize("threshold", [0, -1, float("nan"), float("inf")])
def test_a_threshold_is_a_number_above_nothing(threshold):
    with pytest.raises(ValueError, match="above 0"):
        outliers([], threshold=threshold)


@pytest.mark.parametrize(
    ("mark", "why"),
    [
        (Mark("U", "1", "A", D(11), D(10)), "Điểm mục 1 của U do A chấm là 11, phải từ 0 đến 10."),
        (Mark("U", "1", "A", D(-1), D(10)), "Điểm mục 1 của U do A chấm là -1, phải từ 0 đến 10."),
        (Mark("U", "1", "A", D("NaN"), D(10)), "Điểm mục 1 của U do A chấm không phải số dùng được."),
        (Mark("U", "1", "A", D(1), D("Infinity")), "Điểm mục 1 của U do A chấm không phải số dùng được."),
        (Mark("U", "1", "A", D(1), D(-1)), "Điểm mục 1 của U do A chấm không phải số dùng được."),
    ],
)
def test_a_mark_that_cannot_be_is_refused(mark, why):
    for read in (lambda: severity([mark]), lambda: outliers([mark], threshold=3.5)):
        with pytest.raises(MarkError) as refused:
            read()
        assert str(refused.value) == why


def test_a_mark_given_twice_is_refused():
    mark = Mark("U", "1", "A", D(1), D(10))
    with pytest.raises(MarkError, match="A có hai điểm cho mục 1 của U"):
        agreement([mark, mark], step=STEP)


def test_disagreement_of_double_scored_items():
    rows = {
        ("U1", "1"): {"A": 8, "B": 8},
        ("U2", "1"): {"A": 8, "B": 8.25},
        ("U3", "1"): {"A": 5, "B": 8},
        ("U4", "1"): {"A": 5, "B": None},
        ("U5", "1"): {"A": 5, "B": 6},
    }
    found = disagreement(marks_of(rows), step=STEP, over=D(1), names={"U3": "Sở Y tế", "1": "Mục 1"})
    assert (found.items, found.single, found.missing) == (4, 1, 1)
    assert (found.mean_difference, found.equal_share, found.within_step_share) == (4.25 / 4, 0.25, 0.5)
    assert [each.sentence_vi for each in found.reconcile] == [
        "Mục 1 của Sở Y tế: A chấm 5, B chấm 8; chênh 3 điểm (30% điểm tối đa)."
    ]
    percent = disagreement(marks_of(rows), step=STEP, over=D(10), over_is="percent")
    assert [each.unit for each in percent.reconcile] == ["U3"]
    everything = disagreement(marks_of(rows), step=STEP, over=D(0))
    assert [each.unit for each in everything.reconcile] == ["U3", "U5", "U2"]


def test_disagreement_of_nothing_says_nothing():
    found = disagreement([], step=STEP, over=D(1))
    assert (found.items, found.mean_difference, found.equal_share, found.within_step_share) == (0, None, None, None)
    zero = disagreement(marks_of({("U", "1"): {"A": 0, "B": 0}}, D(0)), step=STEP, over=D(0), over_is="percent")
    assert (zero.items, zero.equal_share, zero.reconcile) == (1, 1.0, ())
    with pytest.raises(MarkError, match="Bước điểm"):
        disagreement([], step=D(0), over=D(1))


def test_agreement_of_each_criterion_least_alike_first():
    rows = {
        ("U1", "a"): {"A": 1, "B": 2},
        ("U2", "a"): {"A": 3, "B": 3, "C": 5},
        ("U1", "b"): {"A": 4, "B": 4},
        ("U2", "c"): {"A": 4},
    }
    one, two = agreement(marks_of(rows), step=D(1))
    assert (one.criterion, one.items, one.marks, one.mean_difference, one.within_step_share) == ("a", 2, 5, 1.25, 0.5)
    # Krippendorff, interval: within 1/(2−1) + (4+4+0)/(3−1) = 5 of 5 marks, all pairs 6 + … over 5 × 4.
    values = [1, 2, 3, 3, 5]
    chance = sum((a - b) ** 2 for a, b in combinations(values, 2)) / 20
    assert one.alpha == pytest.approx(1 - (5 / 5) / chance)
    assert (two.criterion, two.alpha, two.within_step_share) == ("b", None, 1.0)


def test_krippendorff_is_one_when_checkers_agree_and_items_differ():
    rows = {(f"U{at}", "a"): {"A": at, "B": at} for at in range(5)}
    [found] = agreement(marks_of(rows), step=STEP)
    assert (found.alpha, found.mean_difference) == (1.0, 0.0)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=2, max_size=12))
def test_kendall_counts_pairs_and_ties(both):
    one, two = zip(*both, strict=True)
    sign = np.sign
    top = sum(int(sign(a - b) * sign(c - d)) for (a, c), (b, d) in combinations(both, 2))
    pairs = list(combinations(range(len(both)), 2))
    untied = [sum(1 for i, j in pairs if each[i] != each[j]) for each in (one, two)]
    expected = None if 0 in untied else top / (untied[0] * untied[1]) ** 0.5
    found = kendall_tau(one, two)
    assert found == (expected if expected is None else pytest.approx(expected))


def test_kendall_of_the_same_and_the_opposite_order():
    assert kendall_tau([1, 2, 3], [10, 20, 30]) == 1
    assert kendall_tau([1, 2, 3], [3, 2, 1]) == -1
    assert kendall_tau([1], [1]) is None
    with pytest.raises(ValueError, match="same things"):
        kendall_tau([1], [1, 2])


def random_marks(seed, units=12, criteria=3, missing=0.2):
    draw = random.Random(seed)
    names = [f"U{at:02}" for at in range(units)]
    return [
        Mark(unit, f"c{number}", names[(at + step) % units], D(draw.randint(0, 40)) / 4, D(draw.choice([10, 20])))
        for at, unit in enumerate(names)
        for number in range(criteria)
        for step in (1, 2, 4)
        if draw.random() > missing
    ]


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 100_000))
def test_severity_equals_least_squares_over_the_whole_design(seed):
    marks = random_marks(seed)
    found = severity(marks)
    checkers = [effect.checker for panel in found.panels for effect in panel.effects]
    items = sorted({mark.item for mark in marks})
    columns = {checker: at for at, checker in enumerate(checkers)}
    rows = {item: len(columns) + at for at, item in enumerate(items)}
    design, values = [], []
    for mark in marks:
        if mark.checker in columns:
            line = np.zeros(len(columns) + len(rows))
            line[[columns[mark.checker], rows[mark.item]]] = 1
            design.append(line)
            values.append(float(100 * mark.points / mark.max))
    for panel in found.panels:  # the tendencies of a panel add up to 0
        line = np.zeros(len(columns) + len(rows))
        line[[columns[effect.checker] for effect in panel.effects]] = 1
        design.append(line)
        values.append(0)
    solved = np.linalg.lstsq(np.array(design), np.array(values), rcond=None)[0]
    for panel in found.panels:
        assert sum(effect.percent for effect in panel.effects) == pytest.approx(0, abs=1e-8)
        for effect in panel.effects:
            assert effect.percent == pytest.approx(solved[columns[effect.checker]], abs=1e-7)


def test_exact_tendencies_are_found_exactly_and_taken_out():
    tends = {"A": 1, "B": 0, "C": -1}
    rows = {
        (f"U{at}", "1"): {checker: 5 + at * 0.5 + tends[checker] for checker in pair}
        for at, pair in enumerate([("A", "B"), ("B", "C"), ("A", "C"), ("A", "B", "C"), ("A", "C"), ("B", "C")])
    }
    found = severity(marks_of(rows), least_marks=3, names={"A": "Sở Nội vụ", "C": "Sở Y tế"})
    [panel] = found.panels
    assert [(e.checker, round(e.percent, 9), round(e.points, 9), e.tends) for e in panel.effects] == [
        ("A", 10, 1, "lenient"),
        ("B", 0, 0, ""),
        ("C", -10, -1, "severe"),
    ]
    assert [each.sentence_vi for each in panel.effects] == [
        "Sở Nội vụ chấm rộng: cao hơn mặt bằng 10% điểm tối đa, khoảng 1 điểm mỗi mục, qua 4 lượt chấm chung.",
        "B: không lệch rõ so với mặt bằng, qua 4 lượt chấm chung.",
        "Sở Y tế chấm chặt: thấp hơn mặt bằng 10% điểm tối đa, khoảng 1 điểm mỗi mục, qua 5 lượt chấm chung.",
    ]
    assert {level.unit: round(level.adjusted_percent, 9) for level in panel.units} == {
        f"U{at}": 50 + 5 * at for at in range(6)
    }
    assert (found.alone, found.not_compared, found.said_vi) == ((), (), ())


def test_checkers_that_no_common_item_joins_are_not_compared():
    rows = {
        ("U1", "1"): {"A": 5, "B": 6},
        ("U2", "1"): {"C": 9, "D": 1, "E": 3},
        ("U3", "1"): {"F": 4},
        ("U1", "2"): {"C": 4, "D": 5},
    }
    found = severity(marks_of(rows), names={"U3": "Sở Tài chính"})
    assert [[effect.checker for effect in panel.effects] for panel in found.panels] == [
        ["C", "E", "D"],
        ["A", "B"],
    ] or [sorted(effect.checker for effect in panel.effects) for panel in found.panels] == [["C", "D", "E"], ["A", "B"]]
    assert (found.alone, found.not_compared) == (("F",), ("U1", "U3"))
    assert found.said_vi[1:] == (
        "Không có mục nào được chấm chung với đơn vị khác nên không so được: F.",
        "Có mục chấm ở ngoài nhóm so được nên không ước lượng mức chung: U1, Sở Tài chính.",
    )
    assert [level.unit for panel in found.panels for level in panel.units] == ["U2"]


def test_few_marks_and_exactly_enough_data_are_said_not_judged():
    found = severity(marks_of({("U", "1"): {"A": 9, "B": 1}}))
    assert [effect.sentence_vi for effect in found.panels[0].effects] == [
        "A: mới có 1 lượt chấm chung, chưa đủ 5 lượt để nhận xét.",
        "B: mới có 1 lượt chấm chung, chưa đủ 5 lượt để nhận xét.",
    ]
    found = severity(marks_of({("U", "1"): {"A": 9, "B": 1}}), least_marks=1)
    assert [(effect.error, effect.tends, effect.sentence_vi) for effect in found.panels[0].effects] == [
        (None, "", "A: số liệu chỉ vừa đủ để tính, chưa nhận xét được."),
        (None, "", "B: số liệu chỉ vừa đủ để tính, chưa nhận xét được."),
    ]


def test_equal_marks_make_nobody_lenient_or_severe():
    rows = {(f"U{at}", "1"): {"A": 7, "B": 7, "C": 7} for at in range(6)}
    found = severity(marks_of(rows))
    assert [(effect.tends, round(effect.percent, 9)) for effect in found.panels[0].effects] == [("", 0)] * 3


def test_a_single_checker_missing_marks_and_a_maximum_of_zero():
    found = severity(marks_of({(f"U{at}", "1"): {"A": at} for at in range(4)}))
    assert (found.panels, found.alone) == ((), ("A",))
    zero = [Mark("U", "1", "A", D(0), D(0)), Mark("U", "1", "B", D(0), D(0)), Mark("U", "2", "A", None, D(10))]
    found = severity(zero)
    assert (found.panels, found.alone, found.zero_max) == ((), (), 2)
    assert severity([]).panels == ()


def test_the_order_of_the_marks_changes_nothing():
    marks = random_marks(3)
    shuffled = random.Random(1).sample(marks, len(marks))
    assert severity(marks) == severity(shuffled)
    assert outliers(marks, threshold=1) == outliers(shuffled, threshold=1)
    assert disagreement(marks, step=STEP, over=D(1)) == disagreement(shuffled, step=STEP, over=D(1))
