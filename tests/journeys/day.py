"""Lets the practice province of the environment stand on a day: a command for journeys that wait for one."""

import os
import sys
from datetime import date


def main(day: date) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from thidua.shared.actions import set_demo_day

    set_demo_day(day=day)


if __name__ == "__main__":
    main(date.fromisoformat(sys.argv[1]))
