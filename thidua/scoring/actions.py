"""Entering, sending, verifying, meeting, confirming (requirements S2–S5); the other acts of a season by name."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from rulebook.scoring import UnitScore
from thidua.scoring import clashes, emails, permissions, queries, queries_pledges, queries_ranking
from thidua.scoring.actions_open import open_season
from thidua.scoring.actions_points import (
    BATCH,
    change_verified,
    clean_rows,
    put_points,
    score_card,
    text_of,
)
from thidua.scoring.actions_ranking import propose_awards, quota_of, rank_season
from thidua.scoring.actions_sheets import hand_out_lead_sheets, open_again, set_aside
from thidua.scoring.models import Scorecard, ScoreChange, ScoreEntry, Season, SeasonDeadline
from thidua.shared import audit, outbox
from thidua.shared.denied import Denied
from thidua.shared.gate import check_gate, pass_gate, stamp, touch
from thidua.shared.text import nfc

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


def _reason(text: str, what: str) -> str:
    text = nfc(text)
    if not text:
        raise Denied(f"Hãy ghi lý do {what}.")
    return text


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
    return _enter(card, rows, {}, by, at)


# What entering changes of an entry.
ENTERED = ["self_input", "self_points", "evidence", "source", "source_quarter", "version", "entered_at", "entered_by"]


def _enter(
    card: Scorecard,
    rows: Iterable[tuple[str, Mapping[str, Any], str]],
    sources: Mapping[str, queries_pledges.PledgeFigure],
    by,
    at: datetime,
) -> UnitScore:
    """``sources``: the pledged target behind a criterion; any other figure loses the source it had."""
    permissions.check_can_enter(by, card, at.date())
    permissions.check_card_is_open(card)
    cleaned = clean_rows(card, rows)
    entries = {entry.criterion_code: entry for entry in card.entries.all()}
    fresh = [ScoreEntry(card=card, criterion_code=code, version=0) for code in cleaned if code not in entries]
    entries |= {entry.criterion_code: entry for entry in fresh}
    for code, (data, evidence) in cleaned.items():
        entry = entries[code]
        if code in sources:
            entry.source, entry.source_quarter = sources[code].target, sources[code].quarter
        elif entry.self_input != data:
            entry.source = entry.source_quarter = None
        entry.self_input, entry.evidence = data, evidence
        entry.version, entry.entered_at, entry.entered_by = entry.version + 1, at, by
    score = score_card(card, entries.values(), verified=False)
    put_points(card.season, entries.values(), score, "self_points")
    touch(card, self_total=score.total)
    ScoreEntry.objects.bulk_create(fresh, batch_size=BATCH)
    old = [entry for entry in entries.values() if entry not in fresh]
    ScoreEntry.objects.bulk_update(old, ENTERED, batch_size=BATCH)
    audit.record("scores_entered", card, by=by, at=at, detail={"criteria": sorted(cleaned)[:40], "count": len(cleaned)})
    return score


@transaction.atomic
def fill_from_pledge(*, card: Scorecard, by, at: datetime) -> int:
    """Enter the last progress of the unit's pledges where a target names a criterion; returns how many criteria."""
    found = queries_pledges.pledged(card).figures
    if not found:
        raise Denied("Không có chỉ tiêu giao ước nào gắn với mục của bảng tiêu chí và đã có kết quả.")
    _enter(card, [(code, figure.data, figure.note) for code, figure in found.items()], found, by, at)
    return len(found)


