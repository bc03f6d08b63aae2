"""Handing in a spreadsheet, choosing its table, matching its columns, having it checked, written, taken back."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from paperwork.header import Header, guess
from paperwork.sheet_guard import BookRefused
from paperwork.tables import guess_sheet, open_book
from thidua.imports import files, permissions, queries
from thidua.imports.matching import heading_key, knows
from thidua.imports.models import Import, ImportChunk, ImportEffect, LearnedColumn
from thidua.imports.planners import planner_of
from thidua.imports.planning import Scene
from thidua.imports.shapes import Kind, kind_named
from thidua.scoring.models import Season
from thidua.shared import audit
from thidua.shared.denied import Denied
from thidua.shared.gate import pass_gate, touch
from thidua.shared.jobs.actions import request_job
from thidua.shared.jobs.models import Job
from thidua.shared.text import nfc
from thidua.units.models import Unit

MOST_COLUMNS = 200


def upload_file(*, kind: Kind, unit: Unit, season: Season | None, upload: UploadedFile, by, at: datetime) -> Import:
    """Take in a spreadsheet and look into it; nothing of a refused one stays."""
    permissions.check_can_upload(by, kind, unit, season, at.date())
    stored_as, name, digest, size = files.store(upload)
    place = files.place_of(stored_as)
    try:
        try:
            book = open_book(place)
        except BookRefused as error:
            raise files.refusal(error) from error
        known = knows(kind)
        sheet = guess_sheet(book, known)
        header = guess(sheet.first, sheet.merged, known) or Header(0, 1, 1)
        with transaction.atomic():
            imported = Import.objects.create(
                kind=kind.code,
                unit=unit,
                season=season if kind.needs_season else None,
                file_name=name,
                file_size=size,
                sha256=digest,
                stored_as=stored_as,
                sheets=files.sheets_of(book),
                notes=list(book.notes),
                sheet_place=sheet.place,
                header_row=header.row,
                header_height=header.height,
                data_row=header.data_row,
                uploaded_at=at,
                uploaded_by=by,
            )
            audit.record("import_uploaded", imported, by=by, at=at, detail={"kind": kind.code, "sha256": digest})
    except BaseException:
        place.unlink(missing_ok=True)
        raise
    return imported


def header_at(imported: Import, sheet_place: int, row: int, height: int) -> tuple[Header, list[str]]:
    """The header at a row (0-based) of a sheet of the file, and its labels. Raises Denied when there can be none."""
    kept = next((sheet for sheet in imported.sheets if sheet["place"] == sheet_place), None)
    if kept is None:
        raise Denied("Tệp không có trang tính này.")
    if kept["too_large"]:
        raise Denied("Trang tính này quá lớn; hãy xóa những dòng, cột trống có định dạng ở cuối bảng rồi tải lại.")
    sheet = files.sheet_again(kept)
    if height not in (1, 2) or not 0 <= row < len(sheet.first):
        raise Denied(f"Dòng tiêu đề phải nằm trong {len(sheet.first)} dòng đầu của trang tính.")
    guessed = guess(sheet.first, sheet.merged, knows(kind_named(imported.kind)))
    data = row + height
    if guessed and (guessed.row, guessed.height) == (row, height):
        data = guessed.data_row
    header = Header(row, height, data)
    labels = header.labels(sheet.first, sheet.merged)
    if not any(labels):
        raise Denied("Dòng này không có tiêu đề nào.")
    return header, labels


@transaction.atomic
def choose_table(*, imported: Import, sheet_place: int, row: int, height: int, by, at: datetime) -> None:
    """Say which sheet and header row (0-based) is meant."""
    permissions.check_can_go_on(by, imported, at.date(), "choose")
    header, labels = header_at(imported, sheet_place, row, height)
    pass_gate(
        imported,
        "choose",
        sheet_place=sheet_place,
        header_row=header.row,
        header_height=header.height,
        data_row=header.data_row,
        labels=labels,
        mapping={},
        counts={},
        reasons=[],
        plan_hash="",
        checked_at=None,
        checked_by=None,
    )
    audit.record("import_table_chosen", imported, by=by, at=at, detail={"sheet": sheet_place, "row": row + 1})


@transaction.atomic
def check_import(*, imported: Import, mapping: Mapping[str, int], by, at: datetime) -> Job:
    """Say which column is which field, remember it for the agency, and have every row checked in the background."""
    permissions.check_can_go_on(by, imported, at.date(), "check")
    kind = kind_named(imported.kind)
    if strange := set(mapping) - set(kind.by_key):
        raise Denied(f"Không có cột nào tên {sorted(strange)[0]}.")
    if len(set(mapping.values())) != len(mapping) or not all(0 <= p < MOST_COLUMNS for p in mapping.values()):
        raise Denied("Mỗi cột của tệp chỉ ghép với một nội dung, mỗi nội dung một cột.")
    if lacking := kind.missing(mapping):
        raise Denied(f"Còn thiếu cột: {'; '.join(lacking)}.")
    fields_at = {place: key for key, place in mapping.items()}
    for place, label in enumerate(imported.labels):
        if label.strip():
            LearnedColumn.objects.update_or_create(
                unit=imported.unit,
                kind=kind.code,
                heading=heading_key(label)[:200],
                defaults={"field": fields_at.get(place, ""), "taught_at": at, "taught_by": by},
            )
    pass_gate(
        imported, "check", mapping=dict(mapping), counts={}, reasons=[], plan_hash="", checked_at=None, checked_by=None
    )
    audit.record("import_check_asked", imported, by=by, at=at, detail={"columns": len(mapping)})
    return _job(imported, "imports.check", f"Kiểm tra tệp {imported.file_name}", by, at)


@transaction.atomic
def write_import(*, imported: Import, accepts_refused: bool, by, at: datetime) -> Job:
    """Have the accepted rows written in the background, all or nothing. Refused rows must be left out knowingly."""
    permissions.check_can_write(by, imported, at.date())
    if (left_out := imported.counts.get("refused", 0)) and not accepts_refused:
        raise Denied(f"Có {left_out} dòng bị từ chối. Hãy xác nhận bỏ qua những dòng đó, hoặc sửa tệp rồi tải lại.")
    pass_gate(imported, "write")
    audit.record("import_write_asked", imported, by=by, at=at, detail=dict(imported.counts))
    return _job(imported, "imports.write", f"Ghi dữ liệu từ tệp {imported.file_name}", by, at)


@transaction.atomic
def undo_import(*, imported: Import, reason: str, by, at: datetime) -> Job:
    """Have everything an import did taken back in the background, while nothing was built upon it."""
    permissions.check_can_undo(by, imported, at.date())
    reason = nfc(reason)
    if not reason:
        raise Denied("Hãy ghi lý do hoàn tác.")
    pass_gate(imported, "undo", undone_reason=reason[:300])
    audit.record("import_undo_asked", imported, by=by, at=at, detail={"reason": reason[:300]})
    return _job(imported, "imports.undo", f"Hoàn tác lượt nhập {imported.file_name}", by, at)


def _job(imported: Import, kind: str, title: str, by, at: datetime) -> Job:
    return request_job(
        kind=kind,
        title=title,
        key=queries.job_key(imported),
        back_url=f"/nhap-du-lieu/{imported.pk}/",
        arguments={"import": imported.pk},
        by=by,
        at=at,
    )


@transaction.atomic
def export_register(*, place: Path, kind: Kind, unit: Unit, season: Season | None, by, at: datetime) -> None:
    """Write what the register holds of a unit in the form that is read back."""
    permissions.check_can_upload(by, kind, unit, season, at.date())
    scene = Scene(unit, by, at, season if kind.needs_season else None)
    files.write_form(place, kind, planner_of(kind.code).rows(scene))
    audit.record("register_exported", unit, by=by, at=at, detail={"kind": kind.code})


@transaction.atomic
def discard_import(*, imported: Import, by, at: datetime) -> None:
    """Throw an unwritten import away, its file with it."""
    permissions.check_is_officer(by, imported.unit, at.date(), "bỏ lượt nhập này")
    pass_gate(imported, "discard")
    _empty(imported, at)
    audit.record("import_discarded", imported, by=by, at=at)


def remove_old_uploads(*, at: datetime) -> int:
    """Remove files, previews and earlier values of imports whose time is over; returns how many. Nobody's act: ``daily``
    work that the setting ``UPLOAD_KEPT_DAYS`` orders."""
    ended = Import.objects.exclude(state__in=("checking", "running", "undoing")).exclude(stored_as="")
    count = 0
    for imported in ended.filter(uploaded_at__lt=at - timedelta(days=settings.UPLOAD_KEPT_DAYS)):
        with transaction.atomic():
            _empty(imported, at)
            audit.record("import_file_removed", imported, by=None, at=at, detail={"sha256": imported.sha256})
        count += 1
    return count


def _empty(imported: Import, at: datetime) -> None:
    """Forget what an import read; counts, hash and who did it remain. The file goes once the transaction holds."""
    stored_as = imported.stored_as
    touch(imported, stored_as="", sheets=[], file_removed_on=at.date())
    ImportChunk.objects.filter(imported=imported).delete()
    ImportEffect.objects.filter(imported=imported).delete()
    transaction.on_commit(lambda: files.remove(stored_as))
