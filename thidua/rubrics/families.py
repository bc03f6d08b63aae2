"""The families of formulas in plain Vietnamese: what each is called, what it asks for, and one example that is computed.

One table serves the screens, the spreadsheet form, the paper and the comparison, so that a formula is called the same
everywhere. A test holds it against :data:`rulebook.formulas.AnyFormula`: a family that is missing here fails there.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from pydantic import TypeAdapter

from rulebook.figures import Figures, Formula, Undefined, shown
from rulebook.formulas import AnyFormula
from thidua.rubrics import lists, words
from thidua.shared.text import fold, nfc

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


def _proportional(achieved: int, target: int, lead: int = 0):
    def sample(formula: Any, base: Fraction):
        over, under = (target, achieved) if getattr(formula, "inverse", False) else (achieved, target)
        mine = {formula.achieved: over, formula.target: under}
        others = [{formula.achieved: lead, formula.target: target}] if lead and not formula.inverse else []
        if lead and formula.inverse:
            others = [{formula.achieved: target, formula.target: lead}]
        said = f"Đạt {shown(over)}/{shown(under)}"
        if others:
            first = others[0]
            said += f", đơn vị dẫn đầu đạt {shown(first[formula.achieved])}/{shown(first[formula.target])}"
        return mine, [mine, *others] if others else [], said

    return sample


def _inside(band: Any) -> Decimal:
    """A value that lies in the band, as round as may be."""
    if band.from_ is not None:
        return band.from_
    if band.to is not None:
        return band.to
    if band.above is not None and band.below is not None:
        return (band.above + band.below) / 2
    if band.above is not None:
        return band.above + 1
    return max(band.below - 1, band.below / 2) if band.below else Decimal(0)


def _best(bands: Any) -> Any:
    return max(bands, key=lambda band: band.points)


def _percent(formula: Any, base: Fraction):
    value = _inside(_best(formula.bands))
    return {formula.value: value}, [], f"Tỷ lệ {shown(value)}%"


def _late(formula: Any, base: Fraction):
    value = max(_inside(_best(formula.bands)), Decimal(0)).to_integral_value()
    return {formula.value: int(value)}, [], f"Chậm {shown(value)} ngày"


def _day(formula: Any, base: Fraction):
    band = _best(formula.bands)
    day: date = band.to or band.from_ or date(2025, 1, 1)
    if not band.has(day):
        day = (band.from_ or date(2025, 1, 1)) + timedelta(days=1)
    return {formula.value: day}, [], f"Ban hành ngày {day:%d/%m/%Y}"


def _pass(formula: Any, base: Fraction):
    if formula.at_least is not None:
        return {formula.value: formula.at_least}, [], f"Được {shown(formula.at_least)}"
    return {formula.value: True}, [], "Có"


def _letter(formula: Any, base: Fraction):
    known = next((letter for letter, mark in formula.grades.items() if mark is not None and letter != "A"), "A")
    return {formula.value: known}, [], f"Mức {known}"


def _survey(formula: Any, base: Fraction):
    yes = formula.sample * 9 // 10
    return {formula.positive: yes, formula.size: formula.sample}, [], f"{yes}/{formula.sample} người trả lời đạt"


def _direct(formula: Any, base: Fraction):
    mark = base * 9 / 10
    return {formula.value: mark}, [], f"Chấm {shown(mark)}"


def _options(formula: Any, base: Fraction):
    listed = formula.options if formula.type == "one_of" else formula.titles
    said = {each.value: place == 0 for place, each in enumerate(listed)}
    return said, [], listed[0].text_vi


def _missed(formula: Any, base: Fraction):
    best = max(formula.rows, key=lambda row: row.points)
    counts = {each.value: 0 for each in formula.counters}
    for condition in (*best.all, *best.any[:1]):
        counts[condition.counter] = condition.from_
    return counts, [], ", ".join(f"{each.text_vi}: {counts[each.value]}" for each in formula.counters)


def _tiers(formula: Any, base: Fraction):
    tier = formula.tiers[0]
    volume, value = _inside(tier), _inside(_best(tier.bands))
    return {formula.volume: volume, formula.value: value}, [], f"Khối lượng {shown(volume)}, tỷ lệ {shown(value)}%"


def _steps(formula: Any, base: Fraction):
    value = formula.threshold + 2 * formula.step
    return {formula.value: value}, [], f"Được {shown(value)}"


def _nothing(formula: Any, base: Fraction):
    return {}, [], "Chưa rõ"


def _cases(formula: Any, base: Fraction):
    less = {key: 0 for key in (formula.excluded, formula.overlap) if key}
    return {formula.value: 2, **less}, [], "2 lần"


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
            _proportional(95, 100),
        ),
        Family(
            "over_achievement_proportional",
            "Tỷ lệ, vượt chỉ tiêu được vượt điểm",
            "Điểm = tối đa × kết quả / chỉ tiêu, kể cả khi vượt điểm tối đa.",
            (_ACHIEVED, _TARGET, _INVERSE, _LOWEST, _CAP),
            _proportional(107, 100),
        ),
        Family(
            "proportional_with_bonus_split",
            "Tỷ lệ, phần vượt tính thưởng",
            "Như trên; phần vượt chỉ tiêu chuyển sang điểm thưởng, có giới hạn.",
            (_ACHIEVED, _TARGET, _INVERSE,
             Param("item_cap_percent", "Điểm thưởng nhiều nhất, % điểm tối đa", "percent")),
            _proportional(107, 100),
        ),
        Family(
            "leader_relative",
            "So với đơn vị dẫn đầu",
            "Đơn vị dẫn đầu cụm được tối đa; đạt chỉ tiêu được một phần, phần còn lại chia theo mức vượt.",
            (_ACHIEVED, _TARGET, _INVERSE,
             Param("half_percent", "Đạt đúng chỉ tiêu được, % điểm tối đa", "percent", "Thường là 50."),
             Param("no_target", "Đơn vị không có chỉ tiêu", "choice", needed=False,
                   choices={"own_group": "So trong nhóm không có chỉ tiêu", "undefined": "Để người xem xét"})),
            _proportional(110, 100, 120),
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
            _percent,
        ),
        Family(
            "ladder_days_late",
            "Theo số ngày chậm",
            "Mỗi văn bản chậm bao nhiêu ngày thì tính điểm của mức đó, rồi cộng lại.",
            (Param("value", "Số ngày chậm, mỗi văn bản một số", "wholes", suffix="days_late"),
             Param("bands", "Các mức", "bands", _BANDS_HELP),
             Param("counts", "Tính theo", "choice", needed=False,
                   choices={"working": "Ngày làm việc", "calendar": "Ngày lịch"})),
            _late,
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
            _day,
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
            _pass,
        ),
        Family(
            "graded_letter",
            "Xếp mức A, B, C, D",
            "Mức A được điểm tối đa; điểm các mức còn lại do cụm, khối thống nhất.",
            (Param("value", "Mức", "letter", suffix="grade"),
             Param("grades", "Điểm các mức", "marks", "Mỗi dòng một mức, ví dụ: B = 8. Ghi “B = chưa thống nhất” nếu chưa có.")),
            _letter,
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
            _survey,
        ),
        Family(
            "direct",
            "Chấm thẳng",
            "Người chấm cho điểm từ 0 đến tối đa.",
            (Param("value", "Điểm chấm", "number", suffix="mark"), _STEP),
            _direct,
        ),
        Family(
            "external_assessor",
            "Cơ quan khác chấm",
            "Điểm do một cơ quan khác cho, đơn vị không tự chấm.",
            (Param("value", "Điểm chấm", "number", suffix="mark"),
             Param("assessor_vi", "Cơ quan chấm", "text"), _STEP),
            _direct,
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
            _cases,
        ),
        Family(
            "incremental_over",
            "Theo bậc vượt ngưỡng",
            "Cứ vượt ngưỡng đủ một bậc thì được thêm một số điểm.",
            (Param("value", "Kết quả đạt được", "number", suffix="value"),
             Param("threshold", "Ngưỡng", "points"), Param("step", "Mỗi bậc", "points"),
             Param("points", "Điểm mỗi bậc", "points"), _CAP),
            _steps,
        ),
        Family(
            "ladder_count_missing",
            "Theo số lần thiếu",
            "Số báo cáo, cuộc họp thiếu rơi vào trường hợp nào thì được điểm của trường hợp đó.",
            (Param("counters", "Các số đếm", "counters", "Mỗi dòng một số đếm, ví dụ: Số báo cáo tháng gửi thiếu."),
             Param("rows", "Các trường hợp", "count_rows",
                   "Mỗi dòng một trường hợp; (1) là số đếm thứ nhất. Ví dụ: (1) bằng 0 và (2) bằng 0 = 10; "
                   "một trong [(1) từ 3 hoặc (2) từ 2] = 0.")),
            _missed,
        ),
        Family(
            "tier_by_volume",
            "Bảng hai chiều theo khối lượng",
            "Khối lượng việc chọn hàng, tỷ lệ chọn cột của bảng điểm.",
            (Param("volume", "Khối lượng", "number", suffix="volume"),
             Param("value", "Tỷ lệ (%)", "number", suffix="value"),
             Param("tiers", "Bảng điểm", "tiers",
                   "Mỗi dòng: khối lượng / tỷ lệ = điểm. Ví dụ: từ 100 đến dưới 500 / từ 90 = 2.")),
            _tiers,
        ),
        Family(
            "one_of",
            "Chỉ lấy một mức cao nhất",
            "Nhiều nội dung được cộng nhưng chỉ lấy nội dung có điểm cao nhất.",
            (Param("options", "Các nội dung", "options", "Mỗi dòng một nội dung, ví dụ: Giải nhất cấp tỉnh = 5."),),
            _options,
        ),
        Family(
            "title_bonus",
            "Theo danh hiệu, cờ đã đạt",
            "Có danh hiệu, cờ của cấp trên thì được một số điểm.",
            (Param("titles", "Danh hiệu, cờ", "options", "Mỗi dòng một danh hiệu, ví dụ: Cờ thi đua của tỉnh = 10."),
             Param("together", "Khi đạt nhiều danh hiệu", "choice", needed=False,
                   choices={"add": "Cộng dồn", "best": "Chỉ lấy mức cao nhất"})),
            _options,
        ),
        Family(
            "unknown",
            "Văn bản chưa nêu cách chấm",
            "Chưa tính được cho đến khi có người chọn cách tính.",
            (Param("note_vi", "Ghi chú về cách chấm", "text", needed=False),),
            _nothing,
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


# ── parameters as texts: what is typed into a form or a cell, and back ──


def own_figure(code: str, param: Param) -> str:
    """The name of a figure that only this item reads."""
    return f"{code}.{param.suffix}" if param.suffix else ""


def figure_text(key: str, names: Mapping[str, str]) -> str:
    """A figure as it is written: its Vietnamese name where that is the only one of the kind, else its key."""
    name = names.get(key, "")
    alike = [other for other in names.values() if fold(other) == fold(name)]
    return name if name and len(alike) == 1 and not re.search(r"[;:|/=\n]", name) and not _KEY.fullmatch(name) else key


def figure_key(text: str, names: dict[str, str]) -> str:
    """The key a written figure stands for; a name that is new is entered into ``names``. ValueError: not usable."""
    text = nfc(text)
    for key, name in names.items():
        if fold(name) == fold(text) and figure_text(key, names) == name:
            return key
    if _KEY.fullmatch(text):
        return text
    if len(text) > MOST_FIGURE_NAME or re.search(r"[;:|/=<>]", text):
        raise ValueError(f"tên số liệu “{text[:40]}” dài quá {MOST_FIGURE_NAME} ký tự hoặc có dấu ; : | / = < >")
    slug = re.sub(r"[^a-z0-9]+", "_", fold(text)).strip("_")[:40] or "so_lieu"
    slug = slug if slug[0].isalpha() else f"s_{slug}"
    key, number = slug, 2
    while key in names:
        key, number = f"{slug}_{number}", number + 1
    names[key] = text
    return key


def texts_of(scoring: Mapping[str, Any], code: str, names: Mapping[str, str]) -> dict[str, str]:
    """Every parameter of a formula as text; "" where it is the usual one or absent."""
    return {param.key: _text_of(param, scoring, code, names) for param in family_of(scoring).params}


NO_BOUND = "không giới hạn"


def _text_of(param: Param, scoring: Mapping[str, Any], code: str, names: Mapping[str, str]) -> str:
    value = scoring.get(param.key)
    if param.kind == "bound" and param.key in scoring:
        return NO_BOUND if value is None else "" if value == "base" else words.number_text(value)
    if param.kind == "unflag":
        return "có" if value is False else ""
    if value is None or value == "" or value == own_figure(code, param):
        return ""
    match param.kind:
        case "bands" | "day_bands":
            return "\n".join(words.write_bands(value))
        case "marks":
            return "\n".join(words.write_marks(value))
        case "flag":
            return "có" if value else ""
        case "choice":
            return param.choices.get(value, str(value))
        case "text":
            return str(value)
        case "options":
            return "\n".join(lists.write_options(value, code))
        case "counters":
            return "\n".join(lists.write_counters(value, code))
        case "count_rows":
            return "\n".join(lists.write_count_rows(value, scoring.get("counters") or ()))
        case "tiers":
            return "\n".join(lists.write_tiers(value))
        case "pair":
            return " / ".join(figure_text(each, names) for each in value)
        case kind if kind in FIGURES:
            return figure_text(value, names)
    return words.number_text(value)


def scoring_from(
    kind: str, texts: Mapping[str, Any], code: str, names: dict[str, str], kept: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The formula from texts by parameter key. Raises :class:`ParamTrouble` naming the parameter.

    ``kept``: the formula as it was; settings that have no text of their own stay.
    """
    family = FAMILIES[kind]
    scoring: dict[str, Any] = {"type": kind, **(rest_of(kept) if kept and kept.get("type") == kind else {})}
    for param in family.params:
        try:
            value = _value_of(param, texts.get(param.key), code, names, scoring)
        except ValueError as error:
            raise ParamTrouble(param, str(error)) from None
        if param.kind == "bound" and fold(str(texts.get(param.key) or "")) == fold(NO_BOUND):
            scoring[param.key] = None
            continue
        if value is None and param.needed and param.kind not in ("flag", "unflag"):
            if param.key in DEFAULTS:
                continue
            raise ParamTrouble(param, "chưa ghi")
        if value is not None:
            scoring[param.key] = value
    try:
        formula_of(scoring)
    except ValueError as error:
        raise ParamTrouble(family.params[-1], str(error)[:200]) from None
    return scoring


