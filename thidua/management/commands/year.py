"""Run one emulation year on a fresh database of its own and print its table."""

import os
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from thidua.management.year.handover import HandoverRefused
from thidua.management.year.outfolder import FolderTaken, prepare_folder, write_folder
from thidua.management.year.plan import STAGES
from thidua.management.year.practice import PEOPLE, SEED, empty_database, input_for, practise
from thidua.management.year.runner import UnknownStage
from thidua.management.year.table import lines_of_table


def add_year_arguments(parser) -> None:
    parser.add_argument("--people", type=int, default=PEOPLE, help="how many people, 56 to 20,000")
    parser.add_argument("--seed", type=int, default=SEED, help="the seed of everything invented")
    parser.add_argument("--stop-at", default=None, help="stop before this stage: " + ", ".join(s.key for s in STAGES))
    parser.add_argument("--input", type=Path, default=None, help="folder of hand-over files instead of invented rows")


def given_rows(options):
    """The input of a year; every problem of a hand-over folder is told with file, sheet, row and column."""
    stop_at = options["stop_at"]
    if stop_at is not None and stop_at not in {stage.key for stage in STAGES}:
        raise CommandError(f"Không có giai đoạn “{stop_at}”. Các giai đoạn: {', '.join(s.key for s in STAGES)}.")
    try:
        return input_for(options["people"], options["seed"], options["input"])
    except HandoverRefused as refused:
        told = "\n".join(f"  {problem}" for problem in refused.problems)
        raise CommandError(f"Chưa nhập được, chưa có gì thay đổi:\n{told}") from refused
    except ValueError as error:
        raise CommandError(str(error)) from error


def empty_folder(folder: Path) -> None:
    """Make room for the results, or refuse before anything runs."""
    try:
        prepare_folder(folder)
    except FolderTaken as taken:
        raise CommandError(str(taken)) from taken


class Command(BaseCommand):
    help = "Run one emulation year on a fresh database of its own and print its table."

    def add_arguments(self, parser):
        add_year_arguments(parser)
        parser.add_argument(
            "--out", type=Path, default=settings.BASE_DIR / "out" / "nam", help="folder for papers and tables"
        )

    def handle(self, *args, **options):
        given = given_rows(options)
        empty_folder(options["out"])
        with tempfile.TemporaryDirectory() as folder:
            self._own_database(folder)
            try:
                run = practise(given, options["seed"], options["stop_at"], lambda line: self.stdout.write(line))
            except UnknownStage as error:
                raise CommandError(str(error)) from error
            counts = write_folder(options["out"], given.year)
            for line in lines_of_table(run.year, run.done):
                self.stdout.write(line)
            self.stdout.write(f"Giấy tờ và bảng kết quả: {options['out']} ({sum(counts.values())} tệp PDF)")
            for connection in connections.all():
                connection.close()

    def _own_database(self, folder: str) -> None:
        """A year never touches the data of the installation: SQLite gets a new file, a server its practice database."""
        settings.MEDIA_ROOT = Path(folder) / "media"
        default = settings.DATABASES["default"]
        if default["ENGINE"].endswith("sqlite3"):
            connections["default"].close()
            default["NAME"] = connections["default"].settings_dict["NAME"] = os.path.join(folder, "year.sqlite3")
        elif not default["NAME"].endswith("_year"):
            raise CommandError(
                f"Trên PostgreSQL hãy dành riêng một cơ sở dữ liệu có tên kết thúc bằng “_year” (đang là “{default['NAME']}”)."
            )
        empty_database()
