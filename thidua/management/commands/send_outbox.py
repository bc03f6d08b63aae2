"""Send the letters that wait in the outbox. The worker does it by itself; this is for a hand or a timer. Safe to run as
often as one likes: a letter that has gone is not sent again."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from thidua.notices.actions_sending import send_waiting
from thidua.shared import clock


class Command(BaseCommand):
    help = "Gửi các thư đang chờ trong hộp thư đi."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--limit", type=int, default=500, help="nhiều nhất bao nhiêu thư trong một lần chạy")

    def handle(self, *args: Any, **options: Any) -> None:
        done = send_waiting(limit=options["limit"], at=clock.now())
        self.stdout.write(
            f"Đã gửi {done.sent} thư; {done.postponed} thư sẽ thử lại; {done.given_up} thư gửi lỗi; "
            f"{done.inside} thư chỉ đọc trên hệ thống."
        )
        if done.trouble:
            self.stdout.write(f"Máy chủ thư: {done.trouble}")
