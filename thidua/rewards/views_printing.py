"""Screens of printing: the runs, the sheets of a decision, one sheet with its history."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from rulebook.lifecycles import LIFECYCLES
from thidua.decisions.models import Decision
from thidua.decisions.queries import awards_issued
from thidua.law.queries import award_name
from thidua.rewards import actions_printing as actions
from thidua.rewards import permissions
from thidua.rewards import queries_printing as queries
from thidua.rewards.actions_badges import check_can_badge
from thidua.rewards.forms_printing import DiscardForm, SpoiledForm
from thidua.rewards.models import CertificateCopy, PrintRun, RecipientKind
from thidua.rewards.permissions_money import check_can_draft_bonus
from thidua.rewards.permissions_stock import check_arranges_anywhere, check_can_receive_reissue
from thidua.rewards.queries_after import with_what_followed
from thidua.rewards.queries_ceremony import open_reissue
from thidua.rewards.screens import parts
from thidua.rewards.tables import RunTable, SheetTable
from thidua.shared import clock
from thidua.shared.columns import Filter
from thidua.shared.denied import attempt
from thidua.shared.forms import BaseForm, posted
from thidua.shared.gate import check_fresh
from thidua.shared.jobs.queries import last_job
from thidua.shared.jobs.views import progress_of
from thidua.shared.tables import table_page
from thidua.shared.ui import Action, Crumb, Event, guarded
from thidua.shared.wording import vi_date, vi_datetime, vi_number
from thidua.units.queries import unit_ids_visible_to

if TYPE_CHECKING:
    from thidua.rewards.queries_after import FollowedDecision

SHOWN_RUNS = 20


def crumbs(*more: Crumb) -> list[Crumb]:
    return [Crumb("Giấy khen, bằng khen", reverse("rewards:list")), *more]


def run_list(request: HttpRequest) -> HttpResponseBase:
    """Every print run, what still waits, the way to the stock."""
    today = clock.today()
    layouts = Action("Mẫu in trên phôi", reverse("rewards:layouts"), icon="print", kind="secondary")
    return table_page(
        request,
        RunTable(queries.visible_to(request.user, today), request),
        "rewards/list.html",
        {"waiting": queries.decisions_to_print(request.user, today)[:20], "actions": [layouts], "parts": parts("list")},
    )


def _decision(request: HttpRequest, pk: int) -> "FollowedDecision":
    """An issued decision of a unit whose affairs the account may see."""
    seen = awards_issued().filter(unit__in=unit_ids_visible_to(request.user, clock.today()))
    return get_object_or_404(with_what_followed(seen), pk=pk)


def _run(request: HttpRequest, pk: int) -> PrintRun:
    return get_object_or_404(queries.visible_to(request.user, clock.today()), pk=pk)


def sheets(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The certificates of decision ``pk``: what can be printed, its runs with their files, every sheet."""
    decision = _decision(request, pk)
    left = queries.left_to_print(decision)
    runs = list(queries.runs_of(decision)[:SHOWN_RUNS])
    states = Filter("state", "Tình trạng", list(LIFECYCLES["certificate_copy"].states.items()))
    table = SheetTable(queries.copies_of(decision), request, filters=[states])
    context = {
        "decision": decision,
        "rows": [
            ("Quyết định", f"Số {decision.number_text} ngày {vi_date(decision.decided_on)}",
             reverse("decisions:detail", args=[pk])),
            ("Cấp quyết định", decision.unit.agency_name),
            ("Danh hiệu, hình thức", award_name(decision.award_code)),
            ("Chờ in", _told(left) or "không còn tờ nào"),
        ],
        "ways": _ways(request, decision, left),
        "after": _after(request, decision),
        "lead_a3": bool(left) and decision.award_code in queries.ON_A3,
        "runs": [_told_run(request, run) for run in runs],
        "spoiled": guarded(
            "Báo tờ hỏng, in lại", reverse("rewards:spoiled", args=[pk]), permissions.check_prints_for, request.user,
            decision, clock.today(), icon="print",
        ),
        "crumbs": crumbs(Crumb(decision.number_text)),
        "parts": parts("list"),
    }  # fmt: skip
    context |= _progress(request, runs)
    return table_page(request, table, "rewards/detail.html", context)


