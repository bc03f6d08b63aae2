"""Entering ratings, absences, discipline, holds, initiatives, judgements: in bulk, all or nothing; correcting one."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, models, transaction

from thidua.records import permissions
from thidua.records.models import (
    Absence,
    Attestation,
    Discipline,
    Hold,
    Initiative,
    InitiativeAuthor,
    RecordCorrection,
    TaskRating,
)
from thidua.shared import audit
from thidua.shared.denied import Denied, Stale
from thidua.shared.text import fold, nfc, reason_trouble
from thidua.shared.wording import show, vi_date
from thidua.units.models import Unit

_EARLIEST = date(1945, 9, 2)


def _enter(kind: type[models.Model], rows: Iterable, under: Unit, what: str, by, at: datetime) -> int:
    permissions.check_can_enter(by, under, at.date(), what)
    rows = list(rows)
    permissions.check_inside(
        {row.person_id for row in rows if row.person_id},
        {row.unit_id for row in rows if getattr(row, "unit_id", None)},
        under,
    )
    for row in rows:
        row.source = nfc(row.source)
        row.entered_at, row.entered_by = at, by
    try:
        with transaction.atomic():
            kind._default_manager.bulk_create(rows, batch_size=500)
            if kind is Initiative:
                InitiativeAuthor.objects.bulk_create(
                    [InitiativeAuthor(initiative=row, person_id=row.person_id, ordinal=1) for row in rows],
                    batch_size=500,
                )
            audit.record(f"{kind._meta.model_name}_entered", under, by=by, at=at, detail={"count": len(rows)})
    except IntegrityError as error:
        raise Denied(f"Không nhập được {what}: có dòng trùng với dữ liệu đã có. Chưa dòng nào được ghi.") from error
    return len(rows)


def enter_ratings(*, rows: Iterable[TaskRating], under: Unit, by, at: datetime) -> int:
    """Enter yearly ratings of people or units; one per subject and year."""
    return _enter(TaskRating, rows, under, "kết quả xếp loại", by, at)


def enter_absences(*, rows: Iterable[Absence], under: Unit, by, at: datetime) -> int:
    return _enter(Absence, rows, under, "số ngày nghỉ", by, at)


@transaction.atomic
def enter_year(
    *, ratings: Iterable[TaskRating], absences: Iterable[Absence], under: Unit, by, at: datetime
) -> tuple[int, int]:
    """Ratings and absences of a unit's people in one go, all or nothing; (how many ratings, how many absences)."""
    ratings, absences = list(ratings), list(absences)
    entered = enter_ratings(rows=ratings, under=under, by=by, at=at) if ratings else 0
    return entered, enter_absences(rows=absences, under=under, by=by, at=at) if absences else 0


def enter_disciplines(*, rows: Iterable[Discipline], under: Unit, by, at: datetime) -> int:
    """Enter decisions on discipline. Their days of effect may be unknown; an end before the beginning is refused."""
    rows = list(rows)
    for row in rows:
        _check_days(row.decided_on, row.in_force_from, row.ends_on, at.date())
    return _enter(Discipline, rows, under, "kỷ luật", by, at)


def _check_days(decided_on: date, in_force_from: date | None, ends_on: date | None, on: date) -> None:
    if decided_on < _EARLIEST:
        raise Denied(f"Ngày quyết định {vi_date(decided_on)} quá xa; hãy xem lại.")
    if in_force_from is not None and in_force_from < decided_on:
        raise Denied(f"Ngày có hiệu lực {vi_date(in_force_from)} trước ngày quyết định {vi_date(decided_on)}.")
    if ends_on is not None and ends_on < (in_force_from or decided_on):
        raise Denied(f"Ngày hết hiệu lực {vi_date(ends_on)} trước ngày bắt đầu.")


def enter_initiatives(*, rows: Iterable[Initiative], under: Unit, by, at: datetime) -> int:
    """Enter initiatives recognised by an earlier decision, from a list: ``person`` is an author whose share is not known.
    What is applied for here goes through :mod:`thidua.records.actions_initiatives`."""
    rows = list(rows)
    for row in rows:
        row.title = nfc(row.title)
        row.title_fold = fold(row.title)
        row.state = "recognised"
    return _enter(Initiative, rows, under, "sáng kiến", by, at)


def enter_attestations(*, rows: Iterable[Attestation], under: Unit, by, at: datetime) -> int:
    """Record leaders' judgements on qualitative conditions."""
    return _enter(Attestation, rows, under, "đánh giá của thủ trưởng", by, at)


# ── one record, corrected with a reason ──

