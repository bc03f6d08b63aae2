"""Briefings and exchanges: planned, moved, called off, recorded with who came and what others can learn."""

from datetime import date, time

import pytest

from tests.clusters.samples import LATER, WHY, planned_briefing, planned_item
from tests.conferences.files import pdf
from tests.conferences.test_guests import refusal
from thidua.clusters import actions_gatherings, actions_work, queries
from thidua.clusters.models import Gathering, PlanItem
from thidua.shared.denied import Stale
from thidua.shared.models import Letter


@pytest.fixture
def who(province):
    return {"by": province.cluster_head, "at": LATER}


def letters(start: str) -> list[str]:
    return sorted(Letter.objects.filter(subject__startswith=start).values_list("to__username", flat=True))


OFFICERS = ["campha.officer", "halong.officer", "vandon.officer"]


def test_every_member_is_invited_and_told_when_it_moves_or_is_called_off(province):
    gathering = planned_briefing(province)
    assert (gathering.attendance.count(), letters("Giao ban: Giao ban quý III")) == (3, OFFICERS)
    who = {"by": province.cam_pha.officer, "at": province.at}  # the deputy
    same = {
        "gathering": gathering, "title": gathering.title, "held_on": gathering.held_on, "begins": time(8),
        "place": gathering.place, "agenda": gathering.agenda,
    }  # fmt: skip
    assert actions_gatherings.edit_gathering(**same, **who).version == 1
    moved = same | {"held_on": date(2025, 9, 12)}
    assert refusal(actions_gatherings.edit_gathering, **moved, **who) == "Mời ghi lý do."
    assert refusal(actions_gatherings.edit_gathering, **(same | {"held_on": date(2025, 7, 1)}), **who) == (
        "Không dời về một ngày đã qua."
    )
    actions_gatherings.edit_gathering(**moved, reason=WHY, **who)
    assert letters("Thay đổi: Giao ban quý III") == OFFICERS
    assert refusal(actions_gatherings.cancel_gathering, gathering=gathering, reason="", **who) == "Mời ghi lý do."
    actions_gatherings.cancel_gathering(gathering=gathering, reason=WHY, **who)
    assert letters("Hủy: Giao ban quý III") == OFFICERS
    assert refusal(actions_gatherings.cancel_gathering, gathering=gathering, reason=WHY, **who) == (
        "Không thực hiện được: buổi giao ban, giao lưu đang ở bước “Đã hủy”."
    )


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"title": ""}, "Mời ghi tên buổi họp, giao lưu."),
        ({"agenda": "\n \n"}, "Mời ghi nội dung chương trình."),
        ({"place": ""}, "Mời ghi địa điểm."),
        ({"kind": "exchange"}, "Buổi giao lưu, trao đổi kinh nghiệm cần có đơn vị đăng cai."),
        ({"kind": "tiệc"}, "Loại buổi họp, giao lưu không hợp lệ."),
        ({"held_on": date(2025, 7, 7)}, "Ngày tổ chức 07/07/2025 đã qua."),
        ({"held_on": date(2026, 4, 1)}, "Ngày tổ chức phải từ 01/01/2025 đến 31/03/2026."),
    ],
)
def test_a_gathering_without_sense_is_refused(province, changes, reason):
    assert refusal(planned_briefing, province=province, **changes) == reason
    assert Gathering.objects.count() == 0


def test_a_plain_member_plans_nothing_and_two_clicks_plan_once(province):
    assert refusal(planned_briefing, province=province, by=province.van_don.officer) == (
        "Chỉ đơn vị trưởng, phó của Cụm thi đua số 1 năm 2025 và chuyên viên của Tỉnh Quảng Ninh ghi được việc của cụm, khối."
    )
    planned_briefing(province)
    assert refusal(planned_briefing, province=province) == "Cụm thi đua số 1 đã có lịch giao ban vào đúng giờ này."


def test_an_exchange_is_recorded_with_its_lessons_and_its_work_is_done(province, who):
    item = planned_item(province, owner=province.van_don.unit)
    host = province.van_don.unit
    gathering = planned_briefing(province, kind="exchange", title="Giao lưu chuyển đổi số", host=host, item=item)
    assert refusal(actions_work.withdraw_item, item=item, reason=WHY, **who) == (
        "Việc này đang có lịch “Giao lưu chuyển đổi số”; hãy hủy lịch đó trước."
    )
    came = {province.van_don.unit.pk: "Chủ tịch Nguyễn Văn A", province.ha_long.unit.pk: ""}
    given = {
        "gathering": gathering,
        "came": came,
        "absent": {province.cam_pha.unit.pk: "Mưa bão"},
        "conclusion": "Tốt.",
    }
    early = {"by": province.cluster_head, "at": province.at}
    assert refusal(actions_gatherings.record_gathering, **given, **early) == (
        "Chỉ ghi nhận được từ ngày tổ chức (10/09/2025)."
    )
    assert refusal(actions_gatherings.record_gathering, **given, **who) == "Mời ghi kinh nghiệm rút ra."
    given["lessons"] = "Mỗi khu phố một tổ công nghệ số"
    strange = given | {"came": {province.root.unit.pk: ""}}
    assert refusal(actions_gatherings.record_gathering, **strange, **who) == "Có đơn vị không có trong danh sách mời."
    assert refusal(actions_gatherings.record_gathering, **(given | {"came": {}, "absent": {}}), **who) == (
        "Chưa có đơn vị nào có mặt; nếu không tổ chức được thì hãy hủy."
    )
    bad = given | {"upload": pdf(name="bien-ban.html")}
    assert refusal(actions_gatherings.record_gathering, **bad, **who) == (
        "Chỉ nhận tệp PDF, Word, Excel, PowerPoint, OpenDocument, JPG, PNG."
    )
    same = Gathering.objects.select_related("cluster__organiser", "item").get(pk=gathering.pk)
    actions_gatherings.record_gathering(**given, upload=pdf(name="bien-ban.pdf"), **who)
    with pytest.raises(Stale):
        actions_gatherings.record_gathering(**(given | {"gathering": same}), **who)
    rows = list(gathering.attendance.values_list("unit__name", "came", "representative", "note"))
    assert rows == [
        ("Phường Hạ Long", True, "", ""),
        ("Phường Cẩm Phả", False, "", "Mưa bão"),
        ("Đặc khu Vân Đồn", True, "Chủ tịch Nguyễn Văn A", ""),
    ]
    kept = Gathering.objects.get(pk=gathering.pk)
    assert (kept.state, kept.file_name, kept.file.read()[:5]) == ("held", "bien-ban.pdf", b"%PDF-")
    done = PlanItem.objects.get(pk=item.pk)
    assert (done.state, done.done_on, done.result) == (
        "done", date(2025, 9, 10), "Giao lưu chuyển đổi số: có mặt 2/3 đơn vị",
    )  # fmt: skip
    assert letters("Kết luận: Giao lưu chuyển đổi số") == OFFICERS
    assert queries.hosts_of(province.cluster) == [(date(2025, 9, 10), "Đặc khu Vân Đồn")]
