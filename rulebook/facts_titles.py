"""Columns that are kept as planes and read as arrays: titles of many years, and judgements.

A register may hold hundreds of them. What conditions ask stands ready, in an eighth of the room; an array is made when
somebody reads it.
"""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from .facts_base import Checked
from .planes import Levels


def kept_as_planes(checked: Checked) -> tuple[Levels, ...]:
    """A three-valued column of years, n × window, year by year."""
    columns = enumerate(zip(checked.lows, checked.highs, strict=True))
    return tuple(Levels.three_valued(checked.codes[:, number], bounds) for number, bounds in columns)


class Titles(Mapping[str, np.ndarray]):
    """Award code → n × window codes -1/0/1."""

    def __init__(self, kept: Mapping[str, Sequence[Levels]], absent: np.ndarray, n: int) -> None:
        """``kept``: award code → whether it was held, year by year; ``absent``: window codes, what an award without a
        column means.
        """
        self._kept, self._absent, self._n = kept, absent, n
        self._made: dict[str, np.ndarray] = {}

    def held(self, code: str, column: int) -> Levels:
        """Whether the award was received in the year of ``column``."""
        found = self._kept.get(code)
        return Levels.constant(int(self._absent[column]), self._n) if found is None else found[column]

    def __getitem__(self, code: str) -> np.ndarray:
        found = self._made.get(code)
        if found is None:
            years = self._kept[code]
            found = np.empty((self._n, len(years)), np.int8, order="F")
            for column, held in enumerate(years):
                found[:, column] = held.codes
            found.flags.writeable = False
            self._made[code] = found
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._kept)

    def __len__(self) -> int:
        return len(self._kept)

    def decided(self, column: int, held: Mapping[str, Levels]) -> "Titles":
        """The same with the awards of ``held`` decided for one column."""
        kept = dict(self._kept)
        for code, levels in held.items():
            years = list(kept.get(code) or (self.held(code, each) for each in range(len(self._absent))))
            years[column] = levels
            kept[code] = years
        return Titles(kept, self._absent, self._n)

    def cut(self, columns: slice) -> "Titles":
        """Only these columns of years."""
        kept = {code: years[columns] for code, years in self._kept.items()}
        return Titles(kept, self._absent[columns], self._n)

    def take(self, rows: np.ndarray) -> dict[str, np.ndarray]:
        """The codes of the numbered rows."""
        return {code: np.stack([levels.at(rows) for levels in years], axis=1) for code, years in self._kept.items()}


class Answers(Mapping[str, np.ndarray]):
    """Judgements, key → n codes -1/0/1."""

    def __init__(self, kept: Mapping[str, Levels]) -> None:
        self.kept = kept

    def __getitem__(self, key: str) -> np.ndarray:
        return self.kept[key].codes

    def __iter__(self) -> Iterator[str]:
        return iter(self.kept)

    def __len__(self) -> int:
        return len(self.kept)

    def take(self, rows: np.ndarray) -> dict[str, np.ndarray]:
        """The codes of the numbered rows."""
        return {key: levels.at(rows) for key, levels in self.kept.items()}
