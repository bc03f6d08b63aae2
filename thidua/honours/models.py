"""The register of honours."""

from django.db import models

from thidua.people.models import Person
from thidua.shared.models import person_field
from thidua.units.models import Unit


class Honour(models.Model):
    """One line of the register (requirement D2). Append-only in the database itself; a correction or a
    revocation is a new line that refers to the original.

    Personal data: name and unit as the published decision prints them.
    """

    class Entry(models.TextChoices):
        AWARD = "award", "Khen thưởng"
        CORRECTION = "correction", "Đính chính"
        REVOCATION = "revocation", "Hủy bỏ"

    class Source(models.TextChoices):
        DECIDED = "decided", "Quyết định trong hệ thống"
        IMPORTED = "imported", "Nhập từ hồ sơ cũ"

    entry = models.CharField(max_length=12, choices=Entry, default=Entry.AWARD)
    # Later entries refer to the original award line and count on from it: 0 is the award itself.
    refers_to = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="later_entries")
    serial = models.PositiveSmallIntegerField(default=0)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="honours")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="honours")
    # As printed in the decision; later changes of names or units never touch it.
    recipient_name = models.CharField(max_length=200)
    recipient_fold = models.CharField(max_length=200)
    recipient_detail = models.CharField(max_length=300, blank=True)
    # The unit the recipient belonged to on that day, for the pages of units.
    of_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="honours_of_members")
    award_code = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField()
    ground = models.CharField(max_length=300, blank=True)
    issuer = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="honours_granted")
    # Who decided where it was nobody of the register: "Thủ tướng Chính phủ"; ``issuer`` is then the province whose office
    # entered the line. Null and not "": SQLite makes a table anew for a column that may not be null, losing its triggers.
    authority = models.CharField(max_length=200, null=True, blank=True)  # noqa: DJ001
    decision_number = models.CharField(max_length=60)
    decided_on = models.DateField()
    ordinal = models.PositiveIntegerField()
    check_code = models.CharField(max_length=20, unique=True)
    source = models.CharField(max_length=10, choices=Source)
    reason = models.CharField(max_length=300, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = person_field()

    class Meta:
        ordering = ["-decided_on", "decision_number", "ordinal"]
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "decision_number", "decided_on", "ordinal"],
                condition=models.Q(entry="award"),
                name="one_line_per_ordinal",
            ),
            # Of two corrections at once one is the next entry, the other fails.
            models.UniqueConstraint(fields=["refers_to", "serial"], name="one_later_entry_per_place"),
            models.CheckConstraint(
                condition=models.Q(entry="award", refers_to__isnull=True)
                | (~models.Q(entry="award") & models.Q(refers_to__isnull=False)),
                name="only_later_entries_refer",
            ),
            models.CheckConstraint(
                condition=models.Q(entry="award", serial=0) | (~models.Q(entry="award") & models.Q(serial__gt=0)),
                name="serial_counts_later_entries",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "award_code", "year"], name="honour_of_person"),
            models.Index(fields=["unit", "award_code", "year"], name="honour_of_unit"),
            models.Index(fields=["recipient_fold"], name="honour_fold"),
            models.Index(fields=["year", "award_code"], name="honour_year"),
        ]

    @property
    def issuer_name(self) -> str:
        """Who decided, in words."""
        return self.authority or self.issuer.agency_name

    def __str__(self) -> str:
        return f"{self.recipient_name} ({self.decision_number})"
