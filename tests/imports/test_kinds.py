"""Units, ratings, initiatives, past honours and own scores from sheets: new, changed, same, refused, written, undone."""

from datetime import date
from decimal import Decimal

import pytest

from tests.honours.builders import revoke
from tests.imports import books
from tests.imports.hands import checked, done, lines, reasons, undone, upload, written
from tests.scoring.conftest import opened
from thidua.honours.models import Honour
from thidua.honours.queries import standing
from thidua.imports import actions
from thidua.people.actions import enter_people
from thidua.people.models import Person, Post
from thidua.records.models import Initiative, TaskRating
from thidua.scoring.models import ScoreEntry
from thidua.shared.denied import Denied
from thidua.shared.models import AuditEvent
from thidua.units.models import Unit, UnitSuccession

LAW = "đổi tên, đổi loại, đổi cấp trên hay thời gian hiệu lực làm ở trang Đơn vị, có căn cứ pháp lý"


@pytest.fixture
def go(province, tmp_path):
    """``go(kind, rows)``: the sheet checked for the province by its officer."""

    def check(kind, rows, office=None, **more):
        office = office or province.root
        place = books.plain_xlsx(tmp_path / f"{kind}.xlsx", rows)
        return checked(place, kind, office.unit, office.officer, province.at, **more)

    return check


def _write(imported, province, office=None):
    return written(imported, (office or province.root).officer, province.at)


def _undo(imported, province, office=None):
    return undone(imported, (office or province.root).officer, province.at)


# ── units ──

UNIT_HEAD = ["Mã", "Tên đơn vị", "Loại", "Trực thuộc", "Hiệu lực từ", "Chức danh người đứng đầu"]


def test_units_of_several_levels_come_in_whatever_their_order(go, province):
    rows = [
        UNIT_HEAD,
        ["S1.1", "Phòng Tổng hợp", "Phòng", "Sở Thử nghiệm", date(2025, 7, 1), None],
        ["S1", "Sở Thử nghiệm", "Sở, ban, ngành", "22", date(2025, 7, 1), "Giám đốc"],
        ["S1.1.1", "Tổ Lưu trữ", "Tổ", "S1.1", date(2025, 7, 1), None],
        ["06652", "Phường Hạ Long", "Phường", "Tỉnh Quảng Ninh", date(2025, 7, 1), "Chủ tịch"],
        ["06760", "Phường Cẩm Phả", "Phường", None, None, "Quyền Chủ tịch"],
    ]
    imported = go("units", rows)
    assert imported.counts == {"new": 3, "changed": 1, "same": 1, "refused": 0}, reasons(imported)
    _write(imported, province)
    made = {u.code: (u.parent.code, u.agency_name, u.head_title) for u in Unit.objects.filter(code__startswith="S1")}
    assert made == {
        "S1": ("22", "Sở Thử nghiệm", "Giám đốc"),
        "S1.1": ("S1", "Phòng Tổng hợp", "Thủ trưởng"),
        "S1.1.1": ("S1.1", "Tổ Lưu trữ", "Thủ trưởng"),
    }
    assert Unit.objects.get(code="06760").head_title == "Quyền Chủ tịch"
    _undo(imported, province)
    assert (Unit.objects.filter(code__startswith="S1").exists(), Unit.objects.get(code="06760").head_title) == (
        False,
        "Chủ tịch",
    )


