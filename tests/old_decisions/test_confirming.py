"""From proposed lines to the register: matched with evidence, nothing without confirmation."""

import tempfile
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from tests.old_decisions.hands import (
    AWARD,
    HEAD,
    NUMBER,
    ROWS,
    do,
    guessed_head,
    handed,
    line,
    matched,
    paper,
    registered,
    said,
    written,
)
from tests.old_decisions.samples import SAMPLES, sample
from thidua.honours.models import Honour
from thidua.honours.queries import standing
from thidua.imports import actions_old
from thidua.imports import actions_old_lines as lines_acts
from thidua.imports.models_old import OldDecision, OldLine
from thidua.imports.queries_old import counts_of
from thidua.shared.clock import at_hour
from thidua.shared.denied import Denied
from thidua.shared.models import AuditEvent
from thidua.units.models import Unit


@pytest.fixture
def decision(province, old_ward, me, tmp_path) -> OldDecision:
    return matched(paper(tmp_path / "qd.docx", ROWS), province.root.unit, me, province.at)


def test_lines_are_matched_with_people_and_units_of_that_time_with_evidence(decision, old_ward, province):
    found = [
        (
            each.printed,
            each.name,
            each.person.code if each.person else "",
            each.recipient_unit,
            each.of_unit,
            each.is_doubtful,
        )
        for each in decision.lines.select_related("person", "recipient_unit", "of_unit")
    ]
    assert found == [
        ("PHẠM THU THUỶ", "Phạm Thu Thủy", "HG-1", None, old_ward, False),
        ("Nguyễn Văn Đức", "Nguyễn Văn Đức", "HG-3", None, old_ward, False),
        ("Nguyễn Văn Đức", "Nguyễn Văn Đức", "", None, None, True),
        ("Lê Thị Hoà", "Lê Thị Hòa", "HG-4", None, old_ward, True),
        ("Bùi Không Có", "Bùi Không Có", "", None, province.ha_long.unit, True),
        ("Phường Hồng Gai", "Phường Hồng Gai", "", old_ward, old_ward, False),
        ("Trường Mầm non Hoa Sen", "Trường Mầm non Hoa Sen", "", None, old_ward, True),
    ]
    assert said(line(decision, 1), "person") == [("clear", "khớp họ tên, năm sinh, đơn vị, chức vụ")]
    assert said(line(decision, 3), "person") == [
        ("doubt", "có 2 người cùng họ tên; hãy chọn, hoặc ghi không gắn với ai")
    ]
    assert [words for _, words in line(decision, 3).candidates] == [
        "Nguyễn Văn Đức (mã HG-2); sinh 1975", "Nguyễn Văn Đức (mã HG-3); sinh 1990",
    ]  # fmt: skip
    assert said(line(decision, 4), "person") == [
        ("doubt", "chỉ khớp họ tên: chưa có năm sinh hay đơn vị để chắc là một người")
    ]
    assert said(line(decision, 6), "unit") == [
        ("clear", f"đơn vị của ngày 05/01/2024: {old_ward.full_name} (nay không còn)")
    ]


def test_bulk_confirms_only_what_is_without_doubt(decision, province, me):
    assert counts_of(decision) == {"every": 7, "doubt": 4, "clear": 3, "confirmed": 0, "dropped": 0}
    assert lines_acts.confirm_clear_lines(decision=decision, by=me, at=province.at) == 3
    assert set(decision.lines.filter(state="confirmed").values_list("ordinal", flat=True)) == {1, 2, 6}
    with pytest.raises(Denied) as refused:
        lines_acts.confirm_clear_lines(decision=decision, by=me, at=province.at)
    assert refused.value.reason.startswith("Không có dòng rõ nào")
    assert Honour.objects.count() == 0


def test_nothing_is_written_while_a_line_is_open(decision, province, me):
    lines_acts.confirm_clear_lines(decision=decision, by=me, at=province.at)
    with pytest.raises(Denied) as refused:
        actions_old.write_old(decision=decision, by=me, at=province.at)
    assert refused.value.reason == "Còn 4 dòng chưa xác nhận hoặc bỏ."


