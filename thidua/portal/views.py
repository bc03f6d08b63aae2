"""The public portal: open to all, readable without scripts. Only what is published or issued is ever read here."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from thidua.decisions.queries import later_issued, on_the_portal, withheld_honours
from thidua.honours import queries as honours
from thidua.honours.codes import BadCode, read_code
from thidua.honours.models import Honour
from thidua.honours.tables import award_filter, unit_filter, year_filter
from thidua.law.queries import award_name
from thidua.portal import queries, queries_voices
from thidua.portal.article_page import article_context
from thidua.portal.caching import kept
from thidua.portal.queries_honours import public_honours
from thidua.portal.tables import PublicDecisionTable, RollTable
from thidua.rewards.models import CertificateCopy, PrintRun
from thidua.rewards.queries_badges import badge_of
from thidua.rewards.queries_printing import sheet_with
from thidua.shared import clock
from thidua.shared.context import public_nav
from thidua.shared.tables import table_page
from thidua.shared.ui import Tile
from thidua.shared.wording import vi_date, vi_number
from thidua.units.models import Unit

_NEWS_PAGE, _COMMENTS_PAGE = 12, 20


def public(request: HttpRequest, **context) -> dict:
    """What every public page needs: its menu."""
    here = request.resolver_match.view_name if request.resolver_match else ""
    parents = {
        "portal:article": "portal:news",
        "portal:comment": "portal:news",
        "portal:archive": "portal:news",
        "portal:archive-month": "portal:news",
        "portal:honour": "portal:roll",
        "portal:unit": "portal:roll",
        "portal:communes": "portal:roll",
        "portal:verify-code": "portal:verify",
        "portal:consultation": "portal:consultations",
    }
    here = parents.get(here, here)
    return {"public_nav": public_nav(here), "nav": [], **context}


@login_not_required  # the public front page
@kept
def front(request: HttpRequest) -> HttpResponse:
    standing = public_honours()
    tiles = [
        Tile("khen thưởng trong sổ vàng", vi_number(standing.count()), url=reverse("portal:roll")),
        Tile("quyết định đã ban hành", vi_number(on_the_portal().order_by().count()), url=reverse("portal:decisions")),
    ]
    return render(
        request,
        "portal/front.html",
        public(
            request,
            news=list(queries.published()[:5]),
            decisions=list(on_the_portal()[:5]),
            latest=[(entry, award_name(entry.award_code)) for entry in standing.order_by("-decided_on", "-pk")[:6]],
            tiles=tiles,
            poll=queries_voices.open_poll(clock.today()),
            most_read=queries_voices.most_read(clock.today()),
            honour_search_url=reverse("portal:roll"),
        ),
    )


@login_not_required  # public reading
@kept
def news(request: HttpRequest) -> HttpResponse:
    category = request.GET.get("muc", "")
    names = queries.category_names()
    category = category if category in names else ""
    page = Paginator(queries.published(category), _NEWS_PAGE).get_page(request.GET.get("trang"))
    label = names[category] if category else "Tin tức thi đua, khen thưởng"
    return render(
        request,
        "portal/news.html",
        public(request, page=page, category=category, heading=label, categories=queries.categories(category)),
    )


@login_not_required  # public reading; drafts answer 404
@kept
def article(request: HttpRequest, slug: str) -> HttpResponse:
    shown = get_object_or_404(queries.published(), slug=slug)
    around = queries.around(shown)
    comments = Paginator(queries_voices.shown_comments(shown), _COMMENTS_PAGE).get_page(request.GET.get("y-kien"))
    context = article_context(shown) | {"newer": around[0], "older": around[1], "comments": comments}
    address = request.build_absolute_uri(reverse("portal:article", args=[shown.slug]))
    cover = request.build_absolute_uri(context["cover"]["src"]) if context["cover"] else ""
    return render(request, "portal/article.html", public(request, **context, address=address, cover_url=cover))


@login_not_required  # the public honour roll
@kept
def roll(request: HttpRequest) -> HttpResponseBase:
    entries = public_honours()
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
        ("Cơ quan quyết định", line.issuer_name),
        ("Số sổ vàng", str(line.ordinal)),
    ]


def _reading(entry: Honour) -> dict:
    """An honour as the public sees it: facts, state, when it was corrected or revoked."""
    chain = honours.chain_of(entry)
    line, state = chain[0], honours.state_of_chain(chain)
    present = next(e for e in reversed(chain) if e.entry != Honour.Entry.REVOCATION)
    paper = on_the_portal().filter(
        unit=line.issuer_id, number_text=line.decision_number, decided_on=line.decided_on
    )  # fmt: skip
    decision = paper.first() if line.source == Honour.Source.DECIDED else None
    ending = {honours.REVOKED: Honour.Entry.REVOCATION, honours.RESTORED: Honour.Entry.RESTORATION}.get(state)
    badge = badge_of(line.check_code)
    return {
        "line": line,
        "present": present,
        "facts": _facts(line, present),
        "state": state,
        "changed": next((entry for entry in reversed(chain) if entry.entry == ending), chain[-1]),
        "award": award_name(present.award_code),
        "decision": decision,
        "later": later_issued(decision) if decision is not None else [],
        "badge": badge,
        # The status list never takes a revocation back: a badge stays revoked when the honour is restored.
        "badge_revoked": badge is not None and any(entry.entry == Honour.Entry.REVOCATION for entry in chain),
    }


@login_not_required  # one line of the public honour roll
@kept
def honour(request: HttpRequest, pk: int) -> HttpResponse:
    public_lines = Honour.objects.filter(entry=Honour.Entry.AWARD).exclude(withheld_honours())
    line = get_object_or_404(public_lines, pk=pk)
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
    sheet = sheet_with(canonical)
    entry = honours.by_code(canonical) or (sheet.honour if sheet is not None else None)
    if entry is None and (extract := honours.extract_by_code(canonical)):
        return _verification(request, canonical, {"extract": extract, "lines": honours.extract_today(extract)}, 200)
    if entry is None:
        return _verification(request, canonical, {"unknown": True}, 404)
    return _verification(request, canonical, _reading(entry) | {"found": True, "sheet": _sheet_note(sheet)}, 200)


def _sheet_note(sheet: CertificateCopy | None) -> dict[str, str] | None:
    """What to know of the sheet of paper that carries a code, where it is not the good one: since when, nothing about who
    asked or why."""
    if sheet is None or sheet.state in CertificateCopy.LIVE or sheet.ended_at is None:
        return None
    day = vi_date(timezone.localdate(sheet.ended_at))
    later = getattr(sheet, "replaced_by", None)
    by = f" ({PrintRun.Why(later.run.why).label.lower()})" if later and later.run.why != PrintRun.Why.FIRST else ""
    if sheet.state == "spoiled":
        other = f"; đã có tờ khác thay{by}" if later else ""
        return {"title": "Tờ giấy mang mã này là tờ hỏng", "text": f"Không dùng từ ngày {day}{other}."}
    asked = getattr(getattr(later, "reissue", None), "asked", None)
    if asked is not None and asked.state != "done":
        return {
            "title": "Tờ giấy mang mã này đang được thay",
            "text": f"Ngày {day} đã lập tờ khác thay{by}, chưa ghi đã trao. Khen thưởng thì xem dưới đây.",
        }
    return {
        "title": "Tờ giấy mang mã này đã được thay",
        "text": f"Từ ngày {day} có tờ khác thay{by}. Khen thưởng thì xem dưới đây.",
    }


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
@kept
def decisions(request: HttpRequest) -> HttpResponseBase:
    rows = on_the_portal()
    table = PublicDecisionTable(rows, request, filters=[year_filter(_years(rows))])
    return table_page(request, table, "portal/decisions.html", public(request))


def _years(rows) -> list[int]:
    return sorted(set(rows.order_by().values_list("year", flat=True).distinct()), reverse=True)
