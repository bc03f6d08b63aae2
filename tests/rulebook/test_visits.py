"""Days of cross-check visits: nobody twice on a day, spread evenly, refused with the count."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rulebook.crosscheck import Ban, Impossible, NotFound, Plan, PlanError, plan
from rulebook.visits import Schedule, Team, Visit, check_schedule, schedule, team_visits, teams, visits_of

NAMES = [f"DV{at:02}" for at in range(60)]
MONDAY = date(2026, 11, 2)


def days(count):
    return [MONDAY + timedelta(days=at) for at in range(count)]


def loads(found, count):
    return sorted(len(found.on(day)) for day in days(count))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(3, 30), st.integers(1, 5), st.integers(0, 4))
def test_a_plan_fits_into_one_day_more_than_a_unit_has_visits(n, k, more):
    if 2 * k > n - 1:
        return
    checks = plan(NAMES[:n], k, seed="s")
    assert isinstance(checks, Plan)
    visits = visits_of(checks.pairs)
    found = schedule(visits, days(2 * k + 1 + more))
    assert isinstance(found, Schedule)
    assert check_schedule(found, visits) == []
    assert loads(found, 2 * k + 1 + more)[-1] - loads(found, 2 * k + 1 + more)[0] <= 1
    assert found == schedule(visits, days(2 * k + 1 + more))


def test_days_fewer_than_the_visits_of_a_unit_are_refused_with_the_unit():
    visits = visits_of([("A", "B"), ("C", "A"), ("A", "D")])
    found = schedule(visits, days(2), names={"A": "Sở Tư pháp"})
    assert isinstance(found, Impossible)
    assert found.reason_vi == (
        "Sở Tư pháp đi kiểm tra 2 lượt và được kiểm tra 1 lượt, mỗi ngày một lượt nên cần 3 ngày; chỉ có 2 ngày."
    )
    assert (found.needed, found.available) == (3, 2)
    assert isinstance(schedule(visits, days(3)), Schedule)


def test_days_that_cannot_hold_the_visits_are_refused_with_the_count():
    checks = plan(NAMES[:5], 2, seed="s")
    assert isinstance(checks, Plan)
    found = schedule(visits_of(checks.pairs), days(4))
    assert isinstance(found, Impossible)
    assert found.reason_vi == (
        "5 đơn vị, mỗi lượt cần từ 2 đơn vị nên mỗi ngày nhiều nhất 2 lượt, 4 ngày nhiều nhất 8 lượt; phải xếp 10 lượt."
    )


def petersen():
    outer = [(f"o{at}", f"o{(at + 1) % 5}") for at in range(5)]
    inner = [(f"i{at}", f"i{(at + 2) % 5}") for at in range(5)]
    return visits_of([*outer, *inner, *((f"o{at}", f"i{at}") for at in range(5))])


def test_what_no_count_shows_is_settled_by_trying_everything():
    # The Petersen graph: three visits a unit, five a day, and yet three days are not enough.
    found = schedule(petersen(), days(3))
    assert isinstance(found, Impossible)
    assert found.reason_vi == (
        "Không có cách xếp 15 lượt kiểm tra vào 3 ngày mà không đơn vị nào có hai lượt trong một ngày "
        "(đã xét hết bằng bộ giải). Hãy thêm ít nhất một ngày."
    )
    four = schedule(petersen(), days(4))
    assert isinstance(four, Schedule)
    assert check_schedule(four, petersen()) == []
    assert isinstance(schedule(petersen(), days(3), effort=0), NotFound)


def test_two_units_that_check_each_other_do_so_on_two_days():
    visits = visits_of([("A", "B"), ("B", "A")])
    found = schedule(visits, days(2))
    assert isinstance(found, Schedule)
    assert check_schedule(found, visits) == []
    assert isinstance(schedule(visits, days(1)), Impossible)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(6, 30), st.integers(1, 5))
def test_teams_visit_everybody_once_and_never_each_other(n, size):
    found = teams(NAMES[:n], size, seed="s")
    assert isinstance(found, tuple) == (n // size >= 3)
    if not isinstance(found, tuple):
        return
    assert sorted(unit for team in found for unit in team.members) == NAMES[:n]
    assert sorted(unit for team in found for unit in team.visits) == NAMES[:n]
    assert {len(team.members) for team in found} <= {n // len(found), n // len(found) + 1}
    pairs = {(a, b) for team in found for a in team.members for b in team.visits}
    assert not any((b, a) in pairs for a, b in pairs)
    visits = team_visits(found)
    planned = schedule(visits, days(3 * size + 6))
    assert isinstance(planned, Schedule)
    assert check_schedule(planned, visits) == []


def test_teams_keep_bans_or_say_that_none_was_found():
    bans = [Ban(NAMES[at], NAMES[(at + 1) % 20], "giáp ranh, tranh chấp") for at in range(20)]
    found = teams(NAMES[:20], 3, seed="s", bans=bans)
    assert isinstance(found, tuple)
    closed = {pair for ban in bans for pair in ban.pairs}
    assert not {(a, b) for team in found for a in team.members for b in team.visits} & closed
    alone = [Ban(NAMES[0], unit, "x", False) for unit in NAMES[1:9]]
    assert teams(NAMES[:9], 3, seed="s", bans=alone, names={NAMES[0]: "Sở A"}) == NotFound(
        "Không tìm được cách chia đoàn thỏa mọi điều cấm trong thời hạn; chưa chứng minh được là không có. "
        "Sở A còn quá ít đơn vị được phép kiểm tra."
    )


def test_two_teams_would_visit_each_other():
    found = teams(NAMES[:5], 2, seed="s")
    assert isinstance(found, Impossible)
    assert found.reason_vi == (
        "5 đơn vị, mỗi đoàn 2 đơn vị chỉ được 2 đoàn; cần ít nhất 3 đoàn để không có hai đoàn kiểm tra lẫn nhau."
    )


def test_the_independent_check_of_days_sees_every_fault():
    one, two = Visit(("A",), "B"), Visit(("C",), "A")
    assert check_schedule(Schedule(((MONDAY, one), (MONDAY, two))), [one, two], {"A": "Sở A"}) == [
        "Sở A có 2 lượt trong ngày 02/11/2026."
    ]
    assert check_schedule(Schedule(((MONDAY, one),)), [one, two]) == [
        "Lịch thiếu hoặc thừa lượt kiểm tra so với kế hoạch."
    ]
    assert check_schedule(Schedule(()), []) == []
    assert schedule([], []) == Schedule(())


@pytest.mark.parametrize(
    ("visits", "dates", "why"),
    [
        ([Visit((), "A")], days(1), "Lượt kiểm tra A chưa có đơn vị nào đi."),
        ([Visit(("A",), "A")], days(1), "A vừa đi vừa được kiểm tra, hoặc một đơn vị đi hai lần."),
        ([Visit(("A",), "B")], [MONDAY, MONDAY], "Một ngày có trong lịch hai lần."),
        ([Visit(("A",), "B")] * 5001, days(1), "Nhiều nhất 5000 lượt kiểm tra trong một lịch."),
    ],
)
def test_visits_that_cannot_be_are_refused(visits, dates, why):
    with pytest.raises(PlanError) as refused:
        schedule(visits, dates)
    assert str(refused.value) == why


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (
            {"units": ["A", "A", "B"]},
            "Danh sách đơn vị không được trùng và cần một dòng chữ công khai để xếp ngẫu nhiên.",
        ),
        ({"size": 0}, "Mỗi đoàn cần ít nhất một đơn vị."),
        ({"bans": [Ban("DV00", "Z", "x")]}, "Điều cấm nhắc đến Z, không có trong danh sách đơn vị."),
    ],
)
def test_teams_that_cannot_be_are_refused(asked, why):
    question = {"units": NAMES[:9], "size": 2, "seed": "s", **asked}
    with pytest.raises(PlanError) as refused:
        teams(question.pop("units"), question.pop("size"), **question)
    assert str(refused.value) == why


def test_a_team_is_made_of_the_next_units_on_the_circle():
    found = teams(["A", "B", "C"], 1, seed="s")
    assert isinstance(found, tuple)
    order = [team.members[0] for team in found]
    assert found == tuple(Team((unit,), (order[(at + 1) % 3],)) for at, unit in enumerate(order))
