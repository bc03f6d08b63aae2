"""The stages of the practice year on their days: 2025, decided in early 2026."""

from datetime import date

from thidua.management.year.autumn import open_seasons, rank, score
from thidua.management.year.finish import close_with_a_conference, print_all
from thidua.management.year.first_half import launch, progress, register, sign_pledges
from thidua.management.year.founding import found
from thidua.management.year.recorded import close_the_year, import_past
from thidua.management.year.rounds import (
    councils_of_units,
    decide_in_province,
    nominate_in_units,
    nominate_to_province,
    open_province_council,
    rooms_in_units,
    vote_in_province,
)
from thidua.management.year.runner import Stage

_STEPS = [
    ("units", "Đơn vị, con người, tài khoản", date(2025, 7, 1), found),
    ("register", "Sổ vàng và xếp loại các năm trước", date(2025, 7, 2), import_past),
    ("launch", "Phát động phong trào", date(2025, 7, 8), launch),
    ("pledges", "Ký giao ước thi đua", date(2025, 7, 15), sign_pledges),
    ("registration", "Đăng ký danh hiệu", date(2025, 7, 25), register),
    ("progress", "Tiến độ chỉ tiêu quý III, IV", date(2025, 12, 8), progress),
    ("records", "Xếp loại, sáng kiến, đánh giá", date(2025, 12, 10), close_the_year),
    ("seasons", "Mở mùa chấm điểm", date(2025, 12, 11), open_seasons),
    ("scoring", "Tự chấm điểm", date(2025, 12, 12), score),
    ("ranking", "Thẩm định, họp cụm, xếp hạng", date(2025, 12, 17), rank),
    ("unit-dossiers", "Hồ sơ của đơn vị", date(2025, 12, 19), nominate_in_units),
    ("unit-councils", "Hội đồng và quyết định của đơn vị", date(2025, 12, 23), councils_of_units),
    ("rooms", "Tập thể trong đơn vị", date(2025, 12, 26), rooms_in_units),
    ("dossiers", "Hồ sơ trình tỉnh, thẩm định", date(2026, 1, 5), nominate_to_province),
    ("opening", "Khai mạc Hội đồng tỉnh", date(2026, 1, 15), open_province_council),
    ("councils", "Bỏ phiếu kín tại Hội đồng tỉnh", date(2026, 1, 15), vote_in_province),
    ("decisions", "Quyết định của tỉnh", date(2026, 1, 20), decide_in_province),
    ("certificates", "In giấy chứng nhận", date(2026, 1, 22), print_all),
    ("conference", "Tổng kết, trao thưởng, tin bài", date(2026, 1, 28), close_with_a_conference),
]


def _stage(key: str, title: str, day: date, act) -> Stage:
    return Stage(key, title, day, lambda year: act(year, day))


STAGES = [_stage(*step) for step in _STEPS]
