"""What the years ahead would have to bring for a verdict to hold: conditions met in a best case, read back as steps."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import singledispatch

import numpy as np

from .conditions import Condition, Outcome
from .facts import CollectiveFacts, Facts, PersonFacts
from .facts_base import RATINGS, RATINGS_VI, UNKNOWN
from .judge import Verdicts
from .vocabulary import (
    AwardsSince,
    AwardThenYears,
    CountRange,
    Evidence,
    FlagFact,
    InitiativeCount,
    InitiativesSince,
    Measure,
    MemberRatio,
    MinServiceMonths,
    PriorAward,
    Qualitative,
    RatingCount,
    RatingsSince,
    RatingStreak,
    SubsidiaryRules,
    TaskRating,
    TitleCount,
    TitleStreak,
    TitleThisYear,
)
from .vocabulary_history import SCOPES_VI, Scope, initiatives
from .vocabulary_since import Since, windows


@dataclass(frozen=True)
class Step:
    """What has to happen by the end of ``year``. ``award``: the award to be received, when it is one."""

    year: int
    text_vi: str
    award: str | None
    citation: str


class Known:
    """What is on record, asked by year: a step is only what is not there yet."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts

    def holds(self, code: str, year: int) -> bool:
        column = self._column(year)
        return column is not None and bool(self.facts.title(code)[0, column] == 1)

    def rated(self, year: int) -> int:
        column = self._column(year)
        return UNKNOWN if column is None else int(self.facts.ratings[0, column])

    def initiatives(self, scope: Scope, years: range) -> int:
        assert isinstance(self.facts, PersonFacts)
        counts = initiatives(self.facts, scope)[0]
        return sum(max(0, int(counts[c])) for year in years if (c := self._column(year)) is not None)

    def said(self, key: str) -> bool:
        return self.facts.said(key)[0] == 1

    def _column(self, year: int) -> int | None:
        column = year - self.facts.years()[0]
        return column if 0 <= column < self.facts.window else None


Part = tuple[int, str, str | None]  # year, text, award


def steps_of(verdicts: Verdicts, known: Known) -> tuple[Step, ...]:
    """Steps to the verdict of row 0, by year: of every condition that counts, of alternatives the shortest."""
    found: dict[Part, Step] = {}
    for part, citation in _of_line(verdicts, known, 0):
        found.setdefault(part, Step(*part, citation))
    return tuple(sorted(found.values(), key=lambda step: (step.year, step.award is None, step.text_vi)))


def _of_line(verdicts: Verdicts, known: Known, number: int) -> list[tuple[Part, str]]:
    line = verdicts.lines[number]
    if not line.counts or verdicts.columns[number][0] == Outcome.NOT_APPLICABLE:
        return []
    if not line.join:
        assert isinstance(line.node, Condition)
        return [(part, line.node.cite.label_vi) for part in parts_of(line.node, verdicts.facts, known)]
    ways = [
        _of_line(verdicts, known, part)
        for part in line.parts
        if line.join == "all_of" or verdicts.columns[part][0] == verdicts.columns[number][0]
    ]
    if line.join == "any_of":
        return min(ways, key=len, default=[])
    return [each for way in ways for each in way]


@singledispatch
def parts_of(condition: Condition, facts: Facts, known: Known) -> list[Part]:
    """(year, text, award) of what the condition needs beyond what is on record. Most conditions need nothing said."""
    return []


def _titles(code: str, name: str, years: Iterator[int] | range, known: Known) -> list[Part]:
    return [(year, f"Được tặng {name} năm {year}", code) for year in years if not known.holds(code, year)]


def _ratings(minimum: str | None, years: range, known: Known) -> list[Part]:
    if minimum is None:
        return []
    missing = [year for year in years if known.rated(year) < RATINGS[minimum]]
    if not missing:
        return []
    word = RATINGS_VI[RATINGS[minimum]]
    span = f"năm {missing[0]}" if len(missing) == 1 else f"các năm {missing[0]}–{missing[-1]}"
    return [(missing[-1], f"Được xếp loại từ mức {word} trở lên {span}", None)]


