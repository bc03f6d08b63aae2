"""The provincial officer drafts a movement, the chair launches it, a ward is told and answers."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.hands import error_at, on_page, press, refused, told

STAGE = "launch"
pytestmark = pytest.mark.journey
TITLE = "Thi đua chuyển đổi số trong cải cách hành chính"
WORDS = {
    "Mục tiêu": "Nâng tỷ lệ hồ sơ giải quyết trực tuyến.",
    "Phạm vi": "Toàn tỉnh.",
    "Đối tượng": "Các xã, phường, đặc khu; các sở, ngành.",
    "Nội dung": "Thi đua giải quyết hồ sơ đúng hạn, không giấy.",
    "Kế hoạch thực hiện": "Tập huấn cho các xã, phường: 30/07/2025",
    "Tiêu chí": "Tỷ lệ hồ sơ trực tuyến từ 90% trở lên.",
    "Biện pháp tổ chức": "Kiểm tra hằng quý, sơ kết sáu tháng.",
    "Ngày bắt đầu": "08/07/2025",
    "Ngày kết thúc": "31/12/2025",
}


def test_a_movement_from_the_first_draft_to_the_answer_of_a_ward(practice, look):
    officer = practice.as_("tinh.chuyenvien")
    look(officer, "phat-dong-1-viec-cua-toi")
    officer.goto("/phong-trao/soan/")
    press(officer, "Lưu dự thảo")
    assert error_at(officer, "title") == "Mục này không được để trống."
    look(officer, "phat-dong-2-thieu-ten")

    officer.get_by_label("Tên phong trào").fill(TITLE)
    press(officer, "Lưu dự thảo")
    told(officer, f"Đã lưu dự thảo “{TITLE}”.")
    on_page(officer, TITLE)
    look(officer, "phat-dong-3-du-thao")

    chair = practice.as_("tinh.thutruong")
    chair.goto(officer.url)
    assert refused(chair, "Phát động") == (
        "Chưa phát động được, còn thiếu: mục tiêu, phạm vi, đối tượng, nội dung, tiêu chí, ngày bắt đầu, ngày kết thúc, "
        "kế hoạch thực hiện, biện pháp tổ chức (Điều 17 Luật Thi đua, khen thưởng số 06/2022/QH15)."
    )
    officer.get_by_role("link", name="Kế hoạch thực hiện", exact=True).click()
    expect(officer.locator("#id_steps")).to_be_visible()
    for label, words in WORDS.items():
        officer.get_by_label(re.compile(f"^{re.escape(label)} \\(cần có trước khi phát động\\)$")).fill(words)
    press(officer, "Lưu dự thảo")
    look(officer, "phat-dong-4-du-noi-dung")
    press(officer, "Chỉ tiêu")
    row = officer.locator("table tbody tr").first
    row.get_by_label("Chỉ tiêu, dòng 1", exact=True).fill("Hồ sơ nộp trực tuyến")
    row.get_by_label("Đơn vị tính, dòng 1").fill("%")
    row.get_by_label("Mục tiêu, dòng 1").fill("0")
    press(officer, "Lưu chỉ tiêu")
    assert error_at(officer, "chi-tieu-0-goal") == (
        "Mục tiêu bằng 0 thì kết quả nào cũng đạt. Nếu là “không để xảy ra”, hãy chọn “Càng ít”."
    )
    row.get_by_label("Mục tiêu, dòng 1").fill("90")
    press(officer, "Lưu chỉ tiêu")
    told(officer, "Đã lưu chỉ tiêu.")

    chair.reload()
    press(chair, "Phát động")
    told(chair, "Đã phát động. Kế hoạch số 01/KH-UBND đã gửi đến 13 đơn vị. 1 đơn vị chưa có người nhận: Sở Nội vụ.")
    look(chair, "phat-dong-5-da-phat-dong")

    ward = practice.as_("baichay.chuyenvien")
    ward.goto(officer.url)
    look(ward, "phat-dong-6-phuong-nhan")
    press(ward, "Trả lời")
    ward.get_by_label("Nội dung hưởng ứng").fill("Phường hưởng ứng, đã phân công Văn phòng theo dõi.")
    press(ward, "Gửi trả lời")
    assert error_at(ward, "plan") == "Mục này không được để trống."
    ward.get_by_label("Kế hoạch thực hiện của đơn vị").fill("Tháng 8: tập huấn cho tổ dân phố.")
    press(ward, "Gửi trả lời")
    chair.reload()
    expect(chair.get_by_role("heading", name="Trả lời của các đơn vị (1/13)")).to_be_visible()
    _review(practice, look, officer, chair, ward)


def _review(practice, look, officer, chair, ward):
    """The mid-term review of the launched movement: asked for, reported to with a figure in doubt, issued by the chair."""
    officer.reload()
    press(officer, "Sơ kết")
    press(officer, "Mở đợt")
    told(officer, "Đã mở đợt sơ kết; các đơn vị được mời báo cáo.")
    ward.goto(officer.url)
    press(ward, "Ghi, sửa kết quả")
    ward.get_by_label("Kết quả (%)").fill("950")
    press(ward, "Gửi báo cáo")
    assert ward.locator(".field-error").inner_text().strip() == (
        "950 % là quá 100 %. Nếu đúng, mời giải thích ở ô ghi chú."
    )
    look(ward, "phat-dong-7-so-lieu-nghi-ngo")
    ward.get_by_label("Kết quả (%)").fill("95")
    press(ward, "Gửi báo cáo")
    told(ward, "Đã gửi báo cáo của Phường Bãi Cháy.")
    press(ward, "Đề xuất khen thưởng")
    ward.get_by_label("Tập thể, cá nhân").select_option("unit")
    ward.get_by_label("Thành tích trong phong trào").fill("Dẫn đầu tỷ lệ hồ sơ trực tuyến.")
    press(ward, "Đề xuất")
    told(ward, "Đã đề xuất khen thưởng trong phong trào.")

    press(officer, "Viết đánh giá")
    officer.get_by_label(re.compile("^Đánh giá chung")).fill("Phong trào được hưởng ứng.")
    officer.get_by_label(re.compile("^Bài học kinh nghiệm")).fill("Giao chỉ tiêu có đơn vị tính.")
    press(officer, "Lưu")
    assert refused(officer, "Ban hành báo cáo") == (
        "Để ban hành báo cáo sơ kết, tổng kết cần vai trò “Thủ trưởng đơn vị” của Ủy ban nhân dân tỉnh Quảng Ninh."
    )
    chair.goto(officer.url)
    press(chair, "Ban hành báo cáo")
    told(chair, "Đã ban hành báo cáo số 01/BC-UBND.")
    look(chair, "phat-dong-8-da-so-ket")


def test_the_calendar_shows_the_year_as_a_picture_and_a_table(practice, look):
    officer = practice.as_("tinh.chuyenvien")
    officer.goto("/phong-trao/lich/?nam=2025")
    expect(officer.get_by_role("heading", name="Ngày kỷ niệm, ngày truyền thống trong năm")).to_be_visible()
    officer.goto("/phong-trao/ngay-ky-niem/ghi/")
    officer.get_by_label("Tên ngày kỷ niệm").fill("Ngày truyền thống ngành Than")
    officer.get_by_label("Ngày", exact=True).fill("31")
    officer.get_by_label("Tháng (dương lịch)").fill("11")
    press(officer, "Ghi ngày")
    assert officer.locator(".error-summary").inner_text().splitlines()[-1].strip() == "Không có ngày 31/11."
    officer.get_by_label("Ngày", exact=True).fill("12")
    press(officer, "Ghi ngày")
    told(officer, "Đã ghi “Ngày truyền thống ngành Than”.")
    look(officer, "phat-dong-9-ngay-ky-niem")


def test_a_ward_cannot_open_the_draft_of_the_province_nor_launch_it_from_an_address(practice):
    officer = practice.as_("tinh.chuyenvien")
    officer.goto("/phong-trao/soan/")
    officer.get_by_label("Tên phong trào").fill(TITLE)
    press(officer, "Lưu dự thảo")
    ward = practice.as_("baichay.chuyenvien")
    assert ward.goto(officer.url).status == 404
    on_page(ward, "Không tìm thấy trang")
    assert officer.goto(officer.url + "phat-dong/").status == 405
    on_page(officer, "Không thực hiện được")
    press(officer, "Quay lại trang trước")
    on_page(officer, TITLE)
