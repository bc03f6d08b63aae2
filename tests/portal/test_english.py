"""Structure and contacts in English."""

from datetime import date

from django.urls import reverse

from thidua.portal.views_english import KINDS
from thidua.units.models import Unit


def test_the_units_of_today_stand_under_their_english_kind(client, province):
    root = province.root.unit
    Unit.objects.create(
        code="99902", name="Xã cũ đã nhập", kind=Unit.Kind.COMMUNE, valid_from=date(2010, 1, 1), valid_to=date(2020, 1, 1),
        agency_name="UBND", symbol="UBND", head_title="Chủ tịch", place="QN", parent=root,
    )  # fmt: skip
    answer = client.get(reverse("portal:english"))
    groups = dict(answer.context["groups"])
    told = {label: sorted(unit.name for unit in units) for label, units in groups.items()}
    there = [province.root, province.ha_long, province.cam_pha, province.van_don]
    for office in there:
        assert office.unit.name in told[KINDS[Unit.Kind(office.unit.kind)]]
    text = answer.content.decode()
    assert ("Xã cũ đã nhập" in text, '<div lang="en">' in text, reverse("portal:message") in text) == (
        False,
        True,
        True,
    )


def test_every_public_page_leads_to_it(client, province):
    assert f'href="{reverse("portal:english")}"' in client.get(reverse("portal:front")).content.decode()


def test_every_kind_has_an_english_name_or_is_no_part_of_the_structure():
    assert set(Unit.Kind) - set(KINDS) == {Unit.Kind.SECTION, Unit.Kind.TOWNSHIP, Unit.Kind.DISTRICT}
