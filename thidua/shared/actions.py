"""Setting the clock of a practice province."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction

from thidua.shared import audit
from thidua.shared.denied import Denied, Stale
from thidua.shared.models import DemoClock
from thidua.shared.wording import vi_date

# A practice year is walked through in steps; further on roles, terms and holidays of the practice data are not laid out.
FURTHEST = timedelta(days=92)


@transaction.atomic
def set_demo_day(*, day: date) -> None:
    """Let the practice province stand on ``day``; refused in a real installation, whose clock is the real one."""
    if not settings.DEMO:
        raise Denied("Chỉ tỉnh diễn tập mới đặt được ngày của hệ thống.")
    DemoClock.objects.update_or_create(pk=1, defaults={"today": day})


@transaction.atomic
def move_demo_day(*, day: date, by, at: datetime) -> None:
    """Let the practice province stand on a later day, so that what waits for a day to pass can be practised. Refused in a
    real installation, where no practice province stands, for a day that is past, and further than ``FURTHEST`` at once."""
    if not settings.DEMO:
        raise Denied("Chỉ tỉnh thực hành mới chuyển được ngày của hệ thống.")
    clock = DemoClock.objects.filter(pk=1).first()
    if clock is None:
        raise Denied("Ở đây không có tỉnh thực hành; ngày của hệ thống là ngày thật.")
    if day <= clock.today:
        raise Denied(f"Chỉ chuyển tới một ngày sau ngày {vi_date(clock.today)}: việc đã ghi không lùi lại được.")
    if day > clock.today + FURTHEST:
        raise Denied(f"Mỗi lần chuyển nhiều nhất {FURTHEST.days} ngày, đến ngày {vi_date(clock.today + FURTHEST)}.")
    if DemoClock.objects.filter(pk=1, today=clock.today).update(today=day) != 1:
        raise Stale("Ngày vừa được người khác chuyển. Mời tải lại trang.")
    audit.record("demo_day_moved", clock, by=by, at=at, detail={"from": str(clock.today), "to": str(day)})
