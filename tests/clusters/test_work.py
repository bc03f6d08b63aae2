"""Rules in force from a day, papers with a reason to go, a plan that is done, dropped, copied and reminded of."""

from datetime import date

import pytest

from tests.clusters.samples import LATER, WHY, another_unit, planned_briefing, planned_item
from tests.conferences.files import pdf
from tests.conferences.test_guests import refusal
from tests.scoring.conftest import opened
from thidua.clusters import actions_members, actions_work, queries, reminders
from thidua.clusters.models import ClusterDocument, PlanItem, Regulation
from thidua.shared.denied import Stale


@pytest.fixture
def who(province):
    return {"by": province.cluster_head, "at": LATER}


def rules(province, who, **changes) -> Regulation:
    given = {"title": "Quy chế hoạt động", "in_force_from": date(2025, 7, 15), "upload": pdf()}
    return actions_work.add_regulation(cluster=province.cluster, **(given | changes), **who)


def paper(province, who, **changes) -> ClusterDocument:
    given = {
        "year": 2025, "kind": "plan", "title": "Kế hoạch hoạt động năm 2025", "number": "05/KH-CTĐ",
        "dated": date(2025, 7, 20), "issuer": "Phường Hạ Long", "upload": pdf("kế hoạch"),
    }  # fmt: skip
    return actions_work.add_document(cluster=province.cluster, **(given | changes), **who)


# ── who ──


def test_head_deputy_and_organiser_write_a_plain_member_and_a_stranger_do_not(province):
    for number, user in enumerate(
        [province.cluster_head, province.ha_long.officer, province.cam_pha.head, province.root.officer]
    ):
        rules(province, {"by": user, "at": LATER}, in_force_from=date(2025, 8, 1 + number), upload=pdf(str(number)))
    told = "Chỉ đơn vị trưởng, phó của Cụm thi đua số 1 năm 2025 và chuyên viên của Tỉnh Quảng Ninh ghi được việc của cụm, khối."
    for user in (province.van_don.officer, province.stranger, province.ha_long.clerk):
        mine = {"province": province, "who": {"by": user, "at": LATER}}
        assert (refusal(rules, **mine), refusal(paper, **mine)) == (told, told)


# ── rules ──


def test_a_new_version_ends_the_one_before_and_a_withdrawn_one_never_held(province, who):
    first = rules(province, who)
    second = rules(province, who, in_force_from=date(2026, 1, 1), upload=pdf("hai"))
    spans = [(each.regulation.number, each.until) for each in queries.regulations_of(province.cluster)]
    assert spans == [(2, None), (1, date(2025, 12, 31))]
    days = (date(2025, 7, 14), date(2025, 12, 31), date(2026, 1, 1))
    assert [queries.regulation_on(province.cluster, day) for day in days] == [None, first, second]
    assert refusal(rules, province=province, who=who, in_force_from=date(2026, 1, 1)) == (
        "Bản mới phải có hiệu lực sau ngày 01/01/2026, ngày bản hiện có bắt đầu hiệu lực."
    )
    actions_work.withdraw_regulation(regulation=second, reason=WHY, **who)
    with pytest.raises(Stale):
        actions_work.withdraw_regulation(regulation=second, reason=WHY, **who)
    assert queries.regulation_on(province.cluster, date(2026, 1, 1)) == first
    assert rules(province, who, in_force_from=date(2026, 1, 1), upload=pdf("ba")).number == 3


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"title": ""}, "Mời ghi tên quy chế."),
        ({"upload": None}, "Mời tải tệp quy chế, hoặc ghi đủ số, ngày và cơ quan ban hành."),
        ({"upload": pdf(name="quy-che.exe")}, "Chỉ nhận tệp PDF, Word, Excel, PowerPoint, OpenDocument, JPG, PNG."),
        (
            {"upload": pdf(name="quy-che.docm")},
            "Tệp có thể chứa macro nên không nhận; hãy lưu lại dưới dạng không có macro hoặc PDF.",
        ),
        (
            {"upload": pdf(name="../../a.xlsx")},
            "Nội dung tệp không phải .xlsx như tên tệp; có thể tệp bị hỏng hoặc đổi đuôi.",
        ),
        ({"dated": date(2025, 9, 11)}, "Ngày văn bản 11/09/2025 ở tương lai."),
        ({"in_force_from": date(2205, 1, 1)}, "Ngày hiệu lực 01/01/2205 cách quá xa; hãy xem lại."),
        ({"note": "x" * 4001}, "Nội dung chính dài quá 4000 ký tự."),
    ],
)
def test_rules_nobody_could_read_are_refused(province, who, changes, reason):
    assert refusal(rules, province=province, who=who, **changes) == reason
    assert Regulation.objects.count() == 0