def test_confirmed_lines_stand_in_the_register_as_printed(decision, province, old_ward, me):
    lines_acts.confirm_clear_lines(decision=decision, by=me, at=province.at)
    lines_acts.confirm_line(line=line(decision, 5), by=me, at=province.at)
    for ordinal in (3, 4, 7):
        lines_acts.drop_line(line=line(decision, ordinal), by=me, at=province.at)
    written(decision, me, province.at)
    found = [
        (h.recipient_name, h.recipient_detail, h.person_id is not None, h.unit, h.of_unit, h.award_code, h.year,
         h.decision_number, h.ordinal, h.issuer, h.source)
        for h in Honour.objects.order_by("ordinal")
    ]  # fmt: skip
    common = (AWARD, 2023, NUMBER)
    assert found == [
        ("PHẠM THU THUỶ", "Công chức, UBND phường Hồng Gai", True, None, old_ward, *common, 1, old_ward, "imported"),
        ("Nguyễn Văn Đức", "", True, None, old_ward, *common, 2, old_ward, "imported"),
        ("Bùi Không Có", "UBND phường Bạch Đằng", False, None, province.ha_long.unit, *common, 3, old_ward, "imported"),
        ("Phường Hồng Gai", "", False, old_ward, old_ward, *common, 4, old_ward, "imported"),
    ]
    assert decision.state == "written"
    assert decision.lines.filter(honour__isnull=False).count() == 4


def test_undoing_adds_revocations_and_the_file_may_come_again(decision, province, me, tmp_path):
    lines_acts.confirm_clear_lines(decision=decision, by=me, at=province.at)
    for ordinal in (3, 4, 5, 7):
        lines_acts.drop_line(line=line(decision, ordinal), by=me, at=province.at)
    written(decision, me, province.at)
    actions_old.undo_old(decision=decision, reason="Nhập nhầm tệp của phường khác", by=me, at=province.at)
    assert do(decision).state == "done"
    assert (decision.state, Honour.objects.count(), standing().count()) == ("undone", 6, 0)
    again = matched(paper(tmp_path / "qd2.docx", ROWS), province.root.unit, me, province.at)
    assert line(again, 1).twins == []


def test_discarding_leaves_no_line_and_no_file(decision, province, me, django_capture_on_commit_callbacks, settings):
    with django_capture_on_commit_callbacks(execute=True):
        actions_old.discard_old(decision=decision, by=me, at=province.at)
    assert (decision.state, decision.stored_as, decision.lines.count()) == ("discarded", "", 0)
    assert list(Path(settings.UPLOAD_ROOT).iterdir()) == []


# ── editing ──


def test_an_edited_line_keeps_its_source_and_what_the_officer_said(decision, province, old_ward, me):
    two = line(decision, 3)
    person = line(decision, 2).person
    changes = {"person": person, "of_unit": old_ward, "printed": "Nguyễn Văn Đức", "year": 2022}
    lines_acts.edit_line(line=two, changes=changes, by=me, at=province.at)
    two = line(decision, 3)
    assert (two.person, two.year, two.source, two.findings, two.is_doubtful) == (
        person, 2022, "3 | Nguyễn Văn Đức", [], False,
    )  # fmt: skip
    head = guessed_head(decision) | {"number": "17/QĐ-UBND"}
    actions_old.confirm_old_head(decision=decision, **head, by=me, at=province.at)
    do(decision)
    assert (line(decision, 3).person, line(decision, 3).year, line(decision, 1).number) == (person, 2022, "17/QĐ-UBND")


def test_a_confirmed_line_is_opened_again_before_it_is_edited_and_by_a_new_head(decision, province, me):
    lines_acts.confirm_line(line=line(decision, 1), by=me, at=province.at)
    with pytest.raises(Denied):
        lines_acts.edit_line(line=line(decision, 1), changes={"year": 2021}, by=me, at=province.at)
    actions_old.confirm_old_head(decision=decision, **guessed_head(decision), by=me, at=province.at)
    do(decision)
    assert counts_of(decision)["confirmed"] == 0


def test_nobody_confirms_an_honour_of_their_own(decision, province, me):
    me.person = line(decision, 1).person
    me.save()
    with pytest.raises(Denied) as refused:
        lines_acts.confirm_line(line=line(decision, 1), by=me, at=province.at)
    assert refused.value.reason.startswith("Không ai tự xác nhận khen thưởng của chính mình")
    assert lines_acts.confirm_clear_lines(decision=decision, by=me, at=province.at) == 2


