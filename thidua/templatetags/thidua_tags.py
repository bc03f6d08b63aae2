"""Filters and tags every page may use: Vietnamese dates and numbers, icons, the words for outcomes.

``{% load thidua_tags %}``. Filters never raise on odd values: what cannot be shown is shown as an em dash.
"""

from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html

from thidua.shared.ui import OUTCOMES, STATES, Action

register = template.Library()

NOTHING = "—"
WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")


def _day(value: object) -> date | None:
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value if isinstance(value, date) else None


@register.filter
def vi_date(value: object) -> str:
    """21/11/2026."""
    day = _day(value)
    return f"{day:%d/%m/}{day.year}" if day else NOTHING


@register.filter
def vi_datetime(value: object) -> str:
    """14:05, 21/11/2026 in Vietnamese time."""
    if not isinstance(value, datetime):
        return vi_date(value)
    moment = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{moment:%H:%M}, {vi_date(moment)}"


@register.filter
def vi_long_date(value: object) -> str:
    """Thứ Bảy, ngày 21 tháng 11 năm 2026; days below 10 and the months 1 and 2 carry a leading zero, as in papers."""
    day = _day(value)
    if not day:
        return NOTHING
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"{WEEKDAYS[day.weekday()]}, ngày {day.day:02d} tháng {month} năm {day.year}"


def format_number(value: object, places: int | None = None) -> str:
    """A number as Vietnamese papers write it: 1.234,5. Without ``places`` trailing zeros go; at most 4 places."""
    if value is None or value == "" or isinstance(value, bool):
        return NOTHING
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return NOTHING
    if not number.is_finite():
        return NOTHING
    text = f"{number:,.{4 if places is None else places}f}"
    whole, _, decimals = text.partition(".")
    if places is None:
        decimals = decimals.rstrip("0")
    if not decimals.strip("0") and whole.strip("-0,") == "":
        whole = whole.lstrip("-")  # no "-0"
    whole = whole.replace(",", ".").replace("-", "−")
    return f"{whole},{decimals}" if decimals else whole


@register.filter
def vi_number(value: object, places: str | int = "") -> str:
    """1.234,5; ``{{ x|vi_number:2 }}`` fixes the places."""
    return format_number(value, int(places) if str(places).isdigit() else None)


@register.filter
def points(value: object) -> str:
    """A score with two places: 96,50."""
    return format_number(value, 2)


@register.filter
def percent(value: object) -> str:
    """A ratio between 0 and 1 as 87,5 %."""
    try:
        shown = format_number(Decimal(str(value)) * 100, 1)
    except (InvalidOperation, TypeError):
        return NOTHING
    return NOTHING if shown == NOTHING else f"{shown.removesuffix(',0')} %"


@register.filter
def money(value: object) -> str:
    """Whole đồng: 2.340.000 đ."""
    shown = format_number(value, 0)
    return NOTHING if shown == NOTHING else f"{shown} đ"


@register.filter
def get(mapping: object, key: object) -> object:
    """``mapping[key]`` or "" where there is none."""
    try:
        return mapping[key]  # type: ignore[index]
    except (KeyError, IndexError, TypeError):
        return ""


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> str:
    """One drawing of static/img/icons.svg. Without ``label`` it is an ornament that screen readers skip."""
    href = f"{static('img/icons.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="icon {}" role="img" aria-label="{}"><use href="{}"></use></svg>', css, label, href
        )
    return format_html('<svg class="icon {}" aria-hidden="true" focusable="false"><use href="{}"></use></svg>', css, href)


@register.simple_tag
def outcome(code: str) -> dict[str, str]:
    """``{% outcome c.outcome as o %}`` → o.word, o.icon, o.tone of an outcome of a condition or a verdict."""
    return OUTCOMES.get(str(code), OUTCOMES["not_covered"])


@register.inclusion_tag("components/state_badge.html")
def state_badge(state: str, label: str = "", tone: str = "") -> dict[str, str]:
    """A state with icon and word: ``{% state_badge dossier.state dossier.get_state_display %}``."""
    known = STATES.get(str(state), {"word": str(state), "icon": "dot", "tone": "quiet"})
    return {"word": label or known["word"], "icon": known["icon"], "tone": tone or known["tone"]}


@register.inclusion_tag("components/action_button.html", takes_context=True)
def action_button(context: template.Context, action: Action) -> dict[str, object]:
    """One act of an action bar, with the CSRF token of the page."""
    return {"action": action, "csrf_token": context.get("csrf_token")}


@register.simple_tag(takes_context=True)
def query(context: template.Context, **changes: object) -> str:
    """The present query string with changes; an empty value drops the parameter."""
    params = context["request"].GET.copy()
    for key, value in changes.items():
        if value in ("", None):
            params.pop(key, None)
        else:
            params[key] = str(value)
    return f"?{params.urlencode()}" if params else "?"
