"""What would be said on a day, and what the system did by itself each day."""

from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from thidua.accounts.queries import signed_in
from thidua.notices import actions, permissions, queries
from thidua.notices.forms import DayForm
from thidua.notices.reminders import digests_for
from thidua.notices.tables import RoundTable, next_works
from thidua.shared import clock
from thidua.shared.jobs.models import Job, Round
from thidua.shared.tables import table_page
from thidua.shared.ui import Action, Crumb
from thidua.shared.wording import vi_long_date, vi_number
from thidua.units.queries import EveryUnit, unit_ids_with_roles

PEOPLE_A_PAGE = 30


def reminders(request: HttpRequest) -> HttpResponse:
    """``?ngay=31/03/2026``: every reminder that would leave on that day as things stand now; nothing is written."""
    user, today = signed_in(request), clock.today()
    permissions.check_has_desk(user, today)
    form = DayForm(request.GET if "ngay" in request.GET else None, initial={"ngay": today})
    day: date | None = today if not form.is_bound else form.cleaned_data["ngay"] if form.is_valid() else None
    units = unit_ids_with_roles(user, today, queries.READERS)
    everything = isinstance(units, EveryUnit)
    found = [
        each
        for each in (digests_for(day) if day else [])
        if everything or any(due.unit in units for due in each.matters)
    ]
    page = Paginator(found, PEOPLE_A_PAGE).get_page(request.GET.get("trang"))
    places = queries.units_of([each.to.pk for each in page], today)
    context = {
        "form": form,
        "day": day,
        "long_day": vi_long_date(day) if day else "",
        "count": vi_number(len(found)),
        "page": page,
        "people": [(each, places.get(each.to.pk, "")) for each in page],
        "typed": request.GET.get("ngay", "")[:20],
        "crumbs": [Crumb("Hộp thư đi", reverse("notices:desk")), Crumb("Xem trước nhắc việc")],
    }
    return render(request, "notices/reminders.html", context, status=422 if form.is_bound and day is None else 200)


def daily(request: HttpRequest) -> HttpResponseBase:
    user, today = signed_in(request), clock.today()
    permissions.check_is_technician(user, today)
    table = RoundTable(queries.rounds(), request)
    known = dict(Round.objects.filter(day=today).values_list("name", "job__state"))
    failed = queries.rounds().filter(job__state__in=[Job.State.FAILED, Job.State.CANCELLED])[:5]
    context = {
        "waiting": next_works(today, set(known)),
        "repeats": [
            (each, Action("Làm lại", reverse("daily:repeat", args=[each.pk]), method="post", icon="history"))
            for each in failed
        ],
        "trouble": queries.mail_trouble(),
        "crumbs": [Crumb("Việc hằng ngày")],
    }
    return table_page(request, table, "notices/daily.html", context)


@require_POST
def repeat(request: HttpRequest, pk: int) -> HttpResponse:
    user = signed_in(request)
    permissions.check_is_technician(user, clock.today())
    actions.repeat_round(round=get_object_or_404(queries.rounds(), pk=pk), by=user, at=clock.now())
    messages.success(request, "Đã yêu cầu làm lại; kết quả hiện ở bảng dưới sau ít phút.")
    return redirect("daily:list")
