"""Entering ratings, absences, discipline, initiatives, judgements: in bulk, all or nothing."""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, models, transaction

from thidua.records.models import Absence, Attestation, Discipline, Initiative, TaskRating
from thidua.shared import audit
from thidua.shared.denied import Denied
from thidua.shared.text import fold, nfc
from thidua.units.models import RoleGrant, Unit
from thidua.units.permissions import check_has_role

# A leader's judgement is the leader's own; the officer may enter what the head has signed.
_MAY_ENTER = [RoleGrant.Role.OFFICER, RoleGrant.Role.HEAD]


def _enter(kind: type[models.Model], rows: Iterable, under: Unit, what: str, by, at: datetime) -> int:
    check_has_role(by, _MAY_ENTER, under, at.date(), f"nhập {what}")
    rows = list(rows)
    for row in rows:
        row.entered_at, row.entered_by = at, by
    try:
        with transaction.atomic():
            kind._default_manager.bulk_create(rows, batch_size=500)
            audit.record(f"{kind._meta.model_name}_entered", under, by=by, at=at, detail={"count": len(rows)})
    except IntegrityError as error:
        raise Denied(f"Không nhập được {what}: có dòng trùng với dữ liệu đã có. Chưa dòng nào được ghi.") from error
    return len(rows)


def enter_ratings(*, rows: Iterable[TaskRating], under: Unit, by, at: datetime) -> int:
    """Enter yearly ratings of people or units; one per subject and year."""
    return _enter(TaskRating, rows, under, "kết quả xếp loại", by, at)


def enter_absences(*, rows: Iterable[Absence], under: Unit, by, at: datetime) -> int:
    return _enter(Absence, rows, under, "số ngày nghỉ", by, at)


def enter_disciplines(*, rows: Iterable[Discipline], under: Unit, by, at: datetime) -> int:
    return _enter(Discipline, rows, under, "kỷ luật", by, at)


def enter_initiatives(*, rows: Iterable[Initiative], under: Unit, by, at: datetime) -> int:
    rows = list(rows)
    for row in rows:
        row.title = nfc(row.title)
        row.title_fold = fold(row.title)
    return _enter(Initiative, rows, under, "sáng kiến", by, at)


def enter_attestations(*, rows: Iterable[Attestation], under: Unit, by, at: datetime) -> int:
    """Record leaders' judgements on qualitative conditions."""
    return _enter(Attestation, rows, under, "đánh giá của thủ trưởng", by, at)
