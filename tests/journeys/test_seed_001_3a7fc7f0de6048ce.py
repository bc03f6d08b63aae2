"""Founding document 1: one conference sums up the year and launches the next; the chair signs with every locality."""

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from paperwork.practice_signing import Holder, sign
from tests.journeys.hands import (
    draft_news,
    drafted,
    invite,
    on_page,
    press,
    receive,
    record_conference,
    saved_with_weights,
    told,
)
from tests.paperwork.signed import poppler

STAGE = "conference"
pytestmark = pytest.mark.journey
TITLE = "Hội nghị tổng kết phong trào thi đua năm 2025, phát động, ký giao ước thi đua năm 2026"
MOVEMENT = "Kỷ cương, sáng tạo, tăng tốc năm 2026"
WORDS = {
    "Mục tiêu": "Hoàn thành các chỉ tiêu kinh tế – xã hội năm 2026.",
    "Phạm vi": "Toàn tỉnh.",
    "Đối tượng": "Các xã, phường, đặc khu; các tổ dân phố.",
    "Nội dung": "Thi đua cải cách hành chính, chuyển đổi số.",
    "Kế hoạch thực hiện": "Ký giao ước: 28/01/2026",
    "Tiêu chí": "Bám sát chỉ tiêu kế hoạch kinh tế – xã hội.",
    "Biện pháp tổ chức": "Kiểm tra hằng quý; tuyên truyền chỉ tiêu đến Nhân dân.",
    "Ngày bắt đầu": "28/01/2026",
    "Ngày kết thúc": "31/12/2026",
}
ASSESSMENT = "Trong điều kiện khó khăn do bão lũ, các địa phương vẫn hoàn thành nhiệm vụ."
TASK = "Mỗi địa phương nhân rộng ít nhất một mô hình hiệu quả"
CONCLUSION = "Các địa phương thực hiện đúng giao ước đã ký."
ARTICLE = [
    "Ngày 28/01/2026, tại Trung tâm Tổ chức hội nghị tỉnh, Ủy ban nhân dân tỉnh Quảng Ninh tổ chức hội nghị tổng "
    "kết phong trào thi đua năm 2025, phát động, ký giao ước thi đua năm 2026; hội nghị ghi nhận 11 tập thể, cá "
    "nhân được khen thưởng và chứng kiến 02 đơn vị ký giao ước thi đua.",
    "Dự và chỉ đạo hội nghị có Phó Bí thư Thường trực Tỉnh ủy.",
    "Dự hội nghị có đại diện của 13 đơn vị.",
    "Hội nghị đã nghe báo cáo tổng kết phong trào thi đua năm 2025, phương hướng, nhiệm vụ năm 2026.",
    "Trong điều kiện khó khăn do bão lũ, các địa phương vẫn hoàn thành nhiệm vụ.",
    "Kết quả khen thưởng phong trào thi đua năm 2025 của Ủy ban nhân dân tỉnh Quảng Ninh gồm 03 Cờ thi đua cấp tỉnh"
    " và 08 danh hiệu “Lao động tiên tiến”.",
    "Danh sách từng cá nhân, tập thể được công bố tại mục Vinh danh của cổng thông tin; mỗi khen thưởng có mã để "
    "mọi người kiểm tra.",
    "Tại hội nghị có phát biểu chỉ đạo của lãnh đạo cấp trên.",
    "Hội nghị phát động phong trào thi đua “Kỷ cương, sáng tạo, tăng tốc năm 2026”.",
    "Bước sang năm 2026, 02 đơn vị đã ký giao ước thi đua với những chỉ tiêu cụ thể, có thời hạn và có người chịu "
    "trách nhiệm; kết quả được theo dõi theo từng quý.",
    "Kết luận hội nghị: các địa phương thực hiện đúng giao ước đã ký.",
    "Nhiệm vụ trọng tâm thời gian tới: mỗi địa phương nhân rộng ít nhất một mô hình hiệu quả.",
]


def launch(practice) -> None:
    """The officer drafts the movement of the next year, the chair launches it to every locality."""
    officer = practice.as_("tinh.chuyenvien")
    officer.goto("/phong-trao/soan/")
    expect(officer.get_by_role("textbox", name="Năm thi đua")).to_have_value("2026")
    officer.get_by_label("Tên phong trào").fill(MOVEMENT)
    press(officer, "Lưu dự thảo")
    officer.get_by_role("link", name="Kế hoạch thực hiện", exact=True).click()
    for label, words in WORDS.items():
        officer.get_by_label(re.compile(f"^{re.escape(label)} \\(cần có trước khi phát động\\)$")).fill(words)
    press(officer, "Lưu dự thảo")
    chair = practice.as_("tinh.thutruong")
    chair.goto(officer.url)
    press(chair, "Phát động")
    told(chair, "Đã phát động. Kế hoạch số 01/KH-UBND đã gửi đến 13 đơn vị. 1 đơn vị chưa có người nhận: Sở Nội vụ.")


def propose(officer: Page) -> str:
    """The locality writes its target with last year's figure and puts the pledge before both heads."""
    officer.goto("/giao-uoc/")
    press(officer, "Lập giao ước")
    officer.get_by_role("link", name=MOVEMENT).click()
    officer.locator("[name=chi-tieu-0-name]").fill("Hồ sơ nộp trực tuyến")
    officer.locator("[name=chi-tieu-0-unit_of_measure]").fill("%")
    officer.locator("[name=chi-tieu-0-baseline]").fill("93")
    officer.locator("[name=chi-tieu-0-goal]").fill("95,5")
    officer.locator("[name=chi-tieu-0-weight]").fill("1")
    press(officer, "Lưu giao ước")
    told(officer, saved_with_weights("81"))
    press(officer, "Trình ký")
    return officer.url


