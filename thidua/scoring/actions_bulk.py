"""Own scores of one card put back as they stood before an entry in bulk."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from thidua.scoring import permissions
from thidua.scoring.actions import ENTERED
from thidua.scoring.actions_points import BATCH, put_points, score_card
from thidua.scoring.models import Scorecard, ScoreEntry
from thidua.shared import audit
from thidua.shared.actions_bulk import take_back
from thidua.shared.denied import Denied
from thidua.shared.gate import touch

# (figures, evidence) of one criterion; None where nothing was entered
Entered = tuple[dict[str, Any], str] | None


@transaction.atomic
def restore_scores(
    *, card: Scorecard, before: Mapping[str, Entered], after: Mapping[str, Entered], by, at: datetime
) -> None:
    """Put criteria of an open card back to ``before``, where they still stand as ``after`` says."""
    permissions.check_can_enter(by, card, at.date(), "khôi phục điểm tự chấm")
    permissions.check_card_is_open(card)
    entries = {entry.criterion_code: entry for entry in card.entries.all()}
    if changed := [code for code in after if entered(entries.get(code)) != after[code]]:
        raise Denied(f"Mục {', '.join(sorted(changed)[:5])} của {card.unit.name} đã được sửa sau khi nhập.")
    gone = [entries.pop(code) for code, given in before.items() if given is None and code in entries]
    for code, given in before.items():
        if given is not None:
            entry = entries[code]
            entry.self_input, entry.evidence = given
            entry.source = entry.source_quarter = None
            entry.version, entry.entered_at, entry.entered_by = entry.version + 1, at, by
    score = score_card(card, entries.values(), verified=False)
    put_points(card.season, entries.values(), score, "self_points")
    touch(card, self_total=score.total)
    ScoreEntry.objects.bulk_update(entries.values(), ENTERED, batch_size=BATCH)
    take_back(ScoreEntry, [entry.pk for entry in gone], {})
    audit.record("scores_restored", card, by=by, at=at, detail={"criteria": sorted(before)[:40], "count": len(before)})


def entered(entry: ScoreEntry | None) -> Entered:
    """What was entered for a criterion, None for nothing."""
    return None if entry is None or entry.self_input is None else (entry.self_input, entry.evidence)
