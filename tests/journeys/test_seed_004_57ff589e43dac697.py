"""Founding document 4: the bloc of the towns and cities sums the year up, presents its next head and signs its pledge.

The province's officer runs it: the chair is handed over with a record, the budget revenue is checked by member, unit of
measure and plan before the report may use it, and a nationwide movement is launched in the bloc.
"""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.conferences.files import photo
from tests.journeys.hands import draft_news, invite, press, receive, record_conference, told

STAGE = "conference"
EVERYONE = True
pytestmark = pytest.mark.journey
BLOC = "Khối phường trung tâm các thành phố, thị xã cũ"
TITLE = "Hội nghị tổng kết phong trào thi đua năm 2025, triển khai nhiệm vụ năm 2026"
MOVEMENT = "Cả nước chung sức xây dựng nông thôn mới"
REVENUE = "Thu ngân sách nhà nước trên địa bàn"
MEMBERS = {"honggai": "Phường Hồng Gai", "campha": "Phường Cẩm Phả", "uongbi": "Phường Uông Bí"}
# (plan, result, last year) in tỷ đồng: the amounts a reader would believe of three towns
AMOUNTS = {
    "Phường Hồng Gai": ("9.000", "10.200,5", "8.900"),
    "Phường Cẩm Phả": ("8.000", "9.100", "7.800"),
    "Phường Uông Bí": ("6.000", "6.499,5", "5.700"),
}
TARGETS = {
    "Mục tiêu": "Giữ vững, nâng chất các tiêu chí nông thôn mới.",
    "Phạm vi": "Toàn tỉnh.",
    "Đối tượng": "Các xã, phường, đặc khu.",
    "Nội dung": "Thi đua xây dựng nông thôn mới, đô thị văn minh.",
    "Kế hoạch thực hiện": "Tập huấn: 30/03/2026",
    "Tiêu chí": "Mỗi địa phương có ít nhất một mô hình mới.",
    "Biện pháp tổ chức": "Kiểm tra hằng quý.",
    "Ngày bắt đầu": "28/01/2026",
    "Ngày kết thúc": "31/12/2026",
}


def _launch_for_the_new_year(practice, officer: Page) -> None:
    officer.goto("/phong-trao/soan/")
    officer.get_by_label("Tên phong trào").fill(MOVEMENT)
    press(officer, "Lưu dự thảo")
    officer.get_by_role("link", name="Kế hoạch thực hiện", exact=True).click()
    for label, words in TARGETS.items():
        officer.get_by_label(re.compile(f"^{re.escape(label)} \\(cần có trước khi phát động\\)$")).fill(words)
    press(officer, "Lưu dự thảo")
    press(officer, "Chỉ tiêu")
    row = officer.locator("table tbody tr").first
    row.get_by_label("Chỉ tiêu, dòng 1", exact=True).fill("Mô hình mới")
    row.get_by_label("Đơn vị tính, dòng 1").fill("mô hình")
    row.get_by_label("Mục tiêu, dòng 1").fill("1")
    press(officer, "Lưu chỉ tiêu")
    told(officer, "Đã lưu chỉ tiêu.")
    chair = practice.as_("tinh.thutruong")
    chair.goto(officer.url)
    press(chair, "Phát động")
    expect(chair.locator("#thong-bao")).to_contain_text("Đã phát động. Kế hoạch số ")


def _plan(officer: Page) -> str:
    officer.goto("/hoi-nghi/len-lich/?kind=year_end_launch")
    press(officer, BLOC)
    expect(officer.get_by_label("Bàn giao trưởng cụm, khối", exact=True)).to_be_checked()
    officer.get_by_label("Tên hội nghị").fill(TITLE)
    officer.get_by_label("Ngày tổ chức").fill("28/01/2026")
    officer.get_by_label("Giờ khai mạc").fill("00:00")
    officer.get_by_label("Địa điểm").fill("Trung tâm Văn hóa phường Cẩm Phả")
    officer.get_by_label("Đơn vị đăng cai").select_option(label="Phường Cẩm Phả")
    press(officer, "Lưu")
    told(officer, f"Đã lên lịch “{TITLE}”. Mời xem lại danh sách và gửi giấy mời.")
    invite(officer)
    return officer.url.replace("khach-moi/", "")


