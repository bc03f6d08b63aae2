"""The register held against the law: law not read well enough is told from what waits for a person, an appraiser's written
reason counts as a person's word, and the reasons of a year are summed up."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.nominations.conftest import RECEIVED, words_of
from tests.nominations.test_legality import AT, DECIDED, FAILS, HOLDS, LOOK, TODAY, audited, discipline, give, page, run
from thidua.honours.queries import standing
from thidua.nominations import actions, legality
from thidua.nominations.legality import Audited
from thidua.nominations.legality_summary import summary
from thidua.nominations.models import NominationLine
from thidua.records import actions as records
from thidua.records.models import Absence, TaskRating
from thidua.shared.models import DemoClock

REASON = "Nghỉ 25 ngày, đơn vị xác nhận đủ thời gian công tác."


@pytest.fixture(autouse=True)
def december(settings, db):
    settings.DEMO = True
    DemoClock.objects.create(pk=1, today=TODAY)


def absent(ward, *people, days=25) -> None:
    rows = [Absence(person=person, year=2025, working_days=days) for person in people]
    records.enter_absences(rows=rows, under=ward.office.unit, by=ward.office.officer, at=AT)


def appraised(ward, people, reason=REASON) -> list[NominationLine]:
    """Their dossier, every line taken in by the appraiser, passed by the council, and the honours given."""
    nomination = ward.received(people)
    for line in nomination.lines.all():
        actions.appraise_line(line=line, appraisal="included", reason=reason, by=ward.office.appraiser, at=RECEIVED)
    nomination.lines.update(result="passed")
    give(ward, people)
    return list(nomination.lines.all())


# ── law that was not read well enough ──


def test_a_threshold_that_was_not_read_is_not_a_matter_of_a_persons_judgement(ward):
    absent(ward, ward.good[0])
    give(ward, ward.good[:1])
    each = audited()["Nguyễn Thị An"]
    assert (each.outcome, each.why_look, each.reason_vi) == (
        LOOK, "weak_law", f"Ngưỡng, quy định chưa đối chiếu văn bản: {words_of('absence', DECIDED)}.",
    )  # fmt: skip


def test_where_a_person_must_judge_too_the_persons_judgement_is_the_reason(ward):
    absent(ward, ward.good[0])
    discipline(ward, ward.good[0])
    give(ward, ward.good[:1])
    assert audited()["Nguyễn Thị An"].why_look == "needs_judgement"


# ── the appraiser's word ──


def test_what_the_appraiser_took_in_with_a_reason_has_been_looked_at(ward):
    absent(ward, ward.good[0])
    appraised(ward, ward.good[:2])
    found = audited()
    an = found["Nguyễn Thị An"]
    told = f"{REASON} ({ward.office.appraiser.display_name}, 03/12/2025)"
    assert (an.outcome, an.outcome_vi, an.why_look, an.judged, an.word.told_vi, an.reason_vi) == (
        "looked_at", "Đã có người xem xét", "", LOOK, told, f"Lý do thẩm định: {told}",
    )  # fmt: skip
    # what holds by the law alone needs nobody's word, whatever was written
    assert (found["Nguyễn Thị Bình"].outcome, found["Nguyễn Thị Bình"].word) == (HOLDS, None)


def test_what_came_up_after_the_appraisal_nobody_looked_at(ward):
    absent(ward, ward.good[0])
    appraised(ward, ward.good[:1])
    discipline(ward, ward.good[0])
    each = audited()["Nguyễn Thị An"]
    assert (each.outcome, each.why_look, each.word) == (LOOK, "needs_judgement", None)


def test_an_appraisers_word_never_heals_what_the_law_refuses(ward):
    absent(ward, ward.good[0])
    appraised(ward, ward.good[:1])
    TaskRating.objects.filter(person=ward.good[0], year=2025).update(rating="completed")
    each = audited()["Nguyễn Thị An"]
    assert (each.outcome, each.word) == (FAILS, None)


@pytest.mark.parametrize(
    "changes",
    [
        {"appraisal": "excluded"},
        {"appraisal_reason": ""},
        {"appraised_by": None, "appraised_at": None},
        {"outcome": "may_be_proposed"},
        {"result": "failed"},
    ],
)
def test_only_a_line_taken_in_with_a_reason_after_a_look_counts(ward, changes):
    absent(ward, ward.good[0])
    [line] = appraised(ward, ward.good[:1])
    NominationLine.objects.filter(pk=line.pk).update(**changes)
    assert audited()["Nguyễn Thị An"].outcome == LOOK


def test_the_words_of_many_cost_one_query(ward):
    absent(ward, *ward.good)
    entries = standing().filter(year=2025)
    appraised(ward, ward.good[:1])
    with CaptureQueriesContext(connection) as one:
        legality.audit(entries, TODAY)
    nomination = ward.received(ward.good[1:])
    actions.appraise_lines(nomination=nomination, by=ward.office.appraiser, at=RECEIVED)
    nomination.lines.update(appraisal="included", appraisal_reason=REASON, appraised_by=ward.office.appraiser,
                            appraised_at=RECEIVED, result="passed")  # fmt: skip
    give(ward, ward.good[1:], first=2)
    with CaptureQueriesContext(connection) as many:
        found = legality.audit(entries, TODAY)
    assert [each.outcome for each in found] == ["looked_at"] * 5
    assert len(one) == len(many)


# ── the reasons of a year ──


def told(audited) -> list[tuple]:
    return [(line.key, line.told_vi, line.count, line.nearly_vi) for line in summary(audited)]


def test_the_reasons_of_a_year_the_gravest_first_and_none_that_nobody_has(ward):
    absent(ward, ward.good[0], ward.good[1])
    appraised(ward, ward.good[:1])
    TaskRating.objects.filter(person=ward.good[2], year=2025).update(rating="completed")
    give(ward, [ward.good[1], ward.good[2], ward.good[3], ward.giang], first=2)
    assert told(audited().values()) == [
        ("may_not", "Không còn đứng vững", 1, ""),
        ("needs_evidence", "Thiếu dữ liệu", 1, ""),
        ("weak_law", "Ngưỡng, quy định chưa đối chiếu văn bản", 1, ""),
        ("looked_at", "Đã có người xem xét", 1, ""),
    ]


def test_what_explains_nearly_all_is_named_once(ward):
    old = date(2004, 12, 20)
    give(ward, ward.good, year=2004, decided_on=old)
    text = words_of("earlier_rules_unread", old)
    rows = audited(year=2004)
    assert told(rows.values()) == [
        ("not_covered", "Chưa có nội dung quy định trong dữ liệu", 5, f"tất cả chỉ vì một nội dung: {text}")
    ]
    four = list(rows.values())[:4]
    assert told(four) == [("not_covered", "Chưa có nội dung quy định trong dữ liệu", 4, "")]


@pytest.mark.parametrize(
    ("same", "others", "nearly"),
    [
        (5, 1, "5 trong số đó chỉ vì một nội dung: Thiếu A"),
        (8, 2, "8 trong số đó chỉ vì một nội dung: Thiếu A"),
        (7, 2, ""),
        (4, 0, ""),
    ],
)
def test_nearly_all_means_four_in_five_and_at_least_five(same, others, nearly):
    texts = ["Thiếu A."] * same + [f"Thiếu {number}." for number in range(others)]
    rows = [Audited(n, n, "advanced_worker", 2025, DECIDED, False, None, text, LOOK, "needs_evidence")
            for n, text in enumerate(texts)]  # fmt: skip
    assert told(rows) == [("needs_evidence", "Thiếu dữ liệu", same + others, nearly)]


# ── the screens ──


def test_the_page_counts_each_reason_and_leads_to_its_honours(ward, client):
    absent(ward, ward.good[0], ward.good[1])
    appraised(ward, ward.good[:1])
    give(ward, [ward.good[1], ward.good[2]], first=2)
    answer = page(client, ward.office.appraiser)
    reasons = answer.context["reasons"]
    names = [[row.record.recipient_name for row in client.get(url).context["table"].rows] for _, url in reasons]
    assert [(line.key, line.count) for line, _ in reasons] == [("weak_law", 1), ("looked_at", 1)]
    assert names == [["Nguyễn Thị Bình"], ["Nguyễn Thị An"]]
    everybody = [row.record.recipient_name for row in answer.context["table"].rows]
    assert everybody == ["Nguyễn Thị Bình", "Nguyễn Thị An", "Nguyễn Thị Chi"]


def test_the_line_shows_the_appraisers_reason(ward, client):
    absent(ward, ward.good[0])
    appraised(ward, ward.good[:1])
    client.force_login(ward.office.appraiser)
    answer = client.get(reverse("legality:line", args=[standing().get().pk]))
    html = answer.content.decode()
    assert (html.count("Người thẩm định đã xem xét và đưa vào danh sách"), html.count(REASON)) == (1, 1)


def test_the_command_counts_them_apart(ward):
    absent(ward, ward.good[0])
    appraised(ward, ward.good[:1])
    assert run(year="2025") == [
        "Năm 2025: 1 khen thưởng; không còn đứng vững: 0; cần người xem xét: 0; đã có người xem xét: 1; còn đứng vững: 0."
    ]
