"""The ledger of use: which award a recognised initiative has already been counted for."""

from datetime import datetime

from django.db import IntegrityError, transaction

from thidua.people.models import Person
from thidua.records import permissions
from thidua.records.actions import checked_reason
from thidua.records.models import Initiative, InitiativeUse
from thidua.shared import audit
from thidua.shared.actions_rows import strike
from thidua.shared.denied import Denied
from thidua.shared.text import nfc


@transaction.atomic
def note_use(
    *,
    initiative: Initiative,
    person: Person,
    award_code: str,
    year: int,
    by,
    at: datetime,
    line_key: int | None = None,
    source: str = "",
) -> InitiativeUse:
    """Write into the ledger that the award of ``year`` to an author counts on this initiative.

    ``line_key``: the line of a dossier, where the stage of dossiers calls; else ``source`` names the decision of an award
    given before. Whether a second use is allowed is not decided here: the law's rule differs by award and day.
    """
    permissions.check_can_note_use(by, person, at.date())
    if initiative.state != "recognised":
        raise Denied("Chỉ sáng kiến đã được công nhận mới dùng được để xét khen thưởng.")
    if person.pk not in permissions.author_ids(initiative):
        raise Denied(f"{person.full_name} không phải tác giả của sáng kiến này.")
    if not initiative.year <= year <= at.year:
        raise Denied(f"Năm khen thưởng phải từ năm của sáng kiến ({initiative.year}) đến {at.year}.")
    source = nfc(source)[:200]
    if line_key is None and not source:
        raise Denied("Mời ghi quyết định khen thưởng đã dùng sáng kiến này.")
    row = InitiativeUse(
        initiative=initiative, person=person, award_code=award_code, year=year, line_key=line_key, source=source,
        noted_at=at, noted_by=by,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Denied("Sáng kiến này đã được ghi dùng cho chính khen thưởng đó.") from error
    audit.record("initiative_use_noted", initiative, by=by, at=at, detail={"award": award_code, "year": year})
    return row


@transaction.atomic
def release_use(*, use: InitiativeUse, reason: str, by, at: datetime) -> None:
    """The award no longer counts on the initiative; the line of the ledger stays with the reason."""
    permissions.check_can_note_use(by, use.person, at.date())
    strike(use, "released", reason=checked_reason(reason), by=by, at=at)
    audit.record("initiative_use_released", use.initiative, by=by, at=at, detail={"award": use.award_code})
