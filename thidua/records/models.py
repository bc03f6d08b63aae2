"""Yearly ratings, absences, discipline, initiatives, leaders' judgements."""

from django.db import models

from thidua.people.models import Person
from thidua.shared.models import exactly_one, person_field
from thidua.shared.text import fold
from thidua.units.models import Unit


class _Entered(models.Model):
    entered_at = models.DateTimeField()
    entered_by = person_field()

    class Meta:
        abstract = True


class TaskRating(_Entered):
    """The rating of one year's work (most standards of the law use it). Personal data: a person's rating."""

    class Rating(models.TextChoices):
        NOT_COMPLETED = "not_completed", "Không hoàn thành nhiệm vụ"
        COMPLETED = "completed", "Hoàn thành nhiệm vụ"
        GOOD = "good", "Hoàn thành tốt nhiệm vụ"
        EXCELLENT = "excellent", "Hoàn thành xuất sắc nhiệm vụ"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="ratings")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="ratings")
    year = models.PositiveSmallIntegerField()
    rating = models.CharField(max_length=20, choices=Rating)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=exactly_one("person", "unit"), name="rating_of_one"),
            models.UniqueConstraint(fields=["person", "year"], name="one_rating_per_person_year"),
            models.UniqueConstraint(fields=["unit", "year"], name="one_rating_per_unit_year"),
        ]


class Absence(_Entered):
    """Working days absent in a year, by reason. Sensitive personal data (health, maternity): shown as a number only."""

    class Reason(models.TextChoices):
        LEAVE = "leave", "Nghỉ việc riêng, ốm đau"
        MATERNITY = "maternity", "Thai sản"
        STUDY = "study", "Học tập, bồi dưỡng"
        RESCUE_INJURY = "rescue_injury", "Điều trị do bị thương khi cứu người, cứu tài sản"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="absences")
    year = models.PositiveSmallIntegerField()
    working_days = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=20, choices=Reason, default=Reason.LEAVE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "year", "reason"], name="one_absence_per_reason")]


class Discipline(_Entered):
    """A disciplinary decision. Sensitive personal data: only for those who build or appraise the dossier."""

    class Form(models.TextChoices):
        REPRIMAND = "reprimand", "Khiển trách"
        WARNING = "warning", "Cảnh cáo"
        DEMOTION = "demotion", "Cách chức"
        DISMISSAL = "dismissal", "Buộc thôi việc"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="disciplines")
    form = models.CharField(max_length=20, choices=Form)
    decided_on = models.DateField()


class Initiative(_Entered):
    """A recognised initiative (sáng kiến). Personal data: authorship."""

    class Scope(models.TextChoices):
        UNIT = "unit", "Cơ sở"
        PROVINCE = "province", "Tỉnh"
        NATIONAL = "national", "Toàn quốc"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="initiatives")
    year = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)
    title_fold = models.CharField(max_length=300, editable=False)
    scope = models.CharField(max_length=10, choices=Scope)
    is_replicable = models.BooleanField(default=False)
    recognised_on = models.DateField()
    decision_no = models.CharField(max_length=60)

    class Meta:
        indexes = [models.Index(fields=["person", "year"], name="initiative_of_person")]

    def save(self, *args, **kwargs):
        self.title_fold = fold(self.title)
        super().save(*args, **kwargs)


class Attestation(_Entered):
    """A judgement the law leaves to people (a qualitative condition), given by a named leader for one year."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="attestations")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="attestations")
    year = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=120)
    holds = models.BooleanField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=exactly_one("person", "unit"), name="attestation_of_one"),
            models.UniqueConstraint(fields=["person", "year", "key"], name="one_attestation_per_person"),
            models.UniqueConstraint(fields=["unit", "year", "key"], name="one_attestation_per_unit"),
        ]
