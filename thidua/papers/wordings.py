"""What an agency's papers say: its own text where it has one on the day, else the text all agencies share."""

from datetime import date, datetime

from paperwork.wordings import BY_KEY, filled
from thidua.papers.models import PaperWording
from thidua.shared.text import paragraphs
from thidua.units.models import Unit


def in_force(unit: Unit, on: date) -> dict[str, PaperWording]:
    """The newest version of each slot that holds on a day, by "kind.block". One query."""
    rows = PaperWording.objects.filter(unit=unit, valid_from__lte=on).select_related("kept_by")
    # Of two that hold, the one that began later; of one day, the later version.
    return {f"{row.kind}.{row.block}": row for row in rows.order_by("valid_from", "version")}


def history(unit: Unit, kind: str, block: str) -> list[PaperWording]:
    """Every version of one slot, the newest first. One query."""
    rows = PaperWording.objects.filter(unit=unit, kind=kind, block=block)
    return list(rows.select_related("kept_by").order_by("-version"))


def text_for(unit: Unit, key: str, on: date, *, known_at: datetime | None = None, **values: str) -> str:
    """The text of a slot on a paper of ``unit`` dated ``on``, placeholders filled. One query.

    ``known_at``: the paper was issued then and is printed again; what was kept later does not count. Raises `LookupError`
    for a slot that is not known or a value that is missing.
    """
    slot = BY_KEY[key]
    held = PaperWording.objects.filter(unit=unit, kind=slot.kind, block=slot.block, valid_from__lte=on)
    if known_at is not None:
        held = held.filter(kept_at__lte=known_at)
    own = held.order_by("-valid_from", "-version").values_list("text", flat=True).first()
    return filled(slot, own or slot.default, values)


def paragraphs_for(
    unit: Unit, key: str, on: date, *, known_at: datetime | None = None, **values: str
) -> tuple[str, ...]:
    """As :func:`text_for`, one for each paragraph."""
    return paragraphs(text_for(unit, key, on, known_at=known_at, **values))
