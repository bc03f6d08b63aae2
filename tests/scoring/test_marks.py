"""Lead departments and cross-checkers: who marks what, blind until given, what differs is settled with a reason."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from rulebook.checkplan import Impossible, Plan
from tests.scoring.conftest import rows
from thidua.scoring import actions, actions_checks, actions_marks, actions_setup, planning, queries, queries_marks
from thidua.scoring.models import ScoreChange, Season, SeasonDeadline
from thidua.scoring.models_marks import CheckPlan, MarkSheet
from thidua.shared.denied import Denied, Stale
from thidua.shared.models import Letter
from thidua.units import actions as units
from thidua.units.actions import NewAccount
from thidua.units.models import Unit

Step = SeasonDeadline.Step


def refused(reason, act, /, **given):
    with pytest.raises(Denied) as denied:
        act(**given)
    assert denied.value.reason == reason


@pytest.fixture
def treasury(province):
    """A department outside the cluster, with its officer."""
    [unit] = units.enter_units(
        parent=province.root.unit,
        units=[
            Unit(
                code="SO-TC",
                name="Sở Tài chính",
                kind="department",
                valid_from=date(2025, 7, 1),
                agency_name="Sở Tài chính",
                symbol="STC",
                head_title="Giám đốc",
                place="Quảng Ninh",
            )
        ],
        by=province.root.officer,
        at=province.at,
    )
    [officer] = units.open_accounts(
        accounts=[NewAccount("sotc.officer", "Chuyên viên Sở Tài chính", (("officer", unit),))],
        under=province.root.unit,
        by=province.root.officer,
        at=province.at,
    )
    unit.officer = officer
    return unit


def rules(scene, **changes):
    given = {"mark_rule": "reconcile", "correction_route": "resume", "evidence_codes": [], "deadlines": {}} | changes
    actions_setup.set_rules(season=scene.fresh(), **given, by=scene.province.cluster_head, at=scene.at)
    scene.fresh()


def lead(scene, unit, *codes):
    return actions_setup.assign_leads(
        season=scene.fresh(), leads=dict.fromkeys(codes, unit), by=scene.province.cluster_head, at=scene.at
    )


def sheet(scene, unit, on, role="lead"):
    rows = MarkSheet.objects.select_related("card__season__cluster__organiser", "card__unit", "unit")
    return rows.get(card__season=scene.season, unit=unit, card__unit=on.unit, role=role, state__in=["open", "given"])


def mark(scene, unit, on, by, role="lead", **changes):
    own = sheet(scene, unit, on, role)
    given = [(c, d, "Đối chiếu sổ thu") for c, d, _ in rows(**changes) if c in own.codes]
    return actions_marks.enter_marks(sheet=own, rows=given, by=by, at=scene.at)


def give(scene, unit, on, by, role="lead", **changes):
    mark(scene, unit, on, by, role, **changes)
    actions_marks.give_sheet(sheet=sheet(scene, unit, on, role), by=by, at=scene.at)


def plan(scene, **changes):
    question = planning.Question(**({"per_unit": 1, "seed": "bốc thăm 8/7: 4711"} | changes))
    drawn = planning.answer(scene.season, question)
    assert isinstance(drawn, Plan)
    return actions_checks.confirm_plan(
        season=scene.fresh(),
        question=question,
        digest=planning.digest_of(question, drawn),
        by=scene.province.cluster_head,
        at=scene.at,
    )


# ── lead departments ──


def test_a_lead_department_gets_one_sheet_for_every_card_once_self_scoring_ends(scene, treasury):
    assert lead(scene, treasury, "I.3", "T") == 2
    assert MarkSheet.objects.count() == 0
    scene.verifying()
    found = MarkSheet.objects.values_list("card__unit__code", "unit__code", "role", "codes", "state")
    assert sorted(found) == [(code, "SO-TC", "lead", ["I.3", "T"], "open") for code in ["06652", "06760", "06994"]]
    assert list(
        Letter.objects.filter(subject__startswith="Mời chấm các mục").values_list("to__username", flat=True)
    ) == ["sotc.officer"]
    assert scene.season in queries.visible_to(treasury.officer, scene.at.date())


def test_a_department_that_is_a_member_marks_every_card_but_its_own(scene, province):
    lead(scene, province.cam_pha.unit, "II")
    scene.verifying()
    assert sorted(MarkSheet.objects.values_list("card__unit__code", flat=True)) == ["06652", "06994"]


def test_while_verifying_the_sheets_follow_a_changed_duty_unless_it_was_given(scene, treasury, province):
    lead(scene, treasury, "I.3")
    scene.verifying()
    lead(scene, treasury, "T")
    assert list(sheet(scene, treasury, province.ha_long).codes) == ["I.3", "T"]
    assert MarkSheet.objects.filter(state="set_aside", set_aside_reason="Giao lại các mục chủ trì chấm").count() == 3
    give(scene, treasury, province.ha_long, treasury.officer)
    refused(
        "Sở Tài chính đã chấm xong; hãy đề nghị chấm lại trước khi đổi mục được giao.",
        actions_setup.assign_leads,
        season=scene.fresh(),
        leads={"T": None},
        by=province.cluster_head,
        at=scene.at,
    )


def test_where_the_lead_departments_mark_stands_it_becomes_the_verified_points(scene, treasury, province):
    rules(scene, mark_rule="lead")
    lead(scene, treasury, "I.3")
    scene.verifying()
    give(scene, treasury, province.ha_long, treasury.officer, revenue=50)
    card = scene.card(province.ha_long)
    assert (card.self_total, card.verified_total) == (Decimal("87"), Decimal("77"))
    change = ScoreChange.objects.get()
    assert (change.old_points, change.new_points, change.reason) == (20, 10, "Sở Tài chính chấm: Đối chiếu sổ thu")


def test_only_the_department_marks_its_sheet(scene, treasury, province):
    lead(scene, treasury, "I.3")
    scene.verifying()
    for person in (province.ha_long.officer, province.root.officer, province.stranger):
        refused(
            "Chỉ chuyên viên hoặc thủ trưởng của Sở Tài chính được chấm phiếu này.",
            mark,
            scene=scene,
            unit=treasury,
            on=province.ha_long,
            by=person,
        )


def test_a_mark_that_differs_from_the_claim_says_why(scene, treasury, province):
    lead(scene, treasury, "I.3")
    scene.verifying()
    own = sheet(scene, treasury, province.ha_long)
    refused(
        "Mục I.3 Thu ngân sách: chấm khác số đơn vị kê khai thì ghi rõ lý do.",
        actions_marks.enter_marks,
        sheet=own,
        rows=[("I.3", {"actual": 50, "plan": 100}, "")],
        by=treasury.officer,
        at=scene.at,
    )
    [same] = actions_marks.enter_marks(
        sheet=own, rows=[("I.3", {"actual": 100, "plan": 100}, "")], by=treasury.officer, at=scene.at
    )
    assert (same.points, same.version) == (Decimal("20"), 1)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ({"points": 9}, "Mục T Sáng tạo: Điểm chấm không được quá điểm tối đa 5."),
        ({"points": -1}, "Mục T Sáng tạo: Điểm chấm: số không được âm."),
        ({"points": "nhiều"}, "Mục T Sáng tạo: Điểm chấm: cần một số."),
        ({"points": "NaN"}, "Mục T Sáng tạo: Điểm chấm: số này không dùng được."),
        ({}, "Mục T Sáng tạo: Chưa nhập: Điểm chấm."),
    ],
)
def test_a_mark_that_cannot_be_is_refused_with_the_criterion_named(scene, treasury, province, data, reason):
    lead(scene, treasury, "T")
    scene.verifying()
    refused(
        reason,
        actions_marks.enter_marks,
        sheet=sheet(scene, treasury, province.ha_long),
        rows=[("T", data, "Lý do rõ ràng")],
        by=treasury.officer,
        at=scene.at,
    )
    assert sheet(scene, treasury, province.ha_long).marks.count() == 0


def test_a_sheet_is_given_whole_and_then_left_alone(scene, treasury, province):
    lead(scene, treasury, "I.3", "T")
    scene.verifying()
    own = sheet(scene, treasury, province.ha_long)
    actions_marks.enter_marks(sheet=own, rows=[("T", {"points": 1}, "")], by=treasury.officer, at=scene.at)
    refused(
        "Chưa gửi được, còn chưa chấm mục I.3.", actions_marks.give_sheet, sheet=own, by=treasury.officer, at=scene.at
    )
    give(scene, treasury, province.ha_long, treasury.officer)
    refused(
        "Phiếu chấm đang ở bước “Đã chấm”, không sửa được nữa.",
        mark,
        scene=scene,
        unit=treasury,
        on=province.ha_long,
        by=treasury.officer,
    )


def test_two_clicks_give_a_sheet_once(scene, treasury, province):
    lead(scene, treasury, "I.3")
    scene.verifying()
    mark(scene, treasury, province.ha_long, treasury.officer)
    first, second = (sheet(scene, treasury, province.ha_long) for _ in range(2))
    actions_marks.give_sheet(sheet=first, by=treasury.officer, at=scene.at)
    with pytest.raises(Stale):
        actions_marks.give_sheet(sheet=second, by=treasury.officer, at=scene.at)


def test_a_sheet_given_after_its_deadline_is_taken_and_marked_late(scene, treasury, province):
    rules(scene, deadlines={Step.LEAD: scene.at.date() - timedelta(days=3)})
    lead(scene, treasury, "I.3")
    scene.verifying()
    give(scene, treasury, province.ha_long, treasury.officer)
    assert sheet(scene, treasury, province.ha_long).late_days == 3


# ── cross-checks ──


def test_a_confirmed_plan_gives_every_unit_its_sheets_and_is_the_previewed_one(scene, province):
    made = plan(scene)
    pairs = sorted(MarkSheet.objects.values_list("unit__code", "card__unit__code", "role", "ordinal"))
    assert pairs == sorted((a, b, "check", 1) for a, b in Plan.from_dict(made.plan).pairs)
    assert {a for a, *_ in pairs} == {"06652", "06760", "06994"} == {b for _, b, *_ in pairs}
    assert sheet_codes() == [["I.1", "I.2", "I.3", "II", "T", "P", "K"]] * 3
    refused(
        "Mùa chấm điểm đã có kế hoạch kiểm tra chéo; muốn lập lại phải bỏ kế hoạch cũ kèm lý do.",
        plan,
        scene=scene,
    )


def sheet_codes():
    return list(MarkSheet.objects.values_list("codes", flat=True))


def test_a_plan_that_is_not_the_previewed_one_is_refused(scene, province):
    with pytest.raises(Stale):
        actions_checks.confirm_plan(
            season=scene.fresh(),
            question=planning.Question(1, "hạt giống"),
            digest="0" * 64,
            by=province.cluster_head,
            at=scene.at,
        )
    assert CheckPlan.objects.count() == 0


def test_an_impossible_plan_is_refused_with_its_proof(scene, province):
    question = planning.Question(2, "hạt giống")
    proof = planning.answer(scene.season, question)
    assert isinstance(proof, Impossible)
    assert proof.kind == "count"
    refused(
        proof.reason_vi,
        actions_checks.confirm_plan,
        season=scene.fresh(),
        question=question,
        digest="",
        by=province.cluster_head,
        at=scene.at,
    )


def test_last_years_pairs_do_not_come_again_and_a_ban_needs_a_unit_of_the_season(scene, province):
    refused(
        "Đơn vị “X” không thuộc mùa chấm điểm này.",
        planning.answer,
        season=scene.season,
        question=planning.Question(1, "h", bans=(("X", "06652", "cùng hệ thống", True),)),
    )
    before = plan(scene)
    Season.objects.filter(pk=scene.season.pk).update(year=2024)
    scene.season = actions.open_season(
        cluster=province.cluster, year=2025, rubric=scene.season.rubric, by=province.root.officer, at=scene.at
    )
    again = planning.answer(scene.season, planning.Question(1, "khác"))
    assert isinstance(again, Plan)
    assert set(again.pairs) & set(Plan.from_dict(before.plan).pairs) == set()


def test_a_plan_is_replaced_with_a_reason_while_no_sheet_was_given(scene, province):
    made = plan(scene)
    actions_checks.replace_plan(plan=made, reason="Bốc thăm lại", by=province.cluster_head, at=scene.at)
    assert set(MarkSheet.objects.values_list("state", flat=True)) == {"set_aside"}
    made = plan(scene, seed="khác")
    scene.verifying()
    checker, checked = offices_of(scene, made)[0]
    give(scene, checker.unit, checked, checker.officer, "check")
    refused(
        "Đã có 1 phiếu kiểm tra chéo được gửi; không bỏ kế hoạch được nữa.",
        actions_checks.replace_plan,
        plan=made,
        reason="Bốc thăm lại",
        by=province.cluster_head,
        at=scene.at,
    )


def offices_of(scene, made):
    offices = {office.unit.code: office for office in scene.offices}
    return [(offices[a], offices[b]) for a, b in Plan.from_dict(made.plan).pairs]


def test_nobody_marks_the_own_unit_whatever_other_post_they_hold(scene, province, treasury):
    lead(scene, treasury, "I.3")
    scene.verifying()
    units.grant_role(
        user=treasury.officer,
        role="officer",
        unit=province.ha_long.unit,
        starts_on=scene.at.date(),
        by=province.root.officer,
        at=scene.at,
    )
    refused(
        "Không ai chấm chéo đơn vị mình: bạn thuộc Phường Hạ Long.",
        mark,
        scene=scene,
        unit=treasury,
        on=province.ha_long,
        by=treasury.officer,
    )
    mark(scene, treasury, province.cam_pha, treasury.officer)


# ── what differs is settled ──


def checked(scene, **changes):
    made = plan(scene)
    scene.verifying()
    pairs = offices_of(scene, made)
    for checker, on in pairs:
        give(scene, checker.unit, on, checker.officer, "check", **(changes if on is scene.province.cam_pha else {}))
    return pairs


def settle(scene, on, code="I.3", data=None, reason="Họp đối chiếu hồ sơ", by=None):
    return actions_marks.settle(
        card=scene.card(on),
        criterion_code=code,
        data=data or {"actual": "80", "plan": "100"},
        reason=reason,
        by=by or scene.province.root.appraiser,
        at=scene.at,
    )


def test_a_card_waits_until_every_sheet_is_given_and_every_difference_settled(scene, province):
    made = plan(scene)
    scene.verifying()
    waiting = next(checker for checker, on in offices_of(scene, made) if on is province.cam_pha)
    verify = {"card": scene.card(province.cam_pha), "by": province.root.appraiser, "at": scene.at}
    refused(
        f"Chưa thẩm định xong được: còn phiếu chấm chưa gửi của {waiting.unit.name} (kiểm tra chéo).",
        actions.verify_scorecard,
        **verify,
    )
    give(scene, waiting.unit, province.cam_pha, waiting.officer, "check", revenue=50, idea=0)
    refused("Chưa thẩm định xong được: điểm còn khác nhau ở mục I.3, T.", actions.verify_scorecard, **verify)
    [change] = settle(scene, province.cam_pha)
    assert (change.new_points, change.reason) == (Decimal("16"), "Thống nhất: Họp đối chiếu hồ sơ")
    assert settle(scene, province.cam_pha, "T", {"points": "1"}, "Giữ điểm đơn vị kê khai") == []
    actions.verify_scorecard(**(verify | {"card": scene.card(province.cam_pha)}))
    assert scene.card(province.cam_pha).verified_total == Decimal("83")


def test_differences_tell_claim_marks_and_distance(scene, province):
    checked(scene, revenue=50)
    [found] = queries_marks.differences_in(scene.season)
    assert (found.card.unit.code, found.item.code, found.claim_points, found.spread) == ("06760", "I.3", 20, 10)
    assert [(each.points, each.comment) for each in found.given] == [(Decimal("10"), "Đối chiếu sổ thu")]
    assert found.is_open
    settle(scene, province.cam_pha)
    [found] = queries_marks.differences_of(scene.card(province.cam_pha))
    assert (found.is_open, found.settled.reason) == (False, "Họp đối chiếu hồ sơ")


def test_where_marks_are_advice_nothing_waits_for_them(scene, province):
    rules(scene, mark_rule="advice")
    plan(scene)
    scene.verifying()
    actions.verify_scorecard(card=scene.card(province.cam_pha), by=province.root.appraiser, at=scene.at)
    assert scene.card(province.cam_pha).state == "verified"
    [late] = MarkSheet.objects.filter(card=scene.card(province.cam_pha))
    assert (late.state, late.set_aside_reason) == (
        "set_aside",
        "Bảng điểm đã thẩm định xong trước khi phiếu tham khảo được gửi",
    )


def test_what_does_not_differ_is_not_settled(scene, province):
    checked(scene)
    refused(
        "Mục này không có điểm khác nhau; muốn đổi điểm thì dùng “Sửa điểm”.", settle, scene=scene, on=province.cam_pha
    )


def test_a_mark_given_anew_opens_what_was_settled(scene, province):
    pairs = checked(scene, revenue=50)
    settle(scene, province.cam_pha)
    checker = next(checker for checker, on in pairs if on is province.cam_pha)
    again = sheet(scene, checker.unit, province.cam_pha, "check")
    actions_marks.ask_again(sheet=again, reason="Xem lại mục I.3", by=province.root.appraiser, at=scene.at)
    scene.province.at = scene.at + timedelta(hours=1)
    give(scene, checker.unit, province.cam_pha, checker.officer, "check", revenue=60)
    assert [each.is_open for each in queries_marks.differences_of(scene.card(province.cam_pha))] == [True]


# ── blind until the own marks are given ──


def test_nobody_sees_the_marks_of_others_before_giving_their_own(scene, province, treasury):
    rules(scene, mark_rule="lead")
    lead(scene, treasury, "I.3")
    made = plan(scene)
    scene.verifying()
    on = scene.at.date()
    for checker, of in offices_of(scene, made):
        give(scene, treasury, of, treasury.officer, revenue=50)
        card = scene.card(of)
        seen = lambda user, card=card: queries_marks.sees_marks(user, card, on)  # noqa: E731
        assert not seen(checker.officer)
        assert not seen(treasury.officer)  # given, but not all are
        assert not seen(of.officer)  # the unit itself, before it is verified
        assert seen(province.root.appraiser)
        give(scene, checker.unit, of, checker.officer, "check", revenue=50)
        assert seen(checker.officer)
        assert seen(treasury.officer)
        actions.verify_scorecard(card=scene.card(of), by=province.root.appraiser, at=scene.at)
        assert queries_marks.sees_marks(of.officer, scene.card(of), on)


def test_the_head_of_the_cluster_is_as_blind_as_any_checker(scene, province):
    units.grant_role(
        user=province.cluster_head,
        role="officer",
        unit=province.ha_long.unit,
        starts_on=scene.at.date(),
        by=province.root.officer,
        at=scene.at,
    )
    made = plan(scene)
    scene.verifying()
    of = next(on for checker, on in offices_of(scene, made) if checker is province.ha_long)
    card, on = scene.card(of), scene.at.date()
    assert not queries_marks.sees_marks(province.cluster_head, card, on)
    give(scene, province.ha_long.unit, of, province.ha_long.officer, "check")
    assert queries_marks.sees_marks(province.cluster_head, card, on)


# ── the correction route ──


@pytest.mark.parametrize(
    ("route", "again", "verified"),
    [("restart", ["check", "lead"], "82"), ("resume", ["lead"], "72"), ("asker", [], "72")],
)
def test_a_card_sent_anew_goes_the_way_the_season_chose(scene, province, treasury, route, again, verified):
    """I.1 is corrected by the verifier before the card goes back; the unit changes I.3 only, which the lead marked."""
    rules(scene, correction_route=route)
    lead(scene, treasury, "I.3")
    made = plan(scene, parts=("II",))
    scene.verifying()
    give(scene, treasury, province.cam_pha, treasury.officer)
    checker = next(checker for checker, on in offices_of(scene, made) if on is province.cam_pha)
    give(scene, checker.unit, province.cam_pha, checker.officer, "check")
    by = {"by": province.root.appraiser, "at": scene.at}
    actions.correct_score(
        card=scene.card(province.cam_pha), criterion_code="II", data={"gate": True, "letter": "C"}, reason="Thiếu", **by
    )
    actions.return_scorecard(card=scene.card(province.cam_pha), reason="Sửa số thu", **by)
    scene.send(province.cam_pha, revenue=75)
    assert scene.card(province.cam_pha).verified_total == Decimal(verified)
    opened = MarkSheet.objects.filter(card=scene.card(province.cam_pha), state="open").order_by("role")
    assert [each.role for each in opened] == again
