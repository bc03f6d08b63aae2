"""An encrypted council ballot of four voters and three trustees, any two of whom open it."""

import random
from dataclasses import dataclass, field

import pytest

from tests.ballots.conftest import ITEMS
from thidua.accounts.models import User
from thidua.ballots import actions, actions_keys
from thidua.ballots.models import Ballot
from thidua.management.year import ballot_devices as devices
from thidua.shared.denied import Denied


def refused(act, **kwargs) -> str:
    with pytest.raises(Denied) as caught:
        act(**kwargs)
    return caught.value.reason


@dataclass
class Sealed:
    ballot: Ballot
    voters: list[User]
    trustees: list[User]
    secretary: User
    at: object
    kit: devices.Kit = field(default_factory=devices.Kit)
    receipts: dict[int, str] = field(default_factory=dict)
    dice: random.Random = field(default_factory=lambda: random.Random())

    @property
    def run(self) -> dict:
        return {"ballot": self.fresh(), "by": self.secretary, "at": self.at}

    def fresh(self) -> Ballot:
        return Ballot.objects.get(pk=self.ballot.pk)

    def open(self):
        self.kit = devices.get_ready(self.ballot, by=self.secretary, at=self.at)
        actions.open_ballot(**self.run)
        self.ballot.refresh_from_db()

    def sealed(self, *choices: str, card: str | None = None) -> bytes:
        wanted = dict(zip(("l1", "l2"), choices, strict=True))
        return devices.sealed(self.ballot, wanted, card or devices.draw(self.kit, self.dice))

    def cast(self, voter: User, *choices: str) -> str:
        receipt = actions.cast_ballot(ballot=self.fresh(), paper=self.sealed(*choices), by=voter, at=self.at)
        self.receipts[voter.pk] = receipt
        return receipt

    def close(self):
        actions.close_ballot(**self.run)

    def give(self, *places: int):
        devices.open_result(self.fresh(), self.kit, self.at, places or None)

    def count(self):
        return actions.count_ballot(**self.run)


def make(province) -> Sealed:
    voters = [province.ha_long.head, province.cam_pha.head, province.van_don.head, province.root.head]
    trustees = [province.root.head, province.root.clerk, province.root.decider]
    secretary = province.root.council_secretary
    ballot = actions.prepare_ballot(
        title="Hội đồng họp tháng 7",
        unit=province.root.unit,
        items=ITEMS,
        voters=voters,
        trustees=trustees[:2],
        total_members=5,
        by=secretary,
        at=province.at,
    )
    actions_keys.arrange_ballot(
        ballot=ballot, mode="encrypted", trustees=trustees, trustees_needed=2, by=secretary, at=province.at
    )
    return Sealed(ballot, voters, trustees, secretary, province.at)
