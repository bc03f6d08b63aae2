"""Pages of an encrypted ballot: how it is kept, the cards, the trustees' devices. Devices talk JSON with these addresses."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST

from thidua.ballots import actions, actions_keys, permissions, queries
from thidua.ballots.forms import ArrangeForm
from thidua.ballots.models import Ballot
from thidua.ballots.pages import CHOICE_WORDS, ballot_of, crumbs_of
from thidua.ballots.warnings import COUNTED, secrecy_warnings
from thidua.shared import clock
from thidua.shared.denied import Denied

_ROUNDS: dict[str, tuple[Callable[..., None], str]] = {
    "enrol": (actions_keys.enrol_trustee, "enrolment"),
    "deal": (actions_keys.deal_shares, "dealing"),
    "accept": (actions_keys.accept_shares, "acceptance"),
    "open": (actions_keys.give_factors, "factors"),
}


def _refused(denied: Denied) -> JsonResponse:
    return JsonResponse({"error": denied.reason}, status=409)


def _bytes(text: str) -> bytes:
    """What a device sends as hexadecimal; Denied for anything else."""
    try:
        return bytes.fromhex(text)
    except ValueError as error:
        raise Denied("Dữ liệu từ thiết bị không đọc được; hãy tải lại trang và làm lại.") from error


def booth(request: HttpRequest, ballot: Ballot) -> HttpResponse:
    """The paper that the member's device seals (static/js/ballot/vote.js); called by views.vote."""
    if request.method == "POST":
        return _cast(request, ballot)
    closed, choices = queries.closed_to(ballot, request.user), list(CHOICE_WORDS.items())
    rows = [
        {
            "key": item["key"],
            "number": number,
            "label": item["label"],
            "note": queries.put_off_words(item),
            "choices": choices,
            "is_closed": item["key"] in closed,
        }
        for number, item in zip(queries.numbers_of(ballot.items), ballot.items, strict=True)
    ]
    context = {
        "ballot": ballot,
        "rows": rows,
        "crumbs": crumbs_of(ballot, "Bỏ phiếu"),
        "warnings": secrecy_warnings(ballot, clock.today()),
    }
    return render(request, "ballots/booth.html", context)


@sensitive_variables("paper", "receipt")
def _cast(request: HttpRequest, ballot: Ballot) -> JsonResponse:
    try:
        paper = _bytes(request.POST.get("paper", ""))
        receipt = actions.cast_ballot(ballot=ballot, paper=paper, by=request.user, at=clock.now())
    except Denied as denied:
        return _refused(denied)
    return JsonResponse({"receipt": receipt})


def manifest(request: HttpRequest, pk: int) -> JsonResponse:
    """The frozen text, byte for byte: whoever hashes it gets the fingerprint."""
    ballot = ballot_of(request, pk)
    if not ballot.manifest:
        raise Http404
    return JsonResponse({"manifest": ballot.manifest}, json_dumps_params={"ensure_ascii": False})


