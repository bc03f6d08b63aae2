"""Accounts, their sessions and what lets them in."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from thidua.shared.models import paired, person_field
from thidua.shared.text import fold


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **fields) -> "User":
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """One account of one person. Rights come from dated role grants, never from the account itself.

    Personal data: name and e-mail of a public servant in office.
    """

    username = models.CharField(max_length=60, unique=True)
    display_name = models.CharField(max_length=120)
    name_fold = models.CharField(max_length=120, editable=False)
    email = models.EmailField(blank=True)
    person = models.OneToOneField(
        "thidua.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="account"
    )
    # The unit whose officer opened the account and looks after it; units build on this package, hence by name.
    office = models.ForeignKey(
        "thidua.Unit", on_delete=models.PROTECT, null=True, blank=True, related_name="accounts_opened"
    )
    is_active = models.BooleanField(default=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = person_field()
    closed_reason = models.CharField(max_length=300, blank=True)
    # Shown with one click on the sign-in page of a practice province; the flag means nothing outside demo mode.
    is_demo = models.BooleanField(default=False)
    demo_note = models.CharField(max_length=160, blank=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["display_name"]
    objects = UserManager()

    class Meta:
        constraints = [models.CheckConstraint(condition=paired("closed_at", "closed_by"), name="user_closed_paired")]
        indexes = [models.Index(fields=["name_fold"], name="user_name_fold")]

    def __str__(self) -> str:
        return self.display_name

    def save(self, *args, **kwargs):
        self.name_fold = fold(self.display_name)
        super().save(*args, **kwargs)


class Session(AbstractBaseSession):
    """A session in the browser of somebody, with where and on what it began, so that its owner can end it.

    Personal data: network address and kind of browser of a person at work; goes with the session.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="sessions")
    began_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    address = models.CharField(max_length=45, blank=True)
    browser = models.CharField(max_length=300, blank=True)
    method = models.CharField(max_length=20, blank=True)

    class Meta:
        indexes = [models.Index(fields=["user", "-last_seen_at"], name="session_of_user")]

    @classmethod
    def get_session_store_class(cls):
        from thidua.accounts.sessions import SessionStore

        return SessionStore


class OneTimeCode(models.Model):
    """A code with which the owner of an account sets a password; an officer hands it over, it is kept as a hash only.

    Personal data: none beyond the account.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="one_time_codes")
    digest = models.CharField(max_length=64)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    tries_left = models.PositiveSmallIntegerField()
    is_spent = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(is_spent=False), name="one_open_code_for_an_account"
            )
        ]


class IdentityNumber(models.Model):
    """A personal identification number an officer approved for an account: who first signs on with it gets the account.

    Personal data: the number as a keyed hash only; it cannot be read back.
    """

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="identity_number")
    digest = models.CharField(max_length=64, unique=True)
    approved_at = models.DateTimeField()
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