# ── papers ──


def test_a_paper_is_kept_once_and_goes_with_a_reason(province, who):
    kept = paper(province, who)
    assert (kept.file_name, len(kept.file_sha256), kept.file.read()[:5]) == ("ke-hoach.pdf", 64, b"%PDF-")
    assert refusal(paper, province=province, who=who) == "Tệp này đã có trong văn bản của năm."
    assert refusal(paper, province=province, who=who, upload=None) == "Văn bản số 05/KH-CTĐ ngày 20/07/2025 đã có."
    withdraw = {"document": kept, **who}
    assert refusal(actions_work.withdraw_document, reason=" ", **withdraw) == "Mời ghi lý do."
    assert (
        refusal(actions_work.withdraw_document, reason="aaaaaaaaaaaa", **withdraw)
        == "Hãy ghi lý do bằng lời, ít nhất hai từ."
    )
    actions_work.withdraw_document(reason=WHY, **withdraw)
    with pytest.raises(Stale):
        actions_work.withdraw_document(reason=WHY, **withdraw)
    assert (kept.withdrawn_reason, ClusterDocument.objects.count()) == (WHY, 1)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"kind": "thơ"}, "Loại văn bản không hợp lệ."),
        ({"title": ""}, "Mời ghi tên, trích yếu văn bản."),
        ({"issuer": ""}, "Mời ghi cơ quan ban hành."),
        ({"kind": "decision", "number": ""}, "Quyết định cần có số, ký hiệu."),
        ({"dated": date(2026, 1, 1)}, "Ngày văn bản 01/01/2026 ở tương lai."),
    ],
)
def test_a_paper_that_is_not_told_properly_is_refused(province, who, changes, reason):
    assert refusal(paper, province=province, who=who, **changes) == reason


# ── the plan ──


def test_work_is_planned_changed_done_by_its_owner_and_opened_again(province):
    item = planned_item(province, owner=province.van_don.unit)
    owner = {"by": province.van_don.officer, "at": LATER}
    other = {"by": province.cam_pha.clerk, "at": LATER}
    done = {"item": item, "done_on": date(2025, 9, 9), "result": "6 cách làm hay"}
    assert refusal(actions_work.do_item, **done, **other) == (
        "Chỉ đơn vị trưởng, phó của Cụm thi đua số 1 năm 2025 và chuyên viên của Tỉnh Quảng Ninh ghi được việc của cụm, khối."
    )
    assert refusal(actions_work.do_item, **(done | {"done_on": date(2025, 9, 11)}), **owner) == (
        "Ngày thực hiện 11/09/2025 chưa đến."
    )
    assert refusal(actions_work.do_item, **(done | {"result": ""}), **owner) == "Mời ghi kết quả."
    same = PlanItem.objects.select_related("cluster__organiser", "owner").get(pk=item.pk)
    actions_work.do_item(**done, **owner)
    with pytest.raises(Stale):  # the second of two clicks
        actions_work.do_item(**(done | {"item": same}), **owner)
    assert refusal(actions_work.reopen_item, item=item, reason=WHY, **owner) == (
        "Chỉ đơn vị trưởng, phó của Cụm thi đua số 1 năm 2025 và chuyên viên của Tỉnh Quảng Ninh ghi được việc của cụm, khối."
    )
    actions_work.reopen_item(item=item, reason=WHY, by=province.cluster_head, at=LATER)
    item.refresh_from_db()
    assert (item.state, item.done_on, item.done_by, item.result) == ("planned", None, None, "")
    actions_work.edit_item(
        item=item, kind="exchange", text="Giao lưu tại Cẩm Phả", due_on=date(2025, 10, 1),
        by=province.cluster_head, at=LATER,
    )  # fmt: skip
    actions_work.withdraw_item(item=item, reason=WHY, by=province.cluster_head, at=LATER)
    assert (item.text, item.owner, item.state) == ("Giao lưu tại Cẩm Phả", None, "withdrawn")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"text": ""}, "Mời ghi nội dung công việc."),
        ({"kind": "x"}, "Loại việc không hợp lệ."),
        ({"starts_on": date(2025, 10, 1)}, "Ngày bắt đầu 01/10/2025 sau ngày hoàn thành 30/09/2025."),
        ({"due_on": date(2026, 4, 1)}, "Ngày hoàn thành phải từ 01/01/2025 đến 31/03/2026."),
        ({"year": 2026, "due_on": date(2026, 4, 1)}, "Cụm thi đua số 1 chưa có danh sách năm 2026."),
    ],
)
def test_work_without_sense_is_refused(province, changes, reason):
    by = {} if "year" not in changes else {"by": province.root.officer}
    assert refusal(planned_item, province=province, **changes, **by) == reason
    assert PlanItem.objects.count() == 0


