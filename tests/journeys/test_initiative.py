"""An initiative of two authors: written, handed in, heard by the council of initiatives, recognised, in the ledger of use."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.hands import error_at, press, told

STAGE = ""
EVERYONE = True
pytestmark = pytest.mark.journey
IDEA = "Xếp lịch khám sức khỏe người cao tuổi qua nhóm Zalo khu phố"
KHOA, DUNG = "Nguyễn Ngọc Khoa", "Nguyễn Hữu Dũng"
PARTS = "Trước đây người cao tuổi chờ cả buổi; nay mỗi khu phố có khung giờ riêng, thời gian chờ còn 20 phút."


def fill(page: Page, **fields: str) -> None:
    for name, text in fields.items():
        page.locator(f"main [name='{name}']").fill(text)


def choose(page: Page, name: str, words: str) -> None:
    """The option of a list that begins with these words."""
    options = page.locator(f"main [name='{name}'] option")
    value = next(each.get_attribute("value") for each in options.all() if each.inner_text().startswith(words))
    page.locator(f"main [name='{name}']").select_option(value)


def test_an_initiative_is_heard_by_its_council_and_used_once(practice, look):
    initiative = hand_in(practice.as_("baichay.chuyenvien"), look)
    hear(practice, look)
    use(practice.as_("baichay.chuyenvien"), initiative, look)


def hand_in(officer: Page, look) -> str:
    officer.goto("/thanh-tich/sang-kien/")
    press(officer, "Viết đơn công nhận sáng kiến")
    fill(officer, year="2025", title=IDEA, area="Y tế cơ sở", applied_on="03/03/2025", share1="60", share2="30")
    choose(officer, "author1", KHOA)
    choose(officer, "author2", DUNG)
    for box in officer.locator("main textarea").all():
        box.fill(PARTS)
    officer.locator("main form button[type=submit]").last.click()
    expect(officer.locator(".error-summary")).to_contain_text(
        "Tổng tỷ lệ đóng góp của các tác giả phải bằng 100%, hiện là 90%."
    )
    look(officer, "sk-1-sai-ty-le")
    fill(officer, share2="bốn mươi")
    officer.locator("main form button[type=submit]").last.click()
    assert error_at(officer, "share2").startswith("Hãy nhập một số")
    fill(officer, share2="40")
    officer.locator("main form button[type=submit]").last.click()
    officer.wait_for_load_state()
    press(officer, "Nộp đơn")
    expect(officer.locator(".page-header")).to_contain_text("Đã nộp")
    look(officer, "sk-2-da-nop")
    return officer.url


def hear(practice, look) -> None:
    """The ward sets up its council of initiatives; one of the authors sits in it and does not vote."""
    head = practice.as_("baichay.thutruong")
    head.goto("/hoi-dong/thanh-lap/")
    head.locator("[name=kind]").select_option("initiative")
    fill(
        head, name="Hội đồng sáng kiến Phường Bãi Cháy", legal_basis="Quyết định số 21/QĐ-UBND ngày 20/01/2026",
    )  # fmt: skip
    for seat, who in enumerate(("Nguyễn Thị Thu", "Trần Bích Dung", DUNG), start=1):
        choose(head, f"user_{seat}", who)
    look(head, "sk-3-thanh-lap")
    head.locator("main form button[type=submit]").last.click()
    expect(head.get_by_role("heading", level=1)).to_have_text("Hội đồng sáng kiến Phường Bãi Cháy")
    council = head.url

    secretary = practice.as_("baichay.vanthu")
    secretary.goto(council)
    press(secretary, "Nhập quy chế")
    fill(secretary, document="Quy chế số 02/QC-HĐSK", in_force_from="20/01/2026", advice_percent="60")
    secretary.get_by_label("Cách biểu quyết đối với sáng kiến, góp ý dự thảo").select_option("minutes")
    press(secretary, "Nhập quy chế")
    told(secretary, "Đã ghi quy chế của Hội đồng.")
    press(secretary, "Chuẩn bị phiên họp")
    fill(secretary, year="2025", held_on="28/01/2026", begins="14h00", place="Phòng họp UBND phường")
    secretary.get_by_label(re.compile(IDEA)).check()
    press(secretary, "Chuẩn bị phiên họp")
    told(secretary, "Đã chuẩn bị phiên họp và báo cho các thành viên. Giấy mời có số phát hành ở trang này.")
    desk = secretary.url
    press(secretary, "Khai mạc")
    for box in secretary.locator("[name=present]").all():
        box.check()
    press(secretary, "Khai mạc")
    told(secretary, "Đã khai mạc phiên họp.")
    secretary.goto(f"{desk}bieu-quyet/")
    look(secretary, "sk-4-bieu-quyet")
    fill(secretary, yes="2", no="0")  # the author among the three stands aside
    press(secretary, "Ghi biểu quyết")
    head.goto(f"{desk}ket-thuc/")
    press(head, "Kết thúc phiên họp")
    told(head, "Đã kết thúc phiên họp; biên bản đã lập.")
    press(head, "Công nhận sáng kiến")
    head.get_by_label(re.compile(IDEA)).first.check()
    fill(head, decision_no="31/QĐ-UBND", decided_on="28/01/2026")
    look(head, "sk-5-cong-nhan")
    head.locator("main form button[type=submit]").last.click()
    head.wait_for_load_state()
    look(head, "sk-6-phien-hop")


def use(officer: Page, initiative: str, look) -> None:
    officer.goto(initiative)
    expect(officer.locator(".page-header")).to_contain_text("Đã công nhận")
    expect(officer.locator("main")).to_contain_text("Quyết định 31/QĐ-UBND ngày 28/01/2026")
    look(officer, "sk-7-da-cong-nhan")
    press(officer, "Ghi lần đã dùng")
    choose(officer, "author", DUNG)
    choose(officer, "award_code", "Chiến sĩ thi đua cơ sở")
    fill(officer, year="2025", source="Quyết định số 40/QĐ-UBND")
    officer.locator("main form button[type=submit]").last.click()
    officer.wait_for_load_state()
    officer.goto("/thanh-tich/so-dung-sang-kien/")
    row = officer.locator("main tbody tr").filter(has_text=IDEA)
    expect(row).to_have_count(1)
    expect(row).to_contain_text(DUNG)
    look(officer, "sk-8-so-dung")
