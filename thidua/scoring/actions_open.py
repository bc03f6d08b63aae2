"""Opening a season: the rubric frozen, a card for every member, what the pledges already say."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from rulebook.rubrics import Rubric
from thidua.rubrics.models import RubricRecord
from thidua.rubrics.queries import frozen_content
from thidua.scoring import emails, marking, permissions, queries, queries_pledges
from thidua.scoring.actions_points import BATCH, put_points, score_card
from thidua.scoring.models import Scorecard, ScoreEntry, Season
from thidua.shared import audit, outbox
from thidua.shared.denied import Denied
from thidua.shared.gate import stamp
from thidua.units.models import Cluster
from thidua.units.queries import members_of


@transaction.atomic
def open_season(
    *, cluster: Cluster, year: int, rubric: RubricRecord | Rubric | Mapping[str, Any], by, at: datetime
) -> Season:
    """Freeze the rubric and give every member of the year an empty scorecard. One season per cluster and year.

    ``rubric``: a frozen table of the studio, which must be of the year and serve the cluster; or the table itself.
    """
    permissions.check_can_open(by, cluster, at.date())
    record = rubric if isinstance(rubric, RubricRecord) else None
    if record is not None:
        permissions.check_may_use(record, cluster, year)
    try:
        plain, digest = frozen_content(rubric) if isinstance(rubric, RubricRecord) else marking.freeze(rubric)
        lines = marking.lines_of(plain, digest)
    except ValueError as error:
        raise Denied(f"Bảng tiêu chí không dùng được: {str(error)[:200]}") from error
    if not any(isinstance(line, marking.Item) for line in lines):
        raise Denied("Bảng tiêu chí chưa có mục nào để chấm.")
    permissions.check_is_answered(marking.rubric_from(plain, digest))
    members = members_of(cluster, year)
    if not members:
        raise Denied(f"{cluster.name} chưa có thành viên trong năm {year}.")
    try:
        with transaction.atomic():
            season = Season.objects.create(
                cluster=cluster,
                year=year,
                rubric_code=plain["code"],
                rubric_record=record,
                rubric=plain,
                rubric_hash=digest,
                evidence_codes=_proved(plain, digest, lines),
                **stamp("opened", by=by, at=at),
            )
    except IntegrityError as error:
        raise Denied(f"{cluster.name} đã có mùa chấm điểm năm {year}.") from error
    cards = [Scorecard(season=season, unit=unit, state="draft") for unit in members]
    Scorecard.objects.bulk_create(cards)
    _fill_all(season, cards)
    audit.record("season_opened", season, by=by, at=at, detail={"rubric": digest, "members": len(members)})
    outbox.queue(queries.people_of_members(season, at.date()), *emails.season_is_open(season), by=by, at=at)
    return season


def _proved(plain: Mapping[str, Any], digest: str, lines: Iterable[Any]) -> list[str]:
    """The criteria that the table itself wants proved, among those that are entered."""
    entered = {line.code for line in lines if isinstance(line, marking.Item)}
    return [code for code in marking.evidence_codes(marking.rubric_from(plain, digest)) if code in entered]


def _fill_all(season: Season, cards: Iterable[Scorecard]) -> None:
    """Every card begins with what the unit's pledges already say; nobody has confirmed it yet, so it is not sent."""
    cards = list(cards)
    found = queries_pledges.pledged_of(season, [card.unit_id for card in cards])
    fresh = []
    for card in cards:
        figures = found[card.unit_id].figures
        if not figures:
            continue
        entries = [
            ScoreEntry(
                card=card,
                criterion_code=code,
                self_input=figure.data,
                evidence=figure.note,
                source=figure.target,
                source_quarter=figure.quarter,
            )
            for code, figure in figures.items()
        ]
        put_points(season, entries, score_card(card, entries, verified=False), "self_points")
        fresh += entries
    ScoreEntry.objects.bulk_create(fresh, batch_size=BATCH)
