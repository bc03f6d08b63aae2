"""Ordering print runs, keeping their files part by part, replacing sheets."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from paperwork.certificates import MOST_PAGES
from thidua.decisions.models import Decision
from thidua.honours.codes import new_code
from thidua.honours.models import Honour
from thidua.papers.actions import keep_paper
from thidua.rewards.models import CertificateCopy, PrintLayout, PrintPart, PrintRun
from thidua.rewards.permissions import (
    check_can_discard,
    check_can_print,
    check_can_replace,
    check_can_resume,
    check_prints_for,
)
from thidua.rewards.queries_printing import layouts_for, lines_to_print, standing_lines
from thidua.shared import audit
from thidua.shared.denied import Denied, Stale
from thidua.shared.gate import pass_gate, pass_gate_all, stamp
from thidua.shared.jobs.actions import request_job
from thidua.shared.jobs.models import Job
from thidua.shared.jobs.running import LostLease
from thidua.shared.text import nfc, reason_trouble

PRINT = "rewards.print"
PART_SIZE = 500
Why = PrintRun.Why


@transaction.atomic
def request_print(
    *,
    decision: Decision,
    layout: PrintLayout | None = None,
    by,
    at: datetime,
    part_size: int = PART_SIZE,
) -> PrintRun:
    """Order the sheets a decision still lacks: all in the full A4 design, or with ``layout`` the texts of its kind of
    recipient for stock. Returns the run; a background job makes its files of ``part_size`` sheets.

    Revoked honours are left out and corrected ones printed as corrected.
    """
    check_can_print(by, decision, timezone.localdate(at))
    _check_layout_fits(layout, decision)
    lines = list(lines_to_print(decision, layout.recipient_kind if layout else ""))
    if not lines:
        raise Denied("Không còn tờ nào thuộc loại này chờ in.")
    return _order(decision, Why.FIRST, layout, _next_sheets(lines), part_size=part_size, by=by, at=at)


def _check_layout_fits(layout: PrintLayout | None, decision: Decision) -> None:
    if layout is not None and layouts_for(decision).get(layout.recipient_kind) != layout:
        raise Denied("Mẫu in trên phôi này không phải mẫu hiện hành của cơ quan cho loại khen thưởng này.")


def _root(line: Honour) -> int:
    return line.refers_to_id or line.pk


def _next_sheets(lines: Iterable[Honour]) -> list[CertificateCopy]:
    """Unsaved sheets for lines that have no good one: linked to the sheet before, where there was one."""
    lines = list(lines)
    before: dict[int, CertificateCopy] = {}
    for copy in CertificateCopy.objects.filter(honour__in=[_root(line) for line in lines]).order_by("serial"):
        before[copy.honour_id] = copy
    roots = Honour.objects.in_bulk([_root(line) for line in lines])
    used = set(
        CertificateCopy.objects.filter(honour__in=list(roots), check_code__isnull=False).values_list(
            "check_code", flat=True
        )
    )
    made = []
    for line in lines:
        root = roots[_root(line)]
        last = before.get(root.pk)
        made.append(
            CertificateCopy(
                honour=root,
                serial=last.serial + 1 if last else 1,
                replaces=last,
                check_code=new_code() if root.check_code in used else root.check_code,
            )
        )
    return made


def _order(
    decision: Decision,
    why: str,
    layout: PrintLayout | None,
    sheets: list[CertificateCopy],
    *,
    part_size: int = PART_SIZE,
    by,
    at: datetime,
) -> PrintRun:
    if not 1 <= part_size <= MOST_PAGES:
        raise Denied(f"Mỗi tệp in từ 1 đến {MOST_PAGES} tờ.")
    run = PrintRun.objects.create(
        decision=decision, why=why, layout=layout, count=len(sheets), part_size=part_size, requested_at=at,
        requested_by=by,
    )  # fmt: skip
    for position, sheet in enumerate(sheets, start=1):
        sheet.run, sheet.position, sheet.state = run, position, "planned"
    try:
        with transaction.atomic():
            CertificateCopy.objects.bulk_create(sheets, batch_size=500)
    except IntegrityError as error:
        raise Stale() from error
    audit.record("print_ordered", run, by=by, at=at, detail={"decision": decision.pk, "why": why, "count": len(sheets)})
    _ask_for_job(run, by, at)
    return run


def _ask_for_job(run: PrintRun, by, at: datetime) -> Job:
    return request_job(
        kind=PRINT,
        title=f"In {run.count} tờ kèm Quyết định số {run.decision.number_text}",
        key=run.job_key,
        back_url=reverse("rewards:detail", args=[run.decision_id]),
        arguments={"run": run.pk},
        by=by,
        at=at,
    )


# ── what the job writes ──


@transaction.atomic
def keep_part(
    *, run: PrintRun, number: int, content: bytes, printed: Collection[int], dropped: Collection[int], job: Job, by,
    at: datetime,
) -> PrintPart | None:  # fmt: skip
    """Keep one finished file and mark its sheets, all or nothing; None when every sheet of the part was ``dropped``.

    ``printed``, ``dropped``: keys of planned sheets; dropped are those whose honour was revoked meanwhile. Of two workers
    that print one part the second finds nothing planned and writes nothing.
    """
    mine = Job.objects.select_for_update().filter(
        pk=job.pk, state=Job.State.RUNNING, worker=job.worker, attempt=job.attempt
    )
    if not mine.exists():
        raise LostLease
    sheets = CertificateCopy.objects.filter(run=run)
    lost = pass_gate_all(
        sheets.filter(pk__in=dropped), "drop", check_code=None, ended_reason="Khen thưởng đã bị hủy bỏ",
        **stamp("ended", by=by, at=at),
    )  # fmt: skip
    part = None
    done = 0
    if printed:
        on = timezone.localdate(at)
        paper = keep_paper(
            kind="certificates",
            title=f"Tệp in số {number} kèm Quyết định số {run.decision.number_text}",
            unit=run.decision.unit, content=content, issued_on=on, by=by, at=at,
        )  # fmt: skip
        part = PrintPart.objects.create(run=run, number=number, count=len(printed), paper=paper, made_at=at)
        done = pass_gate_all(sheets.filter(pk__in=printed), "print", part=part)
    if (done, lost) != (len(printed), len(dropped)):
        raise LostLease
    audit.record("certificates_printed", run, by=by, at=at, detail={"part": number, "count": done, "left_out": lost})
    return part


def end_run(*, run: PrintRun, at: datetime) -> None:
    """All parts are made; inside the last step of the job."""
    pass_gate(run, "finish", made_at=at)


def rest_run(*, run: PrintRun) -> None:
    """The job was stopped or failed: what was made stays, the rest can be printed later."""
    pass_gate(run, "rest")


# ── afterwards ──


@transaction.atomic
def resume_run(*, run: PrintRun, by, at: datetime) -> Job:
    """Go on with a run that was stopped or failed: only sheets that were not printed."""
    check_can_resume(by, run, timezone.localdate(at))
    pass_gate(run, "resume")
    audit.record("print_resumed", run, by=by, at=at)
    return _ask_for_job(run, by, at)


@transaction.atomic
def discard_run(*, run: PrintRun, reason: str, by, at: datetime) -> PrintRun:
    """The whole run is no good (a wrong layout): its printed sheets count as spoiled, the rest is not printed.

    The lines can then be ordered anew.
    """
    check_can_discard(by, run, timezone.localdate(at))
    reason = _sound(reason)
    ended = {"ended_reason": reason, **stamp("ended", by=by, at=at)}
    pass_gate(run, "discard", discarded_reason=reason, **stamp("discarded", by=by, at=at))
    spoiled = pass_gate_all(run.copies.all(), "spoil", **ended)
    dropped = pass_gate_all(run.copies.all(), "drop", check_code=None, **ended)
    audit.record("print_discarded", run, by=by, at=at, detail={"spoiled": spoiled, "not_printed": dropped})
    return run


def _sound(reason: str) -> str:
    reason = nfc(reason).strip()
    if trouble := reason_trouble(reason):
        raise Denied(trouble)
    return reason[:300]


@transaction.atomic
def print_spoiled(*, decision: Decision, ordinals: Collection[int], reason: str, by, at: datetime) -> PrintRun:
    """Sheets of the lines ``ordinals`` were spoiled in printing: mark them so and order a new sheet for each, as they
    were ordered; returns the run. Raises Denied naming the first line that has no printed sheet."""
    on = timezone.localdate(at)
    check_prints_for(by, decision, on)
    reason = _sound(reason)
    wanted = sorted(set(ordinals))
    if not wanted:
        raise Denied("Chưa ghi tờ nào bị hỏng.")
    old = list(
        CertificateCopy.objects.filter(run__decision=decision, state="printed", honour__ordinal__in=wanted)
        .select_related("honour", "run__layout", "run__decision__unit")
        .order_by("honour__ordinal")
    )
    if missing := set(wanted) - {copy.honour.ordinal for copy in old}:
        raise Denied(f"Số {min(missing)} trong quyết định không có tờ nào đang dùng để báo hỏng.")
    if len({copy.run.layout_id for copy in old}) > 1:
        raise Denied("Các tờ này in trên các loại phôi khác nhau; hãy báo hỏng từng loại.")
    for copy in old:
        check_can_replace(by, copy, on)
    return replace_sheets(old, "spoil", Why.SPOILED, reason, by=by, at=at)


def replace_sheets(old: list[CertificateCopy], act: str, why: str, reason: str, *, by, at: datetime) -> PrintRun:
    """End the old sheets, order new ones as they were ordered: on the newest version of the same stock. Part of an act that
    checked the right."""
    ended = {"ended_reason": reason, **stamp("ended", by=by, at=at)}
    for copy in old:
        pass_gate(copy, act, **ended)
    run, layout = old[0].run, old[0].run.layout
    if layout is not None:
        layout = layouts_for(run.decision).get(layout.recipient_kind, layout)
    keys = {copy.honour_id for copy in old}
    lines = [line for line in standing_lines(run.decision) if _root(line) in keys]
    return _order(run.decision, why, layout, _next_sheets(lines), by=by, at=at)
