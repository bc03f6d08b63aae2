"""Recompute the audit chain from its first record and say whether it is whole."""

from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from thidua.shared import audit
from thidua.shared.models import AuditEvent


class Command(BaseCommand):
    help = "Kiểm tra chuỗi nhật ký: đọc từ bản ghi đầu, tính lại từng mã băm."

    def handle(self, *args: Any, **options: Any) -> None:
        self.count, self.last = 0, audit.GENESIS
        broken = audit.first_break(self._counted())
        if broken is not None:
            raise CommandError(
                f"Chuỗi nhật ký đứt tại bản ghi số {broken} (đã kiểm tra {self.count} bản ghi).", returncode=1
            )
        self.stdout.write(f"Chuỗi nhật ký nguyên vẹn: {self.count} bản ghi, mã băm cuối {self.last}.")

    def _counted(self) -> Iterator[AuditEvent]:
        for event in AuditEvent.objects.order_by("seq").iterator(chunk_size=2000):
            self.count, self.last = self.count + 1, event.hash
            yield event
