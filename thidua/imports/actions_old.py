"""Handing in an old decision, confirming its head, having it registered, taking it back, throwing it away."""

import os
import uuid
from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from paperwork.award_papers import SUFFIXES, check_paper
from paperwork.sheet_guard import BookRefused
from thidua.honours.by_hand import NotTold, issuer_named
from thidua.imports import files, permissions
from thidua.imports.models_old import OldDecision, OldLine
from thidua.imports.queries_old import left_to_head, old_job_key
from thidua.shared import audit, uploads
from thidua.shared.denied import Denied
from thidua.shared.gate import pass_gate, pass_gate_all, stamp, touch
from thidua.shared.jobs.actions import request_job
from thidua.shared.jobs.models import Job
from thidua.shared.text import nfc, nfc_lines
from thidua.units.models import Unit

_TAKEN = {suffix: uploads.CONTENTS[suffix] for suffix in SUFFIXES}
_TAKEN_NAMES = "Word (.docx), Excel (.xlsx, .xls), PDF có lớp chữ"


def upload_old(*, unit: Unit, upload: UploadedFile, by, at: datetime) -> OldDecision:
    """Take in an old decision and have it read in the background; nothing of a refused file stays. Raises Denied."""
    permissions.check_is_officer(by, unit, at.date(), "nhập quyết định cũ")
    taken = uploads.take(upload, _TAKEN, _TAKEN_NAMES, settings.UPLOAD_LARGEST)
    place = files.folder() / f"{uuid.uuid4().hex}{taken.suffix}"
    try:
        with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            stream.write(taken.content)
        try:
            check_paper(place)
        except BookRefused as error:
            raise files.refusal(error) from error
        with transaction.atomic():
            decision = OldDecision.objects.create(
                unit=unit,
                file_name=taken.name,
                file_size=len(taken.content),
                sha256=taken.sha256,
                stored_as=place.name,
                uploaded_at=at,
                uploaded_by=by,
            )
            audit.record("old_decision_uploaded", decision, by=by, at=at, detail={"sha256": taken.sha256})
            _job(decision, "imports.old_read", f"Đọc quyết định cũ {decision.file_name}", by, at)
    except BaseException:
        place.unlink(missing_ok=True)
        raise
    return decision


@transaction.atomic
def read_old_again(*, decision: OldDecision, by, at: datetime) -> Job:
    """Have a file read once more after the reading was stopped."""
    permissions.check_old(by, decision, at.date(), "read_again")
    pass_gate(decision, "read_again")
    audit.record("old_decision_read_again", decision, by=by, at=at)
    return _job(decision, "imports.old_read", f"Đọc quyết định cũ {decision.file_name}", by, at)


@transaction.atomic
def confirm_old_head(
    *,
    decision: OldDecision,
    number: str,
    decided_on: date | None,
    agency: str,
    award_code: str,
    year: int | None,
    signer: str,
    bases: str,
    by,
    at: datetime,
) -> Job:
    """Say once for the whole file what its head means, and have the lines matched; what was confirmed is to be seen again.

    Number, day and agency may be left empty only where every line has its own. Raises Denied.
    """
    permissions.check_old(by, decision, at.date(), "confirm_head")
    number, agency = nfc(number), nfc(agency)
    own = {"number": number, "date": decided_on, "issuer": agency}
    words = {"number": "số", "date": "ngày", "issuer": "cơ quan"}
    left = left_to_head(decision)
    for key, value in own.items():
        if not value and left[key]:
            raise Denied(f"Hãy ghi {words[key]} quyết định: có dòng không ghi {words[key]} riêng.")
    if decided_on and decided_on > at.date():
        raise Denied("Ngày quyết định ở tương lai.")
    if year and decided_on and year > decided_on.year:
        raise Denied("Năm khen thưởng sau năm của quyết định.")
    if agency and decided_on:
        try:
            issuer_named(agency, decided_on, decision.unit)
        except NotTold as reason:
            raise Denied(str(reason)) from reason
    pass_gate_all(decision.lines.exclude(state="proposed"), "reopen", settled_at=None, settled_by=None)
    pass_gate(
        decision, "confirm_head", number=number[:60], decided_on=decided_on, agency=agency[:200], award_code=award_code,
        year=year, signer=nfc(signer)[:120], bases=nfc_lines(bases)[:8000], **stamp("head", by=by, at=at),
    )  # fmt: skip
    audit.record("old_decision_head_confirmed", decision, by=by, at=at, detail={"number": number[:60]})
    return _job(decision, "imports.old_match", f"Đối chiếu quyết định cũ {decision.file_name}", by, at)


