"""What tests of printing do again and again."""

from io import BytesIO

from pypdf import PdfReader

from thidua.rewards import actions_reissue as reissue
from thidua.rewards.actions_layouts import save_layout
from thidua.rewards.actions_printing import request_print
from thidua.rewards.models import PrintLayout, PrintRun
from thidua.rewards.queries_printing import first_layout
from thidua.shared.jobs.queries import last_job
from thidua.shared.jobs.running import perform


def work_off(run: PrintRun) -> str:
    """Let the job of a run be done here; the state it ended in."""
    return perform(last_job(run.job_key).pk, with_pulse=False)


def printed(decision, office, at, **options) -> PrintRun:
    run = request_print(decision=decision, by=office.clerk, at=at, **options)
    assert work_off(run) == "done"
    run.refresh_from_db()
    return run


def laid_out(office, award: str, at, *, kind: str = "person", layout=None, seen: int = 0) -> PrintLayout:
    return save_layout(
        unit=office.unit, award_code=award, recipient_kind=kind, layout=layout or first_layout(award),
        seen_version=seen, by=office.clerk, at=at,
    )  # fmt: skip


def pages(run: PrintRun) -> list[str]:
    """The text of every page of a run's files, in order."""
    return [
        " ".join(page.extract_text().split())
        for part in run.parts.order_by("number")
        for page in PdfReader(BytesIO(part.paper.file.read())).pages
    ]


def replaced(copy, office, at, kind="lost", **fields):
    """The sheet that a request leads to which was taken in and granted, still to be printed."""
    given = {
        "asker": "Bà Trần Thị Kín", "asker_role": "Người được khen", "reason": "Mất trong đợt lũ vừa qua",
        "papers": "Đơn đề nghị cấp lại", "confirmed_by": "Công an phường", "received_on": at.date(),
    }  # fmt: skip
    asked = reissue.receive_reissue(honour=copy.honour, kind=kind, by=office.clerk, at=at, **(given | fields))
    reissue.grant_reissue(request=asked, document="Công văn 12/UBND", by=office.decider, at=at)
    return reissue.print_reissue(request=asked, by=office.clerk, at=at)
