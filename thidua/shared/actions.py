"""Setting the clock of a practice province."""

from datetime import date

from django.conf import settings
from django.db import transaction

from thidua.shared.denied import Denied
from thidua.shared.models import DemoClock


@transaction.atomic
def set_demo_day(*, day: date) -> None:
    """Let the practice province stand on ``day``; refused in a real installation, whose clock is the real one."""
    if not settings.DEMO:
        raise Denied("Chỉ tỉnh diễn tập mới đặt được ngày của hệ thống.")
    DemoClock.objects.update_or_create(pk=1, defaults={"today": day})
