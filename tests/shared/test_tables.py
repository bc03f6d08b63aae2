"""Lists: found, sorted, paged and exported right, in a constant number of queries, whatever the address says."""

import io
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import RequestFactory
from django_htmx.middleware import HtmxDetails
from python_calamine import CalamineWorkbook

from thidua.people.models import Person
from thidua.shared.columns import Column, Filter
from thidua.shared.exports import csv_response, neutral, write_xlsx
from thidua.shared.tables import Table, table_page

GENDERS = Filter("gender", "Giới tính", Person.Gender.choices)


class PersonTable(Table):
    caption = "Danh sách người"
    export_name = "nguoi"
    noun = "người"
    search_fields = ("name_fold",)
    plain_search_fields = ("code",)
    default_sort = "full_name"
    columns = (
        Column("full_name", "Họ và tên", sort=("name_key",), primary=True, link=lambda p: f"/nguoi/{p.pk}/"),
        Column("code", "Mã", sort="code"),
        Column("get_gender_display", "Giới tính"),
        Column("born_on", "Ngày sinh", sort="born_on"),
    )


def make(number: int, **fields) -> list[Person]:
    people = [
        Person(
            **{
                "code": f"P{n:05d}",
                "full_name": f"Nguyễn Văn Người {n:05d}",
                "gender": "male",
                "subject": "worker",
                **fields,
            }
        )
        for n in range(number)
    ]
    return Person.objects.bulk_create([person.fill_keys() for person in people])


def named(*names: str) -> None:
    for n, name in enumerate(names):
        Person.objects.create(
            code=f"N{n}", full_name=name, gender="female" if "Thị" in name else "male", subject="worker"
        )


def table(query: str = "", **options) -> PersonTable:
    return PersonTable(Person.objects.all(), RequestFactory().get(f"/nguoi/?{query}"), filters=[GENDERS], **options)


def names(of: PersonTable) -> list[str]:
    return [row.cells[0].text for row in of.rows]


@pytest.mark.django_db
def test_a_list_costs_two_queries_at_50_and_at_500_rows(django_assert_num_queries):
    for number in (50, 450):
        make(number) if number == 50 else Person.objects.bulk_create(
            [
                Person(code=f"Q{n}", full_name=f"Trần {n}", gender="male", subject="worker").fill_keys()
                for n in range(450)
            ]
        )
        with django_assert_num_queries(2):
            render_to_string("components/data_table.html", {"table": table("sort=-code&q=n")})


@pytest.mark.django_db
def test_search_finds_without_diacritics_and_by_code():
    named("Đặng Thị Bích Ngọc", "Phạm Đức Hậu", "Đỗ Ngọc Hân")
    assert names(table("q=dang+ngoc")) == ["Đặng Thị Bích Ngọc"]
    assert names(table("q=NGỌC")) == ["Đỗ Ngọc Hân", "Đặng Thị Bích Ngọc"]
    assert names(table("q=N1")) == ["Phạm Đức Hậu"]
    assert names(table("q=%25")) == []
    assert names(table("q=%CC%81")) == []


@pytest.mark.django_db
def test_the_order_of_names_is_vietnamese_and_turns_round():
    named("Lê Văn Bình", "Lê Văn Ân", "Lê Văn An", "Trần Đào", "Trần Dung")
    assert names(table()) == ["Lê Văn An", "Lê Văn Ân", "Lê Văn Bình", "Trần Dung", "Trần Đào"]
    assert names(table("sort=-full_name")) == ["Trần Đào", "Trần Dung", "Lê Văn Bình", "Lê Văn Ân", "Lê Văn An"]


@pytest.mark.django_db
def test_a_filter_narrows_and_an_unknown_choice_counts_as_none():
    named("Đặng Thị Ngọc", "Phạm Đức Hậu")
    assert names(table("gender=female")) == ["Đặng Thị Ngọc"]
    assert table("gender=robot").count == 2
    assert table("gender=robot").is_filtered is False


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sort", ["__class__", "person__password", "-", "pk", "born_on; DROP TABLE", "get_gender_display"]
)
def test_a_hostile_sort_falls_back_to_the_default(sort):
    named("Bình", "An")
    hostile = PersonTable(Person.objects.all(), RequestFactory().get("/nguoi/", {"sort": sort}))
    assert (names(hostile), hostile.sort_param) == (["An", "Bình"], "full_name")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "page"),
    [("2", 2), ("999999", 3), ("99999999999999999999", 1), ("abc", 1), ("-1", 1), ("0", 1), ("", 1), ("²", 1)],
)
def test_a_hostile_page_falls_back(asked, page):
    make(120)
    shown = PersonTable(Person.objects.all(), RequestFactory().get("/nguoi/", {"page": asked}))
    assert (shown.page_number, len(shown.rows)) == (page, 50 if page < 3 else 20)


@pytest.mark.django_db
def test_no_row_is_lost_or_doubled_between_pages_of_equal_keys():
    make(120, born_on=date(1985, 1, 1))
    seen = [row.record.pk for page in (1, 2, 3) for row in table(f"sort=born_on&page={page}").rows]
    assert sorted(seen) == sorted(Person.objects.values_list("pk", flat=True))


@pytest.mark.django_db
def test_links_keep_search_filter_and_order():
    make(120)
    shown = table("q=nguoi&gender=male&sort=-code&page=2&khac=1")
    assert shown.url(page=3) == "/nguoi/?q=nguoi&gender=male&sort=-code&page=3"
    assert [head["aria_sort"] for head in shown.headers] == ["", "descending", "", ""]
    assert shown.headers[1]["url"] == "/nguoi/?q=nguoi&gender=male&sort=code"
    assert [page["text"] for page in shown.pages] == ["1", "2", "3"]
    assert shown.count_text == "51–100 trong 120 người"


