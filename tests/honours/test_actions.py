"""The register: lines are added, never changed; corrections and revocations chain to the award line."""

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from tests.databases import is_server
from tests.honours.builders import import_for, past_line, revoke
from thidua.honours import actions, queries
from thidua.honours.codes import read_code
from thidua.honours.digest import mark_of
from thidua.honours.models import Honour
from thidua.shared.denied import Denied, Stale
from thidua.shared.models import AuditEvent


def test_past_honours_enter_with_codes_folded_names_and_one_audit_record(province):
    before = AuditEvent.objects.count()
    rows = import_for(province.ha_long, province.at, people=3)
    saved = list(Honour.objects.order_by("ordinal"))
    assert [h.recipient_name for h in saved] == ["Nguyễn Thị An", "Nguyễn Thị Bình", "Nguyễn Thị Chi"]
    assert [h.recipient_fold for h in saved] == ["nguyen thi an", "nguyen thi binh", "nguyen thi chi"]
    assert [read_code(h.check_code) for h in saved] == [h.check_code for h in rows]
    assert {(h.source, h.entry, h.recorded_by, h.recorded_at) for h in saved} == {
        ("imported", "award", province.ha_long.officer, province.at)
    }
    last = AuditEvent.objects.latest("seq")
    assert (AuditEvent.objects.count() - before, last.act, last.detail) == (
        1, "past_honours_imported", {"count": 3, "lines": mark_of(saved)},
    )  # fmt: skip


def test_an_import_of_a_thousand_lines_costs_a_handful_of_queries(province, django_assert_max_num_queries):
    person = province.ha_long.people[0]
    rows = [past_line(province.ha_long, person, ordinal=n) for n in range(1, 1001)]
    with django_assert_max_num_queries(40):  # SQLite takes 999 values a statement
        actions.import_past_honours(rows=rows, under=province.ha_long.unit, by=province.ha_long.officer, at=province.at)
    assert Honour.objects.count() == 1000


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"recipient_name": " "}, "Dòng 2: thiếu tên người hoặc tập thể được khen thưởng. Chưa dòng nào được ghi."),
        ({"decision_number": ""}, "Dòng 2 (Nguyễn Thị Bình): thiếu số quyết định. Chưa dòng nào được ghi."),
        (
            {"decided_on": date(2025, 7, 9)},
            "Dòng 2 (Nguyễn Thị Bình): ngày quyết định ở tương lai. Chưa dòng nào được ghi.",
        ),
        (
            {"year": 2025},
            "Dòng 2 (Nguyễn Thị Bình): năm thành tích sau năm của quyết định. Chưa dòng nào được ghi.",
        ),
        (
            {"ordinal": 1},
            "Có dòng trùng số quyết định, ngày và số thứ tự với dòng đã có trong sổ vàng. Chưa dòng nào được ghi.",
        ),
    ],
)
def test_one_wrong_line_stops_the_whole_import(province, fields, reason):
    people = province.ha_long.people
    wrong = past_line(province.ha_long, people[1], ordinal=2)
    for name, value in fields.items():
        setattr(wrong, name, value)
    with pytest.raises(Denied) as refused:
        actions.import_past_honours(
            rows=[past_line(province.ha_long, people[0]), wrong],
            under=province.ha_long.unit,
            by=province.ha_long.officer,
            at=province.at,
        )
    assert refused.value.reason == reason
    assert Honour.objects.count() == 0


def test_a_line_is_of_one_person_or_one_unit(province):
    both = past_line(province.ha_long, province.ha_long.people[0], unit=province.ha_long.unit)
    with pytest.raises(Denied) as refused:
        actions.import_past_honours(
            rows=[both], under=province.ha_long.unit, by=province.ha_long.officer, at=province.at
        )
    assert refused.value.reason == (
        "Dòng 1 (Nguyễn Thị An): một dòng chỉ ghi một cá nhân hoặc một tập thể. Chưa dòng nào được ghi."
    )


def test_an_officer_enters_honours_of_the_own_unit_only(province):
    foreign = past_line(province.cam_pha, province.cam_pha.people[0])
    with pytest.raises(Denied) as refused:
        actions.import_past_honours(
            rows=[foreign], under=province.ha_long.unit, by=province.ha_long.officer, at=province.at
        )
    assert refused.value.reason == (
        "Dòng 1 (Nguyễn Thị An): đơn vị không thuộc Phường Hạ Long. Chưa dòng nào được ghi."
    )
    with pytest.raises(Denied) as refused:
        actions.import_past_honours(
            rows=[foreign], under=province.cam_pha.unit, by=province.ha_long.officer, at=province.at
        )
    assert refused.value.reason == (
        "Để nhập khen thưởng đã có cần vai trò “Chuyên viên thi đua, khen thưởng” của Phường Cẩm Phả."
    )


