"""Biên bản hủy phôi, hiện vật hỏng. Layout: Decree 30/2020/NĐ-CP, Appendix III, model 1.9."""

from collections.abc import Sequence
from datetime import date

from paperwork.blocks import Reference, Signer, bare_name, paragraph, with_full_stop
from paperwork.papers.minutes import minutes_data
from paperwork.render import moment_of, render
from thidua.papers.letterhead import issuer_of, symbol_of
from thidua.rewards.models_stock import StockItem


def render_spoilt_minutes(
    item: StockItem, amount: int, serials: str, reason: str, present: Sequence[str], *, number: int, on: date
) -> bytes:
    """The minutes with everybody who was there, as PDF/A. Raises `PaperError`."""
    body = [
        paragraph(f"Ngày {on:%d/%m/%Y}, tại {item.unit.agency_name}, những người có tên dưới đây tiến hành hủy hiện vật."),
        *(paragraph(f"- {with_full_stop(each)}") for each in present),
        paragraph(with_full_stop(item.name), lead="Hiện vật:"),
        paragraph(f"{amount} {with_full_stop(item.measure)}", lead="Số lượng:"),
        *([paragraph(with_full_stop(serials), lead="Số sê-ri:")] if serials else []),
        paragraph(with_full_stop(reason), lead="Lý do:"),
        paragraph("Số hiện vật trên đã được hủy trước sự chứng kiến của những người có tên; biên bản được đọc lại, "
                  "thống nhất và lưu cùng sổ kho./."),
    ]  # fmt: skip
    data = minutes_data(
        issuer=issuer_of(item.unit),
        reference=Reference(number, symbol_of("BB", item.unit), on),
        summary=f"Hủy {item.name}",
        body=body,
        signers=[
            Signer("", "Người chứng kiến" if place else "Người hủy", bare_name(each))
            for place, each in enumerate(present[:3])
        ],
    )
    return render("minutes", data, created_at=moment_of(on))
