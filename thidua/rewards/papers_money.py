"""The papers of money: payment list, receipt, report of the fund. Form of head and signatures as in Decree 30/2020."""

from collections.abc import Iterable, Sequence
from datetime import date

from paperwork.blocks import Signer, written_date, written_number
from paperwork.papers import bonus_papers as papers
from paperwork.papers.bonus_papers import BonusListPaper, BonusReceipt, BonusRow, FundLine, FundReport
from thidua.honours.wording import wording
from thidua.papers.letterhead import issuer_of
from thidua.rewards.models_money import BonusLine, BonusList, FundEntry
from thidua.rewards.queries_fund import INCOME
from thidua.units.models import Unit

Kind = FundEntry.Kind


def _how(line: BonusLine) -> str:
    """The reckoning of one line in a cell: "0,3 × 2.340.000", or who set it by what."""
    if line.set_at is not None:
        return f"Cán bộ xác định: {line.set_basis}"
    if not line.reckoned_vnd:
        return line.steps[-1] if line.steps else ""
    if line.coefficient is None or line.base_salary_vnd is None:
        return ""
    return f"{written_number(line.coefficient)} × {written_number(line.base_salary_vnd)}"


def rules_of(lines: Iterable[BonusLine]) -> list[str]:
    """The articles the lines rest on, each once, in order."""
    return list(dict.fromkeys(article for line in lines for article, _ in line.citations))


def _row(line: BonusLine) -> BonusRow:
    return BonusRow(line.ordinal, line.name, line.detail, _how(line), line.owed_vnd)


def render_bonus_list(bonus_list: BonusList, lines: Sequence[BonusLine], *, on: date) -> bytes:
    """ "Danh sách chi tiền thưởng" with a column to sign, PDF/A. Raises `PaperError`."""
    decision, unit = bonus_list.decision, bonus_list.unit
    words = wording(decision.award_code, unit)
    summary = (
        f"{words.phrase[:1].upper()}{words.phrase[1:]} năm {decision.year}\n"
        f"(Kèm theo Quyết định số {decision.number_text} {written_date(decision.decided_on)})"
    )
    signers = (
        Signer("", "Người lập", bonus_list.drafted_by.display_name),
        Signer("", "Kế toán", bonus_list.checked_by.display_name if bonus_list.checked_by else ""),
        Signer("", "Người duyệt chi", bonus_list.approved_by.display_name if bonus_list.approved_by else ""),
    )
    rows, rules = tuple(map(_row, lines)), tuple(rules_of(lines))
    return papers.render_bonus_list(BonusListPaper(issuer_of(unit), summary, rows, rules, on, signers))


def render_receipt(line: BonusLine, *, on: date) -> bytes:
    """ "Giấy nhận tiền thưởng" of one line, to be signed by who takes the money. Raises `PaperError`."""
    decision, unit = line.bonus_list.decision, line.bonus_list.unit
    named = f"Quyết định số {decision.number_text} {written_date(decision.decided_on)}"
    return papers.render_bonus_receipt(BonusReceipt(issuer_of(unit), _row(line), named, on))


def render_fund_report(
    unit: Unit, year: int, entries: Sequence[FundEntry], sums: dict[str, int], *, on: date, rule: str
) -> bytes:
    """ "Báo cáo thu, chi Quỹ thi đua, khen thưởng" of a year: sums by kind, then every entry. Raises `PaperError`."""
    labels = dict(Kind.choices)
    book = tuple(
        FundLine(
            entry.serial,
            entry.entered_on,
            f"{entry.get_kind_display()}: {entry.basis}"
            + (f" (vượt số dư: {entry.overdraft_reason})" if entry.overdraft_reason else ""),
            entry.amount_vnd,
            entry.balance_after,
        )
        for entry in entries
    )
    report = FundReport(
        issuer=issuer_of(unit),
        year=year,
        income=tuple((labels[kind], sums[kind]) for kind in INCOME if sums.get(kind)),
        spent=tuple((labels[kind], sums[kind]) for kind in labels if kind not in INCOME and sums.get(kind)),
        balance=entries[-1].balance_after if entries else 0,
        entries=book,
        head_title=unit.head_title or "Thủ trưởng",
        dated=on,
        note=rule,
    )
    return papers.render_fund_report(report)
