"""Holds, discipline, corrections: what counts, who may, what is kept."""

from datetime import date

import pytest

from thidua.honours.facts import collective_facts, person_facts
from thidua.people.actions_private import open_values
from thidua.records import actions
from thidua.records.models import Absence, Discipline, Hold, RecordCorrection, TaskRating
from thidua.records.queries import heaviest_discipline_of, holds_of_people
from thidua.shared.denied import Denied, Stale
from thidua.shared.models import AuditEvent

ON = date(2025, 7, 8)
CASE = {
    "kind": "complaint",
    "reason": "Đang xác minh đơn tố cáo về đất đai",
    "source": "Thông báo 3/TB-TTr ngày 01/07/2025",
}


@pytest.fixture
def office(province):
    return province.ha_long


def rate(province, office, person, rating="good", year=2024):
    row = TaskRating(person=person, year=year, rating=rating, source="Thông báo 5/TB-UBND")
    actions.enter_ratings(rows=[row], under=office.unit, by=office.officer, at=province.at)
    return row


def hold(province, office, **given):
    about = given or {"person": office.people[1]}
    return actions.enter_hold(
        **CASE, **about, starts_on=date(2025, 7, 1), under=office.unit, by=office.officer, at=province.at
    )


def refused(act, **given) -> str:
    with pytest.raises(Denied) as denied:
        act(**given)
    return denied.value.reason


def test_a_hold_makes_an_open_case_for_the_judge_until_it_is_lifted(province, office):
    an, binh = office.people[:2]
    row = hold(province, office)
    facts = person_facts([an.pk, binh.pk], 2025, ON)
    assert facts.pending_case.tolist() == [-1, 1]
    assert facts.record(1, "pending_case") == (
        "Tạm dừng xét từ 01/07/2025: Đơn thư khiếu nại, tố cáo đang được xác minh"
    )
    actions.lift_hold(
        hold=row, lifted_on=date(2025, 7, 5), outcome="no_violation", outcome_source="Kết luận 9/KL-TTr ngày 04/07/2025",
        under=office.unit, by=office.officer, at=province.at,
    )  # fmt: skip
    assert person_facts([binh.pk], 2025, ON).pending_case.tolist() == [-1]
    assert person_facts([binh.pk], 2025, date(2025, 7, 4)).pending_case.tolist() == [1]
    assert {p: [h.pk for h in rows] for p, rows in holds_of_people([binh.pk], date(2025, 7, 4)).items()} == {
        binh.pk: [row.pk]
    }


def test_a_hold_of_a_unit_reaches_its_facts_and_one_entered_by_mistake_never_stood(province, office):
    row = hold(province, office, unit=office.unit)
    assert collective_facts([office.unit.pk], 2025, ON).pending_case.tolist() == [1]
    actions.lift_hold(
        hold=row, lifted_on=date(2025, 7, 8), outcome="mistake", outcome_source="Ghi nhầm đơn vị, đã đối chiếu",
        under=office.unit, by=office.officer, at=province.at,
    )  # fmt: skip
    assert collective_facts([office.unit.pk], 2025, date(2025, 7, 4)).pending_case.tolist() == [-1]


def test_the_same_hold_twice_is_refused_and_two_people_lifting_it_get_one_result(province, office):
    row = hold(province, office)
    assert refused(hold, province=province, office=office) == (
        "Việc tạm dừng này (cùng loại, cùng ngày bắt đầu) đã được ghi."
    )
    lift = {
        "lifted_on": date(2025, 7, 5), "outcome": "violation", "outcome_source": "Kết luận 9/KL-TTr ngày 04/07/2025",
        "under": office.unit, "by": office.officer, "at": province.at,
    }  # fmt: skip
    seen_by_another = Hold.objects.get(pk=row.pk)
    actions.lift_hold(hold=row, **lift)
    with pytest.raises(Stale):
        actions.lift_hold(hold=seen_by_another, **lift)
    assert refused(actions.lift_hold, hold=row, **lift) == "Việc tạm dừng này đã hết từ ngày 05/07/2025."


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"starts_on": date(2025, 7, 9)}, "Ngày bắt đầu 09/07/2025 ở tương lai."),
        ({"reason": "tố cáo"}, "Cần ít nhất 10 ký tự (đang có 6): nói rõ vì sao, để người xem lại sau này hiểu."),
        ({"source": " "}, "Mời ghi văn bản làm căn cứ (số, ngày, cơ quan)."),
        ({"kind": "rumour"}, "Loại vụ việc không hợp lệ."),
        ({"expected_until": date(2025, 6, 1)}, "Ngày dự kiến kết thúc 01/06/2025 trước ngày bắt đầu."),
    ],
)
def test_a_hold_that_says_too_little_or_lies_ahead_is_refused(province, office, changes, reason):
    given = {**CASE, "starts_on": date(2025, 7, 1), "person": office.people[1]} | changes
    assert refused(actions.enter_hold, **given, under=office.unit, by=office.officer, at=province.at) == reason
    assert Hold.objects.count() == 0


