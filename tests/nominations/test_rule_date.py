"""The day whose law judges a dossier: chosen by the receipt, changed by an appraiser with a reason, told to everybody."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from rulebook.verdict import deciding, explain
from tests.nominations.conftest import RECEIVED, words_of
from thidua.nominations import actions, changes
from thidua.nominations.actions_judging import change_rule_date
from thidua.nominations.cards import early_day_vi
from thidua.nominations.facts import judge_nominees
from thidua.nominations.models import Nomination
from thidua.records import actions as records
from thidua.records.models import TaskRating
from thidua.shared import clock
from thidua.shared.denied import Denied, Stale
from thidua.shared.models import AuditEvent, DemoClock, Letter

LATER = clock.at_hour(date(2025, 12, 5))
OTHER = date(2025, 8, 10)
UNREAD = date(2005, 1, 1)  # our data holds no standard of that day: a person must look
REASON = "Hồ sơ nộp đủ tại bộ phận một cửa ngày 10/8/2025, phiếu tiếp nhận số 12"


def refused(act, **kwargs) -> str:
    with pytest.raises(Denied) as caught:
        act(**kwargs)
    return caught.value.reason


def change(ward, nomination, day=OTHER, reason=REASON, by=None, at=LATER) -> int:
    return change_rule_date(
        nomination=nomination, day=day, reason=reason, by=by or ward.office.appraiser, at=at, early_confirmed=True
    )


def outcomes(nomination) -> list[str]:
    return list(nomination.lines.order_by("ordinal").values_list("outcome", flat=True))


# ── the act ──


def test_receiving_sets_the_day_of_receipt_and_no_override(ward):
    nomination = ward.received(ward.good[:1])
    assert (nomination.rule_date, nomination.rule_date_reason) == (RECEIVED.date(), "")
    assert (nomination.rule_date_changed_at, nomination.rule_date_changed_by) == (None, None)


def test_another_day_is_kept_with_reason_person_and_moment(ward):
    nomination = ward.received(ward.good[:2])
    version = nomination.version
    assert change(ward, nomination) == 0
    nomination.refresh_from_db()
    assert (nomination.rule_date, nomination.rule_date_reason) == (OTHER, REASON)
    assert (nomination.rule_date_changed_at, nomination.rule_date_changed_by) == (LATER, ward.office.appraiser)
    assert nomination.version == version + 1
    assert {line.verdict["rule_date"] for line in nomination.lines.all()} == {"2025-08-10"}
    assert {line.judged_on for line in nomination.lines.all()} == {OTHER}


def test_every_line_is_judged_again_and_what_differs_since_sending_is_kept(ward):
    nomination = ward.received(ward.good[:2])
    assert change(ward, nomination, UNREAD) == 2
    assert outcomes(nomination) == ["human_must_look", "human_must_look"]
    line = nomination.lines.first()
    assert [(d["before"], d["after"]) for d in line.verdict["differences"]][:1] == [
        ("Không xét", "Chưa có trong dữ liệu pháp luật")
    ]
    assert line.verdict["at_sending"]["outcome"] == "may_be_proposed"


def test_what_became_known_since_the_receipt_counts(ward):
    nomination = ward.received([ward.giang])
    assert outcomes(nomination) == ["human_must_look"]
    TaskRating.objects.filter(person=ward.giang, year=2025).delete()
    rows = [TaskRating(person=ward.giang, year=2025, rating="completed")]
    records.enter_ratings(rows=rows, under=ward.office.unit, by=ward.office.officer, at=LATER)
    assert change(ward, nomination) == 1
    assert outcomes(nomination) == ["may_not"]


def test_a_line_judged_differently_waits_for_its_appraisal_again_and_an_unchanged_one_keeps_it(ward):
    nomination = ward.received(ward.good[:2])
    actions.appraise_lines(nomination=nomination, by=ward.office.appraiser, at=RECEIVED)
    change(ward, nomination)
    assert set(nomination.lines.values_list("appraisal", flat=True)) == {"included"}
    change(ward, nomination, UNREAD)
    assert set(nomination.lines.values_list("appraisal", "appraised_at", "appraised_by")) == {("pending", None, None)}
    assert AuditEvent.objects.order_by("-seq").first().detail == {
        "from": "2025-08-10", "to": "2005-01-01", "changed": 2, "to_appraise_again": 2,
        "may_be_proposed": 0, "may_not": 0, "human_must_look": 2,
    }  # fmt: skip


def test_the_sender_is_told_the_reason_and_the_audit_chain_the_two_days(ward):
    nomination = ward.received(ward.good[:1])
    change(ward, nomination)
    letter = Letter.objects.order_by("-pk").first()
    assert (letter.to, letter.subject) == (
        ward.office.officer,
        "Đổi ngày áp dụng quy định: Đề nghị tặng danh hiệu Lao động tiên tiến năm 2025",
    )
    assert letter.body.splitlines()[-1] == f"Lý do: {REASON}"
    event = AuditEvent.objects.order_by("-seq").first()
    assert (event.act, event.detail["from"], event.detail["to"]) == ("rule_date_changed", "2025-12-03", "2025-08-10")


def test_judging_again_later_keeps_the_chosen_day(ward):
    nomination = ward.received(ward.good[:1])
    change(ward, nomination)
    actions.judge_again(nomination=nomination, by=ward.office.appraiser, at=LATER)
    assert nomination.lines.get().verdict["rule_date"] == "2025-08-10"


def test_a_returned_dossier_loses_the_chosen_day_and_the_next_receipt_chooses_afresh(ward):
    nomination = ward.received(ward.good[:1])
    change(ward, nomination)
    actions.return_nomination(nomination=nomination, reason="Thiếu giấy", by=ward.office.appraiser, at=LATER)
    nomination.refresh_from_db()
    assert (nomination.rule_date, nomination.rule_date_reason, nomination.rule_date_changed_by) == (None, "", None)
    actions.send_nomination(nomination=nomination, by=ward.office.officer, at=LATER)
    actions.receive_nomination(nomination=nomination, by=ward.office.appraiser, at=LATER)
    assert nomination.rule_date == LATER.date()


# ── refusals ──


def test_only_an_appraiser_of_the_place_that_deals_with_it(ward):
    nomination = ward.received(ward.good[:1])
    wanted = "Để đổi ngày áp dụng quy định cần vai trò “Cán bộ thẩm định” của Phường Hạ Long."
    for user in (ward.office.officer, ward.office.decider, ward.province.cam_pha.appraiser, ward.province.stranger):
        assert refused(change, ward=ward, nomination=nomination, by=user) == wanted
    nomination.refresh_from_db()
    assert nomination.rule_date == RECEIVED.date()


def test_nobody_chooses_the_law_for_a_dossier_with_their_own_name(ward):
    nomination = ward.received(ward.good[:2])
    ward.office.appraiser.person = ward.good[1]
    ward.office.appraiser.save()
    assert refused(change, ward=ward, nomination=nomination) == (
        "Bạn có tên trong hồ sơ này nên không tự đổi ngày áp dụng quy định; hãy để người khác làm."
    )


def test_only_while_the_dossier_is_being_appraised(ward):
    sent = ward.sent(ward.good[:1])
    assert refused(change, ward=ward, nomination=sent) == (
        "Hồ sơ đang ở bước “Đã gửi”; chỉ đổi được ngày áp dụng quy định khi đang thẩm định."
    )
    actions.receive_nomination(nomination=sent, by=ward.office.appraiser, at=RECEIVED)
    actions.appraise_lines(nomination=sent, by=ward.office.appraiser, at=RECEIVED)
    actions.finish_appraisal(nomination=sent, by=ward.office.appraiser, at=RECEIVED)
    assert refused(change, ward=ward, nomination=sent) == (
        "Hồ sơ đang ở bước “Đã thẩm định”; chỉ đổi được ngày áp dụng quy định khi đang thẩm định."
    )


THIN = (
    "Lý do cần ít nhất 20 ký tự và nói rõ căn cứ, ví dụ: "
    "“Hồ sơ nộp đủ tại bộ phận một cửa ngày 28/6/2025, theo phiếu tiếp nhận số 12”."
)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"reason": "   "}, "Hãy ghi lý do đổi ngày áp dụng quy định."),
        ({"reason": "theo công văn"}, THIN),
        ({"reason": "abc " * 20}, THIN),
        ({"reason": "x" * 200}, THIN),
        ({"reason": "Căn cứ công văn số mười hai " * 30}, "Lý do dài quá 500 ký tự."),
        ({"day": date(2025, 12, 6)}, "Ngày áp dụng quy định không được sau ngày hôm nay."),
        (
            {"day": date(2004, 6, 30)},
            "Dữ liệu pháp luật bắt đầu từ ngày 01/07/2004; hãy chọn ngày từ đó trở đi.",
        ),
        ({"day": RECEIVED.date()}, "Hồ sơ đang xét theo quy định của chính ngày này."),
    ],
)
def test_a_thin_reason_and_an_impossible_day_are_refused_and_nothing_changes(ward, changes, reason):
    nomination = ward.received(ward.good[:1])
    before = Nomination.objects.values().get(pk=nomination.pk)
    assert refused(change, ward=ward, nomination=nomination, **changes) == reason
    assert Nomination.objects.values().get(pk=nomination.pk) == before


def test_of_two_changes_at_once_one_holds(ward):
    nomination = ward.received(ward.good[:1])
    other_page = Nomination.objects.get(pk=nomination.pk)
    change(ward, nomination)
    with pytest.raises(Stale):
        change(ward, other_page, date(2025, 9, 1))
    nomination.refresh_from_db()
    assert nomination.rule_date == OTHER


@pytest.mark.parametrize(
    "fields",
    [
        {"rule_date_reason": REASON},
        {"rule_date_changed_at": LATER},
        {"rule_date_changed_at": LATER, "rule_date_reason": REASON},
    ],
)
def test_the_database_keeps_reason_person_and_moment_together(ward, fields):
    nomination = ward.received(ward.good[:1])
    with pytest.raises(IntegrityError), transaction.atomic():
        Nomination.objects.filter(pk=nomination.pk).update(**fields)


# ── the screens ──


@pytest.fixture
def december(settings, db):
    settings.DEMO = True
    return DemoClock.objects.create(pk=1, today=date(2025, 12, 5))


def page(client, user, nomination, name="detail"):
    client.force_login(user)
    return client.get(reverse(f"nominations:{name}", args=[nomination.pk]))


def post(client, user, nomination, **data):
    client.force_login(user)
    address = reverse("nominations:rule-date", args=[nomination.pk])
    return client.post(address, {"version": str(nomination.version)} | data, follow=True)


def test_the_dossier_says_the_day_and_why_and_offers_the_change(ward, client, december):
    nomination = ward.received(ward.good[:1])
    answer = page(client, ward.office.appraiser, nomination)
    assert answer.context["law_day"] == [
        ("Ngày áp dụng", "03/12/2025"),
        ("Vì sao", "Ngày tiếp nhận hồ sơ để thẩm định."),
    ]
    assert list(answer.context["law_warnings"]) == []
    act = next(act for act in answer.context["shown"].more if act.label == "Đổi ngày áp dụng quy định")
    assert (act.refused, act.url) == ("", reverse("nominations:rule-date", args=[nomination.pk]))
    other = page(client, ward.office.officer, nomination)
    refused_act = next(act for act in other.context["shown"].more if act.label == "Đổi ngày áp dụng quy định")
    assert refused_act.refused == "Để đổi ngày áp dụng quy định cần vai trò “Cán bộ thẩm định” của Phường Hạ Long."


def test_before_receipt_the_dossier_says_which_day_it_will_be(ward, client, december):
    answer = page(client, ward.office.officer, ward.sent(ward.good[:1]))
    assert answer.context["law_day"] == [("Ngày áp dụng", "Ngày tiếp nhận hồ sơ để thẩm định (chưa tiếp nhận)")]


def test_a_change_of_the_law_since_the_receipt_is_told_while_the_dossier_is_open(ward, client, december):
    nomination = ward.received(ward.good[:1])
    DemoClock.objects.update(today=date(2026, 10, 2))
    answer = page(client, ward.office.appraiser, nomination)
    assert len(answer.context["law_warnings"]) == 1
    assert answer.context["law_day"][2][:2] == (
        "Căn cứ", "Điều 3 Luật số 06/2026/QH16; Điều 4 Luật số 06/2026/QH16, mới đối chiếu một phần",
    )  # fmt: skip
    Nomination.objects.filter(pk=nomination.pk).update(state="decided")
    assert list(page(client, ward.office.appraiser, nomination).context["law_warnings"]) == []


def test_the_change_by_form_and_what_the_dossier_says_then(ward, client, december):
    nomination = ward.received(ward.good[:1])
    tick = {"early_2005-01-01": "on"}
    answer = post(client, ward.office.appraiser, nomination, day="1/1/2005", reason=REASON, **tick)
    assert [str(m) for m in answer.context["messages"]] == [
        "Hồ sơ xét theo quy định ngày 01/01/2005; 1 trường hợp đổi kết quả."
    ]
    assert [row[:2] for row in answer.context["law_day"]] == [
        ("Ngày áp dụng", "01/01/2005"),
        ("Vì sao", f"Thay cho ngày tiếp nhận 03/12/2025: {REASON}"),
        ("Người đổi", f"{ward.office.appraiser.display_name}, 05/12/2025"),
    ]
    line = page(client, ward.office.appraiser, nomination.lines.get(), "line")
    told = line.context["changes"]
    assert told.lead_vi == (
        "Ngày 01/12/2025 áp dụng chế độ theo Luật Thi đua, khen thưởng năm 2022; ngày 01/01/2005 áp dụng chế độ theo "
        "Luật Thi đua, khen thưởng năm 2003. Hai luật đặt điều kiện khác nhau nên chỉ nêu điều kiện "
        "quyết định kết quả."
    )
    assert told.rows == [
        {"text_vi": words_of("earlier_rules_unread", UNREAD), "before": "Không có điều kiện cùng nội dung", "before_fact": "",
         "after": "Chưa có trong dữ liệu pháp luật",
         "after_fact": "Nội dung này chưa có trong dữ liệu pháp luật của hệ thống"}
    ]  # fmt: skip


def test_under_one_law_every_condition_that_differs_is_listed_without_a_sentence(ward, client, december):
    nomination = ward.received([ward.giang])
    TaskRating.objects.filter(person=ward.giang, year=2025).update(rating="completed")
    change(ward, nomination)
    told = page(client, ward.office.appraiser, nomination.lines.get(), "line").context["changes"]
    assert (told.lead_vi, [(row["text_vi"], row["before"], row["after"]) for row in told.rows]) == (
        "", [(words_of("rating", OTHER), "Đạt", "Không đạt")],
    )  # fmt: skip


def test_a_condition_that_both_laws_word_alike_stands_in_one_row_with_both_outcomes():
    reason = {"path": "a", "depth": 1, "join": "", "text_vi": "Xếp loại tốt", "fact_vi": "Năm 2025", "outcome": "not_met",
              "outcome_vi": "Không đạt"}  # fmt: skip
    before = {"outcome": "may_not", "rule_date": "2025-12-01", "conditions": [reason]}
    after = {
        "outcome": "may_be_proposed", "rule_date": "2023-12-01",
        "conditions": [reason | {"path": "b", "outcome": "met", "outcome_vi": "Đạt", "fact_vi": ""}],
    }  # fmt: skip
    assert changes.changes(before, after).rows == [
        {"text_vi": "Xếp loại tốt", "before": "Không đạt", "before_fact": "Năm 2025", "after": "Đạt", "after_fact": ""}
    ]


def test_a_line_without_any_difference_shows_no_changes(ward, client, december):
    nomination = ward.received(ward.good[:1])
    change(ward, nomination)
    assert page(client, ward.office.appraiser, nomination.lines.get(), "line").context["changes"] is None


@pytest.mark.parametrize("person", [0, 5, 7])
@pytest.mark.parametrize("day", [OTHER, UNREAD, date(2023, 12, 1)])
def test_what_decides_a_stored_verdict_is_what_decides_the_judge(ward, day, person):
    someone = ward.office.people[person]
    [verdicts] = judge_nominees("advanced_worker", 2025, day, day, people=[someone.pk]).values()
    plain = explain(verdicts, 0).to_dict()
    assert [each["path"] for each in changes.deciding(plain)] == list(deciding(verdicts, 0))


# ── a day that is surprisingly early ──

SENT_VI = "Ngày này trước khi gửi hồ sơ (01/12/2025), trước khi lập hồ sơ (01/12/2025)"
ASK = "Hãy xác nhận nếu vẫn chọn ngày này."


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2025, 12, 2), ""),
        (date(2025, 12, 1), ""),
        (date(2025, 11, 30), f"{SENT_VI}."),
        (date(2025, 1, 1), f"{SENT_VI}."),
        (date(2024, 12, 31), f"{SENT_VI}, trước khi năm xét 2025 bắt đầu."),
    ],
)
def test_a_day_before_the_dossier_or_its_year_is_told(ward, day, why):
    assert early_day_vi(ward.received(ward.good[:1]), day) == why


def test_such_a_day_is_refused_unless_it_is_confirmed(ward):
    nomination = ward.received(ward.good[:1])
    common = {"nomination": nomination, "reason": REASON, "by": ward.office.appraiser, "at": LATER}
    assert refused(change_rule_date, day=OTHER, **common) == f"{SENT_VI}. {ASK}"
    assert change_rule_date(day=date(2025, 12, 2), **common) == 0
    nomination.refresh_from_db()
    assert nomination.rule_date == date(2025, 12, 2)


def test_the_form_asks_before_it_takes_such_a_day_and_a_tick_holds_for_one_day_only(ward, client, december):
    nomination = ward.received(ward.good[:1])

    def sent(day, **more):
        return post(client, ward.office.appraiser, nomination, day=day, reason=REASON, **more)

    first = sent("10/8/2025")
    assert (first.status_code, dict(first.context["form"].errors)) == (
        422, {"early_2025-08-10": [ASK]},
    )  # fmt: skip
    box = first.context["form"]["early_2025-08-10"]
    assert box.label == f"{SENT_VI}. Tôi đã xem lại và vẫn chọn ngày 10/08/2025"
    other = sent("11/8/2025", **{"early_2025-08-10": "on"})
    assert (other.status_code, list(other.context["form"].errors)) == (422, ["early_2025-08-11"])
    assert Nomination.objects.get(pk=nomination.pk).rule_date == RECEIVED.date()
    assert sent("10/8/2025", **{"early_2025-08-10": "on"}).status_code == 200
    assert Nomination.objects.get(pk=nomination.pk).rule_date == OTHER


def test_an_ordinary_day_brings_no_box(ward, client, december):
    nomination = ward.received(ward.good[:1])
    answer = post(client, ward.office.appraiser, nomination, day="2/12/2025", reason="")
    assert list(answer.context["form"].fields) == ["version", "day", "reason"]


@pytest.mark.parametrize(
    ("data", "errors"),
    [
        ({"day": "6/12/2025"}, {"day": ["Ngày áp dụng quy định không được sau ngày hôm nay."]}),
        (
            {"day": "30/6/2004"},
            {"day": ["Dữ liệu pháp luật bắt đầu từ ngày 01/07/2004; hãy chọn ngày từ đó trở đi."]},
        ),
        ({"day": "3/12/2025"}, {"day": ["Hồ sơ đang xét theo quy định của chính ngày này."]}),
        ({"day": "31/2/2025"}, {"day": ["Không có ngày 31/02/2025. Hãy xem lại ngày và tháng."]}),
        ({"day": "2/12/2025", "reason": "theo ý kiến"}, {"reason": [THIN]}),
        ({"day": "2/12/2025", "reason": ""}, {"reason": ["Mục này không được để trống."]}),
    ],
)
def test_a_wrong_form_is_told_at_its_field_and_keeps_what_was_typed(ward, client, december, data, errors):
    nomination = ward.received(ward.good[:1])
    answer = post(client, ward.office.appraiser, nomination, **({"day": "10/8/2025", "reason": REASON} | data))
    assert (answer.status_code, dict(answer.context["form"].errors)) == (422, errors)
    assert Nomination.objects.get(pk=nomination.pk).rule_date == RECEIVED.date()


def test_an_old_page_and_other_people_change_nothing(ward, client, december):
    nomination = ward.received(ward.good[:1])
    old = post(client, ward.office.appraiser, nomination, version="1", day="10/8/2025", reason=REASON)
    assert (old.status_code, old.context["form"].errors["__all__"].as_data()[0].code) == (422, "stale")
    assert post(client, ward.office.officer, nomination, day="10/8/2025", reason=REASON).status_code == 403
    assert post(client, ward.province.cam_pha.appraiser, nomination, day="10/8/2025", reason=REASON).status_code == 404
    assert Nomination.objects.get(pk=nomination.pk).rule_date == RECEIVED.date()
