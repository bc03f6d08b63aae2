"""Signing in as people do it: password and code, passkey, identity service, one-time code; and a technician who looks."""

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
import requests
from playwright.sync_api import Browser, Page, expect

from tests.accounts.conftest import code_of
from tests.journeys.conftest import watched_page
from tests.journeys.hands import enter
from tests.journeys.practice import Seed, drop, served, small
from tests.journeys.small import PASSWORD

pytestmark = pytest.mark.journey
NUMBER = "022185001234"


@pytest.fixture(scope="module")
def identity_service() -> Iterator[str]:
    """Somebody else's OpenID Connect provider in a process of its own, with one citizen; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    citizen = json.dumps({"sub": "cong-dan-1", "identity_number": NUMBER, "name": "Nguyễn Thị An"})
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), "--user-claims", citizen]
    service = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ | {"NO_COLOR": "1"}
    )
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            try:
                requests.get(url + "/.well-known/openid-configuration", timeout=1)
                break
            except requests.ConnectionError:
                time.sleep(0.1)
        yield url
    finally:
        service.terminate()
        service.wait(timeout=10)


@pytest.fixture(scope="module")
def founded(tmp_path_factory, identity_service: str) -> Iterator[Seed]:
    made = small(
        tmp_path_factory.mktemp("small"),
        OIDC_SERVER=identity_service,
        OIDC_CLIENT_ID="thi-dua",
        OIDC_CLIENT_SECRET="x" * 20,
    )
    yield made
    drop(made.database)


@pytest.fixture(scope="module")
def address(founded: Seed, tmp_path_factory, width: int) -> Iterator[str]:
    """The small province on a server of its own; passkeys want a name, not a number."""
    with served(founded, tmp_path_factory.mktemp(f"sign-in-{width}")) as url:
        yield url.replace("127.0.0.1", "localhost")


@pytest.fixture
def page(address: str, browser: Browser, width: int) -> Iterator[Page]:
    with watched_page(browser, address, width) as page:
        yield page


@pytest.fixture
def another(address: str, browser: Browser, width: int) -> Iterator[Page]:
    """The browser of a second person."""
    with ExitStack() as stack:
        yield stack.enter_context(watched_page(browser, address, width))


def heading(page: Page):
    return page.get_by_role("heading", level=1)


def leave(page: Page) -> None:
    page.goto("/viec-cua-toi/")
    page.locator("details.user-menu summary").click()
    page.get_by_role("button", name="Đăng xuất").click()
    expect(page.locator("details.user-menu")).to_have_count(0)


def prove(page: Page) -> None:
    """The page that asks again who one is."""
    expect(heading(page)).to_have_text("Xác nhận lại là bạn")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Xác nhận").click()


def test_codes_on_a_telephone(page, look):
    enter(page, "halong.clerk")
    expect(heading(page)).to_have_text("Việc của tôi")
    page.goto("/tai-khoan/bao-mat/")
    look(page, "bao-mat")
    page.get_by_role("link", name="Bật mã trên điện thoại").click()
    look(page, "xac-nhan-lai")
    prove(page)
    expect(heading(page)).to_have_text("Bật mã trên điện thoại")
    look(page, "bat-ma")
    assert page.locator("img[alt^='Mã QR']").evaluate("image => image.naturalWidth > 0")
    secret = page.locator("code").inner_text()
    page.get_by_label("Mã trên điện thoại").fill("000000")
    page.get_by_role("button", name="Bật").click()
    expect(page.locator(".field-error").first).to_contain_text("Mã không đúng")
    assert page.locator("code").inner_text() == secret
    page.get_by_label("Mã trên điện thoại").fill(code_of(secret))
    page.get_by_role("button", name="Bật").click()
    expect(page.locator("ol.codes li")).to_have_count(10)
    look(page, "ma-du-phong")
    spare = page.locator("ol.codes li").first.inner_text().strip()
    leave(page)
    enter(page, "halong.clerk")
    expect(heading(page)).to_have_text("Đăng nhập hai lớp")
    look(page, "lop-hai")
    page.get_by_label("Mã xác thực").fill("123456")
    page.get_by_role("button", name="Tiếp tục").click()
    expect(page.locator(".field-error").first).to_contain_text("Mã không đúng")
    page.get_by_label("Mã xác thực").fill(code_of(secret, 1))
    page.get_by_role("button", name="Tiếp tục").click()
    expect(heading(page)).to_have_text("Việc của tôi")
    leave(page)
    enter(page, "halong.clerk")
    page.get_by_label("Mã xác thực").fill(spare)
    page.get_by_role("button", name="Tiếp tục").click()
    expect(heading(page)).to_have_text("Việc của tôi")
    page.goto("/tai-khoan/bao-mat/")
    expect(page.get_by_text("Còn 9 mã chưa dùng")).to_be_visible()


def machine_with_a_fingerprint(page: Page) -> tuple:
    """A virtual authenticator of the browser, as a laptop with a fingerprint reader has one."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    return tools, tools.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]


