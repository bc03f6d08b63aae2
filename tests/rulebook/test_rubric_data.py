"""The scoring tables we ship: every worked example, what each leaves open, and the totals they print."""

from decimal import Decimal

import pytest

from rulebook.choices import blocking_questions, computed_total, open_questions, with_choices
from rulebook.rubrics import load_rubric, rubric_codes, walk
from rulebook.scoring import ScoringError, score_cluster, score_unit

EXAMPLES = [(code, each) for code in rubric_codes() for each in load_rubric(code).worked_examples]
CLUSTERS = [(code, each) for code in rubric_codes() for each in load_rubric(code).cluster_examples]


def test_every_table_we_know_is_shipped():
    assert rubric_codes() == (
        "bo_tu_phap_2012",
        "bo_tu_phap_2022",
        "can_tho_157_2025",
        "can_tho_157_2025_providers",
        "cong_an_quang_tri_2025",
        "hung_yen_2021",
        "huyen_doan_bu_dang_2015",
        "mttq_dong_nai_2026",
        "thua_thien_hue_2018",
        "tp_ho_chi_minh_2008",
        "tp_ho_chi_minh_2008_emulation_work",
        "trung_uong_doan_2021",
    )


@pytest.mark.parametrize(("code", "example"), EXAMPLES, ids=lambda value: getattr(value, "name", value))
def test_worked_example_is_reproduced(code, example):
    rubric = load_rubric(code)
    if example.agreed:
        rubric = rubric.with_agreed_marks(example.agreed)
    rubric = with_choices(rubric, example.choices)
    if example.refused:
        with pytest.raises(ScoringError):
            score_unit(rubric, example.given)
        return
    score = score_unit(rubric, example.given)
    assert {each: score.points(each) for each in example.points} == example.points
    assert {each: score.lines[each].bonus for each in example.bonus_of} == example.bonus_of
    assert [each for each in example.undefined if not score.lines[each].undefined_vi] == []
    assert example.bonus is None or score.bonus == example.bonus
    assert example.deductions is None or score.deductions == example.deductions
    assert example.total is None or score.total == example.total


@pytest.mark.parametrize(("code", "example"), CLUSTERS, ids=lambda value: getattr(value, "name", value))
def test_worked_example_of_a_cluster_is_reproduced(code, example):
    scores = score_cluster(load_rubric(code), example.given)
    points = {unit: {each: scores[unit].points(each) for each in marks} for unit, marks in example.points.items()}
    assert points == example.points


def test_every_example_expects_something():
    for _, each in EXAMPLES:
        assert each.points or each.bonus_of or each.undefined or each.refused, each.name
        assert each.given
    assert len(EXAMPLES) == 32
    assert len(CLUSTERS) == 5


def test_the_police_table_has_the_counts_its_source_states():
    rubric = load_rubric("cong_an_quang_tri_2025")
    kinds = [each.scoring.type for each in rubric.items()]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {"leader_relative": 12, "pass_fail": 51, "direct": 113}
    assert min(each.max for each in rubric.items()) == Decimal("0.5")
    assert [each.max for each in rubric.criteria] == [700, 200, 100]
    assert {each.scoring.type for each in rubric.items() if each.may_be_unassigned} == {"leader_relative", "pass_fail"}
    assert all(each.evidence for each in rubric.items() if each.scoring.type == "direct")


@pytest.mark.parametrize(
    ("code", "keys"),
    [
        ("bo_tu_phap_2012", ["rounding", "ranking_basis", "ties", "A.items"]),
        ("can_tho_157_2025", ["rounding"]),
        ("can_tho_157_2025_providers", []),
        ("cong_an_quang_tri_2025", ["ties"]),
        ("hung_yen_2021", ["rounding", "ties", "I.items", "II.items", "III.items", "late.counts"]),
        ("huyen_doan_bu_dang_2015", ["ranking_basis", "ties", "criteria"]),
        ("mttq_dong_nai_2026", ["ties", "I.items", "II.items", "III.items"]),
        ("thua_thien_hue_2018", ["rounding", "ranking_basis", "ties", "ND.items", "DT.items"]),
        ("tp_ho_chi_minh_2008", ["rounding", "ties", "KQ.items", "CO.together"]),
        (
            "tp_ho_chi_minh_2008_emulation_work",
            ["rounding", "ranking_basis", "ties", "criteria", *(f"{number}.scoring" for number in range(1, 8))],
        ),
        (
            "trung_uong_doan_2021",
            ["rounding", "ranking_basis", "ties", *(f"TC{number}.items" for number in range(1, 7)), "BONUS.items"],
        ),
        (
            "bo_tu_phap_2022",
            [
                "ranking_basis",
                "ties",
                "criteria",
                "A.items",
                "A.I.items",
                "A.I.1.items",
                "A.I.1.2.bands",
                "A.III.items",
                "A.III.1.2.scoring",
                "A.VIII.items",
                "R.I.items",
                "R.I.1.items",
                "R.I.1.1.counts",
            ],
        ),
    ],
)
def test_what_a_table_leaves_open_is_asked_by_name(code, keys):
    assert [each.key for each in blocking_questions(load_rubric(code))] == keys


def test_only_the_small_sample_may_stay_open_when_a_season_opens():
    waiting = [each.key for code in rubric_codes() for each in open_questions(load_rubric(code)) if not each.blocks]
    assert waiting == ["I.1.small"]


@pytest.mark.parametrize("code", rubric_codes())
def test_printed_totals_are_what_the_items_add_up_to(code):
    rubric = load_rubric(code)
    computed = computed_total(rubric)
    assert rubric.total_max is None or computed is None or computed == rubric.total_max


@pytest.mark.parametrize("code", rubric_codes())
def test_every_table_says_where_it_was_read_and_what_it_does_not_say(code):
    rubric = load_rubric(code)
    assert rubric.code == code
    assert rubric.source.url.startswith("http")
    assert rubric.unknown_vi or rubric.source.form == "full"
    assert all(each.name_vi.strip() == each.name_vi for each in walk(rubric.criteria))


@pytest.mark.parametrize("code", rubric_codes())
def test_a_unit_without_figures_has_no_total_and_every_gap_has_a_reason(code):
    rubric = load_rubric(code)
    score = score_unit(rubric, {})
    assert score.total is None or not rubric.criteria
    assert all(reason for reason in score.undefined.values())