@pytest.mark.django_db
def test_an_empty_list_says_so_and_a_search_without_result_says_otherwise():
    bare = render_to_string("components/data_table.html", {"table": table()})
    searched = render_to_string("components/data_table.html", {"table": table("q=khong-co-ai")})
    assert (bare.count("Chưa có gì ở đây"), bare.count("<form")) == (1, 0)
    assert (searched.count("Không tìm thấy dòng nào"), searched.count("<form")) == (1, 1)


@pytest.mark.django_db
def test_names_with_markup_are_shown_as_text():
    named("<script>alert(1)</script>")
    html = render_to_string("components/data_table.html", {"table": table("q=script")})
    assert html.count("<script") == 0
    assert html.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 1


@pytest.mark.django_db
def test_htmx_gets_the_table_alone(rf):
    named("An")
    request = rf.get("/nguoi/", headers={"HX-Request": "true", "HX-Target": "danh-sach"})
    request.htmx = HtmxDetails(request)
    html = table_page(request, PersonTable(Person.objects.all(), request), "base.html").content.decode()
    assert html.lstrip().startswith('<section class="data-table" id="danh-sach"')


@pytest.mark.django_db
def test_csv_holds_the_whole_filtered_list(rf):
    make(120)
    request = rf.get("/nguoi/?export=csv&page=2&q=nguoi+0001")
    answer = table_page(request, PersonTable(Person.objects.all(), request), "base.html")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0] == "Họ và tên;Mã;Giới tính;Ngày sinh"
    assert lines[1:] == [f"Nguyễn Văn Người {n:05d};P{n:05d};Nam;" for n in (1, *range(10, 20))]


@pytest.mark.parametrize("text", ["=1+1", "+84", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1"])
def test_formulas_hidden_in_text_are_made_text(text):
    assert neutral(text) == f"'{text}"


def test_numbers_and_plain_text_stay_in_files():
    assert (neutral(-5), neutral("Lê Hà"), neutral("a=b")) == (-5, "Lê Hà", "a=b")


def test_csv_writes_vietnamese_numbers_and_days():
    answer = csv_response("x", ["=a", "b"], [[Decimal("-1234.5"), date(2026, 11, 21)], ["-cmd", None]])
    assert b"".join(answer.streaming_content).decode("utf-8-sig") == "'=a;b\r\n-1234,5;21/11/2026\r\n'-cmd;\r\n"


def test_xlsx_holds_numbers_days_and_no_formula():
    place = io.BytesIO()
    assert (
        write_xlsx(
            place, ["Tên", "Điểm", "Ngày"], [["=1+1", Decimal("9.5"), date(2026, 11, 21)], ["http://x.vn", 3, None]]
        )
        == 2
    )
    rows = CalamineWorkbook.from_filelike(io.BytesIO(place.getvalue())).get_sheet_by_index(0).to_python()
    assert rows == [["Tên", "Điểm", "Ngày"], ["'=1+1", 9.5, date(2026, 11, 21)], ["http://x.vn", 3.0, ""]]
    with zipfile.ZipFile(place) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


@pytest.mark.django_db
def test_the_download_is_a_spreadsheet(rf):
    named("An")
    request = rf.get("/nguoi/?export=xlsx")
    answer: HttpResponse = table_page(request, PersonTable(Person.objects.all(), request), "base.html")
    assert answer["Content-Disposition"] == 'attachment; filename="nguoi.xlsx"'
    rows = (
        CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content))).get_sheet_by_index(0).to_python()
    )
    assert rows[1][:3] == ["An", "N0", "Nam"]
    answer.close()


class PaperTable(PersonTable):
    default_sort = ""
    columns = (
        Column("full_name", "Họ và tên", primary=True),
        Column("code", "Số", nowrap=True),
        Column("born_on", "Ngày sinh"),
        Column("note", "Ghi chú", value=lambda person: "Dài " * 30),
    )


def test_cells_say_how_they_are_to_be_set(db):
    named("Trần Văn An")
    (row,) = PaperTable(Person.objects.all(), RequestFactory().get("/nguoi/")).rows
    assert [cell.css for cell in row.cells] == ["", "nowrap", "is-blank", "is-long"]


class DressedTable(PersonTable):
    """A column for the screen, one for files, and a value computed outside the database."""

    columns = (
        Column("full_name", "Họ và tên", sort=("name_key",), primary=True, export=False),
        Column("code", "Mã", shown=False),
        Column("computed", "Tính thêm"),
    )

    def dressed(self, record):
        record.computed = f"của {record.code}"
        return record


@pytest.mark.django_db
def test_columns_of_the_screen_and_of_files_and_what_is_computed_elsewhere():
    make(1)
    request = RequestFactory().get("/")
    request.htmx = HtmxDetails(request)
    table = DressedTable(Person.objects.all(), request)
    code = Person.objects.get().code
    assert [head["label"] for head in table.headers] == ["Họ và tên", "Tính thêm"]
    assert [cell.text for cell in table.rows[0].cells][1:] == [f"của {code}"]
    lines = b"".join(table.export("csv").streaming_content).decode().lstrip("\ufeff").splitlines()
    assert lines == ["Mã;Tính thêm", f"{code};của {code}"]


@pytest.mark.parametrize("key", ["unit.name", "-nothing", "code"])
def test_a_default_order_by_no_sortable_column_is_refused_when_the_list_is_written(key):
    with pytest.raises(TypeError) as refused:
        type(
            "Wrong",
            (Table,),
            {"default_sort": key, "columns": (Column("code", "Mã"), Column("full_name", "Tên", sort="id"))},
        )
    assert str(refused.value) == f"Wrong sorts by “{key.removeprefix('-')}”, which is no column to sort by"
