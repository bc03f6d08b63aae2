"""The register of steering documents of a movement, and the directory of anniversaries and traditional days."""

from calendar import monthrange
from datetime import date, datetime

from django.db import IntegrityError, transaction

from thidua.movements.models import Movement, SteeringDocument, TraditionalDay
from thidua.movements.permissions import (
    check_can_end_day,
    check_can_enter_day,
    check_can_enter_document,
    check_can_withdraw_document,
)
from thidua.shared import audit
from thidua.shared.actions_rows import strike
from thidua.shared.denied import Denied
from thidua.shared.gate import stamp
from thidua.shared.text import fold, nfc
from thidua.units.models import Unit


def _needed(texts: dict[str, tuple[str, str, int]]) -> dict[str, str]:
    """Cleaned texts of {name: (text, label, most)}; refuses what is empty or too long, by its label."""
    found = {}
    for name, (text, label, most) in texts.items():
        found[name] = nfc(text or "")
        if not found[name]:
            raise Denied(f"Mời ghi {label}.")
        if len(found[name]) > most:
            raise Denied(f"{label[0].upper()}{label[1:]} dài quá {most} ký tự.")
    return found


@transaction.atomic
def enter_document(
    *,
    movement: Movement,
    kind: str,
    number_text: str,
    dated: date,
    issuer: str,
    summary: str,
    sent_to: str,
    by,
    at: datetime,
) -> SteeringDocument:
    """Enter one document that was issued for the movement (seed 0.6, 0.22)."""
    check_can_enter_document(by, movement, at.date())
    if kind not in SteeringDocument.Kind.values:
        raise Denied("Mời chọn loại văn bản.")
    if dated > at.date():
        raise Denied("Ngày văn bản không thể ở tương lai.")
    texts = _needed(
        {
            "number_text": (number_text, "số, ký hiệu", 60),
            "issuer": (issuer, "cơ quan ban hành", 200),
            "summary": (summary, "trích yếu", 500),
            "sent_to": (sent_to, "nơi nhận", 500),
        }
    )
    try:
        with transaction.atomic():
            document = SteeringDocument.objects.create(
                movement=movement,
                kind=kind,
                dated=dated,
                summary_fold=fold(f"{texts['summary']} {texts['issuer']}")[:500],
                **texts,
                **stamp("entered", by=by, at=at),
            )
    except IntegrityError as error:
        raise Denied(f"Văn bản {texts['number_text']} ngày {dated:%d/%m/%Y} đã có trong sổ.") from error
    audit.record("steering_document_entered", document, by=by, at=at, detail={"movement": movement.pk})
    return document


@transaction.atomic
def withdraw_document(*, document: SteeringDocument, reason: str, by, at: datetime) -> SteeringDocument:
    """Strike a line that was entered by mistake; it stays, with the reason."""
    check_can_withdraw_document(by, document, at.date())
    strike(document, "withdrawn", reason=reason, by=by, at=at)
    audit.record("steering_document_withdrawn", document, by=by, at=at)
    return document


@transaction.atomic
def enter_day(
    *, unit: Unit, name: str, month: int, day: int, by, at: datetime, since_year: int | None = None, basis: str = ""
) -> TraditionalDay:
    """Enter a day of the unit's own, or of its sector, that returns every year (seed 3.8)."""
    check_can_enter_day(by, unit, at.date())
    text = _needed({"name": (name, "tên ngày", 200)})["name"]
    basis = nfc(basis)
    if len(basis) > 300:
        raise Denied("Căn cứ dài quá 300 ký tự.")
    # a leap year: 29 February is a day of the calendar
    if not (1 <= month <= 12 and 1 <= day <= monthrange(2024, month)[1]):
        raise Denied(f"Không có ngày {day:02d}/{month:02d}.")
    if since_year is not None and not 1 <= since_year <= at.year:
        raise Denied("Năm bắt đầu phải trước hoặc trong năm nay.")
    try:
        with transaction.atomic():
            made = TraditionalDay.objects.create(
                unit=unit,
                name=text,
                name_fold=fold(text),
                month=month,
                day=day,
                since_year=since_year,
                basis=basis,
                **stamp("entered", by=by, at=at),
            )
    except IntegrityError as error:
        raise Denied(f"“{text}” ngày {day:02d}/{month:02d} đã có trong danh mục.") from error
    audit.record("traditional_day_entered", made, by=by, at=at, detail={"unit": unit.pk})
    return made


@transaction.atomic
def end_day(*, traditional_day: TraditionalDay, reason: str, by, at: datetime) -> TraditionalDay:
    """Take a day off the directory, with the reason."""
    check_can_end_day(by, traditional_day, at.date())
    strike(traditional_day, "ended", reason=reason, by=by, at=at, kept_in="end_reason")
    audit.record("traditional_day_ended", traditional_day, by=by, at=at)
    return traditional_day
