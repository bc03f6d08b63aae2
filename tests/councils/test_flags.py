"""What a cluster proposes goes before the council once, whichever way it comes."""

from decimal import Decimal

import pytest

from tests.councils.conftest import MEETING, PREPARED
from thidua.councils import actions_prepare, queries
from thidua.councils.agenda import Topic
from thidua.law.queries import award_name
from thidua.nominations.models import Nomination, NominationLine
from thidua.scoring.models import Season, Standing
from thidua.shared.denied import Denied
from thidua.units.models import Cluster

FLAG = "ministry_province_emulation_flag"


@pytest.fixture
def proposed(chamber) -> Standing:
    """The cluster of the ward's own rooms proposes the ward of Cẩm Phả for the flag."""
    unit = chamber.ward.office.unit
    cluster = Cluster.objects.create(code="C9", name="Cụm 9", kind="cum", organiser=unit)
    season = Season.objects.create(
        cluster=cluster, year=2025, rubric_code="r", rubric={}, rubric_hash="0" * 64, opened_at=PREPARED,
        opened_by=chamber.secretary,
    )  # fmt: skip
    other = chamber.ward.province.cam_pha.unit
    return Standing.objects.create(season=season, unit=other, total=Decimal(90), rank=1, proposed_award=FLAG)


def prepared(chamber, standing):
    return actions_prepare.prepare_session(
        council=chamber.council, year=2025, held_on=MEETING.date(), place="Phòng họp", by=chamber.secretary, at=PREPARED,
        topics=[Topic("flag", standing=standing)],
    )  # fmt: skip


def test_a_proposed_flag_is_voted_on_in_secret_under_the_name_of_the_unit(chamber, proposed):
    assert list(queries.waiting_flags(chamber.council)) == [proposed]
    session = prepared(chamber, proposed)
    item = session.agenda.get()
    assert (item.subject, item.award_code, item.way, session.ballot.mode) == (
        str(proposed.unit), FLAG, "ballot", "encrypted",
    )  # fmt: skip
    assert list(queries.waiting_flags(chamber.council)) == []


def test_a_flag_on_another_agenda_or_asked_for_in_a_dossier_is_not_put_to_the_vote_again(chamber, proposed):
    why = f"Đề nghị {award_name(FLAG)} cho {proposed.unit.name} đã ở một phiên họp khác hoặc đã có hồ sơ gửi đến."
    office = chamber.ward.office
    dossier = Nomination.objects.create(
        unit=proposed.unit, to_unit=office.unit, award_code=FLAG, year=2025, title="Cờ", state="sent", rule_date=MEETING.date(),
        drafted_at=PREPARED, drafted_by=office.officer,
    )  # fmt: skip
    NominationLine.objects.create(nomination=dossier, unit=proposed.unit, ordinal=1)
    with pytest.raises(Denied) as denied:
        prepared(chamber, proposed)
    assert denied.value.reason == why
    Nomination.objects.filter(pk=dossier.pk).update(state="draft")
    prepared(chamber, proposed)
    with pytest.raises(Denied) as denied:
        prepared(chamber, proposed)
    assert denied.value.reason == why
