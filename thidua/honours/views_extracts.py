"""Screens of extracts: taking a request, issuing or refusing, opening what is personal."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from thidua.accounts.queries import signed_in
from thidua.honours import actions_extracts, queries
from thidua.honours.forms import ExtractForm, IssueForm, RefusalForm
from thidua.honours.models import Extract, Honour
from thidua.honours.papers import shown_lines
from thidua.honours.permissions import check_can_issue_extract
from thidua.honours.queries import STATE_LABELS
from thidua.honours.tables import ExtractTable, extract_filters
from thidua.honours.views import visible_or_404
from thidua.law.queries import award_name
from thidua.papers.views import file_response
from thidua.people.queries import selves
from thidua.shared import clock
from thidua.shared.certain import certain
from thidua.shared.denied import Denied, attempt, reason_against
from thidua.shared.forms import posted
from thidua.shared.tables import table_page
from thidua.shared.ui import Action, Crumb
from thidua.shared.wording import vi_date, vi_datetime
from thidua.units.models import RoleGrant
from thidua.units.queries import units_with_own_role

Role = RoleGrant.Role


def extracts(request: HttpRequest) -> HttpResponseBase:
    rows = queries.extracts_for(signed_in(request), clock.today()).select_related("paper", "unit").defer("shown")
    table = ExtractTable(rows, request, filters=extract_filters())
    crumbs = [Crumb("Sổ vàng", reverse("honours:list")), Crumb("Trích lục")]
    return table_page(request, table, "honours/extracts.html", {"crumbs": crumbs})


def new(request: HttpRequest, pk: int) -> HttpResponse:
    """A request about the recipient of an honour: which of their honours, who asks, for what."""
    honour, user, on = visible_or_404(request, pk), signed_in(request), clock.today()
    units = units_with_own_role(user, [Role.OFFICER], on)
    if not units:
        raise Denied("Để nhận yêu cầu trích lục cần vai trò “Chuyên viên thi đua, khen thưởng” của đơn vị.")
    lines = _of_the_same(user, honour, on)
    named = [
        (
            each.pk,
            f"{award_name(each.award_code)} năm {each.year}, số {each.decision_number} ({STATE_LABELS[each.state]})",
        )
        for each in lines
    ]
    data = posted(request)
    initial = {"honours": [str(pk)]} if data is None else None
    form = ExtractForm(
        data, request.FILES or None, units=units, lines=named, collective=honour.person_id is None, initial=initial
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        wanted = {int(key) for key in form.cleaned_data["honours"]}
        told = {
            name: form.cleaned_data[name] for name in ("unit", "asker", "asker_name", "relation", "proof", "purpose")
        }
        done = attempt(
            form, actions_extracts.take_request, honours=[each for each in lines if each.pk in wanted], by=user,
            at=clock.now(), **told,
        )  # fmt: skip
        if done:
            messages.success(request, "Đã nhận yêu cầu trích lục; văn thư được báo để cấp số và cấp giấy.")
            return redirect("honours:extract", pk=done.pk)
    context = {
        "title": "Nhận yêu cầu trích lục",
        "kicker": honour.recipient_name,
        "lead": "Giấy xác nhận ghi những gì sổ vàng đang ghi. Tên người yêu cầu, mục đích chỉ mở được khi cần, mỗi lần mở "
        "được ghi lại.",
        "form": form,
        "notices": [],
        "facts": [],
        "submit_label": "Nhận yêu cầu",
        "back": reverse("honours:detail", args=[pk]),
        "crumbs": [
            Crumb("Sổ vàng", reverse("honours:list")),
            Crumb(honour.recipient_name, reverse("honours:detail", args=[pk])),
            Crumb("Yêu cầu trích lục"),
        ],
    }
    return render(request, "components/form_page.html", context, status=422 if form.is_bound else 200)


def _of_the_same(user, honour: Honour, on) -> list["queries.HonourWithState"]:
    seen = queries.visible_to(user, on)
    if honour.person_id:
        seen = seen.filter(person__in=selves(honour.person_id))
    elif honour.unit_id:
        seen = seen.filter(unit=honour.unit_id)
    else:
        seen = seen.filter(pk=honour.pk)
    return list(seen.order_by("-decided_on", "-pk")[: actions_extracts.MOST])


def _found(request: HttpRequest, pk: int) -> Extract:
    seen = queries.extracts_for(signed_in(request), clock.today())
    return get_object_or_404(seen.select_related("paper", "proof", "unit__parent", "issued_by", "refused_by"), pk=pk)


def extract(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _found(request, pk))


def _page(
    request: HttpRequest,
    row: Extract,
    *,
    opened: bool = False,
    issue: IssueForm | None = None,
    refuse: RefusalForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """``opened``: who asked stands in this one answer."""
    user, on = signed_in(request), clock.today()
    asked = row.state == "asked"
    lines = row.shown
    if asked:
        chains = queries.chains_of(list(row.honours.order_by("decided_on", "pk")))
        lines = shown_lines(list(chains.values()))
    hidden = "(được che; bấm “Mở thông tin người yêu cầu” để xem)"
    rows: list[tuple] = [
        ("Khen thưởng của", row.recipient_name),
        ("Nơi cấp", row.unit.name),
        ("Ngày nhận yêu cầu", vi_datetime(row.asked_at)),
        ("Người yêu cầu là", row.get_asker_display()),
        ("Họ tên, tên cơ quan", row.asker_name if opened else hidden),
        *([("Quan hệ", row.relation if opened else hidden)] if row.relation else []),
        ("Mục đích", row.purpose if opened else hidden),
    ]
    if row.paper is not None:
        code = certain(row.check_code)
        rows += [
            ("Số giấy", f"{row.paper.number_text} ngày {vi_date(row.paper.issued_on)}, {row.signer_name} ký"),
            ("Mã kiểm tra", code, reverse("portal:verify-code", args=[code])),
        ]
    if row.state == "refused":
        rows += [("Không cấp", f"{row.refused_reason} ({vi_date(row.refused_at)})")]
    doors = [] if opened else [_door(row, "asker", "Mở thông tin người yêu cầu", "look")]
    doors += [_door(row, "paper", "Tải giấy trích lục (PDF)", "download")] if row.paper else []
    doors += [_door(row, "proof", "Mở giấy tờ kèm theo", "file")] if row.proof else []
    refused = reason_against(check_can_issue_extract, user, row, on) if asked else ""
    context = {
        "extract": row,
        "rows": rows,
        "lines": lines,
        "badge": f"extract_{row.state}",
        "doors": doors,
        "refused": refused,
        "issue": (issue or IssueForm(extract=row)) if asked and not refused else None,
        "refuse": (refuse or RefusalForm(extract=row)) if asked else None,
        "crumbs": [
            Crumb("Sổ vàng", reverse("honours:list")),
            Crumb("Trích lục", reverse("honours:extracts")),
            Crumb(row.recipient_name),
        ],
    }
    return render(request, "honours/extract.html", context, status=status)


def _door(row: Extract, what: str, label: str, icon: str) -> Action:
    return Action(label, reverse("honours:extract-open", args=[row.pk]), method="post", icon=icon, kind="secondary",
                  hidden=(("what", what),))  # fmt: skip


@require_POST
@never_cache
def open_(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Who asked, their proof, the paper: for those who take and issue extracts; each opening is kept."""
    row, what = _found(request, pk), request.POST.get("what", "")
    actions_extracts.open_extract(extract=row, what=what, by=signed_in(request), at=clock.now())
    if what == "asker":
        return _page(request, row, opened=True)
    return file_response(certain(row.paper if what == "paper" else row.proof), as_attachment=True)


@require_POST
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    row = _found(request, pk)
    form = IssueForm(posted(request), extract=row)
    if form.is_valid():
        done = attempt(form, actions_extracts.issue_extract, extract=row, signer_name=form.cleaned_data["signer_name"],
                       by=signed_in(request), at=clock.now())  # fmt: skip
        if done:
            messages.success(request, f"Đã cấp trích lục số {certain(done.paper).number_text}.")
            return redirect("honours:extract", pk=pk)
    return _page(request, _found(request, pk), issue=form, status=422)


@require_POST
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    row = _found(request, pk)
    form = RefusalForm(posted(request), extract=row)
    if form.is_valid():
        attempt(form, actions_extracts.refuse_extract, extract=row, reason=form.cleaned_data["reason"],
                by=signed_in(request), at=clock.now())  # fmt: skip
        if not form.errors:
            messages.success(request, "Đã ghi không cấp trích lục, kèm lý do.")
            return redirect("honours:extract", pk=pk)
    return _page(request, _found(request, pk), refuse=form, status=422)