def test_the_owner_is_a_member_and_work_is_planned_once(province):
    assert refusal(planned_item, province=province, owner=another_unit(province)) == (
        "Phường Bãi Cháy không phải thành viên của Cụm thi đua số 1 năm 2025."
    )
    planned_item(province)
    assert refusal(planned_item, province=province) == "Việc này đã có trong kế hoạch với cùng ngày."


def test_last_years_work_is_copied_a_year_later_once(province):
    items = [planned_item(province, owner=province.van_don.unit), planned_item(province, text="Kiểm tra chéo")]
    organiser = {"by": province.root.officer, "at": LATER}
    members = [(province.ha_long.unit, "head"), (province.cam_pha.unit, "member")]
    actions_members.form_year(cluster=province.cluster, year=2026, members=members, **organiser)
    copying = {"cluster": province.cluster, "year": 2026, "items": items, **organiser}
    assert [actions_work.copy_plan(**copying) for _ in range(2)] == [2, 0]
    copies = PlanItem.objects.filter(year=2026).values_list("text", "due_on", "owner", "state")
    assert sorted(copies) == [
        ("Giao lưu tại Vân Đồn", date(2026, 9, 30), None, "planned"),  # no longer a member: the head's
        ("Kiểm tra chéo", date(2026, 9, 30), None, "planned"),
    ]
    assert (
        refusal(actions_work.copy_plan, **(copying | {"year": 2027})) == "Cụm thi đua số 1 chưa có danh sách năm 2027."
    )


def test_the_plan_of_a_ranked_year_takes_no_new_work_but_old_work_may_still_be_done(province):
    item = planned_item(province)
    opened(province).ranked()
    assert refusal(planned_item, province=province, text="Thêm") == (
        "Mùa chấm điểm năm 2025 của Cụm thi đua số 1 đã xếp hạng; danh sách, kế hoạch năm 2025 không đổi được nữa."
    )
    done = {"done_on": date(2025, 9, 9), "result": "Đã tổ chức"}
    assert actions_work.do_item(item=item, **done, by=province.cluster_head, at=LATER).state == "done"


# ── reminders ──


def told(provider, day: date) -> list[tuple[int, str, date]]:
    return sorted((due.to, due.what, due.due_on) for due in provider(day))


def test_work_is_told_to_its_owners_officers_or_the_heads_people_until_it_is_done(province):
    planned_item(province, owner=province.van_don.unit)
    mine = planned_item(province, text="Kiểm tra chéo", due_on=date(2025, 9, 20))
    at = date(2025, 9, 18)
    assert told(reminders.plan_items, at) == sorted(
        [
            (province.van_don.officer.pk, "Giao lưu tại Vân Đồn (Cụm thi đua số 1)", date(2025, 9, 30)),
            (province.cluster_head.pk, "Kiểm tra chéo (Cụm thi đua số 1)", date(2025, 9, 20)),
        ]
    )
    assert told(reminders.plan_items, date(2025, 9, 1)) == []
    actions_work.withdraw_item(item=mine, reason=WHY, by=province.cluster_head, at=LATER)
    assert [due.url for due in reminders.plan_items(at)] == [f"/cum-khoi/{province.cluster.pk}/2025/ke-hoach/"]


def test_a_gathering_is_told_to_the_members_and_afterwards_to_who_records_it(province):
    gathering = planned_briefing(province)
    before = told(reminders.gatherings, date(2025, 9, 8))
    officers = [office.officer.pk for office in (province.ha_long, province.cam_pha, province.van_don)]
    assert before == sorted(
        (pk, "Dự “Giao ban quý III” tại Hội trường Phường Hạ Long", gathering.held_on) for pk in officers
    )
    assert told(reminders.gatherings, date(2025, 9, 11)) == [
        (province.cluster_head.pk, "Ghi nhận kết quả “Giao ban quý III”", gathering.held_on)
    ]
