"""Screens about the law's day: another rule date for a dossier, the effect of a change of the law on open dossiers."""

from collections import Counter
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from rulebook.book import Boundary
from rulebook.transition import next_boundary
from thidua.law.queries import award_name, in_use, the_book
from thidua.nominations import actions_judging, facts, queries
from thidua.nominations import permissions as may
from thidua.nominations.changes import Changes, changes
from thidua.nominations.forms import LawDayForm, RuleDateForm
from thidua.nominations.impact import ImpactRow, impact
from thidua.nominations.law_tables import ImpactTable
from thidua.nominations.models import NominationLine
from thidua.nominations.views import crumbs_of, nomination_or_404
from thidua.shared import clock
from thidua.shared.certain import certain
from thidua.shared.columns import Filter
from thidua.shared.denied import attempt
from thidua.shared.forms import posted
from thidua.shared.tables import table_page
from thidua.shared.ui import Action, Crumb, Tile
from thidua.shared.wording import vi_date
from thidua.units.models import Unit

Outcome = NominationLine.Outcome


def change_rule_date(request: HttpRequest, pk: int) -> HttpResponse:
    """Another day whose law judges the dossier, with the reason; every line is judged again."""
    nomination = nomination_or_404(request, pk)
    may.check_can_change_rule_date(request.user, nomination, clock.today())
    present = certain(nomination.rule_date)
    form = RuleDateForm(posted(request), nomination=nomination, today=clock.today())
    if request.method == "POST" and form.is_valid():
        chosen = {name: form.cleaned_data[name] for name in ("day", "reason")}
        changed = attempt(
            form,
            actions_judging.change_rule_date,
            nomination=nomination,
            by=request.user,
            at=clock.now(),
            early_confirmed=bool(form.early),  # a valid form with the box was ticked
            **chosen,
        )
        if changed is not None:
            messages.success(
                request, f"Hồ sơ xét theo quy định ngày {vi_date(chosen['day'])}; {changed} trường hợp đổi kết quả."
            )
            return redirect("nominations:detail", nomination.pk)
    title = "Đổi ngày áp dụng quy định"
    notice = {
        "tone": "look",
        "title": "",
        "items": [],  # a dictionary has a method of that name
        "text": "Mọi trường hợp được xét lại theo quy định của ngày mới, với dữ liệu đang có. Trường hợp có điều kiện đổi "
        "kết quả trở về “Chờ thẩm định”; những gì khác với khi gửi được ghi ở từng trường hợp.",
    }
    context = {
        "form": form,
        "title": title,
        "kicker": nomination.title,
        "facts": [
            ("Ngày tiếp nhận", vi_date(nomination.received_at)),
            ("Đang áp dụng quy định ngày", vi_date(present)),
        ],
        "notices": [notice],
        "submit_label": "Đổi ngày và xét lại",
        "back": reverse("nominations:detail", args=[nomination.pk]),
        "crumbs": crumbs_of(nomination, title),
    }
    return render(request, "components/form_page.html", context, status=422 if form.is_bound else 200)


# ── the effect of a change of the law ──

_CHANGES = {
    "to_may_not": (Outcome.MAY_NOT, "Thành “Chưa đủ điều kiện”", "error"),
    "to_look": (Outcome.HUMAN_MUST_LOOK, "Thành “Cần người xem xét”", "look"),
    "to_may": (Outcome.MAY_BE_PROPOSED, "Thành “Có thể đề xét”", "met"),
}


def law_impact(request: HttpRequest) -> HttpResponseBase:
    """Open dossiers tried against the law of another day (``?ngay=``), by default the next change that is known of."""
    on = clock.today()
    may.check_can_review_law(request.user, on)
    asked = request.GET if "ngay" in request.GET else None
    form = LawDayForm(asked, initial={"ngay": _default_day(on)})
    if (
        asked is not None and not form.is_valid()
    ):  # the answer for another day would be taken for that of the day asked for
        return render(request, "nominations/impact.html", _impact_page(form, None))
    day = _default_day(on) if asked is None else form.cleaned_data["ngay"]
    tried = impact(queries.visible_to(request.user, on), day, on)
    changed = {row.line: row for row in tried if row.changes}
    rows = NominationLine.objects.filter(pk__in=changed).select_related(
        "nomination", "nomination__unit", "person", "unit"
    )
    table = ImpactTable(
        rows.defer("verdict").order_by("nomination__unit__name_fold", "nomination_id", "ordinal"),
        request,
        found=changed,
        day=day.isoformat(),
        kept=("ngay",),
        filters=_impact_filters(changed),
        total=len(changed),
    )
    context = _impact_page(form, day) | {
        "tried": len(tried),
        "tiles": _impact_tiles(tried, changed, table.path, day),
        "unknown": _unknown_text(day),
    }
    return table_page(request, table, "nominations/impact.html", context)