def test_only_the_clerk_of_the_issuer_records_a_decision_and_only_one_at_a_time(province):
    row = past_line(province.ha_long, province.ha_long.people[0])
    with pytest.raises(Denied) as refused:
        actions.record_honours(rows=[row], by=province.ha_long.officer, at=province.at)
    assert refused.value.reason == "Để ghi sổ vàng cần vai trò “Văn thư” của Phường Hạ Long."
    other = past_line(province.ha_long, province.ha_long.people[1], decision_number="13/QĐ-UBND")
    with pytest.raises(Denied) as refused:
        actions.record_honours(rows=[row, other], by=province.ha_long.clerk, at=province.at)
    assert refused.value.reason == "Các dòng ghi sổ vàng phải thuộc cùng một quyết định."
    saved = actions.record_honours(rows=[row], by=province.ha_long.clerk, at=province.at)
    assert [(h.source, h.recorded_by) for h in saved] == [("decided", province.ha_long.clerk)]


def test_a_correction_is_a_new_entry_and_the_original_stays_as_printed(province):
    honour, other = import_for(province.ha_long, province.at)
    first = actions.correct_honour(
        honour=honour, recipient_name="Nguyễn Thị Ân", reason="Sai dấu", by=province.ha_long.officer, at=province.at
    )
    second = actions.correct_honour(
        honour=honour, recipient_detail="Phó phòng", reason="Sai chức vụ", by=province.ha_long.decider, at=province.at
    )
    chain = queries.chain_of(second)
    assert [(e.serial, e.entry, e.recipient_name, e.recipient_detail, e.refers_to_id) for e in chain] == [
        (0, "award", "Nguyễn Thị An", "Công chức", None),
        (1, "correction", "Nguyễn Thị Ân", "Công chức", honour.pk),
        (2, "correction", "Nguyễn Thị Ân", "Phó phòng", honour.pk),
    ]
    assert len({e.check_code for e in chain}) == 3
    assert first.recipient_fold == "nguyen thi an"
    assert {h.pk for h in queries.standing()} == {second.pk, other.pk}
    assert {h.pk: h.state for h in queries.award_lines()} == {honour.pk: "corrected", other.pk: "valid"}
    assert [queries.state_of(e) for e in chain] == ["corrected"] * 3


def test_a_revocation_ends_the_chain(province):
    honour, other = import_for(province.ha_long, province.at)
    line = revoke(honour, province.ha_long.decider, province.at)
    assert (line.entry, line.refers_to, line.serial, line.reason) == ("revocation", honour, 1, "Gian dối thành tích")
    assert [h.pk for h in queries.standing()] == [other.pk]
    assert queries.state_of(honour) == "revoked"
    for act in (
        lambda: revoke(honour, province.ha_long.decider, province.at),
        lambda: actions.correct_honour(honour=honour, reason="Lần nữa", by=province.ha_long.decider, at=province.at),
    ):
        with pytest.raises(Denied) as refused:
            act()
        assert refused.value.reason == "Khen thưởng này đã bị hủy bỏ, không ghi tiếp được nữa."
    last = AuditEvent.objects.get(act="honour_revocation")
    assert (last.thing_kind, last.thing_id, last.detail) == (
        "honour", str(honour.pk), {"serial": 1, "lines": mark_of([line])},
    )  # fmt: skip


def test_correcting_and_revoking_need_the_role(province):
    honour, _ = import_for(province.ha_long, province.at)
    with pytest.raises(Denied) as refused:
        actions.correct_honour(honour=honour, reason="Sai", by=province.ha_long.clerk, at=province.at)
    assert refused.value.reason == (
        "Để đính chính khen thưởng cần vai trò “Chuyên viên thi đua, khen thưởng” hoặc “Người ký quyết định” "
        "của Phường Hạ Long."
    )
    with pytest.raises(Denied) as refused:
        revoke(honour, province.ha_long.officer, province.at)
    assert refused.value.reason == "Để hủy bỏ khen thưởng cần vai trò “Người ký quyết định” của Phường Hạ Long."


@pytest.mark.parametrize(
    ("fields", "why", "reason"),
    [
        ({"recipient_name": "Nguyễn Thị An"}, "Sai", "Chưa có nội dung nào khác với dòng đang có hiệu lực."),
        ({"recipient_name": " "}, "Sai", "Tên người hoặc tập thể được khen thưởng không được để trống."),
        ({"recipient_name": "Nguyễn Ân"}, "  ", "Cần ghi rõ lý do."),
        ({"recipient_name": "Nguyễn Ân"}, "a" * 301, "Lý do dài quá 300 ký tự. Mời viết gọn lại."),
    ],
)
def test_an_empty_correction_is_refused(province, fields, why, reason):
    honour, _ = import_for(province.ha_long, province.at)
    with pytest.raises(Denied) as refused:
        actions.correct_honour(honour=honour, reason=why, by=province.ha_long.officer, at=province.at, **fields)
    assert refused.value.reason == reason
    assert Honour.objects.filter(refers_to=honour).count() == 0


