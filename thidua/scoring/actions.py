"""Opening a season, entering, sending, verifying, ranking, confirming (requirements S2–S5)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from rulebook.rubrics import Rubric
from rulebook.scoring import UnitScore
from thidua.rubrics.models import RubricRecord
from thidua.rubrics.queries import frozen_content
from thidua.scoring import emails, marking, permissions, queries
from thidua.scoring.actions_ranking import propose_awards, quota_of, rank_season
from thidua.scoring.models import Scorecard, ScoreChange, ScoreEntry, Season
from thidua.shared import audit, outbox
from thidua.shared.denied import Denied
from thidua.shared.gate import check_gate, pass_gate, stamp, touch
from thidua.shared.text import nfc
from thidua.shared.wording import vi_number
from thidua.units.models import Cluster
from thidua.units.queries import members_of

__all__ = [
    "call_meeting",
    "confirm_season",
    "correct_score",
    "enter_score",
    "enter_scores",
    "fill_from_pledge",
    "open_season",
    "propose_awards",
    "quota_of",
    "rank_season",
    "reopen_scorecard",
    "reopen_season",
    "return_scorecard",
    "send_scorecard",
    "start_verifying",
    "verify_scorecard",
]
BATCH = 500


def _reason(text: str, what: str) -> str:
    text = nfc(text)
    if not text:
        raise Denied(f"Hãy ghi lý do {what}.")
    return text


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
                **stamp("opened", by=by, at=at),
            )
    except IntegrityError as error:
        raise Denied(f"{cluster.name} đã có mùa chấm điểm năm {year}.") from error
    Scorecard.objects.bulk_create([Scorecard(season=season, unit=unit, state="draft") for unit in members])
    audit.record("season_opened", season, by=by, at=at, detail={"rubric": digest, "members": len(members)})
    outbox.queue(queries.people_of_members(season, at.date()), *emails.season_is_open(season), by=by, at=at)
    return season


def enter_score(
    *, card: Scorecard, criterion_code: str, data: Mapping[str, Any], evidence: str = "", by, at: datetime
) -> UnitScore:
    """Enter one criterion; keys of ``data`` as listed in :mod:`thidua.scoring.marking`."""
    return enter_scores(card=card, rows=[(criterion_code, data, evidence)], by=by, at=at)


@transaction.atomic
def enter_scores(*, card: Scorecard, rows: Iterable[tuple[str, Mapping[str, Any], str]], by, at: datetime) -> UnitScore:
    """Enter (criterion code, figures, evidence) for many criteria at once: all or nothing. Returns the points.

    Six queries whatever the number of criteria.
    """
    permissions.check_can_enter(by, card, at.date())
    permissions.check_card_is_open(card)
    rows = list(rows)
    cleaned = _cleaned(card, rows)
    entries = {entry.criterion_code: entry for entry in card.entries.all()}
    fresh = [ScoreEntry(card=card, criterion_code=code) for code in cleaned if code not in entries]
    entries |= {entry.criterion_code: entry for entry in fresh}
    for code, (data, evidence) in cleaned.items():
        entries[code].self_input, entries[code].evidence = data, evidence
    score = _score(card, entries.values(), verified=False)
    _put_points(entries.values(), score, "self_points")
    touch(card, self_total=score.total)
    ScoreEntry.objects.bulk_create(fresh, batch_size=BATCH)
    old = [entry for entry in entries.values() if entry not in fresh]
    ScoreEntry.objects.bulk_update(old, ["self_input", "self_points", "evidence"], batch_size=BATCH)
    audit.record("scores_entered", card, by=by, at=at, detail={"criteria": sorted(cleaned)[:40], "count": len(cleaned)})
    return score


def _cleaned(card: Scorecard, rows: Iterable[tuple[str, Mapping[str, Any], str]]) -> dict[str, tuple[dict, str]]:
    items = queries.items_of(card.season)
    cleaned = {}
    for code, data, evidence in rows:
        item = items.get(code)
        if item is None:
            raise Denied(f"Bảng tiêu chí không có mục “{code}”.")
        try:
            cleaned[code] = (marking.clean_data(item, data), nfc(evidence)[:300])
        except marking.BadFigure as error:
            raise Denied(f"Mục {item.code} {item.name}: {error}") from error
    return cleaned


def _score(card: Scorecard, entries: Iterable[ScoreEntry], verified: bool) -> UnitScore:
    try:
        return queries.score_of(card, list(entries), verified)
    except marking.BadFigure as error:
        raise Denied(str(error)) from error


def _put_points(entries: Iterable[ScoreEntry], score: UnitScore, name: str) -> None:
    for entry in entries:
        line = score.lines.get(entry.criterion_code)
        setattr(entry, name, line.points if line else None)


@transaction.atomic
def fill_from_pledge(*, card: Scorecard, by, at: datetime) -> int:
    """Enter the last progress of the unit's pledges where a target names a criterion; returns how many criteria."""
    found = queries.pledge_figures(card)
    if not found:
        raise Denied("Không có chỉ tiêu giao ước nào gắn với mục của bảng tiêu chí và đã có kết quả.")
    enter_scores(card=card, rows=[(code, data, note) for code, (data, note) in found.items()], by=by, at=at)
    return len(found)