def test_who_is_no_officer_of_the_unit_does_nothing(decision, province, tmp_path):
    for user in (province.ha_long.officer, province.root.head, province.stranger):
        for act in (
            lambda by: lines_acts.confirm_line(line=line(decision, 1), by=by, at=province.at),
            lambda by: lines_acts.confirm_clear_lines(decision=decision, by=by, at=province.at),
            lambda by: lines_acts.drop_line(line=line(decision, 1), by=by, at=province.at),
            lambda by: actions_old.discard_old(decision=decision, by=by, at=province.at),
            lambda by: actions_old.confirm_old_head(decision=decision, **guessed_head(decision), by=by, at=province.at),
        ):
            with pytest.raises(Denied):
                act(user)


def test_a_head_without_number_is_refused_where_lines_have_none_of_their_own(province, old_ward, me, tmp_path):
    decision = handed(paper(tmp_path / "qd.docx", ROWS), province.root.unit, me, province.at)
    for lacking, why in (
        ({"number": ""}, "Hãy ghi số quyết định: có dòng không ghi số riêng."),
        ({"decided_on": None}, "Hãy ghi ngày quyết định: có dòng không ghi ngày riêng."),
        ({"agency": "UBND xã Không Có"}, "Ngày 05/01/2024 không có đơn vị nào mang mã hoặc tên “UBND xã Không Có”."),
        ({"year": 2030}, "Năm khen thưởng sau năm của quyết định."),
    ):
        with pytest.raises(Denied) as refused:
            actions_old.confirm_old_head(decision=decision, **(guessed_head(decision) | lacking), by=me, at=province.at)
        assert refused.value.reason == why
    assert decision.state == "head"


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.docm", b"PK", "Tệp có thể chứa macro nên không nhận"),
        ("a.doc", b"\xd0\xcf", "Chỉ nhận tệp Word (.docx), Excel (.xlsx, .xls), PDF có lớp chữ."),
        ("a.pdf", b"MZ\x90 no paper", "Nội dung tệp không phải .pdf như tên tệp"),
        ("a.docx", b"PK\x03\x04 word/vbaProject.bin", "Tệp có thể chứa macro"),
        ("a.docx", b"PK\x03\x04 torn", "Không đọc được tệp: tệp bị hỏng"),
        ("a.pdf", b"%PDF-1.7 torn", "Tệp PDF bị hỏng hoặc chưa tải lên hết. Hãy mở thử trên máy, xuất lại rồi gửi."),
    ],
)
def test_a_refused_upload_leaves_nothing(province, old_ward, me, settings, name, content, why):
    with pytest.raises(Denied) as refused:
        actions_old.upload_old(unit=province.root.unit, upload=SimpleUploadedFile(name, content), by=me, at=province.at)
    assert refused.value.reason.startswith(why)
    assert OldDecision.objects.count() == 0
    assert not Path(settings.UPLOAD_ROOT).exists() or list(Path(settings.UPLOAD_ROOT).iterdir()) == []


def test_a_scanned_paper_is_refused_at_the_door(province, old_ward, me, tmp_path):
    Image.new("L", (620, 877), 255).save(tmp_path / "scan.pdf")
    upload = SimpleUploadedFile("scan.pdf", (tmp_path / "scan.pdf").read_bytes())
    with pytest.raises(Denied) as refused:
        actions_old.upload_old(unit=province.root.unit, upload=upload, by=me, at=province.at)
    assert "không có lớp chữ" in refused.value.reason
    assert OldDecision.objects.count() == 0


@pytest.mark.parametrize("agency", ["UBND tỉnh", "UBND tỉnh Quảng Ninh", "Chủ tịch Ủy ban nhân dân tỉnh Quảng Ninh"])
def test_the_province_decides_by_whatever_name_a_paper_gives_it(province, old_ward, me, tmp_path, agency):
    Unit.objects.filter(pk=province.root.unit.pk).update(
        name="Ủy ban nhân dân tỉnh Quảng Ninh", name_fold="uy ban nhan dan tinh quang ninh"
    )
    decision = matched(paper(tmp_path / "a.docx", [HEAD, ROWS[1]]), province.root.unit, me, province.at, agency=agency)
    assert line(decision, 1).issuer == province.root.unit


