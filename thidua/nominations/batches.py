"""Many questions to the judge at once: facts gathered once a year and kind of recipient, judged once an award and day."""

from collections.abc import Callable, Collection, Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from rulebook.book import Book
from rulebook.conditions import Condition, Node, Outcome
from rulebook.facts import Facts
from rulebook.judge import Decision, Verdicts, judge
from rulebook.verdict import Verdict, deciding, explain
from thidua.law.queries import the_book
from thidua.nominations.facts import kind_of_facts, subject_facts


@dataclass(frozen=True)
class Question:
    """May ``subject`` (a "person" or a "unit" by primary key) be proposed for the award of the year under the law of
    ``law_on``? ``key`` finds the answer."""

    key: Hashable
    kind: str
    subject: int
    award_code: str
    year: int
    law_on: date


@dataclass(frozen=True, eq=False)
class Answer:
    """One row of the verdicts; words are made when asked for."""

    verdicts: Verdicts
    row: int

    @cached_property
    def outcome(self) -> str:
        """may_be_proposed, human_must_look or may_not."""
        return Decision(int(self.verdicts.decisions[self.row])).name.lower()

    @property
    def weakest(self) -> str:
        """Outcome of the whole standard: met, needs_judgement, needs_evidence, not_covered or not_met."""
        return Outcome(int(self.verdicts.columns[0][self.row])).name.lower()

    def explain(self) -> Verdict:
        return explain(self.verdicts, self.row)

    def deciding(self) -> dict[str, tuple[Outcome, str]]:
        """{path: (outcome, words)} of the single conditions that stand in the way."""
        return self._deciding

    @cached_property
    def _deciding(self) -> dict[str, tuple[Outcome, str]]:
        return deciding(self.verdicts, self.row)

    def only_weak_law(self) -> bool:
        """Whether all that stands in the way are conditions whose law value was not read well enough to decide: with the
        text at hand nobody might have to look."""
        nodes = {line.path: line.node for line in self.verdicts.lines}
        return bool(self._deciding) and all(
            outcome is Outcome.NEEDS_JUDGEMENT and _is_weak(nodes[path])
            for path, (outcome, _) in self._deciding.items()
        )


def _is_weak(node: Node) -> bool:
    return isinstance(node, Condition) and not node.is_final and not node.status.decides


Adjust = Callable[[Facts, str, date], Facts]


def answers(
    questions: Iterable[Question], known_on: date, book: Book | None = None, adjust: Adjust | None = None
) -> dict[Hashable, Answer]:
    """{key: answer}, on the records known on ``known_on``.

    Facts are read once for all awards of one year and kind that look back equally far, at the same window as a dossier
    of one award reads them, so the number of queries is that of those groups whatever the number of questions.
    ``adjust`` may change the facts of one (award, day of the law) before they are judged. An award that the book does
    not hold, or that does not go to such a recipient, gets no answer.
    """
    book = book or the_book()
    windows: dict[tuple[str, str, date], int] = {}
    groups: dict[tuple[str, int, int], dict[tuple[str, date], list[Question]]] = {}
    for question in questions:
        what = (question.kind, question.award_code, question.law_on)
        if what not in windows:
            windows[what] = _window(book, *what)
        if window := windows[what]:
            by_award = groups.setdefault((question.kind, question.year, window), {})
            by_award.setdefault((question.award_code, question.law_on), []).append(question)
    found: dict[Hashable, Answer] = {}
    for (kind, year, window), by_award in groups.items():
        subjects = dict.fromkeys(q.subject for asked in by_award.values() for q in asked)
        facts = subject_facts(kind, list(subjects), year, known_on, window)
        place = {int(key): row for row, key in enumerate(facts.keys)}
        for (award_code, law_on), asked in by_award.items():
            rows = {subject: row for row, subject in enumerate(dict.fromkeys(q.subject for q in asked))}
            mine = _only(facts, [place[subject] for subject in rows])
            if adjust is not None:
                mine = adjust(mine, award_code, law_on)
            verdicts = judge(award_code, mine, law_on, book)
            found |= {q.key: Answer(verdicts, rows[q.subject]) for q in asked}
    return found


def _window(book: Book, kind: str, award_code: str, law_on: date) -> int:
    """Years of facts such a question needs; 0 when it cannot be judged."""
    recipient = kind_of_facts(kind)
    try:
        award = book.award(award_code, law_on)
    except KeyError:
        return 0
    return book.years_back(award_code, law_on, recipient) if award.goes_to(recipient) else 0


def _only(facts: Facts, rows: Collection[int]) -> Facts:
    return facts if list(rows) == list(range(facts.n)) else facts.take(rows)
