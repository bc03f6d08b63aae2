"""A dossier taken back, split, joined, passed upward with its answer; kinds of dossiers and of nominees; lists from a sheet."""

from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from paperwork.sheets import write_book
from tests.nominations.conftest import RECEIVED, SENT
from tests.nominations.samples import pdf
from tests.nominations.test_actions import last_act, line_of, refused
from thidua.honours.models import Honour
from thidua.nominations import (
    actions,
    actions_council,
    actions_desk,
    actions_files,
    actions_lists,
    actions_moves,
    sheet_lists,
)
from thidua.nominations.models import Nomination, NominationLine, Outsider
from thidua.nominations.models_files import DossierFile
from thidua.shared import clock
from thidua.shared.gate import pass_gate

Result = NominationLine.Result
EMPTY_CSV = (",".join(column.header for column in sheet_lists.FORM.columns) + "\n").encode()
MARCH = clock.at_hour(date(2026, 3, 2))


# ── taken back ──


def test_a_sent_dossier_is_taken_back_changed_and_sent_again(ward):
    nomination = ward.sent(ward.good[:2])
    given = {"nomination": nomination, "at": SENT}
    actions_moves.recall_nomination(reason="Thiếu một người", by=ward.office.officer, **given)
    assert (nomination.state, last_act()) == ("draft", "nomination_recalled")
    actions.add_nominees(people=[ward.good[2]], by=ward.office.officer, **given)
    actions.send_nomination(by=ward.office.officer, **given)
    assert (nomination.state, nomination.lines.count()) == ("sent", 3)


def test_what_was_taken_in_is_not_taken_back(ward):
    nomination = ward.received(ward.good[:2])
    assert refused(
        actions_moves.recall_nomination, nomination=nomination, reason="Sửa", by=ward.office.officer, at=RECEIVED
    ) == ("Hồ sơ đã được tiếp nhận nên không tự rút lại để sửa được; hãy đề nghị cơ quan thẩm định trả lại.")


# ── split and joined ──


def test_a_split_part_takes_its_lines_papers_and_opinions_along(ward):
    nomination = ward.draft(ward.good[:3])
    officer = {"by": ward.office.officer, "at": SENT}
    actions_files.attach_paper(nomination=nomination, paper_code="minutes", upload=pdf(), **officer)
    line = line_of(nomination, ward.good[0])
    actions_files.attach_paper(
        nomination=nomination, line=line, paper_code="other", upload=pdf("a.pdf", b"1"), **officer
    )
    actions.send_nomination(nomination=nomination, **officer)
    appraiser = {"by": ward.office.appraiser, "at": RECEIVED}
    actions.receive_nomination(nomination=nomination, **appraiser)
    actions_desk.hold(nomination=nomination, line=line, ground="complaint", reason="Đơn số 7", **appraiser)
    part = actions_moves.split_nomination(nomination=nomination, lines=[line], reason="Đang có đơn", **appraiser)
    assert (part.state, part.split_from, part.rule_date) == ("received", nomination, nomination.rule_date)
    assert [each.person for each in part.lines.all()] == [ward.good[0]]
    assert [each.person for each in nomination.lines.all()] == ward.good[1:3]
    assert sorted(DossierFile.objects.filter(nomination=part).values_list("paper_code", flat=True)) == [
        "minutes",
        "other",
    ]
    assert list(DossierFile.objects.filter(nomination=nomination).values_list("paper_code", flat=True)) == ["minutes"]
    assert part.holds.get().line == line
    actions.appraise_lines(nomination=nomination, **appraiser)
    actions.finish_appraisal(nomination=nomination, **appraiser)
    assert nomination.state == "appraised"


def test_a_split_leaves_somebody_on_both_sides(ward):
    nomination = ward.received(ward.good[:2])
    told = "Hãy chọn một phần danh sách: ít nhất một trường hợp tách ra, ít nhất một trường hợp ở lại."
    given = {"nomination": nomination, "reason": "x", "by": ward.office.appraiser, "at": RECEIVED}
    assert refused(actions_moves.split_nomination, lines=[], **given) == told
    assert refused(actions_moves.split_nomination, lines=list(nomination.lines.all()), **given) == told


