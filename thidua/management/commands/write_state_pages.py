"""Draw every life-cycle into docs/states.md, or compare with what stands there."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from rulebook.lifecycles import LIFECYCLES

HEAD = """# States

Generated from `rulebook/lifecycles.py` by `make fix`; `make check` compares. What is not drawn here cannot happen.
"""


def page() -> str:
    """The whole page as text."""
    parts = [HEAD]
    for cycle in LIFECYCLES.values():
        rows = "\n".join(
            f"| `{move.act}` | {move.label_vi} | {', '.join(cycle.states[s] for s in move.from_)} "
            f"| {cycle.states[move.to]} | {move.who} |"
            for move in cycle.moves
        )
        parts.append(
            f"## {cycle.name} — {cycle.title_vi}\n\n```mermaid\n{cycle.mermaid()}\n```\n\n"
            f"| Act | On screen | From | To | Usually |\n|---|---|---|---|---|\n{rows}\n"
        )
    return "\n".join(parts)


class Command(BaseCommand):
    help = "Write docs/states.md from the table of life-cycles."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="only compare; fail when the page is out of date")

    def handle(self, *args, **options):
        place = settings.BASE_DIR / "docs" / "states.md"
        text = page()
        if options["check"]:
            if not place.exists() or place.read_text() != text:
                raise CommandError("docs/states.md is out of date with rulebook/lifecycles.py: run `make fix`.")
            return
        place.write_text(text)
