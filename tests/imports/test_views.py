"""The screens of an import: who sees them, what they say, what hostile or late requests get."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.imports import books
from tests.imports.hands import done
from tests.imports.samples import HEAD, people_rows
from thidua.imports.models import Import
from thidua.shared.jobs.models import Job


@pytest.fixture
def officer(client, province):
    client.force_login(province.ha_long.officer)
    return client


def _sheet(tmp_path, rows) -> SimpleUploadedFile:
    place = books.plain_xlsx(tmp_path / "danh sách.xlsx", [HEAD, *rows])
    return SimpleUploadedFile(place.name, place.read_bytes())


def _on_page(answer) -> str:
    return " ".join(answer.content.decode().split())


@pytest.fixture
def handed_in(officer, province, tmp_path) -> Import:
    rows = people_rows(60)
    rows[5][5] = "Xã <script>alert(1)</script>"
    file = _sheet(tmp_path, rows)
    address = reverse("imports:new") + "?loai=people"
    answer = officer.post(address, {"file": file, "unit": province.ha_long.unit.pk})
    imported = Import.objects.get()
    assert (answer.status_code, answer.url) == (302, reverse("imports:table", args=[imported.pk]))
    return imported


@pytest.fixture
def looked_at(officer, handed_in) -> Import:
    """Checked, with fifty-nine new rows and one refused."""
    pk = handed_in.pk
    form = officer.get(reverse("imports:table", args=[pk])).context["form"]
    answer = officer.post(
        reverse("imports:table", args=[pk]), {"trang": 0, "dong": 1, "cao": 1, "version": form["version"].value()}
    )
    assert answer.url == reverse("imports:columns", args=[pk])
    form = officer.get(answer.url).context["form"]
    data = {f"cot-{place}": form[f"cot-{place}"].value() for place in form.places} | {
        "version": form["version"].value()
    }
    assert officer.post(answer.url, data).url == reverse("imports:detail", args=[pk])
    done(Job.objects.get())
    handed_in.refresh_from_db()
    return handed_in


def test_who_is_no_officer_is_told_why_and_finds_nothing(client, province, handed_in):
    client.force_login(province.ha_long.head)
    page = _on_page(client.get(reverse("imports:list")))
    assert "Để nhập dữ liệu từ bảng tính cần vai trò “Chuyên viên thi đua, khen thưởng” của một đơn vị." in page
    for name in ("detail", "table", "columns", "undo", "original", "returned", "progress"):
        assert client.get(reverse(f"imports:{name}", args=[handed_in.pk])).status_code == 404
    for name in ("write", "discard"):
        assert client.post(reverse(f"imports:{name}", args=[handed_in.pk])).status_code == 404


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("a.xlsm", b"PK", "Tệp có thể chứa macro nên không nhận; hãy mở tệp và lưu lại dưới dạng .xlsx."),
        ("a.csv", b"", "Không đọc được tệp: tệp trống."),
        ("a.pdf", b"%PDF", "Chỉ nhận bảng tính .xlsx, .xls, .ods hoặc .csv."),
    ],
)
def test_a_refused_file_comes_back_with_its_reason(officer, province, name, data, why):
    answer = officer.post(
        reverse("imports:new") + "?loai=people",
        {"file": SimpleUploadedFile(name, data), "unit": province.ha_long.unit.pk},
    )
    assert (answer.status_code, why in _on_page(answer)) == (422, True)


def test_a_foreign_unit_and_an_unknown_kind_are_refused(officer, province, tmp_path):
    answer = officer.post(
        reverse("imports:new") + "?loai=people",
        {"file": _sheet(tmp_path, people_rows(1)), "unit": province.cam_pha.unit.pk},
    )
    assert (answer.status_code, Import.objects.count()) == (422, 0)
    assert officer.get(reverse("imports:new") + "?loai=khong-co").status_code == 404


def test_another_header_row_is_shown_before_it_is_taken(officer, handed_in):
    address = reverse("imports:table", args=[handed_in.pk])
    looked = officer.post(address, {"trang": 0, "dong": 3, "cao": 1, "xem": "1"})
    parts = [row["part"] for row in looked.context["rows"][:4]]
    assert (looked.status_code, parts) == (200, ["above", "above", "header", "data"])
    for odd in ({"dong": "999"}, {"dong": "x"}, {"trang": "77"}, {"cao": "9"}):
        assert officer.get(address, odd).status_code == 200
    refused = officer.post(address, {"trang": 77, "dong": 900, "cao": 5, "version": "1"})
    handed_in.refresh_from_db()
    assert (refused.status_code, handed_in.state) == (422, "uploaded")


def test_the_preview_lists_refused_rows_with_cell_and_reason_and_pages_the_rest(officer, looked_at):
    address = reverse("imports:detail", args=[looked_at.pk])
    first, new = officer.get(address), officer.get(address, {"xem": "new", "page": "2"})
    assert first.context["page"]["lines"] == [
        {
            "n": 7,
            "t": "Lê An An An Khánh (M-000005)",
            "p": [["Cột F – Đơn vị", "Xã <script>alert(1)</script>", "không có đơn vị này trong hệ thống"]],
        }
    ]
    assert "<script>alert" not in first.content.decode()
    assert (len(new.context["page"]["lines"]), new.context["page"]["pager"].count_text) == (
        9,
        "trang 2 trong 2, 59 dòng",
    )
    for odd in ({"page": "-1"}, {"page": "99999"}, {"xem": "lạ"}, {"loi": "99"}, {"loi": "x", "page": "x"}):
        assert officer.get(address, odd).status_code == 200


def test_writing_needs_the_tick_when_rows_are_left_out(officer, looked_at):
    address = reverse("imports:write", args=[looked_at.pk])
    back = reverse("imports:detail", args=[looked_at.pk])
    answer = officer.post(
        address, {"version": looked_at.version}, headers={"referer": f"http://testserver{back}"}, follow=True
    )
    assert "Có 1 dòng bị từ chối. Hãy xác nhận bỏ qua những dòng đó" in _on_page(answer)
    old = officer.post(
        address, {"version": "1", "accepts_refused": "on"}, headers={"referer": f"http://testserver{back}"}, follow=True
    )
    assert "Trang này đã cũ" in _on_page(old)
    officer.post(address, {"version": looked_at.version, "accepts_refused": "on"})
    assert "Đang chờ đến lượt" in _on_page(officer.get(back))
    done(Job.objects.latest("pk"))
    bar = officer.get(reverse("imports:progress", args=[looked_at.pk]), headers={"HX-Request": "true"})
    assert bar.headers["HX-Redirect"] == back
    assert "Đã ghi vào hệ thống" in _on_page(officer.get(back))


def test_files_leave_as_downloads_no_browser_opens(officer, looked_at):
    for name in ("original", "returned"):
        answer = officer.get(reverse(f"imports:{name}", args=[looked_at.pk]))
        assert answer.headers["Content-Disposition"].startswith("attachment;")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    blank = officer.get(reverse("imports:blank", args=["people"]))
    assert b"".join(blank.streaming_content)[:2] == b"PK"


def test_the_register_is_exported_for_the_own_unit_only(officer, province):
    address = reverse("imports:export", args=["people"])
    own = officer.post(address, {"unit": province.ha_long.unit.pk})
    assert (own.status_code, b"".join(own.streaming_content)[:2]) == (200, b"PK")
    assert officer.post(address, {"unit": province.cam_pha.unit.pk}).status_code == 403


def test_a_discarded_import_takes_its_file_along(officer, looked_at, django_capture_on_commit_callbacks):
    from thidua.imports.files import folder

    with django_capture_on_commit_callbacks(execute=True):
        officer.post(reverse("imports:discard", args=[looked_at.pk]), {"version": looked_at.version})
    looked_at.refresh_from_db()
    assert (looked_at.state, looked_at.stored_as, looked_at.chunks.count(), list(folder().iterdir())) == (
        "discarded",
        "",
        0,
        [],
    )
    assert officer.get(reverse("imports:detail", args=[looked_at.pk])).status_code == 200
