"""Merge, split, rename, abolish, move: what happens, what is refused, what is carried along, what undoing restores."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.conftest import Role
from tests.units.builders import AT, BASIS, REFORM, SINCE, commune, enter, new, old_province
from thidua.accounts.models import User
from thidua.shared.denied import Denied, Stale
from thidua.shared.models import AuditEvent, Letter
from thidua.units import actions_editing as editing
from thidua.units import actions_reorganisation as acts
from thidua.units import lineage
from thidua.units.actions import NewAccount, open_accounts
from thidua.units.models import FormerParent, Reorganisation, RoleGrant, Unit, UnitSuccession
from thidua.units.queries import has_role, unit_ids_visible_to
from thidua.units.reorganising import LegalBasis
from thidua.units.tree import children_on, parent_on

BEFORE, AFTER = date(2021, 6, 30), date(2025, 7, 8)
LAST = REFORM - timedelta(days=1)


@pytest.fixture
def land(db):
    root, officer = old_province()
    a, b, c = enter(root, officer, commune("001", "Xã An"), commune("002", "Xã Bình"), commune("003", "Xã Chi"))
    return root, officer, a, b, c


def _names(kin):
    return [(k.unit.name, k.share) for k in kin]


def merge(land, **other):
    _, officer, a, b, _ = land
    arguments = {"units": [a, b], "successor": new("001", "Xã An Bình"), "on": REFORM, "basis": BASIS}
    return acts.merge_units(**{**arguments, **other}, by=officer, at=AT)


def test_a_merge_ends_the_old_units_the_day_before_and_says_what_they_were(land):
    act = merge(land)
    born = Unit.objects.get(name="Xã An Bình")
    a, b = Unit.objects.get(pk=land[2].pk), Unit.objects.get(pk=land[3].pk)
    assert (a.valid_to, b.valid_to, born.valid_from, born.parent_id) == (LAST, LAST, REFORM, land[0].pk)
    assert _names(lineage.units_before(born, BEFORE)) == [("Xã An", Decimal(100)), ("Xã Bình", Decimal(100))]
    assert _names(lineage.units_after(a, AFTER)) == [("Xã An Bình", Decimal(100))]
    assert _names(lineage.units_before(born, AFTER)) == [("Xã An Bình", Decimal(100))]
    assert act.legal_basis == "Nghị quyết 1679/NQ-UBTVQH15 ngày 16/06/2025 của Ủy ban Thường vụ Quốc hội"
    assert AuditEvent.objects.latest("seq").act == "units_reorganised"


def test_units_of_another_day_are_told_by_one_query(land, django_assert_num_queries):
    merge(land)
    born = Unit.objects.get(name="Xã An Bình")
    with django_assert_num_queries(1):
        lineage.units_before(born, BEFORE)
    with django_assert_num_queries(1):
        lineage.units_after(land[2], AFTER)


def test_a_unit_taken_in_by_another_leaves_that_one_living(land):
    _, officer, a, b, _ = land
    acts.merge_units(units=[a], into=b, on=REFORM, basis=BASIS, by=officer, at=AT)
    b.refresh_from_db()
    assert (b.valid_to, _names(lineage.units_before(b, BEFORE))) == (
        None, [("Xã An", Decimal(100)), ("Xã Bình", Decimal(100))],
    )  # fmt: skip


def test_a_split_keeps_the_shares_and_they_add_up_where_the_parts_meet_again(land):
    _, officer, a, _, _ = land
    parts = [(new("011", "Xã An Đông"), Decimal(40)), (new("012", "Xã An Tây"), Decimal(60))]
    acts.split_unit(unit=a, parts=parts, main=1, on=REFORM, basis=BASIS, by=officer, at=AT)
    east, west = Unit.objects.get(code="011"), Unit.objects.get(code="012")
    assert _names(lineage.units_before(east, BEFORE)) == [("Xã An", Decimal("40.00"))]
    assert lineage.main_successor(a, AFTER) == west
    acts.merge_units(
        units=[east, west], successor=new("001", "Xã An"), on=date(2025, 7, 5), basis=BASIS, by=officer, at=AT
    )
    whole = Unit.objects.get(code="001", valid_to=None)
    assert _names(lineage.units_before(whole, BEFORE)) == [("Xã An", Decimal(100))]


def test_a_share_that_nobody_told_stays_unknown(land):
    _, officer, a, b, _ = land
    acts.split_unit(unit=a, parts=[(new("011", "Xã An Đông"), None), (b, None)], main=0, on=REFORM, basis=BASIS,
                    by=officer, at=AT)  # fmt: skip
    [kin] = [k for k in lineage.units_before(b, BEFORE) if k.unit.pk == a.pk]
    assert (kin.is_part, kin.share) == (True, None)


def test_renaming_carries_units_below_and_every_role_along(land):
    root, officer, a, _, _ = land
    [room] = enter(a, officer, commune("001.VP", "Văn phòng", kind="section"))
    [head] = open_accounts(
        accounts=[NewAccount("an.head", "Chủ tịch xã An", ((Role.HEAD, a),))],
        under=root,
        by=officer,
        at=AT - timedelta(9),
    )
    acts.rename_unit(unit=a, successor=new("001", "Phường An", "ward"), on=REFORM, basis=BASIS, by=officer, at=AT)
    ward = Unit.objects.get(name="Phường An")
    room.refresh_from_db()
    assert (room.parent_id, parent_on(room, BEFORE), parent_on(room, AFTER)) == (ward.pk, a, ward)
    assert [u.name for u in children_on(a, BEFORE)] == ["Văn phòng"]
    assert [u.name for u in children_on(ward, AFTER)] == ["Văn phòng"]
    assert has_role(head, [Role.HEAD], ward, AFTER)
    assert has_role(head, [Role.HEAD], a, AFTER), "who acts for the successor acts for the old unit's open work"
    assert {a.pk, ward.pk, room.pk} <= unit_ids_visible_to(head, AFTER)


def test_of_two_merged_units_only_the_chosen_roles_go_on(land):
    root, officer, a, b, _ = land
    heads = open_accounts(
        accounts=[NewAccount(f"{u.code}.head", u.name, ((Role.HEAD, u),)) for u in (a, b)], under=root, by=officer,
        at=AT - timedelta(9),
    )  # fmt: skip
    merge(land, passing=[b.pk])
    born = Unit.objects.get(name="Xã An Bình")
    assert [has_role(head, [Role.HEAD], born, AFTER) for head in heads] == [False, True]
    assert list(RoleGrant.objects.filter(unit=born).values_list("user", "starts_on")) == [(heads[1].pk, REFORM)]


def test_a_delegation_goes_on_with_the_role_it_stems_from_and_ends_with_one_that_ends(land):
    root, officer, a, b, _ = land
    heads = open_accounts(
        accounts=[NewAccount(f"{u.code}.head", u.name, ((Role.HEAD, u),)) for u in (a, b)]
        + [NewAccount(f"{u.code}.pho", u.name, ()) for u in (a, b)],
        under=root, by=officer, at=AT - timedelta(9),
    )  # fmt: skip
    for head, deputy, unit in zip(heads[:2], heads[2:], (a, b), strict=True):
        RoleGrant.objects.create(
            user=deputy, role=Role.HEAD, unit=unit, starts_on=date(2025, 6, 30), ends_on=date(2025, 8, 1),
            document="Giấy ủy quyền 1/UQ", delegated_from=head.grants.get(), granted_at=AT, granted_by=head,
        )  # fmt: skip
    act = merge(land, passing=[a.pk])
    born = Unit.objects.get(name="Xã An Bình")
    assert [has_role(user, [Role.HEAD], born, AFTER) for user in heads] == [True, False, True, False]
    [going_on] = RoleGrant.objects.filter(unit=born).exclude(delegated_from=None)
    assert (going_on.delegated_from.unit, going_on.ends_on, going_on.document) == (
        born, date(2025, 8, 1), "Giấy ủy quyền 1/UQ",
    )  # fmt: skip
    told = Letter.objects.filter(subject="Vai trò của bạn kết thúc").values_list("to__username", flat=True)
    assert sorted(told) == ["002.head", "002.pho"]
    acts.undo_reorganisation(reorganisation=act, reason="Nhầm", by=officer, at=AT)
    assert [has_role(user, [Role.HEAD], unit, AFTER) for user, unit in zip(heads, (a, b, a, b), strict=True)] == [
        True
    ] * 4
    assert list(RoleGrant.objects.filter(unit__in=(a, b)).exclude(ended_at=None)) == []


def test_moving_a_unit_keeps_where_it_stood_before(land):
    _, officer, a, b, _ = land
    [room] = enter(a, officer, commune("001.VP", "Văn phòng", kind="section"))
    acts.move_unit(unit=room, parent=b, on=REFORM, basis=BASIS, by=officer, at=AT)
    room.refresh_from_db()
    assert (parent_on(room, LAST), parent_on(room, REFORM), room.valid_to) == (a, b, None)


def test_the_root_can_be_renamed_and_its_officer_goes_on(land):
    root, officer, a, _, _ = land
    city = new("22", "Thành phố Quảng Ninh", "province")
    acts.rename_unit(unit=root, successor=city, on=REFORM, basis=BASIS, by=officer, at=AT)
    born = Unit.objects.get(name="Thành phố Quảng Ninh")
    a.refresh_from_db()
    assert (born.parent_id, a.parent_id, has_role(officer, [Role.OFFICER], a, AFTER)) == (None, born.pk, True)


REFUSALS = {
    "a day that has not come": (
        {"on": date(2026, 1, 1)}, "Ngày có hiệu lực 01/01/2026 chưa đến; chỉ ghi nhận từ ngày đó trở đi."),
    "a year mistyped": ({"on": date(1205, 7, 1)}, "Ngày có hiệu lực 01/07/1205 không đúng; hãy xem lại năm."),
    "a day before the unit was there": (
        {"on": SINCE, "basis": LegalBasis("1", SINCE, "X")},
        "Xã An có từ ngày 01/07/2004; ngày sắp xếp phải sau ngày đó (đang là 01/07/2004)."),
    "a paper younger than its effect": (
        {"basis": LegalBasis("1", date(2025, 7, 2), "X")},
        "Văn bản ngày 02/07/2025 không thể có hiệu lực trước đó, từ ngày 01/07/2025."),
    "no number": ({"basis": LegalBasis(" ", date(2025, 6, 1), "X")}, "Thiếu số, ký hiệu của văn bản làm căn cứ."),
    "no issuer": ({"basis": LegalBasis("1", date(2025, 6, 1), "")}, "Thiếu cơ quan ban hành của văn bản làm căn cứ."),
    "a code somebody else bears": (
        {"successor": new("003", "Xã An Bình")}, "Mã 003 đang là mã của Xã Chi (từ 01/07/2004)."),
    "a code that is none": (
        {"successor": new("<b>", "Xã An Bình")},
        "Mã đơn vị “<b>” không hợp lệ: chỉ gồm chữ, số, dấu chấm, gạch; tối đa 20 ký tự."),
    "no name": ({"successor": new("009", "   ")}, "009: mục “Tên đơn vị” không được để trống."),
    "a name too long": ({"successor": new("009", "Xã " + "a" * 198)}, "009: mục “Tên đơn vị” dài quá 200 ký tự."),
    "a kind that is none": ({"successor": new("009", "Xã X", "kingdom")}, "009: loại đơn vị “kingdom” không có."),
    "neither successor nor receiver": (
        {"successor": None}, "Chọn một trong hai: lập đơn vị mới, hoặc sáp nhập vào một đơn vị đang có."),
}  # fmt: skip


@pytest.mark.parametrize(("change", "reason"), REFUSALS.values(), ids=REFUSALS)
def test_a_merge_is_refused_with_its_reason_and_changes_nothing(land, change, reason):
    before = list(Unit.objects.order_by("pk").values_list("pk", "valid_to", "parent"))
    with pytest.raises(Denied) as denied:
        merge(land, **change)
    assert (denied.value.reason, list(Unit.objects.order_by("pk").values_list("pk", "valid_to", "parent"))) == (
        reason, before,
    )  # fmt: skip


def _refused(act, **arguments) -> str:
    with pytest.raises(Denied) as denied:
        act(basis=BASIS, on=arguments.pop("on", REFORM), at=AT, **arguments)
    return denied.value.reason


def test_what_else_cannot_be(land):
    root, officer, a, b, c = land
    [room] = enter(a, officer, commune("001.VP", "Văn phòng", kind="section"))
    stranger = User.objects.create_user("nguoi.la", None, display_name="Người lạ")
    assert _refused(acts.merge_units, units=[a, a], successor=new("9", "Xã X"), by=officer) == (
        "Một đơn vị được chọn hai lần."
    )
    assert _refused(acts.merge_units, units=[a, b], successor=new("9", "Xã X"), by=stranger) == (
        "Để sắp xếp đơn vị cần vai trò “Chuyên viên thi đua, khen thưởng” của Tỉnh Quảng Ninh."
    )
    assert _refused(acts.abolish_unit, unit=a, by=officer) == (
        "Xã An còn 1 đơn vị trực thuộc (Văn phòng). Hãy chuyển hoặc kết thúc các đơn vị đó trước, hoặc chọn đơn vị "
        "tiếp nhận."
    )
    assert _refused(acts.abolish_unit, unit=root, by=officer) == (
        "Tỉnh Quảng Ninh là đơn vị gốc của hệ thống; chỉ đổi tên được, không nhập, chia hay giải thể."
    )
    assert _refused(acts.move_unit, unit=a, parent=room, by=officer) == (
        "Văn phòng lại thuộc Xã An; không làm cấp trên được."
    )
    assert _refused(acts.move_unit, unit=a, parent=root, by=officer) == "Xã An đang trực thuộc Tỉnh Quảng Ninh."
    assert _refused(acts.merge_units, units=[a, b], successor=new("9", "Xã X", parent=room), by=officer) == (
        "Văn phòng lại thuộc Xã An; cấp trên không thể nằm dưới đơn vị sẽ kết thúc."
    )
    assert _refused(acts.merge_units, units=[a, b], successor=new("9", "Xã X", parent=a), by=officer) == (
        "Xã An kết thúc trong chính lần sắp xếp này; không làm cấp trên được."
    )
    assert _refused(acts.merge_units, units=[a], into=a, by=officer) == "Xã An không thể vừa kết thúc vừa tiếp nhận."
    assert _refused(acts.merge_units, units=[a], into=room, by=officer) == (
        "Văn phòng lại thuộc Xã An; cấp trên không thể nằm dưới đơn vị sẽ kết thúc."
    )
    parts = [(new("8", "Xã Y"), Decimal(50)), (new("9", "Xã Z"), Decimal(60))]
    assert _refused(acts.split_unit, unit=a, parts=parts, main=0, by=officer) == (
        "Xã An: các tỷ lệ cộng lại phải đúng 100% (đang là 110%)."
    )
    twice = [(new("8", "Xã Y"), None), (new("8", "Xã Z"), None)]
    assert _refused(acts.split_unit, unit=a, parts=twice, main=0, by=officer) == "Mã 8 được dùng cho hai đơn vị mới."
    assert _refused(acts.split_unit, unit=a, parts=parts[:1], main=0, by=officer) == (
        "Chia, tách cần ít nhất hai đơn vị nhận."
    )
    assert _refused(acts.rename_unit, unit=a, successor=new("001", "Xã An"), by=officer) == (
        "Tên, loại hình, mã và cấp trên vẫn như cũ: không có gì để đổi."
    )
    acts.abolish_unit(unit=c, on=REFORM, basis=BASIS, by=officer, at=AT)
    assert _refused(acts.abolish_unit, unit=c, by=officer) == (
        "Xã Chi đã kết thúc ngày 30/06/2025; không sắp xếp lần nữa."
    )


def test_undoing_puts_everything_back_and_the_code_is_free_again(land):
    root, officer, a, _, _ = land
    [room] = enter(a, officer, commune("001.VP", "Văn phòng", kind="section"))
    [head] = open_accounts(
        accounts=[NewAccount("an.head", "Chủ tịch xã An", ((Role.HEAD, a),))],
        under=root,
        by=officer,
        at=AT - timedelta(9),
    )
    act = merge(land, passing=[a.pk])
    acts.undo_reorganisation(reorganisation=act, reason="Nhập nhầm", by=officer, at=AT)
    a.refresh_from_db()
    room.refresh_from_db()
    born = Unit.objects.get(name="Xã An Bình")
    assert (a.valid_to, room.parent_id, parent_on(room, BEFORE)) == (None, a.pk, a)
    assert born.valid_to == born.valid_from - timedelta(days=1)
    assert [g.ends_on for g in RoleGrant.objects.filter(unit=a)] == [None]
    assert not has_role(head, [Role.HEAD], born, AFTER)
    assert (lineage.family(a), _names(lineage.units_before(a, BEFORE))) == ([], [("Xã An", Decimal(100))])
    again = merge(land)
    assert Unit.objects.filter(code="001", valid_from=REFORM, valid_to=None).count() == 1
    assert Reorganisation.objects.filter(undone_at=None).get() == again


def test_undoing_is_refused_once_something_builds_on_it(land):
    _, officer, _, _, c = land
    act = merge(land)
    born = Unit.objects.get(name="Xã An Bình")
    later = acts.merge_units(
        units=[born, c], successor=new("007", "Xã Chung"), on=date(2025, 7, 3), basis=BASIS, by=officer, at=AT
    )

    def refused(which, **other):
        with pytest.raises(Denied) as denied:
            acts.undo_reorganisation(**{"reorganisation": which, "reason": "Sai", "by": officer, "at": AT, **other})
        return denied.value.reason

    assert refused(act) == "Sau đó đã có lần sắp xếp khác (Sáp nhập, ngày 03/07/2025); hủy lần đó trước."
    assert refused(later, reason="  ") == "Cần ghi lý do hủy việc sắp xếp."
    enter(Unit.objects.get(code="007"), officer, commune("007.VP", "Văn phòng", date(2025, 7, 4), kind="section"))
    assert refused(later) == "Không hủy được: đơn vị mới đã có đơn vị trực thuộc."


def test_undoing_twice_is_refused(land):
    act = merge(land)
    acts.undo_reorganisation(reorganisation=act, reason="Sai", by=land[1], at=AT)
    with pytest.raises(Denied) as denied:
        acts.undo_reorganisation(reorganisation=act, reason="Sai", by=land[1], at=AT)
    assert denied.value.reason == "Việc sắp xếp này đã được hủy."


def test_of_two_clicks_the_second_finds_the_unit_already_ended(land):
    """Both pages were opened before; the act looks at the register, not at what the page held."""
    merge(land)
    with pytest.raises(Denied) as denied:
        merge(land)
    assert (denied.value.reason, Unit.objects.filter(name="Xã An Bình").count()) == (
        "Xã An đã kết thúc ngày 30/06/2025; không sắp xếp lần nữa.", 1,
    )  # fmt: skip


def test_how_a_unit_signs_is_edited_once_and_a_stale_page_is_noticed(land):
    _, officer, a, _, _ = land
    shown = Unit.objects.get(pk=a.pk)
    fields = {"agency_name": "UBND xã An", "symbol": "UBND", "head_title": "Chủ tịch", "place": "An"}
    editing.edit_signature(unit=a, **fields, by=officer, at=AT)
    with pytest.raises(Stale):
        editing.edit_signature(unit=shown, **{**fields, "place": "Khác"}, by=officer, at=AT)
    assert Unit.objects.get(pk=a.pk).place == "An"


def test_a_slip_of_the_pen_is_corrected_with_a_reason(land):
    _, officer, a, _, _ = land
    editing.correct_unit(
        unit=a, name="Xa\u0303 A\u0302n", kind="commune", valid_from=SINCE, reason="Gõ sai", by=officer, at=AT
    )
    assert (a.name, a.name_fold) == ("Xã Ân", "xa an")
    with pytest.raises(Denied) as denied:
        editing.correct_unit(unit=a, name="Xã Ân", kind="commune", valid_from=SINCE, reason="x", by=officer, at=AT)
    assert denied.value.reason == "Không có gì thay đổi."


def test_markup_in_a_name_is_kept_as_text_and_direction_signs_are_refused(land):
    root, officer, *_ = land
    [unit] = enter(root, officer, commune("9", "<script>alert(1)</script>"))
    assert unit.name == "<script>alert(1)</script>"
    with pytest.raises(Denied) as denied:
        enter(root, officer, commune("10", "Xã \u202egnorT"))
    assert denied.value.reason == "10: mục “Tên đơn vị” có ký tự không nhìn thấy được; hãy gõ lại."


def test_entering_checks_codes_and_lives(land):
    root, officer, a, _, c = land

    def refused(parent, *rows):
        with pytest.raises(Denied) as denied:
            enter(parent, officer, *rows)
        return denied.value.reason

    assert refused(root, commune("001", "Xã Khác")) == "Mã 001 đang là mã của Xã An (từ 01/07/2004)."
    assert refused(a, commune("7", "Tổ 7", date(2000, 1, 1))) == (
        "Tổ 7: ngày thành lập 01/01/2000 trước ngày của cấp trên Xã An (01/07/2004)."
    )
    assert refused(root, commune("7", "Xã Bảy", valid_to=date(2000, 1, 1))) == (
        "Xã Bảy: ngày kết thúc 01/01/2000 trước ngày thành lập 01/07/2004."
    )
    acts.abolish_unit(unit=c, on=REFORM, basis=BASIS, by=officer, at=AT)
    c.refresh_from_db()
    assert refused(c, commune("7", "Tổ 7")) == (
        "Tổ 7: cấp trên Xã Chi đã kết thúc ngày 30/06/2025; đơn vị trực thuộc không thể còn sau ngày đó."
    )


def test_a_successor_row_for_two_main_heirs_is_refused_by_the_database(land):
    from django.db import IntegrityError, transaction

    merge(land)
    row = UnitSuccession.objects.get(old=land[2])
    with pytest.raises(IntegrityError), transaction.atomic():
        UnitSuccession.objects.create(old=land[2], old_name="Xã An", new=land[4], on=REFORM, legal_basis="x")
    assert (row.is_main, FormerParent.objects.count()) == (True, 0)


def test_a_locality_is_not_merged_with_an_agency(land):
    root, officer, a, _, _ = land
    [police] = enter(root, officer, commune("22.CAT", "Công an tỉnh", kind="armed_force"))
    with pytest.raises(Denied) as denied:
        acts.merge_units(units=[police], into=a, on=REFORM, basis=BASIS, by=officer, at=AT)
    assert (denied.value.reason, Unit.objects.get(pk=police.pk).valid_to) == (
        "Xã An là đơn vị hành chính, Công an tỉnh là cơ quan: không sáp nhập với nhau được.", None,
    )  # fmt: skip


def test_a_paper_of_another_age_is_no_legal_basis(land):
    _, officer, a, b, _ = land
    old = LegalBasis("Nghị quyết 12/NQ", date(1900, 1, 1), "Hội đồng nhân dân tỉnh")
    with pytest.raises(Denied) as denied:
        acts.merge_units(units=[a, b], successor=new("004", "Xã An Bình"), on=REFORM, basis=old, by=officer, at=AT)
    assert denied.value.reason == "Ngày văn bản 01/01/1900 không đúng; hãy xem lại năm."
