"""People and their dated posts."""

from django.db import models

from thidua.shared.text import fold, name_key, nfc
from thidua.units.models import Unit


class Person(models.Model):
    """A person who can be registered, rated and commended.

    Personal data: name, day of birth, gender, day of recruitment. Shown by right only; the public pages show the name
    and the unit that the published decision itself contains.
    """

    class Gender(models.TextChoices):
        FEMALE = "female", "Nữ"
        MALE = "male", "Nam"

    class Subject(models.TextChoices):
        CADRE = "cadre", "Cán bộ"
        CIVIL_SERVANT = "civil_servant", "Công chức"
        PUBLIC_EMPLOYEE = "public_employee", "Viên chức"
        WORKER = "worker", "Người lao động"

    code = models.CharField(max_length=20, unique=True)
    full_name = models.CharField(max_length=120)
    name_fold = models.CharField(max_length=120, editable=False)
    name_key = models.CharField(max_length=400, editable=False)
    born_on = models.DateField(null=True, blank=True)
    gender = models.CharField(max_length=10, choices=Gender)
    subject = models.CharField(max_length=20, choices=Subject)
    recruited_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["name_key", "code"]
        indexes = [
            models.Index(fields=["name_key", "code"], name="person_by_name"),
            models.Index(fields=["name_fold"], name="person_name_fold"),
        ]

    def __str__(self) -> str:
        return self.full_name

    def fill_keys(self) -> "Person":
        """Fill the derived name fields; bulk writers call this because they pass by ``save``."""
        self.full_name = nfc(self.full_name)
        self.name_fold, self.name_key = fold(self.full_name), name_key(self.full_name)
        return self

    def save(self, *args, **kwargs):
        self.fill_keys()
        super().save(*args, **kwargs)


class Post(models.Model):
    """A dated post of a person in a unit."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="posts")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="posts")
    title = models.CharField(max_length=160)
    is_leader = models.BooleanField(default=False)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                name="post_dates",
            )
        ]
        indexes = [models.Index(fields=["unit", "ends_on", "person"], name="post_in_unit")]
