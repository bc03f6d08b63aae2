"""Numbering and keeping papers."""

import hashlib
from datetime import date, datetime

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F

from thidua.papers.models import NumberSeries, Paper
from thidua.shared import audit
from thidua.units.models import Unit


def next_number(unit: Unit, symbol: str, year: int) -> int:
    """The next number of a series, without gap and without double.

    Call it inside the transaction that issues the paper: the updated row stays locked until commit, so that two issuers
    queue, and a roll-back gives the number back.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("a number belongs inside the transaction that issues the paper")
    series, _ = NumberSeries.objects.get_or_create(unit=unit, symbol=symbol, year=year)
    NumberSeries.objects.filter(pk=series.pk).update(last=F("last") + 1)
    return NumberSeries.objects.values_list("last", flat=True).get(pk=series.pk)


def coming_number(unit: Unit, symbol: str, year: int) -> int:
    """The number the next paper of a series gets unless somebody issues another one before. One query."""
    last = NumberSeries.objects.filter(unit=unit, symbol=symbol, year=year).values_list("last", flat=True).first()
    return (last or 0) + 1


def number_text(number: int, symbol: str, unit: Unit) -> str:
    """The printed number and symbol: numbers below 10 with a leading zero (Nghị định 30/2020, Phụ lục I)."""
    return f"{number:02d}/{symbol}-{unit.symbol}"


@transaction.atomic
def keep_paper(
    *,
    kind: str,
    title: str,
    unit: Unit,
    content: bytes,
    issued_on: date,
    by,
    at: datetime,
    number: int | None = None,
    number_text: str = "",
    is_public: bool = False,
    suffix: str = "pdf",
) -> Paper:
    """Store an issued paper with its checksum; the file is never written again."""
    digest = hashlib.sha256(content).hexdigest()
    paper = Paper(
        kind=kind,
        title=title,
        unit=unit,
        number=number,
        number_text=number_text,
        year=issued_on.year,
        issued_on=issued_on,
        sha256=digest,
        size=len(content),
        is_public=is_public,
        kept_at=at,
        kept_by=by,
    )
    paper.file.save(f"{kind}-{digest[:16]}.{suffix}", ContentFile(content), save=False)
    paper.save()
    audit.record("paper_kept", paper, by=by, at=at, detail={"kind": kind, "sha256": digest, "number": number_text})
    return paper
