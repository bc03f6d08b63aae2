"""Sheets of marks handed out, opened again, set aside: steps of acts that have checked the right already."""

from collections.abc import Iterable
from datetime import datetime

from thidua.scoring.models import Scorecard, Season
from thidua.scoring.models_marks import MarkSheet
from thidua.scoring.queries import items_of
from thidua.shared import audit
from thidua.shared.denied import Denied
from thidua.shared.gate import pass_gate, stamp

BATCH = 500


def hand_out_lead_sheets(season: Season, *, by, at: datetime) -> int:
    """Give every lead department its sheet on every card but its own, as the duties now stand; returns how many are new.

    A sheet whose criteria changed is set aside and handed out anew; one that has been given already refuses the change.
    Three queries and one for what is new.
    """
    order = list(items_of(season))
    duties: dict[int, list[str]] = {}
    for duty in season.lead_duties.all():
        duties.setdefault(duty.unit_id, []).append(duty.criterion_code)
    for codes in duties.values():
        codes.sort(key=order.index)
    cards = list(season.scorecards.exclude(state="closed"))
    wanted = {(card.pk, unit): codes for card in cards for unit, codes in duties.items() if card.unit_id != unit}
    present = MarkSheet.objects.filter(card__season=season, role=MarkSheet.Role.LEAD).exclude(state="set_aside")
    for sheet in present.select_related("unit"):
        key = (sheet.card_id, sheet.unit_id)
        if wanted.get(key) == sheet.codes:
            wanted.pop(key)
        elif sheet.state == "given":
            raise Denied(f"{sheet.unit.name} đã chấm xong; hãy đề nghị chấm lại trước khi đổi mục được giao.")
        else:
            set_aside(sheet, "Giao lại các mục chủ trì chấm", by=by, at=at)
    sheets = [
        MarkSheet(
            card_id=card,
            unit_id=unit,
            role=MarkSheet.Role.LEAD,
            codes=codes,
            state="open",
            **stamp("assigned", by=by, at=at),
        )
        for (card, unit), codes in wanted.items()
    ]
    MarkSheet.objects.bulk_create(sheets, batch_size=BATCH)
    if sheets:
        audit.record("lead_sheets_handed_out", season, by=by, at=at, detail={"sheets": len(sheets)})
    return len(sheets)


def open_again(sheet: MarkSheet, reason: str, *, by, at: datetime) -> None:
    """A sheet that was given is marked anew; its marks stay as they were until changed."""
    nobody = {"given_at": None, "given_by": None}
    fields = {"asked_again_reason": reason[:300], **stamp("asked_again", by=by, at=at), **nobody}
    pass_gate(sheet, "ask_again", **fields)
    audit.record("marks_asked_again", sheet, by=by, at=at, detail={"card": sheet.card_id})


def set_aside(sheet: MarkSheet, reason: str, *, by, at: datetime) -> None:
    pass_gate(sheet, "set_aside", set_aside_reason=reason[:300], **stamp("set_aside", by=by, at=at))
    audit.record("marks_set_aside", sheet, by=by, at=at, detail={"card": sheet.card_id, "reason": reason[:300]})


def set_aside_of(cards: Iterable[Scorecard], reason: str, *, by, at: datetime) -> None:
    """Every sheet on these cards that still counts."""
    for sheet in MarkSheet.objects.filter(card__in=list(cards)).exclude(state="set_aside"):
        set_aside(sheet, reason, by=by, at=at)
