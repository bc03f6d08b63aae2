"""The screens of drafts, numbers, signing, copies and the public page, as people walk through them."""

import pytest
from django.urls import reverse

from tests.decisions.builders import drafted, issued, signed
from thidua.decisions.models import Decision
from thidua.decisions.reminders import copies
from thidua.notices.reminders import Due
from thidua.papers.models import Paper
from thidua.shared import clock


def _page(client, user, name, *args, **query) -> str:
    client.force_login(user)
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def test_an_officer_drafts_alone_fills_the_list_and_reads_the_pages(province, client):
    ha_long = province.ha_long
    client.force_login(ha_long.officer)
    given = {
        "unit": ha_long.unit.pk, "award_code": "certificate_of_merit_commune", "year": "2025", "case": "sudden",
        "basis": "Điều 85 khoản 1 Luật Thi đua, khen thưởng", "proposal": "",
    }  # fmt: skip
    bare = client.post(reverse("decisions:alone"), given | {"basis": ""})
    made = client.post(reverse("decisions:alone"), given)
    decision = Decision.objects.get()
    assert (bare.status_code, made.status_code, made.url) == (
        422,
        302,
        reverse("decisions:recipients", args=[decision.pk]),
    )
    found = _page(client, ha_long.officer, "decisions:recipients", decision.pk, q="nguyen thi an")
    assert "Nguyễn Thị An" in found
    client.post(
        reverse("decisions:recipients", args=[decision.pk]),
        {"version": decision.version, "person": ha_long.people[0].pk, "ground": "Cứu người"},
    )
    text = _page(client, ha_long.officer, "decisions:text", decision.pk)
    picture = client.get(reverse("decisions:page", args=[decision.pk, 1]))
    word = client.get(reverse("decisions:draft-docx", args=[decision.pk]))
    assert ("Căn cứ Luật Thi đua" in text, picture.content[:4], word.content[:2]) == (True, b"\x89PNG", b"PK")
    client.force_login(province.cam_pha.officer)
    assert client.get(reverse("decisions:text", args=[decision.pk])).status_code == 404


def test_a_typed_number_that_exists_comes_back_with_the_form(province, client):
    ha_long, at = province.ha_long, clock.now()  # the screens number for today's year
    issued(ha_long, at, people=1)
    decision = signed(ha_long, at, people=1, award="grassroots_emulation_fighter")
    client.force_login(ha_long.clerk)
    answer = client.post(
        reverse("decisions:number", args=[decision.pk]), {"way": "ink", "number": "1", "version": decision.version}
    )
    assert (answer.status_code, "Số 01/QĐ-UBND đã cấp ngày" in answer.content.decode()) == (422, True)
    decision.refresh_from_db()
    assert decision.state == "signed"


def test_what_is_not_public_stands_neither_among_decisions_nor_on_the_roll(province, client):
    ha_long, at = province.ha_long, province.at
    decision = issued(ha_long, at, people=1)
    client.force_login(ha_long.clerk)
    client.post(
        reverse("decisions:withhold", args=[decision.pk]),
        {"reason": "Có nội dung bí mật nhà nước", "version": Decision.objects.get().version},
    )
    client.logout()
    pages = [client.get(reverse(name)).content.decode() for name in ("portal:decisions", "portal:roll", "portal:front")]
    assert ["Nguyễn Thị An" in page or "01/QĐ-UBND" in page for page in pages] == [False] * 3
    assert client.get(reverse("papers:open", args=[Paper.objects.get(kind="decision").pk])).status_code == 403
    client.force_login(ha_long.clerk)
    client.post(reverse("decisions:publish", args=[decision.pk]), {"version": Decision.objects.get().version})
    client.logout()
    assert "01/QĐ-UBND" in client.get(reverse("portal:decisions")).content.decode()


