"""What followed from an issued decision beside its certificates: bonus money, the ceremony, digital badges."""

from typing import TYPE_CHECKING, TypedDict

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from thidua.decisions.models import Decision
from thidua.rewards.models_badges import Credential
from thidua.rewards.models_ceremony import HandingLine
from thidua.rewards.models_money import BonusList

if TYPE_CHECKING:  # what the type checker shall know of annotated rows
    from django_stubs_ext import WithAnnotations

    class _After(TypedDict):
        bonus_list: int | None
        ceremony: int | None
        has_badges: bool

    FollowedDecision = WithAnnotations[Decision, _After]


def with_what_followed(decisions: QuerySet[Decision]) -> "QuerySet[FollowedDecision]":
    """Decisions with ``bonus_list`` (primary key of the newest that was not withdrawn), ``ceremony`` (of the last one that
    hands its awards over) and ``has_badges``. No further query."""
    its = {
        "honour__issuer": OuterRef("unit"),
        "honour__decision_number": OuterRef("number_text"),
        "honour__decided_on": OuterRef("decided_on"),
    }
    lists = BonusList.objects.filter(decision=OuterRef("pk")).exclude(state="withdrawn").order_by("-pk")
    lines = HandingLine.objects.filter(**its).order_by("-handing_list__held_on", "-handing_list")
    return decisions.annotate(
        bonus_list=Subquery(lists.values("pk")[:1]),
        ceremony=Subquery(lines.values("handing_list")[:1]),
        has_badges=Exists(Credential.objects.filter(**its)),
    )
