"""A job with its bar, refreshed by itself; without scripts by a link."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from thidua.shared import clock
from thidua.shared.jobs import actions, queries
from thidua.shared.jobs.models import Job
from thidua.shared.jobs.permissions import check_can_stop
from thidua.shared.jobs.tables import JobTable
from thidua.shared.tables import table_page
from thidua.shared.ui import Action, Crumb, guarded


def job_list(request: HttpRequest) -> HttpResponseBase:
    table = JobTable(queries.visible_to(request.user), request)
    return table_page(request, table, "jobs/list.html")


def stop_button(job: Job, user) -> Action:
    """The button that asks a job to stop, grey with the reason for others."""
    return guarded(
        "Dừng việc này",
        reverse("jobs:stop", args=[job.pk]),
        check_can_stop,
        user,
        job,
        method="post",
        kind="quiet",
        icon="cross",
        confirm="Dừng việc đang chạy? Những gì chưa ghi xong sẽ không được ghi.",
    )


def progress_of(request: HttpRequest, job: Job) -> dict:
    """What templates/jobs/_progress.html reads."""
    shown = f"{job.done * 100 // job.total} %" if job.is_counted else ""
    return {
        "job": job,
        "poll_url": reverse("jobs:progress", args=[job.pk]),
        "shown": shown,
        "value": min(job.done, job.total) if job.is_counted else 0,
        "max": job.total if job.is_counted else 1,
        "actions": [stop_button(job, request.user)] if job.is_live else [],
    }


def detail(request: HttpRequest, pk: int) -> HttpResponse:
    job = get_object_or_404(queries.visible_to(request.user), pk=pk)
    context = progress_of(request, job) | {"crumbs": [Crumb("Việc chạy nền", reverse("jobs:list")), Crumb(job.title)]}
    return render(request, "jobs/detail.html", context)


def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The bar alone, asked for every second; when the job is over the whole page is shown anew."""
    job = get_object_or_404(queries.visible_to(request.user), pk=pk)
    back = request.headers.get("HX-Current-URL", "")
    if not getattr(request, "htmx", False):
        return redirect("jobs:detail", pk)
    if not job.is_live:
        answer = HttpResponse(status=200)
        if url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
            answer["HX-Redirect"] = back
        else:
            answer["HX-Redirect"] = reverse("jobs:detail", args=[pk])
        return answer
    return render(request, "jobs/_progress.html", progress_of(request, job))


@require_POST
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    job = get_object_or_404(queries.visible_to(request.user), pk=pk)
    actions.stop_job(job=job, by=request.user, at=clock.now())
    return redirect(job.back_url)
