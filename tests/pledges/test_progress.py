"""Quarterly values, achievement, forecast, settling."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paperwork.papers.pledge import render_pledge
from tests.movements.samples import CONTENT, launched
from tests.paperwork.test_render import text_of
from tests.pledges.samples import drafted, proposed, signed
from thidua.movements import actions as movements
from thidua.pledges import actions
from thidua.pledges.achievement import Forecast, achievement, forecast, is_met, quarter_of, rate
from thidua.pledges.models import Progress
from thidua.pledges.papers import paper_of
from thidua.pledges.queries import last_years_targets, targets_to_start_from, weight_words
from thidua.pledges.views import start_words
from thidua.shared import clock
from thidua.shared.denied import Denied
from thidua.shared.models import AuditEvent

OCTOBER = clock.at_hour(date(2025, 10, 6))


def refusal(function, **arguments) -> str:
    with pytest.raises(Denied) as refused:
        function(**arguments)
    return refused.value.reason


@pytest.mark.parametrize(
    ("value", "goal", "direction", "percent"),
    [
        ("95", "95", "more", "100.00"),
        ("47.5", "95", "more", "50.00"),
        ("0", "95", "more", "0.00"),
        ("190", "95", "more", "200.00"),
        ("94.9999", "95", "more", "99.99"),
        ("5", "5", "less", "100.00"),
        ("0", "5", "less", "200.00"),
        ("6", "5", "less", "80.00"),
        ("10", "5", "less", "0.00"),
        ("50", "5", "less", "0.00"),
    ],
)
def test_rate(value, goal, direction, percent):
    assert rate(Decimal(value), Decimal(goal), direction) == Decimal(percent)


positive = st.decimals(min_value="0.0001", max_value="999999", places=4)


@given(
    value=st.decimals(min_value=0, max_value=999999, places=4),
    goal=positive,
    direction=st.sampled_from(["more", "less"]),
)
def test_a_hundred_percent_is_shown_only_when_the_goal_is_reached(value, goal, direction):
    reached = value >= goal if direction == "more" else value <= goal
    assert (rate(value, goal, direction) >= 100) == reached


@pytest.mark.parametrize(("day", "quarter"), [((1, 1), 1), ((3, 31), 1), ((4, 1), 2), ((9, 30), 3), ((12, 31), 4)])
def test_quarter_of_a_day(day, quarter):
    assert quarter_of(date(2025, *day)) == quarter


def test_achievement_follows_the_newest_quarter(province):
    pledge = signed(province)
    more, less = pledge.targets.all()
    assert (achievement(more), is_met(more)) == (None, False)
    actions.enter_progress(target=more, quarter=3, value="90.5", evidence="BC", by=province.ha_long.officer, at=OCTOBER)
    actions.enter_progress(target=less, quarter=3, value=4, evidence="", by=province.ha_long.officer, at=OCTOBER)
    assert (achievement(more), is_met(more)) == (Decimal("95.26"), False)
    assert (achievement(less), is_met(less)) == (Decimal("120.00"), True)


def test_forecast_continues_the_last_two_quarters_to_the_due_quarter(province):
    pledge = signed(province)
    more = pledge.targets.get(ordinal=1)
    by, at = province.ha_long.officer, OCTOBER
    actions.enter_progress(target=more, quarter=2, value=40, evidence="", by=by, at=at)
    assert forecast(more) is None
    actions.enter_progress(target=more, quarter=3, value=70, evidence="", by=by, at=at)
    assert forecast(more) == Forecast(Decimal("100.0000"), Decimal("105.26"), True)
    actions.enter_progress(target=more, quarter=4, value=80, evidence="", by=by, at=at)
    assert forecast(more) is None


def test_a_forecast_never_goes_below_zero(province):
    pledge = signed(province)
    less = pledge.targets.get(ordinal=2)
    for quarter, value in ((2, 9), (3, 2)):
        actions.enter_progress(
            target=less, quarter=quarter, value=value, evidence="", by=province.ha_long.officer, at=OCTOBER
        )
    assert forecast(less) == Forecast(Decimal("0.0000"), Decimal("200.00"), True)


def test_values_are_entered_only_for_signed_pledges_and_quarters_begun(province):
    pledge = proposed(province)
    values = [(t, 1, "") for t in pledge.targets.all()]
    arguments = {"values": values, "by": province.ha_long.officer}
    assert refusal(actions.enter_quarter, pledge=pledge, quarter=3, at=OCTOBER, **arguments) == (
        "Chỉ nhập kết quả cho giao ước đã ký và chưa tổng kết."
    )
    actions.sign_pledge(pledge=pledge, by=province.ha_long.head, at=province.at)
    actions.sign_pledge(pledge=pledge, by=province.root.head, at=province.at)
    assert refusal(actions.enter_quarter, pledge=pledge, quarter=4, at=province.at, **arguments) == (
        "Quý 4 năm 2025 chưa bắt đầu."
    )
    assert refusal(actions.enter_quarter, pledge=pledge, quarter=5, at=OCTOBER, **arguments) == "Quý phải từ 1 đến 4."
    assert Progress.objects.count() == 0


@pytest.mark.parametrize(
    ("value", "evidence", "reason"),
    [
        ("NaN", "", "Chỉ tiêu 1: kết quả phải là một số."),
        (-1, "", "Chỉ tiêu 1: kết quả không được âm."),
        (1, "x" * 301, "Chỉ tiêu 1: minh chứng dài quá 300 ký tự."),
    ],
)
def test_a_wrong_value_is_refused_and_nothing_half_done(province, value, evidence, reason):
    pledge = signed(province)
    first, second = pledge.targets.all()
    values = [(second, 3, ""), (first, value, evidence)]
    assert (
        refusal(actions.enter_quarter, pledge=pledge, quarter=3, values=values, by=province.ha_long.officer, at=OCTOBER)
        == reason
    )
    assert Progress.objects.count() == 0


def test_a_target_of_another_pledge_is_refused(province):
    movement = launched(province)
    mine, other = signed(province, province.ha_long, movement), drafted(province, province.cam_pha, movement)
    values = [(other.targets.first(), 3, "")]
    assert (
        refusal(actions.enter_quarter, pledge=mine, quarter=3, values=values, by=province.ha_long.officer, at=OCTOBER)
        == "Chỉ tiêu không thuộc giao ước này."
    )


def test_one_value_a_quarter_a_correction_keeps_the_old_one_in_the_record(province):
    pledge = signed(province)
    goal = pledge.targets.get(ordinal=1)
    arguments = {"target": goal, "quarter": 3, "by": province.ha_long.officer, "at": OCTOBER}
    actions.enter_progress(value=90, evidence="Báo cáo 12", **arguments)
    actions.enter_progress(value="92.5", evidence="Báo cáo 12", **arguments)
    row = Progress.objects.get()
    assert (row.value, row.evidence) == (Decimal("92.5"), "Báo cáo 12")
    details = [event.detail for event in AuditEvent.objects.filter(act="progress_entered")]
    assert details == [
        {"quarter": 3, "entered": 1, "corrected": []},
        {"quarter": 3, "entered": 0, "corrected": [{"target": goal.pk, "old": "90.0000", "new": "92.5000"}]},
    ]


def test_the_same_value_twice_is_one_entry(province):
    pledge = signed(province)
    values = [(t, 3, "") for t in pledge.targets.all()]
    arguments = {"pledge": pledge, "quarter": 3, "values": values, "by": province.ha_long.officer, "at": OCTOBER}
    assert [actions.enter_quarter(**arguments), actions.enter_quarter(**arguments)] == [2, 0]
    assert AuditEvent.objects.filter(act="progress_entered").count() == 1


def test_settling_names_the_targets_without_a_result(province):
    pledge = signed(province)
    by = province.ha_long.officer
    actions.enter_progress(target=pledge.targets.get(ordinal=1), quarter=3, value=1, evidence="", by=by, at=OCTOBER)
    pledge.refresh_from_db()
    assert refusal(actions.settle_pledge, pledge=pledge, by=by, at=OCTOBER) == (
        "Chưa tổng kết được: chỉ tiêu 2 chưa có kết quả quý nào."
    )
    actions.enter_progress(target=pledge.targets.get(ordinal=2), quarter=3, value=1, evidence="", by=by, at=OCTOBER)
    pledge.refresh_from_db()
    actions.settle_pledge(pledge=pledge, by=by, at=OCTOBER)
    assert (pledge.state, pledge.settled_at) == ("settled", OCTOBER)
    assert refusal(actions.enter_quarter, pledge=pledge, quarter=4, values=[], by=by, at=OCTOBER) == (
        "Chỉ nhập kết quả cho giao ước đã ký và chưa tổng kết."
    )


def test_next_year_starts_from_this_years_targets_and_results(province):
    pledge = signed(province)
    actions.enter_progress(
        target=pledge.targets.get(ordinal=1), quarter=3, value=93, evidence="", by=province.ha_long.officer, at=OCTOBER
    )
    rows = last_years_targets(province.ha_long.unit, 2026)
    assert [(r["name"], r["baseline"], r["due_on"]) for r in rows] == [
        ("Hồ sơ giải quyết trước hạn", Decimal(93), date(2026, 12, 31)),
        ("Vụ cháy trên địa bàn", None, date(2026, 12, 31)),
    ]
    assert last_years_targets(province.cam_pha.unit, 2026) == []


def test_a_new_pledge_starts_from_last_year_and_from_the_targets_of_the_movement(province):
    pledge = signed(province)
    actions.enter_progress(
        target=pledge.targets.get(ordinal=1), quarter=3, value=93, evidence="", by=province.ha_long.officer, at=OCTOBER
    )
    root, at = province.root, clock.at_hour(date(2026, 1, 12))
    movement = movements.draft_movement(
        unit=root.unit, year=2026, by=root.officer, at=at,
        **CONTENT | {"starts_on": date(2026, 1, 15), "ends_on": date(2026, 12, 31)},
    )  # fmt: skip
    movements.set_targets(
        movement=movement, by=root.officer, at=at,
        rows=[
            {"name": "Hồ sơ giải quyết trước hạn", "unit_of_measure": "phần trăm", "goal": "97", "source": "NQ 01"},
            {"name": "Tuyến đường hoa", "unit_of_measure": "km", "goal": "12.5", "source": ""},
        ],
    )  # fmt: skip
    movements.launch_movement(movement=movement, by=root.head, at=at)
    due = date(2026, 12, 31)
    rows = targets_to_start_from(movement, province.ha_long.unit, due)
    assert [r["source"] for r in rows] == ["giao ước năm 2025, phong trào", "giao ước năm 2025", "phong trào"]
    assert start_words(rows) == (
        "1 chỉ tiêu lấy từ giao ước năm 2025, phong trào; 1 chỉ tiêu lấy từ giao ước năm 2025; 1 chỉ tiêu lấy từ phong "
        "trào. Cột “Năm trước” là kết quả đã đạt. Mời ghi phần của đơn vị mình ở chỉ tiêu chung của mọi đơn vị (Tuyến đường "
        "hoa: 12,5 km). Hãy sửa mục tiêu cho năm nay, đánh dấu “Bỏ” ở chỉ tiêu không thuộc đơn vị."
    )
    assert [(r["name"], r.get("baseline"), r["goal"], r["plan_reference"]) for r in rows] == [
        ("Hồ sơ giải quyết trước hạn", Decimal(93), Decimal(97), "NQ 01"),  # a rate holds for everybody
        ("Vụ cháy trên địa bàn", None, Decimal(5), ""),
        ("Tuyến đường hoa", None, None, ""),  # the province's sum: each unit says its own part
    ]
    assert [r["name"] for r in targets_to_start_from(movement, None, due)] == [
        "Hồ sơ giải quyết trước hạn", "Tuyến đường hoa",
    ]  # fmt: skip


def test_the_sum_of_the_weights_is_said_and_whether_it_is_a_hundred(province):
    targets = list(signed(province).targets.all())
    assert weight_words(targets) == "Tổng trọng số 100."
    targets[0].weight += 5
    assert weight_words(targets) == (
        "Tổng trọng số 105, không phải 100: mỗi chỉ tiêu tính theo phần của nó trong tổng."
    )


def test_a_quarter_that_still_runs_is_entered_only_when_said_so(province):
    pledge = signed(province)
    first = pledge.targets.first()
    entry = {
        "pledge": pledge,
        "quarter": 3,
        "values": [(first, 93, "")],
        "by": province.ha_long.officer,
        "at": province.at,
    }
    with pytest.raises(Denied) as refused:
        actions.enter_quarter(**entry)
    assert refused.value.reason == (
        "Quý 3 đến 30/09/2025 mới hết: nếu đây là kết quả tính đến hôm nay, hãy đánh dấu xác nhận rồi ghi lại."
    )
    assert actions.enter_quarter(**entry, is_early=True) == 1
    pledge.refresh_from_db()
    assert actions.enter_quarter(**entry | {"at": OCTOBER, "pledge": pledge, "values": [(first, 94, "")]}) == 1


def test_a_pledge_signed_on_the_screen_says_so_in_the_place_of_each_hand(province):
    pledge = signed(province)
    signatures = list(pledge.signatures.all())
    paper = paper_of(pledge, signatures, province.at.date())
    code = signatures[0].text_hash[:16]
    words = ("Đã ký trên hệ thống lúc 09:00, 08/07/2025", f"Mã kiểm tra: {code}")
    assert [party.screen for party in paper.parties] == [words, words]
    printed = text_of(render_pledge(replace(paper, commitments=())))
    assert (printed.count("Đã ký trên hệ thống lúc"), printed.count("CAM KẾT")) == (2, 0)
    assert text_of(render_pledge(paper)).count("II. CAM KẾT Báo cáo đúng hạn.") == 1
