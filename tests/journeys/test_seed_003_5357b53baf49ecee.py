"""Founding document 3: the offices of a bloc brief each other on the draft plan, comment on it and sign their pledge.

A member hosts, the superior board is a guest that directs, comments are answered before the plan is final, all members
sign one joint pledge, and the news tells it with two authors.
"""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.conferences.files import pdf, photo
from tests.journeys.hands import draft_news, error_at, invite, on_page, press, receive, record_conference, told

STAGE = "pledges"
EVERYONE = True
pytestmark = pytest.mark.journey
BLOC = "Khối các cơ quan Đảng, Mặt trận Tổ quốc tỉnh"
TITLE = "Hội nghị giao ban triển khai công tác thi đua, ký giao ước thi đua năm 2025"
PLAN = "Kế hoạch công tác thi đua, khen thưởng năm 2025"
BOARD = "Phó Trưởng ban Thi đua – Khen thưởng tỉnh"
OFFICES = ("vanphongtinhuy", "bantochuctinhuy", "uybankiemtratinhuy")
COMMENTS = (
    ("bantochuctinhuy", "Bổ sung hoạt động nhân các ngày lễ lớn", "Tiếp thu", ""),
    ("uybankiemtratinhuy", "Gắn phong trào với học tập và làm theo Bác", "Tiếp thu một phần", "Ghi ở phần nhiệm vụ."),
    ("", "Tổ chức thi nấu ăn giữa các cơ quan", "Không tiếp thu", "Không thuộc nội dung thi đua năm nay."),
)
AUTHORS = "Nguyễn Thu Hà – Trần Văn Minh"


def _file(given) -> dict:
    return {"name": given.name, "mimeType": "application/octet-stream", "buffer": given.read()}


def _plan(head: Page) -> str:
    """The hand of the bloc's head plans, invites the members and the board; returns the address of the conference."""
    head.goto("/hoi-nghi/len-lich/?kind=briefing")
    press(head, BLOC)
    head.get_by_label("Tên hội nghị").fill(TITLE)
    head.get_by_label("Ngày tổ chức").fill("15/07/2025")
    head.get_by_label("Giờ khai mạc").fill("00:00")
    head.get_by_label("Địa điểm").fill("Hội trường Ban Tổ chức Tỉnh ủy")
    head.get_by_label("Chủ đề thi đua").fill("Kỷ cương, trách nhiệm, sáng tạo, hiệu quả")
    assert head.get_by_label("Đơn vị đăng cai").locator("option").all_inner_texts() == [
        "Không",
        "Ban Tổ chức Tỉnh ủy",
        "Ủy ban Kiểm tra Tỉnh ủy",
        "Văn phòng Tỉnh ủy",
    ]
    head.get_by_label("Đơn vị đăng cai").select_option(label="Ban Tổ chức Tỉnh ủy")
    press(head, "Lưu")
    told(head, f"Đã lên lịch “{TITLE}”. Mời xem lại danh sách và gửi giấy mời.")
    room = head.url.replace("khach-moi/", "")
    head.goto(f"{room}khach-moi/them/")
    head.get_by_label("Chức danh được mời").fill(BOARD)
    head.get_by_label("Khách dự và chỉ đạo hội nghị").check()
    head.locator("main form button[type=submit]").click()
    head.goto(f"{room}khach-moi/")
    invite(head)
    return room


def _comment_on_the_draft(practice, head: Page, room: str) -> None:
    head.goto(f"{room}tai-lieu/them/")
    head.get_by_label("Loại tài liệu").select_option("plan")
    head.get_by_label("Tên tài liệu").fill(PLAN)
    head.get_by_label("Tệp").set_input_files(_file(pdf("dự thảo")))
    press(head, "Thêm")
    told(head, "Đã thêm tài liệu.")
    press(head, PLAN)
    paper = head.url
    for who, text, _, _ in COMMENTS:
        page = practice.as_(f"{who}.chuyenvien") if who else head
        page.goto(paper)
        press(page, "Góp ý")
        page.get_by_label("Nội dung").fill(text)
        if not who:
            page.get_by_label("Chức vụ người nêu").fill(BOARD)
        press(page, "Ghi")
        told(page, "Đã ghi.")

    head.goto(f"{paper}phien-ban/")
    head.get_by_label("Tệp").set_input_files(_file(pdf("bản cuối")))
    head.get_by_label("Đây là bản chính thức").check()
    press(head, "Tải lên")
    expect(head.locator(".error-summary")).to_contain_text("3 góp ý")
    for _, text, outcome, reply in COMMENTS:
        head.goto(paper)
        press(head, text)
        head.get_by_label(outcome, exact=True).check()
        head.get_by_label("Giải trình, kết quả").fill(reply)
        press(head, "Lưu xử lý")
        told(head, "Đã ghi cách xử lý.")
    head.goto(f"{paper}phien-ban/")
    head.get_by_label("Tệp").set_input_files(_file(pdf("bản cuối")))
    head.get_by_label("Đây là bản chính thức").check()
    press(head, "Tải lên")
    told(head, "Đã tải phiên bản mới.")
    assert [item.inner_text().strip() for item in head.locator(".versions a").all()] == ["Bản chính thức", "Dự thảo 1"]


