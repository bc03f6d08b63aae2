"""What the founding pages offer a reader around an item, seen on ours (docs/portal.md names the rows)."""

import re
from datetime import date, time, timedelta
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.conferences.files import photo
from tests.portal.builders import draft, held_conference, published
from thidua.conferences.models import AgendaPoint
from thidua.portal import actions, actions_photos, actions_publishing
from thidua.shared import clock
from thidua.units.models import Cluster


class _Tags(HTMLParser):
    """Every start tag of a page as (name, attributes)."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs) -> None:
        self.found.append((tag, dict(attrs)))

    def having(self, *names: str) -> list[dict[str, str | None]]:
        return [attrs for _, attrs in self.found if all(name in attrs for name in names)]

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.found if name == tag]


def _page(client, article) -> str:
    answer = client.get(reverse("portal:article", args=[article.slug]))
    assert answer.status_code == 200
    return answer.content.decode()


def _titles(client, article, part: str) -> list[str]:
    return [item.title for item in client.get(reverse("portal:article", args=[article.slug])).context[part]]


# ── the head ──


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2024, 6, 20), "Thứ Năm, ngày 20 tháng 6 năm 2024"),
        (date(2026, 2, 1), "Chủ Nhật, ngày 01 tháng 02 năm 2026"),
    ],
)
def test_the_head_shows_the_weekday_and_day_of_today(client, province, monkeypatch, day, words):
    article = published(province.ha_long, province.at)
    monkeypatch.setattr(clock, "now", lambda: clock.at_hour(day))
    for address in ("/", reverse("portal:article", args=[article.slug])):
        page = client.get(address).content.decode()
        assert re.findall(r'<span class="public-date">(.*?)</span>', page) == [words]


# ── what a reader does with an item ──


def test_an_item_is_sent_by_the_readers_own_mail_program(client, province):
    article = published(province.ha_long, province.at, title="Thi đua & khen thưởng: 100% “đạt” ?a=1#b")
    links = [tag["href"] for tag in _Tags(_page(client, article)).named("a") if tag["href"].startswith("mailto:")]
    parts = urlsplit(links[0])
    # nobody's address stands in it and the server sends nothing, so that it tells and serves nobody
    assert (len(links), parts.path, parse_qs(parts.query)) == (
        1,
        "",
        {"subject": [article.title], "body": [f"http://testserver/tin-tuc/{article.slug}/"]},
    )


def test_an_item_is_printed_without_menus_and_tools(client, province):
    page = _page(client, published(province.ha_long, province.at))
    tags = _Tags(page)
    assert [(tag["type"], tag.get("hidden", "shown")) for tag in tags.having("data-print")] == [("button", "shown")]
    sheets = [tag["href"] for tag in tags.named("link") if tag.get("media") == "print"]
    assert [sheet.rpartition("/")[2].partition(".")[0] for sheet in sheets] == ["print"]
    rules = (settings.BASE_DIR / "static" / "css" / "print.css").read_text(encoding="utf-8")
    gone = re.search(r"([^{}]*)\{\s*display: none !important", rules)[1]
    assert [part for part in (".main-nav", ".head-tools", ".no-print") if part not in gone] == []
    assert 'class="article-tools no-print"' in page


def test_an_item_is_kept_and_shared_where_the_device_can_do_it(client, province):
    article = published(province.ha_long, province.at, title='Bài "hay"')
    tags = _Tags(_page(client, article))
    kept, shared = tags.having("data-save")[0], tags.having("data-share")[0]
    # hidden until the script has found that it works: without JavaScript no button that does nothing
    assert ("hidden" in kept, kept["data-save"], kept["data-title"], kept["aria-pressed"]) == (
        True, article.slug, 'Bài "hay"', "false",
    )  # fmt: skip
    assert ("hidden" in shared, shared["data-share"]) == (True, f"http://testserver/tin-tuc/{article.slug}/")
    saved = client.get(reverse("portal:saved")).content.decode()
    assert [tag["data-saved"] for tag in _Tags(saved).having("data-saved")] == [reverse("portal:article", args=["-"])]


# ── what stands beside it ──


def test_items_of_the_same_section_stand_apart_from_the_others_those_of_the_unit_first(client, province):
    ha_long, cam_pha, at = province.ha_long, province.cam_pha, province.at
    shown = published(ha_long, at, "Bài đang đọc", category="phong-trao")
    published(ha_long, at, "Cùng đơn vị, cũ", category="phong-trao")
    published(cam_pha, at + timedelta(hours=1), "Đơn vị khác, mới", category="phong-trao")
    published(cam_pha, at + timedelta(hours=2), "Mục khác, đơn vị khác", category="tin-tuc")
    published(ha_long, at + timedelta(hours=1), "Mục khác, cùng đơn vị", category="khen-thuong")
    draft(ha_long, at, "Bản nháp kín", category="phong-trao")
    gone = published(ha_long, at, "Tin đã gỡ", category="phong-trao")
    actions_publishing.withdraw_article(article=gone, reason="Sai", by=ha_long.editor, at=at)
    assert _titles(client, shown, "same_section") == ["Cùng đơn vị, cũ", "Đơn vị khác, mới"]
    assert _titles(client, shown, "others") == ["Mục khác, cùng đơn vị", "Mục khác, đơn vị khác"]
    page = _page(client, shown)
    lists = dict(re.findall(r'<h2 id="(cung-chuyen-muc|tin-khac)">.*?</h2>(.*?)</section>', page, re.DOTALL))
    assert {
        name: re.findall(r'<li><a href="[^"]*">(.*?)</a> <span[^>]*>(.*?)</span>', rows) for name, rows in lists.items()
    } == {
        "cung-chuyen-muc": [("Cùng đơn vị, cũ", "(08/07/2025)"), ("Đơn vị khác, mới", "(08/07/2025)")],
        "tin-khac": [("Mục khác, cùng đơn vị", "(08/07/2025)"), ("Mục khác, đơn vị khác", "(08/07/2025)")],
    }
    assert 'href="/tin-tuc/?muc=phong-trao"' in page
    assert client.get("/tin-tuc/?muc=phong-trao").context["page"].paginator.count == 3


def test_conferences_of_the_same_cluster_come_before_those_of_the_unit(client, province):
    by, at = province.root.editor, province.at
    first = held_conference(province)
    second = held_conference(province, held_on=date(2026, 3, 2), title="Hội nghị giao ban", kind="briefing")
    told = []
    for conference in (first, second):
        article = actions.draft_article_from_conference(conference=conference, by=by, at=at)
        actions_publishing.publish_article(article=article, by=by, at=at)
        told.append(article)
    newer = published(province.root, at + timedelta(hours=1), "Tin khác của tỉnh")
    assert Cluster.objects.filter(pk=first.cluster_id).exists()
    assert _titles(client, told[0], "same_section") == [told[1].title, newer.title]


def test_an_article_costs_the_same_queries_however_much_stands_beside_it(client, province):
    shown = published(province.ha_long, province.at, "Bài đang đọc")
    address, counts = reverse("portal:article", args=[shown.slug]), []
    for more in (2, 10):
        for n in range(more):
            published(province.ha_long, province.at, f"Tin {more}.{n}", category="tin-tuc" if n % 2 else "phong-trao")
        with CaptureQueriesContext(connection) as spent:
            client.get(address)
        counts.append(len(spent))
    assert counts[0] == counts[1] <= 12


def test_blocks_without_content_are_not_shown(client, province):
    page = _page(client, published(province.ha_long, province.at))
    words = (
        "Cùng chuyên mục",
        "Tin khác",
        "Chương trình hội nghị",
        "Nơi học tập",
        'id="album"',
        "Bài cũ hơn",
    )
    assert [word for word in words if word in page] == []


# ── the item itself ──


def test_the_programme_of_the_day_stands_in_the_article_of_the_conference(client, province):
    conference = held_conference(province, begins=time(7, 30))
    conference.agenda.update(minutes=45, who="Ông Nguyễn Văn Kín")
    AgendaPoint.objects.create(conference=conference, ordinal=2, kind="signing", text="Ký <b>giao ước</b> thi đua")
    AgendaPoint.objects.create(conference=conference, ordinal=3, kind="closing", text="Bế mạc")
    by = province.root.editor
    article = actions.draft_article_from_conference(conference=conference, by=by, at=province.at)
    actions_publishing.publish_article(article=article, by=by, at=province.at)
    page = _page(client, article)
    assert "Chương trình hội nghị ngày 15/01/2026</h2>" in page
    assert re.findall(r"<li><time>(.*?)</time> (.*?)</li>", page) == [
        ("07:30", "Báo cáo kết quả phong trào thi đua năm 2025"),
        ("08:15", "Ký &lt;b&gt;giao ước&lt;/b&gt; thi đua"),
    ]
    assert "<li>Bế mạc</li>" in page  # how long the signing takes is not said, so no time is made up
    assert "Nguyễn Văn Kín" not in page


def test_the_source_stands_before_the_text_and_the_author_after_it(client, province):
    page = _page(client, published(province.ha_long, province.at))
    meta = re.search(r'<p class="news-meta">(.*?)</p>', page)[1]
    assert meta.partition("</time> · ")[2].partition("<")[0] == "Phường Hạ Long"
    places = [page.index(part) for part in ('class="news-meta"', 'class="article-lead"', "Đoạn hai.", "Thu Hà")]
    assert places == sorted(places)


def test_every_picture_has_a_caption_once_and_words_of_its_own_for_those_who_do_not_see_it(client, province):
    office, at = province.ha_long, province.at
    article = draft(office, at)
    words = [
        ("Cô Mai dạy chữ tại khu 4, phường Hạ Long", "Người phụ nữ viết bảng trước mười em nhỏ", "red"),
        ("Lớp học buổi tối ở nhà văn hóa khu 4", "Ba em nhỏ cúi viết bên ngọn đèn", "blue"),
    ]
    for caption, alt, colour in words:
        actions_photos.add_photo(
            article=article, upload=photo(colour=colour), caption=caption, alt=alt, by=office.editor, at=at
        )
    actions_publishing.publish_article(article=article, by=office.editor, at=at)
    page = _page(client, article)
    pictures = _Tags(page[page.index("<article ") : page.index("</article>")]).named("img")
    assert [picture["alt"] for picture in pictures] == [alt for _, alt, _ in words]
    assert re.findall("<figcaption>(.*?)</figcaption>", page) == [caption for caption, _, _ in words]


# ── forms ──


def test_the_opinion_form_is_cleared_even_after_an_error(client, province):
    article = published(province.ha_long, province.at)
    here = reverse("portal:comment", args=[article.slug])
    typed = {"name": "Lê Thị Mây", "title": "Chúc mừng", "text": "Lời đã gõ", "email": "sai"}
    refused = client.post(here, typed)
    assert (refused.status_code, "Lời đã gõ" in refused.content.decode()) == (422, True)
    # a link, because a reset button would bring back what was sent, with its errors
    link = re.search(r'href="([^"]*)">Làm mới<', refused.content.decode())[1]
    empty = client.get(link)
    assert (link, empty.status_code) == (here, 200)
    assert [word for word in (*typed.values(), "error-summary") if word in empty.content.decode()] == []


def test_the_boxes_of_an_article_ask_the_browser_for_vietnamese_spelling_and_blanks_are_put_right(client, province):
    office = province.ha_long
    client.force_login(office.editor)
    tags = _Tags(client.get(reverse("portal:new")).content.decode())
    asked = {
        tag["name"] for tag in tags.having("spellcheck", "name") if (tag["spellcheck"], tag["lang"]) == ("true", "vi")
    }
    assert asked == {"title", "lead", "body"}
    article = draft(
        office, province.at, title="  Thi  đua\u00a0 yêu nước ", lead=" Mở \t bài. ", body="Đoạn   một. \n\n\n\n Hai."
    )
    assert (article.title, article.lead, article.html) == (
        "Thi đua yêu nước", "Mở bài.", "<p>Đoạn một.</p>\n<p>Hai.</p>",
    )  # fmt: skip
