"""Past honours entered by mistake: taken out of force by later entries, since the register only grows."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from rulebook.revocations import MISTAKE
from thidua.honours.actions import CORRECTABLE, _add, _fill
from thidua.honours.digest import mark_of
from thidua.honours.models import Honour
from thidua.honours.permissions import check_can_import
from thidua.shared import audit
from thidua.shared.actions_bulk import BATCH
from thidua.shared.denied import Denied
from thidua.units.models import Unit
from thidua.units.queries import unit_ids_below


@transaction.atomic
def withdraw_imported_honours(*, keys: Sequence[int], under: Unit, reason: str, by, at: datetime) -> int:
    """Withdraw award lines that were imported and that nothing was entered about since; returns how many.

    The lines stay; a later entry says that they were entered by mistake. Lines decided in the system are revoked by
    who decides awards, never here.
    """
    check_can_import(by, under, at.date())
    inside, entries = unit_ids_below([under.pk]), []
    for start in range(0, len(keys), BATCH):
        part = list(keys)[start : start + BATCH]
        if Honour.objects.filter(refers_to_id__in=part).exists():
            raise Denied("Có dòng đã được đính chính hoặc hủy bỏ sau khi nhập. Chưa dòng nào được lấy lại.")
        for line in Honour.objects.filter(pk__in=part).order_by("pk"):
            if (
                line.source != Honour.Source.IMPORTED
                or (line.of_unit_id or line.unit_id or line.issuer_id) not in inside
            ):
                raise Denied(f"Dòng của {line.recipient_name} không phải dòng nhập từ hồ sơ cũ của {under.name}.")
            kept = (*CORRECTABLE, "person_id", "unit_id", "of_unit_id", "issuer_id", "authority", "decision_number",
                    "decided_on")  # fmt: skip
            entry = Honour(
                **{name: getattr(line, name) for name in (*kept, "ordinal")},
                entry=Honour.Entry.REVOCATION,
                refers_to=line,
                serial=1,
                reason=reason[:300],
                cause=MISTAKE,
            )
            entries.append(_fill(entry, source=line.source, by=by, at=at))
    if len(entries) != len(keys) or not entries:
        raise Denied("Có dòng không còn trong sổ vàng. Chưa dòng nào được lấy lại.")
    _add(entries)
    detail = {"count": len(entries), "reason": reason[:300], "lines": mark_of(entries)}
    audit.record("past_honours_withdrawn", under, by=by, at=at, detail=detail)
    return len(entries)
