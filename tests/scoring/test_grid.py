"""The grid: one cell at a time, conflicts with both values, nobody sees or writes what is not theirs."""

import json
from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests.scoring.conftest import RUBRIC
from thidua.scoring import actions, cells, marking
from thidua.scoring.models import ScoreChange, ScoreEntry
from thidua.shared.models import AuditEvent
from thidua.units import actions as units

PLAIN, DIGEST = marking.freeze(RUBRIC)
ITEMS = {line.code: line for line in marking.lines_of(PLAIN, DIGEST) if isinstance(line, marking.Item)}


@pytest.fixture
def put(client, scene):
    def save(user, office, code, text, version=0, **more):
        client.force_login(user)
        data = {"card": scene.card(office).pk, "code": code, "text": text, "version": version, **more}
        address = reverse("scoring:grid-save", args=[scene.season.pk])
        answer = client.post(address, json.dumps(data), content_type="application/json")
        return answer.status_code, answer.json()

    return save


# ── what a cell says ──


@pytest.mark.parametrize(
    ("code", "text", "stored", "shown"),
    [
        ("I.1", "95; 100", {"actual": "95", "plan": "100"}, "95; 100"),
        ("I.1", "95/100", {"actual": "95", "plan": "100"}, "95; 100"),
        ("I.1", "1.234,5;2.000", {"actual": "1234.5", "plan": "2000"}, "1.234,5; 2.000"),
        ("II", "có; b", {"gate": True, "letter": "B"}, "có; B"),
        ("II", "K ; A", {"gate": False, "letter": "A"}, "không; A"),
        ("T", "2,5", {"points": "2.5"}, "2,5"),
        ("P", "3", {"count": "3"}, "3"),
        ("K", "không", {"done": False}, "không"),
    ],
)
def test_a_cell_reads_what_people_write(code, text, stored, shown):
    assert cells.read(ITEMS[code], text) == stored
    assert cells.text_of(ITEMS[code], stored) == shown


@pytest.mark.parametrize(
    ("code", "text", "reason"),
    [
        ("T", "", "Ô đã nhập không để trống được; hãy ghi số mới."),
        ("T", "sáu", "Điểm chấm: Hãy nhập một số, ví dụ 1.234,5 (dấu phẩy trước phần thập phân)."),
        ("T", "9", "Điểm chấm không được quá điểm tối đa 5."),
        ("T", "-1", "Điểm chấm: số không được âm."),
        (
            "T",
            "1.5",
            "Điểm chấm: Dấu chấm là phần nghìn hay phần thập phân? Viết phần thập phân sau dấu phẩy, ví dụ 1,5.",
        ),
        ("T", "1; 2", "Ô này chỉ ghi một số liệu: Điểm chấm."),
        (
            "I.1",
            "95",
            "Ô này ghi 2 số liệu, cách nhau bằng dấu chấm phẩy: Kết quả đạt được; Chỉ tiêu, kế hoạch; ví dụ: 45; 50.",
        ),
        ("I.1", "95;", "Chưa nhập: Chỉ tiêu, kế hoạch."),
        ("II", "có; E", "Mức: hãy chọn A, B, C hoặc D."),
        ("P", "1,5", "Số lần, số trường hợp: Hãy nhập số nguyên, không có phần thập phân."),
        ("K", "có lẽ", "Có xảy ra không: hãy chọn có hoặc không."),
        ("T", "9" * 500, "Nội dung ô quá dài."),
    ],
)
def test_a_cell_that_cannot_be_says_why(code, text, reason):
    with pytest.raises(marking.BadFigure) as error:
        cells.read(ITEMS[code], text)
    assert str(error.value) == reason


@pytest.mark.parametrize("code", sorted(ITEMS))
def test_the_example_of_a_refusal_has_the_shape_of_the_cell(code):
    example = cells.example_of(ITEMS[code])
    assert len(example.split(";")) == len(ITEMS[code].fields)
    if len(ITEMS[code].fields) > 1:
        assert cells.text_of(ITEMS[code], cells.read(ITEMS[code], example)) == example


@given(st.text(max_size=60), st.sampled_from(sorted(ITEMS)))
def test_whatever_is_typed_is_read_or_refused_and_what_is_read_comes_back_the_same(text, code):
    try:
        stored = cells.read(ITEMS[code], text)
    except marking.BadFigure:
        return  # anything else would fail the test
    assert cells.read(ITEMS[code], cells.text_of(ITEMS[code], stored)) == stored


