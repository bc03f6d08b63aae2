"""A council member votes in secret on a phone; the chair and the secretary open the box; the count is public to members."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.hands import on_page, press

STAGE = "councils"
pytestmark = pytest.mark.journey


def receipt_on(page: Page) -> str:
    """The receipt shown once after voting."""
    return re.search(r"\b[A-Z0-9]{4}(-[A-Z0-9]{4}){3}\b", page.locator("main").inner_text()).group()


def test_a_secret_vote_is_cast_once_and_found_again_in_the_published_list(practice, look):
    member = practice.as_("bantochuctinhuy.thutruong")
    look(member, "phieu-0-viec-cua-toi")
    press(member, "Phiếu kín đang mở, chưa bỏ")
    vote_page = member.url
    look(member, "phieu-1-phieu")
    press(member, "Kiểm tra lại phiếu")
    look(member, "phieu-2-thieu-lua-chon")
    items = member.locator("main fieldset")
    for number in range(items.count()):
        items.nth(number).get_by_label("Không đồng ý" if number == 2 else "Đồng ý", exact=True).check(force=True)
    press(member, "Kiểm tra lại phiếu")
    on_page(member, "Kiểm tra lại phiếu")
    look(member, "phieu-3-kiem-tra")
    press(member, "Gửi phiếu")
    on_page(member, "Phiếu của bạn đã vào hòm")
    look(member, "phieu-4-bien-nhan")
    receipt = receipt_on(member)
    member.go_back()  # a browser's own error page, were the answer to the form kept in its history
    on_page(member, "Không thực hiện được")
    expect(member.locator("main")).to_contain_text("Phiếu của bạn đã ở trong hòm.")
    assert receipt not in member.content()

    secretary = practice.as_("tinh.vanthu")
    secretary.goto(vote_page.replace("bo-phieu/", ""))
    expect(secretary.locator("main")).to_contain_text("Chưa bỏ phiếu: 6")
    shown = secretary.content()
    assert (receipt in shown, practice.phrases["tinh.vanthu"] in shown) == (False, False)

    assert member.goto(vote_page).status == 403
    on_page(member, "Không thực hiện được")

    chair = practice.as_("tinh.thutruong")
    for page in (secretary, chair):
        page.goto(vote_page)
        press(page, "Đồng ý tất cả")
        press(page, "Kiểm tra lại phiếu")
        press(page, "Gửi phiếu")
    box = vote_page.replace("bo-phieu/", "")
    chair.goto(box)
    press(chair, "Kiểm phiếu")
    phrases = chair.locator("main input[type=password]")
    for number in range(phrases.count()):
        phrases.nth(number).fill("một câu không đúng")
    press(chair, "Kiểm phiếu")
    look(chair, "phieu-5-sai-mat-khau")
    by_name = {"Đoàn Bích Huyền": practice.phrases["tinh.thutruong"]}
    for number in range(phrases.count()):
        label = chair.locator("main form label").nth(number).inner_text()
        name = label.removeprefix("Mật khẩu của ").strip()
        phrases.nth(number).fill(by_name.get(name, practice.phrases["tinh.vanthu"]))
    press(chair, "Kiểm phiếu")
    look(chair, "phieu-6-ket-qua")

    member.goto(box)
    look(member, "phieu-7-thanh-vien-xem")
    expect(member.locator("main")).to_contain_text(receipt)
