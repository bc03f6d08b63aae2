"""A whole session in the browser: the secretary prepares at the desk, a member follows on a phone, the chair runs the room
and closes; an outsider sees nothing of it."""

import re
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.hands import follow, on_page, press, refused, told

STAGE = "decisions"
pytestmark = pytest.mark.journey
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"


def fill(page: Page, **fields: str) -> None:
    for name, text in fields.items():
        page.locator(f"[name='{name}']").fill(text)


def demo_day(page: Page) -> str:
    """The day the practice province stands on, as people write it."""
    text = page.locator(".demo-banner").first.inner_text()
    if found := re.search(r"\d{2}/\d{2}/\d{4}", text):
        return found.group()
    day, month, year = re.search(r"(\d+) tháng (\d+) năm (\d{4})", text).groups()
    return f"{date(int(year), int(month), int(day)):%d/%m/%Y}"


def test_secretary_member_and_chair_hold_a_session(practice, look):
    secretary = practice.as_("tinh.vanthu")
    secretary.goto("/hoi-dong/")
    today = demo_day(secretary)
    press(secretary, "Hội đồng Thi đua - Khen thưởng tỉnh Quảng Ninh")
    council = secretary.url
    look(secretary, "hd-1-hoi-dong")
    press(secretary, "Nhập quy chế")
    fill(secretary, document="Quy chế số 05/QC-HĐTĐKT", in_force_from=today, quorum_percent="80", advice_percent="60")
    secretary.get_by_label("Cách biểu quyết đối với sáng kiến, góp ý dự thảo").select_option("minutes")
    press(secretary, "Nhập quy chế")
    told(secretary, "Đã ghi quy chế của Hội đồng.")

    press(secretary, "Chuẩn bị phiên họp")
    look(secretary, "hd-2-chuan-bi")
    fill(secretary, held_on=today, begins="8h30", place="Phòng họp số 2")
    secretary.locator("[name=topic_kind]").select_option("draft")
    fill(secretary, topic_title="Dự thảo Quy chế chấm điểm cụm, khối năm 2026", topic_detail="Tăng điểm chuyển đổi số.")
    press(secretary, "Chuẩn bị phiên họp")
    told(secretary, "Đã chuẩn bị phiên họp và báo cho các thành viên. Giấy mời có số phát hành ở trang này.")
    desk = secretary.url
    press(secretary, "Phát hành giấy mời")
    press(secretary, "Thêm tài liệu")
    fill(secretary, title="Thuyết minh dự thảo")
    secretary.locator("input[type=file]").set_input_files(
        {"name": "thuyet-minh.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    press(secretary, "Thêm tài liệu")
    told(secretary, "Đã gửi tài liệu đến các thành viên.")

    member = practice.as_("bantochuctinhuy.thutruong")
    member.goto("/hoi-dong/cua-toi/")
    look(member, "hd-3-thanh-vien")
    follow(member.locator(".big-links a").filter(has_text=today))
    mine = member.url
    with member.expect_download() as loading:
        member.get_by_role("button", name="Thuyết minh dự thảo").click()
    assert loading.value.suggested_filename == "thuyet-minh.pdf"
    press(member, "Trả lời giấy mời")
    member.get_by_label("Sẽ dự họp", exact=True).check()
    press(member, "Trả lời giấy mời")
    told(member, "Đã trả lời: sẽ dự họp.")
    press(member, "Đặt câu hỏi")
    member.get_by_label("Câu hỏi", exact=True).fill("Điểm chuyển đổi số tăng bao nhiêu?")
    press(member, "Đặt câu hỏi")
    look(member, "hd-4-phan-cua-toi")

    secretary.goto(desk)
    look(secretary, "hd-5-ban-thu-ky")
    secretary.get_by_role("link", name="Trả lời câu hỏi").click()
    fill(secretary, answer="Từ 10 lên 15 điểm.")
    secretary.locator("main form button[type=submit]").click()
    told(secretary, "Đã trả lời.")
    press(secretary, "Khai mạc")
    look(secretary, "hd-6-khai-mac")
    for box in secretary.locator("[name=present]").all():
        box.check()
    press(secretary, "Khai mạc")
    told(secretary, "Đã khai mạc phiên họp.")

    chair = practice.as_("tinh.thutruong")
    chair.goto(f"{desk}dieu-khien/")
    assert refused(chair, "Kết thúc phiên họp") == (
        "Chưa ghi kết quả biểu quyết: mục 1 (Dự thảo Quy chế chấm điểm cụm, khối năm 2026)."
    )
    press(chair, "Mở mục 1: Dự thảo Quy chế chấm điểm cụm, khối năm 2026")
    look(chair, "hd-7-dieu-khien")
    # the phone follows by itself
    expect(member.goto(mine) and member.locator("#theo-doi .tracker-name")).to_have_text(
        "Dự thảo Quy chế chấm điểm cụm, khối năm 2026"
    )
    look(member, "hd-8-theo-doi")
    show = practice.as_("tinh.chuyenvien")
    show.goto(f"{desk}trinh-chieu/")
    look(show, "hd-9-trinh-chieu")
    fill(chair, discussion="Các thành viên nhất trí, đề nghị giữ nguyên tổng điểm.")
    press(chair, "Xong mục này")
    expect(member.locator("#theo-doi")).to_contain_text("xong 1/1 mục", timeout=20_000)

    secretary.goto(f"{desk}bieu-quyet/")
    secretary.locator("[name=yes]").fill("7")
    secretary.locator("[name=no]").fill("0")
    press(secretary, "Ghi biểu quyết")
    show.reload()
    assert "7 đồng ý" not in show.content()
    chair.goto(f"{desk}ket-thuc/")
    press(chair, "Kết thúc phiên họp")
    told(chair, "Đã kết thúc phiên họp; biên bản đã lập.")
    look(chair, "hd-10-ket-thuc")
    expect(member.locator("#theo-doi")).to_contain_text("Chủ tịch đã kết thúc phiên họp.", timeout=20_000)
    member.goto(desk)
    with member.expect_download() as loading:
        member.get_by_role("link", name=re.compile(r"^Biên bản họp .* \(Word\)$")).click()
    assert loading.value.suggested_filename.endswith(".docx")

    press(chair, "Mở lại phiên họp")
    fill(chair, reason="Ghi nhầm số đồng ý của mục 1")
    press(chair, "Mở lại phiên họp")
    told(chair, "Đã mở lại phiên họp; kết quả trở lại trạng thái chờ.")
    look(chair, "hd-11-mo-lai")

    outsider = practice.as_("baichay.chuyenvien")
    assert [outsider.goto(address).status for address in (desk, mine, f"{desk}trinh-chieu/", council)] == [404] * 4
    on_page(outsider, "Không tìm thấy trang")