def test_two_dossiers_of_one_unit_become_one(ward):
    first, second = ward.received(ward.good[:2]), ward.received(ward.good[2:4])
    given = {"reason": "Cùng đợt", "by": ward.office.appraiser, "at": RECEIVED}
    actions_moves.join_nominations(into=first, other=second, **given)
    assert [(line.ordinal, line.person) for line in first.lines.all()] == list(enumerate(ward.good[:4], start=1))
    assert (second.state, second.joined_into, second.lines.count()) == ("joined", first, 0)
    third = ward.received(ward.good[4:5])
    Nomination.objects.filter(pk=third.pk).update(rule_date=date(2025, 12, 4))
    third.refresh_from_db()
    assert refused(actions_moves.join_nominations, into=first, other=third, **given) == (
        "Chỉ ghép được hai hồ sơ của cùng đơn vị, cùng danh hiệu, loại hình, năm và ngày áp dụng quy định."
    )


# ── kinds ──


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"award_code": "advanced_worker", "kind": "merit"}, "Lao động tiên tiến chỉ đề nghị theo loại hình: danh hiệu thi đua."),
        ({"award_code": "certificate_of_merit_commune", "kind": "ad_hoc"}, "Khen đột xuất: hãy ghi việc gì, ngày nào, ở đâu."),
        (
            {"award_code": "certificate_of_merit_commune", "kind": "emulation_movement"},
            "Hãy chọn phong trào, hoặc ghi tên phong trào, chuyên đề và thời gian.",
        ),
        (
            {"award_code": "certificate_of_merit_commune", "kind": "ad_hoc", "occasion": "x" * 501},
            "Nội dung đề nghị dài quá 500 ký tự.",
        ),
    ],
)  # fmt: skip
def test_a_kind_that_does_not_fit_is_refused(ward, given, reason):
    base = {"unit": ward.office.unit, "year": 2025, "by": ward.office.officer, "at": SENT}
    assert refused(actions.draft_nomination, **(base | given)) == reason


def draft(ward, award, **given) -> Nomination:
    return actions.draft_nomination(
        unit=ward.office.unit, award_code=award, year=2025, by=ward.office.officer, at=SENT, **given
    )


def outsider(ward, nomination, kind, **given) -> NominationLine:
    defaults = {"name": "Phạm Văn Đông", "place": "Khu 3", "achievement": "Hiến đất mở đường."}
    return actions_lists.add_outsider(
        nomination=nomination, kind=kind, by=ward.office.officer, at=SENT, **(defaults | given)
    )


@pytest.mark.parametrize("written", ["Hộ ông Phạm Văn Đông", "hộ gia đình ông Phạm Văn Đông", "ông Phạm Văn Đông"])
def test_the_word_for_a_household_never_stands_twice(ward, written):
    line = outsider(ward, draft(ward, "certificate_of_merit_commune"), "household", name=written)
    assert str(line.subject) == "Hộ gia đình ông Phạm Văn Đông"


def test_a_household_goes_through_judging_as_somebody_of_whom_nothing_is_known(ward):
    nomination = draft(ward, "certificate_of_merit_commune")
    line = outsider(ward, nomination, "household")
    assert (str(line.subject), line.recipient) == ("Hộ gia đình Phạm Văn Đông", "household")
    actions.send_nomination(nomination=nomination, by=ward.office.officer, at=SENT)
    line.refresh_from_db()
    assert (line.outcome, line.sent_as["name"]) == ("human_must_look", "Hộ gia đình Phạm Văn Đông")
    again = draft(ward, "certificate_of_merit_commune")
    assert refused(outsider, ward=ward, nomination=again, kind="household") == (
        "Hộ gia đình Phạm Văn Đông đã có trong hồ sơ “Đề nghị tặng Giấy khen của Chủ tịch Ủy ban nhân dân cấp xã năm 2025” "
        f"của Phường Hạ Long (hồ sơ số {nomination.pk}, đã gửi)."
    )
    assert Outsider.objects.count() == 1


