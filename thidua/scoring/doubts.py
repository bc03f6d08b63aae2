"""What looks like a slip of the pen only when a whole card is read: a percentage against the two figures it is made of.

Said beside the line, never a refusal and never another score; what one line alone tells is in :mod:`thidua.scoring.cells`.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict

from rulebook.ladders import LadderPercent
from rulebook.rubrics import Rubric
from rulebook.typed import percent_meant
from thidua.scoring.marking import Heading, Item
from thidua.shared.forms import NumberField
from thidua.shared.wording import vi_number


def rates_doubted(
    rubric: Rubric, lines: Iterable[Item | Heading], inputs: Mapping[str, Mapping[str, Any] | None]
) -> dict[str, str]:
    """{criterion: the question} where a typed percentage is not what its numerator and denominator give, which other
    criteria of the card state. ``inputs``: {criterion: stored input}. As many places as were typed have to agree, cut
    off or rounded."""
    items = [line for line in lines if isinstance(line, Item)]
    stated = _stated(items, inputs)
    found = {}
    formulas = [each.scoring for each in rubric.items()]
    formulas += [each.scoring for each in (*rubric.bonuses, *rubric.deductions)]
    for formula in formulas:
        if not isinstance(formula, LadderPercent) or not formula.numerator or not formula.denominator:
            continue
        if not {formula.value, formula.numerator, formula.denominator} <= set(stated):
            continue
        (item, label, typed), over, under = (
            stated[key] for key in (formula.value, formula.numerator, formula.denominator)
        )
        if under[2] == 0:
            continue
        rate = 100 * Fraction(over[2]) / Fraction(under[2])
        if abs(rate - Fraction(typed)) < Fraction(1, 10 ** _places(typed)):
            continue
        where = _where(items, inputs, formula.numerator, formula.denominator, over[0], under[0])
        found[item.code] = (
            f"{label} đang ghi {vi_number(typed)}, nhưng theo số liệu ở {where} là "
            f"{vi_number(over[2])}/{vi_number(under[2])} = {vi_number(_shown(rate))} %. Hãy xem số nào đúng."
        )
    return found


def _stated(
    items: Iterable[Item], inputs: Mapping[str, Mapping[str, Any] | None]
) -> dict[str, tuple[Item, str, Decimal]]:
    """{figure: (the first criterion that states it, what it calls it, the number)}."""
    found: dict[str, tuple[Item, str, Decimal]] = {}
    for item in items:
        given = inputs.get(item.code) or {}
        for field in item.fields:
            if field.kind in ("number", "whole") and given.get(field.key) is not None and item.part != "tie":
                found.setdefault(field.figure, (item, field.label, Decimal(str(given[field.key]))))
    return found


def _where(
    items: Iterable[Item],
    inputs: Mapping[str, Mapping[str, Any] | None],
    over: str,
    under: str,
    first: Item,
    second: Item,
) -> str:
    """The criterion that states both figures, else the two that state one each."""
    for item in items:
        if inputs.get(item.code) and {over, under} <= {field.figure for field in item.fields}:
            return f"mục {item.mention}"
    return f"mục {first.mention} và mục {second.mention}"


def _places(number: Decimal) -> int:
    return max(0, -int(number.normalize().as_tuple().exponent))


def _shown(rate: Fraction) -> Decimal:
    return (Decimal(rate.numerator) / Decimal(rate.denominator)).quantize(Decimal("0.01"))


def meant_of(item: Item | Heading, given: Mapping[str, Any] | None) -> tuple[str, Decimal] | None:
    """(name of the form field, the percentage probably meant) where a fraction was typed, 0,85 for 85: what one button
    writes. None where there is nothing to ask."""
    for field in item.fields if given and isinstance(item, Item) else ():
        if field.is_percent and (meant := percent_meant((given or {}).get(field.key))) is not None:
            return f"{item.code}:{field.key}", meant
    return None


def with_meant(posted: QueryDict, lines: Iterable[Item | Heading]) -> QueryDict:
    """What was posted, with the fraction in the field named by the button ``percent`` written as a percentage. A field that
    holds something else by now stays as it was typed."""
    name = posted.get("percent", "")
    percents = {
        f"{line.code}:{field.key}"
        for line in lines
        if isinstance(line, Item)
        for field in line.fields
        if field.is_percent
    }
    if name not in percents:
        return posted
    try:
        meant = percent_meant(NumberField(places=6).clean(posted.get(name, "")))
    except ValidationError:
        return posted
    if meant is None:
        return posted
    fresh = posted.copy()
    fresh[name] = vi_number(meant)
    return fresh
