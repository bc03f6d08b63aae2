"""An encrypted ballot from the first click to the verified result: three trustees, the secretary and four voters, each with
an own browser; one takes a paper ballot pair, one member's signed opinion is recorded."""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from django.conf import settings as django_settings
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Site
from tests.journeys.hands import on_page, press, told
from tests.journeys.practice import Seed, drop, served, small

pytestmark = pytest.mark.journey
BOX = "/phieu-kin/1/"
SECRETARY = "tinh.council_secretary"
TRUSTEES = ("tinh.head", "tinh.clerk", "tinh.decider")
VOTERS = ("halong.head", "campha.head", "vandon.head", "tinh.head")


@pytest.fixture(scope="module")
def founded(tmp_path_factory) -> Iterator[Seed]:
    made = small(tmp_path_factory.mktemp("box"), "box")
    yield made
    drop(made.database)


@pytest.fixture
def people(founded: Seed, browser: Browser, tmp_path, width: int) -> Iterator[Callable[[str], Page]]:
    """``people(name)``: that person's own browser window."""
    with served(founded, tmp_path) as url, ExitStack() as stack:
        yield Site(url, {}, browser, width, stack).as_


def make_key(people) -> list[str]:
    """Every trustee opens the page, notes the code, and leaves the page open until all are done."""
    codes = []
    for user in TRUSTEES:
        page = people(user)
        page.goto(BOX)
        press(page, "Giữ hòm phiếu")
        press(page, "Tạo mã giữ hòm")
        code = page.locator("#keeper-made").inner_text()
        page.get_by_label("Gõ bốn ký tự cuối").fill(code[-4:].lower())
        press(page, "Tôi đã chép mã, tạo khóa")
        codes.append(code)
    for user in TRUSTEES:
        expect(people(user).locator("#keeper-status")).to_contain_text("Khóa hòm phiếu đã tạo xong", timeout=40_000)
    return codes


def print_cards(people) -> list[str]:
    page = people(SECRETARY)
    page.goto(f"{BOX}the-bo-phieu/")
    press(page, "Tạo thẻ")
    expect(page.locator("#cards-sheet code")).to_have_count(4)
    page.get_by_label("Đã in đủ thẻ").check()
    return page.locator("#cards-sheet code").all_inner_texts()


def vote(page: Page, card: str, *words: str) -> str:
    page.goto(f"{BOX}bo-phieu/")
    page.get_by_label("Mã trên thẻ bỏ phiếu của bạn").fill(card.lower())
    for row, word in zip(page.locator("main fieldset").all(), words, strict=True):
        row.get_by_label(word, exact=True).check(force=True)
    press(page, "Kiểm tra lại phiếu")
    expect(page.locator("#booth-list li")).to_have_count(2)
    press(page, "Mã hóa và gửi phiếu")
    expect(page.get_by_role("heading", name="Phiếu của bạn đã vào hòm")).to_be_visible(timeout=40_000)
    return page.locator("#booth-receipt").inner_text()


def verified(board: dict, folder, *more: str) -> tuple[int, str]:
    file = folder / "board.json"
    file.write_text(json.dumps(board))
    script = django_settings.BASE_DIR / "tools" / "verify_ballot.py"
    done = subprocess.run([sys.executable, "-I", script, file, *more], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


def test_an_encrypted_ballot_is_run_in_eight_browsers_and_verified_from_its_board(people, look, tmp_path):
    secretary = people(SECRETARY)
    secretary.goto(f"{BOX}cach-bo-phieu/")
    look(secretary, "kin-0-cach-bo-phieu")
    codes = make_key(people)
    look(people(TRUSTEES[0]), "kin-1-giu-hom")
    cards = print_cards(people)
    look(secretary, "kin-2-the")
    secretary.goto(f"{BOX}mo-hom/")
    look(secretary, "kin-3-mo-hom")
    press(secretary, "Mở hòm phiếu")
    told(secretary, "Đã mở hòm phiếu và báo cho những người được bỏ phiếu.")

    first, second, third, _ = VOTERS
    member = people(first)
    member.goto(f"{BOX}bo-phieu/")
    expect(member.get_by_role("heading", name="Phiếu biểu quyết")).to_be_visible()
    look(member, "kin-4-phieu")
    press(member, "Kiểm tra lại phiếu")
    expect(member.locator("#booth-trouble")).to_contain_text("Mã thẻ gồm 16")
    sent: list[str] = []
    member.on("request", lambda request: sent.append(request.post_data or ""))
    receipt = vote(member, cards[0], "Đồng ý", "Không đồng ý")
    look(member, "kin-5-bien-nhan")
    # what left the device: the token and the sealed paper, nothing that was chosen, nothing of the card
    left = "\n".join(text for text in sent if text)
    assert re.sub(r"[0-9a-f]{1200,}", "…", left).split("&")[0] == "paper=…"
    assert [word for word in ("yes", "blank", "muc-", cards[0]) if word in left] == []
    vote(people(second), cards[1], "Đồng ý", "Không có ý kiến")
    stale = people(third)
    stale.goto(f"{BOX}bo-phieu/")
    stale.get_by_label("Mã trên thẻ bỏ phiếu của bạn").fill(cards[0])
    press(stale, "Đồng ý tất cả")
    press(stale, "Kiểm tra lại phiếu")
    press(stale, "Mã hóa và gửi phiếu")
    expect(stale.locator("#booth-trouble")).to_contain_text("Thẻ bỏ phiếu này đã dùng rồi")

    secretary.goto(f"{BOX}phieu-giay/")
    look(secretary, "kin-6-phieu-giay")
    secretary.locator("tr").filter(has_text="head tỉnh").get_by_role("link", name="Ghi ý kiến bằng văn bản").click()
    secretary.get_by_label("Số, ngày của văn bản có chữ ký").fill("05/YK ngày 10/7/2025")
    for item in secretary.locator("main fieldset").all():
        item.get_by_label("Đồng ý", exact=True).check()
    press(secretary, "Ghi ý kiến")
    told(secretary, "Đã ghi ý kiến bằng văn bản của head tỉnh.")

    secretary.goto(BOX)
    press(secretary, "Đóng hòm phiếu")
    expect(secretary.locator("#bien-nhan")).to_contain_text(receipt)
    look(secretary, "kin-7-dong-hom")
    for user, code in list(zip(TRUSTEES, codes, strict=True))[1:]:
        page = people(user)
        page.goto(f"{BOX}giu-hom/")
        page.get_by_label("Mã bạn đã chép ra giấy").fill(code)
        press(page, "Tiếp tục")
        expect(page.locator("#keeper-status")).to_contain_text("Bạn đã mở xong phần của mình", timeout=40_000)
    look(people(TRUSTEES[1]), "kin-8-mo-ket-qua")
    secretary.goto(BOX)
    press(secretary, "Kiểm phiếu")
    told(secretary, "Đã kiểm phiếu và công bố kết quả.")
    look(secretary, "kin-9-ket-qua")
    board = member.request.get(f"{BOX}danh-sach.json").json()
    assert board["counts"] == {"l1": {"yes": 3, "no": 0, "blank": 0}, "l2": {"yes": 1, "no": 1, "blank": 1}}
    assert (board["cast_online"], board["cast_written"], board["not_cast"]) == (2, 1, 1)
    code = member.goto(BOX) and re.search(r"Mã hòm: <code>([0-9a-f ]+)</code>", member.content())[1]
    assert verified(board, tmp_path, receipt, "--code", code)[0] == 0
    board["counts"]["l1"]["yes"] = 2
    assert verified(board, tmp_path)[0] == 1
    on_page(member, "Hội đồng họp tháng 7")
