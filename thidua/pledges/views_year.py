"""Registration over the year: remarks line by line, one list upward, who is late, registered against achieved."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from thidua.accounts.queries import signed_in
from thidua.pledges import actions, permissions, queries, queries_titles
from thidua.pledges import queries_registration as across
from thidua.pledges.forms import DeadlineForm, LineWordsForm, ReasonForm
from thidua.pledges.models import Deadline, PledgeTarget, RegistrationLine, RegistrationSheet
from thidua.pledges.outlook import award_name, award_rank, outlooks
from thidua.pledges.tables import CompiledTable, DutyTable, LineTable, ResultTable, compiled_filters, duty_filter
from thidua.pledges.views_parts import crumbs
from thidua.shared import clock
from thidua.shared.denied import Denied, attempt
from thidua.shared.forms import posted
from thidua.shared.tables import table_page
from thidua.shared.ui import Action, Crumb, Tile, guarded
from thidua.units.models import RoleGrant, Unit
from thidua.units.queries import in_force, unit_ids_visible_to, units_with_own_role

Role = RoleGrant.Role


def asked_year(request: HttpRequest) -> int:
    """The year of the address, else the one people work on (not the new, empty one in January)."""
    asked = request.GET.get("year", "")
    if asked.isascii() and asked.isdecimal() and len(asked) == 4 and 2000 <= int(asked) <= 2100:
        return int(asked)
    return across.year_of_work(clock.today())


def _here(*steps: Crumb) -> list[Crumb]:
    return crumbs(Crumb("Đăng ký danh hiệu", reverse("pledges:registrations")), *steps)


def _sheet(request: HttpRequest, pk: int) -> RegistrationSheet:
    return get_object_or_404(queries_titles.sheets_visible_to(signed_in(request), clock.today()), pk=pk)


# ── line by line ──


def remark(request: HttpRequest, pk: int) -> HttpResponse:
    """The level above asks about single lines before it returns the sheet."""
    sheet = _sheet(request, pk)
    permissions.check_can_remark(signed_in(request), sheet, clock.today())
    lines = sheet.lines.all()
    return _words_page(
        request, sheet, lines, "remark", "Ý kiến", "Góp ý từng dòng",
        lambda words: actions.remark_lines(sheet=sheet, remarks=words, by=signed_in(request), at=clock.now()),
    )  # fmt: skip


def reply(request: HttpRequest, pk: int) -> HttpResponse:
    """The unit answers what was asked about lines it keeps."""
    sheet = _sheet(request, pk)
    permissions.check_can_reply(signed_in(request), sheet, clock.today())
    lines = sheet.lines.exclude(remark="")
    return _words_page(
        request, sheet, lines, "reply", "Trả lời", "Trả lời từng dòng",
        lambda words: actions.reply_lines(sheet=sheet, replies=words, by=signed_in(request), at=clock.now()),
    )  # fmt: skip


def _words_page(
    request: HttpRequest, sheet: RegistrationSheet, lines, name: str, label: str, title: str, act: Callable
) -> HttpResponse:
    table = LineTable(lines.select_related("person", "unit").order_by("person__name_key", "unit__code", "pk"), request)
    form = LineWordsForm(posted(request), lines=table.records, name=name, label=label)
    back = reverse("pledges:registration", args=[sheet.pk])
    if request.method == "POST" and form.is_valid():
        try:
            changed = act(form.words())
        except Denied as denied:
            form.add_error(None, denied.reason)
        else:
            messages.success(request, f"Đã lưu ở {changed} dòng." if changed else "Không có gì thay đổi.")
            return redirect(back if table.page_count == 1 else request.get_full_path())
    context = {
        "sheet": sheet,
        "table": table,
        "form": form,
        "name": name,
        "title": title,
        "label": label,
        "award_names": {line.pk: award_name(line.award_code) for line in table.records},
        "back": back,
        "crumbs": _here(Crumb(f"{sheet.unit.name}, năm {sheet.year}", back), Crumb(title)),
    }
    return render(request, "pledges/registration_words.html", context, status=422 if form.is_bound else 200)


# ── one list upward ──


def compiled(request: HttpRequest) -> HttpResponseBase:
    """Everything registered by the units the person sees, in one list with totals."""
    me, on, year = signed_in(request), clock.today(), asked_year(request)
    lines = across.compiled_lines(me, year, on)
    totals = sorted(across.totals_by_award(lines), key=lambda row: award_rank(row.award_code))
    rows = [(award_name(each.award_code), each) for each in totals]
    context = {
        "year": year,
        "years": [year - 1, year + 1],
        "totals": rows,
        "tiles": [
            Tile("Lượt đăng ký", str(sum(each.all for each in totals)), tone="gold"),
            Tile("Tập thể", str(sum(each.collectives for each in totals))),
            Tile("Cá nhân", str(sum(each.people for each in totals))),
            Tile("Chưa thể đạt trong năm", str(sum(each.not_possible for each in totals)), tone="caution"),
        ],
        "crumbs": _here(Crumb("Tổng hợp")),
    }
    filters = compiled_filters([each.award_code for each in totals])
    table = CompiledTable(across.with_results(lines), request, kept=["year"], filters=filters)
    return table_page(request, table, "pledges/compiled.html", context)


# ── registered against achieved ──


def results(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A unit's sheet beside the register of honours."""
    sheet = _sheet(request, pk)
    counts = across.result_counts(sheet.lines.all())
    missed = counts["registered"] - counts["achieved"]
    lines = across.with_results(sheet.lines.all()).select_related("person", "unit", "sheet")
    context = {
        "sheet": sheet,
        "tiles": [
            Tile("Đăng ký", str(counts["registered"])),
            Tile("Đã đạt", f"{counts['achieved']}/{counts['registered']}", tone="met"),
            Tile("Chưa có quyết định", str(missed), tone="look" if missed else "met"),
            Tile("Chưa ghi lý do", str(missed - counts["explained"]), tone="caution" if missed else "quiet"),
        ],
        "crumbs": _here(
            Crumb(f"{sheet.unit.name}, năm {sheet.year}", reverse("pledges:registration", args=[pk])), Crumb("Kết quả")
        ),
    }
    table = ResultTable(lines.order_by("achieved", "person__name_key", "unit__code", "pk"), request)
    return table_page(request, table, "pledges/results.html", context)


