"""What every page knows: the agency, the demo day, the navigation of the signed-in person."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from thidua.shared import clock

# The main navigation: what waits, then the stages of the year in their order.
STAGES = [
    ("home", "Việc của tôi", "home"),
    ("people", "Cán bộ", "people:list"),
    ("clusters", "Cụm, khối", "clusters:list"),
    ("movements", "Phong trào", "movements:list"),
    ("pledges", "Đăng ký, giao ước", "pledges:list"),
    ("scoring", "Chấm điểm", "scoring:list"),
    ("nominations", "Hồ sơ", "nominations:list"),
    ("councils", "Hội đồng", "councils:list"),
    ("decisions", "Quyết định", "decisions:list"),
    ("rewards", "Khen thưởng", "rewards:list"),
    ("honours", "Sổ vàng", "honours:list"),
    ("conferences", "Hội nghị", "conferences:list"),
    ("articles", "Tin bài", "portal:desk"),
    ("units", "Đơn vị", "units:tree"),
    ("law", "Luật", "law:list"),
]

# The menu of those who read without signing in.
PUBLIC_PAGES = [
    ("portal:front", "Trang chủ"),
    ("portal:news", "Tin tức"),
    ("portal:roll", "Vinh danh"),
    ("portal:decisions", "Quyết định"),
    ("portal:consultations", "Lấy ý kiến"),
    ("portal:verify", "Kiểm tra giấy khen"),
    ("portal:message", "Liên hệ"),
    ("law:list", "Tra cứu luật"),
    ("units:lookup", "Đơn vị cũ, mới"),
]

# Pages whose place in the navigation is not that of their package.
_OTHER_PLACES = {
    "home": "home",
    "profiles:person": "people",
    "profiles:open": "people",
    "profiles:openings": "people",
    "profiles:export": "people",
    "profiles:compare": "people",
    "profiles:apart": "people",
    "profiles:undo-merge": "people",
    "portal:desk": "articles",
    "portal:desk-article": "articles",
    "portal:new": "articles",
    "portal:edit": "articles",
    "portal:schedule": "articles",
    "portal:texts": "articles",
    "portal:text": "articles",
    "portal:photos": "articles",
    "portal:photo-add": "articles",
    "portal:photo-edit": "articles",
    "portal:photo-withdraw": "articles",
    "portal:desk-exemplars": "articles",
    "portal:desk-exemplar": "articles",
    "portal:new-exemplar": "articles",
    "portal:verify-exemplar": "articles",
    "portal:exemplar-consent": "articles",
    "portal:exemplar-copy": "articles",
    "portal:drop-exemplar": "articles",
    "portal:end-consent": "articles",
    "portal:desk-comments": "articles",
    "portal:desk-comment": "articles",
    "portal:refuse-comment": "articles",
    "portal:answer-comment": "articles",
    "portal:desk-polls": "articles",
    "portal:desk-poll": "articles",
    "portal:new-poll": "articles",
    "portal:desk-messages": "articles",
    "portal:desk-message": "articles",
    "portal:answer-message": "articles",
    "portal:set-message-aside": "articles",
    "signing:file": "pledges",
    "signing:certificates": "pledges",
    "signing:certificate": "pledges",
    "signing:authorities": "pledges",
    "legality:list": "honours",
    "legality:line": "honours",
    "ballots:list": "councils",
    "ballots:detail": "councils",
    "ballots:vote": "councils",
}


# Packages whose pages stand inside another entry of the menu.
_INSIDE = {"rubrics": "scoring", "records": "people", "papers": "decisions", "exchange": "decisions"}


def public_nav(here: str) -> list[dict]:
    """The public menu; ``here`` is the name of the address that is open."""
    return [{"label": label, "url": reverse(name), "current": name == here} for name, label in PUBLIC_PAGES]


def site(request: HttpRequest) -> dict:
    match = getattr(request, "resolver_match", None)
    here = match.namespace if match else ""
    if match and match.view_name in _OTHER_PLACES:
        here = _OTHER_PLACES[match.view_name]
    here = _INSIDE.get(here, here)
    signed_in = getattr(request, "user", None) is not None and request.user.is_authenticated
    nav = (
        [{"label": label, "url": reverse(name), "current": key == here} for key, label, name in STAGES]
        if signed_in
        else []
    )
    return {
        "agency_name": settings.AGENCY_NAME,
        "is_demo": settings.DEMO,
        "demo_day": clock.demo_day(),
        "today": clock.today(),
        "nav": nav,
        "staff_session": getattr(request, "staff_session", None),
        "technician": getattr(request, "technician", None),
    }
