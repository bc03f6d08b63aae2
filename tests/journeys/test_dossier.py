"""A dossier of contribution from the ward to the end of its appraisal: drafted, refused, completed, sent, recalled; taken in,
asked about, split and joined, on hold, published for comments whose days must pass."""

import re
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from paperwork.sheets import write_book
from tests.journeys.hands import on_page, press, refused, told
from thidua.nominations.sheet_lists import FORM

STAGE = ""
pytestmark = pytest.mark.journey
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"
DUNG, BICH, KHOA = "Nguyễn Hữu Dũng", "Trần Bích Dung", "Nguyễn Ngọc Khoa"


def fill(page: Page, **fields: str) -> None:
    for name, text in fields.items():
        page.locator(f"main [name='{name}']").fill(text)


def hand_in(page: Page, name: str, content: bytes, field: str = "file") -> None:
    kind = "application/pdf"
    page.locator(f"[name='{field}']").set_input_files({"name": name, "mimeType": kind, "buffer": content})
    press(page, "Nộp tệp")


def sheet(folder: Path, *rows: dict) -> str:
    place = folder / f"danh-sach-{len(rows)}.xlsx"
    write_book(place, [(FORM, rows)])
    return str(place)


def test_a_dossier_goes_from_the_ward_through_the_desk_of_the_province(practice, look, tmp_path):
    officer = practice.as_("baichay.chuyenvien")
    dossier = build(officer, look, tmp_path)
    complete_and_send(officer, dossier, look)
    recall_and_send_again(officer, dossier)

    desk = practice.as_("tinh.thamdinh")
    set_the_rules_of_the_desk(desk, look)
    take_in_what_changed_meanwhile(desk, officer, dossier, look)
    ask_and_answer(desk, officer, dossier, look)
    split_and_join(desk, dossier, look)
    opinion_and_hold(desk, dossier, look)
    publish_for_comments(practice, desk, dossier, look)


def build(officer: Page, look, folder: Path) -> str:
    """One nominee picked, two from a sheet whose first form had a stranger in it; the address of the dossier."""
    officer.goto("/ho-so/lap-moi/")
    officer.get_by_label("Danh hiệu, hình thức khen thưởng").select_option("diploma_of_merit_ministry_province")
    officer.get_by_label("Loại hình").select_option("contribution_process")
    fill(officer, occasion="Quá trình công tác từ năm 2010 đến năm 2025")
    press(officer, "Lập hồ sơ")
    told(officer, "Đã lập hồ sơ. Mời chọn người, tập thể.")
    officer.get_by_label(f"Chọn {DUNG}").check()
    press(officer, "Đưa người đã chọn vào danh sách")
    told(officer, "Đã đưa 1 trường hợp vào danh sách.")
    dossier = officer.url
    press(officer, "Danh sách từ tệp")
    wrong = sheet(folder, {"name": BICH}, {"name": "Người Không Có"}, {"name": KHOA})
    officer.locator("[name=file]").set_input_files(wrong)
    press(officer, "Đưa vào danh sách")
    expect(officer.locator("section[role=alert] h2")).to_have_text("1 chỗ cần sửa trong tệp")
    expect(officer.locator("section[role=alert] li")).to_contain_text("Người Không Có")
    look(officer, "hs-1-tep-sai")
    right = sheet(folder, {"name": BICH, "achievement": "Phụ trách tiêm chủng 12 năm."}, {"name": KHOA})
    officer.locator("[name=file]").set_input_files(right)
    press(officer, "Đưa vào danh sách")
    told(officer, "Đã đưa 2 trường hợp từ tệp vào danh sách.")
    look(officer, "hs-2-ho-so")
    return dossier