def _told(left: dict[str, int]) -> str:
    return ", ".join(f"{vi_number(count)} tờ {RecipientKind(kind).label.lower()}" for kind, count in left.items())


def _ways(request: HttpRequest, decision: Decision, left: dict[str, int]) -> list[Action]:
    """How what is left can be printed: the full design, or each kind of recipient on the agency's stock."""
    today, address = clock.today(), reverse("rewards:print", args=[decision.pk])
    if not left:
        return []
    made = queries.layouts_for(decision)
    total = sum(left.values())
    ways = [
        guarded(
            f"In {vi_number(count)} tờ {RecipientKind(kind).label.lower()} lên phôi {made[kind].page_name}", address,
            permissions.check_can_print, request.user, decision, today, method="post", kind="primary", icon="print",
            hidden=[("layout", str(made[kind].pk))],
        )
        for kind, count in left.items() if kind in made
    ]  # fmt: skip
    ways.append(
        guarded(
            f"In cả {vi_number(total)} tờ bằng mẫu A4 đầy đủ", address, permissions.check_can_print, request.user, decision,
            today, method="post", kind="secondary" if ways else "primary", icon="print",
        )
    )  # fmt: skip
    for kind in left:
        if kind not in made:
            there = reverse("rewards:layout", args=[decision.unit_id, decision.award_code, kind])
            ways.append(
                guarded(
                    f"Đặt vị trí chữ trên phôi ({RecipientKind(kind).label.lower()})", there,
                    permissions.check_can_lay_out, request.user, decision.unit, today, kind="quiet", icon="edit",
                )
            )  # fmt: skip
    return ways


def _after(request: HttpRequest, decision: "FollowedDecision") -> list[Action]:
    """The bonus list, the ceremony and the badges of the decision, or where each begins."""
    pk, me, today = decision.pk, request.user, clock.today()
    if decision.bonus_list:
        money = Action("Danh sách chi tiền thưởng", reverse("rewards:bonus", args=[decision.bonus_list]), icon="file")
    else:
        money = guarded(
            "Lập danh sách chi tiền thưởng", reverse("rewards:bonus-draft", args=[pk]), check_can_draft_bonus, me,
            decision, today, method="post", icon="plus",
        )  # fmt: skip
    if decision.ceremony:
        ceremony = Action("Lễ trao", reverse("rewards:ceremony", args=[decision.ceremony]), icon="medal")
    else:
        url = reverse("rewards:ceremony-add")
        ceremony = guarded("Chuẩn bị lễ trao", url, check_arranges_anywhere, me, today, icon="plus")
    if decision.has_badges:
        badges = Action("Huy hiệu số", reverse("rewards:badges"), icon="seal")
    else:
        url = reverse("rewards:badge-issue", args=[pk])
        badges = guarded("Ký huy hiệu số", url, check_can_badge, me, decision.unit, today, method="post", icon="seal")
    return [money, ceremony, badges]


def _told_run(request: HttpRequest, run: PrintRun) -> dict[str, Any]:
    today, actions_ = clock.today(), []
    if run.state == "stopped":
        actions_.append(
            guarded(
                "In tiếp", reverse("rewards:resume", args=[run.pk]), permissions.check_can_resume, request.user, run,
                today, method="post", kind="primary", icon="print", hidden=[("version", str(run.version))],
            )
        )  # fmt: skip
    if run.state in ("stopped", "made"):
        actions_.append(
            guarded(
                "Bỏ đợt in này", reverse("rewards:discard", args=[run.pk]), permissions.check_can_discard, request.user,
                run, today, kind="quiet",
            )
        )  # fmt: skip
    on_what = f"phôi {run.layout.page_name}, mẫu lần {run.layout.version}" if run.layout else "mẫu A4 đầy đủ"
    return {
        "run": run,
        "title": f"{PrintRun.Why(run.why).label}: {vi_number(run.count)} tờ, {on_what}",
        "when": vi_datetime(run.requested_at),
        "by": run.requested_by.display_name,
        "parts": list(run.parts.all()),
        "trouble": _trouble(run),
        "actions": actions_,
    }


