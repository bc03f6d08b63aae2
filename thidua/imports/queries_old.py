"""Reading old decisions: whose they are, their lines, how many of each sort."""

from datetime import date

from django.db.models import Count, Q, QuerySet

from thidua.honours.models import Honour
from thidua.honours.queries import standing
from thidua.imports.models_old import OldDecision, OldLine
from thidua.imports.queries import units_to_import_for


def old_job_key(decision: OldDecision) -> str:
    """One job at a time for one old decision."""
    return f"old-decision:{decision.pk}"


def old_visible_to(user, on: date) -> QuerySet[OldDecision]:
    """Old decisions of the units whose own officer the account is; nobody sees another agency's upload."""
    return OldDecision.objects.filter(unit__in=units_to_import_for(user, on)).select_related("unit", "uploaded_by")


def lines_of_old(decision: OldDecision) -> QuerySet[OldLine]:
    """The lines with what a page shows of them, in the order of the file."""
    return decision.lines.select_related("person", "recipient_unit__parent", "of_unit", "issuer", "honour").order_by(
        "ordinal"
    )


def counts_of(decision: OldDecision) -> dict[str, int]:
    """How many lines there are in all, in doubt, clear, confirmed, dropped. One query."""
    proposed = Q(state="proposed")
    return decision.lines.aggregate(
        every=Count("pk"),
        doubt=Count("pk", filter=proposed & Q(is_doubtful=True)),
        clear=Count("pk", filter=proposed & Q(is_doubtful=False)),
        confirmed=Count("pk", filter=Q(state="confirmed")),
        dropped=Count("pk", filter=Q(state="dropped")),
    )


def left_to_head(decision: OldDecision) -> dict[str, int]:
    """Of what every registered line must have and the head may tell: how many lines do not tell it themselves."""
    left = dict.fromkeys(("number", "date", "issuer", "award", "year"), 0)
    for read in decision.lines.values_list("read", flat=True):
        for key in left:
            said = read.get(key, {})
            left[key] += said.get("from_head", False) or not said.get("value")
    return left


def same_file(decision: OldDecision) -> OldDecision | None:
    """Another upload of the very same bytes that was not thrown away."""
    others = OldDecision.objects.filter(unit=decision.unit, sha256=decision.sha256).exclude(state="discarded")
    return others.exclude(pk=decision.pk).order_by("-pk").first()


def registered_of(decision: OldDecision) -> QuerySet[Honour]:
    """Entries of the register that hold today under the number and day of the head."""
    if not decision.number or decision.decided_on is None:
        return Honour.objects.none()
    own = decision.lines.filter(honour__isnull=False).values("honour")
    found = standing().filter(decision_number__iexact=decision.number, decided_on=decision.decided_on)
    return found.exclude(pk__in=own)


def registered_twin(line: OldLine) -> Honour | None:
    """The entry that says the very same as a line of a known person or unit."""
    if not (line.person_id or line.recipient_unit_id) or line.year is None or line.decided_on is None:
        return None
    return standing().filter(
        person=line.person, unit=line.recipient_unit, award_code=line.award_code, year=line.year,
        decision_number__iexact=line.number, decided_on=line.decided_on,
    ).first()  # fmt: skip