def test_what_only_a_dated_act_may_change_and_what_cannot_be_is_refused_cell_by_cell(go):
    rows = [
        UNIT_HEAD,
        ["06652", "Phường Bãi Cháy", "Xã", "22", date(2025, 7, 1), None],
        ["06760", "Phường Cẩm Phả", "Phường", "22", date(2026, 1, 1), None],
        ["A1", "Xã Một", "Xã", "A2", date(2025, 7, 1), None],
        ["A2", "Xã Hai", "Xã", "A1", date(2025, 7, 1), None],
        ["B1", "Xã Ba", "Làng", "Sở Không Có", "31/06/2025", None],
        ["C1", "Xã Bốn", "Xã", "22", date(2025, 7, 1), None],
        ["c1", "Xã Năm", "Xã", "22", date(2025, 7, 1), None],
    ]
    imported = go("units", rows)
    assert imported.counts == {"new": 0, "changed": 0, "same": 0, "refused": 7}
    found = reasons(imported)
    assert found[2] == [
        ("Cột B – Tên đơn vị", "Phường Bãi Cháy", f"đang ghi là Phường Hạ Long; {LAW}"),
        ("Cột C – Loại", "Xã", f"đang ghi là Phường; {LAW}"),
    ]
    assert found[3] == [("Cột E – Có hiệu lực từ", "01/01/2026", f"mã này đã có từ 01/07/2025; {LAW}")]
    assert [found[4][-1][2], found[5][-1][2]] == [
        "các đơn vị cấp trên nối thành vòng" if "vòng" in found[4][-1][2] else "đơn vị cấp trên ở dòng 5 bị từ chối",
        "các đơn vị cấp trên nối thành vòng" if "vòng" in found[5][-1][2] else "đơn vị cấp trên ở dòng 4 bị từ chối",
    ]
    assert [where for where, _, _ in found[6]] == ["Cột C – Loại", "Cột E – Có hiệu lực từ", "Cột D – Đơn vị cấp trên"]
    assert found[7][0] == ("Cột A – Mã đơn vị", "C1", "mã này có hai lần trong bảng: dòng 8")


# ── ratings ──

RATING_HEAD = ["Mã CB", "Họ tên", "Ngày sinh", "Đơn vị", "Năm", "Kết quả xếp loại"]


def test_ratings_of_people_and_units_are_entered_changed_kept_and_taken_back(go, province):
    rows = [
        RATING_HEAD,
        ["halong-1", None, None, None, 2024, "HTXSNV"],
        [None, "Nguyễn Thị Bình", date(1985, 1, 2), "Phường Hạ Long", 2024, "Hoàn thành tốt nhiệm vụ"],
        [None, None, None, "UBND phường Cẩm Phả", 2024, "Hoàn thành xuất sắc nhiệm vụ"],
    ]
    rows[3][4] = 2025  # the ward exists since July 2025
    first = go("ratings", rows)
    assert first.counts == {"new": 3, "changed": 0, "same": 0, "refused": 0}, reasons(first)
    _write(first, province)
    rows[1][5] = "Không hoàn thành"
    second = go("ratings", rows)
    assert (second.counts, lines(second, "changed")) == (
        {"new": 0, "changed": 1, "same": 2, "refused": 0},
        [
            {
                "n": 2,
                "t": "Nguyễn Thị An, năm 2024",
                "c": [["Mức xếp loại", "Hoàn thành xuất sắc nhiệm vụ", "Không hoàn thành nhiệm vụ"]],
            }
        ],
    )
    _write(second, province)
    assert TaskRating.objects.get(person__code="halong-1").rating == "not_completed"
    event = AuditEvent.objects.get(act="taskrating_corrected")
    assert event.detail["fields"] == {"rating": 1}
    _undo(second, province)
    assert TaskRating.objects.get(person__code="halong-1").rating == "excellent"
    _undo(first, province)
    assert TaskRating.objects.count() == 0


def test_holders_that_cannot_be_told_are_refused_with_what_is_missing(go, province):
    rows = [
        RATING_HEAD,
        [None, "Nguyễn Thị An", None, None, 2024, "HTT"],
        [None, "Nguyễn Thị Hoá", date(1985, 1, 8), None, 2024, "HTT"],
        ["halong-2", "Trần Văn Khác", None, None, 2024, "HTT"],
        ["không-có", None, None, None, 2024, "HTT"],
        ["halong-3", None, None, None, 2031, "HTT"],
        ["halong-4", None, None, None, 2024, "Giỏi"],
        ["halong-5", None, None, None, 2024, "HTT"],
        ["halong-5", None, None, None, 2024, "HTTNV"],
        [None, None, None, "Phường Hạ Long", 2024, "HTT"],
    ]
    found = reasons(go("ratings", rows))
    assert {row: problems[0][2] for row, problems in found.items()} == {
        2: "có 3 người cùng họ tên; hãy ghi mã cán bộ hoặc ngày sinh",
        3: "không có Nguyễn Thị Hoá; có Nguyễn Thị Hòa (mã halong-8), Nguyễn Thị Hòa (mã campha-8), "
        "Nguyễn Thị Hòa (mã vandon-8) cùng ngày sinh, khác dấu: hãy kiểm tra lại họ tên",
        4: "mã này là của Nguyễn Thị Bình, không phải Trần Văn Khác",
        5: "không có cán bộ mang mã này",
        6: "năm ở tương lai",
        7: "phải là một trong: Không hoàn thành nhiệm vụ, Hoàn thành nhiệm vụ, Hoàn thành tốt nhiệm vụ, "
        "Hoàn thành xuất sắc nhiệm vụ",
        8: "có hai lần trong bảng: dòng 9",
        9: "có hai lần trong bảng: dòng 8",
        10: "đơn vị này đến ngày 01/07/2025 mới có",
    }