@transaction.atomic
def write_old(*, decision: OldDecision, by, at: datetime) -> Job:
    """Have the confirmed lines written into the register in the background, all or nothing."""
    permissions.check_can_write_old(by, decision, at.date())
    pass_gate(decision, "write")
    count = decision.lines.filter(state="confirmed").count()
    audit.record("old_decision_write_asked", decision, by=by, at=at, detail={"count": count})
    return _job(decision, "imports.old_write", f"Ghi quyết định cũ {decision.file_name} vào sổ vàng", by, at)


@transaction.atomic
def undo_old(*, decision: OldDecision, reason: str, by, at: datetime) -> Job:
    """Have all lines of a registered file withdrawn by later entries, while nothing was entered about them."""
    permissions.check_can_undo_old(by, decision, at.date())
    reason = nfc(reason)
    if not reason:
        raise Denied("Hãy ghi lý do hoàn tác.")
    pass_gate(decision, "undo", undone_reason=reason[:300])
    audit.record("old_decision_undo_asked", decision, by=by, at=at, detail={"reason": reason[:300]})
    return _job(decision, "imports.old_undo", f"Hoàn tác quyết định cũ {decision.file_name}", by, at)


@transaction.atomic
def discard_old(*, decision: OldDecision, by, at: datetime) -> None:
    """Throw an unregistered file away, its lines with it."""
    permissions.check_old(by, decision, at.date(), "discard")
    pass_gate(decision, "discard")
    _empty(decision, at)
    audit.record("old_decision_discarded", decision, by=by, at=at)


def remove_old_decisions(*, at: datetime) -> int:
    """Remove files whose time is over, with every line that was never registered; returns how many. Nobody's act:
    ``daily`` work that the settings ``UPLOAD_KEPT_DAYS`` and ``OLD_DECISIONS_KEPT_DAYS`` order."""
    kept = OldDecision.objects.exclude(stored_as="")
    loose = kept.filter(
        state__in=("unread", "head", "lines"), uploaded_at__lt=at - timedelta(days=settings.UPLOAD_KEPT_DAYS)
    )
    registered = kept.filter(
        state__in=("written", "undone"), written_at__lt=at - timedelta(days=settings.OLD_DECISIONS_KEPT_DAYS)
    )
    count = 0
    for decision in [*loose, *registered]:
        with transaction.atomic():
            if decision.state in ("unread", "head", "lines"):
                pass_gate(decision, "discard")
            _empty(decision, at)
            audit.record("old_decision_file_removed", decision, by=None, at=at, detail={"sha256": decision.sha256})
        count += 1
    return count


def _empty(decision: OldDecision, at: datetime) -> None:
    """Forget what was read and not registered; hash and who did it remain. The file goes once the transaction holds."""
    stored_as = decision.stored_as
    touch(decision, stored_as="", skipped=[], file_removed_on=at.date())
    OldLine.objects.filter(decision=decision, honour=None).delete()
    transaction.on_commit(lambda: files.remove(stored_as))


def _job(decision: OldDecision, kind: str, title: str, by, at: datetime) -> Job:
    return request_job(
        kind=kind,
        title=title,
        key=old_job_key(decision),
        back_url=f"/nhap-du-lieu/quyet-dinh-cu/{decision.pk}/",
        arguments={"decision": decision.pk},
        by=by,
        at=at,
    )
