"""Marks compared with one another: what stands out, where two checkers disagree (requirement S5).

All of it is ADVICE shown beside the legal score and never changes one. Points are ``Decimal`` as they were given;
medians, deviations and shares are ordinary floats, for they decide nothing. Thresholds are chosen by a person: the
constants here are the customary ones, offered and never silently applied.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from math import isfinite, sqrt
from statistics import fmean, median
from typing import Literal

from .figures import shown

CUSTOMARY_Z = 3.5  # Iglewicz and Hoaglin (1993): a robust z beyond this is worth a look
_TO_SIGMA = 0.6745  # the median deviation of a normal distribution, in standard deviations
_MEAN_TO_SIGMA = 0.7979  # its mean deviation, used where more than half of the deviations are 0

Names = Mapping[str, str]
NO_NAMES: Names = {}


class MarkError(ValueError):
    """A mark that cannot be; the reason is Vietnamese and may be shown."""


@dataclass(frozen=True)
class Mark:
    """``points`` of ``max`` that ``checker`` gave to ``unit`` for ``criterion``. ``None``: not given (yet)."""

    unit: str
    criterion: str
    checker: str
    points: Decimal | None
    max: Decimal

    @property
    def item(self) -> tuple[str, str]:
        return self.unit, self.criterion

    @property
    def given(self) -> Decimal:
        """The points of a mark that :func:`given` let through."""
        if self.points is None:
            raise ValueError("a mark that was not given has no points")
        return self.points


def given(marks: Iterable[Mark]) -> list[Mark]:
    """The marks that were given, checked, in an order of their own. ``MarkError``: one cannot be, or stands twice."""
    known = sorted(
        (mark for mark in marks if mark.points is not None), key=lambda each: (each.unit, each.criterion, each.checker)
    )
    for mark in known:
        if not (mark.given.is_finite() and mark.max.is_finite()) or mark.max < 0:
            raise MarkError(
                f"Điểm mục {mark.criterion} của {mark.unit} do {mark.checker} chấm không phải số dùng được."
            )
        if not 0 <= mark.given <= mark.max:
            raise MarkError(
                f"Điểm mục {mark.criterion} của {mark.unit} do {mark.checker} chấm là {shown(mark.given)}, "
                f"phải từ 0 đến {shown(mark.max)}."
            )
    times = Counter((mark.item, mark.checker) for mark in known)
    for (item, checker), count in times.items():
        if count > 1:
            raise MarkError(f"{checker} có hai điểm cho mục {item[1]} của {item[0]}.")
    return known


def by_item(marks: Iterable[Mark]) -> dict[tuple[str, str], list[Mark]]:
    """{(unit, criterion): marks}."""
    found: dict[tuple[str, str], list[Mark]] = defaultdict(list)
    for mark in marks:
        found[mark.item].append(mark)
    return dict(found)


@dataclass(frozen=True)
class Spread:
    """``count`` values around ``median``; ``mad``: the median of their distances from it."""

    count: int
    median: float
    mad: float


def spread(values: Sequence[Decimal | float]) -> Spread | None:
    """``None`` for no values at all."""
    if not values:
        return None
    numbers = [float(each) for each in values]
    middle = median(numbers)
    return Spread(len(numbers), middle, median(abs(each - middle) for each in numbers))


@dataclass(frozen=True)
class Outlier:
    """A mark far from its like. ``z``: distance from ``median`` in robust standard deviations."""

    mark: Mark
    median: float
    compared: int
    z: float
    sentence_vi: str


def outliers(
    marks: Iterable[Mark],
    *,
    threshold: float,
    among: Literal["item", "criterion"] = "item",
    names: Names = NO_NAMES,
) -> list[Outlier]:
    """Marks whose robust z is ``threshold`` or more away from 0, farthest first.

    ``among`` "item": from the median of all who marked the same criterion of the same unit; fewer than three marks say
    nothing about who is off. "criterion": from the median of all units. How far is usual is taken from all distances
    within the criterion: MAD / 0.6745, or mean distance / 0.7979 where more than half of the distances are 0. When all
    are 0 nothing stands out. Raises ``MarkError``, and ``ValueError`` for a threshold that is not above 0.
    """
    if not (isfinite(threshold) and threshold > 0):
        raise ValueError("the threshold is a number above 0")
    known = given(marks)
    groups: dict[tuple[str, str], list[Mark]] = defaultdict(list)
    for mark in known:
        groups[mark.item if among == "item" else ("", mark.criterion)].append(mark)
    groups = {key: group for key, group in groups.items() if len(group) >= 3}
    middles = {key: median(float(mark.given) for mark in group) for key, group in groups.items()}
    distances: dict[str, list[float]] = defaultdict(list)
    for key, group in groups.items():
        distances[key[1]] += [abs(float(mark.given) - middles[key]) for mark in group]
    usual = {criterion: _usual(found) for criterion, found in distances.items()}
    out = []
    for key, group in groups.items():
        for mark in group:
            far = float(mark.given) - middles[key]
            z = far / usual[key[1]] if usual[key[1]] else 0.0
            if abs(z) >= threshold:
                sentence = _outlier_vi(mark, middles[key], len(group), z, among, names)
                out.append(Outlier(mark, middles[key], len(group), z, sentence))
    return sorted(out, key=lambda each: (-abs(each.z), each.mark.item, each.mark.checker))


def _usual(distances: Sequence[float]) -> float:
    """The robust standard deviation of distances from their medians; 0 when nothing differs."""
    middle = median(distances)
    return middle / _TO_SIGMA if middle else fmean(distances) / _MEAN_TO_SIGMA


def _outlier_vi(mark: Mark, middle: float, compared: int, z: float, among: str, names: Names) -> str:
    unit, checker = names.get(mark.unit, mark.unit), names.get(mark.checker, mark.checker)
    criterion = names.get(mark.criterion, mark.criterion)
    like = f"{compared} đơn vị chấm mục này" if among == "item" else f"{compared} điểm đã chấm cho mục này"
    way = "cao hơn" if z > 0 else "thấp hơn"
    far = abs(float(mark.given) - middle)
    return (
        f"{criterion} của {unit}: {checker} chấm {shown(mark.given)} điểm, {way} trung vị {decimal_vi(middle, 2)} của {like} "
        f"{decimal_vi(far, 2)} điểm, gấp {decimal_vi(abs(z))} lần mức chênh thường gặp."
    )


def decimal_vi(value: float, places: int = 1) -> str:
    """A float the Vietnamese way, at most ``places`` decimals."""
    return shown(Decimal(f"{value:.{places}f}"))


@dataclass(frozen=True)
class Difference:
    """Marks of one item that are ``points`` apart, ``percent`` of the maximum (``None`` when that is 0)."""

    unit: str
    criterion: str
    marks: tuple[Mark, ...]
    points: Decimal
    percent: float | None
    sentence_vi: str


@dataclass(frozen=True)
class Disagreement:
    """How far the marks of the same items lie apart. Shares are of ``items``; ``None`` when there are none.

    ``single``: items that only one checker marked. ``missing``: marks that were not given.
    """

    items: int
    single: int
    missing: int
    mean_difference: float | None
    equal_share: float | None
    within_step_share: float | None
    reconcile: tuple[Difference, ...]


def disagreement(
    marks: Iterable[Mark],
    *,
    step: Decimal,
    over: Decimal,
    over_is: Literal["points", "percent"] = "points",
    names: Names = NO_NAMES,
) -> Disagreement:
    """Items marked more than once: the difference between the highest and the lowest mark of each.

    ``step``: the smallest step of marks (0,25; 0,5; …). ``over``: items farther apart than this are to be reconciled,
    a number of points or a percentage of the item's maximum, chosen by a person. Farthest first.
    """
    if step <= 0 or over < 0:
        raise MarkError("Bước điểm phải lớn hơn 0 và ngưỡng không được âm.")
    every = list(marks)
    known = by_item(given(every))
    apart = [_difference(group, names) for group in known.values() if len(group) > 1]
    size = len(apart)

    def too_far(each: Difference) -> bool:
        if over_is == "points":
            return each.points > over
        return each.percent is not None and each.percent > float(over)

    reconcile = sorted(
        filter(too_far, apart), key=lambda each: (-(each.percent or 0), -each.points, each.unit, each.criterion)
    )
    return Disagreement(
        items=size,
        single=sum(1 for group in known.values() if len(group) == 1),
        missing=sum(1 for mark in every if mark.points is None),
        mean_difference=fmean(float(each.points) for each in apart) if size else None,
        equal_share=sum(1 for each in apart if not each.points) / size if size else None,
        within_step_share=sum(1 for each in apart if each.points <= step) / size if size else None,
        reconcile=tuple(reconcile),
    )


def _difference(group: Sequence[Mark], names: Names) -> Difference:
    low, high = min(mark.given for mark in group), max(mark.given for mark in group)
    first, points = group[0], high - low
    percent = float(100 * points / first.max) if first.max else None
    said = ", ".join(f"{names.get(mark.checker, mark.checker)} chấm {shown(mark.given)}" for mark in group)
    what = f"{names.get(first.criterion, first.criterion)} của {names.get(first.unit, first.unit)}"
    share = f" ({decimal_vi(percent)}% điểm tối đa)" if percent is not None else ""
    sentence = f"{what}: {said}; chênh {shown(points)} điểm{share}."
    return Difference(first.unit, first.criterion, tuple(group), points, percent, sentence)


@dataclass(frozen=True)
class Agreement:
    """How alike the checkers mark one criterion, over its ``items`` with two marks or more.

    ``mean_difference``: mean of |x − y| over all pairs of marks of the same item, in points. ``alpha``: Krippendorff's
    alpha for interval data, 1 when all agree, 0 when marks of one item are no more alike than any two; ``None`` when
    every mark is the same, for then nothing tells agreement from habit.
    """

    criterion: str
    items: int
    marks: int
    mean_difference: float
    within_step_share: float
    alpha: float | None


def agreement(marks: Iterable[Mark], *, step: Decimal) -> list[Agreement]:
    """One row for each criterion with an item marked twice or more, least alike first."""
    if step <= 0:
        raise MarkError("Bước điểm phải lớn hơn 0.")
    groups: dict[str, list[list[Decimal]]] = defaultdict(list)
    for (_, criterion), group in by_item(given(marks)).items():
        if len(group) > 1:
            groups[criterion].append([mark.given for mark in group])
    rows = []
    for criterion, items in groups.items():
        pairs = [abs(a - b) for item in items for a, b in combinations(item, 2)]
        rows.append(
            Agreement(
                criterion,
                len(items),
                sum(map(len, items)),
                fmean(map(float, pairs)),
                sum(1 for each in pairs if each <= step) / len(pairs),
                _alpha(items),
            )
        )
    return sorted(rows, key=lambda row: (row.within_step_share, -row.mean_difference, row.criterion))


def _alpha(items: Sequence[Sequence[Decimal]]) -> float | None:
    values = [each for item in items for each in item]
    count = len(values)
    seen = sum(_squares(item) / (len(item) - 1) for item in items) / count
    by_chance = _squares(values) / (count * (count - 1))
    return 1 - seen / by_chance if by_chance else None


def _squares(values: Sequence[Decimal]) -> float:
    return float(sum((a - b) ** 2 for a, b in combinations(values, 2)))


def kendall_tau(one: Sequence[float], two: Sequence[float]) -> float | None:
    """Kendall's tau-b of two orders of the same things, −1 … 1; ``None`` when one of them does not order at all."""
    if len(one) != len(two):
        raise ValueError("both orders are of the same things")
    same = opposite = ties_one = ties_two = 0
    for (a, b), (c, d) in combinations(zip(map(float, one), map(float, two), strict=True), 2):
        first, second = (a > c) - (a < c), (b > d) - (b < d)
        same += first * second > 0
        opposite += first * second < 0
        ties_one += not first
        ties_two += not second
    pairs = len(one) * (len(one) - 1) // 2
    below = sqrt((pairs - ties_one) * (pairs - ties_two))
    return (same - opposite) / below if below else None