@pytest.mark.parametrize(
    ("stored", "doubt"),
    [
        ({"actual": "95", "plan": "100"}, ""),
        ({"actual": "0", "plan": "100"}, ""),
        (
            {"actual": "95", "plan": "0"},
            "Chỉ tiêu bằng 0: không tính được tỷ lệ, hãy xem đơn vị có được giao chỉ tiêu này không.",
        ),
        ({"actual": "0.9", "plan": "100"}, "Kết quả 0,9 và chỉ tiêu 100 có cùng đơn vị tính không?"),
    ],
)
def test_a_likely_slip_is_pointed_out_and_never_refused(stored, doubt):
    assert cells.doubt_of(ITEMS["I.1"], stored) == doubt


# ── saving ──


def test_a_cell_is_saved_alone_and_tells_points_and_total(scene, province, put):
    assert put(province.ha_long.officer, province.ha_long, "T", "2") == (
        200,
        {"text": "2", "version": 1, "points": "2,00", "doubt": "", "total": "", "others": []},
    )
    entry = ScoreEntry.objects.get()
    assert (entry.self_input, entry.version, entry.entered_by) == ({"points": "2"}, 1, province.ha_long.officer)
    scene.enter(province.ha_long)
    status, said = put(province.ha_long.officer, province.ha_long, "T", "3", version=2)
    assert (status, said["total"], said["version"]) == (200, "89,00", 3)
    assert scene.card(province.ha_long).self_total == Decimal("89")


def test_two_people_in_one_cell_see_both_values_and_lose_none(scene, province, put):
    put(province.ha_long.officer, province.ha_long, "T", "2")
    status, said = put(province.ha_long.head, province.ha_long, "T", "4")
    assert (status, said["yours"], said["theirs"], said["who"], said["version"]) == (
        409,
        "4",
        "2",
        province.ha_long.officer.display_name,
        1,
    )
    assert ScoreEntry.objects.get().self_input == {"points": "2"}
    assert put(province.ha_long.head, province.ha_long, "T", "4", version=1)[0] == 200


def test_two_people_in_two_cells_of_one_card_do_not_disturb_each_other(scene, province, put):
    assert put(province.ha_long.officer, province.ha_long, "T", "2")[0] == 200
    assert put(province.ha_long.head, province.ha_long, "P", "1")[0] == 200
    assert ScoreEntry.objects.count() == 2


@pytest.mark.parametrize(
    ("who", "reason"),
    [
        ("cam_pha", "Chỉ chuyên viên hoặc thủ trưởng của Phường Hạ Long được chấm điểm cho đơn vị mình."),
        ("root", "Chỉ chuyên viên hoặc thủ trưởng của Phường Hạ Long được chấm điểm cho đơn vị mình."),
    ],
)
def test_nobody_writes_into_the_row_of_another_unit(scene, province, put, who, reason):
    assert put(getattr(province, who).officer, province.ha_long, "T", "2") == (422, {"error": reason})
    assert ScoreEntry.objects.count() == 0


def test_a_verifier_corrects_a_cell_with_a_reason_and_never_the_own_unit(scene, province, put):
    scene.verifying()
    by, office = province.root.appraiser, province.cam_pha
    assert put(by, office, "I.3", "50; 100", version=1) == (422, {"error": "Hãy ghi lý do sửa điểm."})
    status, said = put(by, office, "I.3", "50; 100", version=1, reason="Theo Kho bạc")
    assert (status, said["points"], said["total"], said["version"]) == (200, "10,00", "77,00", 2)
    assert ScoreChange.objects.get().reason == "Theo Kho bạc"
    status, said = put(by, office, "I.3", "60; 100", version=1, reason="Theo Kho bạc")
    assert (status, said["theirs"], said["who"]) == (409, "50; 100", by.display_name)
    assert put(province.cluster_head, province.ha_long, "I.3", "50; 100", version=1, reason="x")[0] == 422


@pytest.mark.parametrize(
    "sent", [b"", b"[]", b"{", b"null", b'{"card": 1}', b"[" * 900, b'{"card":"x","code":1,"text":2,"version":"y"}']
)
def test_a_request_that_cannot_be_read_is_refused(scene, province, client, sent):
    client.force_login(province.ha_long.officer)
    answer = client.post(reverse("scoring:grid-save", args=[scene.season.pk]), sent, content_type="application/json")
    assert (answer.status_code, answer.json()) == (422, {"error": "Yêu cầu không đọc được; hãy tải lại trang."})


