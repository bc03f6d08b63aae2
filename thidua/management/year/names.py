"""Invented but plausible Vietnamese people: names with their usual shares, posts of a commune or an office.

Nothing here names a real person. Shares of family names follow their well-known order in Vietnam (Nguyễn about two
fifths); names of Tày, Dao and Sán Dìu people are mixed in where those peoples live in Quảng Ninh.
"""

from __future__ import annotations

import random
from bisect import bisect
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """A random source that gives the same draws on every machine: only `random.Random.random` is used."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed).random

    def pick(self, items: Sequence[T]) -> T:
        return items[int(self.random() * len(items))]

    def between(self, low: int, high: int) -> int:
        """An integer from low to high, both included."""
        return low + int(self.random() * (high - low + 1))

    def chance(self, share: float) -> bool:
        return self.random() < share

    def bell(self) -> float:
        """A number from 0 to 1 that is mostly near the middle."""
        return (self.random() + self.random() + self.random()) / 3


class Weighted:
    """Words drawn by weight."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        self.words = tuple(weights)
        self.edges = tuple(accumulate(weights.values()))

    def draw(self, dice: Dice) -> str:
        return self.words[bisect(self.edges, dice.random() * self.edges[-1])]


FAMILY = Weighted(
    {
        "Nguyễn": 38.4, "Trần": 11.0, "Lê": 9.5, "Phạm": 7.1, "Hoàng": 5.1, "Vũ": 5.6, "Phan": 3.2, "Bùi": 3.4,
        "Đặng": 2.6, "Đỗ": 2.9, "Ngô": 1.7, "Dương": 1.6, "Đinh": 1.4, "Đoàn": 1.2, "Lương": 0.9, "Đào": 0.9,
        "Trịnh": 0.7, "Mai": 0.5, "Tô": 0.4, "Cao": 0.4, "Hà": 0.4, "Phùng": 0.4, "Chu": 0.3, "Lưu": 0.3,
    }
)  # fmt: skip
UPLAND_FAMILY = Weighted(
    {
        "Hoàng": 10, "Lô": 5, "La": 6, "Nông": 6, "Vi": 5, "Lương": 3,  # Tày
        "Triệu": 8, "Bàn": 7, "Đặng": 5, "Dương": 3, "Phùng": 5, "Chíu": 8, "Tằng": 8, "Phoòng": 3,  # Dao
        "Trương": 4, "Tạ": 4, "Lỷ": 4, "Diệp": 4, "Ninh": 4, "Voòng": 3,  # Sán Dìu, Sán Chỉ, Hoa
    }
)  # fmt: skip
UPLAND_GIVEN = {
    "male": ("A Sám", "Phúc Thành", "Văn Sềnh", "Quay Hín", "Tiến Lỷ", "Kim Phúc", "Dảu Sằn", "A Tài", "Chăn Phúc"),
    "female": ("Thị Mùi", "Sám Múi", "Nhì Múi", "Thị Sinh", "Tài Múi", "Thị Phấy", "Móc Múi", "Thị Xuyến"),
}
MIDDLE = {
    "male": Weighted(
        {"Văn": 30, "Đức": 9, "Minh": 6, "Quang": 6, "Xuân": 5, "Hữu": 5, "Thanh": 4, "Mạnh": 4, "Anh": 2, "Ngọc": 4,
         "Duy": 4, "Tuấn": 3, "Hải": 2, "Quốc": 4, "Đình": 5, "Trung": 4, "Hồng": 2, "Tiến": 3, "Việt": 2}
    ),
    "female": Weighted(
        {"Thị": 46, "Thị Thu": 6, "Thị Thanh": 5, "Thị Minh": 3, "Thị Hồng": 4, "Thị Ngọc": 3, "Thị Kim": 2, "Thu": 6,
         "Thanh": 4, "Hồng": 3, "Ngọc": 4, "Minh": 3, "Phương": 3, "Bích": 2, "Kim": 2, "Mai": 2, "Thùy": 2}
    ),
}  # fmt: skip
_MALE_GIVEN = (
    "Anh Bình Chiến Chung Cường Cương Dũng Duy Dương Đạt Điệp Đông Đức Giang Hải Hiếu Hiệp Hoàng Hòa Hùng Huy Hưng "
    "Khánh Khoa Kiên Lâm Linh Long Lộc Mạnh Minh Nam Nghĩa Ngọc Phong Phúc Phương Quang Quân Quyết Sơn Tài Tân "
    "Thái Thành Thắng Thịnh Thọ Tiến Toàn Trung Trường Tuấn Tùng Tuyên Việt Vinh Vũ"
)
_FEMALE_GIVEN = (
    "An Anh Ánh Bích Chi Châu Diệp Dung Duyên Giang Hà Hạnh Hằng Hiền Hoa Hòa Hồng Huế Huệ Huyền Hương Hường Lan "
    "Liên Linh Loan Mai Minh My Nga Ngà Ngân Ngọc Nhàn Nhung Oanh Phương Phượng Quỳnh Quyên Tâm Thảo Thanh Thoa "
    "Thơm Thu Thủy Thúy Thương Trang Trà Tuyết Uyên Vân Xuân Yến"
)
GIVEN = {"male": tuple(_MALE_GIVEN.split()), "female": tuple(_FEMALE_GIVEN.split())}
DOUBLE_GIVEN = {
    "male": ("Anh Tuấn", "Bảo Long", "Quốc Anh", "Minh Hiếu", "Thanh Tùng", "Trung Kiên", "Hoàng Anh", "Tuấn Anh"),
    "female": ("Thùy Linh", "Quỳnh Anh", "Phương Thảo", "Thanh Hà", "Mai Anh", "Hồng Nhung", "Ngọc Ánh", "Hoài Thu"),
}


