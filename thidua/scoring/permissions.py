"""Who may open, enter, verify, rank and confirm."""

from collections.abc import Sequence
from datetime import date

from rulebook.choices import blocking_questions
from rulebook.rubrics import Rubric
from thidua.rubrics.models import RubricRecord
from thidua.rubrics.queries import serves
from thidua.scoring import marking
from thidua.scoring.models import Objection, Scorecard, Season
from thidua.scoring.models_marks import MarkSheet
from thidua.scoring.queries import head_unit_id, may_see_card, open_objections, sight_of
from thidua.scoring.queries_marks import Difference, differences_of, sees_marks
from thidua.scoring.queries_ranking import unsettled, waits_for_vote
from thidua.shared.denied import Denied
from thidua.units.models import Cluster, RoleGrant
from thidua.units.permissions import check_has_role, check_heads_cluster, note_power
from thidua.units.queries import grants_of, has_cluster_role, has_role, powers

Role = RoleGrant.Role


def check_can_open(user, cluster: Cluster, on: date) -> None:
    """The organiser's officer, or the head of the cluster."""
    if not has_cluster_role(user, cluster, on):
        check_has_role(user, [Role.OFFICER], cluster.organiser, on, "mở mùa chấm điểm")


def check_may_use(record: RubricRecord, cluster: Cluster, year: int) -> None:
    """A season opens from a frozen table of its year that is for its cluster."""
    if record.state != "frozen":
        raise Denied(
            f"Bảng tiêu chí “{record.name}” đang ở bước “{record.state_label}”; chỉ bảng đã khóa mới dùng được."
        )
    if record.year != year:
        raise Denied(f"Bảng tiêu chí “{record.title}” là của năm {record.year}, không dùng cho năm {year}.")
    if not serves(record, cluster):
        raise Denied(f"Bảng tiêu chí “{record.name}” không dùng cho {cluster.name}.")


def check_is_answered(rubric: Rubric) -> None:
    """Nothing the table leaves open still stands between it and a season, whichever way it came (S2)."""
    if open_ := blocking_questions(rubric):
        names = "; ".join(each.text_vi for each in open_[:5])
        more = f"; và {len(open_) - 5} điều nữa" if len(open_) > 5 else ""
        raise Denied(f"Chưa mở được mùa chấm điểm, bảng tiêu chí còn {len(open_)} điều cần người chọn: {names}{more}.")


def check_can_enter(user, card: Scorecard, on: date, to_do: str = "chấm điểm") -> None:
    """The unit's own people; not the officers above, who would be scoring in its place."""
    own = [g for g in grants_of(user, on) if g.unit_id == card.unit_id and g.role in (Role.OFFICER, Role.HEAD)]
    if not own:
        raise Denied(f"Chỉ chuyên viên hoặc thủ trưởng của {card.unit.name} được {to_do} cho đơn vị mình.")
    note_power(min(own, key=lambda grant: grant.delegated_from_id is not None))


def check_card_is_open(card: Scorecard) -> None:
    """A card is filled in while the season scores itself, or after it was given back; never once it is ranked."""
    if card.season.state not in ("self_scoring", "verifying"):
        raise Denied(
            f"Đã muộn: mùa chấm điểm đang ở bước “{card.season.state_label}”, bảng điểm không nhận số liệu nữa."
        )
    if card.state not in ("draft", "returned"):
        raise Denied(f"Bảng điểm đang ở bước “{card.state_label}”, không sửa được nữa.")


def check_can_lead(user, season: Season, on: date, to_do: str) -> None:
    """The head of the cluster, or the organiser's appraiser."""
    held = powers(user, [Role.APPRAISER], season.cluster.organiser, on)
    if held:
        note_power(held[0])
    else:
        check_heads_cluster(user, season.cluster, on, to_do)


def check_can_let_leave(user, season: Season, on: date) -> None:
    """Who decides on the members of the cluster decides that one takes no more part: the organiser, never the head."""
    organiser = season.cluster.organiser
    check_has_role(user, [Role.OFFICER, Role.APPRAISER], organiser, on, "cho đơn vị thôi tham gia mùa chấm điểm")