def test_a_cell_of_another_season_is_not_found(scene, province, put, client):
    client.force_login(province.ha_long.officer)
    data = {"card": 999_999, "code": "T", "text": "1", "version": 0}
    address = reverse("scoring:grid-save", args=[scene.season.pk])
    assert client.post(address, json.dumps(data), content_type="application/json").status_code == 404
    assert put(province.ha_long.officer, province.ha_long, "Z", "1")[0] == 422


def test_a_cell_is_saved_with_few_queries(scene, province, client, django_assert_max_num_queries):
    client.force_login(province.ha_long.officer)
    scene.enter(province.ha_long)
    data = {"card": scene.card(province.ha_long).pk, "code": "T", "text": "2", "version": 1}
    with django_assert_max_num_queries(16):  # session, account, savepoint and audit chain included
        answer = client.post(
            reverse("scoring:grid-save", args=[scene.season.pk]), json.dumps(data), content_type="application/json"
        )
    assert answer.status_code == 200
    assert AuditEvent.objects.filter(act="scores_entered").count() == 2


# ── seeing ──


def modes(client, scene, user):
    client.force_login(user)
    rows = client.get(reverse("scoring:grid", args=[scene.season.pk])).context["rows"]
    return {row["card"].unit.code: (row["mode"], row["cells"][2].text) for row in rows}


def test_each_reader_has_the_own_row_and_sees_others_only_as_on_the_cards(scene, province, client):
    scene.send(province.cam_pha, revenue=50)
    scene.enter(province.ha_long)
    assert modes(client, scene, province.ha_long.officer) == {
        "06652": ("own", "100; 100"),
        "06760": ("hidden", ""),
        "06994": ("hidden", ""),
    }
    assert modes(client, scene, province.cam_pha.officer) == {
        "06652": ("hidden", ""),
        "06760": ("read", "50; 100"),
        "06994": ("hidden", ""),
    }
    scene.send(province.ha_long)
    scene.send(province.van_don)
    actions.start_verifying(season=scene.fresh(), by=province.cluster_head, at=scene.at)
    assert set(modes(client, scene, province.root.appraiser).values()) == {
        ("verify", "100; 100"),
        ("verify", "50; 100"),
    }


def test_the_watch_tells_who_is_where_and_what_changed_but_nothing_hidden(scene, province, client, put):
    address = reverse("scoring:grid-watch", args=[scene.season.pk])
    card = scene.card(province.ha_long).pk
    client.force_login(province.ha_long.officer)
    began = client.get(address, {"o": f"{card}:T"}).json()
    assert (began["people"], began["cells"]) == ([], [])
    client.force_login(province.ha_long.head)
    assert client.get(address, {"o": ""}).json()["people"] == [
        {"name": province.ha_long.officer.display_name, "cell": f"{card}:T"}
    ]
    put(province.ha_long.officer, province.ha_long, "T", "2")
    client.force_login(province.ha_long.head)
    assert client.get(address, {"tu": began["now"]}).json()["cells"] == [
        {"cell": f"{card}:T", "text": "2", "version": 1, "points": "2,00"}
    ]
    client.force_login(province.cam_pha.officer)
    said = client.get(address, {"tu": began["now"]}).json()
    assert (said["people"], said["cells"]) == ([], [])
    assert client.get(address, {"tu": "hôm qua", "o": "x" * 5000}).status_code == 200


def test_a_verifier_who_owes_marks_sees_that_row_hidden(scene, province, client):
    units.grant_role(
        user=province.cluster_head,
        role="officer",
        unit=province.ha_long.unit,
        starts_on=scene.at.date(),
        by=province.root.officer,
        at=scene.at,
    )
    from tests.scoring.test_marks import offices_of, plan

    made = plan(scene)
    scene.verifying()
    owed = next(on for checker, on in offices_of(scene, made) if checker is province.ha_long)
    found = modes(client, scene, province.cluster_head)
    assert found[owed.unit.code] == ("hidden", "")
    assert found["06652"][0] == "read"


def test_the_grid_costs_the_same_whatever_the_cluster(scene, province, client, django_assert_max_num_queries):
    scene.verifying()
    client.force_login(province.root.appraiser)
    with django_assert_max_num_queries(12):
        assert client.get(reverse("scoring:grid", args=[scene.season.pk])).status_code == 200
