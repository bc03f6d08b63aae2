"""Roadmaps: the earliest year of every award in reach, and the steps to it."""

import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rulebook.book import load_book
from rulebook.facts import CollectiveFacts, PersonFacts
from rulebook.judge import Decision, judge
from rulebook.roadmap import roadmap

MAY, DECEMBER = date(2025, 5, 20), date(2025, 12, 31)
FIGHTER, PROVINCE = "grassroots_emulation_fighter", "ministry_province_emulation_fighter"


def person(**facts):
    row = {"key": "an", "subject": "civil_servant", "recruited_on": "2018-01-01", "discipline": "none"}
    return PersonFacts.from_rows([row | facts], 2025, 2020, 2020)


def targets(facts, on, *awards):
    return {target.award: target for target in roadmap(facts, 0, on, awards or None).targets}


def steps(target):
    return [(step.year, step.text_vi, step.award) for step in target.steps]


def test_a_title_of_three_years_is_reached_after_three_titles():
    facts = person(titles={"advanced_worker": [2024], FIGHTER: [2024]}, ratings={2024: "excellent"})
    target = targets(facts, MAY, PROVINCE)[PROVINCE]
    assert target.earliest_year == 2026
    assert steps(target)[:3] == [
        (2025, "Được tặng Chiến sĩ thi đua cơ sở năm 2025", FIGHTER),
        (2026, "Được tặng Chiến sĩ thi đua cơ sở năm 2026", FIGHTER),
        (2026, "Có 1 sáng kiến, đề tài được công nhận phạm vi bộ, tỉnh trong các năm 2024–2026", None),
    ]


def test_a_year_that_has_ended_cannot_be_made_better():
    rated = {"ratings": {2025: "good"}, "titles": {"advanced_worker": [2025]}, "initiatives_unit": {2025: 0}}
    assert targets(person(**rated), MAY, FIGHTER)[FIGHTER].earliest_year == 2025
    after = targets(person(**rated), date(2026, 1, 10), FIGHTER)[FIGHTER]
    assert after.earliest_year == 2026
    assert after.missing_vi == (
        "Chưa đủ điều kiện đề xét tặng Chiến sĩ thi đua cơ sở: Hoàn thành xuất sắc nhiệm vụ hoặc có sáng kiến, đề tài "
        "được công nhận."
    )


def test_what_is_on_record_is_no_step():
    facts = person(
        ratings={2025: "excellent"},
        titles={"advanced_worker": [2025]},
        attestations={"self_reliance_solidarity": True, "achievement_after_discipline": True},
    )
    assert steps(targets(facts, DECEMBER, FIGHTER)[FIGHTER]) == []


def test_a_newly_recruited_person_waits_for_the_service_time():
    facts = person(recruited_on="2025-09-01", ratings={2025: "excellent"})
    target = targets(facts, DECEMBER, "advanced_worker")["advanced_worker"]
    assert target.earliest_year == 2026
    assert (2026, "Đủ 6 tháng công tác từ ngày 01/03/2026", None) in steps(target)


def test_years_under_a_law_whose_text_is_unknown_are_marked_as_assumed():
    facts = person(titles={FIGHTER: [2024]})
    found = roadmap(facts, 0, MAY)
    assumed = {target.award: target.law_assumed for target in found.targets if target.earliest_year}
    assert (assumed["advanced_worker"], assumed[PROVINCE]) == (False, True)
    assert found.assumed_vi.startswith("Từ ngày 01/10/2026")
    assert load_book().unknown_from(date(2026, 12, 31)) is not None


def test_awards_whose_standard_is_not_in_the_data_are_named_apart():
    # The decree with the standards of cultural families came into force on 30 January 2024.
    household = CollectiveFacts.from_rows([{"key": "ho", "form": "household"}], 2023, 2020)
    found = roadmap(household, 0, date(2024, 1, 15))
    unknown = {code for code, _ in found.unknown}
    assert unknown == {"cultural_family", "cultural_village", "exemplary_commune"}
    assert unknown & {target.award for target in found.targets} == set()


