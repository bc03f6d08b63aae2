"""Drafted by the clerk, signed by the chair, numbered once, printed: from the council's outcome to certificates."""

import pytest
from playwright.sync_api import expect

from tests.journeys.hands import follow, press, told

STAGE = "decisions"
pytestmark = pytest.mark.journey


def test_a_decision_is_signed_numbered_and_its_certificates_printed(practice, look):
    clerk = practice.as_("tinh.vanthu")
    clerk.goto("/quyet-dinh/")
    look(clerk, "quyet-dinh-1-cho-du-thao")
    press(clerk, "Dự thảo quyết định")
    told(clerk, "Đã lập 2 dự thảo quyết định, chờ ký.")
    follow(clerk.locator("main a").filter(has_text="Cờ thi đua của Ủy ban nhân dân tỉnh").first)
    decision = clerk.url
    look(clerk, "quyet-dinh-2-du-thao")

    chair = practice.as_("tinh.thutruong")
    chair.goto(decision)
    press(chair, "Ký quyết định")
    told(chair, "Đã ký quyết định. Văn thư được báo để cấp số.")

    clerk.reload()
    press(clerk, "Cấp số, ban hành")
    look(clerk, "quyet-dinh-3-da-ban-hanh")
    expect(clerk.locator(".page-header")).to_contain_text("Đã ban hành")
    press(clerk, "Giấy khen, tiền thưởng, lễ trao")
    look(clerk, "quyet-dinh-4-giay-khen")
