"""What registration and pledges have due: sheets to send, pledges to draw up and sign, results of a quarter."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from thidua.movements.models import MovementCall
from thidua.notices.reminders import LATEST, Due, holders, house_deadline, provide
from thidua.pledges.models import Deadline, Pledge, PledgeSignature, PledgeTarget, Progress, RegistrationSheet
from thidua.shared.certain import certain
from thidua.signing.models import SignedFile
from thidua.signing.permissions import CLERKS
from thidua.units.models import RoleGrant

Role = RoleGrant.Role
REPORT_DAY = 10  # results of a quarter are entered by the 10th of the month after it
# Calls older than this have no deadline that anybody is reminded of any more.
_LONG_AGO = timedelta(days=LATEST + 90)


def _days_set(setters: set[int]) -> dict[tuple[int, int, str], date]:
    """{(unit that set it, year, what): day}: the days that units set for those below them."""
    rows = Deadline.objects.filter(unit_id__in=setters)
    return {(unit, year, what): day for unit, year, what, day in rows.values_list("unit_id", "year", "what", "due_on")}


def _calls(on: date):
    running = MovementCall.objects.filter(movement__state="launched", unit__valid_to=None)
    return running.filter(movement__launched_at__date__gte=on - _LONG_AGO).select_related("movement", "unit")


@provide("pledges.registration")
def registrations(on: date) -> Iterator[Due]:
    """Units called by a movement of the year whose registration sheet is missing or not sent. Three queries."""
    done = RegistrationSheet.objects.filter(unit=OuterRef("unit"), year=OuterRef("movement__year"))
    calls = list(_calls(on).filter(~Exists(done.exclude(state="draft"))).order_by("movement__launched_at", "pk"))
    first: dict[tuple[int, int], MovementCall] = {}
    for call in calls:  # two movements of a year ask for one sheet, by the earlier day
        first.setdefault((call.unit_id, call.movement.year), call)
    set_days = _days_set({call.movement.unit_id for call in calls})
    officers = holders([Role.OFFICER], {call.unit_id for call in calls}, on)
    for (unit, year), call in first.items():
        due_on = set_days.get((call.movement.unit_id, year, "registration")) or house_deadline(
            "register", _day(call.movement.launched_at)
        )
        for user in officers.get(unit, ()):
            what = f"{call.unit.name} gửi bản đăng ký thi đua năm {year}"
            yield Due(user, unit, what, due_on, f"{reverse('pledges:registrations')}?year={year}")


@provide("pledges.registration_returned")
def returned_sheets(on: date) -> Iterator[Due]:
    """Sheets returned to be mended. Two queries."""
    rows = RegistrationSheet.objects.filter(state="returned", returned_at__date__gte=on - _LONG_AGO)
    sheets = list(rows.select_related("unit"))
    officers = holders([Role.OFFICER], {sheet.unit_id for sheet in sheets}, on)
    for sheet in sheets:
        due_on = house_deadline("mend", _day(sheet.returned_at))
        for user in officers.get(sheet.unit_id, ()):
            what = f"{sheet.unit.name} sửa và gửi lại bản đăng ký thi đua năm {sheet.year}"
            yield Due(user, sheet.unit_id, what, due_on, reverse("pledges:registration", args=[sheet.pk]))


@provide("pledges.drawing_up")
def missing_pledges(on: date) -> Iterator[Due]:
    """Units called by a movement whose pledge is not put forward yet. Three queries."""
    put_forward = Pledge.objects.filter(movement=OuterRef("movement"), unit=OuterRef("unit")).exclude(state="draft")
    calls = list(_calls(on).filter(~Exists(put_forward)))
    drawn_up_at = reverse("pledges:list")
    set_days = _days_set({call.movement.unit_id for call in calls})
    officers = holders([Role.OFFICER], {call.unit_id for call in calls}, on)
    for call in calls:
        due_on = set_days.get((call.movement.unit_id, call.movement.year, "pledge")) or house_deadline(
            "register", _day(call.movement.launched_at)
        )
        what = f"{call.unit.name} lập và trình ký giao ước cho phong trào “{call.movement.title}”"
        for user in officers.get(call.unit_id, ()):
            yield Due(user, call.unit_id, what, due_on, drawn_up_at)


@provide("pledges.signing")
def unsigned(on: date) -> Iterator[Due]:
    """Pledges put forward in which a side has not signed: its head. Three queries."""
    pledges = list(Pledge.objects.filter(state="proposed").select_related("unit", "superior"))
    signed = set(PledgeSignature.objects.filter(pledge__in=pledges).values_list("pledge_id", "side"))
    heads = holders([Role.HEAD], {unit for each in pledges for unit in (each.unit_id, each.superior_id)}, on)
    for pledge in pledges:
        due_on = house_deadline("sign", _day(pledge.proposed_at))
        for side, unit in (("member", pledge.unit), ("superior", pledge.superior)):
            if (pledge.pk, side) in signed:
                continue
            for user in heads.get(unit.pk, ()):
                what = f"Ký giao ước thi đua năm {pledge.year} của {pledge.unit.name}"
                yield Due(user, unit.pk, what, due_on, reverse("pledges:detail", args=[pledge.pk]))


@provide("pledges.confirming")
def unconfirmed(on: date) -> Iterator[Due]:
    """Signatures that wait for a clerk or officer of the signer's unit. Two queries."""
    rows = SignedFile.objects.filter(
        outcome=SignedFile.Outcome.FLAGGED, place__signing__state="open", place__signing__pledge__isnull=False
    )
    files = list(rows.select_related("place__unit", "signer", "place__signing__pledge__unit"))
    clerks = holders(CLERKS, {file.place.unit_id for file in files}, on)
    for file in files:
        due_on, pledge = house_deadline("mend", _day(file.received_at)), file.place.signing.pledge
        for user in clerks.get(file.place.unit_id, ()):
            if user in (file.signer_id, file.received_by_id):
                continue
            what = (
                f"Xác nhận chữ ký của {file.signer.display_name} trên giao ước năm {pledge.year} của {pledge.unit.name}"
            )
            yield Due(user, file.place.unit_id, what, due_on, reverse("pledges:signing", args=[pledge.pk]))


@provide("pledges.progress")
def results(on: date) -> Iterator[Due]:
    """Signed pledges without a result of the quarter that ended last for some target. Two queries."""
    year, quarter, due_on = quarter_before(on)
    entered = Progress.objects.filter(target=OuterRef("pk"), quarter=quarter)
    empty = PledgeTarget.objects.filter(~Exists(entered), pledge=OuterRef("pk"))
    end = due_on.replace(day=1) - timedelta(days=1)
    rows = Pledge.objects.filter(Exists(empty), state="signed", year=year, signed_at__date__lte=end)
    pledges = list(rows.select_related("unit"))
    officers = holders([Role.OFFICER], {pledge.unit_id for pledge in pledges}, on)
    for pledge in pledges:
        for user in officers.get(pledge.unit_id, ()):
            what = f"{pledge.unit.name} nhập kết quả quý {quarter}/{year} của giao ước thi đua"
            yield Due(user, pledge.unit_id, what, due_on, reverse("pledges:detail", args=[pledge.pk]))


def quarter_before(on: date) -> tuple[int, int, date]:
    """(year, quarter, last day for its results) of the quarter that ended last before ``on``."""
    quarter = (on.month - 1) // 3 or 4
    year = on.year if on.month > 3 else on.year - 1
    month = quarter * 3 + 1 if quarter < 4 else 1
    return year, quarter, date(on.year, month, REPORT_DAY)


def _day(moment) -> date:
    return timezone.localtime(certain(moment)).date()
