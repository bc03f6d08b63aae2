"""Reading ceremonies and requests for exchange or re-issue."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Count, Q, QuerySet

from rulebook.deadlines import Deadline, DeadlineError, deadline
from thidua.decisions.models import Decision
from thidua.honours.models import Honour
from thidua.honours.wording import news_rank
from thidua.rewards.models import CertificateCopy
from thidua.rewards.models_ceremony import HandingLine, HandingList, ReissueRequest
from thidua.units.queries import unit_ids_visible_to

if TYPE_CHECKING:  # what the type checker shall know of annotated rows
    from django_stubs_ext import WithAnnotations

    class _Counted(TypedDict):
        line_count: int
        handed_count: int

    CountedHanding = WithAnnotations[HandingList, _Counted]

Handed = HandingLine.Handed
DONE = (Handed.HANDED, Handed.ON_BEHALF)
AWARD_FIRST, COLLECTIVES_FIRST = "award_first", "collectives_first"
ORDERS = {
    AWARD_FIRST: "Khen thưởng cao trước; trong mỗi loại, tập thể trước cá nhân",
    COLLECTIVES_FIRST: "Mọi tập thể trước, rồi đến cá nhân",
}
REISSUE_DEADLINE = "artefact_reissue_proposer"


def visible_to(user, on: date) -> "QuerySet[CountedHanding]":
    """Ceremonies of the units whose affairs the account may see, with ``line_count`` and ``handed_count``."""
    return (
        HandingList.objects.filter(unit__in=unit_ids_visible_to(user, on))
        .select_related("unit")
        .annotate(line_count=Count("lines"), handed_count=Count("lines", filter=Q(lines__handed__in=DONE)))
    )


def lines_of(handing_list: HandingList) -> QuerySet[HandingLine]:
    """In speaking order."""
    return handing_list.lines.select_related("honour", "handing_list").order_by("ordinal")


def decisions_to_hand(user, on: date) -> QuerySet[Decision]:
    """Issued decisions of visible units, newest first: those among which a ceremony chooses."""
    return (
        Decision.objects.filter(state="issued", kind=Decision.Kind.AWARD, unit__in=unit_ids_visible_to(user, on))
        .select_related("unit")
        .order_by("-decided_on", "-number")
    )


def in_speaking_order(entries: Iterable[Honour], order: str) -> list[Honour]:
    """Honours as they are read out: by award, the highest first, collectives before people (:data:`ORDERS`); within, by
    decision and its own order."""

    def place(entry: Honour) -> tuple:
        is_person = entry.person_id is not None
        award = (news_rank(entry.award_code), entry.award_code)
        head = (is_person, *award) if order == COLLECTIVES_FIRST else (*award, is_person)
        return *head, entry.decided_on, entry.decision_number, entry.ordinal

    return sorted(entries, key=place)


def reissues_visible_to(user, on: date) -> QuerySet[ReissueRequest]:
    units = unit_ids_visible_to(user, on)
    return ReissueRequest.objects.filter(unit__in=units).select_related("unit", "honour", "honour__issuer")


def open_reissue(honour: Honour) -> ReissueRequest | None:
    """The request about an award line that is not answered or not handed over yet; at most one."""
    return ReissueRequest.objects.filter(honour=honour, state__in=["received", "granted"]).first()


def new_sheet(request: ReissueRequest) -> CertificateCopy | None:
    """The sheet made for a granted request, or its successor where that one was spoiled or never printed."""
    made = CertificateCopy.objects.filter(reissue__asked=request).first()
    while made is not None and made.state in ("spoiled", "dropped"):
        after = CertificateCopy.objects.filter(replaces=made).first()
        if after is None:
            break
        made = after
    return made


def due_of(received_on: date) -> tuple[date | None, str]:
    """(last day to answer, its basis in words); no day where our data has none for that time, and the words say so."""
    try:
        found: Deadline = deadline(REISSUE_DEADLINE, received_on)
    except DeadlineError:
        return None, "Dữ liệu luật chưa có thời hạn trả lời cho ngày này (thủ tục do Thủ tướng quy định, chưa đọc)."
    return found.day, f"{found.citation}; {found.status.label_vi.lower()}"
