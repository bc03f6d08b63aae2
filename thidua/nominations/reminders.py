"""What dossiers have due: those returned to be mended, those at the appraisers' desk."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.timezone import localtime

from rulebook.deadlines import DeadlineError, deadline
from thidua.nominations.models import Nomination
from thidua.notices.reminders import Due, holders, house_deadline, provide
from thidua.shared.certain import certain
from thidua.units.models import RoleGrant

Role = RoleGrant.Role


@provide("nominations.mend")
def returned(on: date) -> Iterator[Due]:
    """Dossiers returned to the unit that sent them. Two queries."""
    dossiers = list(Nomination.objects.filter(state="returned").select_related("unit"))
    officers = holders([Role.OFFICER], {each.unit_id for each in dossiers}, on)
    for each in dossiers:
        due_on = house_deadline("mend", localtime(certain(each.returned_at)).date())
        for user in officers.get(each.unit_id, ()):
            what = f"{each.unit.name} sửa và gửi lại hồ sơ “{each.title}”"
            yield Due(user, each.unit_id, what, due_on, reverse("nominations:detail", args=[each.pk]))


@provide("nominations.appraise")
def to_appraise(on: date) -> Iterator[Due]:
    """Dossiers under appraisal, by the law's deadline for the level that appraises. Where our data of the law has no value
    for the day of receipt nobody is reminded: a deadline is never guessed. Two queries."""
    dossiers = list(Nomination.objects.filter(state="received").select_related("unit", "to_unit"))
    appraisers = holders([Role.APPRAISER], {each.to_unit_id for each in dossiers}, on)
    for each in dossiers:
        due_on = appraisal_deadline(each)
        if due_on is None:
            continue
        for user in appraisers.get(each.to_unit_id, ()):
            what = f"Thẩm định hồ sơ “{each.title}” của {each.unit.name}"
            yield Due(user, each.to_unit_id, what, due_on, reverse("nominations:detail", args=[each.pk]))


def appraisal_deadline(nomination: Nomination) -> date | None:
    """The last day of the appraisal by the law of the day of receipt; None where our data says nothing of it."""
    code = "province_appraisal_own" if nomination.to_unit.parent_id is None else "base_appraisal"
    try:
        return deadline(code, localtime(certain(nomination.received_at)).date()).day
    except DeadlineError:
        return None
