"""Reading the law without signing in: from a word without diacritics to an article, another day, a worked example."""

import pytest
from playwright.sync_api import expect

from tests.journeys.hands import on_page, press
from thidua.shared import clock
from thidua.shared.wording import vi_date

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_a_reader_finds_an_award_reads_it_on_a_day_compares_and_checks_an_example(page, look):
    page.goto("/luat/?ngay=2025-12-31")
    on_page(page, "Tra cứu luật thi đua, khen thưởng")
    look(page, "luat-1-danh-sach")
    page.locator("[name=q]").fill("ldtt")  # an abbreviation, no diacritics
    press(page, "Lọc")
    expect(page.get_by_role("link", name="Bỏ lọc")).to_be_visible()  # the list has been swapped in place
    look(page, "luat-2-tim")
    page.locator("main").get_by_role("link", name="Lao động tiên tiến", exact=True).click()

    on_page(page, "Lao động tiên tiến")
    expect(page.get_by_role("heading", name="Tiêu chuẩn tại ngày 31/12/2025")).to_be_visible()
    page.locator(".law-more summary").first.click()
    look(page, "luat-3-danh-hieu")

    page.get_by_label("Quy định tại ngày").fill("hôm nay")
    press(page, "Xem ngày này")
    expect(page.locator("main .field-error")).to_have_text(
        f"Hãy nhập ngày theo dạng ngày/tháng/năm, ví dụ {vi_date(clock.today())}."
    )
    look(page, "luat-4-ngay-sai")
    page.get_by_label("Quy định tại ngày").fill("1/10/2026")
    press(page, "Xem ngày này")
    expect(page.locator("main .notice-title").first).to_have_text("Từ ngày 01/10/2026 chưa biết nội dung luật")
    look(page, "luat-5-chua-biet")

    press(page, "So sánh với ngày khác")
    page.get_by_label("Ngày trước").fill("30/6/2025")
    page.get_by_label("Ngày sau").fill("1/7/2025")
    press(page, "So sánh")
    expect(page.locator("main .law-compare .badge-state").filter(has_text="Không còn")).not_to_have_count(0)
    look(page, "luat-6-so-sanh")

    page.goto("/luat/advanced_worker/vi-du/?ngay=2025-12-31")
    look(page, "luat-7-vi-du")
    page.locator("main .law-cases a").last.click()
    expect(page.locator("main .notice-title").first).to_have_text("Khớp với kết luận mong đợi")
    look(page, "luat-8-mot-vi-du")


def test_a_reader_looks_at_general_rules_differences_and_what_is_not_known(page, look):
    page.goto("/luat/quy-dinh/?ngay=2025-12-31")
    on_page(page, "Quy định chung")
    look(page, "luat-9-quy-dinh")
    page.get_by_label("Tìm trong mọi lĩnh vực").fill("hoi dong")
    press(page, "Xem")
    expect(page.locator("#cac-quy-dinh")).to_contain_text("quy định có “hoi dong”")
    for number, (address, title) in enumerate(
        (
            ("/luat/so-sanh/?tu=2023-12-31&den=2024-01-01", "So sánh luật giữa hai ngày"),
            ("/luat/khac-biet/", "Luật năm 2003 và Luật năm 2022 khác nhau ở đâu"),
            ("/luat/kiem-ke/", "Kiểm kê dữ liệu luật"),
            ("/luat/kiem-ke/con-mo/", "Nội dung còn mở"),
            ("/luat/kiem-ke/cau-hoi/", "Câu hỏi còn mở"),
            ("/luat/van-ban/", "Văn bản"),
            ("/luat/nguon/", "Nguồn đã đọc"),
            ("/luat/cong-cu/", "Công cụ tính"),
            ("/luat/khong-co/", "Không có trong dữ liệu luật"),
        ),
        start=10,
    ):
        page.goto(address)
        on_page(page, title)
        look(page, f"luat-{number}")
