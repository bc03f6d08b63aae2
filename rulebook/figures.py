"""Figures of one unit, checked as they are read, and what a formula gives back. Exact fractions inside."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from math import gcd
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator

from .dated import Strict

ZERO = Fraction(0)


def _usable(value: Decimal) -> Decimal:
    if value and not -30 <= value.adjusted() <= 30:
        raise ValueError(f"{value} is not a usable number")
    return value


Number = Annotated[
    Decimal,
    BeforeValidator(lambda value: str(value) if isinstance(value, int | float) else value),
    AfterValidator(_usable),
]


class ScoringError(ValueError):
    """A figure that cannot be: text, NaN, negative, out of range, or a key the rubric does not know.

    ``key``: the name of the figure; ``reason_vi``: what is wrong with it, a part of a sentence for the screen, "" where
    only a programmer can be at fault. ``unit``: whose figure it is, when a whole cluster was scored.
    """

    unit: str | None = None

    def __init__(self, text: str, *, key: str = "", reason_vi: str = "") -> None:
        super().__init__(text)
        self.key, self.reason_vi = key, reason_vi


def refused(key: str, value: Any, text: str, reason_vi: str) -> ScoringError:
    """The error of one figure: "x: -1 is negative"; ``reason_vi`` follows the value as it was written."""
    said = shown(value) if isinstance(value, int | Fraction | Decimal) and not isinstance(value, bool) else value
    return ScoringError(f"{key}: {text}", key=key, reason_vi=f"“{str(said)[:40]}” {reason_vi}")


@dataclass(frozen=True)
class Undefined:
    """The rubric or the figures do not say; the reason may be shown."""

    reason_vi: str


@dataclass(frozen=True)
class Points:
    """Marks of one item; ``bonus`` is what moves to the bonus column. ``warnings_vi``: what a person should look at."""

    points: Fraction
    how_vi: str
    bonus: Fraction = ZERO
    warnings_vi: tuple[str, ...] = ()


Result = Points | Undefined


def shown(value: Fraction | Decimal | int) -> str:
    """A number the Vietnamese way, 1.234,5: at most four decimals, no trailing zeros."""
    scaled = round(Fraction(value) * 10_000)
    whole, rest = divmod(abs(scaled), 10_000)
    text = f"{whole:,}".replace(",", ".") + f",{rest:04d}".rstrip("0").rstrip(",")
    return "-" + text if scaled < 0 else text


class Figures:
    """The figures of one unit, checked as they are read. Missing and ``None`` are the same: not known."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = values

    def number(self, key: str) -> Fraction | None:
        return self._number(key, self.values.get(key))

    @staticmethod
    def _number(key: str, value: Any) -> Fraction | None:
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str | Fraction):
            raise refused(key, value, f"{value!r} is not a number", "không phải là số")
        try:
            number = value if isinstance(value, Fraction) else Decimal(str(value).strip())
        except InvalidOperation:
            raise refused(key, value, f"{value!r} is not a number", "không phải là số") from None
        if isinstance(number, Decimal) and (not number.is_finite() or abs(number.adjusted()) > 30):
            raise refused(key, str(value), f"{value!r} is not a usable number", "không phải là số dùng được")
        number = Fraction(number)
        if number < 0:
            raise refused(key, value, f"{value!r} is negative", "là số âm")
        return number

    def whole(self, key: str) -> int | None:
        number = self.number(key)
        if number is not None and number.denominator != 1:
            raise refused(key, number, f"{self.values[key]!r} is not a whole number", "không phải là số nguyên")
        return None if number is None else int(number)

    def wholes(self, key: str) -> list[int] | None:
        """One number or a list of numbers, as a list."""
        value = self.values.get(key)
        if value is None or not isinstance(value, Sequence) or isinstance(value, str):
            one = self.whole(key)
            return None if one is None else [one]
        many = [Figures({key: each}).whole(key) for each in value]
        if None in many:
            raise ScoringError(
                f"{key}: a value in the list is missing", key=key, reason_vi="trong danh sách có chỗ để trống"
            )
        return [each for each in many if each is not None]

    def yes(self, key: str) -> bool | None:
        value = self.values.get(key)
        if value is not None and not isinstance(value, bool):
            raise refused(key, value, f"{value!r} is not yes or no", "không phải là có hoặc không")
        return value

    def word(self, key: str) -> str | None:
        value = self.values.get(key)
        if value is not None and not isinstance(value, str):
            raise refused(key, value, f"{value!r} is not a text", "không phải là chữ")
        return value

    def day(self, key: str) -> date | None:
        value = self.values.get(key)
        if isinstance(value, str):
            try:
                value = date.fromisoformat(value)
            except ValueError:
                raise refused(key, value, f"{value!r} is not a day written YYYY-MM-DD", "không phải là ngày") from None
        if value is not None and not isinstance(value, date):
            raise refused(key, value, f"{value!r} is not a day", "không phải là ngày")
        return value


