"""What is found around a dossier, and what a person said about it: kinship noted, findings settled, texts compared."""

from django.db import models

from thidua.nominations.models import Nomination
from thidua.people.models import Person
from thidua.shared.models import paired, person_field


class Kinship(models.Model):
    """Two people who are related, as one of them or an officer noted it: so that nobody weighs a relative.

    Sensitive personal data about family: no more than the kind of tie is kept, seen by those who appraise, by the
    council's secretary, the auditor and the two; taken back, never removed.
    """

    class Relation(models.TextChoices):
        SPOUSE = "spouse", "Vợ, chồng"
        PARENT_CHILD = "parent_child", "Cha mẹ, con"
        SIBLING = "sibling", "Anh chị em ruột"
        OTHER = "other", "Quan hệ thân thích khác"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="kin_noted")
    relative = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="kin_of")
    relation = models.CharField(max_length=12, choices=Relation)
    noted_at = models.DateTimeField()
    noted_by = person_field(null=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = person_field()
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-noted_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=paired("withdrawn_at", "withdrawn_by"), name="kinship_withdrawn_paired"),
            # The record with the smaller key stands first: one row for a pair, whoever noted it.
            models.CheckConstraint(
                condition=models.Q(person__lt=models.F("relative")), name="kinship_of_two_in_one_order"
            ),
            models.UniqueConstraint(
                fields=["person", "relative"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="one_kinship_per_pair",
            ),
        ]


class TextComparison(models.Model):
    """One comparison of the reports of a dossier with all others within reach. The newest one counts.

    ``digest``: SHA-256 over the texts of the dossier as compared, so that a later edit is noticed. Personal data: none
    beyond who asked.
    """

    nomination = models.ForeignKey(Nomination, on_delete=models.PROTECT, related_name="comparisons")
    digest = models.CharField(max_length=64)
    reports = models.PositiveIntegerField()
    since_year = models.PositiveSmallIntegerField()
    compared_at = models.DateTimeField()
    compared_by = person_field(null=False)

    class Meta:
        ordering = ["-compared_at", "-pk"]


class TextMatch(models.Model):
    """Two reports that share much of what is their own. Lines are named by key: one may have been taken off its list
    since. ``share``: per cent of the shorter text; ``common``: syllables. Personal data: whose texts are alike."""

    comparison = models.ForeignKey(TextComparison, on_delete=models.PROTECT, related_name="matches")
    line_key = models.PositiveBigIntegerField()
    other_key = models.PositiveBigIntegerField()
    share = models.PositiveSmallIntegerField()
    common = models.PositiveIntegerField()

    class Meta:
        ordering = ["-share", "-common", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["comparison", "line_key", "other_key"], name="one_match_per_pair")
        ]


class ConflictNote(models.Model):
    """What a person said about one finding of a dossier: looked at and settled, or set aside, with a note.

    ``key`` names the finding (kind and what it is about); the finding itself is worked out anew each time. The newest
    note of a key counts, the older ones stay. Personal data: the note may name people.
    """

    class Outcome(models.TextChoices):
        NO_CONFLICT = "no_conflict", "Đã xem, không vướng"
        HANDLED = "handled", "Đã xử lý"
        WAITING = "waiting", "Cần làm rõ thêm"

    nomination = models.ForeignKey(Nomination, on_delete=models.PROTECT, related_name="conflict_notes")
    key = models.CharField(max_length=120)
    kind = models.CharField(max_length=30)
    outcome = models.CharField(max_length=12, choices=Outcome)
    note = models.CharField(max_length=500)
    settled_at = models.DateTimeField()
    settled_by = person_field(null=False)

    class Meta:
        ordering = ["settled_at", "pk"]
        indexes = [models.Index(fields=["nomination", "key"], name="note_of_finding")]
        constraints = [models.CheckConstraint(condition=~models.Q(note=""), name="conflict_note_says_something")]