def complete_and_send(officer: Page, dossier: str, look) -> None:
    press(officer, "Gửi hồ sơ")
    told(
        officer,
        f"Chưa gửi được vì thiếu giấy tờ: {DUNG} – Báo cáo tóm tắt thành tích, {BICH} – Báo cáo tóm tắt thành tích, "
        f"{KHOA} – Báo cáo tóm tắt thành tích.",
    )
    officer.goto(f"{dossier}giay-to/")
    look(officer, "hs-3-giay-to")
    press(officer, "Soạn báo cáo từ dữ liệu")
    look(officer, "hs-4-chon-mau")
    press(officer, "Soạn báo cáo")
    told(officer, "Đã soạn 3 báo cáo thành tích từ dữ liệu đang có. Mời người viết đọc lại, bổ sung.")

    officer.goto(dossier)
    press(officer, DUNG)
    officer.get_by_role("link", name=re.compile("^Báo cáo thành tích")).click()
    on_page(officer, DUNG)
    look(officer, "hs-5-bao-cao")
    piece = officer.locator(".piece.is-drafted").first
    sentence = piece.locator("p").first.inner_text()
    assert piece.locator(".piece-foot a").count() > 0  # the records it rests on
    box = next(each for each in officer.locator("main textarea").all() if sentence in each.input_value())
    own = "Nhiều năm liền tự học, hướng dẫn đồng nghiệp dùng phần mềm một cửa."
    changed = f"{sentence.removesuffix('.')}, được nhân dân ghi nhận."
    box.fill(box.input_value().replace(sentence, changed) + f"\n{own}")
    press(officer, "Lưu báo cáo")
    told(officer, "Đã lưu báo cáo thành tích.")
    look(officer, "hs-6-bao-cao-da-sua")
    edited = officer.locator(".piece.is-edited")
    assert (edited.count(), edited.locator("> p").first.inner_text()) == (1, changed)
    assert edited.locator("details p").text_content() == sentence
    assert officer.locator(".piece.is-written > p").first.inner_text() == own
    for suffix, begins in (("pdf", b"%PDF-"), ("docx", b"PK\x03\x04")):
        paper = officer.request.get(f"{officer.url}tep.{suffix}").body()
        assert paper[: len(begins)] == begins

    officer.goto(f"{dossier}giay-to/")
    taken = "Chỉ nhận tệp PDF, Word (.docx), Excel (.xlsx), JPG, PNG."
    lies = "Nội dung tệp không phải .pdf như tên tệp; có thể tệp bị hỏng hoặc đổi đuôi."
    hostile = {"b.html": taken, "b.svg": taken, "b.pdf": lies}
    for name, reason in hostile.items():
        hand_in(officer, name, b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>")
        expect(officer.locator("main .error-summary")).to_contain_text(reason)
    look(officer, "hs-7-tep-bi-tu-choi")
    hand_in(officer, "bien-ban.pdf", PDF)
    told(officer, "Đã nhận tệp “bien-ban.pdf”.")
    look(officer, "hs-8-du-giay-to")
    officer.goto(dossier)
    press(officer, "Gửi hồ sơ")
    expect(officer.locator("#thong-bao")).to_contain_text("Đã gửi hồ sơ đến Ủy ban nhân dân tỉnh Quảng Ninh, ")


def recall_and_send_again(officer: Page, dossier: str) -> None:
    seldom(officer, "Rút lại để sửa")
    fill(officer, reason="Bổ sung thành tích của một người")
    press(officer, "Rút lại để sửa")
    told(officer, "Đã rút lại hồ sơ để sửa. Sửa xong hãy gửi lại.")
    press(officer, KHOA)
    fill(officer, achievement="Khám, cấp thuốc cho 1.200 lượt người cao tuổi mỗi năm.")
    press(officer, "Lưu")
    officer.goto(dossier)
    press(officer, "Gửi hồ sơ")
    expect(officer.locator("#thong-bao")).to_contain_text("Đã gửi hồ sơ đến Ủy ban nhân dân tỉnh Quảng Ninh, ")


def set_the_rules_of_the_desk(desk: Page, look) -> None:
    desk.goto("/ho-so/ban-tham-dinh/quy-dinh/")
    desk.get_by_label(re.compile("^Thẩm định tiếp: chỉ trường hợp được hỏi")).check()
    fill(desk, reply_days="5", basis="Quy chế số 04/QC-UBND ngày 05/01/2026")
    press(desk, "Ghi quy định")
    expect(desk.locator("#thong-bao")).to_contain_text("Đã ghi quy định của bàn thẩm định ")
    look(desk, "hs-9-quy-dinh-ban")


def take_in_what_changed_meanwhile(desk: Page, officer: Page, dossier: str, look) -> None:
    """The ward puts somebody on hold after sending: the verdict at the desk differs from the one that was sent, and says so."""
    officer.goto(dossier)
    press(officer, BICH)
    person = officer.get_by_role("link", name="Lộ trình của người này").get_attribute("href").rstrip("/").split("/")[-1]
    officer.goto(f"/thanh-tich/ca-nhan/{person}/tam-dung/")
    officer.locator("[name=kind]").select_option("complaint")
    fill(officer, reason="Đang xác minh đơn tố cáo", starts_on="20/01/2026", source="Thông báo số 3/TB-UBND")
    officer.locator("main form button[type=submit]").last.click()
    officer.wait_for_load_state()

    desk.goto("/ho-so/ban-tham-dinh/")
    look(desk, "hs-10-ban-tham-dinh")
    press(desk, "Bằng khen cấp tỉnh")
    press(desk, "Tiếp nhận")
    told(desk, "Đã tiếp nhận. Hồ sơ xét theo quy định ngày 28/01/2026.")
    notice = desk.locator("main .notice").filter(has_text="chưa có thời hạn")
    expect(notice).to_contain_text("Cơ quan thẩm định đặt thời hạn của mình ở “Quy định của bàn”.")
    look(desk, "hs-11-da-tiep-nhan")
    press(desk, BICH)
    expect(desk.get_by_role("heading", name="Thay đổi từ khi gửi")).to_be_visible()
    look(desk, "hs-12-thay-doi-tu-khi-gui")
    desk.goto(dossier)


def ask_and_answer(desk: Page, officer: Page, dossier: str, look) -> None:
    press(desk, "Hỏi theo trường hợp")
    desk.get_by_label(re.compile(f"\\d\\. {KHOA}")).fill("Số lượt 1.200 lấy từ sổ nào? Đề nghị kèm bản chụp.")
    look(desk, "hs-13-hoi")
    press(desk, "Gửi câu hỏi")
    told(desk, "Đã gửi câu hỏi về 1 trường hợp.")

    officer.goto(dossier)
    press(officer, DUNG)
    assert officer.locator("[name=achievement]").count() == 0  # nobody asked about this one
    officer.goto(dossier)
    press(officer, "Trả lời cơ quan thẩm định")
    press(officer, "Sửa tóm tắt")
    fill(officer, achievement="Khám, cấp thuốc cho 1.150 lượt người cao tuổi mỗi năm.")
    press(officer, "Lưu")
    officer.goto(f"{dossier}tra-loi/")
    look(officer, "hs-14-tra-loi")
    officer.locator("main textarea").fill("Sổ khám bệnh của trạm y tế; con số đúng là 1.150.")
    press(officer, "Gửi trả lời")
    told(officer, "Đã gửi trả lời; 1 trường hợp có sửa, bổ sung.")

    desk.goto(dossier)
    answer = desk.locator("main details").filter(has_text=f"{KHOA} – đã trả lời, 1 chỗ thay đổi")
    answer.locator("summary").click()
    expect(answer).to_contain_text("1.200 lượt")
    expect(answer).to_contain_text("1.150 lượt")
    assert DUNG not in answer.inner_text()
    look(desk, "hs-15-xem-tra-loi")


def seldom(desk: Page, words: str) -> None:
    desk.locator("main details.fold summary", has_text="Việc khác").click()
    desk.locator("main details.fold").get_by_role("link", name=words, exact=True).click()
    desk.wait_for_load_state()


def split_and_join(desk: Page, dossier: str, look) -> None:
    seldom(desk, "Tách")
    desk.get_by_label(re.compile(BICH)).check()
    fill(desk, reason="Chờ kết luận xác minh")
    look(desk, "hs-16-tach")
    press(desk, "Tách")
    expect(desk.locator("#thong-bao")).to_contain_text("Đã tách thành hồ sơ số ")
    part = desk.url
    assert part != dossier
    desk.goto(dossier)
    seldom(desk, "Ghép")
    fill(desk, reason="Đã có kết luận xác minh")
    look(desk, "hs-17-ghep")
    press(desk, "Ghép vào hồ sơ này")
    expect(desk.get_by_role("link", name=BICH, exact=True)).to_be_visible()
    desk.goto(part)
    expect(desk.locator(".page-header")).to_contain_text("Đã ghép vào hồ sơ khác")
    desk.goto(dossier)


def opinion_and_hold(desk: Page, dossier: str, look) -> None:
    press(desk, "Ý kiến cơ quan khác")
    for number, until in (("Công văn số 12/CAT", "25/01/2026"), ("Công văn số 31/CAT", "")):
        desk.locator("[name=topic]").select_option("police")
        desk.get_by_label("Nhất trí", exact=True).check()
        fill(desk, body="Công an tỉnh", number_text=number, dated="15/01/2026", expires_on=until)
        press(desk, "Ghi ý kiến")
        told(desk, "Đã ghi ý kiến của Công an tỉnh.")
    values = [cell.inner_text() for cell in desk.locator("main tbody td[data-label='Giá trị']").all()]
    assert values == ["Hết giá trị 25/01/2026", "Không ghi thời hạn"]
    look(desk, "hs-18-y-kien")

    desk.goto(dossier)
    seldom(desk, "Tạm dừng")
    desk.locator("[name=ground]").select_option("complaint")
    fill(desk, reason="Đơn số 7 ngày 26/01/2026")
    press(desk, "Tạm dừng")
    told(desk, "Đã tạm dừng.")
    look(desk, "hs-19-tam-dung")
    press(desk, "Bỏ tạm dừng")
    fill(desk, reason="Đơn không có cơ sở, Kết luận số 9/KL-TTr")
    press(desk, "Bỏ tạm dừng")
    told(desk, "Đã bỏ tạm dừng.")


def publish_for_comments(practice, desk: Page, dossier: str, look) -> None:
    for name in (DUNG, BICH, KHOA):
        press(desk, name)
        keep = name != BICH
        desk.get_by_label("Đưa vào danh sách" if keep else "Không đưa vào danh sách", exact=True).check()
        fill(desk, reason="Đã đối chiếu hồ sơ giấy" if keep else "Chờ kết luận xác minh đơn tố cáo")
        press(desk, "Ghi kết luận")
        desk.goto(dossier)
    seldom(desk, "Lấy ý kiến công khai")
    look(desk, "hs-20-dang-danh-sach")
    fill(desk, days="3", basis="Quy chế số 04/QC-UBND", contact="Sở Nội vụ, 02033 123 456")
    press(desk, "Đăng danh sách")
    look(desk, "hs-21-dang-lay-y-kien")
    desk.goto(dossier)
    blocked = "Đợt lấy ý kiến công khai chưa công bố kết quả; công bố rồi mới chuyển bước được."
    assert refused(desk, "Kết thúc thẩm định") == blocked

    citizen = practice.public()
    citizen.goto("/lay-y-kien/")
    look(citizen, "hs-22-cong-lay-y-kien")
    citizen.locator("main a", has_text="Bằng khen cấp tỉnh").first.click()
    expect(citizen.locator("main tbody tr")).to_have_count(2)
    look(citizen, "hs-23-trang-cong-khai")
    fill(citizen, text="Tôi đề nghị xem lại số lượt khám, trạm y tế đóng cửa hai tháng năm 2025.", name="Lê Thị Mơ")
    press(citizen, "Gửi ý kiến")
    expect(citizen.locator("main .notice").first).to_contain_text("Đã nhận ý kiến của bạn")
    assert "Lê Thị Mơ" not in citizen.locator("main").inner_text()

    practice.stand_on(date(2026, 2, 3))
    desk.goto(f"{dossier}lay-y-kien/")
    look(desk, "hs-24-phan-loai")
    desk.get_by_label("Phân loại", exact=True).select_option("unfounded")
    desk.get_by_label("Đã xác minh thế nào").fill("Sổ khám bệnh ghi đủ 12 tháng")
    press(desk, "Ghi phân loại ý kiến 1")
    fill(desk, summary="Có 01 ý kiến; đã xác minh, không có cơ sở.")
    press(desk, "Công bố kết quả")
    citizen.goto("/lay-y-kien/")
    citizen.locator("main a", has_text="Bằng khen cấp tỉnh").first.click()
    expect(citizen.locator("main")).to_contain_text("Có 01 ý kiến; đã xác minh, không có cơ sở.")
    look(citizen, "hs-25-ket-qua-cong-khai")
    desk.goto(dossier)
    press(desk, "Kết thúc thẩm định")
    told(desk, "Đã kết thúc thẩm định; hồ sơ chờ Hội đồng.")
    look(desk, "hs-26-da-tham-dinh")
