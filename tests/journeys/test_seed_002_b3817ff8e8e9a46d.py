"""Founding document 2: a cluster launches its year, all register for the flag, discuss the rules and sign one pledge."""

import pytest
from playwright.sync_api import Page, expect

from tests.conferences.files import pdf
from tests.journeys.hands import (
    draft_news,
    drafted,
    invite,
    on_page,
    press,
    receive,
    record_conference,
    settle_remark,
    told,
)

STAGE = "registration"
pytestmark = pytest.mark.journey
CLUSTER = "Cụm thi đua số 1 – khu vực Hạ Long"
TITLE = "Hội nghị phát động thi đua, ký giao ước thi đua năm 2025"
THEME = "Đoàn kết, sáng tạo, đổi mới, vượt chỉ tiêu"
RULES = "Quy chế hoạt động của Cụm thi đua số 1"
CONCLUSION = "Các đơn vị gắn thi đua với nhiệm vụ chính trị của mình."
TASK = "Xây dựng kế hoạch kiểm tra chéo giữa các đơn vị để chấm điểm chính xác, khách quan"
UNITS = ("baichay", "halam", "halong")
ARTICLE = [
    "Ngày 25/07/2025, tại Hội trường phường Hạ Long, Ủy ban nhân dân phường Hạ Long tổ chức hội nghị phát động thi "
    "đua, ký giao ước thi đua năm 2025 của Cụm thi đua số 1 – khu vực Hạ Long; hội nghị chứng kiến 03 đơn vị ký "
    "giao ước thi đua.",
    "Dự hội nghị có đại diện của 13 đơn vị.",
    "Hội nghị do Phường Hạ Long đăng cai.",
    "Đại biểu Phường Hà Lầm nêu ý kiến: giao lưu, học hỏi giữa các đơn vị đều đặn hơn trong năm.",
    "Các thành viên đã góp 02 ý kiến vào dự thảo, 01 ý kiến được tiếp thu.",
    "Hội nghị thông qua “Quy chế hoạt động của Cụm thi đua số 1”.",
    "Tại hội nghị có phát biểu chỉ đạo của lãnh đạo cấp trên.",
    "Chủ đề thi đua năm 2025: “Đoàn kết, sáng tạo, đổi mới, vượt chỉ tiêu”.",
    "Tất cả 03 đơn vị đăng ký phấn đấu Cờ thi đua cấp tỉnh.",
    "Bước sang năm 2025, 03 đơn vị đã ký giao ước thi đua với những chỉ tiêu cụ thể, có thời hạn và có người chịu "
    "trách nhiệm; kết quả được theo dõi theo từng quý.",
    "Kết luận hội nghị: các đơn vị gắn thi đua với nhiệm vụ chính trị của mình.",
    "Nhiệm vụ trọng tâm thời gian tới: xây dựng kế hoạch kiểm tra chéo giữa các đơn vị để chấm điểm chính xác, "
    "khách quan.",
]


def register_for_the_flag(practice) -> None:
    """Every member registers for the one provincial flag."""
    for unit in UNITS:
        officer = practice.as_(f"{unit}.chuyenvien")
        officer.goto("/giao-uoc/dang-ky/?year=2025")
        press(officer, "Lập bản đăng ký năm 2025")
        press(officer, "Lập bản đăng ký")
        press(officer, "Thêm tập thể")
        officer.get_by_label("Danh hiệu, hình thức khen thưởng").select_option("ministry_province_emulation_flag")
        officer.locator("[name=chosen]").first.check()
        press(officer, "Thêm vào bản đăng ký")
        press(officer, "Gửi lên cấp trên")


def sign_one_pledge(practice) -> None:
    """The head of the cluster puts one pledge before all members; each head signs its part, the last one freezes it."""
    officer = practice.as_("halong.chuyenvien")
    officer.goto("/giao-uoc/")
    press(officer, "Giao ước chung của cụm, khối")
    officer.locator("[name=chi-tieu-0-name]").fill("Hồ sơ giải quyết đúng hạn")
    officer.locator("[name=chi-tieu-0-unit_of_measure]").fill("%")
    officer.locator("[name=chi-tieu-0-goal]").fill("98,5")
    officer.locator("[name=chi-tieu-0-weight]").fill("1")
    press(officer, "Lưu giao ước")
    told(officer, "Đã lập giao ước chung; mỗi thành viên ghi mục tiêu của mình.")
    joint = officer.url
    press(officer, "Trình ký giao ước chung")
    told(officer, "Đã trình thủ trưởng các đơn vị thành viên cùng ký.")
    for unit, name in zip(UNITS, ("Phường Bãi Cháy", "Phường Hà Lầm", "Phường Hạ Long"), strict=True):
        head = practice.as_(f"{unit}.thutruong")
        head.goto(joint)
        head.get_by_role("link", name=name, exact=True).click()
        press(head, "Ký giao ước")
    officer.goto(joint)
    expect(officer.locator("main")).to_contain_text("3/3 thành viên đã ký.")