@transaction.atomic
def send_scorecard(*, card: Scorecard, by, at: datetime) -> None:
    """Send the own points. Every criterion must have an entry, and no figure may have two values."""
    permissions.check_can_enter(by, card, at.date(), "gửi bảng điểm")
    check_gate(card, "send")
    entries = list(card.entries.all())
    if missing := queries.missing_items(card, entries):
        names = "; ".join(f"{item.code} {item.name}" for item in missing[:5])
        more = f" và {len(missing) - 5} mục nữa" if len(missing) > 5 else ""
        raise Denied(f"Chưa gửi được, còn thiếu: {names}{more}.")
    sheet = marking.sheet_of(queries.lines_of(card.season), queries.inputs_of(entries, False))
    if sheet.clashes:
        pairs = "; ".join(
            f"“{clash.label}” ở mục {clash.first} là {vi_number(clash.first_value)}, "
            f"ở mục {clash.second} là {vi_number(clash.second_value)}"
            for clash in sheet.clashes
        )
        raise Denied(f"Chưa gửi được, cùng một số liệu nhưng ghi khác nhau: {pairs}.")
    score = _score(card, entries, verified=False)
    _put_points(entries, score, "self_points")
    for entry in entries:
        entry.verified_input, entry.verified_points = entry.self_input, entry.self_points
    pass_gate(card, "send", self_total=score.total, verified_total=score.total, **stamp("sent", by=by, at=at))
    ScoreEntry.objects.bulk_update(entries, ["self_points", "verified_input", "verified_points"], batch_size=BATCH)
    audit.record("scorecard_sent", card, by=by, at=at, detail={"total": _text(score.total)})
    outbox.queue(queries.cluster_heads(card.season, at.date()), *emails.card_is_sent(card), by=by, at=at)


