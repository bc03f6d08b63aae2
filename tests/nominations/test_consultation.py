"""Public consultation: its days, what it blocks, what citizens write, what the portal shows and what it does not."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from tests.nominations.conftest import RECEIVED
from tests.nominations.test_actions import last_act, line_of, refused
from thidua.nominations import actions
from thidua.nominations import actions_consultation as acts
from thidua.nominations.appraisal_papers import report_of
from thidua.nominations.models import Nomination
from thidua.nominations.models_consultation import Consultation, ConsultationComment
from thidua.nominations.permissions import consultation_law
from thidua.shared import clock
from thidua.shared.models import AuditEvent, DemoClock, Letter

AFTER = clock.at_hour(date(2025, 12, 12))
CONTACT = "Phòng Nội vụ, 02033 123 456"


@pytest.fixture
def appraised(ward) -> Nomination:
    nomination = ward.received(ward.good[:2])
    actions.appraise_lines(nomination=nomination, by=ward.office.appraiser, at=RECEIVED)
    nomination.refresh_from_db()
    return nomination


def opened(ward, nomination, **given) -> Consultation:
    defaults = {"days": 5, "basis": "Quy chế số 5", "contact": CONTACT, "by": ward.office.appraiser, "at": RECEIVED}
    return acts.open_consultation(nomination=nomination, **(defaults | given))


def comment(consultation, text="Anh ấy không trực tiếp làm việc này.", at=RECEIVED, **given) -> ConsultationComment:
    return acts.send_comment(consultation=consultation, text=text, at=at, **given)


def test_the_law_is_read_for_heroes_only():
    law = consultation_law("hero_of_labour", date(2025, 12, 1))
    assert law is not None
    assert (law.days, law.cite.label_vi) == (10, "Khoản 2 Điều 44 Nghị định số 152/2025/NĐ-CP")
    assert consultation_law("labour_order_3", date(2025, 12, 1)) is None
    assert consultation_law("hero_of_labour", date(2024, 6, 1)) is None  # not read: nothing is demanded


def test_where_the_law_sets_no_days_a_person_sets_them_with_a_ground(ward, appraised):
    told = "Hệ thống chưa có quy định về thời hạn công khai cho hình thức này: hãy ghi số ngày làm việc và căn cứ."
    assert refused(opened, ward=ward, nomination=appraised, basis="") == told
    assert refused(opened, ward=ward, nomination=appraised, days=None) == told
    found = opened(ward, appraised)
    assert (found.closes_on, found.citation, found.basis) == (date(2025, 12, 10), "", "Quy chế số 5")
    assert refused(opened, ward=ward, nomination=appraised) == "Hồ sơ này đang lấy ý kiến công khai."


def test_heroes_are_published_for_ten_working_days_before_the_council(ward, appraised):
    Nomination.objects.filter(pk=appraised.pk).update(award_code="hero_of_labour")
    appraised.refresh_from_db()
    assert refused(actions.finish_appraisal, nomination=appraised, by=ward.office.appraiser, at=RECEIVED) == (
        "Danh sách phải đăng công khai 10 ngày làm việc để lấy ý kiến trước khi họp Hội đồng "
        "(Khoản 2 Điều 44 Nghị định số 152/2025/NĐ-CP). Hãy mở đợt lấy ý kiến."
    )
    assert refused(opened, ward=ward, nomination=appraised, days=9) == (
        "Phải lấy ý kiến ít nhất 10 ngày làm việc (Khoản 2 Điều 44 Nghị định số 152/2025/NĐ-CP)."
    )
    found = opened(ward, appraised, days=None, basis="")
    assert (found.days, found.closes_on) == (10, date(2025, 12, 17))


def test_the_next_step_waits_for_the_published_result(ward, appraised):
    found = opened(ward, appraised)
    by = {"by": ward.office.appraiser}
    told = "Đợt lấy ý kiến công khai chưa công bố kết quả; công bố rồi mới chuyển bước được."
    assert refused(actions.finish_appraisal, nomination=appraised, at=RECEIVED, **by) == told
    assert refused(acts.publish_result, consultation=found, summary="Không có ý kiến.", at=RECEIVED, **by) == (
        "Còn trong thời hạn lấy ý kiến, đến hết ngày 10/12/2025."
    )
    given = comment(found)
    assert refused(acts.publish_result, consultation=found, summary="Xong.", at=AFTER, **by) == (
        "Còn 1 ý kiến chưa xem hoặc chưa xác minh xong."
    )
    acts.triage_comment(comment=given, triage="unfounded", note="Đã đối chiếu phân công.", at=AFTER, **by)
    acts.publish_result(consultation=found, summary="Có 1 ý kiến, không có cơ sở.", at=AFTER, **by)
    actions.finish_appraisal(nomination=appraised, at=AFTER, **by)
    assert (found.state, appraised.state) == ("published", "appraised")


def test_too_much_from_one_place_or_altogether_is_refused(ward, appraised, monkeypatch):
    found = opened(ward, appraised)
    source = acts.source_of("203.0.113.7", RECEIVED)
    for number in range(acts.FROM_ONE):
        comment(found, f"Ý kiến thứ {number} của tôi.", source=source)
    assert refused(comment, consultation=found, source=source) == (
        "Bạn đã gửi nhiều ý kiến trong một giờ. Hãy chờ một lúc, hoặc gửi trực tiếp tới cơ quan."
    )
    comment(found, source=source, at=RECEIVED + timedelta(minutes=61))
    monkeypatch.setattr(acts, "FROM_ALL", 5)
    assert refused(comment, consultation=found, source="another") == (
        "Đang có quá nhiều ý kiến gửi cùng lúc. Hãy quay lại sau, hoặc gửi trực tiếp tới cơ quan."
    )


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"text": "ừ"}, "Hãy viết rõ ý kiến, ít nhất vài từ."),
        ({"text": "a" * 3001}, "Ý kiến dài quá 3000 ký tự; hãy rút gọn hoặc gửi trực tiếp tới cơ quan."),
        ({"name": "a" * 121}, "Họ tên, cách liên hệ không quá 120 ký tự."),
        ({"at": AFTER}, "Đợt lấy ý kiến đã kết thúc ngày 10/12/2025."),
    ],
)
def test_a_comment_that_is_not_taken(ward, appraised, given, reason):
    assert refused(comment, consultation=opened(ward, appraised), **given) == reason


def test_the_mark_of_an_address_changes_every_day_and_goes_with_the_triage(ward, appraised):
    assert acts.source_of("203.0.113.7", RECEIVED) != acts.source_of("203.0.113.7", AFTER)
    given = comment(opened(ward, appraised), source=acts.source_of("203.0.113.7", RECEIVED))
    acts.triage_comment(comment=given, triage="supports", note="", by=ward.office.appraiser, at=RECEIVED)
    given.refresh_from_db()
    assert (given.source, given.triage, last_act()) == ("", "supports", "comment_triaged")


def test_what_a_citizen_wrote_stands_in_no_audit_record_and_no_letter(ward, appraised):
    comment(opened(ward, appraised), text="BIMATRIENG về người này", name="BIMATTEN", contact="0912BIMAT")
    audit = " ".join(str(each) for each in AuditEvent.objects.values_list("detail", flat=True))
    letters = " ".join(Letter.objects.values_list("body", flat=True))
    assert ("BIMAT" in audit, "BIMAT" in letters) == (False, False)


# ── the portal ──


@pytest.fixture
def public(ward, appraised, settings):
    settings.DEMO = True
    DemoClock.objects.create(pk=1, today=date(2025, 12, 3))
    return opened(ward, appraised)


def test_the_public_page_shows_name_post_and_unit_and_nothing_else(client, ward, public):
    page = client.get(reverse("portal:consultation", args=[public.pk])).content.decode()
    assert "Nguyễn Thị An" in page
    assert "Công chức, Phường Hạ Long" in page
    line = line_of(public.nomination, ward.good[0])
    for private in ("1985", "halong-1", line.achievement, "Hoàn thành tốt"):
        assert private not in page
    assert reverse("nominations:line", args=[line.pk]) not in page


def test_a_citizen_writes_and_reads_nobody_s_words(client, ward, public):
    address = reverse("portal:consultation", args=[public.pk])
    answer = client.post(
        address, {"text": "Tôi đồng ý với danh sách này.", "name": "Ông Tư", "contact": "", "line": ""}
    )
    assert (answer.status_code, answer["Location"]) == (302, f"{address}?da-gui=1")
    [given] = ConsultationComment.objects.all()
    assert (given.name, given.text, len(given.source)) == ("Ông Tư", "Tôi đồng ý với danh sách này.", 64)
    assert "Ông Tư" not in client.get(address).content.decode()


def test_a_programme_that_fills_the_hidden_box_is_thanked_and_nothing_is_kept(client, public):
    address = reverse("portal:consultation", args=[public.pk])
    answer = client.post(address, {"text": "Mua hàng giá rẻ tại đây", "website": "http://spam.example"})
    assert (answer.status_code, ConsultationComment.objects.count()) == (302, 0)


def test_words_are_shown_as_words_to_the_appraiser(client, ward, public):
    comment(public, text="<script>alert(1)</script> xin kiểm tra")
    client.force_login(ward.office.appraiser)
    page = client.get(reverse("nominations:consult", args=[public.nomination_id])).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_a_cancelled_consultation_stays_on_the_portal_with_its_reason_and_without_the_names(client, ward, public):
    acts.cancel_consultation(consultation=public, reason="Đăng nhầm bản cũ", by=ward.office.appraiser, at=AFTER)
    answer = client.get(reverse("portal:consultation", args=[public.pk]))
    page = answer.content.decode()
    assert (answer.status_code, "Đăng nhầm bản cũ" in page, "hủy ngày 12/12/2025" in page) == (200, True, True)
    assert "Nguyễn Thị An" not in page
    assert client.post(reverse("portal:consultation", args=[public.pk]), {"text": "Tôi có ý kiến."}).status_code == 200
    assert ConsultationComment.objects.count() == 0
    assert "Đã hủy ngày 12/12/2025" in client.get(reverse("portal:consultations")).content.decode()


def test_a_cancelled_consultation_stays_in_the_history_and_in_the_appraisal_report(client, ward, public):
    acts.cancel_consultation(consultation=public, reason="Đăng nhầm bản cũ", by=ward.office.appraiser, at=AFTER)
    client.force_login(ward.office.officer)
    events = client.get(reverse("nominations:detail", args=[public.nomination_id])).context["events"]
    assert [(each.what, each.note) for each in events if "lấy ý kiến" in each.what] == [
        ("Hủy đợt lấy ý kiến công khai", "Đăng nhầm bản cũ"),
        ("Đăng danh sách lấy ý kiến công khai", "Đến hết ngày 10/12/2025"),
    ]
    [told] = report_of(public.nomination, None, "Đề nghị khen", AFTER.date()).consultation
    assert told == (
        "5 ngày làm việc, từ ngày 03/12/2025 đến hết ngày 10/12/2025; đã hủy ngày 12/12/2025. Lý do: Đăng nhầm bản cũ"
    )


def test_where_the_law_asks_for_one_a_cancelled_consultation_does_not_let_the_dossier_pass(ward, appraised):
    Nomination.objects.filter(pk=appraised.pk).update(award_code="hero_of_labour")
    appraised.refresh_from_db()
    by = {"by": ward.office.appraiser}
    first = opened(ward, appraised, days=None, basis="")
    acts.cancel_consultation(consultation=first, reason="Sai danh sách", at=RECEIVED, **by)
    assert refused(actions.finish_appraisal, nomination=appraised, at=AFTER, **by) == (
        "Danh sách phải đăng công khai 10 ngày làm việc để lấy ý kiến trước khi họp Hội đồng (Khoản 2 Điều 44 Nghị định "
        "số 152/2025/NĐ-CP). Đợt trước đã hủy nên không tính. Hãy mở đợt lấy ý kiến."
    )
    again = opened(ward, appraised, days=None, basis="", at=AFTER)
    later = clock.at_hour(again.closes_on + timedelta(days=1))
    acts.publish_result(consultation=again, summary="Không có ý kiến.", at=later, **by)
    actions.finish_appraisal(nomination=appraised, at=later, **by)
    assert appraised.state == "appraised"


def test_only_the_appraiser_reads_comments(client, ward, public):
    client.force_login(ward.office.officer)
    assert client.get(reverse("nominations:consult", args=[public.nomination_id])).status_code == 403
