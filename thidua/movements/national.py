"""Nationwide movements as the rulebook has them: at the top of the tree, answered by what units launch (requirement M2).

What no source says (number of the decision, exact day) stays empty.
"""

from dataclasses import dataclass
from datetime import date

from rulebook.rules import Rule, load_rules


@dataclass(frozen=True)
class NationalMovement:
    """One phase of a nationwide movement. ``basis`` is the paper it rests on, as cited."""

    code: str
    title: str
    text: str
    starts_on: date
    ends_on: date | None
    basis: str
    basis_status: str
    note: str

    @property
    def key(self) -> str:
        """Tells one phase from another: code and first year."""
        return f"{self.code}.{self.starts_on.year}"

    @property
    def status_code(self) -> str:
        """How far it was read, as the state the components draw."""
        return f"status_{self.basis_status}"

    def runs_in(self, year: int) -> bool:
        return self.starts_on.year <= year and (self.ends_on is None or self.ends_on.year >= year)


def _of(rule: Rule) -> NationalMovement:
    return NationalMovement(
        rule.code,
        rule.title_vi,
        rule.text_vi,
        rule.valid_from,
        rule.valid_to,
        rule.cite.label_vi,
        rule.status.value,
        rule.note_vi,
    )


def national_movements() -> list[NationalMovement]:
    """All phases the rulebook knows, the latest first."""
    found = [_of(rule) for rule in load_rules() if rule.area == "movements" and rule.code.startswith("movement_")]
    return sorted(found, key=lambda each: (each.starts_on, each.title), reverse=True)


def movement_named(key: str) -> NationalMovement | None:
    """The phase of this key, or None."""
    return next((each for each in national_movements() if each.key == key), None)
