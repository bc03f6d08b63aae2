"""After the year: anyone finds who was honoured and why, checks a code, reads the news of the conference."""

import io
import re

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.journeys.hands import heading, on_page, press, told

STAGE = ""
pytestmark = pytest.mark.journey


def test_a_citizen_finds_an_honour_and_checks_its_code(practice, look):
    page = practice.public()
    page.goto("/")
    look(page, "cong-1-trang-chu")
    page.goto("/vinh-danh/")
    look(page, "cong-2-vinh-danh")
    page.locator("[name=q]").fill("do ngoc thuy")  # no diacritics needed
    press(page, "Lọc")
    press(page, "Đỗ Ngọc Thủy")
    on_page(page, "Đỗ Ngọc Thủy")
    look(page, "cong-3-khen-thuong")

    page.goto("/xac-minh/")
    page.get_by_label("Mã kiểm tra in trên giấy").fill("SAI-MA")
    press(page, "Kiểm tra")
    expect(page.locator("main")).to_contain_text("Mã kiểm tra có 16 ký tự, mã vừa nhập có 5. Mời xem lại và gõ lại.")
    look(page, "cong-4-ma-sai")
    page.get_by_label("Mã kiểm tra in trên giấy").fill("ABCD-EFGH-JKMN-PQRS")
    press(page, "Kiểm tra")
    look(page, "cong-5-ma-la")


def test_the_code_printed_on_a_certificate_leads_to_its_honour(practice, look):
    clerk = practice.as_("tinh.vanthu")
    clerk.goto("/giay-khen/")
    look(clerk, "giay-khen-1-da-in")
    clerk.goto("/giay-khen/14/")
    printed = clerk.request.get(clerk.get_by_role("link", name="Tệp 1 (").first.get_attribute("href"))
    sheet = PdfReader(io.BytesIO(printed.body())).pages[0].extract_text()
    code = re.search(r"\b[A-Z0-9]{4}(-[A-Z0-9]{4}){3}\b", sheet).group()

    page = practice.public()
    page.goto("/xac-minh/")
    page.get_by_label("Mã kiểm tra in trên giấy").fill(code.lower().replace("-", " "))
    press(page, "Kiểm tra")
    look(page, "cong-6-ma-dung")
    expect(page.locator("main")).to_contain_text("Khen thưởng có thật và còn hiệu lực")
    name = page.locator("main dl dd").first.inner_text()
    assert (name.upper() in sheet.upper(), name != "") == (True, True)


def test_the_conference_and_the_article_drafted_from_it(practice, look):
    page = practice.public()
    page.goto("/tin-tuc/")
    look(page, "cong-7-tin-tuc")
    press(page, "Ủy ban nhân dân tỉnh Quảng Ninh tổng kết phong trào thi đua năm 2025 và phát động thi đua năm 2026")
    look(page, "cong-8-bai")

    officer = practice.as_("tinh.chuyenvien")
    officer.goto("/hoi-nghi/6/")
    look(officer, "hoi-nghi-1-tong-ket")
    officer.goto("/hoi-nghi/6/trinh-chieu/1/")
    look(officer, "hoi-nghi-2-trinh-chieu")

    editor = practice.as_("tinh.bientap")
    editor.goto("/ban-bien-tap/")
    look(editor, "toa-soan-1")
    press(editor, "Soạn bài từ hội nghị")
    told(editor, "Đã soạn bản nháp từ số liệu của hội nghị. Mời đọc lại, sửa và đăng.")
    title = heading(editor)
    look(editor, "toa-soan-2-ban-nhap")
    page.goto("/tin-tuc/")
    assert page.get_by_role("link", name=title, exact=True).count() == 0
    press(editor, "Đăng bài")
    page.reload()
    press(page, title)
    on_page(page, title)
