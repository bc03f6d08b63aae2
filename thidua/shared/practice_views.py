"""The page that moves the day of a practice province; it does not exist in a real installation."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from thidua.shared import clock
from thidua.shared.actions import FURTHEST, move_demo_day
from thidua.shared.denied import attempt
from thidua.shared.forms import BaseForm, DateField, posted
from thidua.shared.ui import Crumb
from thidua.shared.wording import vi_date


class DayForm(BaseForm):
    """The day to stand on."""

    day = DateField(label="Chuyển tới ngày")


@never_cache
def move_day(request: HttpRequest) -> HttpResponse:
    """Whoever is signed in to the practice province moves its day on, for everybody."""
    today = clock.demo_day()
    if not settings.DEMO or today is None:
        raise Http404
    form = DayForm(posted(request))
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["day"]
        attempt(form, move_demo_day, day=day, by=request.user, at=clock.now())
        if not form.errors:
            messages.success(request, f"Tỉnh thực hành đã sang ngày {vi_date(day)}.")
            return redirect("home")
    context = {
        "title": "Chuyển ngày của tỉnh thực hành",
        "kicker": "Tỉnh thực hành",
        "lead": f"Hôm nay trong hệ thống là {vi_date(today)}. Chuyển tới ngày sau để làm tiếp việc phải chờ: hết thời hạn lấy ý kiến "
        f"công khai, đến ngày họp Hội đồng. Mọi người đang thực hành cùng sang ngày mới; không lùi lại được, mỗi lần nhiều nhất "
        f"{FURTHEST.days} ngày.",
        "form": form,
        "submit_label": "Chuyển ngày",
        "back": reverse("home"),
        "crumbs": [Crumb("Việc của tôi", reverse("home")), Crumb("Chuyển ngày thực hành")],
    }
    return render(request, "components/form_page.html", context, status=422 if form.is_bound else 200)
