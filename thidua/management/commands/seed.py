"""Fill the practice database with a province stopped at a stage; the clock stands on that day."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from thidua.management.commands.year import add_year_arguments, given_rows
from thidua.management.year.practice import empty_database, open_boxes, practise
from thidua.shared.models import DemoClock
from thidua.units.models import Unit


def practice_only() -> None:
    """Refuse to empty a database that holds a real installation."""
    if not settings.DEMO:
        raise CommandError("Chỉ chạy được ở chế độ diễn tập (DEMO=1).")
    from django.db import connection

    tables = connection.introspection.table_names()
    if Unit._meta.db_table in tables and Unit.objects.exists() and not DemoClock.objects.exists():
        raise CommandError("Cơ sở dữ liệu này không phải của tỉnh diễn tập; không xóa.")


class Command(BaseCommand):
    help = "A practice province, stopped before a stage, ready to be served."

    def add_arguments(self, parser):
        add_year_arguments(parser)
        parser.add_argument("--stage", dest="stop_at", help="the same as --stop-at")
        parser.add_argument("--everyone", action="store_true", help="a card on the sign-in page for every account")

    def handle(self, *args, **options):
        given = given_rows(options)
        practice_only()
        empty_database()
        run = practise(
            given, options["seed"], options["stop_at"], lambda line: self.stdout.write(line),
            everyone=options["everyone"],
        )  # fmt: skip
        self.stdout.write(f"Tỉnh diễn tập đứng ở ngày {run.day:%d/%m/%Y}. Mở trang bằng `make run`.")
        for username, phrase in open_boxes(run.year):
            self.stdout.write(f"  Mật khẩu mở hòm phiếu của {username}: {phrase}")
