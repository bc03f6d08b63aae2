"""The content of a movement in one form, and what is wrong with it, in words."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from thidua.movements.models import Movement, MovementTarget
from thidua.movements.national import movement_named
from thidua.movements.queries import has_reached
from thidua.shared.denied import Denied
from thidua.shared.measures import canonical
from thidua.shared.text import fold, nfc, nfc_lines
from thidua.units.models import Unit

SHORT = {"title": ("Tên phong trào", 300), "slogan": ("Chủ đề, khẩu hiệu", 300)}
LONG = {
    "objective": "Mục tiêu",
    "scope": "Phạm vi",
    "subjects": "Đối tượng",
    "content": "Nội dung",
    "criteria": "Tiêu chí",
    "measures": "Biện pháp tổ chức",
    "steps": "Kế hoạch thực hiện",
    "coordinators": "Cơ quan phối hợp",
    "linked": "Nghị quyết, chủ đề gắn với phong trào",
}
LONGEST = 20_000  # characters of one text: some ten printed pages
DATES = ("starts_on", "ends_on", "midterm_on", "answer_by")
_OTHER = {"kind", "budget_vnd", "parent", "national", *DATES}
MOST_YEARS = 11  # nationwide movements run for phases of five or ten years
MOST_TARGETS = 30
_LARGEST = Decimal(10) ** 12
ZERO_GOAL = "mục tiêu bằng 0 thì kết quả nào cũng đạt. Nếu là “không để xảy ra”, hãy chọn “Càng ít”."


def clean_content(unit: Unit, content: dict[str, Any]) -> dict[str, Any]:
    """Named fields in canonical form; TypeError for a name a movement does not have, Denied for a wrong value."""
    if unknown := set(content) - set(SHORT) - set(LONG) - _OTHER:
        raise TypeError(f"a movement has no {sorted(unknown)}")
    fields = {name: value for name, value in content.items() if name in _OTHER}
    fields |= {name: nfc(content[name] or "") for name in SHORT if name in content}
    fields |= {name: nfc_lines(content[name] or "") for name in LONG if name in content}
    for name, (label, most) in SHORT.items():
        if len(fields.get(name, "")) > most:
            raise Denied(f"{label} dài quá {most} ký tự.")
    for name, label in LONG.items():
        if len(fields.get(name, "")) > LONGEST:
            raise Denied(f"{label} dài quá {LONGEST:,} ký tự.".replace(",", "."))
    if "title" in fields:
        if not fields["title"]:
            raise Denied("Phong trào phải có tên.")
        fields["title_fold"] = fold(fields["title"])
    kind = fields.get("kind")
    if kind is not None and kind not in Movement.Kind.values:
        raise Denied("Hình thức thi đua phải là thường xuyên hoặc theo chuyên đề.")
    if "national" in fields:
        fields["national"] = fields["national"] or ""
        if fields["national"] and movement_named(fields["national"]) is None:
            raise Denied("Không có phong trào toàn quốc này trong dữ liệu pháp luật.")
    _check_parent(unit, fields.get("parent"))
    return fields


def _check_parent(unit: Unit, parent: Movement | None) -> None:
    if parent is None:
        return
    if parent.state != "launched":
        raise Denied("Chỉ hưởng ứng được phong trào cấp trên đang thực hiện.")
    if not has_reached(parent, unit):
        raise Denied(f"Phong trào “{parent.title}” không phát động đến {unit.name}.")


def wrong_date(year: int, given: Mapping[str, date | None]) -> tuple[str, str] | None:
    """(field, reason) of the first date that cannot be, or None."""
    starts_on, ends_on = given.get("starts_on"), given.get("ends_on")
    if starts_on and abs(starts_on.year - year) > 1:
        return "starts_on", f"Ngày bắt đầu phải trong năm thi đua {year}, năm liền trước hoặc năm liền sau."
    if starts_on and ends_on and ends_on < starts_on:
        return "ends_on", "Ngày kết thúc phải sau ngày bắt đầu."
    if ends_on and ends_on.year < year:
        return "ends_on", f"Phong trào của năm {year} không thể kết thúc trước năm đó."
    if starts_on and ends_on and ends_on.year - starts_on.year >= MOST_YEARS:
        return "ends_on", f"Một phong trào kéo dài nhiều nhất {MOST_YEARS - 1} năm; hãy xem lại ngày kết thúc."
    for name, label in (("midterm_on", "Ngày sơ kết"), ("answer_by", "Hạn trả lời")):
        day = given.get(name)
        if day and ends_on and day > ends_on:
            return name, f"{label} phải trước ngày kết thúc phong trào."
    midterm_on = given.get("midterm_on")
    if midterm_on and starts_on and midterm_on < starts_on:
        return "midterm_on", "Ngày sơ kết phải sau ngày bắt đầu."
    return None


def check_dates(year: int, given: Mapping[str, date | None]) -> None:
    if wrong := wrong_date(year, given):
        raise Denied(wrong[1])


class WrongRow(Denied):
    """One value of one row is wrong. ``row`` counts from 0, ``field`` is the key of the row."""

    def __init__(self, row: int, field: str, reason: str):
        super().__init__(f"Dòng {row + 1}: {reason}")
        self.row, self.field, self.plain = row, field, reason


def targets_of(rows: Iterable[Mapping[str, Any]]) -> list[MovementTarget]:
    """Unsaved targets numbered from 1; keys name, unit_of_measure, goal (needed), direction, source.

    Raises :class:`WrongRow` at the first wrong value.
    """
    found: list[MovementTarget] = []
    names: dict[str, int] = {}
    rows = list(rows)
    if len(rows) > MOST_TARGETS:
        raise Denied(f"Một phong trào có nhiều nhất {MOST_TARGETS} chỉ tiêu.")
    for n, row in enumerate(rows):
        name, measure = nfc(str(row.get("name") or "")), canonical(str(row.get("unit_of_measure") or ""))
        source, direction = nfc(str(row.get("source") or "")), row.get("direction") or "more"
        if not name:
            raise WrongRow(n, "name", "mời ghi tên chỉ tiêu.")
        if fold(name) in names:
            raise WrongRow(n, "name", f"trùng tên với dòng {names[fold(name)] + 1}.")
        names[fold(name)] = n
        if not measure:
            raise WrongRow(n, "unit_of_measure", "mời ghi đơn vị tính.")
        for field, text, most in (("name", name, 300), ("unit_of_measure", measure, 40), ("source", source, 300)):
            if len(text) > most:
                raise WrongRow(n, field, f"dài quá {most} ký tự.")
        if direction not in MovementTarget.Direction.values:
            raise WrongRow(n, "direction", "chiều phấn đấu phải là càng nhiều hoặc càng ít càng tốt.")
        goal = amount(row.get("goal"))
        if goal is None:
            raise WrongRow(n, "goal", "mục tiêu phải là một số từ 0 trở lên.")
        if goal == 0 and direction != MovementTarget.Direction.LESS:
            raise WrongRow(n, "goal", ZERO_GOAL)
        found.append(
            MovementTarget(
                ordinal=n + 1, name=name, unit_of_measure=measure, goal=goal, direction=direction, source=source
            )
        )
    return found


def amount(value: Any) -> Decimal | None:
    """A finite number from 0 to below 10^12 with at most four decimals, or None for anything else."""
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    if not number.is_finite() or not 0 <= number < _LARGEST or number != round(number, 4):
        return None
    return round(number, 4)
