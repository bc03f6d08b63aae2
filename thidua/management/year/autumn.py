"""The clusters' season: self-scores, verification, cluster meeting, ranking, recognition by the province."""

import json
from collections import defaultdict
from datetime import date, time

from thidua.conferences import actions as conferences
from thidua.conferences import actions_guests as guests
from thidua.conferences import actions_papers as remarks
from thidua.management.year.cluster_work import finish_plan_items
from thidua.management.year.figures import agreed_marks, agreed_rubric, answers
from thidua.management.year.first_half import receive, secretary_of, write_news
from thidua.management.year.inputs import ClusterRow
from thidua.management.year.runner import Year, moment
from thidua.pledges import actions as pledges
from thidua.rubrics import actions as studio
from thidua.scoring import actions as scoring
from thidua.scoring.models import Scorecard, Season

EVIDENCE = "Báo cáo tổng kết năm, kèm bảng số liệu"


def open_seasons(year: Year, day: date) -> str:
    """The province draws up the scoring tables, answers with the clusters what they leave open, freezes them and opens
    a season for every cluster. Clusters that agreed on the same table share one."""
    tables: dict[tuple[str, str], list[ClusterRow]] = defaultdict(list)
    for row in year.given.clusters:
        agreed = json.dumps(agreed_marks(year.given, row.code), sort_keys=True, default=str)
        tables[row.rubric_code, agreed].append(row)
    by, at = year.province.officer, moment(day, 8)
    for rows in tables.values():
        content = agreed_rubric(year.given, rows[0])
        record = studio.draft_rubric(
            unit=year.root,
            content=content,
            year=year.year,
            clusters=[year.clusters[row.code] for row in rows],
            origin="bảng có sẵn của hệ thống",
            by=by,
            at=at,
        )
        chosen = {key: str(value) for key, value in answers(content).items()}
        studio.answer(record=record, answers=chosen, by=by, at=at)
        studio.freeze_rubric(record=record, by=by, at=at)
        for row in rows:
            scoring.open_season(cluster=year.clusters[row.code], year=year.year, rubric=record, by=by, at=at)
    return f"{len(tables)} bảng tiêu chí đã khóa, {len(year.given.clusters)} mùa chấm điểm mở từ đó"


def score(year: Year, day: date) -> str:
    """Every unit scores itself and sends its card; its pledge is settled."""
    inputs = defaultdict(list)
    for row in year.given.scores:
        inputs[row.unit_code].append((row.criterion_code, dict(row.input), EVIDENCE))
    cards = Scorecard.objects.filter(season__year=year.year).select_related("season__cluster", "unit")
    for card in cards:
        officer = year.offices[card.unit.code].officer
        scoring.enter_scores(card=card, rows=inputs[card.unit.code], by=officer, at=moment(day, 10))
        scoring.send_scorecard(card=card, by=officer, at=moment(day, 15))
    for pledge in year.kept["pledges"].values():
        pledge.refresh_from_db()
        pledges.settle_pledge(pledge=pledge, by=year.offices[pledge.unit.code].officer, at=moment(day, 16))
    year.figures["cards"] = len(cards)
    return f"{len(cards)} bảng điểm đã gửi"


def rank(year: Year, day: date) -> str:
    """The heads verify, the clusters meet and rank, the province recognises the result."""
    flags = 0
    for cluster_row in year.given.clusters:
        head = year.offices[cluster_row.head_code].officer
        season = Season.objects.select_related("cluster").get(cluster__code=cluster_row.code, year=year.year)
        scoring.start_verifying(season=season, by=head, at=moment(day, 8))
        for card in Scorecard.objects.filter(season=season).select_related("season__cluster", "unit"):
            own = card.unit.code == cluster_row.head_code
            # Nobody verifies the own unit's card: the province does it for the head of the cluster.
            scoring.verify_scorecard(card=card, by=year.appraiser if own else head, at=moment(day, 9))
        season.refresh_from_db()
        scoring.call_meeting(season=season, by=head, at=moment(day, 13))
        _meet(year, cluster_row, season, day)
        scoring.rank_season(season=season, by=head, at=moment(day, 15))
        proposed = scoring.propose_awards(season=season, by=head, at=moment(day, 15))
        scoring.confirm_season(season=season, by=year.appraiser, at=moment(day, 17))
        flags += sum(standing.proposed_award == "ministry_province_emulation_flag" for standing in proposed)
    # The internal-affairs bloc's meeting where there is one, else the first cluster's, is in the news.
    met = year.kept["cluster_conferences"]
    write_news(year, met.get("K-NOICHINH") or next(iter(met.values())), moment(day, 18))
    results = {"scoring": "Mọi bảng điểm đã thẩm định", "conference": "Đã họp bình xét, xếp hạng, đề nghị khen thưởng"}
    finish_plan_items(year, results, day)
    return f"{len(year.given.clusters)} cụm, khối đã xếp hạng · {flags} đề nghị cờ thi đua"


def _meet(year: Year, cluster_row, season: Season, day: date) -> None:
    """The cluster meeting is a conference of its own, hosted by the head."""
    host = year.offices[cluster_row.head_code]
    conference = conferences.plan_conference(
        kind="year_end",
        title=f"Hội nghị tổng kết {season.cluster.name} năm {year.year}",
        unit=host.unit,
        cluster=season.cluster,
        host=host.unit,
        year_summarised=year.year,
        held_on=day,
        begins=time(14),
        place=f"Hội trường {host.unit.agency_name}",
        agenda=[
            ("report", f"Báo cáo tổng kết phong trào thi đua năm {year.year} của cụm, khối"),
            ("other", "Thông qua điểm thẩm định, xếp hạng các đơn vị thành viên"),
            ("other", "Bình xét, đề nghị tặng Cờ thi đua, Bằng khen"),
        ],
        invited=[year.units[code] for code in cluster_row.member_codes],
        by=host.officer,
        at=moment(day, 13),
    )
    guests.invite(conference=conference, by=host.officer, at=moment(day, 13))
    remarks.add_remark(
        conference=conference, kind="statement", unit=host.unit, by=host.officer, at=moment(day, 14),
        text="Đề nghị các đơn vị giao lưu, học hỏi đều đặn hơn trong năm và kiểm tra chéo sớm hơn",
    )  # fmt: skip
    receive(year, conference, moment(day, 14))
    conferences.record_conference(
        conference=conference,
        came={},
        conclusion="Hội nghị nhất trí kết quả thẩm định, xếp hạng và danh sách đề nghị khen thưởng của cụm, khối.",
        secretary=secretary_of(year, host, day),
        by=host.officer,
        at=moment(day, 16),
    )
    year.kept.setdefault("cluster_conferences", {})[cluster_row.code] = conference
