"""What the system forgets by itself when its time is over. Nobody's act: settings order it. Each says what it did."""

from datetime import timedelta

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from thidua.accounts.models import Session

TASKS_KEPT = timedelta(days=30)


def forget_sessions() -> str:
    """Sessions whose time is over, as Django's ``clearsessions`` does."""
    count, _ = Session.objects.filter(expire_date__lt=timezone.now()).delete()
    return f"Đã xóa {count} phiên đăng nhập hết hạn."


def forget_sign_ins() -> str:
    """Failed sign-ins and sign-ins older than FAILED_SIGN_INS_KEPT_DAYS and SIGN_INS_KEPT_DAYS: network addresses of
    people at work are kept no longer than they are of use."""
    now = timezone.now()
    old = now - timedelta(days=settings.FAILED_SIGN_INS_KEPT_DAYS)
    failed = AccessAttempt.objects.filter(attempt_time__lt=old).delete()[0]
    failed += AccessFailureLog.objects.filter(attempt_time__lt=old).delete()[0]
    others, _ = AccessLog.objects.filter(attempt_time__lt=now - timedelta(days=settings.SIGN_INS_KEPT_DAYS)).delete()
    return f"Đã xóa {failed} lần đăng nhập sai và {others} lần đăng nhập quá thời hạn lưu."


def forget_tasks() -> str:
    """Rows of the queue that are over; what people see of a job stands in the job itself."""
    over = [TaskResultStatus.SUCCESSFUL, TaskResultStatus.FAILED]
    rows = DBTaskResult.objects.filter(status__in=over, finished_at__lt=timezone.now() - TASKS_KEPT)
    return f"Đã xóa {rows.delete()[0]} dòng cũ của hàng đợi việc chạy nền."
