"""The cluster's meeting: the secret vote on whom to propose, ties that no rule breaks (requirement S3)."""

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

from django.db import transaction

from thidua.accounts.models import User
from thidua.ballots import actions as ballots
from thidua.ballots.models import Ballot
from thidua.scoring import marking, permissions, queries, queries_ranking, ties
from thidua.scoring.actions_ranking import rank_season
from thidua.scoring.models import Season, TieDecision
from thidua.scoring.queries_ranking import FLAG
from thidua.shared import audit
from thidua.shared.denied import Denied
from thidua.shared.gate import pass_gate, stamp, touch
from thidua.shared.text import nfc
from thidua.units.models import Unit


def _check_meets(season: Season, to_do: str) -> None:
    if season.state not in ("meeting", "ranked"):
        raise Denied(f"Chưa {to_do} được: mùa chấm điểm đang ở bước “{season.state_label}”.")


@transaction.atomic
def prepare_vote(
    *, season: Season, units: Sequence[Unit], voters: Sequence[User], trustees: Sequence[User], by, at: datetime
) -> Ballot:
    """Set up the cluster's secret vote: which of these units are proposed for the flag. One account votes for each member.

    Where the table ranks by the vote, the units at the top stand in it and their votes become the ranking; elsewhere the
    result stands beside the ranking and may decide a tie. A vote about units that no longer lead is held anew.

    The box belongs to the organiser where the account runs ballots there, else to the unit that heads the cluster.
    """
    permissions.check_can_lead(by, season, at.date(), "chuẩn bị bỏ phiếu")
    _check_meets(season, "bỏ phiếu")
    voted = season.ballot is not None and season.ballot.state != "cancelled"
    if voted and not queries_ranking.vote_is_stale(season):
        raise Denied("Mùa chấm điểm đã có cuộc bỏ phiếu; muốn bỏ phiếu lại phải hủy cuộc cũ.")
    members = {card.unit_id for card in season.scorecards.exclude(state="closed")}
    if not units or {unit.pk for unit in units} - members:
        raise Denied("Hãy chọn các đơn vị thành viên để đưa vào phiếu.")
    _check_nominees(season, units)
    if len(voters) > len(members):
        raise Denied(f"Mỗi đơn vị thành viên có một phiếu: nhiều nhất {len(members)} người bỏ phiếu.")
    _check_one_vote_each(season, voters, at)
    ballot = ballots.prepare_ballot(
        title=f"Bỏ phiếu suy tôn năm {season.year} – {season.cluster.name}"[:200],
        unit=queries.unit_of_box(season, by, at.date()),
        items=[{"key": unit.code, "label": unit.name, "award_code": FLAG} for unit in units],
        voters=voters,
        trustees=trustees,
        total_members=len(members),
        by=by,
        at=at,
    )
    touch(season, ballot=ballot)
    audit.record("season_vote_prepared", season, by=by, at=at, detail={"ballot": ballot.pk, "units": len(units)})
    return ballot


def _check_one_vote_each(season: Season, voters: Sequence[User], at: datetime) -> None:
    """Every voter votes for a member of its own. Who serves two members votes for the one nobody else votes for."""
    known = queries_ranking.voters_of_members(season, at.date())
    if any(voter.pk not in known for voter in voters):
        raise Denied("Người bỏ phiếu phải là thủ trưởng hoặc chuyên viên của đơn vị thành viên.")
    seats: dict[int, User] = {}

    def seat(voter: User, tried: set[int]) -> bool:
        for unit in known[voter.pk][1]:
            if unit.pk in tried:
                continue
            tried.add(unit.pk)
            if unit.pk not in seats or seat(seats[unit.pk], tried):
                seats[unit.pk] = voter
                return True
        return False

    for voter in voters:
        tried: set[int] = set()
        if not seat(voter, tried):
            unit = known[voter.pk][1][0]
            raise Denied(
                f"Mỗi đơn vị thành viên có một phiếu: {unit.name} đã có người bỏ phiếu, bỏ chọn {voter.display_name} "
                "hoặc người kia."
            )


def _check_nominees(season: Season, units: Sequence[Unit]) -> None:
    """Where the table ranks by the vote, exactly the units at the top stand in it."""
    nominees = queries_ranking.nominees_of(season)
    if nominees and {unit.code for unit in units} != set(nominees):
        cards = season.scorecards.filter(unit__code__in=nominees).select_related("unit")
        names = {card.unit.code: card.unit.name for card in cards}
        raise Denied(
            f"Theo bảng tiêu chí, đúng {len(nominees)} đơn vị dẫn đầu vào phiếu kín: "
            f"{', '.join(names[code] for code in nominees)}."
        )


def _check_follows_vote(season: Season, units: Sequence[str]) -> None:
    """A decision by secret vote is the order of the votes."""
    votes = queries_ranking.ballots_of(season)
    if votes is None:
        raise Denied("Chưa có kết quả kiểm phiếu kín của mùa chấm điểm này.")
    if missing := [code for code in units if code not in votes]:
        names = Unit.objects.filter(code__in=missing, scorecards__season=season).values_list("name", flat=True)
        raise Denied(f"Phiếu kín không có {', '.join(names)}; hãy biểu quyết tại hội nghị.")
    if any(votes[before] <= votes[after] for before, after in pairwise(units)):
        said = ", ".join(f"{votes[code]} phiếu" for code in units)
        raise Denied(f"Kết quả kiểm phiếu không cho thứ tự này (theo thứ tự đã chọn: {said}).")


@transaction.atomic
def decide_tie(*, season: Season, units: Sequence[str], way: str, reason: str, by, at: datetime) -> TieDecision:
    """Record how the meeting ordered units on one place that no rule of the rubric tells apart (codes, first to last).

    Once ranked the season is ranked anew with it; the earlier ranking stays in its paper.
    """
    permissions.check_can_lead(by, season, at.date(), "ghi quyết định của cụm, khối")
    _check_meets(season, "ghi quyết định")
    reason = nfc(reason)
    if len(reason) < 5:
        raise Denied("Hãy ghi cụm, khối đã quyết định như thế nào (số phiếu, biên bản).")
    if way not in TieDecision.Way:
        raise Denied("Cách quyết định đã chọn không có trong danh sách.")
    if way == TieDecision.Way.BALLOT:
        _check_follows_vote(season, units)
    try:
        _, ranked = queries_ranking.compute(season)
    except marking.BadFigure as error:
        raise Denied(str(error)) from error
    if tuple(sorted(units)) not in ties.open_groups(ranked) or len(set(units)) != len(units):
        raise Denied("Các đơn vị này không còn cùng hạng hoặc đã có quy tắc phân hạng; hãy xem lại bảng điểm.")
    touch(season)
    decision = TieDecision.objects.create(
        season=season, units=list(units), way=way, reason=reason[:300], **stamp("decided", by=by, at=at)
    )
    audit.record("tie_decided", season, by=by, at=at, detail={"units": list(units), "way": str(way)})
    if season.state == "ranked":
        pass_gate(season, "recall", ranked_at=None, ranked_by=None)
        rank_season(season=season, by=by, at=at)
    return decision
