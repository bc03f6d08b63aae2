"""Accounts."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models


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
    email = models.EmailField(blank=True)
    person = models.OneToOneField(
        "thidua.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="account"
    )
    is_active = models.BooleanField(default=True)
    # Shown with one click on the sign-in page of a practice province; the flag means nothing outside demo mode.
    is_demo = models.BooleanField(default=False)
    demo_note = models.CharField(max_length=160, blank=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["display_name"]
    objects = UserManager()

    def __str__(self) -> str:
        return self.display_name
