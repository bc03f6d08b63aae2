"""Two sides agree on a pledge; changes are tracked; after signing only supplements; all members of a cluster together."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from tests.movements.samples import launched
from tests.pledges.samples import TARGETS, drafted, signed
from thidua.pledges import actions
from thidua.pledges.changes import differences, row_of, values_of
from thidua.pledges.models import LibraryTarget, Pledge, PledgeChange, PledgeSignature
from thidua.pledges.queries import board_counts, text_hash
from thidua.shared import clock
from thidua.shared.denied import Denied, Stale
from thidua.shared.models import AuditEvent, Letter

LATER = clock.at_hour(date(2025, 8, 20))


def refusal(function, **arguments) -> str:
    with pytest.raises(Denied) as refused:
        function(**arguments)
    return refused.value.reason


def offered(province) -> Pledge:
    pledge = drafted(province)
    return actions.offer_pledge(pledge=pledge, by=province.ha_long.officer, at=province.at)


def wish(pledge, by, at, ordinal=1, **change) -> PledgeChange:
    target = pledge.targets.get(ordinal=ordinal)
    row = values_of(row_of(target)) | change
    return actions.propose_change(
        pledge=pledge, kind="alter", target=target, row=row, reason="Theo kế hoạch tỉnh giao.", by=by, at=at
    )


def test_from_the_offer_on_nothing_is_edited_only_asked_for(province):
    pledge = offered(province)
    assert pledge.state == "negotiating"
    assert refusal(
        actions.edit_pledge, pledge=pledge, commitments="x", by=province.ha_long.officer, at=province.at
    ) == ("Giao ước đang thương thảo: mỗi thay đổi phải được đề nghị và bên kia trả lời.")
    letter = Letter.objects.latest("pk")
    assert letter.subject == "Góp ý giao ước thi đua: Phường Hạ Long"


def test_an_accepted_change_enters_the_pledge_and_keeps_both_wordings(province):
    pledge = offered(province)
    change = wish(pledge, province.root.officer, province.at, goal="97,5".replace(",", "."))
    assert (change.side, change.answer, pledge.targets.get(ordinal=1).goal) == ("superior", "open", Decimal(95))
    actions.answer_change(change=change, accept=True, by=province.ha_long.officer, at=province.at)
    assert pledge.targets.get(ordinal=1).goal == Decimal("97.5")
    changed = [(d.label, d.before, d.after) for d in differences(change) if d.is_changed]
    assert changed == [("Mục tiêu", "95", "97,5")]
    assert (change.answer, change.answered_by) == ("accepted", province.ha_long.officer)


def test_a_refused_change_needs_a_reason_and_leaves_the_pledge_alone(province):
    pledge = offered(province)
    change = wish(pledge, province.root.officer, province.at, goal=99)
    arguments = {"change": change, "accept": False, "by": province.ha_long.officer, "at": province.at}
    assert refusal(actions.answer_change, **arguments) == "Mời ghi lý do không đồng ý."
    actions.answer_change(reason="Chưa có cơ sở.", **arguments)
    assert (change.answer, change.answer_reason) == ("refused", "Chưa có cơ sở.")
    assert pledge.targets.get(ordinal=1).goal == 95


def test_targets_are_added_dropped_and_numbered_anew_when_put_forward(province):
    pledge = offered(province)
    by, other, at = province.ha_long.officer, province.root.officer, province.at
    row = {"name": "Ban hành quy chế", "direction": "done", "weight": 5, "due_on": date(2025, 12, 1)}
    more = actions.propose_change(pledge=pledge, kind="add", row=row, reason="Thêm việc.", by=by, at=at)
    actions.answer_change(change=more, accept=True, by=other, at=at)
    first = pledge.targets.get(ordinal=1)
    less = actions.propose_change(pledge=pledge, kind="drop", target=first, reason="Không còn giao.", by=other, at=at)
    actions.answer_change(change=less, accept=True, by=by, at=at)
    actions.propose_pledge(pledge=pledge, by=by, at=at)
    assert [(t.ordinal, t.name) for t in pledge.targets.all()] == [(1, "Vụ cháy trên địa bàn"), (2, "Ban hành quy chế")]


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ({"kind": "alter", "row": TARGETS[0]}, "Đề nghị giống nội dung hiện có; chưa có gì thay đổi."),
        ({"kind": "alter", "row": TARGETS[0] | {"goal": 0}}, "Chỉ tiêu 1: mục tiêu bằng 0 thì kết quả nào cũng đạt. "
         "Nếu là “không để xảy ra”, hãy chọn “Càng ít càng tốt” hoặc “Đạt đúng mức”: khi đó chỉ kết quả 0 là đạt."),
        ({"kind": "alter", "row": TARGETS[1]}, "Đã có chỉ tiêu “Vụ cháy trên địa bàn” trong giao ước hoặc trong một "
         "đề nghị khác."),
        ({"kind": "rename"}, "Loại đề nghị không có trong danh sách."),
        ({"kind": "commitments", "commitments": "Báo cáo đúng hạn."},
         "Đề nghị giống nội dung hiện có; chưa có gì thay đổi."),
        ({"kind": "drop", "reason": " "}, "Mời ghi lý do đề nghị."),
        ({"kind": "drop", "reason": "x" * 301}, "Lý do dài quá 300 ký tự."),
    ],
)  # fmt: skip
def test_a_change_that_says_nothing_is_refused(province, arguments, reason):
    pledge = offered(province)
    given = {"reason": "Vì thế.", "target": pledge.targets.get(ordinal=1)} | arguments
    assert refusal(actions.propose_change, pledge=pledge, by=province.root.officer, at=province.at, **given) == reason
    assert PledgeChange.objects.count() == 0


def test_nobody_answers_their_own_side_and_one_change_a_target_is_open(province):
    pledge = offered(province)
    change = wish(pledge, province.root.officer, province.at, goal=96)
    assert (
        refusal(actions.answer_change, change=change, accept=True, by=province.root.officer, at=province.at)
        == "Đề nghị do bên kia trả lời; bên đề nghị chỉ có thể rút lại."
    )
    assert refusal(wish, pledge=pledge, by=province.ha_long.officer, at=province.at, goal=97) == (
        "Chỉ tiêu 1 đã có đề nghị số 1 chờ trả lời."
    )
    assert refusal(wish, pledge=pledge, by=province.cam_pha.officer, at=province.at, goal=97) == (
        "Để đề nghị sửa giao ước cần vai trò “Chuyên viên thi đua, khen thưởng” của Tỉnh Quảng Ninh."
    )
    assert refusal(actions.propose_pledge, pledge=pledge, by=province.ha_long.officer, at=province.at) == (
        "Còn 1 đề nghị sửa đổi chưa được trả lời."
    )
    actions.take_back_change(change=change, by=province.root.officer, at=province.at)
    actions.propose_pledge(pledge=pledge, by=province.ha_long.officer, at=province.at)
    assert pledge.state == "proposed"


def test_two_answers_at_once_give_one_result(province):
    pledge = offered(province)
    wish(pledge, province.root.officer, province.at, goal=96)
    first, second = PledgeChange.objects.get(), PledgeChange.objects.get()
    by, at = province.ha_long.officer, province.at
    actions.answer_change(change=first, accept=False, reason="Chưa.", by=by, at=at)
    with pytest.raises(Stale):
        actions.answer_change(change=second, accept=True, by=by, at=at)
    assert pledge.targets.get(ordinal=1).goal == 95


def test_two_people_asking_from_one_old_page_meet_at_the_version(province):
    offered(province)
    mine, yours = Pledge.objects.get(), Pledge.objects.get()
    wish(mine, province.root.officer, province.at, goal=96)
    with pytest.raises(Stale):
        wish(yours, province.ha_long.officer, province.at, ordinal=2, goal=4)
    assert PledgeChange.objects.count() == 1


def test_what_was_negotiated_is_never_edited_after_it_was_taken_back(province):
    pledge = offered(province)
    actions.propose_pledge(pledge=pledge, by=province.ha_long.officer, at=province.at)
    actions.take_back_pledge(pledge=pledge, by=province.ha_long.officer, at=province.at)
    assert pledge.state == "negotiating"


def test_a_signed_pledge_changes_by_numbered_supplements_of_both_heads_only(province):
    pledge = signed(province)
    frozen = pledge.frozen_hash
    assert refusal(wish, pledge=pledge, by=province.ha_long.officer, at=LATER, goal=90) == (
        "Để ký giao ước thi đua cần vai trò “Thủ trưởng đơn vị” của Phường Hạ Long hoặc của Tỉnh Quảng Ninh."
    )
    change = wish(pledge, province.ha_long.head, LATER, goal=92)
    assert (
        refusal(actions.answer_change, change=change, accept=True, by=province.ha_long.head, at=LATER)
        == "Đề nghị do bên kia trả lời; bên đề nghị chỉ có thể rút lại."
    )
    actions.answer_change(change=change, accept=True, by=province.root.head, at=LATER)
    pledge = Pledge.objects.get()
    assert (change.supplement, pledge.targets.get(ordinal=1).goal) == (1, Decimal(92))
    assert (pledge.frozen_hash, text_hash(pledge)) == (frozen, frozen)
    second = wish(pledge, province.root.head, LATER, ordinal=2, goal=0)
    actions.answer_change(change=second, accept=True, by=province.ha_long.head, at=LATER)
    assert (second.supplement, text_hash(Pledge.objects.get())) == (2, frozen)


def test_a_target_with_results_is_not_dropped_by_a_supplement(province):
    pledge = signed(province)
    target = pledge.targets.get(ordinal=1)
    actions.enter_progress(target=target, quarter=3, value=90, evidence="", by=province.ha_long.officer, at=LATER)
    pledge.refresh_from_db()
    reason = refusal(
        actions.propose_change, pledge=pledge, kind="drop", target=target, reason="Bỏ.", by=province.ha_long.head,
        at=LATER,
    )  # fmt: skip
    assert reason == "Chỉ tiêu 1 đã có kết quả hoặc minh chứng nên không bỏ được; hãy sửa mục tiêu."


# ── the library ──


def test_signed_targets_grow_the_library_of_the_superior(province):
    movement = launched(province)
    signed(province, province.ha_long, movement)
    signed(province, province.cam_pha, movement)
    assert list(LibraryTarget.objects.values_list("unit__name", "name", "uses")) == [
        ("Tỉnh Quảng Ninh", "Hồ sơ giải quyết trước hạn", 2),
        ("Tỉnh Quảng Ninh", "Vụ cháy trên địa bàn", 2),
    ]


def test_a_library_entry_stands_once_is_retired_and_comes_back(province):
    by, at, unit = province.root.officer, province.at, province.root.unit
    fields = {"name": "Thu ngân sách", "unit_of_measure": "tỉ đồng", "plan_reference": "NQ 25/NQ-HĐND"}
    entry = actions.keep_in_library(unit=unit, by=by, at=at, **fields)
    assert (entry.unit_of_measure, entry.plan_reference) == ("tỷ đồng", "NQ 25/NQ-HĐND")
    assert refusal(actions.keep_in_library, unit=unit, by=by, at=at, **fields) == (
        "Thư viện đã có chỉ tiêu “Thu ngân sách” với đơn vị tính này."
    )
    actions.retire_from_library(entry=entry, by=by, at=at)
    assert refusal(actions.retire_from_library, entry=entry, by=by, at=at) == "Chỉ tiêu này đã thôi dùng."
    again = actions.keep_in_library(unit=unit, by=by, at=at, **fields)
    assert (again.pk, again.retired_at) == (entry.pk, None)
    assert refusal(actions.keep_in_library, unit=unit, by=province.ha_long.officer, at=at, name="x") == (
        "Để sửa thư viện chỉ tiêu cần vai trò “Chuyên viên thi đua, khen thưởng” của Tỉnh Quảng Ninh."
    )


def test_ticked_targets_of_the_library_fill_rows_and_keep_what_was_typed(client, province, monkeypatch):
    monkeypatch.setattr("thidua.shared.clock.now", lambda: province.at)
    movement = launched(province)
    entry = actions.keep_in_library(
        unit=province.root.unit,
        by=province.root.officer,
        at=province.at,
        name="Thu ngân sách",
        unit_of_measure="tỷ đồng",
    )
    client.force_login(province.ha_long.officer)
    data = {"chi-tieu-TOTAL_FORMS": "2", "chi-tieu-INITIAL_FORMS": "0", "chi-tieu-0-name": "Đã gõ", "more": "thu-vien"}
    answer = client.post(
        f"{reverse('pledges:new')}?movement={movement.pk}", data | {"thu-vien": [entry.pk, "x", "999999"]}
    )
    rows = [(form["name"].value(), form["unit_of_measure"].value()) for form in answer.context["rows"].forms]
    assert rows == [("Đã gõ", None), ("Thu ngân sách", "tỷ đồng")]


# ── all members of a cluster ──


def joint_of(province):
    return actions.draft_joint(
        cluster=province.cluster,
        movement=launched(province),
        targets=TARGETS,
        commitments="Cùng thi đua.",
        by=province.cluster_head,
        at=province.at,
    )


def test_all_members_sign_one_text_and_the_last_signature_freezes_every_part(province):
    joint = joint_of(province)
    assert joint.parts.count() == 3
    part = joint.parts.get(unit=province.ha_long.unit)
    actions.edit_pledge(pledge=part, targets=[TARGETS[0] | {"goal": 99}], by=province.ha_long.officer, at=province.at)
    actions.propose_joint(joint=joint, by=province.cluster_head, at=province.at)
    for office in (province.ha_long, province.cam_pha, province.van_don):
        part = joint.parts.get(unit=office.unit)
        assert part.state == "proposed"
        actions.sign_pledge(pledge=part, by=office.head, at=province.at)
    assert {p.state for p in joint.parts.all()} == {"signed"}
    assert len({p.paper_id for p in joint.parts.all()}) == 1
    assert [text_hash(p) == p.frozen_hash for p in joint.parts.all()] == [True] * 3
    # the parts are no pledges with the province: its board stays empty
    assert board_counts(joint.movement, joint.movement.calls.all()) == {
        "called": 3, "pledges": 0, "both": 0, "waiting": 0,
    }  # fmt: skip


def test_a_joint_pledge_is_put_forward_and_taken_back_for_all_at_once(province):
    joint = joint_of(province)
    part = joint.parts.get(unit=province.ha_long.unit)
    assert refusal(actions.propose_pledge, pledge=part, by=province.ha_long.officer, at=province.at) == (
        "Giao ước chung của cụm, khối được trình ký cùng lúc cho mọi thành viên."
    )
    actions.propose_joint(joint=joint, by=province.cluster_head, at=province.at)
    part.refresh_from_db()
    actions.sign_pledge(pledge=part, by=province.ha_long.head, at=province.at)
    assert refusal(actions.sign_pledge, pledge=part, by=province.root.head, at=province.at) == (
        "Để ký giao ước chung cần vai trò “Thủ trưởng đơn vị” của Phường Hạ Long."
    )
    actions.take_back_joint(joint=joint, by=province.cluster_head, at=province.at)
    assert {p.state for p in joint.parts.all()} == {"draft"}
    assert PledgeSignature.objects.count() == 0
    assert AuditEvent.objects.filter(act="joint_pledge_taken_back").count() == 1


def test_a_joint_pledge_needs_who_leads_the_cluster_and_comes_once(province):
    joint = joint_of(province)
    arguments = {
        "cluster": province.cluster, "movement": joint.movement, "targets": TARGETS, "commitments": "",
        "at": province.at,
    }  # fmt: skip
    assert refusal(actions.draft_joint, by=province.root.officer, **arguments) == (
        "Cụm thi đua số 1 đã có giao ước chung trong phong trào này."
    )
    assert refusal(actions.draft_joint, by=province.ha_long.officer, **arguments) == (
        "Để lập giao ước chung của cụm, khối cần vai trò “Chuyên viên thi đua, khen thưởng” của Tỉnh Quảng Ninh."
    )


def test_a_unit_may_stand_in_a_joint_pledge_and_in_one_with_the_province(province):
    joint = joint_of(province)
    actions.draft_pledge(
        movement=joint.movement, unit=province.ha_long.unit, targets=TARGETS, commitments="",
        by=province.ha_long.officer, at=province.at,
    )  # fmt: skip
    assert Pledge.objects.filter(unit=province.ha_long.unit).count() == 2


# ── the same by clicks ──


@pytest.fixture
def the_day(monkeypatch, province):
    monkeypatch.setattr("thidua.shared.clock.now", lambda: province.at)


def test_one_round_of_talks_by_clicks(client, province, the_day):
    pledge = drafted(province)
    client.force_login(province.ha_long.officer)
    client.post(reverse("pledges:offer", args=[pledge.pk]), {"version": "1"})
    client.force_login(province.root.officer)
    address = reverse("pledges:change-target", args=[pledge.pk, 1])
    row = {"name": "Hồ sơ giải quyết trước hạn", "unit_of_measure": "%", "baseline": "90", "goal": "97,5",
           "direction": "more", "weight": "60", "due_on": "31/12/2025"}  # fmt: skip
    wrong = client.post(address, row)
    assert (wrong.status_code, wrong.context["form"].errors) == (422, {"reason": ["Mục này không được để trống."]})
    client.post(address, row | {"reason": "Theo chỉ tiêu tỉnh giao."})
    change = PledgeChange.objects.get()
    client.force_login(province.ha_long.officer)
    shown = client.get(reverse("pledges:detail", args=[pledge.pk])).context["changes"]
    assert [act.label for act in shown[0]["acts"]] == ["Đồng ý", "Không đồng ý"]
    pledge.refresh_from_db()
    accept = reverse("pledges:change-accept", args=[pledge.pk, change.ordinal])
    answers = [client.post(accept, {"version": str(pledge.version)}).status_code for _ in range(2)]
    assert (answers, pledge.targets.get(ordinal=1).goal) == ([302, 403], Decimal("97.5"))


def test_a_neighbour_neither_sees_nor_answers_the_talks(client, province, the_day):
    pledge = offered(province)
    wish(pledge, province.root.officer, province.at, goal=96)
    client.force_login(province.cam_pha.officer)
    for name in ("change-accept", "change-refuse", "change-take-back"):
        assert client.post(reverse(f"pledges:{name}", args=[pledge.pk, 1]), {"version": "3"}).status_code == 404


def test_an_empty_draft_offers_no_withdrawal(client, province, the_day):
    pledge = drafted(province, targets=[], commitments="")
    client.force_login(province.ha_long.head)
    shown = client.get(reverse("pledges:detail", args=[pledge.pk])).context["actions"]
    assert [act.label for act in shown] == ["Trình ký", "Sửa", "Gửi góp ý"]
    assert (
        refusal(actions.withdraw_pledge, pledge=pledge, reason="Thôi", by=province.ha_long.head, at=province.at)
        == "Bản soạn còn trống: không có gì để rút, hãy soạn tiếp."
    )
