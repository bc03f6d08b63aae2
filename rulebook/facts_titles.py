"""Titles of many years, some of them decided later: read as arrays, kept as what was decided."""

from collections.abc import Iterator, Mapping

import numpy as np

from .planes import Levels


class Titles(Mapping[str, np.ndarray]):
    """Award code → n × window codes -1/0/1. A year decided afterwards is written into an array only when it is read."""

    def __init__(
        self,
        given: Mapping[str, np.ndarray],
        absent: np.ndarray,
        n: int,
        later: Mapping[str, Mapping[int, Levels]] | None = None,
    ) -> None:
        """``absent``: window codes, what an award without a column means; ``later``: award → column → held."""
        self.given, self._absent, self._n = given, absent, n
        self._later = later or {}
        self._made: dict[str, np.ndarray] = {}

    def __getitem__(self, code: str) -> np.ndarray:
        later = self._later.get(code)
        if not later:
            return self.given[code]
        found = self._made.get(code)
        if found is None:
            found = np.empty((self._n, len(self._absent)), np.int8, order="F")
            found[:] = self.given.get(code, self._absent)
            for column, held in later.items():
                found[:, column] = held.codes
            found.flags.writeable = False
            self._made[code] = found
        return found

    def __iter__(self) -> Iterator[str]:
        yield from self.given
        yield from (code for code in self._later if code not in self.given)

    def __len__(self) -> int:
        return len(self.given.keys() | self._later.keys())

    def decided(self, column: int, held: Mapping[str, Levels]) -> "Titles":
        """The same with the awards of ``held`` decided for one column."""
        later = dict(self._later)
        for code, levels in held.items():
            later[code] = {**later.get(code, {}), column: levels}
        return Titles(self.given, self._absent, self._n, later)

    def cut(self, columns: slice) -> "Titles":
        """Only these columns of years, without copying."""
        later = {
            code: {
                column - columns.start: held for column, held in each.items() if columns.start <= column < columns.stop
            }
            for code, each in self._later.items()
        }
        given = {code: codes[:, columns] for code, codes in self.given.items()}
        return Titles(given, self._absent[columns], self._n, later)
