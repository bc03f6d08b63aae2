"""Ranking a season, its paper, and the awards the cluster proposes; part of :mod:`thidua.scoring.actions`."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction

from paperwork.blocks import Issuer, PaperError, Signer
from paperwork.papers.ranking import RankedUnit as PrintedUnit
from paperwork.papers.ranking import Ranking, render_ranking
from rulebook.quotas import Quota, bloc_quota, load_quotas
from rulebook.scoring import UnitScore
from thidua.papers.actions import keep_paper
from thidua.papers.models import Paper
from thidua.scoring import emails, marking, permissions, queries, queries_ranking
from thidua.scoring.models import Season, Standing, TieDecision
from thidua.scoring.queries_ranking import FLAG
from thidua.shared import audit, outbox
from thidua.shared.certain import certain
from thidua.shared.denied import Denied
from thidua.shared.gate import check_gate, pass_gate, stamp, touch
from thidua.shared.text import nfc
from thidua.units.models import Unit

LEAST_REASON = 5
# What the rest of the leaders are proposed for, by the scope of the quota table.
_CERTIFICATES = {
    "bloc_in_provincial_cluster": "diploma_of_merit_ministry_province",
    "level_below": "certificate_of_merit_unit",
}


@transaction.atomic
def rank_season(*, season: Season, by, at: datetime) -> list[Standing]:
    """Rank all units by the verified points, keep the ranking paper, tell every unit. Returns the standings.

    A unit that an event bars from the ranking has no place; where nobody has one there is nothing to rank.
    """
    permissions.check_can_lead(by, season, at.date(), "xếp hạng")
    check_gate(season, "rank")
    try:
        scores, ranked = queries_ranking.compute(season)
    except marking.BadFigure as error:
        raise Denied(str(error)) from error
    units = {card.unit.code: card for card in season.scorecards.exclude(state="closed").select_related("unit")}
    if open_rows := [row for row in ranked if row.rank is None and not queries_ranking.barred_vi(scores[row.key])]:
        names = "; ".join(f"{units[row.key].unit.name}: {row.how_vi}" for row in open_rows[:5])
        raise Denied(f"Chưa xếp hạng được. {names}.")
    standings = [
        Standing(
            season=season,
            unit=units[row.key].unit,
            total=certain(row.total),
            rank=certain(row.rank),
            tie_note=queries_ranking.tie_note(row, scores[row.key]),
            is_open=row.needs_vote,
        )
        for row in ranked
        if row.rank is not None
    ]
    standings.sort(key=lambda s: (s.rank, s.unit.code))
    if not standings:
        raise Denied("Chưa xếp hạng được: không đơn vị nào được xếp hạng theo bảng tiêu chí.")
    paper = _paper(season, standings, scores, units, by=by, at=at)
    pass_gate(season, "rank", paper=paper, **stamp("ranked", by=by, at=at))
    # A reopened season is ranked anew; the earlier ranking stays in its kept paper and in the audit chain.
    Standing.objects.filter(season=season).delete()
    Standing.objects.bulk_create(standings)
    audit.record(
        "season_ranked",
        season,
        by=by,
        at=at,
        detail={"ranking": [[s.unit.code, f"{s.total:f}", s.rank] for s in standings], "paper": paper.pk},
    )
    outbox.queue(queries.people_of_members(season, at.date()), *emails.season_is_ranked(season), by=by, at=at)
    return standings


def _paper(
    season: Season, standings: list[Standing], scores: Mapping[str, UnitScore], cards: Mapping, *, by, at: datetime
) -> Paper:
    """The table of points and ranks as PDF, issued by the cluster under its organiser."""
    cluster, organiser = season.cluster, season.cluster.organiser
    rows = tuple(
        PrintedUnit(
            rank=s.rank,
            name=s.unit.name,
            self_score=cards[s.unit.code].self_total if cards[s.unit.code].self_total is not None else "",
            verified_score=scores[s.unit.code].base,
            bonus=scores[s.unit.code].bonus,
            penalty=scores[s.unit.code].deductions,
            total=s.total,
            note=s.tie_note,
        )
        for s in standings
    )
    chief = "Cụm trưởng" if cluster.kind == "cum" else "Khối trưởng"
    sheet = Ranking(
        issuer=Issuer(organiser.agency_name, cluster.name, organiser.place),
        year=season.year,
        cluster=cluster.name,
        rows=rows,
        signers=(Signer("", "Người lập biểu", by.display_name), Signer("", chief, "")),
        dated=at.date(),
        notes=(f"Bảng tiêu chí: {season.rubric['title_vi']}.",),
    )
    try:
        content = render_ranking(sheet, created_at=at)
    except PaperError as error:
        raise Denied(f"Không lập được bảng xếp hạng: {error}") from error
    return keep_paper(
        kind="ranking",
        title=f"Bảng tổng hợp điểm và xếp hạng thi đua năm {season.year}, {cluster.name}",
        unit=organiser,
        content=content,
        issued_on=at.date(),
        by=by,
        at=at,
    )


def quota_of(season: Season, table_code: str = "quang_ninh_2017") -> tuple[Quota, str]:
    """(how many flags and certificates, award code of the certificates) for the cluster's size.

    Where the source leaves the number of certificates open, the smaller reading counts and ``how_vi`` says so.
    """
    scope = "bloc_in_provincial_cluster" if season.cluster.organiser.parent_id is None else "level_below"
    table, size = load_quotas(table_code), season.scorecards.exclude(state="closed").count()
    quota = bloc_quota(table, scope, size)
    if quota.certificates_max is None:
        least = bloc_quota(table, scope, size, same_unit_takes_both=False)
        how = f"{quota.how_vi}; lấy số ít hơn là {least.certificates_max}"
        quota = Quota(quota.government_flag_nominees, quota.provincial_flags, least.certificates_max, how)
    return quota, _CERTIFICATES[scope]


@transaction.atomic
def propose_awards(
    *,
    season: Season,
    by,
    at: datetime,
    chosen: Collection[Unit] = (),
    reason: str = "",
    table_code: str = "quang_ninh_2017",
) -> list[Standing]:
    """Propose the flag for the first and certificates for the next, within the quota. Returns the standings.

    Level units across the end of the quota: where only the meeting can tell them apart, its decision must be recorded
    first (:func:`thidua.scoring.actions_meeting.decide_tie`); where the table lets them share the place, ``chosen`` names
    those the cluster chose and ``reason`` says how, which is kept. A unit the rubric disqualifies is passed over. The
    law's own conditions are judged later, on the dossiers.
    """
    permissions.check_can_lead(by, season, at.date(), "đề nghị khen thưởng")
    if season.state != "ranked":
        raise Denied(f"Chưa đề nghị khen thưởng được: mùa chấm điểm đang ở bước “{season.state_label}”.")
    if queries_ranking.waits_for_vote(season):
        raise Denied("Chưa đề nghị được: bảng tiêu chí xếp hạng theo phiếu kín mà chưa có kết quả kiểm phiếu.")
    scores, _ = queries_ranking.compute(season)
    standings = list(season.standings.select_related("unit").order_by("rank", "unit__code"))
    able = [s for s in standings if not scores[s.unit.code].disqualified_vi]
    picked = {unit.pk for unit in chosen}
    if strange := picked - {s.unit_id for s in able}:
        raise Denied(f"Có {len(strange)} đơn vị được chọn không thuộc bảng xếp hạng hoặc không được đề nghị.")
    quota, certificate = quota_of(season, table_code)
    for standing in standings:
        standing.proposed_award = ""
    shared: list[list[Standing]] = []
    flags = _first(able, quota.provincial_flags, picked, "tặng Cờ thi đua", shared)
    for standing in flags:
        standing.proposed_award = FLAG
    rest = [s for s in able if s not in flags]
    for standing in _first(rest, quota.certificates_max or 0, picked, "khen", shared):
        standing.proposed_award = certificate
    reason = nfc(reason)
    if unused := [unit.name for unit in chosen if not any(unit.pk in {s.unit_id for s in group} for group in shared)]:
        raise Denied(f"Không phải chọn {', '.join(unused)}: thứ hạng đã đủ để đề nghị. Hãy bỏ chọn.")
    if shared and len(reason) < LEAST_REASON:
        raise Denied("Hãy ghi cụm, khối đã chọn như thế nào (số phiếu, biên bản).")
    touch(season)
    for group in shared:
        TieDecision.objects.create(
            season=season,
            units=[s.unit.code for s in sorted(group, key=lambda s: (s.unit_id not in picked, s.unit.code))],
            way=TieDecision.Way.MEETING,
            reason=reason[:300],
            **stamp("decided", by=by, at=at),
        )
    Standing.objects.bulk_update(standings, ["proposed_award"])
    audit.record(
        "awards_proposed",
        season,
        by=by,
        at=at,
        detail={
            "quota": quota.how_vi,
            "awards": {s.unit.code: s.proposed_award for s in standings if s.proposed_award},
        }
        | ({"chosen": sorted(unit.code for unit in chosen), "reason": reason[:300]} if shared else {}),
    )
    return standings


def _first(
    standings: list[Standing], places: int, picked: Collection[int], what: str, shared: list[list[Standing]]
) -> list[Standing]:
    """The first ``places``. A place that does not fit as a whole is refused while it is open; where the table lets units
    share it, ``picked`` decides and the group is added to ``shared``."""
    taken: list[Standing] = []
    for rank in sorted({s.rank for s in standings}):
        group = [s for s in standings if s.rank == rank]
        room = places - len(taken)
        if room <= 0:
            break
        if len(group) > room:
            voted = [s for s in group if s.unit_id in picked]
            level = f"{', '.join(s.unit.name for s in group)} cùng hạng {rank} nhưng chỉ còn {room} suất đề nghị {what}"
            if any(s.is_open for s in group):
                raise Denied(f"{level}: cụm, khối phải quyết định thứ hạng và ghi lại trước khi đề nghị.")
            if len(voted) != room:
                raise Denied(f"{level}: cụm, khối phải chọn đúng {room} đơn vị và ghi lý do.")
            shared.append(group)
            group = voted
        taken += group
    return taken