def _sign_together(practice, look, head: Page) -> None:
    """One pledge of the bloc: its head puts it forward, every member's head signs the own part."""
    head.goto("/giao-uoc/chung/lap/")
    head.get_by_label("Cụm, khối thi đua").select_option(label=BLOC)
    head.locator("[name=chi-tieu-0-name]").fill("Văn bản tham mưu đúng hạn")
    for name, text in (("unit_of_measure", "%"), ("baseline", "96"), ("goal", "98"), ("weight", "1")):
        head.locator(f"[name=chi-tieu-0-{name}]").fill(text)
    head.get_by_label("Cam kết").fill("Tổ chức hoạt động nhân ngày truyền thống 18/10.")
    press(head, "Lưu giao ước")
    told(head, "Đã lập giao ước chung; mỗi thành viên ghi mục tiêu của mình.")
    joint = head.url
    press(head, "Trình ký giao ước chung")
    told(head, "Đã trình thủ trưởng các đơn vị thành viên cùng ký.")
    for office, name in zip(
        OFFICES, ("Văn phòng Tỉnh ủy", "Ban Tổ chức Tỉnh ủy", "Ủy ban Kiểm tra Tỉnh ủy"), strict=True
    ):
        leader = practice.as_(f"{office}.thutruong")
        leader.goto(joint)
        press(leader, name)
        press(leader, "Ký giao ước")
    head.goto(joint)
    assert head.locator("main > p, main p").filter(has_text="thành viên đã ký").first.inner_text() == (
        "3/3 thành viên đã ký. Giao ước có hiệu lực khi thủ trưởng mọi đơn vị thành viên đã ký cùng một nội dung."
    )
    look(head, "khoi-dang-1-giao-uoc-chung")


def test_the_briefing_of_the_bloc_of_party_offices(practice, look):
    officer = practice.as_("tinh.chuyenvien")
    officer.goto("/phong-trao/ngay-ky-niem/ghi/")
    officer.get_by_label("Tên ngày kỷ niệm").fill("Ngày truyền thống Văn phòng cấp ủy Đảng")
    officer.get_by_label("Ngày", exact=True).fill("18")
    officer.get_by_label("Tháng (dương lịch)").fill("10")
    press(officer, "Ghi ngày")
    told(officer, "Đã ghi “Ngày truyền thống Văn phòng cấp ủy Đảng”.")

    head = practice.as_("vanphongtinhuy.chuyenvien")
    room = _plan(head)
    _comment_on_the_draft(practice, head, room)
    _sign_together(practice, look, head)

    head.goto(f"{room}y-kien/them/?kind=task")
    head.get_by_label("Nội dung").fill("Tổ chức hoạt động kỷ niệm ngày truyền thống 18/10")
    head.get_by_label("Thời hạn (của nhiệm vụ)").fill("18/10/2025")
    press(head, "Ghi")
    head.goto(f"{room}album/them/")
    head.get_by_label("Ảnh", exact=True).set_input_files(_file(photo()))
    head.get_by_label("Chú thích").fill("Các thành viên ký giao ước thi đua năm 2025")
    head.get_by_label("Mô tả ảnh").fill("Ba thủ trưởng ngồi ký trước phông hội nghị")
    press(head, "Thêm ảnh")
    told(head, "Đã thêm ảnh.")

    receive(head, room)

    record_conference(head, room, "Các thành viên thống nhất kế hoạch năm 2025.", came=(BOARD,))
    look(head, "khoi-dang-2-hoi-nghi")

    editor = draft_news(practice, TITLE)
    on_page(editor, TITLE)
    assert [text.inner_text() for text in editor.locator(".sources li > p:first-child").all()] == [
        "Ngày 15/07/2025, tại Hội trường Ban Tổ chức Tỉnh ủy, "
        "Ủy ban nhân dân tỉnh Quảng Ninh tổ chức hội nghị giao ban triển khai công tác thi đua, ký giao ước thi đua năm 2025 "
        f"của {BLOC}; hội nghị chứng kiến 03 đơn vị ký giao ước thi đua.",
        f"Dự và chỉ đạo hội nghị có {BOARD}.",
        "Dự hội nghị có đại diện của 03 đơn vị.",
        "Hội nghị do Ban Tổ chức Tỉnh ủy đăng cai.",
        "Hội nghị đã nghe trình bày dự thảo kế hoạch công tác thi đua, khen thưởng năm 2025.",
        "Các thành viên đã góp 03 ý kiến vào dự thảo, 02 ý kiến được tiếp thu.",
        f"Hội nghị thông qua “{PLAN}”.",
        "Tại hội nghị có phát biểu chỉ đạo của lãnh đạo cấp trên.",
        "Chủ đề thi đua năm 2025: “Kỷ cương, trách nhiệm, sáng tạo, hiệu quả”.",
        "Bước sang năm 2025, 03 đơn vị đã ký giao ước thi đua với những chỉ tiêu cụ thể, có thời hạn và có người chịu trách "
        "nhiệm; kết quả được theo dõi theo từng quý.",
        "Kết luận hội nghị: các thành viên thống nhất kế hoạch năm 2025.",
        "Nhiệm vụ trọng tâm thời gian tới: tổ chức hoạt động kỷ niệm ngày truyền thống 18/10.",
    ]
    press(editor, "Sửa bài")
    editor.get_by_label("Tác giả").fill("")
    press(editor, "Lưu bài viết")
    assert error_at(editor, "author_name") == "Mục này không được để trống."
    editor.get_by_label("Tác giả").fill(AUTHORS)
    press(editor, "Lưu bài viết")
    press(editor, "Đăng bài")
    told(editor, "Đã đăng bài lên cổng thông tin.")
    press(editor, "Xem trên cổng")
    assert editor.locator(".article-author").inner_text() == AUTHORS
    assert re.fullmatch(
        r"\S.* · Thứ Ba, ngày 15 tháng 7 năm 2025, \d\d:\d\d \(GMT\+7\) · .+",
        " ".join(editor.locator(".news-meta").inner_text().split()),
    )
