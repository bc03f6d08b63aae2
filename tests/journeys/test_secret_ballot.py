"""An encrypted ballot from the first click to the verified result: three trustees, the secretary and four voters, each with
an own browser; one takes a paper ballot pair, one member's signed opinion is recorded."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Site
from tests.journeys.hands import follow, on_page, press, told
from tests.journeys.sealed import SLOW, fill_paper, make_key, open_part, print_cards, verified, vote
from thidua.ballots.warnings import COUNTED

FOUNDS = "box"
pytestmark = pytest.mark.journey
BOX = "/phieu-kin/1/"
SECRETARY = "tinh.council_secretary"
TRUSTEES = ("tinh.head", "tinh.clerk", "tinh.decider")
VOTERS = ("halong.head", "campha.head", "vandon.head", "tinh.head")


@pytest.fixture
def people(site: Site) -> Callable[[str], Page]:
    """``people(name)``: that person's own browser window."""
    return site.as_


def test_an_encrypted_ballot_is_run_in_eight_browsers_and_verified_from_its_board(people, look, tmp_path):
    secretary = people(SECRETARY)
    secretary.goto(f"{BOX}cach-bo-phieu/")
    look(secretary, "kin-0-cach-bo-phieu")
    codes = make_key(people, BOX, TRUSTEES)
    look(people(TRUSTEES[0]), "kin-1-giu-hom")
    cards = print_cards(people(SECRETARY), BOX, 4)
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
    receipt = vote(member, BOX, cards[0], {1: "Không đồng ý"})
    look(member, "kin-5-bien-nhan")
    # what left the device: the token and the sealed paper, nothing that was chosen, nothing of the card
    left = "\n".join(text for text in sent if text)
    assert re.sub(r"[0-9a-f]{1200,}", "…", left).split("&")[0] == "paper=…"
    assert [word for word in ("yes", "blank", "muc-", cards[0]) if word in left] == []
    vote(people(second), BOX, cards[1], {1: "Không có ý kiến"})
    stale = people(third)
    fill_paper(stale, BOX, cards[0], {})
    press(stale, "Mã hóa và gửi phiếu")
    expect(stale.locator("#booth-trouble")).to_contain_text("Thẻ bỏ phiếu này đã dùng rồi")

    secretary.goto(f"{BOX}phieu-giay/")
    look(secretary, "kin-6-phieu-giay")
    row = secretary.locator("tr").filter(has_text="head tỉnh")
    follow(row.get_by_role("link", name="Ghi ý kiến bằng văn bản"))
    secretary.get_by_label("Số, ngày của văn bản có chữ ký").fill("05/YK ngày 10/7/2025")
    for item in secretary.locator("main fieldset").all():
        item.get_by_label("Đồng ý", exact=True).check()
    press(secretary, "Ghi ý kiến")
    told(secretary, "Đã ghi ý kiến bằng văn bản của head tỉnh.")

    secretary.goto(BOX)
    press(secretary, "Đóng hòm phiếu")
    expect(secretary.locator("#bien-nhan")).to_contain_text(receipt)
    look(secretary, "kin-7-dong-hom")
    wrong = codes[1][:-1] + ("3" if codes[1].endswith("2") else "2")
    keeper = people(TRUSTEES[1])
    keeper.goto(f"{BOX}giu-hom/")
    keeper.get_by_label("Mã bạn đã chép ra giấy").fill(wrong)
    press(keeper, "Tiếp tục")
    expect(keeper.locator("#keeper-trouble")).to_contain_text("Mã giữ hòm không đúng", timeout=SLOW)
    expect(keeper.get_by_label("Mã bạn đã chép ra giấy")).to_have_value(wrong)
    look(keeper, "kin-7b-ma-sai")
    for user, code in list(zip(TRUSTEES, codes, strict=True))[1:]:
        open_part(people(user), BOX, code)
    look(people(TRUSTEES[1]), "kin-8-mo-ket-qua")
    secretary.goto(BOX)
    press(secretary, "Kiểm phiếu")
    told(secretary, COUNTED)
    look(secretary, "kin-9-ket-qua")
    board = member.request.get(f"{BOX}danh-sach.json").json()
    assert board["counts"] == {"l1": {"yes": 3, "no": 0, "blank": 0}, "l2": {"yes": 1, "no": 1, "blank": 1}}
    assert (board["cast_online"], board["cast_written"], board["not_cast"]) == (2, 1, 1)
    code = member.goto(BOX) and re.search(r"Mã hòm: <code>([0-9a-f ]+)</code>", member.content())[1]
    assert verified(board, tmp_path, receipt, "--code", code)[0] == 0
    board["counts"]["l1"]["yes"] = 2
    assert verified(board, tmp_path)[0] == 1
    on_page(member, "Hội đồng họp tháng 7")
