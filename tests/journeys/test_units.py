"""The officer of a province looks at its units of 2021, merges two of today's after looking ahead, and takes it back;
a citizen finds today's unit of an old address."""

import pytest
from playwright.sync_api import expect

from tests.journeys.hands import on_page, press, told

STAGE = ""
OFFICER = "tinh.chuyenvien"
pytestmark = pytest.mark.journey


def test_an_officer_opens_the_tree_of_a_day_and_reads_what_a_unit_became(practice, look):
    page = practice.as_(OFFICER)
    page.goto("/don-vi/")
    on_page(page, "Đơn vị")
    expect(page.locator(".unit-tree li li.block")).to_have_text(
        ["Sở, ban, ngành", "Cơ quan Đảng, Mặt trận, đoàn thể", "Lực lượng vũ trang", "Xã, phường, đặc khu"]
    )
    expect(page.locator(".unit-tree li li:not(.block)")).to_have_count(13)
    look(page, "don-vi-1-cay")
    page.get_by_label("Danh mục vào ngày").fill("30/6/2021")
    press(page, "Xem")
    opener = page.get_by_role("button", name="Mở Thành phố Hạ Long", exact=True)
    opener.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Thu gọn Thành phố Hạ Long", exact=True)).to_be_focused()
    expect(page.locator(".unit-tree li li li:not(.block)")).to_have_count(10)
    look(page, "don-vi-2-cay-2021")
    press(page, "Phường Hùng Thắng")
    on_page(page, "Phường Hùng Thắng")
    expect(page.locator("main .notice p").last).to_have_text("Nay là Phường Bãi Cháy.")
    look(page, "don-vi-3-don-vi-cu")
    page.locator("main .notice").get_by_role("link", name="Phường Bãi Cháy").click()
    expect(page.locator(".unit-picture .box")).to_have_count(3)
    page.get_by_text("Thay đổi đơn vị này").click()
    look(page, "don-vi-4-don-vi")


def _to_bai_chay(page) -> str:
    """The address of the ward's page, found by its name without diacritics."""
    page.goto("/don-vi/?q=bai+chay")
    press(page, "Phường Bãi Cháy")
    on_page(page, "Phường Bãi Cháy")
    return page.url.partition("?")[0]


def test_a_merge_is_looked_at_done_and_undone(practice, look):
    page = practice.as_(OFFICER)
    address = _to_bai_chay(page)
    page.goto(f"{address}nhap/")
    page.get_by_label("Phường Hà Lầm (06676)").check()
    page.get_by_label("Mã đơn vị mới").fill("06673")
    page.get_by_label("Tên đơn vị mới").fill("Phường Bãi Cháy")
    page.get_by_label("Có hiệu lực từ ngày").fill("15/1/2026")
    page.get_by_label("Số, ký hiệu văn bản").fill("Nghị quyết 5/NQ-HĐND")
    page.get_by_label("Ngày văn bản").fill("20/12/2025")
    press(page, "Xem trước")
    expect(page.locator("main .error-summary li")).to_have_text(["Cơ quan ban hành: Mục này không được để trống."])
    page.get_by_label("Cơ quan ban hành").fill("Hội đồng nhân dân tỉnh")
    press(page, "Xem trước")
    expect(page.locator("#se-xay-ra")).to_have_text("Những gì sẽ xảy ra")
    look(page, "don-vi-5-xem-truoc")
    press(page, "Thực hiện")
    told(page, "Đã ghi nhận việc sáp nhập.")
    look(page, "don-vi-6-da-nhap")
    press(page, "Hủy lần sắp xếp này")
    page.get_by_label("Lý do hủy").fill("Nhập nhầm phường")
    press(page, "Hủy lần sắp xếp")
    told(page, "Đã hủy lần sắp xếp: đơn vị cũ hoạt động trở lại.")
    page.goto(address)
    expect(page.locator(".dl-grid dd").nth(2)).to_have_text("từ 01/07/2025")


def test_a_citizen_finds_the_unit_of_today_for_an_old_address(practice, look):
    page = practice.public()
    page.goto("/don-vi/tra-cuu/")
    page.get_by_label("Địa chỉ hoặc tên đơn vị (không cần gõ dấu)").fill("hung thang, ha long")
    press(page, "Tra cứu")
    expect(page.locator(".lookup .from strong")).to_have_text("Phường Hùng Thắng")
    expect(page.locator(".lookup .to strong")).to_have_text("Phường Bãi Cháy")
    look(page, "don-vi-7-tra-cuu")


def test_every_form_about_a_unit_can_be_read_by_everybody(practice, look):
    page = practice.as_(OFFICER)
    address = _to_bai_chay(page)
    for name in ("chia-tach", "doi-ten", "giai-the", "chuyen", "them", "the-thuc", "dinh-chinh"):
        page.goto(f"{address}{name}/")
        look(page, f"don-vi-8-{name}")
    for name in ("nap", "sap-xep"):
        page.goto(f"/don-vi/{name}/")
        look(page, f"don-vi-9-{name}")
