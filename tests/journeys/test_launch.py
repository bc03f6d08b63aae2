"""The provincial officer drafts a movement, the chair launches it, a ward is told and answers."""

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
        "Chưa phát động được, còn thiếu: mục tiêu, phạm vi, đối tượng, nội dung, tiêu chí, biện pháp tổ chức, "
        "ngày bắt đầu, ngày kết thúc."
    )
    press(officer, "Sửa")
    for label, words in WORDS.items():
        officer.get_by_label(label).fill(words)
    press(officer, "Lưu dự thảo")
    look(officer, "phat-dong-4-du-noi-dung")

    chair.reload()
    press(chair, "Phát động")
    told(chair, "Đã phát động. Kế hoạch số 01/KH-UBND đã gửi đến 13 đơn vị.")
    look(chair, "phat-dong-5-da-phat-dong")

    ward = practice.as_("baichay.chuyenvien")
    ward.goto(officer.url)
    look(ward, "phat-dong-6-phuong-nhan")
    press(ward, "Trả lời")
    ward.get_by_label("Nội dung trả lời").fill("Phường hưởng ứng, đã phân công Văn phòng theo dõi.")
    press(ward, "Gửi trả lời")
    chair.reload()
    expect(chair.get_by_role("heading", name="Trả lời của các đơn vị (1/13)")).to_be_visible()


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
