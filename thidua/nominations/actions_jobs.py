"""Long acts of a dossier asked for by a click: at once where the dossier is small, else as a job with its bar (Q5)."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import transaction

from thidua.nominations import actions, permissions
from thidua.nominations.actions_conflicts import compare_reports, texts_to_compare
from thidua.nominations.actions_reports import draft_reports
from thidua.nominations.conflicts import last_comparison
from thidua.nominations.models import Nomination
from thidua.nominations.models_conflicts import TextComparison
from thidua.nominations.permissions_conflicts import check_can_compare
from thidua.shared.denied import Denied
from thidua.shared.jobs.actions import request_job
from thidua.shared.jobs.models import Job
from thidua.shared.jobs.queries import last_job

# So many nominees are sent, reports held against each other, and reports drafted, while the person waits for the page.
SENT_AT_ONCE, COMPARED_AT_ONCE, DRAFTED_AT_ONCE = 50, 500, 300
SAME_CLICK = timedelta(seconds=10)
SEND, COMPARE, DRAFT = "nominations.send", "nominations.compare", "nominations.draft"


def job_key(kind: str, nomination: Nomination) -> str:
    """Two requests for one dossier are one job."""
    return f"{kind}:{nomination.pk}"


def check_can_ask_to_send(user, nomination: Nomination, on: date) -> None:
    permissions.check_can_send(user, nomination, on)
    _check_not_under_way(SEND, nomination, "Hồ sơ đang được gửi; mời chờ kết quả trên trang này.")


def check_can_ask_to_compare(user, nomination: Nomination, on: date) -> None:
    check_can_compare(user, nomination, on)
    _check_not_under_way(COMPARE, nomination, "Các báo cáo đang được so; mời chờ kết quả trên trang này.")


def _check_not_under_way(kind: str, nomination: Nomination, refusal: str) -> None:
    job = last_job(job_key(kind, nomination))
    if job is not None and job.is_live:
        raise Denied(refusal)


@transaction.atomic
def request_sending(*, nomination: Nomination, by, at: datetime) -> Job | None:
    """Send a dossier: at once, or as a job for a long list. Right, gate and papers are looked at before the job is asked for,
    so that what is missing is told on the page; the list must then stay as it was until the job comes to it."""
    check_can_ask_to_send(by, nomination, at.date())
    if nomination.lines.count() <= SENT_AT_ONCE:
        actions.send_nomination(nomination=nomination, by=by, at=at)
        return None
    lines = nomination.lines.select_related("person", "unit", "outsider").defer("verdict")
    actions.check_papers(nomination, at.date(), lines)
    return request_job(
        kind=SEND,
        title=f"Gửi hồ sơ số {nomination.pk}",
        key=job_key(SEND, nomination),
        back_url=f"/ho-so/{nomination.pk}/",
        arguments={"nomination": nomination.pk, "version": nomination.version},
        by=by,
        at=at,
    )


@transaction.atomic
def request_comparing(*, nomination: Nomination, by, at: datetime) -> TextComparison | Job:
    """Hold the reports of a dossier against the others: at once while they are few, else as a job. The second of two clicks
    gets the result of the first."""
    Nomination.objects.select_for_update(of=("self",)).get(pk=nomination.pk)
    check_can_ask_to_compare(by, nomination, at.date())
    last = last_comparison(nomination)
    if last is not None and last.compared_by_id == by.pk and at - last.compared_at < SAME_CLICK:
        return last
    if texts_to_compare(nomination) <= COMPARED_AT_ONCE:
        return compare_reports(nomination=nomination, by=by, at=at)
    return request_job(
        kind=COMPARE,
        title=f"So các báo cáo của hồ sơ số {nomination.pk}",
        key=job_key(COMPARE, nomination),
        back_url=f"/ho-so/{nomination.pk}/vuong-mac/",
        arguments={"nomination": nomination.pk},
        by=by,
        at=at,
    )


@transaction.atomic
def request_drafting(*, nomination: Nomination, form: Mapping[str, str], by, at: datetime) -> int | Job:
    """Draft the reports of everybody who has none: at once while they are few (how many), else as a job that drafts all of
    them or none. ``form``: {recipient: code} as :func:`draft_reports` takes it."""
    permissions.check_can_write(by, nomination, at.date(), None)
    _check_not_under_way(DRAFT, nomination, "Các báo cáo đang được soạn; mời chờ kết quả trên trang này.")
    if nomination.lines.filter(report=None).count() <= DRAFTED_AT_ONCE:
        return draft_reports(nomination=nomination, form=form, by=by, at=at)
    return request_job(
        kind=DRAFT,
        title=f"Soạn báo cáo thành tích của hồ sơ số {nomination.pk}",
        key=job_key(DRAFT, nomination),
        back_url=f"/ho-so/{nomination.pk}/giay-to/",
        arguments={"nomination": nomination.pk, "form": dict(form)},
        by=by,
        at=at,
    )
