"""What of an honour that is taken away was printed, handed over and paid here. Reads only.

Where these know, what the law lets one guess of the same matter (``honours.consequences``) is not listed beside.
"""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from rulebook.bonus import BonusError, bonus
from thidua.honours.consequences import CERTIFICATE, MONEY, Consequence, as_it_stands, finds
from thidua.honours.models import Honour
from thidua.law.queries import award_name, the_book
from thidua.rewards.models import CertificateCopy
from thidua.rewards.models_ceremony import HandingLine, ReissueRequest
from thidua.rewards.models_money import BonusLine, BonusPayment
from thidua.rewards.queries_bonus import RECOVERED, with_states
from thidua.rewards.reckoning import BESIDE
from thidua.shared.wording import money, vi_date

Handed = HandingLine.Handed


@finds("rewards.sheet", "Giấy khen, bằng đã in", lambda pk: reverse("rewards:sheet", args=[pk]))
def sheet(honour: Honour, on: date) -> Iterator[Consequence]:
    """The sheet that counts today, by number and code, and whether it was handed over. Three queries."""
    one = CertificateCopy.objects.filter(honour=honour, state="printed").first()
    if one is None:
        return
    name = as_it_stands(honour).recipient_name
    named = f"tờ số {one.serial} “{award_name(honour.award_code)}” của {name} (mã kiểm tra {one.check_code})"
    when = _handed(honour, one)
    yield Consequence(
        f"Thu hồi {named}: {when}" if when else f"Giữ lại, hủy {named}: chưa ghi đã trao; nếu đã trao thì thu hồi",
        "sổ in và biên bản giao nhận trên hệ thống",
        thing=one.pk,
        topic=CERTIFICATE,
    )


def _handed(honour: Honour, one: CertificateCopy) -> str:
    """ "đã trao ngày 20/01/2026 cho bà Hoa"; "" where nobody wrote it down."""
    asked = ReissueRequest.objects.filter(new_sheet__copy=one, state="done").first()
    if asked is not None:
        return f"đã trao ngày {vi_date(asked.done_at)} cho {asked.handed_to}"
    if one.serial > 1 and one.run.why not in (one.run.Why.FIRST, one.run.Why.SPOILED):
        return ""  # the ceremony handed over the sheet before this one
    line = honour.handing_lines.filter(handed__in=[Handed.HANDED, Handed.ON_BEHALF]).order_by("-handed_on").first()
    return (
        ""
        if line is None
        else f"đã trao ngày {vi_date(line.handed_on)}{f' cho {line.receiver}' if line.receiver else ''}"
    )


@finds("rewards.bonus", "Tiền thưởng trong danh sách chi", lambda pk: reverse("rewards:bonus", args=[pk]))
def bonus_line(honour: Honour, on: date) -> Iterator[Consequence]:
    """What the accounts say of the bonus: paid, or to be stopped. Three queries."""
    line = with_states(BonusLine.objects.filter(honour=honour, is_live=True)).select_related("bonus_list").first()
    if line is None or line.line_state == RECOVERED:
        return
    paid = line.payments.filter(kind__in=BonusPayment.PAID).order_by("-serial").first()
    if line.last_kind in BonusPayment.PAID and paid is not None:
        receipt = f", chứng từ {paid.receipt}" if paid.receipt else ""
        what = f"Thu hồi {money(paid.amount_vnd)} tiền thưởng đã chi cho {line.name} ngày {vi_date(paid.happened_on)}{receipt}"
        amount = paid.amount_vnd
    else:
        amount = line.owed or 0
        what = f"Không chi {money(amount)} tiền thưởng cho {line.name}: có trong danh sách chi, chưa chi"
    yield Consequence(
        what, "danh sách chi và chứng từ trên hệ thống", thing=line.bonus_list_id, amount_vnd=amount, topic=MONEY
    )


@finds(
    "rewards.bonus_beside", "Tiền thưởng của danh hiệu khác cùng năm", lambda pk: reverse("rewards:bonus", args=[pk])
)
def bonus_beside(honour: Honour, on: date) -> Iterator[Consequence]:
    """Lines of the same recipient and year that get nothing because this honour stood beside them. One query."""
    whose = {"honour__person": honour.person_id} if honour.person_id else {"honour__unit": honour.unit_id}
    if not any(whose.values()):
        return
    rows = BonusLine.objects.filter(is_live=True, honour__year=honour.year, reckoned_vnd=0, **whose).exclude(
        honour=honour
    )
    for line in with_states(rows).filter(is_revoked=False).order_by("pk"):
        if not any(BESIDE in step for step in line.steps):
            continue
        try:
            law = bonus(line.honour.award_code, line.recipient, line.honour.decided_on, the_book()).amount_vnd  # type: ignore[arg-type]
        except BonusError:
            law = None
        by_law = f"; mức theo luật khi đứng một mình {money(law)}" if law is not None else ""
        yield Consequence(
            f"Xét lại tiền thưởng “{award_name(line.honour.award_code)}” của {line.name}: danh sách chi ghi không chi vì cùng "
            f"năm có “{award_name(honour.award_code)}”{by_law}",
            "danh sách chi trên hệ thống",
            thing=line.bonus_list_id,
            amount_vnd=law,
        )