_KINDS: dict[type[models.Model], tuple[str, str, tuple[str, ...]]] = {
    TaskRating: ("rating", "kết quả xếp loại", ("rating", "source")),
    Absence: ("absence", "số ngày nghỉ", ("working_days", "reason", "source")),
    Discipline: ("discipline", "kỷ luật", ("form", "decided_on", "in_force_from", "ends_on", "source")),
    Hold: ("hold", "việc tạm dừng xét", ("kind", "reason", "starts_on", "expected_until", "source")),
}


def correctable(model: type[models.Model]) -> tuple[str, ...]:
    """The fields :func:`correct_record` may change in a record of this kind."""
    return _KINDS[model][2]


@transaction.atomic
def correct_record(
    *,
    record: TaskRating | Absence | Discipline | Hold,
    changes: Mapping[str, Any],
    seen: Mapping[str, Any],
    reason: str,
    under: Unit,
    by,
    at: datetime,
) -> int:
    """Put right what was entered wrongly; what stood before is kept with the reason. How many fields changed.

    ``changes``: {field of :func:`correctable`: new value}; ``seen``: the values the person saw, which must still stand
    (else :class:`Stale`). The record's subject lies in or below ``under``. A rating, an absence, a discipline or a hold
    of one's own is corrected by somebody else.
    """
    kind, what, fields = _KINDS[type(record)]
    person = record.person_id
    permissions.check_can_correct(by, under, at.date(), what)
    if person is not None:
        refusal = f"Đây là {what} của chính bạn nên bạn không tự sửa; hãy để người khác hoặc cấp trên sửa."
        permissions.check_not_own(
            by, [permissions.Role.OFFICER], under, at.date(), permissions.selves_of([person]).ids, refusal
        )
    unit = getattr(record, "unit_id", None)
    permissions.check_inside({person} if person else (), {unit} if unit else (), under)
    reason = checked_reason(reason)
    if strange := set(changes) - set(fields):
        raise TypeError(f"cannot be corrected: {sorted(strange)}")
    if isinstance(record, Hold) and record.lifted_at is not None:
        raise Denied("Việc tạm dừng đã hết; không sửa nữa.")
    if isinstance(record, Discipline) and record.annulled_at is not None:
        raise Denied("Dòng kỷ luật này đã bị hủy do nhập nhầm; không sửa nữa.")
    after = {name: nfc(value) if isinstance(value, str) else value for name, value in changes.items()}
    model = type(record)
    row = model._default_manager.select_for_update().get(pk=record.pk)
    if any(getattr(row, name) != value for name, value in seen.items()):
        raise Stale()
    changed = [name for name in fields if name in after and getattr(row, name) != after[name]]
    if not changed:
        raise Denied("Chưa có gì khác với dữ liệu đang lưu.")
    before = {name: _shown(row, name) for name in changed}
    for name in changed:
        setattr(row, name, after[name])
    if isinstance(row, Discipline):
        _check_days(row.decided_on, row.in_force_from, row.ends_on, at.date())
    if isinstance(row, Hold):
        _check_hold(row.kind, row.reason, row.starts_on, row.expected_until, at.date())
    try:
        with transaction.atomic():
            row.save(update_fields=changed)
    except IntegrityError as error:
        raise Denied("Sau khi sửa, dòng này trùng với một dòng đã có; chưa ghi gì.") from error
    keep_corrections(
        kind, row, {name: (before[name], _shown(row, name)) for name in changed}, person, unit, reason, by, at
    )
    audit.record(f"{kind}_corrected", row, by=by, at=at, detail={"fields": changed, "under": under.pk})
    record.refresh_from_db()
    return len(changed)


def _shown(row: models.Model, name: str) -> str:
    display = getattr(row, f"get_{name}_display", None)
    return str(display()) if display else show(getattr(row, name))


def keep_corrections(
    kind: str, row: models.Model, values: Mapping[str, tuple[str, str]], person, unit, reason: str, by, at: datetime
) -> None:
    """Keep {field: (before, after)} of one record; the caller has checked the right and records the act."""
    RecordCorrection.objects.bulk_create(
        [
            RecordCorrection(
                kind=kind,
                record_key=row.pk,
                person_id=person,
                unit_id=unit,
                field=name,
                before=before[:500],
                after=after[:500],
                reason=reason,
                changed_at=at,
                changed_by=by,
            )
            for name, (before, after) in values.items()
        ]
    )


def checked_reason(text: str, most: int = 300) -> str:
    """A reason that is kept; Denied where it says nothing or too much."""
    text = nfc(text)
    if trouble := reason_trouble(text):
        raise Denied(trouble)
    if len(text) > most:
        raise Denied(f"Lý do dài quá {most} ký tự.")
    return text


