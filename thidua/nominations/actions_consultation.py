"""Public consultation: opened with its legal clock, commented on by citizens, triaged, summed up (requirement N5)."""

import hashlib
import hmac
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction

from rulebook.deadlines import DeadlineError, add_working_days
from thidua.nominations import emails, permissions
from thidua.nominations.actions_judging import needed_reason
from thidua.nominations.models import Nomination, NominationLine
from thidua.nominations.models_consultation import Consultation, ConsultationComment
from thidua.shared import audit, outbox
from thidua.shared.denied import Denied, Stale
from thidua.shared.gate import pass_gate, stamp
from thidua.shared.text import nfc, nfc_lines
from thidua.shared.wording import vi_date
from thidua.units.models import RoleGrant
from thidua.units.queries import users_with_role

Triage = ConsultationComment.Triage
LONGEST_COMMENT, SHORTEST_COMMENT, LONGEST_SUMMARY = 3000, 10, 5000
# From one address: so many within an hour; for one consultation: so many within an hour from everybody together.
FROM_ONE, FROM_ALL = 5, 120
MOST_DAYS = 60


@transaction.atomic
def open_consultation(
    *, nomination: Nomination, contact: str, by, at: datetime, days: int | None = None, basis: str = ""
) -> Consultation:
    """Publish the list for as many working days as the law of the day sets; where it sets none for such an award, for
    ``days`` on the ground of ``basis``. ``contact``: another way to reach the agency, printed on the page."""
    on = at.date()
    permissions.check_can_consult(by, nomination, on)
    law = permissions.consultation_law(nomination.award_code, on)
    contact, basis, citation = nfc(contact), nfc(basis), ""
    if law is not None and law.days:
        if days is not None and days < law.days:
            raise Denied(f"Phải lấy ý kiến ít nhất {law.days} ngày làm việc ({law.cite.label_vi}).")
        days, citation = days or law.days, law.cite.label_vi
    elif days is None or not basis:
        raise Denied(
            "Hệ thống chưa có quy định về thời hạn công khai cho hình thức này: hãy ghi số ngày làm việc và căn cứ."
        )
    if not 1 <= days <= MOST_DAYS:
        raise Denied(f"Số ngày làm việc phải từ 1 đến {MOST_DAYS}.")
    if not contact or len(contact) > 300 or len(basis) > 300:
        raise Denied("Hãy ghi nơi nhận ý kiến trực tiếp (địa chỉ, điện thoại cơ quan), không quá 300 ký tự.")
    if not nomination.lines.exclude(appraisal=NominationLine.Appraisal.EXCLUDED).exists():
        raise Denied("Không còn trường hợp nào để lấy ý kiến.")
    try:
        closes_on = add_working_days(on, days).day
        with transaction.atomic():
            opened = Consultation.objects.create(
                nomination=nomination,
                days=days,
                closes_on=closes_on,
                citation=citation,
                basis=basis,
                contact=contact,
                **stamp("opened", by=by, at=at),
            )
    except DeadlineError as error:
        raise Denied("Chưa có lịch nghỉ lễ của thời gian này nên không tính được ngày kết thúc.") from error
    except IntegrityError:
        raise Denied("Hồ sơ này đang lấy ý kiến công khai.") from None
    detail = {"nomination": nomination.pk, "days": days, "closes_on": closes_on.isoformat()}
    audit.record("consultation_opened", opened, by=by, at=at, detail=detail)
    outbox.queue([nomination.sent_by], *emails.consultation_opened(nomination, closes_on), by=by, at=at)
    return opened


def source_of(address: str, at: datetime) -> str:
    """A mark of an address that is the same all day, another one tomorrow, and tells nobody the address."""
    text = f"{at.date().isoformat()} {address}"
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