def _trouble(run: PrintRun) -> str:
    """Why a run rests, as its job said."""
    if run.state != "stopped":
        return run.discarded_reason
    job = last_job(run.job_key)
    return job.sentence if job else ""


def _progress(request: HttpRequest, runs: list[PrintRun]) -> dict[str, Any]:
    """The bar of a run under way, for the person who ordered it."""
    under_way = next((run for run in runs if run.state == "waiting"), None)
    job = last_job(under_way.job_key) if under_way else None
    if job is None or not job.is_live or job.requested_by_id != request.user.pk:
        return {"under_way": under_way, "poll_url": ""}
    shown = progress_of(request, job)
    return {**shown, "job_actions": shown["actions"], "under_way": under_way}


@require_POST
def print_sheets(request: HttpRequest, pk: int) -> HttpResponse:
    decision = _decision(request, pk)
    wanted = request.POST.get("layout", "")
    layout = None
    if wanted:
        layout = get_object_or_404(
            queries.current_layouts({decision.unit_id}),
            pk=int(wanted) if wanted.isdecimal() and len(wanted) < 10 else 0,
        )
    run = actions.request_print(decision=decision, layout=layout, by=request.user, at=clock.now())
    messages.success(request, f"Đã xếp hàng in {vi_number(run.count)} tờ. Tệp in hiện ở trang này khi xong.")
    return redirect("rewards:detail", pk=pk)


@require_POST
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    run = _run(request, pk)
    check_fresh(run, request.POST.get("version"))
    actions.resume_run(run=run, by=request.user, at=clock.now())
    return redirect("rewards:detail", pk=run.decision_id)


def _form_page(request: HttpRequest, form: BaseForm, back: str, **words: Any) -> HttpResponse:
    context = {"form": form, "back": back, "kicker": "Giấy khen, bằng khen", **words}
    return render(request, "components/form_page.html", context, status=422 if form.is_bound else 200)


def discard(request: HttpRequest, pk: int) -> HttpResponse:
    run = _run(request, pk)
    permissions.check_can_discard(request.user, run, clock.today())
    back, form = reverse("rewards:detail", args=[run.decision_id]), DiscardForm(posted(request))
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if attempt(form, actions.discard_run, run=run, reason=reason, by=request.user, at=clock.now()):
            messages.success(request, "Đã bỏ đợt in; các tờ đã in tính là tờ hỏng, có thể in lại từ đầu.")
            return redirect(back)
    return _form_page(
        request, form, back, title=f"Bỏ đợt in {vi_number(run.count)} tờ", submit_label="Bỏ đợt in",
        lead="Dùng khi cả đợt in sai (chẳng hạn đặt sai vị trí chữ) và chưa trao tờ nào. Các tờ đã in tính là tờ hỏng; mã "
        "kiểm tra trên đó sẽ báo là không dùng.",
        crumbs=crumbs(Crumb(run.decision.number_text, back), Crumb("Bỏ đợt in")),
    )  # fmt: skip