def missed(request: HttpRequest, pk: int, line_pk: int) -> HttpResponse:
    """Why one title was not reached; what the law says of it today is offered as a beginning."""
    sheet, on = _sheet(request, pk), clock.today()
    line = get_object_or_404(RegistrationLine.objects.select_related("person", "unit"), sheet=sheet, pk=line_pk)
    line.sheet = sheet
    permissions.check_can_explain_missed(signed_in(request), line, on)
    back = reverse("pledges:registration-results", args=[pk])
    key = (line.person_id, line.unit_id, line.award_code)
    today = outlooks([key], sheet.year, on)[key]
    start = line.missed_reason or (today.note if today.code == "not_possible" else "")
    form = ReasonForm(posted(request), initial={"reason": start})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if attempt(form, actions.explain_missed, line=line, **given, by=signed_in(request), at=clock.now()):
            messages.success(request, f"Đã ghi lý do của {line.person or line.unit}.")
            return redirect(back)
    context = {
        "form": form,
        "title": f"Lý do không đạt: {line.person or line.unit}",
        "kicker": award_name(line.award_code),
        "lead": f"Đối chiếu hôm nay: {today.note}" if today.note else "Quy định không nêu lý do; mời đơn vị ghi.",
        "submit_label": "Ghi lý do",
        "back": back,
        "crumbs": _here(Crumb(f"{sheet.unit.name}, năm {sheet.year}", back), Crumb("Lý do")),
    }
    return render(request, "components/form_page.html", context, status=422 if form.is_bound else 200)


# ── who is late ──


def _root_of(units: list[Unit]) -> Unit | None:
    return units[0] if units else None


