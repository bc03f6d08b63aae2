"""Public pages of units: honours over the years and through mergers; the communes as tiles with the table that says the same."""

from datetime import date
from itertools import pairwise

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests.honours.builders import import_for, past_line, revoke
from thidua.honours import actions as honours
from thidua.portal.queries_honours import Tally, shade_bounds, shade_of
from thidua.portal.views_units import chart
from thidua.units.models import Reorganisation, Unit, UnitSuccession


def _older(province, name="Phường Hồng Hà (cũ)") -> Unit:
    """A ward that was merged into Hạ Long on 2025-07-01."""
    now = province.ha_long.unit
    old = Unit.objects.create(
        code="99901", name=name, kind=Unit.Kind.WARD, valid_from=date(2010, 1, 1), valid_to=date(2025, 6, 30),
        agency_name="UBND", symbol="UBND", head_title="Chủ tịch", place="QN", parent=now.parent,
    )  # fmt: skip
    act = Reorganisation.objects.create(
        kind="merge", under=now.parent, on=date(2025, 7, 1), basis_number="1679/NQ", basis_dated=date(2025, 6, 16),
        basis_issuer="UBTVQH", done_at=province.at, done_by=province.root.officer,
    )  # fmt: skip
    UnitSuccession.objects.create(
        old=old, old_name=old.name, new=now, on=date(2025, 7, 1), reorganisation=act, is_main=True,
        legal_basis="Nghị quyết 1679/NQ-UBTVQH15",
    )  # fmt: skip
    return old


def test_a_unit_shows_its_honours_by_year_and_those_of_the_units_it_took_over(client, province):
    old = _older(province)
    import_for(province.ha_long, province.at, people=2)
    line = past_line(province.ha_long, None, ordinal=1, year=2021, of_unit=old, unit=old, recipient_name=old.name)
    honours.import_past_honours(rows=[line], under=province.ha_long.unit, by=province.ha_long.officer, at=province.at)
    import_for(province.cam_pha, province.at, people=1)
    page = client.get(reverse("portal:unit", args=[province.ha_long.unit.pk]))
    assert page.context["per_year"] == [
        (2024, Tally(2, 0)), (2023, Tally()), (2022, Tally()), (2021, Tally(0, 1))
    ]  # fmt: skip
    assert page.context["table"].count == 3
    assert [row.old_name for row, _ in page.context["forebears"]] == [old.name]
    before = client.get(reverse("portal:unit", args=[old.pk]))
    assert [kin.unit.pk for kin in before.context["heirs"]] == [province.ha_long.unit.pk]
    assert before.context["table"].count == 1


def test_a_revoked_honour_leaves_the_page_of_its_unit(client, province):
    honour, _ = import_for(province.ha_long, province.at)
    address = reverse("portal:unit", args=[province.ha_long.unit.pk])
    seen = [client.get(address).context["table"].count]
    revoke(honour, province.ha_long.decider, province.at)
    assert [*seen, client.get(address).context["table"].count] == [2, 1]


def test_a_unit_without_honours_has_a_page_and_an_unknown_one_has_none(client, province):
    page = client.get(reverse("portal:unit", args=[province.van_don.unit.pk]))
    assert (page.status_code, page.context["per_year"], page.context["chart"]) == (200, [], None)
    assert client.get(reverse("portal:unit", args=[10**9])).status_code == 404


def test_roll_and_honour_lead_to_the_unit(client, province):
    honour, _ = import_for(province.ha_long, province.at)
    address = reverse("portal:unit", args=[province.ha_long.unit.pk])
    for name, args in (("roll", []), ("honour", [honour.pk])):
        assert (name, f'href="{address}"' in client.get(reverse(f"portal:{name}", args=args)).content.decode()) == (name, True)  # fmt: skip


def test_bars_are_as_high_as_their_share_of_the_most():
    drawn = chart([(2022, Tally(5, 5)), (2023, Tally()), (2024, Tally(20, 0))])
    assert [(bar.year, bar.total, bar.height) for bar in drawn.bars] == [(2022, 10, 80), (2023, 0, 0), (2024, 20, 160)]
    assert chart([(2024, Tally(3, 0))]) is None


def test_every_commune_has_a_tile_a_figure_and_a_row(client, province):
    old = _older(province)
    import_for(province.ha_long, province.at, people=3)
    import_for(province.cam_pha, province.at, people=1, year=2023)
    line = past_line(province.ha_long, None, ordinal=9, of_unit=old, unit=old, recipient_name=old.name)
    honours.import_past_honours(rows=[line], under=province.ha_long.unit, by=province.ha_long.officer, at=province.at)
    page = client.get(reverse("portal:communes"))
    told = {row.unit.name: (row.tally.total, row.shade) for row in page.context["tiles"]}
    names = [province.ha_long.unit.name, province.cam_pha.unit.name, province.van_don.unit.name]
    assert [told[name] for name in names] == [(4, 4), (1, 1), (0, 0)]
    assert sorted(row.unit.pk for row in page.context["ranked"]) == sorted(row.unit.pk for row in page.context["tiles"])
    assert page.context["ranked"][0].unit == province.ha_long.unit
    assert page.context["legend"] == [(0, "không có"), (1, "1"), (2, "2"), (3, "3"), (4, "4")]
    of_year = client.get(reverse("portal:communes"), {"nam": "2023"}).context
    assert [row.tally.total for row in of_year["ranked"]][:2] == [1, 0]
    assert client.get(reverse("portal:communes"), {"nam": "9999"}).context["year"] is None


@pytest.mark.parametrize(
    ("totals", "bounds"),
    [
        ([], []),
        ([0, 0], []),
        ([1], [1]),
        ([5, 5, 5], [2, 4, 6]),
        ([1, 2, 3, 4, 5, 6, 7, 8], [2, 4, 6, 8]),
        ([25, 26, 27, 28, 29], [10, 20, 30]),  # all of them look alike
        ([3, 41], [20, 40, 60]),
        ([1, 200], [50, 100, 150, 200]),
        ([1, 1000001], [500000, 1000000, 1500000]),
    ],
)
def test_shades_go_up_in_equal_round_steps(totals, bounds):
    assert shade_bounds(totals) == bounds
    assert [shade_of(0, bounds), *(shade_of(most, bounds) for most in bounds)] == list(range(len(bounds) + 1))


@given(st.lists(st.integers(min_value=0, max_value=10**7), max_size=20))
def test_every_total_falls_into_one_of_at_most_four_equal_classes(totals):
    bounds = shade_bounds(totals)
    assert len(bounds) <= 4
    assert len({after - before for before, after in pairwise([0, *bounds])}) <= 1
    for total in totals:
        shade = shade_of(total, bounds)
        assert (shade == 0) == (total == 0)
        assert shade == 0 or [0, *bounds][shade - 1] < total <= bounds[shade - 1]
