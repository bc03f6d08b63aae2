"""One unit invented for each way of scoring, so that its form can show a computed example.

Each function: (formula, maximum) → (figures of one unit, figures of all units it is compared with, what is said of them).
"""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from rulebook.figures import shown


def proportional(achieved: int, target: int, lead: int = 0):
    def sample(formula: Any, base: Fraction):
        over, under = (target, achieved) if getattr(formula, "inverse", False) else (achieved, target)
        mine = {formula.achieved: over, formula.target: under}
        others = [{formula.achieved: lead, formula.target: target}] if lead and not formula.inverse else []
        if lead and formula.inverse:
            others = [{formula.achieved: target, formula.target: lead}]
        said = f"Đạt {shown(over)}/{shown(under)}"
        if others:
            first = others[0]
            said += f", đơn vị dẫn đầu đạt {shown(first[formula.achieved])}/{shown(first[formula.target])}"
        return mine, [mine, *others] if others else [], said

    return sample


def _inside(band: Any) -> Decimal:
    """A value that lies in the band, as round as may be."""
    if band.from_ is not None:
        return band.from_
    if band.to is not None:
        return band.to
    if band.above is not None and band.below is not None:
        return (band.above + band.below) / 2
    if band.above is not None:
        return band.above + 1
    return max(band.below - 1, band.below / 2) if band.below else Decimal(0)


def _best(bands: Any) -> Any:
    return max(bands, key=lambda band: band.points)


def percent(formula: Any, base: Fraction):
    value = _inside(_best(formula.bands))
    return {formula.value: value}, [], f"Tỷ lệ {shown(value)}%"


def late(formula: Any, base: Fraction):
    value = max(_inside(_best(formula.bands)), Decimal(0)).to_integral_value()
    return {formula.value: int(value)}, [], f"Chậm {shown(value)} ngày"


def day(formula: Any, base: Fraction):
    band = _best(formula.bands)
    day: date = band.to or band.from_ or date(2025, 1, 1)
    if not band.has(day):
        day = (band.from_ or date(2025, 1, 1)) + timedelta(days=1)
    return {formula.value: day}, [], f"Ban hành ngày {day:%d/%m/%Y}"


def passed(formula: Any, base: Fraction):
    if formula.at_least is not None:
        return {formula.value: formula.at_least}, [], f"Được {shown(formula.at_least)}"
    return {formula.value: True}, [], "Có"


def letter(formula: Any, base: Fraction):
    known = next((letter for letter, mark in formula.grades.items() if mark is not None and letter != "A"), "A")
    return {formula.value: known}, [], f"Mức {known}"


def survey(formula: Any, base: Fraction):
    yes = formula.sample * 9 // 10
    return {formula.positive: yes, formula.size: formula.sample}, [], f"{yes}/{formula.sample} người trả lời đạt"


def direct(formula: Any, base: Fraction):
    mark = base * 9 / 10
    return {formula.value: mark}, [], f"Chấm {shown(mark)}"


def options(formula: Any, base: Fraction):
    listed = formula.options if formula.type == "one_of" else formula.titles
    said = {each.value: place == 0 for place, each in enumerate(listed)}
    return said, [], listed[0].text_vi


def missed(formula: Any, base: Fraction):
    best = max(formula.rows, key=lambda row: row.points)
    counts = {each.value: 0 for each in formula.counters}
    for condition in (*best.all, *best.any[:1]):
        counts[condition.counter] = condition.from_
    return counts, [], ", ".join(f"{each.text_vi}: {counts[each.value]}" for each in formula.counters)


def tiers(formula: Any, base: Fraction):
    tier = formula.tiers[0]
    volume, value = _inside(tier), _inside(_best(tier.bands))
    return {formula.volume: volume, formula.value: value}, [], f"Khối lượng {shown(volume)}, tỷ lệ {shown(value)}%"


def steps(formula: Any, base: Fraction):
    value = formula.threshold + 2 * formula.step
    return {formula.value: value}, [], f"Được {shown(value)}"


def nothing(formula: Any, base: Fraction):
    return {}, [], "Chưa rõ"


def cases(formula: Any, base: Fraction):
    less = {key: 0 for key in (formula.excluded, formula.overlap) if key}
    return {formula.value: 2, **less}, [], "2 lần"
