"""The officer of a ward in December: the scorecard filled and sent, a dossier with the verdict of the law on each line."""

import pytest
from playwright.sync_api import expect

from tests.journeys.hands import NOT_A_NUMBER, error_at, on_page, press, refused, told

STAGE = "scoring"
pytestmark = pytest.mark.journey


def test_the_scorecard_is_filled_counted_and_sent(practice, look):
    officer = practice.as_("baichay.chuyenvien")
    officer.goto("/cham-diem/")
    press(officer, "Cụm thi đua số 1 – khu vực Hạ Long")
    press(officer, "Phường Bãi Cháy")
    assert refused(officer, "Gửi bảng điểm") == "Còn 7 mục chưa nhập."
    officer.locator("[name='I.1:gate']").select_option(label="Có")
    for field, words in {
        "I.1:yes": "48",
        "I.1:sample": "50",
        "I.2:actual": "1.840",
        "I.2:plan": "2.000",
        "I.3:actual": "1.500",
        "I.3:plan": "một nghìn",
        "I.4:actual": "1.902",
        "I.4:plan": "2.000",
        "I.5.2:value": "95,1",
    }.items():
        officer.locator(f"[name='{field}']").fill(words)
    press(officer, "Lưu và tính điểm")
    assert error_at(officer, "I.3:plan") == NOT_A_NUMBER
    look(officer, "cham-diem-1-nhap-sai")
    officer.locator("[name='I.3:plan']").fill("1.000")
    officer.locator("[name='I.5.1:done']").select_option(label="Có")
    officer.locator("[name='I.5.3:value']").fill("100")
    press(officer, "Lưu và tính điểm")
    look(officer, "cham-diem-2-da-tinh")
    told(
        officer,
        "Đã lưu 7 mục. Cùng một số liệu nhưng ghi khác nhau: “Số đối tượng đã mở tài khoản, ví điện tử” ở mục I.2 là "
        "1.840, ở mục I.3 là 1.000. Hãy ghi lại cho giống nhau.",
    )
    assert refused(officer, "Gửi bảng điểm") == "Còn 1 số liệu ghi khác nhau giữa các mục."
    officer.locator("[name='I.3:plan']").fill("1.840")
    press(officer, "Lưu và tính điểm")
    press(officer, "Gửi bảng điểm")
    look(officer, "cham-diem-3-da-gui")
    expect(officer.locator(".page-header")).to_contain_text("Đã gửi")


def test_a_dossier_is_built_and_every_line_carries_its_verdict(practice, look):
    officer = practice.as_("baichay.chuyenvien")
    officer.goto("/ho-so/")
    press(officer, "Lập hồ sơ")
    officer.get_by_label("Danh hiệu, hình thức khen thưởng").select_option("advanced_worker")
    officer.get_by_label("Loại hình").select_option("title")
    press(officer, "Lập hồ sơ")
    told(officer, "Đã lập hồ sơ. Mời chọn người, tập thể.")
    look(officer, "ho-so-1-chon")
    press(officer, "Đưa cả 3 trường hợp “Có thể đề xét”")
    look(officer, "ho-so-2-danh-sach")
    press(officer, "Nguyễn Thị Thu")
    on_page(officer, "Nguyễn Thị Thu")
    look(officer, "ho-so-3-doi-chieu")
    verdict = officer.get_by_label("Kết quả đối chiếu pháp luật: Lao động tiên tiến")
    conditions, articles = verdict.locator(".conditions > li"), verdict.locator(".conditions .cite")
    assert (conditions.count(), articles.count()) == (7, 7)
    assert articles.first.inner_text() == "Điều 24 Luật Thi đua, khen thưởng số 06/2022/QH15"
    press(officer, "Lời giải thích để đưa vào văn bản")
    letter = officer.get_by_label("Lời giải thích").input_value()
    press(officer, "Sao chép toàn bộ")
    expect(officer.get_by_role("status").get_by_text("Đã sao chép.")).to_be_visible()
    look(officer, "ho-so-3b-loi-giai-thich")
    assert letter.splitlines()[0] == ("Kết quả đối chiếu tiêu chuẩn Lao động tiên tiến năm 2025 đối với Nguyễn Thị Thu")
    officer.context.grant_permissions(["clipboard-read"])
    assert officer.evaluate("navigator.clipboard.readText()") == letter
    officer.go_back()
    officer.go_back()
    press(officer, "Gửi hồ sơ")
    look(officer, "ho-so-4-da-gui")
    expect(officer.locator(".page-header")).to_contain_text("Đã gửi")
