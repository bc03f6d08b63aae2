"""Keeping where texts stand on stock."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from paperwork.blocks import PaperError
from paperwork.stock import StockLayout, check_layout, to_data
from thidua.law.queries import every_award
from thidua.rewards.models import PrintLayout, RecipientKind
from thidua.rewards.permissions import check_can_lay_out
from thidua.rewards.queries_printing import layout_of
from thidua.shared import audit
from thidua.shared.denied import Denied, Stale
from thidua.units.models import Unit


@transaction.atomic
def save_layout(
    *, unit: Unit, award_code: str, recipient_kind: str, layout: StockLayout, seen_version: int, by, at: datetime
) -> PrintLayout:
    """A new version of an agency's layout; ``seen_version``: the one the page was made from, 0 for none.

    Raises Denied for a layout that cannot be printed, Stale when somebody saved meanwhile. Earlier versions stay, with
    the print runs that used them.
    """
    check_can_lay_out(by, unit, timezone.localdate(at))
    if award_code not in dict(every_award()) or recipient_kind not in RecipientKind.values:
        raise Denied("Không có danh hiệu, hình thức hoặc loại đối tượng này.")
    try:
        check_layout(layout)
    except PaperError as error:
        raise Denied(str(error)) from error
    last = layout_of(unit, award_code, recipient_kind)
    if (last.version if last else 0) != seen_version:
        raise Stale()
    if last is not None and last.data == to_data(layout):
        return last
    try:
        with transaction.atomic():
            made = PrintLayout.objects.create(
                unit=unit, award_code=award_code, recipient_kind=recipient_kind, version=seen_version + 1,
                data=to_data(layout), made_at=at, made_by=by,
            )  # fmt: skip
    except IntegrityError as error:
        raise Stale() from error
    audit.record(
        "print_layout_saved", made, by=by, at=at,
        detail={"unit": unit.pk, "award": award_code, "kind": recipient_kind, "version": made.version},
    )  # fmt: skip
    return made
