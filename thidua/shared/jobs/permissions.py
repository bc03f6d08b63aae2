"""Who may look at a job and stop it: the person who asked for it."""

from thidua.shared.denied import Denied
from thidua.shared.jobs.models import Job


def check_can_stop(user, job: Job) -> None:
    if job.requested_by_id != user.pk:
        raise Denied("Chỉ người đã yêu cầu mới dừng được việc này.")
    if not job.is_live:
        raise Denied(f"Việc này đã kết thúc: {job.get_state_display().lower()}.")
    if job.cancel_asked_at:
        raise Denied("Đã yêu cầu dừng; việc sẽ dừng ở bước gần nhất.")
