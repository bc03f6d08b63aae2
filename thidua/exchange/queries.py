"""Reading packages, and the papers that belong to a decision."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from django.db.models import QuerySet
from django.utils.text import slugify

from paperwork.archive import Kept
from paperwork.edxml import Package, Party, read_package
from thidua.councils.models import CouncilSession
from thidua.decisions.models import Decision
from thidua.exchange.models import ExchangePackage
from thidua.nominations.models import Nomination
from thidua.papers.models import Paper
from thidua.shared.text import fold
from thidua.signing.queries import content_of
from thidua.units.models import Unit
from thidua.units.queries import unit_ids_visible_to

_COMMITTEE = "uy ban nhan dan "
TYPE_NAMES = {
    "decision": "Quyết định", "decision_letter": "Công văn", "nomination": "Tờ trình", "council_minutes": "Biên bản",
    "decision_scan": "Bản quét quyết định",
}  # fmt: skip


def visible_to(user, on: date) -> QuerySet[ExchangePackage]:
    """Packages of the units whose affairs the account may see, the newest first."""
    return ExchangePackage.objects.filter(unit__in=unit_ids_visible_to(user, on)).select_related(
        "unit", "file", "decision"
    )


def _office(name: str) -> str:
    """An agency's name as it is compared: "UBND phường A, tỉnh B" and "Ủy ban nhân dân Phường A" are one."""
    words = fold(name.partition(",")[0])
    return f"{_COMMITTEE}{words.removeprefix('ubnd ')}" if words.startswith("ubnd ") else words


def _own_ids(unit: Unit) -> set[str]:
    """Identifiers the unit's clerks gave as their own; no register of ours holds them."""
    made = ExchangePackage.objects.filter(unit=unit, direction=ExchangePackage.Direction.OUT)
    return set(made.order_by().values_list("said__from_id", flat=True).distinct())


def _is_named(unit: Unit, name: str) -> bool:
    return _office(name) in {_office(unit.agency_name), _office(unit.name)}


def is_own(sender: Party, unit: Unit) -> bool:
    """Whether a package left the unit itself: by its name and by an identifier it has sent under."""
    return _is_named(unit, sender.name) and sender.organ_id in _own_ids(unit)


def doubts_of(package: ExchangePackage) -> list[str]:
    """Why a package that came may not be meant for the unit that took it, in sentences; none where it is addressed to it."""
    said, unit, doubts = package.said, package.unit, []
    to, ids = said["to"], said.get("to_ids", [])
    if not any(_is_named(unit, name) for name in to) and not _own_ids(unit) & set(ids):
        addressed = "; ".join(to) or "không cơ quan nào"
        doubts.append(f"Gói tin ghi gửi cho {addressed}, không ghi {unit.agency_name}.")
    if _is_named(unit, said["from"]):
        doubts.append(f"Gói tin ghi cơ quan gửi là chính {unit.agency_name}.")
    return doubts


def parsed(package: ExchangePackage) -> Package:
    """What stands in a kept package; it was read before it was kept."""
    return read_package(content_of(package.file))


def papers_of(decision: Decision) -> Iterator[tuple[Paper, Decision | None]]:
    """The decision, papers about it, its scan; the proposals of its dossiers and the minutes of their sessions, each once.

    With the decision each is a paper of, None for the others.
    """
    seen: set[int] = set()
    related = [decision, *decision.later_papers.filter(state="issued").select_related("paper", "scan").order_by("pk")]
    for each in related:
        for paper in (each.paper, each.scan):
            if paper is not None and paper.pk not in seen:
                seen.add(paper.pk)
                yield paper, each
    dossiers = Nomination.objects.filter(lines__decision_lines__decision=decision, paper__isnull=False).distinct()
    sessions = CouncilSession.objects.filter(
        agenda__line__decision_lines__decision=decision, minutes__isnull=False
    ).distinct()
    others = [d.paper for d in dossiers.select_related("paper__unit")]
    others += [s.minutes for s in sessions.select_related("minutes__unit")]
    for paper in others:
        if paper is not None and paper.pk not in seen:
            seen.add(paper.pk)
            yield paper, None


def kept_of(decision: Decision) -> list[Kept]:
    """The same with their bytes, ready for the archive."""
    rows = []
    for ordinal, (paper, source) in enumerate(papers_of(decision), start=1):
        number, _, notation = paper.number_text.partition("/")
        suffix = Path(paper.file.name or "").suffix.lower()
        rows.append(
            Kept(
                name=f"{ordinal:03d}-{slugify(fold(paper.number_text or paper.kind))}{suffix}",
                content=content_of(paper),
                type_name=TYPE_NAMES.get(paper.kind, paper.kind),
                number=number,
                notation=notation,
                issued_on=paper.issued_on,
                organ_name=paper.unit.agency_name,
                subject=paper.title,
                signer_position=source.signer_title if source else "",
                signer_name=source.signer_name if source else "",
                receivers=tuple(copy.name for copy in source.copies.all() if copy.is_printed) if source else (),
            )
        )
    return rows
