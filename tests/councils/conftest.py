"""A ward council of five with appraised dossiers: Lao động tiên tiến by agreement, Chiến sĩ thi đua cơ sở by ballot."""

from dataclasses import dataclass, field
from datetime import date, datetime

import pytest

from tests.nominations.conftest import Ward, ward  # noqa: F401 — the fixture
from thidua.accounts.models import User
from thidua.ballots import actions as ballots
from thidua.ballots.models import Ballot
from thidua.ballots.queries import closed_to
from thidua.councils import actions, actions_council, actions_prepare
from thidua.councils.agenda import entitled_by_item
from thidua.councils.models import Council, CouncilMember, CouncilSession
from thidua.nominations import actions as nominations
from thidua.nominations.models import Nomination
from thidua.records import actions as records
from thidua.records.models import Initiative
from thidua.shared import clock
from thidua.units import actions as units

APPRAISED = clock.at_hour(date(2025, 12, 5))
PREPARED = clock.at_hour(date(2025, 12, 8))
MEETING = clock.at_hour(date(2025, 12, 10), 8)
CLOSED = clock.at_hour(date(2025, 12, 10), 11)
PHRASES = ("hoa ban nở trắng sườn đồi", "sóng vỗ mạn thuyền nghe êm")


@dataclass
class Chamber:
    """``users``: chair, secretary and three members; the first plain member is also the nominee An."""

    ward: Ward
    council: Council
    users: list[User]
    advanced: Nomination
    fighters: Nomination
    phrases: dict[int, str] = field(default_factory=dict)

    @property
    def chair(self) -> User:
        return self.users[0]

    @property
    def secretary(self) -> User:
        return self.users[1]

    def member_ids(self, count: int = 5) -> list[int]:
        return list(CouncilMember.objects.filter(council=self.council).order_by("pk").values_list("pk", flat=True))[
            :count
        ]

    def prepared(self, *dossiers: Nomination, ballot_mode: str = "room") -> CouncilSession:
        """With the box in one room, unless a test is about the other way."""
        return actions_prepare.prepare_session(
            council=self.council,
            year=2025,
            held_on=MEETING.date(),
            place="Phòng họp số 1",
            nominations=dossiers or (self.fighters, self.advanced),
            ballot_mode=ballot_mode,
            by=self.secretary,
            at=PREPARED,
        )

    def opened(self, *dossiers: Nomination, present: int = 5) -> CouncilSession:
        session = self.prepared(*dossiers)
        actions.open_session(
            session=session,
            present=self.member_ids(present),
            pass_phrases=self.phrases,
            by=self.secretary,
            at=MEETING,
        )
        return session

    def agree(self, session: CouncilSession, yes: int, no: int = 0, *, at: datetime = MEETING) -> None:
        """A show of hands on every item settled so: ``yes`` of all who are present, ``no`` against; where somebody stands
        aside there is a yes less."""
        entitled = entitled_by_item(session)
        for count in set(entitled.values()):
            items = session.agenda.filter(pk__in=[pk for pk, may in entitled.items() if may == count])
            over = yes + no - count
            actions.record_agreement(session=session, items=items, yes=yes - over, no=no, by=self.secretary, at=at)

    def vote(self, session: CouncilSession, *papers: str) -> None:
        """One word per member: "yes", "no" or "blank" on every item that is not closed to the member, "-" does not vote."""
        for user, choice in zip(self.users, papers, strict=True):
            if choice != "-":
                closed = closed_to(session.ballot, user)
                choices = {item["key"]: "blank" if item["key"] in closed else choice for item in session.ballot.items}
                ballots.cast_ballot(ballot=session.ballot, choices=choices, by=user, at=MEETING)

    def paper_is_open_to_all(self, session: CouncilSession) -> None:
        """As a paper that was filled in before somebody stood aside, or on a device that heeds nothing."""
        items = [{name: item[name] for name in item if name != "aside"} for item in session.ballot.items]
        Ballot.objects.filter(pk=session.ballot.pk).update(items=items)
        session.ballot.items = items


def appraised(ward: Ward, nomination: Nomination) -> Nomination:  # noqa: F811
    at = APPRAISED
    nominations.send_nomination(nomination=nomination, by=ward.office.officer, at=at)
    nominations.receive_nomination(nomination=nomination, by=ward.office.appraiser, at=at)
    nominations.appraise_lines(nomination=nomination, by=ward.office.appraiser, at=at)
    nominations.finish_appraisal(nomination=nomination, by=ward.office.appraiser, at=at)
    return nomination


@pytest.fixture
def chamber(ward) -> Chamber:  # noqa: F811
    return convene(ward)


def convene(ward: Ward) -> Chamber:  # noqa: F811
    """The council established, both dossiers appraised."""
    office, at = ward.office, ward.province.at
    records.enter_initiatives(
        rows=[
            Initiative(
                person=person,
                year=2025,
                title=f"Sáng kiến {n}",
                scope="unit",
                recognised_on=date(2025, 11, 1),
                decision_no=f"{n}/QĐ-UBND",
            )
            for n, person in enumerate(ward.good[:2], start=1)
        ],
        under=office.unit,
        by=office.officer,
        at=at,
    )
    others = [
        units.open_account(
            username=f"uyvien{n}",
            display_name=f"Ủy viên {n}",
            password=None,
            under=office.unit,
            by=office.officer,
            at=at,
        )
        for n in (1, 2, 3)
    ]
    others[0].person = ward.good[0]
    others[0].save()
    users = [office.head, office.council_secretary, *others]
    roles = ["chair", "secretary", "member", "member", "vice_chair"]
    council = actions_council.establish_council(
        unit=office.unit,
        name="Hội đồng Thi đua - Khen thưởng phường Hạ Long",
        legal_basis="Quyết định số 15/QĐ-UBND ngày 10/7/2025",
        members=[(user, role, "Công chức phường") for user, role in zip(users, roles, strict=True)],
        by=office.officer,
        at=at,
    )
    advanced = appraised(ward, ward.draft(ward.good))
    fighters = appraised(ward, ward.draft(ward.good[:2], award="grassroots_emulation_fighter"))
    phrases = dict(zip([users[0].pk, users[1].pk], PHRASES, strict=True))
    return Chamber(ward, council, users, advanced, fighters, phrases)
