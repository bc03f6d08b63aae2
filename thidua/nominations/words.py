"""Small pieces of Vietnamese that dossiers share."""

from collections.abc import Sequence


def some(names: Sequence[str], noun: str = "trường hợp", most: int = 3) -> str:
    """The first few by name, the rest by number: "An, Bình, Chi và 4 trường hợp khác"."""
    rest = len(names) - most
    return ", ".join(names[:most]) + (f" và {rest} {noun} khác" if rest > 0 else "")
