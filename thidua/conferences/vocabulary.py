"""The words of conferences: what one is for, what stands on its agenda, in which units figures are given.

Pure values; templates follow the conferences of the founding documents (a ward's summary with New Year greeting, a
summary with launch and signing, a bloc's launch, a cluster's briefing on its draft plan, a summary with handover).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

PURPOSES: dict[str, str] = {
    "review": "Sơ kết",
    "sum_up": "Tổng kết năm",
    "launch": "Phát động thi đua",
    "signing": "Ký giao ước thi đua",
    "registration": "Đăng ký danh hiệu",
    "briefing": "Giao ban, bàn kế hoạch",
    "rules": "Thông qua quy chế, kế hoạch",
    "awards": "Trao thưởng",
    "handover": "Bàn giao trưởng cụm, khối",
    "greeting": "Gặp mặt, chúc Tết",
}

# What a conference of a kind is for unless somebody says otherwise.
PURPOSES_OF_KIND: dict[str, tuple[str, ...]] = {
    "launch": ("launch", "registration", "signing"),
    "briefing": ("briefing", "rules", "signing"),
    "mid_year": ("review", "awards"),
    "year_end": ("sum_up", "awards"),
    "year_end_launch": ("sum_up", "awards", "launch", "signing"),
}


@dataclass(frozen=True)
class Point:
    """One row of an agenda: kind of :class:`AgendaPoint`, text, length in minutes (0: not said), who."""

    kind: str
    text: str
    minutes: int = 0
    who: str = ""


def agenda_template(purposes: Iterable[str], *, summarised: int | None, launched: int | None) -> list[Point]:
    """The usual order of a conference for these purposes; years are put in where they are known."""
    wanted = set(purposes)
    of = f" năm {summarised}" if summarised else ""
    to = f" năm {launched}" if launched else ""
    points = [Point("opening", "Chào cờ, tuyên bố lý do, giới thiệu đại biểu", 10)]
    if "greeting" in wanted:
        points.insert(0, Point("performance", "Văn nghệ chào mừng", 15))
    if "review" in wanted:
        points.append(Point("report", "Báo cáo sơ kết phong trào thi đua 6 tháng đầu năm", 20))
    if "sum_up" in wanted:
        points.append(Point("report", f"Báo cáo tổng kết phong trào thi đua{of}, phương hướng, nhiệm vụ{to}", 20))
    if "briefing" in wanted:
        points.append(Point("report", f"Trình bày dự thảo kế hoạch công tác thi đua, khen thưởng{to}", 20))
    if wanted & {"review", "sum_up", "briefing", "rules"}:
        text = "Thảo luận, góp ý dự thảo kế hoạch, quy chế" if wanted & {"briefing", "rules"} else "Tham luận, trao đổi"
        points.append(Point("discussion", text, 30))
    if "awards" in wanted:
        points.append(Point("awards", f"Công bố quyết định khen thưởng, trao thưởng{of}", 25))
    if "launch" in wanted:
        points.append(Point("launch", f"Phát động phong trào thi đua{to}", 10))
    if "registration" in wanted:
        points.append(Point("enrolment", f"Đăng ký danh hiệu thi đua{to}", 10))
    if "handover" in wanted:
        points.append(Point("handover", f"Bàn giao, ra mắt trưởng cụm, khối{to}", 10))
    if "signing" in wanted:
        points.append(Point("signing", f"Ký giao ước thi đua{to}", 15))
    points.append(Point("speech", "Phát biểu chỉ đạo của lãnh đạo cấp trên", 15))
    if "greeting" in wanted:
        points.append(Point("greeting", "Gặp mặt, chúc Tết", 15))
    points.append(Point("closing", "Kết luận, bế mạc", 10))
    return points


@dataclass(frozen=True)
class Measure:
    """A unit in which figures are given. ``of``: what it counts; two measures of one kind convert by ``factor``."""

    name: str
    of: str
    factor: Decimal = Decimal(1)


MEASURES: dict[str, Measure] = {
    "dong": Measure("đồng", "money"),
    "trieu": Measure("triệu đồng", "money", Decimal(10**6)),
    "ty": Measure("tỷ đồng", "money", Decimal(10**9)),
    "nghin_ty": Measure("nghìn tỷ đồng", "money", Decimal(10**12)),
    "phan_tram": Measure("%", "share"),
    "diem": Measure("điểm", "points"),
    "nguoi": Measure("người", "people"),
    "ho": Measure("hộ", "households"),
    "tap_the": Measure("tập thể", "collectives"),
    "mo_hinh": Measure("mô hình", "models"),
    "sang_kien": Measure("sáng kiến", "initiatives"),
    "cong_trinh": Measure("công trình, phần việc", "works"),
    "ho_so": Measure("hồ sơ", "files"),
    "xa": Measure("xã, phường", "communes"),
    "km": Measure("km", "length"),
    "ha": Measure("ha", "area"),
    "tan": Measure("tấn", "mass"),
}
# Shares and points are not added up over members.
NOT_ADDED = {"share", "points"}


def converted(value: Decimal, from_: str, to: str) -> Decimal | None:
    """``value`` in another measure of the same kind; None where they do not count the same thing."""
    if MEASURES[from_].of != MEASURES[to].of:
        return None
    return value * MEASURES[from_].factor / MEASURES[to].factor
