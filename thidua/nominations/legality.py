"""The register of honours held against the law of its day (requirement L9). Reads only.

An award is judged again by the rule date of its dossier, or by the day of its decision where the system holds no dossier,
on what is known today about its year: a rating corrected since, a discipline entered late, a title revoked meanwhile.
The award itself is left out of the facts of its own year: it must not prove itself.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from rulebook.book import Book
from rulebook.facts import CollectiveFacts, Facts
from thidua.honours.models import Honour
from thidua.honours.queries import standing
from thidua.law.queries import award_name, in_use, the_book
from thidua.nominations.batches import Answer, Question, answers
from thidua.nominations.facts import kind_of_facts
from thidua.nominations.models import NominationLine
from thidua.nominations.permissions import LAW_REVIEW_ROLES
from thidua.shared.wording import vi_date
from thidua.units.models import Unit
from thidua.units.queries import unit_ids_with_roles

Outcome = NominationLine.Outcome
HOLDS, FAILS, LOOK = Outcome.MAY_BE_PROPOSED, Outcome.MAY_NOT, Outcome.HUMAN_MUST_LOOK
LOOKED_AT = "looked_at"  # holds on the word of the appraiser of its dossier
OUTCOMES_VI: dict[str, str] = {
    FAILS: "Không còn đứng vững",
    LOOK: "Cần người xem xét",
    LOOKED_AT: "Đã có người xem xét",
    HOLDS: "Còn đứng vững",
}
# Why a person must look, the gravest first.
WHY_LOOK_VI = {
    "not_covered": "Chưa có nội dung quy định trong dữ liệu",
    "needs_evidence": "Thiếu dữ liệu",
    "needs_judgement": "Còn chờ nhận định của người có thẩm quyền",
    "weak_law": "Ngưỡng, quy định chưa đối chiếu văn bản",
}


@dataclass(frozen=True)
class Word:
    """What the appraiser of the dossier wrote when a nominee was taken in whom a person had to look at."""

    reason: str
    by: str
    on: date

    @property
    def told_vi(self) -> str:
        return f"{self.reason} ({self.by}, {vi_date(self.on)})"


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
    word: Word | None = None

    @property
    def outcome(self) -> str:
        """A key of :data:`OUTCOMES_VI`."""
        return LOOKED_AT if self.word is not None else self.judged

    @property
    def judged(self) -> str:
        """The outcome by the law alone."""
        return self.answer.outcome if self.answer else self.told_outcome

    @property
    def outcome_vi(self) -> str:
        return OUTCOMES_VI[self.outcome]

    @property
    def why_look(self) -> str:
        """A key of :data:`WHY_LOOK_VI`; "" when nobody needs to look."""
        if self.outcome != LOOK:
            return ""
        if self.answer is None:
            return self.told_why
        return "weak_law" if self.answer.only_weak_law() else self.answer.weakest

    @cached_property
    def reason_vi(self) -> str:
        """What decides, in one line, with the fact where a condition is not met; the appraiser's reason where a person
        has looked; "" for an award that holds."""
        if self.word is not None:
            return f"Lý do thẩm định: {self.word.told_vi}"
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
    """Every entry judged again, in the order given. Three or four queries, and those of
    :func:`thidua.nominations.batches.answers` for each year and kind of recipient, whatever the number of entries."""
    book = book or the_book()
    if award_code:
        entries = entries.filter(award_code=award_code)
    rows = list(
        entries.annotate(root=Coalesce("refers_to_id", F("id"))).values_list(
            "pk", "root", "person_id", "unit_id", "award_code", "year", "issuer_id", "decided_on"
        )
    )
    dossiers = _dossiers({row[4] for row in rows}, {row[5] for row in rows})
    law: dict[int, tuple[date, bool]] = {}
    line_of: dict[int, int] = {}
    questions = []
    for pk, _, person, unit, award, year, issuer, decided_on in rows:
        known = [each for each in dossiers.get((person, unit, award, year, issuer), ()) if each[0] <= decided_on]
        law[pk] = (max(known)[0] if known else decided_on, bool(known))
        if known:
            line_of[pk] = max(known)[1]
        if person or unit:
            questions.append(Question(pk, "person" if person else "unit", person or unit, award, year, law[pk][0]))
    ended = _ended({question.subject for question in questions if question.kind == "unit"})

    def adjust(facts: Facts, award: str, law_on: date) -> Facts:
        return as_it_stood(without_own_title(facts, award), ended, law_on)

    found = answers(questions, known_on, book, adjust)
    words = _words({line_of[pk]: each for pk, each in found.items() if pk in line_of and each.outcome == LOOK})
    audited = []
    for pk, root, person, unit, award, year, _, _ in rows:
        common = (pk, root, award, year, *law[pk])
        answer = found.get(pk)
        audited.append(
            Audited(*common, answer, word=words.get(line_of.get(pk, 0)))
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


def _words(open_lines: Mapping[int, Answer]) -> dict[int, Word]:
    """{line: the appraiser's word} where it covers all that a person must look at today. At most one query.

    The appraiser knew what the verdict of the line told: what has come up since, or has become worse, nobody looked at.
    """
    if not open_lines:
        return {}
    rows = NominationLine.objects.filter(
        pk__in=open_lines, appraisal=NominationLine.Appraisal.INCLUDED, appraised_by__isnull=False, outcome=LOOK
    ).exclude(appraisal_reason="")
    fields = ("pk", "appraisal_reason", "appraised_by__display_name", "appraised_at", "verdict__conditions")
    found = {}
    for pk, reason, by, at, conditions in rows.order_by().values_list(*fields):
        known = {each["path"]: each["outcome"] for each in conditions}
        if all(known.get(path) == seen.name.lower() for path, (seen, _) in open_lines[pk].deciding().items()):
            found[pk] = Word(reason, by, timezone.localdate(at))
    return found


def _dossiers(awards: Iterable[str], years: Iterable[int]) -> dict[tuple, list[tuple[date, int]]]:
    """{(person, unit, award, year, deciding unit): (rule date, line)} of the dossiers that passed their council. One
    query."""
    passed = NominationLine.objects.filter(
        result=NominationLine.Result.PASSED,
        nomination__award_code__in=list(awards),
        nomination__year__in=list(years),
        nomination__rule_date__isnull=False,
    )
    fields = ("award_code", "year", "to_unit_id", "rule_date")
    found: dict[tuple, list[tuple[date, int]]] = {}
    rows = passed.order_by().values_list("person_id", "unit_id", *(f"nomination__{name}" for name in fields), "pk")
    for *key, day, line in rows:
        found.setdefault(tuple(key), []).append((day, line))
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
