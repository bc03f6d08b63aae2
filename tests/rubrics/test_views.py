"""The screens of the studio, for the right persona and for the wrong one."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from thidua.rubrics import actions, files, queries, tree
from thidua.rubrics.models import RubricChange, RubricRecord
from thidua.shared.models import DemoClock


@pytest.fixture(autouse=True)
def day(province, settings):
    settings.DEMO = True
    DemoClock.objects.create(pk=1, today=province.at.date())


@pytest.fixture
def get(client):
    def fetch(user, name, *args, **query):
        client.force_login(user)
        return client.get(reverse(f"rubrics:{name}", args=args), query)

    return fetch


@pytest.fixture
def post(client):
    def send(user, name, *args, query="", **data):
        client.force_login(user)
        return client.post(reverse(f"rubrics:{name}", args=args) + query, data)

    return send


def text_of(answer) -> str:
    return answer.content.decode()


def test_the_list_shows_what_may_be_seen(province, draft, get):
    draft(clusters=[province.cluster])
    assert "Bảng tiêu chí cụm 1" in text_of(get(province.root.officer, "list"))
    assert "Bảng tiêu chí cụm 1" in text_of(get(province.cluster_head, "list"))
    # a draft is nobody's business below; a frozen table is read by those it serves
    assert "Bảng tiêu chí cụm 1" not in text_of(get(province.cam_pha.officer, "list"))
    actions.freeze_rubric(record=RubricRecord.objects.get(), by=province.root.officer, at=province.at)
    assert "Bảng tiêu chí cụm 1" in text_of(get(province.cam_pha.officer, "list"))
    assert "Bảng tiêu chí cụm 1" not in text_of(get(province.stranger, "list"))


def test_the_page_shows_words_examples_and_tools_only_to_those_who_edit(province, record, get, post):
    mine = text_of(get(province.root.officer, "detail", record.pk))
    assert "Đạt 95/100 → 38 điểm" in mine
    assert 'aria-label="Sửa I.1"' in mine
    assert get(province.cam_pha.officer, "detail", record.pk).status_code == 404
    assert post(province.root.officer, "freeze", record.pk, version="1").status_code == 302
    theirs = text_of(get(province.cam_pha.officer, "detail", record.pk))
    assert "Đạt 95/100 → 38 điểm" in theirs
    assert 'aria-label="Sửa I.1"' not in theirs
    for name, args in (
        ("node", ["I.1"]),
        ("settings", []),
        ("ties", []),
        ("questions", []),
        ("again", []),
        ("add", []),
    ):
        assert get(province.cam_pha.officer, name, record.pk, *args).status_code == 403


def test_an_item_is_added_by_its_form_and_stands_in_the_tree(province, record, get, post):
    officer = province.root.officer
    assert get(officer, "add", record.pk, section="criteria").status_code == 200
    query = "?section=criteria&parent=I&kind=ladder_percent"
    assert get(officer, "add", record.pk, section="criteria", parent="I", kind="ladder_percent").status_code == 200
    data = {"version": "1", "code": "I.3", "name_vi": "Tỷ lệ <b>hộ</b> đạt chuẩn", "max": "10", "p_value": "",
            "p_numerator": "Số hộ đạt", "p_denominator": "Số hộ", "p_bands": "dưới 80 = 0\r\ntừ 80 = hai"}  # fmt: skip
    wrong = post(officer, "add", record.pk, query=query, **data)
    assert wrong.status_code == 422
    assert "Mức 2 “từ 80 = hai”: Hãy nhập một số, ví dụ 1.234,5" in text_of(wrong)
    assert "Tỷ lệ &lt;b&gt;hộ&lt;/b&gt; đạt chuẩn" in text_of(wrong)
    right = post(officer, "add", record.pk, query=query, **{**data, "p_bands": "dưới 80 = 0\r\ntừ 80 = 10"})
    assert right.status_code == 302
    record.refresh_from_db()
    row = tree.row_of(record.tree, "I.3")
    assert row.node["scoring"] == {
        "type": "ladder_percent", "value": "I.3.value", "numerator": "so_ho_dat", "denominator": "so_ho",
        "bands": [{"below": "80", "points": "0"}, {"from": "80", "points": "10"}],
    }  # fmt: skip
    assert record.tree["figures_vi"] == {"so_ho": "Số hộ", "so_ho_dat": "Số hộ đạt"}
    page = text_of(get(officer, "detail", record.pk))
    assert "Tỷ lệ &lt;b&gt;hộ&lt;/b&gt; đạt chuẩn" in page
    assert "Đề mục I ghi tối đa 60 điểm nhưng các mục con cộng lại là 70 điểm." in page
    assert post(officer, "freeze", record.pk, version=str(record.version)).status_code == 403


def test_a_stale_page_keeps_what_was_typed_and_changes_nothing(province, record, post):
    officer = province.root.officer
    actions.shift_node(record=record, code="II", up=True, by=officer, at=province.at)
    answer = post(officer, "node", record.pk, "I.2", version="1", code="I.2", name_vi="Tên mới gõ dở", max="20")
    assert answer.status_code == 422
    assert "Trang này đã cũ" in text_of(answer)
    assert "Tên mới gõ dở" in text_of(answer)
    assert post(officer, "node-up", record.pk, "II", version="1").status_code in (403, 409)
    record.refresh_from_db()
    assert tree.row_of(record.tree, "I.2").node["name_vi"] == "Báo cáo"


def test_moving_and_removing_ask_and_tell(province, record, get, post):
    officer = province.root.officer
    assert "Bỏ đề mục I “Chuyên môn” cùng 2 mục bên dưới." in text_of(get(officer, "node-remove", record.pk, "I"))
    assert post(officer, "node-move", record.pk, "I.2", version="1", parent="").status_code == 302
    assert post(officer, "node-down", record.pk, "I", version="2").status_code == 302
    assert post(officer, "node-remove", record.pk, "I", version="3").status_code == 302
    record.refresh_from_db()
    assert tree.codes_of(record.tree) == ["II", "I.2", "T1", "P1"]
    assert get(officer, "node", record.pk, "I").status_code == 403


def test_the_way_of_scoring_is_changed_on_its_form(province, record, get, post):
    officer = province.root.officer
    page = get(officer, "node", record.pk, "II", cach="pass_fail")
    assert "Cách tính mới chỉ được dùng sau khi lưu." in text_of(page)
    data = {"version": "1", "code": "II", "name_vi": "Phong trào", "max": "40", "p_value": "", "p_at_least": "80",
            "p_full_of": "", "evidence": "on"}  # fmt: skip
    assert post(officer, "node", record.pk, "II", query="?cach=pass_fail", **data).status_code == 302
    assert RubricChange.objects.filter(record=record).latest("pk").sentence == (
        "Mục II: cần minh chứng (trống) → có; Mục II: cách tính “Xếp mức A, B, C, D” → “Đạt hoặc không đạt”"
    )
    assert get(officer, "node", record.pk, "II", cach="magic").status_code == 404


def test_questions_are_answered_on_their_page(province, draft, get, post):
    record = draft(rounding={"places": None, "stated": False, "note_vi": ""}, tie_break=[])
    officer = province.root.officer
    assert get(officer, "questions", record.pk).status_code == 200
    assert post(officer, "questions", record.pk, version="1").status_code == 422
    assert post(officer, "questions", record.pk, version="1", q0="2", q1="vote").status_code == 302
    record.refresh_from_db()
    assert queries.questions_of(record.tree) == []


def test_settings_and_ties_are_saved_with_sentences(province, draft, post):
    record, officer = draft(clusters=[province.cluster]), province.root.officer
    data = {"version": "1", "title_vi": "Bảng mới", "issuer_vi": "UBND tỉnh", "year": "2025", "applies_to_vi": "Xã",
            "clusters": [], "bonus_max": "4,5", "places": "1", "mode": "half_up", "whose": "stated", "basis": "total"}  # fmt: skip
    assert post(officer, "settings", record.pk, **{**data, "bonus_max": "-1"}).status_code == 422
    assert post(officer, "settings", record.pk, **{**data, "whose": ""}).status_code == 422
    assert post(officer, "settings", record.pk, **data).status_code == 302
    record.refresh_from_db()
    assert (record.title, record.tree["bonus_max"], record.tree["rounding"]["places"]) == ("Bảng mới", "4.5", 1)
    assert list(record.clusters.all()) == []
    steps = {
        "how1": "points",
        "text1": "",
        "figure1": "I.1",
        "how2": "more",
        "text2": "",
        "figure2": "Số hộ",
        "how3": "vote",
    }
    assert post(officer, "ties", record.pk, version=str(record.version), **steps).status_code == 302
    record.refresh_from_db()
    assert [(step["kind"], step.get("value")) for step in record.tree["tie_break"]] == [
        ("points", "I.1"), ("more", "so_ho"), ("vote", None),
    ]  # fmt: skip
    wrong = post(officer, "ties", record.pk, version=str(record.version), how1="more", figure1="")
    assert wrong.status_code == 422


@pytest.mark.parametrize("start", ["shipped", "file", "blank"])
def test_a_table_begins_in_three_ways(province, start, get, post):
    officer = province.root.officer
    assert get(officer, "new").status_code == 200
    common = {f"{start[0]}-unit": province.root.unit.pk, f"{start[0]}-year": "2025", "start": start}
    more = {
        "shipped": {"s-shipped": "hung_yen_2021", "s-clusters": [province.cluster.pk]},
        "file": {"f-file": SimpleUploadedFile("bang.xlsx", files.template())},
        "blank": {"b-title": "Bảng trống", "b-applies_to": "Xã"},
    }[start]
    answer = post(officer, "new", **common, **more)
    record = RubricRecord.objects.get()
    assert answer.headers["Location"] == reverse("rubrics:detail", args=[record.pk])
    assert get(officer, "detail", record.pk).status_code == 200
    assert (record.year, record.state) == (2025, "draft")


def test_a_refused_file_names_each_cell_and_makes_nothing(province, post):
    content = "Mã,Tên,Điểm tối đa,Cách tính\nA,Báo cáo,mười,Chấm thẳng\n".encode()
    answer = post(
        province.root.officer, "new", start="file",
        **{"f-unit": province.root.unit.pk, "f-year": "2025", "f-file": SimpleUploadedFile("b.csv", content), "f-title": "X"},
    )  # fmt: skip
    assert answer.status_code == 422
    assert "Dòng 2, ô C2 (Điểm tối đa): Hãy nhập một số" in text_of(answer)
    assert RubricRecord.objects.count() == 0


def test_people_without_the_role_begin_nothing(province, get):
    assert get(province.stranger, "new").status_code == 403
    assert get(province.root.editor, "new").status_code == 403


def test_an_edited_workbook_is_read_over_the_draft(province, record, get, post):
    officer = province.root.officer
    content = tree.replaced(record.tree, "I.2", {**tree.row_of(record.tree, "I.2").node, "name_vi": "Báo cáo đúng hạn"})
    upload = SimpleUploadedFile("b.xlsx", files.workbook(content))
    assert post(officer, "again", record.pk, version="1", file=upload).status_code == 302
    assert (
        RubricChange.objects.filter(record=record).latest("pk").sentence
        == "Mục I.2: tên “Báo cáo” → “Báo cáo đúng hạn”"
    )
    bad = SimpleUploadedFile("b.xlsx", b"PK\x03\x04 hong")
    assert post(officer, "again", record.pk, version="2", file=bad).status_code == 422
    bad = SimpleUploadedFile("b.csv", "Mã,Tên,Điểm tối đa,Cách tính\nA,Thu,mười,Chấm thẳng\n".encode())
    answer = post(officer, "again", record.pk, version="2", file=bad)
    page = answer.content.decode()
    assert (answer.status_code, page.count("chỗ cần sửa")) == (422, 1)
    assert page.index("chỗ cần sửa") < page.index('type="file"')


@pytest.mark.parametrize(
    ("kind", "start"), [("xlsx", b"PK"), ("csv", b"\xef\xbb\xbf"), ("yaml", b"code:"), ("pdf", b"%PDF")]
)
def test_the_table_is_given_out_as_a_file(province, record, get, kind, start):
    answer = get(province.root.officer, "export", record.pk, kind)
    assert answer.content[: len(start)] == start
    assert answer["Content-Disposition"].split("filename=")[1] == f'"bang-tieu-chi-cum-1-{record.year}-ban-1.{kind}"'
    assert get(province.root.officer, "export", record.pk, "exe").status_code == 404
    assert get(province.root.officer, "template").content[:2] == b"PK"


def test_trying_computes_and_stores_nothing(province, record, get, post):
    officer = province.root.officer
    page = text_of(get(officer, "trial", record.pk))
    assert "Đơn vị A: từng mục được tính thế nào" in page
    figures = {f"f{n}_{unit}": value for n, value in enumerate(["95", "100", "18", "B", "2", "1"]) for unit in range(3)}
    answer = text_of(post(officer, "trial", record.pk, **figures))
    assert answer.count("<strong>86,00</strong>") == 3
    wrong = post(officer, "trial", record.pk, **{**figures, "f2_1": "21", "f0_0": "chín"})
    assert wrong.status_code == 422
    assert "Số lớn nhất được nhận là 20." in text_of(wrong)
    assert (RubricChange.objects.count(), record.version) == (1, 1)


def test_cloning_comparing_and_withdrawing(province, record, get, post):
    officer = province.root.officer
    assert post(officer, "clone", record.pk, year="2026", agreed="clear").status_code == 302
    made = RubricRecord.objects.get(year=2026)
    page = text_of(get(officer, "compare", made.pk))
    assert "Mục II: Điểm các mức “B = 30 | C = 20 | D = 10” → “B = chưa thống nhất" in page
    assert post(officer, "withdraw", made.pk, version="1", reason="ngắn").status_code == 422
    assert post(officer, "withdraw", made.pk, version="1", reason="Soạn nhầm năm, làm lại").status_code == 302
    made.refresh_from_db()
    assert made.state == "withdrawn"
    assert get(officer, "history", made.pk).status_code == 200


def test_the_paper_is_the_same_for_the_same_frozen_table(province, record, get):
    actions.freeze_rubric(record=record, by=province.root.officer, at=province.at)
    first, second = (get(province.root.officer, "export", record.pk, "pdf").content for _ in range(2))
    assert first == second
