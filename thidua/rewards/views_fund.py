"""Screens of the emulation and commendation fund."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from thidua.rewards import actions_fund as actions
from thidua.rewards import permissions_money as rights
from thidua.rewards import queries_fund as queries
from thidua.rewards.forms_bonus import CarryForm, CorrectEntryForm, FundEntryForm
from thidua.rewards.models_money import FundEntry
from thidua.rewards.papers_money import render_fund_report
from thidua.rewards.screens import one_form, room
from thidua.rewards.tables_money import FundTable, told
from thidua.shared import clock
from thidua.shared.columns import Filter
from thidua.shared.forms import posted
from thidua.shared.tables import table_page
from thidua.shared.ui import Action, Crumb, Tile, guarded
from thidua.shared.wording import money, percent, vi_date
from thidua.units.models import RoleGrant, Unit
from thidua.units.queries import unit_ids_visible_to, units_with_own_role

Kind = FundEntry.Kind


def funds(request: HttpRequest) -> HttpResponse:
    """The funds the account may see, each with this year's balance."""
    today = clock.today()
    keeping = units_with_own_role(request.user, [RoleGrant.Role.ACCOUNTANT], today)
    kept = {unit.pk: unit for unit in queries.units_with_fund(request.user, today)[:100]}
    units = list(({unit.pk: unit for unit in keeping} | kept).values())
    balances = queries.latest_balances(units)
    tiles = [
        Tile(
            unit.name,
            money(balances[unit.pk][1]) if unit.pk in balances else money(0),
            note=f"số dư năm {balances[unit.pk][0]}" if unit.pk in balances else "chưa mở sổ",
            tone="error" if unit.pk in balances and balances[unit.pk][1] < 0 else "gold",
            url=reverse("rewards:fund", args=[unit.pk, balances[unit.pk][0] if unit.pk in balances else today.year]),
        )
        for unit in units
    ]
    return render(request, "rewards/funds.html", room("funds") | {"tiles": tiles, "law": _law(today.year)})


def _unit(request: HttpRequest, pk: int) -> Unit:
    seen = unit_ids_visible_to(request.user, clock.today())
    return get_object_or_404(Unit.objects.without_tree_fields().select_related("parent"), pk=pk, pk__in=seen)


def _law(year: int) -> str:
    rule = queries.law_of_fund(min(clock.today(), clock.today().replace(year=year, month=12, day=31)))
    if rule is None:
        return ""
    note = f" {rule.note_vi}" if rule.note_vi else ""
    cites = ", ".join(cite.label_vi for cite in rule.citations)
    return f"{rule.text_vi} ({cites}; {rule.status.label_vi.lower()}.{note})"


def fund(request: HttpRequest, pk: int, year: int) -> HttpResponseBase:
    unit, today = _unit(request, pk), clock.today()
    kinds = Filter("kind", "Nội dung", list(Kind.choices))
    table = FundTable(queries.entries_of(unit, year), request, filters=[kinds])
    sums = queries.sums_of(unit, year)
    spent, income = queries.organising_share(sums)
    balance, is_closed = queries.balance_of(unit, year), queries.is_closed(unit, year)
    share = f"{percent(spent / income)} nguồn của năm" if income > 0 else ""
    tiles = [
        Tile("Số dư", money(balance), tone="error" if balance < 0 else "met", note=f"năm {year}"),
        Tile("Nguồn của năm", money(income)),
        Tile("Đã chi tiền thưởng", money(-sums.get(Kind.BONUS, 0) - sums.get(Kind.RECOVERY, 0))),
        Tile("Tổ chức phong trào", money(spent), note=share),
    ]
    here = [pk, year]
    check, me = rights.check_keeps_fund, request.user
    acts = [
        guarded("Ghi bút toán", reverse("rewards:fund-enter", args=here), check, me, unit, today, kind="primary"),
        Action("Báo cáo thu, chi (PDF)", reverse("rewards:fund-report", args=here), icon="download"),
    ]
    if balance > 0 and not is_closed and today >= today.replace(year=year, month=12, day=1):
        carry = reverse("rewards:fund-carry", args=here)
        acts.append(guarded("Chuyển số dư sang năm sau", carry, check, me, unit, today, kind="quiet"))
    years = [(each, reverse("rewards:fund", args=[pk, each])) for each in queries.years_of(unit) if each != year]
    context = room("funds", Crumb(f"{unit.name}, năm {year}")) | {
        "unit": unit, "year": year, "tiles": tiles, "actions": acts, "years": years, "law": _law(year),
        "is_closed": is_closed,
    }  # fmt: skip
    return table_page(request, table, "rewards/fund.html", context)


