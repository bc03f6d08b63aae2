"""A season of the internal-affairs bloc in the browser: seven units, a lead department, the head of the bloc; then anybody
recomputes the ranking from the file. The grid is worked with the keyboard alone."""

import subprocess
import sys

import pytest
from django.conf import settings as django_settings
from playwright.sync_api import Page, expect

from tests.journeys.bloc import MEMBERS as NAMES
from tests.journeys.conftest import Site
from tests.journeys.hands import follow, press, told

FOUNDS = "bloc"
pytestmark = pytest.mark.journey


class Bloc:
    """The bloc being used; ``page(code)`` is the browser of a unit's officer, "STC" the lead department, "tinh" the
    organiser's appraiser."""

    address = "/cham-diem/1/"

    def __init__(self, site: Site) -> None:
        self.site = site

    def page(self, code: str) -> Page:
        return self.site.as_("tinh.appraiser" if code == "tinh" else f"{code.lower()}.cv")


@pytest.fixture
def bloc(site: Site) -> Bloc:
    return Bloc(site)


def places(page: Page) -> list[tuple[str, str]]:
    """(place, unit) of the ranking that is shown, best first."""
    rows = page.locator("table.ranking tbody tr")
    return [(row.locator(".rank").inner_text().strip(), row.locator("a").first.inner_text()) for row in rows.all()]


REVENUE = {"CA": "70", "QS": "60", "BP": "65", "TA": "95", "VKS": "80", "TTR": "85", "STP": "100"}


def keys_only(page, text: str) -> None:
    """Type into the cell that has the focus, and go on to the right."""
    page.keyboard.type(text)
    page.keyboard.press("Tab")


def enter_by_keyboard(bloc: Bloc, code: str) -> None:
    page = bloc.page(code)
    page.goto(f"{bloc.address}luoi/")
    row = page.locator(f"tr[data-card]:has-text('{NAMES[code]}')")
    row.locator("td").first.focus()
    for text in ["90; 100", "45; 90", f"{REVENUE[code]}; 100", "có; A", "1", "0", "không"]:
        keys_only(page, text)
    expect(row.locator("td.total")).not_to_have_text("")
    expect(page.locator("#grid-status")).to_contain_text("Đã lưu")


def enter_by_card(bloc: Bloc, code: str) -> None:
    page = bloc.page(code)
    page.goto(bloc.address)
    press(page, NAMES[code])
    given = {"I.1:actual": "90", "I.1:plan": "100", "I.2:actual": "45", "I.2:plan": "90"}
    given |= {"I.3:actual": REVENUE[code], "I.3:plan": "100", "T:points": "1", "P:count": "0"}
    for name, value in given.items():
        page.locator(f"[name='{name}']").fill(value)
    for name, value in {"II:gate": "yes", "II:letter": "A", "K:done": "no"}.items():
        page.locator(f"[name='{name}']").select_option(value)
    press(page, "Lưu và tính điểm")
    told(page, "Đã lưu 7 mục.")


def send(bloc: Bloc, code: str) -> None:
    page = bloc.page(code)
    page.goto(bloc.address)
    press(page, NAMES[code])
    press(page, "Gửi bảng điểm")
    told(page, "Đã gửi bảng điểm.")


