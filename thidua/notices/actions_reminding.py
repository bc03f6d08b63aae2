"""Writing the reminders of a day. The system does it, once a day; people see beforehand what it would say."""

from collections.abc import Sequence
from datetime import datetime

from thidua.notices.reminders import REMINDER, Digest
from thidua.shared.outbox import Worded, queue_each
from thidua.shared.wording import vi_date


def write_reminders(*, digests: Sequence[Digest], at: datetime) -> int:
    """Queue one letter for each digest; returns how many are new: a person has one reminder a day, however often this is
    done."""
    letters = [Worded(each.to, each.title, each.body, f"day {each.day.isoformat()}") for each in digests]
    if not letters:
        return 0
    return queue_each(letters, kind=REMINDER, title=f"Nhắc việc ngày {vi_date(digests[0].day)}", by=None, at=at)
