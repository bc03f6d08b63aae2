"""Letters of the seasons."""

from thidua.scoring.models import Scorecard, Season
from thidua.shared.letters import LetterKind, letter

SEASON = LetterKind("scoring.season", "Mùa chấm điểm: mở, xếp hạng, thẩm định lại, công nhận", "Chấm điểm")
CARD = LetterKind("scoring.card", "Bảng điểm: gửi, trả lại, thẩm định xong", "Chấm điểm")


@letter(SEASON)
def season_is_open(season: Season) -> tuple[str, str]:
    return (
        f"Mời tự chấm điểm năm {season.year}: {season.cluster.name}",
        f"{season.cluster.name} đã mở mùa chấm điểm năm {season.year}. Mời đơn vị vào mục Chấm điểm để nhập số liệu, "
        "kèm minh chứng, rồi gửi bảng điểm. Điểm của đơn vị khác chỉ xem được sau khi đơn vị mình đã gửi.",
    )


@letter(CARD)
def card_is_sent(card: Scorecard) -> tuple[str, str]:
    return (
        f"{card.unit.name} đã gửi bảng điểm năm {card.season.year}",
        f"{card.unit.name} đã gửi bảng điểm của {card.season.cluster.name}, năm {card.season.year}.",
    )


@letter(CARD)
def card_is_returned(card: Scorecard) -> tuple[str, str]:
    return (
        f"Bảng điểm năm {card.season.year} được trả lại để sửa",
        f"Bảng điểm của {card.unit.name} được trả lại. Lý do: {card.returned_reason}\nMời sửa rồi gửi lại.",
    )


@letter(CARD)
def card_is_verified(card: Scorecard) -> tuple[str, str]:
    return (
        f"Bảng điểm năm {card.season.year} đã thẩm định xong",
        f"Bảng điểm của {card.unit.name} đã thẩm định xong. Mọi thay đổi điểm và lý do có trong lịch sử bảng điểm.",
    )


@letter(SEASON)
def season_is_ranked(season: Season) -> tuple[str, str]:
    return (
        f"{season.cluster.name}: đã xếp hạng năm {season.year}",
        f"{season.cluster.name} đã xếp hạng thi đua năm {season.year}. Mọi đơn vị thành viên xem được toàn bộ "
        "bảng điểm và tự tính lại được thứ hạng.",
    )


@letter(SEASON)
def season_is_reopened(season: Season) -> tuple[str, str]:
    return (
        f"{season.cluster.name}: thẩm định lại điểm năm {season.year}",
        f"Mùa chấm điểm năm {season.year} được mở lại để thẩm định. Lý do: {season.reopened_reason}",
    )


@letter(SEASON)
def season_is_confirmed(season: Season) -> tuple[str, str]:
    return (
        f"Kết quả thi đua năm {season.year} của {season.cluster.name} đã được công nhận",
        f"{season.cluster.organiser.name} đã công nhận kết quả xếp hạng năm {season.year} của {season.cluster.name}.",
    )
