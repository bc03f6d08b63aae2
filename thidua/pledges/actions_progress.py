"""Where the targets stand at the end of each quarter, with evidence (requirement P4)."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from decimal import Decimal

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction

from thidua.pledges.doubts import Doubtful, of_value
from thidua.pledges.models import Direction, Evidence, Pledge, PledgeTarget, Progress
from thidua.pledges.permissions import check_can_enter_progress
from thidua.pledges.queries_registration import quarter_ends
from thidua.pledges.targets import WrongTarget, number_of
from thidua.shared import audit
from thidua.shared.denied import Denied, Stale
from thidua.shared.gate import stamp, touch
from thidua.shared.text import nfc
from thidua.shared.uploads import PROOF, PROOF_LARGEST, PROOF_TAKEN, take
from thidua.shared.wording import vi_date

MOST_FILES = 10


def _quarter_start(year: int, quarter: int) -> date:
    if quarter not in (1, 2, 3, 4):
        raise Denied("Quý phải từ 1 đến 4.")
    return date(year, 3 * quarter - 2, 1)


def _check_begun(pledge: Pledge, quarter: int, at: datetime) -> None:
    if _quarter_start(pledge.year, quarter) > at.date():
        raise Denied(f"Quý {quarter} năm {pledge.year} chưa bắt đầu.")


def early_words(pledge: Pledge, quarter: int) -> str:
    """Why results of a quarter that still runs are asked about."""
    ends = vi_date(quarter_ends(pledge.year, quarter))
    return f"Quý {quarter} đến {ends} mới hết: nếu đây là kết quả tính đến hôm nay, hãy đánh dấu xác nhận rồi ghi lại."


@transaction.atomic
def enter_quarter(
    *,
    pledge: Pledge,
    quarter: int,
    values: Iterable[tuple[PledgeTarget, Decimal | str | int, str]],
    by,
    at: datetime,
    confirmed: Collection[int] = (),
    files: Iterable[tuple[PledgeTarget, UploadedFile]] = (),
    is_early: bool = False,
) -> int:
    """Where targets stand at the end of a quarter: (target, value, source) for each; one value a quarter and target.

    A value that is there already is corrected, the old one stays in the audit record; the same value again changes
    nothing. A value that looks wrong (``doubts.of_value``) is refused as :class:`Doubtful` unless the primary key of its
    target is among ``confirmed``; what was confirmed stands in the record. ``files`` are kept as
    evidence with it (:func:`attach_evidence`). Before the quarter is over values are refused unless ``is_early`` says
    that they are meant as the level so far. Returns how many values and files were entered or corrected.
    """
    check_can_enter_progress(by, pledge, at.date())
    _check_begun(pledge, quarter, at)
    values = list(values)
    if values and not is_early and at.date() <= quarter_ends(pledge.year, quarter):
        raise Denied(early_words(pledge, quarter))
    known, before = _entered(pledge, quarter)
    fresh, corrected, doubts = [], [], {}
    for target, raw, evidence in values:
        if target.pledge_id != pledge.pk:
            raise Denied("Chỉ tiêu không thuộc giao ước này.")
        value = number_of(raw, target.ordinal - 1, "value", "kết quả")
        if target.direction == Direction.DONE and value not in (0, 1):
            raise WrongTarget(target.ordinal - 1, "value", "kết quả là 1 (hoàn thành) hoặc 0 (chưa).")
        evidence = nfc(evidence)
        if len(evidence) > 300:
            raise Denied(f"Chỉ tiêu {target.ordinal}: minh chứng dài quá 300 ký tự.")
        old = known.get(target.pk)
        if old is not None and (old.value, old.evidence) == (value, evidence):
            continue
        if (old is None or old.value != value) and (doubt := of_value(target, value, before.get(target.pk))):
            doubts[target.pk] = doubt
        if old is None:
            entry = Progress(
                target=target, quarter=quarter, value=value, evidence=evidence, **stamp("entered", by=by, at=at)
            )
            known[target.pk] = entry
            fresh.append(entry)
        else:
            if old.pk is None:
                raise Denied(f"Chỉ tiêu {target.ordinal} có hai kết quả cho cùng một quý.")
            changed = Progress.objects.filter(pk=old.pk, value=old.value, evidence=old.evidence).update(
                value=value, evidence=evidence, **stamp("entered", by=by, at=at)
            )
            if changed != 1:
                raise Stale()
            corrected.append({"target": target.pk, "old": f"{old.value:f}", "new": f"{value:f}"})
    if open_doubts := {pk: words for pk, words in doubts.items() if pk not in set(confirmed)}:
        raise Doubtful(open_doubts, [f"chỉ tiêu {t.ordinal}" for t, _, _ in values if t.pk in open_doubts])
    uploads = list(files)
    if not fresh and not corrected:
        return _attached(uploads, pledge, quarter, by, at)
    touch(pledge)
    Progress.objects.bulk_create(fresh)
    detail: dict = {"quarter": quarter, "entered": len(fresh), "corrected": corrected}
    detail |= {"confirmed": sorted(doubts)} if doubts else {}
    detail |= {"early": True} if at.date() <= quarter_ends(pledge.year, quarter) else {}
    audit.record("progress_entered", pledge, by=by, at=at, detail=detail)
    return len(fresh) + len(corrected) + _attached(uploads, pledge, quarter, by, at)


def _attached(uploads: list[tuple[PledgeTarget, UploadedFile]], pledge: Pledge, quarter: int, by, at: datetime) -> int:
    for target, upload in uploads:
        if target.pledge_id != pledge.pk:
            raise Denied("Chỉ tiêu không thuộc giao ước này.")
        attach_evidence(target=target, quarter=quarter, upload=upload, by=by, at=at)
    return len(uploads)


def _entered(pledge: Pledge, quarter: int) -> tuple[dict[int, Progress], dict[int, Decimal]]:
    """What stands for the quarter, and the newest value before it, by target. One query."""
    known, before = {}, {}
    for entry in Progress.objects.filter(target__pledge=pledge, quarter__lte=quarter).order_by("quarter"):
        if entry.quarter == quarter:
            known[entry.target_id] = entry
        else:
            before[entry.target_id] = entry.value
    return known, before


def enter_progress(
    *, target: PledgeTarget, quarter: int, value: Decimal | str | int, evidence: str, by, at: datetime
) -> Progress:
    """:func:`enter_quarter` for one target, its value taken as looked at."""
    enter_quarter(
        pledge=target.pledge,
        quarter=quarter,
        values=[(target, value, evidence)],
        by=by,
        at=at,
        confirmed=[target.pk],
        is_early=True,
    )
    return Progress.objects.get(target=target, quarter=quarter)


@transaction.atomic
def attach_evidence(*, target: PledgeTarget, quarter: int, upload: UploadedFile, by, at: datetime) -> Evidence:
    """Keep a file that proves the value of a quarter. The same file twice is refused; at most ten a quarter."""
    check_can_enter_progress(by, target.pledge, at.date())
    _check_begun(target.pledge, quarter, at)
    checked = take(upload, PROOF, PROOF_TAKEN, PROOF_LARGEST)
    kept = Evidence.objects.filter(target=target, quarter=quarter, removed_at=None)
    if kept.filter(sha256=checked.sha256).exists():
        raise Denied(f"Tệp “{checked.name}” đã được nộp cho quý này.")
    if kept.count() >= MOST_FILES:
        raise Denied(f"Mỗi quý một chỉ tiêu nhận nhiều nhất {MOST_FILES} tệp.")
    evidence = Evidence(
        target=target,
        quarter=quarter,
        name=checked.name,
        sha256=checked.sha256,
        size=len(checked.content),
        **stamp("kept", by=by, at=at),
    )
    evidence.file.save(checked.name, ContentFile(checked.content), save=False)
    try:
        with transaction.atomic():
            evidence.save()
    except IntegrityError:
        raise Denied(f"Tệp “{checked.name}” đã được nộp cho quý này.") from None
    detail = {"target": target.pk, "quarter": quarter, "sha256": checked.sha256}
    audit.record("evidence_kept", target.pledge, by=by, at=at, detail=detail)
    return evidence


@transaction.atomic
def remove_evidence(*, evidence: Evidence, by, at: datetime) -> Evidence:
    """No longer shown; the file and the stamp stay on record."""
    pledge = evidence.target.pledge
    check_can_enter_progress(by, pledge, at.date())
    fields = stamp("removed", by=by, at=at)
    if Evidence.objects.filter(pk=evidence.pk, removed_at=None).update(**fields) != 1:
        raise Stale("Tệp này đã được gỡ.")
    audit.record("evidence_removed", pledge, by=by, at=at, detail={"sha256": evidence.sha256})
    evidence.refresh_from_db()
    return evidence
