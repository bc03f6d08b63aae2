"""Pages of the registration of titles."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from thidua.people.models import Person
from thidua.people.queries import posts_on
from thidua.pledges import actions, permissions, queries_titles
from thidua.pledges.forms import NewSheetForm, RegisterForm, ReturnForm
from thidua.pledges.models import RegistrationLine, RegistrationSheet
from thidua.pledges.outlook import award_name
from thidua.pledges.tables import LineTable, SheetTable, line_filters, sheet_filter
from thidua.pledges.views_parts import crumbs
from thidua.pledges.views_year import asked_year, results_action
from thidua.shared import clock
from thidua.shared.denied import Denied, attempt
from thidua.shared.forms import posted
from thidua.shared.gate import check_fresh
from thidua.shared.tables import table_page
from thidua.shared.ui import Action, Crumb, Tile, guarded
from thidua.units.models import RoleGrant, Unit
from thidua.units.queries import in_force, unit_ids_visible_to, units_with_own_role

Role = RoleGrant.Role


def _here(*steps: Crumb) -> list[Crumb]:
    return crumbs(Crumb("Đăng ký danh hiệu", reverse("pledges:registrations")), *steps)


def _sheet(request: HttpRequest, pk: int) -> RegistrationSheet:
    return get_object_or_404(queries_titles.sheets_visible_to(request.user, clock.today()), pk=pk)


def _check_has_units(units: list) -> None:
    if not units:
        raise Denied(f"Để lập bản đăng ký thi đua cần vai trò “{Role.OFFICER.label}” của đơn vị.")


def board(request: HttpRequest) -> HttpResponseBase:
    """Which unit has sent how many titles; flags registered against flags there are."""
    on, me, year = clock.today(), request.user, asked_year(request)
    seen = Unit.objects.filter(in_force(on, "valid_from", "valid_to"), pk__in=unit_ids_visible_to(me, on))
    units = seen.without_tree_fields().exclude(kind=Unit.Kind.SECTION).exclude(parent=None)
    table = SheetTable(units, request, kept=["year"], filters=[sheet_filter(year)])
    for unit, row in zip(table.records, queries_titles.registration_board(table.records, year), strict=True):
        unit.sheet = row["sheet"]
    counts = queries_titles.registration_counts(units, year)
    total = units.count() if table.is_filtered else table.count
    balances = queries_titles.flag_balances(me, year, on)
    own = units_with_own_role(me, [Role.OFFICER], on)
    context = {
        "year": year,
        "heading": f"Đăng ký danh hiệu thi đua năm {year}",
        "years": [year - 1, year + 1],
        "balances": balances,
        "notices": [balance.notice for balance in balances if balance.notice],
        "tiles": [
            Tile("Đơn vị", str(total)),
            Tile("Đã gửi", f"{counts['sent']}/{total}", tone="met" if 0 < total == counts["sent"] else "look"),
            Tile("Danh hiệu đăng ký", str(counts["titles"]), tone="gold"),
        ],
        "actions": [
            guarded(
                f"Lập bản đăng ký năm {year}",
                f"{reverse('pledges:registration-new')}?year={year}",
                _check_has_units,
                own,
                kind="primary",
                icon="plus",
            ),
            Action("Tổng hợp một danh sách", f"{reverse('pledges:compiled')}?year={year}", icon="people"),
            Action("Ai còn thiếu gì", f"{reverse('pledges:duties')}?year={year}", icon="clock"),
        ],
        "crumbs": crumbs(Crumb("Đăng ký danh hiệu")),
    }
    return table_page(request, table, "pledges/registrations.html", context)


def new(request: HttpRequest) -> HttpResponse:
    year, units = asked_year(request), units_with_own_role(request.user, [Role.OFFICER], clock.today())
    _check_has_units(units)
    form = NewSheetForm(request.POST or None, units=units)
    if request.method == "POST" and form.is_valid():
        unit = form.cleaned_data["unit"]
        sheet = attempt(form, actions.draft_registration, unit=unit, year=year, by=request.user, at=clock.now())
        if sheet:
            messages.success(request, f"Đã lập bản đăng ký thi đua năm {year} của {unit.name}.")
            return redirect("pledges:registration", sheet.pk)
    context = {
        "form": form,
        "title": f"Bản đăng ký thi đua năm {year}",
        "kicker": "Đăng ký danh hiệu",
        "submit_label": "Lập bản đăng ký",
        "back": reverse("pledges:registrations"),
        "crumbs": _here(Crumb("Lập bản đăng ký")),
    }
    return render(request, "components/form_page.html", context, status=422 if form.is_bound else 200)


def detail(request: HttpRequest, pk: int) -> HttpResponseBase:
    sheet, on = _sheet(request, pk), clock.today()
    lines = sheet.lines.select_related("person", "unit").order_by("person__name_key", "unit__code", "pk")
    counts = queries_titles.outlook_counts(sheet)
    context = {
        "sheet": sheet,
        "crumbs": _here(Crumb(f"{sheet.unit.name}, năm {sheet.year}")),
        "actions": _acts(request, sheet, on),
        "tiles": [
            Tile("Dòng đăng ký", str(sum(counts.values()))),
            Tile("Có thể phấn đấu", str(counts.get("possible", 0)), tone="met"),
            Tile("Chưa thể đạt trong năm", str(counts.get("not_possible", 0)), tone="error"),
            Tile("Chưa rõ", str(counts.get("unknown", 0)), tone="quiet"),
        ],
        "may_change": sheet.state in ("draft", "returned"),
    }
    table = LineTable(lines, request, filters=line_filters(sheet.lines.all()))
    return table_page(request, table, "pledges/registration.html", context)


def _acts(request: HttpRequest, sheet: RegistrationSheet, on: date) -> list[Action]:
    me = request.user

    def act(label: str, name: str, check, **options) -> Action:
        return guarded(label, reverse(f"pledges:registration-{name}", args=[sheet.pk]), check, me, sheet, on, **options)

    version = (("version", str(sheet.version)),)
    if sheet.state in ("draft", "returned"):
        register = permissions.check_can_register
        return [
            act(
                "Gửi lên cấp trên",
                "send",
                permissions.check_can_send_registration,
                method="post",
                kind="primary",
                icon="send",
                hidden=version,
                confirm=f"Gửi bản đăng ký thi đua năm {sheet.year}? Sau đó chỉ sửa được khi cấp trên trả lại.",
            ),
            *(
                [act("Trả lời từng dòng", "reply", permissions.check_can_reply, icon="edit")]
                if sheet.state == "returned"
                else []
            ),
            act("Thêm cá nhân", "people", register, icon="user"),
            act("Thêm tập thể", "collectives", register, icon="people"),
            act("Bỏ bớt dòng", "remove", register, kind="quiet"),
        ]
    if sheet.state == "sent":
        return [
            act(
                "Tiếp nhận",
                "accept",
                permissions.check_can_accept_registration,
                method="post",
                kind="primary",
                icon="check",
                hidden=version,
            ),
            act("Góp ý từng dòng", "remark", permissions.check_can_remark, icon="edit"),
            act("Trả lại để sửa", "return", permissions.check_can_return_registration),
        ]
    return [results_action(sheet)]


def _register(request: HttpRequest, pk: int, *, is_person: bool) -> HttpResponse:
    sheet, on = _sheet(request, pk), clock.today()
    permissions.check_can_register(request.user, sheet, on)
    back = reverse("pledges:registration", args=[pk])
    labels: dict[int, str] = {}
    recipients: list[Person] | list[Unit]
    if is_person:
        recipients = people = queries_titles.people_at(sheet.unit, on)
        posts = posts_on([person.pk for person in people], on)
        labels = {
            p.pk: f"{p.full_name} ({posts[p.pk].title}, {posts[p.pk].unit.name})" for p in people if p.pk in posts
        }
    else:
        recipients = queries_titles.collectives_at(sheet.unit, on)
    form = RegisterForm(request.POST or None, recipients=recipients, is_person=is_person, labels=labels)
    if request.method == "POST" and form.is_valid():
        made = attempt(form, actions.register_titles, sheet=sheet, lines=form.lines(), by=request.user, at=clock.now())
        if made:
            beyond = sum(line.outlook == "not_possible" for line in made)
            messages.success(request, f"Đã thêm {len(made)} dòng đăng ký.")
            if beyond:
                messages.warning(request, f"{beyond} dòng chưa thể đạt trong năm theo quy định; lý do ghi ở từng dòng.")
            return redirect(back)
    title = "Thêm cá nhân" if is_person else "Thêm tập thể"
    context = {
        "form": form,
        "title": title,
        "kicker": f"{sheet.unit.name}, năm {sheet.year}",
        "lead": "Chọn một danh hiệu rồi đánh dấu những người, tập thể đăng ký; mỗi dòng được đối chiếu ngay với quy định.",
        "submit_label": "Thêm vào bản đăng ký",
        "back": back,
        "crumbs": _here(Crumb(f"{sheet.unit.name}, năm {sheet.year}", back), Crumb(title)),
    }
    return render(request, "components/form_page.html", context, status=422 if form.is_bound else 200)


def add_people(request: HttpRequest, pk: int) -> HttpResponse:
    return _register(request, pk, is_person=True)


def add_collectives(request: HttpRequest, pk: int) -> HttpResponse:
    return _register(request, pk, is_person=False)


def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """One line at a time, each by its own button."""
    sheet, on = _sheet(request, pk), clock.today()
    permissions.check_can_register(request.user, sheet, on)
    if request.method == "POST":
        wanted = request.POST.get("line", "")
        line = get_object_or_404(RegistrationLine.objects.select_related("person", "unit"), sheet=sheet, pk=wanted or 0)
        line.sheet = sheet
        actions.remove_registration(line=line, by=request.user, at=clock.now())
        messages.success(request, f"Đã bỏ dòng của {line.person or line.unit}.")
        return redirect("pledges:registration-remove", pk)
    lines = sheet.lines.select_related("person", "unit").order_by("person__name_key", "unit__code", "pk")
    table = LineTable(lines, request)
    context = {
        "sheet": sheet,
        "table": table,
        "lines": [(line, award_name(line.award_code)) for line in table.records],
        "back": reverse("pledges:registration", args=[pk]),
        "crumbs": _here(
            Crumb(f"{sheet.unit.name}, năm {sheet.year}", reverse("pledges:registration", args=[pk])),
            Crumb("Bỏ bớt dòng"),
        ),
    }
    return render(request, "pledges/registration_remove.html", context)


@require_POST
def send(request: HttpRequest, pk: int) -> HttpResponse:
    sheet = _sheet(request, pk)
    check_fresh(sheet, request.POST.get("version"))
    actions.send_registration(sheet=sheet, by=request.user, at=clock.now())
    messages.success(request, "Đã gửi bản đăng ký lên cấp trên.")
    return redirect("pledges:registration", pk)


@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    sheet = _sheet(request, pk)
    check_fresh(sheet, request.POST.get("version"))
    actions.accept_registration(sheet=sheet, by=request.user, at=clock.now())
    messages.success(request, f"Đã tiếp nhận bản đăng ký của {sheet.unit.name}.")
    return redirect("pledges:registration", pk)


def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    sheet = _sheet(request, pk)
    permissions.check_can_return_registration(request.user, sheet, clock.today())
    back, remarked = reverse("pledges:registration", args=[pk]), sheet.lines.filter(reply="").exclude(remark="").count()
    form = ReturnForm(posted(request), is_remarked=bool(remarked))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if attempt(form, actions.return_registration, sheet=sheet, **given, by=request.user, at=clock.now()):
            messages.success(request, f"Đã trả lại bản đăng ký cho {sheet.unit.name}.")
            return redirect(back)
    context = {
        "form": form,
        "title": f"Trả lại bản đăng ký của {sheet.unit.name}",
        "kicker": "Đăng ký danh hiệu",
        "lead": f"Đã góp ý {remarked} dòng; đơn vị phải trả lời, sửa hoặc bỏ từng dòng ấy trước khi gửi lại."
        if remarked
        else "Muốn góp ý từng dòng, mời dùng “Góp ý từng dòng” trước khi trả lại.",
        "submit_label": "Trả lại",
        "back": back,
        "crumbs": _here(Crumb(f"{sheet.unit.name}, năm {sheet.year}", back), Crumb("Trả lại")),
    }
    return render(request, "components/form_page.html", context, status=422 if form.is_bound else 200)
