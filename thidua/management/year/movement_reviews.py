"""The mid-term and the final review of the year's movement: units report, the province writes, the report is issued."""

from datetime import date, timedelta
from decimal import Decimal

from thidua.management.year.runner import Year, moment
from thidua.movements import actions_records, actions_reviews
from thidua.movements.actions_letters import issue_reminder
from thidua.movements.lateness import REPORTS
from thidua.movements.models import Movement, MovementReview
from thidua.pledges.achievement import is_met
from thidua.pledges.models import PledgeTarget

TARGETS = (
    {
        "name": "Chỉ tiêu trong bản giao ước đã đạt hoặc vượt mục tiêu",
        "unit_of_measure": "%",
        "goal": "80",
        "source": "Bản giao ước thi đua ký với tỉnh",
    },
)
DUE_AFTER, REMINDED_AFTER = timedelta(days=5), timedelta(days=6)
_WORDS = {
    MovementReview.Kind.MIDTERM: {
        "shortcomings": "Một số chỉ tiêu tính cả năm nên đến hết quý III chưa đạt mục tiêu; vài đơn vị báo cáo còn chậm.",
        "lessons": "Giao chỉ tiêu cụ thể, có đơn vị tính ngay từ khi phát động.\nĐôn đốc theo quý, không dồn về cuối năm.",
        "directions": "Tập trung các chỉ tiêu chưa đạt trong quý IV; chuẩn bị chấm điểm, xếp hạng theo cụm, khối.",
    },
    MovementReview.Kind.FINAL: {
        "shortcomings": "Việc phát hiện, giới thiệu điển hình ở một số đơn vị chưa thường xuyên.",
        "lessons": "Người đứng đầu trực tiếp ký giao ước và theo dõi từng quý.\nKết quả phải có minh chứng để chấm điểm được ngay.",
        "directions": "Phát động phong trào năm sau ngay tại hội nghị tổng kết, gắn với chỉ tiêu kinh tế - xã hội được giao.",
    },
}


def enter_documents(year: Year, movement: Movement, day: date) -> None:
    """What the province sent out to steer the movement in its first weeks."""
    sent_on = day + timedelta(days=2)
    actions_records.enter_document(
        movement=movement,
        kind="guiding",
        number_text="01/HD-SNV",
        dated=sent_on,
        issuer="Sở Nội vụ",
        summary="Hướng dẫn tổ chức phong trào thi đua và ký giao ước thi đua",
        sent_to="Các sở, ban, ngành; các phường, xã, đặc khu",
        by=year.province.officer,
        at=moment(sent_on, 16),
    )


def _shares(year: Year) -> dict[str, Decimal]:
    """{unit: percent of the targets of its pledge that stand at the goal or beyond}."""
    found: dict[str, list[bool]] = {}
    targets = PledgeTarget.objects.filter(pledge__movement=year.kept["movement"]).select_related("pledge__unit")
    for target in targets.prefetch_related("progress"):
        found.setdefault(target.pledge.unit.code, []).append(is_met(target))
    return {code: round(Decimal(100 * sum(met)) / len(met), 1) for code, met in found.items()}


def review(year: Year, kind: MovementReview.Kind, opened: date, closed: date) -> MovementReview:
    """Opened on one day, closed with its report on another; every unit with a pledge reports between, at mid-term the last
    one only after the letter to those who are late."""
    movement, province, shares = year.kept["movement"], year.province, _shares(year)
    movement.refresh_from_db()
    found = actions_reviews.open_review(
        movement=movement, kind=kind, by=province.officer, at=moment(opened, 8),
        due_on=opened + DUE_AFTER if kind == MovementReview.Kind.MIDTERM else closed,
    )  # fmt: skip
    [target] = movement.targets.all()
    for code, share in shares.items():
        office, sent_at = year.offices[code], moment(opened, 15)
        if kind == MovementReview.Kind.MIDTERM and code == list(shares)[-1]:
            issue_reminder(
                movement=movement, matter=REPORTS, until=closed, by=province.officer,
                at=moment(opened + REMINDED_AFTER, 9),
            )  # fmt: skip
            sent_at = moment(opened + REMINDED_AFTER, 15)
        actions_reviews.send_report(
            review=found,
            unit=office.unit,
            text="Đơn vị thực hiện đúng kế hoạch hưởng ứng; kết quả từng chỉ tiêu ghi trong báo cáo quý.",
            figures=[(target, share, "")],
            by=office.officer,
            at=sent_at,
        )
        if kind == MovementReview.Kind.FINAL and share == 100:
            actions_reviews.propose_commendation(
                review=found,
                unit=office.unit,
                achievement="Đạt hoặc vượt mọi chỉ tiêu trong bản giao ước thi đua đã ký với tỉnh.",
                by=office.officer,
                at=moment(opened, 16),
            )
    reached = sum(share >= 80 for share in shares.values())
    actions_reviews.write_review(
        review=found,
        assessment=_assessment(year, kind, len(shares), reached),
        **_WORDS[kind],
        by=province.officer,
        at=moment(closed, 6),
    )
    return actions_reviews.close_review(review=found, by=province.head, at=moment(closed, 7))


def _assessment(year: Year, kind: MovementReview.Kind, units: int, reached: int) -> str:
    goal = f"{reached}/{units} đơn vị đạt từ 80% chỉ tiêu giao ước trở lên"
    if kind == MovementReview.Kind.MIDTERM:
        return f"Phong trào được các đơn vị hưởng ứng, có kế hoạch cụ thể. Đến hết quý III, {goal}."
    return (
        f"{year.figures['pledges']} đơn vị ký giao ước; {year.figures['targets_met']}/{year.figures['targets']} chỉ tiêu đạt "
        f"hoặc vượt; {year.figures['decisions']} quyết định khen thưởng được ban hành; {goal}."
    )
