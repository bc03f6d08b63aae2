"""The calibrator: where texts stand on an agency's stock, seen as they will be printed."""

from base64 import b64encode
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from paperwork.blocks import PaperError
from paperwork.stock import CROSS, FIELDS, StockLayout, overlaps, preview, render_test_sheet
from thidua.accounts.queries import signed_in
from thidua.law.queries import award_choices, award_name, every_award
from thidua.rewards import permissions
from thidua.rewards import queries_printing as queries
from thidua.rewards.actions_layouts import save_layout
from thidua.rewards.forms_printing import LayoutForm, NewLayoutForm
from thidua.rewards.models import RecipientKind
from thidua.rewards.sheets import base_url, sample_of
from thidua.rewards.tables import LayoutTable
from thidua.rewards.views_printing import crumbs
from thidua.shared import clock
from thidua.shared.denied import attempt
from thidua.shared.forms import posted
from thidua.shared.tables import table_page
from thidua.shared.ui import Crumb, guarded
from thidua.shared.wording import vi_number
from thidua.units.models import Unit
from thidua.units.queries import units_visible_to, units_with_own_role


def layout_list(request: HttpRequest) -> HttpResponseBase:
    me, today = signed_in(request), clock.today()
    new = guarded(
        "Thêm mẫu in", reverse("rewards:new-layout"), permissions.check_lays_out_anywhere, me, today, kind="primary",
        icon="plus",
    )  # fmt: skip
    table = LayoutTable(queries.layouts_visible_to(me, today), request)
    return table_page(
        request, table, "rewards/layouts.html", {"actions": [new], "crumbs": crumbs(Crumb("Mẫu in trên phôi"))}
    )


def new_layout(request: HttpRequest) -> HttpResponse:
    """Whose stock, for what: leads to the calibrator, which begins with a layout to move about."""
    me, today = signed_in(request), clock.today()
    permissions.check_lays_out_anywhere(me, today)
    own = units_with_own_role(me, permissions.LAYING_OUT, today)
    units = Unit.objects.filter(pk__in=[unit.pk for unit in own]).order_by("name_fold")
    form = NewLayoutForm(posted(request), units=units, awards=award_choices(), initial={"unit": units.first()})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        return redirect("rewards:layout", given["unit"].pk, given["award"], given["kind"])
    back = reverse("rewards:layouts")
    context = {
        "form": form,
        "title": "Thêm mẫu in trên phôi",
        "kicker": "Giấy khen, bằng khen",
        "lead": "Mỗi hình thức, mỗi loại đối tượng có phôi riêng thì có mẫu riêng.",
        "submit_label": "Đặt vị trí chữ",
        "back": back,
        "crumbs": crumbs(Crumb("Mẫu in trên phôi", back), Crumb("Thêm mẫu")),
    }
    return render(request, "components/form_page.html", context, status=422 if form.is_bound else 200)


def layout(request: HttpRequest, unit: int, award: str, kind: str) -> HttpResponse:
    """The page with its boxes; POST with ``xem``, ``anh`` or ``thu`` looks without saving."""
    me, today = signed_in(request), clock.today()
    of = get_object_or_404(units_visible_to(me, today), pk=unit)
    if award not in dict(every_award()) or kind not in RecipientKind.values:
        raise Http404
    if request.method == "POST":
        permissions.check_can_lay_out(me, of, today)
    last = queries.layout_of(of, award, kind)
    present = last.layout if last else queries.first_layout(award)
    version = last.version if last else 0
    form = LayoutForm(posted(request), present=present)
    shown, sample = present, sample_of(of, award)
    if request.method == "POST" and form.is_valid():
        shown = form.cleaned_data["layout"]
        try:
            if "anh" in request.POST:
                return HttpResponse(preview(sample, shown, base_url=base_url()), content_type="image/png")
            if "thu" in request.POST:
                sheet = render_test_sheet(
                    sample, shown, base_url=base_url(), created_at=timezone.localtime(clock.now())
                )
                return HttpResponse(sheet, content_type="application/pdf")
        except PaperError as error:
            form.add_error(None, str(error))
        if "luu" in request.POST and form.is_valid():
            seen = request.POST.get("version", "")
            saved = attempt(
                form, save_layout, unit=of, award_code=award, recipient_kind=kind, layout=shown,
                seen_version=int(seen) if seen.isdecimal() and len(seen) < 9 else -1, by=me, at=clock.now(),
            )  # fmt: skip
            if saved:
                messages.success(request, f"Đã lưu mẫu in, lần {saved.version}. Các đợt in sau dùng mẫu này.")
                return redirect("rewards:layout", unit, award, kind)
    return _page(request, form, shown, of, award, kind, version, sample)


def _page(
    request: HttpRequest, form: LayoutForm, shown: StockLayout, of: Unit, award: str, kind: str, version: int, sample
) -> HttpResponse:
    status = 422 if form.is_bound and form.errors else 200
    if "anh" in request.POST:  # asked for by the script: the sentence alone
        sentences = [sentence for errors in form.errors.values() for sentence in errors]
        return HttpResponse(" ".join(map(str, sentences))[:600], content_type="text/plain", status=422)
    try:
        image, trouble = b64encode(preview(sample, shown, base_url=base_url(), with_boxes=False)).decode(), ""
    except PaperError as error:
        image, trouble = "", str(error)
    width, height = shown.size
    refused = permissions.check_can_lay_out
    save = guarded("Lưu mẫu in", "", refused, request.user, of, clock.today())
    latest = queries.layout_of(of, award, kind) if version else None
    context: dict[str, Any] = {
        "form": form,
        "image": image,
        "trouble": trouble,
        "width": f"{width:g}",
        "height": f"{height:g}",
        "boxes": [
            {"key": box.key, "label": FIELDS[box.key]}
            | {side: f"{getattr(box, side):g}" for side in ("x", "y", "width", "height")}
            for box in shown.boxes
        ],
        "overlaps": [f"“{one}” và “{other}” nằm đè lên nhau." for one, other in overlaps(shown)],
        "calibration": _told_calibration(shown),
        "cross": vi_number(CROSS),
        "refused": save.refused,
        "version": version,
        "unit": of,
        "award": award_name(award),
        "kind": RecipientKind(kind).label,
        "is_new": version == 0,
        "runs": latest.runs.count() if latest is not None else 0,
        "crumbs": crumbs(Crumb("Mẫu in trên phôi", reverse("rewards:layouts")), Crumb(award_name(award))),
    }
    return render(request, "rewards/layout.html", context, status=status)


def _told_calibration(shown: StockLayout) -> str:
    """The printer's error in words, "" when none is corrected."""
    given = shown.calibration
    if given == type(given)():
        return ""
    return (
        f"Máy in lệch ngang {vi_number(round(given.x_offset, 2))} mm, dọc {vi_number(round(given.y_offset, 2))} mm; "
        f"co giãn ngang {vi_number(round(given.x_stretch * 100, 2))}%, dọc {vi_number(round(given.y_stretch * 100, 2))}%. "
        "Khi in, hệ thống bù lại các số này."
    )
