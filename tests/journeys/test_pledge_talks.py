"""Province and ward agree on a pledge: offered, changed with both wordings in sight, signed; a quarter with its proof."""

import pytest
from playwright.sync_api import expect

from tests.journeys.hands import press, saved_with_weights, told

STAGE = "pledges"
pytestmark = pytest.mark.journey
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def fill(page, number: int, **words: str) -> None:
    for name, text in words.items():
        page.locator(f"[name=chi-tieu-{number}-{name}]").fill(text)


def test_a_pledge_is_negotiated_signed_and_proved(practice, look):
    officer = practice.as_("baichay.chuyenvien")
    officer.goto("/giao-uoc/")
    press(officer, "Lập giao ước")
    fill(officer, 0, name="Tỷ lệ hồ sơ trực tuyến", unit_of_measure="phần trăm", baseline="93", goal="90", weight="2")
    fill(officer, 1, name="Để xảy ra cháy lớn", unit_of_measure="vụ", baseline="0", goal="0", weight="1")
    officer.locator("[name=chi-tieu-1-direction]").select_option("less")
    fill(officer, 2, name="Ban hành quy chế thi đua", weight="1")
    officer.locator("[name=chi-tieu-2-direction]").select_option("done")
    look(officer, "thuong-thao-1-soan")
    press(officer, "Lưu giao ước")
    told(officer, saved_with_weights("4"))
    pledge = officer.url
    expect(officer.locator(".doubts")).to_have_text(
        "Mục tiêu thấp hơn kết quả năm trước (93 %); nên ghi lý do trong cam kết."
    )
    press(officer, "Gửi góp ý")

    province = practice.as_("tinh.chuyenvien")
    province.goto(pledge)
    press(province, "Đề nghị sửa", province.locator("article.target").first)
    province.locator("[name=goal]").fill("95,5")
    province.locator("[name=reason]").fill("Tỉnh giao không thấp hơn năm trước.")
    look(province, "thuong-thao-2-de-nghi")
    press(province, "Gửi đề nghị")
    told(province, "Đã gửi đề nghị số 1; bên kia sẽ trả lời.")

    officer.goto(pledge)
    expect(officer.locator(".changes .is-changed del")).to_have_text("90")
    expect(officer.locator(".changes .is-changed ins")).to_have_text("95,5")
    look(officer, "thuong-thao-3-tra-loi")
    press(officer, "Đồng ý")
    told(officer, "Đã đồng ý đề nghị số 1.")
    press(officer, "Trình ký")

    for head in ("baichay.thutruong", "tinh.thutruong"):
        page = practice.as_(head)
        page.goto(pledge)
        press(page, "Ký giao ước")
    officer.goto(pledge + "quy/3/")
    officer.get_by_label("Đây là kết quả tính đến hôm nay, cuối quý sẽ sửa lại").check()
    value = officer.get_by_label("Kết quả: Tỷ lệ hồ sơ trực tuyến", exact=True)
    value.fill("0,94")
    press(officer, "Ghi kết quả")
    expect(officer.locator("td .field-error")).to_have_text(
        "0,94 % nghĩa là chưa đến 1 phần trăm. Nếu là tỷ số 0,94 thì ghi 94."
    )
    look(officer, "thuong-thao-4-nghi-van")
    value.fill("94 %")
    officer.get_by_label("Tệp của chỉ tiêu: Tỷ lệ hồ sơ trực tuyến").set_input_files(
        {"name": "bao-cao.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    officer.get_by_label("Kết quả: Ban hành quy chế thi đua").select_option("1")
    press(officer, "Ghi kết quả")
    told(officer, "Đã ghi 3 kết quả, minh chứng quý 3.")
    look(officer, "thuong-thao-5-ket-qua")
    proof = officer.request.get(officer.get_by_role("link", name="bao-cao.pdf").get_attribute("href"))
    assert (proof.status, proof.body()) == (200, PDF)


def test_a_line_is_asked_about_answered_and_the_list_goes_up(practice, look):
    officer, province = practice.as_("baichay.chuyenvien"), practice.as_("tinh.chuyenvien")
    officer.goto("/giao-uoc/dang-ky/?year=2025")
    press(officer, "Lập bản đăng ký năm 2025")
    press(officer, "Lập bản đăng ký")
    sheet = officer.url
    press(officer, "Thêm tập thể")
    officer.get_by_label("Danh hiệu, hình thức khen thưởng").select_option("ministry_province_emulation_flag")
    officer.locator("[name=chosen]").first.check()
    press(officer, "Thêm vào bản đăng ký")
    press(officer, "Gửi lên cấp trên")
    province.goto(sheet)
    press(province, "Góp ý từng dòng")
    province.locator("main input[name^=line-]").fill("Đề nghị nêu căn cứ.")
    look(province, "gop-y-1-tung-dong")
    press(province, "Lưu")
    press(province, "Trả lại để sửa")
    press(province, "Trả lại")
    officer.goto(sheet)
    press(officer, "Trả lời từng dòng")
    officer.locator("main input[name^=line-]").fill("Các chỉ tiêu đều vượt.")
    press(officer, "Lưu")
    press(officer, "Gửi lên cấp trên")
    province.goto(sheet)
    press(province, "Tiếp nhận")
    province.goto("/giao-uoc/dang-ky/tong-hop/?year=2025")
    expect(province.locator("tbody").last).to_contain_text("Cờ thi đua cấp tỉnh")
    look(province, "gop-y-2-tong-hop")
    province.goto("/giao-uoc/tien-do/?year=2025")
    look(province, "gop-y-3-ai-con-thieu")
