"""Seasons, scorecards, entries with the history of every point, evidence, objections, rankings.

What lead departments and cross-checkers give stands in :mod:`thidua.scoring.models_marks`.
"""

from django.db import models

from thidua.ballots.models import Ballot
from thidua.papers.models import Paper
from thidua.pledges.models import PledgeTarget
from thidua.rubrics.models import RubricRecord
from thidua.shared.models import NotEnded, Staged, paired, person_field
from thidua.units.models import Cluster, Unit


class Season(Staged):
    """One cluster's scoring of one year, under a rubric frozen when it opens (requirement S2, S3).

    ``mark_rule``: what a mark of a lead department or a cross-checker does to the points that count;
    ``correction_route``: who looks again at a card that was given back. Both are chosen by who leads the season.
    ``evidence_codes``: criteria that cannot be sent without a file or a link.

    Personal data: the accounts that did each step.
    """

    LIFECYCLE = "season"

    class MarkRule(models.TextChoices):
        RECONCILE = "reconcile", "Chỗ nào điểm khác nhau thì thống nhất từng mục, có lý do"
        LEAD = "lead", "Điểm của đơn vị chủ trì là điểm thẩm định; kiểm tra chéo khác thì thống nhất từng mục"
        ADVICE = "advice", "Điểm chấm chéo, chấm chuyên ngành chỉ để tham khảo khi thẩm định"

    class Route(models.TextChoices):
        RESTART = "restart", "Chấm lại từ đầu: mọi đơn vị đã chấm bảng điểm này chấm lại"
        RESUME = "resume", "Chấm tiếp từ chỗ dừng: chỉ những mục đơn vị đã sửa phải chấm lại"
        ASKER = "asker", "Chỉ người trả lại xem lại; điểm các nơi đã chấm giữ nguyên"

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="seasons")
    year = models.PositiveSmallIntegerField()
    rubric_code = models.CharField(max_length=60)
    # The frozen table of the studio it opened from; the copy below is what counts.
    rubric_record = models.ForeignKey(
        RubricRecord, on_delete=models.PROTECT, null=True, blank=True, related_name="seasons"
    )
    # The rubric as it stood at opening, with the marks the cluster agreed on; the ranking is recomputed from this.
    rubric = models.JSONField()
    rubric_hash = models.CharField(max_length=64)
    opened_at = models.DateTimeField()
    opened_by = person_field(null=False)
    verifying_at = models.DateTimeField(null=True, blank=True)
    verifying_by = person_field()
    meeting_at = models.DateTimeField(null=True, blank=True)
    meeting_by = person_field()
    ranked_at = models.DateTimeField(null=True, blank=True)
    ranked_by = person_field()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = person_field()
    reopened_reason = models.CharField(max_length=300, blank=True)
    mark_rule = models.CharField(max_length=10, choices=MarkRule, default=MarkRule.RECONCILE)
    correction_route = models.CharField(max_length=8, choices=Route, default=Route.RESUME)
    evidence_codes = models.JSONField(default=list, blank=True)
    # The cluster's secret vote on whom to propose; a cancelled one is replaced.
    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, null=True, blank=True, related_name="seasons")
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-year", "cluster__code"]
        constraints = [
            models.UniqueConstraint(fields=["cluster", "year"], name="one_season_per_cluster_year"),
            models.CheckConstraint(condition=paired("verifying_at", "verifying_by"), name="season_verifying_paired"),
            models.CheckConstraint(condition=paired("meeting_at", "meeting_by"), name="season_meeting_paired"),
            models.CheckConstraint(condition=paired("ranked_at", "ranked_by"), name="season_ranked_paired"),
            models.CheckConstraint(condition=paired("confirmed_at", "confirmed_by"), name="season_confirmed_paired"),
        ]

    @property
    def kicker(self) -> str:
        """The small line above the titles of its pages."""
        return f"{self.cluster.name} · Chấm điểm năm {self.year}"


