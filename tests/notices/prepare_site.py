"""A small province on a day with letters to send and reminders to write, in the database of the environment.

Run as a command by test_killed_sender.py: ``prepare_site.py <officers>``.
"""

import sys
from datetime import date

import django

django.setup()

from django.core.management import call_command  # noqa: E402

call_command("migrate", verbosity=0)

from tests.conftest import small_province  # noqa: E402
from tests.pledges.samples import signed  # noqa: E402
from thidua.accounts.models import User  # noqa: E402
from thidua.shared.actions import set_demo_day  # noqa: E402
from thidua.units import actions as units  # noqa: E402
from thidua.units.actions import NewAccount  # noqa: E402

province = small_province()
ward = province.cam_pha.unit
accounts = [NewAccount(f"chuyen.vien.{n}", f"Chuyên viên {n}", (("officer", ward),)) for n in range(int(sys.argv[1]))]
units.open_accounts(accounts=accounts, under=province.root.unit, by=province.root.officer, at=province.at)
for user in User.objects.all():
    user.email = f"{user.username}@quangninh.gov.vn"
    user.save()
signed(province)  # launches a movement: every officer is told, and has an answer due fifteen days later
set_demo_day(day=date(2025, 7, 16))
