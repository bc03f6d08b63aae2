"""Acts of a whole dossier: one press, one act, one message. The dossier itself: views.py."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from thidua.nominations import actions, actions_jobs, actions_moves
from thidua.nominations import permissions as may
from thidua.nominations.acts_shown import WAYS_BACK
from thidua.nominations.forms import ReasonForm
from thidua.nominations.models import Nomination, NominationLine
from thidua.nominations.views import back_to, crumbs_of, nomination_or_404
from thidua.shared import clock
from thidua.shared.certain import certain
from thidua.shared.forms import posted
from thidua.shared.gate import check_fresh
from thidua.shared.wording import vi_date

Outcome = NominationLine.Outcome


def _fresh(request: HttpRequest, pk: int) -> Nomination:
    nomination = nomination_or_404(request, pk)
    check_fresh(nomination, request.POST.get("version"))
    return nomination


@require_POST
def send(request: HttpRequest, pk: int) -> HttpResponse:
    nomination = _fresh(request, pk)
    job = actions_jobs.request_sending(nomination=nomination, by=request.user, at=clock.now())
    if job is not None:
        return back_to(request, nomination, "Danh sách dài nên hồ sơ được gửi ở phía sau; trang này báo khi xong.")
    number = certain(nomination.paper).number_text
    if nomination.is_own_appraisal:
        return back_to(request, nomination, f"Đã chuyển hồ sơ sang thẩm định tại {nomination.unit.name}, {number}.")
    return back_to(request, nomination, f"Đã gửi hồ sơ đến {nomination.to_unit.name}, {number}.")


@require_POST
def receive(request: HttpRequest, pk: int) -> HttpResponse:
    nomination = _fresh(request, pk)
    actions.receive_nomination(nomination=nomination, by=request.user, at=clock.now())
    return back_to(request, nomination, f"Đã tiếp nhận. Hồ sơ xét theo quy định ngày {vi_date(nomination.rule_date)}.")


@require_POST
def include(request: HttpRequest, pk: int) -> HttpResponse:
    nomination = _fresh(request, pk)
    count = actions.appraise_lines(nomination=nomination, by=request.user, at=clock.now())
    return back_to(request, nomination, f"Đã đưa {count} trường hợp có thể đề xét vào danh sách.")


def look(request: HttpRequest, pk: int) -> HttpResponse:
    """One written reason for all pending lines that a person must look at."""
    nomination = nomination_or_404(request, pk)
    may.check_can_appraise(request.user, nomination, clock.today())
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        count = actions.appraise_lines(
            nomination=nomination,
            outcome=Outcome.HUMAN_MUST_LOOK,
            reason=form.cleaned_data["reason"],
            by=request.user,
            at=clock.now(),
        )
        return back_to(request, nomination, f"Đã đưa {count} trường hợp cần xem xét vào danh sách, ghi cùng lý do.")
    title = "Đưa vào danh sách các trường hợp cần xem xét còn lại"
    context = {"form": form, "title": title, "lead": "", "nomination": nomination}
    context["crumbs"] = crumbs_of(nomination, "Xem xét chung")
    return render(request, "nominations/reason.html", context, status=422 if form.is_bound else 200)


@require_POST
def judge(request: HttpRequest, pk: int) -> HttpResponse:
    nomination = _fresh(request, pk)
    changed = actions.judge_again(nomination=nomination, by=request.user, at=clock.now())
    return back_to(request, nomination, f"Đã xét lại theo dữ liệu hiện có; {changed} trường hợp đổi kết quả.")


@require_POST
def finish(request: HttpRequest, pk: int) -> HttpResponse:
    nomination = _fresh(request, pk)
    actions.finish_appraisal(nomination=nomination, by=request.user, at=clock.now())
    return back_to(request, nomination, "Đã kết thúc thẩm định; hồ sơ chờ Hội đồng.")


def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    return _with_reason(
        request, pk, "return", may.check_can_return, actions.return_nomination, "Đã trả lại hồ sơ để sửa."
    )


def recall(request: HttpRequest, pk: int) -> HttpResponse:
    done = "Đã rút lại hồ sơ để sửa. Sửa xong hãy gửi lại."
    return _with_reason(request, pk, "recall", may.check_can_recall, actions_moves.recall_nomination, done)


def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    return _with_reason(request, pk, "withdraw", may.check_can_withdraw, actions.withdraw_nomination, "Đã rút hồ sơ.")


def _with_reason(request: HttpRequest, pk: int, way: str, check, act, done: str) -> HttpResponse:
    """One of the ways back (``acts_shown.WAYS_BACK``): what it brings about stands above the reason."""
    title, told = WAYS_BACK[way]
    nomination = nomination_or_404(request, pk)
    check(request.user, nomination, clock.today())
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        act(nomination=nomination, reason=form.cleaned_data["reason"], by=request.user, at=clock.now())
        return back_to(request, nomination, done)
    context = {
        "form": form,
        "title": title,
        "lead": told,
        "nomination": nomination,
        "crumbs": crumbs_of(nomination, title),
    }
    return render(request, "nominations/reason.html", context, status=422 if form.is_bound else 200)
