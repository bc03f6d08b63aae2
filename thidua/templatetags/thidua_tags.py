"""Filters and tags every page may use: dates, numbers, icons, badges, acts. ``{% load thidua_tags %}``."""

from django import template
from django.templatetags.static import static
from django.utils.html import format_html

from thidua.shared import wording
from thidua.shared.ui import OUTCOMES, STATES, Action

register = template.Library()

# {{ d|vi_date }} 21/11/2026 · {{ d|vi_long_date }} Thứ Bảy, ngày 21 tháng 11 năm 2026 · {{ x|points }} 96,50
# {{ x|percent }} 87,5 % of 0.875 · {{ x|money }} 2.340.000 đ · {{ x|show }} any value
for _function in (
    wording.vi_date,
    wording.vi_datetime,
    wording.vi_long_date,
    wording.points,
    wording.percent,
    wording.money,
    wording.show,
):
    register.filter(_function.__name__, _function)


@register.filter
def vi_number(value: object, places: str | int = "") -> str:
    """1.234,5; ``{{ x|vi_number:2 }}`` fixes the places."""
    return wording.vi_number(value, int(places) if str(places).isdigit() else None)


@register.filter
def in_fours(text: object) -> str:
    """A long key as people copy it: "ABCD EFGH IJKL"."""
    plain = str(text)
    return " ".join(plain[start : start + 4] for start in range(0, len(plain), 4))


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
    return format_html(
        '<svg class="icon {}" aria-hidden="true" focusable="false"><use href="{}"></use></svg>', css, href
    )


@register.simple_tag
def outcome(code: str) -> dict[str, str]:
    """``{% outcome c.outcome as o %}`` → o.word, o.icon, o.tone of an outcome of a condition or a verdict."""
    return OUTCOMES.get(str(code), OUTCOMES["not_covered"])


@register.inclusion_tag("components/state_badge.html")
def state_badge(state: str, label: str = "", tone: str = "") -> dict[str, str]:
    """A state or an outcome with icon and word: ``{% state_badge dossier.state dossier.get_state_display %}``."""
    code = str(state)
    known = STATES.get(code) or OUTCOMES.get(code) or {"word": code, "icon": "dot", "tone": "quiet"}
    return {"word": label or known["word"], "icon": known["icon"], "tone": tone or known["tone"]}


@register.inclusion_tag("components/action_button.html", takes_context=True)
def action_button(context: template.Context, action: Action) -> dict[str, object]:
    """One act of an action bar, with the CSRF token of the page."""
    # each act of a page gets a number of its own, so that ids stay apart even when one act is shown twice
    request = context.get("request")
    number = getattr(request, "acts_shown", 0) + 1
    if request is not None:
        request.acts_shown = number
    return {"action": action, "csrf_token": context.get("csrf_token"), "number_id": f"viec-{number}"}


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