def plan(officer: Page) -> str:
    officer.goto("/hoi-nghi/len-lich/?kind=launch")
    officer.get_by_label("Tên hội nghị").fill(TITLE)
    officer.locator("[name=cluster]").select_option(label=CLUSTER)
    officer.get_by_label("Thông qua quy chế, kế hoạch", exact=True).check()
    officer.get_by_label("Chủ đề thi đua").fill(THEME)
    officer.get_by_label("Ngày tổ chức").fill("25/07/2025")
    officer.get_by_label("Giờ khai mạc").fill("00:00")
    officer.get_by_label("Địa điểm").fill("Hội trường phường Hạ Long")
    officer.get_by_label("Đơn vị đăng cai").select_option(label="Phường Hạ Long")
    press(officer, "Lưu")
    told(officer, f"Đã lên lịch “{TITLE}”. Mời xem lại danh sách và gửi giấy mời.")
    invite(officer)
    return officer.url.removesuffix("khach-moi/")


def discuss_the_rules(practice, room: str) -> None:
    """A draft, two comments with what became of them, the final rules."""
    officer = practice.as_("halong.chuyenvien")
    draft = {"name": "quy-che.pdf", "mimeType": "application/pdf", "buffer": pdf("Dự thảo").read()}
    final = draft | {"buffer": pdf("Bản chính thức").read()}
    officer.goto(f"{room}tai-lieu/them/")
    officer.get_by_label("Loại tài liệu").select_option("rules")
    officer.get_by_label("Tên tài liệu").fill(RULES)
    officer.locator("[name=upload]").set_input_files(draft)
    press(officer, "Thêm")
    told(officer, "Đã thêm tài liệu.")
    for unit, text in (("baichay", "Ghi rõ kỳ họp của cụm"), ("halam", "Bỏ việc báo cáo hằng tháng")):
        delegate = practice.as_(f"{unit}.chuyenvien")
        delegate.goto(f"{room}tai-lieu/")
        delegate.get_by_role("link", name=RULES).first.click()
        press(delegate, "Góp ý")
        delegate.get_by_label("Nội dung").fill(text)
        press(delegate, "Ghi")
        told(delegate, "Đã ghi.")
    delegate.goto(f"{room}y-kien/them/?kind=statement")
    delegate.get_by_label("Nội dung").fill("Giao lưu, học hỏi giữa các đơn vị đều đặn hơn trong năm")
    press(delegate, "Ghi")
    for text, outcome in (("Ghi rõ kỳ họp của cụm", "Tiếp thu"), ("Bỏ việc báo cáo hằng tháng", "Không tiếp thu")):
        settle_remark(officer, room, text, outcome, "Hội nghị đã thảo luận.")
    officer.goto(f"{room}tai-lieu/")
    officer.get_by_role("link", name=RULES).first.click()
    press(officer, "Tải phiên bản mới")
    officer.locator("[name=upload]").set_input_files(final)
    officer.get_by_label("Đây là bản chính thức").check()
    press(officer, "Tải lên")
    told(officer, "Đã tải phiên bản mới.")


def test_a_cluster_launches_its_year_with_one_pledge_and_one_wish(practice):
    officer = practice.as_("halong.chuyenvien")
    register_for_the_flag(practice)
    room = plan(officer)
    discuss_the_rules(practice, room)
    sign_one_pledge(practice)
    officer.goto(f"{room}y-kien/them/?kind=task")
    officer.get_by_label("Nội dung").fill(TASK)
    press(officer, "Ghi")
    receive(officer, room)
    record_conference(officer, room, CONCLUSION)

    editor = draft_news(practice, TITLE)
    on_page(editor, f"{CLUSTER} phát động thi đua năm 2025")
    assert drafted(editor) == ARTICLE
