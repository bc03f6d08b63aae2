"""How far a role reaches, and how little is asked for it."""

from datetime import date

from tests.conftest import Role
from tests.units.builders import AT, BASIS, commune, enter, new, old_province
from thidua.honours.queries import visible_to
from thidua.shared import memo
from thidua.units import actions_reorganisation as acts
from thidua.units.actions import NewAccount, open_accounts
from thidua.units.models import Unit
from thidua.units.queries import has_role, unit_ids_visible_to, unit_ids_with_roles, units_visible_to

ON = date(2025, 7, 8)


def _land():
    root, officer = old_province()
    a, b = enter(root, officer, commune("001", "Xã An"), commune("002", "Xã Bình"))
    [room] = enter(a, officer, commune("001.VP", "Văn phòng", kind="section"))
    head, clerk = open_accounts(
        accounts=[NewAccount("an.head", "Chủ tịch", ((Role.HEAD, a),)), NewAccount("an.cv", "CV", ((Role.OFFICER, a),))],
        under=root, by=officer, at=AT,
    )  # fmt: skip
    return root, officer, a, b, room, head, clerk


def test_the_officer_of_the_root_is_asked_nothing_but_the_grants(db, django_assert_num_queries):
    _root, officer, *_, room, _, _ = _land()
    with django_assert_num_queries(1):
        assert has_role(officer, [Role.OFFICER], room, ON)


def test_everything_filters_as_a_subquery_and_not_as_a_list_of_keys(db):
    root, officer, _a, *_ = _land()
    every = unit_ids_visible_to(officer, ON)
    assert every == set(Unit.objects.values_list("pk", flat=True)) == unit_ids_with_roles(officer, ON, {Role.OFFICER})
    assert set(units_visible_to(officer, ON)) == set(Unit.objects.all())
    sql = str(visible_to(officer, ON).query)
    assert (sql.count("IN (SELECT U0."), f"IN ({root.pk}, " in sql) == (3, False)


def test_what_a_caller_adds_to_the_answer_stays_its_own(db):
    _root, officer, *_ = _land()
    token = memo.begin()
    try:
        unit_ids_visible_to(officer, ON).add(-1)
        assert -1 not in unit_ids_visible_to(officer, ON)
    finally:
        memo.end(token)


def test_a_page_asks_once_for_all_the_units_it_checks(db, django_assert_num_queries):
    root, _, a, b, room, _, clerk = _land()
    token = memo.begin()
    try:
        with django_assert_num_queries(2):  # the grants, and one walk down
            found = [has_role(clerk, [Role.OFFICER], unit, ON) for unit in (a, room, b, root)]
            seen = unit_ids_visible_to(clerk, ON)
    finally:
        memo.end(token)
    assert (found, seen) == ([True, True, False, False], {a.pk, room.pk})


def test_a_head_sees_the_unit_and_its_rooms_but_acts_in_the_unit_alone(db):
    _, _, a, _, room, head, _ = _land()
    assert unit_ids_visible_to(head, ON) == {a.pk, room.pk}
    assert [has_role(head, [Role.HEAD], unit, ON) for unit in (a, room)] == [True, False]


def test_of_a_divided_unit_only_the_main_heir_acts_for_the_old_one(db):
    root, officer, a, b, room, head, clerk = _land()
    parts = [(new("011", "Xã An Đông"), None), (b, None)]
    acts.split_unit(unit=a, parts=parts, main=0, passing=[a.pk], on=date(2025, 7, 9), basis=BASIS, by=officer,
                    at=AT.replace(day=9))  # fmt: skip
    east = Unit.objects.get(code="011")
    [other] = open_accounts(
        accounts=[NewAccount("binh.cv", "CV", ((Role.OFFICER, b),))], under=root, by=officer, at=AT.replace(day=9)
    )
    later = date(2025, 7, 10)
    assert [has_role(clerk, [Role.OFFICER], unit, later) for unit in (east, a, room)] == [True, True, True]
    assert has_role(head, [Role.HEAD], a, later)
    assert [has_role(other, [Role.OFFICER], unit, later) for unit in (b, a, room)] == [True, False, False]
