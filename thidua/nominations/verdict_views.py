"""A verdict to take along: as text for a letter, and as JSON."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from rulebook.verdict import Verdict, letter_vi
from thidua.law.queries import in_use
from thidua.nominations import facts
from thidua.nominations.views import crumbs_of, line_or_404, verdict_of
from thidua.shared import clock


def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """The verdict in paragraphs that an officer can paste into a letter."""
    line = line_or_404(request, pk)
    name = facts.subject_name(line)
    text = in_use(letter_vi(Verdict.from_dict(verdict_of(line, clock.today())), name))
    context = {
        "line": line,
        "name": name,
        "text": text,
        "rows": min(40, text.count("\n") * 2 + 4),
        "crumbs": crumbs_of(line.nomination, f"Lời giải thích: {name}"),
    }
    return render(request, "nominations/letter.html", context)


def as_json(request: HttpRequest, pk: int) -> HttpResponse:
    """The verdict as data: outcome, every condition with fact, article and status, rule date, version of the data."""
    line = line_or_404(request, pk)
    answer = JsonResponse(
        Verdict.from_dict(verdict_of(line, clock.today())).to_dict(),
        json_dumps_params={"ensure_ascii": False, "indent": 1},
    )
    answer["Content-Disposition"] = f'attachment; filename="doi-chieu-{line.pk}.json"'
    return answer
