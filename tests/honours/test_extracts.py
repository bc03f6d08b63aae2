"""Extracts: who may ask, what the paper says, that each opening is kept, and the public check by code."""

import io
import re
from contextlib import nullcontext

import pypdf
import pytest
from django.urls import reverse

from tests.honours.builders import PDF, act_file, import_for, past_line, revoke
from thidua.honours import actions
from thidua.honours.actions_extracts import issue_extract, open_extract, refuse_extract, take_request
from thidua.honours.models import Extract
from thidua.papers.models import NumberSeries, Paper
from thidua.shared.denied import Denied, Stale
from thidua.shared.models import AuditEvent


def request_for(province, honours, **more) -> Extract:
    office = province.ha_long
    told = {
        "unit": office.unit, "honours": honours, "asker": "heir", "asker_name": "Nguyễn Minh Khôi", "relation": "con đẻ",
        "proof": act_file("khai-sinh.pdf"), "purpose": "Hưởng chế độ", "by": office.officer, "at": province.at,
    }  # fmt: skip
    return take_request(**(told | more))


def issued(province, honours, **more) -> Extract:
    extract = request_for(province, honours, **more)
    office = province.ha_long
    return issue_extract(extract=extract, signer_name="Trần Văn Bốn", by=office.clerk, at=province.at)


def words(paper: Paper) -> str:
    with paper.file.open("rb") as stream:
        pages = pypdf.PdfReader(io.BytesIO(stream.read())).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


def test_an_extract_is_numbered_and_says_what_the_register_says_today(province):
    office = province.ha_long
    rows = [
        past_line(office, office.people[0], ordinal=n, year=2020 + n, decision_number=f"{n}/QĐ-UBND") for n in (1, 2)
    ]
    actions.import_past_honours(rows=rows, under=office.unit, by=office.officer, at=province.at)
    actions.correct_honour(
        honour=rows[0], recipient_name="Nguyễn Thị Ân", reason="Sai dấu", by=office.officer, at=province.at
    )
    revoke(rows[1], office.decider, province.at)
    extract = issued(province, rows)
    assert (extract.state, extract.paper.number_text, extract.paper.is_public) == (
        "issued", f"01/GXN-{office.unit.symbol}", False,
    )  # fmt: skip
    assert [(line["name"], line["year"], line["standing"]) for line in extract.shown] == [
        ("Nguyễn Thị Ân", 2021, "Đã đính chính"),
        ("Nguyễn Thị An", 2022, "Đã hủy bỏ theo quyết định số 99/QĐ-UBND ngày 08/07/2025"),
    ]
    told = words(extract.paper)
    for each in (extract.check_code, "Nguyễn Minh Khôi, con đẻ", "Hưởng chế độ", "99/QĐ-UBND", "Trần Văn Bốn"):
        assert each.replace(" ", "") in told.replace(" ", "")  # a long number is broken in its cell


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"relation": " "}, "Hãy ghi quan hệ với người được khen."),
        ({"proof": None}, "Thân nhân, người được ủy quyền cần giấy tờ chứng minh. Hãy đính kèm."),
        ({"purpose": ""}, "Hãy ghi người yêu cầu và mục đích sử dụng."),
        ({"asker_name": "a" * 201}, "Tên, mục đích hoặc quan hệ ghi quá dài."),
        ({"asker": "president"}, "Hãy chọn người yêu cầu là ai."),
        ({"asker": "collective"}, "Người yêu cầu không hợp với đối tượng được khen."),
        ({"honours": []}, "Hãy chọn khen thưởng cần trích lục."),
        ({"proof": act_file("a.exe", PDF)}, "Chỉ nhận tệp PDF, Word, Excel, PowerPoint, OpenDocument, JPG, PNG."),
        (
            {"proof": act_file("a.png", PDF)},
            "Nội dung tệp không phải .png như tên tệp; có thể tệp bị hỏng hoặc đổi đuôi.",
        ),
    ],
)
def test_a_request_that_proves_nothing_is_refused(province, more, reason):
    honour, _ = import_for(province.ha_long, province.at)
    with pytest.raises(Denied) as refused:
        request_for(province, **({"honours": [honour]} | more))
    assert (refused.value.reason, Extract.objects.count(), Paper.objects.count()) == (reason, 0, 0)


def test_nobody_gets_lines_of_two_people_or_of_elsewhere_or_an_extract_of_their_own(province):
    mine, other = import_for(province.ha_long, province.at)
    away, _ = import_for(province.cam_pha, province.at)
    found = []
    for lines in ([mine, other], [away]):
        with pytest.raises(Denied) as refused:
            request_for(province, lines)
        found.append(refused.value.reason)
    officer = province.ha_long.officer
    officer.person = mine.person
    with pytest.raises(Denied) as refused:
        request_for(province, [mine], by=officer)
    assert [*found, refused.value.reason] == [
        "Một giấy trích lục chỉ ghi về một người hoặc một tập thể.",
        "Có khen thưởng không thuộc phạm vi bạn được xem.",
        "Không ai tự nhận yêu cầu trích lục của chính mình; mời đồng nghiệp nhận.",
    ]