def _hand_over(officer: Page) -> None:
    """The head of 2025 hands the chair to the town that follows; nobody hands it to himself."""
    officer.goto("/hoi-nghi/ban-giao/")
    press(officer, BLOC)
    expect(officer.get_by_label("Địa điểm")).to_have_value("Trung tâm Văn hóa phường Cẩm Phả")
    for label, words in (
        ("Đại diện bên giao (họ tên, chức vụ)", "Chủ tịch UBND phường Hồng Gai"),
        ("Đại diện bên nhận (họ tên, chức vụ)", "Chủ tịch UBND phường Uông Bí"),
        ("Hồ sơ, tài liệu bàn giao", "Quy chế hoạt động, bảng chấm điểm"),
        ("Công việc chưa hoàn thành", "Kiểm tra chéo quý I"),
    ):
        officer.get_by_label(label).fill(words)
    officer.get_by_label("Đơn vị nhận nhiệm vụ trưởng").select_option(label="Phường Hồng Gai")
    press(officer, "Bàn giao, lập biên bản")
    expect(officer.locator(".error-summary")).to_contain_text("không tự bàn giao cho mình")
    officer.get_by_label("Đơn vị nhận nhiệm vụ trưởng").select_option(label="Phường Uông Bí")
    officer.get_by_label("Phó trưởng cụm, khối nhiệm kỳ mới").select_option(label="Phường Cẩm Phả")
    press(officer, "Bàn giao, lập biên bản")
    expect(officer.locator("#thong-bao")).to_contain_text("Đã bàn giao. Biên bản số ")


def _sign_together(practice, officer: Page) -> None:
    officer.goto("/giao-uoc/chung/lap/")
    press(officer, MOVEMENT)
    officer.get_by_label("Cụm, khối thi đua").select_option(label=BLOC)
    for name, text in (
        ("name", "Hồ sơ giải quyết đúng hạn"), ("unit_of_measure", "%"), ("baseline", "97"), ("goal", "99"), ("weight", "1"),
    ):  # fmt: skip
        officer.locator(f"[name=chi-tieu-0-{name}]").fill(text)
    press(officer, "Lưu giao ước")
    joint = officer.url
    press(officer, "Trình ký giao ước chung")
    told(officer, "Đã trình thủ trưởng các đơn vị thành viên cùng ký.")
    for account, unit in MEMBERS.items():
        leader = practice.as_(f"{account}.thutruong")
        leader.goto(joint)
        press(leader, unit)
        press(leader, "Ký giao ước")


def _revenue(look, officer: Page, room: str) -> None:
    """The printed 25,8 tỷ đồng of a whole bloc is asked about; the sum, the unit and the plan are right at last."""
    officer.goto(f"{room}so-lieu/them/")
    officer.get_by_label("Tên số liệu").fill(REVENUE)
    officer.get_by_label("Đơn vị tính").select_option(label="tỷ đồng")
    officer.get_by_label("Nguồn số liệu").fill("Kho bạc Nhà nước tỉnh")
    for label, text in (("Tổng kế hoạch giao", "23.000"), ("Tổng thực hiện", "25,8"), ("Tổng năm trước", "22.400")):
        officer.get_by_label(label).fill(text)
    for unit, numbers in AMOUNTS.items():
        for part, text in zip(("Kế hoạch", "Thực hiện", "Năm trước"), numbers, strict=True):
            officer.get_by_label(f"{part} của {unit}").fill(text)
    press(officer, "Lưu")
    told(officer, "Đã lưu. Mời xem các điểm cần kiểm tra rồi xác nhận.")
    assert [item.inner_text() for item in officer.locator("main .notice li").all()] == [
        "Tổng kết quả ghi 25,8 tỷ đồng, cộng các thành viên được 25.800 tỷ đồng.",
        "Tổng số: 25,8 tỷ đồng, chỉ bằng 1/868,2 năm trước (22.400 tỷ đồng). Có thể nhầm đơn vị tính.",
        "Tổng số: đạt 0,1 % kế hoạch (23.000 tỷ đồng).",
    ]
    look(officer, "khoi-do-thi-1-so-lieu-nghi-ngo")
    press(officer, "Sửa số liệu")
    officer.get_by_label("Tổng thực hiện").fill("25.800")
    press(officer, "Lưu")
    press(officer, "Xác nhận số liệu")
    told(officer, f"Đã xác nhận “{REVENUE}”; số liệu dùng được trong biên bản và tin bài.")


