"""The public portal: open to all, readable without scripts. Only what is published or issued is ever read here."""

from datetime import datetime

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from thidua.decisions.queries import issued
from thidua.honours import queries as honours
from thidua.honours.codes import BadCode, read_code
from thidua.honours.models import Honour
from thidua.honours.tables import award_filter, unit_filter, year_filter
from thidua.law.queries import award_name
from thidua.portal import queries
from thidua.portal.models import Article
from thidua.portal.tables import PublicDecisionTable, RollTable
from thidua.rewards.queries_badges import badge_of
from thidua.shared import clock
from thidua.shared.context import PUBLIC_PAGES, public_nav
from thidua.shared.tables import table_page
from thidua.shared.text import paragraphs
from thidua.shared.ui import Tile
from thidua.shared.wording import vi_date, vi_number
from thidua.units.models import Unit

_NEWS_PAGE = 12


def public(request: HttpRequest, **context) -> dict:
    """What every public page needs: its menu."""
    here = request.resolver_match.view_name if request.resolver_match else ""
    parents = {
        "portal:article": "portal:news",
        "portal:honour": "portal:roll",
        "portal:verify-code": "portal:verify",
        "portal:consultation": "portal:consultations",
    }
    here = parents.get(here, here)
    return {"public_nav": public_nav(here), "nav": [], **context}


@login_not_required  # the public front page
def front(request: HttpRequest) -> HttpResponse:
    standing = honours.standing()
    tiles = [
        Tile("khen thưởng trong sổ vàng", vi_number(standing.count()), url=reverse("portal:roll")),
        Tile("quyết định đã ban hành", vi_number(issued().order_by().count()), url=reverse("portal:decisions")),
    ]
    return render(
        request,
        "portal/front.html",
        public(
            request,
            news=list(queries.published()[:5]),
            decisions=list(issued()[:5]),
            latest=[(entry, award_name(entry.award_code)) for entry in standing.order_by("-decided_on", "-pk")[:6]],
            tiles=tiles,
            honour_search_url=reverse("portal:roll"),
        ),
    )


@login_not_required  # public reading
def news(request: HttpRequest) -> HttpResponse:
    category = request.GET.get("muc", "")
    category = category if category in Article.Category.values else ""
    page = Paginator(queries.published(category), _NEWS_PAGE).get_page(request.GET.get("trang"))
    label = Article.Category(category).label if category else "Tin tức thi đua, khen thưởng"
    return render(
        request,
        "portal/news.html",
        public(request, page=page, category=category, heading=label, categories=Article.Category.choices),
    )


@login_not_required  # public reading; drafts answer 404
def article(request: HttpRequest, slug: str) -> HttpResponse:
    shown = get_object_or_404(queries.published(), slug=slug)
    return render(request, "portal/article.html", public(request, **article_context(shown)))


def article_context(shown: Article) -> dict:
    return {
        "article": shown,
        "lead": paragraphs(shown.lead),
        "body": paragraphs(shown.body),
        "others": queries.other_news(shown),
    }


@login_not_required  # the public honour roll
def roll(request: HttpRequest) -> HttpResponseBase:
    entries = honours.standing()
    units = list(
        Unit.objects.without_tree_fields()
        .exclude(kind=Unit.Kind.SECTION)
        .filter(Q(honours_of_members__isnull=False) | Q(honours__isnull=False))
        .order_by("code")
        .distinct()
    )
    table = RollTable(
        entries.select_related("of_unit"),
        request,
        filters=[unit_filter(units), award_filter(entries), year_filter(honours.years(entries))],
    )
    return table_page(request, table, "portal/roll.html", public(request))


def _facts(line: Honour, present: Honour) -> list[tuple[str, str]]:
    """What the published decision itself prints, nothing more."""
    return [
        ("Người, tập thể được khen", present.recipient_name),
        ("Chức vụ, đơn vị", present.recipient_detail),
        ("Danh hiệu, hình thức", award_name(present.award_code)),
        ("Năm", str(present.year)),
        ("Quyết định", f"Số {line.decision_number} ngày {vi_date(line.decided_on)}"),
        ("Cấp quyết định", line.issuer_name),
        ("Số sổ vàng", str(line.ordinal)),
    ]


def _reading(entry: Honour) -> dict:
    """An honour as the public sees it: facts, state, when it was corrected or revoked."""
    chain = honours.chain_of(entry)
    line, last = chain[0], chain[-1]
    present = next(e for e in reversed(chain) if e.entry != Honour.Entry.REVOCATION)
    states = {Honour.Entry.AWARD: honours.VALID, Honour.Entry.CORRECTION: honours.CORRECTED}
    paper = issued().filter(
        unit=line.issuer_id, number_text=line.decision_number, decided_on=line.decided_on
    )  # fmt: skip
    decision = paper.first() if line.source == Honour.Source.DECIDED else None
    return {
        "line": line,
        "present": present,
        "facts": _facts(line, present),
        "state": states.get(Honour.Entry(last.entry), honours.REVOKED),
        "changed_at": last.recorded_at,
        "award": award_name(present.award_code),
        "decision": decision,
        "badge": badge_of(line.check_code),
    }


@login_not_required  # one line of the public honour roll
def honour(request: HttpRequest, pk: int) -> HttpResponse:
    line = get_object_or_404(Honour, pk=pk, entry=Honour.Entry.AWARD)
    return render(request, "portal/honour.html", public(request, **_reading(line)))


@login_not_required  # anybody may check a certificate
def verify(request: HttpRequest) -> HttpResponse:
    typed = request.GET.get("ma")
    problem = ""
    if typed is not None:
        try:
            return redirect("portal:verify-code", code=read_code(typed[:100]))
        except BadCode as bad:
            problem = str(bad)
    return _verification(request, typed or "", {"problem": problem}, 422 if problem else 200)


@login_not_required  # the address in the QR code of a certificate
def verify_code(request: HttpRequest, code: str) -> HttpResponse:
    try:
        canonical = read_code(code[:100])
    except BadCode as bad:
        return _verification(request, code[:100], {"problem": str(bad)}, 422)
    entry = honours.by_code(canonical)
    if entry is None:
        return _verification(request, canonical, {"unknown": True}, 404)
    return _verification(request, canonical, _reading(entry) | {"found": True}, 200)


def _verification(request: HttpRequest, typed: str, context: dict, status: int) -> HttpResponse:
    answer = render(
        request,
        "portal/verify.html",
        public(request, typed=typed, checked_at=clock.now(), **context),
        status=status,
    )
    answer["X-Robots-Tag"] = "noindex"
    return answer


@login_not_required  # issued decisions are public
def decisions(request: HttpRequest) -> HttpResponseBase:
    rows = issued()
    table = PublicDecisionTable(rows, request, filters=[year_filter(_years(rows))])
    return table_page(request, table, "portal/decisions.html", public(request))


def _years(rows) -> list[int]:
    return sorted(set(rows.order_by().values_list("year", flat=True).distinct()), reverse=True)


@login_not_required  # for search engines
def sitemap(request: HttpRequest) -> HttpResponse:
    pages: list[tuple[str, datetime | None]] = [
        (request.build_absolute_uri(reverse(name)), None) for name, _ in PUBLIC_PAGES if name != "portal:verify"
    ]
    for slug, published_at in queries.published().values_list("slug", "published_at")[:5000]:
        pages.append((request.build_absolute_uri(reverse("portal:article", args=[slug])), published_at))
    return render(request, "portal/sitemap.xml", {"pages": pages}, content_type="application/xml")
