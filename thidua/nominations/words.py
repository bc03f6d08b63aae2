"""Small pieces of Vietnamese that dossiers share."""

import re
from collections.abc import Sequence

_HOUSEHOLD = re.compile(r"^(hộ gia đình|gia đình|hộ)\s+", re.IGNORECASE)


def some(names: Sequence[str], noun: str = "trường hợp", most: int = 3) -> str:
    """The first few by name, the rest by number: "An, Bình, Chi và 4 trường hợp khác"."""
    rest = len(names) - most
    return ", ".join(names[:most]) + (f" và {rest} {noun} khác" if rest > 0 else "")


def head_of_household(name: str) -> str:
    """The head alone, however the household was written: "Hộ ông Phạm Văn Đông" is "ông Phạm Văn Đông"; the word for the
    household is put before it where it is shown."""
    return _HOUSEHOLD.sub("", name.strip())
