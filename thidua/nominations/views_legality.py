"""Screens of the register held against the law of its day: one year in a list, one award in full."""

from collections import Counter

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from thidua.honours.models import Honour
from thidua.honours.queries import years as years_of
from thidua.law.cards import verdict_card
from thidua.law.queries import award_name
from thidua.nominations import legality
from thidua.nominations.law_tables import LegalityTable
from thidua.nominations.legality import FAILS, HOLDS, LOOK, LOOKED_AT, OUTCOMES_VI, WHY_LOOK_VI, Audited
from thidua.nominations.legality_summary import summary
from thidua.nominations.permissions import check_can_review_law
from thidua.shared import clock
from thidua.shared.columns import Filter
from thidua.shared.tables import table_page
from thidua.shared.ui import Action, Crumb, Tile
from thidua.shared.wording import vi_date, vi_number
from thidua.units.models import Unit

_TITLE = "Đối chiếu sổ vàng với quy định"


def audit_list(request: HttpRequest) -> HttpResponseBase:
    """The honours of one year (``?year=``, by default the newest), those that do not hold first."""
    on = clock.today()
    check_can_review_law(request.user, on)
    seen = legality.entries_for(request.user, on)
    years = years_of(seen)
    asked = request.GET.get("year", "")
    year = int(asked) if asked in {str(each) for each in years} else (years[0] if years else on.year)
    entries = seen.filter(year=year)
    audited = legality.audit(entries, on)
    found = {each.entry: each for each in audited}
    table = LegalityTable(
        _ranked(entries, audited).select_related("of_unit"),
        request,
        found=found,
        kept=("year",),
        filters=_filters(audited, entries),
        total=len(audited),
    )
    context = {
        "title": f"{_TITLE}, năm {year}",
        "year": year,
        "years": [each for each in years if each != year],
        "tiles": _tiles(audited, year),
        "reasons": [
            (line, f"{reverse('legality:list')}?year={year}&{line.filter_name}={line.key}") for line in summary(audited)
        ],
        "crumbs": [Crumb("Sổ vàng", reverse("honours:list")), Crumb(_TITLE)],
    }
    return table_page(request, table, "nominations/legality.html", context)


def _keys(audited: list[Audited], outcome: str) -> list[int]:
    return [each.entry for each in audited if each.outcome == outcome]


def _ranked(entries: QuerySet[Honour], audited: list[Audited]) -> QuerySet[Honour]:
    """With ``rank``: what does not hold first, then what a person must look at, then what a person has looked at."""
    ranks = [
        When(pk__in=keys, then=Value(place))
        for place, outcome in enumerate((FAILS, LOOK, LOOKED_AT))
        if (keys := _keys(audited, outcome))
    ]
    return entries.annotate(rank=Case(*ranks, default=Value(3), output_field=IntegerField()))


def _filters(audited: list[Audited], entries: QuerySet[Honour]) -> list[Filter]:
    awards = sorted({(each.award_code, award_name(each.award_code)) for each in audited}, key=lambda pair: pair[1])
    units = (
        Unit.objects.without_tree_fields()
        .filter(Q(pk__in=entries.values("of_unit")) | Q(pk__in=entries.values("unit")))
        .order_by("name_fold")
    )
    why = {key: [each.entry for each in audited if each.why_look == key] for key in WHY_LOOK_VI}
    return [
        Filter("award", "Danh hiệu, hình thức", awards, field="award_code"),
        Filter(
            "unit",
            "Đơn vị",
            [(unit.pk, unit.name) for unit in units],
            apply=lambda rows, value: rows.filter(Q(of_unit=value) | Q(unit=value)),
        ),
        Filter(
            "outcome",
            "Kết quả",
            list(OUTCOMES_VI.items()),
            apply=lambda rows, value: rows.filter(pk__in=_keys(audited, value)),
        ),
        Filter(
            "why",
            "Vì sao cần người xem xét",
            list(WHY_LOOK_VI.items()),
            apply=lambda rows, value: rows.filter(pk__in=why[value]),
        ),
    ]


def _tiles(audited: list[Audited], year: int) -> list[Tile]:
    counts = Counter(each.outcome for each in audited)
    here = f"{reverse('legality:list')}?year={year}"
    return [
        Tile("Khen thưởng đã đối chiếu", vi_number(len(audited)), tone="quiet", url=here),
        Tile(OUTCOMES_VI[FAILS], vi_number(counts[FAILS]), tone="error", url=f"{here}&outcome={FAILS}"),
        Tile(OUTCOMES_VI[LOOK], vi_number(counts[LOOK]), tone="look", url=f"{here}&outcome={LOOK}"),
        Tile(OUTCOMES_VI[LOOKED_AT], vi_number(counts[LOOKED_AT]), tone="met", url=f"{here}&outcome={LOOKED_AT}"),
        Tile(OUTCOMES_VI[HOLDS], vi_number(counts[HOLDS]), tone="met", url=f"{here}&outcome={HOLDS}"),
    ]


def audit_line(request: HttpRequest, pk: int) -> HttpResponse:
    """One award of the register (the primary key of its award line) with the whole verdict."""
    on = clock.today()
    check_can_review_law(request.user, on)
    entries = legality.entries_for(request.user, on).annotate(root=Coalesce("refers_to_id", F("id")))
    honour = get_object_or_404(entries.select_related("of_unit", "issuer"), root=pk)
    found = legality.audit(entries.filter(pk=honour.pk), on)[0]
    name = award_name(honour.award_code)
    verdict = None
    if found.answer is not None:
        told = found.answer.explain().to_dict() | {"earliest_year": None}  # the award was given: no way to it is asked
        verdict = verdict_card(told, name, honour.recipient_name)
    why = "Ngày áp dụng quy định của hồ sơ" if found.by_dossier else "Ngày quyết định; hệ thống không có hồ sơ"
    context = {
        "honour": honour,
        "found": found,
        "award": name,
        "verdict": verdict,
        "rows": [
            ("Danh hiệu, hình thức", f"{name}, năm {honour.year}"),
            ("Đơn vị", honour.of_unit.name if honour.of_unit else ""),
            ("Quyết định", f"Số {honour.decision_number} ngày {vi_date(honour.decided_on)}"),
            ("Cấp quyết định", honour.issuer_name),
            ("Quy định áp dụng", f"Có hiệu lực ngày {vi_date(found.law_on)} ({why[:1].lower()}{why[1:]})"),
        ],
        "actions": [Action("Mở dòng sổ vàng", reverse("honours:detail", args=[pk]), icon="star")],
        "crumbs": [
            Crumb("Sổ vàng", reverse("honours:list")),
            Crumb(_TITLE, f"{reverse('legality:list')}?year={honour.year}"),
            Crumb(honour.recipient_name),
        ],
    }
    return render(request, "nominations/legality_line.html", context)
