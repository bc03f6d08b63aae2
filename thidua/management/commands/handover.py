"""Write the spreadsheets a province hands over, filled with an invented year: the form of ``year --input``."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from thidua.management.year.handover import write_handover
from thidua.management.year.population import generate
from thidua.management.year.practice import SEED


class Command(BaseCommand):
    help = "Write the spreadsheets of `year --input`, filled with an invented year."

    def add_arguments(self, parser):
        parser.add_argument("--people", type=int, default=60, help="how many people, 56 to 20,000")
        parser.add_argument("--seed", type=int, default=SEED, help="the seed of everything invented")
        parser.add_argument("--out", type=Path, default=settings.BASE_DIR / "out" / "ban-giao")

    def handle(self, *args, **options):
        try:
            given = generate(options["people"], options["seed"])
        except ValueError as error:
            raise CommandError(str(error)) from error
        options["out"].mkdir(parents=True, exist_ok=True)
        for path in write_handover(given, options["out"]):
            self.stdout.write(str(path))
        self.stdout.write(f"Chạy năm từ các tệp này: make year input={options['out']}")
