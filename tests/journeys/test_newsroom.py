"""An editor writes in the editor with a tool bar and reads what is kept, under the strict policy; the public reads of the
exemplar."""

import pytest
from playwright.sync_api import expect

FOUNDS = "newsroom"
pytestmark = pytest.mark.journey
EDIT = "/ban-bien-tap/1/sua/"
ROW = "<tr><td></td><td></td><td></td></tr>"
KEPT = (
    "<p>Đoạn một.</p>\n<h2>Kết quả</h2>\n<p>Có <strong>200 em</strong> biết chữ.</p>\n"
    '<ul><li><p>Lớp một</p>\n</li><li><p>Lớp hai</p>\n</li></ul>\n<figure data-photo="1"></figure>\n'
    "<table><tbody><tr><th><p>Năm</p>\n</th><th><p>Số em</p>\n</th><th><p>Ghi chú</p>\n</th></tr>"
    f"{ROW}{ROW}</tbody></table>"
)


def test_an_editor_writes_headings_tables_and_pictures_and_the_text_is_kept(site, look):
    page = site.as_("halong.editor")
    page.goto(EDIT)
    box, tools, keys = page.get_by_role("textbox", name="Nội dung"), page.locator(".rich-tools"), page.keyboard

    def press(name: str) -> None:
        tools.get_by_role("button", name=name, exact=True).click()

    expect(box).to_have_text("Đoạn một.")
    box.click()
    keys.press("Control+End")
    keys.press("Enter")
    press("Tiêu đề lớn")
    keys.type("Kết quả")
    keys.press("Enter")
    keys.type("Có ")
    press("Chữ đậm")
    keys.type("200 em")
    press("Chữ đậm")
    keys.type(" biết chữ.")
    keys.press("Enter")
    press("• Danh sách")
    keys.type("Lớp một")
    keys.press("Enter")
    keys.type("Lớp hai")
    keys.press("Enter")
    keys.press("Enter")
    press("Ảnh")
    press("Đặt ảnh vào đây")
    press("Bảng")
    for place, head in enumerate(("Năm", "Số em", "Ghi chú")):
        if place:
            keys.press("Tab")
        keys.type(head)
    look(page, "bien-tap-1-soan-bai")
    page.get_by_role("button", name="Lưu bài viết").click()
    expect(page.get_by_role("heading", name="Kết quả")).to_be_visible()
    look(page, "bien-tap-2-ban-nhap")
    page.get_by_role("link", name="Các bản đã lưu (2)").click()
    page.get_by_role("link", name="Bản 2").click()
    expect(page.locator("ins").first).to_contain_text("Kết quả")
    look(page, "bien-tap-3-so-sanh")
    page.goto("/ban-bien-tap/1/anh/")
    look(page, "bien-tap-4-anh")
    page.goto(EDIT)
    assert page.locator("[name=body]").input_value() == KEPT


def test_an_exemplar_is_told_in_public_until_the_consent_is_taken_back(site, look):
    page, reader = site.as_("halong.editor"), site.public()
    page.goto("/ban-bien-tap/")
    page.get_by_role("link", name="Gương điển hình").first.click()
    page.get_by_role("link", name="Nguyễn Thị Mai").click()
    look(page, "guong-1-ho-so")
    reader.goto("/tin-tuc/?muc=guong-dien-hinh")
    reader.get_by_role("link", name="Nguyễn Thị Mai: gương điển hình").click()
    expect(reader.locator(".article-copies")).to_contain_text("Phường Cẩm Phả, từ 08/07/2025")
    look(reader, "guong-2-bai-viet")
    page.get_by_role("link", name="Ghi nhận rút lại đồng ý").click()
    page.get_by_label("Lý do, ai đề nghị").fill("Bà Mai gọi điện ngày 08/7/2025")
    page.get_by_role("button", name="Rút lại, gỡ bài").click()
    expect(page.locator("main")).to_contain_text("Người được nêu gương rút lại sự đồng ý.")
    reader.goto("/tin-tuc/?muc=guong-dien-hinh")
    expect(reader.locator("main")).to_contain_text("Chưa có tin nào được đăng")
