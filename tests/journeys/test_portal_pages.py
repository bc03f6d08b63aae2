"""The public pages of the practice year, one after the other: clean, no wider than the screen, one heading, a skip link that
leads past the menu; the map with the keyboard alone; all of it read without scripts."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from playwright.sync_api import Page, expect
from whitenoise.compress import Compressor

from tests.journeys.conftest import settled
from tests.journeys.hands import follow, on_page

STAGE = ""
pytestmark = pytest.mark.journey

# name of its picture, address, heading, what must stand on it so that it is no empty page
PAGES = [
    ("trang-chu", "/", "Cổng thông tin thi đua, khen thưởng", "Quyết định mới"),
    ("tim-kiem", "/tim-kiem/?q=ha+long", "Tìm kiếm", "Xem tất cả trong danh sách vinh danh"),
    ("ban-do", "/vinh-danh/ban-do/", "Bản đồ vinh danh", "Phường Bãi Cháy"),
    ("luu-tru", "/luu-tru/", "Lưu trữ tin theo tháng", "Tháng 7"),
    ("luu-tru-thang", "/luu-tru/2025/7/", "Tin tháng 7 năm 2025", "phát động thi đua năm 2025"),
    ("du-lieu-mo", "/du-lieu-mo/", "Dữ liệu mở", "recipient_detail"),
    ("english", "/en/", "Structure and contacts", "Provincial departments and agencies"),
    ("guong", "/tin-tuc/?muc=guong-dien-hinh", "Gương điển hình", "Nguyễn Thị Mai"),
    ("binh-chon", "/binh-chon/", "Bình chọn", "Đang hỏi"),
    ("lien-he", "/lien-he/", "Liên hệ, góp ý", "Gửi thư"),
    ("tra-loi", "/lien-he/tra-loi/", "Đọc câu trả lời", "Mã thư"),
    # a list with something in it is walked where a province asks its readers (test_dossier)
    ("lay-y-kien", "/lay-y-kien/", "Lấy ý kiến về khen thưởng", "Chưa có đợt lấy ý kiến nào"),
]
# Pages one comes to from a list: where it is, the words of the link, the heading.
BEHIND = [
    ("don-vi", "/vinh-danh/ban-do/", "Phường Bãi Cháy", "Phường Bãi Cháy"),
    (
        "guong-bai",
        "/tin-tuc/?muc=guong-dien-hinh",
        "Nguyễn Thị Mai: gương điển hình",
        "Nguyễn Thị Mai: gương điển hình",
    ),
    ("mot-cau-hoi", "/binh-chon/", "Thông tin trên cổng", "Thông tin trên cổng đáp ứng nhu cầu của bạn ở mức nào?"),
]


def _the_one_heading(page: Page) -> str:
    return page.get_by_role("heading", level=1).evaluate_all("all => all.map(each => each.innerText).join(' | ')")


def _skipped_to(page: Page) -> list[str]:
    """What the first Tab shows and where its link leads: to the main part, which then has the focus."""
    page.keyboard.press("Tab")
    words = page.evaluate("document.activeElement.innerText")
    page.keyboard.press("Enter")
    return [words, page.evaluate("document.activeElement.tagName")]


@pytest.mark.parametrize(("name", "address", "heading", "words"), PAGES, ids=[row[0] for row in PAGES])
def test_a_page_is_clean_fits_its_screen_and_is_skipped_into(practice, look, name, address, heading, words):
    page = practice.public()
    page.goto(address)
    expect(page.locator("main")).to_contain_text(words)
    look(page, f"trang-{name}")
    assert (_the_one_heading(page), _skipped_to(page)) == (heading, ["Đến nội dung chính", "MAIN"])


@pytest.mark.parametrize(("name", "address", "link", "heading"), BEHIND, ids=[row[0] for row in BEHIND])
def test_a_page_behind_a_list_is_so_too(practice, look, name, address, link, heading):
    page = practice.public()
    page.goto(address)
    follow(page.locator("main").get_by_role("link", name=link).first)
    on_page(page, heading)
    look(page, f"trang-{name}")
    assert (_the_one_heading(page), _skipped_to(page)) == (heading, ["Đến nội dung chính", "MAIN"])


def test_the_map_is_walked_with_the_keyboard_and_its_table_says_the_same(practice):
    page = practice.public()
    page.goto("/vinh-danh/ban-do/")
    settled(page)
    tiles = dict(
        page.locator(".commune-map a").evaluate_all("all => all.map(a => [...a.children].map(c => c.innerText))")
    )
    rows = page.locator(".few-figures tbody tr")
    table = dict(rows.evaluate_all("all => all.map(r => [r.cells[0].innerText, r.cells[3].innerText])"))
    assert (tiles == table, len(tiles) > 3) == (True, True)

    page.get_by_label("Năm").focus()
    page.keyboard.press("Tab")  # the button beside it
    seen = []
    for _ in tiles:
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.firstElementChild.innerText"))
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none", "nothing shows where the keyboard stands"
    assert seen == list(tiles)
    page.keyboard.press("Tab")  # the table beneath scrolls by itself
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Số khen thưởng của từng xã, phường"
    for _ in range(2):  # back over the last tile to the one before
        page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    on_page(page, seen[-2])

    page.goto("/vinh-danh/ban-do/")
    page.get_by_label("Năm").focus()
    page.keyboard.type("2024")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".few-figures caption")).to_have_text("Số khen thưởng của từng xã, phường, đặc khu năm 2024")


def test_every_page_is_read_without_scripts(practice):
    page = practice.without_scripts()
    for _, address, heading, words in PAGES:
        page.goto(address)
        assert page.get_by_role("heading", level=1).text_content() == heading, address
        expect(page.locator("main")).to_contain_text(words)
        # the menu is open where nothing could open it
        expect(
            page.get_by_role("navigation", name="Mục của cổng thông tin").get_by_role("link", name="Vinh danh")
        ).to_be_visible()
    for _, address, link, heading in BEHIND:
        page.goto(address)
        page.locator("main").get_by_role("link", name=link).first.click()
        on_page(page, heading)


HEAVIEST = 150_000  # bytes of an article without its photos: the page, styles, scripts, letters, drawings


def _as_served(path: str, folder: Path) -> int:
    """Bytes of a static file as the server of an installation sends it: compressed where that is what it does. In practice
    mode the same file comes plain."""
    found = Path(finders.find(path.removeprefix(f"/{settings.STATIC_URL.strip('/')}/")))
    copy = folder / path.replace("/", "_")
    copy.write_bytes(found.read_bytes())
    squeezer = Compressor(quiet=True)
    made = [Path(name) for name in squeezer.compress(str(copy))] if squeezer.should_compress(copy.name) else []
    return min(each.stat().st_size for each in [copy, *made])


def test_an_article_weighs_little_without_its_photos(practice, tmp_path):
    page = practice.public()
    page.goto("/tin-tuc/")
    address = page.locator("main h2 a").first.get_attribute("href")
    page.wait_for_load_state("networkidle")
    sent = []
    page.on("requestfinished", lambda request: sent.append(request))
    page.goto(address)
    settled(page)
    page.wait_for_load_state("networkidle")
    weights = {}
    for request in sent:
        path = urlsplit(request.url).path
        if path.startswith("/anh/"):
            continue
        is_file = path.startswith(f"/{settings.STATIC_URL.strip('/')}/")
        weights[path] = _as_served(path, tmp_path) if is_file else request.sizes()["responseBodySize"]
    assert len([path for path in weights if path.endswith(".woff2")]) == 4, sorted(weights)
    assert sum(weights.values()) <= HEAVIEST, sorted(weights.items(), key=lambda each: -each[1])
