"""Which day's law judges a dossier: the day it was received for appraisal, and what the law says of dossiers on the way.

Pure: every day is handed in. Where the law is silent or not read, the answer says so and a person may decide otherwise.
"""

from dataclasses import dataclass
from datetime import date

from .award import Award
from .book import Book, Boundary, Transition, load_book
from .citations import Status
from .vocabulary import NotCovered


@dataclass(frozen=True)
class RuleDate:
    """``day`` whose law judges the dossier, why, the provision that says so ("" where the law says nothing), and what a
    person has to look at before relying on it."""

    day: date
    why_vi: str
    citation: str = ""
    url: str = ""
    warnings_vi: tuple[str, ...] = ()


def rule_date(
    received_on: date,
    award_code: str,
    book: Book | None = None,
    *,
    sent_on: date | None = None,
    award_year: int | None = None,
    today: date | None = None,
) -> RuleDate:
    """The rule date of a dossier received for appraisal on ``received_on``.

    ``sent_on`` and ``award_year`` tell whether the dossier was made under an earlier text, ``today`` whether the law has
    changed since. Raises ``KeyError`` for an unknown award and ``ValueError`` (in Vietnamese) for a day that cannot be.
    """
    book = book or load_book()
    award = book.award(award_code, received_on)
    if refused := why_not_vi(received_on, max(received_on, today or received_on), book):
        raise ValueError(refused)
    why = ["Ngày tiếp nhận hồ sơ để thẩm định."]
    citation = url = ""
    warnings = []
    for boundary in _before(book, received_on, sent_on, award_year):
        warnings.append(_crossed_vi(boundary, book.transitions.get(boundary.day), sent_on))
    for boundary in book.boundaries_in(received_on, today or received_on):
        clause = book.transitions.get(boundary.day)
        if clause is not None and clause.clause == "received_before":
            why.append(f"{clause.text_vi}.")
            citation, url = _label(clause), clause.url
            if clause.more_favourable:
                warnings.append(_favourable_vi(boundary))
        else:
            warnings.append(_changed_since_vi(boundary, clause))
    if silent := _not_in_data_vi(book, award, received_on):
        warnings.append(f"{silent}: mọi trường hợp đều cần người có thẩm quyền xem xét.")
    return RuleDate(received_on, " ".join(why), citation, url, tuple(warnings))


def _not_in_data_vi(book: Book, award: Award, day: date) -> str:
    """What the data does not hold of the law of the day, whoever is proposed; "" when it holds what it needs."""
    unknown = book.unknown_from(day)
    if unknown is not None:
        return f"Từ ngày {unknown.day:%d/%m/%Y} áp dụng {unknown.name_vi}, nội dung chưa có trong dữ liệu"
    version = award.version_on(day)
    if version is None or not version.status.decides:
        return f"Dữ liệu không có tiêu chuẩn {award.name_vi} của ngày {day:%d/%m/%Y}"
    gaps = (n for n in version.conditions_on(day) if isinstance(n, NotCovered) and not n.only)
    return next((gap.text_vi for gap in gaps), "")


def why_not_vi(day: date, today: date, book: Book | None = None) -> str:
    """Why ``day`` cannot be the rule date of a dossier, in Vietnamese; "" when it can."""
    first = (book or load_book()).regimes[0]
    if day > today:
        return "Ngày áp dụng quy định không được sau ngày hôm nay."
    if day < first.valid_from:
        return f"Dữ liệu pháp luật bắt đầu từ ngày {first.valid_from:%d/%m/%Y}; hãy chọn ngày từ đó trở đi."
    return ""


def next_boundary(day: date, book: Book | None = None) -> Boundary | None:
    """The first change of the law after ``day`` that the data knows of."""
    return next((each for each in (book or load_book()).boundaries if each.day > day), None)


def _before(book: Book, received_on: date, sent_on: date | None, award_year: int | None) -> tuple[Boundary, ...]:
    """Changes of the law between the making of the dossier (its year's end, its sending) and its receipt."""
    begun = [received_on]
    if sent_on is not None:
        begun.append(sent_on)
    if award_year is not None:
        begun.append(date(award_year, 12, 31))
    return book.boundaries_in(min(begun), received_on)


def _label(clause: Transition) -> str:
    labels = "; ".join(cite.label_vi for cite in (clause.cite, *clause.also_cite))
    return labels if clause.status is Status.VERIFIED else f"{labels}, {clause.status.label_vi}"


def _crossed_vi(boundary: Boundary, clause: Transition | None, sent_on: date | None) -> str:
    begun = "Hồ sơ gửi" if sent_on is not None and sent_on < boundary.day else "Năm xét khen thưởng kết thúc"
    return (
        f"{begun} trước ngày {boundary.day:%d/%m/%Y} ({boundary.name_vi}), tiếp nhận từ ngày đó trở đi. "
        f"{_clause_vi(clause)}."
    )


def _changed_since_vi(boundary: Boundary, clause: Transition | None) -> str:
    return (
        f"Sau khi tiếp nhận, quy định thay đổi từ ngày {boundary.day:%d/%m/%Y} ({boundary.name_vi}). "
        f"{_clause_vi(clause)}."
    )


def _clause_vi(clause: Transition | None) -> str:
    look = "người thẩm định xem lại ngày áp dụng quy định"
    if clause is None:
        return f"Chưa đối chiếu điều khoản chuyển tiếp; {look}"
    return f"{clause.text_vi} ({_label(clause)}); {look}"


def _favourable_vi(boundary: Boundary) -> str:
    if boundary.known:
        return f"Hãy so với {boundary.name_vi}: chỗ nào quy định mới có lợi hơn thì áp dụng quy định mới."
    return (
        f"Nội dung {boundary.name_vi} chưa có trong dữ liệu: "
        "người thẩm định tự xem quy định mới có lợi hơn cho người được đề nghị hay không."
    )


__all__ = ["RuleDate", "next_boundary", "rule_date", "why_not_vi"]
