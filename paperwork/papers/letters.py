"""The letters of a commendation office, from facts: who is late with what, what a dossier lacks.

Form: :mod:`paperwork.papers.official_letter`. No text is prescribed for either; each says what, by when and where to.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from paperwork.blocks import Column, Distribution, Issuer, PaperError, Reference, Signer, Table, short_date
from paperwork.papers.official_letter import OfficialLetter


@dataclass(frozen=True)
class Late:
    """One who has not sent what was due: name, what is missing, the day it was due."""

    name: str
    missing: str
    due: date | None


@dataclass(frozen=True)
class Reminder:
    """Công văn đôn đốc. `what` completes "đôn đốc …" ("gửi bản tự chấm điểm năm 2025"); `basis` is the paper that set the
    day ("Kế hoạch số 41/KH-UBND ngày 10 tháng 02 năm 2025"), "" when none; `until` the new day, `contact` whom to ask."""

    issuer: Issuer
    reference: Reference
    what: str
    basis: str
    as_of: date
    late: tuple[Late, ...]
    until: date
    signer: Signer
    contact: str = ""
    filed: str = "VT"


def reminder_letter(paper: Reminder) -> OfficialLetter:
    """The reminder as a letter to those who are late. Raises `PaperError` when nobody is, or the new day lies before."""
    if not paper.late:
        raise PaperError("Không có đơn vị nào chậm, không cần công văn đôn đốc.")
    if paper.until < paper.as_of:
        raise PaperError(f"Hạn mới {short_date(paper.until)} đã qua khi lập công văn ({short_date(paper.as_of)}).")
    names = tuple(dict.fromkeys(line.name for line in paper.late))
    table = Table(
        (
            Column("STT", 0, "center"),
            Column("Đơn vị", 4),
            Column("Nội dung chưa thực hiện", 5),
            Column("Thời hạn", 0, "center"),
        ),
        tuple((number, line.name, line.missing, short_date(line.due)) for number, line in enumerate(paper.late, 1)),
    )
    following = f"Thực hiện {paper.basis}, đến" if paper.basis else "Đến"
    ending = [
        f"{paper.issuer.spoken} đề nghị các đơn vị có tên trên {paper.what} trước ngày {short_date(paper.until)}; đơn vị có "
        "khó khăn, vướng mắc báo cáo bằng văn bản trong thời hạn này."
    ]
    if paper.contact:
        ending.append(f"Mọi vướng mắc xin liên hệ {paper.contact}.")
    return OfficialLetter(
        issuer=paper.issuer,
        reference=paper.reference,
        subject=f"đôn đốc {paper.what}",
        # More than five names would push the text off the first page: they stand in the table.
        addressees=names if len(names) <= 5 else ("Các đơn vị có tên trong danh sách dưới đây",),
        opening=(
            f"{following} ngày {short_date(paper.as_of)}, {len(names):02d} đơn vị chưa {paper.what}, cụ thể:",
            table,
            *ending,
        ),
        signer=paper.signer,
        distribution=Distribution(("Như trên",), paper.filed),
    )


@dataclass(frozen=True)
class Lack:
    """What one line of a dossier lacks: whose line (name, award), what is to be put right."""

    name: str
    award: str
    what: str


@dataclass(frozen=True)
class ReturnLetter:
    """Công văn trả lại, yêu cầu bổ sung hồ sơ. `submission` names what came in ("Tờ trình số 14/TTr-SNV ngày 20 tháng 01
    năm 2026"); `reason` is said for the dossier as a whole, `lacks` line by line; `until` None sets no day."""

    issuer: Issuer
    reference: Reference
    addressee: str
    submission: str
    reason: str
    lacks: tuple[Lack, ...]
    until: date | None
    signer: Signer
    filed: str = "VT"


def return_letter(paper: ReturnLetter) -> OfficialLetter:
    """The letter that gives a dossier back. Raises `PaperError` when it would say neither reason nor lack."""
    if not paper.reason.strip() and not paper.lacks:
        raise PaperError("Công văn trả hồ sơ phải nêu lý do.")
    table = Table(
        (
            Column("STT", 0, "center"),
            Column("Cá nhân, tập thể", 3),
            Column("Danh hiệu, hình thức đề nghị", 3),
            Column("Nội dung cần bổ sung, giải trình", 5),
        ),
        tuple((number, line.name, line.award, line.what) for number, line in enumerate(paper.lacks, 1)),
    )
    by = f" trước ngày {short_date(paper.until)}" if paper.until else ""
    return OfficialLetter(
        issuer=paper.issuer,
        reference=paper.reference,
        subject="bổ sung, hoàn thiện hồ sơ đề nghị khen thưởng",
        addressees=(paper.addressee,),
        opening=(
            f"{paper.issuer.spoken} nhận được {paper.submission}. Sau khi xem xét, hồ sơ chưa đủ điều kiện để trình Hội đồng "
            "Thi đua - Khen thưởng, cần bổ sung, hoàn thiện như sau:",
            *([paper.reason] if paper.reason.strip() else []),
            *([table] if paper.lacks else []),
            f"Đề nghị {paper.addressee} bổ sung, hoàn thiện hồ sơ và gửi lại{by}.",
        ),
        signer=paper.signer,
        distribution=Distribution(("Như trên",), paper.filed),
    )
