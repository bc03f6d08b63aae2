"""Who is in a cluster in a year: formed, changed with a reason, one head for one period, the head's people follow."""

from datetime import date

import pytest

from tests.clusters.samples import DOCUMENT, LATER, WHY, another_unit, created, roles, row_of
from tests.conferences.test_guests import refusal
from tests.scoring.conftest import opened
from thidua.clusters import actions, actions_members, queries
from thidua.clusters.models import ClusterAlias, MemberChange
from thidua.scoring.actions_setup import close_card
from thidua.shared import clock
from thidua.shared.denied import Stale
from thidua.shared.models import AuditEvent, Letter
from thidua.units import actions as units
from thidua.units.actions_reorganisation import abolish_unit, rename_unit
from thidua.units.models import Cluster, ClusterMembership, RoleGrant, Unit
from thidua.units.reorganising import LegalBasis, NewUnit

NEW_YEAR = clock.at_hour(date(2026, 1, 6))


@pytest.fixture
def who(province):
    return {"by": province.root.officer, "at": province.at}


def pairs(province, head="cam_pha", deputy="van_don"):
    offices = ("ha_long", "cam_pha", "van_don")
    kinds = {head: "head", deputy: "deputy"}
    return [(getattr(province, name).unit, kinds.get(name, "member")) for name in offices]


def hands(cluster: Cluster, on: date) -> list[str]:
    return sorted(g.user.username for g in queries.people_of(cluster, on) if g.starts_on <= on)


# ── the cluster itself ──


def test_a_bloc_is_entered_with_its_decision_and_its_code_and_name_are_its_own(province, who):
    bloc = created(province, code="khoi-nc", scope="Cơ quan nội chính của tỉnh")
    assert (bloc.code, bloc.legal_basis, bloc.chief) == (
        "KHOI-NC",
        "12/QĐ-UBND ngày 03/07/2025 của Ủy ban nhân dân tỉnh",
        "Khối trưởng",
    )
    assert refusal(created, province=province, name="Khối khác") == "Mã “KHOI-NC” đã có cụm, khối khác dùng."
    assert refusal(created, province=province, code="KHAC", name="khối thi đua NỘI CHÍNH") == (
        "Tên “khối thi đua NỘI CHÍNH” đã là tên của Khối thi đua Nội chính (mã KHOI-NC)."
    )
    assert AuditEvent.objects.filter(act="cluster_created").count() == 1


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        (
            {"code": "cụm 1"},
            "Mã gồm 1 đến 20 ký tự: chữ không dấu, chữ số, dấu gạch ngang, chấm, gạch chéo; ví dụ CUM-01.",
        ),
        ({"code": ""}, "Mã gồm 1 đến 20 ký tự: chữ không dấu, chữ số, dấu gạch ngang, chấm, gạch chéo; ví dụ CUM-01."),
        ({"name": " "}, "Mời ghi tên cụm, khối."),
        ({"name": "x" * 201}, "Tên cụm, khối dài quá 200 ký tự."),
        ({"kind": "doan"}, "Loại hình phải là cụm hoặc khối."),
        ({"basis_number": ""}, "Mời ghi số quyết định thành lập."),
        ({"basis_dated": None}, "Mời ghi ngày quyết định thành lập."),
        ({"basis_dated": date(2025, 7, 9)}, "Ngày quyết định 09/07/2025 ở tương lai."),
    ],
)
def test_a_bloc_that_is_not_told_properly_is_refused(province, changes, reason):
    assert refusal(created, province=province, **changes) == reason
    assert Cluster.objects.count() == 1


def test_only_the_officer_of_the_organiser_enters_a_bloc(province):
    assert refusal(created, province=province, by=province.ha_long.officer) == (
        "Để lập cụm, khối thi đua cần vai trò “Chuyên viên thi đua, khen thưởng” của Tỉnh Quảng Ninh."
    )


