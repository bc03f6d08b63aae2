"""Spreadsheets as people really send them, tables as large as may be, and two people at one table."""

import io

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.rubrics.conftest import CONTENT
from thidua.rubrics import actions, files, problems, tree
from thidua.shared.denied import Denied
from thidua.shared.models import DemoClock

HEADER = ["Mã", "Tên", "Thuộc mục", "Loại dòng", "Điểm tối đa", "Cách tính", "Tham số"]
DIRECT = ["II", "Phong trào", "", "", 40, "Chấm thẳng", ""]


def book(rows, *, merged=(), formulas=()) -> SimpleUploadedFile:
    """A workbook with the sheet of items; ``merged``: (range, text); ``formulas``: (cell, formula, value it shows)."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        sheet = made.add_worksheet("Mục chấm")
        for number, row in enumerate([HEADER, *rows]):
            sheet.write_row(number, 0, row)
        for cells, text in merged:
            sheet.merge_range(cells, text)
        for cell, formula, shown in formulas:
            sheet.write_formula(cell, formula, None, shown)
    return SimpleUploadedFile("bang.xlsx", out.getvalue())


def troubles(upload) -> list[str]:
    with pytest.raises(files.FileRefused) as refused:
        files.tree_of_upload(upload, CONTENT)
    return refused.value.troubles


def items(upload) -> list[tuple[str, str | None]]:
    return [(row.code, row.node.get("max")) for row in tree.rows_of(files.tree_of_upload(upload, CONTENT))]


def test_a_formula_gives_the_value_it_shows_and_is_never_run():
    upload = book([DIRECT], formulas=[("E2", "=SUM(10,20)", 30)])
    assert items(upload) == [("II", "30")]
    said = troubles(book([DIRECT], formulas=[("E2", '=HYPERLINK("http://x")', "nhấn vào đây")]))
    assert said == [
        "Trang “Mục chấm”, dòng 2, ô E2 (Điểm tối đa): Hãy nhập một số, ví dụ 1.234,5 (dấu phẩy trước phần thập phân)."
    ]


def test_merged_cells_are_read_where_they_begin_and_what_they_hide_is_named():
    upload = book(
        [["I", "", "", "", "", "", ""], ["I.1", "Thu", "I", "", 40, "Chấm thẳng", ""]], merged=[("B2:D2", "Chuyên môn")]
    )
    assert items(upload) == [("I", None), ("I.1", "40")]
    rows = [DIRECT, ["", "Khác", "", "", 10, "Chấm thẳng", ""]]
    assert troubles(book(rows, merged=[("A2:A3", "II")])) == [
        "Trang “Mục chấm”, dòng 3, ô A3 (Mã): thiếu mã. Chữ, số và dấu . _ - ; không có khoảng trắng, nhiều nhất 40 ký tự."
    ]


def test_ten_thousand_rows_are_refused_at_once():
    rows = [[f"M{n}", f"Mục {n}", "", "", 1, "Chấm thẳng", ""] for n in range(10_000)]
    with pytest.raises(Denied) as refused:
        files.tree_of_upload(book(rows), CONTENT)
    assert "nhiều nhất 2000 dòng" in refused.value.reason


def test_codes_twice_and_words_for_numbers_are_named_by_their_cells():
    rows = [DIRECT, ["II", "Phong trào khác", "", "", 10, "Chấm thẳng", ""],
            ["III", "Khác", "", "", "mười", "Chấm thẳng", ""], ["IV", "Khác", "", "", "10 điểm rưỡi", "Chấm thẳng", ""]]  # fmt: skip
    said = troubles(book(rows))
    assert [each.partition(": ")[0] for each in said] == [
        *(f"Trang “Mục chấm”, dòng {place}" for place in ("3, ô A3 (Mã)", "4, ô E4 (Điểm tối đa)", "5, ô E5 (Điểm tối đa)"))
    ]  # fmt: skip


def test_a_wrong_sum_is_read_as_a_draft_that_cannot_be_frozen(province):
    rows = [["I", "Chuyên môn", "", "Đề mục", 60, "", ""], ["I.1", "Thu", "I", "", 40, "Chấm thẳng", ""]]
    read = files.tree_of_upload(book(rows), CONTENT)
    by = {"by": province.root.officer, "at": province.at}
    record = actions.draft_rubric(unit=province.root.unit, content=read, year=2025, **by)
    said = "Đề mục I ghi tối đa 60 điểm nhưng các mục con cộng lại là 40 điểm."
    assert [each.text for each in problems.errors_of(record.tree)] == [said]
    with pytest.raises(Denied) as refused:
        actions.freeze_rubric(record=record, **by)
    assert refused.value.reason == f"Chưa khóa được, bảng còn 1 lỗi: {said}"


# ── large tables ──


def large(count: int) -> dict:
    nodes = [
        {"code": f"M{n}", "name_vi": f"Mục {n}", "max": "1", "scoring": {"type": "direct", "value": f"M{n}.mark"}}
        for n in range(count)
    ]
    return {**CONTENT, "criteria": nodes, "bonuses": [], "deductions": []}


def test_a_table_past_the_bound_is_refused_and_one_at_the_bound_opens(
    province, client, settings, django_assert_max_num_queries
):
    by = {"by": province.root.officer, "at": province.at}
    with pytest.raises(Denied) as refused:
        actions.draft_rubric(unit=province.root.unit, content=large(601), year=2025, **by)
    assert refused.value.reason == "Bảng có 601 dòng; nhiều nhất 600."
    record = actions.draft_rubric(unit=province.root.unit, content=large(600), year=2025, **by)
    settings.DEMO = True
    DemoClock.objects.create(pk=1, today=province.at.date())
    client.force_login(province.root.officer)
    with django_assert_max_num_queries(25):
        assert client.get(reverse("rubrics:detail", args=[record.pk])).status_code == 200
    assert client.get(reverse("rubrics:trial", args=[record.pk])).status_code == 200
    assert client.get(reverse("rubrics:caps", args=[record.pk])).status_code == 200


def test_a_tree_deeper_than_the_bound_is_refused(province):
    node = {"code": "L9", "name_vi": "Đáy", "max": "1", "scoring": {"type": "direct", "value": "L9.mark"}}
    for level in range(8, 0, -1):
        node = {"code": f"L{level}", "name_vi": f"Cấp {level}", "children": [node]}
    with pytest.raises(Denied) as refused:
        actions.draft_rubric(
            unit=province.root.unit, content={**CONTENT, "criteria": [node]}, year=2025,
            by=province.root.officer, at=province.at,
        )  # fmt: skip
    assert refused.value.reason == "Bảng có quá nhiều cấp; nhiều nhất 6 cấp đề mục."


# ── two people ──


@pytest.mark.parametrize(("name", "args", "data"), [
    ("grades", [], {"name1": "Tốt", "least1": "70", "of1": "total"}),
    ("caps", [], {"name1": "Nhóm", "items1": "I.1", "limit1": "5"}),
    ("events", [], {"text1": "Bị kỷ luật", "what1": "award"}),
    ("node", ["II"], {"code": "II", "name_vi": "Tên khác", "max": "40", "p_grades": "B = 30"}),
])  # fmt: skip
def test_of_two_editors_the_second_is_told_and_loses_nothing_typed(
    province, record, client, settings, name, args, data
):
    settings.DEMO = True
    DemoClock.objects.create(pk=1, today=province.at.date())
    actions.shift_node(record=record, code="II", up=True, by=province.root.officer, at=province.at)
    client.force_login(province.root.officer)
    answer = client.post(reverse(f"rubrics:{name}", args=[record.pk, *args]), {"version": "1", **data})
    assert answer.status_code == 422
    form = answer.context["form"]
    assert form.non_field_errors() == [
        "Trang này đã cũ: bảng tiêu chí vừa được thay đổi. Những gì bạn đã nhập vẫn còn dưới đây; "
        "mở trang mới trong thẻ khác để so lại, rồi nhập vào trang mới."
    ]
    first = next(key for key in data)
    assert form[first].value() == data[first]
    record.refresh_from_db()
    assert record.version == 2