def test_old_files_go_when_their_time_is_over_and_registered_lines_keep_their_source(
    province, old_ward, me, tmp_path, settings, django_capture_on_commit_callbacks
):
    kept = registered(tmp_path / "a.docx", province, me, [HEAD, ROWS[1]])
    loose = matched(paper(tmp_path / "b.docx", [HEAD, ROWS[2]]), province.root.unit, me, province.at)
    later = at_hour(date(2028, 1, 3))
    with django_capture_on_commit_callbacks(execute=True):
        assert actions_old.remove_old_decisions(at=later) == 1
    loose.refresh_from_db()
    assert (loose.state, loose.lines.count(), loose.file_removed_on) == ("discarded", 0, later.date())
    settings.OLD_DECISIONS_KEPT_DAYS = 30
    with django_capture_on_commit_callbacks(execute=True):
        assert actions_old.remove_old_decisions(at=later) == 1
    kept.refresh_from_db()
    assert (kept.state, kept.stored_as) == ("written", "")
    assert line(kept, 1).source == "1 | PHẠM THU THUỶ | 1980 | Công chức | UBND phường Hồng Gai"
    assert AuditEvent.objects.filter(act="old_decision_file_removed").count() == 2


# ── the database itself ──


def test_the_database_refuses_a_registered_line_that_nobody_confirmed(decision, province, me):
    stands = Honour.objects.create(
        recipient_name="A B", recipient_fold="a b", award_code=AWARD, year=2023, issuer=province.root.unit,
        decision_number="1", decided_on=province.at.date(), ordinal=1, check_code="X", source="imported",
        recorded_at=province.at,
    )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        OldLine.objects.filter(pk=line(decision, 1).pk).update(honour=stands)


# ── whatever the file: no line without confirmation ──

_NAMES = st.sampled_from(
    [
        "Phạm Thu Thủy",
        "NGUYỄN VĂN ĐỨC",
        "nt",
        "Phường Hồng Gai",
        "",
        "Tổng cộng: 2",
        "Lê Thị Hoà",
        "Ông Bùi ?an",
        "Hộ ông Ba",
    ]
)
_TABLES = st.lists(
    st.tuples(
        st.sampled_from(["1", "2", "", "I", "x"]), _NAMES, st.sampled_from(["1980", "1990", "", "31/02/1980"]),
        st.sampled_from(["", "nt", "Công chức"]), st.sampled_from(["", "Phường Hồng Gai", "nt", "Phường Lạ"]),
    ),
    max_size=6,
)  # fmt: skip
_ACTS = st.lists(
    st.tuples(st.sampled_from(["confirm", "drop", "reopen", "bulk", "write"]), st.integers(1, 6)), max_size=8
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_TABLES, _ACTS)
def test_whatever_the_file_only_confirmed_lines_enter_the_register(province, old_ward, me, rows, acts):
    with transaction.atomic(), tempfile.TemporaryDirectory() as folder:
        decision = matched(
            paper(Path(folder) / "qd.docx", [HEAD, *map(list, rows)]), province.root.unit, me, province.at,
            award_code=AWARD, year=2023,
        )  # fmt: skip
        assert Honour.objects.count() == 0
        for act, ordinal in acts:
            try:
                if act == "bulk":
                    doubtful = set(
                        decision.lines.filter(state="proposed", is_doubtful=True).values_list("pk", flat=True)
                    )
                    lines_acts.confirm_clear_lines(decision=decision, by=me, at=province.at)
                    assert not decision.lines.filter(pk__in=doubtful, state="confirmed").exists()
                elif act == "write":
                    actions_old.write_old(decision=decision, by=me, at=province.at)
                    do(decision)
                elif one := decision.lines.filter(ordinal=ordinal).first():
                    getattr(lines_acts, f"{act}_line")(line=line(decision, one.ordinal), by=me, at=province.at)
            except Denied:
                pass
            decision.refresh_from_db()
            confirmed = decision.lines.filter(state="confirmed").count()
            assert Honour.objects.count() == (confirmed if decision.state == "written" else 0)
        transaction.set_rollback(True)


@pytest.mark.parametrize("name", SAMPLES)
def test_no_sample_enters_the_register_by_being_read_and_matched(province, old_ward, me, tmp_path, name):
    decision = handed(sample(tmp_path, name), province.root.unit, me, province.at)
    guess = guessed_head(decision)
    more = {
        "agency": "UBND tỉnh",
        "number": guess["number"] or "1/QĐ",
        "decided_on": guess["decided_on"] or date(2013, 1, 1),
    }
    more["year"] = min(guess["year"] or 2012, more["decided_on"].year)
    actions_old.confirm_old_head(decision=decision, **(guess | more), by=me, at=province.at)
    assert do(decision).state == "done"
    assert (decision.state, Honour.objects.count()) == ("lines", 0)
    assert counts_of(decision)["confirmed"] == 0
