"""The devices of an encrypted ballot, played in Python: the same protocol, handed in through the same acts as the screens.

A real member's device is a browser (static/js/ballot). Nothing here is known to the acts.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from secretballot import codes, papers, trustees
from thidua.accounts.models import User
from thidua.ballots import actions, actions_keys, queries
from thidua.ballots.models import Ballot


@dataclass
class Kit:
    """What lies on paper in the room: one voting card for each voter, one code for each trustee {account: code}."""

    cards: list[str] = field(default_factory=list)
    keepers: dict[int, str] = field(default_factory=dict)


def make_key(ballot: Ballot, kit: Kit, at: datetime) -> None:
    """All trustees sit down together and run the three rounds."""
    people = [row.user for row in ballot.trustees.select_related("user").order_by("pk")]
    circle = queries.circle_of(ballot)
    kit.keepers = {user.pk: codes.new_code(codes.KEEPER_GROUPS) for user in people}
    devices = [(user, trustees.Keeper(kit.keepers[user.pk], circle, n)) for n, user in enumerate(people, start=1)]
    for user, device in devices:
        actions_keys.enrol_trustee(ballot=ballot, enrolment=device.enrol(), by=user, at=at)
    enrolments = queries.published(ballot, "enrolment")
    for user, device in devices:
        actions_keys.deal_shares(ballot=ballot, dealing=device.deal(enrolments), by=user, at=at)
    dealings = queries.dealings_of(ballot)
    for user, device in devices:
        actions_keys.accept_shares(ballot=ballot, acceptance=device.accept(enrolments, dealings), by=user, at=at)


def print_cards(ballot: Ballot, kit: Kit, *, by: User, at: datetime) -> None:
    """The secretary's device makes one card for each voter."""
    kit.cards = [codes.new_code(codes.CARD_GROUPS) for _ in range(ballot.voters.count())]
    keys = [codes.credential_of(card, ballot.public_id).public for card in kit.cards]
    actions_keys.register_cards(ballot=ballot, credentials=keys, by=by, at=at)


def get_ready(ballot: Ballot, *, by: User, at: datetime) -> Kit:
    """Key and cards, so that the box can open."""
    kit = Kit()
    make_key(ballot, kit, at)
    print_cards(ballot, kit, by=by, at=at)
    return kit


def draw(kit: Kit, dice: Random) -> str:
    """A card out of the hat."""
    return kit.cards.pop(dice.randrange(len(kit.cards)))


def sealed(ballot: Ballot, choices: Mapping[str, str], card: str) -> bytes:
    """The paper as a member's device seals it, from the frozen text alone."""
    ballot.refresh_from_db(fields=["manifest"])
    frozen = json.loads(ballot.manifest)
    keys: Sequence[str] = [item["key"] for item in frozen["items"]]
    credential = codes.credential_of(card, frozen["id"])
    return papers.seal_paper(
        queries.fingerprint(ballot), bytes.fromhex(frozen["public_key"]), keys, choices, credential
    )


def vote(ballot: Ballot, choices: Mapping[str, str], card: str, *, by: User, at: datetime) -> str:
    """Seal and send; returns the receipt."""
    return actions.cast_ballot(ballot=ballot, paper=sealed(ballot, choices, card), by=by, at=at)


def open_result(ballot: Ballot, kit: Kit, at: datetime, among: Sequence[int] | None = None) -> None:
    """As many trustees as are needed (or those at the places ``among``) give their part in opening a closed ballot."""
    people = [row.user for row in ballot.trustees.select_related("user").order_by("pk")]
    circle, dealings = queries.circle_of(ballot), queries.dealings_of(ballot)
    for place in among or range(1, ballot.trustees_needed + 1):
        user = people[place - 1]
        device = trustees.Keeper(kit.keepers[user.pk], circle, place)
        factors = device.open_sums(queries.sums_of(ballot), dealings, queries.fingerprint(ballot))
        actions_keys.give_factors(ballot=ballot, factors=factors, by=user, at=at)
