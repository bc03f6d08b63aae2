"""The main job: a whole practice year, its table and papers, then the site."""

from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from thidua.management.commands.seed import practice_only
from thidua.management.commands.year import add_year_arguments, empty_folder, given_rows
from thidua.management.port import follow_port
from thidua.management.year.outfolder import write_folder
from thidua.management.year.practice import empty_database, open_boxes, practise
from thidua.management.year.table import lines_of_table


class Command(BaseCommand):
    help = "Run a practice year, print its table, write its papers to out/, serve the site."

    def add_arguments(self, parser):
        add_year_arguments(parser)
        parser.add_argument("--out", type=Path, default=settings.BASE_DIR / "out" / "dien-tap")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--no-serve", action="store_true", help="stop after the table")

    def handle(self, *args, **options):
        given = given_rows(options)
        practice_only()
        follow_port(options["port"])
        empty_folder(options["out"])
        empty_database()
        self.stdout.write("Chạy một năm thi đua của tỉnh diễn tập qua đúng các thao tác trên màn hình:\n")
        run = practise(given, options["seed"], options["stop_at"], lambda line: self.stdout.write(line))
        counts = write_folder(options["out"], given.year)
        for line in lines_of_table(run.year, run.done):
            self.stdout.write(line)
        self.stdout.write(f"Giấy tờ và bảng kết quả: {options['out']} ({sum(counts.values())} tệp PDF)")
        for username, phrase in open_boxes(run.year):
            self.stdout.write(f"  Mật khẩu mở hòm phiếu của {username}: {phrase}")
        if not options["no_serve"]:
            call_command("serve", port=options["port"])
