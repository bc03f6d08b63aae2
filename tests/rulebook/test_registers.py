"""A register checked once, seen as of several years; titles decided later; judging beside what was judged before."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from rulebook.book import load_book
from rulebook.conditions import Condition
from rulebook.facts import CollectiveFacts, PersonFacts
from rulebook.facts_base import FactError
from rulebook.judge import judge, judge_all
from rulebook.planes import Levels

from .test_judge import DECEMBER, PERSON_AWARDS, PERSON_KEYS, PERSON_TITLES, random_person_facts

YEARS = range(2016, 2026)
LONG = ("ratings", "initiatives_unit", "initiatives_province", "initiatives_nation")


def long_columns(seed: int, n: int):
    """Columns of ten years, and for each year the columns that speak of it alone."""
    rng = np.random.default_rng(seed)
    size = (n, len(YEARS))
    long = {
        "ratings": rng.integers(-1, 4, size),
        "titles": {code: rng.integers(-1, 2, size) for code in PERSON_TITLES},
        "initiatives_unit": rng.integers(-1, 3, size),
        "initiatives_province": rng.integers(-1, 2, size),
        "absent_titles": rng.integers(-1, 1, len(YEARS)),
    }
    now = {
        year: {
            "pending_case": rng.integers(-1, 2, n),
            "discipline": rng.integers(-1, 3, n),
            "subject": rng.integers(-1, 7, n),
            "absence_days": rng.integers(-1, 60, n),
            "attestations": {key: rng.integers(-1, 2, n) for key in PERSON_KEYS},
            "measures": {"contribution_vnd": rng.integers(-1, 9, n)},
        }
        for year in YEARS
    }
    return long, now


def cut(long: dict, columns: slice) -> dict:
    """The long columns, given anew for fewer years."""
    titles = {code: column[:, columns] for code, column in long["titles"].items()}
    years = {name: long[name][:, columns] for name in LONG if name in long}
    return {**years, "titles": titles, "absent_titles": long["absent_titles"][columns]}


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 20), st.integers(2019, 2025), st.integers(2, 5))
def test_a_register_as_of_a_year_judges_like_facts_of_that_year(seed, n, year, window):
    long, now = long_columns(seed, n)
    keys = tuple(f"p{i}" for i in range(n))
    register = PersonFacts(keys, 2025, **long)
    judge_all(PERSON_AWARDS, register, DECEMBER)  # whatever was packed for another year does not matter
    stop = YEARS.index(year) + 1
    for view, columns in (
        (register.ending(year, window, **now[year]), slice(max(0, stop - window), stop)),
        (register.ending(year, **now[year]), slice(0, stop)),
    ):
        alone = PersonFacts(keys, year, **cut(long, columns), **now[year])
        assert (view.years(), view.n) == (alone.years(), n)
        assert {code: held.tolist() for code, held in view.titles.items()} == {
            code: held.tolist() for code, held in alone.titles.items()
        }
        on = date(year, 12, 31)
        found, wanted = (judge_all(PERSON_AWARDS, facts, on) for facts in (view, alone))
        for code in PERSON_AWARDS:
            assert found[code].outcomes.tolist() == wanted[code].outcomes.tolist()


def test_what_speaks_of_the_award_year_alone_does_not_pass_to_another_year():
    facts = PersonFacts.from_rows(
        [
            {
                "key": "a",
                "pending_case": True,
                "discipline": "warning",
                "attestations": {"x": True},
                "recruited_on": "2015-01-01",
                "records": {"pending_case": "CV 1", "titles.advanced_worker.2023": "QĐ 2"},
            }
        ],
        2025,
    )
    before = facts.ending(2024)
    assert [before.pending_case[0], before.discipline[0], before.attested("x")[0]] == [-1, -1, -1]
    assert before.recruited_on.tolist() == [date(2015, 1, 1)]
    assert before.records == {(0, "titles.advanced_worker.2023"): "QĐ 2"}
    same = facts.ending(2025, window=3)
    assert [same.pending_case[0], same.attested("x")[0], same.window] == [1, 1, 3]
    assert same.records == facts.records
    with pytest.raises(FactError, match=r"award_year is 2020, outside 2021..2025"):
        facts.ending(2020)
    with pytest.raises(TypeError, match="ratings is no column of the award year"):
        facts.ending(2024, ratings=np.zeros((1, 4)))
    with pytest.raises(FactError, match="column discipline, row 0: a value lies outside"):
        facts.ending(2024, discipline=np.array([99]))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 20), st.integers(2021, 2025))
def test_titles_decided_later_judge_like_titles_given(seed, n, year):
    facts = random_person_facts(seed, n)
    rng = np.random.default_rng(seed)
    codes = ("diploma_of_merit_ministry_province", "certificate_of_merit_commune")
    held = {code: rng.integers(-1, 2, n).astype(np.int8) for code in codes}
    judge_all(PERSON_AWARDS, facts, DECEMBER)
    later = facts.with_titles(year, {code: Levels(column) for code, column in held.items()})
    titles = {code: facts.title(code).copy() for code in {*facts.titles, *codes}}
    for code, column in held.items():
        titles[code][:, year - 2021] = column
    given_at_once = later.take(range(n))  # built anew from the arrays
    assert {code: each.tolist() for code, each in later.titles.items()} == {c: t.tolist() for c, t in titles.items()}
    for code in PERSON_AWARDS:
        wanted = judge(code, given_at_once, DECEMBER).outcomes.tolist()
        assert judge(code, later, DECEMBER).outcomes.tolist() == wanted
    assert facts.title(codes[1]).tolist() == [[-1] * 5] * n  # the facts before stay what they were


def test_titles_decided_later_are_checked_like_titles_given():
    facts = PersonFacts.from_rows([{"key": "a", "recruited_on": "2024-05-01"}], 2025)
    yes = Levels(np.array([1], np.int8))
    with pytest.raises(FactError, match=r"a: titles\.advanced_worker in 2023 is earlier than the recruitment in 2024"):
        facts.with_titles(2023, {"advanced_worker": yes})
    with pytest.raises(FactError, match="titles has the unknown award 'order'"):
        facts.with_titles(2024, {"order": yes})
    with pytest.raises(FactError, match=r"titles has year 2026, outside 2021..2025"):
        facts.with_titles(2026, {"advanced_worker": yes})
    with pytest.raises(FactError, match=r"titles\.advanced_worker has 2 rows, 1 are needed"):
        facts.with_titles(2024, {"advanced_worker": Levels(np.array([1, 0], np.int8))})
    with pytest.raises(FactError, match=r"titles\.advanced_worker is not yes, no or unknown in every row"):
        facts.with_titles(2024, {"advanced_worker": Levels(np.array([2], np.int8))})


def test_a_verdict_passes_on_as_a_title_of_its_year():
    facts = random_person_facts(3, 50)
    verdicts = judge("advanced_worker", facts, DECEMBER)
    assert verdicts.as_title().codes.tolist() == [(1, -1, 0)[decision] for decision in verdicts.decisions]


def test_columns_of_facts_are_not_to_be_written_to():
    facts = random_person_facts(3, 5)
    for column in (facts.ratings, facts.title("advanced_worker"), facts.pending_case, facts.take([1]).ratings):
        with pytest.raises(ValueError, match="read-only"):
            column[0] = 0


def test_facts_have_no_column_of_the_other_kind():
    with pytest.raises(AttributeError, match="PersonFacts has no column dissolved of the award year"):
        random_person_facts(3, 5).now("dissolved")
    assert CollectiveFacts.from_rows([{"key": "a"}], 2025).now("dissolved").no.bools(1).tolist() == [True]


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 40))
def test_judged_beside_the_verdicts_before_a_change_is_judged_anew(seed, n):
    facts, book = random_person_facts(seed, n), load_book()
    before = judge_all(PERSON_AWARDS, facts, DECEMBER)
    other = book.with_condition("grassroots_emulation_fighter", "unit_initiative", DECEMBER, min_count=2)
    anew = judge_all(PERSON_AWARDS, facts, DECEMBER, other)
    beside = judge_all(PERSON_AWARDS, facts, DECEMBER, other, before.values())
    for code, verdicts in anew.items():
        assert beside[code].outcomes.tolist() == verdicts.outcomes.tolist()
        changed = np.flatnonzero(before[code].decisions != verdicts.decisions).tolist()
        assert before[code].differing(verdicts).tolist() == changed


def test_verdicts_of_other_facts_or_another_day_are_not_taken_over():
    facts = random_person_facts(1, 3)
    before = judge("advanced_worker", facts, DECEMBER)
    for others, day in ((random_person_facts(1, 3), DECEMBER), (facts, date(2025, 12, 30))):
        with pytest.raises(ValueError, match="the verdicts beside are of other facts or of another day"):
            judge_all(["advanced_worker"], others, day, beside=[before])


def test_a_changed_condition_is_another_question_and_another_book():
    book = load_book()
    other = book.with_condition("grassroots_emulation_fighter", "unit_initiative", DECEMBER, min_count=2)
    facts = PersonFacts.from_rows([{"key": "a", "initiatives_unit": {2025: 1}}], 2025)
    one, two = (judge("grassroots_emulation_fighter", facts, DECEMBER, each) for each in (book, other))
    assert [verdicts.outcome("unit_initiative", 0).name for verdicts in (one, two)] == ["MET", "NOT_MET"]
    assert two.data_version == other.data_version != book.data_version
    assert other.award("advanced_worker") is book.award("advanced_worker")
    again = book.with_condition("grassroots_emulation_fighter", "unit_initiative", DECEMBER, min_count=2)
    assert again.data_version == other.data_version
    with pytest.raises(KeyError, match="has no condition 'nothing' on 2025-12-31"):
        book.with_condition("grassroots_emulation_fighter", "nothing", DECEMBER, min_count=2)
    with pytest.raises(ValidationError, match="greater than or equal to 1"):
        book.with_condition("grassroots_emulation_fighter", "unit_initiative", DECEMBER, min_count=0)
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        book.with_condition("grassroots_emulation_fighter", "unit_initiative", DECEMBER, most=2)


def test_a_copied_condition_forgets_the_question_it_was():
    award = load_book().award("advanced_worker", DECEMBER)
    node = next(node for node in award.version_on(DECEMBER).conditions if isinstance(node, Condition))
    before = node.signature
    changed = node.model_copy(update={"only": ("armed_forces",)})
    assert node.signature == before == node.model_copy().signature
    assert changed.signature != before


def test_an_award_is_found_by_the_code_it_was_asked_by():
    facts = random_person_facts(1, 3)
    found = judge_all(["certificate_of_merit_commune", "advanced_worker"], facts, date(2023, 12, 31))
    assert [(code, verdicts.award.code) for code, verdicts in found.items()] == [
        ("certificate_of_merit_commune", "certificate_of_merit"),
        ("advanced_worker", "advanced_worker"),
    ]
