"""The register of honours held against the law of its day (requirement L9). Reads only.

An award is judged again by the rule date of its dossier, or by the day of its decision where the system holds no dossier,
on what is known today about its year: a rating corrected since, a discipline entered late, a title revoked meanwhile.
The award itself is left out of the facts of its own year: it must not prove itself.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from rulebook.book import Book
from rulebook.facts import CollectiveFacts, Facts
from thidua.honours.models import Honour
from thidua.honours.queries import standing
from thidua.law.queries import award_name, in_use, the_book
from thidua.nominations.batches import Answer, Question, answers
from thidua.nominations.facts import kind_of_facts
from thidua.nominations.models import NominationLine
from thidua.nominations.permissions import LAW_REVIEW_ROLES
from thidua.units.models import Unit
from thidua.units.queries import unit_ids_with_roles

Outcome = NominationLine.Outcome
HOLDS, FAILS, LOOK = Outcome.MAY_BE_PROPOSED, Outcome.MAY_NOT, Outcome.HUMAN_MUST_LOOK
OUTCOMES_VI: dict[str, str] = {FAILS: "Không còn đứng vững", LOOK: "Cần người xem xét", HOLDS: "Còn đứng vững"}
# Why a person must look, the gravest first.
WHY_LOOK_VI = {
    "not_covered": "Chưa có nội dung quy định trong dữ liệu",
    "needs_evidence": "Thiếu dữ liệu",
    "needs_judgement": "Còn chờ nhận định của người có thẩm quyền",
}


@dataclass(frozen=True, eq=False)
class Audited:
    """One award of the register and what the law of its day says. ``entry`` is the primary key of the entry that holds
    today, ``root`` of the award line; ``answer`` is missing where nothing can be judged, ``told_vi`` then says why."""

    entry: int
    root: int
    award_code: str
    year: int
    law_on: date
    by_dossier: bool
    answer: Answer | None
    told_vi: str = ""
    told_outcome: str = LOOK
    told_why: str = ""

    @property
    def outcome(self) -> str:
        return self.answer.outcome if self.answer else self.told_outcome

    @property
    def outcome_vi(self) -> str:
        return OUTCOMES_VI[self.outcome]

    @property
    def why_look(self) -> str:
        """A key of :data:`WHY_LOOK_VI`; "" when nobody needs to look."""
        if self.outcome != LOOK:
            return ""
        return self.answer.weakest if self.answer else self.told_why

    @cached_property
    def reason_vi(self) -> str:
        """What decides, in one line, with the fact where a condition is not met; "" for an award that holds."""
        if self.answer is None:
            return self.told_vi
        if self.outcome == HOLDS:
            return ""
        deciding = self.answer.deciding()
        if self.outcome == LOOK:
            lead, told = WHY_LOOK_VI[self.why_look], [text for _, text in deciding.values()]
        else:
            facts = {reason.path: reason.fact_vi for reason in self.answer.explain().conditions}
            lead = "Chưa đạt"
            told = [f"{text} ({facts[path]})" if facts.get(path) else text for path, (_, text) in deciding.items()]
        return in_use(f"{lead}: {'; '.join(dict.fromkeys(told))}.")


def entries_for(user, on: date) -> QuerySet[Honour]:
    """The entries that hold today, of the units for which the account appraises or audits: of their people, their own,
    and those they granted. Empty for everybody else."""
    units = unit_ids_with_roles(user, on, LAW_REVIEW_ROLES)
    return standing().filter(Q(of_unit__in=units) | Q(unit__in=units) | Q(issuer__in=units))


def audit(entries: QuerySet[Honour], known_on: date, book: Book | None = None, award_code: str = "") -> list[Audited]:
    """Every entry judged again, in the order given. Two or three queries, and those of
    :func:`thidua.nominations.batches.answers` for each year and kind of recipient, whatever the number of entries."""
    book = book or the_book()
    if award_code:
        entries = entries.filter(award_code=award_code)
    rows = list(
        entries.annotate(root=Coalesce("refers_to_id", F("id"))).values_list(
            "pk", "root", "person_id", "unit_id", "award_code", "year", "issuer_id", "decided_on"
        )
    )
    dossiers = _rule_dates({row[4] for row in rows}, {row[5] for row in rows})
    law: dict[int, tuple[date, bool]] = {}
    questions = []
    for pk, _, person, unit, award, year, issuer, decided_on in rows:
        known = [day for day in dossiers.get((person, unit, award, year, issuer), ()) if day <= decided_on]
        law[pk] = (max(known, default=decided_on), bool(known))
        if person or unit:
            questions.append(Question(pk, "person" if person else "unit", person or unit, award, year, law[pk][0]))
    ended = _ended({question.subject for question in questions if question.kind == "unit"})

    def adjust(facts: Facts, award: str, law_on: date) -> Facts:
        return as_it_stood(without_own_title(facts, award), ended, law_on)

    found = answers(questions, known_on, book, adjust)
    audited = []
    for pk, root, person, unit, award, year, _, _ in rows:
        common = (pk, root, award, year, *law[pk])
        answer = found.get(pk)
        audited.append(
            Audited(*common, answer)
            if answer
            else Audited(*common, None, *_untold(book, person, unit, award, law[pk][0]))
        )
    return audited


def without_own_title(facts: Facts, award_code: str) -> Facts:
    """The same facts without the award ``award_code`` of the award year: as far as the register is complete nobody held
    it, before that nobody knows."""
    held = facts.titles.get(award_code)
    if held is None:
        return facts
    column = held.copy()
    column[:, -1] = facts.absent_titles[-1]
    name = f"titles.{award_code}.{facts.award_year}"
    records = {place: label for place, label in facts.records.items() if place[1] != name}
    return replace(facts, titles={**facts.titles, award_code: column}, records=records)


def as_it_stood(facts: Facts, ended: dict[int, date], law_on: date) -> Facts:
    """Collectives as they were on the day of the law: one dissolved since was there when it was commended."""
    if not isinstance(facts, CollectiveFacts):
        return facts
    gone = [ended.get(int(key), date.max) <= law_on for key in facts.keys]
    return replace(facts, dissolved=np.array(gone, np.int8))


def _ended(units: Collection[int]) -> dict[int, date]:
    """{unit: day it ended}, for those that ended."""
    if not units:
        return {}
    rows = Unit.objects.without_tree_fields().filter(pk__in=units, valid_to__isnull=False).order_by()
    return {pk: ended for pk, ended in rows.values_list("pk", "valid_to") if ended is not None}


def _rule_dates(awards: Iterable[str], years: Iterable[int]) -> dict[tuple, list[date]]:
    """{(person, unit, award, year, deciding unit): rule dates} of the dossiers that passed their council. One query."""
    passed = NominationLine.objects.filter(
        result=NominationLine.Result.PASSED,
        nomination__award_code__in=list(awards),
        nomination__year__in=list(years),
        nomination__rule_date__isnull=False,
    )
    fields = ("award_code", "year", "to_unit_id", "rule_date")
    found: dict[tuple, list[date]] = {}
    for *key, day in passed.order_by().values_list("person_id", "unit_id", *(f"nomination__{name}" for name in fields)):
        found.setdefault(tuple(key), []).append(day)
    return found


def _untold(book: Book, person: int | None, unit: int | None, award_code: str, law_on: date) -> tuple[str, str, str]:
    """(why nothing was judged, outcome, key of WHY_LOOK_VI)."""
    if not person and not unit:
        return (
            "Dòng này chưa gắn với người, tập thể trong danh sách nên không có dữ liệu để đối chiếu.",
            LOOK,
            "needs_evidence",
        )
    try:
        award = book.award(award_code, law_on)
    except KeyError:
        return "Dữ liệu pháp luật không có danh hiệu, hình thức này.", LOOK, "not_covered"
    who = "cá nhân" if kind_of_facts("person" if person else "unit") == "person" else "tập thể"
    told = f"{award_name(award_code)} không tặng cho {who}."
    return (told, FAILS, "") if award.status.decides else (told, LOOK, "not_covered")
