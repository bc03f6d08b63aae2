"""News by month, RSS and Atom, the sitemap and robots.txt: what is published, nothing else."""

from datetime import date
from xml.etree import ElementTree

from django.urls import reverse

from tests.portal.builders import draft, published
from thidua.portal.actions_publishing import withdraw_article
from thidua.shared.clock import at_hour


def _news(province):
    office = province.ha_long
    # in UTC the second belongs to the month before
    moments = [
        ("2025-07-09", 9, "Tin đầu tháng"),
        ("2025-08-01", 0, "Tin tháng tám"),
        ("2025-07-31", 23, "Tin cuối tháng"),
    ]
    for day, hour, title in moments:
        published(office, at_hour(date.fromisoformat(day), hour), title=title)
    draft(office, province.at, title="Nháp tháng bảy")
    gone = published(office, province.at, title="Tin đã gỡ")
    withdraw_article(article=gone, reason="Sai", by=office.editor, at=province.at)


def test_the_archive_counts_and_lists_the_published_articles_of_each_month(client, province):
    _news(province)
    assert client.get(reverse("portal:archive")).context["years"] == [(2025, [(8, 1), (7, 2)])]
    page = client.get(reverse("portal:archive-month", args=[2025, 7]))
    assert [item.title for item in page.context["page"]] == ["Tin cuối tháng", "Tin đầu tháng"]


def test_a_month_without_news_and_one_that_does_not_exist_answer_404(client, province):
    _news(province)
    codes = [
        client.get(reverse("portal:archive-month", args=when)).status_code
        for when in ([2025, 5], [2025, 13], [99999, 1])
    ]
    assert codes == [404, 404, 404]


def test_both_feeds_name_the_same_articles(client, province):
    _news(province)
    rss = ElementTree.fromstring(client.get(reverse("portal:feed")).content)
    atom = ElementTree.fromstring(client.get(reverse("portal:atom")).content)
    space = "{http://www.w3.org/2005/Atom}"
    titles = ["Tin tháng tám", "Tin cuối tháng", "Tin đầu tháng"]
    assert [item.findtext("title") for item in rss.iter("item")] == titles
    assert [item.findtext(f"{space}title") for item in atom.iter(f"{space}entry")] == titles


def test_the_sitemap_names_published_articles_and_open_pages_that_answer(client, province):
    _news(province)
    tree = ElementTree.fromstring(client.get(reverse("portal:sitemap")).content)
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    found = [each.text.removeprefix("http://testserver") for each in tree.iter(f"{space}loc")]
    articles = [address for address in found if address.startswith("/tin-tuc/") and address != "/tin-tuc/"]
    assert sorted(articles) == ["/tin-tuc/tin-cuoi-thang/", "/tin-tuc/tin-dau-thang/", "/tin-tuc/tin-thang-tam/"]
    assert {client.get(address).status_code for address in found} == {200}
    assert reverse("portal:verify") not in found


def test_robots_are_told_where_the_sitemap_is_and_which_pages_have_no_end(client, db):
    answer = client.get("/robots.txt")
    lines = answer.content.decode().splitlines()
    assert (answer["Content-Type"], lines[0], lines[-1]) == (
        "text/plain; charset=utf-8", "User-agent: *", "Sitemap: http://testserver/sitemap.xml"
    )  # fmt: skip
    assert "Disallow: /tim-kiem/" in lines
    assert "Disallow: /xac-minh/" not in lines  # its noindex could not be read then
