"""The appraisers' desk: its rules, questions by line with their answers, opinions of other bodies, holds."""

from django.db import models

from thidua.nominations.models import Nomination, NominationLine
from thidua.nominations.models_files import DossierFile
from thidua.shared.models import paired, person_field
from thidua.units.models import Unit


class Route(models.TextChoices):
    RESTART = "restart", "Thẩm định lại từ đầu: mọi trường hợp xét lại, thời hạn tính lại từ ngày nhận trả lời"
    RESUME = "resume", "Thẩm định tiếp: chỉ trường hợp được hỏi xét lại, thời hạn tính tiếp phần còn lại"
    ASKER = "asker", "Chỉ người đã hỏi xét lại trường hợp được hỏi, thời hạn tính tiếp phần còn lại"


class DeskRules(models.Model):
    """How a unit's desk works. The newest row counts; what is empty nobody has chosen. Days are working days. No personal
    data beyond who chose."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="desk_rules")
    route = models.CharField(max_length=8, choices=Route, blank=True)
    receive_days = models.PositiveSmallIntegerField(null=True, blank=True)
    appraise_days = models.PositiveSmallIntegerField(null=True, blank=True)
    reply_days = models.PositiveSmallIntegerField(null=True, blank=True)
    basis = models.CharField(max_length=300)
    chosen_at = models.DateTimeField()
    chosen_by = person_field(null=False)

    class Meta:
        ordering = ["-pk"]


class AskRound(models.Model):
    """One round of questions about a dossier: the clock of the appraisal stands still until the answer. No personal data
    beyond who asked and answered."""

    nomination = models.ForeignKey(Nomination, on_delete=models.PROTECT, related_name="rounds")
    ordinal = models.PositiveSmallIntegerField()
    route = models.CharField(max_length=8, choices=Route)
    due_on = models.DateField(null=True, blank=True)
    asked_at = models.DateTimeField()
    asked_by = person_field(null=False)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = person_field()

    class Meta:
        ordering = ["ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["nomination", "ordinal"], name="one_round_per_place"),
            models.UniqueConstraint(fields=["nomination"], condition=models.Q(answered_at=None), name="one_open_round"),
            models.CheckConstraint(condition=paired("answered_at", "answered_by"), name="round_answered_paired"),
        ]


class LineQuestion(models.Model):
    """A question about one nominee and its answer. ``before``: the line as it stood when it was asked; ``changes``: what the
    answer changed, [{"what", "before", "after"}], nothing else.

    Personal data: whatever question and answer say about the nominee.
    """

    round = models.ForeignKey(AskRound, on_delete=models.PROTECT, related_name="questions")
    line = models.ForeignKey(NominationLine, on_delete=models.PROTECT, related_name="questions")
    text = models.CharField(max_length=1000)
    before = models.JSONField(default=dict)
    answer = models.CharField(max_length=2000, blank=True)
    changes = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["round", "line"], name="one_question_per_line")]


class AgencyOpinion(models.Model):
    """What another body says of a nominee, or of the whole dossier (requirement N4). Taken back with a reason, never deleted.

    Personal data: whether a person or a unit has met its duties.
    """

    class Topic(models.TextChoices):
        TAX = "tax", "Cơ quan thuế"
        INSURANCE = "insurance", "Bảo hiểm xã hội"
        ENVIRONMENT = "environment", "Cơ quan môi trường"
        SAFETY = "safety", "An toàn lao động, an toàn thực phẩm"
        POLICE = "police", "Công an"
        INSPECTION = "inspection", "Thanh tra, kiểm tra"
        PARTY = "party", "Tổ chức đảng, đoàn thể"
        OTHER = "other", "Cơ quan, tổ chức khác"

    class Rating(models.TextChoices):
        AGREES = "agrees", "Nhất trí"
        REMARKS = "remarks", "Nhất trí, có lưu ý"
        OBJECTS = "objects", "Không nhất trí"

    nomination = models.ForeignKey(Nomination, on_delete=models.PROTECT, related_name="opinions")
    line = models.ForeignKey(NominationLine, on_delete=models.PROTECT, null=True, blank=True, related_name="opinions")
    topic = models.CharField(max_length=12, choices=Topic)
    body = models.CharField(max_length=200)
    rating = models.CharField(max_length=8, choices=Rating)
    note = models.CharField(max_length=500, blank=True)
    number_text = models.CharField(max_length=60)
    dated = models.DateField()
    # The last day on which it may be relied on; empty when the body set none.
    expires_on = models.DateField(null=True, blank=True)
    file = models.ForeignKey(DossierFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    entered_at = models.DateTimeField()
    entered_by = person_field(null=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = person_field()
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=paired("withdrawn_at", "withdrawn_by"), name="opinion_withdrawn_paired"),
            models.CheckConstraint(
                condition=models.Q(expires_on=None) | models.Q(expires_on__gte=models.F("dated")),
                name="opinion_expires_after_it_is_dated",
            ),
        ]

    def is_valid_on(self, day) -> bool:
        return self.withdrawn_at is None and (self.expires_on is None or self.expires_on >= day)


class DossierHold(models.Model):
    """A stop on a dossier or one nominee while a complaint or an investigation runs. Nothing goes on until it is lifted.

    Sensitive personal data: that somebody is complained about or investigated, ``ground``, ``reason`` and
    ``lifted_reason``; only for those of ``permissions.reads_grounds`` and, where ``is_told``, for the unit that proposed.
    """

    class Ground(models.TextChoices):
        COMPLAINT = "complaint", "Có đơn thư khiếu nại, tố cáo đang giải quyết"
        INVESTIGATION = "investigation", "Đang thanh tra, kiểm tra, điều tra"
        DISCIPLINE = "discipline", "Đang xem xét kỷ luật"
        OTHER = "other", "Lý do khác"

    nomination = models.ForeignKey(Nomination, on_delete=models.PROTECT, related_name="holds")
    line = models.ForeignKey(NominationLine, on_delete=models.PROTECT, null=True, blank=True, related_name="holds")
    ground = models.CharField(max_length=15, choices=Ground)
    reason = models.CharField(max_length=500)
    # Whether the appraiser chose to let the proposing unit read ground and reason.
    is_told = models.BooleanField(default=False)
    started_at = models.DateTimeField()
    started_by = person_field(null=False)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = person_field()
    lifted_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=paired("lifted_at", "lifted_by"), name="dossier_hold_lifted_paired"),
            models.UniqueConstraint(
                fields=["nomination"], condition=models.Q(line=None, lifted_at=None), name="one_open_hold_per_dossier"
            ),
            models.UniqueConstraint(
                fields=["line"], condition=models.Q(line__isnull=False, lifted_at=None), name="one_open_hold_per_line"
            ),
        ]
