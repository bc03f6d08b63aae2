"""From the first draft to two signatures under one text."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.movements.samples import drafted as drafted_movement
from tests.movements.samples import launched
from tests.pledges.samples import TARGETS, drafted, proposed, signed
from thidua.movements.models import MovementCall
from thidua.pledges import actions
from thidua.pledges.models import Pledge, PledgeSignature
from thidua.pledges.queries import board_of, text_hash, visible_to
from thidua.shared.denied import Denied, Stale
from thidua.shared.models import AuditEvent, Letter
from thidua.units import actions as units


def refusal(function, **arguments) -> str:
    with pytest.raises(Denied) as refused:
        function(**arguments)
    return refused.value.reason


def offices(province):
    return province.ha_long, province.cam_pha, province.van_don


def acts() -> list[str]:
    return list(AuditEvent.objects.filter(thing_kind="pledge").values_list("act", flat=True))


def test_a_pledge_is_drafted_towards_the_unit_that_launched(province):
    pledge = drafted(province)
    assert (pledge.superior, pledge.year, pledge.state) == (province.root.unit, 2025, "draft")
    kept = [(t.ordinal, t.name, t.direction, f"{t.goal:f}") for t in pledge.targets.all()]
    assert kept == [(1, "Hồ sơ giải quyết trước hạn", "more", "95.0000"), (2, "Vụ cháy trên địa bàn", "less", "5.0000")]
    assert acts() == ["pledge_drafted"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"name": " "}, "Chỉ tiêu 1: mời ghi tên chỉ tiêu."),
        ({"name": "VỤ CHÁY trên  địa bàn"}, "Chỉ tiêu 2: trùng tên với chỉ tiêu 1."),
        (
            {"unit_of_measure": ""},
            "Chỉ tiêu 1: mời ghi đơn vị tính; việc không đo được thì chọn “Hoàn thành hay không”.",
        ),
        ({"goal": None}, "Chỉ tiêu 1: mời ghi mục tiêu."),
        (
            {"goal": 0},
            "Chỉ tiêu 1: mục tiêu bằng 0 thì kết quả nào cũng đạt. Nếu là “không để xảy ra”, hãy chọn “Càng ít càng "
            "tốt” hoặc “Đạt đúng mức”: khi đó chỉ kết quả 0 là đạt.",
        ),
        ({"goal": -1}, "Chỉ tiêu 1: mục tiêu không được âm."),
        ({"goal": "NaN"}, "Chỉ tiêu 1: mục tiêu phải là một số."),
        ({"goal": "sNaN"}, "Chỉ tiêu 1: mục tiêu phải là một số."),
        ({"goal": "Infinity"}, "Chỉ tiêu 1: mục tiêu phải là một số."),
        ({"goal": "nhiều"}, "Chỉ tiêu 1: mục tiêu phải là một số."),
        ({"goal": "1e30"}, "Chỉ tiêu 1: mục tiêu quá lớn; hãy chọn đơn vị tính lớn hơn."),
        ({"goal": "0.00001"}, "Chỉ tiêu 1: mục tiêu có quá 4 chữ số thập phân."),
        ({"baseline": -2}, "Chỉ tiêu 1: thực hiện năm trước không được âm."),
        ({"weight": 0}, "Chỉ tiêu 1: trọng số phải lớn hơn 0."),
        ({"direction": "up"}, "Chỉ tiêu 1: chiều phấn đấu không có trong danh sách."),
        ({"due_on": None}, "Chỉ tiêu 1: mời ghi thời hạn."),
        ({"due_on": date(2026, 1, 1)}, "Chỉ tiêu 1: thời hạn phải trong năm 2025."),
    ],
)
def test_a_wrong_target_is_refused_with_its_row(province, change, reason):
    targets = [TARGETS[0] | change, TARGETS[1]]
    movement = launched(province)
    arguments = {"movement": movement, "unit": province.ha_long.unit, "commitments": "", "at": province.at}
    assert refusal(actions.draft_pledge, targets=targets, by=province.ha_long.officer, **arguments) == reason
    assert Pledge.objects.count() == 0


def test_a_pledge_needs_a_launched_movement_that_reached_the_unit_and_comes_once(province):
    by, at, unit = province.ha_long.officer, province.at, province.ha_long.unit
    arguments = {"unit": unit, "targets": TARGETS, "commitments": "", "by": by, "at": at}
    assert refusal(actions.draft_pledge, movement=drafted_movement(province), **arguments) == (
        "Chỉ lập giao ước trong phong trào đang thực hiện."
    )
    movement = launched(province)
    actions.draft_pledge(movement=movement, **arguments)
    assert refusal(actions.draft_pledge, movement=movement, **arguments) == (
        "Phường Hạ Long đã có giao ước trong phong trào này."
    )
    other = launched(province, title="Khác")
    MovementCall.objects.filter(movement=other, unit=unit).delete()
    assert refusal(actions.draft_pledge, movement=other, **arguments) == (
        "Phong trào “Khác” không phát động đến Phường Hạ Long."
    )


def test_an_officer_of_a_neighbour_does_not_draft_for_the_unit(province):
    reason = refusal(
        actions.draft_pledge,
        movement=launched(province),
        unit=province.ha_long.unit,
        targets=TARGETS,
        commitments="",
        by=province.cam_pha.officer,
        at=province.at,
    )
    assert reason == ("Để soạn giao ước thi đua cần vai trò “Chuyên viên thi đua, khen thưởng” của Phường Hạ Long.")


def test_editing_replaces_the_targets_until_the_pledge_is_proposed(province):
    pledge = drafted(province)
    by, at = province.ha_long.officer, province.at
    actions.edit_pledge(pledge=pledge, targets=TARGETS[:1], commitments="Mới", by=by, at=at)
    assert (pledge.targets.count(), pledge.commitments) == (1, "Mới")
    actions.propose_pledge(pledge=pledge, by=by, at=at)
    assert refusal(actions.edit_pledge, pledge=pledge, targets=[], by=by, at=at) == (
        "Chỉ sửa được giao ước khi đang soạn; giao ước chờ ký phải lấy lại trước khi sửa."
    )


def test_an_empty_pledge_is_not_proposed(province):
    pledge = drafted(province, targets=[])
    assert refusal(actions.propose_pledge, pledge=pledge, by=province.ha_long.officer, at=province.at) == (
        "Giao ước chưa có chỉ tiêu nào."
    )


def test_proposing_tells_both_heads(province):
    proposed(province)
    told = Letter.objects.filter(subject="Giao ước thi đua chờ ký: Phường Hạ Long").values_list(
        "to__username", flat=True
    )
    assert sorted(told) == ["halong.head", "tinh.head"]


@pytest.mark.parametrize("first", ["member", "superior"])
def test_two_signatures_in_either_order_freeze_the_text_and_issue_the_paper(province, first):
    pledge = proposed(province)
    digest = text_hash(pledge)
    heads = [province.ha_long.head, province.root.head]
    for head in heads if first == "member" else reversed(heads):
        assert pledge.state == "proposed"
        assert pledge.paper is None
        actions.sign_pledge(pledge=pledge, by=head, at=province.at, seen_hash=digest)
    assert (pledge.state, pledge.frozen_hash, pledge.signed_at) == ("signed", digest, province.at)
    assert pledge.paper.file.read()[:5] == b"%PDF-"
    sides = {s.side: (s.signer, s.signer_title, s.text_hash) for s in pledge.signatures.all()}
    assert sides == {
        "member": (province.ha_long.head, "Chủ tịch", digest),
        "superior": (province.root.head, "Chủ tịch", digest),
    }
    assert acts() == ["pledge_drafted", "pledge_proposed", "pledge_signed", "pledge_frozen", "pledge_signed"]
    told = Letter.objects.filter(subject="Giao ước thi đua đã ký: Phường Hạ Long").values_list(
        "to__username", flat=True
    )
    assert sorted(told) == ["halong.officer", "tinh.officer"]


def test_only_the_heads_of_the_two_sides_sign(province):
    pledge = proposed(province)
    for stranger in (province.ha_long.officer, province.root.officer, province.cam_pha.head):
        assert refusal(actions.sign_pledge, pledge=pledge, by=stranger, at=province.at) == (
            "Để ký giao ước thi đua cần vai trò “Thủ trưởng đơn vị” của Phường Hạ Long hoặc của Tỉnh Quảng Ninh."
        )
    assert PledgeSignature.objects.count() == 0


def test_nobody_signs_for_both_sides(province):
    pledge = proposed(province)
    both = province.ha_long.head
    units.grant_role(user=both, role="head", unit=province.root.unit, by=province.root.officer, at=province.at)
    assert refusal(actions.sign_pledge, pledge=pledge, by=both, at=province.at) == (
        "Một người không ký giao ước cho cả hai bên."
    )


def test_who_signed_for_one_side_does_not_sign_for_the_other_after_a_change_of_post(province):
    pledge = proposed(province)
    mover = province.ha_long.head
    actions.sign_pledge(pledge=pledge, by=mover, at=province.at)
    mover.grants.filter(role="head").delete()
    units.grant_role(user=mover, role="head", unit=province.root.unit, by=province.root.officer, at=province.at)
    assert refusal(actions.sign_pledge, pledge=pledge, by=mover, at=province.at) == (
        "Một người không ký giao ước cho cả hai bên."
    )
    assert refusal(actions.sign_pledges, pledges=[pledge], by=mover, at=province.at) == (
        "Một người không ký giao ước cho cả hai bên."
    )


def test_a_side_signs_once(province):
    pledge = proposed(province)
    actions.sign_pledge(pledge=pledge, by=province.ha_long.head, at=province.at)
    assert refusal(actions.sign_pledge, pledge=pledge, by=province.ha_long.head, at=province.at) == (
        "Bên này đã ký giao ước."
    )


def test_two_clicks_of_one_head_give_one_signature(province):
    pledge = proposed(province)
    same = Pledge.objects.get(pk=pledge.pk)
    list(same.signatures.all())
    actions.sign_pledge(pledge=pledge, by=province.root.head, at=province.at)
    assert refusal(actions.sign_pledge, pledge=same, by=province.root.head, at=province.at) == "Bên này đã ký giao ước."
    assert PledgeSignature.objects.count() == 1


def test_a_draft_is_not_signed(province):
    assert refusal(actions.sign_pledge, pledge=drafted(province), by=province.root.head, at=province.at) == (
        "Không thực hiện được: giao ước thi đua đang ở bước “Đang soạn”."
    )


def test_a_signer_who_saw_another_text_is_stopped(province):
    pledge = proposed(province)
    with pytest.raises(Stale):
        actions.sign_pledge(pledge=pledge, by=province.root.head, at=province.at, seen_hash="0" * 64)
    assert PledgeSignature.objects.count() == 0


def test_the_second_side_cannot_sign_a_text_that_changed_under_the_first(province):
    pledge = proposed(province)
    actions.sign_pledge(pledge=pledge, by=province.ha_long.head, at=province.at)
    pledge.targets.filter(ordinal=1).update(goal=96)
    pledge = Pledge.objects.get(pk=pledge.pk)
    reason = "Nội dung giao ước của Phường Hạ Long đã khác bản mà bên kia ký; mời lấy lại để trình ký lại."
    assert refusal(actions.sign_pledge, pledge=pledge, by=province.root.head, at=province.at) == reason
    assert refusal(actions.sign_pledges, pledges=[pledge], by=province.root.head, at=province.at) == reason
    pledge.refresh_from_db()
    assert (pledge.state, pledge.signatures.count()) == ("proposed", 1)


def test_the_hash_covers_every_promise_and_nothing_else(province):
    pledge = drafted(province)
    before = text_hash(Pledge.objects.get(pk=pledge.pk))
    for field, value in [
        ("name", "Khác"),
        ("goal", 96),
        ("direction", "less"),
        ("weight", 61),
        ("due_on", date(2025, 11, 30)),
    ]:
        row = pledge.targets.get(ordinal=1)
        old = getattr(row, field)
        pledge.targets.filter(ordinal=1).update(**{field: value})
        assert text_hash(Pledge.objects.get(pk=pledge.pk)) != before, field
        pledge.targets.filter(ordinal=1).update(**{field: old})
    assert text_hash(Pledge.objects.get(pk=pledge.pk)) == before


def test_taking_back_lets_the_single_signature_fall_and_tells_its_giver(province):
    pledge = proposed(province)
    actions.sign_pledge(pledge=pledge, by=province.root.head, at=province.at)
    digest = text_hash(pledge)
    actions.take_back_pledge(pledge=pledge, by=province.ha_long.officer, at=province.at)
    assert (pledge.state, pledge.proposed_at, pledge.signatures.count()) == ("draft", None, 0)
    fallen = [{"side": "superior", "signer": province.root.head.pk, "text_hash": digest}]
    assert AuditEvent.objects.get(act="pledge_taken_back").detail == {"fallen": fallen}
    told = Letter.objects.get(subject="Chữ ký không còn hiệu lực: giao ước của Phường Hạ Long")
    assert told.to == province.root.head


def test_a_signed_pledge_is_neither_taken_back_nor_withdrawn(province):
    pledge = signed(province)
    reason = "Không thực hiện được: giao ước thi đua đang ở bước “Đã ký”."
    by_officer = {"pledge": pledge, "by": province.ha_long.officer, "at": province.at}
    assert refusal(actions.take_back_pledge, **by_officer) == reason
    by_head = {"pledge": pledge, "by": province.ha_long.head, "at": province.at}
    assert refusal(actions.withdraw_pledge, reason="Thôi", **by_head) == reason


def test_withdrawing_needs_the_head_and_a_reason(province):
    pledge = proposed(province)
    assert refusal(actions.withdraw_pledge, pledge=pledge, reason="", by=province.ha_long.head, at=province.at) == (
        "Mời ghi lý do rút giao ước."
    )
    actions.withdraw_pledge(pledge=pledge, reason="Sáp nhập", by=province.ha_long.head, at=province.at)
    assert (pledge.state, pledge.withdrawn_reason) == ("withdrawn", "Sáp nhập")
    assert Letter.objects.get(subject="Rút giao ước thi đua: Phường Hạ Long").to == province.root.officer


def test_the_superior_signs_all_at_the_conference_in_one_act(province):
    movement = launched(province)
    pledges = [
        proposed(province, office, movement) for office in (province.ha_long, province.cam_pha, province.van_don)
    ]
    for office, pledge in zip((province.ha_long, province.cam_pha), pledges[:2], strict=True):
        actions.sign_pledge(pledge=pledge, by=office.head, at=province.at)
    made = actions.sign_pledges(pledges=pledges, by=province.root.head, at=province.at)
    assert [s.side for s in made] == ["superior"] * 3
    states = {p.unit.name: (p.state, p.paper is not None) for p in Pledge.objects.filter(movement=movement)}
    assert states == {
        "Phường Hạ Long": ("signed", True),
        "Phường Cẩm Phả": ("signed", True),
        "Đặc khu Vân Đồn": ("proposed", False),
    }
    calls = movement.calls.select_related("unit").order_by("unit__code")
    board = [(row["unit"].name, bool(row["member"]), bool(row["superior"])) for row in board_of(movement, calls)]
    assert board == [
        ("Phường Hạ Long", True, True),
        ("Phường Cẩm Phả", True, True),
        ("Đặc khu Vân Đồn", False, True),
    ]


def test_signing_together_is_all_or_nothing(province):
    movement = launched(province)
    ready, draft = proposed(province, province.ha_long, movement), drafted(province, province.cam_pha, movement)
    reason = refusal(actions.sign_pledges, pledges=[ready, draft], by=province.root.head, at=province.at)
    assert reason == "Giao ước của Phường Cẩm Phả không ở bước chờ ký."
    assert PledgeSignature.objects.count() == 0
    assert refusal(actions.sign_pledges, pledges=[], by=province.root.head, at=province.at) == (
        "Không có giao ước nào chờ ký."
    )
    assert refusal(actions.sign_pledges, pledges=[ready], by=province.ha_long.head, at=province.at) == (
        "Để ký các giao ước của cấp dưới cần vai trò “Thủ trưởng đơn vị” của Tỉnh Quảng Ninh."
    )
    actions.sign_pledges(pledges=[ready], by=province.root.head, at=province.at)
    assert refusal(actions.sign_pledges, pledges=[ready], by=province.root.head, at=province.at) == (
        "Cấp trên đã ký giao ước của Phường Hạ Long."
    )


def test_signing_many_costs_one_query_more_for_each_that_is_not_completed(province):
    movement = launched(province)
    one, *two = [
        proposed(province, office, movement) for office in (province.ha_long, province.cam_pha, province.van_don)
    ]
    counts = []
    for pledges in ([one], two):
        with CaptureQueriesContext(connection) as queries:
            actions.sign_pledges(pledges=pledges, by=province.root.head, at=province.at)
        counts.append(len(queries))
    assert counts[1] == counts[0] + 1  # the version step of the second


def test_a_neighbour_sees_no_pledge_and_both_sides_see_theirs(province):
    pledge = proposed(province)
    on = province.at.date()
    for user in (province.ha_long.officer, province.ha_long.head, province.root.head, province.root.officer):
        assert list(visible_to(user, on)) == [pledge]
    for user in (province.cam_pha.officer, province.stranger):
        assert list(visible_to(user, on)) == []