def test_khoi_and_cum_are_names_of_one_body_and_an_old_name_is_still_found(province, who):
    bloc = created(province)
    actions.add_alias(cluster=bloc, name="Cụm Nội chính", note="Báo cáo năm 2018", **who)
    assert refusal(actions.add_alias, cluster=province.cluster, name="cụm  nội chính", **who) == (
        "Tên “cụm nội chính” đã là tên của Khối thi đua Nội chính (mã KHOI-NC)."
    )
    assert refusal(actions.add_alias, cluster=bloc, name="Khối thi đua nội chính", **who) == (
        "“Khối thi đua nội chính” đã là tên của Khối thi đua Nội chính."
    )
    changes = {"name": "Khối các cơ quan Nội chính"}
    assert refusal(actions.edit_cluster, cluster=bloc, changes=changes, reason="đổi", **who) == (
        "Cần ít nhất 10 ký tự (đang có 3): nói rõ vì sao, để người xem lại sau này hiểu."
    )
    bloc.refresh_from_db()
    actions.edit_cluster(cluster=bloc, changes=changes, reason=WHY, **who)
    assert list(queries.known_as(["noi", "chinh"])) == [bloc.pk, bloc.pk]
    assert sorted(bloc.aliases.values_list("name", flat=True)) == ["Cụm Nội chính", "Khối thi đua Nội chính"]
    actions.withdraw_alias(alias=ClusterAlias.objects.get(name="Cụm Nội chính"), reason=WHY, **who)
    with pytest.raises(Stale):
        actions.withdraw_alias(alias=ClusterAlias.objects.get(name="Cụm Nội chính"), reason=WHY, **who)
    # given back, the name is the official one again and no longer another name
    actions.edit_cluster(cluster=bloc, changes={"name": "Khối thi đua Nội chính"}, reason=WHY, **who)
    live = bloc.aliases.filter(withdrawn_at=None)
    assert list(live.values_list("name", flat=True)) == ["Khối các cơ quan Nội chính"]


def test_a_page_that_grew_old_changes_nothing(province, who):
    bloc = created(province)
    seen = {name: getattr(bloc, name) for name in actions.CHANGEABLE}
    actions.edit_cluster(cluster=bloc, changes={"scope": "Tòa án, viện kiểm sát"}, reason=WHY, seen=seen, **who)
    with pytest.raises(Stale):
        actions.edit_cluster(cluster=bloc, changes={"scope": "Công an"}, reason=WHY, seen=seen, **who)
    assert Cluster.objects.get(pk=bloc.pk).scope == "Tòa án, viện kiểm sát"


def test_a_dissolved_cluster_keeps_its_history_and_takes_no_new_year(province, who):
    cluster = province.cluster
    assert refusal(actions.end_cluster, cluster=cluster, on=date(2025, 7, 9), reason=WHY, **who) == (
        "Ngày giải thể 09/07/2025 ở tương lai."
    )
    actions.end_cluster(cluster=cluster, on=date(2025, 7, 8), reason=WHY, **who)
    told = "Cụm thi đua số 1 đã giải thể ngày 08/07/2025."
    assert refusal(actions.end_cluster, cluster=cluster, on=date(2025, 7, 8), reason=WHY, **who) == told
    assert refusal(actions_members.form_year, cluster=cluster, year=2026, members=pairs(province), **who) == told
    assert len(queries.members_in(cluster, 2025)) == 3


# ── the list of a year ──


def test_next_years_list_is_formed_and_the_heads_people_get_the_role_on_the_day(province, who):
    cluster = province.cluster
    actions_members.form_year(
        cluster=cluster, year=2026, members=pairs(province), chair_from=date(2026, 1, 1), document="85/QĐ-UBND", **who
    )
    assert roles(cluster, 2026) == {"Đặc khu Vân Đồn": "deputy", "Phường Cẩm Phả": "head", "Phường Hạ Long": "member"}
    assert (hands(cluster, date(2025, 12, 31)), hands(cluster, date(2026, 1, 1))) == (["cum1.head"], ["campha.officer"])
    grant = RoleGrant.objects.get(user=province.cam_pha.officer, cluster=cluster)
    assert (grant.starts_on, grant.ends_on, grant.document) == (date(2026, 1, 1), None, "85/QĐ-UBND")
    assert Letter.objects.filter(to=province.cluster_head, subject="Vai trò của bạn kết thúc").count() == 1
    assert Letter.objects.filter(subject="Cụm thi đua số 1: danh sách năm 2026").count() == 3


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ([("ha_long", "head"), ("cam_pha", "head")], "Cụm thi đua số 1 cần đúng một trưởng cụm, khối; hiện có 2."),
        ([("ha_long", "member"), ("cam_pha", "deputy")], "Cụm thi đua số 1 cần đúng một trưởng cụm, khối; hiện có 0."),
        ([("ha_long", "head")], "Cụm, khối có từ 2 đến 200 thành viên; danh sách này có 1."),
        ([("ha_long", "head"), ("ha_long", "member")], "Có đơn vị ghi hai lần trong danh sách."),
        ([("ha_long", "head"), ("cam_pha", "vua")], "Vai trò trong cụm, khối không hợp lệ."),
    ],
)
def test_a_list_that_cannot_be_is_refused_whole(province, who, given, reason):
    members = [(getattr(province, name).unit, role) for name, role in given]
    arguments = {"cluster": province.cluster, "year": 2026, "members": members}
    assert refusal(actions_members.form_year, **arguments, **who) == reason
    assert roles(province.cluster, 2026) == {}