@transaction.atomic
def send_comment(
    *,
    consultation: Consultation,
    text: str,
    at: datetime,
    source: str = "",
    name: str = "",
    contact: str = "",
    line: NominationLine | None = None,
) -> ConsultationComment:
    """A citizen's word on a list; nobody is signed in. Refused when too many come from one place, or altogether."""
    if consultation.state != "open" or at.date() > consultation.closes_on:
        raise Denied(f"Đợt lấy ý kiến đã kết thúc ngày {vi_date(consultation.closes_on)}.")
    text, name, contact = nfc_lines(text), nfc(name), nfc(contact)
    if len(text) < SHORTEST_COMMENT:
        raise Denied("Hãy viết rõ ý kiến, ít nhất vài từ.")
    if len(text) > LONGEST_COMMENT:
        raise Denied(f"Ý kiến dài quá {LONGEST_COMMENT} ký tự; hãy rút gọn hoặc gửi trực tiếp tới cơ quan.")
    if len(name) > 120 or len(contact) > 120:
        raise Denied("Họ tên, cách liên hệ không quá 120 ký tự.")
    if line is not None and line.nomination_id != consultation.nomination_id:
        raise Denied("Trường hợp này không có trong danh sách.")
    recent = ConsultationComment.objects.filter(consultation=consultation, sent_at__gt=at - timedelta(hours=1))
    if source and recent.filter(source=source).count() >= FROM_ONE:
        raise Denied("Bạn đã gửi nhiều ý kiến trong một giờ. Hãy chờ một lúc, hoặc gửi trực tiếp tới cơ quan.")
    if recent.count() >= FROM_ALL:
        raise Denied("Đang có quá nhiều ý kiến gửi cùng lúc. Hãy quay lại sau, hoặc gửi trực tiếp tới cơ quan.")
    if source and recent.filter(source=source, text=text).exists():
        raise Denied("Ý kiến này vừa được gửi rồi.")
    comment = ConsultationComment.objects.create(
        consultation=consultation, line=line, name=name, contact=contact, text=text, sent_at=at, source=source
    )
    audit.record("comment_sent", consultation, by=None, at=at, detail={"comment": comment.pk})
    return comment


@transaction.atomic
def triage_comment(*, comment: ConsultationComment, triage: str, note: str, by, at: datetime) -> None:
    """Say what a comment is; one about a fact needs a note. The mark of where it came from goes."""
    permissions.check_can_triage(by, comment.consultation.nomination, at.date())
    if comment.consultation.state != "open":
        raise Denied("Kết quả lấy ý kiến đã công bố nên không phân loại lại được.")
    if triage not in Triage.values or triage == Triage.NEW:
        raise Denied("Hãy chọn một cách phân loại.")
    if triage in (Triage.OBJECTS, Triage.UNFOUNDED):
        note = needed_reason(note, "phân loại: đã xác minh thế nào")
    rows = ConsultationComment.objects.filter(pk=comment.pk, triage=comment.triage)
    if rows.update(triage=triage, note=nfc(note)[:500], source="", **stamp("triaged", by=by, at=at)) != 1:
        raise Stale("Ý kiến này vừa được người khác phân loại.")
    detail = {"comment": comment.pk, "triage": triage}
    audit.record("comment_triaged", comment.consultation, by=by, at=at, detail=detail)


@transaction.atomic
def publish_result(*, consultation: Consultation, summary: str, by, at: datetime) -> None:
    """End a consultation with a published summary, once its days are over and every comment has been looked at."""
    nomination = consultation.nomination
    permissions.check_can_triage(by, nomination, at.date())
    if at.date() <= consultation.closes_on:
        raise Denied(f"Còn trong thời hạn lấy ý kiến, đến hết ngày {vi_date(consultation.closes_on)}.")
    open_ones = consultation.comments.filter(triage__in=[Triage.NEW, Triage.TO_CHECK]).count()
    if open_ones:
        raise Denied(f"Còn {open_ones} ý kiến chưa xem hoặc chưa xác minh xong.")
    summary = nfc_lines(summary)
    if not summary or len(summary) > LONGEST_SUMMARY:
        raise Denied(f"Hãy ghi tóm tắt kết quả lấy ý kiến, không quá {LONGEST_SUMMARY} ký tự.")
    pass_gate(consultation, "publish", summary=summary, **stamp("published", by=by, at=at))
    counts = {each: consultation.comments.filter(triage=each).count() for each in Triage.values}
    audit.record("consultation_published", consultation, by=by, at=at, detail=counts)
    readers = [nomination.sent_by, *users_with_role([RoleGrant.Role.COUNCIL_SECRETARY], nomination.to_unit, at.date())]
    once = list({user.pk: user for user in readers if user is not None}.values())
    outbox.queue(once, *emails.consultation_published(nomination), by=by, at=at)


@transaction.atomic
def cancel_consultation(*, consultation: Consultation, reason: str, by, at: datetime) -> None:
    """Take the names off the portal before the end; the page keeps saying that it was cancelled and why. A new consultation
    counts its days anew, and where the law asks for one the next step waits for it (:func:`permissions.check_consulted`)."""
    permissions.check_can_triage(by, consultation.nomination, at.date())
    reason = needed_reason(reason, "hủy đợt lấy ý kiến", 300)
    pass_gate(consultation, "cancel", cancelled_reason=reason, **stamp("cancelled", by=by, at=at))
    audit.record("consultation_cancelled", consultation, by=by, at=at)
