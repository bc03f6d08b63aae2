"""Remove spreadsheets that were handed in long enough ago. Run it daily; safe to run as often as one likes."""

from typing import Any

from django.core.management.base import BaseCommand

from thidua.imports.actions import remove_old_uploads
from thidua.imports.actions_old import remove_old_decisions
from thidua.shared import clock


class Command(BaseCommand):
    help = "Xóa các bảng tính đã tải lên quá thời hạn lưu giữ (UPLOAD_KEPT_DAYS, OLD_DECISIONS_KEPT_DAYS)."

    def handle(self, *args: Any, **options: Any) -> None:
        count = remove_old_uploads(at=clock.now()) + remove_old_decisions(at=clock.now())
        self.stdout.write(f"Đã xóa {count} tệp quá thời hạn lưu giữ.")
