"""The code on a sheet of paper: read back by another program, it leads to the right honour, and an old sheet says so."""

from io import BytesIO
from urllib.parse import urlsplit

import pypdfium2
import zxingcpp
from django.conf import settings
from django.urls import reverse

from tests.decisions.builders import issued
from tests.honours.builders import revoke
from tests.rewards.hands import laid_out, printed, replaced, work_off
from thidua.honours import actions as honours
from thidua.rewards.actions_printing import discard_run, print_spoiled
from thidua.rewards.actions_reissue import finish_reissue


def addresses(run) -> list[str]:
    """What the QR code of every page of a run says."""
    found = []
    for part in run.parts.order_by("number"):
        for page in pypdfium2.PdfDocument(BytesIO(part.paper.file.read())):
            (code,) = zxingcpp.read_barcodes(page.render(scale=150 / 72).to_pil())
            found.append(code.text)
    return found


def test_the_address_in_each_qr_code_answers_with_the_honour_of_that_sheet(client, province):
    ha_long, at = province.ha_long, province.at
    decision = issued(ha_long, at)
    layout = laid_out(ha_long, decision.award_code, at)
    full = printed(decision, ha_long, at, part_size=2)
    seen = addresses(full)
    discard_run(run=full, reason="Chuyển sang in trên phôi", by=ha_long.clerk, at=at)
    stock = printed(decision, ha_long, at, layout=layout)
    for run, found in ((full, seen), (stock, addresses(stock))):
        for copy, address in zip(run.copies.order_by("position"), found, strict=True):
            assert address.startswith(settings.PUBLIC_URL)
            page = client.get(urlsplit(address).path, follow=True)
            assert (page.status_code, page.context["line"], page.context["state"]) == (200, copy.honour, "valid")
            assert copy.honour.recipient_name in page.text


def check(client, code: str):
    return client.get(reverse("portal:verify-code", args=[code]))


def test_an_older_sheet_says_that_it_was_replaced_and_nothing_of_who_asked_or_why(client, province):
    ha_long, at = province.ha_long, province.at
    old = printed(issued(ha_long, at, people=1), ha_long, at).copies.get()
    assert check(client, old.check_code).context["sheet"] is None
    new = replaced(old, ha_long, at)
    work_off(new.run)
    assert check(client, old.check_code).context["sheet"] == {
        "title": "Tờ giấy mang mã này đang được thay",
        "text": "Ngày 08/07/2025 đã lập tờ khác thay (cấp lại), chưa ghi đã trao. Khen thưởng thì xem dưới đây.",
    }
    finish_reissue(
        request=new.reissue.asked, new_serial="", old_returned=False, handed_to="Trần Thị Kín", by=ha_long.clerk, at=at
    )
    page = check(client, old.check_code)
    assert page.context["sheet"] == {
        "title": "Tờ giấy mang mã này đã được thay",
        "text": "Từ ngày 08/07/2025 có tờ khác thay (cấp lại). Khen thưởng thì xem dưới đây.",
    }
    assert "còn hiệu lực" in page.text
    assert [secret in page.text for secret in ("lũ", "Trần Thị Kín", "Công an", new.check_code)] == [False] * 4
    page = check(client, new.check_code)
    assert (page.status_code, page.context["sheet"], page.context["line"]) == (200, None, old.honour)


def test_a_spoiled_sheet_says_so_and_a_revoked_honour_outweighs_its_sheets(client, province):
    ha_long, at = province.ha_long, province.at
    decision = issued(ha_long, at, people=1)
    old = printed(decision, ha_long, at).copies.get()
    run = print_spoiled(decision=decision, ordinals=[1], reason="Máy in kéo lệch giấy", by=ha_long.clerk, at=at)
    work_off(run)
    assert check(client, old.check_code).context["sheet"] == {
        "title": "Tờ giấy mang mã này là tờ hỏng",
        "text": "Không dùng từ ngày 08/07/2025; đã có tờ khác thay (in lại tờ hỏng).",
    }
    new = run.copies.get()
    honours.correct_honour(honour=old.honour, recipient_name="Nguyễn Thị Bích", reason="Sai", by=ha_long.officer, at=at)
    assert "Nguyễn Thị Bích" in check(client, new.check_code).text
    revoke(old.honour, ha_long.decider, at)
    page = check(client, new.check_code)
    assert (page.context["state"], "đã bị hủy bỏ" in page.text) == ("revoked", True)
