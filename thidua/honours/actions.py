"""Writing the register. Lines are only ever added: the database itself refuses change and removal."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from thidua.honours.codes import new_code
from thidua.honours.digest import mark_of
from thidua.honours.models import Honour
from thidua.honours.permissions import (
    check_can_correct,
    check_can_enter,
    check_can_import,
    check_can_record,
)
from thidua.honours.queries import latest_entry, standing
from thidua.shared import audit
from thidua.shared.denied import Denied, Stale
from thidua.shared.text import fold, nfc
from thidua.units.models import Unit
from thidua.units.queries import unit_ids_below

CORRECTABLE = ("recipient_name", "recipient_detail", "award_code", "year", "ground")


def _fill(row: Honour, *, source: str, by, at: datetime) -> Honour:
    row.recipient_name, row.recipient_detail = nfc(row.recipient_name), nfc(row.recipient_detail)
    row.recipient_fold = fold(row.recipient_name)
    row.check_code = new_code()
    row.source, row.recorded_at, row.recorded_by = source, at, by
    return row


def _check_rows(rows: list[Honour], at: datetime) -> None:
    today = timezone.localdate(at)
    for place, row in enumerate(rows, start=1):
        where = f"Dòng {place} ({row.recipient_name or 'không tên'})"
        if not row.recipient_name.strip():
            raise Denied(f"Dòng {place}: thiếu tên người hoặc tập thể được khen thưởng. Chưa dòng nào được ghi.")
        if row.person_id and row.unit_id:
            raise Denied(f"{where}: một dòng chỉ ghi một cá nhân hoặc một tập thể. Chưa dòng nào được ghi.")
        if not row.decision_number.strip():
            raise Denied(f"{where}: thiếu số quyết định. Chưa dòng nào được ghi.")
        if row.decided_on > today:
            raise Denied(f"{where}: ngày quyết định ở tương lai. Chưa dòng nào được ghi.")
        if not row.year <= row.decided_on.year:
            raise Denied(f"{where}: năm thành tích sau năm của quyết định. Chưa dòng nào được ghi.")


def _add(rows: list[Honour]) -> None:
    try:
        with transaction.atomic():
            Honour.objects.bulk_create(rows, batch_size=500)
    except IntegrityError as error:
        raise Denied(
            "Có dòng trùng số quyết định, ngày và số thứ tự với dòng đã có trong sổ vàng. Chưa dòng nào được ghi."
        ) from error


@transaction.atomic
def import_past_honours(*, rows: Iterable[Honour], under: Unit, by, at: datetime) -> int:
    """Enter honours decided before or outside the system, in bulk, all or nothing; returns how many.

    ``rows`` are unsaved lines with recipient (``person`` or ``unit`` where known), ``of_unit``, award, year, issuer,
    number, day and ordinal of the decision; check code, folded name and stamps are filled here. Each line must belong
    to ``under`` or a unit below it. Raises Denied naming the first wrong line.
    """
    check_can_import(by, under, at.date())
    rows = list(rows)
    if not rows:
        raise Denied("Không có dòng nào để ghi.")
    _check_rows(rows, at)
    inside = unit_ids_below([under.pk])  # with the units that passed to them, as those of a joined province
    for place, row in enumerate(rows, start=1):
        if (row.of_unit_id or row.unit_id or row.issuer_id) not in inside:
            raise Denied(
                f"Dòng {place} ({row.recipient_name}): đơn vị không thuộc {under.name}. Chưa dòng nào được ghi."
            )
    _add([_fill(row, source=Honour.Source.IMPORTED, by=by, at=at) for row in rows])
    audit.record("past_honours_imported", under, by=by, at=at, detail=_told(rows))
    return len(rows)


@transaction.atomic
def enter_past_honour(*, row: Honour, under: Unit, by, at: datetime) -> Honour:
    """Enter one honour of before or outside the system by hand; returns the line.

    ``row``: as for :func:`import_past_honours`, its ordinal is given here. Nobody enters an honour of their own; one
    that stands already is refused.
    """
    check_can_enter(by, under, row.person_id, at.date())
    same = standing().filter(
        person=row.person, unit=row.unit, award_code=row.award_code, year=row.year,
        decision_number__iexact=row.decision_number.strip(),
    )  # fmt: skip
    if same.exists():
        raise Denied("Khen thưởng này đã có trong sổ vàng: cùng người hoặc tập thể, danh hiệu, năm và số quyết định.")
    there = Honour.objects.filter(
        issuer=row.issuer, decision_number=row.decision_number, decided_on=row.decided_on, entry=Honour.Entry.AWARD
    )
    row.ordinal = (there.aggregate(last=Max("ordinal"))["last"] or 0) + 1
    import_past_honours(rows=[row], under=under, by=by, at=at)
    return row


@transaction.atomic
def record_honours(*, rows: Iterable[Honour], by, at: datetime) -> list[Honour]:
    """Enter the lines of one decision that was just issued; returns them with keys and check codes.

    ``rows`` are unsaved lines of one issuer and one decision. Called by ``decisions.actions.issue_decision``.
    """
    rows = list(rows)
    if len({(row.issuer_id, row.decision_number, row.decided_on) for row in rows}) != 1:
        raise Denied("Các dòng ghi sổ vàng phải thuộc cùng một quyết định.")
    issuer = rows[0].issuer
    check_can_record(by, issuer, at.date())
    _check_rows(rows, at)
    _add([_fill(row, source=Honour.Source.DECIDED, by=by, at=at) for row in rows])
    detail = _told(rows) | {"decision": rows[0].decision_number}
    audit.record("honours_recorded", issuer, by=by, at=at, detail=detail)
    return rows


def _told(rows: list[Honour]) -> dict[str, Any]:
    """What the audit keeps of lines that were written: how many, and the mark by which they are compared later."""
    return {"count": len(rows), "lines": mark_of(rows)}


def append_entry(honour: Honour, entry: str, reason: str, by, at: datetime, **changes: object) -> Honour:
    """The next entry of the chain of an award line: what stood last, with ``changes``. Refused without a reason."""
    reason = nfc(reason)
    if not reason:
        raise Denied("Cần ghi rõ lý do.")
    if len(reason) > 300:
        raise Denied("Lý do dài quá 300 ký tự. Mời viết gọn lại.")
    last = latest_entry(honour)
    fields = {
        name: getattr(last, name)
        for name in (
            *CORRECTABLE, "person_id", "unit_id", "of_unit_id", "issuer_id", "authority", "decision_number", "decided_on",
            "ordinal",
        )
    }  # fmt: skip
    line = Honour(**(fields | changes), entry=entry, refers_to=honour, serial=last.serial + 1, reason=reason)
    _fill(line, source=honour.source, by=by, at=at)
    try:
        with transaction.atomic():
            line.save(force_insert=True)
    except IntegrityError as error:
        raise Stale() from error
    audit.record(f"honour_{entry}", honour, by=by, at=at, detail={"serial": line.serial, "lines": mark_of([line])})
    return line


@transaction.atomic
def correct_honour(*, honour: Honour, reason: str, by, at: datetime, **corrected: object) -> Honour:
    """Add a correction of a slip to the chain of an award line; returns the new entry.

    ``corrected`` names what changes, among :data:`CORRECTABLE`; the original line stays as it was printed.
    """
    check_can_correct(by, honour, at.date())
    unknown = set(corrected) - set(CORRECTABLE)
    if unknown:
        raise TypeError(f"cannot be corrected: {sorted(unknown)}")
    last = latest_entry(honour)
    changes = {
        name: nfc(value) if isinstance(value, str) else value
        for name, value in corrected.items()
        if (nfc(value) if isinstance(value, str) else value) != getattr(last, name)
    }
    if not changes:
        raise Denied("Chưa có nội dung nào khác với dòng đang có hiệu lực.")
    if not changes.get("recipient_name", last.recipient_name):
        raise Denied("Tên người hoặc tập thể được khen thưởng không được để trống.")
    return append_entry(honour, Honour.Entry.CORRECTION, reason, by, at, **changes)