def test_a_unit_is_in_one_cluster_a_year_and_a_list_is_formed_once(province, who):
    bloc = created(province)
    arguments = {"cluster": bloc, "year": 2025, "members": pairs(province)}
    assert refusal(actions_members.form_year, **arguments, **who) == (
        "Phường Hạ Long đã thuộc một cụm, khối khác trong năm 2025."
    )
    again = {"cluster": province.cluster, "year": 2025, "members": pairs(province)}
    assert refusal(actions_members.form_year, **again, **who) == (
        "Danh sách Cụm thi đua số 1 năm 2025 đã lập; hãy thêm, bớt từng thành viên."
    )
    far = {"cluster": province.cluster, "year": 2028, "members": pairs(province)}
    assert refusal(actions_members.form_year, **far, **who) == (
        "Chỉ lập danh sách cho năm trước, năm nay hoặc năm sau (2024–2026)."
    )


def test_nobody_but_the_organisers_officer_changes_the_list(province):
    head = {"by": province.cluster_head, "at": province.at}
    told = "Để quyết định việc của Cụm thi đua số 1 cần vai trò “Chuyên viên thi đua, khen thưởng” của Tỉnh Quảng Ninh."
    arguments = {"cluster": province.cluster, "year": 2026, "members": pairs(province)}
    assert refusal(actions_members.form_year, **arguments, **head) == told
    place = {"membership": row_of(province.van_don), "role": "head", "on": date(2025, 7, 8), "reason": WHY}
    assert refusal(actions_members.change_place, **place, **head) == told


def test_a_member_joins_in_the_year_and_leaves_with_its_reason_kept(province):
    who, cluster = {"by": province.root.officer, "at": LATER}, province.cluster
    ward = another_unit(province)
    joining = {"cluster": cluster, "year": 2025, "unit": ward, "on": date(2025, 9, 1)}
    assert refusal(actions_members.add_member, reason="", **joining, **who) == "Mời ghi lý do."
    assert refusal(actions_members.add_member, reason=WHY, number="85/QĐ-UBND", **joining, **who) == (
        "Văn bản căn cứ cần đủ số, ngày và cơ quan ban hành."
    )
    actions_members.add_member(reason=WHY, **DOCUMENT, **joining, **who)
    assert refusal(actions_members.add_member, reason=WHY, **joining, **who) == (
        "Phường Bãi Cháy đã thuộc cụm, khối này trong năm 2025."
    )
    row = cluster.memberships.select_related("cluster__organiser", "unit").get(unit=ward)
    leaving = {"membership": row, "outcome": "left", "on": date(2025, 9, 10), "reason": WHY}
    actions_members.settle_member(**leaving, **who)
    with pytest.raises(Stale):
        actions_members.settle_member(**leaving, **who)
    kept = MemberChange.objects.filter(unit=ward).values_list("kind", "on", "reason", "document")
    document = "85/QĐ-UBND ngày 08/09/2025 của Ủy ban nhân dân tỉnh"
    assert list(kept) == [("joined", date(2025, 9, 1), WHY, document), ("left", date(2025, 9, 10), WHY, "")]
    assert "Phường Bãi Cháy" not in roles(cluster, 2025)
    # the row ends and stays; a unit that comes back has a further one
    ended = ClusterMembership.ever.filter(cluster=cluster, unit=ward)
    assert list(ended.values_list("left_on", "left_at", "left_by")) == [(date(2025, 9, 10), LATER, who["by"].pk)]
    actions_members.add_member(reason=WHY, **joining | {"on": date(2025, 9, 10)}, **who)
    assert (roles(cluster, 2025)["Phường Bãi Cháy"], ended.count()) == ("member", 2)


