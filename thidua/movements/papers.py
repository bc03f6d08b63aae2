"""A movement as the plan that launches it."""

from datetime import date

from paperwork.blocks import Distribution, Reference
from paperwork.papers.launch_plan import Criterion, LaunchPlan, Milestone, render_launch_plan
from thidua.movements.models import Movement
from thidua.papers.letterhead import issuer_of, signer_of, symbol_of
from thidua.shared.text import paragraphs

_LAW_IN_FORCE_FROM = date(2024, 1, 1)
_LAW = "Căn cứ Luật Thi đua, khen thưởng ngày 15 tháng 6 năm 2022"
_COMMENDATION = (
    "Kết thúc phong trào, các đơn vị tổng kết, lựa chọn tập thể, cá nhân tiêu biểu để khen thưởng theo thẩm quyền hoặc "
    "đề nghị cấp có thẩm quyền khen thưởng theo quy định của pháp luật về thi đua, khen thưởng."
)


def criteria_of(text: str) -> tuple[Criterion, ...]:
    """One criterion a line; a line that ends in a colon heads the lines after it."""
    group, found = "Tiêu chí chung", []
    for line in paragraphs(text):
        if line.endswith(":"):
            group = line.rstrip(" :")
        else:
            found.append(Criterion(group=group, text=line.lstrip("-+• ")))
    return tuple(found)


def plan_of(movement: Movement, *, number: int, signer_name: str, dated: date) -> LaunchPlan:
    unit = movement.unit
    scope = [
        f"Phạm vi: {' '.join(paragraphs(movement.scope))}",
        f"Đối tượng: {' '.join(paragraphs(movement.subjects))}",
    ]
    measures = list(paragraphs(movement.measures))
    if movement.budget_vnd is not None:
        measures.append(f"Kinh phí thực hiện: {movement.budget_vnd:,} đồng.".replace(",", "."))
    return LaunchPlan(
        issuer=issuer_of(unit),
        reference=Reference(number, symbol_of("KH", unit), dated),
        summary=f"Phát động phong trào thi đua năm {movement.year}",
        movement=movement.title,
        slogan=movement.slogan,
        legal_bases=(_LAW,) if dated >= _LAW_IN_FORCE_FROM else (),
        purposes=paragraphs(movement.objective),
        scope=(*scope, "Nội dung thi đua:", *paragraphs(movement.content)),
        criteria=criteria_of(movement.criteria),
        calendar=(
            Milestone("Phát động, tổ chức thực hiện phong trào", movement.starts_on),
            Milestone("Kết thúc, tổng kết phong trào", movement.ends_on),
        ),
        commendation=(_COMMENDATION,),
        tasks=tuple(measures),
        signer=signer_of(unit, signer_name),
        distribution=Distribution(("Các đơn vị trong phạm vi phong trào",)),
    )


def render_plan(movement: Movement, *, number: int, signer_name: str, dated: date) -> bytes:
    """PDF bytes. Raises ``paperwork.blocks.PaperError`` for text that cannot be printed."""
    return render_launch_plan(plan_of(movement, number=number, signer_name=signer_name, dated=dated))
