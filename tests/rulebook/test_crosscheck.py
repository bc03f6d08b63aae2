"""Cross-check plans: what is guaranteed, drawn at random; what is refused, with the proof followed step by step."""

import os
import subprocess
import sys
from decimal import Decimal
from fractions import Fraction
from itertools import combinations, product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rulebook.crosscheck import (
    Ban,
    Check,
    Earlier,
    Impossible,
    NotFound,
    Plan,
    PlanError,
    check,
    explain,
    most_per_unit,
    order_of,
    plan,
)

NAMES = [f"DV{at:02}" for at in range(60)]
relaxed = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def exists(n: int, k: int, closed: set[tuple[int, int]], both: bool = False) -> bool:
    """Whether a plan exists, by trying every choice of partners of every unit."""
    choices = [list(combinations([b for b in range(n) if b != a and (a, b) not in closed], k)) for a in range(n)]

    def fits(unit: int, taken: list[int], pairs: set[tuple[int, int]]) -> bool:
        if unit == n:
            return True
        for chosen in choices[unit]:
            if any(taken[b] == k or (not both and (b, unit) in pairs) for b in chosen):
                continue
            after = [times + (b in chosen) for b, times in enumerate(taken)]
            if fits(unit + 1, after, pairs | {(unit, b) for b in chosen}):
                return True
        return False

    return fits(0, [0] * n, set())


