"""Lenient and severe checkers: a severity panel by additive least squares (requirement S5).

ADVICE beside the legal score; it never changes one. The model: a mark, as a percentage of its maximum, is what the item
deserves plus what its checker tends to add; least squares over all marks, the tendencies of one panel adding up to 0.
Checkers are compared only through items that two of them marked: where no chain of common items joins two checkers,
nothing can be said between them ("không so được").
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Literal

import numpy as np

from .fairness import NO_NAMES, Mark, Names, by_item, decimal_vi, given

CUSTOMARY_MARKS = 5  # fewer common marks say too little about a person or a unit


@dataclass(frozen=True)
class Effect:
    """What a checker tends to add: ``percent`` of the maximum, about ``points`` a mark, over ``marks`` common marks.

    ``error``: its standard error in percent, ``None`` when there is no more data than unknowns. ``tends``: said only
    with enough marks and an effect of two standard errors or more.
    """

    checker: str
    percent: float
    points: float
    marks: int
    error: float | None
    tends: Literal["lenient", "severe", ""]
    sentence_vi: str


@dataclass(frozen=True)
class UnitLevel:
    """Mean mark of a unit in percent of the maxima, as given and with the tendencies of its checkers taken out."""

    unit: str
    marks: int
    raw_percent: float
    adjusted_percent: float


@dataclass(frozen=True)
class Panel:
    """Checkers and units that can be compared with each other."""

    effects: tuple[Effect, ...]
    units: tuple[UnitLevel, ...]


@dataclass(frozen=True)
class Severity:
    """``alone``: checkers without a common item. ``not_compared``: units marked in several panels, or in none.

    ``zero_max``: marks of items whose maximum is 0, left out. ``said_vi``: what has to be known when reading it.
    """

    panels: tuple[Panel, ...]
    alone: tuple[str, ...]
    not_compared: tuple[str, ...]
    zero_max: int
    said_vi: tuple[str, ...]


def severity(marks: Iterable[Mark], *, least_marks: int = CUSTOMARY_MARKS, names: Names = NO_NAMES) -> Severity:
    """The panels of the marks given, the largest first. Raises ``MarkError`` for a mark that cannot be."""
    known = given(marks)
    usable = [mark for mark in known if mark.max]
    items = list(by_item(usable).values())
    common = [group for group in items if len(group) > 1]
    joined = _joined([[mark.checker for mark in group] for group in common])
    panel_of = {checker: at for at, group in enumerate(joined) for checker in group}
    levels: dict[int, list[list[Mark]]] = defaultdict(list)
    where: dict[str, set[int]] = defaultdict(set)
    for group in items:
        at = panel_of.get(group[0].checker, -1)
        levels[at].append(group)
        where[group[0].unit].add(at)
    panels = tuple(_panel(levels[at], where, least_marks, names) for at in range(len(joined)))
    alone = tuple(sorted({mark.checker for mark in usable} - set(panel_of)))
    apart = tuple(sorted(unit for unit, panels_of in where.items() if len(panels_of) > 1 or -1 in panels_of))
    return Severity(panels, alone, apart, len(known) - len(usable), _said(panels, alone, apart, names))


def _said(panels: Sequence[Panel], alone: Sequence[str], apart: Sequence[str], names: Names) -> tuple[str, ...]:
    said = []
    if len(panels) > 1:
        groups = "; ".join(", ".join(names.get(e.checker, e.checker) for e in panel.effects) for panel in panels)
        said.append(f"Các nhóm sau không chấm chung mục nào nên không so được với nhau: {groups}.")
    if alone:
        who = ", ".join(names.get(each, each) for each in alone)
        said.append(f"Không có mục nào được chấm chung với đơn vị khác nên không so được: {who}.")
    if apart:
        who = ", ".join(names.get(each, each) for each in apart)
        said.append(f"Có mục chấm ở ngoài nhóm so được nên không ước lượng mức chung: {who}.")
    return tuple(said)


def _joined(groups: Iterable[Sequence[str]]) -> list[list[str]]:
    """Connected components of checkers that share items, the largest first."""
    above: dict[str, str] = {}

    def root(each: str) -> str:
        above.setdefault(each, each)
        while above[each] != each:
            above[each] = above[above[each]]
            each = above[each]
        return each

    for group in groups:
        for other in group[1:]:
            one, two = sorted((root(group[0]), root(other)))
            above[two] = one
    parts: dict[str, list[str]] = defaultdict(list)
    for each in sorted(above):
        parts[root(each)].append(each)
    return sorted(parts.values(), key=lambda part: (-len(part), part[0]))


def tendencies(groups: Sequence[Sequence[tuple[int, float]]], checkers: int) -> tuple[np.ndarray, np.ndarray]:
    """Effects of ``checkers`` checkers that are joined, adding up to 0, and the pseudo-inverse of their normal matrix.

    ``groups``: for each item its (checker number, mark). The items' own levels are eliminated first, so the matrix is
    the Laplacian of who marked with whom: checkers × checkers, whatever the number of items.
    """
    normal, right = np.zeros((checkers, checkers)), np.zeros(checkers)
    for group in groups:
        who = np.array([checker for checker, _ in group])
        values = np.array([value for _, value in group])
        normal[who, who] += 1
        normal[np.ix_(who, who)] -= 1 / len(group)
        right[who] += values - values.mean()
    evenly = np.full((checkers, checkers), 1 / checkers)
    inverse = np.linalg.inv(normal + evenly) - evenly
    return inverse @ right, inverse


def _panel(items: Sequence[Sequence[Mark]], where: dict[str, set[int]], least: int, names: Names) -> Panel:
    checkers = sorted({mark.checker for group in items for mark in group})
    number = {checker: at for at, checker in enumerate(checkers)}
    shares = [[(number[mark.checker], float(100 * mark.given / mark.max)) for mark in group] for group in items]
    effects, inverse = tendencies(shares, len(checkers))
    levels = [sum(value - effects[checker] for checker, value in group) / len(group) for group in shares]
    left = sum(
        (value - effects[checker] - level) ** 2
        for group, level in zip(shares, levels, strict=True)
        for checker, value in group
    )
    free = sum(map(len, items)) - len(items) - (len(checkers) - 1)
    sigma = sqrt(left / free) if free > 0 else None
    rows = []
    for checker in checkers:
        at = number[checker]
        shared = [mark for group in items if len(group) > 1 for mark in group if mark.checker == checker]
        error = None if sigma is None else sigma * sqrt(max(float(inverse[at, at]), 0.0))
        points = float(effects[at]) / 100 * float(sum(mark.max for mark in shared)) / len(shared)
        rows.append(_effect(checker, float(effects[at]), points, len(shared), error, least, names))
    rows.sort(key=lambda each: (-each.percent, each.checker))
    return Panel(tuple(rows), _levels(items, levels, where))


def _levels(
    items: Sequence[Sequence[Mark]], levels: Sequence[float], where: dict[str, set[int]]
) -> tuple[UnitLevel, ...]:
    """Means over the items of a unit, each weighed with its maximum; best first."""
    of_unit: dict[str, list[tuple[float, float, float, int]]] = defaultdict(list)
    for group, level in zip(items, levels, strict=True):
        unit, top = group[0].unit, float(group[0].max)
        if len(where[unit]) == 1:
            raw = sum(float(100 * mark.given / mark.max) for mark in group) / len(group)
            of_unit[unit].append((top, raw, level, len(group)))
    rows = []
    for unit, found in of_unit.items():
        whole = sum(top for top, *_ in found)
        raw = sum(top * each for top, each, _, _ in found) / whole
        rows.append(UnitLevel(unit, sum(row[3] for row in found), raw, sum(row[0] * row[2] for row in found) / whole))
    return tuple(sorted(rows, key=lambda row: (-row.adjusted_percent, row.unit)))


def _effect(
    checker: str, percent: float, points: float, marks: int, error: float | None, least: int, names: Names
) -> Effect:
    tends: Literal["lenient", "severe", ""] = ""
    # Rounding leaves a trace of an error where everything fits exactly; a trace of an effect is none.
    if marks >= least and error is not None and abs(percent) >= max(2 * error, 1e-6):
        tends = "lenient" if percent > 0 else "severe"
    name = names.get(checker, checker)
    size = f"{decimal_vi(abs(percent))}% điểm tối đa, khoảng {decimal_vi(abs(points), 2)} điểm mỗi mục"
    if marks < least:
        said = f"{name}: mới có {marks} lượt chấm chung, chưa đủ {least} lượt để nhận xét."
    elif tends:
        how, way = ("rộng", "cao") if tends == "lenient" else ("chặt", "thấp")
        said = f"{name} chấm {how}: {way} hơn mặt bằng {size}, qua {marks} lượt chấm chung."
    elif error is None:
        said = f"{name}: số liệu chỉ vừa đủ để tính, chưa nhận xét được."
    else:
        said = f"{name}: không lệch rõ so với mặt bằng, qua {marks} lượt chấm chung."
    return Effect(checker, percent, points, marks, error, tends, said)
