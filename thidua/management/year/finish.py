"""Certificates, the year-end conference with its handover, and the news."""

from datetime import date, timedelta

from thidua.conferences import actions as conferences
from thidua.management.year.first_half import explain_flags
from thidua.management.year.movement_reviews import review
from thidua.management.year.runner import Year, moment, vn
from thidua.movements.models import MovementReview
from thidua.portal import actions as portal
from thidua.rewards import actions as rewards
from thidua.units import actions as units


def print_all(year: Year, day: date) -> str:
    """One file of certificates for every decision."""
    printed = 0
    for office, decision in year.kept.get("decisions", []):
        decision.refresh_from_db()
        printed += rewards.print_certificates(decision=decision, by=office.clerk, at=moment(day, 9)).count
    year.figures["certificates"] = printed
    return f"{vn(printed)} giấy chứng nhận trong {len(year.kept.get('decisions', []))} tệp"


def close_with_a_conference(year: Year, day: date) -> str:
    """The province sums up, hands the awards over, presents next year's heads; three articles go out."""
    review(year, MovementReview.Kind.FINAL, day - timedelta(days=14), day)
    explain_flags(year, moment(day, 7))
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
            ("report", f"Báo cáo tổng kết phong trào thi đua năm {year.year}"),
            ("awards", "Công bố quyết định, trao Cờ thi đua, Bằng khen và các danh hiệu thi đua"),
            ("handover", f"Ra mắt trưởng các cụm, khối thi đua năm {year.year + 1}"),
            ("launch", f"Phát động phong trào thi đua năm {year.year + 1}"),
        ],
        invited=[office.unit for office in year.below],
        by=year.province.officer,
        at=moment(day, 7),
    )
    came = {o.unit.pk: f"{o.unit.head_title} {o.head.display_name}" for o in year.below}
    conferences.record_conference(
        conference=conference,
        came=came,
        conclusion=f"Hội nghị biểu dương các tập thể, cá nhân xuất sắc năm {year.year} và thống nhất phương hướng thi đua năm "
        f"{year.year + 1}.",
        by=year.province.officer,
        at=moment(day, 11),
    )
    told = [year.kept["launch_conference"], _first_bloc(year), conference]
    for each in told:
        article = portal.draft_article_from_conference(conference=each, by=year.editor, at=moment(day, 14))
        portal.publish_article(article=article, by=year.editor, at=moment(day, 15))
    year.kept["closing"] = conference
    return f"1 hội nghị · {heads} trưởng cụm, khối nhiệm kỳ mới · {len(told)} tin bài"


def _first_bloc(year: Year):
    """The internal-affairs bloc's meeting where there is one, else any cluster's."""
    kept = year.kept["cluster_conferences"]
    return kept.get("K-NOICHINH") or next(iter(kept.values()))


def _hand_over(year: Year, day: date) -> int:
    """Next year's clusters: the deputy takes the chair, the next unit by code becomes deputy."""
    for row in year.given.clusters:
        codes = [code for code in row.member_codes if code != row.head_code]
        head = row.deputy_code or codes[0]
        deputy = next((code for code in codes if code != head), None)
        roles = {head: "head", deputy: "deputy"}
        units.form_cluster(
            organiser=year.root,
            code=row.code,
            name=row.name,
            kind=row.kind,
            year=year.year + 1,
            members=[(year.units[code], roles.get(code, "member")) for code in row.member_codes],
            by=year.province.officer,
            at=moment(day, 8),
        )
    return len(year.given.clusters)