def test_ways_that_rest_on_a_finding_alone_are_not_planned():
    # An exceptional deed may bring the diploma any day; a roadmap counts on the two years of merit only.
    code = "diploma_of_merit_ministry_province"
    target = targets(person(titles={"advanced_worker": [2024]}, ratings={2024: "good"}), MAY, code)[code]
    assert target.earliest_year == 2026
    assert [award for _, _, award in steps(target) if award] == [FIGHTER, FIGHTER]


def test_a_collective_has_a_roadmap_too():
    facts = CollectiveFacts.from_rows([{"key": "so", "members_total": 20, "ratings": {2024: "excellent"}}], 2025, 2020)
    found = targets(facts, MAY, "excellent_labour_collective", "ministry_province_emulation_flag")
    assert {code: target.earliest_year for code, target in found.items()} == {
        "excellent_labour_collective": 2025,
        "ministry_province_emulation_flag": 2025,
    }
    assert "Được xếp loại từ mức hoàn thành xuất sắc nhiệm vụ trở lên năm 2025" in [
        text for _, text, _ in steps(found["excellent_labour_collective"])
    ]


def test_a_roadmap_is_plain_json_and_says_of_which_data():
    found = roadmap(person(), 0, MAY).to_dict()
    assert json.loads(json.dumps(found, ensure_ascii=False))["data_version"] == load_book().data_version
    assert found["on"] == "2025-05-20"


def test_a_row_outside_and_an_unknown_award_are_refused():
    with pytest.raises(IndexError, match=r"row 1 is outside 0\.\.0"):
        roadmap(person(), 1, MAY)
    with pytest.raises(KeyError, match="no award is called 'star'"):
        roadmap(person(), 0, MAY, ["star"])


@settings(max_examples=15, deadline=None)
@given(
    st.dictionaries(st.integers(2021, 2025), st.sampled_from(["completed", "good", "excellent"])),
    st.sets(st.integers(2021, 2025)),
    st.integers(2021, 2025),
)
def test_one_more_title_never_makes_a_roadmap_longer(ratings, titles, more):
    before = roadmap(person(ratings=ratings, titles={FIGHTER: sorted(titles)}), 0, DECEMBER)
    after = roadmap(person(ratings=ratings, titles={FIGHTER: sorted(titles | {more})}), 0, DECEMBER)
    years = {target.award: target.earliest_year or 9999 for target in after.targets}
    assert all(years[target.award] <= (target.earliest_year or 9999) for target in before.targets)


@settings(max_examples=15, deadline=None)
@given(st.dictionaries(st.integers(2021, 2025), st.sampled_from(["completed", "good", "excellent"]), min_size=5))
def test_what_may_be_proposed_today_is_reached_this_year(ratings):
    facts = person(
        ratings=ratings,
        titles={"advanced_worker": [2025]},
        attestations={"self_reliance_solidarity": True},
        pending_case=False,
        absence_days=0,
    )
    found = targets(facts, DECEMBER)
    for code in ("advanced_worker", FIGHTER):
        if judge(code, facts, DECEMBER).decisions[0] == Decision.MAY_BE_PROPOSED:
            assert found[code].earliest_year == 2025


@settings(max_examples=12, deadline=None)
@given(
    st.dictionaries(st.integers(2019, 2024), st.sampled_from(["good", "excellent"]), min_size=4),
    st.sets(st.integers(2021, 2024), min_size=1),
    st.sets(st.integers(2022, 2024), max_size=1),
)
def test_no_step_names_an_award_earlier_than_its_own_earliest_year(ratings, fighter, provincial):
    ratings = {year: word for year, word in ratings.items() if year >= 2021}
    facts = person(ratings=ratings, titles={FIGHTER: sorted(fighter), PROVINCE: sorted(provincial)})
    found = {target.award: target for target in roadmap(facts, 0, MAY).targets}
    early = [
        (target.award, step.year, step.award)
        for target in found.values()
        for step in target.steps
        if step.award in found and step.year < (found[step.award].earliest_year or 0)
    ]
    assert early == []