def fund_enter(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    unit, today = _unit(request, pk), clock.today()
    rights.check_keeps_fund(request.user, unit, today)
    return one_form(
        request, FundEntryForm(posted(request), initial={"year": year, "on": today}), actions.enter_fund,
        lambda data: data | {"unit": unit}, here="funds", title="Ghi bút toán", kicker=f"Quỹ của {unit.name}",
        facts=[(f"Số dư năm {year}", money(queries.balance_of(unit, year)))],
        back=reverse("rewards:fund", args=[pk, year]), done="Đã ghi sổ quỹ.", submit="Ghi sổ",
        to=lambda entry: reverse("rewards:fund", args=[pk, entry.year]),
    )  # fmt: skip


def fund_carry(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    unit = _unit(request, pk)
    rights.check_keeps_fund(request.user, unit, clock.today())
    return one_form(
        request, CarryForm(posted(request)), actions.carry_over, lambda data: data | {"unit": unit, "year": year},
        here="funds", title=f"Chuyển số dư năm {year} sang năm {year + 1}", kicker=f"Quỹ của {unit.name}",
        lead="Dữ liệu luật trong hệ thống chưa có quy định về chuyển nguồn của quỹ: cần ghi căn cứ. Sau khi chuyển, sổ "
        f"quỹ năm {year} không ghi thêm được.",
        facts=[("Số dư sẽ chuyển", money(queries.balance_of(unit, year)))],
        back=reverse("rewards:fund", args=[pk, year]), done="Đã chuyển số dư.", submit="Chuyển số dư",
        to=lambda entry: reverse("rewards:fund", args=[pk, entry.year]),
    )  # fmt: skip


def fund_entry(request: HttpRequest, pk: int) -> HttpResponse:
    """One entry; a slip typed by hand is corrected here."""
    seen = FundEntry.objects.filter(unit__in=unit_ids_visible_to(request.user, clock.today()))
    entry = get_object_or_404(seen.select_related("unit", "recorded_by", "bonus_list", "corrects"), pk=pk)
    back = reverse("rewards:fund", args=[entry.unit_id, entry.year])
    rows: list[tuple[str, ...]] = [
        ("Nội dung", entry.get_kind_display()),
        ("Số tiền", money(entry.amount_vnd)),
        ("Số dư sau bút toán", money(entry.balance_after)),
        ("Ngày", vi_date(entry.entered_on)),
        ("Căn cứ", entry.basis),
        ("Ghi chú", entry.note or "–"),
        ("Người ghi", entry.recorded_by.display_name),
    ]
    if entry.bonus_list_id:
        rows.append(("Danh sách chi", str(entry.bonus_list_id), reverse("rewards:bonus", args=[entry.bonus_list_id])))
    act = guarded(
        "Điều chỉnh", reverse("rewards:fund-correct", args=[pk]), rights.check_can_correct_entry, request.user, entry,
        clock.today(), icon="edit",
    )  # fmt: skip
    home = Crumb(f"{entry.unit.name}, năm {entry.year}", back)
    context = room("funds", home, Crumb(f"Bút toán {entry.serial}")) | {"entry": entry, "rows": rows, "actions": [act]}
    return render(request, "rewards/fund_entry.html", context | {"told": told(entry)})


def fund_correct(request: HttpRequest, pk: int) -> HttpResponse:
    seen = FundEntry.objects.filter(unit__in=unit_ids_visible_to(request.user, clock.today()))
    entry = get_object_or_404(seen.select_related("unit"), pk=pk)
    rights.check_can_correct_entry(request.user, entry, clock.today())
    back = reverse("rewards:fund", args=[entry.unit_id, entry.year])
    return one_form(
        request, CorrectEntryForm(posted(request)), actions.correct_entry, lambda data: data | {"entry": entry},
        here="funds", title="Điều chỉnh bút toán", kicker=told(entry),
        lead="Hệ thống ghi một bút toán ngược dấu; bút toán cũ giữ nguyên. Sau đó ghi bút toán mới đúng nội dung.",
        back=back, done="Đã ghi bút toán điều chỉnh.", submit="Điều chỉnh",
    )  # fmt: skip


def fund_report(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    unit = _unit(request, pk)
    entries = list(queries.entries_of(unit, year))
    content = render_fund_report(unit, year, entries, queries.sums_of(unit, year), on=clock.today(), rule=_law(year))
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="quy-thi-dua-khen-thuong-{year}.pdf"'
    return answer
