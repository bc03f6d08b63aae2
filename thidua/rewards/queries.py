"""Reading batches of certificates and what still waits for printing."""

from datetime import date

from django.db.models import QuerySet

from thidua.decisions.models import Decision
from thidua.rewards.models import CertificateBatch
from thidua.units.queries import unit_ids_visible_to


def visible_to(user, on: date) -> QuerySet[CertificateBatch]:
    """Batches of the deciding units whose affairs the account may see."""
    return CertificateBatch.objects.filter(decision__unit__in=unit_ids_visible_to(user, on)).select_related(
        "decision__unit", "paper", "printed_by"
    )


def decisions_to_print(user, on: date) -> QuerySet[Decision]:
    """Issued award decisions of visible units whose certificates were not printed yet."""
    return (
        Decision.objects.filter(
            state="issued", kind=Decision.Kind.AWARD, certificates=None, unit__in=unit_ids_visible_to(user, on)
        )
        .select_related("unit")
        .order_by("-decided_on", "-number")
    )
