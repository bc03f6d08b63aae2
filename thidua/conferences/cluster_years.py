"""What conferences have of a cluster's year: the meetings, and how the chair was handed over."""

from datetime import date

from django.db.models import Q
from django.urls import reverse

from thidua.conferences.models_stage import Handover
from thidua.conferences.queries import visible_to
from thidua.shared.ui import Event
from thidua.shared.wording import vi_date
from thidua.units.models import Cluster
from thidua.units.queries import unit_ids_visible_to


def conference_doors(cluster: Cluster, year: int, user, on: date) -> list[Event]:
    """Conferences of the year and the record of the handover, as far as the account sees them. Four queries at most."""
    of_year = Q(year_summarised=year) | Q(year_launched=year) | Q(held_on__year=year)
    held = visible_to(user, on).filter(of_year, cluster=cluster).exclude(state="cancelled").distinct()
    found = [
        Event(each.title, when=vi_date(each.held_on), note=each.state_label, url=reverse("conferences:detail", args=[each.pk]))
        for each in held.order_by("held_on", "pk")[:20]
    ]  # fmt: skip
    seen = unit_ids_visible_to(user, on)
    for record in Handover.objects.filter(cluster=cluster, year=year).select_related("giver", "taker", "paper"):
        may = bool({cluster.organiser_id, record.giver_id, record.taker_id} & seen)
        found.append(
            Event(
                f"Bàn giao: {record.giver.name} → {record.taker.name}",
                when=vi_date(record.handed_on),
                note=f"Biên bản số {record.paper.number_text}",
                url=reverse("conferences:handover-paper", args=[record.pk]) if may else "",
            )
        )
    return found