def sign_by_file(practice, look, pledge: str, place: Path) -> None:
    """Issued, taken home, signed there by the head's own certificate, vouched for by a clerk, then signed by the chair."""
    officer = practice.as_("baichay.chuyenvien")
    press(officer, "Phát hành bản chờ ký số, ký giấy")
    told(officer, "Đã phát hành bản chờ ký. Hai bên tải về, ký và tải lên lại.")
    signing = officer.url
    head = practice.as_("baichay.thutruong")
    head.goto(signing)
    look(head, "van-ban-1-ky-so-1-cho-ky")
    signers = head.locator(".signing-board .signer").all_inner_texts()
    chair_name, name = (signer.strip().removeprefix("Chủ tịch ") for signer in signers)
    link = head.get_by_role("link", name="Tải bản chờ ký (PDF)")
    issued = head.request.get(link.get_attribute("href")).body()
    at = timezone.localtime().replace(year=2026, month=1, day=28)
    token = Holder(code="usb token", name=name, agency="Ủy ban nhân dân phường Bãi Cháy")
    # the signer's own machine: beside this thread, whose event loop belongs to the browser
    with ThreadPoolExecutor(1) as machine:
        mine = machine.submit(sign, issued, "ky_member", token, post="Chủ tịch", at=at).result()
    file = {"name": "giao-uoc.pdf", "mimeType": "application/pdf", "buffer": mine[:-20]}
    head.get_by_label("Tệp PDF đã ký số").set_input_files(file)
    press(head, "Tải lên và kiểm tra")
    look(head, "van-ban-1-ky-so-2-tep-hong")
    head.get_by_label("Tệp PDF đã ký số").set_input_files(file | {"buffer": mine})
    press(head, "Tải lên và kiểm tra")
    told(head, "Đã nhận tệp; chờ văn thư của đơn vị bạn xác nhận chứng thư của người ký.")

    clerk = practice.as_("baichay.chuyenvien")
    clerk.goto(signing)
    press(clerk, "Xác nhận người ký")
    clerk.get_by_label("Đúng người ký: nhận chữ ký").check()
    clerk.get_by_label("Đã đối chiếu với gì").fill("Giấy bàn giao USB token ngày 05/01/2026")
    look(clerk, "van-ban-1-ky-so-3-xac-nhan")
    press(clerk, "Ghi kết luận")
    told(clerk, "Đã nhận chữ ký.")
    chair = practice.as_("tinh.thutruong")
    chair.goto(signing)
    press(chair, "Ký số diễn tập")
    told(chair, "Đã ký số diễn tập. Chữ ký này không có giá trị pháp lý.")
    look(chair, "van-ban-1-ky-so-4-da-ky")
    signed = chair.request.get(f"{signing}tai-ve/").body()
    assert signed.startswith(mine)
    said = poppler(signed, place)
    valid = "Signature is Valid."
    assert said == [(name, valid, False), (chair_name, valid, True)]


def plan(officer: Page) -> str:
    officer.goto("/hoi-nghi/len-lich/?kind=year_end_launch")
    officer.get_by_label("Tên hội nghị").fill(TITLE)
    expect(officer.get_by_label("Năm được sơ kết, tổng kết")).to_have_value("2025")
    expect(officer.get_by_label("Năm được phát động")).to_have_value("2026")
    officer.get_by_label("Ngày tổ chức").fill("28/01/2026")
    officer.get_by_label("Giờ khai mạc").fill("00:00")
    officer.get_by_label("Địa điểm").fill("Trung tâm Tổ chức hội nghị tỉnh")
    press(officer, "Lưu")
    told(officer, f"Đã lên lịch “{TITLE}”. Mời xem lại danh sách và gửi giấy mời.")
    room = officer.url.removesuffix("khach-moi/")
    officer.goto(f"{room}khach-moi/them/")
    officer.get_by_label("Chức danh được mời").fill("Phó Bí thư Thường trực Tỉnh ủy")
    officer.get_by_label("Khách dự và chỉ đạo hội nghị").check()
    press(officer, "Thêm")
    invite(officer)
    return room


def test_one_conference_sums_up_launches_and_signs(practice, look, tmp_path: Path):
    officer = practice.as_("tinh.chuyenvien")
    launch(practice)
    room = plan(officer)
    sign_by_file(practice, look, propose(practice.as_("baichay.chuyenvien")), tmp_path)
    pledge = propose(practice.as_("halong.chuyenvien"))
    for account in ("halong.thutruong", "tinh.thutruong"):
        head = practice.as_(account)
        head.goto(pledge)
        press(head, "Ký giao ước")
    # the same pair signs once
    assert "Ký giao ước" not in head.locator("main").get_by_role("button").all_inner_texts()

    officer.goto(f"{room}trao-thuong/")
    press(officer, "Xếp thứ tự trao")
    told(officer, "Đã xếp 11 lượt trao, danh hiệu cao trước.")
    officer.goto(f"{room}y-kien/them/?kind=task")
    officer.get_by_label("Nội dung").fill(TASK)
    officer.get_by_label("Thời hạn (của nhiệm vụ)").fill("30/06/2026")
    press(officer, "Ghi")
    receive(officer, room)
    record_conference(officer, room, CONCLUSION, assessment=ASSESSMENT, came=("Phó Bí thư Thường trực Tỉnh ủy",))

    editor = draft_news(practice, TITLE)
    on_page(
        editor, "Ủy ban nhân dân tỉnh Quảng Ninh tổng kết phong trào thi đua năm 2025 và phát động thi đua năm 2026"
    )
    assert drafted(editor) == ARTICLE
