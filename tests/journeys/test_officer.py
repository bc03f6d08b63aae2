"""The officer of a ward in summer: titles registered, a pledge written and signed by both heads, first results."""

import pytest
from playwright.sync_api import expect

from tests.journeys.hands import NOT_A_NUMBER, error_at, on_page, press, saved_with_weights, told

STAGE = "pledges"
pytestmark = pytest.mark.journey


def test_titles_are_registered_with_the_view_of_the_law_and_accepted_above(practice, look):
    officer = practice.as_("baichay.chuyenvien")
    officer.goto("/giao-uoc/dang-ky/")
    press(officer, "Lập bản đăng ký năm 2025")
    press(officer, "Lập bản đăng ký")
    told(officer, "Đã lập bản đăng ký thi đua năm 2025 của Phường Bãi Cháy.")
    sheet = officer.url
    press(officer, "Thêm cá nhân")
    officer.get_by_label("Danh hiệu, hình thức khen thưởng").select_option("advanced_worker")
    for person in officer.locator("[name=chosen]").all():
        person.check()
    look(officer, "dang-ky-1-chon-ca-nhan")
    press(officer, "Thêm vào bản đăng ký")
    told(officer, "Đã thêm 4 dòng đăng ký.")
    look(officer, "dang-ky-2-ban-dang-ky")
    press(officer, "Gửi lên cấp trên")
    look(officer, "dang-ky-3-da-gui")

    province = practice.as_("tinh.chuyenvien")
    province.goto(sheet)
    press(province, "Tiếp nhận")
    expect(province.locator(".page-header")).to_contain_text("Đã tiếp nhận")


def test_a_pledge_is_written_signed_by_both_heads_and_followed(practice, look):
    officer = practice.as_("baichay.chuyenvien")
    officer.goto("/giao-uoc/")
    press(officer, "Lập giao ước")
    targets = [
        ("Tỷ lệ hồ sơ giải quyết trực tuyến", "%", "71,5", "chín mươi", "2"),
        ("Số hộ nghèo còn lại", "hộ", "12", "5", "1"),
    ]
    for number, (name, unit, before, goal, weight) in enumerate(targets):
        for field, words in zip(
            ("name", "unit_of_measure", "baseline", "goal", "weight"), (name, unit, before, goal, weight), strict=True
        ):
            officer.locator(f"[name=chi-tieu-{number}-{field}]").fill(words)
    officer.locator("[name=chi-tieu-1-direction]").select_option("less")
    press(officer, "Lưu giao ước")
    assert error_at(officer, "chi-tieu-0-goal") == NOT_A_NUMBER
    look(officer, "giao-uoc-1-nhap-sai")
    officer.locator("[name=chi-tieu-0-goal]").fill("90")
    press(officer, "Lưu giao ước")
    told(officer, saved_with_weights("3"))
    pledge = officer.url
    press(officer, "Trình ký")
    told(officer, "Đã trình thủ trưởng hai bên ký.")
    look(officer, "giao-uoc-2-trinh-ky")

    ward_head = practice.as_("baichay.thutruong")
    ward_head.goto(pledge)
    press(ward_head, "Ký giao ước")
    told(ward_head, "Đã ký. Chờ bên kia ký.")
    chair = practice.as_("tinh.thutruong")
    chair.goto(pledge)
    press(chair, "Ký giao ước")
    told(chair, "Đã ký. Giao ước đã đủ hai bên ký.")
    look(chair, "giao-uoc-3-da-ky")
    paper = chair.request.get(pledge + "ban-ky/")
    assert (paper.status, paper.headers["content-type"], paper.body()[:5]) == (200, "application/pdf", b"%PDF-")

    officer.goto(pledge + "quy/3/")
    officer.get_by_label("Đây là kết quả tính đến hôm nay, cuối quý sẽ sửa lại").check()
    officer.get_by_label("Kết quả: Tỷ lệ hồ sơ giải quyết trực tuyến").fill("82,4")
    officer.get_by_label("Minh chứng: Tỷ lệ hồ sơ giải quyết trực tuyến").fill(
        "Báo cáo của Trung tâm Phục vụ hành chính công"
    )
    press(officer, "Ghi kết quả")
    on_page(officer, "Giao ước thi đua của Phường Bãi Cháy")
    look(officer, "giao-uoc-4-tien-do")


def test_a_page_left_open_while_another_signed_says_so_and_signs_nothing(practice):
    officer = practice.as_("halong.chuyenvien")
    officer.goto("/giao-uoc/lap/")
    for field, words in {"name": "Tỷ lệ thu ngân sách", "unit_of_measure": "%", "goal": "100", "weight": "1"}.items():
        officer.locator(f"[name=chi-tieu-0-{field}]").fill(words)
    press(officer, "Lưu giao ước")
    pledge = officer.url
    second = officer.context.new_page()
    second.goto(pledge)
    press(officer, "Trình ký")
    press(second, "Trình ký")
    told(second, "Trang này đã cũ: nội dung vừa được người khác thay đổi. Mời tải lại rồi làm lại.")
    expect(second.locator(".page-header")).to_contain_text("Chờ ký")
