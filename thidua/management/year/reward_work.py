"""What lies on the shelf for awards, and one sheet that is exchanged after the handover."""

from datetime import date
from typing import Any

from thidua.decisions.models import Decision
from thidua.honours.models import Honour
from thidua.management.year.runner import Year, moment
from thidua.rewards.actions_reissue import grant_reissue, print_reissue, receive_reissue
from thidua.rewards.actions_stock import add_item, receive_stock, take_out
from thidua.rewards.models import CertificateCopy
from thidua.shared.certain import certain
from thidua.shared.jobs.queries import last_job
from thidua.shared.jobs.running import perform


def keep_the_shelf(year: Year, count: int, day: date) -> None:
    """The clerk of the province takes in frames and numbered blanks; ``count`` frames go out to the ceremony."""
    office = year.province
    mine: dict[str, Any] = {"by": office.clerk, "at": moment(day, 8)}
    frames = add_item(
        unit=office.unit, kind="frame", name="Khung kính khổ A4", measure="cái", has_serials=False, low_level=50, **mine
    )
    blanks = add_item(
        unit=office.unit, kind="blank", name="Phôi Bằng khen cấp tỉnh", measure="tờ", has_serials=True, low_level=100,
        **mine,
    )  # fmt: skip
    receive_stock(item=frames, on=day, basis="Biên bản giao nhận số 01", quantity=60, **mine)
    receive_stock(item=blanks, on=day, basis="Biên bản giao nhận số 02", serials="BK 000001–BK 000200", **mine)
    take_out(
        item=frames, for_printing=False, on=day, basis="Phiếu xuất số 01", given_to="Ban Tổ chức hội nghị tổng kết",
        quantity=min(count, 60), **mine,
    )  # fmt: skip


def exchange_a_sheet(year: Year, decisions: list[Decision], day: date) -> None:
    """A recipient brings back a sheet that got wet: taken in, granted, printed anew; it waits to be handed over."""
    office = year.province
    sheets = CertificateCopy.objects.filter(run__decision__in=decisions, state="printed", honour__person__isnull=False)
    sheet = sheets.exclude(honour__person=office.head.person).select_related("honour__issuer").order_by("pk").first()
    if sheet is None:
        return
    honour: Honour = sheet.honour
    asked = receive_reissue(
        honour=honour, kind="exchange", asker=honour.recipient_name, asker_role="Người được khen",
        reason="Giấy bị ướt, nhòe chữ trong lúc vận chuyển", papers="Đơn đề nghị; bản giấy bị hỏng", received_on=day,
        by=office.clerk, at=moment(day, 14),
    )  # fmt: skip
    grant_reissue(request=asked, document="Phiếu xử lý ngày lễ trao", by=office.head, at=moment(day, 15))
    new = print_reissue(request=asked, by=office.clerk, at=moment(day, 16))
    perform(certain(last_job(new.run.job_key)).pk, with_pulse=False)
