"""Pages of the seasons: list, cluster, ranking, opening; the pages of one card stand in views_card.py."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from thidua.law.queries import award_name
from thidua.rubrics.models import RubricRecord
from thidua.rubrics.queries import serves, to_open_for
from thidua.scoring import actions, marking, permissions, queries, queries_marks, queries_ranking, season_links, ties
from thidua.scoring.forms import OpenForm, ProposalForm, ReasonForm
from thidua.scoring.models import Scorecard, Season
from thidua.scoring.tables import SeasonTable, filters_of
from thidua.shared import clock
from thidua.shared.denied import Denied, attempt, reason_against
from thidua.shared.forms import posted
from thidua.shared.gate import check_fresh, check_gate
from thidua.shared.tables import table_page
from thidua.shared.ui import Action, Crumb, Tile
from thidua.shared.wording import points
from thidua.units.models import Cluster

# act in the address: (act of the life-cycle, action, label, what a dialog asks, message)
_ACTS = {
    "ket-thuc-tu-cham": (
        "start_verifying",
        actions.start_verifying,
        "Kết thúc tự chấm",
        "Từ đây các đơn vị không sửa bảng điểm nữa, trừ khi được trả lại.",
        "Đã kết thúc tự chấm, bắt đầu thẩm định.",
    ),
    "hop": (
        "call_meeting",
        actions.call_meeting,
        "Họp cụm, khối",
        "Mọi bảng điểm đã thẩm định xong và đưa ra cuộc họp.",
        "Đã chuyển sang họp cụm, khối.",
    ),
    "xep-hang": (
        "rank",
        actions.rank_season,
        "Xếp hạng",
        "Bảng xếp hạng được lập, lưu thành văn bản và gửi cho các đơn vị.",
        "Đã xếp hạng và lưu bảng tổng hợp điểm.",
    ),
    "cong-nhan": (
        "confirm",
        actions.confirm_season,
        "Công nhận kết quả",
        "Kết quả được công nhận và dùng cho hồ sơ khen thưởng.",
        "Đã công nhận kết quả xếp hạng.",
    ),
}


def season_of(request: HttpRequest, pk: int) -> Season:
    rows = queries.visible_to(request.user, clock.today()).select_related("cluster__organiser", "paper", "ballot")
    return get_object_or_404(rows, pk=pk)


def crumbs(season: Season, *more: Crumb | str) -> list[Crumb]:
    first = [Crumb("Chấm điểm", reverse("scoring:list"))]
    name = f"{season.cluster.name} {season.year}"
    if not more:
        return [*first, Crumb(name)]
    rest = [each if isinstance(each, Crumb) else Crumb(each) for each in more]
    return [*first, Crumb(name, reverse("scoring:detail", args=[season.pk])), *rest]


def season_list(request: HttpRequest) -> HttpResponseBase:
    seen = queries.visible_to(request.user, clock.today())
    rows = queries.seasons_with_counts(seen).select_related("cluster")
    acts = [Action("Bảng tiêu chí", reverse("rubrics:list"), icon="law")]
    if queries_marks.sheets_of_desk(request.user, clock.today()).exists():
        acts.append(Action("Phiếu chấm của đơn vị", reverse("scoring:desk"), icon="edit"))
    if queries.clusters_to_open(request.user, clock.today()).exists():
        acts.append(Action("Mở mùa chấm điểm", reverse("scoring:open"), kind="primary", icon="plus"))
    return table_page(
        request, SeasonTable(rows, request, filters=filters_of(seen)), "scoring/list.html", {"acts": acts}
    )


def _clusters_to_open(request: HttpRequest) -> list[Cluster]:
    return list(queries.clusters_to_open(request.user, clock.today()))


def _still_to_open(clusters: list[Cluster], rubrics: Iterable[RubricRecord]) -> list[Cluster]:
    """Without the clusters that have a season of every year they could open now. One query; tables with their clusters."""
    taken = set(Season.objects.filter(cluster__in=clusters).values_list("cluster_id", "year"))
    found = []
    for cluster in clusters:
        years = {each.year for each in rubrics if serves(each, cluster)} or {each.year for each in rubrics}
        if not years or any((cluster.pk, year) not in taken for year in years):
            found.append(cluster)
    return found


def open_season(request: HttpRequest) -> HttpResponse:
    clusters = _clusters_to_open(request)
    if not clusters:
        raise Denied("Bạn không phụ trách cụm, khối thi đua nào.")
    rubrics = list(to_open_for(clusters).prefetch_related("clusters").defer("tree")[:200])
    free = _still_to_open(clusters, rubrics)
    form = OpenForm(posted(request), clusters=free, rubrics=rubrics)
    if form.is_bound and form.is_valid():
        cleaned = form.cleaned_data
        record = form.rubrics[cleaned["rubric"]]
        season = attempt(
            form, actions.open_season, cluster=form.clusters[cleaned["cluster"]], year=record.year, rubric=record,
            by=request.user, at=clock.now(),
        )  # fmt: skip
        if season:
            messages.success(request, "Đã mở mùa chấm điểm và báo cho các đơn vị.")
            return redirect("scoring:detail", pk=season.pk)
    crumbs_ = [Crumb("Chấm điểm", reverse("scoring:list")), Crumb("Mở mùa chấm điểm")]
    context = {"form": form, "rubrics": rubrics, "clusters": free, "crumbs": crumbs_}
    return render(request, "scoring/open.html", context, status=422 if form.is_bound else 200)


def detail(request: HttpRequest, pk: int) -> HttpResponse:
    season, on = season_of(request, pk), clock.today()
    sight = queries.sight_of(request.user, season, on)
    every = list(season.scorecards.select_related("unit"))
    cards = [card for card in every if card.state != "closed"]
    sheets = queries_marks.sheet_counts(season)
    leads = not reason_against(permissions.check_can_lead, request.user, season, on, "điều hành mùa chấm điểm")
    decides = not reason_against(permissions.check_can_let_leave, request.user, season, on)
    may_close = decides and season.state in ("self_scoring", "verifying", "meeting")
    rows = []
    for card in every:
        seen = queries.may_see_card(sight, card, season)
        rows.append(
            {
                "card": card,
                "mine": card.unit_id in sight.own_units,
                "url": reverse("scoring:card", args=[card.pk]) if seen else "",
                "self_total": points(card.self_total) if seen else "",
                "verified_total": points(card.verified_total) if seen and card.state == "verified" else "",
                "seen": seen,
                "late": f"chậm {card.late_days} ngày" if card.late_days else "",
                "marks": "/".join(map(str, sheets[card.pk])) if card.pk in sheets else "",
                "close_url": reverse("scoring:close-card", args=[season.pk, card.pk])
                if may_close and card.state != "closed"
                else "",
            }
        )
    sent = sum(card.state in ("sent", "verified") for card in cards)
    verified = sum(card.state == "verified" for card in cards)
    tiles = [
        Tile("Đơn vị thành viên", str(len(cards))),
        Tile("Đã gửi bảng điểm", f"{sent}/{len(cards)}", tone="met" if sent == len(cards) else "look"),
        Tile("Đã thẩm định", f"{verified}/{len(cards)}", tone="met" if verified == len(cards) else "quiet"),
    ]
    context = {
        "season": season,
        "rows": rows,
        "tiles": tiles,
        "has_marks": bool(sheets),
        "may_close": may_close,
        "steps": season_links.steps_of(season, on),
        "links": season_links.links_of(season, sight, leads, decides, request.user),
        "ties": _open_ties(season, cards) if leads and season.state in ("meeting", "ranked") else [],
        "crumbs": crumbs(season),
        "acts": _acts(request, season, sight, on),
        "earlier": queries_ranking.earlier_rankings(season) if season.state in ("verifying", "meeting") else [],
        "blind": sight.own_units and not sight.own_card_sent and season.state == "self_scoring",
    }
    return render(request, "scoring/detail.html", context)


def _open_ties(season: Season, cards: Iterable[Scorecard]) -> list[dict]:
    """Units on one place that only the meeting can tell apart, before the ranking (three queries) and after it (one)."""
    names = {card.unit.code: card.unit.name for card in cards}
    if season.state == "ranked":
        places: dict[int, list[str]] = {}
        for code, rank in season.standings.filter(is_open=True).values_list("unit__code", "rank"):
            places.setdefault(rank, []).append(code)
        groups = [tuple(sorted(codes)) for _, codes in sorted(places.items())]
    else:
        try:
            groups = ties.open_groups(queries_ranking.compute(season)[1])
        except marking.BadFigure:
            return []
    return [
        {"names": ", ".join(names[code] for code in group), "url": reverse("scoring:tie", args=[season.pk, number])}
        for number, group in enumerate(groups, start=1)
    ]


def _acts(request: HttpRequest, season: Season, sight: queries.Sight, on) -> list[Action]:
    """What fits the present state, for those who lead; the others see the ranking only."""
    acts = []
    if season.state in ("ranked", "confirmed"):
        acts.append(Action("Xem bảng xếp hạng", reverse("scoring:ranking", args=[season.pk]), icon="medal"))
    if not (sight.heads or sight.organises):
        return acts
    version = [("version", str(season.version))]
    leads = reason_against(permissions.check_can_lead, request.user, season, on, "điều hành mùa chấm điểm")
    for slug, (act, _, label, question, _) in _ACTS.items():
        if reason_against(check_gate, season, act):
            continue
        if act == "confirm":
            refused = reason_against(permissions.check_can_confirm, request.user, season, on)
            refused = refused or reason_against(permissions.check_is_settled, season)
        else:
            refused = leads or reason_against(permissions.check_cards_ready, season, act)
        url = reverse("scoring:act", args=[season.pk, slug])
        acts.append(
            Action(label, url, method="post", kind="primary", refused=refused, confirm=question, hidden=version)
        )
    if season.state == "ranked":
        acts.append(Action("Đề nghị khen thưởng", reverse("scoring:propose", args=[season.pk]), refused=leads))
    if season.state in ("meeting", "ranked"):
        url = reverse("scoring:reopen", args=[season.pk])
        acts.append(Action("Thẩm định lại", url, kind="grave", refused=leads))
    return acts


@require_POST
def act(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    season = season_of(request, pk)
    if slug not in _ACTS:
        raise Http404
    check_fresh(season, request.POST.get("version"))
    _, action, _, _, done = _ACTS[slug]
    action(season=season, by=request.user, at=clock.now())
    messages.success(request, done)
    return redirect("scoring:detail", pk=season.pk)


def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    season = season_of(request, pk)
    permissions.check_can_lead(request.user, season, clock.today(), "thẩm định lại")
    check_gate(season, "reopen")
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        actions.reopen_season(season=season, reason=form.cleaned_data["reason"], by=request.user, at=clock.now())
        messages.success(request, "Đã mở lại việc thẩm định và báo cho các đơn vị.")
        return redirect("scoring:detail", pk=season.pk)
    context = {
        "form": form,
        "title": "Thẩm định lại",
        "lead": "Bảng xếp hạng đã lập vẫn được lưu; thứ hạng sẽ được xếp lại sau thẩm định.",
        "kicker": season.cluster.name,
        "back": reverse("scoring:detail", args=[season.pk]),
        "crumbs": crumbs(season, "Thẩm định lại"),
    }
    return render(request, "scoring/reason.html", context, status=422 if form.is_bound else 200)


def _must_be_ranked(season: Season) -> None:
    if season.state not in ("ranked", "confirmed"):
        raise Http404


def ranking(request: HttpRequest, pk: int) -> HttpResponse:
    season = season_of(request, pk)
    _must_be_ranked(season)
    sight = queries.sight_of(request.user, season, clock.today())
    cards = {card.unit_id: card for card in queries.cards_with_entries(season)}
    votes = queries_ranking.ballots_of(season)
    rows = []
    standings = list(season.standings.select_related("unit"))
    for s in standings:
        card = cards[s.unit_id]
        notes = [
            "Còn chờ cụm, khối quyết định" if s.is_open else "",
            s.tie_note,
            f"Đề nghị: {award_name(s.proposed_award)}" if s.proposed_award else "",
        ]
        rows.append(
            {
                "rank": s.rank,
                "name": s.unit.name,
                "url": reverse("scoring:card", args=[card.pk]),
                "cells": [
                    points(card.self_total),
                    points(card.verified_total),
                    *([str(votes[s.unit.code]) if s.unit.code in votes else "—"] if votes is not None else []),
                ],
                "total": points(s.total),
                "note": ". ".join(note for note in notes if note),
                "mine": s.unit_id in sight.own_units,
                "top": s.rank == 1,
            }
        )
    context = {
        "season": season,
        "rows": rows,
        "columns": ["Tự chấm", "Thẩm định", *(["Phiếu kín"] if votes is not None else [])],
        "vote_told": _vote_told(season) if votes is not None else "",
        "without": _without_place(cards.values(), {s.unit_id for s in standings}),
        "earlier": queries_ranking.earlier_rankings(season),
        "crumbs": crumbs(season, "Bảng xếp hạng"),
        "same": queries_ranking.recompute(season, cards.values()) == queries_ranking.as_rows(standings),
    }
    return render(request, "scoring/ranking.html", context)


def _vote_told(season: Season) -> str:
    if queries_ranking.ranks_by_ballot(season):
        return "Theo bảng tiêu chí, số phiếu kín quyết định thứ hạng của các đơn vị được đưa vào phiếu."
    return "Bảng tiêu chí xếp hạng theo điểm: số phiếu kín ghi bên cạnh, không đổi thứ hạng."


def _without_place(cards: Iterable[Scorecard], ranked: set[int]) -> list[tuple[str, str]]:
    """(unit, why) of the members that have no place: barred by the table, or no longer in the cluster."""
    found = []
    for card in cards:
        if card.state == "closed":
            found.append((card.unit.name, f"Thôi tham gia: {card.closed_reason}"))
        elif card.unit_id not in ranked:
            score = queries.score_of(card, card.entries.all(), verified=True)
            found.append((card.unit.name, f"Không xếp hạng: {queries_ranking.barred_vi(score)}"))
    return found


def propose(request: HttpRequest, pk: int) -> HttpResponse:
    season = season_of(request, pk)
    permissions.check_can_lead(request.user, season, clock.today(), "đề nghị khen thưởng")
    permissions.check_is_ranked(season)
    standings = list(season.standings.select_related("unit"))
    choices = [(s.unit_id, f"Hạng {s.rank}: {s.unit.name}, {points(s.total)} điểm") for s in standings]
    form = ProposalForm(request.POST if request.method == "POST" else None, choices=choices)
    if form.is_bound and form.is_valid():
        picked = {int(pk) for pk in form.cleaned_data["chosen"]}
        chosen = [s.unit for s in standings if s.unit_id in picked]
        try:
            actions.propose_awards(
                season=season, chosen=chosen, reason=form.cleaned_data["reason"], by=request.user, at=clock.now()
            )
        except Denied as denied:
            form.add_error(None, denied.reason)
        else:
            messages.success(request, "Đã lập đề nghị khen thưởng của cụm, khối.")
            return redirect("scoring:ranking", pk=season.pk)
    quota, _ = actions.quota_of(season)
    context = {
        "season": season,
        "form": form,
        "quota": quota,
        "crumbs": crumbs(season, "Đề nghị khen thưởng"),
        "back": reverse("scoring:ranking", args=[season.pk]),
    }
    return render(request, "scoring/propose.html", context, status=422 if form.is_bound else 200)
