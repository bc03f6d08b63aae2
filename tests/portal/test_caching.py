"""Kept public pages: few questions cold and warm, at once new after an act, never one reader's token or name for another."""

import pytest
from django.core.cache import caches
from django.db import connection
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.honours.builders import import_for, revoke
from tests.portal.builders import published
from thidua.portal import actions_publishing as publishing
from thidua.portal.caching import kept

COLD, WARM = 12, 2


@pytest.fixture(autouse=True)
def pages(settings, pages_drawn_anew):
    settings.CACHES = settings.CACHES | {
        "pages": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "test"}
    }
    caches["pages"].clear()
    yield
    caches["pages"].clear()


def _addresses(article) -> list[str]:
    return [
        reverse("portal:front"),
        reverse("portal:article", args=[article.slug]),
        reverse("portal:roll"),
        reverse("portal:news"),
        reverse("portal:communes"),
    ]


def _cost(address: str) -> tuple[int, bytes]:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        answer = Client().get(address)
    assert answer.status_code == 200
    return len(asked), answer.content


def test_pages_cost_at_most_twelve_queries_cold_and_two_warm(province):
    import_for(province.ha_long, province.at, people=5)
    article = published(province.ha_long, province.at)
    for address in _addresses(article):
        cold, first = _cost(address)
        warm, second = _cost(address)
        assert (address, cold <= COLD, warm <= WARM, first == second) == (address, True, True, True)


def test_a_reader_who_has_the_page_is_told_so_in_one_line(province):
    article = published(province.ha_long, province.at)
    for address in _addresses(article):
        answer = Client().get(address)
        again = Client().get(address, HTTP_IF_NONE_MATCH=answer["ETag"])
        assert (again.status_code, again.content, answer["Cache-Control"]) == (304, b"", "private, no-cache")
        assert {"Cookie", "HX-Request"} <= {each.strip() for each in answer["Vary"].split(",")}


def test_what_is_published_or_withdrawn_is_at_once_seen_or_gone(province):
    office, at = province.ha_long, province.at
    first = published(office, at, title="Tin thứ nhất")
    front = reverse("portal:front")
    seen = [("Tin thứ hai" in Client().get(front).content.decode())]
    published(office, at, title="Tin thứ hai")
    seen.append("Tin thứ hai" in Client().get(front).content.decode())
    address = reverse("portal:article", args=[first.slug])
    codes = [Client().get(address).status_code]
    publishing.withdraw_article(article=first, reason="Sai", by=office.editor, at=at)
    codes.append(Client().get(address).status_code)
    assert (seen, codes, "Tin thứ nhất" in Client().get(front).content.decode()) == ([False, True], [200, 404], False)


def test_a_revoked_honour_is_at_once_gone_from_the_roll(province):
    honour, _ = import_for(province.ha_long, province.at)
    address = reverse("portal:roll")
    seen = [honour.recipient_name in Client().get(address).content.decode()]
    revoke(honour, province.ha_long.decider, province.at)
    assert [*seen, honour.recipient_name in Client().get(address).content.decode()] == [True, False]


def test_a_signed_in_reader_gets_an_own_page_and_leaves_none_for_others(province):
    published(province.ha_long, province.at)
    address = reverse("portal:front")
    signed_in = Client()
    signed_in.force_login(province.ha_long.editor)
    own = signed_in.get(address).content.decode()
    anybody = Client().get(address).content.decode()
    again = signed_in.get(address).content.decode()
    assert ["Việc của tôi" in text for text in (own, anybody, again)] == [True, False, True]


def test_a_page_with_a_form_token_or_a_cookie_is_kept_for_nobody(db):
    drawn = []

    @kept
    def with_token(request):
        drawn.append("token")
        return HttpResponse(get_token(request))

    @kept
    def with_cookie(request):
        drawn.append("cookie")
        answer = HttpResponse("x")
        answer.set_cookie("a", "b")
        return answer

    for view in (with_token, with_token, with_cookie, with_cookie):
        assert "ETag" not in view(RequestFactory().get("/"))
    assert drawn == ["token", "token", "cookie", "cookie"]


def test_each_reader_of_a_comment_form_has_an_own_token(province):
    article = published(province.ha_long, province.at)
    address = reverse("portal:comment", args=[article.slug])
    tokens = {Client().get(address).cookies["csrftoken"].value for _ in range(2)}
    assert len(tokens) == 2
    for page in _addresses(article):
        assert b"csrfmiddlewaretoken" not in Client().get(page).content


def test_pages_of_lists_and_searches_are_told_apart(province):
    import_for(province.ha_long, province.at)
    address = reverse("portal:roll")
    found = [b"1 khen" in Client().get(address, query).content for query in ({}, {"q": "binh"}, {"q": "khong ai"}, {})]
    assert found == [False, True, False, False]
