"""The single conditions that keep somebody from being proposed, also below groups of alternatives."""

from datetime import date

from rulebook.book import load_book
from rulebook.conditions import Outcome
from rulebook.facts import PersonFacts
from rulebook.judge import judge
from rulebook.verdict import deciding

DAY = date(2025, 12, 5)
GOOD = {
    "key": "an",
    "ratings": {2025: "good"},
    "recruited_on": "2015-01-01",
    "absence_days": 0,
    "discipline": "none",
    "subject": "civil_servant",
    "pending_case": False,
    "attestations": {"self_reliance_solidarity": True},
}


def words_of(code: str) -> str:
    book = load_book()
    return next(n.text_vi for n in book.nodes(book.award("advanced_worker", DAY), DAY, "person") if n.code == code)


def told(**changes) -> list[tuple[Outcome, str]]:
    facts = PersonFacts.from_rows([GOOD | changes], 2025)
    return list(deciding(judge("advanced_worker", facts, DAY), 0).values())


def test_nothing_stands_in_the_way_of_somebody_who_may_be_proposed():
    assert told() == []


def test_below_alternatives_the_condition_of_the_nearest_way_is_named_not_the_group():
    assert told(ratings={2025: "completed"}) == [(Outcome.NOT_MET, words_of("rating"))]


def test_every_condition_that_decides_is_named_and_weaker_ones_are_not():
    found = told(ratings={2025: "completed"}, pending_case=True, discipline="warning")
    assert found == [
        (Outcome.NOT_MET, words_of("rating")),
        (
            Outcome.NOT_MET,
            words_of("no_pending_case"),
        ),
    ]


def test_a_judgement_that_nobody_gave_is_named():
    assert told(attestations={}) == [(Outcome.NEEDS_JUDGEMENT, words_of("solidarity"))]
