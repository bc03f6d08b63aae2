"""Pages of our own portal as readers name them in a letter: where they are, and where what stands there is mended."""

from datetime import date
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import Resolver404, ResolverMatch, resolve, reverse

from thidua.honours import queries as honours
from thidua.honours.codes import BadCode, read_code
from thidua.honours.models import Honour
from thidua.portal import queries

_ELSEWHERE = "do cơ quan có quyền xem dòng này trong sổ vàng đính chính"


def page_named(typed: str, host: str) -> ResolverMatch | None:
    """The page of the portal that a typed address leads to: on ``host`` or the public address, or from "/" on; never a
    page of somebody else, never one behind the sign-in."""
    try:
        parts = urlsplit(typed.strip())
        ours = {host, urlsplit(settings.PUBLIC_URL).netloc}
        if (parts.scheme, parts.netloc) != ("", "") and not (
            parts.scheme in ("http", "https") and parts.netloc in ours
        ):
            return None
        match = resolve(parts.path)
    except (Resolver404, ValueError):
        return None
    is_public = match.namespace == "portal" and not getattr(match.func, "login_required", True)
    return match if is_public else None


def address_of(match: ResolverMatch) -> str:
    """Its path, written anew by us."""
    return reverse(match.view_name, args=match.args, kwargs=match.kwargs)


def where_mended(match: ResolverMatch, user, on: date) -> tuple[str, str] | None:
    """(words, address) of the page inside on which what the public page tells is corrected or taken down; the address is
    empty for whoever may not open it, None for pages of which nothing is known."""
    if match.url_name == "article":
        article = queries.visible_to(user, on).filter(slug=match.kwargs["slug"]).first()
        return (
            ("bài viết tại bàn biên tập: sửa hoặc gỡ", reverse("portal:desk-article", args=[article.pk]))
            if article
            else None
        )
    if match.url_name not in ("honour", "verify-code"):
        return None
    line = _line(match)
    if line is None:
        return None
    if not honours.visible_to(user, on).filter(pk=line).exists():
        return _ELSEWHERE, ""
    return "dòng sổ vàng: đính chính", reverse("honours:detail", args=[line])


def _line(match: ResolverMatch) -> int | None:
    """The award line that a page shows."""
    if match.url_name == "honour":
        return (
            Honour.objects.filter(pk=match.kwargs["pk"], entry=Honour.Entry.AWARD).values_list("pk", flat=True).first()
        )
    try:
        entry = honours.by_code(read_code(match.kwargs["code"][:100]))
    except BadCode:
        return None
    return (entry.refers_to_id or entry.pk) if entry else None