def _text(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"


@transaction.atomic
def return_scorecard(*, card: Scorecard, reason: str, by, at: datetime) -> None:
    """Give a sent card back to its unit."""
    permissions.check_can_verify(by, card, at.date(), "trả lại bảng điểm")
    reason = _reason(reason, "trả lại")
    pass_gate(card, "return", returned_reason=reason[:500], **stamp("returned", by=by, at=at))
    audit.record("scorecard_returned", card, by=by, at=at, detail={"reason": reason[:500]})
    outbox.queue(
        queries.people_of_members(card.season, at.date(), [card.unit_id]), *emails.card_is_returned(card), by=by, at=at
    )


@transaction.atomic
def start_verifying(*, season: Season, by, at: datetime) -> None:
    """Close self-scoring; every member must have sent its card, so that nobody scores with the others' points in view."""
    permissions.check_can_lead(by, season, at.date(), "kết thúc tự chấm")
    check_gate(season, "start_verifying")
    permissions.check_cards_ready(season, "start_verifying")
    pass_gate(season, "start_verifying", **stamp("verifying", by=by, at=at))
    audit.record("season_verifying", season, by=by, at=at)


@transaction.atomic
def correct_score(
    *, card: Scorecard, criterion_code: str, data: Mapping[str, Any], reason: str, by, at: datetime
) -> list[ScoreChange]:
    """Correct one criterion of a sent card, with a reason (requirement S5).

    Where other criteria read the same figure they follow; every changed point is one sentence of the history. Returns
    the new sentences, the corrected criterion first.
    """
    permissions.check_can_verify(by, card, at.date(), "sửa điểm")
    if card.state != "sent":
        raise Denied(f"Chưa sửa điểm được: bảng điểm đang ở bước “{card.state_label}”.")
    reason = _reason(reason, "sửa điểm")
    data = _cleaned(card, [(criterion_code, data, "")])[criterion_code][0]
    entries = {entry.criterion_code: entry for entry in card.entries.all()}
    entry = entries.get(criterion_code)
    if entry is None:
        # Only a figure for ties can be missing on a sent card.
        entry = entries[criterion_code] = ScoreEntry.objects.create(card=card, criterion_code=criterion_code)
    if entry.verified_input == data:
        raise Denied("Số liệu mới giống số liệu đang có; không có gì để sửa.")
    entry.verified_input = data
    follow = marking.carried_over(
        queries.lines_of(card.season), queries.inputs_of(entries.values(), True), criterion_code
    )
    for code, given in follow.items():
        entries[code].verified_input = given
    before = {code: each.verified_points for code, each in entries.items()}
    score = _score(card, entries.values(), verified=True)
    _put_points(entries.values(), score, "verified_points")
    touch(card, verified_total=score.total)
    ScoreEntry.objects.bulk_update(entries.values(), ["verified_input", "verified_points"], batch_size=BATCH)
    touched = [
        criterion_code,
        *(
            code
            for code in entries
            if code != criterion_code and (code in follow or entries[code].verified_points != before[code])
        ),
    ]
    changes = [
        ScoreChange(
            entry=entries[code],
            old_points=before[code],
            new_points=entries[code].verified_points,
            reason=(reason if code == criterion_code else f"Theo mục {criterion_code}: {reason}")[:300],
            **stamp("changed", by=by, at=at),
        )
        for code in touched
    ]
    ScoreChange.objects.bulk_create(changes)
    audit.record("score_corrected", card, by=by, at=at, detail={"criteria": touched, "total": _text(score.total)})
    return changes


@transaction.atomic
def verify_scorecard(*, card: Scorecard, by, at: datetime) -> None:
    """Confirm a card as it stands after corrections."""
    permissions.check_can_verify(by, card, at.date())
    check_gate(card, "verify")
    entries = list(card.entries.all())
    score = _score(card, entries, verified=True)
    if score.total is None:
        codes = ", ".join(score.undefined)
        raise Denied(f"Chưa thẩm định xong được: chưa xác định được điểm mục {codes}.")
    # Formulas that compare units are known only now that every unit has sent.
    _put_points(entries, score, "verified_points")
    pass_gate(card, "verify", verified_total=score.total, **stamp("verified", by=by, at=at))
    ScoreEntry.objects.bulk_update(entries, ["verified_points"], batch_size=BATCH)
    audit.record("scorecard_verified", card, by=by, at=at, detail={"total": _text(score.total)})
    outbox.queue(
        queries.people_of_members(card.season, at.date(), [card.unit_id]), *emails.card_is_verified(card), by=by, at=at
    )


@transaction.atomic
def reopen_scorecard(*, card: Scorecard, reason: str, by, at: datetime) -> None:
    """Take back a verification while the season is being verified."""
    permissions.check_can_verify(by, card, at.date(), "thẩm định lại")
    reason = _reason(reason, "thẩm định lại")
    pass_gate(card, "reopen", verified_at=None, verified_by=None)
    audit.record("scorecard_reopened", card, by=by, at=at, detail={"reason": reason[:300]})


@transaction.atomic
def call_meeting(*, season: Season, by, at: datetime) -> None:
    """Go into the cluster's meeting; every card must be verified."""
    permissions.check_can_lead(by, season, at.date(), "họp cụm, khối")
    check_gate(season, "call_meeting")
    permissions.check_cards_ready(season, "call_meeting")
    pass_gate(season, "call_meeting", **stamp("meeting", by=by, at=at))
    audit.record("season_meeting", season, by=by, at=at)


@transaction.atomic
def reopen_season(*, season: Season, reason: str, by, at: datetime) -> None:
    """Back to verification, with a reason. The ranking paper already issued is kept; the standings are made anew."""
    permissions.check_can_lead(by, season, at.date(), "thẩm định lại")
    reason = _reason(reason, "thẩm định lại")
    none = dict.fromkeys(("meeting_at", "meeting_by", "ranked_at", "ranked_by"))
    pass_gate(season, "reopen", reopened_reason=reason[:300], **none)
    audit.record("season_reopened", season, by=by, at=at, detail={"reason": reason[:300]})
    outbox.queue(queries.people_of_members(season, at.date()), *emails.season_is_reopened(season), by=by, at=at)


@transaction.atomic
def confirm_season(*, season: Season, by, at: datetime) -> None:
    """The organiser confirms the ranking; from here on dossiers may rely on it."""
    permissions.check_can_confirm(by, season, at.date())
    check_gate(season, "confirm")
    if not season.standings.exclude(proposed_award="").exists():
        raise Denied("Chưa công nhận được: cụm, khối chưa đề nghị khen thưởng.")
    if queries.recompute(season) != queries.stored(season):
        raise Denied("Chưa công nhận được: tính lại cho kết quả khác bảng xếp hạng đã lưu. Hãy thẩm định lại.")
    pass_gate(season, "confirm", **stamp("confirmed", by=by, at=at))
    audit.record("season_confirmed", season, by=by, at=at, detail={"standings": season.standings.count()})
    outbox.queue(queries.people_of_members(season, at.date()), *emails.season_is_confirmed(season), by=by, at=at)
