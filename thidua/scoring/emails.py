"""Letters of the seasons."""

from thidua.scoring.models import Objection, Scorecard, Season
from thidua.scoring.models_marks import MarkSheet
from thidua.scoring.queries import mention
from thidua.shared.letters import LetterKind, letter

SEASON = LetterKind("scoring.season", "Mùa chấm điểm: mở, xếp hạng, thẩm định lại, công nhận", "Chấm điểm")
CARD = LetterKind("scoring.card", "Bảng điểm: gửi, trả lại, thẩm định xong", "Chấm điểm")

MARKS = LetterKind("scoring.marks", "Việc chấm điểm giao cho đơn vị: mục chủ trì, kiểm tra chéo, chấm lại", "Chấm điểm")
OBJECTION = LetterKind("scoring.objection", "Kiến nghị về điểm: gửi, trả lời", "Chấm điểm")


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


@letter(SEASON)
def member_has_left(card: Scorecard) -> tuple[str, str]:
    return (
        f"{card.season.cluster.name}: {card.unit.name} thôi tham gia năm {card.season.year}",
        f"{card.unit.name} thôi tham gia mùa chấm điểm năm {card.season.year} và không xếp hạng. "
        f"Lý do: {card.closed_reason}",
    )


@letter(MARKS)
def leads_are_assigned(season: Season) -> tuple[str, str]:
    return (
        f"Mời chấm các mục của ngành: {season.cluster.name}, năm {season.year}",
        f"Đơn vị được giao chủ trì chấm một số mục của {season.cluster.name}, năm {season.year}. Phiếu chấm có ở mục "
        "Chấm điểm, “Phiếu chấm của đơn vị”, khi các đơn vị đã gửi bảng điểm.",
    )


@letter(MARKS)
def checks_are_assigned(season: Season) -> tuple[str, str]:
    return (
        f"Mời kiểm tra chéo: {season.cluster.name}, năm {season.year}",
        f"Kế hoạch kiểm tra chéo của {season.cluster.name}, năm {season.year} đã có. Phiếu chấm của đơn vị ở mục Chấm "
        "điểm, “Phiếu chấm của đơn vị”. Điểm nơi khác chấm chỉ xem được sau khi đơn vị mình đã gửi phiếu.",
    )


@letter(MARKS)
def sheet_is_asked_again(sheet: MarkSheet) -> tuple[str, str]:
    return (
        f"Mời chấm lại bảng điểm của {sheet.card.unit.name}, năm {sheet.card.season.year}",
        f"Phiếu chấm bảng điểm của {sheet.card.unit.name} được trả lại. Lý do: {sheet.asked_again_reason}",
    )


@letter(OBJECTION)
def objection_is_raised(objection: Objection) -> tuple[str, str]:
    season = objection.card.season
    return (
        f"Kiến nghị về điểm năm {season.year} của {season.cluster.name}",
        f"{objection.unit.name} kiến nghị về mục {mention(objection.card.season, objection.criterion_code)} trong bảng điểm của "
        f"{objection.card.unit.name}: {objection.reason}",
    )


@letter(OBJECTION)
def objection_is_answered(objection: Objection) -> tuple[str, str]:
    season = objection.card.season
    return (
        f"Trả lời kiến nghị về điểm năm {season.year}: {objection.state_label.lower()}",
        f"Kiến nghị của {objection.unit.name} về mục {mention(objection.card.season, objection.criterion_code)} trong bảng điểm của "
        f"{objection.card.unit.name}: {objection.state_label.lower()}. {objection.answer}",
    )
