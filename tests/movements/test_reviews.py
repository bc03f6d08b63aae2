"""Mid-term and final review: reports, figures, proposals, the paper."""

from datetime import date
from decimal import Decimal

import pytest

from tests.movements.samples import documented, launched, launched_with_targets, opened_review, reviewed
from tests.paperwork.test_render import text_of
from thidua.movements import actions_reviews
from thidua.movements.actions_reviews import WrongFigure
from thidua.movements.models import CommendationProposal, Movement, MovementReview, UnitReport
from thidua.movements.queries_reviews import (
    calls_with_reports,
    commendation_proposals,
    doubt_about,
    proposals_visible_to,
    sums_of,
)
from thidua.shared import clock
from thidua.shared.denied import Denied, Stale
from thidua.shared.models import AuditEvent, Letter

LATER = clock.at_hour(date(2025, 7, 20))


def refusal(function, **arguments) -> str:
    with pytest.raises(Denied) as refused:
        function(**arguments)
    return refused.value.reason


def report(province, review, office, *values, notes=("", "", ""), text="") -> UnitReport:
    targets = review.movement.targets.all()
    figures = [(t, Decimal(v), n) for t, v, n in zip(targets, values, notes, strict=False) if v]
    return actions_reviews.send_report(
        review=review, unit=office.unit, text=text, figures=figures, by=office.officer, at=province.at
    )


def test_opening_a_review_asks_every_unit_that_was_reached(province):
    movement = launched_with_targets(province)
    review = opened_review(province, movement)
    assert (review.state, review.kind, review.due_on) == ("open", "midterm", date(2025, 7, 28))
    told = Letter.objects.filter(subject=f"Báo cáo sơ kết phong trào: {movement.title}").values_list("to__username")
    assert sorted(name for (name,) in told) == ["campha.officer", "halong.officer", "vandon.officer"]


@pytest.mark.parametrize(
    ("kind", "due_on", "reason"),
    [
        ("midterm", date(2025, 7, 7), "Hạn báo cáo phải từ hôm nay trở đi và trong vòng một năm."),
        ("midterm", date(2099, 1, 1), "Hạn báo cáo phải từ hôm nay trở đi và trong vòng một năm."),
        ("weekly", date(2025, 7, 28), "Mời chọn sơ kết hoặc tổng kết."),
    ],
)
def test_a_wrong_opening_is_refused(province, kind, due_on, reason):
    movement = launched_with_targets(province)
    found = refusal(
        actions_reviews.open_review,
        movement=movement,
        kind=kind,
        due_on=due_on,
        by=province.root.officer,
        at=province.at,
    )
    assert found == reason


def test_one_review_at_a_time_by_the_officer_of_a_launched_movement(province):
    movement = launched_with_targets(province)
    given = {"kind": "final", "due_on": date(2025, 7, 28), "at": province.at}
    assert refusal(actions_reviews.open_review, movement=movement, by=province.ha_long.officer, **given) == (
        "Để sơ kết, tổng kết phong trào cần vai trò “Chuyên viên thi đua, khen thưởng” của Tỉnh Quảng Ninh."
    )
    opened_review(province, movement)
    assert refusal(actions_reviews.open_review, movement=movement, by=province.root.officer, **given) == (
        "Đợt sơ kết, tổng kết trước chưa xong: ban hành báo cáo của đợt đó trước."
    )


def test_two_openings_at_once_give_one_review(province):
    movement = launched_with_targets(province)
    stale = Movement.objects.prefetch_related("reviews").get(pk=movement.pk)
    opened_review(province, movement)
    with pytest.raises(Stale):
        opened_review(province, stale)
    assert MovementReview.objects.count() == 1


def test_figures_come_together_by_target(province):
    review = opened_review(province, launched_with_targets(province))
    report(province, review, province.ha_long, "92.5", "10", "3")
    report(province, review, province.cam_pha, "80", "15.5", "6")
    found = [(s.reported, s.met, s.least, s.most, s.total, s.together) for s in sums_of(review)]
    assert found == [
        (2, 1, Decimal("80"), Decimal("92.5"), None, "bình quân 86,25 %"),
        (2, 1, Decimal("10"), Decimal("15.5"), Decimal("25.5"), "25,5 km"),
        (2, 1, Decimal("3"), Decimal("6"), Decimal("9"), "9 hồ sơ"),
    ]


