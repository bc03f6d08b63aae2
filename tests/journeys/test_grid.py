"""The grid of a season with the keyboard alone: a block copied, pasted and taken back, two people in one cell, the
connection gone for a while."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Site

FOUNDS = "bloc"
pytestmark = pytest.mark.journey
GRID = "/cham-diem/1/luoi/"


def opened(site: Site, username: str) -> Page:
    page = site.as_(username)
    page.goto(GRID)
    return page


def into(page: Page, column: int) -> None:
    """From the top of the page into the grid, to a column of the own row, by keys."""
    page.locator("details.grid-help summary").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Home")
    for _ in range(column):
        page.keyboard.press("ArrowRight")
    expect(own(page).nth(column)).to_be_focused()


def own(page: Page):
    return page.locator("tr[data-mode='own'] td")


def enter(page: Page, text: str) -> None:
    page.keyboard.type(text)
    page.keyboard.press("Tab")


def texts(page: Page) -> list[str]:
    return own(page).all_inner_texts()[:7]


def all_saved(page: Page) -> None:
    expect(page.locator("#grid-saved")).to_have_text("Mọi ô đã lưu.")


def test_a_block_is_copied_pasted_and_taken_back_with_the_keyboard(site, look):
    page = opened(site, "vks.cv")
    status = page.locator("#grid-status")
    into(page, 0)
    for text in ["90; 100", "45; 90", "80; 100", "có; A", "1", "0", "không"]:
        enter(page, text)
    all_saved(page)
    before = texts(page)
    assert before == ["90; 100", "45; 90", "80; 100", "có; A", "1", "0", "không"]
    # two cells are chosen with Shift and copied; pasted one column further they overwrite two others
    page.keyboard.press("Home")
    page.keyboard.press("Shift+ArrowRight")
    expect(status).to_have_text("Đã chọn 1 dòng, 2 cột.")
    look(page, "luoi-khoi-da-chon")
    page.keyboard.press("Control+c")
    expect(status).to_have_text("Đã chép 2 ô.")
    page.keyboard.press("ArrowRight")
    expect(own(page).nth(2)).to_be_focused()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Control+v")
    expect(status).to_have_text("Đã dán 2 ô.")
    assert texts(page)[:3] == ["90; 100", "90; 100", "45; 90"]
    # the whole block goes back in one step; what was empty before stays, for an entered cell is never empty
    page.keyboard.press("Control+z")
    expect(status).to_have_text("Đã hoàn tác 2 ô.")
    assert texts(page) == before
    page.reload()
    assert texts(page) == before
    into(page, 0)
    page.keyboard.press("Control+z")
    expect(status).to_have_text("Không còn gì để hoàn tác.")
    page.keyboard.press("Delete")
    expect(status).to_have_text("Ô đã ghi không để trống được; gõ số mới để thay.")


def test_two_people_in_one_cell_see_each_other_and_choose(site, look):
    first, second = opened(site, "stp.cv"), opened(site, "stp.tp")
    into(first, 4)
    into(second, 4)
    expect(first.locator("#grid-people")).to_have_text(
        "Đang cùng mở lưới: Trưởng phòng Sở Tư pháp (Sở Tư pháp, mục T)", timeout=15_000
    )
    first.keyboard.type("2")
    second.keyboard.type("3")  # begins before the other one has saved
    first.keyboard.press("Enter")
    all_saved(first)
    second.keyboard.press("Enter")
    said = second.locator("#grid-conflict-text")
    expect(said).to_contain_text("Sở Tư pháp, mục T: bạn ghi “3”, Chuyên viên Sở Tư pháp ghi “2” lúc")
    look(second, "luoi-hai-nguoi-mot-o")
    expect(second.locator("#grid-keep-theirs")).to_be_focused()
    second.keyboard.press("Enter")
    expect(own(second).nth(4)).to_have_text("2")
    all_saved(second)
    # the other way: the second one insists, and the first one sees it without loading the page anew
    first.keyboard.press("ArrowUp")
    enter(first, "2,5")
    all_saved(first)
    expect(own(second).nth(4)).to_have_text("2,5", timeout=15_000)
    into(second, 4)
    enter(second, "4")
    all_saved(second)
    expect(own(first).nth(4)).to_have_text("4", timeout=15_000)


def test_what_is_typed_without_a_connection_is_saved_when_it_is_back(site, look):
    page = opened(site, "ttr.cv")
    into(page, 4)
    page.context.set_offline(True)
    enter(page, "1")
    enter(page, "0")
    expect(page.locator("#grid-saved")).to_have_text("Mất kết nối: 2 ô chờ lưu, tự lưu khi có mạng lại.")
    look(page, "luoi-mat-ket-noi")
    page.context.set_offline(False)
    all_saved(page)
    page.reload()
    assert own(page).all_inner_texts()[4:6] == ["1", "0"]
