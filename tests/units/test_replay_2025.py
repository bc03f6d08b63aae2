"""The reform of 2025 replayed for real provinces: every old honour shows the unit of its time and what it is today."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F
from django.urls import reverse

from tests.units.builders import AT, REFORM, commune, enter, old_province
from thidua.honours.actions import import_past_honours
from thidua.honours.models import Honour
from thidua.shared.denied import Denied
from thidua.units import gazetteer, lineage
from thidua.units.actions_loading import Loaded, enter_old_units, load_province, rehearse_load, replay_reform
from thidua.units.actions_reorganisation import undo_reorganisation
from thidua.units.models import Reorganisation, RoleGrant, Unit, UnitSuccession
from thidua.units.picture import life_of
from thidua.units.queries import has_role, with_words
from thidua.units.tree import children_on

THEN, NOW = date(2021, 6, 30), date(2025, 7, 8)


@pytest.fixture
def quang_ninh(db):
    return old_province()


def _honours(root, officer) -> int:
    """One honour of 2021 for every commune of then."""
    old = Unit.objects.filter(kind__in=("ward", "commune", "township"), valid_to=None).order_by("code")
    rows = [
        Honour(
            unit=unit, of_unit=unit, recipient_name=f"Nhân dân và cán bộ {unit.name}", award_code="excellent_labour_collective",
            year=2021, issuer=root, decision_number="99/QĐ-UBND", decided_on=date(2021, 12, 20), ordinal=n,
        )
        for n, unit in enumerate(old, start=1)
    ]  # fmt: skip
    return import_past_honours(rows=rows, under=root, by=officer, at=AT)


def test_every_old_honour_of_quang_ninh_keeps_the_unit_of_its_time_and_knows_its_successor(quang_ninh, client):
    root, officer = quang_ninh
    assert enter_old_units(root=root, province="22", by=officer, at=AT) == 13 + 171
    assert _honours(root, officer) == 171
    before = dict(Honour.objects.values_list("pk", "of_unit__name"))
    assert replay_reform(root=root, province="22", by=officer, at=AT) == Loaded(13, 171, 54, 184)
    assert dict(Honour.objects.values_list("pk", "of_unit__name")) == before, "nothing of an honour is rewritten"
    assert children_on(root, REFORM).count() == 54
    for honour in Honour.objects.select_related("of_unit"):
        heirs = [kin.unit.code for kin in lineage.units_after(honour.of_unit, NOW)]
        assert heirs == sorted(step.new for step in gazetteer.steps_from(honour.of_unit.code))
        assert {kin.unit.pk for kin in lineage.units_before(honour.of_unit, THEN)} == {honour.of_unit_id}
    client.force_login(officer)
    shown = {}
    for name in ("Phường Hùng Thắng", "Xã Yên Than"):
        honour = Honour.objects.get(of_unit__name=name)
        page = client.get(reverse("honours:detail", args=[honour.pk]))
        shown[name] = {row[0]: row[1] for row in page.context["rows"] if "Đơn vị" in row[0]}
    assert shown == {
        "Phường Hùng Thắng": {"Đơn vị khi đó": "Phường Hùng Thắng", "Đơn vị kế thừa hiện nay": "Phường Bãi Cháy"},
        "Xã Yên Than": {
            "Đơn vị khi đó": "Xã Yên Than",
            "Đơn vị kế thừa hiện nay": "Xã Tiên Yên (một phần), Xã Điền Xá (một phần)",
        },
    }


def test_every_unit_of_every_day_of_the_reform_has_one_answer(quang_ninh):
    root, officer = quang_ninh
    load_province(root=root, province="22", by=officer, at=AT)
    new = Unit.objects.filter(valid_from=REFORM)
    from_new = {kin.unit.pk for unit in new for kin in lineage.units_before(unit, THEN)}
    old = set(
        Unit.objects.exclude(kind__in=("province", "district")).filter(valid_to__lt=REFORM).values_list("pk", flat=True)
    )
    assert (len(from_new), from_new) == (171, old)
    for unit in new:
        for kin in lineage.units_before(unit, THEN):
            assert unit.pk in {heir.unit.pk for heir in lineage.units_after(kin.unit, NOW)}


def test_the_resolution_of_the_province_is_the_legal_basis(quang_ninh):
    root, officer = quang_ninh
    load_province(root=root, province="22", by=officer, at=AT)
    assert set(UnitSuccession.objects.values_list("legal_basis", flat=True)) == {
        "Nghị quyết 1679/NQ-UBTVQH15 ngày 16/06/2025 của Ủy ban Thường vụ Quốc hội"
    }
    assert Reorganisation.objects.get().kind == "rearrange"


def test_provinces_that_were_joined_pass_to_the_root_and_its_officer_answers_for_them(db):
    root, officer = old_province("31", "Thành phố Hải Phòng")
    loaded = load_province(root=root, province="31", by=officer, at=AT)
    assert loaded == Loaded(27, 374, 114, 454)
    hai_duong = Unit.objects.get(name="Tỉnh Hải Dương")
    assert (hai_duong.parent_id, hai_duong.valid_to) == (None, date(2025, 6, 30))
    assert sorted(kin.unit.name for kin in lineage.units_before(root, THEN)) == [
        "Thành phố Hải Phòng",
        "Tỉnh Hải Dương",
    ]
    assert has_role(officer, [RoleGrant.Role.OFFICER], Unit.objects.get(name="Thành phố Chí Linh"), NOW)
    chi_linh = Unit.objects.get(name="Thành phố Chí Linh")
    honour = Honour(
        unit=chi_linh, of_unit=chi_linh, recipient_name="Thành phố Chí Linh", award_code="excellent_labour_collective",
        year=2020, issuer=hai_duong, decision_number="9/QĐ-UBND", decided_on=date(2020, 12, 20), ordinal=1,
    )  # fmt: skip
    assert import_past_honours(rows=[honour], under=root, by=officer, at=AT) == 1
    bach_long_vi = Unit.objects.get(name="Huyện Bạch Long Vĩ")
    assert [kin.unit.name for kin in lineage.units_after(bach_long_vi, NOW)] == ["Đặc khu Bạch Long Vĩ"]


def test_a_loaded_province_leaves_the_register_when_the_load_is_undone(db):
    root, officer = old_province("31", "Thành phố Hải Phòng")
    with pytest.raises(Denied) as denied:
        enter_old_units(root=root, province="31", by=officer, at=AT)
    assert denied.value.reason == "Tỉnh này lập từ nhiều tỉnh cũ: hãy nạp đơn vị cũ cùng lúc với việc sắp xếp."
    load_province(root=root, province="31", by=officer, at=AT)
    undo_reorganisation(reorganisation=Reorganisation.objects.get(), reason="Thử", by=officer, at=AT)
    assert [unit.pk for unit in Unit.objects.exclude(valid_to__lt=F("valid_from"))] == [root.pk]
    assert not UnitSuccession.objects.filter(holds=True).exists()
    assert load_province(root=root, province="31", by=officer, at=AT) == Loaded(27, 374, 114, 454)


def test_a_replay_of_units_entered_before_gives_them_back_when_undone(quang_ninh):
    root, officer = quang_ninh
    enter_old_units(root=root, province="22", by=officer, at=AT)
    replay_reform(root=root, province="22", by=officer, at=AT)
    undo_reorganisation(reorganisation=Reorganisation.objects.get(), reason="Nạp nhầm ngày", by=officer, at=AT)
    assert (children_on(root, NOW).count(), Unit.objects.filter(valid_to=None).count()) == (13, 1 + 13 + 171)
    assert replay_reform(root=root, province="22", by=officer, at=AT) == Loaded(13, 171, 54, 184)


def test_another_province_is_never_loaded(quang_ninh):
    root, officer = quang_ninh
    with pytest.raises(Denied) as denied:
        load_province(root=root, province="01", by=officer, at=AT)
    assert (denied.value.reason, Unit.objects.count()) == (
        "Thành phố Hà Nội không phải là tỉnh của hệ thống này (Tỉnh Quảng Ninh, mã 22); chỉ nạp được đơn vị hành chính của "
        "chính tỉnh mình.", 1,
    )  # fmt: skip


def test_loading_twice_and_over_half_a_province_is_refused_and_changes_nothing(quang_ninh):
    root, officer = quang_ninh
    enter(root, officer, commune("06673", "Phường Bãi Cháy", REFORM, kind="ward"))
    count = Unit.objects.count()
    with pytest.raises(Denied) as denied:
        load_province(root=root, province="22", by=officer, at=AT)
    assert (denied.value.reason, Unit.objects.count()) == (
        "Danh mục đã có 1 trong 54 đơn vị mới, còn thiếu (ví dụ Phường Hà Tu).", count,
    )  # fmt: skip


def test_loading_a_second_time_is_refused(quang_ninh):
    root, officer = quang_ninh
    load_province(root=root, province="22", by=officer, at=AT)
    count = Unit.objects.count()
    with pytest.raises(Denied) as denied:
        load_province(root=root, province="22", by=officer, at=AT)
    assert (denied.value.reason, Unit.objects.count()) == (
        "Có đơn vị cũ đã được ghi nhận kế thừa rồi. Chưa dòng nào được ghi.", count,
    )  # fmt: skip


def test_present_units_that_were_entered_first_get_their_history(quang_ninh):
    root, officer = quang_ninh
    news = gazetteer.below(gazetteer.new_places(), "22")
    enter(root, officer, *(commune(place.code, place.name, REFORM, kind=place.kind) for place in news))
    assert load_province(root=root, province="22", by=officer, at=AT) == Loaded(13, 171, 0, 184)
    bai_chay = Unit.objects.get(code="06673", valid_to=None)
    assert [kin.unit.name for kin in lineage.units_before(bai_chay, THEN)] == ["Phường Bãi Cháy", "Phường Hùng Thắng"]


def test_a_young_root_can_load_the_present_units_alone_with_the_old_names_as_text(quang_ninh):
    root, officer = quang_ninh
    Unit.objects.filter(pk=root.pk).update(valid_from=REFORM)
    root.refresh_from_db()
    with pytest.raises(Denied) as denied:
        load_province(root=root, province="22", by=officer, at=AT)
    assert denied.value.reason == (
        "Tỉnh Quảng Ninh có từ ngày 01/07/2025, sau khi sắp xếp: không nạp được đơn vị cũ. Đính chính ngày thành lập của "
        "đơn vị gốc, hoặc chỉ nạp đơn vị hiện nay."
    )
    loaded = load_province(root=root, province="22", by=officer, at=AT, with_history=False)
    assert (loaded.new, loaded.old) == (54, 0)
    assert (
        UnitSuccession.objects.filter(old=None, new__code="06673").values_list("old_name", flat=True)[0].count(",") == 2
    )


def test_the_command_loads_and_says_what_came_in(quang_ninh, settings):
    told = StringIO()
    call_command("load_units", province="22", stdout=told)
    assert told.getvalue() == (
        "Đã nạp Tỉnh Quảng Ninh: 13 đơn vị cấp huyện và 171 đơn vị cấp xã cũ, 54 đơn vị cấp xã mới, 184 dòng kế thừa.\n"
    )


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"province": "99"}, "Chưa nạp, chưa có gì thay đổi: Không có tỉnh, thành phố nào mang mã “99” sau ngày sắp xếp."),
        ({"province": "22", "since": "30/02/2020"}, "“30/02/2020” không phải là ngày dạng YYYY-MM-DD."),
        ({"province": "22", "since": "1900-01-01"},
         "Chưa nạp, chưa có gì thay đổi: Đơn vị cũ không thể có trước đơn vị gốc (từ ngày 30/10/1963)."),
        ({"province": "22", "by": "ai.do"}, "Không tìm thấy chuyên viên “ai.do” của Tỉnh Quảng Ninh."),
    ],
)  # fmt: skip
def test_the_command_refuses_with_the_reason(quang_ninh, options, reason):
    with pytest.raises(CommandError) as refused:
        call_command("load_units", **options)
    assert str(refused.value) == reason


def test_nobody_claims_to_know_since_when_a_loaded_old_unit_existed(quang_ninh):
    root, officer = quang_ninh
    load_province(root=root, province="22", by=officer, at=AT)
    hung_thang = Unit.objects.get(name="Phường Hùng Thắng")
    assert (life_of(hung_thang), life_of(Unit.objects.get(code="06673", valid_to=None))) == (
        "đến 30/06/2025", "từ 01/07/2025",
    )  # fmt: skip


def test_the_list_of_changes_names_the_load_and_a_look_at_it_keeps_nothing(quang_ninh):
    root, officer = quang_ninh
    given = {"root": root, "province": "22", "by": officer, "at": AT}
    assert (rehearse_load(**given), Unit.objects.count()) == (Loaded(13, 171, 54, 184), 1)
    load_province(**given)
    assert [act.told for act in with_words(Reorganisation.objects.all())] == ["184 đơn vị → 54 đơn vị"]
