"""A cluster's own year: the head keeps rules, plan and briefings, members read, the organiser forms next year's list."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.conferences.files import pdf
from tests.journeys.hands import error_at, on_page, press, refused, told
from thidua.management.year.plan import STAGES
from thidua.management.year.runner import last_day
from thidua.shared.wording import vi_date

STAGE = "progress"
pytestmark = pytest.mark.journey
CLUSTER = "Cụm thi đua số 1 – khu vực Hạ Long"
WHY = "Theo đề nghị của các đơn vị thành viên"


def open_cluster(page) -> str:
    """By the list of clusters, as a person finds it; its address of the year."""
    page.goto("/cum-khoi/")
    press(page, CLUSTER)
    on_page(page, CLUSTER)
    return page.url


def test_the_head_keeps_the_year_and_a_member_reads_it(practice, look, tmp_path: Path):
    head = practice.as_("halong.chuyenvien")
    year = open_cluster(head)
    look(head, "cum-nam-1-tong-quan")

    head.goto(f"{year}quy-che/them/")
    head.get_by_label("Có hiệu lực từ ngày").fill("01/01/2026")
    wrong = tmp_path / "quy-che.html"
    wrong.write_text("<script>alert(1)</script>")
    head.get_by_label("Tệp quy chế").set_input_files(wrong)
    press(head, "Thêm")
    expect(head.locator(".error-summary")).to_contain_text(
        "Chỉ nhận tệp PDF, Word, Excel, PowerPoint, OpenDocument, JPG, PNG."
    )
    right = tmp_path / "quy-che.pdf"
    right.write_bytes(pdf().read())
    head.get_by_label("Tệp quy chế").set_input_files(right)
    press(head, "Thêm")
    told(head, "Đã thêm bản quy chế.")
    look(head, "cum-nam-2-quy-che")

    head.goto(f"{year}ke-hoach/")
    press(head, "Thêm việc")
    head.get_by_label("Nội dung công việc").fill("Kiểm tra chéo giữa các thành viên")
    head.get_by_label("Hoàn thành trước ngày").fill("31/11/2025")
    press(head, "Thêm")
    assert error_at(head, "due_on") == "Không có ngày 31/11/2025. Hãy xem lại ngày và tháng."
    head.get_by_label("Hoàn thành trước ngày").fill("28/11/2025")
    press(head, "Thêm")
    told(head, "Đã thêm việc vào kế hoạch.")
    look(head, "cum-nam-3-ke-hoach")

    today = vi_date(last_day(STAGES, STAGE))
    head.goto(f"{year}giao-ban/")
    press(head, "Lên lịch giao ban, giao lưu")
    head.get_by_label("Tên buổi họp, giao lưu").fill("Giao ban cuối năm")
    head.get_by_label("Ngày tổ chức").fill(today)
    head.get_by_label("Địa điểm").fill("Hội trường Phường Hạ Long")
    head.get_by_label("Nội dung chương trình").fill("Tiến độ chỉ tiêu\nLịch chấm điểm")
    press(head, "Lên lịch, báo các thành viên")
    told(head, "Đã lên lịch và báo các thành viên.")
    press(head, "Giao ban cuối năm")
    press(head, "Ghi nhận đã tổ chức")
    head.get_by_label("Phường Bãi Cháy có mặt").check()
    head.get_by_label("Người dự của Phường Bãi Cháy").fill("Chủ tịch Nguyễn Văn Nam")
    press(head, "Ghi nhận đã tổ chức")
    assert error_at(head, "conclusion") == "Mục này không được để trống."
    expect(head.get_by_label("Phường Bãi Cháy có mặt")).to_be_checked()
    look(head, "cum-nam-4-ghi-nhan")
    head.get_by_label("Kết luận").fill("Các thành viên tự chấm điểm trước ngày 15/12.")
    press(head, "Ghi nhận đã tổ chức")
    told(head, "Đã ghi nhận và báo các thành viên.")
    look(head, "cum-nam-5-giao-ban")

    member = practice.as_("halam.chuyenvien")
    member.goto(f"{year}ke-hoach/")
    expect(member.locator("main")).to_contain_text("Kiểm tra chéo giữa các thành viên")
    assert refused(member, "Thêm việc") == (
        f"Chỉ đơn vị trưởng, phó của {CLUSTER} năm 2025 và chuyên viên của Ủy ban nhân dân tỉnh Quảng Ninh ghi được việc "
        "của cụm, khối."
    )


def test_the_organiser_forms_next_years_list_from_this_years(practice, look):
    officer = practice.as_("tinh.chuyenvien")
    officer.goto("/cum-khoi/?q=cac co quan noi chinh")
    look(officer, "cum-nam-6-tim-ten-khac")
    expect(officer.locator("tbody tr")).to_have_count(1)
    year = open_cluster(officer)
    press(officer, "Lập danh sách năm 2026")
    look(officer, "cum-nam-7-lap-danh-sach")
    officer.get_by_label("Phường Bãi Cháy", exact=True).uncheck()
    press(officer, "Lập danh sách")
    assert error_at(officer, "head") == "Phường Bãi Cháy chưa được chọn làm thành viên."
    officer.get_by_label("Phường Bãi Cháy", exact=True).check()
    officer.get_by_label("Cán bộ của đơn vị trưởng phụ trách từ ngày").fill("01/01/2026")
    press(officer, "Lập danh sách")
    told(officer, f"Đã lập danh sách {CLUSTER} năm 2026.")
    look(officer, "cum-nam-8-thanh-vien")

    officer.goto(f"{year}thanh-vien/")
    row = officer.locator("tbody tr", has_text="Phường Hà Lầm")
    press(officer, "Đổi vai trò Phường Hà Lầm", row)
    officer.get_by_label("Trưởng cụm, khối", exact=True).check()
    press(officer, "Lưu")
    assert error_at(officer, "reason") == "Mục này không được để trống."
    officer.get_by_label("Lý do").fill(WHY)
    press(officer, "Lưu")
    told(officer, "Đã đổi vai trò.")
    look(officer, "cum-nam-9-truong-moi")
    expect(officer.locator("tbody tr", has_text="Phường Hà Lầm")).to_contain_text("Trưởng cụm, khối")
    expect(officer.locator("tbody tr", has_text="Phường Hạ Long")).to_contain_text("Thành viên")
