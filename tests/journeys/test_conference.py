"""A cluster's conference from plan to article: two people at their desks, a guest with a phone, the hall's screen."""

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.conferences.files import photo
from tests.journeys.hands import error_at, invite, on_page, press, receive, record_conference, refused, told
from thidua.management.year.plan import STAGES
from thidua.management.year.runner import last_day
from thidua.shared.wording import vi_date

STAGE = "register"
pytestmark = pytest.mark.journey
TITLE = "Hội nghị giao ban, ký giao ước thi đua toàn tỉnh"


def _plan(officer, day: str) -> None:
    officer.goto("/hoi-nghi/len-lich/?kind=briefing")
    officer.get_by_label("Tên hội nghị").fill(TITLE)
    officer.get_by_label("Ngày tổ chức").fill(day)
    officer.get_by_label("Giờ khai mạc").fill("00:00")
    officer.get_by_label("Địa điểm").fill("Trung tâm Hội nghị tỉnh")
    officer.get_by_label("Chủ đề thi đua").fill("Đoàn kết, sáng tạo, vượt chỉ tiêu")


def test_a_conference_from_plan_to_article(practice, look, tmp_path: Path):
    officer = practice.as_("tinh.chuyenvien")
    officer.goto("/hoi-nghi/len-lich/")
    day = vi_date(last_day(STAGES, STAGE))
    _plan(officer, "30/02/2025")
    officer.get_by_role("button", name="Chuyển mục 2 lên", exact=True).click()
    expect(officer.get_by_label("Nội dung, mục 1", exact=True)).to_have_value(
        "Trình bày dự thảo kế hoạch công tác thi đua, khen thưởng năm 2025"
    )
    press(officer, "Lưu")
    assert error_at(officer, "held_on") == "Không có ngày 30/02/2025. Hãy xem lại ngày và tháng."
    look(officer, "hoi-nghi-1-len-lich")
    officer.get_by_label("Ngày tổ chức").fill(day)
    officer.get_by_label("Giờ khai mạc").fill("00:00")
    press(officer, "Lưu")
    told(officer, f"Đã lên lịch “{TITLE}”. Mời xem lại danh sách và gửi giấy mời.")
    invite(officer)
    expect(officer.locator("#thong-bao")).to_contain_text("Đã cấp số và gửi giấy mời: ")
    look(officer, "hoi-nghi-2-khach-moi")
    room = officer.url.replace("khach-moi/", "")

    ward = practice.as_("baichay.chuyenvien")
    ward.goto(room)
    press(ward, "Trả lời giấy mời")
    ward.get_by_label("Cử người dự thay").check()
    press(ward, "Gửi trả lời")
    expect(ward.locator(".error-summary, .notice.tone-error").first).to_contain_text(
        "Mời ghi họ tên, chức vụ người dự thay."
    )
    ward.get_by_label("Người dự (họ tên, chức vụ), hoặc lý do vắng").fill("Phó Chủ tịch Lê Văn Ba")
    press(ward, "Gửi trả lời")
    told(ward, "Đã gửi trả lời.")
    look(ward, "hoi-nghi-3-tra-loi")

    officer.goto(f"{room}ma-diem-danh/")
    look(officer, "hoi-nghi-4-ma-tai-cua")
    code = officer.locator(".door-address").inner_text().strip()
    phone = practice.public()
    phone.goto("/hoi-nghi/" + code.split("/hoi-nghi/")[1])
    phone.get_by_label("Tìm đơn vị, chức danh (không cần gõ dấu)").fill("bai chay")
    phone.get_by_role("button", name="Tìm", exact=True).click()
    look(phone, "hoi-nghi-5-diem-danh")
    phone.get_by_role("button", name="Phường Bãi Cháy", exact=True).click()
    expect(phone.locator(".notice")).to_contain_text("Đã điểm danh. Kính mời đại biểu vào hội trường.")

    officer.goto(f"{room}diem-danh/")
    expect(officer.get_by_label("Phường Bãi Cháy có mặt", exact=True)).to_be_checked()
    look(officer, "hoi-nghi-6-ban-don-tiep")

    officer.goto(f"{room}y-kien/them/?kind=statement")
    officer.get_by_label("Nội dung").fill("Đề nghị giao lưu, học hỏi đều đặn hơn trong năm")
    press(officer, "Ghi")
    told(officer, "Đã ghi.")

    place = tmp_path / "anh.jpg"
    place.write_bytes(photo().read())
    officer.goto(f"{room}album/them/")
    officer.get_by_label("Ảnh", exact=True).set_input_files(place)
    officer.get_by_label("Chú thích").fill("Chú thích ảnh")
    officer.get_by_label("Mô tả ảnh").fill("Đại biểu các đơn vị ký giao ước trên sân khấu")
    press(officer, "Thêm ảnh")
    expect(officer.locator(".error-summary")).to_contain_text("“Chú thích ảnh” chưa phải chú thích")
    officer.get_by_label("Ảnh", exact=True).set_input_files(place)
    officer.get_by_label("Chú thích").fill("Toàn cảnh lễ ký giao ước tại Trung tâm Hội nghị tỉnh")
    press(officer, "Thêm ảnh")
    told(officer, "Đã thêm ảnh.")
    look(officer, "hoi-nghi-7-album")

    officer.goto(f"{room}trinh-chieu/1/")
    officer.keyboard.press("ArrowRight")
    officer.wait_for_url("**/trinh-chieu/2/**")
    look(officer, "hoi-nghi-8-trinh-chieu")

    receive(officer, room)

    record_conference(officer, room, "Hội nghị thống nhất dự thảo kế hoạch.")
    look(officer, "hoi-nghi-9-da-to-chuc")

    phone.goto("/hoi-nghi/" + code.split("/hoi-nghi/")[1])
    expect(phone.locator(".notice")).to_contain_text("Hội nghị đã được ghi nhận; việc điểm danh đã kết thúc.")

    editor = practice.as_("tinh.bientap")
    editor.goto("/ban-bien-tap/")
    row = editor.locator("li", has_text=TITLE)
    press(editor, "Soạn bài từ hội nghị", row)
    expect(editor.get_by_role("heading", name="Nguồn của từng câu")).to_be_visible()
    expect(editor.locator(".sources li").first).to_contain_text("Trung tâm Hội nghị tỉnh")
    look(editor, "hoi-nghi-10-tin-bai")


def test_arrivals_wait_for_the_day(practice):
    officer = practice.as_("tinh.chuyenvien")
    officer.goto("/hoi-nghi/len-lich/")
    day = vi_date(last_day(STAGES, STAGE))
    from datetime import datetime

    later = datetime.strptime(day, "%d/%m/%Y") + timedelta(days=3)
    _plan(officer, f"{later:%d/%m/%Y}")
    officer.get_by_label("Tên hội nghị").fill("Hội nghị ngày khác")
    press(officer, "Lưu")
    press(officer, "Tổng quan")
    on_page(officer, "Hội nghị ngày khác")
    assert refused(officer, "Điểm danh") == f"Chỉ điểm danh trong ngày tổ chức ({later:%d/%m/%Y})."
