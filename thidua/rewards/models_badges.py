"""Open Badges 3.0: keys of agencies and the credentials they signed (requirement R1)."""

from django.db import models

from thidua.honours.models import Honour
from thidua.shared.models import paired, person_field
from thidua.units.models import Unit


class IssuerKey(models.Model):
    """The Ed25519 key with which an agency signs credentials. ``locked_seed`` opens with FIELD_KEY only; a key that was
    replaced stays published, so that what it signed can be checked for ever. No personal data."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="issuer_keys")
    name = models.CharField(max_length=20, unique=True)
    public_hex = models.CharField(max_length=64, unique=True)
    locked_seed = models.TextField()
    made_at = models.DateTimeField()
    made_by = person_field(null=False)
    replaced_at = models.DateTimeField(null=True, blank=True)
    replaced_by = person_field()

    class Meta:
        ordering = ["unit", "-made_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=paired("replaced_at", "replaced_by"), name="issuer_key_replaced_paired"),
            models.UniqueConstraint(fields=["unit"], condition=models.Q(replaced_at=None), name="one_signing_key"),
        ]


class StatusList(models.Model):
    """A list of 131,072 bits, one a credential: whether it was revoked is read from the register of honours. No personal
    data."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="status_lists")
    number = models.PositiveSmallIntegerField()
    used = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["unit", "number"]
        constraints = [models.UniqueConstraint(fields=["unit", "number"], name="one_status_list_per_number")]


class Credential(models.Model):
    """The signed credential of one honour as it was issued.

    Personal data: the token holds the name as in the published decision, nothing else of the person.
    """

    honour = models.OneToOneField(Honour, on_delete=models.PROTECT, related_name="credential")
    key = models.ForeignKey(IssuerKey, on_delete=models.PROTECT, related_name="credentials")
    status_list = models.ForeignKey(StatusList, on_delete=models.PROTECT, related_name="credentials")
    status_index = models.PositiveIntegerField()
    token = models.TextField()
    issued_at = models.DateTimeField()
    issued_by = person_field(null=False)

    class Meta:
        ordering = ["-issued_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["status_list", "status_index"], name="one_credential_per_bit"),
        ]
