"""The province's dossiers before their council, from its establishment to the draft decisions, every hand in a browser of its
own: an encrypted ballot on the members' devices with papers and a written opinion beside it, recounted by anybody."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import KEEPS_PICTURES, PICTURES
from tests.journeys.hands import follow, on_page, press, told
from tests.journeys.sealed import SLOW, make_key, open_part, print_cards, verified, vote
from tests.journeys.test_council_session import demo_day, fill
from thidua.ballots.warnings import COUNTED

STAGE = "opening"
EVERYONE = True
pytestmark = pytest.mark.journey
OFFICER, CHAIR, SECRETARY = "tinh.chuyenvien", "tinh.thutruong", "tinh.vanthu"
NAME = "Hội đồng Thi đua - Khen thưởng tỉnh"
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"


def cards_of(page: Page) -> dict[str, str]:
    """{account: name} of everybody on the sign-in page whose name nobody else has."""
    page.goto("/tai-khoan/dang-nhap/")
    cards = page.locator("button.person-card")
    found = dict(
        zip([c.get_attribute("value") for c in cards.all()], cards.locator("strong").all_inner_texts(), strict=True)
    )
    names = list(found.values())
    return {user: name for user, name in found.items() if names.count(name) == 1}


def choose(page: Page, field: str, label: str) -> None:
    """Choose the one option of this name, whatever post and unit stand behind it."""
    options = page.locator(f"[name='{field}'] option").all_inner_texts()
    [which] = [
        place
        for place, text in enumerate(options)
        if text.strip() == label or text.strip().startswith(f"{label} ") or text.strip().startswith(f"{label},")
    ]
    page.locator(f"[name='{field}']").select_option(index=which)


def establish(page: Page, seats: list[tuple[str, str]]) -> str:
    """Found the council with (name, role) seats; the address of its page."""
    page.goto("/hoi-dong/")
    press(page, "Thành lập Hội đồng")
    page.locator("[name=unit]").select_option(index=0)
    fill(page, name=NAME, legal_basis="Quyết định số 15/QĐ-UBND ngày 10/7/2025", standing_body="Sở Nội vụ")
    for number, (name, role) in enumerate(seats, start=1):
        choose(page, f"user_{number}", name)
        choose(page, f"role_{number}", role)
    press(page, "Thành lập Hội đồng")
    on_page(page, NAME)
    return page.url


def test_a_year_of_dossiers_is_heard_voted_in_secret_counted_and_drafted(practice, look, tmp_path):
    named = cards_of(practice.public())
    heads = [user for user in named if user.endswith(".thutruong") and user != CHAIR][:5]
    vice, first, second, third, absent = heads
    roles = ["Chủ tịch Hội đồng", "Thư ký", "Phó Chủ tịch thường trực", *["Ủy viên"] * 4]
    everybody = [CHAIR, SECRETARY, *heads]
    officer = practice.as_(OFFICER)
    council = establish(officer, list(zip([named[user] for user in everybody], roles, strict=True)))
    look(officer, "nam-1-hoi-dong")

    secretary = practice.as_(SECRETARY)
    secretary.goto(council)
    today = demo_day(secretary)
    press(secretary, "Nhập quy chế")
    fill(secretary, document="Quy chế số 05/QC-HĐTĐKT", in_force_from=today, vote_percent="90")
    secretary.get_by_label("Người được cử họp thay được biểu quyết").select_option("1")
    press(secretary, "Nhập quy chế")
    told(secretary, "Đã ghi quy chế của Hội đồng.")
    officer.goto(council)
    press(officer, "Cử người thay")
    instead = next(user for user in named if user.endswith(".chuyenvien") and user != OFFICER)
    choose(officer, "member", f"{named[third]}, Ủy viên")
    choose(officer, "user", named[instead])
    fill(officer, document="Công văn số 12/UBND-NC", starts_on=today, ends_on=today)
    press(officer, "Cử người thay")
    told(officer, "Đã ghi người thay và báo cho hai người.")

    secretary.goto(council)
    press(secretary, "Chuẩn bị phiên họp")
    look(secretary, "nam-2-chuan-bi")
    fill(secretary, held_on=today, begins="8h00", place="Phòng họp số 1")
    for dossier in secretary.locator("[name=nominations]").all():
        dossier.check()
    press(secretary, "Chuẩn bị phiên họp")
    told(secretary, "Đã chuẩn bị phiên họp và báo cho các thành viên. Giấy mời có số phát hành ở trang này.")
    desk = secretary.url
    look(secretary, "nam-3-ban-thu-ky")
    main = secretary.locator("main")
    expect(main).to_contain_text(
        f"Mã hóa trên máy của thành viên. Người giữ hòm: {named[CHAIR]}, {named[SECRETARY]}, {named[vice]}; "
        "2 người mở được kết quả."
    )
    # seven members and nine tenths by the council's own regulation: whoever opens it is told what a result will say
    expect(main).to_contain_text("Hội đồng có 7 thành viên, cần 7 phiếu đồng ý mới đạt")
    press(secretary, "Phát hành giấy mời")
    press(secretary, "Thêm tài liệu")
    fill(secretary, title="Báo cáo thẩm định")
    secretary.locator("input[type=file]").set_input_files(
        {"name": "bao-cao.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    press(secretary, "Thêm tài liệu")
    told(secretary, "Đã gửi tài liệu đến các thành viên.")
    away = practice.as_(absent)
    away.goto(f"{desk}tra-loi/")
    away.get_by_label("Vắng, gửi ý kiến bằng văn bản", exact=True).check()
    fill(away, reason="Đi công tác nước ngoài")
    press(away, "Trả lời giấy mời")
    told(away, "Đã trả lời: vắng, gửi ý kiến bằng văn bản.")

    recused = practice.as_(second)
    recused.goto(f"{desk}xin-khong-bieu-quyet/")
    last = recused.locator("[name=item] option").count()
    recused.locator("[name=item]").select_option(index=last - 1)
    fill(recused, reason="Anh ruột của thủ trưởng đơn vị")
    press(recused, "Xin không biểu quyết")
    told(recused, f"Bạn không biểu quyết mục {last}; biên bản ghi việc này.")

    secretary.goto(desk)
    press(secretary, "Trang của hòm phiếu")
    expect(secretary.locator("main ol li").last).to_contain_text(
        "không biểu quyết mục này vì có người thân được đề nghị"
    )
    box = secretary.url
    keepers = [CHAIR, SECRETARY, vice]
    codes = make_key(practice.as_, box, keepers)
    cards = print_cards(secretary, box, 7)
    secretary.goto(f"{desk}khai-mac/")
    look(secretary, "nam-4-khai-mac")
    for place, seat in enumerate(secretary.locator("[name=present]").all()):
        if place != everybody.index(absent):
            seat.check()
    press(secretary, "Khai mạc")
    told(secretary, "Đã khai mạc phiên họp; hòm phiếu đã mở.")
    items = int(secretary.locator(".stat-tile, .tile").nth(1).inner_text().split()[0])

    chair = practice.as_(CHAIR)
    member = practice.as_(first)
    member.goto(box)
    look(member, "nam-5-hom")
    receipt = vote(member, box, cards[0], {0: "Không đồng ý"})
    look(member, "nam-6-bien-nhan")
    assert member.goto(f"{box}bo-phieu/").status == 403
    expect(member.locator("main")).to_contain_text(
        "Phiếu của bạn đã ở trong hòm. Mỗi người bỏ một phiếu và không sửa lại được."
    )
    look(member, "nam-7-bo-lan-nua")
    for card, user in zip(cards[1:], (CHAIR, vice), strict=False):
        vote(practice.as_(user), box, card, {0: "Không có ý kiến"} if user == vice else {})

    secretary.goto(f"{box}phieu-giay/")
    for name in (named[SECRETARY], named[second], named[instead]):
        press(secretary, "Phát phiếu giấy", secretary.locator("tr").filter(has_text=name))
        told(secretary, f"Đã ghi: {name} nhận phiếu giấy.")
    row = secretary.locator("tr").filter(has_text=named[absent])
    follow(row.get_by_role("link", name="Ghi ý kiến bằng văn bản"))
    fill(secretary, reference="Phiếu lấy ý kiến ngày 12/01/2026")
    for item in secretary.locator("main fieldset").all():
        item.get_by_label("Đồng ý", exact=True).check()
    press(secretary, "Ghi ý kiến")
    told(secretary, f"Đã ghi ý kiến bằng văn bản của {named[absent]}.")
    # two people count the three papers; more than were handed out is refused
    for page, returned in ((secretary, "4"), (secretary, "3"), (chair, "3")):
        page.goto(f"{box}phieu-giay/ket-qua/")
        fill(page, issued="3", returned=returned, spoiled="0")
        for place in range(items):
            counted = {"yes": returned, "no": "0", "blank": "0", "invalid": "0"}
            fill(page, **{f"{mark}_{place}": number for mark, number in counted.items()})
        press(page, "Lưu kết quả")
        if returned == "4":
            expect(page.locator(".error-summary")).to_contain_text(
                "Số phiếu giấy thu về (4) không được nhiều hơn số phát ra (3)."
            )
            look(page, "nam-8-phieu-giay-thua")
        else:
            told(page, "Đã nhập kết quả phiếu giấy.")
    look(chair, "nam-9-phieu-giay")

    secretary.goto(box)
    press(secretary, "Đóng hòm phiếu")
    member.goto(box)
    expect(member.locator("#bien-nhan")).to_contain_text(receipt)
    late = secretary.goto(f"{box}bo-phieu/")
    assert late.status == 403
    for user, code in list(zip(keepers, codes, strict=True))[1:]:
        open_part(practice.as_(user), box, code)
    secretary.goto(box)
    press(secretary, "Kiểm phiếu")
    told(secretary, COUNTED)
    look(secretary, "nam-10-ket-qua")
    board = member.request.get(f"{box}danh-sach.json").body()
    code = re.search(r"Mã hòm: <code>([0-9a-f ]+)</code>", secretary.content())[1]
    assert verified(board, tmp_path, receipt, "--code", code)[0] == 0
    shown = member.request.get(f"{box}danh-sach.json").json()
    paper = shown["papers"][0].encode()
    middle = board.index(paper) + len(paper) // 2
    changed = board[:middle] + (b"1" if board[middle : middle + 1] == b"0" else b"0") + board[middle + 1 :]
    assert verified(changed, tmp_path)[0] == 1
    first_item = next(iter(shown["counts"].values()))
    assert (first_item, shown["cast_online"], shown["cast_paper"], shown["cast_written"]) == (
        {"yes": 5, "no": 1, "blank": 1}, 3, 3, 1,
    )  # fmt: skip

    for hands in ("6", "5"):  # on the last item one of the six stands aside
        secretary.goto(f"{desk}bieu-quyet/")
        secretary.locator("[name=yes]").fill(hands)
        secretary.locator("[name=no]").fill("0")
        press(secretary, "Ghi biểu quyết")
    chair.goto(desk)
    chair.set_default_timeout(SLOW)  # closing makes three papers
    press(chair, "Kết thúc phiên họp")
    press(chair, "Kết thúc phiên họp")
    told(chair, "Đã kết thúc phiên họp; biên bản đã lập.")
    look(chair, "nam-11-ket-thuc")
    # every vote but one, every hand but the absent one's, and an item on which one stands aside miss nine tenths of seven
    figures = [int(text.split()[0]) for text in chair.locator(".tile").all_inner_texts()]
    assert figures[3:] == [1, figures[0] - 1]
    links = chair.locator("main a").filter(has_text=re.compile(r"\((PDF|Word)\)$"))
    kinds = {}
    for link in links.all():
        body = chair.request.get(link.get_attribute("href")).body()
        kinds[link.inner_text()] = body[:4]
        if KEEPS_PICTURES and body[:4] == b"%PDF":
            PICTURES.mkdir(parents=True, exist_ok=True)
            (PICTURES / f"{link.get_attribute('href').strip('/').replace('/', '-')}.pdf").write_bytes(body)
    assert {text[-5:]: start for text, start in kinds.items()} == {"(PDF)": b"%PDF", "Word)": b"PK\x03\x04"}
    starts = (
        "Giấy mời",
        "Biên bản họp",
        "Biên bản kiểm phiếu",
        "Danh sách đề nghị",
        "Dự thảo tờ trình",
        "Dự thảo quyết định",
    )
    assert {start for start in starts if any(text.startswith(start) for text in kinds)} == set(starts)
