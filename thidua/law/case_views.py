"""Worked examples: the list of an award, and one of them judged now."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from rulebook import book as law
from rulebook.casebook import cases_of
from thidua.law import cases as worked
from thidua.law.forms import DayForm
from thidua.law.frame import crumbs, no_such_award, room
from thidua.law.queries import award_name
from thidua.law.reading import award_url, cases_url
from thidua.shared import clock
from thidua.shared.ui import Crumb


@login_not_required  # public reading
def cases(request: HttpRequest, award: str) -> HttpResponse:
    """The worked examples of an award, of all conditions or of one."""
    book, code = law.load_book(), award
    if code not in book.codes():
        return no_such_award(request, book, code)
    form = DayForm(request.GET, book=book, default=clock.today())
    name = award_name(code)
    steps = crumbs(Crumb(name, award_url(code)), Crumb("Ví dụ"))
    context = room(request, book, form=form, name=name, crumbs=steps)
    if not form.is_valid():
        return render(request, "law/cases.html", context, status=422)
    day = form.cleaned_data["ngay"]
    condition = request.GET.get("dieu-kien", "")
    groups = []
    for regime in book.regimes:
        every = cases_of(regime.code, code)
        found = worked.examples(every, book, condition)
        if found:
            groups.append((regime, found, worked.base_lines(every, book)))
    edition = book.award(code, day)
    texts = {node.code: node.text_vi for version in edition.versions for node in law.leaves(version.conditions)}
    context |= {
        "groups": groups,
        "condition": texts.get(condition, condition),
        "all_url": cases_url(code, day),
        "back": award_url(code, day),
    }
    return render(request, "law/cases.html", context)


@login_not_required  # public reading
def case(request: HttpRequest, award: str, regime: str, case: str) -> HttpResponse:
    """One worked example, judged now."""
    book, code = law.load_book(), award
    if code not in book.codes():
        return no_such_award(request, book, code)
    every = worked.examples(cases_of(regime, code), book)
    place = next((number for number, each in enumerate(every) if each.case.slug == case), None)
    if place is None:
        steps = crumbs(Crumb(award_name(code), award_url(code)), Crumb("Ví dụ"))
        return render(request, "law/unknown.html", room(request, book, code=case, crumbs=steps), status=404)
    shown = every[place]
    context = room(
        request,
        book,
        name=award_name(code),
        example=shown,
        facts=worked.facts_of_case(shown.case, book),
        base_note=worked.base_note(shown.case),
        judged=worked.judged(shown.case, book),
        law_url=award_url(code, shown.case.day),
        before=every[place - 1] if place else None,
        after=every[place + 1] if place + 1 < len(every) else None,
        crumbs=crumbs(
            Crumb(award_name(code), award_url(code, shown.case.day)),
            Crumb("Ví dụ", cases_url(code, shown.case.day)),
            Crumb(shown.title),
        ),
    )
    return render(request, "law/case.html", context)
