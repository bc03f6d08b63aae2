"""A scoring table in the browser: read from a spreadsheet, edited as a tree, its questions answered, tried, frozen, cloned."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.hands import on_page, press, refused, told
from thidua.rubrics import files

STAGE = "progress"
pytestmark = pytest.mark.journey
TITLE = "Bảng tiêu chí khối phường"
TABLE = {
    "code": "khoi_phuong",
    "title_vi": TITLE,
    "issuer_vi": "Ủy ban nhân dân tỉnh Quảng Ninh",
    "year": 2026,
    "applies_to_vi": "Phường",
    "status": "local_default",
    "source": {"url": "", "form": "local", "completeness_vi": "Đủ"},
    "rounding": {"places": None, "stated": False, "note_vi": ""},
    "criteria": [
        {"code": "I", "name_vi": "Nhiệm vụ chuyên môn", "max": "60", "children": [
            {"code": "I.1", "name_vi": "Thu ngân sách", "max": "40",
             "scoring": {"type": "proportional_to_target", "achieved": "I.1.actual", "target": "I.1.plan"}},
            {"code": "I.2", "name_vi": "Hồ sơ đúng hạn", "max": "20",
             "scoring": {"type": "ladder_percent", "value": "I.2.value",
                         "bands": [{"below": "80", "points": "5"}, {"from": "80", "points": "20"}]}}]},
        {"code": "II", "name_vi": "Phong trào", "max": "40", "scoring": {"type": "direct", "value": "II.mark"}},
    ],
}  # fmt: skip


def upload(page: Page, place: Path) -> None:
    """The second way to begin a table: a file."""
    panel = page.get_by_role("region", name="Từ tệp bảng tính")
    panel.get_by_label("Tệp bảng tiêu chí").set_input_files(place)
    panel.get_by_label("Năm").fill("2026")
    press(page, "Đọc tệp", panel)


def test_a_table_goes_from_the_spreadsheet_to_the_frozen_table_and_into_the_next_year(practice, look, tmp_path: Path):
    page = practice.as_("tinh.chuyenvien")
    page.goto("/bang-tieu-chi/")
    look(page, "studio-1-danh-sach")
    press(page, "Lập bảng tiêu chí")

    wrong = tmp_path / "sai.csv"
    wrong.write_bytes(files.csv_file(TABLE).replace(b"40", "bốn mươi".encode(), 1))
    upload(page, wrong)
    expect(page.locator("#cho-can-sua li")).to_have_text(
        ["Dòng 3, ô E3 (Điểm tối đa): Hãy nhập một số, ví dụ 1.234,5 (dấu phẩy trước phần thập phân)."]
    )
    look(page, "studio-2-tep-sai")
    right = tmp_path / "bang.xlsx"
    right.write_bytes(files.workbook(TABLE))
    upload(page, right)
    told(page, f"Đã lập “{TITLE} (2026)”.")
    on_page(page, TITLE)
    home = page.url

    # the tree: 40 becomes 30, a new item takes the ten points
    page.get_by_label("Sửa I.1", exact=True).click()
    page.get_by_label("Điểm tối đa").fill("30")
    press(page, "Lưu")
    told(page, "Đã lưu: Mục I.1: điểm tối đa 40 → 30.")
    assert refused(page, "Khóa bảng") == (
        "Chưa khóa được, bảng còn 1 lỗi: Đề mục I ghi tối đa 60 điểm nhưng các mục con cộng lại là 50 điểm."
    )
    look(page, "studio-3-con-loi")
    page.goto(f"{home}them/?section=criteria&parent=I")
    page.get_by_label("Thêm gì").select_option("direct")
    press(page, "Tiếp tục")
    page.get_by_label("Tên", exact=True).fill("Cải cách hành chính")
    page.get_by_label("Điểm tối đa").fill("10")
    look(page, "studio-4-them-muc")
    press(page, "Lưu")
    told(page, "Thêm mục I.3 “Cải cách hành chính”, tối đa 10 điểm, trong I.")

    # one step too many is taken back
    page.goto(f"{home}muc/II/bo/")
    press(page, "Bỏ khỏi bảng")
    expect(page.locator("#muc-II")).to_have_count(0)
    press(page, "Hoàn tác bước này")
    told(page, "Hoàn tác: Bỏ mục II “Phong trào”.")
    expect(page.locator("#muc-II")).to_have_count(1)

    # grades: a percentage written as a fraction is asked about
    press(page, "Mức xếp loại")
    first, second = page.locator("fieldset.rubric-rule").nth(0), page.locator("fieldset.rubric-rule").nth(1)
    first.get_by_label("Tên mức").fill("Xuất sắc")
    first.get_by_label("Đạt từ").fill("0,9")
    first.get_by_label("Tính theo").select_option("percent")
    press(page, "Lưu các mức")
    expect(page.locator(".error-summary")).to_contain_text("Đang ghi 0,9 %: có phải 90 %?")
    look(page, "studio-5-xep-loai")
    first.get_by_label("Đạt từ").fill("90")
    second.get_by_label("Tên mức").fill("Tốt")
    second.get_by_label("Đạt từ").fill("70")
    second.get_by_label("Tính theo").select_option("percent")
    press(page, "Lưu các mức")
    told(
        page,
        "Đã lưu: Sửa các mức xếp loại: (trống) → Xuất sắc từ 90 % điểm tối đa; Tốt từ 70 % điểm tối đa.",
    )
    press(page, "Sự kiện không xét")
    event = page.locator("fieldset.rubric-rule").first
    event.get_by_label("Khi xảy ra").fill("Có cán bộ bị kỷ luật từ cảnh cáo")
    event.get_by_label("Thì đơn vị").select_option(label="Xếp loại cao nhất là Tốt")
    press(page, "Lưu sự kiện")

    # what the source does not say is a person's to choose
    press(page, "Trả lời các câu hỏi")
    look(page, "studio-6-dieu-can-chon")
    page.get_by_label(re.compile("^2 chữ số thập phân")).check()
    press(page, "Lưu các câu đã chọn")
    page.get_by_label("Cụm, khối bỏ phiếu").check()
    press(page, "Lưu các câu đã chọn")
    expect(page).to_have_url(home)

    # tried with invented numbers
    press(page, "Thử với số liệu giả định")
    page.get_by_label("I.2: Tỷ lệ (%), Đơn vị A").fill("0,85")
    press(page, "Tính điểm")
    press(page, "Đổi thành 85 %")
    expect(page.get_by_label("I.2: Tỷ lệ (%), Đơn vị A")).to_have_value("85")
    look(page, "studio-7-thu")
    press(page, "Về bảng tiêu chí")

    press(page, "Khóa bảng")
    told(page, "Đã khóa bảng tiêu chí; có thể dùng để mở mùa chấm điểm.")
    look(page, "studio-8-da-khoa")
    press(page, "Nhân bản")
    press(page, "Nhân bản")
    told(page, f"Đã nhân bản thành “{TITLE} (2027)”. Bản cũ giữ nguyên.")
    press(page, "So sánh")
    expect(page.locator("table tbody tr")).to_have_count(1)
    expect(page.locator("table tbody tr")).to_contain_text("Sửa năm: 2026 → 2027")
    look(page, "studio-9-so-sanh")
