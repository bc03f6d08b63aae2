"""The spreadsheet form, CSV and YAML: every shipped table goes out and comes back the same; bad files are refused."""

import io
import zipfile
from itertools import count

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from paperwork.sheets import write_book
from rulebook.rubrics import Rubric, load_rubric, rubric_codes
from thidua.rubrics import actions, files, sheets, tree, yaml_in
from thidua.shared.denied import Denied

HEADINGS = [column.header for column in sheets.ITEM_COLUMNS]
BASE = actions.empty_tree("Bảng thử", "UBND tỉnh", 2026, "Xã, phường")


def book(rows, name="Mục chấm", headings=HEADINGS) -> SimpleUploadedFile:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"strings_to_formulas": False}) as made:
        sheet = made.add_worksheet(name)
        for at, row in enumerate([headings, *rows]):
            for column, value in enumerate(row):
                if value is not None:
                    sheet.write(at, column, value)
    return SimpleUploadedFile("bang.xlsx", stream.getvalue())


def row(code, name="Mục", parent=None, kind=None, maximum=None, how=None, params=None, **more):
    return [code, name, parent, kind, maximum, how, params, *(more.get(key) for key in
            ("assessor", "evidence", "gate", "note", "other"))]  # fmt: skip


def troubles(upload) -> list[str]:
    with pytest.raises(files.FileRefused) as refused:
        files.tree_of_upload(upload, BASE)
    return refused.value.troubles


@pytest.mark.parametrize("code", rubric_codes())
def test_a_shipped_table_comes_back_from_excel_csv_and_yaml_as_it_went(code):
    rubric = load_rubric(code)
    content = tree.tree_of(rubric)
    assert Rubric.model_validate(content) == rubric
    excel = SimpleUploadedFile("bang.xlsx", files.workbook(content))
    assert files.tree_of_upload(excel, BASE) == content
    assert files.tree_of_upload(SimpleUploadedFile("b.yaml", yaml_in.write(content)), BASE) == content
    if content["criteria"]:
        csv = SimpleUploadedFile("bang.csv", files.csv_file(content))
        assert files.tree_of_upload(csv, content) == content


def test_the_template_is_read_back_and_shows_every_way_of_scoring():
    read = files.tree_of_upload(SimpleUploadedFile("mau.xlsx", files.template()), BASE)
    assert read == files.example_tree()
    used = {each.node["scoring"]["type"] for each in tree.rows_of(read) if each.is_item}
    assert used >= set(files._EXAMPLES)


