"""The register of honours."""

from django.db import models

from thidua.papers.models import Paper
from thidua.people.models import Person
from thidua.shared.models import Staged, paired, person_field
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
        RESTORATION = "restoration", "Phục hồi"

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
    # Of a revocation or a restoration: the case of the law (rulebook.revocations), and the decision it was done by.
    cause = models.CharField(max_length=40, null=True, blank=True)  # noqa: DJ001 (as ``authority``)
    act_number = models.CharField(max_length=60, null=True, blank=True)  # noqa: DJ001
    act_on = models.DateField(null=True, blank=True)
    act_paper = models.ForeignKey(Paper, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
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
            models.CheckConstraint(
                condition=models.Q(entry__in=("revocation", "restoration"), cause__isnull=False)
                | models.Q(entry__in=("award", "correction"), cause__isnull=True),
                name="cause_of_what_ends_or_restores",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "award_code", "year"], name="honour_of_person"),
            models.Index(fields=["unit", "award_code", "year"], name="honour_of_unit"),
            models.Index(fields=["recipient_fold"], name="honour_fold"),
            models.Index(fields=["year", "award_code"], name="honour_year"),
            models.Index(fields=["decision_number", "decided_on", "issuer"], name="honour_decision"),
        ]

    @property
    def issuer_name(self) -> str:
        """Who decided, in words."""
        return self.authority or self.issuer.agency_name

    def __str__(self) -> str:
        return f"{self.recipient_name} ({self.decision_number})"


class FollowUp(Staged):
    """What is to be done because an honour was taken away or given back: items, money, titles and dossiers that rested
    on it (Law 06/2022/QH15 art. 93.2). One row for each, found by ``thidua.honours.consequences``.

    ``kind`` is the code of the finder, ``thing`` the key of what it found (a line of a dossier, an award line), for the
    link. ``what`` is frozen as found. Personal data: may name a person's other honours and dossiers, to officers only.
    """

    LIFECYCLE = "follow_up"

    entry = models.ForeignKey(Honour, on_delete=models.PROTECT, related_name="follow_ups")
    kind = models.CharField(max_length=40)
    thing = models.PositiveBigIntegerField(null=True, blank=True)
    what = models.CharField(max_length=500)
    rests_on = models.CharField(max_length=500, blank=True)
    amount_vnd = models.PositiveBigIntegerField(null=True, blank=True)
    # Whose officers see to it: the unit that awarded, or whose office entered the line.
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="follow_ups")
    due_on = models.DateField()
    found_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = person_field()
    closed_note = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "kind", "thing", "what"], name="one_follow_up_once"),
            models.CheckConstraint(condition=paired("closed_at", "closed_by"), name="follow_up_closed_paired"),
            models.CheckConstraint(
                condition=models.Q(state="open", closed_at__isnull=True)
                | (~models.Q(state="open") & models.Q(closed_at__isnull=False) & ~models.Q(closed_note="")),
                name="follow_up_closed_with_a_note",
            ),
        ]
        indexes = [models.Index(fields=["unit", "state", "due_on"], name="follow_up_of_unit")]

    def __str__(self) -> str:
        return self.what


class Extract(Staged):
    """A request for an extract of the register and, once issued, the numbered paper (documents.yaml:
    trich_luc_khen_thuong; no form is prescribed).

    ``honours`` are the award lines it shows, as they stood on the day of issue (``shown``: frozen facts for the check by
    code). Personal data: who asked, as whose heir, for what, and the paper that proves it; each opening is logged.
    """

    LIFECYCLE = "extract"

    class Asker(models.TextChoices):
        SELF = "self", "Chính người được khen"
        HEIR = "heir", "Thân nhân"
        PROXY = "proxy", "Người được ủy quyền"
        COLLECTIVE = "collective", "Đại diện tập thể được khen"
        AGENCY = "agency", "Cơ quan, tổ chức"

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="extracts")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="extracts")
    collective = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="extracts_about")
    # As the register prints it; for a recipient neither register holds (a household, a foreigner) it is all there is.
    recipient_name = models.CharField(max_length=200)
    honours = models.ManyToManyField(Honour, related_name="extracts")
    asker = models.CharField(max_length=12, choices=Asker)
    asker_name = models.CharField(max_length=200)
    relation = models.CharField(max_length=120, blank=True)
    proof = models.ForeignKey(Paper, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    purpose = models.CharField(max_length=300)
    asked_at = models.DateTimeField()
    asked_by = person_field(null=False)
    check_code = models.CharField(max_length=20, unique=True, null=True, blank=True)
    shown = models.JSONField(default=list, blank=True)
    signer_name = models.CharField(max_length=120, blank=True)
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    issued_at = models.DateTimeField(null=True, blank=True)
    issued_by = person_field()
    refused_at = models.DateTimeField(null=True, blank=True)
    refused_by = person_field()
    refused_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=paired("issued_at", "issued_by"), name="extract_issued_paired"),
            models.CheckConstraint(condition=paired("refused_at", "refused_by"), name="extract_refused_paired"),
            models.CheckConstraint(
                condition=models.Q(person__isnull=True) | models.Q(collective__isnull=True), name="extract_of_one"
            ),
            models.CheckConstraint(
                condition=~models.Q(asker__in=("heir", "proxy"))
                | models.Q(proof__isnull=False) & ~models.Q(relation=""),
                name="extract_for_another_is_proven",
            ),
        ]
        indexes = [models.Index(fields=["unit", "state"], name="extract_of_unit")]

    def __str__(self) -> str:
        return f"{self.recipient_name} ({self.get_asker_display()})"
