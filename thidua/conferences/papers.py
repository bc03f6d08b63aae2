"""A held conference as minutes."""

from datetime import datetime
from typing import Any

from paperwork.blocks import Reference, Section
from paperwork.papers.conference_minutes import ConferenceMinutes, render_conference_minutes
from thidua.conferences.models import AgendaPoint, Conference
from thidua.papers.letterhead import issuer_of, symbol_of
from thidua.shared.text import paragraphs

Kind = AgendaPoint.Kind


def outcome_of(kind: str, facts: dict[str, Any]) -> tuple[str, ...]:
    """What the facts add under a point of the agenda, as sentences; nothing where there is nothing."""
    if kind == Kind.LAUNCH and facts["movements_launched"]:
        return tuple(f"Phát động phong trào thi đua “{title}”." for title in facts["movements_launched"])
    if kind == Kind.SIGNING and facts["pledges_signed"]:
        units = "; ".join(facts["pledge_units"])
        return (f"{facts['pledges_signed']:02d} giao ước thi đua đã được hai bên ký với: {units}.",)
    if kind == Kind.AWARDS and facts["honours"]:
        lines = "; ".join(f"{number:02d} {name}" for _, name, number in facts["honours"])
        return (f"Công bố, trao thưởng năm {facts['year_summarised']}: {lines}.",)
    if kind == Kind.HANDOVER:
        return tuple(f"Trưởng {cluster} nhiệm kỳ mới: {unit}." for cluster, unit in facts["next_cluster_heads"])
    return ()


def _sections(conference: Conference, facts: dict[str, Any]) -> tuple[Section, ...]:
    # The outcome stands once, under the first point of its kind.
    sections, told = [], set()
    for kind, label, text in facts["agenda"]:
        added = () if kind in told else outcome_of(kind, facts)
        told.add(kind)
        sections.append(Section(label, (text, *added)))
    if ending := paragraphs(conference.conclusion):
        sections.append(Section("Kết luận", ending))
    return tuple(sections)


def render_minutes(
    conference: Conference,
    facts: dict[str, Any],
    *,
    number: int,
    began_at: datetime,
    ended_at: datetime,
    chair: str,
    secretary: str,
) -> bytes:
    """PDF bytes. Raises ``paperwork.blocks.PaperError`` for text that cannot be printed."""
    attendance = [
        f"{unit}: {representative}" if representative else unit for unit, representative in facts["came"]
    ] or ["Không có đơn vị được mời dự"]
    return render_conference_minutes(
        ConferenceMinutes(
            issuer=issuer_of(conference.unit),
            reference=Reference(number, symbol_of("BB", conference.unit), ended_at.date()),
            summary=conference.title,
            started_at=began_at,
            ended_at=ended_at,
            venue=conference.place,
            chair=chair,
            secretary=secretary,
            attendance=(f"{facts['units_came']}/{facts['units_invited']} đơn vị được mời có mặt", *attendance),
            agenda=_sections(conference, facts),
        )
    )