def test_tone_placement_makes_no_other_person(go, province):
    rows = [RATING_HEAD, [None, "Nguyễn Thị Hoà", date(1985, 1, 8), "Phường Hạ Long", 2025, "HTT"]]
    assert go("ratings", rows).counts["new"] == 1


def test_an_officer_reaches_nobody_of_another_ward(go, province):
    rows = [RATING_HEAD, ["campha-1", None, None, None, 2024, "HTT"], [None, None, None, "Phường Cẩm Phả", 2025, "HTT"]]
    found = reasons(go("ratings", rows, office=province.ha_long))
    assert [problems[0][2] for problems in found.values()] == [
        "người mang mã này không thuộc Phường Hạ Long",
        "Phường Cẩm Phả không thuộc Phường Hạ Long",
    ]


# ── initiatives ──


def test_initiatives_are_told_by_author_year_and_title(go, province):
    head = ["Họ và tên", "Mã cán bộ", "Năm", "Tên sáng kiến", "Phạm vi", "Nhân rộng", "Ngày QĐ", "Số QĐ"]
    row = ["Nguyễn Thị An", "halong-1", 2024, "Số hóa hồ sơ một cửa", "Cấp tỉnh", "x", "20.11.2024", "12/QĐ-UBND"]
    first = go("initiatives", [head, row])
    assert first.counts["new"] == 1, reasons(first)
    _write(first, province)
    made = Initiative.objects.get()
    assert (made.title_fold, made.scope, made.is_replicable, made.recognised_on) == (
        "so hoa ho so mot cua", "province", True, date(2024, 11, 20),
    )  # fmt: skip
    second = go("initiatives", [head, [*row[:3], "SỐ HÓA hồ sơ một cửa", "Toàn quốc", *row[5:]]])
    assert lines(second, "changed")[0]["c"] == [
        ["Tên sáng kiến", "Số hóa hồ sơ một cửa", "SỐ HÓA hồ sơ một cửa"],
        ["Phạm vi ảnh hưởng", "Tỉnh", "Toàn quốc"],
    ]
    _undo(first, province)
    assert Initiative.objects.count() == 0


# ── honours ──

HONOUR_HEAD = ["Mã CB", "Họ và tên", "Đơn vị", "Danh hiệu", "Năm", "Số QĐ", "Ngày QĐ", "Cấp khen thưởng"]


@pytest.fixture
def old_times(province) -> Unit:
    """The province of before July 2025, and a ward that was merged into Hạ Long: known with its people's posts."""
    root = province.root.unit
    Unit.objects.filter(pk=root.pk).update(valid_from=date(1963, 10, 30))
    old = Unit.objects.create(
        code="06655", name="Phường Hồng Gai", kind="ward", parent=root, valid_from=date(1994, 1, 1),
        valid_to=date(2025, 6, 30), agency_name="Ủy ban nhân dân phường Hồng Gai", symbol="UBND", head_title="Chủ tịch",
        place="Hồng Gai",
    )  # fmt: skip
    for name, code in (("Phường Hồng Gai", "06655"), ("Phường Bạch Đằng", "06658")):
        UnitSuccession.objects.create(
            old_name=name,
            old_code=code,
            new=province.ha_long.unit,
            on=date(2025, 7, 1),
            legal_basis="Nghị quyết 1679/NQ-UBTVQH15",
        )
    person = Person(
        code="HG-1", full_name="Phạm Thu Thủy", gender="female", subject="civil_servant", born_on=date(1980, 3, 3)
    )
    post = Post(unit=old, title="Công chức", starts_on=date(2010, 1, 1), ends_on=date(2025, 6, 30))
    enter_people(people=[(person, post)], under=root, by=province.root.officer, at=province.at)
    now = Post(person=person, unit=province.ha_long.unit, title="Chuyên viên", starts_on=date(2025, 7, 1))
    now.save()
    return old


