"""A complete movement of the small province."""

from datetime import date

from thidua.movements import actions, actions_records, actions_reviews
from thidua.movements.models import Movement, MovementReview, SteeringDocument

CONTENT = {
    "title": "Đoàn kết, sáng tạo, thi đua hoàn thành thắng lợi nhiệm vụ năm 2025",
    "slogan": "Kỷ cương, trách nhiệm, hiệu quả",
    "objective": "Hoàn thành các chỉ tiêu kinh tế - xã hội năm 2025.",
    "scope": "Toàn tỉnh.",
    "subjects": "Các cơ quan, đơn vị, địa phương.",
    "content": "Thi đua cải cách hành chính.\nThi đua phát triển kinh tế.",
    "criteria": "Đối với tập thể:\nHoàn thành 100 % nhiệm vụ được giao.\nĐối với cá nhân:\nCó sáng kiến.",
    "measures": "Tuyên truyền, kiểm tra, đôn đốc.",
    "steps": "Ban hành kế hoạch, phát động đến các đơn vị.\nKiểm tra đợt 1: 30/09/2025",
    "starts_on": date(2025, 7, 8),
    "ends_on": date(2025, 12, 31),
}


def drafted(province, **changes) -> Movement:
    content = CONTENT | changes
    return actions.draft_movement(
        unit=province.root.unit, year=2025, by=province.root.officer, at=province.at, **content
    )


def launched(province, **changes) -> Movement:
    movement = drafted(province, **changes)
    return actions.launch_movement(movement=movement, by=province.root.head, at=province.at)


TARGETS = (
    {"name": "Hồ sơ nộp trực tuyến", "unit_of_measure": "%", "goal": "90", "source": "Nghị quyết 01/NQ-HĐND"},
    {"name": "Tuyến đường hoa", "unit_of_measure": "km", "goal": "12.5", "source": ""},
    {"name": "Hồ sơ quá hạn", "unit_of_measure": "hồ sơ", "goal": "5", "direction": "less"},
)


def launched_with_targets(province, **changes) -> Movement:
    movement = drafted(province, **changes)
    actions.set_targets(movement=movement, rows=TARGETS, by=province.root.officer, at=province.at)
    return actions.launch_movement(movement=movement, by=province.root.head, at=province.at)


def documented(province, movement: Movement, **changes) -> SteeringDocument:
    given = {
        "kind": "reminding",
        "number_text": "12/UBND-NC",
        "dated": date(2025, 7, 8),
        "issuer": "Ủy ban nhân dân tỉnh",
        "summary": "Đôn đốc thực hiện phong trào",
        "sent_to": "Các phường, xã, đặc khu",
    }
    return actions_records.enter_document(
        movement=movement, **(given | changes), by=province.root.officer, at=province.at
    )


def opened_review(province, movement: Movement, kind: str = "midterm") -> MovementReview:
    return actions_reviews.open_review(
        movement=movement, kind=kind, due_on=date(2025, 7, 28), by=province.root.officer, at=province.at
    )


def reviewed(province, movement: Movement) -> MovementReview:
    """An open review with one report, one proposal, one document and one traditional day of the first ward."""
    review, ward = opened_review(province, movement), province.ha_long
    figures = [(target, target.goal, "") for target in movement.targets.all()]
    actions_reviews.send_report(
        review=review, unit=ward.unit, text="Đúng tiến độ.", figures=figures, by=ward.officer, at=province.at
    )
    actions_reviews.propose_commendation(
        review=review, unit=ward.unit, achievement="Dẫn đầu phong trào.", by=ward.officer, at=province.at
    )
    documented(province, movement)
    actions_records.enter_day(
        unit=ward.unit, name="Ngày thành lập phường", month=7, day=1, since_year=2025, by=ward.officer, at=province.at
    )
    return review