def test_nobody_corrects_the_own_honour_and_only_award_lines_are_corrected(province):
    honour, other = import_for(province.ha_long, province.at)
    officer = province.ha_long.officer
    officer.person = province.ha_long.people[0]
    with pytest.raises(Denied) as refused:
        actions.correct_honour(honour=honour, recipient_detail="X", reason="Sai", by=officer, at=province.at)
    assert refused.value.reason == "Không ai tự sửa dòng khen thưởng của chính mình."
    line = actions.correct_honour(honour=other, recipient_detail="X", reason="Sai", by=officer, at=province.at)
    with pytest.raises(Denied) as refused:
        actions.correct_honour(honour=line, recipient_detail="Y", reason="Sai", by=officer, at=province.at)
    assert refused.value.reason == "Chỉ ghi tiếp vào dòng khen thưởng gốc, không ghi vào dòng đính chính hay hủy bỏ."


def test_of_two_corrections_at_once_one_holds(province, monkeypatch):
    honour, _ = import_for(province.ha_long, province.at)
    actions.correct_honour(
        honour=honour, recipient_detail="X", reason="Sai", by=province.ha_long.officer, at=province.at
    )
    # The second clerk read the register before the first entry was written.
    monkeypatch.setattr(actions, "latest_entry", lambda honour: honour)
    with pytest.raises(Stale):
        actions.correct_honour(
            honour=honour, recipient_detail="Y", reason="Sai", by=province.ha_long.decider, at=province.at
        )
    assert [e.recipient_detail for e in queries.chain_of(honour)] == ["Công chức", "X"]


# What a database is asked to do by those who do not ask the acts. SQLite calls replacing by its own words.
HOSTILE = ["UPDATE {t} SET id = id", "DELETE FROM {t}"] + (
    ["TRUNCATE {t} CASCADE", "TRUNCATE {t} RESTART IDENTITY CASCADE"]
    if is_server()
    else [
        "REPLACE INTO {t} SELECT * FROM {t}",
        "INSERT OR REPLACE INTO {t} SELECT * FROM {t}",
        "INSERT OR IGNORE INTO {t} SELECT * FROM {t}",
        "UPDATE OR REPLACE {t} SET id = id + 1",
    ]
)


@pytest.mark.parametrize("table", ["thidua_honour", "thidua_auditevent"])
@pytest.mark.parametrize("sql", HOSTILE)
def test_the_database_refuses_to_change_or_remove_what_is_registered(province, table, sql):
    import_for(province.ha_long, province.at)
    sql = sql.format(t=table).replace("SET id", "SET seq" if table == "thidua_auditevent" else "SET id")
    sql = sql.replace("= id", "= seq") if table == "thidua_auditevent" else sql
    count = AuditEvent.objects.count()
    connection.check_constraints()  # on PostgreSQL a table with checks still to come is not truncated for that reason alone
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert AuditEvent.objects.count() == count
    assert [h.recipient_name for h in Honour.objects.order_by("ordinal")] == ["Nguyễn Thị An", "Nguyễn Thị Bình"]


@pytest.mark.skipif(is_server(), reason="PostgreSQL has no REPLACE")
@pytest.mark.parametrize(
    "changed",
    [
        {"check_code": "'XXXX'", "ordinal": "99"},  # same key
        {"id": "NULL", "ordinal": "99"},  # same check code
        {"id": "NULL", "check_code": "'XXXX'"},  # same place in the decision
    ],
)
def test_a_line_cannot_be_replaced_by_any_of_its_keys(province, changed):
    import_for(province.ha_long, province.at, people=1)
    with connection.cursor() as cursor:
        columns = [c.name for c in connection.introspection.get_table_description(cursor, "thidua_honour")]
    values = ", ".join(changed.get(name, name) for name in columns)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"REPLACE INTO thidua_honour ({', '.join(columns)}) SELECT {values} FROM thidua_honour")
    assert Honour.objects.count() == 1


def test_a_later_entry_cannot_be_replaced_by_its_place_in_the_chain(province):
    honour, _ = import_for(province.ha_long, province.at)
    line = actions.correct_honour(
        honour=honour, recipient_detail="X", reason="Sai", by=province.ha_long.officer, at=province.at
    )
    forged = Honour.objects.get(pk=line.pk)
    forged.pk, forged.check_code, forged.recipient_detail = None, "XXXX", "Y"
    with pytest.raises(IntegrityError), transaction.atomic():
        Honour.objects.bulk_create([forged], ignore_conflicts=False)
    assert [e.recipient_detail for e in queries.chain_of(honour)] == ["Công chức", "X"]