def arrange(request: HttpRequest, pk: int) -> HttpResponse:
    ballot = ballot_of(request, pk)
    permissions.check_can_prepare(request.user, ballot.unit, clock.today())
    if ballot.state != "prepared":
        raise Denied("Cách bỏ phiếu chỉ chọn được khi cuộc bỏ phiếu đang chuẩn bị.")
    current = [row.user_id for row in ballot.trustees.order_by("pk")]
    form = ArrangeForm(
        request.POST if request.method == "POST" else None,
        accounts=queries.possible_trustees(ballot),
        initial={"mode": ballot.mode, "trustees": current, "needed": ballot.trustees_needed},
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions_keys.arrange_ballot(
                ballot=ballot,
                mode=form.cleaned_data["mode"],
                trustees=list(form.cleaned_data["trustees"]),
                trustees_needed=form.cleaned_data["needed"],
                by=request.user,
                at=clock.now(),
            )
        except Denied as denied:
            form.add_error(None, denied.reason)
        else:
            messages.success(request, "Đã chọn cách bỏ phiếu và người giữ hòm.")
            return redirect("ballots:detail", pk=ballot.pk)
    context = {
        "ballot": ballot,
        "form": form,
        "crumbs": crumbs_of(ballot, "Cách bỏ phiếu"),
        "back": reverse("ballots:detail", args=[ballot.pk]),
    }
    return render(request, "ballots/arrange.html", context, status=422 if form.is_bound else 200)


@never_cache
def cards(request: HttpRequest, pk: int) -> HttpResponse:
    """GET: the page on which the secretary's browser makes the cards. POST: their public keys."""
    ballot = ballot_of(request, pk)
    if request.method == "POST":
        try:
            if request.POST.get("id") != ballot.public_id:
                raise Denied("Cuộc bỏ phiếu vừa được sắp xếp lại; hãy tải lại trang.")
            keys = [_bytes(text) for text in request.POST.get("cards", "").split()]
            actions_keys.register_cards(ballot=ballot, credentials=keys, by=request.user, at=clock.now())
        except Denied as denied:
            return _refused(denied)
        return JsonResponse({"cards": len(keys)})
    permissions.check_can_prepare(request.user, ballot.unit, clock.today())
    if ballot.state != "prepared" or queries.needs_phrases(ballot):
        raise Denied("Thẻ bỏ phiếu chỉ in khi cuộc bỏ phiếu mã hóa đang chuẩn bị.")
    context = {
        "ballot": ballot,
        "count": ballot.voters.filter(struck_at=None).count(),
        "crumbs": crumbs_of(ballot, "Thẻ bỏ phiếu"),
    }
    return render(request, "ballots/cards.html", context)


@never_cache
def keeper(request: HttpRequest, pk: int) -> HttpResponse:
    ballot = ballot_of(request, pk)
    permissions.trustee_row(request.user, ballot)
    leads = {
        "prepared": "Mỗi người giữ hòm mở trang này trên máy của mình. Các máy cùng tạo khóa; không máy nào có cả khóa.",
        "closed": "Hòm đã đóng. Gõ mã giữ hòm để mở phần của bạn trong kết quả; từng phiếu vẫn kín.",
    }
    context = {
        "ballot": ballot,
        "lead": leads.get(ballot.state, "Hiện không có việc gì cho người giữ hòm."),
        "trustees": queries.trustee_names(ballot),
        "crumbs": crumbs_of(ballot, "Giữ hòm phiếu"),
    }
    return render(request, "ballots/keeper.html", context)


@never_cache
@sensitive_post_parameters()
def keeper_data(request: HttpRequest, pk: int) -> JsonResponse:
    """What a trustee's device needs to know; POST hands in the next round first."""
    ballot = ballot_of(request, pk)
    row = permissions.trustee_row(request.user, ballot)
    if request.method == "POST":
        try:
            _take_round(request, ballot)
        except Denied as denied:
            return _refused(denied)
        ballot = ballot_of(request, pk)
    rows = list(ballot.trustees.order_by("pk"))
    return JsonResponse(
        {
            "state": ballot.state,
            "id": ballot.public_id,
            "needed": ballot.trustees_needed,
            "place": queries.place_of(ballot, row),
            "names": queries.trustee_names(ballot),
            "enrolments": [bytes(each.enrolment).hex() for each in rows],
            "dealings": [bytes(each.dealing).hex() for each in rows],
            "acceptances": [bytes(each.acceptance).hex() for each in rows],
            "given": [bool(each.factors) for each in rows],
            "fingerprint": queries.fingerprint(ballot).hex() if ballot.manifest else "",
            "sums": [(alpha + beta).hex() for alpha, beta in queries.sums_of(ballot)] if ballot.sums else [],
        }
    )


def _take_round(request: HttpRequest, ballot: Ballot) -> None:
    name = request.POST.get("round", "")
    if name not in _ROUNDS or request.POST.get("id") != ballot.public_id:
        raise Denied("Cuộc bỏ phiếu vừa được sắp xếp lại; hãy tải lại trang.")
    act, field = _ROUNDS[name]
    content = _bytes(request.POST.get("content", ""))
    act(ballot=ballot, by=request.user, at=clock.now(), **{field: content})


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    ballot = ballot_of(request, pk)
    actions.close_ballot(ballot=ballot, by=request.user, at=clock.now())
    messages.success(request, "Đã đóng hòm phiếu. Mọi người có thể tìm biên nhận của mình trong danh sách.")
    return redirect("ballots:detail", pk=ballot.pk)


@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Count an encrypted ballot: nothing to type, the trustees' parts are there."""
    ballot = ballot_of(request, pk)
    actions.count_ballot(ballot=ballot, by=request.user, at=clock.now())
    messages.success(request, COUNTED)
    return redirect("ballots:detail", pk=ballot.pk)
