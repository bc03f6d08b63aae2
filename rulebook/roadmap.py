"""What can be reached and when (requirement L4): for one person or collective, the earliest year of every award.

The years ahead are lived at their best — every rating excellent, initiatives recognised, every title of the ladder won
as soon as its standard is met — and each December is judged by the same judge as a dossier. What a year had to bring is
then read back as steps. Nothing is foretold: a roadmap says what would have to happen, not that it will.

Left out of the best case: alternatives that rest only on a finding (an exceptional deed, a great contribution, the
result of a movement), and the honours and prizes that rest on such findings as a whole. They may open a shorter way at
any time, so they cannot be planned. Earlier years of which nothing is recorded count as not reached: what the records
do not hold, a roadmap cannot build on.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np

from .award import Award
from .book import Book, load_book
from .conditions import Kind, Outcome
from .facts import CollectiveFacts, Facts, PersonFacts
from .facts_base import MEASURES, RATINGS, UNKNOWN
from .judge import Decision, Verdicts, judge_all
from .plan import Plan, make_plan
from .steps import Known, Step, steps_of
from .verdict import explain
from .vocabulary import (
    Duty,
    Evidence,
    FlagFact,
    MaxAbsenceDays,
    Measure,
    MinServiceMonths,
    NoDiscipline,
    NoOverlapWithEarlier,
    NotCovered,
    Qualitative,
    RecipientIn,
    SubsidiaryRules,
)
from .vocabulary_history import FAR_BACK

HORIZON = 15
# Kinds of award that years of work lead to. State honours, prizes and medals have ways of their own.
PLANNED = ("emulation_title", "diploma_of_merit", "certificate_of_merit", "order")
# Conditions that say nothing of when: whom the standard is for, and that nothing stands against the row.
_NO_TIME = (RecipientIn, NoDiscipline, MaxAbsenceDays, MinServiceMonths, NoOverlapWithEarlier, NotCovered, Duty)
_BEST_RATING = max(RATINGS.values())
_ENOUGH = 5  # initiatives assumed for a year ahead: as many as any standard asks in all


@dataclass(frozen=True)
class Target:
    """One award. ``earliest_year`` is ``None`` when it is not reached within the horizon.

    ``needs_person``: even at best somebody has to judge; ``law_assumed``: the law of that year is not known and the last
    known standard was taken. ``missing_vi`` says what keeps it out of reach in the award year of the facts.
    """

    award: str
    award_vi: str
    short_vi: str
    level: str
    earliest_year: int | None
    needs_person: bool
    law_assumed: bool
    steps: tuple[Step, ...]
    missing_vi: str


@dataclass(frozen=True)
class Roadmap:
    """``targets`` by earliest year; ``unplanned`` rest on findings or on rules of their own, ``unknown`` are awards whose
    standard is not in the data (code, name)."""

    key: str
    award_year: int
    on: str
    targets: tuple[Target, ...]
    unplanned: tuple[tuple[str, str], ...]
    unknown: tuple[tuple[str, str], ...]
    assumed_vi: str
    data_version: str

    def to_dict(self) -> dict[str, Any]:
        """Plain values only: ready for JSON."""
        return asdict(self)


def roadmap(facts: Facts, row: int, on: date, awards: Iterable[str] | None = None, book: Book | None = None) -> Roadmap:
    """The roadmap of row ``row``, as the law stands on ``on``. ``awards``: only these (default all that go to such a
    recipient). Raises ``IndexError`` for a row outside the facts and ``KeyError`` for an unknown award.
    """
    book = book or load_book()
    if not 0 <= row < facts.n:
        raise IndexError(f"row {row} is outside 0..{facts.n - 1}")
    kind: Kind = "person" if isinstance(facts, PersonFacts) else "collective"
    one = facts.take([row])
    wanted = set(awards) if awards is not None else None
    for code in wanted or ():
        book.award(code)
    law_on, boundary = _known_law(book, on)
    candidates = [award for award in book.awards(law_on) if award.goes_to(kind)]
    known = [award for award in candidates if book.is_known(award, law_on) and award.kind in PLANNED]
    ahead = _Ahead(book, one, kind, on, [award.code for award in known])
    now = judge_all([award.code for award in known], one, min(on, law_on), book)
    targets, unplanned = [], [award for award in candidates if award not in known and book.is_known(award, law_on)]
    for award in known:
        if _rests_on_findings(now[award.code]):
            unplanned.append(award)
        elif wanted is None or award.code in wanted:
            found = _target(ahead, award, now[award.code])
            if found is not None:
                targets.append(found)
    order = {"grassroots": 0, "commune": 1, "sub_ministry": 2, "ministry_province": 3, "state": 4}
    targets.sort(key=lambda t: (t.earliest_year or 9999, order[t.level], t.award))
    left_out = [award for award in candidates if not book.is_known(award, law_on)]
    if wanted is not None:
        unplanned, left_out = ([a for a in each if a.code in wanted] for each in (unplanned, left_out))
    return Roadmap(
        key=one.keys[0],
        award_year=one.award_year,
        on=on.isoformat(),
        targets=tuple(targets),
        unplanned=tuple((award.code, award.name_vi) for award in unplanned),
        unknown=tuple((award.code, award.name_vi) for award in left_out),
        assumed_vi=boundary,
        data_version=book.data_version,
    )


def _known_law(book: Book, on: date) -> tuple[date, str]:
    """The last day up to ``on`` whose law is known, and what is assumed from there on."""
    unknown = [each for each in book.boundaries if not each.known]
    if not unknown:
        return on, ""
    first = unknown[0]
    last = first.day - timedelta(days=1)
    return min(on, last), (
        f"Từ ngày {first.day:%d/%m/%Y}, {first.name_vi} có hiệu lực nhưng nội dung chưa được đối chiếu; "
        f"lộ trình tạm tính theo tiêu chuẩn áp dụng đến ngày {last:%d/%m/%Y}."
    )


class _Ahead:
    """The years ahead, lived once for all awards: for each year the facts at best and the verdicts of December."""

    def __init__(self, book: Book, one: Facts, kind: Kind, on: date, codes: list[str]) -> None:
        self.book, self.kind, self.on = book, kind, on
        self.one = _on_record(_widened(one))
        self.known = Known(self.one)
        self.years = range(one.award_year, one.award_year + HORIZON + 1)
        self.facts: dict[int, Facts] = {}
        self.verdicts: dict[int, dict[str, Verdicts]] = {}
        self.law_days = {year: self._law_day(year) for year in self.years}
        titles: dict[str, set[int]] = {}
        for year in self.years:
            day = self.law_days[year]
            # An award of a regime that has ended is not to be reached any more.
            mine = [code for code in codes if book.is_known(book.award(code, day), day)]
            asked = {each for code in mine for each in book.awards_asked(code, day, kind)}
            attested = _attested(book, mine, day, kind)
            while True:  # a title won lets the next standard be met in the same year
                facts = self._at_best(year, titles, attested)
                verdicts = judge_all(mine, facts, day, book)
                won = {code for code in asked if code in verdicts and verdicts[code].columns[0][0] == Outcome.MET}
                new = {code for code in won if year not in titles.get(code, ())}
                if not new:
                    break
                for code in new:
                    titles.setdefault(code, set()).add(year)
            for code in asked:
                if year in titles.get(code, ()) and code in book.awards_asked(code, day, kind):
                    # Won this year, a title would stand in its own way: its years are used up.
                    before = self._at_best(year, titles | {code: titles[code] - {year}}, attested)
                    verdicts |= judge_all([code], before, day, book)
            self.facts[year], self.verdicts[year] = facts, verdicts

    def _law_day(self, year: int) -> date:
        december = date(year, 12, 31)
        return december if self.book.unknown_from(december) is None else _known_law(self.book, december)[0]

    def _at_best(self, year: int, won: dict[str, set[int]], attested: dict[str, int]) -> Facts:
        """The row as it would stand at the end of ``year``; what is on record stays as it is."""
        one, shift = self.one, year - self.one.award_year
        over = self.on > date(one.award_year, 12, 31)  # nothing more can be added to a year that has ended
        values: dict[str, Any] = {"award_year": year, "records": {}, "absent_titles": _moved(one.absent_titles, shift)}
        values["ratings"] = _filled(one.ratings, shift, _BEST_RATING)
        titles = {code: _filled(one.title(code), shift, 0, open_last=False) for code in {*one.titles, *won}}
        first = year - one.window + 1
        for code, years in won.items():
            for each in years:
                if each >= first:
                    titles[code][0, each - first] = 1
        values["titles"] = titles
        values |= {"pending_case": _one(0), "registered": _one(1)}
        values["movement_result"] = _one(max(0, int(one.movement_result[0])) if shift == 0 else 0)
        values["attestations"] = {
            key: _one(said if shift or (own := one.said(key)[0]) == UNKNOWN else own) for key, said in attested.items()
        }
        values["measures"] = {
            key: column + shift if MEASURES[key].startswith("năm ") and column[0] > 0 else column
            for key, column in one.measures.items()
        }
        if isinstance(one, PersonFacts):
            for name in ("initiatives_unit", "initiatives_province", "initiatives_nation"):
                values[name] = _filled(getattr(one, name), shift, _ENOUGH, at_least=not over)
            values["absence_days"] = _one(0) if shift or one.absence_days[0] == UNKNOWN else one.absence_days
            values["discipline"] = _one(0) if shift or one.discipline[0] == UNKNOWN else one.discipline
        elif isinstance(one, CollectiveFacts):
            values |= {"cluster_rank": _one(1), "targets_exceeded": _one(1), "members_disciplined": _one(0)}
            values["cluster_size"] = _one(max(1, int(one.cluster_size[0])))
            total = _one(max(100, int(one.members_total[0])))
            values["members_total"] = total
            values |= dict.fromkeys(
                ("members_completed", "members_advanced_worker", "members_grassroots_fighter"), total
            )
        return replace(one, **values)


def _target(ahead: _Ahead, award: Award, now: Verdicts) -> Target | None:
    judged = {year: v[award.code] for year, v in ahead.verdicts.items() if award.code in v}
    if any(_goes_to_others(verdicts) for verdicts in judged.values()):
        return None
    # A year in which nothing is left to weigh comes before an earlier one in which somebody would have to.
    met = (year for year, verdicts in judged.items() if verdicts.columns[0][0] == Outcome.MET)
    found = next(met, next((year for year, verdicts in judged.items() if reached(verdicts)), None))
    today = explain(now, 0)
    missing = "" if now.decisions[0] != Decision.MAY_NOT else today.summary_vi
    steps: tuple[Step, ...] = ()
    needs_person = False
    if found is not None:
        verdicts = ahead.verdicts[found][award.code]
        needs_person = verdicts.decisions[0] == Decision.HUMAN_MUST_LOOK
        steps = steps_of(verdicts, ahead.known)
    elif all(verdicts.columns[0][0] == Outcome.NOT_COVERED for verdicts in judged.values()):
        return None  # our data says nothing of such a recipient
    return Target(
        award=award.code,
        award_vi=award.name_vi,
        short_vi=award.short_vi,
        level=award.level,
        earliest_year=found,
        needs_person=bool(needs_person),
        law_assumed=found is not None and ahead.law_days[found] != date(found, 12, 31),
        steps=steps,
        missing_vi=missing,
    )


def _rests_on_findings(verdicts: Verdicts) -> bool:
    """Whether nothing in the standard that concerns the row can be reckoned ahead."""
    return not any(
        line.counts
        and not line.join
        and verdicts.columns[number][0] != Outcome.NOT_APPLICABLE
        and not isinstance(line.node, _NO_TIME)
        and not _is_finding(line.node)
        for number, line in enumerate(verdicts.lines)
    )


def _is_finding(node: object) -> bool:
    return isinstance(node, Qualitative | Evidence | SubsidiaryRules) or (
        isinstance(node, FlagFact) and node.fact in ("movement_result", "pending_case", "dissolved", "registered")
    )


def _goes_to_others(verdicts: Verdicts) -> bool:
    """Whether the award is for recipients of another kind than this one."""
    return any(
        isinstance(verdicts.lines[part].node, RecipientIn) and verdicts.columns[part][0] == Outcome.NOT_MET
        for part in verdicts.lines[0].parts
    )


def reached(verdicts: Verdicts) -> bool:
    """Not refused, and neither because the data is silent nor because a number we know too weakly is missed."""
    missed = any(
        isinstance(line.node, Measure)
        and verdicts.columns[number][0] == Outcome.NEEDS_JUDGEMENT
        and verdicts.facts.measure(line.node.measure)[0] < line.node.min
        for number, line in enumerate(verdicts.lines)
    )
    open_ = (Outcome.MET, Outcome.NEEDS_JUDGEMENT, Outcome.NEEDS_EVIDENCE)
    return int(verdicts.columns[0][0]) in open_ and not missed


def _attested(book: Book, codes: list[str], day: date, kind: Kind) -> dict[str, int]:
    """{judgement: 1 where a standard asks it of everybody, 0 where it is a way of its own}."""
    asked: dict[str, int] = {}
    for code in codes:
        plan: Plan = make_plan(book, code, day, kind)
        alone = _ways_of_their_own(plan)
        for number, line in enumerate(plan.lines):
            # Judgements that would mend something (a discipline, an overlap of periods) are not counted on.
            key = line.node.attestation if isinstance(line.node, Qualitative | Evidence | SubsidiaryRules) else None
            if key:
                asked[key] = max(asked.get(key, 0), 0 if number in alone else 1)
    return asked


def _ways_of_their_own(plan: Plan) -> set[int]:
    """Lines below alternatives that rest on findings alone, where another alternative can be reckoned."""
    found: set[int] = set()
    for line in plan.lines:
        if line.join == "any_of":
            resting = [part for part in line.parts if _only_findings(plan, part)]
            if len(resting) < len(line.parts):
                for part in resting:
                    found |= _below(plan, part)
    return found


def _below(plan: Plan, number: int) -> set[int]:
    return {number}.union(*(_below(plan, part) for part in plan.lines[number].parts))


def _only_findings(plan: Plan, number: int) -> bool:
    line = plan.lines[number]
    if line.join:
        return all(_only_findings(plan, part) for part in line.parts)
    return _is_finding(line.node)


def _one(value: int) -> np.ndarray:
    return np.array([value], np.int64)


def _widened(one: Facts) -> Facts:
    """The same row over thirty years; years before what is known stay unknown."""
    gap = FAR_BACK - one.window
    if gap <= 0:
        return one

    def wide(column: np.ndarray) -> np.ndarray:
        return np.concatenate([np.full((1, gap), UNKNOWN, np.int64), column], axis=1)

    values: dict[str, Any] = {"ratings": wide(one.ratings)}
    values["titles"] = {code: wide(column) for code, column in one.titles.items()}
    values["absent_titles"] = np.concatenate([np.full(gap, UNKNOWN, np.int64), one.absent_titles])
    if isinstance(one, PersonFacts):
        for name in ("initiatives_unit", "initiatives_province", "initiatives_nation"):
            values[name] = wide(getattr(one, name))
    return replace(one, **values)


def _on_record(one: Facts) -> Facts:
    """Earlier years of which nothing is known, taken as not reached; the award year stays open."""
    titles = {code: _past(column, 0) for code, column in one.titles.items()}
    absent = np.where(one.absent_titles == UNKNOWN, 0, one.absent_titles)
    values: dict[str, Any] = {"ratings": _past(one.ratings, 0), "titles": titles, "absent_titles": absent}
    values["measures"] = {key: np.maximum(one.measure(key).astype(np.int64), 0) for key in MEASURES}
    if isinstance(one, PersonFacts):
        for name in ("initiatives_unit", "initiatives_province", "initiatives_nation"):
            values[name] = _past(getattr(one, name), 0)
    return replace(one, **values)


def _past(column: np.ndarray, value: int) -> np.ndarray:
    """Unknown years before the award year as ``value``."""
    known = column.astype(np.int64)
    known[:, :-1] = np.where(known[:, :-1] == UNKNOWN, value, known[:, :-1])
    return known


def _moved(years: np.ndarray, shift: int) -> np.ndarray:
    """A code a year, seen ``shift`` years later: the years ahead hold nothing yet."""
    return np.concatenate([years[shift:], np.zeros(min(shift, len(years)), years.dtype)])


def _filled(column: np.ndarray, shift: int, best: int, *, open_last: bool = True, at_least: bool = False) -> np.ndarray:
    """1 × window, seen ``shift`` years later, with ``best`` in the years ahead and in an award year not yet known."""
    window = column.shape[1]
    moved = np.concatenate([column[:, shift:], np.full((1, min(shift, window)), best)], axis=1).astype(np.int64)
    last = window - 1 - shift
    if open_last and last >= 0:
        if moved[0, last] == UNKNOWN:
            moved[0, last] = best
        elif at_least:
            moved[0, last] = max(moved[0, last], best)
    return moved