@transaction.atomic
def annul_discipline(*, discipline: Discipline, reason: str, under: Unit, by, at: datetime) -> None:
    """A decision entered for the wrong person or by mistake: it counts no more and stays with the reason. Nobody annuls
    their own."""
    permissions.check_can_correct(by, under, at.date(), "kỷ luật")
    refusal = "Đây là kỷ luật của chính bạn nên bạn không tự hủy; hãy để người khác hoặc cấp trên làm."
    own = permissions.selves_of([discipline.person_id]).ids
    permissions.check_not_own(by, [permissions.Role.OFFICER], under, at.date(), own, refusal)
    permissions.check_inside({discipline.person_id}, (), under)
    reason = checked_reason(reason)
    done = Discipline.objects.filter(pk=discipline.pk, annulled_at=None).update(
        annulled_at=at, annulled_by=by, annulled_reason=reason
    )
    if not done:
        raise Stale("Dòng kỷ luật này vừa được người khác hủy.")
    discipline.refresh_from_db()
    audit.record("discipline_annulled", discipline, by=by, at=at, detail={"under": under.pk})


# ── holds ──


def _check_hold(kind: str, reason: str, starts_on: date, expected_until: date | None, on: date) -> None:
    if kind not in Hold.Kind.values:
        raise Denied("Loại vụ việc không hợp lệ.")
    if trouble := reason_trouble(reason):
        raise Denied(trouble)
    if len(reason) > 500:
        raise Denied("Nội dung vụ việc dài quá 500 ký tự.")
    if starts_on > on:
        raise Denied(f"Ngày bắt đầu {vi_date(starts_on)} ở tương lai.")
    if starts_on < _EARLIEST:
        raise Denied(f"Ngày bắt đầu {vi_date(starts_on)} quá xa; hãy xem lại.")
    if expected_until is not None and expected_until < starts_on:
        raise Denied(f"Ngày dự kiến kết thúc {vi_date(expected_until)} trước ngày bắt đầu.")


@transaction.atomic
def enter_hold(
    *,
    kind: str,
    reason: str,
    starts_on: date,
    under: Unit,
    by,
    at: datetime,
    person=None,
    unit: Unit | None = None,
    expected_until: date | None = None,
    source: str = "",
) -> Hold:
    """Note that a person or a unit is not considered for the time being: why, since when, by which document.

    From then on the judge knows of an open case (Nghị định 152/2025, Điều 4 khoản 4) until somebody lifts it.
    """
    if (person is None) == (unit is None):
        raise TypeError("a hold is about one person or one unit")
    permissions.check_can_hold(by, under, [person.pk] if person is not None else [], at.date())
    permissions.check_inside({person.pk} if person is not None else (), {unit.pk} if unit is not None else (), under)
    reason, source = nfc(reason), nfc(source)
    _check_hold(kind, reason, starts_on, expected_until, at.date())
    if not source:
        raise Denied("Mời ghi văn bản làm căn cứ (số, ngày, cơ quan).")
    if len(source) > 200:
        raise Denied("Văn bản làm căn cứ dài quá 200 ký tự.")
    hold = Hold(
        person=person, unit=unit, kind=kind, reason=reason, starts_on=starts_on, expected_until=expected_until,
        source=source, entered_at=at, entered_by=by,
    )  # fmt: skip
    try:
        with transaction.atomic():
            hold.save()
    except IntegrityError as error:
        raise Denied("Việc tạm dừng này (cùng loại, cùng ngày bắt đầu) đã được ghi.") from error
    audit.record("hold_entered", hold, by=by, at=at, detail={"kind": kind, "under": under.pk})
    return hold


@transaction.atomic
def lift_hold(*, hold: Hold, lifted_on: date, outcome: str, outcome_source: str, under: Unit, by, at: datetime) -> None:
    """End a hold: on which day, with what outcome, by which document. It counts up to the day before."""
    permissions.check_can_lift(by, hold, under, at.date())
    permissions.check_inside({hold.person_id} if hold.person_id else (), {hold.unit_id} if hold.unit_id else (), under)
    if outcome not in Hold.Outcome.values:
        raise Denied("Mời chọn kết quả.")
    if lifted_on > at.date():
        raise Denied(f"Ngày hết tạm dừng {vi_date(lifted_on)} ở tương lai.")
    if lifted_on < hold.starts_on:
        raise Denied(f"Ngày hết tạm dừng {vi_date(lifted_on)} trước ngày bắt đầu {vi_date(hold.starts_on)}.")
    outcome_source = checked_reason(outcome_source)
    done = Hold.objects.filter(pk=hold.pk, lifted_at=None).update(
        lifted_on=lifted_on, lifted_at=at, lifted_by=by, outcome=outcome, outcome_source=outcome_source
    )
    if not done:
        raise Stale("Việc tạm dừng này vừa được người khác kết thúc.")
    hold.refresh_from_db()
    audit.record("hold_lifted", hold, by=by, at=at, detail={"outcome": outcome, "under": under.pk})