def test_an_opendocument_spreadsheet_is_taken():
    lines = (["Mã", "Tên", "Điểm tối đa", "Cách tính"], ["A", "Báo cáo", "10", "Chấm thẳng"])
    opened = "<table:table-cell office:value-type='string'><text:p>"
    content = "".join(
        "<table:table-row>"
        + "".join(f"{opened}{cell}</text:p></table:table-cell>" for cell in line)
        + "</table:table-row>"
        for line in lines
    )
    xml = (
        '<?xml version="1.0"?><office:document-content office:version="1.2" '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="Mục chấm">{content}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr(
            "META-INF/manifest.xml",
            '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
        package.writestr("content.xml", xml)
    read = files.tree_of_upload(SimpleUploadedFile("bang.ods", stream.getvalue()), BASE)
    assert read["criteria"] == [
        {"code": "A", "name_vi": "Báo cáo", "max": "10", "scoring": {"type": "direct", "value": "A.mark"}}
    ]


def test_refusals_name_row_cell_and_reason():
    found = troubles(
        book(
            [
                row("I", "Nhóm I", maximum=100),
                row("I.1", "Thu ngân sách", "I", maximum="hai mươi", how="Chấm thẳng"),
                row("I.1", "Lại I.1", "I", maximum=5, how="Chấm thẳng"),
                row("I 2", "Mã có khoảng trắng", "I", maximum=5, how="Chấm thẳng"),
                row("I.3", None, "I", maximum=-5, how="Chấm thẳng"),
                row("I.4", "Cách lạ", "I", maximum=5, how="Theo cảm tính"),
                row("I.5", "Mức", "I", maximum=5, how="Theo mức tỷ lệ", params="Các mức: 88 = 2"),
                row("I.6", "Không điểm", "I", maximum=0, how="Chấm thẳng"),
                row("I.7", "Lạc", "IX", maximum=5, how="Chấm thẳng"),
                row("T", "Thưởng", "I", "Điểm thưởng", 5, "Chấm thẳng"),
                row("I.8", "Tham số lạ", "I", maximum=5, how="Chấm thẳng", params="Hệ số: 2"),
            ]
        )
    )
    assert [text.split(": ")[0] for text in found] == [
        "Trang “Mục chấm”, dòng 3, ô E3 (Điểm tối đa)",
        "Trang “Mục chấm”, dòng 4, ô A4 (Mã)",
        "Trang “Mục chấm”, dòng 5, ô A5 (Mã)",
        "Trang “Mục chấm”, dòng 6, ô B6 (Tên)",
        "Trang “Mục chấm”, dòng 6, ô E6 (Điểm tối đa)",
        "Trang “Mục chấm”, dòng 7, ô F7 (Cách tính)",
        "Trang “Mục chấm”, dòng 8, ô G8 (Tham số)",
        "Trang “Mục chấm”, dòng 9, ô E9 (Điểm tối đa)",
        "Trang “Mục chấm”, dòng 10, ô C10 (Thuộc mục)",
        "Trang “Mục chấm”, dòng 11, ô C11 (Thuộc mục)",
        "Trang “Mục chấm”, dòng 12, ô G12 (Tham số)",
    ]
    assert found[1].endswith("mã I.1 đã có ở dòng 3; mỗi mã chỉ dùng một lần.")
    assert found[4].endswith("Số nhỏ nhất được nhận là 0.")


def test_a_line_with_a_repeated_or_wrong_code_still_tells_its_other_mistakes():
    lines = (
        "Mã,Tên,Điểm tối đa,Cách tính",
        "A,Báo cáo,10,Chấm thẳng",
        "A,Thu ngân sách,mười,Tỷ lệ so chỉ tiêu",
        "B 1,,5,Chấm thẳng",
    )
    found = troubles(SimpleUploadedFile("bang.csv", "\n".join(lines).encode()))
    assert [text[text.index("ô ") : text.index(":")] for text in found] == [
        "ô A3 (Mã)",
        "ô C3 (Điểm tối đa)",
        "ô D3 (Cách tính)",
        "ô A4 (Mã)",
        "ô B4 (Tên)",
    ]
    assert found[2].split(": ")[1].split(";")[0] == "không có cách tính này"


def test_parents_that_go_round_are_refused():
    found = troubles(book([row("A", parent="B"), row("B", parent="C"), row("C", parent="A")]))
    assert found == [
        "Trang “Mục chấm”, dòng 2, ô C2 (Thuộc mục): mục nằm vòng trong chính nó: A → B → C → A.",
        "Trang “Mục chấm”, dòng 3, ô C3 (Thuộc mục): mục nằm vòng trong chính nó: B → C → A → B.",
        "Trang “Mục chấm”, dòng 4, ô C4 (Thuộc mục): mục nằm vòng trong chính nó: C → A → B → C.",
    ]


def test_a_chain_of_two_thousand_parents_is_refused():
    found = troubles(book([row(f"A{n}", parent=f"A{n - 1}" if n else None) for n in range(1900)]))
    assert found[0] == "Trang “Mục chấm”, dòng 8, ô C8 (Thuộc mục): quá nhiều cấp; nhiều nhất 6 cấp đề mục."
    assert len(found) == 200


def test_a_text_like_a_formula_stays_text_and_goes_out_as_text():
    evil = '=HYPERLINK("http://x";"bấm")'
    upload = book([row("A", evil, maximum=5, how="Chấm thẳng")])
    read = files.tree_of_upload(upload, BASE)
    assert read["criteria"][0]["name_vi"] == evil
    out = zipfile.ZipFile(io.BytesIO(files.workbook(read)))
    assert b"<f>" not in b"".join(out.read(name) for name in out.namelist() if "worksheets/" in name)
    csv = files.csv_file(read).decode("utf-8-sig").splitlines()[1]
    assert csv.startswith("A,\"'=HYPERLINK(")
    assert files.tree_of_upload(SimpleUploadedFile("b.csv", files.csv_file(read)), read) == read


def test_html_in_a_name_is_kept_as_the_letters_it_is():
    read = files.tree_of_upload(book([row("A", "<b>Đậm</b>", maximum=5, how="Chấm thẳng")]), BASE)
    assert read["criteria"][0]["name_vi"] == "<b>Đậm</b>"


def test_five_thousand_rows_are_refused_not_cut():
    upload = book([row(f"A{n}", maximum=1, how="Chấm thẳng") for n in range(5000)])
    with pytest.raises(Denied) as refused:
        files.tree_of_upload(upload, BASE)
    assert refused.value.reason == "Không đọc được tệp: trang tính “Mục chấm” có 5001 dòng; nhiều nhất 2000 dòng."


def test_a_zip_bomb_a_renamed_file_and_an_empty_file_are_refused():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("xl/workbook.xml", "<workbook/>")
        package.writestr("xl/worksheets/sheet1.xml", b"0" * (60 * 2**20))
    for content in (stream.getvalue(), b"MZ\x90\x00 khong phai bang tinh", b""):
        with pytest.raises(Denied):
            files.tree_of_upload(SimpleUploadedFile("bang.xlsx", content), BASE)
    with pytest.raises(Denied) as refused:
        files.tree_of_upload(SimpleUploadedFile("bang.exe", b"MZ"), BASE)
    assert refused.value.reason == f"Chỉ nhận tệp {files.TAKEN}."


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a: &x [1]\nb: *x", "Tệp YAML dòng 1: không nhận dấu & và * (dẫn chiếu); hãy viết đầy đủ nội dung."),
        ("a: !!python/object/apply:os.system ['id']", "Tệp YAML dòng 1: không nhận nhãn kiểu “tag:yaml.org,2002:python/object/apply:os”."),
        ("a: 1\na: 2", "Tệp YAML dòng 2: tên “a” có hai lần."),
        ("[" * 60 + "]" * 60, "Tệp YAML dòng 1: quá nhiều cấp hoặc quá nhiều nội dung."),
        ("a: [1", "Tệp YAML sai cú pháp ở dòng 2."),
        ("", "Tệp YAML rỗng."),
        ("- 1", "Tệp YAML phải là một bảng tiêu chí (các cặp tên: giá trị)."),
        ("a: " + "x" * 1_000_001, "Tệp YAML quá lớn: nhiều nhất 1 MB."),
    ],
)  # fmt: skip
def test_hostile_yaml_is_refused(text, reason):
    with pytest.raises(Denied) as refused:
        yaml_in.read_tree(text.encode())
    assert refused.value.reason == reason