def test_a_figure_in_the_wrong_unit_of_measure_is_kept_only_with_an_explanation(province):
    review = opened_review(province, launched_with_targets(province))
    reason = "Tuyến đường hoa: Gấp hơn 10 lần mục tiêu 12,5 km: có nhầm đơn vị tính không? Nếu đúng, mời giải thích ở ô ghi chú."
    with pytest.raises(WrongFigure) as wrong:
        report(province, review, province.ha_long, "90", "12500")
    assert wrong.value.reason == reason
    assert UnitReport.objects.count() == 0
    made = report(province, review, province.ha_long, "90", "12500", notes=("", "Tính cả đường thôn", ""))
    assert [(r.value, r.doubt[:12], r.note) for r in made.results.all()] == [
        (Decimal("90"), "", ""),
        (Decimal("12500"), "Gấp hơn 10 l", "Tính cả đường thôn"),
    ]


@pytest.mark.parametrize(
    ("place", "value", "earlier", "doubt"),
    [
        (0, "101", None, "101 % là quá 100 %."),
        (0, "100", None, ""),
        (0, "9", None, "Chưa bằng một phần 10 mục tiêu 90 %: có nhầm đơn vị tính không?"),
        (0, "0", None, ""),
        (1, "13", "1", "Chênh quá 10 lần so với kỳ trước (1 km)."),
        (1, "13", "12", ""),
        (2, "0.2", None, ""),
        (2, "50", None, "Gấp hơn 10 lần mục tiêu 5 hồ sơ: có nhầm đơn vị tính không?"),
    ],
)
def test_what_looks_wrong(province, place, value, earlier, doubt):
    target = list(launched_with_targets(province).targets.all())[place]
    assert doubt_about(target, Decimal(value), Decimal(earlier) if earlier else None) == doubt


@pytest.mark.parametrize("value", ["-1", "NaN", "Infinity", "1e13", "0.00001"])
def test_what_is_no_figure_is_refused(province, value):
    review = opened_review(province, launched_with_targets(province))
    target = review.movement.targets.first()
    found = refusal(
        actions_reviews.send_report,
        review=review,
        unit=province.ha_long.unit,
        text="",
        figures=[(target, Decimal(value), "")],
        by=province.ha_long.officer,
        at=province.at,
    )
    assert found == "Hồ sơ nộp trực tuyến: kết quả phải là một số từ 0 trở lên, nhiều nhất bốn chữ số thập phân."


def test_a_figure_of_another_movement_or_twice_is_refused(province):
    review = opened_review(province, launched_with_targets(province))
    other = launched_with_targets(province, title="Khác").targets.first()
    mine = review.movement.targets.first()
    sent = {
        "review": review,
        "unit": province.ha_long.unit,
        "text": "",
        "by": province.ha_long.officer,
        "at": province.at,
    }
    reason = "Hồ sơ nộp trực tuyến: không phải chỉ tiêu của phong trào này, hoặc ghi hai lần."
    one = (mine, Decimal(90), "")
    assert refusal(actions_reviews.send_report, figures=[(other, Decimal(90), "")], **sent) == reason
    assert refusal(actions_reviews.send_report, figures=[one, one], **sent) == reason
    assert refusal(actions_reviews.send_report, figures=[], **sent) == (
        "Mời ghi kết quả: ít nhất một chỉ tiêu hoặc phần lời."
    )


def test_a_unit_reports_for_itself_alone_and_anew_until_the_end(province):
    review = opened_review(province, launched_with_targets(province))
    sent = {"review": review, "text": "Xong", "at": province.at}
    assert refusal(actions_reviews.send_report, unit=province.cam_pha.unit, by=province.ha_long.officer, **sent) == (
        "Để báo cáo kết quả phong trào cần vai trò “Chuyên viên thi đua, khen thưởng” hoặc “Thủ trưởng đơn vị” của "
        "Phường Cẩm Phả."
    )
    assert refusal(actions_reviews.send_report, unit=province.root.unit, by=province.root.officer, **sent) == (
        f"Phong trào “{review.movement.title}” không phát động đến Tỉnh Quảng Ninh."
    )
    report(province, review, province.ha_long, "90")
    again = report(province, review, province.ha_long, "", "12", text="Sửa lại")
    assert UnitReport.objects.count() == 1
    assert [r.target.name for r in again.results.all()] == ["Tuyến đường hoa"]


