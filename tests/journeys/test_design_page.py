"""The design page in a browser: accessible, whole on a phone, safe against double clicks, usable without scripts."""

import pytest

desk_only = pytest.mark.parametrize("width", [1280], indirect=True, ids=["desk"])
pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_the_design_page_is_accessible_and_fits_the_screen(page, accessibility_findings, picture, width):
    page.goto("/thiet-ke/")
    picture(page, "thiet-ke")
    assert accessibility_findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.evaluate("document.fonts.check('17px \"Be Vietnam Pro\"', 'ệ')") is True


def test_the_judge_of_accessibility_sees_a_fault_that_is_there(page, accessibility_findings):
    page.goto("/thiet-ke/")
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<button id=planted></button>')")
    assert accessibility_findings(page) == [("button-name", [["#planted"]])]


def test_a_refused_form_names_each_field_and_leads_to_it(page, accessibility_findings, picture):
    page.goto("/thiet-ke/")
    page.get_by_label("Chỉ tiêu thu ngân sách").fill("96.5")
    page.get_by_role("button", name="Lưu dự thảo").click()
    summary = page.get_by_role("alert")
    summary.wait_for()
    picture(page, "bieu-mau-loi")
    assert summary.get_by_role("link").all_inner_texts() == [
        "Tên phong trào: Mục này không được để trống.",
        "Đơn vị phát động: Mục này không được để trống.",
        "Chỉ tiêu thu ngân sách (tỷ đồng): Dấu chấm là phần nghìn hay phần thập phân? "
        "Viết phần thập phân sau dấu phẩy, ví dụ 96,5.",
        "Hình thức tổ chức: Mục này không được để trống.",
        "Tôi đã đối chiếu với kế hoạch được duyệt: Mục này không được để trống.",
    ]
    assert page.evaluate("document.activeElement.classList.contains('error-summary')") is True
    summary.get_by_role("link").nth(2).click()
    assert page.evaluate("document.activeElement.id || location.hash") in {"id_goal", "#id_goal"}
    assert page.get_by_label("Chỉ tiêu thu ngân sách").input_value() == "96.5"
    assert accessibility_findings(page) == []


@desk_only
def test_a_double_click_sends_one_request(page):
    page.goto("/thiet-ke/")
    posts = []
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    page.get_by_role("button", name="Lưu dự thảo").dblclick()
    page.get_by_role("alert").wait_for()
    assert len(posts) == 1


@desk_only
def test_a_refused_act_says_why_and_does_nothing(page):
    page.goto("/thiet-ke/")
    button = page.get_by_role("button", name="Đưa ra Hội đồng").first
    assert button.get_attribute("aria-disabled") == "true"
    reason = "Còn 2 hồ sơ chưa có ý kiến thẩm định: Đặng Thị Bích Ngọc, Lý A Sềnh."
    assert (
        button.evaluate("e => document.getElementById(e.getAttribute('aria-describedby')).innerText.trim()") == reason
    )
    posts = []
    page.on("request", lambda request: posts.append(request.url))
    button.click(force=True)
    page.wait_for_timeout(200)
    assert posts == []


def test_a_grave_act_asks_first_and_escape_leaves_it(page, accessibility_findings, picture):
    page.goto("/thiet-ke/")
    page.get_by_role("button", name="Thu hồi quyết định").first.click()
    dialog = page.get_by_role("dialog")
    dialog.wait_for()
    picture(page, "hop-hoi")
    assert dialog.get_by_role("heading").inner_text() == "Thu hồi quyết định?"
    assert accessibility_findings(page) == []
    page.keyboard.press("Escape")
    assert page.get_by_role("dialog").count() == 0


@desk_only
def test_the_keyboard_shows_where_it_is(page):
    page.goto("/thiet-ke/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText") == "Đến nội dung chính"
    seen = []
    for _ in range(12):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("getComputedStyle(document.activeElement).outlineStyle"))
    assert seen == ["solid"] * 12


def test_the_navigation_folds_on_a_phone_and_stands_open_without_scripts(page, browser, live_server, width):
    page.goto("/thiet-ke/")
    link = page.get_by_role("link", name="Phong trào", exact=True)
    assert link.is_visible() is (width == 1280)
    if width == 390:
        page.get_by_role("button", name="Mục lục").click()
        assert link.is_visible() is True
    bare = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=False).new_page()
    bare.goto(f"{live_server.url}/thiet-ke/")
    assert bare.get_by_role("link", name="Phong trào", exact=True).is_visible() is True
    bare.context.close()