def full_name(dice: Dice, gender: str, is_upland: bool) -> str:
    """A name in Vietnamese order; about one in twenty has a given name of two syllables."""
    if is_upland and dice.chance(0.5):
        return f"{UPLAND_FAMILY.draw(dice)} {dice.pick(UPLAND_GIVEN[gender])}"
    family = UPLAND_FAMILY.draw(dice) if is_upland else FAMILY.draw(dice)
    if dice.chance(0.05):
        middle = "Thị " if gender == "female" and dice.chance(0.4) else ""
        return f"{family} {middle}{dice.pick(DOUBLE_GIVEN[gender])}"
    return f"{family} {MIDDLE[gender].draw(dice)} {dice.pick(GIVEN[gender])}"


# Posts: (title, subject, weight). The first group are heads and deputies in the order in which they are filled.
COMMUNE_LEADERS = (
    ("Chủ tịch UBND {kind}", "cadre"),
    ("Phó Chủ tịch UBND {kind}", "cadre"),
    ("Phó Chủ tịch HĐND {kind}", "cadre"),
    ("Trưởng phòng Kinh tế, Hạ tầng và Đô thị", "civil_servant"),
    ("Trưởng phòng Văn hóa – Xã hội", "civil_servant"),
    ("Chánh Văn phòng HĐND và UBND {kind}", "civil_servant"),
    ("Phó Giám đốc Trung tâm Phục vụ hành chính công", "civil_servant"),
    ("Hiệu trưởng trường tiểu học", "public_employee"),
    ("Hiệu trưởng trường trung học cơ sở", "public_employee"),
    ("Trưởng trạm y tế {kind}", "public_employee"),
)
COMMUNE_STAFF = (
    ("Công chức Văn phòng – Thống kê", "civil_servant", 9),
    ("Công chức Tư pháp – Hộ tịch", "civil_servant", 6),
    ("Công chức Tài chính – Kế toán", "civil_servant", 6),
    ("Công chức Địa chính – Xây dựng", "civil_servant", 7),
    ("Công chức Văn hóa – Xã hội", "civil_servant", 7),
    ("Chuyên viên phòng Kinh tế, Hạ tầng và Đô thị", "civil_servant", 6),
    ("Chuyên viên Trung tâm Phục vụ hành chính công", "civil_servant", 6),
    ("Chủ tịch Hội Liên hiệp Phụ nữ {kind}", "cadre", 1),
    ("Bí thư Đoàn Thanh niên {kind}", "cadre", 1),
    ("Giáo viên mầm non", "public_employee", 14),
    ("Giáo viên tiểu học", "public_employee", 16),
    ("Giáo viên trung học cơ sở", "public_employee", 14),
    ("Y sĩ trạm y tế", "public_employee", 4),
    ("Điều dưỡng trạm y tế", "public_employee", 4),
    ("Nhân viên kế toán trường học", "public_employee", 2),
    ("Nhân viên bảo vệ, phục vụ (hợp đồng lao động)", "worker", 3),
)
PROVINCE_LEADERS = (("Chủ tịch UBND tỉnh", "cadre"), ("Phó Chủ tịch UBND tỉnh", "cadre"))
OFFICE_LEADERS = {
    "department": (("{head}", "civil_servant"), ("{deputy}", "civil_servant")),
    "party_body": (("{head}", "cadre"), ("{deputy}", "cadre")),
    "justice_body": (("{head}", "civil_servant"), ("{deputy}", "civil_servant")),
    "armed_force": (("{head}", "cadre"), ("{deputy}", "cadre")),
}
MIDDLE_LEADERS = (("Trưởng phòng", "civil_servant"), ("Phó Trưởng phòng", "civil_servant"))
OFFICE_STAFF = {
    "department": (
        ("Chuyên viên", "civil_servant", 55),
        ("Chuyên viên chính", "civil_servant", 18),
        ("Kế toán viên", "civil_servant", 5),
        ("Văn thư viên", "civil_servant", 4),
        ("Viên chức đơn vị sự nghiệp trực thuộc", "public_employee", 14),
        ("Nhân viên lái xe (hợp đồng lao động)", "worker", 4),
    ),
    "party_body": (
        ("Chuyên viên", "civil_servant", 60),
        ("Chuyên viên chính", "civil_servant", 28),
        ("Văn thư viên", "civil_servant", 6),
        ("Nhân viên lái xe (hợp đồng lao động)", "worker", 6),
    ),
    "justice_body": (
        ("Thư ký, cán sự nghiệp vụ", "civil_servant", 40),
        ("Chuyên viên", "civil_servant", 30),
        ("Kế toán viên", "civil_servant", 10),
        ("Nhân viên bảo vệ (hợp đồng lao động)", "worker", 8),
    ),
    "armed_force": (
        ("Nhân viên hành chính (hợp đồng lao động)", "worker", 50),
        ("Nhân viên y tế (hợp đồng lao động)", "worker", 20),
        ("Nhân viên kỹ thuật (hợp đồng lao động)", "worker", 30),
    ),
}
HEAD_TITLES = {
    "Sở": ("Giám đốc", "Phó Giám đốc"),
    "Văn": ("Chánh Văn phòng", "Phó Chánh Văn phòng"),
    "Thanh": ("Chánh Thanh tra", "Phó Chánh Thanh tra"),
    "Công": ("Giám đốc", "Phó Giám đốc"),
    "Bộ": ("Chỉ huy trưởng", "Phó Chỉ huy trưởng"),
    "Tòa": ("Chánh án", "Phó Chánh án"),
    "Viện": ("Viện trưởng", "Phó Viện trưởng"),
    "Thi": ("Trưởng Thi hành án dân sự", "Phó Trưởng Thi hành án dân sự"),
    "Ban": ("Trưởng ban", "Phó Trưởng ban"),
    "Đảng": ("Bí thư", "Phó Bí thư"),
    "Ủy": ("Chủ nhiệm", "Phó Chủ nhiệm"),
}
FRONT_TITLES = ("Chủ tịch", "Phó Chủ tịch")

