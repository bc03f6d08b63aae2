"""What the law says today of a title registered for a year that has only begun.

The question is not "does it hold?" but "can it still hold?": everything the rest of the year may bring is taken at its
best (rating, this year's titles and initiatives, no absence, no discipline); what earlier years hold is taken as it is.
If the law refuses even then, the title is out of reach this year, and the reason and the earliest year are said.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np

from rulebook.facts import DISCIPLINE, CollectiveFacts, Facts, PersonFacts
from rulebook.facts_base import RATINGS, UNKNOWN, FactError
from rulebook.judge import Decision, Outcome, Verdicts, judge
from rulebook.verdict import Reason, explain
from thidua.honours.facts import collective_facts, person_facts
from thidua.honours.models import Honour
from thidua.law.queries import award_name, handled_awards, in_use, the_book
from thidua.shared.certain import certain

POSSIBLE, NOT_POSSIBLE, UNKNOWN_OUTLOOK = "possible", "not_possible", "unknown"
LABELS = {POSSIBLE: "Có thể phấn đấu", NOT_POSSIBLE: "Chưa thể đạt trong năm", UNKNOWN_OUTLOOK: "Chưa rõ"}
NO_DATA = "Dữ liệu pháp luật chưa có tiêu chuẩn áp dụng cho ngày này."
_THIS, _LAST = -1, -2  # columns of the award year and of the year before
_LEVELS = {"grassroots": 0, "commune": 1, "sub_ministry": 2, "ministry_province": 3, "state": 4}
_MANY = 100


@dataclass(frozen=True)
class Outlook:
    """``code``: possible, not_possible or unknown; ``note``: the reason in Vietnamese, at most 300 characters."""

    code: str
    note: str = ""


def outlooks(
    lines: Iterable[tuple[int | None, int | None, str]], year: int, on: date
) -> dict[tuple[int | None, int | None, str], Outlook]:
    """The outlook of each line (person id, unit id, award code). Queries: a constant number, not one a line."""
    lines = list(dict.fromkeys(lines))
    by_award: dict[tuple[bool, str], list[int]] = defaultdict(list)
    for person, unit, code in lines:
        by_award[person is not None, code].append(person if person is not None else certain(unit))
    people = sorted({person for person, _, _ in lines if person is not None})
    units = sorted({unit for _, unit, _ in lines if unit is not None})
    facts: dict[bool, Facts | None] = {True: None, False: None}
    try:
        facts[True] = person_facts(people, year, on) if people else None
        facts[False] = collective_facts(units, year, on) if units else None
    except FactError as error:
        unclear = Outlook(UNKNOWN_OUTLOOK, f"Dữ liệu có chỗ mâu thuẫn: {error}"[:300])
        return dict.fromkeys(lines, unclear)
    decided_last_year = set(Honour.objects.filter(year=year - 1).values_list("award_code", flat=True).distinct())
    found: dict[tuple[int | None, int | None, str], Outlook] = {}
    for (is_person, code), ids in by_award.items():
        everybody = facts[is_person]
        assert everybody is not None
        rows = {key: row for row, key in enumerate(everybody.keys)}
        mine = everybody.take(rows[str(pk)] for pk in ids)
        asked = the_book().awards_asked(code, on, "person" if is_person else "collective")
        best = at_best(mine, code, decided_last_year, asked)
        for pk, outlook in zip(ids, _judged(code, best, as_known(mine, best), on), strict=True):
            found[(pk, None, code) if is_person else (None, pk, code)] = outlook
    return found


def at_best(facts: Facts, award_code: str, decided_last_year: Iterable[str], asked: Iterable[str] = ()) -> Facts:
    """``facts`` with the award year at its best. Titles of the year before count as open while none of that kind is in
    the register yet: decisions are often signed in January or February.
    """
    decided = set(decided_last_year)  # ``asked``: awards the standard reads, so that nobody holding one is no gap
    ratings = facts.ratings.copy()
    ratings[:, _THIS] = np.where(ratings[:, _THIS] == UNKNOWN, max(RATINGS.values()), ratings[:, _THIS])
    titles = {}
    for code in sorted({*facts.titles, *asked}):
        held = facts.title(code).copy()
        # The award itself is what is being asked for; it neither helps nor stands in its own way this year.
        if code != award_code:
            held[:, _THIS] = 1
        if code not in decided:
            held[:, _LAST] = np.where(held[:, _LAST] == 1, 1, UNKNOWN)
        titles[code] = held
    best: dict[str, Any] = {
        "ratings": ratings,
        "titles": titles,
        "movement_result": np.ones(facts.n, np.int8),
        "pending_case": np.zeros(facts.n, np.int8),
    }
    # Judgements of this year already recorded against somebody may still be recorded anew.
    best["attestations"] = {}
    if isinstance(facts, PersonFacts):
        for name in ("initiatives_unit", "initiatives_province"):
            counts = getattr(facts, name).copy()
            counts[:, _THIS] = _MANY
            best[name] = counts
        # Absence and discipline that are on record stay; what is not known is hoped for.
        best["absence_days"] = np.maximum(facts.absence_days, 0)
        best["discipline"] = np.where(facts.discipline == UNKNOWN, DISCIPLINE["none"], facts.discipline)
        before = ~np.isnat(facts.recruited_on) & (
            facts.recruited_on > np.datetime64(date(facts.award_year, 12, 31), "D")
        )
        for code, held in titles.items():
            titles[code] = np.where(before[:, None] & (held == 1), 0, held) if before.any() else held
    elif isinstance(facts, CollectiveFacts):
        open_yet = np.full(facts.n, UNKNOWN, np.int64)
        for name in (
            "cluster_rank",
            "targets_exceeded",
            "members_completed",
            "members_advanced_worker",
            "members_grassroots_fighter",
            "members_disciplined",
        ):
            best[name] = open_yet
    return replace(facts, **best)


def as_known(facts: Facts, best: Facts) -> Facts:
    """``best`` with the award year unknown instead of hoped for: what the note may say of the records."""
    values: dict[str, Any] = {"ratings": best.ratings.copy(), "titles": {c: t.copy() for c, t in best.titles.items()}}
    values["ratings"][:, _THIS] = facts.ratings[:, _THIS]
    for code, held in values["titles"].items():
        held[:, _THIS] = np.where(facts.title(code)[:, _THIS] == 1, 1, UNKNOWN)
    if isinstance(facts, PersonFacts):
        for name in ("initiatives_unit", "initiatives_province"):
            counts = getattr(facts, name).copy()
            counts[:, _THIS] = np.where(counts[:, _THIS] > 0, counts[:, _THIS], UNKNOWN)
            values[name] = counts
    return replace(best, **values)


def _judged(code: str, best: Facts, known: Facts, on: date) -> list[Outlook]:
    try:
        verdicts, told = judge(code, best, on, the_book()), judge(code, known, on, the_book())
    except (KeyError, ValueError):
        return [Outlook(UNKNOWN_OUTLOOK, NO_DATA)] * best.n
    return [_outlook(verdicts, told, row) for row in range(best.n)]


def _outlook(verdicts: Verdicts, told: Verdicts, row: int) -> Outlook:
    if verdicts.columns[0][row] == Outcome.NOT_COVERED:
        return Outlook(UNKNOWN_OUTLOOK, NO_DATA)
    if verdicts.decisions[row] != Decision.MAY_NOT:
        return Outlook(POSSIBLE)
    verdict = explain(verdicts, row)
    refused = {r.path for r in verdict.conditions if r.outcome == "not_met"}
    # An unmet condition below a group that is met in another way does not matter.
    leaves = [r for r in verdict.conditions if r.path in refused and not r.join and _above(r.path) <= refused]
    facts = {r.path: r.fact_vi for r in explain(told, row).conditions}
    note = "; ".join(dict.fromkeys(_why(leaf, facts[leaf.path]) for leaf in leaves)) or verdict.summary_vi
    if verdict.earliest_year is not None and verdict.earliest_year > verdict.award_year:
        note = f"Sớm nhất năm {verdict.earliest_year}. {note}"
    return Outlook(NOT_POSSIBLE, note if len(note) <= 300 else f"{note[:299]}…")


def _above(path: str) -> set[str]:
    parts = path.split(".")
    return {".".join(parts[:n]) for n in range(1, len(parts))}


def _why(reason: Reason, fact: str) -> str:
    fact = f": {fact[:1].lower()}{fact[1:]}" if fact else ""
    return in_use(f"{reason.text_vi}{fact} ({reason.citation})")


def award_choices(is_person: bool) -> list[tuple[str, str]]:
    """(code, name) of the awards a person or a collective may register for, in the order of the ladder."""
    kind = "individual" if is_person else "collective"
    awards = [award for award in handled_awards() if kind in award.recipient_kinds]
    return [
        (a.code, award_name(a.code))
        for a in sorted(awards, key=lambda a: (a.kind != "emulation_title", _LEVELS[a.level]))
    ]


def award_rank(code: str) -> tuple:
    """Sort key by which the highest award comes first, titles before diplomas; unknown awards last."""
    try:
        award = the_book().award(code)
    except KeyError:
        return (1, 0, 0, code)
    return (0, -_LEVELS[award.level], award.kind != "emulation_title", code)
