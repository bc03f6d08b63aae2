"""Acts on one initiative: handed in, answered, widened, certified, its authors and uses. The pages: views_initiatives.py."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from thidua.accounts.queries import signed_in
from thidua.law.queries import every_award
from thidua.people.models import Person
from thidua.people.queries import living
from thidua.records import actions_initiatives as actions
from thidua.records import actions_ledger, permissions
from thidua.records.forms import (
    AuthorsForm,
    PastUseForm,
    ReasonForm,
    RecogniseForm,
    WidenForm,
)
from thidua.records.models import Initiative, InitiativeUse
from thidua.records.views import form_page
from thidua.records.views_initiatives import check_can_correct_authors, check_can_note, initiative_or_404, seen
from thidua.shared import clock
from thidua.shared.forms import posted
from thidua.shared.ui import Crumb


@require_POST
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    actions.submit_initiative(initiative=initiative_or_404(request, pk), by=signed_in(request), at=clock.now())
    messages.success(request, "Đã nộp đơn.")
    return redirect("records:initiative", pk)


@require_POST
def certify(request: HttpRequest, pk: int) -> HttpResponse:
    paper = actions.certify_initiative(initiative=initiative_or_404(request, pk), by=signed_in(request), at=clock.now())
    messages.success(request, f"Đã cấp giấy chứng nhận số {paper.number_text}.")
    return redirect("records:initiative", pk)


def _one(
    request: HttpRequest,
    initiative: Initiative,
    form,
    act,
    given,
    *,
    title: str,
    done: str,
    submit: str,
    lead: str = "",
    facts=(),
) -> HttpResponse:
    back = reverse("records:initiative", args=[initiative.pk])
    return form_page(
        request, form, act, lambda data: {"initiative": initiative, **given(data)}, title=title, kicker=initiative.title,
        back=back, done=done, submit=submit, lead=lead, facts=facts,
        steps=(Crumb("Sáng kiến", reverse("records:initiatives")), Crumb(initiative.title, back)),
    )  # fmt: skip


def recognise(request: HttpRequest, pk: int) -> HttpResponse:
    initiative = initiative_or_404(request, pk)
    permissions.check_can_answer(signed_in(request), initiative, "recognise", clock.today())
    return _one(
        request, initiative, RecogniseForm(posted(request), initial={"decided_on": clock.today()}),
        actions.recognise_initiative, dict, title="Công nhận sáng kiến", done="Đã ghi quyết định công nhận.",
        submit="Ghi công nhận",
        lead="Cơ sở công nhận sáng kiến ở cơ sở, có thể lập Hội đồng sáng kiến "
        "(khoản 2 Điều 21 Luật Thi đua, khen thưởng 2022).",
    )  # fmt: skip


def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    initiative = initiative_or_404(request, pk)
    permissions.check_can_answer(signed_in(request), initiative, "refuse", clock.today())
    return _one(request, initiative, ReasonForm(posted(request)), actions.refuse_initiative, dict,
                title="Không công nhận sáng kiến", done="Đã ghi không công nhận.", submit="Ghi không công nhận")  # fmt: skip


def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    initiative = initiative_or_404(request, pk)
    permissions.check_can_answer(signed_in(request), initiative, "return", clock.today())
    return _one(request, initiative, ReasonForm(posted(request)), actions.return_initiative, dict,
                title="Trả lại đơn để bổ sung", done="Đã trả lại đơn.", submit="Trả lại")  # fmt: skip


def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    initiative = initiative_or_404(request, pk)
    permissions.check_can_withdraw(signed_in(request), initiative, clock.today())
    return _one(request, initiative, ReasonForm(posted(request)), actions.withdraw_initiative, dict,
                title="Rút đơn", done="Đã rút đơn.", submit="Rút đơn")  # fmt: skip


def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    initiative = initiative_or_404(request, pk)
    permissions.check_can_revoke(signed_in(request), initiative, clock.today())
    return _one(request, initiative, ReasonForm(posted(request)), actions.revoke_initiative, dict,
                title="Hủy công nhận sáng kiến", done="Đã hủy công nhận; sáng kiến không còn được tính.",
                submit="Hủy công nhận")  # fmt: skip


def widen(request: HttpRequest, pk: int) -> HttpResponse:
    initiative = initiative_or_404(request, pk)
    permissions.check_can_widen(signed_in(request), initiative, clock.today())
    return _one(request, initiative, WidenForm(posted(request), initial={"decided_on": clock.today()}),
                actions.recognise_wider, dict, title="Công nhận hiệu quả áp dụng, phạm vi ảnh hưởng",
                done="Đã ghi công nhận phạm vi rộng hơn.", submit="Ghi công nhận")  # fmt: skip


def authors(request: HttpRequest, pk: int) -> HttpResponse:
    """Authors and shares of a recognised initiative put right, by the codes of people."""
    initiative = initiative_or_404(request, pk)
    check_can_correct_authors(signed_in(request), initiative, clock.today())
    rows = list(initiative.authors.select_related("person"))
    initial: dict[str, Any] = {}
    for place, row in enumerate(rows, start=1):
        initial |= {f"code{place}": row.person.code, f"share{place}": row.share}
    form = AuthorsForm(posted(request), initial=initial)
    chosen: list[tuple[Person, Decimal]] = []
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        codes = {place: data[f"code{place}"] for place in range(1, form.rows_count + 1) if data[f"code{place}"]}
        people = {person.code: person for person in living().filter(code__in=codes.values())}
        for place, code in codes.items():
            if code not in people:
                form.add_error(f"code{place}", "Không có cán bộ nào mang mã này.")
            elif data[f"share{place}"] is None:
                form.add_error(f"share{place}", "Mời ghi tỷ lệ đóng góp của tác giả này.")
            else:
                chosen.append((people[code], data[f"share{place}"]))
    return _one(request, initiative, form, actions.correct_authors, lambda data: {"authors": chosen, "reason": data["reason"]},
                title="Sửa tác giả, tỷ lệ đóng góp", done="Đã sửa; dữ liệu cũ và lý do được giữ lại.", submit="Lưu",
                facts=[("Đang ghi", "; ".join(f"{row.person.full_name}" for row in rows))])  # fmt: skip


def note_use(request: HttpRequest, pk: int) -> HttpResponse:
    """A use of before the ledger."""
    initiative = initiative_or_404(request, pk)
    check_can_note(signed_in(request), initiative, clock.today())
    people = [row.person for row in initiative.authors.select_related("person")]
    form = PastUseForm(posted(request), authors=people, awards=every_award(), initial={"year": initiative.year})
    return _one(
        request, initiative, form, actions_ledger.note_use,
        lambda data: {"person": data["author"], **{name: data[name] for name in ("award_code", "year", "source")}},
        title="Ghi khen thưởng đã dùng sáng kiến này", done="Đã ghi vào sổ dùng sáng kiến.", submit="Ghi vào sổ",
    )  # fmt: skip


def use_release(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(
        InitiativeUse.objects.filter(initiative__in=seen(request)).select_related("initiative", "person"), pk=pk
    )
    me = signed_in(request)
    permissions.check_can_note_use(me, row.person, clock.today())
    return form_page(
        request, ReasonForm(posted(request)), actions_ledger.release_use, lambda data: {"use": row, **data},
        title="Thôi dùng sáng kiến cho khen thưởng này", kicker=row.initiative.title, back=reverse("records:uses"),
        done="Đã ghi thôi dùng.", submit="Thôi dùng", steps=(Crumb("Sổ dùng sáng kiến", reverse("records:uses")),),
        facts=[("Tác giả", row.person.full_name), ("Năm", str(row.year))],
    )  # fmt: skip
