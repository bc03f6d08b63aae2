"""The one task of the queue: do the job with this key. Everything else stands in the job itself."""

from django_tasks import task


@task()
def do_job(job_id: int) -> str:
    """Called by the worker; gives the state the job ended in."""
    from thidua.shared.jobs.running import perform

    return perform(job_id)