def test_an_old_honour_keeps_the_unit_of_its_time(go, province, old_times):
    rows = [
        HONOUR_HEAD,
        ["HG-1", "Phạm Thu Thủy", None, "LĐTT", 2023, "15/QĐ-UBND", "20/12/2023", "Phường Hồng Gai"],
        ["HG-1", "Phạm Thu Thủy", "P. Hồng Gai", "CSTĐCS", 2023, "15/QĐ-UBND", "20/12/2023", "UBND phường Hồng Gai"],
        ["HG-1", "Phạm Thu Thủy", "Phường Bạch Đằng", "Lao động tiên tiến", 2019, "9/QĐ-UBND", "20/12/2019", "22"],
        [None, None, "Phường Hồng Gai", "Tập thể lao động tiên tiến", 2023, "16/QĐ-UBND", "20/12/2023", "22"],
    ]
    imported = go("honours", rows)
    assert imported.counts["new"] == 4, reasons(imported)
    _write(imported, province)
    found = [
        (h.recipient_name, h.recipient_detail, h.of_unit.name, h.year, h.ordinal, h.source)
        for h in Honour.objects.select_related("of_unit").order_by("decided_on", "decision_number", "ordinal")
    ]
    assert found == [
        ("Phạm Thu Thủy", "Phường Bạch Đằng", "Phường Hạ Long", 2019, 1, "imported"),
        ("Phạm Thu Thủy", "Công chức, Phường Hồng Gai", "Phường Hồng Gai", 2023, 1, "imported"),
        ("Phạm Thu Thủy", "Phường Hồng Gai", "Phường Hồng Gai", 2023, 2, "imported"),
        ("Phường Hồng Gai", "Phường Hồng Gai", "Phường Hồng Gai", 2023, 1, "imported"),
    ]


def test_honours_taken_back_stay_in_the_register_out_of_force_and_may_come_again(go, province, old_times):
    rows = [HONOUR_HEAD, ["HG-1", None, None, "LĐTT", 2023, "15/QĐ-UBND", "20/12/2023", "Phường Hồng Gai"]]
    first = _write(go("honours", rows), province)
    assert go("honours", rows).counts["same"] == 1
    _undo(first, province)
    assert (Honour.objects.count(), standing().count()) == (2, 0)
    again = go("honours", rows)
    assert again.counts["new"] == 1
    _write(again, province)
    assert (standing().count(), Honour.objects.get(pk=standing().get().pk).ordinal) == (1, 2)


def test_honours_that_cannot_be_are_refused_with_the_reason(go, province, old_times):
    rows = [
        HONOUR_HEAD,
        ["HG-1", None, None, "LĐTT", 2026, "1/QĐ", "20/12/2023", "22"],
        ["HG-1", None, None, "LĐTT", 2023, "1/QĐ", "20/12/2029", "22"],
        ["HG-1", None, None, "Danh hiệu lạ", 2023, "1/QĐ", "20/12/2023", "22"],
        ["HG-1", None, None, "LĐTT", 2023, "1/QĐ", "20/12/2023", "Bộ Nào Đó"],
        [None, None, "Phường Hồng Gai", "TTLĐTT", 2025, "1/QĐ", "07/07/2025", "22"],
        [None, None, None, "TTLĐTT", 2023, "1/QĐ", "20/12/2023", "22"],
    ]
    found = {
        row: [(where[-22:], why[:60]) for where, _, why in problems]
        for row, problems in reasons(go("honours", rows)).items()
    }
    assert {row: why[0][1] for row, why in found.items()} == {
        2: "năm thành tích sau năm của quyết định",
        3: "ngày quyết định ở tương lai",
        4: found[4][0][1],
        5: "không có đơn vị này trong hệ thống",
        6: "đơn vị này đã kết thúc ngày 30/06/2025; nay thuộc Phường Hạ Long"[:60],
        7: "cần người hoặc đơn vị được khen thưởng",
    }
    assert found[4][0][1].startswith("phải là một trong: ")