def _initiatives(scope: Scope, count: int, years: range, known: Known) -> list[Part]:
    more = count - known.initiatives(scope, years)
    if more <= 0:
        return []
    span = f"trong năm {years[0]}" if len(years) == 1 else f"trong các năm {years[0]}–{years[-1]}"
    had = "" if more == count else "thêm "
    return [(years[-1], f"Có {had}{more} sáng kiến, đề tài được công nhận phạm vi {SCOPES_VI[scope]} {span}", None)]


@parts_of.register
def _(condition: TaskRating, facts: Facts, known: Known) -> list[Part]:
    return _ratings(condition.min, range(facts.award_year, facts.award_year + 1), known)


@parts_of.register
def _(condition: TitleThisYear, facts: Facts, known: Known) -> list[Part]:
    return _titles(condition.title, condition.title_vi, range(facts.award_year, facts.award_year + 1), known)


@parts_of.register
def _(condition: TitleStreak, facts: Facts, known: Known) -> list[Part]:
    return _titles(condition.title, condition.title_vi, condition.used_years(facts, 0), known)


@parts_of.register
def _(condition: RatingStreak, facts: Facts, known: Known) -> list[Part]:
    return _ratings(condition.min, condition.used_years(facts, 0), known)


@parts_of.register
def _(condition: TitleCount, facts: Facts, known: Known) -> list[Part]:
    years = range(facts.award_year - condition.years + 1, facts.award_year + 1)
    held = [year for year in years if known.holds(condition.title, year)]
    first = facts.years()[0]
    ahead = [y for y in years if y not in held and y >= first and facts.title(condition.title)[0, y - first] == 1]
    more = max(0, condition.count - len(held))
    return _titles(condition.title, condition.title_vi, iter(ahead[:more]), known)


@parts_of.register
def _(condition: RatingCount, facts: Facts, known: Known) -> list[Part]:
    years = range(facts.award_year - condition.years + 1, facts.award_year + 1)
    good = sum(1 for year in years if known.rated(year) >= RATINGS[condition.min])
    more = condition.count - good
    word = RATINGS_VI[RATINGS[condition.min]]
    return [] if more <= 0 else [(years[-1], f"Thêm {more} năm được xếp loại từ mức {word} trở lên", None)]


@parts_of.register
def _(condition: InitiativeCount, facts: Facts, known: Known) -> list[Part]:
    years = range(facts.award_year - condition.years + 1, facts.award_year + 1)
    return _initiatives(condition.scope, condition.min_count, years, known)


def _opened(since: Since, facts: Facts) -> tuple[int, range] | None:
    for window in windows(since, facts, hopeful=False):
        start = int(window.start[0])
        if start < facts.window:
            years = facts.years()
            return years[start], years[start + 1 : window.end + 1]
    return None


def _since(since: Since, facts: Facts, known: Known) -> list[Part]:
    opened = _opened(since, facts)
    if opened is None:
        return []
    year, after = opened
    code = next((c for c in since.awards if facts.title(c)[0, year - facts.years()[0]] == 1), since.awards[0])
    return [*_titles(code, since.awards_vi, range(year, year + 1), known), *_ratings(since.min, after, known)]


@parts_of.register
def _(condition: AwardThenYears, facts: Facts, known: Known) -> list[Part]:
    return _since(condition.since, facts, known)


@parts_of.register
def _(condition: InitiativesSince, facts: Facts, known: Known) -> list[Part]:
    opened = _opened(condition.since, facts)
    return [] if opened is None else _initiatives(condition.scope, condition.count, opened[1], known)


