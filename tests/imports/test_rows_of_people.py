"""Rows of people that cannot be, or can be two things; moves and corrections; the sheet that comes back."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.test import TestCase
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from paperwork.header import Header
from paperwork.tables import guess_sheet, open_book, read_table
from tests.imports import books
from tests.imports.hands import checked, done, lines, reasons, undone, upload, written
from tests.imports.samples import HEAD, people_rows
from thidua.imports import actions, files
from thidua.imports.matching import knows, match_columns
from thidua.imports.models import Import, ImportChunk, ImportEffect, LearnedColumn
from thidua.imports.shapes import kind_named
from thidua.imports.work import plan_import
from thidua.people.models import Person, Post, PrivateValue
from thidua.shared.denied import Denied
from thidua.shared.models import AuditEvent
from thidua.units.models import Unit, UnitSuccession


@pytest.fixture
def go(province, tmp_path):
    def check(rows, head=HEAD, office=None, **more):
        office = office or province.root
        place = books.plain_xlsx(tmp_path / "can-bo.xlsx", [head, *rows])
        return checked(place, "people", office.unit, office.officer, province.at, **more)

    return check


def test_one_person_twice_with_other_tone_marks_and_one_code_twice_are_refused_in_both_rows(go):
    row = ["A1", "Nguyễn Thị Thủy", date(1990, 1, 1), "Nữ", "Công chức", "Phường Hạ Long", "Văn thư", date(2025, 7, 1)]
    rows = [
        row,
        ["A2", "Nguyễn Thị Thuỳ", *row[2:]],
        ["A3", "Trần Văn Ba", date(1991, 1, 1), *row[3:]],
        ["a3", "Trần Văn Bốn", date(1992, 1, 1), *row[3:]],
    ]
    twice = "người này có hai lần (cùng tên, có thể khác dấu, cùng ngày sinh) trong bảng: "
    assert {row: why[0][2] for row, why in reasons(go(rows)).items()} == {
        2: f"{twice}dòng 3",
        3: f"{twice}dòng 2",
        4: "mã này có hai lần trong bảng: dòng 5",
        5: "mã này có hai lần trong bảng: dòng 4",
    }


def test_a_row_without_code_finds_its_person_by_name_and_birth_and_warns_of_other_marks(go):
    head = HEAD[1:]
    rows = [
        ["Nguyễn Thị Hoà", date(1985, 1, 8), "Nữ", "Công chức", "Phường Hạ Long", "Công chức", None],
        ["Nguyễn Thị Hóa", date(1985, 1, 8), "Nữ", "Công chức", "Phường Hạ Long", "Công chức", None],
        ["Vũ Thị Mới", date(1995, 1, 8), "Nữ", "Công chức", "Phường Hạ Long", "Công chức", None],
        ["Vũ Thị Không Ngày", None, "Nữ", "Công chức", "Phường Hạ Long", "Công chức", None],
    ]
    imported = go(rows[2:], head)
    assert imported.counts == {"new": 1, "changed": 0, "same": 0, "refused": 1}
    assert reasons(imported)[3][0][2] == "cần mã cán bộ hoặc ngày sinh để nhận ra người này"
    # three wards have a Nguyễn Thị Hòa of that day: only her code tells which
    assert reasons(go(rows[:1], head))[2][0][2] == "có 3 người cùng họ tên, ngày sinh; hãy ghi mã cán bộ"
    assert reasons(go(rows[1:2], head))[2][0][2] == (
        "có Nguyễn Thị Hòa (mã halong-8) cùng ngày sinh, khác dấu; hãy ghi mã cán bộ"
    )


def test_a_code_of_somebody_else_and_a_known_person_under_a_new_code_are_refused(go):
    rows = [
        ["halong-1", "Trần Văn Khác", date(1970, 1, 1), "Nam", "Công chức", "Phường Hạ Long", "Công chức", None],
        ["MỚI-1", "Nguyễn Thị Bình", date(1985, 1, 2), "Nữ", "Công chức", "Phường Hạ Long", "Công chức", None],
    ]
    assert {row: why[0][2] for row, why in reasons(go(rows)).items()} == {
        2: "mã này là của Nguyễn Thị An; hãy kiểm tra lại mã hoặc họ tên",
        3: "có thể là Nguyễn Thị Bình đã có mã halong-2 ở cùng đơn vị; hãy dùng mã đó",
    }


def test_a_unit_abolished_before_the_day_is_refused_with_what_became_of_it(go, province):
    old = Unit.objects.create(
        code="06655", name="Phường Hồng Gai", kind="ward", parent=province.root.unit, valid_from=date(1994, 1, 1),
        valid_to=date(2025, 6, 30), agency_name="UBND phường Hồng Gai", symbol="UBND", head_title="Chủ tịch", place="Hồng Gai",
    )  # fmt: skip
    for name in (old.name, "Xã Vũ Oai"):
        UnitSuccession.objects.create(old_name=name, new=province.ha_long.unit, on=date(2025, 7, 1), legal_basis="NQ")
    rows = people_rows(4)
    rows[0][5], rows[1][5], rows[2][5], rows[3][5] = "Phường Hồng Gai", "X. Vũ Oai", "Phường Hồng Gai", "Xã Lạ"
    rows[2][7] = date(2024, 1, 1)
    after = "nay thuộc Phường Hạ Long"
    assert {row: why[0][2] for row, why in reasons(go(rows)).items()} == {
        2: f"đơn vị này đã kết thúc ngày 30/06/2025; {after}",
        3: f"đơn vị này đã được sắp xếp từ ngày 01/07/2025; {after}",
        4: "Phường Hồng Gai đã kết thúc ngày 30/06/2025",
        5: "không có đơn vị này trong hệ thống",
    }


def test_details_are_corrected_and_people_move_with_their_old_post_ended(go, province):
    rows = [
        ["halong-1", "Nguyễn Thị An", date(1985, 1, 11), None, None, "Phường Hạ Long", "Phó Chủ tịch", None],
        ["halong-2", "Nguyễn Thị Bình", None, None, None, "Phường Cẩm Phả", "Kế toán", date(2025, 7, 5)],
        ["halong-3", "Nguyễn Thị Chi", None, None, None, "Phường Cẩm Phả", "Kế toán", None],
    ]
    imported = go(rows)
    assert {line["n"]: line["c"] for line in lines(imported, "changed")} == {
        2: [["Ngày sinh", "01/01/1985", "11/01/1985"], ["Chức vụ, chức danh", "Công chức", "Phó Chủ tịch"]],
        3: [["Chức vụ", "Công chức, Phường Hạ Long", "Kế toán, Phường Cẩm Phả từ 05/07/2025"]],
    }
    assert reasons(imported)[4][0][2] == "chuyển đơn vị cần “Giữ chức vụ từ ngày” sau 01/07/2025; đang ở Phường Hạ Long"
    written(imported, province.root.officer, province.at)

    def posts():
        found = Post.objects.filter(person__code__in=["halong-1", "halong-2"]).order_by("person__code", "starts_on")
        return [
            (p.person.code, p.unit.name, p.title, p.starts_on, p.ends_on)
            for p in found.select_related("person", "unit")
        ]

    start = date(2025, 7, 1)
    assert posts() == [
        ("halong-1", "Phường Hạ Long", "Phó Chủ tịch", start, None),
        ("halong-2", "Phường Hạ Long", "Công chức", start, date(2025, 7, 4)),
        ("halong-2", "Phường Cẩm Phả", "Kế toán", date(2025, 7, 5), None),
    ]
    detail = AuditEvent.objects.get(act="people_corrected").detail
    assert detail == {"people": [Person.objects.get(code="halong-1").pk], "fields": {"born_on": 1}}
    undone(imported, province.root.officer, province.at)
    assert (posts(), Person.objects.get(code="halong-1").born_on) == (
        [
            ("halong-1", "Phường Hạ Long", "Công chức", start, None),
            ("halong-2", "Phường Hạ Long", "Công chức", start, None),
        ],
        date(1985, 1, 1),
    )


def test_what_was_changed_after_the_import_stops_the_undo(go, province):
    row = ["halong-1", "Nguyễn Thị An", date(1985, 1, 11), None, None, "Phường Hạ Long", None, None]
    first = written(go([row]), province.root.officer, province.at)
    row[2] = date(1985, 1, 12)
    written(go([row]), province.root.officer, province.at)
    job = done(actions.undo_import(imported=first, reason="Nhầm", by=province.root.officer, at=province.at))
    assert (job.state, Person.objects.get(code="halong-1").born_on) == ("failed", date(1985, 1, 12))


def test_the_sheet_of_refused_rows_is_put_right_and_handed_in_again(go, province, tmp_path):
    rows = people_rows(5)
    rows[1][2], rows[3][5], rows[4][1] = "31/02/1980", "Xã Lạ", "=cmd|' /C calc'!A1"
    imported = go(rows)
    place = files.returned_place(imported)
    table = read_table(place, 0, Header(0, 1, 1))
    assert (table.labels, table.numbers) == ([*HEAD, files.REASONS, files.OLD_ROW], [2, 3, 4])
    assert [(table.columns[-2][n], table.columns[-1][n]) for n in range(3)] == [
        ("Ngày sinh: không có ngày này trong lịch", 3),
        ("Đơn vị: không có đơn vị này trong hệ thống", 5),
        ("Họ và tên: họ tên có chữ số", 6),
    ]
    assert not open_book(place).notes, "no cell of the corrected sheet is a formula"
    fixed = [[column[n] for column in table.columns] for n in range(3)]
    fixed[0][2], fixed[1][5], fixed[2][1] = date(1980, 2, 28), "Phường Hạ Long", "Lê Văn Đúng"
    again = go(fixed, table.labels)
    assert (again.counts, "Lý do bị từ chối" in again.labels, len(again.mapping)) == (
        {"new": 3, "changed": 0, "same": 0, "refused": 0}, True, len(HEAD),
    )  # fmt: skip


def test_what_an_officer_says_of_a_heading_is_remembered_for_the_agency_alone(go, province):
    head = ["Mã số riêng", "Tên gọi", *HEAD[2:]]
    mapping = {
        "code": 0,
        "full_name": 1,
        "born_on": 2,
        "gender": 3,
        "subject": 4,
        "unit": 5,
        "title": 6,
        "starts_on": 7,
    }
    go(people_rows(1), head, mapping=mapping)
    imported = go(people_rows(1), head)
    assert imported.mapping == mapping
    assert set(LearnedColumn.objects.values_list("unit", flat=True)) == {province.root.unit.pk}
    assert {m.key for m in match_columns(kind_named("people"), head, {}).values()} == set(mapping) - {
        "code",
        "full_name",
    }


def test_a_column_is_matched_once_and_what_must_be_there_is_asked_for(go, province, tmp_path):
    place = books.plain_xlsx(tmp_path / "a.xlsx", [HEAD, *people_rows(1)])
    imported = upload(place, "people", province.root.unit, province.root.officer, province.at)
    actions.choose_table(imported=imported, sheet_place=0, row=0, height=1, by=province.root.officer, at=province.at)
    act = {"imported": imported, "by": province.root.officer, "at": province.at}
    with pytest.raises(Denied, match="Còn thiếu cột: “Họ và tên”; “Đơn vị”"):
        actions.check_import(mapping={"code": 0}, **act)
    with pytest.raises(Denied, match="Mỗi cột của tệp chỉ ghép với một nội dung"):
        actions.check_import(mapping={"full_name": 1, "unit": 1}, **act)


def test_files_and_previews_go_when_their_time_is_over_and_the_hash_remains(go, province, settings):
    imported = written(go(people_rows(2)), province.root.officer, province.at)
    assert actions.remove_old_uploads(at=province.at + timedelta(days=settings.UPLOAD_KEPT_DAYS)) == 0
    later = province.at + timedelta(days=settings.UPLOAD_KEPT_DAYS, minutes=1)
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert actions.remove_old_uploads(at=later) == 1
    imported.refresh_from_db()
    assert (imported.stored_as, imported.sheets, len(imported.sha256), imported.counts["new"]) == ("", [], 64, 2)
    assert (list(files.folder().iterdir()), ImportChunk.objects.count(), ImportEffect.objects.count()) == ([], 0, 0)
    with pytest.raises(Denied, match="Đã quá thời hạn lưu giữ"):
        actions.undo_import(imported=imported, reason="Muộn", by=province.root.officer, at=later)


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("a.xlsm", b"PK\x03\x04", "Tệp có thể chứa macro nên không nhận; hãy mở tệp và lưu lại dưới dạng .xlsx."),
        ("a.exe", b"MZ", "Chỉ nhận bảng tính .xlsx, .xls, .ods hoặc .csv."),
        (
            "a.xlsx",
            b"%PDF-1.7\n%\xe2\xe3\xcf\xd3 not a book",
            "Nội dung tệp không phải bảng tính .xlsx như tên tệp; có thể tệp bị hỏng hoặc đổi đuôi.",
        ),
        ("../../etc/passwd.csv", b"", "Không đọc được tệp: tệp trống."),
    ],
)
def test_a_refused_upload_leaves_nothing(province, tmp_path, name, data, why):
    from django.core.files.uploadedfile import SimpleUploadedFile

    with pytest.raises(Denied) as refused:
        actions.upload_file(
            kind=kind_named("people"), unit=province.root.unit, season=None, upload=SimpleUploadedFile(name, data),
            by=province.root.officer, at=province.at,
        )  # fmt: skip
    assert (refused.value.reason, list(files.folder().iterdir()), Import.objects.count()) == (why, [], 0)


def test_an_upload_over_the_cap_is_refused(province, settings, tmp_path):
    settings.UPLOAD_LARGEST = 1000
    place = books.plain_xlsx(tmp_path / "a.xlsx", [HEAD, *people_rows(3)])
    with pytest.raises(Denied, match="Tệp quá lớn: nhiều nhất"):
        upload(place, "people", province.root.unit, province.root.officer, province.at)
    assert list(files.folder().iterdir()) == []


def test_a_stored_file_that_was_changed_is_not_read(go, province):
    imported = go(people_rows(2))
    place = files.place_of(imported.stored_as)
    place.write_bytes(place.read_bytes() + b"x")
    job = done(actions.write_import(imported=imported, accepts_refused=False, by=province.root.officer, at=province.at))
    assert (job.state, job.sentence) == (
        "failed", "Tệp lưu giữ không còn đúng như lúc tải lên; hãy tải lại tệp.",
    )  # fmt: skip


# ── what always holds ──


@pytest.mark.parametrize("kind", ["units", "people", "ratings", "initiatives", "honours"])
def test_what_is_exported_comes_in_again_without_any_change(province, tmp_path, kind):
    from tests.imports.test_kinds import RATING_HEAD

    officer, root, at = province.root.officer, province.root.unit, province.at
    rows = {
        "ratings": [RATING_HEAD, ["halong-1", None, None, None, 2024, "HTT"], [None, None, None, "06652", 2025, "HTT"]],
        "initiatives": [
            ["Mã cán bộ", "Họ và tên", "Năm", "Tên sáng kiến", "Phạm vi", "Nhân rộng", "Ngày QĐ", "Số QĐ"],
            ["halong-1", None, 2024, "=1+1 cách tính mới", "Cơ sở", "Không", "20/11/2024", "-12/QĐ"],
        ],
        "honours": [
            ["Mã CB", "Đơn vị", "Danh hiệu", "Năm", "Số QĐ", "Ngày QĐ", "Cấp khen thưởng"],
            ["halong-1", None, "LĐTT", 2025, "15/QĐ", "07/07/2025", "06652"],
            [None, "06652", "TTLĐTT", 2025, "16/QĐ", "07/07/2025", "22"],
        ],
    }
    if kind in rows:
        place = books.plain_xlsx(tmp_path / "vào.xlsx", rows[kind])
        imported = checked(place, kind, root, officer, at)
        assert imported.counts["refused"] == 0, reasons(imported)
        written(imported, officer, at)
    out = tmp_path / "ra.xlsx"
    actions.export_register(place=out, kind=kind_named(kind), unit=root, season=None, by=officer, at=at)
    again = checked(out, kind, root, officer, at)
    assert again.counts["same"] > 0, reasons(again)
    assert {key: again.counts[key] for key in ("new", "changed", "refused")} == {
        "new": 0,
        "changed": 0,
        "refused": 0,
    }, reasons(again)
    assert open_book(out).notes == (), "nothing that is exported is a formula"


def test_a_blank_form_is_read_back_as_its_example(province, tmp_path):
    for code in ("units", "people", "ratings", "initiatives", "honours", "scores"):
        kind, place = kind_named(code), tmp_path / f"{code}.xlsx"
        files.write_blank(place, kind)
        sheet = guess_sheet(open_book(place), knows(kind))
        found = match_columns(kind, [str(cell or "") for cell in sheet.first[0]], {})
        assert (sheet.name, {match.key for match in found.values()}) == (
            kind.title,
            {each.key for each in kind.written},
        )


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(range(7)))
def test_the_order_of_rows_does_not_matter_and_the_preview_is_what_is_done(province, tmp_path, order):
    rows = people_rows(7)
    rows[1][2], rows[2][5], rows[3][0] = "31/02/1980", "Xã Lạ", None
    rows[4] = ["halong-1", "Nguyễn Thị An", date(1985, 2, 2), None, None, "Phường Hạ Long", None, None]
    rows[5] = ["halong-2", "Nguyễn Thị Bình", date(1985, 1, 2), None, None, "Phường Hạ Long", None, None]
    place = books.plain_xlsx(Path(tmp_path) / "a.xlsx", [HEAD, *[rows[n] for n in order]])
    imported = checked(place, "people", province.root.unit, province.root.officer, province.at)
    by_title = {
        verdict: sorted(
            (line["t"], str(line.get("c")), str([p[2] for p in line.get("p", ())])) for line in lines(imported, verdict)
        )
        for verdict in ("new", "changed", "same", "refused")
    }
    assert {verdict: len(found) for verdict, found in by_title.items()} == {
        "new": 3,
        "changed": 1,
        "same": 1,
        "refused": 2,
    }
    planned = plan_import(imported, province.root.officer, province.at)
    assert planned.digest == imported.plan_hash
    written(imported, province.root.officer, province.at)
    made = set(Person.objects.filter(code__startswith="M-").values_list("code", flat=True))
    unnamed = Person.objects.get(full_name=rows[3][1])
    assert (made, unnamed.code[0], Person.objects.get(code="halong-1").born_on) == (
        {"M-000000", "M-000006"}, "T", date(1985, 2, 2),
    )  # fmt: skip
    undone(imported, province.root.officer, province.at)
    assert Person.objects.filter(code__startswith=("M-")).count() == 0


# ── identity numbers ──


def test_identity_numbers_go_under_lock_and_never_stand_in_the_clear(go, province):
    head = [*HEAD, "Số CCCD"]
    rows = [
        [*row, number] for row, number in zip(people_rows(3), ("022085000001", "022 085 000 002", None), strict=True)
    ]
    imported = go(rows, head)
    assert imported.counts["new"] == 3, reasons(imported)
    assert "022085000001" not in str(imported.sheets) + str(list(imported.chunks.values_list("lines", flat=True)))
    written(imported, province.root.officer, province.at)
    held = PrivateValue.objects.filter(person__code__startswith="M-")
    assert (held.count(), "022085000001" in str(list(held.values()))) == (2, False)
    assert "022085000001" not in str(list(AuditEvent.objects.values_list("detail", flat=True)))
    assert go(rows, head).counts["same"] == 3
    # a number finds its person without a code
    assert go([[None, *rows[0][1:]]], head).counts["same"] == 1
    undone(imported, province.root.officer, province.at)
    assert PrivateValue.objects.count() == 0


def test_two_people_with_one_identity_number_are_refused_masked(go, province):
    head = [*HEAD, "Số CCCD"]
    rows = [[*row, "022085000001"] for row in people_rows(2)]
    twice = reasons(go(rows, head))
    assert {row: problems[0][1:] for row, problems in twice.items()} == {
        2: ("•••••••••001", "số định danh này có hai lần trong bảng: dòng 3"),
        3: ("•••••••••001", "số định danh này có hai lần trong bảng: dòng 2"),
    }
    written(go(rows[:1], head), province.root.officer, province.at)
    other = reasons(go(rows[1:], head))
    assert other[2][0][1:] == (
        "•••••••••001", "số định danh này đã có trong một hồ sơ khác; hãy đối chiếu ở trang Cán bộ",
    )  # fmt: skip
    rows[0][-1] = "022085000009"
    assert reasons(go(rows[:1], head))[2][0][2] == "khác số định danh đang ghi; sửa ở trang Cán bộ"
    rows[0][-1] = "12345"
    assert reasons(go(rows[:1], head))[2][0][2] == (
        "số định danh cá nhân gồm 12 chữ số (chứng minh nhân dân cũ: 9 chữ số)"
    )


def test_a_number_is_added_to_somebody_known_and_taken_away_by_the_undo(go, province):
    row = ["halong-1", "Nguyễn Thị An", None, None, None, "Phường Hạ Long", None, None, "022085000777"]
    imported = go([row], [*HEAD, "Số CCCD"])
    assert lines(imported, "changed")[0]["c"] == [["Số định danh cá nhân (CCCD)", "–", "•••••••••777"]]
    written(imported, province.root.officer, province.at)
    assert PrivateValue.objects.count() == 1
    undone(imported, province.root.officer, province.at)
    assert PrivateValue.objects.count() == 0


def test_ages_and_days_that_cannot_be_are_refused_before_anything_is_written(go):
    rows = people_rows(3)
    rows[0][2], rows[1][7] = date(2015, 1, 1), date(2024, 1, 1)
    found = reasons(go(rows))
    assert (found[2][0][2], found[3][0][2]) == (
        "ngày sinh 01/01/2015 không hợp lý: chưa đủ 15 tuổi",
        "đơn vị này đến ngày 01/07/2025 mới có",
    )
