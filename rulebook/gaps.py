"""Where the bands of a scoring table leave a value without marks, or give it two: shown while a table is typed in."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

from .counts import LadderCountMissing, TierByVolume, VolumeTier
from .figures import shown
from .ladders import Band, LadderDate, LadderDaysLate, LadderPercent
from .rubrics import Rubric, walk

MOST_DAYS = 400


@dataclass(frozen=True)
class Gap:
    """``code``: the item. ``text_vi`` names the value nobody or two bands cover."""

    code: str
    text_vi: str


def gaps_of(rubric: Rubric) -> tuple[Gap, ...]:
    """Values without a band, or with two, in printed order. A gap is no error: real tables have them, and a value that
    falls into one is undefined."""
    found: list[Gap] = []
    items = [(each.code, each.scoring) for each in walk(rubric.criteria) if each.scoring]
    items += [(each.code, each.scoring) for each in (*rubric.bonuses, *rubric.deductions)]
    for code, formula in items:
        match formula:
            case LadderPercent():
                found += [Gap(code, f"{text}%") for text in _of_bands(formula.bands, Fraction(100), whole=False)]
            case LadderDaysLate():
                found += [Gap(code, f"{text} ngày") for text in _of_bands(formula.bands, None, whole=True)]
            case LadderDate():
                found += [Gap(code, text) for text in _of_dates(formula)]
            case LadderCountMissing():
                words = {each.value: each.text_vi for each in formula.counters}
                for counts in formula.uncovered():
                    case = ", ".join(f"{words[key]}: {count}" for key, count in counts.items())
                    found.append(Gap(code, _said(case, sum(row.holds(counts) for row in formula.rows))))
            case TierByVolume():
                found += [Gap(code, f"khối lượng {text}") for text in _of_bands(formula.tiers, None, whole=False)]
                for tier in formula.tiers:
                    found += [Gap(code, f"{text}%") for text in _of_bands(tier.bands, Fraction(100), whole=False)]
    return tuple(found)


def _said(value: str, covered: int) -> str:
    return f"{'chưa có mức cho' if not covered else 'có hai mức cho'} {value}"


def _of_bands(bands: Sequence[Band] | Sequence[VolumeTier], most: Fraction | None, *, whole: bool) -> Iterator[str]:
    """Every end of a band and a value between two ends is tried, from 0 up to ``most`` (or past the last end)."""
    ends = {Fraction(0)} | ({most} if most is not None else set())
    for band in bands:
        ends |= {Fraction(end) for end in (band.from_, band.above, band.to, band.below) if end is not None}
    ordered = sorted(end for end in ends if end >= 0 and (most is None or end <= most))
    tried = list(ordered)
    if whole:
        tried = [Fraction(day) for day in range(min(int(ordered[-1]), MOST_DAYS) + 2)]
    else:
        tried += [(low + high) / 2 for low, high in itertools.pairwise(ordered)]
        tried += [ordered[-1] + 1] if most is None else []
    for value in sorted(tried):
        covered = sum(band.has(value) for band in bands)
        if covered != 1:
            yield _said(shown(value), covered)


def _of_dates(formula: LadderDate) -> Iterator[str]:
    ends = {band.to for band in formula.bands if band.to} | {band.from_ for band in formula.bands if band.from_}
    days = {end + timedelta(days=shift) for end in ends for shift in (-1, 0, 1)}
    for day in sorted(days):
        covered = sum(band.has(day) for band in formula.bands)
        if covered != 1:
            yield _said(f"ngày {day:%d/%m/%Y}", covered)