def test_the_summary_of_the_bloc_of_towns(practice, look):
    officer = practice.as_("tinh.chuyenvien")
    _launch_for_the_new_year(practice, officer)
    room = _plan(officer)
    _hand_over(officer)
    _sign_together(practice, officer)
    _revenue(look, officer, room)

    officer.goto(f"{room}y-kien/them/?kind=lesson")
    officer.get_by_label("Nội dung").fill("Phát huy vai trò Hội đồng Thi đua – Khen thưởng các địa phương")
    press(officer, "Ghi")
    officer.goto(f"{room}album/them/")
    for caption in ("Chú thích ảnh", "Phường Hồng Gai bàn giao nhiệm vụ Trưởng khối cho phường Uông Bí"):
        given = {"name": "anh.jpg", "mimeType": "image/jpeg", "buffer": photo().read()}
        officer.get_by_label("Ảnh", exact=True).set_input_files(given)
        officer.get_by_label("Chú thích").fill(caption)
        officer.get_by_label("Mô tả ảnh").fill("Hai chủ tịch phường bắt tay trên sân khấu")
        press(officer, "Thêm ảnh")
        if caption == "Chú thích ảnh":
            expect(officer.locator(".error-summary")).to_contain_text("“Chú thích ảnh” chưa phải chú thích")
    told(officer, "Đã thêm ảnh.")

    receive(officer, room)

    record_conference(
        officer,
        room,
        "Khối thống nhất nhiệm vụ năm 2026.",
        assessment="Công tác chỉ đạo, phát động của các đơn vị được đổi mới.",
    )
    look(officer, "khoi-do-thi-2-hoi-nghi")

    editor = draft_news(practice, TITLE)
    assert [text.inner_text() for text in editor.locator(".sources li > p:first-child").all()] == [
        "Ngày 28/01/2026, tại Trung tâm Văn hóa phường Cẩm Phả, Ủy ban nhân dân tỉnh Quảng Ninh tổ chức hội nghị tổng kết "
        f"phong trào thi đua năm 2025, triển khai nhiệm vụ năm 2026 của {BLOC}; hội nghị ghi nhận 09 tập thể, cá nhân được "
        "khen thưởng và chứng kiến 03 đơn vị ký giao ước thi đua.",
        "Dự hội nghị có đại diện của 03 đơn vị.",
        "Hội nghị do Phường Cẩm Phả đăng cai.",
        "Hội nghị đã nghe báo cáo tổng kết phong trào thi đua năm 2025, phương hướng, nhiệm vụ năm 2026.",
        "Công tác chỉ đạo, phát động của các đơn vị được đổi mới.",
        f"{REVENUE}: 25.800 tỷ đồng, đạt 112,2 % kế hoạch giao (23.000 tỷ đồng).",
        f"Kết quả khen thưởng phong trào thi đua năm 2025 của {BLOC} gồm 09 danh hiệu “Lao động tiên tiến”.",
        "Danh sách từng cá nhân, tập thể được công bố tại mục Vinh danh của cổng thông tin; mỗi khen thưởng có mã để mọi "
        "người kiểm tra.",
        "Tại hội nghị có phát biểu chỉ đạo của lãnh đạo cấp trên.",
        f"Hội nghị phát động phong trào thi đua “{MOVEMENT}”.",
        "Bước sang năm 2026, 03 đơn vị đã ký giao ước thi đua với những chỉ tiêu cụ thể, có thời hạn và có người chịu trách "
        "nhiệm; kết quả được theo dõi theo từng quý.",
        "Hội nghị bàn giao nhiệm vụ Trưởng khối năm 2026 cho Phường Uông Bí.",
        "Những bài học kinh nghiệm được rút ra: phát huy vai trò Hội đồng Thi đua – Khen thưởng các địa phương.",
        "Kết luận hội nghị: khối thống nhất nhiệm vụ năm 2026.",
    ]
