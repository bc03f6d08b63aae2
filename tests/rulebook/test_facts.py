"""Facts refuse what cannot be true, by row and field, and keep unknown unknown."""

from dataclasses import replace
from datetime import date, datetime

import numpy as np
import pytest

from rulebook.facts import CollectiveFacts, PersonFacts
from rulebook.facts_base import FactError


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"ratings": {2020: "good"}}, r"an: ratings has year 2020, outside 2021..2025"),
        ({"ratings": {2026: "good"}}, r"an: ratings has year 2026, outside"),
        ({"ratings": [(2025, "good"), (2025, "excellent")]}, "an: ratings has two values for 2025"),
        ({"ratings": [2025]}, "an: ratings must be pairs of year and value"),
        ({"ratings": "good"}, "an: ratings must map years to values"),
        ({"ratings": {2025: "great"}}, "an: ratings.2025 is 'great', one of not_completed"),
        ({"ratings": {"2025": "good"}}, "an: year in ratings is '2025'"),
        ({"titles": {"order": [2025]}}, "an: titles has the unknown award 'order'"),
        ({"titles": {"advanced_worker": [2025, 2025]}}, "an: titles.advanced_worker has 2025 twice"),
        ({"titles": ["advanced_worker"]}, "an: titles must map award codes to years"),
        (
            {"titles": {"advanced_worker": [2022]}, "recruited_on": "2023-05-01"},
            "an: titles.advanced_worker in 2022 is earlier than the recruitment in 2023",
        ),
        ({"initiatives_unit": {2025: -1}}, "an: initiatives_unit.2025 is -1, it must lie between 0 and 100"),
        ({"initiatives_unit": {2025: float("nan")}}, "an: initiatives_unit.2025 is nan, a whole number is needed"),
        ({"initiatives_unit": {2025: 1.5}}, "an: initiatives_unit.2025 is 1.5, a whole number is needed"),
        ({"absence_days": "ba"}, "an: absence_days is 'ba', a whole number is needed"),
        ({"absence_days": 400}, "an: absence_days is 400, it must lie between 0 and 366"),
        ({"recruited_on": "1/9/2015"}, "an: recruited_on is '1/9/2015', a day written YYYY-MM-DD is needed"),
        ({"recruited_on": 2015}, "an: recruited_on is 2015, a day is needed"),
        ({"discipline": "mild"}, "an: discipline is 'mild', one of none"),
        ({"subject": 3}, "an: subject is 3, one of cadre"),
        ({"pending_case": "no"}, "an: pending_case is 'no', a whole number is needed"),
        ({"pending_case": 2}, "an: pending_case is 2, it must lie between -1 and 1"),
        ({"attestations": {"x": 5}}, "an: attestations.x is 5"),
        ({"salary": 1}, "an: unknown field 'salary'"),
    ],
)
def test_impossible_fact_of_a_person_is_refused_with_row_and_field(row, message):
    with pytest.raises(FactError, match=message):
        PersonFacts.from_rows([{"key": "an", **row}], 2025)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"members_total": 0}, "so: members_total is 0, at least 1 is needed"),
        ({"members_total": 5, "members_completed": 6}, "so: members_completed is larger than members_total"),
        ({"cluster_rank": 5, "cluster_size": 4}, "so: cluster_rank is larger than cluster_size"),
        ({"cluster_rank": 0}, "so: cluster_rank is 0, at least 1 is needed"),
        ({"members_disciplined": -1}, "so: members_disciplined is -1"),
        ({"subject": "cadre"}, "so: unknown field 'subject'"),
    ],
)
def test_impossible_fact_of_a_collective_is_refused_with_row_and_field(row, message):
    with pytest.raises(FactError, match=message):
        CollectiveFacts.from_rows([{"key": "so", **row}], 2025)


def test_rows_need_a_key_of_their_own():
    with pytest.raises(FactError, match="row 0: a text key is needed"):
        PersonFacts.from_rows([{"ratings": {}}], 2025)
    with pytest.raises(FactError, match="row 0: a text key is needed"):
        PersonFacts.from_rows(["an"], 2025)
    with pytest.raises(FactError, match="an: the key stands in two rows"):
        PersonFacts.from_rows([{"key": "an"}, {"key": "an"}], 2025)
    with pytest.raises(FactError, match="award_year is '2025'"):
        PersonFacts.from_rows([], "2025")


def test_what_is_left_out_stays_unknown_except_where_the_register_is_complete():
    facts = PersonFacts.from_rows([{"key": "an", "titles": {"advanced_worker": [2022]}}], 2025, 2023, 2024)
    assert facts.titles["advanced_worker"].tolist() == [[-1, 1, 0, 0, 0]]
    assert facts.title("grassroots_emulation_fighter").tolist() == [[-1, -1, 0, 0, 0]]
    assert facts.initiatives_unit.tolist() == [[-1, -1, -1, 0, 0]]
    assert facts.ratings.tolist() == [[-1] * 5]
    assert facts.absence_days.tolist() == facts.subject.tolist() == facts.pending_case.tolist() == [-1]
    assert np.isnat(facts.recruited_on).tolist() == [True]


def test_a_unit_in_the_register_is_not_dissolved_unless_it_says_so():
    facts = CollectiveFacts.from_rows(
        [{"key": "a"}, {"key": "b", "dissolved": True}, {"key": "c", "dissolved": None}], 2025
    )
    assert facts.dissolved.tolist() == [0, 1, -1]


def test_a_moment_is_read_as_its_day():
    rows = [{"key": "a", "recruited_on": datetime(2020, 2, 29, 8)}, {"key": "b", "recruited_on": date(2020, 2, 29)}]
    assert PersonFacts.from_rows(rows, 2025).recruited_on.tolist() == [date(2020, 2, 29)] * 2


def test_columns_of_the_wrong_shape_type_or_range_are_refused():
    good = PersonFacts.from_rows([{"key": "a"}, {"key": "b"}], 2025)
    for name, column, message in (
        ("ratings", np.zeros((3, 5), int), r"column ratings has shape \(3, 5\), \(2, 5\) is needed"),
        ("absent_titles", np.zeros(4, int), r"column absent_titles has shape \(4,\), \(5,\) is needed"),
        ("ratings", np.full((2, 5), np.nan), "column ratings holds float64, whole numbers are needed"),
        ("ratings", np.full((2, 5), 9), "column ratings, row 0: a value lies outside -1..3"),
        ("pending_case", np.array([0, 2]), "column pending_case, row 1: a value lies outside"),
        ("recruited_on", np.array([1, 2]), "column recruited_on must hold one datetime64 per row"),
        ("titles", {"order": np.zeros((2, 5), int)}, "titles has the unknown award 'order'"),
        ("keys", ("a", "a"), "a: the key stands in two rows"),
    ):
        with pytest.raises(FactError, match=message):
            replace(good, **{name: column})


def test_take_keeps_the_records_with_their_rows():
    facts = PersonFacts.from_rows([{"key": "a"}, {"key": "b", "records": {"pending_case": "CV 1"}}], 2025)
    turned = facts.take([1, 0])
    assert turned.keys == ("b", "a")
    assert turned.records == {(0, "pending_case"): "CV 1"}
