"""Reading jobs."""

from django.db.models import QuerySet

from thidua.shared.jobs.models import Job


def visible_to(user) -> QuerySet[Job]:
    """The jobs a person asked for."""
    return Job.objects.filter(requested_by=user)


def last_job(key: str) -> Job | None:
    """The newest job with a key, over or not."""
    return Job.objects.filter(key=key).order_by("-pk").first()