@pytest.mark.parametrize(("number", "reason"), [
    (".nan", "Số “nan” không dùng được trong bảng điểm."),
    (".inf", "Số “inf” không dùng được trong bảng điểm."),
    ("'1e999999999'", "Số “1e999999999” không dùng được trong bảng điểm."),
])  # fmt: skip
def test_numbers_nobody_means_are_refused_before_they_are_written_out(number, reason):
    text = yaml_in.write({**BASE, "criteria": [{"code": "A", "name_vi": "A"}]}).decode()
    with pytest.raises(Denied) as refused:
        yaml_in.read_tree(
            text.replace(
                "name_vi: A", f"name_vi: A\n  max: {number}\n  scoring: {{type: direct, value: A.mark}}"
            ).encode()
        )
    assert refused.value.reason == reason


@st.composite
def trees(draw):
    """Small tables of arbitrary names, points and two levels."""
    numbers = count(1)

    def item(code):
        top = draw(st.integers(1, 50))
        kind = draw(st.sampled_from(["direct", "pass_fail", "proportional_to_target", "per_occurrence"]))
        fields = {
            "direct": {"value": f"{code}.mark"},
            "pass_fail": {"value": f"{code}.done"},
            "proportional_to_target": {"achieved": f"{code}.actual", "target": f"{code}.plan"},
            "per_occurrence": {"value": f"{code}.count", "points": "1"},
        }[kind]
        name = f"m {draw(st.sampled_from(['=1+1', '-a', '@b', 'Đạt & <b>', 'x']))}"
        return {"code": code, "name_vi": name, "max": str(top), "scoring": {"type": kind, **fields}}

    criteria = []
    for _ in range(draw(st.integers(1, 3))):
        code = f"H{next(numbers)}"
        children = [item(f"{code}.{n}") for n in range(1, draw(st.integers(1, 3)) + 1)]
        criteria.append(
            {"code": code, "name_vi": "Đề mục", "max": str(sum(int(c["max"]) for c in children)), "children": children}
        )
    extra = [item(f"T{next(numbers)}")] if draw(st.booleans()) else []
    return tree.settled({**BASE, "criteria": criteria, "bonuses": extra})


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(trees())
def test_any_table_survives_the_sheet_form(tmp_path_factory, content):
    place = tmp_path_factory.mktemp("form") / "b.xlsx"
    write_book(place, sheets.forms_of(content))
    assert files.tree_of_upload(SimpleUploadedFile("b.xlsx", place.read_bytes()), BASE) == content
