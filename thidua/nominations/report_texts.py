"""What somebody wrote about a nominee in their own words: the texts that a comparison of reports reads."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from thidua.nominations.models import NominationLine
from thidua.nominations.models_files import AchievementReport

# A report nobody has edited holds only what the system drafted from the records; those are nobody's own words.
_EDITED = Q(report__edited_at__isnull=False)


def own_words(parts: Iterable[dict[str, Any]]) -> str:
    """The paragraphs of a report that its author wrote or changed; drafted sentences and table rows are the records'."""
    return "\n".join(piece["text"] for part in parts for piece in part["pieces"] if piece["origin"] != "drafted")


def with_text(lines: QuerySet[NominationLine]) -> QuerySet[NominationLine]:
    """The lines that hold a text of somebody's own: an edited report or a summary of the achievement."""
    return lines.filter(_EDITED | ~Q(achievement=""))


def own_texts(lines: QuerySet[NominationLine]) -> dict[int, str]:
    """{line: own words of its achievement report} for the lines whose report has any. One query."""
    rows = AchievementReport.objects.filter(edited_at__isnull=False, line__in=lines.order_by().values("pk"))
    found = {line: own_words(parts) for line, parts in rows.values_list("line_id", "parts").iterator(chunk_size=500)}
    return {line: text for line, text in found.items() if text}


def text_of_line(line: NominationLine) -> str:
    """The own words of the report where there are any, else the summary of the achievement."""
    report = AchievementReport.objects.filter(line=line, edited_at__isnull=False).only("parts").first()
    return (own_words(report.parts) if report is not None else "") or line.achievement
