"""What conditions ask of facts: columns that keep their answers packed (see ``planes.py``)."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

import numpy as np

from .facts_base import UNKNOWN, Checked
from .planes import Levels


class AskedColumns:
    """The questions. Years outside the window are unknown. What was packed is shared by all views of the same columns."""

    keys: tuple[str, ...]
    award_year: int
    ratings: np.ndarray
    titles: Any  # ``Titles`` once checked
    absent_titles: Any

    @property
    def n(self) -> int:
        return len(self.keys)

    @property
    def window(self) -> int:
        """How many years the columns reach back, the award year included."""
        return self.ratings.shape[1]

    def years(self) -> range:
        return range(self.award_year - self.window + 1, self.award_year + 1)

    def held(self, code: str, year: int) -> Levels:
        """Whether the award ``code`` was received in ``year``."""
        column = year - self._first_year
        if not 0 <= column < self.window:
            return Levels.constant(UNKNOWN, self.n)
        return self.titles.held(code, column)

    def rated(self, year: int) -> Levels:
        """The rating of ``year``, codes of RATINGS."""
        found = self._rated.get(year)
        if found is None:
            found = self._rated[year] = self._in_year("ratings", year, self._counted)
        return found

    def now(self, name: str) -> Levels:
        """A column of the award year by its name, such as ``pending_case``."""
        found = self._by_name.get(name)
        if found is None:
            raise AttributeError(f"{type(self).__name__} has no column {name} of the award year")
        return found

    def said(self, key: str) -> Levels:
        """Recorded judgement for ``key``."""
        return self._of_award_year(f"attestations.{key}")

    def figure(self, key: str) -> Levels:
        """A figure of MEASURES."""
        return self._of_award_year(f"measures.{key}")

    @property
    def group(self) -> Levels:
        """Who the row is about, codes of SUBJECTS or FORMS."""
        raise NotImplementedError

    def _counted(self, name: str, year: int) -> Levels:
        return self._levels(name, year, getattr(self, name)[:, year - self._first_year])

    @cached_property
    def _by_year(self) -> dict[tuple[str, int], Any]:
        """Shared by all views of the same columns."""
        return {}

    @cached_property
    def _rated(self) -> dict[int, Levels]:
        """Ratings asked for."""
        return {}

    @cached_property
    def _bounds(self) -> dict[str, tuple[int, Checked]]:
        """The first year and the bounds of every column of years; shared like ``_by_year``."""
        return {}

    @cached_property
    def _by_name(self) -> dict[str, Levels]:
        """Columns of the award year."""
        return {}

    @cached_property
    def _first_year(self) -> int:
        return self.award_year - self.window + 1

    def _levels(self, name: str, year: int, codes: np.ndarray) -> Levels:
        first, checked = self._bounds[name]
        return Levels(codes, (checked.lows[year - first], checked.highs[year - first]))

    def _in_year(self, name: str, year: int, made: Callable[[str, int], Any]) -> Any:
        """``made`` of the name and the year, kept."""
        if not self._first_year <= year <= self.award_year:
            return Levels.constant(UNKNOWN, self.n)
        found = self._by_year.get((name, year))
        if found is None:
            found = self._by_year[name, year] = made(name, year)
        return found

    def _of_award_year(self, name: str) -> Levels:
        found = self._by_name.get(name)
        if found is None:
            found = self._by_name[name] = Levels.constant(UNKNOWN, self.n)
        return found
