"""The files a province hands over are read whole or refused whole, each problem at its cell."""

import datetime as dt
import shutil
from dataclasses import replace

import pytest
import xlsxwriter

from paperwork.sheets import read_book, read_form, write_book
from thidua.management.year.handover import FILES, MOST_PROBLEMS, HandoverRefused, read_handover, write_handover
from thidua.management.year.handover_forms import TABLE_FORMS
from thidua.management.year.population import generate

FORMS = {one.table: one for one in TABLE_FORMS}


@pytest.fixture(scope="module")
def small():
    return generate(60, 5)


@pytest.fixture(scope="module")
def written(small, tmp_path_factory):
    folder = tmp_path_factory.mktemp("handover")
    write_handover(small, folder)
    return folder


@pytest.fixture
def folder(written, tmp_path):
    return shutil.copytree(written, tmp_path / "handover")


def refused(folder):
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(HandoverRefused) as caught:
        read_handover(folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    return caught.value.problems


def places(problems):
    return [(one.file, one.sheet, one.row, one.column, one.value, one.reason_vi) for one in problems]


def rewrite(folder, table, change):
    """Write a file again with `change(rows of that table)`; cells stay as people see them."""
    file = FORMS[table].file
    book = read_book(folder / file)
    sheets = {sheet.name: [list(row) for row in sheet.rows] for sheet in book.sheets}
    change(sheets[FORMS[table].form.sheet])
    with xlsxwriter.Workbook(str(folder / file)) as target:
        day = target.add_format({"num_format": "dd/mm/yyyy"})
        for name, rows in sheets.items():
            page = target.add_worksheet(name)
            for number, row in enumerate(rows):
                for place, cell in enumerate(row):
                    if isinstance(cell, dt.datetime):
                        page.write_datetime(number, place, cell, day)
                    elif cell is not None:
                        page.write(number, place, cell)


def test_what_is_written_is_read_back_equal(small, written):
    assert sorted(path.name for path in written.iterdir()) == sorted(FILES)
    assert read_handover(written) == small


def test_a_large_year_survives_the_round_trip(tmp_path):
    year = generate(1200, 11)
    write_handover(year, tmp_path)
    assert read_handover(tmp_path) == year


def test_the_codes_people_see_are_words(written):
    header, first = read_book(written / "xep_loai.xlsx").sheets[0].rows[:2]
    assert header == ["Mã cán bộ", "Mã đơn vị", "Năm", "Mức xếp loại"]
    assert first[3] in {
        "Không hoàn thành nhiệm vụ",
        "Hoàn thành nhiệm vụ",
        "Hoàn thành tốt nhiệm vụ",
        "Hoàn thành xuất sắc nhiệm vụ",
    }


def test_every_word_list_covers_the_codes_it_stands_for(small):
    from thidua.management.year import handover_forms as forms
    from thidua.management.year import inputs

    assert set(forms.UNIT_KIND_WORDS.values()) == set(inputs.UNIT_KINDS)
    assert set(forms.RATING_WORDS.values()) == set(inputs.RATINGS)
    assert set(forms.AWARD_WORDS.values()) == set(inputs.AWARDS)
    assert set(forms.ABSENCE_WORDS.values()) == set(inputs.ABSENCE_REASONS)
    assert set(forms.DISCIPLINE_WORDS.values()) == set(inputs.DISCIPLINE_FORMS)
    assert set(forms.SUBJECT_WORDS.values()) == set(inputs.SUBJECTS)
    assert set(forms.SCOPE_WORDS.values()) == set(inputs.INITIATIVE_SCOPES)


def test_dates_and_numbers_may_be_typed_as_text(small, folder):
    def as_text(rows):
        for row in rows[1:]:
            row[2] = f"{row[2]:%d/%m/%Y}"

    def with_commas(rows):
        for row in rows[1:]:
            row[4] = f"{row[4]:,.2f}".translate(str.maketrans(",.", ".,"))

    rewrite(folder, "people", as_text)
    rewrite(folder, "targets", with_commas)
    assert read_handover(folder) == small


def test_missing_files_and_files_that_are_no_workbooks_are_all_named(folder):
    (folder / "can_bo.xlsx").unlink()
    (folder / "sang_kien.xlsx").write_bytes(b"khong phai zip")
    half = (folder / "don_vi.xlsx").read_bytes()
    (folder / "don_vi.xlsx").write_bytes(half[: len(half) // 2])
    broken = "tệp bị hỏng hoặc không phải bảng tính Excel (.xlsx)"
    assert places(refused(folder)) == [
        ("don_vi.xlsx", "", 0, "", "", broken),
        ("can_bo.xlsx", "", 0, "", "", "thiếu tệp này trong thư mục bàn giao"),
        ("sang_kien.xlsx", "", 0, "", "", broken),
    ]


def test_a_missing_sheet_is_named(folder, small):
    one = FORMS["absences"]
    write_book(folder / "can_bo.xlsx", [(FORMS["people"].form, []), (FORMS["disciplines"].form, [])])
    reason = "thiếu trang tính này; tệp có: Cán bộ, Kỷ luật"
    assert places(refused(folder)) == [("can_bo.xlsx", one.form.sheet, 0, "", "", reason)]


def test_a_missing_column_is_named(folder):
    rewrite(folder, "people", lambda rows: [row.pop(2) for row in rows])
    assert places(refused(folder)) == [("can_bo.xlsx", "Cán bộ", 1, "Ngày sinh", "", "thiếu cột này")]


def test_a_date_that_is_not_in_the_calendar_is_named(folder):
    rewrite(folder, "people", lambda rows: rows[7].__setitem__(2, "31/02/1980"))
    assert places(refused(folder)) == [
        ("can_bo.xlsx", "Cán bộ", 8, "C – Ngày sinh", "31/02/1980", "không có ngày này trong lịch")
    ]


def test_unknown_codes_are_named_where_they_stand(folder, small):
    rewrite(folder, "people", lambda rows: rows[4].__setitem__(4, "00000"))
    rewrite(folder, "initiatives", lambda rows: rows[2].__setitem__(0, "QN777777"))
    assert places(refused(folder)) == [
        ("can_bo.xlsx", "Cán bộ", 5, "E – Mã đơn vị", "00000", "không có đơn vị nào mang mã này"),
        ("sang_kien.xlsx", "Sáng kiến", 3, "A – Mã cán bộ", "QN777777", "không có cán bộ nào mang mã này"),
    ]


def test_a_person_listed_twice_is_named_at_the_second_place(folder, small):
    rewrite(folder, "people", lambda rows: rows.append(list(rows[1])))
    reason = "mã cán bộ đã có ở dòng trước, mỗi mục chỉ được ghi một lần"
    assert places(refused(folder)) == [("can_bo.xlsx", "Cán bộ", 62, "A – Mã cán bộ", small.people[0].code, reason)]


def test_formula_cells_are_named(folder):
    rewrite(folder, "scores", lambda rows: rows[3].__setitem__(2, "=1+1"))
    reason = "ô chứa công thức; hãy dán lại dưới dạng giá trị"
    assert places(refused(folder)) == [("tu_cham_diem.xlsx", "Tự chấm điểm", 4, "C", "", reason)]


def test_score_figures_of_no_kind_are_named(folder):
    rewrite(folder, "scores", lambda rows: rows[1].__setitem__(slice(2, 13), [5, *[None] * 10]))
    reason = "các cột số liệu đã điền không hợp thành một kiểu tiêu chí"
    assert places(refused(folder)) == [("tu_cham_diem.xlsx", "Tự chấm điểm", 2, "", "Thực hiện", reason)]


def test_exactly_one_province_and_one_year_are_required(folder, small, tmp_path):
    two = replace(small, units=(*small.units, replace(small.units[0], code="23")))
    write_handover(two, tmp_path / "two")
    assert places(refused(tmp_path / "two")) == [
        ("don_vi.xlsx", "Đơn vị", 0, "", "", "phải có đúng một đơn vị loại Tỉnh, đang có 2")
    ]


def test_at_most_two_hundred_problems_are_listed_and_the_cut_is_told(folder):
    def spoil(rows):
        for row in rows[1:]:
            row[2] = "năm nay"

    rewrite(folder, "ratings", spoil)
    with pytest.raises(HandoverRefused) as caught:
        read_handover(folder)
    assert (len(caught.value.problems), caught.value.is_cut) == (MOST_PROBLEMS, True)


def test_forms_read_what_they_wrote_without_rows(tmp_path):
    write_book(tmp_path / "a.xlsx", [(one.form, []) for one in TABLE_FORMS])
    book = read_book(tmp_path / "a.xlsx")
    assert [read_form(book, one.form) for one in TABLE_FORMS] == [([], [])] * len(TABLE_FORMS)


def test_the_document_shows_every_header_of_every_file():
    from pathlib import Path

    text = (Path(__file__).parents[2] / "docs/how-to/run-the-year-from-files.md").read_text(encoding="utf-8")
    for one in TABLE_FORMS:
        part = text.split(f"### `{one.file}`")[1].split("\n### ")[0].split(f"Sheet **{one.form.sheet}**")[1]
        shown = [line.split("|")[1].strip() for line in part.split("Sheet **")[0].splitlines() if line.startswith("| ")]
        assert shown == ["Header", *(column.header for column in one.form.columns)]
