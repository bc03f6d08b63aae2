"""What hands do around an encrypted ballot: keepers make the key, the secretary prints the cards, members vote, keepers open."""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from django.conf import settings as django_settings
from playwright.sync_api import Page, expect

from tests.journeys.hands import press

SLOW = 60_000  # milliseconds: a device that computes on a busy machine


def make_key(people: Callable[[str], Page], box: str, keepers: Sequence[str]) -> list[str]:
    """Every keeper opens the page, notes the code, and leaves the page open until all are done; the codes in their order."""
    codes = []
    for user in keepers:
        page = people(user)
        page.goto(box)
        press(page, "Giữ hòm phiếu")
        press(page, "Tạo mã giữ hòm")
        code = page.locator("#keeper-made").inner_text()
        page.get_by_label("Gõ bốn ký tự cuối").fill(code[-4:].lower())
        press(page, "Tôi đã chép mã, tạo khóa")
        codes.append(code)
    for user in keepers:
        expect(people(user).locator("#keeper-status")).to_contain_text("Khóa hòm phiếu đã tạo xong", timeout=SLOW)
    return codes


def print_cards(page: Page, box: str, count: int) -> list[str]:
    page.goto(f"{box}the-bo-phieu/")
    press(page, "Tạo thẻ")
    expect(page.locator("#cards-sheet code")).to_have_count(count, timeout=SLOW)
    page.get_by_label("Đã in đủ thẻ").check()
    return page.locator("#cards-sheet code").all_inner_texts()


def fill_paper(page: Page, box: str, card: str, chosen: Mapping[int, str]) -> None:
    """Agree to everything but the items ``chosen`` {place from 0: word}, and look at it once more."""
    page.goto(f"{box}bo-phieu/")
    page.get_by_label("Mã trên thẻ bỏ phiếu của bạn").fill(card.lower())
    press(page, "Đồng ý tất cả")
    for place, word in chosen.items():
        page.locator("main fieldset").nth(place).get_by_label(word, exact=True).check(force=True)
    press(page, "Kiểm tra lại phiếu")


def vote(page: Page, box: str, card: str, chosen: Mapping[int, str]) -> str:
    """As :func:`fill_paper`, then send; the receipt."""
    fill_paper(page, box, card, chosen)
    expect(page.locator("#booth-list li").first).to_be_visible()
    press(page, "Mã hóa và gửi phiếu")
    expect(page.get_by_role("heading", name="Phiếu của bạn đã vào hòm")).to_be_visible(timeout=SLOW)
    return page.locator("#booth-receipt").inner_text()


def open_part(page: Page, box: str, code: str) -> None:
    page.goto(f"{box}giu-hom/")
    page.get_by_label("Mã bạn đã chép ra giấy").fill(code)
    press(page, "Tiếp tục")
    expect(page.locator("#keeper-status")).to_contain_text("Bạn đã mở xong phần của mình", timeout=SLOW)


def verified(board: dict | bytes, folder: Path, *more: str) -> tuple[int, str]:
    """What the independent program says of a board, with nothing but Python: (code it ends with, text)."""
    file = folder / "board.json"
    file.write_bytes(board if isinstance(board, bytes) else json.dumps(board).encode())
    script = django_settings.BASE_DIR / "tools" / "verify_ballot.py"
    done = subprocess.run([sys.executable, "-I", script, file, *more], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout
