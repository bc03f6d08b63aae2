"""The papers of money: payment list, receipt, report of the fund. Form of head and signatures as in Decree 30/2020."""

from collections.abc import Iterable, Sequence
from datetime import date

from paperwork.blocks import Column, Signer, Table, body_of, short_date, written_date, written_number
from paperwork.money import dong_in_words
from paperwork.render import moment_of, render
from thidua.honours.wording import wording
from thidua.papers.letterhead import issuer_of
from thidua.rewards.models_money import BonusLine, BonusList, FundEntry
from thidua.rewards.queries_fund import INCOME
from thidua.units.models import Unit

Kind = FundEntry.Kind


def _list_form(
    unit: Unit, kind: str, summary: str, body: list, on: date, signers: Sequence[Signer], *, landscape=False
):
    data = {
        "title": f"{kind.capitalize()} {summary}"[:200],
        "landscape": landscape,
        "issuer": issuer_of(unit).data(),
        "kind": kind,
        "summary": summary,
        "body": body,
        "dated": f"{unit.place}, {written_date(on)}",
        "signers": [signer.data() for signer in signers],
    }
    return render("list_form", data, created_at=moment_of(on))


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


def render_bonus_list(bonus_list: BonusList, lines: Sequence[BonusLine], *, on: date) -> bytes:
    """ "Danh sách chi tiền thưởng" with a column to sign, PDF/A. Raises `PaperError`."""
    decision, unit = bonus_list.decision, bonus_list.unit
    paid = [line for line in lines if line.owed_vnd]
    total = sum(line.owed_vnd or 0 for line in lines)
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
            *((line.ordinal, line.name, line.detail, _how(line), line.owed_vnd, "", "") for line in lines),
            ("", "Cộng", f"{len(paid)} người, tập thể được chi", "", total, "", ""),
        ),
    )
    body = [
        table.data(),
        *body_of(
            (
                f"Tổng số tiền bằng chữ: {dong_in_words(total)}.",
                f"Nguồn chi: Quỹ thi đua, khen thưởng của {unit.agency_name}.",
                f"Căn cứ: {'; '.join(rules_of(lines)) or 'ghi ở từng dòng'}.",
            )
        ),
    ]
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
    return _list_form(unit, "DANH SÁCH CHI TIỀN THƯỞNG", summary, body, on, signers, landscape=True)


def render_receipt(line: BonusLine, *, on: date) -> bytes:
    """ "Giấy nhận tiền thưởng" of one line, to be signed by who takes the money. Raises `PaperError`."""
    decision, unit, amount = line.bonus_list.decision, line.bonus_list.unit, line.owed_vnd or 0
    body = body_of(
        (
            f"Người, tập thể được thưởng: {line.name}.",
            f"Chức vụ, đơn vị: {line.detail or '…'}.",
            f"Theo Quyết định số {decision.number_text} {written_date(decision.decided_on)} của {unit.agency_name}.",
            f"Cách tính: {_how(line) or 'theo danh sách đã duyệt'}.",
            f"Số tiền: {written_number(amount)} đồng.",
            f"Bằng chữ: {dong_in_words(amount)}.",
            "Người nhận thay (nếu có): ………………………………………… Quan hệ, giấy ủy quyền: ……………………………",
            "Số chứng từ: ……………………… Hình thức: tiền mặt ☐   chuyển khoản ☐".replace("☐", "[  ]"),
        )
    )
    signers = (Signer("", "Người giao tiền", ""), Signer("", "Người nhận tiền", ""))
    return _list_form(unit, "GIẤY NHẬN TIỀN THƯỞNG", f"Số thứ tự {line.ordinal} trong danh sách chi", body, on, signers)


def render_fund_report(
    unit: Unit, year: int, entries: Sequence[FundEntry], sums: dict[str, int], *, on: date, rule: str
) -> bytes:
    """ "Báo cáo thu, chi Quỹ thi đua, khen thưởng" of a year: sums by kind, then every entry. Raises `PaperError`."""
    balance = entries[-1].balance_after if entries else 0
    labels = dict(Kind.choices)
    by_kind = Table(
        (Column("STT", 0, "center"), Column("Nội dung", 6), Column("Số tiền (đồng)", 3, "right")),
        (
            "I. Nguồn quỹ",
            *((n, labels[kind], sums[kind]) for n, kind in enumerate([k for k in INCOME if sums.get(k)], start=1)),
            "II. Sử dụng, thu hồi",
            *(
                (n, labels[kind], sums[kind])
                for n, kind in enumerate([k for k in labels if k not in INCOME and sums.get(k)], start=1)
            ),
            ("", "Số dư cuối kỳ", balance),
        ),
    )
    ledger = Table(
        (
            Column("Bút toán", 0, "center"),
            Column("Ngày", 1.6, "center"),
            Column("Nội dung, căn cứ", 6),
            Column("Thu, chi (đồng)", 2.4, "right"),
            Column("Số dư (đồng)", 2.4, "right"),
        ),
        tuple(
            (
                entry.serial,
                short_date(entry.entered_on),
                f"{entry.get_kind_display()}: {entry.basis}"
                + (f" (vượt số dư: {entry.overdraft_reason})" if entry.overdraft_reason else ""),
                entry.amount_vnd,
                entry.balance_after,
            )
            for entry in entries
        ),
    )
    body = [by_kind.data(), *body_of(("Sổ chi tiết:",)), ledger.data(), *body_of((rule,) if rule else ())]
    signers = (Signer("", "Kế toán", ""), Signer("", unit.head_title or "Thủ trưởng", ""))
    return _list_form(unit, "BÁO CÁO", f"Thu, chi Quỹ thi đua, khen thưởng năm {year}", body, on, signers)
