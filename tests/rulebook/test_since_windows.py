"""Conditions of one path that count years from an award count from the same award and ask the same of the years."""

from collections.abc import Iterator
from datetime import date

import pytest
from pydantic import ValidationError

from rulebook.book import load_book
from rulebook.conditions import Outcome
from rulebook.facts import CollectiveFacts
from rulebook.vocabulary import AnyNode, Group
from rulebook.vocabulary_since import RatingsSince, Since, windows


def sinces(node: AnyNode) -> Iterator[Since]:
    if isinstance(node, Group):
        for part in node.parts:
            yield from sinces(part)
    elif (since := getattr(node, "since", None)) is not None:
        yield since


def paths() -> Iterator:
    """The "all of" groups that hold such a condition themselves."""
    for regime in load_book().regimes:
        for award in load_book().awards_of(regime.code):
            waiting = [node for version in award.versions for node in version.conditions]
            while waiting:
                node = waiting.pop()
                if not isinstance(node, Group):
                    continue
                waiting.extend(node.parts)
                if node.type == "all_of" and any(hasattr(part, "since") for part in node.parts):
                    yield pytest.param(node, id=f"{regime.code}/{award.code}: {node.code}")


@pytest.mark.parametrize("path", list(paths()))
def test_a_path_counts_from_one_award(path):
    found = list(sinces(path))
    assert [each for each in found if each != found[0]] == []


YEARS = range(1996, 2026)


def held(code: str, years: list[int]) -> CollectiveFacts:
    return CollectiveFacts.from_rows([{"key": "unit", "titles": {code: years}}], 2025, 1990, len(YEARS))


def opening(since: Since, facts: CollectiveFacts, hopeful: bool = False) -> list[int | None]:
    """The years of the award that opens the windows ending with the award year and a year earlier."""
    first = facts.years()[0]
    starts = [int(window.start[0]) for window in windows(since, facts, hopeful)]
    return [None if start == facts.window else first + start for start in starts]


def test_years_run_from_the_first_award_unless_the_last_is_asked():
    facts = held("ho_chi_minh_order", [2003, 2018])
    first = Since(awards=("ho_chi_minh_order",), awards_vi="Huân chương", years=15)
    assert opening(first, facts) == [2003, 2003]
    assert opening(first.model_copy(update={"latest": True}), facts) == [None, None]


def test_the_last_award_opens_the_years_when_it_lies_far_enough_back():
    last = Since(awards=("ho_chi_minh_order",), awards_vi="Huân chương", years=15, latest=True)
    assert opening(last, held("ho_chi_minh_order", [2003, 2009])) == [2009, 2009]
    assert opening(last, held("ho_chi_minh_order", [2003, 2025])) == [None, None]


def test_a_later_year_nobody_recorded_leaves_the_last_award_open():
    last = Since(awards=("ho_chi_minh_order",), awards_vi="Huân chương", years=15, latest=True)
    row = {"key": "unit", "titles": {"ho_chi_minh_order": {2003: True}}}
    facts = CollectiveFacts.from_rows([row], 2025, None, len(YEARS))
    assert opening(last, facts) == [None, None]
    assert opening(last, facts, hopeful=True) == [2003, 2003]


def test_a_title_counts_for_a_year_like_the_rating_it_stands_for():
    since = Since(
        awards=("labour_order_3",),
        awards_vi="Huân chương",
        years=5,
        min="excellent",
        or_titles=("excellent_labour_collective",),
        or_titles_vi="Tập thể lao động xuất sắc",
    )
    titles = {"labour_order_3": [2020], "excellent_labour_collective": [2022]}
    ratings = {2021: "excellent", 2022: "good", 2023: "excellent", 2024: "excellent", 2025: "excellent"}
    row = {"key": "unit", "titles": titles, "ratings": ratings}
    assert opening(since, CollectiveFacts.from_rows([row], 2025, 1990, len(YEARS)))[0] == 2020
    row["titles"] = {"labour_order_3": [2020]}
    assert opening(since, CollectiveFacts.from_rows([row], 2025, 1990, len(YEARS)))[0] is None


def test_titles_that_stand_for_a_rating_need_a_name_and_a_rating():
    with pytest.raises(ValidationError, match="or_titles need or_titles_vi and a rating"):
        Since(awards=("labour_order_3",), awards_vi="x", years=5, or_titles=("excellent_labour_collective",))


@pytest.mark.parametrize(
    ("ratings", "outcome"),
    [
        ({2022: "excellent", 2024: "excellent"}, Outcome.MET),
        ({2019: "excellent", 2024: "excellent"}, Outcome.NOT_MET),
        ({2021: "good", 2022: "good", 2024: "excellent"}, Outcome.NEEDS_EVIDENCE),
    ],
)
def test_excellent_years_are_counted_after_the_award_only(ratings, outcome):
    since = {"awards": ["labour_order_3"], "awards_vi": "Huân chương", "years": 5}
    condition = RatingsSince.model_validate(
        {
            "type": "ratings_since",
            "code": "excellent",
            "text_vi": "x",
            "since": since,
            "rated": "excellent",
            "count": 2,
            "cite": {"instrument": "law", "label_vi": "x"},
            "status": "memory_high",
        }
    )
    known = {2020: "good", 2025: "good"} if outcome is Outcome.NEEDS_EVIDENCE else dict.fromkeys(YEARS, "good")
    row = {"key": "unit", "titles": {"labour_order_3": [2020]}, "ratings": {**known, **ratings}}
    facts = CollectiveFacts.from_rows([row], 2025, 1990, len(YEARS))
    assert condition.outcomes(facts, date(2026, 1, 1))[0] == outcome
