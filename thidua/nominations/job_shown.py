"""What a page of a dossier says about the job that works on it: the bar, that somebody else asked for it, why it failed."""

from typing import Any

from django.http import HttpRequest

from thidua.accounts.queries import signed_in
from thidua.nominations.actions_jobs import job_key
from thidua.nominations.models import Nomination
from thidua.shared.jobs.models import Job
from thidua.shared.jobs.queries import last_job
from thidua.shared.jobs.views import progress_of


def job_shown(request: HttpRequest, kind: str, nomination: Nomination) -> dict[str, Any]:
    """For ``nominations/_job.html``: the newest job of this kind on the dossier, while it is not over or when it ended without
    its work. What was asked of another version of the dossier is past. One query."""
    job = last_job(job_key(kind, nomination))
    if job is None or job.arguments.get("version", nomination.version) != nomination.version:
        return {}
    if not job.is_live:
        return {"stopped": job} if job.state in (Job.State.FAILED, Job.State.CANCELLED) else {}
    if job.requested_by_id != signed_in(request).pk:
        return {"elsewhere": job}
    shown = progress_of(request, job)
    return shown | {"job_actions": shown.pop("actions")}
