"""Screens of revoking and restoring, of what follows, and of comparing an honour with the audit."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from rulebook.revocations import who_decides
from thidua.accounts.queries import signed_in
from thidua.honours import actions_ending, digest, queries
from thidua.honours.chain import sentences
from thidua.honours.consequences import Consequence, Kind, consequences_of, kind_of
from thidua.honours.forms import FollowUpForm, ReopenForm, RestorationForm, RevocationForm
from thidua.honours.models import FollowUp
from thidua.honours.permissions import check_can_compare, check_can_follow_up, check_can_restore, check_can_revoke
from thidua.honours.tables import FollowUpTable, follow_up_filters
from thidua.honours.views import later_entry, visible_or_404
from thidua.law.queries import award_name
from thidua.shared import clock
from thidua.shared.denied import attempt, reason_against
from thidua.shared.forms import posted
from thidua.shared.tables import table_page
from thidua.shared.ui import Crumb
from thidua.shared.wording import money, vi_date, vi_datetime

LARGEST = 5_000  # lines one record may speak of on a page; larger imports are compared by the command


def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """What follows is read first; the reader says so with the form."""
    honour, user, on = visible_or_404(request, pk), signed_in(request), clock.today()
    check_can_revoke(user, honour, on)
    causes = actions_ending.causes_for(honour, on, "cancel", "strip")
    form = RevocationForm(
        posted(request), request.FILES or None, present=queries.latest_entry(honour), causes=causes
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        done = attempt(form, actions_ending.revoke_honour, honour=honour, by=user, at=clock.now(), **form.told)
        if done:
            count = done.follow_ups.count()
            messages.success(
                request, f"Đã ghi việc hủy bỏ vào sổ vàng; có {count} việc phải xem xét, liệt kê bên dưới."
            )
            return redirect("honours:detail", pk=pk)
    title = "Ghi quyết định hủy bỏ của cấp trên" if honour.authority else "Hủy bỏ khen thưởng"
    return later_entry(
        request, honour, form, title, "Ghi hủy bỏ", follows=_shown(consequences_of(honour, on)), law=_law(on)
    )


def _law(on) -> str:
    rule = who_decides(on)
    known = f"{rule.text_vi} {rule.cite.label_vi} ({rule.status_on(on).label_vi})." if rule else ""
    return (
        f"{known} Riêng trình tự, thời hạn thu hồi do Chính phủ quy định thì điều, khoản tại Nghị định số 152/2025/NĐ-CP chưa "
        "đối chiếu, nên hạn nhắc việc dưới đây là hạn nội bộ."
    )


def _shown(found: list[tuple[Kind, Consequence]]) -> list[dict]:
    return [
        {
            "label": kind.label,
            "what": each.what,
            "rests_on": each.rests_on,
            "url": kind.url(each.thing) if kind.url and each.thing else "",
        }
        for kind, each in found
    ]


def restore(request: HttpRequest, pk: int) -> HttpResponse:
    honour, user, on = visible_or_404(request, pk), signed_in(request), clock.today()
    check_can_restore(user, honour, on)
    causes = actions_ending.causes_for(honour, on, "restore")
    form = RestorationForm(
        posted(request), request.FILES or None, present=queries.latest_entry(honour), causes=causes
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        done = attempt(form, actions_ending.restore_honour, honour=honour, by=user, at=clock.now(), **form.told)
        if done:
            messages.success(request, "Đã ghi việc phục hồi vào sổ vàng; trang kiểm tra báo ngay cho mọi người.")
            return redirect("honours:detail", pk=pk)
    return later_entry(request, honour, form, "Phục hồi danh hiệu", "Ghi phục hồi", law=_law(on))


def follow_ups(request: HttpRequest) -> HttpResponseBase:
    rows = queries.follow_ups_for(signed_in(request), clock.today()).select_related("entry", "unit")
    table = FollowUpTable(rows, request, filters=follow_up_filters())
    crumbs = [Crumb("Sổ vàng", reverse("honours:list")), Crumb("Việc sau hủy bỏ")]
    return table_page(request, table, "honours/follow_ups.html", {"crumbs": crumbs})


def follow_up(request: HttpRequest, pk: int) -> HttpResponse:
    """One matter: what, on what it rests, how it ended."""
    user, on = signed_in(request), clock.today()
    seen = queries.follow_ups_for(user, on).select_related("entry__refers_to", "unit", "closed_by")
    row = get_object_or_404(seen, pk=pk)
    refused = reason_against(check_can_follow_up, user, row.unit, on)
    is_open = row.state == "open"
    form = None
    if not refused:
        form = FollowUpForm(posted(request), row=row) if is_open else ReopenForm(posted(request), row=row)
    if request.method == "POST" and form is not None and form.is_valid() and _settled(form, row, user):
        return redirect("honours:detail", pk=row.entry.refers_to_id)
    kind = kind_of(row.kind)
    url = kind.url(row.thing) if kind and kind.url and row.thing else ""
    detail = reverse("honours:detail", args=[row.entry.refers_to_id])
    facts: list[tuple] = [
        ("Khen thưởng", f"{award_name(row.entry.award_code)} của {row.entry.recipient_name}", detail),
        ("Loại việc", kind.label if kind else row.kind),
        ("Mở để xem", "Trang liên quan", url) if url else ("Nơi xem xét", row.unit.name),
        ("Căn cứ", row.rests_on or "–"),
        *([("Số tiền theo luật", money(row.amount_vnd))] if row.amount_vnd else []),
        ("Hạn nội bộ", vi_date(row.due_on)),
        ("Tình trạng", row.state_label),
    ]
    if not is_open:
        by = row.closed_by.display_name if row.closed_by else ""
        facts += [("Kết quả", row.closed_note), ("Ghi lúc", f"{vi_datetime(row.closed_at)}, {by}")]
    context = {
        "title": row.what,
        "kicker": "Việc sau hủy bỏ",
        "facts": facts,
        "form": form,
        "refused": refused,
        "submit_label": "Ghi kết quả" if is_open else "Mở lại",
        "back": reverse("honours:follow-ups"),
        "crumbs": [
            Crumb("Sổ vàng", reverse("honours:list")),
            Crumb("Việc sau hủy bỏ", reverse("honours:follow-ups")),
            Crumb(row.entry.recipient_name),
        ],
    }
    status = 422 if form is not None and form.is_bound and form.errors else 200
    return render(request, "honours/follow_up.html", context, status=status)


def _settled(form: FollowUpForm | ReopenForm, row: FollowUp, user) -> bool:
    if isinstance(form, FollowUpForm):
        done = form.cleaned_data["outcome"] == "done"
        attempt(form, actions_ending.close_follow_up, row=row, done=done, note=form.cleaned_data["note"], by=user,
                at=clock.now())  # fmt: skip
    else:
        attempt(form, actions_ending.reopen_follow_up, row=row, reason=form.cleaned_data["reason"], by=user,
                at=clock.now())  # fmt: skip
    return not form.errors


def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """Every entry of one honour against what the audit kept of it."""
    honour = visible_or_404(request, pk)
    check_can_compare(signed_in(request), clock.today())
    chain = queries.chain_of(honour)
    entries = []
    for entry, told in zip(chain, sentences(chain), strict=True):
        event = digest.record_of(entry)
        if event is None:
            outcome, tone = "Không có bản ghi nhật ký nào nói về dòng này", "error"
        elif event.detail["lines"]["count"] > LARGEST:
            outcome, tone = (
                f"Bản ghi số {event.seq} có nhiều dòng: người vận hành đối chiếu bằng lệnh verify_register",
                "look",
            )
        elif digest.holds(event, digest.written_by(event)):
            outcome, tone = f"Khớp với bản ghi số {event.seq} của nhật ký", "met"
        else:
            outcome, tone = f"Khác với bản ghi số {event.seq} của nhật ký", "error"
        entries.append({"what": told, "when": vi_datetime(entry.recorded_at), "note": outcome, "tone": tone})
    context = {
        "honour": honour,
        "entries": entries,
        "back": reverse("honours:detail", args=[pk]),
        "crumbs": [
            Crumb("Sổ vàng", reverse("honours:list")),
            Crumb(honour.recipient_name, reverse("honours:detail", args=[pk])),
            Crumb("Đối chiếu nhật ký"),
        ],
    }
    return render(request, "honours/compare.html", context)
