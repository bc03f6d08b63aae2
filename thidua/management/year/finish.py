"""Certificates, the year-end conference with its handover, and the news."""

from collections import Counter
from datetime import date, datetime, timedelta
from decimal import Decimal

from thidua.conferences import actions as conferences
from thidua.conferences import actions_ceremony as ceremony
from thidua.conferences import actions_figures as figures
from thidua.conferences import actions_papers as remarks
from thidua.conferences.models import Conference
from thidua.management.year import newsroom
from thidua.management.year.cluster_work import finish_plan_items
from thidua.management.year.first_half import explain_flags, secretary_of, welcome, write_news
from thidua.management.year.movement_reviews import review
from thidua.management.year.paper_work import confirm_copies, remind_of_receipt, stock_of
from thidua.management.year.register_work import keep_the_register
from thidua.management.year.reward_work import exchange_a_sheet, keep_the_shelf
from thidua.management.year.runner import Year, moment, vn
from thidua.movements.models import MovementReview
from thidua.rewards.actions_badges import issue_badges
from thidua.rewards.actions_bonus import approve_bonus_list, check_bonus_list, draft_bonus_list
from thidua.rewards.actions_ceremony import hand_over, open_ceremony
from thidua.rewards.actions_fund import enter_fund
from thidua.rewards.actions_layouts import save_layout
from thidua.rewards.actions_payments import pay_lines
from thidua.rewards.actions_printing import request_print
from thidua.rewards.models import PrintRun
from thidua.rewards.queries_bonus import UNPAID, lines_of
from thidua.rewards.queries_printing import layouts_for, left_to_print
from thidua.shared.certain import certain
from thidua.shared.jobs.queries import last_job
from thidua.shared.jobs.running import perform

GIVER = "Chủ tịch Ủy ban nhân dân tỉnh"


def print_all(year: Year, day: date) -> str:
    """The certificates of every decision: those of the province's own awards on A3 stock, the others in the full design."""
    printed = files = 0
    for office, decision in year.kept.get("decisions", []):
        decision.refresh_from_db()
        confirm_copies(year, decision, day)
        for run in _ordered(office, decision, moment(day, 9)):
            perform(certain(last_job(run.job_key)).pk, with_pulse=False)
            printed += run.copies.filter(state="printed").count()
            files += run.parts.count()
    year.figures["certificates"] = printed
    return f"{vn(printed)} giấy chứng nhận trong {files} tệp"


def _ordered(office, decision, at: datetime) -> list[PrintRun]:
    stock = stock_of(decision)
    if stock is None:
        return [request_print(decision=decision, by=office.clerk, at=at)]
    for kind in left_to_print(decision):
        save_layout(
            unit=decision.unit, award_code=decision.award_code, recipient_kind=kind,
            layout=stock, seen_version=0, by=office.clerk, at=at,
        )  # fmt: skip
    return [
        request_print(decision=decision, layout=layout, by=office.clerk, at=at)
        for layout in layouts_for(decision).values()
    ]


def close_with_a_conference(year: Year, day: date) -> str:
    """The province sums up, hands the awards over, presents next year's heads; three articles go out."""
    review(year, MovementReview.Kind.FINAL, day - timedelta(days=14), day)
    remind_of_receipt(year, day - timedelta(days=1))
    explain_flags(year, moment(day, 7))
    finish_plan_items(year, {"report": "Đã báo cáo tổng kết, bàn giao cho trưởng nhiệm kỳ mới"}, day)
    heads = _hand_over(year, day)
    conference = conferences.plan_conference(
        kind="year_end_launch",
        title=f"Hội nghị tổng kết công tác thi đua, khen thưởng năm {year.year}, phát động thi đua năm {year.year + 1}",
        unit=year.root,
        year_summarised=year.year,
        year_launched=year.year + 1,
        held_on=day,
        place="Trung tâm Tổ chức hội nghị tỉnh",
        agenda=[
            ("report", f"Báo cáo tổng kết phong trào thi đua năm {year.year}", 25, "Sở Nội vụ"),
            ("awards", "Công bố quyết định, trao Cờ thi đua, Bằng khen và các danh hiệu thi đua", 30, GIVER),
            ("handover", f"Ra mắt trưởng các cụm, khối thi đua năm {year.year + 1}", 10, ""),
            ("launch", f"Phát động phong trào thi đua năm {year.year + 1}", 15, GIVER),
        ],
        invited=[office.unit for office in year.below],
        by=year.province.officer,
        at=moment(day, 7),
    )
    welcome(year, conference, moment(day, 7), moment(day, 8))
    _pay_and_prepare(year, conference, day)
    _tell(year, conference, day)
    called = ceremony.arrange_awards(conference=conference, by=year.province.officer, at=moment(day, 8))
    ceremony.hand_over_awards(
        conference=conference, first=1, last=called, giver=GIVER, by=year.province.officer, at=moment(day, 10)
    )
    conferences.record_conference(
        conference=conference,
        came={},
        conclusion=f"Hội nghị biểu dương các tập thể, cá nhân xuất sắc năm {year.year} và thống nhất phương hướng thi đua năm "
        f"{year.year + 1}.",
        secretary=secretary_of(year, year.province, day),
        by=year.province.officer,
        at=moment(day, 11),
    )
    ceremony.issue_notice(conference=conference, by=year.province.officer, at=moment(day, 11))
    write_news(year, conference, moment(day, 11))
    _, told = newsroom.hold_up_an_example(
        unit=year.root, copied_by=year.below[0].unit, by=year.editor, spotted=moment(day - timedelta(days=14), 9),
        told=moment(day, 7), copied=moment(day, 11),
    )  # fmt: skip
    newsroom.hear_readers(unit=year.root, article=told, by=year.editor, at=moment(day, 11))
    year.kept["closing"] = conference
    keep_the_register(year, day)
    return f"1 hội nghị · {heads} trưởng cụm, khối nhiệm kỳ mới · {len(year.kept['articles'])} tin bài cả năm"


