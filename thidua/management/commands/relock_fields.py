"""After a change of FIELD_KEY: lock every sensitive value again with its first key.

Put the new key before the old one in FIELD_KEY, restart, run this, then take the old key away. Nobody sees a value; it
may be stopped and run again at any time.
"""

from django.core.management.base import BaseCommand, CommandError

from thidua.people.actions_private import relock
from thidua.rewards.actions_badges import relock_keys
from thidua.shared import clock
from thidua.shared.fieldlock import CannotOpen


class Command(BaseCommand):
    help = "Khóa lại thông tin riêng bằng khóa đầu tiên trong FIELD_KEY."

    def handle(self, *args, **options):
        done = 0
        try:
            while number := relock(at=clock.now()):
                done += number
            done += relock_keys()
        except CannotOpen:
            raise CommandError(
                f"Có giá trị không mở được bằng các khóa trong FIELD_KEY. Đã khóa lại {done} giá trị; "
                "hãy thêm khóa cũ rồi chạy lại."
            ) from None
        self.stdout.write(f"{done} giá trị đã được khóa lại bằng khóa mới.")