def test_a_season_of_the_internal_affairs_bloc(bloc, tmp_path, accessibility_findings, picture):
    head = bloc.page("CA")

    # the head hands the revenue to its lead department and draws who checks whom
    head.goto(f"{bloc.address}chu-tri/")
    head.get_by_label("Đơn vị chủ trì chấm").select_option(label="Sở Tài chính")
    head.get_by_label("I.3. Thu ngân sách").check()
    press(head, "Giao chấm")
    told(head, "Đã giao Sở Tài chính chủ trì chấm 1 mục.")
    head.goto(f"{bloc.address}kiem-tra-cheo/")
    head.get_by_label("Kết quả bốc thăm (ngày và số bốc được)").fill("Bốc thăm ngày 12/12: 4711")
    head.get_by_label("Cặp không được kiểm tra nhau").fill("Thanh tra tỉnh; Sở Tư pháp; cùng đoàn công tác")
    press(head, "Xem trước")
    picture(head, "khoi-noi-chinh-1-ke-hoach")
    assert accessibility_findings(head) == []
    press(head, "Xác nhận kế hoạch này")
    told(head, "Kế hoạch kiểm tra chéo có hiệu lực; phiếu chấm đã giao cho các đơn vị.")

    # seven units score themselves, two of them in the grid
    for code in NAMES:
        (enter_by_keyboard if code in ("CA", "STP") else enter_by_card)(bloc, code)
        send(bloc, code)
    head.goto(bloc.address)
    press(head, "Kết thúc tự chấm")
    told(head, "Đã kết thúc tự chấm, bắt đầu thẩm định.")

    # the lead department disagrees with one unit; nobody sees it before they have marked themselves
    lead = bloc.page("STC")
    for code, name in NAMES.items():
        lead.goto("/cham-diem/phieu-cham/?state=open")
        press(lead, name)
        if code == "STP":
            lead.locator("[name='I.3:actual']").fill("70")
            lead.locator("[name='I.3:plan']").fill("100")
            lead.locator("[name='I.3:comment']").fill("Kho bạc xác nhận 70")
            picture(lead, "khoi-noi-chinh-2-phieu-cham")
            assert accessibility_findings(lead) == []
        else:
            lead.get_by_label("Đúng như đơn vị kê khai").check()
        press(lead, "Lưu và gửi phiếu chấm")
        told(lead, "Đã gửi phiếu chấm.")
    head.goto(f"{bloc.address}khac-nhau/")
    expect(head.locator("body")).to_contain_text("Đơn vị bạn còn phiếu chấm chưa gửi")
    for code in NAMES:
        checker = bloc.page(code)
        checker.goto("/cham-diem/phieu-cham/?state=open")
        follow(checker.locator("main table tbody a").first)
        for tick in checker.get_by_label("Đúng như đơn vị kê khai").all():
            tick.check()
        press(checker, "Lưu và gửi phiếu chấm")
        told(checker, "Đã gửi phiếu chấm.")

    # what differs is settled with a reason, then everything is verified, met, ranked
    head.goto(f"{bloc.address}khac-nhau/")
    picture(head, "khoi-noi-chinh-3-khac-nhau")
    assert accessibility_findings(head) == []
    press(head, "Thống nhất mục I.3 của Sở Tư pháp")
    head.get_by_label("Sở Tài chính").check()
    head.get_by_label("Lý do thống nhất").fill("Theo xác nhận của Kho bạc Nhà nước")
    press(head, "Thống nhất")
    told(head, "Đã thống nhất mục I.3; lý do đã ghi vào lịch sử.")
    head.goto(f"{bloc.address}deu-tay/")
    picture(head, "khoi-noi-chinh-4-deu-tay")
    assert accessibility_findings(head) == []
    for code, name in NAMES.items():
        by = bloc.page("tinh") if code == "CA" else head  # nobody verifies the own unit
        by.goto(bloc.address)
        press(by, name)
        press(by, "Thẩm định xong")
        told(by, f"Đã thẩm định xong bảng điểm của {name}.")
    head.goto(bloc.address)
    press(head, "Họp cụm, khối")
    press(head, "Xếp hạng")
    # level units share a place while only the meeting can tell them apart
    head.goto(f"{bloc.address}xep-hang/")
    assert places(head) == [
        ("1", "Tòa án nhân dân tỉnh"),
        ("2", "Thanh tra tỉnh"),
        ("3", "Viện kiểm sát nhân dân tỉnh"),
        ("4", "Công an tỉnh"),
        ("4", "Sở Tư pháp"),
        ("6", "Bộ Chỉ huy Bộ đội Biên phòng tỉnh"),
        ("7", "Bộ Chỉ huy Quân sự tỉnh"),
    ]
    head.goto(bloc.address)
    press(head, "Ghi quyết định")
    head.get_by_label("Công an tỉnh").select_option("2")
    head.get_by_label("Sở Tư pháp").select_option("1")
    head.get_by_label("Cụm, khối đã quyết định bằng").select_option("meeting")
    head.get_by_label("Nội dung quyết định").fill("Biểu quyết 7/7, biên bản 02")
    press(head, "Ghi quyết định")
    told(head, "Đã ghi quyết định của cụm, khối về các đơn vị bằng điểm.")
    head.goto(f"{bloc.address}xep-hang/")
    assert places(head)[3:5] == [("4", "Sở Tư pháp"), ("5", "Công an tỉnh")]

    # anybody recomputes it without the system
    unit = bloc.page("VKS")
    unit.goto(f"{bloc.address}xep-hang/")
    picture(unit, "khoi-noi-chinh-5-xep-hang")
    answer = unit.request.get(f"{bloc.address}so-lieu.json")
    (tmp_path / "mua.json").write_bytes(answer.body())
    script = django_settings.BASE_DIR / "tools" / "recompute_ranking.py"
    done = subprocess.run([sys.executable, "-I", script, tmp_path / "mua.json"], capture_output=True, text=True)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (
        0,
        "Kết quả tính lại khớp với bảng xếp hạng đã công bố.",
    )


