"""What every page knows: the agency, the demo day, the navigation of the signed-in person."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from thidua.shared import clock

# The stages of the year in their order; each is one entry of the main navigation.
STAGES = [
    ("movements", "Phong trào", "movements:list"),
    ("pledges", "Đăng ký, giao ước", "pledges:list"),
    ("scoring", "Chấm điểm", "scoring:list"),
    ("nominations", "Hồ sơ", "nominations:list"),
    ("councils", "Hội đồng", "councils:list"),
    ("decisions", "Quyết định", "decisions:list"),
    ("honours", "Sổ vàng", "honours:list"),
    ("conferences", "Hội nghị", "conferences:list"),
    ("articles", "Tin bài", "portal:desk"),
]


def site(request: HttpRequest) -> dict:
    match = getattr(request, "resolver_match", None)
    here = match.namespace if match else ""
    if match and match.view_name == "portal:desk":
        here = "articles"
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
    }
