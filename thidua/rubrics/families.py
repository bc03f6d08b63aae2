"""The families of formulas in plain Vietnamese: what each is called, what it asks for, and one example that is computed.

One table serves the screens, the spreadsheet form, the paper and the comparison, so that a formula is called the same
everywhere. A test holds it against :data:`rulebook.formulas.AnyFormula`: a family that is missing here fails there.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from pydantic import TypeAdapter

from rulebook.figures import Figures, Formula, Undefined, shown
from rulebook.formulas import AnyFormula
from thidua.rubrics import samples
from thidua.shared.text import fold

ADAPTER: TypeAdapter[Any] = TypeAdapter(AnyFormula)
MOST_FIGURE_NAME = 120
_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z0-9_]+)*", re.ASCII)


@dataclass(frozen=True)
class Param:
    """One thing a formula asks for. ``kind``: a figure a unit reports (number, whole, wholes, yes_no, letter, day) or a
    setting of the table (points, percent, count, flag, unflag, choice, bound, text, bands, day_bands, marks, pair,
    options, counters, count_rows, tiers). ``suffix``: the figure's own name behind the item's code while no shared one
    is given. ``choices``: value → words; a choice that is not made stays a question."""

    key: str
    label: str
    kind: str
    help: str = ""
    needed: bool = True
    suffix: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_list(self) -> bool:
        """Written over several lines."""
        return self.kind in LISTS

    @property
    def is_figure(self) -> bool:
        return self.kind in FIGURES


LISTS = ("bands", "day_bands", "marks", "options", "counters", "count_rows", "tiers")
FIGURES = ("number", "whole", "wholes", "yes_no", "letter", "day")


@dataclass(frozen=True)
class Family:
    """``sample``: (formula, maximum) → (figures of one unit, figures of the others, what is said of them)."""

    type: str
    name: str
    about: str
    params: tuple[Param, ...]
    sample: Callable[[Any, Fraction], tuple[dict[str, Any], list[dict[str, Any]], str]]

    def param(self, key: str) -> Param:
        return next(param for param in self.params if param.key == key)


_ACHIEVED = Param("achieved", "Kết quả đạt được", "number", suffix="actual")
_TARGET = Param("target", "Chỉ tiêu, kế hoạch", "number", suffix="plan")
_INVERSE = Param("inverse", "Càng thấp càng tốt", "flag", "Ví dụ tỷ lệ hộ nghèo: điểm = tối đa × chỉ tiêu / kết quả.")
_LOWEST = Param("clamp_low", "Điểm thấp nhất", "points", needed=False)
_CAP = Param("cap", "Nhiều nhất", "points", needed=False)
_STEP = Param("step", "Bước điểm", "points", "Ví dụ 0,25: chỉ chấm 0,25; 0,5; 0,75…", needed=False)
_BANDS_HELP = "Mỗi dòng một mức, ví dụ: từ 88 đến dưới 90 = 2. “Từ”, “đến” kể cả số đó; “trên”, “dưới” thì không."


FAMILIES: dict[str, Family] = {
    each.type: each
    for each in (
        Family(
            "proportional_to_target",
            "Tỷ lệ so với chỉ tiêu",
            "Điểm = tối đa × kết quả / chỉ tiêu, không vượt điểm tối đa.",
            (_ACHIEVED, _TARGET, _INVERSE, _LOWEST,
             Param("clamp_high", "Điểm cao nhất", "bound",
                   "Để trống: không vượt điểm tối đa. Ghi một số, hoặc “không giới hạn”.", needed=False)),
            samples.proportional(95, 100),
        ),
        Family(
            "over_achievement_proportional",
            "Tỷ lệ, vượt chỉ tiêu được vượt điểm",
            "Điểm = tối đa × kết quả / chỉ tiêu, kể cả khi vượt điểm tối đa.",
            (_ACHIEVED, _TARGET, _INVERSE, _LOWEST, _CAP),
            samples.proportional(107, 100),
        ),
        Family(
            "proportional_with_bonus_split",
            "Tỷ lệ, phần vượt tính thưởng",
            "Như trên; phần vượt chỉ tiêu chuyển sang điểm thưởng, có giới hạn.",
            (_ACHIEVED, _TARGET, _INVERSE,
             Param("item_cap_percent", "Điểm thưởng nhiều nhất, % điểm tối đa", "percent")),
            samples.proportional(107, 100),
        ),
        Family(
            "leader_relative",
            "So với đơn vị dẫn đầu",
            "Đơn vị dẫn đầu cụm được tối đa; đạt chỉ tiêu được một phần, phần còn lại chia theo mức vượt.",
            (_ACHIEVED, _TARGET, _INVERSE,
             Param("half_percent", "Đạt đúng chỉ tiêu được, % điểm tối đa", "percent", "Thường là 50."),
             Param("no_target", "Đơn vị không có chỉ tiêu", "choice", needed=False,
                   choices={"own_group": "So trong nhóm không có chỉ tiêu", "undefined": "Để người xem xét"})),
            samples.proportional(110, 100, 120),
        ),
        Family(
            "ladder_percent",
            "Theo mức tỷ lệ",
            "Tỷ lệ phần trăm rơi vào mức nào thì được điểm của mức đó.",
            (Param("value", "Tỷ lệ (%)", "number", suffix="value"),
             Param("numerator", "Tử số", "number", "Khi muốn hệ thống tự tính tỷ lệ từ hai số liệu.", needed=False),
             Param("denominator", "Mẫu số", "number", needed=False),
             Param("bands", "Các mức", "bands", _BANDS_HELP),
             Param("share", "Tỷ lệ là phần của tổng thể", "flag", "Khi đó số trên 100% bị từ chối."),
             Param("complete", "Bản đã đọc thiếu một số mức", "unflag")),
            samples.percent,
        ),
        Family(
            "ladder_days_late",
            "Theo số ngày chậm",
            "Mỗi văn bản chậm bao nhiêu ngày thì tính điểm của mức đó, rồi cộng lại.",
            (Param("value", "Số ngày chậm, mỗi văn bản một số", "wholes", suffix="days_late"),
             Param("bands", "Các mức", "bands", _BANDS_HELP),
             Param("counts", "Tính theo", "choice", needed=False,
                   choices={"working": "Ngày làm việc", "calendar": "Ngày lịch"})),
            samples.late,
        ),
        Family(
            "ladder_date",
            "Theo ngày ban hành",
            "Ngày ban hành văn bản rơi vào khoảng nào thì được điểm của khoảng đó.",
            (Param("value", "Ngày ban hành", "day", suffix="date"),
             Param("bands", "Các khoảng ngày", "day_bands",
                   "Mỗi dòng một khoảng, ví dụ: từ 01/02/2025 đến 15/02/2025 = 2. Kể cả hai ngày đầu và cuối."),
             Param("missing_points", "Điểm khi không ban hành", "points", needed=False),
             Param("day_off", "Hạn rơi vào ngày nghỉ", "choice", needed=False,
                   choices={"as_printed": "Đúng ngày in trong văn bản",
                            "next_working_day": "Chuyển sang ngày làm việc tiếp theo"})),
            samples.day,
        ),
        Family(
            "pass_fail",
            "Đạt hoặc không đạt",
            "Đạt được điểm tối đa, không đạt được 0 điểm.",
            (Param("value", "Kết quả", "yes_no", suffix="done"),
             Param("at_least", "Đạt khi số liệu từ", "points", "Để trống thì người chấm chọn có hoặc không.",
                   needed=False),
             Param("full_of", "Chỉ đạt khi đủ (phần, toàn bộ)", "pair",
                   "Hai số liệu, giữa hai số liệu là dấu “/”. Phần chưa bằng toàn bộ thì không đạt.", needed=False)),
            samples.passed,
        ),
        Family(
            "graded_letter",
            "Xếp mức A, B, C, D",
            "Mức A được điểm tối đa; điểm các mức còn lại do cụm, khối thống nhất.",
            (Param("value", "Mức", "letter", suffix="grade"),
             Param("grades", "Điểm các mức", "marks", "Mỗi dòng một mức, ví dụ: B = 8. Ghi “B = chưa thống nhất” nếu chưa có.")),
            samples.letter,
        ),
        Family(
            "sample_survey",
            "Hỏi ý kiến theo mẫu",
            "Hỏi một số người; mỗi người trả lời đạt được một số điểm.",
            (Param("positive", "Số người trả lời đạt", "whole", suffix="yes"),
             Param("size", "Số người được hỏi", "whole", suffix="sample"),
             Param("sample", "Cỡ mẫu, số người", "count"),
             Param("mark_yes", "Điểm mỗi người trả lời đạt", "points"),
             Param("small", "Khi không đủ người", "choice", needed=False,
                   choices={"scale": "Tính theo tỷ lệ số người được hỏi"})),
            samples.survey,
        ),
        Family(
            "direct",
            "Chấm thẳng",
            "Người chấm cho điểm từ 0 đến tối đa.",
            (Param("value", "Điểm chấm", "number", suffix="mark"), _STEP),
            samples.direct,
        ),
        Family(
            "external_assessor",
            "Cơ quan khác chấm",
            "Điểm do một cơ quan khác cho, đơn vị không tự chấm.",
            (Param("value", "Điểm chấm", "number", suffix="mark"),
             Param("assessor_vi", "Cơ quan chấm", "text"), _STEP),
            samples.direct,
        ),
        Family(
            "per_occurrence",
            "Theo số lần",
            "Mỗi lần, mỗi trường hợp được (hoặc bị trừ) một số điểm, có thể có giới hạn.",
            (Param("value", "Số lần", "whole", suffix="count"),
             Param("points", "Điểm mỗi lần", "points"), _CAP,
             Param("excluded", "Số lần không tính", "whole", "Ví dụ vi phạm do đơn vị tự phát hiện.", needed=False),
             Param("overlap", "Số lần đã tính ở mục khác", "whole", needed=False),
             Param("overlap_counts", "Lần thuộc hai mục", "choice", needed=False,
                   choices={"once": "Chỉ tính một lần", "each": "Tính ở từng mục"})),
            samples.cases,
        ),
        Family(
            "incremental_over",
            "Theo bậc vượt ngưỡng",
            "Cứ vượt ngưỡng đủ một bậc thì được thêm một số điểm.",
            (Param("value", "Kết quả đạt được", "number", suffix="value"),
             Param("threshold", "Ngưỡng", "points"), Param("step", "Mỗi bậc", "points"),
             Param("points", "Điểm mỗi bậc", "points"), _CAP),
            samples.steps,
        ),
        Family(
            "ladder_count_missing",
            "Theo số lần thiếu",
            "Số báo cáo, cuộc họp thiếu rơi vào trường hợp nào thì được điểm của trường hợp đó.",
            (Param("counters", "Các số đếm", "counters", "Mỗi dòng một số đếm, ví dụ: Số báo cáo tháng gửi thiếu."),
             Param("rows", "Các trường hợp", "count_rows",
                   "Mỗi dòng một trường hợp; (1) là số đếm thứ nhất. Ví dụ: (1) bằng 0 và (2) bằng 0 = 10; "
                   "một trong [(1) từ 3 hoặc (2) từ 2] = 0.")),
            samples.missed,
        ),
        Family(
            "tier_by_volume",
            "Bảng hai chiều theo khối lượng",
            "Khối lượng việc chọn hàng, tỷ lệ chọn cột của bảng điểm.",
            (Param("volume", "Khối lượng", "number", suffix="volume"),
             Param("value", "Tỷ lệ (%)", "number", suffix="value"),
             Param("tiers", "Bảng điểm", "tiers",
                   "Mỗi dòng: khối lượng / tỷ lệ = điểm. Ví dụ: từ 100 đến dưới 500 / từ 90 = 2.")),
            samples.tiers,
        ),
        Family(
            "one_of",
            "Chỉ lấy một mức cao nhất",
            "Nhiều nội dung được cộng nhưng chỉ lấy nội dung có điểm cao nhất.",
            (Param("options", "Các nội dung", "options", "Mỗi dòng một nội dung, ví dụ: Giải nhất cấp tỉnh = 5."),),
            samples.options,
        ),
        Family(
            "title_bonus",
            "Theo danh hiệu, cờ đã đạt",
            "Có danh hiệu, cờ của cấp trên thì được một số điểm.",
            (Param("titles", "Danh hiệu, cờ", "options", "Mỗi dòng một danh hiệu, ví dụ: Cờ thi đua của tỉnh = 10."),
             Param("together", "Khi đạt nhiều danh hiệu", "choice", needed=False,
                   choices={"add": "Cộng dồn", "best": "Chỉ lấy mức cao nhất"})),
            samples.options,
        ),
        Family(
            "unknown",
            "Văn bản chưa nêu cách chấm",
            "Chưa tính được cho đến khi có người chọn cách tính.",
            (Param("note_vi", "Ghi chú về cách chấm", "text", needed=False),),
            samples.nothing,
        ),
    )
}  # fmt: skip
BY_NAME = {fold(family.name): family for family in FAMILIES.values()}


def family_of(scoring: Mapping[str, Any]) -> Family:
    return FAMILIES[scoring["type"]]


def formula_of(scoring: Mapping[str, Any]) -> Formula:
    """The formula of the rulebook. Raises pydantic's ValidationError (a ValueError)."""
    return ADAPTER.validate_python(dict(scoring))


