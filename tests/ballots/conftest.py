"""A council of three voters and two trustees of the small province."""

from dataclasses import dataclass

import pytest

from thidua.accounts.models import User
from thidua.ballots import actions
from thidua.ballots.models import Ballot

ITEMS = [
    {
        "key": "l1",
        "label": "Nguyễn Thị An — Chiến sĩ thi đua cấp tỉnh",
        "award_code": "ministry_province_emulation_fighter",
    },
    {"key": "l2", "label": "Phường Hạ Long — Cờ thi đua của tỉnh", "award_code": "ministry_province_emulation_flag"},
]
FIRST, SECOND = "hoa phượng đỏ ven sông", "mười hai bến nước xanh"


@dataclass
class Box:
    ballot: Ballot
    voters: list[User]
    trustees: list[User]
    secretary: User
    at: object

    @property
    def phrases(self) -> dict[int, str]:
        return {self.trustees[0].pk: FIRST, self.trustees[1].pk: SECOND}

    def open(self):
        actions.open_ballot(ballot=self.ballot, pass_phrases=self.phrases, by=self.secretary, at=self.at)

    def cast(self, voter, l1="yes", l2="yes"):
        return actions.cast_ballot(ballot=self.ballot, choices={"l1": l1, "l2": l2}, by=voter, at=self.at)

    def count(self):
        return actions.count_ballot(ballot=self.ballot, pass_phrases=self.phrases, by=self.secretary, at=self.at)


@pytest.fixture
def box(province) -> Box:
    voters = [province.ha_long.head, province.cam_pha.head, province.van_don.head]
    trustees = [province.root.head, province.root.clerk]
    secretary = province.root.council_secretary
    ballot = actions.prepare_ballot(
        title="Hội đồng họp tháng 7",
        unit=province.root.unit,
        items=ITEMS,
        voters=voters,
        trustees=trustees,
        total_members=4,
        by=secretary,
        at=province.at,
    )
    return Box(ballot, voters, trustees, secretary, province.at)


@pytest.fixture
def open_box(box) -> Box:
    box.open()
    return box


@pytest.fixture
def prepared(province):
    from tests.ballots.encrypted import make

    return make(province)


@pytest.fixture
def sealed(prepared):
    """Open: the key is made, the cards are printed."""
    prepared.open()
    return prepared