class SeasonDeadline(models.Model):
    """The last day of one step of a season; what comes later is taken and marked as late. A day that is moved or taken
    away ends and stays readable (``ever``). Accounts only."""

    class Step(models.TextChoices):
        SELF = "self", "Tự chấm và gửi bảng điểm"
        LEAD = "lead", "Đơn vị chủ trì chấm các mục của ngành mình"
        CHECK = "check", "Kiểm tra chéo"
        VERIFY = "verify", "Thống nhất, thẩm định"
        OBJECTION = "objection", "Gửi kiến nghị về kết quả"

    season = models.ForeignKey(Season, on_delete=models.PROTECT, related_name="deadlines")
    step = models.CharField(max_length=10, choices=Step)
    due_on = models.DateField()
    set_at = models.DateTimeField()
    set_by = person_field(null=False)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = person_field()

    objects = NotEnded()
    ever = models.Manager()

    class Meta:
        base_manager_name = "ever"
        constraints = [
            models.UniqueConstraint(
                fields=["season", "step"], condition=models.Q(ended_at=None), name="one_deadline_per_step"
            ),
            models.CheckConstraint(condition=paired("ended_at", "ended_by"), name="deadline_ended_paired"),
        ]


class Scorecard(Staged):
    """One unit's sheet of points in a season. ``late_days``: days after the deadline when it was first sent.

    A card is closed when its unit leaves the cluster during the year: it stays readable and is not ranked.
    Personal data: the accounts that did each step.
    """

    LIFECYCLE = "scorecard"

    season = models.ForeignKey(Season, on_delete=models.PROTECT, related_name="scorecards")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="scorecards")
    self_total = models.DecimalField(max_digits=10, decimal_places=4, null=True, blank=True)
    verified_total = models.DecimalField(max_digits=10, decimal_places=4, null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = person_field()
    returned_at = models.DateTimeField(null=True, blank=True)
    returned_by = person_field()
    returned_reason = models.CharField(max_length=500, blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_by = person_field()
    late_days = models.PositiveSmallIntegerField(default=0)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = person_field()
    closed_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["unit__code"]
        constraints = [
            models.UniqueConstraint(fields=["season", "unit"], name="one_card_per_unit"),
            models.CheckConstraint(condition=paired("closed_at", "closed_by"), name="card_closed_paired"),
            models.CheckConstraint(condition=paired("sent_at", "sent_by"), name="card_sent_paired"),
            models.CheckConstraint(condition=paired("returned_at", "returned_by"), name="card_returned_paired"),
            models.CheckConstraint(condition=paired("verified_at", "verified_by"), name="card_verified_paired"),
        ]


class ScoreEntry(models.Model):
    """What a unit entered for one criterion, and what stood after verification.

    ``source``: the pledged target the figures came from, with the quarter; while nobody stands in ``entered_by`` the unit
    has not confirmed them yet. ``version`` grows with every change of the unit's own figures, so that two people in one
    cell notice each other. Personal data: who entered.
    """

    card = models.ForeignKey(Scorecard, on_delete=models.PROTECT, related_name="entries")
    criterion_code = models.CharField(max_length=40)
    # Raw input of the formula, e.g. {"actual": "95", "plan": "100"}; numbers are decimal strings.
    self_input = models.JSONField(null=True)
    self_points = models.DecimalField(max_digits=10, decimal_places=4, null=True)
    evidence = models.CharField(max_length=300, blank=True)
    # As it stood when the card was last sent: what a card that was given back has changed since.
    sent_input = models.JSONField(null=True)
    verified_input = models.JSONField(null=True)
    verified_points = models.DecimalField(max_digits=10, decimal_places=4, null=True)
    source = models.ForeignKey(
        PledgeTarget, on_delete=models.PROTECT, null=True, blank=True, related_name="score_entries"
    )
    source_quarter = models.PositiveSmallIntegerField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    entered_at = models.DateTimeField(null=True, blank=True)
    entered_by = person_field()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["card", "criterion_code"], name="one_entry_per_criterion"),
            models.CheckConstraint(condition=paired("entered_at", "entered_by"), name="score_entered_paired"),
        ]


def evidence_path(evidence: "ScoreEvidence", name: str) -> str:
    """Stored under its checksum: what an uploaded name holds never reaches the disk."""
    return f"scoring/{evidence.card_id}/{evidence.sha256[:32]}{name[name.rfind('.') :].lower()}"