def example(scoring: Mapping[str, Any], maximum: Any) -> str:
    """What the formula makes of invented figures: "Đạt 95/100 → 19 điểm". "" where nothing can be computed yet."""
    try:
        formula, base = formula_of(scoring), Fraction(Decimal(str(maximum)))
        mine, others, said = family_of(scoring).sample(formula, base)
        result = formula.compute(Figures(mine), base, [Figures(other) for other in others])
    except (ValueError, ArithmeticError, TypeError, AttributeError):
        return ""
    if isinstance(result, Undefined):
        return f"{said} → chưa tính được: {result.reason_vi[:1].lower()}{result.reason_vi[1:]}"
    bonus = f" và {shown(result.bonus)} điểm thưởng" if result.bonus else ""
    return f"{said} → {shown(result.points)} điểm{bonus}"


def figure_kinds(scoring: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """Figures a formula reads: name → (kind, what it is called when the table has no name of its own)."""
    kinds: dict[str, tuple[str, str]] = {}
    for param in family_of(scoring).params:
        value = scoring.get(param.key)
        if param.kind in ("options", "counters") and value:
            kind = "yes_no" if param.kind == "options" else "whole"
            kinds |= {each["value"]: (kind, each["text_vi"]) for each in value}
        elif param.kind == "pair" and value:
            kinds |= {each: ("number", param.label) for each in value if each not in kinds}
        elif param.is_figure and value:
            is_number = param.kind == "yes_no" and scoring.get("at_least") is not None
            kinds[value] = ("number" if is_number else param.kind, param.label)
    return kinds