def test_a_unit_is_reminded_until_it_acknowledges(province, client):
    ha_long, cam_pha, at = province.ha_long, province.cam_pha, province.at
    decision = drafted(ha_long, at, people=1)
    client.force_login(ha_long.officer)
    answer = client.post(
        reverse("decisions:copies-edit", args=[decision.pk]),
        {
            "printed": "Như Điều 3\nỦy ban nhân dân phường Cẩm Phả", "filed": "VT", "units": "Phường Cẩm Phả",
            "by_hand": "Báo Quảng Ninh", "exchange": "", "version": Decision.objects.get().version,
        },
    )  # fmt: skip
    assert answer.status_code == 302, answer.content.decode()
    from thidua.decisions import actions

    decision.refresh_from_db()
    actions.sign_decision(decision=decision, by=ha_long.decider, at=at)
    actions.issue_decision(decision=decision, by=ha_long.clerk, at=at)
    due = list(copies(at.date()))
    assert due == [
        Due(
            cam_pha.officer.pk, cam_pha.unit.pk, "Xác nhận đã nhận văn bản số 01/QĐ-UBND", due[0].due_on,
            reverse("decisions:detail", args=[decision.pk]),
        )
    ]  # fmt: skip
    copy = decision.copies.get(way="system")
    client.force_login(province.van_don.officer)
    assert client.post(reverse("decisions:acknowledge", args=[decision.pk, copy.pk])).status_code == 404
    client.force_login(cam_pha.officer)
    client.post(reverse("decisions:acknowledge", args=[decision.pk, copy.pk]))
    copy.refresh_from_db()
    assert (copy.state, copy.acknowledged_by, list(copies(at.date()))) == ("acknowledged", cam_pha.officer, [])
    by_hand = decision.copies.get(way="hand")
    client.force_login(ha_long.clerk)
    client.post(reverse("decisions:deliver", args=[decision.pk, by_hand.pk]), {"note": "Bưu điện"})
    silent = client.post(reverse("decisions:acknowledge", args=[decision.pk, by_hand.pk]), {"note": ""})
    by_hand.refresh_from_db()
    assert (silent.status_code, by_hand.state, by_hand.note) == (403, "delivered", "Bưu điện")


@pytest.mark.parametrize("name", ["decisions:copies", "decisions:later", "decisions:detail"])
def test_pages_of_an_issued_decision_open_for_its_officer(province, client, name):
    decision = issued(province.ha_long, province.at, people=2)
    assert "01/QĐ-UBND" in _page(client, province.ha_long.officer, name, decision.pk)


def test_a_correcting_letter_is_drafted_by_place_in_the_list(province, client):
    ha_long = province.ha_long
    original = issued(ha_long, province.at, people=2)
    client.force_login(ha_long.officer)
    given = {"kind": "correction", "reason": "Sơ suất khi đánh máy", "line1": "9", "name1": "Nguyễn Thị Ân"}
    address = reverse("decisions:later", args=[original.pk])
    wrong = client.post(address, given)
    right = client.post(address, given | {"line1": "1"})
    letter = Decision.objects.get(kind="correction")
    assert (wrong.status_code, right.url) == (422, reverse("decisions:text", args=[letter.pk]))
    assert [(change.line.ordinal, change.recipient_name) for change in letter.changes.all()] == [(1, "Nguyễn Thị Ân")]
    assert "đính chính" in _page(client, ha_long.officer, "decisions:text", letter.pk)


def test_the_signing_page_tells_whose_turn_it_is(province, client, settings):
    from thidua.decisions import actions_signing

    settings.DEMO = True
    ha_long = province.ha_long
    decision = signed(ha_long, province.at, people=1)
    actions_signing.number_decision(decision=decision, by=ha_long.clerk, at=province.at)
    page = _page(client, ha_long.clerk, "decisions:signing", decision.pk)
    assert ("Ký bằng chứng thư của người ký" in page, "chỉ người đó ký số được" in page) == (True, True)
    for user in (ha_long.decider, ha_long.clerk):
        client.force_login(user)
        version = Decision.objects.get().version
        client.post(reverse("decisions:signing-practice", args=[decision.pk]), {"version": version})
    assert Decision.objects.get().state == "issued"


def test_a_later_paper_opens_one_line_to_correct_and_those_that_say_something(province, client):
    ha_long = province.ha_long
    original = issued(ha_long, province.at, people=2)
    client.force_login(ha_long.officer)
    address = reverse("decisions:later", args=[original.pk])
    page = client.get(address)
    assert [each["is_open"] for each in page.context["form"].sets] == [False] * 5
    assert [line.recipient_name for line in page.context["lines"]] == ["Nguyễn Thị An", "Nguyễn Thị Bình"]
    page = client.post(address, {"kind": "correction", "reason": "", "line3": "2", "name3": "Nguyễn Thị Bích"})
    assert (page.status_code, [each["is_open"] for each in page.context["form"].sets]) == (
        422, [True, True, True, False, False],
    )  # fmt: skip
