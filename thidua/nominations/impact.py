"""What a change of the law would do to the open dossiers (requirement L8). Reads only."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from rulebook.book import Book
from rulebook.conditions import Outcome
from rulebook.judge import Decision
from thidua.nominations.batches import Answer, Question, answers
from thidua.nominations.models import Nomination, NominationLine

# Everything that has neither been decided nor withdrawn.
OPEN_STATES = ("draft", "returned", "sent", "received", "appraised", "in_council", "concluded")


@dataclass(frozen=True, eq=False)
class ImpactRow:
    """One nominee of an open dossier under the law of two days, on the same records. ``line`` and ``nomination`` are
    primary keys; ``law_now`` is the day whose law judges the dossier at present."""

    line: int
    nomination: int
    award_code: str
    law_now: date
    now: Answer
    then: Answer

    @property
    def outcome_now(self) -> str:
        return self.now.outcome

    @property
    def outcome_then(self) -> str:
        return self.then.outcome

    @property
    def changes(self) -> bool:
        return self.now.outcome != self.then.outcome

    @property
    def differing(self) -> list[str]:
        """The conditions that make the difference, each with what becomes of it."""
        return differing_vi(self.now, self.then)


def open_lines(nominations: QuerySet[Nomination]) -> QuerySet[NominationLine]:
    """Lines of the open ones among ``nominations`` that are still in the running."""
    return (
        NominationLine.objects.filter(nomination__in=nominations.filter(state__in=OPEN_STATES).values("pk"))
        .exclude(appraisal=NominationLine.Appraisal.EXCLUDED)
        .exclude(result=NominationLine.Result.FAILED)
    )


def impact(
    nominations: QuerySet[Nomination], day: date, known_on: date, book: Book | None = None, line: int | None = None
) -> list[ImpactRow]:
    """Every open line of ``nominations`` (what a person may see), or the one ``line``, judged twice: under the law of
    its dossier (``known_on`` before receipt) and under that of ``day``, by ``book`` where another is to be tried.

    In the order of the lines. One query for the lines, the rest as :func:`thidua.nominations.batches.answers` says.
    """
    chosen = open_lines(nominations)
    if line is not None:
        chosen = chosen.filter(pk=line)
    fields = ("pk", "person_id", "unit_id", "nomination_id", "nomination__award_code", "nomination__year")
    rows = list(chosen.order_by("nomination_id", "ordinal").values_list(*fields, "nomination__rule_date"))
    present = {pk: rule_date or known_on for pk, *_, rule_date in rows}
    now = [_question(row, (row[0], "now"), present[row[0]]) for row in rows]
    then = [_question(row, (row[0], "then"), day) for row in rows]
    found = answers([*now, *then], known_on) if book is None else answers(now, known_on) | answers(then, known_on, book)
    return [
        ImpactRow(pk, dossier, award_code, present[pk], found[pk, "now"], found[pk, "then"])
        for pk, _, _, dossier, award_code, _, _ in rows
        if (pk, "now") in found and (pk, "then") in found
    ]


def _question(row: tuple, key: tuple[int, str], law_on: date) -> Question:
    _, person, unit, _, award_code, year, _ = row
    return Question(key, "person" if person else "unit", person or unit, award_code, year, law_on)


def differing_vi(now: Answer, then: Answer) -> list[str]:
    """What stands in the way under the other law and did not so before, then what opens the way under it: the ground
    that is now met, else the condition that no longer stands in the way. Where the other text is not known, nothing is
    said to have gone; nor is a condition that only gave way to a graver one."""
    before, after = now.deciding(), then.deciding()
    worse = [
        text if outcome is Outcome.NOT_COVERED else f"{text}: {outcome.label_vi.lower()}"
        for path, (outcome, text) in after.items()
        if path not in before or before[path][0] != outcome
    ]
    unknown = any(outcome is Outcome.NOT_COVERED for outcome, _ in after.values())
    better = [] if unknown else _better_vi(now, then, {path: text for path, (_, text) in before.items()})
    return list(dict.fromkeys([*worse, *better]))


def _better_vi(now: Answer, then: Answer, before: dict[str, str]) -> list[str]:
    if Decision[now.outcome.upper()] <= Decision[then.outcome.upper()]:
        return []
    met = {reason.path: reason.outcome == "met" for reason in then.explain().conditions}
    gone = {path: text for path, text in before.items() if met.get(path, True)}
    if gone and (opened := [text for text in _grounds_vi(then) if text not in _grounds_vi(now)]):
        # Alternatives: what was missing may be missing still, another way is enough.
        own = [text for path, text in gone.items() if met.get(path)]
        return [f"Nay đạt: {text}" for text in dict.fromkeys([*own, *opened])]
    return [f"{'Nay đạt' if path in met else 'Không còn vướng'}: {text}" for path, text in gone.items()]


def _grounds_vi(answer: Answer) -> list[str]:
    """In words the alternatives that the verdict rests on, the innermost of each: every group they are part of is met."""
    verdict = answer.explain()
    reasons = {reason.path: reason for reason in verdict.conditions}

    def holds(path: str) -> bool:
        parts = path.split(".")
        around = (".".join(parts[:depth]) for depth in range(1, len(parts)))
        return all(reasons[each].outcome == "met" for each in around if each in reasons)

    grounds = [path for path in verdict.grounds if path in reasons and holds(path)]
    inner = [path for path in grounds if not any(other.startswith(f"{path}.") for other in grounds)]
    return list(dict.fromkeys(reasons[path].text_vi for path in inner))