@pytest.mark.parametrize(
    ("award", "kind", "country", "reason"),
    [
        ("advanced_worker", "household", "", "Lao động tiên tiến không tặng cho hộ gia đình: Hộ gia đình Phạm Văn Đông."),
        ("certificate_of_merit_commune", "household", "Lào", "Người, tập thể nước ngoài phải ghi quốc tịch; hộ gia đình thì không."),
        (
            "friendship_order",
            "foreign_individual",
            "",
            "Người, tập thể nước ngoài phải ghi quốc tịch; hộ gia đình thì không.",
        ),
    ],
)  # fmt: skip
def test_a_nominee_outside_the_registers_that_cannot_be(ward, award, kind, country, reason):
    nomination = draft(ward, award)
    assert refused(outsider, ward=ward, nomination=nomination, kind=kind, country=country) == reason


def test_awards_of_external_relations_go_to_foreigners_only(ward):
    nomination = draft(ward, "friendship_order")
    assert nomination.kind == "external_relations"
    assert refused(
        actions.add_nominees, nomination=nomination, people=ward.good[:1], by=ward.office.officer, at=SENT
    ) == ("Huân chương Hữu nghị không tặng cho cá nhân.")
    line = outsider(ward, nomination, "foreign_individual", country="Nhật Bản", name="Tanaka Akira")
    assert (line.recipient, line.subject.country) == ("foreign_individual", "Nhật Bản")


def test_an_award_of_communes_takes_communes(ward):
    root = ward.province.root
    nomination = actions.draft_nomination(
        unit=root.unit, award_code="exemplary_commune", year=2025, by=root.officer, at=SENT
    )
    given = {"nomination": nomination, "by": root.officer, "at": SENT}
    assert refused(actions.add_nominees, units=[root.unit], **given) == (
        "Xã, phường, đặc khu tiêu biểu chỉ tặng cho xã, phường, đặc khu; không phải: Tỉnh Quảng Ninh."
    )
    [line] = actions.add_nominees(units=[ward.office.unit], **given)
    assert line.unit == ward.office.unit


# ── upward ──


def concluded(ward) -> Nomination:
    """An order for An, whom the council let through; the steps before are not the matter here."""
    nomination = draft(ward, "labour_order_3", kind="merit")
    actions.add_nominees(nomination=nomination, people=ward.good[:2], by=ward.office.officer, at=SENT)
    nomination.lines.filter(person=ward.good[0]).update(result=Result.PASSED, appraisal="included")
    nomination.lines.filter(person=ward.good[1]).update(result=Result.FAILED, appraisal="included")
    Nomination.objects.filter(pk=nomination.pk).update(
        state="concluded", sent_at=SENT, sent_by=ward.office.officer, rule_date=SENT.date()
    )
    nomination.refresh_from_db()
    return nomination


def test_those_the_council_let_through_are_passed_upward_and_the_answer_enters_the_register(ward):
    nomination, root = concluded(ward), ward.province.root
    assert nomination.to_unit == root.unit
    actions_moves.forward_nomination(nomination=nomination, by=root.officer, at=RECEIVED)
    assert (nomination.state, nomination.forwarded_paper.unit) == ("forwarded", root.unit)
    an = line_of(nomination, ward.good[0])
    [honour] = actions_moves.enter_answer(
        nomination=nomination, granted=[an], authority="Chủ tịch nước", number="210/QĐ-CTN",
        decided_on=date(2026, 2, 20), by=root.officer, at=MARCH,
    )  # fmt: skip
    assert (honour.authority, honour.award_code, honour.person, nomination.state) == (
        "Chủ tịch nước",
        "labour_order_3",
        ward.good[0],
        "decided",
    )
    assert Honour.objects.count() == 1


def test_what_above_did_not_grant_enters_nothing(ward):
    nomination, root = concluded(ward), ward.province.root
    actions_moves.forward_nomination(nomination=nomination, by=root.officer, at=RECEIVED)
    assert actions_moves.enter_answer(nomination=nomination, granted=[], by=root.officer, at=MARCH) == []
    assert (nomination.state, Honour.objects.count()) == ("decided", 0)


def test_an_answer_is_about_those_who_were_passed_upward_and_names_the_decision(ward):
    nomination, root = concluded(ward), ward.province.root
    actions_moves.forward_nomination(nomination=nomination, by=root.officer, at=RECEIVED)
    by = {"nomination": nomination, "by": root.officer, "at": MARCH}
    binh = line_of(nomination, ward.good[1])
    assert refused(actions_moves.enter_answer, granted=[binh], **by) == "Chỉ ghi kết quả cho trường hợp đã được trình."
    an = line_of(nomination, ward.good[0])
    assert refused(actions_moves.enter_answer, granted=[an], **by) == "Hãy ghi người quyết định, số và ngày quyết định."


