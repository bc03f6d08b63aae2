"""An installation reads the law with its agency's own rules, and does not start with rules that are none."""

from datetime import date

import pytest

from rulebook.judge import Decision
from rulebook.overlays import load_book_for
from tests.nominations.conftest import clear_records
from thidua.law.checks import agency_overlay
from thidua.law.queries import the_book
from thidua.nominations import facts
from thidua.shared import clock

DECEMBER = date(2025, 12, 1)


def outcome(person) -> str:
    found = facts.judge_nominees("advanced_worker", 2025, DECEMBER, DECEMBER, people=[person.pk])
    return Decision(int(found["person"].decisions[0])).name


def test_a_dossier_is_judged_by_the_agencys_own_rules_too(province, settings):
    person = province.ha_long.people[0]
    person.recruited_on = date(2025, 5, 1)
    person.save(update_fields=["recruited_on"])
    clear_records(province.ha_long, [person], clock.at_hour(DECEMBER))
    assert outcome(person) == "MAY_BE_PROPOSED"
    settings.AGENCY_OVERLAY = "planning_ministry"  # nine months of service instead of six
    assert outcome(person) == "MAY_NOT"
    assert the_book().data_version == load_book_for("planning_ministry").data_version


def test_the_reading_room_shows_the_agencys_conditions_with_their_own_article(client, settings, db):
    settings.AGENCY_OVERLAY = "planning_ministry"
    text = client.get("/luat/advanced_worker/?ngay=2025-12-01").content.decode()
    assert "Người mới tuyển dụng đã công tác từ đủ 09 tháng" in text
    assert "Khoản 5 Điều 5 Thông tư số 15/2023/TT-BKHĐT" in text


@pytest.mark.parametrize(
    ("overlay", "messages"),
    [
        ("", []),
        ("bac_ninh", []),
        ("ha_noi", ["AGENCY_OVERLAY='ha_noi': no overlay is called 'ha_noi'"]),
        ("/nowhere/own.yaml", ["AGENCY_OVERLAY='/nowhere/own.yaml': no overlay stands at '/nowhere/own.yaml'"]),
    ],
)
def test_the_site_does_not_start_with_an_overlay_that_cannot_be_read(settings, overlay, messages):
    settings.AGENCY_OVERLAY = overlay
    assert [message.msg for message in agency_overlay()] == messages
