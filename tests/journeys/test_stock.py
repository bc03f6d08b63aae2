"""Texts put in place on stock: by keys, by hand, by typed numbers alone; what was saved is what comes back."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Site
from tests.journeys.hands import enter, press, told

FOUNDS = "small"
pytestmark = pytest.mark.journey


@pytest.fixture
def clerk(site: Site) -> Page:
    page = site.public()
    enter(page, "halong.clerk")
    return page


def number(page: Page, name: str) -> float:
    return float(page.locator(f'[name="{name}"]').input_value().replace(",", "."))


def test_a_box_is_moved_by_keys_by_hand_and_by_numbers(clerk, look):
    clerk.goto("/giay-khen/")
    press(clerk, "Mẫu in trên phôi")
    press(clerk, "Thêm mẫu in")
    clerk.locator("[name=award]").select_option("certificate_of_merit_commune")
    press(clerk, "Đặt vị trí chữ")
    box = clerk.locator('.box[data-key="name"]')
    picture = clerk.locator("#anh-phoi")
    start, seen = (number(clerk, "name-x"), number(clerk, "name-y")), picture.get_attribute("href")
    box.focus()
    clerk.keyboard.press("ArrowRight")
    clerk.keyboard.press("Shift+ArrowUp")
    assert (number(clerk, "name-x"), number(clerk, "name-y")) == pytest.approx((start[0] + 0.5, start[1] - 5))
    expect(picture).not_to_have_attribute("href", seen or "")
    place = box.bounding_box()
    assert place is not None
    clerk.mouse.move(place["x"] + 20, place["y"] + 5)
    clerk.mouse.down()
    clerk.mouse.move(place["x"] - 5, place["y"] + 5, steps=5)
    clerk.mouse.up()
    assert number(clerk, "name-x") < start[0]
    clerk.locator('[name="name-x"]').fill("41,5")
    assert box.get_attribute("x") == "41.5"
    look(clerk, "phoi-1-dat-chu")
    press(clerk, "Lưu mẫu in")
    told(clerk, "Đã lưu mẫu in, lần 1. Các đợt in sau dùng mẫu này.")
    assert number(clerk, "name-x") == 41.5
    clerk.locator('details[data-key="name"] summary').click()
    clerk.locator('[name="name-x"]').fill("400")
    press(clerk, "Lưu mẫu in")
    expect(clerk.locator(".error-summary, [role=alert]").first).to_contain_text("nằm ra ngoài tờ giấy")
    expect(clerk.locator('[name="name-x"]')).to_be_visible()  # what is wrong is not folded away
