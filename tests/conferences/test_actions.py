"""Planning a conference, holding it, the facts it leaves."""

from datetime import date, time

import pytest

from tests.conferences.samples import AGENDA, planned
from tests.movements.samples import launched
from tests.pledges.samples import proposed, signed
from thidua.conferences import actions, actions_guests
from thidua.conferences.models import Conference
from thidua.conferences.queries import visible_to, with_numbers
from thidua.conferences.queries_facts import facts_of
from thidua.honours.models import Honour
from thidua.shared import clock
from thidua.shared.denied import Denied, Stale
from thidua.shared.models import AuditEvent, Letter
from thidua.units.models import ClusterMembership

NOON = clock.at_hour(date(2025, 7, 8), 12)


def refusal(function, **arguments) -> str:
    with pytest.raises(Denied) as refused:
        function(**arguments)
    return refused.value.reason


def honour(province, number, *, person=None, unit=None, code="advanced_worker", year=2024):
    return Honour.objects.create(
        person=person,
        unit=unit,
        recipient_name=str(person or unit),
        recipient_fold="x",
        of_unit=unit or province.ha_long.unit,
        award_code=code,
        year=year,
        issuer=province.root.unit,
        decision_number="01/QĐ-UBND",
        decided_on=date(2025, 2, 1),
        ordinal=number,
        check_code=f"MA-{number}",
        source="imported",
        recorded_at=province.at,
        recorded_by=province.root.officer,
    )


def test_planning_keeps_the_run_of_show_in_order_and_invites(province):
    conference = planned(province)
    assert [(p.ordinal, p.kind, p.text) for p in conference.agenda.all()] == [
        (n, kind, text) for n, (kind, text) in enumerate(AGENDA, start=1)
    ]
    assert Letter.objects.filter(subject__startswith="Giấy mời").count() == 0
    actions_guests.invite(conference=conference, by=province.root.officer, at=province.at)
    told = Letter.objects.filter(subject="Giấy mời: Hội nghị phát động thi đua năm 2025")
    assert sorted(told.values_list("to__username", flat=True)) == [
        f"{office}.{role}" for office in ("campha", "halong", "vandon") for role in ("head", "officer")
    ]
    assert AuditEvent.objects.get(act="conference_planned").detail["points"] == 5


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"title": " "}, "Mời ghi tên hội nghị và địa điểm."),
        ({"place": ""}, "Mời ghi tên hội nghị và địa điểm."),
        ({"kind": "party"}, "Loại hội nghị không hợp lệ."),
        ({"agenda": []}, "Chương trình hội nghị cần ít nhất một mục."),
        ({"agenda": [("report", " ")]}, "Mục 1 của chương trình chưa có nội dung."),
        ({"agenda": [("song", "Hát")]}, "Mục 1 của chương trình có loại không hợp lệ."),
        ({"agenda": [("report", "x" * 301)]}, "Mục 1 của chương trình dài quá 300 ký tự."),
        ({"year_launched": None}, "Hội nghị phát động cần ghi năm được phát động."),
        (
            {"kind": "year_end", "year_launched": None},
            "Hội nghị sơ kết, tổng kết cần ghi năm được tổng kết.",
        ),
    ],
)
def test_a_wrong_plan_is_refused_with_its_reason(province, changes, reason):
    with pytest.raises(Denied) as refused:
        planned(province, **changes)
    assert refused.value.reason == reason
    assert Conference.objects.count() == 0


def test_the_hand_of_the_cluster_head_plans_the_clusters_conference_a_stranger_does_not(province):
    conference = planned(province, cluster=province.cluster, by=province.cluster_head)
    assert conference.cluster == province.cluster
    for stranger, cluster in ((province.cluster_head, None), (province.ha_long.officer, province.cluster)):
        with pytest.raises(Denied) as refused:
            planned(province, cluster=cluster, by=stranger)
        assert refused.value.reason == (
            "Để tổ chức hội nghị cần vai trò “Chuyên viên thi đua, khen thưởng” của Tỉnh Quảng Ninh."
        )


def test_recording_keeps_who_came_and_issues_numbered_minutes(province):
    conference = planned(province)
    actions.record_conference(
        conference=conference,
        came={province.ha_long.unit.pk: "Chủ tịch Nguyễn Văn Nam", province.van_don.unit.pk: ""},
        conclusion="Thống nhất nội dung.",
        secretary="Lê Thị Thư",
        by=province.root.officer,
        at=NOON,
    )
    assert (conference.state, conference.minutes.number_text) == ("held", "01/BB-UBND")
    assert conference.minutes.file.read()[:5] == b"%PDF-"
    came = {row.unit.name: (row.came, row.representative) for row in conference.participation.select_related("unit")}
    assert came == {
        "Phường Hạ Long": (True, "Chủ tịch Nguyễn Văn Nam"),
        "Phường Cẩm Phả": (False, ""),
        "Đặc khu Vân Đồn": (True, ""),
    }
    row = with_numbers(Conference.objects.all()).get()
    assert (row.invited, row.came) == (3, 2)
    assert AuditEvent.objects.get(act="conference_held").detail["came"] == 2
    assert Letter.objects.filter(subject__startswith="Biên bản: ").count() == 6


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"conclusion": " "}, "Mời ghi kết luận của hội nghị."),
        ({"began": time(10), "ended": time(9)}, "Giờ kết thúc phải sau giờ bắt đầu."),
    ],
)
def test_a_wrong_record_is_refused_and_nothing_is_kept(province, changes, reason):
    conference = planned(province)
    arguments = {
        "came": {},
        "conclusion": "Xong.",
        "secretary": "Lê Thị Thư",
        "by": province.root.officer,
        "at": NOON,
    } | changes
    assert refusal(actions.record_conference, conference=conference, **arguments) == reason
    conference.refresh_from_db()
    assert (conference.state, conference.minutes) == ("planned", None)