def test_a_passkey_without_password_and_as_second_factor(page, look):
    tools, machine = machine_with_a_fingerprint(page)
    enter(page, "campha.clerk")
    page.goto("/tai-khoan/bao-mat/khoa/them/")
    prove(page)
    expect(heading(page)).to_have_text("Thêm khóa truy cập")
    look(page, "them-khoa")
    page.get_by_label("Tên khóa").fill("Máy ở cơ quan")
    page.get_by_role("button", name="Thêm khóa").click()
    expect(page.locator("ol.codes li")).to_have_count(10)
    page.goto("/tai-khoan/bao-mat/")
    expect(page.get_by_text("Máy ở cơ quan", exact=True)).to_be_visible()
    look(page, "bao-mat-co-khoa")
    leave(page)
    # without a password
    page.goto("/tai-khoan/dang-nhap/")
    look(page, "dang-nhap")
    page.get_by_role("button", name="Dùng khóa truy cập").click()
    expect(heading(page)).to_have_text("Việc của tôi")
    page.goto("/tai-khoan/phien/")
    look(page, "phien")
    expect(page.get_by_role("cell", name="khóa truy cập")).to_be_visible()
    leave(page)
    # as the second step after the password
    enter(page, "campha.clerk")
    page.get_by_role("button", name="Dùng khóa truy cập").click()
    expect(heading(page)).to_have_text("Việc của tôi")
    leave(page)
    # the finger is not the owner's: nothing opens, and the page says what to do
    tools.send("WebAuthn.setUserVerified", {"authenticatorId": machine, "isUserVerified": False})
    page.goto("/tai-khoan/dang-nhap/")
    page.get_by_role("button", name="Dùng khóa truy cập").click()
    expect(page.locator("#passkey-trouble")).to_be_visible()
    expect(heading(page)).to_have_text("Đăng nhập")
    # taken away, the key opens nothing any more
    tools.send("WebAuthn.setUserVerified", {"authenticatorId": machine, "isUserVerified": True})
    page.get_by_role("button", name="Dùng khóa truy cập").click()
    expect(heading(page)).to_have_text("Việc của tôi")
    page.goto("/tai-khoan/bao-mat/")
    page.get_by_role("link", name="Gỡ khóa Máy ở cơ quan").click()
    prove(page)
    look(page, "go-khoa")
    page.get_by_role("button", name="Gỡ khóa").click()
    leave(page)
    page.goto("/tai-khoan/dang-nhap/")
    page.get_by_role("button", name="Dùng khóa truy cập").click()
    expect(page.get_by_text("Mã không đúng")).to_be_visible()


def open_account_page(page: Page, name: str) -> None:
    page.goto("/quan-tri/tai-khoan/")
    page.get_by_label("Tìm theo tên").fill(name)
    page.get_by_role("button", name="Lọc").click()
    expect(page.get_by_role("link", name="Bỏ lọc")).to_be_visible()
    page.get_by_role("link", name=name).click()
    expect(heading(page)).to_have_text(name)


def test_the_identity_service(page, another, identity_service, look):
    # pages of the service want a style sheet from the internet, which is not here
    page.route(re.compile("^https://"), lambda route: route.fulfill(body="", content_type="text/css"))

    def sign_on() -> None:
        page.goto("/tai-khoan/dang-nhap/")
        page.get_by_role("button", name="Đăng nhập bằng VNeID").click()
        page.wait_for_url(re.compile(re.escape(identity_service)))
        page.get_by_role("button", name="cong-dan-1").first.click()

    sign_on()
    expect(heading(page)).to_have_text("Chưa đăng nhập được")
    expect(page.get_by_text("Định danh này chưa được gắn với tài khoản nào")).to_be_visible()
    look(page, "dinh-danh-la")
    enter(another, "tinh.officer")
    open_account_page(another, "officer Đặc khu Vân Đồn")
    another.get_by_role("link", name="Gắn định danh").click()
    prove(another)
    another.get_by_label("Số định danh cá nhân").fill(NUMBER)
    look(another, "gan-dinh-danh")
    another.get_by_role("button", name="Gắn định danh").click()
    expect(another.get_by_text("Đã duyệt số, chờ đăng nhập lần đầu")).to_be_visible()
    for _ in range(2):  # by the approved number, then by the subject
        sign_on()
        expect(heading(page)).to_have_text("Việc của tôi")
        expect(page.locator("details.user-menu .whole-name")).to_have_text("officer Đặc khu Vân Đồn")
        leave(page)
    # the person says no at the service
    page.goto("/tai-khoan/dang-nhap/")
    page.get_by_role("button", name="Đăng nhập bằng VNeID").click()
    page.get_by_role("button", name="Deny").click()
    expect(page.get_by_text("Bạn đã dừng việc đăng nhập")).to_be_visible()


