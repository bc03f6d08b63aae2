"""Counting readers: people, not robots and not reloads; nothing of who reads stays."""

from datetime import timedelta

import pytest

from tests.portal.builders import published
from thidua.portal import queries_voices
from thidua.portal.actions_counts import count_view, mark_of
from thidua.portal.models_counts import DayViews, DayVisitor, DayVisits, PageSeen

BROWSER = "Mozilla/5.0 (Windows NT 10.0) Firefox/140"
OURS = {"HTTP_SEC_FETCH_SITE": "same-origin", "HTTP_USER_AGENT": BROWSER}


def test_a_page_loaded_again_counts_once_and_another_reader_counts_too(province):
    article, at = published(province.ha_long, province.at), province.at
    for address in ("10.0.0.1", "10.0.0.1", "10.0.0.2"):
        count_view(mark=mark_of(address, BROWSER, at), article=article, at=at)
    count_view(mark=mark_of("10.0.0.1", BROWSER, at), article=None, at=at)
    assert queries_voices.views_of(article) == 2
    found = queries_voices.readers(at)
    assert (found.now, found.today, found.total) == (2, 2, 2)
    assert queries_voices.most_read(at.date()) == [article]


def test_the_next_day_counts_anew_and_forgets_the_marks_of_the_last(province):
    article, at = published(province.ha_long, province.at), province.at
    count_view(mark=mark_of("10.0.0.1", BROWSER, at), article=article, at=at)
    later = at + timedelta(days=1)
    count_view(mark=mark_of("10.0.0.1", BROWSER, later), article=article, at=later)
    assert queries_voices.views_of(article) == 2
    assert list(DayVisits.objects.values_list("day", "visitors")) == [(at.date(), 1)]
    assert list(DayVisitor.objects.values_list("day", flat=True)) == [later.date()]
    assert PageSeen.objects.count() == 1
    found = queries_voices.readers(later)
    assert (found.now, found.today, found.total) == (1, 1, 2)


def test_who_shows_no_sign_for_five_minutes_reads_no_more(province):
    count_view(mark="m", article=None, at=province.at)
    assert queries_voices.readers(province.at + timedelta(minutes=4)).now == 1
    assert queries_voices.readers(province.at + timedelta(minutes=6)).now == 0


def test_the_address_is_nowhere_and_the_mark_is_another_one_tomorrow(province):
    count_view(mark=mark_of("203.0.113.77", BROWSER, province.at), article=None, at=province.at)
    stored = str(list(DayVisitor.objects.values()))
    assert ("203.0.113" in stored, "Firefox" in stored) == (False, False)
    tomorrow = province.at + timedelta(days=1)
    assert mark_of("203.0.113.77", BROWSER, province.at) != mark_of("203.0.113.77", BROWSER, tomorrow)


@pytest.mark.parametrize(
    ("headers", "status", "views"),
    [
        (OURS, 200, 1),
        (OURS | {"HTTP_USER_AGENT": "Googlebot/2.1"}, 200, 0),
        (OURS | {"HTTP_USER_AGENT": ""}, 200, 0),
        ({"HTTP_USER_AGENT": BROWSER, "HTTP_SEC_FETCH_SITE": "cross-site"}, 403, 0),
        ({"HTTP_USER_AGENT": BROWSER, "HTTP_ORIGIN": "https://la.example"}, 403, 0),
        ({"HTTP_USER_AGENT": BROWSER, "HTTP_ORIGIN": "http://testserver"}, 200, 1),
        ({"HTTP_USER_AGENT": BROWSER}, 403, 0),
    ],
)
def test_only_people_on_our_own_pages_are_counted(province, client, headers, status, views):
    article = published(province.ha_long, province.at)
    answer = client.post("/luot-doc/", {"bai": article.slug}, **headers)
    assert answer.status_code == status
    assert sum(DayViews.objects.filter(article=article).values_list("views", flat=True)) == views
    assert not answer.cookies


def test_the_answer_tells_the_figures_and_an_unknown_article_is_the_rest(province, client):
    article = published(province.ha_long, province.at)
    assert client.post("/luot-doc/", {"bai": article.slug}, **OURS).json() == {
        "now": 1, "today": 1, "total": 1, "views": 1,
    }  # fmt: skip
    assert client.post("/luot-doc/", {"bai": "khong-co"}, **OURS).json() == {"now": 1, "today": 1, "total": 1}
    assert "Tổng số lượt người đọc" in client.get("/luot-doc/").content.decode()
