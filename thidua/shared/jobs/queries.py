"""Reading jobs."""

from django.db.models import QuerySet

from thidua.shared.jobs.models import Job


def visible_to(user) -> QuerySet[Job]:
    """The jobs a person asked for."""
    return Job.objects.filter(requested_by=user)


def live_job(key: str) -> Job | None:
    """The job with a key that is not over yet."""
    return Job.objects.filter(key=key, state__in=Job.LIVE).first()


def last_job(key: str) -> Job | None:
    """The newest job with a key, over or not."""
    return Job.objects.filter(key=key).order_by("-pk").first()
