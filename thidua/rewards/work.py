"""The job that prints a run: one file after another, each kept with its sheets before the next is begun.

A worker may die at any moment: what is kept stays, and the next attempt goes on with the sheets still planned.
"""

from paperwork.blocks import PaperError
from paperwork.certificates import Certificate
from thidua.honours.models import Honour
from thidua.rewards.actions_printing import PRINT, end_run, keep_part, rest_run
from thidua.rewards.models import CertificateCopy, PrintRun
from thidua.rewards.permissions import check_prints_for
from thidua.rewards.queries_printing import standing_lines
from thidua.rewards.sheets import certificate_of, rendered, troubles
from thidua.shared.denied import Denied
from thidua.shared.jobs.kinds import JobKind, register
from thidua.shared.jobs.models import Job
from thidua.shared.jobs.running import Run
from thidua.shared.wording import vi_number

MOST_NAMED = 5


def _run_of(job: Job) -> PrintRun:
    return PrintRun.objects.select_related("decision__unit", "layout").get(pk=job.arguments["run"])


def _planned(run: PrintRun, part: int) -> list[CertificateCopy]:
    """The planned sheets of the part with this number, from 1."""
    first = (part - 1) * run.part_size + 1
    places = (first, first + run.part_size - 1)
    return list(run.copies.filter(state="planned", position__range=places).order_by("position"))


def _next_part(run: PrintRun) -> int:
    """The number of the first part with a planned sheet; 0 when none is left."""
    first = run.copies.filter(state="planned").order_by("position").values_list("position", flat=True).first()
    return 0 if first is None else (first - 1) // run.part_size + 1


def _words(run: PrintRun, copies: list[CertificateCopy]) -> list[tuple[CertificateCopy, Certificate | None]]:
    """What each sheet says; None where the honour was revoked meanwhile. One query."""
    keys = [copy.honour_id for copy in copies]
    lines: dict[int, Honour] = {
        line.refers_to_id or line.pk: line for line in standing_lines(run.decision).filter(root_id__in=keys)
    }
    return [
        (
            copy,
            certificate_of(lines[copy.honour_id], run.decision, copy.check_code or "")
            if copy.honour_id in lines
            else None,
        )
        for copy in copies
    ]


def _check_all(run: PrintRun, job: Run) -> None:
    """Every text is measured before the first sheet is printed: better no file than half of them."""
    layout = run.layout.layout if run.layout else None
    found: list[str] = []
    parts = -(-run.count // run.part_size)
    for part in range(1, parts + 1):
        job.tell(0, 0, "Đang đo chữ từng tờ")
        found += troubles([one for _, one in _words(run, _planned(run, part)) if one is not None], layout)
    if found:
        more = f" Còn {vi_number(len(found) - MOST_NAMED)} tờ nữa." if len(found) > MOST_NAMED else ""
        raise Denied(" ".join(found[:MOST_NAMED])[:440] + more)


def _print(job: Run) -> str:
    run = _run_of(job.job)
    check_prints_for(job.by, run.decision, job.at.date())
    layout = run.layout.layout if run.layout else None
    _check_all(run, job)
    while part := _next_part(run):
        done = run.copies.exclude(state="planned").count()
        job.tell(done, run.count, f"Đang in tệp {part}")
        words = _words(run, _planned(run, part))
        printed = [(copy, one) for copy, one in words if one is not None]
        try:
            content = rendered([one for _, one in printed], layout) if printed else b""
        except PaperError as error:
            raise Denied(str(error)) from error
        job.check()
        keep_part(
            run=run,
            number=part,
            content=content,
            printed=[copy.pk for copy, _ in printed],
            dropped=[copy.pk for copy, one in words if one is None],
            job=job.job,
            by=job.by,
            at=job.at,
        )
    with job.last_step():
        end_run(run=run, at=job.at)
        made = run.parts.count()
        sentence = f"Đã in {vi_number(run.copies.filter(part__isnull=False).count())} tờ vào {vi_number(made)} tệp."
        job.finish(sentence)
    return sentence


def _rest(job: Job) -> None:
    run = _run_of(job)
    if run.state == "waiting":
        rest_run(run=run)


register(PRINT, JobKind(_print, _rest, keeps="Những tệp đã in xong được giữ lại; bấm “In tiếp” để in phần còn lại."))
