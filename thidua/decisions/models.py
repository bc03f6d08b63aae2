"""Award decisions and their lines."""

from django.db import models

from thidua.nominations.models import NominationLine
from thidua.papers.models import Paper
from thidua.people.models import Person
from thidua.shared.models import Staged, paired, person_field
from thidua.signing.models import Signing
from thidua.units.models import Unit


class Decision(Staged):
    """A decision to award (quyết định khen thưởng), or a later paper about one: both are drafted, signed, numbered and
    issued alike (requirement D1).

    ``bases``, ``articles`` and ``copies`` are the text as it will be printed; an empty ``articles`` is made from the lines.
    Personal data: none of its own beyond the free text.
    """

    class Kind(models.TextChoices):
        AWARD = "award", "Quyết định khen thưởng"
        # Nghị định 30/2020/NĐ-CP, Điều 18: an error of content is amended by a paper of the same form; one of form,
        # layout or procedure is corrected by an official letter; a recall is told by a written notice.
        AMENDMENT = "amendment", "Quyết định sửa đổi, bổ sung"
        CORRECTION = "correction", "Công văn đính chính"
        RECALL = "recall", "Công văn thu hồi văn bản"
        # Luật Thi đua, khen thưởng 2022, Điều 93.
        ANNULMENT = "annulment", "Quyết định hủy bỏ"

    LIFECYCLE = "decision"
    LETTERS = (Kind.CORRECTION, Kind.RECALL)  # official letters, numbered in the series of letters

    kind = models.CharField(max_length=12, choices=Kind, default=Kind.AWARD)
    refers_to = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="later_papers")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="decisions")
    year = models.PositiveSmallIntegerField()
    award_code = models.CharField(max_length=60)
    title = models.CharField(max_length=300)
    bases = models.JSONField(default=list)
    proposal = models.CharField(max_length=300, blank=True)
    articles = models.JSONField(default=list)
    filed = models.CharField(max_length=100, default="VT, TĐKT")
    # Drafted without a council: which case of the simple procedure, and on what the officer rests it.
    alone_case = models.CharField(max_length=20, blank=True)
    alone_basis = models.CharField(max_length=500, blank=True)
    # Of a later paper: why; of an annulment also the case of ``rulebook.revocations`` the register will carry.
    reason = models.CharField(max_length=500, blank=True)
    ground = models.CharField(max_length=40, blank=True)
    signer_name = models.CharField(max_length=120, blank=True)
    signer_title = models.CharField(max_length=160, blank=True)
    number = models.PositiveIntegerField(null=True, blank=True)
    number_text = models.CharField(max_length=60, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # The numbered file on its way through the signer and the seal; empty where the paper is signed in ink.
    signing = models.OneToOneField(Signing, on_delete=models.PROTECT, null=True, blank=True, related_name="decision")
    scan = models.ForeignKey(Paper, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    drafted_at = models.DateTimeField()
    drafted_by = person_field(null=False)
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = person_field()
    numbered_at = models.DateTimeField(null=True, blank=True)
    numbered_by = person_field()
    issued_at = models.DateTimeField(null=True, blank=True)
    issued_by = person_field()
    # On the public page since when; or why not.
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = person_field()
    withheld_reason = models.CharField(max_length=300, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = person_field()
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-year", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "decided_on", "number_text"],
                condition=models.Q(number__isnull=False),
                name="one_decision_number",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="award", refers_to__isnull=True)
                | (~models.Q(kind="award") & models.Q(refers_to__isnull=False)),
                name="only_later_papers_refer",
            ),
            models.CheckConstraint(
                condition=models.Q(published_at__isnull=True) | models.Q(withheld_reason=""),
                name="public_or_a_reason_why_not",
            ),
            *(
                models.CheckConstraint(condition=paired(f"{name}_at", f"{name}_by"), name=f"decision_{name}_paired")
                for name in ("signed", "numbered", "issued", "published", "withdrawn")
            ),
        ]

    @property
    def is_letter(self) -> bool:
        return self.kind in self.LETTERS

    def __str__(self) -> str:
        return self.title


class DecisionLine(models.Model):
    """One recipient in a decision, as printed."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="lines")
    ordinal = models.PositiveIntegerField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    of_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    recipient_name = models.CharField(max_length=200)
    recipient_detail = models.CharField(max_length=300, blank=True)
    ground = models.CharField(max_length=300, blank=True)
    nomination_line = models.ForeignKey(
        NominationLine, on_delete=models.PROTECT, null=True, related_name="decision_lines"
    )

    class Meta:
        ordering = ["ordinal"]
        constraints = [
            # Neither: a household, a foreigner, who stand in no register of ours.
            models.CheckConstraint(
                condition=models.Q(person__isnull=True) | models.Q(unit__isnull=True), name="decision_line_of_one"
            ),
            models.UniqueConstraint(fields=["decision", "ordinal"], name="decision_line_ordinal"),
            # One nominee is decided once.
            models.UniqueConstraint(fields=["nomination_line"], name="line_decided_once"),
        ]


class LineChange(models.Model):
    """What a later paper says of one recipient of the decision it refers to: taken back, or written otherwise.

    An empty text stays as it was. Personal data: as :class:`DecisionLine`.
    """

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="changes")
    line = models.ForeignKey(DecisionLine, on_delete=models.PROTECT, related_name="changes")
    is_taken_back = models.BooleanField(default=False)
    recipient_name = models.CharField(max_length=200, blank=True)
    recipient_detail = models.CharField(max_length=300, blank=True)
    ground = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["line__ordinal"]
        constraints = [models.UniqueConstraint(fields=["decision", "line"], name="one_change_a_line")]


class DecisionCopy(Staged):
    """One entry of the distribution list (“Nơi nhận”): what is printed, to whom a copy goes, how, when it was received.

    An entry that is only printed ("Như Điều 3") has no ``way``; the units behind "Các đơn vị …" are not printed.
    Personal data: who received a copy.
    """

    class Way(models.TextChoices):
        NONE = "none", "Chỉ in, không gửi riêng"
        SYSTEM = "system", "Trên hệ thống, báo qua thư"
        HAND = "hand", "Trao tay, bưu điện"
        EXCHANGE = "exchange", "Gói tin liên thông (edXML)"

    LIFECYCLE = "decision_copy"

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="copies")
    ordinal = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    is_printed = models.BooleanField(default=True)
    way = models.CharField(max_length=10, choices=Way)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    delivered_at = models.DateTimeField(null=True, blank=True)
    delivered_by = person_field()
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = person_field()
    # The last numbered letter that asked for the receipt.
    reminder = models.ForeignKey(Paper, on_delete=models.PROTECT, null=True, blank=True, related_name="reminded_copies")
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "ordinal"], name="one_copy_an_ordinal"),
            models.UniqueConstraint(
                fields=["decision", "unit"], condition=models.Q(unit__isnull=False), name="one_copy_a_unit"
            ),
            models.CheckConstraint(condition=paired("delivered_at", "delivered_by"), name="copy_delivered_paired"),
            models.CheckConstraint(
                condition=paired("acknowledged_at", "acknowledged_by"), name="copy_acknowledged_paired"
            ),
            models.CheckConstraint(
                condition=~models.Q(way="system") | models.Q(unit__isnull=False), name="a_copy_in_the_system_has_a_unit"
            ),
        ]
