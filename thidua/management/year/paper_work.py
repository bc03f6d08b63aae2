"""Papers around the awards: the agency's own wording, the report of the appraisal, who confirms having a decision, the stock
of the province."""

from datetime import date, timedelta

from paperwork.stock import StockLayout, default_layout
from paperwork.wordings import BY_KEY
from thidua.accounts.models import User
from thidua.decisions.actions_letters import issue_receipt_reminder
from thidua.decisions.actions_public import acknowledge_copy
from thidua.decisions.models import Decision, DecisionCopy
from thidua.management.year.runner import Year, moment
from thidua.nominations.actions_appraisal import issue_appraisal_report
from thidua.nominations.models import Nomination
from thidua.papers.actions_wordings import keep_wording
from thidua.rewards.queries_printing import ON_A3, first_layout

MONEY = "decision.money"
# Besides what is by practice on A3, the province of the practice year has A3 blanks of its own for this title.
OWN_A3 = "grassroots_emulation_fighter"


def word_the_decisions(year: Year, day: date) -> None:
    """The clerk of the province words the article on money in the way of the province."""
    office, slot = year.province, BY_KEY[MONEY]
    text = "{co_quan} chi tiền thưởng năm {nam} từ Quỹ thi đua, khen thưởng; mức chi theo quy định của pháp luật."
    keep_wording(unit=office.unit, slot=slot, text=text, valid_from=day, by=office.clerk, at=moment(day, 7))


def report_appraisal(nomination: Nomination, by: User, day: date) -> None:
    """The province's appraiser puts the report before the council; units below do without one."""
    if nomination.to_unit.parent_id is None:
        words = "Đề nghị Hội đồng Thi đua - Khen thưởng tỉnh xem xét các trường hợp đưa vào danh sách."
        issue_appraisal_report(nomination=nomination, recommendation=words, by=by, at=moment(day, 16))


def confirm_copies(year: Year, decision: Decision, day: date) -> None:
    """The units that got the decision confirm it on the same day; the last one still owes it."""
    rows = decision.copies.filter(state="delivered", way=DecisionCopy.Way.SYSTEM).select_related(
        "unit", "decision__unit"
    )
    for copy in list(rows.order_by("ordinal"))[:-1]:
        office = year.offices.get(copy.unit.code) if copy.unit else None
        if office is not None:
            acknowledge_copy(copy=copy, note="", by=office.officer, at=moment(day, 15))


def remind_of_receipt(year: Year, day: date) -> None:
    """The province's first decision whose receipt is still owed: the clerk sends the numbered letter."""
    owed = Decision.objects.filter(unit=year.root, state="issued", copies__state="delivered").earliest("pk")
    issue_receipt_reminder(decision=owed, until=day + timedelta(days=7), by=year.province.clerk, at=moment(day, 10))


def stock_of(decision: Decision) -> StockLayout | None:
    """How the stock for a decision is laid out; None: printed in the full design."""
    if decision.award_code in ON_A3:
        return first_layout(decision.award_code)
    if decision.award_code == OWN_A3 and decision.unit.parent_id is None:
        return default_layout("A3")
    return None
