"""Runs every case of ``rulebook/cases``: the lawyer's test suite."""

from datetime import date, timedelta

import pytest

from rulebook.book import load_book
from rulebook.casebook import load_cases, mismatches, run, shipped_cases
from rulebook.yamlfile import BookError

REGIMES = [regime.code for regime in load_book().regimes]


def all_cases():
    return [pytest.param(case, id=f"{case.regime}/{case.award}: {case.name}") for case in shipped_cases()]


@pytest.mark.parametrize("case", all_cases())
def test_case(case):
    assert case.regime in REGIMES
    assert mismatches(case, run(case)) == ()


def test_there_are_cases_for_every_award_of_every_regime_and_on_both_sides_of_every_change():
    asked = {(case.regime, case.award) for case in shipped_cases()}
    assert asked == {(regime, award.code) for regime in REGIMES for award in load_book().awards_of(regime)}
    assert len(shipped_cases()) >= 250
    days = {case.day for case in shipped_cases()}
    changes = [each.day for each in load_book().boundaries if each.day > date(2014, 1, 1)]
    missing = [day for day in changes if day not in days or day - timedelta(days=1) not in days]
    assert missing == []


GOOD = """award: advanced_worker
award_year: 2025
base: {ratings: {2025: good}, attestations: {a: true, b: true}}
cases:
  - {name: one, day: 2025-12-31, expect: may_not, facts: {attestations: {b: false}}}
"""


def written(folder, text, name="advanced_worker"):
    place = folder / "law_2022"
    place.mkdir()
    (place / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def test_the_facts_of_a_case_stand_over_those_of_its_file_and_judgements_one_by_one(tmp_path):
    (case,) = load_cases(written(tmp_path, GOOD))
    assert case.facts == {"ratings": {2025: "good"}, "attestations": {"a": True, "b": False}}
    assert (case.award_year, case.slug, case.own) == (2025, "one", {"attestations": {"b": False}})


def test_two_cases_of_one_name_have_addresses_of_their_own(tmp_path):
    again = "  - {name: One, day: 2025-12-31, expect: may_not}\n"
    assert [case.slug for case in load_cases(written(tmp_path, GOOD + again + again))] == ["one", "one-2", "one-3"]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (GOOD.replace("expect", "expects"), "5: unknown key 'expects'"),
        (GOOD.replace(", expect: may_not", ""), "5: missing key 'expect'"),
        (GOOD.replace("2025-12-31", "soon"), "5: day is 'soon', a day is needed"),
        (GOOD.replace("award_year", "awardyear"), "1: unknown key 'awardyear'"),
        (GOOD.replace("advanced_worker", "other"), "1: the key award must say 'advanced_worker'"),
    ],
)
def test_a_wrong_file_of_cases_is_refused_with_its_line(tmp_path, text, complaint):
    with pytest.raises(BookError) as caught:
        load_cases(written(tmp_path, text))
    assert complaint in str(caught.value)


def test_a_case_that_does_not_hold_says_in_what(tmp_path):
    (case,) = load_cases(written(tmp_path, GOOD.replace("may_not", "may_be_proposed, earliest_year: 2031")))
    verdict = run(case)
    found = mismatches(case, verdict)
    assert [(each.about, each.expected, each.found) for each in found] == [
        ("verdict", "may_be_proposed", verdict.outcome),
        ("earliest_year", "2031", str(verdict.earliest_year)),
    ]
