"""Invented targets, quarterly progress and self-reported figures of the units, consistent with each other.

Communes follow the cashless-allowance table of Cần Thơ (rubric `can_tho_157_2025`); blocs follow the guidance of
Hưng Yên (`hung_yen_2021`), whose list of indicators each bloc agrees itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from thidua.management.year.inputs import AgreedItemRow, ClusterRow, ProgressRow, ScoreRow, TargetRow, UnitRow
from thidua.management.year.names import Dice

QUARTER_SHARES = (0.22, 0.5, 0.76, 1.0)
_IN_PARTS = ("%", "tỷ đồng", "triệu đồng", "điểm", "km", "ha")  # measures of which there are parts
SAMPLE = 50
_WARD_INDICATORS = (
    ("I.1", "Thu ngân sách nhà nước trên địa bàn", "tỷ đồng", (60, 400), "more"),
    ("I.2", "Giải ngân vốn đầu tư công", "%", (90, 95), "more"),
    ("I.3", "Hồ sơ thủ tục hành chính giải quyết trước và đúng hạn", "%", (95, 98), "more"),
    ("I.4", "Hồ sơ nộp trực tuyến toàn trình", "%", (75, 90), "more"),
    ("I.5", "Tuyến phố văn minh xây dựng mới", "tuyến", (4, 9), "more"),
    ("I.6", "Giảm tỷ lệ hộ nghèo và cận nghèo", "%", (1, 3), "less"),
)
_OFFICE_INDICATORS = (
    ("I.1", "Nhiệm vụ Tỉnh ủy, HĐND, UBND tỉnh giao hoàn thành đúng hạn", "%", (94, 98), "more"),
    ("I.2", "Đề án, văn bản tham mưu được ban hành", "văn bản", (18, 60), "more"),
    ("I.3", "Cuộc kiểm tra, giám sát, thanh tra hoàn thành", "cuộc", (8, 30), "more"),
    ("I.4", "Hồ sơ công việc xử lý trên môi trường mạng", "%", (90, 97), "more"),
    ("I.5", "Cán bộ được đào tạo, bồi dưỡng", "lượt người", (25, 90), "more"),
    ("I.6", "Tỷ lệ văn bản, hồ sơ quá hạn", "%", (1, 3), "less"),
)
# The marks the demo's blocs agree on where the guidance leaves them open: 60 + 20 + 20.
_BASES = (12.0, 12.0, 12.0, 10.0, 8.0, 6.0)
_LETTERS = {
    "II.1": "Chấp hành chủ trương của Đảng, pháp luật của Nhà nước",
    "II.2": "Xây dựng Đảng, chính quyền, đoàn thể trong sạch, vững mạnh",
    "II.3": "Cải cách hành chính, chuyển đổi số",
    "II.4": "Thực hiện dân chủ, phòng chống tham nhũng, lãng phí",
}
_COUNCIL_MARKS = {
    "III.1": "Tổ chức phong trào thi đua",
    "III.2": "Công tác khen thưởng, báo cáo, tham gia hoạt động của khối",
}
_LETTER_BASE, _COUNCIL_BASE = 5.0, 10.0


@dataclass
class UnitFigures:
    """The rows made for all units."""

    targets: list[TargetRow] = field(default_factory=list)
    progress: list[ProgressRow] = field(default_factory=list)
    scores: list[ScoreRow] = field(default_factory=list)
    agreed_items: list[AgreedItemRow] = field(default_factory=list)


def invent_unit_figures(
    dice: Dice,
    clusters: tuple[ClusterRow, ...],
    units: Mapping[str, UnitRow],
    leaders_disciplined: Mapping[str, str],
    year: int,
) -> UnitFigures:
    """Targets, progress and score inputs of every member of every cluster."""
    figures = UnitFigures()
    for cluster in clusters:
        if cluster.kind == "khoi":
            indicators = _indicators(units[cluster.head_code])
            figures.agreed_items.extend(_agreed_items(cluster.code, indicators))
        for code in cluster.member_codes:
            drive = dice.bell()
            if cluster.kind == "cum":
                _commune(dice, figures, code, drive, year)
            else:
                _member_of_bloc(dice, figures, code, drive, indicators, leaders_disciplined.get(code), year)
    return figures


def _indicators(unit: UnitRow) -> tuple[tuple[str, str, str, tuple[int, int], str], ...]:
    return _WARD_INDICATORS if unit.kind in ("ward", "commune", "special_zone") else _OFFICE_INDICATORS


def _agreed_items(
    cluster_code: str, indicators: tuple[tuple[str, str, str, tuple[int, int], str], ...]
) -> list[AgreedItemRow]:
    """What a bloc agrees at the start of the year: items of groups I, II and III with their marks."""
    rows = [
        AgreedItemRow(
            cluster_code, criterion, "I", name, base, "quantitative" if direction == "more" else "quantitative_inverse"
        )
        for (criterion, name, _, _, direction), base in zip(indicators, _BASES, strict=True)
    ]
    rows += [
        AgreedItemRow(cluster_code, criterion, "II", name, _LETTER_BASE, "qualitative", 4.0, 2.5, 1.0)
        for criterion, name in _LETTERS.items()
    ]
    rows += [
        AgreedItemRow(cluster_code, criterion, "III", name, _COUNCIL_BASE, "direct")
        for criterion, name in _COUNCIL_MARKS.items()
    ]
    return rows


def _commune(dice: Dice, figures: UnitFigures, code: str, drive: float, year: int) -> None:
    recipients = dice.between(300, 2600)
    accounts = min(recipients, int(recipients * (0.74 + 0.3 * drive + 0.06 * dice.random())))
    cards = int(accounts * min(1.0, 0.66 + 0.36 * drive + 0.05 * dice.random()))
    cashless = min(accounts, int(recipients * (0.58 + 0.48 * drive + 0.05 * dice.random())))
    yes = min(SAMPLE, int(SAMPLE * (0.66 + 0.36 * drive + 0.08 * dice.random())))
    data_percent = 100.0 if dice.chance(0.35 + 0.5 * drive) else round(88 + 11 * dice.random(), 1)
    meetings_goal = dice.between(16, 30)
    meetings = int(meetings_goal * (0.85 + 0.45 * drive))
    shares = {
        "I.2": _percent(accounts, recipients),
        "I.3": _percent(cards, accounts),
        "I.4": _percent(cashless, recipients),
    }
    names = {
        "I.2": "Người hưởng trợ cấp có tài khoản, ví điện tử",
        "I.3": "Tài khoản mở mới được phát hành thẻ",
        "I.4": "Người nhận trợ cấp không dùng tiền mặt",
    }
    goals = {"I.2": 85.0, "I.3": 80.0, "I.4": 70.0}
    _target(
        figures, code, "I.1", "Buổi tuyên truyền, hướng dẫn mở tài khoản", "buổi", 0, meetings_goal, 20, meetings, year
    )
    for criterion, weight in (("I.2", 40), ("I.3", 20), ("I.4", 20)):
        baseline = round(shares[criterion] * (0.45 + 0.2 * dice.random()), 1)
        actual, goal = shares[criterion], goals[criterion]
        _target(figures, code, criterion, names[criterion], "%", baseline, goal, weight, actual, year)
    gate = not dice.chance(0.04)
    inputs: dict[str, dict[str, float | int | bool | str]] = {
        "I.1": {"yes": yes, "sample": SAMPLE, "gate": gate},
        "I.2": {"actual": accounts, "plan": recipients},
        "I.3": {"actual": cards, "plan": accounts},
        "I.4": {"actual": cashless, "plan": recipients},
        "I.5.1": {"done": accounts == recipients},
        "I.5.2": {"value": shares["I.4"]},
        "I.5.3": {"value": data_percent},
    }
    figures.scores.extend(ScoreRow(code, criterion, value) for criterion, value in inputs.items())


def _member_of_bloc(
    dice: Dice,
    figures: UnitFigures,
    code: str,
    drive: float,
    indicators: tuple[tuple[str, str, str, tuple[int, int], str], ...],
    discipline: str | None,
    year: int,
) -> None:
    weights = (20, 20, 20, 15, 15, 10)
    for (criterion, name, measure, (low, high), direction), weight in zip(indicators, weights, strict=True):
        plan = float(dice.between(low, high))
        factor = 0.9 + 0.24 * drive + 0.06 * (dice.random() - 0.5)
        if direction == "less":
            actual = round(plan / factor, 2)
            baseline = round(plan * (1.15 + 0.3 * dice.random()), 2)
        elif measure == "%":
            actual = min(100.0, round(plan * (0.94 + 0.1 * drive + 0.02 * dice.random()), 1))
            baseline = round(plan * 0.94, 1)
        else:
            actual = float(round(plan * factor)) if measure != "tỷ đồng" else round(plan * factor, 1)
            baseline = float(int(plan * 0.9))
        _target(figures, code, criterion, name, measure, baseline, plan, weight, actual, year, direction)
        figures.scores.append(ScoreRow(code, criterion, {"actual": actual, "plan": plan}))
    for criterion in _LETTERS:
        mood = 0.75 * drive + 0.35 * dice.random()
        letter = "A" if mood > 0.42 else "B" if mood > 0.27 else "C" if mood > 0.15 else "D"
        figures.scores.append(ScoreRow(code, criterion, {"letter": letter}))
    for criterion in _COUNCIL_MARKS:
        mark = round(_COUNCIL_BASE * (0.7 + 0.2 * drive + 0.1 * dice.random()) * 2) / 2
        figures.scores.append(ScoreRow(code, criterion, {"points": min(_COUNCIL_BASE, mark)}))
    days_late = 0 if dice.chance(0.85) else dice.between(1, 17)
    facts = {
        "T2": drive > 0.4 and dice.chance(0.5),
        "T3": drive > 0.45 and dice.chance(0.6),
        "P5a": dice.chance(0.06),
        "P10a": dice.chance(0.04),
        "P10b": False,
        "P10c": discipline == "reprimand",
        "P20a": discipline not in (None, "reprimand"),
    }
    returned = dice.between(1, 2) if dice.chance(0.05) else 0
    figures.scores.extend(ScoreRow(code, criterion, {"done": fact}) for criterion, fact in facts.items())
    figures.scores.append(ScoreRow(code, "P5b", {"count": returned}))
    figures.scores.append(ScoreRow(code, "late", {"days_late": days_late}))


def _target(
    figures: UnitFigures,
    code: str,
    criterion: str,
    name: str,
    measure: str,
    baseline: float,
    goal: float,
    weight: float,
    actual: float,
    year: int,
    direction: str = "more",
) -> None:
    """A target and its four quarters; the last quarter is the figure the unit scores itself with."""
    due_on = dt.date(year, 12, 31)
    figures.targets.append(
        TargetRow(code, criterion, name, measure, float(baseline), float(goal), direction, float(weight), due_on)
    )
    places = 2 if measure in _IN_PARTS else 0  # seventeen meetings can be held, not twelve and nine tenths
    for quarter, share in enumerate(QUARTER_SHARES, start=1):
        value = float(actual) if quarter == 4 else float(round(baseline + (actual - baseline) * share, places))
        figures.progress.append(ProgressRow(code, criterion, quarter, value))


def _percent(part: int, whole: int) -> float:
    """A percentage cut (not rounded) to two places: 99.999 is not yet 100."""
    return (10_000 * part // whole) / 100
