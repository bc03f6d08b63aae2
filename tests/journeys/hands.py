"""What a hand does on a screen: press a button by its words, confirm the question, read the answer."""

from playwright.sync_api import Locator, Page, expect

from tests.journeys.small import PASSWORD

NOT_A_NUMBER = "Hãy nhập một số, ví dụ 1.234,5 (dấu phẩy trước phần thập phân)."


def enter(page: Page, username: str, password: str = PASSWORD) -> None:
    """Sign in as one types it: where no cards of people are offered, as in the small province."""
    page.goto("/tai-khoan/dang-nhap/")
    page.get_by_label("Tên đăng nhập").fill(username)
    page.get_by_label("Mật khẩu").fill(password)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()


def press(page: Page, words: str, within: Locator | None = None) -> None:
    """Press the button or link of these words; where a question opens, answer it with the same words."""
    place = within or page.locator("main")
    button = place.get_by_role("button", name=words, exact=True)
    button.or_(place.get_by_role("link", name=words, exact=True)).first.click()
    question = page.locator("dialog[open]")
    if question.count():
        question.get_by_role("button", name=words, exact=True).click()
    page.wait_for_load_state()


def follow(link: Locator) -> None:
    """Click, and wait for the whole page behind it: what is counted or read at once must not be counted too early."""
    link.click()
    link.page.wait_for_load_state()


def invite(page: Page) -> None:
    """From the guest list: ask for the letters, see number and name, issue them."""
    press(page, "Gửi giấy mời")
    press(page, "Cấp số, gửi giấy mời")


def receive(page: Page, room: str) -> None:
    """The desk at the door notes everybody who did not excuse himself."""
    page.goto(f"{room}diem-danh/")
    for row in page.locator("table.arrivals tbody tr").all():
        if "Vắng" not in row.inner_text():
            row.get_by_role("checkbox").check()
    press(page, "Lưu điểm danh trang này")


def told(page: Page, words: str) -> None:
    """The message on top of the page is this sentence and nothing else."""
    expect(page.locator("#thong-bao")).to_have_text(words)


def refused(page: Page, button: str) -> str:
    """Why a button that is shown cannot be used."""
    shown = page.locator("main .action-refused").filter(has=page.get_by_role("button", name=button, exact=True))
    return shown.locator(".why").inner_text().strip()


def on_page(page: Page, title: str) -> None:
    """The page of this title has opened."""
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def heading(page: Page) -> str:
    """The title of the page."""
    return page.get_by_role("heading", level=1).inner_text()


def error_at(page: Page, field: str) -> str:
    """What is said at a field that was filled wrongly."""
    return page.locator(f"[id='id_{field}_error']").inner_text().strip()


def drafted(page: Page) -> list[str]:
    """The sentences of a drafted article, as the editor's desk lists them beside their records."""
    return [text.strip() for text in page.locator(".sources li > p:first-child").all_inner_texts()]


def saved_with_weights(total: str) -> str:
    """What the form of a pledge says once it is saved, when its weights add up to ``total`` instead of 100."""
    return (
        f"Đã lưu bản soạn giao ước. Tổng trọng số {total}, không phải 100: "
        "mỗi chỉ tiêu tính theo phần của nó trong tổng."
    )


def settle_remark(page: Page, room: str, text: str, outcome: str, reply: str) -> None:
    """Say what became of a comment or proposal of a conference."""
    page.goto(f"{room}y-kien/")
    page.get_by_role("link", name=text).click()
    page.get_by_label(outcome, exact=True).check()
    page.get_by_label("Giải trình, kết quả").fill(reply)
    press(page, "Lưu xử lý")
    told(page, "Đã ghi cách xử lý.")


def record_conference(
    page: Page, room: str, conclusion: str, *, assessment: str = "", came: tuple[str, ...] = ()
) -> None:
    """The conference is over: who wrote, which guests came, what was concluded; the minutes get their number."""
    page.goto(f"{room}ghi-nhan/")
    page.get_by_label("Thư ký").fill("Lê Thị Thư")
    for guest in came:
        page.get_by_label(guest).check()
    if assessment:
        page.get_by_label("Đánh giá chung về phong trào").fill(assessment)
    page.get_by_label("Kết luận").fill(conclusion)
    press(page, "Ghi nhận, lập biên bản")
    expect(page.locator("#thong-bao")).to_contain_text("Đã ghi nhận. Biên bản số ")


def draft_news(practice, title: str) -> Page:
    """The editor of the province drafts the article of a conference; the page it opens."""
    editor = practice.as_("tinh.bientap")
    editor.goto("/ban-bien-tap/")
    press(editor, "Soạn bài từ hội nghị", editor.locator("li", has_text=title))
    return editor