# Initiative titles: a way, a thing, a place of use; four areas so that a teacher does not improve a land register.
_WAYS = ("Giải pháp", "Một số biện pháp", "Cải tiến", "Mô hình", "Kinh nghiệm", "Ứng dụng bảng điều khiển số để")
INITIATIVE_THINGS = {
    "teaching": (
        "nâng cao kỹ năng đọc hiểu cho học sinh", "rèn nền nếp tự phục vụ cho trẻ mẫu giáo",
        "dạy học tích hợp giáo dục di sản vịnh Hạ Long", "phối hợp với phụ huynh phòng chống đuối nước",
        "ứng dụng kho học liệu số trong dạy học môn Toán", "tăng cường tiếng Việt cho học sinh dân tộc thiểu số",
    ),
    "health": (
        "quản lý bệnh nhân tăng huyết áp tại trạm y tế", "nhắc lịch tiêm chủng bằng tin nhắn",
        "lập hồ sơ sức khỏe điện tử cho người cao tuổi", "truyền thông phòng chống sốt xuất huyết theo tổ dân phố",
    ),
    "office": (
        "rút ngắn thời gian giải quyết hồ sơ tại bộ phận một cửa", "số hóa hồ sơ lưu trữ sau sắp xếp đơn vị hành chính",
        "theo dõi nhiệm vụ được giao bằng bảng tính dùng chung", "hướng dẫn người dân nộp hồ sơ trực tuyến toàn trình",
        "vận động chi trả trợ cấp không dùng tiền mặt", "đối soát biến động đất đai với dữ liệu thuế",
        "tiếp công dân và xử lý đơn thư theo nhóm việc", "quản lý tài sản công bằng mã QR",
        "tuyên truyền pháp luật qua nhóm Zalo khu phố", "kiểm soát chi ngân sách theo danh mục rủi ro",
    ),
}  # fmt: skip


def initiative_title(dice: Dice, post_title: str, unit_name: str) -> str:
    """A title such as people really give: what is improved and where, fitting the author's post."""
    area = "office"
    if post_title.startswith(("Giáo viên", "Hiệu trưởng")):
        area = "teaching"
    elif "y tế" in post_title or post_title.startswith(("Y sĩ", "Điều dưỡng")):
        area = "health"
    return f"{dice.pick(_WAYS)} {dice.pick(INITIATIVE_THINGS[area])} tại {unit_name}"
