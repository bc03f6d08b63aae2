"""Pledges of the small province, by real acts."""

from datetime import date

from tests.movements.samples import launched
from thidua.pledges import actions
from thidua.pledges.models import Pledge

DUE = date(2025, 12, 31)
TARGETS = [
    {
        "name": "Hồ sơ giải quyết trước hạn",
        "unit_of_measure": "%",
        "baseline": 90,
        "goal": 95,
        "weight": 60,
        "due_on": DUE,
    },
    {
        "name": "Vụ cháy trên địa bàn",
        "unit_of_measure": "vụ",
        "baseline": 8,
        "goal": 5,
        "direction": "less",
        "weight": 40,
        "due_on": DUE,
    },
]


def drafted(province, office=None, movement=None, **changes) -> Pledge:
    office = office or province.ha_long
    arguments = {"targets": TARGETS, "commitments": "Báo cáo đúng hạn."} | changes
    return actions.draft_pledge(
        movement=movement or launched(province), unit=office.unit, by=office.officer, at=province.at, **arguments
    )


def proposed(province, office=None, movement=None) -> Pledge:
    office = office or province.ha_long
    pledge = drafted(province, office, movement)
    return actions.propose_pledge(pledge=pledge, by=office.officer, at=province.at)


def signed(province, office=None, movement=None) -> Pledge:
    office = office or province.ha_long
    pledge = proposed(province, office, movement)
    actions.sign_pledge(pledge=pledge, by=office.head, at=province.at)
    actions.sign_pledge(pledge=pledge, by=province.root.head, at=province.at)
    return pledge