def test_the_grid_with_the_keyboard_alone(bloc, accessibility_findings, picture):
    page = bloc.page("STP")
    page.goto(f"{bloc.address}luoi/")
    assert accessibility_findings(page) == []
    cells = page.locator("tr[data-mode='own'] td")
    status, where = page.locator("#grid-status"), page.locator("#grid-where")
    page.locator("details.grid-help summary").focus()
    page.keyboard.press("Tab")  # the frame scrolls by itself; the next stop is the first cell that may be written
    expect(cells.nth(0)).to_be_focused()
    expect(where).to_have_text("Sở Tư pháp · I.1 Mở tài khoản (Kết quả đạt được; Chỉ tiêu, kế hoạch)")

    # typing begins an entry, Escape drops it, F2 opens what stands, Enter saves and goes down
    page.keyboard.type("9")
    page.keyboard.press("Escape")
    expect(cells.nth(0)).to_have_text("")
    page.keyboard.press("Enter")
    page.keyboard.type("90/100")
    page.keyboard.press("Tab")
    expect(cells.nth(1)).to_be_focused()
    expect(cells.nth(0)).to_have_text("90; 100")
    expect(status).to_have_text("Đã lưu: 90; 100, 36,00 điểm.")

    # what cannot be is refused where it stands, and stays there to be mended
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.keyboard.type("9")
    page.keyboard.press("Tab")
    expect(status).to_have_text("Điểm chấm không được quá điểm tối đa 5.")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("F2")
    page.keyboard.press("Control+a")
    page.keyboard.type("2,5")
    page.keyboard.press("Enter")
    expect(status).to_have_text("Đã lưu: 2,5, 2,50 điểm.")

    # rows of others are not written, the edges hold, Home and End lead to the ends of the line
    page.keyboard.press("ArrowUp")  # Enter went on to the line below
    page.keyboard.press("End")
    expect(cells.nth(7)).to_be_focused()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("F2")
    expect(status).to_have_text("Ô này không sửa được ở đây.")

    # a block from a spreadsheet
    page.keyboard.press("ArrowDown")
    expect(cells.nth(0)).to_be_focused()
    page.evaluate(
        """() => {
            const data = new DataTransfer();
            data.setData("text/plain", "95; 100\\t45; 95\\t80; 100\\tcó; B");
            document.activeElement.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true}));
        }"""
    )
    expect(status).to_have_text("Đã dán 4 ô.")
    assert cells.all_inner_texts()[:5] == ["95; 100", "45; 95", "80; 100", "có; B", "2,5"]

    # somebody else writes the same cell meanwhile: both values are shown and one is chosen
    card = page.locator("tr[data-mode='own']").get_attribute("data-card")
    version = cells.nth(4).get_attribute("data-v")
    token = page.locator("input[name=csrfmiddlewaretoken]").first.input_value()
    other = page.request.post(
        page.locator("#score-grid").get_attribute("data-save"),
        data={"card": card, "code": "T", "text": "4", "version": version},
        headers={"X-CSRFToken": token},
    )
    assert other.status == 200
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    page.keyboard.type("3")
    page.keyboard.press("Enter")
    expect(page.locator("#grid-conflict-text")).to_contain_text(
        "Sở Tư pháp, mục T: bạn ghi “3”, Chuyên viên Sở Tư pháp ghi “4” lúc"
    )
    picture(page, "luoi-hai-nguoi")
    assert accessibility_findings(page) == []
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(status).to_have_text("Đã lưu: 3, 3,00 điểm.")
    page.keyboard.press("Escape")
    expect(status).to_be_focused()