def check_can_verify(user, card: Scorecard, on: date, to_do: str = "thẩm định bảng điểm") -> None:
    """The organiser's appraiser verifies any card; the head any but the own unit's."""
    season = card.season
    check_can_lead(user, season, on, to_do)
    if season.state != "verifying":
        raise Denied(f"Chưa {to_do} được: mùa chấm điểm đang ở bước “{season.state_label}”.")
    organiser = season.cluster.organiser
    appraises = has_role(user, [Role.APPRAISER], organiser, on)
    own = any(g.unit_id == card.unit_id for g in grants_of(user, on)) and card.unit_id != organiser.pk
    if own or (not appraises and card.unit_id == head_unit_id(season)):
        raise Denied(
            f"Không ai thẩm định bảng điểm của đơn vị mình; việc này do cán bộ thẩm định của {organiser.name} làm."
        )


def check_can_confirm(user, season: Season, on: date) -> None:
    check_has_role(user, [Role.APPRAISER], season.cluster.organiser, on, "công nhận kết quả xếp hạng")


def check_can_set_up(user, season: Season, on: date, to_do: str = "đặt quy định của mùa chấm điểm") -> None:
    """Rules, deadlines, lead departments: who leads, before the cluster meets."""
    check_can_lead(user, season, on, to_do)
    if season.state not in ("self_scoring", "verifying"):
        raise Denied(f"Không đổi được nữa: mùa chấm điểm đang ở bước “{season.state_label}”.")


def check_can_mark(user, sheet: MarkSheet, on: date) -> None:
    """The marking unit's own officer or head; never somebody who belongs to the unit that is marked (requirement S4)."""
    grants = [g for g in grants_of(user, on) if g.role in (Role.OFFICER, Role.HEAD)]
    own = [g for g in grants if g.unit_id == sheet.unit_id]
    if not own:
        raise Denied(f"Chỉ chuyên viên hoặc thủ trưởng của {sheet.unit.name} được chấm phiếu này.")
    if sheet.card.unit_id == sheet.unit_id or any(g.unit_id == sheet.card.unit_id for g in grants_of(user, on)):
        raise Denied(f"Không ai chấm chéo đơn vị mình: bạn thuộc {sheet.card.unit.name}.")
    note_power(min(own, key=lambda grant: grant.delegated_from_id is not None))
    season, card = sheet.card.season, sheet.card
    if season.state != "verifying":
        raise Denied(f"Chưa chấm được: mùa chấm điểm đang ở bước “{season.state_label}”.")
    if card.state != "sent":
        raise Denied(f"Chưa chấm được: bảng điểm của {card.unit.name} đang ở bước “{card.state_label}”.")
    if sheet.state != "open":
        raise Denied(f"Phiếu chấm đang ở bước “{sheet.state_label}”, không sửa được nữa.")


def check_can_see_sheet(user, sheet: MarkSheet, on: date) -> None:
    """A sheet that is not given yet is its own unit's only."""
    if any(g.unit_id == sheet.unit_id and g.role in (Role.OFFICER, Role.HEAD) for g in grants_of(user, on)):
        return
    if sheet.state != "given":
        raise Denied("Phiếu chấm chưa gửi chỉ đơn vị chấm xem được.")
    check_can_see_marks(user, sheet.card, on)


def check_can_see_marks(user, card: Scorecard, on: date) -> None:
    if not sees_marks(user, card, on):
        raise Denied("Bạn xem được điểm của nơi khác sau khi đơn vị mình đã gửi phiếu chấm bảng điểm này.")


def check_marks_settled(card: Scorecard, differences: Sequence[Difference] | None = None) -> None:
    """Every sheet on the card is given, and what differs is settled; where marks are advice, nothing waits for them.

    ``differences``: those of the card where they are known already."""
    if card.season.mark_rule == Season.MarkRule.ADVICE:
        return
    waiting = list(card.mark_sheets.filter(state="open").select_related("unit")[:6])
    if waiting:
        names = ", ".join(f"{sheet.unit.name} ({sheet.get_role_display().lower()})" for sheet in waiting[:5])
        raise Denied(f"Chưa thẩm định xong được: còn phiếu chấm chưa gửi của {names}.")
    found = differences_of(card) if differences is None else differences
    if open_ones := [each.item.mention for each in found if each.is_open]:
        more = f" và {len(open_ones) - 8} mục nữa" if len(open_ones) > 8 else ""
        raise Denied(f"Chưa thẩm định xong được: điểm còn khác nhau ở mục {', '.join(open_ones[:8])}{more}.")