def _pay_and_prepare(year: Year, conference: Conference, day: date) -> None:
    """The province's own awards: bonus money reckoned, checked, approved and paid from the fund, digital badges signed, the
    list that is read aloud and what was handed over, the shelf, a sheet exchanged."""
    office, at = year.province, moment(day, 8)
    own = [decision for whose, decision in year.kept.get("decisions", []) if whose is office]
    if not own:
        return
    enter_fund(
        unit=office.unit, year=day.year, kind="allocation", amount_vnd=5_000_000_000, on=day,
        basis=f"Quyết định giao dự toán ngân sách năm {day.year}", by=year.accountant, at=at,
    )  # fmt: skip
    for place, decision in enumerate(own, start=1):
        bonus_list = draft_bonus_list(decision=decision, by=office.officer, at=at)
        if bonus_list.lines.exclude(doubt="").exists():
            continue  # left for a person to say: that is what the practice is for
        check_bonus_list(bonus_list=bonus_list, by=year.accountant, at=at)
        if decision.lines.filter(person=office.head.person).exists():
            continue  # nobody approves their own
        approve_bonus_list(bonus_list=bonus_list, by=office.head, at=at)
        due = list(lines_of(bonus_list).filter(line_state=UNPAID).values_list("pk", flat=True))
        if due:
            pay_lines(
                bonus_list=bonus_list, lines=due, way="transfer", receipt=f"UNC {place:02d}", on=day,
                by=year.accountant, at=at,
            )  # fmt: skip
        issue_badges(decision=decision, by=office.clerk, at=at)
    made = open_ceremony(
        unit=office.unit, title=conference.title[:200], held_on=day, place=conference.place, decisions=own, giver=GIVER,
        by=office.clerk, at=at,
    )  # fmt: skip
    lines = list(made.lines.values_list("pk", flat=True))
    keep_the_shelf(year, len(lines), day)
    hand_over(handing_list=made, lines=lines, how="handed", on=day, by=office.clerk, at=moment(day, 10))
    exchange_a_sheet(year, own, day)


def _tell(year: Year, conference: Conference, day: date) -> None:
    """The figure of the report by unit, a lesson and a task for the next year."""
    officer = year.province.officer
    counts = Counter(year.kept["unit_of"][row.person_code] for row in year.given.initiatives if row.year == year.year)
    zero = Decimal(0)
    lines = {office.unit.pk: (None, Decimal(counts.get(office.unit.code, zero)), None) for office in year.below}
    total = sum((result for _, result, _ in lines.values()), zero)
    figure = figures.enter_figure(
        conference=conference, name="Sáng kiến được công nhận", measure="sang_kien", total=(None, total, None),
        lines=lines, source="Báo cáo của các cơ quan, địa phương", by=officer, at=moment(day, 8),
    )  # fmt: skip
    figures.confirm_figure(figure=figure, by=officer, at=moment(day, 9))
    for kind, text in (
        ("lesson", "Giao ước càng cụ thể, có số liệu gốc và thời hạn thì chấm điểm càng nhanh, ít tranh luận"),
        ("task", f"Ký giao ước thi đua năm {year.year + 1} với mọi cơ quan, địa phương trong quý I"),
    ):
        remarks.add_remark(conference=conference, kind=kind, text=text, by=officer, at=moment(day, 10))


def _hand_over(year: Year, day: date) -> int:
    """Next year's clusters: the deputy takes the chair from the head, the next unit by code becomes deputy."""
    for row in year.given.clusters:
        codes = [code for code in row.member_codes if code != row.head_code]
        head = row.deputy_code or codes[0]
        deputy = next((code for code in codes if code != head), None)
        giver, taker = year.offices[row.head_code], year.offices[head]
        year.kept.setdefault("next_heads", {})[row.code] = taker.officer
        ceremony.hand_over_cluster(
            cluster=year.clusters[row.code],
            year=year.year + 1,
            taker=taker.unit,
            deputy=year.units[deputy] if deputy else None,
            given_by_name=f"{giver.head.display_name}, {giver.unit.head_title}",
            taken_by_name=f"{taker.head.display_name}, {taker.unit.head_title}",
            handed_on=day,
            place="Trung tâm Tổ chức hội nghị tỉnh",
            files="Quy chế hoạt động, bảng chấm điểm của cụm, khối\nHồ sơ chấm điểm, xếp hạng và biên bản họp trong năm",
            seal="Không có con dấu riêng; văn bản của cụm, khối dùng con dấu của đơn vị trưởng",
            unfinished=f"Phát động, ký giao ước thi đua năm {year.year + 1}",
            by=year.province.officer,
            at=moment(day, 8),
        )
    return len(year.given.clusters)