@transaction.atomic
def send_scorecard(*, card: Scorecard, by, at: datetime) -> None:
    """Send the own points. Every criterion must have an entry that somebody of the unit stands for, those that need a
    proof their file or link, and no figure may have two values.

    A card that was given back goes on as the season's correction route says: corrections and marks on criteria that did
    not change hold, except where everything begins again.
    """
    permissions.check_can_enter(by, card, at.date(), "gửi bảng điểm")
    check_gate(card, "send")
    entries = list(card.entries.all())
    if missing := queries.missing_items(card, entries):
        names = "; ".join(item.spoken for item in missing[:5])
        more = f" và {len(missing) - 5} mục nữa" if len(missing) > 5 else ""
        raise Denied(f"Chưa gửi được, còn thiếu: {names}{more}.")
    if unproved := queries.without_proof(card):
        names = "; ".join(item.spoken for item in unproved[:5])
        more = f" và {len(unproved) - 5} mục nữa" if len(unproved) > 5 else ""
        raise Denied(f"Chưa gửi được, mục bắt buộc có tệp hoặc liên kết minh chứng: {names}{more}.")
    if taken := sorted(e.criterion_code for e in entries if e.source_id and e.entered_by_id is None):
        raise Denied(f"Chưa gửi được, số liệu lấy từ giao ước chưa được đơn vị xác nhận ở mục {', '.join(taken[:5])}.")
    if clashing := clashes.clashes_of(card.season, queries.inputs_of(entries, False)):
        pairs = "; ".join(clashes.clash_words(said) for said in clashing)
        raise Denied(f"Chưa gửi được, cùng một số liệu nhưng ghi khác nhau: {pairs}.")
    score = score_card(card, entries, verified=False)
    put_points(card.season, entries, score, "self_points")
    changed = {e.criterion_code for e in entries if e.sent_input is not None and e.sent_input != e.self_input}
    anew = card.sent_at is None or card.season.correction_route == Season.Route.RESTART
    for entry in entries:
        if anew or entry.sent_input is None or entry.criterion_code in changed:
            entry.verified_input = entry.self_input
        entry.sent_input = entry.self_input
    verified = score_card(card, entries, verified=True)
    put_points(card.season, entries, verified, "verified_points")
    was_sent = card.sent_at is not None
    late = card.late_days if was_sent else queries.late_days(card.season, SeasonDeadline.Step.SELF, at.date())
    pass_gate(
        card,
        "send",
        self_total=score.total,
        verified_total=verified.total,
        late_days=late,
        **stamp("sent", by=by, at=at),
    )
    touched = ["self_points", "sent_input", "verified_input", "verified_points"]
    ScoreEntry.objects.bulk_update(entries, touched, batch_size=BATCH)
    if was_sent:
        _route(card, changed, by, at)
    detail = {"total": text_of(score.total)} | ({"late_days": late} if late else {})
    audit.record("scorecard_sent", card, by=by, at=at, detail=detail)
    outbox.queue(queries.cluster_heads(card.season, at.date()), *emails.card_is_sent(card), by=by, at=at)


def _route(card: Scorecard, changed: Collection[str], by, at: datetime) -> None:
    """Who marks again a card that was given back and sent anew."""
    route = card.season.correction_route
    if route == Season.Route.ASKER:
        return
    reason = "Đơn vị đã sửa và gửi lại bảng điểm"
    for sheet in card.mark_sheets.filter(state="given"):
        codes = sheet.codes if route == Season.Route.RESTART else [code for code in sheet.codes if code in changed]
        if codes:
            open_again(
                sheet,
                f"{reason}: mục {', '.join(queries.mention(card.season, code) for code in codes[:20])}.",
                by=by,
                at=at,
            )


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
    hand_out_lead_sheets(season, by=by, at=at)
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
    data = clean_rows(card, [(criterion_code, data, "")])[criterion_code][0]
    changes = change_verified(card, {criterion_code: data}, {criterion_code: reason}, by, at)
    if not changes:
        raise Denied("Số liệu mới giống số liệu đang có; không có gì để sửa.")
    return changes


@transaction.atomic
def verify_scorecard(*, card: Scorecard, by, at: datetime) -> None:
    """Confirm a card as it stands after corrections; every sheet given, every difference settled (requirement S4)."""
    permissions.check_can_verify(by, card, at.date())
    check_gate(card, "verify")
    permissions.check_marks_settled(card)
    entries = list(card.entries.all())
    score = score_card(card, entries, verified=True)
    if score.total is None:
        codes = ", ".join(score.undefined)
        raise Denied(f"Chưa thẩm định xong được: chưa xác định được điểm mục {codes}.")
    # Formulas that compare units are known only now that every unit has sent.
    put_points(card.season, entries, score, "verified_points")
    pass_gate(card, "verify", verified_total=score.total, **stamp("verified", by=by, at=at))
    ScoreEntry.objects.bulk_update(entries, ["verified_points"], batch_size=BATCH)
    # Only where marks are advice does a sheet still stand open here: it can no longer be given, so nobody waits for it.
    for sheet in card.mark_sheets.filter(state="open"):
        set_aside(sheet, "Bảng điểm đã thẩm định xong trước khi phiếu tham khảo được gửi", by=by, at=at)
    audit.record("scorecard_verified", card, by=by, at=at, detail={"total": text_of(score.total)})
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
    permissions.check_is_settled(season)
    if queries_ranking.recompute(season) != queries_ranking.stored(season):
        raise Denied("Chưa công nhận được: tính lại cho kết quả khác bảng xếp hạng đã lưu. Hãy thẩm định lại.")
    pass_gate(season, "confirm", **stamp("confirmed", by=by, at=at))
    audit.record("season_confirmed", season, by=by, at=at, detail={"standings": season.standings.count()})
    outbox.queue(queries.people_of_members(season, at.date()), *emails.season_is_confirmed(season), by=by, at=at)
