"""Reported figures reach the rubric under its own names, and every unit of the demo can be scored."""

from decimal import Decimal

import pytest

from rulebook.rubrics import load_rubric
from rulebook.scoring import score_unit
from thidua.management.year.figures import figures_of, rubric_of
from thidua.management.year.inputs import ScoreRow
from thidua.management.year.population import generate


@pytest.fixture(scope="module")
def year():
    return generate(1000, 2025)


def test_the_published_example_of_the_cashless_table_is_met():
    rows = [
        ScoreRow("u", "I.1", {"yes": 50, "sample": 50, "gate": True}),
        ScoreRow("u", "I.2", {"actual": 850, "plan": 1000}),
        ScoreRow("u", "I.3", {"actual": 680, "plan": 850}),
        ScoreRow("u", "I.4", {"actual": 700, "plan": 1000}),
        ScoreRow("u", "I.5.1", {"done": False}),
        ScoreRow("u", "I.5.2", {"value": 70}),
        ScoreRow("u", "I.5.3", {"value": 100}),
    ]
    rubric = load_rubric("can_tho_157_2025")
    assert score_unit(rubric, figures_of(rubric, rows)).total == Decimal(89)


def test_every_unit_of_every_cluster_gets_a_total(year):
    for cluster in year.clusters:
        rubric = rubric_of(year, cluster)
        totals = {}
        for code in cluster.member_codes:
            rows = [row for row in year.scores if row.unit_code == code]
            score = score_unit(rubric, figures_of(rubric, rows))
            assert score.undefined == {}
            totals[code] = score.total
        assert len(set(totals.values())) > 1
        assert all(Decimal(20) < total <= Decimal(130) for total in totals.values())


def test_a_bloc_agrees_on_a_hundred_marks(year):
    for cluster in year.clusters:
        items = [row for row in year.agreed_items if row.cluster_code == cluster.code]
        assert sum(row.base for row in items) == (100 if cluster.kind == "khoi" else 0)


def test_figures_of_the_wrong_kind_are_refused():
    rubric = load_rubric("can_tho_157_2025")
    with pytest.raises(ValueError, match=r"I\.2: the figure 'actual' is missing"):
        figures_of(rubric, [ScoreRow("u", "I.2", {"value": 85})])