@relaxed
@given(st.integers(2, 25), st.integers(1, 13), st.text(min_size=1).filter(str.strip))
def test_without_bans_a_plan_exists_exactly_when_2k_is_at_most_n_minus_1(n, k, seed):
    units = NAMES[:n]
    found = plan(units, k, seed=seed)
    assert isinstance(found, Plan) == (2 * k <= n - 1) == (k <= most_per_unit(n))
    if isinstance(found, Plan):
        assert (found.method, found.order, check(found, units, k)) == ("circle", order_of(units, seed), [])
    else:
        assert (found.kind, found.needed, found.available) == ("count", n * k, n * (n - 1) // 2)


@relaxed
@given(st.integers(5, 24), st.data())
def test_a_plan_under_bans_keeps_everything_that_was_asked(n, data):
    units = NAMES[:n]
    k = data.draw(st.integers(1, most_per_unit(n)))
    pairs = st.tuples(st.sampled_from(units), st.sampled_from(units)).filter(lambda pair: pair[0] != pair[1])
    drawn = data.draw(st.lists(st.tuples(pairs, st.booleans()), max_size=2 * n))
    bans = [Ban(a, b, "người nhà", both_ways) for (a, b), both_ways in drawn]
    earlier = [Earlier("năm 2024", tuple(data.draw(st.lists(pairs, max_size=n))))]
    found = plan(units, k, seed="s", bans=bans, earlier=earlier, effort=0.5)
    if isinstance(found, Plan):
        assert check(found, units, k, bans=bans, earlier=earlier) == []
        assert (found.repeats, found.reciprocal) == ((), ())
    elif isinstance(found, Impossible):
        assert_proof_holds(found, units, k, bans + [ban for each in earlier for ban in each.bans()])


def assert_proof_holds(proof: Impossible, units, k, bans):
    closed = {pair for ban in proof.bans for pair in ban.pairs}
    assert closed <= {pair for ban in bans for pair in ban.pairs}
    if proof.kind == "partners":
        [unit] = proof.units
        out = {b for b in units if b != unit and (unit, b) not in closed}
        into = {a for a in units if a != unit and (a, unit) not in closed}
        assert len(out) < k or len(into) < k or len(out | into) < 2 * k
        assert proof.needed > proof.available
    elif proof.kind == "crowding":
        outside = set(units) - set(proof.receivers)
        free = sum(1 for a in proof.units for b in outside if a != b and (a, b) not in closed)
        assert (proof.needed, proof.available) == (k * len(proof.units), k * len(proof.receivers) + free)
        assert proof.needed > proof.available


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(3, 6), st.integers(1, 2), st.data())
def test_small_clusters_get_a_plan_exactly_when_trying_everything_finds_one(n, k, data):
    every = [(a, b) for a, b in product(range(n), repeat=2) if a != b]
    closed = set(data.draw(st.lists(st.sampled_from(every), max_size=len(every) // 2)))
    both = data.draw(st.booleans())
    bans = [Ban(NAMES[a], NAMES[b], "cấm", False) for a, b in sorted(closed)]
    found = plan(NAMES[:n], k, seed="s", bans=bans, relax=("reciprocal",) if both else (), effort=30)
    assert isinstance(found, Plan) == exists(n, k, closed, both)
    if isinstance(found, Impossible):
        left = {(NAMES.index(a), NAMES.index(b)) for ban in found.bans for a, b in ban.pairs}
        assert not exists(n, k, left, both)
        if found.kind == "bans":
            assert found.minimal
            for ban in left:
                assert exists(n, k, left - {ban}, both)


def test_contradicting_bans_that_no_count_shows_are_named_and_every_one_is_needed():
    closed = {(2, 1), (1, 3), (3, 0), (3, 1)}  # 3 must check 2 and only 0 may check 1, so 1 checks 2 or nobody
    bans = [Ban(NAMES[a], NAMES[b], "người nhà", False) for a, b in sorted(closed)]
    found = plan(NAMES[:4], 1, seed="s", bans=bans, names={"DV03": "Sở Y tế"})
    assert isinstance(found, Impossible)
    assert (found.kind, found.minimal, set(found.bans)) == ("bans", True, set(bans))
    sentences = "; ".join(ban.sentence({"DV03": "Sở Y tế"}) for ban in found.bans)
    assert found.reason_vi == (
        "Không có cách ghép nào của 4 đơn vị (mỗi đơn vị kiểm tra 1 đơn vị và được 1 đơn vị kiểm tra, không kiểm tra lẫn "
        f"nhau) thỏa cùng lúc 4 điều sau: {sentences}. "
        "Bỏ bất kỳ điều nào trong số này thì các điều còn lại không còn mâu thuẫn."
    )
    for ban in bans:
        assert isinstance(plan(NAMES[:4], 1, seed="s", bans=[each for each in bans if each != ban]), Plan)


def test_two_halves_that_must_not_mix_are_planned_each_by_itself_or_refused_with_the_unit():
    def apart(one, two):
        return [Ban(a, b, "khác ngành") for a in NAMES[:one] for b in NAMES[one : one + two]]

    found = plan(NAMES[:14], 3, seed="s", bans=apart(7, 7))  # all pairs of each half are used
    assert isinstance(found, Plan)
    assert check(found, NAMES[:14], 3, bans=apart(7, 7)) == []
    found = plan(NAMES[:13], 3, seed="s", bans=apart(6, 7))
    assert isinstance(found, Impossible)
    assert (found.kind, found.needed, found.available, len(found.bans)) == ("partners", 6, 5, 7)


def test_a_crowd_with_too_few_places_is_named():
    # Three units may only check two others: three checks, two places.
    units = NAMES[:9]
    bans = [Ban(a, b, "khác lĩnh vực", False) for a in units[1:4] for b in units[1:8] if a != b]
    found = plan(units, 1, seed="s", bans=bans)
    assert isinstance(found, Impossible)
    assert (found.kind, found.needed, found.available) == ("crowding", 3, 2)
    assert set(found.units) == set(units[1:4])
    assert set(found.receivers) == {units[0], units[8]}
    assert_proof_holds(found, units, 1, bans)


def test_the_same_question_gives_the_same_plan_whatever_the_order_of_the_units():
    bans = [Ban(NAMES[a], NAMES[(a * 7 + 3) % 31], "x") for a in range(31) if (a * 7 + 3) % 31 != a]
    plans = [plan(units, 5, seed="12/01/2026 – 0417", bans=bans) for units in (NAMES[:31], NAMES[:31][::-1])]
    assert plans[0] == plans[1]
    assert plan(NAMES[:31], 5, seed="another", bans=bans) != plans[0]


def test_plans_days_and_teams_do_not_depend_on_the_process():
    code = """
from datetime import date, timedelta
from rulebook.crosscheck import Ban, Earlier, plan
from rulebook.visits import schedule, teams, visits_of
units = [f"DV{at:02}" for at in range(24)]
first = plan(units, 4, seed="s")
bans = [Ban(units[at], units[at + 1], "x") for at in range(20)]
second = plan(units, 4, seed="t", bans=bans, earlier=[Earlier("y", first.pairs)])
half = plan(units, 1, seed="t", bans=bans, double_share=1)
days = [date(2026, 1, 1) + timedelta(days=at) for at in range(9)]
print(second, half, schedule(visits_of(second.pairs), days), teams(units, 4, seed="s", bans=bans))
"""
    said = [
        subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": number}, capture_output=True, check=True
        ).stdout
        for number in ("1", "2")
    ]
    assert said[0] == said[1]
    assert b"swaps" in said[0]


def test_the_order_on_the_circle_is_that_of_sha256sum():
    seed, units = "Bốc thăm 12/01/2026: 0417", NAMES[:9]
    sums = {}
    for unit in units:
        done = subprocess.run(["sha256sum"], input=f"{seed}#1|{unit}".encode(), capture_output=True, check=True)
        sums[unit] = done.stdout.split()[0]
    found = plan(units, 2, seed=seed)
    assert isinstance(found, Plan)
    assert list(found.order) == sorted(units, key=lambda unit: sums[unit])
    at = {unit: number for number, unit in enumerate(found.order)}
    assert {(at[b] - at[a]) % 9 for a, b in found.pairs} == {1, 2}


def test_three_years_without_a_repeat_and_a_fourth():
    earlier: list[Earlier] = []
    for year in (2022, 2023, 2024, 2025):
        found = plan(NAMES, 6, seed=f"năm {year}", earlier=earlier)
        assert isinstance(found, Plan)
        assert check(found, NAMES, 6, earlier=earlier) == []
        earlier.append(Earlier(f"năm {year}", found.pairs))
    assert len({pair for each in earlier for pair in each.pairs}) == 4 * 360


def test_units_that_left_since_an_earlier_plan_do_not_matter():
    earlier = [Earlier("năm 2024", (("GONE", NAMES[0]), (NAMES[1], "GONE")))]
    assert plan(NAMES[:5], 2, seed="s", earlier=earlier) == plan(NAMES[:5], 2, seed="s")


def test_repeats_come_only_where_allowed_and_as_few_as_can_be():
    units = NAMES[:5]
    first = plan(units, 2, seed="s")
    assert isinstance(first, Plan)
    # Every pair is used in one direction; last year's own directions reversed are the only way without a repeat.
    earlier = [Earlier("năm 2024", first.pairs)]
    second = plan(units, 2, seed="t", earlier=earlier)
    assert isinstance(second, Plan)
    assert set(second.pairs) == {(b, a) for a, b in first.pairs}
    earlier.append(Earlier("năm 2025", second.pairs))
    third = plan(units, 2, seed="u", earlier=earlier)
    assert isinstance(third, Impossible)
    third = plan(units, 2, seed="u", earlier=earlier, relax=["repeat"])
    assert isinstance(third, Plan)
    assert (len(third.repeats), third.reciprocal, third.fewest) == (10, (), True)
    assert check(third, units, 2, earlier=earlier, relax=["repeat"]) == []
    assert check(third, units, 2, earlier=earlier) != []


def least_given_up(n: int, k: int, past: set[tuple[int, int]], dear: str) -> tuple[int, int]:
    """(dear, cheap) things given up by the best of all plans, by trying them all."""
    choices = [list(combinations([b for b in range(n) if b != a], k)) for a in range(n)]
    best = (n * n, n * n)
    for chosen in product(*choices):
        pairs = {(a, b) for a, whom in enumerate(chosen) for b in whom}
        if all(sum(1 for _, b in pairs if b == unit) == k for unit in range(n)):
            both = sum(1 for a, b in pairs if a < b and (b, a) in pairs)
            again = len(pairs & past)
            best = min(best, (both, again) if dear == "reciprocal" else (again, both))
    return best


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(3, 5), st.integers(1, 3), st.booleans(), st.data())
def test_no_plan_gives_up_less(n, k, turned, data):
    if k > n - 1:
        return
    every = [(a, b) for a, b in product(range(n), repeat=2) if a != b]
    past = set(data.draw(st.lists(st.sampled_from(every), max_size=len(every))))
    earlier = [Earlier("năm trước", tuple((NAMES[a], NAMES[b]) for a, b in sorted(past)))]
    relax = ["reciprocal", "repeat"] if turned else ["repeat", "reciprocal"]
    found = plan(NAMES[:n], k, seed="s", earlier=earlier, relax=relax, effort=30)
    assert isinstance(found, Plan)
    assert found.fewest
    given_up = (len(found.reciprocal), len(found.repeats))
    assert (given_up[::-1] if turned else given_up) == least_given_up(n, k, past, relax[1])


def test_what_is_given_up_first_is_the_office_choice():
    units = NAMES[:5]
    first = plan(units, 2, seed="s")
    assert isinstance(first, Plan)
    third = [Earlier("trước", (first.pairs[0], first.pairs[0][::-1]))]
    repeats = plan(units, 2, seed="s", earlier=third, relax=["repeat", "reciprocal"])
    both = plan(units, 2, seed="s", earlier=third, relax=["reciprocal", "repeat"])
    assert isinstance(repeats, Plan)
    assert isinstance(both, Plan)
    assert (len(repeats.repeats), len(repeats.reciprocal), repeats.fewest) == (1, 0, True)
    assert (len(both.repeats), len(both.reciprocal), both.fewest) == (
        0,
        2,
        True,
    )  # the pair is lost to both of its units


@relaxed
@given(st.integers(2, 14), st.integers(1, 13))
def test_reciprocal_pairs_are_as_few_as_counting_allows(n, k):
    found = plan(NAMES[:n], k, seed="s", relax=["reciprocal"])
    assert isinstance(found, Plan) == (k <= n - 1)
    if isinstance(found, Plan):
        assert check(found, NAMES[:n], k, relax=["reciprocal"]) == []
        assert len(found.reciprocal) == max(n * k - n * (n - 1) // 2, 0)
        assert found.fewest


def test_a_ban_of_a_person_stays_whatever_is_relaxed():
    units = NAMES[:3]
    ban = Ban(units[0], units[1], "vợ chồng cùng lãnh đạo", kind="conflict")
    found = plan(units, 2, seed="s", bans=[ban], relax=["repeat", "reciprocal"])
    assert isinstance(found, Impossible)
    assert found.bans == (ban,)
    assert found.reason_vi.endswith("không kiểm tra lẫn nhau (vợ chồng cùng lãnh đạo).")


def test_reasons_call_units_by_their_names():
    names = {"A": "Sở Tư pháp", "B": "Sở Nội vụ", "C": "Sở Y tế"}
    ban = Ban("A", "B", "cùng phó chủ tịch phụ trách")
    found = plan(["A", "B", "C"], 1, seed="s", bans=[ban], names=names)
    assert isinstance(found, Impossible)
    assert found.reason_vi in {
        f"{unit} phải kiểm tra 1 đơn vị và được 1 đơn vị khác kiểm tra, cộng 2 đơn vị khác nhau, nhưng chỉ còn 1 đơn vị "
        "được phép. Vì: Sở Tư pháp và Sở Nội vụ không kiểm tra lẫn nhau (cùng phó chủ tịch phụ trách)."
        for unit in ("Sở Tư pháp", "Sở Nội vụ")
    }


def test_a_long_list_of_bans_is_cut_in_the_sentence_and_whole_in_the_proof():
    bans = [Ban(NAMES[0], unit, "cấp trên trực tiếp") for unit in NAMES[1:20]]
    found = plan(NAMES[:21], 2, seed="s", bans=bans)
    assert isinstance(found, Impossible)
    assert set(found.bans) == set(bans)
    assert found.reason_vi.count("cấp trên trực tiếp") == 12
    assert found.reason_vi.endswith("; và 7 điều khác.")


def test_too_little_effort_is_not_called_impossible(monkeypatch):
    monkeypatch.setattr("rulebook.crosscheck.STEPS", 0)
    bans = [Ban(a, b, "x") for at, a in enumerate(NAMES) for b in NAMES[at + 1 : at + 12]]
    found = plan(NAMES, 18, seed="s", bans=bans, effort=0.0001)
    assert found == NotFound(
        "Không tìm được kế hoạch trong thời hạn, cũng chưa chứng minh được là không có. "
        "Hãy thử lại với thời hạn dài hơn."
    )


def test_the_solver_gives_the_same_plan_twice(monkeypatch):
    monkeypatch.setattr("rulebook.crosscheck.STEPS", 0)
    bans = [Ban(NAMES[a], NAMES[(a * 5 + 2) % 17], "x") for a in range(17) if (a * 5 + 2) % 17 != a]
    one, two = (plan(NAMES[:17], 5, seed="s", bans=bans) for _ in range(2))
    assert isinstance(one, Plan)
    assert (one.method, check(one, NAMES[:17], 5, bans=bans)) == ("solver", [])
    assert one == two


@relaxed
@given(st.integers(3, 14), st.integers(1, 4), st.integers(0, 9), st.integers(0, 20))
def test_criteria_are_dealt_out_once_each_and_drawn_ones_go_to_another_checker(n, k, more, percent):
    units, items = NAMES[:n], [f"{at}" for at in range(k + more)]
    if k > most_per_unit(n) or k == 1:
        return
    found = plan(units, k, seed="s", items=items, split=True, double_share=Fraction(percent, 20))
    assert isinstance(found, Plan)
    assert check(found, units, k) == []
    for unit in units:
        dealt = [each.items for each in found.checks if each.checked == unit and not each.second]
        assert sorted(item for part in dealt for item in part) == sorted(items)
        assert max(map(len, dealt)) - min(map(len, dealt)) <= 1
    cells = [(each.checked, item) for each in found.seconds for item in each.items]
    assert len(cells) == len(set(cells)) == -(-percent * n * len(items) // 20)
    assert {(each.checker, each.checked) for each in found.seconds} <= set(found.pairs)


def test_a_drawn_share_of_whole_cards_gets_a_second_unit():
    units = NAMES[:20]
    bans = [Ban(units[0], unit, "x") for unit in units[1:10]]
    found = plan(units, 1, seed="s", bans=bans, double_share=Decimal("0.3"))
    assert isinstance(found, Plan)
    assert check(found, units, 1, bans=bans) == []
    assert len(found.seconds) == 6
    assert len({each.checker for each in found.seconds}) == len({each.checked for each in found.seconds}) == 6
    drawn = plan(units, 1, seed="s", items=["1", "2", "3"], double_share=Decimal("0.1"))
    assert isinstance(drawn, Plan)
    assert sum(len(each.items) for each in drawn.seconds) == 6


def test_a_second_look_that_no_unit_may_give_is_refused():
    found = plan(NAMES[:3], 1, seed="s", double_share=1)
    assert isinstance(found, Impossible)
    assert found.reason_vi.endswith("đã thử hết các cách.")
    assert isinstance(plan(NAMES[:5], 1, seed="s", double_share=1), Plan)


def test_several_whole_card_checkers_need_no_second_look():
    with pytest.raises(PlanError, match="đã có 2 đơn vị chấm độc lập"):
        plan(NAMES[:7], 2, seed="s", double_share=Decimal("0.1"))


def test_the_independent_check_sees_every_fault():
    units = NAMES[:5]
    good = plan(units, 1, seed="s", double_share=Decimal("0.2"))
    assert isinstance(good, Plan)
    a, b = good.pairs[0]
    names = dict(zip(units, ["Một", "Hai", "Ba", "Bốn", "Năm"], strict=True))

    def faults(checks, **also):
        return check(Plan(good.order, 1, "s", 1, "circle", tuple(checks)), units, 1, names=names, **also)

    assert faults(good.checks) == []
    assert set(faults(each for each in good.checks if (each.checker, each.checked) != (a, b))) == {
        f"{names[a]} kiểm tra 0 đơn vị, phải là 1.",
        f"{names[b]} được 0 đơn vị kiểm tra, phải là 1.",
    }
    assert f"{names[a]} tự kiểm tra mình." in faults([*good.checks, Check(a, a, second=True)])
    assert f"{names[a]} chấm lần hai chính phần mình đã chấm của {names[b]}." in faults(
        [*good.checks, Check(a, b, second=True)]
    )
    first, second = sorted((a, b))
    assert f"{names[first]} và {names[second]} kiểm tra lẫn nhau." in faults([*good.checks, Check(b, a, second=True)])
    assert "LẠ không thuộc danh sách đơn vị." in faults([*good.checks, Check("LẠ", a, second=True)])
    assert f"{names[a]} kiểm tra {names[b]} hai lần." in faults([*good.checks, Check(a, b)])
    assert faults(good.checks, bans=[Ban(a, b, "x", False)]) == [f"{names[a]} không kiểm tra {names[b]} (x)."]
    past = [Earlier("năm 2024", ((a, b),))]
    assert faults(good.checks, earlier=past) == [f"{names[a]} kiểm tra {names[b]} đã có trong kế hoạch năm 2024."]


def test_a_plan_is_stored_and_read_back():
    found = plan(NAMES[:9], 3, seed="s", items=["1", "2", "3", "4"], split=True, double_share=Decimal("0.5"))
    assert isinstance(found, Plan)
    assert Plan.from_dict(found.to_dict()) == found
    with pytest.raises(PlanError, match="không đọc được"):
        Plan.from_dict({**found.to_dict(), "checks": [{"checker": "A"}]})


def test_a_plan_is_told_in_sentences():
    assert explain(plan(NAMES[:3], 1, seed="số 7")) == [
        "3 đơn vị, mỗi đơn vị kiểm tra 1 đơn vị khác và được 1 đơn vị khác kiểm tra: 3 lượt.",
        "Các đơn vị xếp vòng tròn theo mã băm SHA-256 của dòng chữ “số 7#1|mã đơn vị”, "
        "mỗi đơn vị kiểm tra 1 đơn vị đứng kế tiếp trên vòng tròn.",
        "Không có hai đơn vị nào kiểm tra lẫn nhau.",
    ]
    told = explain(plan(NAMES[:2], 1, seed="s", relax=["reciprocal"]), {"DV00": "Sở A", "DV01": "Sở B"})
    assert told[2:] in (
        ["1 cặp đơn vị kiểm tra lẫn nhau, do cơ quan tổ chức cho phép: Sở A – Sở B.", told[3]],
        ["1 cặp đơn vị kiểm tra lẫn nhau, do cơ quan tổ chức cho phép: Sở B – Sở A.", told[3]],
    )
    assert told[3] == "Đã chứng minh không có cách nào phải nới ít hơn."


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"units": ["A", "B", "A"]}, "A có trong danh sách hai lần."),
        ({"units": ["A"]}, "Cần ít nhất hai đơn vị để kiểm tra chéo."),
        ({"units": [f"{at}" for at in range(201)]}, "Nhiều nhất 200 đơn vị trong một kế hoạch kiểm tra chéo."),
        ({"per_unit": 0}, "Số đơn vị mỗi đơn vị phải kiểm tra là số nguyên từ 1 trở lên."),
        ({"per_unit": True}, "Số đơn vị mỗi đơn vị phải kiểm tra là số nguyên từ 1 trở lên."),
        ({"seed": " "}, "Cần một dòng chữ công khai để xếp ngẫu nhiên, như ngày họp và số bốc thăm."),
        ({"bans": [Ban("A", "Z", "x")]}, "Điều cấm nhắc đến Z, không có trong danh sách đơn vị."),
        ({"bans": [Ban("A", "A", "x")]}, "Không cần cấm A tự kiểm tra mình."),
        ({"bans": [Ban("A", "B", " ")]}, "Cần ghi lý do vì sao A không kiểm tra B."),
        ({"relax": ["all"]}, "Chỉ có thể cho phép: lặp lại cặp của kế hoạch trước; hai đơn vị kiểm tra lẫn nhau."),
        ({"items": ["1", "1"]}, "Một tiêu chí có trong danh sách hai lần."),
        ({"split": True}, "Không chia được 0 tiêu chí cho 1 đơn vị kiểm tra."),
        ({"double_share": Decimal("NaN")}, "Tỷ lệ chấm hai lần phải từ 0 đến 100%."),
        ({"double_share": Decimal("-0.1")}, "Tỷ lệ chấm hai lần phải từ 0 đến 100%."),
        ({"double_share": Decimal("1.1")}, "Tỷ lệ chấm hai lần phải từ 0 đến 100%."),
    ],
)
def test_a_question_that_cannot_be_is_refused_with_the_reason(asked, why):
    question = {"units": ["A", "B", "C"], "per_unit": 1, "seed": "s", **asked}
    with pytest.raises(PlanError) as refused:
        plan(question.pop("units"), question.pop("per_unit"), **question)
    assert str(refused.value) == why