def test_the_head_does_not_leave_before_another_is_chosen_and_a_year_has_one_head(province):
    who, cluster = {"by": province.root.officer, "at": LATER}, province.cluster
    leaving = {"outcome": "left", "on": date(2025, 9, 10), "reason": WHY}
    assert refusal(actions_members.settle_member, membership=row_of(province.ha_long), **leaving, **who) == (
        "Phường Hạ Long đang là trưởng Cụm thi đua số 1 năm 2025; hãy chọn trưởng khác trước."
    )
    step = {"on": date(2025, 9, 10), "reason": WHY}
    down = {"membership": row_of(province.ha_long), "role": "member"}
    assert refusal(actions_members.change_place, **down, **step, **who) == (
        "Phường Hạ Long đang là trưởng; hãy chọn đơn vị làm trưởng mới, một năm luôn có đúng một trưởng."
    )
    stale = row_of(province.van_don)
    actions_members.change_place(membership=row_of(province.van_don), role="head", **step, **who)
    assert roles(cluster, 2025) == {"Đặc khu Vân Đồn": "head", "Phường Cẩm Phả": "deputy", "Phường Hạ Long": "member"}
    assert hands(cluster, date(2025, 9, 10)) == ["vandon.officer"]
    assert hands(cluster, date(2025, 9, 10)) != hands(cluster, date(2025, 9, 9))
    with pytest.raises(Stale):  # the second of two clicks
        actions_members.change_place(membership=stale, role="head", **step, **who)
    assert list(cluster.member_changes.values_list("unit__name", "role_before", "role_after")) == [
        ("Phường Hạ Long", "head", "member"),
        ("Đặc khu Vân Đồn", "member", "head"),
    ]


def test_another_head_this_year_leaves_next_years_people_named(province, who):
    cluster = province.cluster
    actions_members.form_year(cluster=cluster, year=2026, members=pairs(province), chair_from=date(2026, 1, 1), **who)
    who = {"by": province.root.officer, "at": LATER}
    step = {"on": date(2025, 9, 10), "reason": WHY}
    actions_members.change_place(membership=row_of(province.van_don), role="head", **step, **who)
    rows = RoleGrant.objects.filter(cluster=cluster).order_by("starts_on")
    assert list(rows.values_list("user__username", "starts_on", "ends_on")) == [
        ("cum1.head", date(2025, 7, 8), date(2025, 9, 9)),
        ("vandon.officer", date(2025, 9, 10), date(2025, 12, 31)),
        ("campha.officer", date(2026, 1, 1), None),
    ]
    assert rows[0].end_reason == "Đặc khu Vân Đồn là trưởng Cụm thi đua số 1 năm 2025"
    # named anew for the year that comes, nothing of this year changes
    naming = {"cluster": cluster, "year": 2026, "starts_on": date(2026, 1, 1), **who}
    actions_members.name_people(people=[province.cam_pha.head], **naming)
    assert (hands(cluster, date(2025, 12, 1)), [g.user.username for g in queries.people_in(cluster, 2026)]) == (
        ["vandon.officer"],
        ["campha.head"],
    )


def test_the_organiser_names_the_heads_people_never_itself_nor_strangers(province, who):
    naming = {"cluster": province.cluster, "year": 2025, "starts_on": date(2025, 7, 8), **who}
    assert refusal(actions_members.name_people, people=[], **naming) == (
        "Mời chọn ít nhất một cán bộ phụ trách việc trưởng cụm, khối."
    )
    assert refusal(actions_members.name_people, people=[province.stranger], **naming) == (
        "Người không có vai trò không phải chuyên viên hay thủ trưởng của Phường Hạ Long."
    )
    chosen = [province.ha_long.head, province.ha_long.officer]
    assert len(actions_members.name_people(people=chosen, **naming)) == 2
    assert actions_members.name_people(people=chosen, **naming) == []
    assert hands(province.cluster, date(2025, 7, 8)) == ["halong.head", "halong.officer"]
    by_hand = {**naming, "by": province.ha_long.officer}
    assert refusal(actions_members.name_people, people=chosen, **by_hand) == (
        "Để quyết định việc của Cụm thi đua số 1 cần vai trò “Chuyên viên thi đua, khen thưởng” của Tỉnh Quảng Ninh."
    )


