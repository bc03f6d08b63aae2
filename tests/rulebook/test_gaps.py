"""Gaps and overlaps of the bands, found while a table is typed in."""

from rulebook.gaps import gaps_of
from rulebook.rubrics import load_rubric, rubric_codes
from tests.rulebook.test_formula_families import one


def texts(scoring):
    return [each.text_vi for each in gaps_of(one(scoring))]


def ladder(*bands):
    return {"type": "ladder_percent", "value": "p", "bands": bands}


def test_a_gap_and_a_border_counted_twice_are_named():
    assert texts(ladder({"below": 50, "points": 0}, {"from": 60, "points": 5})) == [
        "chưa có mức cho 50%",
        "chưa có mức cho 55%",
    ]
    assert texts(ladder({"to": 50, "points": 0}, {"from": 50, "points": 5})) == ["có hai mức cho 50%"]
    assert texts(ladder({"below": 50, "points": 0}, {"from": 50, "points": 5})) == []


def test_days_and_dates_are_tried_one_by_one():
    late = {"type": "ladder_days_late", "value": "d", "bands": [{"to": 2, "points": 2}, {"from": 5, "points": 0}]}
    assert texts(late) == ["chưa có mức cho 3 ngày", "chưa có mức cho 4 ngày"]
    bands = [{"to": "2025-03-31", "points": 2}, {"from": "2025-04-02", "points": 0}]
    assert texts({"type": "ladder_date", "value": "d", "bands": bands}) == ["chưa có mức cho ngày 01/04/2025"]


def test_a_two_way_table_is_tried_both_ways():
    tiers = [{"to": 10, "bands": [{"to": 100, "points": 1}]}, {"from": 10, "bands": [{"below": 90, "points": 1}]}]
    scoring = {"type": "tier_by_volume", "volume": "v", "value": "r", "tiers": tiers}
    assert texts(scoring) == [
        "khối lượng có hai mức cho 10",
        "chưa có mức cho 90%",
        "chưa có mức cho 95%",
        "chưa có mức cho 100%",
    ]


def test_the_gaps_of_the_tables_we_ship_are_those_their_sources_have():
    found = {code: gaps_of(load_rubric(code)) for code in rubric_codes()}
    named = {code: sorted({each.code for each in gaps}) for code, gaps in found.items() if gaps}
    assert named == {"bo_tu_phap_2022": ["A.I.1.2"], "huyen_doan_bu_dang_2015": ["2"]}
    first = found["huyen_doan_bu_dang_2015"][0].text_vi
    assert first == "chưa có mức cho số báo cáo tháng thiếu: 0, số báo cáo quý thiếu: 2"