def test_what_the_province_decides_is_not_passed_upward(ward):
    nomination = ward.draft(ward.good[:1])
    assert refused(actions_moves.forward_nomination, nomination=nomination, by=ward.office.officer, at=SENT) == (
        "Danh hiệu, hình thức này do tỉnh hoặc đơn vị quyết định, không trình lên Thủ tướng Chính phủ."
    )


def test_the_council_waits_for_a_hold_to_be_lifted(ward):
    nomination = ward.received(ward.good[:1])
    by = {"by": ward.office.appraiser, "at": RECEIVED}
    actions.appraise_lines(nomination=nomination, **by)
    nomination.refresh_from_db()
    pass_gate(nomination, "appraise")
    actions_desk.hold(nomination=nomination, ground="complaint", reason="Đơn số 7", **by)
    assert refused(actions_council.bring_to_council, nomination=nomination) == (
        "Hồ sơ đang tạm dừng từ ngày 03/12/2025; bỏ tạm dừng rồi mới làm tiếp được."
    )


# ── lists from a sheet ──


def sheet(tmp_path, *rows, name="danh-sach.xlsx") -> SimpleUploadedFile:
    place = tmp_path / name
    write_book(place, [(sheet_lists.FORM, rows)])
    return SimpleUploadedFile(name, place.read_bytes())


def read(ward, nomination, upload):
    return sheet_lists.read_list(nomination=nomination, upload=upload, on=SENT.date())


def test_a_sheet_is_matched_by_code_or_by_name_and_birth(ward, tmp_path):
    nomination = ward.draft()
    rows = [
        {"code": "halong-2", "name": "Nguyễn Thị Bình", "achievement": "Giỏi việc."},
        {"name": "nguyen thi an", "born_on": date(1985, 1, 1)},
    ]
    found = read(ward, nomination, sheet(tmp_path, *rows))
    assert (found.people, found.problems) == ([ward.good[1], ward.good[0]], [])
    lines = actions_lists.add_from_sheet(nomination=nomination, found=found, by=ward.office.officer, at=SENT)
    assert [line.person for line in lines] == [ward.good[1], ward.good[0]]
    assert lines[0].achievement == "Giỏi việc."


def test_a_sheet_with_a_problem_enters_nobody_and_names_every_row(ward, tmp_path):
    nomination = ward.draft()
    rows = [
        {"name": "Nguyễn Thị An"},
        {"name": "Người Không Có"},
        {"code": "halong-3", "name": "Nguyễn Thị An"},
        {"name": "Nguyễn Thị An"},
    ]
    found = read(ward, nomination, sheet(tmp_path, *rows))
    assert found.problems == [
        "Dòng 3: Người Không Có: không tìm thấy trong Phường Hạ Long.",
        "Dòng 4: Nguyễn Thị An: mã “halong-3” là của Nguyễn Thị Chi.",
        "Dòng 5: Nguyễn Thị An: đã có ở dòng 2.",
    ]
    assert refused(
        actions_lists.add_from_sheet, nomination=nomination, found=found, by=ward.office.officer, at=SENT
    ) == ("Tệp còn 3 chỗ chưa đúng; chưa dòng nào được đưa vào danh sách.")
    assert nomination.lines.count() == 0


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("danh-sach.pdf", b"%PDF-1.7", "Chỉ nhận tệp Excel (.xlsx) hoặc CSV."),
        ("trong.csv", EMPTY_CSV, "Tệp không có dòng nào."),
    ],
)  # fmt: skip
def test_a_file_that_is_no_list_is_refused(ward, name, content, reason):
    assert refused(read, ward=ward, nomination=ward.draft(), upload=SimpleUploadedFile(name, content)) == reason


def test_a_sheet_that_is_no_sheet_is_told(ward):
    found = read(ward, ward.draft(), SimpleUploadedFile("x.xlsx", BytesIO(b"khong phai tep excel").read()))
    assert (len(found.problems), found.people) == (1, [])
