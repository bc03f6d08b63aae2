"""Units that are merged or renamed between draft, launch and answer."""

from datetime import date, timedelta

import pytest

from tests.movements.samples import CONTENT, drafted, launched
from tests.units.builders import BASIS, new
from thidua.movements import actions
from thidua.movements.models import Movement, MovementCall
from thidua.movements.queries import call_of, has_reached, heirs_on_the_day, issuing_unit, units_reached_by
from thidua.shared import clock
from thidua.shared.models import Letter
from thidua.units import actions_reorganisation as reorganising
from thidua.units.models import Unit

MERGED = date(2025, 8, 1)
AFTER = clock.at_hour(date(2025, 8, 4))


def merge_wards(province) -> Unit:
    wards = [province.ha_long.unit, province.cam_pha.unit]
    reorganising.merge_units(
        units=wards, successor=new("06999", "Phường Hạ Long Mới", kind="ward"), on=MERGED, basis=BASIS,
        passing=[ward.pk for ward in wards], by=province.root.officer, at=AFTER,
    )  # fmt: skip
    return Unit.objects.get(name="Phường Hạ Long Mới")


def rename_root(province) -> Unit:
    reorganising.rename_unit(
        unit=province.root.unit, successor=new("22", "Thành phố Quảng Ninh", kind="province"), on=MERGED, basis=BASIS,
        by=province.root.officer, at=AFTER,
    )  # fmt: skip
    return Unit.objects.get(name="Thành phố Quảng Ninh")


def test_only_units_that_exist_on_the_day_are_reached_and_a_merged_one_once(province):
    movement = drafted(province)
    heir = merge_wards(province)
    assert [u.name for u in units_reached_by(movement, MERGED - timedelta(days=1))] == [
        "Phường Hạ Long",
        "Phường Cẩm Phả",
        "Đặc khu Vân Đồn",
    ]
    assert [u.name for u in units_reached_by(movement, MERGED)] == ["Đặc khu Vân Đồn", heir.name]


def test_the_heir_answers_for_the_units_it_took_over(province):
    movement = launched(province)
    heir = merge_wards(province)
    assert has_reached(movement, heir)
    call = call_of(movement, heir)
    assert call is not None
    actions.answer_call(call=call, answer="Kế thừa, tiếp tục thực hiện.", by=province.ha_long.officer, at=AFTER)
    assert MovementCall.objects.get(pk=call.pk).unit in (province.ha_long.unit, province.cam_pha.unit)
    calls = list(movement.calls.select_related("unit"))
    assert {unit: found.name for unit, found in heirs_on_the_day(calls, AFTER.date()).items()} == {
        province.ha_long.unit.pk: heir.name,
        province.cam_pha.unit.pk: heir.name,
    }


def test_the_movement_of_an_heir_answers_the_call_to_what_it_took_over(province):
    parent = launched(province)
    heir = merge_wards(province)
    child = actions.draft_movement(
        unit=heir, year=2025, parent=parent, by=province.ha_long.officer, at=AFTER, **CONTENT
    )
    actions.launch_movement(movement=child, by=province.ha_long.head, at=AFTER)
    call = call_of(parent, heir)
    assert call is not None
    assert call.child == child


def test_a_draft_of_a_root_that_was_renamed_is_launched_by_its_heir_to_all_below(province):
    movement = drafted(province)
    heir = rename_root(province)
    movement = Movement.objects.get(pk=movement.pk)
    actions.launch_movement(movement=movement, by=province.root.head, at=AFTER)
    assert (movement.unit, movement.plan.unit) == (heir, heir)
    called = movement.calls.order_by("unit__code").values_list("unit__name", flat=True)
    assert list(called) == ["Phường Hạ Long", "Phường Cẩm Phả", "Đặc khu Vân Đồn"]


def test_the_officers_of_the_heir_are_told_what_becomes_of_the_movement(province):
    movement = launched(province)
    merge_wards(province)
    actions.sum_up_movement(movement=movement, summary="Hoàn thành.", by=province.root.officer, at=AFTER)
    told = Letter.objects.filter(subject__startswith="Tổng kết phong trào").values_list("to__username", flat=True)
    assert sorted(told) == ["campha.officer", "halong.officer", "vandon.officer"]


def test_a_draft_of_a_unit_that_ended_without_an_heir_is_not_launched(province):
    movement = actions.draft_movement(
        unit=province.van_don.unit, year=2025, title="Tên", by=province.van_don.officer, at=province.at
    )
    Unit.objects.filter(pk=province.van_don.unit.pk).update(valid_to=date(2025, 7, 31))
    movement = Movement.objects.get(pk=movement.pk)
    assert (issuing_unit(movement, AFTER.date()), units_reached_by(movement, AFTER.date())) == (None, [])


@pytest.mark.parametrize("day", [date(2025, 7, 8), date(2025, 8, 4)])
def test_a_neighbour_is_not_reached_by_what_was_not_sent_to_it(province, day):
    other = actions.draft_movement(
        unit=province.cam_pha.unit, year=2025, title="Tên", by=province.cam_pha.officer, at=province.at
    )
    assert units_reached_by(other, day) == []
    assert not has_reached(other, province.ha_long.unit)
