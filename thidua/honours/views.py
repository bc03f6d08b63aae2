"""Screens of the register for those who work with it; the public ones are in the portal."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from thidua.accounts.queries import signed_in
from thidua.honours import actions, queries
from thidua.honours.chain import sentences
from thidua.honours.forms import CorrectionForm, PastHonourForm
from thidua.honours.models import Honour
from thidua.honours.permissions import (
    check_can_compare,
    check_can_correct,
    check_can_restore,
    check_can_revoke,
    check_enters_anywhere,
)
from thidua.honours.tables import BADGES, HonourTable, register_filters
from thidua.law.queries import award_name
from thidua.people.models import Person
from thidua.people.queries import same_person, selves
from thidua.shared import clock
from thidua.shared.denied import attempt, reason_against
from thidua.shared.forms import posted
from thidua.shared.tables import table_page
from thidua.shared.ui import Action, Crumb, Event, guarded
from thidua.shared.wording import vi_date, vi_datetime
from thidua.units.lineage import units_after
from thidua.units.models import RoleGrant
from thidua.units.queries import unit_ids_with_roles, units_with_own_role

Role = RoleGrant.Role
_TONES = {
    Honour.Entry.AWARD: "gold",
    Honour.Entry.CORRECTION: "caution",
    Honour.Entry.REVOCATION: "error",
    Honour.Entry.RESTORATION: "met",
}


def honour_list(request: HttpRequest) -> HttpResponseBase:
    user, on = signed_in(request), clock.today()
    seen = queries.visible_to(user, on)
    table = HonourTable(
        seen.select_related("of_unit", "issuer"),
        request,
        filters=register_filters(seen, queries.years(seen), on),
    )
    acts = [
        Action("Ghi khen thưởng đã có", reverse("honours:enter"), icon="plus", kind="primary"),
        Action("Nhập quyết định cũ", reverse("imports:old-list"), icon="upload"),
    ]
    if reason_against(check_enters_anywhere, user, on):
        acts = []
    acts += [Action("Thống kê", reverse("honours:statistics"), icon="chart")]
    if unit_ids_with_roles(user, on, [Role.OFFICER, Role.DECIDER, Role.AUDITOR]):
        acts += [Action("Việc sau hủy bỏ", reverse("honours:follow-ups"), icon="clock")]
    if unit_ids_with_roles(user, on, [Role.OFFICER, Role.CLERK]):
        acts += [Action("Trích lục", reverse("honours:extracts"), icon="file")]
    return table_page(request, table, "honours/list.html", {"actions": acts})


def enter(request: HttpRequest) -> HttpResponse:
    """One past honour by hand: typed, looked at as it would stand, written."""
    user, on = signed_in(request), clock.today()
    check_enters_anywhere(user, on)
    form = PastHonourForm(posted(request), units=units_with_own_role(user, [Role.OFFICER], on))
    facts: list[tuple[str, str]] = []
    if request.method == "POST" and form.is_valid():
        row, mark = form.row(), form.seen()
        if form.cleaned_data["looked"] == mark:
            done = attempt(
                form, actions.enter_past_honour, row=row, under=form.cleaned_data["under"], by=user, at=clock.now()
            )
            if done:
                messages.success(request, f"Đã ghi khen thưởng của {row.recipient_name} vào sổ vàng.")
                return redirect("honours:detail", pk=done.pk)
        else:
            facts = _to_write(row)
            form.data = dict(form.data.items()) | {"looked": mark}
    context = {
        "title": "Ghi khen thưởng đã có",
        "kicker": "Sổ vàng",
        "lead": "Một khen thưởng của năm trước, ngoài hệ thống. Nhiều dòng thì nhập từ bảng tính ở trang Nhập dữ liệu.",
        "form": form,
        "facts": facts,
        "notices": [
            {
                "tone": "look",
                "title": "Dòng sẽ ghi",
                "text": "Mời đối chiếu với quyết định, rồi bấm “Ghi vào sổ vàng”. Sổ vàng không xóa được; ghi sai thì "
                "đính chính.",
                "items": "",
            }
        ]
        if facts
        else [],
        "submit_label": "Ghi vào sổ vàng" if facts else "Xem dòng sẽ ghi",
        "back": reverse("honours:list"),
        "crumbs": [Crumb("Sổ vàng", reverse("honours:list")), Crumb("Ghi khen thưởng đã có")],
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "components/form_page.html", context, status=status)


def _to_write(row: Honour) -> list[tuple[str, str]]:
    born = f", sinh {vi_date(row.person.born_on)}" if row.person and row.person.born_on else ""
    code = f" (mã {row.person.code}{born})" if row.person else ""
    return [
        ("Người, tập thể được khen", f"{row.recipient_name}{code}"),
        ("Chức vụ, đơn vị khi đó", row.recipient_detail or "hệ thống không biết; dòng ghi ở đơn vị hiện nay"),
        ("Đơn vị", row.of_unit.full_name if row.of_unit else ""),
        ("Danh hiệu, hình thức", award_name(row.award_code)),
        ("Năm", str(row.year)),
        ("Quyết định", f"Số {row.decision_number} ngày {vi_date(row.decided_on)}"),
        ("Cấp quyết định", row.issuer_name),
        ("Thành tích", row.ground or "–"),
    ]


def visible_or_404(request: HttpRequest, pk: int) -> "queries.HonourWithState":
    seen = queries.visible_to(request.user, clock.today())
    return get_object_or_404(seen.select_related("issuer", "of_unit__parent", "person", "unit__parent"), pk=pk)


def honour_detail(request: HttpRequest, pk: int) -> HttpResponse:
    honour = visible_or_404(request, pk)
    user, today = signed_in(request), clock.today()
    chain = queries.chain_of(honour)
    present = next(e for e in reversed(chain) if e.entry != Honour.Entry.REVOCATION)
    person_url = reverse("honours:person", args=[honour.person_id]) if honour.person_id else ""
    seen = queries.follow_ups_for(user, today).filter(entry__refers_to=honour)
    follow_ups = list(seen.order_by("state", "due_on", "pk"))
    is_restoring = honour.state == queries.REVOKED and not reason_against(check_can_restore, user, honour, today)
    acts = [
        guarded(
            "Đính chính", reverse("honours:correct", args=[pk]), check_can_correct, user, honour, today, icon="edit"
        ),
        guarded(
            "Hủy bỏ khen thưởng",
            reverse("honours:revoke", args=[pk]),
            check_can_revoke,
            user,
            honour,
            today,
            kind="grave",
        ),
    ]
    if is_restoring:
        acts = [Action("Phục hồi danh hiệu", reverse("honours:restore", args=[pk]), icon="history")]
    if units_with_own_role(user, [Role.OFFICER], today):
        acts.append(Action("Nhận yêu cầu trích lục", reverse("honours:extract-new", args=[pk]), icon="file"))
    if units_with_own_role(user, [Role.OFFICER, Role.CLERK], today):
        acts.append(Action("Tiếp nhận cấp đổi, cấp lại", reverse("rewards:reissue-receive", args=[pk]), icon="history"))
    if not reason_against(check_can_compare, user, today):
        acts.append(Action("Đối chiếu nhật ký", reverse("honours:compare", args=[pk]), icon="link", kind="quiet"))
    return render(
        request,
        "honours/detail.html",
        {
            "honour": honour,
            "present": present,
            "badge": BADGES[honour.state],
            "state_label": queries.STATE_LABELS[honour.state],
            "award": award_name(present.award_code),
            "rows": [
                ("Người, tập thể được khen", present.recipient_name, person_url),
                ("Chức vụ, đơn vị", present.recipient_detail),
                *_unit_rows(honour, today),
                ("Danh hiệu, hình thức", award_name(present.award_code)),
                ("Năm", str(present.year)),
                ("Thành tích", present.ground),
                ("Quyết định", f"Số {honour.decision_number} ngày {vi_date(honour.decided_on)}"),
                ("Cấp quyết định", honour.issuer_name),
                ("Số sổ vàng", str(honour.ordinal)),
                ("Mã kiểm tra", honour.check_code, reverse("portal:verify-code", args=[honour.check_code])),
                ("Nguồn", honour.get_source_display()),
            ],
            "events": [
                Event(
                    what=told,
                    when=vi_datetime(entry.recorded_at),
                    by=entry.recorded_by.display_name if entry.recorded_by else "",
                    note=f"Lý do: {entry.reason}" if entry.reason else "",
                    tone=_TONES[Honour.Entry(entry.entry)],
                    url=reverse("papers:open", args=[entry.act_paper_id]) if entry.act_paper_id else "",
                )
                for entry, told in reversed(list(zip(chain, sentences(chain), strict=True)))
            ],
            "follow_ups": follow_ups,
            "open_count": sum(row.state == "open" for row in follow_ups),
            "actions": acts,
            "crumbs": [Crumb("Sổ vàng", reverse("honours:list")), Crumb(honour.recipient_name)],
        },
    )


def _unit_rows(honour: Honour, today: date) -> list[tuple]:
    """The unit of that time and, where it has ended, what it is today."""
    unit = honour.of_unit or honour.unit
    if unit is None:
        return []
    rows: list[tuple] = [("Đơn vị khi đó", unit.full_name, reverse("units:detail", args=[unit.pk]))]
    if unit.valid_to is not None:
        heirs = units_after(unit, today)
        named = ", ".join(f"{kin.unit.name}{' (một phần)' if kin.is_part else ''}" for kin in heirs)
        rows.append(("Đơn vị kế thừa hiện nay", named or "Không có"))
    return rows


def correct(request: HttpRequest, pk: int) -> HttpResponse:
    honour = visible_or_404(request, pk)
    check_can_correct(request.user, honour, clock.today())
    form = CorrectionForm(request.POST or None, present=queries.latest_entry(honour))
    if request.method == "POST" and form.is_valid():
        fields = {name: form.cleaned_data[name] for name in actions.CORRECTABLE}
        actions.correct_honour(
            honour=honour, reason=form.cleaned_data["reason"], by=request.user, at=clock.now(), **fields
        )
        messages.success(request, "Đã ghi dòng đính chính vào sổ vàng.")
        return redirect("honours:detail", pk=pk)
    return later_entry(request, honour, form, "Đính chính khen thưởng", "Ghi đính chính")


def later_entry(request: HttpRequest, honour: Honour, form, title: str, submit: str, **more) -> HttpResponse:
    context = {
        "honour": honour,
        "award": award_name(honour.award_code),
        "form": form,
        "heading": title,
        "submit": submit,
        "back": reverse("honours:detail", args=[honour.pk]),
        "crumbs": [
            Crumb("Sổ vàng", reverse("honours:list")),
            Crumb(honour.recipient_name, reverse("honours:detail", args=[honour.pk])),
            Crumb(title),
        ],
        **more,
    }
    return render(request, "honours/later_entry.html", context, status=422 if form.is_bound else 200)


def person(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A person's honours, as far as the reader may see them; nothing of the person but the name."""
    seen = queries.visible_to(request.user, clock.today()).filter(person__in=selves(pk))
    whose = get_object_or_404(Person, pk=pk)
    if not same_person(signed_in(request).person_id, pk):
        # Whether somebody exists is not told to those who may see nothing of them.
        get_object_or_404(seen.order_by("pk")[:1])
    table = HonourTable(seen.select_related("of_unit", "issuer"), request)
    return table_page(
        request,
        table,
        "honours/person.html",
        {"person": whose, "crumbs": [Crumb("Sổ vàng", reverse("honours:list")), Crumb(whose.full_name)]},
    )