def test_the_clerk_issues_once_and_a_refused_print_takes_no_number(province):
    honour, _ = import_for(province.ha_long, province.at)
    extract = request_for(province, [honour])
    with pytest.raises(Denied) as refused:
        issue_extract(extract=extract, signer_name="X", by=province.ha_long.officer, at=province.at)
    assert refused.value.reason == "Để cấp trích lục cần vai trò “Văn thư” của Phường Hạ Long."
    same = Extract.objects.get(pk=extract.pk)
    with pytest.raises(Denied, match="Chưa in được trích lục"):
        issue_extract(extract=same, signer_name="Ông 🎖", by=province.ha_long.clerk, at=province.at)
    again = Extract.objects.get(pk=extract.pk)
    issue_extract(extract=extract, signer_name="Trần Văn Bốn", by=province.ha_long.clerk, at=province.at)
    with pytest.raises(Stale):
        issue_extract(extract=again, signer_name="Trần Văn Bốn", by=province.ha_long.clerk, at=province.at)
    assert list(NumberSeries.objects.filter(symbol="GXN").values_list("last", flat=True)) == [1]


def test_a_refusal_keeps_its_reason(province):
    honour, _ = import_for(province.ha_long, province.at)
    extract = request_for(province, [honour])
    with pytest.raises(Denied):
        refuse_extract(extract=extract, reason=" ", by=province.ha_long.officer, at=province.at)
    refuse_extract(extract=extract, reason="Giấy ủy quyền hết hạn", by=province.ha_long.officer, at=province.at)
    assert (extract.state, extract.refused_reason) == ("refused", "Giấy ủy quyền hết hạn")
    with pytest.raises(Denied):
        issue_extract(extract=extract, signer_name="X", by=province.ha_long.clerk, at=province.at)


def test_who_asked_is_masked_until_opened_and_each_opening_is_kept(client, province):
    honour, _ = import_for(province.ha_long, province.at)
    extract = issued(province, [honour])
    page, door = (reverse(f"honours:{name}", args=[extract.pk]) for name in ("extract", "extract-open"))
    client.force_login(province.ha_long.officer)
    before = client.get(page).content.decode()
    listed = client.get(reverse("honours:extracts")).content.decode()
    opened = client.post(door, {"what": "asker"})
    hidden = [
        ("Nguyễn Minh Khôi" in text, "Hưởng chế độ" in text) for text in (before, listed, opened.content.decode())
    ]
    assert hidden == [(False, False), (False, False), (True, True)]
    assert "no-store" in opened["Cache-Control"]
    proof = client.post(door, {"what": "proof"})
    assert b"".join(proof.streaming_content) == PDF
    assert client.post(door, {"what": "nothing"}).status_code != 200
    assert client.get(door).status_code == 405
    kept = AuditEvent.objects.filter(act="extract_opened").order_by("seq")
    assert [(e.by_id, e.detail) for e in kept] == [
        (province.ha_long.officer.pk, {"what": "asker"}), (province.ha_long.officer.pk, {"what": "proof"}),
    ]  # fmt: skip


def test_the_papers_of_a_request_open_only_at_its_own_page_and_for_its_keepers(client, province):
    honour, _ = import_for(province.ha_long, province.at)
    extract = issued(province, [honour])
    found = {}
    for name, user in (("officer", province.ha_long.officer), ("head", province.ha_long.decider), ("other", province.cam_pha.officer),
                       ("none", province.stranger)):  # fmt: skip
        client.force_login(user)
        papers = [
            client.get(reverse("papers:open", args=[paper.pk])).status_code for paper in (extract.paper, extract.proof)
        ]
        found[name] = (papers, client.get(reverse("honours:extract", args=[extract.pk])).status_code)
        with pytest.raises(Denied) if name != "officer" else nullcontext():
            open_extract(extract=extract, what="paper", by=user, at=province.at)
    assert found == {
        "officer": ([403, 403], 200), "head": ([403, 403], 404), "other": ([403, 403], 404), "none": ([403, 403], 404),
    }  # fmt: skip


def test_a_request_by_form_and_its_issue(client, province):
    honour, _ = import_for(province.ha_long, province.at)
    client.force_login(province.ha_long.officer)
    address = reverse("honours:extract-new", args=[honour.pk])
    form = client.get(address).context["form"]
    told = {"unit": form["unit"].value(), "honours": [str(honour.pk)], "asker": "self", "asker_name": "Nguyễn Thị An",
            "purpose": "Lưu hồ sơ"}  # fmt: skip
    assert client.post(address, told | {"asker": "collective"}).status_code == 422
    assert client.post(address, told | {"honours": ["999999"]}).status_code == 422
    assert client.post(address, told).status_code == 302
    extract = Extract.objects.get()
    client.force_login(province.ha_long.clerk)
    shown = client.get(reverse("honours:extract", args=[extract.pk]))
    issue = {"signer_name": "Trần Văn Bốn", "version": shown.context["issue"]["version"].value()}
    assert client.post(reverse("honours:extract-issue", args=[extract.pk]), issue).status_code == 302
    assert client.post(reverse("honours:extract-issue", args=[extract.pk]), issue).status_code == 422
    extract.refresh_from_db()
    assert (extract.state, extract.paper.number) == ("issued", 1)


def test_anybody_checks_an_extract_by_its_code_and_sees_what_holds_now_but_not_who_asked(client, province):
    honour, _ = import_for(province.ha_long, province.at)
    extract = issued(province, [honour])
    revoke(honour, province.ha_long.decider, province.at)
    page = client.get(reverse("portal:verify-code", args=[extract.check_code]))
    text = page.content.decode()
    assert (page.status_code, [(line["standing"], line["today_vi"]) for line in page.context["lines"]]) == (
        200, [("Còn hiệu lực", "Đã hủy bỏ")],
    )  # fmt: skip
    assert [name in text for name in ("Nguyễn Thị An", "Khôi", "Hưởng chế độ", "con đẻ")] == [True, False, False, False]
