"""Founds the small province in the database of the environment, with one password for everybody: a command for journeys."""

import os

PASSWORD = "mat-khau-dai-cho-thu-nghiem"


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from django.contrib.auth.hashers import make_password
    from django.core.management import call_command

    from tests.conftest import small_province
    from thidua.accounts.models import User

    call_command("migrate", verbosity=0)
    small_province()
    User.objects.update(password=make_password(PASSWORD))


if __name__ == "__main__":
    main()
