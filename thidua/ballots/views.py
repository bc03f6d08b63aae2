"""Pages of the ballot box. Nothing of a paper is kept between two pages: not in the session, not in a message."""

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from thidua.accounts.queries import signed_in
from thidua.ballots import actions, permissions, queries
from thidua.ballots.box import CHOICES
from thidua.ballots.forms import CancelForm, PhrasesForm
from thidua.ballots.models import Ballot
from thidua.ballots.pages import CHOICE_WORDS, ballot_of, crumbs_of
from thidua.ballots.tables import BallotTable
from thidua.ballots.views_encrypted import booth
from thidua.ballots.warnings import COUNTED, secrecy_warnings
from thidua.shared import clock
from thidua.shared.denied import Denied
from thidua.shared.gate import check_gate
from thidua.shared.tables import table_page
from thidua.shared.ui import Action, Tile, guarded


def ballot_list(request: HttpRequest) -> HttpResponseBase:
    on = clock.today()
    rows = queries.with_turnout(queries.visible_to(request.user, on)).select_related("unit")
    waiting = [
        Action(f"Bỏ phiếu: {ballot.title}", reverse("ballots:vote", args=[ballot.pk]), kind="primary", icon="ballot")
        for ballot in queries.waiting_for(request.user)[:10]
    ] + [
        Action(f"Giữ hòm phiếu: {row.ballot.title}", reverse("ballots:keeper", args=[row.ballot_id]), icon="lock")
        for row in queries.keeper_work(request.user)[:10]
    ]
    return table_page(request, BallotTable(rows, request), "ballots/list.html", {"waiting": waiting})


def detail(request: HttpRequest, pk: int) -> HttpResponse:
    ballot, on = ballot_of(request, pk), clock.today()
    seen = queries.turnout(ballot)
    tiles = [
        Tile("Được bỏ phiếu", str(seen.eligible), note=f"Tổng số thành viên: {ballot.total_members}"),
        Tile("Đã bỏ phiếu", str(seen.cast), note=_ways_note(seen), tone="look"),
    ]
    if seen.valid is not None:
        tiles += [
            Tile("Phiếu hợp lệ", str(seen.valid), tone="met"),
            Tile("Phiếu không hợp lệ", str(seen.invalid), tone="caution" if seen.invalid else "quiet"),
        ]
    results = [
        {
            **row,
            "number": number,
            "ways": _ways_of(ballot, row["key"]),
            "put_off_words": queries.put_off_words(row),
            "is_unopened": queries.is_unopened(row),
        }
        for number, row in zip(
            queries.numbers_of(ballot.items),
            queries.item_results(ballot) if ballot.state == "counted" else [],
            strict=False,
        )
    ]
    voted = queries.voted_items(ballot)
    papers = [
        {
            "receipt": paper["receipt"],
            "words": [CHOICE_WORDS[paper["choices"][item["key"]]] for item in voted],
        }
        for paper in ballot.published or []
    ]
    context = {
        "ballot": ballot,
        "seen": seen,
        "crumbs": crumbs_of(ballot),
        "tiles": tiles,
        "results": results,
        "papers": papers,
        "voted": voted,
        "items": [(item["label"], queries.put_off_words(item)) for item in ballot.items],
        "acts": _acts(request, ballot, on),
        "warnings": secrecy_warnings(ballot, on) if ballot.state in ("prepared", "open") else [],
        "trustees": queries.trustee_names(ballot),
        "is_encrypted": not queries.needs_phrases(ballot),
        "fingerprint": queries.fingerprint_text(ballot) if ballot.manifest else "",
        "result_code": queries.check_code(ballot) if ballot.state == "counted" else "",
        "receipts": queries.receipts(ballot),
        "has_ways": bool(seen.paper or seen.written),
    }
    return render(request, "ballots/detail.html", context)


def _ways_note(seen: queries.Turnout) -> str:
    ways = [f"{count} {word}" for count, word in ((seen.paper, "phiếu giấy"), (seen.written, "bằng văn bản")) if count]
    among = f"Trong đó {', '.join(ways)}. " if ways else ""
    return f"{among}Chưa bỏ phiếu: {seen.not_cast}"


def _ways_of(ballot: Ballot, key: str) -> dict:
    """{"written": "đồng ý 1, …", …} of one item; the ways of a ballot counted before they were kept are empty."""
    return {way: rows[key] for way, rows in (ballot.tally or {}).items() if key in rows}