def duties(request: HttpRequest) -> HttpResponseBase:
    """Who has handed in what, who is late, with what."""
    me, on, year = signed_in(request), clock.today(), asked_year(request)
    own = units_with_own_role(me, [Role.OFFICER, Role.HEAD], on)
    home = _root_of(own)
    setter = home if home is None or home.parent_id is None else home.parent
    seen = Unit.objects.filter(in_force(on, "valid_from", "valid_to"), pk__in=unit_ids_visible_to(me, on))
    units = seen.without_tree_fields().exclude(kind=Unit.Kind.SECTION).exclude(parent=None)
    days = across.deadlines_of(setter, year)
    table = DutyTable(units, request, kept=["year"], filters=[duty_filter(year)])
    found = across.duties_of(table.records, year, days, on)
    for unit in table.records:
        unit.duties = found[unit.pk]
    late = sum(duty.code == "late" for mine in found.values() for duty in mine.values())
    context = {
        "year": year,
        "years": [year - 1, year + 1],
        "days": [(Deadline.What(what).label, day) for what, day in days.items()],
        "setter": setter,
        "tiles": [
            Tile("Đơn vị", str(table.count)),
            Tile("Việc đang trễ trên trang này", str(late), tone="caution" if late else "met"),
        ],
        "actions": [
            guarded("Đặt hạn nộp", f"{reverse('pledges:deadlines')}?year={year}", _check_sets, own, icon="calendar")
        ],
        "crumbs": crumbs(Crumb("Ai còn thiếu gì")),
    }
    return table_page(request, table, "pledges/duties.html", context)


def _check_sets(units: list[Unit]) -> None:
    if not units:
        raise Denied(f"Để đặt hạn nộp cần vai trò “{Role.OFFICER.label}”.")


def deadlines(request: HttpRequest) -> HttpResponse:
    """The days on which those below hand in."""
    me, on, year = signed_in(request), clock.today(), asked_year(request)
    own = units_with_own_role(me, [Role.OFFICER], on)
    _check_sets(own)
    unit = own[0]
    known = dict(Deadline.objects.filter(unit=unit, year=year).values_list("what", "due_on"))
    defaults = {what: across.default_due(year, what) for what in Deadline.What.values}
    form = DeadlineForm(posted(request), known=known, defaults=defaults)
    back = f"{reverse('pledges:duties')}?year={year}"
    if request.method == "POST" and form.is_valid():
        changed = attempt(
            form, actions.set_deadlines, unit=unit, year=year, days=form.cleaned_data, by=me, at=clock.now()
        )
        if changed is not None:
            messages.success(request, f"Đã đặt {changed} hạn nộp." if changed else "Không có hạn nào thay đổi.")
            return redirect(back)
    context = {
        "form": form,
        "title": f"Hạn nộp năm {year}",
        "kicker": unit.name,
        "lead": "Áp dụng cho các đơn vị trực thuộc; bảng “Ai còn thiếu gì” tính trễ theo các ngày này.",
        "submit_label": "Lưu hạn nộp",
        "back": back,
        "crumbs": crumbs(Crumb("Ai còn thiếu gì", back), Crumb("Hạn nộp")),
    }
    return render(request, "components/form_page.html", context, status=422 if form.is_bound else 200)


# ── one target over all units ──


def shared(request: HttpRequest) -> HttpResponse:
    """A target by unit with its sum: what stands out, whether the sum fits the goal above."""
    me, on, year = signed_in(request), clock.today(), asked_year(request)
    pledges = queries.visible_to(me, on).filter(year=year, state__in=["signed", "settled"])
    names = queries.shared_names(pledges)[:200]
    chosen = next((row for row in names if f"{row[0]}|{row[1]}" == request.GET.get("chi-tieu")), None)
    found = None
    if chosen is not None:
        name, measure, _ = chosen
        homes = [unit.pk for unit in units_with_own_role(me, [Role.OFFICER, Role.HEAD], on)]
        above = PledgeTarget.objects.filter(
            name=name, unit_of_measure=measure, pledge__unit__in=homes, pledge__year=year
        )
        found = queries.shared_target(pledges.exclude(unit__in=homes), name, measure, above)
    context = {
        "year": year,
        "years": [year - 1, year + 1],
        "names": names,
        "chosen": chosen,
        "found": found,
        "crumbs": crumbs(Crumb("Tổng hợp chỉ tiêu")),
    }
    return render(request, "pledges/shared.html", context)


def results_action(sheet: RegistrationSheet) -> Action:
    """The way from a sheet to its results."""
    return Action("Đăng ký và kết quả", reverse("pledges:registration-results", args=[sheet.pk]), icon="chart")