def spoiled(request: HttpRequest, pk: int) -> HttpResponse:
    """Sheets of decision ``pk`` that were spoiled in printing are ordered anew."""
    decision = _decision(request, pk)
    permissions.check_prints_for(request.user, decision, clock.today())
    back, form = reverse("rewards:detail", args=[pk]), SpoiledForm(posted(request))
    if request.method == "POST" and form.is_valid():
        run = attempt(
            form, actions.print_spoiled, decision=decision, by=request.user, at=clock.now(), **form.cleaned_data
        )
        if run:
            messages.success(request, f"Đã ghi {vi_number(run.count)} tờ hỏng và xếp hàng in tờ thay thế.")
            return redirect(back)
    return _form_page(
        request, form, back, title="Báo tờ hỏng, in lại", submit_label="Ghi tờ hỏng và in lại",
        lead="Mỗi tờ hỏng được in lại một tờ mới có mã kiểm tra riêng; tờ cũ ghi là hỏng. Hãy hủy tờ hỏng theo quy định của "
        "cơ quan.",
        crumbs=crumbs(Crumb(decision.number_text, back), Crumb("Báo tờ hỏng")),
    )  # fmt: skip


# ── one sheet ──


def _sheet(request: HttpRequest, pk: int) -> CertificateCopy:
    return get_object_or_404(queries.sheets_visible_to(request.user, clock.today()), pk=pk)


def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """One sheet: where it was printed, what came before and after it."""
    copy = _sheet(request, pk)
    decision, honour = copy.run.decision, copy.honour
    rows = [
        ("Người, tập thể được khen", honour.recipient_name, reverse("honours:detail", args=[honour.pk])),
        ("Quyết định", f"Số {decision.number_text} ngày {vi_date(decision.decided_on)}",
         reverse("decisions:detail", args=[decision.pk])),
        ("Số sổ vàng", str(honour.ordinal)),
        ("Tờ số", str(copy.serial)),
    ]  # fmt: skip
    if copy.check_code:
        rows.append(("Mã kiểm tra", copy.check_code, reverse("portal:verify-code", args=[copy.check_code])))
    if copy.part:
        rows.append(
            ("Tệp in", f"Tệp {copy.part.number}, trang {queries.page_in_file(copy)}",
             reverse("papers:open", args=[copy.part.paper_id]))
        )  # fmt: skip
    asked = open_reissue(honour)
    if asked is not None:
        follow = Action("Mở đề nghị cấp đổi, cấp lại", reverse("rewards:reissue", args=[asked.pk]), icon="file")
    else:
        url = reverse("rewards:reissue-receive", args=[honour.pk])
        follow = guarded(
            "Tiếp nhận cấp đổi, cấp lại",
            url,
            check_can_receive_reissue,
            request.user,
            honour,
            clock.today(),
            icon="edit",
        )
    return render(
        request,
        "rewards/sheet.html",
        {
            "copy": copy,
            "rows": rows,
            "events": [event for each in queries.chain_of(copy) for event in _events(each)],
            "actions": [follow] if copy.state == "printed" else [],
            "crumbs": crumbs(
                Crumb(decision.number_text, reverse("rewards:detail", args=[decision.pk])),
                Crumb(f"Tờ số {copy.serial}"),
            ),
        },
    )


def _events(copy: CertificateCopy) -> list[Event]:
    run = copy.run
    reissue = getattr(copy, "reissue", None)
    note, url = "", reverse("rewards:sheet", args=[copy.pk])
    if reissue:
        confirmed = f"; {reissue.confirmed_by} xác nhận" if reissue.confirmed_by else ""
        note = f"Căn cứ {reissue.request} ngày {vi_date(reissue.requested_on)}{confirmed}. {reissue.reason}"
        url = reverse("rewards:reissue", args=[reissue.asked_id])
    made = Event(
        f"Tờ số {copy.serial}: {PrintRun.Why(run.why).label.lower()}", vi_datetime(run.requested_at),
        run.requested_by.display_name, note, "met" if copy.state == "printed" else "gold", url,
    )  # fmt: skip
    if not copy.ended_at:
        return [made]
    ended = Event(
        f"Tờ số {copy.serial}: {copy.state_label.lower()}", vi_datetime(copy.ended_at),
        copy.ended_by.display_name if copy.ended_by else "", copy.ended_reason, "quiet",
    )  # fmt: skip
    return [made, ended]