def test_the_state_the_prime_minister_and_ministries_award_without_being_units(go, province, old_times):
    rows = [
        HONOUR_HEAD,
        ["HG-1", None, None, "Huân chương Lao động hạng 3", 2019, "1200/QĐ-CTN", "20/07/2020", "Chủ tịch nước"],
        ["HG-1", None, None, "Bằng khen Thủ tướng", 2018, "900/QĐ-TTg", "12/07/2019", "Thủ tướng"],
        ["HG-1", None, None, "Bằng khen cấp bộ", 2017, "88/QĐ-BNV", "12/07/2018", "Bộ trưởng Bộ Nội vụ"],
    ]
    imported = go("honours", rows)
    assert imported.counts["new"] == 3, reasons(imported)
    _write(imported, province)
    found = Honour.objects.order_by("-year")
    assert [(h.award_code, h.issuer_name, h.issuer) for h in found] == [
        ("labour_order_3", "Chủ tịch nước", province.root.unit),
        ("diploma_of_merit_prime_minister", "Thủ tướng Chính phủ", province.root.unit),
        ("diploma_of_merit_ministry_province", "Bộ trưởng Bộ Nội vụ", province.root.unit),
    ]
    assert go("honours", rows).counts["same"] == 3
    with pytest.raises(Denied) as refused:
        revoke(found[0], province.root.decider, province.at)
    assert refused.value.reason == (
        "Để ghi quyết định hủy bỏ của cấp trên cần vai trò “Chuyên viên thi đua, khen thưởng” của Tỉnh Quảng Ninh."
    )


@pytest.mark.parametrize("issuer", ["UBND tỉnh", "Chủ tịch UBND tỉnh", "Ủy ban nhân dân tỉnh", "Tỉnh", "22"])
@pytest.mark.parametrize("award", ["Bằng khen Chủ tịch UBND tỉnh", "BK UBND tỉnh", 'Danh hiệu "CSTĐ cấp cơ sở"'])
def test_the_province_and_its_awards_are_known_by_what_lists_call_them(go, province, old_times, award, issuer):
    rows = [HONOUR_HEAD, ["HG-1", None, None, award, 2023, "15/QĐ-UBND", "20/12/2023", issuer]]
    imported = go("honours", rows)
    assert imported.counts["new"] == 1, reasons(imported)


def test_the_unit_of_today_in_a_list_of_old_years_tells_where_the_person_was(go, province, old_times):
    rows = [HONOUR_HEAD, ["HG-1", None, "Phường Hạ Long", "LĐTT", 2023, "15/QĐ-UBND", "20/12/2023", "22"]]
    imported = go("honours", rows)
    assert imported.counts["new"] == 1, reasons(imported)
    _write(imported, province)
    line = Honour.objects.get()
    assert (line.of_unit, line.recipient_detail) == (old_times, "Công chức, Phường Hồng Gai")


# ── own scores ──


def test_own_scores_fill_the_card_and_can_be_put_back(go, province):
    season = opened(province).season
    card = season.scorecards.get(unit=province.ha_long.unit)
    from thidua.scoring.queries import items_of

    items = items_of(season)
    numbers = [item for item in items.values() if {f.key for f in item.fields} == {"actual", "plan"}][:2]
    head = ["Mã tiêu chí", "Thực hiện", "Kế hoạch", "Minh chứng"]
    rows = [head, *[[item.code, 95 + n, "100", "Báo cáo số 1"] for n, item in enumerate(numbers)]]
    assert len(rows) > 1
    first = go("scores", rows, office=province.ha_long, season=season)
    assert first.counts["new"] == len(numbers), reasons(first)
    _write(first, province, province.ha_long)
    entry = ScoreEntry.objects.get(card=card, criterion_code=numbers[0].code)
    assert (entry.self_input, entry.evidence) == ({"actual": "95", "plan": "100"}, "Báo cáo số 1")
    rows[1][1] = 80.5
    rows.append(["KHONG-CO", 1, 1, None])
    rows.append([numbers[0].code, -5, 1, None])
    second = go("scores", [*rows[:2], rows[-2]], office=province.ha_long, season=season)
    assert (second.counts, reasons(second)[3]) == (
        {"new": 0, "changed": 1, "same": 0, "refused": 1},
        [("Cột A – Mã tiêu chí", "KHONG-CO", "bảng tiêu chí không có mục này")],
    )
    _write(second, province, province.ha_long)
    entry.refresh_from_db()
    assert entry.self_input["actual"] == str(Decimal("80.5"))
    with pytest.raises(AssertionError, match="đã được sửa sau khi nhập"):
        _undo(first, province, province.ha_long)
    first.refresh_from_db()
    assert first.state == "written"
    _undo(second, province, province.ha_long)
    _undo(first, province, province.ha_long)
    assert not ScoreEntry.objects.filter(card=card, self_input__isnull=False).exists()


