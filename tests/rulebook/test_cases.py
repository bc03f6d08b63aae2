"""Runs every case of ``rulebook/cases``: the lawyer's test suite."""

from datetime import date, timedelta
from pathlib import Path

import pytest

import rulebook
from rulebook.book import load_book
from rulebook.facts import CollectiveFacts, PersonFacts
from rulebook.judge import judge
from rulebook.verdict import explain
from rulebook.yamlfile import read_yaml

FOLDER = Path(rulebook.__file__).parent / "cases"
FILES = {"award", "award_year", "register_complete_from", "initiatives_complete_from", "base", "cases"}
KEYS = {
    *("name", "day", "facts", "expect", "outcomes", "citations", "facts_vi", "grounds", "notes", "earliest_year"),
    *("collective", "register_complete_from", "award_year"),
}
REGIMES = [regime.code for regime in load_book().regimes]


def all_files():
    """(regime, path, content) of every file of cases, sorted."""
    for regime in REGIMES:
        for path in sorted((FOLDER / regime).glob("*.yaml")):
            content, _ = read_yaml(path)
            assert content["award"] == path.stem
            assert set(content) <= FILES, f"{path.name} has an unknown key"
            yield regime, path, content


def all_cases():
    for regime, path, content in all_files():
        for case in content["cases"]:
            assert set(case) <= KEYS, f"{path.name}: {case['name']} has an unknown key"
            yield pytest.param(content, case, id=f"{regime}/{path.stem}: {case['name']}")


def facts_of(book, case):
    base, own = book.get("base", {}), case.get("facts", {})
    row = {**base, **own, "key": "case"}
    row["attestations"] = {**base.get("attestations", {}), **own.get("attestations", {})}
    row["measures"] = {**base.get("measures", {}), **own.get("measures", {})}
    complete = case.get("register_complete_from", book.get("register_complete_from"))
    collective = case.get("collective", not load_book().award(book["award"], case["day"]).for_people)
    year = case.get("award_year", book["award_year"])
    window = load_book().years_back(book["award"], case["day"], "collective" if collective else "person")
    if collective:
        row = {key: value for key, value in row.items() if key not in ("subject", "discipline")}
        return CollectiveFacts.from_rows([row], year, complete, window)
    return PersonFacts.from_rows([row], year, complete, book.get("initiatives_complete_from"), window)


@pytest.mark.parametrize(("book", "case"), list(all_cases()))
def test_case(book, case):
    on = case["day"]
    assert isinstance(on, date)
    verdicts = judge(book["award"], facts_of(book, case), on)
    verdict = explain(verdicts, 0)
    by_code = {reason.code: reason for reason in (*verdict.notes, *verdict.conditions)}
    assert verdict.outcome == case["expect"]
    wanted = case.get("outcomes", {})
    assert {code: by_code[code].outcome for code in wanted} == wanted
    wanted = case.get("citations", {})
    assert {code: by_code[code].citation for code in wanted} == wanted
    wanted = case.get("facts_vi", {})
    assert {code: by_code[code].fact_vi for code in wanted} == wanted
    assert set(case.get("grounds", [])) <= set(verdict.grounds)
    if "notes" in case:
        assert [note.code for note in verdict.notes] == case["notes"]
    if "earliest_year" in case:
        assert verdict.earliest_year == case["earliest_year"]


def test_there_are_cases_for_every_award_of_every_regime_and_on_both_sides_of_every_change():
    asked = {(regime, path.stem) for regime, path, _ in all_files()}
    assert asked == {(regime, award.code) for regime in REGIMES for award in load_book().awards_of(regime)}
    assert sum(1 for _ in all_cases()) >= 250
    days = {case["day"] for _, _, content in all_files() for case in content["cases"]}
    changes = [each.day for each in load_book().boundaries if each.day > date(2014, 1, 1)]
    missing = [day for day in changes if day not in days or day - timedelta(days=1) not in days]
    assert missing == []