def check_can_object(user, card: Scorecard, on: date) -> int:
    """A member of the season once the ranking is published and before it is confirmed. Returns the unit that objects."""
    season = card.season
    if season.state not in ("ranked",):
        raise Denied(
            "Kiến nghị được gửi từ khi có bảng xếp hạng đến khi kết quả được công nhận; "
            f"mùa chấm điểm đang ở bước “{season.state_label}”."
        )
    if card.state == "closed":
        raise Denied(f"{card.unit.name} đã thôi tham gia mùa chấm điểm.")
    members = set(season.scorecards.exclude(state="closed").values_list("unit_id", flat=True))
    grants = grants_of(user, on)
    own = [g for g in grants if g.unit_id in members and g.role in (Role.OFFICER, Role.HEAD)]
    if not own:
        raise Denied("Chỉ chuyên viên hoặc thủ trưởng của đơn vị thành viên được gửi kiến nghị.")
    mine = next((g for g in own if g.unit_id == card.unit_id), own[0])
    note_power(mine)
    return mine.unit_id or 0


def check_can_answer(user, objection: Objection, on: date) -> None:
    """Who leads the season; about the own unit's points somebody else decides."""
    card = objection.card
    season = card.season
    check_can_lead(user, season, on, "trả lời kiến nghị")
    if season.state not in ("ranked", "meeting"):
        raise Denied(f"Chưa trả lời được: mùa chấm điểm đang ở bước “{season.state_label}”.")
    organiser = season.cluster.organiser
    appraises = has_role(user, [Role.APPRAISER], organiser, on)
    mine = {g.unit_id for g in grants_of(user, on)} - {organiser.pk}
    if not appraises:
        mine.add(head_unit_id(season))
    if {card.unit_id, objection.unit_id} & mine:
        raise Denied(
            f"Kiến nghị có liên quan đến đơn vị của bạn; việc này do cán bộ thẩm định của {organiser.name} trả lời."
        )


def check_can_see_card(user, card: Scorecard, on: date) -> None:
    if not may_see_card(sight_of(user, card.season, on), card, card.season):
        raise Denied("Bạn chỉ xem được bảng điểm của đơn vị khác sau khi đơn vị mình đã gửi bảng điểm.")


def check_is_settled(season: Season) -> None:
    """Before the ranking is confirmed: the vote it depends on is counted, no flag rests on a tie that nothing broke, awards
    are proposed, objections answered."""
    if waits_for_vote(season):
        raise Denied("Chưa công nhận được: bảng tiêu chí xếp hạng theo phiếu kín mà chưa có kết quả kiểm phiếu.")
    try:
        groups = unsettled(season)
    except marking.BadFigure as error:
        raise Denied(f"Chưa công nhận được: {error}") from error
    if groups:
        named = "; ".join(f"hạng {group[0].rank}: {', '.join(s.unit.name for s in group)}" for group in groups)
        raise Denied(
            f"Chưa công nhận được, các đơn vị cùng hạng nhưng chỉ một số được đề nghị tặng Cờ thi đua ({named}): "
            "cụm, khối phải quyết định thứ hạng và ghi lại."
        )
    if not season.standings.exclude(proposed_award="").exists():
        raise Denied("Chưa công nhận được: cụm, khối chưa đề nghị khen thưởng.")
    if waiting := open_objections(season).count():
        raise Denied(f"Chưa công nhận được: còn {waiting} kiến nghị chưa trả lời.")


def check_is_ranked(season: Season) -> None:
    if season.state not in ("ranked", "confirmed"):
        raise Denied("Mùa chấm điểm chưa xếp hạng.")


# The step of the season that waits for every card: the states it needs, and how a card that lacks behind is named.
_NEEDS = {
    "start_verifying": (("sent",), "chưa gửi bảng điểm"),
    "call_meeting": (("verified",), "chưa thẩm định xong"),
}


def check_cards_ready(season: Season, act: str) -> None:
    """Refuse a step of the season while cards are missing, naming the units."""
    if act not in _NEEDS:
        return
    states, what = _NEEDS[act]
    rest = list(season.scorecards.exclude(state__in=(*states, "closed")).select_related("unit"))
    if rest:
        names = ", ".join(card.unit.name for card in rest[:5])
        more = f" và {len(rest) - 5} đơn vị nữa" if len(rest) > 5 else ""
        raise Denied(f"Còn {len(rest)} đơn vị {what}: {names}{more}.")