@parts_of.register
def _(condition: RatingsSince, facts: Facts, known: Known) -> list[Part]:
    opened = _opened(condition.since, facts)
    if opened is None:
        return []
    more = condition.count - sum(1 for year in opened[1] if known.rated(year) >= RATINGS[condition.rated])
    word = RATINGS_VI[RATINGS[condition.rated]]
    return [] if more <= 0 else [(opened[1][-1], f"Thêm {more} năm được xếp loại từ mức {word} trở lên", None)]


@parts_of.register
def _(condition: AwardsSince, facts: Facts, known: Known) -> list[Part]:
    opened = _opened(condition.since, facts)
    if opened is None:
        return []
    years = opened[1]
    ways = []
    for wanted in condition.any_set:
        way: list[Part] = []
        for code, number in wanted.items():
            held = [year for year in years if known.holds(code, year)]
            won = [y for y in years if y not in held and facts.title(code)[0, y - facts.years()[0]] == 1]
            if len(held) + len(won) < number:
                break
            way += _titles(code, condition.names_vi[code], iter(won[: max(0, number - len(held))]), known)
        else:
            ways.append(way)
    return min(ways, key=len, default=[])


@parts_of.register
def _(condition: PriorAward, facts: Facts, known: Known) -> list[Part]:
    years = [facts.award_year] if condition.same_year else list(facts.years())
    if any(known.holds(code, year) for code in condition.awards for year in years):
        return []
    won = [(y, c) for c in condition.awards for y in years if facts.title(c)[0, y - facts.years()[0]] == 1]
    return [(year, f"Được tặng {condition.awards_vi} năm {year}", code) for year, code in sorted(won)[:1]]


@parts_of.register
def _(condition: Qualitative, facts: Facts, known: Known) -> list[Part]:
    return _recorded(condition, facts, known, "Người có trách nhiệm nhận xét đạt")


@parts_of.register
def _(condition: SubsidiaryRules, facts: Facts, known: Known) -> list[Part]:
    return _recorded(condition, facts, known, "Đối chiếu quy định của bộ, ngành, tỉnh")


@parts_of.register
def _(condition: Evidence, facts: Facts, known: Known) -> list[Part]:
    return _recorded(condition, facts, known, "Có giấy tờ chứng minh")


def _recorded(condition: Condition, facts: Facts, known: Known, lead: str) -> list[Part]:
    key = condition.attestation
    if facts.award_year == known.facts.award_year and key and known.said(key):
        return []
    return [(facts.award_year, f"{lead}: {condition.text_vi}", None)]


@parts_of.register
def _(condition: Measure, facts: Facts, known: Known) -> list[Part]:
    now = int(known.facts.measure(condition.measure)[0])
    if now >= condition.min:
        return []
    return [(facts.award_year, condition.text_vi, None)]


@parts_of.register
def _(condition: MinServiceMonths, facts: Facts, known: Known) -> list[Part]:
    assert isinstance(facts, PersonFacts)
    if np.isnat(facts.recruited_on[0]):
        return [(facts.award_year, "Bổ sung ngày tuyển dụng", None)]
    reached = condition.anniversary(facts)[0].item()
    if reached.year <= known.facts.award_year:
        return []
    return [(reached.year, f"Đủ {condition.months} tháng công tác từ ngày {reached:%d/%m/%Y}", None)]


@parts_of.register
def _(condition: MemberRatio, facts: Facts, known: Known) -> list[Part]:
    return [(facts.award_year, condition.text_vi, None)]


@parts_of.register
def _(condition: CountRange, facts: Facts, known: Known) -> list[Part]:
    assert isinstance(known.facts, CollectiveFacts)
    return [(facts.award_year, condition.text_vi, None)]


@parts_of.register
def _(condition: FlagFact, facts: Facts, known: Known) -> list[Part]:
    # That no case is open and the unit still exists is nobody's step.
    if condition.fact in ("pending_case", "dissolved"):
        return []
    same_year = facts.award_year == known.facts.award_year
    if same_year and getattr(known.facts, condition.fact)[0] == int(condition.expect):
        return []
    return [(facts.award_year, condition.text_vi, None)]
