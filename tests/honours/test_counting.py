"""Figures over the register: each is the number of lines the list shows when it is opened."""

import io
from datetime import date
from urllib.parse import parse_qs, urlparse

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from tests.honours.builders import import_for, past_line, revoke
from thidua.honours import actions
from thidua.honours.counting import COLUMNS, DIMENSIONS
from thidua.people.models import Post


@pytest.fixture
def register(province):
    """Lines of two units: people who lead and who do not, one without post, collectives, an old award, one revoked."""
    ha_long, cam_pha, at = province.ha_long, province.cam_pha, province.at
    Post.objects.filter(person=ha_long.people[0]).update(starts_on=date(2020, 1, 1), is_leader=True)
    Post.objects.filter(person=ha_long.people[1]).update(starts_on=date(2020, 1, 1), is_leader=False)
    Post.objects.filter(person=ha_long.people[2]).update(starts_on=date(2025, 1, 1))
    import_for(ha_long, at, people=3)
    rows = [
        past_line(ha_long, None, ordinal=10, award="advanced_labour_collective"),
        past_line(ha_long, ha_long.people[0], ordinal=11, award="certificate_of_merit_commune", year=2023),
        past_line(ha_long, ha_long.people[1], ordinal=12, award="badge_of_old", year=2023),
    ]
    actions.import_past_honours(rows=rows, under=ha_long.unit, by=ha_long.officer, at=at)
    gone, _ = import_for(cam_pha, at)
    revoke(gone, cam_pha.decider, at)
    actions.import_past_honours(
        rows=[past_line(province.root, None, award="excellent_labour_collective")], under=province.root.unit,
        by=province.root.officer, at=at,
    )  # fmt: skip
    return province


def shown(client, **query):
    return client.get(reverse("honours:statistics"), query).context


@pytest.mark.parametrize("by", list(DIMENSIONS))
def test_every_figure_opens_exactly_the_lines_it_counts(client, register, by):
    client.force_login(register.root.officer)
    page = shown(client, theo=by)
    opened = 0
    for line in page["lines"]:
        for count, url in line["cells"]:
            if url:
                query = {key: value[0] for key, value in parse_qs(urlparse(url).query).items()}
                assert client.get(reverse("honours:list"), query).context["table"].count == count, (line["label"], url)
                opened += 1
    assert opened > 0
    if by != "leads":
        assert page["sums"][0] == 8  # nine award lines, one revoked


def test_leaders_are_told_by_the_post_of_the_day_of_the_decision(client, register):
    client.force_login(register.ha_long.officer)
    lines = {line["label"]: line["cells"][0][0] for line in shown(client, theo="leads")["lines"]}
    assert lines == {"Lãnh đạo, quản lý": 2, "Trực tiếp công tác": 2, "Cá nhân chưa rõ chức vụ khi đó": 1}


def test_filters_narrow_the_figures_and_the_file_says_the_same(client, register):
    client.force_login(register.root.officer)
    page = shown(client, theo="award", year="2023")
    assert [(line["label"], line["cells"][0][0]) for line in page["lines"]] == [
        ("Giấy khen của Chủ tịch Ủy ban nhân dân cấp xã", 1), ("badge_of_old", 1),
    ]  # fmt: skip
    answer = client.get(reverse("honours:statistics"), {"theo": "award", "year": "2023", "xuat": "xlsx"})
    rows = (
        CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content))).get_sheet_by_index(0).to_python()
    )
    assert rows[0] == ["Danh hiệu, hình thức", *(head for _, head, _ in COLUMNS)]
    assert (rows[-1][:2], len(rows)) == (["Cộng", 2], 4)


def test_each_sees_the_figures_of_the_own_units_only(client, register):
    totals = {}
    for name, user in (
        ("root", register.root.officer),
        ("ha_long", register.ha_long.officer),
        ("none", register.stranger),
    ):
        client.force_login(user)
        totals[name] = shown(client, theo="year")["sums"][0]
    assert totals == {"root": 8, "ha_long": 6, "none": 0}


@pytest.mark.parametrize(
    "query", [{"theo": "' OR 1=1"}, {"place": "x"}, {"place": "999999"}, {"level": "\0"}, {"year": "1e9"}]
)
def test_an_address_with_nonsense_shows_the_plain_page(client, register, query):
    client.force_login(register.root.officer)
    answer = client.get(reverse("honours:statistics"), query)
    assert (answer.status_code, answer.context["sums"][0], answer.context["by"]) == (200, 8, "award")


@pytest.mark.parametrize("by", list(DIMENSIONS))
def test_figures_cost_few_queries(client, register, django_assert_max_num_queries, by):
    client.force_login(register.root.officer)
    with django_assert_max_num_queries(12):
        shown(client, theo=by)


def test_officers_search_by_corrected_name_decision_and_place_in_the_gold_book(client, province):
    first, _ = import_for(province.ha_long, province.at)
    actions.correct_honour(
        honour=first, recipient_name="Đặng Hòa Ân", reason="Sai", by=province.ha_long.officer, at=province.at
    )
    revoke(first, province.ha_long.decider, province.at, number="4321/QĐ-UBND")
    client.force_login(province.ha_long.officer)

    def found(q):
        return [
            row.record.recipient_name for row in client.get(reverse("honours:list"), {"q": q}).context["table"].rows
        ]

    assert [found(q) for q in ("dang hoa an", "Đặng Hoà", "4321/QĐ", "số 22", "#1", "%", "'; DROP TABLE x")] == [
        ["Nguyễn Thị An"], ["Nguyễn Thị An"], ["Nguyễn Thị An"], [], ["Nguyễn Thị An"], [], [],
    ]  # fmt: skip
    assert found("sổ vàng 2") == ["Nguyễn Thị Bình"]
