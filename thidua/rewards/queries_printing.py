"""Reading layouts, print runs and sheets, and what still waits for printing."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Value, When

from paperwork.stock import StockLayout, default_layout
from thidua.decisions.models import Decision
from thidua.honours.models import Honour
from thidua.honours.queries import lines_of_decision
from thidua.rewards.models import CertificateCopy, PrintLayout, PrintRun, RecipientKind
from thidua.shared.certain import certain
from thidua.units.models import Unit
from thidua.units.queries import unit_ids_visible_to

if TYPE_CHECKING:  # what the type checker shall know of annotated rows
    from thidua.honours.queries import StandingHonour

# Awards whose certificate is by practice printed on A3 stock (their patterns are the Prime Minister's to lay down).
ON_A3 = frozenset(
    {"ministry_province_emulation_fighter", "excellent_labour_collective", "diploma_of_merit_ministry_province"}
)


def visible_to(user, on: date) -> QuerySet[PrintRun]:
    """Print runs of the deciding units whose affairs the account may see, with ``printed``: sheets made so far."""
    return (
        PrintRun.objects.filter(decision__unit__in=unit_ids_visible_to(user, on))
        .select_related("decision__unit", "layout", "requested_by")
        .annotate(printed=Count("copies", filter=Q(copies__part__isnull=False)))
    )


def runs_of(decision: Decision) -> QuerySet[PrintRun]:
    """The print runs of a decision with their files: those under way or stopped first, then the newest."""
    ends = Case(When(state__in=["waiting", "stopped"], then=Value(0)), default=Value(1))
    return (
        PrintRun.objects.filter(decision=decision)
        .select_related("layout", "requested_by", "decision__unit")
        .annotate(printed=Count("copies", filter=Q(copies__part__isnull=False)))
        .prefetch_related("parts")
        .order_by(ends, "-requested_at", "-pk")
    )


def unprinted(decisions: QuerySet[Decision]) -> QuerySet[Decision]:
    """Of issued decisions those for which no printing was ordered, or all of it discarded."""
    ordered = PrintRun.objects.filter(decision=OuterRef("pk")).exclude(state="discarded")
    return decisions.filter(~Exists(ordered), state="issued", kind=Decision.Kind.AWARD)


def decisions_to_print(user, on: date) -> QuerySet[Decision]:
    """Issued decisions of visible units whose certificates were not printed yet."""
    return (
        unprinted(Decision.objects.filter(unit__in=unit_ids_visible_to(user, on)))
        .select_related("unit")
        .order_by("-decided_on", "-number")
    )


def standing_lines(decision: Decision) -> "QuerySet[StandingHonour]":
    """The entries of an issued decision that hold today, in its order; ``root_id`` is the award line."""
    return lines_of_decision(decision.unit, decision.number_text, certain(decision.decided_on))


def kind_of(honour: Honour) -> str:
    """Which kind of recipient a layout must be made for."""
    if honour.person_id is not None:
        return RecipientKind.PERSON
    return RecipientKind.COLLECTIVE if honour.unit_id is not None else RecipientKind.OTHER


_OF_KIND = {
    RecipientKind.PERSON: Q(person__isnull=False),
    RecipientKind.COLLECTIVE: Q(unit__isnull=False),
    RecipientKind.OTHER: Q(person=None, unit=None),
}


def lines_to_print(decision: Decision, kind: str = "") -> "QuerySet[StandingHonour]":
    """The standing lines that have no good sheet, nor one that waits for its turn; of one kind of recipient, or of all."""
    live = CertificateCopy.objects.filter(honour=OuterRef("root_id"), state__in=CertificateCopy.LIVE)
    lines = standing_lines(decision).filter(~Exists(live))
    return lines.filter(_OF_KIND[RecipientKind(kind)]) if kind else lines


def left_to_print(decision: Decision) -> dict[str, int]:
    """How many sheets are left by kind of recipient; empty when none. One query."""
    live = CertificateCopy.objects.filter(honour=OuterRef("root_id"), state__in=CertificateCopy.LIVE)
    counts: dict[str, Any] = (
        standing_lines(decision)
        .order_by()
        .filter(~Exists(live))
        .aggregate(**{f"of_{kind.value}": Count("pk", filter=which) for kind, which in _OF_KIND.items()})
    )
    return {kind.removeprefix("of_"): count for kind, count in counts.items() if count}


def copies_of(decision: Decision) -> QuerySet[CertificateCopy]:
    """Every sheet ever planned for a decision, in its order, the newest sheet of a line first."""
    return (
        CertificateCopy.objects.filter(run__decision=decision)
        .select_related("honour", "run", "part__paper")
        .order_by("honour__ordinal", "-serial")
    )


def sheets_visible_to(user, on: date) -> QuerySet[CertificateCopy]:
    return CertificateCopy.objects.filter(run__decision__unit__in=unit_ids_visible_to(user, on)).select_related(
        "honour__issuer", "run__decision__unit", "run__layout", "part__paper", "replaces", "ended_by"
    )


def chain_of(copy: CertificateCopy) -> list[CertificateCopy]:
    """All sheets of the honour of ``copy``, first to last. One query."""
    return list(
        CertificateCopy.objects.filter(honour=copy.honour_id)
        .select_related("run__requested_by", "reissue__made_by", "part", "ended_by")
        .order_by("serial")
    )


def good_sheet(honour: Honour) -> CertificateCopy | None:
    """The printed sheet of an award line that counts today."""
    sheets = CertificateCopy.objects.select_related("run__decision__unit", "run__layout", "honour")
    return sheets.filter(honour=honour, state="printed").first()


def page_in_file(copy: CertificateCopy) -> int:
    """The page of the file on which a printed sheet stands."""
    before = CertificateCopy.objects.filter(part=copy.part_id, position__lte=copy.position)
    return before.count()


def sheet_with(code: str) -> CertificateCopy | None:
    """The sheet that carries a check code in canonical form, with run and request of the sheet in its place, if any."""
    whole = ("honour", "run", "replaced_by__run", "replaced_by__reissue__asked")
    return CertificateCopy.objects.select_related(*whole).filter(check_code=code).first()


# ── layouts ──


def current_layouts(unit_ids: set[int]) -> QuerySet[PrintLayout]:
    """The newest version of each layout of these units."""
    newer = PrintLayout.objects.filter(
        unit=OuterRef("unit"),
        award_code=OuterRef("award_code"),
        recipient_kind=OuterRef("recipient_kind"),
        version__gt=OuterRef("version"),
    )
    return PrintLayout.objects.filter(~Exists(newer), unit__in=unit_ids).select_related("unit", "made_by")


def layouts_visible_to(user, on: date) -> QuerySet[PrintLayout]:
    return current_layouts(unit_ids_visible_to(user, on))


def layouts_for(decision: Decision) -> dict[str, PrintLayout]:
    """The deciding unit's layouts for the award, by kind of recipient. One query."""
    found = current_layouts({decision.unit_id}).filter(award_code=decision.award_code)
    return {layout.recipient_kind: layout for layout in found}


def layout_of(unit: Unit, award_code: str, kind: str) -> PrintLayout | None:
    """The newest version, or None when the agency has not laid this stock out yet."""
    versions = PrintLayout.objects.filter(unit=unit, award_code=award_code, recipient_kind=kind)
    return versions.order_by("-version").first()


def first_layout(award_code: str) -> StockLayout:
    """What the calibrator begins with."""
    return default_layout("A3" if award_code in ON_A3 else "A4")