def test_only_the_units_own_people_enter_its_scores(go, province):
    season = opened(province).season
    rows = [["Đơn vị", "Mã tiêu chí", "Thực hiện", "Kế hoạch"], ["Phường Cẩm Phả", "1", 1, 1]]
    found = reasons(go("scores", rows, office=province.ha_long, season=season))
    assert found[2][0][2] == "Chỉ chuyên viên hoặc thủ trưởng của Phường Cẩm Phả được chấm điểm cho đơn vị mình."


# ── what holds for all ──


def test_nothing_built_upon_is_taken_back_and_the_answer_says_what(go, province):
    from tests.imports.samples import HEAD, people_rows

    imported = _write(go("people", [HEAD, *people_rows(2)]), province)
    rows = [RATING_HEAD, ["M-000000", None, None, None, 2025, "HTT"]]
    _write(go("ratings", rows), province)
    job = done(actions.undo_import(imported=imported, reason="Nhầm", by=province.root.officer, at=province.at))
    imported.refresh_from_db()
    assert (job.state, job.sentence, imported.state, Person.objects.filter(code__startswith="M-").count()) == (
        "failed",
        "Không hoàn tác được: đã có 1 dòng ở bảng “kết quả xếp loại” của người trong lượt nhập này.",
        "written",
        2,
    )


def test_a_register_that_changed_since_the_check_stops_the_writing(go, province):
    rows = [RATING_HEAD, ["halong-1", None, None, None, 2024, "HTT"]]
    one, other = go("ratings", rows), go("ratings", rows)
    _write(one, province)
    job = done(actions.write_import(imported=other, accepts_refused=False, by=province.root.officer, at=province.at))
    other.refresh_from_db()
    assert (job.state, job.sentence, other.state, TaskRating.objects.count()) == (
        "failed",
        "Dữ liệu trong hệ thống đã thay đổi từ lúc kiểm tra nên chưa ghi dòng nào. Mời kiểm tra lại tệp.",
        "checked",
        1,
    )


def test_two_clicks_on_writing_give_one_job_and_one_clear_message(go, province):
    imported = go("ratings", [RATING_HEAD, ["halong-1", None, None, None, 2024, "HTT"]])
    twin = type(imported).objects.get(pk=imported.pk)
    actions.write_import(imported=imported, accepts_refused=False, by=province.root.officer, at=province.at)
    with pytest.raises(Denied, match="vừa được người khác thay đổi"):
        actions.write_import(imported=twin, accepts_refused=False, by=province.root.officer, at=province.at)


def test_refused_rows_are_left_out_only_knowingly(go, province):
    rows = [RATING_HEAD, ["halong-1", None, None, None, 2024, "HTT"], ["x", None, None, None, 2024, "HTT"]]
    imported = go("ratings", rows)
    with pytest.raises(Denied, match="Có 1 dòng bị từ chối"):
        actions.write_import(imported=imported, accepts_refused=False, by=province.root.officer, at=province.at)


def test_only_the_units_own_officer_hands_in_and_sees(province, tmp_path, client):
    place = books.plain_xlsx(tmp_path / "a.xlsx", [RATING_HEAD, ["halong-1", None, None, None, 2024, "HTT"]])
    for user in (province.root.officer, province.ha_long.head, province.stranger):
        with pytest.raises(Denied, match="của chính Phường Hạ Long"):
            upload(place, "ratings", province.ha_long.unit, user, province.at)
    imported = upload(place, "ratings", province.ha_long.unit, province.ha_long.officer, province.at)
    client.force_login(province.root.officer)
    assert client.get(f"/nhap-du-lieu/{imported.pk}/tep-goc/").status_code == 404
