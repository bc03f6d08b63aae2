"""The cluster's meeting: the secret vote prepared, ties decided."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from thidua.accounts.models import User
from thidua.accounts.queries import signed_in
from thidua.scoring import actions_meeting, marking, permissions, queries, queries_ranking, ties
from thidua.scoring.forms_marks import TieForm, VoteForm
from thidua.scoring.models import Season, TieDecision
from thidua.scoring.views import crumbs, season_of
from thidua.shared import clock
from thidua.shared.denied import Denied
from thidua.shared.forms import posted


def vote(request: HttpRequest, pk: int) -> HttpResponse:
    """Prepare the sealed ballot: candidates, one voter a member, two keepers of the box."""
    season, on = season_of(request, pk), clock.today()
    permissions.check_can_lead(signed_in(request), season, on, "chuẩn bị bỏ phiếu")
    voted = season.ballot is not None and season.ballot.state != "cancelled"
    try:
        nominees = queries_ranking.nominees_of(season)
        is_done = voted and not queries_ranking.vote_is_stale(season)
    except marking.BadFigure as error:
        raise Denied(str(error)) from error
    if is_done:
        return redirect("ballots:detail", pk=season.ballot_id)
    cards = list(season.scorecards.exclude(state="closed").select_related("unit"))
    known = queries_ranking.voters_of_members(season, on)
    people = {pk: user for pk, (user, _) in known.items()}
    keepers = people | {user.pk: user for user in queries.leaders_of(season, on)}
    told = {pk: f"{user.display_name} – {', '.join(unit.name for unit in of)}" for pk, (user, of) in known.items()}
    form = VoteForm(
        posted(request),
        units=[(card.unit_id, card.unit.name) for card in cards],
        voters=list(told.items()),
        keepers=[(pk, told.get(pk, user.display_name)) for pk, user in keepers.items()],
        initial={"units": [card.unit_id for card in cards if card.unit.code in nominees]},
    )
    if form.is_bound and form.is_valid():
        cleaned = form.cleaned_data
        chosen = {int(pk) for pk in cleaned["units"]}
        trustees: list[User] = [keepers[int(cleaned[name])] for name in ("first", "second")]
        try:
            ballot = actions_meeting.prepare_vote(
                season=season,
                units=[card.unit for card in cards if card.unit_id in chosen],
                voters=[people[int(pk)] for pk in cleaned["voters"]],
                trustees=trustees,
                by=signed_in(request),
                at=clock.now(),
            )
        except Denied as denied:
            form.add_error(None, denied.reason)
        else:
            messages.success(request, "Đã chuẩn bị cuộc bỏ phiếu; hai người giữ hòm phiếu mở hòm ở trang này.")
            return redirect("ballots:detail", pk=ballot.pk)
    context = {
        "form": form,
        "heading": "Bỏ phiếu kín của cụm, khối",
        "lead": "Phiếu được niêm phong; chỉ mở được khi có mật khẩu của cả hai người giữ hòm phiếu. "
        + (
            f"Theo bảng tiêu chí, {len(nominees)} đơn vị dẫn đầu vào phiếu và số phiếu quyết định thứ hạng."
            if nominees
            else "Bảng tiêu chí xếp hạng theo điểm: kết quả phiếu ghi bên cạnh, dùng khi các đơn vị bằng điểm."
        ),
        "submit": "Chuẩn bị bỏ phiếu",
        "kicker": season.kicker,
        "back": reverse("scoring:detail", args=[season.pk]),
        "crumbs": crumbs(season, "Bỏ phiếu"),
    }
    return render(request, "scoring/setup.html", context, status=422 if form.is_bound else 200)


def _by_vote(season: Season, group: tuple[str, ...], names: dict[str, str]) -> dict[str, object]:
    """The order of the counted secret vote as a proposal for the form, where it tells all of them apart."""
    votes = queries_ranking.ballots_of(season) or {}
    if not set(group) <= set(votes) or len({votes[code] for code in group}) < len(group):
        return {}
    order = sorted(group, key=lambda code: -votes[code])
    said = ", ".join(f"{names[code]} {votes[code]} phiếu" for code in order)
    return {
        **{f"place:{code}": place for place, code in enumerate(order, start=1)},
        "way": TieDecision.Way.BALLOT,
        "reason": f"Kết quả phiếu kín: {said}",
    }


def tie(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One group of units on one place (the ``number``-th from the top) put in the order the meeting decided."""
    season = season_of(request, pk)
    permissions.check_can_lead(signed_in(request), season, clock.today(), "ghi quyết định của cụm, khối")
    try:
        _, ranked = queries_ranking.compute(season)
    except marking.BadFigure as error:
        raise Denied(str(error)) from error
    groups = ties.open_groups(ranked)
    if season.state not in ("meeting", "ranked") or not 0 < number <= len(groups):
        raise Http404
    names = {card.unit.code: card.unit.name for card in season.scorecards.select_related("unit")}
    group = groups[number - 1]
    form = TieForm(
        posted(request), units=[(code, names[code]) for code in group], initial=_by_vote(season, group, names)
    )
    if form.is_bound and form.is_valid():
        try:
            actions_meeting.decide_tie(
                season=season,
                units=form.order(),
                way=form.cleaned_data["way"],
                reason=form.cleaned_data["reason"],
                by=signed_in(request),
                at=clock.now(),
            )
        except Denied as denied:
            form.add_error(None, denied.reason)
        else:
            messages.success(request, "Đã ghi quyết định của cụm, khối về các đơn vị bằng điểm.")
            return redirect("scoring:detail", pk=season.pk)
    context = {
        "form": form,
        "heading": "Quyết định thứ hạng khi bằng điểm",
        "lead": "Không tiêu chí phụ nào phân biệt được các đơn vị này; cụm, khối quyết định và ghi lại.",
        "submit": "Ghi quyết định",
        "kicker": season.kicker,
        "back": reverse("scoring:detail", args=[season.pk]),
        "crumbs": crumbs(season, "Bằng điểm"),
    }
    return render(request, "scoring/setup.html", context, status=422 if form.is_bound else 200)
