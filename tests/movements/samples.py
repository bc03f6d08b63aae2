"""A complete movement of the small province."""

from datetime import date

from thidua.movements import actions
from thidua.movements.models import Movement

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
