"""An old decision from file to register by the real acts and jobs, as short as a test wants it."""

from datetime import date
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document

from tests.old_decisions.docx_samples import head, table
from thidua.imports import actions_old
from thidua.imports import actions_old_lines as lines_acts
from thidua.imports.models_old import OldDecision, OldLine
from thidua.imports.queries_old import old_job_key
from thidua.shared.jobs.models import Job
from thidua.shared.jobs.running import perform

AWARD = "certificate_of_merit_commune"
NUMBER = "15/QĐ-UBND"
HEAD = ["STT", "Họ và tên", "Năm sinh", "Chức vụ", "Đơn vị"]
ROWS = [
    HEAD,
    ["1", "PHẠM THU THUỶ", "1980", "Công chức", "UBND phường Hồng Gai"],
    ["2", "Nguyễn Văn Đức", "1990", "", ""],
    ["3", "Nguyễn Văn Đức", "", "", ""],
    ["4", "Lê Thị Hoà", "", "", ""],
    ["5", "Bùi Không Có", "1960", "", "UBND phường Bạch Đằng"],
    ["6", "Phường Hồng Gai", "", "", ""],
    ["7", "Trường Mầm non Hoa Sen", "", "", "Phường Hồng Gai"],
]


def do(decision: OldDecision) -> Job:
    """Do the waiting job of a decision here and now."""
    job = Job.objects.filter(key=old_job_key(decision)).latest("pk")
    perform(job.pk, with_pulse=False)
    job.refresh_from_db()
    decision.refresh_from_db()
    return job


def paper(place: Path, rows: list[list[str]], number: str = NUMBER, day: str = "05 tháng 01 năm 2024") -> Path:
    """A decision of the ward Hồng Gai with these rows under a header."""
    d = Document()
    head(d, "UBND PHƯỜNG HỒNG GAI", number, f"Hồng Gai, ngày {day}", "Về việc tặng Giấy khen của Chủ tịch UBND phường")
    d.add_paragraph("Điều 1. Tặng Giấy khen của Chủ tịch UBND phường cho các tập thể, cá nhân có thành tích năm 2023:")
    table(d, rows)
    d.save(str(place))
    return place


def handed(place: Path, unit, by, at) -> OldDecision:
    """Uploaded and read."""
    file = SimpleUploadedFile(place.name, place.read_bytes())
    decision = actions_old.upload_old(unit=unit, upload=file, by=by, at=at)
    job = do(decision)
    assert job.state == "done", job.sentence
    return decision


def guessed_head(decision: OldDecision) -> dict[str, Any]:
    """What an officer confirms who finds the guess right."""
    said = {key: each["value"] for key, each in decision.guess.items()}
    return {
        "number": said["number"], "decided_on": date.fromisoformat(said["date"]) if said["date"] else None,
        "agency": said["agency"], "award_code": said["award"], "year": int(said["year"]) if said["year"] else None,
        "signer": said["signer"], "bases": decision.bases,
    }  # fmt: skip


def matched(place: Path, unit, by, at, **head_of: Any) -> OldDecision:
    """Uploaded, read, head confirmed, lines matched."""
    decision = handed(place, unit, by, at)
    actions_old.confirm_old_head(decision=decision, **(guessed_head(decision) | head_of), by=by, at=at)
    job = do(decision)
    assert job.state == "done", job.sentence
    return decision


def line(decision: OldDecision, ordinal: int) -> OldLine:
    return OldLine.objects.select_related("decision__unit", "person", "recipient_unit", "of_unit").get(
        decision=decision, ordinal=ordinal
    )


def written(decision: OldDecision, by, at) -> OldDecision:
    actions_old.write_old(decision=decision, by=by, at=at)
    job = do(decision)
    assert job.state == "done", job.sentence
    return decision


def said(one: OldLine, key: str) -> list[tuple[str, str]]:
    """[(how sure, reason)] of one field of a line."""
    return [(sure, reason) for field, sure, reason in one.findings if field == key]


def registered(place: Path, province, by, rows: list[list[str]]) -> OldDecision:
    """Handed in, matched, every line confirmed and written."""
    decision = matched(paper(place, rows), province.root.unit, by, province.at)
    for each in decision.lines.all():
        lines_acts.confirm_line(line=line(decision, each.ordinal), by=by, at=province.at)
    return written(decision, by, province.at)