def test_nobody_holds_or_lifts_or_corrects_in_their_own_matter(province, office):
    an = office.people[0]
    row = rate(province, office, an)
    office.officer.person = an
    office.officer.save(update_fields=["person"])
    given = {"under": office.unit, "by": office.officer, "at": province.at}
    assert refused(hold, province=province, office=office, person=an) == (
        "Việc này về chính bạn nên bạn không tự ghi; hãy để người khác hoặc cấp trên làm."
    )
    assert (
        refused(
            actions.correct_record,
            record=row,
            changes={"rating": "excellent"},
            seen={},
            reason="Sửa theo thông báo mới",
            **given,
        )
        == "Đây là kết quả xếp loại của chính bạn nên bạn không tự sửa; hãy để người khác hoặc cấp trên sửa."
    )


def test_records_of_people_elsewhere_cannot_be_entered_under_ones_own_unit(province, office):
    other = province.cam_pha.people[0]
    rows = [TaskRating(person=other, year=2024, rating="good")]
    assert refused(actions.enter_ratings, rows=rows, under=office.unit, by=office.officer, at=province.at) == (
        "Có người hoặc đơn vị không thuộc Phường Hạ Long. Chưa dòng nào được ghi."
    )
    assert TaskRating.objects.count() == 0


def test_a_correction_keeps_what_stood_before_with_the_reason_and_the_audit_names_fields_only(province, office):
    an = office.people[0]
    row = rate(province, office, an)
    changed = actions.correct_record(
        record=row, changes={"rating": "excellent", "source": "Thông báo 6/TB-UBND"}, seen={"rating": "good"},
        reason="Nhập nhầm dòng của người khác", under=office.unit, by=office.officer, at=province.at,
    )  # fmt: skip
    assert (changed, row.rating) == (2, "excellent")
    kept = RecordCorrection.objects.order_by("pk").values_list("kind", "field", "before", "after", "reason")
    assert list(kept) == [
        (
            "rating",
            "rating",
            "Hoàn thành tốt nhiệm vụ",
            "Hoàn thành xuất sắc nhiệm vụ",
            "Nhập nhầm dòng của người khác",
        ),
        ("rating", "source", "Thông báo 5/TB-UBND", "Thông báo 6/TB-UBND", "Nhập nhầm dòng của người khác"),
    ]
    assert AuditEvent.objects.get(act="rating_corrected").detail == {
        "fields": ["rating", "source"], "under": office.unit.pk,
    }  # fmt: skip
    with pytest.raises(Stale):
        actions.correct_record(
            record=row, changes={"rating": "good"}, seen={"rating": "good"}, reason="Sửa lại như cũ cho đúng",
            under=office.unit, by=office.officer, at=province.at,
        )  # fmt: skip


def test_a_discipline_entered_for_the_wrong_person_counts_no_more_and_stays(province, office):
    an = office.people[0]
    row = Discipline(
        person=an, form="warning", decided_on=date(2025, 3, 1), in_force_from=date(2025, 3, 5), ends_on=date(2026, 3, 5),
        source="Quyết định 8/QĐ-UBND",
    )  # fmt: skip
    given = {"under": office.unit, "by": office.officer, "at": province.at}
    actions.enter_disciplines(rows=[row], **given)
    assert heaviest_discipline_of([an.pk], 2025, ON) == {an.pk: "warning"}
    actions.annul_discipline(discipline=row, reason="Nhập nhầm người cùng tên", **given)
    assert heaviest_discipline_of([an.pk], 2025, ON) == {}
    assert Discipline.objects.values_list("annulled_reason", flat=True).get() == "Nhập nhầm người cùng tên"
    wrong = Discipline(person=an, form="warning", decided_on=date(2025, 3, 1), ends_on=date(2025, 2, 1))
    assert refused(actions.enter_disciplines, rows=[wrong], **given) == (
        "Ngày hết hiệu lực 01/02/2025 trước ngày bắt đầu."
    )


def test_ratings_and_absences_of_a_unit_are_entered_all_or_nothing(province, office):
    an, binh = office.people[:2]
    given = {"under": office.unit, "by": office.officer, "at": province.at}
    rows = {
        "ratings": [TaskRating(person=p, year=2024, rating="good") for p in (an, binh)],
        "absences": [Absence(person=an, year=2024, working_days=3), Absence(person=an, year=2024, working_days=4)],
    }
    assert refused(actions.enter_year, **rows, **given) == (
        "Không nhập được số ngày nghỉ: có dòng trùng với dữ liệu đã có. Chưa dòng nào được ghi."
    )
    assert TaskRating.objects.count() == 0
    assert actions.enter_year(ratings=rows["ratings"], absences=[], **given) == (2, 0)


def test_opening_a_case_is_written_into_the_audit_chain(province, office):
    hold(province, office)
    open_values(
        person=office.people[1],
        fields=["hold"],
        purpose="Lập hồ sơ Lao động tiên tiến 2025",
        by=office.officer,
        at=province.at,
    )
    event = AuditEvent.objects.get(act="private_values_opened")
    assert event.detail == {"fields": ["hold"], "purpose": "Lập hồ sơ Lao động tiên tiến 2025", "own": False}