def test_an_account_from_the_officers_desk_to_the_first_sign_in(page, look):
    enter(page, "halong.officer")
    page.locator("details.user-menu summary").click()
    page.get_by_role("link", name="Tài khoản của đơn vị").click()
    look(page, "tai-khoan")
    page.get_by_role("link", name="Mở tài khoản").click()
    prove(page)
    look(page, "mo-tai-khoan")
    page.get_by_label("Đơn vị").select_option(label="Phường Hạ Long")
    page.get_by_label("Tên đăng nhập").fill("halong.tiepdan")
    page.get_by_label("Họ tên hoặc tên bộ phận").fill("Bộ phận tiếp dân")
    page.get_by_role("button", name="Mở tài khoản").click()
    code = page.locator(".one-time-code code").inner_text()
    look(page, "ma-mot-lan")
    page.get_by_role("link", name="Xong, về tài khoản").click()
    page.get_by_role("link", name="Giao vai trò").click()
    page.get_by_label("Đơn vị").select_option(label="Phường Hạ Long")
    page.get_by_label("Vai trò").select_option(label="Biên tập viên")
    look(page, "giao-vai-tro")
    page.get_by_role("button", name="Giao vai trò").click()
    expect(page.get_by_role("rowheader", name="Biên tập viên")).to_be_visible()
    look(page, "mot-tai-khoan")
    page.goto("/quan-tri/tai-khoan/don-vi/")
    look(page, "vai-tro-don-vi")
    leave(page)
    page.goto("/tai-khoan/dang-nhap/")
    page.get_by_role("link", name="Tôi có mã một lần").click()
    look(page, "dat-mat-khau")
    new = "một câu dài dễ nhớ 2026"
    page.get_by_label("Tên đăng nhập").fill("halong.tiepdan")
    page.get_by_role("textbox", name="Mã một lần").fill(code.lower())
    page.get_by_label("Mật khẩu mới", exact=True).fill(new)
    page.get_by_label("Nhập lại mật khẩu mới").fill(new)
    page.get_by_role("button", name="Đặt mật khẩu").click()
    expect(page.get_by_text("Đã đặt mật khẩu")).to_be_visible()
    enter(page, "halong.tiepdan", new)
    expect(heading(page)).to_have_text("Việc của tôi")
    page.goto("/quan-tri/tai-khoan/vai-tro-cua-toi/")
    look(page, "vai-tro-cua-toi")


def test_delegating_for_a_week(page, look):
    enter(page, "halong.decider")
    page.goto("/quan-tri/tai-khoan/vai-tro-cua-toi/")
    page.get_by_role("link", name="Ủy quyền").click()
    look(page, "uy-quyen")
    page.get_by_label("Người được ủy quyền").select_option(index=1)
    page.get_by_label("Văn bản ủy quyền").fill("15/GUQ-UBND ngày 21/11/2026")
    page.get_by_role("button", name="Ủy quyền").click()
    expect(page.get_by_role("heading", name="Bạn đã ủy quyền")).to_be_visible()
    look(page, "da-uy-quyen")
    page.get_by_role("link", name="Thu hồi").click()
    page.get_by_label("Lý do").fill("Đã trở lại làm việc")
    page.get_by_role("button", name="Thu hồi").click()
    expect(page.get_by_role("heading", name="Bạn đã ủy quyền")).to_have_count(0)


def test_a_technician_looks_and_the_person_is_told(page, another, look):
    enter(another, "tinh.officer")
    open_account_page(another, "Người không có vai trò")
    another.get_by_role("link", name="Giao vai trò").click()
    prove(another)
    another.get_by_label("Đơn vị").select_option(label="Tỉnh Quảng Ninh")
    another.get_by_label("Vai trò").select_option(label="Kỹ thuật viên vận hành")
    another.get_by_role("button", name="Giao vai trò").click()
    leave(another)
    enter(page, "nguoi.la")
    page.goto("/quan-tri/tai-khoan/phien-ky-thuat/")
    page.get_by_role("link", name="Mở phiên kỹ thuật").click()
    prove(page)
    look(page, "mo-phien-ky-thuat")
    page.get_by_label("Tên đăng nhập của người cần hỗ trợ").fill("campha.officer")
    page.get_by_label("Lý do").fill("Xem lỗi không gửi được hồ sơ")
    page.get_by_role("button", name="Bắt đầu xem").click()
    banner = page.locator(".staff-banner")
    expect(banner).to_contain_text("chỉ để xem")
    look(page, "phien-ky-thuat")
    page.goto("/ho-so/")
    expect(banner).to_be_visible()
    page.goto("/tai-khoan/thong-bao/")
    expect(page.get_by_text("Trang này thuộc riêng người đó")).to_be_visible()
    banner.get_by_role("button", name="Kết thúc phiên").click()
    expect(banner).to_have_count(0)
    look(page, "cac-phien-ky-thuat")
    enter(another, "campha.officer")
    another.goto("/tai-khoan/thong-bao/")
    expect(another.get_by_role("heading", name="Kỹ thuật viên xem màn hình của bạn")).to_be_visible()
    look(another, "thu-phien-ky-thuat")
