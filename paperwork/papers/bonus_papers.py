"""The papers of bonus money: payment list, receipt, report of the fund.

No national form was read; head and signatures as in Decree 30/2020/NĐ-CP. Amounts are whole đồng.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from paperwork.blocks import Column, Issuer, Signer, Table, body_of, short_date, written_date, written_number
from paperwork.money import dong_in_words
from paperwork.render import moment_of, render


@dataclass(frozen=True)
class BonusRow:
    """One recipient: place in the list, `how` the amount was reckoned ("0,3 × 2.340.000"), None where nothing is owed."""

    ordinal: int
    name: str
    detail: str
    how: str
    amount: int | None


@dataclass(frozen=True)
class BonusListPaper:
    """Danh sách chi tiền thưởng. `rules` are the articles the amounts rest on; `signers` who drew up, checked, approved."""

    issuer: Issuer
    summary: str
    rows: tuple[BonusRow, ...]
    rules: tuple[str, ...]
    dated: date
    signers: tuple[Signer, ...]


@dataclass(frozen=True)
class BonusReceipt:
    """Giấy nhận tiền thưởng of one recipient. `decision` as named in running text ("Quyết định số 05/QĐ-UBND …")."""

    issuer: Issuer
    row: BonusRow
    decision: str
    dated: date


@dataclass(frozen=True)
class FundLine:
    """One entry of the fund, with the balance after it; `amount` is negative for what was paid."""

    serial: int
    entered_on: date
    what: str
    amount: int
    balance_after: int


@dataclass(frozen=True)
class FundReport:
    """Báo cáo thu, chi Quỹ. `income` and `spent` are (kind, sum of the year); `note` below the book, "" for none."""

    issuer: Issuer
    year: int
    income: tuple[tuple[str, int], ...]
    spent: tuple[tuple[str, int], ...]
    balance: int
    entries: tuple[FundLine, ...]
    head_title: str
    dated: date
    note: str = ""


def _data(
    issuer: Issuer, kind: str, summary: str, body: list[dict[str, Any]], on: date, signers: tuple[Signer, ...],
    *, landscape: bool = False,
) -> dict[str, Any]:  # fmt: skip
    return {
        "title": f"{kind.capitalize()} {summary}"[:200],
        "landscape": landscape,
        "issuer": issuer.data(),
        "kind": kind,
        "summary": summary,
        "body": body,
        "dated": f"{issuer.place}, {written_date(on)}",
        "signers": [signer.data() for signer in signers],
    }


def bonus_list_data(paper: BonusListPaper) -> dict[str, Any]:
    """The values of `layouts/list_form.typ`, on its side, with a column to sign."""
    total = sum(row.amount or 0 for row in paper.rows)
    paid = sum(1 for row in paper.rows if row.amount)
    table = Table(
        (
            Column("STT", 0, "center"),
            Column("Họ và tên, tên tập thể", 4),
            Column("Chức vụ, đơn vị", 5),
            Column("Cách tính (hệ số × lương cơ sở)", 4),
            Column("Số tiền (đồng)", 2.2, "right"),
            Column("Số chứng từ", 1.6),
            Column("Ký nhận", 2.2),
        ),
        (
            *((row.ordinal, row.name, row.detail, row.how, row.amount, "", "") for row in paper.rows),
            ("", "Cộng", f"{paid} người, tập thể được chi", "", total, "", ""),
        ),
    )
    words = (
        f"Tổng số tiền bằng chữ: {dong_in_words(total)}.",
        f"Nguồn chi: Quỹ thi đua, khen thưởng của {paper.issuer.spoken}.",
        f"Căn cứ: {'; '.join(paper.rules) or 'ghi ở từng dòng'}.",
    )
    body = [table.data(), *body_of(words)]
    return _data(
        paper.issuer, "DANH SÁCH CHI TIỀN THƯỞNG", paper.summary, body, paper.dated, paper.signers, landscape=True
    )


def bonus_receipt_data(paper: BonusReceipt) -> dict[str, Any]:
    """The values of `layouts/list_form.typ`, with blanks for who takes the money."""
    row, amount = paper.row, paper.row.amount or 0
    body = body_of(
        (
            f"Người, tập thể được thưởng: {row.name}.",
            f"Chức vụ, đơn vị: {row.detail or '…'}.",
            f"Theo {paper.decision} của {paper.issuer.spoken}.",
            f"Cách tính: {row.how or 'theo danh sách đã duyệt'}.",
            f"Số tiền: {written_number(amount)} đồng.",
            f"Bằng chữ: {dong_in_words(amount)}.",
            "Người nhận thay (nếu có): ………………………………………… Quan hệ, giấy ủy quyền: ……………………………",
            "Số chứng từ: ……………………… Hình thức: tiền mặt [  ]   chuyển khoản [  ]",
        )
    )
    signers = (Signer("", "Người giao tiền", ""), Signer("", "Người nhận tiền", ""))
    summary = f"Số thứ tự {row.ordinal} trong danh sách chi"
    return _data(paper.issuer, "GIẤY NHẬN TIỀN THƯỞNG", summary, body, paper.dated, signers)


def fund_report_data(paper: FundReport) -> dict[str, Any]:
    """The values of `layouts/list_form.typ`: sums by kind, then every entry."""
    by_kind = Table(
        (Column("STT", 0, "center"), Column("Nội dung", 6), Column("Số tiền (đồng)", 3, "right")),
        (
            "I. Nguồn quỹ",
            *((number, kind, amount) for number, (kind, amount) in enumerate(paper.income, start=1)),
            "II. Sử dụng, thu hồi",
            *((number, kind, amount) for number, (kind, amount) in enumerate(paper.spent, start=1)),
            ("", "Số dư cuối kỳ", paper.balance),
        ),
    )
    ledger = Table(
        (
            Column("Bút toán", 0, "center"),
            Column("Ngày", 0, "center"),
            Column("Nội dung, căn cứ", 6),
            Column("Thu, chi (đồng)", 2.4, "right"),
            Column("Số dư (đồng)", 2.4, "right"),
        ),
        tuple((e.serial, short_date(e.entered_on), e.what, e.amount, e.balance_after) for e in paper.entries),
    )
    note = body_of((paper.note,)) if paper.note else []
    body = [by_kind.data(), *body_of(("Sổ chi tiết:",)), ledger.data(), *note]
    signers = (Signer("", "Kế toán", ""), Signer("", paper.head_title, ""))
    return _data(
        paper.issuer, "BÁO CÁO", f"Thu, chi Quỹ thi đua, khen thưởng năm {paper.year}", body, paper.dated, signers
    )


def render_bonus_list(paper: BonusListPaper) -> bytes:
    """The list as PDF/A-2a. Raises `PaperError`."""
    return render("list_form", bonus_list_data(paper), created_at=moment_of(paper.dated))


def render_bonus_receipt(paper: BonusReceipt) -> bytes:
    """The receipt as PDF/A-2a. Raises `PaperError`."""
    return render("list_form", bonus_receipt_data(paper), created_at=moment_of(paper.dated))


def render_fund_report(paper: FundReport) -> bytes:
    """The report as PDF/A-2a. Raises `PaperError`."""
    return render("list_form", fund_report_data(paper), created_at=moment_of(paper.dated))
