"""Write the lists of papers into docs/papers.md, or compare with what stands there."""

import re

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from paperwork.documents import catalogue_table, coverage_table

PARTS = {"catalogue": catalogue_table, "coverage": coverage_table}


def page(text: str) -> str:
    """The page with its generated parts made anew; the words around them stay."""
    for name, table in PARTS.items():
        begin, end = f"<!-- {name}: generated -->", f"<!-- {name}: end -->"
        if begin not in text or end not in text:
            raise CommandError(f"docs/papers.md has lost its marks “{begin}” … “{end}”.")
        text = re.sub(
            f"{re.escape(begin)}.*?{re.escape(end)}",
            lambda _, b=begin, e=end, t=table: f"{b}\n\n{t()}\n\n{e}",  # type: ignore[misc]
            text,
            flags=re.DOTALL,
        )
    return text


class Command(BaseCommand):
    help = "Write the lists of papers into docs/papers.md."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="only compare; fail when the page is out of date")

    def handle(self, *args, **options):
        place = settings.BASE_DIR / "docs" / "papers.md"
        text = place.read_text()
        made = page(text)
        if options["check"]:
            if text != made:
                raise CommandError("docs/papers.md is out of date with paperwork/catalogue.py: run `make fix`.")
            return
        place.write_text(made)
