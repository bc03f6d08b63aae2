"""A year's input says itself what cannot be right."""

import datetime as dt
from dataclasses import replace

import pytest

from thidua.management.year import inputs
from thidua.management.year.population import generate


@pytest.fixture(scope="module")
def small():
    return generate(60, 1)


def reasons(year_input):
    return [(one.table, one.row, one.column, one.value, one.reason_vi) for one in year_input.validate()]


def test_a_sound_input_has_no_problem(small):
    assert small.validate() == []


def test_unknown_references_are_named(small):
    person = replace(small.people[0], unit_code="99999")
    rating = inputs.RatingRow(2025, "good", person_code="QN999999")
    changed = replace(small, people=(person, *small.people[1:]), ratings=(rating,), attestations=())
    assert reasons(changed) == [
        ("people", 0, "unit_code", "99999", "không có đơn vị nào mang mã này"),
        ("ratings", 0, "person_code", "QN999999", "không có cán bộ nào mang mã này"),
    ]


def test_duplicates_are_named_at_the_second_row(small):
    changed = replace(small, people=(*small.people, small.people[3]))
    code = small.people[3].code
    assert reasons(changed) == [
        ("people", 60, "code", code, "mã cán bộ đã có ở dòng trước, mỗi mục chỉ được ghi một lần")
    ]


@pytest.mark.parametrize(
    ("field", "value", "shown", "reason"),
    [
        ("born_on", dt.date(1900, 1, 1), "01/01/1900", "ngày sớm hơn 01/01/1930 là không thể có"),
        ("recruited_on", dt.date(2030, 1, 1), "01/01/2030", "ngày ở sau năm thi đua"),
        ("gender", "x", "x", "giá trị không có trong danh mục"),
        ("full_name", "  ", "  ", "chưa ghi nội dung"),
        ("code", "a b", "a b", "mã chỉ gồm chữ không dấu, số, dấu chấm và gạch, dài không quá 40 ký tự"),
    ],
)
def test_impossible_values_of_a_person_are_named(small, field, value, shown, reason):
    changed = replace(small, people=(*small.people, replace(small.people[0], **{"code": "QN-X", field: value})))
    assert reasons(changed) == [("people", 60, field, shown, reason)]


def test_a_birth_in_the_last_year_of_the_calendar_does_not_break_the_check(small):
    person = replace(small.people[0], code="QN-X", born_on=dt.date(9999, 12, 31))
    found = [one[2] for one in reasons(replace(small, people=(*small.people, person)))]
    assert found == ["born_on", "recruited_on"]


def test_units_may_not_be_their_own_superiors(small):
    first, second, third, *rest = small.units
    loop = (first, replace(second, parent_code=third.code), replace(third, parent_code=second.code), *rest)
    assert reasons(replace(small, units=loop)) == [
        ("units", 1, "parent_code", third.code, "chuỗi đơn vị cấp trên quay vòng về chính nó"),
        ("units", 2, "parent_code", second.code, "chuỗi đơn vị cấp trên quay vòng về chính nó"),
    ]


def test_a_unit_in_two_clusters_and_a_head_from_outside_are_named(small):
    one, two, *rest = small.clusters
    stolen = replace(two, member_codes=(*two.member_codes, one.member_codes[0]), head_code="22.SNV")
    assert reasons(replace(small, clusters=(one, stolen, *rest))) == [
        (
            "clusters",
            1,
            "member_codes",
            one.member_codes[0],
            "đơn vị đã thuộc một cụm, khối khác; mỗi đơn vị chỉ ở một cụm, khối",
        ),
        ("clusters", 1, "head_code", "22.SNV", "cụm trưởng, khối trưởng phải là một đơn vị thành viên"),
    ]


def test_a_holder_is_a_person_or_a_unit_and_titles_fit_the_holder(small):
    day = dt.date(2024, 12, 20)
    person, unit = small.people[0].code, small.clusters[0].member_codes[0]
    honours = (
        inputs.PastHonourRow("advanced_worker", 2024, "1/QĐ", day, "22"),
        inputs.PastHonourRow("advanced_worker", 2024, "1/QĐ", day, "22", unit_code=unit),
        inputs.PastHonourRow("advanced_labour_collective", 2024, "1/QĐ", day, "22", person_code=person),
        inputs.PastHonourRow("advanced_worker", 2024, "1/QĐ", dt.date(2023, 12, 31), "22", person_code=person),
    )
    assert [(one[1], one[2], one[4]) for one in reasons(replace(small, past_honours=honours))] == [
        (0, "person_code", "phải ghi đúng một đối tượng: cá nhân hoặc tập thể"),
        (1, "award_code", "danh hiệu của cá nhân không thể ghi cho tập thể"),
        (2, "award_code", "danh hiệu của tập thể không thể ghi cho cá nhân"),
        (3, "decided_on", "ngày sớm hơn 01/01/2024 là không thể có"),
    ]


def test_score_figures_must_be_one_known_kind(small):
    unit = small.clusters[0].member_codes[0]
    scores = (
        inputs.ScoreRow(unit, "a", {"actual": 1.0}),
        inputs.ScoreRow(unit, "b", {"count": -1}),
        inputs.ScoreRow(unit, "c", {"actual": float("nan"), "plan": 1}),
        inputs.ScoreRow(unit, "d", {"letter": "E"}),
    )
    assert [(one[1], one[3]) for one in reasons(replace(small, scores=scores))] == [
        (0, "actual"),
        (1, "-1"),
        (2, "nan"),
        (3, "E"),
    ]
