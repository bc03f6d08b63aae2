"""An agency words its papers in its own way, from a day on."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from paperwork.blocks import PaperError
from paperwork.wordings import Slot, checked
from thidua.papers.models import PaperWording
from thidua.papers.permissions import check_can_word
from thidua.shared import audit
from thidua.shared.denied import Denied
from thidua.shared.wording import vi_date
from thidua.units.models import Unit


@transaction.atomic
def keep_wording(*, unit: Unit, slot: Slot, text: str, valid_from: date, by, at: datetime) -> PaperWording:
    """A new version of the agency's own text. The versions before it stay, and so does every paper already issued.

    Raises `Denied` for text that may not stand on a paper, for a day that is past, and for a text that changes nothing.
    """
    check_can_word(by, unit, timezone.localdate(at))
    try:
        text = checked(slot, text)
    except PaperError as error:
        raise Denied(str(error)) from error
    return _add(unit, slot, text, valid_from, by, at)


@transaction.atomic
def use_common_wording(*, unit: Unit, slot: Slot, valid_from: date, by, at: datetime) -> PaperWording:
    """From a day on the text all agencies share stands again. Raises `Denied` as :func:`keep_wording`."""
    check_can_word(by, unit, timezone.localdate(at))
    return _add(unit, slot, "", valid_from, by, at)


def _add(unit: Unit, slot: Slot, text: str, valid_from: date, by, at: datetime) -> PaperWording:
    today = timezone.localdate(at)
    if valid_from < today:
        raise Denied(
            f"Lời văn mới chỉ dùng được từ hôm nay ({vi_date(today)}) trở đi: giấy tờ đã ban hành không thay đổi."
        )
    # The row of the agency is the queue: two clerks at once get two numbers.
    Unit.objects.select_for_update().get(pk=unit.pk)
    mine = PaperWording.objects.filter(unit=unit, kind=slot.kind, block=slot.block)
    last = mine.order_by("-version").first()
    if text == (last.text if last else ""):
        raise Denied("Lời văn này giống lời văn đang dùng." if text else "Cơ quan đang dùng lời văn chung.")
    version = (mine.aggregate(last=Max("version"))["last"] or 0) + 1
    made = PaperWording.objects.create(
        unit=unit,
        kind=slot.kind,
        block=slot.block,
        version=version,
        text=text,
        valid_from=valid_from,
        kept_at=at,
        kept_by=by,
    )
    detail = {"slot": slot.key, "version": version, "valid_from": valid_from.isoformat(), "common": not text}
    audit.record("paper_worded", made, by=by, at=at, detail=detail)
    return made
