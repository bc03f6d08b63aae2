"""Registration through the year: line by line, one list upward, who is late, achieved or missed; evidence by quarter."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.pledges.samples import TARGETS, drafted, signed
from tests.pledges.test_registration import hold, register, sheet_of
from thidua.pledges import actions
from thidua.pledges.doubts import Doubtful
from thidua.pledges.models import Deadline, Evidence, Progress, RegistrationLine
from thidua.pledges.queries_registration import (
    deadlines_of,
    duties_of,
    late_in,
    quarters_asked,
    result_counts,
    totals_by_award,
    year_of_work,
)
from thidua.shared import clock
from thidua.shared.denied import Denied, Stale
from thidua.shared.models import AuditEvent
from thidua.units.models import Unit

OCTOBER = clock.at_hour(date(2025, 10, 6))
DECEMBER = clock.at_hour(date(2025, 12, 22))
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def refusal(function, **arguments) -> str:
    with pytest.raises(Denied) as refused:
        function(**arguments)
    return refused.value.reason


def sent(province):
    office = province.ha_long
    sheet = sheet_of(office, province)
    register(sheet, office, province, *[(person, None, "advanced_worker") for person in office.people[:3]])
    return actions.send_registration(sheet=sheet, by=office.officer, at=province.at)


# ── line by line ──


def test_a_returned_line_is_answered_or_removed_before_the_sheet_goes_up_again(province):
    sheet, by, above, at = sent(province), province.ha_long.officer, province.root.officer, province.at
    first, second, _ = sheet.lines.order_by("pk")
    remarks = {first.pk: "Căn cứ nào?", second.pk: "Đã nghỉ việc?"}
    assert actions.remark_lines(sheet=sheet, remarks=remarks, by=above, at=at) == 2
    actions.return_registration(sheet=sheet, reason="", by=above, at=at)
    assert (sheet.state, sheet.returned_reason) == ("returned", "Cấp trên có ý kiến ở 2 dòng.")
    assert refusal(actions.send_registration, sheet=sheet, by=by, at=at) == (
        "Còn 2 dòng cấp trên hỏi mà chưa trả lời, chưa sửa hoặc chưa bỏ."
    )
    actions.reply_lines(sheet=sheet, replies={first.pk: "Theo quyết định 12."}, by=by, at=at)
    second.sheet = sheet
    actions.remove_registration(line=second, by=by, at=at)
    actions.send_registration(sheet=sheet, by=by, at=at)
    assert list(sheet.lines.order_by("pk").values_list("remark", "reply")) == [
        ("Căn cứ nào?", "Theo quyết định 12."), ("", ""),
    ]  # fmt: skip


def test_an_answer_that_drops_a_line_takes_it_off_at_once_with_the_reason(province):
    sheet, by, above, at = sent(province), province.ha_long.officer, province.root.officer, province.at
    first, second, third = sheet.lines.order_by("pk")
    remarks = {first.pk: "Căn cứ nào?", second.pk: "Đã nghỉ việc?"}
    actions.remark_lines(sheet=sheet, remarks=remarks, by=above, at=at)
    actions.return_registration(sheet=sheet, reason="", by=above, at=at)
    arguments = {"sheet": sheet, "by": by, "at": at, "dropped": [second.pk]}
    replies = {first.pk: "Theo quyết định 12.", second.pk: ""}
    assert refusal(actions.reply_lines, **arguments, replies=replies) == (
        f"Mời ghi lý do bỏ dòng của {second.person or second.unit}."
    )
    assert actions.reply_lines(**arguments, replies=replies | {second.pk: "Đã nghỉ việc từ tháng 6."}) == 2
    actions.send_registration(sheet=sheet, by=by, at=at)
    assert list(sheet.lines.order_by("pk").values_list("pk", flat=True)) == [first.pk, third.pk]
    removed = AuditEvent.objects.filter(act="registration_removed").get()
    assert removed.detail["reason"] == "Đã nghỉ việc từ tháng 6."


def test_only_the_level_above_remarks_and_only_its_own_lines_are_touched(province):
    sheet = sent(province)
    line = sheet.lines.first()
    arguments = {"sheet": sheet, "remarks": {line.pk: "Sao?"}, "at": province.at}
    assert refusal(actions.remark_lines, by=province.ha_long.officer, **arguments) == (
        "Để góp ý từng dòng đăng ký cần vai trò “Chuyên viên thi đua, khen thưởng” của Tỉnh Quảng Ninh."
    )
    arguments["remarks"] = {999_999: "Sao?"}
    assert (
        refusal(actions.remark_lines, by=province.root.officer, **arguments) == "Có dòng không thuộc bản đăng ký này."
    )
    arguments["remarks"] = {line.pk: "x" * 301}
    assert refusal(actions.remark_lines, by=province.root.officer, **arguments) == "Ý kiến dài quá 300 ký tự."
    assert RegistrationLine.objects.exclude(remark="").count() == 0


def test_two_officers_remarking_on_one_old_page_meet_at_the_version(province):
    sheet, by, at = sent(province), province.root.officer, province.at
    other = type(sheet).objects.select_related("unit__parent").get()
    line = sheet.lines.first()
    actions.remark_lines(sheet=sheet, remarks={line.pk: "Một"}, by=by, at=at)
    with pytest.raises(Stale):
        actions.remark_lines(sheet=other, remarks={line.pk: "Hai"}, by=by, at=at)
    assert RegistrationLine.objects.get(pk=line.pk).remark == "Một"


def test_remarks_and_answers_by_clicks(client, province, monkeypatch):
    monkeypatch.setattr("thidua.shared.clock.now", lambda: province.at)
    sheet = sent(province)
    line = sheet.lines.order_by("person__name_key").first()
    client.force_login(province.root.officer)
    client.post(reverse("pledges:registration-remark", args=[sheet.pk]), {f"line-{line.pk}": "Căn cứ nào?"})
    client.post(reverse("pledges:registration-return", args=[sheet.pk]), {"reason": ""})
    client.force_login(province.ha_long.officer)
    client.post(reverse("pledges:registration-reply", args=[sheet.pk]), {f"line-{line.pk}": "Theo QĐ 12."})
    sheet.refresh_from_db()
    client.post(reverse("pledges:registration-send", args=[sheet.pk]), {"version": str(sheet.version)})
    line.refresh_from_db()
    sheet.refresh_from_db()
    assert (line.remark, line.reply, sheet.state) == ("Căn cứ nào?", "Theo QĐ 12.", "sent")


# ── achieved or missed ──


def test_what_was_registered_stands_beside_what_was_decided(province):
    sheet = sent(province)
    actions.accept_registration(sheet=sheet, by=province.root.officer, at=province.at)
    reached, missed = province.ha_long.people[:2]
    hold(province, reached, "advanced_worker", 2025)
    hold(province, missed, "advanced_worker", 2024)
    assert result_counts(sheet.lines.all()) == {"registered": 3, "achieved": 1, "explained": 0}
    lines = {line.person_id: line for line in sheet.lines.select_related("sheet__unit")}
    by = province.ha_long.officer
    assert (
        refusal(actions.explain_missed, line=lines[missed.pk], reason="Nghỉ thai sản.", by=by, at=OCTOBER)
        == "Lý do không đạt ghi từ tháng 11 năm 2025."
    )
    assert refusal(actions.explain_missed, line=lines[reached.pk], reason="Nhầm.", by=by, at=DECEMBER) == (
        "Danh hiệu này đã có trong sổ vàng của năm; không ghi lý do không đạt."
    )
    actions.explain_missed(line=lines[missed.pk], reason="Nghỉ thai sản.", by=by, at=DECEMBER)
    assert result_counts(sheet.lines.all()) == {"registered": 3, "achieved": 1, "explained": 1}
    total = totals_by_award(sheet.lines.all())
    assert [(t.award_code, t.collectives, t.people, t.all, t.achieved) for t in total] == [
        ("advanced_worker", 0, 3, 3, 1)
    ]


# ── the year, deadlines, who is late ──


def test_in_january_the_board_stays_with_the_year_in_hand(province):
    assert year_of_work(date(2026, 1, 5)) == 2026
    sheet_of(province.ha_long, province)
    assert year_of_work(date(2026, 1, 5)) == 2025
    assert year_of_work(date(2026, 4, 1)) == 2026
    actions.draft_registration(unit=province.cam_pha.unit, year=2026, by=province.cam_pha.officer, at=DECEMBER)
    assert year_of_work(date(2026, 1, 5)) == 2026


def test_deadlines_are_set_above_and_refused_outside_the_year(province):
    root, by, at = province.root.unit, province.root.officer, province.at
    days = {"registration": date(2025, 7, 20), "q3": date(2025, 10, 5)}
    assert actions.set_deadlines(unit=root, year=2025, days=days, by=by, at=at) == 2
    assert actions.set_deadlines(unit=root, year=2025, days=days, by=by, at=at) == 0
    assert deadlines_of(root, 2025)["q3"] == date(2025, 10, 5)
    assert deadlines_of(root, 2025)["q4"] == date(2026, 1, 10)
    assert refusal(actions.set_deadlines, unit=root, year=2025, days={"q1": date(2027, 1, 1)}, by=by, at=at) == (
        "Kết quả quý 1: hạn phải từ 01/10/2024 đến 31/03/2026."
    )
    actions.set_deadlines(unit=root, year=2025, days={"q3": None}, by=by, at=at)
    assert list(Deadline.objects.values_list("what", flat=True)) == ["registration"]


def test_who_is_late_with_what(province):
    actions.set_deadlines(
        unit=province.root.unit, year=2025, days={"registration": date(2025, 7, 7)}, by=province.root.officer,
        at=province.at,
    )  # fmt: skip
    sent(province)
    signed(province, province.ha_long)
    units = [province.ha_long.unit, province.cam_pha.unit]
    days = deadlines_of(province.root.unit, 2025)
    found = duties_of(units, 2025, days, date(2025, 10, 12))
    words = {unit.name: {what: duty.words for what, duty in found[unit.pk].items()} for unit in units}
    assert words["Phường Hạ Long"] == {
        "registration": "Đã nộp, trễ 1 ngày", "pledge": "Đã nộp", "q1": "—", "q2": "—",
        "q3": "Trễ 2 ngày: 2/2 chỉ tiêu", "q4": "Chưa đến kỳ",
    }  # fmt: skip
    assert words["Phường Cẩm Phả"] == {
        "registration": "Trễ 97 ngày", "pledge": "Chưa nộp", "q1": "—", "q2": "—", "q3": "—", "q4": "—",
    }  # fmt: skip
    below = Unit.objects.filter(pk__in=[unit.pk for unit in units])
    assert [unit.name for unit in late_in(below, 2025, "registration")] == ["Phường Cẩm Phả"]
    assert [unit.name for unit in late_in(below, 2025, "q3")] == ["Phường Hạ Long"]


def test_quarters_before_the_pledge_began_are_not_asked(province):
    assert quarters_asked(signed(province)) == [3, 4]
    assert quarters_asked(drafted(province, province.cam_pha)) == []


# ── results with evidence ──


def test_a_doubtful_result_is_kept_only_when_confirmed_and_the_record_says_so(province):
    pledge = signed(province)
    more = pledge.targets.get(ordinal=1)
    arguments = {"pledge": pledge, "quarter": 3, "values": [(more, "0.95", "BC 1")], "by": province.ha_long.officer,
                 "at": OCTOBER}  # fmt: skip
    with pytest.raises(Doubtful) as refused:
        actions.enter_quarter(**arguments)
    assert refused.value.doubts == {more.pk: "0,95 % nghĩa là chưa đến 1 phần trăm. Nếu là tỷ số 0,95 thì ghi 95."}
    assert Progress.objects.count() == 0
    assert actions.enter_quarter(confirmed=[more.pk], **arguments) == 1
    assert AuditEvent.objects.get(act="progress_entered").detail["confirmed"] == [more.pk]


def test_the_form_shows_the_doubt_at_its_place_with_a_box_to_confirm(client, province, monkeypatch):
    pledge = signed(province)
    monkeypatch.setattr("thidua.shared.clock.now", lambda: OCTOBER)
    more = pledge.targets.get(ordinal=1)
    client.force_login(province.ha_long.officer)
    address = reverse("pledges:quarter", args=[pledge.pk, 3])
    data = {"version": str(pledge.version), f"value-{more.pk}": "0,95", f"evidence-{more.pk}": "BC 15"}
    doubted = client.post(address, data)
    assert doubted.status_code == 422
    assert doubted.context["form"].errors[f"value-{more.pk}"] == [
        "0,95 % nghĩa là chưa đến 1 phần trăm. Nếu là tỷ số 0,95 thì ghi 95."
    ]
    assert [bool(row["confirm"]) for row in doubted.context["form"].rows()] == [True, False]
    client.post(address, data | {f"confirm-{more.pk}": "on"})
    assert [entry.value for entry in Progress.objects.all()] == [Decimal("0.95")]


def test_a_thing_done_takes_one_or_zero_only(province):
    row = {"name": "Ban hành quy chế", "direction": "done", "weight": 1, "due_on": date(2025, 12, 31)}
    pledge = drafted(province, targets=[row])
    actions.propose_pledge(pledge=pledge, by=province.ha_long.officer, at=province.at)
    for head in (province.ha_long.head, province.root.head):
        actions.sign_pledge(pledge=pledge, by=head, at=province.at)
    done = pledge.targets.get()
    arguments = {"target": done, "quarter": 3, "evidence": "", "by": province.ha_long.officer, "at": OCTOBER}
    assert refusal(actions.enter_progress, value=2, **arguments) == (
        "Chỉ tiêu 1: kết quả là 1 (hoàn thành) hoặc 0 (chưa)."
    )
    assert actions.enter_progress(value=1, **arguments).value == 1


def test_a_file_is_kept_once_downloaded_by_both_sides_and_taken_away_with_a_stamp(client, province, monkeypatch):
    pledge = signed(province)
    monkeypatch.setattr("thidua.shared.clock.now", lambda: OCTOBER)
    target, by = pledge.targets.get(ordinal=1), province.ha_long.officer
    client.force_login(by)
    address = reverse("pledges:quarter", args=[pledge.pk, 3])
    data = {"version": str(pledge.version), f"value-{target.pk}": "92"}
    client.post(address, data | {f"file-{target.pk}": SimpleUploadedFile("../../Báo cáo.pdf", PDF)})
    kept = Evidence.objects.get()
    assert (kept.name, kept.size, Progress.objects.count()) == ("Báo cáo.pdf", len(PDF), 1)
    assert kept.file.name == f"evidence/{pledge.pk}/{kept.sha256[:32]}.pdf"
    again = {"target": target, "quarter": 3, "by": by, "at": OCTOBER}
    assert refusal(actions.attach_evidence, upload=SimpleUploadedFile("khác.pdf", PDF), **again) == (
        "Tệp “khác.pdf” đã được nộp cho quý này."
    )
    download = reverse("pledges:evidence", args=[pledge.pk, kept.pk])
    for reader, status in ((by, 200), (province.root.head, 200), (province.cam_pha.officer, 404)):
        client.force_login(reader)
        assert client.get(download).status_code == status
    client.force_login(by)
    answer = client.get(download)
    assert (answer["X-Content-Type-Options"], answer["Content-Disposition"].split(";")[0]) == ("nosniff", "attachment")
    client.post(reverse("pledges:evidence-remove", args=[pledge.pk, kept.pk]))
    kept.refresh_from_db()
    assert (kept.removed_by, client.get(download).status_code) == (by, 404)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("x.exe", b"MZ", "Chỉ nhận tệp PDF, Word (.docx), Excel (.xlsx), JPG, PNG."),
        ("x.pdf", b"<html><script>alert(1)</script></html>",
         "Nội dung tệp không phải .pdf như tên tệp; có thể tệp bị hỏng hoặc đổi đuôi."),
        ("x.png", PDF, "Nội dung tệp không phải .png như tên tệp; có thể tệp bị hỏng hoặc đổi đuôi."),
        ("x.pdf", b"", "Tệp đã chọn rỗng. Hãy chọn tệp khác."),
        ("x.html.svg", b"<svg/>",
         "Chỉ nhận tệp PDF, Word (.docx), Excel (.xlsx), JPG, PNG."),
    ],
)  # fmt: skip
def test_a_file_of_another_kind_is_refused_and_nothing_is_kept(province, name, content, reason):
    pledge = signed(province)
    values = [(pledge.targets.get(ordinal=1), 92, "BC")]
    files = [(values[0][0], SimpleUploadedFile(name, content))]
    arguments = {"pledge": pledge, "quarter": 3, "values": values, "files": files, "by": province.ha_long.officer,
                 "at": OCTOBER}  # fmt: skip
    assert refusal(actions.enter_quarter, **arguments) == reason
    assert (Evidence.objects.count(), Progress.objects.count()) == (0, 0)


def test_one_target_over_all_units_with_its_sum_and_what_stands_out(client, province, monkeypatch):
    monkeypatch.setattr("thidua.shared.clock.now", lambda: province.at)
    movement = None
    for office, goal in ((province.ha_long, 900), (province.cam_pha, 1000), (province.van_don, "1.1")):
        row = TARGETS[0] | {"name": "Thu ngân sách", "unit_of_measure": "tỷ đồng", "goal": goal, "baseline": goal}
        pledge = drafted(province, office, movement, targets=[row])
        movement = pledge.movement
        actions.propose_pledge(pledge=pledge, by=office.officer, at=province.at)
        for head in (office.head, province.root.head):
            actions.sign_pledge(pledge=pledge, by=head, at=province.at)
    client.force_login(province.root.officer)
    found = client.get(reverse("pledges:shared"), {"year": 2025, "chi-tieu": "Thu ngân sách|tỷ đồng"}).context["found"]
    assert (found.goal, found.value, found.known) == (Decimal("1901.1"), None, 0)
    assert [each.doubt for each in found.members] == [
        "", "", "Chênh 818 lần so với đơn vị ở giữa: có thể nhầm đơn vị tính (nghìn, triệu, tỷ).",
    ]  # fmt: skip
    assert client.get(reverse("pledges:shared"), {"year": "x", "chi-tieu": "'|--"}).context["found"] is None
