"""A ward with people of every kind for Lao động tiên tiến 2025: five who may, two to look at, one who may not."""

from dataclasses import dataclass
from datetime import date

import pytest

from rulebook.book import load_book
from tests.conftest import Office, Province
from thidua.nominations import actions
from thidua.nominations.models import Nomination
from thidua.records import actions as records
from thidua.records.models import Attestation, TaskRating
from thidua.shared import clock

SENT = clock.at_hour(date(2025, 12, 1))
RECEIVED = clock.at_hour(date(2025, 12, 3))


@dataclass
class Ward:
    """Hạ Long: An, Bình, Chi, Dung, Đào may be proposed; Giang lacks one word, Hòa everything; Hà has an open case."""

    office: Office
    province: Province

    @property
    def good(self):
        return self.office.people[:5]

    giang = property(lambda self: self.office.people[5])
    ha = property(lambda self: self.office.people[6])
    hoa = property(lambda self: self.office.people[7])

    def draft(self, people=None, award="advanced_worker") -> Nomination:
        nomination = actions.draft_nomination(
            unit=self.office.unit, award_code=award, year=2025, by=self.office.officer, at=SENT
        )
        if people:
            actions.add_nominees(nomination=nomination, people=people, by=self.office.officer, at=SENT)
        return nomination

    def sent(self, people) -> Nomination:
        nomination = self.draft(people)
        actions.send_nomination(nomination=nomination, by=self.office.officer, at=SENT)
        return nomination

    def received(self, people) -> Nomination:
        nomination = self.sent(people)
        actions.receive_nomination(nomination=nomination, by=self.office.appraiser, at=RECEIVED)
        return nomination


def words_of(code: str, day: date, award: str = "advanced_worker") -> str:
    """How the data words the condition ``code`` on the day."""
    book = load_book()
    return next(node.text_vi for node in book.nodes(book.award(award, day), day, "person") if node.code == code)


def clear_records(office: Office, people, at, year=2025, rating="good") -> None:
    """Everything the law asks of Lao động tiên tiến is on record for these people."""
    common = {"under": office.unit, "by": office.officer, "at": at}
    records.enter_ratings(rows=[TaskRating(person=p, year=year, rating=rating) for p in people], **common)
    keys = ("no_pending_case", "self_reliance_solidarity")
    rows = [Attestation(person=p, year=year, key=key, holds=True) for p in people for key in keys]
    records.enter_attestations(rows=rows, **common)


@pytest.fixture
def ward(province) -> Ward:
    return ward_of(province)


def ward_of(province: Province) -> Ward:
    office, at = province.ha_long, province.at
    ward = Ward(office, province)
    clear_records(office, ward.good, at)
    common = {"under": office.unit, "by": office.officer, "at": at}
    both = (ward.giang, ward.ha)
    records.enter_ratings(rows=[TaskRating(person=p, year=2025, rating="good") for p in both], **common)
    rows = [Attestation(person=p, year=2025, key="self_reliance_solidarity", holds=True) for p in both]
    rows.append(Attestation(person=ward.ha, year=2025, key="no_pending_case", holds=False))
    records.enter_attestations(rows=rows, **common)
    return ward
