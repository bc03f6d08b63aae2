"""The officer of the province brings lists of six shapes into the system, looks first, takes one back."""

from datetime import date

import pytest
from playwright.sync_api import expect

from tests.imports import books
from tests.journeys.hands import press

STAGE = "pledges"
pytestmark = pytest.mark.journey
HEAD = ["STT", "Mã CB", "Họ và tên", "Ngày sinh", "Giới tính", "Đơn vị công tác", "Chức vụ", "Loại cán bộ", "Từ ngày"]
SLOW = 60_000


def _rows(prefix: str, count: int = 3) -> list[list[object]]:
    names = ("Đặng Thị Hòa", "Nguyễn Văn Đức", "Trần Ngọc Ánh")
    return [
        [n + 1, f"{prefix}-{n}", names[n % 3], date(1980 + ord(prefix[0]) % 15, 1 + n % 12, 1 + n % 28), "Nam" if n % 3 == 1 else "Nữ",
         "Phường Bãi Cháy", "Chuyên viên", "Công chức", date(2025, 7, 1)]
        for n in range(count)
    ]  # fmt: skip


def _titled(place, rows):
    upper = ["STT", "Mã CB", "Họ và tên", "Ngày sinh", "Giới tính", "Công tác", "Công tác", "Loại cán bộ", "Từ ngày"]
    lower = [None, None, None, None, None, "Đơn vị công tác", "Chức vụ", None, None]
    return books.titled_xlsx(place / "hai-dong.xlsx", upper, lower, [(5, 6)], rows)


def _merged(place, rows):
    head = ["Đơn vị", *HEAD[1:5], *HEAD[6:]]
    groups = [("Phường Bãi Cháy", [[*row[1:5], *row[6:]] for row in rows])]
    return books.merged_xlsx(place / "gop-o.xlsx", head, groups)


SHAPES = {
    "A": lambda place, rows: books.old_xls(place / "cu.xls", [HEAD, *rows]),
    "B": lambda place, rows: books.csv_1258(place / "w1258.csv", [HEAD, *rows]),
    "C": lambda place, rows: books.tcvn3_xlsx(place / "tcvn3.xlsx", [HEAD, *rows]),
    "D": lambda place, rows: books.ods(place / "libre.ods", [HEAD, *rows]),
    "E": _merged,
}


def _up_to_preview(page, path) -> None:
    page.goto("/nhap-du-lieu/moi/?loai=people")
    page.set_input_files("input[type=file]", str(path))
    press(page, "Tải lên và xem bảng")
    press(page, "Dùng bảng này")
    press(page, "Kiểm tra từng dòng")
    expect(page.get_by_role("heading", name="Xem trước từng dòng")).to_be_visible(timeout=SLOW)


def _figure(page, label: str) -> str:
    return page.locator(".tile", has_text=label).locator(".figure").inner_text().split()[0]


def test_a_list_with_titles_and_a_header_of_two_lines_is_looked_through_written_and_taken_back(
    practice, look, tmp_path
):
    officer = practice.as_("tinh.chuyenvien")
    officer.goto("/nhap-du-lieu/")
    look(officer, "nhap-1-luot-nhap")
    press(officer, "Nhập từ bảng tính")
    look(officer, "nhap-2-chon-loai")
    officer.get_by_role("link", name="Cán bộ Người với đơn vị").click()
    look(officer, "nhap-3-tai-tep")
    rows = _rows("Z", 4)
    rows[2][3], rows[3][5] = "31/02/1980", "Xã Không Có"
    officer.set_input_files("input[type=file]", str(_titled(tmp_path, rows)))
    press(officer, "Tải lên và xem bảng")
    expect(officer.locator("tr.is-header")).to_have_count(2)
    look(officer, "nhap-4-chon-bang")
    press(officer, "Dùng bảng này")
    look(officer, "nhap-5-ghep-cot")
    press(officer, "Kiểm tra từng dòng")
    expect(officer.get_by_role("heading", name="Xem trước từng dòng")).to_be_visible(timeout=SLOW)
    expect(officer.locator(".preview-table")).to_contain_text(
        "Cột D – Ngày sinh “31/02/1980”: không có ngày này trong lịch"
    )
    look(officer, "nhap-6-xem-truoc")
    with officer.expect_download() as download:
        press(officer, "Tải những dòng cần sửa")
    assert download.value.suggested_filename == "can-sua-hai-dong.xlsx"
    officer.get_by_label("Tôi hiểu 2 dòng bị từ chối sẽ không được ghi").check()
    press(officer, "Ghi 2 dòng")
    expect(officer.get_by_text("Cả lượt có thể hoàn tác")).to_be_visible(timeout=SLOW)
    look(officer, "nhap-7-da-ghi")
    press(officer, "Hoàn tác lượt nhập")
    officer.get_by_label("Lý do hoàn tác").fill("Nhầm danh sách năm trước")
    look(officer, "nhap-8-hoan-tac")
    press(officer, "Hoàn tác cả lượt nhập")
    expect(officer.locator(".page-header")).to_contain_text("Đã hoàn tác", timeout=SLOW)
    look(officer, "nhap-9-da-hoan-tac")
    officer.goto("/viec-nen/")
    look(officer, "nhap-10-viec-nen")