# ── units that ended ──


def ended(province, act=abolish_unit, **more):
    basis = LegalBasis("1700/NQ-UBTVQH15", date(2025, 8, 20), "Ủy ban Thường vụ Quốc hội")
    given = {"unit": province.van_don.unit, "on": date(2025, 9, 1), "basis": basis}
    return act(**(given | more), by=province.root.officer, at=LATER)


def test_a_member_whose_unit_ended_waits_until_its_successor_takes_its_place(province):
    ended(province, into=province.cam_pha.unit)
    cluster, who = province.cluster, {"by": province.root.officer, "at": LATER}
    waiting = queries.unsettled_in(cluster, 2025, LATER.date())
    assert [(w.membership.unit.name, [heir.name for heir in w.heirs]) for w in waiting] == [
        ("Đặc khu Vân Đồn", ["Phường Cẩm Phả"])
    ]
    organisers = {province.root.unit.pk}
    assert list(queries.unsettled_clusters(organisers, 2025, LATER.date())) == [cluster]
    taken = {"outcome": "succeeded", "successor": province.cam_pha.unit, "on": date(2025, 9, 1), "reason": WHY}
    row = row_of(province.van_don)
    assert refusal(actions_members.settle_member, membership=row, **taken, **who) == (
        "Phường Cẩm Phả đã thuộc cụm, khối này trong năm 2025."
    )
    assert refusal(
        actions_members.settle_member, membership=row, **(taken | {"successor": province.ha_long.unit}), **who
    ) == ("Phường Hạ Long không kế thừa Đặc khu Vân Đồn theo hồ sơ sắp xếp đơn vị.")
    assert roles(cluster, 2025)["Đặc khu Vân Đồn"] == "member"  # nothing half done
    actions_members.settle_member(membership=row, outcome="stays", on=date(2025, 9, 1), reason=WHY, **who)
    assert queries.unsettled_in(cluster, 2025, LATER.date()) == []
    assert refusal(
        actions_members.settle_member, membership=row, outcome="stays", on=date(2025, 9, 1), reason=WHY, **who
    ) == ("Đặc khu Vân Đồn đã được giữ lại đến hết năm 2025.")
    assert [r.unit.name for r in queries.lasting(cluster, 2025, date(2026, 1, 1))] == [
        "Phường Hạ Long",
        "Phường Cẩm Phả",
    ]


def test_a_living_unit_has_no_successor_and_an_ended_one_joins_nothing(province):
    who = {"by": province.root.officer, "at": LATER}
    row = row_of(province.van_don)
    taken = {"outcome": "succeeded", "successor": province.cam_pha.unit, "on": date(2025, 9, 1), "reason": WHY}
    assert refusal(actions_members.settle_member, membership=row, **taken, **who) == (
        "Đặc khu Vân Đồn còn hoạt động nên không có đơn vị kế thừa."
    )
    ended(province, into=province.cam_pha.unit)
    members = {"cluster": province.cluster, "year": 2026, "members": pairs(province)}
    assert refusal(actions_members.form_year, **members, **who) == (
        "Đặc khu Vân Đồn đã kết thúc ngày 31/08/2025; hãy chọn đơn vị kế thừa."
    )


def test_settling_says_one_of_three_things_with_a_day_of_the_year(province):
    who, row = {"by": province.root.officer, "at": LATER}, row_of(province.van_don)
    told = {"membership": row, "reason": WHY}
    late = date(2025, 9, 11)
    assert refusal(actions_members.settle_member, outcome="bay", on=late, **told, **who) == "Mời chọn cách giải quyết."
    assert refusal(actions_members.settle_member, outcome="left", on=late, **told, **who) == (
        "Ngày 11/09/2025 chưa đến."
    )
    assert refusal(actions_members.settle_member, outcome="left", on=date(2024, 9, 1), **told, **who) == (
        "Ngày 01/09/2024 không thuộc năm 2025."
    )
    assert refusal(actions_members.settle_member, outcome="succeeded", on=date(2025, 9, 1), **told, **who) == (
        "Mời chọn đơn vị kế thừa, hoặc chọn cách giải quyết khác."
    )