class ScoreEvidence(models.Model):
    """A file or a link that proves what a unit entered for a criterion. Taken away with a stamp, never deleted.

    Personal data: whatever the file shows; open to who may see the card.
    """

    card = models.ForeignKey(Scorecard, on_delete=models.PROTECT, related_name="evidence_files")
    criterion_code = models.CharField(max_length=40)
    file = models.FileField(upload_to=evidence_path, max_length=200, blank=True)
    url = models.URLField(max_length=400, blank=True)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField(default=0)
    kept_at = models.DateTimeField()
    kept_by = person_field(null=False)
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = person_field()

    class Meta:
        ordering = ["criterion_code", "pk"]
        constraints = [
            # ``sha256`` is that of the address where it is a link.
            models.UniqueConstraint(
                fields=["card", "criterion_code", "sha256"],
                condition=models.Q(removed_at=None),
                name="one_proof_once",
            ),
            models.CheckConstraint(
                condition=models.Q(file="", url__gt="") | models.Q(file__gt="", url=""), name="proof_is_file_or_link"
            ),
            models.CheckConstraint(condition=paired("removed_at", "removed_by"), name="proof_removed_paired"),
        ]


class ScoreChange(models.Model):
    """Why a point changed: a sentence of the history (requirement S5). Never removed. Personal data: who changed it."""

    entry = models.ForeignKey(ScoreEntry, on_delete=models.PROTECT, related_name="changes")
    old_points = models.DecimalField(max_digits=10, decimal_places=4, null=True)
    new_points = models.DecimalField(max_digits=10, decimal_places=4, null=True)
    reason = models.CharField(max_length=300)
    changed_at = models.DateTimeField()
    changed_by = person_field(null=False)

    class Meta:
        ordering = ["changed_at", "id"]


class Objection(Staged):
    """A member asks to look again at one criterion of a card after the ranking is published, and gets an answer.

    Points and figures before and after stand here and in the history of the card. Personal data: who asked, who answered.
    """

    LIFECYCLE = "objection"

    card = models.ForeignKey(Scorecard, on_delete=models.PROTECT, related_name="objections")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="objections")
    criterion_code = models.CharField(max_length=40)
    reason = models.CharField(max_length=1000)
    late_days = models.PositiveSmallIntegerField(default=0)
    raised_at = models.DateTimeField()
    raised_by = person_field(null=False)
    answer = models.CharField(max_length=1000, blank=True)
    old_points = models.DecimalField(max_digits=10, decimal_places=4, null=True, blank=True)
    new_points = models.DecimalField(max_digits=10, decimal_places=4, null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = person_field()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = person_field()

    class Meta:
        ordering = ["-raised_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["card", "unit", "criterion_code"],
                condition=models.Q(state="open"),
                name="one_open_objection",
            ),
            models.CheckConstraint(condition=paired("answered_at", "answered_by"), name="objection_answered_paired"),
            models.CheckConstraint(condition=paired("withdrawn_at", "withdrawn_by"), name="objection_withdrawn_paired"),
        ]

    @property
    def badge(self) -> str:
        """The key of its state among the badges; "open" and "refused" mean other things elsewhere."""
        return f"objection_{self.state}" if self.state in ("open", "refused") else self.state


class TieDecision(models.Model):
    """How the meeting ordered units that no rule of the rubric tells apart. Holds while exactly these units are level.

    ``units``: codes from first to last. The newest decision on the same units counts. Personal data: who recorded it.
    """

    class Way(models.TextChoices):
        BALLOT = "ballot", "Bỏ phiếu kín"
        MEETING = "meeting", "Biểu quyết tại hội nghị"

    season = models.ForeignKey(Season, on_delete=models.PROTECT, related_name="tie_decisions")
    units = models.JSONField()
    way = models.CharField(max_length=8, choices=Way)
    reason = models.CharField(max_length=300)
    decided_at = models.DateTimeField()
    decided_by = person_field(null=False)

    class Meta:
        ordering = ["decided_at", "pk"]


class Standing(models.Model):
    """A unit's place in the ranking of a season, and what the cluster proposes for it. ``is_open``: units share the place
    and only the meeting can tell them apart. No personal data."""

    season = models.ForeignKey(Season, on_delete=models.PROTECT, related_name="standings")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="standings")
    total = models.DecimalField(max_digits=10, decimal_places=4)
    rank = models.PositiveSmallIntegerField()
    tie_note = models.CharField(max_length=300, blank=True)
    is_open = models.BooleanField(default=False)
    proposed_award = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["rank", "unit__code"]
        constraints = [models.UniqueConstraint(fields=["season", "unit"], name="one_standing_per_unit")]