@pytest.mark.parametrize("prefix", SHAPES)
def test_lists_of_other_shapes_go_the_same_way(practice, tmp_path, prefix):
    officer = practice.as_("tinh.chuyenvien")
    path = SHAPES[prefix](tmp_path, _rows(prefix))
    _up_to_preview(officer, path)
    assert [_figure(officer, label) for label in ("Thêm mới", "Bị từ chối")] == ["3", "0"]
    press(officer, "Ghi 3 dòng")
    expect(officer.get_by_text("Cả lượt có thể hoàn tác")).to_be_visible(timeout=SLOW)
    _up_to_preview(officer, path)
    assert [_figure(officer, label) for label in ("Thêm mới", "Giữ nguyên")] == ["0", "3"]


def test_a_browser_closed_in_the_middle_changes_nothing_of_what_was_asked_for(practice, tmp_path):
    officer = practice.as_("tinh.chuyenvien")
    rows = _rows("Y", 400)
    for n, row in enumerate(rows):
        row[2], row[3] = f"Lê Thị {['Mai', 'Lan', 'Cúc', 'Trúc'][n % 4]}", date(1970 + n % 30, 1 + n % 12, 1 + n // 40)
    _up_to_preview(officer, books.plain_xlsx(tmp_path / "nhieu.xlsx", [HEAD, *rows]))
    address = officer.url.partition("?")[0]
    count = _figure(officer, "Thêm mới")
    if officer.get_by_label("Tôi hiểu").count():
        officer.get_by_label("Tôi hiểu").check()
    officer.locator(".write-panel button[type=submit]").click(no_wait_after=True)
    officer.wait_for_timeout(300)
    window = officer.context
    officer.close()
    later = window.new_page()
    later.wait_for_timeout(1500)
    later.goto(address)
    expect(later.get_by_text("Cả lượt có thể hoàn tác")).to_be_visible(timeout=SLOW)
    assert _figure(later, "Đã thêm") == count


def test_the_same_way_goes_without_scripts(practice, browser, width, tmp_path):
    """Everything is links and forms; progress is seen by loading the page again."""
    officer = practice.as_("tinh.chuyenvien")
    context = browser.new_context(
        java_script_enabled=False, base_url=practice.url, locale="vi-VN", viewport={"width": width, "height": 900},
        storage_state=officer.context.storage_state(),
    )  # fmt: skip
    page = context.new_page()
    page.goto("/nhap-du-lieu/moi/?loai=people")
    page.set_input_files("input[type=file]", str(books.plain_xlsx(tmp_path / "a.xlsx", [HEAD, *_rows("X")])))
    page.get_by_role("button", name="Tải lên và xem bảng").click()
    page.get_by_role("button", name="Dùng bảng này").click()
    page.get_by_role("button", name="Kiểm tra từng dòng").click()
    for _ in range(60):
        if page.get_by_role("heading", name="Xem trước từng dòng").count():
            break
        page.wait_for_timeout(500)
        page.get_by_role("link", name="Tải lại để xem tiến độ").click()
    assert _figure(page, "Thêm mới") == "3"
    context.close()