def test_a_renamed_head_is_succeeded_in_its_chair_by_its_new_self(province):
    new = NewUnit("06653", "Phường Hạ Long mới", "ward", "UBND phường", "UBND", "Chủ tịch", "Hạ Long")
    ended(province, rename_unit, unit=province.ha_long.unit, successor=new)
    cluster, who = province.cluster, {"by": province.root.officer, "at": LATER}
    heir = Unit.objects.get(code="06653")
    row = cluster.memberships.select_related("cluster__organiser", "unit").get(unit=province.ha_long.unit)
    taken = {"outcome": "succeeded", "successor": heir, "on": date(2025, 9, 1), "reason": WHY}
    change = actions_members.settle_member(membership=row, **taken, **who)
    assert (change.role_before, change.role_after, roles(cluster, 2025)[heir.name]) == ("head", "head", "head")
    # its officer went along with the renaming and is the head's hand now
    assert hands(cluster, LATER.date()) == ["halong.officer"]


# ── what a season binds ──


def test_a_member_with_a_scorecard_stays_to_the_end_of_the_year(province):
    opened(province)
    who, row = {"by": province.root.officer, "at": LATER}, row_of(province.van_don)
    leaving = {"membership": row, "on": date(2025, 9, 10), "reason": WHY}
    assert refusal(actions_members.settle_member, outcome="left", **leaving, **who) == (
        "Đặc khu Vân Đồn đã có bảng điểm trong mùa chấm điểm năm 2025; muốn cho ra khỏi danh sách, trước hết cho thôi tham "
        "gia ở trang mùa chấm điểm. Hãy chọn “Giữ lại đến hết năm, cùng điểm số”."
    )
    change = actions_members.settle_member(outcome="stays", **leaving, **who)
    assert (change.kind, roles(province.cluster, 2025)["Đặc khu Vân Đồn"]) == ("stays", "member")


def test_a_member_that_takes_no_more_part_in_the_season_may_leave_the_list(province):
    scene = opened(province)
    who = {"by": province.root.officer, "at": LATER}
    close_card(card=scene.card(province.van_don), reason="Đặc khu chuyển sang cụm khác", **who)
    change = actions_members.settle_member(
        membership=row_of(province.van_don), outcome="left", on=date(2025, 9, 10), reason=WHY, **who
    )
    assert (change.kind, "Đặc khu Vân Đồn" in roles(province.cluster, 2025)) == ("left", False)


def test_a_year_that_is_ranked_changes_no_more_but_the_next_one_does(province):
    scene = opened(province)
    scene.ranked()
    told = "Mùa chấm điểm năm 2025 của Cụm thi đua số 1 đã xếp hạng; danh sách, kế hoạch năm 2025 không đổi được nữa."
    who = {"by": province.root.officer, "at": LATER}
    place = {"membership": row_of(province.van_don), "role": "head", "on": date(2025, 9, 10), "reason": WHY}
    assert refusal(actions_members.change_place, **place, **who) == told
    joining = {"cluster": province.cluster, "year": 2025, "on": date(2025, 9, 1), "reason": WHY}
    assert refusal(actions_members.add_member, unit=another_unit(province), **joining, **who) == told
    actions_members.form_year(cluster=province.cluster, year=2026, members=pairs(province), **who)
    assert len(roles(province.cluster, 2026)) == 3


# ── one list at once ──


def test_the_second_of_two_officers_who_form_a_list_hears_of_the_first(province, monkeypatch):
    who = {"by": province.root.officer, "at": province.at}
    members = {"year": 2026, "members": pairs(province)}
    bloc = created(province)
    actions_members.form_year(cluster=province.cluster, **members, **who)
    # the other one asked before the first had written: only the constraint of the table stands in between
    monkeypatch.setattr(units.ClusterMembership.objects, "filter", lambda **_: ClusterMembership.objects.none())
    given = {"organiser": province.root.unit, "code": bloc.code, "name": bloc.name, "kind": bloc.kind}
    assert refusal(units.form_cluster, **given, **members, **who) == (
        "Danh sách Khối thi đua Nội chính năm 2026 vừa được người khác lập, hoặc có đơn vị ghi hai lần."
    )
