"""A paper that collects signatures, its places, the files that came back and every check of them."""

from django.conf import settings
from django.db import models

from thidua.papers.models import Paper
from thidua.shared.models import Staged, paired, person_field
from thidua.units.models import Unit


class Signing(Staged):
    """One frozen paper on its way through its signers. ``current`` is the file the next signer signs: the issued one with
    the signatures it has so far.

    Personal data: none of its own.
    """

    LIFECYCLE = "signing"

    title = models.CharField(max_length=300)
    kind = models.CharField(max_length=40)  # of the papers that come back
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="signings")
    issued = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="+")
    current = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="+")
    in_order = models.BooleanField(default=False)  # the places are signed one after the other, by ordinal
    prepared_at = models.DateTimeField()
    prepared_by = person_field(null=False)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = person_field()
    closed_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=paired("closed_at", "closed_by"), name="signing_closed_paired")]

    def __str__(self) -> str:
        return self.title


class SigningPlace(models.Model):
    """Where one party signs: the field in the file, for which unit, under which post and name.

    Personal data: name and post of a public servant in office.
    """

    signing = models.ForeignKey(Signing, on_delete=models.PROTECT, related_name="places")
    ordinal = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=20)
    field = models.CharField(max_length=60)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    post = models.CharField(max_length=160)
    name = models.CharField(max_length=120, blank=True)
    # The agency signs here, with its own certificate in the hands of its clerk (Nghị định 30/2020/NĐ-CP, Điều 17).
    is_seal = models.BooleanField(default=False)

    class Meta:
        ordering = ["ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["signing", "ordinal"], name="one_place_an_ordinal"),
            models.UniqueConstraint(fields=["signing", "key"], name="one_place_a_key"),
        ]


class SignedFile(models.Model):
    """One file that came back for one place, with what was found. A refused file is not kept, its SHA-256 is.

    Flagged: a clerk of the signer's own unit has to say that it is the signer's.

    Personal data: name, agency and certificate of the signer; the number of an identity document is not stored.
    """

    class Way(models.TextChoices):
        DIGITAL = "digital", "Ký số"
        PRACTICE = "practice", "Ký số diễn tập"
        SCAN = "scan", "Bản giấy, tải bản quét"

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", "Đã nhận"
        FLAGGED = "flagged", "Chờ văn thư xác nhận"
        REFUSED = "refused", "Không nhận"

    place = models.ForeignKey(SigningPlace, on_delete=models.PROTECT, related_name="files")
    way = models.CharField(max_length=10, choices=Way)
    outcome = models.CharField(max_length=10, choices=Outcome)
    signer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    signed_on = models.DateField()  # of a scan as the clerk states it, else of the arrival
    base = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="+")  # the file that was signed
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    received_at = models.DateTimeField()
    received_by = person_field(null=False)
    # As the certificate says; empty for a scan and for a file without a readable signature.
    certificate_name = models.CharField(max_length=200, blank=True)
    certificate_agency = models.CharField(max_length=200, blank=True)
    certificate_issuer = models.CharField(max_length=200, blank=True)
    certificate_serial = models.CharField(max_length=80, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = person_field()
    confirmed_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-received_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=paired("confirmed_at", "confirmed_by"), name="signed_file_confirmed_paired"
            ),
            models.UniqueConstraint(
                fields=["place"], condition=models.Q(outcome__in=["accepted", "flagged"]), name="one_file_holds_a_place"
            ),
            models.CheckConstraint(
                condition=models.Q(outcome="refused") | models.Q(paper__isnull=False), name="a_held_file_is_kept"
            ),
        ]


class SignatureCheck(models.Model):
    """What one check of a file found: at the moment of signing, and on the day of the check.

    ``then_findings`` and ``now_findings``: lists of {code, outcome, text}, see ``paperwork.signatures.Finding``. Checks
    are added, never changed. Personal data: names of authorities and times, inside the sentences.
    """

    file = models.ForeignKey(SignedFile, on_delete=models.PROTECT, related_name="checks")
    checked_at = models.DateTimeField()
    checked_by = person_field(null=False)
    then_outcome = models.CharField(max_length=10, choices=SignedFile.Outcome)
    then_findings = models.JSONField()
    now_outcome = models.CharField(max_length=10, choices=SignedFile.Outcome)
    now_findings = models.JSONField()

    class Meta:
        ordering = ["-checked_at", "-id"]

    @property
    def then_label(self) -> str:
        return self._label(self.then_outcome)

    @property
    def now_label(self) -> str:
        return self._label(self.now_outcome)

    def _label(self, outcome: str) -> str:
        """The verdict in words; a scan is never called a valid signature."""
        if self.file.way == SignedFile.Way.SCAN:
            return "Bản quét còn nguyên" if outcome == "accepted" else "Tệp đã bị thay đổi"
        return {"accepted": "Hợp lệ", "flagged": "Cần người xem xét", "refused": "Không hợp lệ"}[outcome]


class SignerCertificate(models.Model):
    """A certificate an office knows to be this account's: signatures made with it need no further confirmation.

    Personal data: whose certificate, by which authority; only the fingerprint identifies it.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="signer_certificates")
    # The agency whose certificate it is; ``user`` is then the clerk who had it when it was noted. Empty: a person's own.
    agency = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    fingerprint = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    issuer = models.CharField(max_length=200)
    serial = models.CharField(max_length=80)
    valid_to = models.DateTimeField(null=True, blank=True)
    registered_at = models.DateTimeField()
    registered_by = person_field(null=False)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = person_field()
    ended_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-registered_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=paired("ended_at", "ended_by"), name="certificate_ended_paired"),
            models.UniqueConstraint(
                fields=["fingerprint"], condition=models.Q(ended_at__isnull=True), name="one_holder_of_a_certificate"
            ),
        ]