def _acts(request: HttpRequest, ballot: Ballot, on) -> list[Action]:
    """The acts that fit the present state; the person's own vote always shows, with the reason when it is closed."""

    def url(name: str) -> str:
        return reverse(f"ballots:{name}", args=[ballot.pk])

    me, acts = signed_in(request), []
    if ballot.voters.filter(user=me).exists():
        acts.append(
            guarded("Bỏ phiếu", url("vote"), permissions.check_can_cast, me, ballot, kind="primary", icon="ballot")
        )
    run, is_encrypted = permissions.check_can_run, not queries.needs_phrases(ballot)
    if is_encrypted and ballot.state in ("prepared", "closed") and ballot.trustees.filter(user=me).exists():
        acts.append(Action("Giữ hòm phiếu", url("keeper"), kind="primary", icon="lock"))
    if ballot.state == "prepared":
        prepare = permissions.check_can_prepare
        acts.append(guarded("Chọn cách bỏ phiếu", url("arrange"), prepare, me, ballot.unit, on, icon="edit"))
        if is_encrypted:
            acts.append(guarded("In thẻ bỏ phiếu", url("cards"), prepare, me, ballot.unit, on, icon="ballot"))
        acts.append(guarded("Mở hòm phiếu", url("open"), run, me, ballot, on, "mở hòm phiếu", icon="lock"))
    if ballot.state in ("open", "closed"):
        to_do = "xem phiếu giấy"
        acts.append(guarded("Phiếu giấy, văn bản", url("papers"), run, me, ballot, on, to_do, icon="folder"))
    if ballot.state == "open":
        shut = "Sau khi đóng, không ai bỏ phiếu thêm được."
        if (seen := queries.turnout(ballot)).not_cast:
            shut = f"Còn {seen.not_cast} trên {seen.eligible} người chưa bỏ phiếu; phiếu không bỏ không tính là đồng ý. {shut}"
        act = guarded(
            "Đóng hòm phiếu", url("close"), run, me, ballot, on, "đóng hòm phiếu", method="post", confirm=shut
        )
        acts.append(act)
    if is_encrypted and ballot.state == "closed":
        acts.append(
            guarded("Kiểm phiếu", url("settle"), run, me, ballot, on, "kiểm phiếu", method="post", icon="chart")
        )
    if not is_encrypted and ballot.state in ("open", "closed"):
        acts.append(guarded("Kiểm phiếu", url("count"), run, me, ballot, on, "kiểm phiếu", icon="chart"))
    if ballot.state in ("prepared", "open", "closed"):
        acts.append(
            guarded("Hủy cuộc bỏ phiếu", url("cancel"), permissions.check_can_cancel, me, ballot, on, kind="grave")
        )
    return acts


