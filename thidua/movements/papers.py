"""A movement as the plan that launches it."""

import re
from datetime import date, datetime

from paperwork.blocks import Distribution, Reference, written_number
from paperwork.papers.launch_plan import Criterion, LaunchPlan, Milestone, render_launch_plan
from thidua.honours.bases import law_bases
from thidua.movements.models import Movement, MovementTarget
from thidua.movements.national import movement_named
from thidua.papers.letterhead import issuer_of, signer_of, symbol_of
from thidua.papers.wordings import paragraphs_for
from thidua.shared.text import paragraphs


def criteria_of(text: str) -> tuple[Criterion, ...]:
    """One criterion a line; a line that ends in a colon heads the lines after it."""
    group, found = "Tiêu chí chung", []
    for line in paragraphs(text):
        if line.endswith(":"):
            group = line.rstrip(" :")
        else:
            found.append(Criterion(group=group, text=line.lstrip("-+• ")))
    return tuple(found)


_DAY = r"(?P<day>\d{1,2}[/.-]\d{1,2}[/.-]\d{4})"
_DAYS = (
    re.compile(rf"^(?P<step>.*\S)[\s:;,–-]*\((?:ngày\s+)?{_DAY}\)\s*\.?$", re.IGNORECASE),
    re.compile(rf"^(?P<step>.*?\S)[\s:;,–-]*(?:\bngày\s+)?\b{_DAY}\s*\.?$", re.IGNORECASE),
    re.compile(rf"^(?:ngày\s+)?{_DAY}[\s:;,–-]+(?P<step>\S.*)$", re.IGNORECASE),
)


def steps_of(text: str) -> tuple[Milestone, ...]:
    """One step of the plan a line; a day at its end or at its beginning becomes its day ("Kiểm tra đợt 1: 30/09/2025",
    "30/09/2025: kiểm tra đợt 1"). A span of days ("từ 01/9/2025 đến 30/9/2025") and a day that is none stay in the words.
    """
    return tuple(_step(line.lstrip("-+• ")) for line in paragraphs(text))


def _step(line: str) -> Milestone:
    for shape in _DAYS:
        dated = shape.match(line)
        day = _day_of(dated["day"]) if dated else None
        if dated and day and len(re.findall(r"\d[/.-]\d{4}", line)) == 1:
            step = dated["step"].rstrip(" :;,–-(")
            return Milestone(step[:1].upper() + step[1:], day)
    return Milestone(line, None)


def _day_of(written: str) -> date | None:
    try:
        return datetime.strptime(re.sub(r"[.-]", "/", written), "%d/%m/%Y").date()
    except ValueError:
        return None


def _calendar(movement: Movement) -> tuple[Milestone, ...]:
    """By day, those of one day as they were written; what has no day comes last."""
    midterm = [Milestone("Sơ kết phong trào", movement.midterm_on)] if movement.midterm_on else []
    rows = [
        Milestone("Phát động, tổ chức thực hiện phong trào", movement.starts_on),
        *steps_of(movement.steps),
        *midterm,
        Milestone("Kết thúc, tổng kết phong trào", movement.ends_on),
    ]
    return tuple(sorted(rows, key=lambda row: row.due or date.max))


def _counted(movement: Movement) -> tuple[Criterion, ...]:
    return tuple(
        Criterion(
            "Chỉ tiêu thi đua",
            f"{target.name}: {_goal_of(target)}" + (f" ({target.source})" if target.source else ""),
        )
        for target in movement.targets.all()
    )


def _goal_of(target: MovementTarget) -> str:
    if target.goal == 0:
        return "không để xảy ra"
    word = "từ" if target.direction == "more" else "không quá"
    return f"{word} {written_number(target.goal)} {target.unit_of_measure}"


def plan_of(movement: Movement, *, number: int, signer_name: str, dated: date) -> LaunchPlan:
    unit = movement.unit
    scope = [
        f"Phạm vi: {' '.join(paragraphs(movement.scope))}",
        f"Đối tượng: {' '.join(paragraphs(movement.subjects))}",
    ]
    linked = (
        [f"Gắn với: {'; '.join(line.rstrip('.;') for line in paragraphs(movement.linked))}."] if movement.linked else []
    )
    national = movement_named(movement.national)
    if national is not None:
        linked.append(f"Hưởng ứng phong trào thi đua toàn quốc “{national.title}” ({national.basis}).")
    if movement.parent is not None:
        linked.append(f"Hưởng ứng phong trào thi đua “{movement.parent.title}” của {movement.parent.unit.name}.")
    measures = list(paragraphs(movement.measures))
    if movement.coordinators:
        measures.append("Phân công, phối hợp thực hiện:")
        measures += [f"- {line.lstrip('-+• ')}" for line in paragraphs(movement.coordinators)]
    if movement.budget_vnd is not None:
        measures.append(f"Kinh phí thực hiện: {movement.budget_vnd:,} đồng.".replace(",", "."))
    return LaunchPlan(
        issuer=issuer_of(unit),
        reference=Reference(number, symbol_of("KH", unit), dated),
        summary=f"Phát động phong trào thi đua năm {movement.year}",
        movement=movement.title,
        slogan=movement.slogan,
        legal_bases=tuple(law_bases(unit, dated)),
        purposes=(*paragraphs(movement.objective), *linked),
        scope=(*scope, "Nội dung thi đua:", *paragraphs(movement.content)),
        criteria=(*criteria_of(movement.criteria), *_counted(movement)),
        calendar=_calendar(movement),
        commendation=paragraphs_for(
            unit, "launch_plan.commendation", dated, co_quan=unit.agency_name, phong_trao=movement.title
        ),
        tasks=tuple(measures),
        signer=signer_of(unit, signer_name),
        distribution=Distribution(("Các đơn vị trong phạm vi phong trào",)),
    )


def render_plan(movement: Movement, *, number: int, signer_name: str, dated: date) -> bytes:
    """PDF bytes. Raises ``paperwork.blocks.PaperError`` for text that cannot be printed."""
    return render_launch_plan(plan_of(movement, number=number, signer_name=signer_name, dated=dated))
