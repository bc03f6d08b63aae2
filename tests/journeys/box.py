"""Founds the small province with a prepared encrypted ballot in the database of the environment: a command for journeys."""

import os


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from django.core.management import call_command

    from tests.ballots.encrypted import make
    from tests.conftest import small_province
    from thidua.accounts.actions import name_demo_people
    from thidua.shared.actions import set_demo_day

    call_command("migrate", verbosity=0)
    province = small_province()
    box = make(province)
    people = {user.pk: user for user in [*box.voters, *box.trustees, box.secretary]}
    by = {"by": province.root.officer, "at": province.at}
    name_demo_people(people=[(user, "") for user in people.values()], **by)
    set_demo_day(day=province.at.date())


if __name__ == "__main__":
    main()
