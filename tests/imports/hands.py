"""An import from file to register by the real acts and jobs, as short as a test wants it."""

from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile

from thidua.imports import actions, queries
from thidua.imports.matching import match_columns
from thidua.imports.models import Import
from thidua.imports.shapes import kind_named
from thidua.shared.jobs.models import Job
from thidua.shared.jobs.running import perform


def upload(path: Path, kind: str, unit, by, at, season=None) -> Import:
    file = SimpleUploadedFile(path.name, path.read_bytes())
    return actions.upload_file(kind=kind_named(kind), unit=unit, season=season, upload=file, by=by, at=at)


def done(job: Job) -> Job:
    """Do a job here and now."""
    perform(job.pk, with_pulse=False)
    job.refresh_from_db()
    return job


def checked(path: Path, kind: str, unit, by, at, season=None, mapping: dict[str, int] | None = None) -> Import:
    """Upload, take the table and columns that are offered, check."""
    imported = upload(path, kind, unit, by, at, season)
    actions.choose_table(
        imported=imported, sheet_place=imported.sheet_place, row=imported.header_row, height=imported.header_height,
        by=by, at=at,
    )  # fmt: skip
    if mapping is None:
        found = match_columns(kind_named(kind), imported.labels, queries.learned(unit, kind))
        mapping = {match.key: place for place, match in found.items()}
    job = done(actions.check_import(imported=imported, mapping=mapping, by=by, at=at))
    assert job.state == "done", job.sentence
    imported.refresh_from_db()
    return imported


def written(imported: Import, by, at) -> Import:
    job = done(actions.write_import(imported=imported, accepts_refused=True, by=by, at=at))
    assert job.state == "done", job.sentence
    imported.refresh_from_db()
    return imported


def undone(imported: Import, by, at) -> Import:
    job = done(actions.undo_import(imported=imported, reason="Nhập nhầm tệp", by=by, at=at))
    assert job.state == "done", job.sentence
    imported.refresh_from_db()
    return imported


def lines(imported: Import, verdict: str) -> list[dict]:
    return [line for chunk in imported.chunks.filter(verdict=verdict) for line in chunk.lines]


def reasons(imported: Import) -> dict[int, list[tuple[str, str, str]]]:
    """{row: [(where, value, reason)]} of the refused rows."""
    return {line["n"]: [tuple(problem) for problem in line["p"]] for line in lines(imported, "refused")}
