"""Figures that criteria of one card state differently: both get no points until the unit settles which is right."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from thidua.scoring import cells, marking
from thidua.scoring.models import Season
from thidua.scoring.queries import items_of, lines_of, rubric_of

# {criterion code: stored input}, as the unit entered it.
Inputs = Mapping[str, Mapping[str, Any] | None]


@dataclass(frozen=True)
class Said:
    """One criterion's value of a figure that criteria of the card state differently; ``text`` as it is shown."""

    item: marking.Item
    label: str
    text: str


def clashes_of(season: Season, inputs: Inputs) -> list[tuple[Said, ...]]:
    """The figures to which the unit gave more than one value, each with every criterion that states it, in printed
    order."""
    lines = lines_of(season)
    found: dict[str, list[Said]] = {clash.figure: [] for clash in marking.sheet_of(lines, inputs).clashes}
    for item in items_of(season).values() if found else ():
        given = inputs.get(item.code) or {}
        for field in item.fields if item.part != "tie" else ():
            if field.figure in found and field.key in given:
                found[field.figure].append(Said(item, field.label, cells.shown(field, given[field.key])))
    return [tuple(said) for said in found.values()]


def disputed_items(season: Season, inputs: Inputs) -> set[str]:
    """Codes of the criteria that read a figure to which the unit gave more than one value."""
    sheet = marking.sheet_of(lines_of(season), inputs)
    left_out = marking.in_dispute(rubric_of(season), sheet)
    return {code for code, item in items_of(season).items() if any(field.figure in left_out for field in item.fields)}


def clash_words(said: Iterable[Said]) -> str:
    """One figure with two values as a clause: "“Số thu” ở mục I.2 là 5, ở mục I.4 là 6"."""
    said = list(said)
    values = ", ".join(f"ở mục {each.item.mention} là {each.text}" for each in said)
    return f"“{said[-1].label}” {values}"


def disputes_of(season: Season, inputs: Inputs) -> dict[str, str]:
    """{criterion code: why it has no points}, for the criteria of :func:`disputed_items`."""
    clashes = clashes_of(season, inputs)
    if not clashes:
        return {}
    words = {
        code: "; ".join(clash_words(c) for c in clashes if any(s.item.code == code for s in c))
        for code in disputed_items(season, inputs)
    }
    every = "; ".join(clash_words(said) for said in clashes)
    return {code: f"Chưa tính được: số liệu ghi khác nhau: {own or every}." for code, own in words.items()}
