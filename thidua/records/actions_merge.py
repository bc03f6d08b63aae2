"""Joining two records of one person once everything they say differently is settled."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from thidua.people.actions_merge import check_can_join, join
from thidua.people.models import Merge, Person
from thidua.records.merging import conflicts
from thidua.shared.denied import Denied


@transaction.atomic
def merge_people(*, person: Person, into: Person, choices: Mapping[str, str], reason: str, by, at: datetime) -> Merge:
    """Make ``person`` and ``into`` one: ``into`` is kept, both histories count, nothing is rewritten.

    ``choices``: {key of a :class:`~thidua.records.merging.Conflict`: "kept", "merged" or, where days add up, "both"};
    each conflict must be settled, and nothing else.
    """
    check_can_join(by, person, into, at.date())
    open_ones = {conflict.key: conflict for conflict in conflicts(person, into)}
    for key, conflict in open_ones.items():
        if choices.get(key) not in conflict.options:
            raise Denied(
                f"Chưa chọn: {conflict.label}. Hồ sơ được giữ ghi “{conflict.kept}”, hồ sơ kia “{conflict.merged}”."
            )
    kept = {key: choices[key] for key in open_ones}
    return join(person=person, into=into, choices=kept, reason=reason, by=by, at=at)
