"""The screens of old decisions: the whole way, who sees it, how many questions a page asks."""

from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.old_decisions.conftest import PEOPLE
from tests.old_decisions.hands import do, handed, line, matched, paper
from tests.old_decisions.samples import sample
from tests.old_decisions.test_confirming import HEAD, ROWS
from tests.sweeps.list_pages import MOST_QUERIES
from thidua.honours.models import Honour
from thidua.imports.models_old import OldDecision
from thidua.units.models import Unit


@pytest.fixture
def officer(client, province, old_ward):
    client.force_login(province.root.officer)
    return client


def _on_page(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_the_whole_way_by_the_screens(officer, province, tmp_path):
    place = paper(tmp_path / "quyết định.docx", ROWS)
    file = SimpleUploadedFile(place.name, place.read_bytes())
    answer = officer.post(reverse("imports:old-new"), {"unit": province.root.unit.pk, "file": file})
    decision = OldDecision.objects.get()
    assert answer.url == reverse("imports:old-detail", args=[decision.pk])
    page = officer.get(answer.url)
    assert "Đang chờ đến lượt" in _on_page(page)
    assert [label for label, *_ in page.context["facts"]] == ["Nhập cho", "Tải lên", "Tệp gốc", "Mã SHA-256 của tệp"]
    do(decision)
    assert officer.get(answer.url).url == reverse("imports:old-head", args=[decision.pk])
    page = officer.get(reverse("imports:old-head", args=[decision.pk]))
    assert "7 dòng đề xuất" in _on_page(page)
    form = page.context["form"]
    needed = {name: form[name].optional_vi for name in ("number", "decided_on", "agency", "award_code", "year")}
    assert needed == {
        "number": "bắt buộc: 7 dòng không ghi riêng",
        "decided_on": "bắt buộc: 7 dòng không ghi riêng",
        "agency": "bắt buộc: 7 dòng không ghi riêng",
        "award_code": "không bắt buộc: mọi dòng đều ghi riêng",
        "year": "không bắt buộc: mọi dòng đều ghi riêng",
    }
    assert "(bắt buộc: 7 dòng không ghi riêng)" in _on_page(page)
    assert form["number"].value() == "15/QĐ-UBND"
    assert 'value="05/01/2024"' in _on_page(page)
    data = {name: form[name].value() or "" for name in form.fields} | {"decided_on": "05/01/2024"}
    assert officer.post(reverse("imports:old-head", args=[decision.pk]), data).url == answer.url
    do(decision)
    page = _on_page(officer.get(answer.url))
    assert "4 dòng cần xem, 3 dòng rõ, 0 dòng đã xác nhận, 0 dòng đã bỏ." in page
    assert "có 2 người cùng họ tên; hãy chọn, hoặc ghi không gắn với ai" in page
    assert officer.post(reverse("imports:old-confirm-clear", args=[decision.pk])).status_code == 302
    three = reverse("imports:old-line", args=[decision.pk, 3])
    form = officer.get(three).context["form"]
    data = {name: form[name].value() or "" for name in form.fields}
    data |= {"person": "HG-2", "decided_on": "05/01/2024"}
    assert officer.post(three, data).url == three
    assert line(decision, 3).person.code == "HG-2"
    for ordinal, act in ((3, "confirm"), (4, "confirm"), (5, "drop"), (7, "drop")):
        address = reverse(f"imports:old-line-{act}", args=[decision.pk, ordinal])
        back = officer.post(address, {"version": line(decision, ordinal).version, "loc": "can-xem", "page": "1"})
        assert back.url.endswith("?loc=can-xem&page=1#cac-dong")
    decision.refresh_from_db()
    decision.notes = ["Dòng cộng ghi 4, đọc được 3 dòng."]
    decision.save()
    page = officer.get(answer.url)
    write = page.context["write_act"]
    assert (write.label, write.confirm) == (
        "Ghi 5 dòng vào sổ vàng",
        "5 dòng sẽ đứng trong sổ vàng; sau đó chỉ sửa được bằng dòng đính chính hoặc hoàn tác cả tệp. "
        "Lưu ý khi đọc tệp: Dòng cộng ghi 4, đọc được 3 dòng.",
    )
    panel = _on_page(page).partition("viec-con-lai")[2].partition("</section>")[0]
    assert panel.count("Dòng cộng ghi 4, đọc được 3 dòng.") == _on_page(page).count("Dòng cộng ghi 4") == 2
    officer.post(reverse("imports:old-write", args=[decision.pk]), {"version": decision.version})
    do(decision)
    assert Honour.objects.count() == 5
    assert "Đã ghi vào sổ vàng" in _on_page(officer.get(answer.url))
    undo = officer.post(reverse("imports:old-undo", args=[decision.pk]), {"reason": "Nhập nhầm tệp"})
    assert undo.url == answer.url
    do(decision)
    assert decision.state == "undone"
    page = officer.get(answer.url, {"loc": "da-xac-nhan"})
    assert [(tab["label"], tab["count"]) for tab in page.context["tabs"] if tab["here"]] == [("Đã hoàn tác", 5)]
    assert {(each.state_code, each.state_words) for each in page.context["lines"]} == {("undone", "Đã hoàn tác")}
    assert "Đã xác nhận" not in _on_page(page)
    assert "Đã xác nhận" not in _on_page(officer.get(three))


def test_old_decisions_are_reached_from_the_register_and_from_imports(officer):
    for name in ("honours:list", "imports:list"):
        assert f'href="{reverse("imports:old-list")}"' in officer.get(reverse(name)).content.decode()
    assert f'href="{reverse("imports:old-new")}"' in officer.get(reverse("imports:old-list")).content.decode()


def test_others_find_nothing(client, province, old_ward, tmp_path):
    decision = matched(paper(tmp_path / "a.docx", ROWS), province.root.unit, province.root.officer, province.at)
    for user in (province.ha_long.officer, province.root.head, province.stranger):
        client.force_login(user)
        for name in ("detail", "head", "undo", "original", "progress"):
            assert client.get(reverse(f"imports:old-{name}", args=[decision.pk])).status_code == 404
        assert client.get(reverse("imports:old-line", args=[decision.pk, 1])).status_code == 404
        for name in ("write", "discard", "confirm-clear", "drop-registered", "read-again"):
            assert client.post(reverse(f"imports:old-{name}", args=[decision.pk])).status_code == 404
        for name in ("confirm", "drop", "reopen"):
            assert client.post(reverse(f"imports:old-line-{name}", args=[decision.pk, 1])).status_code == 404


def _row(n: int, words: tuple[str, str]) -> list[str]:
    """Known people, known units and unknown people by turns."""
    known = PEOPLE[n % len(PEOPLE)][1]
    name = (known, "Văn phòng", f"Phạm {words[0]} {words[1]}")[n % 3]
    return [str(n), name, "1980", "Công chức", "Phường Hồng Gai"]


LONG = [HEAD, *[_row(n, words) for n, words in enumerate(
    ((a, b) for a in ("An", "Bình", "Chi", "Dũng", "Hà", "Linh", "Minh", "Nga") for b in ("Anh", "Bảo", "Cúc", "Duy", "Hoa", "Kim", "Lan", "Mai")),
    start=1)]]  # fmt: skip


def test_fifty_lines_ask_few_questions_and_odd_parameters_do_no_harm(
    officer, province, old_ward, tmp_path, django_assert_max_num_queries
):
    days = {"valid_from": old_ward.valid_from, "valid_to": old_ward.valid_to}
    Unit.objects.create(code="06655-VP", name="Văn phòng", kind="section", parent=old_ward, **days)
    decision = matched(paper(tmp_path / "a.docx", LONG), province.root.unit, province.root.officer, province.at)
    address = reverse("imports:old-detail", args=[decision.pk])
    with django_assert_max_num_queries(MOST_QUERIES):
        page = officer.get(address, {"loc": "tat-ca"})
    lines = page.context["lines"]
    assert len(lines) == 50
    assert {bool(line.person_id) for line in lines} == {bool(line.recipient_unit_id) for line in lines} == {True, False}
    for odd in ({"loc": "lạ"}, {"page": "99999"}, {"page": "-1"}, {"page": "²"}, {"loc": "\0"}):
        assert officer.get(f"{address}?{urlencode(odd)}").status_code == 200


def test_an_old_page_and_hostile_text_are_harmless(officer, province, tmp_path):
    rows = [HEAD, ["1", "Ông <script>alert(1)</script> Ba", "", "", ""]]
    decision = matched(paper(tmp_path / "a.docx", rows), province.root.unit, province.root.officer, province.at)
    assert "<script>alert" not in officer.get(reverse("imports:old-detail", args=[decision.pk])).content.decode()
    stale = officer.post(reverse("imports:old-line-confirm", args=[decision.pk, 1]), {"version": "999"}, follow=True)
    assert line(decision, 1).state == "proposed"
    assert stale.status_code == 403


def test_a_page_of_a_pdf_is_seen_beside_its_line(officer, province, tmp_path):
    decision = handed(
        sample(tmp_path, "20-tap-the-ca-nhan.pdf"), province.root.unit, province.root.officer, province.at
    )
    picture = officer.get(reverse("imports:old-picture", args=[decision.pk, 1]))
    assert (picture["Content-Type"], picture.content[:4]) == ("image/png", b"\x89PNG")
    assert officer.get(reverse("imports:old-picture", args=[decision.pk, 9])).status_code == 404
