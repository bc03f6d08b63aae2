"""The public search: every word, with and without diacritics, only what is published, and no text that breaks it."""

from datetime import date

import pytest
from django.db import connection
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.honours.builders import import_for, past_line, revoke
from tests.portal.builders import draft, published
from thidua.honours.actions import import_past_honours
from thidua.portal import actions
from thidua.portal.actions_publishing import withdraw_article
from thidua.portal.models import Article
from thidua.portal.queries_search import articles_in_order, find


def _titles(text: str) -> list[str]:
    return [article.title for article in articles_in_order(find(text).articles)]


@pytest.fixture
def news(province):
    office, at = province.ha_long, province.at
    published(office, at, title="Đặc khu Vân Đồn ra quân", body="Thi đua chuyển đổi số.")
    published(
        office, at, title="Hạ Long biểu dương Hoà", lead="Người thợ mỏ ƯỚC MƠ lớn.", body="Phần thưởng cho Đỗ Thị Én"
    )
    published(office, at, title="Tin khác", body="Người dân Vân Đồn, đặc khu mới.")
    draft(office, at, title="Vân Đồn bản nháp")


@pytest.mark.parametrize(
    ("typed", "titles"),
    [
        ("van don", ["Đặc khu Vân Đồn ra quân", "Tin khác"]),  # the words in the title come first
        ("VÂN ĐỒN", ["Đặc khu Vân Đồn ra quân", "Tin khác"]),
        ("đac khu moi", ["Tin khác"]),
        ("hòa", ["Hạ Long biểu dương Hoà"]),
        ("uoc mo", ["Hạ Long biểu dương Hoà"]),
        ("do thi en", ["Hạ Long biểu dương Hoà"]),
        ("chuyen doi so", ["Đặc khu Vân Đồn ra quân"]),
        ("chuy", ["Đặc khu Vân Đồn ra quân"]),
        ("uyen", []),
        ("", []),
    ],
)
def test_words_find_articles_with_and_without_diacritics(news, typed, titles):
    assert _titles(typed) == titles


def test_a_changed_article_is_found_by_its_new_words_and_a_withdrawn_one_by_none(province):
    office, at = province.ha_long, province.at
    article = published(office, at, title="Tin đầu", body="Chữ cũ")
    texts = {"title": "Tin sau", "lead": "Dẫn", "body": "Lời mới", "author_name": "A", "category": "tin-tuc"}
    actions.edit_article(article=article, **texts, by=office.editor, at=at)
    seen = [_titles("chu cu"), _titles("tin dau"), _titles("loi moi")]
    withdraw_article(article=article, reason="Sai", by=office.editor, at=at)
    assert [*seen, _titles("loi moi")] == [[], [], ["Tin sau"], []]


def test_honours_are_found_by_name_unit_and_number_until_they_are_taken_away(client, province):
    first, second = import_for(province.ha_long, province.at)
    names = {first.recipient_name, second.recipient_name}
    for typed in ("ha long", "12/QĐ-UBND", "công chức nguyen"):
        assert ({h.recipient_name for h in find(typed).honours}, typed) == (names, typed)
    assert [h.pk for h in find("nguyen thi an ha long").honours] == [first.pk]
    revoke(first, province.ha_long.decider, province.at)
    assert [h.pk for h in find("ha long").honours] == [second.pk]
    page = client.get(reverse("portal:search"), {"q": "nguyễn"})
    assert (page.status_code, page["X-Robots-Tag"]) == (200, "noindex")
    assert [honour.pk for honour, _ in page.context["honours"]] == [second.pk]


@pytest.mark.parametrize(
    ("typed", "count"),
    [
        ("nguyen thi an", 1),
        ("Hạ Long", 2),
        ("12/QĐ-UBND", 2),
        ("12/qd", 2),
        ("2/QĐ", 0),
        ("phuong an", 1),
        ("zzz", 0),
        ("%", 0),
    ],
)
def test_the_roll_is_narrowed_by_words_units_and_the_beginning_of_a_number(client, province, typed, count):
    import_for(province.ha_long, province.at)
    page = client.get(reverse("portal:roll"), {"q": typed})
    assert (page.status_code, page.context["table"].count) == (200, count)


def test_who_bears_the_name_stands_before_who_has_the_words_in_the_post(province):
    office = province.ha_long
    told = [  # name, post, day of December: the newest last
        ("Nguyễn Văn Quyết", "Công chức", 1),
        ("Nguyễn Văn Quyết", "Viên chức", 2),
        ("Quyết Thắng Nguyễn Văn", "Hộ gia đình", 3),
        ("Nguyễn Vân Quyết", "Công chức", 4),
        ("Nguyễn Văn Quyếtt", "Công chức", 5),
        ("Lê Thị Én", "Vợ ông Nguyễn Văn Quyết", 6),
    ]
    rows = [
        past_line(office, None, ordinal=n, unit=office.unit, recipient_name=name, recipient_detail=post,
                  decided_on=date(2024, 12, day), decision_number=f"{day}/QĐ-UBND")
        for n, (name, post, day) in enumerate(told, start=1)
    ]  # fmt: skip
    import_past_honours(rows=rows, under=office.unit, by=office.officer, at=province.at)
    found = [honour.decided_on.day for honour in find("nguyen van quyet").honours]
    assert found == [4, 3, 2, 1, 5, 6]  # without diacritics Vân is Văn; begun words after whole ones; the post last
    assert [h.decided_on.day for h in find("nguyen van quyet", honour_count=2).honours] == [4, 3]
    assert find("nguyen van quyet", honour_count=2).more_honours


def test_every_row_of_both_registers_has_its_words(province, news):
    import_for(province.ha_long, province.at)
    counted = {}
    for table, word in (("article", "phuong"), ("honour", "nguyen")):
        found = f"thidua_{table}_words MATCH %s" if connection.vendor == "sqlite" else "words @@ %s::tsquery"
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT COUNT(*) FROM thidua_{table}_words WHERE {found}", [word])
            counted[table] = cursor.fetchone()[0]
    assert counted == {"article": Article.objects.filter(lead__contains="phường").count(), "honour": 2}


@pytest.mark.parametrize(
    "typed", ["%", "_", "'", '"', "* OR 1", "---", "\0", "():&|!", "NEAR(", "title:", "😀", "ﷺ", "漢字", "x" * 5000]
)
def test_odd_input_is_answered(client, news, typed):
    assert client.get(reverse("portal:search"), {"q": typed}).status_code == 200
    assert client.get(reverse("portal:roll"), {"q": typed}).status_code == 200


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60))
def test_no_text_breaks_the_search(news, text):
    assert len(find(text).articles) <= 3


def test_a_search_costs_few_queries(client, news, province, django_assert_max_num_queries):
    import_for(province.ha_long, province.at, people=5)
    with django_assert_max_num_queries(8):
        client.get(reverse("portal:search"), {"q": "nguyen"})
