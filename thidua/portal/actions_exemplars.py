"""Exemplars: spotted, verified, agreed to, told, copied elsewhere; and the end of consent."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from thidua.portal import permissions
from thidua.portal.actions import draft_article
from thidua.portal.actions_publishing import take_off
from thidua.portal.models import Article, NewsCategory
from thidua.portal.models_newsroom import Exemplar, ExemplarCopy
from thidua.portal.models_voices import Message
from thidua.shared import audit
from thidua.shared.denied import Denied
from thidua.shared.gate import pass_gate, stamp, touch
from thidua.shared.text import nfc, nfc_lines
from thidua.shared.wording import vi_date
from thidua.units.models import Unit

_ENDED = "Người được nêu gương rút lại sự đồng ý."


def _text(text: str, most: int, what: str) -> str:
    text = nfc_lines(text)
    if not text:
        raise Denied(f"Mời ghi {what}.")
    if len(text) > most:
        raise Denied(f"Phần {what} dài quá {most} ký tự. Mời viết gọn lại.")
    return text


@transaction.atomic
def spot_exemplar(
    *, unit: Unit, kind: str, name: str, detail: str, deed: str, found: str, by, at: datetime,
    message: Message | None = None,
) -> Exemplar:  # fmt: skip
    """Write down who did what and how it was heard of; nothing of it is public."""
    permissions.check_can_spot(by, unit, at.date())
    if kind not in Exemplar.Kind.values:
        raise Denied("Mời chọn cá nhân hay tập thể.")
    if message is not None and (message.unit_id != unit.pk or message.subject != Message.Subject.PRAISE):
        raise Denied("Thư bạn đọc này không giới thiệu gương cho đơn vị.")
    exemplar = Exemplar.objects.create(
        unit=unit,
        kind=kind,
        name=nfc(_text(name, 150, "tên người, tập thể")),
        detail=nfc(_text(detail, 200, "chức vụ, đơn vị hoặc nơi ở")),
        deed=_text(deed, 3000, "việc làm"),
        found=nfc(_text(found, 300, "nguồn phát hiện")),
        message=message,
        **stamp("spotted", by=by, at=at),
    )
    audit.record("exemplar_spotted", exemplar, by=by, at=at)
    return exemplar


@transaction.atomic
def verify_exemplar(*, exemplar: Exemplar, proof: str, by, at: datetime) -> None:
    """Say by what the deed was verified: with whom it was checked, on which paper it rests."""
    permissions.check_can_handle(by, exemplar, at.date(), "verify")
    proof = nfc(_text(proof, 500, "cách xác minh"))
    pass_gate(exemplar, "verify", proof=proof, **stamp("verified", by=by, at=at))
    audit.record("exemplar_verified", exemplar, by=by, at=at)


@transaction.atomic
def record_consent(*, exemplar: Exemplar, consent: str, consent_on: date, consent_kept: str, by, at: datetime) -> None:
    """That the person agrees to be shown: on paper or on a recording, since when, and where it is kept."""
    permissions.check_can_record_consent(by, exemplar, at.date())
    if consent not in Exemplar.Consent.values:
        raise Denied("Mời chọn hình thức đồng ý: văn bản có chữ ký, hoặc ghi âm, ghi hình.")
    if consent_on > at.date():
        raise Denied(f"Ngày đồng ý {vi_date(consent_on)} còn ở phía trước.")
    kept = nfc(_text(consent_kept, 300, "nơi lưu văn bản, bản ghi"))
    touch(exemplar, consent=consent, consent_on=consent_on, consent_kept=kept, **stamp("consent", by=by, at=at))
    audit.record("exemplar_consented", exemplar, by=by, at=at, detail={"consent": consent})


@transaction.atomic
def draft_article_of(*, exemplar: Exemplar, by, at: datetime) -> Article:
    """Start the article that tells of the exemplar, from what was verified."""
    permissions.check_can_tell(by, exemplar, at.date())
    return draft_article(
        unit=exemplar.unit,
        title=f"{exemplar.name}: gương điển hình",
        lead=f"{exemplar.name}, {exemplar.detail}: gương điển hình đã được {exemplar.unit.name} xác minh.",
        body=exemplar.deed,
        author_name=by.display_name,
        category=NewsCategory.EXEMPLAR,
        exemplar=exemplar,
        by=by,
        at=at,
    )


@transaction.atomic
def record_copy(*, exemplar: Exemplar, unit: Unit, copied_on: date, how: str, by, at: datetime) -> ExemplarCopy:
    """That a unit took the example up; shown beneath the article. Once for a unit."""
    permissions.check_can_handle(by, exemplar, at.date(), "copy")
    if copied_on > at.date():
        raise Denied(f"Ngày {vi_date(copied_on)} còn ở phía trước.")
    how = nfc(_text(how, 500, "cách học tập, nhân rộng"))
    pass_gate(exemplar, "copy")
    try:
        with transaction.atomic():
            copy = ExemplarCopy.objects.create(
                exemplar=exemplar, unit=unit, copied_on=copied_on, how=how, **stamp("recorded", by=by, at=at)
            )
    except IntegrityError:
        raise Denied(f"Đã ghi nhận {unit.name} học tập gương này.") from None
    audit.record("exemplar_copied", exemplar, by=by, at=at, detail={"unit": unit.pk})
    return copy


@transaction.atomic
def drop_exemplar(*, exemplar: Exemplar, reason: str, by, at: datetime) -> None:
    """Not to be told: it was not so, or the person does not want it."""
    permissions.check_can_handle(by, exemplar, at.date(), "drop")
    reason = nfc(_text(reason, 300, "lý do"))
    pass_gate(exemplar, "drop", ended_reason=reason, **stamp("ended", by=by, at=at))
    audit.record("exemplar_dropped", exemplar, by=by, at=at)


@transaction.atomic
def end_consent(*, exemplar: Exemplar, reason: str, by, at: datetime) -> None:
    """The person takes the consent back: the published page goes at once, one that is scheduled is a draft again and
    cannot be published. What was recorded stays at the desk."""
    permissions.check_can_handle(by, exemplar, at.date(), "end_consent")
    if exemplar.consent_at is None:
        raise Denied("Chưa có sự đồng ý nào được ghi nhận để rút lại.")
    reason = nfc(_text(reason, 300, "người đề nghị và cách đề nghị"))
    pass_gate(exemplar, "end_consent", ended_reason=reason, **stamp("ended", by=by, at=at))
    for article in Article.objects.filter(exemplar=exemplar):
        if article.state == "published":
            take_off(article, _ENDED, by, at)
        elif article.state == "scheduled":
            pass_gate(article, "unschedule", publish_from=None, scheduled_at=None, scheduled_by=None)
    audit.record("exemplar_consent_ended", exemplar, by=by, at=at)