def missing(label: str) -> Undefined:
    return Undefined(f"Chưa có số liệu “{label}”")


# Texts that were read before; only texts are keys, so that yes is never taken for 1.
PAIRS: dict[str, tuple[int, int]] = {}
_MOSTPAIRS = 200_000
_LARGEST_INT = 10**30


def pair(key: str, value: Any) -> tuple[int, int] | None:
    """A figure as (numerator, denominator); the same checks as ``Figures.number``, without building fractions again
    for a text that was read before. ``key`` only names the figure in the complaint."""
    kind = type(value)
    if kind is str:
        found = PAIRS.get(value)
        if found is None:
            found = _plain(value) or _pair_of(Figures._number(key, value))
            assert found is not None
            if len(PAIRS) >= _MOSTPAIRS:
                PAIRS.clear()
            PAIRS[value] = found
        return found
    if kind is int and 0 <= value < _LARGEST_INT:
        return (value, 1)
    return _pair_of(Figures._number(key, value))


def _pair_of(number: Fraction | None) -> tuple[int, int] | None:
    return None if number is None else (number.numerator, number.denominator)


def _plain(text: str) -> tuple[int, int] | None:
    """The usual spelling of a number, "12" or "12.50", read quickly; ``None`` for any other."""
    before, dot, after = text.partition(".")
    if len(text) > 18 or not text.isascii() or not before.isdigit():
        return None
    if not dot:
        return (int(before), 1)
    if not after.isdigit():
        return None
    top, bottom = int(before + after), 10 ** len(after)
    common = gcd(top, bottom)
    return (top // common, bottom // common)


Rounder = Callable[[int, int], "int | Undefined"]
"""Marks as a whole number of the rubric's smallest step, from numerator and denominator."""
Row = Mapping[str, Any]
Column = Callable[[Sequence[Row]], tuple[list["int | Undefined"], list[int] | None]]
"""Marks (and bonus marks) of one item for many units at once, in the order of the rows."""


class Formula(Strict):
    """``compute`` is what the formula says, for an item whose printed maximum is ``base``; ``column`` is the same for
    a whole cluster at once, in whole steps. Where speed matters a formula brings a ``column`` of its own; both always
    agree (tested).
    """

    def keys(self) -> tuple[str, ...]:
        """Names of the figures read."""
        raise NotImplementedError

    def compute(self, figures: Figures, base: Fraction, peers: Sequence[Figures] = ()) -> Result:
        raise NotImplementedError

    @property
    def compares_units(self) -> bool:
        """Whether the marks of one unit depend on the figures of the others."""
        return False

    def column(self, base: Fraction, whole: Rounder) -> Column:
        """``compute`` row by row."""

        def run(rows: Sequence[Row]) -> tuple[list[int | Undefined], list[int] | None]:
            found: list[int | Undefined] = []
            for row in rows:
                result = self.compute(Figures(row), base)
                if isinstance(result, Points):
                    found.append(whole(result.points.numerator, result.points.denominator))
                else:
                    found.append(result)
            return found, None

        return run
