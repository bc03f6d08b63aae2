"""What belongs to a unit and is kept by packages further down: they say here how it goes along when the unit changes."""

from typing import Protocol

from django.db.models import Q

from thidua.units.models import Reorganisation, Unit


class Carrier(Protocol):
    """One kind of row that hangs on units, such as the posts of people; registered in :data:`CARRIERS` at the start."""

    key: str
    """Under which ``Reorganisation.moved`` keeps what went along."""

    def carry(self, old: Unit, new: Unit, act: Reorganisation) -> dict[str, list]:
        """``old`` is called ``new`` from ``act.on``: move the rows; what went along, for ``Reorganisation.moved``."""

    def give_back(self, act: Reorganisation) -> None:
        """The act is undone: everything as it was."""

    def refusal(self, act: Reorganisation) -> str:
        """Why the rows cannot go back, "" when they can."""

    def own(self, act: Reorganisation) -> dict[str, Q]:
        """{model name: rows that hang on the new unit because of this act}."""


CARRIERS: list[Carrier] = []