def test_who_reported_and_who_not(province):
    review = opened_review(province, launched_with_targets(province))
    report(province, review, province.cam_pha, "90")
    on = province.at.date()
    seen = calls_with_reports(review, province.root.officer, on).order_by("unit__code")
    assert [(c.unit.name, c.reported_at is not None) for c in seen] == [
        ("Phường Hạ Long", False),
        ("Phường Cẩm Phả", True),
        ("Đặc khu Vân Đồn", False),
    ]
    assert [c.unit.name for c in calls_with_reports(review, province.ha_long.officer, on)] == ["Phường Hạ Long"]


def test_a_unit_proposes_its_own_people_and_itself_once(province):
    review = opened_review(province, launched_with_targets(province))
    ward = province.ha_long
    given = {"review": review, "unit": ward.unit, "by": ward.officer, "at": province.at}
    act = actions_reviews.propose_commendation
    act(person=ward.people[0], achievement="Có sáng kiến.", **given)
    act(achievement="Dẫn đầu.", **given)
    assert refusal(act, person=ward.people[0], achievement="Nữa", **given) == (
        "Trường hợp này đã được đề xuất trong phong trào."
    )
    assert refusal(act, achievement="Nữa", **given) == "Trường hợp này đã được đề xuất trong phong trào."
    assert refusal(act, person=province.cam_pha.people[0], achievement="Khác", **given) == (
        "Chỉ đề xuất được người đang công tác tại đơn vị."
    )
    assert refusal(act, achievement=" ", **given) == "Mời ghi thành tích trong phong trào."
    assert [(p.unit, p.person) for p in commendation_proposals(review.movement)] == [
        (ward.unit, ward.people[0]),
        (ward.unit, None),
    ]


def test_a_proposal_is_taken_back_with_a_reason_and_then_free_again(province):
    review = reviewed(province, launched_with_targets(province))
    proposal = CommendationProposal.objects.get()
    act = actions_reviews.withdraw_proposal
    assert refusal(act, proposal=proposal, reason="x", by=province.cam_pha.officer, at=LATER) == (
        "Để lập báo cáo sơ kết, tổng kết cần vai trò “Chuyên viên thi đua, khen thưởng” của Tỉnh Quảng Ninh."
    )
    assert refusal(act, proposal=proposal, reason=" ", by=province.root.officer, at=LATER) == ("Mời ghi lý do.")
    stale = CommendationProposal.objects.get()
    act(proposal=proposal, reason="Trùng thành tích", by=province.root.officer, at=LATER)
    with pytest.raises(Stale):
        act(proposal=stale, reason="Nữa", by=province.root.officer, at=LATER)
    assert list(commendation_proposals(review.movement)) == []
    ward = province.ha_long
    actions_reviews.propose_commendation(
        review=review, unit=ward.unit, achievement="Thành tích khác.", by=ward.officer, at=LATER
    )
    assert commendation_proposals(review.movement).count() == 1
    assert proposals_visible_to(province.cam_pha.officer, LATER.date()).count() == 0


def write(province, review, **texts):
    words = {"assessment": "Phong trào được hưởng ứng.", "lessons": "Giao chỉ tiêu cụ thể."} | texts
    return actions_reviews.write_review(review=review, by=province.root.officer, at=LATER, **words)


def test_the_report_needs_an_assessment_and_lessons(province):
    review = opened_review(province, launched_with_targets(province))
    close = {"review": review, "at": LATER}
    assert refusal(actions_reviews.close_review, by=province.root.head, **close) == (
        "Chưa ban hành được báo cáo, còn thiếu: đánh giá chung, bài học kinh nghiệm."
    )
    write(province, review, lessons=" ")
    assert refusal(actions_reviews.close_review, by=province.root.head, **close) == (
        "Chưa ban hành được báo cáo, còn thiếu: bài học kinh nghiệm."
    )
    with pytest.raises(TypeError):
        write(province, review, poem="…")
    write(province, review)
    assert refusal(actions_reviews.close_review, by=province.root.officer, **close) == (
        "Để ban hành báo cáo sơ kết, tổng kết cần vai trò “Thủ trưởng đơn vị” của Tỉnh Quảng Ninh."
    )


