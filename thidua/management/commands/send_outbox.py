"""Send the letters that wait in the outbox. Safe to run as often as one likes: a letter that has gone is not sent again."""

from typing import Any

from django.core.mail import get_connection
from django.core.management.base import BaseCommand, CommandParser

from thidua.shared import clock
from thidua.shared.outbox import send_waiting


class Command(BaseCommand):
    help = "Gửi các thư đang chờ trong hộp thư đi."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--limit", type=int, default=500, help="nhiều nhất bao nhiêu thư trong một lần chạy")

    def handle(self, *args: Any, **options: Any) -> None:
        sent, failed, without_address = send_waiting(
            limit=options["limit"], at=clock.now(), connection=get_connection()
        )
        self.stdout.write(f"Đã gửi {sent} thư; {failed} thư gửi lỗi; {without_address} thư chỉ đọc trên hệ thống.")