@never_cache
@sensitive_post_parameters()
@sensitive_variables("chosen", "receipt")
def vote(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper, then its confirmation, then the receipt. The receipt is the answer to the POST itself: a redirect
    would have to keep it somewhere, and whatever keeps it could link the voter to the paper."""
    ballot = ballot_of(request, pk)
    if not queries.needs_phrases(ballot):
        if request.method != "POST":
            permissions.check_can_cast(request.user, ballot)
        return booth(request, ballot)
    permissions.check_can_cast(request.user, ballot)
    if request.method != "POST":
        return _paper(request, ballot, {})
    keys, closed = [item["key"] for item in ballot.items], queries.closed_to(ballot, request.user)
    chosen = {key: request.POST.get(f"muc-{key}", "") for key in keys}
    chosen = {key: choice for key, choice in chosen.items() if choice in CHOICES}
    step = request.POST.get("step", "")
    if step == "all_yes":
        return _paper(request, ballot, dict.fromkeys(keys, "yes") | dict.fromkeys(closed, "blank"))
    if step == "edit":
        return _paper(request, ballot, chosen)
    if set(chosen) != set(keys):
        return _paper(request, ballot, chosen, missing=True)
    if step != "cast":
        return render(request, "ballots/confirm.html", _with_rows(ballot, chosen, "Kiểm tra lại"))
    receipt = actions.cast_ballot(ballot=ballot, choices=chosen, by=request.user, at=clock.now())
    return render(request, "ballots/receipt.html", {**_with_rows(ballot, chosen, "Biên nhận"), "receipt": receipt})


def _paper(request: HttpRequest, ballot: Ballot, chosen: dict[str, str], missing: bool = False) -> HttpResponse:
    closed = queries.closed_to(ballot, request.user)
    context = _with_rows(ballot, chosen | dict.fromkeys(closed, "blank"), "Bỏ phiếu")
    for row in context["rows"]:
        row["is_closed"] = row["name"].removeprefix("muc-") in closed
        row["error"] = "Mời chọn một ý kiến cho mục này." if missing and not row["chosen"] else ""
    context |= {"missing": missing, "warnings": secrecy_warnings(ballot, clock.today())}
    return render(request, "ballots/vote.html", context, status=422 if missing else 200)


def _with_rows(ballot: Ballot, chosen: dict[str, str], step: str) -> dict:
    rows = [
        {
            "name": f"muc-{item['key']}",
            "number": number,
            "label": item["label"],
            "note": queries.put_off_words(item),
            "choices": list(CHOICE_WORDS.items()),
            "chosen": chosen.get(item["key"], ""),
            "word": CHOICE_WORDS.get(chosen.get(item["key"], ""), ""),
        }
        for number, item in zip(queries.numbers_of(ballot.items), ballot.items, strict=True)
    ]
    return {"ballot": ballot, "rows": rows, "crumbs": crumbs_of(ballot, step)}


@never_cache
@sensitive_post_parameters()
@sensitive_variables("form")
def open_box(request: HttpRequest, pk: int) -> HttpResponse:
    ballot = ballot_of(request, pk)
    if not queries.needs_phrases(ballot):
        return _open_encrypted(request, ballot)
    return _phrases_page(
        request,
        ballot,
        act="open",
        to_do="mở hòm phiếu",
        title="Mở hòm phiếu",
        done="Đã mở hòm phiếu và báo cho những người được bỏ phiếu.",
        run=actions.open_ballot,
    )


def _open_encrypted(request: HttpRequest, ballot: Ballot) -> HttpResponse:
    """What is still missing before an encrypted box can open, or the button that opens it."""
    permissions.check_can_run(request.user, ballot, clock.today(), "mở hòm phiếu")
    check_gate(ballot, "open")
    if request.method == "POST":
        actions.open_ballot(ballot=ballot, by=request.user, at=clock.now())
        messages.success(request, "Đã mở hòm phiếu và báo cho những người được bỏ phiếu.")
        return redirect("ballots:detail", pk=ballot.pk)
    voters = ballot.voters.filter(struck_at=None).count()
    rows = ballot.trustees.select_related("user").order_by("pk")
    keepers = [(row.user.display_name, bool(row.acceptance)) for row in rows]
    context = {
        "ballot": ballot,
        "voters": voters,
        "cards": len(ballot.credentials),
        "keepers": keepers,
        "is_ready": queries.is_ready(ballot),
        "crumbs": crumbs_of(ballot, "Mở hòm phiếu"),
        "warnings": secrecy_warnings(ballot, clock.today()),
        "back": reverse("ballots:detail", args=[ballot.pk]),
    }
    return render(request, "ballots/open_encrypted.html", context)


@never_cache
@sensitive_post_parameters()
@sensitive_variables("form")
def count(request: HttpRequest, pk: int) -> HttpResponse:
    ballot = ballot_of(request, pk)
    return _phrases_page(
        request,
        ballot,
        act="count",
        to_do="kiểm phiếu",
        title="Kiểm phiếu",
        done=COUNTED,
        run=actions.count_ballot,
    )


@sensitive_variables("form")
def _phrases_page(request, ballot, *, act, to_do, title, done, run) -> HttpResponse:
    permissions.check_can_run(request.user, ballot, clock.today(), to_do)
    check_gate(ballot, act)
    form = PhrasesForm(request.POST if request.method == "POST" else None, ballot=ballot, repeat=act == "open")
    if request.method == "POST" and form.is_valid():
        try:
            run(ballot=ballot, pass_phrases=form.phrases, by=request.user, at=clock.now())
        except Denied as denied:
            form.add_error(None, denied.reason)
        else:
            messages.success(request, done)
            return redirect("ballots:detail", pk=ballot.pk)
    context = {
        "ballot": ballot,
        "form": form,
        "title": title,
        "act": act,
        "crumbs": crumbs_of(ballot, title),
        "seen": queries.turnout(ballot),
        "warnings": secrecy_warnings(ballot, clock.today()),
        "back": reverse("ballots:detail", args=[ballot.pk]),
    }
    return render(request, "ballots/phrases.html", context, status=422 if form.is_bound else 200)


def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    ballot = ballot_of(request, pk)
    permissions.check_can_cancel(request.user, ballot, clock.today())
    form = CancelForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        actions.cancel_ballot(ballot=ballot, reason=form.cleaned_data["reason"], by=request.user, at=clock.now())
        messages.success(request, "Đã hủy cuộc bỏ phiếu. Các phiếu đã bỏ không được mở.")
        return redirect("ballots:detail", pk=ballot.pk)
    context = {
        "ballot": ballot,
        "form": form,
        "crumbs": crumbs_of(ballot, "Hủy"),
        "back": reverse("ballots:detail", args=[ballot.pk]),
    }
    return render(request, "ballots/cancel.html", context, status=422 if form.is_bound else 200)


def export(request: HttpRequest, pk: int) -> HttpResponse:
    """The published board as JSON; nothing exists before counting, of an encrypted ballot before closing."""
    ballot = ballot_of(request, pk)
    if ballot.published is None and not (ballot.sums is not None and ballot.state in ("closed", "counted")):
        raise Http404
    answer = JsonResponse(queries.export(ballot), json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = f'attachment; filename="phieu-kin-{ballot.pk}.json"'
    return answer


def recount_tool(request: HttpRequest) -> FileResponse:
    """The script that recounts an export, with nothing but Python."""
    return _script("recount.py")


def verify_tool(request: HttpRequest) -> FileResponse:
    """The script that verifies the board of an encrypted ballot."""
    return _script("verify_ballot.py")


def _script(name: str) -> FileResponse:
    file = (settings.BASE_DIR / "tools" / name).open("rb")
    return FileResponse(file, as_attachment=True, filename=name, content_type="text/x-python; charset=utf-8")