def test_a_conference_is_not_recorded_before_its_day(province):
    conference = planned(province, held_on=date(2025, 7, 9))
    arguments = {"came": {}, "conclusion": "Xong.", "secretary": "Lê Thị Thư", "by": province.root.officer, "at": NOON}
    assert refusal(actions.record_conference, conference=conference, **arguments) == (
        "Chỉ ghi nhận được từ ngày tổ chức (09/07/2025)."
    )


def test_who_was_not_invited_did_not_come(province):
    conference = planned(province, invited=[province.ha_long.unit])
    reason = refusal(
        actions.record_conference,
        conference=conference,
        came={province.cam_pha.unit.pk: ""},
        conclusion="Xong.",
        secretary="Lê Thị Thư",
        by=province.root.officer,
        at=NOON,
    )
    assert reason == "Đơn vị không có trong danh sách mời: Phường Cẩm Phả."


def test_two_clicks_give_one_record(province):
    conference = planned(province)
    same = Conference.objects.get(pk=conference.pk)
    arguments = {"came": {}, "conclusion": "Xong.", "secretary": "Lê Thị Thư", "by": province.root.officer, "at": NOON}
    actions.record_conference(conference=conference, **arguments)
    with pytest.raises(Stale):
        actions.record_conference(conference=same, **arguments)
    assert Conference.objects.get().minutes.number == 1


def test_the_run_of_show_changes_only_before_the_day_is_recorded(province):
    conference = planned(province)
    arguments = {"conference": conference, "by": province.root.officer, "at": NOON}
    actions.change_conference(agenda=[("speech", "Khai mạc")], **arguments)
    assert [p.text for p in conference.agenda.all()] == ["Khai mạc"]
    actions.record_conference(came={}, conclusion="Xong.", secretary="Lê Thị Thư", **arguments)
    assert refusal(actions.change_conference, agenda=[("speech", "Khác")], **arguments) == (
        "Hội nghị đã tổ chức; chương trình không sửa được nữa."
    )


def test_the_facts_say_what_the_day_brought(province):
    movement = launched(province)
    signed(province, province.ha_long, movement)
    proposed(province, province.cam_pha, movement)
    facts = facts_of(planned(province))
    assert facts["movements_launched"] == [movement.title]
    assert (facts["pledges_signed"], facts["pledge_units"]) == (1, ["Phường Hạ Long"])
    assert (facts["units_invited"], facts["units_came"], facts["honours"]) == (3, 0, [])
    other_day = planned(province, held_on=date(2025, 7, 9))
    assert facts_of(other_day)["pledges_signed"] == 0


def test_the_facts_of_a_year_end_count_honours_that_stand_and_name_the_next_head(province):
    honour(province, 1, person=province.ha_long.people[0])
    honour(province, 2, person=province.ha_long.people[1])
    honour(province, 3, unit=province.ha_long.unit, code="excellent_labour_collective")
    honour(province, 4, person=province.ha_long.people[2], year=2023)
    fallen = honour(province, 5, person=province.ha_long.people[3])
    Honour.objects.create(
        **{
            f.name: getattr(fallen, f.name)
            for f in Honour._meta.concrete_fields
            if f.name not in ("id", "entry", "refers_to", "check_code", "serial", "cause")
        },
        entry="revocation",
        cause="declaration_fraud",
        serial=1,
        refers_to=fallen,
        check_code="MA-5B",
    )
    ClusterMembership.objects.create(cluster=province.cluster, unit=province.cam_pha.unit, year=2026, role="head")
    ClusterMembership.objects.create(cluster=province.cluster, unit=province.ha_long.unit, year=2026)
    conference = planned(
        province, kind="year_end_launch", cluster=province.cluster, year_summarised=2024, year_launched=2026
    )
    facts = facts_of(conference)
    assert facts["honours"] == [
        ("excellent_labour_collective", "Tập thể lao động xuất sắc", 1),
        ("advanced_worker", "Lao động tiên tiến", 2),
    ]
    assert (facts["honours_people"], facts["honours_collectives"]) == (2, 1)
    assert facts["next_cluster_head"] == "Phường Cẩm Phả"
    of_all = facts_of(planned(province, kind="year_end", year_summarised=2025, year_launched=None))
    assert (of_all["next_cluster_head"], of_all["next_cluster_heads"]) == ("", [("Cụm thi đua số 1", "Phường Cẩm Phả")])


def test_invited_units_see_the_conference_others_do_not(province):
    conference = planned(province, invited=[province.ha_long.unit])
    on = province.at.date()
    for user in (province.root.officer, province.ha_long.officer, province.ha_long.head):
        assert list(visible_to(user, on)) == [conference]
    for user in (province.cam_pha.officer, province.stranger):
        assert list(visible_to(user, on)) == []
