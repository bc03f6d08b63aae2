"""Runs every case of ``rulebook/cases``: the lawyer's test suite."""

from datetime import date
from pathlib import Path

import pytest

import rulebook
from rulebook.book import load_book
from rulebook.facts import CollectiveFacts, PersonFacts
from rulebook.judge import judge
from rulebook.verdict import explain
from rulebook.yamlfile import read_yaml

FOLDER = Path(rulebook.__file__).parent / "cases"
KEYS = {
    *("name", "day", "facts", "expect", "outcomes", "citations", "facts_vi", "grounds", "notes", "earliest_year"),
    *("collective", "register_complete_from"),
}


def all_cases():
    for path in sorted(FOLDER.glob("*.yaml")):
        book, _ = read_yaml(path)
        assert book["award"] == path.stem
        for case in book["cases"]:
            assert set(case) <= KEYS, f"{path.name}: {case['name']} has an unknown key"
            yield pytest.param(book, case, id=f"{path.stem}: {case['name']}")


def facts_of(book, case):
    base, own = book["base"], case.get("facts", {})
    row = {**base, **own, "key": "case"}
    row["attestations"] = {**base.get("attestations", {}), **own.get("attestations", {})}
    complete = case.get("register_complete_from", book["register_complete_from"])
    collective = case.get("collective", "individual" not in load_book().award(book["award"]).recipient_kinds)
    if collective:
        row = {key: value for key, value in row.items() if key not in ("subject", "discipline")}
        return CollectiveFacts.from_rows([row], book["award_year"], complete)
    return PersonFacts.from_rows([row], book["award_year"], complete, book.get("initiatives_complete_from"))


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


def test_there_are_cases_for_every_award_on_both_sides_of_the_amendment():
    awards = {award.code for award in load_book().awards()}
    assert {path.stem for path in FOLDER.glob("*.yaml")} == awards
    assert sum(1 for _ in all_cases()) >= 60
    for path in FOLDER.glob("*.yaml"):
        days = [case["day"] for case in read_yaml(path)[0]["cases"]]
        assert min(days) < date(2026, 10, 1) <= max(days)