def _impact_page(form: LawDayForm, day: date | None) -> dict[str, Any]:
    """What the page shows whatever is found; without a day only the form and the days to choose from."""
    return {
        "form": form,
        "day": day,
        "boundaries": the_book().boundaries[::-1],
        "crumbs": [Crumb("Hồ sơ", reverse("nominations:list")), Crumb("Tác động khi đổi quy định")],
    }


def _default_day(on: date) -> date:
    """The next change of the law, or today when none is known."""
    boundary = next_boundary(on)
    return boundary.day if boundary else on


def _unknown_text(day: date) -> Boundary | None:
    return the_book().unknown_from(day)


def _impact_filters(changed: dict[int, ImpactRow]) -> list[Filter]:
    awards = sorted({(row.award_code, award_name(row.award_code)) for row in changed.values()}, key=lambda p: p[1])
    dossiers = {row.nomination for row in changed.values()}
    units = Unit.objects.without_tree_fields().filter(nominations__in=dossiers).distinct().order_by("name_fold")
    by_change = {
        key: [row.line for row in changed.values() if row.outcome_then == outcome]
        for key, (outcome, _, _) in _CHANGES.items()
    }
    return [
        Filter("award", "Danh hiệu, hình thức", awards, field="nomination__award_code"),
        Filter("unit", "Đơn vị đề nghị", [(u.pk, u.name) for u in units], field="nomination__unit"),
        Filter(
            "change",
            "Đổi thế nào",
            [(key, label) for key, (_, label, _) in _CHANGES.items()],
            apply=lambda lines, key: lines.filter(pk__in=by_change[key]),
        ),
    ]


def _impact_tiles(tried: list[ImpactRow], changed: dict[int, ImpactRow], path: str, day: date) -> list[Tile]:
    counts = Counter(row.outcome_then for row in changed.values())
    here = f"{path}?ngay={day.isoformat()}"
    return [
        Tile("Trường hợp của hồ sơ đang giải quyết", str(len(tried)), tone="quiet"),
        Tile("Đổi kết quả", str(len(changed)), tone="caution" if changed else "met", url=here),
        *(
            Tile(label, str(counts[outcome]), tone=tone, url=f"{here}&change={key}")
            for key, (outcome, label, tone) in _CHANGES.items()
        ),
    ]


def law_impact_line(request: HttpRequest, pk: int) -> HttpResponse:
    """One nominee under the law of two days, condition by condition."""
    on = clock.today()
    may.check_can_review_law(request.user, on)
    form = LawDayForm(request.GET)
    if not form.is_valid():
        raise Http404("Ngày không đọc được.")
    day = form.cleaned_data["ngay"]
    seen = queries.visible_to(request.user, on)
    lines = NominationLine.objects.select_related("nomination", "nomination__unit", "person", "unit").defer("verdict")
    line = get_object_or_404(lines, pk=pk, nomination__in=seen.values("pk"))
    found = impact(seen, day, on, line=pk)
    if not found:
        raise Http404("Trường hợp này không còn được giải quyết.")
    row = found[0]
    name, back = facts.subject_name(line), f"{reverse('nominations:impact')}?ngay={day.isoformat()}"
    context: dict[str, Any] = {
        "line": line,
        "name": name,
        "row": row,
        "day": day,
        "labels": (Outcome(row.outcome_now).label, Outcome(row.outcome_then).label),
        "changes": _differences(row),
        "differing": [in_use(text) for text in row.differing],
        "unknown": _unknown_text(day),
        "actions": [Action("Mở trường hợp trong hồ sơ", reverse("nominations:line", args=[pk]), icon="file")],
        "crumbs": [
            Crumb("Hồ sơ", reverse("nominations:list")),
            Crumb("Tác động khi đổi quy định", back),
            Crumb(name),
        ],
    }
    return render(request, "nominations/impact_line.html", context)


def _differences(row: ImpactRow) -> Changes | None:
    """Condition by condition; nothing where one of the two texts is not known, since every condition would then look
    as if it had been dropped."""
    before, after = row.now.explain().to_dict(), row.then.explain().to_dict()
    if any(reason["code"] == "law_text_unknown" for each in (before, after) for reason in each["conditions"]):
        return None
    return changes(before, after)
