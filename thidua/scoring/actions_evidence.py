"""Files and links that prove what a unit entered (requirement S3)."""

import hashlib
from datetime import datetime
from urllib.parse import urlsplit

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction

from thidua.scoring import permissions, queries
from thidua.scoring.models import Scorecard, ScoreEvidence
from thidua.shared import audit
from thidua.shared.denied import Denied, Stale
from thidua.shared.gate import stamp
from thidua.shared.text import nfc
from thidua.shared.uploads import PROOF, PROOF_LARGEST, PROOF_TAKEN, take

MOST_PROOFS = 10


def _check(card: Scorecard, code: str, by, at: datetime) -> None:
    permissions.check_can_enter(by, card, at.date(), "nộp minh chứng")
    permissions.check_card_is_open(card)
    if code not in queries.items_of(card.season):
        raise Denied(f"Bảng tiêu chí không có mục “{code}”.")
    if card.evidence_files.filter(criterion_code=code, removed_at=None).count() >= MOST_PROOFS:
        raise Denied(f"Mỗi mục nhận nhiều nhất {MOST_PROOFS} tệp và liên kết.")


@transaction.atomic
def attach_file(*, card: Scorecard, criterion_code: str, upload: UploadedFile, by, at: datetime) -> ScoreEvidence:
    """Keep a file that proves a criterion of an open card. The same file twice for one criterion is refused."""
    _check(card, criterion_code, by, at)
    taken = take(upload, PROOF, PROOF_TAKEN, PROOF_LARGEST)
    proof = ScoreEvidence(
        card=card,
        criterion_code=criterion_code,
        name=taken.name,
        sha256=taken.sha256,
        size=len(taken.content),
        **stamp("kept", by=by, at=at),
    )
    if card.evidence_files.filter(criterion_code=criterion_code, removed_at=None, sha256=taken.sha256).exists():
        raise Denied(f"Tệp “{taken.name}” đã được nộp cho mục này.")
    proof.file.save(taken.name, ContentFile(taken.content), save=False)
    return _kept(proof, f"Tệp “{taken.name}” đã được nộp cho mục này.", by, at)


@transaction.atomic
def attach_link(*, card: Scorecard, criterion_code: str, url: str, name: str, by, at: datetime) -> ScoreEvidence:
    """Keep a link to a document that proves a criterion of an open card: http or https, nothing else."""
    _check(card, criterion_code, by, at)
    url, name = url.strip(), nfc(name)
    try:
        parts = urlsplit(url)
        known = parts.scheme in ("http", "https") and bool(parts.hostname) and not (parts.username or parts.password)
    except ValueError:
        known = False
    if not known or len(url) > 400 or any(sign.isspace() or ord(sign) < 32 for sign in url):
        raise Denied("Liên kết phải là địa chỉ trang đầy đủ, bắt đầu bằng https:// hoặc http://.")
    proof = ScoreEvidence(
        card=card,
        criterion_code=criterion_code,
        url=url,
        name=(name or url)[:200],
        sha256=hashlib.sha256(url.encode()).hexdigest(),
        **stamp("kept", by=by, at=at),
    )
    return _kept(proof, "Liên kết này đã có ở mục này.", by, at)


def _kept(proof: ScoreEvidence, twice: str, by, at: datetime) -> ScoreEvidence:
    try:
        with transaction.atomic():
            proof.save()
    except IntegrityError:
        raise Denied(twice) from None
    detail = {"criterion": proof.criterion_code, "sha256": proof.sha256}
    audit.record("score_evidence_kept", proof.card, by=by, at=at, detail=detail)
    return proof


@transaction.atomic
def remove_evidence(*, proof: ScoreEvidence, by, at: datetime) -> None:
    """No longer shown; the file and the stamp stay on record. Only while the card is open."""
    card = proof.card
    permissions.check_can_enter(by, card, at.date(), "gỡ minh chứng")
    permissions.check_card_is_open(card)
    fields = stamp("removed", by=by, at=at)
    if ScoreEvidence.objects.filter(pk=proof.pk, removed_at=None).update(**fields) != 1:
        raise Stale("Minh chứng này đã được gỡ.")
    detail = {"criterion": proof.criterion_code, "sha256": proof.sha256}
    audit.record("score_evidence_removed", card, by=by, at=at, detail=detail)