def test_the_report_is_a_numbered_paper_that_says_what_the_system_holds(province):
    movement = launched_with_targets(province)
    review = reviewed(province, movement)
    write(province, review)
    actions_reviews.close_review(review=review, by=province.root.head, at=LATER)
    assert (review.state, review.paper.number_text, review.paper.kind, review.paper.is_public) == (
        "closed",
        "01/BC-UBND",
        "movement_review",
        False,
    )
    text = text_of(review.paper.file.read())
    for words in (
        "Sơ kết phong trào thi đua",
        "Thực hiện Kế hoạch số 01/KH-UBND ngày 08/07/2025",
        "Phong trào được phát động đến 03 đơn vị",
        "Có 01/03 đơn vị báo cáo kết quả",
        "12/UBND-NC",
        "Hồ sơ nộp trực tuyến",
        "Phong trào được hưởng ứng.",
        "Giao chỉ tiêu cụ thể.",
        "Dẫn đầu phong trào.",
        "Phường Hạ Long: Đúng tiến độ.",
    ):
        assert " ".join(words.split()) in " ".join(text.split()), words
    movement.refresh_from_db()
    assert movement.state == "launched"


def test_the_final_report_sums_the_movement_up_and_ends_everything(province):
    movement = launched_with_targets(province)
    review = opened_review(province, movement, "final")
    report(province, review, province.ha_long, "90")
    write(province, review)
    stale = MovementReview.objects.select_related("movement").get()
    actions_reviews.close_review(review=review, by=province.root.head, at=LATER)
    movement.refresh_from_db()
    assert (movement.state, movement.summary) == ("summed_up", "Phong trào được hưởng ứng.")
    with pytest.raises(Stale):
        actions_reviews.close_review(review=stale, by=province.root.head, at=LATER)
    ward = province.cam_pha
    assert refusal(
        actions_reviews.send_report, review=review, unit=ward.unit, text="Muộn", by=ward.officer, at=LATER
    ) == ("Báo cáo chung đã ban hành, không nhận thêm kết quả.")
    assert refusal(actions_reviews.write_review, review=review, lessons="x", by=province.root.officer, at=LATER) == (
        "Báo cáo đã ban hành, không sửa được."
    )
    assert list(AuditEvent.objects.filter(act__startswith="movement_review").values_list("act", flat=True)) == [
        "movement_review_opened",
        "movement_review_written",
        "movement_review_closed",
    ]


def test_a_final_review_may_follow_a_midterm_one_and_only_one_of_them(province):
    movement = launched_with_targets(province)
    midterm = opened_review(province, movement)
    write(province, midterm)
    actions_reviews.close_review(review=midterm, by=province.root.head, at=LATER)
    movement = Movement.objects.get(pk=movement.pk)
    final = actions_reviews.open_review(
        movement=movement, kind="final", due_on=date(2025, 7, 28), by=province.root.officer, at=LATER
    )
    write(province, final)
    actions_reviews.close_review(review=final, by=province.root.head, at=LATER)
    assert [r.kind for r in movement.reviews.order_by("pk")] == ["midterm", "final"]
    assert refusal(
        actions_reviews.open_review,
        movement=Movement.objects.get(pk=movement.pk),
        kind="final",
        due_on=date(2025, 7, 28),
        by=province.root.officer,
        at=LATER,
    ) == ("Không thực hiện được: phong trào đang ở bước “Đã tổng kết”.")


def test_text_that_cannot_be_printed_stops_the_report_and_takes_no_number(province):
    review = opened_review(province, launched_with_targets(province))
    write(province, review, assessment="Chữ lạ \U0001f600")
    reason = refusal(actions_reviews.close_review, review=review, by=province.root.head, at=LATER)
    assert reason.startswith("Chưa in được báo cáo: Không in được ký tự")
    write(province, review)
    actions_reviews.close_review(review=review, by=province.root.head, at=LATER)
    assert review.paper.number_text == "01/BC-UBND"


def test_a_movement_without_targets_is_reviewed_in_words(province):
    review = opened_review(province, launched(province))
    documented(province, review.movement)
    report(province, review, province.ha_long, text="Đã thực hiện.")
    assert sums_of(review) == []
