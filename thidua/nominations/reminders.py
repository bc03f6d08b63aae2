"""What dossiers have due: to be mended, appraised, answered about, and consultations to be summed up."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.timezone import localtime

from rulebook.deadlines import DeadlineError, add_working_days
from thidua.nominations.desk import clock_of, rules_of
from thidua.nominations.models import Nomination
from thidua.nominations.models_consultation import Consultation, ConsultationComment
from thidua.nominations.models_desk import AskRound
from thidua.notices.reminders import Due, holders, house_deadline, provide
from thidua.shared.certain import certain
from thidua.units.models import RoleGrant

Role = RoleGrant.Role
UNSETTLED = (ConsultationComment.Triage.NEW, ConsultationComment.Triage.TO_CHECK)


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
    """Dossiers under appraisal, by the clock of the desk: the law's days for the level that appraises, or those the desk has
    chosen, standing still while a question waits or a hold stands. Where neither says anything nobody is reminded: a
    deadline is never guessed. Five queries."""
    rows = (
        Nomination.objects.filter(state="received")
        .select_related("unit", "to_unit")
        .prefetch_related("rounds", "holds")
    )
    dossiers = list(rows)
    units = {each.to_unit_id for each in dossiers}
    appraisers, rules = holders([Role.APPRAISER], units, on), rules_of(units)
    for each in dossiers:
        clock = clock_of(each, on, rules.get(each.to_unit_id))
        if clock is None or clock.due is None:
            continue
        to = [each.assigned_to_id] if each.assigned_to_id else appraisers.get(each.to_unit_id, ())
        for user in to:
            what = f"Thẩm định hồ sơ “{each.title}” của {each.unit.name}"
            yield Due(user, each.to_unit_id, what, clock.due, reverse("nominations:detail", args=[each.pk]))


@provide("nominations.reply")
def to_reply(on: date) -> Iterator[Due]:
    """Questions of the appraisers that wait for the unit's answer, where the desk has set days for it. Two queries."""
    rounds = AskRound.objects.filter(answered_at=None, due_on__isnull=False, nomination__state="asked")
    open_ones = list(rounds.select_related("nomination__unit").annotate(asked=Count("questions")).order_by("pk"))
    officers = holders([Role.OFFICER], {each.nomination.unit_id for each in open_ones}, on)
    for each in open_ones:
        dossier = each.nomination
        for user in officers.get(dossier.unit_id, ()):
            what = f"{dossier.unit.name} trả lời {each.asked} câu hỏi về hồ sơ “{dossier.title}”"
            url = reverse("nominations:reply", args=[dossier.pk])
            yield Due(user, dossier.unit_id, what, certain(each.due_on), url)


@provide("nominations.consultation")
def to_publish(on: date) -> Iterator[Due]:
    """Open consultations: the day after the last one for comments, their result is to be published. Two queries."""
    rows = Consultation.objects.filter(state="open").select_related("nomination__unit").order_by("pk")
    open_ones = list(rows.annotate(waiting=Count("comments", filter=Q(comments__triage__in=UNSETTLED))))
    appraisers = holders([Role.APPRAISER], {each.nomination.to_unit_id for each in open_ones}, on)
    for each in open_ones:
        dossier = each.nomination
        to = [dossier.assigned_to_id] if dossier.assigned_to_id else appraisers.get(dossier.to_unit_id, ())
        left = f", còn {each.waiting} ý kiến chưa phân loại xong" if each.waiting else ""
        what = f"Công bố kết quả lấy ý kiến công khai hồ sơ “{dossier.title}” của {dossier.unit.name}{left}"
        url = reverse("nominations:consult", args=[dossier.pk])
        for user in to:
            yield Due(user, dossier.to_unit_id, what, next_working_day(each.closes_on), url)


def next_working_day(day: date) -> date:
    """The first day on which something can be done once ``day`` is over; beyond our table of holidays the next day."""
    try:
        return add_working_days(day, 1).day
    except DeadlineError:
        return day + timedelta(days=1)
