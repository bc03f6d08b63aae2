"""The stocktake of the book as text: what is verified, what is only remembered, what is open (``make law``)."""

from collections.abc import Iterator

from .book import Book, load_book
from .stocktake import PARTS_VI, Counts, take_stock

_HEADS = ("đã đối chiếu", "theo trí nhớ", "khác", "chưa biết", "còn mở")


def law_list(book: Book | None = None, *, only_open: bool = False) -> Iterator[str]:
    """Lines to print: counts per award and regime, then the awards without a standard; or every open value and
    question."""
    book = book or load_book()
    stock = take_stock(book)
    if only_open:
        for value in stock.open:
            days = f"{value.valid_from or ''}–{value.valid_to or ''}"
            yield f"{value.regime}/{value.award}\t{PARTS_VI[value.part]}\t{days}\t{value.citation}\t{value.text_vi}"
        for question in stock.questions:
            yield f"{question.code}\tCâu hỏi\t\t\t{question.question_vi}"
        return
    width = max(len(each.award.code) for each in stock.awards)
    yield f"{'':{width}}  " + "  ".join(f"{head:>12}" for head in _HEADS)
    for regime in book.regimes:
        yield f"{regime.name_vi}:"
        for each in stock.awards:
            if each.regime == regime.code:
                note = "" if each.known else "  chưa có tiêu chuẩn"
                yield f"{each.award.code:{width}}  {_row(each.counts)}{note}"
        yield f"{'cộng':{width}}  {_row(stock.of_regime(regime.code))}"
    yield f"{'tất cả':{width}}  {_row(stock.whole)}"
    yield f"Câu hỏi còn mở: {len(stock.questions)}. Phiên bản dữ liệu: {book.data_version}"


def _row(counts: Counts) -> str:
    numbers = (counts.verified, counts.memory, counts.other, counts.unknown, counts.open)
    return "  ".join(f"{number:>12}" for number in numbers)
