"""Who may open, enter, verify, rank and confirm."""

from datetime import date

from thidua.rubrics.models import RubricRecord
from thidua.rubrics.queries import serves
from thidua.scoring.models import Scorecard, Season
from thidua.scoring.queries import head_unit_id, may_see_card, sight_of
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


def check_can_enter(user, card: Scorecard, on: date, to_do: str = "chấm điểm") -> None:
    """The unit's own people; not the officers above, who would be scoring in its place."""
    own = [g for g in grants_of(user, on) if g.unit_id == card.unit_id and g.role in (Role.OFFICER, Role.HEAD)]
    if not own:
        raise Denied(f"Chỉ chuyên viên hoặc thủ trưởng của {card.unit.name} được {to_do} cho đơn vị mình.")
    note_power(min(own, key=lambda grant: grant.delegated_from_id is not None))


def check_card_is_open(card: Scorecard) -> None:
    if card.state not in ("draft", "returned"):
        raise Denied(f"Bảng điểm đang ở bước “{card.state_label}”, không sửa được nữa.")


def check_can_lead(user, season: Season, on: date, to_do: str) -> None:
    """The head of the cluster, or the organiser's appraiser."""
    held = powers(user, [Role.APPRAISER], season.cluster.organiser, on)
    if held:
        note_power(held[0])
    else:
        check_heads_cluster(user, season.cluster, on, to_do)


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


def check_can_see_card(user, card: Scorecard, on: date) -> None:
    if not may_see_card(sight_of(user, card.season, on), card, card.season):
        raise Denied("Bạn chỉ xem được bảng điểm của đơn vị khác sau khi đơn vị mình đã gửi bảng điểm.")


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
    rest = list(season.scorecards.exclude(state__in=states).select_related("unit"))
    if rest:
        names = ", ".join(card.unit.name for card in rest[:5])
        more = f" và {len(rest) - 5} đơn vị nữa" if len(rest) > 5 else ""
        raise Denied(f"Còn {len(rest)} đơn vị {what}: {names}{more}.")