def rest_of(scoring: Mapping[str, Any]) -> dict[str, Any]:
    """Settings of a formula that no parameter shows."""
    known = {"type", *(param.key for param in family_of(scoring).params)}
    return {key: value for key, value in scoring.items() if key not in known}


# Parameters with a value of their own in the rulebook when nothing is written.
DEFAULTS = {"half_percent"}


class ParamTrouble(ValueError):
    """A parameter that cannot be; ``param`` says which."""

    def __init__(self, param: Param, reason: str):
        super().__init__(f"{param.label}: {reason}")
        self.param, self.reason = param, reason


def _value_of(param: Param, given: Any, code: str, names: dict[str, str], scoring: Mapping[str, Any]) -> Any:
    text = "" if given is None else str(given).strip()
    if param.kind in ("flag", "unflag"):
        if fold(text) not in ("", "co", "khong", "true", "false", "1", "x"):
            raise ValueError("ghi “có” hoặc để trống")
        return param.kind == "flag" if given is True or fold(text) in ("co", "true", "1", "x") else None
    if not text:
        return own_figure(code, param) or None if param.is_figure else None
    match param.kind:
        case "bands" | "day_bands":
            return words.read_bands(text, days=param.kind == "day_bands")
        case "marks":
            return words.read_marks(text)
        case "choice":
            words_ = {fold(word): value for value, word in param.choices.items()} | {fold(v): v for v in param.choices}
            if fold(text) not in words_:
                raise ValueError(f"phải là một trong: {', '.join(param.choices.values())}")
            return words_[fold(text)]
        case "text":
            return nfc(text)[:300]
        case "bound":
            return None if fold(text) == fold(NO_BOUND) else words.needed_number(text)
        case "options":
            return lists.read_options(text, code)
        case "counters":
            return lists.read_counters(text, code)
        case "count_rows":
            return lists.read_count_rows(text, scoring.get("counters") or ())
        case "tiers":
            return lists.read_tiers(text)
        case "pair":
            parts = [part for part in text.split("/") if part.strip()]
            if len(parts) != 2:
                raise ValueError("cần hai số liệu, viết như “Số đã mở / Số đối tượng”")
            return [figure_key(part, names) for part in parts]
        case "count":
            number = words.needed_number(text)
            if Decimal(number) != int(Decimal(number)) or Decimal(number) < 1:
                raise ValueError("cần số nguyên từ 1")
            return int(Decimal(number))
        case kind if kind in FIGURES:
            return figure_key(text, names)
    return words.needed_number(given if isinstance(given, int | float) else text)
