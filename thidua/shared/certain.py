"""Values that may be empty in the table but not in the state a thing is in."""

from typing import TypeVar

T = TypeVar("T")


def certain(value: T | None) -> T:
    """``value``, which a constraint of the database or the state of the thing guarantees: the number of an issued
    paper, the unit of a line without a person. ``AssertionError`` where the guarantee is broken."""
    if value is None:
        raise AssertionError("a value that the data guarantee is missing")
    return value
