"""The desk of notices: what waits, is held, went, failed; the text as its reader gets it; the acts of an officer."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from thidua.accounts.models import User
from thidua.accounts.queries import signed_in
from thidua.notices import actions, permissions, queries
from thidua.notices.forms import CancelForm, CoveringForm, RulesForm
from thidua.notices.smtp import is_connected
from thidua.notices.tables import STATES, DispatchTable, LetterTable, pressing, tally
from thidua.notices.wording import masked, text_of
from thidua.shared import clock
from thidua.shared.columns import Filter
from thidua.shared.denied import attempt, reason_against
from thidua.shared.forms import posted
from thidua.shared.letters import kind_of
from thidua.shared.models import Dispatch, Letter
from thidua.shared.tables import table_page
from thidua.shared.ui import LETTER_STATES, Action, Crumb, Event, Tile, guarded
from thidua.shared.wording import vi_datetime, vi_number
from thidua.units.queries import units_with_own_role

# Acts of the audit in words.
ACTS = {
    "letters_held": "Tạm giữ",
    "letters_released": "Cho gửi",
    "letters_hurried": "Gửi ngay",
    "letters_cancelled": "Hủy",
    "covering_written": "Sửa lời dẫn",
    "address_opened": "Mở xem địa chỉ thư của một người nhận",
}
_TILES = (
    ("look", "Chờ xem trước", "look"),
    ("held", "Tạm giữ", "caution"),
    ("failed", "Gửi lỗi", "error"),
    ("waiting", "Chờ gửi", "quiet"),
)


def crumbs(*steps: Crumb) -> list[Crumb]:
    return [Crumb("Hộp thư đi", reverse("notices:desk")), *steps]


def desk(request: HttpRequest) -> HttpResponseBase:
    user, on = signed_in(request), clock.today()
    permissions.check_has_desk(user, on)
    rows = queries.dispatches_visible_to(user, on)
    own = [(unit.pk, unit.name) for unit in units_with_own_role(user, queries.READERS, on)]
    table = DispatchTable(rows, request, filters=DispatchTable.filters_for(own))
    counts = queries.open_counts(rows)
    tiles = [
        Tile(
            label, vi_number(counts[state]), unit="thư", tone=tone, url=f"{reverse('notices:desk')}?tinh-trang={state}"
        )
        for state, label, tone in _TILES
        if counts.get(state)
    ]
    acts = [
        Action("Xem trước nhắc việc", reverse("notices:reminders"), icon="calendar"),
        guarded("Loại chờ xem trước", reverse("notices:rules"), permissions.check_can_set_rules, user, on, icon="edit"),
    ]
    trouble = queries.mail_trouble()
    context = {"actions": acts, "tiles": tiles, "trouble": trouble, "is_connected": is_connected()}
    return table_page(request, table, "notices/desk.html", context)


def _dispatch(request: HttpRequest, pk: int) -> tuple[User, Dispatch]:
    """The dispatch, or 404: what other desks tell is not even named."""
    user = signed_in(request)
    return user, get_object_or_404(queries.dispatches_visible_to(user, clock.today()), pk=pk)


def _letter(request: HttpRequest, pk: int) -> tuple[User, Letter]:
    user = signed_in(request)
    seen = queries.dispatches_visible_to(user, clock.today()).order_by().values("pk")
    rows = Letter.objects.filter(dispatch__in=seen).select_related("to", "dispatch__unit", "cancelled_by")
    return user, get_object_or_404(rows, pk=pk)


def dispatch(request: HttpRequest, pk: int) -> HttpResponseBase:
    user, found = _dispatch(request, pk)
    rows = Letter.objects.filter(dispatch=found).select_related("to", "dispatch")
    states = Filter("tinh-trang", "Tình trạng", list(STATES.items()), field="state")
    counts = queries.counts_of([found.pk]).get(found.pk, {})
    table = LetterTable(rows, request, filters=[states], total=sum(counts.values()))
    kind = kind_of(found.kind)
    first = rows.order_by("pk").first()
    context = {
        "dispatch": found,
        "kind": kind,
        "state": LETTER_STATES.get(pressing(counts), ""),
        "state_label": STATES.get(pressing(counts), ""),
        "facts": [
            ("Loại thông báo", kind.label),
            ("Đơn vị gửi", found.unit.name if found.unit else ""),
            ("Lập lúc", vi_datetime(found.queued_at)),
            ("Thư", tally(counts)),
        ],
        "sample": "" if kind.is_private or first is None else text_of(first),
        "differs": kind.is_quiet and len(counts) > 0 and sum(counts.values()) > 1,
        "refused": reason_against(permissions.check_may_read, kind),
        "acts": (acts := _acts(user, found, None, counts)),
        "ways": _ways(acts),
        "events": [
            Event(
                _what(event.act, event.detail),
                vi_datetime(event.at),
                str(event.by or ""),
                event.detail.get("reason", ""),
            )
            for event in queries.acts_on(found)
        ],
        "crumbs": crumbs(Crumb(found.title)),
    }
    return table_page(request, table, "notices/dispatch.html", context)


def _what(act: str, detail: dict[str, Any]) -> str:
    words = ACTS.get(act, act)
    return f"{words} {vi_number(detail['letters'])} thư" if detail.get("letters") else words


# Two buttons that send, side by side: what each does.
_WAYS = {
    "Cho gửi": "thư vào hàng chờ như bình thường, đi theo thứ tự và theo giờ làm việc.",
    "Gửi ngay": "thư đi trước các thư khác trong ít phút, kể cả ngoài giờ làm việc.",
}


def _ways(acts: list[Action]) -> list[tuple[str, str]]:
    """In words what the ways to send do, where both are offered."""
    offered = [(act.label, _WAYS[act.label]) for act in acts if act.label in _WAYS]
    return offered if len(offered) == len(_WAYS) else []


def _acts(user: User, dispatch: Dispatch, letter: Letter | None, counts: dict[str, int]) -> list[Action]:
    """Buttons that can do something now; grey with the reason for who may not."""
    on = clock.today()
    prefix, pk = ("letter-", letter.pk) if letter else ("", dispatch.pk)

    def act(label: str, name: str, check: Callable[..., object], *args: object, **options: Any) -> Action:
        return guarded(
            label, reverse(f"notices:{prefix}{name}", args=[pk]), check, user, dispatch, on, *args, **options
        )

    def some(*states: str) -> bool:
        return any(counts.get(state) for state in states)

    manage, stop = permissions.check_can_manage, permissions.check_can_stop
    acts = []
    if some("look", "held"):
        acts.append(act("Cho gửi", "release", manage, "cho gửi thông báo", method="post", icon="send", kind="primary"))
    if some("look", "held", "waiting", "failed"):
        words = "Thư đi trước các thư khác, không chờ giờ làm việc. Gửi ngay?"
        acts.append(act("Gửi ngay", "now", manage, "gửi ngay thông báo", method="post", icon="send", confirm=words))
    if some("look", "waiting"):
        acts.append(act("Tạm giữ", "hold", stop, "tạm giữ thông báo", method="post", icon="lock"))
    if letter is None and some("look", "held", "waiting"):
        acts.append(act("Sửa lời dẫn", "covering", permissions.check_can_introduce, icon="edit"))
    if some("look", "held", "waiting", "failed"):
        acts.append(act("Hủy, không gửi", "cancel", stop, "hủy thông báo", icon="cross", kind="grave"))
    return acts


def letter(request: HttpRequest, pk: int) -> HttpResponse:
    return _letter_page(request, *_letter(request, pk))


def _letter_page(request: HttpRequest, user: User, found: Letter, address: str = "") -> HttpResponse:
    kind = kind_of(found.dispatch.kind)
    shown = address or masked(found.to.email) or "không có"
    facts = [
        ("Người nhận", found.to.display_name),
        ("Địa chỉ thư", shown),
        ("Loại thông báo", kind.label),
        ("Lập lúc", vi_datetime(found.queued_at)),
        ("Gửi lúc", vi_datetime(found.sent_at) if found.sent_at else ""),
        ("Số lần gửi", vi_number(found.attempts) if found.attempts else ""),
        ("Thử lại sau", vi_datetime(found.not_before) if found.state == "waiting" and found.not_before else ""),
        ("Máy chủ thư trả lời", found.failed_reason),
        ("Lý do hủy", found.cancelled_reason),
    ]
    open_it = guarded(
        "Xem địa chỉ thư", reverse("notices:letter-address", args=[found.pk]), permissions.check_can_open_address,
        user, found, clock.today(), method="post", icon="look", kind="quiet",
        confirm="Lần mở xem này được ghi vào nhật ký. Xem địa chỉ?",
    )  # fmt: skip
    acts = _acts(user, found.dispatch, found, {found.state: 1})
    context = {
        "letter": found,
        "state": LETTER_STATES[found.state],
        "state_label": found.state_label,
        "facts": [(label, value) for label, value in facts if value],
        "text": "" if kind.is_private else text_of(found),
        "refused": reason_against(permissions.check_may_read, kind),
        "acts": [*acts, *([open_it] if found.to.email and not address else [])],
        "ways": _ways(acts),
        "crumbs": crumbs(
            Crumb(found.dispatch.title, reverse("notices:dispatch", args=[found.dispatch_id])),
            Crumb(found.to.display_name),
        ),
    }
    return render(request, "notices/letter.html", context)


@never_cache
@require_POST
def letter_address(request: HttpRequest, pk: int) -> HttpResponse:
    user, found = _letter(request, pk)
    address = actions.open_address(letter=found, by=user, at=clock.now())
    return _letter_page(request, user, found, address)


def _doing(act: Callable[..., int], words: str) -> tuple[Callable[..., HttpResponse], Callable[..., HttpResponse]]:
    """The two views of an act without a form: on a dispatch, on one letter of it."""

    @require_POST
    def on_dispatch(request: HttpRequest, pk: int) -> HttpResponse:
        user, found = _dispatch(request, pk)
        count = act(dispatch=found, by=user, at=clock.now())
        messages.success(request, words.format(vi_number(count)))
        return redirect("notices:dispatch", pk)

    @require_POST
    def on_letter(request: HttpRequest, pk: int) -> HttpResponse:
        user, found = _letter(request, pk)
        count = act(dispatch=found.dispatch, letter=found, by=user, at=clock.now())
        messages.success(request, words.format(vi_number(count)))
        return redirect("notices:letter", pk)

    return on_dispatch, on_letter


hold, letter_hold = _doing(actions.hold_letters, "Đã tạm giữ {} thư; người nhận chưa đọc được.")
release, letter_release = _doing(actions.release_letters, "Đã cho gửi {} thư.")
now, letter_now = _doing(actions.send_now, "{} thư sẽ đi trong ít phút.")


def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    user, found = _dispatch(request, pk)
    return _cancelling(request, user, found, None, reverse("notices:dispatch", args=[pk]))


def letter_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    user, found = _letter(request, pk)
    return _cancelling(request, user, found.dispatch, found, reverse("notices:letter", args=[pk]))


def _cancelling(request: HttpRequest, user: User, found: Dispatch, letter: Letter | None, back: str) -> HttpResponse:
    permissions.check_can_stop(user, found, clock.today(), "hủy thông báo")
    form = CancelForm(posted(request))
    if request.method == "POST" and form.is_valid():
        count = attempt(
            form, actions.cancel_letters, dispatch=found, letter=letter, by=user, at=clock.now(), **form.cleaned_data
        )
        if count:
            messages.success(request, f"Đã hủy {vi_number(count)} thư chưa gửi.")
            return redirect(back)
    whom = f"Thư gửi {letter.to.display_name}." if letter else "Mọi thư chưa gửi của thông báo này."
    context = {
        "title": "Hủy thông báo",
        "kicker": found.title,
        "lead": f"{whom} Thư đã gửi không thu hồi được.",
        "form": form,
        "submit_label": "Hủy, không gửi",
        "back": back,
        "crumbs": crumbs(Crumb(found.title, reverse("notices:dispatch", args=[found.pk])), Crumb("Hủy")),
    }
    return render(request, "components/form_page.html", context, status=422 if form.is_bound else 200)


def covering(request: HttpRequest, pk: int) -> HttpResponse:
    user, found = _dispatch(request, pk)
    permissions.check_can_introduce(user, found, clock.today())
    form = CoveringForm(
        posted(request), initial={"covering": found.covering}, thing_version=found.version, thing_name="lời dẫn"
    )
    back = reverse("notices:dispatch", args=[pk])
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["covering"]
        attempt(form, actions.write_covering, dispatch=found, covering=text, by=user, at=clock.now())
        if form.is_valid():
            messages.success(request, "Đã lưu lời dẫn.")
            return redirect(back)
    context = {
        "title": "Lời dẫn",
        "kicker": found.title,
        "lead": "Một, hai câu của đơn vị đứng trên nội dung thư. Nội dung do hệ thống soạn giữ nguyên.",
        "form": form,
        "submit_label": "Lưu lời dẫn",
        "back": back,
        "crumbs": crumbs(Crumb(found.title, back), Crumb("Lời dẫn")),
    }
    return render(request, "components/form_page.html", context, status=422 if form.is_bound else 200)


def rules(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    permissions.check_can_set_rules(user, clock.today())
    form = RulesForm(posted(request), waiting=queries.kinds_that_wait())
    if request.method == "POST" and form.is_valid():
        count = attempt(form, actions.set_kind_rules, waiting=form.waiting, by=user, at=clock.now())
        if count is not None:
            messages.success(request, "Đã lưu." if count else "Không có gì thay đổi.")
            return redirect("notices:rules")
    always = [kind.label for group in queries.kinds_by_group().values() for kind in group if not kind.may_wait]
    context = {
        "title": "Loại thông báo chờ xem trước",
        "kicker": "Hộp thư đi",
        "lead": "Loại được chọn nằm chờ ở hộp thư đi đến khi chuyên viên cho gửi; các loại khác gửi ngay. "
        "Thông báo đã lập giữ nguyên.",
        "notices": [
            {"tone": "quiet", "title": "Luôn gửi ngay, không ai giữ được", "text": "", "items": always},
        ],
        "form": form,
        "submit_label": "Lưu",
        "back": reverse("notices:desk"),
        "crumbs": crumbs(Crumb("Loại chờ xem trước")),
    }
    return render(request, "components/form_page.html", context, status=422 if form.is_bound else 200)
