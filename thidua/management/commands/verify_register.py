"""Compare every line of the register of honours with what the audit chain kept of it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from thidua.honours import digest
from thidua.shared import audit
from thidua.shared.models import AuditEvent


class Command(BaseCommand):
    help = "Đối chiếu sổ vàng với chuỗi nhật ký: chuỗi còn nguyên, từng dòng sổ vàng đúng như khi ghi."

    def handle(self, *args: Any, **options: Any) -> None:
        broken = audit.first_break(AuditEvent.objects.order_by("seq").iterator(chunk_size=2000))
        if broken is not None:
            raise CommandError(f"Chuỗi nhật ký đứt tại bản ghi số {broken}: chưa thể đối chiếu.", returncode=1)
        found = digest.compare(digest.records())
        if not found.is_whole:
            told = []
            if found.changed:
                told.append(f"nội dung khác với nhật ký ở các bản ghi số {_some(found.changed)}")
            if found.unproven:
                told.append(f"dòng không có trong nhật ký: {_some(found.unproven)}")
            raise CommandError(f"Sổ vàng không khớp: {'; '.join(told)}.", returncode=1)
        self.stdout.write(f"Sổ vàng khớp với nhật ký: {found.lines} dòng, {found.records} bản ghi.")


def _some(numbers: list[int]) -> str:
    more = f" và {len(numbers) - 20} số khác" if len(numbers) > 20 else ""
    return ", ".join(map(str, numbers[:20])) + more
