"""Papers of what follows an award: drafts and later papers, money, ceremony, extracts. Invented people."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from paperwork.blocks import Column, Distribution, Reference, Signer, Table
from paperwork.papers.bonus_papers import BonusListPaper, BonusReceipt, BonusRow, FundLine, FundReport
from paperwork.papers.decision import AttachedList, Decision
from paperwork.papers.honour_extract import ExtractLine, HonourExtract
from paperwork.papers.official_letter import OfficialLetter
from paperwork.papers.signing_sheet import Handed, SigningSheet
from paperwork.papers.speaking_list import Reading, SpeakingList
from paperwork.samples import DEPUTY, HOME_AFFAIRS, decision, honorific, person, post
from paperwork.samples_more import HA_LONG

NAMED = "Quyết định số 128/QĐ-UBND ngày 15 tháng 01 năm 2026"
ACCOUNTANT = Signer("", "Kế toán", "Trần Thị Bích Hằng")


def decision_draft() -> Decision:
    paper = decision(3)
    return replace(paper, reference=Reference(None, paper.reference.symbol, None), is_draft=True)


def annulment() -> Decision:
    paper = decision(3)
    table = Table(
        (Column("STT", 0, "center"), Column("Họ và tên, tên tập thể", 4), Column("Chức vụ, đơn vị", 5)),
        ((2, honorific(2) + person(2), post(2)),),
    )
    return replace(
        paper,
        reference=Reference(140, paper.reference.symbol, date(2026, 3, 9)),
        summary=f"Về việc hủy bỏ khen thưởng tại {NAMED}",
        articles=(
            f"Hủy bỏ khen thưởng tại {NAMED} đối với 01 cá nhân có tên trong danh sách kèm theo. Lý do: kê khai gian dối thành "
            "tích.",
            "Thu hồi hiện vật khen thưởng và tiền thưởng đã trao theo khen thưởng bị hủy bỏ.",
            "Quyết định này có hiệu lực kể từ ngày ký. Bộ phận phụ trách thi đua, khen thưởng, bộ phận tài chính và cá nhân có "
            "tên trong danh sách chịu trách nhiệm thi hành Quyết định này.",
        ),
        lists=(AttachedList("Danh sách bị hủy bỏ khen thưởng", table),),
    )


def correction_letter() -> OfficialLetter:
    table = Table(
        (
            Column("Số TT\ntrong danh sách", 0, "center"),
            Column("Người, tập thể", 3),
            Column("Đã ghi", 4),
            Column("Nay ghi là", 4),
        ),
        ((4, person(4), "Nguyễn Thị An", "Nguyễn Thị Ân"),),
    )
    return OfficialLetter(
        issuer=HA_LONG,
        reference=Reference(31, "UBND-TĐKT", date(2026, 2, 5)),
        subject=f"đính chính {NAMED}",
        addressees=("Sở Nội vụ tỉnh Quảng Ninh", "Kho bạc Nhà nước Khu vực III"),
        opening=(
            f"Ngày 15/01/2026, {HA_LONG.spoken} phát hành {NAMED} về việc tặng Giấy khen.",
            f"Do lỗi khi lập danh sách, {HA_LONG.spoken} đính chính như sau:",
            table,
            f"Các nội dung khác của {NAMED} không thay đổi.",
        ),
        signer=Signer("KT. Chủ tịch", "Phó Chủ tịch", "Đỗ Thị Bích Ngọc"),
        distribution=Distribution(("Như trên",), "VT, TĐKT"),
    )


def _bonus_row(number: int) -> BonusRow:
    return BonusRow(number, honorific(number) + person(number), post(number), "0,3 × 2.340.000", 702_000)


def bonus_list() -> BonusListPaper:
    return BonusListPaper(
        issuer=HA_LONG,
        summary=f"Tặng Giấy khen năm 2025\n(Kèm theo {NAMED})",
        rows=tuple(_bonus_row(number) for number in range(1, 13)),
        rules=("Nghị định số 152/2025/NĐ-CP",),
        dated=date(2026, 1, 20),
        signers=(
            Signer("", "Người lập", "Lê Thị Quỳnh"),
            ACCOUNTANT,
            Signer("", "Người duyệt chi", "Đỗ Thị Bích Ngọc"),
        ),
    )


def bonus_receipt() -> BonusReceipt:
    return BonusReceipt(HA_LONG, _bonus_row(3), NAMED, date(2026, 1, 20))


def fund_report() -> FundReport:
    return FundReport(
        issuer=HA_LONG,
        year=2025,
        income=(("Trích từ dự toán", 60_000_000),),
        spent=(("Chi tiền thưởng", -8_424_000),),
        balance=51_576_000,
        entries=(
            FundLine(
                1, date(2025, 1, 15), "Trích từ dự toán: Quyết định giao dự toán năm 2025", 60_000_000, 60_000_000
            ),
            FundLine(2, date(2025, 12, 20), "Chi tiền thưởng: Danh sách chi tiền thưởng", -8_424_000, 51_576_000),
        ),
        head_title="Chủ tịch",
        dated=date(2026, 1, 5),
    )


def speaking_list() -> SpeakingList:
    readings = tuple(
        Reading(number, honorific(number) + person(number), post(number), "Người trao: Chủ tịch Ủy ban nhân dân phường")
        for number in range(1, 9)
    )
    groups = (("Tặng Giấy khen (Quyết định số 128/QĐ-UBND)", readings),)
    return SpeakingList(HA_LONG, "Lễ trao thưởng năm 2025", date(2026, 1, 22), "Hội trường phường Hạ Long", groups)


def signing_sheet() -> SigningSheet:
    rows = tuple(
        Handed(number, honorific(number) + person(number), post(number), "Giấy khen, 128/QĐ-UBND", "Trực tiếp tại lễ")
        for number in range(1, 9)
    )
    return SigningSheet(HA_LONG, "Lễ trao thưởng năm 2025", rows, date(2026, 1, 22), "Chủ tịch")


def honour_extract() -> HonourExtract:
    line = ExtractLine(
        "Chiến sĩ thi đua cấp tỉnh", 2025, "Chủ tịch Ủy ban nhân dân tỉnh Quảng Ninh", "số 245/QĐ-UBND ngày 20/01/2026", 12,
        "Còn hiệu lực",
    )  # fmt: skip
    gone = ExtractLine(
        "Lao động tiên tiến", 2024, "Sở Nội vụ", "số 12/QĐ-SNV ngày 20/12/2024", 3,
        "Đã hủy bỏ theo quyết định số 99/QĐ-SNV ngày 28/01/2026",
    )  # fmt: skip
    return HonourExtract(
        issuer=HOME_AFFAIRS,
        reference=Reference(number=5, symbol="GXN-SNV", dated=date(2026, 2, 5)),
        recipient="bà H'Hen Niê Kđăm",
        detail="Chuyên viên, phường Hạ Long",
        lines=(line, gone),
        asked_by="Nguyễn Minh Khôi, con đẻ (của người được khen thưởng)",
        purpose="bổ sung hồ sơ hưởng chế độ",
        code="7K3M-9QXA-0000-0000",
        check_address="https://thidua.example.vn/xac-minh/",
        signer=DEPUTY,
    )
